"""nnlib beside its peers: how long an epoch of MNIST takes, in one run, round after round.

The same networks are trained by nnlib, scikit-learn and PyTorch: float32, batches of 100, plain stochastic gradient
descent, ReLU, softmax with cross-entropy, the same number of epochs. `limit` is what no NumPy code can do without: the
eight matrix products of a step (three forward, three for the gradients of the weights, two for the deltas), each as
fast as it goes here, and the gathering of a shuffled batch. A round times each of them once, one after the other, so
that all meet the same machine; the median of the rounds counts.
"""

import itertools
import time
import warnings

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from nnlib import Dense, GradientDescent, Network, Softmax, datasets, fit
from nnlib.training import threads_for

BATCH, ETA, EPOCHS = 100, 0.1, 5


def mnist():
    """Training images (60000, 784) in float32 from 0 to 1, and their labels."""
    data = datasets.mnist()
    return data.train_images.reshape(-1, 784) / np.float32(255), data.train_labels.astype(np.int64)


def network(sizes, activation="relu", rng=0):
    """An nnlib network of these layer sizes, with a softmax at the end, in float32."""
    rng = np.random.default_rng(rng)
    layers = [
        Dense(n_in, n_out, activation if k < len(sizes) - 2 else "linear", "he", rng, np.float32)
        for k, (n_in, n_out) in enumerate(itertools.pairwise(sizes))
    ]
    return Network([*layers, Softmax()], "categorical_cross_entropy")


def nnlib_epochs(sizes, X, labels, epochs):
    net, T = network(sizes), datasets.one_hot(labels, 10, np.float32)
    fit(net, X, T, epochs, BATCH, GradientDescent(ETA), rng=0)


def sklearn_epochs(sizes, X, labels, epochs):
    net = MLPClassifier(
        sizes[1:-1], activation="relu", solver="sgd", alpha=0, batch_size=BATCH, learning_rate_init=ETA, momentum=0,
        nesterovs_momentum=False, max_iter=epochs, tol=0, n_iter_no_change=epochs, random_state=0,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        net.fit(X, labels)


def torch_epochs(sizes, X, labels, epochs):
    torch.manual_seed(0)
    layers = []
    for n_in, n_out in itertools.pairwise(sizes):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    net, loss_of = torch.nn.Sequential(*layers[:-1]), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=ETA)
    X, labels = torch.from_numpy(X), torch.from_numpy(labels)
    for _ in range(epochs):
        order, total = torch.randperm(len(X)), 0.0
        for k in range(0, len(X), BATCH):
            rows = order[k : k + BATCH]
            optimizer.zero_grad()
            loss = loss_of(net(X[rows]), labels[rows])
            loss.backward()
            optimizer.step()
            total += loss.item()


def limit_epochs(sizes, X, labels, epochs):
    rng = np.random.default_rng(0)
    # Weights column by column in memory, and so their gradients: of the two orders the faster one for each product.
    weights = [np.asfortranarray(rng.random((n_out, n_in), np.float32)) for n_in, n_out in itertools.pairwise(sizes)]
    inputs = [np.ones((BATCH, n), np.float32) for n in sizes[:-1]]
    deltas = [np.ones((BATCH, n), np.float32) for n in sizes[1:]]
    with threads_for(network(sizes), BATCH):  # as many as nnlib takes for such products: of one and all, the faster
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for k in range(0, len(X), BATCH):
                inputs[0] = X.take(order[k : k + BATCH], axis=0)
                for A, W in zip(inputs, weights, strict=True):
                    A @ W.T
                for A, delta in zip(inputs, deltas, strict=True):
                    A.T @ delta
                for delta, W in zip(deltas[1:], weights[1:], strict=True):
                    delta @ W


PEERS = {"nnlib": nnlib_epochs, "sklearn": sklearn_epochs, "torch": torch_epochs, "limit": limit_epochs}


def seconds_per_epoch(sizes, rounds, epochs=EPOCHS):
    """Seconds an epoch takes, a list of one number a round for each of the peers."""
    X, labels = mnist()
    times = {name: [] for name in PEERS}
    for train in PEERS.values():
        train(sizes, X[: 50 * BATCH], labels[: 50 * BATCH], 1)  # what is done once is done before
    for _ in range(rounds):
        for name, train in PEERS.items():
            start = time.perf_counter()
            train(sizes, X, labels, epochs)
            times[name].append((time.perf_counter() - start) / epochs)
    return times
