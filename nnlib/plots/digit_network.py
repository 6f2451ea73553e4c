"""A digit on its way through a network: the image, what each neuron makes of it, and how sure the outputs are.

The bluer a neuron, the larger its activation, on a scale of its layer; the outputs have the scale 0 to 1. A line shows
what a neuron receives, weight times activation: orange and solid where it raises the sum, purple and dashed where it
lowers it. Only the strongest are drawn. `drawn` makes an image from strokes, and `rows` makes rows of images, which is
what a network takes.
"""

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle

from nnlib.arguments import between, numbers
from nnlib.layers import Softmax
from nnlib.plots.axes import text_on
from nnlib.plots.figure import ACTIVATION_MAP, BLUE_TEXT, GREY, INK, ORANGE, PURPLE, RED_TEXT, AccessibleFigure

MOST, IN_A_COLUMN = 192, 16  # neurons of a hidden layer that can be drawn, and how many in a column
WIDTH, HEIGHT, SIDE, TOP = 860, 430, 224, 48  # pixels: the figure, the image in it, and where the neurons begin
GREYS = colormaps["gray"].resampled(32)  # few enough that they leave colours of the file to the neurons, also for noise
LINES, WEAKEST = 24, 0.25  # so many lines between two layers, none below this share of the strongest


def rows(images):
    """Images (m, 28, 28), or one of (28, 28), as rows (m, 784) from 0 to 1, in float32.

    Whole numbers are read as 0 to 255, others as they are. Raises ValueError for another shape.
    """
    whole = np.asarray(images).dtype.kind in "ui"
    images = numbers("images", images, dtype=np.float32)
    if images.shape[-2:] != (28, 28) or images.ndim > 3:
        raise ValueError(f"images has shape {images.shape}; (m, 28, 28) or (28, 28) is expected")
    return images.reshape(-1, 784) / np.float32(255 if whole else 1)


def drawn(*strokes, brush=1.3, centre=True):
    """An image (28, 28) from 0 to 1, drawn with a round soft brush of this radius in pixels.

    A stroke is a list of points (x, y) in pixels from the top left corner, joined by straight lines. centre: whether
    the ink is moved to the middle, by its centre of mass, as MNIST's digits were. Raises ValueError for what does not
    fit.
    """
    between("brush", brush, 0.3)
    y, x = np.mgrid[:28, :28] + 0.5
    strokes = [numbers(f"strokes[{k}]", points, "k", 2) for k, points in enumerate(strokes)]
    if not strokes:
        raise ValueError("strokes are none; one or more lists of points are expected")
    ends = np.concatenate([np.hstack([points[:-1], points[1:]]) for points in strokes])
    image = np.zeros((28, 28))
    for _ in range(2):
        for x0, y0, x1, y1 in ends:
            length = max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-9)
            along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0, 1)
            away = np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))
            image = np.maximum(image, np.clip(brush + 0.5 - away, 0, 1))
        if not centre or not image.any():
            break
        off = [14 - (image * at).sum() / image.sum() for at in (x, y)]
        ends, image, centre = ends + np.tile(off, 2), np.zeros((28, 28)), False
    return image


