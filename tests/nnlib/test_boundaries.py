"""Boundaries side by side and as they form, curves beside their bumps, and the sliders over these."""

import io

import numpy as np
import pytest
from ipywidgets import IntSlider
from PIL import Image

from nnlib import Dense, GradientDescent, Network, Softmax, datasets
from nnlib.plots.boundaries import (
    blocks,
    bumps_and_sum,
    fitted,
    folded,
    side_by_side,
    snapshots,
    train_and_draw,
    two_steps,
)
from nnlib.widgets.bumps import bump_player

X, labels = datasets.moons(200, rng=0)
SETTINGS = {"epochs": 2, "batch_size": 20, "eta": 0.5}


def network(n=4):
    layers = [Dense(2, n, "tanh", rng=1), Dense(n, 1, "sigmoid", rng=2)]
    return Network(layers, "binary_cross_entropy")


def kept(epochs=(0, 1, 3, 6)):
    return snapshots(network(), X, labels[:, None], epochs, batch_size=20, optimizer=GradientDescent(0.5), rng=0)


def test_snapshots_are_the_network_after_each_of_the_epochs():
    networks = kept()
    assert list(networks) == [0, 1, 3, 6]
    for p, q in zip(networks[0].parameters, network().parameters, strict=True):
        np.testing.assert_array_equal(p, q)
    shorter = kept((3,))[3]
    np.testing.assert_array_equal(shorter.predict(X), networks[3].predict(X))
    losses = [net.loss(net.predict(X), labels[:, None]) for net in networks.values()]
    assert losses == sorted(losses, reverse=True)


@pytest.mark.parametrize("epochs", [(), (0,), (3, 1), (1, 1), (1.5,)])
def test_epochs_that_do_not_rise_are_refused(epochs):
    with pytest.raises(ValueError, match="epochs"):
        kept(epochs)


@pytest.mark.parametrize(
    "figure",
    [
        side_by_side({"left": network(), "right": network(3)}, X, labels, shown=50, lines=True),
        train_and_draw((network(), SETTINGS), X, labels),
        two_steps(0.2, 0.6, 40).figure,
        bumps_and_sum(np.sin, bumps=blocks(np.sin, 5, 100)).figure,
        folded(3).figure,
    ],
)
def test_pictures_are_small_and_say_what_they_show(figure):
    png = figure.png()
    assert len(png) < 80_000 and len(figure.alt) > 60
    assert Image.open(io.BytesIO(png)).size == tuple(2 * n for n in figure.shown_size.values())


def test_all_samples_are_counted_and_the_first_ones_drawn():
    figure = side_by_side({"height": lambda X: 1.0 * (X[:, 1] < 0.25)}, X, labels, shown=20)
    right = np.mean((X[:, 1] < 0.25) == labels)
    assert f"height: {right:.0%} right" in figure.alt and "20 points" in figure.alt


def test_each_neuron_of_the_first_layer_has_its_line_also_an_upright_one():
    net = network(2)
    net.layers[0].W[:], net.layers[0].b[:] = [[2.0, 0.0], [1.0, 1.0]], [-1.0, 0.5]
    figure = side_by_side({"net": net}, X, labels, lines=True)
    dashed = [line for line in figure.axes[0].lines if line.get_linestyle() == "--"]
    assert len(dashed) == 2 and "2 neurons" in figure.alt
    for line, w, b in zip(dashed, net.layers[0].W, net.layers[0].b, strict=True):
        assert abs(np.dot(w, line.get_xy1()) + b) < 1e-9


def test_what_is_not_made_yet_is_told(capsys):
    assert train_and_draw(None, X, labels) is None
    assert "Nothing is returned yet" in capsys.readouterr().out


def test_several_outputs_are_taught_one_class_each():
    X, labels = datasets.spirals(30, rng=0)
    net = Network([Dense(2, 3, rng=0), Softmax()], "categorical_cross_entropy")
    figure = train_and_draw((net, SETTINGS | {"momentum": 0.5, "decay": 0.1}), X, labels)
    assert "of 90 right" in figure.axes[0].get_title() and "3 classes" in figure.alt


def test_blocks_are_as_high_as_the_curve_and_their_sum_is_near():
    bumps = blocks(np.cos, 50, 1000)
    assert len(bumps) == 50 and bumps[0][0] < 0 and bumps[-1][1] > 1
    assert bumps[10][2] == pytest.approx(np.cos(0.21))
    miss = float(bumps_and_sum(np.cos, bumps=bumps).get_title().split()[-1])
    assert 0 < miss < 0.02
    assert bumps_and_sum(np.cos, np.cos).get_title().endswith("0.000")


def test_fitting_all_comes_nearer_than_fitting_the_heights():
    x = np.linspace(0, 1, 301)

    def curve(x):
        return 0.5 + 0.3 * np.sin(2 * np.pi * x) + 0.15 * np.sin(6 * np.pi * x)

    heights, everything = (np.abs(fitted(curve, 6, steps)(x) - curve(x)).max() for steps in (0, 30))
    assert everything < 0.05 < heights
    assert np.abs(fitted(curve, 10)(x) - curve(x)).max() < 0.02


@pytest.mark.parametrize(("times", "bends"), [(1, 1), (2, 3), (5, 31)])
def test_every_fold_doubles_the_teeth(times, bends):
    assert f"{bends} bend" in folded(times).get_title()


def test_more_bumps_come_nearer():
    piece = bump_player(np.cos, n=4)
    many, steep, picture = piece.children
    assert isinstance(many, IntSlider) and "4 bumps are drawn" in picture.value and "4 bumps" in piece.still.alt
    many.value = 30
    assert "30 bumps are drawn" in picture.value
    before = picture.value
    steep.value = 5
    assert picture.value != before
