"""A forward pass drawn: the network with its numbers, and underneath, neuron by neuron, the sum behind each of them.

`layers` is a list of (W, b, activation), as in the lesson: row i of W holds the weights into neuron i, which adds b[i]
and sends on what the activation makes of its sum. `layer_as_matrix` shows the same layer as one product of arrays.
"""

from itertools import pairwise

import numpy as np
from matplotlib.patches import Circle, Rectangle

from nnlib.arguments import numbers, whole
from nnlib.plots.figure import BLUE_TEXT, GREY, INK, LIT, ORANGE_TEXT, PURPLE, AccessibleFigure
from nnlib.plots.network import network_diagram

LINE, SIGN = 19, 6.63  # pixels: from line to line under the network, and the width of a letter there
CELL, ROW = 62, 40  # pixels: a number of a matrix


def forward_pass(x, layers, found=None):
    """The network of `layers` (W, b, activation) at inputs x (n_in,). Returns an AccessibleFigure.

    found: how many layers have been worked out, all of them by default; of the others only weights and biases are seen.
    Raises ValueError for what does not fit together.
    """
    found = len(layers) if found is None else whole("found", found, 0)
    x = numbers("x", x, "n_in")
    sizes, activations, lines, told = [len(x)], [x], [], []
    for k, (W, b, activation) in enumerate(layers):
        W, b = numbers(f"W of layers[{k}]", W, len(b), sizes[-1]), numbers(f"b of layers[{k}]", b, "n_out")
        z = W @ activations[-1] + b
        a = activation(z)
        kind = "output" if k == len(layers) - 1 else "hidden" if len(layers) < 3 else f"layer {k + 1},"
        for i in range(len(b)):
            name = f"{kind} {i + 1}"
            lines.append(_sum_of(name, W[i], activations[-1], b[i], z[i], a[i]) if k < found else _bias(name, b[i]))
            text = f"{name} has weights {', '.join(map(_short, W[i]))} and bias {_short(b[i])}"
            told.append(f"{text}, so z = {z[i]:.4f} and it sends {a[i]:.4f}" if k < found else text)
        sizes.append(len(b))
        activations.append(a)

    all_found = found >= len(layers)
    width, table = 620, LINE * len(lines) + 16
    height = table + 46 * max(sizes) + 14 + 17 * (1 + all_found) + 22 * (1 + all_found) + 30
    figure = AccessibleFigure(width, height)
    ax = figure.add_axes((0, table / height, 1, 1 - table / height))
    senders = [f"x{i + 1} = {_short(value)}" for i, value in enumerate(x)]
    labels = [senders, *[[f"{i + 1}" for i in range(n)] for n in sizes[1:]]]
    if all_found:
        labels = [senders, *[None] * (len(sizes) - 2), [f"{a:.4f}" for a in activations[-1]]]
    network_diagram(sizes, activations if all_found else None, weights=[W for W, _, _ in layers], labels=labels, ax=ax)
    centres = iter([patch.center for patch in ax.patches if isinstance(patch, Circle)])
    places = [[next(centres) for _ in range(n)] for n in sizes]
    for (W, _, _), (left, right) in zip(layers, pairwise(places), strict=True):
        for i, j in np.ndindex(np.shape(W)):
            _on_line(ax, left[j], right[i], W[i][j])
    for k, line in enumerate(lines):
        for start, text, color in line:
            place = (12 + SIGN * start) / width, (table - LINE * (k + 0.3)) / height
            figure.text(*place, text, color=color, size=11, family="DejaVu Sans Mono", va="top")
    shape = "-".join(map(str, sizes))
    inputs = ", ".join(_short(value) for value in x)
    figure.alt = f"A {shape} network with its weights on the lines, at inputs {inputs}. {'; '.join(told)}."
    return figure


