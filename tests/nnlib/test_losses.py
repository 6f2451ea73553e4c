"""The half squared error: its number, its gradient, its error message."""

import numpy as np
import pytest

from nnlib import half_squared_error
from nnlib.losses import half_squared_error_gradient


def test_the_worked_example():
    assert half_squared_error([0.75136507, 0.772928465], [0.01, 0.99]) == pytest.approx(0.298371109, abs=1e-9)


def test_gradient_is_the_slope():
    rng = np.random.default_rng(0)
    output, target = rng.normal(size=(2, 3, 4))
    gradient = half_squared_error_gradient(output, target)
    h = 1e-6
    for index in np.ndindex(output.shape):
        nudge = np.zeros_like(output)
        nudge[index] = h
        slope = (half_squared_error(output + nudge, target) - half_squared_error(output - nudge, target)) / (2 * h)
        assert gradient[index] == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize("f", [half_squared_error, half_squared_error_gradient])
def test_other_shapes_are_named(f):
    with pytest.raises(ValueError, match=r"target has shape \(2,\), output has \(3,\)"):
        f(np.zeros(3), np.zeros(2))
