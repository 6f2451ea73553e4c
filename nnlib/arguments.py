"""What the library accepts: arguments are looked at before anything is computed, and a wrong one is named.

Each function hands back the argument in one form, or raises a ValueError that says which argument it is, what came
and what is expected.
"""

from operator import index

import numpy as np


def numbers(name, value, *shape, dtype=None):
    """`value` as an array of finite numbers; in `shape`, a letter stands for any length of 1 or more.

    Without a `shape` any is right. floats keep their dtype, other numbers become float64, unless `dtype` is given.
    """
    wanted = f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise ValueError
    except ValueError:  # also: rows of different lengths
        there = f" in the shape {wanted}" if shape else ""
        raise ValueError(f"{name} is {value!r:.80}; numbers{there} are expected") from None
    array = as_floats(array) if dtype is None else array.astype(dtype, copy=False)
    fits = [n > 0 if isinstance(s, str) else n == s for n, s in zip(array.shape, shape, strict=False)]
    if shape and (array.ndim != len(shape) or not all(fits)):
        raise ValueError(f"{name} has shape {array.shape}; {wanted} is expected")
    # Quick, and without an array of truth values: a sum of squares is finite only where all are, or they are huge.
    with np.errstate(over="ignore"):
        squares = np.vdot(array, array)
    if not np.isfinite(squares) and not np.isfinite(array).all():
        raise ValueError(f"{name} holds {np.count_nonzero(~np.isfinite(array))} entries that are NaN or infinite")
    return array


def as_floats(array):
    """An array of numbers with integers and truth values as float64; floats keep their dtype.

    Differences of unsigned integers would wrap around, 1 − 2 = 255.
    """
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def floats(name, value):
    """`value` as a dtype of floating-point numbers, such as float32."""
    try:
        dtype = np.dtype(value)
    except TypeError:
        dtype = None
    if dtype is None or dtype.kind != "f":
        raise ValueError(f"{name} is {value!r}; float32 or float64 is expected")
    return dtype


def whole(name, value, least=1):
    """`value` as an int of `least` or more."""
    try:
        n = index(value)
    except TypeError:
        n = least - 1
    if n < least or isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}; a whole number of {least} or more is expected")
    return n


def between(name, value, low, high=np.inf, below=False):
    """`value` as a number from `low` to `high`; `below`: to less than `high`."""
    try:
        fits = low <= value <= high and not (below and value == high) and np.ndim(value) == 0
    except (TypeError, ValueError):
        fits = False
    if not fits:
        upper = "" if high == np.inf else f" and {'below' if below else 'at most'} {high}"
        raise ValueError(f"{name} is {value!r:.80}; a number of at least {low}{upper} is expected")
    return value


def named(choice, registry, what):
    """The function of this name in a registry; a function is taken as it is."""
    if callable(choice):
        return choice
    if not isinstance(choice, str) or choice not in registry:
        raise ValueError(f"{what} is {choice!r}; there are {', '.join(registry)}")
    return registry[choice]
