"""Lesson 07, gradient descent: the step, how large it may be, all weights at once, batches, momentum.

Gradients are handed in as functions (`nncheck.specs`). Two exercises have random answers, minibatches and
trial_and_error: they are told by what they are. `which_update` is held against the three procedures themselves.
"""

import json
import random
from functools import cache
from itertools import accumulate, pairwise

import numpy as np

from nncheck.exercise import BehaviourExercise, Case, FunctionExercise, Tolerance, Unfit, Wrong
from nncheck.specs import build
from nncheck.values import Spec, encode
from nnlib.procedures import PROCEDURES, run

# A descent adds up many small numbers, and what cancels loses digits: this much room lets work in float32 pass.
STEPS = Tolerance(relative=1e-5, absolute=1e-5)


def _grid(rng, *shape):
    """Numbers -1.5 ... 1.5 with two digits, none of them 0."""
    return (rng.integers(-15, 15, shape) / 10 + 0.05).round(2)


_UPHILL = "This step goes uphill: the slope points to where the error grows, so it is subtracted."
_NO_ETA = "The learning rate is missing: the step is η times the slope, not the slope itself."
_ALTERED = "-= changes the array that was handed in, for everyone who holds it. theta - ... makes a new one and leaves the old."
_NO_LOOP = (
    "theta may be a plain number as well, and over a number no loop can run. NumPy works entry by entry by itself: one line "
    "without a loop does for both."
)


class Twins:
    """The calls of one check, for telling answers that ignore their rng.

    Two calls that differ in the generator alone have to give different values.
    """

    def __init__(self):
        self._calls = []

    def same(self, case, value, first: bool, alike=np.array_equal) -> bool:
        """Whether such a call gave the same before; keeps this one. first: whether a new check begins with this case."""
        if first:
            self._calls.clear()
        call = [json.dumps(encode(arg)) for arg in case.args]
        rest = [arg for arg, given in zip(call, case.args, strict=True) if not _is_rng(given)]
        twins = [before for other, others, before in self._calls if others == rest and other != call]
        self._calls.append((call, rest, value))
        return any(alike(before, value) for before in twins)


def _is_rng(arg):
    return isinstance(arg, Spec) and arg.name == "rng"


# --- step ----------------------------------------------------------------------------------------------------------


def step(theta, slope, eta):
    return np.asarray(theta) - eta * np.asarray(slope)


def _step_copy(theta, slope, eta):
    new = np.array(theta, dtype=float)
    new -= eta * np.asarray(slope)
    return new[()]


def _step_entries(theta, slope, eta):
    if np.ndim(theta) == 0:
        return float(theta) + eta * -float(slope)
    return np.array([_step_entries(t, s, eta) for t, s in zip(theta, slope, strict=True)])


def _step_in_place(theta, slope, eta):
    theta -= eta * slope
    return theta


def _step_zip(theta, slope, eta):
    return [t - eta * s for t, s in zip(theta, slope, strict=True)]


def _step_by_index(theta, slope, eta):
    return np.array([theta[k] - eta * slope[k] for k in range(len(theta))])


def _step_by_counted_index(theta, slope, eta):
    return np.array([theta[k] - eta * slope[k] for k in range(np.size(theta))])


def _step_hidden(rng):
    cases = [Case((*_grid(rng, 2).tolist(), round(float(rng.uniform(0.01, 3)), 2))) for _ in range(2)]
    for shape, dtype in (((3,), float), ((2, 3), float), ((4,), np.float32)):
        cases.append(Case((_grid(rng, *shape).astype(dtype), _grid(rng, *shape).astype(dtype), 0.5)))
    return [*cases, Case((rng.integers(-5, 6, 3), rng.integers(1, 6, 3), 0.1))]


STEP = FunctionExercise(
    id="07/step",
    names=("step",),
    signature="step(theta, slope, eta)",
    reference=(step,),
    cases=(
        Case((3.0, 4.0, 0.25)),
        Case((1.0, -2.0, 0.1)),
        Case((np.array([1.0, -1.0, 0.5]), np.array([0.5, 2.0, -4.0]), 0.5)),
    ),
    hidden=_step_hidden,
    right=(step, _step_copy, _step_entries, lambda theta, slope, eta: np.add(theta, np.multiply(-eta, slope))),
    wrong=(
        Wrong("plus", _UPHILL, lambda theta, slope, eta: theta + eta * slope),
        Wrong("η forgotten", _NO_ETA, lambda theta, slope, eta: theta - slope),
        Wrong("theta altered", _ALTERED, _step_in_place),
        Wrong(
            "step alone",
            "This is how far to move. Where does one arrive? The step is taken away from the old theta.",
            lambda theta, slope, eta: eta * slope,
        ),
        Wrong(
            "step alone",
            "This is how far to move, and in which direction. Where does one arrive? Start from the old theta.",
            lambda theta, slope, eta: -eta * slope,
        ),
        Wrong(
            "η times all",
            "η shortens the step, not theta itself: it stands before the slope only.",
            lambda theta, slope, eta: eta * (theta - slope),
        ),
        Wrong(
            "η at theta",
            "η has come to theta. It belongs to the slope.",
            lambda theta, slope, eta: eta * theta - slope,
        ),
        Wrong(
            "sign of the slope only",
            "Only the sign of the slope is used, so every step has the length η. A steep slope makes a long step.",
            lambda theta, slope, eta: theta - eta * np.sign(slope),
        ),
        Wrong(
            "size of the slope only",
            "The sign of the slope is lost: where it is negative, theta has to grow.",
            lambda theta, slope, eta: theta - eta * np.abs(slope),
        ),
        Wrong(
            "divided",
            "This divides by the slope: the steeper it is, the shorter the step. It should be the other way round.",
            lambda theta, slope, eta: theta - eta / slope,
        ),
        Wrong(
            "divided by η",
            "η multiplies the slope. A small η makes a small step.",
            lambda theta, slope, eta: theta - slope / eta,
        ),
        Wrong(
            "slope forgotten",
            "The slope is missing: every step is η long, always in the same direction.",
            lambda theta, slope, eta: theta - eta,
        ),
        Wrong(
            "theta in the step",
            "theta has come into the step. How far to go depends on the slope and on η alone.",
            lambda theta, slope, eta: theta - eta * slope * theta,
        ),
        Wrong(
            "sum removed",
            "η and the slope are added. The step is their product.",
            lambda theta, slope, eta: theta - (eta + slope),
        ),
        Wrong(
            "turned round",
            "The two sides have changed places: the step is taken away from theta, not theta from the step.",
            lambda theta, slope, eta: eta * slope - theta,
        ),
        Wrong(
            "unit slope",
            "The slope was divided by its length, so every step is η long. A steep slope makes a long step.",
            lambda theta, slope, eta: theta - eta * slope / np.linalg.norm(slope),
        ),
        Wrong("nothing changed", "This is the old theta. It has to move.", lambda theta, slope, eta: theta),
        *(
            Wrong("a loop over a number", _NO_LOOP, answer)
            for answer in (_step_zip, _step_by_index, _step_by_counted_index)
        ),
        Wrong(
            "slope called",
            "slope is a value here, the slope at theta, and no function: it stands without brackets behind it.",
            lambda theta, slope, eta: theta - eta * slope(theta),
        ),
    ),
    hints=(
        "Downhill is against the slope. How far? η times the slope.",
        "The new theta is the old one minus η times the slope: one line, for a number and for an array.",
    ),
    solution="def step(theta, slope, eta):\n    return theta - eta * slope\n",
)

# --- descend -------------------------------------------------------------------------------------------------------


def descend(gradient, theta0, eta, n):
    points = [np.asarray(theta0, dtype=float)]
    for _ in range(n):
        points.append(points[-1] - eta * gradient(points[-1]))
    return np.array(points)


def _descend_filled(gradient, theta0, eta, n):
    points = np.zeros((n + 1, *np.shape(theta0)))
    points[0] = theta0
    for k in range(n):
        points[k + 1] = points[k] - eta * gradient(points[k])
    return points


def _descend_recursive(gradient, theta0, eta, n):
    if n == 0:
        return [theta0]
    return [theta0, *_descend_recursive(gradient, theta0 - eta * gradient(theta0), eta, n - 1)]


def _descend_copies(gradient, theta0, eta, n):
    theta = np.array(theta0, dtype=np.float32)
    points = [theta.copy()]
    for _ in range(n):
        theta -= np.asarray(eta * gradient(theta), dtype=np.float32)
        points.append(theta.copy())
    return np.stack(points)


def _descend_accumulated(gradient, theta0, eta, n):
    return accumulate(range(n), lambda theta, _: theta - eta * gradient(theta), initial=theta0)


def _descending(move=lambda theta, g, eta, k: theta - eta * g, rounds=lambda n: n, give=np.array, at=None):
    """descend with another move, number of rounds, result made of the list of points, or place of the slope."""

    def descend(gradient, theta0, eta, n):
        points = [theta0]
        for k in range(rounds(n)):
            where = points[-1] if at is None else at(points)
            points.append(move(points[-1], gradient(where), eta, k))
        return give(points)

    return descend


def _descend_in_place(gradient, theta0, eta, n):
    points = [theta0]
    for _ in range(n):
        theta0 -= eta * gradient(theta0)
        points.append(theta0)
    return np.array(points)


def _descend_one_array(gradient, theta0, eta, n):
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(n):
        theta -= eta * gradient(theta)
        points.append(theta)
    return np.array(points)


def _descend_alters_and_copies(gradient, theta0, eta, n):
    points = [np.copy(theta0)]
    for _ in range(n):
        theta0 -= eta * gradient(theta0)
        points.append(np.copy(theta0))
    return np.array(points)


def _descend_whole(gradient, theta0, eta, n):
    points = np.array([theta0] * (n + 1))
    for k in range(n):
        points[k + 1] = points[k] - eta * gradient(points[k])
    return points


def _descend_room_for_numbers(gradient, theta0, eta, n):
    points = np.zeros(n + 1)
    points[0] = theta0
    for k in range(n):
        points[k + 1] = points[k] - eta * gradient(points[k])
    return points


def _descend_from_zero(gradient, theta0, eta, n):
    return descend(gradient, np.zeros(np.shape(theta0)), eta, n)


def _descend_stops_late(gradient, theta0, eta, n):
    points, theta = [], theta0
    for _ in range(n + 1):
        theta = theta - eta * gradient(theta)
        points.append(theta)
    return np.array(points)


def _descend_returns_in_loop(gradient, theta0, eta, n):
    points = [theta0]
    for _ in range(n):
        points.append(points[-1] - eta * gradient(points[-1]))
        return np.array(points)


def _descend_returns_at_the_last(gradient, theta0, eta, n):
    points = [theta0]
    for k in range(n):
        points.append(points[-1] - eta * gradient(points[-1]))
        if k == n - 1:
            return np.array(points)


def _descend_stops_early(gradient, theta0, eta, n):
    points = [theta0]
    for _ in range(n):
        move = eta * gradient(points[-1])
        if np.max(np.abs(move)) < 1e-3:
            break
        points.append(points[-1] - move)
    return np.array(points)


