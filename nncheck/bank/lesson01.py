"""Lesson 01, one neuron: a weighted sum, a threshold, a bias, gates, XOR, learning from mistakes, a bank of perceptrons.

The numbers of all cases are whole numbers or eighths of them, small enough that every sum is exact in float32 too: where
a sum meets a threshold, it meets it exactly, however it is added up.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from nncheck.exercise import BehaviourExercise, Case, FunctionExercise, Unfit, Wrong
from nncheck.values import Spec, show


def _eighths(rng, *shape):
    """Numbers of -2, -1⅞ ... 2, none of them 0."""
    return rng.integers(1, 17, shape) / 8 * rng.choice([-1, 1], shape)


def _whole(rng, *shape):
    return rng.integers(1, 5, shape) * rng.choice([-1, 1], shape)


def _single(*arrays):
    return tuple(a.astype(np.float32) for a in arrays)


def array(*numbers):
    return np.array(numbers)


# --- weighted_sum --------------------------------------------------------------------------------------------------


def weighted_sum(x, w):
    return sum(x_j * w_j for x_j, w_j in zip(x, w, strict=True))


def _sum_in_a_loop(x, w):
    total = 0.0
    for j in range(len(x)):
        total += w[j] * x[j]
    return total


def _sum_returned_early(x, w):
    total = 0
    for x_j, w_j in zip(x, w, strict=True):
        total += x_j * w_j
        return total


def _sum_forgets(x, w):
    total = 0
    for x_j, w_j in zip(x, w, strict=True):
        total = x_j * w_j
    return total


def _sum_every_pair(x, w):
    total = 0
    for x_j in x:
        for w_j in w:
            total += x_j * w_j
    return total


def _sum_changes_x(x, w):
    for j in range(len(x)):
        x[j] = x[j] * w[j]
    return sum(x)


def _sum_printed(x, w):
    print(sum(x_j * w_j for x_j, w_j in zip(x, w, strict=True)))


def _weighted_sum_hidden(rng):
    cases = [Case((_eighths(rng, n), _eighths(rng, n))) for n in (3, 5)]
    cases += [Case((_eighths(rng, 4).tolist(), _eighths(rng, 4).tolist())), Case((_whole(rng, 6), _whole(rng, 6)))]
    return [*cases, Case(_single(_eighths(rng, 3), _eighths(rng, 3))), Case((_whole(rng, 3), _eighths(rng, 3)))]


WEIGHTED_SUM = FunctionExercise(
    id="01/weighted_sum",
    names=("weighted_sum",),
    signature="weighted_sum(x, w)",
    reference=(weighted_sum,),
    cases=(
        Case(([1, 2, 3], [4, 5, 6])),
        Case((array(0.5, -1.0, 2.0), array(2.0, 3.0, 0.25))),
        Case((array(1, 0, 2, 3), array(-1, 4, 2, -2))),
        Case(([3.0], [-0.5])),
    ),
    hidden=_weighted_sum_hidden,
    right=(
        weighted_sum,
        _sum_in_a_loop,
        np.dot,
        lambda x, w: np.einsum("j,j->", x, w),
        lambda x, w: np.sum(np.multiply(x, w)),
        lambda x, w: np.asarray(w, dtype=np.float32) @ np.asarray(x, dtype=np.float32),
    ),
    wrong=(
        Wrong(
            "not added up",
            "These are the products, one for each input. The weighted sum adds them up to a single number.",
            np.multiply,
        ),
        Wrong(
            "products of lists",
            "Two lists cannot be multiplied with *, and where arrays can, the products have still to be added up.",
            lambda x, w: x * w,
        ),
        Wrong(
            "not for lists",
            "This works for arrays and not for lists: a list knows neither * nor @ with another list. Make arrays of both with np.array, or go through them in pairs with zip.",
            lambda x, w: (x * w).sum(),
        ),
        Wrong(
            "method of an array",
            "x.dot(w) is a method of arrays, and a list has none of that name. np.dot(x, w) takes lists as well.",
            lambda x, w: x.dot(w),
        ),
        Wrong(
            "weights left out",
            "That is the sum of the inputs. Each counts as much as its weight says.",
            lambda x, w: sum(x),
        ),
        Wrong(
            "inputs left out",
            "That is the sum of the weights. Each is to multiply its input first.",
            lambda x, w: sum(w),
        ),
        Wrong(
            "added in place of multiplied",
            "Here each input is added to its weight. A weight multiplies its input, and then the products are added up.",
            lambda x, w: sum(x) + sum(w),
        ),
        Wrong(
            "sum times sum",
            "This adds up first and multiplies then, so every weight gets at every input. Multiply pair by pair first, add up then.",
            lambda x, w: sum(x) * sum(w),
        ),
        Wrong(
            "every pair",
            "A loop inside a loop joins every input with every weight. Each input has one weight only, the one at the same place: zip(x, w) makes the pairs.",
            _sum_every_pair,
        ),
        Wrong(
            "outer product",
            "np.outer multiplies every input with every weight. Asked are the pairs at the same place, added up.",
            np.outer,
        ),
        Wrong(
            "mean",
            "That is the mean of the products. A weighted sum is not divided by how many there are.",
            lambda x, w: float(np.mean(np.multiply(x, w))),
        ),
        Wrong(
            "divided by the weights",
            "That is a weighted mean: it is divided by the sum of the weights. A neuron does not divide.",
            lambda x, w: float(np.dot(x, w)) / float(np.sum(w)) if np.sum(w) else 0.0,
        ),
        Wrong(
            "return in the loop",
            "This returns in the first round of the loop, with one product only. Move return out of the loop.",
            _sum_returned_early,
        ),
        Wrong(
            "only the last", "Each round of the loop forgets the ones before. Add to the total with +=.", _sum_forgets
        ),
        Wrong(
            "total from 1",
            "The total starts at 1, so everything comes out larger by 1. A sum starts at 0.",
            lambda x, w: 1 + np.dot(x, w),
        ),
        Wrong(
            "first left out",
            "The first pair is left out: indices start at 0.",
            lambda x, w: sum(x[j] * w[j] for j in range(1, len(x))),
        ),
        Wrong(
            "inputs as places",
            "`for j in x` goes through the inputs themselves, not through their places: range(len(x)) gives the places, zip(x, w) the pairs.",
            lambda x, w: sum(x[j] * w[j] for j in x),
        ),
        Wrong(
            "last left out",
            "The last pair is left out: range(n) ends at n − 1 by itself.",
            lambda x, w: sum(x[j] * w[j] for j in range(len(x) - 1)),
        ),
        Wrong(
            "three inputs",
            "This is written for three inputs. A neuron may have any number of them: go through x and w with a loop, or let NumPy do it.",
            lambda x, w: x[0] * w[0] + x[1] * w[1] + x[2] * w[2],
        ),
        Wrong(
            "two inputs",
            "This is written for two inputs. A neuron may have any number of them: go through x and w with a loop, or let NumPy do it.",
            lambda x, w: x[0] * w[0] + x[1] * w[1],
        ),
        Wrong(
            "weights reversed",
            "The weights are taken from the other end: the first weight belongs to the first input.",
            lambda x, w: np.dot(x, w[::-1]),
        ),
        Wrong(
            "sizes",
            "The signs got lost: a negative weight is to pull the sum down.",
            lambda x, w: np.sum(np.abs(np.multiply(x, w))),
        ),
        Wrong(
            "decided already",
            "This decides already. Here the sum itself is asked; the threshold comes in the next section.",
            lambda x, w: 1 if np.dot(x, w) > 0 else -1,
        ),
        Wrong(
            "input changed",
            "The products are written over the inputs, and whoever called still needs those. Keep the total in a variable of its own.",
            _sum_changes_x,
        ),
        Wrong(
            "printed",
            "This prints the sum and returns nothing. print shows a value to a reader; return hands it to whoever called.",
            _sum_printed,
        ),
    ),
    hints=(
        "Take the inputs and weights in pairs. What happens to each pair, and what happens to the results?",
        "zip(x, w) gives the pairs. Multiply each, and add the products to a total that starts at 0.",
        "NumPy has a word for it, the dot product: np.dot(x, w) takes arrays and lists.",
    ),
    solution="def weighted_sum(x, w):\n    return sum(x_j * w_j for x_j, w_j in zip(x, w))\n",
)

# --- perceptron ----------------------------------------------------------------------------------------------------


def perceptron(x, w, threshold=0.0):
    return 1 if np.dot(x, w) > threshold else -1


def _perceptron_by_loop(x, w, threshold=0.0):
    total = -threshold
    for x_j, w_j in zip(x, w, strict=True):
        total += x_j * w_j
    if total > 0:
        return 1
    return -1


def _perceptron_one_way(x, w, threshold=0.0):
    if np.dot(x, w) > threshold:
        return 1


def _perceptron_first_product(x, w, threshold=0.0):
    for x_j, w_j in zip(x, w, strict=True):
        return 1 if x_j * w_j > threshold else -1


def _perceptron_on_the_way(x, w, threshold=0.0):
    total = 0
    for x_j, w_j in zip(x, w, strict=True):
        total += x_j * w_j
        if total > threshold:
            return 1
    return -1


def _perceptron_printed(x, w, threshold=0.0):
    print(1 if np.dot(x, w) > threshold else -1)


def _perceptron_hidden(rng):
    cases = []
    for n, make in ((3, _eighths), (4, _eighths), (4, _whole), (2, _eighths)):
        x, w = make(rng, n), make(rng, n)
        total = float(np.dot(x, w))
        cases += [Case((x, w, total + step)) for step in (-0.25, 0.0, 0.25)]
        cases.append(Case((x, w)))
    x, w = _single(_eighths(rng, 3), _eighths(rng, 3))
    cases += [Case((x, w, float(np.dot(x, w)) + step)) for step in (-0.5, 0.0)]
    a, b = (float(v) for v in _eighths(rng, 2))
    return [*cases, Case((array(a, b), array(b, -a)))]


PERCEPTRON = FunctionExercise(
    id="01/perceptron",
    names=("perceptron",),
    signature="perceptron(x, w, threshold=0.0)",
    reference=(perceptron,),
    cases=(
        Case((array(1.0, 2.0), array(3.0, -1.0))),
        Case((array(1.0, 2.0), array(1.0, -1.0))),
        Case((array(1, 1), array(2, 3), 4.0)),
        Case((array(1, 1), array(2, 3), 5.0)),
        Case((array(1, 1), array(2, 3), 5.5)),
        Case((array(1, 1), array(2, 3), -6.0)),
        Case((array(1.0, -1.0), array(0.5, 0.5))),
        Case((array(0.5, 0.5), array(0.5, -0.25))),
        Case((array(0.5, 0.5), array(-0.5, 0.25))),
        Case((array(0.5, 1.0), array(-1.0, -0.25), -1.0)),
        Case((array(2.0, 1.0, -1.0), array(-1.0, 0.5, 2.0), -3.0)),
        Case((array(1, 1), array(-3, -4))),
    ),
    hidden=_perceptron_hidden,
    right=(
        perceptron,
        _perceptron_by_loop,
        lambda x, w, threshold=0.0: np.where(np.sum(x * w) > threshold, 1, -1),
        lambda x, w, threshold=0.0: 2.0 * (x @ w > threshold) - 1.0,
        lambda x, w, threshold=0.0: [-1, 1][int(np.float32(w @ x) > np.float32(threshold))],
        lambda x, w, threshold=0.0: -1 if weighted_sum(x, w) <= threshold else 1,
    ),
    wrong=(
        Wrong(
            ">= at the threshold",
            "At the threshold itself this says +1. A perceptron says +1 strictly above its threshold; a sum that only reaches it gets −1.",
            lambda x, w, threshold=0.0: 1 if np.dot(x, w) >= threshold else -1,
        ),
        Wrong(
            "0 in place of −1",
            "This answers 0 where −1 is meant. The two answers of a perceptron are here +1 and −1.",
            lambda x, w, threshold=0.0: 1 if np.dot(x, w) > threshold else 0,
        ),
        Wrong(
            "truth value",
            "A comparison gives True or False. Turn it into +1 or −1 with if and else.",
            lambda x, w, threshold=0.0: bool(np.dot(x, w) > threshold),
        ),
        Wrong(
            "0 at the threshold",
            "Exactly at the threshold this gives 0, as np.sign does. A perceptron has two answers only: not above means −1.",
            lambda x, w, threshold=0.0: np.sign(np.dot(x, w) - threshold),
        ),
        Wrong(
            "+1 and −1 exchanged",
            "The answers have changed places: +1 is for a sum above the threshold.",
            lambda x, w, threshold=0.0: -1 if np.dot(x, w) > threshold else 1,
        ),
        Wrong(
            "below counts as +1",
            "This says +1 below the threshold, because of a < that should be a >.",
            lambda x, w, threshold=0.0: 1 if np.dot(x, w) < threshold else -1,
        ),
        Wrong(
            "threshold forgotten",
            "The threshold is never used: this always compares with 0. That is only what it is when nobody says otherwise.",
            lambda x, w, threshold=0.0: 1 if np.dot(x, w) > 0 else -1,
        ),
        Wrong(
            "threshold added",
            "The threshold is added to the sum. It is what the sum has to exceed, so a higher threshold must make +1 harder to reach.",
            lambda x, w, threshold=0.0: 1 if np.dot(x, w) + threshold > 0 else -1,
        ),
        Wrong(
            "threshold at every input",
            "The threshold is taken off every input. It is compared once, with the whole sum.",
            lambda x, w, threshold=0.0: 1 if np.dot(x - threshold, w) > 0 else -1,
        ),
        Wrong(
            "threshold multiplied",
            "The threshold multiplies the sum here. Compare the two with >.",
            lambda x, w, threshold=0.0: 1 if np.dot(x, w) * threshold > 0 else -1,
        ),
        Wrong(
            "no default",
            "perceptron(x, w) has to work too, with the threshold 0: give it its default in the first line, threshold=0.0.",
            lambda x, w, threshold: 1 if np.dot(x, w) > threshold else -1,
        ),
        Wrong(
            "another default",
            "With no threshold given, it is 0.",
            lambda x, w, threshold=1.0: 1 if np.dot(x, w) > threshold else -1,
        ),
        Wrong(
            "a default of ½",
            "With no threshold given, it is 0.",
            lambda x, w, threshold=0.5: 1 if np.dot(x, w) > threshold else -1,
        ),
        Wrong(
            "rounded to the nearest",
            "round() moves the sum before it is compared. Compare it as it is.",
            lambda x, w, threshold=0.0: 1 if round(float(np.dot(x, w))) > threshold else -1,
        ),
        Wrong(
            "sum returned",
            "That is the weighted sum itself. The perceptron only says on which side of the threshold it lies: +1 or −1.",
            lambda x, w, threshold=0.0: np.dot(x, w),
        ),
        Wrong(
            "distance returned",
            "That is how far the sum lies above the threshold. Asked is only whether it does: +1 or −1.",
            lambda x, w, threshold=0.0: np.dot(x, w) - threshold,
        ),
        Wrong(
            "each product by itself",
            "This compares every product with the threshold, which gives an answer for each input. Add up first, then compare once.",
            lambda x, w, threshold=0.0: np.where(x * w > threshold, 1, -1),
        ),
        Wrong(
            "any product",
            "This says +1 as soon as one product is above the threshold. All of them are added up first.",
            lambda x, w, threshold=0.0: 1 if np.any(x * w > threshold) else -1,
        ),
        Wrong(
            "weights left out",
            "The weights are not used: this compares the sum of the inputs.",
            lambda x, w, threshold=0.0: 1 if np.sum(x) > threshold else -1,
        ),
        Wrong(
            "sum where a dot is meant",
            "This adds up inputs and weights. Each weight multiplies its input; your weighted_sum does that.",
            lambda x, w, threshold=0.0: 1 if np.sum(x) + np.sum(w) > threshold else -1,
        ),
        Wrong(
            "size of the sum",
            "A large negative sum counts as large here. Its sign matters: it lies below the threshold.",
            lambda x, w, threshold=0.0: 1 if abs(np.dot(x, w)) > threshold else -1,
        ),
        Wrong(
            "size of the threshold",
            "A threshold may be negative, and then it is easier to exceed. Take it as it is.",
            lambda x, w, threshold=0.0: 1 if np.dot(x, w) > abs(threshold) else -1,
        ),
        Wrong(
            "rounded to a whole number",
            "int() cuts the sum down to a whole number before it is compared. Compare it as it is.",
            lambda x, w, threshold=0.0: 1 if int(np.dot(x, w)) > threshold else -1,
        ),
        Wrong(
            "answer in quotes",
            'In quotes, "+1" is text and nobody can count with it. Return the number.',
            lambda x, w, threshold=0.0: "+1" if np.dot(x, w) > threshold else "-1",
        ),
        Wrong(
            "one way only",
            "Above the threshold this answers +1. Otherwise the function ends without an answer; it should be −1.",
            _perceptron_one_way,
        ),
        Wrong(
            "first product only",
            "This decides in the first round of the loop. Add up all products first.",
            _perceptron_first_product,
        ),
        Wrong(
            "decided on the way",
            "This says +1 as soon as the sum so far is above the threshold. Later inputs may pull it down again: decide after the loop.",
            _perceptron_on_the_way,
        ),
        Wrong(
            "printed",
            "This prints the answer and returns nothing. print shows a value to a reader; return hands it over.",
            _perceptron_printed,
        ),
    ),
    hints=(
        "Two steps: the weighted sum, which you have written already, and one comparison.",
        "Ask `if weighted_sum(x, w) > threshold:`. What is returned then, and what otherwise?",
        "return 1 in the first case and return -1 in the other. > is strict: at the threshold itself the answer is −1.",
    ),
    solution=(
        "def perceptron(x, w, threshold=0.0):\n    return 1 if sum(x_j * w_j for x_j, w_j in zip(x, w)) > threshold else -1\n"
    ),
    withholds=("nnlib.perceptron:perceptron",),
)

# --- neuron --------------------------------------------------------------------------------------------------------


def neuron(x, w, b, activation):
    return activation(np.dot(x, w) + b)


def _neuron_by_loop(x, w, b, activation):
    z = b
    for x_j, w_j in zip(x, w, strict=True):
        z += x_j * w_j
    return activation(z)


def _neuron_single(x, w, b, activation):
    x1, w1 = np.append(1, x).astype(np.float32), np.append(b, w).astype(np.float32)
    return activation(w1 @ x1)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _neuron_hidden(rng):
    cases = []
    for name in ("sigmoid", "relu", "tanh", "linear", "softplus"):
        x, w = _eighths(rng, 3), _eighths(rng, 3)
        cases += [Case((x, w, float(b), Spec(name))) for b in (rng.integers(4, 13) / 4, -rng.integers(4, 13) / 4)]
    cases.append(Case((*_single(_eighths(rng, 4), _eighths(rng, 4)), 0.5, Spec("sigmoid"))))
    return [*cases, Case((_whole(rng, 5), _whole(rng, 5), int(rng.integers(1, 9)), Spec("linear")))]


NEURON = FunctionExercise(
    id="01/neuron",
    names=("neuron",),
    signature="neuron(x, w, b, activation)",
    reference=(neuron,),
    cases=(
        Case((array(1.0, 2.0), array(3.0, -1.0), 0.5, Spec("linear"))),
        Case((array(1.0, 2.0), array(3.0, -1.0), -2.0, Spec("relu"))),
        Case((array(1.0, 2.0), array(3.0, -1.0), 0.5, Spec("relu"))),
        Case((array(0.5, -1.0, 3.0), array(2.0, 1.0, 0.5), -0.75, Spec("sigmoid"))),
        Case((array(1, 0, 1), array(2, 3, -4), 1, Spec("tanh"))),
    ),
    hidden=_neuron_hidden,
    right=(
        neuron,
        _neuron_by_loop,
        _neuron_single,
        lambda x, w, b, activation: activation(np.sum(x * w) + b),
        lambda x, w, b, activation: activation(np.einsum("j,j->", w, x) + b),
        lambda x, w, b, activation: activation(sum(w_j * x_j for w_j, x_j in zip(w, x, strict=True)) + b),
    ),
    wrong=(
        Wrong(
            "bias forgotten",
            "The bias is missing: b is added to the weighted sum, before the activation.",
            lambda x, w, b, activation: activation(np.dot(x, w)),
        ),
        Wrong(
            "bias multiplied",
            "A bias is added. Here it multiplies the weighted sum.",
            lambda x, w, b, activation: activation(np.dot(x, w) * b),
        ),
        Wrong(
            "bias subtracted",
            "The bias is added. (A threshold would be subtracted; a bias is minus a threshold.)",
            lambda x, w, b, activation: activation(np.dot(x, w) - b),
        ),
        Wrong(
            "bias after the activation",
            "The bias comes too late: it belongs to the sum that the activation gets to see.",
            lambda x, w, b, activation: activation(np.dot(x, w)) + b,
        ),
        Wrong(
            "bias at every input",
            "The bias is added once for each input. A neuron has one bias, added once to the sum.",
            lambda x, w, b, activation: activation(np.sum(x * w + b)),
        ),
        Wrong(
            "bias inside the products",
            "The bias is added to the inputs, and then multiplied by the weights. Add it once, after the products have been added up.",
            lambda x, w, b, activation: activation(np.dot(x + b, w)),
        ),
        Wrong(
            "activation forgotten",
            "That is z, the weighted sum with its bias. The activation has still to be applied: activation(z).",
            lambda x, w, b, activation: np.dot(x, w) + b,
        ),
        Wrong(
            "activation of each product",
            "The activation is applied to each product. It is applied once, to the whole sum.",
            lambda x, w, b, activation: np.sum(activation(x * w)) + b,
        ),
        Wrong(
            "activation of the inputs",
            "The activation is applied to the inputs. It comes last, after the sum.",
            lambda x, w, b, activation: np.dot(activation(x), w) + b,
        ),
        Wrong(
            "activation twice",
            "The activation is applied once; here its result goes through it again.",
            lambda x, w, b, activation: activation(activation(np.dot(x, w) + b)),
        ),
        Wrong(
            "not added up",
            "This gives a value for each input. The products are to be added up before the activation: one neuron, one number.",
            lambda x, w, b, activation: activation(x * w + b),
        ),
        Wrong(
            "always a sigmoid",
            "Whatever activation is handed over, this applies the sigmoid. Call the one that came: activation(...).",
            lambda x, w, b, activation: _sigmoid(np.dot(x, w) + b),
        ),
        Wrong(
            "always a ReLU",
            "Whatever activation is handed over, this cuts off at 0 as ReLU does. Call the one that came: activation(...).",
            lambda x, w, b, activation: np.maximum(np.dot(x, w) + b, 0.0),
        ),
        Wrong(
            "always a step",
            "This is a perceptron still: it answers +1 or −1. In the place of the step stands the activation that was handed over.",
            lambda x, w, b, activation: 1 if np.dot(x, w) + b > 0 else -1,
        ),
        Wrong(
            "always a tanh",
            "Whatever activation is handed over, this applies the tanh. Call the one that came: activation(...).",
            lambda x, w, b, activation: np.tanh(np.dot(x, w) + b),
        ),
        Wrong(
            "a step behind the activation",
            "The activation's result is turned into +1 or −1 here. It is the output of the neuron as it is; there is no second decision.",
            lambda x, w, b, activation: 1 if activation(np.dot(x, w) + b) > 0 else -1,
        ),
        Wrong(
            "decision handed on",
            "perceptron has decided already, so all that the activation gets to see is +1 or −1. Give it z itself: the weighted sum plus the bias.",
            lambda x, w, b, activation: activation(perceptron(x, w, -b)),
        ),
        Wrong(
            "decision handed on, with the bias for its threshold",
            "perceptron has decided already, so all that the activation gets to see is +1 or −1. Give it z itself: the weighted sum plus the bias.",
            lambda x, w, b, activation: activation(perceptron(x, w, b)),
        ),
        Wrong(
            "bias added to a decision",
            "Here the bias is added to a decision, +1 or −1, which is what perceptron gives. It is added to the weighted sum.",
            lambda x, w, b, activation: activation(perceptron(x, w) + b),
        ),
        Wrong(
            "bias added to the weights",
            "The bias is added to every weight, w + b, and then multiplied by the inputs. Add it once, to the finished sum.",
            lambda x, w, b, activation: activation(np.dot(x, w + b)),
        ),
        Wrong(
            "bias multiplied after the activation",
            "The bias multiplies the activation's result. It is added, and before: to the sum that the activation gets to see.",
            lambda x, w, b, activation: activation(np.dot(x, w)) * b,
        ),
        Wrong(
            "slope of the activation",
            "That is the slope of the activation. Its value is asked: activation(z), without .derivative.",
            lambda x, w, b, activation: activation.derivative(np.dot(x, w) + b),
        ),
        Wrong(
            "activation not called",
            "This returns the activation itself. Call it: activation(...), with the sum in the brackets.",
            lambda x, w, b, activation: activation,
        ),
        Wrong(
            "weights left out",
            "The weights are missing: each input counts as much as its weight says.",
            lambda x, w, b, activation: activation(np.sum(x) + b),
        ),
        Wrong(
            "sum where a dot is meant",
            "This adds inputs and weights. Each weight multiplies its input, and then the products are added up.",
            lambda x, w, b, activation: activation(np.sum(x) + np.sum(w) + b),
        ),
        Wrong(
            "sum times sum",
            "This adds up first and multiplies then. Multiply pair by pair, then add up.",
            lambda x, w, b, activation: activation(np.sum(x) * np.sum(w) + b),
        ),
        Wrong(
            "an array of one number",
            "The number sits in an array, because the bias was put into brackets. A neuron gives one plain number.",
            lambda x, w, b, activation: activation(np.array([np.dot(x, w) + b])),
        ),
    ),
    hints=(
        "Three steps in this order: weighted sum, plus bias, activation.",
        "z = weighted_sum(x, w) + b is what the activation gets to see.",
        "activation is a function that was handed over. It is called like any other: return activation(z).",
    ),
    solution="def neuron(x, w, b, activation):\n    z = sum(x_j * w_j for x_j, w_j in zip(x, w)) + b\n    return activation(z)\n",
)

# --- bias_trick ----------------------------------------------------------------------------------------------------


def bias_trick(x, w, b):
    return np.concatenate(([1], x)), np.concatenate(([b], w))


def _trick_filled(x, w, b):
    x1, w1 = np.ones(len(x) + 1), np.empty(len(w) + 1)
    x1[1:] = x
    w1[0], w1[1:] = b, w
    return x1, w1


def _trick_swallowed_by_an_array(x, w, b):
    x1, w1 = np.ones(len(x) + 1, dtype=x.dtype), np.zeros(len(w) + 1, dtype=int)
    x1[1:] = x
    w1[0], w1[1:] = b, w
    return x1, w1


def _bias_trick_hidden(rng):
    cases = [Case((_eighths(rng, n), _eighths(rng, n), float(b))) for n, b in ((3, 0.625), (5, -2.25), (2, 3.0))]
    cases.append(Case((*_single(_eighths(rng, 4), _eighths(rng, 4)), -0.375)))
    return [*cases, Case((_whole(rng, 4), _whole(rng, 4), -1.5)), Case((_whole(rng, 2), _whole(rng, 2), 6))]


BIAS_TRICK = FunctionExercise(
    id="01/bias_trick",
    names=("bias_trick",),
    signature="bias_trick(x, w, b)",
    reference=(bias_trick,),
    cases=(
        Case((array(2.0, 3.0), array(4.0, 5.0), 0.5)),
        Case((array(2, 3), array(4, 5), -1.5)),
        Case((array(0.5, -1.0, 2.0), array(-2.0, 0.25, 3.0), 7.0)),
        Case((array(3.0), array(-2.0), 0.25)),
    ),
    hidden=_bias_trick_hidden,
    right=(
        bias_trick,
        _trick_filled,
        lambda x, w, b: [[1, *x], [b, *w]],
        lambda x, w, b: (np.append(1, x), np.append(b, w)),
        lambda x, w, b: (np.r_[1, x], np.r_[b, w]),
        lambda x, w, b: (np.hstack([1, x]).astype(np.float32), np.insert(w.astype(np.float32), 0, b)),
    ),
    wrong=(
        Wrong(
            "the bias lost its fraction",
            "An array of whole numbers holds whole numbers only: a bias of −1.5 put into it becomes −1. Build a new array from the bias and the weights, as np.concatenate does, or make the weights floats first.",
            lambda x, w, b: (np.insert(x, 0, 1), np.insert(w, 0, b)),
        ),
        Wrong(
            "an array made for whole numbers",
            "This array is made for whole numbers, so everything that is put into it loses its fraction. Leave dtype=int away.",
            _trick_swallowed_by_an_array,
        ),
        Wrong(
            "the 1 is missing",
            "w has got its bias, and x is as it was: the two no longer go together. The bias needs an input to multiply, one that is always 1.",
            lambda x, w, b: (x, np.append(b, w)),
        ),
        Wrong(
            "the bias is missing",
            "x has got its 1, and w is as it was: the weight on the new input is to be the bias.",
            lambda x, w, b: (np.append(1, x), w),
        ),
        Wrong(
            "both at the end",
            "The sum would be the same, though here the 1 and the bias are asked in front.",
            lambda x, w, b: (np.append(x, 1), np.append(w, b)),
        ),
        Wrong(
            "the 1 at the end",
            "The 1 stands at the end and the bias in front, so every input meets its neighbour's weight. Put the 1 in front.",
            lambda x, w, b: (np.append(x, 1), np.append(b, w)),
        ),
        Wrong(
            "the bias at the end",
            "The bias stands at the end and the 1 in front, so every weight meets its neighbour's input. Put the bias in front.",
            lambda x, w, b: (np.append(1, x), np.append(w, b)),
        ),
        Wrong(
            "1 and bias exchanged",
            "The sum is the same, yet the inputs are what changes from case to case and the bias belongs to the neuron: the 1 goes to x, b to w.",
            lambda x, w, b: (np.append(b, x), np.append(1, w)),
        ),
        Wrong(
            "1 in both",
            "A 1 went in front of both. In front of the weights stands the bias.",
            lambda x, w, b: (np.append(1, x), np.append(1, w)),
        ),
        Wrong(
            "bias in both",
            "The bias went in front of both. Then it would be multiplied by itself; the new input is 1.",
            lambda x, w, b: (np.append(b, x), np.append(b, w)),
        ),
        Wrong(
            "0 for 1",
            "The new input is 0, and 0 times the bias is nothing. It has to be 1.",
            lambda x, w, b: (np.append(0, x), np.append(b, w)),
        ),
        Wrong(
            "minus the bias",
            "The bias has changed its sign. (A threshold would need that; a bias does not.)",
            lambda x, w, b: (np.append(1, x), np.append(-b, w)),
        ),
        Wrong(
            "weights first",
            "The two have changed places: first x1, then w1.",
            lambda x, w, b: (np.append(b, w), np.append(1, x)),
        ),
        Wrong(
            "added to each",
            "[1] + x joins two lists, but x is an array, and there + adds 1 to each entry. np.concatenate joins arrays.",
            lambda x, w, b: (1 + x, b + w),
        ),
        Wrong(
            "added everywhere, nothing new",
            "Nothing was put in front: the bias was added to the weights, all of them. x and w are to become one entry longer.",
            lambda x, w, b: (x, w + b),
        ),
        Wrong(
            "an array within an array",
            "[1, x] holds two things, a number and a whole array. Unpack it with a star, [1, *x], or join them with np.concatenate.",
            lambda x, w, b: ([1, x], [b, w]),
        ),
        Wrong(
            "a bare number",
            "Two pairs of brackets: np.concatenate(([1], x)). Lists or arrays go in, not the bare number 1; the same holds for b.",
            lambda x, w, b: (np.concatenate((1, x)), np.concatenate((b, w))),
        ),
        Wrong(
            "one pair of brackets",
            "Two pairs of brackets: np.concatenate(([1], x)). What is to be joined stands in brackets of its own; without them NumPy takes x for another argument.",
            lambda x, w, b: (np.concatenate([1], x), np.concatenate([b], w)),
        ),
        Wrong(
            "a bare bias",
            "Two pairs of brackets: np.concatenate(([1], x)). Lists or arrays go in, not the bare number 1; the same holds for b.",
            lambda x, w, b: (np.concatenate(([1], x)), np.concatenate((b, w))),
        ),
        Wrong(
            "an array of an array",
            "np.array([1, x]) is to hold a number and a whole array, which NumPy refuses. Unpack x with a star, [1, *x], or use np.concatenate.",
            lambda x, w, b: (np.array([1, x]), np.array([b, w])),
        ),
        Wrong(
            "sum returned",
            "That is the weighted sum that comes of it. Asked are the two arrays, x1 and w1.",
            lambda x, w, b: float(np.dot(x, w) + b),
        ),
        Wrong(
            "joined to one",
            "Everything stands in one array. Return two, with a comma between them: x1, w1.",
            lambda x, w, b: np.concatenate(([1], x, [b], w)),
        ),
        Wrong(
            "only x1",
            "That is x1 only. Return both, with a comma between them: x1, w1.",
            lambda x, w, b: np.append(1, x),
        ),
        Wrong(
            "columns",
            "These are columns, arrays of two dimensions. x1 and w1 are plain arrays, one entry longer than x and w.",
            lambda x, w, b: (np.append(1, x)[:, None], np.append(b, w)[:, None]),
        ),
        Wrong(
            "nothing put in front",
            "x and w come back as they were. Each is to get one more entry in front.",
            lambda x, w, b: (x, w),
        ),
    ),
    hints=(
        "The bias is multiplied by nothing, which is the same as being multiplied by 1. So which input does it need?",
        "x1 is x with a 1 in front, w1 is w with the bias in front: one entry more each.",
        "np.concatenate(([1], x)) puts a 1 in front of an array. The other one goes the same way. Return both with a comma between them.",
    ),
    solution="def bias_trick(x, w, b):\n    return np.concatenate(([1], x)), np.concatenate(([b], w))\n",
)

# --- gates ---------------------------------------------------------------------------------------------------------

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
TRUTH = {"AND": (-1, -1, -1, 1), "OR": (-1, 1, 1, 1), "NAND": (1, 1, 1, -1)}
NEARLY_ZERO = 1e-12  # of the size of what is added up: nearer to 0 than this, only rounding decides


@dataclass(frozen=True)
class Table:
    """What a gate answers at the four corners; where that is wrong, also what the eye would notice.

    on_the_line: corners that should get +1 and whose sum is 0. no_bias: whether the bias is 0. turned: whether the
    answer is the same everywhere, with weights that pull the wrong way.
    """

    outputs: tuple
    on_the_line: tuple = ()
    no_bias: bool = False
    turned: bool = False


def _gate(name, value):
    w, b = _weights_and_bias(name, value)
    sums = [w[0] * p + w[1] * q + b for p, q in CORNERS]
    outputs = tuple(1 if total > 0 else -1 for total in sums)
    if outputs == TRUTH[name]:
        return Table(outputs)
    least = NEARLY_ZERO * (abs(w[0]) + abs(w[1]) + abs(b))
    on_the_line = tuple(
        corner
        for corner, total, output, asked in zip(CORNERS, sums, outputs, TRUTH[name], strict=True)
        if output != asked and abs(total) <= least
    )
    turned = len(set(outputs)) == 1 and (w[0] + w[1] < 0) == (name != "NAND")
    return Table(outputs, on_the_line, b == 0, turned)


def _weights_and_bias(name, value):
    """Two floats and a float from what was handed in. Raises Unfit with advice."""
    form = f"Write {name} = ((w1, w2), b) with numbers: the two weights in brackets of their own, then the bias."
    if isinstance(value, np.ndarray):
        raise Unfit(f"{name} is {show(value)}, one array. {form}")
    if not isinstance(value, tuple | list):
        raise Unfit(f"{name} is {show(value)}. {form}")
    if len(value) == 3:
        raise Unfit(f"{name} holds three things. {form}")
    if len(value) != 2:
        raise Unfit(f"{name} holds {len(value)} thing{'s' * (len(value) != 1)}. {form}")
    w, b = value
    if np.ndim(_as_array(w)) == 0 and np.ndim(_as_array(b)) == 1:
        raise Unfit(f"{name} has its bias first. The order is (w, b): first the two weights, then the bias.")
    if np.shape(_as_array(w)) != (2,):
        raise Unfit(f"In {name}, the weights are {show(w)}; two numbers are asked, one for each input. {form}")
    if np.ndim(_as_array(b)) != 0:
        raise Unfit(f"In {name}, the bias is {show(b)}; a plain number is asked, without brackets around it.")
    numbers = []
    for what, part in (("a weight", w[0]), ("a weight", w[1]), ("the bias", b)):
        number = _number(part)
        if number is None:
            raise Unfit(f"In {name}, {what} is {show(part)}; a number is asked.")
        numbers.append(number)
    return numbers[:2], numbers[2]


def _as_array(value):
    try:
        return np.array(value)
    except ValueError:  # rows of different lengths
        return np.array(None)


def _number(value):
    """A finite float, None for anything else."""
    value = np.array(value)
    if value.dtype.kind not in "iuf":
        return None
    value = float(value)
    return value if np.isfinite(value) else None


def _tells_gate(name, found, asked):
    if found.on_the_line:
        corner = _corner(found.on_the_line[0])
        return f"{name} gives −1 for {corner}: the sum there is 0, and +1 needs a sum above 0. Leave it some room."
    k = next(k for k in range(4) if found.outputs[k] != asked.outputs[k])
    wrong = sum(f != a for f, a in zip(found.outputs, asked.outputs, strict=True))
    more = "" if wrong == 1 else f" {wrong} of the four cases are wrong."
    side = "above 0" if found.outputs[k] > 0 else "0 or below"
    sign = {1: "+1", -1: "−1"}
    return (
        f"{name} gives {sign[found.outputs[k]]} for {_corner(CORNERS[k])}, where {sign[asked.outputs[k]]} is asked: "
        f"the sum there is {side}.{more}"
    )


def _corner(corner):
    return f"x = ({corner[0]}, {corner[1]})"


AND, OR, NAND = ((1, 1), -1.5), ((1, 1), -0.5), ((-1, -1), 1.5)
GATE = {"AND": AND, "OR": OR, "NAND": NAND}


def _gates(**other):
    """Three gates, right but for those given."""
    return tuple((GATE | other).values())


GATES = BehaviourExercise(
    id="01/gates",
    names=("AND", "OR", "NAND"),
    signature="AND, OR, NAND = (w, b), (w, b), (w, b)",
    behaviour=_gate,
    reference=(AND, OR, NAND),
    tells=_tells_gate,
    right=(
        (AND, OR, NAND),
        ([[2, 2], -3], [[2, 2], -1], [[-2, -2], 3]),
        ((array(0.6, 0.6), -1.0), (array(1.0, 1.0), 0.0), (array(-1.0, -1.0), 2.0)),  # on the line, where −1 is right
        ((array(5, 3), -5), (array(0.1, 9).astype(np.float32), 0), (array(-7, -4), np.float64(7.5))),
        (([1e-6, 1e-6], -1.5e-6), ((1000, 1), -0.5), ((-3, -2), np.array(4))),
    ),
    wrong=(
        Wrong(
            "AND is an OR",
            "This AND says +1 when one input alone is 1. Make it harder: neither weight alone may lift the sum above 0, only both together.",
            _gates(AND=((1, 1), -0.5)),
        ),
        Wrong(
            "AND without bias",
            "In this AND the bias is 0, so one input of 1 is enough for a positive sum. The bias is what both inputs together have to overcome: make it negative enough.",
            _gates(AND=((1, 1), 0)),
        ),
        Wrong(
            "AND on the line",
            "This AND says −1 for (1, 1): the sum there is exactly 0, and the output is +1 only above 0. Make the bias a little less negative.",
            _gates(AND=((1, 1), -2)),
        ),
        Wrong(
            "AND never says +1",
            "This AND says −1 to everything: the bias pulls the sum down so far that both inputs together do not lift it above 0.",
            _gates(AND=((1, 1), -3)),
        ),
        Wrong(
            "AND with its threshold for a bias",
            "This AND says +1 to everything: its bias is too large. Is it meant as a threshold? The bias is minus the threshold.",
            _gates(AND=((1, 1), 1.5)),
        ),
        Wrong(
            "AND is a NAND",
            "What stands in AND is a NAND. AND says +1 for (1, 1) and for nothing else.",
            _gates(AND=NAND),
        ),
        Wrong(
            "AND is a NOR",
            "This AND says +1 for (0, 0) only. AND says +1 for (1, 1) only, so its weights pull upwards and its bias downwards.",
            _gates(AND=((-1, -1), 0.5)),
        ),
        Wrong(
            "AND with its weights turned, and never +1",
            "This AND says −1 to everything: its weights are negative and pull the sum down. They have to pull upwards.",
            _gates(AND=((-1, -1), -1.5)),
        ),
        Wrong(
            "AND with its weights turned, and always +1",
            "This AND says +1 to everything: its bias is large, and its negative weights do not bring the sum down to 0. It is the weights that pull upwards in an AND, and the bias that pulls downwards.",
            _gates(AND=((-1, -1), 2.5)),
        ),
        Wrong(
            "AND of the first input only",
            "This AND follows the first input, whatever the second is. Both need a say: each weight is to be less than the bias can hold down, both together more.",
            _gates(AND=((1, 0), -0.5)),
        ),
        Wrong(
            "AND of the second input only",
            "This AND follows the second input, whatever the first is. Both need a say: each weight is to be less than the bias can hold down, both together more.",
            _gates(AND=((0, 1), -0.5)),
        ),
        Wrong(
            "OR is an AND",
            "This OR needs both inputs. One alone should be enough: each weight by itself has to lift the sum above 0.",
            _gates(OR=((1, 1), -1.5)),
        ),
        Wrong(
            "OR on the line",
            "This OR says −1 where one input is 1: the sum there is exactly 0, and the output is +1 only above 0. Make the bias a little less negative.",
            _gates(OR=((1, 1), -1)),
        ),
        Wrong(
            "OR also for (0, 0)",
            "This OR says +1 even when both inputs are 0. There the sum is the bias alone, so the bias must not be positive.",
            _gates(OR=((1, 1), 0.5)),
        ),
        Wrong(
            "OR never says +1",
            "This OR says −1 to everything: one input alone has to lift the sum above 0.",
            _gates(OR=((1, 1), -2.5)),
        ),
        Wrong(
            "OR is a NOR",
            "What stands in OR is a NOR, its opposite: it says +1 where OR says −1. Turn the signs of weights and bias.",
            _gates(OR=((-1, -1), 0.5)),
        ),
        Wrong(
            "OR is a NAND",
            "What stands in OR is a NAND. OR says +1 as soon as one input is 1, so its weights pull upwards.",
            _gates(OR=NAND),
        ),
        Wrong(
            "OR with its weights turned",
            "This OR says −1 to everything: its weights are negative and pull the sum down. They have to pull upwards.",
            _gates(OR=((-1, -1), -0.5)),
        ),
        Wrong(
            "OR with its weights turned and a large bias",
            "This OR says +1 to everything, for (0, 0) too, where the sum is the bias alone. Its bias must not be positive, and its weights have to pull upwards.",
            _gates(OR=((-1, -1), 2.5)),
        ),
        Wrong(
            "OR of the first input only",
            "This OR follows the first input, whatever the second is. The second weight, too, has to lift the sum above 0 by itself.",
            _gates(OR=((1, 0), -0.5)),
        ),
        Wrong(
            "OR of the second input only",
            "This OR follows the second input, whatever the first is. The first weight, too, has to lift the sum above 0 by itself.",
            _gates(OR=((0, 1), -0.5)),
        ),
        Wrong(
            "NAND is an AND",
            "What stands in NAND is an AND, its opposite. Turn the signs of weights and bias.",
            _gates(NAND=AND),
        ),
        Wrong(
            "NAND is a NOR",
            "This NAND says +1 for (0, 0) only. NAND says −1 for (1, 1) only: one input of 1 must not yet pull the sum down to 0.",
            _gates(NAND=((-1, -1), 0.5)),
        ),
        Wrong(
            "NAND is an OR",
            "What stands in NAND is an OR. NAND says −1 for (1, 1) and +1 for the rest, so its weights pull downwards.",
            _gates(NAND=OR),
        ),
        Wrong(
            "NAND on the line",
            "This NAND says −1 where one input is 1: the sum there is exactly 0, and +1 needs a sum above 0. Make the bias a little larger.",
            _gates(NAND=((-1, -1), 1)),
        ),
        Wrong(
            "NAND without bias",
            "This NAND has negative weights and a bias of 0, so the sum is never above 0. The bias has to be positive: it is all there is for (0, 0).",
            _gates(NAND=((-1, -1), 0)),
        ),
        Wrong(
            "NAND with only the weights turned",
            "This NAND says −1 to everything: its weights are negative, which is right, and its bias is not positive. Of an AND, the bias has to change its sign too.",
            _gates(NAND=((-1, -1), -1.5)),
        ),
        Wrong(
            "NAND with only the bias turned",
            "This NAND says +1 to everything: its bias is positive, which is right, and its weights are too. For (1, 1) the weights have to pull the sum down, so they are negative.",
            _gates(NAND=((1, 1), 1.5)),
        ),
        Wrong(
            "NAND with too large a bias",
            "This NAND says +1 to everything: its weights pull downwards, which is right, and its bias is so large that both inputs together do not bring the sum down to 0. Make the bias smaller.",
            _gates(NAND=((-1, -1), 2.5)),
        ),
        Wrong(
            "NAND never says +1",
            "This NAND says −1 to everything. For (0, 0) the sum is the bias alone, so the bias has to be positive; and the weights have to pull downwards.",
            _gates(NAND=((1, 1), -3)),
        ),
        Wrong(
            "NAND of one input only",
            "This NAND listens to one input only, so it answers −1 also where the other is 0.",
            _gates(NAND=((-1, 0), 0.5)),
        ),
        Wrong(
            "NAND of the other input only",
            "This NAND listens to one input only, so it answers −1 also where the other is 0.",
            _gates(NAND=((0, -1), 0.5)),
        ),
    ),
    hints=(
        "Write down the four sums: b for (0, 0), w₂ + b for (0, 1), w₁ + b for (1, 0), w₁ + w₂ + b for (1, 1). Which of them should be above 0?",
        "AND: with both weights 1 the sums are b, 1 + b, 1 + b and 2 + b. Choose b so that only the last one is above 0.",
        "OR needs a bias nearer to 0 than AND: three sums are to be above 0. NAND is the opposite of AND: weights and bias with the other sign.",
    ),
    solution="AND = ((1, 1), -1.5)\nOR = ((1, 1), -0.5)\nNAND = ((-1, -1), 1.5)\n",
)

# --- xor -----------------------------------------------------------------------------------------------------------


def _fires(x, gate):
    """A gate by the rule of the perceptron; a bias is minus a threshold."""
    w, b = gate
    return perceptron(x, w, -b)


def xor(x):
    return _fires((_fires(x, OR), _fires(x, NAND)), AND)


def _xor_translated(x):
    a, b = ((_fires(x, gate) + 1) / 2 for gate in (OR, NAND))
    return _fires((a, b), AND)


def _xor_of_nands(x):
    def nand(p, q):
        return (_fires((p, q), NAND) + 1) // 2

    middle = nand(x[0], x[1])
    return 2 * nand(nand(x[0], middle), nand(middle, x[1])) - 1


SIGN_OF_THE_BIAS = "Is it -b, in all three places? perceptron takes a threshold, and a gate holds a bias, which is minus the threshold."


def _bias_for_threshold(or_gate=OR, of_or=True, of_nand=True, of_and=True):
    """An xor that hands over b in the place of -b, for some of its gates or for all."""

    def xor(x):
        a = perceptron(x, or_gate[0], or_gate[1] if of_or else -or_gate[1])
        b = perceptron(x, NAND[0], NAND[1] if of_nand else -NAND[1])
        return perceptron((a, b), AND[0], AND[1] if of_and else -AND[1])

    return xor


def _sign_for_the_step(or_gate, nand_gate):
    """An xor of neurons with np.sign, whose 0 is a third answer where a gate's sum is exactly 0."""

    def xor(x):
        hidden = [np.sign(np.dot(x, w) + b) for w, b in (or_gate, nand_gate)]
        return np.sign(np.dot(hidden, (1, 1)) - 1.0)

    return xor


