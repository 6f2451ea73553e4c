"""The line of a neuron, the pictures beside it, and the sliders that move it."""

import io

import numpy as np
import pytest
from ipywidgets import Dropdown, FloatSlider
from matplotlib.patches import Circle
from PIL import Image

from nnlib import plots
from nnlib.plots.neuron import named_weights, neuron_line, two_neurons
from nnlib.widgets.neuron import neuron_sliders, problems

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
    ],
)
def test_what_does_not_fit_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        neuron_line(*arguments)


def test_it_draws_where_it_is_told_to():
    figure, axes = plots.subplots(1, 2, 640, 300)
    assert neuron_line((1, 1), 0, CORNERS, XOR, legend=False, ax=axes[1]) is axes[1]
    assert axes[1].get_legend() is None and "Wrong at (1, 1)" in figure.alt


def find(piece, kind):
    return [w for w in (*piece.children, *piece.children[0].children) if isinstance(w, kind)]


def test_sliders_move_the_line():
    piece = neuron_sliders("AND", w=(1, 1), b=0)
    (choice,), sliders, picture = find(piece, Dropdown), find(piece, FloatSlider), piece.children[1]
    assert "2 of 4 right" in picture.value and "2 of 4 right" in piece.still.alt
    sliders[2].value = -1.5
    assert "4 of 4 right" in picture.value
    choice.value = "XOR"
    assert "1 of 4 right" in picture.value
    choice.value = "loans"
    assert "of 60 right" in picture.value
    assert "2 of 4 right" in piece._repr_mimebundle_()["text/plain"]


def test_the_problems_are_those_of_the_gates():
    for name, f in {"AND": min, "OR": max, "XOR": lambda x: x[0] != x[1]}.items():
        X, targets, _ = problems()[name]
        assert targets.tolist() == [1 if f(x) else -1 for x in X.tolist()]
    with pytest.raises(KeyError):
        neuron_sliders("NOR")
