"""Losses beside scikit-learn and plain formulas, their gradients beside difference quotients."""

import numpy as np
import pytest
import sklearn.metrics

from nnlib.losses import LOSSES, categorical_cross_entropy, half_squared_error
from nnlib.softmax import softmax

RNG = np.random.default_rng(0)
Y, T = softmax(RNG.normal(size=(5, 3))), np.eye(3)[[0, 2, 1, 1, 0]]
every = pytest.mark.parametrize("name", LOSSES)


def test_the_worked_example():
    assert half_squared_error([0.75136507, 0.772928465], [0.01, 0.99]) == pytest.approx(0.298371109, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "oracle"),
    [
        (
            "half_squared_error",
            lambda y, t: 0.5 * sum(np.linalg.norm(p - q) ** 2 for p, q in zip(y, t, strict=True)) / 5,
        ),
        ("mean_squared_error", sklearn.metrics.mean_squared_error),
        ("mean_absolute_error", sklearn.metrics.mean_absolute_error),
        ("categorical_cross_entropy", lambda y, t: sklearn.metrics.log_loss(t, y)),
        ("binary_cross_entropy", lambda y, t: sum(sklearn.metrics.log_loss(t[:, k], y[:, k]) for k in range(3))),
    ],
)
def test_value(name, oracle):
    assert LOSSES[name](Y, T) == pytest.approx(oracle(Y, T), rel=1e-12)


@every
def test_gradient_is_each_samples_own_slope(name):
    loss, h = LOSSES[name], 1e-6
    gradient = loss.gradient(Y, T)
    assert gradient.shape == Y.shape
    for index in np.ndindex(Y.shape):
        nudge = np.zeros_like(Y)
        nudge[index] = h
        slope = (loss(Y + nudge, T) - loss(Y - nudge, T)) / (2 * h) * len(Y)  # the loss is the mean over the samples
        assert gradient[index] == pytest.approx(slope, rel=1e-5, abs=1e-7)


@every
def test_one_sample_is_a_batch_of_one(name):
    assert LOSSES[name](Y[0], T[0]) == pytest.approx(LOSSES[name](Y[:1], T[:1]))


@every
def test_certain_and_wrong_is_large_and_finite(name):
    sure = np.array([[0.0, 1.0, 0.0]])
    target = np.array([[1.0, 0.0, 0.0]])
    assert np.isfinite(LOSSES[name](sure, target)) and np.isfinite(LOSSES[name].gradient(sure, target)).all()
    assert LOSSES[name](sure, target) > LOSSES[name](target, target)
    assert categorical_cross_entropy(sure, target) > 20


@every
def test_float32_stays_float32(name):
    gradient = LOSSES[name].gradient(Y.astype(np.float32), T.astype(np.float32))
    assert gradient.dtype == np.float32


@every
@pytest.mark.parametrize("dtype", [np.uint8, bool, np.int8])
def test_whole_numbers_are_numbers(name, dtype):
    y, t = np.array([[0, 1, 1]], dtype), np.array([[1, 0, 1]], dtype)  # 0 − 1 is 255 among unsigned integers
    for f in (LOSSES[name], LOSSES[name].gradient):
        np.testing.assert_array_equal(f(y, t), f(y.astype(float), t.astype(float)))
        assert np.asarray(f(y, t)).dtype == np.float64


@every
def test_other_shapes_are_named(name):
    for f in (LOSSES[name], LOSSES[name].gradient):
        with pytest.raises(ValueError, match=r"T has shape \(2,\), Y has \(3,\)"):
            f(np.zeros(3), np.zeros(2))


def costs(activations, label):
    """The cost of one digit, the sum of all squared differences: twice the half squared error."""
    return 2 * half_squared_error(np.array(activations), np.eye(10)[label])


def test_the_costs_of_two_outputs_for_the_digit_3():
    bad = (0.43, 0.28, 0.19, 0.88, 0.72, 0.01, 0.64, 0.86, 0.99, 0.63)
    good = (0.02, 0.03, 0.06, 0.97, 0.07, 0.02, 0.05, 0.06, 0.08, 0.04)
    assert costs(bad, 3) == pytest.approx(3.3585, abs=1e-9)
    assert costs(good, 3) == pytest.approx(0.0252, abs=1e-9)


def test_softmax_on_rows_of_very_different_scale():
    Z = np.array([[1000.0, 999.0], [-1000.0, -1001.0], [0.0, -1.0]])
    P = softmax(Z)
    np.testing.assert_allclose(P, np.tile([1 / (1 + np.exp(-1)), 1 / (1 + np.e)], (3, 1)), rtol=1e-12)
    assert softmax(Z.astype(np.float32)).dtype == np.float32
    np.testing.assert_allclose(softmax(Z[2]), P[2])


@pytest.mark.parametrize("dtype", [np.uint8, bool, np.int8])
def test_softmax_of_whole_numbers(dtype):
    z = np.array([[0, 1], [1, 1]], dtype)
    np.testing.assert_array_equal(softmax(z), softmax(z.astype(float)))
