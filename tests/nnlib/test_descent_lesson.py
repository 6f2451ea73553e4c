"""Figures of lesson 07 and their experiments: the numbers drawn are right, each says what it shows."""

import numpy as np
import pytest

from nnlib import Dense, Network
from nnlib.gradients import numerical_gradient
from nnlib.plots.descent_lesson import (
    curves,
    eta_panel,
    eta_panels,
    kind,
    landscape,
    least_squares,
    noisy_path,
    nudged,
    race,
    tries_by_weights,
    walk,
)


def network():
    return Network([Dense(2, 2, "sigmoid", rng=1), Dense(2, 2, "sigmoid", rng=2)])


X = np.array([[0.5, -1.0], [1.0, 0.3], [-0.2, 0.8]])
T = np.array([[0.1, 0.9], [0.5, 0.5], [0.8, 0.3]])


def test_a_walk_multiplies_the_distance_by_one_less_eta_times_the_curvature():
    np.testing.assert_allclose(walk(lambda w: 2 * w, 1.0, 0.9, 5), (-0.8) ** np.arange(6))
    assert walk(lambda w: w, [1.0, 2.0], 0.5, 3).shape == (4, 2)


def test_a_noisy_path_asks_one_batch_a_step_and_each_epoch_in_turn():
    asked = []

    def gradient(w, rows):
        asked.append(rows)
        return w

    epochs = [[0], [1, 2]], [[2], [0, 1]]
    np.testing.assert_allclose(
        noisy_path(gradient, [1.0, -2.0], 0.5, 3, epochs), [[1, -2], [0.5, -1], [0.25, -0.5], [0.125, -0.25]]
    )
    assert asked == [[0], [1, 2], [2]]


@pytest.mark.parametrize(
    ("eta", "words"),
    [(0.1, "below 1/L"), (0.5, "at 1/L"), (0.9, "above 1/L"), (1.0, "at the bound"), (1.1, "above the bound")],
)
def test_a_learning_rate_is_told_by_the_curvature(eta, words):
    assert kind(eta, 2.0) == words
    ax = eta_panel(2.0, eta)
    assert words in ax.alt and f"{walk(lambda w: 2 * w, 1.0, eta, 8)[-1]:.3g}" in ax.alt


@pytest.mark.parametrize("biases", [True, False])
def test_the_jacobian_is_that_of_the_residuals(biases):
    residuals, jacobian, theta = least_squares(network(), X, T, biases)
    assert len(theta) == (12 if biases else 8)
    J = jacobian(theta)
    assert J.shape == (6, len(theta))
    for k in range(6):
        np.testing.assert_allclose(J[k], numerical_gradient(lambda p, k=k: residuals(p)[k], theta), atol=1e-8)


def test_the_race_starts_together_and_counts_its_gradients():
    ways = race(network, X, T, eta=1.0, passes=30)
    start = network().loss(network().forward(X), T)
    for name, (passes, losses) in ways.items():
        assert len(passes) == len(losses) and passes[0] == 0 and passes[-1] <= 30, name
        assert losses[0] == pytest.approx(start) and losses[-1] < start
    assert ways["SVRG"][0][1] == 3 and ways["Levenberg-Marquardt"][0][1] == 2


def test_more_weights_need_more_nudges():
    assert nudged(1) < nudged(10) < nudged(100)
    ax = tries_by_weights(counts=(1, 10))
    assert f"{nudged(10)} with 10 weights" in ax.alt and "to 44 at 10" in ax.alt


def test_figures_say_what_they_show():
    figure = eta_panels(2.0, [0.1, 0.5, 0.9, 1.05])
    assert figure.alt.count("Descent: ") == 4 and len(figure.png()) < 80_000
    ax = landscape(np.cos, lambda w: -np.sin(w), [1.0, -1.0], 0.5, 50, (-4, 4))
    assert "From 1 to 3.14, where E is -1" in ax.alt and "From -1 to -3.14" in ax.alt
    ax = curves({"one": ([1, 10], [5.0, 0.5]), "other": ([1, 10], [3.0, 2.0])}, "steps", "error", log="x")
    assert ax.get_xscale() == "log" and ax.get_yscale() == "linear"
    assert "one: from 5 at 1 to 0.5 at 10" in ax.alt
    with pytest.raises(ValueError, match="5 curves"):
        curves(dict.fromkeys("abcde", ([1], [1])), "x", "y")
