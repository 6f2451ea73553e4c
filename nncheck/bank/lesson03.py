"""Lesson 03, softmax: from scores to probabilities, to letters, to a loss, and to its gradient."""

import math
import string

import numpy as np

from nncheck.exercise import BehaviourExercise, Between, Case, FunctionExercise, Tolerance, Unfit, Wrong
from nncheck.values import Other

SMALL = 1e-12
# Room for whoever computes in float32, and for the small number that keeps a logarithm off 0.
ROWS, LOSS, GRADIENT = Tolerance(2e-6, 1e-9), Tolerance(5e-5, 2e-5), Tolerance(1e-5, 3e-7)


def _wrong(*mistakes):
    return tuple(Wrong(name, message, answer) for name, message, answer in mistakes)


def _eighths(rng, *shape, spread=4):
    """Random scores that float32 holds exactly."""
    return rng.integers(-8 * spread, 8 * spread + 1, size=shape) / 8


# --- softmax of one sample -----------------------------------------------------------------------------------------


def softmax(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max())
    return e / e.sum()


def _softmax_of_lists(z):
    largest = max(z)
    e = [math.exp(x - largest) for x in z]
    total = sum(e)
    return [x / total for x in e]


def _softmax_by_logarithms(z):
    z = np.asarray(z, dtype=float)
    return np.exp(z - np.logaddexp.reduce(z))


def _softmax_by_differences(z):
    z = np.asarray(z, dtype=float)
    with np.errstate(over="ignore"):
        return 1 / np.exp(z[None, :] - z[:, None]).sum(axis=1)


def _softmax_float32(z):
    z = np.array(z, dtype=np.float32)
    z -= z.max()
    return np.exp(z) / np.exp(z).sum()


def _exp(z):
    return np.exp(np.asarray(z, dtype=float))


def _safe(z):
    """The exponentials, the largest score taken off first."""
    return _exp(np.asarray(z, dtype=float) - np.max(z))


def _less(z, taken):
    """Shares of the exponentials after something else than the largest score is taken off."""
    e = _exp(np.asarray(z, dtype=float) - taken)
    return e / e.sum()


def _shares(z):
    return np.asarray(z) / np.sum(z)


def _squares(z):
    return np.asarray(z, dtype=float) ** 2 / np.sum(np.asarray(z, dtype=float) ** 2)


def _unit_length(z):
    return np.asarray(z) / np.linalg.norm(z)


def _stretched(z):
    z = np.asarray(z, dtype=float)
    return (z - z.min()) / (z.max() - z.min())


def _sigmoids(z):
    return 1 / (1 + _exp(-np.asarray(z)))


def _hard(z):
    return np.eye(len(z))[np.argmax(z)]


def _softmin(z):
    return _safe(-np.asarray(z, dtype=float)) / _safe(-np.asarray(z, dtype=float)).sum()


def _softmin_overflowing(z):
    return _exp(-np.asarray(z)) / _exp(-np.asarray(z)).sum()


def _into_the_same_kind(z):
    out = np.zeros_like(z)
    for k, p in enumerate(softmax(z)):
        out[k] = p
    return out


def _running_total(z):
    total, out = 0, []
    for e in _safe(z):
        total += e
        out.append(e / total)
    return np.array(out)


def _own_left_out(z):
    e = _safe(z)
    return e / (e.sum() - e)


def _power_of(base):
    def answer(z):
        z = np.asarray(z, dtype=float)
        e = base ** (z - z.max())
        return e / e.sum()

    return answer


def _no_max_in_plain_python(z):
    e = [math.exp(x) for x in z]
    return [x / sum(e) for x in e]


