"""The boundary of a small network as it is learned: choose data, layers and η, and watch every neuron on the way."""

import asyncio

import numpy as np
import traitlets

from nnlib import datasets
from nnlib.arguments import between, named, whole
from nnlib.layers import Dense
from nnlib.network import Network
from nnlib.optimizers import GradientDescent
from nnlib.plots.boundaries import side_by_side, snapshots
from nnlib.training import fit
from nnlib.widgets.plaything import Plaything

POINTS = 200
FINE, COARSE = 50, 20  # places along each side of the plane where the output and a hidden neuron are asked
MOST_LAYERS, MOST_NEURONS, MOST_ETA, MOST_NOISE = 3, 8, 100, 0.5
MOST_EPOCHS = 3000
ROOM = 1_000_000  # bytes of frames on a saved page, which writes them in 4/3 as many letters
PAUSE = 0.02  # seconds between two epochs, in which the kernel does other things
STAGES = (0, 5, 20, 100)  # epochs of the still figure


def clouds(m, noise, rng):
    """Two round clouds: X (m, 2), labels (m,)."""
    labels = np.arange(m) % 2
    X = rng.normal(0, 0.25, (m, 2)) + np.outer(2 * labels - 1, [0.6, 0.4])
    return X + rng.normal(0, noise, (m, 2)), labels


def xor(m, noise, rng):
    """Four squares, of which those across from each other are of one class: X (m, 2), labels (m,)."""
    corners = np.arange(m) % 4
    labels = corners % 2
    signs = np.array([[1, 1], [1, -1], [-1, -1], [-1, 1]])[corners]
    return signs * rng.uniform(0.1, 1, (m, 2)) + rng.normal(0, noise, (m, 2)), labels


