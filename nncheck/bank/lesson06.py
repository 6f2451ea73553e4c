"""Lesson 06, backpropagation: from one output neuron to a network of any depth, and how to trust the result.

A sample is a row. `layers` is a list of (W, b, activation), W of shape (n_out, n_in). The error of a sample is
E = ½ Σ (t − a)²; over the rows stands the mean, which enters in layer_gradients and nowhere else. Wrong answers of
`backward` are made by one function with room for a mistake.
"""

import copy
from itertools import pairwise

import numpy as np

from nncheck.exercise import Case, FunctionExercise, Tolerance, Wrong
from nncheck.specs import build
from nncheck.values import Spec
from nnlib.activations import sigmoid

# Sums of products can cancel, and what cancels loses digits: this much room lets work in float32 pass.
SUMS = Tolerance(relative=1e-6, absolute=2e-6)


def _floats(*arrays):
    return [np.asarray(a, dtype=float) for a in arrays]


def _grid(rng, *shape):
    """Numbers ±0.05, ±0.15, ... ±1.45: of the size of a weighted sum, and never on a kink at 0."""
    return (rng.integers(-15, 15, shape) / 10 + 0.05).round(2)


def _as_float32(*arrays):
    return tuple(np.asarray(a, dtype=np.float32) for a in arrays)


_MEAN_ELSEWHERE = (
    "The 1/m of the mean is in here already. A row of delta is that sample's own slope; the mean over the rows enters "
    "once, in section 6."
)
_SUMMED_ROWS = (
    "The samples have been merged. Each row keeps its own delta here; the rows are brought together in section 6."
)
_SLOPE_MISSING = (
    "The derivative of the activation is missing: the neuron bends z into a, and delta = dE/dz has to come back through "
    "that bend."
)
_SLOPE_AT_A = (
    "The derivative is taken at a. It belongs to the same z that went into the activation on the way forward: "
    "activation.derivative(Z)."
)
_SIGMOID_ONLY = (
    "a·(1 − a) is the slope of the sigmoid alone. Whatever the activation is, activation.derivative(Z) gives its slope."
)
_VALUE_FOR_SLOPE = "This multiplies by the activation's value. Its slope is asked: activation.derivative."

_NOT_CALLED = (
    "activation.derivative is a function: call it with the sums, activation.derivative(Z), and it gives their slopes."
)
_LAST_ROW = (
    "Here A, T and Z are arrays that belong to the last layer already; A[-1] and Z[-1] are the rows of the last sample. The "
    "lists of section 2, of all layers, are something else."
)
_ALWAYS_SIGMOID = (
    "This takes the slope of the sigmoid. Which activation it is, the argument says: activation.derivative(Z)."
)

# --- delta_output --------------------------------------------------------------------------------------------------


def delta_output(A, T, Z, activation):
    A, T, Z = _floats(A, T, Z)
    return (A - T) * activation.derivative(Z)


def _delta_output_by_rows(A, T, Z, activation):
    return [
        [(a - t) * activation.derivative(z) for a, t, z in zip(*row, strict=True)] for row in zip(A, T, Z, strict=True)
    ]


def _delta_output_float32(A, T, Z, activation):
    A, T, Z = _as_float32(A, T, Z)
    return np.multiply(activation.derivative(Z), np.subtract(A, T))


def _delta_output_other_algebra(A, T, Z, activation):
    return -(T - activation(Z)) * activation.derivative(Z, A)


def _output_args(rng, m, n, name):
    Z = _grid(rng, m, n)
    return build(Spec(name))(Z), rng.integers(0, 2, (m, n)).astype(float), Z, Spec(name)


def _delta_output_hidden(rng):
    names = ["tanh", "sigmoid", "swish", "elu", "leaky_relu", "softplus"]
    cases = [Case(_output_args(rng, *rng.integers(1, 6, 2).tolist(), name)) for name in names]
    A, T, Z, f = _output_args(rng, 4, 3, "tanh")
    whole = rng.integers(-3, 4, (3, 2, 4))
    return [*cases, Case((*_as_float32(A, T, Z), f)), Case((whole[0], whole[1], whole[0], Spec("linear")))]


_Z = np.array([[0.5, -1.0], [2.0, -0.5], [-2.0, 1.0]])
_T = np.array([[1.0, 0.0], [0.0, 0.0], [1.0, 1.0]])

DELTA_OUTPUT = FunctionExercise(
    id="06/delta_output",
    names=("delta_output",),
    signature="delta_output(A, T, Z, activation)",
    tolerance=SUMS,
    reference=(delta_output,),
    cases=(
        Case((np.array([[2.0, 0.0]]), np.array([[3.0, 1.0]]), np.array([[2.0, -1.0]]), Spec("relu"))),
        Case((np.tanh(_Z), _T, _Z, Spec("tanh"))),
        Case((np.array([[3, -1], [2, 0]]), np.array([[1, 1], [2, -2]]), np.array([[3, -1], [2, 0]]), Spec("linear"))),
    ),
    hidden=_delta_output_hidden,
    right=(delta_output, _delta_output_by_rows, _delta_output_float32, _delta_output_other_algebra),
    wrong=(
        Wrong("derivative left out", _SLOPE_MISSING, lambda A, T, Z, f: A - T),
        Wrong(
            "sign",
            "The sign is turned. With delta = dE/dz, a neuron that is too high has a positive delta: start from a − t.",
            lambda A, T, Z, f: (T - A) * f.derivative(Z),
        ),
        Wrong(
            "label minus output",
            "This is label − output: the sign is turned, and the derivative of the activation is missing. Some texts call "
            "that delta; here it is dE/dz.",
            lambda A, T, Z, f: T - A,
        ),
        Wrong("derivative at a", _SLOPE_AT_A, lambda A, T, Z, f: (A - T) * f.derivative(f(Z))),
        Wrong(
            "derivative at the difference",
            "The derivative is taken at a − t. It belongs to the z that went into the activation.",
            lambda A, T, Z, f: (A - T) * f.derivative(A - T),
        ),
        Wrong(
            "factor 2",
            "A factor 2 has come in. E has a ½ in front of the square, and the two cancel.",
            lambda A, T, Z, f: 2 * (A - T) * f.derivative(Z),
        ),
        Wrong(
            "factor ½",
            "The ½ of E is still there. The derivative of a square brings down a 2 that cancels it.",
            lambda A, T, Z, f: 0.5 * (A - T) * f.derivative(Z),
        ),
        Wrong("mean taken here", _MEAN_ELSEWHERE, lambda A, T, Z, f: (A - T) * f.derivative(Z) / len(A)),
        Wrong(
            "divided by the outputs",
            "This divides by the number of outputs. E is a sum over the outputs, so nothing is divided here.",
            lambda A, T, Z, f: (A - T) * f.derivative(Z) / A.shape[1],
        ),
        Wrong(
            "divided by all entries",
            "This divides by the number of all entries. E sums over the outputs, and the mean over the rows enters later.",
            lambda A, T, Z, f: (A - T) * f.derivative(Z) / A.size,
        ),
        Wrong("rows summed", _SUMMED_ROWS, lambda A, T, Z, f: ((A - T) * f.derivative(Z)).sum(axis=0)),
        Wrong("rows averaged", _SUMMED_ROWS, lambda A, T, Z, f: ((A - T) * f.derivative(Z)).mean(axis=0)),
        Wrong(
            "one number",
            "This is one number for all. Every output neuron of every sample has a delta of its own.",
            lambda A, T, Z, f: float(np.sum((A - T) * f.derivative(Z))),
        ),
        Wrong(
            "outputs summed",
            "The outputs of a sample have been added up. Each output neuron has a delta of its own.",
            lambda A, T, Z, f: ((A - T) * f.derivative(Z)).sum(axis=1),
        ),
        Wrong("value for slope", _VALUE_FOR_SLOPE, lambda A, T, Z, f: (A - T) * f(Z)),
        Wrong("slope of the sigmoid", _SIGMOID_ONLY, lambda A, T, Z, f: (A - T) * A * (1 - A)),
        Wrong(
            "error for its slope",
            "This carries the error itself. delta needs its slope: dE/da is a − t.",
            lambda A, T, Z, f: 0.5 * (T - A) ** 2 * f.derivative(Z),
        ),
        Wrong(
            "z for a",
            "The target is compared with z. It is the output a = f(z) that should have hit it.",
            lambda A, T, Z, f: (Z - T) * f.derivative(Z),
        ),
        Wrong(
            "squared difference",
            "The difference is still squared. The derivative of ½(t − a)² with respect to a is a − t.",
            lambda A, T, Z, f: (A - T) ** 2 * f.derivative(Z),
        ),
        Wrong(
            "matrix product",
            "@ multiplies matrices. Here each entry meets the entry at its own place: use *.",
            lambda A, T, Z, f: (A - T) @ f.derivative(Z),
        ),
        Wrong(
            "absolute difference",
            "The sign of the difference is lost. delta says in which direction a neuron is off.",
            lambda A, T, Z, f: np.abs(A - T) * f.derivative(Z),
        ),
        Wrong(
            "slope alone",
            "This is the slope of the activation alone. How far the output is from its target has still to come in.",
            lambda A, T, Z, f: f.derivative(Z),
        ),
        Wrong("last row for last layer", _LAST_ROW, lambda A, T, Z, f: (A[-1] - T) * f.derivative(Z[-1])),
        Wrong("last row for last layer", _LAST_ROW, lambda A, T, Z, f: (A[-1] - T[-1]) * f.derivative(Z[-1])),
        Wrong("last row for last layer", _LAST_ROW, lambda A, T, Z, f: (A[-1] - T) * f.derivative(Z)),
        Wrong("last row for last layer", _LAST_ROW, lambda A, T, Z, f: (A - T) * f.derivative(Z[-1])),
        Wrong("derivative not called", _NOT_CALLED, lambda A, T, Z, f: (A - T) * f.derivative),
        Wrong("always the sigmoid", _ALWAYS_SIGMOID, lambda A, T, Z, f: (A - T) * sigmoid.derivative(Z)),
        Wrong(
            "sign, and derivative at a",
            "Two things at once: the sign is turned (start from a − t), and the slope is taken at a instead of z.",
            lambda A, T, Z, f: (T - A) * f.derivative(f(Z)),
        ),
        Wrong(
            "times z",
            "This multiplies by z itself. The slope of the activation at z is asked: activation.derivative(Z).",
            lambda A, T, Z, f: (A - T) * Z,
        ),
        Wrong(
            "slope added",
            "The two slopes are added. Along a path slopes multiply.",
            lambda A, T, Z, f: (A - T) + f.derivative(Z),
        ),
    ),
    hints=(
        "Two slopes in a row, z → a → E, so two factors multiply.",
        "dE/da is a − t. da/dz is the slope of the activation at the z it was given: activation.derivative(Z).",
        "One line: the difference A − T times that slope, entry by entry, with * and not @.",
    ),
    solution="def delta_output(A, T, Z, activation):\n    return (A - T) * activation.derivative(Z)\n",
)

# --- dE_da_A -------------------------------------------------------------------------------------------------------


def dE_da_A(AC, AD, delta_C, delta_D):
    return AC * delta_C + AD * delta_D


def _dE_da_A_dot(AC, AD, delta_C, delta_D):
    return np.dot([AC, AD], [delta_C, delta_D])


def _dE_da_A_sum(AC, AD, delta_C, delta_D):
    return sum(w * d for w, d in ((AC, delta_C), (AD, delta_D)))


def _dE_da_A_hidden(rng):
    cases = [Case(tuple(rng.uniform(-2, 2, 4).round(2).tolist())) for _ in range(4)]
    return [*cases, Case(tuple(int(n) for n in rng.choice([-5, -3, -2, 2, 3, 4, 7], 4, replace=False)))]


