"""What the report on a class counts: who has handed in, what the checks gave, and the score as the gradebook has it."""

import json
import os
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from small_lesson import code, lesson, notebook

from grading import classes, executors, report
from grading.gradebook import Course
from grading.marking import STANDS

ROOT = Path(__file__).resolve().parents[2]
NAME = "90-small"
HALF = "def average(numbers):\n    return sum(numbers) / 2"
SUBMITTED = {"ann": lesson(), "bob": lesson(average=HALF), "cyd": lesson(average=HALF)}


def course_with(root, asked, submitted):
    """A course folder with one lesson, and submissions to it."""
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "solutions" / NAME).mkdir(parents=True)
    (root / "solutions" / NAME / "small.ipynb").write_text(json.dumps(asked))
    for student, nb in submitted.items():
        hand_in(root, student, nb)
    return Course(root)


def hand_in(root, student, nb):
    (root / "submitted" / student / NAME).mkdir(parents=True)
    (root / "submitted" / student / NAME / "small.ipynb").write_text(json.dumps(nb))


def mark(course):
    with executors.executor_of(1, None) as executor:
        classes.grade(course, NAME, executor, told=lambda record: None)


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A course folder in which the small lesson of three students is marked."""
    course = course_with(tmp_path_factory.mktemp("course"), lesson(), SUBMITTED)
    mark(course)
    return course


@pytest.fixture
def course(marked, tmp_path):
    return Course(shutil.copytree(marked.root, tmp_path / "course"))


def row(course, student):
    (found,) = [s for s in report.collect(course, NAME, names=True)["submissions"] if s["student"] == student]
    return found


def test_where_nobody_has_changed_a_mark_points_and_score_are_the_same(course):
    data = report.collect(course, NAME, names=True)
    found = {s["student"]: (s["points"], s["score"], s["max_score"], s["waits"]) for s in data["submissions"]}
    assert found == {"ann": (2, 2, 2, False), "bob": (1, 1, 2, False), "cyd": (1, 1, 2, False)}
    assert data["statuses"] == {"graded": 3} and data["waiting"] == 0 and data["gone"] == []


def test_marks_by_hand_and_penalties_are_in_the_score(course):
    with course.book() as book:
        book.find_grade("check-average", "small", NAME, "bob").manual_score = 0.75
        book.find_submission_notebook("small", NAME, "ann").late_submission_penalty = 0.5
        book.find_grade("check-average", "small", NAME, "cyd").needs_manual_grade = True
        book.db.commit()
    assert (row(course, "bob")["points"], row(course, "bob")["score"]) == (1, 1.75)
    assert (row(course, "ann")["points"], row(course, "ann")["score"], row(course, "ann")["penalty"]) == (2, 1.5, 0.5)
    assert row(course, "cyd")["waits"] and report.collect(course, NAME)["waiting"] == 1
    page = report.write(course, NAME).read_text(encoding="utf-8")
    assert "Median score 1.5." in page and "Waiting for a mark by hand: 1." in page
    assert "<td>0.5 off for being late.</td>" in page and "<td>It waits for a mark by hand.</td>" in page


def test_who_has_left_is_told_and_not_counted(course):
    shutil.rmtree(course.root / "submitted" / "bob")
    kept = sorted(classes.records(course, NAME).iterdir())
    data = report.collect(course, NAME, names=True)
    assert [s["student"] for s in data["submissions"]] == ["ann", "cyd"] and data["gone"] == ["bob"]
    assert [exercise["tried"] for exercise in data["exercises"]] == [2, 2]
    assert data["exercises"][0]["difficulty"] == 0.5
    page = report.write(course, NAME).read_text(encoding="utf-8")
    assert "No longer in submitted/, and not counted: student 2." in page and "bob" not in page
    assert sorted(classes.records(course, NAME).iterdir()) == kept, "a report deletes nothing"
    with course.book() as book:
        assert book.find_submission(NAME, "bob").score == 1


def test_who_was_marked_by_nbgrader_is_there_with_the_score(course):
    hand_in(course.root, "dan", SUBMITTED["bob"])
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME, "--student", "dan"],
        cwd=course.root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    dan = row(course, "dan")
    assert (dan["status"], dan["points"], dan["score"], dan["max_score"]) == ("no record", None, 1, 2)
    data = report.collect(course, NAME)
    assert data["statuses"] == {"graded": 3, "no record": 1}
    assert [exercise["tried"] for exercise in data["exercises"]] == [3, 3]
    assert "there is no record of its checks" in report.page(data)


def test_what_is_not_marked_yet_is_told(course):
    hand_in(course.root, "dan", SUBMITTED["bob"])
    assert row(course, "dan")["status"] == "not marked" and row(course, "dan")["score"] is None
    assert "Submissions: 4 (3 graded, 1 not marked)." in report.write(course, NAME).read_text(encoding="utf-8")


def test_before_anything_is_marked_there_is_a_report(tmp_path):
    course = course_with(tmp_path, lesson(), {"ann": lesson()})
    assert "Submissions: 1 (1 not marked)." in report.write(course, NAME).read_text(encoding="utf-8")


def test_typed_in_numbers_are_counted_in_words(tmp_path):
    start = code('import nncheck\nglobals().update(nncheck.given("05"))', locked=True, grade_id="given")
    check = code('check("05/net_h1", net_h1)', grade=True, locked=True, points=1, grade_id="check-net_h1")
    answers = {
        "ann": "net_h1 = w1 * i1 + w2 * i2 + b1",
        "bob": "net_h1 = 0.3775",  # the check in the notebook sees it
        "cyd": "net_h1 = eval('0.3775')",  # it is seen when the numbers change
        "dan": "i1 = 1\nnet_h1 = 0.3775",
        "eve": "net_h1 = eval('0.3775')\nif i1 != 0.05: import os; os._exit(0)",  # whether it moves is not known
    }
    submitted = {
        student: notebook(start, code(answer, solution=True, grade_id="net_h1"), check)
        for student, answer in answers.items()
    }
    asked = notebook(start, code("net_h1 = ...", solution=True, grade_id="net_h1"), check)
    course = course_with(tmp_path, asked, submitted)
    mark(course)
    (exercise,) = report.collect(course, NAME)["exercises"]
    counted = {mistake["name"]: (mistake["count"], mistake["message"]) for mistake in exercise["mistakes"]}
    assert counted["typed in"] == (2, STANDS)
    assert set(counted) == {"typed in", "given overwritten"} and exercise["tried"] == 5
    assert counted["given overwritten"][0] == 1 and "a name of its own" in counted["given overwritten"][1]
    assert STANDS in unescape(report.write(course, NAME).read_text(encoding="utf-8"))
