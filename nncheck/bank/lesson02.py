"""Lesson 02, activation functions: a dozen bends and their slopes, and what many layers make of them."""

import math
import warnings

import numpy as np

from nncheck.exercise import Between, Case, FunctionExercise, Tolerance, Wrong

# In float32, 1 − σ and 1 − tanh² keep about seven decimals after the point, not seven digits.
SMOOTH = Tolerance(relative=1e-6, absolute=3e-7)

# --- what goes in --------------------------------------------------------------------------------------------------


def _arrays(rng, low, high, at=()):
    """Inputs of all sorts between two whole numbers, each with the places `at` among them where its type can hold them."""
    whole = [x for x in at if x == int(x)]
    floats = np.array([*at, *rng.uniform(low, high, size=6 - len(at) % 6)])
    eighths = np.array([*at, *rng.integers(8 * low, 8 * high, size=4) / 8], dtype=np.float32)
    ints = np.array([*whole, *rng.integers(low, high, size=4 - len(whole) % 4, endpoint=True)])
    return [rng.permutation(floats).reshape(2, -1), eighths, rng.permutation(ints).reshape(-1, 2)]


def _inputs(rng, low, high, at=()):
    """The arrays and, beside them, numbers: a float, an int, a 0-d array, and an array of one entry."""
    x, y = rng.uniform(low, high, size=2)
    return [*_arrays(rng, low, high, at), float(x), int(rng.integers(1, high)), np.array(y), np.array([x]), *at]


def _cases(inputs, name=None, *more):
    return [Case((z, *more), name) for z in inputs]


def _in_turn(*lists):
    """The first of each list, then the second of each: a mistake in any function shows early."""
    longest = max(map(len, lists))
    return [items[k] for k in range(longest) for items in lists if k < len(items)]


# --- mistakes that any function can hold ---------------------------------------------------------------------------

SCALAR_ONLY = (
    "This works for one number only. An `if`, and Python's own max and min, want one yes or no, and an array has one for "
    "each entry. np.where chooses entry by entry; np.maximum and np.minimum compare entry by entry."
)
MATH_MODULE = "The functions of math take one number only. Those of NumPy, such as np.exp, take arrays as well."
ONE_BY_ONE = (
    "This loops over z, so z must be a row of numbers; it may also be one number, or have rows and columns. NumPy's "
    "functions and operators take every shape at once, without a loop."
)
ARRAYS_ONLY = (
    "This takes an array only; z may be a plain number as well. z = np.asarray(z) as the first line makes an array of "
    "either."
)
TRUNCATED = (
    "The result takes over the type of z, so where z holds whole numbers every fraction is cut off. Let np.where make the "
    "result, or ask for a result with dtype=float."
)
IN_PLACE = "This writes into z, which still belongs to whoever called. Make a new array, with np.where for one."


def _scalar_loop(f):
    def answer(z, *more):
        return np.array([f(x, *more) for x in z])

    return answer


def _like_z(f):
    def answer(z, *more):
        out = np.zeros_like(z)
        out[...] = f(z, *more)
        return out

    return answer


def _shape_of_z(f):
    def answer(z, *more):
        out = np.zeros(z.shape)
        out[:] = f(z, *more)
        return out

    return answer


def _assigned(f):
    def answer(z, *more):
        out = z * 1.0
        out[...] = f(z, *more)
        return out

    return answer


def _into_z(f):
    def answer(z, *more):
        z[...] = f(z, *more)
        return z

    return answer


def _general(right, scalar=None, truncates=True, build=lambda f: f):
    """The mistakes above, made in one function; `build` puts it among the others that an exercise asks for."""
    wrong = [
        Wrong("arrays only", ARRAYS_ONLY, build(_shape_of_z(right))),
        Wrong("arrays only", ARRAYS_ONLY, build(_assigned(right))),
        Wrong("z overwritten", IN_PLACE, build(_into_z(right))),
    ]
    if scalar:
        wrong.append(Wrong("scalar-only code", SCALAR_ONLY, build(scalar)))
        wrong.append(Wrong("array of one row only", ONE_BY_ONE, build(_scalar_loop(scalar))))
    if truncates:
        wrong.append(Wrong("int arrays truncated", TRUNCATED, build(_like_z(right))))
    return wrong


# --- heaviside -----------------------------------------------------------------------------------------------------


def heaviside(z):
    return np.where(np.asarray(z) > 0, 1.0, np.where(np.asarray(z) < 0, 0.0, 0.5))


def _heaviside_scalar(z):
    if z < 0:
        return 0.0
    if z == 0:
        return 0.5
    return 1.0


def _heaviside_first_type(z):
    return np.vectorize(lambda x: 0 if x < 0 else 0.5 if x == 0 else 1)(z)


def _heaviside_select(z):
    z = np.asarray(z)
    return np.select([z < 0, z == 0], [0, 0.5], 1.0)


_STEP_OTHER_SIDE = "The sides have changed places: the step goes up, from 0 on the left to 1 on the right."

HEAVISIDE = FunctionExercise(
    id="02/heaviside",
    names=("heaviside",),
    signature="heaviside(z)",
    reference=(heaviside,),
    cases=(
        Case((np.array([-2.0, 0.0, 3.0]),)),
        Case((0,)),
        Case((0.25,)),
        Case((np.array([[-1, 0], [4, -3]]),)),
    ),
    hidden=lambda rng: _cases(_inputs(rng, -4, 4, at=(0.0,))),
    right=(
        heaviside,
        lambda z: np.heaviside(z, 0.5),
        lambda z: (np.sign(z) + 1) / 2,
        lambda z: 0.5 * (np.asarray(z) > 0) + 0.5 * (np.asarray(z) >= 0),
        _heaviside_select,
        np.vectorize(_heaviside_scalar, otypes=[float]),
    ),
    wrong=(
        Wrong(
            "1 at 0",
            "At 0 itself this gives 1 (True counts as 1). Here the step is ½ at 0.",
            lambda z: np.where(np.asarray(z) >= 0, 1, 0),
        ),
        Wrong(
            "0 at 0",
            "At 0 itself this gives 0 (False counts as 0). Here the step is ½ at 0.",
            lambda z: np.where(np.asarray(z) > 0, 1, 0),
        ),
        Wrong("sign", "That is the sign, from −1 to 1. The Heaviside step goes from 0 to 1.", lambda z: np.sign(z)),
        Wrong(
            "−1 on the left",
            "On the left of 0 this gives −1, as sign does. The Heaviside step comes from 0.",
            lambda z: np.where(np.asarray(z) < 0, -1, heaviside(z)),
        ),
        Wrong("sides swapped", _STEP_OTHER_SIDE, lambda z: 1 - heaviside(z)),
        Wrong(
            "½ on one side",
            "½ belongs to z = 0 alone; this gives it to a whole side.",
            lambda z: np.where(np.asarray(z) <= 0, 0.5, 1.0),
        ),
        Wrong(
            "½ on one side",
            "½ belongs to z = 0 alone; this gives it to a whole side.",
            lambda z: np.where(np.asarray(z) < 0, 0.0, 0.5),
        ),
        Wrong(
            "step at ½",
            "The step stands at z = ½ here. It belongs at z = 0; ½ is the value there.",
            lambda z: np.heaviside(np.asarray(z) - 0.5, 0.5),
        ),
        Wrong(
            "ramp",
            "Between 0 and 1 this rises with z. The Heaviside step jumps: any positive z gives 1.",
            lambda z: np.clip(z, 0, 1),
        ),
        Wrong(
            "ramp",
            "This rises with z around 0. The Heaviside step jumps: any positive z gives 1.",
            lambda z: np.clip(np.asarray(z) + 0.5, 0, 1),
        ),
        Wrong(
            "keeps z",
            "Where z is positive this gives z. The step gives 1 there.",
            lambda z: np.where(np.asarray(z) == 0, 0.5, np.maximum(z, 0)),
        ),
        Wrong(
            "only at 0",
            "This gives ½ at 0, and 0 everywhere else. To the right of 0 the step is 1.",
            lambda z: np.where(np.asarray(z) == 0, 0.5, 0.0),
        ),
        Wrong(
            "sigmoid",
            "That is a smooth S. The step jumps from 0 to 1 and knows nothing in between but ½ at 0.",
            lambda z: 1 / (1 + np.exp(-np.asarray(z, dtype=float))),
        ),
        Wrong(
            "type of the first result",
            "np.vectorize takes its type from the first result: where that is the int 0 or 1, every ½ is cut to 0. Return "
            "0.0, 0.5 and 1.0, or use np.where.",
            _heaviside_first_type,
        ),
        *_general(heaviside, _heaviside_scalar),
    ),
    withholds=("nnlib.activations:heaviside",),
    hints=(
        "There are three cases: z < 0, z = 0 and z > 0. Which value belongs to each?",
        "np.where(z > 0, 1, ...) settles the positive entries. In place of the dots a second np.where can stand.",
        "The inner one is np.where(z < 0, 0, 0.5): what is neither above nor below 0 is 0.",
    ),
    solution="def heaviside(z):\n    return np.where(z > 0, 1.0, np.where(z < 0, 0.0, 0.5))\n",
)


# --- sign and ramp -------------------------------------------------------------------------------------------------


def sign(z):
    return np.where(np.asarray(z) > 0, 1.0, np.where(np.asarray(z) < 0, -1.0, 0.0))


def piecewise_linear(z):
    return np.clip(np.asarray(z) + 0.5, 0, 1)


def _sign_scalar(z):
    if z > 0:
        return 1
    if z < 0:
        return -1
    return 0


def _ramp_scalar(z):
    if z <= -0.5:
        return 0.0
    if z >= 0.5:
        return 1.0
    return z + 0.5


def _ramp_where(z):
    z = np.asarray(z)
    return np.where(z <= -0.5, 0, np.where(z >= 0.5, 1, z + 0.5))


def _with_sign(f):
    return f, piecewise_linear


def _with_ramp(f):
    return sign, f


_NO_HALF = "The + ½ is missing: the ramp crosses z = 0 at the height ½, in the middle of its climb."