DE_DA_A = FunctionExercise(
    id="06/dE_da_A",
    names=("dE_da_A",),
    signature="dE_da_A(AC, AD, delta_C, delta_D)",
    tolerance=SUMS,
    reference=(dE_da_A,),
    cases=(Case((3, 2, 5, -4)), Case((0.8, -0.5, 0.1, 0.3)), Case((2.0, 7.0, 0.0, 1.0))),
    hidden=_dE_da_A_hidden,
    right=(dE_da_A, _dE_da_A_dot, _dE_da_A_sum),
    wrong=(
        Wrong(
            "path through D without AD",
            "On the path through D the weight AD is missing: delta_D comes back along that line and is multiplied by what is "
            "written on it.",
            lambda AC, AD, C, D: AC * C + D,
        ),
        Wrong(
            "path through C without AC",
            "On the path through C the weight AC is missing: delta_C comes back along that line and is multiplied by what is "
            "written on it.",
            lambda AC, AD, C, D: C + AD * D,
        ),
        Wrong(
            "AC on both paths",
            "Both paths use AC. The line from A to D is another one, with the weight AD.",
            lambda AC, AD, C, D: AC * C + AC * D,
        ),
        Wrong(
            "AD on both paths",
            "Both paths use AD. The line from A to C is another one, with the weight AC.",
            lambda AC, AD, C, D: AD * C + AD * D,
        ),
        Wrong(
            "only the path through C",
            "Only the path through C is counted. A also feeds D, and paths add up.",
            lambda AC, AD, C, D: AC * C,
        ),
        Wrong(
            "only the path through D",
            "Only the path through D is counted. A also feeds C, and paths add up.",
            lambda AC, AD, C, D: AD * D,
        ),
        Wrong(
            "weights crossed",
            "The weights have changed places: AC leads to C, so it meets delta_C.",
            lambda AC, AD, C, D: AC * D + AD * C,
        ),
        Wrong(
            "paths multiplied",
            "The two paths are multiplied. Slopes multiply along one path; two paths side by side add up.",
            lambda AC, AD, C, D: AC * C * AD * D,
        ),
        Wrong(
            "mean of the paths",
            "This is the mean of the two paths. Both act in full, so they add up.",
            lambda AC, AD, C, D: (AC * C + AD * D) / 2,
        ),
        Wrong(
            "difference of the paths",
            "The paths are subtracted. They add up; a delta that is negative brings its sign along.",
            lambda AC, AD, C, D: AC * C - AD * D,
        ),
        Wrong(
            "sums multiplied",
            "Weights and deltas are added up first and multiplied after. Each delta meets the weight of its own line.",
            lambda AC, AD, C, D: (AC + AD) * (C + D),
        ),
        Wrong(
            "deltas without weights",
            "The weights are missing: a delta comes back along a line and is multiplied by the weight on it.",
            lambda AC, AD, C, D: C + D,
        ),
        Wrong(
            "added along the path",
            "Along a path slopes multiply: AC times delta_C, not plus.",
            lambda AC, AD, C, D: AC + C + AD + D,
        ),
        Wrong(
            "sign",
            "The sign is turned. Nothing is made smaller yet: a slope is asked, not a step downhill.",
            lambda AC, AD, C, D: -(AC * C + AD * D),
        ),
        Wrong(
            "absolute values",
            "The signs are lost. Two paths may pull in opposite directions, and then they partly cancel.",
            lambda AC, AD, C, D: abs(AC * C) + abs(AD * D),
        ),
        Wrong(
            "louder path only",
            "Only the larger of the two paths is counted. The other one still acts.",
            lambda AC, AD, C, D: max(AC * C, AD * D, key=abs),
        ),
        Wrong(
            "paths not added",
            "The two paths stand side by side. A feeds both C and D, so what they bring back adds up to one number.",
            lambda AC, AD, C, D: (AC * C, AD * D),
        ),
    ),
    hints=(
        "How many ways lead from A to the error? What does each of them contribute?",
        "Along one way: the delta at its far end times the weight on the line. Then the ways add up.",
        "AC times delta_C, plus the same for D.",
    ),
    solution="def dE_da_A(AC, AD, delta_C, delta_D):\n    return AC * delta_C + AD * delta_D\n",
)

# --- delta_hidden --------------------------------------------------------------------------------------------------


def delta_hidden(delta_next, W_next, Z, activation):
    delta_next, W_next, Z = _floats(delta_next, W_next, Z)
    return (delta_next @ W_next) * activation.derivative(Z)


def _delta_hidden_loops(delta_next, W_next, Z, activation):
    result = np.zeros(Z.shape)
    for s in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            for i in range(W_next.shape[0]):
                result[s, j] += delta_next[s, i] * W_next[i, j]
            result[s, j] *= activation.derivative(Z[s, j])
    return result


def _delta_hidden_einsum(delta_next, W_next, Z, activation):
    return np.einsum("si,ij,sj->sj", delta_next, W_next, activation.derivative(Z))


def _delta_hidden_columns(delta_next, W_next, Z, activation):
    return (W_next.T @ delta_next.T).T * activation.derivative(Z)


def _delta_hidden_float32(delta_next, W_next, Z, activation):
    delta_next, W_next, Z = _as_float32(delta_next, W_next, Z)
    return np.stack([d @ W_next for d in delta_next]) * activation.derivative(Z)


def _hidden_args(rng, m, n, n_next, name):
    return _grid(rng, m, n_next), _grid(rng, n_next, n), _grid(rng, m, n), Spec(name)


def _delta_hidden_hidden(rng):
    names = ["tanh", "sigmoid", "swish", "elu", "relu"]
    cases = [Case(_hidden_args(rng, *rng.integers(1, 6, 3).tolist(), name)) for name in names]
    square = Case(_hidden_args(rng, 4, 3, 3, "sigmoid"))
    *arrays, f = _hidden_args(rng, 3, 4, 2, "tanh")
    whole = Case((rng.integers(-3, 4, (3, 2)), rng.integers(-3, 4, (2, 4)), rng.integers(-2, 3, (3, 4)), Spec("swish")))
    return [*cases, square, Case((*_as_float32(*arrays), f)), whole]


def _last_path_only(delta_next, W_next, Z, f):
    result = np.zeros(np.shape(Z))
    for i in range(len(W_next)):
        result = np.outer(delta_next[:, i], W_next[i]) * f.derivative(Z)
    return result


def _delta_hidden_rows_in_loops(delta_next, W_next, Z, activation):
    result = np.zeros(np.shape(Z))
    for j in range(Z.shape[1]):
        for i in range(W_next.shape[0]):
            result[:, j] += delta_next[:, i] * W_next[j, i]
    return result * activation.derivative(Z)


_WEIGHTS_BY_ROWS = (
    "The weights are taken by rows, as on the way forward. Back to sender j lead the lines that leave it, and they stand "
    "in column j of W_next. With samples in rows, delta_next @ W_next runs down the columns."
)
_WEIGHTS_ON_THE_LEFT = (
    "The weights stand on the left, as where samples are columns. Here a sample is a row, so the deltas stand on the "
    "left: (m, n_next) @ (n_next, n)."
)

DELTA_HIDDEN = FunctionExercise(
    id="06/delta_hidden",
    names=("delta_hidden",),
    signature="delta_hidden(delta_next, W_next, Z, activation)",
    tolerance=SUMS,
    withholds=("nnlib.layers:Dense.backward", "nnlib.layers:Dense.backward_delta"),
    reference=(delta_hidden,),
    cases=(
        Case((np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, -6.0]]), np.array([[1.0, 0.5]]), Spec("linear"))),
        Case((np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]]), np.array([[0.5, -1.0]]), Spec("relu"))),
        Case(
            (
                np.array([[0.5, -1.0], [1.0, 0.0], [2.0, 1.0]]),
                np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]]),
                np.array([[0.5, -1.0, 2.0], [1.0, 0.25, -0.5], [-1.5, 1.0, 0.75]]),
                Spec("tanh"),
            )
        ),
    ),
    hidden=_delta_hidden_hidden,
    right=(delta_hidden, _delta_hidden_loops, _delta_hidden_einsum, _delta_hidden_columns, _delta_hidden_float32),
    wrong=(
        Wrong("derivative left out", _SLOPE_MISSING, lambda d, W, Z, f: d @ W),
        Wrong(
            "weights of the wrong neuron",
            _WEIGHTS_BY_ROWS,
            lambda d, W, Z, f: (d @ W.T) * f.derivative(Z),
        ),
        Wrong(
            "weights of the wrong neuron",
            _WEIGHTS_BY_ROWS,
            lambda d, W, Z, f: (W @ d.T).T * f.derivative(Z),
        ),
        Wrong(
            "weights of the wrong neuron",
            "W_next[j, i] is the weight from neuron i to receiver j. Here j is the sender and i the receiver, and the "
            "receiver comes first: W_next[i, j].",
            _delta_hidden_rows_in_loops,
        ),
        Wrong(
            "samples in columns",
            _WEIGHTS_ON_THE_LEFT,
            lambda d, W, Z, f: (W.T @ d) * f.derivative(Z),
        ),
        Wrong(
            "one sample only",
            "This fits one sample. With one sample a row, W_next.T @ delta_next becomes delta_next @ W_next.",
            lambda d, W, Z, f: (W.T @ d[0]) * f.derivative(Z[0]),
        ),
        Wrong("derivative at a", _SLOPE_AT_A, lambda d, W, Z, f: (d @ W) * f.derivative(f(Z))),
        Wrong(
            "derivative at the sum",
            "The derivative is taken at the sum of the deltas. It belongs to the z of this layer.",
            lambda d, W, Z, f: (d @ W) * f.derivative(d @ W),
        ),
        Wrong("value for slope", _VALUE_FOR_SLOPE, lambda d, W, Z, f: (d @ W) * f(Z)),
        Wrong(
            "activation of the sum",
            "The activation was applied to the sum of the deltas. On the way back one multiplies by its slope at the old z.",
            lambda d, W, Z, f: f(d @ W),
        ),
        Wrong("slope of the sigmoid", _SIGMOID_ONLY, lambda d, W, Z, f: (d @ W) * f(Z) * (1 - f(Z))),
        Wrong(
            "z·(1 − z)",
            "z·(1 − z) is the slope of nothing here. activation.derivative(Z) gives the slope of whatever the activation is.",
            lambda d, W, Z, f: (d @ W) * Z * (1 - Z),
        ),
        Wrong("mean taken here", _MEAN_ELSEWHERE, lambda d, W, Z, f: (d @ W) * f.derivative(Z) / len(d)),
        Wrong("rows summed", _SUMMED_ROWS, lambda d, W, Z, f: ((d @ W) * f.derivative(Z)).sum(axis=0)),
        Wrong("rows averaged", _SUMMED_ROWS, lambda d, W, Z, f: ((d @ W) * f.derivative(Z)).mean(axis=0)),
        Wrong(
            "paths averaged",
            "The paths to the next layer are averaged. Each acts in full, so they add up.",
            lambda d, W, Z, f: (d @ W) * f.derivative(Z) / d.shape[1],
        ),
        Wrong(
            "first path only",
            "Only the path through the first neuron of the next layer is counted. Every neuron that hears this one counts.",
            lambda d, W, Z, f: d[:, :1] * W[0] * f.derivative(Z),
        ),
        Wrong(
            "last path only",
            "Only the path through the last neuron of the next layer is left: each round of the loop forgets the ones before. "
            "Add with +=.",
            _last_path_only,
        ),
        Wrong(
            "sign",
            "The sign is turned. Nothing is made smaller yet: a slope is asked, not a step downhill.",
            lambda d, W, Z, f: -(d @ W) * f.derivative(Z),
        ),
        Wrong(
            "weights left out",
            "The weights are missing: a delta comes back along a line and is multiplied by the weight on it.",
            lambda d, W, Z, f: d.sum(axis=1, keepdims=True) * f.derivative(Z),
        ),
        Wrong(
            "weights summed first",
            "Weights and deltas are added up first and multiplied after. Each delta meets the weight of its own line.",
            lambda d, W, Z, f: d.sum(axis=1, keepdims=True) * W.sum(axis=0) * f.derivative(Z),
        ),
        Wrong(
            "entry by entry",
            "* multiplies entry by entry. Adding up over the paths is a matrix product: @.",
            lambda d, W, Z, f: d * W * f.derivative(Z),
        ),
        Wrong(
            "slope at the wrong layer",
            "The slope is multiplied in before the way back along the lines. It belongs to this layer, at the end of the way.",
            lambda d, W, Z, f: (d * f.derivative(Z)) @ W,
        ),
        Wrong(
            "slope multiplied onto the weights",
            "The slope is multiplied onto the weights. It has a row for each sample, (m, n), like the finished sums, and "
            "belongs to them: first delta_next @ W_next, then times the slope.",
            lambda d, W, Z, f: d @ (W * f.derivative(Z)),
        ),
        Wrong("derivative not called", _NOT_CALLED, lambda d, W, Z, f: (d @ W) * f.derivative),
        Wrong("always the sigmoid", _ALWAYS_SIGMOID, lambda d, W, Z, f: (d @ W) * sigmoid.derivative(Z)),
        Wrong(
            "weights on the left",
            _WEIGHTS_ON_THE_LEFT,
            lambda d, W, Z, f: (W @ d) * f.derivative(Z),
        ),
        Wrong(
            "matrix product with the slope",
            "The slope meets the sums entry by entry: use * there. @ is for the way along the weights.",
            lambda d, W, Z, f: (d @ W) @ f.derivative(Z),
        ),
        Wrong(
            "times z",
            "This multiplies by z itself. The slope of the activation at z is asked: activation.derivative(Z).",
            lambda d, W, Z, f: (d @ W) * Z,
        ),
    ),
    hints=(
        "You did this for A: sum over the neurons that hear it. Here it is done for all neurons of the layer, and for all rows.",
        "The sums over the next layer are delta_next @ W_next: (m, n_next) times (n_next, n) gives (m, n). One factor is left.",
        "Multiply that, entry by entry, by activation.derivative(Z), which has the shape (m, n) too.",
    ),
    solution="def delta_hidden(delta_next, W_next, Z, activation):\n"
    "    return (delta_next @ W_next) * activation.derivative(Z)\n",
)

