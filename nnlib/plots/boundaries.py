"""What a network can draw: the same plane under several networks, and a curve beside the sum of bumps that follows it.

A boundary is easiest to understand beside others: early and late in training, with one hidden neuron and with three,
with one activation and with another. `snapshots` keeps a network as it was after chosen epochs; `side_by_side` draws
such networks in a row.
"""

import copy

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from nnlib.activations import relu, sigmoid
from nnlib.arguments import numbers, whole
from nnlib.datasets import one_hot
from nnlib.optimizers import GradientDescent, decay, levenberg_marquardt
from nnlib.plots.axes import axes_for, legend_below, plain
from nnlib.plots.boundary import CLASSES, decision_boundary
from nnlib.plots.figure import BLUE, BLUE_PALE, GREY, GREY_LIGHT, INK, ORANGE, RED, palette, subplots
from nnlib.plots.losses import loss_curves
from nnlib.training import fit

PALE = [0.6 + 0.4 * np.array(to_rgb(color)) for color, _ in CLASSES[:3]]  # as decision_boundary has its regions
LOUD = [np.array(to_rgb(color)) for color in (*(color for color, _ in CLASSES[:3]), RED, ORANGE, INK)]
# Few colours that are known beforehand make a figure three times as fast as few that have to be found.
COLORS = palette(LinearSegmentedColormap.from_list("grey", ["white", INK]), RED, ORANGE, BLUE, BLUE_PALE, *PALE)
LINES = palette(LinearSegmentedColormap.from_list("blue", ["white", BLUE]), INK, RED, GREY, GREY_LIGHT)
COLORS += [tuple(color) for color in LOUD] + [tuple((a + b) / 2) for a in PALE for b in LOUD]


def snapshots(network, X, T, epochs, **settings):
    """Train a network in place and keep it as it was: a dict from each of these epochs to a copy; 0 is before any.

    epochs: rising whole numbers; the last says how long it trains. settings: what `fit` takes besides. Raises
    ValueError for epochs that do not rise.
    """
    epochs = [whole("each of epochs", epoch, 0) for epoch in epochs]
    if sorted(set(epochs)) != epochs or not epochs or epochs[-1] == 0:
        raise ValueError(f"epochs are {epochs}; whole numbers that rise are expected")
    kept = {0: copy.deepcopy(network)} if epochs[0] == 0 else {}

    def keep(epoch, history):
        if epoch + 1 in epochs:
            kept[epoch + 1] = copy.deepcopy(network)

    fit(network, X, T, epochs[-1], progress=keep, **settings)
    return kept


def side_by_side(networks, X, labels, shown=None, lines=False, height=250):
    """The decision boundaries of several networks in a row. Returns the figure.

    networks: a dict from titles to what `decision_boundary` takes. X (m, 2), labels (m,). Of the samples all are
    counted and the first `shown` drawn. lines: dashed, where the sum z of each neuron of the first layer is 0.
    Raises ValueError for what does not fit.
    """
    X, labels = numbers("X", X, "m", 2), numbers("labels", labels, len(X))
    drawn = slice(shown if shown is None else whole("shown", shown))
    figure, axes = subplots(1, len(networks), 880 if len(networks) > 2 else 660, height, sharey=True, squeeze=False)
    for ax, (title, network) in zip(axes[0], networks.items(), strict=True):
        decision_boundary(network, X[drawn], labels[drawn], ax=ax, fine=200)
        ax.get_legend().remove()
        for points in ax.findobj(PathCollection):
            points.set_sizes(points.get_sizes() / 3)
        hits = np.mean(_answers(network, X) == labels)
        ax.set_title(f"{title}: {hits:.0%} right", fontsize=12)
        ax.set_ylabel("" if ax is not axes[0, 0] else "$x_2$")
        ax.locator_params(nbins=4)
        if lines:
            _first_lines(ax, network)
            ax.alt += f" Dashed, the lines of the {len(network.layers[0].b)} neurons of the first layer."
    figure.colors = COLORS
    return figure