def digit_network(network, image, label=None):
    """The image (28, 28) or (784,) and the activations it causes in a network of 784 inputs. Returns the Axes.

    label: what it really is, if known; a wrong answer is marked. Raises ValueError for an image of another shape, and
    for a network with other than 784 inputs, more than 20 outputs or a hidden layer of more than 192 neurons.
    """
    x = rows(np.reshape(image, (28, 28)) if np.shape(image) == (784,) else image)
    if len(x) != 1:
        raise ValueError(f"image holds {len(x)} images; one is expected")
    layers = _activations(network, x)
    sizes = [len(a) for a, _ in layers]
    if max(sizes[:-1], default=0) > MOST or sizes[-1] > 20:
        raise ValueError(f"network has layers of {sizes}; at most {MOST} hidden neurons and 20 outputs can be drawn")

    figure = AccessibleFigure(WIDTH, HEIGHT, colors=96)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    ax.set_axis_off()
    middle = TOP + (HEIGHT - TOP) / 2
    ax.imshow(x.reshape(28, 28), cmap=GREYS, vmin=0, vmax=max(1, x.max()), aspect="auto", interpolation="nearest",
              extent=(16, 16 + SIDE, middle + SIDE / 2, middle - SIDE / 2))  # fmt: skip
    ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    ax.text(16 + SIDE / 2, 16, "image: 784 numbers", size=12, color=INK, ha="center", va="center")
    below = middle + SIDE / 2
    for k, (color, dash, text) in enumerate(
        ((ORANGE, "-", "raises the sum"), (PURPLE, (0, (3, 1.5)), "lowers the sum"))
    ):
        ax.plot((28, 62), (below + 26 + 22 * k,) * 2, color=color, linestyle=dash, linewidth=2.5)
        ax.text(70, below + 26 + 22 * k, text, size=11, color=INK, va="center")
    right = WIDTH - 130
    centres = np.linspace(SIDE + 100, right, len(sizes)) if len(sizes) > 1 else [right]
    ax.annotate("", (centres[0] - 36, middle), (16 + SIDE + 12, middle), arrowprops={"arrowstyle": "->", "color": GREY})
    places = []
    for k, (n, centre) in enumerate(zip(sizes, centres, strict=True)):
        columns = -(-n // IN_A_COLUMN)
        in_one = -(-n // columns)
        pitch = min(34, (HEIGHT - TOP - 12) / in_one, 100 / columns if columns > 1 else 99)
        column, row = np.divmod(np.arange(n), in_one)
        at = np.column_stack([centre + pitch * (column - (columns - 1) / 2), middle + pitch * (row - (in_one - 1) / 2)])
        places.append((at, 0.42 * pitch))
        ax.text(
            centre, 16, f"{n} outputs" if k == len(sizes) - 1 else f"{n} neurons", size=12, ha="center", va="center"
        )
    for k in range(1, len(sizes)):
        _lines(ax, layers[k][1] * layers[k - 1][0], places[k - 1][0], places[k][0])
    for k, (a, _) in enumerate(layers):
        last = k == len(layers) - 1
        scale = 1 if last else max(np.abs(a).max(), 1e-9)
        _neurons(ax, a / scale, *places[k], names=range(len(a)) if last else None, values=a if last else None)
    ax.alt = _told(layers, x, label)
    return _verdict(ax, layers[-1][0], label, right)


def _activations(network, x):
    """(activations, weights) of each layer that computes; a softmax at the end stands for the outputs before it."""
    layers = []
    for layer in network.layers:
        if hasattr(layer, "W") and not layers and layer.W.shape[-1] != 784:
            raise ValueError(f"network takes {layer.W.shape[-1]} numbers; 784, one for each pixel, are expected")
        x = layer.forward(x.astype(network.dtype))
        if hasattr(layer, "W"):
            layers.append((x[0], layer.W if layer.W.ndim == 2 else np.zeros(layer.W.shape[1:])))
        elif isinstance(layer, Softmax) and layers:
            layers[-1] = (x[0], layers[-1][1])
    return layers


def _lines(ax, received, senders, receivers):
    strongest = np.abs(received).max()
    order = np.argsort(-np.abs(received), axis=None)[:LINES]
    for i, j in zip(*np.unravel_index(order, received.shape), strict=True):
        share = abs(received[i, j]) / strongest if strongest else 0
        if share >= WEAKEST:
            raises = received[i, j] > 0
            look = {"colors": ORANGE if raises else PURPLE, "linestyles": "-" if raises else (0, (3, 1.5))}
            ends = [[senders[j], receivers[i]]]
            ax.add_collection(LineCollection(ends, linewidths=0.5 + 3 * share, zorder=1, antialiased=False, **look))


def _neurons(ax, fills, places, radius, names, values):
    for i, (x, y) in enumerate(places):
        fill = ACTIVATION_MAP(float(np.clip(fills[i], 0, 1)))
        ax.add_artist(Circle((x, y), radius, facecolor=fill, edgecolor=BLUE_TEXT, linewidth=1.1, zorder=2))
        if names is not None:
            ax.text(x, y, names[i], size=11, color=text_on(fill), ha="center", va="center_baseline", zorder=3)
            ax.text(x + radius + 7, y, f"{values[i]:.2f}".replace("-", "−"), size=11, color=GREY, va="center")


def _verdict(ax, outputs, label, x):
    answer = int(outputs.argmax()) if np.isfinite(outputs).all() else None
    wrong = label is not None and answer != int(label)
    text = f"✗ {label} read as {answer}" if wrong else f"read as {answer}"
    text = "no answer" if answer is None else text
    ax.text(x + 8, 36, text, size=13, weight="bold", color=RED_TEXT if wrong else INK, ha="center", va="center")
    return ax


def _told(layers, x, label):
    outputs = layers[-1][0]
    best = np.argsort(-outputs, kind="stable")[:3]
    of = "" if label is None else f" of a {label}"
    text = f"An image{of}, {np.mean(x > 0.1):.0%} of its pixels lit, goes through a network."
    for k, (a, _) in enumerate(layers[:-1]):
        active = int((np.abs(a) > 0.1 * max(np.abs(a).max(), 1e-9)).sum())
        text += f" Hidden layer {k + 1}: {active} of {len(a)} neurons are lit, most of all neuron {np.abs(a).argmax()}."
    if not np.isfinite(outputs).all():
        return text + " Its numbers overflow, so there is no answer."
    text += f" Outputs: {', '.join(f'{outputs[k]:.2f} for {k}' for k in best)}, so it is read as {best[0]}"
    return text + (", which is wrong." if label is not None and best[0] != int(label) else ".")
