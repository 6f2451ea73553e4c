"""The trace beside the published numbers, beside arrays, and beside numerical gradients."""

import numpy as np
import pytest
from scipy.special import expit

from nnlib import Trace
from nnlib.trace import GIVEN, LINES, PASSES, evaluate, needs, symbol

PUBLISHED = {  # as printed in the lectures
    "net_h1": 0.3775, "net_h2": 0.3925, "out_h1": 0.593269992, "out_h2": 0.596884378,
    "net_o1": 1.105905967, "net_o2": 1.224921404, "out_o1": 0.75136507, "out_o2": 0.772928465,
    "E_o1": 0.274811083, "E_o2": 0.023560026, "E_total": 0.298371109,
    "dE_dout_o1": 0.74136507, "dout_dnet_o1": 0.186815602, "dnet_dw5": 0.593269992, "dE_dw5": 0.082167041,
    "delta_o1": 0.138498562, "w5_new": 0.35891648, "dE_dw7": -0.022602540,
    "w6_new": 0.408666186, "w7_new": 0.511301270, "w8_new": 0.561370121,
    "dE_o1_dout_h1": 0.055399425, "dE_o2_dout_h1": -0.019049118,  # the lectures print ...119; it is ...1183
    "dE_dout_h1": 0.036350306, "dout_dnet_h1": 0.241300709, "dE_dw1": 0.000438568,
    "w1_new": 0.149780716, "w2_new": 0.19956143, "w3_new": 0.24975114, "w4_new": 0.29950229,
    "dE_db2": 0.100400325, "dE_db1": 0.018725609, "E_after": 0.291027774,
}  # fmt: skip


def other_numbers(seed):
    rng = np.random.default_rng(seed)
    return {name: float(rng.normal()) for name in GIVEN}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_numbers(name):
    digits = len(str(PUBLISHED[name]).lstrip("-0.").replace(".", ""))
    unit = 10.0 ** -len(str(PUBLISHED[name]).partition(".")[2]) if digits else 1
    assert abs(Trace()[name].value - PUBLISHED[name]) <= 0.5 * unit + 1e-15


def test_ten_thousand_updates():
    end = Trace().after(10_000)
    assert end["E_total"].value == pytest.approx(3.510188e-05, abs=0.5e-11)
    assert end["out_o1"].value == pytest.approx(0.0159136204, abs=0.5e-10)
    assert end["out_o2"].value == pytest.approx(0.9840642735, abs=0.5e-10)
    assert Trace().after(9_999)["E_total"].value == pytest.approx(3.5108548e-05, abs=0.5e-12)


def test_the_mixed_update_gives_the_number_that_is_widely_printed():
    mixed = {
        "dE_dout_h1": "delta_o1 * w5_new + delta_o2 * w7_new",
        "dE_dout_h2": "delta_o1 * w6_new + delta_o2 * w8_new",
    }
    assert evaluate(GIVEN, instead=mixed)["E_after"] == pytest.approx(0.2910279239, abs=0.5e-10)


@pytest.mark.parametrize("seed", range(5))
def test_equals_the_same_in_arrays(seed):
    g = other_numbers(seed)
    x, target = np.array([g["i1"], g["i2"]]), np.array([g["target_o1"], g["target_o2"]])
    W1, W2 = (np.array([[g[f"w{k + j}"] for j in (0, 1)] for k in rows]) for rows in ((1, 3), (5, 7)))
    h = expit(W1 @ x + g["b1"])
    o = expit(W2 @ h + g["b2"])
    delta_o = (o - target) * o * (1 - o)
    delta_h = (W2.T @ delta_o) * h * (1 - h)
    trace = Trace(**g)
    np.testing.assert_allclose(trace["hidden_weights_new"].value, (W1 - g["eta"] * np.outer(delta_h, x)).ravel())
    np.testing.assert_allclose(trace["output_weights_new"].value, (W2 - g["eta"] * np.outer(delta_o, h)).ravel())
    assert trace["E_total"].value == pytest.approx(0.5 * np.sum((target - o) ** 2))


@pytest.mark.parametrize("parameter", [f"w{k}" for k in range(1, 9)] + ["b1", "b2"])
def test_gradients_are_slopes_of_the_error(parameter):
    g, h = other_numbers(7), 1e-6
    up, down = (Trace(**g | {parameter: g[parameter] + s * h})["E_total"].value for s in (1, -1))
    assert Trace(**g)[f"dE_d{parameter}"].value == pytest.approx((up - down) / (2 * h), abs=1e-8)


def test_every_quantity_says_what_it_is():
    trace = Trace(i1=-12.5, w3=1e-5)
    names = [q.name for q in trace]
    assert names == list(LINES)
    for q in trace:
        assert q.phase in PASSES
        assert set(q.needs) <= set(GIVEN) | set(names[: names.index(q.name)]), "a formula uses what stands above it"
        assert q.symbol and q.formula and q.formula_with_numbers
        assert eval(q.expression, {"sigmoid": expit}, trace.values) == pytest.approx(q.value)


def test_own_values_and_other_formulas_are_used_from_there_on():
    own = evaluate(GIVEN, own={"out_h1": 0.6})
    assert own["net_h1"] == pytest.approx(0.3775)
    assert own["net_o1"] == pytest.approx(0.4 * 0.6 + 0.45 * own["out_h2"] + 0.6)
    instead = evaluate(GIVEN, instead={"E_o1": "(target_o1 - out_o1) ** 2"})
    assert instead["E_total"] == pytest.approx(2 * 0.274811083 + 0.023560026, abs=1e-8)


def test_needs():
    assert needs("net_h1") == ("w1", "i1", "w2", "i2", "b1")
    assert needs("E_total") == ("E_o1", "E_o2")


def test_symbols():
    assert symbol("out_h1_after") == r"\mathrm{out}_{h1}^{+}"
    assert symbol("dE_o1_dout_h1") == r"\frac{\partial E_{o1}}{\partial \mathrm{out}_{h1}}"
    assert symbol("dnet_dw5") == r"\frac{\partial \mathrm{net}_{o1}}{\partial w_{5}}"
    assert Trace()["w5_new"].formula_with_numbers == r"0.4 - 0.5 \cdot 0.082167041"
    assert Trace()["dE_dout_o1"].formula_with_numbers == "-(0.01 - 0.75136507)"


def test_table_in_text_and_in_html():
    table = Trace().table(upto="out_h2")
    assert repr(table).splitlines()[-1].split() == ["out_h2", "0.596884378"]
    html = table._repr_html_()
    assert html.count("<tr>") == 1 + 1 + 4 and "0.3775" in html
    assert "E_total" not in html


def test_errors_name_what_came():
    with pytest.raises(TypeError, match="no given number called 'w9'"):
        Trace(w9=1)
    with pytest.raises(TypeError, match="eta is 'fast', a number is expected"):
        Trace(eta="fast")
    with pytest.raises(KeyError, match="no quantity called 'E_3'"):
        Trace()["E_3"]
    with pytest.raises(KeyError, match="no quantity called 'E_3'"):
        Trace().table(upto="E_3")
    for wrong in (-1, 2.5):
        with pytest.raises(ValueError, match="a whole number of 0 or more"):
            Trace().after(wrong)


def test_after_leaves_the_trace_alone():
    trace = Trace()
    trace.after(3)
    assert trace.given == GIVEN
    assert trace.after(0)["E_total"].value == trace["E_total"].value
