"""What nnlib reaches on MNIST, from five seeds, and how long that takes.

The settings were chosen on the last 10,000 training images; what is reported is the share of the 10,000 test images.
"""

import time

import numpy as np

from benchmarks.training import network
from nnlib import GradientDescent, accuracy, datasets, fit
from nnlib.optimizers import decay

SEEDS = range(5)
SETTINGS = {  # sizes: what `fit` and `GradientDescent` take, and what is to be reached
    (784, 16, 16, 10): {"epochs": 15, "batch_size": 50, "eta0": 0.3, "rate": 0.15, "at_least": 0.945},
    (784, 128, 64, 10): {"epochs": 15, "batch_size": 50, "eta0": 0.3, "rate": 0.15, "at_least": 0.978},
}


def data():
    """X (60000, 784) and T (60000, 10) to train on, X (10000, 784) and T (10000, 10) to test, float32."""
    digits = datasets.mnist()
    images = [i.reshape(-1, 784) / np.float32(255) for i in (digits.train_images, digits.test_images)]
    targets = [datasets.one_hot(labels, 10, np.float32) for labels in (digits.train_labels, digits.test_labels)]
    return images[0], targets[0], images[1], targets[1]


def train(sizes, seed, X, T, epochs, batch_size, eta0, rate):
    """A network trained from a seed, and the seconds that took."""
    net = network(sizes, rng=seed)
    start = time.perf_counter()
    fit(net, X, T, epochs, batch_size, GradientDescent(decay(eta0, rate)), rng=seed)
    return net, time.perf_counter() - start


def reached():
    """For each network its settings, and for each seed the test accuracy and the seconds of training."""
    X, T, X_test, T_test = data()
    found = {}
    for sizes, chosen in SETTINGS.items():
        settings = {key: value for key, value in chosen.items() if key != "at_least"}
        runs = []
        for seed in SEEDS:
            net, seconds = train(sizes, seed, X, T, **settings)
            runs.append({"seed": seed, "accuracy": accuracy(net.predict(X_test), T_test), "seconds": seconds})
        found["-".join(map(str, sizes))] = {"settings": chosen, "runs": runs}
    return found


def seconds_to(share=0.95, sizes=(784, 128, 64, 10), seed=0):
    """Seconds of training until so large a share of the test images is read rightly, looked at after every epoch."""
    X, T, X_test, T_test = data()
    net, seconds = network(sizes, rng=seed), 0.0
    rng = np.random.default_rng(seed)
    while accuracy(net.predict(X_test), T_test) < share:
        start = time.perf_counter()
        fit(net, X, T, 1, 100, GradientDescent(0.3), rng=rng)
        seconds += time.perf_counter() - start
    return seconds
