"""Values that can travel: an answer written as plain JSON, and read back.

An answer may come from another process, and nobody trusts it. So it travels as data that cannot do anything: numbers,
text, arrays with dtype and shape, lists, tuples, sets and dicts of those; NaN and the infinities are spelled out. Never
pickle. What does not travel (a function, an object of a class) arrives as `Other`, which says what it was. A function
or a random generator that an exercise hands in travels as a `Spec`, its name: `nncheck.specs` builds it over there.
Reading the value out of a subclass never calls the subclass: an int that claims to equal everything arrives as an int.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

MAX_DEPTH = 12
MAX_TEXT = 10_000
MAX_SIZE = 5_000_000  # numbers in one array


@dataclass(frozen=True)
class Other:
    """Stands for a value that does not travel. what: "a function", "a generator", ...; callable: could be called."""

    what: str
    callable: bool = False


@dataclass(frozen=True)
class Spec:
    """Names something to be built where the student's code runs: see `nncheck.specs`."""

    name: str
    args: tuple = ()


def encode(value, depth: int = 0, built: Mapping[int, Spec] | None = None):
    """The value as JSON-able data; see `decode`. built: specs by the id of what was built from them."""
    if built and id(value) in built:
        value = built[id(value)]
    kind = type(value)  # not isinstance: an object can lie about its class, not about its type
    if value is None:
        return {"type": "none"}
    if value is ...:
        return {"type": "ellipsis"}
    if kind is bool:
        return {"type": "bool", "value": value}
    if issubclass(kind, np.generic | np.ndarray) and not issubclass(kind, str):
        return _encode_array(value)
    if issubclass(kind, int):
        return _encode_int(int.__add__(value, 0))
    if issubclass(kind, float):
        return {"type": "float", "value": _spell(float.__add__(value, 0.0))}
    if kind is Fraction or (kind is Decimal and not value.is_snan()):
        return _encode_exact(value)
    if issubclass(kind, str):
        return {"type": "str", "value": str.__str__(value)[:MAX_TEXT]}
    if depth < MAX_DEPTH:
        for container in (list, tuple, set, frozenset):
            if issubclass(kind, container):
                items = [encode(item, depth + 1, built) for item in container.__iter__(value)]
                return {"type": "set" if container is frozenset else container.__name__, "items": items}
        if issubclass(kind, dict):
            items = [[encode(k, depth + 1, built), encode(v, depth + 1, built)] for k, v in dict.items(value)]
            return {"type": "dict", "items": items}
        if kind is Spec:
            return {"type": "spec", "name": value.name, "args": [encode(arg, depth + 1) for arg in value.args]}
    return {"type": "other", "what": _what(value), "callable": callable(value)}


def decode(data):
    """The value again: what `encode` was given, or an `Other` where that cannot travel.

    Raises ValueError where the data are not what `encode` makes.
    """
    try:
        match data["type"]:
            case "none":
                return None
            case "ellipsis":
                return ...
            case "bool":
                return data["value"] is True
            case "int":
                return int(data["value"])
            case "float":
                return float(data["value"])
            case "str":
                return str(data["value"])
            case "array":
                array = np.array([float(x) if isinstance(x, str) else x for x in data["data"]], dtype=data["dtype"])
                array = array.reshape([int(n) for n in data["shape"]])
                return array[()] if data["scalar"] else array
            case "list":
                return [decode(item) for item in data["items"]]
            case "tuple":
                return tuple(decode(item) for item in data["items"])
            case "set":
                return {_hashable(decode(item)) for item in data["items"]}
            case "dict":
                return {_hashable(decode(k)): decode(v) for k, v in data["items"]}
            case "spec":
                return Spec(str(data["name"]), tuple(decode(arg) for arg in data["args"]))
            case "other":
                return Other(str(data["what"]), data["callable"] is True)
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError(f"not an encoded value: {error!r}") from None
    raise ValueError(f"not an encoded value: type {data['type']!r}")


def _hashable(item):
    """What stands for an item of a set: itself, or where it could not be in a set here, what it is."""
    try:
        hash(item)
    except TypeError:
        return Other(f"a {type(item).__name__}")
    return item


def _encode_int(value: int):
    if value.bit_length() > 1100:  # larger than any float; Python refuses to write out very long ones
        return {"type": "float", "value": "inf" if value > 0 else "-inf"}
    return {"type": "int", "value": str(value)}


def _encode_exact(value: Fraction | Decimal):
    try:
        return {"type": "float", "value": _spell(float(value))}
    except OverflowError:
        return {"type": "float", "value": "inf" if value > 0 else "-inf"}


def _encode_array(value):
    array = np.asarray(value)
    if array.dtype.kind == "O" and any(item is ... for item in array.flat):
        return {"type": "ellipsis"}  # the dots of a hole, as entries: as little written as the dots alone
    if array.dtype.kind not in "biuf" or array.size > MAX_SIZE:
        what = f"an array of shape {array.shape} and dtype {array.dtype}"
        return {"type": "other", "what": what, "callable": False}
    if array.dtype.itemsize > 8:  # long double: no other machine need have it
        with np.errstate(all="ignore"):
            array = array.astype(np.float64)
    flat = np.ndarray.tolist(array.reshape(-1))
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        flat = [_spell(x) for x in flat]
    return {
        "type": "array",
        "dtype": array.dtype.newbyteorder("=").name,
        "shape": list(array.shape),
        "scalar": isinstance(value, np.generic),
        "data": flat,
    }


def _spell(x: float):
    return x if math.isfinite(x) else str(x)


def _what(value) -> str:
    kind = type(value).__name__
    if isinstance(value, type):
        return "a class"
    article = "an" if kind[:1].lower() in "aeiou" else "a"
    return f"{article} {kind}"


def show(value, typed: bool = False) -> str:
    """The value in a few words, for a message.

    typed: as it can be typed in a notebook that has np; what is long, or is no plain value, in words all the same.
    """
    if isinstance(value, Other):
        return value.what
    if isinstance(value, Spec):
        return value.name
    if isinstance(value, float | np.floating):
        text = f"{float(value):.9g}"
        return f"{text}.0" if typed and text.lstrip("-").isdigit() else text
    if isinstance(value, np.ndarray):
        if value.size > 12:
            return f"an array of shape {value.shape}"
        return _show_array(value) if typed else show(value.tolist())
    if isinstance(value, list | tuple):
        if len(value) > 12:
            return f"a {type(value).__name__} of {len(value)} items"
        left, right = "[]" if isinstance(value, list) else "()"
        comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
        return left + ", ".join(show(item, typed) for item in value) + comma + right
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, dict):
        text = "{" + ", ".join(f"{show(key, typed)}: {show(item, typed)}" for key, item in value.items()) + "}"
    elif isinstance(value, set) and value:
        text = "{" + ", ".join(sorted(show(item, typed) for item in value)) + "}"
    else:
        text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _show_array(array: np.ndarray) -> str:
    if array.size == 0 and array.ndim > 1:
        return f"np.zeros({array.shape})"  # brackets alone do not tell (0, 3) from (0, 2)
    entries = show(array.tolist())
    if array.dtype.kind == "f" and not re.search(r"[^-\d, \[\]]", entries):
        entries = re.sub(r"\d+", r"\g<0>.", entries)  # whole numbers without a point would make an array of ints
    usual = array.dtype in (np.dtype(bool), np.dtype(int), np.dtype(float))
    return f"np.array({entries}{'' if usual else f', dtype=np.{array.dtype.name}'})"
