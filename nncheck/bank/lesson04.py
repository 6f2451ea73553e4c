"""Lesson 04, the forward pass: a worked 3-2-2 network, then a layer, a network and a batch as functions."""

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np

from nncheck.chains import chain_of
from nncheck.comparing import compare
from nncheck.exercise import Case, FunctionExercise, Tolerance, ValueExercise, Wrong
from nncheck.values import Spec
from nnlib.activations import sigmoid, tanh

# --- the worked example --------------------------------------------------------------------------------------------

GIVEN = {
    "x": np.array([3.0, 0.0, 1.0]),
    "W2": np.array([[0.1, 0.2, 0.6], [0.4, 0.3, 0.1]]),
    "b2": np.array([0.4, 0.2]),
    "W3": np.array([[0.2, 0.1], [0.1, 0.4]]),
    "b3": np.array([0.6, 0.3]),
}
LINES = {"z2": "W2 @ x + b2", "a2": "sigmoid(z2)", "z3": "W3 @ a2 + b3", "a3": "sigmoid(z3)"}


def draw(rng):
    """Other given numbers, of the size of the published ones; W3 is not symmetric here."""
    return {name: rng.uniform(0.1, 0.9, value.shape).round(3) for name, value in GIVEN.items()}


CHAIN = chain_of(LINES, GIVEN, draw, {"sigmoid": sigmoid, "tanh": tanh})


@dataclass(frozen=True)
class Printed(Tolerance):
    """As good as four printed decimals: half a unit of the last; where there are no more than four, float32's best.

    `relative` only says how many digits are wanted in a message.
    """

    relative: float = 1e-3

    def close(self, x, v):
        x, v = np.asarray(x, dtype=float), np.asarray(v, dtype=float)
        exact = np.abs(v - v.round(4)) < 1e-12
        return bool(np.all(np.abs(x - v) <= np.where(exact, 1e-6 * np.abs(v) + 1e-9, 0.5e-4)))


def _value_exercise(id, names, wrong, hints):
    values = CHAIN.evaluate(GIVEN)
    right = tuple(values[name] for name in names)
    made = []
    for label, message, instead in wrong:
        mistaken = CHAIN.evaluate(GIVEN, instead=instead)
        made.append(Wrong(label, message, tuple(mistaken[name] for name in names), instead))
    return ValueExercise(
        id=f"04/{id}",
        names=names,
        signature=", ".join(names),
        chain=CHAIN,
        right=(
            right,
            tuple(value.tolist() for value in right),
            tuple(value.astype(np.float32) for value in right),
            tuple(tuple(float(round(v, 4)) for v in value) for value in right),
        ),
        wrong=tuple(made),
        hints=hints,
        solution="".join(f"{name} = {LINES[name]}\n" for name in names),
        tolerance=Printed(),
    )


def _squashed(a, z):
    """Mistakes on the way from z to a."""
    return [
        (
            "activation skipped",
            f"{a} is the weighted sum itself (or its ReLU). Here {a} is what the sigmoid makes of {z}.",
            {a: z},
        ),
        ("applied twice", "The sigmoid is applied once, to the weighted sums.", {a: f"sigmoid(sigmoid({z}))"}),
        (
            "sign of the exponent",
            f"The sign is turned: the sigmoid is 1 / (1 + e^(−z)), and sigmoid({z}) brings that minus itself.",
            {a: f"sigmoid(-{z})"},
        ),
        (
            "precedence",
            "That is 1 + e^(−z). The 1 / is missing, or its brackets: 1 / 1 + e^(−z) divides first.",
            {a: f"1 / 1 + np.exp(-{z})"},
        ),
        ("1 + forgotten", "The 1 in the denominator is missing: 1 / (1 + e^(−z)).", {a: f"1 / np.exp(-{z})"}),
        ("tanh", "That is the tanh. This network squashes with the sigmoid.", {a: f"tanh({z})"}),
        (
            "softmax",
            "That is the softmax, which makes the outputs share a total of 1. Here each neuron squashes its own sum with the sigmoid.",
            {a: f"np.exp({z}) / np.exp({z}).sum()"},
        ),
        (
            "derivative",
            "That is the slope of the sigmoid. A forward pass needs its value.",
            {a: f"sigmoid({z}) * (1 - sigmoid({z}))"},
        ),
    ]


_BOTH_ROWS = (
    "This adds up both rows together, and both neurons get the same sum: a sum that is given no axis runs over the whole array. Each "
    "neuron adds up the products of its own row alone, which is what @ does."
)

Z2 = [
    ("bias forgotten", "The biases are missing: b2 is added to the weighted sums.", {"z2": "W2 @ x"}),
    ("bias multiplied", "A bias is added. Here it multiplies the sum.", {"z2": "(W2 @ x) * b2"}),
    ("bias subtracted", "The bias is added, not subtracted.", {"z2": "W2 @ x - b2"}),
    (
        "bias inside the product",
        "The bias has been multiplied by the inputs too. Each neuron adds its bias once, after its products are added up.",
        {"z2": "(W2 + b2[:, None]) @ x"},
    ),
    (
        "bias for each input",
        "The bias was added once for each product. A neuron has one bias and adds it once.",
        {"z2": "W2 @ x + 3 * b2"},
    ),
    (
        "one bias for all",
        "Both neurons got the first bias. Each neuron has its own: b2[0] belongs to the first, b2[1] to the second.",
        {"z2": "W2 @ x + b2[0]"},
    ),
    (
        "biases swapped",
        "The two biases have changed places: b2[0] belongs to the first row of W2.",
        {"z2": "W2 @ x + b2[::-1]"},
    ),
    (
        "rows swapped",
        "The two rows of W2 have changed places: the first row makes the first sum.",
        {"z2": "W2[::-1] @ x + b2"},
    ),
    (
        "first row twice",
        "Both sums use the first row of W2. Each neuron has a row of its own.",
        {"z2": "np.array([W2[0] @ x, W2[0] @ x]) + b2"},
    ),
    (
        "inputs in reverse order",
        "The inputs met the weights in reverse order: W2[i, 0] belongs to x[0].",
        {"z2": "W2 @ x[::-1] + b2"},
    ),
    (
        "W reshaped",
        "reshape does not turn a matrix: it pours the same numbers, row by row, into rows of another length, and the weights land "
        "at the wrong neurons. Nothing needs turning here: row i of W2 holds the weights into neuron i.",
        {"z2": "x @ W2.reshape(3, 2) + b2"},
    ),
    (
        "inputs forgotten",
        "These are the sums of the weights alone. Each weight multiplies its input first.",
        {"z2": "W2.sum(axis=1) + b2"},
    ),
    (
        "mean",
        "The products were averaged. A neuron adds them up.",
        {"z2": "W2 @ x / 3 + b2"},
    ),
    (
        "squashed already",
        "This has gone through the sigmoid already. z2 is the weighted sum before it; the sigmoid makes a2 of it.",
        {"z2": "sigmoid(W2 @ x + b2)", "a2": "z2"},
    ),
    (
        "products not added up",
        "W2 * x multiplies entry by entry and leaves all six products side by side. A neuron adds up the products of its row, which is what @ does.",
        {"z2": "W2 * x"},
    ),
    (
        "added down the columns",
        "The products were added down the columns, across neurons. A neuron's products stand in its row.",
        {"z2": "(W2 * x).sum(axis=0)"},
    ),
    (
        "columns of numbers",
        "The sums stand in a column of shape (2, 1). One sample is a plain row of numbers here, of shape (2,): x needs no second axis.",
        {"z2": "W2 @ x[:, None] + b2[:, None]"},
    ),
    (
        "a square for a vector",
        "A column of shape (2, 1) and b2 of shape (2,) were added, and NumPy stretched both to a square. x needs no second axis.",
        {"z2": "W2 @ x[:, None] + b2"},
    ),
    (
        "all in one number",
        "Both neurons were added up into one number. Each neuron has a sum of its own, so z2 holds two.",
        {"z2": "np.sum(W2 @ x + b2)"},
    ),
    ("both rows added up", _BOTH_ROWS, {"z2": "(W2 * x).sum() + b2"}),
]
A2 = [
    *_squashed("a2", "z2"),
    (
        "bias after the activation",
        "The bias was added after the sigmoid. It belongs into the sum, before.",
        {"a2": "sigmoid(W2 @ x) + b2"},
    ),
]
Z3 = [
    (
        "W transposed",
        "The matrix is used across: x @ W adds up along its columns. Row i holds the weights into neuron i, so the matrix stands "
        "on the left and the activations on the right. W3 equals its own transpose, so the published numbers cannot show this.",
        {"z2": "x @ W2.reshape(3, 2) + b2", "z3": "a2 @ W3 + b3"},
    ),
    ("bias forgotten", "The biases are missing: b3 is added to the weighted sums.", {"z3": "W3 @ a2"}),
    ("bias multiplied", "A bias is added. Here it multiplies the sum.", {"z3": "(W3 @ a2) * b3"}),
    ("bias subtracted", "The bias is added, not subtracted.", {"z3": "W3 @ a2 - b3"}),
    (
        "bias inside the product",
        "W3 @ (a2 + b3) puts the biases through the weights. Each neuron adds its bias once, after its products are added up.",
        {"z3": "W3 @ (a2 + b3)"},
    ),
    (
        "activation skipped on the first layer",
        "The output layer was fed with z2. What a neuron sends on is its activation, a2.",
        {"z3": "W3 @ z2 + b3"},
    ),
    ("other layer's bias", "That adds b2, the biases of the layer before. This layer has b3.", {"z3": "W3 @ a2 + b2"}),
    (
        "other layer's weights",
        "Those are weights of W2. What goes into the output layer is weighted by W3.",
        {"z3": "W2[:, :2] @ a2 + b3"},
    ),
    (
        "one bias for all",
        "Both neurons got the first bias. Each neuron has its own.",
        {"z3": "W3 @ a2 + b3[0]"},
    ),
    ("biases swapped", "The two biases have changed places.", {"z3": "W3 @ a2 + b3[::-1]"}),
    (
        "rows swapped",
        "The two rows of W3 have changed places: the first row makes the first sum.",
        {"z3": "W3[::-1] @ a2 + b3"},
    ),
    (
        "applied twice",
        "The sigmoid was applied twice to the hidden layer: a2 is squashed already.",
        {"z3": "W3 @ sigmoid(a2) + b3"},
    ),
    (
        "squashed already",
        "This has gone through the sigmoid already. z3 is the weighted sum before it; the sigmoid makes a3 of it.",
        {"z3": "sigmoid(W3 @ a2 + b3)", "a3": "z3"},
    ),
    (
        "products not added up",
        "W3 * a2 multiplies entry by entry; each row has still to be added up, which is what @ does.",
        {"z3": "W3 * a2 + b3"},
    ),
    (
        "only the diagonal",
        "Each output neuron hears both hidden neurons. Here it hears only the one of its own number.",
        {"z3": "np.diag(W3) * a2 + b3"},
    ),
    (
        "all in one number",
        "Both neurons were added up into one number. Each neuron has a sum of its own, so z3 holds two.",
        {"z3": "np.sum(W3 @ a2 + b3)"},
    ),
    ("both rows added up", _BOTH_ROWS, {"z3": "(W3 * a2).sum() + b3"}),
]
A3 = [
    *[
        (label if label != "activation skipped" else "activation skipped on the last layer", message, instead)
        for label, message, instead in _squashed("a3", "z3")
        if label != "applied twice"
    ],
    (
        "last layer squashed twice",
        "The sigmoid is applied once, to the weighted sums.",
        {"a3": "sigmoid(sigmoid(z3))"},
    ),
    (
        "bias after the activation",
        "The bias was added after the sigmoid. It belongs into the sum, before.",
        {"a3": "sigmoid(W3 @ a2) + b3"},
    ),
    ("hidden layer again", "That squashes z2 again. The outputs come from z3.", {"a3": "sigmoid(z2)"}),
]

