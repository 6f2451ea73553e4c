"""Softmax seen: scores beside the shares they become, what a share costs, and which way each score should go; and last
layers beside the questions they fit.

Scores and probabilities are blue, costs and gradients red. What was before is outlined in dashes, so that one sees who
gained and who paid for it.
"""

import numpy as np
from matplotlib.patheffects import withStroke

from nnlib.arguments import numbers
from nnlib.plots.axes import axes_for, plain
from nnlib.plots.figure import BLUE, BLUE_PALE, BLUE_TEXT, INK, RED, RED_TEXT, AccessibleFigure, subplots
from nnlib.plots.network import network_diagram
from nnlib.softmax import softmax

LETTERS = "abcdefghijklmnopqrstuvwxyz"
HALO = withStroke(linewidth=3, foreground="white")
LABELLED = 10  # up to so many bars carry their numbers; of more, the largest alone


def softmax_bars(scores, temperature=1.0, names=None, before=None, score_range=None):
    """Scores (n,) on the left, softmax(scores / temperature) on the right. Returns the two Axes.

    names: under the bars, by default 0 to n − 1. before: other scores (n,), outlined in dashes, with what softmax
    made of them at temperature 1. score_range: (from, to) of the left axis. Raises ValueError for what does not fit.
    """
    scores = numbers("scores", scores, "n")
    temperature = float(numbers("temperature", temperature))
    if temperature <= 0:
        raise ValueError(f"temperature is {temperature:g}; a number above 0 is expected")
    names = _names(names, len(scores))
    figure, (left, right) = subplots(1, 2, 660 if len(scores) <= LABELLED else 860, 290)
    shares = softmax(scores / temperature)
    told = f"Scores: {_told(names, scores)}. At temperature {temperature:g} the probabilities: {_told(names, shares)}."
    shares_before = None
    if before is not None:
        before = numbers("before", before, len(scores))
        shares_before = softmax(before)
        told += f" Outlined in dashes, before: {_told(names, before)}; probabilities: {_told(names, shares_before)}."
    limits = score_range or _range(scores if before is None else np.concatenate([scores, before]))
    _bars(left, scores, names, (BLUE_PALE, BLUE_TEXT), limits, before)
    _bars(right, shares, names, (BLUE, BLUE_TEXT), (0, 1.08), shares_before)
    left.set(ylabel="score", title="scores")
    right.set(ylabel="probability", title=f"softmax{'' if temperature == 1 else f', T = {temperature:g}'}")
    figure.alt = told
    left.alt, right.alt = told, f"Probabilities: {_told(names, shares)}."
    return [left, right]


def gradient_bars(scores, label, names=None):
    """What one sample's cross-entropy asks of its scores (n,): P and its target on the left, P − Y on the right.

    label: the right class, 0 to n − 1. Returns the two Axes. Raises ValueError for what does not fit.
    """
    scores = numbers("scores", scores, "n")
    if label not in range(len(scores)):
        raise ValueError(f"label is {label!r}; one of 0 to {len(scores) - 1} is expected")
    names = _names(names, len(scores))
    figure, (left, right) = subplots(1, 2, 660, 290)
    shares, target = softmax(scores), np.eye(len(scores))[label]
    _bars(left, shares, names, (BLUE, BLUE_TEXT), (0, 1.08), target)
    left.set(ylabel="probability", title="P, and the target Y in dashes")
    _bars(right, shares - target, names, (RED, RED_TEXT), (-1.12, 1.12), sign="+")
    right.set(ylabel="gradient", title="gradient: P − Y")
    figure.alt = (
        f"Probabilities: {_told(names, shares)}; the target Y is 1 at {names[label]} and 0 elsewhere. The gradient, "
        f"their difference, is {_told(names, shares - target)}: negative at {names[label]} alone."
    )
    left.alt = right.alt = figure.alt
    return [left, right]


