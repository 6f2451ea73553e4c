"""Every layer, activation and loss beside numerical gradients; the numbers at which a careless formula breaks."""

from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnlib import (
    ACTIVATIONS,
    LOSSES,
    Dense,
    Dropout,
    GradientDescent,
    Maxout,
    Network,
    Softmax,
    check_gradients,
    fit,
    softmax,
)
from nnlib.activations import elu, leaky_relu, piecewise_linear, relu, shifted_relu, softplus, swish
from nnlib.datasets import one_hot
from nnlib.losses import categorical_cross_entropy, mean_absolute_error
from nnlib.optimizers import decay, svrg

KINKS = {
    "heaviside": [0],
    "sign": [0],
    "piecewise_linear": [-0.5, 0.5],
    "relu": [0],
    "leaky_relu": [0],
    "shifted_relu": [-1],
    "elu": [0],  # where its curvature jumps
}
OUTPUTS = {  # of which each loss can say how wrong they are
    "half_squared_error": ["linear", "tanh", "sigmoid", "softmax"],
    "mean_squared_error": ["linear", "tanh", "sigmoid", "softmax"],
    "mean_absolute_error": ["linear", "tanh", "sigmoid", "softmax"],
    "binary_cross_entropy": ["sigmoid", "softmax"],
    "categorical_cross_entropy": ["sigmoid", "softmax"],
}
SIZES = st.integers(1, 5)
SEEDS = st.integers(0, 2**32 - 1)

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)
every_loss = pytest.mark.parametrize("loss", LOSSES)


def gradients_are_right(net, X, T):
    """Away from kinks, and where nudging can tell: neither is a question of the gradients."""
    Y, distances = net.forward(X), [1.0]
    for layer in net.layers:
        if isinstance(layer, Dense):
            distances += [np.abs(layer.Z - kink).min() for kink in KINKS.get(layer.activation.__name__, [])]
        elif isinstance(layer, Maxout):
            Z = np.sort(np.einsum("mi,poi->pmo", layer.X, layer.W) + layer.b[:, None], axis=0)
            distances.append(np.min(Z[-1] - Z[-2]))  # nearer, and another piece may win
    if net.loss is mean_absolute_error:
        distances.append(np.abs(Y - T).min())
    assume(min(distances) > 1e-3)  # a nudge of 1e-5 moves none of them so far
    net.backward(Y, T)
    # A loss is known to about 1e-16, so the slope that nudging finds to 1e-11: too roughly to judge a slope below 1e-4,
    # unless the outputs hear nothing at all of the parameters, as of those of dead units. Then both are exactly 0.
    for p, g in zip(net.parameters, net.gradients, strict=True):
        if np.abs(g).max() < 1e-4:
            kept = p.copy()
            p += 1e-5 * np.random.default_rng(0).normal(size=p.shape)
            assume((net.forward(X) == Y).all())
            p[...] = kept
    assert check_gradients(net, X, T) < 1e-6


def output_layers(n_in, n_out, output, rng):
    if output == "softmax":
        return [Dense(n_in, n_out, rng=rng), Softmax()]
    return [Dense(n_in, n_out, output, rng=rng)]


@every_activation
@every_loss
@pytest.mark.parametrize("one_sample", [True, False])
@settings(deadline=None, max_examples=6)
@given(m=st.integers(2, 6), n_in=SIZES, widths=st.lists(SIZES, min_size=1, max_size=3), seed=SEEDS, data=st.data())
def test_dense_layers_have_the_gradients_that_nudging_finds(activation, loss, one_sample, m, n_in, widths, seed, data):
    rng = np.random.default_rng(seed)
    m = 1 if one_sample else m
    layers = [Dense(i, o, activation, rng=rng) for i, o in zip([n_in, *widths], widths, strict=False)]
    net = Network(layers + output_layers(widths[-1], 3, data.draw(st.sampled_from(OUTPUTS[loss])), rng), loss)
    for layer in layers:
        layer.b += rng.normal(size=layer.b.shape)  # behind dead units, biases of 0 put z on the kink
    gradients_are_right(net, rng.normal(size=(m, n_in)), rng.dirichlet(np.ones(3), m))


@every_activation
@settings(deadline=None, max_examples=10)
@given(m=SIZES, n_in=SIZES, n_out=SIZES, seed=SEEDS)
def test_every_activation_can_stand_at_the_output(activation, m, n_in, n_out, seed):
    rng = np.random.default_rng(seed)
    net = Network([Dense(n_in, 4, "tanh", rng=rng), Dense(4, n_out, activation, rng=rng)], "half_squared_error")
    net.layers[1].b += rng.normal(size=n_out)
    gradients_are_right(net, rng.normal(size=(m, n_in)), rng.normal(size=(m, n_out)))


