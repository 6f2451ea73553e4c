"""Activation functions: what a neuron does with its weighted sum.

A neuron first adds up its weighted inputs and its bias; the sum is called z here (the worked example says `net`).
Then it bends z through an activation function, a = f(z). Without the bend, any stack of layers would collapse into
a single linear one. Learning needs the slope of the bend, f'(z), so each activation carries its derivative along:

    sigmoid(z)              the value
    sigmoid.derivative(z)   the slope at the same z

Both take a number or an array of any shape and answer in the same shape; float32 stays float32.
"""

import numpy as np


def sigmoid(z):
    """Logistic sigmoid σ(z) = 1 / (1 + e^−z), between 0 and 1, in the shape of `z`.

    Right and silent for every z: the exponential is only taken of −|z|, so it never overflows.
    """
    z = np.asarray(z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_derivative(z):
    """Slope of the sigmoid, σ'(z) = σ(z)·(1 − σ(z)), in the shape of `z`; at most ¼, reached at z = 0."""
    a = sigmoid(z)
    return a * (1 - a)


sigmoid.derivative = sigmoid_derivative
