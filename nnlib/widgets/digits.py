"""Digits to play with: push one aside, add noise, and watch the network change its mind."""

import numpy as np
from ipywidgets import HTML, FloatSlider, IntSlider, VBox

from nnlib.plots.digit_network import digit_network, rows
from nnlib.widgets import Piece, image

FURTHEST = 8


def digit_player(network, images, labels) -> Piece:
    """Sliders for which image, how far it is pushed to the right and down, and noise, over `digit_network`.

    images (m, 28, 28) and labels (m,). Where there is no kernel, the still picture has image 0 pushed four pixels to
    the right. Returns the widget.
    """
    grey = rows(images).reshape(-1, 28, 28)
    look = {"style": {"description_width": "110px"}, "layout": {"width": "520px"}}
    which = IntSlider(value=0, min=0, max=len(grey) - 1, description="image", **look)
    right = IntSlider(value=0, min=-FURTHEST, max=FURTHEST, description="to the right", **look)
    down = IntSlider(value=0, min=-FURTHEST, max=FURTHEST, description="down", **look)
    noise = FloatSlider(value=0, min=0, max=1, step=0.05, description="noise", **look)
    picture = HTML()

    def show(_=None):
        changed = pushed(grey[which.value], right.value, down.value, noise.value)
        picture.value = image(digit_network(network, changed, labels[which.value]).figure)

    for slider in (which, right, down, noise):
        slider.observe(show, names="value")
    show()
    still = digit_network(network, pushed(grey[0], 4, 0, 0.0), labels[0]).figure
    return Piece([VBox([which, right, down, noise]), picture], still=still)


def pushed(grey, right, down, noise):
    """The image (28, 28) pushed by so many pixels, what comes in black; and, by its share, covered by noise."""
    framed = np.pad(grey, FURTHEST)
    moved = framed[FURTHEST - down : FURTHEST - down + 28, FURTHEST - right : FURTHEST - right + 28]
    return (1 - noise) * moved + noise * np.random.default_rng(0).random((28, 28))
