"""Lesson 08, training: how many steps an epoch has, losses, the start, the loop itself, and when to stop."""

import itertools
import math
import warnings

import numpy as np

from nncheck import specs
from nncheck.bank.lesson07 import Twins
from nncheck.exercise import BehaviourExercise, Between, Case, FunctionExercise, Tolerance, Unfit, Wrong
from nncheck.values import Other, Spec, show

SMALL = 1e-12
# Room for whoever computes in float32, and for the small number that keeps a logarithm off 0.
LOSS, CROSS_ENTROPY, TRAINED = Tolerance(2e-6, 1e-9), Tolerance(3e-4, 1e-5), Tolerance(2e-5, 1e-7)


def _wrong(*mistakes):
    return tuple(Wrong(name, message, answer) for name, message, answer in mistakes)


# --- iterations_per_epoch ------------------------------------------------------------------------------------------


def iterations_per_epoch(n, batch_size):
    return math.ceil(n / batch_size)


def _iterations_by_counting(n, batch_size):
    count = 0
    while n > 0:
        n -= batch_size
        count += 1
    return count


SHORT_LOST = "The short batch at the end is lost. What is left over after the full batches makes one more iteration."

ONE_MORE = "One too many where the batches come out even: then nothing is left over for another one."

ITERATIONS_WRONG = _wrong(
    ("short batch lost", SHORT_LOST, lambda n, batch_size: n // batch_size),
    (
        "short batch lost",
        SHORT_LOST + " (And a batch larger than the data is still one batch.)",
        lambda n, batch_size: max(1, n // batch_size),
    ),
    (
        "a share of an iteration",
        "An epoch has a whole number of iterations. The short batch at the end counts as one.",
        lambda n, batch_size: n / batch_size,
    ),
    (
        "rounded",
        "This rounds to the nearest whole number. However short the last batch is, it is one more iteration.",
        lambda n, batch_size: round(n / batch_size),
    ),
    (
        "rounded",
        "This rounds to the nearest whole number. However short the last batch is, it is one more iteration.",
        lambda n, batch_size: int(n / batch_size + 0.5),
    ),
    (
        "always one more",
        ONE_MORE,
        lambda n, batch_size: n // batch_size + 1,
    ),
    (
        "always one more",
        ONE_MORE,
        lambda n, batch_size: (n + batch_size) // batch_size,
    ),
    (
        "one less too much",
        "Adding batch_size before // is nearly it, but too much where the batches come out even; what has to be added is one less.",
        lambda n, batch_size: (n + batch_size - 2) // batch_size,
    ),
    (
        "the rest alone",
        "That is what is left over after the full batches, and not how many batches there are.",
        lambda n, batch_size: n % batch_size,
    ),
    (
        "the rest counted by sample",
        "Each left over sample is counted as an iteration of its own. Together they make one short batch.",
        lambda n, batch_size: n // batch_size + n % batch_size,
    ),
    (
        "turned over",
        "The fraction is upside down: how often does batch_size go into n?",
        lambda n, batch_size: math.ceil(batch_size / n),
    ),
    (
        "turned over",
        "The fraction is upside down: how often does batch_size go into n?",
        lambda n, batch_size: batch_size / n,
    ),
    (
        "turned over",
        "The fraction is upside down: how often does batch_size go into n?",
        lambda n, batch_size: batch_size // n,
    ),
    (
        "one sample an iteration",
        "That is one iteration for every sample. An iteration takes a whole batch.",
        lambda n, batch_size: n,
    ),
    (
        "batch size",
        "That is how many samples are in a batch. How many batches are needed for all samples?",
        lambda n, batch_size: batch_size,
    ),
    (
        "multiplied",
        "The two numbers are multiplied. The more samples a batch takes, the fewer batches there are.",
        lambda n, batch_size: n * batch_size,
    ),
    (
        "typed in",
        "That is the answer for 1000 images and batches of 20. Compute it from n and batch_size.",
        lambda n, batch_size: 50,
    ),
)


def _iterations_hidden(rng):
    cases = []
    for _ in range(4):
        batch_size = int(rng.integers(3, 60))
        full, rest = int(rng.integers(1, 40)), int(rng.integers(1, batch_size))
        cases += [Case((full * batch_size, batch_size)), Case((full * batch_size + rest, batch_size))]
    return [*cases, Case((60_000, 128)), Case((7, 100)), Case((np.int64(99), np.int64(10)))]


ITERATIONS = FunctionExercise(
    id="08/iterations",
    names=("iterations_per_epoch",),
    signature="iterations_per_epoch(n, batch_size)",
    reference=(iterations_per_epoch,),
    cases=(
        Case((1000, 20)),
        Case((10, 4)),
        Case((10, 3)),
        Case((9, 3)),
        Case((11, 4)),
        Case((5, 1)),
        Case((3, 8)),
        Case((12, 12)),
    ),
    hidden=_iterations_hidden,
    right=(
        iterations_per_epoch,
        _iterations_by_counting,
        lambda n, batch_size: -(-n // batch_size),
        lambda n, batch_size: (n + batch_size - 1) // batch_size,
        lambda n, batch_size: len(range(0, n, batch_size)),
        lambda n, batch_size: np.ceil(n / batch_size),
        lambda n, batch_size: n // batch_size if n % batch_size == 0 else n // batch_size + 1,
        lambda n, batch_size: n // batch_size + (n % batch_size > 0),
    ),
    wrong=ITERATIONS_WRONG,
    hints=(
        "With 10 samples in batches of 4 there are batches of 4, 4 and 2: three iterations.",
        "Divide, and round up: math.ceil rounds up, and so does np.ceil. Or count the full batches with // and add one where n % batch_size is not 0.",
    ),
    solution="def iterations_per_epoch(n, batch_size):\n    return int(np.ceil(n / batch_size))\n",
)

# --- mse -----------------------------------------------------------------------------------------------------------


def _off(Y, T):
    return np.asarray(Y, dtype=float) - np.asarray(T, dtype=float)


def mse(Y, T):
    return np.mean(_off(Y, T) ** 2)


def mse_gradient(Y, T):
    return 2 * _off(Y, T) / np.size(Y)


def _mse_loop(Y, T):
    total = count = 0
    for y, t in zip(np.ravel(Y).tolist(), np.ravel(T).tolist(), strict=True):
        total += (y - t) ** 2
        count += 1
    return total / count


def _mse_gradient_loop(Y, T):
    gradient = np.zeros(np.shape(Y))
    for index in np.ndindex(gradient.shape):
        gradient[index] = 2 * (Y[index] - T[index]) / gradient.size
    return gradient


def _mse_einsum(Y, T):
    d = (np.asarray(Y, dtype=float) - T).ravel()
    return np.einsum("i,i->", d, d) / len(d)


def _mse_expanded(Y, T):
    Y, T = np.asarray(Y, dtype=float), np.asarray(T, dtype=float)
    return (Y**2 - 2 * Y * T + T**2).sum() / Y.size


def _mse_float32(Y, T):
    return np.square(np.float32(Y) - np.float32(T)).mean()


def _mse_gradient_float32(Y, T):
    return np.float32(2 / Y.size) * (Y.astype(np.float32) - T.astype(np.float32))


def _truncated(gradient):
    def answer(Y, T):
        out = np.zeros_like(Y)
        out[...] = gradient(Y, T)
        return out

    return answer


def _n_out(Y):
    return np.shape(Y)[-1]


HALF = "A ½ has come in. This loss is the plain mean of the squares, so the 2 of its derivative stays as well."
OFF_SIGN = "The sign of the gradient is turned. An output above its target should have a positive slope: raising it raises the loss."
BY_ROWS = "The sum is divided by the number of rows only. The mean goes over all entries: rows times columns."
BY_COLUMNS = "The sum is divided by the number of columns only. The mean goes over all entries: rows times columns."
NOT_SQUARED = "The differences are not squared, so those above and those below cancel."
INT_SWALLOWED = "np.zeros_like(Y) makes whole numbers where Y holds whole numbers, and cuts the decimals off. Let NumPy make the result from the formula."

MSE_WRONG = _wrong(
    ("½ brought in", HALF, (lambda Y, T: mse(Y, T) / 2, lambda Y, T: mse_gradient(Y, T) / 2)),
    ("½ brought in", HALF, (lambda Y, T: mse(Y, T) / 2, mse_gradient)),
    *[
        (
            "half squared error",
            "That is half the squared error of lessons 05 and 06. Here it is without the ½, and divided by the number of all entries.",
            (lambda Y, T: (_off(Y, T) ** 2).sum() / 2 / len(Y), gradient),
        )
        for gradient in (mse_gradient, lambda Y, T: _off(Y, T) / len(Y), lambda Y, T: _off(Y, T))
    ],
    *[
        (
            "half squared error",
            "That is half the sum of the squares, as in lesson 05. Here it is without the ½, and divided by the number of all entries.",
            (lambda Y, T: (_off(Y, T) ** 2).sum() / 2, gradient),
        )
        for gradient in (mse_gradient, lambda Y, T: _off(Y, T))
    ],
    (
        "2 lost",
        "The 2 is lost: the derivative of a square is twice what was squared.",
        (mse, lambda Y, T: mse_gradient(Y, T) / 2),
    ),
    (
        "sum for mean",
        "This is the sum of the squares. The mean divides it by the number of entries, so that a larger batch is not a larger loss.",
        (lambda Y, T: (_off(Y, T) ** 2).sum(), lambda Y, T: 2 * _off(Y, T)),
    ),
    (
        "sum for mean",
        "This is the sum of the squares. The mean divides it by the number of entries, so that a larger batch is not a larger loss.",
        (lambda Y, T: (_off(Y, T) ** 2).sum(), mse_gradient),
    ),
    (
        "gradient not divided",
        "The gradient is not divided. Each entry is one of many in the mean, so its slope is that much smaller.",
        (mse, lambda Y, T: 2 * _off(Y, T)),
    ),
    (
        "gradient not divided",
        "The gradient lacks both the 2 of the square and the division by the number of entries.",
        (mse, lambda Y, T: _off(Y, T)),
    ),
    ("divided by the rows", BY_ROWS, (lambda Y, T: (_off(Y, T) ** 2).sum() / len(Y), mse_gradient)),
    (
        "divided by the rows",
        BY_ROWS,
        (lambda Y, T: (_off(Y, T) ** 2).sum() / len(Y), lambda Y, T: 2 * _off(Y, T) / len(Y)),
    ),
    ("divided by the rows", "In the gradient: " + BY_ROWS, (mse, lambda Y, T: 2 * _off(Y, T) / len(Y))),
    ("divided by the rows", "In the gradient: " + BY_ROWS, (mse, lambda Y, T: _off(Y, T) / len(Y))),
    ("divided by the columns", BY_COLUMNS, (lambda Y, T: (_off(Y, T) ** 2).sum() / _n_out(Y), mse_gradient)),
    (
        "divided by the columns",
        BY_COLUMNS,
        (lambda Y, T: (_off(Y, T) ** 2).sum() / _n_out(Y), lambda Y, T: 2 * _off(Y, T) / _n_out(Y)),
    ),
    (
        "divided by the columns",
        "In the gradient: " + BY_COLUMNS,
        (mse, lambda Y, T: 2 * _off(Y, T) / _n_out(Y)),
    ),
    ("gradient's sign", OFF_SIGN, (mse, lambda Y, T: -mse_gradient(Y, T))),
    (
        "gradient's sign",
        OFF_SIGN + " And the 2 of the derivative is lost.",
        (mse, lambda Y, T: -mse_gradient(Y, T) / 2),
    ),
    ("gradient's sign", OFF_SIGN + " And it is not divided.", (mse, lambda Y, T: -2 * _off(Y, T))),
    ("not squared", NOT_SQUARED, (lambda Y, T: _off(Y, T).mean(), mse_gradient)),
    ("not squared", NOT_SQUARED, (lambda Y, T: -_off(Y, T).mean(), mse_gradient)),
    (
        "mean squared too late",
        "The mean is taken first and squared then. Square each difference first, or those above and those below cancel.",
        (lambda Y, T: _off(Y, T).mean() ** 2, mse_gradient),
    ),
    (
        "absolute values",
        "These are absolute values. Squares are asked: a miss twice as large costs four times as much.",
        (lambda Y, T: np.abs(_off(Y, T)).mean(), mse_gradient),
    ),
    (
        "absolute values",
        "These are absolute values. Squares are asked: a miss twice as large costs four times as much.",
        (lambda Y, T: np.abs(_off(Y, T)).mean(), lambda Y, T: np.sign(_off(Y, T)) / np.size(Y)),
    ),
    (
        "root taken",
        "A root is taken of the mean. That is a fine measure with a name of its own (RMSE); here the mean itself is asked.",
        (lambda Y, T: np.sqrt(mse(Y, T)), mse_gradient),
    ),
    (
        "squares apart",
        "This squares Y and T each, and takes the difference then. Take the difference first.",
        (lambda Y, T: np.mean(np.square(Y, dtype=float) - np.square(T, dtype=float)), mse_gradient),
    ),
    (
        "one for each row",
        "This gives a number for each row. The loss is one number: the mean over all rows and columns.",
        (lambda Y, T: (_off(Y, T) ** 2).mean(axis=-1), mse_gradient),
    ),
    (
        "one for each column",
        "This gives a number for each column. The loss is one number: the mean over all rows and columns.",
        (lambda Y, T: (_off(Y, T) ** 2).mean(axis=0), mse_gradient),
    ),
    (
        "squares only",
        "These are the squares, one for each entry. Their mean is asked, one number.",
        (lambda Y, T: _off(Y, T) ** 2, mse_gradient),
    ),
    (
        "gradient as one number",
        "The gradient is one number here. It has an entry for each entry of Y: how the loss answers to that one.",
        (mse, lambda Y, T: 2 * _off(Y, T).mean()),
    ),
    (
        "gradient as one number",
        "The gradient is one number here. It has an entry for each entry of Y: how the loss answers to that one.",
        (mse, lambda Y, T: 2 * _off(Y, T).sum() / np.size(Y) ** 2),
    ),
    (
        "gradient by rows",
        "This averages the slopes over the rows. Each entry keeps its own slope, so the gradient has the shape of Y.",
        (mse, lambda Y, T: 2 * _off(Y, T).mean(axis=0)),
    ),
    (
        "gradient still squared",
        "In the gradient the difference is still squared. The derivative of d² is 2d.",
        (mse, lambda Y, T: 2 * _off(Y, T) ** 2 / np.size(Y)),
    ),
    (
        "gradient of Y alone",
        "The target is missing in the gradient. What is squared is Y − T.",
        (mse, lambda Y, T: 2 * np.asarray(Y, dtype=float) / np.size(Y)),
    ),
    *[
        (
            "brackets",
            "In the gradient brackets are missing: the 2 and the division are for the whole difference, (Y - T).",
            (mse, gradient),
        )
        for gradient in (
            lambda Y, T: 2 / np.size(Y) * Y - T,
            lambda Y, T: 2 * Y - T / np.size(Y),
            lambda Y, T: (2 * Y - T) / np.size(Y),
            lambda Y, T: 2 * Y - T,
        )
    ],
    (
        "divided by one, multiplied by the other",
        "d / m * n is (d / m) times n. Put the product m * n in brackets, or take Y.size.",
        (mse, lambda Y, T: 2 * _off(Y, T) / len(Y) * _n_out(Y)),
    ),
    (
        "divided by the shape",
        "Y.shape is a pair, the numbers of rows and of columns. Y.size is their product, the number of entries.",
        (mse, lambda Y, T: 2 * _off(Y, T) / np.shape(Y)),
    ),
    (
        "gradient without sign",
        "All slopes are positive here. Below its target an output should have a negative one: raising it lowers the loss.",
        (mse, lambda Y, T: np.abs(mse_gradient(Y, T))),
    ),
    ("whole numbers", INT_SWALLOWED, (mse, _truncated(mse_gradient))),
)


def _mse_cases(*pairs):
    return tuple(Case(pair, name) for name in ("mse", "mse_gradient") for pair in pairs)


def _eighths(rng, *shape):
    """Random numbers that float32 holds exactly."""
    return rng.integers(-16, 17, size=shape) / 8


def _pairs_hidden(rng):
    return (
        (_eighths(rng, 4, 3), _eighths(rng, 4, 3)),
        (_eighths(rng, 2, 5), _eighths(rng, 2, 5)),
        (_eighths(rng, 6, 1), _eighths(rng, 6, 1)),
        (_eighths(rng, 3, 2).astype(np.float32), _eighths(rng, 3, 2).astype(np.float32)),
        (rng.integers(-5, 6, (3, 4)), rng.integers(-5, 6, (3, 4))),
        (_eighths(rng, 1, 3), rng.integers(0, 2, (1, 3))),
    )


MSE = FunctionExercise(
    id="08/mse",
    names=("mse", "mse_gradient"),
    signature="mse(Y, T), mse_gradient(Y, T)",
    tolerance=LOSS,
    withholds=("nnlib.losses:mean_squared_error", "nnlib.losses:mean_squared_error_gradient"),
    reference=(mse, mse_gradient),
    cases=_mse_cases(
        (np.array([[3.0, 1.0], [2.0, 6.0], [0.0, 1.0]]), np.array([[2.0, 1.0], [4.0, 3.0], [0.0, 0.0]])),
        (np.array([[0.5], [2.0]]), np.array([[1.0], [0.0]])),
        (np.array([[1, 4, 2]]), np.array([[2, 2, 2]])),
    ),
    hidden=lambda rng: _mse_cases(*_pairs_hidden(rng)),
    right=(
        (mse, mse_gradient),
        (_mse_loop, _mse_gradient_loop),
        (_mse_einsum, lambda Y, T: (Y - T) / (np.size(Y) / 2)),
        (_mse_expanded, lambda Y, T: (mse_gradient(Y, T)).tolist()),
        (_mse_float32, _mse_gradient_float32),
        (lambda Y, T: np.mean((Y - T) ** 2), lambda Y, T: 2 * (Y - T) / (Y.shape[0] * Y.shape[1])),
        (lambda Y, T: np.linalg.norm(Y - T) ** 2 / Y.size, lambda Y, T: -2 / Y.size * (T - Y)),
    ),
    wrong=MSE_WRONG,
    hints=(
        "For the loss: the difference, each entry squared, then the mean of all entries. np.mean without an axis goes over all.",
        "For the gradient: one entry appears in one square, whose slope is 2(y − t). The mean divides by the number of all entries, Y.size.",
        "np.mean((Y - T) ** 2), and 2 times the difference over Y.size.",
    ),
    solution=(
        "def mse(Y, T):\n    return np.mean((Y - T) ** 2)\n\n\n"
        "def mse_gradient(Y, T):\n    return 2 * (Y - T) / Y.size\n"
    ),
)

# --- binary cross-entropy ------------------------------------------------------------------------------------------

NAN_LOST = "The nan is gone, and with it the cost: a probability of 0 for what did happen should cost a lot, and not nothing or a number near the largest there is. Keep p off 0 and 1 before the logarithm."


def _pt(p, t):
    return np.asarray(p, dtype=float), np.asarray(t, dtype=float)


def binary_cross_entropy(p, t):
    """The loss; where p rules out what did happen, anything that is large and finite."""
    p, t = _pt(p, t)
    chance = np.where(t == 1, p, 1 - p)
    sure, missed, m = -np.log(chance[chance > 0]).sum(), np.count_nonzero(chance == 0), len(p)
    return Between((sure + 9 * missed) / m, (sure + 800 * missed) / m) if missed else sure / m


def binary_cross_entropy_gradient(p, t):
    """The gradient; at 0 and 1 anything from flat to the slope of −ln for a hit, and anything steep for a miss."""
    p, t = _pt(p, t)
    m = len(p)
    edge = (p == 0) | (p == 1)
    with np.errstate(all="ignore"):
        inner = np.where(edge, 0, (p - t) / (p * (1 - p)))
    low, high = inner.copy(), inner.copy()
    hit, miss = edge & (p == t), edge & (p != t)
    low[hit & (t == 1)], high[hit & (t == 0)] = -1, 1
    low[miss & (t == 1)], high[miss & (t == 1)] = -1e300, -1e3
    low[miss & (t == 0)], high[miss & (t == 0)] = 1e3, 1e300
    return Between(low / m, high / m) if edge.any() else inner / m


def _clip(p, small=SMALL):
    return np.clip(np.asarray(p, dtype=float), small, 1 - small)


def _bce(p, t, small=SMALL):
    p, t = _clip(p, small), np.asarray(t)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


def _bce_gradient(p, t, small=SMALL):
    p, t = _clip(p, small), np.asarray(t)
    return (p - t) / (p * (1 - p)) / len(p)


def _bce_maximum(p, t):
    return -np.mean(t * np.log(np.maximum(p, 1e-15)) + (1 - t) * np.log(np.maximum(1 - p, 1e-15)))


def _bce_gradient_maximum(p, t):
    return ((1 - t) / np.maximum(1 - p, 1e-12) - t / np.maximum(p, 1e-12)) / len(p)


def _bce_where(p, t):
    return np.mean(-np.log(np.maximum(np.where(np.equal(t, 1), p, np.subtract(1, p)), 1e-10)))


def _bce_gradient_where(p, t):
    return np.where(np.equal(t, 1), -1 / np.maximum(p, 1e-10), 1 / np.maximum(1 - p, 1e-10)) / p.size


def _bce_loop(p, t):
    total = 0.0
    for q, happened in zip(p, t, strict=True):
        chance = q if happened else 1 - q
        total -= math.log(max(chance, 1e-9))
    return total / len(p)


def _bce_gradient_loop(p, t):
    slopes = []
    for q, happened in zip(p, t, strict=True):
        slopes.append((-1 if happened else 1) / max(q if happened else 1 - q, 1e-9) / len(p))
    return slopes


def _bce_small_added(p, t):
    return -(t * np.log(p + 1e-9) + (1 - t) * np.log(1 - p + 1e-9)).sum() / p.shape[0]


def _bce_gradient_small_added(p, t):
    return (p - t) / (p * (1 - p) + 1e-9) / p.shape[0]


def _bce_float32(p, t):
    p = np.clip(p.astype(np.float32), np.float32(1e-7), np.float32(1 - 1e-7))
    t = t.astype(np.float32)
    return -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean()


def _bce_gradient_float32(p, t):
    p = np.clip(p.astype(np.float32), np.float32(1e-7), np.float32(1 - 1e-7))
    t = t.astype(np.float32)
    return (-t / p + (1 - t) / (1 - p)) / np.float32(len(p))


def _loud(f):
    """With NumPy's warnings kept in, as they would go into a notebook."""

    def answer(p, t):
        with np.errstate(all="ignore"):
            return f(*_pt(p, t))

    return answer


LOG_0 = "ln 0 is −∞, and 0 · ∞ is nan, so one output of exactly 0 or 1 spoils the whole batch. Put a tiny number in the place of the 0 before the logarithm: np.clip(p, 1e-12, 1 - 1e-12)."
SLOPE_0 = "The gradient divides by 0 where p is exactly 0 or 1. Keep p off both ends there, too."
ONE_SIDE = "This is safe at one end only. p = 0 and p = 1 can both happen: np.clip keeps p off both."
BOTH_SIGN = "The sign is turned: a logarithm of a probability is negative, and a loss should be 0 or more. There is a minus in front."
CATEGORICAL = "Only samples with t = 1 cost anything here, so a network could answer 1 to everything. The part with 1 − t and 1 − p holds the others down."
BCE_SUM = "This is the sum over the samples. The mean is asked."
OTHER_LOG = "The logarithm has another base. np.log is the natural one."
BRACKETS = (
    "Brackets are missing in the fraction: the whole of p − t stands above the line, the whole of p(1 − p) below it."
)
BRACKETS_AROUND_EACH = "Brackets are missing in the gradient: 1 − t and 1 − p each need a pair of their own, and 1/m stands before a pair that holds both fractions."
P_FOR_T = "p stands where t is meant: the targets choose, t before ln p and 1 − t before ln(1 − p)."
WITH_RESPECT_TO_Z = "p − t is the slope with respect to z, the sum inside a sigmoid that makes p. Here the slope with respect to p itself is asked: from ln p comes 1/p, and from ln(1 − p) comes 1/(1 − p)."


def _both(loss, gradient=_bce_gradient):
    return _loud(loss), _loud(gradient)


def _bce_with(loss):
    return _both(loss, _bce_gradient)


def _grad_with(gradient):
    return _both(_bce, gradient)


BCE_WRONG = _wrong(
    (
        "logarithm of 0",
        LOG_0,
        _both(
            lambda p, t: -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)),
            lambda p, t: (p - t) / (p * (1 - p)) / len(p),
        ),
    ),
    ("logarithm of 0", LOG_0, _bce_with(lambda p, t: -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))),
    ("logarithm of 0", LOG_0, _bce_with(lambda p, t: -np.mean(np.log(np.where(t == 1, p, 1 - p))))),
    (
        "logarithm of 0",
        LOG_0,
        _both(
            lambda p, t: -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)),
            lambda p, t: (-t / p + (1 - t) / (1 - p)) / len(p),
        ),
    ),
    ("division by 0", SLOPE_0, _grad_with(lambda p, t: (p - t) / (p * (1 - p)) / len(p))),
    ("division by 0", SLOPE_0, _grad_with(lambda p, t: ((1 - t) / (1 - p) - t / p) / len(p))),
    (
        "one end only",
        ONE_SIDE,
        _bce_with(lambda p, t: -np.mean(t * np.log(np.maximum(p, SMALL)) + (1 - t) * np.log(1 - p))),
    ),
    (
        "one end only",
        ONE_SIDE,
        _bce_with(lambda p, t: -np.mean(t * np.log(np.maximum(p, SMALL)) + (1 - t) * np.log(1 - np.maximum(p, SMALL)))),
    ),
    (
        "one end only",
        ONE_SIDE,
        _bce_with(lambda p, t: -np.mean(t * np.log(p) + (1 - t) * np.log(np.maximum(1 - p, SMALL)))),
    ),
    (
        "one end only",
        ONE_SIDE,
        _bce_with(lambda p, t: -np.mean(t * np.log(p + SMALL) + (1 - t) * np.log(1 - p - SMALL))),
    ),
    (
        "misses left out",
        "A probability of 0 for what did happen costs nothing here. It is the worst answer there is: it should cost a lot.",
        _bce_with(lambda p, t: -np.mean(np.nan_to_num(np.where(t == 1, p, 1 - p) * 0 + _log_or_0(p, t)))),
    ),
    (
        "misses left out",
        NAN_LOST,
        _bce_with(lambda p, t: -np.mean(np.nan_to_num(t * np.log(p) + (1 - t) * np.log(1 - p)))),
    ),
    (
        "misses left out",
        NAN_LOST,
        _bce_with(lambda p, t: np.nan_to_num(-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))),
    ),
    (
        "misses left out",
        "Samples whose p is 0 or 1 are left out here. A miss among them is the worst answer there is and should cost a lot.",
        _bce_with(
            lambda p, t: (
                -np.nanmean(np.where((p > 0) & (p < 1), t * np.log(_clip(p)) + (1 - t) * np.log(_clip(1 - p)), np.nan))
            )
        ),
    ),
    (
        "kept too far off",
        "The number that keeps p off 0 and 1 is so large that it changes ordinary outputs, such as 0.001. Something like 1e-12 is enough.",
        _both(lambda p, t: _bce(p, t, 0.01), lambda p, t: _bce_gradient(p, t, 0.01)),
    ),
    (
        "kept too far off",
        "The number that keeps p off 0 and 1 is so large that it changes ordinary outputs, such as 0.001. Something like 1e-12 is enough.",
        _both(lambda p, t: _bce(p, t, 0.001), lambda p, t: _bce_gradient(p, t, 0.001)),
    ),
    (
        "kept too far off",
        "The number that keeps p off 0 and 1 is so large that it changes ordinary outputs, such as 0.001. Something like 1e-12 is enough.",
        _both(lambda p, t: _bce(p, t, 0.1), lambda p, t: _bce_gradient(p, t, 0.1)),
    ),
    (
        "kept too far off",
        "The number added inside the logarithm is so large that it changes ordinary outputs, such as 0.001. Something like 1e-12 is enough.",
        _both(
            lambda p, t: -np.mean(t * np.log(p + 1e-3) + (1 - t) * np.log(1 - p + 1e-3)),
            lambda p, t: (p - t) / (p * (1 - p) + 1e-3) / len(p),
        ),
    ),
    ("one half only", CATEGORICAL, _bce_with(lambda p, t: -np.mean(t * np.log(_clip(p))))),
    (
        "one half only",
        CATEGORICAL,
        _both(lambda p, t: -np.mean(t * np.log(_clip(p))), lambda p, t: -t / _clip(p) / len(p)),
    ),
    ("one half only", "In the gradient: " + CATEGORICAL, _grad_with(lambda p, t: -t / _clip(p) / len(p))),
    (
        "other half only",
        "Only samples with t = 0 cost anything here. The part t · ln p is missing.",
        _bce_with(lambda p, t: -np.mean((1 - t) * np.log(1 - _clip(p)))),
    ),
    (
        "targets forgotten",
        "ln p is taken of every sample, whatever happened. What counts is the probability of what did happen: p where t is 1, 1 − p where t is 0.",
        _bce_with(lambda p, t: -np.mean(np.log(_clip(p)))),
    ),
    (
        "targets forgotten",
        "Both logarithms are taken of every sample. The targets choose: t stands before ln p and 1 − t before ln(1 − p).",
        _bce_with(lambda p, t: -np.mean(np.log(_clip(p)) + np.log(1 - _clip(p)))),
    ),
    ("sign", BOTH_SIGN, _bce_with(lambda p, t: -_bce(p, t))),
    ("sign", BOTH_SIGN, _both(lambda p, t: -_bce(p, t), lambda p, t: -_bce_gradient(p, t))),
    (
        "gradient's sign",
        "The sign of the gradient is turned: where t is 1, a larger p makes the loss smaller, so the slope is negative.",
        _grad_with(lambda p, t: -_bce_gradient(p, t)),
    ),
    (
        "gradient's sign",
        "The second part of the gradient has the wrong sign: the inner derivative of 1 − p brings a minus of its own.",
        _grad_with(lambda p, t: (-t / _clip(p) - (1 - t) / (1 - _clip(p))) / len(p)),
    ),
    (
        "sign between the parts",
        "The two parts are subtracted. For each sample one of them is 0; they are added, with one minus in front of both.",
        _bce_with(lambda p, t: -np.mean(t * np.log(_clip(p)) - (1 - t) * np.log(1 - _clip(p)))),
    ),
    (
        "sum for mean",
        BCE_SUM,
        _both(lambda p, t: _bce(p, t) * len(p), lambda p, t: _bce_gradient(p, t) * len(p)),
    ),
    ("sum for mean", BCE_SUM, _bce_with(lambda p, t: _bce(p, t) * len(p))),
    (
        "gradient not divided",
        "The gradient is not divided by the number of samples. The loss is a mean, so each sample has its share of it only.",
        _grad_with(lambda p, t: _bce_gradient(p, t) * len(p)),
    ),
    ("slope for z", WITH_RESPECT_TO_Z, _grad_with(lambda p, t: (p - t) / len(p))),
    ("slope for z", WITH_RESPECT_TO_Z, _grad_with(lambda p, t: p - t)),
    ("slope for z", WITH_RESPECT_TO_Z + " And the sign is turned.", _grad_with(lambda p, t: (t - p) / len(p))),
    ("slope for z", WITH_RESPECT_TO_Z + " And the sign is turned.", _grad_with(lambda p, t: t - p)),
    ("brackets", BRACKETS, _grad_with(lambda p, t: (_clip(p) - t) / _clip(p) * (1 - _clip(p)) / len(p))),
    ("brackets", BRACKETS, _grad_with(lambda p, t: _clip(p) - t / (_clip(p) * (1 - _clip(p))) / len(p))),
    (
        "brackets",
        "Brackets are missing around 1 − t, so that 1 is added and not t chosen: (1 - t) * np.log(1 - p).",
        _bce_with(lambda p, t: -np.mean(t * np.log(_clip(p)) + 1 - t * np.log(1 - _clip(p)))),
    ),
    *[
        ("brackets", BRACKETS_AROUND_EACH, _grad_with(gradient))
        for gradient in (
            lambda p, t: 1 / len(p) * ((1 - t) / (1 - _clip(p))) - t / _clip(p),
            lambda p, t: (1 - t) / (1 - _clip(p)) - t / _clip(p) / len(p),
            lambda p, t: 1 / len(p) * ((1 - t) / 1 - _clip(p) - t / _clip(p)),
            lambda p, t: 1 / len(p) * (1 - t / (1 - _clip(p)) - t / _clip(p)),
            lambda p, t: 1 / len(p) * (1 - t / 1 - _clip(p) - t / _clip(p)),
        )
    ],
    ("brackets", BRACKETS, _grad_with(lambda p, t: (_clip(p) - t / (_clip(p) * (1 - _clip(p)))) / len(p))),
    ("brackets", BRACKETS, _grad_with(lambda p, t: (_clip(p) - t) / (_clip(p) * 1 - _clip(p)) / len(p))),
    (
        "brackets",
        "The minus and the 1/m stand before both parts: put the sum of both in brackets.",
        _bce_with(lambda p, t: -1 / len(p) * np.sum(t * np.log(_clip(p))) + np.sum((1 - t) * np.log(1 - _clip(p)))),
    ),
    (
        "p for t",
        P_FOR_T,
        _bce_with(lambda p, t: -np.mean(_clip(p) * np.log(_clip(p)) + (1 - p) * np.log(1 - _clip(p)))),
    ),
    (
        "p for t",
        "In the gradient: " + P_FOR_T,
        _grad_with(lambda p, t: ((1 - p) / (1 - _clip(p)) - p / _clip(p)) / len(p)),
    ),
    (
        "1 outside of the logarithm",
        "The logarithm is taken first and the 1 comes after it. What is asked is the logarithm of 1 − p: np.log(1 - p).",
        _bce_with(lambda p, t: -np.mean(t * np.log(_clip(p)) + (1 - t) * (1 - np.log(_clip(p))))),
    ),
    (
        "gradient's sign",
        "The two parts of the gradient are added. ln p has the slope 1/p and ln(1 − p) has −1/(1 − p), so with the minus in front one is subtracted.",
        _grad_with(lambda p, t: ((1 - t) / (1 - _clip(p)) + t / _clip(p)) / len(p)),
    ),
    *[
        (
            "one half only",
            CATEGORICAL,
            _bce_with(lambda p, t, share=share: -np.sum(t * np.log(_clip(p))) / share(p, t)),
        )
        for share in (lambda p, t: max(t.sum(), 1), lambda p, t: 1)
    ],
    (
        "slope of the sigmoid multiplied",
        "The difference is multiplied by p(1 − p). It is divided by it: t/p and (1 − t)/(1 − p), brought over one line.",
        _grad_with(lambda p, t: (p - t) * p * (1 - p) / len(p)),
    ),
    ("base of the logarithm", OTHER_LOG, _bce_with(lambda p, t: _bce(p, t) / np.log(2))),
    ("base of the logarithm", OTHER_LOG, _bce_with(lambda p, t: _bce(p, t) / np.log(10))),
    (
        "p and t swapped",
        "p and t have changed places: the logarithm is taken of the probabilities, and the targets stand before it.",
        _bce_with(lambda p, t: -np.mean(p * np.log(_clip(t)) + (1 - p) * np.log(1 - _clip(t)))),
    ),
    (
        "one for each sample",
        "This is a cost for each sample. The loss is their mean, one number.",
        _bce_with(lambda p, t: -(t * np.log(_clip(p)) + (1 - t) * np.log(1 - _clip(p)))),
    ),
    (
        "gradient as one number",
        "The gradient is one number here. It has an entry for each sample: how the loss answers to that p.",
        _grad_with(lambda p, t: _bce_gradient(p, t).sum()),
    ),
    (
        "squared error",
        "That is the squared error. Cross-entropy has logarithms: a confident miss costs far more.",
        _bce_with(lambda p, t: np.mean((p - t) ** 2)),
    ),
    (
        "logarithm in the gradient",
        "The gradient still has logarithms. The slope of ln p is 1/p.",
        _grad_with(lambda p, t: -(t * np.log(_clip(p)) + (1 - t) * np.log(1 - _clip(p))) / len(p)),
    ),
    (
        "halved",
        "Divided by 2 as well. The two parts are not two samples: for each sample one of them is 0.",
        _bce_with(lambda p, t: _bce(p, t) / 2),
    ),
)


