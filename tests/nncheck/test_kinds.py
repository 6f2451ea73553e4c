"""What exercises can hand in, and what they can leave free: specs, bounds, random answers, weights that do a thing."""

import re

import numpy as np
import pytest

from nncheck import asking, judging
from nncheck.chains import chain_of
from nncheck.exercise import BehaviourExercise, Between, Case, FunctionExercise, Unfit, ValueExercise, Wrong
from nncheck.specs import build
from nncheck.values import Spec, decode, encode


def verdict_of(exercise, *answers, seed=1, notebook=None):
    return judging.judge(exercise, asking.ask(judging.request(exercise, seed), answers, notebook or {}), seed)


COMMON = {"signature": "", "hints": ("a", "b"), "solution": "", "right": ()}

APPLY = FunctionExercise(
    id="99/apply",
    names=("apply",),
    reference=(lambda layers: [f(w) for w, f in layers],),
    cases=(Case(([(np.array([1.0, -3.0]), Spec("relu")), (np.array([0.5, 2.5]), Spec("shifted"))],)),),
    hidden=lambda rng: [],
    wrong=(Wrong("entry by entry", "Call it once.", lambda layers: [np.array([f(x) for x in w]) for w, f in layers]),),
    **COMMON,
)


def test_activations_inside_arguments_are_built_where_the_function_is_called():
    assert verdict_of(APPLY, lambda layers: [g(v) for v, g in layers]).passed
    assert verdict_of(APPLY, lambda layers: [np.array([g(x) for x in v]) for v, g in layers]).named == (
        "entry by entry",
    )


def test_an_argument_with_a_function_in_it_is_seen_to_be_changed():
    def drops(layers):
        return [f(w) for w, f in [layers.pop(0), layers.pop(0)]]

    verdict = verdict_of(APPLY, drops)
    assert verdict.rung == "inputs" and "changed its argument layers" in verdict.message


def test_a_spec_travels_by_name():
    spec = Spec("quadratic", (2.0, np.array([1.0, 0.0])))
    back = decode(encode([spec]))[0]
    assert back.name == "quadratic" and build(back)(np.array([1.0, 3.0])) == 11.0
    with pytest.raises(KeyError):
        build(Spec("os.system"))


SLOPE = FunctionExercise(
    id="99/slope",
    names=("slope",),
    reference=(lambda z: Between(np.where(z > 0, 1.0, 0.0), np.where(z >= 0, 1.0, 0.0)),),
    cases=(Case((np.array([-1.0, 0.0, 2.0]),)),),
    hidden=lambda rng: [],
    wrong=(),
    **COMMON,
)


@pytest.mark.parametrize("at_kink", [0, 0.5, 1])
def test_any_subgradient_at_a_kink_is_right(at_kink):
    assert verdict_of(SLOPE, lambda z: np.where(z == 0, at_kink, (z > 0) * 1.0)).passed
    assert verdict_of(SLOPE, lambda z: [0, at_kink, 1]).passed


@pytest.mark.parametrize("at_kink", [-0.1, 1.1])
def test_what_lies_outside_is_wrong(at_kink):
    assert verdict_of(SLOPE, lambda z: np.where(z == 0, at_kink, (z > 0) * 1.0)).rung == "value"
    assert verdict_of(SLOPE, lambda z: np.where(z == 0, 0, (z < 0) * 1.0)).rung == "value"


def is_an_order(case, got):
    n = case.args[0]
    if not np.array_equal(np.sort(got), np.arange(n)):
        return "is no order of the numbers."
    return "not shuffled" if np.array_equal(got, np.arange(n)) else None


SHUFFLE = FunctionExercise(
    id="99/shuffle",
    names=("shuffle",),
    reference=(lambda n, rng: None,),
    cases=(Case((50, Spec("rng", (3,)))),),
    hidden=lambda rng: [Case((20, Spec("rng", (int(rng.integers(99)),))))],
    wrong=(Wrong("not shuffled", "Shuffle them.", lambda n, rng: np.arange(n)),),
    accepts=is_an_order,
    **COMMON,
)


def test_a_random_answer_is_told_by_what_it_is():
    assert verdict_of(SHUFFLE, lambda n, rng: rng.permutation(n)).passed
    assert verdict_of(SHUFFLE, lambda n, rng: (i for i in rng.permutation(n))).passed, "a generator is as good"
    assert verdict_of(SHUFFLE, lambda n, rng: rng.integers(n, size=n)).message.endswith("is no order of the numbers.")
    assert verdict_of(SHUFFLE, lambda n, rng: list(range(n))).named == ("not shuffled",)


def doubles(name, value):
    if not isinstance(value, int | float):
        raise Unfit(f"{name} is no number.")
    return [value * x > 1 for x in (0.5, 1, 2)]


LINE = BehaviourExercise(
    id="99/line",
    names=("a", "b"),
    behaviour=doubles,
    reference=(1.5, 0.75),
    tells=lambda name, found, asked: f"{name} lets {sum(found)} through.",
    wrong=(Wrong("all", "Too much.", (9, 9)),),
    **COMMON,
)


