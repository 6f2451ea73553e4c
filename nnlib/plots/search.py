"""Searching for hyperparameters, seen: what a grid tries and what chance tries, and what each has found so far.

Accuracies are green. A way of searching has its own dash and mark as well as its colour.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from nnlib.arguments import numbers, whole
from nnlib.plots.axes import axes_for, plain, readable
from nnlib.plots.figure import GREEN, GREEN_TEXT, GREY, GREY_PALE, INK, PURPLE, AccessibleFigure, subplots

SEARCHES = [(INK, "-", "s"), (PURPLE, "--", "o"), (GREEN_TEXT, "-.", "^")]  # colour, dash, mark
ACCURACY_MAP = LinearSegmentedColormap.from_list("accuracy", ["white", GREEN, "#003D2E"])


def grid_or_random(side=3, rng=7):
    """As many candidates in a grid as at random, where one of two hyperparameters counts and the other hardly does.

    side: the grid has side x side candidates. Returns the two Axes of a figure. Raises ValueError for a side below 2.
    """
    side = whole("side", side, 2)
    even = (np.arange(side) + 0.5) / side
    chance = np.random.default_rng(rng).uniform(0.03, 0.97, (side**2, 2))
    points = {"grid": np.array([(x, y) for x in even for y in even]), "random": chance}
    axes = subplots(1, 2, 720, 340)[1]
    for ax, (name, at) in zip(axes, points.items(), strict=True):
        x = np.linspace(0, 1, 201)
        ax.fill_between(x, 1.08, 1.08 + 0.4 * _peak(x), color=GREEN, alpha=0.35, linewidth=0)
        ax.vlines(at[:, 0], at[:, 1], 1.08 + 0.4 * _peak(at[:, 0]), color=GREEN_TEXT, linewidth=1.1)
        ax.plot(at[:, 0], 1.08 + 0.4 * _peak(at[:, 0]), "o", color=GREEN_TEXT, markersize=5)
        ax.plot(at[:, 0], at[:, 1], "o", color=INK, markersize=8)
        ax.axhline(1.08, color=GREY, linewidth=0.8)
        ax.text(0.02, 1.57, "accuracy", color=GREEN_TEXT, fontsize=11, va="top")
        different, best = len(np.unique(at[:, 0].round(9))), _peak(at[:, 0]).max()
        ax.set_title(f"{name}: {side**2} trials, {different} values of it", fontsize=12)
        ax.set(xlabel="a hyperparameter that counts", ylabel="one that hardly does", xticks=[], yticks=[])
        ax.set(xlim=(0, 1), ylim=(0, 1.62))
        readable(ax)
        ax.alt = (
            f"{side**2} trials with {different} different values of the hyperparameter that counts, on the horizontal "
            f"axis. The best of them reaches {best:.0%} of the height of the green hill above."
        )
    return axes


def _peak(x):
    return np.exp(-(((np.asarray(x) - 0.69) / 0.09) ** 2)) + 0.25 * np.sin(3 * np.asarray(x)) ** 2 * 0.6


def best_so_far(searches, ax=None):
    """The best score so far against the number of trials, for up to three ways of searching. Returns the Axes.

    searches: from names to scores (n,) of one search in order, or (k, n) of k searches; then the thick line is their
    median, the thin ones are they. Raises ValueError for what does not fit.
    """
    if not 0 < len(searches) <= len(SEARCHES):
        raise ValueError(f"searches has {len(searches)} names; 1 to {len(SEARCHES)} can be told apart here")
    ax = axes_for(ax, 640, 360)
    plain(ax)
    told = []
    for (name, scores), (color, dash, mark) in zip(searches.items(), SEARCHES, strict=False):
        runs = np.maximum.accumulate(numbers(f"searches[{name!r}]", np.atleast_2d(scores), "k", "n"), axis=1)
        trials, middle = np.arange(1, runs.shape[1] + 1), np.median(runs, axis=0)
        if len(runs) > 1:
            ax.plot(trials, runs.T, color=color, linestyle=dash, linewidth=0.7, alpha=0.5)
        look = {"linewidth": 2.4, "marker": mark, "markevery": max(1, len(trials) // 9), "markersize": 6}
        ax.plot(trials, middle, color=color, linestyle=dash, label=name, **look)
        k = min(9, len(trials) - 1)
        told.append(f"{name} {middle[k]:.3f} after {k + 1} trials and {middle[-1]:.3f} after {len(trials)}")
    ax.set(xlabel="trials", ylabel="best validation accuracy so far")
    ax.legend(fontsize=11, loc="lower right")
    ax.alt = f"Best validation accuracy so far against trials, medians: {'; '.join(told)}."
    return ax


def good_and_bad(values, scores, share=0.25, ax=None):
    """The trials of one hyperparameter, the best of them apart from the rest, and where to try next. Returns the Axes.

    values (n,), drawn on a logarithmic axis; scores (n,); share: how many are called good. Each group is smoothed to a
    curve of where its values lie. The next value is where the good are densest compared with the rest: the idea of the
    tree-structured Parzen estimator, TPE (Bergstra et al., 2011). Raises ValueError for what does not fit.
    """
    x = np.log10(numbers("values", values, "n"))
    scores = numbers("scores", scores, len(x))
    order = np.argsort(-scores, kind="stable")
    count = max(1, round(share * len(x)))
    at, width = np.linspace(x.min(), x.max(), 301), (x.max() - x.min()) / 8
    good, rest = (_smoothed(x[chosen], at, width) for chosen in (order[:count], order[count:]))
    best = int(np.argmax(good / (rest + 0.1 * rest.max())))
    ax = axes_for(ax, 640, 330)
    plain(ax)
    ax.plot(10**at, good, color=GREEN_TEXT, linewidth=2.4, label=f"the best {count}")
    ax.plot(10**at, rest, color=GREY, linewidth=2.4, linestyle="--", label=f"the other {len(x) - count}")
    low = -0.12 * max(good.max(), rest.max())
    ax.plot(10 ** x[order[:count]], np.full(count, low), "^", color=GREEN_TEXT, markersize=9)
    ax.plot(10 ** x[order[count:]], np.full(len(x) - count, 2 * low), "o", color=GREY, markersize=6)
    ax.axvline(10 ** at[best], color=INK, linewidth=1.6, linestyle=":", label="try next")
    ax.set(xscale="log", xlabel="eta", ylabel="how many lie here", yticks=[])
    ax.legend(fontsize=11, loc="upper left")
    ax.alt = (
        f"{len(x)} trials along a logarithmic axis of eta, from {10 ** x.min():.2g} to {10 ** x.max():.2g}. The best "
        f"{count} lie from {10 ** x[order[:count]].min():.2g} to {10 ** x[order[:count]].max():.2g}; compared with the "
        f"others they are densest near {10 ** at[best]:.2g}, which is tried next."
    )
    return ax


def _smoothed(x, at, width):
    """A small hill over each x, added up: where most of them lie, the sum is highest."""
    return np.exp(-(((at[:, None] - x) / width) ** 2) / 2).mean(axis=1)


def search_map(trials, name, upto=None, labels=("eta", "hidden")):
    """The trials of one search as points, the fuller the better, and beside it the best so far. Returns the figure.

    trials (n, 3): two hyperparameters, the first on a logarithmic axis, and the score. upto: how many trials are shown,
    by default all. Raises ValueError for trials of another shape and an upto that is none of them.
    """
    trials = numbers("trials", trials, "n", 3)
    upto = whole("upto", len(trials) if upto is None else upto)
    if upto > len(trials):
        raise ValueError(f"upto is {upto}; there are {len(trials)} trials")
    x, y, scores = trials[:upto].T
    best = int(np.argmax(scores))
    figure, (left, right) = subplots(1, 2, 760, 330)
    spots = left.scatter(x, y, s=110, c=scores, cmap=ACCURACY_MAP, vmin=trials[:, 2].min(), vmax=1, edgecolors=INK)
    left.scatter(x[best], y[best], s=330, facecolors="none", edgecolors=INK, linewidths=2)
    for k in range(upto):
        left.annotate(str(k + 1), (x[k], y[k]), (7, 5), textcoords="offset points", fontsize=8, color=GREY)
    left.set(xscale="log", xlabel=labels[0], ylabel=labels[1])
    left.set(xlim=(trials[:, 0].min() / 1.6, trials[:, 0].max() * 1.6), ylim=(0, 1.12 * trials[:, 1].max()))
    left.set_title(f"{name}: {upto} trials", fontsize=12)
    readable(figure.colorbar(spots, ax=left, label="validation accuracy").ax)
    plain(left)
    plain(right)
    right.plot(np.arange(1, upto + 1), scores, "o", color=GREY, markersize=5, label="each trial")
    steps = np.maximum.accumulate(scores)
    right.plot(
        np.arange(1, upto + 1), steps, color=GREEN_TEXT, linewidth=2.4, marker="s", markersize=3, label="best so far"
    )
    right.set(xlabel="trials", ylabel="validation accuracy", xlim=(0, len(trials) + 1))
    right.set_ylim(trials[:, 2].min() - 0.05, 1.02)
    right.legend(fontsize=11, loc="lower right")
    figure.alt = (
        f"{name}, {upto} trials: the best, trial {best + 1}, has {labels[0]} = {x[best]:.3g} and {labels[1]} = "
        f"{y[best]:.0f} and reaches a validation accuracy of {scores[best]:.3f}; half of the trials stay below "
        f"{np.median(scores):.3f}."
    )
    return figure


def development_cycle():
    """Idea, code, experiment, and round again; the test images wait outside until the end. Returns the figure."""
    figure = AccessibleFigure(680, 270)
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, 680), ylim=(0, 270))
    ax.set_axis_off()
    boxes = {
        "idea": (95, 200, "Idea\nwider? slower η? a penalty?"),
        "code": (385, 200, "Code\nnetwork and settings"),
        "experiment": (240, 65, "Experiment\ntrain; look at training\nand validation accuracy"),
        "test": (575, 65, "Test, once\nimages that nothing\nwas chosen by"),
    }
    for name, (x, y, text) in boxes.items():
        box = (x - 85, y - 40), 170, 80
        look = (
            {"facecolor": GREY_PALE, "edgecolor": INK} if name != "test" else {"facecolor": "white", "edgecolor": GREY}
        )
        ax.add_patch(FancyBboxPatch(*box, boxstyle="round,pad=0,rounding_size=12", linewidth=1.5, **look))
        title, _, rest = text.partition("\n")
        ax.text(x, y + 22, title, ha="center", va="center", fontsize=14, weight="bold", color=INK)
        ax.text(x, y - 10, rest, ha="center", va="center", fontsize=11, color=INK)
    arrows = [((182, 200), (298, 200), "-"), ((370, 158), (300, 107), "-"), ((180, 107), (110, 158), "-")]
    for start, end, dash in [*arrows, ((327, 65), (488, 65), "--")]:
        look = {"arrowstyle": "-|>", "mutation_scale": 20, "linewidth": 2, "linestyle": dash, "color": INK}
        ax.add_patch(FancyArrowPatch(start, end, **look))
    ax.text(408, 76, "when the search is over", ha="center", fontsize=11, color=GREY)
    figure.alt = (
        "The development cycle: from an idea to code, from code to an experiment that gives training and validation "
        "accuracy, and back to the next idea. An arrow in dashes leaves the cycle once, when the search is over, to "
        "the test images, by which nothing was chosen."
    )
    return figure
