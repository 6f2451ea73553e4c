"""Whatever comes in, a check fails with a sentence: never with an error of its own, and never by letting it pass."""

import contextlib
import io
import math

import numpy as np
import pytest

import nncheck
from nncheck.bank import exercises
from nncheck.exercise import FunctionExercise


class Liar:
    """Says of itself that it equals everything and is the number 1."""

    def __eq__(self, other):
        return True

    def __float__(self):
        return 1.0

    def __array__(self, *args, **kwargs):
        return np.ones(2)


ODD = [
    None, True, math.nan, -math.inf, 10**400, 1j, "x", b"x", {"a": 1}, {1, 2}, [], [1], [[1], [1, 2]], [None],
    [np.ones(2), "x"], ((1, 2), 3), [(1, 2), (3, 4)], (np.ones((2, 2)), "b"), np.ones((0,)), np.array(["a"]),
    np.full((28, 28), math.inf), np.array([None, 1], dtype=object), np.array([True, False]),
    np.ones(3, dtype=complex), Liar(), range(3), object(),
]  # fmt: skip


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_an_odd_answer_fails_with_a_sentence(exercise):
    for odd in ODD:
        answer = (lambda *_, odd=odd, **__: odd) if isinstance(exercise, FunctionExercise) else odd
        with contextlib.redirect_stdout(io.StringIO()), pytest.raises(AssertionError, match=exercise.id):
            nncheck.check(exercise.id, *[answer] * len(exercise.names), seed=3)