def _descend_only_downhill(gradient, theta0, eta, n):
    points = [theta0]
    for _ in range(n):
        new = points[-1] - eta * gradient(points[-1])
        nearer = np.linalg.norm(gradient(new)) < np.linalg.norm(gradient(points[-1]))
        points.append(new if nearer else points[-1])
    return np.array(points)


def _descend_hidden(rng):
    def slope(*shape):
        return Spec("slope", (rng.uniform(0.5, 3, shape).round(2), _grid(rng, *shape)))

    cases = [Case((slope(), float(_grid(rng)), 0.2, int(rng.integers(3, 12)))) for _ in range(2)]
    for shape, dtype in (((2,), float), ((2, 2), float), ((3,), np.float32)):
        cases.append(Case((slope(*shape), _grid(rng, *shape).astype(dtype), 0.3, int(rng.integers(2, 9)))))
    coupled = Spec("coupled_slope", (_grid(rng, 3),))
    whole = Spec("slope", (2.0, -1.0))
    cases += [Case((coupled, _grid(rng, 3), 0.1, 5)), Case((whole, rng.integers(2, 9, 2), 0.2, 4))]
    return [*cases, Case((slope(2), _grid(rng, 2), 0.3, 0))]


DESCEND = FunctionExercise(
    id="07/descend",
    names=("descend",),
    signature="descend(gradient, theta0, eta, n)",
    reference=(descend,),
    tolerance=STEPS,
    withholds=("nnlib.plots.descent_lesson:walk",),
    cases=(
        Case((Spec("slope", (2.0, 0.0)), 4.0, 0.25, 3)),
        Case((Spec("slope", (np.array([1.0, 4.0]), np.array([0.0, -4.0]))), np.array([2.0, -1.0]), 0.125, 2)),
        Case((Spec("slope", (1.0, 0.0)), 3.0, 0.5, 1)),
        Case((Spec("slope", (1.0, -2.0)), 8, 0.5, 2)),
        Case((Spec("slope", (2.0, 0.0)), 4.0, 0.25, 0)),
        Case((Spec("slope", (2.0, -2.0)), 1.0, 0.25, 3)),  # begins in the minimum
        Case((Spec("slope", (2.0, 0.0)), 1.0, 1.5, 3)),  # runs away
    ),
    hidden=_descend_hidden,
    right=(descend, _descend_filled, _descend_recursive, _descend_copies, _descend_accumulated, _descending()),
    wrong=(
        Wrong("plus", _UPHILL, _descending(lambda theta, g, eta, k: theta + eta * g)),
        Wrong("η forgotten", _NO_ETA, _descending(lambda theta, g, eta, k: theta - g)),
        Wrong(
            "start missing",
            "The start is missing: after n steps there are n + 1 points, and theta0 is the first of them.",
            _descending(give=lambda points: np.array(points[1:])),
        ),
        Wrong(
            "start missing, one step too many",
            "The number of points is right, but theta0 is not among them. Put it into the list before the first step.",
            _descend_stops_late,
        ),
        Wrong(
            "one step short",
            "One step is missing: n steps make n + 1 points, the start included.",
            _descending(rounds=lambda n: n - 1),
        ),
        Wrong(
            "one step too many",
            "This makes one step too many: range(n) runs n times.",
            _descending(rounds=lambda n: n + 1),
        ),
        Wrong(
            "last point only",
            "This is the last point alone. All n + 1 points are asked, so collect them on the way.",
            _descending(give=lambda points: points[-1]),
        ),
        Wrong("theta0 altered", _ALTERED, _descend_in_place),
        Wrong("theta0 altered", _ALTERED, _descend_alters_and_copies),
        Wrong(
            "one array many times",
            "All points are the same: -= changes the one array that the list holds many times. theta - ... makes a new array "
            "for each point.",
            _descend_one_array,
        ),
        Wrong(
            "slope of the start",
            "The slope is taken at theta0 each time. It changes on the way: ask gradient at the point reached.",
            _descending(at=lambda points: points[0]),
        ),
        Wrong(
            "always from the start",
            "Every step starts from theta0 again, so nothing is gained. The next step starts where the last one ended.",
            lambda gradient, theta0, eta, n: np.array([theta0] + [theta0 - eta * gradient(theta0)] * n),
        ),
        Wrong(
            "cut to whole numbers",
            "A whole-number start makes an array of whole numbers, and everything put into it is cut off. np.zeros makes "
            "room for floats.",
            _descend_whole,
        ),
        Wrong(
            "room for numbers only",
            "np.zeros(n + 1) has room for n + 1 numbers. Where theta0 is an array, every point needs a row: collect the points in a "
            "list, and make an array of it at the end.",
            _descend_room_for_numbers,
        ),
        Wrong(
            "return in the loop",
            "The return stands inside the loop, so only one step is made. It belongs behind it, as far left as the for.",
            _descend_returns_in_loop,
        ),
        Wrong(
            "one step only",
            "Only one step is made, whatever n is. Where is the loop that makes n of them?",
            lambda gradient, theta0, eta, n: np.array([theta0, theta0 - eta * gradient(theta0)]),
        ),
        Wrong(
            "nothing for n = 0",
            "For n = 0 nothing comes back, since the return is inside a loop that then never runs. Without a step there is one point, "
            "the start. A return behind the loop serves every n.",
            _descend_returns_at_the_last,
        ),
        Wrong(
            "stops early",
            "The loop ends before n steps are made, where a step is small. Here each of the n steps has its point, however near the "
            "minimum is.",
            _descend_stops_early,
        ),
        Wrong(
            "downhill only",
            "A step that leads to a steeper place is not made here. Gradient descent makes each of its steps, and with a large η it "
            "runs away: that is to be seen in the points.",
            _descend_only_downhill,
        ),
        Wrong(
            "start and end only",
            "Only the start and the end are there. Put each point into the list inside the loop.",
            _descending(give=lambda points: np.array([points[0], points[-1]])),
        ),
        Wrong(
            "nothing moves",
            "Every point is the start. Each one is the last one, minus eta times the slope there.",
            lambda gradient, theta0, eta, n: np.array([theta0] * (n + 1)),
        ),
        Wrong(
            "start at 0",
            "This starts from 0. The start is theta0.",
            _descend_from_zero,
        ),
        Wrong(
            "backwards",
            "The points stand in reverse order: theta0 comes first.",
            _descending(give=lambda points: np.array(points[::-1])),
        ),
        Wrong(
            "sign of the slope only",
            "Every step has the length η. A steep slope makes a long step: use the slope, not its sign alone.",
            _descending(lambda theta, g, eta, k: theta - eta * np.sign(g)),
        ),
        Wrong(
            "η shrinks",
            "η becomes smaller from step to step. Here it stays the same; the steps shrink because the slope does.",
            _descending(lambda theta, g, eta, k: theta - eta / (k + 1) * g),
        ),
        Wrong(
            "steps for points",
            "These are the steps. The points are asked: where each step leads to.",
            _descending(give=lambda points: np.array([points[0], *(np.asarray(points[1:]) - np.asarray(points[:-1]))])),
        ),
        Wrong(
            "η times all",
            "η stands before the slope only; this shrinks theta as well.",
            _descending(lambda theta, g, eta, k: eta * (theta - g)),
        ),
        Wrong(
            "turned",
            "Each point should be a row: the first axis counts the steps.",
            _descending(give=lambda points: np.array(points).T),
        ),
        Wrong(
            "joined to one row",
            "The points have been joined to one long row. np.array(points) of a list of points keeps each in a row of its own.",
            _descending(give=lambda points: np.hstack(points)),
        ),
        Wrong(
            "every point a column",
            "A number for theta0 gives n + 1 numbers, not n + 1 rows of one: leave theta0 as it came.",
            _descending(give=lambda points: np.array(points).reshape(len(points), -1)),
        ),
        Wrong(
            "gradient not called",
            "gradient is a function: gradient(theta) is the slope at theta.",
            lambda gradient, theta0, eta, n: np.array([theta0, *(theta0 - eta * gradient for _ in range(n))]),
        ),
        Wrong(
            "slopes for points",
            "These are the slopes on the way. The points are asked.",
            lambda gradient, theta0, eta, n: np.array([gradient(p) for p in descend(gradient, theta0, eta, n)]),
        ),
    ),
    hints=(
        "Keep a list of points. It begins as [theta0]; each round adds one.",
        "The next point: the last one, minus eta times the gradient there. points[-1] is the last entry of a list.",
        "In the loop: points.append(points[-1] - eta * gradient(points[-1])). After it: return np.array(points).",
    ),
    solution="def descend(gradient, theta0, eta, n):\n"
    "    points = [theta0]\n"
    "    for _ in range(n):\n"
    "        points.append(step(points[-1], gradient(points[-1]), eta))\n"
    "    return np.array(points)\n",
)

# --- largest_eta ---------------------------------------------------------------------------------------------------


def largest_stable_eta(curvature):
    return 2 / curvature


LARGEST_ETA = FunctionExercise(
    id="07/largest_eta",
    names=("largest_stable_eta",),
    signature="largest_stable_eta(curvature)",
    reference=(largest_stable_eta,),
    cases=(Case((1.0,)), Case((4,)), Case((0.5,)), Case((8.0,))),
    hidden=lambda rng: [
        *(Case((float(c),)) for c in rng.uniform(0.05, 50, 4).round(3)),
        Case((np.float32(rng.uniform(1, 9)),)),
        Case((int(rng.integers(5, 30)),)),
    ],
    right=(
        largest_stable_eta,
        lambda curvature: 2.0 * curvature**-1.0,
        lambda curvature: 1 / (curvature / 2),
        lambda curvature: float(np.divide(2, curvature)),
    ),
    wrong=(
        Wrong(
            "1/L",
            "At 1/L the first step lands in the minimum. Up to which η does the distance still shrink, though the step lands on "
            "the other side?",
            lambda curvature: 1 / curvature,
        ),
        Wrong(
            "2L", "A larger curvature calls for a smaller η, and not for a larger one.", lambda curvature: 2 * curvature
        ),
        Wrong(
            "L/2",
            "Upside down: a larger curvature calls for a smaller η.",
            lambda curvature: curvature / 2,
        ),
        Wrong("L", "This is the curvature itself. What must η stay below?", lambda curvature: curvature),
        Wrong(
            "fixed",
            "The bound depends on the curvature; no one number holds for all.",
            lambda curvature: 1.0,
        ),
        Wrong("fixed", "The bound depends on the curvature; 2 is right for L = 1 alone.", lambda curvature: 2.0),
        Wrong("fixed", "The bound depends on the curvature; no one number holds for all.", lambda curvature: 0.5),
        Wrong(
            "never above 1",
            "Where the curvature is small, the bound is above 1. Nothing in |1 − ηL| < 1 stops it there.",
            lambda curvature: min(2 / curvature, 1.0),
        ),
        Wrong(
            "½/L",
            "This is far on the safe side. Solve |1 − ηL| < 1 for η: the other end of it.",
            lambda curvature: 1 / (2 * curvature),
        ),
        Wrong(
            "whole-number division",
            "// cuts the quotient to a whole number; / keeps all of it.",
            lambda curvature: 2 // curvature,
        ),
        Wrong(
            "curvature squared",
            "The curvature enters once, as in 1 − ηL.",
            lambda curvature: 2 / curvature**2,
        ),
        Wrong("root of the curvature", "There is no root in |1 − ηL| < 1.", lambda curvature: 2 / np.sqrt(curvature)),
        Wrong(
            "a little less",
            "Close to the bound, and below it. Asked is the bound itself, where the distance neither shrinks nor grows.",
            lambda curvature: 1.99 / curvature,
        ),
        Wrong(
            "a little less",
            "Close to the bound, and below it. Asked is the bound itself, where the distance neither shrinks nor grows.",
            lambda curvature: 1.9 / curvature,
        ),
        Wrong(
            "the other end",
            "At η = 0 nothing moves: that is the lower end. Solve 1 − ηL > −1 for the upper one.",
            lambda curvature: 0.0,
        ),
        Wrong(
            "negative",
            "η is positive. In |1 − ηL| < 1 the upper end comes from 1 − ηL > −1.",
            lambda curvature: -2 / curvature,
        ),
        Wrong(
            "the factor",
            "This is 1 − L, the factor for η = 1. Asked is the η at which the factor becomes −1.",
            lambda curvature: 1 - curvature,
        ),
    ),
    hints=(
        "Each step multiplies the distance by 1 − ηL. The descent is stable as long as this factor lies between −1 and 1.",
        "The factor falls as η grows. At which η is 1 − ηL exactly −1? Solve for η.",
    ),
    solution="def largest_stable_eta(curvature):\n    return 2 / curvature\n",
)

