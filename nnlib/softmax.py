"""Softmax: scores become probabilities, all outputs of a sample at once.

softmax(z)ⱼ = e^zⱼ / Σₖ e^zₖ. Every output depends on every score, so this is not an activation function of one neuron.
Adding the same number to all scores changes nothing; taking off the largest of them keeps the exponentials from
overflowing, and it has to be the largest of each row: with one maximum for the whole batch, a row of much smaller
scores would come out as 0/0.
"""

import numpy as np

from nnlib.arguments import as_floats


def softmax(z):
    """Softmax of the last axis: (n,) -> (n,) for one sample, (m, n) -> (m, n) for a row each; each row sums to 1.

    float32 stays float32. Silent and finite for scores of any size. Raises ValueError for another shape and for what is
    no number.

    >>> softmax([0.0, 0.0, np.log(2)])
    array([0.25, 0.25, 0.5 ])
    """
    z = np.asarray(z)
    if z.ndim not in (1, 2) or z.dtype.kind not in "biuf":
        raise ValueError(f"z has shape {z.shape} and dtype {z.dtype}; numbers in the shape (n,) or (m, n) are expected")
    z = as_floats(z)
    p = np.exp(z - z.T.copy().max(axis=0)[..., None])
    p /= p.dot(np.ones(p.shape[-1], p.dtype))[..., None]  # the sums of the rows
    return p
