"""What can be said of a wrong value without knowing the exercise: twice too large, the other sign, transposed, ...

Each detector looks at what came and what was expected and answers with a sentence, or with None. They are asked in
order, the first sentence counts, and they are asked only where no named mistake of the exercise fits.
"""

import math

import numpy as np

from nncheck.exercise import Tolerance

RELATIVE = 1e-6  # two numbers this close count as the same here
FACTORS = {
    2.0: "exactly twice the expected value",
    0.5: "exactly half the expected value",
    3.0: "exactly three times the expected value",
    4.0: "exactly four times the expected value",
    0.25: "exactly a quarter of the expected value",
    10.0: "ten times the expected value",
    0.1: "a tenth of the expected value",
    100.0: "a hundred times the expected value",
    0.01: "a hundredth of the expected value",
}


def explain(got, expected, what: str, tolerance: Tolerance) -> str | None:
    """A sentence that says how a value is wrong, None where nothing general fits. Both are numbers or arrays."""
    got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    with np.errstate(all="ignore"):  # of huge and tiny numbers, quotients may overflow
        for detector in (_transposed, _sign, _factor, _reciprocal, _order, _whole, _some_entries):
            if sentence := detector(got, expected, what):
                return sentence
        return _digits(got, expected, what, wanted=1 - round(math.log10(tolerance.relative)))


CALL_IT = "A function wants its argument in brackets right behind its name: sigmoid(z), and not sigmoid * (z)."
NOT_CALLED = (
    "The name alone is the function itself. What it gives is had by calling it, with its arguments in brackets."
)
NO_AT = "Lists have no @. np.dot takes lists as they are; np.array(...) makes arrays of them, which have it."
ADVICE = {  # a piece of what Python or NumPy says -> what to do about it
    "truth value of an array": "An if asks one question, an array has many entries: np.where(condition, a, b) chooses.",
    "unsupported operand type(s) for ^": "A power is written ** in Python.",
    "ufunc 'bitwise_xor' not supported": "A power is written ** in Python.",
    "numpy boolean subtract": "NumPy's truth values cannot be subtracted; 1.0 * (z > 0) makes numbers of them first.",
    "has no attribute 'shape'": "A plain number, like a list, has no shape; np.array(...) makes an array of it.",
    "has no attribute 'copy'": "A plain number has no copy(); np.array(...) makes an array of it, a new one.",
    "has no attribute 'astype'": "A plain number has no astype(); np.array(..., dtype=float) makes an array of it.",
    "len() of unsized object": "A plain number has no length; np.size counts its entries, 1.",
    "only integer scalar arrays can be converted to a scalar index": (
        "An array stands where a whole number is asked. Is it len(X) for X? np.max(a, b) takes b for an axis, and so "
        "does np.concatenate(a, b): is np.maximum(a, b) meant, which compares two, or np.concatenate((a, b))?"
    ),
    "list indices must be integers or slices, not tuple": "A list of lists takes one index at a time: A[i][j].",
    "list indices must be integers or slices": "An index of a list is a whole number; int(...) makes one.",
    "only integer scalar arrays can be converted": "An index has to be a whole number, or an array of whole numbers.",
    "zero-dimensional arrays cannot be concatenated": "A bare number cannot be joined to an array; [1] can.",
    "cannot be interpreted as an integer": (
        "A shape, a count, an index and an axis have to be whole numbers. To compare two numbers, np.maximum(a, b)."
    ),
    "'tuple' object is not callable": "A tuple is no function; w, b = pair takes one apart.",
    "'tuple' object has no attribute": "A tuple is taken apart by position: pair[0] is its first entry.",
    "'function' object is not subscriptable": "A function is called with round brackets, as in f(z).",
    "inhomogeneous shape": "Pieces of different shapes make no array. Is one of them a pair or a list as a whole?",
    "setting an array element with a sequence": "One place holds one number; here an array or a list goes into it.",
    "list.append() takes exactly one argument": "A pair needs brackets of its own: new.append((a, b)).",
    "insert expected 2 arguments": "insert takes a place and a thing: insert(0, thing) puts it in front.",
    "not supported between instances of 'function' and": NOT_CALLED,
    **{f"not supported between instances of '{kind}' and 'function'": NOT_CALLED for kind in ("int", "float")},
    "and 'function'": CALL_IT,
    ": 'function' and": CALL_IT,
    "and 'numpy.ufunc'": CALL_IT,
    ": 'numpy.ufunc' and": CALL_IT,
    "string indices must be integers": "np.max is the largest value, np.argmax its place.",
    "for @: 'list' and 'list'": NO_AT,
    "for -: 'list' and 'list'": "Lists know no arithmetic; np.array(...) makes arrays of them.",
    "multiply sequence by non-int of type 'list'": "Lists know no arithmetic; np.array(...) makes arrays of them.",
    "can't multiply sequence by non-int": "A list knows no arithmetic: go through its entries, or make an array of it.",
    "'int' object is not iterable": "A loop does not go through a number; range(n) counts from 0 to n − 1.",
    "'float' object is not iterable": "A loop does not go through one number. np.exp and the like take all at once.",
    "'list' object has no attribute": "A list is no array; np.array(...) makes one of it.",
    "Cannot interpret": "A shape of two numbers needs brackets of its own: np.zeros((2, 3)).",
    "name 'e' is not defined": "e to the power of z is np.exp(z).",
    "mismatch in its core dimension": (
        "In A @ B, A needs as many columns as B has rows; the end of the message says which two sizes met."
    ),
    "could not be broadcast together": "These two shapes do not fit together, entry by entry.",
    "has no attribute 'ln'": "The natural logarithm, ln, is np.log.",
    "name 'ln' is not defined": "The natural logarithm, ln, is np.log.",
    "can be converted to Python scalars": (
        "The functions of math take one number each. NumPy's take whole arrays: np.log, np.exp, np.sqrt."
    ),
    "is out of bounds for axis 0 with size": (
        "Rows count from 0 to one less than the size. Does the index come from another array, or a typed in number?"
    ),
    "axis 1 is out of bounds": "An array of one dimension has no axis 1; its only one is axis 0.",
}


