"""The digit pad in Python: how a drawing becomes an image, what the network answers, what is refused."""

import io

import numpy as np
import pytest
import traitlets

from nnlib import Dense, Dropout, Maxout, Network, Softmax, datasets
from nnlib.plots.digit_network import drawn, rows
from nnlib.widgets.digits import FURTHEST, PAD, DigitPad, centred, pushed

SLANT = drawn([(9, 4), (20, 24)])


def network(hidden="relu", last=None, dtype=np.float32):
    layers = [Dense(784, 16, hidden, "he", 1, dtype), Dropout(0.2), Dense(16, 16, hidden, "he", 2, dtype)]
    ends = [Dense(16, 10, last, rng=3, dtype=dtype)] if last else [Dense(16, 10, rng=3, dtype=dtype), Softmax()]
    return Network([*layers, *ends], "binary_cross_entropy" if last else "categorical_cross_entropy")


@pytest.fixture(scope="module")
def test_images():
    return datasets.mnist().test_images[:2000]


def test_mnists_own_digits_stay_where_they_are(test_images):
    images = np.array([centred(image) for image in test_images])
    away = np.abs(images - test_images / 255).max(axis=(1, 2))
    assert np.mean(away < 1e-12) > 0.999  # of all 10,000, three are not 20 pixels long


@pytest.mark.parametrize("push", [(0, 0), (4, -2), (-3, 3)])
def test_where_and_how_large_a_digit_is_drawn_does_not_matter(test_images, push):
    for image in test_images[:20]:
        moved = pushed(image / 255, *push, 0.0)
        if np.isclose(moved.sum(), image.sum() / 255):  # nothing was pushed out
            np.testing.assert_allclose(centred(moved), image / 255, atol=1e-12)
        large = np.kron(image, np.ones((3, 3), np.uint8))
        np.testing.assert_allclose(centred(np.pad(large, ((0, 40), (11, 0)))), image / 255, atol=1e-12)


def test_a_drawing_is_scaled_with_its_shape_and_keeps_its_greys():
    ink = np.zeros((100, 100), np.uint8)
    ink[10:90, 30:50] = 255  # 80 high and 20 wide: 20 by 5
    image = centred(ink)
    assert image.shape == (28, 28)
    assert image.sum() == pytest.approx(100)
    assert image.max() == pytest.approx(1)
    y, x = np.nonzero(image > 0.5)
    assert (np.ptp(y) + 1, np.ptp(x) + 1) == (20, 5)
    assert ((image.sum(axis=1) @ np.arange(28)) / 100, (image.sum(axis=0) @ np.arange(28)) / 100) == (13.5, 14)
    np.testing.assert_allclose(centred(ink / 255), image)
    assert not centred(np.zeros((140, 140), np.uint8)).any()


def test_no_ink_is_lost_where_the_middle_lies_at_an_end():
    ink = np.zeros((140, 140), np.uint8)
    ink[0:20, 0:20] = 255
    ink[19, 20:140] = 1  # a long thin tail
    image = centred(ink)
    assert image.sum() == pytest.approx((20 * 20 * 255 + 120) / 255 / 49)
    point = np.zeros((140, 140), np.uint8)
    point[139, 0] = 255
    assert centred(point).sum() == pytest.approx(400)  # it fills the box


def test_pushed_goes_right_and_down():
    image = np.zeros((28, 28))
    image[10, 10] = 1
    assert pushed(image, 3, -2, 0.0)[8, 13] == 1
    assert pushed(image, 0, 0, 1.0)[10, 10] != 1
    assert pushed(np.ones((28, 28)), FURTHEST, 0, 0.0)[:, :FURTHEST].sum() == 0


