"""Broken submissions: each gets a status and a sentence, and what can be marked is marked."""

import copy
import json

import pytest
from small_lesson import AVERAGE, LESSON, code, lesson, marked, notebook, with_cell

ALL, NONE = {"check-average": 1.0, "check-weighted_sum": 1.0}, {"check-average": 0.0, "check-weighted_sum": 0.0}


def changed(change):
    nb = copy.deepcopy(LESSON)
    change(nb)
    return nb


def cell_of(nb, name):
    return next(c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def as_format_3(nb):
    cells = [{**c, "input": c["source"], "prompt_number": None, "language": "python"} for c in nb["cells"]]
    for cell in cells:
        del cell["source"]
    return {"worksheets": [{"cells": cells}], "nbformat": 3, "nbformat_minor": 0, "metadata": {}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no json", "its text is not JSON"),
        (b"{}", "JSON and no notebook"),
        (b"[1, 2]", "JSON and no notebook"),
        (b'"cells"', "JSON and no notebook"),
        (b'{"cells": 5}', "JSON and no notebook"),
        (b"", "The file is empty"),
        (b" \n", "The file is empty"),
        (b" " * (21 * 2**20), "at most 20 are taken"),
        ("{ü".encode("utf-16"), "not written in UTF-8"),
        ('{"cells": [], "ü": 1}'.encode("latin-1"), "not written in UTF-8"),
        (json.dumps(notebook()).encode(), "no cell of this lesson"),
        (json.dumps(notebook({"cell_type": "markdown", "source": "x", "metadata": {}})).encode(), "no cell of this"),
        (json.dumps(notebook(code("x = 1"))).encode(), "no cell of this lesson"),
        (
            json.dumps(notebook(code("import numpy", locked=True, grade_id="imports"))).encode(),
            "no cell of this lesson",
        ),
        (b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs", "merge-conflict markers"),
        (b"[" * 100_000, "its text is not JSON"),
    ],
)
def test_a_file_that_is_no_notebook_is_told_so(content, words):
    result = marked(content)
    assert result["status"] == "malformed" and words in result["reason"]
    assert result["notebook"] is None and result["points"] == {}


def test_nothing_handed_in_is_missing():
    assert marked(None)["status"] == "missing"


@pytest.mark.parametrize(
    ("nb", "words"),
    [
        (lesson(), None),
        (
            changed(lambda nb: nb["cells"].append(copy.deepcopy(nb["cells"][2]))),
            "check-average was there more than once",
        ),
        (changed(lambda nb: nb["cells"].pop(2)), "check-average was missing"),
        (changed(lambda nb: nb["cells"].pop(0)), "imports was missing"),
        (changed(lambda nb: nb["metadata"].clear()), None),
        (changed(lambda nb: cell_of(nb, "check-average")["metadata"]["nbgrader"].update(points=100)), None),
        (changed(lambda nb: cell_of(nb, "check-average").update(source="assert True")), None),
        (changed(lambda nb: cell_of(nb, "check-average").update(cell_type="markdown")), None),
        (changed(lambda nb: cell_of(nb, "average").update(source=AVERAGE.replace("\n", "\r\n"))), None),
        (changed(lambda nb: cell_of(nb, "average").update(source=AVERAGE.splitlines(keepends=True))), None),
        (changed(lambda nb: cell_of(nb, "average").update(outputs="broken", execution_count="x")), None),
        (changed(lambda nb: nb["cells"].insert(0, None)), None),
        (changed(lambda nb: nb["cells"].insert(0, {"cell_type": "code", "source": None, "metadata": 3})), None),
        (as_format_3(lesson()), None),
        (with_cell("%matplotlib inline\n%timeit -n1 -r1 1", 1), None),
        (with_cell("%matplotlib widget", 1), None),
        (with_cell("input('name? ')", 1), None),
        (with_cell("1 / 0", 1), None),
        (with_cell("def broken(:", 1), None),
        (with_cell("import warnings; warnings.warn('x'); import sys; print('y', file=sys.stderr)", 1), None),
        (with_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", 1), None),
    ],
)
def test_what_can_be_marked_is_marked(nb, words):
    result = marked(nb)
    assert result["status"] == "graded", result["reason"]
    assert result["points"] == ALL, result["verdicts"]
    assert words is None or any(words in note for note in result["notes"])


def test_cells_out_of_order_run_as_they_stand():
    result = marked(changed(lambda nb: nb["cells"].reverse()))
    assert result["status"] == "graded" and result["points"] == NONE


def test_a_deleted_answer_costs_itself_alone():
    result = marked(changed(lambda nb: nb["cells"].pop(1)))
    assert result["points"] == {"check-average": 0.0, "check-weighted_sum": 1.0}
    assert "average was missing and has been put back." in result["notes"]


def test_an_answer_split_in_two_cells_still_counts():
    nb = with_cell("def average(numbers):\n    total = sum(numbers)\n    return total / len(numbers)", 2)
    cell_of(nb, "average")["source"] = "# see below"
    assert marked(nb)["points"] == ALL


def test_locked_cells_are_ours():
    result = marked(changed(lambda nb: cell_of(nb, "imports").update(source="def check(*a, **b): pass\n1 / 0")))
    assert result["points"] == ALL
    assert "1 / 0" not in str(result["notebook"])


def test_a_test_cell_that_asserts_is_run_as_in_nbgrader():
    from grading.marking import job, mark

    tests = "assert average([1, 3]) == 2\n### BEGIN HIDDEN TESTS\nassert average([5]) == 5\n### END HIDDEN TESTS"
    source = notebook(
        code(AVERAGE, solution=True, grade_id="average"),
        code(tests, grade=True, locked=True, points=3, grade_id="t"),
    )
    for answer, fails in ((AVERAGE, False), ("def average(n): return 2", True)):
        nb = copy.deepcopy(source)
        nb["cells"][0]["source"] = answer
        outputs = mark(job("ann", source, json.dumps(nb).encode(), "secret"))["notebook"]["cells"][1]["outputs"]
        assert [o["output_type"] for o in outputs] == ["error"] * fails
