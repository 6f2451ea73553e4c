"""One activation at a time: its value and slope at a point, and what many layers make of a gradient there.

Learning sends a gradient back through the layers, and each layer multiplies it by the slope of its activation. So a
slope below 1 makes it vanish, layer by layer, a slope of 1 hands it on whole, and a slope of 0 ends it. To see the
activations alone, every layer here stands at the same z and every weight is 1.
"""

from itertools import pairwise

import numpy as np

from nnlib.activations import ACTIVATIONS
from nnlib.arguments import between, named, numbers, whole
from nnlib.plots.axes import axes_for, legend_below, plain
from nnlib.plots.figure import BLUE, BLUE_TEXT, GREY, INK, ORANGE_TEXT, PURPLE, RED, subplots

BESIDE = 1e-9
COLORS = 32  # a few lines and their smooth edges need no more
FLOOR = 1e-14  # smaller gradients are drawn here, as open marks: a logarithm has no place for 0


def activation_at(name, z, layers=10):
    """An activation with its tangent at z, beside what is left of a gradient of 1 after 0 to `layers` such layers.

    name: a name in `nnlib.activations.ACTIVATIONS` or a function with a `derivative`; z: a number from −6 to 6.
    Returns the two Axes. Raises ValueError for what does not fit.
    """
    f, z, layers = named(name, ACTIVATIONS, "name"), float(between("z", z, -6, 6)), whole("layers", layers)
    _, (left, right) = subplots(1, 2, 760, 330, width_ratios=(1.25, 1))
    left.figure.colors = COLORS
    left.alt = _curve(left, f, z)
    gradient_left({f.__name__: float(f.derivative(z))}, layers, right)
    right.set_title("a gradient on its way back", fontsize=12)
    left.figure.alt = f"{left.alt} {right.alt}"
    return [left, right]


def gradient_left(slopes, layers=10, ax=None):
    """What is left of a gradient of 1 after 0 to `layers` layers that each multiply it by a slope. Returns the Axes.

    slopes: a dict from up to four labels to slopes. Raises ValueError for what does not fit.
    """
    layers, n = whole("layers", layers), np.arange(whole("layers", layers) + 1)
    values = numbers("slopes", list(slopes.values()), "k")
    ax = axes_for(ax, 560, 330, COLORS)
    lines, said = [], []
    looks = zip([RED, INK, PURPLE, GREY], ["o", "s", "^", "D"], strict=True)
    for label, slope, (color, mark) in zip(slopes, values, looks, strict=False):
        left = np.abs(slope) ** n
        gone = left < FLOOR
        lines += ax.plot(n, np.maximum(left, FLOOR), color=color, linewidth=1.2, marker=mark, markersize=5, label=label)
        ax.plot(n[gone], np.full(gone.sum(), FLOOR), color=color, marker=mark, linestyle="", markerfacecolor="white")
        said.append(f"{label}, slope {slope:.3g}: {left[-1]:.2g} left after {layers} layers")
    top = max(10, np.abs(values).max() ** layers * 10)
    ax.set(yscale="log", ylim=(FLOOR / 10, top), xlabel="layers passed", ylabel="size of the gradient (logarithmic)")
    ax.set_yticks([1, 1e-4, 1e-8, FLOOR], ["1", "$10^{-4}$", "$10^{-8}$", "$10^{-14}$\nor less"])
    ax.minorticks_off()
    ax.xaxis.get_major_locator().set_params(integer=True)
    plain(ax)
    if len(lines) > 1:
        legend_below(ax, lines)
    ax.alt = f"Size of a gradient of 1 against the layers passed, logarithmic. {'. '.join(said)}."
    if (np.abs(values) ** layers < FLOOR).any():
        ax.alt += f" Open marks stand for {FLOOR:.0e} or less."
    return ax


