"""Softmax to play with: lift one score and see who pays for it; add to all of them and see that nothing happens."""

from ipywidgets import HTML, FloatLogSlider, FloatSlider, VBox

from nnlib.plots.softmax import softmax_bars
from nnlib.widgets import Piece, image

RANGE, MOST_ADDED, LIFT = 3.0, 3.0, 1.5


def softmax_sliders(scores) -> Piece:
    """A slider for each score, one that adds to all, and one for the temperature, over `softmax_bars`.

    scores: (n,), three or more, each from −3 to 3; they stay outlined in dashes. Where there is no kernel, the still
    picture has the score of class 2 lifted. Returns the widget.
    """
    start = [float(x) for x in scores]
    look = {"style": {"description_width": "110px"}, "layout": {"width": "560px"}, "readout_format": ".2f"}
    each = [
        FloatSlider(value=x, min=-RANGE, max=RANGE, step=0.01, description=f"score {k}", **look)
        for k, x in enumerate(start)
    ]
    to_all = FloatSlider(value=0, min=-MOST_ADDED, max=MOST_ADDED, step=0.1, description="added to all", **look)
    temperature = FloatLogSlider(value=1, base=10, min=-1, max=1, step=0.05, description="temperature", **look)
    picture = HTML()

    def show(_=None):
        moved = [slider.value + to_all.value for slider in each]
        picture.value = image(_drawn(moved, temperature.value, start))

    for slider in (*each, to_all, temperature):
        slider.observe(show, names="value")
    show()
    lifted = [x + LIFT * (k == 2) for k, x in enumerate(start)]
    return Piece([VBox([*each, to_all, temperature]), picture], still=_drawn(lifted, 1.0, start))


def _drawn(scores, temperature, before):
    room = RANGE + MOST_ADDED + 0.8
    return softmax_bars(scores, temperature, before=before, score_range=(-room, room))[0].figure
