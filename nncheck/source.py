"""Which cells stand behind a value: found in the notebook's history, and run again on other numbers.

A value that was typed in is right for one set of numbers only. So a check looks at the statements that made it: the one
that assigned the name, those that made the names it uses, and so on, down to the numbers that the lesson gave and the
values that were asked for earlier (the `known` names). Those statements can then be run again, in a namespace of their
own, with other numbers under the known names.

There are many ways to fill a list or a dict, and not all can be seen in the source. So whatever mentions something that
can be changed in place is taken along, and the caller first makes sure that running it all again on the same numbers
gives the same value: only then does it say anything about the value.
"""

import ast
import copy
import numbers
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

# Not for running a second time unseen, or not to be followed in the source.
REFUSED = {"input", "open", "exec", "eval", "exit", "quit", "get_ipython", "globals", "locals", "vars"}
SILENT = {"check", "hint", "progress", "score", "solution"}
UNCHANGING = (
    numbers.Number, np.generic, str, bytes, tuple, frozenset, type(None), type(...), types.ModuleType,
    types.FunctionType, types.BuiltinFunctionType, np.ufunc, type,
)  # fmt: skip
NAMED = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
DEFINITIONS = *NAMED, ast.Lambda


@dataclass(frozen=True)
class Part:
    """The statements behind the value `name`, in the order in which they ran; `uses`: the known names among them."""

    name: str
    statements: tuple[ast.stmt, ...]
    uses: frozenset[str]


def behind(name: str, notebook: Mapping, known: set[str]) -> Part | None:
    """The statements behind a name of the notebook, from the cells run so far; None where no cell assigned it."""
    history = _history(notebook.get("_ih", ()))
    mentions = _mentions(history)
    taken: set[int] = set()
    # To trace a name is to find the last statement before `end` that bound it, and all that may have changed it since.
    to_trace = [(name, len(history))]
    traced = set()
    while to_trace:
        wanted, end = to_trace.pop()
        if (wanted, end) in traced:
            continue
        traced.add((wanted, end))
        bound = next((k for k in reversed(range(end)) if wanted in _binds(history[k])), None)
        if bound is None:
            continue
        changing = not isinstance(notebook.get(wanted), UNCHANGING)
        for k in range(bound, end):
            if k not in taken and (k == bound or (changing and wanted in mentions[k])):
                taken.add(k)
                # A function finds its names when it is called, so look for those from the end of the history.
                late = any(isinstance(node, DEFINITIONS) for node in ast.walk(history[k]))
                to_trace += [
                    (n, len(history) if late else k) for n in _loads(history[k]) - known if n != wanted or not late
                ]
    if not taken:
        return None
    statements = tuple(history[k] for k in sorted(taken))
    return Part(name, statements, frozenset(known & set().union(*map(_loads, statements))))


def replay(part: Part, notebook: Mapping, values: Mapping, again: bool = False):
    """The value that the statements make of other known `values`; None where they cannot be run a second time.

    again: the values are those that the statements have run on before, so that a loop that ended then ends again.
    """
    nodes = [node for statement in part.statements for node in ast.walk(statement)]
    if not again and any(isinstance(node, ast.While) for node in nodes):
        return None  # on other numbers a loop without a count might never end
    if any(isinstance(node, ast.Await) for node in nodes) or any(_loads(s) & REFUSED for s in part.statements):
        return None
    scratch = {k: v for k, v in notebook.items() if isinstance(v, types.ModuleType) or callable(v)}
    scratch |= dict.fromkeys(SILENT, lambda *_, **__: None)
    scratch["__builtins__"] = __builtins__
    module = ast.Module(list(part.statements), type_ignores=[])
    try:
        scratch |= copy.deepcopy(dict(values))
        exec(compile(module, "<your cells, on other numbers>", "exec"), scratch)
    except (Exception, SystemExit):
        return None
    return scratch.get(part.name)


def _history(cells: Iterable[str]) -> list[ast.stmt]:
    """The statements of the cells, in order, without those that check.

    A cell that is not plain Python, and so did not run, is passed over.
    """
    history = []
    for cell in cells:
        try:
            history += [statement for statement in ast.parse(cell).body if not _checks(statement)]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return history


def _checks(statement: ast.stmt) -> bool:
    """Whether a statement brings or makes a check, which is no part of a value: `check("05/E_total", E_total)`."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "nncheck"
    called = statement.value.func if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", None)) in SILENT


def _mentions(history: list[ast.stmt]) -> list[set[str]]:
    """For each statement the names that it uses, itself or through functions of the notebook that it uses."""
    inside: dict[str, set[str]] = {}
    for statement in history:
        for node in ast.walk(statement):
            if isinstance(node, NAMED):
                inside.setdefault(node.name, set()).update(_loads(node))
    found = []
    for statement in history:
        names, new = set(), _loads(statement)
        while new:
            names |= new
            new = set().union(*(inside.get(name, set()) for name in new)) - names
        found.append(names)
    return found


def _binds(statement: ast.stmt) -> set[str]:
    """The names that a statement gives a new value."""
    if isinstance(statement, NAMED):
        return {statement.name}
    nodes = list(ast.walk(statement))
    found = {node.name for node in nodes if isinstance(node, NAMED)}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    inner = [node.target for node in nodes if isinstance(node, ast.comprehension)]
    local = {node for target in inner for node in ast.walk(target)}  # the x of [... for x in ...] stays inside
    names = (node for node in nodes if isinstance(node, ast.Name) and node not in local)
    return found | {node.id for node in names if isinstance(node.ctx, ast.Store)}


def _loads(statement: ast.AST) -> set[str]:
    """The names whose value a statement uses."""
    loads = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        loads.add(statement.target.id)
    return loads
