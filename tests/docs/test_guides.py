"""What the guides promise: the exercise of one's own works as printed, and what they name is there."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nbgrader.plugins import ExportPlugin

from grading import export
from grading.demo import submissions
from grading.gradebook import Course
from grading.sandbox import Limits

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [ROOT / "docs" / f"{name}.md" for name in ("students", "instructors", "contributors")]
PAGES = [*GUIDES, ROOT / "CONTRIBUTING.md", ROOT / "CODE_OF_CONDUCT.md", ROOT / "CHANGELOG.md"]
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def read(page):
    return page.read_text(encoding="utf-8")


INSTRUCTORS = read(ROOT / "docs" / "instructors.md")


# What a zip holds, and who handed it in. The first name of each stands in the guide; the others are built like it.
ZIPS = {
    "a time": {
        "ann_2026-11-21-10-00-00_backprop-by-hand.ipynb": "ann",
        "bob_2026-11-21-23-59-59_backprop-by-hand.ipynb": "bob",
    },
    "Moodle": {
        "Ann Example_12345_assignsubmission_file_/backprop-by-hand.ipynb": "Ann Example",
        "Çağrı van O'Test_12346_assignsubmission_file_/backprop-by-hand.ipynb": "Çağrı van O'Test",
        "Bob Sample_12347_assignsubmission_file_backprop-by-hand.ipynb": "Bob Sample",  # downloaded without folders
    },
    "Canvas": {
        "exampleann_12345_67890_backprop-by-hand.ipynb": "12345",
        "exampleann_12346_67891_backprop-by-hand.ipynb": "12346",  # another of that name
        "samplebob_LATE_12347_67892_backprop-by-hand-1.ipynb": "12347",
    },
}


@pytest.mark.parametrize("files", ZIPS.values(), ids=ZIPS)
def test_a_zip_is_collected_as_printed(tmp_path, files):
    command = re.escape(next(iter(files))) + r".*\n +nbgrader zip_collect (\S+) \\\s+(--\S+='[^']+')"
    ((lesson, option),) = re.findall(command, INSTRUCTORS)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    archive = tmp_path / "downloaded" / lesson / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "all.zip", "w") as file:
        for name in files:
            file.writestr(name, "{}")
    run(tmp_path, "nbgrader", "zip_collect", lesson, option.replace("'", ""))
    collected = {str(path.relative_to(tmp_path / "submitted")) for path in tmp_path.glob("submitted/*/*/*")}
    again = {"12347": "backprop-by-hand-1.ipynb"}  # what the marker takes and notes, as there is no other
    assert collected == {f"{who}/{lesson}/{again.get(who, 'backprop-by-hand.ipynb')}" for who in files.values()}


# ---- an exercise of one's own, as printed


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with the exercise and the lesson of the guide."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for package in ("nncheck", "nnlib", "grading"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    (module,) = re.findall(r"```python\n(\"\"\"Lesson 13.*?)```", INSTRUCTORS, re.DOTALL)
    (folder / "nncheck" / "bank" / "lesson13.py").write_text(module, encoding="utf-8")
    (lesson,) = re.findall(r"````text\n(.*?)````", INSTRUCTORS, re.DOTALL)
    (folder / "solutions" / "13-own").mkdir(parents=True)
    (folder / "solutions" / "13-own" / "own.md").write_text(lesson, encoding="utf-8")
    return folder


def run(course, *command):
    """A command of this environment, run in the folder of the course: its own packages come first there."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_exercise_of_ones_own_is_asked_released_and_marked(course):
    matrix = run(course, "nncheck", "13")
    assert matrix in INSTRUCTORS

    run(course, "jupytext", "--to", "ipynb", "solutions/13-own/own.md")
    run(course, "nbgrader", "generate_assignment", "13-own", "--force", "--no-db")
    released = json.loads((course / "course" / "13-own" / "own.ipynb").read_text(encoding="utf-8"))
    assert "np.max" not in json.dumps(released) and "seed=13" not in json.dumps(released)

    answers = {
        "ann": "def scaled(x):\n    return (x - np.min(x)) / (np.max(x) - np.min(x))",
        "bob": "def scaled(x):\n    return x / np.max(x)",
    }
    for student, answer in answers.items():
        for cell in released["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                cell["source"] = answer
        folder = course / "submitted" / student / "13-own"
        folder.mkdir(parents=True)
        (folder / "own.ipynb").write_text(json.dumps(released), encoding="utf-8")
    run(course, "grading", "grade", "13-own", "--workers", "1")
    report = json.loads((course / "reports" / "13-own.json").read_text(encoding="utf-8"))
    assert [entry["points"] for entry in report["submissions"]] == [1, 0]
    (exercise,) = report["exercises"]
    assert [mistake["name"] for mistake in exercise["mistakes"]] == ["not shifted"]


def test_the_demonstration_is_as_large_as_said():
    ((_, lesson),) = Course(ROOT).lesson("05-backprop-by-hand").items()
    assert f"marks {len(list(submissions(lesson)))} submissions to lesson 05" in INSTRUCTORS


def test_limits_are_those_of_the_sandbox():
    limits = Limits()
    assert (limits.cell_seconds, limits.seconds) == (60, 600) and "a minute and a submission ten" in INSTRUCTORS
    text = " ".join(INSTRUCTORS.split())
    assert f"has {limits.memory // 2**30} GB of memory" in text
    assert f"at most {limits.processes} processes" in text
    assert f"{limits.scratch // 2**20} MB for files" in text
    assert f"{limits.output:,} characters" in text


# ---- what the guides name


@every_page
def test_links_lead_somewhere(page):
    links = [link for link in re.findall(r"\]\(([^)#]+)", read(page)) if "://" not in link]
    for link in links:
        assert (page.parent / link).exists(), link


def code(page):
    """What a page has in backticks, without the lesson that it prints."""
    text = re.sub(r"````.*?````", "", read(page), flags=re.DOTALL)
    return " ".join(re.findall(r"```.*?```|`[^`]+`", text, re.DOTALL))


@every_page
def test_targets_and_tests_that_are_named_are_there(page):
    made = set(re.findall(r"^([a-z-]+):.* ## ", read(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+[a-z-]*)", code(page))) <= made
    for path in re.findall(
        r"\b(?:tests|docs|grading|nncheck|nnlib|solutions|benchmarks)/[\w./-]+\.(?:py|md)\b", code(page)
    ):
        if not re.search(r"lesson13|13-own", path):
            assert (ROOT / path).exists(), path


def test_exporters_that_are_named_are_there():
    for name in re.findall(r"--exporter=grading\.export\.(\w+)", INSTRUCTORS):
        assert issubclass(getattr(export, name), ExportPlugin)


def test_options_that_are_named_are_there():
    said = run(ROOT, "grading", "grade", "--help")
    for option in re.findall(r"^\| `(--[a-z-]+)", INSTRUCTORS, re.MULTILINE):
        assert option in said