def _without_biases(x):
    def gate(x, gate):
        return perceptron(x, gate[0])

    return gate((gate(x, OR), gate(x, NAND)), AND)


def _or_of_ands(x):
    """(x1 and not x2) or (not x1 and x2), where the OR made for 0 and 1 is given −1 and +1."""
    return _fires((_fires(x, ((1, -1), -0.5)), _fires(x, ((-1, 1), -0.5))), OR)


def _nands_of_signs(x):
    middle = _fires(x, NAND)
    return _fires((_fires((x[0], middle), NAND), _fires((middle, x[1]), NAND)), NAND)


def _joined(join):
    """An xor that joins the answers of OR and NAND by something else than a third perceptron."""
    return lambda x: join(_fires(x, OR), _fires(x, NAND))


def _added_up(x, w):
    total = 0
    for x_j, w_j in zip(x, w, strict=True):
        total += x_j * w_j
    return total


PYTHONS_AND = (
    "Are the two answers joined by Python's own `and`? To Python, −1 counts as true, like every number but 0. Ask the "
    "perceptron with the gate AND."
)
ANSWERS_IN_A_LIST = "The two answers go in together, as one list [p, q]: the inputs of a perceptron are its first argument, all of them."
PAIR_TAKEN_APART = (
    "A gate is a pair (w, b). perceptron wants the weights by themselves, and then the threshold: take the pair apart first, "
    "with w, b = OR."
)


