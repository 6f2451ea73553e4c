"""Lesson 05, backpropagation by hand: each quantity of the 2-2-2 example.

Right values come from nnlib.trace. A wrong answer is written as the formulas that the mistake puts in the place of the
right ones; the trace then says which number it leads to, for the published numbers and for any others.
"""

import ast
import copy
import math
from functools import cache

import numpy as np

from nncheck.exercise import Case, Chain, FunctionExercise, Tolerance, ValueExercise, Wrong
from nnlib import trace

CORE = [
    "net_h1",
    "net_h2",
    "out_h1",
    "out_h2",
    "net_o1",
    "net_o2",
    "out_o1",
    "out_o2",
    "E_o1",
    "E_o2",
    "E_total",
    "dE_dout_o1",
    "dout_dnet_o1",
    "dnet_dw5",
    "dE_dw5",
    "w5_new",
    "dE_dw7",
    "output_weights_new",
    "dE_dout_h1",
    "dout_dnet_h1",
    "dE_dw1",
    "hidden_weights_new",
    "E_after",
]
STRETCH = ["dE_db2", "dE_db1"]

# Eight printed digits say enough to hold a value to 1e-7 of itself. Where the lectures print fewer digits of a value
# that has more, half a unit of the last printed digit is let through.
PUBLISHED = Tolerance(relative=1e-7, absolute=1e-12)
FEWER_DIGITS = {"dE_dw1": Tolerance(relative=1e-7, absolute=0.5e-9)}


def draw(rng):
    """Other given numbers, of the size of the published ones, positive like them and all different."""
    return {name: float(value) for name, value in zip(trace.GIVEN, rng.uniform(0.1, 0.9, 15).round(3), strict=True)}


CHAIN = Chain(
    given=trace.GIVEN,
    asked=tuple(CORE + STRETCH),
    evaluate=trace.evaluate,
    needs=trace.needs,
    draw=draw,
)

# --- wrong answers -------------------------------------------------------------------------------------------------
# name of the exercise -> [(name of the mistake, message, formulas)]; a formula alone stands for that of the exercise.


def _net(neuron, a, b, x, y, bias, other_bias, crossed, slip):
    """Mistakes at a net input a·x + b·y + bias; `crossed` is the weight that a mix-up puts in."""
    return [
        ("bias forgotten", f"The bias is missing: {bias} is added to the weighted sum.", f"{a} * {x} + {b} * {y}"),
        ("bias multiplied", "A bias is added. Here it multiplies the sum.", f"({a} * {x} + {b} * {y}) * {bias}"),
        ("bias subtracted", "The bias is added, not subtracted.", f"{a} * {x} + {b} * {y} - {bias}"),
        (
            "sums multiplied",
            "The weights were added up first, and the inputs. Each input is multiplied by its own weight, then all is added.",
            f"({a} + {b}) * ({x} + {y}) + {bias}",
        ),
        (
            "bias inside a product",
            f"Each weight multiplies its input and nothing else; {bias} is added once, at the end.",
            f"{a} * {x} + {b} * ({y} + {bias})",
        ),
        (
            "other layer's bias",
            f"That is {other_bias}. {neuron} belongs to the layer with the bias {bias}.",
            f"{a} * {x} + {b} * {y} + {other_bias}",
        ),
        (
            "weights crossed",
            f"The two weights have changed places: {a} is on the line from {x.removeprefix('out_')}.",
            f"{a} * {y} + {b} * {x} + {bias}",
        ),
        ("wrong weight", slip, crossed),
        ("one input twice", f"Both products use {x}; the second belongs to {y}.", f"{a} * {x} + {b} * {x} + {bias}"),
        (
            "one weight twice",
            f"Both products use {a}; on the line from {y.removeprefix('out_')} it is {b}.",
            f"{a} * {x} + {a} * {y} + {bias}",
        ),
        (
            "bias twice",
            f"{bias} is added once for the neuron, not once for each input.",
            f"{a} * {x} + {b} * {y} + 2 * {bias}",
        ),
        (
            "inputs without weights",
            "The weights are missing: each input counts as much as its weight says.",
            f"{x} + {y} + {bias}",
        ),
        (
            "squashed already",
            f"This has gone through the sigmoid already. net is the sum before it; the sigmoid makes out_{neuron} of it.",
            f"sigmoid({a} * {x} + {b} * {y} + {bias})",
        ),
    ]


def _out(neuron, other):
    net = f"net_{neuron}"
    return [
        ("not squashed", "That is the net input itself. The sigmoid has still to be applied.", net),
        (
            "sign of the exponent",
            "The sign is turned: out = 1 / (1 + e^(−net)), and sigmoid(net) brings that minus itself.",
            f"sigmoid(-{net})",
        ),
        (
            "1 + forgotten",
            "The 1 in the denominator is missing: 1 / (1 + e^(−net)).",
            f"sigmoid({net}) / (1 - sigmoid({net}))",
        ),
        ("1 / forgotten", "That is 1 + e^(−net); the sigmoid is 1 divided by it.", f"1 / sigmoid({net})"),
        (
            "precedence",
            "Without brackets, 1 / 1 + e^(−net) divides first. Put 1 + e^(−net) in brackets.",
            f"1 + (1 - sigmoid({net})) / sigmoid({net})",
        ),
        (
            "tanh",
            "That is the tanh. This network uses the logistic sigmoid, 1 / (1 + e^(−net)).",
            f"2 * sigmoid(2 * {net}) - 1",
        ),
        ("squashed twice", "The sigmoid is applied once, to the net input.", f"sigmoid(sigmoid({net}))"),
        (
            "derivative",
            "That is the slope of the sigmoid. The output is its value.",
            f"sigmoid({net}) * (1 - sigmoid({net}))",
        ),
        ("other neuron", f"That is the output of {other}: start from {net}.", f"sigmoid(net_{other})"),
    ]


def _error(neuron, other):
    t, o = f"target_{neuron}", f"out_{neuron}"
    return [
        (
            "half lost",
            "That is twice as large as it should be. Did the ½ of the squared error get lost?",
            f"({t} - {o}) ** 2",
        ),
        ("1 // 2", "1 // 2 is 0: // drops the fraction. Divide with a single /.", f"1 // 2 * ({t} - {o}) ** 2"),
        (
            "half squared too",
            "The ½ has been squared as well: square the difference first, then take half.",
            f"(({t} - {o}) / 2) ** 2",
        ),
        ("not squared", "The difference has still to be squared.", f"1 / 2 * ({t} - {o})"),
        ("not squared", "The difference has still to be squared.", f"1 / 2 * ({o} - {t})"),
        ("plain difference", "That is the difference alone. Square it and take half.", f"{t} - {o}"),
        ("plain difference", "That is the difference alone. Square it and take half.", f"{o} - {t}"),
        (
            "difference of squares",
            "Each was squared on its own. Take the difference first, then square it.",
            f"1 / 2 * ({t} ** 2 - {o} ** 2)",
        ),
        (
            "difference of squares",
            "Each was squared on its own. Take the difference first, then square it.",
            f"1 / 2 * ({o} ** 2 - {t} ** 2)",
        ),
        (
            "other target",
            f"That compares with target_{other}; {neuron} has a target of its own.",
            f"1 / 2 * (target_{other} - {o}) ** 2",
        ),
        ("other output", f"That uses out_{other}; take the output of {neuron}.", f"1 / 2 * ({t} - out_{other}) ** 2"),
        (
            "net for out",
            f"The error looks at the output: out_{neuron}, not net_{neuron}.",
            f"1 / 2 * ({t} - net_{neuron}) ** 2",
        ),
        ("minus sign", "An error made of a square is never negative.", f"-1 / 2 * ({t} - {o}) ** 2"),
        ("minus sign", "An error made of a square is never negative; nor is the ½ there yet.", f"-(({t} - {o}) ** 2)"),
    ]


