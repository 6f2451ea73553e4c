"""Marks a class with the real nbgrader, in a course folder of its own, and reads what came of it."""

import html
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from nbgrader.api import Gradebook

from .students import (
    CLASS,
    LESSONS,
    answered,
    as_it_is,
    find,
    hand_in,
    notebook_file,
    read,
    without_pictures,
)

ROOT = Path(__file__).resolve().parents[2]


class Course:
    """A course folder, made from this repository as an instructor has it."""

    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        for name in LESSONS.values():
            shutil.copytree(ROOT / "solutions" / name, folder / "solutions" / name)
        # Settings in the home of whoever runs the tests are none of this course's.
        elsewhere = folder / "jupyter"
        names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
        self.environment = os.environ | {name: str(elsewhere / name.lower()) for name in names}
        # nbgrader calls the program alembic, which stands beside this Python.
        self.environment["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])

    def start(self, *arguments) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "nbgrader", *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def nbgrader(self, *arguments) -> subprocess.CompletedProcess:
        return finished(self.start(*arguments))

    def hand_in_everything(self):
        for lesson in LESSONS:
            release = read(notebook_file(self.folder / "course", lesson))
            solutions = read(notebook_file(self.folder / "solutions", lesson))
            hand_in(release, self.submitted("blank", lesson))
            for student, changes in CLASS.items():
                if lesson in changes:
                    nb = answered(release, solutions)
                    if changes[lesson] is not as_it_is:
                        without_pictures(nb)
                    changes[lesson](nb)
                    newline = "\r\n" if student == "on-windows" else "\n"
                    hand_in(nb, self.submitted(student, lesson), newline)

    def submitted(self, student, lesson) -> Path:
        name = notebook_file(self.folder / "course", lesson).name
        return self.folder / "submitted" / student / LESSONS[lesson] / name


def finished(process: subprocess.Popen) -> subprocess.CompletedProcess:
    stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


class MarkedClass:
    """What nbgrader made of the class.

    runs: by command, what it printed and its exit code. points: by (student, lesson), by test cell, the points given.
    worth: by lesson, by test cell, the points it is worth in the gradebook. total: by lesson, the points of the whole.
    by_hand: the marks that wait for a person. validated: what `nbgrader validate` printed, by kind of copy.
    """

    def __init__(self, folder: Path):
        course = Course(folder)
        self.folder = folder
        self.runs = {"generate_assignment": course.nbgrader("generate_assignment", "*")}
        assert self.runs["generate_assignment"].returncode == 0, self.runs["generate_assignment"].stderr
        course.hand_in_everything()
        # Validating needs no gradebook, so it can go on beside the marking, on the other core.
        validating = {
            student: course.start("validate", *(course.submitted(student, lesson) for lesson in LESSONS))
            for student in ("solved", "blank")
        }
        for name in LESSONS.values():
            self.runs[f"autograde {name}"] = course.nbgrader("autograde", name)
        self.runs["generate_feedback"] = course.nbgrader("generate_feedback", "*")
        self.validated = {student: finished(process) for student, process in validating.items()}
        self._read_gradebook()

    def _read_gradebook(self):
        self.points, self.worth, self.total, self.by_hand = {}, {}, {}, []
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            for lesson, name in LESSONS.items():
                assignment = gradebook.find_assignment(name)
                self.total[lesson] = assignment.max_score
                self.worth[lesson] = {
                    cell.name: cell.max_score for notebook in assignment.notebooks for cell in notebook.grade_cells
                }
                for submission in gradebook.assignment_submissions(name):
                    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
                    student = submission.student.id
                    self.points[student, lesson] = {grade.name: grade.score for grade in grades}
                    self.by_hand += [(student, grade.name) for grade in grades if grade.needs_manual_grade]

    def lost(self, student, lesson) -> set[str]:
        """The test cells that did not bring all of their points."""
        points = self.points[student, lesson]
        return {test for test, worth in self.worth[lesson].items() if points[test] != worth}

    def autograded(self, student, lesson) -> dict:
        return read(notebook_file(self.folder / "autograded" / student, lesson))

    def says(self, student, lesson, test) -> str:
        """What a test cell printed or failed with."""
        outputs = find(self.autograded(student, lesson), test)["outputs"]
        return "\n".join(output["evalue"] if "evalue" in output else "".join(output["text"]) for output in outputs)

    def feedback(self, student, lesson) -> str:
        """The text of a feedback page. Tags are taken out: colouring puts some between the letters of any code."""
        (file,) = (self.folder / "feedback" / student / LESSONS[lesson]).glob("*.html")
        return html.unescape(re.sub(r"<[^>]*>", "", file.read_text(encoding="utf-8")))
