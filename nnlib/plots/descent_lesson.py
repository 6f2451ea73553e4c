"""Figures of the lesson on gradient descent, and the small experiments that they draw.

Errors are red or told apart by dash and mark; where weights walk, the figures are those of `nnlib.plots.descent`.
"""

import numpy as np

from nnlib.arguments import between, numbers, whole
from nnlib.optimizers import GradientDescent, levenberg_marquardt, svrg
from nnlib.plots.axes import axes_for, legend_below, plain
from nnlib.plots.descent import PATHS, descent_curve
from nnlib.plots.figure import ERROR_MAP, GREEN_TEXT, GREY, GREY_LIGHT, INK, ORANGE_TEXT, PURPLE, RED, palette, subplots

COLORS = palette(ERROR_MAP, INK, GREY, GREY_LIGHT, ORANGE_TEXT, PURPLE, RED, GREEN_TEXT)
LINES = [(GREY, "--", "s"), (RED, "-", "o"), (PURPLE, ":", "^"), (GREEN_TEXT, "-.", "D")]  # colour, dash, mark


def walk(gradient, start, eta, n):
    """The points of a descent, start first: an array (n + 1, ...). A gradient may be another one at each call."""
    points = [np.asarray(start, dtype=float)]
    for _ in range(n):
        points.append(points[-1] - eta * gradient(points[-1]))
    return np.array(points)


def noisy_path(gradient, start, eta, n, epochs):
    """The points of n steps, start first, each with the gradient of one batch alone: an array (n + 1, ...).

    gradient(w, rows) is the mean gradient of the samples in these rows. epochs: for each epoch its batches of rows.
    """
    points, rows = [np.asarray(start, dtype=float)], (rows for batches in epochs for rows in batches)
    for _, batch in zip(range(n), rows, strict=False):
        points.append(points[-1] - eta * gradient(points[-1], batch))
    return np.array(points)


def curves(lines, xlabel, ylabel, log="xy", marks=False, ax=None):
    """Up to four curves, {name: (x, y)}, told apart by colour, dash and mark. Returns the Axes.

    log: the axes that are logarithmic, "", "x", "y" or "xy". marks: a mark at each point, for curves of few points.
    """
    if not 0 < len(lines) <= len(LINES):
        raise ValueError(f"lines holds {len(lines)} curves; 1 to {len(LINES)} can be told apart here")
    ax, told, drawn = axes_for(ax, 600, 340, colors=COLORS), [], []
    for (name, (x, y)), (color, dash, mark) in zip(lines.items(), LINES, strict=False):
        x, y = numbers("x", x, "n"), numbers("y", y, len(x))
        look = {"color": color, "linestyle": dash, "linewidth": 2.2, "label": name}
        drawn += ax.plot(x, y, marker=mark if marks else None, markersize=6, **look)
        told.append(f"{name}: from {y[0]:.3g} at {x[0]:.4g} to {y[-1]:.3g} at {x[-1]:.4g}, lowest {y.min():.3g}.")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.set_xscale("log" if "x" in log else "linear"), ax.set_yscale("log" if "y" in log else "linear")
    plain(ax)
    if len(lines) > 1:
        legend_below(ax, drawn)
    ax.alt = f"{ylabel} against {xlabel}. " + " ".join(told)
    return ax


# --- trial and error ---


def nudged(n_weights, share=0.01, rng=0):
    """How many random nudges bring the error ½ Σ w² from all w = 1 down to a share of it: (kept or not, all count).

    A nudge is kept where it lowers the error. Its length is chosen well: about 0.3, whatever the number of weights.
    """
    rng, w, tries = np.random.default_rng(rng), np.ones(whole("n_weights", n_weights)), 0
    error = least = w @ w / 2
    while error > share * least:
        tried = w + rng.standard_normal(n_weights) * (0.3 / n_weights**0.5)
        found = tried @ tried / 2
        tries += 1
        if found < error:
            w, error = tried, found
    return tries


def tries_by_weights(counts=(1, 10, 100, 1000), eta=0.1, ax=None):
    """Runs of the network until the error is at a hundredth, by the number of weights: nudging and gradient descent.

    A step of gradient descent counts as two runs, forward and back. Returns the Axes.
    """
    steps = int(np.argmax(walk(lambda w: w, 1.0, eta, 100) ** 2 <= 0.01))  # the same for any number of weights
    nudges = [nudged(n) for n in counts]
    lines = {"random nudges": (counts, nudges), "gradient descent": (counts, [2 * steps] * len(counts))}
    ax = curves(lines, "number of weights", "runs of the network", marks=True, ax=ax)
    told = ", ".join(f"{n} with {k}" for n, k in zip(nudges, counts, strict=True))
    ax.alt += f" Nudges needed: {told} weights."
    return ax


# --- how large a step may be ---


