"""A forward pass to play with: move the inputs and watch every sum and every activation follow."""

from ipywidgets import HTML, FloatSlider, HBox

from nnlib.plots.forward import forward_pass
from nnlib.widgets import Piece, image

LOWEST, HIGHEST = -5.0, 5.0


def forward_player(x, layers) -> Piece:
    """A slider for each input over `forward_pass(x, layers)`; returns the widget.

    x: (n_in,) inputs to start from, between -5 and 5. layers: a list of (W, b, activation).
    """
    sliders = [
        FloatSlider(value=value, min=LOWEST, max=HIGHEST, step=0.5, description=f"x{k + 1}", layout={"width": "206px"})
        for k, value in enumerate(x)
    ]
    for slider in sliders:
        slider.style.description_width = "24px"
    picture = HTML()

    def show(_=None):
        picture.value = image(forward_pass([slider.value for slider in sliders], layers))

    for slider in sliders:
        slider.observe(show, names="value")
    show()
    return Piece([HBox(sliders, layout={"flex_flow": "row wrap"}), picture], still=forward_pass(x, layers))
