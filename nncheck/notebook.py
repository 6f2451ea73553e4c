"""What a student calls: check, hint, solution, given, progress, score.

Both halves of a check run here, in the notebook's own kernel. What the kernel remembers between two cells (what passed,
which hints were shown, the values that names had before) is kept in `_memory`, and is gone when the kernel restarts.
"""

import os
import sys
import textwrap
from dataclasses import dataclass, field, replace
from html import escape

import numpy as np

from nncheck.asking import ask
from nncheck.bank import chain, exercises, find
from nncheck.cells import watched
from nncheck.exercise import Exercise, FunctionExercise, ValueExercise
from nncheck.judging import Verdict, judge, request
from nncheck.values import decode

FROM_BEFORE = "The cell that defines {} stopped with an error when it last ran: what was checked is from before that."
PATIENCE = 10  # seconds that a call may take where an exercise says nothing else


@dataclass
class _Memory:
    passed: dict[str, bool] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    before: dict[str, list] = field(default_factory=dict)


_memory = _Memory()
_watch = watched()


class CheckFailed(AssertionError):
    """A check that did not pass. A notebook shows its message alone, without a traceback into this library."""

    def _render_traceback_(self):
        return [str(self)]


class Misuse(ValueError):
    """A check called in a way that cannot work: an unknown id, or too few or too many answers."""

    def _render_traceback_(self):
        return [str(self)]


def check(id: str, *answers, seed: int | None = None) -> None:
    """Check an answer: a quiet line where it is right, else an error that says what is wrong and why.

    `answers` in the order of the exercise's names. With a `seed`, on hidden cases too, whose inputs are not shown.
    Raises CheckFailed (an AssertionError) for a wrong answer, Misuse (a ValueError) for an unknown id or the wrong
    number of answers.
    """
    verdict = _verdict(id, answers, seed, sys._getframe(1).f_globals)
    if not verdict.passed:
        raise CheckFailed(_failure(verdict))
    print(_success(verdict, seed))


def score(id: str, *answers, seed: int | None = None) -> float:
    """The points that an answer earns; prints what `check` would say and raises nothing for a wrong answer.

    As the last line of a graded cell it gives nbgrader partial credit. Raises Misuse as `check` does.
    """
    verdict = _verdict(id, answers, seed, sys._getframe(1).f_globals)
    print(_success(verdict, seed) if verdict.passed else _failure(verdict))
    return round(find(id).points * verdict.share, 2)


def hint(id: str) -> None:
    """Print the next hint of an exercise, from a nudge to nearly the answer. Raises Misuse for an unknown id."""
    exercise = _find(id)
    n = len(exercise.hints)
    k = min(_memory.hints.get(id, 0), n - 1)
    _memory.hints[id] = k + 1
    print(_wrapped(f"Hint {k + 1} of {n} for {id}: {exercise.hints[k]}"))


def solution(id: str) -> None:
    """Print an answer that passes. A class switches this off with the environment variable NNCHECK_SOLUTION=off.

    Raises Misuse for an unknown id.
    """
    exercise = _find(id)
    if os.environ.get("NNCHECK_SOLUTION", "on").lower() == "off":
        print(f"Solutions are switched off in this class. hint({id!r}) helps on.")
    else:
        print(exercise.solution)


def given(lesson: str) -> "Given":
    """The numbers that a lesson starts from, by name. Raises Misuse for a lesson that hands out none."""
    try:
        return Given(chain(lesson).given)
    except ValueError as error:
        raise Misuse(str(error)) from None


def progress(lesson: str | None = None) -> "Progress":
    """What is done in a lesson, or in all, since the kernel started; shows as a bar.

    Raises Misuse for an unknown lesson.
    """
    try:
        asked = exercises(lesson)
    except ValueError as error:
        raise Misuse(str(error)) from None
    return Progress([(exercise, _memory.passed.get(exercise.id)) for exercise in asked])


class Given(dict):
    """Numbers by name, shown as a small table in a notebook."""

    def _repr_html_(self):
        names = "".join(f'<th scope="col">{escape(name)}</th>' for name in self)
        values = "".join(f"<td>{value}</td>" for value in self.values())
        return f"<table><tr>{names}</tr><tr>{values}</tr></table>"