def test_a_value_is_right_by_what_it_does():
    assert verdict_of(LINE, 1.2, 0.9).passed
    assert verdict_of(LINE, 1.2, 8).named == ("all",)
    assert verdict_of(LINE, 1.2, 0).message == "b lets 0 through."
    assert verdict_of(LINE, "1.2", 0).message == "a is no number."
    assert verdict_of(LINE, 1.2, None).rung == "attempted"


GIVEN = {"W": np.array([[1.0, 2.0], [3.0, 4.0]]), "x": np.array([1.0, -1.0])}
PAIR = ValueExercise(
    id="99/pair",
    names=("z", "a"),
    chain=chain_of(
        {"z": "W @ x", "a": "double(z)"},
        GIVEN,
        lambda rng: {"W": rng.random((2, 2)), "x": rng.random(2)},
        {"double": lambda z: 2 * z},
    ),
    wrong=(Wrong("transposed", "Rows are receivers.", (np.array([-2.0, -2.0]), 0), {"z": "W.T @ x"}),),
    **COMMON,
)


def test_two_arrays_of_a_chain_are_judged_together():
    z = GIVEN["W"] @ GIVEN["x"]
    assert verdict_of(PAIR, z, 2 * z).passed
    assert verdict_of(PAIR, GIVEN["W"].T @ GIVEN["x"], 2 * z).named == ("transposed",)
    assert verdict_of(PAIR, z, z).message == "a is exactly half the expected value."
    assert verdict_of(PAIR, z, np.ones(3)).rung == "shape"


def test_an_array_is_written_with_names():
    def after(*cells):
        notebook = {"np": np, "double": lambda z: 2 * z, **GIVEN, "_ih": ["", *cells]}
        for cell in cells:
            exec(cell, notebook)
        return verdict_of(PAIR, notebook["z"], notebook["a"], notebook=notebook)

    assert after("z = W @ x", "a = double(z)").passed
    assert after("z, a = W @ x, double(W @ x)").passed
    assert after("z = np.array([-1.0, -1.0])", "a = double(z)").rung == "names"
    assert after("z = W @ x\na = np.array([-2.0, -2.0])").rung == "names"


EVEN = FunctionExercise(
    id="99/even",
    names=("even",),
    reference=(lambda n: n % 2 == 0,),
    cases=(Case((np.array([0, 1, 4]),)),),
    hidden=lambda rng: [],
    wrong=(Wrong("odd", "The other ones.", lambda n: n % 2 == 1),),
    **COMMON,
)


@pytest.mark.parametrize("dtype", [bool, int, np.uint8, np.float32, float])
def test_truth_values_and_0_and_1_are_the_same_where_truth_values_are_expected(dtype):
    assert verdict_of(EVEN, lambda n: (n % 2 == 0).astype(dtype)).passed
    assert verdict_of(EVEN, lambda n: (n % 2 == 0).astype(dtype).tolist()).passed
    assert verdict_of(EVEN, lambda n: (n % 2 == 1).astype(dtype)).named == ("odd",)


def test_truth_values_are_no_numbers_elsewhere():
    assert verdict_of(SLOPE, lambda z: z > 0).rung == "type"
    assert verdict_of(EVEN, lambda n: 2 * (n % 2 == 0)).rung == "value"


def in_notebook(*cells, exercise=None, given=None):
    """The verdict on PAIR, or another, after these cells have run on the given numbers."""
    exercise = exercise or PAIR
    notebook = {"np": np, "double": lambda z: 2 * z, **(given or exercise.chain.given), "_ih": ["", *cells]}
    for cell in cells:
        exec(cell, notebook)
    return verdict_of(exercise, *(notebook.get(name) for name in exercise.names), notebook=notebook)


ENTRYWISE = Wrong("entry by entry", "Add up the rows.", (GIVEN["W"] * GIVEN["x"], 0), {"z": "W * x"})
SYMMETRIC = ValueExercise(
    id="99/symmetric",
    names=("z", "a"),
    chain=chain_of(
        {"z": "W @ x", "a": "double(z)"},
        {"W": np.array([[1.0, 2.0], [2.0, 5.0]]), "x": np.array([1.0, -1.0])},
        lambda rng: {"W": rng.random((2, 2)), "x": rng.random(2)},
        {"double": lambda z: 2 * z},
    ),
    wrong=(Wrong("transposed", "Rows are receivers.", (np.zeros(2), 0), {"z": "W.T @ x"}), ENTRYWISE),
    **COMMON,
)


def test_a_mistake_may_be_told_by_its_shape():
    assert in_notebook("z = W * x", "a = 2 * z", exercise=SYMMETRIC).named == ("entry by entry",)
    assert in_notebook("z = np.ones(3)", "a = 2 * z", exercise=SYMMETRIC).rung == "shape"


def test_a_right_value_that_a_mistake_gives_too_is_told_on_other_numbers():
    verdict = in_notebook("z = W.T @ x", "a = double(z)", exercise=SYMMETRIC)
    assert verdict.passed and verdict.notes == ("right here, though not for other inputs. Rows are receivers.",)
    verdict = in_notebook("z = W @ x\nz[0] = -1 * x[0]", "a = double(z)", exercise=SYMMETRIC)
    assert verdict.passed and "typed in" in verdict.notes[0]
    assert in_notebook("z = W @ x", "a = double(z)", exercise=SYMMETRIC).notes == ()


