"""Whatever comes in, a check fails with a sentence: never with an error of its own, and never by letting it pass."""

import contextlib
import io
import itertools
import math
import random

import numpy as np
import pytest

import nncheck
from nncheck.asking import ask
from nncheck.bank import exercises, find
from nncheck.exercise import FunctionExercise
from nncheck.judging import answers_of, judge, request


class Liar:
    """Says of itself that it equals everything and is the number 1."""

    def __eq__(self, other):
        return True

    def __float__(self):
        return 1.0

    def __array__(self, *args, **kwargs):
        return np.ones(2)


ODD = [
    None, True, math.nan, -math.inf, 10**400, 1j, "x", b"x", {"a": 1}, {1, 2}, [], [1], [[1], [1, 2]], [None],
    [np.ones(2), "x"], ((1, 2), 3), [(1, 2), (3, 4)], (np.ones((2, 2)), "b"), np.ones((0,)), np.array(["a"]),
    np.full((28, 28), math.inf), np.array([None, 1], dtype=object), np.array([True, False]),
    np.ones(3, dtype=complex), Liar(), range(3), object(),
]  # fmt: skip


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_an_odd_answer_fails_with_a_sentence(exercise):
    for odd in ODD:
        answer = (lambda *_, odd=odd, **__: odd) if isinstance(exercise, FunctionExercise) else odd
        with contextlib.redirect_stdout(io.StringIO()), pytest.raises(AssertionError, match=exercise.id):
            nncheck.check(exercise.id, *[answer] * len(exercise.names), seed=3)


def judged(id, answer, seed=None):
    exercise = find(id)
    return judge(exercise, ask(request(exercise, seed), answers_of(exercise, answer), {}), seed)


def epochs_of(network, X, y, batch_size, eta, rng):
    """The mean loss of each epoch, one after the other; the network has learned by then."""
    while True:
        here = []
        order = rng.permutation(len(X))
        for rows in (order[k : k + batch_size] for k in range(0, len(X), batch_size)):
            Y = network.forward(X[rows], learning=True)
            here.append(network.loss(Y, y[rows]))
            network.backward(Y, y[rows])
            for p, g in zip(network.parameters, network.gradients, strict=True):
                p -= eta * g
        yield np.mean(here)


def in_batches(order, batch_size):
    return [order[k : k + batch_size] for k in range(0, len(order), batch_size)]


def tries(loss, theta, n, nudge):
    for _ in range(n):
        tried = theta + nudge()
        theta = tried if loss(tried) < loss(theta) else theta
    return theta


@pytest.mark.parametrize("lesson", ["07", "08"])
def test_a_right_answer_is_right_on_any_hidden_cases(lesson):
    for exercise in exercises(lesson):
        for answer, seed in itertools.product(exercise.right, [None, *range(6)]):
            verdict = judged(exercise.id, answer, seed)
            assert verdict.passed, (exercise.id, seed, verdict.message)


@pytest.mark.parametrize("seed", [None, *range(6)])
def test_the_order_inside_a_batch_is_of_no_account(seed):
    def minibatches(n, batch_size, rng):
        order = np.argsort(rng.random(n))
        return [np.sort(order[k : k + batch_size]) for k in range(0, n, batch_size)]

    assert judged("07/minibatches", minibatches, seed).passed


def test_an_iterator_is_as_good_as_a_generator():
    def minibatches(n, batch_size, rng):
        order = rng.permutation(n)
        return map(lambda k: order[k : k + batch_size], range(0, n, batch_size))  # noqa: C417

    def descend(gradient, theta0, eta, n):
        return itertools.accumulate(range(n), lambda theta, _: theta - eta * gradient(theta), initial=theta0)

    assert judged("07/minibatches", minibatches, 1).passed
    assert judged("07/descend", descend, 1).passed
    assert not judged("07/descend", lambda *_: itertools.count()).passed, "an endless one is cut off"
    assert not judged("07/descend", lambda *_: iter(lambda: 1 / 0, None)).passed, "one that fails on the way is told"


def uniform(drawn):
    """init_uniform with numbers from 0 to 1 from somewhere: `drawn` takes the shape."""
    return lambda n_in, n_out, rng: (2 * drawn((n_out, n_in)) - 1) / np.sqrt(n_in)


@pytest.mark.parametrize("own", [7, 2024, 31_415_926])
def test_whoever_leaves_the_rng_unused_is_told(own):
    def minibatches(n, batch_size, rng):
        return in_batches(np.random.RandomState(own).permutation(n), batch_size)

    def of_python(n, batch_size, rng):
        return in_batches(random.Random(own).sample(range(n), n), batch_size)

    def trial_and_error(loss, theta, rng, n, scale):
        mine = np.random.RandomState(own)
        return tries(loss, theta, n, lambda: mine.normal(0, scale, np.shape(theta)))

    def train(network, X, y, epochs, batch_size, eta, rng):
        mine = np.random.default_rng(own)
        return list(itertools.islice(epochs_of(network, X, y, batch_size, eta, mine), epochs))

    assert judged("07/minibatches", minibatches).named == ("own generator",)
    assert judged("07/minibatches", of_python).named == ("own generator",)
    assert judged("07/trial_and_error", trial_and_error).named == ("same for every rng",)
    assert judged("08/init_uniform", uniform(lambda shape: np.random.RandomState(own).random(shape))).named == (
        "rng ignored",
    )
    assert judged("08/init_uniform", uniform(lambda shape: np.random.default_rng(own).random(shape))).named == (
        "rng ignored",
    )
    assert judged("08/train", train).named == ("same for every rng",)