def _log_or_0(p, t):
    chance = np.where(t == 1, p, 1 - p)
    return np.where(chance > 0, np.log(np.maximum(chance, SMALL)), 0.0)


def _bce_cases(*pairs):
    return tuple(
        Case(pair, name) for name in ("binary_cross_entropy", "binary_cross_entropy_gradient") for pair in pairs
    )


def _bce_hidden(rng):
    def drawn(m, dtype=np.float64):
        return (rng.integers(1, 128, m) / 128).astype(dtype), rng.integers(0, 2, m).astype(dtype)

    ends = np.array([0.0, 1.0, 0.0, 1.0, 0.25]), np.array([1.0, 0.0, 0.0, 1.0, 1.0])
    return _bce_cases(
        drawn(5),
        drawn(8),
        drawn(6, np.float32),
        (drawn(4)[0], rng.integers(0, 2, 4)),
        (np.array([1 / 1024, 1023 / 1024]), np.array([1.0, 0.0])),
        ends,
    )


BCE = FunctionExercise(
    id="08/binary_cross_entropy",
    names=("binary_cross_entropy", "binary_cross_entropy_gradient"),
    signature="binary_cross_entropy(p, t), binary_cross_entropy_gradient(p, t)",
    tolerance=CROSS_ENTROPY,
    withholds=("nnlib.losses:binary_cross_entropy", "nnlib.losses:binary_cross_entropy_gradient"),
    reference=(binary_cross_entropy, binary_cross_entropy_gradient),
    cases=_bce_cases(
        (np.array([0.75, 0.25, 0.5]), np.array([1.0, 0.0, 1.0])),
        (np.array([0.9, 0.2]), np.array([0, 1])),
        (np.array([0.001, 0.6]), np.array([1.0, 0.0])),
        (np.array([1.0, 0.0]), np.array([1.0, 0.0])),
        (np.array([0.0, 0.5]), np.array([1.0, 1.0])),
        (np.array([1.0, 0.5]), np.array([0.0, 1.0])),
    ),
    hidden=_bce_hidden,
    right=(
        (_bce, _bce_gradient),
        (_bce_maximum, _bce_gradient_maximum),
        (_bce_where, _bce_gradient_where),
        (_bce_loop, _bce_gradient_loop),
        (_bce_small_added, _bce_gradient_small_added),
        (_bce_float32, _bce_gradient_float32),
    ),
    wrong=BCE_WRONG,
    hints=(
        "Both functions begin with the same line: p = np.clip(p, 1e-12, 1 - 1e-12). After it the formulas can be written as they stand.",
        "For the loss: t * np.log(p) + (1 - t) * np.log(1 - p), then the mean, with a minus.",
        "For the gradient: (p - t) / (p * (1 - p)), divided by the number of samples.",
    ),
    solution=(
        "def binary_cross_entropy(p, t):\n    p = np.clip(p, 1e-12, 1 - 1e-12)\n"
        "    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))\n\n\n"
        "def binary_cross_entropy_gradient(p, t):\n    p = np.clip(p, 1e-12, 1 - 1e-12)\n"
        "    return (p - t) / (p * (1 - p)) / len(p)\n"
    ),
)