def _sum_of(name, weights, inputs, bias, z, a):
    """A line of the table as (column, text, colour): weight·input + ... + bias = z, activation."""
    parts, start = [(0, name, INK)], 12
    pieces = []
    for weight, value in zip(weights, inputs, strict=True):
        pieces += [(_short(weight), ORANGE_TEXT), ("·", INK), (_short(value), BLUE_TEXT), (" + ", INK)]
    pieces += [(_short(bias), ORANGE_TEXT), (f" = {z:.4f}".replace("-", "−"), INK)]
    for text, color in pieces:
        parts.append((start, text, color))
        start += len(text)
    return [*parts, (62, "sends", GREY), (68, f"{a:.4f}".replace("-", "−"), BLUE_TEXT)]


def _bias(name, bias):
    return [(0, name, INK), (12, "bias", GREY), (17, _short(bias), ORANGE_TEXT)]


def _short(value):
    return f"{value:.4g}".replace("-", "−")


def _on_line(ax, sender, receiver, weight):
    """A weight on its line, nearer to the sender, where lines lie apart."""
    x, y = (s + 0.3 * (r - s) for s, r in zip(sender, receiver, strict=True))
    room = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    color = ORANGE_TEXT if weight >= 0 else PURPLE
    ax.text(x, y, _short(weight), color=color, size=11, ha="center", va="center", bbox=room)


def layer_as_matrix(W, x, b, found=1):
    """z = W x + b as blocks of numbers, the row of one neuron marked. Returns an AccessibleFigure.

    W (n_out, n_in), x (n_in,), b (n_out,); found: of so many neurons, from the top, z is filled in.
    """
    x, b = numbers("x", x, "n_in"), numbers("b", b, "n_out")
    W, found = numbers("W", W, len(b), len(x)), whole("found", found, 0)
    n_out, n_in = W.shape
    rows = max(n_out, n_in)
    width, height = 132 + CELL * (n_in + 3) + 130, ROW * rows + 64
    figure = AccessibleFigure(width, height)
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()
    left, middle = 132, 34 + ROW * rows / 2
    z = [_short(value) if i < found else "?" for i, value in enumerate(W @ x + b)]
    blocks = [("W", W, ORANGE_TEXT, "·"), ("x", x[:, None], BLUE_TEXT, "+"), ("b", b[:, None], ORANGE_TEXT, "=")]
    for name, block, color, sign in (*blocks, ("z", np.array(z)[:, None], INK, "")):
        top = middle - ROW * len(block) / 2
        for i, j in np.ndindex(block.shape):
            fill = LIT if i == 0 or name == "x" else "white"
            place = left + CELL * j, top + ROW * i
            ax.add_artist(Rectangle(place, CELL, ROW, facecolor=fill, edgecolor=GREY))
            text = block[i, j] if name == "z" else _short(block[i, j])
            ax.text(place[0] + CELL / 2, place[1] + ROW / 2, text, color=color, size=13, ha="center", va="center")
        if name == "W":
            for i in range(n_out):
                ax.text(left - 8, top + ROW * (i + 0.5), f"into neuron {i + 1}", size=12, ha="right", va="center")
        heads = [f"from {j + 1}" for j in range(n_in)] if name == "W" else []
        for j, head in enumerate(heads):
            ax.text(left + CELL * (j + 0.5), top - 12, head, color=INK, size=12, ha="center", va="center")
        left += CELL * block.shape[1]
        shape = block.shape if name == "W" else f"({len(block)},)"
        under = top + ROW * len(block) + 14
        ax.text(
            left - CELL * block.shape[1] / 2, under, f"{name} {shape}", color=GREY, size=11, ha="center", va="center"
        )
        ax.text(left + 18, middle, sign, color=INK, size=15, ha="center", va="center")
        left += 36
    figure.alt = (
        f"One layer as arrays: W of shape {W.shape} times x of shape ({n_in},) plus b of shape ({n_out},) is z of "
    )
    figure.alt += f"shape ({n_out},). Row 1 of W, {', '.join(map(_short, W[0]))}, is marked: with x = "
    figure.alt += f"{', '.join(map(_short, x))} and the bias {_short(b[0])} it makes the first sum, {z[0]}."
    return figure
