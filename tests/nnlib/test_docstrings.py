"""Every public name says what it is, and the examples in the docstrings run."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import nnlib

MODULES = sorted(m.name for m in pkgutil.walk_packages(nnlib.__path__, "nnlib."))
EXAMPLES_AT_LEAST = 12


def public(module):
    """The functions, classes and methods that a module defines for others."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing) or inspect.isclass(thing):
            yield name, thing
        if inspect.isclass(thing):
            for method, function in vars(thing).items():
                if not method.startswith("_") and (inspect.isfunction(function) or isinstance(function, property)):
                    yield f"{name}.{method}", function


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_has_a_docstring(name):
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} tells its idea first"
    silent = [n for n, thing in public(module) if not inspect.getdoc(thing)]
    # What a layer's `parameters` are, and what forward and backward do, stands in its module's docstring.
    assert [n for n in silent if not n.endswith((".parameters", ".backward", ".forward"))] == []


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    found = [t for name in MODULES for t in finder.find(importlib.import_module(name)) if t.examples]
    assert len(found) >= EXAMPLES_AT_LEAST