def cost_curve(points=(0.9, 0.5, 0.1), ax=None):
    """−ln p, the cost of having given what happened the probability p, with these points marked. Returns the Axes."""
    points = numbers("points", points, "k")
    if not ((points > 0) & (points <= 1)).all():
        raise ValueError("points are probabilities above 0 and up to 1")
    p = np.linspace(0.004, 1, 400)
    ax = axes_for(ax, 560, 300)
    ax.plot(p, -np.log(p), color=RED, linewidth=2.5)
    ax.plot(points, -np.log(points), "o", color=RED_TEXT, markersize=8)
    for x in points:
        ax.annotate(
            f"{-np.log(x):.2f}", (x, -np.log(x)), (7, 6), textcoords="offset points", fontsize=12, color=RED_TEXT
        )
    ax.set(xlim=(0, 1.06), ylim=(-0.1, 5.6), xlabel="p, the probability of the right class", ylabel="cost −ln p")
    plain(ax)
    costs = ", ".join(f"{-np.log(x):.2f} at {x:g}" for x in points)
    ax.alt = f"Curve of the cost −ln p over the probability p, from above 5 near p = 0 down to 0 at p = 1: {costs}."
    return ax


def output_layers():
    """Four last layers and the questions they fit: how much, yes or no, which one, and which ones. Returns the Axes."""
    outputs = {
        "how much?\nlinear": ["price"],
        "yes or no?\none sigmoid": ["spam"],
        "which letter?\nsoftmax over all": LETTERS,
        "which of these are there?\na sigmoid for each": ["dog", "cat", "cow"],
    }
    figure, axes = AccessibleFigure(900, 310), []
    for k, (title, names) in enumerate(outputs.items()):
        ax = figure.add_axes((k / 4, 0, 1 / 4, 0.85))
        network_diagram([3, len(names)], labels=[None, list(names)], max_shown=7, ax=ax)
        ax.set_title(title, fontsize=12)
        ax.alt = f"{' '.join(title.split()).capitalize()}. {ax.alt}"
        axes.append(ax)
    figure.alt = " ".join(ax.alt for ax in axes)
    return axes


def _names(names, n):
    names = [str(k) for k in range(n)] if names is None else [str(name) for name in names]
    if len(names) != n or len(set(names)) != n:
        raise ValueError(f"names are {len(names)} ({len(set(names))} different); {n} different ones are expected")
    return names


def _bars(ax, heights, names, colors, limits, before=None, sign=""):
    """Bars with their numbers, colors (fill, edge); what was before dashed, with a white edge for dark bars."""
    ax.set_ylim(limits)
    ax.bar(names, heights, width=0.8, color=colors[0], edgecolor=colors[1], linewidth=1.2)
    if before is not None:
        dashed = ax.bar(names, before, width=0.8, facecolor="none", edgecolor=INK, linestyle="--", linewidth=1.3)
        for bar in dashed:
            bar.set_path_effects([HALO])
    chosen = range(len(heights)) if len(heights) <= LABELLED else [int(np.argmax(heights))]
    for k in chosen:
        text, side = f"{heights[k]:{sign}.2f}".replace("-", "−"), -1 if heights[k] < 0 else 1
        y = heights[k]
        if before is not None and 0 < side * (before[k] - y) < 0.1 * (limits[1] - limits[0]):
            y = before[k]  # where dashes would run through the number, beyond them
        look = {"ha": "center", "va": "bottom" if side > 0 else "top", "size": 11, "color": INK, "zorder": 4}
        ax.annotate(text, (k, y), (0, 2 * side), textcoords="offset points", path_effects=[HALO], **look)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set_xlabel("class")
    plain(ax)
    ax.grid(visible=False, axis="x")


def _range(scores):
    low, high = min(0, scores.min()), max(0, scores.max())
    room = 0.15 * max(high - low, 0.5)
    return low - room * (low < 0), high + room


def _told(names, heights):
    """The heights by name; of many, the three largest."""
    order = range(len(names)) if len(names) <= LABELLED else np.argsort(-heights, kind="stable")[:3]
    words = ", ".join(f"{heights[k]:.2f} ({names[k]})" for k in order)
    return words if len(names) <= LABELLED else f"the largest three of {len(names)} are {words}"
