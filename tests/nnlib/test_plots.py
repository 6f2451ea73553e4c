"""The plots: each can be seen, says in numbers what is seen, stays small, and refuses what it cannot draw."""

import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from PIL import Image

from nnlib import ACTIVATIONS, Dense, Network, Softmax, fit, plots
from nnlib.datasets import bank_loans, mnist, moons, one_hot, spirals
from nnlib.layers import Maxout
from nnlib.plots.axes import text_on
from nnlib.training import History

DIGITS = mnist()
RNG = np.random.default_rng(0)
COUNTS = np.array([[50, 0, 3], [4, 40, 0], [0, 17, 36]])
HISTORY = History([0.9, 0.4, 0.25, 0.2], [0.8, 0.45, 0.4, 0.5], [0.6, 0.8, 0.9, 0.85])
RUNS = {f"η = {k}": [1 / (k + n) for n in range(1, 30)] for k in range(1, 7)}
PATH = [(3 * 0.8**k, (-0.8) ** k) for k in range(21)]


def network(sizes, *activations, softmax=False, seed=0):
    layers = [Dense(a, b, f, rng=seed) for a, b, f in zip(sizes, sizes[1:], activations, strict=False)]
    return Network(layers + [Softmax()] * softmax, "categorical_cross_entropy" if softmax else "half_squared_error")


def bowl(w):
    return w[0] ** 2 + 8 * w[1] ** 2


NAMES = [f"Ankle-boot {k}" for k in range(10)]
BIG = network([784, 16, 16, 10], "relu", "relu", "linear", softmax=True)
X2, LABELS2 = moons(200, rng=0)
X3, LABELS3 = spirals(50, rng=0)
NAMES8 = ["thickness", "size", "shape", "adhesion", "epithelial size", "nuclei", "chromatin", "nucleoli"]
NET8 = network([8, 12, 3, 1], "tanh", "relu", "sigmoid")

PLOTS = {
    "gallery": lambda: plots.activation_gallery(),
    "gallery of one": lambda: plots.activation_gallery(["relu"]),
    "two classes": lambda: plots.decision_boundary(network([2, 4, 1], "tanh", "sigmoid"), X2, LABELS2),
    "three classes": lambda: plots.decision_boundary(network([2, 9, 3], "relu", "linear", softmax=True), X3, LABELS3),
    "ten classes": lambda: plots.decision_boundary(lambda X: X @ RNG.normal(size=(2, 10)), X2, np.arange(200) % 10),
    "plus and minus": lambda: plots.decision_boundary(lambda X: np.sign(X[:, 0]), X2, 2 * LABELS2 - 1),
    "confusion": lambda: plots.confusion_matrix(COUNTS),
    "confusion of ten": lambda: plots.confusion_matrix(RNG.integers(0, 2000, (10, 10)), NAMES),
    "history": lambda: plots.loss_curves(HISTORY),
    "logarithmic": lambda: plots.loss_curves(HISTORY, log=True),
    "losses alone": lambda: plots.loss_curves([3, 2, 1]),
    "runs": lambda: plots.loss_curves(RUNS, log=True),
    "curve": lambda: plots.descent_curve(lambda w: (w - 1) ** 2, [-2, -0.8, -0.08]),
    "contour": lambda: plots.descent_contour(bowl, PATH),
    "contour of four": lambda: plots.descent_contour(bowl, {f"η = {k}": np.array(PATH) / k for k in range(1, 5)}),
    "flat": lambda: plots.descent_contour(lambda w: 1.0, [(0, 0)]),
    "surface": lambda: plots.descent_surface(bowl, PATH),
    "digits": lambda: plots.digit_grid(DIGITS.test_images[:40], DIGITS.test_labels[:40], RNG.integers(0, 10, 40)),
    "digits alone": lambda: plots.digit_grid(DIGITS.test_images[:3].reshape(3, 784) / 255),
    "weights": lambda: plots.weight_images(BIG.layers[0].W),
    "weights of one": lambda: plots.weight_images([[0, 1, -1, 0.5]], shape=(2, 2)),
    "network for digits": lambda: plots.network_diagram(BIG, DIGITS.test_images[0].ravel() / 255),
    "network with names": lambda: plots.network_diagram(NET8, np.ones(8), labels=[NAMES8, None, None, ["bad"]]),
    "sizes": lambda: plots.network_diagram([784, 16, 16, 10]),
    "deep": lambda: plots.network_diagram([2, 3, 3, 3, 2]),
    "one neuron": lambda: plots.network_diagram([5, 1], weights=[[[1, -1, 0, 2, -2]]]),
    "maxout": lambda: plots.network_diagram(Network([Maxout(3, 4), Dense(4, 2), Softmax()]), [3, 2, -1]),
}  # fmt: skip


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_seen_and_told(name):
    drawn = PLOTS[name]()
    axes = drawn if isinstance(drawn, list) else [drawn]
    figure = axes[0].figure
    assert isinstance(figure, plots.AccessibleFigure)
    assert all(isinstance(ax, Axes) and len(ax.alt) > 5 for ax in axes)
    assert figure.alt and "nan" not in figure.alt
    assert plt.get_fignums() == []
    data, metadata = figure._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == figure.alt
    file = figure.png()
    assert len(file) < 80_000
    image = Image.open(io.BytesIO(file)).convert("RGB")
    assert image.size == tuple(2 * side for side in figure.shown_size.values())
    assert image.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("name", PLOTS)
