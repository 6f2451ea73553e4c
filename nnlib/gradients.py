"""The gradient check: is the gradient that backpropagation found the slope of the loss?

Nudge one parameter up and down by h and see how the loss changes: (E(θ + h) − E(θ − h)) / 2h. It is slow, a forward
pass for every nudge, and it knows nothing of how the gradient was found, which makes it a good witness.
"""

import numpy as np


def numerical_gradient(f, theta, h=1e-5):
    """Gradient of f at theta by central differences: an array of the shape of theta, which is left as it was.

    f takes an array of that shape and returns a number.
    """
    theta = np.array(theta, dtype=float)
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
    gradient itself is off.
    """
    network.backward(network.forward(X), T)
    worst = 0.0
    for p, g in zip(network.parameters, [g.copy() for g in network.gradients], strict=True):

        def loss_at(value, p=p):
            kept = p.copy()
            p[...] = value
            loss = network.loss(network.forward(X), T)
            p[...] = kept
            return loss

        numerical = numerical_gradient(loss_at, p, h)
        worst = max(worst, np.max(np.abs(g - numerical)) / max(1e-8, np.max(np.abs(numerical))))
    return float(worst)
