"""The backpropagation stepper, on its own page and in lessons: every number it shows is the trace's."""

import statistics

import pytest
from playwright.sync_api import expect

from nnlib import Trace
from nnlib.trace import _shown, number
from nnlib.widgets.stepper import Stepper

BACKPROP = "05-backprop-by-hand/backprop-by-hand.ipynb"


def assert_all_numbers(page, trace):
    """What the table of the last step holds is what the trace computes, digit by digit."""
    shown = page.locator(".stepper tbody tr").evaluate_all(
        "rows => Object.fromEntries(rows.map(row => [row.dataset.name, row.lastChild.textContent]))"
    )
    assert shown == {quantity.name: _shown(quantity.value) for quantity in trace}


def set_slider(page, name, to):
    page.get_by_role("slider", name=name).evaluate(
        "(slider, to) => { slider.value = to; slider.dispatchEvent(new Event('input', { bubbles: true })); }", to
    )


@pytest.mark.parametrize("given", [{}, {"i1": -3, "w5": 0, "eta": 20}, {"i2": 1e-7, "target_o1": 1, "b1": -40.5}])
def test_its_numbers_are_those_of_the_trace(saved, given):
    page = saved(Stepper(Trace(**given)))
    set_slider(page, "found up to", 99)
    assert_all_numbers(page, Trace(**given))


def test_it_goes_forward_and_back_by_hand_and_by_key(saved):
    page, trace = saved(Stepper()), Trace()
    back, forward = page.get_by_role("button", name="Back"), page.get_by_role("button", name="Forward")
    formula = page.locator(".formula")
    expect(back).to_be_disabled()
    for quantity in trace:
        forward.click()
        shown = quantity.value if isinstance(quantity.value, list) else [quantity.value]
        for value in shown:
            expect(formula.locator(".found")).to_contain_text(number(abs(value)).partition("e")[0])
    expect(forward).to_be_disabled()
    slider = page.get_by_role("slider", name="found up to")
    slider.focus()
    page.keyboard.press("Home")
    expect(formula).to_contain_text("The numbers one starts from")
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "net_h1"
    expect(page.locator(".stepper .edge.lit")).to_have_count(3)  # w1, w2 and the bias
    expect(page.get_by_role("status")).to_have_text("forward: net_h1 = w1 * i1 + w2 * i2 + b1 = 0.3775")
    back.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stepper .lit")).to_have_count(0)


def test_its_numbers_can_be_changed_and_learned(saved):
    page = saved(Stepper(step="E_after"))
    page.get_by_text("Change the numbers").click()
    page.get_by_label("w5", exact=True).fill("-0.25")
    page.get_by_label("η").fill("2")
    page.keyboard.press("Tab")
    changed = Trace(w5=-0.25, eta=2)
    assert_all_numbers(page, changed)
    page.get_by_label("updates").fill("1000")
    page.get_by_role("button", name="Run them").click()
    expect(page.locator(".note")).to_contain_text("after 1,000 updates of the weights: E_total = ")
    assert_all_numbers(page, changed.after(1000))
    expect(page.get_by_role("img", name="E_total over the updates")).to_be_visible()
    page.get_by_label("i1").fill("")
    page.keyboard.press("Tab")
    assert page.get_by_label("i1").input_value() == "0.05"
    page.get_by_role("button", name="Start again").click()
    assert_all_numbers(page, Trace())


def test_the_circles_show_the_new_values_once_they_are_found(saved):
    page, trace = saved(Stepper(step="output_weights_new")), Trace()
    found = {"h1": "out_h1", "h2": "out_h2", "o1": "out_o1", "o2": "out_o2", "E_o1": "E_o1", "E_o2": "E_o2"}
    after = {node: f"{name}_after" for node, name in found.items()}

    def shown(names, mark):
        for node, name in names.items():
            text = f"{node.replace('_', ' ')}{mark}{round(trace[name].value, 4)}"
            expect(page.locator(f'.node[data-name="{node}"]')).to_contain_text(text)

    shown(found | {"E_total": "E_total"}, "")
    page.get_by_role("slider", name="found up to").press("End")
    shown(after | {"E_total": "E_after"}, "⁺")
    expect(page.locator('.node.lit[data-name="E_total"]')).to_have_count(1)


def test_no_label_lies_on_another(saved):
    page = saved(Stepper(step="E_after"))
    overlaps = page.locator(".stepper svg text").evaluate_all(
        """texts => {
            const boxes = texts.filter(t => t.textContent).map(t => [t.textContent, t.getBoundingClientRect()]);
            return boxes.flatMap(([a, p], k) => boxes.slice(k + 1).filter(([, q]) => p.left < q.right
                && q.left < p.right && p.top + 2 < q.bottom && q.top + 2 < p.bottom).map(([b]) => [a, b]));
        }"""
    )
    assert overlaps == []
    inside = page.locator('.node[data-name="E_total"]').evaluate(
        """node => node.querySelector(".label").getBoundingClientRect().width
               < node.querySelector("circle").getBoundingClientRect().width"""
    )
    assert inside


@pytest.mark.parametrize(("typed", "run"), [("20000", "10000"), ("-3", "1"), ("2.6", "3"), ("", "1")])
def test_the_field_says_how_many_updates_it_takes(saved, typed, run):
    page = saved(Stepper())
    field = page.get_by_label("updates (1 to 10,000)")
    field.fill(typed)
    field.press("Enter")
    assert field.input_value() == run
    page.get_by_role("button", name="Run them").click()
    expect(page.locator(".note")).to_contain_text(f"after {int(run):,} updates")


@pytest.mark.parametrize("given", [{"eta": 1e9}, {"w1": 1e300, "i1": -1e300}])
def test_numbers_out_of_all_bounds_show_as_what_they_are(saved, given):
    page = saved(Stepper(Trace(**given), step="E_after"))
    page.get_by_label("updates").fill("10000")
    page.get_by_role("button", name="Run them").click()
    expect(page.locator(".note")).to_contain_text("after 10,000 updates")


def test_it_answers_at_once(saved):
    page = saved(Stepper())
    taken = page.evaluate(
        """() => {
            const [forward] = [...document.querySelectorAll("button")].filter(b => b.textContent.includes("Forward"));
            return Array.from({ length: 40 }, () => {
                const start = performance.now();
                forward.click();
                document.body.getBoundingClientRect();
                return performance.now() - start;
            });
        }"""
    )
    assert statistics.median(taken) < 100


def test_its_page_is_read_on_a_narrow_screen(saved):
    page = saved(Stepper(step="hidden_weights_new"), viewport={"width": 390, "height": 800}, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_stands_in_the_lesson(page, open_lesson):
    lesson = open_lesson(BACKPROP)
    lesson.run("import numpy as np")
    lesson.run("Stepper(Trace(")
    lesson.wait_until_idle()
    piece = lesson.output("Stepper(Trace(")
    expect(piece.locator(".stepper")).to_be_visible()
    set_slider(page, "found up to", 99)
    assert_all_numbers(page, Trace())
    piece.get_by_role("button", name="Run them").click()
    assert_all_numbers(page, Trace().after(1))


def test_the_slider_above_it_needs_no_scroll_bar(open_lesson):
    lesson = open_lesson(BACKPROP)
    lesson.run("import numpy as np")
    lesson.run("weight_slider(")
    lesson.wait_until_idle()
    box = lesson.output("weight_slider(").locator(".widget-vbox")
    expect(box.locator("img")).to_be_visible()
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth")