def test_one_check_is_not_mistaken_for_the_next():
    for id in ("07/minibatches", "07/trial_and_error", "08/init_uniform", "08/train"):
        exercise = find(id)
        for seed in (1, 1, 2):
            assert judged(id, exercise.right[0], seed).passed


def test_weights_without_chance_are_told():
    def linspace(n_in, n_out, rng):
        return np.linspace(-1, 1, n_in * n_out).reshape(n_out, n_in) / np.sqrt(n_in)

    def turned(n_in, n_out, rng):
        W = rng.uniform(0, 1 / np.sqrt(n_in), (n_out, n_in))
        W[:, ::2] *= -1
        return W

    assert judged("08/init_uniform", linspace).named == ("even steps",)
    assert judged("08/init_uniform", turned).named == ("signs not drawn",)


def test_a_descent_makes_every_step():
    def until_small(gradient, theta0, eta, n, small=1e-3):
        points = [theta0]
        for _ in range(n):
            new = points[-1] - eta * gradient(points[-1])
            if np.all(np.abs(new - points[-1]) < small):
                break
            points.append(new)
        return np.array(points)

    def only_nearer(gradient, theta0, eta, n):
        points = [theta0]
        for _ in range(n):
            new = points[-1] - eta * gradient(points[-1])
            farther = np.linalg.norm(gradient(new)) > np.linalg.norm(gradient(points[-1]))
            points.append(points[-1] if farther else new)
        return np.array(points)

    assert judged("07/descend", until_small).named == ("stops early",)
    assert judged("07/descend", lambda *args: until_small(*args, small=1e-9)).named == ("stops early",)
    assert judged("07/descend", only_nearer).named == ("downhill only",)


def test_a_try_too_few_and_a_descent_without_chance_are_told():
    def one_less(loss, theta, rng, n, scale):
        return tries(loss, theta, n - 1, lambda: rng.normal(0, scale, np.shape(theta)))

    def downhill(loss, theta, rng, n, scale):
        theta = np.array(theta, dtype=float)
        for _ in range(n):
            by = [
                (loss(theta + e) - loss(theta - e)) / 2e-5 for e in 1e-5 * np.eye(theta.size).reshape(-1, *theta.shape)
            ]
            theta = theta - scale * np.reshape(by, theta.shape)
        return theta

    assert judged("07/trial_and_error", one_less).named == ("one try too few",)
    assert judged("07/trial_and_error", downhill).named == ("same for every rng",)


def test_training_ends_where_its_last_epoch_ends():
    def back_to_the_best(network, X, y, epochs, batch_size, eta, rng):
        losses, best = [], None
        for loss in itertools.islice(epochs_of(network, X, y, batch_size, eta, rng), epochs):
            losses.append(loss)
            best = [p.copy() for p in network.parameters] if loss == min(losses) else best
        for p, kept in zip(network.parameters, best, strict=True):
            p[...] = kept
        return losses

    def until_small(network, X, y, epochs, batch_size, eta, rng):
        losses = []
        for loss in itertools.islice(epochs_of(network, X, y, batch_size, eta, rng), epochs):
            losses.append(loss)
            if loss < 0.01:
                break
        return losses

    assert judged("08/train", back_to_the_best).named == ("best epoch kept",)
    assert judged("08/train", until_small).named == ("stops early",)


def test_no_message_blames_what_nobody_did():
    kept = []

    def keeps_losses(network, X, y, epochs, batch_size, eta, rng):
        kept.extend(itertools.islice(epochs_of(network, X, y, batch_size, eta, rng), epochs))
        return list(kept)

    def four_fifths(network, X, y, epochs, batch_size, eta, rng):
        m = int(0.8 * len(X))
        return list(itertools.islice(epochs_of(network, X[:m], y[:m], batch_size, eta, rng), epochs))

    def dealt(n, batch_size, rng):
        count = -(-n // batch_size)
        return [np.arange(n)[k::count] for k in range(count)]

    def patience_back(validation_errors, patience):
        for epoch in range(patience, len(validation_errors)):
            if validation_errors[epoch] > validation_errors[epoch - patience]:
                return epoch - patience
        return int(np.argmin(validation_errors))

    assert "empty list of losses" in judged("08/train", keeps_losses).message
    assert judged("08/train", four_fifths).named == ("part of the samples",)
    assert judged("07/minibatches", lambda n, size, rng: in_batches(np.arange(n)[::-1], size)).named == (
        "turned round",
    )
    assert judged("07/minibatches", dealt).named == ("dealt out",)
    assert judged("08/early_stop", patience_back).named == ("compared with patience epochs back",)
    assert judged("07/largest_eta", lambda curvature: min(2 / curvature, 1)).named == ("never above 1",)
