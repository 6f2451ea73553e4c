"""Losses: one number that says how wrong an output is.

Training makes this number small, so each loss carries its gradient: how each sample's own loss answers to a small
change of each of its outputs.

    loss(Y, T)              a number: the mean over the samples (rows) of each sample's loss
    loss.gradient(Y, T)     (m, n): a row is the gradient of that sample's own loss

The mean over the samples is not in the gradient; it enters once, where the gradients of the weights are formed. `Y`
are outputs, `T` targets, both (m, n), or (n,) for one sample. All raise ValueError where the two shapes differ, or
where they hold what is no number.

    >>> float(half_squared_error([0.75, 0.25], [1, 0]))
    0.0625
    >>> half_squared_error.gradient([0.75, 0.25], [1, 0])
    array([-0.25,  0.25])
"""

import numpy as np

from nnlib.arguments import as_floats

SMALLEST = 1e-12  # a probability of 0 for what did happen costs −ln(SMALLEST) ≈ 27.6, large and finite


def half_squared_error(Y, T):
    """Half squared error, ½ Σ (t − y)² for a sample. The ½ cancels the 2 of the derivative."""
    Y, T = _same_shape(Y, T)
    return 0.5 * _mean_over_samples((Y - T) ** 2)


def half_squared_error_gradient(Y, T):
    """y − t."""
    Y, T = _same_shape(Y, T)
    return Y - T


def mean_squared_error(Y, T):
    """Mean squared error, the mean of (y − t)² over the outputs of a sample."""
    Y, T = _same_shape(Y, T)
    return _mean_over_samples((Y - T) ** 2) / Y.shape[-1]


def mean_squared_error_gradient(Y, T):
    """2 (y − t) / n."""
    Y, T = _same_shape(Y, T)
    return 2 * (Y - T) / Y.shape[-1]


def mean_absolute_error(Y, T):
    """Mean absolute error, the mean of |y − t| over the outputs of a sample."""
    Y, T = _same_shape(Y, T)
    return _mean_over_samples(np.abs(Y - T)) / Y.shape[-1]


def mean_absolute_error_gradient(Y, T):
    """±1 / n, and 0 where an output hits its target exactly (any slope in between would do)."""
    Y, T = _same_shape(Y, T)
    return np.sign(Y - T) / Y.shape[-1]


def binary_cross_entropy(Y, T):
    """Binary cross-entropy, −Σ (t ln y + (1 − t) ln(1 − y)); each output is a probability of its own, t is 0 or 1."""
    Y, T = _same_shape(Y, T)
    return -_mean_over_samples(T * np.log(_at_least(Y)) + (1 - T) * np.log(_at_least(1 - Y)))


def binary_cross_entropy_gradient(Y, T):
    """(y − t) / (y (1 − y))."""
    Y, T = _same_shape(Y, T)
    return (1 - T) / _at_least(1 - Y) - T / _at_least(Y)


def categorical_cross_entropy(Y, T):
    """Categorical cross-entropy, −Σ t ln y; a row of Y holds the probabilities of the classes, T is one-hot."""
    Y, T = _same_shape(Y, T)
    return -np.vdot(T, np.log(_at_least(Y))) / (len(Y) if Y.ndim > 1 else 1)


def categorical_cross_entropy_gradient(Y, T):
    """−t / y."""
    Y, T = _same_shape(Y, T)
    return -T / _at_least(Y)


def _same_shape(Y, T):
    Y, T = np.asarray(Y), np.asarray(T)
    if Y.shape != T.shape or Y.ndim not in (1, 2):
        raise ValueError(f"T has shape {T.shape}, Y has {Y.shape}; both (n,) or both (m, n) are expected")
    if Y.dtype.kind not in "biuf" or T.dtype.kind not in "biuf":
        raise ValueError(f"Y has dtype {Y.dtype}, T has {T.dtype}; numbers are expected")
    return as_floats(Y), as_floats(T)


def _mean_over_samples(entries):
    return entries.sum() / (len(entries) if entries.ndim > 1 else 1)


def _at_least(p):
    return np.maximum(p, SMALLEST)


half_squared_error.gradient = half_squared_error_gradient
mean_squared_error.gradient = mean_squared_error_gradient
mean_absolute_error.gradient = mean_absolute_error_gradient
binary_cross_entropy.gradient = binary_cross_entropy_gradient
categorical_cross_entropy.gradient = categorical_cross_entropy_gradient

LOSSES = {
    f.__name__: f
    for f in (
        half_squared_error, mean_squared_error, mean_absolute_error,
        binary_cross_entropy, categorical_cross_entropy,
    )
}  # fmt: skip
