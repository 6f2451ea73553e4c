"""Exercises that train: networks judged by what they learn, student's own training, functions that are returned."""

import dataclasses
import re
import time

import numpy as np
import pytest

from nncheck import asking, judging, training
from nncheck.exercise import Case, FunctionExercise, TrainingExercise, Wrong
from nncheck.values import Spec
from nnlib import Dense, GradientDescent, Network, Softmax, fit
from nnlib.datasets import circles


def verdict_of(exercise, *answers, seed=1):
    return judging.judge(exercise, asking.ask(judging.request(exercise, seed), answers, {}), seed)


COMMON = {"signature": "", "hints": ("a", "b"), "solution": "", "right": ()}


def data(seed):
    return training.Data(*circles(200, rng=seed), *circles(400, rng=seed + 1000))


def rings(hidden=8, output="sigmoid", **settings):
    def build():
        if hidden == 0:
            layers = [Dense(2, 1, "sigmoid")]
        elif output == "sigmoid":
            layers = [Dense(2, hidden, "tanh"), Dense(hidden, 1, "sigmoid")]
        else:
            layers = [Dense(2, hidden, "tanh"), Dense(hidden, 2), Softmax()]
        loss = "categorical_cross_entropy" if output == "softmax" else "binary_cross_entropy"
        return Network(layers, loss), {"epochs": 100, "batch_size": 10, "eta": 0.5} | settings

    return build


RINGS = TrainingExercise(
    id="99/rings",
    names=("build",),
    data=data,
    settings={"epochs": None, "batch_size": None, "eta": None, "momentum": 0.0},
    samples=40_000,
    work=4_000_000,
    judged=training.at_least(0.97, none_below=0.5),
    wrong=(Wrong("no hidden layer", "One line cuts no ring.", rings(0)), Wrong("over the budget", "Too long.", None)),
    **COMMON,
)


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4, 5])
def test_a_network_is_judged_by_what_it_learns(seed):
    assert verdict_of(RINGS, rings(), seed=seed).passed
    assert verdict_of(RINGS, rings(output="softmax", momentum=np.float32(0.5), eta=0.2), seed=seed).passed
    verdict = verdict_of(RINGS, rings(0), seed=seed)
    assert verdict.named == ("no hidden layer",) and 0 <= verdict.share < 1 and "rightly" in verdict.message


def test_the_marker_takes_fresh_weights():
    network, settings = rings()()
    fit(network, data(3).X, data(3).labels[:, None], 100, 10, GradientDescent(0.5), rng=0)
    assert verdict_of(RINGS, lambda: (network, settings | {"epochs": 1, "eta": 1e-9})).share < 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda: None, "returns nothing yet"),
        (lambda: rings()()[0], r"build\(\) returns a network; a pair is asked"),
        (lambda: rings()()[::-1], "the network comes first"),
        (lambda: (rings()()[0], 3), "settings is 3; a dict is asked"),
        (lambda: ("net", {}), "an nnlib.Network is asked"),
        (rings(lr=1), "'lr', which is no setting here"),
        (rings(epoch=1), "Did you mean 'epochs'"),
        (rings(epochs=None), "does not say 'epochs'"),
        (rings(epochs=1.5), r"settings\['epochs'\] is 1.5; a whole number"),
        (rings(momentum=1), "below 1 is expected"),
        (rings(eta=-1), r"settings\['eta'\] is -1"),
        (rings(epochs=201), "201 epochs are asked for; at most 200 are allowed"),
        (rings(hidden=200), "parameters; with 20,000 samples seen, 200 may be used"),
        (rings(eta=0), "nothing is learned"),
        (
            lambda: (Network([Dense(2, 2), *[Dense(2, 2) for _ in range(19)], Dense(2, 1)]), rings()()[1]),
            "21 layers; at",
        ),
        (lambda: 1 / 0, "ZeroDivisionError"),
        (lambda: (Network([Dense(3, 1, "sigmoid")], "binary_cross_entropy"), rings()()[1]), "X has shape"),
        (lambda: (Network([Dense(2, 3), Softmax()], "categorical_cross_entropy"), rings()()[1]), "has 3 output"),
        (lambda: (Network([Dense(2, 1), Softmax()], "categorical_cross_entropy"), rings()()[1]), "an output for each"),
        (lambda: (Network([Dense(2, 1, bent)]), rings()()[1]), "a part of your own making"),
    ],
)
def test_what_cannot_be_trained_is_told(answer, words):
    verdict = verdict_of(RINGS, answer)
    assert not verdict.passed and re.search(words, verdict.message), verdict.message


def bent(z):
    return np.asarray(z) ** 2


bent.derivative = lambda z, a=None: 2 * np.asarray(z)


def trains(case, value):
    losses, outputs = value
    if len(losses) != case.args[2]:
        return f"gives {len(losses)} losses."
    return None if np.mean((outputs > 0.5) == (case.after[:, :1] > 0)) > 0.95 else "has not learned."


SIDE = np.random.default_rng(0).normal(size=(100, 2))
TRAIN = FunctionExercise(
    id="99/train",
    names=("train",),
    reference=(lambda network, X, epochs: None,),
    cases=(Case((Spec("network", ([2, 4, 1], "tanh", "sigmoid", 0)), SIDE, 20), after=SIDE),),
    hidden=lambda rng: [],
    wrong=(),
    accepts=trains,
    seconds=1.0,
    **COMMON,
)


def test_a_network_is_asked_after_it_was_trained():
    def train(network, X, epochs):
        return fit(network, X, (X[:, :1] > 0) * 1.0, epochs, 10, GradientDescent(0.5), rng=0).loss

    assert verdict_of(TRAIN, train).passed
    assert verdict_of(TRAIN, lambda network, X, epochs: [0.1] * epochs).message.endswith("has not learned.")


def test_a_call_that_takes_too_long_is_stopped():
    def train(network, X, epochs):
        while True:
            epochs += 1

    start = time.perf_counter()
    verdict = verdict_of(TRAIN, train)
    assert "was stopped after 1 seconds" in verdict.message and time.perf_counter() - start < 10
    assert verdict_of(TRAIN, lambda network, X, epochs: [0.1] * 3).message.endswith("gives 3 losses.")


APPROXIMATE = FunctionExercise(
    id="99/approximate",
    names=("approximate",),
    reference=(lambda slope: lambda x: slope * np.asarray(x),),
    cases=(Case((2.0,), after=np.array([0.0, 1.0, 3.0])),),
    hidden=lambda rng: [],
    wrong=(Wrong("off", "Shifted.", lambda slope: lambda x: slope * np.asarray(x) + 1),),
    **COMMON,
)


def test_a_function_that_is_returned_is_called():
    assert verdict_of(APPROXIMATE, lambda slope: lambda x: [slope * v for v in x]).passed
    assert verdict_of(APPROXIMATE, lambda slope: lambda x: x * slope + 1).named == ("off",)
    assert verdict_of(APPROXIMATE, lambda slope: lambda x: x + nowhere).rung == "runs"  # noqa: F821
    assert verdict_of(APPROXIMATE, lambda slope: None).rung == "attempted"
    assert "to be returned" in verdict_of(APPROXIMATE, lambda slope: slope * np.array([0.0, 1.0, 3.0])).message


def test_steps_are_counted_too():
    """A batch of one sample makes many steps of little work: what they cost is time."""
    long = dataclasses.replace(RINGS, samples=10**9, work=0)
    verdict = verdict_of(long, rings(epochs=2_000, batch_size=1))
    assert verdict.named == ("over the budget",) and "400,000 steps; at most 300,000" in verdict.message
