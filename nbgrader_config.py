"""How nbgrader treats this course: solutions/ -> course/ -> submitted/ -> autograded/ -> feedback/.

nbgrader and JupyterLab read this file when they are started in the folder it stands in.
"""

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import CheckCellMetadata, ClearHiddenTests, Execute, GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade

c = get_config()  # noqa: F821 (nbgrader puts the name there)

# The gradebook keeps marks under this name; an exchange would file its folders under it.
c.CourseDirectory.course_id = "neural-networks-by-hand"

# A lesson is written in solutions/ and handed out in course/. The gradebook, gradebook.db, stays where nbgrader puts
# it by itself: beside this file, and outside git.
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course"

# A lesson can be edited as text, with the answers in it (jupytext --to myst): that file is not handed out.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.md"]

# A hole in a lesson is `name = ...` and a comment. nbgrader's own stub raises NotImplementedError, and that red box
# would greet a student who runs a lesson before answering; here the check below the hole says what is missing.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}

# A whole lesson runs in seconds, so a cell that takes a minute will not end. It is interrupted and marked as an error,
# and the batch goes on. The same minute holds for the Validate button.
c.Execute.timeout = 60

# nbgrader gives 0 to a test cell that writes to stderr. A warning, a log line or a progress bar is no wrong answer.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "^"


class ForgetStrayCells(NbGraderPreprocessor):
    """Take the nbgrader metadata off cells that are none of this lesson's.

    nbgrader itself empties the metadata of a test cell that a student has copied, then finds the empty metadata
    invalid and stops marking the whole class.
    """

    def preprocess_cell(self, cell, resources, index):
        if "nbgrader" in cell.metadata and not cell.metadata.nbgrader.get("grade_id"):
            del cell.metadata["nbgrader"]
        return cell, resources


sanitize = Autograde.sanitize_preprocessors.default()
sanitize.insert(sanitize.index(CheckCellMetadata), ForgetStrayCells)
c.Autograde.sanitize_preprocessors = sanitize

# Submissions run in a sandbox and are judged outside of it, also from formgrader's button. It needs Linux with
# bubblewrap. On a class you trust, this runs them without: c.SandboxedExecute.trust_submissions = True
c.Autograde.autograde_preprocessors = [
    "grading.executor.SandboxedExecute" if step is Execute else step  # by name: imported when it is used
    for step in Autograde.autograde_preprocessors.default()
]


class ClearHiddenTestsFromFeedback(ClearHiddenTests):
    """Leave hidden tests out of the feedback page: their source, and the lines that a traceback quotes from it."""

    def preprocess_cell(self, cell, resources, index):
        if not is_grade(cell) or self.begin_test_delimeter not in cell.source:
            return cell, resources
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
        return super().preprocess_cell(cell, resources, index)


feedback = GenerateFeedback.preprocessors.default()
feedback.insert(feedback.index(GetGrades) + 1, ClearHiddenTestsFromFeedback)
c.GenerateFeedback.preprocessors = feedback

# What students wrote, and what their code made, does nothing in a browser: on feedback pages, on formgrader's page.
c.HTMLExporter.preprocessors = ["grading.feedback.HarmlessOutputs"]
c.HTMLExporter.filters = {"markdown2html": "grading.feedback.harmless_markdown"}

# nbgrader lists the marks on top of a feedback page, and calls each of them "Test cell". Here they have names.
c.GenerateFeedback.exporter_class = "grading.feedback.FeedbackPage"

# Formgrader's panel "Current configuration" is for finding mistakes in several config files; here there is this one.
c.FormgradeExtension.debug = False
