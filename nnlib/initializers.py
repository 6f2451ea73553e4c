"""Initial weights: where learning starts.

All zeros will not do: neurons of a layer that start alike stay alike. Small random weights tell them apart; how
small depends on how many inputs add up in a neuron, so that the sums neither vanish nor saturate.

Each initializer takes the shape (n_out, n_in) and a random generator and returns weights of that shape, float64.
"""

import numpy as np


def zeros(shape, rng):
    """All zeros: right for biases, and for showing why it is wrong for weights."""
    return np.zeros(shape)


def small_normal(shape, rng):
    """Normal with standard deviation 0.01."""
    return rng.normal(0.0, 0.01, shape)


def uniform(shape, rng):
    """Uniform within ±1/√n_in."""
    bound = 1 / np.sqrt(shape[-1])
    return rng.uniform(-bound, bound, shape)


def glorot(shape, rng):
    """Uniform within ±√(6 / (n_in + n_out)), for tanh and sigmoid (Glorot and Bengio, 2010)."""
    bound = np.sqrt(6 / (shape[-1] + shape[-2]))
    return rng.uniform(-bound, bound, shape)


def he(shape, rng):
    """Normal with standard deviation √(2 / n_in), for ReLU and its kin (He et al., 2015)."""
    return rng.normal(0.0, np.sqrt(2 / shape[-1]), shape)


INITIALIZERS = {f.__name__: f for f in (zeros, small_normal, uniform, glorot, he)}
