"""How large should the first weights be? A slider for their size, and what each layer then sends on."""

import numpy as np
from ipywidgets import HTML, Dropdown, FloatLogSlider, VBox

from nnlib.layers import Dense
from nnlib.network import Network
from nnlib.plots.training import activation_spread
from nnlib.widgets import Piece, image

WIDTH, DEPTH, SAMPLES = 64, 5, 200


def start_slider(size=1.0, activation="tanh") -> Piece:
    """A slider for the size of the weights and a choice of activation, over `activation_spread`; returns the widget.

    The weights are drawn uniformly within ±size/√n_in, so that 1 is the usual rule. Raises ValueError for another
    activation than tanh, sigmoid and relu.
    """
    slider = FloatLogSlider(
        value=size, base=10, min=-2, max=1, step=0.05, description="times 1/√n", readout_format=".2f",
        layout={"width": "560px"},
    )  # fmt: skip
    choice = Dropdown(options=["tanh", "sigmoid", "relu"], description="activation")
    if activation not in choice.options:
        raise ValueError(f"activation is {activation!r}; one of {', '.join(choice.options)} is expected")
    choice.value = activation
    picture = HTML()

    def show(_=None):
        picture.value = image(_drawn(slider.value, choice.value))

    for control in (slider, choice):
        control.observe(show, names="value")
    show()
    return Piece([VBox([choice, slider]), picture], still=_drawn(size, activation))


def _drawn(size, activation):
    rng = np.random.default_rng(8)
    X = rng.normal(size=(SAMPLES, WIDTH))
    net = Network([Dense(WIDTH, WIDTH, activation, "uniform", rng) for _ in range(DEPTH)])
    for layer in net.layers:
        layer.W *= size
    return activation_spread({f"{activation}, {size:.2g}/√n": net}, X)[0][0].figure
