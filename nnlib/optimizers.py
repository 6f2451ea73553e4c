"""Optimizers: how the gradients change the parameters.

Backpropagation finds gradients; gradient descent uses them. A step of plain descent is θ ← θ − η g. Momentum keeps a
velocity, v ← α v − η g and θ ← θ + v, so that steps in one direction add up and steps back and forth cancel. A penalty
on large weights adds its own slope to the gradient: 2λw for L2, ±λ for L1; biases are left out.
"""

import numpy as np

from nnlib.arguments import between, numbers, whole


class GradientDescent:
    """Gradient descent, with momentum and penalties where asked for.

    eta: the learning rate, a number or a function of the epoch (from 0). momentum: α, 0 for none. l2, l1: λ of the
    penalties. `penalty(parameters)` is what they add to the loss. Raises ValueError for a number that cannot work.
    """

    def __init__(self, eta, momentum=0.0, l2=0.0, l1=0.0):
        self.eta = eta if callable(eta) else between("eta", eta, 0)
        self.momentum = between("momentum", momentum, 0, 1, below=True)
        self.l2, self.l1 = between("l2", l2, 0), between("l1", l1, 0)
        self.moved, self.velocities = [], []

    def step(self, parameters, gradients, epoch=0):
        """Change the parameters in place, by gradients of the same shapes; the gradients are used up.

        parameters: weights and biases in turn, as `Network.parameters` has them.
        """
        eta = self.eta(epoch) if callable(self.eta) else self.eta
        eta = np.array(eta, np.result_type(np.float32, *parameters))  # in their dtype already: faster, for small arrays
        if self.momentum and not _same_arrays(self.moved, parameters):  # other parameters start at rest
            self.moved, self.velocities = list(parameters), [np.zeros_like(p) for p in parameters]
        for k, (p, g) in enumerate(zip(parameters, gradients, strict=True)):
            if k % 2 == 0:  # weights
                if self.l2:
                    g += 2 * self.l2 * p
                if self.l1:
                    g += self.l1 * np.sign(p)
            g *= eta
            if self.momentum:
                v = self.velocities[k]
                v *= self.momentum
                v -= g
                p += v
            else:
                p -= g

    def penalty(self, parameters):
        """λ₂ Σw² + λ₁ Σ|w| over the weights; parameters as in `step`."""
        return sum(self.l2 * np.sum(w**2) + self.l1 * np.sum(np.abs(w)) for w in parameters[::2])


def _same_arrays(some, others):
    return len(some) == len(others) and all(a is b for a, b in zip(some, others, strict=True))


def decay(eta0, rate):
    """A schedule: η₀ / (1 + rate·epoch), epochs from 0. Raises ValueError for negative numbers.

    >>> decay(0.5, rate=1)(4)
    0.1
    """
    between("eta0", eta0, 0), between("rate", rate, 0)
    return lambda epoch: eta0 / (1 + rate * epoch)


def svrg(network, X, T, eta, epochs, batch_size, rng=None):
    """Stochastic variance reduced gradient (Johnson and Zhang, 2013): train in place, return the loss of each epoch.

    Once an epoch the gradient over all samples is found at a snapshot of the parameters. A step on a batch then uses
    the batch's gradient here, minus the same batch's gradient at the snapshot, plus that full gradient: right on
    average, and with less and less noise as the parameters settle. X (m, n_in), T (m, n_out). Raises ValueError
    where one of these does not fit.
    """
    X = numbers("X", X, "m", "n_in", dtype=network.dtype)
    T = numbers("T", T, len(X), "n_out", dtype=network.dtype)
    between("eta", eta, 0), whole("epochs", epochs), whole("batch_size", batch_size)
    rng = np.random.default_rng(rng)
    losses = []

    def gradients(rows, parameters):
        for p, value in zip(network.parameters, parameters, strict=True):
            p[...] = value
        network.backward(network.forward(X[rows]), T[rows])
        return network.gradients

    for _ in range(epochs):
        snapshot = [p.copy() for p in network.parameters]
        full = gradients(slice(None), snapshot)
        here = [p.copy() for p in snapshot]
        order = rng.permutation(len(X))
        for rows in (order[k : k + batch_size] for k in range(0, len(X), batch_size)):
            old, new = gradients(rows, snapshot), gradients(rows, here)
            here = [p - eta * (n - o + f) for p, n, o, f in zip(here, new, old, full, strict=True)]
        for p, value in zip(network.parameters, here, strict=True):
            p[...] = value
        losses.append(network.loss(network.forward(X), T))
    return losses


def levenberg_marquardt(residuals, jacobian, theta, steps, damping=1e-2):
    """Levenberg-Marquardt for ½ Σ r²: between a Gauss-Newton step and a short step of gradient descent.

    residuals(theta) is (k,), jacobian(theta) is (k, n), theta is (n,). A step solves (JᵀJ + μI) s = −Jᵀr. Where it
    lowers the sum of squares it is taken and μ divided by 10; where not, μ is multiplied by 10 and the step tried
    again, twenty times at most: then nothing near is lower, and the point stays where it is. Returns the array of all
    points, (steps + 1, n), the start first. Levenberg, 1944; Marquardt, 1963. Raises ValueError where theta is no row
    of numbers, or steps or damping cannot work.
    """
    theta = numbers("theta", theta, "n", dtype=float)
    whole("steps", steps), between("damping", damping, 0)
    points = [theta]
    r = residuals(theta)
    for _ in range(steps):
        J = jacobian(theta)
        for _ in range(20):
            s = np.linalg.solve(J.T @ J + damping * np.eye(len(theta)), -J.T @ r)
            r_new = residuals(theta + s)
            if r_new @ r_new < r @ r:
                theta, r, damping = theta + s, r_new, damping / 10
                break
            damping *= 10
        else:
            return np.array(points + [theta] * (steps + 1 - len(points)))
        points.append(theta)
    return np.array(points)
