"""The range of versions that pyproject.toml allows: a learner's part works with the oldest and with the newest."""

import re

import pytest
from environments import ROOT, UV, Environment, bare, run

# What a learner meets, without the packages that only the developers have.
LEARNERS = [
    "tests/nncheck/test_ladder.py",
    "tests/nncheck/test_silent.py",
    "tests/nnlib/test_network.py",
    "tests/nnlib/test_stepper_widget.py",
]
LESSON = """
import sys, nbformat, nbclient
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook).execute()
print(sum(cell.cell_type == "code" for cell in notebook.cells), "cells ran")
"""
# The oldest packages that we name, with the newest of theirs, on the oldest Python; the newest of all on the newest.
RANGE = {"oldest": ("lowest-direct", "3.11"), "newest": ("highest", "3.13")}


@pytest.fixture(scope="module", params=RANGE)
def end(request, checkout, tmp_path_factory):
    """An environment at one end of the range: (which, environment, versions of what we name)."""
    resolution, python = RANGE[request.param]
    asked = ["--extra", "lab", "--python-version", python, "--resolution", resolution]
    pins = run(UV, "pip", "compile", "--quiet", "--no-header", "--no-annotate", *asked, "pyproject.toml", cwd=checkout)
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "pins.txt").write_text(pins, encoding="utf-8")
    environment = Environment(folder / "env", python)
    environment.install("-r", folder / "pins.txt")
    environment.install("--no-deps", checkout)
    return request.param, environment, dict(re.findall(r"(?m)^([\w-]+)==(\S+)", pins))


def test_it_is_the_end_of_the_range(end):
    which, _, versions = end
    asked = dict(re.findall(r'"([\w-]+)>=([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")))
    named = {name: version for name, version in asked.items() if name in ("numpy", "matplotlib", "jupyterlab")}
    for name, lowest in named.items():
        assert (re.match(rf"{lowest}(\.0)*$", versions[name]) is not None) == (which == "oldest"), (
            name,
            versions[name],
        )


def test_what_a_learner_meets(end, checkout):
    _, environment, _ = end
    quick = ["-q", "-p", "no:cacheprovider", "--confcutdir=tests/nnlib"]
    environment.run("python", "-m", "pytest", *quick, *LEARNERS, cwd=checkout)


@pytest.mark.parametrize("lesson", ["00-welcome", "05-backprop-by-hand", "07-gradient-descent"])
def test_a_lesson_runs(lesson, end, checkout, tmp_path):
    _, environment, _ = end
    (notebook,) = (checkout / "solutions" / lesson).glob("*.ipynb")
    variables = bare(PATH=environment.path, HOME=tmp_path)
    told = environment.run("python", "-c", LESSON, notebook, cwd=notebook.parent, env=variables)
    assert int(told.split()[0]) > 5
