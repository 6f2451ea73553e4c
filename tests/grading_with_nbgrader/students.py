"""A class of students: what each of them handed in, made from the notebooks that they were given.

A submission starts as the released notebook with right answers typed into it, and a change makes it what that student
would have handed in. Cells go by their `grade_id` alone.
"""

import copy
import json
import re
from pathlib import Path

LESSONS = {"00": "00-welcome", "05": "05-backprop-by-hand"}


def notebook_file(folder: Path, lesson: str) -> Path:
    """The one notebook of a lesson, in solutions/, course/, or what a student handed in."""
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
    (cell,) = (cell for cell in nb["cells"] if grade_id(cell) == id)
    return cell


def answered(release: dict, solutions: dict) -> dict:
    """The released notebook with every answer typed in, in the place of the dots."""
    nb = copy.deepcopy(release)
    for cell in nb["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            text = find(solutions, grade_id(cell))["source"]
            cell["source"] = re.sub(r"^( *### (BEGIN|END) SOLUTION|\w+ = \.\.\.)\n?", "", text, flags=re.MULTILINE)
    return nb


def hand_in(nb: dict, file: Path, newline: str = "\n") -> None:
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(nb, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline=newline)


# ---- what students do to a notebook


def as_it_is(nb):
    pass


def answer(id, text):
    """Answer one cell in another way."""

    def change(nb):
        find(nb, id)["source"] = text.strip("\n")

    return change


def delete(id):
    def change(nb):
        nb["cells"].remove(find(nb, id))

    return change


def copy_below(id, new_id):
    """Copy a cell and paste it below itself: all of its metadata comes along."""

    def change(nb):
        cell = find(nb, id)
        nb["cells"].insert(nb["cells"].index(cell) + 1, copy.deepcopy(cell) | {"id": new_id})

    return change


def paste_at_the_end(cell):
    def change(nb):
        nb["cells"].append(copy.deepcopy(cell))

    return change


def one_after_the_other(*changes):
    def change(nb):
        for each in changes:
            each(nb)

    return change


def edit_the_test(id):
    """Empty a locked test cell, and raise what it is worth."""

    def change(nb):
        cell = find(nb, id)
        cell["source"] = "pass"
        cell["metadata"]["nbgrader"] |= {"points": 100.0, "locked": False}

    return change


def windows_line_ends(nb):
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")


def without_pictures(nb):
    """Leave out the code that no answer and no test needs: most of the time of a run goes into drawing."""
    nb["cells"] = [cell for cell in nb["cells"] if cell["cell_type"] != "code" or grade_id(cell)]


# ---- who handed in what

FOREIGN_CELL = {
    "cell_type": "code",
    "execution_count": None,
    "id": "from-another-lesson",
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

# Logging writes to the stderr of the cell that set it up, past every redirection that comes later.
WARNS = """
import logging
import sys
import warnings

logging.basicConfig()


def average(numbers):
    warnings.warn("are these all the numbers?")
    logging.warning("on my way to the average")
    print("nearly there", file=sys.stderr)
    return sum(numbers) / len(numbers)


average([1, 2])
"""

WARNS_AMONG_VALUES = """
import sys
import warnings

print("now for the errors", file=sys.stderr)
warnings.warn("they are halved")
E_o1 = 1 / 2 * (target_o1 - out_o1) ** 2
E_o2 = 1 / 2 * (target_o2 - out_o2) ** 2
E_total = E_o1 + E_o2
"""

DOES_NOT_PARSE = """
def average(numbers):
    retrun sum(numbers) / len(numbers)
"""

# Two ways to suit the examples that one sees, and no other input.
FOUR_AT_MOST = """
def average(numbers):
    return sum(numbers[:4]) / len(numbers[:4])
"""

TABLE = """
def average(numbers):
    return {(3, 1, 2, 8): 3.5, (0.5, 2.5): 1.5, (7,): 7, (-2, 5, 1): 4 / 3}[tuple(numbers)]
"""

# student -> lesson -> the change that makes a solved notebook this student's
CLASS = {
    "solved": {"00": as_it_is, "05": as_it_is},
    "half-lost": {"05": answer("errors", HALF_LOST)},
    "not-squashed": {"05": answer("hidden-layer", NOT_SQUASHED)},
    "squashed-by-a-line": {"05": answer("hidden-layer", NOT_SQUASHED.replace("= net_h1", "= 0.6 * net_h1 + 0.3"))},
    "typed-a-number": {"05": answer("errors", TYPED_NUMBER)},
    "overwrote-w5": {"05": answer("new-w5", OVERWRITTEN)},
    "warned": {"00": answer("average", WARNS), "05": answer("errors", WARNS_AMONG_VALUES)},
    "stopped-by-an-error": {"00": answer("average", DOES_NOT_PARSE), "05": answer("gradient-of-w5", MISSPELT)},
    "copied-cells": {
        "00": one_after_the_other(copy_below("check-average", "copied-test"), copy_below("average", "copied-answer")),
        "05": one_after_the_other(
            copy_below("check-E_total", "copied-test"),
            copy_below("errors", "copied-answer"),
            copy_below("given-numbers", "given-numbers"),  # some editors leave a copy its id
            paste_at_the_end(FOREIGN_CELL),
        ),
    },
    "deleted-a-test": {"00": delete("check-average"), "05": delete("check-net_h1")},
    "deleted-an-answer": {"00": delete("average"), "05": delete("bias-gradients")},
    "edited-a-test": {
        "05": one_after_the_other(answer("hidden-layer", BIAS_FORGOTTEN), edit_the_test("check-net_h1"))
    },
    "on-windows": {"00": windows_line_ends, "05": windows_line_ends},
    "four-at-most": {"00": answer("average", FOUR_AT_MOST)},
    "table-of-examples": {"00": answer("average", TABLE)},
}
