"""Marks the class with the real nbgrader, in a course folder of its own, and reads what came of it."""

import html
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from nbgrader.api import Gradebook

from .students import LESSONS, find, hand_in_all, notebook_file, read

ROOT = Path(__file__).resolve().parents[2]


class MarkedClass:
    """What nbgrader made of the class.

    runs: by command, the finished process. validated: the same of `nbgrader validate`, by copy. points: by (student,
    lesson), by test cell, the points given. worth: by lesson, by test cell, the points to be had. total: by lesson, the
    points of the whole. waiting: the (student, test cell) whose mark waits for a person.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        for name in LESSONS.values():
            shutil.copytree(ROOT / "solutions" / name, folder / "solutions" / name)
        self.runs = {"generate_assignment": self._nbgrader("generate_assignment", "*")}
        hand_in_all(folder)
        # Validating leaves the gradebook alone, so it can go on beside the marking, on another core.
        copies = {"released": folder / "course", "solved": folder / "submitted" / "solved"}
        validating = {
            copy: self._start("validate", *(notebook_file(place, lesson) for lesson in LESSONS))
            for copy, place in copies.items()
        }
        for name in LESSONS.values():
            self.runs[f"autograde {name}"] = self._nbgrader("autograde", name)
        self.runs["generate_feedback"] = self._nbgrader("generate_feedback", "*")
        self.validated = {copy: _finished(process) for copy, process in validating.items()}
        self._read_gradebook()

    def _nbgrader(self, *arguments) -> subprocess.CompletedProcess:
        return _finished(self._start(*arguments))

    def _start(self, *arguments) -> subprocess.Popen:
        # The settings of whoever runs the tests are none of this course's.
        settings = {
            name: str(self.folder / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
        }
        # nbgrader calls the program alembic, which stands beside this Python.
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        return subprocess.Popen(
            [sys.executable, "-m", "nbgrader", *map(str, arguments)],
            cwd=self.folder,
            env=os.environ | settings | {"PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def _read_gradebook(self):
        self.points, self.worth, self.total, self.waiting = {}, {}, {}, set()
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            for lesson, name in LESSONS.items():
                assignment = gradebook.find_assignment(name)
                self.total[lesson] = assignment.max_score
                tests = [cell for notebook in assignment.notebooks for cell in notebook.grade_cells]
                self.worth[lesson] = {test.name: test.max_score for test in tests}
                for submission in gradebook.assignment_submissions(name):
                    student = submission.student.id
                    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
                    self.points[student, lesson] = {grade.name: grade.score for grade in grades}
                    self.waiting |= {(student, grade.name) for grade in grades if grade.needs_manual_grade}

    def lost(self, student, lesson) -> set[str]:
        """The test cells that brought less than they are worth."""
        points = self.points[student, lesson]
        return {test for test, worth in self.worth[lesson].items() if points[test] != worth}

    def solutions(self, lesson) -> dict:
        """The notebook as the instructor wrote it."""
        return read(notebook_file(self.folder / "solutions", lesson))

    def autograded(self, student, lesson) -> dict:
        """The notebook as it was marked."""
        return read(notebook_file(self.folder / "autograded" / student, lesson))

    def says(self, student, lesson, test) -> str:
        """What a test cell printed and failed with."""
        outputs = find(self.autograded(student, lesson), test)["outputs"]
        said = (output.get("evalue", output.get("text")) for output in outputs)
        return "\n".join("".join(text) for text in said if text)

    def feedback(self, student, lesson) -> str:
        """The text of a feedback page. The tags are taken out: colouring puts some of them inside any piece of code."""
        (file,) = (self.folder / "feedback" / student / LESSONS[lesson]).glob("*.html")
        return html.unescape(re.sub(r"<[^>]*>", "", file.read_text(encoding="utf-8")))


def _finished(process) -> subprocess.CompletedProcess:
    stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)
