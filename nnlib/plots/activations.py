"""Activation functions side by side, each with its slope: what a neuron does, and what learning gets from it.

A line is drawn only where the function is unbroken. At a jump it stops at open circles, and a full one stands where
the value is; a slope has an open circle where there is none.
"""

from itertools import pairwise

import numpy as np

from nnlib.activations import ACTIVATIONS
from nnlib.layers import named
from nnlib.plots.axes import plain
from nnlib.plots.figure import BLUE, INK, AccessibleFigure

Z = np.arange(-300, 301) / 100  # holds 0, −½ and −1 exactly, where the kinks and jumps are
BESIDE = 1e-9


def activation_gallery(names=None):
    """The activations of these names, by default all: f in blue, its slope f' dashed. Returns the list of Axes.

    names: names in `nnlib.activations.ACTIVATIONS` or functions with a `derivative`. Raises ValueError for others.
    """
    functions = [named(name, ACTIVATIONS, "an entry of names") for name in (ACTIVATIONS if names is None else names)]
    if not functions:
        raise ValueError("names is empty; at least one activation is expected")
    columns = min(4, len(functions))
    rows = -(-len(functions) // columns)
    figure = AccessibleFigure(180 * columns + 60, 166 * rows + 76, layout="constrained")
    axes = list(figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).flat)
    for ax in axes[len(functions) :]:
        ax.remove()
    axes = axes[: len(functions)]
    for ax, f in zip(axes, functions, strict=True):
        jumps = _draw(ax, f, BLUE, "-", "$f(z)$")
        bends = _draw(ax, f.derivative, INK, "--", "slope $f\\,'(z)$", no_value_at=jumps)
        ax.set(xlim=(-3, 3), ylim=(-1.5, 3), xticks=range(-3, 4), yticks=range(-1, 4), aspect="equal")
        ax.set_title(f.__name__, fontsize=12)
        plain(ax)
        ax.alt = _alt_text(f, jumps, bends)
    # only the outer axes are labelled, and below the last one of a column the next row may be missing
    for k, ax in enumerate(axes):
        ax.set_ylabel("$f,\\ f\\,'$" if k % columns == 0 else "")
        ax.set_xlabel("$z$" if k + columns >= len(axes) else "")
        ax.tick_params(labelbottom=k + columns >= len(axes))
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2, fontsize=12, frameon=False)
    return axes


def _draw(ax, f, color, dash, label, no_value_at=()):
    """Draw f in unbroken pieces and return where it jumps; where it has no value, its circle is open."""
    before, here, after = f(Z - BESIDE), f(Z), f(Z + BESIDE)
    jumps = np.flatnonzero(np.abs(after - before) > 1e-3)
    cuts = [0, *jumps, len(Z) - 1]
    for i, j in pairwise(cuts):
        z, a = Z[i : j + 1], np.concatenate([after[i : i + 1], here[i + 1 : j], before[j : j + 1]])
        ax.plot(z, a, color=color, linestyle=dash, linewidth=2, label=label, zorder=2 if dash == "-" else 2.5)
        label = None
    circle = {"color": color, "linestyle": "", "marker": "o", "markersize": 5, "zorder": 3}
    for k in jumps:
        ends = [a for a in (before[k], after[k]) if a != here[k]]
        ax.plot([Z[k]] * len(ends), ends, markerfacecolor="white", **circle)
        ax.plot(Z[k], here[k], **circle)
    for z in no_value_at:  # wide enough for the circle of another line to be seen inside
        ax.plot(z, f(z), markerfacecolor="white", **circle | {"markersize": 10, "zorder": 2.8})
    return Z[jumps]


def _alt_text(f, jumps, bends):
    values, slopes = ([f"{a:.3g}" for a in g(np.array([-3, 0, 3]))] for g in (f, f.derivative))
    slopes = ["none" if z in jumps else slope for z, slope in zip((-3, 0, 3), slopes, strict=True)]
    text = f"{f.__name__}: f is {', '.join(values)} at z = -3, 0, 3, its slope {', '.join(slopes)}."
    for what, places in (("f jumps", jumps), ("The slope jumps", bends)):
        if len(places):
            text += f" {what} at z = {', '.join(f'{z:g}' for z in places)}."
    return text
