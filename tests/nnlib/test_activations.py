"""Every activation beside an independent formula, every derivative beside a difference quotient."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.special import expit, log_expit

from nnlib.activations import ACTIVATIONS

ORACLES = {
    "linear": lambda z: z,
    "heaviside": lambda z: np.select([z < 0, z > 0], [0.0, 1.0], 0.5),
    "sign": lambda z: np.select([z < 0, z > 0], [-1.0, 1.0], 0.0),
    "piecewise_linear": lambda z: np.select([z <= -0.5, z >= 0.5], [0.0, 1.0], z + 0.5),
    "sigmoid": expit,
    "tanh": lambda z: 2 * expit(2 * z) - 1,
    "relu": lambda z: (z + np.abs(z)) / 2,
    "leaky_relu": lambda z: np.where(z < 0, 0.1 * z, z),
    "shifted_relu": lambda z: np.where(z < -1, -1, z),
    "elu": lambda z: np.where(z < 0, np.expm1(np.minimum(z, 0)), z),
    "softplus": lambda z: -log_expit(-z),
    "swish": lambda z: z * expit(z),
}
KINKS = {
    "heaviside": [0],
    "sign": [0],
    "piecewise_linear": [-0.5, 0.5],
    "relu": [0],
    "leaky_relu": [0],
    "shifted_relu": [-1],
    "elu": [0],  # no kink, but its slope turns there, and a difference quotient across the turn is off
}
every = pytest.mark.parametrize("name", ACTIVATIONS)


@every
@given(z=arrays(np.float64, array_shapes(max_dims=3), elements=st.floats(-1000, 1000)))
def test_value(name, z):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(ACTIVATIONS[name](z), ORACLES[name](z), rtol=1e-12, atol=1e-15)


@every
@given(z=arrays(np.float64, array_shapes(max_dims=3), elements=st.floats(-8, 8)))
def test_derivative_is_the_slope(name, z):
    f, h = ACTIVATIONS[name], 1e-5
    away = np.all([np.abs(z - kink) > 2 * h for kink in KINKS.get(name, [])], axis=0)
    slope = (f(z + h) - f(z - h)) / (2 * h)
    np.testing.assert_allclose(np.where(away, f.derivative(z), 0), np.where(away, slope, 0), rtol=0, atol=2e-6)
    np.testing.assert_array_equal(f.derivative(z, f(z)), f.derivative(z))


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_shape_stay_and_nothing_warns(name, dtype):
    z = np.array([[-1000, -1, 0], [0.5, 3, 1000]], dtype=dtype)
    f = ACTIVATIONS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for a in (f(z), f.derivative(z), f.derivative(z, f(z))):
            assert a.dtype == dtype and a.shape == z.shape and np.isfinite(a).all()


@every
def test_whole_numbers_are_not_cut(name):
    z = np.array([-2, -1, 0, 1, 2])
    np.testing.assert_allclose(ACTIVATIONS[name](z), ACTIVATIONS[name](z.astype(float)))
    assert np.ndim(ACTIVATIONS[name](2)) == np.ndim(ACTIVATIONS[name].derivative(2)) == 0


def test_a_kink_takes_a_slope_between_its_two_sides():
    for name, kinks in KINKS.items():
        if name not in ("heaviside", "sign"):
            slopes = ACTIVATIONS[name].derivative(np.array([[k - 1e-3, k, k + 1e-3] for k in kinks]))
            assert (slopes.min(axis=1) <= slopes[:, 1]).all() and (slopes[:, 1] <= slopes.max(axis=1)).all()


def test_the_mask_of_a_rectifier_is_taken_from_z():
    # After dropout or an in-place change, a no longer tells on which side of the kink z was.
    z = np.array([-2.0, 3.0])
    for name in ("relu", "leaky_relu", "shifted_relu", "elu"):
        f = ACTIVATIONS[name]
        np.testing.assert_array_equal(f.derivative(z, np.zeros(2)), f.derivative(z))
