"""Softmax drawn and played with: numbers in the text, small files, and sliders that move what they say."""

import numpy as np
import pytest

from nnlib.plots import AccessibleFigure
from nnlib.plots.softmax import cost_curve, gradient_bars, output_layers, softmax_bars
from nnlib.softmax import softmax
from nnlib.widgets.softmax import softmax_sliders

FIVE = [0.01, 0.60, 0.80, 0.90, 1.50]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PLOTS = {
    "five": lambda: softmax_bars(FIVE)[0],
    "hot": lambda: softmax_bars(FIVE, temperature=5, before=[0, 0, 0, 0, 3])[0],
    "negative": lambda: softmax_bars([-1000.0, -1001.0], names=["cat", "dog"])[0],
    "letters": lambda: softmax_bars(np.arange(26) / 8, names=LETTERS)[0],
    "gradient": lambda: gradient_bars([2.0, 1.0, 0.1], 1, names=["cat", "dog", "cow"])[0],
    "cost": lambda: cost_curve(),
    "output layers": lambda: output_layers()[0],
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_told_and_small(name):
    ax = PLOTS[name]()
    figure = ax.figure
    assert isinstance(figure, AccessibleFigure)
    assert len(figure.alt) > 60 and "nan" not in figure.alt
    assert len(figure.png()) < 80_000
    assert ax.get_ylabel() or not ax.axison


def test_the_bars_are_what_the_text_says():
    left, right = softmax_bars(FIVE)
    assert [bar.get_height() for bar in left.patches] == FIVE
    np.testing.assert_allclose([bar.get_height() for bar in right.patches], softmax(np.array(FIVE)))
    assert "0.37 (4)" in right.alt and right.figure.alt.startswith("Scores: 0.01 (0), 0.60 (1)")


def test_dashes_do_not_run_through_a_number():
    _, right = softmax_bars([0.0, 0.0, 1.5], before=[0.0, 0.0, 0.0])
    places = {text.get_text(): text.xy[1] for text in right.texts}
    assert places["0.69"] == pytest.approx(0.69, abs=0.01) and places["0.15"] == pytest.approx(0.15, abs=0.01)
    _, right = softmax_bars([0.0, 0.3], before=[0.0, 0.0])
    places = {text.get_text(): text.xy[1] for text in right.texts}
    assert places["0.43"] == pytest.approx(0.5) and places["0.57"] == pytest.approx(0.57, abs=0.01)


def test_each_question_is_told_with_its_last_layer():
    axes = output_layers()
    assert [ax.get_title().partition("\n")[2] for ax in axes] == [
        "linear",
        "one sigmoid",
        "softmax over all",
        "a sigmoid for each",
    ]
    assert axes[2].alt.startswith("Which letter? softmax over all. Network of 3 inputs and 26 outputs.")


def test_a_gradient_sums_to_0_and_is_negative_at_the_label():
    _, right = gradient_bars([1.0, 2.0, 3.0], 2)
    heights = np.array([bar.get_height() for bar in right.patches])
    assert abs(heights.sum()) < 1e-12
    assert list(heights < 0) == [False, False, True]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: softmax_bars([[1, 2]]), r"scores has shape \(1, 2\)"),
        (lambda: softmax_bars([1, 2], temperature=0), "temperature is 0; a number above 0"),
        (lambda: softmax_bars([1, 2], names="a"), "names are 1"),
        (lambda: softmax_bars([1, 2], names="aa"), "2 different ones are expected"),
        (lambda: softmax_bars([1, 2], before=[1, 2, 3]), "before has shape"),
        (lambda: gradient_bars([1, 2], 2), "label is 2; one of 0 to 1"),
        (lambda: cost_curve([0.0]), "above 0"),
    ],
)
def test_what_does_not_fit_is_refused(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_the_sliders_move_the_picture():
    piece = softmax_sliders(FIVE)
    *each, to_all, temperature = piece.children[0].children
    picture = piece.children[1]
    assert len(each) == 5 and "1.50 (4)" in picture.value
    probabilities = picture.value.partition("the probabilities: ")[2].partition(". Outlined")[0]
    to_all.value = 2.0
    assert "3.50 (4)" in picture.value and probabilities in picture.value
    temperature.value = 10.0
    assert "temperature 10" in picture.value and probabilities + ". " not in picture.value.partition("Outlined")[0]
    assert "2.30 (2)" in piece.still.alt and "before: 0.01 (0), 0.60 (1), 0.80 (2)" in piece.still.alt