# --- symmetry ------------------------------------------------------------------------------------------------------

PARTS = ("W1", "b1", "W2", "b2")
ALL, OUTPUT, BIAS = frozenset(PARTS), frozenset({"W2", "b2"}), frozenset({"b2"})
RIGHT_MOVES = {"tanh": (BIAS, BIAS), "ReLU": (BIAS, BIAS), "sigmoid": (OUTPUT, ALL), "equal": (ALL, ALL)}

NOTHING_BACK = "While W2 is 0, nothing gets back through it: the deltas of the hidden layer are delta @ W2. So W1 and b1 rest at first."
NOTHING_FORWARD = "What the hidden layer sends out is 0 with this activation at z = 0, and W2's gradient is delta times that. Is it anything but 0?"
STILL_BIAS = (
    "One thing moves even if the hidden layer sends out nothing but 0: the output bias. Its gradient is delta itself."
)
HALF_OUT = (
    "A sigmoid at z = 0 gives ½, and not 0. So W2's gradient, delta times ½, is not 0: it moves at the first step."
)
WAKES = "After the first step W2 is 0 no more. So something gets back through it: what does that do to W1 and b1 from the second step on? (If you measured: the same network takes both steps. A new one from start begins at 0 again.)"
EQUAL_MOVES = (
    "Nothing is 0 here, so nothing keeps anything from moving: what equal weights do is keep the hidden units alike."
)

# (run): the mistakes made there, as (name, message, what moves in the first step, what moves later)
MISMEASURED = {
    "tanh": (
        ("nothing moves", STILL_BIAS, (), ()),
        ("W2 moves", NOTHING_FORWARD, OUTPUT, OUTPUT),
        ("W2 moves", NOTHING_FORWARD, OUTPUT, ALL),
        ("W2 moves", NOTHING_FORWARD, BIAS, OUTPUT),
        ("hidden layer moves at once", NOTHING_BACK, ALL, ALL),
        ("wakes up", NOTHING_FORWARD, BIAS, ALL),
        ("both biases", NOTHING_BACK, {"b1", "b2"}, {"b1", "b2"}),
        ("the weights alone", STILL_BIAS, {"W2"}, {"W1", "W2"}),
    ),
    "ReLU": (
        ("nothing moves", STILL_BIAS, (), ()),
        ("W2 moves", NOTHING_FORWARD, OUTPUT, OUTPUT),
        ("W2 moves", NOTHING_FORWARD, OUTPUT, ALL),
        ("W2 moves", NOTHING_FORWARD, BIAS, OUTPUT),
        ("hidden layer moves at once", NOTHING_BACK, ALL, ALL),
        ("wakes up", NOTHING_FORWARD, BIAS, ALL),
        ("both biases", NOTHING_BACK, {"b1", "b2"}, {"b1", "b2"}),
        ("the weights alone", STILL_BIAS, {"W2"}, {"W1", "W2"}),
    ),
    "sigmoid": (
        ("stuck like tanh", HALF_OUT, BIAS, BIAS),
        ("nothing moves", HALF_OUT, (), ()),
        ("W2 late", HALF_OUT, BIAS, OUTPUT),
        ("W2 late", HALF_OUT, BIAS, ALL),
        ("hidden layer rests", WAKES, OUTPUT, OUTPUT),
        ("hidden layer moves at once", NOTHING_BACK, ALL, ALL),
        (
            "the hidden layer alone later",
            "From the second step on the hidden layer moves. Does what moved before stop?",
            OUTPUT,
            {"W1", "b1"},
        ),
        ("hidden biases forgotten", "W1 and b1 have the same delta behind them.", OUTPUT, {"W1", "W2", "b2"}),
        ("the weights alone", STILL_BIAS, {"W2"}, {"W1", "W2"}),
        (
            "the other way round",
            "The first set is what moves in the first step, the second what moves in later ones; here they are the other way round.",
            ALL,
            OUTPUT,
        ),
    ),
    "equal": (
        ("equal means stuck", EQUAL_MOVES, BIAS, BIAS),
        ("equal means stuck", EQUAL_MOVES, (), ()),
        ("equal means stuck", EQUAL_MOVES, OUTPUT, OUTPUT),
        ("starts like zeros", EQUAL_MOVES, OUTPUT, ALL),
        ("the weights alone", "Biases move as well: their gradients are the deltas.", {"W1", "W2"}, {"W1", "W2"}),
    ),
}


def _parts(where, value):
    """What moves, in one form."""
    if value is None or value is ...:
        raise Unfit("moves is not written yet." if where.startswith("moves is") else f"{where} is not written yet.")
    if isinstance(value, str):
        value = value.replace(",", " ").split()
    if not isinstance(value, set | frozenset | list | tuple | dict):
        raise Unfit(f"{where} is {show(value)}; a set of names is asked, such as {{'W1', 'b2'}}.")
    parts = frozenset(value) if all(isinstance(part, str | Other) for part in value) else None
    if parts is None or not parts <= ALL:
        strange = next((part for part in value if part not in PARTS), value)
        raise Unfit(f"{where} holds {show(strange)}; the names are {', '.join(PARTS)}, in quotes.")
    return parts


def _moves(name, value):
    if not isinstance(value, dict):
        raise Unfit("moves is a dict: keep the cell as it was, with a pair in the place of each row of dots.")
    if missing := [run for run in RIGHT_MOVES if run not in value]:
        raise Unfit(f"moves has no entry {missing[0]!r}. Keep the four names as they were.")
    if all(value[run] is None or value[run] is ... for run in RIGHT_MOVES):
        raise Unfit("moves is not written yet.")
    pairs = []
    for run in RIGHT_MOVES:
        where, pair = f"moves[{run!r}]", value[run]
        if pair is None or pair is ...:
            raise Unfit(f"{where} is not written yet.")
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise Unfit(f"{where} is a pair: what moves in the first step, and what moves in later steps.")
        first = _parts(f"{where}, first step,", pair[0])
        pairs.append((run, first, _parts(f"{where}, later steps,", pair[1])))
    return tuple(pairs)


def _tell_moves(name, found, asked):
    return "\n".join(
        _why_moves(run, first, later) for (run, first, later), right in zip(found, asked, strict=True)
        if (run, first, later) != right
    )  # fmt: skip


def _why_moves(run, first, later):
    for _, message, *pair in MISMEASURED[run]:
        if [frozenset(part) for part in pair] == [first, later]:
            return f"{run}: {message}"
    off = "in the first step" if first != RIGHT_MOVES[run][0] else "in later steps"
    return f"{run}: what you name is not what moves {off}. Begin with start({run!r}) and look again."


MOVES_WRONG = (
    *_wrong(
        *[
            (name, f"{run}: {message}", RIGHT_MOVES | {run: (set(first), set(later))})
            for run, mistakes in MISMEASURED.items()
            for name, message, first, later in mistakes
        ],
    ),
    *_wrong(
        (
            "the sentence believed",
            "With weights of 0, a lecture slide says, nothing moves. Measure it: with tanh and ReLU the output bias does, and with a sigmoid the rest follows.",
            RIGHT_MOVES | dict.fromkeys(("tanh", "ReLU", "sigmoid"), (set(), set())),
        ),
        (
            "one network for all runs",
            "Everything moves everywhere. Each run begins with a network of its own, start(run).",
            dict.fromkeys(RIGHT_MOVES, (ALL, ALL)),
        ),
    ),
)

