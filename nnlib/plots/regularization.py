"""Regularization seen: what a price on a weight does to the best weight, what dropout does to activations, and how far
a network's answers on what it has seen and on what is new lie apart.

Prices on weights are orange, errors red and their sum black; activations are blue. Of the two accuracies the one that
counts, on new samples, is a full green circle, the one on training samples an empty grey one, the gap between them red.
"""

import numpy as np
from matplotlib.patches import Rectangle

from nnlib.arguments import between, numbers
from nnlib.plots.axes import axes_for, plain
from nnlib.plots.figure import BLUE, GREEN, GREEN_TEXT, GREY, GREY_PALE, INK, ORANGE, RED, RED_TEXT, subplots

REACH = 2.0  # how far the axis of the weight goes to each side
MOST_ENTRIES = 60


def best_weights(wanted, lam):
    """Where ½(w − wanted)² + λw² is smallest, and where ½(w − wanted)² + λ|w| is.

    >>> best_weights(1.0, 0.5)
    (0.5, 0.5)
    >>> best_weights(0.5, 0.5)
    (0.25, 0.0)
    """
    # Slope w − wanted + 2λw = 0. With |w| the pull back is λ however near 0 the weight is: where that is more than
    # the error can pull, nothing is left.
    return wanted / (1 + 2 * lam), float(np.sign(wanted) * max(abs(wanted) - lam, 0.0)) + 0.0


def penalty_curves(wanted=1.0, lam=0.4):
    """One weight whose error alone, ½(w − wanted)², asks for `wanted`; on the left with λw² added, on the right λ|w|.

    Returns the two Axes. Raises ValueError for a wanted beyond ±2 or a lam below 0.
    """
    wanted, lam = between("wanted", wanted, -REACH, REACH), between("lam", lam, 0)
    figure, axes = subplots(1, 2, 760, 330, sharey=True)
    w = np.linspace(-REACH, REACH, 401)
    error = 0.5 * (w - wanted) ** 2
    penalties = (r"$\lambda w^2$", lam * w**2), (r"$\lambda |w|$", lam * np.abs(w))
    best = best_weights(wanted, lam)
    for ax, kind, (label, penalty), w_best in zip(axes, ("L2", "L1"), penalties, best, strict=True):
        plain(ax)
        ax.plot(w, error, color=RED_TEXT, linestyle="--", linewidth=1.8, label="error")
        ax.plot(w, penalty, color=ORANGE, linestyle="-.", linewidth=2.4, label="price")
        ax.plot(w, error + penalty, color=INK, linewidth=2.4, label="sum")
        lowest = np.interp(w_best, w, error + penalty)
        ax.plot([w_best, w_best], [0, lowest], color=INK, linestyle=":", linewidth=1.5)
        ax.plot(w_best, lowest, "o", markersize=11, mfc=ORANGE, mec=INK, zorder=5, clip_on=False)
        ax.set(xlabel="weight w", title=f"{kind} {label}: best w = {w_best:.2f}", xlim=(-REACH, REACH), ylim=(0, 2))
        ax.alt = f"{kind}: the sum of error and price is lowest at w = {w_best:.2f}, at a height of {lowest:.2f}."
    axes[0].set_ylabel("error, price, sum")
    figure.legend(*axes[0].get_legend_handles_labels(), fontsize=11, ncols=3, loc="outside upper center", frameon=False)
    figure.alt = f"Curves against one weight w from −2 to 2: an error that is 0 at w = {wanted:.2f}, a price with "
    figure.alt += f"λ = {lam:.2f}, and their sum. {axes[0].alt} {axes[1].alt}"
    return list(axes)