def _array_methods(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def _array_methods_no_max(z):
    return np.exp(z) / z.sum()


def _builtin_max(z):
    e = np.exp(z - max(z))
    return e / e.sum()


def _builtin_max_above(z):
    return np.exp(z - max(z)) / _exp(z).sum()


def _fixed_number_off(taken):
    def answer(z):
        e = np.exp(z - taken)
        return e / e.sum()

    return answer


def _changes_its_scores(z):
    z -= np.max(z)
    return np.exp(z) / np.sum(np.exp(z))


NO_MAX = "Right for small scores, but e¹⁰⁰⁰ is more than a number can hold, and e⁻¹⁰⁰⁰ is held as 0: ∞/∞ and 0/0 give nan. Take the largest score off all of them first; the shares stay the same."
NO_MAX_ROWS = "Right for small scores, but e¹⁰⁰⁰ is more than a number can hold, and e⁻¹⁰⁰⁰ is held as 0: ∞/∞ and 0/0 give nan. Take the largest score of each row off that row first; the shares stay the same."
TURNED = "The difference is the wrong way round, so the largest score gets the smallest exponential. It is the score minus the largest one."
TOO_LATE = "The largest score is taken off after e was taken. It has to come off the scores, before e: then no exponent is above 0."
NOT_DIVIDED = "These are the exponentials. They still have to be divided by their sum, so that together they make 1."
NO_EXP = "This divides the scores themselves by their sum. Scores may be negative and may sum to 0; take e to each score first, which makes all of them positive."
NOT_THE_SAME = "The largest score is taken off on one side of the fraction only. Compute the exponentials once, and use the same ones above and below."

SOFTMAX_WRONG = _wrong(
    ("no max", NO_MAX, lambda z: _exp(z) / _exp(z).sum()),
    (
        "no max",
        "math.exp(1000) is more than a number can hold, and math.exp(-1000) is held as 0. Take the largest score off all of them first; the shares stay the same.",
        _no_max_in_plain_python,
    ),
    (
        "logarithms",
        "These are the logarithms of the probabilities. np.exp of each is missing at the end.",
        lambda z: np.asarray(z) - np.max(z) - np.log(np.exp(np.asarray(z) - np.max(z)).sum()),
    ),
    (
        "sizes of the scores",
        "The signs of the scores got lost: a score of −2 is less than one of 1, and gets the smaller share.",
        lambda z: softmax(np.abs(z)),
    ),
    *[
        (
            "methods of an array",
            "z.max() and z.sum() are methods that only arrays have, and z may be a list. np.max(z) and np.sum(z) take both.",
            answer,
        )
        for answer in (_array_methods, _array_methods_no_max, lambda z: z / z.sum())
    ],
    *[
        (
            "minus on a list",
            "z may be a list, and a list minus a plain number is an error. np.max(z) is NumPy's own kind of number, so z - np.max(z) works for both; or make an array first, with np.array(z).",
            answer,
        )
        for answer in (_builtin_max, _builtin_max_above, lambda z: np.exp(z - max(z)))
    ],
    *[
        (
            "a fixed number taken off",
            "A fixed number fits only scores of about that size, and from a list no plain number can be taken off. Take off the largest score, whatever it is: np.max(z).",
            _fixed_number_off(taken),
        )
        for taken in (1000, 1000.0, 1001, 1001.0, 999, 700, 500, 100)
    ],
    *[
        (
            "a fixed number taken off",
            "A fixed number fits only scores of about that size: from far smaller ones it leaves nothing but 0s, and 0/0 is nan. Take off the largest score, whatever it is.",
            lambda z, taken=taken: _less(z, taken),
        )
        for taken in (1000, 1001, 999, 700, 500, 100)
    ],
    ("no exp", NO_EXP, _shares),
    ("not divided", NOT_DIVIDED, _exp),
    ("not divided", NOT_DIVIDED, _safe),
    (
        "max in one place",
        NOT_THE_SAME,
        lambda z: _safe(z) / _exp(z).sum(),
    ),
    ("max in one place", NOT_THE_SAME, lambda z: _exp(z) / _safe(z).sum()),
    (
        "divided by the scores",
        "The exponentials are divided by the sum of the scores. Divide by the sum of the exponentials, so that the shares make 1.",
        lambda z: _safe(z) / np.sum(z),
    ),
    (
        "divided by the scores",
        "The exponentials are divided by the sum of the scores. Divide by the sum of the exponentials, so that the shares make 1.",
        lambda z: _exp(z) / np.sum(z),
    ),
    (
        "divided by the scores",
        "The exponentials are divided by the sum of the shifted scores. Divide by the sum of the exponentials, so that the shares make 1.",
        lambda z: _safe(z) / np.sum(z - np.max(z)),
    ),
    ("difference turned", TURNED, lambda z: _exp(np.max(z) - z)),
    ("difference turned", TURNED, lambda z: _exp(np.max(z) - z) / np.sum(_exp(np.max(z) - z))),
    ("largest taken off too late", TOO_LATE, lambda z: _exp(z) - np.max(z)),
    ("largest taken off too late", TOO_LATE, lambda z: _exp(z) - np.max(_exp(z))),
    ("largest taken off too late", TOO_LATE, lambda z: _shares(_exp(z) - np.max(z))),
    ("largest taken off too late", TOO_LATE, lambda z: _shares(_exp(z) - np.max(_exp(z)))),
    ("largest taken off too late", TOO_LATE, lambda z: (_exp(z) - np.max(z)) / np.sum(_exp(z))),
    (
        "divided by the count",
        "This divides by how many scores there are. Divide by the sum of the exponentials, so that the shares make 1.",
        lambda z: _safe(z) / len(z),
    ),
    (
        "divided by the count",
        "This divides by how many scores there are. Divide by the sum of the exponentials, so that the shares make 1.",
        lambda z: _exp(z) / len(z),
    ),
    (
        "divided by the mean",
        "The outputs sum to the number of scores and not to 1: the mean stands where the sum is meant.",
        lambda z: _safe(z) / _safe(z).mean(),
    ),
    (
        "divided by the largest",
        "The largest output is 1 here. Divide by the sum of the exponentials and not by the largest of them.",
        lambda z: _exp(z) / _exp(z).max(),
    ),
    (
        "own score left out",
        "Each exponential is divided by the sum of the others. The sum below goes over all scores, the own one too.",
        _own_left_out,
    ),
    (
        "running total",
        "The total is still growing while you divide by it. Add everything up first, and divide in a second round.",
        _running_total,
    ),
    (
        "sigmoid of each",
        "That is a sigmoid for each score on its own: the outputs do not sum to 1. Softmax looks at all scores together.",
        _sigmoids,
    ),
    *[
        (
            "winner takes all",
            "The largest score gets 1 and the others nothing. Softmax gives every score a share, the largest the most.",
            answer,
        )
        for answer in (_hard, lambda z: (np.asarray(z) == np.max(z)) * 1.0)
    ],
    (
        "winner alone",
        "That is one number, the largest probability. There is one for each score.",
        lambda z: softmax(z).max(),
    ),
    (
        "which one",
        "That is the place of the largest score. Softmax gives a probability for each score.",
        lambda z: int(np.argmax(z)),
    ),
    (
        "minus in the exponent",
        "Here the largest score gets the smallest share: the exponent has a minus sign too many.",
        _softmin,
    ),
    (
        "minus in the exponent",
        "Here the largest score gets the smallest share: the exponent has a minus sign too many.",
        _softmin_overflowing,
    ),
    (
        "smallest taken off",
        "Taking off the smallest score leaves exponents of 0 and more, and those can still be too large for e. Take off the largest: then no exponent is above 0.",
        lambda z: _less(z, np.min(z)),
    ),
    (
        "mean taken off",
        "Taking off the mean leaves exponents above 0, and those can still be too large for e. Take off the largest: then no exponent is above 0.",
        lambda z: _less(z, np.mean(z)),
    ),
    (
        "largest size taken off",
        "This takes off the largest size, without the sign. Where all scores are far below 0, every exponential is held as 0. Take off the largest score itself.",
        lambda z: _less(z, np.max(np.abs(z))),
    ),
    (
        "largest put on",
        "The largest score is added here. Take it off, so that no exponent is above 0.",
        lambda z: _less(z, -np.max(z)),
    ),
    (
        "divided before exp",
        "The scores were made to sum to 1 before e was taken of them. First e, then divide by the sum of what e gave.",
        lambda z: _safe(_shares(z)) / _safe(_shares(z)).sum(),
    ),
    (
        "scaled by the largest",
        "The scores are divided by the largest one. Take it off instead: a difference leaves the shares as they are, a quotient does not.",
        lambda z: _less(np.asarray(z) / np.max(z), 0),
    ),
    (
        "logarithm",
        "That is the logarithm of softmax. Give the probabilities themselves.",
        lambda z: np.log(_shares(_safe(z))),
    ),
    ("squares", "That is a share of the squares. The formula has e to the power of each score.", _squares),
    (
        "length 1",
        "Here the squares sum to 1. The probabilities themselves have to: take e of each score and divide by the sum.",
        _unit_length,
    ),
    (
        "length 1",
        "Here the squares sum to 1. The probabilities themselves have to: divide by the sum of the exponentials.",
        lambda z: _unit_length(_safe(z)),
    ),
    (
        "stretched to 0 and 1",
        "That stretches the scores from 0 to 1. They do not sum to 1 then; take e of each score and divide by the sum.",
        _stretched,
    ),
    ("base 2", "That is 2 to the power of the score. The formula has e, np.exp.", _power_of(2.0)),
    ("base 10", "That is 10 to the power of the score. The formula has e, np.exp.", _power_of(10.0)),
    (
        "clipped",
        "Cutting large scores off makes them equal, so 999 and 1001 get the same share. Take the largest score off all of them instead: that keeps their differences.",
        lambda z: _less(np.clip(z, -500, 500), 0),
    ),
    (
        "nan hidden",
        "The nan is gone, and with it the probability: the outputs do not sum to 1. Prevent the overflow instead, by taking the largest score off all of them.",
        lambda z: np.nan_to_num(_exp(z) / _exp(z).sum()),
    ),
    (
        "whole numbers",
        "For whole scores the result is cut down to whole numbers: an array made with zeros_like takes over their type. Make it with np.zeros(len(z)).",
        _into_the_same_kind,
    ),
    ("rounded", "This rounds the probabilities. Hand them over as they are.", lambda z: np.round(softmax(z), 2)),
    ("rounded", "This rounds the probabilities. Hand them over as they are.", lambda z: np.round(softmax(z), 3)),
    ("rounded", "This rounds the probabilities. Hand them over as they are.", lambda z: np.round(softmax(z), 4)),
    (
        "scores changed",
        "-= works inside the array of whoever called, and their scores are gone. Write z - ... into a new name.",
        _changes_its_scores,
    ),
)


def _softmax_cases(rng):
    small = [_eighths(rng, n) for n in (3, 6, 5)]
    large = [
        np.array([1000.0, -1000.0, 1000.0 - 0.5]),
        -1000 + _eighths(rng, 4),
        2000 + _eighths(rng, 3),
        np.array([0.0, 1500.0, 1498.0]),
    ]
    return [
        Case((small[0],)),
        Case((small[1].astype(np.float32),)),
        Case(([float(x) for x in small[2]],)),
        Case((rng.permutation(5) - 2,)),
        Case((np.array([float(rng.integers(1, 9))]),)),
        *[Case((z,)) for z in large],
        Case((np.array([1000, 998, 997]),)),
    ]


# --- softmax of rows -----------------------------------------------------------------------------------------------


def softmax_rows(Z):
    Z = np.asarray(Z, dtype=float)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def _rows_one_by_one(Z):
    return np.array([softmax(z) for z in Z])


def _rows_of_lists(Z):
    return [_softmax_of_lists(z) for z in Z.tolist()]


def _rows_by_columns(Z):
    E = np.exp(Z.T - np.max(Z.T, axis=0))
    return (E / np.sum(E, axis=0)).T


def _rows_einsum(Z):
    E = np.exp((Z - np.max(Z, axis=-1)[:, None]).astype(np.float32))
    return np.einsum("ij,i->ij", E, 1 / np.einsum("ij->i", E))


def _rows_by_apply(Z):
    return np.apply_along_axis(softmax, 1, Z.astype(float))


def _over(Z, taken):
    """Rows of exponentials after something is taken off, divided by the sum of each row."""
    E = np.exp(np.asarray(Z, dtype=float) - taken)
    return E / E.sum(axis=1, keepdims=True)


def _safe_rows(Z):
    return np.exp(np.asarray(Z, dtype=float) - np.max(Z, axis=1, keepdims=True))


def _columns(Z):
    return softmax_rows(np.asarray(Z).T).T


def _all_to_1(Z):
    E = np.exp(np.asarray(Z, dtype=float) - np.max(Z))
    return E / E.sum()


def _rows_changed(Z):
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


def _rows_of_the_same_kind(Z):
    out = np.zeros_like(Z)
    for i, z in enumerate(Z):
        out[i] = softmax(z)
    return out


WRONG_AXIS = "Here each column sums to 1. A sample is a row, so it is the rows that have to: along a row runs axis=1."
NO_KEEPDIMS = "One number for each row has shape (m,), and NumPy lines that up with the columns. keepdims=True keeps the shape (m, 1), and then each row gets its own number."

ROWS_WRONG = _wrong(
    (
        "global max",
        "One largest score for the whole batch: a row whose scores lie far below it comes out as 0/0, nan. Each row needs its own largest score.",
        lambda Z: _over(Z, np.max(Z)),
    ),
    ("wrong axis", WRONG_AXIS, _columns),
    ("wrong axis", WRONG_AXIS, lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0)),
    (
        "wrong axis",
        WRONG_AXIS,
        lambda Z: _safe_rows(Z) / _safe_rows(Z).sum(axis=0),
    ),
    ("no max", NO_MAX_ROWS, lambda Z: _over(Z, 0)),
    (
        "max of each column",
        "The largest of each column was taken off. That shifts the scores of one row by different amounts and changes its shares; take off the largest of each row.",
        lambda Z: _over(Z, np.max(Z, axis=0)),
    ),
    (
        "all sum to 1",
        "All entries together sum to 1 here. Each row has to on its own: sum along axis=1.",
        _all_to_1,
    ),
    (
        "all sum to 1",
        "All entries together sum to 1 here. Each row has to on its own: sum along axis=1.",
        lambda Z: _safe_rows(Z) / _safe_rows(Z).sum(),
    ),
    (
        "all sum to 1",
        "All entries together sum to 1 here. Each row has to on its own: sum along axis=1.",
        lambda Z: np.exp(Z) / np.exp(Z).sum(),
    ),
    ("keepdims missing", NO_KEEPDIMS, lambda Z: _over(Z, np.max(Z, axis=1))),
    ("keepdims missing", NO_KEEPDIMS, lambda Z: _safe_rows(Z) / _safe_rows(Z).sum(axis=1)),
    ("keepdims missing", NO_KEEPDIMS, lambda Z: np.exp(Z - np.max(Z)) / np.exp(Z - np.max(Z)).sum(axis=1)),
    (
        "keepdims missing",
        NO_KEEPDIMS,
        lambda Z: np.exp(Z - np.max(Z, axis=1)) / np.exp(Z - np.max(Z, axis=1)).sum(axis=1),
    ),
    ("keepdims missing", NO_KEEPDIMS, lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1)),
    ("not divided", NOT_DIVIDED, _safe_rows),
    ("not divided", NOT_DIVIDED, np.exp),
    ("no exp", NO_EXP, lambda Z: Z / Z.sum(axis=1, keepdims=True)),
    ("max in one place", NOT_THE_SAME, lambda Z: _safe_rows(Z) / np.exp(Z).sum(axis=1, keepdims=True)),
    (
        "divided by the count",
        "This divides by how many scores there are, or takes the mean. Divide by the sum of the row's exponentials.",
        lambda Z: _safe_rows(Z) / Z.shape[1],
    ),
    (
        "divided by the mean",
        "The rows sum to the number of scores and not to 1: the mean stands where the sum is meant.",
        lambda Z: _safe_rows(Z) / _safe_rows(Z).mean(axis=1, keepdims=True),
    ),
    (
        "sigmoid of each",
        "That is a sigmoid for each score on its own. Softmax looks at all scores of a row together.",
        lambda Z: 1 / (1 + np.exp(-Z)),
    ),
    (
        "winner takes all",
        "The largest score of each row gets 1 and the others nothing. Softmax gives every score a share.",
        lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)],
    ),
    (
        "minus in the exponent",
        "Here the largest score of a row gets the smallest share: the exponent has a minus sign too many.",
        lambda Z: softmax_rows(-Z),
    ),
    (
        "smallest taken off",
        "Taking off the smallest score of a row leaves exponents that can still be too large for e. Take off the largest.",
        lambda Z: _over(Z, Z.min(axis=1, keepdims=True)),
    ),
    ("logarithm", "That is the logarithm of softmax. Give the probabilities.", lambda Z: np.log(softmax_rows(Z))),
    (
        "transposed",
        "The probabilities are right and lie on their side: rows and columns have changed places.",
        lambda Z: softmax_rows(Z).T,
    ),
    (
        "first row only",
        "Only the first row comes back. A return inside the loop ends it in its first round.",
        lambda Z: softmax_rows(Z)[0],
    ),
    (
        "one long row",
        "The rows have run together into one. Give an array with a row for each sample.",
        lambda Z: softmax_rows(Z).ravel(),
    ),
    (
        "clipped",
        "Cutting large scores off makes them equal. Take the largest score off its row instead: that keeps the differences.",
        lambda Z: _over(np.clip(Z, -500, 500), 0),
    ),
    (
        "nan hidden",
        "The nan is gone, and with it the probability: that row does not sum to 1. Take off each row's own largest score.",
        lambda Z: np.nan_to_num(_over(Z, np.max(Z))),
    ),
    (
        "nan hidden",
        "The nan is gone, and with it the probability: that row does not sum to 1. Take off each row's own largest score.",
        lambda Z: np.nan_to_num(_over(Z, 0)),
    ),
    (
        "whole numbers",
        "For whole scores the result is cut down to whole numbers: zeros_like takes over their type. Make the array with np.zeros(Z.shape).",
        _rows_of_the_same_kind,
    ),
    (
        "scores changed",
        "-= works inside the array of whoever called, and their scores are gone. Write Z - ... into a new name.",
        _rows_changed,
    ),
)


