"""Gradient descent to play with: choose the learning rate and the number of steps, and watch where the weight goes.

Over `nnlib.plots.descent_lesson.eta_panel`, which draws the same picture still.
"""

from ipywidgets import HTML, FloatSlider, HBox, IntSlider

from nnlib.plots.descent_lesson import eta_panel
from nnlib.widgets import Piece, image

WIDE = {"description_width": "initial"}


def eta_slider(curvature, eta=0.1, start=1.0, n=8) -> Piece:
    """Sliders for η, the curvature L and the number of steps, over one descent on E = ½ L w²; returns the widget.

    η goes up to 2.1/L of the curvature handed over, so that a little of it lies beyond the bound.
    """
    most = round(2.1 / curvature, 3)
    sliders = [
        FloatSlider(value=eta, min=0, max=most, step=most / 42, readout_format=".3f", description="η", style=WIDE),
        FloatSlider(value=curvature, min=0.5, max=2 * curvature, step=0.5, description="curvature L", style=WIDE),
        IntSlider(value=n, min=0, max=30, description="steps", style=WIDE),
    ]
    picture = HTML()

    def figure():
        eta, curvature, n = (slider.value for slider in sliders)
        return eta_panel(curvature, eta, start, n).figure

    def show(_=None):
        picture.value = image(figure())

    for slider in sliders:
        slider.observe(show, names="value")
    show()
    return Piece([HBox(sliders, layout={"flex_flow": "row wrap"}), picture], still=figure())
