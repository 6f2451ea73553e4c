"""One neuron seen three ways: beside a nerve cell, with its weights by name, and as the line that it draws.

A neuron of two inputs says +1 where w₁x₁ + w₂x₂ + b is above 0, else −1. Where the sum is exactly 0 runs a straight
line: the bias shifts it, the weights turn it, and they point, as an arrow, to the side of +1.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Circle, Ellipse, FancyBboxPatch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from nnlib.activations import ACTIVATIONS, sign
from nnlib.arguments import named, numbers
from nnlib.plots.axes import axes_for, readable
from nnlib.plots.figure import BLUE, BLUE_PALE, GREY, GREY_LIGHT, INK, ORANGE, ORANGE_TEXT, RED_TEXT, AccessibleFigure
from nnlib.plots.network import network_diagram

STAGES = ((95, "receives"), (330, "adds up"), (520, "fires or not"), (680, "passes on"))  # x in pixels, and a word
MARKS = [("white", "o"), (INK, "s")]  # targets −1 and +1
PLANE_MAP = LinearSegmentedColormap.from_list("plane", ["white", "#94BDD5"])  # pale enough for what is drawn on it
SHADES = 12  # on either side of the line
HALO = [withStroke(linewidth=5, foreground="white")]  # sets the weights off from the plane


def neuron_line(w, b, X, targets, names=("$x_1$", "$x_2$"), legend=True, ax=None, activation=sign):
    """Samples X (m, 2) with targets (m,) of ±1, and what the neuron w (2,), b makes of the plane. Returns the Axes.

    names: of the two inputs. activation: a name or a function; the larger its value, the darker the blue. Both axes
    have one scale, so that the weights stand at a right angle to the line. Raises ValueError for what does not fit.
    """
    w, b, X = numbers("w", w, 2), float(numbers("b", b)), numbers("X", X, "m", 2)
    targets, f = numbers("targets", targets, len(X)), named(activation, ACTIVATIONS, "activation")
    if not np.isin(targets, (-1, 1)).all():
        raise ValueError(f"targets hold {np.unique(targets)[:8]}; -1 and +1 are expected")
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.25 * np.where(high > low, high - low, 1)
    x, y = np.stack([low - margin, high + margin], axis=1)
    z = w[0] * x[None, :] + w[1] * y[:, None] + b  # at the four corners; in between it changes evenly

    ax = axes_for(ax, 560, 400)
    ax.figure.colors = 64
    bound = np.abs(z).max() + 1
    levels = np.linspace(-bound, bound, 2 * SHADES + 1)  # one of them is 0, so that a step stays a step
    a = f((levels[1:] + levels[:-1]) / 2)
    ax.contourf(x, y, z, levels=levels, colors=PLANE_MAP((a - a.min()) / np.ptp(a)))
    if z.min() < 0 < z.max():
        ax.contour(x, y, z, levels=[0], colors=INK, linewidths=1.6)
        _arrow(ax, w, b, x, y)
    for target, name, (color, marker) in zip((-1, 1), ("target −1", "target +1"), MARKS, strict=True):
        look = {"c": color, "marker": marker, "s": 90 if len(X) < 10 else 30, "edgecolors": INK, "zorder": 3}
        ax.scatter(*X[targets == target].T, label=name, **look)
    wrong = np.where(X @ w + b > 0, 1, -1) != targets
    if wrong.any():
        ring = {"facecolors": "none", "edgecolors": RED_TEXT, "linewidths": 1.8, "linestyles": "--", "zorder": 4}
        ax.scatter(*X[wrong].T, label=f"wrong: {wrong.sum()}", s=240 if len(X) < 10 else 110, **ring)
    ax.set(xlabel=names[0], ylabel=names[1], xlim=x, ylim=y)
    ax.set_aspect("equal")
    readable(ax)
    title = f"w = ({_short(w[0])}, {_short(w[1])}), b = {_short(b)}: {len(X) - wrong.sum()} of {len(X)} right"
    ax.set_title(title, fontsize=12)
    if legend:
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0, fontsize=11)
    ax.alt = _alt_text(title, X, targets, wrong, z)
    if f is not sign:
        ax.alt += f" The plane is shaded by the output of {f.__name__}, darker where it is larger."
    return ax


def named_weights(senders="ABCD", receivers="EF"):
    """Neurons with one letter each, and on each line the name of its weight: sender, receiver. Returns the Axes."""
    ax = network_diagram([len(senders), len(receivers)], labels=[list(senders), list(receivers)])
    ax.figure.colors = 128
    for heading in [text for text in ax.texts if "put" in text.get_text()]:
        heading.remove()  # "4 inputs", "2 outputs": here both columns may stand anywhere in a network
    for lines in ax.collections:
        lines.set_color(ORANGE)
    centres = [np.array(patch.center) for patch in ax.findobj(Circle)]
    for j, sender in enumerate(senders):
        for i, receiver in enumerate(receivers):
            start, end = centres[j], centres[len(senders) + i]
            place = start + (0.28 + 0.16 * (i % 2)) * (end - start)  # not at the crossings in the middle
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            ax.text(*place, sender + receiver, color=ORANGE_TEXT, size=11, ha="center", va="center", bbox=box)
    pairs = ", ".join(s + r for r in receivers for s in senders)
    ax.alt = (
        f"Neurons {', '.join(senders)} on the left, {', '.join(receivers)} on the right, a line from each to each. "
    )
    ax.alt += f"On the lines stand the names of the weights, sender first and receiver second: {pairs}."
    return ax


def two_neurons():
    """A nerve cell above, an artificial neuron below, drawn so that the parts of like task align. Returns the Axes."""
    ax = AccessibleFigure(780, 430).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 780), ylim=(430, 0))
    ax.set_axis_off()
    for x, word in STAGES:
        ax.text(x, 18, word, size=13, color=GREY, ha="center", va="center", style="italic")
    for x in (225, 430, 610):
        ax.plot((x, x), (8, 422), color=GREY_LIGHT, linewidth=1)
    _draw_cell(ax)
    _draw_artificial(ax)
    ax.alt = (
        "Above, a nerve cell from left to right: at synapses, across small gaps, signals of other cells reach its "
        "branching dendrites, the soma adds them up, the axon carries a pulse away, and at further synapses it meets "
        "the dendrites of the next cell. Below, in "
        "the same order, an artificial neuron: inputs x1 to x4, each multiplied by its weight w1 to w4, meet in a sum "
        "to which the bias b is added; an activation makes the output a of it, which goes on to the next neuron."
    )
    return ax


def _draw_cell(ax):
    def branch(width, *points):
        codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
        ax.add_patch(PathPatch(Path(points, codes), fill=False, edgecolor=INK, linewidth=width, capstyle="round"))

    for y, bend in ((50, -4), (95, 4), (145, -4), (190, 4)):
        branch(3.5, (305, 120 + (y - 120) * 0.2), (250, 120 + (y - 120) * 0.3), (210, y), (150, y + bend))
        for end in (y - 14, y + 14):
            branch(2, (150, y + bend), (120, y + bend), (100, end), (62, end))
            ax.plot((20, 46), (end, end), color=INK, linewidth=2.5)
            ax.add_patch(Circle((48, end), 5, facecolor=INK, edgecolor=INK))
    ax.add_patch(Ellipse((330, 120), 86, 78, facecolor=GREY_LIGHT, edgecolor=INK, linewidth=2.5))
    ax.add_patch(Circle((330, 120), 15, facecolor="white", edgecolor=INK, linewidth=1.5))
    branch(6, (373, 120), (440, 112), (520, 130), (640, 118))
    for y in (96, 118, 140):
        branch(3, (640, 118), (655, 118), (660, y), (678, y))
        ax.add_patch(Circle((682, y), 6, facecolor=INK, edgecolor=INK))
        branch(2.5, (770, 118), (730, 118), (725, y), (696, y))
    text = {"size": 12.5, "color": INK, "ha": "center", "va": "center"}
    ax.text(48, 220, "synapses", **text)
    ax.text(148, 220, "dendrites", **text)
    ax.text(330, 182, "soma (cell body)", **text)
    ax.text(520, 150, "axon", **text)
    ax.text(690, 172, "synapses", **text)
    ax.text(690, 190, "to the next cell", **text | {"size": 11})


def _draw_artificial(ax):
    text = {"size": 13, "color": INK, "ha": "center", "va": "center"}
    for k, y in enumerate((262, 304, 346, 388), start=1):
        ax.plot((62, 303), (y, 325 + (y - 325) * 0.25), color=ORANGE, linewidth=2.2, zorder=1)
        ax.add_patch(Circle((48, y), 15, facecolor=BLUE_PALE, edgecolor=BLUE, linewidth=1.5))
        ax.text(48, y, f"$x_{k}$", **text)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(142, y + (325 + (y - 325) * 0.25 - y) * 0.33, f"$w_{k}$", **text | {"color": ORANGE_TEXT}, bbox=box)
    ax.plot((330, 330), (408, 356), color=ORANGE, linewidth=2.2, zorder=1)
    ax.text(330, 416, "bias $b$", **text | {"color": ORANGE_TEXT})
    ax.add_patch(Circle((330, 325), 32, facecolor="white", edgecolor=INK, linewidth=1.8))
    ax.text(330, 325, "Σ", **text | {"size": 22})
    ax.annotate("", (490, 325), (362, 325), arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.6})
    ax.text(405, 311, "$z$", **text)
    ax.add_patch(FancyBboxPatch((492, 300), 56, 50, boxstyle="round,pad=0,rounding_size=6", facecolor="white", ec=INK))
    ax.plot((500, 520, 520, 540), (340, 340, 310, 310), color=BLUE, linewidth=2.5)
    ax.text(520, 368, "activation", **text | {"size": 12.5})
    ax.annotate("", (668, 325), (549, 325), arrowprops={"arrowstyle": "-|>", "color": BLUE, "linewidth": 2.2})
    ax.add_patch(Circle((684, 325), 15, facecolor=BLUE_PALE, edgecolor=BLUE, linewidth=1.5))
    ax.text(684, 325, "$a$", **text)
    ax.plot((700, 770), (325, 325), color=ORANGE, linewidth=2.2)
    ax.text(690, 358, "output, weighted", **text | {"size": 11})
    ax.text(690, 374, "by the next neuron", **text | {"size": 11})


def _arrow(ax, w, b, x, y):
    """The weights as an arrow that stands on the line, where that is nearest to the middle of the picture."""
    middle, size = np.array([x.mean(), y.mean()]), np.array([np.ptp(x), np.ptp(y)])
    foot = middle - w * (w @ middle + b) / (w @ w)
    tip = foot + 0.2 * size.min() * w / np.linalg.norm(w)
    if np.all(np.abs(foot - middle) < 0.45 * size):
        ax.annotate(
            "",
            tip,
            foot,
            arrowprops={"arrowstyle": "-|>", "color": ORANGE, "linewidth": 3, "path_effects": HALO},
            zorder=5,
        )
        beside = (foot + tip) / 2 + 0.05 * size.min() * np.array([-w[1], w[0]]) / np.linalg.norm(w)
        ax.text(*beside, "w", color=ORANGE_TEXT, size=13, ha="center", va="center", zorder=5, path_effects=HALO)


def _short(value):
    return f"{value:.3g}".replace("-", "−")


def _alt_text(title, X, targets, wrong, z):
    text = f"{title}. Targets: +1 for {np.sum(targets == 1)} of the points, −1 for {np.sum(targets == -1)}."
    if z.min() < 0 < z.max():
        text += " A straight line parts the plane; an arrow, the weights, points from it to the side of +1."
    else:
        text += f" The line is out of the picture, and the neuron says {'+1' if z.max() > 0 else '−1'} everywhere."
    if wrong.any() and len(X) < 10:
        text += f" Wrong at {', '.join(f'({_short(p)}, {_short(q)})' for p, q in X[wrong])}."
    return text