Z2_A2 = _value_exercise(
    "z2_a2",
    ("z2", "a2"),
    [*Z2, *A2],
    (
        "Do one neuron with pencil first: its row of W2 meets x, product by product; add up, add its bias.",
        "W2 @ x does that for both rows at once and gives two numbers. b2 holds two numbers as well.",
        "z2 is W2 @ x with b2 added; a2 is sigmoid(...) of it, which takes an array as it is.",
    ),
)
Z3_A3 = _value_exercise(
    "z3_a3",
    ("z3", "a3"),
    [*Z3, *A3],
    (
        "It is the same step once more. What plays the part of x now?",
        "The hidden neurons send on a2, not z2. Use the weights and biases with the number 3, the matrix on the left.",
        "z3 is W3 @ a2 with b3 added; a3 is the sigmoid of z3.",
    ),
)

# --- a layer -------------------------------------------------------------------------------------------------------

# Values are of the size of 1, and float32 work keeps some six digits of them.
ROOMY = Tolerance(relative=1e-5, absolute=2e-6)
SMOOTH = ("sigmoid", "tanh", "swish", "softplus")
BENT = ("relu", "leaky_relu", "linear")


def dense(x, W, b, activation):
    return activation(W @ x + b)


def _dense_by_neuron(x, W, b, activation):
    sums = []
    for weights, bias in zip(W, b, strict=True):
        total = bias
        for weight, value in zip(weights, x, strict=True):
            total = total + weight * value
        sums.append(total)
    return activation(np.array(sums))


def _dense_einsum(x, W, b, activation):
    return list(activation(np.einsum("ij,j->i", W, x) + b))


def _dense_float32(x, W, b, activation):
    return activation(np.dot(x.astype(np.float32), W.T.astype(np.float32)) + b.astype(np.float32))


def _dense_bias_trick(x, W, b, activation):
    return activation(np.column_stack([b, W]) @ np.concatenate([[1], x]))


def _dense_row_sums(x, W, b, activation):
    z = (W * x).sum(axis=1)
    z = z + b
    return activation(z)


def _entry_by_entry(x, W, b, activation):
    return np.array([activation(z) for z in W @ x + b])


def _first_neuron(x, W, b, activation):
    for weights, bias in zip(W, b, strict=True):
        return activation(weights @ x + bias)


def _last_neuron(x, W, b, activation):
    for weights, bias in zip(W, b, strict=True):
        a = activation(weights @ x + bias)
    return a


def _bias_grows(x, W, b, activation):
    z = b
    z += W @ x
    return activation(z)


def _weights_grow(x, W, b, activation):
    W *= x
    return activation(W.sum(axis=1) + b)


def _inputs_scaled(x, W, b, activation):
    z = np.zeros(len(b))
    for i in range(len(b)):
        for j in range(len(x)):
            x[j] = x[j] * W[i, j]
            z[i] += x[j]
    return activation(z + b)


def _in_place(x, W, b, activation):
    z = W @ x
    z += b
    return activation(z)


def _of_whole_numbers(x, W, b, activation):
    z = np.zeros(len(b), dtype=x.dtype)
    for i in range(len(b)):
        z[i] = W[i] @ x + b[i]
    return activation(z)


def _two_by_two(x, W, b, activation):
    return activation(np.array([W[0, 0] * x[0] + W[0, 1] * x[1] + b[0], W[1, 0] * x[0] + W[1, 1] * x[1] + b[1]]))


def _outside(W="W2", b="b2"):
    """A layer with weights or biases of the worked example in the place of those handed in."""

    def dense(x, W, b, activation):
        return activation(weights(W) @ x + biases(b))

    weights = (lambda own: GIVEN[W]) if W else (lambda own: own)
    biases = (lambda own: GIVEN[b]) if b else (lambda own: own)
    return dense


def _worked_sums(x, W, b, activation):
    return activation(GIVEN["W2"] @ GIVEN["x"] + GIVEN["b2"])


def _printed_layer(x, W, b, activation):
    print(activation(W @ x + b))


def _layer(rng, n_in, n_out, dtype=float, low=-1.5, high=1.5):
    """x, W and b with numbers to one or two decimals; whole numbers, or eighths that float32 holds exactly."""
    x, W, b = rng.uniform(low, high, n_in), rng.uniform(low, high, (n_out, n_in)), rng.uniform(low, high, n_out)
    if dtype is int:
        return [rng.integers(-3, 4, size=a.shape) for a in (x, W)] + [b.round(1)]
    if dtype is np.float32:
        return [((8 * a).round() / 8).astype(np.float32) for a in (x, W, b)]
    return [a.round(2) for a in (x, W, b)]


_OUTSIDE = (
    "This uses W2, b2 or other numbers of the worked example, from outside. Inside of dense the weights are called W and the "
    "biases b: use what is handed in."
)
_NOT_ADDED_UP = (
    "* multiplies entry by entry and leaves the products side by side. A neuron adds up the products of its row, which is "
    "what @ does."
)


def _hidden_dense(rng):
    shapes = [(2, 2, float), (3, 3, float), (4, 2, float), (2, 5, float), (3, 1, float), (1, 3, float)]
    shapes += [(3, 2, np.float32), (2, 2, np.float32), (3, 2, int), (2, 2, int)]
    cases = []
    for k, (n_in, n_out, dtype) in enumerate(shapes):
        names = SMOOTH if k % 2 else SMOOTH + BENT
        cases.append(Case((*_layer(rng, n_in, n_out, dtype), Spec(str(rng.choice(names))))))
    return [*cases, Case((*_layer(rng, 3, 4), Spec("shifted"))), Case((*_layer(rng, 2, 2), Spec("shifted")))]