def eta_panels(curvature, etas, start=1.0, n=8):
    """Descents on E = ½ L w² side by side, one for each η."""
    between("curvature", curvature, 0)
    figure, axes = subplots(2, len(etas) // 2, 720, 400)
    figure.colors = COLORS
    for eta, ax in zip(etas, axes.ravel(), strict=True):
        eta_panel(curvature, eta, start, n, ax)
    return figure


def eta_panel(curvature, eta, start=1.0, n=8, ax=None):
    """One descent on E = ½ L w², with the error after its last step. Returns the Axes."""
    points = walk(lambda w: curvature * w, start, eta, n)
    reach = 1.25 * max(1.2 * abs(start), np.abs(points).max())
    ax = descent_curve(lambda w: curvature * w**2 / 2, points, ax, (-reach, reach))
    ax.set_title(f"η = {eta:g}: {kind(eta, curvature)}. After {n} steps w = {points[-1]:.3g}", fontsize=12)
    ax.alt = f"{ax.get_title()}. {ax.alt}"
    return ax


def kind(eta, curvature):
    """How a learning rate stands to 1/L and to the bound 2/L, in words that do not give the bound away."""
    share = eta * curvature
    if np.isclose(share, 1):
        return "at 1/L"
    if np.isclose(share, 2):
        return "at the bound"
    return "below 1/L" if share < 1 else "above 1/L" if share < 2 else "above the bound"


# --- more than one valley ---


def landscape(f, gradient, starts, eta, n, limits, ax=None):
    """A curve with several valleys, and a descent from each of up to four starts. Returns the Axes."""
    ax = axes_for(ax, 640, 320, colors=COLORS)
    w = np.linspace(*limits, 401)
    ax.plot(w, f(w), color=RED, linewidth=2.5)
    told = []
    for start, (color, dash, mark) in zip(starts, PATHS, strict=False):
        points = walk(gradient, start, eta, n)
        ax.plot(points, f(points), color=color, linestyle=dash, linewidth=1.2, marker=mark, markersize=4, zorder=4)
        ax.plot(start, f(start), mark, color=color, markersize=10, markerfacecolor="white", markeredgewidth=2, zorder=5)
        ax.plot(points[-1], f(points[-1]), mark, color=color, markersize=11, markeredgecolor="white", zorder=6)
        told.append(f"From {start:.3g} to {points[-1]:.3g}, where E is {f(points[-1]):.3g}.")
    ax.set(xlabel="$w$", ylabel="$E(w)$", xlim=limits)
    plain(ax)
    ax.alt = f"Curve of an error with several valleys over w from {limits[0]:g} to {limits[1]:g}, and descents of "
    ax.alt += f"{n} steps. {' '.join(told)}"
    return ax


# --- other ways down ---


def least_squares(network, X, T, biases=True):
    """A network's errors as ½ Σ r² for `levenberg_marquardt`: residuals(theta), jacobian(theta), theta to start from.

    theta: all parameters in one row, or the weights alone. A row of the Jacobian is the gradient of one output of one
    sample. `backward` gives that too: with the target y − e the slope of ½ Σ (y − t)² at the output is e.
    """
    parameters = network.parameters if biases else network.parameters[::2]
    chosen = [k for k, p in enumerate(network.parameters) if any(p is q for q in parameters)]
    cuts = np.cumsum([p.size for p in parameters])[:-1]

    def put(theta):
        for p, part in zip(parameters, np.split(theta, cuts), strict=True):
            p[...] = part.reshape(p.shape)

    def residuals(theta):
        put(theta)
        return (network.forward(X) - T).ravel()

    def jacobian(theta):
        put(theta)
        rows = []
        for x in X:
            y = network.forward(x[None])
            for e in np.eye(T.shape[1]):
                network.backward(y, y - e)
                rows.append(np.concatenate([network.gradients[k].ravel() for k in chosen]))
        return np.array(rows)

    return residuals, jacobian, np.concatenate([p.ravel() for p in parameters])


def race(make, X, T, eta, passes, rng=0):
    """Four ways down from the same start: {name: (passes through the data, mean loss)}.

    make() gives the network with its weights to start from. A pass is a gradient for every sample. One step of plain
    descent is one pass; so is an epoch of stochastic descent, one sample a step. An epoch of SVRG is three passes: the
    snapshot's full gradient, and two gradients at each sample. A step of Levenberg-Marquardt is one for each output.
    """
    m, n_out = T.shape

    def epochs(batch_size, rng):
        network, optimizer, losses = make(), GradientDescent(eta), []
        for _ in range(passes + 1):
            losses.append(network.loss(network.forward(X), T))
            order = rng.permutation(m)
            for rows in (order[k : k + batch_size] for k in range(0, m, batch_size)):
                network.backward(network.forward(X[rows]), T[rows])
                optimizer.step(network.parameters, network.gradients)
        return np.arange(passes + 1), losses

    start = [make().loss(make().forward(X), T)]
    reduced = start + svrg(make(), X, T, eta, passes // 3, 1, rng)
    residuals, jacobian, theta = least_squares(make(), X, T)
    points = levenberg_marquardt(residuals, jacobian, theta, passes // n_out)
    return {
        "plain": epochs(m, np.random.default_rng(rng)),
        "stochastic": epochs(1, np.random.default_rng(rng)),
        "SVRG": (3 * np.arange(len(reduced)), reduced),
        "Levenberg-Marquardt": (
            n_out * np.arange(len(points)),
            [residuals(p) @ residuals(p) / (2 * m) for p in points],
        ),
    }