def _slope(neuron, other):
    out, net = f"out_{neuron}", f"net_{neuron}"
    return [
        ("net for out", "out·(1 − out) takes the output. This is net·(1 − net).", f"{net} * (1 - {net})"),
        (
            "sigmoid of out",
            "The sigmoid was applied to out, which is already squashed. out·(1 − out) needs no further sigmoid.",
            f"sigmoid({out}) * (1 - sigmoid({out}))",
        ),
        ("sign", "The sign is wrong: the sigmoid only rises, so its slope is positive.", f"{out} * ({out} - 1)"),
        ("1 − out alone", "One factor is missing: out·(1 − out).", f"1 - {out}"),
        ("precedence", "Without the brackets this is out·1 − out = 0. Write out * (1 - out).", f"{out} * 1 - {out}"),
        ("1 − out²", "1 − out² is the slope of tanh. For the sigmoid it is out·(1 − out).", f"1 - {out} ** 2"),
        ("other neuron", f"That is the slope at {other}.", f"out_{other} * (1 - out_{other})"),
        ("output itself", "That is the output. Its slope is out·(1 − out).", out),
        ("1 + out", "The sign in the brackets is turned round: the second factor is 1 − out.", f"{out} * (1 + {out})"),
        ("out squared", "That is out times itself. The second factor is what out lacks of 1.", f"{out} ** 2"),
    ]


def _plus_for_times(a, b, c):
    """Mistakes at a product of three slopes: one of the two signs is a plus."""
    message = "The chain rule multiplies all three slopes; a plus stands between two of them."
    return [("plus for times", message, formula) for formula in (f"{a} * {b} + {c}", f"{a} + {b} * {c}")]


_MIXED = {
    "dE_dout_h1": "delta_o1 * w5_new + delta_o2 * w7_new",
    "dE_dout_h2": "delta_o1 * w6_new + delta_o2 * w8_new",
}
_MIXED_MESSAGE = (
    "This sends the error back through the NEW output weights: the mixed update. All gradients of one step belong to the "
    "same point, so the way back uses the weights that the forward pass used."
)
_ONE_PATH = {"dE_dout_h1": "delta_o1 * w5", "dE_dout_h2": "delta_o1 * w6"}
_ONE_PATH_MESSAGE = "Only the path through o1 is counted. A hidden neuron feeds both outputs, so two paths add up."
_BACK_SWAPPED = {
    "dE_dout_h1": "delta_o1 * w5 + delta_o2 * w6",
    "dE_dout_h2": "delta_o1 * w7 + delta_o2 * w8",
}
_BACK_SWAPPED_MESSAGE = "w6 and w7 are swapped on the way back: w7 joins h1 to o2, w6 joins h2 to o1."


def _updated(weights, formula):
    """The same change of formula for several new weights; {w} and {g} stand for the weight and its gradient."""
    return {f"{w}_new": formula.format(w=w, g=f"dE_d{w}") for w in weights}


_OUTPUT, _HIDDEN = ("w5", "w6", "w7", "w8"), ("w1", "w2", "w3", "w4")
_PLUS = ("plus", "The step went uphill: the gradient is subtracted.", "{w} + eta * {g}")
_NO_ETA = ("η forgotten", "The learning rate is missing: the step is η times the gradient.", "{w} - {g}")
_STEP_ONLY = ("step alone", "That is the step alone. The new weight is the old one minus the step.", "eta * {g}")
_GRADIENT = ("gradient alone", "That is the gradient. The new weight is the old one minus η times the gradient.", "{g}")
_ETA_OUTSIDE = ("η times all", "η multiplies the gradient only, not the old weight.", "eta * ({w} - {g})")
_UPDATES = [_PLUS, _NO_ETA, _STEP_ONLY, _GRADIENT, _ETA_OUTSIDE]


def _updates_of(weights):
    return [(name, message, _updated(weights, formula)) for name, message, formula in _UPDATES]


# weight: (what comes in along its line, the neuron that the line leads to)
_LINES = {
    "w1": ("i1", "h1"),
    "w2": ("i2", "h1"),
    "w3": ("i1", "h2"),
    "w4": ("i2", "h2"),
    "w5": ("out_h1", "o1"),
    "w6": ("out_h2", "o1"),
    "w7": ("out_h1", "o2"),
    "w8": ("out_h2", "o2"),
}


def _gradients(changed):
    """Formulas that put other factors into gradients; `changed` maps a weight to (what comes in, neuron)."""
    return {f"dE_d{w}": f"delta_{neuron} * {came}" for w, (came, neuron) in changed.items()}


def _gradients_crossed(weights):
    """Mistakes in the factors of one gradient, or of the two of a neuron, while the others are right."""
    found = []
    first, second = (_LINES[w] for w in (weights[0], weights[3]))
    for w in weights:
        came, neuron = _LINES[w]
        start, other = came.removeprefix("out_"), {first[0]: second[0], second[0]: first[0]}[came]
        elsewhere = {first[1]: second[1], second[1]: first[1]}[neuron]
        incoming = f"In the gradient of {w}, {other} stands for what comes in along its line; {w} starts at {start}."
        delta = f"In the gradient of {w} stands the delta of {elsewhere}; {w} leads to {neuron}."
        found += [
            (f"{w}: what comes in", incoming, _gradients({w: (other, neuron)})),
            (f"{w}: other delta", delta, _gradients({w: (came, elsewhere)})),
            (
                f"{w}: gradient of another weight",
                f"The gradient used for {w} is that of another weight: {w} leads from {start} to {neuron}.",
                _gradients({w: (other, elsewhere)}),
            ),
            (
                f"{w}: nothing comes in",
                f"The last factor is missing in the gradient of {w}: what comes in along its line.",
                _gradients({w: (1, neuron)}),
            ),
        ]
    for one, two in (weights[:2], weights[2:]):
        came = _LINES[one][0].removeprefix("out_")
        found.append(
            (
                f"{one} and {two} crossed",
                f"In the gradients of {one} and {two}, what comes in has changed places: {one} starts at {came}.",
                _gradients({one: (_LINES[two][0], _LINES[one][1]), two: _LINES[one]}),
            )
        )
    return [
        *found,
        (
            "nothing comes in",
            "The last factor is missing in the gradients: what comes in along the line of each weight.",
            _gradients({w: (1, _LINES[w][1]) for w in weights}),
        ),
        (
            "weights for what comes in",
            "Each delta is multiplied by the weight itself. The last factor is what the weight multiplies.",
            _gradients({w: (w, _LINES[w][1]) for w in weights}),
        ),
    ]


