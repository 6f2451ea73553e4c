"""Digits through a network, drawn: what the picture says is what the network answers."""

import io

import numpy as np
import pytest
from matplotlib.patches import Circle
from PIL import Image

from nnlib import Dense, Dropout, Maxout, Network, Softmax
from nnlib.plots.digit_network import digit_network, drawn, rows

THREE = [(8, 7), (11, 5), (16, 5), (18, 8), (17, 11), (13, 13), (18, 15), (19, 19), (16, 22), (11, 22), (8, 20)]


def network(*widths, last=10):
    layers = [Dense(a, b, "relu", "he", rng=a + b) for a, b in zip((784, *widths), widths, strict=False)]
    before = widths[-1] if widths else 784
    return Network([*layers, Dense(before, last, rng=1), Softmax()], "categorical_cross_entropy")


@pytest.mark.parametrize("widths", [(16, 16), (100,), (192, 30, 16), ()])
def test_the_picture_tells_the_answer_and_is_small(widths):
    net, image = network(*widths), drawn(THREE)
    ax = digit_network(net, image)
    outputs = net.predict(rows(image))[0]
    assert f"{outputs.max():.2f} for {outputs.argmax()}, " in ax.alt
    assert ax.alt.endswith(f"so it is read as {outputs.argmax()}.")
    assert f"read as {outputs.argmax()}" in [text.get_text() for text in ax.texts]
    assert len(ax.figure.png()) < 80_000


def test_the_greys_of_noise_leave_the_blues_of_the_neurons_alone():
    ax = digit_network(network(16, 16), np.random.default_rng(0).random(784))
    fills = {
        tuple(round(255 * c) for c in circle.get_facecolor()[:3]) for circle in ax.patches if isinstance(circle, Circle)
    }
    shown = {color for _, color in Image.open(io.BytesIO(ax.figure.png())).convert("RGB").getcolors()}
    assert len(fills) > 4
    assert all(min(max(abs(a - b) for a, b in zip(fill, color, strict=True)) for color in shown) <= 1 for fill in fills)


def test_a_wrong_answer_is_marked():
    net, image = network(16, 16), drawn(THREE)
    answer = int(net.predict(rows(image)).argmax())
    other = (answer + 1) % 10
    assert f"✗ {other} read as {answer}" in [text.get_text() for text in digit_network(net, image, other).texts]
    assert digit_network(net, image, other).alt.endswith("which is wrong.")
    assert not any("✗" in text.get_text() for text in digit_network(net, image, answer).texts)


def test_numbers_that_overflow_are_no_answer():
    net = network(16)
    net.layers[1].b[3] = np.inf
    with np.errstate(invalid="ignore"):
        ax = digit_network(net, drawn(THREE))
    assert ax.alt.endswith("Its numbers overflow, so there is no answer.")
    assert "no answer" in [text.get_text() for text in ax.texts]


def test_other_layers_are_drawn_too():
    net = Network([Maxout(784, 12, rng=0), Dropout(0.5), Dense(12, 10, "sigmoid", rng=0)], "binary_cross_entropy")
    assert "neurons are lit" in digit_network(net, np.zeros(784)).alt


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="image"):
        digit_network(network(16), np.zeros((2, 28, 28)))
    with pytest.raises(ValueError, match="at most 192"):
        digit_network(network(193), np.zeros(784))
    with pytest.raises(ValueError, match="784, one for each pixel"):
        digit_network(Network([Dense(4, 10)]), np.zeros(784))
    with pytest.raises(ValueError, match="shape"):
        rows(np.zeros((3, 784)))
    with pytest.raises(ValueError, match="strokes"):
        drawn()


def test_rows_read_bytes_and_fractions():
    images = np.zeros((2, 28, 28), np.uint8)
    images[1, 0, 1] = 51
    X = rows(images)
    assert X.shape == (2, 784) and X.dtype == np.float32
    assert X[1, 1] == pytest.approx(0.2) and X.sum() == X[1, 1]
    np.testing.assert_array_equal(rows(images / 255), X)


def test_ink_lies_where_it_was_drawn_and_can_be_centred():
    line = drawn([(3, 5), (3, 20)], centre=False)
    assert line[12, 2] == line[12, 3] > 0.9 and not line[:, 8:].any()
    assert line.min() >= 0 and line.max() <= 1
    centred = drawn([(3, 5), (3, 20)])
    y, x = np.mgrid[:28, :28]
    assert (centred * x).sum() / centred.sum() == pytest.approx(13.5, abs=0.1)
    assert (centred * y).sum() / centred.sum() == pytest.approx(13.5, abs=0.1)
