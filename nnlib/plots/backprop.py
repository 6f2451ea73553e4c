"""Backpropagation seen: activations go to the right, deltas come back to the left, along the same lines.

Three pictures: a network with its deltas, and with what a change of one weight reaches; the wishes that the next layer
sends back to each neuron, and their sum; the error of a measured slope against the size of the nudge.
"""

import copy

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch

from nnlib.arguments import numbers
from nnlib.plots.axes import axes_for, legend_below, plain, text_on
from nnlib.plots.figure import (
    ACTIVATION_MAP,
    BLUE_TEXT,
    GREY,
    GREY_PALE,
    INK,
    LIT,
    ORANGE,
    ORANGE_TEXT,
    PURPLE,
    RED,
    RED_LIGHT,
    RED_PALE,
    RED_TEXT,
    AccessibleFigure,
    palette,
)  # fmt: skip
from nnlib.plots.layers import Layers

COLORS = palette(
    ACTIVATION_MAP, "black", ORANGE, ORANGE_TEXT, PURPLE, GREY, INK, BLUE_TEXT, RED, RED_TEXT, RED_PALE, LIT
)
STEP, ROW, RADIUS, TOP, CAPTION = 148, 96, 23, 62, 46  # pixels


def backprop_diagram(network, x, t, deltas=None, change=None, names=None, weights=False):
    """A Network of Dense layers at work on one sample x (n_in,) with the targets t (n_out,). Returns the Axes.

    deltas: of how many layers, counted from the outputs, the deltas are known and written (by default of all).
    change: (k, i, j, by) makes weight [i, j] of layer k greater by `by`: it is drawn broad, and each neuron and error
    that this reaches is marked with its change. Circles and E are those from after the change, the deltas those from
    before. names: a list of names for each column, inputs first. weights: whether each is written on its line. Raises
    ValueError for what does not fit.
    """
    before = Pass(network, x, t)
    now = before if change is None else Pass(changed(network, *change), x, t)
    known = len(network.layers) if deltas is None else deltas
    layers = Layers(now.network, now.activations, None, names, max_shown=12)
    columns, rows = len(layers.sizes), max(layers.sizes)
    width, height = 100 + STEP * columns, TOP + ROW * rows + CAPTION
    ax = AccessibleFigure(width, height, colors=COLORS).add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()
    x_of = 60 + STEP * np.arange(columns)
    places = [
        [(x_of[k], TOP + ROW * (i + (rows - n + 1) / 2) - 6) for i in range(n)] for k, n in enumerate(layers.sizes)
    ]
    for k, W in enumerate(layers.weights):
        for i, j in np.ndindex(W.shape):
            lit = change is not None and (k, i, j) == tuple(change[:3])
            text = _signed(W[i, j], plus=False) if weights or lit else ""
            if weights and names:  # AC is the weight on the line from A to C
                text = f"{layers.labels[k][j]}{layers.labels[k + 1][i]} {text}"
            _line(ax, places[k][j], places[k + 1][i], W[i, j] / layers.largest_weight, lit, text)
    for k, n in enumerate(layers.sizes):
        ax.text(x_of[k], 14, layers.role(k), color=INK, size=12, ha="center", va="center")
        ax.text(x_of[k], 31, layers.kinds[k], color=GREY, size=11, ha="center", va="center")
        low, high = layers.ranges[k]
        for i in range(n):
            value, moved = now.activations[k][i], now.activations[k][i] - before.activations[k][i]
            fill = ACTIVATION_MAP((value - low) / (high - low))
            _neuron(ax, places[k][i], layers.labels[k][i] if names else "", value, fill, moved)
            if k > columns - 1 - known and k > 0:
                _delta(ax, places[k][i], before.deltas[k - 1][i])
    middle = TOP + ROW * rows / 2 - 6
    for _, y in places[-1]:
        ax.plot((x_of[-1] + RADIUS, x_of[-1] + 94), (y, middle), color=RED_LIGHT, linewidth=1.3, zorder=1)
    _error(ax, x_of[-1] + 94, middle, now.error, now.error - before.error)
    ax.text(12, height - CAPTION / 2, _caption(before, now, known, change), color=INK, size=12, va="center")
    ax.alt = _alt_text(layers, before, now, known, change)
    return ax


class Pass:
    """One sample forward and backward: `activations` (inputs first), `deltas` of each layer, the `error`."""

    def __init__(self, network, x, t):
        self.network = copy.deepcopy(network)  # a pass keeps its numbers in the layers
        x = numbers("x", x, "n_in", dtype=float)
        outputs = self.network.forward(x[None])
        t = numbers("t", t, outputs.shape[1], dtype=float)
        self.error = float(self.network.loss(outputs, t[None]))
        self.network.backward(outputs, t[None])
        self.activations = [x, *(layer.A[0] for layer in self.network.layers)]
        self.deltas = [layer.gradients[1] for layer in self.network.layers]  # of one sample, db is delta


