"""What a network can learn and a single layer cannot: shares of fresh samples that are classified rightly.

Each share is of 4000 samples or more that were not seen in training, so chance moves a share of ½ by 0.8 % (one
standard deviation) and one of 88 % by 0.5 %: the bands around the shares of the straight lines are three of these to
either side, or wider.
"""

import pytest

from nnlib import Dense, GradientDescent, Network, Softmax, accuracy, datasets, fit
from nnlib.optimizers import decay


def samples(shape, per_class, seed):
    """Inputs and targets: one output where there are two classes, three where there are three."""
    if shape == "spirals":
        X, labels = datasets.spirals(per_class, classes=3, noise=0.2, rng=seed)
        return X, datasets.one_hot(labels, 3)
    if shape == "moons":
        X, labels = datasets.moons(2 * per_class, noise=0.1, rng=seed)
    else:
        X, labels = datasets.circles(2 * per_class, noise=0.05, factor=0.3, rng=seed)
    return X, labels[:, None]


def straight_line(seed):
    return Network([Dense(2, 1, "sigmoid", rng=seed)], "binary_cross_entropy")


def straight_lines(seed):
    return Network([Dense(2, 3, rng=seed), Softmax()], "categorical_cross_entropy")


def small_net(seed):
    return Network([Dense(2, 8, "tanh", rng=seed), Dense(8, 1, "sigmoid", rng=seed + 1)], "binary_cross_entropy")


def wide_net(seed):
    layers = [Dense(2, 64, "relu", "he", rng=seed), Dense(64, 3, rng=seed + 1), Softmax()]
    return Network(layers, "categorical_cross_entropy")


# A straight line is trained until it is the best there is; the settings of the others reach their share the quickest.
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("shape", "make", "eta", "momentum", "epochs", "least", "most"),
    [
        ("moons", straight_line, decay(0.5, 0.1), 0.0, 100, 0.868, 0.898),  # the best line: 88.3 %
        ("moons", small_net, decay(0.3, 0.05), 0.9, 60, 0.995, 1.0),
        ("circles", straight_line, decay(0.5, 0.1), 0.0, 100, 0.45, 0.56),  # one circle in the other: a half
        ("circles", small_net, decay(0.3, 0.05), 0.9, 20, 0.999, 1.0),
        ("spirals", straight_lines, decay(0.5, 0.1), 0.0, 100, 0.49, 0.56),  # 53 %
        ("spirals", wide_net, decay(0.1, 0.05), 0.9, 150, 0.99, 1.0),
    ],
)
def test_a_hidden_layer_learns_what_straight_lines_cannot(shape, make, eta, momentum, epochs, least, most, seed):
    net = make(seed)
    X, T = samples(shape, 500, seed)
    fit(net, X, T, epochs, batch_size=50, optimizer=GradientDescent(eta, momentum), rng=seed)
    X, T = samples(shape, 2000, 1000 + seed)
    assert least <= accuracy(net.predict(X), T) <= most
