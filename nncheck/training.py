"""Training exercises: the marker makes the network anew, trains it, and looks at what it answers.

What a student hands in says of what the network is made and how it is to be trained, as plain values. Its weights do
not travel: the marker takes fresh ones from a seed, trains with `nnlib.fit` on the data of that seed, and asks the
network about samples that took no part in it. So nothing learned before counts, and the student's code is not run.
How long that may take is bounded by what is counted, samples seen and parameters, and not by a clock.
"""

import difflib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nncheck import specs
from nncheck.exercise import TrainingExercise, Unfit
from nncheck.values import Other, Spec, encode, show
from nnlib import arguments
from nnlib.activations import linear
from nnlib.datasets import one_hot
from nnlib.layers import Softmax
from nnlib.network import Network
from nnlib.optimizers import GradientDescent, decay
from nnlib.training import History, fit

MOST_PARAMETERS, MOST_LAYERS, MOST_STEPS = 2_000_000, 20, 300_000
# What each setting has to be; others than these are for the exercise's own `network`.
KINDS: Mapping[str, Callable] = {
    "epochs": lambda name, value: arguments.whole(name, value, least=0),
    "batch_size": arguments.whole,
    "eta": lambda name, value: arguments.between(name, value, 0),
    "momentum": lambda name, value: arguments.between(name, value, 0, 1, below=True),
    "decay": lambda name, value: arguments.between(name, value, 0),
    "l2": lambda name, value: arguments.between(name, value, 0),
    "l1": lambda name, value: arguments.between(name, value, 0),
    "dropout": lambda name, value: arguments.between(name, value, 0, 1, below=True),
}


@dataclass(frozen=True)
class Data:
    """Samples to train with, X (m, n_in) and labels (m,) from 0, and samples to be judged by."""

    X: np.ndarray
    labels: np.ndarray
    X_new: np.ndarray
    labels_new: np.ndarray

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return int(self.labels.max()) + 1


@dataclass(frozen=True)
class Trained:
    """A network that the marker has trained, with all that it was trained by."""

    network: Network
    settings: Mapping[str, float]
    history: History
    data: Data

    @property
    def accuracy(self) -> float:
        """The share of the new samples that are classified rightly."""
        return _accuracy(self.network, self.data.X_new, self.data.labels_new)

    @property
    def training_accuracy(self) -> float:
        """The share of the samples trained with that are classified rightly."""
        return _accuracy(self.network, self.data.X, self.data.labels)


def at_least(full: float, none_below: float | None = None):
    """Judge by the accuracy on new samples: all points from `full` on, none below `none_below`, sliding in between."""

    def judged(trained: Trained) -> tuple[float, str, str | None]:
        accuracy = trained.accuracy
        says = f"the network answers {_percent(accuracy)} of the new samples rightly; {_percent(full)} are asked."
        if accuracy >= full:
            return 1.0, says, None
        if none_below is None or accuracy < none_below:
            return 0.0, says, None
        return (accuracy - none_below) / (full - none_below), says, None

    return judged


def between(low: float, high: float):
    """Judge by the accuracy on new samples: it has to lie in this band."""

    def judged(trained: Trained) -> tuple[float, str, str | None]:
        band = f"{_percent(low)} to {_percent(high)} are what it can reach here"
        says = f"the network answers {_percent(trained.accuracy)} of the new samples rightly; {band}."
        return float(low <= trained.accuracy <= high), says, None

    return judged


_results: dict[tuple, tuple] = {}  # of trainings already done: the same is not trained twice


def result(exercise: TrainingExercise, answer, seed: int) -> tuple[float, str, str | None]:
    """What came of an answer: the share of the points, what the network did, and the name of a mistake if one is seen.

    Raises Unfit where the answer is nothing to train by.
    """
    made, settings = _plan(exercise, answer)
    key = exercise.id, json.dumps(encode(made)), json.dumps(encode(settings)), seed
    if key not in _results:
        _results[key] = _result(exercise, made, settings, exercise.data(seed), seed)
    return _results[key]


