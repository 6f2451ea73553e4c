"""nncheck: exercises that say what is wrong with an answer, and why.

In a notebook: `check(id, answer)`, `hint(id)`, `solution(id)`, `given(lesson)`, `progress(lesson)`,
`score(id, answer)`.
For tools: `exercises()`. On the command line: `python -m nncheck`.
"""

from importlib import import_module

_HOME = dict.fromkeys(("check", "given", "hint", "progress", "score", "solution"), "nncheck.notebook")
_HOME["exercises"] = "nncheck.bank"

__all__ = sorted(_HOME)


def __getattr__(name):
    # Found when first asked for: a process that only asks (nncheck.asking) never loads the answers.
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'nncheck' has no attribute {name!r}")


def __dir__():
    return __all__
