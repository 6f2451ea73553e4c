"""Binder: what repo2docker would do with binder/, done in an empty environment, until a lesson runs."""

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from environments import UV, Environment, bare, free_port, run, wait_until

BRIEF = "import sys, nbformat, nbclient\n" + (
    "notebook = nbformat.read(sys.argv[1], as_version=4)\n"
    "ids = [cell.metadata.get('nbgrader', {}).get('grade_id') for cell in notebook.cells]\n"
    "notebook.cells = notebook.cells[: ids.index('check-average') + 1]\n"
    "nbclient.NotebookClient(notebook, allow_errors=True).execute()\n"
    "print(nbformat.writes(notebook))\n"
)


@pytest.fixture(scope="module")
def dockerfile(checkout):
    """What repo2docker, asked to build nothing, says it would build."""
    who = ["--user-id", "1000", "--user-name", "learner"]
    tool = [UV, "tool", "run", "--quiet", "--from", "jupyter-repo2docker>=2025", "jupyter-repo2docker"]
    done = subprocess.run(
        [*tool, "--no-build", "--debug", *who, checkout], env=bare(), text=True, capture_output=True, check=True
    )
    return done.stdout + done.stderr


def version(checkout):
    return (checkout / "binder" / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")


@pytest.fixture(scope="module")
def image(checkout, tmp_path_factory):
    """An environment made by the lines of that Dockerfile, with uv in the place of conda and pip."""
    environment = Environment(tmp_path_factory.mktemp("image") / "env", version(checkout), seed=True)
    environment.install("-r", "binder/requirements.txt", cwd=checkout)
    assert os.access(checkout / "binder" / "postBuild", os.X_OK)
    run(checkout / "binder" / "postBuild", cwd=checkout, env=bare(PATH=environment.path))
    return environment


def test_repo2docker_knows_what_to_build(dockerfile, checkout):
    assert f"Building conda environment for python={version(checkout)}\n" in dockerfile
    assert re.search(rf"environment-2epy-2d{version(checkout).replace('.', '-2e')}-2dlinux-2d64-2elock", dockerfile)


def test_repo2docker_runs_what_we_run(dockerfile):
    """And in this order: the requirements point out of binder/, so the repository has to be there before."""
    steps = ["/ ${REPO_DIR}/\n", 'pip install --no-cache-dir -r "binder/requirements.txt"', "RUN ./binder/postBuild"]
    places = [dockerfile.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)


def test_a_learner_gets_no_more_than_a_lesson_needs(image, checkout):
    pinned = re.findall(r"(?m)^([\w.-]+)==", (checkout / "requirements.txt").read_text(encoding="utf-8"))
    allowed = {name.lower() for name in pinned} | {"neural-networks-by-hand", "pip", "wheel"}
    assert {"jupyterlab", "neural-networks-by-hand"} <= image.packages() <= allowed


def test_jupyterlab_starts_on_the_welcome_lesson(image, checkout, tmp_path, record_property):
    port = free_port()
    command = ["lab", "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=binder"]
    environment = bare(PATH=image.path, HOME=tmp_path)

    def fetch(path):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}", headers={"Authorization": "token binder", "Accept": "*/*"}
        )
        try:
            return urllib.request.urlopen(request, timeout=10).read().decode()
        except urllib.error.URLError:
            return None

    start = time.monotonic()
    with open(tmp_path / "log", "w") as log:
        lab = subprocess.Popen([image.bin / "jupyter", *command], cwd=checkout, env=environment, stdout=log, stderr=log)
    try:
        page = wait_until(lambda: fetch("/lab/tree/course/00-welcome/welcome.ipynb"), 90, "JupyterLab starts")
        seconds = time.monotonic() - start
        assert "jupyter-config-data" in page
        assert json.loads(fetch("/api/contents/course/00-welcome/welcome.ipynb?content=0"))["type"] == "notebook"
    finally:
        lab.terminate()
        lab.wait(30)
    record_property("seconds until JupyterLab answers", round(seconds, 1))
    print(f"JupyterLab answers after {seconds:.1f} s")


def test_the_first_check_of_the_welcome_lesson_speaks(image, checkout, tmp_path):
    lesson = checkout / "course" / "00-welcome" / "welcome.ipynb"
    told = image.run("python", "-c", BRIEF, lesson, env=bare(PATH=image.path, HOME=tmp_path), cwd=lesson.parent)
    outputs = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in json.loads(told)["cells"]}
    (error,) = outputs["check-average"]["outputs"]
    assert "00/average" in error["evalue"], "nothing is answered yet, and the check says so"
    assert "Everything is there." in told
