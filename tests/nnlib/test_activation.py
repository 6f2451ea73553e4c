"""One activation at a time: each is drawn at each z, and the text says what the numbers are."""

import io

import numpy as np
import pytest
from PIL import Image

from nnlib import ACTIVATIONS
from nnlib.plots.activation import activation_at, gradient_left, maxout_pieces, stacked
from nnlib.widgets.activation import activation_player


def looked_at(axes):
    figure = axes[0].figure if isinstance(axes, list) else axes.figure
    image = figure.png()
    assert Image.open(io.BytesIO(image)).size == tuple(2 * n for n in figure.shown_size.values())
    assert len(image) < 80_000
    return figure.alt


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-6, -0.5, 0, 6])
def test_each_is_drawn_with_its_value_and_slope(name, z):
    f = ACTIVATIONS[name]
    text = looked_at(activation_at(name, z, layers=3))
    assert text.startswith(f"{name} at z = {z:g}: the value is {float(f(z)):.3g}, ")
    assert f"slope {float(f.derivative(z)):.3g}: {abs(float(f.derivative(z))) ** 3:.2g} left after 3 layers" in text


def test_a_kink_and_a_jump_are_named():
    assert "a kink; the slope is 0 left of it, 1 right, 0 is taken" in activation_at("relu", 0)[0].alt
    assert "a kink; the slope is 0.1 left of it, 1 right, 0.1 is taken" in activation_at("leaky_relu", 0)[0].alt
    assert "it jumps, so that there is no slope; 0 is taken" in activation_at("sign", 0)[0].alt
    assert activation_at("sign", 0)[0].get_title() == "sign: value 0, no slope"
    assert "jumps" not in activation_at("sign", 0.25)[0].alt and "kink" not in activation_at("elu", 0)[0].alt


def test_gradients_of_several_slopes():
    text = looked_at(gradient_left({"sigmoid": 0.25, "dead": 0, "growing": 1.1}, layers=20))
    assert "sigmoid, slope 0.25: 9.1e-13 left after 20 layers" in text
    assert text.endswith("Open marks stand for 1e-14 or less.")
    assert "Open marks" not in gradient_left({"sigmoid": 0.25}, layers=20).alt
    assert "dead, slope 0: 0 left" in text and "growing, slope 1.1: 6.7 left" in text


def test_a_maxout_unit_bends_where_its_pieces_cross():
    assert "bends upwards at x = 0; from left to right its slope is -1, 1." in looked_at(maxout_pieces([1, -1], [0, 0]))
    assert "its slope is 2." in looked_at(maxout_pieces([2], [1]))


def test_without_a_bend_every_stack_is_straight():
    for seed in range(5):
        axes = stacked(["linear", "relu", "tanh"], seed=seed)
        straight = ["one straight line" in ax.alt for ax in axes]
        assert straight == [True, False, False], seed
    looked_at(axes)


def test_the_player_follows_all_three_controls():
    box = activation_player("relu", 1.0, 5)
    (choice, place, depth), picture = box.children[0].children, box.children[1]
    assert 'alt="relu at z = 1: the value is 1, the slope 1.' in picture.value
    place.value = place.min
    assert "relu at z = -6: the value is 0, the slope 0." in picture.value
    choice.value, place.value, depth.value = "sigmoid", 0, depth.max
    assert "9.1e-13 left after 20 layers" in picture.value
    assert box.still.alt.startswith("relu at z = 1")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: activation_at("softmax", 0), "name is 'softmax'; there are linear, "),
        (lambda: activation_at("relu", 7), "z is 7; a number of at least -6"),
        (lambda: activation_at("relu", 0, layers=0), "layers is 0; a whole number of 1 or more"),
        (lambda: maxout_pieces([1, 2], [1]), r"b has shape \(1,\)"),
        (lambda: gradient_left({"a": np.nan}), "slopes holds 1 entries that are NaN"),
        (lambda: stacked(["bend"]), "an entry of names is 'bend'"),
    ],
)
def test_what_does_not_fit_is_named(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
