"""Boundary without a browser: what it trains, what it keeps for a page, how it plays and what it refuses."""

import asyncio
import re

import numpy as np
import pytest

from nnlib import GradientDescent, fit
from nnlib.widgets.boundary import COARSE, DATA, FINE, MOST_EPOCHS, Boundary, coded


def parameters(piece):
    return np.concatenate([p.ravel() for p in piece.network.parameters])


def shown(piece):
    """The parts of the frame: parameters, sums of the output, sums of the hidden neurons, answers."""
    n, hidden = piece.network.n_parameters, sum(piece.hidden)
    rest = np.frombuffer(piece.frame, np.uint8, offset=8 * n)
    sums, fields, answers = np.split(rest, [FINE**2, FINE**2 + hidden * COARSE**2])
    return np.frombuffer(piece.frame, count=n), sums, fields.reshape(hidden, COARSE, COARSE), answers


def test_its_epochs_are_those_of_fit():
    piece, other = Boundary(hidden=(4, 2), seed=3), Boundary(hidden=(4, 2), seed=3)
    rng = other._run.rng
    X, labels = other.samples
    history = fit(other.network, X, labels[:, None], 7, 10, GradientDescent(0.5), rng)
    for _ in range(7):
        piece.step()
    np.testing.assert_array_equal(parameters(piece), parameters(other))
    assert piece.epoch == 7 and piece.loss == other.network.loss(other.network.predict(X), labels[:, None])
    assert piece.loss < history.loss[0]
    assert piece.accuracy == np.mean((other.network.predict(X)[:, 0] > 0.5) == labels)
    np.testing.assert_array_equal(np.frombuffer(piece.losses), piece._run.losses)


@pytest.mark.parametrize("hidden", [(), (3,), (8, 1, 8)])
def test_a_frame_holds_the_sums_of_every_neuron_over_the_plane(hidden):
    piece = Boundary("circles", hidden, "relu")
    piece.step()
    weights, sums, fields, answers = shown(piece)
    np.testing.assert_array_equal(weights, parameters(piece))
    left, right, low, high = piece.plane
    for k, (x, y) in {0: (left, high), FINE - 1: (right, high), FINE**2 - FINE: (left, low)}.items():
        piece.network.predict([[x, y]])
        assert sums[k] == coded(piece.network.layers[-1].Z)
        z = [z for layer in piece.network.layers[:-1] for z in coded(layer.Z)[0]]
        corner = {0: (0, 0), FINE - 1: (0, -1), FINE**2 - FINE: (-1, 0)}[k]
        np.testing.assert_array_equal([field[corner] for field in fields], z)
    X, _ = piece.samples
    np.testing.assert_array_equal(answers, piece.network.predict(X)[:, 0] > 0.5)
    assert X[:, 0].min() > left and X[:, 0].max() < right and X[:, 1].min() > low and X[:, 1].max() < high


def test_a_code_can_be_read_back_and_is_finest_at_the_boundary():
    Z = np.linspace(-3, 3, 1001)
    share = (coded(Z).astype(float) - 128) / 127
    back = np.sign(share) * share**2 / (1 - share**2)
    assert np.abs(back - Z).max() < 0.12 and np.abs(back - Z)[np.abs(Z) < 0.1].max() < 0.004
    assert (np.sign(back[np.abs(Z) > 0.001]) == np.sign(Z[np.abs(Z) > 0.001])).all()


@pytest.mark.parametrize("data", DATA)
def test_all_data_can_be_learned(data):
    X, labels = Boundary(data).samples
    assert X.shape == (200, 2) and np.bincount(labels).tolist() == [100, 100]
    piece = Boundary(data, hidden=(8,), eta=0.5)
    for _ in range(100):
        piece.step()
    assert piece.accuracy > 0.93


def test_other_settings_start_again_and_another_eta_goes_on():
    piece = Boundary()
    start = parameters(piece)
    piece.step()
    piece.eta = 0.1
    assert piece.epoch == 1
    piece.hidden = [2, 3]
    assert piece.epoch == 0 and piece.widths == [2, 2, 3, 1] and len(piece.network.layers) == 3
    piece.hidden = [4]
    np.testing.assert_array_equal(parameters(piece), start)
    piece.seed = 1
    assert not np.array_equal(parameters(piece), start)
    before = piece.points
    piece.noise = 0.3
    assert piece.points != before and piece.epoch == 0
    piece.step()
    piece._hear(piece, {"press": "restart"}, [])
    assert piece.epoch == 0
    piece._hear(piece, {"press": "step"}, [])
    assert piece.epoch == 1


