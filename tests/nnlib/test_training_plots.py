"""Training drawn and played with: what the pictures say is what they were given."""

import numpy as np
import pytest

from nnlib import Dense, Network
from nnlib.plots import AccessibleFigure
from nnlib.plots.training import activation_spread, epoch_strips, stopped, stopping_curve, unit_paths
from nnlib.widgets.training import start_slider

TRAINING, VALIDATION = [0.9, 0.6, 0.4, 0.3, 0.2, 0.1], [0.9, 0.7, 0.6, 0.65, 0.62, 0.5]
ALIKE = np.linspace(1, 0, 5)[:, None] * np.ones(3)


def start(initializer="uniform", depth=2):
    return Network([Dense(8, 8, "tanh", initializer, rng=k) for k in range(depth)])


X = np.random.default_rng(0).normal(size=(20, 8))
PLOTS = {
    "strips": lambda: epoch_strips(10, 4),
    "one batch": lambda: epoch_strips(3, 100, epochs=1),
    "paths": lambda: unit_paths({"alike": ALIKE, "apart": ALIKE + np.arange(3)})[0],
    "spread": lambda: activation_spread({"a": start(), "b": start("zeros")}, X)[0][0],
    "stop": lambda: stopping_curve(TRAINING, VALIDATION, patience=2),
    "no stop": lambda: stopping_curve(TRAINING, VALIDATION),
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_told_and_small(name):
    figure = PLOTS[name]().figure
    assert isinstance(figure, AccessibleFigure)
    assert len(figure.alt) > 60 and "nan" not in figure.alt
    assert len(figure.png()) < 80_000


def test_an_epoch_holds_every_sample_once_in_its_batches():
    ax = epoch_strips(10, 4, epochs=2, rng=3)
    shown = [text.get_text() for text in ax.texts]
    assert sorted(int(t) for t in shown if t.isdigit()) == sorted([*range(10), *range(10)])
    assert [t for t in shown if t.startswith("iter")] == [f"iteration {k}" for k in (1, 2, 3)] * 2
    assert "3 iterations an epoch" in ax.alt and ax.alt.count(";") == 4


def test_units_that_stay_alike_are_told_apart_from_those_that_part():
    alike, apart = unit_paths({"alike": ALIKE, "apart": ALIKE + np.arange(3)})
    assert "all units the same at every step; at the end 0.00, 0.00, 0.00" in alike.alt
    assert "the units part; at the end 0.00, 1.00, 2.00" in apart.alt
    widths = [line.get_linewidth() for line in alike.lines]
    assert widths == sorted(widths, reverse=True)


def test_a_spread_is_that_of_the_layers():
    net = start()
    axes = activation_spread({"a": net}, X)
    assert axes[0][1].get_title() == f"layer 2, spread {net.layers[1].A.std():.2g}"


@pytest.mark.parametrize(("patience", "best", "stop"), [(1, 2, 3), (2, 2, 4), (3, 5, None)])
def test_the_stop_comes_patience_epochs_after_the_best(patience, best, stop):
    assert stopped(VALIDATION, patience) == (best, stop)
    labels = [line.get_label() for line in stopping_curve(TRAINING, VALIDATION, patience).lines]
    assert f"best epoch {best}" in labels
    assert (f"stop at epoch {stop}" in labels) is (stop is not None)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: epoch_strips(41, 4), "up to 40 samples"),
        (lambda: epoch_strips(10, 0), "batch_size"),
        (lambda: unit_paths({}), "runs is empty"),
        (lambda: unit_paths({"a": [1, 2]}), "runs"),
        (lambda: activation_spread({}, X), "one depth"),
        (lambda: activation_spread({"a": start(), "b": start(depth=3)}, X), "one depth"),
        (lambda: stopping_curve(TRAINING, VALIDATION[1:]), "validation"),
        (lambda: stopping_curve(TRAINING, VALIDATION, patience=0), "patience"),
        (lambda: start_slider(activation="swish"), "one of tanh, sigmoid, relu"),
    ],
)
def test_what_does_not_fit_is_refused(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_the_slider_moves_the_picture():
    piece = start_slider()
    choice, slider = piece.children[0].children
    picture = piece.children[1]
    assert "tanh, 1/√n" in picture.value and "tanh, 1/√n" in piece.still.alt
    slider.value, choice.value = 0.01, "relu"
    assert "relu, 0.01/√n" in picture.value