SIGN_AND_RAMP = FunctionExercise(
    id="02/sign_and_ramp",
    names=("sign", "piecewise_linear"),
    signature="sign(z), piecewise_linear(z)",
    reference=(sign, piecewise_linear),
    cases=(
        Case((np.array([-2.0, 0.0, 3.0]),), "sign"),
        Case((np.array([-2.0, -0.75, 0.0, 0.25, 0.75, 3.0]),), "piecewise_linear"),
        Case((-0.5,), "sign"),
        Case((0.25,), "piecewise_linear"),
        Case((np.array([[-3, 0], [1, 5]]),), "sign"),
        Case((np.array([[-3, 0], [1, 5]]),), "piecewise_linear"),
    ),
    hidden=lambda rng: _in_turn(
        _cases(_inputs(rng, -3, 3, at=(0.0,)), "sign"),
        _cases(_inputs(rng, -2, 2, at=(-0.5, 0.0, 0.5)), "piecewise_linear"),
        _cases([rng.uniform(-0.5, 0.5, size=5)], "piecewise_linear"),
    ),
    right=(
        (sign, piecewise_linear),
        (np.sign, _ramp_where),
        (np.vectorize(_sign_scalar), np.vectorize(_ramp_scalar, otypes=[float])),
        (
            lambda z: 1.0 * (np.asarray(z) > 0) - 1.0 * (np.asarray(z) < 0),
            lambda z: np.minimum(1, np.maximum(0, np.asarray(z) + 1 / 2)),
        ),
        (lambda z: 2 * np.heaviside(z, 0.5) - 1, lambda z: np.clip(z, -0.5, 0.5) + 0.5),
        (np.sign, lambda z: (np.abs(np.asarray(z) + 0.5) - np.abs(np.asarray(z) - 0.5) + 1) / 2),
    ),
    wrong=(
        Wrong(
            "sign: no 0",
            "At z = 0 the sign is 0, neither −1 nor 1.",
            _with_sign(lambda z: np.where(np.asarray(z) >= 0, 1, -1)),
        ),
        Wrong(
            "sign: no 0",
            "At z = 0 the sign is 0, neither −1 nor 1.",
            _with_sign(lambda z: np.where(np.asarray(z) > 0, 1, -1)),
        ),
        Wrong(
            "sign: 0/0",
            "z / |z| is right everywhere but at z = 0, where it is 0/0. That place needs a case of its own.",
            _with_sign(lambda z: np.asarray(z, dtype=float) / np.abs(z)),
        ),
        Wrong(
            "sign: step", "That is the Heaviside step. The sign goes from −1 to 1, through 0.", _with_sign(heaviside)
        ),
        Wrong(
            "sign: step",
            "Below 0 the sign is −1; this gives 0 there.",
            _with_sign(lambda z: np.where(np.asarray(z) > 0, 1, 0)),
        ),
        Wrong(
            "sign: turned", "The sides have changed places: positive z has the sign 1.", _with_sign(lambda z: -sign(z))
        ),
        Wrong(
            "sign: size kept",
            "The sign tells the side and forgets the size: −1, 0 or 1.",
            _with_sign(lambda z: np.clip(z, -1, 1)),
        ),
        Wrong(
            "sign: size kept",
            "The sign tells the side and forgets the size: −1, 0 or 1. This hands back z.",
            _with_sign(lambda z: np.asarray(z)),
        ),
        Wrong("sign: size kept", "That is the size of z, without its sign.", _with_sign(lambda z: np.abs(z))),
        Wrong("ramp without ½", _NO_HALF, _with_ramp(lambda z: np.clip(z, 0, 1))),
        Wrong("ramp without ½", _NO_HALF, _with_ramp(lambda z: np.clip(z, -0.5, 0.5))),
        Wrong(
            "ramp without ½",
            _NO_HALF,
            _with_ramp(lambda z: np.where(np.asarray(z) <= -0.5, 0, np.where(np.asarray(z) >= 0.5, 1, z))),
        ),
        Wrong(
            "ramp: ½ after the cut",
            "The ½ is added after cutting off, so this runs from ½ to 1½. Add it to z first, then cut off at 0 and 1.",
            _with_ramp(lambda z: np.clip(z, 0, 1) + 0.5),
        ),
        Wrong(
            "ramp: − ½",
            "The ½ is added, not subtracted: at z = 0 the ramp is half way up.",
            _with_ramp(lambda z: np.clip(np.asarray(z) - 0.5, 0, 1)),
        ),
        Wrong(
            "ramp: no floor",
            "To the left of −½ this goes on falling. The ramp stays at 0 there.",
            _with_ramp(lambda z: np.minimum(np.asarray(z) + 0.5, 1)),
        ),
        Wrong(
            "ramp: no ceiling",
            "To the right of ½ this goes on rising. The ramp stays at 1 there.",
            _with_ramp(lambda z: np.maximum(np.asarray(z) + 0.5, 0)),
        ),
        Wrong(
            "ramp: no ends",
            "This is a straight line without ends. The ramp stays at 0 on the left and at 1 on the right.",
            _with_ramp(lambda z: np.asarray(z) + 0.5),
        ),
        Wrong(
            "ramp: from −1",
            "The ramp starts from 0, not from −1.",
            _with_ramp(lambda z: np.clip(np.asarray(z) + 0.5, -1, 1)),
        ),
        Wrong(
            "ramp: other ends",
            "The middle piece is right, but it runs from z = −½ to z = ½; here it ends elsewhere, and the line jumps.",
            _with_ramp(lambda z: np.where(np.asarray(z) <= 0, 0, np.where(np.asarray(z) >= 1, 1, np.asarray(z) + 0.5))),
        ),
        Wrong(
            "ramp: other ends",
            "The middle piece is right, but it runs from z = −½ to z = ½; here it ends elsewhere, and the line jumps.",
            _with_ramp(
                lambda z: np.where(np.asarray(z) <= -1, 0, np.where(np.asarray(z) >= 1, 1, np.asarray(z) + 0.5))
            ),
        ),
        *(
            Wrong(
                "ramp: other floor or ceiling",
                "The ramp runs from the height 0 to the height 1. −½ and ½ are the places on the z axis where it starts and "
                "ends; the heights are what np.clip holds z + ½ between.",
                _with_ramp(lambda z, low=low, high=high, up=up: np.clip(np.asarray(z) + up, low, high)),
            )
            for low, high, up in ((-0.5, 0.5, 0.5), (-0.5, 1, 0.5), (0, 0.5, 0.5), (-0.5, 1, 0))
        ),
        Wrong("ramp: a step", "This jumps. Between −½ and ½ the ramp climbs with slope 1.", _with_ramp(heaviside)),
        Wrong(
            "ramp: other slope",
            "The ramp climbs with slope 1, from z = −½ to z = ½.",
            _with_ramp(lambda z: np.clip((np.asarray(z) + 1) / 2, 0, 1)),
        ),
        Wrong(
            "ramp: other slope",
            "The ramp climbs with slope 1, from z = −½ to z = ½.",
            _with_ramp(lambda z: np.clip(2 * np.asarray(z) + 0.5, 0, 1)),
        ),
        Wrong(
            "ramp: falls",
            "The ramp goes up, from 0 on the left to 1 on the right; this one goes down.",
            _with_ramp(lambda z: np.clip(0.5 - np.asarray(z), 0, 1)),
        ),
        *_general(sign, _sign_scalar, truncates=False, build=_with_sign),
        *_general(piecewise_linear, _ramp_scalar, build=_with_ramp),
        Wrong("scalar-only code", SCALAR_ONLY, (_sign_scalar, _ramp_scalar)),
        Wrong("array of one row only", ONE_BY_ONE, (_scalar_loop(_sign_scalar), _scalar_loop(_ramp_scalar))),
        Wrong(
            "sign and ramp swapped",
            "The two have changed places: sign goes from −1 to 1, the ramp from 0 to 1.",
            (piecewise_linear, sign),
        ),
    ),
    withholds=("nnlib.activations:sign", "nnlib.activations:piecewise_linear"),
    hints=(
        "sign is the Heaviside step with other numbers on its three sides. The ramp is the line z + ½, cut off below 0 and above 1.",
        "np.clip(v, low, high) cuts v off at both ends. What is v for the ramp, and what are the ends?",
        "The ramp in one line: clip z + 0.5 to the range from 0 to 1. For sign, nest two np.where as in heaviside.",
    ),
    solution=(
        "def sign(z):\n    return np.where(z > 0, 1.0, np.where(z < 0, -1.0, 0.0))\n\n\n"
        "def piecewise_linear(z):\n    return np.clip(z + 0.5, 0, 1)\n"
    ),
)


# --- sigmoid -------------------------------------------------------------------------------------------------------


def sigmoid(z):
    """Silent and right for every z: no exponential of more than 0 is ever taken."""
    z = np.asarray(z)
    z = z if z.dtype.kind == "f" else z.astype(float)
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


def _plain(z):
    return 1 / (1 + np.exp(-z))


def _turned(z):
    return np.exp(z) / (1 + np.exp(z))


def _both_branches(z):
    z = np.asarray(z)
    return np.where(z >= 0, _plain(z), _turned(z))


def _masks(z):
    z = np.asarray(z, dtype=float)
    a = np.empty_like(z)
    low = z < 0
    a[low] = np.exp(z[low]) / (1 + np.exp(z[low]))
    a[~low] = 1 / (1 + np.exp(-z[~low]))
    return a


def _sigmoid_scalar(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def _by_tanh(z):
    return (1 + np.tanh(np.asarray(z) / 2)) / 2


def _clipped(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


_EXP_OVERFLOW = (
    "e^z has grown too large for a float, and infinity divided by infinity is nan. In 1 / (1 + e^(−z)) no infinity is "
    "divided by another."
)
_SIGN = "The sign of the exponent is turned: the sigmoid rises with z, so it is 1 / (1 + e^(−z)), with a minus."
_ONE_OVER = (
    "This comes to 1 + e^(−z), and the sigmoid is 1 divided by that. Is the 1 / missing, or are the brackets around the "
    "denominator? 1 / 1 + ... divides first."
)


def _no_e(z):
    raise NameError("name 'e' is not defined")  # what Python says to e**(-z)


_VALUES_WRONG = (
    Wrong("e without NumPy", "Python has no e of its own; here what goes into np.exp is −z.", _no_e),
    Wrong("e^z overflow", _EXP_OVERFLOW, _turned),
    Wrong("sign of the exponent", _SIGN, lambda z: 1 / (1 + np.exp(z))),
    Wrong(
        "sign of the exponent",
        "This falls from 1 to 0, and at −1000 it is infinity over infinity. The numerator is 1: 1 / (1 + e^(−z)).",
        lambda z: np.exp(-z) / (1 + np.exp(-z)),
    ),
    Wrong("1 + forgotten", "The 1 + in the denominator is missing: 1 / (1 + e^(−z)).", lambda z: 1 / np.exp(-z)),
    Wrong(
        "1 − in the denominator", "The denominator is 1 plus e^(−z), not 1 minus it.", lambda z: 1 / (1 - np.exp(-z))
    ),
    Wrong("1 / forgotten", _ONE_OVER, lambda z: 1 + np.exp(-z)),
    Wrong("tanh", "That runs from −1 to 1: it is the tanh. The sigmoid runs from 0 to 1.", np.tanh),
    Wrong("0 to 2", "The range is twice as wide as it should be: the numerator is 1.", lambda z: 2 / (1 + np.exp(-z))),
    Wrong("−1 to 1", "This runs from −1 to 1. The sigmoid runs from 0 to 1.", lambda z: 2 / (1 + np.exp(-z)) - 1),
    Wrong("z in the numerator", "The numerator is 1, not z.", lambda z: z / (1 + np.exp(-z))),
    Wrong(
        "|z|",
        "The size of z alone cannot do: σ(−z) is 1 − σ(z), so the side of z counts.",
        lambda z: 1 / (1 + np.exp(-np.abs(z))),
    ),
    Wrong(
        "derivative", "That is the slope of the sigmoid. Its value is asked.", lambda z: sigmoid(z) * (1 - sigmoid(z))
    ),
    Wrong("e times", "e is raised to the power −z, not multiplied by it: np.exp(-z).", lambda z: 1 / (1 + np.e * -z)),
    Wrong(
        "softmax",
        "This divides by a sum over all entries of z: it is the softmax. The sigmoid looks at each entry alone.",
        lambda z: np.exp(np.asarray(z) - np.max(z)) / np.sum(np.exp(np.asarray(z) - np.max(z))),
    ),
    Wrong("step", "That is the step. The sigmoid climbs smoothly from 0 to 1.", heaviside),
    Wrong("ramp", "That is the ramp. The sigmoid climbs smoothly and never quite reaches 0 or 1.", piecewise_linear),
    Wrong(
        "power of 2",
        "The base is e = 2.718..., not 2.",
        lambda z: 1 / (1 + np.exp2(-np.asarray(z, dtype=float))),
    ),
    Wrong(
        "cut too early",
        "Cutting z off is a good idea, but this cut comes so early that the values beyond it are visibly off.",
        lambda z: _plain(np.clip(z, -5, 5)),
    ),
    Wrong(
        "cut too early",
        "Cutting z off is a good idea, but this cut comes so early that the values beyond it are visibly off.",
        lambda z: _plain(np.clip(z, -10, 10)),
    ),
    Wrong("rounded", "This rounds the values. Keep every digit.", lambda z: np.round(sigmoid(z), 4)),
    Wrong("math.exp", MATH_MODULE, lambda z: 1 / (1 + math.exp(-z))),
    Wrong("scalar-only code", SCALAR_ONLY, _sigmoid_scalar),
    Wrong(
        "math.e to a power",
        "For a plain number, e ** 1000 stops with an OverflowError; np.exp(1000.0) gives infinity, and 1 / infinity is the "
        "right 0.",
        lambda z: 1 / (1 + math.e**-z),
    ),
    Wrong(
        "e typed in",
        "This takes 2.718 for e, which is too few digits. np.exp knows them all.",
        lambda z: 1 / (1 + 2.718**-z),
    ),
    *_general(sigmoid),
)

_SIGMOID_CASES = (
    Case((np.array([-2.0, 0.0, 3.0]),)),
    Case((0.5,)),
    Case((-1000.0,)),
    Case((1000.0,)),
    Case((np.array([[-1, 0], [1, 8]]),)),
)


def _sigmoid_hidden(rng):
    inputs = [
        *_inputs(rng, -9, 9, at=(0.0,)),
        *rng.uniform(-30, 30, size=(2, 4)),
        np.array([-1000, 0, 1000]),
        -1000,
        1000,
    ]
    return _cases([*inputs, np.array([[-1000.0, 1.0], [-1.0, 1000.0]])])


SIGMOID = FunctionExercise(
    id="02/sigmoid",
    names=("sigmoid",),
    signature="sigmoid(z)",
    tolerance=SMOOTH,
    reference=(sigmoid,),
    cases=_SIGMOID_CASES,
    hidden=_sigmoid_hidden,
    right=(
        _plain,
        sigmoid,
        _both_branches,
        _masks,
        _by_tanh,
        _clipped,
        np.vectorize(_sigmoid_scalar, otypes=[float]),
        lambda z: np.reciprocal(1 + np.exp(-np.asarray(z, dtype=np.float32))),
        lambda z: 1 / (1 + np.power(np.e, -np.asarray(z, dtype=float))),
    ),
    wrong=_VALUES_WRONG,
    withholds=("nnlib.activations:sigmoid",),
    hints=(
        "np.exp(v) is e to the power v, entry by entry. Which v stands in the formula?",
        "Build it from the inside: -z, then np.exp of it, then 1 + that in brackets, then 1 divided by it.",
        "One line: 1 / (1 + np.exp(...)), with -z in the place of the dots.",
    ),
    solution="def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n",
)


# --- sigmoid without a warning -------------------------------------------------------------------------------------


def _within_errstate(z):
    with np.errstate(over="ignore"):
        return _plain(z)


def _within_errstate_both(z):
    with np.errstate(all="ignore"):
        return _both_branches(z)


def _with_seterr(z):
    before = np.seterr(all="ignore")
    a = _plain(z)
    np.seterr(**before)
    return a


def _filtered(z):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _plain(z)


_SWITCHED_OFF = (
    "This switches the warning off, and e^1000 is still computed behind it. Write it so that there is nothing to warn of: no "
    "exponential of a large positive number."
)
_OVERFLOW_REMAINS = (
    "The values are right. But at −1000 this takes e^1000, which overflows, and NumPy warns of it (unless you have switched "
    "its warnings off). Note that np.where works out both of its branches for all entries before it chooses."
)
_BOTH_BRANCHES = (
    "np.where works out both of its branches for all entries and chooses afterwards, so each branch still meets the z that "
    "it cannot take. Change what goes into np.exp, and not only what comes out."
)

_ABS_EXPONENT = "For negative z, e^z is e^(−|z|), which is at most 1. e^(|z|) is the large one: it gives another value, and it overflows."


def _abs_in_second_branch(z):
    return np.where(np.asarray(z) >= 0, _plain(z), _turned(np.abs(z)))


def _abs_in_both_branches(z):
    return np.where(np.asarray(z) >= 0, _plain(np.abs(z)), _turned(np.abs(z)))


def _abs_above_only(z):
    return np.where(np.asarray(z) >= 0, 1, np.exp(np.abs(z))) / (1 + np.exp(-np.abs(z)))


SIGMOID_SILENT = FunctionExercise(
    id="02/sigmoid_silent",
    names=("sigmoid_silent",),
    signature="sigmoid_silent(z)",
    core=False,
    silent=True,
    tolerance=SMOOTH,
    reference=(sigmoid,),
    cases=_SIGMOID_CASES,
    hidden=_sigmoid_hidden,
    right=(
        sigmoid,
        _masks,
        _by_tanh,
        _clipped,
        np.vectorize(_sigmoid_scalar, otypes=[float]),
        lambda z: np.where(np.asarray(z) >= 0, 1, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z))),
        lambda z: np.exp(-np.logaddexp(0, -np.asarray(z))),
    ),
    wrong=(
        Wrong("overflow", _OVERFLOW_REMAINS, _plain),
        Wrong("overflow", _OVERFLOW_REMAINS, lambda z: np.where(np.asarray(z) < -500, 0.0, _plain(z))),
        Wrong("both branches", _BOTH_BRANCHES, _both_branches),
        Wrong("both branches", _BOTH_BRANCHES, lambda z: np.where(np.asarray(z) >= 0, _plain(z), 1 - _plain(-z))),
        Wrong("e^|z| on the left", _ABS_EXPONENT, _abs_in_second_branch),
        Wrong("e^|z| on the left", _ABS_EXPONENT, _abs_in_both_branches),
        Wrong("e^|z| on the left", _ABS_EXPONENT, _abs_above_only),
        Wrong("switched off", _SWITCHED_OFF, _within_errstate),
        Wrong("switched off", _SWITCHED_OFF, _within_errstate_both),
        Wrong("switched off", _SWITCHED_OFF, np.errstate(all="ignore")(_plain)),
        Wrong("switched off", _SWITCHED_OFF, _with_seterr),
        Wrong("switched off", _SWITCHED_OFF, _filtered),
        Wrong(
            "nan made 0",
            "np.nan_to_num puts 0 in the place of nan, and at +1000 the sigmoid is 1.",
            lambda z: np.nan_to_num(_turned(z)),
        ),
        *_VALUES_WRONG,
    ),
    withholds=("nnlib.activations:sigmoid",),
    hints=(
        "e^(−1000) is 0, and nobody warns of it; e^1000 is the trouble. For which z does e^(−z) become large?",
        "Multiply 1 / (1 + e^(−z)) above and below by e^z: e^z / (1 + e^z). It is the same number, and it is harmless for "
        "negative z. Both forms have the denominator 1 + e^(−|z|).",
        "The numerator is 1 for z ≥ 0 and e^z for z < 0. np.exp(np.minimum(z, 0)) is both: no exponent above 0 is left.",
    ),
    solution="def sigmoid_silent(z):\n    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))\n",
)


