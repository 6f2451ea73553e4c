"""Losses: one number that says how wrong an output is.

Training makes this number small, so each loss comes with its gradient: how the loss answers to a small change of
each output. A gradient has the shape of the outputs.
"""

import numpy as np


def half_squared_error(output, target):
    """Half squared error E = ½ Σ (target − output)², a number.

    `output` and `target` have the same shape; every entry is summed. The ½ is there to cancel the 2 of the
    derivative. Raises ValueError where the shapes differ.
    """
    output, target = _same_shape(output, target)
    return 0.5 * np.sum((target - output) ** 2)


def half_squared_error_gradient(output, target):
    """Gradient of the half squared error with respect to the output: output − target, in the shape of `output`.

    Raises ValueError where the shapes differ.
    """
    output, target = _same_shape(output, target)
    return output - target


def _same_shape(output, target):
    output, target = np.asarray(output), np.asarray(target)
    if output.shape != target.shape:
        raise ValueError(f"target has shape {target.shape}, output has {output.shape}: they must be the same")
    return output, target