_BIASES_SHARED = {
    "net_h1_after": "hidden_weights_new[0] * i1 + hidden_weights_new[1] * i2 + b1 - eta * dE_db1",
    "net_h2_after": "hidden_weights_new[2] * i1 + hidden_weights_new[3] * i2 + b1 - eta * dE_db1",
    "net_o1_after": "output_weights_new[0] * out_h1_after + output_weights_new[1] * out_h2_after + b2 - eta * dE_db2",
    "net_o2_after": "output_weights_new[2] * out_h1_after + output_weights_new[3] * out_h2_after + b2 - eta * dE_db2",
}
_BIASES_EACH = {
    "net_h1_after": _BIASES_SHARED["net_h1_after"].replace("dE_db1", "delta_h1"),
    "net_h2_after": _BIASES_SHARED["net_h2_after"].replace("dE_db1", "delta_h2"),
    "net_o1_after": _BIASES_SHARED["net_o1_after"].replace("dE_db2", "delta_o1"),
    "net_o2_after": _BIASES_SHARED["net_o2_after"].replace("dE_db2", "delta_o2"),
}


def _block_by_block():
    """Output weights first; then the slopes at the outputs are found anew before the hidden weights are updated."""
    delta = {}
    for neuron, a, b in (("o1", "w5_new", "w6_new"), ("o2", "w7_new", "w8_new")):
        out = f"sigmoid({a} * out_h1 + {b} * out_h2 + b2)"
        delta[neuron] = f"({out} - target_{neuron}) * {out} * (1 - {out})"
    return {
        "dE_dout_h1": f"{delta['o1']} * w5_new + {delta['o2']} * w7_new",
        "dE_dout_h2": f"{delta['o1']} * w6_new + {delta['o2']} * w8_new",
    }


_HIDDEN_STAYS = {f"w{k}_new": f"w{k}" for k in (1, 2, 3, 4)}
_OUTPUT_STAYS = {f"w{k}_new": f"w{k}" for k in (5, 6, 7, 8)}