def test_nothing_is_cut_off(name):
    drawn = PLOTS[name]()
    figure = (drawn[0] if isinstance(drawn, list) else drawn).figure
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height(physical=True)
    box = figure.get_tightbbox().transformed(figure.dpi_scale_trans)
    assert box.x0 > -1 and box.y0 > -1 and box.x1 < width + 1 and box.y1 < height + 1


@pytest.mark.parametrize("name", [n for n in PLOTS if not re.match("digits|weights|network|sizes|deep|one|maxout", n)])
def test_every_axis_has_its_label(name):
    drawn = PLOTS[name]()
    for ax in drawn if isinstance(drawn, list) else [drawn]:
        columns = min(4, len(drawn)) if isinstance(drawn, list) else 1
        assert ax.get_xlabel() or (columns == 4 and not ax.xaxis.get_tick_params().get("labelbottom", True))
        assert ax.get_ylabel() or not ax.get_subplotspec().is_first_col()
        if ax.name == "3d":
            assert ax.get_zlabel()


INTO_AXES = {
    "boundary": lambda ax: plots.decision_boundary(lambda X: X[:, 0], X2, LABELS2, ax=ax),
    "confusion": lambda ax: plots.confusion_matrix(COUNTS, ax=ax),
    "losses": lambda ax: plots.loss_curves(HISTORY, ax=ax),
    "curve": lambda ax: plots.descent_curve(np.square, [2, 1], ax=ax),
    "contour": lambda ax: plots.descent_contour(bowl, PATH, ax=ax),
    "network": lambda ax: plots.network_diagram(NET8, ax=ax),
}


@pytest.mark.parametrize("name", INTO_AXES)
def test_a_plot_goes_into_axes_handed_over(name):
    figure, (left, right) = plots.subplots(1, 2, 840, 360)
    assert INTO_AXES[name](left) is left
    right.set_title("the same again")
    INTO_AXES[name](right)
    assert figure.alt == f"{left.alt} the same again: {left.alt}"
    assert len(figure.png()) < 120_000
    with pytest.raises(ValueError, match="ax is a ndarray, one matplotlib Axes is expected"):
        INTO_AXES[name](figure.subplots(1, 2))


@pytest.mark.parametrize("name", INTO_AXES)
def test_a_plot_goes_into_axes_of_pyplot(name):
    figure, ax = plt.subplots()
    assert INTO_AXES[name](ax).alt
    figure.canvas.draw()
    plt.close(figure)


