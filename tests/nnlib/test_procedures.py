"""The three procedures, and what was printed of them."""

import numpy as np
import pytest

from nncheck.bank.lesson07 import ANSWER, MOST_UPDATES, PRINTED, agrees
from nnlib.procedures import PROCEDURES, run
from nnlib.trace import Trace


def test_simultaneous_is_what_the_trace_does():
    found = run("simultaneous", 100)
    for n in (0, 1, 2, 100):
        after = Trace().after(n)
        assert found[n] == pytest.approx([after[name].value for name in ("E_total", "out_o1", "out_o2")], rel=1e-12)


def test_measured_values():
    after = {procedure: run(procedure, 10_000) for procedure in PROCEDURES}
    assert after["mixed"][1][0] == pytest.approx(0.2910279239, abs=5e-11)
    assert after["block"][1][0] == pytest.approx(0.2910278995, abs=5e-11)
    assert after["simultaneous"][10_000] == pytest.approx((3.510188e-05, 0.0159136204, 0.9840642735), rel=1e-6)
    assert after["mixed"][10_000][1:] == pytest.approx((0.0159121963, 0.9840657345), abs=1e-10)
    assert after["block"][10_000][1] == pytest.approx(0.01591345, abs=5e-9)
    assert after["simultaneous"][9_999][0] == pytest.approx(3.5108548e-05, abs=5e-13)


def test_only_the_answer_agrees_with_what_was_printed():
    for key, (text, column) in PRINTED.items():
        digits = len(text.partition(".")[2])
        for procedure in PROCEDURES:
            values = np.array(run(procedure, 12_000))[:, column]
            found = np.flatnonzero(np.abs(values - float(text)) < 10.0**-digits)
            assert [n for n in found if agrees(key, procedure, n)] == (
                [ANSWER[key][1]] if procedure == ANSWER[key][0] else []
            )
    assert MOST_UPDATES > 12_000


def test_the_three_differ_from_the_first_step_on():
    start, other = dict(Trace().given), {"eta": 0.1, "w5": -1.0}
    values = {procedure: run(procedure, 1, start | other)[1] for procedure in PROCEDURES}
    assert len(set(values.values())) == 3
    assert len({run(procedure, 0, start | other)[0] for procedure in PROCEDURES}) == 1


@pytest.mark.parametrize(("procedure", "n"), [("Mixed", 1), ("mixed", -1), ("mixed", 1.5)])
def test_what_does_not_fit_is_said(procedure, n):
    with pytest.raises(ValueError, match=r"procedure|updates"):
        run(procedure, n)