class Progress:
    """What is done, as a bar and a mark for each exercise."""

    def __init__(self, states: list[tuple[Exercise, bool | None]]):
        self.states = states

    def _counts(self):
        core = [done for exercise, done in self.states if exercise.core]
        stretch = [done for exercise, done in self.states if not exercise.core]
        return sum(map(bool, core)), len(core), sum(map(bool, stretch)), len(stretch)

    def __repr__(self):
        done, core, more, stretch = self._counts()
        marks = " ".join(f"{_MARK[state]}{_short(exercise)}" for exercise, state in self.states)
        words = f"{done} of {core} core exercises done" + (f", {more} of {stretch} stretch" if stretch else "")
        return f"{words}\n{marks}"

    def _repr_html_(self):
        done, core, more, stretch = self._counts()
        words = f"<b>{done} of {core}</b> core exercises done" + (f", {more} of {stretch} stretch" if stretch else "")
        bar = f'<progress max="{core}" value="{done}" aria-label="core exercises done"></progress>'
        marks = " &nbsp;".join(f"{_MARK[state]}&nbsp;<code>{escape(_short(e))}</code>" for e, state in self.states)
        return f"<div>{bar} {words}</div><div>{marks}</div>"


_MARK = {True: "✓", False: "✗", None: "·"}


def _short(exercise: Exercise) -> str:
    """The id without the number of the lesson."""
    return exercise.id.partition("/")[2]


def _find(id: str) -> Exercise:
    try:
        return find(id)
    except ValueError as error:
        raise Misuse(str(error)) from None


def _verdict(id, answers, seed, namespace) -> Verdict:
    exercise = _find(id)
    if len(answers) != len(exercise.names):
        asked = ", ".join(exercise.names)
        raise Misuse(f"check({id!r}, {asked}) takes {len(exercise.names)} answer(s), {len(answers)} came")
    verdict, reply = _judged(exercise, answers, seed, namespace)
    if not verdict.passed and verdict.rung != "attempted" and isinstance(exercise, FunctionExercise):
        verdict = _of_what_it_calls(exercise, answers, namespace) or verdict
    if left := [name for name in exercise.names if _watch and name in _watch.left]:
        note = FROM_BEFORE.format(" and ".join(left))
        message = f"{verdict.message}\n  {note}" if verdict.message else ""
        verdict = replace(verdict, message=message, notes=(*verdict.notes, note))
    _memory.passed[id] = verdict.passed
    if isinstance(exercise, ValueExercise):
        for name, answer in zip(exercise.names, reply["answers"], strict=True):
            _remember(name, decode(answer))
    return verdict


def _judged(exercise, answers, seed, namespace):
    asked = request(exercise, seed)
    if asked["calls"] and asked.get("seconds") is None:
        asked["seconds"] = PATIENCE
    reply = ask(asked, answers, namespace)
    return judge(exercise, reply, seed, before=_memory.before), reply


def _of_what_it_calls(exercise, answers, namespace) -> Verdict | None:
    """The verdict on an answer that calls the answer of an earlier exercise, which is not right; None where all are."""
    called = {name for answer in answers if hasattr(answer, "__code__") for name in answer.__code__.co_names}
    for earlier in exercises(exercise.id.partition("/")[0]):
        if earlier.id == exercise.id:
            return None
        names = set(earlier.names)
        if isinstance(earlier, FunctionExercise) and called & names and names <= set(namespace):
            verdict, _ = _judged(earlier, [namespace[name] for name in earlier.names], None, namespace)
            if not verdict.passed:
                name = next(name for name in earlier.names if name in called)
                state = "not written yet" if verdict.rung == "attempted" else "not right yet"
                message = f"{exercise.names[0]} calls your {name}, which is {state}. That one comes first."
                return Verdict(exercise.id, "value", message)
    return None


def _remember(name, value):
    values = _memory.before.setdefault(name, [])
    plain = value.tolist() if isinstance(value, np.ndarray | np.generic) else value
    if isinstance(value, float | np.ndarray) and plain not in values:
        values.append(plain)


def _success(verdict: Verdict, seed: int | None) -> str:
    where = "" if seed is None else ", on hidden cases too"
    return "\n".join([f"✓ {verdict.id}{where}", *(_wrapped(f"  Note: {note}") for note in verdict.notes)])


def _wrapped(text: str) -> str:
    # JupyterLab breaks a long printed line in the middle of a word.
    return "\n".join(textwrap.fill(line, 88, subsequent_indent="  ") for line in text.split("\n"))


def _failure(verdict: Verdict) -> str:
    lines = [f"✗ {verdict.id}: {verdict.message}", f"  Stuck? hint({verdict.id!r})"]
    if verdict.came:
        lines.insert(1, f"  {verdict.came}")
    return "\n".join(lines)
