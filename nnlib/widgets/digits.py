"""Digits by hand: draw one, see the image that a network gets, the neurons that light up, and what it answers.

The digit is brought into the middle as the makers of MNIST did it; it can then be pushed aside and covered by noise.
"""

import numpy as np
import traitlets

from nnlib import datasets
from nnlib.activations import ACTIVATIONS, sigmoid
from nnlib.arguments import numbers
from nnlib.layers import Dense, Dropout, Softmax, build
from nnlib.network import Network
from nnlib.plots.digit_network import MOST, digit_network, rows
from nnlib.widgets.plaything import Plaything

FURTHEST = 8
FINER = 5  # a side of the pad has so many pixels for each of an image's
PAD = 28 * FINER
BOX, FIELD, MIDDLE = 20, 28, 14
EXAMPLES = 50


class DigitPad(Plaything, module="digits"):
    """A pad to draw a digit on, the image that the network gets of it, its activations and its answer.

    network: 784 inputs, Dense layers, 10 outputs by Softmax or sigmoid; the pad keeps a copy in float64. images
    (m, 28, 28) and labels (m,) to start from; the first 50 of MNIST's test images if not given. The state is in `ink`,
    what was drawn, in bytes (140, 140), and in `right`, `down` and `noise`. Raises ValueError for what does not fit.
    """

    title = "Draw a digit, watch the network read it"

    ink = traitlets.CBytes().tag(sync=True)
    label = traitlets.Int(None, allow_none=True).tag(sync=True)
    right = traitlets.Int(0, min=-FURTHEST, max=FURTHEST).tag(sync=True)
    down = traitlets.Int(0, min=-FURTHEST, max=FURTHEST).tag(sync=True)
    noise = traitlets.CFloat(0.0, min=0, max=1).tag(sync=True)
    grain = traitlets.Bytes().tag(sync=True)
    layers = traitlets.List().tag(sync=True)
    weights = traitlets.Bytes().tag(sync=True)
    examples = traitlets.Bytes().tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    accuracy = traitlets.Float().tag(sync=True)

    def __init__(self, network, images=None, labels=None):
        self.network = _copy(network)
        mnist = datasets.mnist()
        if images is None:
            images, labels = mnist.test_images[:EXAMPLES], mnist.test_labels[:EXAMPLES]
        grey = np.rint(255 * rows(images)).clip(0, 255).astype(np.uint8)
        if np.shape(labels) != (len(grey),):
            raise ValueError(f"labels has shape {np.shape(labels)}; one for each image, ({len(grey)},), is expected")
        found = _answers(self.network, rows(mnist.test_images))
        read = np.where(np.isfinite(found).all(axis=1), found.argmax(axis=1), -1)
        dense = [layer for layer in self.network.layers if hasattr(layer, "W")]
        super().__init__(
            layers=[{"activation": layer.activation.__name__, "n": len(layer.b)} for layer in dense]
            + [{"activation": "softmax"}] * isinstance(self.network.layers[-1], Softmax),
            weights=b"".join(np.ascontiguousarray(p).tobytes() for p in self.network.parameters),
            examples=grey.tobytes(),
            labels=[int(label) for label in labels],
            grain=_grain().tobytes(),
            accuracy=float(np.mean(read == mnist.test_labels)),
        )
        self.draw(grey[0].reshape(28, 28), labels[0])

    def draw(self, image, label=None):
        """Put an image (28, 28) on the pad in place of what is there; label: what it is, if known.

        Whole numbers are read as 0 to 255, others as 0 to 1. Raises ValueError for another shape.
        """
        if np.shape(image) != (28, 28):
            raise ValueError(f"image has shape {np.shape(image)}; (28, 28) is expected")
        grey = np.rint(255 * rows(image)).clip(0, 255).astype(np.uint8).reshape(28, 28)
        with self.hold_sync():
            self.ink = np.kron(grey, np.ones((FINER, FINER), np.uint8)).tobytes()
            self.label = None if label is None else int(label)

    @property
    def image(self) -> np.ndarray:
        """The image (28, 28) from 0 to 1 that the network gets of what the pad holds now."""
        ink = np.frombuffer(self.ink, np.uint8).reshape(PAD, PAD)
        return pushed(centred(ink), self.right, self.down, self.noise)

    @property
    def outputs(self) -> np.ndarray:
        """The ten outputs of the network for `image`."""
        return _answers(self.network, self.image.reshape(1, 784))[0]

    def still(self):
        with np.errstate(over="ignore", invalid="ignore"):
            figure = digit_network(self.network, self.image, self.label).figure
        figure.colors = 64  # a drawing has few greys
        return figure