# --- the slope of the sigmoid --------------------------------------------------------------------------------------


def sigmoid_prime(z):
    a = sigmoid(z)
    return a * (1 - a)


_THROUGH_TWICE = (
    "The sigmoid is applied twice here. σ(z) is computed once, from z; then it is multiplied by 1 minus itself."
)

SIGMOID_PRIME = FunctionExercise(
    id="02/sigmoid_prime",
    names=("sigmoid_prime",),
    signature="sigmoid_prime(z)",
    tolerance=SMOOTH,
    reference=(sigmoid_prime,),
    cases=(
        Case((np.array([-2.0, 0.0, 3.0]),)),
        Case((0,)),
        Case((-1.5,)),
        Case((np.array([[-1, 0], [1, 4]]),)),
    ),
    hidden=lambda rng: _cases(_inputs(rng, -6, 6, at=(0.0,))),
    right=(
        sigmoid_prime,
        lambda z: _plain(z) - _plain(z) ** 2,
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        lambda z: _plain(z) * _plain(-z),
        lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
        lambda z: 0.25 / np.cosh(np.asarray(z) / 2) ** 2,
        lambda z: _plain(np.asarray(z, dtype=np.float32)) * (1 - _plain(np.asarray(z, dtype=np.float32))),
    ),
    wrong=(
        Wrong("σ of σ", _THROUGH_TWICE, lambda z: sigmoid(sigmoid(z))),
        Wrong("σ of σ", _THROUGH_TWICE, lambda z: sigmoid_prime(sigmoid(z))),
        Wrong("σ of σ", _THROUGH_TWICE, lambda z: sigmoid(z) * (1 - sigmoid(sigmoid(z)))),
        Wrong("σ of σ", _THROUGH_TWICE, lambda z: sigmoid(z * (1 - z))),
        Wrong(
            "z(1 − z)",
            "This is z·(1 − z). The formula takes the value of the sigmoid, a = σ(z): a·(1 − a).",
            lambda z: z * (1 - z),
        ),
        Wrong("value alone", "That is the value σ(z). Its slope is asked: σ(z)·(1 − σ(z)).", sigmoid),
        Wrong("1 − σ alone", "One factor is missing: σ(z)·(1 − σ(z)).", lambda z: 1 - sigmoid(z)),
        Wrong(
            "sign",
            "The sign is turned: the sigmoid rises everywhere, so its slope is positive. (By the chain rule, two minus signs meet and cancel.)",
            lambda z: sigmoid(z) * (sigmoid(z) - 1),
        ),
        Wrong(
            "precedence",
            "Without brackets, σ·1 − σ is 0 everywhere. Put 1 − σ in brackets.",
            lambda z: sigmoid(z) * 1 - sigmoid(z),
        ),
        Wrong("1 − σ²", "1 − a² is the slope of tanh. For the sigmoid it is a·(1 − a).", lambda z: 1 - sigmoid(z) ** 2),
        Wrong("1 + σ", "The second factor is 1 minus σ(z).", lambda z: sigmoid(z) * (1 + sigmoid(z))),
        Wrong("z times", "z times a factor: the first factor is σ(z).", lambda z: z * (1 - sigmoid(z))),
        Wrong("z times", "The second factor is 1 − σ(z), not 1 − z.", lambda z: sigmoid(z) * (1 - z)),
        Wrong(
            "squared",
            "One factor is squared: σ(z) and 1 − σ(z) stand there once each.",
            lambda z: sigmoid(z) ** 2 * (1 - sigmoid(z)),
        ),
        Wrong(
            "squared",
            "One factor is squared: σ(z) and 1 − σ(z) stand there once each.",
            lambda z: sigmoid(z) * (1 - sigmoid(z)) ** 2,
        ),
        Wrong("squared", "That is (1 − σ(z))². The first factor is σ(z).", lambda z: (1 - sigmoid(z)) ** 2),
        Wrong("slope of tanh", "That is the slope of tanh, 1 − tanh²(z).", lambda z: 1 - np.tanh(z) ** 2),
        Wrong(
            "derivative of e^(−z)",
            "The outer derivative is missing: of 1/v it is −1/v², with v = 1 + e^(−z).",
            lambda z: np.exp(-z),
        ),
        Wrong(
            "derivative of e^(−z)",
            "The outer derivative is missing: of 1/v it is −1/v², with v = 1 + e^(−z).",
            lambda z: -np.exp(-z),
        ),
        Wrong(
            "1/v²",
            "The inner derivative is missing: v = 1 + e^(−z) has the derivative −e^(−z).",
            lambda z: 1 / (1 + np.exp(-z)) ** 2,
        ),
        Wrong(
            "1/v²",
            "The inner derivative is missing: v = 1 + e^(−z) has the derivative −e^(−z).",
            lambda z: -1 / (1 + np.exp(-z)) ** 2,
        ),
        Wrong(
            "constant ¼",
            "¼ is the largest slope, reached at z = 0 only.",
            lambda z: np.full(np.shape(z), 0.25),
        ),
        *[
            Wrong(
                "difference quotient",
                "This measures the slope over a step, and is only nearly right. The formula a·(1 − a) is exact.",
                answer,
            )
            for answer in (
                lambda z: (sigmoid(z + 0.1) - sigmoid(z)) / 0.1,
                lambda z: (sigmoid(z + 0.01) - sigmoid(z)) / 0.01,
            )
        ],
        *[
            Wrong(
                "differences of neighbours",
                "np.gradient and np.diff take the differences of neighbouring entries, wherever these lie along z. The slope at each z is a·(1 − a).",
                answer,
            )
            for answer in (lambda z: np.gradient(sigmoid(z)), lambda z: np.diff(sigmoid(z)))
        ],
        Wrong("math.exp", MATH_MODULE, lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
        *_general(sigmoid_prime, lambda z: _sigmoid_scalar(z) * (1 - _sigmoid_scalar(z))),
    ),
    withholds=("nnlib.activations:sigmoid_derivative", "nnlib.activations:sigmoid"),
    hints=(
        "The slope can be written with the value: find a = σ(z) first, with the sigmoid that you have written.",
        "The formula is a·(1 − a). At z = 0, a is ½: what should come out?",
        "Two lines: a = sigmoid(z), then return a times 1 - a, with brackets around 1 - a.",
    ),
    solution="def sigmoid_prime(z):\n    a = sigmoid(z)\n    return a * (1 - a)\n",
)


# --- tanh from the sigmoid -----------------------------------------------------------------------------------------


def tanh_from_sigmoid(z):
    return 2 * sigmoid(2 * np.asarray(z)) - 1


TANH_FROM_SIGMOID = FunctionExercise(
    id="02/tanh_from_sigmoid",
    names=("tanh_from_sigmoid",),
    signature="tanh_from_sigmoid(z)",
    tolerance=SMOOTH,
    reference=(tanh_from_sigmoid,),
    cases=(
        Case((np.array([-2.0, 0.0, 0.5]),)),
        Case((1,)),
        Case((-0.25,)),
        Case((np.array([[-1, 0], [1, 4]]),)),
        Case((np.array([-1000.0, 1000.0]),)),
    ),
    hidden=lambda rng: _cases([*_inputs(rng, -4, 4, at=(0.0,)), -1000.0]),
    right=(
        tanh_from_sigmoid,
        lambda z: 2 * _plain(2 * z) - 1,
        lambda z: 2 / (1 + np.exp(-2 * z)) - 1,
        lambda z: _plain(2 * z) - _plain(-2 * z),
        lambda z: 1 - 2 * _plain(-2 * z),
        lambda z: 2 * _plain(2 * np.asarray(z, dtype=np.float32)) - 1,
        np.vectorize(lambda x: 2 * _sigmoid_scalar(2 * x) - 1, otypes=[float]),
    ),
    wrong=(
        Wrong("2z forgotten", "tanh is twice as steep as this: σ is taken at 2z.", lambda z: 2 * sigmoid(z) - 1),
        Wrong(
            "− 1 forgotten",
            "This runs from 0 to 2. tanh runs from −1 to 1: shift it down by 1.",
            lambda z: 2 * sigmoid(2 * np.asarray(z)),
        ),
        Wrong(
            "2 in front forgotten",
            "This runs from −1 to 0. The factor 2 in front stretches it to twice the height.",
            lambda z: sigmoid(2 * np.asarray(z)) - 1,
        ),
        Wrong(
            "only 2z",
            "That is σ(2z), from 0 to 1. It has still to be stretched to twice the height and shifted down by 1.",
            lambda z: sigmoid(2 * np.asarray(z)),
        ),
        Wrong("+ 1", "The 1 is subtracted: this runs from 1 to 3.", lambda z: 2 * sigmoid(2 * np.asarray(z)) + 1),
        Wrong(
            "brackets",
            "The 1 is subtracted after doubling. With these brackets 2 is subtracted.",
            lambda z: 2 * (sigmoid(2 * np.asarray(z)) - 1),
        ),
        Wrong(
            "− 1 inside", "The 1 is subtracted outside of σ, from 2σ(2z).", lambda z: 2 * sigmoid(2 * np.asarray(z) - 1)
        ),
        Wrong("− 1 inside", "The 1 is subtracted outside of σ, from 2σ(2z).", lambda z: sigmoid(2 * np.asarray(z) - 1)),
        Wrong(
            "z/2",
            "σ is taken at 2z, not at z/2: tanh is steeper than σ, not flatter.",
            lambda z: 2 * sigmoid(np.asarray(z) / 2) - 1,
        ),
        Wrong("z²", "σ is taken at 2z, not at z².", lambda z: 2 * sigmoid(np.asarray(z) ** 2) - 1),
        Wrong("squared", "Twice σ(2z) is asked, not its square.", lambda z: sigmoid(2 * np.asarray(z)) ** 2 - 1),
        Wrong("turned", "The sign is turned: tanh rises from −1 to 1.", lambda z: 2 * sigmoid(-2 * np.asarray(z)) - 1),
        Wrong("sigmoid", "That is σ(z) itself, from 0 to 1. tanh runs from −1 to 1.", sigmoid),
        Wrong("slope", "That is the slope of tanh. Its value is asked.", lambda z: 1 - np.tanh(z) ** 2),
        Wrong(
            "e^z overflow",
            "Written with e^z and e^(−z), this is infinity over infinity at large z. Through σ, as asked, it is right there too.",
            lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
        ),
        Wrong(
            "e^z overflow",
            "Written with e^(2z), this is infinity over infinity at large z. Through σ, as asked, it is right there too.",
            lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1),
        ),
        Wrong("math.exp", MATH_MODULE, lambda z: 2 / (1 + math.exp(-2 * z)) - 1),
        *_general(tanh_from_sigmoid, lambda z: 2 * _sigmoid_scalar(2 * z) - 1),
    ),
    withholds=("nnlib.activations:tanh", "nnlib.activations:sigmoid"),
    hints=(
        "σ runs from 0 to 1 and tanh from −1 to 1. What do you multiply by, and what do you subtract then?",
        "tanh is also twice as quick to rise as that: what goes into σ is not z but twice z.",
        "One line: 2 times sigmoid of 2z, minus 1.",
    ),
    solution="def tanh_from_sigmoid(z):\n    return 2 * sigmoid(2 * z) - 1\n",
)


# --- the ReLU family -----------------------------------------------------------------------------------------------


def relu(z):
    return np.maximum(z, 0)


def leaky_relu(z, slope=0.1):
    return np.where(np.asarray(z) > 0, z, slope * np.asarray(z))


def shifted_relu(z):
    return np.maximum(z, -1)


def elu(z, alpha=1.0):
    z = np.asarray(z)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def _family(**own):
    """The four functions, with some of them put in the place of the right ones."""
    return tuple(own.get(f.__name__, f) for f in (relu, leaky_relu, shifted_relu, elu))


def _one(name):
    return lambda f: _family(**{name: f})


def _relu_scalar(z):
    if z > 0:
        return z
    return 0


def _leaky_scalar(z, slope=0.1):
    if z > 0:
        return z
    return slope * z


def _shifted_scalar(z):
    if z > -1:
        return z
    return -1


def _elu_scalar(z, alpha=1.0):
    if z > 0:
        return z
    return alpha * (math.exp(z) - 1)


def _relu_masked(z):
    a = np.array(z)
    a[a < 0] = 0
    return a