def _answers(network, X):
    Y = np.asarray(getattr(network, "predict", network)(X)).reshape(len(X), -1)
    return Y.argmax(axis=1) if Y.shape[1] > 1 else (Y[:, 0] > 0.5).astype(int)


def _first_lines(ax, network):
    x, y = np.array(ax.get_xlim()), ax.get_ylim()
    for (w1, w2), b in zip(network.layers[0].W, network.layers[0].b, strict=True):
        if abs(w1) + abs(w2) > 0:
            line = {"slope": -w1 / w2} if w2 else {"xy2": (-b / w1, 1)}
            ax.axline((0, -b / w2) if w2 else (-b / w1, 0), **line, color=ORANGE, linestyle="--", linewidth=1.6)
    ax.set(xlim=x, ylim=y)


def train_and_draw(made, X, labels, shown=250):
    """Train what a `build()` returned on samples X (m, 2) with labels (m,): its boundary and its loss, side by side.

    made: a pair of a Network and a dict with epochs, batch_size, eta and perhaps momentum and decay. One output is
    taught 0 or 1, several are taught one-hot targets. Where nothing is made yet, it says so and returns None.
    """
    if made is None:
        return print("Nothing is returned yet, so there is nothing to train.")
    network, settings = made
    n_out = network.predict(X[:1]).shape[1]
    T = one_hot(labels, n_out) if n_out > 1 else labels[:, None]
    optimizer = GradientDescent(decay(settings["eta"], settings.get("decay", 0)), settings.get("momentum", 0))
    history = fit(network, X, T, settings["epochs"], settings["batch_size"], optimizer)
    figure, (left, right) = subplots(1, 2, 760, 290)
    decision_boundary(network, X[:shown], labels[:shown], ax=left, fine=200)
    left.get_legend().remove()
    left.set_title(f"{np.mean(_answers(network, X) == labels):.1%} of {len(X)} right", fontsize=12)
    loss_curves(history, ax=right)
    figure.colors = COLORS
    return figure


def folded(times, ax=None):
    """x from 0 to 1, folded so often: 2 relu(x) − 4 relu(x − ½), and of what comes out again. Returns the Axes."""
    y = x = np.linspace(0, 1, 2049)
    for _ in range(whole("times", times)):
        y = 2 * relu(y) - 4 * relu(y - 0.5)
    bends = np.count_nonzero(np.abs(np.diff(y, 2)) > 1e-9)
    ax = axes_for(ax, 300, 240)
    plain(ax)
    ax.plot(x, y, color=BLUE, linewidth=2)
    ax.set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    ax.figure.colors = LINES
    layers = f"{times} hidden layer{'s' if times > 1 else ''} of 2"
    ax.set(xlabel="x", xlim=(0, 1), title=f"{layers}: {bends} bend{'s' if bends > 1 else ''}")
    ax.title.set_size(12)
    ax.alt = f"{ax.get_title()}. A zigzag between 0 and 1 over x from 0 to 1, with {(bends + 1) // 2} peaks."
    return ax


def two_steps(left, right, steepness, ax=None):
    """A step up at left, a step up at right, and the first minus the second, over x from 0 to 1. Returns the Axes."""
    x = np.linspace(0, 1, 1001)
    first, second = sigmoid(steepness * (x - left)), sigmoid(steepness * (x - right))
    ax = axes_for(ax, 560, 280)
    plain(ax)
    ax.plot(x, first, color=GREY, linewidth=2, linestyle=":", label=f"step up at {left:g}")
    ax.plot(x, second, color=GREY, linewidth=2, linestyle="--", label=f"step up at {right:g}")
    ax.plot(x, first - second, color=BLUE, linewidth=3, label="first minus second")
    ax.set(xlabel="x", xlim=(0, 1), title=f"steepness {steepness:g}, height 1")
    ax.figure.colors = LINES
    ax.title.set_size(12)
    legend_below(ax, ax.get_legend_handles_labels()[0])
    ax.alt = (
        f"Two S-shaped steps from 0 to 1, one at x = {left:g} and one at x = {right:g}, with steepness {steepness:g}, "
        f"and the first minus the second: a bump that rises at {left:g}, to {np.max(first - second):.2f}, and falls at "
        f"{right:g}."
    )
    return ax


