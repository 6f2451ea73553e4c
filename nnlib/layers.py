"""Layers: what turns a batch of rows into a batch of rows, and a gradient back into a gradient.

A layer goes both ways:

    forward(X)     (m, n_in) -> (m, n_out); keeps what the way back needs
    backward(dA)   (m, n_out) -> (m, n_in); keeps the gradients of its own parameters

A row of `dA` is one sample's own dE/da. The batch loss is the mean over the samples, and that mean enters here and
nowhere else: where `gradients` are formed. `parameters` and `gradients` are lists of arrays of the same shapes.
"""

from functools import lru_cache

import numpy as np

from nnlib.activations import ACTIVATIONS, linear
from nnlib.arguments import between, floats, named, whole
from nnlib.initializers import INITIALIZERS
from nnlib.softmax import softmax


class Dense:
    """A fully connected layer: Z = X Wᵀ + b, A = f(Z); every neuron hears every input.

    W is (n_out, n_in): `W[i, j]` joins sender j to receiver i; b is (n_out,). `activation` and `initializer` are
    functions of `nnlib.activations` and `nnlib.initializers` or their names; rng: a seed or a generator. Raises
    ValueError for sizes that are not whole numbers above 0, an unknown name, an activation without a derivative.

    >>> Dense(2, 3, "tanh", rng=0).forward(np.zeros((1, 2)))
    array([[0., 0., 0.]])
    """

    def __init__(self, n_in, n_out, activation="linear", initializer="glorot", rng=None, dtype=np.float64):
        shape, dtype = (whole("n_out", n_out), whole("n_in", n_in)), floats("dtype", dtype)
        self.activation = named(activation, ACTIVATIONS, "activation")
        if not hasattr(self.activation, "derivative"):
            raise ValueError(f"activation is {activation!r}, which has no .derivative")
        self.initializer = named(initializer, INITIALIZERS, "initializer")
        W = self.initializer(shape, np.random.default_rng(rng))
        self.W = W.astype(dtype, order="F")  # column by column in memory: products with rows of samples are faster
        self.b = np.zeros(n_out, dtype)

    def __repr__(self):
        n_out, n_in = self.W.shape
        return f"Dense({n_in}, {n_out}, {self.activation.__name__})"

    def describe(self):
        """What `build` needs to make the layer again, without its numbers."""
        n_out, n_in = self.W.shape
        names = {"activation": self.activation.__name__, "initializer": self.initializer.__name__}
        return {"kind": "Dense", "n_in": n_in, "n_out": n_out, **names, "dtype": self.W.dtype.name}

    @property
    def parameters(self):
        return [self.W, self.b]

    def forward(self, X, learning=False):
        """Outputs (m, n_out) of the layer for a batch X (m, n_in). Raises ValueError where X does not fit."""
        _fits(self, X, self.W.shape[1])
        self.X = X
        self.Z = X.dot(self.W.T)  # what X @ W.T is, and for small batches faster
        self.Z += self.b
        self.A = self.activation(self.Z)
        return self.A

    def backward(self, dA, to_input=True):
        """dE/dx (m, n_in) from dE/da (m, n_out); None where not asked for: the first layer has nobody to hand it to."""
        if self.activation is linear:  # a straight line has slope 1 everywhere
            return self.backward_delta(dA, to_input)
        return self.backward_delta(dA * self.activation.derivative(self.Z, self.A), to_input)

    def backward_delta(self, delta, to_input=True):
        """The same from delta (m, n_out), each sample's own dE/dz."""
        m = np.array(len(delta), delta.dtype)  # dividing by such an m is faster than by a Python number
        share = delta / m  # of the mean over the samples, from which the gradients are formed
        self.gradients = [self.X.T.dot(share).T, _ones(len(share), share.dtype).dot(share)]
        return delta.dot(self.W) if to_input else None


@lru_cache(maxsize=8)
def _ones(m, dtype):
    return np.ones(m, dtype)