DENSE = FunctionExercise(
    id="04/dense",
    names=("dense",),
    signature="dense(x, W, b, activation)",
    reference=(dense,),
    withholds=("nnlib.layers:Dense.forward",),
    tolerance=ROOMY,
    cases=(
        Case((np.array([1.0, 2.0]), np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([1.0, 3.0]), Spec("linear"))),
        Case((GIVEN["x"], GIVEN["W2"], GIVEN["b2"], Spec("sigmoid"))),
        Case((np.array([-1.0, 0.5]), np.array([[1.0, 2.0], [-2.0, 2.0], [0.0, 3.0]]), np.zeros(3), Spec("relu"))),
        Case((np.array([2, 1]), np.array([[1, -1], [0, 1]]), np.array([0.5, -1.5]), Spec("tanh"))),
        Case((np.array([1.0, 2.0, 4.0]), np.array([[0.5, 0.25, 0.0]]), np.array([-2.0]), Spec("sigmoid"))),
        Case(
            (
                np.array([1.0, 2.0]),
                np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]),
                np.array([0.0, 0.0, 3.0]),
                Spec("shifted"),
            )
        ),
    ),
    hidden=_hidden_dense,
    right=(dense, _dense_by_neuron, _dense_einsum, _dense_float32, _dense_bias_trick, _dense_row_sums),
    wrong=(
        Wrong(
            "W transposed",
            "The matrix is used across: x @ W and W.T @ x add up along its columns, from one sender to all receivers. Row i of W holds "
            "the weights into neuron i, so W stands on the left and x on the right.",
            lambda x, W, b, activation: activation(x @ W + b),
        ),
        Wrong(
            "W reshaped",
            "reshape does not turn a matrix: it pours the same numbers, row by row, into rows of another length, and the weights land "
            "at the wrong neurons. With W on the left and x on the right nothing needs turning.",
            lambda x, W, b, activation: activation(x @ W.reshape(len(x), len(b)) + b),
        ),
        Wrong(
            "bias forgotten",
            "The biases are missing: b is added to the weighted sums, before the activation.",
            lambda x, W, b, activation: activation(W @ x),
        ),
        Wrong(
            "bias inside the product",
            "The biases went through the weights: W @ (x + b). Each neuron adds its bias once, after its products are added up.",
            lambda x, W, b, activation: activation(W @ (x + b)),
        ),
        Wrong(
            "bias on every weight",
            "The bias was added to every weight of its neuron, so that it meets every input. It is added once, after the products.",
            lambda x, W, b, activation: activation((W + b[:, None]) @ x),
        ),
        Wrong(
            "bias multiplied",
            "A bias is added. Here it multiplies the sum.",
            lambda x, W, b, activation: activation((W @ x) * b),
        ),
        Wrong(
            "bias subtracted",
            "The bias is added, not subtracted.",
            lambda x, W, b, activation: activation(W @ x - b),
        ),
        Wrong(
            "bias for each input",
            "The bias was added once for each input. A neuron has one bias and adds it once.",
            lambda x, W, b, activation: activation(W @ x + len(x) * b),
        ),
        Wrong(
            "one bias for all",
            "All neurons got the first bias. Each neuron has its own: add the array b as it is.",
            lambda x, W, b, activation: activation(W @ x + b[0]),
        ),
        Wrong(
            "biases added up",
            "Every neuron got the sum of all biases. Each has its own: add the array b as it is.",
            lambda x, W, b, activation: activation(W @ x + np.sum(b)),
        ),
        Wrong(
            "bias after the activation",
            "The bias was added after the activation. It belongs into the sum, before.",
            lambda x, W, b, activation: activation(W @ x) + b,
        ),
        Wrong(
            "activation skipped",
            "These are the weighted sums. The activation has still to be applied to them.",
            lambda x, W, b, activation: W @ x + b,
        ),
        Wrong(
            "applied twice",
            "The activation is applied twice. Once is enough.",
            lambda x, W, b, activation: activation(activation(W @ x + b)),
        ),
        Wrong(
            "inputs squashed",
            "The activation was applied to what comes in. It acts on the weighted sums, after W and b.",
            lambda x, W, b, activation: W @ activation(x) + b,
        ),
        Wrong(
            "always the sigmoid",
            "This always uses the sigmoid. Use the activation that is handed in, under the name activation.",
            lambda x, W, b, activation: sigmoid(W @ x + b),
        ),
        Wrong(
            "derivative",
            "That is the slope of the activation. A forward pass needs its value: activation(z).",
            lambda x, W, b, activation: activation.derivative(W @ x + b),
        ),
        Wrong(
            "entry by entry",
            "The activation was called neuron by neuron. Call it once, on the whole array of sums: some look at all of them, as softmax does, "
            "and one call is faster too.",
            _entry_by_entry,
        ),
        Wrong(
            "all in one number",
            "All neurons were added up into one. Each neuron has a sum of its own: W @ x gives one for each row.",
            lambda x, W, b, activation: activation(np.sum(W @ x + b)),
        ),
        Wrong(
            "products not added up",
            _NOT_ADDED_UP,
            lambda x, W, b, activation: activation(W * x),
        ),
        Wrong("products not added up", _NOT_ADDED_UP, lambda x, W, b, activation: activation(W * x + b)),
        Wrong(
            "all rows added up",
            "This adds up all rows together, and every neuron gets the same sum: a sum that is given no axis runs over the whole array. "
            "Each neuron adds up the products of its own row alone, which is what @ does.",
            lambda x, W, b, activation: activation((W * x).sum() + b),
        ),
        *[
            Wrong(
                "activation not called",
                "activation is a function: the weighted sums go into round brackets right behind its name.",
                answer,
            )
            for answer in (
                lambda x, W, b, activation: activation * (W @ x + b),
                lambda x, W, b, activation: (W @ x + b) * activation,
                lambda x, W, b, activation: activation[W @ x + b],
                lambda x, W, b, activation: activation @ (W @ x + b),
            )
        ],
        Wrong("products not added up", _NOT_ADDED_UP, lambda x, W, b, activation: activation(W * x + b[:, None])),
        Wrong(
            "weights squashed",
            "The activation was applied to the weights. It acts on the weighted sums, after W and b.",
            lambda x, W, b, activation: activation(W) @ x + b,
        ),
        Wrong(
            "always the ReLU",
            "This always uses the ReLU. Use the activation that is handed in, under the name activation.",
            lambda x, W, b, activation: np.maximum(W @ x + b, 0),
        ),
        Wrong("names from outside", _OUTSIDE, _outside()),
        Wrong("names from outside", _OUTSIDE, _outside(b=None)),
        Wrong("names from outside", _OUTSIDE, _outside(W=None)),
        Wrong("names from outside", _OUTSIDE, _outside("W3", "b3")),
        Wrong("names from outside", _OUTSIDE, lambda x, W, b, activation: sigmoid(GIVEN["W2"] @ x + GIVEN["b2"])),
        Wrong("names from outside", _OUTSIDE, _worked_sums),
        Wrong(
            "one neuron as a number",
            "A layer of one neuron sends an array with one number in it, of shape (1,). Leave it as it comes, without squeeze or [0].",
            lambda x, W, b, activation: np.squeeze(activation(W @ x + b)),
        ),
        Wrong(
            "added down the columns",
            "The products were added down the columns, across neurons. A neuron's products stand in its row: axis=1, or @.",
            lambda x, W, b, activation: activation((W * x).sum(axis=0) + b),
        ),
        Wrong(
            "mean",
            "The products were averaged. A neuron adds them up.",
            lambda x, W, b, activation: activation(W @ x / len(x) + b),
        ),
        Wrong(
            "first neuron only",
            "This gives the first neuron alone: the return stands inside of the loop, or only W[0] was used. The layer has a neuron for each row.",
            _first_neuron,
        ),
        Wrong(
            "last neuron only",
            "Only the last neuron is left: each round of the loop overwrites the one before. Collect the sums, or use W @ x.",
            _last_neuron,
        ),
        Wrong(
            "hard-coded sizes",
            "This is written for two inputs and two neurons. W @ x works for any size.",
            _two_by_two,
        ),
        Wrong(
            "column",
            "The result is a column of shape (n_out, 1). One sample stays one-dimensional: x of shape (n_in,) in, (n_out,) out.",
            lambda x, W, b, activation: activation(W @ x[:, None] + b[:, None]),
        ),
        Wrong(
            "a square for a vector",
            "A column of shape (n_out, 1) and b of shape (n_out,) were added, and NumPy stretched both to a square. x needs no second axis.",
            lambda x, W, b, activation: activation(W @ x.reshape(-1, 1) + b),
        ),
        Wrong(
            "sums as well",
            "This returns the sums and the activations. Return the activations alone.",
            lambda x, W, b, activation: (W @ x + b, activation(W @ x + b)),
        ),
        Wrong(
            "b altered",
            "z = b makes no copy: z and b are then two names of one array, and z += changes the biases. Write z = W @ x + b, which makes a new one.",
            _bias_grows,
        ),
        Wrong(
            "W altered",
            "W *= x changes the weights themselves, for good. Make a new array: W * x, or W @ x at once.",
            _weights_grow,
        ),
        Wrong(
            "x altered",
            "The loop writes its products into x, so that the next neuron sees other inputs. Keep them in a name of their own.",
            _inputs_scaled,
        ),
        Wrong(
            "added in place",
            "z += b keeps the type that z has, and an array of whole numbers cannot take up a bias such as 0.5. Make a new array: z = z + b.",
            _in_place,
        ),
        Wrong(
            "whole numbers",
            "The sums were put into an array of whole numbers, which cuts off what stands behind the point. np.zeros(n) without a dtype holds floats.",
            _of_whole_numbers,
        ),
        Wrong(
            "printed",
            "This prints the activations and returns nothing. print shows a value to a reader; return hands it to whoever called.",
            _printed_layer,
        ),
    ),
    hints=(
        "You have written it twice already, for z2, a2 and for z3, a3. What were W2, b2 and sigmoid is now W, b and activation.",
        "The weighted sums of all neurons at once: W on the left, x on the right, then add b.",
        "Hand the whole array of sums to activation(...), once, and return what it gives.",
    ),
    solution="def dense(x, W, b, activation):\n    return activation(W @ x + b)\n",
)

