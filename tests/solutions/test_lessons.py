"""What holds for every lesson: it was run, it asks what the bank asks, its prose is computed, no answer is released."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from nncheck.bank import LESSONS, exercises
from nncheck.exercise import ValueExercise
from nncheck.judging import answers_of

ROOT = Path(__file__).parents[2]
SOLUTIONS = sorted(ROOT.glob("solutions/*/*.ipynb"))
COURSE = sorted(ROOT.glob("course/*/*.ipynb"))
MOST_KB = 1500
MOST_SECONDS = {"digits": 45, "hyperparameters": 20}  # of a lesson, 15 of any other

every_solution = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
every_release = pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)


@functools.cache
def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code" and cell.source.strip()]


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def execute(path, folder, **options):
    """A copy of a notebook, executed in a kernel that may not reach the network, and what it tried to reach."""
    tried = folder / "tried"
    guard = folder / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(NO_NETWORK.format(log=str(tried)))
    client = NotebookClient(read(path).copy(), resources={"metadata": {"path": str(path.parent)}}, **options)
    executed = client.execute(env=os.environ | {"PYTHONPATH": str(guard)})
    return executed, tried.read_text() if tried.exists() else ""


NO_NETWORK = """
import socket
_connect = socket.socket.connect
def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        open({log!r}, "a").write(str(address))
        raise OSError("no network here")
    return _connect(self, address)
