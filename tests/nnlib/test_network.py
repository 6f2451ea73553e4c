"""Layers and networks: gradients beside numerical ones, the lectures' numbers, and clear errors."""

import numpy as np
import pytest

from nnlib import Dense, Dropout, Maxout, Network, Softmax, Trace, check_gradients, numerical_gradient
from nnlib.activations import ACTIVATIONS
from nnlib.initializers import INITIALIZERS
from nnlib.losses import LOSSES
from nnlib.trace import GIVEN

RNG = np.random.default_rng(1)
X = RNG.normal(size=(6, 4))
ONE_HOT = np.eye(3)[RNG.integers(0, 3, 6)]


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name not in ("heaviside", "sign")])
def test_gradients_of_dense_layers(activation):
    net = Network([Dense(4, 5, activation, rng=0), Dense(5, 3, activation, rng=1)], "mean_squared_error")
    for layer in net.layers:
        layer.b += RNG.normal(size=layer.b.shape)  # with biases of 0, behind dead units, z would stand on the kink
    assert check_gradients(net, X, ONE_HOT) < 1e-6


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("m", [6, 1])
def test_gradients_with_every_loss_and_a_batch_of_one(loss, m):
    net = Network([Dense(4, 5, "tanh", rng=0), Dense(5, 3, "sigmoid", rng=1)], loss)
    assert check_gradients(net, X[:m], ONE_HOT[:m]) < 1e-6


@pytest.mark.parametrize("loss", ["categorical_cross_entropy", "half_squared_error"])
def test_gradients_through_softmax_and_maxout(loss):
    net = Network([Maxout(4, 5, pieces=3, rng=0), Dense(5, 3, rng=1), Softmax()], loss)
    assert check_gradients(net, X, ONE_HOT) < 1e-6


def test_gradients_through_dropout():
    class Same(Dropout):  # drops the same places at every pass, so that the loss is a function to be differentiated
        def forward(self, X, learning=False):
            self.rng = np.random.default_rng(5)
            return super().forward(X, learning=True)

    net = Network([Dense(4, 8, "tanh", rng=0), Same(0.5), Dense(8, 3, rng=1)])
    assert check_gradients(net, X, ONE_HOT) < 1e-6


def test_dropout_keeps_the_mean_and_does_nothing_when_not_learning():
    layer = Dropout(0.25, rng=0)
    A = np.ones((1000, 100))
    out = layer.forward(A, learning=True)
    assert set(np.unique(out)) == {0.0, 1 / 0.75}
    assert out.mean() == pytest.approx(1, abs=0.01)
    assert layer.forward(A) is A


def test_a_saturated_output_still_hears_its_error():
    for layers, loss, T in [
        ([Dense(1, 1, "sigmoid")], "binary_cross_entropy", [[0.0]]),
        ([Dense(1, 2), Softmax()], "categorical_cross_entropy", [[0.0, 1.0]]),
    ]:
        net = Network(layers, loss)
        net.layers[0].b[0] = 1000.0
        net.backward(net.forward(np.zeros((1, 1))), np.array(T))
        assert net.gradients[1][0] == pytest.approx(1.0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_stays_from_end_to_end(dtype):
    layers = [
        Dense(4, 5, "sigmoid", dtype=dtype),
        Maxout(5, 4, dtype=dtype),
        Dropout(0.5),
        Dense(4, 3, "elu", dtype=dtype),
    ]
    net = Network([*layers, Softmax()], "categorical_cross_entropy")
    Y = net.forward(X.astype(dtype), learning=True)
    net.backward(Y, ONE_HOT.astype(dtype))
    assert {Y.dtype, *(g.dtype for g in net.gradients)} == {np.dtype(dtype)}


def test_the_forward_example_of_the_lectures():
    net = Network([Dense(3, 2, "sigmoid"), Dense(2, 2, "sigmoid")])
    net.layers[0].W[...], net.layers[0].b[...] = [[0.1, 0.2, 0.6], [0.4, 0.3, 0.1]], [0.4, 0.2]
    net.layers[1].W[...], net.layers[1].b[...] = [[0.2, 0.1], [0.1, 0.4]], [0.6, 0.3]
    np.testing.assert_allclose(net.predict([[3.0, 0.0, 1.0]]), [[0.6982, 0.6694]], atol=5e-5)


def test_one_step_of_the_2_2_2_network():
    g, trace = GIVEN, Trace()
    net = Network([Dense(2, 2, "sigmoid"), Dense(2, 2, "sigmoid")], "half_squared_error")
    net.layers[0].W[...], net.layers[0].b[...] = [[g["w1"], g["w2"]], [g["w3"], g["w4"]]], g["b1"]
    net.layers[1].W[...], net.layers[1].b[...] = [[g["w5"], g["w6"]], [g["w7"], g["w8"]]], g["b2"]
    Y = net.forward(np.array([[g["i1"], g["i2"]]]))
    T = np.array([[g["target_o1"], g["target_o2"]]])
    assert net.loss(Y, T) == pytest.approx(trace["E_total"].value)
    net.backward(Y, T)
    new = [p - g["eta"] * d for p, d in zip(net.parameters, net.gradients, strict=True)]
    np.testing.assert_allclose(new[0].ravel(), trace["hidden_weights_new"].value)
    np.testing.assert_allclose(new[2].ravel(), trace["output_weights_new"].value)


def test_parameters_are_counted():
    net = Network([Dense(784, 16, "sigmoid"), Dense(16, 16, "sigmoid"), Dense(16, 10, "sigmoid")])
    assert net.n_parameters == 13_002
    assert net.summary().splitlines()[0].split() == ["Dense(784,", "16,", "sigmoid)", "12,560"]
    assert net.summary().splitlines()[-1].split() == ["parameters", "13,002"]


def test_a_network_can_be_saved_and_read_again(tmp_path):
    net = Network([Maxout(4, 6, 3, dtype=np.float32), Dropout(0.5), Dense(6, 3, "swish", dtype=np.float32), Softmax()],
                  "categorical_cross_entropy")  # fmt: skip
    net.save(tmp_path / "net.npz")
    again = Network.load(tmp_path / "net.npz")
    np.testing.assert_array_equal(again.predict(X.astype(np.float32)), net.predict(X.astype(np.float32)))
    assert again.loss is net.loss and repr(again.layers) == repr(net.layers)
    np.savez(tmp_path / "other.npz", a=np.ones(3))
    with pytest.raises(ValueError, match="holds no network"):
        Network.load(tmp_path / "other.npz")


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers_have_the_size_they_promise(name):
    W = INITIALIZERS[name]((200, 400), np.random.default_rng(0))
    spread = {
        "zeros": 0,
        "small_normal": 0.01,
        "uniform": 1 / np.sqrt(3 * 400),
        "glorot": np.sqrt(2 / 600),
        "he": np.sqrt(2 / 400),
    }
    assert W.shape == (200, 400)
    assert W.std() == pytest.approx(spread[name], rel=0.02)
    assert abs(W.mean()) < 1e-3
    assert name != "uniform" or np.abs(W).max() <= 1 / 20


def test_the_numerical_gradient_leaves_theta_alone():
    theta = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(numerical_gradient(lambda t: (t**3).sum(), theta), 3 * theta**2, rtol=1e-8)
    np.testing.assert_array_equal(theta, [[1, 2], [3, 4]])
