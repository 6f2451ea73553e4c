"""A worked example as lines of Python, each a name and its formula: the values that a lesson computes step by step.

    lines = {"z": "W @ x + b", "a": "sigmoid(z)"}

From the lines come the right values on any given numbers, the values that a mistake in one line leads to, and what
each line needs.
"""

import ast
import copy
from collections.abc import Callable, Mapping

import numpy as np

from nncheck.exercise import Chain


class Numbers(Mapping):
    """Numbers and arrays by name. Whoever takes an array gets a copy, so that nobody can change those that are here."""

    def __init__(self, values: Mapping):
        self._values = copy.deepcopy(dict(values))

    def __getitem__(self, name):
        return copy.copy(self._values[name])

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)


def chain_of(lines: Mapping[str, str], given: Mapping, draw: Callable, functions: Mapping[str, Callable]) -> Chain:
    """A Chain that computes `lines` in order from `given` numbers; the formulas may use np and the `functions`."""
    room = {"np": np, **functions}

    def evaluate(given, own=None, instead=None):
        values = {name: np.asarray(value, dtype=float)[()] for name, value in given.items()}
        for name, formula in (lines | dict(instead or {})).items():
            try:
                values[name] = eval(formula, room, values)
            except (NameError, TypeError, ValueError):
                if not instead:
                    raise
                # A mistake can change a shape; what cannot be computed from there on has no value.
            if name in (own or {}):
                values[name] = np.asarray(own[name], dtype=float)[()]
        return values

    def needs(name):
        names = [node.id for node in ast.walk(ast.parse(lines[name])) if isinstance(node, ast.Name)]
        return tuple(dict.fromkeys(n for n in names if n in given or n in lines))

    return Chain(given=Numbers(given), asked=tuple(lines), evaluate=evaluate, needs=needs, draw=draw)
