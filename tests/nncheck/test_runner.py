"""A notebook's cells run in a process of their own; the judge outside sees plain values only."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from nncheck.bank import chain, exercises, find
from nncheck.judging import judge, request
from nncheck.runner import Runner

LESSON = Path(__file__).parents[2] / "solutions/05-backprop-by-hand/backprop-by-hand.ipynb"
OTHER = chain("05").draw(np.random.default_rng(8))
VALUES = [exercise for exercise in exercises("05") if exercise.names != ("train",)]


def cells():
    notebook = nbformat.read(LESSON, as_version=4)
    return [(cell.id, cell.source) for cell in notebook.cells if cell.cell_type == "code"]


def verdicts(given, replaced=None):
    """The verdict on every value of lesson 05, its cells run on these given numbers, some cells replaced by id."""
    with Runner({"05": given}) as runner:
        for id, source in cells():
            source = (replaced or {}).get(id, source)
            if not re.match("figure|play", id):
                assert runner.run(source) == "", id
        found = {}
        for exercise in VALUES:
            reply = runner.ask(request(exercise, seed=3), exercise.names)
            found[exercise.names[0]] = judge(exercise, reply, seed=3, given=given)
    return found


@pytest.fixture(scope="module")
def on_other_numbers():
    hard_coded = {"errors": "E_o1 = 0.274811083\nE_o2 = 0.5 * (target_o2 - out_o2) ** 2\nE_total = E_o1 + E_o2"}
    return {"honest": verdicts(OTHER), "hard-coded": verdicts(OTHER, hard_coded)}


def test_an_honest_lesson_is_right_on_other_given_numbers(on_other_numbers):
    assert {name: v.message for name, v in on_other_numbers["honest"].items() if not v.passed} == {}


def test_a_hard_coded_value_is_wrong_on_other_given_numbers_and_costs_once(on_other_numbers):
    failed = {name: verdict for name, verdict in on_other_numbers["hard-coded"].items() if not verdict.passed}
    assert list(failed) == ["E_o1"]
    assert "your own E_o1" in on_other_numbers["hard-coded"]["E_total"].notes[0]


def test_a_hard_coded_value_is_told_on_the_published_numbers_already():
    given = dict(chain("05").given)
    found = verdicts(
        given, {"errors": "E_o1 = 0.274811083\nE_o2 = 0.5 * (target_o2 - out_o2) ** 2\nE_total = E_o1 + E_o2"}
    )
    assert found["E_o1"].rung == "names"
    assert "write it with the names" in found["E_o1"].message
    assert found["E_total"].passed


def test_a_function_is_called_over_there():
    exercise = find("00/average")
    with Runner() as runner:
        runner.run("def average(numbers):\n    return sum(numbers)")
        wrong = judge(exercise, runner.ask(request(exercise, seed=1), exercise.names), seed=1)
        runner.run("def average(numbers):\n    return sum(numbers) / len(numbers)")
        right = judge(exercise, runner.ask(request(exercise, seed=1), exercise.names), seed=1)
    assert (wrong.passed, wrong.named, right.passed) == (False, ("sum",), True)


def test_the_process_holds_no_answers():
    with Runner() as runner:
        runner.run("import sys\nloaded = sorted(name for name in sys.modules if name.startswith('nncheck'))")
        asked = {"names": ["loaded"], "calls": [], "context": ["loaded"], "other": {}, "withheld": []}
        loaded = runner.ask(asked, ["loaded"])["context"]["loaded"]
    names = {item["value"] for item in loaded["items"]}
    assert names == {"nncheck", "nncheck.asking", "nncheck.source", "nncheck.specs", "nncheck.values"}


def test_a_cell_that_fails_leaves_the_others_alone():
    exercise = find("05/net_h1")
    with Runner({"05": chain("05").given}) as runner:
        runner.run('from nncheck import check, given\nglobals().update(given("05"))')
        error = runner.run("%matplotlib inline\nprint('out')\nnet_h1 = w1 * i1 + w2 * i2 + b1\n1 / 0")
        assert runner.run('check("05/net_h1", 0)') == "", "a check over there says nothing"
        verdict = judge(exercise, runner.ask(request(exercise), exercise.names))
    assert "ZeroDivisionError" in error and "1 / 0" in error
    assert verdict.passed


def test_a_name_that_is_not_there_is_not_written_yet():
    exercise = find("05/net_h1")
    with Runner() as runner:
        verdict = judge(exercise, runner.ask(request(exercise), exercise.names))
    assert verdict.rung == "attempted"


def test_values_can_be_put_in_place():
    with Runner() as runner:
        runner.set({"out_h1": 0.6})
        runner.run("twice = 2 * out_h1")
        asked = {"names": ["twice"], "calls": [], "context": [], "other": {}, "withheld": []}
        assert runner.ask(asked, ["twice"])["answers"][0]["value"] == 1.2


def test_a_process_that_ends_is_reported():
    with Runner() as runner, pytest.raises(RuntimeError, match="has ended"):
        runner.run("import os\nos._exit(0)")


def test_arrays_can_be_handed_out_too():
    setup = 'from nncheck import given\nfrom nnlib import sigmoid\nglobals().update(given("04"))'
    hidden, outputs = "z2 = W2 @ x + b2\na2 = sigmoid(z2)", "z3 = W3 @ a2 + b3\na3 = sigmoid(z3)"
    exercise, other = find("04/z3_a3"), chain("04").draw(np.random.default_rng(5))
    for cell, passes in ((outputs, True), (outputs.replace("W3 @ a2", "a2 @ W3"), False)):
        with Runner({"04": other}) as runner:
            for source in (setup, hidden, cell):
                assert runner.run(source) == ""
            reply = runner.ask(request(exercise, 1), exercise.names)
        assert judge(exercise, reply, 1, given=other).passed == passes
