"""An activation to play with: choose one, slide z along it, and see what layers of it leave of a gradient."""

from html import escape

from ipywidgets import HTML, Dropdown, FloatSlider, HBox, IntSlider

from nnlib.activations import ACTIVATIONS
from nnlib.plots.activation import activation_at
from nnlib.widgets import Piece


def activation_player(name="sigmoid", z=0.0, layers=10) -> Piece:
    """A choice of the activations and sliders for z and for the number of layers, over `activation_at`.

    name: the activation to begin with; z: from −6 to 6; layers: from 1 to 20. Returns the widget.
    """
    choice = Dropdown(options=list(ACTIVATIONS), value=name, description="activation")
    place = FloatSlider(value=z, min=-6, max=6, step=0.25, description="z", layout={"width": "280px"})
    depth = IntSlider(value=layers, min=1, max=20, description="layers", layout={"width": "240px"})
    picture = HTML()

    def show(_=None):
        figure = activation_at(choice.value, place.value, depth.value)[0].figure
        # spoken when it changes, for those who do not see the picture
        spoken = f'<p role="alert" style="position: absolute; opacity: 0">{escape(figure.alt)}</p>'
        picture.value = figure.html() + spoken

    for control in (choice, place, depth):
        control.observe(show, names="value")
    show()
    return Piece([HBox([choice, place, depth]), picture], still=activation_at(name, z, layers)[0].figure)
