"""Every argument that cannot work is named, with what came and what is expected, before anything is changed."""

import math

import numpy as np
import pytest

from nnlib import (
    ACTIVATIONS,
    LOSSES,
    Dense,
    Dropout,
    GradientDescent,
    Maxout,
    Network,
    Softmax,
    accuracy,
    check_gradients,
    datasets,
    fit,
    numerical_gradient,
    softmax,
)
from nnlib.activations import leaky_relu
from nnlib.layers import build
from nnlib.optimizers import decay, levenberg_marquardt, svrg
from nnlib.perceptron import learn_perceptron, perceptron

X, T = np.eye(3, 2), np.eye(3, 2)
NAN = np.array([[1.0, math.nan], [0, 0], [0, 0]])


def net(loss="half_squared_error", dtype=np.float64):
    return Network([Dense(2, 3, "tanh", rng=0, dtype=dtype), Dense(3, 2, "sigmoid", rng=1, dtype=dtype)], loss)


def learn(network=None, X=X, T=T, **options):
    return fit(network or net(), X, T, **{"epochs": 1} | options)


def lm(**options):
    arguments = {"residuals": lambda t: t, "jacobian": lambda t: np.eye(2), "theta": [1.0, 2.0], "steps": 1}
    return levenberg_marquardt(**arguments | options)


def reduced(**options):
    return svrg(**{"network": net(), "X": X, "T": T, "eta": 0.1, "epochs": 1, "batch_size": 2} | options)


