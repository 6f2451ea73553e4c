"""A price on a weight to play with: how far L2 and L1 draw the best weight to 0, and which gets it there."""

from ipywidgets import HTML, FloatSlider, VBox

from nnlib.plots.regularization import REACH, penalty_curves
from nnlib.widgets import Piece, image


def penalty_sliders(wanted=1.0, lam=0.4) -> Piece:
    """Sliders for the weight that the error alone asks for and for λ, over `penalty_curves`; returns the widget."""
    look = {"style": {"description_width": "190px"}, "layout": {"width": "560px"}, "readout_format": ".2f"}
    sliders = [
        FloatSlider(value=wanted, min=-REACH, max=REACH, step=0.05, description="the error asks for w =", **look),
        FloatSlider(value=lam, min=0, max=2, step=0.05, description="price λ", **look),
    ]
    picture = HTML()

    def show(_=None):
        picture.value = image(penalty_curves(*(slider.value for slider in sliders))[0].figure)

    for slider in sliders:
        slider.observe(show, names="value")
    show()
    return Piece([VBox(sliders), picture], still=penalty_curves(wanted, lam)[0].figure)
