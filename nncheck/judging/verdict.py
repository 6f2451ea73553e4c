"""The verdict on an answer, and how it is put into words."""

from dataclasses import dataclass

from nncheck import detectors
from nncheck.comparing import Problem, compare
from nncheck.exercise import Exercise, Tolerance, ValueExercise, Wrong
from nncheck.values import decode, show


@dataclass(frozen=True)
class Verdict:
    """What came of a check.

    rung: the one that broke, `"passed"` where none did. message: what to tell the student. came: what came in, in a
    sentence, empty where that stays hidden. named: the names of the wrong answers that fit. notes: what a student whose
    answer passed should still know. share: of the points.
    """

    id: str
    rung: str
    message: str = ""
    came: str = ""
    named: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    share: float = 0.0

    def __post_init__(self):
        if self.passed:
            object.__setattr__(self, "share", 1.0)

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.rung == "passed"


def answers_of(exercise: Exercise, answer) -> tuple:
    """An entry of `right`, or the answer of a `Wrong`, as the arguments of a check."""
    return (answer,) if len(exercise.names) == 1 else tuple(answer)


def came_in(exercise, answers) -> str:
    named = zip(exercise.names, answers, strict=True)
    return "What came in: " + ", ".join(f"{name} = {show(answer)}" for name, answer in named)


def explained(exercise, problem: Problem, wrong: list[Wrong], name: str = "the result") -> Verdict:
    named = tuple(dict.fromkeys(w.name for w in wrong))
    messages = tuple(dict.fromkeys(w.message for w in wrong))
    if messages:
        message = messages[0]
        if len(messages) > 1:
            message = "\n- ".join(["More than one mistake gives this; see which one is yours:", *messages])
        if problem.rung in ("runs", "inputs"):
            message = f"{problem.message}\n{message}"
    else:
        message = problem.message
        if problem.rung in ("value", "shape") and problem.expected is not None:
            general = detectors.explain(problem.got, problem.expected, name, exercise.tolerance)
            if general and isinstance(exercise, ValueExercise):
                message = general
            elif general:
                message = f"{message} {general[0].upper()}{general[1:]}"
    return Verdict(exercise.id, problem.rung, message, named=named)


def withheld(exercise) -> Verdict:
    message = "This hands over the course's own function. Write yours, and then compare it with that one."
    return Verdict(exercise.id, "own work", message)


def overwritten(exercise, key, context) -> Verdict:
    message = (
        f"{key} was given and has been overwritten: it is {show(context[key])} now. Later steps still need "
        f"the old {key}, so give the new value a name of its own. Then run the cell with the given numbers again."
    )
    return Verdict(exercise.id, "given", message, named=("given overwritten",))


def context_of(reply) -> dict:
    return {key: decode(value) for key, value in reply["context"].items()}


def spoiled_names(given, context) -> list[str]:
    """The given names that stand for something else in the notebook now."""
    exactly = Tolerance(1e-12, 0.0)
    return [key for key in given if key in context and compare(context[key], given[key], exactly, "") is not None]
