"""Figures of the lesson that no answer has a part in: they are not drawn again for everybody.

A cell of the lesson shows the same to everybody, unless it reads a name that an answer has bound or may have changed.
What everybody sees stands in the lesson as it was written, and is taken from there: drawing takes most of a lesson's
time. No mark depends on it.
"""

import ast
import contextlib
import symtable
from collections.abc import Mapping


def only_shows(cell: Mapping) -> bool:
    """Whether a cell of the lesson draws or shows a value, as its stored output says, and leaves nothing behind."""
    source = "".join(cell["source"])
    if _is_graded(cell) or not _shows(cell):
        return False
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # IPython's own commands
        return False
    return "globals(" not in source and all(isinstance(statement, ast.Expr) for statement in statements)


def _is_graded(cell):
    known = cell["metadata"].get("nbgrader", {})
    return bool(known.get("grade") or known.get("solution"))


def _shows(cell):
    return any(output["output_type"] in ("execute_result", "display_data") for output in cell.get("outputs", []))


def shown_to_everybody(lesson: Mapping, notebook: Mapping) -> dict[int, list]:
    """By place in the notebook, the stored outputs of the lesson's cells that show what no answer has a part in.

    lesson: the notebook as written; notebook: it with a student's answers and own cells in it.
    """
    answers = [cell for cell in lesson["cells"] if cell["cell_type"] == "code" and _is_graded(cell)]
    written = {"".join(cell["source"]): cell for cell in lesson["cells"] if not _is_graded(cell)}
    theirs = set().union(*(_Names("".join(cell["source"])).bound for cell in answers))
    imported, same = set(), {}
    for k, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        ours = None if _is_graded(cell) else written.get(cell["source"])
        names = _Names(cell["source"])
        if ours is None or names.read & theirs:
            theirs |= names.bound | (names.used - imported)
        else:
            imported |= names.imported
            if _shows(ours):
                same[k] = ours["outputs"]
    return same


class _Names:
    """The names that a cell reads, uses outside of functions, binds and imports; none where it cannot run."""

    def __init__(self, source: str):
        self.read, self.used, self.bound, self.imported = set(), set(), set(), set()
        with contextlib.suppress(SyntaxError):
            self._look_at(symtable.symtable(source, "cell", "exec"))

    def _look_at(self, table, outside=True):
        for symbol in table.get_symbols():
            name, everywhere = symbol.get_name(), outside or symbol.is_declared_global()
            if symbol.is_referenced() and symbol.is_global():
                self.read.add(name)
            if symbol.is_referenced() and outside:
                self.used.add(name)
            if symbol.is_assigned() and everywhere:
                self.bound.add(name)
            if symbol.is_imported() and everywhere:
                self.imported.add(name)
        for inner in table.get_children():
            self._look_at(inner, outside=False)
