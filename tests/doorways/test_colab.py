"""docs/colab.md: its cell, run in a plain IPython kernel, with a repository on this disk for the address."""

import ast
import json
import re

import pytest
from environments import Environment, bare, run

# Of what Colab has by itself: what the lessons use.
THERE = ["ipykernel", "ipywidgets", "matplotlib", "nbclient", "pip", "scikit-learn", "tqdm"]
RUN = """
import sys, nbformat, nbclient
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, timeout=300).execute()
print(nbformat.writes(notebook))
"""


@pytest.fixture(scope="module")
def cell(checkout):
    (cell,) = re.findall(
        r"```python\n(.*?)```", (checkout / "docs" / "colab.md").read_text(encoding="utf-8"), re.DOTALL
    )
    return cell


@pytest.fixture(scope="module")
def repository(checkout, tmp_path_factory):
    """A repository of the checkout with one commit."""
    folder = tmp_path_factory.mktemp("repository") / "course.git"
    git = ["git", "--git-dir", folder, "--work-tree", checkout]
    run(*git, "init", "--quiet", "--initial-branch=main")
    run(*git, "add", ".")
    author = ["-c", "user.name=a learner", "-c", "user.email=learner@example.org"]
    run(*git, *author, "commit", "--quiet", "--message=the course")
    return folder


def imports(checkout):
    """Every line of a released lesson that imports something."""
    for file in sorted((checkout / "course").glob("*/*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and "import " in source:
                tree = ast.parse(re.sub(r"(?m)^[%!].*$", "", source))
                yield from (ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))


def test_the_page_names_no_address(cell):
    """The address comes from git's remote, when the pages are made."""
    assert cell.count("ADDRESS") == 1
    assert "://" not in cell


def test_a_lesson_runs_below_the_cell(cell, repository, checkout, tmp_path):
    environment = Environment(tmp_path / "env", "3.12")
    environment.install(*THERE)
    assert "neural-networks-by-hand" not in environment.packages()
    (lesson,) = (checkout / "solutions" / "05-backprop-by-hand").glob("*.ipynb")
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    every_import = "\n".join(dict.fromkeys(imports(checkout)))
    assert "import optuna" in every_import
    above = [cell.replace("ADDRESS", repository.as_uri()), every_import]
    new = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"][:0] = [{**new, "id": f"above-{k}", "source": source} for k, source in enumerate(above)]
    (tmp_path / "lesson.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    variables = bare(PATH=environment.path, HOME=tmp_path)
    said = environment.run("python", "-c", RUN, tmp_path / "lesson.ipynb", cwd=tmp_path, env=variables)
    assert "05/E_total" in said
