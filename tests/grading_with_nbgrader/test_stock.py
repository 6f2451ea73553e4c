"""`python -m grading grade` gives the marks that stock nbgrader gives, in every lesson and cell by cell."""

import ast
import os
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from .marking import ROOT
from .students import LESSONS, answered, brief, hand_in, notebook_file, read

STOCK = "\nc.Autograde.autograde_preprocessors = Autograde.autograde_preprocessors.default()\n"


# ---- what is handed in


def is_answer(cell):
    return cell["metadata"].get("nbgrader", {}).get("solution")


def half(nb, release):
    """Leave the second half of the answers as they were handed out."""
    places = [k for k, cell in enumerate(nb["cells"]) if is_answer(cell)]
    for k in places[len(places) // 2 :]:
        nb["cells"][k] = release["cells"][k]


class Doubled(ast.NodeTransformer):
    """Whatever a function returns, and whatever a cell assigns, is doubled."""

    def visit_Return(self, node):
        return ast.Return(ast.BinOp(ast.Constant(2), ast.Mult(), node.value)) if node.value else node

    def visit_Module(self, node):
        for statement in node.body:
            if isinstance(statement, ast.Assign):
                statement.value = ast.BinOp(ast.Constant(2), ast.Mult(), statement.value)
        return self.generic_visit(node)


def wrong(nb, release):
    """Get every function wrong, and every value."""
    for cell in nb["cells"]:
        if is_answer(cell) and cell["cell_type"] == "code":
            cell["source"] = ast.unparse(ast.fix_missing_locations(Doubled().visit(ast.parse(cell["source"]))))


def handed_in(release, solutions):
    """Student and notebook."""
    release = brief(release)
    yield "solved", answered(release, solutions)
    for change in (half, wrong):
        nb = answered(release, solutions)
        change(nb, release)
        yield change.__name__, nb
    yield "blank", release


STUDENTS = ("solved", "half", "wrong", "blank")


# ---- both ways


WAYS = {
    "ours": ["grading", "grade", "--workers", "1", "--no-figures"],
    "stock": ["nbgrader", "autograde"],
}


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """By way and lesson: student and cell -> what the cell got."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for name in LESSONS.values():
        shutil.copytree(ROOT / "solutions" / name, course / "solutions" / name)
    _run(course, "nbgrader", "generate_assignment", "*")
    for lesson in LESSONS:
        release, solutions = (read(notebook_file(course / folder, lesson)) for folder in ("course", "solutions"))
        for student, nb in handed_in(release, solutions):
            hand_in(course, student, lesson, nb)
    places = [(way, lesson, tmp_path_factory.mktemp(f"{way}-{lesson}")) for lesson in LESSONS for way in WAYS]
    with ThreadPoolExecutor(2) as pool:  # two at a time
        return dict(pool.map(lambda place: _marked(course, *place), places))


def _marked(course, way, lesson, folder):
    """One lesson marked in one way, in a course folder of its own: the way and the lesson, and what each cell got."""
    name = LESSONS[lesson]
    for file in ("nbgrader_config.py", "gradebook.db"):
        shutil.copy(course / file, folder)
    for place in (Path("solutions"), *(Path("submitted") / student for student in STUDENTS)):
        shutil.copytree(course / place / name, folder / place / name)
    if way == "stock":
        with (folder / "nbgrader_config.py").open("a") as config:
            config.write(STOCK)
    program, command, *options = WAYS[way]
    _run(folder, program, command, name, *options)
    found = {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions(name):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    found[submission.student.id, grade.name] = grade.auto_score, grade.needs_manual_grade
                for comment in notebook.comments:
                    found[submission.student.id, comment.name, "comment"] = comment.auto_comment
    return (way, lesson), found


def _run(folder, program, *arguments):
    # nbgrader calls the program alembic, which stands beside this Python; settings of whoever runs the tests stay out.
    settings = {name: str(folder / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    run = subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=folder,
        env=os.environ | settings | {"PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_marks_are_those_of_stock_nbgrader(marked, lesson):
    ours, stock = marked["ours", lesson], marked["stock", lesson]
    assert {student for student, *_ in stock} == set(STUDENTS)
    differ = {place: (ours.get(place), got) for place, got in stock.items() if ours.get(place) != got}
    assert (differ, set(ours)) == ({}, set(stock))


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_class_is_told_apart(marked, lesson):
    """The comparison is of marks that differ: all, some and none."""
    total = dict.fromkeys(STUDENTS, 0.0)
    for (student, *_), got in marked["stock", lesson].items():
        if isinstance(got, tuple):
            total[student] += got[0] or 0.0
    assert total["solved"] > total["half"] >= total["blank"] == 0
    assert total["wrong"] < total["solved"]


def test_only_the_words_of_lesson_12_wait_for_a_person(marked):
    for way in WAYS:
        marks = [(lesson, place[1], got) for lesson in LESSONS for place, got in marked[way, lesson].items()]
        waiting = {(lesson, cell) for lesson, cell, got in marks if isinstance(got, tuple) and got[1]}
        assert waiting == {("12", "manual-nonconvex"), ("12", "manual-brain")}