CALLS = {
    "activation of text": (lambda: ACTIVATIONS["relu"]("3"), "z is '3'; a number or an array of numbers is expected"),
    "activation of None": (lambda: ACTIVATIONS["sigmoid"](None), "z is None"),
    "slope": (lambda: leaky_relu(1.0, slope=2), "slope is 2; a number of at least 0 and at most 1"),
    "softmax shape": (
        lambda: softmax(3.0),
        r"z has shape \(\) and dtype float64; numbers in",
    ),
    "softmax text": (lambda: softmax(["a"]), "z has shape .* dtype <U1; numbers"),
    "loss shape": (lambda: LOSSES["half_squared_error"]([[1, 2]], [1, 2]), r"T has shape \(2,\), Y has \(1, 2\)"),
    "loss of numbers": (lambda: LOSSES["half_squared_error"](1, 2), r"Y has \(\); both \(n,\) or both \(m, n\)"),
    "loss dtype": (lambda: LOSSES["mean_squared_error"](["a"], [1]), "Y has dtype <U1, T has int64; numbers"),
    "n_in": (lambda: Dense(2.5, 3), "n_in is 2.5; a whole number of 1 or more"),
    "n_out": (lambda: Dense(2, 0), "n_out is 0; a whole number of 1 or more"),
    "a truth value": (lambda: Dense(2, True), "n_out is True; a whole number"),
    "activation name": (lambda: Dense(2, 3, "relo"), "activation is 'relo'; there are linear, heaviside"),
    "activation type": (lambda: Dense(2, 3, 7), "activation is 7; there are linear"),
    "no derivative": (lambda: Dense(2, 3, np.sin), "activation is <ufunc 'sin'>, which has no .derivative"),
    "initializer": (lambda: Dense(2, 3, initializer="her"), "initializer is 'her'; there are zeros"),
    "dtype": (lambda: Dense(2, 3, dtype=int), "dtype is <class 'int'>; float32 or float64 is expected"),
    "dtype name": (lambda: Maxout(2, 3, dtype="floaty"), "dtype is 'floaty'; float32 or float64"),
    "dense columns": (lambda: Dense(2, 3).forward(np.ones((5, 3))), r"Dense: X has shape \(5, 3\), this layer takes"),
    "dense one row": (lambda: Dense(2, 3).forward(np.ones(2)), r"Dense: X has shape \(2,\)"),
    "maxout columns": (lambda: Maxout(2, 3).forward(np.ones((5, 3))), r"Maxout: X has shape \(5, 3\)"),
    "pieces": (lambda: Maxout(2, 3, pieces=0), "pieces is 0"),
    "maxout initializer": (lambda: Maxout(2, 3, initializer="x"), "initializer is 'x'"),
    "p": (lambda: Dropout(1.0), "p is 1.0; a number of at least 0 and below 1"),
    "p text": (lambda: Dropout("half"), "p is 'half'; a number"),
    "kind of layer": (lambda: build({"kind": "Conv"}), "kind of layer is 'Conv'; there are Dense, Maxout"),
    "loss name": (lambda: Network([Dense(2, 3)], "mse"), "loss is 'mse'; there are half_squared_error"),
    "the class of a layer": (lambda: Network([Dense(2, 3), Softmax]), r"layers\[1\] is the class Softmax; brackets"),
    "no layer": (lambda: Network([Dense(2, 3), "relu"]), r"layers\[1\] is 'relu'; a layer of nnlib.layers"),
    "no layers": (lambda: Network([]), "layers is empty; at least one layer"),
    "layers that do not fit": (
        lambda: Network([Dense(2, 3), Dropout(0.5), Dense(4, 1)]),
        r"layers\[2\] is Dense\(4, 1, linear\), but what comes to it has 3 columns",
    ),
    "predict columns": (
        lambda: net().predict(np.ones((4, 3))),
        r"Dense: X has shape \(4, 3\), this layer takes \(m, 2\)",
    ),
    "predict one row": (lambda: net().predict([1, 2]), r"X has shape \(2,\); \(m, n_in\) is expected"),
    "predict text": (lambda: net().predict([["a", "b"]]), r"X is \[\['a', 'b'\]\]; numbers"),
    "predict ragged": (lambda: net().predict([[1, 2], [3]]), r"X is \[\[1, 2\], \[3\]\]; numbers"),
    "predict NaN": (lambda: net().predict(NAN), "X holds 1 entries that are NaN or infinite"),
    "backward": (lambda: net().backward(np.ones((3, 2)), np.ones(2)), r"T has shape \(2,\), Y has \(3, 2\)"),
    "fit X": (lambda: learn(X=X[0]), r"X has shape \(2,\); \(m, n_in\) is expected"),
    "fit X empty": (lambda: learn(X=X[:0], T=T[:0]), r"X has shape \(0, 2\)"),
    "fit X columns": (lambda: learn(X=np.ones((3, 5))), r"Dense: X has shape \(3, 5\), this layer takes \(m, 2\)"),
    "fit X NaN": (lambda: learn(X=NAN), "X holds 1 entries that are NaN"),
    "fit X infinite": (lambda: learn(X=np.where(X, X, math.inf)), "X holds 4 entries that are NaN or infinite"),
    "fit T labels": (lambda: learn(T=[0, 1, 0]), r"T has shape \(3,\); .* one_hot makes such targets of labels"),
    "fit T rows": (lambda: learn(T=T[:2]), r"T has shape \(2, 2\); \(3, n_out\) is expected"),
    "fit T columns": (lambda: learn(T=np.ones((3, 4))), r"T has shape \(3, 4\), Y has \(3, 2\)"),
    "fit T NaN": (lambda: learn(T=NAN), "T holds 1 entries"),
    "fit T range": (lambda: learn(net("binary_cross_entropy"), T=2 * T), "T goes from 0 to 2; binary_cross_entropy"),
    "fit T rows of probabilities": (
        lambda: learn(Network([Dense(2, 2), Softmax()], "categorical_cross_entropy"), T=[[1, 1], [1, 0], [0, 1]]),
        "T has row 0 with the sum 2; probabilities of the classes sum to 1",
    ),
    "check in float32": (
        lambda: check_gradients(net(dtype=np.float32), X, T),
        "network has parameters of float32; float64 is expected",
    ),
    "epochs": (lambda: learn(epochs=0), "epochs is 0; a whole number of 1 or more"),
    "epochs text": (lambda: learn(epochs="ten"), "epochs is 'ten'"),
    "batch_size": (lambda: learn(batch_size=1.5), "batch_size is 1.5"),
    "patience": (lambda: learn(patience=0, validation=(X, T)), "patience is 0"),
    "patience alone": (lambda: learn(patience=3), r"hand over validation=\(X, T\) too"),
    "validation X": (lambda: learn(validation=(X[0], T)), r"validation X has shape \(2,\)"),
    "validation T": (lambda: learn(validation=(X, T[:1])), r"validation T has shape \(1, 2\)"),
    "accuracy": (lambda: accuracy(np.ones((3, 2)), np.ones((3, 3))), r"T has shape \(3, 3\); \(3, 2\) is expected"),
    "eta": (lambda: GradientDescent(-1), "eta is -1; a number of at least 0"),
    "eta NaN": (lambda: GradientDescent(math.nan), "eta is nan"),
    "eta text": (lambda: GradientDescent("0.1"), "eta is '0.1'"),
    "momentum": (lambda: GradientDescent(0.1, momentum=1), "momentum is 1; .* below 1"),
    "l2": (lambda: GradientDescent(0.1, l2=-1), "l2 is -1"),
    "l1": (lambda: GradientDescent(0.1, l1=math.nan), "l1 is nan"),
    "eta0": (lambda: decay(-1, 0), "eta0 is -1"),
    "rate": (lambda: decay(1, -0.5), "rate is -0.5"),
    "svrg X": (lambda: reduced(X=NAN), "X holds 1 entries"),
    "svrg T": (lambda: reduced(T=T[:1]), r"T has shape \(1, 2\)"),
    "svrg eta": (lambda: reduced(eta=-1), "eta is -1"),
    "svrg epochs": (lambda: reduced(epochs=0), "epochs is 0"),
    "svrg batch_size": (lambda: reduced(batch_size=0), "batch_size is 0"),
    "theta": (lambda: lm(theta=3.0), r"theta has shape \(\); \(n,\) is expected"),
    "steps": (lambda: lm(steps=0), "steps is 0"),
    "damping": (lambda: lm(damping=-1), "damping is -1"),
    "numerical theta": (lambda: numerical_gradient(np.sum, [1, math.nan]), "theta holds 1 entries"),
    "h": (lambda: numerical_gradient(np.sum, [1.0], h=0), "h is 0 .* h above 0"),
    "f": (lambda: numerical_gradient(lambda t: t, [1.0, 2.0]), r"f\(theta\) array\(\[1., 2.\]\); .* one number"),
    "check X": (lambda: check_gradients(net(), NAN, T), "X holds 1 entries"),
    "check T": (lambda: check_gradients(net(), X, T[0]), r"T has shape \(2,\)"),
    "perceptron x": (lambda: perceptron([1, 2, 3], [1, 2]), r"x has shape \(3,\), w has \(2,\)"),
    "perceptron w": (lambda: perceptron([1, 2], [[1, 2]]), r"w has shape \(1, 2\)"),
    "perceptron X": (lambda: learn_perceptron([1, 2], [1]), r"X has shape \(2,\)"),
    "perceptron targets": (lambda: learn_perceptron([[1, 2]], [0]), r"targets hold \[0.0\]; .* −1 and \+1"),
    "how many targets": (lambda: learn_perceptron([[1, 2]], [1, 1]), r"targets has shape \(2,\)"),
    "perceptron eta": (lambda: learn_perceptron([[1, 2]], [1], eta=-1), "eta is -1"),
    "perceptron epochs": (lambda: learn_perceptron([[1, 2]], [1], epochs=0), "epochs is 0"),
    "labels": (lambda: datasets.one_hot([0, 3], 3), "whole numbers from 0 to 2 are expected"),
    "labels below 0": (lambda: datasets.one_hot([-1], 3), "whole numbers from 0 to 2"),
    "half labels": (lambda: datasets.one_hot([0.5], 3), "whole numbers from 0 to 2"),
    "label shape": (lambda: datasets.one_hot([[1]], 3), r"labels have shape \(1, 1\)"),
    "n_classes": (lambda: datasets.one_hot([0], 0), "n_classes is 0"),
    "moons m": (lambda: datasets.moons(0), "m is 0"),
    "moons noise": (lambda: datasets.moons(5, noise=-1), "noise is -1"),
    "circles m": (lambda: datasets.circles(2.5), "m is 2.5"),
    "circles noise": (lambda: datasets.circles(5, noise=None), "noise is None"),
    "circles factor": (lambda: datasets.circles(5, factor=2), "factor is 2; a number of at least 0 and at most 1"),
    "per_class": (lambda: datasets.spirals(0), "per_class is 0"),
    "classes": (lambda: datasets.spirals(5, classes=0), "classes is 0"),
    "spirals noise": (lambda: datasets.spirals(5, noise=-0.1), "noise is -0.1"),
    "loans m": (lambda: datasets.bank_loans(-1), "m is -1"),
}


