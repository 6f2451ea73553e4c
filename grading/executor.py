"""nbgrader's own `autograde`, and formgrader's button, through the sandbox.

nbgrader_config.py puts `SandboxedExecute` in the place of nbgrader's Execute: it hands the notebook to
`grading.marking.mark` and takes the outputs from there, so nothing of a submission runs outside of the sandbox.
"""

import json
from pathlib import Path

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from grading import classes
from grading.gradebook import Course
from grading.marking import job, mark
from grading.sandbox import why_no_sandbox


class SandboxedExecute(NbGraderPreprocessor):
    """Run a submission in the sandbox, judge its checks outside, and put the outputs into its cells."""

    trust_submissions = Bool(False, help="Run submissions without a sandbox").tag(config=True)

    def preprocess(self, nb, resources):
        """The notebook with its outputs. Raises RuntimeError where there is no sandbox, before anything is run."""
        missing = None if self.trust_submissions else why_no_sandbox()
        if missing:
            raise RuntimeError(f"There is no sandbox to run submissions in. {missing}")
        names = resources["nbgrader"]
        course = Course(Path.cwd())  # nbgrader goes to the folder of the course before it converts
        source = course.lesson(names["assignment"])[names["notebook"]]
        folder = course.place("autograded", names["student"], names["assignment"])
        files = classes.files_beside(folder)
        submitted = json.dumps(nb).encode()
        secret = classes.secret_of(course)
        result = mark(job(names["student"], source, submitted, secret, files=files, trusted=self.trust_submissions))
        if result["status"] != "graded":
            self.log.warning("%s: %s. %s", names["student"], result["status"], result["reason"])
        if result["notebook"] is None:
            raise RuntimeError(result["reason"])
        marked = nbformat.from_dict(result["notebook"])
        for cell in marked.cells:  # nbgrader has sanitized the metadata and computed checksums: those stay
            same = [c for c in nb.cells if _name(c) is not None and _name(c) == _name(cell)]
            if same:
                cell.metadata = same[-1].metadata
        return marked, resources


def _name(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")