def _relu_with_gap(z):
    z = np.asarray(z)
    return np.select([z > 0, z < 0], [z, 0], np.nan)


def _leaky_with_gap(z, slope=0.1):
    z = np.asarray(z)
    return np.select([z > 0, z < 0], [z, slope * z], np.nan)


def _elu_with_gap(z, alpha=1.0):
    z = np.asarray(z)
    return np.select([z > 0, z < 0], [z, alpha * (np.exp(z) - 1)], np.nan)


def _leaky_in_place(z, slope=0.1):
    z[z < 0] *= slope
    return z


def _leaky_masked_copy(z, slope=0.1):
    a = np.array(z)
    a[a < 0] = slope * a[a < 0]
    return a


def _elu_masked_copy(z, alpha=1.0):
    a = np.array(z)
    a[a < 0] = alpha * (np.exp(a[a < 0]) - 1)
    return a


def _elu_plain(z, alpha=1.0):
    z = np.asarray(z)
    return np.where(z >= 0, z, alpha * (np.exp(z) - 1))


_NP_MAX = "np.max looks for the one largest number of an array. To compare two things entry by entry, NumPy has np.maximum(u, v)."
_LARGER = (
    "The larger of the two does not do here: for z > 0, alpha·(e^z − 1) can be larger than z. The side of z decides, not the size; "
    "np.where(z > 0, ...) asks for it."
)
_SWAPPED = "The sides have changed places: positive z goes through unchanged."
_LEAK_SIDE = "The leak is on the wrong side: positive z goes through unchanged, and negative z is multiplied by slope."
_NO_MINUS_1 = "The − 1 is missing: alpha·(e^z − 1), so that the curve meets z = 0 at the height 0."
_NO_ALPHA = "alpha is missing: negative z gives alpha·(e^z − 1), and alpha need not be 1."
_ALPHA_PLACE = "alpha multiplies the whole bracket, e^z − 1, and stands nowhere else."
_UNDEFINED_AT_0 = (
    "At z = 0 this is neither one case nor the other, so something is left over there. One of the two conditions must "
    "take in 0."
)

RELU_FAMILY = FunctionExercise(
    id="02/relu_family",
    names=("relu", "leaky_relu", "shifted_relu", "elu"),
    signature="relu(z), leaky_relu(z, slope=0.1), shifted_relu(z), elu(z, alpha=1.0)",
    points=2.0,
    tolerance=SMOOTH,
    reference=(relu, leaky_relu, shifted_relu, elu),
    cases=(
        Case((np.array([-2.0, -0.5, 0.0, 0.25, 3.0]),), "relu"),
        Case((np.array([-2.0, -0.5, 0.0, 3.0]),), "leaky_relu"),
        Case((np.array([-2.0, -0.5, 0.0, 3.0]),), "shifted_relu"),
        Case((np.array([-2.0, -0.5, 0.0, 3.0]),), "elu"),
        Case((-0.5,), "relu"),
        Case((-0.5, 0.3), "leaky_relu"),
        Case((-2.5,), "shifted_relu"),
        Case((-0.5, 2.0), "elu"),
        Case((np.array([[-3, 0], [1, -1]]), 0.5), "leaky_relu"),
        Case((np.array([[-3, 0], [1, -1]]), 0.5), "elu"),
    ),
    hidden=lambda rng: _in_turn(
        _cases(_inputs(rng, -4, 4, at=(0.0,)), "relu"),
        [
            *_cases(_arrays(rng, -4, 4, at=(0.0,))[:1], "leaky_relu"),
            *_cases(_inputs(rng, -4, 4, at=(0.0,)), "leaky_relu", float(rng.uniform(0.2, 0.9))),
            *_cases([rng.uniform(-4, 4, size=5), -3.0], "leaky_relu", 0.0),
            *_cases([rng.uniform(-4, 4, size=5), -3], "leaky_relu", 1.0),
        ],
        _cases(_inputs(rng, -4, 4, at=(-1.0, 0.0)), "shifted_relu"),
        [
            *_cases(_arrays(rng, -4, 4, at=(0.0,))[:1], "elu"),
            *_cases(_inputs(rng, -4, 4, at=(0.0,)), "elu", float(rng.uniform(1.2, 3))),
        ],
    ),
    right=(
        _family(),
        (
            lambda z: np.asarray(z) * (np.asarray(z) > 0),
            lambda z, slope=0.1: np.maximum(slope * np.asarray(z), z),
            lambda z: np.maximum(0, np.asarray(z) + 1) - 1,
            lambda z, alpha=1.0: np.maximum(z, 0) + alpha * np.minimum(np.exp(z) - 1, 0),
        ),
        (
            lambda z: (np.asarray(z) + np.abs(z)) / 2,
            lambda z, slope=0.1: np.maximum(z, 0) + slope * np.minimum(z, 0),
            lambda z: np.clip(z, -1, None),
            _elu_plain,
        ),
        (
            _relu_masked,
            lambda z, a=0.1: np.asarray(z) * np.where(np.asarray(z) < 0, a, 1),
            lambda z: np.where(np.asarray(z) < -1, -1, z),
            lambda z, a=1.0: (np.asarray(z) > 0) * np.asarray(z) + (np.asarray(z) <= 0) * a * (np.exp(z) - 1),
        ),
        tuple(np.vectorize(f, otypes=[float]) for f in (_relu_scalar, _leaky_scalar, _shifted_scalar, _elu_scalar)),
    ),
    wrong=(
        Wrong("ReLU as abs", "That is the size of z. The ReLU makes negative z 0, not positive.", _family(relu=np.abs)),
        Wrong("ReLU: sides swapped", _SWAPPED, _family(relu=lambda z: np.minimum(z, 0))),
        Wrong(
            "ReLU: sides swapped",
            "This lets negative z through, with its sign turned. The ReLU lets positive z through.",
            _family(relu=lambda z: np.maximum(-np.asarray(z), 0)),
        ),
        Wrong(
            "ReLU: turned",
            "The sign is turned: positive z goes through as it is.",
            _family(relu=lambda z: -np.maximum(z, 0)),
        ),
        Wrong(
            "ReLU: a step",
            "That is the step. The ReLU lets positive z through with its size.",
            _family(relu=lambda z: np.where(np.asarray(z) > 0, 1, 0)),
        ),
        Wrong(
            "ReLU: a step", "That is the step. The ReLU lets positive z through with its size.", _family(relu=heaviside)
        ),
        Wrong("ReLU: capped", "This stops at 1. The ReLU has no ceiling.", _family(relu=lambda z: np.clip(z, 0, 1))),
        Wrong("ReLU: floor of 1", "The floor is 0, not 1.", _family(relu=lambda z: np.maximum(z, 1))),
        Wrong(
            "ReLU: nothing done",
            "Negative z goes through here. The ReLU makes it 0.",
            _family(relu=lambda z: np.asarray(z)),
        ),
        Wrong("np.max for np.maximum", _NP_MAX, _family(relu=lambda z: np.max(z))),
        Wrong("np.max for np.maximum", _NP_MAX, _family(relu=lambda z: max(0, np.max(z)))),
        Wrong("np.max for np.maximum", _NP_MAX, _family(relu=lambda z: np.max(0, z))),
        Wrong("np.max for np.maximum", _NP_MAX, _family(relu=lambda z: np.max(z, 0))),
        Wrong("np.max for np.maximum", _NP_MAX, _family(relu=lambda z: np.max([0, z]))),
        Wrong("np.max for np.maximum", _NP_MAX, _family(relu=lambda z: np.max((z, 0)))),
        Wrong("np.max for np.maximum", _NP_MAX, _family(shifted_relu=lambda z: np.max(-1, z))),
        Wrong("np.max for np.maximum", _NP_MAX, _family(shifted_relu=lambda z: np.max([-1, z]))),
        Wrong("np.max for np.maximum", _NP_MAX, _family(leaky_relu=lambda z, slope=0.1: np.max([slope * z, z]))),
        Wrong("np.max for np.maximum", _NP_MAX, _family(leaky_relu=lambda z, slope=0.1: np.max(slope * z, z))),
        Wrong(
            "np.max for np.maximum",
            _NP_MAX,
            _family(
                relu=lambda z: np.max([0, z]),
                leaky_relu=lambda z, slope=0.1: np.max([slope * z, z]),
                shifted_relu=lambda z: np.max([-1, z]),
            ),
        ),
        Wrong("undefined at 0", _UNDEFINED_AT_0, _family(relu=_relu_with_gap)),
        Wrong(
            "slope on the wrong side",
            _LEAK_SIDE,
            _family(leaky_relu=lambda z, slope=0.1: np.where(np.asarray(z) > 0, slope * np.asarray(z), z)),
        ),
        Wrong(
            "slope on both sides",
            "Positive z is multiplied by slope as well. It goes through unchanged.",
            _family(leaky_relu=lambda z, slope=0.1: slope * np.asarray(z)),
        ),
        Wrong(
            "slope on both sides",
            "slope·z is added on the right, too. Positive z goes through unchanged.",
            _family(leaky_relu=lambda z, slope=0.1: np.maximum(z, 0) + slope * np.asarray(z)),
        ),
        Wrong(
            "slope ignored",
            "slope is an argument: use it in place of 0.1, so that other leaks are possible.",
            _family(leaky_relu=lambda z, slope=0.1: np.where(np.asarray(z) > 0, z, 0.1 * np.asarray(z))),
        ),
        Wrong(
            "slope ignored",
            "slope is an argument: use it in place of a number of your own, and let 0.1 be its default.",
            _family(leaky_relu=lambda z, slope=0.1: np.where(np.asarray(z) > 0, z, 0.01 * np.asarray(z))),
        ),
        Wrong(
            "other default",
            "When no slope is given it is 0.1: leaky_relu(z, slope=0.1).",
            _family(leaky_relu=lambda z, slope=0.01: leaky_relu(z, slope)),
        ),
        Wrong(
            "no default",
            "leaky_relu(z) must work too: the head of the function says slope=0.1.",
            _family(leaky_relu=lambda z, slope: leaky_relu(z, slope)),
        ),
        Wrong(
            "constant leak",
            "Negative z gives slope times z, not slope alone.",
            _family(leaky_relu=lambda z, slope=0.1: np.where(np.asarray(z) > 0, z, slope)),
        ),
        Wrong(
            "constant leak",
            "Negative z gives slope times z, not slope alone.",
            _family(leaky_relu=lambda z, slope=0.1: np.maximum(slope, z)),
        ),
        Wrong(
            "constant leak",
            "Negative z gives slope times z. Here it gives −slope, whatever z is.",
            _family(leaky_relu=lambda z, slope=0.1: np.where(np.asarray(z) > 0, z, -slope)),
        ),
        Wrong(
            "leak upwards",
            "On the left the leak has to fall below 0: slope·z is negative there.",
            _family(leaky_relu=lambda z, slope=0.1: np.where(np.asarray(z) > 0, z, -slope * np.asarray(z))),
        ),
        Wrong(
            "no leak",
            "That is the plain ReLU. The leaky one lets a little of negative z through: slope·z.",
            _family(leaky_relu=lambda z, slope=0.1: np.maximum(z, 0)),
        ),
        Wrong("shifted: plain ReLU", "The floor is −1 here: the larger of −1 and z.", _family(shifted_relu=relu)),
        Wrong(
            "shifted: moved down",
            "This has moved the whole ReLU down by 1. Only its floor is at −1; from there on z goes through.",
            _family(shifted_relu=lambda z: np.maximum(z, 0) - 1),
        ),
        Wrong(
            "shifted: moved sideways",
            "This has moved the ReLU to the left by 1, and its floor is at 0. The floor is at −1: the larger of −1 and z.",
            _family(shifted_relu=lambda z: np.maximum(np.asarray(z) + 1, 0)),
        ),
        Wrong(
            "shifted: moved sideways",
            "This has moved the ReLU to the right by 1. The shifted one is the larger of −1 and z.",
            _family(shifted_relu=lambda z: np.maximum(np.asarray(z) - 1, 0)),
        ),
        Wrong(
            "shifted: jumps",
            "This falls to −1 already below z = 0. Down to −1, z goes through.",
            _family(shifted_relu=lambda z: np.where(np.asarray(z) > 0, z, -1)),
        ),
        Wrong("shifted: sign", "The floor is −1, not 1.", _family(shifted_relu=lambda z: np.maximum(z, 1))),
        Wrong(
            "shifted: the smaller",
            "This takes the smaller of the two. The shifted ReLU takes the larger.",
            _family(shifted_relu=lambda z: np.minimum(z, -1)),
        ),
        Wrong(
            "shifted: capped",
            "This stops at 1. The shifted ReLU has a floor and no ceiling.",
            _family(shifted_relu=lambda z: np.clip(z, -1, 1)),
        ),
        Wrong(
            "ELU without −1",
            _NO_MINUS_1,
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, alpha * np.exp(z))),
        ),
        Wrong(
            "ELU without alpha",
            _NO_ALPHA,
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, np.exp(z) - 1)),
        ),
        Wrong(
            "ELU without alpha and −1",
            "Negative z gives alpha·(e^z − 1): both alpha and the − 1 are missing.",
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, np.exp(z))),
        ),
        Wrong(
            "alpha in another place",
            _ALPHA_PLACE,
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, alpha * np.exp(z) - 1)),
        ),
        Wrong(
            "alpha in another place",
            _ALPHA_PLACE,
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, np.exp(z) - alpha)),
        ),
        Wrong(
            "alpha in another place",
            _ALPHA_PLACE,
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, np.exp(alpha * np.asarray(z)) - 1)),
        ),
        Wrong(
            "alpha in another place",
            "alpha belongs to the negative side only. Positive z goes through unchanged.",
            _family(elu=lambda z, alpha=1.0: alpha * elu(z)),
        ),
        Wrong(
            "alpha in another place",
            "alpha belongs to the negative side, and positive z goes through unchanged.",
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, alpha * np.asarray(z), np.exp(z) - 1)),
        ),
        Wrong(
            "e^(z − 1)",
            "The 1 is subtracted from e^z, not from z: np.exp(z) - 1.",
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, alpha * np.exp(np.asarray(z) - 1))),
        ),
        Wrong(
            "ELU: sign of the exponent",
            "The exponent is z as it is, negative here, so that e^z lies between 0 and 1.",
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, alpha * (np.exp(-np.asarray(z)) - 1))),
        ),
        Wrong(
            "ELU: 1 − e^z",
            "The bracket is turned: e^z − 1, which is negative here.",
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, alpha * (1 - np.exp(z)))),
        ),
        Wrong(
            "ELU: sides swapped",
            _SWAPPED,
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) < 0, z, alpha * (np.exp(z) - 1))),
        ),
        Wrong(
            "ELU: one piece for all",
            "alpha·(e^z − 1) is for negative z only. Positive z goes through unchanged.",
            _family(elu=lambda z, alpha=1.0: alpha * (np.exp(z) - 1)),
        ),
        Wrong(
            "ELU: the larger",
            _LARGER,
            _family(elu=lambda z, alpha=1.0: np.maximum(z, alpha * (np.exp(z) - 1))),
        ),
        Wrong(
            "ELU: the smaller",
            "The smaller of the two does not do here: at alpha = 1 it is z on both sides. np.where(z > 0, ...) asks for the side.",
            _family(elu=lambda z, alpha=1.0: np.minimum(z, alpha * (np.exp(z) - 1))),
        ),
        *(
            Wrong(
                "ELU: constant on the left",
                "On the left this is a constant. −alpha is where the curve arrives far out; on the way there it is "
                "alpha·(e^z − 1).",
                _family(elu=lambda z, alpha=1.0, sign=sign: np.where(np.asarray(z) > 0, z, sign * alpha)),
            )
            for sign in (-1, 1)
        ),
        Wrong(
            "ELU: leaks instead",
            "That is a leaky ReLU. The ELU bends: alpha·(e^z − 1) for negative z.",
            _family(elu=lambda z, alpha=1.0: leaky_relu(z, alpha)),
        ),
        Wrong(
            "ELU: leaks instead",
            "That is a leaky ReLU. The ELU bends: alpha·(e^z − 1) for negative z.",
            _family(elu=lambda z, alpha=1.0: leaky_relu(z)),
        ),
        Wrong("undefined at 0", _UNDEFINED_AT_0, _family(elu=_elu_with_gap)),
        Wrong(
            "ELU: no default",
            "elu(z) must work too: the head of the function says alpha=1.0.",
            _family(elu=lambda z, alpha: elu(z, alpha)),
        ),
        Wrong(
            "ELU: math.exp",
            MATH_MODULE,
            _family(elu=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, alpha * (math.exp(z) - 1))),
        ),
        Wrong(
            "slope no argument",
            "leaky_relu(z, 0.3) must work as well: the head of the function says slope=0.1.",
            _family(leaky_relu=lambda z: leaky_relu(z)),
        ),
        Wrong(
            "alpha no argument",
            "elu(z, 2.0) must work as well: the head of the function says alpha=1.0.",
            _family(elu=lambda z: elu(z)),
        ),
        Wrong(
            "slope and alpha no arguments",
            "leaky_relu(z, 0.3) and elu(z, 2.0) must work as well: the heads say slope=0.1 and alpha=1.0.",
            _family(leaky_relu=lambda z: leaky_relu(z), elu=lambda z: elu(z)),
        ),
        Wrong(
            "undefined at 0",
            _UNDEFINED_AT_0,
            _family(relu=_relu_with_gap, leaky_relu=_leaky_with_gap, elu=_elu_with_gap),
        ),
        Wrong("undefined at 0", _UNDEFINED_AT_0, _family(relu=_relu_with_gap, elu=_elu_with_gap)),
        Wrong("undefined at 0", _UNDEFINED_AT_0, _family(leaky_relu=_leaky_with_gap)),
        Wrong("z overwritten", IN_PLACE, _family(leaky_relu=_leaky_in_place)),
        Wrong("int arrays truncated", TRUNCATED, _family(leaky_relu=_leaky_masked_copy, elu=_elu_masked_copy)),
        Wrong(
            "scalar-only code",
            SCALAR_ONLY,
            _family(
                relu=lambda z: max(0, z),
                leaky_relu=lambda z, slope=0.1: max(slope * z, z),
                shifted_relu=lambda z: max(-1, z),
                elu=_elu_scalar,
            ),
        ),
        Wrong(
            "array of one row only",
            ONE_BY_ONE,
            tuple(map(_scalar_loop, (_relu_scalar, _leaky_scalar, _shifted_scalar, _elu_scalar))),
        ),
        *_general(relu, _relu_scalar, truncates=False, build=_one("relu")),
        *_general(leaky_relu, _leaky_scalar, build=_one("leaky_relu")),
        *_general(shifted_relu, _shifted_scalar, truncates=False, build=_one("shifted_relu")),
        *_general(elu, _elu_scalar, build=_one("elu")),
    ),
    withholds=tuple(f"nnlib.activations:{name}" for name in ("relu", "leaky_relu", "shifted_relu", "elu")),
    hints=(
        "Each of the four treats the two sides of a place differently. np.maximum does it in one go where the larger of two "
        "things is meant; np.where does it for any two pieces.",
        "relu is the larger of z and 0, shifted_relu the larger of z and −1, and leaky_relu, as slope is at most 1, the "
        "larger of slope·z and z.",
        "elu is np.where(z > 0, z, ...), with alpha times the bracket e^z − 1 in the place of the dots.",
    ),
    solution=(
        "def relu(z):\n    return np.maximum(z, 0)\n\n\n"
        "def leaky_relu(z, slope=0.1):\n    return np.maximum(slope * z, z)\n\n\n"
        "def shifted_relu(z):\n    return np.maximum(z, -1)\n\n\n"
        "def elu(z, alpha=1.0):\n    return np.where(z > 0, z, alpha * (np.exp(z) - 1))\n"
    ),
)


