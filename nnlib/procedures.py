"""Three ways to take the step of the 2-2-2 example, and what they come to after ten thousand steps.

A network learns its eight weights together: all gradients are taken at the old weights, then all weights move. Two
other orders look much like it on paper:

    simultaneous  all gradients at the old weights
    mixed         the output weights move first, and the error goes back through the NEW ones, with the OLD deltas
    block         the output weights move first, the network runs forward again, and then the hidden weights' turn comes

The slopes of the mixed step belong to no single network: one factor is that of the old one, another that of the new.
Block by block is an algorithm of its own, and a sound one. All of it is in plain Python numbers, so that ten thousand
steps take no longer than a glance.
"""

from math import exp

from nnlib.arguments import whole
from nnlib.trace import GIVEN

PROCEDURES = ("simultaneous", "mixed", "block")


def run(procedure, updates, given=GIVEN):
    """The error and both outputs after 0, 1, ..., `updates` updates: a list of tuples (E, out_o1, out_o2).

    procedure: one of PROCEDURES. given: the numbers to start from, as in nnlib.trace; the biases stay as they are.
    Raises ValueError for another procedure, or updates that are no whole number of 0 or more.
    """
    if procedure not in PROCEDURES:
        raise ValueError(f"there is no procedure {procedure!r}; there are {', '.join(PROCEDURES)}")
    weights, t1, t2 = [given[f"w{k}"] for k in range(1, 9)], given["target_o1"], given["target_o2"]
    done = []
    for _ in range(whole("updates", updates, 0) + 1):
        _, _, o1, o2 = forward(weights, given)
        done.append((((t1 - o1) ** 2 + (t2 - o2) ** 2) / 2, o1, o2))
        weights = step(procedure, weights, given)
    return done


def forward(weights, given):
    """The outputs of the four neurons: h1, h2, o1, o2."""
    w1, w2, w3, w4, w5, w6, w7, w8 = weights
    i1, i2, b1, b2 = given["i1"], given["i2"], given["b1"], given["b2"]
    h1 = 1 / (1 + exp(-(w1 * i1 + w2 * i2 + b1)))
    h2 = 1 / (1 + exp(-(w3 * i1 + w4 * i2 + b1)))
    o1 = 1 / (1 + exp(-(w5 * h1 + w6 * h2 + b2)))
    o2 = 1 / (1 + exp(-(w7 * h1 + w8 * h2 + b2)))
    return h1, h2, o1, o2


def step(procedure, weights, given):
    """The eight weights after one update, a new list."""
    w1, w2, w3, w4, *old = weights
    eta, i1, i2 = given["eta"], given["i1"], given["i2"]

    h1, h2, o1, o2 = forward(weights, given)
    d1, d2 = (o1 - given["target_o1"]) * o1 * (1 - o1), (o2 - given["target_o2"]) * o2 * (1 - o2)  # deltas
    w5, w6, w7, w8 = old
    new = [w5 - eta * d1 * h1, w6 - eta * d1 * h2, w7 - eta * d2 * h1, w8 - eta * d2 * h2]

    if procedure == "block":  # forward again: new outputs, new deltas
        _, _, o1, o2 = forward([w1, w2, w3, w4, *new], given)
        d1, d2 = (o1 - given["target_o1"]) * o1 * (1 - o1), (o2 - given["target_o2"]) * o2 * (1 - o2)
    w5, w6, w7, w8 = old if procedure == "simultaneous" else new  # the way back
    e1, e2 = (d1 * w5 + d2 * w7) * h1 * (1 - h1), (d1 * w6 + d2 * w8) * h2 * (1 - h2)
    return [w1 - eta * e1 * i1, w2 - eta * e1 * i2, w3 - eta * e2 * i1, w4 - eta * e2 * i2, *new]