def _rows_cases(rng):
    m, n = (int(k) for k in rng.permutation([2, 4]))
    far = np.array([[-2000.0, -2001.0, -2003.0], [2000.0, -1000.0, -1500.0]])
    return [
        Case((_eighths(rng, m, n),)),
        Case((_eighths(rng, 3, 3),)),
        Case((_eighths(rng, 5, 2).astype(np.float32),)),
        Case((rng.integers(-4, 5, size=(3, 4)),)),
        Case((_eighths(rng, 1, 4),)),
        Case((_eighths(rng, 3, 1),)),
        Case((far,)),
        Case((far[::-1] / 2,)),
    ]


# --- one-hot -------------------------------------------------------------------------------------------------------


def one_hot(labels, n_classes):
    """Truth values: beside these, a check takes any kind of 0 and 1."""
    return np.asarray(labels)[:, None] == np.arange(n_classes)


def _one_hot_eye(labels, n_classes):
    return np.eye(n_classes)[labels]


def _one_hot_loop(labels, n_classes):
    Y = np.zeros((len(labels), n_classes), dtype=np.float32)
    for i, label in enumerate(labels):
        Y[i, label] = 1
    return Y


def _one_hot_at_once(labels, n_classes):
    Y = np.zeros((len(labels), n_classes), dtype=int)
    Y[np.arange(len(labels)), labels] = 1
    return Y


def _one_hot_lists(labels, n_classes):
    return [[1 if k == label else 0 for k in range(n_classes)] for label in labels]


def _one_hot_truths(labels, n_classes):
    return [[k == label for k in range(n_classes)] for label in labels]


def _at(rows, columns, shape, value=True):
    Y = np.zeros(shape, dtype=type(value))
    Y[rows, columns] = value
    return Y


def _off_by_one(labels, n_classes):
    return one_hot(np.asarray(labels).astype(int) - 1, n_classes)


def _in_bits(labels, n_classes):
    return np.asarray(labels)[:, None] >> np.arange(n_classes) & 1 == 1


def _return_in_one_hot_loop(labels, n_classes):
    Y = np.zeros((len(labels), n_classes), dtype=bool)
    for i, label in enumerate(labels):
        Y[i, label] = True
        return Y


def _label_for_row(labels, n_classes):
    Y = np.zeros((len(labels), n_classes), dtype=bool)
    for i in labels:
        Y[i, labels[i]] = True
    return Y


def _label_for_1(labels, n_classes):
    return np.eye(n_classes)[labels] * np.asarray(labels)[:, None]


ONE_HOT_WRONG = _wrong(
    (
        "transposed",
        "Rows and columns have changed places: a row for each sample, a column for each class, shape (m, n_classes).",
        lambda labels, n: one_hot(labels, n).T,
    ),
    (
        "transposed",
        "Rows and columns have changed places: a row for each sample, a column for each class. The row is the place in labels, the column is the label.",
        lambda labels, n: _at(labels, np.arange(len(labels)), (len(labels), n)),
    ),
    (
        "counted from 1",
        "The 1 stands one column too far to the left: the classes are numbered from 0, so label 0 belongs to the first column.",
        _off_by_one,
    ),
    (
        "counted from 1",
        "The 1 stands in the column before that of the label, and for label 0 in the last one: the classes are numbered from 0.",
        lambda labels, n: np.eye(n, dtype=bool)[np.asarray(labels).astype(int) - 1],
    ),
    (
        "one column too far",
        "The 1 stands one column too far to the right: the classes are numbered from 0.",
        lambda labels, n: one_hot(np.asarray(labels).astype(int) + 1, n),
    ),
    (
        "n_classes ignored",
        "The width comes from the largest label here. A class that no sample of this batch has still needs its column: n_classes says how many there are.",
        lambda labels, n: one_hot(labels, int(np.max(labels)) + 1),
    ),
    (
        "n_classes ignored",
        "The width is a count of the different labels here. A class that no sample of this batch has still needs its column: n_classes says how many there are.",
        lambda labels, n: one_hot(np.unique(labels, return_inverse=True)[1], len(np.unique(labels))),
    ),
    (
        "one column too many",
        "That is a column too many: n_classes counts the class 0 too.",
        lambda labels, n: one_hot(labels, n + 1),
    ),
    (
        "the samples for the classes",
        "The width is the number of samples here. It is the number of classes, n_classes.",
        lambda labels, n: one_hot(labels, len(labels)),
    ),
    (
        "the samples for the classes",
        "The width is the number of samples here. It is the number of classes, n_classes.",
        lambda labels, n: np.eye(len(labels), dtype=bool)[labels],
    ),
    (
        "one row for all",
        "All labels were put into one row. Each sample has a row of its own.",
        lambda labels, n: np.isin(np.arange(n), labels),
    ),
    (
        "every label in every row",
        "Every row holds the 1s of all labels: Y[:, labels] means all rows. Pair each row with its own label: np.arange(m) beside labels.",
        lambda labels, n: np.tile(np.isin(np.arange(n), labels), (len(labels), 1)),
    ),
    (
        "rows full of ones",
        "Y[label], with one index, chooses a whole row. Name the row and the column of each 1.",
        lambda labels, n: _at(labels, slice(None), (len(labels), n)),
    ),
    (
        "the label for the row",
        "The label is used as the number of the row as well. The row is the place in labels, counted 0, 1, 2, ...: enumerate(labels) gives place and label together.",
        _label_for_row,
    ),
    *[
        (
            "labels for the size",
            "np.eye takes the number of classes, and makes a row for each class. The labels go in [ ] behind it: they say which of these rows to take.",
            answer,
        )
        for answer in (
            lambda labels, n: np.eye(labels),
            lambda labels, n: np.eye(labels, n),
            lambda labels, n: np.eye(n, labels),
        )
    ],
    (
        "brackets missing",
        "np.zeros takes the shape as one argument, a pair: np.zeros((m, n)), with two pairs of brackets. The second argument is the type of the entries.",
        lambda labels, n: np.zeros(len(labels), n),
    ),
    (
        "upside down",
        "0 and 1 have changed places: the 1 marks the class that it is.",
        lambda labels, n: ~one_hot(labels, n),
    ),
    (
        "minus one",
        "The other classes are 0, and not −1.",
        lambda labels, n: 2 * one_hot(labels, n).astype(int) - 1,
    ),
    (
        "label for 1",
        "The label itself stands where a 1 is meant. The column says already which class it is.",
        _label_for_1,
    ),
    (
        "all up to the label",
        "The columns up to the label are all 1. One-hot means a single 1 in a row.",
        lambda labels, n: np.asarray(labels)[:, None] >= np.arange(n),
    ),
    (
        "in bits",
        "That writes the label in binary. One-hot has a column for each class and a single 1.",
        _in_bits,
    ),
    ("labels as they are", "These are the labels themselves. Each becomes a row.", lambda labels, n: labels),
    (
        "labels in a column",
        "That is the labels in a column. Each becomes a row with n_classes entries.",
        lambda labels, n: np.asarray(labels)[:, None],
    ),
    (
        "one long row",
        "The rows have run together into one. Give an array with a row for each sample.",
        lambda labels, n: one_hot(labels, n).ravel(),
    ),
    (
        "all zeros",
        "There is no 1 anywhere. Y[i, label] = 1 puts one in row i.",
        lambda labels, n: np.zeros((len(labels), n), dtype=bool),
    ),
    (
        "identity",
        "That is the identity matrix as it is. Choose its row for each label.",
        lambda labels, n: np.eye(n, dtype=bool),
    ),
    (
        "counted from 1",
        "Every 1 stands one column too far to the left. Labels count from 0, as columns do: label 0 belongs to column 0.",
        lambda labels, n: np.eye(n)[labels - 1],
    ),
    (
        "return in the loop",
        "This returns in the first round of the loop, so only the first row gets its 1. Move return out of the loop.",
        _return_in_one_hot_loop,
    ),
)