def blocks(f, n, steepness):
    """n bumps side by side, as high as f in their middles: a list of (left, right, height, steepness).

    The outer two reach far beyond 0 and 1, so that they have their full height there.
    """
    edges = np.linspace(0, 1, whole("n", n) + 1)
    heights = f((edges[:-1] + edges[1:]) / 2)
    edges[0], edges[-1] = -1, 2
    return [(*sides, height, steepness) for *sides, height in zip(edges[:-1], edges[1:], heights, strict=True)]


def fitted(f, n, steps=0):
    """A sum of n sigmoids, F(x) = Σ vᵢ σ(wᵢ x + bᵢ), fitted to f on [0, 1]: a function of an array (m,).

    The sigmoids begin spread evenly, and least squares finds the best v for them. After that, steps of
    Levenberg-Marquardt change v, w and b together: that is training, for a network 1-n-1 with a linear output.
    """
    x = np.linspace(0, 1, 101)
    w = np.full(n, 2.0 * n)
    b = -w * np.linspace(0, 1, n)
    v = np.linalg.lstsq(sigmoid(x[:, None] * w + b), f(x), rcond=None)[0]

    def residuals(theta):
        v, w, b = theta.reshape(3, n)
        return sigmoid(x[:, None] * w + b) @ v - f(x)

    def jacobian(theta):
        v, w, b = theta.reshape(3, n)
        a = sigmoid(x[:, None] * w + b)
        to_z = v * a * (1 - a)  # through each sigmoid to its sum
        return np.hstack([a, to_z * x[:, None], to_z])

    theta = np.concatenate([v, w, b])
    if steps:
        theta = levenberg_marquardt(residuals, jacobian, theta, steps)[-1]
    v, w, b = theta.reshape(3, n)
    return lambda x: sigmoid(np.asarray(x)[:, None] * w + b) @ v


def bumps_and_sum(f, F=None, bumps=(), title="", ax=None):
    """A function f on [0, 1], its approximation F, and bumps below it. Returns the Axes.

    f, F: functions of an array (m,); without an F it is the sum of the bumps. bumps: a list of (left, right, height,
    steepness). Raises ValueError where f or F gives no numbers of the shape (m,).
    """
    x = np.linspace(0, 1, 1001)
    each = [h * (sigmoid(s * (x - left)) - sigmoid(s * (x - right))) for left, right, h, s in bumps]
    y, Y = numbers("what f gave", f(x), len(x)), numbers("what F gave", F(x) if F else sum(each), len(x))
    ax = axes_for(ax, 560, 320)
    plain(ax)
    for k, one in enumerate(each):
        ax.fill_between(x, one, color=BLUE, alpha=0.18, linewidth=0.6, label=None if k else "bumps")
    ax.plot(x, y, color=INK, linewidth=2.4, linestyle="--", label="f")
    ax.plot(x, Y, color=BLUE, linewidth=2, label="F")
    worst = int(np.abs(Y - y).argmax())
    miss = abs(Y[worst] - y[worst])
    ax.plot(x[[worst, worst]], [y[worst], Y[worst]], color=RED, linewidth=4, label="largest miss")
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.locator_params(nbins=5)
    ax.figure.colors = LINES
    ax.set(xlabel="x", title=f"{title}{': ' if title else ''}misses by at most {miss:.3f}", xlim=(0, 1))
    ax.title.set_size(12)
    legend_below(ax, ax.get_legend_handles_labels()[0])
    many = f" {len(each)} bumps are drawn below." if each else ""
    ax.alt = (
        f"{ax.get_title()}. A dashed curve f between {y.min():.2f} and {y.max():.2f} over x from 0 to 1, and F, "
        f"which is furthest from it at x = {x[worst]:.2f}, where f is {y[worst]:.2f} and F is {Y[worst]:.2f}.{many}"
    )
    return ax
