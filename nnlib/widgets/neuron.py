"""A neuron by hand: its weights, bias and activation, the line that it draws, and the sum at any point of the plane."""

import numpy as np
import traitlets

from nnlib.activations import ACTIVATIONS
from nnlib.arguments import between, named, numbers
from nnlib.datasets import bank_loans
from nnlib.perceptron import perceptron
from nnlib.plots.neuron import neuron_line
from nnlib.widgets.plaything import Plaything

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
MOST = 4  # the sliders go from −4 to 4


def problems():
    """What the neuron can be tried on: by name, samples (m, 2), targets (m,) of ±1 and the names of the two inputs."""
    X, targets = bank_loans(60, rng=1957)
    gates = {"AND": (-1, -1, -1, 1), "OR": (-1, 1, 1, 1), "XOR": (-1, 1, 1, -1)}
    found = {name: (CORNERS, np.array(answers), ("x₁", "x₂")) for name, answers in gates.items()}
    return found | {"loans": (X[:, :2], targets, ("income", "debt"))}


class Neuron(Plaything, module="neuron"):
    """A neuron of two inputs over a choice of points; its weights, its bias and its activation can be changed.

    problem: "AND", "OR", "XOR" or "loans" (income and debt of 60 made-up applications). w (2,) and b: from −4 to 4.
    activation: a name in `nnlib.activations.ACTIVATIONS`. `x` (2,) is the point in focus, `z` the sum and `a` the
    output there. Raises ValueError for what does not fit.
    """

    title = "One neuron and its line"

    problem = traitlets.Unicode().tag(sync=True)
    w = traitlets.List(traitlets.CFloat()).tag(sync=True)
    b = traitlets.CFloat().tag(sync=True)
    activation = traitlets.Unicode().tag(sync=True)
    x = traitlets.List(traitlets.CFloat(), default_value=[1, 1]).tag(sync=True)
    problems = traitlets.Dict().tag(sync=True)

    def __init__(self, problem="AND", w=(1, 1), b=0, activation="sign"):
        choices = problems()
        named(problem, dict.fromkeys(choices), "problem")
        if callable(activation):
            activation = getattr(activation, "__name__", repr(activation))
        named(activation, ACTIVATIONS, "activation")
        w = [float(between(f"w[{k}]", w_k, -MOST, MOST)) for k, w_k in enumerate(numbers("w", w, 2))]
        b = float(between("b", b, -MOST, MOST))
        super().__init__(problem=problem, w=w, b=b, activation=activation, problems=_plain(choices))

    @property
    def samples(self):
        """The points (m, 2) and their targets (m,) of ±1."""
        return tuple(np.array(self.problems[self.problem][name]) for name in ("X", "targets"))

    @property
    def right(self) -> int:
        """How many of the points are right: the sum above 0 for a target of +1, 0 or below for −1."""
        X, targets = self.samples
        return int(np.sum(perceptron(X, self.w, self.b) == targets))

    @property
    def z(self) -> float:
        """The weighted sum plus bias at the point in focus."""
        return float(np.dot(self.x, self.w) + self.b)

    @property
    def a(self) -> float:
        """The output at the point in focus."""
        return float(ACTIVATIONS[self.activation](self.z))

    def outputs(self, X):
        """What the neuron answers, (m,), to samples X (m, 2). Raises ValueError for another shape."""
        return ACTIVATIONS[self.activation](numbers("X", X, "m", 2) @ self.w + self.b)

    def still(self):
        names = self.problems[self.problem]["names"]
        return neuron_line(self.w, self.b, *self.samples, names, activation=self.activation).figure


def _plain(choices):
    """The problems as lists by name, as JavaScript reads them."""
    return {
        name: {"X": X.tolist(), "targets": targets.tolist(), "names": list(names)}
        for name, (X, targets, names) in choices.items()
    }