# --- slopes, with kinks --------------------------------------------------------------------------------------------


def _between(z, left, right, kink=0.0):
    """The slope `left` of a kink and `right` of it; at the kink anything in between."""
    z = np.asarray(z)
    left, right = np.broadcast_to(left, z.shape), np.broadcast_to(right, z.shape)
    low = np.where(z < kink, left, np.where(z > kink, right, np.minimum(left, right)))
    high = np.where(z < kink, left, np.where(z > kink, right, np.maximum(left, right)))
    return Between(low, high)


def relu_prime(z):
    return _between(z, 0.0, 1.0)


def leaky_relu_prime(z, slope=0.1):
    return _between(z, slope, 1.0)


def tanh_prime(z):
    return 1 - np.tanh(z) ** 2


def elu_prime(z, alpha=1.0):
    return _between(z, alpha * np.exp(np.minimum(z, 0.0)), 1.0)


def _relu_step(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


def _leaky_step(z, slope=0.1):
    return np.where(np.asarray(z) > 0, 1.0, slope)


def _elu_step(z, alpha=1.0):
    z = np.asarray(z)
    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))


_SLOPES = {"relu_prime": _relu_step, "leaky_relu_prime": _leaky_step, "tanh_prime": tanh_prime, "elu_prime": _elu_step}


def _slopes(**own):
    return tuple({**_SLOPES, **own}.values())


def _one_slope(name):
    return lambda f: _slopes(**{name: f})


def _relu_prime_scalar(z):
    if z > 0:
        return 1.0
    return 0.0


def _leaky_prime_scalar(z, slope=0.1):
    if z > 0:
        return 1.0
    return slope


def _elu_prime_scalar(z, alpha=1.0):
    if z > 0:
        return 1.0
    return alpha * math.exp(z)


def _tanh_prime_scalar(z):
    return 1 - math.tanh(z) ** 2


_VALUE_NOT_SLOPE = "That is the value of the function. Its slope is asked: how fast the value changes with z."
_OUTSIDE = (
    "At the kink this gives a slope that lies on neither side and not between them: from the left it is slope (or alpha), "
    "from the right 1."
)
_TRUTH = "z > 0 gives True and False. A slope is a number: choose between 1.0 and 0.0 with np.where, with this comparison in it."
_AT_RELU_KINK = "At z = 0 a slope from 0 to 1 is right. This one lies outside, or is no number."


def _leaky_zero_at_kink(z, slope=0.1):
    return np.where(np.asarray(z) == 0, 0.0, _leaky_step(z, slope))


