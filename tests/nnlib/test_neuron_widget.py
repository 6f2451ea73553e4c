"""The neuron to play with, its side in Python: what it holds, what it computes, what it refuses."""

import numpy as np
import pytest
from traitlets import TraitError

from nnlib.activations import ACTIVATIONS
from nnlib.widgets.neuron import Neuron, problems


def test_it_answers_with_the_numbers_of_nnlib():
    piece = Neuron("loans", w=(1.5, -2), b=0.25, activation="sigmoid")
    X, targets = piece.samples
    by_hand = [1 / (1 + np.exp(-(1.5 * income - 2 * debt + 0.25))) for income, debt in X]
    np.testing.assert_allclose(piece.outputs(X), by_hand, rtol=1e-14)
    assert piece.right == sum((a > 0.5) == (target > 0) for a, target in zip(by_hand, targets, strict=True))
    piece.x = [0.5, 0.25]
    assert piece.z == 0.5
    assert piece.a == pytest.approx(1 / (1 + np.exp(-0.5)))


@pytest.mark.parametrize(
    ("problem", "w", "b", "right"),
    [("AND", (1, 1), 0, 2), ("AND", (1, 1), -1.5, 4), ("AND", (1, 1), -2, 3), ("OR", (1, 1), -0.5, 4),
     ("XOR", (1, 1), -0.5, 3), ("XOR", (0, 0), 0, 2)],
)  # fmt: skip
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_how_many_are_right_is_up_to_the_line_and_not_to_the_activation(problem, w, b, right, activation):
    assert Neuron(problem, w, b, activation).right == right


def test_no_setting_gets_more_than_three_of_xor():
    steps = np.arange(-4, 4.1, 0.5)
    most = max(Neuron("XOR", (1, w2), b).right for w2 in steps for b in steps)
    assert most == 3


def test_the_state_is_followed():
    piece = Neuron("AND")
    piece.b = -1.5
    assert piece.right == 4
    piece.problem = "OR"
    assert piece.right == 2
    piece.w, piece.activation = [2, 2], "relu"
    assert piece.right == 4 and piece.a == 2.5
    with pytest.raises(TraitError):
        piece.w = "heavy"


def test_the_state_is_plain():
    state = Neuron(w=np.array([1, 2]), b=np.float32(0.5)).state()
    assert (state["w"], state["b"], state["x"]) == ([1.0, 2.0], 0.5, [1, 1])
    assert {name: len(problem["X"]) for name, problem in state["problems"].items()} == {
        "AND": 4, "OR": 4, "XOR": 4, "loans": 60,
    }  # fmt: skip


def test_the_problems_are_those_of_the_gates():
    for name, f in {"AND": min, "OR": max, "XOR": lambda x: x[0] != x[1]}.items():
        X, targets, _ = problems()[name]
        assert targets.tolist() == [1 if f(x) else -1 for x in X.tolist()]


def test_a_function_of_nnlib_does_for_its_name():
    assert Neuron(activation=ACTIVATIONS["tanh"]).activation == "tanh"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"problem": "NOR"}, "problem is 'NOR'; there are AND, OR, XOR, loans"),
        ({"activation": "softmax"}, "activation is 'softmax'; there are linear, "),
        ({"activation": lambda z: z}, "activation is '<lambda>'; there are linear, "),
        ({"w": (1, 2, 3)}, r"w has shape \(3,\); \(2,\) is expected"),
        ({"w": (1, 5)}, r"w\[1\] is .*5.*; a number of at least -4 and at most 4 is expected"),
        ({"w": (np.nan, 1)}, "w holds 1 entries that are NaN"),
        ({"b": 4.5}, "b is 4.5; a number of at least -4 and at most 4 is expected"),
        ({"b": "much"}, "b is 'much'; a number"),
    ],
)
def test_what_does_not_fit_is_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        Neuron(**arguments)


def test_outputs_refuse_what_are_no_samples():
    with pytest.raises(ValueError, match=r"X has shape \(2, 3\)"):
        Neuron().outputs([[1, 2, 3], [4, 5, 6]])


def test_a_still_figure_stands_in_its_place():
    piece = Neuron("AND")
    assert "2 of 4 right" in piece.still().alt and "shaded" not in piece.still().alt
    piece.b, piece.activation = -1.5, "sigmoid"
    assert "4 of 4 right" in piece.still().alt and "shaded by the output of sigmoid" in piece.still().alt
    shown = piece._repr_mimebundle_()[0]
    assert shown["text/plain"] == piece.still().alt and "<img" in shown["text/html"]


def test_its_page_needs_nothing_else(tmp_path):
    Neuron("XOR").save(tmp_path / "neuron.html")
    page = (tmp_path / "neuron.html").read_text(encoding="utf-8")
    assert '"problem": "XOR"' in page and "One neuron and its line" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
