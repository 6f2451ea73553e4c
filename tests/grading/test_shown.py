"""Figures of the lesson that no answer has a part in come from the lesson as written; all others are drawn."""

import json
from pathlib import Path

import pytest
from small_lesson import LIMITS, code, notebook

from grading.marking import job, mark
from grading.paper import put_together, read
from grading.shown import only_shows, shown_to_everybody

LESSONS = sorted((Path(__file__).resolve().parents[2] / "solutions").glob("*/*.ipynb"))


def showing(text):
    return [{"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}, "execution_count": 1}]


def ours(source, shows=None):
    cell = code(source, locked=True, grade_id=f"ours-{abs(hash(source))}")
    return cell | {"outputs": showing(shows)} if shows else cell


def answer(source):
    return code(source, solution=True, grade_id="answer")


def marked(asked, handed_in, **options):
    """What the cells show after marking, the text of the last output of each; None where there is none."""
    result = mark(job("ann", asked, json.dumps(handed_in).encode(), "secret", limits=LIMITS, **options))
    assert result["status"] == "graded", result["reason"]
    last = [cell["outputs"][-1] if cell["outputs"] else {} for cell in result["notebook"]["cells"]]
    return [o.get("data", {}).get("text/plain", o.get("text", o.get("ename"))) for o in last]


START = ours("import numpy as np\nx = np.array([1.0, 2.0])\n\ndef picture(*values):\n    return float(sum(values))")


def test_what_no_answer_has_a_part_in_is_taken_from_the_lesson():
    cells = [START, answer("y = 5"), ours("picture(1, 2)", "stored"), ours("z = picture(3)\nz", "kept"), ours("z + 1")]
    assert marked(notebook(*cells), notebook(*cells)) == [None, None, "stored", "kept", "4.0"]


@pytest.mark.parametrize(
    ("written", "shows"),
    [
        ("y = 5", "5.0"),
        ("def y():\n    pass\ny = 6", "6.0"),
        ("def later():\n    global y\n    y = 7\nlater()", "7.0"),
        ("for y in range(3):\n    pass", "2.0"),
        ("y = 5\nx[0] = 9", "5.0"),
        ("", "NameError"),
    ],
)
def test_what_an_answer_has_a_part_in_is_drawn(written, shows):
    def handed_in(source):
        return notebook(START, answer(source), ours("picture(y)", "stored"), ours("w = y\n", None), ours("w", "stored"))

    assert marked(handed_in("y = 1"), handed_in(written))[2] == shows
    assert marked(handed_in("y = 1"), handed_in(written))[4] != "stored"


@pytest.mark.parametrize("change", ["x[0] = 9", "x.sort()", "x = 3 * x", "np.copyto(x, 0)", "q = x"])
def test_a_name_that_an_answer_may_have_changed_is_not_taken_for_the_lessons(change):
    asked = notebook(START, answer("y = 1"), ours("picture(*x)", "stored"))
    assert marked(asked, notebook(START, answer(change), ours("picture(*x)", "stored")))[2] != "stored"
    own = notebook(START, answer("y = 1"), code(change), ours("picture(*x)", "stored"))
    assert marked(asked, own)[3] != "stored"


def test_a_function_put_in_the_place_of_an_imported_one_is_seen():
    start = ours("from math import exp")
    asked = notebook(start, answer("y = 1"), ours("exp(0)", "stored"))
    assert marked(asked, notebook(start, answer("def exp(x):\n    return 3"), ours("exp(0)", "stored")))[2] == "3"
    assert (
        marked(asked, notebook(start, answer("from math import exp\ny = exp(1)"), ours("exp(0)", "stored")))[2]
        == "stored"
    )


def test_points_are_never_taken_from_the_lesson():
    test = code("2 + 2", grade=True, locked=True, points=4, grade_id="test") | {"outputs": showing("stored")}
    asked = notebook(START, answer("y = 1"), test)
    for figures in (True, False):
        assert marked(asked, asked, figures=figures)[2] == "4"


def test_a_cell_that_fails_says_so():
    asked = notebook(START, answer("y = 1"), ours("z = 1 / 0\nz", "stored"))
    assert marked(asked, asked)[2] == "ZeroDivisionError"


def test_without_figures_what_only_shows_is_not_run():
    asked = notebook(START, answer("y = 1"), ours("picture(y)", "stored"), ours("w = y\nw", "stored"))
    assert marked(asked, asked, figures=False) == [None, None, None, "1"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_of_each_lesson_most_figures_are_not_drawn_anew(lesson):
    asked = json.loads(lesson.read_text(encoding="utf-8"))
    together, _ = put_together(asked, read(lesson.read_bytes()))
    same = shown_to_everybody(asked, together)
    stored = {"".join(cell["source"]): cell["outputs"] for cell in asked["cells"] if cell["cell_type"] == "code"}
    assert all(stored[together["cells"][k]["source"]] == outputs for k, outputs in same.items())
    assert len(same) >= sum(map(only_shows, asked["cells"])) / 4


@pytest.mark.parametrize("outputs", [[], showing("4")])
def test_without_figures_plain_tests_run_all_the_same(outputs):
    """A test made of calls alone looks like a cell that shows something."""
    test = code("np.testing.assert_equal(double(2), 4)", grade=True, locked=True, points=1, grade_id="test") | {
        "outputs": outputs
    }
    start = code("import numpy as np", locked=True, grade_id="imports")
    shows = code("np.random.seed(0)")

    def handed_in(answer):
        return notebook(start, shows, code(answer, solution=True, grade_id="double"), test)

    asked = handed_in("double = ...")
    for answer, fails in (("def double(x): return 2 * x", False), ("def double(x): return x", True)):
        content = json.dumps(handed_in(answer)).encode()
        result = mark(job("ann", asked, content, "secret", limits=LIMITS, figures=False))
        *_, before, _, last = result["notebook"]["cells"]
        assert [o["output_type"] for o in last["outputs"]] == (["error"] if fails else [])
        assert last["execution_count"] and before["execution_count"], "both were run"