DERIVATIVES = FunctionExercise(
    id="02/derivatives",
    names=("relu_prime", "leaky_relu_prime", "tanh_prime", "elu_prime"),
    signature="relu_prime(z), leaky_relu_prime(z, slope=0.1), tanh_prime(z), elu_prime(z, alpha=1.0)",
    points=2.0,
    tolerance=SMOOTH,
    reference=(relu_prime, leaky_relu_prime, tanh_prime, elu_prime),
    cases=(
        Case((np.array([-2.0, -0.5, 0.0, 3.0]),), "relu_prime"),
        Case((np.array([-2.0, -0.5, 0.0, 3.0]),), "leaky_relu_prime"),
        Case((np.array([-2.0, -0.5, 0.0, 1.5]),), "tanh_prime"),
        Case((np.array([-2.0, -0.5, 0.0, 3.0]),), "elu_prime"),
        Case((-0.5,), "relu_prime"),
        Case((-0.5, 0.3), "leaky_relu_prime"),
        Case((-0.5,), "tanh_prime"),
        Case((-0.5, 2.0), "elu_prime"),
        Case((np.array([[-3, 0], [1, -1]]), 0.5), "leaky_relu_prime"),
        Case((np.array([[-3, 0], [1, -1]]),), "tanh_prime"),
        Case((np.array([[-3, 0], [1, -1]]), 0.5), "elu_prime"),
    ),
    hidden=lambda rng: _in_turn(
        _cases(_inputs(rng, -4, 4, at=(0.0,)), "relu_prime"),
        [
            *_cases(_arrays(rng, -4, 4, at=(0.0,))[:1], "leaky_relu_prime"),
            *_cases(_inputs(rng, -4, 4, at=(0.0,)), "leaky_relu_prime", float(rng.uniform(0.2, 0.9))),
            *_cases([rng.uniform(-4, 4, size=5), -3.0], "leaky_relu_prime", 0.0),
            *_cases([np.array([-1.5, 0.0, 2.5]), 0], "leaky_relu_prime", 1.0),
        ],
        _cases(_inputs(rng, -4, 4, at=(0.0,)), "tanh_prime"),
        [
            *_cases(_arrays(rng, -4, 4, at=(0.0,))[:1], "elu_prime"),
            *_cases(_inputs(rng, -4, 4, at=(0.0,)), "elu_prime", float(rng.uniform(1.2, 3))),
        ],
    ),
    right=(
        _slopes(),
        (
            lambda z: 1.0 * (np.asarray(z) >= 0),
            lambda z, slope=0.1: np.where(np.asarray(z) < 0, slope, 1.0),
            lambda z: 1 / np.cosh(z) ** 2,
            lambda z, alpha=1.0: np.where(np.asarray(z) < 0, alpha * np.exp(z), 1.0),
        ),
        (
            heaviside,
            lambda z, slope=0.1: slope + (1 - slope) * (np.asarray(z) > 0),
            lambda z: 4 * sigmoid_prime(2 * np.asarray(z)),
            lambda z, alpha=1.0: np.where(np.asarray(z) > 0, 1.0, elu(z, alpha) + alpha),
        ),
        (
            np.vectorize(_relu_prime_scalar),
            np.vectorize(_leaky_prime_scalar, otypes=[float]),
            lambda z: (1 - np.tanh(z)) * (1 + np.tanh(z)),
            np.vectorize(_elu_prime_scalar, otypes=[float]),
        ),
    ),
    wrong=(
        Wrong("relu': value", _VALUE_NOT_SLOPE, _slopes(relu_prime=relu)),
        Wrong(
            "relu': sides swapped",
            "The sides have changed places: the ReLU climbs on the right and is flat on the left.",
            _slopes(relu_prime=lambda z: np.where(np.asarray(z) < 0, 1.0, 0.0)),
        ),
        Wrong(
            "relu': sign",
            "To the left of 0 the ReLU is flat, so its slope is 0 and not −1.",
            _slopes(relu_prime=np.sign),
        ),
        Wrong(
            "relu': sign",
            "To the left of 0 the ReLU is flat, so its slope is 0 and not −1.",
            _slopes(relu_prime=lambda z: np.where(np.asarray(z) > 0, 1, -1)),
        ),
        Wrong(
            "relu': 1 everywhere",
            "The ReLU climbs on the right only; to the left of 0 it is flat.",
            _slopes(relu_prime=lambda z: np.ones(np.shape(z))),
        ),
        Wrong(
            "relu': 0 everywhere",
            "The ReLU climbs on the right of 0: there its slope is 1.",
            _slopes(relu_prime=lambda z: np.zeros(np.shape(z))),
        ),
        Wrong("relu': truth values", _TRUTH, _slopes(relu_prime=lambda z: np.asarray(z) > 0)),
        Wrong("relu': truth values", _TRUTH, _slopes(relu_prime=lambda z: z > 0)),
        Wrong("relu': truth values", _TRUTH, _slopes(relu_prime=lambda z: z >= 0)),
        Wrong("relu': truth values", _TRUTH, _slopes(relu_prime=lambda z: np.asarray(z) >= 0)),
        Wrong(
            "relu': z times",
            "The slope of z is 1, not z: to the right of 0 the ReLU climbs equally steeply everywhere.",
            _slopes(relu_prime=lambda z: np.where(np.asarray(z) > 0, z, 1.0)),
        ),
        Wrong(
            "leaky': z on the right",
            "The slope of z is 1, not z: to the right of 0 the function climbs equally steeply everywhere.",
            _slopes(leaky_relu_prime=lambda z, slope=0.1: np.where(np.asarray(z) > 0, z, slope)),
        ),
        Wrong(
            "elu': z on the right",
            "The slope of z is 1, not z: to the right of 0 the function climbs equally steeply everywhere.",
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, z, alpha * np.exp(z))),
        ),
        Wrong(
            "relu': nan at 0",
            _AT_RELU_KINK,
            _slopes(relu_prime=lambda z: np.where(np.asarray(z) == 0, np.nan, _relu_step(z))),
        ),
        Wrong("leaky': value", _VALUE_NOT_SLOPE, _slopes(leaky_relu_prime=leaky_relu)),
        Wrong(
            "leaky': slope on the wrong side",
            "The sides have changed places: slope belongs to negative z, and 1 to positive z.",
            _slopes(leaky_relu_prime=lambda z, slope=0.1: np.where(np.asarray(z) > 0, slope, 1.0)),
        ),
        Wrong(
            "leaky': no leak",
            "That is the slope of the plain ReLU. On the left, the leaky one climbs with `slope`.",
            _slopes(leaky_relu_prime=lambda z, slope=0.1: _relu_step(z)),
        ),
        Wrong(
            "leaky': slope ignored",
            "slope is an argument: use it in place of 0.1.",
            _slopes(leaky_relu_prime=lambda z, slope=0.1: _leaky_step(z)),
        ),
        Wrong(
            "leaky': other default",
            "When no slope is given it is 0.1.",
            _slopes(leaky_relu_prime=lambda z, slope=0.01: _leaky_step(z, slope)),
        ),
        Wrong(
            "leaky': slope times z",
            "The derivative of slope·z is slope alone.",
            _slopes(leaky_relu_prime=lambda z, slope=0.1: np.where(np.asarray(z) > 0, 1.0, slope * np.asarray(z))),
        ),
        Wrong(
            "leaky': slope times z",
            "The derivative of slope·z is slope alone, and to the right of 0 the slope is 1.",
            _slopes(leaky_relu_prime=lambda z, slope=0.1: slope * np.asarray(z)),
        ),
        Wrong(
            "leaky': minus",
            "The leak climbs from left to right like the rest, so its slope is not negative.",
            _slopes(leaky_relu_prime=lambda z, slope=0.1: np.where(np.asarray(z) > 0, 1.0, -slope)),
        ),
        Wrong(
            "leaky': on both sides",
            "On the right the leaky ReLU climbs with 1, not with slope.",
            _slopes(leaky_relu_prime=lambda z, slope=0.1: np.full(np.shape(z), slope)),
        ),
        Wrong(
            "leaky': 0 at the kink",
            _OUTSIDE,
            _slopes(
                leaky_relu_prime=lambda z, slope=0.1: np.where(
                    np.asarray(z) > 0, 1.0, np.where(np.asarray(z) < 0, slope, 0.0)
                )
            ),
        ),
        Wrong(
            "leaky': 1 + slope",
            "On the right the slope is 1; nothing is added to it.",
            _slopes(leaky_relu_prime=lambda z, slope=0.1: _relu_step(z) + slope),
        ),
        Wrong(
            "1 − z²",
            "The formula 1 − a² takes the value a = tanh(z), not z itself.",
            _slopes(tanh_prime=lambda z: 1 - np.asarray(z) ** 2),
        ),
        Wrong("tanh': no square", "The square is missing: 1 − tanh²(z).", _slopes(tanh_prime=lambda z: 1 - np.tanh(z))),
        Wrong(
            "tanh': brackets",
            "a alone is squared, and the square taken from 1: 1 − a². Here 1 − a is squared.",
            _slopes(tanh_prime=lambda z: (1 - np.tanh(z)) ** 2),
        ),
        Wrong(
            "tanh': a(1 − a)",
            "a·(1 − a) is the slope of the sigmoid. For tanh it is 1 − a².",
            _slopes(tanh_prime=lambda z: np.tanh(z) * (1 - np.tanh(z))),
        ),
        Wrong("tanh': a(1 − a)", "That is the slope of the sigmoid.", _slopes(tanh_prime=sigmoid_prime)),
        Wrong(
            "tanh': square inside",
            "tanh(z) is squared, not z: np.tanh(z) ** 2.",
            _slopes(tanh_prime=lambda z: 1 - np.tanh(np.asarray(z) ** 2)),
        ),
        Wrong(
            "tanh': + ",
            "The square is subtracted: the slope is largest at z = 0, where tanh is 0.",
            _slopes(tanh_prime=lambda z: 1 + np.tanh(z) ** 2),
        ),
        Wrong(
            "tanh': turned",
            "The sign is turned: tanh rises everywhere, so its slope is positive.",
            _slopes(tanh_prime=lambda z: np.tanh(z) ** 2 - 1),
        ),
        Wrong(
            "tanh': square alone", "The slope is 1 minus this square.", _slopes(tanh_prime=lambda z: np.tanh(z) ** 2)
        ),
        Wrong("tanh': value", _VALUE_NOT_SLOPE, _slopes(tanh_prime=np.tanh)),
        Wrong(
            "tanh': tanh of tanh",
            "tanh is applied twice. The formula squares tanh(z) and takes it from 1.",
            _slopes(tanh_prime=lambda z: 1 - np.tanh(np.tanh(z)) ** 2),
        ),
        Wrong(
            "tanh': 1/cosh",
            "That is 1 / cosh(z); the slope is its square.",
            _slopes(tanh_prime=lambda z: 1 / np.cosh(z)),
        ),
        Wrong(
            "tanh': of the sigmoid",
            "1 − a² is right, with a = tanh(z). Here a is the sigmoid.",
            _slopes(tanh_prime=lambda z: 1 - sigmoid(z) ** 2),
        ),
        Wrong("elu': value", _VALUE_NOT_SLOPE, _slopes(elu_prime=elu)),
        Wrong(
            "elu': − 1 left in",
            "The derivative of e^z − 1 is e^z: the constant drops out.",
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, 1.0, alpha * (np.exp(z) - 1))),
        ),
        Wrong(
            "elu': − 1 left in",
            "The derivative of alpha·(e^z − 1) has no constant: it drops out.",
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, 1.0, alpha * np.exp(z) - 1)),
        ),
        Wrong(
            "elu': without alpha",
            "alpha is missing: it stays as a factor of e^z.",
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, 1.0, np.exp(z))),
        ),
        Wrong(
            "elu': alpha alone",
            "e^z is missing: on the left the slope is alpha·e^z, which changes with z.",
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, 1.0, alpha)),
        ),
        Wrong(
            "elu': + alpha",
            "alpha is a factor here: alpha·e^z.",
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, 1.0, np.exp(z) + alpha)),
        ),
        Wrong(
            "elu': value + alpha everywhere",
            "elu + alpha is right on the left. On the right the slope is 1.",
            _slopes(elu_prime=lambda z, alpha=1.0: elu(z, alpha) + alpha),
        ),
        Wrong(
            "elu': sides swapped",
            "The sides have changed places: on the right the slope is 1.",
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) < 0, 1.0, alpha * np.exp(z))),
        ),
        Wrong(
            "elu': one piece for all",
            "alpha·e^z is for negative z only. On the right the slope is 1.",
            _slopes(elu_prime=lambda z, alpha=1.0: alpha * np.exp(z)),
        ),
        Wrong(
            "elu': 0 on the left",
            "That is the slope of the ReLU. On the left, the ELU still climbs a little: alpha·e^z.",
            _slopes(elu_prime=lambda z, alpha=1.0: _relu_step(z)),
        ),
        Wrong(
            "elu': 0 at the kink",
            _OUTSIDE,
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) == 0, 0.0, _elu_step(z, alpha))),
        ),
        Wrong(
            "elu': sign of the exponent",
            "The exponent is z as it is: alpha·e^z.",
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, 1.0, alpha * np.exp(-np.asarray(z)))),
        ),
        Wrong(
            "elu': alpha on both sides",
            "alpha belongs to the left side only. On the right the slope is 1.",
            _slopes(elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) > 0, alpha, alpha * np.exp(z))),
        ),
        Wrong(
            "scalar-only code", SCALAR_ONLY, (_relu_prime_scalar, _leaky_prime_scalar, tanh_prime, _elu_prime_scalar)
        ),
        Wrong(
            "scalar-only code",
            SCALAR_ONLY,
            (_relu_prime_scalar, _leaky_prime_scalar, _tanh_prime_scalar, _elu_prime_scalar),
        ),
        Wrong(
            "values of all four",
            _VALUE_NOT_SLOPE,
            (relu, leaky_relu, np.tanh, elu),
        ),
        Wrong(
            "0 at both kinks",
            _OUTSIDE,
            _slopes(
                leaky_relu_prime=_leaky_zero_at_kink,
                elu_prime=lambda z, alpha=1.0: np.where(np.asarray(z) == 0, 0.0, _elu_step(z, alpha)),
            ),
        ),
        Wrong("math.tanh", MATH_MODULE, _slopes(tanh_prime=_tanh_prime_scalar)),
        *_general(_relu_step, _relu_prime_scalar, truncates=False, build=_one_slope("relu_prime")),
        *_general(_leaky_step, _leaky_prime_scalar, build=_one_slope("leaky_relu_prime")),
        *_general(tanh_prime, build=_one_slope("tanh_prime")),
        *_general(_elu_step, _elu_prime_scalar, build=_one_slope("elu_prime")),
    ),
    withholds=tuple(f"nnlib.activations:{name}_derivative" for name in ("relu", "leaky_relu", "tanh", "elu")),
    hints=(
        "Look at the curves and walk along them: where is each flat, where does it climb, and how steeply?",
        "The slope of a straight piece is a constant: 0, 1 or slope. For tanh, find a = tanh(z) first; the slope is 1 − a². "
        "The derivative of e^z is e^z.",
        "Three of them are np.where(z > 0, 1.0, ...), with 0, slope and alpha times e^z in the place of the dots.",
    ),
    solution=(
        "def relu_prime(z):\n    return np.where(z > 0, 1.0, 0.0)\n\n\n"
        "def leaky_relu_prime(z, slope=0.1):\n    return np.where(z > 0, 1.0, slope)\n\n\n"
        "def tanh_prime(z):\n    return 1 - np.tanh(z) ** 2\n\n\n"
        "def elu_prime(z, alpha=1.0):\n    return np.where(z > 0, 1.0, alpha * np.exp(z))\n"
    ),
)


# --- two linear layers are one -------------------------------------------------------------------------------------


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2


def _collapse_einsum(W1, b1, W2, b2):
    return np.einsum("oh,hi->oi", W2, W1), np.einsum("oh,h->o", W2, b1) + b2


def _collapse_by_probing(W1, b1, W2, b2):
    def both(x):
        return W2 @ (W1 @ x + b1) + b2

    b = both(np.zeros(W1.shape[1]))
    return np.stack([both(e) - b for e in np.eye(W1.shape[1])], axis=1), b


def _collapse_loops(W1, b1, W2, b2):
    W = [[sum(W2[i, k] * W1[k, j] for k in range(len(W1))) for j in range(W1.shape[1])] for i in range(len(W2))]
    return W, [b2[i] + sum(W2[i, k] * b1[k] for k in range(len(b1))) for i in range(len(W2))]


def _layers(rng, n_in, n_hidden, n_out, dtype=float):
    """W1, b1, W2, b2 in quarters, which float32 adds and multiplies without rounding."""
    shapes = (n_hidden, n_in), (n_hidden,), (n_out, n_hidden), (n_out,)
    arrays = [rng.integers(-12, 13, size=shape) for shape in shapes]
    return Case(tuple(a if dtype is int else (a / 4).astype(dtype) for a in arrays))


_ORDER = (
    "The two matrices stand in the wrong order. The layer that comes first is the one next to x: W2 (W1 x) = (W2 W1) x."
)
_B1_LOST = "The first bias is lost. It goes through the second layer as well: W2 b1 is added to b2."

