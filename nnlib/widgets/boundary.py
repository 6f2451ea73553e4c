"""Two things to watch: a boundary as it forms, over the epochs of a training, and a curve built from more bumps."""

import numpy as np
from ipywidgets import HTML, IntSlider, SelectionSlider

from nnlib.plots.boundaries import COLORS, blocks, bumps_and_sum, side_by_side
from nnlib.plots.boundary import decision_boundary
from nnlib.widgets import Piece, image

WIDE = {"width": "560px"}


def boundary_player(kept, X, labels, shown=200) -> Piece:
    """A slider over the networks that `snapshots` kept, and the boundary of the one chosen; returns the widget.

    kept: a dict from epochs to networks, four or more. X (m, 2), labels (m,); the first `shown` samples are drawn.
    The still figure has four of the networks side by side. Raises ValueError for fewer than four.
    """
    epochs = list(kept)
    if len(epochs) < 4:
        raise ValueError(f"kept has {len(epochs)} networks; 4 or more are expected")
    chosen = [epochs[k] for k in np.linspace(0, len(epochs) - 1, 4).round().astype(int)]
    still = side_by_side({f"epoch {epoch}": kept[epoch] for epoch in chosen}, X, labels, shown)
    slider = SelectionSlider(options=epochs, value=epochs[0], description="epoch", layout=WIDE)
    picture = HTML()

    def show(_=None):
        ax = decision_boundary(kept[slider.value], X[:shown], labels[:shown], fine=200)
        ax.set_title(f"after {slider.value} epochs", fontsize=12)
        ax.figure.colors = COLORS
        ax.alt = f"After {slider.value} epochs. {ax.alt}"
        picture.value = image(ax.figure)

    slider.observe(show, names="value")
    show()
    return Piece([slider, picture], still=still)


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