SYMMETRY = BehaviourExercise(
    id="08/symmetry",
    names=("moves",),
    signature='moves = {run: (first, later), ...}, sets of "W1", "b1", "W2", "b2"',
    behaviour=_moves,
    reference=(RIGHT_MOVES,),
    tells=_tell_moves,
    right=(
        RIGHT_MOVES,
        {run: [sorted(first), sorted(later)] for run, (first, later) in RIGHT_MOVES.items()},
        {run: (set(first), list(later)) for run, (first, later) in reversed(RIGHT_MOVES.items())},
        RIGHT_MOVES | {"tanh": ("b2", "b2"), "random": (ALL, ALL)},
    ),
    wrong=MOVES_WRONG,
    hints=(
        "For each run: network = start(run), then what_moves(network) twice. The first call is the first step, the second a later one.",
        "A loop does all four: for run in moves: make a network, call what_moves twice, put the pair into moves[run].",
    ),
    solution=(
        "moves = {}\n"
        'for run in ("tanh", "ReLU", "sigmoid", "equal"):\n'
        "    network = start(run)\n"
        "    first = what_moves(network)\n"
        "    later = what_moves(network)\n"
        "    moves[run] = (first, later)\n"
    ),
)

# --- init_uniform --------------------------------------------------------------------------------------------------


def init_uniform(n_in, n_out, rng):
    bound = 1 / np.sqrt(n_in)
    return rng.uniform(-bound, bound, size=(n_out, n_in))


def _init_from_random(n_in, n_out, rng):
    return (2 * rng.random((n_out, n_in)) - 1) / n_in**0.5


def _init_loop(n_in, n_out, rng):
    bound = 1 / math.sqrt(n_in)
    return [[rng.uniform(-bound, bound) for _ in range(n_in)] for _ in range(n_out)]


def _init_turned_and_back(n_in, n_out, rng):
    return (rng.uniform(-1, 1, (n_in, n_out)) / np.sqrt(n_in)).T


def _init_float32(n_in, n_out, rng):
    return ((rng.random((n_out, n_in), dtype=np.float32) - np.float32(0.5)) * np.float32(2 / n_in**0.5)).astype("f4")


BOUNDS = {  # mistaken bounds by name
    "bound from n_out": lambda n_in, n_out: 1 / np.sqrt(n_out),
    "no root": lambda n_in, n_out: 1 / n_in,
    "not 1 over": lambda n_in, n_out: np.sqrt(n_in),
    "bound 1": lambda n_in, n_out: 1.0,
    "half the width": lambda n_in, n_out: 0.5 / np.sqrt(n_in),
    "another rule": lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)),
    "square": lambda n_in, n_out: 1 / n_in**2,
    "root of both": lambda n_in, n_out: 1 / np.sqrt(n_in * n_out),
    "root of the sum": lambda n_in, n_out: 1 / np.sqrt(n_in + n_out),
    "0.01": lambda n_in, n_out: 0.01,
}
BOUND_MESSAGES = {
    "bound from n_out": "The bound comes from n_out here. What matters is how many inputs a neuron adds up: n_in.",
    "no root": "The bound is 1/n_in here. The root is missing.",
    "not 1 over": "The bound is √n_in here. It is 1 over that: the more inputs, the smaller each weight.",
    "bound 1": "The numbers go from −1 to 1 whatever n_in is. Then a neuron with many inputs gets a huge sum.",
    "half the width": "The numbers go half as far as they should: from −1/√n_in to +1/√n_in, so the whole width is twice the bound.",
    "another rule": "That is Glorot's rule, a good one, and another than the one asked for here: ±1/√n_in.",
    "square": "The bound is 1/n_in² here. It is 1 over the root.",
    "root of both": "n_out has come into the bound. Only n_in belongs there.",
    "root of the sum": "n_out has come into the bound. Only n_in belongs there.",
    "0.01": "The bound is 0.01 whatever n_in is. It should shrink as 1/√n_in does.",
}


def _bounded(bound):
    return lambda n_in, n_out, rng: rng.uniform(-bound(n_in, n_out), bound(n_in, n_out), (n_out, n_in))


def _std(n_in):
    return 1 / np.sqrt(n_in)


SEEDED = "These numbers do not depend on the rng: every call gives the same weights, or nobody can repeat them. Draw them from the rng that is handed in."
NORMAL = "The numbers are normally distributed: some lie far outside. rng.uniform draws evenly from a range."
ROWS_ALIKE = "All neurons have the same weights: one row was drawn and repeated. Then they stay alike for ever; draw (n_out, n_in) numbers."
ONE_SIDE_OF_0 = "All weights have the same sign. They should lie on both sides of 0: rng.uniform takes both ends, −bound and +bound, and then the size."
TURNED_SHAPE = "W is turned: a row for each neuron that receives, a column for each input, so (n_out, n_in)."


def _seeded(seed):
    return lambda n_in, n_out, rng: init_uniform(n_in, n_out, np.random.default_rng(seed))


_weights_so_far = Twins()


def _init_fault(case, W):
    """What is wrong with weights, looked at by shape, range and spread; None if nothing."""
    n_in, n_out, _ = case.args
    if not isinstance(W, np.ndarray | list | tuple):
        return f"gives {show(W)}; an array of weights is asked."
    try:
        W = np.array(W, dtype=float)
    except (TypeError, ValueError):
        return "gives rows of different lengths, or something that is no number."
    bound = 1 / math.sqrt(n_in)
    if W.shape == (n_in, n_out) and n_in != n_out:
        return "shape turned"
    if W.shape != (n_out, n_in):
        return f"has shape {W.shape}; a row for each neuron and a column for each input is asked, (n_out, n_in)."
    if not np.isfinite(W).all():
        return "has entries that are no finite numbers."
    if (W[0] == W).all() and n_out > 1:
        return "rows alike" if W.any() else "zeros"
    if (W[:, 0] == W.T).all() and n_in > 1:
        return "columns alike"
    steps = np.diff(np.sort(W, axis=None))
    if len(steps) > 3 and np.ptp(steps) < 1e-6 * bound:
        return "even steps"
    if _weights_so_far.same(case, W, case is INIT_UNIFORM.cases[0]):
        return "rng ignored"
    largest, spread = np.abs(W).max(), W.std()
    if W.size < 2000:
        return None if largest <= bound * (1 + 1e-6) else "has entries outside of ±1/√n_in."
    if W.min() >= 0:
        return "one side only"
    if W.max() <= 0:
        return "one side only"
    if any(long.shape[1] >= 40 and (np.abs(np.sign(long).mean(axis=1)) == 1).any() for long in (W, W.T)):
        return "signs not drawn"
    if largest > 3 * spread:
        return "normal"
    if abs(spread / largest - 1) < 0.01:
        return "two values only"
    if abs(spread * math.sqrt(3) / largest - 1) > 0.05:
        return "is not spread evenly between −1/√n_in and +1/√n_in."
    if not 0.99 * bound < largest <= bound * (1 + 1e-6):
        fitting = [name for name, f in BOUNDS.items() if 0.99 < largest / f(n_in, n_out) <= 1 + 1e-6]
        return fitting[0] if fitting else "does not reach from −1/√n_in to +1/√n_in, or goes beyond."
    return None


INIT_WRONG = _wrong(
    *[(name, BOUND_MESSAGES[name], _bounded(bound)) for name, bound in BOUNDS.items()],
    ("shape turned", TURNED_SHAPE, lambda n_in, n_out, rng: init_uniform(n_in, n_out, rng).T),
    (
        "shape turned",
        TURNED_SHAPE,
        lambda n_in, n_out, rng: rng.uniform(-1 / np.sqrt(n_in), 1 / np.sqrt(n_in), (n_in, n_out)),
    ),
    ("normal", NORMAL, lambda n_in, n_out, rng: rng.normal(0, _std(n_in), (n_out, n_in))),
    ("normal", NORMAL, lambda n_in, n_out, rng: rng.standard_normal((n_out, n_in)) * 0.01),
    ("normal", NORMAL, lambda n_in, n_out, rng: rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in))),
    ("normal", NORMAL, lambda n_in, n_out, rng: rng.normal(-_std(n_in), _std(n_in), (n_out, n_in))),
    (
        "one side only",
        ONE_SIDE_OF_0,
        lambda n_in, n_out, rng: rng.uniform(0, _std(n_in), (n_out, n_in)),
    ),
    (
        "one side only",
        ONE_SIDE_OF_0,
        lambda n_in, n_out, rng: rng.random((n_out, n_in)),
    ),
    (
        "one side only",
        ONE_SIDE_OF_0,
        lambda n_in, n_out, rng: rng.uniform(_std(n_in), size=(n_out, n_in)),
    ),
    (
        "high end forgotten",
        "These go from −1/√n_in up to 1. rng.uniform(low, high, size): with one number before the size, the other end is 1.",
        lambda n_in, n_out, rng: rng.uniform(-_std(n_in), size=(n_out, n_in)),
    ),
    (
        "two values only",
        "Only two different values come up, the two ends. Every number between them should be as likely.",
        lambda n_in, n_out, rng: rng.choice([-_std(n_in), _std(n_in)], (n_out, n_in)),
    ),
    ("rows alike", ROWS_ALIKE, lambda n_in, n_out, rng: np.tile(init_uniform(n_in, 1, rng), (n_out, 1))),
    ("rows alike", ROWS_ALIKE, lambda n_in, n_out, rng: np.full((n_out, n_in), 1 / np.sqrt(n_in))),
    (
        "columns alike",
        "Each neuron has one number, used for all its inputs. Draw a number for every weight.",
        lambda n_in, n_out, rng: np.tile(init_uniform(n_in, n_out, rng)[:, :1], (1, n_in)),
    ),
    (
        "zeros",
        "All weights are 0. You have just seen what comes of that.",
        lambda n_in, n_out, rng: np.zeros((n_out, n_in)),
    ),
    (
        "even steps",
        "The numbers lie in even steps, as np.linspace makes them. Each should be left to chance: draw it with rng.uniform.",
        lambda n_in, n_out, rng: np.linspace(-_std(n_in), _std(n_in), n_in * n_out).reshape(n_out, n_in),
    ),
    *[
        (
            "signs not drawn",
            "Whole rows or columns are of one sign. The sign of each weight is left to chance too: draw from −bound to +bound.",
            lambda n_in, n_out, rng, signs=signs: abs(init_uniform(n_in, n_out, rng)) * signs(n_in, n_out),
        )
        for signs in (
            lambda n_in, n_out: (-1) ** np.arange(n_in),
            lambda n_in, n_out: (-1) ** np.arange(n_out)[:, None],
        )
    ],
    ("rng ignored", SEEDED, _seeded(0)),
    ("rng ignored", SEEDED, _seeded(777)),
    (
        "rng ignored",
        SEEDED,
        lambda n_in, n_out, rng: np.random.RandomState(0).uniform(-_std(n_in), _std(n_in), (n_out, n_in)),
    ),
    ("rng ignored", SEEDED, _seeded(None)),
    (
        "rng ignored",
        SEEDED,
        lambda n_in, n_out, rng: np.random.uniform(-1 / np.sqrt(n_in), 1 / np.sqrt(n_in), (n_out, n_in)),
    ),
    (
        "rng ignored",
        SEEDED,
        lambda n_in, n_out, rng: (2 * np.random.rand(n_out, n_in) - 1) / np.sqrt(n_in),
    ),
    (
        "biases too",
        "There is one column too many. The weights alone are asked; biases begin at 0 and are kept apart.",
        lambda n_in, n_out, rng: rng.uniform(-_std(n_in), _std(n_in), (n_out, n_in + 1)),
    ),
    (
        "weights and biases",
        "This gives a pair. The weights alone are asked.",
        lambda n_in, n_out, rng: (init_uniform(n_in, n_out, rng), np.zeros(n_out)),
    ),
    (
        "one row",
        "That is one row of n_in weights. There are n_out neurons, each with a row of its own.",
        lambda n_in, n_out, rng: rng.uniform(-_std(n_in), _std(n_in), n_in),
    ),
)


def _init_hidden(rng):
    sizes = ((150, 20), (30, 90), (64, 50), (400, 10), (5, 3))
    return [Case((n_in, n_out, Spec("rng", (int(rng.integers(1000, 9999)),)))) for n_in, n_out in sizes]


INIT_UNIFORM = FunctionExercise(
    id="08/init_uniform",
    names=("init_uniform",),
    signature="init_uniform(n_in, n_out, rng)",
    withholds=("nnlib.initializers:uniform",),
    reference=(init_uniform,),
    accepts=_init_fault,
    cases=(
        Case((4, 3, Spec("rng", (7,)))),
        Case((4, 3, Spec("rng", (10,)))),  # another generator: other weights
        Case((64, 40, Spec("rng", (8,)))),
        Case((25, 200, Spec("rng", (9,)))),
    ),
    hidden=_init_hidden,
    right=(
        init_uniform,
        _init_from_random,
        _init_loop,
        _init_turned_and_back,
        _init_float32,
        lambda n_in, n_out, rng: rng.uniform(-(n_in**-0.5), n_in**-0.5, n_out * n_in).reshape(n_out, n_in),
    ),
    wrong=INIT_WRONG,
    hints=(
        "The bound is 1 over the root of n_in, the number of inputs of each neuron: 1 / np.sqrt(n_in).",
        "rng.uniform(low, high, size=(rows, columns)) draws evenly between low and high. A row for each neuron, a column for each input.",
    ),
    solution=(
        "def init_uniform(n_in, n_out, rng):\n    bound = 1 / np.sqrt(n_in)\n"
        "    return rng.uniform(-bound, bound, size=(n_out, n_in))\n"
    ),
)

# --- initial_loss --------------------------------------------------------------------------------------------------

INITIAL_WRONG = _wrong(
    (
        "base of the logarithm",
        "The logarithm has another base. Cross-entropy has the natural one, np.log.",
        lambda n_classes: math.log2(n_classes),
    ),
    (
        "base of the logarithm",
        "The logarithm has another base. Cross-entropy has the natural one, np.log.",
        lambda n_classes: math.log10(n_classes),
    ),
    (
        "sign",
        "The sign is turned: ln(1/n) is negative, and the cost is minus that, a positive number.",
        lambda n_classes: -math.log(n_classes),
    ),
    (
        "sign",
        "The sign is turned: ln(1/n) is negative, and the cost is minus that, a positive number.",
        lambda n_classes: np.log(1 / n_classes),
    ),
    (
        "the probability",
        "That is the probability of each class. The cost of giving the right one this probability is asked: −ln of it.",
        lambda n_classes: 1 / n_classes,
    ),
    (
        "the probability of a miss",
        "That is the probability of the other classes together. The cost of the right one's probability is asked: −ln p.",
        lambda n_classes: 1 - 1 / n_classes,
    ),
    (
        "divided by the classes",
        "Divided by the number of classes as well. The mean goes over samples, and every sample costs the same here.",
        lambda n_classes: math.log(n_classes) / n_classes,
    ),
    (
        "summed over the classes",
        "Multiplied by the number of classes. Only the right class's probability stands in the loss.",
        lambda n_classes: n_classes * math.log(n_classes),
    ),
    (
        "binary form",
        "That is the binary form, summed over all classes. With softmax goes the categorical one: −ln of the right class's probability, and nothing else.",
        lambda n_classes: math.log(n_classes) - (n_classes - 1) * math.log(1 - 1 / n_classes),
    ),
    ("two classes", "That is right for two classes only.", lambda n_classes: math.log(2)),
    ("ten classes", "That is right for ten classes only.", lambda n_classes: math.log(10)),
    ("rounded", "Rounded: right for ten classes only, and to two digits.", lambda n_classes: 2.30),
    (
        "rounded",
        "The number is rounded. Leave it as it is; printing can round.",
        lambda n_classes: round(math.log(n_classes), 2),
    ),
    (
        "nothing",
        "A network that has learned nothing still pays: it gives the right class a small probability.",
        lambda n_classes: 0.0,
    ),
    ("number of classes", "That is the number of classes itself. Its natural logarithm?", lambda n_classes: n_classes),
    (
        "ln(n + 1)",
        "One class too many: np.log1p(n) is ln(1 + n).",
        lambda n_classes: math.log1p(n_classes),
    ),
    (
        "one class less",
        "One class is missing: the untrained network shares out its certainty among all of them, the right one too.",
        lambda n_classes: math.log(max(n_classes - 1, 1)),
    ),
    (
        "squared error",
        "That is a squared error. The loss that goes with softmax is cross-entropy, −ln p.",
        lambda n_classes: (1 - 1 / n_classes) ** 2,
    ),
    *[
        ("exponential", "The exponential stands where the logarithm is meant.", answer)
        for answer in (
            lambda n_classes: math.exp(-n_classes),
            lambda n_classes: np.exp(np.float64(min(n_classes, 700))),
        )
    ],
    ("root", "A root stands where the logarithm is meant.", lambda n_classes: math.sqrt(n_classes)),
    (
        "an entry for each class",
        "That is a cost for each class, all the same. One number is asked, the mean loss.",
        lambda n_classes: np.full(n_classes, math.log(n_classes)),
    ),
)

