"""Odd answers to the later lessons: a right one passes, a wrong one fails, and what it is told is true."""

import contextlib
import copy
import io

import numpy as np
import pytest

import nncheck
from nncheck.bank import find
from nncheck.bank.lesson12 import OBJECTIVE
from nnlib.activations import sigmoid


def passes(id, *answers):
    with contextlib.redirect_stdout(io.StringIO()):
        nncheck.check(id, *answers, seed=3)


def told(id, *answers):
    """What the check of the shown cases says of a wrong answer."""
    with contextlib.redirect_stdout(io.StringIO()), pytest.raises(AssertionError, match=id) as failed:
        nncheck.check(id, *answers)
    return str(failed.value)


# --- 06 ------------------------------------------------------------------------------------------------------------


def test_parameters_may_be_altered_in_a_deep_copy():
    def update(parameters, gradients, eta):
        new = copy.deepcopy(parameters)
        for (W, b), (dW, db) in zip(new, gradients, strict=True):
            W -= eta * dW
            b -= eta * db
        return new

    passes("06/update", update)


def test_weights_and_biases_in_two_lists_are_told_apart_from_pairs():
    def update(parameters, gradients, eta):
        pairs = zip(parameters, gradients, strict=True)
        new = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in pairs]
        return [W for W, _ in new], [b for _, b in new]

    assert "One list is asked, with a pair (W, b)" in told("06/update", update)


def test_a_dictionary_of_right_gradients_is_told_to_be_a_tuple():
    said = told("06/layer_gradients", lambda d, A: {"dW": d.T @ A / len(d) + 1e-14, "db": d.mean(axis=0)})
    assert "This returns a dictionary" in said


def test_half_the_gradient_is_not_taken_for_a_division_by_all_entries():
    said = told("06/layer_gradients", lambda d, A: (d.T @ A / (2 * len(d)), d.mean(axis=0) / 2))
    assert "exactly half" in said and "number of" not in said


def test_a_division_by_all_entries_is_told_once():
    said = told("06/layer_gradients", lambda d, A: (d.T @ A / d.size, d.sum(axis=0) / d.size))
    assert said.count("This divides by") == 1 and "More than one" not in said


def test_a_slope_added_to_the_whole_gradient_is_among_what_is_told():
    def numerical_gradient(f, theta, h=1e-5):
        theta = np.array(theta, dtype=float)
        gradient = np.zeros(theta.shape)
        for index in np.ndindex(theta.shape):
            up, down = theta.copy(), theta.copy()
            up[index] += h
            down[index] -= h
            gradient += (f(up) - f(down)) / (2 * h)
        return gradient

    said = told("06/numerical_gradient", numerical_gradient)
    assert "see which one is yours" in said and "gradient += ... reaches every entry" in said


def test_another_formula_is_not_told_that_its_h_is_fixed():
    def numerical_gradient(f, theta, h=1e-5):
        theta = np.array(theta, dtype=float)
        gradient = np.zeros(theta.shape)
        for index in np.ndindex(theta.shape):
            e = np.zeros(theta.shape)
            e[index] = h
            near, far = f(theta + e) - f(theta - e), f(theta + 2 * e) - f(theta - 2 * e)
            gradient[index] = (8 * near - far) / (12 * h)
        return gradient

    said = told("06/numerical_gradient", numerical_gradient)
    assert "not the central difference" in said and "or is the formula another?" in said


# --- 09 ------------------------------------------------------------------------------------------------------------


def _approximate(steepness, middles_first):
    def approximate(f, n_terms):
        edges = np.linspace(0, 1, n_terms + 1)
        middles = (edges[:-1] + edges[1:]) / 2
        edges[0], edges[-1] = -1, 2
        if not middles_first:
            middles = (edges[:-1] + edges[1:]) / 2

        def step(x, place):
            return sigmoid(steepness * (x - place))

        return lambda x: sum(f(middles[k]) * (step(x, edges[k]) - step(x, edges[k + 1])) for k in range(n_terms))

    return approximate


def test_middles_found_after_the_ends_were_moved_are_not_called_soft_edges():
    assert "has its middle out there too" in told("09/approximate", _approximate(1000, middles_first=False))
    assert "too soft" in told("09/approximate", _approximate(60, middles_first=True))


# --- 11 ------------------------------------------------------------------------------------------------------------


def _dropout(mask_of):
    def dropout_forward(A, p, rng):
        mask = mask_of(A, p, rng)
        return A * mask, mask

    return dropout_forward


def test_a_generator_seeded_from_rng_is_a_way_to_draw():
    def mask_of(A, p, rng):
        own = np.random.RandomState(rng.integers(2**31))
        return (own.rand(*A.shape) >= p) / (1 - p)

    passes("11/dropout_forward", _dropout(mask_of))


def _smallest_dropped(A, p, rng):
    return (np.abs(A) >= np.quantile(np.abs(A), p)) / (1 - p)


def _shuffled_by_another(A, p, rng):
    mask = np.full(A.size, 1 / (1 - p))
    mask[: round(p * A.size)] = 0
    return np.random.default_rng(0).permutation(mask).reshape(A.shape)


_kept: dict = {}


def _made_once(A, p, rng):
    if (A.shape, p) not in _kept:
        _kept[A.shape, p] = (rng.random(A.shape) >= p) / (1 - p)
    return _kept[A.shape, p]


@pytest.mark.parametrize("mask_of", [_smallest_dropped, _shuffled_by_another, _made_once])
def test_a_mask_that_is_the_same_for_another_generator_is_found(mask_of):
    assert "Another generator was handed in" in told("11/dropout_forward", _dropout(mask_of))


def test_a_mask_that_marks_the_dropped_is_not_taken_for_a_turned_p():
    def dropout_forward(A, p, rng):
        dropped = rng.random(A.shape) < p
        return np.where(dropped, 0, A / (1 - p)), dropped

    said = told("11/dropout_forward", dropout_forward)
    assert "marks what was dropped" in said and "the share that stays" not in said


# --- 12 ------------------------------------------------------------------------------------------------------------


def _value(values, share):
    if isinstance(values, list):
        return values[min(int(share * len(values)), len(values) - 1)]
    low, high = values[:2]
    return low * (high / low) ** share if len(values) == 3 else low + (high - low) * share


def test_values_that_move_against_each_other_are_found():
    def random_candidates(space, n, rng):
        shares = rng.random(n)
        return [
            {name: _value(values, 1 - u if k % 2 else u) for k, (name, values) in enumerate(space.items())}
            for u in shares
        ]

    assert "move in step" in told("12/random", random_candidates)


def test_candidates_kept_from_call_to_call_are_not_told_that_rng_is_not_used():
    candidates = []

    def random_candidates(space, n, rng):
        for _ in range(n):
            candidates.append({name: _value(values, rng.random()) for name, values in space.items()})
        return candidates

    said = told("12/random", random_candidates)
    assert "begin with an empty list in every call" in said and "do not come from rng" not in said


def test_a_low_accuracy_is_not_called_the_share_of_wrong_answers():
    said = OBJECTIVE.accepts(OBJECTIVE.cases[0], 0.35)
    messages = {wrong.message for wrong in find("12/objective").wrong if wrong.name == said}
    assert len(messages) == 3  # what it can be, and not one of them alone


def test_an_objective_that_draws_its_weights_anew_is_told_to_give_them_an_rng():
    rng = np.random.default_rng(1)
    assert "Give each layer an rng" in told("12/objective", lambda trial: rng.random())
