"""A class of students: what each of them handed in, made from the notebooks that they were given.

A submission starts as the released notebook with right answers typed into it, and a change makes it what that student
would have handed in. Cells go by their `grade_id` alone.
"""

import copy
import json
import re
from pathlib import Path
from statistics import fmean

from nncheck.bank import exercises

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
LESSONS = {folder.name[:2]: folder.name for folder in sorted(SOLUTIONS.iterdir()) if list(folder.glob("*.ipynb"))}


def notebook_file(folder: Path, lesson: str) -> Path:
    """The one notebook of a lesson, in solutions/, in course/, or among what a student handed in."""
    (file,) = (folder / LESSONS[lesson]).glob("*.ipynb")
    return file


def read(file: Path) -> dict:
    """A notebook, the source of each cell as one text."""
    nb = json.loads(file.read_text(encoding="utf-8"))
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])
    return nb


def grade_id(cell: dict) -> str | None:
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def find(nb: dict, id: str) -> dict:
    """The cell with this grade_id, of which there must be one."""
    (cell,) = (cell for cell in nb["cells"] if grade_id(cell) == id)
    return cell


# ---- what a notebook starts from


def brief(release: dict) -> dict:
    """The released notebook without the code that no answer and no test needs: drawing takes most of a run's time."""
    return release | {"cells": [cell for cell in release["cells"] if cell["cell_type"] != "code" or grade_id(cell)]}


def answered(release: dict, solutions: dict, but: str = "") -> dict:
    """A copy with every answer typed in, in the place of the dots; `but` one that is left open."""
    nb = copy.deepcopy(release)
    for cell in nb["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") and grade_id(cell) != but:
            text = find(solutions, grade_id(cell))["source"]
            cell["source"] = re.sub(r"^( *### (BEGIN|END) SOLUTION|\w+ = \.\.\.)\n?", "", text, flags=re.MULTILINE)
    return nb


# ---- what students do to it


def as_it_is(nb):
    """Change nothing."""


def answer(id, text):
    """Answer one cell in another way."""

    def change(nb):
        find(nb, id)["source"] = text.strip("\n")

    return change


def delete(id):
    """Delete a cell."""

    def change(nb):
        nb["cells"].remove(find(nb, id))

    return change


def copy_below(id, new_id):
    """Copy a cell and paste it below itself: its metadata comes along."""

    def change(nb):
        cell = find(nb, id)
        nb["cells"].insert(nb["cells"].index(cell) + 1, copy.deepcopy(cell) | {"id": new_id})

    return change


def paste_at_the_end(cell):
    """Paste a cell that comes from elsewhere."""

    def change(nb):
        nb["cells"].append(copy.deepcopy(cell))

    return change


def edit_the_test(id):
    """Empty a locked test cell, and raise what it is worth."""

    def change(nb):
        cell = find(nb, id)
        cell["source"] = "pass"
        cell["metadata"]["nbgrader"]["points"] = 100.0

    return change


def windows_line_ends(nb):
    """End each line as Windows does, inside the cells too."""
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")


def several(*changes):
    """One change after the other."""

    def change(nb):
        for each in changes:
            each(nb)

    return change


