"""The perceptron (Rosenblatt, 1957): a neuron with a step, and the first rule by which one learned.

It answers +1 where the weighted sum is above the threshold, else −1, so it draws one straight line and tells its two
sides apart. Where such a line exists, the learning rule finds one; where none does, as for XOR, it never settles.
"""

import numpy as np

from nnlib.arguments import between, numbers, whole


def perceptron(x, w, b=0.0):
    """+1 where w·x + b is above 0, else −1: for x (n,) a number, for rows (m, n) an array (m,); w is (n,).

    Raises ValueError where x and w do not fit together.

    >>> [int(perceptron(x, w=(1, 1), b=-1.5)) for x in ((0, 0), (0, 1), (1, 0), (1, 1))]  # AND
    [-1, -1, -1, 1]
    """
    x, w = numbers("x", x), numbers("w", w, "n")
    if x.ndim not in (1, 2) or x.shape[-1] != len(w):
        raise ValueError(f"x has shape {x.shape}, w has {w.shape}; ({len(w)},) or (m, {len(w)}) is expected for x")
    return np.where(x @ w + b > 0, 1, -1)[()]


def learn_perceptron(X, targets, eta=1.0, epochs=100):
    """Weights, bias and the number of mistakes in each epoch, by the perceptron rule.

    X (m, n), targets (m,) of ±1. After each wrong answer w ← w + η·target·x and b ← b + η·target; a right one changes
    nothing. Stops after an epoch without a mistake. Returns (w (n,), b, mistakes). Raises ValueError for a target
    that is not ±1, and for shapes or numbers that do not fit.
    """
    X = numbers("X", X, "m", "n", dtype=float)
    targets = numbers("targets", targets, len(X))
    between("eta", eta, 0), whole("epochs", epochs)
    if not np.isin(targets, (-1, 1)).all():
        raise ValueError(
            f"targets hold {sorted(set(targets.tolist()) - {-1, 1})}; a perceptron's targets are −1 and +1"
        )
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        mistakes.append(0)
        for x, target in zip(X, targets, strict=True):
            if perceptron(x, w, b) != target:
                w, b = w + eta * target * x, b + eta * target
                mistakes[-1] += 1
        if not mistakes[-1]:
            break
    return w, b, mistakes
