"""Values travel as plain data and come back as what they were; nothing of the student's is called on the way."""

import json
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nncheck.values import Other, decode, encode, show


def travel(value):
    return decode(json.loads(json.dumps(encode(value), allow_nan=False)))


@pytest.mark.parametrize(
    "value",
    [None, ..., True, False, 0, -3, 10**40, 0.1, math.inf, -math.inf, "", "0.298",
     [], [1, [2.5, None]], (1, (2,)), {1, 2}, {"a": (1, 2.5), "b": {3: "c"}}],
)  # fmt: skip
def test_plain_values_come_back(value):
    back = travel(value)
    assert back == value
    assert type(back) is type(value)


def test_nan_comes_back():
    assert math.isnan(travel(math.nan))


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (Fraction(1, 4), 0.25),
        (Decimal("0.1"), 0.1),
        (Fraction(10) ** 400, math.inf),
        (Decimal("-inf"), -math.inf),
        (Decimal("sNaN"), Other("a Decimal")),
    ],
)
def test_exact_numbers_come_back_as_floats(value, number):
    assert travel(value) == number


@given(
    arrays(
        st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_]), array_shapes(min_dims=0, min_side=0)
    )
)
def test_arrays_keep_dtype_shape_and_every_bit(array):
    back = travel(array)
    assert back.dtype == array.dtype and back.shape == array.shape
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize("scalar", [np.float32(0.1), np.float64(math.nan), np.int8(-3), np.bool_(True)])
def test_numpy_scalars_stay_scalars(scalar):
    back = travel(scalar)
    assert type(back) is type(scalar)
    np.testing.assert_array_equal(back, scalar)


@pytest.mark.parametrize(
    ("value", "what", "is_callable"),
    [
        (lambda: 1, "a function", True),
        ((x for x in ()), "a generator", False),
        (1j, "a complex", False),
        (int, "a class", True),
        (np.array(["a"], dtype=object), "an array of shape (1,) and dtype object", False),
    ],
)
def test_what_cannot_travel_says_what_it_was(value, what, is_callable):
    assert travel(value) == Other(what, is_callable)


def test_a_subclass_cannot_lie():
    class Liar(float):
        def __eq__(self, other):
            return True

        def __float__(self):
            raise RuntimeError("called")

        __hash__ = float.__hash__

    class LyingArray(np.ndarray):
        def __eq__(self, other):
            return True

        def tolist(self):
            return [0.0]

    assert type(travel(Liar(0.5))) is float and travel(Liar(0.5)) != 0.25
    back = travel(np.array([1.0, 2.0]).view(LyingArray))
    assert type(back) is np.ndarray
    np.testing.assert_array_equal(back, [1.0, 2.0])


def test_a_lie_about_the_class_is_not_believed():
    class Claims:
        __class__ = float

    assert travel(Claims()) == Other("a Claims")


def test_what_is_larger_than_any_float_is_infinite():
    assert travel(10**5000) == math.inf
    assert travel(-(10**5000)) == -math.inf


def test_a_set_of_sets_says_so():
    assert travel({frozenset({1})}) == {Other("a set")}


def test_a_list_that_holds_itself_ends():
    endless = []
    endless.append(endless)
    assert travel(endless) != endless


@pytest.mark.parametrize("data", [{}, {"type": "function"}, {"type": "int"}, {"type": "array", "dtype": "O"}, [], None])
def test_other_data_are_refused(data):
    with pytest.raises(ValueError, match="not an encoded value"):
        decode(data)


def test_show_is_short():
    assert show(0.298371108760003) == "0.298371109"
    assert show(np.array([[0.5, 1.0]])) == "[[0.5, 1]]"
    assert show(np.zeros((10, 20))) == "an array of shape (10, 20)"
    assert show((1,)) == "(1,)"
    assert show({"E_1": np.array([0.5, 1.0]), "net": Other("a network"), 3: {"b2"}}) == (
        "{'E_1': [0.5, 1], 'net': a network, 3: {'b2'}}"
    )
    assert (show({}), show(set()), len(show(dict.fromkeys(range(99), "x")))) == ("{}", "set()", 80)
    assert len(show("x" * 1000)) <= 80


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (np.array([2, 3]), "np.array([2, 3])"),
        (np.array([2.0, -3.0]), "np.array([2., -3.])"),
        (np.array([[2.0, 0.5]]), "np.array([[2, 0.5]])"),
        (np.array([True, False]), "np.array([True, False])"),
        (np.array([0, 255], np.uint8), "np.array([0, 255], dtype=np.uint8)"),
        (np.zeros((0, 3)), "np.zeros((0, 3))"),
        (np.array(2.0), "np.array(2.)"),
        ([(np.array([1]), 4.0, -1)], "[(np.array([1]), 4.0, -1)]"),
        (np.float64(2), "2.0"),
    ],
)
def test_a_value_can_be_shown_as_it_is_typed(value, typed):
    assert show(value, typed=True) == typed
    again = eval(typed, {"np": np})
    assert encode(again) == encode(value if not isinstance(value, np.generic) else value.item())


def test_what_is_long_is_not_typed():
    assert show(np.zeros((10, 20)), typed=True) == "an array of shape (10, 20)"
    assert show([Other("a function")], typed=True) == "[a function]"


def test_an_array_of_dots_is_not_written_yet():
    assert decode(encode(np.array([..., 1.0], dtype=object))) is ...
