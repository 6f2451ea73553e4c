"""Training: it learns, it can be repeated, it stops in time; optimizers beside steps written out."""

import threading

import numpy as np
import pytest

from nnlib import Dense, GradientDescent, Maxout, Network, Softmax, accuracy, datasets, fit, training
from nnlib.optimizers import decay, levenberg_marquardt, svrg
from nnlib.perceptron import learn_perceptron, perceptron
from nnlib.training import batches, progress_bar

X, LABELS = datasets.moons(300, rng=0)
T = datasets.one_hot(LABELS, 2)


def small_net(seed=0):
    return Network([Dense(2, 8, "tanh", rng=seed), Dense(8, 2, rng=seed + 1), Softmax()], "categorical_cross_entropy")


def test_it_learns_and_the_same_seed_gives_the_same():
    nets = [small_net(), small_net()]
    histories = [fit(net, X, T, epochs=60, batch_size=20, optimizer=GradientDescent(0.5), rng=3) for net in nets]
    assert histories[0].loss == histories[1].loss
    assert histories[0].loss[-1] < histories[0].loss[0] / 3
    assert accuracy(nets[0].predict(X), T) > 0.97


def test_early_stopping_goes_back_to_the_best():
    net = small_net()
    held_back = (X[200:], T[200:])
    optimizer = GradientDescent(2.0, momentum=0.5)
    history = fit(net, X[:200], T[:200], 200, 20, optimizer, rng=0, validation=held_back, patience=5)
    assert len(history.loss) == history.best_epoch + 1 + 5 < 200
    assert net.loss(net.predict(X[200:]), T[200:]) == pytest.approx(min(history.validation_loss))


def test_batches_are_a_shuffle_cut_into_pieces():
    cut = batches(1000, 20, np.random.default_rng(0))
    assert len(cut) == 50
    np.testing.assert_array_equal(np.sort(np.concatenate(cut)), np.arange(1000))
    assert (np.concatenate(cut) != np.arange(1000)).any()
    assert [len(b) for b in batches(7, 3, np.random.default_rng(0))] == [3, 3, 1]


@pytest.mark.parametrize("at_once", [1, 1_000, 2_000, 10**9])
def test_what_is_gathered_ahead_is_what_the_shuffled_rows_say(monkeypatch, at_once):
    monkeypatch.setattr(training, "AT_ONCE", at_once)  # a batch at a time, 3, 6, all
    for rows, (X_batch, T_batch) in zip(
        batches(len(X), 20, np.random.default_rng(0)),
        training._gathered(X, T, 20, np.random.default_rng(0)),
        strict=True,
    ):
        np.testing.assert_array_equal(X_batch, X[rows])
        np.testing.assert_array_equal(T_batch, T[rows])
    losses = fit(small_net(), X, T, epochs=2, batch_size=7, rng=0).loss
    monkeypatch.undo()
    assert losses == fit(small_net(), X, T, epochs=2, batch_size=7, rng=0).loss


def test_no_thread_stays_behind_an_interrupted_training(monkeypatch):
    monkeypatch.setattr(training, "AT_ONCE", 1)
    before = set(threading.enumerate())

    class Interrupting(GradientDescent):
        def step(self, *args):
            self.thread = (set(threading.enumerate()) - before).pop()
            raise KeyboardInterrupt

    optimizer = Interrupting(0.1)
    with pytest.raises(KeyboardInterrupt):
        fit(small_net(), X, T, epochs=2, batch_size=20, optimizer=optimizer)
    optimizer.thread.join(timeout=10)
    assert not optimizer.thread.is_alive()


def test_progress_is_drawn_on_stdout(capfd):
    fit(small_net(), X, T, epochs=3, rng=0, progress=progress_bar(3))
    out, err = capfd.readouterr()
    assert "3/3" in out and "loss" in out and err == ""