WRONG = {
    "net_h1": _net(
        "h1",
        "w1",
        "w2",
        "i1",
        "i2",
        "b1",
        "b2",
        "w1 * i1 + w3 * i2 + b1",
        "w3 leads to h2. Into h1 come w1 (from i1) and w2 (from i2).",
    ),
    "net_h2": [
        *_net(
            "h2",
            "w3",
            "w4",
            "i1",
            "i2",
            "b1",
            "b2",
            "w2 * i1 + w4 * i2 + b1",
            "w2 leads to h1. Into h2 come w3 (from i1) and w4 (from i2).",
        ),
        ("other neuron", "That is the net input of h1. Into h2 come w3 and w4.", "w1 * i1 + w2 * i2 + b1"),
    ],
    "out_h1": _out("h1", "h2"),
    "out_h2": _out("h2", "h1"),
    "net_o1": [
        *_net(
            "o1",
            "w5",
            "w6",
            "out_h1",
            "out_h2",
            "b2",
            "b1",
            "w5 * out_h1 + w7 * out_h2 + b2",
            "w6 and w7 are swapped: into o1 come w5 (from h1) and w6 (from h2).",
        ),
        (
            "net for out",
            "The hidden neurons send on their outputs, out_h1 and out_h2, not their net inputs.",
            "w5 * net_h1 + w6 * net_h2 + b2",
        ),
        (
            "inputs for outputs",
            "o1 hears the hidden neurons, not the inputs: use out_h1 and out_h2.",
            "w5 * i1 + w6 * i2 + b2",
        ),
    ],
    "net_o2": [
        *_net(
            "o2",
            "w7",
            "w8",
            "out_h1",
            "out_h2",
            "b2",
            "b1",
            "w6 * out_h1 + w8 * out_h2 + b2",
            "w6 and w7 are swapped: into o2 come w7 (from h1) and w8 (from h2).",
        ),
        (
            "net for out",
            "The hidden neurons send on their outputs, out_h1 and out_h2, not their net inputs.",
            "w7 * net_h1 + w8 * net_h2 + b2",
        ),
        (
            "inputs for outputs",
            "o2 hears the hidden neurons, not the inputs: use out_h1 and out_h2.",
            "w7 * i1 + w8 * i2 + b2",
        ),
        ("other neuron", "That is the net input of o1. Into o2 come w7 and w8.", "w5 * out_h1 + w6 * out_h2 + b2"),
    ],
    "out_o1": _out("o1", "o2"),
    "out_o2": _out("o2", "o1"),
    "E_o1": _error("o1", "o2"),
    "E_o2": _error("o2", "o1"),
    "E_total": [
        (
            "half lost",
            "E_total is exactly twice the expected value. Did the ½ of the squared error get lost?",
            "2 * (E_o1 + E_o2)",
        ),
        ("one output", "That is the error of o1 alone. The total is the sum over both outputs.", "E_o1"),
        ("one output", "That is the error of o2 alone. The total is the sum over both outputs.", "E_o2"),
        (
            "mean",
            "That is the mean of the two errors. The total is their sum; the ½ is already in each of them.",
            "(E_o1 + E_o2) / 2",
        ),
        ("difference", "The errors are added, not subtracted: one output cannot make up for another.", "E_o1 - E_o2"),
        ("product", "The two errors are added, not multiplied.", "E_o1 * E_o2"),
        (
            "square of the sum",
            "The differences were added before they were squared, so that they partly cancel. Square each, then add.",
            "1 / 2 * (target_o1 - out_o1 + target_o2 - out_o2) ** 2",
        ),
        (
            "root",
            "That is the square root of the total. The error of this lesson takes no root.",
            "(E_o1 + E_o2) ** 0.5",
        ),
    ],
    "dE_dout_o1": [
        (
            "sign",
            "The sign is turned round. The inner derivative of (target − out)² is −1, so it is −(target − out).",
            "target_o1 - out_o1",
        ),
        (
            "factor 2",
            "The 2 of the derivative and the ½ of the error cancel; here the 2 is still there.",
            "-2 * (target_o1 - out_o1)",
        ),
        (
            "factor 2",
            "The 2 and the sign: the ½ of the error cancels the 2, and the inner derivative brings a −1.",
            "2 * (target_o1 - out_o1)",
        ),
        (
            "half kept",
            "The ½ cancels against the 2 that comes down from the square; here it is still there.",
            "-1 / 2 * (target_o1 - out_o1)",
        ),
        ("error itself", "That is the error. Its derivative is asked: how fast it changes with out_o1.", "E_o1"),
        ("net for out", "The error is a function of the output: use out_o1, not net_o1.", "net_o1 - target_o1"),
        ("other output", "That is the slope at o2.", "out_o2 - target_o2"),
    ],
    "dout_dnet_o1": _slope("o1", "o2"),
    "dnet_dw5": [
        ("the weight", "That is w5 itself. In net_o1 = w5·out_h1 + ..., what multiplies w5?", "w5"),
        ("other hidden neuron", "out_h2 multiplies w6. What multiplies w5?", "out_h2"),
        ("net for out", "w5 multiplies the output of h1, not its net input.", "net_h1"),
        ("input", "w5 starts at h1, not at the input i1.", "i1"),
        ("one", "The derivative of w5 alone would be 1; here w5 is multiplied by something.", "1.0"),
        (
            "whole product",
            "That is the whole term w5·out_h1. Its derivative with respect to w5 leaves the other factor.",
            "w5 * out_h1",
        ),
        ("output", "That is out_o1, behind the sigmoid. Look at what w5 multiplies in net_o1.", "out_o1"),
    ],
    "dE_dw5": [
        (
            "slope of the sigmoid missing",
            "The middle factor is missing: how out_o1 changes with net_o1.",
            "dE_dout_o1 * dnet_dw5",
        ),
        ("last factor missing", "The last factor is missing: how net_o1 changes with w5.", "dE_dout_o1 * dout_dnet_o1"),
        (
            "first factor missing",
            "The first factor is missing: how the error changes with out_o1.",
            "dout_dnet_o1 * dnet_dw5",
        ),
        ("sum", "The chain rule multiplies the three slopes; this adds them.", "dE_dout_o1 + dout_dnet_o1 + dnet_dw5"),
        *_plus_for_times("dE_dout_o1", "dout_dnet_o1", "dnet_dw5"),
        ("sign", "The size is right and the sign is turned round.", "-dE_dout_o1 * dout_dnet_o1 * dnet_dw5"),
        ("weight for output", "The last factor is what w5 multiplies, out_h1, and not w5 itself.", "delta_o1 * w5"),
        ("w6 for w5", "That is the gradient of w6: w5 comes from h1.", "delta_o1 * out_h2"),
        (
            "η in the gradient",
            "That is η times the gradient. The gradient comes first; η belongs to the update.",
            "eta * dE_dout_o1 * dout_dnet_o1 * dnet_dw5",
        ),
        (
            "error for slope",
            "The first factor is the slope of the error, dE_dout_o1, not the error itself.",
            "E_total * dout_dnet_o1 * dnet_dw5",
        ),
    ],
    "w5_new": [(name, message, formula.format(w="w5", g="dE_dw5")) for name, message, formula in _UPDATES]
    + [
        (
            "subtracted the error",
            "This subtracts the error. What is subtracted is η times the gradient of w5.",
            "w5 - eta * E_total",
        ),
        (
            "delta for gradient",
            "One factor is missing in the gradient: the step of w5 contains out_h1.",
            "w5 - eta * delta_o1",
        ),
        ("w6 for w5", "That is the new w6.", "w6 - eta * dE_dw6"),
        (
            "weight and gradient swapped",
            "The weight and its gradient have changed places: the step is taken from the old weight.",
            "dE_dw5 - eta * w5",
        ),
        ("divided by the gradient", "η is divided by the gradient. It multiplies it.", "w5 - eta / dE_dw5"),
        (
            "first factor for the gradient",
            "That steps by the first of the three slopes alone. The gradient of w5 is the product of all three.",
            "w5 - eta * dE_dout_o1",
        ),
    ],
    "dE_dw7": [
        ("other output", "w7 leads to o2, so the slopes at o2 are needed. This uses those of o1.", "delta_o1 * out_h1"),
        ("w8 for w7", "That is the gradient of w8: w7 comes from h1.", "delta_o2 * out_h2"),
        *_plus_for_times("(out_o2 - target_o2)", "out_o2 * (1 - out_o2)", "out_h1"),
        (
            "w6 and w7 swapped",
            "That is the gradient of w6. w7 joins h1 to o2: out_h1 and the slopes at o2.",
            "delta_o1 * out_h2",
        ),
        ("sign", "The size is right and the sign is turned round.", "-delta_o2 * out_h1"),
        ("slope of the sigmoid missing", "The slope of the sigmoid at o2 is missing.", "(out_o2 - target_o2) * out_h1"),
        ("weight for output", "The last factor is what w7 multiplies, out_h1, and not w7 itself.", "delta_o2 * w7"),
        ("delta alone", "The last factor is missing: out_h1, which w7 multiplies.", "delta_o2"),
        ("input for output", "w7 does not start at i1: what it multiplies is out_h1.", "delta_o2 * i1"),
        ("net for out", "What w7 multiplies is the output of h1, not its net input.", "delta_o2 * net_h1"),
        (
            "slope at o1",
            "The error is that of o2, but the slope of the sigmoid is that of o1.",
            "(out_o2 - target_o2) * dout_dnet_o1 * out_h1",
        ),
    ],
    "output_weights_new": [
        *_updates_of(_OUTPUT),
        (
            "w6 and w7 swapped",
            "The gradients of w6 and w7 are swapped: w6 joins h2 to o1, w7 joins h1 to o2.",
            {"dE_dw6": "delta_o2 * out_h1", "dE_dw7": "delta_o1 * out_h2"},
        ),
        ("order", "The order is w5, w6, w7, w8: w6 and w7 have changed places.", "[w5_new, w7_new, w6_new, w8_new]"),
        (
            "all through o1",
            "All four use the slopes at o1; w7 and w8 lead to o2.",
            {"dE_dw7": "delta_o1 * out_h1", "dE_dw8": "delta_o1 * out_h2"},
        ),
        (
            "out_h1 for all",
            "All four gradients use out_h1; w6 and w8 come from h2.",
            {"dE_dw6": "delta_o1 * out_h1", "dE_dw8": "delta_o2 * out_h1"},
        ),
        (
            "slope of the sigmoid missing",
            "The slope of the sigmoid is missing in the gradients.",
            {
                "dE_dw5": "dE_dout_o1 * out_h1",
                "dE_dw6": "dE_dout_o1 * out_h2",
                "dE_dw7": "dE_dout_o2 * out_h1",
                "dE_dw8": "dE_dout_o2 * out_h2",
            },
        ),
        (
            "sign at o2",
            "The weights into o1 are right; those into o2 moved the wrong way. Look at the sign of the error at o2.",
            {"dE_dw7": "-delta_o2 * out_h1", "dE_dw8": "-delta_o2 * out_h2"},
        ),
        ("old weights", "Those are the old weights.", "[w5, w6, w7, w8]"),
        *_gradients_crossed(_OUTPUT),
        (
            "inputs for outputs",
            "The output weights start at the hidden neurons, not at the inputs: what comes in is out_h1 or out_h2.",
            _gradients({"w5": ("i1", "o1"), "w6": ("i2", "o1"), "w7": ("i1", "o2"), "w8": ("i2", "o2")}),
        ),
    ],
    "dE_dout_h1": [
        ("one path", _ONE_PATH_MESSAGE, _ONE_PATH),
        (
            "one path",
            "Only the path through o2 is counted. A hidden neuron feeds both outputs, so two paths add up.",
            "delta_o2 * w7",
        ),
        ("mixed update", _MIXED_MESSAGE, _MIXED),
        ("mixed update", _MIXED_MESSAGE, "delta_o1 * w5_new + delta_o2 * w7"),
        ("crossed deltas", "The deltas are crossed: w5 leads to o1, w7 leads to o2.", "delta_o2 * w5 + delta_o1 * w7"),
        ("w6 and w7 swapped", _BACK_SWAPPED_MESSAGE, _BACK_SWAPPED),
        (
            "slope of the sigmoid missing",
            "The slopes of the sigmoids at o1 and o2 are missing: go back through out to net first, then along the weight.",
            "dE_dout_o1 * w5 + dE_dout_o2 * w7",
        ),
        ("difference", "The two paths are added; the second is negative by itself.", "delta_o1 * w5 - delta_o2 * w7"),
        (
            "weights missing",
            "The weights are missing: what comes back from o1 is multiplied by w5, from o2 by w7.",
            "delta_o1 + delta_o2",
        ),
        (
            "other hidden neuron",
            "That is for h2. From h1, w5 leads to o1 and w7 leads to o2.",
            "delta_o1 * w6 + delta_o2 * w8",
        ),
        (
            "outputs for weights",
            "On the way back the weights multiply, not the outputs of h1.",
            "delta_o1 * out_h1 + delta_o2 * out_h1",
        ),
        ("sign", "The size is right and the sign is turned round.", "-(delta_o1 * w5 + delta_o2 * w7)"),
        ("same delta", "Both paths use the slopes at o1; the second leads to o2.", "delta_o1 * w5 + delta_o1 * w7"),
    ],
    "dout_dnet_h1": [
        *_slope("h1", "h2"),
        ("output neuron", "That is the slope at o1. Here h1 is asked.", "out_o1 * (1 - out_o1)"),
    ],
    "dE_dw1": [
        ("i2 for i1", "w1 starts at i1; this uses i2.", "delta_h1 * i2"),
        ("slope of the sigmoid missing", "The slope of the sigmoid at h1 is missing.", "dE_dout_h1 * i1"),
        ("input missing", "The last factor is missing: how net_h1 changes with w1.", "delta_h1"),
        (
            "first factor missing",
            "The first factor is missing: how the error changes with out_h1.",
            "dout_dnet_h1 * i1",
        ),
        ("weight for input", "The last factor is what w1 multiplies, i1, and not w1 itself.", "delta_h1 * w1"),
        ("sign", "The size is right and the sign is turned round.", "-delta_h1 * i1"),
        ("one path", _ONE_PATH_MESSAGE, _ONE_PATH),
        ("mixed update", _MIXED_MESSAGE, _MIXED),
        ("w6 and w7 swapped", _BACK_SWAPPED_MESSAGE, _BACK_SWAPPED),
        (
            "η in the gradient",
            "That is η times the gradient. The gradient comes first; η belongs to the update.",
            "eta * delta_h1 * i1",
        ),
        ("out for input", "w1 multiplies the input i1, not an output.", "delta_h1 * out_h1"),
        ("w3 for w1", "That is the gradient of w3: w1 leads to h1.", "delta_h2 * i1"),
        *_plus_for_times("dE_dout_h1", "dout_dnet_h1", "i1"),
    ],
    "hidden_weights_new": [
        *_updates_of(_HIDDEN),
        ("mixed update", _MIXED_MESSAGE, _MIXED),
        ("one path", _ONE_PATH_MESSAGE, _ONE_PATH),
        ("w6 and w7 swapped", _BACK_SWAPPED_MESSAGE, _BACK_SWAPPED),
        (
            "w2 and w3 swapped",
            "The gradients of w2 and w3 are swapped: w2 joins i2 to h1, w3 joins i1 to h2.",
            {"dE_dw2": "delta_h2 * i1", "dE_dw3": "delta_h1 * i2"},
        ),
        ("order", "The order is w1, w2, w3, w4: w2 and w3 have changed places.", "[w1_new, w3_new, w2_new, w4_new]"),
        (
            "i1 for i2",
            "All four gradients use i1; w2 and w4 start at i2.",
            {"dE_dw2": "delta_h1 * i1", "dE_dw4": "delta_h2 * i1"},
        ),
        (
            "inputs swapped",
            "i1 and i2 have changed places in the gradients: w1 and w3 start at i1.",
            {
                "dE_dw1": "delta_h1 * i2",
                "dE_dw2": "delta_h1 * i1",
                "dE_dw3": "delta_h2 * i2",
                "dE_dw4": "delta_h2 * i1",
            },
        ),
        (
            "all through h1",
            "All four use the slopes at h1; w3 and w4 lead to h2.",
            {"dE_dw3": "delta_h1 * i1", "dE_dw4": "delta_h1 * i2"},
        ),
        (
            "slope of the sigmoid missing",
            "The slope of the sigmoid at the hidden neurons is missing in the gradients.",
            {
                "dE_dw1": "dE_dout_h1 * i1",
                "dE_dw2": "dE_dout_h1 * i2",
                "dE_dw3": "dE_dout_h2 * i1",
                "dE_dw4": "dE_dout_h2 * i2",
            },
        ),
        ("old weights", "Those are the old weights.", "[w1, w2, w3, w4]"),
        *_gradients_crossed(_HIDDEN),
        (
            "all through h2",
            "All four use the slopes at h2; w1 and w2 lead to h1.",
            _gradients({"w1": ("i1", "h2"), "w2": ("i2", "h2")}),
        ),
        *(
            (
                "outputs for inputs",
                "The hidden weights start at the inputs: what comes in along their lines is i1 or i2, and no output.",
                _gradients({w: (f"out_{h}", _LINES[w][1]) for w, h in zip(_HIDDEN, hidden, strict=True)}),
            )
            for hidden in (("h1", "h1", "h2", "h2"), ("h1", "h2", "h1", "h2"))
        ),
        *(
            (
                "other lines for h2",
                "w1 and w2 are right. On the way back to h2, another weight has come in: h2 sends to o1 along w6, and to o2 "
                "along w8.",
                {"dE_dout_h2": formula},
            )
            for formula in (
                "delta_o1 * w7 + delta_o2 * w8",
                "delta_o1 * w6 + delta_o2 * w7",
                "delta_o1 * w5 + delta_o2 * w7",
                "delta_o1 * w5 + delta_o2 * w8",
            )
        ),
        (
            "deltas crossed for h2",
            "w1 and w2 are right. For h2 the deltas are crossed: w6 leads to o1, w8 to o2.",
            {"dE_dout_h2": "delta_o2 * w6 + delta_o1 * w8"},
        ),
        (
            "difference for h2",
            "w1 and w2 are right. The two paths back to h2 are added; the second is negative by itself.",
            {"dE_dout_h2": "delta_o1 * w6 - delta_o2 * w8"},
        ),
        (
            "slope at h1 for h2",
            "w1 and w2 are right. For h2 the slope of the sigmoid is that of h1: take out_h2 there.",
            {"dout_dnet_h2": "dout_dnet_h1"},
        ),
        (
            "slope missing for h2",
            "w1 and w2 are right. For h2 the slope of the sigmoid is missing.",
            {"dout_dnet_h2": "1.0"},
        ),
        (
            "one path for h2",
            "w1 and w2 are right. What comes back to h2 has two paths as well: through w6 from o1, and through w8 from o2.",
            {"dE_dout_h2": "delta_o1 * w6"},
        ),
        (
            "one path for h2",
            "w1 and w2 are right. What comes back to h2 has two paths as well: through w6 from o1, and through w8 from o2.",
            {"dE_dout_h2": "delta_o2 * w8"},
        ),
        (
            "new weights for h2",
            "w1 and w2 are right. For h2 the error came back through the NEW w6 and w8; take the old ones, as for h1.",
            {"dE_dout_h2": "delta_o1 * w6_new + delta_o2 * w8_new"},
        ),
    ],
    "E_after": [
        (
            "b1 for b2",
            "In the new forward pass the outputs got the hidden layer's bias; theirs is b2.",
            {
                f"net_o{k}_after": f"output_weights_new[{2 * k - 2}] * out_h1_after "
                f"+ output_weights_new[{2 * k - 1}] * out_h2_after + b1"
                for k in (1, 2)
            },
        ),
        (
            "biases forgotten",
            "In the new forward pass the biases of the outputs are missing.",
            {
                f"net_o{k}_after": f"output_weights_new[{2 * k - 2}] * out_h1_after "
                f"+ output_weights_new[{2 * k - 1}] * out_h2_after"
                for k in (1, 2)
            },
        ),
        (
            "hidden layer not squashed",
            "In the new forward pass the hidden neurons sent on their net inputs; the sigmoid comes first.",
            {"out_h1_after": "net_h1_after", "out_h2_after": "net_h2_after"},
        ),
        ("mixed update", _MIXED_MESSAGE, _MIXED),
        (
            "block by block",
            "This updates the output weights, runs everything again, and only then updates the hidden ones: block by block. That is "
            "an algorithm of its own and no mistake, but this lesson takes all gradients at the old weights.",
            _block_by_block(),
        ),
        (
            "old hidden outputs",
            "The hidden outputs are still the old ones. With new hidden weights, the forward pass starts anew at the inputs.",
            {"out_h1_after": "out_h1", "out_h2_after": "out_h2"},
        ),
        ("output weights only", "Only the output weights are new here; use the new hidden weights too.", _HIDDEN_STAYS),
        ("hidden weights only", "Only the hidden weights are new here; use the new output weights too.", _OUTPUT_STAYS),
        ("no update", "That is the error before the update: every weight is still the old one.", "E_total"),
        (
            "biases updated",
            "The biases were updated too, each layer's by its shared gradient. That would be fine training; this lesson keeps them fixed.",
            _BIASES_SHARED,
        ),
        (
            "biases updated, one a neuron",
            "The biases were updated too, and every neuron got one of its own. This lesson keeps them fixed and shared.",
            _BIASES_EACH,
        ),
        (
            "plus",
            "The error has risen: the step went uphill. The gradient is subtracted.",
            _updated(_OUTPUT + _HIDDEN, "{w} + eta * {g}"),
        ),
        (
            "η forgotten",
            "The steps are too large: η is missing in the new weights.",
            _updated(_OUTPUT + _HIDDEN, "{w} - {g}"),
        ),
        ("one path", _ONE_PATH_MESSAGE, _ONE_PATH),
        (
            "half lost",
            "That is twice as large as it should be. Did the ½ of the squared error get lost?",
            "2 * (E_o1_after + E_o2_after)",
        ),
        (
            "half on one only",
            "The ½ stands in front of the first square only. Each of the two errors has one.",
            "E_o1_after + 2 * E_o2_after",
        ),
        (
            "half on one only",
            "The ½ stands in front of the second square only. Each of the two errors has one.",
            "2 * E_o1_after + E_o2_after",
        ),
        ("one output", "That is the error of o1 alone. The total is the sum over both outputs.", "E_o1_after"),
        ("one output", "That is the error of o2 alone. The total is the sum over both outputs.", "E_o2_after"),
        ("difference", "The errors are added, not subtracted.", "E_o1_after - E_o2_after"),
        (
            "not squared",
            "The differences have still to be squared.",
            "1 / 2 * (target_o1 - out_o1_after) + 1 / 2 * (target_o2 - out_o2_after)",
        ),
        (
            "square of the sum",
            "The differences were added before they were squared, so that they partly cancel. Square each, then add.",
            "1 / 2 * (target_o1 - out_o1_after + target_o2 - out_o2_after) ** 2",
        ),
        (
            "bias forgotten",
            "The biases are missing in the second forward pass.",
            {
                "net_h1_after": "hidden_weights_new[0] * i1 + hidden_weights_new[1] * i2",
                "net_h2_after": "hidden_weights_new[2] * i1 + hidden_weights_new[3] * i2",
                "net_o1_after": "output_weights_new[0] * out_h1_after + output_weights_new[1] * out_h2_after",
                "net_o2_after": "output_weights_new[2] * out_h1_after + output_weights_new[3] * out_h2_after",
            },
        ),
        (
            "w6 and w7 swapped",
            "The new w6 and w7 are swapped in the forward pass: into o1 come w5 and w6.",
            {
                "net_o1_after": "output_weights_new[0] * out_h1_after + output_weights_new[2] * out_h2_after + b2",
                "net_o2_after": "output_weights_new[1] * out_h1_after + output_weights_new[3] * out_h2_after + b2",
            },
        ),
    ],
    "dE_db2": [
        ("one output", "b2 is shared: it feeds o1 and o2, and both paths add up. This is o1 alone.", "delta_o1"),
        ("one output", "b2 is shared: it feeds o1 and o2, and both paths add up. This is o2 alone.", "delta_o2"),
        ("mean", "The two paths add up; this is their mean.", "(delta_o1 + delta_o2) / 2"),
        ("difference", "The two paths are added; the second is negative by itself.", "delta_o1 - delta_o2"),
        ("slope of the sigmoid missing", "The slopes of the sigmoids are missing.", "dE_dout_o1 + dE_dout_o2"),
        (
            "times the bias",
            "A bias is multiplied by 1, not by itself: net changes by as much as b2 does.",
            "(delta_o1 + delta_o2) * b2",
        ),
        (
            "times an output",
            "A weight's gradient contains what comes in along its line. Along a bias comes a 1.",
            "delta_o1 * out_h1 + delta_o2 * out_h1",
        ),
        ("new bias", "That is the new bias. Its gradient is asked.", "b2 - eta * (delta_o1 + delta_o2)"),
    ],
    "dE_db1": [
        ("one neuron", "b1 is shared: it feeds h1 and h2, and both paths add up. This is h1 alone.", "delta_h1"),
        ("one neuron", "b1 is shared: it feeds h1 and h2, and both paths add up. This is h2 alone.", "delta_h2"),
        ("mean", "The two paths add up; this is their mean.", "(delta_h1 + delta_h2) / 2"),
        (
            "slope of the sigmoid missing",
            "The slopes of the sigmoids at h1 and h2 are missing.",
            "dE_dout_h1 + dE_dout_h2",
        ),
        ("mixed update", _MIXED_MESSAGE, _MIXED),
        (
            "times an input",
            "A weight's gradient contains what comes in along its line. Along a bias comes a 1.",
            "(delta_h1 + delta_h2) * i1",
        ),
        ("one path", _ONE_PATH_MESSAGE, _ONE_PATH),
        ("the other bias", "That is the gradient of b2.", "delta_o1 + delta_o2"),
    ],
}

