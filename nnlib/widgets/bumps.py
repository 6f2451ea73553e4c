"""A curve built from more bumps, or from sharper ones."""

from ipywidgets import HTML, IntSlider, SelectionSlider

from nnlib.plots.boundaries import blocks, bumps_and_sum
from nnlib.widgets import Piece, image

WIDE = {"width": "560px"}


def bump_player(f, n=10, steepness=200) -> Piece:
    """Sliders for the number of bumps and for their steepness, over f on [0, 1] and the sum; returns the widget.

    f: a function of an array. Raises ValueError where f gives no numbers of its shape.
    """
    many = IntSlider(value=n, min=1, max=60, description="bumps", layout=WIDE)
    steep = SelectionSlider(options=[5, 10, 20, 50, 100, 200, 500, 1000], value=steepness, layout=WIDE)
    steep.description = "steepness"
    picture = HTML()

    def draw():
        return bumps_and_sum(f, bumps=blocks(f, many.value, steep.value), title=f"{many.value} bumps").figure

    def show(_=None):
        picture.value = image(draw())

    for slider in (many, steep):
        slider.observe(show, names="value")
    show()
    return Piece([many, steep, picture], still=draw())
