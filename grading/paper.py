"""A submission beside the lesson it answers: which cells are the student's, and which are ours whatever came in.

What counts of a submission are the sources of its answer cells and of the cells that the student added, in the order
they stand in. Locked cells, test cells and all that says how a cell is graded come from the lesson as it was written.
"""

import ast
import copy
import json
from dataclasses import dataclass

MOST_BYTES = 20 * 2**20
MOST_CELLS = 2_000


class Malformed(Exception):
    """The file is no notebook that could be marked; the text says why and what to do about it."""


@dataclass(frozen=True)
class Check:
    """A call in a test cell, `check("05/E_total", E_total)`, that is judged outside: the id and the names of answers.

    points: `score` was called, whose share of the points counts.
    """

    id: str
    names: tuple[str, ...]
    points: bool


def read(submitted: bytes) -> dict:
    """The notebook in a file, in format 4. Raises Malformed where there is none."""
    if len(submitted) > MOST_BYTES:
        advice = "Clear its outputs (Edit, Clear Outputs of All Cells), save it and hand it in again."
        raise Malformed(
            f"The file has {len(submitted) / 2**20:.0f} MB; at most {MOST_BYTES // 2**20} are taken. {advice}"
        )
    if not submitted.strip():
        raise Malformed("The file is empty. Save the notebook, and hand it in again.")
    try:
        text = submitted.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed("The file is not written in UTF-8, as notebooks are. Save it from JupyterLab again.") from None
    try:
        nb = json.loads(text)
    except (ValueError, RecursionError):
        if "<<<<<<<" in text and ">>>>>>>" in text:
            raise Malformed(
                "The file holds merge-conflict markers (<<<<<<<). Resolve them, and hand it in again."
            ) from None
        raise Malformed("The file is no notebook: its text is not JSON. Hand in the .ipynb file itself.") from None
    if not isinstance(nb, dict) or not isinstance(nb.get("cells", nb.get("worksheets")), list):
        raise Malformed("The file is JSON and no notebook: it holds no cells. Hand in the .ipynb file itself.")
    if "worksheets" in nb:
        nb = {"cells": [_from_format_3(cell) for sheet in nb["worksheets"] for cell in sheet.get("cells", [])]}
    return {"cells": [_cell(cell) for cell in nb["cells"][:MOST_CELLS] if isinstance(cell, dict)]}


def _from_format_3(cell):
    return cell | {"source": cell.get("input", cell.get("source", ""))} if isinstance(cell, dict) else None


def _cell(cell: dict) -> dict:
    """Type, source and metadata of a cell, whatever else it holds."""
    source = cell.get("source", "")
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    kind = cell.get("cell_type")
    return {
        "cell_type": kind if kind in ("code", "markdown", "raw") else "raw",
        "source": writable(source).replace("\r\n", "\n"),
        "metadata": metadata if isinstance(metadata, dict) else {},
    }


def writable(text) -> str:
    """Text that a file can hold: a lone half of a surrogate pair, which JSON can spell, becomes a question mark."""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def grade_id(cell: dict) -> str | None:
    """The name nbgrader knows a cell by."""
    known = cell["metadata"].get("nbgrader")
    name = known.get("grade_id") if isinstance(known, dict) else None
    return name if isinstance(name, str) else None


def put_together(lesson: dict, submitted: dict) -> tuple[dict, list[str]]:
    """The notebook to be marked: the lesson with the student's answers in it, and notes on what was put right.

    lesson: the notebook as it was written, with hidden tests, and answers that are left out here. Raises Malformed
    where nothing of the lesson is in what was handed in.
    """
    ours = {name: cell for cell in lesson["cells"] if (name := grade_id(cell))}
    asked = {name for name, cell in ours.items() if _is_asked(cell)}  # `imports` stands in every lesson
    if not any(grade_id(cell) in (asked or ours) for cell in submitted["cells"]):
        raise Malformed("The notebook holds no cell of this lesson. Was another file handed in?")
    # Of a cell that is there twice the last one counts, as in nbgrader.
    last = {name: k for k, cell in enumerate(submitted["cells"]) if (name := grade_id(cell)) in ours}
    notes = [f"{name} was there more than once; the last one counts." for name in _repeated(submitted, ours)]
    cells, seen = [], set()
    for k, cell in enumerate(submitted["cells"]):
        name = grade_id(cell)
        if name in ours and last[name] == k:
            cells.append(_ours(ours[name], cell["source"]))
            seen.add(name)
        elif name not in ours:
            cells.append({"cell_type": cell["cell_type"], "source": cell["source"], "metadata": {}})
    for name in ours:
        if name not in seen:
            notes.append(f"{name} was missing and has been put back.")
            _put_back(cells, list(ours), name, _ours(ours[name], None))
    nb = {"metadata": copy.deepcopy(lesson["metadata"]), "nbformat": 4, "nbformat_minor": 5}
    return {**nb, "cells": [_complete(cell, k) for k, cell in enumerate(cells)]}, notes


def _is_asked(cell):
    known = cell["metadata"]["nbgrader"]
    return bool(known.get("solution") or known.get("grade") or known.get("task"))


def _repeated(submitted, ours):
    names = [name for cell in submitted["cells"] if (name := grade_id(cell)) in ours]
    return sorted({name for name in names if names.count(name) > 1})


def _ours(cell: dict, answer: str | None) -> dict:
    """A cell of the lesson; where it asks for an answer, with the student's in it."""
    solution = cell["metadata"]["nbgrader"].get("solution")
    source = (answer or "") if solution else "".join(cell["source"])
    return {"cell_type": cell["cell_type"], "source": source, "metadata": copy.deepcopy(cell["metadata"])}


def _put_back(cells, order, name, cell):
    """Insert a cell behind the nearest one that stands before it in the lesson."""
    before = set(order[: order.index(name)])
    places = [k for k, other in enumerate(cells) if grade_id(other) in before]
    cells.insert(places[-1] + 1 if places else 0, cell)


def _complete(cell: dict, k: int) -> dict:
    cell = {"id": f"cell-{k}", **cell}
    return cell | {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell


def checks_of(cell: dict) -> list[Check] | None:
    """The calls of a test cell that are judged outside; None where it holds anything else, and is to be run.

    A cell says the same thing twice, once visibly and once with a hidden seed: that is one check.
    """
    try:
        statements = ast.parse("".join(cell["source"])).body
    except SyntaxError:
        return None
    found = []
    for statement in statements:
        match statement:
            case ast.Expr(ast.Call(ast.Name("check" | "score" as kind), [ast.Constant(str(id)), *answers], keywords)):
                if not all(isinstance(a, ast.Name) for a in answers) or {k.arg for k in keywords} - {"seed"}:
                    return None
                call = Check(id, tuple(a.id for a in answers), kind == "score")
                if call not in found:
                    found.append(call)
            case _:
                return None
    return found or None
