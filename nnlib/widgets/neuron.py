"""A neuron by hand: sliders for its weights and its bias, and the line that it draws through points of two kinds."""

import numpy as np
from ipywidgets import HTML, Dropdown, FloatSlider, VBox

from nnlib.datasets import bank_loans
from nnlib.plots.neuron import neuron_line
from nnlib.widgets import Piece, image

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def problems():
    """What the neuron can be tried on: by name, samples (m, 2), targets (m,) of ±1 and the names of the two inputs."""
    X, targets = bank_loans(60, rng=1957)
    gates = {"AND": (-1, -1, -1, 1), "OR": (-1, 1, 1, 1), "XOR": (-1, 1, 1, -1)}
    found = {name: (CORNERS, np.array(answers), ("x_1", "x_2")) for name, answers in gates.items()}
    return found | {"loans": (X[:, :2], targets, (r"\mathrm{income}", r"\mathrm{debt}"))}


def neuron_sliders(problem="AND", w=(1.0, 1.0), b=0.0) -> Piece:
    """Sliders for the weights and the bias over `neuron_line`, and a choice of points; returns the widget.

    problem: "AND", "OR", "XOR" or "loans" (income and debt of 60 made-up applications). Raises KeyError for others.
    """
    choices = problems()
    still = neuron_line(w, b, *choices[problem]).figure
    choice = Dropdown(options=list(choices), value=problem, description="points")
    sliders = [
        FloatSlider(value=value, min=-3, max=3, step=0.1, description=name, layout={"width": "520px"})
        for name, value in (("weight w₁", w[0]), ("weight w₂", w[1]), ("bias b", b))
    ]
    picture = HTML()

    def show(_=None):
        w1, w2, b = (slider.value for slider in sliders)
        picture.value = image(neuron_line((w1, w2), b, *choices[choice.value]).figure)

    for control in (choice, *sliders):
        control.observe(show, names="value")
    show()
    return Piece([VBox([choice, *sliders]), picture], still=still)
