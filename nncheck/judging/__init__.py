"""The judging half of a check: from a reply to a verdict.

This half knows the answers and never touches the student's objects, only the plain values of a reply
(`nncheck.asking`), so it can sit in another process. `request` says what to ask; `judge` climbs the ladder and stops
at the first rung that breaks:

    attempted -> callable -> own work -> repeats -> runs -> inputs left alone -> type -> shape -> finite -> value
    -> silent, where an exercise asks for it

and then looks for the mistake behind it: a named wrong answer that gives the same, or else something that can be
said in general.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nncheck.exercise import BehaviourExercise, Exercise, FunctionExercise, TrainingExercise, ValueExercise
from nncheck.judging.behaviour import judge_behaviour
from nncheck.judging.chained import judge_value, other_values
from nncheck.judging.functions import calls_of, cases_of, judge_functions
from nncheck.judging.trained import judge_training
from nncheck.judging.verdict import Verdict, answers_of, came_in
from nncheck.values import decode, encode

__all__ = ["Verdict", "answers_of", "judge", "request"]


def request(exercise: Exercise, seed: int | None = None) -> dict:
    """What to ask for an exercise, as plain JSON-able data; hidden cases come from `seed`, none without it."""
    asked = {
        "names": list(exercise.names),
        "calls": [],
        "context": [],
        "other": {},
        "withheld": list(exercise.withholds),
        "silent": isinstance(exercise, FunctionExercise) and exercise.silent,
    }
    if isinstance(exercise, FunctionExercise):
        asked["calls"] = calls_of(exercise, cases_of(exercise, seed))
        asked["seconds"] = exercise.seconds
        asked["context"] = list(exercise.given)
    elif isinstance(exercise, TrainingExercise) and not exercise.network:
        asked["calls"] = [{"name": exercise.names[0], "args": []}]
    elif isinstance(exercise, ValueExercise):
        other = other_values(exercise, seed)
        asked["context"] = [*exercise.chain.given, *exercise.earlier(exercise.names[-1])]
        asked["other"] = {name: encode(other[name]) for name in asked["context"]}
    return asked


def judge(
    exercise: Exercise,
    reply: Mapping,
    seed: int | None = None,
    given: Mapping[str, float] | None = None,
    before: Mapping[str, Sequence] | None = None,
) -> Verdict:
    """The verdict on a reply to `request(exercise, seed)`.

    given: the numbers that were handed out in the place of the published ones. before: values that earlier names of
    the notebook have had, for telling a stale value.
    """
    if isinstance(exercise, FunctionExercise):
        return judge_functions(exercise, reply, seed)
    if isinstance(exercise, BehaviourExercise):
        return judge_behaviour(exercise, reply)
    if isinstance(exercise, TrainingExercise):
        return judge_training(exercise, reply, seed)
    notes = ()
    for name in exercise.names:
        verdict = judge_value(exercise, name, reply, seed, {**exercise.chain.given, **(given or {})}, before or {})
        if not verdict.passed:
            break
        notes = tuple(dict.fromkeys(notes + verdict.notes))
    came = "" if verdict.rung == "attempted" else came_in(exercise, map(decode, reply["answers"]))
    return replace(verdict, came=came, notes=notes)