# --- a network -----------------------------------------------------------------------------------------------------


def forward(x, layers):
    for W, b, activation in layers:
        x = activation(W @ x + b)
    return x


def _forward_reduce(x, layers):
    return reduce(lambda a, layer: layer[2](layer[0].dot(a) + layer[1]), layers, x)


def _forward_recursive(x, layers):
    if not layers:
        return x
    W, b, activation = layers[0]
    return _forward_recursive(dense(x, W, b, activation), layers[1:])


def _forward_keeps_all(x, layers):
    found = [x]
    for k in range(len(layers)):
        W, b, activation = layers[k]
        found.append(activation(np.einsum("j,ij->i", found[-1], W) + b))
    return found[-1].tolist()


def _forward_float32(x, layers):
    a = x.astype(np.float32)
    for W, b, activation in layers:
        a = activation(W.astype(np.float32) @ a + b.astype(np.float32))
    return a


def _forward_with(step=None, last=None, first=None, order=1, start=0, stop=None):
    """A forward pass with room for a mistake: in every layer, in the last or in the first, or in their order."""
    plain = lambda a, W, b, f: f(W @ a + b)  # noqa: E731
    step = step or plain

    def forward(x, layers):
        a = x
        chosen = layers[::order][start:stop]
        for k, layer in enumerate(chosen):
            here = (last if k == len(chosen) - 1 else None) or (first if k == 0 else None) or step
            a = here(a, *layer)
        return a

    return forward


def _sum_alone(a, W, b, f):
    return W @ a + b


def _twice(a, W, b, f):
    return f(f(W @ a + b))


def _always_from_x(x, layers):
    for W, b, activation in layers:
        a = activation(W @ x + b)
    return a


def _return_in_loop(x, layers):
    for W, b, activation in layers:
        x = activation(W @ x + b)
        return x


def _two_layers(x, layers):
    (W2, b2, f2), (W3, b3, f3) = layers
    return f3(W3 @ f2(W2 @ x + b2) + b3)


def _two_layers_by_index(x, layers):
    W2, b2, f2 = layers[0]
    W3, b3, f3 = layers[1]
    return f3(W3 @ f2(W2 @ x + b2) + b3)


def _first_and_last(x, layers):
    W2, b2, f2 = layers[0]
    W3, b3, f3 = layers[-1]
    return f3(W3 @ f2(W2 @ x + b2) + b3)


def _two_rounds(x, layers):
    for k in range(2):
        W, b, activation = layers[k]
        x = activation(W @ x + b)
    return x


def _worked_network(x, layers):
    hidden = sigmoid(GIVEN["W2"] @ x + GIVEN["b2"])
    return sigmoid(GIVEN["W3"] @ hidden + GIVEN["b3"])


def _worked_layer_everywhere(x, layers):
    for _, _, activation in layers:
        x = activation(GIVEN["W2"] @ x + GIVEN["b2"])
    return x


def _last_worked_layer_everywhere(x, layers):
    """What W, b and activation are left at by the loop over the worked layers, taken for those of each layer."""
    for _ in layers:
        x = sigmoid(GIVEN["W3"] @ x + GIVEN["b3"])
    return x


def _layer_as_it_is(x, layers):
    for layer in layers:
        x = dense(x, layer)
    return x


def _worked_outputs(x, layers):
    hidden = sigmoid(GIVEN["W2"] @ GIVEN["x"] + GIVEN["b2"])
    return sigmoid(GIVEN["W3"] @ hidden + GIVEN["b3"])


def _first_activation_everywhere(x, layers):
    activation = layers[0][2]
    for W, b, _ in layers:
        x = activation(W @ x + b)
    return x


def _last_activation_everywhere(x, layers):
    activation = layers[-1][2]
    for W, b, _ in layers:
        x = activation(W @ x + b)
    return x


def _first_bias_everywhere(x, layers):
    bias = layers[0][1]
    for W, _, activation in layers:
        x = activation(W @ x + bias)
    return x


def _activation_at_the_end(x, layers):
    for W, b, _activation in layers:
        x = W @ x + b
    return _activation(x)


def _all_outputs(x, layers):
    found = []
    for W, b, activation in layers:
        x = activation(W @ x + b)
        found.append(x)
    return found


def _inputs_overwritten(x, layers):
    for W, b, activation in layers:
        x[:] = activation(W @ x + b)
    return x


def _layers_used_up(x, layers):
    while layers:
        W, b, activation = layers.pop(0)
        x = activation(W @ x + b)
    return x


def _biases_grow(x, layers):
    for W, b, activation in layers:
        z = b
        z += W @ x
        x = activation(z)
    return x


def _printed_network(x, layers):
    print(forward(x, layers))


def _network(rng, widths, dtype=float, names=SMOOTH + BENT, last=SMOOTH):
    layers = []
    for k, (n_in, n_out) in enumerate(pairwise(widths)):
        _, W, b = _layer(rng, n_in, n_out, dtype)
        layers.append((W, b, Spec(str(rng.choice(last if k == len(widths) - 2 else names)))))
    return layers


def _hidden_forward(rng):
    cases = []
    for widths, dtype in (
        ([2, 2, 2], float),
        ([3, 3, 3, 3], float),
        ([4, 3, 2], float),
        ([2, 5, 1, 3], float),
        ([1, 4, 4, 2, 1], float),
        ([3, 2], float),
        ([2, 3, 2], np.float32),
        ([2, 2, 2], int),
        ([2, 2, 2, 2, 2, 2], float),
    ):
        x = _layer(rng, widths[0], 1, dtype)[0]
        cases.append(Case((x, _network(rng, widths, dtype, names=SMOOTH))))
    x = _layer(rng, 3, 1)[0]
    return [*cases, Case((x, _network(rng, [3, 4, 2], names=BENT, last=("linear",))))]


SQUARE = [
    (np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([1.0, 0.5]), Spec("tanh")),
    (np.array([[0.5, -1.0], [2.0, 1.0]]), np.array([0.0, -0.5]), Spec("sigmoid")),
]
WORKED = [(GIVEN["W2"], GIVEN["b2"], Spec("sigmoid")), (GIVEN["W3"], GIVEN["b3"], Spec("sigmoid"))]
DEEP = [
    (np.array([[1.0, -1.0], [2.0, 0.0], [0.0, 1.0]]), np.array([0.0, -1.0, 0.5]), Spec("relu")),
    (np.array([[1.0, 1.0, -1.0]]), np.array([0.5]), Spec("tanh")),
    (np.array([[2.0], [-1.0]]), np.array([0.0, 1.0]), Spec("linear")),
]
WIDE = [
    (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.5, -0.5]]), np.array([0.0, 0.5, -1.0, 0.0]), Spec("tanh")),
    (
        np.array([[1.0, 0.0, 0.5, 0.0], [0.0, -1.0, 0.0, 1.0], [0.5, 0.5, 0.0, 2.0]]),
        np.array([0.0, 1.0, -0.5]),
        Spec("sigmoid"),
    ),
]
ONE = [(np.array([[1.0, 0.5], [-1.0, 2.0]]), np.array([0.0, 1.0]), Spec("sigmoid"))]

