"""The sigmoid beside SciPy's, its derivative beside a difference quotient."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.special import expit

from nnlib import sigmoid

REALS = arrays(np.float64, array_shapes(max_dims=3), elements=st.floats(-1000, 1000))


@given(REALS)
def test_sigmoid_equals_scipys(z):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(sigmoid(z), expit(z), rtol=1e-13, atol=1e-300)


@given(arrays(np.float64, array_shapes(max_dims=3), elements=st.floats(-8, 8)))
def test_derivative_is_the_slope(z):
    h = 1e-5
    slope = (expit(z + h) - expit(z - h)) / (2 * h)
    np.testing.assert_allclose(sigmoid.derivative(z), slope, rtol=0, atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_shape_stay(dtype):
    z = np.array([[-1000, -1, 0], [0.5, 3, 1000]], dtype=dtype)
    for f in (sigmoid, sigmoid.derivative):
        assert f(z).dtype == dtype
        assert f(z).shape == z.shape


def test_a_number_gives_a_number():
    assert float(sigmoid(0)) == 0.5
    assert np.ndim(sigmoid(2)) == 0
    assert float(sigmoid.derivative(0.0)) == 0.25
