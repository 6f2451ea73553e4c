"""The figures and the plaything of the forward pass say and show what a forward pass gives."""

import re

import numpy as np
import pytest

from nnlib import relu, sigmoid
from nnlib.plots.forward import forward_pass, layer_as_matrix
from nnlib.widgets.forward import forward_player

X = np.array([3.0, 0.0, 1.0])
LAYERS = [
    (np.array([[0.1, 0.2, 0.6], [0.4, 0.3, 0.1]]), np.array([0.4, 0.2]), sigmoid),
    (np.array([[0.2, 0.1], [0.1, 0.4]]), np.array([0.6, 0.3]), sigmoid),
]


def texts(figure):
    return [text.get_text() for text in figure.findobj(lambda part: hasattr(part, "get_text")) if text.get_text()]


def test_the_worked_example_is_told_in_full():
    alt = forward_pass(X, LAYERS).alt
    assert re.findall(r"z = (\S+) and it sends (\d\.\d+)", alt) == [
        ("1.3000", "0.7858"), ("1.5000", "0.8176"), ("0.8389", "0.6982"), ("0.7056", "0.6694"),
    ]  # fmt: skip


@pytest.mark.parametrize(("found", "sums"), [(0, 0), (1, 2), (2, 4)])
def test_what_is_not_found_yet_is_not_shown(found, sums):
    figure = forward_pass(X, LAYERS, found=found)
    assert figure.alt.count("so z =") == texts(figure).count("sends") == sums
    assert ("0.6982" in texts(figure)) == (found == 2)


def test_every_weight_stands_on_its_line():
    ax = forward_pass(X, LAYERS).axes[0]
    on_lines = [text for text in ax.texts if text.get_bbox_patch()]
    assert [text.get_text() for text in on_lines] == [
        "0.1",
        "0.2",
        "0.6",
        "0.4",
        "0.3",
        "0.1",
        "0.2",
        "0.1",
        "0.1",
        "0.4",
    ]
    heights = sorted(text.get_position()[1] for text in on_lines[:6])
    assert min(np.diff(heights)) > 12, "no two stand on each other"


def test_other_depths_and_signs_are_drawn():
    layers = [
        (-np.ones((2, 1)), np.zeros(2), relu),
        (np.ones((3, 2)), np.ones(3), relu),
        (np.ones((1, 3)), np.ones(1), relu),
    ]
    figure = forward_pass([-2.0], layers)
    assert "output 1 has weights 1, 1, 1 and bias 1, so z = 16.0000" in figure.alt
    assert len(figure.png()) < 80_000
    with pytest.raises(ValueError, match="W of layers"):
        forward_pass([1.0, 2.0], layers)


def test_a_layer_as_a_product_marks_the_row_of_one_neuron():
    figure = layer_as_matrix(*LAYERS[0][:1], X, LAYERS[0][1])
    assert "makes the first sum, 1.3" in figure.alt
    assert "?" in texts(figure) and "1.5" not in texts(figure)
    assert "1.5" in texts(layer_as_matrix(LAYERS[0][0], X, LAYERS[0][1], found=2))


def test_moving_an_input_moves_every_activation():
    piece = forward_player(X, LAYERS)
    assert "0.6982" in piece.still.alt
    before = piece.children[1].value
    for end in ("min", "max"):
        slider = piece.children[0].children[1]
        slider.value = getattr(slider, end)
        moved = piece.children[1].value
        assert moved != before and f"at inputs 3, {slider.value:.4g}, 1".replace("-", "−") in moved
        before = moved