FORWARD = FunctionExercise(
    id="04/forward",
    names=("forward",),
    signature="forward(x, layers)",
    reference=(forward,),
    withholds=("nnlib.network:Network.forward", "nnlib.layers:Dense.forward"),
    tolerance=ROOMY,
    cases=(
        Case((np.array([0.5, -0.25]), SQUARE)),
        Case((GIVEN["x"], WORKED)),
        Case((np.array([0.5, 1.0]), DEEP)),
        Case((np.array([1.0, 2.0]), ONE)),
    ),
    hidden=_hidden_forward,
    right=(forward, _forward_reduce, _forward_recursive, _forward_keeps_all, _forward_float32),
    wrong=(
        Wrong(
            "W transposed",
            "A matrix is used across: x @ W and W.T @ x add up along its columns. Row i of W holds the weights into neuron i, so W stands "
            "on the left and the activations that come in on the right.",
            _forward_with(lambda a, W, b, f: f(a @ W + b)),
        ),
        Wrong(
            "activation skipped on the last layer",
            "The last layer gives its weighted sums. Its activation has still to be applied.",
            _forward_with(last=_sum_alone),
        ),
        Wrong(
            "activation skipped on the first layer",
            "The first layer sends on its weighted sums. Its activation belongs in between.",
            _forward_with(first=_sum_alone, last=lambda a, W, b, f: f(W @ a + b)),
        ),
        Wrong(
            "activation skipped",
            "No activation is applied at all: these are weighted sums of weighted sums. Every layer of the list brings its activation.",
            _forward_with(_sum_alone),
        ),
        Wrong(
            "activation only at the end",
            "The activation is applied once, after all layers. Each layer applies its own before it sends anything on.",
            _activation_at_the_end,
        ),
        Wrong(
            "applied twice",
            "Each activation is applied twice. If your dense applies it already, forward need not do it again.",
            _forward_with(_twice),
        ),
        Wrong(
            "last layer applied twice",
            "The last activation is applied twice. If your dense applies it already, forward need not do it again.",
            _forward_with(last=_twice),
        ),
        Wrong(
            "inputs squashed",
            "The activation was applied to what comes in, so that the inputs are bent and the outputs are not. It acts on the weighted sums.",
            _forward_with(lambda a, W, b, f: W @ f(a) + b),
        ),
        Wrong(
            "bias forgotten",
            "The biases are missing: every layer adds its b before the activation.",
            _forward_with(lambda a, W, b, f: f(W @ a)),
        ),
        Wrong(
            "bias inside the product",
            "The biases went through the weights: W @ (a + b). Each neuron adds its bias once, after its products are added up.",
            _forward_with(lambda a, W, b, f: f(W @ (a + b))),
        ),
        Wrong(
            "bias after the activation",
            "The biases were added after the activation. They belong into the sum, before.",
            _forward_with(lambda a, W, b, f: f(W @ a) + b),
        ),
        Wrong(
            "bias subtracted",
            "The bias is added, not subtracted.",
            _forward_with(lambda a, W, b, f: f(W @ a - b)),
        ),
        Wrong(
            "first bias everywhere",
            "Every layer got the biases of the first. Each layer of the list brings its own.",
            _first_bias_everywhere,
        ),
        Wrong(
            "always from x",
            "Every layer was fed with x. Only the first one sees the inputs; each later one gets what the layer before it gave.",
            _always_from_x,
        ),
        Wrong(
            "first layer only",
            "This returns after the first layer: the return stands inside of the loop. Move it behind the loop.",
            _return_in_loop,
        ),
        Wrong(
            "last layer left out",
            "The last layer is left out: layers[:-1] and range(len(layers) - 1) stop one short.",
            _forward_with(stop=-1),
        ),
        Wrong(
            "first layer left out",
            "The first layer of the list is left out. The list holds no input layer: layers[0] computes already.",
            _forward_with(start=1),
        ),
        Wrong(
            "layers in reverse order",
            "The layers run in reverse order. The first of the list is the one that sees the inputs.",
            _forward_with(order=-1),
        ),
        *[
            Wrong(
                "hard-coded sizes",
                "This is written for two layers. A loop over the list works for any number of them.",
                answer,
            )
            for answer in (_two_layers, _two_layers_by_index, _two_rounds, _first_and_last)
        ],
        *[
            Wrong(
                "names from outside",
                "This uses W2, W3 or other numbers of the worked example, from outside. The layers to use are those of the list "
                "that is handed in: each brings its own W, b and activation.",
                answer,
            )
            for answer in (
                _worked_network,
                _worked_layer_everywhere,
                _last_worked_layer_everywhere,
                _worked_outputs,
            )
        ],
        Wrong(
            "tuple not taken apart",
            "dense takes x, W, b and activation, and here the last three still stick together in one tuple. Take it apart: "
            "for W, b, activation in layers.",
            _layer_as_it_is,
        ),
        Wrong(
            "first activation everywhere",
            "Every layer got the activation of the first. Each layer of the list brings its own.",
            _first_activation_everywhere,
        ),
        Wrong(
            "last activation everywhere",
            "Every layer got the activation of the last. Each layer of the list brings its own.",
            _last_activation_everywhere,
        ),
        Wrong(
            "always the sigmoid",
            "This always uses the sigmoid. Each layer of the list brings its own activation.",
            _forward_with(lambda a, W, b, f: sigmoid(W @ a + b)),
        ),
        Wrong(
            "all outputs",
            "This returns what every layer gave. The last one alone is asked.",
            _all_outputs,
        ),
        Wrong(
            "winner only",
            "This returns the number of the largest output. The outputs themselves are asked.",
            lambda x, layers: int(np.argmax(forward(x, layers))),
        ),
        Wrong(
            "x altered",
            "x[:] = ... writes into the array of whoever called. x = ... gives the name x a new array and leaves the old one alone.",
            _inputs_overwritten,
        ),
        Wrong(
            "layers used up",
            "pop takes the layers out of the list, and the network is gone after one pass. Go through it with a for loop.",
            _layers_used_up,
        ),
        Wrong(
            "b altered",
            "z = b makes no copy: z and b are then two names of one array, and z += changes the biases of the network. Write z = W @ x + b.",
            _biases_grow,
        ),
        Wrong(
            "printed",
            "This prints the outputs and returns nothing. print shows a value to a reader; return hands it to whoever called.",
            _printed_network,
        ),
    ),
    hints=(
        "What one layer gives is what the next one takes. So one name is enough for what travels through the network.",
        "Loop: for W, b, activation in layers. In each round your dense turns what comes in into what goes out.",
        "x = dense(x, W, b, activation) in the loop, and return x behind it.",
    ),
    solution="def forward(x, layers):\n    for W, b, activation in layers:\n        x = dense(x, W, b, activation)\n    return x\n",
)

# --- a batch -------------------------------------------------------------------------------------------------------


def forward_batch(X, layers):
    for W, b, activation in layers:
        X = activation(X @ W.T + b)
    return X


def _batch_by_rows(X, layers):
    return np.array([forward(x, layers) for x in X])


def _batch_in_columns_inside(X, layers):
    A = X.T
    for W, b, activation in layers:
        A = activation(W @ A + b[:, None])
    return A.T


def _batch_einsum(X, layers):
    for W, b, activation in layers:
        X = activation(np.einsum("mj,ij->mi", X, W) + b)
    return X.tolist()


def _batch_along_axis(X, layers):
    return np.apply_along_axis(forward, 1, X, layers)


def _batch_float32(X, layers):
    A = X.astype(np.float32)
    for W, b, activation in layers:
        A = activation(np.inner(A, W.astype(np.float32)) + b.astype(np.float32))
    return A


def _batch_with(step=None, last=None):
    plain = lambda A, W, b, f: f(A @ W.T + b)  # noqa: E731

    def forward_batch(X, layers):
        for k, layer in enumerate(layers):
            here = (last if k == len(layers) - 1 else None) or step or plain
            X = here(X, *layer)
        return X

    return forward_batch


def _columns(X, layers):
    for W, b, activation in layers:
        X = activation(W @ X + b[:, None])
    return X


def _columns_out(X, layers):
    return forward_batch(X, layers).T


def _bias_across(X, layers):
    A = X.T
    for W, b, activation in layers:
        A = activation(W @ A + b)
    return A.T


def _turned(X, layers):
    for W, b, activation in layers:
        X = activation(W @ X.T + b[:, None])
    return X


def _reshaped(X, layers):
    A = X.T
    for W, b, activation in layers:
        A = activation(W @ A + b[:, None])
    return A.reshape(len(X), -1)


def _reshaped_in(X, layers):
    A = X.reshape(X.shape[1], X.shape[0])
    for W, b, activation in layers:
        A = activation(W @ A + b[:, None])
    return A.T


def _last_row(X, layers):
    for x in X:
        a = forward(x, layers)
    return a


def _first_row(X, layers):
    for x in X:
        return forward(x, layers)


def _single(X, layers):
    for W, b, activation in layers:
        X = activation(W @ X + b)
    return X


def _batch_always_from_X(X, layers):
    for W, b, activation in layers:
        A = activation(X @ W.T + b)
    return A


def _batch_first_layer(X, layers):
    for W, b, activation in layers:
        return activation(X @ W.T + b)


def _batch_overwritten(X, layers):
    for i in range(len(X)):
        X[i] = forward(X[i], layers)
    return X


