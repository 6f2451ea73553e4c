"""The public interface: hint, solution, given, score, progress, exercises, and errors for wrong calls."""

import ast
import contextlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nncheck
from nncheck import notebook as nncheck_notebook
from nncheck.bank import LESSONS, exercises
from nncheck.exercise import ValueExercise
from nnlib.trace import GIVEN

COURSE = Path(__file__).parents[2] / "course"


@pytest.fixture(autouse=True)
def _fresh_memory(monkeypatch):
    monkeypatch.setattr(nncheck_notebook, "_memory", nncheck_notebook._Memory())


def test_hints_come_one_by_one_and_the_last_one_stays(capsys):
    for _ in range(4):
        nncheck.hint("00/average")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 88, "JupyterLab would break a longer line in the middle of a word"
    assert [line.split(":")[0] for line in lines if line.startswith("Hint")] == [
        f"Hint {k} of 3 for 00/average" for k in (1, 2, 3, 3)
    ]


def test_solution_can_be_switched_off(capsys, monkeypatch):
    nncheck.solution("05/E_total")
    assert capsys.readouterr().out == "E_total = E_o1 + E_o2\n\n"
    monkeypatch.setenv("NNCHECK_SOLUTION", "off")
    nncheck.solution("05/E_total")
    assert "switched off" in capsys.readouterr().out


def test_given_hands_out_the_numbers():
    assert nncheck.given("05") == GIVEN
    nncheck.given("05")["w1"] = 3
    assert nncheck.given("05")["w1"] == 0.15, "a student's copy is a copy"
    assert "<td>0.35</td>" in nncheck.given("05")._repr_html_()


def test_score_gives_points_and_raises_nothing(capsys):
    assert nncheck.score("05/E_total", 0.298371109) == 1.0
    assert nncheck.score("05/E_total", 0.5) == 0.0
    out = capsys.readouterr().out
    assert out.startswith("✓ 05/E_total\n✗ 05/E_total: ")


def test_progress_counts_what_passed(capsys):
    nncheck.score("05/net_h1", 0.3775)
    nncheck.score("05/net_h2", 0.5)
    progress = nncheck.progress("05")
    assert "1 of 23 core exercises done, 0 of 3 stretch" in repr(progress)
    assert "✓net_h1 ✗net_h2 ·out_h1" in repr(progress)
    assert 'max="23" value="1"' in progress._repr_html_()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: nncheck.check("05/E_totl", 1), "no exercise '05/E_totl'; did you mean '05/E_total'"),
        (lambda: nncheck.check("05/E_total"), "takes 1 answer(s), 0 came"),
        (lambda: nncheck.check("05/E_total", 1, 2), "takes 1 answer(s), 2 came"),
        (lambda: nncheck.hint("nothing like it"), "no exercise 'nothing like it'"),
        (lambda: nncheck.solution(5), "asked for by its id, a text in quotes such as '00/average'"),
        (lambda: nncheck.hint(max), "asked for by its id, a text in quotes such as '00/average'"),
        (lambda: nncheck.given("00"), "lesson 00 has no given numbers"),
        (lambda: nncheck.given("99"), "there is no lesson '99'; there are 00, 01,"),
        (lambda: nncheck.progress("99"), "there is no lesson '99'"),
        (lambda: nncheck.exercises("99"), "there is no lesson '99'"),
    ],
)
def test_a_wrong_call_says_what_came(call, sentence):
    with pytest.raises(ValueError) as refused:
        call()
    assert sentence in str(refused.value)


def test_a_failure_is_shown_without_a_traceback():
    with pytest.raises(AssertionError) as failed:
        nncheck.check("05/E_total", 1)
    assert failed.value._render_traceback_() == [str(failed.value)]


@pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.id)
def test_every_exercise_is_complete(exercise):
    assert exercise.points > 0 and exercise.signature and exercise.solution
    assert len(exercise.right) >= 2
    assert len(exercise.wrong) >= 4
    assert len(exercise.hints) >= 2
    assert all(wrong.name and wrong.message.endswith((".", "?", ".)", "?)")) for wrong in exercise.wrong)
    assert not any("!" in text for text in (*exercise.hints, *(wrong.message for wrong in exercise.wrong)))


def test_exercises_stand_in_order():
    ids = [exercise.id for exercise in nncheck.exercises()]
    assert ids[0] == "00/average" and len(ids) == len(set(ids))
    assert [id.partition("/")[0] for id in ids] == sorted(id.partition("/")[0] for id in ids)


def test_core_alone_passes_a_lesson():
    for lesson in LESSONS:
        points = {core: sum(e.points for e in nncheck.exercises(lesson) if e.core is core) for core in (True, False)}
        assert points[True] >= 0.6 * (points[True] + points[False])


def handed_out(source):
    """What a cell hands out: its imports and functions, and what it assigns beside functions."""
    statements = ast.parse(source).body
    functions = any(isinstance(statement, ast.FunctionDef) for statement in statements)
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, *([ast.Assign] if functions else []))
    return [ast.unparse(statement) for statement in statements if isinstance(statement, kinds)]


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_printed_solutions_pass(lesson, capsys):
    names = {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    if any(isinstance(exercise, ValueExercise) for exercise in exercises(lesson)):
        names |= nncheck.given(lesson)
    (notebook,) = (COURSE / folder.name for folder in COURSE.iterdir() if folder.name.startswith(lesson))
    for cell in json.loads(next(notebook.glob("*.ipynb")).read_text(encoding="utf-8"))["cells"]:
        known = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and not known.get("solution") and not known.get("grade"):
            for statement in handed_out("".join(cell["source"])):
                with contextlib.suppress(NameError):  # what needs an answer, too
                    exec(statement, names)
    for exercise in exercises(lesson):
        exec(exercise.solution, names)
        nncheck.check(exercise.id, *(names[name] for name in exercise.names), seed=1)


def test_importing_brings_numpy_alone():
    code = (
        "import sys, nncheck; nncheck.check; nncheck.exercises(); import nncheck.matrix\n"
        "loaded = {m.partition('.')[0] for m in sys.modules}\n"
        "outside = loaded - set(sys.stdlib_module_names) - {'numpy', 'nnlib', 'nncheck'}\n"
        "print(sorted(m for m in outside if not m.startswith(('_', 'cython_runtime', 'sitecustomize'))))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_the_bank_leaves_the_trace_as_it_is():
    code = (
        "from nnlib import Trace\n"
        "before = [(q.formula, q.needs) for q in Trace()]\n"
        "import nncheck; nncheck.exercises()\n"
        "assert before == [(q.formula, q.needs) for q in Trace()]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
