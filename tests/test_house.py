"""The rules of the house: which way imports run, what is pinned, what the README may promise, what files may say."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import nncheck

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ["3.11", "3.12", "3.13"]


# ---- imports run one way: nncheck -> nnlib -> numpy


def imported(file, *, at_import, source=None):
    """Return the top-level names of what a file imports: when it is imported itself, or also later, in functions."""
    source = file.read_text(encoding="utf-8") if source is None else source

    def walk(node):
        for child in ast.iter_child_nodes(node):
            if not (at_import and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)):
                yield child
                yield from walk(child)

    found = set()
    for node in walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.partition(".")[0] if node.level == 0 else file.relative_to(ROOT).parts[0])
    return found - sys.stdlib_module_names


def sources(package):
    files = sorted((ROOT / package).rglob("*.py"))
    assert files, f"{package}/ holds no Python file"
    return [pytest.param(file, id=str(file.relative_to(ROOT))) for file in files]


@pytest.mark.parametrize("file", sources("nnlib"))
def test_nnlib_stands_on_numpy(file):
    allowed = {"nnlib", "numpy"}
    if file == ROOT / "nnlib" / "training.py":
        allowed |= {"tqdm", "threadpoolctl"}  # a progress bar when asked for; fewer threads where they can be set
    if ROOT / "nnlib" / "plots" in file.parents:
        allowed |= {"matplotlib", "PIL", "IPython"}  # PIL comes with matplotlib
    if ROOT / "nnlib" / "widgets" in file.parents:
        allowed |= {"matplotlib", "IPython", "ipywidgets", "traitlets", "anywidget", "latex2mathml"}
    assert imported(file, at_import=False) <= allowed


@pytest.mark.parametrize("file", sources("nnlib"))
def test_files_of_nnlib_are_short(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("file", sources("nncheck"))
def test_nncheck_stands_on_nnlib(file):
    assert imported(file, at_import=True) <= {"nncheck", "nnlib", "numpy"}


@pytest.mark.parametrize("file", sources("grading"))
def test_grading_stands_on_nncheck_and_nbgrader(file):
    jupyter = {"nbgrader", "nbconvert", "nbformat", "traitlets", "IPython", "bleach", "sqlalchemy"}  # nbgrader's own
    assert imported(file, at_import=False) <= {"grading", "nncheck", "numpy", "tqdm", "dask"} | jupyter


@pytest.mark.parametrize("path", sorted(ROOT.glob("solutions/*/*.ipynb")), ids=lambda path: path.stem)
def test_lessons_stand_on_the_house(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [line for cell in cells if cell["cell_type"] == "code" for line in "".join(cell["source"]).splitlines()]
    source = "\n".join(line for line in code if not line.startswith(("%", "!")))
    allowed = {"nncheck", "nnlib", "numpy"} | ({"optuna"} if path.parent.name.startswith("12") else set())
    assert imported(path, at_import=False, source=source) <= allowed


@pytest.mark.parametrize("package", ["nnlib", "nncheck"])
def test_import_loads_nothing_but_numpy(package, tmp_path):
    """Checked on what is really loaded: beyond `import numpy` there may be the packages of the house alone."""

    def loaded(statement):
        listing = subprocess.run(
            [sys.executable, "-c", f"{statement}; import sys; print(*sys.modules)"],
            cwd=tmp_path,  # so that the installed package is imported, as in a notebook
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        return {name.partition(".")[0] for name in listing.split()}

    more = loaded(f"import numpy, {package}") - loaded("import numpy") - sys.stdlib_module_names
    assert package in more
    assert more <= {"nnlib", "nncheck" if package == "nncheck" else "nnlib"}


# ---- requirements: made from pyproject.toml, pinned for every Python that we promise


def pins(name, python):
    """Return what a requirements file installs on a Linux with that Python: name -> version."""
    on = {"python_version": python, "python_full_version": python + ".9", "sys_platform": "linux", "os_name": "posix"}
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        if text and ((requirement := Requirement(text)).marker is None or requirement.marker.evaluate(on)):
            (pin,) = requirement.specifier
            assert pin.operator == "==", f"{name} does not pin {text}"
            found[canonicalize_name(requirement.name)] = pin.version
    return found


def test_every_python_of_the_range_is_looked_at():
    allowed = SpecifierSet(PROJECT["requires-python"])
    assert [f"3.{minor}" for minor in range(30) if f"3.{minor}.9" in allowed] == PYTHONS
    assert (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-") in PYTHONS


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("name", "extras"), [("requirements.txt", ["lab"]), ("requirements-dev.txt", ["lab", "dev"])])
def test_requirements_pin_what_pyproject_asks_for(name, extras, python):
    pinned = pins(name, python)
    asked = PROJECT["dependencies"] + [text for extra in extras for text in PROJECT["optional-dependencies"][extra]]
    for text in asked:
        requirement = Requirement(text)
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{name} lacks {text}: run `make lock`"
        assert version in requirement.specifier, f"{name} pins {requirement.name} {version}, outside {text}"


@pytest.mark.parametrize("python", PYTHONS)
def test_both_requirements_agree(python):
    lab, dev = pins("requirements.txt", python), pins("requirements-dev.txt", python)
    assert {"jupyterlab", "numpy", "matplotlib", "nbgrader", "nbval", "pytest"} <= set(lab)
    assert {"setuptools"} <= set(lab)  # with which the Makefile installs the project
    assert lab.items() <= dev.items()


# ---- what the README and the Makefile promise


@pytest.mark.parametrize("name", ["README.md", "requirements.txt", "course", "solutions", "nnlib", "tests", "binder"])
def test_top_level_is_where_it_is_looked_for(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("name", PROJECT["license-files"])
def test_licences_are_there(name):
    assert (ROOT / name).is_file()


def targets():
    return set(re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_readme_names_targets_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z-]+)", " ".join(re.findall(r"```.*?```|`[^`]+`", readme, re.DOTALL))))
    assert {"lab", "test"} <= named
    assert named <= targets()


def test_readme_links_to_files_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", readme) if "://" not in link]
    assert links
    for link in links:
        assert (ROOT / link).exists(), f"README.md links to {link}"


def test_readme_shows_what_a_check_really_says():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    with pytest.raises(AssertionError) as failure:
        nncheck.check("05/E_total", 0.596742218)
    assert str(failure.value) in readme


def test_make_alone_lists_every_target():
    listing = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([a-z-]+) ", listing, re.MULTILINE)) == targets()


def test_make_refuses_a_python_that_is_too_old(tmp_path):
    old = tmp_path / "python3.10"
    old.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo 3.10;; esac\n')
    old.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "pyproject.toml").touch()
    run = subprocess.run(["make", "lab", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13" in run.stdout
    assert "is 3.10" in run.stdout
    assert not (tmp_path / ".venv").exists()


# ---- what files may say


def test_no_file_names_a_machine():
    """A path of somebody's machine or the host of a package registry works for nobody else."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    files = [ROOT / os.fsdecode(name) for name in listing.split(b"\0") if name]
    assert ROOT / "README.md" in files
    folders = ["work", "root", "home", "Users"]  # written apart from their slashes, or this file would be found
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "deb.debian" + ".org", "anaconda" + ".org"]
    machine = re.compile(rf"(?<![\w./}}-])/(?:{'|'.join(folders)})/\w|{'|'.join(map(re.escape, hosts))}".encode())
    found = [
        f"{file.relative_to(ROOT)}: {match.group().decode()}"
        for file in files
        if file.is_file()
        for match in machine.finditer(file.read_bytes())
    ]
    assert not found


# ---- the rule that nothing is skipped in CI


@pytest.mark.parametrize(
    ("body", "ci", "code"),
    [
        ("def test(): pass", "true", 0),
        ("import pytest\n@pytest.mark.skip\ndef test(): pass", "true", 1),
        ("import pytest\n@pytest.mark.xfail\ndef test(): assert False", "true", 1),
        ("import pytest\npytest.importorskip('no_such_package')", "true", 1),
        ("import pytest\n@pytest.mark.skip\ndef test(): pass", "", 0),
    ],
    ids=["passes", "skipped", "expected to fail", "file skipped", "skipped at home"],
)
def test_a_skipped_test_fails_the_run_in_ci(body, ci, code, tmp_path):
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_one.py").write_text("def test_fine(): pass\n", encoding="utf-8")
    (tmp_path / "test_two.py").write_text(body, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
    )
    assert run.returncode == code, run.stdout
    assert ("skipped in CI" in run.stdout) == (code == 1)
