"""The report on a class: marks, statuses, and what went wrong how often, as a page and as data.

It counts who is in submitted/ now. What the checks gave comes from the records that `python -m grading grade` keeps,
the score from the gradebook, where a person and a late penalty change it. It deletes nothing.

Difficulty of an exercise is the share of the class that passed it. Discrimination is the correlation of passing it with
the points in the rest of the lesson: near 1 it tells students apart, near 0 it does not, below 0 something is odd.
"""

import json
from collections import Counter
from html import escape
from pathlib import Path

import numpy as np

from grading.classes import records
from grading.gradebook import Course, _renamed_into
from grading.marking import NOT_REACHED, STANDS
from nncheck.bank import find

# Mistakes that are found in any exercise, and so are in nobody's bank.
TYPED_IN = "typed in"
FOUND_ANYWHERE = {
    TYPED_IN: STANDS,
    "given overwritten": "A number that was given has been overwritten: the new value needs a name of its own.",
}


def collect(course: Course, lesson: str, names: bool = False) -> dict:
    """The report as data, made of what was kept of each submission. names: with those of the students."""
    students, notebooks = course.students(lesson), course.lesson(lesson)
    handed_in = [(student, notebook) for student in students for notebook in notebooks]
    kept, marks = _kept(course, lesson), _marks(course, lesson, notebooks)
    gone = sorted({student for student, _ in (*kept, *marks)} - set(students))
    called = {name: name if names else f"student {k + 1}" for k, name in enumerate(sorted([*students, *gone]))}
    submissions = [
        {"student": called[student], "notebook": notebook}
        | _came_of(kept.get((student, notebook)), marks.get((student, notebook)))
        for student, notebook in handed_in
    ]
    counted = [kept[key] for key in handed_in if key in kept]
    exercises = {v["id"] for r in counted for found in r["verdicts"].values() for v in found}
    return {
        "lesson": lesson,
        "submissions": submissions,
        "statuses": Counter(each["status"] for each in submissions),
        "waiting": sum(each["waits"] for each in submissions),
        "gone": [called[student] for student in gone],
        "exercises": [_exercise(counted, id) for id in sorted(exercises, key=_place)],
    }


def _kept(course, lesson) -> dict[tuple, dict]:
    """The record of each notebook that `python -m grading grade` has marked, by student and notebook."""
    found = [json.loads(file.read_text()) for file in sorted(records(course, lesson).glob("*.json"))]
    return {(record["student"], record["name"]): record for record in found}


def _marks(course, lesson, notebooks) -> dict[tuple, dict]:
    """What the gradebook has of each notebook, by student and notebook: the score as nbgrader exports it."""
    with course.book() as book:
        return {
            (entry.assignment.student_id, notebook): {
                "score": round(max(0.0, entry.score - (entry.late_submission_penalty or 0.0)), 4),
                "max_score": entry.max_score,
                "penalty": entry.late_submission_penalty or 0.0,
                "waits": entry.needs_manual_grade,
            }
            for notebook in notebooks
            for entry in book.notebook_submissions(notebook, lesson)
        }


def _came_of(record, mark) -> dict:
    """What came of a notebook: of its checks, where there is a record of them, and in the gradebook, where it is."""
    row = {"status": "not marked", "reason": "It was handed in, and is not marked yet."}
    if mark:
        row = {"status": "no record", "reason": "The gradebook has it, and there is no record of its checks."}
    row |= {"points": None, "seconds": None, "memory": None}
    row |= mark or {"score": None, "max_score": None, "penalty": 0.0, "waits": False}
    if record:
        row |= {key: record[key] for key in ("status", "reason", "memory")}
        row |= {"points": sum(record["points"].values()), "seconds": round(record["seconds"], 2)}
    return row


def _place(id):
    from nncheck.bank import exercises

    return [e.id for e in exercises()].index(id)


def _exercise(kept, id) -> dict:
    shares, rest, mistakes, rungs = [], [], Counter(), Counter()
    for record in kept:
        verdicts = {v["id"]: v for found in record["verdicts"].values() for v in found}
        if id in verdicts:
            verdict = verdicts[id]
            shares.append(verdict["share"])
            rest.append(sum(find(v["id"]).points * v["share"] for v in verdicts.values() if v["id"] != id))
            rungs[verdict["rung"]] += 1
            mistakes.update(_mistakes(verdict))
    passed = float(np.mean(np.array(shares) == 1)) if shares else 0.0
    told_apart = None
    if len(shares) > 2 and np.std(shares) > 0 and np.std(rest) > 0:
        told_apart = round(float(np.corrcoef(shares, rest)[0, 1]), 3)
    return {
        "id": id,
        "tried": len(shares),
        "difficulty": round(passed, 3),
        "discrimination": told_apart,
        "rungs": rungs,
        "mistakes": [
            {"name": name, "count": count, "message": _message(id, name)} for name, count in mistakes.most_common()
        ],
    }