def _xor_prints(x):
    print(xor(x))


def _xor_one_way(x):
    if x[0] != x[1]:
        return 1


def _xor_hidden(rng):
    kinds = (
        lambda x: array(*x),
        lambda x: array(*x) * 1.0,
        lambda x: (array(*x) * 1.0).astype(np.float32),
    )
    return [Case((kinds[k](CORNERS[n]),)) for k in rng.permutation(len(kinds)) for n in rng.permutation(4)]


XOR = FunctionExercise(
    id="01/xor",
    names=("xor",),
    signature="xor(x)",
    reference=(xor,),
    cases=(
        Case((array(0, 0),)),
        Case((array(0, 1),)),
        Case((array(1, 0),)),
        Case((array(1, 1),)),
    ),
    hidden=_xor_hidden,
    right=(
        xor,
        _xor_translated,
        _xor_of_nands,
        _nands_of_signs,
        lambda x: 1 if x[0] != x[1] else -1,
        lambda x: 1 if x.sum() == 1 else -1,
        lambda x: np.where(np.sum(x) == 1, 1.0, -1.0),
        lambda x: -((-1) ** int(x[0] + x[1])),
        lambda x: np.float32(-1) ** np.float32(1 + x[0] + x[1]),
    ),
    wrong=(
        # first, as it is what happens most: with gates of other numbers it gives other answers
        Wrong("the bias for the threshold", SIGN_OF_THE_BIAS, _bias_for_threshold()),
        Wrong("the bias for the threshold, an OR", SIGN_OF_THE_BIAS, _bias_for_threshold(((1, 1), 0))),
        Wrong("the bias for the threshold, in OR only", SIGN_OF_THE_BIAS, _bias_for_threshold(OR, True, False, False)),
        Wrong("the bias for the threshold, not in AND", SIGN_OF_THE_BIAS, _bias_for_threshold(OR, True, True, False)),
        Wrong(
            "opposite",
            "This is the opposite: +1 where both inputs are the same. XOR says +1 where they differ. In gates, is the last one a NAND where AND is meant?",
            lambda x: 1 if x[0] == x[1] else -1,
        ),
        Wrong(
            "an OR",
            'This is OR: it says +1 for (1, 1) too. XOR means one or the other and not both, and NAND is the gate that says "not both".',
            lambda x: _fires(x, OR),
        ),
        Wrong(
            "an AND",
            "This is AND, or the AND of AND and OR, which is the same. XOR is the AND of two other gates.",
            lambda x: _fires(x, AND),
        ),
        Wrong(
            "a NAND",
            "This is NAND: it says +1 for (0, 0) too. XOR also needs at least one input to be 1, and OR is the gate that says so.",
            lambda x: _fires(x, NAND),
        ),
        Wrong(
            "a NOR",
            "This says +1 for (0, 0) only. XOR says +1 where the inputs differ.",
            lambda x: _fires(x, ((-1, -1), 0.5)),
        ),
        Wrong(
            "OR as the last gate",
            "This says +1 to everything. Is the last gate an OR that gets 0 and 1? Then one yes is enough for it, and at (0, 0) NAND says yes, at (1, 1) OR. XOR needs both.",
            lambda x: 1,
        ),
        Wrong(
            "biases forgotten",
            "This says −1 to everything. Do the gates get their biases? perceptron(x, w) alone compares with 0; a bias b is a threshold of −b.",
            _without_biases,
        ),
        Wrong(
            "AND of AND and NAND",
            "This says −1 to everything. AND and NAND are never +1 together; which other gate goes with NAND?",
            lambda x: _fires((_fires(x, AND), _fires(x, NAND)), AND),
        ),
        Wrong(
            "an OR that is given −1",
            "For unlike inputs this says −1. The first neurons answer −1 and +1, and this last gate was made for 0 and 1. Translate with (y + 1) / 2 in between.",
            _or_of_ands,
        ),
        Wrong(
            "0 in place of −1",
            "A like pair gets 0 here, where −1 is asked. A perceptron answers −1 and +1: with three of them that comes by itself.",
            lambda x: int(x[0] != x[1]),
        ),
        Wrong(
            "sign for the step, a 0 for both",
            "Is the activation sign? Where a sum is exactly 0, sign answers 0, a third answer. perceptron says −1 there.",
            _sign_for_the_step(((1, 1), 0), ((-1, -1), 2)),
        ),
        Wrong(
            "sign for the step, a 0 for (0, 0)",
            "Is the activation sign? Where a sum is exactly 0, sign answers 0, a third answer. perceptron says −1 there.",
            _sign_for_the_step(((1, 1), 0), NAND),
        ),
        Wrong(
            "sign for the step, a 0 for (1, 1)",
            "Is the activation sign? Where a sum is exactly 0, sign answers 0, a third answer. perceptron says −1 there.",
            _sign_for_the_step(OR, ((-1, -1), 2)),
        ),
        Wrong(
            "truth value",
            "A comparison gives True or False. Asked are +1 and −1, as the gates give them.",
            lambda x: bool(x[0] != x[1]),
        ),
        Wrong(
            "difference",
            "That is the difference of the inputs, which is 0 where they are the same and has two signs where they are not.",
            lambda x: float(x[0]) - float(x[1]),
        ),
        Wrong(
            "first input only", "This follows the first input and never asks the second.", lambda x: 1 if x[0] else -1
        ),
        Wrong(
            "second input only", "This follows the second input and never asks the first.", lambda x: 1 if x[1] else -1
        ),
        Wrong(
            "one of the two only",
            "One of the unlike pairs, (0, 1) and (1, 0), gets −1 here. A single neuron can do no better: three of the four. Take three neurons.",
            lambda x: _fires(x, ((1, -1), -0.5)),
        ),
        Wrong(
            "the other of the two only",
            "One of the unlike pairs, (0, 1) and (1, 0), gets −1 here. A single neuron can do no better: three of the four. Take three neurons.",
            lambda x: _fires(x, ((-1, 1), -0.5)),
        ),
        Wrong(
            "both answers returned",
            "These are the answers of OR and NAND. A third neuron takes them as its inputs: AND, and its answer is xor.",
            lambda x: (_fires(x, OR), _fires(x, NAND)),
        ),
        *(Wrong("Python's and", PYTHONS_AND, _joined(join)) for join in (lambda p, q: p and q, lambda p, q: q and p)),
        Wrong(
            "answers added",
            "That is the sum of the answers of OR and NAND. A third perceptron decides about them: AND.",
            _joined(lambda p, q: p + q),
        ),
        Wrong("answers not in a list", ANSWERS_IN_A_LIST, _joined(lambda p, q: perceptron(p, q, AND[0], -AND[1]))),
        Wrong("answers not in a list", ANSWERS_IN_A_LIST, _joined(lambda p, q: _added_up(p, AND[0]))),
        *(
            Wrong("pair for the weights", PAIR_TAKEN_APART, lambda x, total=total: total(x, OR))
            for total in (np.dot, weighted_sum, _added_up)
        ),
        Wrong(
            "an array of one number",
            "The answer sits in brackets. Return one plain number.",
            lambda x: np.array([xor(x)]),
        ),
        Wrong(
            "one way only",
            "Where the inputs are the same, the function ends without an answer; it should be −1.",
            _xor_one_way,
        ),
        Wrong("printed", "This prints the answer and returns nothing. Hand it over with return.", _xor_prints),
    ),
    hints=(
        'Say it in words: "at least one of them, and not both". Which gate says "at least one"? Which says "not both"?',
        "Ask OR and NAND about x. Their two answers are the inputs of a third gate, AND.",
        "A gate is (w, b), and perceptron takes a threshold, which is −b. So with w, b = OR, perceptron(x, w, -b) is the answer of OR.",
    ),
    solution=(
        "def xor(x):\n"
        "    def gate(x, gate):\n"
        "        w, b = gate\n"
        "        return 1 if w[0] * x[0] + w[1] * x[1] + b > 0 else -1\n\n"
        "    hidden = [gate(x, ((1, 1), -0.5)), gate(x, ((-1, -1), 1.5))]  # OR, NAND\n"
        "    return gate(hidden, ((1, 1), -1.5))  # AND\n"
    ),
)

