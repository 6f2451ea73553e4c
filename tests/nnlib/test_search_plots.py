"""The figures of searching say what they show, in numbers that are right, and what does not fit is named."""

import numpy as np
import pytest

from nnlib.plots import AccessibleFigure
from nnlib.plots.search import best_so_far, development_cycle, good_and_bad, grid_or_random, search_map
from nnlib.widgets.search import search_player

TRIALS = np.array([[0.01, 4, 0.3], [1.0, 16, 0.9], [0.1, 8, 0.6], [3.0, 30, 0.95]])
FIGURES = {
    "grid or random": lambda: grid_or_random()[0].figure,
    "race": lambda: best_so_far({"grid": TRIALS[:, 2], "random": [[0.2, 0.8], [0.4, 0.1], [0.3, 0.3]]}).figure,
    "good and bad": lambda: good_and_bad(TRIALS[:, 0], TRIALS[:, 2]).figure,
    "map": lambda: search_map(TRIALS, "TPE"),
    "cycle": development_cycle,
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_told_and_small(name):
    figure = FIGURES[name]()
    assert isinstance(figure, AccessibleFigure)
    assert len(figure.alt) > 60 and "nan" not in figure.alt
    assert len(figure.png()) < 80_000


def test_the_race_draws_the_median_of_the_best_so_far():
    ax = best_so_far({"random": [[0.2, 0.8, 0.1], [0.4, 0.1, 0.5], [0.3, 0.3, 0.3]]})
    *thin, thick = ax.lines
    assert len(thin) == 3
    np.testing.assert_array_equal(thick.get_ydata(), [0.3, 0.4, 0.5])
    assert "0.500 after 3" in ax.alt


def test_the_next_trial_is_where_the_good_ones_are():
    values = np.geomspace(0.01, 10, 20)
    ax = good_and_bad(values, -np.abs(np.log(values / 0.5)))
    assert 0.3 < ax.lines[-1].get_xdata()[0] < 0.8


def test_the_map_marks_the_best_of_those_shown():
    assert "trial 2, has eta = 1 and hidden = 16" in search_map(TRIALS, "grid", upto=3).alt
    assert "trial 4, has eta = 3 and hidden = 30" in search_map(TRIALS, "grid").alt


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: grid_or_random(1), "side is 1"),
        (lambda: best_so_far({}), "searches has 0 names"),
        (lambda: search_map(TRIALS, "grid", upto=5), "upto is 5"),
        (lambda: search_map(TRIALS[:, :2], "grid"), r"trials has shape \(4, 2\)"),
        (lambda: good_and_bad([0.1, 1], [1.0]), r"scores has shape \(1,\)"),
    ],
)
def test_what_does_not_fit_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_player_shows_what_is_chosen():
    piece = search_player({"grid": TRIALS, "TPE": TRIALS[::-1]})
    choice, slider = piece.children[0].children
    slider.value, choice.value = 2, "grid"
    assert "grid, 2 trials" in piece.children[1].value
    slider.value = 1
    assert "grid, 1 trials" in piece.children[1].value
    assert piece.still.alt.startswith("TPE, 4 trials")
