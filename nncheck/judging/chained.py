"""Judging values of a worked example: from given numbers, following through from the student's own earlier values."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nncheck.comparing import compare
from nncheck.exercise import ValueExercise, Wrong
from nncheck.judging.verdict import Verdict, answers_of, context_of, explained, overwritten, spoiled_names, withheld
from nncheck.values import decode

VISIBLE_OTHER = 2026  # seed of the other numbers that a check in the notebook tries a value's cells on
MAX_ROOTS = 5  # earlier wrong values that are considered together in following through


def other_values(exercise: ValueExercise, seed: int | None) -> dict:
    chain = exercise.chain
    return chain.evaluate(chain.draw(np.random.default_rng(VISIBLE_OTHER if seed is None else seed)))


def judge_value(exercise: ValueExercise, name, reply, seed, given, before) -> Verdict:
    chain, k = exercise.chain, exercise.names.index(name)
    answer, source = decode(reply["answers"][k]), reply["source"][k]
    if answer is None or answer is ...:
        return Verdict(
            exercise.id, "attempted", f"{name} is not written yet: put your formula in the place of the dots."
        )
    if reply["withheld"]:
        return withheld(exercise)
    context = context_of(reply) | dict(zip(exercise.names[:k], map(decode, reply["answers"]), strict=False))
    spoiled = spoiled_names(given, context)
    truth = chain.evaluate(given)
    problem = compare(answer, _as_answer(truth[name]), exercise.tolerance, name)
    if problem is None:
        if name_overwritten := next((key for key in chain.needs(name) if key in spoiled), None):
            return overwritten(exercise, name_overwritten, context)
        own = _own_values(exercise, name, context, truth)
        unready = [key for key in own if not exercise.tolerance.close(own[key], truth[key])]
        verdict = _written_with_names(exercise, name, answer, source, seed, unready)
        if spoiled and verdict.passed:
            note = f"right, but {spoiled[0]} was given and has been overwritten; later cells still need it."
            verdict = replace(verdict, notes=(note,))
        return verdict
    if problem.rung != "value":
        # Of an array the shape alone may tell the mistake: entry by entry where rows were to be added up, say.
        wrong = _mistakes(exercise, name, answer, given, [{}]) if problem.rung == "shape" else []
        return explained(exercise, problem, wrong, name)
    own = _own_values(exercise, name, context, truth)
    roots = _roots(exercise, given, own)
    worlds = [{root: own[root] for root in chosen} for chosen in _subsets(roots)]
    for world in worlds:
        if world and compare(answer, _as_answer(chain.evaluate(given, world)[name]), exercise.tolerance, name) is None:
            verdict = _written_with_names(exercise, name, answer, source, seed)
            used = next((key for key in world if key in chain.needs(name)), next(iter(world)))
            note = f"right for your own {used}, which is not right yet. Mend that one first."
            return replace(verdict, notes=(note, *verdict.notes)) if verdict.passed else verdict
    direct = [key for key in chain.needs(name) if key in spoiled]
    if direct or (spoiled and _fits_spoiled(exercise, name, answer, given, context, spoiled, own)):
        return overwritten(exercise, (direct or spoiled)[0], context)
    wrong = _mistakes(exercise, name, answer, given, worlds)
    if source is not None and not source["current"] and (stale := _stale(exercise, name, answer, given, before)):
        return Verdict(
            exercise.id,
            "value",
            f"{name} was computed from an earlier {stale}. Run the cell of {name} again, then this one.",
        )
    verdict = explained(exercise, problem, wrong, name)
    missing = [key for key in chain.needs(name) if key in (*given, *exercise.earlier(name)) and key not in context]
    if missing and any(key in context for key in given):
        verdict = replace(verdict, message=f"{verdict.message} {missing[0]} is not there: run the cells above first.")
    return verdict


def _as_answer(value):
    return np.array(value) if isinstance(value, list) else value


def _own_values(exercise, name, context, truth) -> dict:
    """The student's own earlier values, where they are numbers of the right shape."""
    own = {}
    for key in exercise.earlier(name):
        if key in context:
            problem = compare(context[key], _as_answer(truth[key]), exercise.tolerance, key)
            if problem is None or problem.rung == "value":
                value = np.asarray(context[key], dtype=float)
                own[key] = value.tolist()
    return own


def _roots(exercise, given, own) -> list[str]:
    """The earlier values that do not follow from the student's own values before them: where it went wrong."""
    roots = []
    for key, value in own.items():
        so_far = {k: own[k] for k in roots}
        expected = exercise.chain.evaluate(given, so_far)[key]
        if not exercise.tolerance.close(value, expected):
            roots.append(key)
    return roots[:MAX_ROOTS]


