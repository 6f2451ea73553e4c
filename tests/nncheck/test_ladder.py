"""Each rung of the ladder has its own sentence."""

import math
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import nncheck
from nncheck.bank import find

RIGHT = 0.298371108760003


def message_of(id, *answers, **options):
    with pytest.raises(AssertionError) as failed:
        nncheck.check(id, *answers, **options)
    return str(failed.value)


# --- values ---


@pytest.mark.parametrize(
    "answer", [RIGHT, 0.298371109, np.float32(RIGHT), np.float64(RIGHT), np.array(RIGHT), RIGHT * (1 + 0.9e-7)]
)
def test_a_right_value_passes(answer, capsys):
    nncheck.check("05/E_total", answer)
    assert capsys.readouterr().out == "✓ 05/E_total\n"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, "E_total is not written yet"),
        (..., "E_total is not written yet"),
        ("0.298371109", "E_total is text, '0.298371109'; a number is asked. Leave the quotes away;"),
        ([RIGHT], "E_total is a list of 1 item; a number is asked. Take the number out of the brackets."),
        ([RIGHT, 1], "E_total is a list of 2 items; a number is asked."),
        (True, "E_total is True, a truth value"),
        (RIGHT + 0j, "E_total is a complex; a number is asked."),
        (lambda: RIGHT, "E_total is a function; a number is asked. Were the brackets of the call forgotten?"),
        (np.array([RIGHT]), "E_total is an array of shape (1,); one plain number is asked."),
        (np.array([[RIGHT]]), "E_total is an array of shape (1, 1); one plain number is asked."),
        (math.nan, "E_total is nan (not a number)"),
        (math.inf, "E_total is infinite"),
        (10**400, "E_total is infinite"),
        (2 * RIGHT, "E_total is exactly twice the expected value. Did the ½ of the squared error get lost?"),
        (-RIGHT, "E_total has the right size and the opposite sign."),
        (0.2984, "agrees with the expected value to 4 digits, and 8 are wanted"),
        (RIGHT * 1.0002, "E_total is close: it agrees to about 3 digits"),
        (0.7, "E_total is not the value asked for."),
    ],
)
def test_a_wrong_value_is_told_why(answer, sentence):
    message = message_of("05/E_total", answer)
    assert sentence in message
    assert "0.29837110" not in message.partition("What came in")[0].replace(str(answer), ""), (
        "the answer is not given away"
    )


def test_what_came_in_is_shown():
    assert "What came in: E_total = 0.7\n" in message_of("05/E_total", 0.7)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (0.549622166, "Did the ½ of the squared error get lost?"),
        (0.274811083 + 0.023560026, "is not the value asked for"),
    ],
)
def test_the_half_is_named_at_its_place(answer, sentence):
    assert sentence in message_of("05/E_o1", answer)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (0.29102792390, "the mixed update"),
        (0.291027924, "the mixed update"),
        (0.2910278995, "block by block"),
        (0.285750887, "each layer's by its shared gradient"),
        (0.280471447, "every neuron got one of its own"),
        (0.291028, "agrees with the expected value to 6 digits, and 8 are wanted"),
        (0.298371109, "before the update"),
    ],
)
def test_the_error_after_one_update(answer, sentence):
    assert sentence in message_of("05/E_after", answer)


@pytest.mark.parametrize(
    ("id", "answer"),
    [
        ("05/dE_dw1", 0.000438568),
        ("05/w5_new", 0.35891648),
        ("05/dE_dw7", -0.022602540),
        ("05/E_after", 0.291027774),
        ("05/hidden_weights_new", [0.149780716, 0.19956143, 0.24975114, 0.29950229]),
        ("05/output_weights_new", (0.35891648, 0.408666186, 0.511301270, 0.561370121)),
    ],
)
def test_the_printed_digits_pass(id, answer):
    nncheck.check(id, answer)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            np.array([[0.35891648, 0.408666186], [0.511301270, 0.561370121]]),
            "has shape (2, 2); an array of shape (4,) is asked.",
        ),
        (0.35891648, "is the single number 0.35891648; an array of shape (4,) is asked."),
        ([0.35891648, "a", 1, 2], "holds text; numbers are asked."),
        ([0.1, [0.2]], "rows of different lengths"),
        ([0.35891648, 0.408666186, 0.511301270, math.nan], "has an entry that is nan"),
        ([0.35891648, 0.408666186, 0.511301270, 0.9], "Part of output_weights_new is right; entry [3] is not."),
        ([0.561370121, 0.511301270, 0.408666186, 0.35891648], "the right numbers in reverse order"),
        ([0.358916, 0.408666, 0.511301, 0.56137], "agrees with the expected value to 6 digits"),
    ],
)
def test_an_array_has_the_same_rungs(answer, sentence):
    assert sentence in message_of("05/output_weights_new", answer)


# --- functions ---


def test_a_right_function_passes(capsys):
    nncheck.check("00/average", lambda numbers: sum(numbers) / len(numbers), seed=3)
    assert capsys.readouterr().out == "✓ 00/average, on hidden cases too\n"


def not_written(numbers):
    """The average."""


def raises_not_implemented(numbers):
    raise NotImplementedError


def stops(numbers):
    return numbers / 2


def alters(numbers):
    numbers.append(0)
    return sum(numbers) / (len(numbers) - 1)


def one_way_without_return(numbers):
    if len(numbers) > 1:
        return sum(numbers) / len(numbers)