def dropout_steps(A, mask):
    """Activations A (m, n), a mask (m, n), and their product, entry by entry as three tables. Returns the three Axes.

    Raises ValueError where the shapes differ, and for more than 60 entries.
    """
    A = numbers("A", A, "m", "n")
    mask = numbers("mask", mask, *A.shape)
    if A.size > MOST_ENTRIES:
        raise ValueError(f"A has {A.size} entries; at most {MOST_ENTRIES} can be read")
    figure, axes = subplots(1, 3, 840, 60 + 34 * len(A))
    tables = {"A": A, "mask": mask, "out = A · mask": A * mask}
    largest = np.abs(A * np.maximum(mask, 1)).max() or 1
    for ax, (title, table) in zip(axes, tables.items(), strict=True):
        _table(ax, table, mask == 0, None if title == "mask" else largest)
        ax.set_title(title, fontsize=13)
        ax.alt = f"{title}: " + "; ".join(", ".join(f"{x:g}" for x in np.round(row, 2)) for row in table) + "."
    axes[0].set_ylabel("sample")
    figure.alt = (
        f"Three tables of {A.shape[0]} rows and {A.shape[1]} columns. {axes[0].alt} {axes[1].alt} {axes[2].alt} "
    )
    figure.alt += f"{int((mask == 0).sum())} of {A.size} entries are dropped."
    return list(axes)


def _table(ax, table, dropped, largest):
    """Numbers in their places: the larger the bluer, dropped ones crossed out on grey; a mask stays white."""
    m, n = table.shape
    ax.set(xlim=(-0.5, n - 0.5), ylim=(m - 0.5, -0.5), xticks=[], yticks=[])
    shade = np.zeros(table.shape) if largest is None else 0.55 * np.abs(table) / largest
    for i, j in np.ndindex(m, n):
        gone = dropped[i, j] and ax.get_subplotspec().colspan.start > 0
        face = GREY_PALE if gone else (*[int(BLUE[k : k + 2], 16) / 255 for k in (1, 3, 5)], shade[i, j])
        ax.add_patch(_cell(i, j, face))
        ax.text(j, i, f"{table[i, j]:.3g}", ha="center", va="center", fontsize=12, color=GREY if gone else INK)


def _cell(i, j, face):
    return Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=face, edgecolor=GREY, linewidth=0.8)


def gap_chart(results, ax=None):
    """Accuracy on training samples and on new ones, a line for each way of training. Returns the Axes.

    results: names to (accuracy in training, accuracy on new samples), each from 0 to 1. Raises ValueError for others.
    """
    pairs = {name: numbers(f"results[{name!r}]", pair, 2) for name, pair in results.items()}
    for name, pair in pairs.items():
        for share in pair:
            between(f"results[{name!r}]", share, 0, 1)
    ax = axes_for(ax, 720, 90 + 44 * len(pairs))
    plain(ax)
    for row, (training, new) in enumerate(100 * pair for pair in pairs.values()):
        ax.plot([new, training], [row, row], color=RED, linewidth=3, zorder=1, label="gap" * (row == 0))
        ax.plot(training, row, "o", markersize=12, markerfacecolor="white", markeredgecolor=GREY, markeredgewidth=2.5)
        ax.plot(new, row, "o", markersize=13, color=GREEN)
        # The number of the new samples stands on the side where no line runs.
        side = -1 if new <= training else 1
        ax.annotate(f"{new:.0f}", (new, row), (side * 12, 0), textcoords="offset points", va="center", fontsize=12,
                    ha="right" if side < 0 else "left", color=GREEN_TEXT)  # fmt: skip
    ax.plot([], [], "o", markersize=11, color=GREEN, label="new digits")
    ax.plot(
        [], [], "o", markersize=10, color=GREY, markerfacecolor="white", markeredgewidth=2.5, label="training labels"
    )
    ax.set(xlabel="accuracy in %", yticks=range(len(pairs)), yticklabels=list(pairs), ylim=(len(pairs) - 0.5, -0.5))
    ax.margins(x=0.08)
    ax.legend(fontsize=11, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
    told = [
        f"{name}: training {100 * t:.0f}%, new {100 * n:.0f}%, gap {100 * (t - n):.0f}"
        for name, (t, n) in pairs.items()
    ]
    ax.alt = f"Accuracy in percent on training samples and on new ones, and the gap in points. {'; '.join(told)}."
    return ax
