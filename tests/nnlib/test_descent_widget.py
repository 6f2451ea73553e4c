"""The descent of lesson 07 to play with: its landscapes, its state, its paths, and the figure that stands still."""

from itertools import islice

import numpy as np
import pytest
from traitlets import TraitError

from nnlib.gradients import numerical_gradient
from nnlib.widgets.descent import FAR, LIMITS, SURFACES, Descent, curvature, draws, error, formula, slope

SHORT = {"bowl": "E = w₁² + w₂²", "valley": "E = 0.5 w₁² + 5 w₂²", "tilted": "E = w₁² + w₁ w₂ + 2 w₂²"}


def far_after_many_steps(surface, eta, momentum):
    piece = Descent(surface, momentum=momentum)
    piece.eta = eta
    return np.abs(piece.paths(2000)["simultaneous"][-1]).max()


@pytest.mark.parametrize("surface", SURFACES)
def test_the_slopes_are_those_of_the_landscape(surface):
    terms = SURFACES[surface]["terms"]
    for w in ([1.3, -0.7], [0.0, 2.0], [-2.5, 1.1]):
        expected = numerical_gradient(lambda p: error(terms, p), np.array(w))
        np.testing.assert_allclose(slope(terms, w), expected, rtol=1e-6, atol=1e-8)


def test_what_the_landscapes_are_said_to_be_is_true():
    two = SURFACES["minima"]["terms"]
    assert slope(two, (-2, 0)) == slope(two, (1.5, 0)) == slope(two, (0.5, 0)) == [0, 0]
    assert error(two, (-2, 0)) == 0 < error(two, (1.5, 0)) < error(two, (0.5, 0))
    row = SURFACES["row"]["terms"]
    assert error(row, (1.2, -0.3)) == pytest.approx(0.5 * (1 - 1.2 * -0.3) ** 2)
    grid = [(a, b) for a in np.linspace(*LIMITS[0], 141) for b in np.linspace(*LIMITS[1], 101)]
    for name, about in SURFACES.items():
        assert (min(error(about["terms"], w) for w in grid) >= -1e-15) == about["bounded"], name
        eta, most, step = about["eta"]
        for value in (eta, most):  # stops of the slider
            assert value / step == pytest.approx(round(value / step))


def test_the_curvature_sets_the_bound():
    assert [curvature(SURFACES[name]["terms"]) for name in SURFACES] == [2, 10, pytest.approx(3 + 2**0.5), *[None] * 3]
    for momentum in (0, 0.5):
        bound = 2 * (1 + momentum) / curvature(SURFACES["tilted"]["terms"])
        below, above = (far_after_many_steps("tilted", share * bound, momentum) for share in (0.99, 1.01))
        assert below < 1e-3 and above > FAR


def test_a_formula_is_written_as_one_writes_it():
    assert {name: formula(SURFACES[name]["terms"]) for name in SHORT} == SHORT
    assert formula([[-1, 3, 0], [1, 0, 0]]) == "E = −w₁³ + 1"


def test_one_step_at_once_and_one_by_one():
    piece = Descent("tilted", start=(2, 1), eta=0.1)  # the numbers of the lesson
    paths = piece.paths(1)
    np.testing.assert_allclose(paths["simultaneous"], [[2, 1], [1.5, 0.4]])
    np.testing.assert_allclose(paths["sequential"], [[2, 1], [1.5, 0.45]])


def test_momentum_is_that_of_the_lesson():
    w, v = np.array([2.0, 1.2]), np.zeros(2)
    points = [w]
    for _ in range(20):
        v = 0.3 * v - 0.19 * np.array([1, 10]) * w
        points.append(w := w + v)
    paths = Descent("valley", start=(2, 1.2), eta=0.19, momentum=0.3).paths(20)
    for path in paths.values():  # neither slope depends on the other weight
        np.testing.assert_allclose(path, points, atol=1e-14)


def test_noise_is_the_same_each_time_and_of_the_size_that_is_said():
    numbers = np.array(list(islice(draws(1), 20_000)))
    assert abs(numbers.mean()) < 0.03 and abs(numbers.std() - 1) < 0.03
    assert list(islice(draws(1), 5)) == numbers[:5].tolist() != list(islice(draws(2), 5))
    piece, calm = Descent(noise=0.5, eta=0.1), Descent(eta=0.1)
    step = piece.paths(1)["simultaneous"][1] - calm.paths(1)["simultaneous"][1]
    np.testing.assert_allclose(step, -0.1 * 0.5 * numbers[:2])
    assert not np.array_equal(piece.paths(9)["simultaneous"], Descent(noise=0.5, seed=2).paths(9)["simultaneous"])


def test_a_descent_that_has_left_ends():
    path = Descent("valley", eta=0.3).paths(100)["simultaneous"]
    assert len(path) < 101 and np.isfinite(path).all()
    assert np.abs(path[-1]).max() > FAR >= np.abs(path[-2]).max()


def test_the_figure_that_stands_still_shows_what_the_state_says():
    piece = Descent("tilted", eta=0.3, steps=6, order="both")
    end = piece.paths()["simultaneous"][6]
    alt = piece.still().alt
    assert f"at once: from (-2, 2), E = 8, in 6 steps to ({end[0]:.3g}, {end[1]:.3g})" in alt and "one by one:" in alt
    piece.order, piece.steps = "sequential", 0
    assert "at once" not in piece.still().alt and "in 0 steps" in piece.still().alt
    assert len(piece.still().png()) < 90_000


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"surface": "hill"}, "surface is 'hill'; there are bowl, valley"),
        ({"surface": ["bowl"]}, "surface is"),
        ({"start": (1, 2, 3)}, r"start has shape \(3,\); \(2,\)"),
        ({"start": (9, 0)}, r"start\[0\] is 9.0; a number of at least -3.5 and at most 3.5"),
        ({"start": (0, "a")}, "start is"),
        ({"eta": -0.1}, "eta is -0.1"),
        ({"eta": 1.3}, "eta is 1.3; a number of at least 0 and at most 1.2"),
        ({"momentum": 1}, "momentum is 1"),
        ({"noise": float("nan")}, "noise is nan"),
        ({"steps": 101}, "steps is 101"),
        ({"steps": 2.5}, "steps is 2.5"),
        ({"seed": 0}, "seed is 0"),
        ({"order": "mixed"}, "order is 'mixed'; there are simultaneous, sequential, both"),
    ],
)
def test_what_does_not_fit_is_named(bad, says):
    with pytest.raises(ValueError, match=says):
        Descent(**bad)


def test_state_that_cannot_be_is_refused():
    piece = Descent()
    for name, value in [("eta", -1), ("steps", 1000), ("surface", "hill"), ("start", [1.0])]:
        with pytest.raises(TraitError):
            setattr(piece, name, value)