DATA = {
    "clouds": clouds,
    "moons": datasets.moons,
    "circles": datasets.circles,
    "spirals": lambda m, noise, rng: datasets.spirals(m // 2, 2, noise, rng),
    "xor": xor,
}
ACTIVATIONS = {name: name for name in ("tanh", "sigmoid", "relu", "linear")}


class Run:
    """One training of a network 2-...-1 on points X (m, 2) with labels (m,) of 0 and 1, epoch by epoch.

    `losses` has the loss over all points before the first epoch and after each.
    """

    def __init__(self, X, labels, hidden, activation, batch_size, seed):
        self.X, self.labels, self.batch_size = X, labels, batch_size
        self.rng = np.random.default_rng(seed)
        sizes, start = [2, *hidden], "he" if activation == "relu" else "glorot"
        layers = [Dense(a, b, activation, start, self.rng) for a, b in zip(sizes[:-1], hidden, strict=True)]
        self.network = Network([*layers, Dense(sizes[-1], 1, "sigmoid", rng=self.rng)], "binary_cross_entropy")
        self.losses = []
        self._judge()

    @property
    def diverged(self) -> bool:
        """Whether a number has grown beyond all bounds."""
        return not all(np.isfinite(values).all() for values in (self.losses[-1], *self.network.parameters))

    def epoch(self, eta):
        """Train for one epoch; nothing once it has diverged."""
        if self.diverged:
            return
        with np.errstate(all="ignore"):
            fit(self.network, self.X, self.labels[:, None], 1, self.batch_size, GradientDescent(eta), self.rng)
            self._judge()

    def _judge(self):
        Y = self.network.predict(self.X)
        self.answers = (Y[:, 0] > 0.5).astype(np.uint8)
        self.losses.append(float(self.network.loss(Y, self.labels[:, None])))

    def frame(self, plane) -> bytes:
        """The network as it stands, for its module.

        Its parameters as float64; the output's sum z on FINE x FINE places of the plane, row by row from the top; that
        of each hidden neuron on COARSE x COARSE; the answers. Of a z, one byte: see `coded`.
        """
        parts = [np.concatenate([p.ravel() for p in self.network.parameters]).tobytes()]
        with np.errstate(all="ignore"):
            self.network.forward(_places(plane, FINE))
            parts.append(coded(self.network.layers[-1].Z).tobytes())
            self.network.forward(_places(plane, COARSE))
            parts += [coded(layer.Z.T).tobytes() for layer in self.network.layers[:-1]]
        return b"".join([*parts, self.answers.tobytes()])


def coded(Z):
    """Sums z as bytes, ±√(|z| / (1 + |z|)) from 1 to 255, so that steps are finest at the boundary; 0 is no number.

    >>> coded(np.array([-1e9, -1, 0, 1, np.inf, np.nan]))
    array([  1,  38, 128, 218, 255,   0], dtype=uint8)
    """
    Z = np.clip(Z, -1e9, 1e9)
    share = np.sign(Z) * np.sqrt(np.abs(Z) / (1 + np.abs(Z)))
    return np.where(np.isnan(Z), 0, np.rint(128 + 127 * share)).astype(np.uint8)


def _places(plane, n):
    left, right, low, high = plane
    x, y = np.meshgrid(np.linspace(left, right, n), np.linspace(high, low, n))
    return np.column_stack([x.ravel(), y.ravel()])


def _around(X):
    """A square around points: left, right, low, high."""
    low, high = X.min(axis=0), X.max(axis=0)
    middle, half = (low + high) / 2, 0.55 * (high - low).max()
    return [float(v) for v in np.column_stack([middle - half, middle + half]).ravel()]


CHECKS = {
    "data": lambda v: named(v, DATA, "data") and v,
    "hidden": lambda v: _widths(v),
    "activation": lambda v: named(v, ACTIVATIONS, "activation") and v,
    "eta": lambda v: float(between("eta", v, 0, MOST_ETA)),
    "batch_size": lambda v: whole("batch_size", v),
    "noise": lambda v: float(between("noise", v, 0, MOST_NOISE)),
    "seed": lambda v: whole("seed", v, 0),
}


def _widths(hidden):
    try:
        widths = [whole("hidden", n) for n in hidden]
        fits = len(widths) <= MOST_LAYERS and max(widths, default=0) <= MOST_NEURONS
    except (TypeError, ValueError):
        fits = False
    if not fits:
        wanted = f"at most {MOST_LAYERS} whole numbers from 1 to {MOST_NEURONS}"
        raise ValueError(f"hidden is {hidden!r:.80}; {wanted} are expected")
    return widths


class Boundary(Plaything, module="boundary"):
    """A network that learns two classes of points before one's eyes: its boundary, and that of every hidden neuron.

    data: clouds, moons, circles, spirals or xor; noise: the standard deviation added to each coordinate (with spirals,
    to the angle). hidden: the widths of the hidden layers. activation: tanh, sigmoid, relu or linear. seed: of the
    first weights and of the order of the points; the points are always the same. Raises ValueError for what does not
    fit. `playing` trains on in the kernel's spare time, as fast as the epochs are drawn.
    """

    title = "A boundary that is learned"

    data = traitlets.Any().tag(sync=True)
    hidden = traitlets.Any().tag(sync=True)
    activation = traitlets.Any().tag(sync=True)
    eta = traitlets.Any().tag(sync=True)
    batch_size = traitlets.Any().tag(sync=True)
    noise = traitlets.Any().tag(sync=True)
    seed = traitlets.Any().tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    # What its module draws, made anew here with every epoch:
    plane = traitlets.List().tag(sync=True)
    points = traitlets.Bytes().tag(sync=True)  # float64 X, then uint8 labels
    widths = traitlets.List().tag(sync=True)  # those of the network in the frame
    losses = traitlets.Bytes().tag(sync=True)  # float64, as of Run
    frame = traitlets.Bytes().tag(sync=True)

    def __init__(
        self, data="moons", hidden=(4,), activation="tanh", eta=0.5, batch_size=10, noise=0.1, seed=0, **options
    ):
        self._task, self._drawn, self._recorded, self._run = None, None, None, None
        super().__init__(
            data=data, hidden=hidden, activation=activation, eta=eta, batch_size=batch_size, noise=noise, seed=seed,
            **options,
        )  # fmt: skip
        self.on_msg(self._hear)
        self.restart()

    @traitlets.validate(*CHECKS)
    def _check(self, proposal):
        return CHECKS[proposal.trait.name](proposal.value)

    # ---- the numbers

    @property
    def network(self) -> Network:
        """The network as it stands."""
        return self._run.network

    @property
    def epoch(self) -> int:
        """How many epochs it has learned."""
        return len(self._run.losses) - 1

    @property
    def loss(self) -> float:
        """Binary cross-entropy, the mean over all points."""
        return self._run.losses[-1]

    @property
    def accuracy(self) -> float:
        """The share of the points that are answered rightly."""
        return float(np.mean(self._run.answers == self._run.labels))

    @property
    def diverged(self) -> bool:
        """Whether a number has grown beyond all bounds; it learns no more until it starts again."""
        return self._run.diverged

    @property
    def samples(self):
        """The points X (POINTS, 2) and their labels (POINTS,)."""
        return DATA[self.data](POINTS, noise=self.noise, rng=np.random.default_rng(0))

    def _new(self) -> Run:
        return Run(*self.samples, self.hidden, self.activation, self.batch_size, self.seed)

    # ---- what one does with it

    @traitlets.observe("data", "hidden", "activation", "batch_size", "noise", "seed")
    def _change(self, _):
        if self._run:
            self.restart()

    @traitlets.observe("eta")
    def _forget(self, _):
        self._recorded = None
        if self._run and self.diverged:  # there is nothing left to go on from
            self.restart()

    def restart(self):
        """Back to the first weights."""
        self._run, self._recorded = self._new(), None
        X, labels = self._run.X, self._run.labels
        with self.hold_sync():
            self.plane = _around(X)
            self.points = X.tobytes() + labels.astype(np.uint8).tobytes()
            self.widths = [2, *self.hidden, 1]
            self._show()

    def step(self):
        """Learn for one epoch."""
        self._run.epoch(self.eta)
        with self.hold_sync():
            self._show()

    def _show(self):
        self.losses = np.array(self._run.losses).tobytes()
        self.frame = self._run.frame(self.plane)

    def record(self, epochs=100):
        """Train from the first weights on, and keep the frames for the page that `save` writes. Returns the piece.

        Of many epochs, fewer and fewer are kept, so that the page stays under 1.5 MB. Raises ValueError for epochs
        that are no whole number from 1 to MOST_EPOCHS.
        """
        epochs = int(between("epochs", whole("epochs", epochs), 1, MOST_EPOCHS))
        run = self._new()
        most = ROOM // (len(run.frame(self.plane)) + 8)
        kept = np.unique(np.rint(np.linspace(0, 1, min(most, epochs + 1)) ** 2 * epochs)).astype(int).tolist()
        kept = list(range(epochs + 1)) if epochs < most else kept
        frames = {0: run.frame(self.plane)}
        for epoch in range(1, epochs + 1):
            run.epoch(self.eta)
            if epoch in kept or run.diverged:
                frames[epoch] = run.frame(self.plane)
            if run.diverged:
                break
        self._recorded = {
            "epochs": list(frames),
            "frames": b"".join(frames.values()),
            "losses": np.array(run.losses).tobytes(),
        }
        return self

    def state(self) -> dict:
        """What a page of its own needs: the settings, and a recorded run; where none was recorded, 100 epochs."""
        if self._recorded is None:
            self.record()
        return super().state() | self._recorded | {"playing": False, "frame": b""}

    def still(self):
        """The boundary at four stages of the training."""
        run = self._new()
        settings = {"batch_size": self.batch_size, "optimizer": GradientDescent(self.eta), "rng": run.rng}
        with np.errstate(all="ignore"):
            kept = snapshots(run.network, run.X, run.labels[:, None], list(STAGES), **settings)
            kept = {n: net for n, net in kept.items() if np.isfinite(net.predict(run.X)).all()}
            return side_by_side({f"epoch {n}": net for n, net in kept.items()}, run.X, run.labels, shown=100)

    # ---- training while one watches

    @traitlets.observe("playing")
    def _play_or_pause(self, change):
        if self._task:
            self._task.cancel()
            self._task = None
        if not self.playing:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.playing = False
            raise RuntimeError("playing needs a running event loop, as a notebook has; step() does without") from None
        self._task = loop.create_task(self._play())

    async def _play(self):
        self._drawn = asyncio.Event()
        while not self.diverged and self.epoch < MOST_EPOCHS:
            self._drawn.clear()
            self.step()
            await self._drawn.wait()
            await asyncio.sleep(PAUSE)
        self.playing = False

    def _hear(self, _, content, buffers):
        """What the front end says: that it has drawn an epoch, or that a button was pressed."""
        if content.get("drawn") == self.epoch and self._drawn:
            self._drawn.set()
        elif content.get("press") == "step":
            self.step()
        elif content.get("press") == "restart":
            self.restart()

    def stop(self):
        """Learn no further."""
        self.playing = False

    def close(self):
        self.stop()
        super().close()
