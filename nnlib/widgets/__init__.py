"""Widgets: pieces to play with, each over a plain function that draws the same still picture without a kernel."""

from html import escape

from ipywidgets import HTML, FloatSlider, VBox

from nnlib.plots import WEIGHT_RANGE, AccessibleFigure, error_against
from nnlib.trace import Trace


class Piece(VBox):
    """A box of widgets; where there is no kernel to move them, a web page shows the `still` figure in their place."""

    def __init__(self, children, still: AccessibleFigure):
        super().__init__(children)
        self.still = still

    def _repr_mimebundle_(self, **kwargs):
        return super()._repr_mimebundle_(**kwargs) | {"text/html": self.still.html(), "text/plain": self.still.alt}


def weight_slider(trace: Trace, name: str) -> Piece:
    """A slider for one given number of a Trace over the curve of the total error; returns the widget.

    `name` is the given number, such as `"w5"`. Raises KeyError for an unknown name.
    """
    here = trace.given[name]
    slider = FloatSlider(
        value=here, min=WEIGHT_RANGE[0], max=WEIGHT_RANGE[1], description=name, layout={"width": "640px"}
    )
    picture = HTML()

    def show(_=None):
        picture.value = image(error_against(Trace(**trace.given | {name: slider.value}), name))

    slider.observe(show, names="value")
    show()
    return Piece([slider, picture], still=error_against(trace, name))


def image(figure: AccessibleFigure) -> str:
    """The figure in HTML (widgets.Image has no alt text); the start of its alt text is spoken when it changes."""
    hidden = "position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%)"
    # It takes no room: the box around it would get a scroll bar.
    return figure.html() + f'<p role="alert" style="{hidden}">{escape(figure.alt.partition(". ")[0])}</p>'