# --- layer_gradients -----------------------------------------------------------------------------------------------


def layer_gradients(delta, A_prev):
    delta, A_prev = _floats(delta, A_prev)
    return delta.T @ A_prev / len(delta), delta.mean(axis=0)


def _layer_gradients_loop(delta, A_prev):
    m = len(delta)
    dW, db = np.zeros((delta.shape[1], A_prev.shape[1])), np.zeros(delta.shape[1])
    for d, a in zip(delta, A_prev, strict=True):
        dW += np.outer(d, a) / m
        db += d / m
    return dW, db


def _layer_gradients_einsum(delta, A_prev):
    return [np.einsum("si,sj->ij", delta, A_prev) / len(delta), np.einsum("si->i", delta) / len(delta)]


def _layer_gradients_mean_of_outer(delta, A_prev):
    return np.mean(delta[:, :, None] * A_prev[:, None, :], axis=0), np.average(delta, axis=0)


def _layer_gradients_float32(delta, A_prev):
    delta, A_prev = _as_float32(delta, A_prev)
    share = delta / np.float32(len(delta))
    return (A_prev.T @ share).T, share.sum(axis=0)


def _layer_gradients_hidden(rng):
    sizes = [*rng.integers(1, 6, (3, 3)).tolist(), [4, 3, 3], [1, 2, 3]]
    cases = [Case((_grid(rng, m, n), _grid(rng, m, n_in))) for m, n, n_in in sizes]
    whole = Case((rng.integers(-4, 5, (3, 2)), rng.integers(-4, 5, (3, 4))))
    return [*cases, Case(_as_float32(_grid(rng, 5, 2), _grid(rng, 5, 3))), whole]


LAYER_GRADIENTS = FunctionExercise(
    id="06/layer_gradients",
    names=("layer_gradients",),
    signature="layer_gradients(delta, A_prev)",
    tolerance=SUMS,
    withholds=("nnlib.layers:Dense.backward", "nnlib.layers:Dense.backward_delta"),
    reference=(layer_gradients,),
    cases=(
        Case((np.array([[1.0, 2.0], [3.0, -4.0]]), np.array([[1.0, 0.0], [2.0, 5.0]]))),
        Case((np.array([[2.0, -1.0]]), np.array([[3.0, 5.0]]))),
        Case(
            (
                np.array([[1.0, -2.0], [0.5, 3.0], [4.0, 0.0]]),
                np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, -1.0, 1.0]]),
            )
        ),
        Case((np.array([[1, 2], [4, 3], [2, 2], [1, 1]]), np.array([[1, 3, 1], [2, 0, 1], [1, 1, 1], [0, 1, 2]]))),
        Case((np.array([[1.0, 0.0, -2.0], [3.0, 1.0, 2.0]]), np.array([[2.0, -1.0], [0.0, 4.0]]))),  # three receivers
    ),
    hidden=_layer_gradients_hidden,
    right=(
        layer_gradients,
        _layer_gradients_loop,
        _layer_gradients_einsum,
        _layer_gradients_mean_of_outer,
        _layer_gradients_float32,
    ),
    wrong=(
        Wrong(
            "sum for mean",
            "These are sums over the rows. The error of a batch is the mean over its samples, so divide by the number of rows: "
            "here, and only here.",
            lambda d, A: (d.T @ A, d.sum(axis=0)),
        ),
        Wrong(
            "dW summed",
            "db is a mean over the rows, and dW still a sum. Both belong to the same mean error.",
            lambda d, A: (d.T @ A, d.mean(axis=0)),
        ),
        Wrong(
            "db summed",
            "dW is a mean over the rows, and db still a sum. Both belong to the same mean error.",
            lambda d, A: (d.T @ A / len(d), d.sum(axis=0)),
        ),
        Wrong(
            "delta and A_prev swapped",
            "delta and A_prev have changed places, so dW is transposed. Row i of dW belongs to receiver i, like row i of W: the "
            "deltas give the rows.",
            lambda d, A: (A.T @ d / len(d), d.mean(axis=0)),
        ),
        Wrong(
            "delta and A_prev swapped",
            "delta and A_prev have changed places, in db too. A bias belongs to the receiver, so its gradient is made of deltas.",
            lambda d, A: (A.T @ d / len(d), A.mean(axis=0)),
        ),
        Wrong(
            "db from A_prev",
            "db is made of A_prev. Along a bias comes a 1, so its gradient is the delta alone, averaged over the rows.",
            lambda d, A: (d.T @ A / len(d), A.mean(axis=0)),
        ),
        Wrong(
            "db over the wrong axis",
            "db is averaged over the neurons of a sample. The rows are the samples: axis=0 runs over them.",
            lambda d, A: (d.T @ A / len(d), d.mean(axis=1)),
        ),
        Wrong(
            "db one number",
            "db is one number for the whole layer. Every neuron has a bias of its own: average over axis=0 only.",
            lambda d, A: (d.T @ A / len(d), d.mean()),
        ),
        Wrong(
            "db not averaged",
            "db still holds a row for each sample. Average the rows, as for dW.",
            lambda d, A: (d.T @ A / len(d), d),
        ),
        Wrong(
            "db keeps a row",
            "db has two dimensions. It should have the shape of b, one number for each neuron: leave keepdims out.",
            lambda d, A: (d.T @ A / len(d), d.mean(axis=0, keepdims=True)),
        ),
        Wrong(
            "divided by the neurons",
            "This divides by the number of neurons. The mean runs over the samples: divide by the number of rows.",
            lambda d, A: (d.T @ A / d.shape[1], d.sum(axis=0) / d.shape[1]),
        ),
        Wrong(
            "divided by the inputs",
            "This divides by the number of inputs. The mean runs over the samples: divide by the number of rows.",
            lambda d, A: (d.T @ A / A.shape[1], d.sum(axis=0) / A.shape[1]),
        ),
        Wrong(
            "divided twice",
            "This divides by the number of rows twice. The mean enters once.",
            lambda d, A: (d.T @ A / len(d) ** 2, d.mean(axis=0) / len(d)),
        ),
        Wrong(
            "dW divided twice",
            "dW is divided by the number of rows twice: np.mean or / len, not both.",
            lambda d, A: (d.T @ A / len(d) ** 2, d.mean(axis=0)),
        ),
        Wrong(
            "order",
            "The two have changed places: dW comes first, then db.",
            lambda d, A: (d.mean(axis=0), d.T @ A / len(d)),
        ),
        Wrong(
            "dW alone",
            "This returns dW alone. Return the pair (dW, db).",
            lambda d, A: d.T @ A / len(d),
        ),
        Wrong(
            "first sample only",
            "Only the first row is used. Every sample has its say.",
            lambda d, A: (np.outer(d[0], A[0]), d[0]),
        ),
        Wrong(
            "product of means",
            "This multiplies the mean delta by the mean input. Multiply within each sample first, then average over the samples.",
            lambda d, A: (np.outer(d.mean(axis=0), A.mean(axis=0)), d.mean(axis=0)),
        ),
        Wrong(
            "whole division",
            "// drops the fraction. Divide with /.",
            lambda d, A: (d.T @ A // len(d), d.sum(axis=0) // len(d)),
        ),
        Wrong(
            "not transposed",
            "delta is not turned. delta @ A_prev fits only where there are as many neurons as samples, and then it adds up over "
            "the neurons. The sum runs over the samples, so they must meet in the middle.",
            lambda d, A: (d @ A / len(d), d.mean(axis=0)),
        ),
        Wrong(
            "rows multiplied across samples",
            "The sum runs over the neurons and leaves a square of samples. The samples must meet in the middle of the product.",
            lambda d, A: (d @ A.T / len(d), d.mean(axis=0)),
        ),
        Wrong(
            "downhill already",
            "The signs are turned. The gradient points uphill; stepping against it is the work of update.",
            lambda d, A: (-(d.T @ A) / len(d), -d.mean(axis=0)),
        ),
        Wrong(
            "one outer product of everything",
            "np.outer flattens both arrays, so it mixes the samples. It fits one sample; delta.T @ A_prev does it for each and adds "
            "up.",
            lambda d, A: (np.outer(d, A) / len(d), d.mean(axis=0)),
        ),
        Wrong(
            "entry by entry",
            "* multiplies entry by entry. Every delta of a sample meets every input of it: a table for each sample, added up by @.",
            lambda d, A: (d * A / len(d), d.mean(axis=0)),
        ),
        *(
            Wrong(
                "divided by all entries",
                "This divides by the number of all entries. The mean runs over the samples: divide by the number of rows.",
                answer,
            )
            for answer in (
                lambda d, A: (d.T @ A / d.size, d.sum(axis=0) / d.size),
                lambda d, A: (d.T @ A / d.size, d.mean(axis=0)),
            )
        ),
        Wrong(
            "always two samples",
            "This always divides by 2. A batch may have any number of rows: len(delta) says how many.",
            lambda d, A: (d.T @ A / 2, d.sum(axis=0) / 2),
        ),
        Wrong(
            "always two samples",
            "This always divides by 2. A batch may have any number of rows: len(delta) says how many.",
            lambda d, A: (d.T @ A / 2, d.mean(axis=0)),
        ),
        Wrong(
            "entry by entry",
            "* multiplies entry by entry. Every delta of a sample meets every input of it: a table for each sample, added up by @.",
            lambda d, A: (d * A, d.mean(axis=0)),
        ),
        Wrong(
            "dictionary",
            "This returns a dictionary. Return the pair (dW, db).",
            lambda d, A: {"dW": d.T @ A / len(d), "db": d.mean(axis=0)},
        ),
    ),
    hints=(
        "For one sample, each weight's gradient is the delta of its receiver times what came in from its sender: a table with "
        "a row for each receiver.",
        "delta.T @ A_prev makes that table for every sample and adds them up. What turns the sum into a mean?",
        "dW is delta.T @ A_prev divided by the number of rows, db the mean of delta over axis 0. Return both.",
    ),
    solution="def layer_gradients(delta, A_prev):\n"
    "    dW = delta.T @ A_prev / len(delta)\n"
    "    db = delta.mean(axis=0)\n"
    "    return dW, db\n",
)

# --- backward ------------------------------------------------------------------------------------------------------


def _backward(*slips, factor=1.0, layers_done=None):
    """The gradients of all layers, with room for slips; see where each word is looked for below."""

    def has(slip):
        return slip in slips

    def backward(X, T, layers):
        X, T = _floats(X, T)
        m, last = len(X), len(layers) - 1
        Z, A = [], [X]
        for W, b, f in layers:
            Z.append(A[-1] @ np.asarray(W, dtype=float).T + (0 if has("no biases") else b))
            A.append(f(Z[-1]))

        def slope(k):
            f = layers[last if has("last activation") else 0 if has("first activation") else k][2]
            if has("sigmoid in hidden") and k < last:
                return A[k + 1] * (1 - A[k + 1])
            return f.derivative(A[k + 1] if has("at a") else Z[k])

        delta = factor * (A[-1] - T) * (1 if has("no slope at output") else slope(last))
        if has("mean in delta"):
            delta = delta / m
        gradients = []
        for k in reversed(range(len(layers))):
            if has("delta too early") and k > 0:
                delta = (delta @ layers[k][0]) * slope(k - 1)
            came_in = A[k + 1 if has("what comes out") else k - 1 if has("one too early") else k]
            divisor = 1 if has("sum") else m
            gradients.insert(0, (delta.T @ came_in / divisor, delta.sum(axis=0) / divisor))
            if len(gradients) == layers_done:
                break
            if (k > 0 or has("one too far")) and not has("delta too early"):
                W = np.asarray(layers[k - 1 if has("weights before") else k][0], dtype=float)
                if has("new weights"):
                    W = W - 0.5 * gradients[0][0]
                W = W.T if has("rows of W") else W
                back = delta[:, :1] * W[0] if has("first path") else delta @ W
                delta = back * (1 if has("no slope in hidden") else slope(k if has("slope behind") else k - 1))
                if has("mean each time"):
                    delta = delta / m
        return gradients

    return backward


backward = _backward()


def _backward_with_loops(X, T, layers):
    """One sample and one neuron at a time, in plain lists."""
    total = [(np.zeros(np.shape(W)), np.zeros(np.shape(b))) for W, b, f in layers]
    for x, t in zip(X, T, strict=True):
        a, memory = [float(v) for v in x], []
        for W, b, f in layers:
            z = [sum(w * s for w, s in zip(row, a, strict=True)) + c for row, c in zip(W, b, strict=True)]
            memory.append((a, z))
            a = [float(f(v)) for v in z]
        back = [v - goal for v, goal in zip(a, t, strict=True)]
        for k in range(len(layers) - 1, -1, -1):
            (W, b, f), (came, z) = layers[k], memory[k]
            delta = [g * float(f.derivative(v)) for g, v in zip(back, z, strict=True)]
            for i, d in enumerate(delta):
                total[k][1][i] += d / len(X)
                for j, s in enumerate(came):
                    total[k][0][i, j] += d * s / len(X)
            back = [sum(d * W[i][j] for i, d in enumerate(delta)) for j in range(len(came))]
    return total