INITIAL_LOSS = FunctionExercise(
    id="08/initial_loss",
    names=("initial_loss",),
    signature="initial_loss(n_classes)",
    reference=(lambda n_classes: math.log(n_classes),),
    cases=(Case((10,)), Case((2,)), Case((26,)), Case((3,))),
    hidden=lambda rng: [Case((int(n),)) for n in rng.integers(4, 1000, 4)] + [Case((1000,)), Case((np.int64(7),))],
    right=(
        lambda n_classes: math.log(n_classes),
        lambda n_classes: -np.log(1 / n_classes),
        lambda n_classes: -np.log(np.ones(n_classes) / n_classes)[0],
        lambda n_classes: np.float32(np.log(n_classes)),
        lambda n_classes: -sum(math.log(1 / n_classes) / n_classes for _ in range(n_classes)),
        lambda n_classes: math.log2(n_classes) * math.log(2),
    ),
    wrong=INITIAL_WRONG,
    hints=(
        "Without knowledge all classes look alike. So which probability does the right one get?",
        "Each gets 1/n, and the cost of that is −ln(1/n). np.log is the natural logarithm.",
    ),
    solution="def initial_loss(n_classes):\n    return np.log(n_classes)\n",
)

# --- train ---------------------------------------------------------------------------------------------------------


def _minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]


def _step(network, eta):
    for p, g in zip(network.parameters, network.gradients, strict=True):
        p -= eta * g


def train(network, X, y, epochs, batch_size, eta, rng):
    """The reference: the mean loss of the batches of each epoch."""
    losses = []
    for _ in range(epochs):
        batch_losses = []
        for rows in _minibatches(len(X), batch_size, rng):
            Y = network.forward(X[rows], learning=True)
            batch_losses.append(network.loss(Y, y[rows]))
            network.backward(Y, y[rows])
            _step(network, eta)
        losses.append(np.mean(batch_losses))
    return losses


def _train_weighted(network, X, y, epochs, batch_size, eta, rng):
    losses = []
    for _ in range(epochs):
        total = 0
        for rows in _minibatches(len(X), batch_size, rng):
            Y = network.forward(X[rows], learning=True)
            total += float(network.loss(Y, y[rows])) * len(rows)
            network.backward(Y, y[rows])
            _step(network, eta)
        losses.append(total / len(X))
    return losses


def _train_judging_afterwards(network, X, y, epochs, batch_size, eta, rng):
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        rows = np.arange(len(X))
        rng.shuffle(rows)
        for start in range(0, len(X), batch_size):
            batch = rows[start : start + batch_size]
            network.backward(network.forward(X[batch], learning=True), y[batch])
            for k in range(len(network.parameters)):
                network.parameters[k][...] = network.parameters[k] - eta * network.gradients[k]
        losses[epoch] = network.loss(network.predict(X), y)
    return losses


def _train_layer_by_layer(network, X, y, epochs, batch_size, eta, rng):
    losses = ()
    while len(losses) < epochs:
        here = []
        for rows in _minibatches(len(y), batch_size, rng):
            x, t = X[rows], y[rows]
            out = network.forward(x)
            here += [network.loss(out, t)]
            network.backward(out, t)
            for layer in network.layers:
                if hasattr(layer, "W"):
                    dW, db = layer.gradients
                    layer.W -= eta * dW
                    layer.b -= eta * db
        losses += (sum(here) / len(here),)
    return losses


def _train_float32(network, X, y, epochs, batch_size, eta, rng):
    return train(network, X.astype(np.float32), y.astype(np.float32), epochs, batch_size, np.float32(eta), rng)


MANY_EPOCHS = 6


def _drawn(case):
    return case.args[3], case.args[4], len(case.args[1])


def _replay(case, epochs_of_batches):
    """What training does with these batches: the lists of losses that may be returned, and the outputs after it."""
    network, X, y, _, _, eta, _ = specs.build(case.args)
    mean, weighted, after = [], [], []
    for batches in epochs_of_batches:
        here = []
        for rows in batches:
            Y = network.forward(X[rows], learning=True)
            here.append(float(network.loss(Y, y[rows])))
            network.backward(Y, y[rows])
            _step(network, eta)
        mean.append(np.mean(here))
        weighted.append(np.average(here, weights=[len(rows) for rows in batches]))
        after.append(float(network.loss(network.forward(X), y)))
    return (mean, weighted, after), network.predict(case.after)


def _ways(n, batch_size):
    """All ways to cut n shuffled samples into batches, as far as they make a difference."""
    ways = {}
    for order in itertools.permutations(range(n)):
        batches = [np.sort(order[k : k + batch_size]) for k in range(0, n, batch_size)]
        ways.setdefault(tuple(tuple(rows.tolist()) for rows in batches), batches)
    return list(ways.values())


def _in_order(n, batch_size):
    return [np.arange(k, min(k + batch_size, n)) for k in range(0, n, batch_size)]


def _one_way(case):
    """Whether the order makes no difference: all samples alike, or all of them in one batch."""
    _, X, y, _, batch_size, *_ = case.args
    return batch_size >= len(X) or ((X[0] == X).all() and (y == y[0]).all())


def _possible(case):
    """Each (lists of losses, outputs) that a right answer can give on a case with few enough of them."""
    epochs, batch_size, n = _drawn(case)
    ways = [_in_order(n, batch_size)] if _one_way(case) else _ways(n, batch_size)
    return (_replay(case, choice) for choice in itertools.product(ways, repeat=epochs))


def _same(a, b):
    return np.shape(a) == np.shape(b) and TRAINED.close(a, b)


def _listed(returned):
    """The list of losses as an array, or what is wrong with it."""
    if isinstance(returned, tuple | list | np.ndarray):
        try:
            losses = np.array(returned, dtype=float)
        except (TypeError, ValueError):
            return None
        return losses if losses.ndim == 1 else None
    return None


def _in_the_same_order(case, outputs):
    """Whether these outputs come of cutting the samples in one order in every epoch; "as they stand" for their own."""
    epochs, batch_size, n = _drawn(case)
    for batches in _ways(n, batch_size):
        if _same(outputs, _replay(case, [batches] * epochs)[1]):
            return "not shuffled" if np.array_equal(np.concatenate(batches), np.arange(n)) else "same order each epoch"
    return None


def _named_on(case, value):
    """The mistakes of the bank that do the same on this case; for cases whose order makes no difference."""
    names = []
    for wrong in TRAIN_WRONG:
        network, *_ = args = specs.build(case.args)
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                returned = wrong.answer(*args)
                outputs = network.predict(case.after)
        except Exception:
            continue
        mine, theirs = _listed(value[0]), _listed(returned)
        alike = _same(mine, theirs) if mine is not None and theirs is not None else show(value[0]) == show(returned)
        if alike and _same(value[1], outputs):
            names.append(wrong.name)
    return list(dict.fromkeys(names))


PAIR = "(What it gave is shown as a pair: first what train returned, then what the network answers afterwards.)"


_outputs_so_far = Twins()


def _train_fault(case, value):
    """What is wrong with (the list of losses, the outputs of the network after training); None if nothing."""
    fault = _fault_of_training(case, *value)
    if not fault and _outputs_so_far.same(case, value[1], case is TRAIN.cases[0], alike=_same):
        return "same for every rng"
    if fault and _one_way(case) and fault not in TRAIN_NAMES:
        named = _named_on(case, value)
        return named[0] if len(named) == 1 else fault
    return fault


def _fault_of_training(case, returned, outputs):
    epochs, batch_size, n = _drawn(case)
    start = specs.build(case.args[0]).predict(case.after)
    untouched = _same(outputs, start)
    if returned is None or returned is ...:
        return (
            f"returns nothing yet, and the network is as it was. Is it still to be written? {PAIR}"
            if untouched
            else "no return"
        )
    if untouched:
        return "no step"
    if epochs >= MANY_EPOCHS and not _one_way(case):  # too many ways to try; the other cases look at all else
        return _in_the_same_order(case, outputs)
    losses = _listed(returned)
    if losses is not None and len(losses) == epochs * -(-n // batch_size) != epochs:
        return "loss for each batch"
    trained = False
    for lists, right in _possible(case):
        if _same(outputs, right):
            if losses is not None and any(_same(losses, one) for one in lists):
                return None
            trained = True
    if not trained:
        return f"does not leave the network as these epochs of training leave it. {PAIR}"
    if losses is None:
        return f"gives {show(returned)}; a list of numbers is asked, one for each epoch. {PAIR}"
    if len(losses) != epochs:
        return f"gives {len(losses)} losses for {epochs} epochs; one for each epoch is asked. {PAIR}"
    return (
        "trains the network as it should, but its losses are not those of the epochs: the mean of the losses of an "
        f"epoch's batches, or the loss over all samples after its last step. {PAIR}"
    )


def _loop(
    each_step=_step,
    batches=_minibatches,
    record=lambda network, Y, t: network.loss(Y, t),
    gathered=np.mean,
    count=lambda epochs: epochs,
    targets=lambda y, rows: y[rows],
    backward=lambda network, Y, t: network.backward(Y, t),
    finish=lambda losses: losses,
):
    """train with one part of it replaced by a mistake."""

    def answer(network, X, y, epochs, batch_size, eta, rng):
        losses = []
        for _ in range(count(epochs)):
            here = []
            for rows in batches(len(X), batch_size, rng):
                t = targets(y, rows)
                Y = network.forward(X[rows], learning=True)
                here.append(record(network, Y, t))
                backward(network, Y, t)
                each_step(network, eta)
            losses.append(gathered(here))
        return finish(losses)

    return answer


def _rebinding_step(network, eta):
    for p, g in zip(network.parameters, network.gradients, strict=True):
        p = p - eta * g


def _changing(rule, which=slice(None)):
    def step(network, eta):
        for p, g in list(zip(network.parameters, network.gradients, strict=True))[which]:
            p += rule(eta, g)

    return step


def _one_batch(n, batch_size, rng):
    return _minibatches(n, batch_size, rng)[:1]


def _full_batches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n - batch_size + 1, batch_size)]


def _with_replacement(n, batch_size, rng):
    return [rng.integers(0, n, len(rows)) for rows in _minibatches(n, batch_size, rng)]


def _order_drawn_once(network, X, y, epochs, batch_size, eta, rng):
    batches = _minibatches(len(X), batch_size, rng)
    return _loop(batches=lambda *_: batches)(network, X, y, epochs, batch_size, eta, rng)


def _per_batch(network, X, y, epochs, batch_size, eta, rng):
    losses = []
    _loop(record=lambda network, Y, t: losses.append(network.loss(Y, t)) or 0)(
        network, X, y, epochs, batch_size, eta, rng
    )
    return losses


def _lists_of_lists(network, X, y, epochs, batch_size, eta, rng):
    return _loop(gathered=list)(network, X, y, epochs, batch_size, eta, rng)


def _accumulated(mean=False, reset=True):
    """One step at the end of each epoch, with the sum (or the mean) of the gradients of its batches."""

    def answer(network, X, y, epochs, batch_size, eta, rng):
        losses, sums = [], None
        for _ in range(epochs):
            here, sums, k = [], None if reset else sums, 0
            for rows in _minibatches(len(X), batch_size, rng):
                Y = network.forward(X[rows])
                here.append(network.loss(Y, y[rows]))
                network.backward(Y, y[rows])
                k += 1
                sums = [g + (0 if sums is None else sums[i]) for i, g in enumerate(network.gradients)]
            for p, g in zip(network.parameters, sums, strict=True):
                p -= eta * g / (k if mean else 1)
            losses.append(np.mean(here))
        return losses

    return answer


def _scaled(scale):
    """train with each step multiplied by a number made of the batch's size."""

    def answer(network, X, y, epochs, batch_size, eta, rng):
        losses = []
        for _ in range(epochs):
            here = []
            for rows in _minibatches(len(X), batch_size, rng):
                Y = network.forward(X[rows])
                here.append(network.loss(Y, y[rows]))
                network.backward(Y, y[rows])
                _step(network, eta * scale(len(rows)))
            losses.append(np.mean(here))
        return losses

    return answer


def _cut(batches):
    """train with other arguments for minibatches; batches: from X, batch_size and the generator to index arrays."""

    def answer(network, X, y, epochs, batch_size, eta, rng):
        return _loop(batches=lambda *_: batches(X, batch_size, rng))(network, X, y, epochs, batch_size, eta, rng)

    return answer


def _gradients_from_backward(change):
    """train with what backward returns, nothing, in the place of the gradients."""

    def answer(network, X, y, epochs, batch_size, eta, rng):
        for rows in _minibatches(len(X), batch_size, rng):
            gradients = network.backward(network.forward(X[rows]), y[rows])
            change(network.parameters, gradients, eta)

    return answer


def _changed_in_pairs(parameters, gradients, eta):
    for p, g in zip(parameters, gradients, strict=True):
        p -= eta * g


def _changed_by_number(parameters, gradients, eta):
    for k in range(len(parameters)):
        parameters[k] -= eta * gradients[k]


def _growing_gradient(network, X, y, epochs, batch_size, eta, rng):
    sums = [0 * p for p in network.parameters]

    def step(network, eta):
        for k, (p, g) in enumerate(zip(network.parameters, network.gradients, strict=True)):
            sums[k] = sums[k] + g
            p -= eta * sums[k]

    return _loop(each_step=step)(network, X, y, epochs, batch_size, eta, rng)


def _step_after_the_epoch(network, X, y, epochs, batch_size, eta, rng):
    losses = []
    for _ in range(epochs):
        here = []
        for rows in _minibatches(len(X), batch_size, rng):
            Y = network.forward(X[rows])
            here.append(network.loss(Y, y[rows]))
            network.backward(Y, y[rows])
        _step(network, eta)
        losses.append(np.mean(here))
    return losses


def _step_before_backward(network, X, y, epochs, batch_size, eta, rng):
    losses = []
    for _ in range(epochs):
        here = []
        for rows in _minibatches(len(X), batch_size, rng):
            Y = network.forward(X[rows])
            here.append(network.loss(Y, y[rows]))
            _step(network, eta)
            network.backward(Y, y[rows])
        losses.append(np.mean(here))
    return losses


def _returns_early(network, X, y, epochs, batch_size, eta, rng):
    return _loop(count=lambda epochs: 1)(network, X, y, epochs, batch_size, eta, rng)


def _returns_after_a_batch(network, X, y, epochs, batch_size, eta, rng):
    return _loop(count=lambda epochs: 1, batches=_one_batch)(network, X, y, epochs, batch_size, eta, rng)


def _list_made_anew(network, X, y, epochs, batch_size, eta, rng):
    return _loop(finish=lambda losses: losses[-1:])(network, X, y, epochs, batch_size, eta, rng)


