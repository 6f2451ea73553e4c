"""What an exercise hands to a student's function besides numbers: activations, loss functions, random generators.

Such things do not travel between processes. Their names do (`nncheck.values.Spec`), and `build` makes the things
themselves where the student's function is called. The judge builds the same for the function that knows the answer.
"""

import numpy as np

from nncheck.values import Spec
from nnlib.activations import ACTIVATIONS


class Shifted:
    """An activation that looks at all its inputs: z less its mean. Called entry by entry, it gives 0 everywhere."""

    __name__ = "shifted"

    def __call__(self, z):
        return np.asarray(z) - np.mean(z)

    def derivative(self, z, a=None):
        return np.ones_like(z)


def quadratic(A, b):
    """f(θ) = ½ Σ Aᵢ θᵢ² + Σ bᵢ θᵢ for θ of any shape."""
    return lambda theta: float(np.sum(0.5 * np.asarray(A) * np.asarray(theta) ** 2 + np.asarray(b) * np.asarray(theta)))


def cubic(A):
    """f(θ) = Σ Aᵢ θᵢ³: its one-sided differences are visibly off."""
    return lambda theta: float(np.sum(np.asarray(A) * np.asarray(theta) ** 3))


def coupled(A):
    """f(θ) = ½ (Σ Aᵢ θᵢ)²: each slope depends on all of θ, so an entry that was not put back after a nudge shows."""
    return lambda theta: float(0.5 * np.sum(np.asarray(A) * np.asarray(theta)) ** 2)


BUILDERS = {
    **{name: lambda f=f: f for name, f in ACTIVATIONS.items()},
    "shifted": Shifted,
    "quadratic": quadratic,
    "cubic": cubic,
    "coupled": coupled,
    "rng": np.random.default_rng,
}


def build(value, built: dict | None = None):
    """The value with every Spec in its lists, tuples and dicts replaced by what it names.

    `built` is filled with the specs, by the id of what was built from them. Raises KeyError for an unknown name.
    """
    if isinstance(value, Spec):
        thing = BUILDERS[value.name](*value.args)
        if built is not None:
            built[id(thing)] = value
        return thing
    if isinstance(value, list | tuple):
        return type(value)(build(item, built) for item in value)
    if isinstance(value, dict):
        return {key: build(item, built) for key, item in value.items()}
    return value