def _backward_recursive(X, T, layers):
    (W, b, f), *rest = layers
    Z = X @ W.T + b
    A = f(Z)
    if rest:
        # what comes back from the layers behind, before this layer's own bend
        gradients, back = _with_input_slope(A, T, rest)
    else:
        gradients, back = [], A - T
    delta = back * f.derivative(Z)
    return [[delta.T @ X / len(X), delta.mean(axis=0)], *gradients]


def _with_input_slope(X, T, layers):
    (W, b, f), *rest = layers
    Z = X @ W.T + b
    gradients, back = _with_input_slope(f(Z), T, rest) if rest else ([], f(Z) - T)
    delta = back * f.derivative(Z)
    return [(delta.T @ X / len(X), delta.mean(axis=0)), *gradients], delta @ W


def _backward_float32(X, T, layers):
    X, T = _as_float32(X, T)
    layers = [(*_as_float32(W, b), f) for W, b, f in layers]
    A, Z = [X], []
    for W, b, f in layers:
        Z += [A[-1] @ W.T + b]
        A += [f(Z[-1])]
    delta = (A[-1] - T) * layers[-1][2].derivative(Z[-1])
    gradients = [(delta.T @ A[-2] / np.float32(len(X)), delta.mean(axis=0))]
    for k in range(len(layers) - 2, -1, -1):
        delta = (delta @ layers[k + 1][0]) * layers[k][2].derivative(Z[k])
        gradients = [(delta.T @ A[k] / np.float32(len(X)), delta.mean(axis=0)), *gradients]
    return gradients


def _network(rng, sizes, names, dtype=float):
    pairs = zip(pairwise(sizes), names, strict=True)
    return [(_grid(rng, n, m).astype(dtype), _grid(rng, n).astype(dtype), Spec(name)) for (m, n), name in pairs]


def _away_from_kinks(X, layers):
    A = X
    for W, b, spec in layers:
        Z = A @ W.T + b
        if np.abs(Z).min() < 0.02:
            return False
        A = build(spec)(Z)
    return True


def _backward_hidden(rng):
    plans = [
        ((3, 2), ("tanh",)),
        ((2, 3, 1), ("sigmoid", "linear")),
        ((2, 2, 2), ("swish", "sigmoid")),
        ((2, 3, 3, 3, 2), ("tanh", "swish", "sigmoid", "linear")),
        ((3, 4, 2, 3), ("elu", "tanh", "sigmoid")),
    ]
    cases = []
    for sizes, names in plans:
        m = int(rng.integers(2, 6))
        cases.append(Case((_grid(rng, m, sizes[0]), _grid(rng, m, sizes[-1]), _network(rng, sizes, names))))
    while True:  # a net with kinks, on samples that stand beside them
        X, layers = _grid(rng, 3, 2), _network(rng, (2, 4, 3, 2), ("relu", "leaky_relu", "linear"))
        if _away_from_kinks(X, layers):
            cases.append(Case((X, _grid(rng, 3, 2), layers)))
            break
    single = _network(rng, (3, 2, 2), ("tanh", "sigmoid"), np.float32)
    cases.append(Case((*_as_float32(_grid(rng, 4, 3), _grid(rng, 4, 2)), single)))
    whole = [(rng.integers(-1, 2, (3, 2)), rng.integers(-1, 2, 3), Spec("softplus"))]
    whole.append((rng.integers(1, 3, (1, 3)), np.array([1]), Spec("linear")))
    cases.append(Case((rng.integers(-1, 3, (4, 2)), rng.integers(-1, 3, (4, 1)), whole)))
    return cases


def _flat(X, T, layers):
    return [g for pair in backward(X, T, layers) for g in pair]


def _with_activations(X, T, layers):
    return [(dW, db, f) for (dW, db), (_, _, f) in zip(backward(X, T, layers), layers, strict=True)]


def _updated_already(X, T, layers):
    return [(W - 0.5 * dW, b - 0.5 * db) for (W, b, _), (dW, db) in zip(layers, backward(X, T, layers), strict=True)]


def _layers_popped(X, T, layers):
    gradients = backward(X, T, layers)
    while layers:
        layers.pop()
    return gradients


def _layers_reversed(X, T, layers):
    gradients = backward(X, T, layers)
    layers.reverse()
    return gradients


def _in_front(gradients, pair):
    gradients.insert(0, pair)


def _computed_and_dropped(delta, k, Z, layers):
    delta_hidden(delta, layers[k][0], Z[k - 1], layers[k - 1][2])
    return delta


def _walking(output=None, back=None, order=reversed, put=_in_front):
    """backward as a student puts it together from the lesson's functions, with another piece in the place of one."""
    output = output or (lambda A, T, Z, layers: delta_output(A[-1], T, Z[-1], layers[-1][2]))
    back = back or (lambda delta, k, Z, layers: delta_hidden(delta, layers[k][0], Z[k - 1], layers[k - 1][2]))

    def backward(X, T, layers):
        Z, A = _forward(X, layers)
        delta, gradients = output(A, T, Z, layers), []
        for k in order(range(len(layers))):
            put(gradients, layer_gradients(delta, A[k]))
            if k > 0:
                delta = back(delta, k, Z, layers)
        return gradients

    return backward


def _forward(X, layers):
    Z, A = [], [X]
    for W, b, f in layers:
        Z.append(A[-1] @ W.T + b)
        A.append(f(Z[-1]))
    return Z, A


def _every_layer_an_output(X, T, layers):
    Z, A = _forward(X, layers)
    return [
        layer_gradients(delta_output(A[k + 1], T, Z[k], f), A[k]) for k, (_, _, f) in reversed(list(enumerate(layers)))
    ][::-1]


_W1 = np.array([[0.5, -1.0], [1.5, 0.5]])
_W2 = np.array([[1.0, -0.5], [2.0, 0.25]])
_X = np.array([[1.0, 2.0], [-1.0, 0.5], [0.5, -1.5]])
_TARGETS = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])

_DELTA_NOT_KEPT = (
    "The delta does not change from layer to layer: each gets that of the outputs. Is the new one computed, with delta_hidden, "
    "and kept under the name delta?"
)
_HALF_WAY = "backward asks for gradients alone: what to do with them is up to gradient descent."

