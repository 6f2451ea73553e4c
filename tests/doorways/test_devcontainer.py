""".devcontainer/: what it runs is there in the Makefile, and what it opens is where JupyterLab listens."""

import json
import re

from environments import ROOT, run
from jupyter_server.serverapp import DEFAULT_JUPYTER_SERVER_PORT
from packaging.specifiers import SpecifierSet

CONTAINER = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))


def test_it_says_what_we_have_read_about_and_no_more():
    """Keys of https://containers.dev/implementors/json_reference/."""
    read = {"name", "image", "postCreateCommand", "postAttachCommand", "forwardPorts", "portsAttributes"}
    assert set(CONTAINER) == read


def test_its_python_is_one_of_ours():
    (version,) = re.findall(r"/python:(3\.\d+)$", CONTAINER["image"])
    ours = re.search(r'requires-python = "(.*)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))[1]
    assert f"{version}.9" in SpecifierSet(ours)


def test_its_commands_are_in_the_makefile(checkout):
    for command in (CONTAINER["postCreateCommand"], CONTAINER["postAttachCommand"]):
        program, *arguments = command.split()
        plan = run(program, "--dry-run", *arguments, cwd=checkout)
        assert "pip install" in plan
    assert "jupyter lab" in plan
    assert "--no-browser" in plan


def test_jupyterlab_listens_where_it_forwards_to():
    assert CONTAINER["forwardPorts"] == [DEFAULT_JUPYTER_SERVER_PORT]
    assert list(CONTAINER["portsAttributes"]) == [str(DEFAULT_JUPYTER_SERVER_PORT)]
