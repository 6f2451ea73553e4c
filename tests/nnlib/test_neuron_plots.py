"""The line of a neuron and the pictures beside it."""

import io

import numpy as np
import pytest
from matplotlib.patches import Circle
from PIL import Image

from nnlib import plots
from nnlib.plots.neuron import named_weights, neuron_line, two_neurons
from nnlib.widgets.neuron import problems

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
AND, XOR = np.array([-1, -1, -1, 1]), np.array([-1, 1, 1, -1])


@pytest.mark.parametrize("ax", [two_neurons(), named_weights(), neuron_line((1, 1), -1.5, CORNERS, AND)])
def test_pictures_are_small_and_say_what_they_show(ax):
    png = ax.figure.png()
    assert len(png) < 80_000 and len(ax.figure.alt) > 60
    assert Image.open(io.BytesIO(png)).size == tuple(2 * n for n in ax.figure.shown_size.values())


@pytest.mark.parametrize(
    ("w", "b", "targets", "right", "told"),
    [
        ((1, 1), -1.5, AND, 4, "straight line"),
        ((1, 1), -2, AND, 3, "Wrong at (1, 1)"),  # on the line is not above it
        ((1, 1), -0.5, XOR, 3, "Wrong at (1, 1)"),
        ((-1, -1), 1.5, XOR, 3, "Wrong at (0, 0)"),
        ((0, 0), 0, AND, 3, "says −1 everywhere"),
        ((0, 0), 1, AND, 1, "says +1 everywhere"),
        ((1, 1), 9, AND, 1, "says +1 everywhere"),
    ],
)
def test_a_neuron_is_told_how_many_it_gets_right(w, b, targets, right, told):
    ax = neuron_line(w, b, CORNERS, targets)
    assert f"{right} of 4 right" in ax.get_title() and ax.alt.startswith(ax.get_title())
    assert told in ax.alt


def test_the_line_is_where_the_sum_is_0_and_the_arrow_stands_at_a_right_angle_to_it():
    w, b = np.array([1.5, -2.0]), 0.35
    ax = neuron_line(w, b, *problems()["loans"])
    line = ax.collections[1].get_paths()[0].vertices
    np.testing.assert_allclose(line @ w + b, 0, atol=1e-9)
    (arrow,) = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    direction = np.subtract(arrow.xy, arrow.get_position())
    assert abs(direction @ (line[-1] - line[0])) < 1e-9 and direction @ w > 0
    assert ax.get_aspect() == 1


def test_every_weight_has_its_name():
    ax = named_weights("ABC", "FG")
    assert {text.get_text() for text in ax.texts} >= {"AF", "BF", "CF", "AG", "BG", "CG"}
    assert len(ax.findobj(Circle)) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((1, 1, 1), 0, CORNERS, AND), r"w has shape \(3,\)"),
        (((1, 1), 0, CORNERS, AND[:3]), "targets"),
        (((1, 1), 0, CORNERS, [0, 0, 0, 1]), "-1 and \\+1 are expected"),
        (((1, 1), np.nan, CORNERS, AND), "b holds"),
        (((1, 1), 0, CORNERS.T, AND), "X has shape"),
        (((1, 1), 0, CORNERS, AND, ("p", "q"), True, None, "bend"), "activation is 'bend'"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        neuron_line(*arguments)


def test_it_draws_where_it_is_told_to():
    figure, axes = plots.subplots(1, 2, 640, 300)
    assert neuron_line((1, 1), 0, CORNERS, XOR, legend=False, ax=axes[1]) is axes[1]
    assert axes[1].get_legend() is None and "Wrong at (1, 1)" in figure.alt


def test_the_plane_is_shaded_by_the_activation():
    hard, soft = (neuron_line((2, -1), 0.25, CORNERS, AND, activation=f) for f in ("sign", "sigmoid"))
    shades = [len({tuple(c) for c in ax.collections[0].get_facecolor().round(6)}) for ax in (hard, soft)]
    assert shades == [2, 24]
    assert "shaded by the output of sigmoid" in soft.alt and "shaded" not in hard.alt