def leaves(numbers):
    raise SystemExit


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, "average is not written yet"),
        (3.5, "average is 3.5; a function is asked."),
        (not_written, "average returns nothing yet."),
        (raises_not_implemented, "average is not written yet."),
        (one_way_without_return, "a way through the function ends without a return"),
        (stops, "TypeError: unsupported operand type(s) for /: 'list' and 'int'"),
        (leaves, "SystemExit"),
        (alters, "average([3, 1, 2, 8]) changed its argument numbers"),
        (lambda numbers: str(sum(numbers)), "average([3, 1, 2, 8]) is text, '14'; a number is asked."),
        (lambda numbers: [sum(numbers)], "is a list of 1 item"),
        (lambda numbers: (sum(numbers) / len(numbers),), "a number is asked. A comma at the end makes a tuple."),
        (lambda numbers: map(float, numbers), "is a list of 4 items; a number is asked."),
        (lambda numbers: math.nan, "is nan"),
        (lambda numbers: 3.5, "This gives the same number for every list."),
        (lambda numbers: 2, "average gives the same for everything that was tried: does it use its arguments?"),
        (lambda numbers: sum(numbers) / len(set(numbers)), "A set keeps a repeated number once."),
        (lambda numbers: sum(numbers), "That is the sum."),
        (lambda numbers: 2 * sum(numbers) / len(numbers), "exactly twice the expected value"),
        (lambda: 1, "takes 0 positional arguments but 1 was given"),
    ],
)
def test_a_wrong_function_is_told_why(answer, sentence):
    assert sentence in message_of("00/average", answer)


def test_the_students_own_lines_are_shown_and_ours_are_not():
    message = message_of("00/average", stops)
    assert "return numbers / 2" in message
    assert "asking.py" not in message


def test_hidden_cases_find_what_visible_ones_do_not_and_stay_hidden():
    exercise = find("00/average")
    seen = {tuple(case.args[0]): exercise.reference[0](*case.args) for case in exercise.cases}

    def learned_by_heart(numbers):
        return seen.get(tuple(numbers), 0)

    nncheck.check("00/average", learned_by_heart)
    message = message_of("00/average", learned_by_heart, seed=11)
    assert "On inputs that are not shown, average(...) is not the value asked for." in message
    assert "[" not in message and "What came in" not in message


def test_a_warning_passes_with_a_note_and_nothing_reaches_stderr(capfd):
    def warns(numbers):
        warnings.warn("careful", RuntimeWarning, stacklevel=1)
        print("noise")
        return sum(numbers) / len(numbers)

    nncheck.check("00/average", warns)
    out, err = capfd.readouterr()
    assert "Note: right, with a warning on the way (RuntimeWarning: careful)" in out
    assert "noise" not in out and err == ""


def test_a_function_that_goes_on_from_the_last_call_is_told():
    calls = []

    def average(numbers):
        calls.append(numbers)
        return sum(numbers) / len(numbers) + len(calls) - 1

    sentence = "average([3, 1, 2, 8]) gives another result when it is called again"
    assert sentence in message_of("00/average", average)


def test_one_that_meets_its_first_result_again_by_chance_is_told_by_the_second():
    calls = []

    def average(numbers):
        calls.append(numbers)
        by_chance = numbers == [3, 1, 2, 8]
        return sum(numbers) / len(numbers) + (0 if by_chance else calls.count(numbers) - 1)

    sentence = "average([0.5, 2.5]) gives another result when it is called again"
    assert sentence in message_of("00/average", average)


def test_a_call_that_is_shown_can_be_typed():
    message = message_of("01/perceptron", lambda x, w, threshold=0.0: 0.5)
    assert "perceptron(np.array([1., 2.]), np.array([3., -1.])) gave 0.5" in message


@pytest.mark.parametrize("cut", [int, round, math.floor])
def test_a_lost_fraction_is_told(cut):
    message = message_of("01/weighted_sum", lambda x, w: cut(np.dot(x, w)))
    assert "is the expected value without its fraction" in message


def test_an_array_in_a_tuple_of_one_is_told():
    message = message_of("02/sigmoid", lambda z: (1 / (1 + np.exp(-z)),))
    assert "is a tuple of 1 item; an array of shape (3,) is asked. A comma at the end makes a tuple." in message


@pytest.mark.parametrize("number", [Fraction, Decimal])
def test_exact_numbers_are_numbers(number):
    nncheck.check("00/average", lambda numbers: sum(map(number, numbers)) / len(numbers), seed=3)


@pytest.mark.parametrize("constant", [1, -1])
def test_one_value_for_everything_is_no_other_mistake(constant):
    message = message_of("01/perceptron", lambda x, w, threshold=0.0: constant)
    assert "perceptron gives the same for everything that was tried" in message


def test_the_courses_own_function_is_not_an_answer():
    from nnlib import Trace

    def train(n):
        end = Trace().after(n)
        return end["E_total"].value, (end["out_o1"].value, end["out_o2"].value)

    assert "the course's own function" in message_of("05/train", train)
    assert "the course's own function" in message_of("05/train", Trace)


def test_mistakes_with_one_number_are_all_offered():
    # With i2 = 2·i1, crossed weights and a wrong weight come to the same 0.39.
    message = message_of("05/net_h2", 0.3 * 0.05 + 0.25 * 0.1 + 0.35)
    assert "More than one mistake gives this; see which one is yours:" in message
    assert "- The two weights have changed places" in message
    assert "- w2 leads to h1." in message
