"""The confusion matrix: which class is taken for which. A row for each true class, a column for each predicted one.

On the diagonal, green, stands what is right. All else is a mistake, the redder the more of its kind there are.
"""

import numpy as np
from matplotlib.colors import to_rgb

from nnlib.arguments import numbers
from nnlib.plots.axes import axes_for, readable, text_on
from nnlib.plots.figure import ERROR_MAP, GREEN, GREY_LIGHT

RIGHT = tuple(0.5 + 0.5 * c for c in to_rgb(GREEN))


def confusion_matrix(counts, labels=None, ax=None):
    """The counts (n, n) in cells: `counts[i, j]` samples of class i were taken for class j. Returns the Axes.

    labels: n names of the classes, by default 0 ... n - 1. Raises ValueError for counts that are not square, not whole
    or below 0, and where there are not n labels.
    """
    counts = numbers("counts", counts, "n", "n")
    n = len(counts)
    if counts.shape != (n, n):
        raise ValueError(f"counts has shape {counts.shape}; a square (n, n) is expected")
    if (counts < 0).any() or (counts % 1).any() or not counts.any():
        raise ValueError(f"counts are from {counts.min():g} to {counts.max():g}; whole numbers of 0 or more, not all 0")
    labels = [str(label) for label in (range(n) if labels is None else labels)]
    if len(labels) != n:
        raise ValueError(f"labels has {len(labels)} names; one for each of the {n} classes is expected")

    ax = axes_for(ax, 120 + 42 * max(n, 4), 100 + 36 * max(n, 4))
    mistakes = counts * (1 - np.eye(n))
    colors = ERROR_MAP(mistakes / max(1, mistakes.max()))[:, :, :3]
    colors[np.diag_indices(n)] = RIGHT
    ax.imshow(colors, aspect="auto")
    size = 12 if counts.max() < 10_000 else 10
    for i, j in np.ndindex(n, n):
        if counts[i, j]:
            ax.text(j, i, f"{counts[i, j]:.0f}", color=text_on(colors[i, j]), size=size, ha="center", va="center")
    cell = 72 / ax.figure.dpi * ax.get_window_extent().width / n
    slanted = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if 7 * max(map(len, labels)) > cell else {}
    ax.set_xticks(np.arange(n), labels, **slanted)
    ax.set_yticks(np.arange(n), labels)
    ax.set_xticks(np.arange(n + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=GREY_LIGHT)
    ax.tick_params(which="both", length=0)
    right, total = np.trace(counts), counts.sum()
    ax.set(xlabel=f"predicted class\n{right:,.0f} of {total:,.0f} right, {right / total:.1%}", ylabel="true class")
    readable(ax)
    ax.alt = f"Confusion matrix of {n} classes: {right:,.0f} of {total:,.0f} right ({right / total:.1%})."
    worst = [divmod(k, n) for k in np.argsort(-mistakes, axis=None, kind="stable")[:3]]
    kinds = [f"{labels[i]} taken for {labels[j]}, {mistakes[i, j]:.0f}" for i, j in worst if mistakes[i, j]]
    if kinds:
        ax.alt += f" Most frequent mistakes: {'; '.join(kinds)}."
    return ax
