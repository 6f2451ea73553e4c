"""The gradient check: is the gradient that backpropagation found the slope of the loss?

Nudge one parameter up and down by h and see how the loss changes: (E(θ + h) − E(θ − h)) / 2h. It is slow, a forward
pass for every nudge, and it knows nothing of how the gradient was found, which makes it a good witness.
"""

import numpy as np

from nnlib.arguments import between, numbers


def numerical_gradient(f, theta, h=1e-5):
    """Gradient of f at theta by central differences: an array of the shape of theta, which is left as it was.

    f takes an array of that shape and returns a number. Raises ValueError where theta is not of finite numbers, h is
    not above 0, or f returns something else.

    >>> numerical_gradient(lambda t: t[0] ** 2 + 3 * t[1], [1.0, 5.0]).round(6)
    array([2., 3.])
    """
    theta = numbers("theta", theta).astype(float)  # a copy
    if between("h", h, 0) == 0 or np.ndim(f(theta)) != 0:
        raise ValueError(f"h is {h!r} and f(theta) {f(theta)!r:.60}; h above 0 and one number are expected")
    gradient = np.empty_like(theta)
    for index in np.ndindex(theta.shape):
        here = theta[index]
        theta[index] = here + h
        up = f(theta)
        theta[index] = here - h
        down = f(theta)
        theta[index] = here
        gradient[index] = (up - down) / (2 * h)
    return gradient


def check_gradients(network, X, T, h=1e-5):
    """The largest difference between backpropagation's gradients and the numerical ones, relative to their size.

    X (m, n_in), T (m, n_out). Below about 1e-6 in float64 all is well; near a kink of an activation the numerical
    gradient itself is off. A gradient that is 0 counts as small beside the loss. Raises ValueError where X or T does
    not fit, and for a network in float32, whose loss is not fine enough to be nudged by h.
    """
    if network.dtype != np.float64:
        raise ValueError(f"network has parameters of {network.dtype}; float64 is expected")
    X = numbers("X", X, "m", "n_in", dtype=network.dtype)
    T = numbers("T", T, len(X), "n_out", dtype=network.dtype)
    Y = network.forward(X)
    network.backward(Y, T)
    worst, small = 0.0, 1e-5 * max(1.0, float(network.loss(Y, T)))  # what nudging cannot see for rounding, and more
    for p, g in zip(network.parameters, [g.copy() for g in network.gradients], strict=True):

        def loss_at(value, p=p):
            kept = p.copy()
            p[...] = value
            loss = network.loss(network.forward(X), T)
            p[...] = kept
            return loss

        numerical = numerical_gradient(loss_at, p, h)
        worst = max(worst, np.max(np.abs(g - numerical)) / max(small, np.max(np.abs(numerical))))
    return float(worst)
