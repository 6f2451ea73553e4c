"""Which cells stand behind a value: found in the notebook's history, and run again on other numbers.

A value that was typed in is right for one set of numbers only. So a check looks at the statements that made it: the one
that assigned the name, those that made the names it uses, and so on, down to the numbers that the lesson gave and the
values that were asked for earlier (the `known` names). Those statements can then be run again, in a namespace of their
own, with other numbers under the known names.
"""

import ast
import copy
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REFUSED = {"input", "open", "exec", "eval", "exit", "quit", "get_ipython"}  # not for running a second time, unseen


@dataclass(frozen=True)
class Part:
    """The statements behind the value `name`, in the order in which they ran; `uses`: the known names among them."""

    name: str
    statements: tuple[ast.stmt, ...]
    uses: frozenset[str]


def behind(name: str, cells: Iterable[str], known: set[str]) -> Part | None:
    """The statements behind a name, from the sources of the cells run so far; None where no cell assigned it."""
    history = []
    for cell in cells:
        try:
            history += ast.parse(cell).body
        except (SyntaxError, ValueError):  # a cell that did not run, or not plain Python
            continue
    taken: set[int] = set()
    uses: set[str] = set()
    # To trace a name is to find the last statement before `end` that bound it, and all that changed it since.
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
        for k in range(bound, end):
            if k not in taken and (k == bound or wanted in _changes(history[k])):
                taken.add(k)
                loads = _loads(history[k])
                uses |= loads & known
                # A function finds its names when it is called, so look for those from the end of the history.
                late = isinstance(history[k], ast.FunctionDef | ast.ClassDef)
                to_trace += [
                    (other, len(history) if late else k) for other in loads - known if other != wanted or not late
                ]
    if not taken:
        return None
    return Part(name, tuple(history[k] for k in sorted(taken)), frozenset(uses))


def replay(part: Part, notebook: Mapping, values: Mapping):
    """The value that the statements make of other known `values`; None where they cannot be run a second time."""
    if any(isinstance(node, ast.While | ast.Await) for s in part.statements for node in ast.walk(s)):
        return None  # on other numbers a loop without a count might never end
    if any(_loads(statement) & REFUSED for statement in part.statements):
        return None
    scratch = {k: v for k, v in notebook.items() if isinstance(v, types.ModuleType) or callable(v)}
    scratch["__builtins__"] = __builtins__
    module = ast.Module(list(part.statements), type_ignores=[])
    try:
        scratch |= copy.deepcopy(dict(values))
        exec(compile(module, "<your cells, on other numbers>", "exec"), scratch)
    except (Exception, SystemExit):
        return None
    return scratch.get(part.name)


def _binds(statement: ast.stmt) -> set[str]:
    """The names that a statement gives a new value."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    inner = [node.target for node in ast.walk(statement) if isinstance(node, ast.comprehension)]
    local = {node for target in inner for node in ast.walk(target)}  # the x of [... for x in ...] stays inside
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name) and node not in local)
    return {node.id for node in names if isinstance(node.ctx, ast.Store)}


def _changes(statement: ast.stmt) -> set[str]:
    """The names whose value a statement may change in place: `a[0] = 1`, `a.append(1)`, `a += 1`."""
    changed = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            changed.add(_root(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(statement, ast.Expr):
            changed.add(_root(node.func))
    return changed - {None}


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _loads(statement: ast.stmt) -> set[str]:
    """The names whose value a statement uses."""
    loads = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        loads.add(statement.target.id)
    return loads