@every_loss
@pytest.mark.parametrize("activation", ["tanh", "leaky_relu"])
@settings(deadline=None, max_examples=15)
@given(m=SIZES, n_in=SIZES, n_out=st.integers(2, 4), pieces=st.integers(2, 4), seed=SEEDS, data=st.data())
def test_maxout_beside_dense_has_the_gradients_that_nudging_finds(loss, activation, m, n_in, n_out, pieces, seed, data):
    rng = np.random.default_rng(seed)
    output = data.draw(st.sampled_from(OUTPUTS[loss]))
    hidden = [Maxout(n_in, 3, pieces, rng=rng), Dense(3, 4, activation, rng=rng), Maxout(4, 3, pieces, rng=rng)]
    net = Network(hidden + output_layers(3, n_out, output, rng), loss)
    for layer in net.layers[:3]:
        layer.b += rng.normal(size=layer.b.shape)
    gradients_are_right(net, rng.normal(size=(m, n_in)), rng.dirichlet(np.ones(n_out), m))


def test_of_equal_pieces_only_the_first_learns():
    layer = Maxout(2, 1, pieces=3)
    layer.W[...] = [[[1.0, 2.0]], [[3.0, 4.0]], [[3.0, 4.0]]]
    assert layer.forward(np.ones((1, 2))) == 7
    np.testing.assert_array_equal(layer.backward(np.array([[2.0]])), [[6, 8]])
    np.testing.assert_array_equal(layer.gradients[0][:, 0], [[0, 0], [2, 2], [0, 0]])
    np.testing.assert_array_equal(layer.gradients[1][:, 0], [0, 2, 0])


# ---- the mask of a rectifier