def _backward_once(network, X, y, epochs, batch_size, eta, rng):
    network.backward(network.forward(X), y)
    losses = []
    for _ in range(epochs):
        here = []
        for rows in _minibatches(len(X), batch_size, rng):
            gradients = [g.copy() for g in network.gradients]
            here.append(network.loss(network.forward(X[rows]), y[rows]))
            for p, g in zip(network.parameters, gradients, strict=True):
                p -= eta * g
        losses.append(np.mean(here))
    return losses


def _loss_before_the_epoch(network, X, y, epochs, batch_size, eta, rng):
    losses = []
    for _ in range(epochs):
        losses.append(network.loss(network.forward(X), y))
        _loop(count=lambda _: 1)(network, X, y, 1, batch_size, eta, rng)
    return losses


def _start_in_the_list(network, X, y, epochs, batch_size, eta, rng):
    start = [network.loss(network.forward(X), y)]
    return start + _train_judging_afterwards(network, X, y, epochs, batch_size, eta, rng).tolist()


def _loss_after_its_step(network, X, y, epochs, batch_size, eta, rng):
    losses = []
    for _ in range(epochs):
        here = []
        for rows in _minibatches(len(X), batch_size, rng):
            network.backward(network.forward(X[rows]), y[rows])
            _step(network, eta)
            here.append(network.loss(network.forward(X[rows]), y[rows]))
        losses.append(np.mean(here))
    return losses


def _outputs_of_all_rows(network, X, y, epochs, batch_size, eta, rng):
    losses = []
    for _ in range(epochs):
        here = []
        for _rows in _minibatches(len(X), batch_size, rng):
            Y = network.forward(X)
            here.append(network.loss(Y, y))
            network.backward(Y, y)
            _step(network, eta)
        losses.append(np.mean(here))
    return losses


def _running_total(network, X, y, epochs, batch_size, eta, rng):
    so_far = []
    return _loop(gathered=lambda here: so_far.extend(here) or np.mean(so_far))(
        network, X, y, epochs, batch_size, eta, rng
    )


def _total_never_reset(network, X, y, epochs, batch_size, eta, rng):
    so_far = []
    return _loop(gathered=lambda here: so_far.extend(here) or np.sum(so_far) / len(here))(
        network, X, y, epochs, batch_size, eta, rng
    )


def _no_return(network, X, y, epochs, batch_size, eta, rng):
    train(network, X, y, epochs, batch_size, eta, rng)


def _rows_forgotten(forward=False, loss=False, backward=False):
    """train with all samples, or all targets, in the place of a batch's."""

    def answer(network, X, y, epochs, batch_size, eta, rng):
        losses = []
        for _ in range(epochs):
            here = []
            for rows in _minibatches(len(X), batch_size, rng):
                Y = network.forward(X if forward else X[rows])[rows if forward == "rows of Y" else slice(None)]
                here.append(network.loss(Y, y if loss else y[rows]))
                network.backward(Y, y if backward else y[rows])
                _step(network, eta)
            losses.append(np.mean(here))
        return losses

    return answer


def _assigned(network, X, y, epochs, batch_size, eta, rng):
    network.backward(network.forward(X), y)
    network.parameters = [p - eta * g for p, g in zip(network.parameters, network.gradients, strict=True)]


def _stops_early(network, X, y, epochs, batch_size, eta, rng):
    losses = []
    while len(losses) < epochs and not (losses and losses[-1] < 0.01):
        losses += train(network, X, y, 1, batch_size, eta, rng)
    return losses


def _best_epoch_kept(network, X, y, epochs, batch_size, eta, rng):
    losses, best = [], network.parameters
    for _ in range(epochs):
        losses += train(network, X, y, 1, batch_size, eta, rng)
        if losses[-1] == min(losses):
            best = [p.copy() for p in network.parameters]
    for p, kept in zip(network.parameters, best, strict=True):
        p[...] = kept
    return losses


def _own_generator(seed):
    return lambda network, X, y, epochs, batch_size, eta, rng: train(
        network, X, y, epochs, batch_size, eta, np.random.default_rng(seed)
    )


def _batch_size_ignored(size):
    return lambda network, X, y, epochs, batch_size, eta, rng: train(network, X, y, epochs, size or len(X), eta, rng)


def _fixed(**typed_in):
    def answer(network, X, y, epochs, batch_size, eta, rng):
        given = {"epochs": epochs, "batch_size": batch_size, "eta": eta} | typed_in
        return train(network, X, y, rng=rng, **given)

    return answer


ORDER = "The steps for a batch are: forward, loss, backward, then change the parameters. network.gradients holds what the last backward found; before the first one there is nothing in it."
NO_STEP = "The network is as it was before. p = p - eta * g makes a new array and calls it p; p -= eta * g changes the array that is in the network. If it is neither: is the change made at all?"
ONE_EACH = "There is a loss for every batch in the list. One for each epoch is asked: the mean of its batches."
ONCE_AN_EPOCH = "The parameters change once an epoch. Each batch makes its own step: backward and the change belong inside the loop over the batches."
RETURN_EARLY = "Training ends too early. Does the return stand inside a loop? It belongs behind both."
BATCH_SIZE = "A batch does not hold batch_size samples. Is a number typed in where batch_size should stand, or do all samples go through at once? The batches come from minibatches(len(X), batch_size, rng)."
SAMPLES = "The first argument of minibatches is how many samples there are, and here it is another number. X has a row for each sample, so that is len(X)."
NO_NUMBER = "The first argument of minibatches is a number, how many samples there are: len(X)."
FROM_BACKWARD = "backward returns nothing. It leaves the gradients in the network: read network.gradients afterwards."
ROW_BY_ROW = "rows is a whole number here, so X[rows] is one sample and no longer a table with a row for each. minibatches(len(X), batch_size, rng) gives arrays of row numbers, one for each batch."
NOT_RESET = "The losses of earlier epochs are still in it. Each epoch begins anew, with an empty list of batch losses (or a total of 0)."
FIXED_ETA = "A number is typed in where eta should stand. How long the steps are is handed in."
ALL_ROWS = "All samples go through the network at each step. A step takes X[rows] and y[rows], the rows of its batch."
NOT_ALL_CHANGE = "Some of the parameters stay as they were. network.parameters holds weights and biases of all layers; each has its gradient at the same place in network.gradients."
AGAIN_MEAN = "The gradients are divided or multiplied by a number of samples. backward's gradients are of the mean already, the mean over the batch: a step is eta times them."
EPOCHS_OFF = "The number of epochs is off by one: for _ in range(epochs) goes round as often as it should, unless a break ends it sooner."
FIXED_NUMBER = "A number is typed in where epochs should stand, the number that was handed in."

TRAIN_WRONG = _wrong(
    ("no step", NO_STEP, _loop(each_step=_rebinding_step)),
    ("no step", NO_STEP, _loop(each_step=lambda network, eta: None)),
    (
        "uphill",
        "The network gets worse with every step. The gradient points uphill: subtract eta times it. (Or did Y and the targets change places in backward?)",
        _loop(each_step=_changing(lambda eta, g: eta * g)),
    ),
    (
        "uphill",
        "The network gets worse with every step. The gradient points uphill: subtract eta times it. (Or did Y and the targets change places in backward?)",
        _loop(backward=lambda network, Y, t: network.backward(t, Y)),
    ),
    (
        "eta ignored",
        "The step is the whole gradient. Multiply it by eta.",
        _loop(each_step=_changing(lambda eta, g: -g)),
    ),
    (
        "eta squared",
        "eta comes in twice. A step is eta times the gradient, once.",
        _loop(each_step=_changing(lambda eta, g: -eta * eta * g)),
    ),
    (
        "divided by eta",
        "The gradient is divided by eta. Multiply.",
        _loop(each_step=_changing(lambda eta, g: -g / eta)),
    ),
    (
        "sign of the gradient",
        "Only the sign of the gradient is used. Its size says how far to go.",
        _loop(each_step=_changing(lambda eta, g: -eta * np.sign(g))),
    ),
    (
        "parameters for gradients",
        "This makes the parameters shrink, whatever the data say. The change is eta times the gradient, which stands in network.gradients.",
        _loop(each_step=lambda network, eta: [np.multiply(p, 1 - eta, out=p) for p in network.parameters]),
    ),
    (
        "two steps a batch",
        "Each batch makes two steps. Once forward, once backward, one step.",
        _loop(each_step=lambda network, eta: (_step(network, eta), _step(network, eta))),
    ),
    ("some parameters only", NOT_ALL_CHANGE, _loop(each_step=_changing(lambda eta, g: -eta * g, slice(0, None, 2)))),
    ("some parameters only", NOT_ALL_CHANGE, _loop(each_step=_changing(lambda eta, g: -eta * g, slice(1, None, 2)))),
    ("some parameters only", NOT_ALL_CHANGE, _loop(each_step=_changing(lambda eta, g: -eta * g, slice(0, 2)))),
    ("some parameters only", NOT_ALL_CHANGE, _loop(each_step=_changing(lambda eta, g: -eta * g, slice(-2, None)))),
    ("some parameters only", NOT_ALL_CHANGE, _loop(each_step=_changing(lambda eta, g: -eta * g, slice(0, 1)))),
    (
        "mean taken again",
        AGAIN_MEAN,
        lambda network, X, y, epochs, batch_size, eta, rng: train(
            network, X, y, epochs, batch_size, eta / batch_size, rng
        ),
    ),
    (
        "mean taken again",
        AGAIN_MEAN,
        lambda network, X, y, epochs, batch_size, eta, rng: train(
            network, X, y, epochs, batch_size, eta * batch_size, rng
        ),
    ),
    (
        "mean taken again",
        AGAIN_MEAN,
        lambda network, X, y, epochs, batch_size, eta, rng: train(network, X, y, epochs, batch_size, eta / len(X), rng),
    ),
    ("mean taken again", AGAIN_MEAN, _scaled(lambda m: 1 / m)),
    ("mean taken again", AGAIN_MEAN, _scaled(lambda m: m)),
    ("loss for each batch", ONE_EACH, _per_batch),
    (
        "a list in the list",
        "There is a list for each epoch in the list. One number for each epoch is asked: the mean of its batches.",
        _lists_of_lists,
    ),
    (
        "loss of the last batch",
        "Each epoch reports its last batch only. Its loss is the mean over all of its batches.",
        _loop(gathered=lambda here: here[-1]),
    ),
    (
        "loss of the first batch",
        "Each epoch reports its first batch only. Its loss is the mean over all of its batches.",
        _loop(gathered=lambda here: here[0]),
    ),
    (
        "sum of the batches",
        "The losses of an epoch's batches are added up. Their mean is asked, so that it does not depend on how many there are.",
        _loop(gathered=np.sum),
    ),
    (
        "divided by the samples",
        "The losses of the batches are added up and divided by the number of samples. Each is a mean already: divide by the number of batches (or weigh each by its samples first).",
        lambda network, X, y, epochs, batch_size, eta, rng: _loop(gathered=lambda here: np.sum(here) / len(X))(
            network, X, y, epochs, batch_size, eta, rng
        ),
    ),
    (
        "total not reset",
        NOT_RESET,
        _running_total,
    ),
    (
        "total not reset",
        NOT_RESET,
        _total_never_reset,
    ),
    (
        "smallest of the epoch",
        "Each epoch reports its best batch. Its loss is the mean over all of its batches.",
        _loop(gathered=np.min),
    ),
    (
        "loss before the epoch",
        "The loss over all samples is taken before the epoch's steps, so the list says what the epoch before it has reached. Take it after them.",
        _loss_before_the_epoch,
    ),
    (
        "loss after its own step",
        "The batch goes through the network a second time, after its own step. Take the loss from the outputs that the step was made from, or once over all samples at the end of the epoch.",
        _loss_after_its_step,
    ),
    (
        "arguments of the loss swapped",
        "In network.loss the outputs come first, then the targets.",
        _loop(record=lambda network, Y, t: network.loss(t, Y)),
    ),
    (
        "start in the list",
        "The list begins with the loss before training, so it is one too long. One for each epoch is asked.",
        _start_in_the_list,
    ),
    (
        "start in the list",
        "The list begins with the loss before training, so it is one too long. One for each epoch is asked.",
        lambda network, X, y, *rest: [network.loss(network.forward(X), y), *train(network, X, y, *rest)],
    ),
    (
        "divided by the epochs",
        "The losses of an epoch's batches are divided by the number of epochs. Their mean divides by the number of batches.",
        lambda network, X, y, epochs, *rest: _loop(gathered=lambda here: np.sum(here) / epochs)(
            network, X, y, epochs, *rest
        ),
    ),
    (
        "one batch only",
        "Only the first batch of each epoch is learned from. Is there a break, or does the loop over the batches hold less than it should?",
        _loop(batches=_one_batch),
    ),
    (
        "short batch lost",
        "The short batch at the end of each epoch is left out. Its samples count too.",
        _loop(batches=_full_batches),
    ),
    ("returns too early", RETURN_EARLY, _returns_early),
    ("returns too early", RETURN_EARLY, _returns_after_a_batch),
    (
        "list made anew",
        "The list holds the last epoch only. Make the empty list once, before the loop over the epochs.",
        _list_made_anew,
    ),
    (
        "last loss alone",
        "This returns the last loss. The list of all is asked, one for each epoch.",
        _loop(finish=lambda losses: losses[-1]),
    ),
    (
        "mean of all epochs",
        "This returns one number for the whole training. The list of losses is asked, one for each epoch.",
        _loop(finish=np.mean),
    ),
    ("epochs off by one", EPOCHS_OFF, _loop(count=lambda epochs: epochs - 1)),
    ("epochs off by one", EPOCHS_OFF, _loop(count=lambda epochs: epochs + 1)),
    ("number typed in", FIXED_NUMBER, _fixed(epochs=10)),
    *[("eta typed in", FIXED_ETA, _fixed(eta=eta)) for eta in (0.5, 0.1, 0.01, 0.05, 0.2, 0.25, 0.3, 0.75)],
    *[("batch size ignored", BATCH_SIZE, _batch_size_ignored(size)) for size in (None, 2, 3, 4, 5, 20)],
    *[
        ("number of samples", SAMPLES, _cut(lambda X, batch_size, rng, n=n: _minibatches(n, batch_size, rng)))
        for n in (4, 2, 3, 5, 10, 20, 40, 100, 200, 1000)
    ],
    (
        "number of samples",
        "X.shape[1] is the number of inputs, the columns of X. minibatches takes the number of samples, the rows: len(X).",
        _cut(lambda X, batch_size, rng: _minibatches(X.shape[1], batch_size, rng)),
    ),
    *[
        (
            "arguments of minibatches swapped",
            "The arguments of minibatches have changed places: first how many samples there are, then how many make a batch, then the generator.",
            _cut(batches),
        )
        for batches in (
            lambda X, batch_size, rng: _minibatches(batch_size, len(X), rng),
            lambda X, batch_size, rng: _minibatches(len(X), rng, batch_size),
        )
    ],
    *[
        ("no number of samples", NO_NUMBER, _cut(lambda X, batch_size, rng, n=n: _minibatches(n(X), batch_size, rng)))
        for n in (lambda X: X, lambda X: X.shape)
    ],
    *[
        ("what backward returns", FROM_BACKWARD, _gradients_from_backward(c))
        for c in (_changed_in_pairs, _changed_by_number)
    ],
    ("row by row", ROW_BY_ROW, _loop(batches=lambda n, batch_size, rng: range(0, n, batch_size))),
    (
        "one sample a step",
        "Every sample makes a step of its own. batch_size says how many share one.",
        _batch_size_ignored(1),
    ),
    ("all rows at each step", ALL_ROWS, _outputs_of_all_rows),
    ("once an epoch", ONCE_AN_EPOCH, _step_after_the_epoch),
    ("once an epoch", "The gradients are added up over the epoch. " + ONCE_AN_EPOCH, _accumulated()),
    ("once an epoch", "The gradients are averaged over the epoch. " + ONCE_AN_EPOCH, _accumulated(mean=True)),
    ("once an epoch", "The gradients are added up over all epochs. " + ONCE_AN_EPOCH, _accumulated(reset=False)),
    (
        "gradients pile up",
        "The gradients of earlier batches are still in the sum. Each step takes those of its own batch.",
        _growing_gradient,
    ),
    *[
        (
            "other targets",
            "The batch's outputs are set beside the targets of all samples. Take y[rows] with X[rows].",
            _rows_forgotten(**where),
        )
        for where in ({"loss": True, "backward": True}, {"loss": True}, {"backward": True})
    ],
    *[
        (
            "all inputs",
            "All samples go in, and the targets are those of the batch. Take X[rows] with y[rows].",
            _rows_forgotten(forward=picked),
        )
        for picked in (True, "rows of Y")
    ],
    (
        "parameters assigned",
        "network.parameters is a list made when it is asked for, and a new list does not get into the network. Change the arrays in it: p -= eta * g.",
        _assigned,
    ),
    (
        "accuracy for loss",
        "The list holds shares of right answers. The loss is asked, network.loss(Y, y[rows]).",
        _loop(record=lambda network, Y, t: np.mean((Y > 0.5) == (t > 0.5))),
    ),
    ("step before backward", ORDER, _step_before_backward),
    ("step before backward", ORDER, _loop(backward=lambda network, Y, t: None)),
    (
        "backward once",
        "The gradients are found once and used again and again. After each step they are others: forward and backward for each batch.",
        _backward_once,
    ),
    (
        "targets not picked",
        "The samples are picked by rows and their targets are not, so each sample is taught somebody else's answer. Take y[rows] with X[rows].",
        _loop(targets=lambda y, rows: y[: len(rows)]),
    ),
    (
        "with replacement",
        "In an epoch some samples come twice and some never. minibatches gives every row once.",
        _loop(batches=_with_replacement),
    ),
    (
        "not shuffled",
        "The samples come as they stand, in the same order each epoch. minibatches shuffles them.",
        _loop(batches=lambda n, batch_size, rng: _in_order(n, batch_size)),
    ),
    (
        "same order each epoch",
        "Every epoch has the same batches. Call minibatches once for each epoch, with the rng that was handed in, so that it shuffles anew.",
        _order_drawn_once,
    ),
    (
        "own generator",
        "The same rng gave another result when train was called again. Hand the rng on to minibatches, and begin each call with an "
        "empty list of losses, made inside of train.",
        _own_generator(None),
    ),
    *[
        (
            "same for every rng",
            "Another rng gave the very same training. Hand the rng that came in on to minibatches, and make none inside.",
            _own_generator(seed),
        )
        for seed in (0, 42)
    ],
    (
        "stops early",
        "Training ends before its epochs are over, where the loss has become small. Here all epochs are made, and the list has a loss "
        "for each.",
        _stops_early,
    ),
    (
        "best epoch kept",
        "The network is not left as its last epoch left it: it has gone back to an epoch of a smaller loss. Here training ends where "
        "its last step ends, be that better or worse.",
        _best_epoch_kept,
    ),
    *[
        (
            "part of the samples",
            "A part of the rows is never learned from. X holds the samples to train with, and each has its turn: len(X) of them.",
            _cut(lambda X, batch_size, rng, share=share: _minibatches(int(share * len(X)), batch_size, rng)),
        )
        for share in (0.8, 0.75, 0.7, 0.9)
    ],
    (
        "no return",
        "The network has learned, and nothing is returned. The list of losses is asked, one for each epoch.",
        _no_return,
    ),
    (
        "the network returned",
        "The network is changed in place and need not be returned. The list of losses is asked, one for each epoch.",
        lambda network, *rest: (train(network, *rest), network)[1],
    ),
    (
        "more than the list",
        "This returns more than the list of losses. The network is changed in place and need not be returned.",
        lambda network, *rest: (network, train(network, *rest)),
    ),
    (
        "more than the list",
        "This returns more than the list of losses. The network is changed in place and need not be returned.",
        lambda network, *rest: (train(network, *rest), network),
    ),
    (
        "an error as a text",
        "The losses are texts. Put the numbers into the list, and format them when you print.",
        _loop(gathered=lambda here: f"{np.mean(here):.4f}"),
    ),
    (
        "rounded",
        "The losses are rounded. Keep the numbers as they are, and round when you print.",
        _loop(gathered=lambda here: round(float(np.mean(here)), 2)),
    ),
)
TRAIN_NAMES = {wrong.name for wrong in TRAIN_WRONG}