@pytest.mark.parametrize("last", [None, "sigmoid"])
def test_the_pad_holds_an_image_and_what_the_network_answers(last, test_images):
    net = network(last=last)
    pad = DigitPad(net)
    np.testing.assert_allclose(pad.image, test_images[0] / 255, atol=1e-12)
    assert pad.label == 7
    np.testing.assert_allclose(pad.outputs, net.predict(rows(test_images[0]))[0], atol=1e-6)
    pad.right, pad.noise = 3, 0.25
    changed = pushed(test_images[0] / 255, 3, 0, 0.25)
    np.testing.assert_allclose(pad.image, changed, atol=1e-12)
    np.testing.assert_allclose(pad.outputs, net.predict(changed.reshape(1, 784))[0], atol=1e-6)
    pad.draw(SLANT)
    assert pad.label is None
    assert pad.image.max() <= 1
    pad.draw(np.zeros((28, 28)))
    pad.noise = 0
    assert not pad.image.any()


def test_it_keeps_the_network_as_it_was():
    net = network()
    pad = DigitPad(net)
    before = pad.outputs
    net.layers[0].W *= -1
    np.testing.assert_array_equal(pad.outputs, before)


def test_its_accuracy_is_that_of_the_network():
    net, mnist = network(), datasets.mnist()
    right = net.predict(rows(mnist.test_images)).argmax(axis=1) == mnist.test_labels
    assert DigitPad(net).accuracy == pytest.approx(right.mean(), abs=2e-4)  # float32 may turn one or two


def test_images_of_your_own_stand_in_the_strip():
    pad = DigitPad(network(), np.stack([SLANT, SLANT.T]), [1, 7])
    assert pad.labels == [1, 7]
    assert len(pad.examples) == 2 * 784
    assert len(pad.ink) == PAD * PAD


def test_its_figure_says_what_the_pad_holds():
    pad = DigitPad(network())
    figure = pad.still()
    assert f"{pad.outputs.max():.2f} for {pad.outputs.argmax()}" in figure.alt
    assert "An image of a 7" in figure.alt
    before = figure.png()
    pad.down = 8
    assert pad.still().png() != before


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ([Dense(784, 10)], "ends in Dense"),
        ([Dense(100, 10), Softmax()], "784 inputs"),
        ([Dense(784, 9), Softmax()], "10 outputs"),
        ([Dense(784, 300, "relu"), Dense(300, 10), Softmax()], "at most 192"),
        ([Maxout(784, 10), Softmax()], r"layers\[0\]"),
        ([Softmax(), Dense(784, 10, "sigmoid")], r"layers\[0\]"),
        ([Softmax()], "784 inputs"),
    ],
)
def test_a_network_that_it_cannot_show_is_refused(layers, told):
    with pytest.raises(ValueError, match=told):
        DigitPad(Network(layers, "categorical_cross_entropy"))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="network is None"):
        DigitPad(None)
    diverged = network()
    diverged.layers[2].W[3, 3] = np.nan
    with pytest.raises(ValueError, match=r"layers\[2\] of network holds 1 entries that are NaN"):
        DigitPad(diverged)
    with pytest.raises(ValueError, match="labels"):
        DigitPad(network(), np.zeros((2, 28, 28)), [1])
    with pytest.raises(ValueError, match="labels"):
        DigitPad(network(), np.zeros((2, 28, 28)))
    with pytest.raises(ValueError, match="images"):
        DigitPad(network(), np.zeros((2, 784)), [1, 2])
    pad = DigitPad(network())
    with pytest.raises(ValueError, match="image has shape"):
        pad.draw(np.zeros(784))
    with pytest.raises(ValueError, match="ink"):
        centred(np.zeros(784))
    with pytest.raises(traitlets.TraitError):
        pad.noise = 1.5


def test_a_wild_network_has_no_answer():
    wild = network(dtype=np.float64)
    wild.layers[0].W *= 1e200
    wild.layers[2].W *= 1e200
    pad = DigitPad(wild)
    assert np.isnan(pad.outputs).any()
    assert pad.accuracy == 0
    assert "no answer" in pad.still().alt


def test_a_file_brings_the_network_too():
    net, file = network(), io.BytesIO()
    net.save(file)
    file.seek(0)
    assert DigitPad(Network.load(file)).weights == DigitPad(net).weights
