"""Training seen: an epoch cut into batches, units that stay alike or part, what a start lets through, when to stop.

Samples and activations are blue, weights orange, errors red. Units that are alike have lines that lie on top of each
other; so each has a dash of its own, and is drawn thinner than the one under it.
"""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from nnlib.arguments import numbers, whole
from nnlib.plots.axes import axes_for, legend_below, plain, text_on
from nnlib.plots.figure import BLUE, BLUE_PALE, GREY, INK, ORANGE, ORANGE_LIGHT, ORANGE_TEXT, RED, RED_TEXT, subplots
from nnlib.training import batches

MOST_SHOWN = 40  # samples in a strip, each with its number
SHADES = ["#CFE5F4", "#7FB6DC", "#2E86C1", "#0B4F7D"]  # of blue, for one batch after the other
DASHES = ["-", "--", "-.", ":"]


def epoch_strips(m, batch_size, epochs=2, rng=0, ax=None):
    """The samples 0 to m − 1 as each epoch takes them: a row for each epoch, a frame for each batch. Returns the Axes.

    Raises ValueError for more samples than can be shown, or numbers that are not whole and above 0.
    """
    if whole("m", m) > MOST_SHOWN:
        raise ValueError(f"m is {m}; up to {MOST_SHOWN} samples can be shown")
    batch_size, epochs, rng = whole("batch_size", batch_size), whole("epochs", epochs), np.random.default_rng(rng)
    ax = axes_for(ax, 640, 60 + 62 * epochs)
    told = []
    for epoch in range(epochs):
        x = 0.0
        cut = batches(m, batch_size, rng)
        for k, rows in enumerate(cut):
            for sample in rows:
                color = SHADES[k % len(SHADES)]
                ax.add_patch(_box(x, epoch, color))
                ax.text(x + 0.5, epoch, str(sample), ha="center", va="center", size=11, color=text_on(color))
                x += 1
            middle = x - len(rows) / 2
            ax.text(middle, epoch - 0.52, f"iteration {k + 1}", ha="center", va="center", size=10, color=GREY)
            x += 0.5
        told.append("; ".join(", ".join(map(str, rows)) for rows in cut))
    ax.set(xlim=(-0.1, x), ylim=(epochs - 0.6, -0.8), yticks=range(epochs), xticks=[])
    ax.set_yticklabels([f"epoch {k + 1}" for k in range(epochs)], fontsize=12)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    count = "one iteration" if len(cut) == 1 else f"{len(cut)} iterations"
    ax.alt = f"{m} samples in batches of {batch_size}, {count} an epoch. " + " ".join(
        f"Epoch {k + 1}: {text}." for k, text in enumerate(told)
    )
    return ax


def unit_paths(runs):
    """A weight of each hidden unit over the steps: runs from a name to an array (steps + 1, units).

    Returns the Axes, one for each run. Raises ValueError for what does not fit.
    """
    if not runs:
        raise ValueError("runs is empty; at least one run is expected")
    _, axes = subplots(1, len(runs), 330 * len(runs), 300, sharey=True, squeeze=False)
    axes = axes[0]
    for place, (title, path) in zip(axes, runs.items(), strict=True):
        path = numbers(f"runs[{title!r}]", path, "steps", "units")
        for k, weights in enumerate(path.T):
            wide = 2.4 + 1.8 * (path.shape[1] - 1 - k)  # so that a line under another one can be seen
            shade = (ORANGE_LIGHT, ORANGE, ORANGE_TEXT)[k % 3]
            place.plot(weights, DASHES[k % 4], color=shade, linewidth=wide, label=f"unit {k}")
        place.set(xlabel="step", title=title)
        plain(place)
        ends = ", ".join(f"{w:.2f}" for w in path[-1])
        apart = "all units the same at every step" if np.allclose(path, path[:, :1], atol=1e-12) else "the units part"
        place.alt = (
            f"{title}: one weight of each of {path.shape[1]} hidden units over {len(path) - 1} steps, {apart}; "
            f"at the end {ends}."
        )
    axes[0].set_ylabel("a weight of each unit")
    axes[-1].legend(fontsize=11)
    return list(axes)


