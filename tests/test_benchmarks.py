"""The benchmarks run, compare like with like, and the page in the docs says what was measured."""

import json

import numpy as np
import pytest

from benchmarks import __main__ as bench
from benchmarks import accuracy, training

RESULTS = json.loads(bench.RESULTS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", training.PEERS)
def test_every_peer_trains(name):
    X, labels = training.mnist()
    training.PEERS[name]((784, 16, 10), X[:500], labels[:500], 1)


def test_all_are_timed_in_every_round(monkeypatch):
    X, labels = training.mnist()
    monkeypatch.setattr(training, "mnist", lambda: (X[:1000], labels[:1000]))
    times = training.seconds_per_epoch((784, 16, 10), rounds=3, epochs=2)
    assert list(times) == ["nnlib", "sklearn", "torch", "limit"]
    assert all(len(seconds) == 3 and min(seconds) > 0 for seconds in times.values())


def test_the_limit_makes_the_eight_products_of_a_step(monkeypatch):
    made = []

    class Counted(np.ndarray):
        def __matmul__(self, other):
            made.append((self.shape, other.shape))
            return np.asarray(self) @ np.asarray(other)

    ones = np.ones
    monkeypatch.setattr(np, "ones", lambda *a, **k: ones(*a, **k).view(Counted))
    X = ones((100, 784), np.float32).view(Counted)
    training.limit_epochs((784, 16, 16, 10), X, np.zeros(100), 1)
    assert len(made) == 8
    assert {((100, 784), (784, 16)), ((784, 100), (100, 16)), ((100, 10), (10, 16))} <= set(made)


def test_the_results_hold_what_is_promised():
    assert {"nnlib/sklearn", "nnlib/torch", "nnlib/limit", "nnlib/torch-wide"} <= set(RESULTS["ratios"])
    for net, rounds in RESULTS["rounds"].items():
        for name, seconds in rounds.items():
            assert len(seconds) >= 7
            assert RESULTS["seconds per epoch"][net][name] == pytest.approx(np.median(seconds))
    narrow = RESULTS["seconds per epoch"]["784-16-16-10"]
    assert RESULTS["ratios"]["nnlib/limit"] == pytest.approx(narrow["nnlib"] / narrow["limit"])
    assert set(RESULTS["versions"]) == {"python", "numpy", "scikit-learn", "torch"}


def test_every_seed_reached_what_was_asked():
    for sizes, settings in accuracy.SETTINGS.items():
        found = RESULTS["accuracy"]["-".join(map(str, sizes))]
        assert found["settings"] == settings, "run `make bench` again"
        assert [run["seed"] for run in found["runs"]] == list(accuracy.SEEDS)
        assert min(run["accuracy"] for run in found["runs"]) >= settings["at_least"]


def test_a_seed_reaches_it_here_too():
    X, T, X_test, T_test = accuracy.data()
    settings = {key: value for key, value in accuracy.SETTINGS[784, 16, 16, 10].items() if key != "at_least"}
    net, _ = accuracy.train((784, 16, 16, 10), 3, X, T, **settings)
    share = np.mean(net.predict(X_test).argmax(axis=1) == T_test.argmax(axis=1))
    assert share >= 0.945


def test_the_page_is_made_of_the_results():
    assert bench.TABLE.read_text(encoding="utf-8") == bench.table(RESULTS), "run `make bench` again"