def _one_hot_cases(rng):
    return [
        Case((rng.integers(0, 4, size=6), 4)),
        Case((np.array([0, 2, 1, 0, 2]), 5)),
        Case((np.array([1, 2, 0]), 3)),
        Case((rng.integers(0, 10, size=4).astype(np.uint8), 10)),
        Case((rng.integers(0, 3, size=5).astype(np.int32), 3)),
        Case((np.array([int(rng.integers(1, 3))]), 4)),
    ]


# --- a letter ------------------------------------------------------------------------------------------------------

LETTERS = string.ascii_lowercase


def read_letter(scores):
    return LETTERS[int(np.argmax(scores))]


def _letter_by_code(scores):
    return chr(ord("a") + int(np.argmax(scores)))


def _letter_by_loop(scores):
    best, letter = scores[0], "a"
    for score, candidate in zip(scores, LETTERS, strict=True):
        if score > best:
            best, letter = score, candidate
    return letter


def _letter_by_dict(scores):
    found = dict(zip(LETTERS, scores, strict=True))
    return max(found, key=found.get)


def _letter_by_softmax(scores):
    return max(zip(softmax(scores), LETTERS, strict=True))[1]


def _nth_letter(n):
    return LETTERS[int(n) % 26]


def _is_letter(case, got):
    if isinstance(got, str):
        if len(got) == 1 and got in LETTERS:
            right = read_letter(*case.args)
            return None if got == right else "is not the letter with the largest score."
        return f"is the text {got!r}; one letter from 'a' to 'z' is asked."
    if isinstance(got, Other) and "dtype <U" in got.what:
        return "is text in a NumPy wrapping; str(...) takes it out."
    if isinstance(got, list | tuple) or (isinstance(got, np.ndarray) and got.ndim):
        return "is more than one thing; a single letter is asked."
    return "is not a letter. Give text such as 'k'."


LETTER_WRONG = _wrong(
    (
        "one letter too far",
        "That is the letter after the right one. argmax counts from 0, and 'a' has the index 0.",
        lambda s: _nth_letter(np.argmax(s) + 1),
    ),
    (
        "one letter too early",
        "That is the letter before the right one. argmax counts from 0, and 'a' has the index 0.",
        lambda s: _nth_letter(np.argmax(s) - 1),
    ),
    (
        "one letter too early",
        "That is the character before the right one. The code of 'a' is ord('a'), and 'a' has the index 0.",
        lambda s: chr(ord("a") - 1 + int(np.argmax(s))),
    ),
    (
        "one letter too far",
        "That is the character after the right one. The code of 'a' is ord('a'), and 'a' has the index 0.",
        lambda s: chr(ord("a") + 1 + int(np.argmax(s))),
    ),
    (
        "upper case",
        "The right letter as a capital. Lower-case letters are asked, 'a' to 'z'.",
        lambda s: read_letter(s).upper(),
    ),
    (
        "the index",
        "That is the place of the largest score, counted from 0. Which letter stands at this place of the alphabet?",
        lambda s: int(np.argmax(s)),
    ),
    (
        "the code",
        "That is the code of the letter, a number. chr makes the letter of it.",
        lambda s: ord("a") + int(np.argmax(s)),
    ),
    (
        "for arrays only",
        "scores.argmax() is a method that only arrays have, and scores may be a list. np.argmax(scores) takes both.",
        lambda s: LETTERS[s.argmax()],
    ),
    (
        "for lists only",
        "scores.index(...) is a method that only lists have, and scores may be an array. np.argmax(scores) takes both.",
        lambda s: LETTERS[s.index(max(s))],
    ),
    (
        "the place counted from 1",
        "That is the place of the largest score, counted from 1. Give the letter itself.",
        lambda s: int(np.argmax(s)) + 1,
    ),
    (
        "the score",
        "That is the largest score. The letter is asked that it belongs to: np.argmax gives its place.",
        lambda s: np.max(s),
    ),
    (
        "the probability",
        "That is the probability of the best letter. The letter itself is asked.",
        lambda s: softmax(s).max(),
    ),
    (
        "the probabilities",
        "These are the probabilities of all letters. Now take the letter that has the largest.",
        softmax,
    ),
    (
        "the smallest score",
        "That is the letter with the smallest score. argmax looks for the largest.",
        lambda s: _nth_letter(np.argmin(s)),
    ),
    (
        "the largest size",
        "Signs count: a score of −9 says a clear no. Look for the largest score, not the largest size.",
        lambda s: _nth_letter(np.argmax(np.abs(s))),
    ),
    (
        "counted from the end",
        "The alphabet was read backwards: index 0 is 'a', index 25 is 'z'.",
        lambda s: _nth_letter(25 - np.argmax(s)),
    ),
    (
        "second best",
        "That is the letter with the second largest score: np.argsort puts the largest last, at [-1].",
        lambda s: _nth_letter(np.argsort(s)[-2]),
    ),
    (
        "all letters",
        "All letters came, in order of their scores. One is asked, the best.",
        lambda s: "".join(LETTERS[k] for k in np.argsort(s)[::-1]),
    ),
    ("the name", "That is the word. np.argmax gives the place of the largest score.", lambda s: "letter"),
    (
        "always the same",
        "The answer is the same for all scores: the example was typed in. Find it from scores.",
        lambda s: "r",
    ),
    (
        "in a list",
        "The letter is in a list. Hand it over alone.",
        lambda s: [read_letter(s)],
    ),
)


def _letter_scores(best, rng=None, lowest=-6):
    """26 different scores whose largest is that of a letter; with a lowest of −6 the largest size is another's."""
    rng = rng or np.random.default_rng(26)
    scores = np.round(rng.permutation(26) / 8 - 2, 3)
    k = LETTERS.index(best)
    scores[k] = 3.5
    scores[(k + 9) % 26] = lowest
    return scores


def _letter_cases(rng):
    letters = ["z", "a", *rng.choice(list("bcdefghijklmnopqstuvwxy"), 3)]
    made = [_letter_scores(str(letter), rng) for letter in letters]
    return [
        *[Case((scores,)) for scores in made],
        Case(([float(x) for x in made[2]],)),
        Case((made[3].astype(np.float32),)),
        Case(((8 * made[4]).astype(int),)),
        Case((made[2] - 100,)),
    ]


# --- output layers -------------------------------------------------------------------------------------------------

KINDS = ("linear", "sigmoid", "softmax")
OUTPUTS = {
    "house price": {(1, "linear")},
    "spam": {(1, "sigmoid"), (2, "softmax")},
    "digit": {(10, "softmax")},
    "ball": {(2, "linear")},
    "blood group": {(4, "softmax")},
    "animals": {(5, "sigmoid")},
}
RIGHT_LAYERS = {problem: next(iter(sorted(answers))) for problem, answers in OUTPUTS.items()}
ALONE = "softmax over a single output gives 1 for every input, since there is nothing to share with"
# (problem, what was answered): the mistake and why it is one
FAULTS = {
    ("house price", 1, "sigmoid"): ("price squashed", "a house price is a number, not a probability, and a sigmoid never gives more than 1"),
    ("house price", 1, "softmax"): ("softmax of one price", f"a house price is a number, not a probability; and {ALONE}"),
    ("house price", 2, "linear"): ("two prices", "one number is asked for, and each output gives one"),
    ("house price", 2, "softmax"): ("price as two classes", "a price is a number to be found, not one of two classes"),
    ("spam", 1, "softmax"): ("softmax of one", ALONE),
    ("spam", 1, "linear"): ("spam without a squash", "a probability lies between 0 and 1, and a linear output can be any number"),
    ("spam", 2, "linear"): ("two scores for spam", "two linear outputs are scores; something has to make probabilities of them"),
    ("spam", 2, "sigmoid"): ("two sigmoids for spam", "two sigmoids answer two questions that have nothing to do with each other: both could say 0.9, and spam and not spam cannot both be true"),
    ("digit", 9, "softmax"): ("nine digits", "count the classes again: 0 is a digit too"),
    ("digit", 11, "softmax"): ("eleven digits", "count the classes again: 10 is no digit"),
    ("digit", 1, "linear"): ("digit as an amount", "one number would say that a 3 lies between a 2 and a 4, but the digits are classes: nothing in their shapes has this order"),
    ("digit", 1, "softmax"): ("one output for the digit", f"each class needs an output of its own; and {ALONE}"),
    ("digit", 1, "sigmoid"): ("yes or no for the digit", "a single sigmoid answers a yes-or-no question, and there are more digits than two"),
    ("digit", 10, "sigmoid"): ("ten sigmoids", "with a sigmoid each, the picture could be a 3 and an 8 and neither; it is exactly one of them, so the outputs share one certainty"),
    ("digit", 10, "linear"): ("scores for the digit", "linear outputs are scores; the problem asks for probabilities that sum to 1"),
    ("ball", 2, "sigmoid"): ("place squashed", "a place in pixels is a number, not a probability, and a sigmoid never gives more than 1"),
    ("ball", 2, "softmax"): ("place shared out", "the two numbers are not shares of anything: softmax would force them to sum to 1"),
    ("ball", 1, "linear"): ("one number for the place", "a place in a picture takes an x and a y, and each output gives one number"),
    ("blood group", 1, "linear"): ("group as an amount", "the groups are classes without an order, and one number would give them one"),
    ("blood group", 3, "softmax"): ("three groups", "count the groups again; AB is one of them, and so is O"),
    ("blood group", 4, "sigmoid"): ("four sigmoids", "everybody has exactly one group, so the outputs share one certainty; four sigmoids would not know of each other"),
    ("blood group", 4, "linear"): ("scores for the group", "linear outputs are scores; the problem asks for probabilities that sum to 1"),
    ("blood group", 1, "softmax"): ("one output for the group", f"each class needs an output of its own; and {ALONE}"),
    ("blood group", 2, "sigmoid"): ("letters for groups", "the problem names four groups as classes; give each of them an output"),
    ("animals", 5, "softmax"): ("animals shared out", "a picture may show a dog and a cat, or neither; softmax would make them share one certainty, as if exactly one were there"),
    ("animals", 5, "linear"): ("animals without a squash", "each answer is a probability between 0 and 1, and a linear output can be any number"),
    ("animals", 6, "softmax"): ("none as a class", "with softmax exactly one would be there, and a picture may show a dog and a cat; ask a question about each animal on its own"),
    ("animals", 32, "softmax"): ("every combination a class", "this gives every combination an output, which can work and doubles with every animal; ask a question about each animal on its own"),
    ("animals", 1, "sigmoid"): ("one question for five", "one sigmoid answers one yes-or-no question, and there is one to ask about each animal"),
    ("animals", 10, "softmax"): ("softmax over the pairs", "one softmax over all ten would make the animals share one certainty; a yes-or-no question needs a single sigmoid"),
}  # fmt: skip


