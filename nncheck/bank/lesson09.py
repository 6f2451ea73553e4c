"""Lesson 09, decision boundaries: networks that separate, built to be trained anew, and functions built from bumps."""

import itertools
import math

import numpy as np

from nncheck import specs
from nncheck.comparing import compare
from nncheck.exercise import BehaviourExercise, Case, FunctionExercise, Tolerance, TrainingExercise, Unfit, Wrong
from nncheck.training import Data, at_least, between
from nncheck.values import Other, Spec, show
from nnlib import Dense, Network, Softmax, datasets
from nnlib.activations import linear, relu, sigmoid
from nnlib.losses import binary_cross_entropy, categorical_cross_entropy


def _wrong(*mistakes):
    return tuple(Wrong(name, message, answer) for name, message, answer in mistakes)


# --- networks that the marker trains -------------------------------------------------------------------------------

SETTINGS = {"epochs": None, "batch_size": None, "eta": None, "momentum": 0.0, "decay": 0.0}
NEW = 4000  # samples to be judged by
MOST_EPOCHS = 200  # what `samples` of each exercise come to


def _moons(seed):
    rng = np.random.default_rng(seed)
    return Data(*datasets.moons(1000, 0.1, rng), *datasets.moons(NEW, 0.1, rng))


def _circles(seed):
    rng = np.random.default_rng(seed)
    return Data(*datasets.circles(1000, 0.05, 0.3, rng), *datasets.circles(NEW, 0.05, 0.3, rng))


def _spirals(seed):
    rng = np.random.default_rng(seed)
    X_new, labels_new = datasets.spirals(1334, 3, 0.2, rng)
    return Data(*datasets.spirals(500, 3, 0.2, rng), X_new[:NEW], labels_new[:NEW])


def _net(sizes, activation="tanh", output="sigmoid", loss="binary_cross_entropy", **options):
    """A network of these sizes; output "softmax" stands for a linear layer and a Softmax after it."""
    *hidden, last = itertools.pairwise(sizes)
    layers = [Dense(n_in, n_out, activation, **options) for n_in, n_out in hidden]
    layers.append(Dense(*last, "linear" if output == "softmax" else output, **options))
    return Network(layers + [Softmax()] * (output == "softmax"), loss)


def _build(sizes, epochs=100, batch_size=32, eta=0.3, momentum=0.0, decay=0.0, **network):
    settings = {"epochs": epochs, "batch_size": batch_size, "eta": eta, "momentum": momentum, "decay": decay}
    return lambda: (_net(sizes, **network), settings)


def _softmax(sizes, **options):
    return _build(sizes, output="softmax", loss="categorical_cross_entropy", **options)


def _weighted(trained):
    return [layer for layer in trained.network.layers if hasattr(layer, "W")]


STOPPED = ("stopped too early", "stopped by the cap", "steps shrunk")


def _seen_in_training(trained):
    """The name of a mistake that shows in how the network was made, or in how its loss went."""
    *hidden, last = _weighted(trained)
    loss = np.array(trained.history.loss)
    softmax = isinstance(trained.network.layers[-1], Softmax)
    if trained.network.loss is categorical_cross_entropy and not softmax:
        return "softmax forgotten"
    if not np.isfinite(loss).all():
        return None  # it diverged, which the marker tells
    if hidden and any(not layer.W.any() or (layer.W[:1] == layer.W).all() for layer in hidden if len(layer.W) > 1):
        return "all weights alike"
    activation = getattr(last, "activation", None)
    no_probability = activation is linear and not softmax and trained.network.loss is binary_cross_entropy
    if activation not in (linear, sigmoid) or (softmax and activation is not linear) or no_probability:
        return "output layer"
    if not hidden or all(getattr(layer, "activation", None) is linear for layer in hidden):
        return None  # told by the marker: no hidden layer, no bend
    late = _late(loss)
    guessing = math.log(trained.data.n_classes)
    if late.mean() > 1.5 * guessing or (
        np.diff(loss).max(initial=0) > 0.5 * loss.min() + 0.02 and late.mean() > 0.2 * guessing
    ):
        return "steps too large"
    if len(loss) < 10 or late[-1] < 0.93 * late[0] or (len(late) > 3 and np.mean(np.diff(late) < 0) > 0.7):
        return _stopped(trained.settings)
    return "steps shrunk" if _shrunk(trained.settings) else "held up"