# --- hints ---------------------------------------------------------------------------------------------------------
# A nudge for each; the formula in names follows by itself as the last hint.

NUDGE = {
    "net_h1": "Each input times the weight on its line into h1, all added up, plus the bias of the layer.",
    "net_h2": "As for h1, with the two weights whose lines end at h2.",
    "out_h1": "The sigmoid squashes the net input: sigmoid(x) is there to be used.",
    "out_h2": "As for h1, from its own net input.",
    "net_o1": "A neuron of the output layer hears the outputs of the hidden layer. Which two lines end at o1?",
    "net_o2": "Which two lines end at o2?",
    "out_o1": "The same sigmoid as in the hidden layer.",
    "out_o2": "The same sigmoid as in the hidden layer.",
    "E_o1": "How far is the output from its target? Square that, and take half.",
    "E_o2": "As for o1, with the target and the output of o2.",
    "E_total": "Both outputs count.",
    "dE_dout_o1": "Differentiate ½(target − out)² with respect to out: outer derivative times inner derivative. Mind the sign of the inner one.",
    "dout_dnet_o1": "The slope of the sigmoid can be had from its output alone.",
    "dnet_dw5": "net_o1 = w5·out_h1 + w6·out_h2 + b2. If w5 grows by a little, by how much does net_o1 grow for each unit of it?",
    "dE_dw5": "The chain rule multiplies the three slopes that you have just found.",
    "w5_new": "Downhill: against the gradient, by η times its size.",
    "dE_dw7": "The same three factors as for w5. Which output does w7 lead to, and which hidden neuron does it come from?",
    "output_weights_new": "Four gradients, each made of the slopes at its output neuron and of the output that comes in along its line.",
    "dE_dout_h1": "out_h1 reaches the error along two paths, through o1 and through o2. Along each: back through the output neuron, then along the weight.",
    "dout_dnet_h1": "The same slope of the sigmoid, at h1.",
    "dE_dw1": "Three factors again: error by out_h1, out_h1 by net_h1, net_h1 by w1.",
    "hidden_weights_new": "For h1 you have the slopes; do the same for h2, whose two paths use w6 and w8. Use the old weights on the way back.",
    "E_after": "The whole forward pass once more, from the inputs, with the eight new weights and the same biases.",
    "dE_db2": "b2 feeds both output neurons, with a 1 in the place of an input. Paths add up.",
    "dE_db1": "b1 feeds both hidden neurons, with a 1 in the place of an input. Paths add up.",
}  # fmt: skip