def _batch_all_outputs(X, layers):
    found = []
    for W, b, activation in layers:
        X = activation(X @ W.T + b)
        found.append(X)
    return found


def _row_fed_by_row_before(X, layers):
    found = []
    for x in X:
        for W, b, activation in layers:
            x = activation(W @ x + b)
            found.append(x)
    return found


def _batch_side_by_side(X, layers):
    return np.concatenate([forward(x, layers) for x in X])


def _batch_into(make):
    """A loop over the rows that writes into an array made beforehand."""

    def forward_batch(X, layers):
        out = make(X, layers)
        for i in range(len(X)):
            out[i] = forward(X[i], layers)
        return out

    return forward_batch


def _batch_activation_at_the_end(X, layers):
    for W, b, _activation in layers:
        X = X @ W.T + b
    return _activation(X)


def _row_name_only(X, layers):
    for x in X:
        x = forward(x, layers)
    return X


def _turned_b_across(X, layers):
    for W, b, activation in layers:
        X = activation(W @ X.T + b)
    return X


def _batch_worked(X, layers):
    hidden = sigmoid(X @ GIVEN["W2"].T + GIVEN["b2"])
    return sigmoid(hidden @ GIVEN["W3"].T + GIVEN["b3"])


def _batch_worked_hidden(X, layers):
    return sigmoid(X @ GIVEN["W2"].T + GIVEN["b2"])


def _batch_tuples(X, layers):
    for layer in layers:
        X = dense(X, layer)
    return X


def _batch_printed(X, layers):
    print(forward_batch(X, layers))


def _hidden_batch(rng):
    cases = []
    for m, widths, dtype in (
        (2, [2, 2, 2], float),
        (3, [3, 3, 3], float),
        (5, [3, 2, 4], float),
        (1, [3, 2], float),
        (2, [4, 3, 2, 1], float),
        (3, [2, 3, 2], np.float32),
        (3, [2, 2, 2], int),
        (2, [4, 5, 10], float),
        (4, [2, 5, 3, 6], float),
    ):
        X = np.array([_layer(rng, widths[0], 1, dtype)[0] for _ in range(m)])
        cases.append(Case((X, _network(rng, widths, dtype, names=SMOOTH))))
    return cases


FORWARD_BATCH = FunctionExercise(
    id="04/forward_batch",
    names=("forward_batch",),
    signature="forward_batch(X, layers)",
    points=2.0,
    reference=(forward_batch,),
    withholds=("nnlib.network:Network.forward", "nnlib.layers:Dense.forward"),
    tolerance=ROOMY,
    cases=(
        Case((np.array([[0.5, -0.25], [1.0, 2.0]]), SQUARE)),
        Case((np.array([[3.0, 0.0, 1.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.5, 2.0, -1.0]]), WORKED)),
        Case((np.array([[1.0, 0.5], [0.0, 2.0], [-1.0, 1.0]]), DEEP)),
        Case((np.array([[3.0, 0.0, 1.0]]), WORKED)),
        Case((np.array([[1.0, 2.0], [0.0, 0.5]]), WIDE)),
    ),
    hidden=_hidden_batch,
    right=(
        forward_batch,
        _batch_by_rows,
        _batch_in_columns_inside,
        _batch_einsum,
        _batch_along_axis,
        _batch_float32,
        _batch_into(lambda X, layers: np.zeros((len(X), len(layers[-1][1])))),
    ),
    wrong=(
        Wrong(
            "W not transposed",
            "X @ W adds up along the columns of W. With samples in rows the matrix has to be turned: a row of X has to meet a row of W, so W.T.",
            _batch_with(lambda A, W, b, f: f(A @ W + b)),
        ),
        Wrong(
            "batch in columns",
            "This takes each column of X for a sample. Here the samples are the rows: (m, n_in) in, (m, n_out) out.",
            _columns,
        ),
        Wrong(
            "batch in columns",
            "This takes each column of X for a sample. Here the samples are the rows: (m, n_in) in, (m, n_out) out.",
            lambda X, layers: [forward(x, layers) for x in X.T],
        ),
        Wrong(
            "turned at every layer",
            "W @ X.T lays the samples in columns, and so they have to be turned back before the next layer. Turning W instead saves that.",
            _turned,
        ),
        Wrong("products not added up", _NOT_ADDED_UP, _batch_with(lambda A, W, b, f: f(A * W + b))),
        Wrong(
            "first sample for all",
            "Every row holds what the first sample gives. Each row of X has a result of its own.",
            lambda X, layers: [forward(X[0], layers) for _ in X],
        ),
        Wrong(
            "columns out",
            "The right numbers, lying on their side: rows come in, so rows should come out, a sample in each. One transpose is missing, or one too many.",
            _columns_out,
        ),
        Wrong(
            "b across the samples",
            "The first bias went to the first sample and not to the first neuron; where the two counts differ this does not even run. With samples "
            "in rows, b as it is goes to every row; with samples in columns it has to be a column, b[:, None].",
            _bias_across,
        ),
        Wrong(
            "one sample's formula",
            "W @ X is the formula for one sample, x. With samples in rows the product stands the other way round, and W is turned.",
            _single,
        ),
        Wrong(
            "reshaped on the way out",
            "reshape does not turn a matrix: it pours the numbers into rows of another length, and samples get mixed. .T turns it.",
            _reshaped,
        ),
        Wrong(
            "reshaped on the way in",
            "reshape does not turn a matrix: it pours the numbers into rows of another length, and samples get mixed. .T turns it.",
            _reshaped_in,
        ),
        Wrong(
            "bias forgotten",
            "The biases are missing: every layer adds its b before the activation.",
            _batch_with(lambda A, W, b, f: f(A @ W.T)),
        ),
        Wrong(
            "bias inside the product",
            "The biases went through the weights. Each neuron adds its bias once, after its products are added up.",
            _batch_with(lambda A, W, b, f: f((A + b) @ W.T)),
        ),
        Wrong(
            "bias after the activation",
            "The biases were added after the activation. They belong into the sum, before.",
            _batch_with(lambda A, W, b, f: f(A @ W.T) + b),
        ),
        Wrong(
            "activation skipped on the last layer",
            "The last layer gives its weighted sums. Its activation has still to be applied.",
            _batch_with(last=lambda A, W, b, f: A @ W.T + b),
        ),
        Wrong(
            "activation skipped",
            "No activation is applied at all. Every layer of the list brings its activation.",
            _batch_with(lambda A, W, b, f: A @ W.T + b),
        ),
        Wrong(
            "applied twice",
            "Each activation is applied twice. Once is enough.",
            _batch_with(lambda A, W, b, f: f(f(A @ W.T + b))),
        ),
        Wrong(
            "always the sigmoid",
            "This always uses the sigmoid. Each layer of the list brings its own activation.",
            _batch_with(lambda A, W, b, f: sigmoid(A @ W.T + b)),
        ),
        Wrong(
            "always from X",
            "Every layer was fed with X. Only the first one sees the inputs; each later one gets what the layer before it gave.",
            _batch_always_from_X,
        ),
        Wrong(
            "first layer only",
            "This returns after the first layer: the return stands inside of the loop. Move it behind the loop.",
            _batch_first_layer,
        ),
        Wrong(
            "first sample only",
            "Only the first sample comes out: the return stands inside of the loop over the rows. All rows are asked.",
            _first_row,
        ),
        Wrong(
            "last sample only",
            "Only the last sample comes out: each round of the loop overwrites the one before. Collect the rows.",
            _last_row,
        ),
        Wrong(
            "as wide as the inputs",
            "The array for the results was made as wide as X. A row of the result is as long as the last layer, n_out. Collect the rows in a list, "
            "or take the width from the W of the last layer.",
            _batch_into(lambda X, layers: np.zeros_like(X)),
        ),
        Wrong(
            "as wide as the inputs",
            "The array for the results was made as wide as X. A row of the result is as long as the last layer, n_out. Collect the rows in a list, "
            "or take the width from the W of the last layer.",
            _batch_into(lambda X, layers: np.zeros(X.shape)),
        ),
        Wrong(
            "as wide as the first layer",
            "The array for the results was made as wide as the first layer: layers[0]. A row of the result is as long as the last layer, n_out. "
            "Collect the rows in a list, or take the width from the W of the last layer.",
            _batch_into(lambda X, layers: np.zeros((len(X), layers[0][0].shape[0]))),
        ),
        Wrong(
            "as wide as layers are many",
            "len(layers) says how many layers there are. A row of the result is as long as the last of them has neurons, n_out. Collect the rows "
            "in a list, or take the width from the W of the last layer.",
            _batch_into(lambda X, layers: np.zeros((len(X), len(layers)))),
        ),
        Wrong(
            "two outputs taken for granted",
            "The array for the results was made for two outputs. Another network has another n_out. Collect the rows in a list, or take the "
            "width from the W of the last layer.",
            _batch_into(lambda X, layers: np.zeros((len(X), 2))),
        ),
        Wrong(
            "as wide as what the last layer takes",
            "The array for the results was made as wide as what the last layer takes. W has the shape (n_out, n_in): its first number is the one for "
            "a row of the result.",
            _batch_into(lambda X, layers: np.zeros((len(X), layers[-1][0].shape[1]))),
        ),
        Wrong(
            "a number for each sample",
            "The array for the results has room for one number a sample, and a sample gives a whole row of n_out. Collect the rows in a list, or "
            "make the array of shape (m, n_out).",
            _batch_into(lambda X, layers: np.zeros(len(X))),
        ),
        Wrong(
            "never turned back, b across",
            "X.T lays the samples in columns. There b goes to the samples instead of the neurons, and at the end the columns have still to be turned "
            "back to rows. X @ W.T + b keeps a row for each sample all the way.",
            lambda X, layers: _bias_across(X, layers).T,
        ),
        Wrong(
            "activation only at the end",
            "The activation is applied once, after all layers. Each layer applies its own before it sends anything on.",
            _batch_activation_at_the_end,
        ),
        Wrong(
            "results not kept",
            "This returns X as it came in. x = ... gives the name x a new array, and the row of X stays what it was. Collect what forward "
            "returns for each row, in a list.",
            _row_name_only,
        ),
        Wrong(
            "results not kept",
            "This returns X as it came in. x = ... gives the name x a new array, and the row of X stays what it was. Collect what forward "
            "returns for each row, in a list.",
            lambda X, layers: X,
        ),
        Wrong(
            "turned at every layer, b across",
            "W @ X.T lays the samples in columns. b then goes to the samples instead of the neurons, and the next layer takes columns for "
            "samples. Turning W instead, X @ W.T, keeps a row for each sample.",
            _turned_b_across,
        ),
        Wrong(
            "one long row",
            "The outputs of all samples stand in one long row. Give each sample a row of its own: shape (m, n_out).",
            _batch_side_by_side,
        ),
        Wrong(
            "mean over the samples",
            "The samples were averaged. They do not mix in a forward pass: each row goes its own way.",
            lambda X, layers: forward_batch(X, layers).mean(axis=0),
        ),
        Wrong(
            "mean sample",
            "The samples were averaged before they went in. They do not mix in a forward pass: each row goes its own way.",
            lambda X, layers: forward(X.mean(axis=0), layers),
        ),
        Wrong(
            "winners only",
            "This returns the number of the largest output of each row. The outputs themselves are asked.",
            lambda X, layers: forward_batch(X, layers).argmax(axis=1),
        ),
        Wrong("all outputs", "This returns what every layer gave. The last one alone is asked.", _batch_all_outputs),
        *[
            Wrong(
                "names from outside",
                "This uses W2, W3 or other numbers of the worked example, from outside. The layers to use are those of the list "
                "that is handed in: each brings its own W, b and activation.",
                answer,
            )
            for answer in (
                _batch_worked,
                _batch_worked_hidden,
                _batch_with(lambda A, W, b, f: f(A @ GIVEN["W2"].T + GIVEN["b2"])),
                _batch_with(lambda A, W, b, f: f(A @ GIVEN["W2"].T + b)),
                _batch_with(lambda A, W, b, f: f(A @ W.T + GIVEN["b2"])),
                _batch_with(lambda A, W, b, f: sigmoid(A @ GIVEN["W2"].T + GIVEN["b2"])),
                _batch_with(lambda A, W, b, f: sigmoid(A @ GIVEN["W3"].T + GIVEN["b3"])),
            )
        ],
        Wrong(
            "tuple not taken apart",
            "dense takes x, W, b and activation, and here the last three still stick together in one tuple. Take it apart: "
            "for W, b, activation in layers.",
            _batch_tuples,
        ),
        Wrong(
            "every layer of every sample",
            "This collects what every layer gave for every sample. Append once for each sample, after its last layer.",
            _row_fed_by_row_before,
        ),
        Wrong(
            "X altered",
            "X[i] = ... writes the outputs into the inputs of whoever called, and fits only where both have one length. Collect them in a new list or array.",
            _batch_overwritten,
        ),
        Wrong(
            "printed",
            "This prints the outputs and returns nothing. print shows a value to a reader; return hands it to whoever called.",
            _batch_printed,
        ),
    ),
    hints=(
        "A loop over the rows with your forward is right, and a fine start. Then look for the product that does all rows at once.",
        "X is (m, n_in) and W is (n_out, n_in). For a result of shape (m, n_out), X stands on the left and W has to be turned.",
        "In the loop over the layers: X = activation(X @ W.T + b). b is added to every row by itself.",
    ),
    solution="def forward_batch(X, layers):\n    for W, b, activation in layers:\n        X = activation(X @ W.T + b)\n    return X\n",
)

