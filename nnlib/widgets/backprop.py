"""Backpropagation to play with: change one weight and see what it reaches; step back and see the deltas appear.

Over `nnlib.plots.backprop.backprop_diagram`, which draws the same picture still.
"""

import numpy as np
from ipywidgets import HTML, Dropdown, FloatSlider, HBox, IntSlider

from nnlib.plots.backprop import backprop_diagram
from nnlib.widgets import Piece

WIDE = {"description_width": "initial"}


def backprop_player(network, x, t, start=(0, 0, 0), by=0.5, names=None):
    """A choice of one weight, how much greater it is to be, and how far back the deltas are known; returns the widget.

    network: of Dense layers; x (n_in,), t (n_out,): one sample and its targets. start: (k, i, j), the weight [i, j] of
    layer k that is chosen first, and `by` its first change. names: a list of names for each column, inputs first.
    """
    weights = [(k, i, j) for k, layer in enumerate(network.layers) for i, j in np.ndindex(layer.W.shape)]
    labels = {f"columns {k + 1}–{k + 2}: from {j + 1} to {i + 1}": (k, i, j) for k, i, j in weights}
    weight = Dropdown(options=labels, value=start, description="weight", style=WIDE)
    change = FloatSlider(value=by, min=-2, max=2, step=0.1, description="made greater by", style=WIDE)
    last = len(network.layers)
    back = IntSlider(value=0, min=0, max=last, description="layers with deltas", style=WIDE)
    picture = HTML()

    def figure(deltas):
        moved = (*weight.value, change.value) if change.value else None
        return backprop_diagram(network, x, t, deltas, moved, names).figure

    def show(_=None):
        picture.value = figure(back.value).html()

    for control in (weight, change, back):
        control.observe(show, names="value")
    show()
    return Piece([HBox([weight, change, back], layout={"flex_flow": "row wrap"}), picture], still=figure(last))
