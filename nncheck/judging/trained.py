"""Judging networks by what they learn: `nncheck.training` does the learning."""

from nncheck import training
from nncheck.exercise import TrainingExercise, Unfit
from nncheck.judging.functions import no_functions, no_value
from nncheck.judging.verdict import Verdict
from nncheck.values import decode

VISIBLE_TRAINING = 2026  # seed of a training that a check in the notebook does


def judge_training(exercise: TrainingExercise, reply, seed) -> Verdict:
    name = exercise.names[0]
    if exercise.network:
        answer = decode(reply["answers"][0])
        if answer is None or answer is ...:
            return Verdict(exercise.id, "attempted", f"{name} is not written yet.")
    else:
        if verdict := no_functions(exercise, reply):
            return verdict
        outcome = reply["calls"][0]
        if problem := no_value(name, f"{name}()", outcome, shown=True, outcomes=reply["calls"]):
            return Verdict(exercise.id, problem.rung, problem.message)
        answer = decode(outcome["value"])
    try:
        share, says, mistake = training.result(exercise, answer, VISIBLE_TRAINING if seed is None else seed)
    except Unfit as fault:
        return Verdict(exercise.id, "type", str(fault))
    if share >= 1:
        return Verdict(exercise.id, "passed")
    says += f" That is {share:.0%} of the points so far." if share > 0 else ""
    messages = [w.message for w in exercise.wrong if w.name == mistake]
    message = "\n".join([f"{name}: {says}", *messages[:1]])
    return Verdict(exercise.id, "value", message, named=(mistake,) if messages else (), share=share)