# --- perceptron_update ---------------------------------------------------------------------------------------------


def perceptron_update(w, b, x, target, eta):
    output = 1 if np.dot(w, x) + b > 0 else -1
    if output != target:
        w, b = w + eta * target * x, b + eta * target
    return w, b


def _update_by_loop(w, b, x, target, eta):
    z = b
    for w_j, x_j in zip(w, x, strict=True):
        z += w_j * x_j
    if (z > 0) == (target > 0):
        return list(w), b
    return [w_j + eta * target * x_j for w_j, x_j in zip(w, x, strict=True)], b + eta * target


def _update_by_half_the_error(w, b, x, target, eta):
    error = (target - np.where(w @ x + b > 0, 1, -1)) / 2  # −1, 0 or +1
    return w + eta * error * x, b + eta * error


def _update_by_trick(w, b, x, target, eta):
    w1, x1 = np.append(b, w).astype(np.float32), np.append(1, x).astype(np.float32)
    if perceptron(x1, w1) != target:
        w1 = w1 + np.float32(eta) * target * x1
    return w1[1:], w1[0]


def _update(decides=None, change_w=None, change_b=None):
    """An update with another rule for when, or for what: a way to write the wrong ones."""
    decides = decides or (lambda w, b, x, target: perceptron(np.append(1, x), np.append(b, w)) != target)
    change_w = change_w or (lambda w, b, x, target, eta: w + eta * target * x)
    change_b = change_b or (lambda w, b, x, target, eta: b + eta * target)

    def perceptron_update(w, b, x, target, eta):
        if decides(w, b, x, target):
            return change_w(w, b, x, target, eta), change_b(w, b, x, target, eta)
        return w, b

    return perceptron_update


