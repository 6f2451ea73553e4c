"""The one place that writes to nbgrader's gradebook, and lays autograded notebooks where formgrader looks for them.

A result is written whole or not at all: marks in one transaction, files by renaming, and last the record that says the
submission is done. So a run that was killed is finished by running it again.
"""

import json
import os
import shutil
import sysconfig
import warnings
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
from sqlalchemy.exc import SAWarning
from traitlets.config import PyFileConfigLoader


class Course:
    """A course folder with its nbgrader_config.py and gradebook. Raises FileNotFoundError where there is no course."""

    def __init__(self, root: Path):
        self.root = Path(root).resolve()
        file = self.root / "nbgrader_config.py"
        if not file.exists():
            raise FileNotFoundError(f"{file} is missing: run this in the folder of the course")
        self.config = PyFileConfigLoader(file.name, str(self.root)).load_config()
        self.config.CourseDirectory.root = str(self.root)
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

    def _book(self):
        # nbgrader's own queries make SQLAlchemy warn; nothing comes of it.
        warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
        return Gradebook(self.directory.db_url, self.directory.course_id)

    def remember(self, lesson: str) -> None:
        """Enter a lesson into the gradebook, as releasing it does; one that is there already stays."""
        notebooks = self.lesson(lesson)
        with self._book() as book:
            try:
                known = {notebook.name for notebook in book.find_assignment(lesson).notebooks}
            except MissingEntry:
                known = set()
            book.update_or_create_assignment(lesson)
        for name, source in notebooks.items():
            if name not in known:
                nb = nbformat.from_dict(source)
                for kind in (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums, SaveCells):
                    nb, _ = kind(config=self.config).preprocess(nb, self._resources(lesson, name))

    def write(self, lesson: str, student: str, results: dict[str, dict]) -> None:
        """Enter the results of a student, by notebook, and lay the notebooks down under autograded/."""
        submitted = self.place("submitted", student, lesson)
        with self._book() as book:
            book.update_or_create_student(student)
            timestamp = self.directory.get_existing_timestamp(str(submitted))
            book.update_or_create_submission(lesson, student, **({"timestamp": timestamp} if timestamp else {}))
        folder = self.place("autograded", student, lesson)
        folder.mkdir(parents=True, exist_ok=True)
        for name, result in results.items():
            self._write_notebook(lesson, student, name, result, folder)
        for file in submitted.iterdir() if submitted.is_dir() else ():
            if file.suffix != ".ipynb" and file.is_file() and not file.is_symlink():
                _renamed_into(folder / file.name, lambda to, file=file: shutil.copy(file, to))

    def _write_notebook(self, lesson, student, name, result, folder):
        nb = None
        if result["notebook"] is not None:
            resources = self._resources(lesson, name, student)
            nb = nbformat.from_dict(result["notebook"])
            for kind in (OverwriteCells, LimitOutput):
                nb, _ = kind(config=self.config).preprocess(nb, resources)
        with self._book() as book:
            self._enter(book, lesson, student, name, nb)
        if nb is not None:
            AssignLatePenalties(config=self.config).preprocess(nb, resources)
            _renamed_into(folder / f"{name}.ipynb", lambda to: nbformat.write(nb, to))

    @staticmethod
    def _enter(book, lesson, student, name, nb):
        """All marks of a notebook in one transaction; 0 for each of one that could not be marked."""
        submitted = book.find_submission_notebook(name, lesson, student)
        cells = {} if nb is None else {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if _is_ours(cell)}
        for grade in submitted.grades:
            cell = cells.get(grade.name)
            if cell is not None and utils.is_task(cell):  # for a person alone
                continue
            grade.auto_score = 0.0 if cell is None else utils.determine_grade(cell)[0]
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        for comment in submitted.comments:
            cell = cells.get(comment.name)
            untouched = cell is None or cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            comment.auto_comment = "No response." if untouched and not (cell and utils.is_task(cell)) else None
        book.db.commit()


def _is_ours(cell) -> bool:
    return "grade_id" in cell.metadata.get("nbgrader", {})


def _renamed_into(path: Path, write) -> None:
    """Write a file under another name first, so that it is never there by half."""
    aside = path.with_name(f".{path.name}.part")
    write(aside)
    os.replace(aside, path)