BACKWARD = FunctionExercise(
    id="06/backward",
    names=("backward",),
    signature="backward(X, T, layers)",
    points=2.0,
    tolerance=SUMS,
    withholds=("nnlib.network:Network.backward", "nnlib.layers:Dense.backward", "nnlib.layers:Dense.backward_delta"),
    reference=(backward,),
    cases=(
        Case(
            (
                np.array([[1.0, 2.0], [3.0, 0.0]]),
                np.array([[0.0], [1.0]]),
                [(np.array([[1.0, -1.0]]), np.array([0.5]), Spec("linear"))],
            )
        ),
        Case(
            (
                _X,
                _TARGETS,
                [(_W1, np.array([0.5, -0.25]), Spec("tanh")), (_W2, np.array([0.0, 0.5]), Spec("sigmoid"))],
            )
        ),
        Case(
            (
                _X,
                np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
                [
                    (np.array([[1.0, -1.0], [0.5, 1.0], [-1.0, 0.25]]), np.array([0.5, 0.0, -0.5]), Spec("swish")),
                    (np.array([[1.0, 0.5, -1.0], [-0.5, 2.0, 1.0]]), np.array([0.25, -0.5]), Spec("tanh")),
                    (np.array([[1.5, -1.0], [0.5, 0.25], [-1.0, 2.0]]), np.array([0.25, 0.0, -0.5]), Spec("linear")),
                ],
            )
        ),
        Case(  # equally wide layers, where a delta of the wrong layer fits as well
            (
                np.array([[1.0, 2.0]]),
                np.array([[0.0, 1.0]]),
                [
                    (np.array([[1.0, 0.0], [1.0, -1.0]]), np.array([0.0, 1.0]), Spec("linear")),
                    (np.array([[2.0, 1.0], [0.0, 3.0]]), np.array([0.0, 0.0]), Spec("linear")),
                    (np.array([[1.0, -1.0], [1.0, 2.0]]), np.array([1.0, 0.0]), Spec("linear")),
                ],
            )
        ),
    ),
    hidden=_backward_hidden,
    right=(backward, _backward_with_loops, _backward_recursive, _backward_float32),
    wrong=(
        Wrong(
            "derivative left out",
            "The derivative of the activation is left out, at every layer. delta = dE/dz comes back through each bend.",
            _backward("no slope at output", "no slope in hidden"),
        ),
        Wrong(
            "derivative left out at the output",
            "The derivative of the activation is left out at the output layer.",
            _backward("no slope at output"),
        ),
        Wrong(
            "derivative left out in hidden layers",
            "The derivative of the activation is left out in the hidden layers.",
            _backward("no slope in hidden"),
        ),
        Wrong(
            "weights of the wrong neuron",
            "The weights are taken by rows on the way back. The lines that leave sender j stand in column j of W: with samples in "
            "rows, delta @ W.",
            _backward("rows of W"),
        ),
        Wrong("derivative at a", _SLOPE_AT_A, _backward("at a")),
        Wrong(
            "mean in both places",
            "1/m is in both places, in delta and in the gradients. The mean enters once, in layer_gradients.",
            _backward("mean in delta"),
        ),
        Wrong(
            "mean in no place",
            "1/m is in no place: these are sums over the samples. The error of a batch is the mean, which enters in layer_gradients.",
            _backward("sum"),
        ),
        Wrong(
            "layers in reverse order",
            "The gradients are in the order in which they were found, last layer first. Return them in the order of layers.",
            lambda X, T, layers: backward(X, T, layers)[::-1],
        ),
        Wrong(
            "sign",
            "Every sign is turned: this starts from t − a. With delta = dE/dz it is a − t.",
            _backward(factor=-1.0),
        ),
        Wrong(
            "factor 2",
            "A factor 2 has come in. E has a ½ in front of the square, and the two cancel.",
            _backward(factor=2.0),
        ),
        Wrong(
            "what comes out for what comes in",
            "The deltas meet what their own layer sends out. A weight's gradient needs what came in along its line: the "
            "activations of the layer before.",
            _backward("what comes out"),
        ),
        Wrong(
            "last activation everywhere",
            "The activation of the last layer is used for every layer on the way back. Each layer has its own.",
            _backward("last activation"),
        ),
        Wrong(
            "first activation everywhere",
            "The activation of the first layer is used for every layer on the way back. Each layer has its own.",
            _backward("first activation"),
        ),
        Wrong(
            "slope of the next layer",
            "The slope on the way back is that of the layer one came from. delta of layer k − 1 needs Z and the activation of "
            "layer k − 1.",
            _backward("slope behind"),
        ),
        Wrong(
            "mixed update",
            "The way back goes through weights that have been updated already. All gradients belong to the same point, so use the "
            "weights that the forward pass used.",
            _backward("new weights"),
        ),
        Wrong(
            "last layer only",
            "Only the last layer has gradients here. Does return stand inside the loop, so that this ends after the first round? "
            "The loop has to go on, with delta_hidden, until the first layer.",
            _backward(layers_done=1),
        ),
        Wrong(
            "return inside the if",
            "return stands under the if, in the loop: with one layer nothing comes back, and with several only the last one's "
            "pair. It belongs behind the loop.",
            lambda X, T, layers: backward(X, T, layers)[-1:] if len(layers) > 1 else None,
        ),
        Wrong(
            "first layer only",
            "The list holds the pair of the first layer alone. Does the insert stand behind the loop? Each round has a pair to "
            "put in front.",
            lambda X, T, layers: backward(X, T, layers)[:1],
        ),
        Wrong(
            "two layers only",
            "This stops after two layers. A loop over the layers goes back through any depth.",
            _backward(layers_done=2),
        ),
        Wrong(
            "forward without biases",
            "The biases are missing on the way forward, so every Z and A is off. z is the weighted sum plus the bias.",
            _backward("no biases"),
        ),
        Wrong(
            "first path only",
            "Only the path through the first neuron of the next layer is counted on the way back. Paths add up.",
            _backward("first path"),
        ),
        Wrong(
            "biases missing",
            "This holds dW alone for each layer. A pair (dW, db) is asked for each.",
            lambda X, T, layers: [dW for dW, _ in backward(X, T, layers)],
        ),
        Wrong(
            "flat",
            "dW and db stand in one row. Return a list of pairs, one (dW, db) for each layer.",
            _flat,
        ),
        Wrong("activation added", f"A layer's gradients are a pair (dW, db). {_HALF_WAY}", _with_activations),
        Wrong("updated already", f"These are new parameters. {_HALF_WAY}", _updated_already),
        Wrong(
            "layers emptied",
            "pop takes the layers away from whoever called. Walk back with reversed(range(len(layers))), which leaves the list as it is.",
            _layers_popped,
        ),
        Wrong(
            "layers turned round",
            "layers.reverse() turns the list of whoever called. reversed(layers) walks back and leaves it as it is.",
            _layers_reversed,
        ),
        Wrong(
            "one number",
            "This is the error. Its gradients are asked, a pair (dW, db) for each layer.",
            lambda X, T, layers: 0.5 * float(np.sum((_outputs(X, layers) - T) ** 2)) / len(X),
        ),
        Wrong(
            "pair of one layer",
            "This is the pair of one layer, the last one: return stands inside the loop, perhaps. A list of all pairs is asked.",
            lambda X, T, layers: backward(X, T, layers)[-1],
        ),
        Wrong(
            "pair of one layer",
            "This is the pair of one layer, the first one. A list of all pairs is asked, one (dW, db) for each layer.",
            lambda X, T, layers: backward(X, T, layers)[0],
        ),
        Wrong(
            "mean in every delta",
            "1/m comes in again at every layer. The mean enters once, in layer_gradients.",
            _backward("mean in delta", "mean each time"),
        ),
        Wrong(
            "mean in the deltas",
            "1/m comes in with every delta and not with the gradients, so it is there once for the last layer and more often for "
            "those before. Take the mean in layer_gradients only.",
            _backward("sum", "mean in delta", "mean each time"),
        ),
        Wrong(
            "weights of the layer before",
            "The way back goes through the weights of the wrong layer. From layer k to layer k − 1 it leads along the weights of "
            "layer k.",
            _backward("weights before"),
        ),
        Wrong(
            "inputs of the layer before",
            "The deltas meet what came into the layer before. Layer k was fed with A[k].",
            _backward("one too early"),
        ),
        Wrong(
            "one layer too far",
            "At the first layer this goes one step further back, to Z[-1], which Python takes for the last layer. The inputs need no "
            "delta: stop at k = 0.",
            _backward("one too far"),
        ),
        Wrong(
            "delta moved on too early",
            "delta goes back to the layer before, and only then are the gradients formed. First this layer's gradients, then the next "
            "delta.",
            _backward("delta too early"),
        ),
        Wrong("always the sigmoid", _SIGMOID_ONLY, _backward("sigmoid in hidden")),
        *(
            Wrong(
                "sigmoid built in",
                "The sigmoid is built in. Each layer brings its own activation: layers[k][2] is that of layer k.",
                _walking(
                    (lambda A, T, Z, layers: delta_output(A[-1], T, Z[-1], sigmoid)) if at_output else None,
                    (lambda d, k, Z, layers: delta_hidden(d, layers[k][0], Z[k - 1], sigmoid)) if in_hidden else None,
                ),
            )
            for at_output, in_hidden in ((True, True), (True, False), (False, True))
        ),
        Wrong(
            "activation of the next layer",
            "The sums are those of layer k - 1, and the activation that of layer k. delta of layer k - 1 needs both from "
            "its own layer: Z[k - 1] and layers[k - 1][2].",
            _walking(back=lambda d, k, Z, layers: delta_hidden(d, layers[k][0], Z[k - 1], layers[k][2])),
        ),
        Wrong(
            "sums of the next layer",
            "The activation is that of layer k - 1, and the sums those of layer k. delta of layer k - 1 needs both from "
            "its own layer: Z[k - 1] and layers[k - 1][2].",
            _walking(back=lambda d, k, Z, layers: delta_hidden(d, layers[k][0], Z[k], layers[k - 1][2])),
        ),
        Wrong(
            "slope of the next layer",
            "Sums and activation are both those of layer k. The delta that is asked belongs to layer k - 1, so both come from "
            "there: Z[k - 1] and layers[k - 1][2]. Only the weights are those of layer k.",
            _walking(back=lambda d, k, Z, layers: delta_hidden(d, layers[k][0], Z[k], layers[k][2])),
        ),
        Wrong(
            "weights of the layer before",
            "The deltas come back along the lines they acted through: the weights of layer k, layers[k][0].",
            _walking(back=lambda d, k, Z, layers: delta_hidden(d, layers[k - 1][0], Z[k - 1], layers[k - 1][2])),
        ),
        *(
            Wrong("delta not kept", _DELTA_NOT_KEPT, _walking(back=back, put=put))
            for back in (lambda d, k, Z, layers: d, _computed_and_dropped)
            for put in (_in_front, list.append)
        ),
        *(
            Wrong(
                "walks forward",
                "This walks from the first layer to the last. The deltas are known at the outputs and come back from there: "
                "for k in reversed(range(len(layers))).",
                _walking(order=iter, put=put),
            )
            for put in (_in_front, list.append)
        ),
        Wrong(
            "attribute for place",
            "An entry of layers is a tuple (W, b, activation) and is taken apart by position: layers[-1][2] is the "
            "activation of the last layer.",
            _walking(lambda A, T, Z, layers: delta_output(A[-1], T, Z[-1], layers[-1].activation)),
        ),
        Wrong(
            "every layer an output",
            "delta_output is used at every layer. Only the last layer has targets; the layers before get their deltas from "
            "delta_hidden.",
            _every_layer_an_output,
        ),
        Wrong(
            "inputs of the last layer for the outputs",
            "delta_output gets what came into the last layer. A has one entry more than Z, as it begins with X: the "
            "outputs are A[-1].",
            _walking(lambda A, T, Z, layers: delta_output(A[-2], T, Z[-1], layers[-1][2])),
        ),
        Wrong(
            "delta and A_prev swapped",
            "Every dW is transposed: delta and A_prev have changed places. Row i of dW belongs to receiver i, like row i of W.",
            lambda X, T, layers: [(dW.T, db) for dW, db in backward(X, T, layers)],
        ),
        Wrong(
            "db divided twice",
            "db is divided by the number of rows twice.",
            lambda X, T, layers: [(dW, db / len(X)) for dW, db in backward(X, T, layers)],
        ),
    ),
    hints=(
        "Forward first: Z, A = forward(X, layers). Then delta at the output, and from there one layer back at a time.",
        "At layer k: its gradients come from delta and A[k], what came into it. Then, if there is a layer before, "
        "delta = delta_hidden(delta, W of layer k, Z[k - 1], activation of layer k - 1).",
        "Walk with for k in reversed(range(len(layers))). gradients.insert(0, pair) puts each pair in front, so that the list ends "
        "up in the order of layers.",
    ),
    solution="""\
def backward(X, T, layers):
    Z, A = forward(X, layers)
    delta = delta_output(A[-1], T, Z[-1], layers[-1][2])
    gradients = []
    for k in reversed(range(len(layers))):
        gradients.insert(0, layer_gradients(delta, A[k]))
        if k > 0:
            delta = delta_hidden(delta, layers[k][0], Z[k - 1], layers[k - 1][2])
    return gradients
""",
)


def _outputs(X, layers):
    for W, b, f in layers:
        X = f(X @ W.T + b)
    return X


# --- numerical_gradient --------------------------------------------------------------------------------------------