def _in_place(w, b, x, target, eta):
    if perceptron(x, w, -b) != target:
        for j in range(len(w)):
            w[j] += eta * target * x[j]
        b += eta * target
    return w, b


def _in_place_at_once(w, b, x, target, eta):
    if perceptron(x, w, -b) != target:
        w += eta * target * x
        b += eta * target
    return w, b


def _whole_numbers_only(w, b, x, target, eta):
    w = w.copy()
    if perceptron(x, w, -b) != target:
        for j in range(len(w)):
            w[j] += eta * target * x[j]
        b += eta * target
    return w, b


def _nothing_where_right(w, b, x, target, eta):
    if perceptron(x, w, -b) != target:
        return w + eta * target * x, b + eta * target


def _until_right(w, b, x, target, eta):
    for _ in range(100):
        if perceptron(x, w, -b) == target:
            break
        w, b = w + eta * target * x, b + eta * target
    return w, b


def _full_error(w, b, x, target, eta):
    error = target - perceptron(x, w, -b)
    return w + eta * error * x, b + eta * error


def _error_of_the_sum(w, b, x, target, eta):
    error = target - (np.dot(w, x) + b)
    return w + eta * error * x, b + eta * error


def _bias_first(w, b, x, target, eta):
    w, b = perceptron_update(w, b, x, target, eta)
    return b, w


