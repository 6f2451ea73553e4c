"""A network drawn: neurons as circles in columns, weights as lines between them.

The bluer a circle, the larger the activation, on a scale of its layer. The broader a line, the larger the weight:
orange and solid where it is positive, purple and dashed where it is negative. Of a large layer the first and the last
neurons are drawn.
"""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle

from nnlib.plots.axes import axes_for, text_on
from nnlib.plots.figure import ACTIVATION_MAP, BLUE_TEXT, GREY, INK, ORANGE, PURPLE, AccessibleFigure, palette
from nnlib.plots.layers import Layers, short

HEADING, KEY, LETTER = 17, 22, 7  # pixels: lines of the headings and of the key underneath, the width of a letter
COLORS = palette(ACTIVATION_MAP, "black", ORANGE, PURPLE, GREY, INK, BLUE_TEXT)


def network_diagram(network, activations=None, weights=None, labels=None, max_shown=12, ax=None):
    """A drawing of a Network, or of layers of the given sizes such as [784, 16, 16, 10]. Returns the Axes.

    activations: an array (n,) for each layer, inputs first; for a Network a sample (n_in,) is enough. weights: a matrix
    (receivers, senders) between each two layers, by default those of the Network. labels: names for each layer or None,
    beside the inputs and outputs, inside of hidden neurons. max_shown: a layer of more neurons is drawn
    with the first and the last third of that number. Biases are not drawn. Raises ValueError for what does not fit.
    """
    layers = Layers(network, activations, weights, labels, max_shown)
    sides = [22 + LETTER * max(map(len, layers.labels[k] or [""])) for k in (0, -1)]
    below = KEY * (layers.weighted + (layers.activations is not None)) + 6
    headings = [layers.headings(k) for k in range(len(layers.sizes))]
    top = HEADING * len(headings[0]) + 14
    rows, gaps = max(slots[-1] + 1 for slots in layers.slots), len(layers.sizes) - 1
    if ax is None:
        width, height = max(380, sum(sides) + 60 + gaps * min(135, 640 / gaps)), top + below + max(33, 46 - rows) * rows
        ax = AccessibleFigure(round(width), round(height), colors=COLORS).add_axes((0, 0, 1, 1))
    else:
        box = axes_for(ax, 0, 0).get_window_extent()
        width, height = (72 / ax.figure.dpi * side for side in (box.width, box.height))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.set_axis_off()

    pitch = min(46, (height - top - below) / rows)
    radius, middle = min(17, 0.44 * pitch), (top + height - below) / 2
    columns = np.linspace(sides[0] + 30, width - sides[1] - 30, gaps + 1)
    places = [
        np.column_stack([np.full(len(slots), x), middle + pitch * (slots - slots[-1] / 2)])
        for x, slots in zip(columns, layers.slots, strict=True)
    ]
    for k in range(gaps):
        _draw_weights(ax, layers, k, places[k], places[k + 1])
    for k, x in enumerate(columns):
        for line, text in enumerate(headings[k]):
            look = {"color": GREY, "size": 11} if line else {"color": INK, "size": 12}
            ax.text(x, 12 + HEADING * line, text, ha="center", va="center", **look)
        _draw_neurons(ax, layers, k, places[k], radius)
        if layers.elided(k):
            ax.text(x, middle, "⋮", color=INK, size=20, ha="center", va="center")
    _draw_key(ax, layers, width / 2, height - below + KEY / 2)
    ax.alt = layers.alt_text()
    return ax


def _draw_weights(ax, layers, k, senders, receivers):
    ends = np.stack(np.broadcast_arrays(senders[None, :], receivers[:, None]), axis=2)  # (receivers, senders, 2, 2)
    look = {"zorder": 1, "antialiased": False}  # a hundred smooth lines would make the file three times as large
    if layers.weights[k] is None:
        ax.add_collection(LineCollection(ends.reshape(-1, 2, 2), colors=GREY, linewidths=0.6, **look))
        return
    W = layers.weights[k][np.ix_(layers.shown[k + 1], layers.shown[k])]
    broadest = min(4.5, 180 / W.size)  # where there are many lines, finer ones
    for sign, color in ((1, ORANGE), (-1, PURPLE)):
        chosen = sign * W > 0
        widths = 0.4 + broadest * np.abs(W[chosen]) / layers.largest_weight
        # matplotlib counts dashes in widths of the line, which leaves those of thin lines too short to be seen
        dashes = ["-" if sign > 0 else (0, (max(9 / width, 2.4), max(5 / width, 1.2))) for width in widths]
        ax.add_collection(LineCollection(ends[chosen], colors=color, linestyles=dashes, linewidths=widths, **look))


def _draw_neurons(ax, layers, k, places, radius):
    first, last = k == 0, k == len(layers.sizes) - 1
    for i, (x, y) in zip(layers.shown[k], places, strict=True):
        name, inside, fill = layers.labels[k][i] if layers.labels[k] else "", "", "white"
        if layers.activations:
            value, (low, high) = layers.activations[k][i], layers.ranges[k]
            fill = ACTIVATION_MAP((value - low) / (high - low))
            inside = short(value).replace("-", "−") if radius > 13 and len(short(value)) < 6 else ""
        ax.add_artist(Circle((x, y), radius, facecolor=fill, edgecolor=BLUE_TEXT, linewidth=1.3, zorder=2))
        if first or last:
            side, ha = (radius + 6, "left") if last else (-radius - 6, "right")
            ax.text(x + side, y, name, color=INK, size=12, ha=ha, va="center")
        else:
            inside = name or inside
        size = 10 if len(inside) < 5 else 9
        ax.text(x, y, inside, color=text_on(fill), size=size, ha="center", va="center_baseline", zorder=3)


def _draw_key(ax, layers, x, y):
    """What lines and fills mean, each in a line around x."""
    text = {"size": 11, "color": INK, "va": "center"}
    if layers.weighted:
        for left, color, dash, name in ((-165, ORANGE, "-", "weight > 0"), (-46, PURPLE, (0, (3, 1.5)), "weight < 0")):
            ax.plot((x + left, x + left + 28), (y, y), color=color, linestyle=dash, linewidth=3)
            ax.text(x + left + 34, y, name, **text)
        ax.text(x + 72, y, f"largest: {layers.largest_weight:.3g}", **text)
        y += KEY
    if layers.activations:
        ax.text(x - 46, y, "activation low", ha="right", **text)
        for k, share in enumerate(np.linspace(0, 1, 5)):
            fill = ACTIVATION_MAP(share)
            ax.add_artist(Circle((x - 34 + 17 * k, y), 7, facecolor=fill, edgecolor=BLUE_TEXT))
        ax.text(x + 46, y, "high in its layer", **text)