def _mistakes(verdict) -> list[str]:
    """The mistakes of a verdict by name. A check that sees a number typed in says so by the rung alone."""
    typed_in = verdict["rung"] == "names" and verdict["message"] != NOT_REACHED
    return [TYPED_IN] if typed_in else verdict["named"]


def _message(id, name):
    of_the_bank = (wrong.message for wrong in find(id).wrong if wrong.name == name)
    return next(of_the_bank, FOUND_ANYWHERE.get(name, ""))


def write(course: Course, lesson: str, names: bool = False) -> Path:
    """Write reports/<lesson>.json and .html; the path of the page."""
    data = collect(course, lesson, names)
    folder = course.root / "reports"
    folder.mkdir(exist_ok=True)
    text = json.dumps(data, indent=1, ensure_ascii=False)
    _renamed_into(folder / f"{lesson}.json", lambda to: to.write_text(text, encoding="utf-8"))
    _renamed_into(folder / f"{lesson}.html", lambda to: to.write_text(page(data), encoding="utf-8"))
    return folder / f"{lesson}.html"


def page(data: dict) -> str:
    """The report as one HTML file that needs nothing else and runs nothing."""
    scores = [s["score"] for s in data["submissions"] if s["score"] is not None]
    middle = f"{np.median(scores):g}" if scores else "none"
    statuses = ", ".join(f"{count} {escape(status)}" for status, count in sorted(data["statuses"].items()))
    rows = "".join(_row(exercise) for exercise in data["exercises"])
    people = "".join(_person(submission) for submission in data["submissions"])
    gone = ", ".join(escape(student) for student in data["gone"])
    gone = f"<p>No longer in submitted/, and not counted: {gone}. What is kept of them stays.</p>" if gone else ""
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(data["lesson"])}: report</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; margin: 1rem 0; }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #ccc; }}
.n {{ text-align: right; }}
.bar {{ background: #e5e5e5; width: 8rem; height: .8rem; }}
.bar div {{ background: #0072b2; height: 100%; }}
</style>
<h1>{escape(data["lesson"])}</h1>
<p>Submissions: {len(data["submissions"])} ({statuses}). Median score {middle}.
Waiting for a mark by hand: {data["waiting"]}.</p>
{gone}
<h2>Exercises</h2>
<table><tr><th>exercise<th>passed<th><th>tells students apart<th>mistakes, and how many made them</tr>{rows}</table>
<h2>Submissions</h2>
<p>Points: what the checks gave. Score: what the gradebook has now, with marks by hand, less late penalties.</p>
<table><tr><th>student<th>status<th>points<th>score<th>of<th>seconds<th>what to know</tr>{people}</table>
</html>
"""


def _row(exercise) -> str:
    share, apart = exercise["difficulty"], exercise["discrimination"]
    mistakes = "<br>".join(
        f"{escape(m['name'])}: {m['count']}<br><small>{escape(m['message'])}</small>" for m in exercise["mistakes"]
    )
    bar = f"<div class=bar><div style='width:{100 * share:.0f}%'></div></div>"
    apart = "" if apart is None else f"{apart:.2f}"
    cells = f"<td>{escape(exercise['id'])}</td><td class=n>{share:.0%}</td><td>{bar}</td><td class=n>{apart}</td>"
    return f"<tr>{cells}<td>{mistakes}</td></tr>"


def _person(submission) -> str:
    said = [submission["reason"]]
    said += [f"{submission['penalty']:g} off for being late."] if submission["penalty"] else []
    said += ["It waits for a mark by hand."] if submission["waits"] else []
    numbers = [submission[key] for key in ("points", "score", "max_score", "seconds")]
    cells = "".join(f"<td class=n>{'' if number is None else f'{round(number, 2):g}'}</td>" for number in numbers)
    about = f"<td>{escape(submission['student'])}</td><td>{escape(submission['status'])}</td>"
    return f"<tr>{about}{cells}<td>{escape(' '.join(said).strip())}</td></tr>"
