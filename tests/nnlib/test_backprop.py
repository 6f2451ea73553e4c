"""Figures and widget of backpropagation: the numbers drawn are right, each says what it shows, all stay small."""

import numpy as np
import pytest

from nnlib import Dense, Network, sigmoid
from nnlib.gradients import numerical_gradient
from nnlib.plots.backprop import Pass, backprop_diagram, changed, difference_error, predicted, wishes
from nnlib.widgets.backprop import backprop_player

WALK = Network([Dense(2, 3, "tanh", rng=1), Dense(3, 3, "tanh", rng=2), Dense(3, 2, "sigmoid", rng=3)])
X, T = [0.8, -0.4], [1, 0]
TINY = Network([Dense(2, 2, "tanh", rng=1), Dense(2, 2, "sigmoid", rng=2)])
NAMES = [["X", "Y"], ["A", "B"], ["C", "D"]]


def test_the_deltas_are_the_slopes_of_the_error_by_the_biases():
    found = Pass(WALK, X, T)
    for k, layer in enumerate(WALK.layers):

        def error_with(b, k=k, layer=layer):
            kept, layer.b[...] = layer.b.copy(), b
            error = Pass(WALK, X, T).error
            layer.b[...] = kept
            return error

        np.testing.assert_allclose(found.deltas[k], numerical_gradient(error_with, layer.b), atol=1e-9)


def test_a_small_change_does_to_the_error_what_the_gradient_says():
    change = (0, 1, 0, 1e-5)
    before, now = Pass(WALK, X, T), Pass(changed(WALK, *change), X, T)
    assert now.error - before.error == pytest.approx(predicted(before, *change), rel=1e-3)
    assert Pass(WALK, X, T).error == before.error, "the network itself is left alone"


def test_the_caption_multiplies_what_it_says():
    before = Pass(WALK, X, T)
    caption = backprop_diagram(WALK, X, T, change=(0, 1, 0, 0.5)).texts[-1].get_text().replace("−", "-")
    delta, a = before.deltas[0][1], before.activations[0][0]
    assert f"= {delta:.3f} · {a:.3f} = {delta * a:.3f}; times +0.50: {delta * a * 0.5:+.4f}." in caption


@pytest.mark.parametrize("deltas", [None, 0, 1, 3])
@pytest.mark.parametrize("change", [None, (0, 1, 0, 0.5), (2, 1, 2, -2.0)])
def test_the_diagram_says_what_it_shows(deltas, change):
    ax = backprop_diagram(WALK, X, T, deltas, change)
    assert ax.alt.count("Deltas of column") == (3 if deltas is None else deltas)
    if change:
        reached = (
            "6 activations, column by column 0, 1, 3, 2"
            if change[0] == 0
            else "1 activations, column by column 0, 0, 0, 1"
        )
        assert reached in ax.alt
    assert len(ax.figure.png()) < 80_000


def test_weights_are_named_after_their_lines():
    ax = backprop_diagram(TINY, [1, 0.5], T, names=NAMES, weights=True)
    texts = [text.get_text() for text in ax.texts]
    assert {f"{s}{r}" for s in "AB" for r in "CD"} <= {text[:2] for text in texts}
    assert f"AD {TINY.layers[1].W[1, 0]:.2f}".replace("-", "−") in texts


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="t has shape"):
        backprop_diagram(WALK, X, [1, 0, 0])
    with pytest.raises(ValueError, match="this layer takes"):
        backprop_diagram(WALK, [1, 2, 3], T)
    with pytest.raises(ValueError, match="at most 4"):
        wishes(np.ones(5), np.ones((5, 2)))


def test_wishes_add_up():
    ax = wishes([0.2, -0.1], [[0.5, 1.0], [2.0, -1.0]], ["A", "B"], ["C", "D"])
    assert "A: C -0.100, D 0.200, together 0.100; B: C -0.200, D -0.100, together -0.300." in ax.alt
    assert len(ax.figure.png()) < 80_000


def test_the_central_difference_is_the_better_one():
    ax = difference_error(lambda z: float(sigmoid(z)), float(sigmoid.derivative(1.0)), 1.0)
    one_sided, central = (line.get_ydata() for line in ax.lines)
    large = np.s_[len(central) // 2 :]
    assert (central[large] < one_sided[large]).all()
    assert len(ax.figure.png()) < 80_000


def test_the_player_moves_and_stands_still():
    piece = backprop_player(WALK, X, T)
    (weight, change, back), picture = piece.children[0].children, piece.children[1]
    first = picture.value
    assert "greater by 0.50" in first and "Deltas" not in first
    back.value = 2
    assert picture.value.count("Deltas of column") == 2
    change.value = 0
    assert "greater" not in picture.value
    change.value, weight.value = -1.0, (2, 0, 1)
    assert "from neuron 2 of column 3 to neuron 1 of column 4 is greater by -1.00" in picture.value
    assert "Deltas of column 2" in piece._repr_mimebundle_()["text/html"]
