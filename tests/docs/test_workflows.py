"""The workflows and hooks in .github/ and .pre-commit-config.yaml: linted, pinned, with few rights, and up to date."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def check_jsonschema(schema, path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    return subprocess.run(command, capture_output=True, text=True)


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_there_are_workflows():
    assert [path.name for path in WORKFLOWS] == ["docs.yml", "tests.yml"]


@every_workflow
def test_a_workflow_is_one(path):
    run = check_jsonschema("vendor.github-workflows", path)
    assert run.returncode == 0, run.stdout


def test_the_lint_finds_a_slip(tmp_path):
    spoiled = tmp_path / "tests.yml"
    spoiled.write_text(WORKFLOWS[-1].read_text(encoding="utf-8").replace("runs-on:", "run-on:"), encoding="utf-8")
    assert check_jsonschema("vendor.github-workflows", spoiled).returncode != 0


def test_the_citation_file_is_one():
    run = check_jsonschema("vendor.citation-file-format", ROOT / "CITATION.cff")
    assert run.returncode == 0, run.stdout
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert str(read(ROOT / "CITATION.cff")["version"]) == project["version"]


@every_workflow
def test_actions_are_pinned_by_commit(path):
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    assert used
    for line in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@every_workflow
def test_rights_are_few(path):
    """What a workflow may do is said, and only the job that deploys may write."""
    workflow = read(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    for name, job in workflow["jobs"].items():
        writes = {right for right, may in job.get("permissions", {}).items() if may == "write"}
        assert writes == ({"pages", "id-token"} if name == "deploy" else set())
        assert job["timeout-minutes"] <= 90
    assert "secrets." not in path.read_text(encoding="utf-8")


def test_every_python_and_every_system_is_tried():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    allowed = SpecifierSet(project["requires-python"])
    pythons = [f"3.{minor}" for minor in range(30) if f"3.{minor}.9" in allowed]
    jobs = read(ROOT / ".github" / "workflows" / "tests.yml")["jobs"]
    assert jobs["linux"]["strategy"]["matrix"]["python"] == pythons
    learner = jobs["learner"]["strategy"]["matrix"]
    assert learner["python"] == pythons
    assert {system.partition("-")[0] for system in learner["os"]} == {"macos", "windows"}
    ends = {entry["resolution"]: entry["python"] for entry in jobs["dependencies"]["strategy"]["matrix"]["include"]}
    assert ends == {"lowest-direct": pythons[0], "highest": pythons[-1]}


def commands():
    """What the workflows run, a line each."""
    for path in WORKFLOWS:
        for job in read(path)["jobs"].values():
            for step in job["steps"]:
                yield from step.get("run", "").splitlines()


def test_what_they_run_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    lines = list(commands())
    assert ".ci/run" in lines and (ROOT / ".ci" / "run").exists()
    made = {target for line in lines for target in re.findall(r"^make ([a-z-]+)", line)}
    assert made and made <= targets
    paths = {word for line in lines for word in line.split() if re.match(r"(tests|solutions)/|requirements", word)}
    assert len(paths) == 5
    for pattern in paths:
        assert list(ROOT.glob(pattern)), pattern


def test_hooks_are_those_of_the_environment():
    config = ROOT / ".pre-commit-config.yaml"
    run = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(config)], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout
    hooks = [hook for repo in read(config)["repos"] for hook in repo["hooks"]]
    assert [hook["id"] for hook in hooks] == ["ruff", "ruff-format", "codespell", "notebooks"]
    assert all(hook["entry"].startswith(".venv/bin/") for hook in hooks)
    pinned = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    for tool in ("ruff", "codespell"):
        assert re.search(rf"^{tool}==", pinned, re.MULTILINE), f"requirements-dev.txt does not pin {tool}"


def test_the_hook_for_notebooks_picks_tests_that_exist():
    (hook,) = (
        hook for hook in read(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"] if hook["id"] == "notebooks"
    )
    wanted = re.search(r'-k "(.+)"', hook["entry"]).group(1).split(" or ")
    text = (ROOT / "tests" / "solutions" / "test_lessons.py").read_text(encoding="utf-8")
    tests = re.findall(r"^def (test_\w+)", text, re.MULTILINE)
    for part in wanted:
        assert any(part in test for test in tests), part
    assert not re.search(hook["files"], "docs/students.md")
    assert re.search(hook["files"], "solutions/00-welcome/welcome.ipynb")


def test_spelling():
    run = subprocess.run([sys.executable, "-m", "codespell_lib"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
