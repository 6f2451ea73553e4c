"""Where silence is asked: a right value fails where a warning came on the way, and where one was switched off."""

import warnings

import numpy as np
import pytest

from nncheck import asking, judging
from nncheck.exercise import Case, FunctionExercise, Wrong


def stable(z):
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def plain(z):
    return 1 / (1 + np.exp(-z))


def both_branches(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def within_errstate(z):
    with np.errstate(all="ignore"):
        return plain(z)


@np.errstate(over="ignore")
def decorated(z):
    return plain(z)


def with_seterr(z):
    before = np.seterr(over="ignore")
    value = plain(z)
    np.seterr(**before)
    return value


def filtered(z):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return plain(z)


def ignored(z):
    warnings.filterwarnings("ignore")
    return plain(z)


def exercise(silent):
    return FunctionExercise(
        id="99/sigmoid",
        names=("sigmoid",),
        signature="sigmoid(z)",
        reference=(stable,),
        cases=(Case((np.array([-1.0, 0.0, 2.0]),)), Case((-1000.0,)), Case((1000.0,))),
        hidden=lambda rng: [Case((rng.normal(size=(2, 3)),)), Case((np.array([-1000, 1000]),))],
        right=(stable,),
        wrong=(
            Wrong("overflow", "e^1000 overflows.", plain),
            Wrong("both branches", "np.where computes both.", both_branches),
            Wrong("switched off", "The overflow is still there.", within_errstate),
        ),
        hints=("a", "b"),
        solution="",
        silent=silent,
    )


def verdict_of(answer, silent=True):
    asked = exercise(silent)
    return judging.judge(asked, asking.ask(judging.request(asked, 1), [answer], {}), 1)


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (plain, "overflow"),
        (lambda z: np.reciprocal(1 + np.exp(-z)), "overflow"),
        (both_branches, "both branches"),
        (within_errstate, "switched off"),
        (decorated, "switched off"),
        (with_seterr, "switched off"),
        (filtered, "switched off"),
        (ignored, "switched off"),
    ],
)
def test_a_right_value_that_is_not_silent_fails_and_is_named(answer, name):
    verdict = verdict_of(answer)
    assert verdict.rung == "silent"
    assert verdict.named == (name,)
    assert verdict_of(answer, silent=False).passed


def test_an_unknown_noise_is_told():
    verdict = verdict_of(lambda z: stable(z) + 0 * np.log(np.zeros(2)).clip(0).sum())
    assert "divide by zero encountered in log" in verdict.message and verdict.named == ()


@pytest.mark.parametrize(
    "answer",
    [stable, lambda z: plain(np.clip(z, -500, 500)), lambda z: 0.5 + 0.5 * np.tanh(np.asarray(z) / 2)],
)
def test_what_is_silent_by_itself_passes(answer):
    verdict = verdict_of(answer)
    assert verdict.passed and verdict.notes == ()


def test_what_numpy_switches_off_for_itself_is_no_concern():
    assert verdict_of(lambda z: stable(z) + 0 * np.isclose(z, np.inf)).passed


def test_settings_of_the_notebook_neither_hide_nor_add_a_warning():
    with np.errstate(all="ignore"):
        assert verdict_of(plain).named == ("overflow",)
    with np.errstate(all="raise"):
        assert verdict_of(stable).passed, "an underflow to 0 is right"


def test_a_wrong_value_is_told_before_noise():
    assert verdict_of(lambda z: 1 / (1 + np.exp(z))).rung == "value"


def test_the_settings_are_left_as_they_were():
    before = np.geterr()
    verdict_of(plain)
    assert np.geterr() == before