def test_given_arrays_are_handed_out_as_copies():
    PAIR.chain.given["x"][0] = 99
    dict(PAIR.chain.given)["W"] += 1
    assert PAIR.chain.given["x"].tolist() == [1.0, -1.0] and PAIR.chain.given["W"].tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert in_notebook("x += 1", "z = W @ x", "a = double(z)").named == ("given overwritten",)


def test_a_given_array_of_another_shape_stops_no_check():
    assert in_notebook("x = np.ones(3)", "z = np.ones(2)", "a = double(z)").named == ("given overwritten",)
    right = GIVEN["W"] @ GIVEN["x"]
    verdict = in_notebook("z = np.array([-1.0, -1.0])", "W = W[:, :1]", "a = z", given={**GIVEN, "z": right})
    assert not verdict.passed


def test_an_earlier_value_of_another_shape_stops_no_check():
    later = ValueExercise(
        **{**{f: getattr(PAIR, f) for f in ("chain", "wrong", *COMMON)}, "id": "99/later", "names": ("a",)}
    )
    notebook = {"np": np, **GIVEN, "z": np.array([-1.0, -1.0]), "_ih": ["", "a = z + 5"], "a": np.array([4.0, 4.0])}
    reply = asking.ask(judging.request(later, 1), (notebook["a"],), notebook)
    reply["source"] = [{"current": False, "uses": ["z"], "on_other": None}]
    for before in ([1.0, 2.0, 3.0], [[1.0], "x"]):
        assert judging.judge(later, reply, 1, before={"z": [before]}).rung == "value"


def matrix_product(A, B):
    return np.array([[sum(x * y for x, y in zip(row, column, strict=True)) for column in B.T] for row in A])


PRODUCT = FunctionExercise(
    id="99/product",
    names=("product",),
    reference=(matrix_product,),
    cases=(Case((np.ones((2, 3)), np.ones((3, 4)))),),
    hidden=lambda rng: [],
    wrong=(
        Wrong("B turned", "B is turned.", lambda A, B: A @ B.T),
        Wrong("entry by entry", "* goes entry by entry.", lambda A, B: A * B),
    ),
    **COMMON,
)


def test_two_errors_of_one_kind_are_told_apart_by_what_they_say():
    assert verdict_of(PRODUCT, lambda A, B: np.matmul(A, B.transpose())).named == ("B turned",)
    assert verdict_of(PRODUCT, lambda A, B: np.multiply(A, B)).named == ("entry by entry",)
    verdict = verdict_of(PRODUCT, lambda A, B: np.add(A, 1)[:, 5].reshape(7, 7))
    assert verdict.named == () and "IndexError" in verdict.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda A, B: A if A > 0 else B, r"np\.where\(condition, a, b\) chooses"),
        (lambda A, B: 0.5 ^ 2, r"A power is written \*\* in Python"),
        (lambda A, B: (1.0).shape, r"np\.array\(\.\.\.\) makes an array of it"),
        (lambda A, B: len(np.array(1.0)), "np.size counts its entries"),
        (lambda A, B: np.concatenate([1], A[0]), "Are brackets missing"),
        (lambda A, B: np.concatenate((1, A[0])), "A bare number cannot be joined"),
        (lambda A, B: np.zeros(2, 3), "A shape of two numbers needs brackets of its own"),
        (lambda A, B: A @ A, "A needs as many columns as B has rows"),
        (lambda A, B: A + B, "do not fit together, entry by entry"),
        (lambda A, B: A[0].sum(axis=1), "has no axis 1"),
        (lambda A, B: [1] @ [2], "Lists have no @"),
        (lambda A, B: [1, 2][A[0, 0] > 0], r"int\(\.\.\.\) makes one"),
        (lambda A, B: A.tolist()[0, 1], "one index at a time"),
        (lambda A, B: A.tolist().max(), "A list is no array"),
        (lambda A, B: sum(x for x in A[0, 0].item()), "does not go through one number"),
        (lambda A, B: matrix_product > 0.5, "The name alone is the function itself"),
        (lambda A, B: len(A) < matrix_product, "The name alone is the function itself"),
        (lambda A, B: e**2, r"is np\.exp\(z\)"),  # noqa: F821
    ],
)
def test_errors_come_with_advice(answer, words):
    verdict = verdict_of(PRODUCT, answer)
    assert verdict.rung == "runs"
    assert re.search(words, verdict.message), verdict.message


def test_an_answer_may_return_nothing_here_and_an_array_there():
    exercise = FunctionExercise(
        id="99/sometimes",
        names=("sometimes",),
        reference=(lambda n: np.ones(n),),
        cases=(Case((0,)), Case((3,))),
        hidden=lambda rng: [],
        wrong=(),
        **COMMON,
    )
    verdict = verdict_of(exercise, lambda n: np.ones(n) if n else None)
    assert "a way through the function ends without a return" in verdict.message
