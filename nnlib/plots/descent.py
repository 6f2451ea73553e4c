"""Gradient descent seen: the way of the weights downhill, on a curve, from above, and in relief.

The height is the error, red; the weights walk in brown orange, from an open mark to a full one.
"""

import numpy as np
from matplotlib.ticker import MaxNLocator

from nnlib.arguments import numbers
from nnlib.plots.axes import axes_for, legend_below, plain, readable
from nnlib.plots.figure import ERROR_MAP, GREY, INK, ORANGE_TEXT, PURPLE, RED, palette

COLORS = palette(ERROR_MAP, INK, GREY, "#B0B0B0", ORANGE_TEXT, PURPLE)
PATHS = [(ORANGE_TEXT, "-", "o"), (INK, "--", "s"), (PURPLE, ":", "^"), (GREY, "-.", "D")]  # colour, dash, mark


def descent_curve(f, points, ax=None, limits=None):
    """A curve f over one weight and the points (k,) of a descent on it, in order. Returns the Axes.

    f takes a number and returns one; limits: (from, to) of the weight. Raises ValueError for what does not fit.
    """
    points = numbers("points", points, "k")
    low, high = _limits(limits, points[:, None])[0]
    w, E = np.linspace(low, high, 301), _heights(f, points)
    heights = _heights(f, w)
    ax = axes_for(ax, 560, 320)
    ax.plot(w, heights, color=RED, linewidth=2.5)
    _walk(ax, (points, E), *PATHS[0], width=1.2)
    ax.set(xlabel="$w$", ylabel="$E(w)$", xlim=(low, high))
    plain(ax)
    ax.alt = f"Curve of the error E over w from {low:.3g} to {high:.3g}. {_story('Descent', points[:, None], E)}"
    return ax


def descent_contour(f, points, ax=None, limits=None):
    """The error over two weights seen from above, and a descent or several: bands of equal area, dark is high.

    f takes an array (2,) and returns a number; points: (k, 2) in order, or a dict from names to up to four of these;
    limits: ((from, to), (from, to)) of the two weights. Returns the Axes. Raises ValueError for what does not fit.
    """
    paths = _paths(points)
    x, y, E = _relief(f, paths, limits)
    ax = axes_for(ax, 560, 400, colors=COLORS)
    levels = np.unique(np.quantile(E, np.linspace(0, 1, 13)))
    if len(levels) < 2:  # all is flat
        levels = levels[0] + np.array([0, 1])
    bands = ax.contourf(x, y, E, levels=levels, colors=ERROR_MAP(np.linspace(0, 1, len(levels) - 1)))
    bar = ax.figure.colorbar(bands, ax=ax, label="E", spacing="uniform", ticks=levels)
    bar.set_ticks(levels, labels=[f"{float(f'{level:.2g}'):g}".replace("-", "−") for level in levels])
    readable(bar.ax)
    lines = []
    for (name, path), look in zip(paths.items(), PATHS, strict=False):
        lines += _walk(ax, path.T, *look, width=2, label=name)
    ax.set(xlabel="$w_1$", ylabel="$w_2$", xlim=x[[0, -1]], ylim=y[[0, -1]])
    _finish(ax, f, paths, lines, "Contours", x, y, E)
    return ax


def descent_surface(f, points, ax=None, limits=None):
    """The same as a surface in relief; an `ax` has to be made with projection="3d". Returns the Axes."""
    paths = _paths(points)
    x, y, E = _relief(f, paths, limits)
    ax = axes_for(ax, 560, 440, colors=COLORS, projection="3d")
    if ax.name != "3d":
        raise ValueError(f"ax has the projection {ax.name!r}; '3d' is expected: subplot_kw={{'projection': '3d'}}")
    ax.computed_zorder = False  # else matplotlib would hide the way behind the surface
    ax.plot_surface(*np.meshgrid(x, y), E, cmap=ERROR_MAP, edgecolor=GREY, linewidth=0.2, rcount=26, ccount=26)
    lines = []
    for (name, path), look in zip(paths.items(), PATHS, strict=False):
        lines += _walk(ax, (*path.T, _heights(f, path)), *look, width=2, label=name)
    ax.set(xlabel="$w_1$", ylabel="$w_2$", zlabel="E")
    ax.zaxis.label.set_size(12)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_pane_color("white")
    _finish(ax, f, paths, lines, "Surface", x, y, E)
    return ax


def _paths(points):
    if not isinstance(points, dict):
        return {"Descent": numbers("points", points, "k", 2)}
    if not 0 < len(points) <= len(PATHS):
        raise ValueError(f"points has {len(points)} descents; 1 to {len(PATHS)} can be told apart here")
    return {str(name): numbers(f"points[{name!r}]", path, "k", 2) for name, path in points.items()}


def _limits(limits, points):
    """(from, to) for each weight: as asked for, else so that there is some room around all points."""
    if limits is None:
        low, high = points.min(axis=0), points.max(axis=0)
        room = 0.25 * np.where(high > low, high - low, 4)
        return np.column_stack([low - room, high + room])
    limits = numbers("limits", limits, 2) if points.shape[1] == 1 else numbers("limits", limits, 2, 2)
    limits = limits.reshape(-1, 2)
    if (limits[:, 0] >= limits[:, 1]).any():
        raise ValueError(f"limits are {limits.tolist()}; (from, to) with the smaller number first is expected")
    return limits


def _relief(f, paths, limits):
    x, y = (np.linspace(low, high, 101) for low, high in _limits(limits, np.concatenate(list(paths.values()))))
    places = np.stack(np.meshgrid(x, y), axis=-1)
    return x, y, _heights(f, places.reshape(-1, 2)).reshape(len(y), len(x))


def _heights(f, places):
    values = [np.asarray(f(place), dtype=float) for place in places]
    if values[0].size != 1:
        raise ValueError(f"f gave the shape {values[0].shape} at {places[0]}; one number is expected")
    return numbers("what f gave", [value.item() for value in values], len(values))


def _walk(ax, way, color, dash, mark, width, label=None):
    """The way with a mark after each step, as long as they can be told apart: open at the start, full at the end."""
    if label:  # on a coloured ground, where it needs a white edge
        ax.plot(*way, color="white", linewidth=width + 2, zorder=4)
    steps = mark if len(way[0]) <= 60 else None
    line = ax.plot(
        *way, color=color, linestyle=dash, linewidth=width, zorder=4, marker=steps, markersize=5, label=label
    )
    start, end = [[[a[k]] for a in way] for k in (0, -1)]
    ax.plot(*start, color=color, marker=mark, markersize=9, markerfacecolor="white", markeredgewidth=2, zorder=5)
    ax.plot(*end, color=color, marker=mark, markersize=10, markeredgecolor="white", zorder=6)
    return line


def _finish(ax, f, paths, lines, what, x, y, E):
    readable(ax)
    if len(paths) > 1:
        legend_below(ax, lines)
    ax.alt = (
        f"{what} of the error E over w1 from {x[0]:.3g} to {x[-1]:.3g} and w2 from {y[0]:.3g} to {y[-1]:.3g}, "
        f"where E is from {E.min():.3g} to {E.max():.3g}. "
    )
    ax.alt += " ".join(_story(name, path, _heights(f, path[[0, -1]])) for name, path in paths.items())


def _story(name, path, E):
    start, end = (", ".join(f"{w:.3g}" for w in path[k]) for k in (0, -1))
    steps = f"{len(path) - 1} step{'s' * (len(path) != 2)}"
    return f"{name}: from ({start}), E = {E[0]:.4g}, in {steps} to ({end}), E = {E[-1]:.4g}."
