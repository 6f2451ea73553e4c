"""Training: batch after batch, epoch after epoch, until the time is up or nothing gets better.

An epoch is one pass over all samples, in an order shuffled anew. It is cut into batches; an iteration is one batch:
forward, backward, one step of the optimizer. 1000 images in batches of 20 make 50 iterations an epoch.
"""

from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, zip_longest
from queue import SimpleQueue
from threading import Thread

import numpy as np

from nnlib.arguments import numbers, whole
from nnlib.losses import binary_cross_entropy, categorical_cross_entropy
from nnlib.optimizers import GradientDescent

SMALL_PRODUCT = 5_000_000  # multiplications
AT_ONCE = 2_000_000  # bytes that are gathered at once: they stay in the cache until they are learned from


@dataclass
class History:
    """What happened, a number for each epoch: loss, and of the validation samples loss and accuracy."""

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)

    @property
    def best_epoch(self) -> int:
        """The epoch, from 0, with the smallest validation loss (of the loss itself where nothing was held back)."""
        losses = np.array(self.validation_loss or self.loss)
        return int(np.argmin(np.where(np.isnan(losses), np.inf, losses)))


def fit(network, X, T, epochs, batch_size=32, optimizer=None, rng=None, validation=None, patience=None, progress=None):
    """Train a network in place and return its History.

    X (m, n_in), T (m, n_out). optimizer: a GradientDescent, by default with η = 0.1. rng: a seed or a generator; the
    same seed gives the same training. validation: (X, T) to be judged after each epoch. patience: stop after so many
    epochs without a smaller validation loss, and go back to the best parameters. progress: called after each epoch
    with (epoch, history), for a progress bar. Raises ValueError, before anything is learned, where X and T do not fit
    together, hold NaN or lie outside what the loss takes, or where a number is none that can work.

    >>> from nnlib import Dense, Network
    >>> net = Network([Dense(1, 1, rng=0)])
    >>> round(fit(net, [[0], [1]], [[1], [3]], epochs=500, batch_size=2).loss[-1], 3)  # learns y = 2x + 1
    0.0
    """
    X, T = _checked(network, X, T)
    epochs, batch_size = whole("epochs", epochs), whole("batch_size", batch_size)
    if validation is not None:
        validation = _checked(network, *validation, of="validation ")
    if patience is not None:
        patience = whole("patience", patience)
        if validation is None:
            raise ValueError("patience waits for a smaller validation loss: hand over validation=(X, T) too")
    optimizer = optimizer or GradientDescent(0.1)
    rng = np.random.default_rng(rng)
    history, best, parameters = History(), None, network.parameters
    with threads_for(network, batch_size):
        for epoch in range(epochs):
            total = 0.0
            for X_batch, T_batch in _gathered(X, T, batch_size, rng):
                Y = network.forward(X_batch, learning=True)
                total += network.loss(Y, T_batch) * len(X_batch)
                network.backward(Y, T_batch)
                optimizer.step(parameters, network.gradients, epoch)
            history.loss.append(float(total / len(X)))
            if validation is not None:
                Y = network.predict(validation[0])
                history.validation_loss.append(float(network.loss(Y, validation[1])))
                history.validation_accuracy.append(_share_right(Y, validation[1]))
            if progress:
                progress(epoch, history)
            if patience is not None:
                if history.best_epoch == epoch:
                    best = [p.copy() for p in network.parameters]
                elif epoch - history.best_epoch >= patience:
                    break
    if best is not None:
        for p, value in zip(network.parameters, best, strict=True):
            p[...] = value
    return history


def threads_for(network, batch_size):
    """While this is entered, matrix products are computed on one thread if the network and its batches are small.

    Sharing such a product between threads costs more time than it saves, the more the more cores there are.
    """
    largest = batch_size * max((p.size for p in network.parameters), default=0)
    if largest >= SMALL_PRODUCT or _controller() is None:
        return nullcontext()
    return _controller().limit(limits=1)


