"""nnlib: the reference library of the course, written to be read.

One idea a file. The core needs NumPy alone; `nnlib.plots` adds matplotlib and `nnlib.widgets` adds ipywidgets,
so import those two by name when you want to draw or to play.
"""

from nnlib.activations import sigmoid
from nnlib.losses import half_squared_error
from nnlib.trace import Trace

__all__ = ["Trace", "half_squared_error", "sigmoid"]