COLLAPSE = FunctionExercise(
    id="02/collapse",
    names=("collapse",),
    signature="collapse(W1, b1, W2, b2)",
    reference=(collapse,),
    cases=(
        Case(
            (
                np.array([[1.0, 2.0], [3.0, 4.0]]),
                np.array([1.0, -1.0]),
                np.array([[0.0, 1.0], [2.0, 1.0]]),
                np.array([10.0, 20.0]),
            )
        ),
        Case(
            (
                np.array([[1.0, 0.0, 2.0], [0.0, 3.0, -1.0]]),
                np.array([1.0, 2.0]),
                np.array([[2.0, 1.0]]),
                np.array([5.0]),
            )
        ),
    ),
    hidden=lambda rng: [
        _layers(rng, 3, 3, 3),
        _layers(rng, 2, 5, 3),
        _layers(rng, 4, 2, 3),
        _layers(rng, 3, 4, 2, np.float32),
        _layers(rng, 2, 3, 4, int),
        _layers(rng, 1, 1, 1),
    ],
    right=(
        collapse,
        _collapse_einsum,
        _collapse_by_probing,
        _collapse_loops,
        lambda W1, b1, W2, b2: [np.dot(W2, W1), b2 + b1 @ W2.T],
        lambda W1, b1, W2, b2: ((W1.T @ W2.T).T, np.array([row @ b1 for row in W2]) + b2),
    ),
    wrong=(
        Wrong("W1 W2", _ORDER, lambda W1, b1, W2, b2: (W1 @ W2, W2 @ b1 + b2)),
        Wrong("W1 W2", _ORDER, lambda W1, b1, W2, b2: (W1 @ W2, W1 @ b1 + b2)),
        Wrong(
            "layers in the wrong order",
            "This runs the second layer first: all four have changed their roles. x meets W1 and b1 first.",
            lambda W1, b1, W2, b2: (W1 @ W2, W1 @ b2 + b1),
        ),
        Wrong("first bias lost", _B1_LOST, lambda W1, b1, W2, b2: (W2 @ W1, b2)),
        Wrong(
            "second bias lost",
            "The second bias is lost: b2 is added at the end.",
            lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1),
        ),
        Wrong(
            "biases added",
            "b1 goes through the second layer before it meets b2: it is multiplied by W2.",
            lambda W1, b1, W2, b2: (W2 @ W1, b1 + b2),
        ),
        Wrong(
            "W2 on both biases",
            "W2 multiplies what comes out of the first layer. b2 is added after it.",
            lambda W1, b1, W2, b2: (W2 @ W1, W2 @ (b1 + b2)),
        ),
        Wrong(
            "W1 on b1",
            "b1 is added after W1. What it still goes through is W2.",
            lambda W1, b1, W2, b2: (W2 @ W1, W1 @ b1 + b2),
        ),
        Wrong(
            "both on b1",
            "b1 is added after W1, so it goes through W2 alone.",
            lambda W1, b1, W2, b2: (W2 @ W1, W2 @ W1 @ b1 + b2),
        ),
        Wrong(
            "b1 W2",
            "b1 @ W2 sums over the wrong axis of W2. A row of W2 holds the weights into one neuron: W2 @ b1.",
            lambda W1, b1, W2, b2: (W2 @ W1, b1 @ W2 + b2),
        ),
        Wrong(
            "W2 times b1 entry by entry",
            "* multiplies entry by entry. The layer sums products: W2 @ b1.",
            lambda W1, b1, W2, b2: (W2 @ W1, W2 * b1 + b2),
        ),
        Wrong(
            "entry by entry",
            "* multiplies entry by entry. The product of two matrices is written @.",
            lambda W1, b1, W2, b2: (W2 * W1, W2 @ b1 + b2),
        ),
        Wrong(
            "entry by entry",
            "* multiplies entry by entry. The product of two matrices is written @.",
            lambda W1, b1, W2, b2: (W2 * W1, W2 * b1 + b2),
        ),
        Wrong(
            "sum of the matrices",
            "One layer after the other means a product of the matrices, not their sum.",
            lambda W1, b1, W2, b2: (W1 + W2, b1 + b2),
        ),
        Wrong(
            "sum of the matrices",
            "One layer after the other means a product of the matrices, not their sum.",
            lambda W1, b1, W2, b2: (W1 + W2, W2 @ b1 + b2),
        ),
        Wrong(
            "transposed",
            "W is transposed: its rows belong to the outputs, its columns to the inputs.",
            lambda W1, b1, W2, b2: ((W2 @ W1).T, W2 @ b1 + b2),
        ),
        Wrong(
            "transposed",
            "A transpose too many: with receivers in rows, W2 and W1 are multiplied as they are.",
            lambda W1, b1, W2, b2: (W2.T @ W1, W2 @ b1 + b2),
        ),
        Wrong(
            "transposed",
            "A transpose too many: with receivers in rows, W2 and W1 are multiplied as they are.",
            lambda W1, b1, W2, b2: (W2 @ W1.T, W2 @ b1 + b2),
        ),
        Wrong(
            "transposed",
            "A transpose too many: with receivers in rows, W2 and W1 are multiplied as they are.",
            lambda W1, b1, W2, b2: (W2.T @ W1, W2.T @ b1 + b2),
        ),
        Wrong(
            "b first",
            "The two have changed places: first the matrix, then the bias.",
            lambda W1, b1, W2, b2: (W2 @ b1 + b2, W2 @ W1),
        ),
        Wrong("W alone", "That is W alone. Two things are asked: return W, b.", lambda W1, b1, W2, b2: W2 @ W1),
        Wrong(
            "both layers kept",
            "These are still two layers. One matrix and one bias are asked that do the work of both.",
            lambda W1, b1, W2, b2: (W1, b1, W2, b2),
        ),
        Wrong("second layer only", "That is the second layer alone.", lambda W1, b1, W2, b2: (W2, b2)),
        Wrong(
            "b as a column",
            "b is to be one number for each output, in one row: shape (n_out,), not a column.",
            lambda W1, b1, W2, b2: (W2 @ W1, (W2 @ b1 + b2)[:, None]),
        ),
        Wrong(
            "b as one number",
            "b is to be one number for each output. Here it is summed up to one.",
            lambda W1, b1, W2, b2: (W2 @ W1, np.sum(W2 @ b1 + b2)),
        ),
    ),
    hints=(
        "Write down what both layers make of an x: first h = W1 x + b1, then W2 h + b2. Put the first into the second.",
        "Multiply out W2 (W1 x + b1) + b2. What stands in front of x, and what is left without an x?",
        "In front of x stands W2 times W1, as matrices (@). What is left is W2 times b1, plus b2.",
    ),
    solution="def collapse(W1, b1, W2, b2):\n    W = W2 @ W1\n    b = W2 @ b1 + b2\n    return W, b\n",
)


# --- many sigmoids in a row ----------------------------------------------------------------------------------------


def gradient_through(n):
    return 0.25**n


def _gradient_loop(n):
    gradient = 1.0
    for _ in range(n):
        gradient *= 1 / 4
    return gradient


def _gradient_of_values(n):
    gradient, z = 1.0, 0.0
    for _ in range(n):
        a = 1 / (1 + math.exp(-z))
        gradient *= a * (1 - a)
        z = a
    return gradient


_ONE_OFF = "This counts one layer {}: n layers bring n slopes, and none (n = 0) leaves the gradient as it is."

_AT_GRADIENT = (
    "Here the slope is taken at what is left of the gradient. It belongs to the z of the layer, and each layer stands at "
    "z = 0: the same slope every time."
)


_SLOPE_ELSEWHERE = (
    "The slope is taken at another place. Each layer stands at z = 0; the gradient of 1 that goes back, and the number n of "
    "layers, are no z."
)


def _slope_at_gradient(n):
    gradient = 1.0
    for _ in range(n):
        gradient *= sigmoid_prime(gradient)
    return gradient


def _slope_of_slope(n):
    gradient = 1.0
    for _ in range(n):
        gradient = sigmoid_prime(gradient)
    return gradient


def _slope_of_slope_from_0(n):
    gradient = 0.0
    for _ in range(n):
        gradient = sigmoid_prime(gradient)
    return gradient


VANISHING = FunctionExercise(
    id="02/vanishing",
    names=("gradient_through",),
    signature="gradient_through(n)",
    tolerance=Tolerance(relative=1e-6, absolute=0.0),
    reference=(gradient_through,),
    cases=(Case((1,)), Case((2,)), Case((0,)), Case((10,))),
    hidden=lambda rng: [*(Case((int(n),)) for n in rng.integers(3, 30, size=3)), Case((50,))],
    right=(
        gradient_through,
        _gradient_loop,
        lambda n: 4.0**-n,
        lambda n: float(np.prod(np.full(n, 0.25))),
        lambda n: float(sigmoid_prime(0.0)) ** n,
        lambda n: math.exp(n * math.log(0.25)),
        lambda n: np.float32(0.25) ** n,
    ),
    wrong=(
        Wrong("0.25·n", "The slopes multiply along the way; this adds them up.", lambda n: 0.25 * n),
        Wrong("one layer only", "That is the slope of one layer, whatever n is.", lambda n: 0.25),
        Wrong("¼ / n", "Each layer multiplies by ¼ again; this divides once, by n.", lambda n: 0.25 / max(n, 1)),
        Wrong("¼ / n", "Each layer multiplies by ¼ again; this divides once, by n.", lambda n: 0.25 / n),
        Wrong("½ⁿ", "½ is the value σ(0). On the way back it is the slope that counts, σ'(0).", lambda n: 0.5**n),
        Wrong(
            "4ⁿ",
            "This grows. The slope of a sigmoid at 0 is ¼, so each layer makes the gradient smaller.",
            lambda n: 4.0**n,
        ),
        Wrong("1 − ¼", "¼ is what is left after a layer, not what is taken away.", lambda n: 0.75**n),
        Wrong("n^¼", "Base and exponent have changed places.", lambda n: n**0.25),
        Wrong("one layer short", _ONE_OFF.format("too few"), lambda n: 0.25 ** (n - 1)),
        Wrong("one layer short", _ONE_OFF.format("too few"), lambda n: 0.25 ** max(n - 1, 0)),
        Wrong("one layer more", _ONE_OFF.format("too many"), lambda n: 0.25 ** (n + 1)),
        Wrong(
            "added up",
            "This adds up what is left after each layer. Only the product after the last one is asked.",
            lambda n: sum(0.25**k for k in range(1, n + 1)),
        ),
        Wrong(
            "twice the exponent", "¼ is the slope already; it enters once for each layer.", lambda n: 0.25 ** (2 * n)
        ),
        Wrong("turned", "A slope of ¼ is positive, and so is every product of them.", lambda n: (-0.25) ** n),
        Wrong(
            "other z",
            "This feeds the output of each sigmoid into the next one. Here each stands at z = 0, where the slope is largest.",
            _gradient_of_values,
        ),
        Wrong("slope at the gradient", _AT_GRADIENT, _slope_at_gradient),
        Wrong("slope at the gradient", _AT_GRADIENT, _slope_of_slope),
        Wrong("slope at the gradient", _AT_GRADIENT, _slope_of_slope_from_0),
        Wrong("slope elsewhere", _SLOPE_ELSEWHERE, lambda n: float(sigmoid_prime(1.0)) ** n),
        Wrong("slope elsewhere", _SLOPE_ELSEWHERE, lambda n: float(sigmoid_prime(n))),
        Wrong("slope elsewhere", _SLOPE_ELSEWHERE, lambda n: float(sigmoid_prime(n)) ** n),
        Wrong(
            "value at 1",
            "This takes the value of the sigmoid, at 1. On the way back its slope counts, and each layer stands at z = 0.",
            lambda n: float(sigmoid(1.0)) ** n,
        ),
        Wrong(
            "rounded",
            "This is rounded to 0 after a few layers. Small is not nothing: keep all digits.",
            lambda n: round(0.25**n, 6),
        ),
        Wrong(
            "all layers listed",
            "This lists what is left after every layer. One number is asked, after the last.",
            lambda n: [0.25**k for k in range(n + 1)],
        ),
    ),
    hints=(
        "What is the slope of one sigmoid at z = 0? Your sigmoid_prime knows.",
        "A gradient that passes two layers is multiplied by the slope twice. And by n layers?",
        "The slope is ¼. Two layers leave ¼ · ¼, and n layers ¼ to the power n; a power is written with **.",
    ),
    solution="def gradient_through(n):\n    return 0.25**n\n",
)


# --- smooth relatives ----------------------------------------------------------------------------------------------


def softplus(z):
    z = np.asarray(z)
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def swish(z):
    return np.asarray(z) * sigmoid(z)


def _softplus_scalar(z):
    if z > 30:
        return z
    return math.log(1 + math.exp(z))


def _with_softplus(f):
    return f, swish


def _with_swish(f):
    return softplus, f


_LOG_OVERFLOW = (
    "At z = 1000 e^z is infinite, and so is its logarithm. Take the large part out first: ln(1 + e^z) = z + ln(1 + e^(−z)), "
    "and for large z the rest is nearly 0."
)