def _late(loss):
    return loss[-max(len(loss) // 4, 1) :]


def _stopped(settings):
    """The name for a loss that was still falling: was it the number of epochs, the cap on it, or the decay?"""
    if _shrunk(settings):
        return "steps shrunk"
    return "stopped too early" if settings["epochs"] <= 0.75 * MOST_EPOCHS else "stopped by the cap"


def _shrunk(settings):
    return settings["decay"] * settings["epochs"] >= 2  # to a third of eta at the end, or less


def _at_least(full, too_few):
    """As `at_least`; where the network has settled and is not good enough, too few neurons are the likely reason."""
    plain = at_least(full)

    def judged(trained):
        share, says, mistake = plain(trained)
        if share < 1:
            mistake = mistake or _seen_in_training(trained)
            *hidden, _ = _weighted(trained)
            bent = [layer for layer in hidden if getattr(layer, "activation", None) is not linear]
            loss = np.array(trained.history.loss)
            long = mistake in STOPPED and len(loss) >= 30
            flat = mistake == "held up" or (long and _late(loss)[-1] > 0.9 * _late(loss)[0])
            if flat and any(layer.activation is relu and len(layer.b) < 6 for layer in bent):
                mistake = "few relus"
            elif (flat or long) and any(len(layer.b) < too_few for layer in bent):
                mistake = "too few neurons"
        return share, says, mistake

    return judged


def _judged_logistic(trained):
    *hidden, last = _weighted(trained)
    share, says, _ = between(0.84, 0.91)(trained)
    if hidden:
        return 0.0, "the network has a hidden layer; here it is to have none.", "a hidden layer"
    softmax = isinstance(trained.network.layers[-1], Softmax)
    if not softmax and getattr(last, "activation", None) is not sigmoid:
        return 0.0, "the output of the network is no probability.", "no probability"
    loss = np.array(trained.history.loss)
    if share < 1 and np.isfinite(loss).all():
        if len(loss) < 10 or loss[-5:].mean() < 0.98 * loss[len(loss) // 2 :][:5].mean():
            return share, says, _stopped(trained.settings)
        if _shrunk(trained.settings):
            return share, says, "steps shrunk"
        says += " The loss does not fall any more; smaller steps may let it settle."
    return share, says, None


OVER = "If it is still learning after that many, take larger steps: a larger eta, or momentum 0.9."
DIVERGED = "The loss became infinite or no number at all: each step overshot. Take a smaller eta."
NO_STEP = "With no epoch, or with eta = 0, every weight stays where it was drawn. Let it learn."
NO_HIDDEN = "Without a hidden layer the boundary is a straight line, wherever it comes to lie. Put a layer with a bend, such as tanh or relu, between input and output."
NO_BEND = "There is a hidden layer, but its activation is linear, and linear after linear is linear: the boundary is a straight line still. Give the hidden layer a bend, such as tanh or relu."
ALIKE = "All weights of a layer begin alike, so its neurons get the same gradient and stay copies of each other. Leave initializer=... away: by default weights are drawn at random."
TOO_FEW = "It has settled, and the boundary has too few bends. Each hidden neuron adds one; give the hidden layer more of them, a few to spare."
FEW_RELUS = "With so few ReLUs learning easily gets stuck: a ReLU whose sum is negative at every point learns nothing more. The check begins from the same start each time, so trying again does not help. Give the hidden layer a few to spare, 6 or more, or take tanh, which loses none."
EARLY = "It was still learning when it was stopped. Give it more epochs (200 at most), or larger steps: a larger eta, or momentum 0.9."
CAP = "It was still learning when it was stopped, and it cannot have many more epochs. Take larger steps: a larger eta, or momentum 0.9."
SHRUNK = "It was still learning, but with so large a decay its steps have shrunk to a small part of eta: in each epoch, eta is divided by 1 + decay · epoch. Take a smaller decay or none, or larger steps to begin with: a larger eta, or momentum 0.9."
HELD_UP = "The loss lies flat, and too high: learning is held up where the slopes are small. Larger steps often lead on: a larger eta, or momentum 0.9. A few neurons to spare make it rare."
JUMPY = "The loss jumps up and down instead of settling: the steps are too large. Take a smaller eta."
OUTPUT = "The last layer decides how the answer is read. One output is read as a probability: sigmoid, with binary_cross_entropy. Several go through Softmax(), after a Dense layer without an activation, with categorical_cross_entropy."
NO_SOFTMAX = "categorical_cross_entropy compares probabilities, and nothing makes them here. Behind the last Dense layer, which has no activation, put Softmax() as an entry of its own."


LOGISTIC_WRONG = _wrong(
    ("a hidden layer", "Logistic regression is one layer, straight from the two inputs to the output. Take the hidden layer out.", _build((2, 8, 1), momentum=0.9)),
    ("a hidden layer", "Logistic regression is one layer, straight from the two inputs to the output. Take the hidden layer out.", _build((2, 4, 1), activation="linear")),
    ("no probability", "Logistic regression answers with a probability, between 0 and 1. Give the output layer the activation that squashes into this range.", _build((2, 1), output="linear", loss="half_squared_error", eta=0.05)),
    ("no probability", "Logistic regression answers with a probability, between 0 and 1. Give the output layer the activation that squashes into this range.", _build((2, 1), output="tanh", loss="half_squared_error", eta=0.05)),
    ("no probability", "Logistic regression answers with a probability, between 0 and 1. Give the output layer the activation that squashes into this range.", _build((2, 1), output="relu", loss="half_squared_error", eta=0.05)),
    ("stopped too early", "The line was still turning when training stopped. Give it more epochs, or a larger eta.", _build((2, 1), epochs=2, eta=0.05)),
    ("stopped too early", "The line was still turning when training stopped. Give it more epochs, or a larger eta.", _build((2, 1), epochs=20, eta=0.001)),
    ("stopped by the cap", CAP, _build((2, 1), epochs=200, eta=0.0001)),
    ("steps shrunk", SHRUNK, _build((2, 1), epochs=100, eta=0.02, decay=10.0)),
    ("over the budget", OVER, _build((2, 1), epochs=5000)),
    ("no step", NO_STEP, _build((2, 1), epochs=0)),
    ("no step", NO_STEP, _build((2, 1), eta=0.0)),
)  # fmt: skip


def _binary_wrong(too_few, circles=False):
    few_relus = 2 if circles else 4  # with three or four the circles are a matter of luck
    return _wrong(
        ("no hidden layer", NO_HIDDEN, _build((2, 1))),
        ("no hidden layer", NO_HIDDEN, _softmax((2, 2))),
        ("no bend", NO_BEND, _build((2, 8, 1), activation="linear", eta=0.1)),
        ("no bend", NO_BEND, _build((2, 16, 8, 1), activation="linear", eta=0.02)),
        ("all weights alike", ALIKE, _build((2, 8, 1), initializer="zeros")),
        ("too few neurons", TOO_FEW, too_few),
        ("few relus", FEW_RELUS, _build((2, few_relus, 1), activation="relu", batch_size=50, eta=0.1, momentum=0.9)),
        ("few relus", FEW_RELUS, _build((2, few_relus, 1), activation="relu", epochs=200, eta=0.1)),
        ("held up", HELD_UP, _build((2, 8, 1), activation="sigmoid", eta=0.1, epochs=50 if circles else 200)),
        ("stopped too early", EARLY, _build((2, 8, 1), epochs=3, eta=0.05)),
        ("stopped too early", EARLY, _build((2, 8, 1), epochs=20, eta=0.02)),
        ("stopped by the cap", CAP, _build((2, 8, 1), epochs=200, batch_size=50, eta=0.01 if circles else 0.05)),
        ("steps shrunk", SHRUNK, _build((2, 8, 1), epochs=200, eta=0.05, decay=0.05)),
        ("steps too large", JUMPY, _build((2, 8, 1), eta=60.0, momentum=0.9)),
        ("output layer", OUTPUT, _build((2, 8, 1), output="tanh", loss="binary_cross_entropy", eta=0.3)),
        ("output layer", OUTPUT, _build((2, 8, 1), output="relu", loss="binary_cross_entropy", eta=0.3)),
        ("output layer", OUTPUT, _build((2, 8, 1), output="linear", loss="binary_cross_entropy", eta=0.3, momentum=0.9)),
        ("softmax forgotten", NO_SOFTMAX, _build((2, 8, 2), output="linear", loss="categorical_cross_entropy", eta=0.1)),
        ("softmax forgotten", NO_SOFTMAX, _build((2, 8, 2), activation="relu", output="linear", loss="categorical_cross_entropy", eta=0.1, momentum=0.9)),
        ("diverged", DIVERGED, _build((2, 8, 1), activation="relu", output="linear", loss="half_squared_error", eta=30.0)),
        ("over the budget", OVER, _build((2, 8, 1), epochs=1000)),
        ("no step", NO_STEP, _build((2, 8, 1), epochs=0)),
    )  # fmt: skip


MOONS_RIGHT = (
    _build((2, 8, 1), momentum=0.9),
    _build((2, 4, 2, 1), eta=0.5, epochs=200),
    _build((2, 16, 1), eta=0.5, epochs=150, activation="relu", initializer="he"),
    _build((2, 8, 1), activation="sigmoid", momentum=0.9),
    _softmax((2, 8, 2), momentum=0.9),
    _build((2, 12, 1), output="linear", loss="half_squared_error", eta=0.05, momentum=0.9),
    lambda: list(_build((2, 8, 1), batch_size=16, eta=0.5, decay=0.01)()),
)
CIRCLES_RIGHT = (
    _build((2, 4, 1), eta=0.5),
    _build((2, 3, 1), momentum=0.9, epochs=50),
    _build((2, 8, 1), activation="relu", eta=0.1, momentum=0.9, epochs=50),
    _build((2, 4, 2, 1), eta=0.5),
    _softmax((2, 6, 2), eta=0.5, epochs=60),
    _build((2, 8, 1), activation="sigmoid", eta=1.0, momentum=0.9),
)
SPIRALS_RIGHT = (
    _softmax((2, 32, 3), eta=0.2, momentum=0.9, decay=0.01),
    _softmax((2, 64, 3), activation="relu", initializer="he", eta=0.1, momentum=0.9, decay=0.05),
    _softmax((2, 32, 16, 3), eta=0.1, momentum=0.9, decay=0.05),
    _build((2, 32, 3), eta=0.2, momentum=0.9, decay=0.05),  # three sigmoids
)


def _squashed_before_softmax():
    return Network([Dense(2, 32, "tanh"), Dense(32, 3, "sigmoid"), Softmax()], "categorical_cross_entropy")


SPIRALS_WRONG = _wrong(
    ("no hidden layer", NO_HIDDEN, _softmax((2, 3))),
    ("no bend", NO_BEND, _softmax((2, 32, 3), activation="linear", eta=0.02)),
    ("all weights alike", ALIKE, _softmax((2, 32, 3), initializer="zeros", epochs=30)),
    ("too few neurons", TOO_FEW, _softmax((2, 3, 3), eta=0.2, momentum=0.9, decay=0.05)),
    ("too few neurons", TOO_FEW, _softmax((2, 2, 3), eta=0.2, momentum=0.9, decay=0.05)),
    ("stopped too early", EARLY, _softmax((2, 32, 3), epochs=5, eta=0.1)),
    ("stopped too early", EARLY, _softmax((2, 32, 3), epochs=8, eta=0.02)),
    ("stopped by the cap", CAP, _softmax((2, 32, 3), epochs=200, eta=0.03)),
    ("steps shrunk", SHRUNK, _softmax((2, 32, 3), epochs=200, eta=0.1, decay=0.05)),
    ("steps shrunk", SHRUNK, _softmax((2, 40, 3), activation="relu", epochs=200, eta=0.1, decay=0.05)),
    ("steps too large", JUMPY, _softmax((2, 32, 3), epochs=40, eta=20.0, momentum=0.9)),
    ("softmax forgotten", NO_SOFTMAX, _build((2, 40, 3), output="linear", loss="categorical_cross_entropy", eta=0.1, momentum=0.9)),
    ("softmax forgotten", NO_SOFTMAX, _build((2, 40, 3), activation="relu", output="linear", loss="categorical_cross_entropy", eta=0.1, momentum=0.9)),
    ("softmax forgotten", NO_SOFTMAX, _build((2, 32, 3), output="sigmoid", loss="categorical_cross_entropy", eta=0.1, momentum=0.9)),
    ("softmax forgotten", NO_SOFTMAX, _build((2, 32, 3), output="relu", loss="categorical_cross_entropy", eta=0.5, epochs=40)),
    ("output layer", OUTPUT, _build((2, 32, 3), output="relu", eta=0.5, epochs=40)),
    ("output layer", OUTPUT, _build((2, 32, 3), output="linear", eta=0.1, epochs=40)),
    ("output layer", OUTPUT, lambda: (_squashed_before_softmax(), {"epochs": 100, "batch_size": 32, "eta": 0.1})),
    ("over the budget", OVER, _softmax((2, 32, 3), epochs=1000)),
    ("no step", NO_STEP, _softmax((2, 32, 3), epochs=0)),
)  # fmt: skip


# --- a bump --------------------------------------------------------------------------------------------------------


def bump(x, left, right, height, steepness):
    return height * (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))


def _s(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def _bump_by_tanh(x, left, right, height, steepness):
    return height / 2 * (np.tanh(steepness * (x - left) / 2) - np.tanh(steepness * (x - right) / 2))


def _bump_entry_by_entry(x, left, right, height, steepness):
    def one(u):
        return height * (_s(steepness * (u - left)) - _s(steepness * (u - right)))

    return np.vectorize(one, otypes=[float])(x)


def _bump_as_layer(x, left, right, height, steepness):
    z = steepness * np.asarray(x)[..., None] - steepness * np.array([left, right])
    return sigmoid(z) @ np.array([height, -height])


def _bump_float32(x, left, right, height, steepness):
    x = np.asarray(x, dtype=np.float32)
    return np.float32(height) * (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))


def _bump_whole(x, left, right, height, steepness):
    out = np.zeros_like(x)
    out[...] = bump(x, left, right, height, steepness)
    return out


def _bump_changing(x, left, right, height, steepness):
    up = sigmoid(steepness * (x - left))
    x -= right
    return height * (up - sigmoid(steepness * x))


def _bump_math(x, left, right, height, steepness):
    return height * (1 / (1 + math.exp(-steepness * (x - left))) - 1 / (1 + math.exp(-steepness * (x - right))))


def _bump_if(x, left, right, height, steepness):
    if left < x < right:
        return height
    return 0.0


UPSIDE_DOWN = "The bump is upside down. The step that rises at left comes first and the one at right is taken off it, and inside a sigmoid it is x minus the place, not the place minus x."
NUMBER_ONLY = "x may be an array, and then this asks one question about many numbers. sigmoid takes whole arrays."

BUMP_WRONG = _wrong(
    ("upside down", UPSIDE_DOWN, lambda x, l, r, h, s: h * (_s(s * (x - r)) - _s(s * (x - l)))),
    ("steps added", "The two steps are added, so the second goes up as well. Take it off the first: then they cancel to the right of the bump.", lambda x, l, r, h, s: h * (_s(s * (x - l)) + _s(s * (x - r)))),
    ("steps multiplied", "Two steps multiplied are not a bump but a step at the later of the two. Take the second off the first.", lambda x, l, r, h, s: h * _s(s * (x - l)) * _s(s * (x - r))),
    ("height forgotten", "The bump is 1 high, whatever the height is.", lambda x, l, r, h, s: _s(s * (x - l)) - _s(s * (x - r))),
    ("height on one step", "Only the first step has the height, so what goes up does not come down again by as much. Brackets around the difference let the height count for both.", lambda x, l, r, h, s: h * _s(s * (x - l)) - _s(s * (x - r))),
    ("height on one step", "Only the second step has the height, so what goes up does not come down again by as much. Brackets around the difference let the height count for both.", lambda x, l, r, h, s: _s(s * (x - l)) - h * _s(s * (x - r))),
    ("height added", "The height is added, so far from the bump the value is not near 0. A height multiplies.", lambda x, l, r, h, s: h + _s(s * (x - l)) - _s(s * (x - r))),
    ("height inside", "The height stands inside the sigmoid, where it only makes the edge steeper: a sigmoid never gets above 1. It belongs outside.", lambda x, l, r, h, s: _s(h * s * (x - l)) - _s(h * s * (x - r))),
    ("steepness forgotten", "The edges are equally soft whatever the steepness is. It belongs inside each sigmoid, times the distance from the edge.", lambda x, l, r, h, s: h * (_s(x - l) - _s(x - r))),
    ("steepness outside", "The steepness stands outside the sigmoids, where it makes the bump higher and not its edges steeper.", lambda x, l, r, h, s: s * h * (_s(x - l) - _s(x - r))),
    *[("steepness fixed", "The steepness is a number written into the function, so the argument steepness changes nothing. Use the argument.", lambda x, l, r, h, s, c=c: h * (_s(c * (x - l)) - _s(c * (x - r)))) for c in (5, 10, 20, 50, 100, 200, 1000)],
    ("up times down", "A step up times a step down is near a bump only where the edges are steep; soft edges come out lower. Take the step at right off the step at left instead.", lambda x, l, r, h, s: h * _s(s * (x - l)) * _s(s * (r - x))),
    ("steepness times x alone", "Here the steepness multiplies x alone, so the edges move away from left and right. Brackets: the distance from the edge first, then times the steepness.", lambda x, l, r, h, s: h * (_s(s * x - l) - _s(s * x - r))),
    ("steepness on one step", "One of the two edges lacks the steepness.", lambda x, l, r, h, s: h * (_s(s * (x - l)) - _s(x - r))),
    ("steepness on one step", "One of the two edges lacks the steepness.", lambda x, l, r, h, s: h * (_s(x - l) - _s(s * (x - r)))),
    ("divided by the steepness", "A larger steepness makes the edges softer here: it divides where it should multiply.", lambda x, l, r, h, s: h * (_s((x - l) / s) - _s((x - r) / s))),
    ("places added", "left and right are added to x, so the bump stands on the other side of 0. At the edge itself the sigmoid has to see 0.", lambda x, l, r, h, s: h * (_s(s * (x + l)) - _s(s * (x + r)))),
    ("one step", "That is a step up at left. It still has to come down again at right: take a second step off.", lambda x, l, r, h, s: h * _s(s * (x - l))),
    ("one step", "That is a step at right alone. A bump is the step at left minus the step at right.", lambda x, l, r, h, s: h * _s(s * (x - r))),
    ("one step", "That is a step down at right alone. A bump is the step at left minus the step at right.", lambda x, l, r, h, s: -h * _s(s * (x - r))),
    ("right as a width", "Here the bump ends at left + right. right is a place, not a width.", lambda x, l, r, h, s: h * (_s(s * (x - l)) - _s(s * (x - l - r)))),
    ("tanh for sigmoid", "The bump is too high or its edges too steep: tanh goes from −1 to 1, the sigmoid from 0 to 1, with a quarter of the slope.", lambda x, l, r, h, s: h * (np.tanh(s * (x - l)) - np.tanh(s * (x - r)))),
    ("height and steepness swapped", "The height stands inside the sigmoids and the steepness outside; the other way round it is right.", lambda x, l, r, h, s: s * (_s(h * (x - l)) - _s(h * (x - r)))),
    ("steepness times the place", "Here the steepness multiplies the places alone. Brackets: the distance from the edge first, then times the steepness.", lambda x, l, r, h, s: h * (_s(x - s * l) - _s(x - s * r))),
    ("difference inside", "The difference is taken inside one sigmoid, where x cancels. Each step is a sigmoid of its own; their values are subtracted.", lambda x, l, r, h, s: h * _s(s * (x - l) - s * (x - r))),
    ("relu for sigmoid", "A relu rises and never stops; the difference of two is a ramp that stays up. Build the steps from sigmoids.", lambda x, l, r, h, s: h * (np.maximum(0, s * (x - l)) - np.maximum(0, s * (x - r)))),
    ("arrays only", "This goes through the entries of x, and x may be a single number too. sigmoid takes both; no loop is needed.", lambda x, l, r, h, s: [bump(u, l, r, h, s) for u in x]),
    ("half as high", "The bump is half as high as asked: nothing is to be divided by 2.", lambda x, l, r, h, s: h / 2 * (_s(s * (x - l)) - _s(s * (x - r)))),
    ("hard edges", "That is a block with hard edges, and no neuron draws it. Build it from two sigmoids, so that the steepness counts.", lambda x, l, r, h, s: h * ((np.asarray(x) > l) & (np.asarray(x) < r))),
    ("hard edges", "That is a block with hard edges, and no neuron draws it. Build it from two sigmoids, so that the steepness counts.", lambda x, l, r, h, s: np.where((np.asarray(x) >= l) & (np.asarray(x) <= r), h, 0.0)),
    ("a bell", "That is a bell, exp of a square. Build the bump from two sigmoids: one step up, one step down.", lambda x, l, r, h, s: h * np.exp(-((s * (x - (l + r) / 2)) ** 2))),
    ("two answers", "Both steps are handed back. One bump is asked: the first minus the second, times the height.", lambda x, l, r, h, s: (h * _s(s * (x - l)), h * _s(s * (x - r)))),
    ("absolute", "The size of the difference is taken, so a negative height, a dip, is lost.", lambda x, l, r, h, s: np.abs(h * (_s(s * (x - l)) - _s(s * (x - r))))),
    ("one number only", NUMBER_ONLY + " math.exp takes one number.", _bump_math),
    ("one number only", NUMBER_ONLY, _bump_if),
    ("whole numbers", "For whole x the result is cut down to whole numbers: an array made with zeros_like takes over their type.", _bump_whole),
    ("x changed", "-= works inside the array of whoever called, and their x is gone. Write x - ... instead.", _bump_changing),
    ("rounded", "This rounds. Hand the numbers over as they are.", lambda x, l, r, h, s: np.round(bump(x, l, r, h, s), 2)),
    ("rounded", "This rounds. Hand the numbers over as they are.", lambda x, l, r, h, s: np.round(bump(x, l, r, h, s), 4)),
)  # fmt: skip


def _bump_cases(rng):
    def one(x):
        left = rng.integers(-12, 8) / 8
        right = left + rng.integers(5, 13) / 8
        height = rng.choice([-1, 1]) * rng.integers(10, 30) / 8
        return Case((x, float(left), float(right), float(height), float(rng.integers(6, 40) / 8)))

    places = [rng.integers(-16, 25, size=shape) / 8 for shape in (7, 6, (2, 3))]
    return [
        one(places[0]),
        one(places[1].astype(np.float32)),
        one(places[2]),
        one(rng.integers(-2, 4, size=5)),
        one(float(rng.integers(-8, 17) / 8)),
        one(int(rng.integers(-1, 3))),
        Case((np.array([0.2, 0.25, 0.5, 0.75, 0.9]), 0.25, 0.75, float(rng.integers(2, 6)), 400.0)),
    ]


# --- any function, from bumps --------------------------------------------------------------------------------------

BOUND = 0.05
GRID = np.linspace(0.0, 1.0, 1001)


def _edges(n, ends=True):
    edges = np.linspace(0, 1, n + 1)
    if ends:
        edges[0], edges[-1] = -1, 2
    return edges


def _sum_of_bumps(n, heights, steepness, edges=None):
    edges = _edges(n) if edges is None else edges
    bumps = list(zip(edges[:-1], edges[1:], heights, strict=True))
    return lambda x: sum(bump(np.asarray(x, dtype=float), l, r, h, steepness) for l, r, h in bumps)


def _middles(n):
    return (np.arange(n) + 0.5) / n


def approximate(f, n_terms):
    return _sum_of_bumps(n_terms, f(_middles(n_terms)), 1000.0)


def _by_a_loop(f, n_terms):
    width = 1 / n_terms

    def F(x):
        total = 0.0
        for k in range(-1, n_terms + 1):
            left = k * width
            total = total + bump(x, left, left + width, f(left + width / 2), 20 / width)
        return total

    return F


def _by_least_squares(f, n_terms):
    places = np.linspace(0, 1, n_terms)

    def columns(x):
        return sigmoid(2 * n_terms * (np.asarray(x)[..., None] - places))

    x = np.linspace(0, 1, 20 * n_terms)
    v = np.linalg.lstsq(np.column_stack([columns(x), np.ones(len(x))]), f(x), rcond=None)[0]
    return lambda x: columns(x) @ v[:-1] + v[-1]


def _by_steps(f, n_terms):
    """A first height, and at every edge a step by the difference: each step is one sigmoid."""
    heights = f(_middles(n_terms))
    edges = np.arange(1, n_terms) / n_terms
    return lambda x: heights[0] + sigmoid(2000 * (np.asarray(x)[..., None] - edges)) @ np.diff(heights)


def _by_relus(f, n_terms):
    x0 = np.linspace(0, 1, n_terms + 1)
    slopes = np.diff(f(x0)) * n_terms
    turns = np.diff(slopes, prepend=0.0)
    return lambda x: f(0.0) + np.maximum(0, np.asarray(x)[..., None] - x0[:-1]) @ turns


class _Bumps:
    def __init__(self, f, n_terms):
        self.edges = _edges(n_terms)
        self.heights = [float(f(float(m))) for m in _middles(n_terms)]

    def __call__(self, x):
        x = np.asarray(x, dtype=np.float32)
        pairs = zip(self.edges[:-1], self.edges[1:], self.heights, strict=True)
        return sum((bump(x, l, r, h, 1500.0) for l, r, h in pairs), np.zeros(x.shape, np.float32))


# What a first try gives, with bumps of the lesson. Heights: from f and n; bumps: what is made of them.
def _no_room_at_the_ends(f, n):
    return _sum_of_bumps(n, f(_middles(n)), 1000.0, _edges(n, ends=False))


def _height_one(f, n):
    return _sum_of_bumps(n, np.ones(n), 1000.0)


def _at_left(f, n):
    return _sum_of_bumps(n, f(np.arange(n) / n), 1000.0)


def _at_right(f, n):
    return _sum_of_bumps(n, f(np.arange(1, n + 1) / n), 1000.0)


def _middles_of_moved_edges(f, n):
    edges = _edges(n)
    return _sum_of_bumps(n, f((edges[:-1] + edges[1:]) / 2), 1000.0)


def _too_soft(f, n, steepness=10.0):
    return _sum_of_bumps(n, f(_middles(n)), steepness)


def _too_soft_1(f, n):
    return _too_soft(f, n, 1.0)


def _last_bump_alone(f, n):
    return lambda x: bump(x, (n - 1) / n, 2.0, f((n - 0.5) / n), 1000.0)


def _first_bump_alone(f, n):
    return lambda x: bump(x, -1.0, 1 / n, f(0.5 / n), 1000.0)


def _same_bump_n_times(f, n):
    terms = []
    for k in range(n):
        left, height = k / n, f((k + 0.5) / n)
        terms.append(lambda x: bump(x, left, left + 1 / n, height, 1000.0))  # noqa: B023 - that is the mistake
    return lambda x: sum(term(x) for term in terms)


def _mean(f, n):
    F = approximate(f, n)
    return lambda x: F(x) / n


def _without_heights_of_f(f, n):
    return _sum_of_bumps(n, _middles(n), 1000.0)


def _last_left_out(f, n):
    edges = _edges(n)
    return _sum_of_bumps(n - 1, f(_middles(n))[:-1], 1000.0, edges[:-1])


def _first_left_out(f, n):
    edges = _edges(n)
    return _sum_of_bumps(n - 1, f(_middles(n))[1:], 1000.0, edges[1:])


def _twice_as_wide(f, n):
    heights = f(_middles(n))
    return lambda x: sum(bump(x, m - 1 / n, m + 1 / n, h, 1000.0) for m, h in zip(_middles(n), heights, strict=True))


def _half_as_wide(f, n):
    heights = f(_middles(n))
    return lambda x: sum(
        bump(x, m - 0.25 / n, m + 0.25 / n, h, 4000.0) for m, h in zip(_middles(n), heights, strict=True)
    )


def _constant(f, n):
    mean = float(np.mean(f(_middles(n))))
    return lambda x: np.full(np.shape(x), mean)


def _ten_bumps(f, n):
    return approximate(f, 10)


def _places_as_numbers(f, n):
    return _sum_of_bumps(n, f(np.arange(n) + 0.5), 1000.0)


def _numbers_as_places(f, n):
    return _sum_of_bumps(n, f(np.arange(n)), 1000.0)


def _begun_at_x(f, n):
    F = approximate(f, n)
    return lambda x: x + F(x)


def _begun_at_one(f, n):
    F = approximate(f, n)
    return lambda x: 1 + F(x)


def _onto_x(f, n, steepness=1000.0):
    edges, heights = _edges(n), f(_middles(n))

    def F(x):
        for l, r, h in zip(edges[:-1], edges[1:], heights, strict=True):
            x = x + bump(x, l, r, h, steepness)
        return x

    return F


def _curve(x):
    """The curve of the lesson, which `f` is easily mistaken for."""
    return 0.5 + 0.3 * np.sin(2 * np.pi * x) + 0.15 * np.sin(6 * np.pi * x)


def _of_the_curve(f, n):
    return approximate(_curve, n)


def _turned_round(f, n):
    return _too_soft(f, n, 10 / n)


def _turned_round_1(f, n):
    return _too_soft(f, n, 1 / n)


def _overwritten(f, n, steepness=50.0, ends=True):
    left, right = _edges(n, ends)[-2:]
    return lambda x: bump(x, left, right, f((n - 0.5) / n), steepness)


def _returned_at_once(f, n, steepness=10.0, ends=True):
    left, right = _edges(n, ends)[:2]
    return lambda x: bump(x, left, right, f(0.5 / n), steepness)


def _height_where_asked(f, n):
    ones = _sum_of_bumps(n, np.ones(n), 1000.0)
    return lambda x: f(x) * ones(x)


def _height_a_function(f, n):
    edges = _edges(n)
    return lambda x: sum(bump(x, edges[k], edges[k + 1], f, 1000) for k in range(n))


def _all_at_once(f, n):
    edges = _edges(n)
    return lambda x: bump(x, edges[:-1], edges[1:], f(_middles(n)), 1000)


def _one_round_too_many(f, n):
    edges, middles = _edges(n), _middles(n)
    return lambda x: sum(bump(x, edges[k], edges[k + 1], f(middles[k]), 1000) for k in range(n + 1))


def _one_middle_too_many(f, n):
    middles = _middles(n)
    return lambda x: sum(bump(x, k / n, (k + 1) / n, f(middles[k]), 1000) for k in range(n + 1))


def _swapped(f, n):
    edges = _edges(n)
    return lambda x: sum(
        bump(x, l, r, 1000.0, f(m)) for l, r, m in zip(edges[:-1], edges[1:], _middles(n), strict=True)
    )


def _upside_down(f, n):
    F = approximate(f, n)
    return lambda x: -F(x)


def _running_total(f, n):
    return _sum_of_bumps(n, np.cumsum(f(_middles(n))), 1000.0)


def _steps_not_bumps(f, n):
    heights = f(_middles(n))
    return lambda x: sigmoid(1000.0 * (np.asarray(x)[..., None] - np.arange(n) / n)) @ heights


def _itself(f, n):
    return f


def _values_at_once(f, n):
    return approximate(f, n)(GRID)


def _one_number(f, n):
    F = approximate(f, n)
    return lambda x: float(np.sum(F(x)))


def _number_only(f, n):
    heights = f(_middles(n))
    return lambda x: float(heights[min(int(x * n), n - 1)])


def _looked_at(f, n, x, y, F):
    """The name of the mistake behind an F that misses f by too much."""
    width, size = 1 / n, np.abs(y).max()
    off = np.abs(F - y)
    far = off > BOUND
    inside = (x > 1.5 * width) & (x < 1 - 1.5 * width)
    close = off[inside].max(initial=0) <= BOUND
    tenth = 0.1 * size + 0.01

    def near(other, where=slice(None), least=tenth):
        return np.abs(F - other)[where].max(initial=0) <= least

    def is_sum(other):
        return near(other, least=0.01 * np.abs(other).max())

    soft = [(s, "too soft") for s in (1, 2, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100)]
    for steepness, name in [*soft, *[(c / n, "steepness turned round") for c in (0.5, 1, 2, 5, 10, 20)]]:
        for ends in (True, False):
            if is_sum(_sum_of_bumps(n, f(_middles(n)), float(steepness), _edges(n, ends))(x)):
                return name
    for steepness in (1, 5, 10, 20, 30, 40, 50, 60, 80, 100, 200, 10 * n, 20 * n, 1000):
        for ends in (True, False):
            if is_sum(_overwritten(f, n, steepness, ends)(x)):
                return "total overwritten"
            if is_sum(_returned_at_once(f, n, steepness, ends)(x)):
                return "return inside the loop"
    if near(_curve(x), inside, 0.06):
        return "curve for f"
    if near(x + y, inside, 0.06) or (abs(np.mean(F - y)) > 0.2 and np.ptp((F - y)[inside]) < 0.12):
        return "total not begun at 0"
    if any(is_sum(_onto_x(f, n, s)(x)) for s in (100.0, 200.0, 500.0, 10.0 * n, 20.0 * n, 1000.0)):
        return "added onto x"
    for side in (-1, 1):  # heights taken at an edge: F is f moved aside by half a bump
        moved = f(x[inside] + side * width / 2)
        if np.abs(F[inside] - moved).max() < 0.6 * off[inside].max() and off[inside].max() < 0.3 * size:
            return "read at the edge"
    if close and far.any():
        off_throughout = [k for k, outer in ((0, x < width / 2), (-1, x > 1 - width / 2)) if far[outer].all()]
        if any(abs(F[k]) >= 0.1 * abs(y[k]) + 0.01 for k in off_throughout):  # a bump is there, of another height
            return "middles beyond the ends"
        half = [k for k in (0, -1) if far[k] and abs(F[k] - y[k] / 2) < 0.25 * abs(y[k])]
        ends = [k for k in (0, -1) if far[k]]
        zero = [k for k in (0, -1) if far[k] and abs(F[k]) < 0.1 * abs(y[k]) + 0.01]
        return "half a bump at the ends" if half else "a bump is missing" if zero else "too soft" if ends else None
    middle = ~far | (np.abs(F) < 0.02)
    if near(y / n, least=0.1 * size / n):
        return "divided by n"
    if (np.abs(F) < 0.02 * size).mean() > 1 - 3 * width:
        spike = np.abs(F).max(initial=0)
        if spike > 2.5 * size:
            return "the same bump every time"
        ends = np.abs(F[[0, -1]])
        return None if spike <= 0.02 else "total overwritten" if ends[1] > ends[0] else "return inside the loop"
    if near(-y, inside):
        return "upside down"
    if near(2 * y, inside, 0.1 * size + 0.1):
        return "bumps overlap"
    if near(np.ones_like(x), inside, 0.02):
        return "height 1"
    if near(x, inside, width + 0.02):
        return "the place for the height"
    if middle.all() and 0.2 < far.mean() < 0.8:
        return "gaps"
    if np.ptp(F) < 0.02 * max(size, 0.1):
        return "the mean everywhere"
    heights = f(_middles(n))
    if near(np.interp(x, _middles(n), np.cumsum(heights)), inside, 0.1 * np.abs(np.cumsum(heights)).max()):
        return "heights pile up"
    for first in (0, 0.5, 1):
        if near(_sum_of_bumps(n, f(np.arange(n) + first), 1000.0)(x), inside, 0.05 * np.abs(F).max() + 0.05):
            return "f of the bump's number"
    if near(_swapped(f, n)(x), inside, 0.05 * np.abs(F).max()):
        return "height and steepness swapped"
    flats = np.flatnonzero(np.abs(np.diff(F)) > 0.3 * off.max())
    if len(flats) > 2 and len(np.unique(np.round(F, 6))) < 0.5 * n + 12:
        return "too few bumps"
    return None


def _accepts(case, value):
    f, n = specs.build(case.args[0]), case.args[1]
    x = np.asarray(case.after)
    y = f(x)
    if isinstance(value, Other):
        return f"gives an F, and F(x) is {value.what}; for an array x, an array of the same shape is asked."
    if problem := compare(value, y, Tolerance(0.0, math.inf), "gives an F, and F(x)"):
        return problem.message
    F = np.asarray(value, dtype=float)
    off = np.abs(F - y)
    # No sum follows a kink to the last digit; a smooth curve, some do.
    if off.max() < 1e-9 and case.args[0].name == "kink":
        return "f itself"
    if off.max() <= BOUND + 1e-9:
        return None
    where = x[off.argmax()]
    return _looked_at(f, n, x, y, F) or (
        f"gives an F that misses f by {off.max():.2g} near x = {where:.2g}; at most {BOUND} is allowed."
    )


def _curve_cases(rng):
    """Curves that are at most n/12.5 steep, so that n blocks of the middle height miss by 0.04 at most."""
    grid = np.sort(np.concatenate([[0.0, 1.0], rng.uniform(size=997)]))
    turns = float(rng.integers(1, 3))
    shift = float(rng.uniform(0.3, 1.2))
    centre, slope = float(rng.uniform(0.3, 0.7)), float(rng.uniform(1.5, 2.5))
    low, tilt = float(rng.uniform(0.5, 1.0)), float(rng.uniform(-1.5, -0.5))
    return [
        Case((Spec("wave", (0.9, turns, shift)), int(85 * turns)), after=grid),
        Case((Spec("kink", (slope, centre)), 50), after=grid),
        Case((Spec("bell", (1.1, centre, 0.4)), 50), after=grid),
        Case((Spec("polynomial", (low, tilt, 2.0)), 60), after=grid),
    ]


HALF = "In the inside it fits; at 0 or 1 only half of f is there. At its own edge a bump has half its height, and beyond the ends there is no neighbour to add the other half. Let the first bump begin far to the left of 0, and the last end far to the right of 1."
SOFT = "The edges are too soft: bumps leak far into their neighbours. Take a larger steepness; an edge should be done within a small part of a bump's width, which is 1/n_terms."
BEYOND = "In the inside it fits; the bump at 0 or at 1 has a height that f has somewhere else. A bump that reaches far beyond [0, 1] has its middle out there too. Find the middles first, and move the ends outward after that."
TURNED = "The bumps are so soft that next to nothing is left of them: the more bumps, the smaller this steepness. It should grow with them. An edge is done within about 10 / steepness, and a bump is 1 / n_terms wide."
OVERWRITTEN = "F is the last bump alone: each round of the loop overwrites the total. Add to what is there, as in total = total + ..."
INSIDE = "F is the first bump alone: the return stands inside the loop and ends it in the first round. Put it behind the loop, as far to the left as the for."
BEGIN = "F is f with something on top: x itself, or a constant. The bumps are added to a total, and that begins at 0, a number."
ITSELF = "F is f to the last digit, also at the kink, where no bumps follow. The height of a bump is one number for the whole bump: what f gives in its middle, and not at x."

APPROXIMATE_WRONG = _wrong(
    ("half a bump at the ends", HALF, _no_room_at_the_ends),
    ("height 1", "F is 1 everywhere: all bumps have the height 1. The height of a bump is the value of f in its middle.", _height_one),
    ("read at the edge", "Each bump has the height that f has at one of its edges, so F is f moved aside by half a bump. Take the height in the middle of the bump.", _at_left),
    ("read at the edge", "Each bump has the height that f has at one of its edges, so F is f moved aside by half a bump. Take the height in the middle of the bump.", _at_right),
    ("middles beyond the ends", BEYOND, _middles_of_moved_edges),
    ("too soft", SOFT, _too_soft),
    ("too soft", SOFT, _too_soft_1),
    ("steepness turned round", TURNED, _turned_round),
    ("steepness turned round", TURNED, _turned_round_1),
    ("total overwritten", OVERWRITTEN, _last_bump_alone),
    ("total overwritten", OVERWRITTEN, _overwritten),
    ("return inside the loop", INSIDE, _first_bump_alone),
    ("return inside the loop", INSIDE, _returned_at_once),
    ("total not begun at 0", BEGIN, _begun_at_x),
    ("total not begun at 0", BEGIN, _begun_at_one),
    ("added onto x", "The bumps are added onto x, so each next bump is asked at another place. Leave x as it is, and add up in a total of its own that begins at 0.", _onto_x),
    ("curve for f", "F follows the curve of the figure, whatever f is. The heights are to come from f, the argument.", _of_the_curve),
    ("f for a height", "The height is f itself, a function; a height is a number. Ask f for its value in the middle of the bump.", _height_a_function),
    ("all bumps at once", "x has one length and the edges another, so they do not go together entry by entry. Take one bump at a time, in a loop.", _all_at_once),
    ("one bump too many", "The loop makes one round too many: there are n_terms bumps, numbered from 0, and one edge more.", _one_round_too_many),
    ("one bump too many", "The loop makes one round too many: there are n_terms bumps, numbered from 0, and one edge more.", _one_middle_too_many),
    ("the same bump every time", "F is one bump, n_terms times. A function made inside a loop looks its names up when it is called, and by then the loop is over. Put the loop inside F.", _same_bump_n_times),
    ("divided by n", "F is f divided by n_terms. Side by side bumps are added; they need no mean.", _mean),
    ("the place for the height", "F is x itself: each bump is as high as its place. The height is what f gives there.", _without_heights_of_f),
    ("a bump is missing", "At one end of [0, 1] F falls to 0: the first or the last bump is missing. range(n) goes from 0 to n − 1, and n bumps have n + 1 edges.", _last_left_out),
    ("a bump is missing", "At one end of [0, 1] F falls to 0: the first or the last bump is missing. range(n) goes from 0 to n − 1, and n bumps have n + 1 edges.", _first_left_out),
    ("bumps overlap", "F is twice f: the bumps are twice as wide as the distance between them. Each begins where the one before ends.", _twice_as_wide),
    ("gaps", "F falls to 0 again and again: there are gaps between the bumps. Each begins where the one before ends.", _half_as_wide),
    ("the mean everywhere", "F is the same everywhere. Each bump has a height of its own, the value of f in its middle.", _constant),
    ("too few bumps", "F goes in steps that are too coarse. Use n_terms bumps, whatever n_terms is.", _ten_bumps),
    ("too few bumps", "F goes in steps that are too coarse. Use n_terms bumps, whatever n_terms is.", lambda f, n: approximate(f, 7)),
    ("f of the bump's number", "Bump number k has the height f(k), and k counts bumps. f wants a place between 0 and 1: the middle of that bump.", _numbers_as_places),
    ("f of the bump's number", "Bump number k has the height f(k + ½), and k counts bumps. f wants a place between 0 and 1: the middle of that bump.", _places_as_numbers),
    ("height and steepness swapped", "Height and steepness have changed places in the call of bump: the height comes fourth, the steepness last.", _swapped),
    ("upside down", "F is −f. Is a difference the wrong way round, or an edge?", _upside_down),
    ("heights pile up", "The heights pile up from left to right. Each bump comes down again at its right edge; is it a step that stays up?", _running_total),
    ("heights pile up", "The heights pile up from left to right. Each bump comes down again at its right edge; is it a step that stays up?", _steps_not_bumps),
    ("f itself", ITSELF, _itself),
    ("f itself", ITSELF, _height_where_asked),
    ("no function", "What is returned is no function but what one gives. Define F inside, def F(x): ..., and return F, without brackets behind it.", _values_at_once),
    ("one number", "F adds up over all x. It has to give a value for each x: np.sum over an array of them loses that.", _one_number),
    ("for a number only", "F works for one number, and x may be an array. bump takes whole arrays.", _number_only),
)  # fmt: skip


# --- as many parameters --------------------------------------------------------------------------------------------


def _n_parameters(*widths):
    sizes = (2, *widths, 1)
    return sum((n_in + 1) * n_out for n_in, n_out in itertools.pairwise(sizes))


def _n_weights(*widths):
    sizes = (2, *widths, 1)
    return sum(n_in * n_out for n_in, n_out in itertools.pairwise(sizes))


def _widths(value):
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Unfit(f"deep_widths is {show(value)}; two widths are asked, such as (5, 7).")
    for width in value:
        whole = isinstance(width, int | np.integer) and not isinstance(width, bool)
        if not whole and not (isinstance(width, float | np.floating) and float(width).is_integer()):
            raise Unfit(f"deep_widths holds {show(width)}; a width is a whole number of neurons.")
        if not 0 < width < 10_000:
            raise Unfit(
                f"deep_widths holds {show(width)}; a layer has at least one neuron, and here far fewer than that."
            )
    return int(value[0]), int(value[1])


def _within(number, of):
    return abs(number - of) <= 0.02 * of


def _widths_do(name, value):
    """What kind of pair this is: "as many", or a misreading that it fits, or how many parameters it has."""
    widths = _widths(value)
    h1, h2 = widths
    if _within(_n_parameters(*widths), _n_parameters(64)):
        return "as many"
    if widths == (64, 64):
        return "both 64"
    if h1 + h2 == 64:
        return "64 neurons"
    if h1 * h2 == 64:
        return "product 64"
    if _within(h1 * h2, _n_parameters(64)):
        return "the middle alone"
    if _within(_n_weights(*widths), _n_weights(64)):
        return "biases left out"
    if _within(_n_weights(*widths), _n_parameters(64)):
        return "biases counted once"
    return _n_parameters(*widths)


def _widths_told(name, found, asked):
    if isinstance(found, int):
        more = "more" if found > _n_parameters(64) else "fewer"
        return f"A network 2-h1-h2-1 with these widths has {found:,} parameters, {more} than 2-64-1, and not within 2%."
    return f"With these widths 2-h1-h2-1 and 2-64-1 do not have as many parameters ({found})."


WIDTHS_WRONG = _wrong(
    ("both 64", "Two layers of 64 have 64 · 64 weights between them alone. That is far more than one layer of 64 has in all.", (64, 64)),
    ("as many neurons", "These are as many neurons, 64, and not as many parameters: between two hidden layers every neuron is joined to every other.", (32, 32)),
    ("as many neurons", "These are as many neurons, 64, and not as many parameters: between two hidden layers every neuron is joined to every other.", (48, 16)),
    ("product 64", "Here h1 · h2 is 64. But it is the parameters that are to be as many, and 2-64-1 has more than 64 of those: count its weights and biases first.", (8, 8)),
    ("product 64", "Here h1 · h2 is 64. But it is the parameters that are to be as many, and 2-64-1 has more than 64 of those: count its weights and biases first.", (16, 4)),
    ("middle alone", "The weights between the two hidden layers alone are as many. Those from the inputs, those to the output and the biases count too.", (16, 16)),
    ("biases left out", "The weights are as many, but biases are parameters too: one for each neuron that computes. 2-64-1 has many of them, a deep net of the same size few.", (12, 12)),
    ("biases on one side", "The weights of yours are as many as the weights and biases of 2-64-1. Count your biases as well.", (12, 17)),
    ("the shallow one", "That is too few by far. Count the parameters of 2-64-1 first: two weights into, one bias for, and one weight out of each hidden neuron.", (2, 64)),
)  # fmt: skip


# --- what is asked -------------------------------------------------------------------------------------------------

SOLUTION_LOGISTIC = '''def build_logistic():
    """Logistic regression on the moons: (network, settings)."""
    network = Network([Dense(2, 1, "sigmoid")], "binary_cross_entropy")
    return network, {"epochs": 50, "batch_size": 32, "eta": 0.1}'''

SOLUTION_MOONS = '''def build():
    """A network for the moons: (network, settings)."""
    network = Network([Dense(2, 8, "tanh"), Dense(8, 1, "sigmoid")], "binary_cross_entropy")
    return network, {"epochs": 100, "batch_size": 32, "eta": 0.3, "momentum": 0.9}'''

SOLUTION_CIRCLES = '''def build():
    """A network for the circles: (network, settings)."""
    network = Network([Dense(2, 4, "tanh"), Dense(4, 1, "sigmoid")], "binary_cross_entropy")
    return network, {"epochs": 50, "batch_size": 32, "eta": 0.3, "momentum": 0.9}'''

SOLUTION_SPIRALS = '''def build():
    """A network for the spirals: (network, settings)."""
    network = Network([Dense(2, 32, "tanh"), Dense(32, 3), Softmax()], "categorical_cross_entropy")
    return network, {"epochs": 100, "batch_size": 32, "eta": 0.2, "momentum": 0.9, "decay": 0.01}'''

SOLUTION_BUMP = '''def bump(x, left, right, height, steepness):
    """A step up at left minus a step up at right, times the height; x is a number or an array."""
    return height * (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))'''

SOLUTION_APPROXIMATE = '''def approximate(f, n_terms):
    """A function F: a sum of n_terms bumps that follows f on [0, 1]."""
    edges = np.linspace(0, 1, n_terms + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    edges[0], edges[-1] = -1, 2

    def F(x):
        total = 0
        for k in range(n_terms):
            total = total + bump(x, edges[k], edges[k + 1], f(middles[k]), 1000)
        return total

    return F'''


EXERCISES = [
    TrainingExercise(
        id="09/logistic",
        names=("build_logistic",),
        signature="build_logistic() -> (network, settings)",
        data=_moons,
        settings=SETTINGS,
        samples=200_000,
        judged=_judged_logistic,
        right=(
            _build((2, 1), epochs=50, eta=0.1),
            _build((2, 1), epochs=100, eta=1.0),
            _softmax((2, 2), epochs=50, eta=0.2),
            _build((2, 1), epochs=60, eta=0.5, momentum=0.5, decay=0.01, batch_size=20),
            _build((2, 1), epochs=100, eta=0.5, loss="half_squared_error"),
        ),
        wrong=LOGISTIC_WRONG,
        hints=(
            "There is one layer that computes, so the list has one Dense in it. Two numbers come in and one goes out.",
            "The activation of this layer makes a probability of the weighted sum. In the settings, an eta of 0.1 and 50 epochs in batches of 32 are a fair start.",
            'Network([Dense(2, 1, ...)], "binary_cross_entropy") with the activation filled in, and behind it a dict with "epochs", "batch_size" and "eta"; both after one return, with a comma.',
        ),
        solution=SOLUTION_LOGISTIC,
    ),
    TrainingExercise(
        id="09/moons",
        names=("build",),
        signature="build() -> (network, settings)",
        data=_moons,
        settings=SETTINGS,
        samples=200_000,
        judged=_at_least(0.99, 3),
        right=MOONS_RIGHT,
        wrong=_binary_wrong(_build((2, 2, 1), momentum=0.9)),
        hints=(
            "Begin with the network of the last exercise and put one layer with a bend in front of the output. What goes out of one Dense comes into the next.",
            "Eight neurons with tanh are enough. Watch the loss: if it still falls at the end, take larger steps (momentum helps) or more epochs, 200 at most.",
            'Dense(2, 8, "tanh"), then a Dense from 8 to 1 with "sigmoid"; eta 0.3, momentum 0.9, 100 epochs in batches of 32.',
        ),
        solution=SOLUTION_MOONS,
    ),
    TrainingExercise(
        id="09/circles",
        names=("build",),
        signature="build() -> (network, settings)",
        data=_circles,
        settings=SETTINGS,
        samples=200_000,
        judged=_at_least(0.995, 3),
        right=CIRCLES_RIGHT,
        wrong=_binary_wrong(_build((2, 2, 1), momentum=0.9), circles=True),
        hints=(
            "How many straight lines does it take to fence in a disc? Each hidden neuron draws one.",
            "Two lines leave a strip that is open at both ends. Take three with tanh, or a few more to be safe; with relu at least six.",
            'Dense(2, 4, "tanh"), Dense(4, 1, "sigmoid"), and the settings of the moons.',
        ),
        solution=SOLUTION_CIRCLES,
    ),
    TrainingExercise(
        id="09/spirals",
        names=("build",),
        signature="build() -> (network, settings)",
        points=2.0,
        data=_spirals,
        settings=SETTINGS,
        samples=300_000,
        judged=_at_least(0.975, 6),
        right=SPIRALS_RIGHT,
        wrong=SPIRALS_WRONG,
        hints=(
            "Three classes: three outputs, and Softmax() as the last entry of the list, with categorical_cross_entropy as the loss.",
            "A spiral has more bends than a moon. Give the hidden layer a few dozen neurons. Momentum shortens the way.",
            '32 neurons with tanh, eta 0.2, momentum 0.9 and 100 epochs are enough. If the loss jumps about at the end, add "decay": 0.01.',
        ),
        solution=SOLUTION_SPIRALS,
    ),
    FunctionExercise(
        id="09/bump",
        names=("bump",),
        signature="bump(x, left, right, height, steepness)",
        reference=(bump,),
        cases=(
            Case((0.0, -1.0, 1.0, 2.0, 1.0)),
            Case((np.array([-1.0, 0.0, 0.5, 1.0, 2.0]), 0.0, 1.0, 3.0, 4.0)),
            Case((np.array([1, 2, 3]), 1.5, 2.5, -2.0, 3.0)),
        ),
        hidden=_bump_cases,
        right=(bump, _bump_by_tanh, _bump_entry_by_entry, _bump_as_layer, _bump_float32),
        wrong=BUMP_WRONG,
        hints=(
            "A bump is a step up at left, minus a step up at right. To the right of both, the two cancel.",
            "A step at a place p is sigmoid(steepness * (x - p)). Write two of them, one minus the other, in brackets.",
            "height * (step at left - step at right), with the two steps as sigmoids.",
        ),
        solution=SOLUTION_BUMP,
        tolerance=Tolerance(1e-5, 2e-6),
    ),
    FunctionExercise(
        id="09/approximate",
        names=("approximate",),
        signature="approximate(f, n_terms) -> F",
        points=2.0,
        reference=(approximate,),
        cases=(
            Case((Spec("polynomial", (0.2, 0.0, 1.0)), 50), after=GRID),
            Case((Spec("kink", (1.0, 0.37)), 50), after=GRID),
            Case((Spec("wave", (1.0, 1.0, 0.0)), 100), after=GRID),
        ),
        hidden=_curve_cases,
        accepts=_accepts,
        right=(approximate, _by_a_loop, _by_least_squares, _by_steps, _by_relus, _Bumps),
        wrong=APPROXIMATE_WRONG,
        hints=(
            "F(x) is a total over all bumps: begin with 0 and add bump(x, ...) for each k.",
            "Bump number k goes from edges[k] to edges[k + 1] and is f(middles[k]) high. Its edges should be done within a small part of its width: a steepness of 1000 is.",
            "In F: total = 0; for k in range(n_terms): total = total + bump(x, edges[k], edges[k + 1], f(middles[k]), 1000); and after the loop return total.",
        ),
        solution=SOLUTION_APPROXIMATE,
        seconds=5.0,
    ),
    BehaviourExercise(
        id="09/equal_parameters",
        names=("deep_widths",),
        signature="deep_widths = (h1, h2)",
        core=False,
        behaviour=_widths_do,
        reference=((12, 16),),
        tells=_widths_told,
        right=((12, 16), [11, 17], np.array([18, 10]), (6, 30), (17.0, 11.0)),
        wrong=WIDTHS_WRONG,
        hints=(
            "A layer from n_in to n_out neurons has n_in · n_out weights and n_out biases. Count 2-64-1 first.",
            "2-h1-h2-1 has (2 + 1)·h1 + (h1 + 1)·h2 + (h2 + 1) parameters. Choose h1 and look for h2, by hand or in a loop.",
            "With h1 = 12 it is 36 + 13·h2 + h2 + 1. Which whole h2 comes nearest to what 2-64-1 has?",
        ),
        solution="deep_widths = (12, 16)",
    ),
]  # fmt: skip