@cache
def _controller():
    """What sets the number of threads; None where threadpoolctl is not installed: the results are the same."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController()


def batches(m, batch_size, rng):
    """The numbers 0 ... m − 1 in a shuffled order, cut into arrays of `batch_size`; the last may be shorter.

    >>> [len(rows) for rows in batches(1000, 300, np.random.default_rng(0))]
    [300, 300, 300, 100]
    """
    order = rng.permutation(m)
    return [order[k : k + batch_size] for k in range(0, m, batch_size)]


def _gathered(X, T, batch_size, rng):
    """The batches of an epoch, (X_batch, T_batch) in turn; while some are learned from, a thread gathers the next ones.

    Rows in a shuffled order lie far apart in memory: for a small network, fetching them takes half as long as the
    products. A batch is a piece of a buffer that is filled anew later: what is to be kept has to be copied.
    """
    first, *others = batches(len(X), max(1, AT_ONCE // X[:batch_size].nbytes) * batch_size, rng)
    buffers = cycle(np.empty((2, len(first), X.shape[1]), X.dtype))  # one is learned from, one is filled
    wanted, gathered = SimpleQueue(), SimpleQueue()

    def gather(rows):  # with mode="raise", NumPy would fill a buffer of its own first; no row lies outside of X
        gathered.put(X.take(rows, axis=0, out=next(buffers)[: len(rows)], mode="clip"))

    def gather_what_is_wanted():
        while (rows := wanted.get()) is not None:
            gather(rows)

    gather(first)
    if others:
        Thread(target=gather_what_is_wanted, daemon=True).start()
    try:
        for rows, following in zip_longest([first, *others], others):
            X_rows, T_rows = gathered.get(), T.take(rows, axis=0)
            wanted.put(following)
            for k in range(0, len(rows), batch_size):
                yield X_rows[k : k + batch_size], T_rows[k : k + batch_size]
    finally:
        wanted.put(None)  # the thread ends, too, where learning is interrupted


def accuracy(Y, T):
    """The share of samples classified rightly: by the largest output, or by ½ where there is one output only.

    Y, T (m, n_out). Raises ValueError where their shapes differ.
    """
    Y = numbers("Y", Y, "m", "n_out")
    return _share_right(Y, numbers("T", T, *Y.shape))


def _share_right(Y, T):
    if Y.shape[1] == 1:
        return float(np.mean((Y > 0.5) == (T > 0.5)))
    return float(np.mean(Y.argmax(axis=1) == T.argmax(axis=1)))


def progress_bar(epochs):
    """A function for `fit(progress=...)` that draws a bar of so many epochs.

    It draws on stdout: text on stderr would cost a graded cell its marks. Needs tqdm.
    """
    import sys

    from tqdm import tqdm

    bar = tqdm(total=epochs, file=sys.stdout, unit="epoch")

    def advance(epoch, history):
        bar.set_postfix({name: f"{values[-1]:.4f}" for name, values in vars(history).items() if values})
        bar.update()
        if epoch + 1 == epochs:
            bar.close()

    return advance


def _checked(network, X, T, of=""):
    """Samples and targets in the network's dtype, after a look at whether they can be learned from."""
    X = np.ascontiguousarray(numbers(f"{of}X", X, "m", "n_in", dtype=network.dtype))  # rows are picked out of it
    if np.ndim(T) == 1:
        raise ValueError(f"{of}T has shape {np.shape(T)}; (m, n_out) is expected: one_hot makes such targets of labels")
    T = numbers(f"{of}T", T, len(X), "n_out", dtype=network.dtype)
    if network.loss in (binary_cross_entropy, categorical_cross_entropy) and not (T.min() >= 0 and T.max() <= 1):
        raise ValueError(f"{of}T goes from {T.min():g} to {T.max():g}; {network.loss.__name__} takes 0 to 1")
    sums = T.sum(axis=1)
    if network.loss is categorical_cross_entropy and np.abs(sums - 1).max() > 1e-3:
        k = int(np.abs(sums - 1).argmax())
        raise ValueError(f"{of}T has row {k} with the sum {sums[k]:g}; probabilities of the classes sum to 1")
    return X, T
