"""The report on a class: marks, statuses, and what went wrong how often, as a page and as data.

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
from nncheck.bank import find


def collect(course: Course, lesson: str, names: bool = False) -> dict:
    """The report as data, made of what was kept of each submission. names: with those of the students."""
    kept = [json.loads(file.read_text()) for file in sorted(records(course, lesson).glob("*.json"))]
    students = {name: f"student {k + 1}" for k, name in enumerate(sorted({r["student"] for r in kept}))}
    exercises = {v["id"] for r in kept for found in r["verdicts"].values() for v in found}
    return {
        "lesson": lesson,
        "submissions": [
            {
                "student": r["student"] if names else students[r["student"]],
                "notebook": r["name"],
                "status": r["status"],
                "reason": r["reason"],
                "points": sum(r["points"].values()),
                "seconds": round(r["seconds"], 2),
                "memory": r["memory"],
            }
            for r in kept
        ],
        "statuses": Counter(r["status"] for r in kept),
        "exercises": [_exercise(kept, id) for id in sorted(exercises, key=_place)],
    }


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
            mistakes.update(verdict["named"])
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


def _message(id, name):
    return next((wrong.message for wrong in find(id).wrong if wrong.name == name), "")


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
    points = [s["points"] for s in data["submissions"]]
    middle = f"{np.median(points):g}" if points else "0"
    statuses = ", ".join(f"{count} {escape(status)}" for status, count in sorted(data["statuses"].items()))
    rows = "".join(_row(exercise) for exercise in data["exercises"])
    people = "".join(
        f"<tr><td>{escape(s['student'])}</td><td>{escape(s['status'])}</td><td class=n>{s['points']:g}</td>"
        f"<td class=n>{s['seconds']:.1f}</td><td>{escape(s['reason'])}</td></tr>"
        for s in data["submissions"]
    )
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
<p>{len(points)} submissions: {statuses}. Median {middle} points.</p>
<h2>Exercises</h2>
<table><tr><th>exercise<th>passed<th><th>tells students apart<th>mistakes, and how many made them</tr>{rows}</table>
<h2>Submissions</h2>
<table><tr><th>student<th>status<th>points<th>seconds<th>why</tr>{people}</table>
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
