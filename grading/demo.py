"""A small class, marked in front of your eyes: `make demo-class`, the five-minute tour of the grader.

Everybody hands in lesson 05. Some are right, some make mistakes out of the bank, some are half done, two files are
broken, and a few are hostile. What came of them is left in reports/demo-class.html and .json.
"""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tqdm import tqdm

from grading import classes, executors, report
from grading.gradebook import Course, _renamed_into
from grading.paper import grade_id
from grading.sandbox import Limits, why_no_sandbox
from nncheck.bank import exercises

LESSON = "05-backprop-by-hand"
LIMITS = Limits(cell_seconds=5, seconds=120, memory=2 * 2**30)
HOSTILE = {
    "rewrites-cells": "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
    "equals-everything": "class Any(float):\n    def __eq__(self, other): return True\nE_total = Any(1)",
    "ends-python": "import os\nos._exit(0)",
    "never-ends": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
    "eats-memory": "much = bytearray(2**40)",
    "reads-answers": "from nncheck.bank import find\nE_total = find('05/E_total').solution",
}


def submissions(lesson: dict) -> Iterator[tuple[str, bytes]]:
    """Who hands in what, made from the lesson as it was written."""
    rng = np.random.default_rng(5)
    mistakes = [
        (exercise.names[0], wrong.instead[exercise.names[0]])
        for exercise in exercises("05")
        for wrong in exercise.wrong
        if wrong.instead and list(wrong.instead) == [exercise.names[0]]
    ]
    yield "right-1", _file(lesson)
    yield "right-2", _file(lesson)
    for k in range(8):
        picked = rng.choice(len(mistakes), 1 + k % 3, replace=False)
        yield f"mistaken-{k + 1}", _file(lesson, dict(mistakes[i] for i in picked))
    yield "half-done", _file(lesson, upto="errors")
    yield "blank", _file(lesson, upto="")
    yield "not-json", b"I could not save the notebook, sorry."
    yield "merged", b"<<<<<<< HEAD\n" + _file(lesson) + b"=======\n>>>>>>> theirs\n"
    for name, source in HOSTILE.items():
        yield f"hostile-{name}", _file(lesson, upto="errors", extra=source)


def _file(lesson, mistakes=None, upto=None, extra=None) -> bytes:
    """A submission: the answers up to a cell, with other formulas in some places, and a cell of the student's own."""
    nb = json.loads(json.dumps(lesson))
    answered = True
    for cell in nb["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            answered = answered and upto != ""
            cell["source"] = re.sub(r"(?m)^ *### (BEGIN|END) SOLUTION\n?", "", cell["source"]) if answered else ""
            for name, formula in (mistakes or {}).items():
                cell["source"] = re.sub(rf"(?m)^{name} = (?!\.\.\.).*$", f"{name} = {formula}", cell["source"])
            answered = answered and grade_id(cell) != upto
    if extra:
        last = next(k for k, cell in enumerate(nb["cells"]) if grade_id(cell) == "check-E_o1")
        nb["cells"].insert(last, {"id": "own", "cell_type": "code", "source": extra, "metadata": {}, "outputs": []})
    return json.dumps(nb).encode()


def main() -> int:
    """Mark the class; 0 where every submission was processed."""
    missing = why_no_sandbox()
    if missing:
        print(f"The demonstration has hostile submissions in it and runs only in a sandbox. {missing}", file=sys.stderr)
        return 2
    home = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="demo-class-") as folder:
        course = _class_in(Path(folder), home)
        students = course.students(LESSON)
        with tqdm(total=len(students), unit="notebook") as bar, executors.executor_of(None, None) as executor:

            def told(record):
                points = sum(record["points"].values())
                bar.write(f"{record['student']:<26} {record['status']:<14} {points:>4g} points  {record['reason']}")
                bar.update()

            done = classes.grade(course, LESSON, executor, told=told, figures=False, limits=LIMITS)
        data = report.collect(course, LESSON, names=True) | {"lesson": "demo-class"}
    (home / "reports").mkdir(exist_ok=True)
    text = json.dumps(data, indent=1, ensure_ascii=False)
    _renamed_into(home / "reports" / "demo-class.json", lambda to: to.write_text(text, encoding="utf-8"))
    _renamed_into(home / "reports" / "demo-class.html", lambda to: to.write_text(report.page(data), encoding="utf-8"))
    print(", ".join(f"{count} {status}" for status, count in sorted(done.items())))
    print(_of_the_hostile({each["student"]: each["points"] for each in data["submissions"]}))
    print("The report is in reports/demo-class.html")
    return 0 if done.total() == len(students) else 1


def _of_the_hostile(points) -> str:
    """What is to be seen of the hostile submissions: they begin as the one that is half done, and gain nothing."""
    start, came = points["half-done"], [points[f"hostile-{name}"] for name in HOSTILE]
    more = sum(each > start for each in came)
    begin = f"The {len(came)} hostile submissions begin with the honest answers of half-done, worth {start:g} points"
    return f"{begin}: {f'{more} of them' if more else 'none'} ended with more."


def _class_in(folder: Path, home: Path) -> Course:
    shutil.copy(home / "nbgrader_config.py", folder)
    shutil.copytree(home / "solutions" / LESSON, folder / "solutions" / LESSON)
    course = Course(folder)
    ((name, lesson),) = course.lesson(LESSON).items()
    for student, content in submissions(lesson):
        place = course.place("submitted", student, LESSON)
        place.mkdir(parents=True)
        (place / f"{name}.ipynb").write_bytes(content)
    return course


if __name__ == "__main__":
    sys.exit(main())