def test_a_surface_needs_axes_in_three_dimensions():
    _, ax = plots.subplots(1, 1, 400, 400, subplot_kw={"projection": "3d"})
    assert plots.descent_surface(bowl, PATH, ax=ax) is ax
    with pytest.raises(ValueError, match="ax has the projection 'rectilinear'; '3d' is expected"):
        plots.descent_surface(bowl, PATH, ax=plots.subplots(1, 1, 400, 400)[1])


def test_a_text_of_ones_own_comes_first():
    figure, ax = plots.subplots(1, 1, 300, 200)
    assert figure.alt == ""
    ax.alt = "An empty frame."
    assert figure.alt == "An empty frame."
    figure.alt = "Nothing."
    assert 'alt="Nothing."' in figure.html()


@pytest.mark.parametrize("share", np.linspace(0, 1, 21))
def test_letters_stand_out_from_any_ground(share):
    def luminance(color):
        linear = np.where(
            np.array(color) <= 0.04045, np.array(color) / 12.92, ((np.array(color) + 0.055) / 1.055) ** 2.4
        )
        return linear @ [0.2126, 0.7152, 0.0722]

    for ground in plt.colormaps["Blues"](share)[:3], plt.colormaps["gray"](share)[:3]:
        light, dark = sorted([luminance(ground), 0.0 if text_on(ground) == "black" else 1.0], reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


# ---- what is told is right


def test_the_gallery_knows_kinks_and_jumps():
    axes = plots.activation_gallery()
    assert [ax.get_title() for ax in axes] == list(ACTIVATIONS)
    told = {ax.get_title(): ax.alt for ax in axes}
    assert told["relu"] == "relu: f is 0, 0, 3 at z = -3, 0, 3, its slope 0, 0, 1. The slope jumps at z = 0."
    assert told["piecewise_linear"].endswith("The slope jumps at z = -0.5, 0.5.")
    assert told["heaviside"].endswith("its slope 0, none, 0. f jumps at z = 0.")
    assert "jumps" not in told["tanh"] + told["elu"] + told["swish"]
    for ax in axes:  # no line runs across a jump: nowhere is one steeper than the steepest slope, 1.1
        for line in ax.lines:
            z, a = line.get_data()
            if len(z) > 1 and line.get_linestyle() == "-":
                assert np.abs(np.diff(a) / np.diff(z)).max() < 1.2


def test_the_boundary_counts_its_points():
    ax = plots.decision_boundary(lambda X: X[:, :1] > 1, X2, LABELS2)
    hits = np.count_nonzero((X2[:, 0] > 1) == (LABELS2 == 1))
    assert f"{hits} points ({hits / 200:.1%}) stand in the region of their class" in ax.alt
    legend = [text.get_text() for text in ax.get_legend().texts]
    assert legend == ["class 0", "class 1", f"wrong: {200 - hits}"]
    markers = {tuple(map(tuple, c.get_paths()[0].vertices)) for c in ax.collections if len(c.get_offsets()) > 50}
    assert len(markers) == 2


def test_the_threshold_is_half_or_zero_or_as_asked_for():
    X, labels = bank_loans(50, rng=0)
    X = X[:, :2]
    for labels_here, threshold, between in [(labels > 0, None, 0.5), (labels, None, 0.0), (labels, 0.7, 0.7)]:
        ax = plots.decision_boundary(lambda X: X[:, 0] - 0.3, X, labels_here, threshold=threshold)
        hits = np.count_nonzero((X[:, 0] - 0.3 > between) == (labels > 0))
        assert f" {hits} points " in ax.alt


def test_of_equal_scores_the_first_class_wins():
    ax = plots.decision_boundary(lambda X: np.zeros((len(X), 3)), X3, LABELS3)
    assert "class 0 100% of the area and 50 of its 50 points, class 1 0% of the area" in ax.alt


def test_the_losses_are_told():
    assert plots.loss_curves(HISTORY).alt == (
        "loss: 0.9 after epoch 1, 0.2 after epoch 4. "
        "validation loss: 0.8 after epoch 1, 0.5 after epoch 4, best 0.4 after epoch 3. "
        "validation accuracy: 0.6 after epoch 1, 0.85 after epoch 4, best 0.9 after epoch 3."
    )
    assert plots.loss_curves(vars(HISTORY), quantity="validation_loss").alt.startswith("validation loss: 0.8")
    runs = {"small": HISTORY, "large": {"loss": [1, 0.5]}, "list": (2, 3)}
    told = plots.loss_curves(runs).alt
    assert told.endswith("large: 1 after epoch 1, 0.5 after epoch 2. list: 2 after epoch 1, 3 after epoch 2.")
    assert "; NaN or infinite in 2 of 4 epochs." in plots.loss_curves([1, 5, np.inf, np.nan]).alt
    assert plots.loss_curves([np.nan]).alt == "loss: NaN or infinite from the first epoch on."
    assert plots.loss_curves({"all": HISTORY}, quantity="validation_accuracy").get_ylabel() == "validation accuracy"


def test_a_real_history_can_be_drawn():
    history = fit(network([2, 3, 1], "tanh", "sigmoid"), X2, LABELS2[:, None], epochs=3, rng=0)
    assert f"{history.loss[-1]:.4g} after epoch 3" in plots.loss_curves(history).alt


def test_the_descent_is_told():
    ax = plots.descent_curve(lambda w: w**2, [3, 1.5])
    assert ax.alt.endswith("Descent: from (3), E = 9, in 1 step to (1.5), E = 2.25.")
    paths = {"slow": PATH[:3], "fast": PATH}
    for ax in plots.descent_contour(bowl, paths), plots.descent_surface(bowl, paths):
        assert "slow: from (3, 1), E = 17, in 2 steps to (1.92, 0.64), E = 6.963. fast: from (3, 1)" in ax.alt
    ax = plots.descent_contour(bowl, PATH, limits=((-4, 4), (-2, 2)))
    assert ax.get_xlim() == (-4, 4) and ax.get_ylim() == (-2, 2) and "w1 from -4 to 4" in ax.alt


def test_the_confusion_names_the_biggest():
    ax = plots.confusion_matrix(COUNTS, ["cat", "dog", "cow"])
    assert ax.alt == (
        "Confusion matrix of 3 classes: 126 of 150 right (84.0%). "
        "Most frequent mistakes: cow taken for dog, 17; dog taken for cat, 4; cat taken for cow, 3."
    )
    assert sorted(text.get_text() for text in ax.texts) == sorted(str(n) for n in COUNTS.flat if n)
    assert "mistakes" not in plots.confusion_matrix(np.eye(2)).alt


def test_wrong_digits_are_marked_and_named():
    axes = plots.digit_grid(DIGITS.test_images[:3], [7, 2, 1], ["7", "2", "4"], columns=2)
    assert [ax.get_title() for ax in axes] == ["7", "2", "✗ 1 as 4"]
    assert axes[0].figure.alt == (
        "3 images, row by row: 7, 2, 1. 2 of 3 are predicted rightly; image 3: 1, wrongly predicted 4."
    )
    assert plots.digit_grid(DIGITS.test_images[:2])[0].figure.alt == "2 images."
    assert plots.digit_grid(np.zeros((1, 4, 6)), predicted=["shirt"])[0].get_title() == "shirt"


def test_weights_share_one_scale():
    axes = plots.weight_images([[0, 1, -2, 0], [0.5, 0, 0, 0]], shape=(2, 2))
    assert [ax.images[0].get_clim() for ax in axes] == [(-2, 2), (-2, 2)]
    assert "on a scale from -2 (purple) to 2 (orange). neuron 0: weights from -2 to 1; neuron 1" in axes[0].figure.alt


def circles(ax):
    return [patch for patch in ax.patches + ax.artists if patch.get_zorder() == 2]


def test_large_layers_are_drawn_in_part():
    ax = plots.network_diagram([784, 16, 12, 10])
    assert len(circles(ax)) == 8 + 8 + 12 + 10
    texts = [text.get_text() for text in ax.texts]
    assert texts.count("⋮") == 2 and {"784 inputs", "16 hidden", "12 hidden", "10 outputs"} <= set(texts)
    assert "Of the 784 inputs, the first 4 and the last 4 are drawn." in ax.alt
    assert len(circles(plots.network_diagram([784, 16, 12, 10], max_shown=3))) == 4 * 2
    assert len(circles(plots.network_diagram([20, 2], max_shown=20))) == 22


def test_a_network_shows_its_weights_and_activations():
    net = network([2, 3, 2], "tanh", "linear", softmax=True)
    ax = plots.network_diagram(net, [0.5, -0.25], labels=[["a", "b"], ["h1", "h2", "h3"], "01"])
    texts = [text.get_text() for text in ax.texts]
    assert {"a", "b", "h1", "h2", "h3", "0", "1", "0.50", "−0.25", "tanh", "softmax", "−1 to 1", "0 to 1"} <= set(texts)
    Y = net.predict([[0.5, -0.25]])[0]
    assert ax.alt.endswith(f"Outputs 0: {Y[0]:.2f}, 1: {Y[1]:.2f}.")
    W = np.concatenate([layer.W.ravel() for layer in net.layers[:2]])
    assert f"12 weights from {W.min():.3g} to {W.max():.3g}, {(W > 0).sum()} positive." in ax.alt
    lines = sum(len(c.get_segments()) for c in ax.collections)
    assert lines == 12
    by_hand = plots.network_diagram([2, 3, 2], [[0.5, -0.25], [1, 2, 3], Y], [layer.W for layer in net.layers[:2]])
    assert "Activations, layer by layer: -0.25 to 0.5, 1 to 3, " in by_hand.alt
    assert by_hand.alt.endswith(f"Outputs 0: {Y[0]:.2f}, 1: {Y[1]:.2f}.")


# ---- what does not fit is named

BAD = [
    (lambda: plots.activation_gallery(["rellu"]), "an entry of names is 'rellu'; there are linear, "),
    (lambda: plots.activation_gallery([]), "names is empty"),
    (lambda: plots.decision_boundary(len, X2[:, :1], LABELS2), r"X has shape \(200, 1\); \(m, 2\) is expected"),
    (lambda: plots.decision_boundary(len, X2, LABELS2[:9]), r"labels has shape \(9,\); \(200,\) is expected"),
    (lambda: plots.decision_boundary(len, X2 * np.nan, LABELS2), "X holds 400 entries that are NaN or infinite"),
    (lambda: plots.decision_boundary(len, X2, LABELS2), r"predict gave the shape \(\) for 200 samples"),
    (lambda: plots.decision_boundary(lambda X: X[:, 0], X2, LABELS2 + 1), "labels hold 1, 2; 0 and 1, or -1 and"),
    (lambda: plots.decision_boundary(lambda X: X, X2, LABELS2 + 1), "labels hold 1, 2; 0 to 1, as predict gave 2"),
    (lambda: plots.decision_boundary(lambda X: X[:, [0] * 11], X2, LABELS2), "predict gave 11 numbers a sample"),
    (lambda: plots.confusion_matrix([[1, 2]]), r"counts has shape \(1, 2\); a square"),
    (lambda: plots.confusion_matrix([[1, -2], [0, 1]]), "counts are from -2 to 1; whole numbers"),
    (lambda: plots.confusion_matrix([["a"]]), "counts is .*; numbers in the shape"),
    (lambda: plots.confusion_matrix(COUNTS, "ab"), "labels has 2 names; one for each of the 3 classes"),
    (lambda: plots.loss_curves([]), "history holds no numbers"),
    (lambda: plots.loss_curves({}), "history has 0 runs; 1 to 6"),
    (lambda: plots.loss_curves({str(k): [1] for k in range(7)}), "history has 7 runs"),
    (lambda: plots.loss_curves({"a": [1], "b": []}), r"history\['b'\] holds no numbers"),
    (lambda: plots.loss_curves([[1, 2]]), r"history has a loss of \[\[1, 2\]\]; a list of numbers"),
    (lambda: plots.loss_curves(HISTORY, quantity="accuracy"), "quantity is 'accuracy'; there are loss, "),
    (lambda: plots.loss_curves([1], quantity="validation_loss"), "history has no validation_loss; it has loss"),
    (lambda: plots.loss_curves([1, 0], log=True), "log: loss goes down to 0; a logarithmic axis starts above 0"),
    (lambda: plots.descent_curve(np.square, []), r"points has shape \(0,\); \(k,\) is expected"),
    (lambda: plots.descent_curve(np.square, [1], limits=(2, 1)), r"limits are \[\[2.0, 1.0\]\]; \(from, to\)"),
    (lambda: plots.descent_curve(np.log, [1], limits=(0, 1)), "what f gave holds 1 entries that are NaN or infinite"),
    (lambda: plots.descent_contour(bowl, [1, 2]), r"points has shape \(2,\); \(k, 2\) is expected"),
    (lambda: plots.descent_contour(lambda w: w, PATH), r"f gave the shape \(2,\) at .*; one number is expected"),
    (lambda: plots.descent_contour(bowl, PATH, limits=(0, 1)), r"limits has shape \(2,\); \(2, 2\) is expected"),
    (lambda: plots.descent_surface(bowl, {str(k): PATH for k in range(5)}), "points has 5 descents; 1 to 4"),
    (lambda: plots.digit_grid(np.zeros((2, 700))), r"images has shape \(2, 700\); \(m, 784\) is expected"),
    (lambda: plots.digit_grid(np.zeros((101, 784))), r"images holds 101 images; at most 100 .*: images\[:100\]"),
    (lambda: plots.digit_grid(np.zeros((2, 784)), labels=[1]), r"labels has shape \(1,\); one for each image, \(2,\)"),
    (lambda: plots.digit_grid(np.zeros((2, 784)), columns=2.5), "columns is 2.5; a whole number of 1 or more"),
    (lambda: plots.weight_images(np.zeros((2, 10))), r"W has shape \(2, 10\); \(n, 784\) is expected"),
    (lambda: plots.weight_images(np.zeros((65, 784))), r"W holds 65 neurons; at most 64 .*: W\[:64\]"),
    (lambda: plots.network_diagram([3]), r"network is \[3\]; a Network or two or more sizes"),
    (lambda: plots.network_diagram("2-2-2"), "network is '2-2-2'; numbers in the shape"),
    (lambda: plots.network_diagram(Network([Softmax()])), r"network has the layers \[Softmax\(\)\]; at least one"),
    (lambda: plots.network_diagram([2, 2], max_shown=2), "max_shown is 2; a whole number of 3 or more"),
    (lambda: plots.network_diagram([2, 2], weights=[]), "weights has 0 entries; 1 are expected"),
    (lambda: plots.network_diagram([2, 3], weights=[np.zeros((2, 3))]), r"weights\[0\] has shape \(2, 3\); \(3, 2\)"),
    (lambda: plots.network_diagram([2, 3], [[1, 2]]), "activations has 1 entries; 2 are expected, one for each layer"),
    (lambda: plots.network_diagram(NET8, [1, 2]), r"activations has shape \(2,\); \(8,\) is expected"),
    (lambda: plots.network_diagram([2, 3], labels=["ab", "cd"]), r"labels\[1\] has 2 names; 3 are expected"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:divide by zero")
@pytest.mark.parametrize(("call", "sentence"), BAD, ids=[sentence for _, sentence in BAD])
def test_what_does_not_fit_is_named(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_targets_as_rows_are_refused_with_their_shape():
    with pytest.raises(ValueError, match=r"labels has shape \(200, 2\); \(200,\) is expected"):
        plots.decision_boundary(lambda X: X, X2, one_hot(LABELS2, 2))
