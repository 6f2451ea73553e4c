"""Marks for Canvas and Moodle: the columns they import, the marks of nbgrader's own export, and no formulas."""

import csv
import logging
import os
import shutil
import subprocess
import sys
import sysconfig
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from grading.export import CanvasExporter, MoodleExporter

ROOT = Path(__file__).resolve().parents[2]
CLASS = {  # id: (last name, first name, email, LMS user id)
    "ann": ("Núñez, Jr.", 'Ann "Annie"', "ann@example.org", "4711"),
    "bob": ("=HYPERLINK(1)", "Bob", "bob@example.org", "sis-12"),
    "chen": ("陳", "大文", "chen@example.org", "0042"),
    "dora": ("\t@SUM(1)", "Do;=1+1\nra", "dora@example.org", "17a"),
    "eve": (None, None, "eve@example.org", "99"),
}


def fill(folder):
    """A gradebook of two lessons. In 05, ann is right, bob late, chen marked by hand; dora has handed in only 06."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "neural-networks-by-hand") as book:
        for lesson in ("05-backprop", "06-many"):
            book.add_assignment(lesson, duedate=datetime(2026, 3, 1))
            book.add_notebook("paper", lesson)
            for name, points in (("first", 3), ("second", 1.5)):
                book.add_grade_cell(name, "paper", lesson, max_score=points, cell_type="code")
        for student, (last, first, email, lms) in CLASS.items():
            book.add_student(student, last_name=last, first_name=first, email=email, lms_user_id=lms)
        for student, lesson in (("ann", "05-backprop"), ("bob", "05-backprop"), ("chen", "05-backprop")):
            book.add_submission(lesson, student, timestamp=datetime(2026, 3, 2))
            for grade in book.find_submission_notebook("paper", lesson, student).grades:
                grade.auto_score, grade.needs_manual_grade = grade.max_score, False
        late = book.find_submission_notebook("paper", "05-backprop", "bob")
        late.late_submission_penalty = 1.25
        by_hand = book.find_grade("second", "paper", "05-backprop", "chen")
        by_hand.manual_score, by_hand.extra_credit = 0.1, 0.2
        book.add_submission("06-many", "dora")
        hopeless = book.find_submission_notebook("paper", "06-many", "dora")
        hopeless.late_submission_penalty = 2  # more than the points
        hopeless.grades[0].needs_manual_grade = False
        book.db.commit()


@pytest.fixture(scope="module", autouse=True)
def programs():
    """nbgrader calls the program alembic, which stands beside this Python."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
        yield


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    fill(folder)
    return folder


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def export(kind, course, to, **options):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "neural-networks-by-hand") as book:
        kind(to=str(to), **options).export(book)
    return read(to)


def test_canvas(course, tmp_path):
    header, points, *rows = export(CanvasExporter, course, tmp_path / "canvas.csv")
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "05-backprop", "06-many"]
    assert points == ["Points Possible", "", "", "", "", "4.5", "4.5"]
    assert {row[3]: row for row in rows} == {
        "ann": ['Núñez, Jr., Ann "Annie"', "4711", "", "ann", "", "4.5", ""],
        "bob": ["'=HYPERLINK(1), Bob", "", "sis-12", "bob", "", "3.25", ""],
        "chen": ["陳, 大文", "0042", "", "chen", "", "3.3", ""],
        "dora": ["'@SUM(1), Do =1+1 ra", "", "17a", "dora", "", "", "0.0"],
        "eve": ["eve", "99", "", "eve", "", "", ""],
    }


def test_moodle(course, tmp_path):
    header, *rows = export(MoodleExporter, course, tmp_path / "moodle.csv")
    people = ["Username", "First name", "Last name", "Email address", "ID number"]
    assert header == [*people, "05-backprop", "06-many"]
    by_name = {row[0]: row for row in rows}
    assert by_name["ann"] == ["ann", 'Ann "Annie"', "Núñez, Jr.", "ann@example.org", "4711", "4.5", ""]
    assert by_name["bob"] == ["bob", "Bob", "'=HYPERLINK(1)", "bob@example.org", "sis-12", "3.25", ""]
    assert by_name["eve"] == ["eve", "", "", "eve@example.org", "99", "", ""]
    assert len(rows) == len(CLASS)


