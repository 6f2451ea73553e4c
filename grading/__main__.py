"""Mark a class: `python -m grading grade LESSON ...`, `... report LESSON ...`, `... doctor`."""

import argparse
import gc
import sys
from collections import Counter
from pathlib import Path

# What is imported here is what starts the workers; nbgrader takes a second to import, and comes while they get ready.
# What jsonschema knows of internationalized addresses takes it over a second to import, and no notebook holds one.
sys.modules.setdefault("rfc3987_syntax", None)

from grading import doctor, executors  # noqa: E402
from grading.sandbox import why_no_sandbox  # noqa: E402


class CannotStart(Exception):
    """What is asked for is not there; the text says what."""


def main(arguments=None) -> int:
    """Run a command; 0 where every submission was processed."""
    parser = argparse.ArgumentParser(prog="python -m grading", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    grading = commands.add_parser("grade", help="mark what is new or changed in a lesson, or in several")
    grading.add_argument("lessons", nargs="+", help="the name of its folder, such as 05-backprop-by-hand")
    where = grading.add_mutually_exclusive_group()
    where.add_argument("--workers", type=_positive, help="how many processes (default: as many as there are cores)")
    where.add_argument("--scheduler", help="the address of a Dask scheduler, such as tcp://10.0.0.1:8786")
    grading.add_argument("--force", action="store_true", help="mark all again")
    grading.add_argument("--no-figures", action="store_true", help="draw no figures into the autograded notebooks")
    grading.add_argument("--trust-submissions", action="store_true", help="run them without a sandbox")
    reporting = commands.add_parser("report", help="write the report of a lesson into reports/")
    reporting.add_argument("lessons", nargs="+")
    reporting.add_argument("--names", action="store_true", help="with the names of the students")
    commands.add_parser("doctor", help="say what is missing on this machine for marking")
    asked = parser.parse_args(arguments)
    try:
        return {"doctor": _doctor, "report": _reports, "grade": _grade}[asked.command](asked)
    except (CannotStart, executors.NoScheduler) as error:
        print(f"grading: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("grading: stopped. What was marked is written down; the same command goes on.", file=sys.stderr)
        return 130


def _doctor(asked) -> int:
    return doctor.look_around()


def _reports(asked) -> int:
    course = _course(asked.lessons)
    for lesson in asked.lessons:
        _report(course, lesson, asked.names)
    return 0


def _grade(asked) -> int:
    missing = None if asked.trust_submissions or asked.scheduler else why_no_sandbox()
    if missing:
        print(f"grading: nothing was marked, as there is no sandbox to run submissions in. {missing}", file=sys.stderr)
        print("On a class you trust, --trust-submissions runs them without one.", file=sys.stderr)
        return 2
    with executors.executor_of(asked.workers, asked.scheduler, asked.trust_submissions) as executor:
        from grading import classes  # while the workers get ready

        course = _course(asked.lessons)
        for lesson in asked.lessons:
            if not course.students(lesson):
                place = course.place("submitted", "*", lesson)
                raise CannotStart(f"nobody has handed in {lesson}: there is nothing at {place}")
        options = {"figures": not asked.no_figures, "trusted": asked.trust_submissions}
        gc.freeze()  # what is imported stays: to look through it for garbage, in the end too, takes a while
        sent = [classes.send_out(course, lesson, executor, asked.force, **options) for lesson in asked.lessons]
        return max(_take_in(course, each) for each in sent)


def _course(lessons):
    """The course in this folder, that has these lessons. Raises CannotStart where it has not."""
    from grading.gradebook import Course

    try:
        course = Course(Path.cwd())
        for lesson in lessons:
            course.lesson(lesson)
    except FileNotFoundError as error:
        raise CannotStart(str(error)) from None
    return course


def _take_in(course, sent) -> int:
    """Write down what comes back of a lesson, with a bar and a line for each; 0 where every one was processed."""
    from tqdm import tqdm

    from grading import classes

    counts, lesson = Counter(), sent.lesson
    with tqdm(total=len(course.students(lesson)) * len(course.lesson(lesson)), unit="notebook", desc=lesson) as bar:

        def told(record):
            counts[record["status"]] += 1
            if not record.get("again"):
                bar.write(_line(record), file=sys.stdout)
            bar.set_postfix(counts)
            bar.update()

        done = classes.take_in(course, sent, told)
    print(", ".join(f"{count} {status}" for status, count in sorted(done.items())))
    _report(course, lesson)
    return 0 if done.total() == bar.total else 1


def _line(record) -> str:
    points = f"{sum(record['points'].values()):g} points"
    said = record["reason"] or points
    return f"{record['student']}: {record['status']}, {said} ({record['seconds']:.1f} s)"


def _report(course, lesson, names=False):
    from grading import report

    page = report.write(course, lesson, names=names)
    print(f"The report is in {page.relative_to(course.root)}")


def _positive(text) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} workers can mark nothing; 1 or more are expected")
    return number


if __name__ == "__main__":
    sys.exit(main())
