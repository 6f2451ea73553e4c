"""The one place that writes to nbgrader's gradebook, and lays autograded notebooks where formgrader looks for them.

A result is written whole or not at all: marks in one transaction, files by renaming, and last the record that says the
submission is done. So a run that was killed is finished by running it again.
"""

import contextlib
import copy
import json
import os
import shutil
import sysconfig
import warnings
from collections.abc import Iterator
from html import escape
from pathlib import Path

import nbformat
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LimitOutput,
    LockCells,
    OverwriteCells,
    SaveCells,
)
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SAWarning
from traitlets.config import PyFileConfigLoader

from grading.paper import writable


class Course:
    """A course folder with its nbgrader_config.py and gradebook. Raises FileNotFoundError where there is no course."""

    def __init__(self, root: Path):
        self.root = Path(root).resolve()
        file = self.root / "nbgrader_config.py"
        if not file.exists():
            raise FileNotFoundError(f"{file} is missing: run this in the folder of the course")
        self.config = PyFileConfigLoader(file.name, str(self.root)).load_config()
        self.config.CourseDirectory.root = str(self.root)
        self._open = None  # the gradebook, while it is open
        self._known = {}  # (lesson, notebook) -> cells as the gradebook knows them, by name
        self.directory = CourseDirectory(config=self.config)
        scripts = sysconfig.get_path("scripts")  # nbgrader calls the program alembic, which stands beside this Python
        if scripts not in os.environ["PATH"].split(os.pathsep):
            os.environ["PATH"] = os.pathsep.join([scripts, os.environ["PATH"]])

    def place(self, kind: str, student: str, lesson: str) -> Path:
        """A folder of nbgrader's: kind is source, submitted or autograded."""
        folder = getattr(self.directory, f"{kind}_directory")
        return Path(self.directory.format_path(folder, student, lesson))

    def lesson(self, name: str) -> dict[str, dict]:
        """The notebooks of a lesson as they were written, by name. Raises FileNotFoundError where there are none."""
        folder = self.place("source", ".", name)
        files = sorted(folder.glob("*.ipynb"))
        if not files:
            known = ", ".join(sorted(p.name for p in folder.parent.glob("*") if list(p.glob("*.ipynb"))))
            raise FileNotFoundError(f"there is no lesson {name!r} in {folder.parent.name}/; there are {known}")
        return {file.stem: json.loads(json.dumps(nbformat.read(file, as_version=4))) for file in files}

    def students(self, lesson: str) -> list[str]:
        """Who has handed in this lesson."""
        return sorted(p.parent.name for p in self.place("submitted", "*", lesson).parent.parent.glob(f"*/{lesson}"))

    def _resources(self, lesson, notebook, student=""):
        names = {"assignment": lesson, "notebook": notebook, "student": student}
        return {"nbgrader": {**names, "db_url": self.directory.db_url}}

    @contextlib.contextmanager
    def book(self) -> Iterator[Gradebook]:
        """The gradebook, open; asked for again before it is closed, it is the same one, which is faster."""
        # nbgrader's own queries make SQLAlchemy warn; nothing comes of it.
        warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
        if self._open:
            try:
                yield self._open
            except Exception:
                self._open.db.rollback()
                raise
            return
        with Gradebook(self.directory.db_url, self.directory.course_id) as self._open:
            try:
                yield self._open
            finally:
                self._open = None

    def remember(self, lesson: str) -> None:
        """Enter a lesson into the gradebook, as releasing it does; one that is there with the same points stays."""
        notebooks = self.lesson(lesson)
        with self.book() as book:
            try:
                known = {nb.name for nb in book.find_assignment(lesson).notebooks if _has_points_of(nb, notebooks)}
            except MissingEntry:
                known = set()
            book.update_or_create_assignment(lesson)
        for name, source in notebooks.items():
            if name not in known:
                nb = nbformat.from_dict(source)
                for kind in (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums, SaveCells):
                    nb, _ = kind(config=self.config).preprocess(nb, self._resources(lesson, name))
            self._known.pop((lesson, name), None)

    def _known_cells(self, lesson, name) -> dict:
        """The cells of a lesson, by name, as OverwriteCells of nbgrader puts them right: for everybody the same."""
        if (lesson, name) not in self._known:
            nb = nbformat.from_dict(self.lesson(lesson)[name])
            nb, _ = OverwriteCells(config=self.config).preprocess(nb, self._resources(lesson, name))
            for cell in nb.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
            self._known[lesson, name] = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if _is_ours(cell)}
        return self._known[lesson, name]

    def write(self, lesson: str, student: str, results: dict[str, dict]) -> None:
        """Enter the results of a student, by notebook, and lay the notebooks down under autograded/."""
        submitted = self.place("submitted", student, lesson)
        folder = self.place("autograded", student, lesson)
        folder.mkdir(parents=True, exist_ok=True)
        with self.book() as book:
            book.update_or_create_student(student)
            timestamp = self._timestamp(submitted)
            book.update_or_create_submission(lesson, student, **({"timestamp": timestamp} if timestamp else {}))
            for name, result in results.items():
                nb = self._put_right(lesson, name, result["notebook"])
                self._enter(book, lesson, student, name, nb)
                nb = _with_what_is_said(nb, result)
                _renamed_into(folder / f"{name}.ipynb", lambda to, nb=nb: nbformat.write(nb, to))
        for file in submitted.iterdir() if submitted.is_dir() else ():
            if file.suffix != ".ipynb" and file.is_file() and not file.is_symlink():
                _renamed_into(folder / file.name, lambda to, file=file: shutil.copy(file, to))

    @staticmethod
    def _timestamp(submitted):
        """When it was handed in, as collecting has noted; None where nothing that can be read stands there."""
        try:
            return parse_utc((submitted / "timestamp.txt").read_text().strip())
        except (OSError, ValueError, OverflowError):
            return None

    def _put_right(self, lesson, name, notebook):
        """The notebook as nbgrader lays one down: its cells as the gradebook knows them, outputs of bearable length."""
        if notebook is None:
            return None
        nb, known = nbformat.from_dict(notebook), self._known_cells(lesson, name)
        for k, cell in enumerate(nb.cells):
            if not _is_ours(cell):
                continue
            if cell.metadata.nbgrader.grade_id not in known:  # it came into the lesson after its release
                del cell.metadata.nbgrader["grade_id"]
                continue
            ours = copy.deepcopy(known[cell.metadata.nbgrader.grade_id])
            ours.id = cell.id
            if not utils.is_locked(ours):
                ours.source = cell.source
            if ours.cell_type == cell.cell_type == "code":
                ours.outputs, ours.execution_count = cell.outputs, cell.execution_count
            nb.cells[k] = ours
        return LimitOutput(config=self.config).preprocess(nb, {})[0]

    def _enter(self, book, lesson, student, name, nb):
        """All marks of a notebook in one transaction; 0 for each of one that could not be marked."""
        submitted = book.find_submission_notebook(name, lesson, student)
        known = submitted.notebook
        names = {cell.id: cell.name for cell in (*known.grade_cells, *known.solution_cells, *known.task_cells)}
        cells = {} if nb is None else {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if _is_ours(cell)}
        for grade in submitted.grades:
            cell = cells.get(names[grade.cell_id])
            if cell is not None and utils.is_task(cell):  # for a person alone
                continue
            grade.auto_score = 0.0 if cell is None else utils.determine_grade(cell)[0]
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        for comment in submitted.comments:
            cell = cells.get(names[comment.cell_id])
            untouched = cell is None or cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            comment.auto_comment = "No response." if untouched and not (cell and utils.is_task(cell)) else None
        submitted.late_submission_penalty = None
        late = submitted.assignment.total_seconds_late > 0
        book.db.commit()
        if late and nb is not None:
            AssignLatePenalties(config=self.config).preprocess(nb, self._resources(lesson, name, student))