def advice(error: str) -> str:
    """A line to go with an error message of Python or NumPy, with a line break before it; empty where none fits."""
    return next((f"\n{words}" for sign, words in ADVICE.items() if sign in error), "")


def _same(a, b) -> bool:
    return a.shape == b.shape and np.allclose(a, b, rtol=RELATIVE, atol=1e-12)


def _nearly(got, expected) -> bool:
    return np.allclose(got, expected, rtol=1e-3, atol=0)


def _transposed(got, expected, what):
    if expected.ndim == 2 and _same(got, expected.T):
        return f"{what} is the transpose of the expected array: rows and columns have changed places."
    return None


def _sign(got, expected, what):
    if got.shape == expected.shape and _same(-got, expected):
        return f"{what} has the right size and the opposite sign."
    if got.shape == expected.shape and (got * expected < 0).any() and _same(np.abs(got), np.abs(expected)):
        return f"{what} has the right sizes, but not every sign is right."
    return None


def _factor(got, expected, what):
    if got.shape != expected.shape or not np.any(expected):
        return None
    k = float(np.sum(got * expected) / np.sum(expected**2))
    if not _same(got, k * expected):
        return None
    n = expected.shape[0] if expected.ndim == 2 and expected.shape[0] not in FACTORS else 0  # may be no accident
    if n > 1 and math.isclose(k, n, rel_tol=RELATIVE):
        return f"{what} is {n} times the expected value, once for every row: a sum where a mean is asked?"
    if n > 1 and math.isclose(k, 1 / n, rel_tol=RELATIVE):
        return f"{what} is the expected value divided by {n}, the number of rows: a mean where a sum is asked?"
    for factor, words in FACTORS.items():
        if math.isclose(abs(k), factor, rel_tol=RELATIVE):
            return f"{what} is {words}{', with the opposite sign' if k < 0 else ''}."
    return None


def _reciprocal(got, expected, what):
    if got.shape == expected.shape and np.all(got) and np.all(expected) and _same(1 / got, expected):
        return f"{what} is 1 divided by the expected value."
    return None


def _digits(got, expected, what, wanted):
    if got.shape != expected.shape or not np.all(expected):
        return None
    for digits in range(wanted - 1, 1, -1):
        rounded = np.array([float(f"{v:.{digits - 1}e}") for v in expected.reshape(-1)]).reshape(expected.shape)
        if np.allclose(got, rounded, rtol=1e-9, atol=0):
            return (
                f"{what} agrees with the expected value to {digits} digits, and {wanted} are wanted: a rounded number "
                "hands its error on to all that is computed from it. Use the names and let Python keep every digit."
            )
    if _nearly(got, expected):
        right = np.isclose(got, expected, rtol=RELATIVE, atol=1e-12)
        if expected.ndim == 1 and right.any() and not right.all():
            near = [f"[{k}]" for k in np.flatnonzero(~right)]
            which = f"entry {near[0]} is" if len(near) == 1 else f"entries {_join(near)} are"
            return (
                f"Part of {what} is right; {which} close, and no more. Does one value stand there in the place of "
                "another that is nearly the same?"
            )
        digits = math.floor(-math.log10(float(np.max(np.abs(got - expected) / np.abs(expected)))))
        return (
            f"{what} is close: it agrees to about {digits} digits, and {wanted} are wanted. Was a rounded number used "
            "on the way, or one value in the place of another that is nearly the same?"
        )
    return None


def _order(got, expected, what):
    if expected.ndim != 1 or got.shape != expected.shape or len(got) < 2 or len(np.unique(expected)) < 2:
        return None
    if _nearly(got, expected):
        return None
    if _same(got[::-1], expected):
        return f"{what} holds the right numbers in reverse order."
    if _same(np.sort(got), np.sort(expected)):
        return f"{what} holds the right numbers in another order."
    return None


def _whole(got, expected, what):
    if got.shape != expected.shape or not np.any(np.abs(got) >= 1) or np.all(expected == np.round(expected)):
        return None
    if not any(np.array_equal(got, cut(expected)) for cut in (np.trunc, np.round, np.floor)):
        return None
    return (
        f"{what} is the expected value without its fraction. Does int, round or // stand in the way, or does an array "
        "of whole numbers take up the result?"
    )


def _some_entries(got, expected, what):
    if expected.ndim != 1 or got.shape != expected.shape or len(got) > 20 or _nearly(got, expected):
        return None
    right = np.isclose(got, expected, rtol=RELATIVE, atol=1e-12)
    if not right.any() or right.all():
        return None
    wrong = np.flatnonzero(~right)
    if len(wrong) == 1:
        return f"Part of {what} is right; entry [{wrong[0]}] is not."
    return f"Part of {what} is right; entries {_join([f'[{k}]' for k in wrong])} are not."


def _join(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
