"""The course of training: loss against epoch, and accuracy, which has another scale and so an axis of its own.

Both losses are red: that of the training samples a line, that of the validation samples dashed.
"""

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from nnlib.plots.axes import axes_for, legend_below, plain
from nnlib.plots.figure import GREEN_TEXT, GREY, INK, ORANGE_TEXT, PURPLE, RED, RED_TEXT

QUANTITIES = {  # as History calls them: what the figure calls them, colour, dash
    "loss": ("loss", RED, "-"),
    "validation_loss": ("validation loss", RED_TEXT, "--"),
    "validation_accuracy": ("validation accuracy", GREEN_TEXT, "-."),
}
RUNS = [(INK, "-"), (RED, "--"), (PURPLE, "-."), (GREEN_TEXT, ":"), (ORANGE_TEXT, (0, (8, 2))), (GREY, (0, (1, 2)))]


def loss_curves(history, ax=None, log=False, quantity=None):
    """Curves of training against the epoch, counted from 1. Returns the Axes.

    history: a History, a dict of its lists, or a list of losses; or several runs as a dict from names to these.
    quantity: "loss", "validation_loss" or "validation_accuracy" alone; by default all that one run has, and the loss
    of several. log: the losses on a logarithmic axis. Where a number is NaN or infinite, the curve has a gap.
    Raises ValueError for what does not fit.
    """
    if quantity is not None and quantity not in QUANTITIES:
        raise ValueError(f"quantity is {quantity!r}; there are {', '.join(QUANTITIES)}")
    curves = _curves(history, quantity)
    losses = [curve for curve in curves if curve[0] != "validation_accuracy"]
    for _, label, values, *_ in losses:
        if log and (values <= 0).any():
            raise ValueError(f"log: {label} goes down to {np.nanmin(values):g}; a logarithmic axis starts above 0")

    ax = axes_for(ax, 600, 340)
    plain(ax)
    ax.set(xlabel="epoch", ylabel="loss" if losses else "validation accuracy")
    if len({q for q, *_ in curves}) == 1:
        ax.set_ylabel(QUANTITIES[curves[0][0]][0])
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    if log and losses:
        _log_axis(ax, np.concatenate([values for _, _, values, *_ in losses]))
    side, lines = ax, []
    for q, label, values, color, dash in curves:
        if q == "validation_accuracy" and losses:
            side = _right_axis(ax)
        look = {"color": color, "linestyle": dash, "linewidth": 2.2, "marker": "o" if len(values) == 1 else None}
        lines += side.plot(np.arange(1, len(values) + 1), values, label=label, **look)
    if side is not ax:  # matplotlib looks for room among the lines of one of the axes only, so: under both
        legend_below(ax, lines)
    elif len(lines) > 1:
        ax.legend(fontsize=11, loc="best")
    ax.alt = " ".join(_told(*curve[:3]) for curve in curves)
    return ax


def _curves(history, quantity):
    """(quantity, label, values, colour, dash) of each curve."""
    if not isinstance(history, dict) or (history and set(history) <= set(QUANTITIES)):
        run = _run("history", history)
        chosen = [q for q in QUANTITIES if q in run] if quantity is None else [quantity]
        return [(q, QUANTITIES[q][0], _values("history", run, q), *QUANTITIES[q][1:]) for q in chosen]
    if not 0 < len(history) <= len(RUNS):
        raise ValueError(f"history has {len(history)} runs; 1 to {len(RUNS)} can be told apart here")
    q, curves = quantity or "loss", []
    for (name, run), look in zip(history.items(), RUNS, strict=False):
        argument = f"history[{name!r}]"
        curves.append((q, str(name), _values(argument, _run(argument, run), q), *look))
    return curves


def _run(argument, run):
    """What one run has: quantity -> list of numbers."""
    if hasattr(run, "validation_loss"):  # a History
        run = vars(run)
    if not isinstance(run, dict):
        run = {"loss": run}
    if not any(len(np.atleast_1d(run.get(q, []))) for q in QUANTITIES):
        raise ValueError(f"{argument} holds no numbers; a History or a list of losses is expected")
    return {q: run[q] for q in QUANTITIES if len(np.atleast_1d(run.get(q, [])))}


def _values(argument, run, quantity):
    if quantity not in run:
        raise ValueError(f"{argument} has no {quantity}; it has {', '.join(run)}")
    try:
        values = np.array(run[quantity], dtype=float)
    except (TypeError, ValueError):
        values = np.array(None)
    if values.ndim != 1:
        raise ValueError(f"{argument} has a {quantity} of {run[quantity]!r:.60}; a list of numbers is expected")
    values[~np.isfinite(values)] = np.nan
    return values


def _log_axis(ax, values):
    ax.set_yscale("log")
    decades = np.log10(np.nanmax(values) / np.nanmin(values)) if np.isfinite(values).any() else 0
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < 3 else (1,)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter(NullFormatter())


def _right_axis(ax):
    right = ax.twinx()
    plain(right)
    right.grid(False)
    right.spines["right"].set_visible(True)
    right.set_ylabel("validation accuracy", color=GREEN_TEXT)
    right.tick_params(axis="y", colors=GREEN_TEXT)
    return right


def _told(quantity, label, values):
    best = np.nanargmax if quantity == "validation_accuracy" else np.nanargmin
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return f"{label}: NaN or infinite from the first epoch on."
    first, last = known[[0, -1]]
    text = f"{label}: {values[first]:.4g} after epoch {first + 1}, {values[last]:.4g} after epoch {last + 1}"
    if (k := best(values)) not in (first, last):
        text += f", best {values[k]:.4g} after epoch {k + 1}"
    if gaps := len(values) - len(known):
        text += f"; NaN or infinite in {gaps} of {len(values)} epochs"
    return text + "."
