"""nnlib: the reference library of the course, written to be read.

One idea a file. The core needs NumPy alone; `nnlib.plots` adds matplotlib and `nnlib.widgets` adds ipywidgets,
so import those two by name when you want to draw or to play.
"""

from nnlib import datasets
from nnlib.activations import ACTIVATIONS, relu, sigmoid, tanh
from nnlib.gradients import check_gradients, numerical_gradient
from nnlib.layers import Dense, Dropout, Maxout, Softmax
from nnlib.losses import LOSSES, half_squared_error
from nnlib.network import Network
from nnlib.optimizers import GradientDescent
from nnlib.softmax import softmax
from nnlib.trace import Trace
from nnlib.training import accuracy, fit

__all__ = [
    "ACTIVATIONS", "LOSSES", "Dense", "Dropout", "GradientDescent", "Maxout", "Network", "Softmax", "Trace",
    "accuracy", "check_gradients", "datasets", "fit", "half_squared_error", "numerical_gradient", "relu", "sigmoid",
    "softmax", "tanh",
]  # fmt: skip