SMOOTH_FAMILY = FunctionExercise(
    id="02/smooth_family",
    names=("softplus", "swish"),
    signature="softplus(z), swish(z)",
    core=False,
    tolerance=SMOOTH,
    reference=(softplus, swish),
    cases=(
        Case((np.array([-2.0, 0.0, 3.0]),), "softplus"),
        Case((np.array([-2.0, 0.0, 3.0]),), "swish"),
        Case((0.5,), "softplus"),
        Case((-1.0,), "swish"),
        Case((1000.0,), "softplus"),
        Case((1000.0,), "swish"),
        Case((np.array([[-1, 0], [1, 4]]),), "softplus"),
        Case((np.array([[-1, 0], [1, 4]]),), "swish"),
    ),
    hidden=lambda rng: _in_turn(
        _cases([*_inputs(rng, -6, 6, at=(0.0,)), np.array([[-1000.0], [1000.0]]), 1000, -1000.0], "softplus"),
        _cases([*_inputs(rng, -6, 6, at=(0.0,)), np.array([[-1000.0], [1000.0]]), 1000, -1000.0], "swish"),
    ),
    right=(
        (softplus, swish),
        (lambda z: np.logaddexp(0, z), lambda z: z * _plain(z)),
        (lambda z: np.where(np.asarray(z) > 30, z, np.log(1 + np.exp(z))), lambda z: z / (1 + np.exp(-z))),
        (
            lambda z: np.where(np.asarray(z) > 30, z, np.log1p(np.exp(np.minimum(z, 30)))),
            lambda z: np.asarray(z) * _by_tanh(z),
        ),
        (
            np.vectorize(_softplus_scalar, otypes=[float]),
            np.vectorize(lambda x: x * _sigmoid_scalar(x), otypes=[float]),
        ),
    ),
    wrong=(
        Wrong("softplus: e^z overflow", _LOG_OVERFLOW, _with_softplus(lambda z: np.log(1 + np.exp(z)))),
        *[
            Wrong(
                "softplus: cut off",
                "Cutting z off keeps e^z finite, and it cuts the answer off too: softplus(1000) is 1000.",
                answer,
            )
            for answer in (
                _with_softplus(lambda z: np.log(1 + np.exp(np.minimum(z, 500)))),
                _with_softplus(lambda z: np.log(1 + np.exp(np.minimum(z, 50)))),
                _with_softplus(lambda z: np.log(1 + np.exp(np.minimum(z, 700)))),
            )
        ],
        Wrong(
            "softplus: sign of the exponent",
            "The exponent is z, not −z: this falls where it should rise.",
            _with_softplus(lambda z: np.maximum(-np.asarray(z), 0) + np.log1p(np.exp(-np.abs(z)))),
        ),
        Wrong(
            "softplus: sign of the exponent",
            "The exponent is z, not −z: this falls where it should rise.",
            _with_softplus(lambda z: np.log(1 + np.exp(-z))),
        ),
        Wrong(
            "softplus: 1 + forgotten",
            "Without the 1 +, ln(e^z) is z again.",
            _with_softplus(lambda z: np.log(np.exp(z))),
        ),
        Wrong(
            "softplus: 1 + forgotten", "That is z itself: the 1 + is missing.", _with_softplus(lambda z: np.asarray(z))
        ),
        Wrong(
            "softplus: 1 + outside", "The 1 is added inside the logarithm.", _with_softplus(lambda z: 1 + np.asarray(z))
        ),
        Wrong(
            "softplus: other logarithm",
            "ln is the natural logarithm, np.log.",
            _with_softplus(lambda z: softplus(z) / np.log(10)),
        ),
        Wrong(
            "softplus: other logarithm",
            "ln is the natural logarithm, np.log.",
            _with_softplus(lambda z: softplus(z) / np.log(2)),
        ),
        Wrong(
            "softplus: other logarithm",
            "ln is the natural logarithm, np.log. And e^1000 must not become infinite.",
            _with_softplus(lambda z: np.log10(1 + np.exp(z))),
        ),
        Wrong(
            "softplus: other logarithm",
            "ln is the natural logarithm, np.log.",
            _with_softplus(lambda z: np.maximum(z, 0) + np.log10(1 + np.exp(-np.abs(z)))),
        ),
        Wrong(
            "softplus: no logarithm", "The logarithm is missing: ln(1 + e^z).", _with_softplus(lambda z: 1 + np.exp(z))
        ),
        Wrong(
            "softplus: exp forgotten",
            "The exponential is missing: ln(1 + e^z).",
            _with_softplus(lambda z: np.log(1 + np.abs(z))),
        ),
        Wrong(
            "softplus: exp forgotten",
            "The exponential is missing: ln(1 + e^z). The logarithm of a negative number is nan.",
            _with_softplus(lambda z: np.log(1 + np.asarray(z, dtype=float))),
        ),
        Wrong(
            "softplus: ReLU",
            "That is the ReLU with its corner. Softplus rounds the corner off: at 0 it is ln 2.",
            _with_softplus(relu),
        ),
        Wrong(
            "softplus: its slope", "That is the sigmoid: the slope of softplus, not softplus.", _with_softplus(sigmoid)
        ),
        Wrong(
            "softplus: |z| lost",
            "ln(1 + e^(−|z|)) is only the rounding of the corner. max(z, 0) is still to be added.",
            _with_softplus(lambda z: np.log1p(np.exp(-np.abs(z)))),
        ),
        Wrong(
            "softplus: right side only",
            "z + ln(1 + e^(−z)) is right for positive z. At −1000 it is infinity minus a thousand.",
            _with_softplus(lambda z: z + np.log(1 + np.exp(-z))),
        ),
        Wrong(
            "softplus: −z for −|z|",
            "Beside max(z, 0), the exponent is −|z|. With −z the second part grows on the left, where nothing should.",
            _with_softplus(lambda z: np.maximum(z, 0) + np.log(1 + np.exp(-z))),
        ),
        Wrong(
            "softplus: part counted twice",
            "max(z, 0) has been taken out, so it must not be in the logarithm any more: the exponent there is −|z|.",
            _with_softplus(lambda z: np.maximum(z, 0) + np.log(1 + np.exp(z))),
        ),
        Wrong(
            "softplus: + |z|",
            "The exponent is −|z|, with a minus: then the exponential is at most 1.",
            _with_softplus(lambda z: np.maximum(z, 0) + np.log1p(np.exp(np.abs(z)))),
        ),
        Wrong(
            "softplus: 1 added twice",
            "np.log1p(v) is ln(1 + v): it adds the 1 itself.",
            _with_softplus(lambda z: np.maximum(z, 0) + np.log1p(1 + np.exp(-np.abs(z)))),
        ),
        Wrong(
            "softplus: 1 + forgotten",
            "In the second part the 1 + is missing: ln(e^v) is v again.",
            _with_softplus(lambda z: np.maximum(z, 0) + np.log(np.exp(-np.abs(z)))),
        ),
        Wrong(
            "softplus: |z|",
            "z is to keep its sign outside of the exponential: the first part is max(z, 0).",
            _with_softplus(lambda z: np.abs(z) + np.log1p(np.exp(-np.abs(z)))),
        ),
        Wrong("swish: z forgotten", "That is σ(z). Swish multiplies it by z.", _with_swish(sigmoid)),
        Wrong("swish: sum", "z and σ(z) are multiplied, not added.", _with_swish(lambda z: np.asarray(z) + sigmoid(z))),
        Wrong(
            "swish: inside",
            "z multiplies σ(z) from outside. Here it is inside.",
            _with_swish(lambda z: sigmoid(np.asarray(z) * sigmoid(z))),
        ),
        Wrong(
            "swish: inside",
            "z multiplies σ(z) from outside. Here it is squared inside.",
            _with_swish(lambda z: sigmoid(np.asarray(z) ** 2)),
        ),
        Wrong(
            "swish: σ(−z)",
            "The sign inside σ is turned: for large z, σ(z) is nearly 1 and z goes through.",
            _with_swish(lambda z: np.asarray(z) * sigmoid(-np.asarray(z))),
        ),
        Wrong(
            "swish: tanh",
            "z is multiplied by the sigmoid, not by tanh.",
            _with_swish(lambda z: np.asarray(z) * np.tanh(z)),
        ),
        Wrong(
            "swish: slope",
            "z is multiplied by the value of the sigmoid, not by its slope.",
            _with_swish(lambda z: np.asarray(z) * sigmoid_prime(z)),
        ),
        Wrong(
            "swish: ReLU", "That is the ReLU. Swish is smooth, and a little below 0 for negative z.", _with_swish(relu)
        ),
        Wrong("swish: z² σ", "z stands there once.", _with_swish(lambda z: np.asarray(z) ** 2 * sigmoid(z))),
        Wrong(
            "swish: |z|",
            "z keeps its sign: swish is a little below 0 for negative z.",
            _with_swish(lambda z: np.abs(z) * sigmoid(z)),
        ),
        Wrong(
            "swish: e^z overflow",
            "At z = 1000 this is infinity over infinity. Use σ in the form 1 / (1 + e^(−z)).",
            _with_swish(lambda z: z * np.exp(z) / (1 + np.exp(z))),
        ),
        Wrong("math.exp", MATH_MODULE, _with_swish(lambda z: z / (1 + math.exp(-z)))),
        Wrong("math.log", MATH_MODULE, _with_softplus(lambda z: math.log(1 + math.exp(z)))),
        Wrong("swapped", "The two have changed places.", (swish, softplus)),
        *_general(softplus, _softplus_scalar, build=_with_softplus),
        *_general(swish, lambda z: z * _sigmoid_scalar(z), build=_with_swish),
    ),
    withholds=("nnlib.activations:softplus", "nnlib.activations:swish", "nnlib.activations:sigmoid"),
    hints=(
        "swish is one product, with the sigmoid that you have written. For softplus, ask which z makes e^z infinite.",
        "For large z, ln(1 + e^z) is nearly z. Take that part out: ln(1 + e^z) = max(z, 0) + a rest that is never large.",
        "The rest is ln(1 + e^(−|z|)) on both sides: np.maximum(z, 0) plus np.log1p of np.exp(-np.abs(z)).",
    ),
    solution=(
        "def softplus(z):\n    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))\n\n\n"
        "def swish(z):\n    return z / (1 + np.exp(-z))\n"
    ),
)


# --- maxout --------------------------------------------------------------------------------------------------------


def maxout(x, W, b):
    return np.max(W @ x + b)


def _maxout_loop(x, W, b):
    best = -math.inf
    for row, bias in zip(W, b, strict=True):
        best = max(best, sum(w * xi for w, xi in zip(row, x, strict=True)) + bias)
    return best


def _unit(rng, k, n_in, dtype=float):
    """x, W, b in quarters; no two pieces end up the same."""
    while True:
        x, W, b = rng.integers(-12, 13, size=n_in), rng.integers(-12, 13, size=(k, n_in)), rng.integers(-12, 13, size=k)
        if len(np.unique(W @ x + b)) == k:
            return Case((x, W, b) if dtype is int else tuple((a / 4).astype(dtype) for a in (x, W, b)))


_NOT_MAXIMUM = (
    "np.maximum compares two things entry by entry. For the largest entry of one array of pieces, NumPy has np.max."
)

MAXOUT = FunctionExercise(
    id="02/maxout",
    names=("maxout",),
    signature="maxout(x, W, b)",
    core=False,
    reference=(maxout,),
    cases=(
        Case((np.array([1.0, 2.0]), np.array([[3.0, -1.0], [1.0, 2.0], [-2.0, 0.0]]), np.array([0.5, -1.0, 8.0]))),
        Case((np.array([1.0, 2.0]), np.array([[-1.0, -2.0], [-3.0, 1.0]]), np.array([1.0, -3.0]))),
        Case((np.array([3.0]), np.array([[2.0]]), np.array([-7.0]))),
    ),
    hidden=lambda rng: [
        *(_unit(rng, 3, 3) for _ in range(3)),
        _unit(rng, 2, 5),
        _unit(rng, 5, 2),
        _unit(rng, 4, 3, np.float32),
        _unit(rng, 2, 3, int),
        _unit(rng, 1, 4),
    ],
    right=(
        maxout,
        _maxout_loop,
        lambda x, W, b: max(W @ x + b),
        lambda x, W, b: np.sort(np.einsum("ki,i->k", W, x) + b)[-1],
        lambda x, W, b: (x @ W.T + b).max(),
        lambda x, W, b: max(np.dot(W[j], x) + b[j] for j in range(len(b))),
    ),
    wrong=(
        Wrong(
            "sum", "This adds the pieces up. The unit hands on the largest of them.", lambda x, W, b: np.sum(W @ x + b)
        ),
        Wrong(
            "mean",
            "This takes the mean of the pieces. The unit hands on the largest of them.",
            lambda x, W, b: np.mean(W @ x + b),
        ),
        Wrong("smallest", "This hands on the smallest piece; the largest is asked.", lambda x, W, b: np.min(W @ x + b)),
        Wrong(
            "which piece",
            "That is which piece is the largest, counted from 0. Its value is asked.",
            lambda x, W, b: np.argmax(W @ x + b),
        ),
        Wrong(
            "all pieces",
            "These are all the pieces. One unit hands on one number, the largest.",
            lambda x, W, b: W @ x + b,
        ),
        Wrong(
            "bias forgotten",
            "The biases are missing: each piece is a weighted sum plus its own bias.",
            lambda x, W, b: np.max(W @ x),
        ),
        Wrong(
            "bias after the maximum",
            "Each piece gets its own bias before the largest is chosen.",
            lambda x, W, b: np.max(W @ x) + np.max(b),
        ),
        Wrong(
            "bias after the maximum",
            "Each piece gets its own bias before the largest is chosen.",
            lambda x, W, b: np.max(W @ x) + b[np.argmax(W @ x)],
        ),
        Wrong(
            "bias after the maximum",
            "Each piece gets its own bias before the largest is chosen.",
            lambda x, W, b: np.max(W @ x) + np.sum(b),
        ),
        Wrong(
            "bias after the maximum",
            "Each piece gets its own bias before the largest is chosen: one number, not one for each.",
            lambda x, W, b: np.max(W @ x) + b,
        ),
        Wrong("bias subtracted", "The bias is added.", lambda x, W, b: np.max(W @ x - b)),
        Wrong(
            "bias multiplied",
            "The bias is added to its weighted sum, not multiplied with it.",
            lambda x, W, b: np.max(W @ x * b),
        ),
        Wrong(
            "ReLU on top",
            "No 0 takes part in the contest: where all pieces are negative, so is the result.",
            lambda x, W, b: max(0, np.max(W @ x + b)),
        ),
        Wrong(
            "largest size",
            "The largest number wins, not the largest size: −5 is smaller than 2.",
            lambda x, W, b: np.max(np.abs(W @ x + b)),
        ),
        Wrong(
            "largest size",
            "The largest number wins, not the largest size: −5 is smaller than 2.",
            lambda x, W, b: (W @ x + b)[np.argmax(np.abs(W @ x + b))],
        ),
        Wrong("first piece", "That is the first piece alone. All of them take part.", lambda x, W, b: W[0] @ x + b[0]),
        Wrong("last piece", "That is the last piece alone. All of them take part.", lambda x, W, b: W[-1] @ x + b[-1]),
        Wrong(
            "two pieces only",
            "Only the first two pieces take part. There may be any number of them, even one.",
            lambda x, W, b: max(W[0] @ x + b[0], W[1] @ x + b[1]),
        ),
        Wrong(
            "products not summed",
            "The products of one row belong together: they are summed before pieces are compared.",
            lambda x, W, b: np.max(W * x) + np.max(b),
        ),
        Wrong(
            "products not summed",
            "The products of one row belong together: they are summed before pieces are compared.",
            lambda x, W, b: np.max(W * x + b[:, None]),
        ),
        Wrong(
            "products not summed",
            "* multiplies entry by entry. A weighted sum is W @ x.",
            lambda x, W, b: np.max(W * x + b),
        ),
        Wrong(
            "transposed",
            "A row of W is one piece: W @ x. Here the columns are taken.",
            lambda x, W, b: np.max(x @ W + b),
        ),
        Wrong(
            "one maximum each",
            "The larger of W x and b is not their sum: add first, then take the largest.",
            lambda x, W, b: np.max(np.maximum(W @ x, b)),
        ),
        Wrong(
            "array of one",
            "One plain number is asked; this is an array with one number in it.",
            lambda x, W, b: np.max(W @ x + b, keepdims=True),
        ),
        Wrong("np.maximum", _NOT_MAXIMUM, lambda x, W, b: np.maximum(W @ x + b)),
        Wrong("np.maximum", _NOT_MAXIMUM, lambda x, W, b: np.maximum.accumulate(W @ x + b)),
        Wrong(
            "ReLU of each piece",
            "This compares each piece with 0. The pieces compete with one another: np.max takes the largest of them.",
            lambda x, W, b: np.maximum(0, W @ x + b),
        ),
        Wrong(
            "softmax",
            "That is a share of the largest piece. Its value is asked.",
            lambda x, W, b: np.max(
                np.exp(W @ x + b - np.max(W @ x + b)) / np.sum(np.exp(W @ x + b - np.max(W @ x + b)))
            ),
        ),
    ),
    withholds=("nnlib.layers:Maxout.forward",),
    hints=(
        "First find the weighted sum of every piece, with its bias: k numbers. Then choose.",
        "W @ x + b is an array of shape (k,), a number for each piece.",
        "np.max of that array.",
    ),
    solution="def maxout(x, W, b):\n    return np.max(W @ x + b)\n",
)

EXERCISES = [
    HEAVISIDE,
    SIGN_AND_RAMP,
    SIGMOID,
    SIGMOID_PRIME,
    TANH_FROM_SIGMOID,
    RELU_FAMILY,
    DERIVATIVES,
    COLLAPSE,
    VANISHING,
    SIGMOID_SILENT,
    SMOOTH_FAMILY,
    MAXOUT,
]