@pytest.mark.parametrize(("call", "sentence"), CALLS.values(), ids=CALLS)
def test_the_argument_is_named(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


@pytest.mark.parametrize(
    "bad", [{"X": NAN}, {"T": NAN}, {"X": np.ones((3, 5))}, {"T": np.ones((3, 4))}, {"epochs": 0}, {"patience": 1}]
)
def test_nothing_is_lost_where_training_is_refused(bad):
    network = net()
    before = [p.copy() for p in network.parameters]
    with pytest.raises(ValueError):
        learn(network, **bad)
    assert all(np.array_equal(p, q) for p, q in zip(network.parameters, before, strict=True))


def test_data_are_taken_in_the_networks_dtype():
    network = net(dtype=np.float32)
    learn(network, X=X.astype(int), T=T)
    assert network.predict(X).dtype == np.float32
    assert {p.dtype for p in network.parameters} == {np.dtype(np.float32)}


def test_huge_numbers_are_still_numbers():
    assert net(dtype=np.float32).predict(np.full((1, 2), 1e30, np.float32)).shape == (1, 2)


def test_a_network_that_no_file_can_hold_is_not_written(tmp_path):
    def own(z):
        return np.tanh(z)

    own.derivative = lambda z, a=None: 1 - np.tanh(z) ** 2
    network = Network([Dense(2, 1, own)])
    with pytest.raises(ValueError, match="activation is 'own'; there are"):
        network.save(tmp_path / "net.npz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PK nothing", b"text", None])
def test_a_file_that_holds_no_network_is_named(tmp_path, content):
    path = tmp_path / "net.npz"
    np.savez(path, other=np.ones(3)) if content is None else path.write_bytes(content)
    with pytest.raises(ValueError, match=r"net\.npz holds no network"):
        Network.load(path)
    with pytest.raises(FileNotFoundError, match="none"):
        Network.load(tmp_path / "none.npz")


def test_training_that_diverges_goes_on_to_its_end():
    X = np.random.default_rng(0).normal(size=(50, 3))
    network, targets = Network([Dense(3, 1, rng=0)]), X @ np.ones((3, 1))
    with np.errstate(all="ignore"):
        history = fit(network, X, targets, 200, 50, GradientDescent(1e3), validation=(X, targets))
    assert len(history.loss) == 200 and math.isnan(history.loss[-1])
    assert not math.isnan(history.validation_loss[history.best_epoch])
