"""Which names are still from before: a cell that stops with an error leaves what it should have made as it was.

A function is mended, its cell stops at a missing bracket, and the check below judges the function of before. Whoever
does not notice reads the same sentence again and looks for a mistake that is mended. So a notebook's cells are watched.
"""

import ast
import re
import sys

_AT_THE_MARGIN = re.compile(r"^(?:async )?(?:def|class) +(\w+)|^(\w+) *=(?!=)", re.MULTILINE)


class Watch:
    """Goes through the cells of a notebook as they are run; `left` holds names that a cell failed to make anew."""

    def __init__(self, namespace: dict):
        self.left, self._namespace, self._made, self._before = set(), namespace, set(), {}

    def begins(self, info):
        """A cell is about to run: IPython's event pre_run_cell."""
        self._made = made_by(info.raw_cell)
        self._before = {name: self._namespace[name] for name in self._made & self._namespace.keys()}

    def ends(self, result):
        """It has run, to its end or to an error: IPython's event post_run_cell."""
        self.left -= self._made
        if not result.success:
            now = {name: self._namespace.get(name) for name in self._made}
            self.left |= {name for name, value in now.items() if value is ... or value is self._before.get(name)}
        self._made, self._before = set(), {}


def made_by(source: str) -> set[str]:
    """The names that a cell defines or assigns at its margin, also where it is no Python yet."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return {name for pair in _AT_THE_MARGIN.findall(source) for name in pair if name}
    made = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    for node in body:
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            made |= {name.id for name in ast.walk(target) if _is_made(name)} if target else set()
    return made


def _is_made(node) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def watched() -> Watch | None:
    """The watch over the notebook that this runs in, from now on; None outside of one."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return None
    watch = Watch(shell.user_ns)
    shell.events.register("pre_run_cell", watch.begins)
    shell.events.register("post_run_cell", watch.ends)
    return watch
