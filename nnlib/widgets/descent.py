"""Gradient descent seen from above: pick a landscape and a start, set how to step, and watch where the weights go.

Every landscape is a polynomial of two weights, given as its terms, so that a page without Python computes the same
numbers. Python takes its steps with nnlib.optimizers.GradientDescent.
"""

from itertools import islice
from math import prod

import numpy as np
import traitlets

from nnlib.arguments import between, numbers, whole
from nnlib.optimizers import GradientDescent
from nnlib.plots import descent_contour
from nnlib.widgets.plaything import Plaything

LIMITS = [[-3.5, 3.5], [-2.5, 2.5]]  # of w1 and w2, for every landscape
MOST_STEPS = 100
MOST_NOISE = 3
FAR = 1e6  # a descent with a weight beyond it has left for good
ORDERS = {"simultaneous": "at once", "sequential": "one by one"}  # in which the two weights move

# E is the sum of c · w1ⁱ · w2ʲ over the terms (c, i, j). `bounded`: E is nowhere below 0.
SURFACES = {
    "bowl": {
        "label": "round bowl",
        "about": "The curvature is the same in every direction.",
        "terms": [[1, 2, 0], [1, 0, 2]],
        "start": [-2, 1.5],
        "eta": [0.1, 1.2, 0.01],  # to begin with, at most, and the step of the slider
        "bounded": True,
    },
    "valley": {
        "label": "narrow valley",
        "about": "The curvature is 1 along w₁ and 10 along w₂.",
        "terms": [[0.5, 2, 0], [5, 0, 2]],
        "start": [2, 1.2],
        "eta": [0.19, 0.3, 0.005],
        "bounded": True,
    },
    "tilted": {
        "label": "tilted bowl",
        "about": "The slope for each weight depends on the other weight too.",
        "terms": [[1, 2, 0], [1, 1, 1], [2, 0, 2]],
        "start": [-2, 2],
        "eta": [0.3, 0.8, 0.01],
        "bounded": True,
    },
    "saddle": {
        "label": "saddle",
        "about": "At (0, 0) the slopes are 0, and yet no minimum is there: along w₂, E falls without end.",
        "terms": [[0.5, 2, 0], [-0.5, 0, 2]],
        "start": [-2.5, 0.01],
        "eta": [0.2, 2.5, 0.05],
        "bounded": False,
    },
    "minima": {
        "label": "two minima",
        "about": "The lowest point is (−2, 0). At (1.5, 0) is a minimum too, a local one; between them, a ridge.",
        "terms": [[0.125, 4, 0], [-0.8125, 2, 0], [0.75, 1, 0], [0.5, 0, 2], [2.75, 0, 0]],
        "start": [3, 2],
        "eta": [0.1, 1.2, 0.01],
        "bounded": True,
    },
    "row": {
        "label": "two weights in a row",
        "about": "A network whose output for the input 1 is w₂ · w₁, with the target 1: E = ½ (1 − w₁ w₂)².",
        "terms": [[0.5, 2, 2], [-1, 1, 1], [0.5, 0, 0]],
        "start": [1.2, -1.1],
        "eta": [0.1, 1, 0.01],
        "bounded": True,
    },
}