SMALL_X = np.array([[1.0, 0.5], [-0.5, 1.0], [0.5, -1.5], [-1.0, -0.5], [2.0, 1.0]])
SMALL_Y = np.array([[1.0], [0.0], [1.0], [0.0], [0.0]])
WIDE_X = np.column_stack([SMALL_X, [0.5, -1.0, 1.0, 0.0, -0.5]])
THREE_NEW = np.array([[0.5, 0.5], [-1.0, 0.25], [0.0, -1.0]])


def _alike(x, t, m):
    return np.tile(x, (m, 1)), np.tile(t, (m, 1))


def _train_case(network, X, y, epochs, batch_size, eta, seed, after):
    return Case((Spec("network", network), X, y, epochs, batch_size, eta, Spec("rng", (seed,))), after=after)


def _train_hidden(rng):
    def network(sizes, hidden, output):
        return (sizes, hidden, output, int(rng.integers(1000)))

    def seed():
        return int(rng.integers(1000))

    X = _eighths(rng, 4, 3)
    labels = np.array([0, 1, 2, 1])
    one, other = _alike(np.array([0.5, -1.0, 0.75]), np.array([0.0, 1.0]), 7), rng.permutation(4)
    return [
        _train_case(network([3, 4, 2], "tanh", "linear"), *one, 3, 3, 0.3, seed(), X[:2]),
        _train_case(network([3, 5, 3], "sigmoid", "softmax"), X, np.eye(3)[labels], 1, 2, 0.6, seed(), X[other]),
        _train_case(network([3, 4, 1], "tanh", "sigmoid"), X, (labels == 1)[:, None] * 1, 3, 50, 0.4, seed(), X[:3]),
        _train_case(network([3, 2], "tanh", "linear"), X, _eighths(rng, 4, 2), 1, 1, 0.15, seed(), X),
        _train_case(network([3, 6, 1], "tanh", "sigmoid"), X, labels[:, None] % 2, 9, 2, 0.7, seed(), X),
    ]


TRAIN = FunctionExercise(
    id="08/train",
    names=("train",),
    signature="train(network, X, y, epochs, batch_size, eta, rng)",
    points=2.0,
    seconds=5.0,
    tolerance=TRAINED,
    withholds=("nnlib.training:fit", "nnlib.optimizers:svrg"),
    reference=(train,),
    accepts=_train_fault,
    cases=(
        # many epochs, to see whether each is shuffled anew; the next four give one result whatever the order
        _train_case(([2, 3, 1], "tanh", "sigmoid", 1), SMALL_X[:4], SMALL_Y[:4], 9, 2, 0.7, 3, THREE_NEW),
        _train_case(([2, 3, 1], "tanh", "sigmoid", 1), *_alike([1.0, -0.5], [1.0], 23), 3, 2, 0.3, 4, THREE_NEW),
        _train_case(([2, 3, 1], "tanh", "linear", 2), SMALL_X, SMALL_Y, 4, 5, 0.2, 5, THREE_NEW),
        # η too large, so that the loss grows; and one that brings it near 0 long before the last epoch
        _train_case(([2, 1], "tanh", "linear", 2), *_alike([1.0, -0.5], [1.0], 3), 3, 5, 1.25, 5, THREE_NEW),
        _train_case(([2, 1], "tanh", "linear", 2), *_alike([1.0, -0.5], [1.0], 3), 5, 5, 0.4, 5, THREE_NEW),
        _train_case(([3, 4, 1], "tanh", "sigmoid", 3), WIDE_X, SMALL_Y, 1, 2, 0.6, 6, WIDE_X[:2]),
        _train_case(([2, 3, 1], "tanh", "linear", 4), SMALL_X[:3], SMALL_Y[:3], 2, 2, 0.07, 7, THREE_NEW),
        # the first again, with another generator: it ends elsewhere
        _train_case(([2, 3, 1], "tanh", "sigmoid", 1), SMALL_X[:4], SMALL_Y[:4], 9, 2, 0.7, 8, THREE_NEW),
    ),
    hidden=_train_hidden,
    right=(train, _train_weighted, _train_judging_afterwards, _train_layer_by_layer, _train_float32),
    wrong=TRAIN_WRONG,
    hints=(
        "Two loops, one inside the other: for each epoch an empty list of batch losses, then for each batch of minibatches(len(X), batch_size, rng) the four lines of an iteration.",
        "An iteration: Y = network.forward(X[rows], learning=True), then network.loss(Y, y[rows]) into the list, then network.backward(Y, y[rows]), then p -= eta * g for every parameter and its gradient.",
        "After the batches of an epoch: losses.append(np.mean(batch_losses)). After all epochs: return losses.",
    ),
    solution=(
        "def train(network, X, y, epochs, batch_size, eta, rng):\n"
        "    losses = []\n"
        "    for _ in range(epochs):\n"
        "        batch_losses = []\n"
        "        for rows in minibatches(len(X), batch_size, rng):\n"
        "            Y = network.forward(X[rows], learning=True)\n"
        "            batch_losses.append(network.loss(Y, y[rows]))\n"
        "            network.backward(Y, y[rows])\n"
        "            for p, g in zip(network.parameters, network.gradients):\n"
        "                p -= eta * g\n"
        "        losses.append(np.mean(batch_losses))\n"
        "    return losses\n"
    ),
)

# --- mae -----------------------------------------------------------------------------------------------------------


def mae(Y, T):
    return np.mean(np.abs(_off(Y, T)))


def mae_gradient(Y, T):
    """Any slope between the two sides where an output hits its target."""
    d = _off(Y, T)
    return Between(np.where(d > 0, 1, -1) / d.size, np.where(d < 0, -1, 1) / d.size)


def _mae_slope(at_hit=0.0):
    def mae_gradient(Y, T):
        d = _off(Y, T)
        return np.where(d == 0, at_hit, np.sign(d)) / d.size

    return mae_gradient


def _mae_loop(Y, T):
    entries = [abs(float(y) - float(t)) for y, t in zip(np.ravel(Y), np.ravel(T), strict=True)]
    return sum(entries) / len(entries)


def _mae_gradient_by_division(Y, T):
    d = _off(Y, T)
    return d / np.maximum(np.abs(d), 1e-30) / d.size


def _mae_gradient_lists(Y, T):
    return [[(1 if y > t else -1) / np.size(Y) for y, t in zip(*rows, strict=True)] for rows in zip(Y, T, strict=True)]


MAE_ROWS = "Divided by the number of rows only. The mean goes over all entries: rows times columns."
MAE_SIGN = "The sign of the gradient is turned: an output above its target should have a positive slope."

MAE_WRONG = _wrong(
    (
        "no absolute values",
        "Without absolute values the misses above and below cancel, and a network that is off by a lot in both directions looks perfect.",
        (lambda Y, T: _off(Y, T).mean(), _mae_slope()),
    ),
    (
        "no absolute values",
        "Without absolute values the misses above and below cancel, and a network that is off by a lot in both directions looks perfect.",
        (lambda Y, T: -_off(Y, T).mean(), _mae_slope()),
    ),
    (
        "absolute value too late",
        "The absolute value is taken of the mean. Take it of each difference first, or those above and below cancel.",
        (lambda Y, T: abs(_off(Y, T).mean()), _mae_slope()),
    ),
    (
        "squares",
        "These are squares. Absolute values are asked: a miss twice as large costs twice as much.",
        (mse, _mae_slope()),
    ),
    (
        "squares",
        "These are squares. Absolute values are asked: a miss twice as large costs twice as much.",
        (mse, mse_gradient),
    ),
    (
        "root of the squares",
        "That is the root of the mean square. Where every difference is squared, the large ones count for more; take np.abs of each, and the mean.",
        (lambda Y, T: np.sqrt(mse(Y, T)), _mae_slope()),
    ),
    (
        "absolute values apart",
        "The absolute values are taken of Y and of T. Take that of the difference: how far off is each output?",
        (lambda Y, T: np.mean(np.abs(_off(Y, 0)) - np.abs(_off(T, 0))), _mae_slope()),
    ),
    (
        "one for each column",
        "This gives a number for each column. The loss is one number: the mean over all rows and columns.",
        (lambda Y, T: np.abs(_off(Y, T)).mean(axis=0), _mae_slope()),
    ),
    (
        "gradient of the squares",
        "The gradient is that of the squares, larger for larger misses. The slope of |y − t| is 1 above the target and −1 below, however far off.",
        (mae, mse_gradient),
    ),
    (
        "gradient of the squares",
        "The gradient grows with the miss. The slope of |y − t| is 1 above the target and −1 below, however far off.",
        (mae, lambda Y, T: _off(Y, T) / np.size(Y)),
    ),
    (
        "sum for mean",
        "This is a sum. The mean divides by the number of entries.",
        (lambda Y, T: np.abs(_off(Y, T)).sum(), _mae_slope()),
    ),
    (
        "sum for mean",
        "This is a sum. The mean divides by the number of entries, and so does its gradient.",
        (lambda Y, T: np.abs(_off(Y, T)).sum(), lambda Y, T: np.sign(_off(Y, T))),
    ),
    (
        "gradient not divided",
        "The gradient is not divided by the number of entries. Each is one of many in the mean.",
        (mae, lambda Y, T: np.sign(_off(Y, T))),
    ),
    ("divided by the rows", MAE_ROWS, (lambda Y, T: np.abs(_off(Y, T)).sum() / len(Y), _mae_slope())),
    (
        "divided by the rows",
        MAE_ROWS,
        (lambda Y, T: np.abs(_off(Y, T)).sum() / len(Y), lambda Y, T: np.sign(_off(Y, T)) / len(Y)),
    ),
    ("divided by the rows", "In the gradient: " + MAE_ROWS, (mae, lambda Y, T: np.sign(_off(Y, T)) / len(Y))),
    (
        "divided by the columns",
        "Divided by the number of columns only. The mean goes over all entries: rows times columns.",
        (lambda Y, T: np.abs(_off(Y, T)).sum() / _n_out(Y), lambda Y, T: np.sign(_off(Y, T)) / _n_out(Y)),
    ),
    ("gradient's sign", MAE_SIGN, (mae, lambda Y, T: -_mae_slope()(Y, T))),
    (
        "gradient without sign",
        "All slopes are positive here. Below its target an output should have a negative one: raising it lowers the loss.",
        (mae, lambda Y, T: np.ones(np.shape(Y)) / np.size(Y)),
    ),
    (
        "below the target flat",
        "Below the target the slope is 0 here. |y − t| falls there, with slope −1.",
        (mae, lambda Y, T: (_off(Y, T) > 0) / np.size(Y)),
    ),
    (
        "divided by 0",
        "Where an output hits its target this is 0/0, nan. np.sign(y - t) gives 0 there.",
        (mae, lambda Y, T: _quiet_ratio(_off(Y, T)) / np.size(Y)),
    ),
    (
        "a 2 at the hit",
        "At an exact hit the slope may be anything between those of the two sides, and this is outside of them.",
        (mae, _mae_slope(2.0)),
    ),
    (
        "absolute values as gradient",
        "The gradient holds the absolute values themselves. The slope of |y − t| is 1 or −1.",
        (mae, lambda Y, T: np.abs(_off(Y, T)) / np.size(Y)),
    ),
    (
        "gradient as one number",
        "The gradient is one number here. It has an entry for each entry of Y.",
        (mae, lambda Y, T: np.sign(_off(Y, T)).mean()),
    ),
    (
        "one for each row",
        "This gives a number for each row. The loss is one number: the mean over all rows and columns.",
        (lambda Y, T: np.abs(_off(Y, T)).mean(axis=1), _mae_slope()),
    ),
    (
        "halved",
        "A ½ has come in. The loss is the plain mean of the absolute values.",
        (lambda Y, T: mae(Y, T) / 2, _mae_slope()),
    ),
    ("whole numbers", INT_SWALLOWED, (mae, _truncated(_mae_slope()))),
)


