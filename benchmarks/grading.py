"""Marking beside stock nbgrader: the same 40 submissions of lessons 01 to 06, in one run.

A class of seven hands in six lessons: two have solved them, two half of each, two are wrong in every function, and one
has left all blank (of the last, two lessons less). nbgrader's own `autograde` and `python -m grading grade` mark them
on one core, with figures and without; then on two (ours seven times each, in turn: the median counts). Lessons 07 to
12, in which students train networks, are handed in twice, solved and half done.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grading.gradebook import Course
from grading.marking import job, mark

ROOT = Path(__file__).parents[1]
LESSONS = [folder for folder in sorted((ROOT / "solutions").iterdir()) if "01" <= folder.name[:2] <= "06"]
TRAINING = [folder for folder in sorted((ROOT / "solutions").iterdir()) if "07" <= folder.name[:2] <= "12"]
SUBMISSIONS = 40
ROUNDS = 7  # of the ways of ours, in turn
STOCK = "\nc.Autograde.autograde_preprocessors = Autograde.autograde_preprocessors.default()\n"


def measured() -> dict:
    """Seconds of each way to mark the class, and of marking beyond a submission's own cells."""
    seconds, stock = {}, [sys.executable, "-m", "nbgrader", "autograde", "*"]
    with tempfile.TemporaryDirectory() as folder:
        course = _class_in(Path(folder), LESSONS, CLASS)
        ways = {
            "grading, no figures": (["--workers", "1", "--no-figures"], 1),
            "grading, two workers": (["--workers", "2"], 2),
            "grading": (["--workers", "1"], 1),
        }
        taken = []
        for _ in range(ROUNDS):
            taken.append({way: _timed(course, [*_ours(LESSONS), *how], n) for way, (how, n) in ways.items()})
        seconds |= {way: statistics.median(times[way] for times in taken) for way in ways}
        kept = [json.loads(file.read_text()) for file in course.glob("reports/.marked/*/*.json")]
        assert len(kept) == SUBMISSIONS and {record["status"] for record in kept} == {"graded"}
        writing = _seconds_of_writing(course)
        seconds["nbgrader"] = _timed(_with_stock(course), stock, cores=1)
        assert (marked := len(list(course.glob("autograded/*/*/*.ipynb")))) == SUBMISSIONS, f"nbgrader marked {marked}"
    with tempfile.TemporaryDirectory() as folder:
        course = _class_in(Path(folder), TRAINING, {"solved": solved, "half": half})
        seconds["grading, lessons 07 to 12"] = _timed(course, [*_ours(TRAINING), "--workers", "1"], cores=1)
        seconds["nbgrader, lessons 07 to 12"] = _timed(_with_stock(course), stock, cores=1)
        assert len(list(course.glob("autograded/*/*/*.ipynb"))) == 2 * len(TRAINING)
    return {
        "submissions": SUBMISSIONS,
        "seconds": seconds,
        "rounds": taken,
        "seconds beyond own cells": statistics.median(record["seconds"] - record["cells"] for record in kept),
        "seconds of a submission": statistics.mean(record["seconds"] for record in kept),
        "seconds of writing": writing,
    }


def _ours(lessons):
    return [sys.executable, "-m", "grading", "grade", *(lesson.name for lesson in lessons), "--force"]


def _with_stock(course: Path) -> Path:
    """The course with nothing marked, and nbgrader's own way of running in its configuration."""
    shutil.rmtree(course / "autograded")
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(STOCK)
    return course


def _seconds_of_writing(place: Path) -> float:
    """Seconds that entering one result into the gradebook takes, the median over a lesson's."""
    course, lesson, taken = Course(place), LESSONS[0].name, []
    ((name, source),) = course.lesson(lesson).items()
    for student in course.students(lesson):
        submitted = course.place("submitted", student, lesson) / f"{name}.ipynb"
        result = mark(job(student, source, submitted.read_bytes(), "secret", figures=False))
        start = time.perf_counter()
        course.write(lesson, student, {name: result})
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def ratios(results: dict) -> dict:
    """What is compared: time of ours over time of nbgrader's, and of two workers over one.

    The latter within each round, the median of the rounds: two runs one after the other meet nearly the same machine.
    """
    seconds = results["seconds"]
    two = [taken["grading, two workers"] / taken["grading"] for taken in results["rounds"]]
    return {
        "grading/stock": seconds["grading, no figures"] / seconds["nbgrader"],
        "grading with figures/stock": seconds["grading"] / seconds["nbgrader"],
        "grading/two-workers": statistics.median(two),
        "grading/stock, lessons 07 to 12": seconds["grading, lessons 07 to 12"] / seconds["nbgrader, lessons 07 to 12"],
    }


def _timed(course: Path, command, cores: int) -> float:
    """Seconds that marking all lessons takes, on the first so many cores."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    start = time.perf_counter()
    subprocess.run(
        command,
        cwd=course,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores]),
    )
    return time.perf_counter() - start


def _class_in(folder: Path, lessons, students) -> Path:
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "*", "--force"],
        cwd=folder,
        env=os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
        check=True,
        capture_output=True,
    )
    handed_in = [(student, change, lesson) for student, change in students.items() for lesson in lessons]
    for student, change, lesson in handed_in[:SUBMISSIONS]:
        (file,) = lesson.glob("*.ipynb")
        place = folder / "submitted" / student / lesson.name
        place.mkdir(parents=True)
        (place / file.name).write_text(json.dumps(_changed(json.loads(file.read_text()), change)))
    return folder


def _changed(nb, change):
    answers = [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
    for k, cell in enumerate(answers):
        source = re.sub(r"(?m)^ *### (BEGIN|END) SOLUTION\n?", "", "".join(cell["source"]))
        cell["source"] = change(source, k, len(answers))
    return nb


def solved(source, k, n):
    return source


def half(source, k, n):
    return source if k < n // 2 else ""


def wrong(source, k, n):
    return re.sub(r"\breturn (?!$)", "return 2 * ", source) if "return" in source else source


def blank(source, k, n):
    return ""


CLASS = {
    "solved-1": solved, "solved-2": solved, "half-1": half, "half-2": half,
    "wrong-1": wrong, "wrong-2": wrong, "blank": blank,
}  # fmt: skip


if __name__ == "__main__":
    found = measured()
    print(json.dumps(found | {"ratios": ratios(found)}, indent=1))