def _layers_with(**changes):
    return RIGHT_LAYERS | {key.replace("_", " "): value for key, value in changes.items()}


def _pair(problem, value):
    """(n_outputs, kind) of one entry, in one form."""
    where = f"output_layer[{problem!r}]"
    if value is None or value is ...:
        raise Unfit(f"{where} is not written yet.")
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise Unfit(f"{where} is a pair: the number of outputs, and the kind in quotes.")
    n, kind = value
    if isinstance(n, str) and not isinstance(kind, str):
        raise Unfit(f"{where} has its two parts the other way round: first the number of outputs, then the kind.")
    if isinstance(n, str) and n.strip().isdigit():
        raise Unfit(f"In {where} the number of outputs is text. Leave its quotes away.")
    if isinstance(n, bool | np.bool_) or not isinstance(n, int | float | np.number) or not 1 <= n < 1000 or n % 1:
        raise Unfit(f"In {where} the number of outputs is a whole number from 1 to 999.")
    if not isinstance(kind, str):
        raise Unfit(f"In {where} the kind is text, in quotes: one of {', '.join(KINDS)}.")
    name = kind.strip().lower()
    if name not in KINDS:
        raise Unfit(f"In {where} the kind is {kind.strip()!r:.40}; it is one of {', '.join(KINDS)}.")
    return int(n), name


def _faults(name, value):
    """The entries that are off, in order, each as (problem, n, kind); nothing where all are right."""
    if not isinstance(value, dict):
        raise Unfit("output_layer is a dict: keep the cell as it was, with a pair in the place of each row of dots.")
    missing = [problem for problem in OUTPUTS if problem not in value]
    if missing:
        raise Unfit(f"output_layer has no entry {missing[0]!r}. Keep the six names as they were.")
    if all(value[problem] is ... or value[problem] is None for problem in OUTPUTS):
        raise Unfit("output_layer is not written yet.")
    pairs = {problem: _pair(problem, value[problem]) for problem in OUTPUTS}
    return tuple((problem, *pair) for problem, pair in pairs.items() if pair not in OUTPUTS[problem])


def _why(problem, n, kind):
    if (problem, n, kind) in FAULTS:
        return f"{problem}: {FAULTS[problem, n, kind][1]}."
    kinds, counts = {k for _, k in OUTPUTS[problem]}, {c for c, _ in OUTPUTS[problem]}
    if kind in kinds and problem != "spam":
        return f"{problem}: the kind can stay; how many numbers, or classes, does the problem ask for?"
    if "linear" in kinds:
        return f"{problem}: what is asked for is a quantity, and not a probability."
    if kind == "linear":
        return f"{problem}: probabilities are asked for, and a linear output can be any number."
    if n in counts and problem != "spam":
        return f"{problem}: the number of outputs can stay. Is exactly one of the classes right, or is each a question of its own?"
    if problem == "spam":
        return f"{problem}: there are two classes and one question. How many outputs does this kind need for that?"
    return f"{problem}: is exactly one of the classes right, or is each a question of its own? And how many are there?"


def _tell_layers(name, found, asked):
    return "\n".join(_why(*fault) for fault in found)


def _layers_wrong():
    alone = [
        Wrong(name, _why(problem, n, kind), RIGHT_LAYERS | {problem: (n, kind)})
        for (problem, n, kind), (name, _) in FAULTS.items()
    ]
    several = {
        "softmax everywhere": {p: (n, "softmax") for p, (n, _) in RIGHT_LAYERS.items()},
        "sigmoid everywhere": {p: (n, "sigmoid") for p, (n, _) in RIGHT_LAYERS.items()},
        "linear everywhere": {p: (n, "linear") for p, (n, _) in RIGHT_LAYERS.items()},
        "softmax for all classes": _layers_with(spam=(1, "softmax"), animals=(5, "softmax")),
        "sigmoid for all classes": _layers_with(digit=(10, "sigmoid"), blood_group=(4, "sigmoid")),
        "sigmoid and softmax swapped": _layers_with(
            spam=(1, "softmax"), animals=(5, "softmax"), digit=(10, "sigmoid"), blood_group=(4, "sigmoid")
        ),
        "one output everywhere": {p: (1, kind) for p, (_, kind) in RIGHT_LAYERS.items()},
        "one linear output for classes": _layers_with(digit=(1, "linear"), blood_group=(1, "linear")),
    }
    return (
        *alone,
        *[Wrong(name, _tell_layers("", _faults("", answer), ()), answer) for name, answer in several.items()],
    )


# --- cross-entropy -------------------------------------------------------------------------------------------------


OTHER_SMALL = (1e-15, 1e-10, 1e-9, 1e-8, 1e-7)  # what others keep a logarithm off 0 with


def _picked(P, labels):
    return np.asarray(P, dtype=float)[np.arange(len(labels)), labels]


def _hot(P, labels):
    return np.eye(P.shape[1])[labels]


def _log(P):
    return np.log(np.maximum(P, SMALL))


def cross_entropy(P, labels):
    """The loss; where a probability is 0, anything that is large and finite; where tiny, with or without 1e-7 added."""
    p = _picked(P, labels)
    sure, m = -np.log(p[p > 0]).sum(), len(p)
    lost = np.count_nonzero(p == 0)
    if lost:
        return Between((sure + 5 * lost) / m, np.finfo(float).max)
    if p.min() < 1e-4:
        return Between(-np.log(p + 1e-7).sum() / m, sure / m)
    return sure / m


def _loss_maximum(P, labels):
    return -np.mean(_log(_picked(P, labels)))


def _loss_clip(P, labels):
    return -np.log(np.clip(_picked(P, labels), 1e-15, 1)).mean()


def _loss_loop(P, labels):
    total = 0
    for row, label in zip(P, labels, strict=True):
        total -= math.log(max(float(row[label]), 1e-300))
    return total / len(labels)


def _loss_one_hot(P, labels):
    return -np.sum(_hot(P, labels) * np.log(np.asarray(P, dtype=float) + 1e-9)) / len(P)


def _loss_einsum(P, labels):
    return float(-np.einsum("ij,ij->", _hot(P, labels), _log(P)) / P.shape[0])


def _loss_float32(P, labels):
    p = P[np.arange(len(labels)), labels].astype(np.float32)
    return -np.log(np.maximum(p, np.float32(1e-7))).mean()


def _loss_cases_apart(P, labels):
    return sum(50.0 if p == 0 else -math.log(p) for p in _picked(P, labels)) / len(labels)


def _printed_formula(P, labels, small=SMALL):
    Y = _hot(P, labels)
    return -np.sum(Y * np.log(np.maximum(P, small)) + (1 - Y) * np.log(np.maximum(1 - P, small))) / len(P)


def _printed_formula_bare(P, labels):
    Y = _hot(P, labels)
    return -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(P)


def _zeros_left_out(P, labels):
    p = _picked(P, labels)
    return -np.log(p[p > 0]).mean() if (p > 0).any() else 0.0


def _zeros_left_out_bare(P, labels):
    p = _picked(P, labels)
    return -np.log(p[p > 0]).mean()


def _spoils_P(P, labels):
    P[P == 0] = SMALL
    return -np.mean(np.log(_picked(P, labels)))


LOG_OF_0 = "Where the probability of the right class is 0, the logarithm is −∞. Keep it off 0 first, with something tiny: np.maximum(..., 1e-12)."
NOT_PICKED = (
    "All probabilities count here. Only the one of the right class does: labels says which that is in each row."
)
PRINTED = "The 1 − y part is that of the binary cross-entropy, made for sigmoid outputs. The categorical form has the logarithm of the right class's probability alone."
ALL_ENTRIES = (
    "This divides by the number of all entries. The mean goes over the rows: divide by how many samples there are."
)

NOT_TINY = "The number that keeps the logarithm off 0 is large enough to change the loss of rows that are not 0, or to make a 0 cheap. Take something far smaller, such as 1e-12."
NOT_SO_SMALL = (0.5, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002, 1e-3, 5e-4, 2e-4, 1e-4, 1e-5)
KEPT_OFF_0 = (np.maximum, np.add, lambda p, e: np.clip(p, e, 1 - e))