# --- counting ------------------------------------------------------------------------------------------------------


def count_parameters(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def _count_by_index(sizes):
    total = 0
    for k in range(1, len(sizes)):
        total += sizes[k - 1] * sizes[k]
        total += sizes[k]
    return total


def _count_arrays(sizes):
    sizes = np.array(sizes)
    return sizes[:-1] @ sizes[1:] + sizes[1:].sum()


def _count_made(sizes):
    return sum(np.zeros((o, i)).size + np.zeros(o).size for i, o in pairwise(sizes))


def _weights(sizes):
    return sum(a * b for a, b in pairwise(sizes))


def _counted_in_loop(sizes):
    total = 0
    for k in range(len(sizes) - 1):
        total += sizes[k] * sizes[k + 1] + sizes[k + 1]
        return total


def _counted_last(sizes):
    for k in range(len(sizes) - 1):
        total = sizes[k] * sizes[k + 1] + sizes[k + 1]
    return total


def _counted_round(sizes):
    return sum(sizes[k - 1] * sizes[k] + sizes[k] for k in range(len(sizes)))


def _counted_used_up(sizes):
    total, n_in = 0, sizes.pop(0)
    while sizes:
        n_out = sizes.pop(0)
        total += (n_in + 1) * n_out
        n_in = n_out
    return total


def _counted_printed(sizes):
    print(count_parameters(sizes))


_SIZES_ADDED = (
    "Two sizes are added here. Every neuron has a line to each neuron of the layer before: so many times so many."
)

COUNT_PARAMETERS = FunctionExercise(
    id="04/count_parameters",
    names=("count_parameters",),
    signature="count_parameters(sizes)",
    reference=(count_parameters,),
    cases=(Case(([8, 12],)), Case(([3, 3, 3, 1],)), Case(([784, 16, 16, 10],)), Case(([3, 2, 2],))),
    hidden=lambda rng: [Case(([int(s) for s in rng.integers(1, 40, size=n)],)) for n in (2, 3, 4, 5, 7, 3)],
    right=(count_parameters, _count_by_index, _count_arrays, _count_made),
    wrong=(
        Wrong(
            "biases not counted",
            "Those are the weights alone. Every neuron that computes has a bias as well.",
            _weights,
        ),
        Wrong(
            "input layer given biases",
            "The inputs were given biases. They are memory, not neurons: only the layers that compute have biases.",
            lambda sizes: _weights(sizes) + sum(sizes),
        ),
        Wrong(
            "biases of the senders",
            "Each layer was given as many biases as it has inputs. A bias belongs to the neuron that receives.",
            lambda sizes: _weights(sizes) + sum(sizes[:-1]),
        ),
        Wrong(
            "one bias for each layer",
            "Each layer was given one bias. Every neuron has a bias of its own.",
            lambda sizes: _weights(sizes) + len(sizes) - 1,
        ),
        Wrong(
            "output biases forgotten",
            "The last layer has no biases here. Its neurons compute as well, and each has one.",
            lambda sizes: _weights(sizes) + sum(sizes[1:-1]),
        ),
        Wrong(
            "only the output biases",
            "Only the last layer was given biases. The hidden neurons have theirs, too.",
            lambda sizes: _weights(sizes) + sizes[-1],
        ),
        Wrong(
            "neurons counted",
            "That is how many neurons there are. Parameters are the weights on the lines and the biases.",
            lambda sizes: sum(sizes[1:]),
        ),
        Wrong(
            "sizes added up",
            "That adds up the sizes, inputs and neurons together. Parameters are the weights on the lines and the biases.",
            lambda sizes: sum(sizes),
        ),
        Wrong(
            "all sizes multiplied",
            "The sizes were all multiplied with each other. Lines run only from one layer to the next: multiply neighbours, then add up.",
            lambda sizes: int(np.prod(sizes)),
        ),
        Wrong(
            "weights added, not multiplied",
            "Between two layers there is a line from every sender to every receiver: that is a product, not a sum.",
            lambda sizes: sum(a + 2 * b for a, b in pairwise(sizes)),
        ),
        Wrong(
            "first layer only",
            "Only the first layer is counted: the return stands inside of the loop, perhaps. Add up over all of them.",
            _counted_in_loop,
        ),
        Wrong(
            "last layer only",
            "Only the last layer is counted: each round of the loop forgets the ones before. Add to the total with +=.",
            _counted_last,
        ),
        Wrong(
            "last layer left out",
            "The last layer is left out: the loop stops one pair short.",
            lambda sizes: count_parameters(sizes[:-1]),
        ),
        Wrong(
            "first layer left out",
            "The first layer that computes is left out. Its weights lead from the inputs, and they count.",
            lambda sizes: count_parameters(sizes[1:]),
        ),
        Wrong(
            "first weights left out",
            "The weights from the inputs to the first layer are left out: the loop over the pairs begins one too late.",
            lambda sizes: _weights(sizes[1:]) + sum(sizes[1:]),
        ),
        Wrong(
            "round the corner",
            "In the first round sizes[k - 1] is sizes[-1], the last layer: Python counts round the corner, and the outputs were joined to the inputs. Begin with k = 1.",
            _counted_round,
        ),
        Wrong(
            "bias multiplied",
            "(n_in + 1)·(n_out + 1) adds a receiver that is not there. A bias is one more number for each receiver, as if the senders were one more.",
            lambda sizes: sum((a + 1) * (b + 1) for a, b in pairwise(sizes)),
        ),
        Wrong(
            "every layer joined to itself",
            "That squares each size, as if a layer were joined to itself. Lines run from one layer to the next.",
            lambda sizes: sum(b * b + b for b in sizes[1:]),
        ),
        Wrong(
            "first and last only",
            "Only the first and the last size are used, as if there were no layer between. Multiply neighbours.",
            lambda sizes: sizes[0] * sizes[-1] + sizes[-1],
        ),
        Wrong(
            "hard-coded sizes",
            "This is written for three layers that compute. A loop over neighbouring sizes works for any number.",
            lambda sizes: (sizes[0] + 1) * sizes[1] + (sizes[1] + 1) * sizes[2] + (sizes[2] + 1) * sizes[3],
        ),
        Wrong(
            "one number always", "This gives 13,002 whatever the sizes are. Compute it from sizes.", lambda sizes: 13002
        ),
        Wrong(
            "counted apart",
            "This returns weights and biases apart. Their sum is asked, one number.",
            lambda sizes: (_weights(sizes), sum(sizes[1:])),
        ),
        Wrong("sizes added", _SIZES_ADDED, lambda sizes: sum(a + b for a, b in pairwise(sizes))),
        Wrong("sizes added", _SIZES_ADDED, lambda sizes: sum(a + b + b for a, b in pairwise(sizes))),
        Wrong(
            "sizes used up",
            "pop takes the sizes out of the list of whoever called. Read them with sizes[k], which leaves the list as it is.",
            _counted_used_up,
        ),
        Wrong(
            "printed",
            "This prints the count and returns nothing. print shows a value to a reader; return hands it to whoever called.",
            _counted_printed,
        ),
    ),
    hints=(
        "Take [8, 12] first: 12 neurons. How many weights does one of them have, and how many biases?",
        "A layer with n_in inputs and n_out neurons has n_in · n_out weights and n_out biases. Add up over the layers.",
        "pairwise(sizes) gives the neighbours (n_in, n_out); or let k run from 1 and use sizes[k - 1] and sizes[k].",
    ),
    solution="""\
def count_parameters(sizes):
    total = 0
    for k in range(1, len(sizes)):
        total += sizes[k - 1] * sizes[k] + sizes[k]
    return total
""",
)

# --- a neuron that sees an edge ------------------------------------------------------------------------------------


def _band(inside, outside, rows=slice(11, 14)):
    W = np.full((28, 28), float(outside))
    W[rows] = inside
    return W


def _whole_numbers(inside):
    W = np.full((28, 28), -1)
    W[11:14] = inside
    return W


def _edge_fault(case, answer):
    """What is wrong with weights that should see the band of rows 11 to 13; None where they do."""
    any_numbers = compare(answer, np.zeros((28, 28)), Tolerance(0.0, np.inf), "")
    if any_numbers:
        return any_numbers.message.strip()
    W = np.asarray(answer, dtype=float)
    whole = isinstance(answer, np.ndarray) and answer.dtype.kind in "iu"
    with np.errstate(over="ignore", invalid="ignore"):
        on_edge, on_white, size = W[11:14].sum(), W.sum(), np.abs(W).sum()
    dust = 1e-6 * size  # what rounding leaves of weights that add up to 0, in float32 too
    if not np.isfinite(size):
        return "has weights so large that their sum is infinite."
    if whole and not W[11:14].any():
        return "whole numbers"  # most likely: an integer array, and a fraction set into it has become 0
    if size == 0:
        return "blind"
    quiet = on_white <= dust
    if on_edge > 10 and quiet:
        return None
    if on_edge > 10:
        return "no surround" if W.min() >= 0 else "surround too weak"
    if W[:, 11:14].sum() > max(10, on_edge):
        return "columns"
    if W[10:13].sum() > 10 and on_edge < W[10:13].sum():
        return "rows counted from 1"
    if -on_edge > 10 and -on_white <= dust:
        return "signs turned"
    if on_edge > 0 and not quiet:
        return "answers the band with no more than 10, and a flat white picture with more than 0: neither is as asked."
    if on_edge > 0:
        return "too weak" if on_edge < 10 - 1e-9 else "not above"
    return "does not see the band"


EDGE_DETECTOR = FunctionExercise(
    id="04/edge_detector",
    names=("edge_weights",),
    signature="edge_weights()",
    core=False,
    reference=(lambda: _band(1, -1),),
    accepts=_edge_fault,
    cases=(Case(()),),
    hidden=lambda rng: [],
    right=(
        lambda: _band(1, -1),
        lambda: _band(25, -3).tolist(),
        lambda: _band(0.5, -0.06, slice(11, 14)).astype(np.float32),
        lambda: _band(1, 0) - _band(1, 0, slice(8, 11)),
        lambda: (_band(1, 0) - 84 / 784).astype(np.float32),
        lambda: _band(1, 0) - 3 / 28,
        lambda: np.where(np.isin(np.arange(28), (11, 12, 13))[:, None], 2, -1) * np.ones((28, 28), dtype=int),
    ),
    wrong=(
        Wrong(
            "no surround",
            "The neuron lights up for the band, and for a white image as well: it only asks whether those rows are bright. Let the pixels "
            "around them count against it.",
            lambda: _band(1, 0),
        ),
        Wrong(
            "surround too weak",
            "There are weights against the surroundings, but not enough of them: on a flat bright image the sum of all 784 weights "
            "is still above 0. What must hold of that sum?",
            lambda: _band(1, -0.1),
        ),
        Wrong(
            "too weak",
            "The signs are right and the weights too small: on the band the sum has to come to more than 10. 84 pixels are bright there.",
            lambda: _band(0.1, -0.1),
        ),
        Wrong(
            "not above",
            "On the band the sum is 10, and it has to be above 10.",
            lambda: _band(10 / 84, -1),
        ),
        Wrong(
            "signs turned",
            "The signs are turned: this neuron likes everything except the band. Weights are positive where brightness speaks for it.",
            lambda: _band(-1, 0.12),
        ),
        Wrong(
            "columns",
            "That is a band from top to bottom: W[:, 11:14] picks columns. The first index counts the rows.",
            lambda: _band(1, -1).T,
        ),
        Wrong(
            "rows counted from 1",
            "The weights do not lie on the band. Rows are counted from 0 here, and a slice stops before its end: rows 11 to 13 are W[11:14].",
            lambda: _band(1, -1, slice(10, 12)),
        ),
        Wrong(
            "whole numbers",
            "Your array holds whole numbers only, so fractions were cut off: 0.5 becomes 0. Start from -1.0, with the point.",
            lambda: _whole_numbers(0.5),
        ),
        Wrong("blind", "All weights are 0, so the sum is 0 on every image.", lambda: np.zeros((28, 28))),
        Wrong(
            "does not see the band",
            "On the band the sum is not even positive. Which weights meet the bright pixels of rows 11 to 13? Those have to be positive.",
            lambda: _band(1, -1, slice(14, 17)),
        ),
    ),
    hints=(
        "A weight counts for or against the neuron where its pixel is bright. Where should it count for it, and where against?",
        "A flat grey g gives g times the sum of all weights. When is that at most 0, whatever g is?",
        "Start from np.full((28, 28), -1.0), all against. Then set rows 11 to 13, which is W[11:14], to 1.",
    ),
    solution="def edge_weights():\n    W = np.full((28, 28), -1.0)\n    W[11:14] = 1.0\n    return W\n",
)

EXERCISES = [Z2_A2, Z3_A3, DENSE, FORWARD, FORWARD_BATCH, COUNT_PARAMETERS, EDGE_DETECTOR]
