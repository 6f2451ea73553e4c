"""Activation functions: what a neuron does with its weighted sum.

A neuron first adds up its weighted inputs and its bias; the sum is called z here (the worked example says `net`).
Then it bends z through an activation function, a = f(z). Without the bend, any stack of layers would collapse into
a single linear one. Learning needs the slope of the bend, f'(z), so each activation carries its derivative along:

    relu(z)                the value
    relu.derivative(z)     the slope at the same z

Both take a number or an array of any shape and answer in the same shape; float32 stays float32. At a kink the slope
is that of the right-hand side, except for relu and its kin, which take the left-hand 0. `relu.derivative(z, a)`
takes the value a = f(z) too, where it is known already: for some activations that saves computing it again.

    >>> relu([-2, 0, 3])
    array([0., 0., 3.])
    >>> float(sigmoid.derivative(0))
    0.25

What is no number raises ValueError. Sources: X. Glorot et al. 2011 (relu, softplus), A. Maas et al. 2013 (leaky relu),
D.-A. Clevert et al. 2016 (elu), P. Ramachandran et al. 2017 (swish).
"""

import numpy as np

from nnlib.arguments import as_floats, between


def linear(z):
    """Linear (identity) activation, f(z) = z."""
    return _floating(z)


def linear_derivative(z, a=None):
    """Slope 1 everywhere."""
    return np.ones_like(_floating(z))


def heaviside(z):
    """Heaviside step: 0 for z < 0, ½ at 0, 1 for z > 0."""
    return np.heaviside(_floating(z), 0.5)


def sign(z):
    """Sign: −1 for z < 0, 0 at 0, 1 for z > 0."""
    return np.sign(_floating(z))


def step_derivative(z, a=None):
    """Slope 0 on both sides of a step; at the jump there is none, and 0 is given."""
    return np.zeros_like(_floating(z))


def piecewise_linear(z):
    """Piecewise linear ramp: 0 up to z = −½, z + ½ in between, 1 from z = ½."""
    return np.clip(_floating(z) + 0.5, 0, 1)


def piecewise_linear_derivative(z, a=None):
    """Slope 1 on the ramp, 0 beside it."""
    z = _floating(z)
    return ((z >= -0.5) & (z < 0.5)).astype(z.dtype)


def sigmoid(z):
    """Logistic sigmoid σ(z) = 1 / (1 + e^−z), between 0 and 1.

    Right and silent for every z: for negative z it is e^z / (1 + e^z), so no exponential is of more than 0.
    """
    z = _floating(z)
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def sigmoid_derivative(z, a=None):
    """Slope of the sigmoid, σ(z)·(1 − σ(z)); at most ¼, reached at z = 0."""
    a = sigmoid(z) if a is None else a
    return a * (1 - a)


def tanh(z):
    """Hyperbolic tangent (e^z − e^−z) / (e^z + e^−z), between −1 and 1; equals 2σ(2z) − 1."""
    return np.tanh(_floating(z))


def tanh_derivative(z, a=None):
    """Slope of tanh, 1 − tanh²(z); at most 1, reached at z = 0."""
    a = tanh(z) if a is None else a
    return 1 - a * a


def relu(z):
    """Rectified linear unit: 0 for negative z, else z."""
    return np.maximum(_floating(z), 0)


def relu_derivative(z, a=None):
    """Slope 0 up to z = 0, then 1. Taken from z: a rectified value cannot tell on which side it stood."""
    z = _floating(z)
    return (z > 0).astype(z.dtype)


def leaky_relu(z, slope=0.1):
    """Leaky ReLU: slope·z for negative z, else z. Raises ValueError unless 0 ≤ slope ≤ 1."""
    z, slope = _floating(z), float(between("slope", slope, 0, 1))
    return np.maximum(slope * z, z)


def leaky_relu_derivative(z, a=None, slope=0.1):
    """`slope` up to z = 0, then 1."""
    z = _floating(z)
    return np.where(z > 0, z.dtype.type(1), z.dtype.type(slope))


def shifted_relu(z):
    """Shifted ReLU: −1 up to z = −1, then z."""
    return np.maximum(_floating(z), -1)


def shifted_relu_derivative(z, a=None):
    """Slope 0 up to z = −1, then 1."""
    z = _floating(z)
    return (z > -1).astype(z.dtype)


def elu(z, alpha=1.0):
    """Exponential linear unit: alpha·(e^z − 1) for negative z, else z."""
    z = _floating(z)
    return np.where(z > 0, z, float(alpha) * np.expm1(np.minimum(z, 0)))


def elu_derivative(z, a=None, alpha=1.0):
    """alpha·e^z up to z = 0, then 1."""
    z = _floating(z)
    return np.where(z > 0, z.dtype.type(1), float(alpha) * np.exp(np.minimum(z, 0)))


def softplus(z):
    """Softplus ln(1 + e^z), a smooth ReLU; written so that e^z never overflows."""
    z = _floating(z)
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def softplus_derivative(z, a=None):
    """The slope of softplus is the sigmoid."""
    return sigmoid(z)


def swish(z):
    """Swish z·σ(z): nearly ReLU, smooth, and a little below 0 for small negative z."""
    return _floating(z) * sigmoid(z)


def swish_derivative(z, a=None):
    """σ(z)·(1 + z·(1 − σ(z)))."""
    s = sigmoid(z)
    return s * (1 + _floating(z) * (1 - s))


def _floating(z):
    """z as an array of floats: integers become float64, float32 stays. ValueError for what is no number."""
    z = np.asarray(z)
    if z.dtype.kind not in "fbiu":
        raise ValueError(f"z is {z.tolist()!r:.80}; a number or an array of numbers is expected")
    return as_floats(z)


linear.derivative = linear_derivative
heaviside.derivative = step_derivative
sign.derivative = step_derivative
piecewise_linear.derivative = piecewise_linear_derivative
sigmoid.derivative = sigmoid_derivative
tanh.derivative = tanh_derivative
relu.derivative = relu_derivative
leaky_relu.derivative = leaky_relu_derivative
shifted_relu.derivative = shifted_relu_derivative
elu.derivative = elu_derivative
softplus.derivative = softplus_derivative
swish.derivative = swish_derivative

ACTIVATIONS = {
    f.__name__: f
    for f in (
        linear, heaviside, sign, piecewise_linear, sigmoid, tanh,
        relu, leaky_relu, shifted_relu, elu, softplus, swish,
    )
}  # fmt: skip