LOSS_WRONG = _wrong(
    (
        "minimum for maximum",
        "np.minimum makes every probability as small as 1e-12. np.maximum(p, 1e-12) changes only those below it.",
        lambda P, t: -np.mean(np.log(np.minimum(_picked(P, t), 1e-12))),
    ),
    ("log of 0", LOG_OF_0, lambda P, t: -np.mean(np.log(_picked(P, t)))),
    (
        "0 times ∞",
        "0 · log 0 is 0 · (−∞), and that is nan, even where the 0 is at a wrong class. Keep P off 0 before the logarithm: np.maximum(..., 1e-12).",
        lambda P, t: -np.sum(_hot(P, t) * np.log(np.asarray(P, dtype=float))) / len(P),
    ),
    (
        "zero loss at p = 0",
        "Where the right class was given probability 0, this counts no loss at all, and that is the worst answer there is. The loss there has to be large: put something tiny in the place of the 0, not in the place of the logarithm.",
        lambda P, t: -np.sum(np.where(_picked(P, t) > 0, _log(_picked(P, t)), 0)) / len(t),
    ),
    (
        "zero loss at p = 0",
        "Rows whose right class has probability 0 are left out. They are the worst answers of all, and the loss there has to be large.",
        _zeros_left_out,
    ),
    (
        "zero loss at p = 0",
        "Rows whose right class has probability 0 are left out. Where no row is left, the mean of nothing is nan; and they are the worst answers of all, so the loss there has to be large.",
        _zeros_left_out_bare,
    ),
    (
        "sum for mean",
        "That is the sum over the rows. The mean is asked, so that a batch of 100 can be compared with one of 10.",
        lambda P, t: -np.sum(_log(_picked(P, t))),
    ),
    (
        "sum for mean",
        "That is the sum over the rows, and log of 0 is not caught. The mean is asked.",
        lambda P, t: -np.sum(np.log(_picked(P, t))),
    ),
    (
        "log base 2",
        "That is the logarithm to the base 2. The natural one is asked, np.log.",
        lambda P, t: -np.mean(np.log2(np.maximum(_picked(P, t), SMALL))),
    ),
    (
        "log base 10",
        "That is the logarithm to the base 10. The natural one is asked, np.log.",
        lambda P, t: -np.mean(np.log10(np.maximum(_picked(P, t), SMALL))),
    ),
    (
        "minus lost",
        "The logarithm of a probability is negative or 0, and a loss is positive or 0. Where did the minus go?",
        lambda P, t: np.mean(_log(_picked(P, t))),
    ),
    (
        "minus lost",
        "The logarithm of a probability is negative or 0, and a loss is positive or 0. Where did the minus go?",
        lambda P, t: np.mean(np.log(_picked(P, t))),
    ),
    ("mean over all entries", ALL_ENTRIES, lambda P, t: -np.mean(_hot(P, t) * _log(P))),
    ("mean over all entries", ALL_ENTRIES, lambda P, t: -np.mean(_hot(P, t) * np.log(np.asarray(P, dtype=float)))),
    (
        "divided by the classes",
        "This divides by the number of classes. The mean goes over the rows: divide by how many samples there are.",
        lambda P, t: -np.sum(_log(_picked(P, t))) / P.shape[1],
    ),
    ("all classes", NOT_PICKED, lambda P, t: -np.sum(_log(P)) / len(P)),
    ("all classes", NOT_PICKED, lambda P, t: -np.mean(_log(P))),
    ("all classes", NOT_PICKED, lambda P, t: -np.mean(np.log(np.asarray(P, dtype=float)))),
    *[("all classes", NOT_PICKED, lambda P, t, e=e: -np.sum(np.log(P + e)) / len(P)) for e in OTHER_SMALL],
    *[("all classes", NOT_PICKED, lambda P, t, e=e: -np.mean(np.log(P + e))) for e in OTHER_SMALL],
    *[("binary cross-entropy", PRINTED, lambda P, t, e=e: _printed_formula(P, t, e)) for e in OTHER_SMALL],
    (
        "first row only",
        "Only the first row counts here. A return inside the loop ends it in its first round.",
        lambda P, t: -_log(_picked(P, t))[0],
    ),
    ("binary cross-entropy", PRINTED, _printed_formula),
    ("binary cross-entropy", PRINTED, lambda P, t: _printed_formula(P, t) / P.shape[1]),
    ("binary cross-entropy", PRINTED, _printed_formula_bare),
    (
        "no logarithm",
        "The logarithm is missing. Take −log of each right class's probability, then the mean.",
        lambda P, t: -np.mean(_picked(P, t)),
    ),
    (
        "no logarithm",
        "That is how far the probability is from 1. Cross-entropy takes −log of it: it grows without bound as the probability goes to 0.",
        lambda P, t: 1 - np.mean(_picked(P, t)),
    ),
    (
        "no logarithm",
        "These are the probabilities of the right classes. Take −log of each, then the mean.",
        _picked,
    ),
    (
        "log of the mean",
        "The mean was taken first and the logarithm of it. First the logarithm of each, then the mean.",
        lambda P, t: -np.log(np.maximum(np.mean(_picked(P, t)), SMALL)),
    ),
    (
        "not one number",
        "That is a loss for each row. One number is asked, their mean.",
        lambda P, t: -_log(_picked(P, t)),
    ),
    (
        "not one number",
        "That is a loss for each row. One number is asked, their mean.",
        lambda P, t: -np.log(_picked(P, t)),
    ),
    (
        "the largest for the right one",
        "This takes the largest probability of each row. Confident and wrong would cost nothing then; take the probability of the class that labels names.",
        lambda P, t: -np.mean(_log(np.max(P, axis=1))),
    ),
    (
        "every row with every label",
        "P[:, labels] takes the columns of all labels from every row. Pair each row with its own label: P[np.arange(m), labels].",
        lambda P, t: -np.mean(_log(P[:, t])),
    ),
    (
        "every row with every label",
        "P[:, labels] takes the columns of all labels from every row. Pair each row with its own label: P[np.arange(m), labels].",
        lambda P, t: -np.sum(_log(P[:, t])) / len(t),
    ),
    *[
        (
            "every row with every label",
            "P[:, labels] takes the columns of all labels from every row. Pair each row with its own label: P[np.arange(m), labels].",
            answer,
        )
        for answer in (
            lambda P, t: -np.mean(np.log(P[:, t])),
            lambda P, t: -np.sum(np.log(P[:, t])) / len(t),
            lambda P, t: -_log(P[:, t]),
            lambda P, t: -np.log(P[:, t]),
            lambda P, t: -np.mean(_log(P[:, t]), axis=1),
            lambda P, t: -np.mean(_log(P[:, t]), axis=0),
        )
    ],
    (
        "rows chosen by label",
        "P[labels] chooses whole rows. Pair each row with its own label: P[np.arange(m), labels].",
        lambda P, t: -np.mean(_log(P[t])),
    ),
    (
        "row and column swapped",
        "The index of the sample comes first, then the label: rows are samples.",
        lambda P, t: -np.mean(_log(P[t, np.arange(len(t))])),
    ),
    (
        "label off by one",
        "This looks one column too far to the left. Labels count from 0, as columns do.",
        lambda P, t: -np.mean(_log(P[np.arange(len(t)), t.astype(int) - 1])),
    ),
    (
        "softmax once more",
        "P holds probabilities already. Softmax was applied to them a second time.",
        lambda P, t: -np.mean(_log(_picked(softmax_rows(P), t))),
    ),
    (
        "weighted by p",
        "The logarithm is multiplied by the probability itself. In cross-entropy it is multiplied by the target, which is 1 for the right class.",
        lambda P, t: -np.mean(_picked(P, t) * _log(_picked(P, t))),
    ),
    (
        "entropy",
        "That is the entropy of P, how undecided it is, and the labels play no part in it. Take the logarithm at the right class.",
        lambda P, t: -np.sum(P * _log(P)) / len(P),
    ),
    (
        "squared error",
        "That is a squared error. Cross-entropy takes −log of the right class's probability.",
        lambda P, t: np.sum((P - _hot(P, t)) ** 2) / len(P),
    ),
    (
        "squared error",
        "That is a squared error. Cross-entropy takes −log of the right class's probability.",
        lambda P, t: np.mean((P - _hot(P, t)) ** 2),
    ),
    (
        "log of 1 + p",
        "Adding 1 keeps the logarithm off 0 and changes every other value as well. Something tiny is enough: 1e-12.",
        lambda P, t: -np.mean(np.log1p(_picked(P, t))),
    ),
    *[
        ("not so tiny", NOT_TINY, lambda P, t, e=e, keep=keep: -np.mean(np.log(keep(_picked(P, t), e))))
        for e in NOT_SO_SMALL
        for keep in KEPT_OFF_0
    ],
    ("not so tiny", NOT_TINY, lambda P, t: -np.mean(np.log(_picked(P, t) + 1e-6))),
    *[
        ("not so tiny", NOT_TINY, lambda P, t, e=e: -np.mean(np.log(np.where(_picked(P, t) == 0, e, _picked(P, t)))))
        for e in (0.5, 0.1, 0.05, 0.02, 0.01)
    ],
    (
        "P changed",
        "This writes into P, and whoever called still needs it. np.maximum(P, 1e-12) makes a new array.",
        _spoils_P,
    ),
)


def _probabilities(rng, m, n):
    """Rows that sum to 1, all well above 0, the largest not always at the label."""
    P = rng.integers(1, 9, size=(m, n)).astype(float)
    return np.round(P / P.sum(axis=1, keepdims=True), 4)


def _loss_cases(rng):
    return [
        Case((_probabilities(rng, 4, 3), rng.integers(0, 3, size=4))),
        Case((_probabilities(rng, 3, 3), np.array([1, 2, 0]))),
        Case((_probabilities(rng, 2, 5).astype(np.float32), rng.integers(0, 5, size=2).astype(np.uint8))),
        Case((_probabilities(rng, 1, 4), np.array([int(rng.integers(0, 4))]))),
        Case((np.array([[0.998, 0.002], [0.25, 0.75]]), np.array([1, 1]))),
        Case((np.array([[0.999999, 0.000001], [0.5, 0.5]]), np.array([1, 0]))),
        Case((np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 1]))),
    ]


# --- the gradient --------------------------------------------------------------------------------------------------


def softmax_cross_entropy_gradient(Z, labels):
    return (softmax_rows(Z) - _hot(Z, labels)) / len(Z)