# --- simultaneous --------------------------------------------------------------------------------------------------


def simultaneous_step(theta0, theta1, d0, d1, alpha):
    return theta0 - alpha * d0(theta0, theta1), theta1 - alpha * d1(theta0, theta1)


def _simultaneous_temporary(theta0, theta1, d0, d1, alpha):
    temp0 = theta0 - alpha * d0(theta0, theta1)
    temp1 = theta1 - alpha * d1(theta0, theta1)
    theta0 = temp0
    theta1 = temp1
    return [theta0, theta1]


def _simultaneous_array(theta0, theta1, d0, d1, alpha):
    theta = np.array([theta0, theta1], dtype=float)
    return theta - alpha * np.array([d0(*theta), d1(*theta)])


def _simultaneous_slopes_first(theta0, theta1, d0, d1, alpha):
    slopes = [d(theta0, theta1) for d in (d0, d1)]
    theta0 -= alpha * slopes[0]
    theta1 -= alpha * slopes[1]
    return theta0, theta1


def _stepping(new0=None, new1=None, give=lambda a, b: (a, b)):
    """simultaneous_step with other rules; new1 is told the new theta0 too."""

    def simultaneous_step(theta0, theta1, d0, d1, alpha):
        a, b = (
            theta0 - alpha * d0(theta0, theta1),
            theta1 - alpha * d1(theta0, theta1),
        )
        a = new0(theta0, theta1, d0, d1, alpha) if new0 else a
        b = new1(theta0, theta1, d0, d1, alpha, a) if new1 else b
        return give(a, b)

    return simultaneous_step


def _sequential_backwards(theta0, theta1, d0, d1, alpha):
    theta1 = theta1 - alpha * d1(theta0, theta1)
    theta0 = theta0 - alpha * d0(theta0, theta1)
    return theta0, theta1


def _two_slopes(rng):
    return [Spec("slope_in_two", tuple(float(x) for x in _grid(rng, 3))) for _ in range(2)]


def _simultaneous_hidden(rng):
    cases = [Case((*_grid(rng, 2).tolist(), *_two_slopes(rng), 0.3)) for _ in range(4)]
    cases.append(Case((*_grid(rng, 2).astype(np.float32), *_two_slopes(rng), 0.25)))
    return [*cases, Case((3, -2, *_two_slopes(rng), 1))]


_IN_TWO = [Spec("slope_in_two", (2.0, 1.0, 0.0)), Spec("slope_in_two", (1.0, 4.0, 0.0))]
_SEQUENTIAL = (
    "{} has moved before the slope of {} was taken, so the two slopes belong to two different points. Take both slopes first, "
    "then move both."
)

SIMULTANEOUS = FunctionExercise(
    id="07/simultaneous",
    names=("simultaneous_step",),
    signature="simultaneous_step(theta0, theta1, d0, d1, alpha)",
    reference=(simultaneous_step,),
    tolerance=Tolerance(relative=1e-6, absolute=1e-6),
    cases=(
        Case((1.0, 1.0, *_IN_TWO, 0.1)),
        Case((2.0, -1.0, Spec("slope_in_two", (1.0, 0.0, 1.0)), Spec("slope_in_two", (0.0, -1.0, 2.0)), 0.5)),
    ),
    hidden=_simultaneous_hidden,
    right=(simultaneous_step, _simultaneous_temporary, _simultaneous_array, _simultaneous_slopes_first),
    wrong=(
        Wrong(
            "sequential",
            _SEQUENTIAL.format("theta0", "theta1"),
            _stepping(new1=lambda t0, t1, d0, d1, alpha, a: t1 - alpha * d1(a, t1)),
        ),
        Wrong("sequential, theta1 first", _SEQUENTIAL.format("theta1", "theta0"), _sequential_backwards),
        Wrong(
            "plus",
            _UPHILL,
            _stepping(
                lambda t0, t1, d0, d1, alpha: t0 + alpha * d0(t0, t1),
                lambda t0, t1, d0, d1, alpha, a: t1 + alpha * d1(t0, t1),
            ),
        ),
        Wrong(
            "α forgotten",
            "The learning rate alpha is missing: it multiplies each slope.",
            _stepping(
                lambda t0, t1, d0, d1, alpha: t0 - d0(t0, t1),
                lambda t0, t1, d0, d1, alpha, a: t1 - d1(t0, t1),
            ),
        ),
        Wrong(
            "slopes swapped",
            "The slopes have changed places: d0 is the slope along theta0, d1 along theta1.",
            _stepping(
                lambda t0, t1, d0, d1, alpha: t0 - alpha * d1(t0, t1),
                lambda t0, t1, d0, d1, alpha, a: t1 - alpha * d0(t0, t1),
            ),
        ),
        Wrong(
            "d0 twice",
            "theta1 moves by d0. Along theta1 the slope is d1.",
            _stepping(new1=lambda t0, t1, d0, d1, alpha, a: t1 - alpha * d0(t0, t1)),
        ),
        Wrong(
            "arguments swapped",
            "d1 is called with theta1 first. Both slopes take theta0 first and theta1 second.",
            _stepping(new1=lambda t0, t1, d0, d1, alpha, a: t1 - alpha * d1(t1, t0)),
        ),
        Wrong(
            "one argument",
            "Each slope depends on both thetas: d0(theta0, theta1) and d1(theta0, theta1).",
            _stepping(
                lambda t0, t1, d0, d1, alpha: t0 - alpha * d0(t0),
                lambda t0, t1, d0, d1, alpha, a: t1 - alpha * d1(t1),
            ),
        ),
        Wrong(
            "slope not called",
            "d0 and d1 are functions: call each with both thetas, and it gives the slope there.",
            _stepping(
                lambda t0, t1, d0, d1, alpha: t0 - alpha * d0,
                lambda t0, t1, d0, d1, alpha, a: t1 - alpha * d1,
            ),
        ),
        Wrong(
            "only theta0 moves",
            "theta1 has stayed where it was. Both move in one step.",
            _stepping(new1=lambda t0, t1, d0, d1, alpha, a: t1),
        ),
        Wrong(
            "only theta1 moves",
            "theta0 has stayed where it was. Both move in one step.",
            _stepping(new0=lambda t0, t1, d0, d1, alpha: t0),
        ),
        Wrong(
            "slopes alone",
            "These are the two slopes. Where do the thetas arrive?",
            _stepping(
                lambda t0, t1, d0, d1, alpha: d0(t0, t1),
                lambda t0, t1, d0, d1, alpha, a: d1(t0, t1),
            ),
        ),
        Wrong(
            "steps alone",
            "These are the two steps. The new thetas are asked: the old ones minus these.",
            _stepping(
                lambda t0, t1, d0, d1, alpha: alpha * d0(t0, t1),
                lambda t0, t1, d0, d1, alpha, a: alpha * d1(t0, t1),
            ),
        ),
        Wrong(
            "steps alone",
            "These are the two steps. The new thetas are asked: add each step to its old theta.",
            _stepping(
                lambda t0, t1, d0, d1, alpha: -alpha * d0(t0, t1),
                lambda t0, t1, d0, d1, alpha, a: -alpha * d1(t0, t1),
            ),
        ),
        Wrong(
            "0.1 typed in",
            "The 0.1 of the example is typed in. The learning rate is handed in as alpha, and may be another.",
            lambda theta0, theta1, d0, d1, alpha: simultaneous_step(theta0, theta1, d0, d1, 0.1),
        ),
        Wrong("order", "The order is theta0 first, then theta1.", _stepping(give=lambda a, b: (b, a))),
        Wrong("one alone", "Two numbers are asked: return theta0, theta1.", _stepping(give=lambda a, b: a)),
        Wrong("one alone", "Two numbers are asked: return theta0, theta1.", _stepping(give=lambda a, b: b)),
        Wrong(
            "slopes added up",
            "Both slopes have been added up and given to both. Each theta has a slope of its own.",
            _stepping(
                lambda t0, t1, d0, d1, alpha: t0 - alpha * (d0(t0, t1) + d1(t0, t1)),
                lambda t0, t1, d0, d1, alpha, a: t1 - alpha * (d0(t0, t1) + d1(t0, t1)),
            ),
        ),
        Wrong(
            "two steps",
            "This goes two steps. One is asked.",
            lambda t0, t1, d0, d1, alpha: simultaneous_step(*simultaneous_step(t0, t1, d0, d1, alpha), d0, d1, alpha),
        ),
    ),
    hints=(
        "Both slopes belong to the old point (theta0, theta1). Compute both before either theta changes.",
        "Two helpers: slope0 = d0(theta0, theta1) and slope1 = d1(theta0, theta1). Only then the two new thetas.",
    ),
    solution="def simultaneous_step(theta0, theta1, d0, d1, alpha):\n"
    "    slope0, slope1 = d0(theta0, theta1), d1(theta0, theta1)\n"
    "    return theta0 - alpha * slope0, theta1 - alpha * slope1\n",
)

# --- which_update --------------------------------------------------------------------------------------------------

PRINTED = {  # name -> what was printed, and its place in what nnlib.procedures.run gives
    "E_1": ("0.291027924", 0),
    "E_10000": ("0.0000351085", 0),
    "o1_10000": ("0.015912196", 1),
    "o2_10000": ("0.984065734", 2),
}
ANSWER = {
    "E_1": ("mixed", 1),
    "E_10000": ("simultaneous", 9_999),
    "o1_10000": ("mixed", 10_000),
    "o2_10000": ("mixed", 10_000),
}
MOST_UPDATES = 50_000


@cache
def _after(procedure, updates):
    return run(procedure, updates)


def _value(key, procedure, n):
    """What a procedure gives after n updates for one of the printed numbers."""
    longest = next(limit for limit in (1, 10_000, MOST_UPDATES) if n <= limit)
    return _after(procedure, longest)[n][PRINTED[key][1]]