# Slopes of a layer's activation that are found from its outputs a = f(z), as in many a tutorial.
MISTAKES = {
    "relu, a not below 0": (relu, lambda a: np.where(a >= 0, 1.0, 0.0)),
    "shifted relu, a above 0": (shifted_relu, lambda a: np.where(a > 0, 1.0, 0.0)),
    "shifted relu, a not below -1": (shifted_relu, lambda a: np.where(a >= -1, 1.0, 0.0)),
    "leaky relu, a not 0": (leaky_relu, lambda a: np.where(a != 0, 1.0, 0.1)),
    "elu at a": (elu, elu.derivative),
    "piecewise linear at a": (piecewise_linear, piecewise_linear.derivative),
    "softplus at a": (softplus, softplus.derivative),
    "swish at a": (swish, swish.derivative),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_slope_taken_from_a_where_it_belongs_to_z_is_found_out(mistake):
    f, slope_from_a = MISTAKES[mistake]

    def mistaken(z):
        return f(z)

    mistaken.derivative = lambda z, a: slope_from_a(a)
    X, T = np.array([[-2.0], [-0.7], [-0.3], [0.3], [0.7], [2.0]]), np.ones((6, 1))
    right, wrong = (Network([Dense(1, 1, activation), Dense(1, 1)]) for activation in (f, mistaken))
    for p in right.parameters + wrong.parameters:
        p[...] = p.ndim == 2  # weights of 1, biases of 0: z is x, on both sides of the kinks, and between z's and a's
    assert check_gradients(right, X, T) < 1e-6
    assert check_gradients(wrong, X, T) > 0.01


@pytest.mark.parametrize("f", [relu, leaky_relu, shifted_relu, elu, piecewise_linear, softplus, swish])
def test_what_is_done_to_the_outputs_in_place_leaves_the_slopes_alone(f):
    # A mask of a leaky relu from the sign of a is right until somebody drops or scales the outputs in place.
    layer = Dense(1, 1, f)
    layer.W[...] = 1
    X = np.array([[-2.0], [-0.7], [-0.3], [0.3], [0.7], [2.0]])
    for change in (0, -1):
        A = layer.forward(X)
        A *= change
        np.testing.assert_array_equal(layer.backward(np.ones((6, 1))), f.derivative(X))


# ---- float32


@every_activation
@pytest.mark.parametrize("options", [{}, {"momentum": 0.9}, {"l2": 0.01, "l1": 0.01}, {"momentum": 0.5, "l2": 0.01}])
def test_float32_stays_float32_from_the_inputs_to_the_learned_parameters(activation, options):
    rng, dtype = np.random.default_rng(0), np.float32
    layers = [Dense(3, 4, activation, rng=rng, dtype=dtype), Dropout(0.2, rng=rng), Maxout(4, 3, rng=rng, dtype=dtype)]
    net = Network([*layers, Dense(3, 2, rng=rng, dtype=dtype), Softmax()], "categorical_cross_entropy")
    X, T = rng.normal(size=(20, 3)).astype(dtype), one_hot(rng.integers(0, 2, 20), 2, dtype)
    before = [p.copy() for p in net.parameters]
    optimizer = GradientDescent(decay(0.1, 0.5), **options)
    fit(net, X, T, epochs=2, batch_size=8, optimizer=optimizer, rng=0)
    Y = net.forward(X, learning=True)
    net.backward(Y, T)
    dtypes = {a.dtype for a in [Y, net.predict(X), *net.gradients, *net.parameters, *(optimizer.velocities or [])]}
    assert dtypes == {np.dtype(dtype)}
    assert net.loss(Y, T).dtype == dtype
    assert any((p != start).any() for p, start in zip(net.parameters, before, strict=True))


@every_loss
def test_float32_stays_float32_with_every_loss_and_in_svrg(loss):
    rng = np.random.default_rng(0)
    net = Network([Dense(3, 4, "tanh", rng=0, dtype=np.float32), Dense(4, 2, "sigmoid", rng=1, dtype=np.float32)], loss)
    X, T = rng.normal(size=(20, 3)).astype(np.float32), one_hot(rng.integers(0, 2, 20), 2, np.float32)
    losses = svrg(net, X, T, eta=0.1, epochs=4, batch_size=5, rng=0)
    assert losses[-1] < losses[0]
    net.backward(net.forward(X), T)
    assert {a.dtype for a in [net.predict(X), *net.gradients, *net.parameters]} == {np.dtype(np.float32)}


# ---- extreme numbers

silent = partial(np.errstate, all="raise", under="ignore")  # an underflow to 0 is the right answer


@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_activation_is_finite_and_silent_at_any_size(activation, dtype):
    f, largest = ACTIVATIONS[activation], np.finfo(dtype).max
    sizes = np.array([0, np.finfo(dtype).tiny, 1e-30, 1e-8, 1, 40, 90, 710, 1000, 1e6, 1e30, largest], dtype)
    z = np.concatenate([-sizes, sizes])
    with silent():
        a, slope = f(z), f.derivative(z, f(z))
    assert np.isfinite(a).all() and (np.abs(a) <= 1 + np.abs(z)).all()
    assert np.isfinite(slope).all() and (slope >= -0.1).all() and (slope <= 1.1).all()  # swish: −0.0998 to 1.0998


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_of_scores_that_are_a_thousand_apart_do_not_disturb_each_other(dtype):
    rows = np.array([[1000, 998, 0], [1, -1, 0.5], [-1000, -1002, -999], [0, 0, 0], [1000, -1000, 0]], dtype)
    with silent():
        together = softmax(rows)
        alone = np.array([softmax(row) for row in rows])
    np.testing.assert_array_equal(together, alone)
    assert together.dtype == dtype
    np.testing.assert_allclose(together.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(together[3], 1 / 3, rtol=1e-6)
    np.testing.assert_array_equal(together[4], [1, 0, 0])


@every_loss
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sure_and_wrong_costs_much_and_leaves_finite_gradients(loss, output, dtype):
    scores = np.array([[1000, -1000, 0], [-1000, 1000, 0], [1, -1, 0], [1000, 999, -1000]], dtype)
    T = one_hot([1, 0, 1, 2], 3, dtype)
    net = Network([Dense(3, 3, output, dtype=dtype)] if output == "sigmoid" else [Dense(3, 3, dtype=dtype), Softmax()])
    net.loss = LOSSES[loss]
    net.layers[0].W[...] = np.eye(3)  # so that the scores are what comes in
    with silent():
        Y = net.forward(scores)
        cost = net.loss(Y, T)
        net.backward(Y, T)
    assert np.isfinite(cost) and cost > net.loss(T, T) + 0.3
    assert Y.dtype == dtype and all(g.dtype == dtype and np.isfinite(g).all() for g in net.gradients)
    assert any(g.any() for g in net.gradients)
    if "cross_entropy" in loss:
        assert cost > 3 / 4 * 27  # three samples of four gave the right class a probability of 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_probability_of_0_for_what_did_happen_has_a_finite_cost_and_slope(dtype):
    P, T = np.array([[0, 1], [0.5, 0.5]], dtype), np.array([[1, 0], [0, 1]], dtype)
    with silent():
        cost, slope = categorical_cross_entropy(P, T), categorical_cross_entropy.gradient(P, T)
    assert cost == pytest.approx((-np.log(1e-12) + np.log(2)) / 2, rel=1e-6)
    assert slope == pytest.approx(np.array([[-1e12, 0], [0, -2]]), rel=1e-6)


@every_activation
@every_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_of_learning_on_inputs_of_mixed_size_is_silent_and_finite(activation, loss, dtype):
    rng = np.random.default_rng(0)
    hidden = [Dense(3, 5, activation, rng=rng, dtype=dtype), Maxout(5, 4, rng=rng, dtype=dtype), Dropout(0.3, rng=rng)]
    net = Network([*hidden, Dense(4, 3, rng=rng, dtype=dtype), Softmax()], loss)
    X = rng.normal(size=(12, 3)) * np.repeat([[1e-30], [1e-3], [1], [1e3]], 3, axis=0)
    T = one_hot(rng.integers(0, 3, 12), 3, dtype)
    optimizer = GradientDescent(0.1, momentum=0.5, l2=1e-3, l1=1e-3)
    with silent():
        history = fit(net, X.astype(dtype), T, epochs=1, batch_size=12, optimizer=optimizer, rng=0)
    assert np.isfinite(history.loss).all()
    assert all(np.isfinite(p).all() for p in net.parameters)
