"""What a classifier has learned, where there are two inputs: the plane in regions, one for each class.

Every place of the plane is handed to the classifier as if it were a sample. Classes are told apart by colour and by
marker; a sample that stands in the region of another class has a red ring.
"""

import numpy as np
from matplotlib.colors import to_rgb

from nnlib.arguments import numbers, whole
from nnlib.plots.axes import axes_for, readable
from nnlib.plots.figure import BLUE, GREEN, INK, ORANGE, PURPLE, RED

# The first ones are far apart for colour-blind eyes also as pale regions; the colours with a meaning come last.
CLASSES = [
    (GREEN, "o"), ("#F0E442", "s"), (PURPLE, "^"), ("#8C510A", "D"), ("#56B4E9", "v"),
    ("#CC79A7", "P"), (INK, "X"), (ORANGE, "<"), (BLUE, ">"), (RED, "p"),
]  # fmt: skip


def decision_boundary(predict, X, labels, ax=None, threshold=None, fine=400):
    """Regions of the classes, and the samples X (m, 2) with their labels (m,). Returns the Axes.

    predict: a Network, or a function of X (m, 2) that gives (m,) or (m, 1), one number a sample, or (m, n), of which
    the largest wins. One number stands for the second class above `threshold`: by default ½ for labels 0 and 1, 0 for
    labels -1 and +1. With n numbers, labels are 0 ... n - 1. fine: how many places along each axis are asked. Raises
    ValueError for what does not fit.
    """
    X, labels = numbers("X", X, "m", 2), numbers("labels", labels, len(X))
    predict = getattr(predict, "predict", predict)
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.1 * np.where(high > low, high - low, 1)
    x, y = np.linspace(low - margin, high + margin, whole("fine", fine, 2)).T
    places = np.column_stack([grid.ravel() for grid in np.meshgrid(x, y)])
    names, samples = _scores(predict(X), X, labels, threshold)
    _, plane = _scores(predict(places), places, labels, threshold)

    ax = axes_for(ax, 560, 400)
    for k, region in reversed(list(enumerate(_leads(plane).T.reshape(-1, fine, fine)))):
        # of classes with equal scores the first wins, so it is drawn last
        if region.max() >= 0:
            ax.contourf(x, y, region, levels=[0, region.max() + 1], colors=[_pale(CLASSES[k][0])])
        if region.min() < 0 < region.max():
            ax.contour(x, y, region, levels=[0], colors=INK, linewidths=1.2)
    answers, truth = samples.argmax(axis=1), np.searchsorted(names, labels)
    for k, name in enumerate(names):
        color, marker = CLASSES[k]
        shown = {"c": color, "marker": marker, "s": 28, "edgecolors": INK, "linewidths": 0.8, "zorder": 3}
        ax.scatter(*X[truth == k].T, label=f"class {_sign(name, names)}".replace("-", "−"), **shown)
    wrong = answers != truth
    if wrong.any():
        ring = {"facecolors": "none", "edgecolors": RED, "linewidths": 1.8, "s": 110, "zorder": 4}
        ax.scatter(*X[wrong].T, label=f"wrong: {wrong.sum()}", **ring)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=x[[0, -1]], ylim=y[[0, -1]])
    readable(ax)
    right = f"{1 - wrong.mean():.1%} right"
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0, fontsize=11, title=right, title_fontsize=11)
    ax.alt = _alt_text(X, truth, answers, plane, [f"class {_sign(name, names)}" for name in names])
    return ax


def _scores(answer, X, labels, threshold):
    """The names of the classes and a column of scores for each; the largest score wins."""
    Y = np.asarray(answer)
    if Y.shape[:1] != X.shape[:1] or Y.ndim > 2 or 0 in Y.shape:
        came = f"predict gave the shape {Y.shape} for {len(X)} samples"
        raise ValueError(f"{came}; ({len(X)},), ({len(X)}, 1) or ({len(X)}, n) is expected")
    Y = numbers("what predict gave", Y.reshape(len(X), -1), len(X), "n")
    n = Y.shape[1]
    if n > len(CLASSES):
        raise ValueError(f"predict gave {n} numbers a sample; at most {len(CLASSES)} classes can be told apart here")
    choices = [np.arange(n)] if n > 1 else [np.array([0, 1]), np.array([-1, 1])]
    names = next((names for names in choices if np.isin(labels, names).all()), None)
    if names is None:
        wanted = f"0 to {n - 1}, as predict gave {n} numbers a sample, are" if n > 1 else "0 and 1, or -1 and +1, are"
        raise ValueError(f"labels hold {_few(labels)}; {wanted} expected")
    if n > 1:
        return names, Y
    y = Y[:, 0] - (names.mean() if threshold is None else threshold)
    return names, np.column_stack([-y, y])


def _leads(scores):
    """How far each class is ahead of the best of the others; above 0 in its own region."""
    others = np.stack([np.delete(scores, k, axis=1).max(axis=1) for k in range(scores.shape[1])], axis=1)
    return scores - others


def _pale(color):
    return tuple(0.6 + 0.4 * c for c in to_rgb(color))


def _sign(name, names):
    return f"{name:+d}" if -1 in names else f"{name:d}"


def _few(values):
    found = np.unique(values)
    return ", ".join(f"{v:g}" for v in found[:8]) + (", ..." if len(found) > 8 else "")


def _alt_text(X, truth, answers, plane, names):
    (left, bottom), (right, top) = X.min(axis=0), X.max(axis=0)
    hits = np.count_nonzero(answers == truth)
    shares = np.bincount(plane.argmax(axis=1), minlength=len(names)) / len(plane)
    each = ", ".join(
        f"{name} {share:.0%} of the area and {np.count_nonzero((answers == k) & (truth == k))} of its "
        f"{np.count_nonzero(truth == k)} points"
        for k, (name, share) in enumerate(zip(names, shares, strict=True))
    )
    return (
        f"Decision regions of {len(names)} classes, with {len(X)} points between {left:.3g} and {right:.3g} in x1, "
        f"{bottom:.3g} and {top:.3g} in x2. {hits} points ({hits / len(X):.1%}) stand in the region of their class: "
        f"{each}."
    )
