"""The kill matrix: every right answer of every exercise passes, every wrong one fails and is named."""

from collections.abc import Iterator
from dataclasses import dataclass

from nncheck.asking import ask
from nncheck.bank import exercises
from nncheck.exercise import Exercise
from nncheck.judging import Verdict, answers_of, judge, request

SEED = 1


@dataclass(frozen=True)
class Row:
    """One answer of the bank and what the check made of it.

    expected: `"right"`, or the name of the mistake. held: whether the check did what it should.
    """

    id: str
    expected: str
    verdict: Verdict

    @property
    def held(self) -> bool:
        """Whether a right answer passed, or a wrong one failed and was named."""
        if self.expected == "right":
            return self.verdict.passed
        return not self.verdict.passed and self.expected in self.verdict.named

    @property
    def outcome(self) -> str:
        """What happened, in a word or two."""
        if self.verdict.passed:
            return "passed"
        return f"failed at {self.verdict.rung}" + (
            f", named: {', '.join(self.verdict.named)}" if self.verdict.named else ""
        )


def rows(lesson: str | None = None) -> Iterator[Row]:
    """A row for every answer of a lesson's exercises, or of all."""
    for exercise in exercises(lesson):
        for answer in exercise.right:
            yield Row(exercise.id, "right", _verdict(exercise, answer))
        for wrong in exercise.wrong:
            yield Row(exercise.id, wrong.name, _verdict(exercise, wrong.answer))


def _verdict(exercise: Exercise, answer) -> Verdict:
    reply = ask(request(exercise, SEED), answers_of(exercise, answer), {})
    return judge(exercise, reply, SEED)
