"""The upper rungs of the ladder: is it the right type, the right shape, finite, and the right value?

`compare` answers with the first rung that breaks, as a `Problem`, or with None where all hold. What it is compared with
says what is right: beside a number any real number, beside an array anything that numpy makes an array of that shape
of, beside a truth value 0 and 1 as well (and truth values nowhere else), beside a pair a pair. The messages say what
came in and never what was expected.
"""

import math
from dataclasses import dataclass

import numpy as np

from nncheck.exercise import Between, Tolerance
from nncheck.values import Other, show


@dataclass(frozen=True)
class Problem:
    """The rung that broke, and a sentence; at the rung `value` also what was compared, or the mistake by name."""

    rung: str
    message: str
    got: object = None
    expected: object = None
    mistake: str | None = None


def compare(got, expected, tolerance: Tolerance, what: str) -> Problem | None:
    """The first rung that breaks between a decoded value and the expected one; `what` names it in the message."""
    if isinstance(expected, Between):
        return _compare_between(got, expected, tolerance, what)
    if isinstance(expected, tuple | list):
        return _compare_sequence(got, expected, tolerance, what)
    if isinstance(expected, np.ndarray) and expected.ndim:
        return _compare_array(got, expected, tolerance, what)
    return _compare_number(got, expected, tolerance, what)


def _compare_number(got, expected, tolerance, what):
    truth = np.asarray(expected).dtype.kind == "b"
    if isinstance(got, np.ndarray | np.generic) and (truth or got.dtype.kind != "b"):
        if got.ndim:
            return Problem("shape", f"{what} is an array of shape {got.shape}; one plain number is asked.")
        got = got.item()
    if isinstance(got, bool | np.generic | np.ndarray) and not truth:
        return Problem("type", f"{what} is {show(got)}, a truth value; a number is asked.")
    if not isinstance(got, int | float):
        return Problem("type", f"{what} is {_kind(got)}; a number is asked.{_advice(got)}")
    try:
        got = float(got)
    except OverflowError:  # an int too large for a float
        got = math.inf if got > 0 else -math.inf
    return _compare_values(got, float(expected), tolerance, what)


def _compare_array(got, expected, tolerance, what):
    asked = f"an array of shape {expected.shape} is asked."
    if isinstance(got, tuple) and len(got) == 1 and np.shape(got[0]) == expected.shape:
        return Problem("shape", f"{what} is {_kind(got)}; {asked}{_advice(got)}")
    if isinstance(got, list | tuple):
        try:
            got = np.array(got)
        except ValueError:
            return Problem("shape", f"{what} has rows of different lengths; {asked}")
    if not isinstance(got, np.ndarray | np.generic | int | float) or isinstance(got, bool):
        return Problem("type", f"{what} is {_kind(got)}; {asked}{_advice(got)}")
    got = np.asarray(got)
    if got.dtype.kind not in ("biuf" if expected.dtype.kind == "b" else "iuf"):
        return Problem("type", f"{what} holds {_content(got)}; numbers are asked.")
    if got.ndim == 0:
        return Problem("shape", f"{what} is the single number {show(got[()])}; {asked}")
    if got.shape != expected.shape:
        return Problem("shape", f"{what} has shape {got.shape}; {asked}", got, expected)
    return _compare_values(got, expected, tolerance, what)


def _compare_sequence(got, expected, tolerance, what):
    n, kind = len(expected), "list" if isinstance(expected, list) else "tuple"
    asked = f"{n} values in a {kind} are asked." if n > 1 else "a tuple or list of one is asked."
    if isinstance(got, np.ndarray) and got.ndim:
        got = list(got)
    if not isinstance(got, tuple | list):
        return Problem("type", f"{what} is {_kind(got)}; {asked}{_advice(got)}")
    if len(got) != len(expected):
        return Problem("shape", f"{what} holds {len(got)} values; {asked}")
    for k, (g, e) in enumerate(zip(got, expected, strict=True)):
        if problem := compare(g, e, tolerance, f"{what}[{k}]"):
            return problem
    return None


def _compare_between(got, expected, tolerance, what):
    low, high = np.asarray(expected.low, dtype=float)[()], np.asarray(expected.high, dtype=float)[()]
    problem = compare(got, low, tolerance, what)
    if problem is None or problem.rung != "value":
        return problem
    got = np.asarray(got, dtype=float)
    nearest = np.clip(got, low, high)
    if tolerance.close(got, nearest):
        return None
    return Problem("value", f"{what} is not the value asked for.", got, nearest)


def _compare_values(got, expected, tolerance, what):
    numbers = np.asarray(got, dtype=float)
    if not np.isfinite(numbers).all() and np.isfinite(expected).all():
        found = "nan (not a number)" if np.isnan(numbers).any() else "infinite"
        where = "is" if numbers.ndim == 0 else "has an entry that is"
        cause = (
            "0/0, inf − inf or the logarithm of a negative number"
            if "nan" in found
            else "an overflow or a division by 0"
        )
        return Problem("finite", f"{what} {where} {found}: {cause} is the usual cause.")
    if tolerance.close(got, expected):
        return None
    return Problem("value", f"{what} is not the value asked for.", got, expected)


def _kind(value) -> str:
    if isinstance(value, Other):
        return value.what
    if value is None:
        return "None"
    if isinstance(value, str):
        return f"text, {show(value)}"
    if isinstance(value, list | tuple | set | dict):
        n = len(value)
        return f"a {type(value).__name__} of {n} item{'' if n == 1 else 's'}"
    return show(value)


def _advice(value) -> str:
    if isinstance(value, str):
        return " Leave the quotes away; str(...) makes text as well."
    if isinstance(value, Other) and value.callable:
        return " Were the brackets of the call forgotten?"
    if isinstance(value, Other) and value.what in ("a map", "a zip", "a filter"):
        return " list(...) makes a list of what it holds."
    if isinstance(value, tuple) and len(value) == 1:
        return " A comma at the end makes a tuple."
    if isinstance(value, list) and len(value) == 1:
        return " Take the number out of the brackets."
    return ""


def _content(array: np.ndarray) -> str:
    return {"U": "text", "b": "truth values"}.get(array.dtype.kind, "things that are not numbers")