def agrees(key, procedure, n):
    """Whether the value rounds to what was printed."""
    text = PRINTED[key][0]
    digits = len(text.partition(".")[2])
    return f"{_value(key, procedure, n):.{digits}f}" == text


def _pair(key, value):
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise Unfit(f"which_update[{key!r}] is no pair: the procedure first, then the number of updates.")
    procedure, n = value
    if procedure is ... or n is ...:
        raise Unfit(f"which_update[{key!r}] still has dots: it is not written yet.")
    if isinstance(n, str) and not isinstance(procedure, str):
        raise Unfit(f"In which_update[{key!r}] the procedure comes first, then the number of updates.")
    if not isinstance(procedure, str) or procedure.strip().lower() not in (*PROCEDURES, "block by block"):
        raise Unfit(f"which_update[{key!r}] does not name a procedure: {', '.join(map(repr, PROCEDURES))}.")
    if isinstance(n, bool) or not isinstance(n, int | float | np.number) or n != n or n != np.floor(n) or n < 0:
        raise Unfit(f"In which_update[{key!r}] the number of updates is no whole number of 0 or more.")
    if n > MOST_UPDATES:
        raise Unfit(f"In which_update[{key!r}] n is more than {MOST_UPDATES:,}; look for it below that.")
    return procedure.strip().lower().partition(" ")[0], int(n)


def _behaviour(name, value):
    """What is the matter with the first pair that does not agree with the printed number; None where all four do."""
    if not isinstance(value, dict):
        raise Unfit(f"{name} is no dict. It looks like {{'E_1': ('block', 3), ...}}: a pair for each printed number.")
    missing = [key for key in PRINTED if key not in value]
    if missing:
        raise Unfit(f"{name} has no entry {missing[0]!r}.")
    others = [key for key in value if key not in PRINTED]
    if others:
        raise Unfit(f"{name} has an entry {others[0]!r}, which is not one of the four printed numbers.")
    pairs = {key: _pair(key, value[key]) for key in PRINTED}
    return next((_matter(key, *pair) for key, pair in pairs.items() if not agrees(key, *pair)), None)


def _matter(key, procedure, n):
    right_procedure, right_n = ANSWER[key]
    if key == "E_10000" and n == 10_000:
        return key, "n taken from the name"
    if n == right_n:
        return key, f"{procedure} does not give it"
    if procedure == right_procedure and abs(n - right_n) == 1:
        return key, "one update off"
    if procedure != right_procedure and key != "E_1" and abs(n - right_n) < 20:
        return key, "nearest of another procedure"
    return key, "does not agree"


def _tells(name, found, asked):
    key = found[0]
    return (
        f"The printed number {PRINTED[key][0]} and what your pair for {key!r} gives are not the same, rounded to as many digits "
        "as are printed."
    )


_NEAR = (
    "Near is not enough here: rounded to as many digits as are printed, {key} of this pair is another number. Search the "
    "other procedures for one that gives every digit."
)
_NOT_AFTER_1 = {
    "simultaneous": "E_1 is not what simultaneous updating gives: that is your own number of lesson 05, and it differs from the "
    "printed one in the seventh digit.",
    "block": "Block by block comes close to E_1, as near as seven digits. The printed number has nine: compare the last two.",
}


def _with(**changed):
    return {**ANSWER, **changed}


def _which_wrong():
    for procedure, message in _NOT_AFTER_1.items():
        yield Wrong(f"E_1: {procedure}", message, _with(E_1=(procedure, 1)))
    for pair in (("mixed", 0), ("simultaneous", 40)):
        yield Wrong(
            "E_1: wrong n",
            "E_1 was printed as the error after one update, and one of the procedures gives it after one. Entry 0 of a list is "
            "from before the first update.",
            _with(E_1=pair),
        )
    for procedure in PROCEDURES:
        yield Wrong(
            "E_10000: n taken from its name",
            "After 10,000 updates none of the three procedures gives the printed error, whatever its name says. Let n vary: "
            "after how many updates does one of them come to every printed digit?",
            _with(E_10000=(procedure, 10_000)),
        )
    for procedure in ("mixed", "block"):
        yield Wrong(
            f"E_10000: {procedure}",
            "The number of updates is right. Which procedure was it? At this n, only one rounds to the printed error.",
            _with(E_10000=(procedure, 9_999)),
        )
    yield Wrong(
        "E_10000: one update off",
        "One update off: each update changes this error in its fifth significant digit. Is the first entry of your table n = 0, or n = 1?",
        _with(E_10000=("simultaneous", 9_998)),
    )
    yield Wrong("E_10000: near", _NEAR.format(key="E_10000"), _with(E_10000=("mixed", 9_996)))
    for key, column in (("o1_10000", "first"), ("o2_10000", "second")):
        for procedure in ("simultaneous", "block"):
            yield Wrong(
                f"{key}: {procedure}",
                f"After 10,000 updates {procedure} does not give the {column} output to all printed digits. Compare the last "
                "four of them.",
                _with(**{key: (procedure, 10_000)}),
            )
        yield Wrong(
            f"{key}: one update off",
            "One update off: each update moves this output in its last three digits. Is the first entry of your table n = 0, or "
            "n = 1?",
            _with(**{key: ("mixed", 9_999)}),
        )
        yield Wrong(f"{key}: near", _NEAR.format(key=key), _with(**{key: ("simultaneous", 10_003)}))


WHICH_UPDATE = BehaviourExercise(
    id="07/which_update",
    names=("which_update",),
    signature="which_update = {'E_1': (procedure, n), 'E_10000': ..., 'o1_10000': ..., 'o2_10000': ...}",
    points=2.0,
    behaviour=_behaviour,
    reference=(ANSWER,),
    tells=_tells,
    right=(
        ANSWER,
        {key: list(pair) for key, pair in ANSWER.items()},
        {key: (procedure, float(n)) for key, (procedure, n) in ANSWER.items()},
        {key: (procedure, np.int64(n)) for key, (procedure, n) in reversed(ANSWER.items())},
    ),
    wrong=tuple(_which_wrong()),
    hints=(
        "For each printed number, find in each of the three lists the entry that comes nearest: np.argmin(np.abs(values - "
        "printed)). Then round it to as many digits as are printed, and compare.",
        "Three of the four agree with one procedure, at the n that stands in their names. It is none that you would choose.",
        "For E_10000 let n vary in the simultaneous list: the printed error belongs to an n close to 10,000.",
    ),
    solution='which_update = {\n    "E_1": ("mixed", 1),\n    "E_10000": ("simultaneous", 9_999),\n'
    '    "o1_10000": ("mixed", 10_000),\n    "o2_10000": ("mixed", 10_000),\n}\n',
)

# --- minibatches ---------------------------------------------------------------------------------------------------


def _in_batches(order, batch_size):
    return [order[k : k + batch_size] for k in range(0, len(order), batch_size)]


def minibatches(n, batch_size, rng):
    return _in_batches(rng.permutation(n), batch_size)