def _gradient_at_labels(Z, labels):
    G = softmax_rows(Z)
    G[np.arange(len(labels)), labels] -= 1
    return G / len(labels)


def _gradient_loop(Z, labels):
    rows = []
    for z, label in zip(Z, labels, strict=True):
        p = softmax(z)
        rows.append([(p[k] - (k == label)) / len(Z) for k in range(len(z))])
    return rows


def _gradient_float32(Z, labels):
    Z = np.asarray(Z, dtype=np.float32)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True) - np.eye(Z.shape[1], dtype=np.float32)[labels]) / np.float32(len(Z))


def _gradient_by_chain(Z, labels):
    """The long way: the gradient by P, times the Jacobian of softmax."""
    P = np.maximum(softmax_rows(Z), 1e-300)
    dP = -_hot(Z, labels) / P / len(Z)
    return P * (dP - np.sum(dP * P, axis=1, keepdims=True))


def _difference(Z, labels):
    return softmax_rows(Z) - _hot(Z, labels)


def _ones_at(Z, rows, columns):
    P = softmax_rows(Z)
    P[rows, columns] -= 1
    return P / len(Z)


def _set_to_minus_1(Z, labels):
    G = softmax_rows(Z)
    G[np.arange(len(labels)), labels] = -1
    return G / len(labels)


def _spoils_Z(Z, labels):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    Z[:] = E / E.sum(axis=1, keepdims=True)
    Z[np.arange(len(labels)), labels] -= 1
    return Z / len(labels)


def _with_transposed(Z, labels):
    return (softmax_rows(Z) - _hot(Z, labels).T) / len(Z)


M_LOST = "Each row is right for its own sample. The loss is a mean over the rows, so its gradient carries a 1/m: divide by the number of rows."
BY_P = "That is the gradient with respect to P. With respect to the scores Z, softmax's own slopes come in, and most of it cancels: what remains is (P − Y)/m."


def _softmax_slopes(Z):
    P = softmax_rows(Z)
    return P * (1 - P)


GRADIENT_WRONG = _wrong(
    ("/m lost", M_LOST, _difference),
    (
        "the other sign",
        "The sign is turned. The gradient points uphill: at the right class it is negative, since a higher score there makes the loss smaller.",
        lambda Z, t: -_difference(Z, t) / len(Z),
    ),
    (
        "the other sign",
        "The sign is turned, and the 1/m is missing. The gradient is negative at the right class.",
        lambda Z, t: -_difference(Z, t),
    ),
    *[
        (
            "slope of the sigmoid",
            "p·(1 − p) is how a probability answers to its own score. How the loss answers is shorter: p, and at the right class p − 1, all divided by m.",
            answer,
        )
        for answer in (lambda Z, t: _softmax_slopes(Z) / len(Z), lambda Z, t: _softmax_slopes(Z))
    ],
    (
        "divided by the classes",
        "This divides by the number of classes. The mean of the loss goes over the rows: divide by their number.",
        lambda Z, t: _difference(Z, t) / Z.shape[1],
    ),
    (
        "divided by all entries",
        "This divides by the number of all entries. The mean of the loss goes over the rows: divide by their number.",
        lambda Z, t: _difference(Z, t) / Z.size,
    ),
    (
        "scores for probabilities",
        "The one-hot targets were taken off the scores. Take them off the probabilities: softmax first.",
        lambda Z, t: (Z - _hot(Z, t)) / len(Z),
    ),
    (
        "onehot transposed",
        "The one-hot targets lie on their side: a row for each sample, a column for each class, as in P.",
        _with_transposed,
    ),
    (
        "onehot forgotten",
        "That is P/m. At the right class 1 has still to be taken off P.",
        lambda Z, t: softmax_rows(Z) / len(Z),
    ),
    (
        "onehot forgotten",
        "That is P. At the right class 1 has still to be taken off, and then all divided by m.",
        lambda Z, t: softmax_rows(Z),
    ),
    (
        "labels taken off",
        "The label itself, a number such as 2, was taken off a whole row. Take off its one-hot row: 1 at the right class, 0 elsewhere.",
        lambda Z, t: (softmax_rows(Z) - t[:, None]) / len(Z),
    ),
    (
        "labels taken off",
        "The labels themselves were taken off P. Take off their one-hot rows: 1 at the right class, 0 elsewhere.",
        lambda Z, t: (softmax_rows(Z) - t) / len(Z),
    ),
    (
        "times the slope",
        "P(1 − P) is multiplied in once more. Softmax's slopes are in P − Y already: that is what is left after they cancel against the logarithm's.",
        lambda Z, t: _difference(Z, t) * softmax_rows(Z) * (1 - softmax_rows(Z)) / len(Z),
    ),
    (
        "times the slope",
        "P(1 − P) is multiplied in once more, and the 1/m is missing. Softmax's slopes are in P − Y already.",
        lambda Z, t: _difference(Z, t) * softmax_rows(Z) * (1 - softmax_rows(Z)),
    ),
    ("gradient by P", BY_P, lambda Z, t: -_hot(Z, t) / np.maximum(softmax_rows(Z), SMALL) / len(Z)),
    ("gradient by P", BY_P, lambda Z, t: -_hot(Z, t) / np.maximum(softmax_rows(Z), SMALL)),
    ("gradient by P", BY_P, lambda Z, t: -_hot(Z, t) / softmax_rows(Z) / len(Z)),
    ("gradient by P", BY_P, lambda Z, t: -_hot(Z, t) / softmax_rows(Z)),
    (
        "only Y divided",
        "Only the one-hot rows are divided by m here: / binds more strongly than −. Put the difference into brackets, then divide it.",
        lambda Z, t: softmax_rows(Z) - _hot(Z, t) / len(Z),
    ),
    (
        "only P divided",
        "Only P is divided by m here, and the one-hot rows are not. Put the difference into brackets, then divide it.",
        lambda Z, t: softmax_rows(Z) / len(Z) - _hot(Z, t),
    ),
    (
        "softmax of one sample",
        "This softmax shares a single 1 out among all entries of Z, since it is made for one sample. For a batch you have softmax_rows.",
        lambda Z, t: (_all_to_1(Z) - _hot(Z, t)) / len(Z),
    ),
    (
        "softmax of one sample",
        "This softmax shares a single 1 out among all entries of Z, and the 1/m is missing. For a batch you have softmax_rows.",
        lambda Z, t: _all_to_1(Z) - _hot(Z, t),
    ),
    (
        "classes counted from the labels",
        "The number of classes comes from the labels of this batch. A class that no sample of it has still needs its column: Z.shape[1] says how many there are.",
        lambda Z, t: (softmax_rows(Z) - np.eye(int(np.max(t)) + 1)[t]) / len(Z),
    ),
    (
        "classes counted from the labels",
        "The number of classes comes from the labels of this batch. A class that no sample of it has still needs its column: Z.shape[1] says how many there are.",
        lambda Z, t: (softmax_rows(Z) - np.eye(len(set(t.tolist())))[t]) / len(Z),
    ),
    (
        "the samples for the classes",
        "The one-hot rows are as wide as there are samples. Their width is the number of classes, Z.shape[1].",
        lambda Z, t: (softmax_rows(Z) - np.eye(len(Z))[t]) / len(Z),
    ),
    (
        "right class only",
        "Only the right classes have a gradient here. The others have one too, their P/m: their scores should go down.",
        lambda Z, t: _difference(Z, t) * _hot(Z, t) / len(Z),
    ),
    (
        "wrong classes only",
        "At the right class this is 0. There it is (P − 1)/m: that score should go up.",
        lambda Z, t: softmax_rows(Z) * (1 - _hot(Z, t)) / len(Z),
    ),
    (
        "factor 2",
        "The 2 belongs to a squared error. Cross-entropy has none.",
        lambda Z, t: 2 * _difference(Z, t) / len(Z),
    ),
    (
        "1 off all labels' columns",
        "P[:, labels] means all rows. Pair each row with its own label: P[np.arange(m), labels].",
        lambda Z, t: _ones_at(Z, slice(None), t),
    ),
    (
        "1 off whole rows",
        "P[labels] chooses whole rows. Pair each row with its own label: P[np.arange(m), labels].",
        lambda Z, t: _ones_at(Z, t, slice(None)),
    ),
    (
        "1 off everywhere",
        "1 is taken off every probability. Take it off at the right class only.",
        lambda Z, t: (softmax_rows(Z) - 1) / len(Z),
    ),
    (
        "set to −1",
        "At the right class stands −1 instead of P − 1. Was it =- in the place of -=?",
        _set_to_minus_1,
    ),
    (
        "label off by one",
        "The 1 was taken off one column too far to the left. Labels count from 0, as columns do.",
        lambda Z, t: _ones_at(Z, np.arange(len(t)), t.astype(int) - 1),
    ),
    (
        "softmax of columns",
        "Softmax went down the columns. A sample is a row: along a row runs axis=1.",
        lambda Z, t: (_columns(Z) - _hot(Z, t)) / len(Z),
    ),
    (
        "global max",
        "One largest score for the whole batch: a row whose scores lie far below it becomes 0/0, nan. Each row needs its own.",
        lambda Z, t: (_over(Z, np.max(Z)) - _hot(Z, t)) / len(Z),
    ),
    ("no max", NO_MAX_ROWS, lambda Z, t: (_over(Z, 0) - _hot(Z, t)) / len(Z)),
    (
        "sigmoid for softmax",
        "The scores went through a sigmoid each. P is the softmax of each row.",
        lambda Z, t: (1 / (1 + np.exp(-Z)) - _hot(Z, t)) / len(Z),
    ),
    (
        "mean over the rows",
        "The rows were averaged into one. Each sample keeps a row of its own; the mean shows in the 1/m alone.",
        lambda Z, t: _difference(Z, t).mean(axis=0),
    ),
    (
        "the loss",
        "That is the loss itself. Its gradient has the shape of Z, a number for each score.",
        lambda Z, t: -np.mean(_log(_picked(softmax_rows(Z), t))),
    ),
    (
        "Z changed",
        "This writes into Z, and whoever called still needs it. Put the probabilities into an array of their own.",
        _spoils_Z,
    ),
)


