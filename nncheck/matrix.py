"""The kill matrix: every right answer of every exercise passes, every wrong one fails and is named."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
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


def markdown(table: Iterable[Row]) -> str:
    """The matrix as a page: for each exercise what passed, and each named mistake with how often it is in the bank."""
    lines = [
        "# Kill matrix",
        "",
        "Every answer in the bank of each exercise, tried on its check: a right one, in one of several forms, has to",
        "pass; a wrong one has to fail and to be named. A mistake stands here with the number of answers that make it,",
        "in **bold** where the check does not find it.",
        "",
        "| exercise | right | wrong | mistakes that are named |",
        "|---|---|---|---|",
    ]
    right = wrong = 0
    for id, group in itertools.groupby(table, key=lambda row: row.id):
        group = list(group)
        mistakes = [row for row in group if row.expected != "right"]
        good = [row for row in group if row.expected == "right"]
        right, wrong = right + len(good), wrong + len(mistakes)
        names = []
        for name, times in Counter(row.expected for row in mistakes).items():
            times = f" ({times})" if times > 1 else ""
            held = all(row.held for row in mistakes if row.expected == name)
            names.append(f"{name}{times}" if held else f"**{name}{times}**")
        counts = [f"{sum(row.held for row in rows)}/{len(rows)}" for rows in (good, mistakes)]
        lines.append(f"| `{id}` | {' | '.join(counts)} | {' · '.join(names).replace('|', '∣')} |")
    return "\n".join([*lines, "", f"{right} right answers, {wrong} wrong ones.", ""])


def _verdict(exercise: Exercise, answer) -> Verdict:
    reply = ask(request(exercise, SEED), answers_of(exercise, answer), {})
    return judge(exercise, reply, SEED)