def _last_hint(name):
    if name == "E_after":  # in one formula it would fill the screen
        return (
            "In names, in three steps:\n"
            "h1_after = sigmoid(w1_new * i1 + w2_new * i2 + b1), and h2_after with w3_new and w4_new\n"
            "o1_after = sigmoid(w5_new * h1_after + w6_new * h2_after + b2), and o2_after with w7_new and w8_new\n"
            "E_after = 1 / 2 * (target_o1 - o1_after) ** 2 + the same for o2"
        )
    return f"In names: {name} = {_in_asked_names(name)}"


def _in_asked_names(name):
    """The formula of a quantity written with names the lesson has: what was not asked for is written out."""
    known = set(trace.GIVEN) | set(CHAIN.asked) | {"sigmoid"}

    class WriteOut(ast.NodeTransformer):
        def visit_Name(self, node):
            return node if node.id in known else self.visit(copy.deepcopy(trace.LINES[node.id][1]))

    tree = ast.parse(ast.unparse(trace.LINES[name][1]), mode="eval")
    return ast.unparse(WriteOut().visit(tree))


def _value_exercise(name):
    published = trace.evaluate(trace.GIVEN)
    value = published[name]
    wrong = []
    for label, message, formulas in WRONG[name]:
        instead = {name: formulas} if isinstance(formulas, str) else formulas
        answer = trace.evaluate(trace.GIVEN, instead=instead)[name]
        wrong.append(Wrong(label, message, np.array(answer) if isinstance(answer, list) else answer, instead))
    if isinstance(value, list):
        right = (np.array(value), list(value), tuple(value), [round(v, 9) for v in value])
    else:
        right = (value, round(value, 9), np.float32(value), np.array(value))
    return ValueExercise(
        id=f"05/{name}",
        names=(name,),
        signature=name,
        points=1.0,
        core=name in CORE,
        right=right,
        wrong=tuple(wrong),
        hints=(NUDGE[name], _last_hint(name)),
        solution=f"{name} = {_in_asked_names(name)}\n",
        tolerance=FEWER_DIGITS.get(name, PUBLISHED),
        chain=CHAIN,
    )