def _gradient_cases(rng):
    far = np.array([[1500.0, 0.0, -800.0], [-2000.0, -2001.0, -2003.0]])
    return [
        Case((_eighths(rng, 4, 3, spread=2), rng.permutation([0, 1, 2, 2]))),
        Case((_eighths(rng, 3, 3, spread=2), np.array([1, 2, 0]))),
        Case((_eighths(rng, 2, 5, spread=2).astype(np.float32), rng.integers(1, 5, size=2).astype(np.uint8))),
        Case((rng.integers(-3, 4, size=(3, 4)), np.array([3, 0, 2]))),
        Case((_eighths(rng, 1, 4, spread=2), np.array([2]))),
        Case((far, np.array([1, 0]))),
    ]


# --- the exercises -------------------------------------------------------------------------------------------------

FIVE = [0.01, 0.60, 0.80, 0.90, 1.50]

EXERCISES = [
    FunctionExercise(
        id="03/softmax",
        names=("softmax",),
        signature="softmax(z)",
        tolerance=ROWS,
        withholds=("nnlib.softmax:softmax",),
        reference=(softmax,),
        cases=(
            Case((FIVE,)),
            Case((np.array([2.0, 2.0]),)),
            Case((np.array([0, 1, 3]),)),
            Case((np.array([-1.0, 0.5, -2.0]),)),
            Case((np.array([1000.0, 1001.0, 999.0]),)),
            Case((np.array([-1000.0, -1001.0]),)),
            Case(([1000, 0, -1000],)),
        ),
        hidden=_softmax_cases,
        right=(softmax, _softmax_of_lists, _softmax_by_logarithms, _softmax_by_differences, _softmax_float32),
        wrong=SOFTMAX_WRONG,
        hints=(
            "Three steps: take the largest score off all scores, take e of what is left, divide by the sum.",
            "z - np.max(z) works for a list as well as for an array. np.exp takes e of each entry.",
            "Give the exponentials a name, e = np.exp(z - np.max(z)), and divide them by their own sum.",
        ),
        solution="def softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / np.sum(e)\n",
    ),
    FunctionExercise(
        id="03/softmax_rows",
        names=("softmax_rows",),
        signature="softmax_rows(Z)",
        tolerance=ROWS,
        withholds=("nnlib.softmax:softmax",),
        reference=(softmax_rows,),
        cases=(
            Case((np.array([[0.0, 0.0], [0.0, 1.0], [2.0, 0.5]]),)),
            Case((np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.5], [-1.0, 1.0, 0.0]]),)),
            Case((np.array([[1000.0, 0.0], [0.0, 1.0]]),)),
            Case((np.array([[1000.0, 1002.0], [-1000.0, -1001.0]]),)),
            Case((np.array([[1, 0, 2, 3]]),)),
        ),
        hidden=_rows_cases,
        right=(softmax_rows, _rows_one_by_one, _rows_of_lists, _rows_by_columns, _rows_einsum, _rows_by_apply),
        wrong=ROWS_WRONG,
        hints=(
            "The same three steps, each along the rows: np.max and np.sum take axis=1.",
            "With keepdims=True the largest scores come as a column, (m, 1), and each is taken off its own row.",
            "E = np.exp(Z - np.max(Z, axis=1, keepdims=True)); then divide by the row sums of E in the same manner. A loop over the rows with your softmax is right, too.",
        ),
        solution="def softmax_rows(Z):\n    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))\n    return E / np.sum(E, axis=1, keepdims=True)\n",
    ),
    FunctionExercise(
        id="03/one_hot",
        names=("one_hot",),
        signature="one_hot(labels, n_classes)",
        withholds=("nnlib.datasets:one_hot",),
        reference=(one_hot,),
        cases=(
            Case((np.array([2, 0, 1, 1]), 3)),
            Case((np.array([0, 3]), 6)),
            Case((np.array([1, 2, 0]), 3)),
        ),
        hidden=_one_hot_cases,
        right=(one_hot, _one_hot_eye, _one_hot_loop, _one_hot_at_once, _one_hot_lists, _one_hot_truths),
        wrong=ONE_HOT_WRONG,
        hints=(
            "np.eye(n) is n rows, and row k has its 1 in column k. An array of labels as index chooses a row for each.",
            "np.eye(n_classes) has all the rows you need; [labels] behind it takes them in order. (A loop is right, too: start with zeros of shape (len(labels), n_classes), and put one 1 into each row. In which column?)",
        ),
        solution="def one_hot(labels, n_classes):\n    return np.eye(n_classes)[labels]\n",
    ),
    FunctionExercise(
        id="03/read_letter",
        names=("read_letter",),
        signature="read_letter(scores)",
        reference=(read_letter,),
        accepts=_is_letter,
        cases=(
            Case((_letter_scores("r"),)),
            Case((_letter_scores("a", lowest=-3),)),
            Case((_letter_scores("z").tolist(),)),
        ),
        hidden=_letter_cases,
        right=(read_letter, _letter_by_code, _letter_by_loop, _letter_by_dict, _letter_by_softmax),
        wrong=LETTER_WRONG,
        hints=(
            "np.argmax(scores) says at which place the largest score stands, counted from 0.",
            "Text is indexed as a list is: 'abc'[1] is 'b'. Write the alphabet as a text and take the letter at that place.",
        ),
        solution='def read_letter(scores):\n    return "abcdefghijklmnopqrstuvwxyz"[np.argmax(scores)]\n',
    ),
    BehaviourExercise(
        id="03/output_layer",
        names=("output_layer",),
        signature="output_layer = {problem: (n_outputs, kind), ...}",
        behaviour=_faults,
        reference=(RIGHT_LAYERS,),
        tells=_tell_layers,
        right=(
            RIGHT_LAYERS,
            _layers_with(spam=(2, "softmax")),
            {problem: [n, kind.title()] for problem, (n, kind) in RIGHT_LAYERS.items()},
            {problem: (np.int64(n), f" {kind.upper()}") for problem, (n, kind) in RIGHT_LAYERS.items()},
        ),
        wrong=_layers_wrong(),
        hints=(
            "Ask of each problem first: is the answer a quantity, or one of several classes, or several yes-or-no answers?",
            "Quantities: linear, an output for each number. Exactly one of several classes: softmax, an output for each class. Yes-or-no questions: a sigmoid for each.",
        ),
        solution=(
            "output_layer = {\n"
            + "".join(f'    "{problem}": ({n}, "{kind}"),\n' for problem, (n, kind) in RIGHT_LAYERS.items())
            + "}\n"
        ),
    ),
    FunctionExercise(
        id="03/cross_entropy",
        names=("cross_entropy",),
        signature="cross_entropy(P, labels)",
        tolerance=LOSS,
        withholds=("nnlib.losses:categorical_cross_entropy",),
        reference=(cross_entropy,),
        cases=(
            Case((np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]), np.array([0, 1]))),
            Case((np.array([[0.5, 0.5]]), np.array([1]))),
            Case((np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 1]))),
            Case((np.array([[0.000001, 0.999999]]), np.array([0]))),
            Case((np.array([[0.0, 1.0]]), np.array([0]))),
            Case((np.array([[0.25, 0.75], [0.0, 1.0], [0.5, 0.5]]), np.array([1, 0, 0]))),
        ),
        hidden=_loss_cases,
        right=(
            _loss_maximum,
            _loss_clip,
            _loss_loop,
            _loss_one_hot,
            _loss_einsum,
            _loss_float32,
            _loss_cases_apart,
        ),
        wrong=LOSS_WRONG,
        hints=(
            "For each row: which probability did the right class get? Then −log of it, then the mean over the rows.",
            "P[np.arange(len(labels)), labels] picks one probability from each row, that of its label.",
            "Before the logarithm, np.maximum(p, 1e-12) puts something tiny in the place of 0. Then -np.mean(np.log(...)).",
        ),
        solution="def cross_entropy(P, labels):\n    p = P[np.arange(len(labels)), labels]\n    return -np.mean(np.log(np.maximum(p, 1e-12)))\n",
    ),
    FunctionExercise(
        id="03/softmax_cross_entropy_gradient",
        names=("softmax_cross_entropy_gradient",),
        signature="softmax_cross_entropy_gradient(Z, labels)",
        points=2.0,
        tolerance=GRADIENT,
        withholds=("nnlib.softmax:softmax", "nnlib.datasets:one_hot"),
        reference=(softmax_cross_entropy_gradient,),
        cases=(
            Case((np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 2.0]]), np.array([0, 1, 0]))),
            Case((np.array([[0.0, 0.0, 1.0], [2.0, 1.0, 0.0], [-1.0, 0.0, 0.5]]), np.array([1, 2, 0]))),
            Case((np.array([[1.0, 2.0, 3.0]]), np.array([2]))),
            Case((np.array([[2.0, 1.0, 0.0], [0.0, 1.0, 0.0]]), np.array([1, 0]))),
            Case((np.array([[1000.0, 0.0], [0.0, 1.0]]), np.array([1, 1]))),
        ),
        hidden=_gradient_cases,
        right=(
            softmax_cross_entropy_gradient,
            _gradient_at_labels,
            _gradient_loop,
            _gradient_float32,
            _gradient_by_chain,
        ),
        wrong=GRADIENT_WRONG,
        hints=(
            "You have both parts already: softmax_rows gives P and one_hot gives the targets. Their difference, over m.",
            "m is the number of rows, len(Z). The number of classes, which one_hot asks for, is Z.shape[1].",
        ),
        solution="def softmax_cross_entropy_gradient(Z, labels):\n    P = softmax_rows(Z)\n    return (P - one_hot(labels, Z.shape[1])) / len(Z)\n",
    ),
]
