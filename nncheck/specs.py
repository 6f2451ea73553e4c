"""What travels besides numbers: activations, loss functions, random generators, networks.

Such things do not travel between processes. Their names do (`nncheck.values.Spec`), and `build` makes the things
themselves where the student's function is called. The judge builds the same for the function that knows the answer.
A network that a student's function returns goes the other way: `described` says of what it is made.
"""

import itertools

import numpy as np

from nncheck.values import Spec
from nnlib.activations import ACTIVATIONS
from nnlib.layers import Dense, Softmax
from nnlib.layers import build as build_layer
from nnlib.network import Network


class Shifted:
    """An activation that looks at all its inputs: z less its mean. Called entry by entry, it gives 0 everywhere."""

    __name__ = "shifted"

    def __call__(self, z):
        return np.asarray(z) - np.mean(z)

    def derivative(self, z, a=None):
        return np.ones_like(z)


def quadratic(A, b):
    """f(θ) = ½ Σ Aᵢ θᵢ² + Σ bᵢ θᵢ for θ of any shape."""
    return lambda theta: float(np.sum(0.5 * np.asarray(A) * np.asarray(theta) ** 2 + np.asarray(b) * np.asarray(theta)))


def cubic(A):
    """f(θ) = Σ Aᵢ θᵢ³: its one-sided differences are visibly off."""
    return lambda theta: float(np.sum(np.asarray(A) * np.asarray(theta) ** 3))


def coupled(A):
    """f(θ) = ½ (Σ Aᵢ θᵢ)²: each slope depends on all of θ, so an entry that was not put back after a nudge shows."""
    return lambda theta: float(0.5 * np.sum(np.asarray(A) * np.asarray(theta)) ** 2)


LOSS_OF = {
    "linear": "half_squared_error",
    "sigmoid": "binary_cross_entropy",
    "softmax": "categorical_cross_entropy",
}


def network(sizes, activation, output, seed):
    """A network of these sizes; `activation` in its hidden layers, `output` (linear, sigmoid, softmax) after the last.

    The output says which loss goes with it.
    """
    rng = np.random.default_rng(seed)
    *hidden, last = itertools.pairwise(sizes)
    layers = [Dense(n_in, n_out, activation, rng=rng) for n_in, n_out in hidden]
    layers.append(Dense(*last, "linear" if output == "softmax" else output, rng=rng))
    return Network(layers + [Softmax()] * (output == "softmax"), LOSS_OF[output])


def network_of(loss, layers, seed=0):
    """The network that was described, with fresh weights from the seed. Raises ValueError for what nnlib has not."""
    rng = np.random.default_rng(seed)
    return Network([build_layer(layer, rng) for layer in layers], loss)


def described(value):
    """The value with every network in it (also in a list, tuple or dict) replaced by a Spec that says what it is.

    A network with a part of the student's own making stays what it is, and does not travel.
    """
    if type(value) is Network:
        try:
            spec = Spec("network_of", (value.loss.__name__, [layer.describe() for layer in value.layers]))
            same = network_of(*spec.args)
            return spec if _functions(same) == _functions(value) else value
        except (AttributeError, TypeError, ValueError):
            return value
    if type(value) in (list, tuple):
        return type(value)(map(described, value))
    return value


def _functions(network):
    kinds = [(type(x), getattr(x, "activation", None), getattr(x, "initializer", None)) for x in network.layers]
    return [network.loss, *kinds]


BUILDERS = {
    **{name: lambda f=f: f for name, f in ACTIVATIONS.items()},
    "shifted": Shifted,
    "quadratic": quadratic,
    "cubic": cubic,
    "coupled": coupled,
    "rng": np.random.default_rng,
    "network": network,
    "network_of": network_of,
}


def build(value, built: dict | None = None):
    """The value with every Spec in its lists, tuples and dicts replaced by what it names.

    `built` is filled with the specs, by the id of what was built from them. Raises KeyError for an unknown name.
    """
    if isinstance(value, Spec):
        thing = BUILDERS[value.name](*value.args)
        if built is not None:
            built[id(thing)] = value
        return thing
    if isinstance(value, list | tuple):
        return type(value)(build(item, built) for item in value)
    if isinstance(value, dict):
        return {key: build(item, built) for key, item in value.items()}
    return value
