"""Numbers that are printed in the lectures and come out of the library's networks."""

import numpy as np
import pytest

from nnlib import Dense, GradientDescent, Network
from nnlib.trace import GIVEN


def test_every_line_of_the_forward_example():
    net = Network([Dense(3, 2, "sigmoid"), Dense(2, 2, "sigmoid")])
    second, third = net.layers
    second.W[...], second.b[...] = [[0.1, 0.2, 0.6], [0.4, 0.3, 0.1]], [0.4, 0.2]
    third.W[...], third.b[...] = [[0.2, 0.1], [0.1, 0.4]], [0.6, 0.3]
    net.predict([[3.0, 0.0, 1.0]])
    for name, value, printed in [
        ("z2", second.Z, [1.3, 1.5]),
        ("a2", second.A, [0.7858, 0.8176]),
        ("z3", third.Z, [0.8389, 0.7056]),
        ("a3", third.A, [0.6982, 0.6694]),
    ]:
        np.testing.assert_allclose(value, [printed], rtol=0, atol=0.5e-4, err_msg=name)  # four decimals are printed


@pytest.mark.parametrize(
    ("updates", "error", "digits", "outputs"),
    [
        (1, 0.291027774, 9, None),  # the outputs after one update are not printed
        (10_000, 3.510188e-05, 11, [0.01591362, 0.98406427]),
    ],
)
def test_the_2_2_2_example_learns_what_the_lectures_say(updates, error, digits, outputs):
    g = GIVEN
    net = Network([Dense(2, 2, "sigmoid"), Dense(2, 2, "sigmoid")], "half_squared_error")
    net.layers[0].W[...], net.layers[0].b[...] = [[g["w1"], g["w2"]], [g["w3"], g["w4"]]], g["b1"]
    net.layers[1].W[...], net.layers[1].b[...] = [[g["w5"], g["w6"]], [g["w7"], g["w8"]]], g["b2"]
    X, T = np.array([[g["i1"], g["i2"]]]), np.array([[g["target_o1"], g["target_o2"]]])
    optimizer = GradientDescent(g["eta"])
    for _ in range(updates):
        net.backward(net.forward(X), T)
        optimizer.step(net.parameters[::2], net.gradients[::2])  # the weights; each layer's one bias stays fixed
    Y = net.predict(X)
    assert net.loss(Y, T) == pytest.approx(error, rel=0, abs=0.5 * 10**-digits)
    if outputs is not None:
        np.testing.assert_allclose(Y, [outputs], rtol=0, atol=0.5e-8)