def numerical_gradient(f, theta, h=1e-5):
    theta = np.array(theta, dtype=float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        up, down = theta.copy(), theta.copy()
        up[index] += h
        down[index] -= h
        gradient[index] = (f(up) - f(down)) / (2 * h)
    return gradient


def _numerical_flat(f, theta, h=1e-5):
    start = np.asarray(theta, dtype=float)
    slopes = []
    for k in range(start.size):
        nudge = np.zeros(start.size)
        nudge[k] = h
        nudge = nudge.reshape(start.shape)
        slopes.append((f(start + nudge) - f(start - nudge)) / h / 2)
    return np.reshape(slopes, start.shape)


def _numerical_nditer(f, theta, h=1e-5):
    if np.ndim(theta) == 0:
        return (f(theta + h) - f(theta - h)) / (2 * h)
    work = np.asarray(theta, dtype=np.float64) + 0.0
    gradient = np.empty(work.shape)
    it = np.nditer(gradient, flags=["multi_index"], op_flags=["writeonly"])
    for slot in it:
        kept = work[it.multi_index]
        work[it.multi_index] = kept + h
        up = f(work)
        work[it.multi_index] = kept - h
        slot[...] = (up - f(work)) / (2 * h)
        work[it.multi_index] = kept
    return gradient


def _numerical_put_back(f, theta, h=1e-5):
    """Nudges the caller's own array where it holds floats, and puts every entry back."""
    if not (isinstance(theta, np.ndarray) and theta.dtype == float):
        theta = np.array(theta, dtype=float)
    gradient = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        kept = theta[index]
        theta[index] = kept + h
        up = f(theta)
        theta[index] = kept - h
        gradient[index] = (up - f(theta)) / (2 * h)
        theta[index] = kept
    return gradient


def _nudging(slope=None, h_of=lambda h, value: h, dtype=float, result_dtype=float, put_back=True, first_only=False):
    """A numerical gradient with room for a mistake. slope(up, down, here, h) is the quotient of one entry."""
    slope = slope or (lambda up, down, here, h: (up - down) / (2 * h))

    def numerical_gradient(f, theta, h=1e-5):
        theta = np.array(theta, dtype=dtype)
        gradient = np.zeros(theta.shape, dtype=result_dtype or theta.dtype)
        here = f(theta.copy())
        for index in np.ndindex(theta.shape):
            kept, nudge = theta[index], h_of(h, theta[index])
            theta[index] = kept + nudge
            up = f(theta)
            theta[index] = kept - nudge
            gradient[index] = slope(up, f(theta), here, nudge)
            if put_back:
                theta[index] = kept
            if first_only:
                break
        return gradient

    return numerical_gradient


def _left_nudged(f, theta, h=1e-5):
    if np.ndim(theta) == 0:
        return (f(theta + h) - f(theta - h)) / (2 * h)
    gradient = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = f(theta)
        theta[index] -= 2 * h
        gradient[index] = (up - f(theta)) / (2 * h)
    return gradient


def _nearly_put_back(f, theta, h=1e-5):
    if np.ndim(theta) == 0:
        return (f(theta + h) - f(theta - h)) / (2 * h)
    gradient = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = f(theta)
        theta[index] -= 2 * h
        gradient[index] = (up - f(theta)) / (2 * h)
        theta[index] += h
    return gradient


def _in_place_of_the_caller(put_back, convert=lambda theta: np.asarray(theta, dtype=float), results=None):
    """Nudges theta itself: np.asarray(theta) is the caller's own array wherever that holds floats."""

    def numerical_gradient(f, theta, h=1e-5):
        theta = convert(theta)
        gradient = np.zeros(theta.shape) if results is None else results(theta)
        for index in np.ndindex(theta.shape):
            theta[index] += h
            up = f(theta)
            theta[index] -= 2 * h
            gradient[index] = (up - f(theta)) / (2 * h)
            if put_back:
                theta[index] += h
        return gradient

    return numerical_gradient


def _two_copies(convert=lambda theta: np.array(theta, dtype=float), slope=None, copy=np.copy, results=None, once=False):
    """A numerical gradient from two nudged copies, with room for a mistake and for another way to begin."""
    slope = slope or (lambda up, down, h: (up - down) / (2 * h))

    def numerical_gradient(f, theta, h=1e-5):
        theta = convert(theta)
        gradient = np.zeros(theta.shape) if results is None else results(theta)
        up, down = copy(theta), copy(theta)
        for index in np.ndindex(theta.shape):
            if not once:
                up, down = copy(theta), copy(theta)
            up[index] += h
            down[index] -= h
            gradient[index] = slope(f(up), f(down), h)
        return gradient

    return numerical_gradient


def _as_it_is(theta):
    return theta


def _astype(theta):
    return theta.astype(float)


def _aliases(f, theta, h=1e-5):
    theta = np.array(theta, dtype=float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        up = down = theta.copy()
        up[index] += h
        down[index] -= h
        gradient[index] = (f(up) - f(down)) / (2 * h)
    return gradient


def _rows_in_copies(f, theta, h=1e-5):
    gradient = np.zeros(len(theta))
    for k in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[k] += h
        down[k] -= h
        gradient[k] = (f(up) - f(down)) / (2 * h)
    return gradient


def _rows_of_an_array(f, theta, h=1e-5):
    theta = np.array(theta, dtype=float)
    gradient = np.zeros(theta.shape)
    for k in range(len(theta)):
        up, down = theta.copy(), theta.copy()
        up[k] += h
        down[k] -= h
        gradient[k] = (f(up) - f(down)) / (2 * h)
    return gradient


_TWO_NAMES = (
    "Every slope is 0: f gets the same array both times. Are up and down two names for one array, in which the nudges meet? "
    "Each needs a copy of its own. Or is one of them not changed, or both in the same way? up[index] += h changes an entry, "
    "up[index] + h does not."
)
_ALL_ENTRIES = (
    "All entries are nudged at once: up is the whole array, up[index] is one entry. A gradient has a slope for every entry: "
    "nudge one, hold the others still."
)
_ADDED_TO_ALL = (
    "Each slope is added to all of gradient: gradient += ... reaches every entry. gradient[index] = ... puts a slope into "
    "its own place."
)
_REPLACED = (
    "up[index] = h puts h in the place of the entry, and so does =+ for +=. The entry is to stay and to grow by h: "
    "up[index] += h."
)
_ENTRY_FOR_ARRAY = (
    "f is asked about a single number. It takes the whole array, in which one entry is nudged: up[index] changes that entry, "
    "and f gets up."
)
_PUT_BACK = (
    "theta comes back changed. Safest is to nudge copies. Whoever nudges theta itself keeps the old entry in a name and "
    "puts that back: taking h away and adding it again does not lead back exactly, as floating-point numbers round."
)
_NOT_FLOATS_YET = (
    "Begin with theta = np.array(theta, dtype=float): a fresh copy of floats, whatever came in. In whole numbers a nudge "
    "is cut off, and a plain number has no shape and no entries."
)
_NO_LEN = (
    "range(len(theta)) walks over rows, and a plain number has no len. np.ndindex(theta.shape), on an array, walks over "
    "single entries whatever the shape, () included."
)


def _other_copies(nudged, one_number=False):
    """A numerical gradient from two arrays that `nudged` makes of theta, an index and h; or the last slope alone."""

    def numerical_gradient(f, theta, h=1e-5):
        theta = np.array(theta, dtype=float)
        gradient = np.zeros(theta.shape)
        for index in np.ndindex(theta.shape):
            up, down = nudged(theta, index, h)
            slope = gradient[index] = (f(up) - f(down)) / (2 * h)
        return slope if one_number else gradient

    return numerical_gradient


def _with_entry(theta, index, value):
    changed = theta.copy()
    changed[index] = value
    return changed


def _added_to_all(f, theta, h=1e-5):
    slopes = numerical_gradient(f, theta, h)
    return np.full(slopes.shape, slopes.sum())


def _all_at_once(f, theta, h=1e-5):
    theta = np.asarray(theta, dtype=float)
    return (f(theta + h) - f(theta - h)) / (2 * h)


def _by_rows(f, theta, h=1e-5):
    gradient = []
    for k in range(len(theta)):
        up, down = theta.astype(float), theta.astype(float)
        up[k] += h
        down[k] -= h
        gradient.append((f(up) - f(down)) / (2 * h))
    return np.array(gradient)


def _one_dimension(f, theta, h=1e-5):
    theta = np.array(theta, dtype=float)
    gradient = np.zeros(theta.size)
    for k in range(theta.size):
        up, down = theta.copy(), theta.copy()
        up[k] += h
        down[k] -= h
        gradient[k] = (f(up) - f(down)) / (2 * h)
    return gradient


def _one_dimension_in_place(f, theta, h=1e-5):
    gradient = np.zeros(len(theta))
    for k in range(len(theta)):
        theta[k] += h
        up = f(theta)
        theta[k] -= 2 * h
        gradient[k] = (up - f(theta)) / (2 * h)
        theta[k] += h
    return gradient


def _flattened(f, theta, h=1e-5):
    return numerical_gradient(f, theta, h).ravel()


def _numbers_in_brackets(f, theta, h=1e-5):
    return np.atleast_1d(numerical_gradient(f, theta, h))


def _value_of_f(f, theta, h=1e-5):
    return f(np.asarray(theta, dtype=float))


def _numerical_hidden(rng):
    def grid(*shape):
        return rng.integers(1, 12, shape) / 4 * rng.choice([-1, 1], shape)

    cases = [
        Case((Spec("quadratic", (grid(3), grid(3))), grid(3))),
        Case((Spec("cubic", (grid(2, 3),)), grid(2, 3), 0.25)),
        Case((Spec("coupled", (grid(4),)), grid(4), 0.5)),
        Case((Spec("coupled", (grid(2, 1, 2),)), grid(2, 1, 2))),
        Case((Spec("cubic", (float(grid()),)), float(grid()), 0.25)),
        Case((Spec("cubic", (grid(2, 2),)), rng.integers(-4, 5, (2, 2)), 0.5)),
        Case((Spec("cubic", (grid(3),)), grid(3).astype(np.float32), 0.25)),
        Case((Spec("quadratic", (grid(3, 1), grid(3, 1))), rng.integers(-4, 5, (3, 1)))),
    ]
    return cases


NUMERICAL_GRADIENT = FunctionExercise(
    id="06/numerical_gradient",
    names=("numerical_gradient",),
    signature="numerical_gradient(f, theta, h=1e-5)",
    points=2.0,
    tolerance=Tolerance(relative=1e-6, absolute=1e-8),
    withholds=("nnlib.gradients:numerical_gradient",),
    reference=(numerical_gradient,),
    cases=(
        Case((Spec("quadratic", (np.array([2.0, 4.0]), np.array([0.0, 1.0]))), np.array([1.0, -3.0]))),
        Case((Spec("coupled", (np.array([[1.0, 2.0], [-1.0, 3.0]]),)), np.array([[0.1, -0.3], [0.0, 0.7]]), 0.1)),
        Case((Spec("cubic", (np.array([1.0, 2.0]),)), np.array([1, 2]), 0.25)),
        Case((Spec("quadratic", (2.0, 1.0)), 3.0)),
        Case((Spec("cubic", (1.0,)), 2.0, 0.5)),
    ),
    hidden=_numerical_hidden,
    right=(numerical_gradient, _numerical_flat, _numerical_nditer, _numerical_put_back),
    wrong=(
        Wrong(
            "one-sided difference",
            "This nudges upward only. Nudge down as well and compare the two: where f is curved, the errors of both sides cancel.",
            _nudging(lambda up, down, here, h: (up - here) / h),
        ),
        Wrong(
            "one-sided difference, downward",
            "This nudges downward only. Nudge up as well and compare the two: where f is curved, the errors of both sides cancel.",
            _nudging(lambda up, down, here, h: (here - down) / h),
        ),
        Wrong(
            "not divided",
            "That is the change of f. A slope is the change for each unit of theta: divide by the distance between the two points.",
            _nudging(lambda up, down, here, h: up - down),
        ),
        Wrong(
            "divided by h",
            "The two points are 2h apart, from θ − h to θ + h. This divides by h.",
            _nudging(lambda up, down, here, h: (up - down) / h),
        ),
        Wrong(
            "precedence",
            "Without brackets, / 2 * h divides by 2 and multiplies by h. Put 2 * h in brackets.",
            _nudging(lambda up, down, here, h: (up - down) / 2 * h),
        ),
        Wrong(
            "difference undivided by the bracket",
            "Without brackets, only the second value of f is divided. Put the difference in brackets.",
            _nudging(lambda up, down, here, h: up - down / (2 * h)),
        ),
        Wrong(
            "h ignored",
            "This is not the central difference with the h that was handed over. That one asks f at θ + h and at θ − h, and divides "
            "by their distance. Does a fixed number stand in the place of h, or is the formula another?",
            _nudging(h_of=lambda h, value: 1e-5),
        ),
        Wrong(
            "h times theta",
            "The nudge is h times the entry, so it is 0 where the entry is 0. Every entry is nudged by h itself.",
            _nudging(h_of=lambda h, value: h * value),
        ),
        Wrong(
            "sign",
            "The sign is turned: the value on the upper side comes first.",
            _nudging(lambda up, down, here, h: (down - up) / (2 * h)),
        ),
        Wrong(
            "entry not put back",
            "An entry that was nudged stays nudged while the next one is tried. Put it back first, or take a fresh copy each time.",
            _nudging(put_back=False),
        ),
        Wrong(
            "theta altered",
            _PUT_BACK,
            _left_nudged,
        ),
        *(
            Wrong(name, _PUT_BACK, _in_place_of_the_caller(put_back, convert, results))
            for name, put_back in (("theta altered", False), ("theta altered by rounding", True))
            for convert, results in (
                (lambda theta: np.asarray(theta, dtype=float), None),
                (_as_it_is, None),
                (_as_it_is, lambda theta: theta.copy()),
            )
        ),
        Wrong(
            "theta altered by rounding",
            _PUT_BACK,
            _nearly_put_back,
        ),
        Wrong(
            "two names for one array",
            _TWO_NAMES,
            _aliases,
        ),
        Wrong("all entries at once", _ALL_ENTRIES, _all_at_once),
        Wrong("all entries at once", _ALL_ENTRIES, _other_copies(lambda theta, index, h: (theta + h, theta - h))),
        Wrong("slope added to all", _ADDED_TO_ALL, _added_to_all),
        *(
            Wrong("entry replaced", _REPLACED, _other_copies(nudged))
            for nudged in (
                lambda theta, index, h: (_with_entry(theta, index, h), _with_entry(theta, index, -h)),
                lambda theta, index, h: (_with_entry(theta, index, h), _with_entry(theta, index, theta[index] - h)),
                lambda theta, index, h: (_with_entry(theta, index, theta[index] + h), _with_entry(theta, index, -h)),
            )
        ),
        Wrong(
            "entry for the array",
            _ENTRY_FOR_ARRAY,
            _other_copies(lambda theta, index, h: (theta[index] + h, theta[index] - h)),
        ),
        Wrong(
            "last slope alone",
            "gradient = ... gives that name to one number, and the last one is returned. gradient[index] = ... puts each slope "
            "into its place.",
            _other_copies(
                lambda theta, index, h: (
                    _with_entry(theta, index, theta[index] + h),
                    _with_entry(theta, index, theta[index] - h),
                ),
                one_number=True,
            ),
        ),
        Wrong(
            "rows at once",
            "range(len(theta)) walks over rows, so whole rows are nudged, and a plain number has no len. np.ndindex(theta.shape) "
            "walks over single entries, whatever the shape.",
            _by_rows,
        ),
        Wrong(
            "one dimension only",
            "theta[k] is a single entry only where theta has one dimension. np.ndindex(theta.shape) walks over the entries of any shape.",
            _one_dimension,
        ),
        Wrong(
            "int array",
            "In an array of whole numbers a nudge is cut off: theta[index] = 1 + 0.00001 stores 1. Make the copy of floats.",
            _nudging(dtype=None),
        ),
        Wrong(
            "slopes cut off",
            "The slopes are stored in an array of whole numbers and lose their fractions. Make the array of results of floats.",
            lambda f, theta, h=1e-5: _nudging()(f, theta, h).astype(np.asarray(theta).dtype),
        ),
        Wrong(
            "first entry only",
            "Only the first entry has a slope: return stands inside the loop.",
            _nudging(first_only=True),
        ),
        Wrong("flat", "The slopes stand in one row. The gradient has the shape of theta.", _flattened),
        Wrong(
            "number in brackets",
            "For a plain number this gives an array with one entry. The gradient has the shape of theta, also where that is a "
            "number: np.array(theta) has the shape () then, and np.ndindex(()) makes one round.",
            _numbers_in_brackets,
        ),
        Wrong(
            "value for slope",
            "That is f(theta) itself. How it changes is asked.",
            _value_of_f,
        ),
        Wrong(
            "one side over two nudges",
            "The two points are h apart here, and this divides by 2h. Take the second point at theta − h.",
            _nudging(lambda up, down, here, h: (up - here) / (2 * h)),
        ),
        Wrong(
            "no room for a number",
            "A plain number has no len and no entries. np.array(theta, dtype=float) makes an array of shape () of it, and "
            "np.ndindex(theta.shape) then makes one round.",
            _one_dimension_in_place,
        ),
        Wrong(
            "copies made once",
            "The two copies are made once, so an entry that was nudged stays nudged while the next one is tried. Make fresh "
            "copies for every entry.",
            _two_copies(once=True),
        ),
        *(
            Wrong(
                "slopes written into theta",
                "The slopes are written into the array that is still to be nudged: gradient = theta is a second name for it. "
                "Keep them in an array of their own, np.zeros(theta.shape).",
                _two_copies(results=_as_it_is, convert=convert),
            )
            for convert in (lambda theta: np.array(theta, dtype=float), _astype)
        ),
        *(
            Wrong(
                "two names for one array",
                _TWO_NAMES,
                _two_copies(convert=convert, copy=_as_it_is),
            )
            for convert in (lambda theta: np.array(theta, dtype=float), _astype)
        ),
        *(
            Wrong("no room for a number", _NOT_FLOATS_YET, _two_copies(convert=convert))
            for convert in (_astype, _as_it_is)
        ),
        *(
            Wrong("no room for a number", _NOT_FLOATS_YET, _in_place_of_the_caller(True, lambda t: t.copy(), results))
            for results in (None, lambda theta: theta.copy())
        ),
        Wrong(
            "precedence",
            "Without brackets, / 2 * h divides by 2 and multiplies by h. Put 2 * h in brackets. And theta may be a plain "
            "number: np.array(theta, dtype=float) makes an array of anything.",
            _two_copies(convert=_astype, slope=lambda up, down, h: (up - down) / 2 * h),
        ),
        Wrong("no room for a number", _NO_LEN, _rows_in_copies),
        Wrong("rows at once", _NO_LEN, _rows_of_an_array),
    ),
    hints=(
        "For one entry: f with that entry raised by h, f with it lowered by h, the difference divided by the distance 2h.",
        "Work on a copy of floats: np.array(theta, dtype=float). np.ndindex(theta.shape) gives the index of every entry, whatever the "
        "shape.",
        "In the loop: up, down = theta.copy(), theta.copy(); up[index] += h; down[index] -= h; and the quotient goes to gradient[index].",
    ),
    solution="""\
def numerical_gradient(f, theta, h=1e-5):
    theta = np.array(theta, dtype=float)
    gradient = np.zeros_like(theta)
    for index in np.ndindex(theta.shape):
        up, down = theta.copy(), theta.copy()
        up[index] += h
        down[index] -= h
        gradient[index] = (f(up) - f(down)) / (2 * h)
    return gradient
""",
)

# --- update --------------------------------------------------------------------------------------------------------


def update(parameters, gradients, eta):
    return [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients, strict=True)]


def _update_loop(parameters, gradients, eta):
    new = []
    for k in range(len(parameters)):
        new.append([p - eta * g for p, g in zip(parameters[k], gradients[k], strict=True)])
    return new


def _update_copies(parameters, gradients, eta):
    new = [(np.array(W, dtype=float), np.array(b, dtype=float)) for W, b in parameters]
    for (W, b), (dW, db) in zip(new, gradients, strict=True):
        W -= eta * dW
        b -= eta * db
    return new


def _update_deep_copy(parameters, gradients, eta):
    new = copy.deepcopy(parameters)
    for (W, b), (dW, db) in zip(new, gradients, strict=True):
        W -= eta * dW
        b -= eta * db
    return new


def _update_float32(parameters, gradients, eta):
    eta = np.float32(eta)
    return tuple(
        (np.float32(W) + (-eta) * np.float32(dW), np.float32(b) + (-eta) * np.float32(db))
        for (W, b), (dW, db) in zip(parameters, gradients, strict=True)
    )


def _update_hidden(rng):
    def like(sizes, dtype):
        return [(_grid(rng, n, m).astype(dtype), _grid(rng, n).astype(dtype)) for m, n in pairwise(sizes)]

    plans = [((2, 3), float), ((3, 2, 1), float), ((2, 3, 3, 2), float), ((2, 2, 2), np.float32)]
    cases = [Case((like(sizes, d), like(sizes, d), round(rng.uniform(0.1, 0.9), 2))) for sizes, d in plans]
    whole = [(rng.integers(-3, 4, (2, 3)).astype(float), rng.integers(-3, 4, 2).astype(float))]
    return [*cases, Case((whole, like((3, 2), float), 0.5)), Case((like((1, 2), float), like((1, 2), float), 3))]


def _in_place(parameters, gradients, eta):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W -= eta * dW
        b -= eta * db
    return parameters


def _in_place_copied_list(parameters, gradients, eta):
    new = []
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W -= eta * dW
        b -= eta * db
        new.append((W, b))
    return new


def _list_overwritten(parameters, gradients, eta):
    for k, (dW, db) in enumerate(gradients):
        W, b = parameters[k]
        parameters[k] = (W - eta * dW, b - eta * db)
    return parameters


def _shallow_copy(parameters, gradients, eta):
    new = list(parameters)
    for k, (dW, db) in enumerate(gradients):
        W, b = new[k]
        W[...] = W - eta * dW
        b[...] = b - eta * db
    return new


def _in_place_and_silent(parameters, gradients, eta):
    for (W, b), (dW, db) in zip(parameters, gradients, strict=True):
        W -= eta * dW
        b -= eta * db


def _updating(weight, bias):
    """update with another formula for a weight W and a bias b, from the gradient and η."""

    def update(parameters, gradients, eta):
        pairs = zip(parameters, gradients, strict=True)
        return [(weight(W, dW, eta), bias(b, db, eta)) for (W, b), (dW, db) in pairs]

    return update


_IN_PLACE_MESSAGE = "The old parameters have been altered in place: W -= ... changes the very array that was handed over. W - ... makes a new one."

UPDATE = FunctionExercise(
    id="06/update",
    names=("update",),
    signature="update(parameters, gradients, eta)",
    tolerance=SUMS,
    withholds=("nnlib.optimizers:GradientDescent.step",),
    reference=(update,),
    cases=(
        Case(
            (
                [(np.array([[1.0, 2.0]]), np.array([3.0]))],
                [(np.array([[4.0, -2.0]]), np.array([1.0]))],
                0.5,
            )
        ),
        Case(
            (
                [
                    (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, -0.5])),
                    (np.array([[2.0, -1.0]]), np.array([1.0])),
                ],
                [
                    (np.array([[1.0, 0.0], [-1.0, 2.0]]), np.array([1.0, 3.0])),
                    (np.array([[5.0, 5.0]]), np.array([-2.0])),
                ],
                0.1,
            )
        ),
        Case(([(np.array([[1.0, 2.0]]), np.array([3.0]))], [(np.array([[0.5, -0.5]]), np.array([0.25]))], 1)),
    ),
    hidden=_update_hidden,
    right=(update, _update_loop, _update_copies, _update_deep_copy, _update_float32),
    wrong=(
        Wrong(
            "plus",
            "The step goes uphill: the gradient points to where the error grows, so it is subtracted.",
            _updating(lambda W, g, eta: W + eta * g, lambda b, g, eta: b + eta * g),
        ),
        Wrong(
            "plus at the biases",
            "The biases go uphill: their gradient is subtracted too.",
            _updating(lambda W, g, eta: W - eta * g, lambda b, g, eta: b + eta * g),
        ),
        Wrong(
            "η forgotten",
            "The learning rate is missing: the step is eta times the gradient.",
            _updating(lambda W, g, eta: W - g, lambda b, g, eta: b - g),
        ),
        Wrong(
            "η forgotten at the biases",
            "The learning rate is missing at the biases.",
            _updating(lambda W, g, eta: W - eta * g, lambda b, g, eta: b - g),
        ),
        *(
            Wrong(
                "η ignored",
                "A fixed number stands in the place of the learning rate. How large the step is, the argument eta says.",
                lambda parameters, gradients, eta, fixed=fixed: update(parameters, gradients, fixed),
            )
            for fixed in (0.5, 0.1, 0.01)
        ),
        Wrong(
            "η twice",
            "The gradient is multiplied by eta twice.",
            _updating(lambda W, g, eta: W - eta * eta * g, lambda b, g, eta: b - eta * eta * g),
        ),
        Wrong(
            "divided by η",
            "The gradient is divided by eta. A larger learning rate makes a larger step: multiply.",
            _updating(lambda W, g, eta: W - g / eta, lambda b, g, eta: b - g / eta),
        ),
        Wrong(
            "biases not updated",
            "The biases stay as they were. They are learned like the weights.",
            _updating(lambda W, g, eta: W - eta * g, lambda b, g, eta: b),
        ),
        Wrong(
            "weights not updated",
            "The weights stay as they were; only the biases move.",
            _updating(lambda W, g, eta: W, lambda b, g, eta: b - eta * g),
        ),
        Wrong("parameters altered in place", _IN_PLACE_MESSAGE, _in_place),
        Wrong("parameters altered in place", _IN_PLACE_MESSAGE, _in_place_copied_list),
        Wrong(
            "copy of the list only",
            "The list is new, but its arrays are the old ones, and those have been altered. W - eta * dW makes a new array.",
            _shallow_copy,
        ),
        Wrong(
            "list overwritten",
            "The list of whoever called has been overwritten: parameters[k] = ... changes it. Build a new list.",
            _list_overwritten,
        ),
        Wrong(
            "altered and nothing returned",
            "This changes the old parameters and returns nothing. Leave them as they are and return a new list.",
            _in_place_and_silent,
        ),
        Wrong(
            "step alone",
            "That is the step alone. The new parameter is the old one minus the step.",
            _updating(lambda W, g, eta: eta * g, lambda b, g, eta: eta * g),
        ),
        Wrong(
            "step alone",
            "That is the step alone. The new parameter is the old one plus that step.",
            _updating(lambda W, g, eta: -eta * g, lambda b, g, eta: -eta * g),
        ),
        Wrong(
            "from the gradient",
            "The old parameter and its gradient have changed places.",
            _updating(lambda W, g, eta: g - eta * W, lambda b, g, eta: g - eta * b),
        ),
        Wrong(
            "shrunk by η",
            "eta multiplies the difference of parameter and gradient. It belongs to the gradient alone.",
            _updating(lambda W, g, eta: eta * (W - g), lambda b, g, eta: eta * (b - g)),
        ),
        Wrong(
            "first layer only",
            "Only the first layer comes back: return stands inside the loop.",
            lambda parameters, gradients, eta: update(parameters[:1], gradients[:1], eta),
        ),
        Wrong(
            "pair of the first layer",
            "This returns the pair of one layer. A list of pairs is asked, one for each layer.",
            lambda parameters, gradients, eta: update(parameters, gradients, eta)[0],
        ),
        Wrong(
            "layers in reverse order",
            "The layers come back in reverse order. backward has put the gradients in the order of the layers already.",
            lambda parameters, gradients, eta: update(parameters, gradients, eta)[::-1],
        ),
        Wrong(
            "flat",
            "Weights and biases stand in one row. Return a list of pairs (W, b).",
            lambda parameters, gradients, eta: [p for pair in update(parameters, gradients, eta) for p in pair],
        ),
        Wrong(
            "two lists",
            "Weights stand in one list and biases in another. One list is asked, with a pair (W, b) for each layer.",
            lambda parameters, gradients, eta: tuple(
                [list(kind) for kind in zip(*update(parameters, gradients, eta), strict=True)]
            ),
        ),
        Wrong(
            "biases dropped",
            "The biases are gone. A pair (W, b) is asked for each layer.",
            lambda parameters, gradients, eta: [W for W, b in update(parameters, gradients, eta)],
        ),
        Wrong(
            "pair turned round",
            "The pairs are turned round: W comes first, then b.",
            lambda parameters, gradients, eta: [(b, W) for W, b in update(parameters, gradients, eta)],
        ),
        Wrong(
            "gradients crossed",
            "The gradients have changed places: dW belongs to W, and db to b.",
            lambda parameters, gradients, eta: update(parameters, [(db, dW) for dW, db in gradients], eta),
        ),
        Wrong(
            "gradients in reverse order",
            "The gradients of the last layer meet the parameters of the first. backward has put them in the order of the layers already.",
            lambda parameters, gradients, eta: update(parameters, gradients[::-1], eta),
        ),
        Wrong(
            "nothing changed",
            "These are the old parameters. Put the new values into a new list and return that.",
            _updating(lambda W, g, eta: W, lambda b, g, eta: b),
        ),
        Wrong(
            "lists subtracted",
            "A list cannot be multiplied by eta or subtracted. Go through the layers, and through W and b of each.",
            lambda parameters, gradients, eta: parameters - eta * gradients,
        ),
    ),
    hints=(
        "For every weight and every bias: the old value minus eta times its gradient.",
        "zip(parameters, gradients) walks over both lists at once: for (W, b), (dW, db) in zip(parameters, gradients, strict=True).",
        "Append the pair (W - eta * dW, b - eta * db) to a new list. W -= ... would alter the old array.",
    ),
    solution="def update(parameters, gradients, eta):\n"
    "    return [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(parameters, gradients, strict=True)]\n",
)

