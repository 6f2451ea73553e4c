"""Plots: one idea a file. Each function draws into the Axes it is given, or into a figure of its own, and returns them.

    plots.loss_curves(history).figure               shows the figure in a notebook, with its alt text
    figure, axes = plots.subplots(1, 2, 800, 320)   room for two; hand over ax=axes[0], ax=axes[1]

What is seen, in words and numbers, is `ax.alt`, also on Axes of pyplot. All arguments that do not fit raise a
ValueError that says what came and what is expected.
"""

from nnlib.plots.activations import activation_gallery
from nnlib.plots.boundary import decision_boundary
from nnlib.plots.confusion import confusion_matrix
from nnlib.plots.descent import descent_contour, descent_curve, descent_surface
from nnlib.plots.digits import digit_grid
from nnlib.plots.example import HEIGHT, WEIGHT_RANGE, WIDTH, draw_trace, error_against, error_curve
from nnlib.plots.figure import AccessibleFigure, subplots
from nnlib.plots.losses import loss_curves
from nnlib.plots.network import network_diagram
from nnlib.plots.weights import weight_images

__all__ = [
    "HEIGHT", "WEIGHT_RANGE", "WIDTH", "AccessibleFigure", "activation_gallery", "confusion_matrix",
    "decision_boundary", "descent_contour", "descent_curve", "descent_surface", "digit_grid", "draw_trace",
    "error_against", "error_curve", "loss_curves", "network_diagram", "subplots", "weight_images",
]  # fmt: skip