def _has_points_of(known, notebooks) -> bool:
    """Whether a notebook of the gradebook gives the points that it gives in the lesson now."""
    cells = [cell["metadata"].get("nbgrader", {}) for cell in notebooks.get(known.name, {"cells": []})["cells"]]
    points = {cell["grade_id"]: float(cell["points"]) for cell in cells if cell.get("grade")}
    return all(points.get(cell.name, cell.max_score) == cell.max_score for cell in known.grade_cells)


def _with_what_is_said(nb, result):
    """The notebook, and above it what is to be said of the submission; a notebook of that alone where there is none."""
    said = [f"{result['status']}: {result['reason']}"] if result["status"] != "graded" else []
    said += result.get("notes", [])
    nb = nbformat.v4.new_notebook() if nb is None else nb
    if said:
        text = "\n>\n".join(f"> {escape(writable(line))}" for line in said)
        nb.cells.insert(0, nbformat.v4.new_markdown_cell(text, id="what-is-said"))
    return nb


def _is_ours(cell) -> bool:
    return "grade_id" in cell.metadata.get("nbgrader", {})


def _renamed_into(path: Path, write) -> None:
    """Write a file under another name first, so that it is never there by half."""
    aside = path.with_name(f".{path.name}.part")
    write(aside)
    os.replace(aside, path)