def centred(ink):
    """Ink (rows, columns) as an image (28, 28) from 0 to 1, brought into the middle as MNIST's digits were.

    The digit keeps its shape; its longer side becomes 20 pixels, each the mean of the ink that it covers. It is moved
    by whole pixels until its centre of mass lies in pixel (14, 14), counted from 0, or as near as the edges allow.
    Whole numbers are read as 0 to 255. Raises ValueError for another shape.
    """
    whole = np.asarray(ink).dtype.kind in "ui"
    ink = numbers("ink", ink, "rows", "columns", dtype=np.float64)
    if not ink.any():
        return np.zeros((FIELD, FIELD))
    masses = [ink.sum(axis=1), ink.sum(axis=0)]
    ends = [np.flatnonzero(mass)[[0, -1]] + [0, 1] for mass in masses]
    side = max(last - first for first, last in ends)
    down, right = (_shares(mass, first, last, side) for mass, (first, last) in zip(masses, ends, strict=True))
    return down @ ink @ right.T / (255 if whole else 1)


def _shares(mass, first, last, side):
    """What share each of 28 pixels takes from each place along one side of the ink: (28, n)."""
    place = np.arange(len(mass))
    centre = (mass @ (place + 0.5) / mass.sum() - first) * BOX / side
    longest = int(np.ceil((last - first) * BOX / side))
    start = min(max(int(np.ceil(MIDDLE - centre)), 0), FIELD - longest)
    edges = first + (np.arange(FIELD + 1) - start)[:, None] * side / BOX
    overlap = np.minimum(edges[1:], place + 1) - np.maximum(edges[:-1], place)
    return np.maximum(overlap, 0) * BOX / side


def pushed(grey, right, down, noise):
    """The image (28, 28) pushed by so many pixels, what comes in black; and, by its share, covered by noise."""
    framed = np.pad(grey, FURTHEST)
    moved = framed[FURTHEST - down : FURTHEST - down + 28, FURTHEST - right : FURTHEST - right + 28]
    return (1 - noise) * moved + noise * _grain()


def _grain():
    return np.random.default_rng(0).random((28, 28))


def _answers(network, X):
    """Outputs (m, 10), silent also where the numbers of a wild network overflow: they show as what they are."""
    with np.errstate(over="ignore", invalid="ignore"):
        return network.predict(X)


def _copy(network):
    """The network in float64, so that training goes on without it. ValueError for one that the pad cannot show."""
    if not isinstance(network, Network):
        raise ValueError(f"network is {network!r:.80}; a Network is expected")
    last = network.layers[-1]
    for k, layer in enumerate(network.layers):
        if not (_known(layer) or (layer is last and isinstance(layer, Softmax))):
            came = f"layers[{k}] of network is {layer!r}"
            raise ValueError(f"{came}; Dense layers with activations of nnlib are expected, at the end a Softmax")
    dense = [layer for layer in network.layers if isinstance(layer, Dense)]
    if not isinstance(last, Softmax) and getattr(last, "activation", None) is not sigmoid:
        raise ValueError(f"network ends in {last!r}; Softmax() or a Dense layer with sigmoid is expected")
    sizes = [len(layer.b) for layer in dense]
    if not dense or dense[0].W.shape[1] != 784 or sizes[-1] != 10 or max(sizes) > MOST:
        came = [layer.W.shape[::-1] for layer in dense]
        raise ValueError(f"network has layers of {came}; 784 inputs, at most {MOST} neurons, 10 outputs are expected")
    copies = []
    for k, layer in enumerate(network.layers):
        copies.append(build(layer.describe() | ({"dtype": "float64"} if isinstance(layer, Dense) else {})))
        for mine, theirs in zip(copies[-1].parameters, layer.parameters, strict=True):
            mine[...] = numbers(f"a parameter of layers[{k}] of network", theirs, dtype=np.float64)
    return Network(copies, network.loss)


def _known(layer):
    if isinstance(layer, Dense):
        return ACTIVATIONS.get(layer.activation.__name__) is layer.activation
    return isinstance(layer, Dropout)
