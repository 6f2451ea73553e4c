"""A small lesson, and submissions to it."""

import json

from grading.marking import job, mark
from grading.sandbox import Limits

AVERAGE = "def average(numbers):\n    return sum(numbers) / len(numbers)"
WEIGHTED_SUM = "def weighted_sum(x, w):\n    return sum(a * b for a, b in zip(x, w))"
LIMITS = Limits(cell_seconds=5, seconds=60, memory=2 * 2**30)


def code(source, **nbgrader):
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    if nbgrader:
        kinds = {"grade": False, "solution": False, "task": False, "locked": False, "schema_version": 3}
        cell["metadata"] = {"nbgrader": kinds | nbgrader}
    return cell


def notebook(*cells):
    cells = [{"id": f"c{k}", **cell} for k, cell in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def check_cell(id, name):
    text = f'check("{id}", {name})\n### BEGIN HIDDEN TESTS\ncheck("{id}", {name}, seed=3)\n### END HIDDEN TESTS'
    return code(text, grade=True, locked=True, points=1, grade_id=f"check-{name}")


def lesson(average=AVERAGE, weighted_sum=WEIGHTED_SUM):
    return notebook(
        code("import numpy as np\nfrom nncheck import check", locked=True, grade_id="imports"),
        code(average, solution=True, grade_id="average"),
        check_cell("00/average", "average"),
        code(weighted_sum, solution=True, grade_id="weighted_sum"),
        check_cell("01/weighted_sum", "weighted_sum"),
    )


LESSON = lesson()


def marked(submitted, **options):
    """The result of a submission to the small lesson: a notebook, or the bytes of a file."""
    content = submitted if isinstance(submitted, bytes | None) else json.dumps(submitted).encode()
    return mark(job("ann", LESSON, content, "secret", **{"limits": LIMITS} | options))


def with_cell(source, at, **answers):
    """The small lesson answered, with one more cell of the student's at a place."""
    nb = lesson(**answers)
    nb["cells"].insert(at, {"id": "own", **code(source)})
    return nb
