"""Judging values by what they do."""

from dataclasses import replace

from nncheck.comparing import Problem
from nncheck.exercise import BehaviourExercise, Unfit
from nncheck.judging.verdict import Verdict, answers_of, came_in, explained
from nncheck.values import decode


def judge_behaviour(exercise: BehaviourExercise, reply) -> Verdict:
    answers = dict(zip(exercise.names, map(decode, reply["answers"]), strict=True))
    came = came_in(exercise, answers.values())
    for name, answer, right in zip(exercise.names, answers.values(), exercise.reference, strict=True):
        if answer is None or answer is ...:
            return Verdict(exercise.id, "attempted", f"{name} is not written yet.")
        try:
            found = exercise.behaviour(name, answer)
        except Unfit as fault:
            return Verdict(exercise.id, "type", str(fault), came)
        asked = exercise.behaviour(name, right)
        if found != asked:
            k = exercise.names.index(name)
            wrong = [w for w in exercise.wrong if _behaves(exercise, name, answers_of(exercise, w.answer)[k]) == found]
            verdict = explained(exercise, Problem("value", exercise.tells(name, found, asked)), wrong)
            return replace(verdict, came=came)
    return Verdict(exercise.id, "passed")


def _behaves(exercise, name, answer):
    try:
        return exercise.behaviour(name, answer)
    except Unfit as fault:
        return str(fault)