# --- chain ---------------------------------------------------------------------------------------------------------


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def chain(w, b, a_prev, y):
    a = _sigmoid(float(w) * float(a_prev) + float(b))
    common = 2 * (a - y) * a * (1 - a)
    return common * a_prev, common, common * w


def _chain_in_factors(w, b, a_prev, y):
    z = w * a_prev + b
    e = np.exp(-z)
    slope = e / (1 + e) ** 2
    dC_da = -2 * (y - 1 / (1 + e))
    return [a_prev * slope * dC_da, 1 * slope * dC_da, w * slope * dC_da]


def _chain_array(w, b, a_prev, y):
    a = (1 + np.tanh((w * a_prev + b) / 2)) / 2
    return np.array([a_prev, 1, w]) * (a - a**2) * (a - y) * 2


def _chaining(factor=2.0, slope="z", sign=1, turn=None, z=None, square=False):
    def chain(w, b, a_prev, y):
        z_here = w * a_prev + b if z is None else z(w, b, a_prev)
        a = _sigmoid(z_here)
        at = {
            "z": a * (1 - a),
            "a": _sigmoid(a) * (1 - _sigmoid(a)),
            "none": 1,
            "z(1 - z)": z_here * (1 - z_here),
            "value": a,
        }
        common = factor * sign * (a - y) ** (2 if square else 1) * at[slope]
        parts = (common * a_prev, common, common * w)
        return turn(*parts, w, b, a_prev, common) if turn else parts

    return chain


def _chain_hidden(rng):
    cases = [Case((*rng.uniform(-2, 2, 3).round(2).tolist(), float(rng.integers(0, 2)))) for _ in range(4)]
    single = Case(tuple(np.float32(v) for v in (1.5, -0.25, 0.5, 1.0)))
    return [*cases, single, Case((2, -1, 1, 0)), Case(tuple(rng.uniform(-1, 1, 4).round(2).tolist()))]