class Maxout:
    """A layer of maxout units: each is the largest of `pieces` weighted sums and so learns its own bend.

    W is (pieces, n_out, n_in), b is (pieces, n_out). Goodfellow et al., "Maxout networks", 2013. Raises ValueError for
    sizes that are not whole numbers above 0 and for an unknown initializer.
    """

    def __init__(self, n_in, n_out, pieces=2, initializer="glorot", rng=None, dtype=np.float64):
        shape = whole("pieces", pieces), whole("n_out", n_out), whole("n_in", n_in)
        self.initializer = named(initializer, INITIALIZERS, "initializer")
        self.W = self.initializer(shape, np.random.default_rng(rng)).astype(floats("dtype", dtype))
        self.b = np.zeros(shape[:2], dtype)

    def __repr__(self):
        pieces, n_out, n_in = self.W.shape
        return f"Maxout({n_in}, {n_out}, pieces={pieces})"

    def describe(self):
        """What `build` needs to make the layer again, without its numbers."""
        pieces, n_out, n_in = self.W.shape
        sizes = {"n_in": n_in, "n_out": n_out, "pieces": pieces}
        return {"kind": "Maxout", **sizes, "initializer": self.initializer.__name__, "dtype": self.W.dtype.name}

    @property
    def parameters(self):
        return [self.W, self.b]

    def forward(self, X, learning=False):
        """Outputs (m, n_out) of the layer for a batch X (m, n_in). Raises ValueError where X does not fit."""
        _fits(self, X, self.W.shape[2])
        self.X = X
        Z = X @ self.W.transpose(0, 2, 1) + self.b[:, None, :]  # (pieces, m, n_out)
        self.won = Z.max(axis=0) == Z
        self.won &= np.cumsum(self.won, axis=0) == 1  # of equal pieces, the first
        return Z.max(axis=0)

    def backward(self, dA, to_input=True):
        """dE/dx (m, n_in) from dE/da (m, n_out): only the piece that won hears anything."""
        delta = self.won * dA  # (pieces, m, n_out)
        self.gradients = [delta.transpose(0, 2, 1) @ self.X / len(dA), delta.mean(axis=1)]
        return (delta @ self.W).sum(axis=0) if to_input else None


class Dropout:
    """While learning, each number is dropped with probability `p`, and those that stay are divided by 1 − p.

    So the expected sum stays the same, and outside of learning nothing is done. Raises ValueError unless 0 ≤ p < 1.
    Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.
    """

    parameters = gradients = ()

    def __init__(self, p, rng=None):
        self.p = between("p", p, 0, 1, below=True)
        self.rng = np.random.default_rng(rng)

    def __repr__(self):
        return f"Dropout({self.p})"

    def describe(self):
        """What `build` needs to make the layer again."""
        return {"kind": "Dropout", "p": self.p}

    def forward(self, X, learning=False):
        """X with some entries dropped while learning, X itself otherwise."""
        self.mask = None
        if not learning or self.p == 0:
            return X
        dtype = X.dtype if X.dtype.kind == "f" else np.dtype(np.float64)
        self.mask = (self.rng.random(X.shape) >= self.p).astype(dtype) / dtype.type(1 - self.p)
        return X * self.mask

    def backward(self, dA, to_input=True):
        """What was dropped gets no gradient; the rest was multiplied, and so is its gradient."""
        return dA if self.mask is None else dA * self.mask


class Softmax:
    """The softmax of each row, as the last layer of a classifier."""

    parameters = gradients = ()

    def __repr__(self):
        return "Softmax()"

    def describe(self):
        """What `build` needs to make the layer again."""
        return {"kind": "Softmax"}

    def forward(self, X, learning=False):
        """Probabilities for scores X (m, n)."""
        self.P = softmax(X)
        return self.P

    def backward(self, dA, to_input=True):
        """dE/dxⱼ = pⱼ (dE/dpⱼ − Σₖ pₖ dE/dpₖ): every probability depends on every score."""
        return self.P * (dA - (dA * self.P).sum(axis=1, keepdims=True))

    def backward_delta(self, delta, to_input=True):
        """Nothing is left to do where the gradient with respect to the scores is known already."""
        return delta


def _fits(layer, X, n_in):
    if X.ndim != 2 or X.shape[1] != n_in:
        raise ValueError(f"{type(layer).__name__}: X has shape {X.shape}, this layer takes (m, {n_in})")


LAYERS = {kind.__name__: kind for kind in (Dense, Maxout, Dropout, Softmax)}


def build(description, rng=None):
    """A layer from what its `describe` gave, its random numbers from `rng`. ValueError for a kind or name not known."""
    options = dict(description)
    kind = named(options.pop("kind"), LAYERS, "kind of layer")
    return kind(**options) if kind is Softmax else kind(**options, rng=rng)