class Descent(Plaything, module="descent"):
    """Descents on a landscape over two weights: at once, one weight after the other, or both.

    surface: a key of SURFACES. start: (w1, w2), within LIMITS; without it and `eta`, those that come with the surface.
    momentum: α. noise: the standard deviation of what is added to each slope, drawn by `draws(seed)`. steps: how many
    are shown. order: "simultaneous", "sequential" or "both". bound: whether the bound on η is told. Raises ValueError
    for what does not fit. All of it is state; `paths` are the descents as they stand.
    """

    title = "Gradient descent from above"

    surface = traitlets.Enum(list(SURFACES)).tag(sync=True)
    start = traitlets.List(traitlets.Float(), minlen=2, maxlen=2).tag(sync=True)
    eta = traitlets.Float(min=0).tag(sync=True)
    momentum = traitlets.Float(min=0, max=0.99).tag(sync=True)
    noise = traitlets.Float(min=0, max=MOST_NOISE).tag(sync=True)
    seed = traitlets.Int(min=1).tag(sync=True)
    steps = traitlets.Int(min=0, max=MOST_STEPS).tag(sync=True)
    order = traitlets.Enum([*ORDERS, "both"]).tag(sync=True)
    bound = traitlets.Bool().tag(sync=True)
    surfaces = traitlets.Dict().tag(sync=True)
    most = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        surface="bowl",
        start=None,
        eta=None,
        momentum=0.0,
        noise=0.0,
        steps=8,
        order="simultaneous",
        seed=1,
        bound=True,
    ):
        if surface not in [*SURFACES]:
            raise ValueError(f"surface is {surface!r:.80}; there are {', '.join(SURFACES)}")
        about = SURFACES[surface]
        start = numbers("start", about["start"] if start is None else start, 2, dtype=float)
        for k, (w, limits) in enumerate(zip(start.tolist(), LIMITS, strict=True)):
            between(f"start[{k}]", w, *limits)
        if order not in [*ORDERS, "both"]:
            raise ValueError(f"order is {order!r:.80}; there are {', '.join(ORDERS)}, both")
        super().__init__(
            surface=surface,
            start=start.tolist(),
            eta=between("eta", about["eta"][0] if eta is None else eta, 0, about["eta"][1]),
            momentum=between("momentum", momentum, 0, 0.99),
            noise=between("noise", noise, 0, MOST_NOISE),
            seed=between("seed", whole("seed", seed), 1, 2**31 - 2),
            steps=between("steps", whole("steps", steps, 0), 0, MOST_STEPS),
            order=order,
            bound=bool(bound),
            surfaces={
                key: about | {"formula": formula(about["terms"]), "curvature": curvature(about["terms"])}
                for key, about in SURFACES.items()
            },
            most={"w": LIMITS, "steps": MOST_STEPS, "noise": MOST_NOISE, "far": FAR},
        )

    def error(self, w) -> float:
        """E at a point (2,)."""
        return error(SURFACES[self.surface]["terms"], w)

    def paths(self, n=None) -> dict[str, np.ndarray]:
        """The points of n steps, start first, by order: arrays (n + 1, 2), shorter where a descent has left."""
        return {order: self._path(order, self.steps if n is None else whole("n", n, 0)) for order in ORDERS}

    def _path(self, order, n):
        w, random = np.array(self.start), draws(self.seed)
        weights = [w] if order == "simultaneous" else [w[:1], w[1:]]  # what moves together
        optimizers = [GradientDescent(self.eta, self.momentum) for _ in weights]
        points = [w.copy()]
        while len(points) <= n and np.abs(w).max() <= FAR:
            noise = self.noise * np.array(list(islice(random, 2)))
            for k, (moving, optimizer) in enumerate(zip(weights, optimizers, strict=True)):
                slopes = np.array(slope(SURFACES[self.surface]["terms"], w)) + noise
                optimizer.step([moving], [slopes[k : k + len(moving)]])
            points.append(w.copy())
        return np.array(points)

    def still(self):
        paths = self.paths()
        shown = {name: paths[order] for order, name in ORDERS.items() if self.order in (order, "both")}
        return descent_contour(self.error, shown, limits=LIMITS).figure


def error(terms, w) -> float:
    """The sum of c · w1ⁱ · w2ʲ at a point (2,)."""
    w1, w2 = map(float, w)
    total = 0.0
    for c, i, j in terms:  # in plain steps and in this order, as the page does it: equal to the last bit
        total += c * prod([w1] * i) * prod([w2] * j)
    return total


def slope(terms, w) -> list[float]:
    """How E changes with each of the two weights at a point (2,)."""
    return [error(changes, w) for changes in derivatives(terms)]


def derivatives(terms):
    """The terms of dE/dw1, and those of dE/dw2."""
    return [(c * i, i - 1, j) for c, i, j in terms], [(c * j, i, j - 1) for c, i, j in terms]


def curvature(terms) -> float | None:
    """The largest curvature of a quadratic E with one minimum; None for any other."""
    if any(i + j > 2 for _, i, j in terms):
        return None
    least, largest = np.linalg.eigvalsh([slope(changes, (0, 0)) for changes in derivatives(terms)])
    return float(largest) if least > 0 else None


def formula(terms) -> str:
    """E as one writes it: `"E = 0.5 w₁² + 5 w₂²"`."""
    text = ""
    for c, i, j in terms:
        factors = [f"{w}{'' if n == 1 else '²³⁴'[n - 2]}" for w, n in (("w₁", i), ("w₂", j)) if n]
        size = [f"{abs(c):g}"] if abs(c) != 1 or not factors else []
        text += (" − " if c < 0 else " + ") + " ".join(size + factors)
    return "E = " + ("−" if text.startswith(" − ") else "") + text[3:]


def draws(seed):
    """Random numbers, nearly normal with mean 0 and standard deviation 1, the same here and on a page.

    Each is the sum of twelve numbers between 0 and 1, less 6; these come from Lehmer's generator.
    """
    state = seed
    while True:
        total = 0.0
        for _ in range(12):
            state = state * 48271 % 2147483647
            total += state / 2147483647
        yield total - 6