# --- training ------------------------------------------------------------------------------------------------------


def _result(values):
    return values["E_total"], (values["out_o1"], values["out_o2"])


@cache
def train(n):
    return _result(trace.Trace().after(n).values)


def _train_with(extra=0, step=-0.5, back="old", hidden_learns=True, biases_learn=False, error_early=False):
    """A training loop in arrays, with room for a mistake: how many updates, which step, which weights on the way back."""

    def train(n):
        x, target = np.array([0.05, 0.10]), np.array([0.01, 0.99])
        W1, W2 = np.array([[0.15, 0.20], [0.25, 0.30]]), np.array([[0.40, 0.45], [0.50, 0.55]])
        b1, b2 = 0.35, 0.60

        def forward():
            h = 1 / (1 + np.exp(-(W1 @ x + b1)))
            return h, 1 / (1 + np.exp(-(W2 @ h + b2)))

        for _ in range(n + extra):
            h, o = forward()
            error = 0.5 * np.sum((target - o) ** 2)
            delta_o = (o - target) * o * (1 - o)
            W2_new = W2 + step * np.outer(delta_o, h)
            if back == "block":
                o = 1 / (1 + np.exp(-(W2_new @ h + b2)))
                delta_back = (o - target) * o * (1 - o)
            else:
                delta_back = delta_o * [1, 0] if back == "one path" else delta_o
            W_back = {"old": W2, "one path": W2, "swapped": W2.T}.get(back, W2_new)
            delta_h = (W_back.T @ delta_back) * h * (1 - h)
            W2 = W2_new
            if hidden_learns:
                W1 = W1 + step * np.outer(delta_h, x)
            if biases_learn:
                b1, b2 = b1 + step * delta_h.sum(), b2 + step * delta_o.sum()
        o = forward()[1]
        E = error if error_early and n else 0.5 * np.sum((target - o) ** 2)
        return E, (o[0], o[1])

    return train