def _result(exercise, made: Spec, settings, data: Data, seed):
    seen, n_parameters = settings["epochs"] * len(data.X), _count(made)
    if seen > exercise.samples:
        most = f"at most {exercise.samples // len(data.X):,} are allowed here ({len(data.X):,} samples each)"
        says = f"{settings['epochs']:,} epochs are asked for; {most}."
        return 0.0, says, "over the budget"
    if len(made.args[1]) > MOST_LAYERS:
        return 0.0, f"it has {len(made.args[1])} layers; at most {MOST_LAYERS} may be used.", "over the budget"
    steps = settings["epochs"] * -(-len(data.X) // settings["batch_size"])
    if steps > MOST_STEPS:
        says = f"batches of {settings['batch_size']} make {steps:,} steps; at most {MOST_STEPS:,} may be made."
        return 0.0, says, "over the budget"
    if n_parameters > MOST_PARAMETERS or (exercise.work and n_parameters * seen > exercise.work):
        most = min(MOST_PARAMETERS, exercise.work / max(seen, 1)) if exercise.work else MOST_PARAMETERS
        says = f"it has {n_parameters:,} parameters; with {seen:,} samples seen, {most:,.0f} may be used."
        return 0.0, says, "over the budget"
    if seen == 0 or settings["eta"] == 0:
        return 0.0, "with 0 epochs or a learning rate of 0 nothing is learned.", "no step"
    trained = train(made, settings, data, seed)
    share, says, mistake = exercise.judged(trained)
    return float(share), says, mistake or (_usual_mistake(trained) if share < 1 else None)


def train(made: Spec, settings: Mapping, data: Data, seed: int) -> Trained:
    """A network as `made` says, with fresh weights, trained by these settings. Raises Unfit where it fits no data."""
    loss, layers = made.args
    layers = [layer | {"dtype": data.X.dtype.name} if "dtype" in layer else layer for layer in layers]
    with np.errstate(all="ignore"):  # a training that diverges overflows, and is told so
        try:
            network = specs.network_of(loss, layers, seed)
            n_out = network.predict(data.X[:1]).shape[1]
            optimizer = GradientDescent(
                decay(settings["eta"], settings.get("decay", 0)),
                settings.get("momentum", 0),
                settings.get("l2", 0),
                settings.get("l1", 0),
            )
            T = _targets(data, n_out, isinstance(network.layers[-1], Softmax))
            history = fit(network, data.X, T, settings["epochs"], settings["batch_size"], optimizer, rng=seed)
        except ValueError as error:
            raise Unfit(f"A network like this cannot be trained here: {error}.") from None
        return Trained(network, settings, history, data)


def _targets(data: Data, n_out: int, softmax: bool):
    n = data.n_classes
    if n_out == 1 and softmax:
        raise Unfit("A softmax behind one output says 1 whatever comes in; give it an output for each class.")
    if n_out == 1 and n == 2:
        return data.labels[:, None].astype(data.X.dtype)
    if n_out == n:
        return one_hot(data.labels, n, data.X.dtype)
    two = " (or 1, between two classes)" if n == 2 else ""
    raise Unfit(f"The network has {n_out} output(s); {n} classes need {n} outputs{two}.")


def _plan(exercise: TrainingExercise, answer) -> tuple[Spec, dict]:
    """Of what the network is made, and all settings. Raises Unfit with a sentence about what is missing."""
    name = exercise.names[0]
    if exercise.network:
        settings = _settings(exercise, answer, name)
        return specs.described(exercise.network(settings)), settings
    if not (isinstance(answer, list | tuple) and len(answer) == 2):
        raise Unfit(f"{name}() returns {_shown(answer)}; a pair is asked: return network, settings.")
    made, settings = answer
    if isinstance(settings, Spec | Other) and isinstance(made, dict):
        raise Unfit(f"{name}() returns the settings first; the network comes first: return network, settings.")
    if isinstance(made, Other) and made.what == "a Network":
        advice = "The marker makes it anew, and knows nnlib's layers, activations, initializers and losses alone."
        raise Unfit(f"The network that {name}() returns has a part of your own making. {advice}")
    if not (isinstance(made, Spec) and made.name == "network_of"):
        raise Unfit(f"The first of the pair that {name}() returns is {_shown(made)}; an nnlib.Network is asked.")
    return made, _settings(exercise, settings, "settings")


def _settings(exercise, given, name) -> dict:
    if not isinstance(given, dict):
        raise Unfit(f"{name} is {_shown(given)}; a dict is asked, such as {{'epochs': 10, ...}}.")
    known = ", ".join(exercise.settings)
    for key in given:
        if key not in exercise.settings:
            near = difflib.get_close_matches(str(key), exercise.settings, n=1)
            advice = f" Did you mean {near[0]!r}?" if near else ""
            raise Unfit(f"{name} holds {_shown(key)}, which is no setting here; there are {known}.{advice}")
    missing = [key for key, default in exercise.settings.items() if default is None and given.get(key) is None]
    if missing:
        raise Unfit(f"{name} does not say {missing[0]!r}; it has to, as nothing is trained without it.")
    settings = {key: default if given.get(key) is None else given[key] for key, default in exercise.settings.items()}
    for key, value in settings.items():
        if key in KINDS:
            try:
                KINDS[key](f"{name}[{key!r}]", value)
            except ValueError as error:
                raise Unfit(f"{error}.") from None
    return settings


def _shown(value) -> str:
    return "a network" if isinstance(value, Spec) else "nothing" if value is None else show(value)


def _count(made: Spec) -> int:
    """How many parameters such a network has."""
    return sum(
        layer.get("pieces", 1) * layer["n_out"] * (layer["n_in"] + 1) for layer in made.args[1] if "n_out" in layer
    )


def _usual_mistake(trained: Trained) -> str | None:
    """What is seen of a network that did not learn enough: the name of a mistake."""
    weighted = [layer for layer in trained.network.layers if hasattr(layer, "W")]
    bent = [layer for layer in weighted if getattr(layer, "activation", None) is not linear]
    labels = trained.data.labels_new
    if not np.isfinite(trained.history.loss).all():
        return "diverged"
    if len(weighted) == 1:
        return "no hidden layer"
    if not set(map(id, bent)) & set(map(id, weighted[:-1])):
        return "no bend"
    return "nothing learned" if trained.accuracy <= np.bincount(labels).max() / len(labels) + 0.02 else None


def _accuracy(network, X, labels) -> float:
    with np.errstate(all="ignore"):
        Y = network.predict(X)
    answers = Y[:, 0] > 0.5 if Y.shape[1] == 1 else Y.argmax(axis=1)
    return float(np.mean(answers == labels))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
