"""What the tour of the grader leaves behind, and what `doctor` says where something is missing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grading import demo
from grading.gradebook import Course

ROOT = Path(__file__).resolve().parents[2]


# ---- doctor


def doctor(path):
    environment = os.environ | {"PATH": str(path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "grading", "doctor"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")


def test_doctor_is_content_where_nothing_is_missing():
    run = doctor(os.environ["PATH"])
    assert run.returncode == 0, run.stdout
    assert "✓ bubblewrap, and a sandbox can be made" in run.stdout
    assert "✗" not in run.stdout


def test_doctor_misses_bubblewrap(tmp_path):
    run = doctor(tmp_path)
    assert run.returncode == 1
    assert "✗ sandbox: bubblewrap is not installed. On Debian and Ubuntu: sudo apt-get install" in run.stdout
    assert "✓ nbgrader" in run.stdout


def test_doctor_tells_where_a_sandbox_cannot_be_made(tmp_path):
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho No permissions to create new namespace >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    run = doctor(tmp_path)
    assert run.returncode == 1
    assert "cannot make a sandbox here: No permissions to create new namespace" in run.stdout


# ---- the demonstration


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The demonstration in a folder of its own, as `make demo-class` runs it: the folder, and what it printed."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(ROOT / "nbgrader_config.py", home)
    shutil.copytree(ROOT / "solutions" / demo.LESSON, home / "solutions" / demo.LESSON)
    run = subprocess.run(
        [sys.executable, "-m", "grading.demo"],
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    return home, run.stdout


@pytest.fixture(scope="module")
def submissions(shown):
    """What the report says of each, by name."""
    data = json.loads((shown[0] / "reports" / "demo-class.json").read_text(encoding="utf-8"))
    return {submission["student"]: submission for submission in data["submissions"]}


def test_make_runs_this_demonstration():
    recipe = subprocess.run(["make", "-n", "-s", "demo-class"], cwd=ROOT, capture_output=True, text=True).stdout
    assert recipe.splitlines()[-1].endswith("-m grading.demo")


def test_everyone_is_in_the_report(shown, submissions):
    home, printed = shown
    ((_, lesson),) = Course(home).lesson(demo.LESSON).items()
    assert set(submissions) == {student for student, _ in demo.submissions(lesson)}
    assert (home / "reports" / "demo-class.html").exists()
    for student, submission in submissions.items():
        assert f"{student:<26} {submission['status']}" in printed


def test_honest_work_is_marked(submissions):
    full = submissions["right-1"]["points"]
    assert full == submissions["right-2"]["points"] > submissions["half-done"]["points"] > 0
    assert submissions["blank"]["points"] == 0
    for student, submission in submissions.items():
        if student.startswith("mistaken"):
            assert submission["status"] == "graded" and 0 < submission["points"] < full


def test_a_broken_file_has_a_status_and_a_reason(submissions):
    for student in ("not-json", "merged"):
        assert submissions[student]["status"] == "malformed" and submissions[student]["points"] == 0
    assert "merge-conflict markers" in submissions["merged"]["reason"]


def test_no_hostile_submission_gains_marks(shown, submissions):
    """Each holds the answers of the one that is half done, and would have more."""
    most = submissions["half-done"]["points"]
    hostile = {name: submissions[f"hostile-{name}"] for name in demo.HOSTILE}
    assert {name: submission["points"] for name, submission in hostile.items() if submission["points"] > most} == {}
    statuses = {name: submission["status"] for name, submission in hostile.items()}
    begin = f"The {len(hostile)} hostile submissions begin with the honest answers of half-done, worth {most:g} points"
    assert f"{begin}: none ended with more." in shown[1]
    assert statuses == {
        "rewrites-cells": "graded",
        "equals-everything": "graded",
        "ends-python": "crashed",
        "never-ends": "timeout",
        "eats-memory": "out_of_memory",
        "reads-answers": "graded",
    }


def test_a_gain_of_marks_would_be_told():
    points = {"half-done": 11.0} | {f"hostile-{name}": 11.0 for name in demo.HOSTILE} | {"hostile-ends-python": 12.0}
    assert demo._of_the_hostile(points).endswith("worth 11 points: 1 of them ended with more.")