def changed(network, k, i, j, by):
    """A copy of the network with weight [i, j] of layer k greater by `by`."""
    network = copy.deepcopy(network)
    network.layers[k].W[i, j] += by
    return network


def predicted(before, k, i, j, by):
    """What the gradient says a change of one weight does to the error: δ of its receiver · a of its sender · change."""
    return float(before.deltas[k][i] * before.activations[k][j] * by)


def _line(ax, start, end, w, lit, text):
    if lit:
        ax.plot(*zip(start, end, strict=True), color=LIT, linewidth=13, solid_capstyle="butt", zorder=0.5)
    look = {"color": ORANGE, "linestyle": "-"} if w >= 0 else {"color": PURPLE, "linestyle": (0, (4, 2))}
    ax.plot(*zip(start, end, strict=True), linewidth=0.6 + 3.4 * abs(w), zorder=1, **look)
    if text:  # near the sender, where the lines are still apart
        (x1, y1), (x2, y2) = start, end
        box = {"facecolor": LIT if lit else "white", "edgecolor": "none", "pad": 1.5}
        place = x1 + 0.36 * (x2 - x1), y1 + 0.36 * (y2 - y1)
        ax.text(*place, text, color=ORANGE_TEXT, size=11, ha="center", va="center", bbox=box, zorder=4)


def _neuron(ax, place, name, value, fill, moved):
    x, y = place
    reached = abs(moved) > 0
    ring = {"edgecolor": INK, "linewidth": 3} if reached else {"edgecolor": BLUE_TEXT, "linewidth": 1.3}
    ax.add_artist(Circle(place, RADIUS, facecolor=fill, zorder=2, **ring))
    ax.text(x, y, _signed(value, plus=False), color=text_on(fill), size=11, ha="center", va="center_baseline", zorder=3)
    if name:
        ax.text(x - RADIUS, y - RADIUS - 2, name, color=BLUE_TEXT, size=13, weight="bold", ha="center", va="center")
    if reached:
        look = {"color": BLUE_TEXT, "size": 11, "ha": "center", "va": "center", "zorder": 4}
        box = {"facecolor": LIT, "edgecolor": "none", "pad": 1.5}
        ax.text(x + 4, y - RADIUS - 11, _signed(moved), bbox=box, **look)


def _delta(ax, place, delta):
    x, y = place
    look = {"color": RED_TEXT, "size": 11, "ha": "center", "va": "center", "zorder": 4}
    ax.text(x, y + RADIUS + 13, f"δ {_signed(delta)}", bbox={"facecolor": RED_PALE, "edgecolor": RED, "pad": 2}, **look)


def _error(ax, x, y, error, moved):
    box = FancyBboxPatch((x, y - 17), 84, 34, "round,pad=0,rounding_size=4")
    box.set(facecolor=RED_PALE, edgecolor=RED, linewidth=1.5, zorder=2)
    ax.add_artist(box)
    look = {"color": RED_TEXT, "ha": "center", "va": "center", "zorder": 3}
    ax.text(x + 42, y, f"E = {error:.4f}", size=12, **look)
    if moved:
        ax.text(
            x + 42, y + 30, _signed(moved, 4), size=11, bbox={"facecolor": LIT, "edgecolor": "none", "pad": 1.5}, **look
        )


def _caption(before, now, known, change):
    if change is None:
        return "In the circles: activations, found from left to right." + (
            " Red: deltas, found from right to left." if known else ""
        )
    k, i, j, by = change
    text = f"The weight grows by {_signed(by)}. E changes by {_signed(now.error - before.error, 4)}."
    if known < len(before.deltas) - k:
        return f"{text} Framed in black: what the change reaches."
    delta, a = (_signed(number, 3, plus=False) for number in (before.deltas[k][i], before.activations[k][j]))
    gradient = _signed(predicted(before, k, i, j, 1), 3, plus=False)
    return (
        f"{text} (δ: before the move. Circles and E: after it.)\n"
        f"Gradient = δ of the receiver · a of the sender = {delta} · {a} = {gradient}; "
        f"times {_signed(by)}: {_signed(predicted(before, *change), 4)}."
    )


def _signed(value, digits=2, plus=True):
    """A number as it is written in the drawing, with a sign of its own and a true minus; more digits if it is small."""
    digits = digits if abs(value) >= 10.0**-digits / 2 or value == 0 else 3 if digits < 3 else digits
    return f"{value:{'+' if plus else ''}.{digits}f}".replace("-", "−")