def _only_weights(w, b, x, target, eta):
    return perceptron_update(w, b, x, target, eta)[0]


def _zero_one(w, b, x, target):
    return (1 if np.dot(w, x) + b > 0 else 0) != target


def _update_hidden(rng):
    cases = [Case((np.zeros(3), 0.0, _eighths(rng, 3), target, 0.5)) for target in (1, -1)]
    for n, eta in ((2, 0.5), (3, 0.25), (4, 1.0)):
        x, w = _eighths(rng, n), _eighths(rng, n)
        total = float(np.dot(w, x))
        # just above 0, just below, on the line, and where a bias taken for a threshold shows
        for b in (-total + 0.25, -total - 0.25, -total, 2 * total):
            cases += [Case((w, b, x, target, eta)) for target in (1, -1)]
    x, w = _whole(rng, 3), _whole(rng, 3)
    cases += [Case((w, int(b - np.dot(w, x)), x, target, 0.5)) for b, target in ((1, -1), (-1, 1), (1, 1))]
    x, w = _single(_eighths(rng, 3), _eighths(rng, 3))
    return [*cases, *(Case((w, 0.5 - float(np.dot(w, x)), x, target, 0.125)) for target in (1, -1))]


PERCEPTRON_UPDATE = FunctionExercise(
    id="01/perceptron_update",
    names=("perceptron_update",),
    signature="perceptron_update(w, b, x, target, eta)",
    points=2.0,
    reference=(perceptron_update,),
    cases=(
        Case((array(0.0, 0.0), 0.0, array(1.0, 2.0), 1, 0.5)),
        Case((array(0.0, 0.0), 0.0, array(1.0, 2.0), -1, 0.5)),
        Case((array(1.0, -1.0), 0.5, array(1.0, 1.0), 1, 0.5)),
        Case((array(1.0, -1.0), 0.5, array(1.0, 1.0), -1, 0.5)),
        Case((array(1.0, 1.0), -3.0, array(1.0, 1.0), 1, 1.0)),
        Case((array(1.0, 1.0), -3.0, array(1.0, 1.0), -1, 1.0)),
        Case((array(2, 1), 0, array(1, 3), -1, 0.25)),
    ),
    hidden=_update_hidden,
    right=(perceptron_update, _update_by_loop, _update_by_half_the_error, _update_by_trick),
    wrong=(
        Wrong(
            "sign",
            "The update goes the wrong way: after a wrong −1 the sum should rise, after a wrong +1 it should fall. Add η·target·x.",
            _update(
                change_w=lambda w, b, x, target, eta: w - eta * target * x,
                change_b=lambda w, b, x, target, eta: b - eta * target,
            ),
        ),
        Wrong(
            "sign of the weights' update",
            "The bias goes the right way, the weights go the other way. Both add η·target, the weights times x.",
            _update(change_w=lambda w, b, x, target, eta: w - eta * target * x),
        ),
        Wrong(
            "sign of the bias's update",
            "The weights go the right way, the bias goes the other way. Both add η·target, the weights times x.",
            _update(change_b=lambda w, b, x, target, eta: b - eta * target),
        ),
        Wrong(
            "updates when already right",
            "This changes the weights even when the answer was right. The perceptron learns from its mistakes only.",
            _update(lambda w, b, x, target: True),
        ),
        Wrong(
            "updates only when right",
            "This changes the weights when the answer was right and leaves them when it was wrong. It should be the other way round.",
            _update(lambda w, b, x, target: perceptron(x, w, -b) == target),
        ),
        Wrong(
            "never updates",
            "w and b always come back as they were. When does the output differ from the target, and what happens then?",
            _update(lambda w, b, x, target: False),
        ),
        Wrong(
            "never from zero",
            "Where the sum is exactly 0, this never updates, so from weights of 0 it would never start to learn. A sum of 0 gives the output −1; for the target +1 that is wrong.",
            _update(lambda w, b, x, target: target * (np.dot(w, x) + b) < 0),
        ),
        Wrong(
            "a sum of 0 counted as wrong",
            "Where the sum is exactly 0, the output is −1, and for the target −1 that is right: nothing should change. A test such as target·z ≤ 0, or np.sign, calls it wrong.",
            _update(lambda w, b, x, target: target * (np.dot(w, x) + b) <= 0),
        ),
        Wrong(
            ">= at the threshold",
            "Where the sum is exactly 0, this takes the output to be +1. Your perceptron says +1 only above its threshold, so it is −1 there.",
            _update(lambda w, b, x, target: (1 if np.dot(w, x) + b >= 0 else -1) != target),
        ),
        Wrong(
            "0 and 1 for the output",
            "The output is compared as 0 or 1 with a target that is −1 or +1, so a right −1 is never seen to be right.",
            _update(_zero_one),
        ),
        Wrong(
            "bias forgotten in the output",
            "The output is decided without the bias. It is +1 where w·x + b is above 0.",
            _update(lambda w, b, x, target: perceptron(x, w) != target),
        ),
        Wrong(
            "the bias for the threshold",
            "perceptron(x, w, b) takes b for a threshold. A bias is minus a threshold: hand over -b.",
            _update(lambda w, b, x, target: perceptron(x, w, b) != target),
        ),
        Wrong(
            "bias not updated",
            "The bias stays as it was. It learns too, like a weight whose input is 1.",
            _update(change_b=lambda w, b, x, target, eta: b),
        ),
        Wrong(
            "weights not updated",
            "The weights stay as they were; only the bias learns here.",
            _update(change_w=lambda w, b, x, target, eta: w),
        ),
        Wrong(
            "eta forgotten",
            "η is not used: the step should be η times as large.",
            _update(
                change_w=lambda w, b, x, target, eta: w + target * x, change_b=lambda w, b, x, target, eta: b + target
            ),
        ),
        Wrong(
            "eta forgotten for the bias",
            "The weights' step has its η, the bias's step has none.",
            _update(change_b=lambda w, b, x, target, eta: b + target),
        ),
        Wrong(
            "target forgotten",
            "The step does not look at the target, so it always pushes the sum up. After a wrong +1 it has to fall.",
            _update(change_w=lambda w, b, x, target, eta: w + eta * x, change_b=lambda w, b, x, target, eta: b + eta),
        ),
        Wrong(
            "target forgotten for the bias",
            "The weights' step looks at the target, the bias's step does not.",
            _update(change_b=lambda w, b, x, target, eta: b + eta),
        ),
        Wrong(
            "x forgotten",
            "Every weight gets the same step. A weight had a part in the mistake only as far as its input did: multiply by x.",
            _update(change_w=lambda w, b, x, target, eta: w + eta * target),
        ),
        Wrong(
            "w for x",
            "The step is in the direction of w. It should be in the direction of x, the input that was answered wrongly.",
            _update(change_w=lambda w, b, x, target, eta: w + eta * target * w),
        ),
        Wrong(
            "the bias's step times the inputs",
            "The bias's step has inputs in it. A bias is a weight on an input that is always 1, so its step is η·target.",
            _update(change_b=lambda w, b, x, target, eta: b + eta * target * float(np.sum(x))),
        ),
        Wrong(
            "old weights lost",
            "This returns the step itself. Add it to the weights and the bias that were there.",
            _update(
                change_w=lambda w, b, x, target, eta: eta * target * x,
                change_b=lambda w, b, x, target, eta: eta * target,
            ),
        ),
        Wrong(
            "twice the step",
            "target − output is +2 or −2, so every step comes out twice as large as asked: η·target·x, and η·target for the bias.",
            _full_error,
        ),
        Wrong(
            "error of the sum",
            "This measures how far the sum is from the target. The perceptron looks only at its answer, right or wrong; learning from how far off it was comes later in the course.",
            _error_of_the_sum,
        ),
        Wrong("until it is right", "This goes on until the answer is right. Asked is one step.", _until_right),
        Wrong(
            "nothing where right",
            "Where the answer was right, the function ends without a return. Hand back w and b as they were.",
            _nothing_where_right,
        ),
        Wrong(
            "weights changed in place",
            "w[j] += ... writes into the array of whoever called. Compute a new array, w + ..., and return that.",
            _in_place,
        ),
        Wrong(
            "+= on an array",
            "w += ... writes into the array of whoever called, and fails where that holds whole numbers. Write w = w + ..., which makes a new array.",
            _in_place_at_once,
        ),
        Wrong(
            "fractions lost in whole numbers",
            "Where w holds whole numbers, its copy does too, and w[j] += 0.5 loses the fraction. w + η·target·x makes a new array that can hold it.",
            _whole_numbers_only,
        ),
        Wrong("bias first", "The two have changed places: first the weights, then the bias.", _bias_first),
        Wrong("only the weights", "Return both, with a comma between them: w, b.", _only_weights),
    ),
    hints=(
        "First ask what the perceptron answers now, with the bias: your perceptron takes -b for its threshold. Then compare with the target.",
        "Where it is right, return w and b as they are. Where it is wrong, return new ones: every weight gets η·target times its own input more.",
        "w + eta * target * x is the new array of weights. The bias is a weight on an input that is always 1, so what is its step?",
    ),
    solution=(
        "def perceptron_update(w, b, x, target, eta):\n"
        "    output = 1 if np.dot(w, x) + b > 0 else -1\n"
        "    if output != target:\n"
        "        return w + eta * target * x, b + eta * target\n"
        "    return w, b\n"
    ),
    withholds=("nnlib.perceptron:learn_perceptron",),
)

