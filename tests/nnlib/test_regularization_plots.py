"""Penalties, dropout and gaps drawn: numbers in the text, small files, and the best weights are the best."""

import numpy as np
import pytest

from nnlib.plots import AccessibleFigure, weight_images
from nnlib.plots.regularization import best_weights, dropout_steps, gap_chart, penalty_curves
from nnlib.widgets.regularization import penalty_sliders

A = np.array([[0.5, 1.25, 0.0], [2.0, 0.75, 1.0]])
MASK = np.array([[2.0, 0.0, 2.0], [0.0, 2.0, 2.0]])
RESULTS = {"nothing": (1.0, 0.7), "L2": (0.8, 0.75), "guessing": (0.1, 0.12)}
PLOTS = {
    "penalties": lambda: penalty_curves()[0],
    "left of 0": lambda: penalty_curves(-0.3, 0.5)[0],
    "dropout": lambda: dropout_steps(A, MASK)[0],
    "gaps": lambda: gap_chart(RESULTS),
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_told_and_small(name):
    figure = PLOTS[name]().figure
    assert isinstance(figure, AccessibleFigure)
    assert len(figure.alt) > 60 and "nan" not in figure.alt
    assert len(figure.png()) < 80_000


@pytest.mark.parametrize("wanted", [-1.5, -0.2, 0.0, 0.3, 1.0])
@pytest.mark.parametrize("lam", [0.0, 0.25, 1.0])
def test_no_other_weight_is_better(wanted, lam):
    w = np.linspace(-2, 2, 4001)
    error = 0.5 * (w - wanted) ** 2
    by_search = w[np.argmin(error + lam * w**2)], w[np.argmin(error + lam * np.abs(w))]
    np.testing.assert_allclose(best_weights(wanted, lam), by_search, atol=1e-3)


def test_dropped_entries_are_told():
    text = dropout_steps(A, MASK)[0].figure.alt
    assert "out = A · mask: 1, 0, 0; 0, 1.5, 2." in text and "2 of 6 entries are dropped" in text


def test_gaps_are_told_in_points():
    assert "nothing: training 100%, new 70%, gap 30; L2: training 80%, new 75%, gap 5" in gap_chart(RESULTS).alt


def test_weights_of_several_networks_have_names():
    axes = weight_images([[0, 1], [0.5, 0]], shape=(1, 2), names=["L2: 0", "L1: 0"])
    assert [ax.get_title() for ax in axes] == ["L2: 0", "L1: 0"]
    assert "L2: 0: weights from 0 to 1; L1: 0: weights" in axes[0].figure.alt
    with pytest.raises(ValueError, match="names holds 1 names for 2 neurons"):
        weight_images([[0, 1], [0.5, 0]], shape=(1, 2), names=["L2"])


def test_the_sliders_move_the_picture():
    piece = penalty_sliders(1.0, 0.5)
    assert "L1: the sum of error and price is lowest at w = 0.50" in piece.still.alt
    sliders, picture = piece.children
    sliders.children[1].value = 1.5
    assert "lowest at w = 0.00" in picture.value


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: penalty_curves(3.0), "wanted is 3"),
        (lambda: penalty_curves(1.0, -1), "lam is -1"),
        (lambda: dropout_steps(A, MASK.T), "mask has shape"),
        (lambda: dropout_steps(np.ones((8, 8)), np.ones((8, 8))), "64 entries"),
        (lambda: gap_chart({"x": (1.2, 0.5)}), "results"),
    ],
)
def test_what_does_not_fit_is_told(call, says):
    with pytest.raises(ValueError, match=says):
        call()