def maxout_pieces(w, b, ax=None):
    """A maxout unit over one input x: its pieces w·x + b, dashed, and the largest of them, blue. Returns the Axes.

    w, b: the weights (k,) and the biases (k,) of its pieces. Raises ValueError for what does not fit.
    """
    w = numbers("w", w, "k")
    b = numbers("b", b, len(w))
    x = np.linspace(-3, 3, 601)
    pieces = np.multiply.outer(x, w) + b
    ax = axes_for(ax, 520, 320, COLORS)
    lines = ax.plot(x, pieces, color=ORANGE_TEXT, linestyle="--", linewidth=1.2, label="pieces $w_j x + b_j$")[:1]
    lines += ax.plot(x, pieces.max(axis=1), color=BLUE, linewidth=3, label="the largest")
    slopes = w[pieces.argmax(axis=1)]
    lines += ax.step(x, slopes, color=INK, linestyle=":", linewidth=2, where="mid", label="its slope")
    ax.set(xlabel="$x$", ylabel="$\\max_j\\ (w_j x + b_j)$", xlim=(-3, 3))
    plain(ax)
    legend_below(ax, lines)
    bends = x[1:][np.diff(slopes) != 0]
    ax.alt = f"{len(w)} straight lines over x from -3 to 3 and the largest of them, which bends upwards at x = " + (
        f"{', '.join(f'{bend:.2g}' for bend in bends)}; from left to right its slope is "
        f"{', '.join(f'{s:g}' for s in [slopes[0], *slopes[1:][np.diff(slopes) != 0]])}."
    )
    return ax


def stacked(names, depth=3, width=6, seed=0):
    """One input through `depth` layers of `width` neurons with random weights, for each activation: a list of Axes.

    The weights are the same in every picture; the layer after them adds its inputs up with no activation.
    names: as in `activation_at`. Raises ValueError for what does not fit.
    """
    functions = [named(name, ACTIVATIONS, "an entry of names") for name in names]
    rng = np.random.default_rng(seed)
    sizes = [1] + [width] * whole("depth", depth)
    weights = [(rng.normal(size=(n, m)) * np.sqrt(2 / m), rng.normal(size=n)) for m, n in pairwise(sizes)]
    out = rng.normal(size=width) / np.sqrt(width)
    x = np.linspace(-3, 3, 301)
    figure, axes = subplots(1, len(functions), 250 * len(functions), 260, sharex=True, squeeze=False)
    figure.colors = COLORS
    for ax, f in zip(axes[0], functions, strict=True):
        a = x[:, None]
        for W, b in weights:
            a = f(a @ W.T + b)
        y = a @ out
        ax.plot(x, y, color=BLUE, linewidth=2.5)
        ax.set_title(f.__name__, fontsize=12)
        ax.set(xlabel="$x$", ylabel="output" if ax is axes[0, 0] else "")
        plain(ax)
        bent = np.abs(np.diff(y, 2)).max() > 1e-9 * np.ptp(y)
        ax.alt = (
            f"{f.__name__}: the output over x from -3 to 3 is {'a curve with bends' if bent else 'one straight line'}, "
            f"from {y[0]:.2g} on the left to {y[-1]:.2g} on the right."
        )
    return list(axes[0])


def _curve(ax, f, z):
    """The curve, the point at z with its tangent, and a title. Returns what is seen at z, in words."""
    value, slope = float(f(z)), float(f.derivative(z))
    grid = np.unique(np.r_[np.linspace(-6, 6, 481), z])
    a, jump = f(grid), np.abs(f(grid + BESIDE) - f(grid - BESIDE)) > 1e-3
    ax.plot(grid, np.where(jump, np.nan, a), color=BLUE, linewidth=2.5)
    ax.plot(grid[jump], a[jump], color=BLUE, marker="o", linestyle="", markersize=5)
    title = f"slope {slope:.3g}"
    sides = [float(f.derivative(z + step)) for step in (-BESIDE, BESIDE)]
    if z in grid[jump]:
        words, title = f"where it jumps, so that there is no slope; {slope:.3g} is taken", "no slope"
    else:
        for side, direction in zip(sides, (-1, 1), strict=True):  # on either side its own, for there may be a kink
            step = direction * np.array([0, 1.6 / np.hypot(1, side)])
            ax.plot(z + step, value + side * step, color=INK, linestyle="--", linewidth=2)
        words = f"the slope {slope:.3g}"
        if abs(sides[1] - sides[0]) > 1e-3:
            left, right = sides
            words = f"where it has a kink; the slope is {left:.3g} left of it, {right:.3g} right, {slope:.3g} is taken"
    ax.plot(z, value, color=BLUE_TEXT, marker="o", markersize=8)
    ax.set(xlim=(-6, 6), ylim=(-1.7, 3.3), xlabel="$z$", ylabel="$f(z)$")
    ax.set_title(f"{f.__name__}: value {value:.3g}, {title}".replace("-", "−"), fontsize=12)
    plain(ax)
    return f"{f.__name__} at z = {z:g}: the value is {value:.3g}, {words}."
