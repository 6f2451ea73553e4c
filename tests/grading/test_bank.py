"""The whole bank of answers goes through the marker: what the sandbox and the judge outside make of it is what a check
in the notebook makes of it.

An answer of the bank is a Python object, and a submission is text: so a cell holds the object pickled by value, as if
the student had written it there. A value of a worked example has to follow the numbers of the lesson: it is typed as
the formulas that lead to it. All answers of an exercise stand in one notebook, each with a check below it.
"""

import ast
import base64
import functools
import importlib
import json

import cloudpickle
import numpy as np
import pytest
from small_lesson import code, notebook

from grading import marking
from nncheck import bank, matrix
from nncheck.bank import lesson04
from nncheck.exercise import ValueExercise
from nncheck.judging import answers_of
from nnlib import trace
from nnlib.activations import sigmoid, tanh

for number in bank.LESSONS:
    cloudpickle.register_pickle_by_value(importlib.import_module(f"nncheck.bank.lesson{number}"))
# A function that keeps what it has found travels as itself too, and begins with nothing kept.
cloudpickle.Pickler.dispatch_table[type(functools.cache(len))] = lambda kept: (functools.cache, (kept.__wrapped__,))

EXERCISES = [exercise for exercise in bank.exercises() if not isinstance(exercise, ValueExercise)]
VALUES = [exercise for exercise in bank.exercises() if isinstance(exercise, ValueExercise)]
LINES = {"04": lesson04.LINES, "05": {name: ast.unparse(tree) for name, (_, tree, _) in trace.LINES.items()}}

# As a decorator, np.errstate holds a context variable, which does not pickle: the same answer, written out.
WRITTEN_OUT = {
    ("02/sigmoid_silent", "switched off"): """
@np.errstate(all="ignore")
def sigmoid_silent(z):
    return 1 / (1 + np.exp(-z))
"""
}


def judged(exercise, begin, sources, monkeypatch):
    """The verdict and the points of each answer, from the marker: a notebook that asks the same again and again."""
    # The hidden cases of the kill matrix, and other numbers on which some values are tiny.
    seeds = {exercise.id: matrix.SEED, f"given {exercise.lesson}": 2}
    monkeypatch.setattr(marking, "seed_of", lambda secret, id: seeds[id])
    check = f"{'score' if exercise.partial else 'check'}({exercise.id!r}, {', '.join(exercise.names)})"
    cells = [code("import numpy as np\nfrom nncheck import check, given, score", locked=True, grade_id="imports")]
    cells.append(code(begin))
    for k, source in enumerate(sources):
        cells.append(code(source, solution=True, grade_id=f"answer-{k}"))
        cells.append(code(check, grade=True, locked=True, points=2, grade_id=f"check-{k}"))
    lesson = notebook(*cells)
    result = marking.mark(marking.job("ann", lesson, json.dumps(lesson).encode(), "secret"))
    assert (result["status"], result["reason"]) == ("graded", "")
    assert len(result["verdicts"]) == len(sources)
    for k in range(len(sources)):
        (verdict,) = result["verdicts"][f"check-{k}"]
        yield verdict, result["points"][f"check-{k}"]


def answers(exercise):
    """Each answer of the bank, with "right" or the name of its mistake."""
    return [("right", answer) for answer in exercise.right] + [(wrong.name, wrong.answer) for wrong in exercise.wrong]


def same(exercise, found, given):
    """The marker's verdicts on the bank's answers are those of a check in the notebook, and what they should be."""
    for (expected, answer), (verdict, points) in zip(given, found, strict=True):
        here = matrix._verdict(exercise, answer)
        assert matrix.Row(exercise.id, expected, here).held
        assert (verdict["rung"], verdict["named"]) == (here.rung, list(here.named)), f"{expected}: {verdict['message']}"
        assert points == round(2 * here.share, 4)


# ---- functions, what does something, networks to train


def pickled(exercise, given):
    """A cell that holds all answers, and for each the cell that gives it."""
    sources, answers = [], []
    for k, (expected, answer) in enumerate(given):
        try:
            cloudpickle.dumps(answer)
        except TypeError:
            sources.append(WRITTEN_OUT[exercise.id, expected])
            answers.append(None)
        else:
            sources.append(f"{', '.join(exercise.names)}, = answers[{k}]")
            answers.append(answers_of(exercise, answer))
    text = base64.b64encode(cloudpickle.dumps(answers)).decode()
    return [f"import base64, cloudpickle\nanswers = cloudpickle.loads(base64.b64decode({text!r}))", *sources]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_an_answer_is_judged_in_the_sandbox_as_in_the_notebook(exercise, monkeypatch):
    given = answers(exercise)
    begin, *sources = pickled(exercise, given)
    same(exercise, judged(exercise, begin, sources, monkeypatch), given)


# ---- values of a worked example


def typed(exercise, form="{0}", instead=None):
    """The formulas that lead to an answer; all in a function, so that no other value of the notebook changes."""
    names = list(LINES[exercise.lesson])
    lines = LINES[exercise.lesson] | dict(instead or {})
    body = [f"    {name} = {lines[name]}" for name in names[: names.index(exercise.names[-1]) + 1]]
    found = ", ".join(form.format(name) for name in exercise.names)
    return "\n".join(["def found():", *body, f"    return {found},", f"{', '.join(exercise.names)}, = found()"])


def forms(exercise):
    """How the right answers of an exercise are written, in the order of the bank."""
    if exercise.lesson == "04":
        return ["{0}", "{0}.tolist()", "{0}.astype(np.float32)", "tuple(float(round(v, 4)) for v in {0})"]
    if np.ndim(exercise.right[0]):
        return ["np.array({0})", "list({0})", "tuple({0})", "[round(v, 9) for v in {0}]"]
    return ["{0}", "round({0}, 9)", "np.float32({0})", "np.array({0})"]


def given_numbers(exercise):
    return f"from nnlib.activations import sigmoid, tanh\nglobals().update(given({exercise.lesson!r}))"


def typed_answers(exercise):
    right = [typed(exercise, form) for form in forms(exercise)]
    return right + [typed(exercise, instead=wrong.instead) for wrong in exercise.wrong]


@pytest.mark.parametrize("exercise", VALUES, ids=lambda exercise: exercise.id)
def test_a_value_is_judged_in_the_sandbox_as_in_the_notebook(exercise, monkeypatch):
    given, sources = answers(exercise), typed_answers(exercise)
    for (_, answer), source in zip(given, sources, strict=True):
        room = {"np": np, "sigmoid": sigmoid, "tanh": tanh, **exercise.chain.given}
        exec(source, room)
        for name, value in zip(exercise.names, answers_of(exercise, answer), strict=True):
            assert np.array_equal(room[name], value), "the formulas lead to the answer"
    same(exercise, judged(exercise, given_numbers(exercise), sources, monkeypatch), given)


@pytest.mark.parametrize("exercise", VALUES, ids=lambda exercise: exercise.id)
def test_a_value_that_is_typed_in_is_found(exercise, monkeypatch):
    values = [np.asarray(value).tolist() for value in answers_of(exercise, exercise.right[0])]
    source = f"{', '.join(exercise.names)}, = {values}"
    ((verdict, points),) = judged(exercise, given_numbers(exercise), [source], monkeypatch)
    assert verdict["rung"] == "names" and points == 0