@pytest.mark.parametrize("kind", [CanvasExporter, MoodleExporter])
def test_the_marks_are_those_of_nbgrader_itself(kind, course, tmp_path):
    """Where somebody has handed in. For the others nbgrader's own export says 0; and it quotes no comma of a name."""
    _, *own = export(CsvExportPlugin, course, tmp_path / "own.csv", student=["ann", "bob", "chen", "eve"])
    expected = {(row[3], row[0]): float(row[-2]) for row in own if row[2]}
    assert len(expected) == 3
    header, *rows = export(kind, course, tmp_path / "ours.csv")
    id = header.index("SIS Login ID" if kind is CanvasExporter else "Username")
    ours = {(row[id], lesson): row[header.index(lesson)] for row in rows for lesson in ("05-backprop", "06-many")}
    assert {key: float(ours[key]) for key in expected} == pytest.approx(expected)
    assert ours["eve", "05-backprop"] == ""


@pytest.mark.parametrize("kind", [CanvasExporter, MoodleExporter])
def test_no_cell_is_a_formula(kind, course, tmp_path):
    rows = export(kind, course, tmp_path / "marks.csv")
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n"))]
    assert ";" not in (tmp_path / "marks.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "column"), [(CanvasExporter, "SIS Login ID"), (MoodleExporter, "Username")])
def test_a_login_that_had_to_change_is_told(kind, column, tmp_path, caplog):
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "neural-networks-by-hand") as book:
        book.add_student("-mal")
    with caplog.at_level(logging.WARNING):
        header, *rows = export(kind, tmp_path, tmp_path / "marks.csv")
    assert rows[-1][header.index(column)] == "'-mal"
    assert "'-mal' could be taken for a formula" in caplog.text


def test_moodle_gets_no_column_with_gaps(tmp_path, caplog):
    """A blank cell in the column by which students are found would find nobody."""
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "neural-networks-by-hand") as book:
        book.add_student("ann", email="ann@example.org", lms_user_id="1")
        book.add_student("bob", lms_user_id="2")
    with caplog.at_level(logging.WARNING):
        header, *rows = export(MoodleExporter, tmp_path, tmp_path / "marks.csv")
    assert header == ["Username", "First name", "Last name", "ID number"]
    assert [row[3] for row in rows] == ["1", "2"]
    assert "no column Email address" in caplog.text


def test_marks_that_wait_for_a_person_are_told(course, tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        export(CanvasExporter, course, tmp_path / "marks.csv")
    assert "06-many: 1 submissions still wait for a mark by hand" in caplog.text
    assert "05-backprop" not in caplog.text


@pytest.mark.parametrize("kind", ["Canvas", "Moodle"])
def test_the_command(kind, course, tmp_path):
    def nbgrader_export(*arguments):
        paths = {name: str(tmp_path) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", "export", f"--exporter=grading.export.{kind}Exporter", *arguments],
            cwd=course,
            env=os.environ | paths,
            capture_output=True,
            text=True,
        )

    whole = nbgrader_export()
    assert whole.returncode == 0, whole.stderr
    assert len(read(course / f"grades-{kind.lower()}.csv")) == len(CLASS) + (2 if kind == "Canvas" else 1)
    some = nbgrader_export("--to=some.csv", "--assignment=['05-backprop']", "--student=['bob', 'ann']")
    assert some.returncode == 0, some.stderr
    rows = read(course / "some.csv")
    assert rows[0][-1] == "05-backprop"
    assert [row[-1] for row in rows[-2:]] == ["3.25", "4.5"]
    unknown = nbgrader_export("--assignment=['05']")
    assert unknown.returncode != 0
    assert "the gradebook knows no assignment 05" in unknown.stderr