# --- loan_network --------------------------------------------------------------------------------------------------


def loan_decision(x, officers, supervisors, manager):
    for W, b in (officers, supervisors, manager):
        x = np.where(W @ x + b > 0, 1, -1)
    return x[0]


def _loan_in_steps(x, officers, supervisors, manager):
    opinions = [perceptron(x, w, -b) for w, b in zip(*officers, strict=True)]
    judgements = [perceptron(opinions, w, -b) for w, b in zip(*supervisors, strict=True)]
    return perceptron(judgements, manager[0][0], -manager[1][0])


def _loan_by_einsum(x, officers, supervisors, manager):
    a = x.astype(np.float32)
    for W, b in (officers, supervisors, manager):
        a = 2 * (np.einsum("ij,j->i", W.astype(np.float32), a) + b > 0).astype(np.float32) - 1
    return a.item()


def _loan(
    step=lambda z: np.where(z > 0, 1, -1), last=None, layers=lambda o, s, m: (o, s, m), z=lambda W, b, a: W @ a + b
):
    """A decision with another step, another last step, other layers or another sum: a way to write the wrong ones."""

    def loan_decision(x, officers, supervisors, manager):
        used = layers(officers, supervisors, manager)
        for k, (W, b) in enumerate(used):
            x = (last if last and k == len(used) - 1 else step)(z(W, b, x))
        return x[0]

    return loan_decision