CHAIN = FunctionExercise(
    id="06/chain",
    names=("chain",),
    signature="chain(w, b, a_prev, y)",
    core=False,
    tolerance=SUMS,
    reference=(chain,),
    cases=(Case((1.0, -0.5, 0.5, 1.0)), Case((2.0, 0.5, -1.0, 0.0)), Case((-1.5, 0.25, 0.8, 0.3))),
    hidden=_chain_hidden,
    right=(chain, _chain_in_factors, _chain_array),
    wrong=(
        Wrong(
            "factor 2 lost",
            "The factor 2 is lost. This C has no ½ in front, so the 2 that the square brings down stays.",
            _chaining(factor=1.0),
        ),
        Wrong(
            "½ brought in",
            "This is a quarter of what is asked. C is the plain square, without a ½: its derivative is 2(a − y).",
            _chaining(factor=0.5),
        ),
        Wrong("factor 4", "The 2 has come in twice.", _chaining(factor=4.0)),
        Wrong(
            "sign",
            "The sign is turned: with a above y, a larger a means more cost, so dC/da is 2(a − y).",
            _chaining(sign=-1),
        ),
        Wrong(
            "derivative left out",
            "The slope of the sigmoid is missing: w moves z, z moves a through the sigmoid, a moves C.",
            _chaining(slope="none"),
        ),
        Wrong(
            "derivative at a",
            "The slope of the sigmoid is taken at a. It belongs to z; from a it is a·(1 − a), without another sigmoid.",
            _chaining(slope="a"),
        ),
        Wrong(
            "z(1 − z)",
            "This is z·(1 − z). The slope of the sigmoid from its output is a·(1 − a).",
            _chaining(slope="z(1 - z)"),
        ),
        Wrong(
            "value for slope",
            "This multiplies by the sigmoid's value in place of its slope, a·(1 − a).",
            _chaining(slope="value"),
        ),
        Wrong(
            "difference still squared",
            "The difference is still squared. The derivative of (a − y)² is 2(a − y).",
            _chaining(square=True),
        ),
        Wrong(
            "bias forgotten",
            "The bias is missing in z = w·a_prev + b.",
            _chaining(z=lambda w, b, a_prev: w * a_prev),
        ),
        Wrong(
            "w and a_prev swapped",
            "Two factors have changed places: what multiplies w in z is a_prev, and what multiplies a_prev is w.",
            _chaining(turn=lambda dw, db, da, *_: (da, db, dw)),
        ),
        Wrong(
            "bias as a factor",
            "The slope for b is multiplied by b. z grows as much as b does, so that factor is 1.",
            _chaining(turn=lambda dw, db, da, w, b, *_: (dw, db * b, da)),
        ),
        Wrong(
            "a_prev at the bias",
            "The slope for b has the factor a_prev. Along a bias comes a 1.",
            _chaining(turn=lambda dw, db, da, *_: (dw, dw, da)),
        ),
        Wrong(
            "one slope for all",
            "All three are the same. They share two factors; the third, dz/dw, dz/db or dz/da_prev, is each one's own.",
            _chaining(turn=lambda dw, db, da, *_: (db, db, db)),
        ),
        Wrong(
            "w missing",
            "The slope for a_prev lacks its own factor: what multiplies a_prev in z?",
            _chaining(turn=lambda dw, db, da, *_: (dw, db, db)),
        ),
        Wrong(
            "a_prev missing",
            "The slope for w lacks its own factor: what multiplies w in z?",
            _chaining(turn=lambda dw, db, da, *_: (db, db, da)),
        ),
        Wrong(
            "order",
            "The order is dC_dw, dC_db, dC_da_prev.",
            _chaining(turn=lambda dw, db, da, *_: (db, dw, da)),
        ),
        Wrong(
            "slope of a for w",
            "That is da/dw and its kin: how the output changes. The factor dC/da = 2(a − y) is missing.",
            lambda w, b, a_prev, y: tuple(
                f * _sigmoid(w * a_prev + b) * (1 - _sigmoid(w * a_prev + b)) for f in (a_prev, 1.0, w)
            ),
        ),
        Wrong(
            "first only",
            "This returns one slope. Three are asked: (dC_dw, dC_db, dC_da_prev).",
            _chaining(turn=lambda dw, *_: dw),
        ),
        Wrong(
            "slope for b is 1",
            "dz/db is 1, but that is one factor of three: dC/da and da/dz come in as well.",
            _chaining(turn=lambda dw, db, da, *_: (dw, 1.0, da)),
        ),
        Wrong(
            "y added",
            "y is added to a. How far a is from y is their difference.",
            lambda w, b, a_prev, y: chain(w, b, a_prev, -y),
        ),
    ),
    hints=(
        "First z, then a = sigmoid(z). Three slopes in a row: z by w, a by z, C by a.",
        "C by a is 2(a − y), and a by z is a·(1 − a). These two are in all three answers.",
        "The third factor is what multiplies w, b or a_prev in z = w·a_prev + b: a_prev, 1, w.",
    ),
    solution="def chain(w, b, a_prev, y):\n"
    "    a = sigmoid(w * a_prev + b)\n"
    "    dC_dz = 2 * (a - y) * a * (1 - a)\n"
    "    return dC_dz * a_prev, dC_dz, dC_dz * w\n",
)

# --- count_operations ----------------------------------------------------------------------------------------------


def count_operations(sizes):
    products = [m * n for m, n in pairwise(sizes)]
    return sum(products), sum(products[1:]), sum(products)


def _count_loop(sizes):
    forward = deltas = 0
    for k in range(len(sizes) - 1):
        forward += sizes[k] * sizes[k + 1]
        if k:
            deltas += sizes[k] * sizes[k + 1]
    return [forward, deltas, forward]


def _count_arrays(sizes):
    n = np.array(sizes)
    return np.array([n[:-1] @ n[1:], n[1:-1] @ n[2:], n[:-1] @ n[1:]])


def _count_less_the_first(sizes):
    forward = sum(a * b for a, b in pairwise(sizes))
    return forward, forward - sizes[0] * sizes[1], forward


def _counting(forward=None, deltas=None, gradients=None):
    """count_operations with another rule for one of the three, from the list of products."""

    def count_operations(sizes):
        products = [m * n for m, n in pairwise(sizes)]
        rules = (forward, deltas, gradients)
        usual = (sum(products), sum(products[1:]), sum(products))
        return tuple(rule(products, sizes) if rule else n for rule, n in zip(rules, usual, strict=True))

    return count_operations


def _with_biases(products, sizes):
    return sum(products) + sum(sizes[1:])


def _count_hidden(rng):
    return [Case(([int(n) for n in rng.integers(2, 40, size)],)) for size in (2, 3, 4, 5, 6)]


COUNT_OPERATIONS = FunctionExercise(
    id="06/count_operations",
    names=("count_operations",),
    signature="count_operations(sizes)",
    core=False,
    reference=(count_operations,),
    cases=(Case(([784, 16, 16, 10],)), Case(([2, 3, 3, 3, 2],)), Case(([3, 2],)), Case(([5, 4, 3],))),
    hidden=_count_hidden,
    right=(count_operations, _count_loop, _count_arrays, _count_less_the_first),
    wrong=(
        Wrong(
            "deltas down to the inputs",
            "The deltas are carried down to the inputs. Inputs have nothing to learn and need no delta: the first matrix is not used "
            "on the way back.",
            _counting(deltas=lambda p, s: sum(p)),
        ),
        Wrong(
            "last matrix left out",
            "For the deltas the last matrix is left out. It is the first one used on the way back; the one that leads from the inputs "
            "is not needed.",
            _counting(deltas=lambda p, s: sum(p[:-1])),
        ),
        Wrong(
            "two matrices left out",
            "For the deltas two matrices are left out. Only the one that leads from the inputs is not needed.",
            _counting(deltas=lambda p, s: sum(p[2:])),
        ),
        Wrong(
            "biases counted",
            "The biases are counted too. They are added and not multiplied.",
            _counting(forward=_with_biases),
        ),
        Wrong(
            "biases counted",
            "The biases are counted too, in both. They are added and not multiplied.",
            _counting(forward=_with_biases, gradients=_with_biases),
        ),
        *(
            Wrong(
                "biases counted",
                "The biases are counted too, everywhere. They are added and not multiplied.",
                _counting(_with_biases, deltas, _with_biases),
            )
            for deltas in (
                lambda p, s: _with_biases(p, s) - p[0],
                lambda p, s: sum(p[1:]) + sum(s[2:]),
                lambda p, s: sum(p[1:]) + sum(s[1:-1]),
            )
        ),
        Wrong(
            "one pair too many",
            "The last layer has no neighbour behind it, so sizes[k + 1] runs out: there is one pair less than there are "
            "layers, range(len(sizes) - 1).",
            lambda sizes: (sum(sizes[k] * sizes[k + 1] for k in range(len(sizes))),) * 3,
        ),
        Wrong(
            "gradients of the biases",
            "Among the weight gradients the biases are counted. A bias's gradient is the delta itself, without a multiplication.",
            _counting(gradients=_with_biases),
        ),
        Wrong(
            "first layer's gradients left out",
            "The gradients of the first layer's weights are left out. The inputs need no delta, but the weights that lead from them "
            "are learned.",
            _counting(gradients=lambda p, s: sum(p[1:])),
        ),
        Wrong(
            "one delta for each neuron",
            "That counts the deltas. Each of them is a sum of products, one for every line that leaves the neuron.",
            _counting(deltas=lambda p, s: sum(s[1:])),
        ),
        Wrong(
            "neurons of the hidden layers",
            "That counts the neurons of the hidden layers. Each delta there is a sum of products, one for every line that leaves the "
            "neuron.",
            _counting(deltas=lambda p, s: sum(s[1:-1])),
        ),
        Wrong(
            "sums for products",
            "The sizes are added. Every neuron of a layer meets every one of the next, so the two sizes multiply.",
            lambda sizes: (
                sum(a + b for a, b in pairwise(sizes)),
                sum(a + b for a, b in pairwise(sizes[1:])),
                sum(a + b for a, b in pairwise(sizes)),
            ),
        ),
        Wrong(
            "all sizes multiplied",
            "All sizes are multiplied together. Lines run between neighbouring layers only, so the products of neighbours add up.",
            lambda sizes: (int(np.prod(sizes)), int(np.prod(sizes[1:])), int(np.prod(sizes))),
        ),
        Wrong(
            "additions counted",
            "Everything is twice too large. Only multiplications count here, not the additions.",
            lambda sizes: tuple(2 * n for n in count_operations(sizes)),
        ),
        Wrong(
            "squares",
            "A layer is multiplied by itself. Lines run from one layer to the next.",
            lambda sizes: (sum(n * n for n in sizes), sum(n * n for n in sizes[1:]), sum(n * n for n in sizes)),
        ),
        Wrong(
            "last pair left out",
            "The last pair of layers is left out: range(len(sizes) - 2) stops one pair early.",
            lambda sizes: (
                sum(a * b for a, b in pairwise(sizes[:-1])),
                sum(a * b for a, b in pairwise(sizes[1:-1])),
                sum(a * b for a, b in pairwise(sizes[:-1])),
            ),
        ),
        Wrong(
            "slopes counted",
            "The slopes of the activations are counted as well. Only multiplications of weights with deltas are asked.",
            _counting(deltas=lambda p, s: sum(p[1:]) + sum(s[1:-1])),
        ),
        Wrong(
            "order",
            "The order is forward, deltas, weight gradients.",
            lambda sizes: (lambda f, d, g: (d, f, g))(*count_operations(sizes)),
        ),
        Wrong(
            "one sum",
            "This is one number. Three are asked: (forward, deltas, weight_gradients).",
            lambda sizes: sum(count_operations(sizes)),
        ),
        Wrong(
            "typed in",
            "These are the numbers of one network. Compute them from sizes, so that they hold for any.",
            lambda sizes: (12_960, 416, 12_960),
        ),
    ),
    hints=(
        "Between two layers of m and n neurons run m · n lines, and on the way forward each multiplies once.",
        "The way back uses each line once too, except for the lines that leave the inputs. A gradient is one product for every weight.",
        "Make a list of the products sizes[k] * sizes[k + 1]. The answers are its sum, its sum without the first entry, its sum.",
    ),
    solution="def count_operations(sizes):\n"
    "    products = [sizes[k] * sizes[k + 1] for k in range(len(sizes) - 1)]\n"
    "    return sum(products), sum(products[1:]), sum(products)\n",
)

EXERCISES = [
    DELTA_OUTPUT,
    DE_DA_A,
    DELTA_HIDDEN,
    LAYER_GRADIENTS,
    BACKWARD,
    NUMERICAL_GRADIENT,
    UPDATE,
    CHAIN,
    COUNT_OPERATIONS,
]