def _train_with_numbers(n):
    w1, w2, w3, w4, w5, w6, w7, w8 = 0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55
    for k in range(n + 1):
        h1 = 1 / (1 + math.exp(-(w1 * 0.05 + w2 * 0.10 + 0.35)))
        h2 = 1 / (1 + math.exp(-(w3 * 0.05 + w4 * 0.10 + 0.35)))
        o1 = 1 / (1 + math.exp(-(w5 * h1 + w6 * h2 + 0.60)))
        o2 = 1 / (1 + math.exp(-(w7 * h1 + w8 * h2 + 0.60)))
        if k == n:
            return 0.5 * (0.01 - o1) ** 2 + 0.5 * (0.99 - o2) ** 2, (o1, o2)
        d1, d2 = (o1 - 0.01) * o1 * (1 - o1), (o2 - 0.99) * o2 * (1 - o2)
        g1, g2 = (d1 * w5 + d2 * w7) * h1 * (1 - h1), (d1 * w6 + d2 * w8) * h2 * (1 - h2)
        w5, w6, w7, w8 = w5 - 0.5 * d1 * h1, w6 - 0.5 * d1 * h2, w7 - 0.5 * d2 * h1, w8 - 0.5 * d2 * h2
        w1, w2, w3, w4 = w1 - 0.025 * g1, w2 - 0.05 * g1, w3 - 0.025 * g2, w4 - 0.05 * g2


def _train_as_list(n):
    E, outputs = _train_with()(n)
    return [float(E), np.array(outputs)]


_train = _train_with()


def _one_update_always(n):
    return _train(1)


def _error_alone(n):
    return _train(n)[0]


def _flat(n):
    E, (out_o1, out_o2) = _train(n)
    return E, out_o1, out_o2


def _outputs_first(n):
    E, outputs = _train(n)
    return outputs, E


def _goes_on():
    """Training that goes on where the last call stopped, as it does when the weights are kept in globals."""
    done = 0

    def train_on(n):
        nonlocal done
        done += n
        return _train(done)

    return train_on


def _train_printed(n):
    print(_train(n))


TRAIN = FunctionExercise(
    id="05/train",
    names=("train",),
    signature="train(n)",
    points=3.0,
    core=False,
    tolerance=PUBLISHED,
    given=trace.GIVEN,
    withholds=("nnlib.trace:evaluate", "nnlib.trace:Trace.after", "nnlib.trace:Trace"),
    reference=(train,),
    cases=(Case((1,)), Case((0,)), Case((3,)), Case((10_000,))),
    hidden=lambda rng: [Case((int(n),)) for n in rng.integers(5, 300, size=3)],
    right=(_train_with(), _train_with_numbers, _train_as_list),
    wrong=(
        Wrong("mixed update", _MIXED_MESSAGE, _train_with(back="new")),
        Wrong(
            "block by block",
            "This updates the output weights, runs forward again, and only then updates the hidden ones. That is an algorithm of "
            "its own; here all gradients of one update are taken at the same weights.",
            _train_with(back="block"),
        ),
        Wrong(
            "biases updated",
            "The biases are updated too. In this lesson they stay fixed.",
            _train_with(biases_learn=True),
        ),
        Wrong(
            "one update short",
            "This is one update short: the loop runs n − 1 times, or the last update is never run forward.",
            _train_with(extra=-1),
        ),
        Wrong(
            "one update too many",
            "This makes one update too many: range(n + 1) runs n + 1 times.",
            _train_with(extra=1),
        ),
        Wrong(
            "error before the last update",
            "The outputs are those after n updates, but E is from before the last one: run forward again after the loop.",
            _train_with(error_early=True),
        ),
        Wrong(
            "goes on",
            "The second call goes on where the first one stopped. Each call starts from the given weights: copy them inside train.",
            _goes_on(),
        ),
        Wrong("n not used", "This makes one update, whatever n is.", _one_update_always),
        Wrong("plus", "The step goes uphill: the gradient is subtracted.", _train_with(step=0.5)),
        Wrong("η forgotten", "The steps are too large: η is missing.", _train_with(step=-1.0)),
        Wrong("one path", _ONE_PATH_MESSAGE, _train_with(back="one path")),
        Wrong("w6 and w7 swapped", _BACK_SWAPPED_MESSAGE, _train_with(back="swapped")),
        Wrong(
            "output weights only",
            "Only the output weights learn here. Update the hidden weights too.",
            _train_with(hidden_learns=False),
        ),
        Wrong("error alone", "This returns E alone. Return the pair (E, (out_o1, out_o2)).", _error_alone),
        Wrong(
            "flat",
            "This returns three values in a row. The two outputs belong in a pair of their own: E, (out_o1, out_o2).",
            _flat,
        ),
        Wrong("outputs first", "The order is E first, then the outputs.", _outputs_first),
        Wrong(
            "printed", "This prints the result and returns nothing. return hands it to whoever called.", _train_printed
        ),
    ),
    hints=(
        "Before the loop: copy the eight given weights into local variables. In the loop: what you did by hand, once each round.",
        "In one round: forward, the eight gradients, and only then the eight new weights. After the loop, forward once more.",
        "With arrays: W2 @ h + b2 gives both net inputs, np.outer(delta_o, h) all four gradients, W2.T @ delta_o both paths back.",
    ),
    solution="""\
def train(n):
    x, target = np.array([i1, i2]), np.array([target_o1, target_o2])
    W1 = np.array([[w1, w2], [w3, w4]])
    W2 = np.array([[w5, w6], [w7, w8]])
    for _ in range(n):
        h = sigmoid(W1 @ x + b1)
        o = sigmoid(W2 @ h + b2)
        delta_o = (o - target) * o * (1 - o)
        delta_h = (W2.T @ delta_o) * h * (1 - h)
        W2 = W2 - eta * np.outer(delta_o, h)
        W1 = W1 - eta * np.outer(delta_h, x)
    o = sigmoid(W2 @ sigmoid(W1 @ x + b1) + b2)
    E = 0.5 * np.sum((target - o) ** 2)
    return E, (o[0], o[1])
""",
)

EXERCISES = [*map(_value_exercise, CORE), TRAIN, *map(_value_exercise, STRETCH)]