def _loan_array(x, officers, supervisors, manager):
    for W, b in (officers, supervisors, manager):
        x = np.where(W @ x + b > 0, 1, -1)
    return x


def _loan_majority(x, officers, supervisors, manager):
    for W, b in (officers, supervisors):
        x = np.where(W @ x + b > 0, 1, -1)
    return 1 if np.sum(x) > 0 else -1


def _loan_all_see_the_application(x, officers, supervisors, manager):
    answers = [np.where(W[:, : len(x)] @ x + b > 0, 1, -1) for W, b in (officers, supervisors, manager)]
    return answers[-1][0]


def _loan_bias_of_manager_forgotten(x, officers, supervisors, manager):
    return loan_decision(x, officers, supervisors, (manager[0], 0 * manager[1]))


def _loan_one_number_a_layer(x, officers, supervisors, manager):
    for W, b in (officers, supervisors, manager):
        x = np.where(np.sum(W * x) + b > 0, 1, -1)
    return x[0]


def _made_up_bank(rng, sizes, whole=False):
    """An application and three layers; biases in halves, so that now and then a sum is exactly 0."""
    layers = []
    for n_in, n_out in itertools.pairwise(sizes):
        W, b = rng.integers(-3, 4, (n_out, n_in)), rng.integers(-3, 4, n_out)
        layers.append((W, b) if whole else (W * 1.0, b * 0.5))
    x = rng.integers(0, 2, sizes[0]) if whole else rng.integers(0, 9, sizes[0]) / 8
    return Case((x, *layers))


def _loan_hidden(rng):
    cases = [_made_up_bank(rng, (3, 3, 3, 1), whole=k % 2 == 0) for k in range(18)]
    cases += [_made_up_bank(rng, (4, 5, 8, 1)) for _ in range(4)] + [_made_up_bank(rng, (4, 2, 3, 1)) for _ in range(4)]
    x, *layers = _made_up_bank(rng, (4, 5, 8, 1)).args
    return [*cases, Case((*_single(x), *(_single(*layer) for layer in layers)))]


def _telling_banks():
    """Small banks of whole numbers on which no two of the named mistakes give the same row of answers."""
    rng = np.random.default_rng(1)
    return tuple(_made_up_bank(rng, (2, 3, 2, 1) if k % 2 else (2, 2, 2, 1), whole=True) for k in range(7))


def _layer(W, b):
    return np.array(W, dtype=float), np.array(b, dtype=float)


LOAN_NETWORK = FunctionExercise(
    id="01/loan_network",
    names=("loan_decision",),
    signature="loan_decision(x, officers, supervisors, manager)",
    core=False,
    reference=(loan_decision,),
    cases=(
        Case(
            (
                array(1.0, 0.0),
                _layer([[1, 0], [0, 1]], [-0.5, -0.5]),
                _layer([[1, 1], [1, -1]], [0, 0]),
                _layer([[1, 2]], [0]),
            )
        ),
        Case(
            (
                array(0.5, 0.25),
                _layer([[2, -1], [-1, 2]], [-1, 0.5]),
                _layer([[1, 2], [0, -1]], [0.5, 0]),
                _layer([[2, 1]], [-1]),
            )
        ),
        Case(
            (
                array(1.0, 0.5, 0.0),
                _layer([[1, -2, 0], [0, 2, 1]], [0, -0.5]),
                _layer([[1, 0], [1, 1], [-1, 2]], [0, 0, 0.5]),
                _layer([[1, -1, 1]], [0.5]),
            )
        ),
        *_telling_banks(),
    ),
    hidden=_loan_hidden,
    right=(loan_decision, _loan_in_steps, _loan_by_einsum, lambda x, o, s, m: int(_loan_array(x, o, s, m)[0])),
    wrong=(
        Wrong(
            "layers in the wrong order",
            "The supervisors come before the officers here. The application goes to the officers, their answers to the supervisors, theirs to the manager.",
            _loan(layers=lambda o, s, m: (s, o, m)),
        ),
        Wrong(
            "layers in reverse",
            "This begins with the manager. The application goes to the officers first.",
            _loan(layers=lambda o, s, m: (m, s, o)),
        ),
        Wrong(
            "supervisors left out",
            "The manager gets the officers' answers directly. The supervisors sit in between.",
            _loan(layers=lambda o, s, m: (o, m)),
        ),
        Wrong(
            "officers left out",
            "The supervisors get the application itself. They see the officers' answers only.",
            _loan(layers=lambda o, s, m: (s, m)),
        ),
        Wrong(
            "manager left out",
            "This stops at the supervisors and returns the first one's answer. The manager decides.",
            _loan(layers=lambda o, s, m: (o, s)),
        ),
        Wrong(
            "manager's weights left out",
            "This takes a vote among the supervisors. The manager weighs them: W of the last layer.",
            _loan_majority,
        ),
        Wrong(
            "everyone sees the application",
            "Every layer is given x here. A layer sees only the answers of the layer before it: hand those on.",
            _loan_all_see_the_application,
        ),
        Wrong(
            "biases forgotten",
            "The biases are missing: each person adds b to the weighted sum before deciding.",
            _loan(z=lambda W, b, a: W @ a),
        ),
        Wrong(
            "manager's bias forgotten",
            "The manager's bias is missing; the others have theirs.",
            _loan_bias_of_manager_forgotten,
        ),
        Wrong(
            "biases subtracted",
            "The biases are subtracted, as if they were thresholds. A bias is added.",
            _loan(z=lambda W, b, a: W @ a - b),
        ),
        Wrong(
            "biases multiplied",
            "The biases multiply the sums here. A bias is added.",
            _loan(z=lambda W, b, a: (W @ a) * b),
        ),
        Wrong(
            "0 in place of −1",
            "These people answer 0 and 1, and the ones above them were given weights for −1 and +1. A no is −1, in every layer.",
            _loan(step=lambda z: np.where(z > 0, 1, 0)),
        ),
        Wrong(
            "0 inside, −1 at the end",
            "Only the manager answers −1 and +1 here; the officers and supervisors answer 0 and 1. A no is −1, in every layer.",
            _loan(step=lambda z: np.where(z > 0, 1, 0), last=lambda z: np.where(z > 0, 1, -1)),
        ),
        Wrong(
            "−1 inside, 0 at the end",
            "The manager's no is 0 here. It is −1, as for everybody.",
            _loan(last=lambda z: np.where(z > 0, 1, 0)),
        ),
        Wrong(
            "truth value",
            "The manager's answer is True or False. Asked is +1 or −1.",
            lambda x, o, s, m: bool(loan_decision(x, o, s, m) == 1),
        ),
        Wrong(
            ">= at the threshold",
            "A sum of exactly 0 gets a yes here. The rule is +1 strictly above 0.",
            _loan(step=lambda z: np.where(z >= 0, 1, -1)),
        ),
        Wrong(
            "0 for a sum of 0",
            "np.sign gives 0 where the sum is exactly 0, a third answer. Not above 0 means −1.",
            _loan(step=np.sign),
        ),
        Wrong(
            "no decisions inside",
            "Officers and supervisors hand on their sums here. Each of them decides, +1 or −1, before anything is handed on.",
            _loan(step=lambda z: z, last=lambda z: np.where(z > 0, 1, -1)),
        ),
        Wrong(
            "no decisions at all",
            "Nobody decides here: sums are handed on, and what comes out is a sum. Each person answers +1 where the own sum is above 0, else −1.",
            _loan(step=lambda z: z),
        ),
        Wrong(
            "no decision at the end",
            "That is the manager's weighted sum. The decision is +1 where it is above 0, else −1.",
            _loan(last=lambda z: z),
        ),
        Wrong(
            "an array of one number",
            "The decision sits in an array of one entry. Take it out, with [0] or .item(), and return a plain number.",
            _loan_array,
        ),
        Wrong(
            "weights transposed",
            "The rows and columns of the weights have changed places. Row i of W belongs to person i: W @ a.",
            _loan(z=lambda W, b, a: (W.T if W.shape[0] == W.shape[1] else W) @ a + b),
        ),
        Wrong(
            "a @ W",
            "a @ W takes the columns of W for the people. Row i of W belongs to person i: W @ a.",
            _loan(z=lambda W, b, a: a @ W + b),
        ),
        Wrong(
            "sum where a dot is meant",
            "Everything in the layer is added up to one number that all share. Each person has a sum of their own, from their own row: W @ a.",
            _loan_one_number_a_layer,
        ),
        Wrong(
            "answers exchanged",
            "Yes and no have changed places: +1 is for a sum above 0.",
            _loan(step=lambda z: np.where(z > 0, -1, 1)),
        ),
    ),
    hints=(
        "One layer is three steps: weights times what comes in, plus biases, and then +1 or −1 for each person.",
        "For the officers: np.where(W @ x + b > 0, 1, -1), with W, b = officers. What comes out goes into the supervisors in the same way.",
        "The manager's layer gives an array of one entry; [0] takes the number out.",
    ),
    solution=(
        "def loan_decision(x, officers, supervisors, manager):\n"
        "    a = x\n"
        "    for W, b in (officers, supervisors, manager):\n"
        "        a = np.where(W @ a + b > 0, 1, -1)\n"
        "    return a[0]\n"
    ),
)

EXERCISES = [WEIGHTED_SUM, PERCEPTRON, NEURON, BIAS_TRICK, GATES, XOR, PERCEPTRON_UPDATE, LOAN_NETWORK]