def _batches_yielded(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    while len(order):
        yield order[:batch_size]
        order = order[batch_size:]


def _batches_of_lists(n, batch_size, rng):
    left, batches = list(range(n)), []
    while left:
        batch = []
        while left and len(batch) < batch_size:
            batch.append(left.pop(int(rng.integers(len(left)))))
        batches.append(batch)
    return batches


def _batches_split(n, batch_size, rng):
    return np.split(np.argsort(rng.random(n)), range(batch_size, n, batch_size))


def _batches_drawn(n, batch_size, rng):
    order = rng.choice(n, size=n, replace=False)
    return tuple(order[k * batch_size : (k + 1) * batch_size] for k in range(-(-n // batch_size)))


def _batches_sorted_inside(n, batch_size, rng):
    return [np.sort(batch) for batch in minibatches(n, batch_size, rng)]


def _batches_mapped(n, batch_size, rng):
    return map(np.array, minibatches(n, batch_size, rng))


def _in_none(order, n, batch_size):
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]


def _batches_own_generator(seed):
    return lambda n, batch_size, rng: minibatches(n, batch_size, np.random.default_rng(seed))


def _batches_with_one_left_over(n, batch_size, rng):
    """Full batches first, then whatever is left, be it nothing."""
    order, full = rng.permutation(n), n // batch_size
    return [*(order[k * batch_size : (k + 1) * batch_size] for k in range(full)), order[full * batch_size :]]


def _batches_of_sorted(n, batch_size, rng):
    batches = _in_batches(np.arange(n), batch_size)
    return [batches[k] for k in rng.permutation(len(batches))]


def _batches_shuffled_inside(n, batch_size, rng):
    return [rng.permutation(batch) for batch in _in_batches(np.arange(n), batch_size)]


def _batches_short_first(n, batch_size, rng):
    order, first = rng.permutation(n), n % batch_size
    return ([order[:first]] if first else []) + _in_batches(order[first:], batch_size)


def _batches_cut(stop=None, step=None, end=None):
    """minibatches with another place where the loop stops, another step, or another end(k, batch_size) of a slice."""

    def minibatches(n, batch_size, rng):
        order = rng.permutation(n)
        places = range(0, stop or n, step or batch_size)
        return [order[k : end(k, batch_size) if end else k + batch_size] for k in places]

    return minibatches


def _batches_first_only(n, batch_size, rng):
    order = rng.permutation(n)
    for k in range(0, n, batch_size):
        return [order[k : k + batch_size]]


def _batches_filled_up(n, batch_size, rng):
    order = rng.permutation(n)
    return _in_batches(np.concatenate([order, order[: -n % batch_size]]), batch_size)


def _batch_indices(batch):
    """The indices of one batch as a list of ints, None where it is no row of whole numbers."""
    array = np.asarray(batch)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        return None
    return array.tolist()


def _judged_batches(case, value):
    n, batch_size, _ = case.args
    if isinstance(value, np.ndarray) and value.ndim in (1, 2):
        value = list(value)
    if not isinstance(value, list | tuple):
        return "is no list of batches. A list of arrays is asked, or a generator of them."
    if value and all(isinstance(k, int | np.integer) for k in value):
        return "not cut into batches" if len(value) >= n else "one index for a batch"
    try:
        batches = [_batch_indices(batch) for batch in value]
    except ValueError:
        batches = [None]
    if None in batches:
        return "holds a batch that is no row of whole numbers. Each batch is an array of indices."
    sizes, all_of_them = [len(batch) for batch in batches], [k for batch in batches for k in batch]
    found = set(all_of_them)
    if found == set(range(7)) and n > 7:
        return "7 typed in"
    if 0 in sizes:
        return "end of the slice" if sizes[0] == batch_size and not any(sizes[1:]) else "an empty batch"
    if found == set(range(1, n + 1)):
        return "counted from 1"
    if found - set(range(n)):
        return f"holds the index {min(found - set(range(n)))}. The indices run from 0 to n − 1."
    if len(all_of_them) > len(found):
        return _repeated(sizes, all_of_them, batches, n, batch_size)
    if batch_size != 3 and sizes[:1] == [3] and max(sizes) == 3:
        return "3 typed in"
    if len(found) < n:
        if sizes == [batch_size]:
            return "first batch only"
        if sizes == [batch_size] * -(-7 // batch_size):
            return "7 typed in"
        if len(found) == n // batch_size * batch_size and set(sizes) <= {batch_size}:
            return "last batch dropped"
        return "leaves indices out. Every index from 0 to n − 1 is in one of the batches."
    if len(batches) > 1 and all(batch == [*range(k, n, len(batches))] for k, batch in enumerate(batches)):
        return "dealt out"
    full = [batch_size] * (n // batch_size) + [n % batch_size] * (n % batch_size > 0)
    if sizes != full:
        if sizes == [len(part) for part in np.array_split(range(n), batch_size)]:
            return "number for size"
        if sizes == [len(part) for part in np.array_split(range(n), len(full))]:
            return "even pieces"
        if sorted(sizes) == sorted(full):
            return "short batch not last"
        return "has batches of other sizes. Each holds batch_size indices; the last one may be short."
    return _unshuffled(case, batches, all_of_them)


def _repeated(sizes, all_of_them, batches, n, batch_size):
    if all_of_them[:n] == [*dict.fromkeys(all_of_them)] and len(all_of_them) == -(-n // batch_size) * batch_size:
        return "filled up"
    for k in range(1, sizes[0]):  # how far the next batch starts after this one
        if all(earlier[k:] == later[: len(earlier[k:])] for earlier, later in pairwise(batches)):
            return "overlapping"
    return "with replacement"


_batches_so_far = Twins()


def _unshuffled(case, batches, order):
    n, batch_size, _ = case.args
    if n < 10 or batch_size >= n:  # too few to tell chance from habit; in one batch of all, no order counts
        return None
    if order == [*range(n)]:
        return "no shuffle"
    if order == [*range(n)][::-1]:
        return "turned round"
    if batch_size > 1 and all(max(batch) - min(batch) == len(batch) - 1 for batch in batches):
        inside = any(batch != sorted(batch) for batch in batches)
        return "shuffled inside the batches" if inside else "order of the batches only"
    members = [k for batch in batches for k in sorted(batch)]
    return "own generator" if _batches_so_far.same(case, members, case is MINIBATCHES.cases[0]) else None


def _batches_hidden(rng):
    cases = [
        Case((int(n), int(b), Spec("rng", (int(rng.integers(10**5, 10**6)),)))) for n, b in ((57, 8), (48, 12), (31, 5))
    ]
    return [
        *cases,
        Case((1, 1, Spec("rng", (510,)))),
        Case((20, 20, Spec("rng", (511,)))),
        Case((12, 1, Spec("rng", (512,)))),
    ]


MINIBATCHES = FunctionExercise(
    id="07/minibatches",
    names=("minibatches",),
    signature="minibatches(n, batch_size, rng)",
    reference=(minibatches,),
    accepts=_judged_batches,
    cases=(
        Case((17, 5, Spec("rng", (507,)))),
        Case((12, 6, Spec("rng", (508,)))),
        Case((5, 8, Spec("rng", (509,)))),
        Case((17, 5, Spec("rng", (513,)))),  # the first call again, with another generator
    ),
    hidden=_batches_hidden,
    right=(
        minibatches,
        _batches_yielded,
        _batches_of_lists,
        _batches_split,
        _batches_drawn,
        _batches_sorted_inside,
        _batches_mapped,
    ),
    wrong=(
        Wrong(
            "no shuffle",
            "The indices come in their old order. Data are often sorted, and a batch should be a fair sample: shuffle them first.",
            lambda n, batch_size, rng: _in_batches(np.arange(n), batch_size),
        ),
        *(
            Wrong(
                "with replacement",
                "Some indices come more than once. In one epoch every sample has its turn once: shuffle all indices a single time, "
                "before the loop, and then cut.",
                answer,
            )
            for answer in (
                lambda n, batch_size, rng: _in_batches(rng.integers(n, size=n), batch_size),
                lambda n, batch_size, rng: [
                    rng.permutation(n)[: len(batch)] for batch in _in_batches(np.arange(n), batch_size)
                ],
                lambda n, batch_size, rng: [
                    rng.choice(n, min(n, batch_size), replace=False) for _ in range(0, n, batch_size)
                ],
            )
        ),
        Wrong(
            "last batch dropped",
            "The samples that do not fill a batch are left out. The last batch may be short.",
            lambda n, batch_size, rng: [batch for batch in minibatches(n, batch_size, rng) if len(batch) == batch_size],
        ),
        *(
            Wrong(
                "an empty batch",
                "One of the batches is empty. Where n divides evenly, nothing is left for a short one: range(0, n, batch_size) "
                "stops in time.",
                answer,
            )
            for answer in (
                _batches_with_one_left_over,
                lambda n, batch_size, rng: [*minibatches(n, batch_size, rng), np.array([], dtype=int)],
            )
        ),
        Wrong(
            "end of the slice",
            "Only the first batch holds anything. A slice order[start:end] runs to a place, not for a number of entries: where "
            "does a batch end that begins at start?",
            _batches_cut(end=lambda k, batch_size: batch_size),
        ),
        Wrong(
            "first batch only",
            "This is the first batch alone. Does the return stand inside the loop? It belongs behind it, with a list of all batches.",
            _batches_first_only,
        ),
        Wrong(
            "3 typed in",
            "The 3 of the example is typed in. Each batch holds batch_size indices, whatever that is.",
            _batches_cut(step=3, end=lambda k, batch_size: k + 3),
        ),
        Wrong(
            "3 typed in",
            "The 3 of the example is typed in. Each batch holds batch_size indices, whatever that is.",
            _batches_cut(end=lambda k, batch_size: k + 3),
        ),
        Wrong(
            "7 typed in",
            "The 7 of the example is typed in. Here there are n indices, and the starts of the batches go on up to n.",
            _batches_cut(stop=7),
        ),
        Wrong(
            "7 typed in",
            "The 7 of the example is typed in. Here there are n indices, and the starts of the batches go on up to n.",
            lambda n, batch_size, rng: _in_batches(rng.permutation(7), batch_size),
        ),
        Wrong(
            "one index for a batch",
            "Each batch is a single index here. A slice of the shuffled row, from the start of the batch to its end, holds batch_size of them.",
            lambda n, batch_size, rng: list(rng.permutation(n)[::batch_size]),
        ),
        Wrong(
            "order of the batches only",
            "The batches are shuffled, but inside each one neighbours stay together. Shuffle the indices before you cut.",
            _batches_of_sorted,
        ),
        Wrong(
            "shuffled inside the batches",
            "The indices are shuffled inside each batch only: the first batch always holds the first samples. Shuffle all of "
            "them before you cut.",
            _batches_shuffled_inside,
        ),
        Wrong(
            "turned round",
            "The row of indices is turned round, and not shuffled: neighbours stay together, the same ones each time.",
            lambda n, batch_size, rng: _in_batches(np.arange(n)[::-1], batch_size),
        ),
        Wrong(
            "dealt out",
            "The indices are dealt out in turn, one to each batch, and nothing is shuffled: each epoch has the same batches. "
            "Shuffle the row of all indices, and cut it into pieces of batch_size.",
            lambda n, batch_size, rng: [np.arange(n)[k :: -(-n // batch_size)] for k in range(-(-n // batch_size))],
        ),
        Wrong(
            "even pieces",
            "The batches are all of about the same size, as np.array_split makes them. Here each holds batch_size indices, and only "
            "the last may be short.",
            lambda n, batch_size, rng: np.array_split(rng.permutation(n), -(-n // batch_size)),
        ),
        Wrong(
            "number for size",
            "This makes as many batches as batch_size says. It is the number of indices in each.",
            lambda n, batch_size, rng: np.array_split(rng.permutation(n), batch_size)[: max(1, min(n, batch_size))],
        ),
        Wrong(
            "short batch not last",
            "The short batch comes too early; it is the last one.",
            _batches_short_first,
        ),
        Wrong(
            "filled up",
            "The last batch is filled up with indices that have had their turn. Leave it short.",
            _batches_filled_up,
        ),
        Wrong(
            "overlapping",
            "The batches overlap: the next one starts where this one ended, batch_size further on.",
            _batches_cut(step=1),
        ),
        Wrong(
            "overlapping",
            "The batches overlap: the next one starts where this one ended, batch_size further on.",
            _batches_cut(step=3),
        ),
        Wrong(
            "not cut into batches",
            "This is one long row of indices. Cut it into pieces of batch_size.",
            lambda n, batch_size, rng: rng.permutation(n),
        ),
        Wrong(
            "counted from 1",
            "The indices run from 1 to n. The first row of an array has the index 0.",
            lambda n, batch_size, rng: [batch + 1 for batch in minibatches(n, batch_size, rng)],
        ),
        *(
            Wrong(
                "own generator",
                "The order does not depend on rng: another generator gives the same batches, and so does every epoch. Draw from the "
                "rng that is handed in.",
                answer,
            )
            for answer in (
                _batches_own_generator(0),
                _batches_own_generator(2024),
                lambda n, batch_size, rng: _in_batches(np.random.RandomState(0).permutation(n), batch_size),
                lambda n, batch_size, rng: _in_batches(random.Random(1).sample(range(n), n), batch_size),
            )
        ),
        Wrong(
            "nothing shuffled back",
            "rng.shuffle shuffles in place and returns None. rng.permutation(n) returns a shuffled array.",
            lambda n, batch_size, rng: _in_none(rng.shuffle(np.arange(n)), n, batch_size),
        ),
        Wrong(
            "nothing shuffled back",
            "rng.shuffle shuffles in place and returns None. rng.permutation(n) returns a shuffled array.",
            lambda n, batch_size, rng: _in_batches(rng.shuffle(np.arange(n)), batch_size),
        ),
        Wrong(
            "rng not used",
            "The same rng gave another order. Chance comes from the generator handed in, rng.permutation, so that a run can be "
            "repeated.",
            lambda n, batch_size, rng: _in_batches(np.random.default_rng().permutation(n), batch_size),
        ),
        Wrong(
            "rng called",
            "rng is a generator and not a function. Its methods draw: rng.permutation(n).",
            lambda n, batch_size, rng: _in_batches(rng(n), batch_size),
        ),
    ),
    hints=(
        "Two things, in this order: shuffle all indices once, then cut the row into pieces.",
        "order = rng.permutation(n) shuffles. The pieces start at 0, batch_size, 2 · batch_size, ...: range(0, n, batch_size).",
        "A slice stops at the end of the row by itself: order[k:k + batch_size] is short where fewer are left.",
    ),
    solution="def minibatches(n, batch_size, rng):\n"
    "    order = rng.permutation(n)\n"
    "    return [order[k:k + batch_size] for k in range(0, n, batch_size)]\n",
)

# --- average_nudge -------------------------------------------------------------------------------------------------


def average_nudge(gradients):
    return -np.mean(np.asarray(gradients, dtype=float), axis=0)


def _nudge_loop(gradients):
    total = 0
    for row in gradients:
        total = total - np.asarray(row)
    return total / len(gradients)


def _nudge_lists(gradients):
    return [-sum(float(g) for g in column) / len(column) for column in zip(*gradients, strict=True)]


def _nudge_hidden(rng):
    cases = [Case((_grid(rng, *shape),)) for shape in ((5, 3), (2, 6), (1, 4), (7, 7), (3, 1))]
    return [*cases, Case((_grid(rng, 4, 3).astype(np.float32),)), Case((rng.integers(-9, 10, (4, 5)),))]


AVERAGE_NUDGE = FunctionExercise(
    id="07/average_nudge",
    names=("average_nudge",),
    signature="average_nudge(gradients)",
    reference=(average_nudge,),
    tolerance=Tolerance(relative=1e-6, absolute=1e-6),
    cases=(
        Case((np.array([[1.0, -2.0, 0.0], [3.0, 0.0, 0.5]]),)),
        Case((np.array([[0.5, 1.0], [-1.5, 1.0], [-0.5, 4.0]]),)),
    ),
    hidden=_nudge_hidden,
    right=(
        average_nudge,
        _nudge_loop,
        _nudge_lists,
        lambda gradients: np.einsum("ij->j", -gradients) / gradients.shape[0],
        lambda gradients: (-gradients.T).mean(axis=1),
    ),
    wrong=(
        Wrong(
            "not negated",
            "This is the mean gradient, which points uphill. A nudge goes down.",
            lambda gradients: np.mean(gradients, axis=0),
        ),
        Wrong(
            "wrong axis",
            "This averages along each row, over the weights. Rows are samples: the mean goes over the samples, weight by weight.",
            lambda gradients: -np.mean(gradients, axis=1),
        ),
        Wrong(
            "wrong axis, not negated",
            "This averages over the weights of each sample, and it points uphill. The mean goes over the samples, and the nudge down.",
            lambda gradients: np.mean(gradients, axis=1),
        ),
        Wrong(
            "sum",
            "This adds the samples up. The average is asked, so that more samples do not make longer steps.",
            lambda gradients: -np.sum(gradients, axis=0),
        ),
        Wrong(
            "one number",
            "This is one number for all weights. Each weight has a nudge of its own.",
            lambda g: -np.mean(g),
        ),
        Wrong(
            "one number",
            "This is one number for all weights. Each weight has a nudge of its own.",
            lambda g: np.mean(g),
        ),
        Wrong(
            "each sample for itself",
            "These are the wishes of each sample. What do they come to on average?",
            lambda gradients: -gradients,
        ),
        Wrong(
            "first sample",
            "This is the wish of the first sample alone. All of them count.",
            lambda gradients: -gradients[0],
        ),
        Wrong(
            "last sample",
            "This is the wish of the last sample alone. All of them count.",
            lambda gradients: -gradients[-1],
        ),
        Wrong(
            "divided by the weights",
            "The sum is divided by the number of weights. It is the samples that are averaged: as many as there are rows.",
            lambda gradients: -np.sum(gradients, axis=0) / gradients.shape[1],
        ),
        Wrong(
            "divided by all entries",
            "The sum is divided by the number of all entries. It is the samples that are averaged: as many as there are rows.",
            lambda gradients: -np.sum(gradients, axis=0) / gradients.size,
        ),
        Wrong(
            "divided by m − 1",
            "A mean divides by the number of samples, m; m − 1 belongs to a variance.",
            lambda gradients: -np.sum(gradients, axis=0) / max(len(gradients) - 1, 1),
        ),
        Wrong(
            "median",
            "This is the median. The mean is asked, which lets every sample count by its size.",
            lambda gradients: -np.median(gradients, axis=0),
        ),
        Wrong(
            "sizes averaged",
            "The signs are lost: wishes up and wishes down have to cancel.",
            lambda gradients: -np.mean(np.abs(gradients), axis=0),
        ),
        Wrong(
            "kept as a row",
            "A row in a table of one row. One number for each weight is asked: leave keepdims away.",
            lambda gradients: -np.mean(gradients, axis=0, keepdims=True),
        ),
        Wrong(
            "half",
            "This is half of the average. Nothing here is halved.",
            lambda gradients: -np.mean(gradients, axis=0) / 2,
        ),
        Wrong(
            "signs only",
            "Only the signs are left. The sizes say which weights matter most.",
            lambda gradients: -np.sign(np.mean(gradients, axis=0)),
        ),
        Wrong(
            "without an axis",
            "axis=0 goes down the rows, over the samples; gradients has only rows and columns, so there is no axis 2.",
            lambda gradients: -np.mean(gradients, axis=2),
        ),
    ),
    hints=(
        "Each column belongs to a weight. Average down the column, over the samples.",
        "np.mean(gradients, axis=0) averages over the rows. A nudge goes against the gradient.",
    ),
    solution="def average_nudge(gradients):\n    return -np.mean(gradients, axis=0)\n",
)

# --- momentum ------------------------------------------------------------------------------------------------------


def momentum_step(theta, velocity, gradient, eta, alpha):
    velocity = alpha * np.asarray(velocity) - eta * np.asarray(gradient)
    return theta + velocity, velocity


def _momentum_copies(theta, velocity, gradient, eta, alpha):
    v = np.array(velocity, dtype=float)
    v *= alpha
    v -= eta * np.asarray(gradient)
    return [np.asarray(theta) + v, v]


def _momentum_entries(theta, velocity, gradient, eta, alpha):
    if np.ndim(theta) == 0:
        v = float(velocity) * alpha - float(gradient) * eta
        return float(theta) + v, v
    pairs = [_momentum_entries(t, v, g, eta, alpha) for t, v, g in zip(theta, velocity, gradient, strict=True)]
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


def _pushing(velocity=lambda v, g, eta, alpha: alpha * v - eta * g, move=None, give=None):
    """momentum_step with another velocity, move (of θ, old v, new v, g, η, α) or result."""

    def momentum_step(theta, v, gradient, eta, alpha):
        new = velocity(v, gradient, eta, alpha)
        theta_new = move(theta, v, new, gradient, eta, alpha) if move else theta + new
        return give(theta_new, new) if give else (theta_new, new)

    return momentum_step


def _momentum_in_place(theta, velocity, gradient, eta, alpha):
    velocity *= alpha
    velocity -= eta * gradient
    return theta + velocity, velocity


def _momentum_theta_in_place(theta, velocity, gradient, eta, alpha):
    velocity = alpha * velocity - eta * gradient
    theta += velocity
    return theta, velocity


def _momentum_zip(theta, velocity, gradient, eta, alpha):
    new = [alpha * v - eta * g for v, g in zip(velocity, gradient, strict=True)]
    return [t + v for t, v in zip(theta, new, strict=True)], new


def _momentum_hidden(rng):
    cases = [Case((*_grid(rng, 3).tolist(), 0.2, float(alpha))) for alpha in (0.5, 0.9, 0.0)]
    for shape, dtype in (((3,), float), ((2, 3), float), ((4,), np.float32)):
        cases.append(Case((*(_grid(rng, *shape).astype(dtype) for _ in range(3)), 0.3, 0.8)))
    whole = [rng.integers(1, 9, 3) for _ in range(3)]
    return [*cases, Case((*whole, 0.1, 0.9))]


MOMENTUM = FunctionExercise(
    id="07/momentum",
    names=("momentum_step",),
    signature="momentum_step(theta, velocity, gradient, eta, alpha)",
    reference=(momentum_step,),
    tolerance=Tolerance(relative=1e-6, absolute=1e-6),
    cases=(
        Case((1.0, 0.5, 2.0, 0.1, 0.9)),
        Case((np.array([1.0, -1.0]), np.array([0.0, 0.2]), np.array([3.0, -4.0]), 0.1, 0.5)),
    ),
    hidden=_momentum_hidden,
    right=(
        momentum_step,
        _momentum_copies,
        _momentum_entries,
        lambda theta, velocity, gradient, eta, alpha: (
            theta + alpha * velocity - eta * gradient,
            alpha * velocity - eta * gradient,
        ),
    ),
    wrong=(
        Wrong(
            "plus",
            "The gradient is added to the velocity, so θ speeds up uphill. It is subtracted, as in plain descent.",
            _pushing(lambda v, g, eta, alpha: alpha * v + eta * g),
        ),
        Wrong(
            "velocity the other way",
            "Here the velocity points uphill, and θ moves against it. Some texts do it so; in this course the velocity is how θ "
            "moves: v ← αv − ηg, θ ← θ + v.",
            _pushing(lambda v, g, eta, alpha: alpha * v + eta * g, lambda t, v, new, *_: t - new),
        ),
        Wrong(
            "velocity subtracted",
            "θ moves against its own velocity. The minus is in the velocity already: θ ← θ + v.",
            _pushing(move=lambda t, v, new, *_: t - new),
        ),
        Wrong(
            "η twice",
            "η has come in twice: it is in the velocity already.",
            _pushing(move=lambda t, v, new, g, eta, alpha: t + eta * new),
        ),
        Wrong(
            "η at the move",
            "Here η multiplies all of the velocity, and not the gradient alone. Some texts do it so; in this course it stands at "
            "the gradient: v ← αv − ηg.",
            _pushing(lambda v, g, eta, alpha: alpha * v - g, lambda t, v, new, g, eta, alpha: t + eta * new),
        ),
        Wrong(
            "η at the move",
            "Here the velocity collects the gradients as they are, uphill, and η comes in with the move. Some texts do it so; in "
            "this course v ← αv − ηg.",
            _pushing(lambda v, g, eta, alpha: alpha * v + g, lambda t, v, new, g, eta, alpha: t - eta * new),
        ),
        Wrong("η forgotten", _NO_ETA, _pushing(lambda v, g, eta, alpha: alpha * v - g)),
        Wrong(
            "old velocity",
            "θ moves by the old velocity. First the velocity takes in the gradient, then θ moves by it.",
            _pushing(move=lambda t, v, new, *_: t + v),
        ),
        Wrong(
            "α forgotten",
            "α is missing: without it the old velocity never fades.",
            _pushing(lambda v, g, eta, alpha: v - eta * g),
        ),
        Wrong(
            "plain step",
            "The old velocity has no part in this. It goes on, α of it, and the gradient only bends it.",
            _pushing(lambda v, g, eta, alpha: -eta * g),
        ),
        Wrong(
            "α and η swapped",
            "α and η have changed places: α belongs to the old velocity, η to the gradient.",
            _pushing(lambda v, g, eta, alpha: eta * v - alpha * g),
        ),
        Wrong(
            "α on both",
            "α multiplies the old velocity only, not the gradient as well.",
            _pushing(lambda v, g, eta, alpha: alpha * (v - eta * g)),
        ),
        Wrong(
            "a mean of both",
            "This gives the gradient the share 1 − α. Others do so; here it comes in with η alone: v ← αv − ηg.",
            _pushing(lambda v, g, eta, alpha: alpha * v - (1 - alpha) * eta * g),
        ),
        Wrong(
            "a mean of both",
            "This gives the old velocity the share 1 − α. It keeps the share α.",
            _pushing(lambda v, g, eta, alpha: (1 - alpha) * v - eta * g),
        ),
        Wrong(
            "gradient counted twice",
            "θ moves by the velocity and by the gradient. The gradient is in the velocity already.",
            _pushing(move=lambda t, v, new, g, eta, alpha: t + new - eta * g),
        ),
        Wrong(
            "looking ahead",
            "This goes on a further α of the new velocity: Nesterov's variant. Asked is the plain one, θ ← θ + v.",
            _pushing(move=lambda t, v, new, g, eta, alpha: t + alpha * new - eta * g),
        ),
        Wrong(
            "velocity not returned",
            "Both are asked, (theta, velocity): the next step needs the velocity.",
            _pushing(give=lambda theta, v: theta),
        ),
        Wrong(
            "old velocity returned",
            "θ is right, but the velocity returned is the old one. The next step needs the new one.",
            lambda theta, velocity, gradient, eta, alpha: (
                momentum_step(theta, velocity, gradient, eta, alpha)[0],
                velocity,
            ),
        ),
        Wrong("order", "The order is theta first, then the velocity.", _pushing(give=lambda theta, v: (v, theta))),
        Wrong(
            "θ moves by the gradient alone",
            "The velocity is right, but θ moves as in plain descent. θ moves by the new velocity.",
            _pushing(move=lambda t, v, new, g, eta, alpha: t - eta * g),
        ),
        Wrong("θ stays", "The velocity is right, but θ has not moved by it.", _pushing(move=lambda t, *_: t)),
        Wrong(
            "velocity altered",
            "The velocity that was handed in has been changed in place. alpha * velocity - ... makes a new array.",
            _momentum_in_place,
        ),
        Wrong("theta altered", _ALTERED, _momentum_theta_in_place),
        Wrong(
            "gradient called",
            "gradient is a value here, the gradient at theta, and no function as in descend: it stands without brackets behind it.",
            lambda theta, velocity, gradient, eta, alpha: (
                theta + (alpha * velocity - eta * gradient(theta)),
                alpha * velocity - eta * gradient(theta),
            ),
        ),
        Wrong("a loop over a number", _NO_LOOP, _momentum_zip),
    ),
    hints=(
        "Two lines. First the new velocity, from the old one and the gradient; then theta moves by it.",
        "v ← αv − ηg: velocity = alpha * velocity - eta * gradient. Then return theta + velocity, velocity.",
    ),
    solution="def momentum_step(theta, velocity, gradient, eta, alpha):\n"
    "    velocity = alpha * velocity - eta * gradient\n"
    "    return theta + velocity, velocity\n",
)

# --- decay ---------------------------------------------------------------------------------------------------------


def decayed_eta(eta0, epoch, rate):
    return eta0 / (1 + rate * epoch)


DECAY = FunctionExercise(
    id="07/decay",
    names=("decayed_eta",),
    signature="decayed_eta(eta0, epoch, rate)",
    core=False,
    reference=(decayed_eta,),
    withholds=("nnlib.optimizers:decay",),
    cases=(Case((0.5, 4, 1.0)), Case((0.1, 0, 0.5)), Case((1.0, 10, 0.1)), Case((2, 1, 3))),
    hidden=lambda rng: [
        *(
            Case(
                (round(float(rng.uniform(0.1, 2)), 2), int(rng.integers(1, 30)), round(float(rng.uniform(0.05, 2)), 2))
            )
            for _ in range(4)
        ),
        Case((0.3, 5, 0.0)),
        Case((np.float32(0.5), int(rng.integers(1, 9)), 0.25)),
    ],
    right=(
        decayed_eta,
        lambda eta0, epoch, rate: eta0 * (1 + epoch * rate) ** -1.0,
        lambda eta0, epoch, rate: 1 / (1 / eta0 + rate * epoch / eta0),
        lambda eta0, epoch, rate: float(np.divide(eta0, np.add(1, np.multiply(rate, epoch)))),
    ),
    wrong=(
        Wrong(
            "epochs from 1",
            "This counts epochs from 1, so that even the first is slowed down. Epoch 0 uses η₀ itself.",
            lambda eta0, epoch, rate: eta0 / (1 + rate * (epoch + 1)),
        ),
        Wrong(
            "one epoch late",
            "This is the η of the epoch before.",
            lambda eta0, epoch, rate: eta0 / (1 + rate * max(epoch - 1, 0)),
        ),
        Wrong(
            "brackets missing",
            "Without brackets, eta0 / 1 + ... divides first. All of 1 + rate · epoch is below the line.",
            lambda eta0, epoch, rate: eta0 / 1 + rate * epoch,
        ),
        Wrong(
            "1 forgotten",
            "The 1 is missing below the line: at epoch 0 nothing would be left to divide by.",
            lambda eta0, epoch, rate: eta0 / (rate * epoch),
        ),
        Wrong(
            "exponential",
            "This falls exponentially. The schedule asked for is η₀ / (1 + rate · epoch).",
            lambda eta0, epoch, rate: eta0 * np.exp(-rate * epoch),
        ),
        Wrong(
            "a power of the rate",
            "rate to the power of the epoch is another schedule. Here it is η₀ / (1 + rate · epoch).",
            lambda eta0, epoch, rate: eta0 * rate**epoch,
        ),
        Wrong(
            "compound",
            "As with compound interest, (1 + rate) has been raised to a power. Here the epochs multiply: 1 + rate · epoch.",
            lambda eta0, epoch, rate: eta0 / (1 + rate) ** epoch,
        ),
        Wrong(
            "compound",
            "(1 − rate) has been raised to a power. The schedule asked for is η₀ / (1 + rate · epoch).",
            lambda eta0, epoch, rate: eta0 * (1 - rate) ** epoch,
        ),
        Wrong(
            "straight line",
            "A straight line comes to 0 and then below it. The schedule asked for divides.",
            lambda eta0, epoch, rate: eta0 * (1 - rate * epoch),
        ),
        Wrong(
            "straight line",
            "A straight line comes to 0 and then below it. The schedule asked for divides.",
            lambda eta0, epoch, rate: eta0 - rate * epoch,
        ),
        Wrong("grows", "This grows from epoch to epoch: divide.", lambda eta0, epoch, rate: eta0 * (1 + rate * epoch)),
        Wrong(
            "minus below the line",
            "With a minus below the line η grows. 1 + rate · epoch.",
            lambda eta0, epoch, rate: eta0 / (1 - rate * epoch) if rate * epoch != 1 else np.inf,
        ),
        Wrong("rate left out", "The rate has no part in this.", lambda eta0, epoch, rate: eta0 / (1 + epoch)),
        Wrong("epoch left out", "The epoch has no part in this.", lambda eta0, epoch, rate: eta0 / (1 + rate)),
        Wrong(
            "added up",
            "rate and epoch are added here. They are multiplied: η₀ / (1 + rate · epoch).",
            lambda eta0, epoch, rate: eta0 / (1 + rate + epoch),
        ),
        Wrong(
            "root",
            "A root of it is another schedule, and a slower one. No root here.",
            lambda eta0, epoch, rate: eta0 / np.sqrt(1 + rate * epoch),
        ),
        Wrong("constant", "η stays what it was.", lambda eta0, epoch, rate: eta0),
        Wrong("factor alone", "η₀ is missing above the line.", lambda eta0, epoch, rate: 1 / (1 + rate * epoch)),
        Wrong(
            "whole-number division",
            "// cuts the quotient to a whole number; / keeps all of it.",
            lambda eta0, epoch, rate: eta0 // (1 + rate * epoch),
        ),
    ),
    hints=(
        "A fraction: η₀ above the line, 1 + rate · epoch below it.",
        "Brackets around everything below the line: eta0 / (1 + rate * epoch).",
    ),
    solution="def decayed_eta(eta0, epoch, rate):\n    return eta0 / (1 + rate * epoch)\n",
)

# --- sensitivity ---------------------------------------------------------------------------------------------------


def times_more_sensitive(a, b):
    return abs(a) / abs(b)


def _ratio_or_inverse(a, b):
    return max(abs(a), abs(b)) / min(abs(a), abs(b))


SENSITIVITY = FunctionExercise(
    id="07/sensitivity",
    names=("times_more_sensitive",),
    signature="times_more_sensitive(a, b)",
    core=False,
    reference=(times_more_sensitive,),
    cases=(Case((3.2, 0.1)), Case((-1.5, 0.5)), Case((2, -8))),
    hidden=lambda rng: [
        *(Case(tuple(_grid(rng, 2).tolist())) for _ in range(4)),
        Case(tuple(_grid(rng, 2).astype(np.float32))),
        Case((-int(rng.integers(3, 9)), -int(rng.integers(10, 20)))),
    ],
    right=(
        times_more_sensitive,
        lambda a, b: abs(a / b),
        lambda a, b: np.sqrt(float(a) ** 2 / float(b) ** 2),
        lambda a, b: np.exp(np.log(np.abs(float(a))) - np.log(np.abs(float(b)))),
    ),
    wrong=(
        Wrong(
            "difference",
            "This is the difference. How many times as large is asked: a ratio.",
            lambda a, b: abs(a) - abs(b),
        ),
        Wrong("difference", "This is the difference. How many times as large is asked: a ratio.", lambda a, b: a - b),
        Wrong(
            "difference", "This is a difference. How many times as large is asked: a ratio.", lambda a, b: abs(a - b)
        ),
        Wrong(
            "sign kept",
            "A sign says which way to nudge, not how much it matters. Compare the sizes.",
            lambda a, b: a / b,
        ),
        Wrong("upside down", "This is b by a: how much more the second one matters.", lambda a, b: abs(b) / abs(a)),
        Wrong(
            "upside down, sign kept",
            "This is b by a, with its sign. The size of a by the size of b is asked.",
            lambda a, b: b / a,
        ),
        Wrong(
            "larger by smaller",
            "This always divides the larger by the smaller. How many times more a matters than b may also be less than 1.",
            _ratio_or_inverse,
        ),
        Wrong("product", "This multiplies. How many times as large is a ratio.", lambda a, b: abs(a) * abs(b)),
        Wrong("product", "This multiplies. How many times as large is a ratio.", lambda a, b: a * b),
        Wrong(
            "squares",
            "The squares have been compared. Asked is the ratio of the sizes themselves.",
            lambda a, b: (a / b) ** 2,
        ),
        Wrong(
            "how much more",
            "This is the surplus: 32 times as large is 31 times more of it, strictly speaking. The ratio itself is asked.",
            lambda a, b: abs(a) / abs(b) - 1,
        ),
        Wrong("percent", "This is in percent. The ratio itself is asked.", lambda a, b: 100 * abs(a) / abs(b)),
        Wrong(
            "whole-number division",
            "// cuts the quotient to a whole number; / keeps all of it.",
            lambda a, b: abs(a) // abs(b),
        ),
        Wrong("rounded", "Leave the ratio unrounded.", lambda a, b: float(round(float(abs(a) / abs(b))))),
        Wrong(
            "share",
            "This is a's share of both. The ratio of the two is asked.",
            lambda a, b: abs(a) / (abs(a) + abs(b)),
        ),
        Wrong(
            "larger one",
            "This is the larger of both. How many times as large is asked.",
            lambda a, b: max(abs(a), abs(b)),
        ),
        Wrong("size of a", "b has no part in this. Compare the two sizes.", lambda a, b: abs(a)),
    ),
    hints=(
        "The sign tells the direction, the size tells how much it matters. Compare sizes.",
        "abs(a) is the size of a. How many times does the size of b go into it?",
    ),
    solution="def times_more_sensitive(a, b):\n    return abs(a) / abs(b)\n",
)

# --- trial_and_error -----------------------------------------------------------------------------------------------


def trial_and_error(loss, theta, rng, n, scale):
    best, lowest = theta, loss(theta)
    for _ in range(n):
        tried = best + rng.normal(0, scale, size=np.shape(theta))
        found = loss(tried)
        if found < lowest:
            best, lowest = tried, found
    return best


def _trial_uniform(loss, theta, rng, n, scale):
    best = np.array(theta, dtype=float)
    for _ in range(n):
        tried = best + scale * rng.uniform(-1, 1, best.shape)
        best = tried if loss(tried) < loss(best) else best
    return best


def _trial_one_weight_at_a_time(loss, theta, rng, n, scale):
    best = np.array(theta, dtype=float)
    for _ in range(n):
        index, old, before = tuple(rng.integers(best.shape)) if best.ndim else (), best.copy(), loss(best)
        best[index] += rng.choice([-scale, scale])
        if loss(best) >= before:
            best = old
    return best


def _trying(start="best", keep=lambda new, old: new < old, nudge=None, give=lambda best, loss, last: best, rounds=None):
    """trial_and_error with other rules; `start`: where nudges start, "best" or "theta"."""

    def trial_and_error(loss, theta, rng, n, scale):
        best = last = np.array(theta, dtype=float)
        for _ in range(n if rounds is None else rounds):
            by = nudge(rng, scale, best) if nudge else rng.normal(0, scale, best.shape)
            last = (best if start == "best" else np.asarray(theta)) + by
            if keep(loss(last), loss(best)):
                best = last
        return give(best, loss, last)

    return trial_and_error


def _trial_in_place(loss, theta, rng, n, scale):
    for _ in range(n):
        nudge, before = rng.normal(0, scale, np.shape(theta)), loss(theta)
        theta += nudge
        if loss(theta) >= before:
            theta -= nudge
    return theta


def _trial_wrongly_kept(loss, theta, rng, n, scale):
    best = np.array(theta, dtype=float)
    lowest = loss(best)
    for _ in range(n):
        best += rng.normal(0, scale, best.shape)  # the best itself is moved, better or not
        lowest = min(lowest, loss(best))
    return best


def _trial_returns_at_the_last(loss, theta, rng, n, scale):
    best = theta
    for k in range(n):
        tried = best + rng.normal(0, scale, np.shape(theta))
        best = tried if loss(tried) < loss(best) else best
        if k == n - 1:
            return best


def _trial_by_slope(loss, theta, rng, n, scale):
    best = np.array(theta, dtype=float)
    for _ in range(n):
        slope = np.zeros(best.shape)
        for index in np.ndindex(best.shape):
            nudge = np.zeros(best.shape)
            nudge[index] = 1e-4
            slope[index] = (loss(best + nudge) - loss(best - nudge)) / 2e-4
        best = best - scale * slope
    return best


def _judged_trial(case, value):
    spec, theta, _, n, scale = case.args
    loss, start = build(spec), np.asarray(theta, dtype=float)
    if isinstance(value, tuple | list) and len(value) == 2 and np.shape(value[0]) == start.shape != (2,):
        return "theta and loss"
    try:
        found = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return "is no theta. The best theta is asked, in the shape of the one handed in."
    if start.ndim and found.ndim == 0:
        return "loss for theta"
    if found.shape != start.shape:
        return (
            f"has the shape {found.shape}. The best theta is asked, in the shape of the one handed in, {start.shape}."
        )
    if not np.isfinite(found).all():
        return "is not finite."
    if loss(found) > loss(start):
        return "worse kept"
    moved = found - start
    if n == 0 and moved.any():
        return "one try too many"
    if np.abs(moved).max() > 8 * n * scale:
        return "scale not used"
    if n == 1 and spec == SUMMIT and not moved.any():
        return "one try too few"
    if n >= 200:  # far from the minimum, with time to come near it
        if not moved.any():
            return "nothing kept"
        if start.size > 1 and np.ptp(moved) < 1e-9:
            return "one nudge for all weights"
        if loss(found) > 0.5 * loss(start):
            return "hardly moved"
    return "same for every rng" if _thetas_so_far.same(case, found, case is TRIAL_AND_ERROR.cases[0]) else None


def _bowl(*minimum):
    """½ Σ (θ − minimum)², less what it is at the minimum."""
    at = np.array(minimum) if len(minimum) > 1 else float(minimum[0])
    return Spec("bowl", (at,))


SUMMIT = Spec("quadratic", (-1.0, 0.0))  # from its top, θ = 0, every nudge goes down
MANY_WEIGHTS = _bowl(*np.arange(1.0, 13.0))  # so many that no two rngs lead to one point
_thetas_so_far = Twins()


def _trial_hidden(rng):
    def seed():
        return Spec("rng", (int(rng.integers(10**6)),))

    far = [3.0, -2.0, 2.5]
    return [
        Case((_bowl(*far), np.zeros(3), seed(), 400, 0.1)),
        Case((_bowl(-2.0), 1.0, seed(), 400, 0.1)),
        Case((_bowl(*far), np.array(far) + 0.01, seed(), 50, 0.5)),
        Case((_bowl(2.0, -3.0), np.array([5, 1]), seed(), 400, 0.1)),
        Case((_bowl(1.0, -3.0), np.array([-2.0, 1.0]), seed(), 400, 0.1)),
    ]


TRIAL_AND_ERROR = FunctionExercise(
    id="07/trial_and_error",
    names=("trial_and_error",),
    signature="trial_and_error(loss, theta, rng, n, scale)",
    core=False,
    reference=(trial_and_error,),
    accepts=_judged_trial,
    cases=(
        Case((_bowl(2.0, -1.0), np.array([-2.0, 1.5]), Spec("rng", (3,)), 300, 0.1)),
        Case((_bowl(2.0, -1.0), np.array([2.0, -1.05]), Spec("rng", (4,)), 40, 0.5)),
        Case((_bowl(3.0), 0.0, Spec("rng", (5,)), 300, 0.1)),
        Case((_bowl(3.0), 1.0, Spec("rng", (7,)), 6, 0.001)),
        Case((_bowl(2.0, -1.0), np.array([-2.0, 1.5]), Spec("rng", (13,)), 0, 0.1)),
        *(Case((MANY_WEIGHTS, np.zeros(12), Spec("rng", (seed,)), 20, 0.1)) for seed in (15, 16)),
        Case((SUMMIT, 0.0, Spec("rng", (17,)), 1, 0.1)),
    ),
    hidden=_trial_hidden,
    right=(trial_and_error, _trial_uniform, _trial_one_weight_at_a_time, _trying(keep=lambda new, old: new <= old)),
    wrong=(
        Wrong(
            "worse kept",
            "The result is worse than the start: a nudge was kept though the loss had grown. Keep it only where the loss is lower.",
            _trying(keep=lambda new, old: True),
        ),
        Wrong(
            "worse kept",
            "The result is worse than the start: it is the worse one that is kept. Turn the comparison round.",
            _trying(keep=lambda new, old: new > old),
        ),
        Wrong(
            "worse kept",
            "The result is worse than the start: theta has moved before it was known whether that is better.",
            _trial_wrongly_kept,
        ),
        Wrong(
            "worse kept",
            "The result is worse than the start. Was it the last try that was returned, in the place of the best?",
            _trying(give=lambda best, loss, last: last),
        ),
        *(
            Wrong(
                "hardly moved",
                "After so many tries theta is still near where it began. Does each nudge start from the best theta so far, and does "
                "the loop go round n times before the return?",
                answer,
            )
            for answer in (_trying(start="theta"), _trying(rounds=1), _trying(rounds=5))
        ),
        Wrong(
            "scale not used",
            "These nudges are far longer than scale says.",
            _trying(nudge=lambda rng, scale, best: rng.normal(0, 1, best.shape)),
        ),
        Wrong(
            "one nudge for all weights",
            "All weights have moved by the same amount. Draw a number for each: size=np.shape(theta).",
            _trying(nudge=lambda rng, scale, best: rng.normal(0, scale)),
        ),
        Wrong(
            "nothing kept",
            "After so many tries this is still the start. Is the better theta kept anywhere?",
            lambda loss, theta, rng, n, scale: theta,
        ),
        Wrong(
            "loss for theta",
            "This is one number, such as a loss. The theta that has it is asked.",
            _trying(give=lambda best, loss, last: loss(best)),
        ),
        Wrong(
            "theta and loss",
            "This returns theta together with its loss. Return theta alone.",
            lambda loss, theta, rng, n, scale: (lambda best: (best, loss(best)))(
                trial_and_error(loss, theta, rng, n, scale)
            ),
        ),
        Wrong(
            "one try too many",
            "For n = 0 there is a nudge already. range(n) runs n times; with no try, theta is the best there is.",
            lambda loss, theta, rng, n, scale: trial_and_error(loss, theta, rng, n + 1, scale),
        ),
        Wrong(
            "one try too few",
            "For n = 1 theta has not moved, though every nudge would be better there. Each of the n tries counts: range(n) runs n times.",
            lambda loss, theta, rng, n, scale: trial_and_error(loss, theta, rng, n - 1, scale),
        ),
        *(
            Wrong(
                "same for every rng",
                "Another rng gave the very same theta. Each nudge is drawn by chance, and from the generator that is handed in.",
                answer,
            )
            for answer in (
                lambda loss, theta, rng, n, scale: trial_and_error(loss, theta, np.random.RandomState(0), n, scale),
                _trial_by_slope,
            )
        ),
        Wrong(
            "nothing for n = 0",
            "For n = 0 nothing comes back, since the return is inside a loop that then never runs. With no try, theta is the best "
            "there is. A return behind the loop serves every n.",
            _trial_returns_at_the_last,
        ),
        Wrong("theta altered", _ALTERED, _trial_in_place),
        Wrong(
            "rng not used",
            "The same rng gave another result. Draw the nudges from the generator handed in, so that a run can be repeated.",
            lambda loss, theta, rng, n, scale: trial_and_error(loss, theta, np.random.default_rng(), n, scale),
        ),
        Wrong(
            "rng called",
            "rng is a generator and not a function. Its methods draw: rng.normal(0, scale, size=np.shape(theta)).",
            lambda loss, theta, rng, n, scale: trial_and_error(loss, theta + rng(), rng, n, scale),
        ),
    ),
    hints=(
        "Keep two things: the best theta so far, and its loss. Each round tries a nudged copy of the best one.",
        "tried = best + rng.normal(0, scale, size=np.shape(theta)). If loss(tried) is lower, it becomes the best one.",
        "Return the best one after the loop, not inside it.",
    ),
    solution="def trial_and_error(loss, theta, rng, n, scale):\n"
    "    best, lowest = theta, loss(theta)\n"
    "    for _ in range(n):\n"
    "        tried = best + rng.normal(0, scale, size=np.shape(theta))\n"
    "        if loss(tried) < lowest:\n"
    "            best, lowest = tried, loss(tried)\n"
    "    return best\n",
)

EXERCISES = [
    STEP,
    DESCEND,
    LARGEST_ETA,
    SIMULTANEOUS,
    WHICH_UPDATE,
    AVERAGE_NUDGE,
    MINIBATCHES,
    MOMENTUM,
    DECAY,
    SENSITIVITY,
    TRIAL_AND_ERROR,
]