def test_what_diverges_stops_without_a_warning():
    piece = Boundary(activation="linear", eta=100)
    for _ in range(30):
        piece.step()
    assert piece.diverged and piece.epoch < 30
    _, sums, _, _ = shown(piece)
    assert not sums.any()  # no number anywhere
    recorded = piece.state()
    assert recorded["epochs"][-1] == piece.epoch
    assert "epoch 0" in piece.still().alt
    piece.eta = 0.5
    assert piece.epoch == 0 and not piece.diverged, "another eta starts again where nothing is left to go on from"


def test_a_recording_is_the_run_that_one_would_have_watched():
    piece, live = Boundary(hidden=(2,)), Boundary(hidden=(2,))
    state = piece.record(5).state()
    size = len(live.frame)
    assert state["epochs"] == list(range(6)) and len(state["frames"]) == 6 * size
    for epoch in range(6):
        assert state["frames"][epoch * size : (epoch + 1) * size] == live.frame
        live.step()
    assert len(np.frombuffer(state["losses"])) == 6 and piece.epoch == 0
    piece.eta = 0.1
    assert piece.state()["epochs"][-1] == 100  # what was recorded with another eta is not this


def test_long_recordings_are_thinned(tmp_path):
    piece = Boundary("spirals", (8, 8, 8)).record(1000)
    piece.save(tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size < 1_500_000
    epochs = piece.state()["epochs"]
    assert epochs[0] == 0 and epochs[-1] == 1000 and np.diff(epochs)[0] == 1 < np.diff(epochs)[-1]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"data": "stars"}, "data is 'stars'"),
        ({"hidden": (9,)}, "hidden is (9,)"),
        ({"hidden": (1, 1, 1, 1)}, "at most 3 whole numbers from 1 to 8"),
        ({"hidden": 4}, "hidden is 4"),
        ({"activation": "sine"}, "activation is 'sine'"),
        ({"eta": -1}, "eta is -1"),
        ({"eta": "much"}, "eta is 'much'"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"noise": 0.6}, "noise is 0.6"),
        ({"seed": 0.5}, "seed is 0.5"),
    ],
)
def test_what_does_not_fit_is_refused(wrong, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        Boundary(**wrong)
    piece = Boundary()
    with pytest.raises(ValueError, match=re.escape(told)):
        setattr(piece, *wrong.popitem())
    piece.step()
    assert piece.epoch == 1


@pytest.mark.parametrize("epochs", [0, 2.5, MOST_EPOCHS + 1])
def test_a_recording_has_epochs(epochs):
    with pytest.raises(ValueError, match="epochs"):
        Boundary().record(epochs)


def test_its_still_figure_has_four_stages():
    alt = Boundary(hidden=(4, 2)).still().alt
    assert [f"epoch {n}:" in alt for n in (0, 5, 20, 100)] == 4 * [True]


def test_it_plays_no_faster_than_it_is_drawn():
    async def watched():
        piece = Boundary()
        piece.playing = True
        await asyncio.sleep(0.2)
        assert piece.epoch == 1  # and waits until it is told that this was drawn
        piece._hear(piece, {"drawn": 0}, [])
        await asyncio.sleep(0.1)
        assert piece.epoch == 1
        for epoch in range(1, 4):
            piece._hear(piece, {"drawn": epoch}, [])
            await asyncio.sleep(0.1)
        assert piece.epoch == 4
        piece.stop()
        piece._hear(piece, {"drawn": 4}, [])
        await asyncio.sleep(0.1)
        assert piece.epoch == 4 and not piece.playing
        piece.playing = True
        task = piece._task
        await asyncio.sleep(0)
        piece.close()
        await asyncio.sleep(0)
        assert task.cancelled()

    asyncio.run(watched())


def test_playing_ends_where_it_diverges():
    async def watched():
        piece = Boundary(activation="linear", eta=100)
        piece.playing = True
        while piece.playing:
            await asyncio.sleep(0.01)
            piece._hear(piece, {"drawn": piece.epoch}, [])
        assert piece.diverged

    asyncio.run(asyncio.wait_for(watched(), 20))


def test_playing_needs_an_event_loop():
    piece = Boundary()
    with pytest.raises(RuntimeError, match="event loop"):
        piece.playing = True
    assert not piece.playing
