"""The kill matrix, and that it notices when something does not hold."""

import dataclasses
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from nncheck import bank, matrix
from nncheck.__main__ import main
from nncheck.exercise import Wrong


@cache
def rows_of(lesson):
    return list(matrix.rows(lesson))


@pytest.mark.parametrize("lesson", bank.LESSONS)
def test_every_right_answer_passes_and_every_wrong_one_is_named(lesson):
    rows = rows_of(lesson)
    assert len(rows) > 15
    assert [f"{row.id} {row.expected}: {row.outcome}" for row in rows if not row.held] == []


def test_the_page_of_the_docs_is_the_matrix():
    page = (Path(__file__).parents[2] / "docs" / "kill-matrix.md").read_text(encoding="utf-8")
    table = [row for lesson in bank.LESSONS for row in rows_of(lesson)]
    assert page == matrix.markdown(table), "run `python -m nncheck --markdown > docs/kill-matrix.md`"
    assert "**" not in page.partition("|---|")[2]


def test_the_command_prints_the_matrix():
    run = subprocess.run([sys.executable, "-m", "nncheck", "00"], capture_output=True, text=True)
    assert run.returncode == 0
    right, wrong = len(AVERAGE.right), len(AVERAGE.wrong)
    counts = ["00/average", f"{right}/{right}", f"{wrong}/{wrong}", f"{wrong}/{wrong}"]
    assert counts in [line.split() for line in run.stdout.splitlines()]
    assert "(100.0%)" in run.stdout


def test_the_command_prints_json():
    run = subprocess.run([sys.executable, "-m", "nncheck", "00", "--json"], capture_output=True, text=True)
    report = json.loads(run.stdout)
    assert {row["answer"] for row in report} >= {"right", "sum", "median"}
    assert all(row["held"] for row in report)


AVERAGE = bank.exercises("00")[0]


@pytest.mark.parametrize(
    "spoiled",
    [
        dataclasses.replace(AVERAGE, right=(max,)),  # a right answer that is rejected
        dataclasses.replace(AVERAGE, wrong=(Wrong("none", "It is right.", AVERAGE.right[0]),)),  # a wrong one accepted
        dataclasses.replace(AVERAGE, cases=AVERAGE.cases[:1], wrong=(Wrong("other", "", lambda numbers: []),)),
    ],
    ids=["right rejected", "wrong accepted", "only right"],
)
def test_the_command_fails_where_the_bank_does_not_hold(spoiled, monkeypatch, capsys):
    monkeypatch.setattr(bank, "_lesson", lambda number: (spoiled,))
    monkeypatch.setattr(sys, "argv", ["nncheck", "00"])
    expected = 0 if spoiled.wrong[0].name == "other" else 1
    assert main() == expected
    assert ("NOT HELD" in capsys.readouterr().out) == bool(expected)


def test_a_wrong_answer_that_is_not_named_fails_too(monkeypatch, capsys):
    class Restless:
        """Wrong in another way each time, so that it never does the same as itself."""

        value = 0

        def __call__(self, numbers):
            Restless.value += 1
            return Restless.value

    spoiled = dataclasses.replace(AVERAGE, wrong=(Wrong("restless", "Wrong each time.", Restless()),))
    monkeypatch.setattr(bank, "_lesson", lambda number: (spoiled,))
    rows = [row for row in matrix.rows("00") if row.expected == "restless"]
    assert len(rows) == 1 and not rows[0].verdict.passed