def activation_spread(starts, X):
    """What comes out of each layer for the rows X, as histograms: a row for each start, a column for each layer.

    starts: networks by name, each of as many layers with an activation. Returns the Axes, a list for each start.
    Raises ValueError for none, or for networks of different depth.
    """
    layers = {name: [layer for layer in net.layers if hasattr(layer, "activation")] for name, net in starts.items()}
    depths = {len(found) for found in layers.values()}
    if len(depths) != 1 or 0 in depths:
        raise ValueError(f"starts have {sorted(depths)} layers; networks of one depth, 1 or more, are expected")
    columns = depths.pop()
    figure, axes = subplots(len(starts), columns, 150 * columns, 60 + 118 * len(starts), squeeze=False)
    told = []
    for row, (name, net) in zip(axes, starts.items(), strict=True):
        net.forward(X)
        spreads = []
        for k, (ax, layer) in enumerate(zip(row, layers[name], strict=True)):
            signed = layer.A.min() < 0
            edges = np.linspace(-1 if signed else 0, max(1, np.abs(layer.A).max()), 41)
            ax.hist(layer.A.ravel(), edges, weights=np.full(layer.A.size, 1 / layer.A.size), color=BLUE)
            spreads.append(layer.A.std())
            ax.set(yticks=[], xlim=(edges[0], edges[-1]))
            ax.set_title(f"layer {k + 1}, spread {spreads[-1]:.2g}", fontsize=10)
            ax.spines[["top", "right", "left"]].set_visible(False)
            ax.tick_params(labelsize=9)
        row[0].set_ylabel(name, fontsize=11)
        told.append(f"{name}: standard deviations {', '.join(f'{s:.2g}' for s in spreads)}")
    for ax in axes[-1]:
        ax.set_xlabel("activation", fontsize=10)
    figure.alt = f"Histograms of the activations in {columns} layers, from first to last. {'. '.join(told)}."
    return [list(row) for row in axes]


def stopping_curve(training, validation, patience=None, ax=None):
    """Training and validation losses against the epoch, from 0, with the best epoch and the stop. Returns the Axes.

    training, validation: lists of as many numbers. patience: epochs in a row without a better one after which training
    stops; without it the curves are drawn to their end and the best of all is marked.
    """
    training = numbers("training", training, "epochs")
    validation = numbers("validation", validation, len(training))
    best, stop = stopped(validation, len(validation) if patience is None else whole("patience", patience))
    ax = axes_for(ax, 620, 340)
    epochs = np.arange(len(training))
    lines = ax.plot(epochs, training, color=RED, linewidth=2.2, label="training loss")
    lines += ax.plot(epochs, validation, "--", color=RED_TEXT, linewidth=2.2, label="validation loss")
    lines += ax.plot(best, validation[best], "o", color=INK, markersize=9, label=f"best epoch {best}")
    told = f"The validation loss goes from {validation[0]:.3f} to {validation[best]:.3f} at epoch {best}, the best"
    if stop is None:
        told += f", and to {validation[-1]:.3f} at epoch {epochs[-1]}"
    else:
        lines.append(ax.axvline(stop, color=INK, linewidth=1.5, linestyle=":", label=f"stop at epoch {stop}"))
        ax.axvspan(best, stop, color=BLUE_PALE, zorder=0)
        told += f"; with patience {patience} training stops at epoch {stop}"
    ax.set(xlabel="epoch, from 0", ylabel="loss", ylim=(0, None))
    plain(ax)
    legend_below(ax, lines)
    ax.alt = f"{told}. The training loss goes from {training[0]:.3f} to {training[-1]:.3f}."
    return ax


def stopped(validation, patience):
    """(best epoch, epoch of the stop or None): the stop comes `patience` epochs after the best."""
    best = 0
    for epoch, error in enumerate(validation):
        if error < validation[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, None


def _box(x, y, color):
    return FancyBboxPatch((x + 0.06, y - 0.28), 0.88, 0.56, boxstyle="round,pad=0,rounding_size=0.1", fc=color, ec=BLUE)