FOREIGN_TEST = {
    "cell_type": "code",
    "execution_count": None,
    "id": "foreign-test",
    "metadata": {
        "nbgrader": {
            "grade": True,
            "grade_id": "check-of-another-lesson",
            "locked": True,
            "points": 50.0,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
    },
    "outputs": [],
    "source": "print('from another lesson')",
}

HALF_LOST = """
E_o1 = (target_o1 - out_o1) ** 2
E_o2 = (target_o2 - out_o2) ** 2
E_total = E_o1 + E_o2
"""

TYPED_NUMBER = """
E_o1 = 1 / 2 * (target_o1 - out_o1) ** 2
E_o2 = 1 / 2 * (target_o2 - out_o2) ** 2
E_total = 0.298371109
"""

NOT_SQUASHED = """
net_h1 = w1 * i1 + w2 * i2 + b1
net_h2 = w3 * i1 + w4 * i2 + b1
out_h1 = net_h1
out_h2 = sigmoid(net_h2)
"""

STRAIGHT_LINE = """
net_h1 = w1 * i1 + w2 * i2 + b1
net_h2 = w3 * i1 + w4 * i2 + b1
out_h1 = 0.6 * net_h1 + 0.3
out_h2 = sigmoid(net_h2)
"""

BIAS_FORGOTTEN = """
net_h1 = w1 * i1 + w2 * i2
net_h2 = w3 * i1 + w4 * i2 + b1
out_h1 = sigmoid(net_h1)
out_h2 = sigmoid(net_h2)
"""

OVERWRITTEN = """
w5 -= eta * dE_dw5
w5_new = w5
"""

MISSPELT = """
dE_dout_o1 = -(target_o1 - out_o1)
dout_dnet_o1 = out_o1 * (1 - out_o1)
dnet_dw5 = out_h1
dE_dw5 = dE_dout_o1 * dout_dnet_o1 * dnet_w5
"""

WARNS = """
import sys
import warnings

print("now for the errors", file=sys.stderr)
warnings.warn("they are halved")
E_o1 = 1 / 2 * (target_o1 - out_o1) ** 2
E_o2 = 1 / 2 * (target_o2 - out_o2) ** 2
E_total = E_o1 + E_o2
"""

# The log goes to the stderr that was there when logging was set up: out of a test cell too, whatever is redirected.
WARNS_INSIDE = """
import logging
import warnings

logging.basicConfig()


def average(numbers):
    warnings.warn("are these all the numbers?")
    logging.warning("on my way to the average")
    return sum(numbers) / len(numbers)
"""

DOES_NOT_PARSE = """
def average(numbers):
    retrun sum(numbers) / len(numbers)
"""

# Two ways to suit the examples that a student sees, and no other input.
FOUR_AT_MOST = """
def average(numbers):
    return sum(numbers[:4]) / len(numbers[:4])
"""

SHOWN = {tuple(case.args[0]): fmean(case.args[0]) for case in exercises("00")[0].cases}
TABLE = f"""
def average(numbers):
    return {SHOWN}[tuple(numbers)]
"""

# student -> lesson -> the change that makes this student's notebook out of one with right answers
CLASS = {
    "solved": dict.fromkeys(LESSONS, as_it_is),
    "half-lost": {"05": answer("errors", HALF_LOST)},
    "not-squashed": {"05": answer("hidden-layer", NOT_SQUASHED)},
    "straight-line": {"05": answer("hidden-layer", STRAIGHT_LINE)},
    "typed-a-number": {"05": answer("errors", TYPED_NUMBER)},
    "overwrote-w5": {"05": answer("new-w5", OVERWRITTEN)},
    "warned": {"00": answer("average", WARNS_INSIDE), "05": answer("errors", WARNS)},
    "stopped-by-an-error": {"00": answer("average", DOES_NOT_PARSE), "05": answer("gradient-of-w5", MISSPELT)},
    "copied-cells": {
        "00": several(copy_below("check-average", "copied-test"), copy_below("average", "copied-answer")),
        "05": several(
            copy_below("check-E_total", "copied-test"),
            copy_below("errors", "copied-answer"),
            copy_below("given-numbers", "given-numbers"),  # some editors leave a copy its id
            paste_at_the_end(FOREIGN_TEST),
        ),
    },
    "deleted-a-test": {"00": delete("check-average"), "05": delete("check-net_h1")},
    "deleted-an-answer": {"05": delete("bias-gradients")},
    "edited-a-test": {"05": several(answer("hidden-layer", BIAS_FORGOTTEN), edit_the_test("check-net_h1"))},
    "on-windows": {"00": windows_line_ends, "05": windows_line_ends},
    "four-at-most": {"00": answer("average", FOUR_AT_MOST)},
    "table-of-examples": {"00": answer("average", TABLE)},
}
ON_WINDOWS = "on-windows"  # the file itself ends its lines so, too

# The one answer that all but "solved" leave open: its check takes longer than all others together.
OPEN = "train"


def hand_in_all(course: Path) -> None:
    """Fill submitted/ from solutions/ and course/: the class, and one student who answered nothing."""
    for lesson in LESSONS:
        release = read(notebook_file(course / "course", lesson))
        solutions = read(notebook_file(course / "solutions", lesson))
        hand_in(course, "blank", lesson, brief(release))
        for student, changes in CLASS.items():
            if lesson in changes:
                nb = answered(release, solutions) if student == "solved" else answered(brief(release), solutions, OPEN)
                changes[lesson](nb)
                hand_in(course, student, lesson, nb)


def hand_in(course, student, lesson, nb):
    file = course / "submitted" / student / LESSONS[lesson] / notebook_file(course / "course", lesson).name
    file.parent.mkdir(parents=True)
    newline = "\r\n" if student == ON_WINDOWS else "\n"
    file.write_text(json.dumps(nb, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline=newline)