def _alt_text(layers, before, now, known, change):
    def told(values):
        return ", ".join(f"{v:.2f}" for v in values)

    text = f"Network of {', '.join(layers.role(k) for k in range(len(layers.sizes)))}. Activations, column by column: "
    text += f"{'; '.join(map(told, now.activations))}. Error {now.error:.4f}."
    if change:
        k, i, j, by = change
        reached = [sum(now.activations[c] != before.activations[c]) for c in range(len(layers.sizes))]
        text += f" The weight from neuron {j + 1} of column {k + 1} to neuron {i + 1} of column {k + 2} is greater by "
        text += (
            f"{by:.2f}, which changes {sum(reached)} activations, column by column {', '.join(map(str, reached))}, and "
        )
        text += f"the error by {now.error - before.error:.4f}."
    for c in range(len(before.deltas) - 1, len(before.deltas) - 1 - known, -1):
        text += f" Deltas of column {c + 2}: {told(before.deltas[c])}."
    return text


def wishes(delta_next, W_next, names=None, next_names=None, ax=None):
    """How each neuron of a layer should change, for every neuron of the next one, and all of them added up.

    A wish is −δᵢ · w[i, j]: up where the neuron should become larger for receiver i's sake. delta_next (n_next,),
    W_next (n_next, n), up to four receivers. Returns the Axes. Raises ValueError for what does not fit.
    """
    delta, W = numbers("delta_next", delta_next, "n_next"), numbers("W_next", W_next, len(delta_next), "n")
    if len(delta) > 4:
        raise ValueError(f"delta_next has {len(delta)} neurons; at most 4 can be told apart here")
    names = names or [f"neuron {j + 1}" for j in range(W.shape[1])]
    next_names = next_names or [f"output {i + 1}" for i in range(len(W))]
    parts, ax = -delta[:, None] * W, axes_for(ax, 620, 300)
    room, place = 0.8 / (len(W) + 1), np.arange(W.shape[1])
    looks = [(RED_LIGHT, "//"), (RED_PALE, ".."), ("white", "xx"), (GREY_PALE, "--")]
    for i, (part, (color, hatch)) in enumerate(zip(parts, looks, strict=False)):
        bars = {"color": color, "hatch": hatch, "edgecolor": RED, "label": f"wish of {next_names[i]}"}
        ax.bar(place + room * (i - len(W) / 2), part, 0.9 * room, **bars)
    ax.bar(place + room * len(W) / 2, parts.sum(axis=0), 0.9 * room, color=RED, edgecolor=RED, label="all together")
    ax.axhline(0, color=INK, linewidth=1)
    ax.set(xticks=place, xticklabels=names, ylabel="wished change, −δ · w")
    plain(ax)
    legend_below(ax, ax.get_legend_handles_labels()[0])
    told = "; ".join(
        f"{name}: {', '.join(f'{n} {p:.3f}' for n, p in zip(next_names, part, strict=True))}, together {part.sum():.3f}"
        for name, part in zip(names, parts.T, strict=True)
    )
    ax.alt = f"Bars: which change each neuron of the layer is asked for by every neuron of the next one. {told}."
    return ax


def difference_error(f, slope, theta, ax=None):
    """How far a measured slope of f at the number theta is from the true one, against the nudge h. Returns the Axes."""
    h = 10.0 ** np.arange(-12, 0.01, 0.25)
    one_sided = np.array([(f(theta + d) - f(theta)) / d for d in h]) - slope
    central = np.array([(f(theta + d) - f(theta - d)) / (2 * d) for d in h]) - slope
    ax = axes_for(ax, 620, 320)
    curves = (one_sided, GREY, "--", "s", "one-sided"), (central, RED, "-", "o", "central")
    for error, color, dash, mark, name in curves:
        ax.loglog(
            h, np.maximum(np.abs(error), 1e-16), color=color, linestyle=dash, marker=mark, markersize=4, label=name
        )
    ax.set(xlabel="nudge $h$", ylabel="how far off the slope is")
    plain(ax)
    ax.legend(fontsize=11, frameon=False)
    at = np.argmin(np.abs(h - 1e-2))
    ax.alt = (
        "How far off a measured slope is, against the nudge h, both on logarithmic axes. At h = 0.01 the one-sided "
        f"difference is off by {abs(one_sided[at]):.1e}, the central one by {abs(central[at]):.1e}. With smaller h "
        "both fall, the central one faster, until rounding makes both grow again."
    )
    return ax
