"""The trial that stands in for Optuna's: it answers what it was told to, or what a seed says, and keeps the answers."""

import optuna
import pytest

from nncheck.specs import build
from nncheck.values import Spec, decode, encode


def trial(values):
    return build(decode(encode(Spec("trial", (values,)))))


def questions(asked):
    eta = asked.suggest_float("eta", 0.001, 1.0, log=True)
    return eta, asked.suggest_int("width", 2, 64), asked.suggest_categorical("activation", ["tanh", "relu"])


def test_it_answers_as_a_fixed_trial_of_optuna_does():
    values = {"eta": 0.05, "width": 2, "activation": "relu", "unused": 1}
    ours, theirs = trial(values), optuna.trial.FixedTrial(values)
    assert questions(ours) == questions(theirs) == (0.05, 2, "relu")
    assert ours.params == theirs.params
    for asked in (ours, theirs):
        with pytest.raises(ValueError):
            asked.suggest_float("learning_rate", 0, 1)


def test_a_value_outside_of_what_was_asked_for_is_told():
    with pytest.raises(ValueError, match=r"eta is 1\.0 in this trial, and 0\.001 to 0\.5 was asked for"):
        trial({"eta": 1.0}).suggest_float("eta", 0.001, 0.5)


def test_a_seed_gives_the_same_in_any_order_and_stays_in_range():
    assert questions(trial(3)) == questions(trial(3)) != questions(trial(4))
    asked = trial(3)
    width = asked.suggest_int("width", 2, 64)
    assert (asked.suggest_float("eta", 0.001, 1.0, log=True), width) == questions(trial(3))[:2]
    for seed in range(200):
        eta, width, activation = questions(trial(seed))
        assert 0.001 <= eta <= 1 and 2 <= width <= 64 and activation in ("tanh", "relu")
    assert sum(questions(trial(seed))[0] < 0.01 for seed in range(200)) > 40, "a third lies in the lowest decade"