def _quiet_ratio(d):
    with np.errstate(all="ignore"):
        return d / np.abs(d)


def _mae_cases(*pairs):
    return tuple(Case(pair, name) for name in ("mae", "mae_gradient") for pair in pairs)


MAE = FunctionExercise(
    id="08/mae",
    names=("mae", "mae_gradient"),
    signature="mae(Y, T), mae_gradient(Y, T)",
    core=False,
    tolerance=LOSS,
    withholds=("nnlib.losses:mean_absolute_error", "nnlib.losses:mean_absolute_error_gradient"),
    reference=(mae, mae_gradient),
    cases=_mae_cases(
        (np.array([[3.0, 1.0], [2.0, 6.0], [0.0, 1.5]]), np.array([[2.0, 1.0], [4.0, -3.0], [0.0, 1.0]])),
        (np.array([[0.5], [2.0]]), np.array([[1.5], [1.75]])),
        (np.array([[1, 4, 2]]), np.array([[2, 2, 2]])),
    ),
    hidden=lambda rng: _mae_cases(*_pairs_hidden(rng)),
    right=(
        (mae, _mae_slope()),
        (_mae_loop, _mae_slope(1.0)),
        (mae, _mae_slope(-1.0)),
        (lambda Y, T: np.linalg.norm(np.ravel(Y - T), 1) / np.size(Y), _mae_gradient_by_division),
        (_mae_loop, _mae_gradient_lists),
        (
            lambda Y, T: np.abs(np.float32(Y) - np.float32(T)).mean(),
            lambda Y, T: np.sign(np.float32(Y) - np.float32(T)) / np.float32(Y.size),
        ),
        (lambda Y, T: np.mean(np.where(Y > T, Y - T, T - Y)), lambda Y, T: np.where(Y > T, 1.0, -1.0) / Y.size),
    ),
    wrong=MAE_WRONG,
    hints=(
        "The loss: np.abs of the differences, then the mean of all entries.",
        "The slope of |d| is 1 where d is positive and −1 where it is negative: np.sign. Then divide by the number of entries.",
    ),
    solution=(
        "def mae(Y, T):\n    return np.mean(np.abs(Y - T))\n\n\n"
        "def mae_gradient(Y, T):\n    return np.sign(Y - T) / Y.size\n"
    ),
)

# --- early_stop ----------------------------------------------------------------------------------------------------


def best_epoch(validation_errors, patience):
    best = 0
    for epoch in range(len(validation_errors)):
        if validation_errors[epoch] < validation_errors[best]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


def _best_counting(validation_errors, patience):
    smallest, best, waited = float("inf"), None, 0
    for epoch, error in enumerate(validation_errors):
        if error < smallest:
            smallest, best, waited = error, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return best
    return best


def _best_by_first_long_rest(validation_errors, patience):
    errors = np.asarray(validation_errors, dtype=float)
    best_so_far = np.minimum.accumulate(errors)
    records = [0] + [k for k in range(1, len(errors)) if errors[k] < best_so_far[k - 1]]
    for this, following in itertools.pairwise([*records, math.inf]):
        if following - this > patience:
            return this
    return records[-1]


def _best_seen_until_stop(validation_errors, patience):
    seen = []
    for error in validation_errors:
        seen.append(error)
        if len(seen) - 1 - seen.index(min(seen)) == patience:
            break
    return np.argmin(seen)


def _stopping(better=lambda error, best: error < best, over=lambda waited, patience: waited >= patience, give="best"):
    """best_epoch with one part replaced. give: what is returned, from (best, epoch stopped at, smallest error)."""

    def answer(validation_errors, patience):
        smallest, best, waited, epoch = float("inf"), 0, 0, 0
        for epoch, error in enumerate(validation_errors):
            if better(error, smallest):
                smallest, best, waited = error, epoch, 0
            else:
                waited += 1
                if over(waited, patience):
                    break
        return {"best": best, "stop": epoch, "error": smallest, "stop + 1": epoch + 1, "from 1": best + 1}.get(
            give, epoch - patience
        )

    return answer


def _compared_with_the_one_before(validation_errors, patience):
    waited, previous, seen = 0, float("inf"), []
    for error in validation_errors:
        seen.append(error)
        waited = 0 if error < previous else waited + 1
        previous = error
        if waited >= patience:
            break
    return int(np.argmin(seen))


def _before_it_got_worse(validation_errors, patience):
    waited, previous = 0, float("inf")
    for epoch, error in enumerate(validation_errors):
        waited = 0 if error < previous else waited + 1
        previous = error
        if waited >= patience:
            return epoch - patience
    return len(validation_errors) - 1


def _compared_with_patience_back(validation_errors, patience):
    for epoch in range(patience, len(validation_errors)):
        if validation_errors[epoch] > validation_errors[epoch - patience]:
            return epoch - patience
    return int(np.argmin(validation_errors))


def _never_reset(validation_errors, patience):
    smallest, best, waited = float("inf"), 0, 0
    for epoch, error in enumerate(validation_errors):
        if error < smallest:
            smallest, best = error, epoch
        else:
            waited += 1
            if waited >= patience:
                break
    return best


def _only_when_stopped(validation_errors, patience):
    best = 0
    for epoch, error in enumerate(validation_errors):
        if error < validation_errors[best]:
            best = epoch
        elif epoch - best >= patience:
            return best
    return None


def _last_when_not_stopped(validation_errors, patience):
    found = _only_when_stopped(validation_errors, patience)
    return len(validation_errors) - 1 if found is None else found


def _minus_one_when_not_stopped(validation_errors, patience):
    found = _only_when_stopped(validation_errors, patience)
    return -1 if found is None else found


def _first_when_not_stopped(validation_errors, patience):
    found = _only_when_stopped(validation_errors, patience)
    return 0 if found is None else found


def _smallest_is_0(validation_errors, patience):
    smallest, best, waited = 0, 0, 0
    for epoch, error in enumerate(validation_errors):
        if error < smallest:
            smallest, best, waited = error, epoch, 0
        else:
            waited += 1
            if waited >= patience:
                break
    return best


def _smallest_never_set(validation_errors, patience):
    smallest, best, waited = float("inf"), 0, 0
    for epoch, error in enumerate(validation_errors):
        if error < smallest:
            best, waited = epoch, 0
        else:
            waited += 1
            if waited >= patience:
                break
    return best


def _break_after_any(validation_errors, patience):
    best = 0
    for epoch, error in enumerate(validation_errors):
        if error < validation_errors[best]:
            best = epoch
        elif epoch:
            break
    return best


def _first_epoch_waits(validation_errors, patience):
    best = waited = 0
    for epoch, error in enumerate(validation_errors):
        if error < validation_errors[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return best


def _first_epoch_waits_never_reset(validation_errors, patience):
    best = waited = 0
    for epoch, error in enumerate(validation_errors):
        if error < validation_errors[best]:
            best = epoch
        else:
            waited += 1
            if waited >= patience:
                break
    return best


AFTER_PATIENCE = "Patience is off by one: with patience 2, the second epoch in a row that is not better ends it."
TIES = "As good as the best is not better: such an epoch counts as waiting, and the first of the two stays the best."
NEVER_STOPPED = "Where the errors end before patience runs out, the best epoch seen is asked as well."
WHOLE_RUN = "This takes the smallest error of all, also from epochs after the stop. Those are never trained."
NOT_BEST = "This is the epoch where it stopped. The best one before that is asked, whose weights one goes back to."

EARLY_WRONG = _wrong(
    ("patience ignored", WHOLE_RUN, lambda validation_errors, patience: int(np.argmin(validation_errors))),
    ("patience off by one", AFTER_PATIENCE, _stopping(over=lambda waited, patience: waited > patience)),
    ("patience off by one", AFTER_PATIENCE, _stopping(over=lambda waited, patience: waited >= patience - 1)),
    (
        "stops at the first",
        "One epoch that is not better ends it here. Patience says how many in a row it takes.",
        _break_after_any,
    ),
    ("ties are better", TIES, _stopping(better=lambda error, best: error <= best)),
    (
        "ties are better",
        TIES,
        lambda validation_errors, patience: max(
            k
            for k, error in enumerate(validation_errors)
            if error == validation_errors[best_epoch(validation_errors, patience)]
        ),
    ),
    (
        "compared with the epoch before",
        "Each epoch is compared with the one before it. Compare with the best so far: errors can fall back a little and still be worse than they were.",
        _compared_with_the_one_before,
    ),
    (
        "compared with the epoch before",
        "Each epoch is compared with the one before it. Compare with the best so far: errors can fall back a little and still be worse than they were.",
        _before_it_got_worse,
    ),
    (
        "compared with patience epochs back",
        "Each epoch is compared with the one so many epochs before it as patience says. There may have been a better one in between: compare with the best so far.",
        _compared_with_patience_back,
    ),
    (
        "never reset",
        "The count of epochs without progress is not set back to 0 when a better one comes. They have to be in a row.",
        _never_reset,
    ),
    (
        "never reset",
        "The count of epochs without progress is not set back to 0 when a better one comes, and epoch 0 is counted as one of them. They have to be in a row, after the best.",
        _first_epoch_waits_never_reset,
    ),
    (
        "first epoch waits",
        "Epoch 0 is counted as one that is not better, as it is compared with itself. It is the best so far; waiting begins after it.",
        _first_epoch_waits,
    ),
    ("epoch of the stop", NOT_BEST, _stopping(give="stop")),
    ("epoch of the stop", NOT_BEST + " (And epochs count from 0.)", _stopping(give="stop + 1")),
    (
        "stop minus patience",
        "Going back by patience from the last epoch is right when it stopped. " + NEVER_STOPPED,
        _stopping(give="stop - patience"),
    ),
    ("error for epoch", "That is the smallest error. The epoch it belongs to is asked.", _stopping(give="error")),
    ("counted from 1", "Epochs count from 0 here: one less.", _stopping(give="from 1")),
    ("nothing without a stop", NEVER_STOPPED, _only_when_stopped),
    ("nothing without a stop", NEVER_STOPPED, _last_when_not_stopped),
    ("nothing without a stop", NEVER_STOPPED, _minus_one_when_not_stopped),
    ("nothing without a stop", NEVER_STOPPED, _first_when_not_stopped),
    (
        "largest",
        "This looks for the largest errors. An error is the better the smaller it is.",
        _stopping(better=lambda error, best: error > (best if best != float("inf") else -1)),
    ),
    (
        "largest",
        "This looks for the largest errors. An error is the better the smaller it is.",
        lambda validation_errors, patience: int(np.argmax(validation_errors)),
    ),
    (
        "number of epochs",
        "That is how many epochs there are. The best one before patience ran out is asked.",
        lambda validation_errors, patience: len(validation_errors),
    ),
    (
        "best begins at 0",
        "No error is below 0, so nothing is ever better than where the search begins. Begin with the first error, or with float('inf').",
        _smallest_is_0,
    ),
    (
        "best not remembered",
        "The smallest error so far is not remembered, so every epoch counts as better. Store it together with its epoch.",
        _smallest_never_set,
    ),
    (
        "last epoch",
        "That is the last epoch. The best one before patience ran out is asked.",
        lambda validation_errors, patience: len(validation_errors) - 1,
    ),
    (
        "as many epochs as patience",
        "Only the first epochs are looked at, as many as patience says. Patience counts anew from each new best.",
        lambda validation_errors, patience: int(np.argmin(validation_errors[: patience + 1])),
    ),
    (
        "as many epochs as patience",
        "Only the first epochs are looked at, as many as patience says. Patience counts anew from each new best.",
        lambda validation_errors, patience: int(np.argmin(validation_errors[:patience])),
    ),
    (
        "best and error",
        "This returns more than the epoch. One whole number is asked.",
        lambda validation_errors, patience: (
            best_epoch(validation_errors, patience),
            validation_errors[best_epoch(validation_errors, patience)],
        ),
    ),
)


def _early_hidden(rng):
    cases = []
    for _ in range(8):
        n, patience = int(rng.integers(6, 16)), int(rng.integers(1, 5))
        errors = (np.linspace(8, 4, n) + rng.integers(-3, 4, n)).round().tolist()
        cases.append(Case(([float(e) / 8 for e in errors], patience)))
    return [
        *cases,
        Case((np.array([0.5, 0.4, 0.45, 0.41, 0.39, 0.4, 0.4, 0.4, 0.1]), 3)),
        Case((np.array([5, 4, 4, 4, 3], dtype=int), 3)),
        Case((np.array([0.5, 0.25, 0.5, 0.125], dtype=np.float32), 2)),
        Case(([0.7, 0.6, 0.5, 0.4], 1)),
        Case(([0.3], 2)),
    ]


EARLY_STOP = FunctionExercise(
    id="08/early_stop",
    names=("best_epoch",),
    signature="best_epoch(validation_errors, patience)",
    core=False,
    reference=(best_epoch,),
    cases=(
        Case(([0.9, 0.7, 0.6, 0.65, 0.62, 0.5], 2)),
        Case(([0.9, 0.7, 0.6, 0.65, 0.62, 0.5], 3)),
        Case(([0.8, 0.5, 0.5, 0.5, 0.4], 2)),
        Case(([0.8, 0.5, 0.5, 0.4, 0.45], 2)),
        Case(([0.9, 0.8, 0.85, 0.7, 0.75, 0.6, 0.65], 2)),
        Case(([0.5, 0.9, 0.8, 0.7, 0.4], 3)),
        Case(([0.5, 0.4, 0.3], 5)),
        Case(([0.5, 0.6, 0.1], 1)),
        Case(([0.5, 0.6, 0.4], 2)),
        Case(([0.9, 0.8, 0.85, 0.7, 0.75, 0.6], 3)),
        Case(([0.5, 0.6, 0.7, 0.8, 0.4], 1)),
        Case(([0.6, 0.3, 0.7, 0.2], 2)),
        Case(([0.9, 0.8, 0.85, 0.7, 0.75, 0.76, 0.6], 2)),
    ),
    hidden=_early_hidden,
    right=(
        best_epoch,
        _best_counting,
        _best_by_first_long_rest,
        _best_seen_until_stop,
        _stopping(),
        lambda validation_errors, patience: float(best_epoch(list(validation_errors), patience)),
    ),
    wrong=EARLY_WRONG,
    hints=(
        "Keep two things while you walk through the errors: the smallest so far, and the epoch it came from. enumerate gives epoch and error together.",
        "Where an epoch is not better, ask how long ago the best was: epoch - best. Once that has reached patience, break.",
        "The return stands behind the loop, so that it also works where patience never runs out.",
    ),
    solution=(
        "def best_epoch(validation_errors, patience):\n"
        "    best = 0\n"
        "    for epoch, error in enumerate(validation_errors):\n"
        "        if error < validation_errors[best]:\n"
        "            best = epoch\n"
        "        elif epoch - best >= patience:\n"
        "            break\n"
        "    return best\n"
    ),
)

EXERCISES = [ITERATIONS, MSE, BCE, SYMMETRY, INIT_UNIFORM, INITIAL_LOSS, TRAIN, MAE, EARLY_STOP]