def _subsets(roots: list[str]) -> Iterator[tuple[str, ...]]:
    """Every choice among the roots, the empty one first and all of them second: the likely ones early."""
    yield ()
    for size in range(len(roots), 0, -1):
        yield from itertools.combinations(roots, size)


def _mistakes(exercise, name, answer, given, worlds) -> list[Wrong]:
    """The named wrong answers that give this value: in the first world in which any does, the nearest."""
    for world in worlds:
        fitting = []
        for wrong in exercise.wrong:
            value = _value_of(exercise, wrong, name, given, world)
            if value is not None and compare(answer, _as_answer(value), exercise.tolerance, "") is None:
                distance = float(np.max(np.abs(np.asarray(answer, dtype=float) - np.asarray(value, dtype=float))))
                fitting.append((distance, wrong))
        if fitting:
            # Two mistakes can give the same number; one that is merely close to another's is left out.
            nearest = min(distance for distance, _ in fitting)
            size = float(np.max(np.abs(np.asarray(answer, dtype=float))))
            return [wrong for distance, wrong in fitting if distance <= 2 * nearest + 1e-12 * size]
    return []


def _value_of(exercise, wrong: Wrong, name, given, world):
    """What a named mistake gives for a name; None where its formulas cannot be computed."""
    if wrong.instead is None:
        return answers_of(exercise, wrong.answer)[exercise.names.index(name)]
    return _computed(exercise, name, given, world, wrong.instead)


def _computed(exercise, name, given, own, instead=None):
    """What the chain gives for a name; None where arrays do not fit together, or it is no real number."""
    try:
        value = exercise.chain.evaluate(given, own, instead)[name]
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    return None if np.iscomplexobj(value) else value  # the root of a student's own negative number


def _fits_spoiled(exercise, name, answer, given, context, spoiled, own) -> bool:
    """Whether the value is right for the given numbers as the notebook holds them now, and the values found before."""
    try:
        now = given | {key: np.asarray(context[key], dtype=float)[()] for key in spoiled}
    except (TypeError, ValueError):
        return False
    # The student's own values were found before the overwriting, or after it from the spoiled number itself.
    before = {key: value for key, value in own.items() if not set(exercise.chain.needs(key)) & set(spoiled)}
    for found in ({}, own, before):
        value = _computed(exercise, name, now, found)
        if value is not None and compare(answer, _as_answer(value), exercise.tolerance, "") is None:
            return True
    return False


def _stale(exercise, name, answer, given, before) -> str | None:
    """The earlier name whose former value this answer was computed from."""
    for key in exercise.earlier(name):
        for value in before.get(key, ()):
            then = _computed(exercise, name, given, {key: value})
            if then is not None and compare(answer, _as_answer(then), exercise.tolerance, "") is None:
                return key
    return None


def _written_with_names(exercise, name, answer, source, seed, unready=()) -> Verdict:
    """A right value passes, unless its cells show that it depends on nothing: then it was typed in.

    unready: the student's earlier values that are not right; a right value may come of them by another mistake.
    """
    if source is None or not source["current"]:
        return Verdict(exercise.id, "passed")
    on_other = None if source["on_other"] is None else decode(source["on_other"])
    unmoved = on_other is not None and compare(on_other, answer, exercise.tolerance, "") is None
    if not source["uses"] or unmoved:
        return Verdict(
            exercise.id,
            "names",
            f"{name} is the right number. Now write it with the names, so that it holds for other inputs: "
            "a formula, in place of a number that is typed in.",
        )
    other = other_values(exercise, seed)
    if on_other is not None and compare(on_other, _as_answer(other[name]), exercise.tolerance, "") is not None:
        if used := next((key for key in unready if key in source["uses"]), None):
            note = (
                f"right here, though made of your own {used}, which is not right yet. Mend that one first, then this."
            )
            return Verdict(exercise.id, "passed", notes=(note,))
        # A mistake may leave the published numbers as they are: a transposed matrix that is symmetric.
        worlds = [{key: other[key] for key in exercise.earlier(one)} for one in (name, exercise.names[0])]
        wrong = _mistakes(exercise, name, on_other, {key: other[key] for key in exercise.chain.given}, worlds)
        slip = ": where a name belongs stands a typed in number, or another name that has the same value here."
        why = f". {wrong[0].message}" if wrong else slip
        note = f"right here, though not for other inputs{why}"
        return Verdict(exercise.id, "passed", notes=(note,))
    return Verdict(exercise.id, "passed")
