"""The exercises of all lessons, one module a lesson."""

import difflib
import pkgutil
from functools import cache
from importlib import import_module

from nncheck.exercise import Chain, Exercise, ValueExercise

LESSONS = tuple(sorted(m.name.removeprefix("lesson") for m in pkgutil.iter_modules(__path__)))


@cache
def _lesson(number: str) -> tuple[Exercise, ...]:
    return tuple(import_module(f"nncheck.bank.lesson{number}").EXERCISES)


def exercises(lesson: str | None = None) -> list[Exercise]:
    """The exercises in order, of one lesson (`"05"`) or of all.

    Each has `.id .names .signature .points .core .right .wrong`, and each of `.wrong` has `.name .message .answer`. An
    entry of `.right`, and an `.answer`, is what a student hands in: the function or value itself, or a tuple of them
    where the exercise asks for several names. Raises ValueError for a lesson that does not exist.
    """
    if lesson is not None and lesson not in LESSONS:
        raise ValueError(f"there is no lesson {lesson!r}; there are {', '.join(LESSONS)}")
    return [exercise for number in LESSONS if lesson in (None, number) for exercise in _lesson(number)]


def find(id: str) -> Exercise:
    """The exercise of this id. Raises ValueError, with the nearest ids, where there is none."""
    if not isinstance(id, str):
        raise ValueError("an exercise is asked for by its id, a text in quotes such as '00/average'")
    number = id.partition("/")[0]
    for exercise in exercises(number) if number in LESSONS else ():
        if exercise.id == id:
            return exercise
    near = difflib.get_close_matches(id, [e.id for e in exercises()], n=3, cutoff=0.5)
    advice = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise ValueError(f"there is no exercise {id!r}{advice}")


def chain(lesson: str) -> Chain:
    """The worked example of a lesson. Raises ValueError for a lesson without one."""
    for exercise in exercises(lesson):
        if isinstance(exercise, ValueExercise):
            return exercise.chain
    raise ValueError(f"lesson {lesson} has no given numbers")