def test_momentum_is_the_written_rule():
    theta, velocity = np.array([[1.0, 2.0]]), np.zeros((1, 2))
    mine, optimizer = [theta.copy()], GradientDescent(0.1, momentum=0.9)
    for k in range(5):
        g = np.array([[k + 1.0, -k]])
        velocity = 0.9 * velocity - 0.1 * g
        theta = theta + velocity
        optimizer.step(mine, [g.copy()])
        np.testing.assert_allclose(mine[0], theta)


def test_penalties_add_their_slope_to_weights_and_spare_biases():
    W, b = np.array([[2.0, -3.0]]), np.array([5.0])
    optimizer = GradientDescent(1.0, l2=0.1, l1=0.5)
    assert optimizer.penalty([W, b]) == pytest.approx(0.1 * 13 + 0.5 * 5)
    optimizer.step([W, b], [np.zeros((1, 2)), np.zeros(1)])
    np.testing.assert_allclose(W, [[2 - 0.4 - 0.5, -3 + 0.6 + 0.5]])
    np.testing.assert_allclose(b, [5])


def test_biases_of_maxout_are_spared_too():
    layer = Maxout(2, 1, rng=0)
    layer.b[:] = 1
    optimizer = GradientDescent(1.0, l2=0.1)
    assert optimizer.penalty(layer.parameters) == pytest.approx(0.1 * np.sum(layer.W**2))
    optimizer.step(layer.parameters, [np.zeros_like(p) for p in layer.parameters])
    np.testing.assert_array_equal(layer.b, 1)


def test_other_parameters_start_at_rest():
    optimizer = GradientDescent(0.1, momentum=0.9)
    one, two = [np.zeros(2)], [np.zeros(3)]
    optimizer.step(one, [np.ones(2)])
    optimizer.step(two, [np.ones(3)])
    np.testing.assert_allclose(two[0], -0.1)


def test_levenberg_marquardt_stays_where_nothing_near_is_lower():
    points = levenberg_marquardt(lambda t: t - 1, lambda t: np.eye(2), [0.0, 0.0], steps=60)
    assert points.shape == (61, 2)
    np.testing.assert_allclose(points[-1], 1)


def test_a_schedule_is_asked_for_every_epoch():
    theta, optimizer = [np.array([0.0])], GradientDescent(decay(1.0, 0.5))
    for epoch in range(3):
        optimizer.step(theta, [np.array([1.0])], epoch)
    assert theta[0][0] == pytest.approx(-(1 + 1 / 1.5 + 1 / 2))


@pytest.mark.parametrize("options", [{"eta": -1}, {"eta": 1, "momentum": 1.0}, {"eta": 1, "l2": -1}])
def test_numbers_that_cannot_work_are_refused(options):
    with pytest.raises(ValueError, match=next(iter(options.keys() - {"eta"}), "eta")):
        GradientDescent(**options)


def test_svrg_learns():
    net = small_net()
    untrained = net.loss(net.predict(X), T)
    losses = svrg(net, X, T, eta=0.3, epochs=15, batch_size=20, rng=0)
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < untrained / 2


def test_levenberg_marquardt_finds_the_least_squares_of_a_curve():
    x = np.linspace(0, 1, 20)
    y = 2 * np.exp(-3 * x)

    def residuals(t):
        return t[0] * np.exp(t[1] * x) - y

    def jacobian(t):
        return np.column_stack([np.exp(t[1] * x), t[0] * x * np.exp(t[1] * x)])

    points = levenberg_marquardt(residuals, jacobian, [1.0, 0.0], steps=15)
    assert points.shape == (16, 2)
    np.testing.assert_allclose(points[-1], [2, -3], rtol=1e-6)


def test_the_perceptron_learns_and_but_never_xor():
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    for targets, learnable in (([-1, -1, -1, 1], True), ([-1, 1, 1, -1], False)):
        w, b, mistakes = learn_perceptron(corners, targets)
        assert (mistakes[-1] == 0) is learnable
        assert (perceptron(corners, w, b) == targets).all() == learnable
    with pytest.raises(ValueError, match=r"targets hold \[0.0\]"):
        learn_perceptron(corners, [0, 1, 1, 1])
