"""A cell that stopped with an error is told of where what it should have made is checked."""

import contextlib
import io

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import nncheck.notebook
from nncheck.cells import made_by, watched

WRONG = "def average(numbers):\n    return sum(numbers)"
RIGHT = "def average(numbers):\n    return sum(numbers) / len(numbers)"
NO_PYTHON = "def average(numbers):\n    return (sum(numbers) / len(numbers)"
CHECK = "check('00/average', average)"


@pytest.fixture
def run(monkeypatch):
    """Run a cell as a notebook does; what it says, an error included."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    monkeypatch.setattr(nncheck.notebook, "_watch", watched())

    def run(source):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            result = shell.run_cell(source)
        return said.getvalue() if result.success else str(result.error_before_exec or result.error_in_exec)

    run("from nncheck import check")
    yield run
    InteractiveShell.clear_instance()


SAYS = "The cell that defines average stopped with an error when it last ran: what was checked is from before that."


def test_a_cell_that_is_no_python_leaves_the_function_of_before(run):
    run(WRONG)
    assert SAYS not in run(CHECK)
    run(NO_PYTHON)
    assert SAYS in run(CHECK)
    run(RIGHT)
    assert run(CHECK) == "✓ 00/average\n"
    run(NO_PYTHON)
    assert " ".join(run(CHECK).split()) == f"✓ 00/average Note: {SAYS}"


def test_a_cell_that_stops_before_it_comes_to_the_name(run):
    run(WRONG)
    run(f"1 / 0\n{RIGHT}")
    assert SAYS in run(CHECK)
    run(f"{RIGHT}\n1 / 0")  # made, and then the error
    assert run(CHECK) == "✓ 00/average\n"


def test_a_cell_that_stops_behind_its_three_dots(run):
    assert "name 'averag' is not defined" in run("average = ...\naverage = averag")
    assert SAYS in run(CHECK)
    assert "name 'never' is not defined" in run("never = never")
    assert "name 'never' is not defined" in run("check('00/average', never)"), "there is nothing from before"


def test_an_error_in_another_cell_is_none_of_its(run):
    run(RIGHT)
    run("other = 1 / 0")
    run("def other(:")
    assert run(CHECK) == "✓ 00/average\n"


def test_a_check_that_fails_is_no_cell_that_fails(run):
    run(WRONG)
    run(f"{CHECK}\naverage = 3")
    run(CHECK)
    assert SAYS in run(CHECK), "the cell with the check did not come to its assignment"
    run(WRONG)
    assert SAYS not in run(CHECK)


def test_names_that_a_cell_makes():
    assert made_by("a = b = 1\nc, (d, *e) = f()\ng: int = 2\nh += 1\nx.y = 3\nif True:\n    pass") == set("abcdegh")
    assert made_by("def f(a):\n    b = 1\nclass G: pass\nasync def h(): pass") == {"f", "G", "h"}
    assert made_by("def f(a:\n    b = 1\nclass G(\nh = 1\ni == 2\n%time j = 1") == {"f", "G", "h"}
    assert made_by("\0") == set()