socket.socket.connect = connect
"""


def test_there_is_a_lesson_for_every_module_of_the_bank():
    assert [path.parent.name[:2] for path in SOLUTIONS] == list(LESSONS)
    assert [path.relative_to(ROOT / "course") for path in COURSE] == [
        path.relative_to(ROOT / "solutions") for path in SOLUTIONS
    ]


# --- as written ---


@every_solution
def test_every_cell_was_run_and_none_failed(path):
    # nbval passes over a cell that was never executed, so that must not happen.
    assert [cell.id for cell in code_cells(path) if cell.execution_count is None] == []
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1)), "run from top to bottom in a fresh kernel"
    outputs = [(cell.id, output) for cell in code_cells(path) for output in cell.outputs]
    assert [id for id, output in outputs if output.output_type == "error"] == []
    assert [id for id, output in outputs if output.get("name") == "stderr"] == []
    assert path.stat().st_size < MOST_KB * 1024


@every_solution
def test_it_asks_what_the_bank_asks(path):
    bank = exercises(path.parent.name[:2])
    graded = [cell for cell in code_cells(path) if cell.metadata.get("nbgrader", {}).get("grade")]
    for exercise, cell in zip(bank, graded, strict=True):
        call = f'{"score" if exercise.partial else "check"}("{exercise.id}", {", ".join(exercise.names)}'
        visible, hidden = cell.source.split("### BEGIN HIDDEN TESTS\n")
        assert visible == f"{call})\n"
        assert re.fullmatch(re.escape(call) + r", seed=\d+\)\n### END HIDDEN TESTS", hidden)
        assert cell.metadata.nbgrader.points == exercise.points
        assert cell.metadata.nbgrader.locked
    ids = [grade_id(cell) for cell in code_cells(path) if grade_id(cell)]
    assert len(ids) == len(set(ids))


@every_solution
def test_every_image_has_a_text(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert len(output.metadata["image/png"]["alt"]) > 60
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            assert "![](" not in cell.source


NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?:e[-+]?\d+)?")


def significant_digits(text):
    return len(text.partition("e")[0].replace(".", "").lstrip("0"))


@every_solution
def test_numbers_in_prose_are_computed(path):
    computed = set()
    for cell in code_cells(path):
        for output in cell.outputs:
            texts = [output.get("text", ""), *map(str, output.get("data", {}).values())]
            computed |= {abs(float(n)) for text in texts if len(text) < 200_000 for n in NUMBER.findall(text)}
    for exercise in exercises(path.parent.name[:2]):
        if isinstance(exercise, ValueExercise):
            values = [*exercise.chain.evaluate(exercise.chain.given).values()]
            values += [value for wrong in exercise.wrong for value in answers_of(exercise, wrong.answer)]
            computed |= {abs(float(x)) for value in values for x in np.ravel(value)}
    known = np.array(sorted(computed))
    invented = []
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for text in NUMBER.findall(cell.source):
                unit = 10.0 ** -len(text.partition("e")[0].partition(".")[2])
                if significant_digits(text) >= 3 and not (np.abs(known - float(text)) <= 0.5 * unit + 1e-12).any():
                    invented.append(text)
    assert invented == []


def test_an_invented_number_would_be_found():
    assert NUMBER.findall("E = 0.298371109, not 12.5e-3 or w5.5") == ["0.298371109", "12.5e-3"]
    assert [significant_digits(t) for t in ("0.05", "0.3775", "0.0822", "3.510188e-05")] == [1, 4, 3, 7]


@every_solution
def test_it_runs_without_the_network_and_in_time(path, tmp_path):
    start = time.perf_counter()
    _, tried = execute(path, tmp_path, timeout=60)
    assert tried == ""
    # Twice as long, for a machine that does other things as well.
    assert time.perf_counter() - start < 2 * MOST_SECONDS.get(path.stem, 15)


# --- as released ---


@pytest.fixture(scope="module")
def fresh_release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "*", "--force", "--no-db"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "course"


def files(folder):
    found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    return sorted(p for p in found if ".ipynb_checkpoints" not in p.parts)


def test_course_is_what_a_fresh_release_makes(fresh_release):
    assert files(ROOT / "course") == files(fresh_release)
    different = [
        str(f) for f in files(fresh_release) if (ROOT / "course" / f).read_bytes() != (fresh_release / f).read_bytes()
    ]
    assert different == [], "run `make release`"


@every_release
def test_no_answer_is_in_the_release(path):
    text = path.read_text()
    for sign in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS"):
        assert sign not in text
    assert not re.search(r"(check|score)\(.*seed=", text)
    for cell in code_cells(path):
        assert cell.outputs == [] and cell.execution_count is None
    answered = {
        grade_id(c): c.source for c in code_cells(ROOT / "solutions" / path.relative_to(ROOT / "course")) if grade_id(c)
    }
    for cell in code_cells(path):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            answer = answered[grade_id(cell)].split("### BEGIN SOLUTION\n")[1].split("### END SOLUTION")[0]
            for line in answer.splitlines():
                if len(line.strip()) > 2 and line.strip() not in "()[]":
                    assert line.strip() not in map(str.strip, cell.source.splitlines())


@every_release
def test_a_blank_lesson_fails_every_check(path, tmp_path):
    executed, _ = execute(path, tmp_path, timeout=60, allow_errors=True)
    passed, others = [], []
    for cell in executed.cells:
        errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
        if (grade_id(cell) or "").startswith("check-"):
            if cell.source.startswith("score("):  # says what check would say, and ends with the points
                said, result = cell.outputs
                failed, says = result.data["text/plain"] == "0.0" and not errors, said.text
            else:
                failed = [error.ename for error in errors] == ["CheckFailed"]
                says = errors[0].evalue if errors else ""
            if not failed:
                passed.append(cell.id)
            elif "not written yet" not in says and "returns nothing yet" not in says:
                others.append((cell.id, says))
        elif errors:
            others.append((cell.id, errors[0].evalue))
    assert passed == []
    assert others == [], "a blank lesson says at each check that nothing is written yet, and stops nowhere else"


def test_notebook_files_are_plain():
    for path in (*SOLUTIONS, *COURSE):
        notebook = json.loads(path.read_text())
        assert notebook["metadata"]["kernelspec"]["name"] == "python3"
        assert "execution" not in json.dumps([cell["metadata"] for cell in notebook["cells"]]), (
            "timings differ at each run"
        )
