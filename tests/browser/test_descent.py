"""The descent to play with, on its own page and in its lesson: its numbers are those of nnlib's gradient descent."""

import statistics
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib.widgets.descent import ORDERS, SURFACES, Descent

LESSON = "07-gradient-descent/gradient-descent.ipynb"


def shown(page):
    """What the table holds, in full: the path and E of each order that is shown."""
    head = page.locator(".descent thead th").all_inner_texts()
    rows = page.locator(".descent tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.dataset.value))"
    )
    columns = {name: [row[k] for row in rows if row[k] != ""] for k, name in enumerate(head[1:])}
    return {name: np.array(values, dtype=float) for name, values in columns.items()}


def assert_numbers(page, piece):
    """The table is what nnlib computes for the state of `piece`, and nothing else."""
    # the table lies in <details>: its text is read only where that is open
    page.locator(".descent details").last.evaluate("details => (details.open = true)")
    numbers, paths = shown(page), piece.paths()
    orders = {order: name for order, name in ORDERS.items() if piece.order in (order, "both")}
    assert list(numbers) == [f"{what} {name}" for name in orders.values() for what in ("w₁", "w₂", "E")]
    for order, name in orders.items():
        path = np.column_stack([numbers[f"w₁ {name}"], numbers[f"w₂ {name}"]])
        assert path.shape == paths[order].shape
        np.testing.assert_allclose(path, paths[order], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(numbers[f"E {name}"], [piece.error(w) for w in path], rtol=1e-9, atol=1e-9)


def set_slider(page, name, to):
    page.get_by_role("slider", name=name).evaluate(
        "(slider, to) => { slider.value = to; slider.dispatchEvent(new Event('input', { bubbles: true })); }", to
    )


def center(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("surface", SURFACES)
def test_fifty_steps_are_those_of_nnlib(saved, surface):
    for more in ({}, {"momentum": 0.7}, {"noise": 1.3, "seed": 7, "momentum": 0.2}):
        piece = Descent(surface, steps=50, order="both", **more)
        page = saved(piece)
        assert_numbers(page, piece)
        rows = page.locator(".descent tbody tr").count()
        assert rows == 51 or (surface == "saddle" and rows > 20)  # from the saddle the last one has run off


def test_the_start_is_dragged_and_clicked(saved):
    page = saved(Descent("valley", start=(-2, 1), steps=5))
    ring = page.locator(".descent .ring")
    x, y = center(ring)
    scale = page.locator(".descent .map").bounding_box()["width"] / (44 + 560 + 12)  # of the drawing on the screen
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80 * scale, y + 40 * scale, steps=4)
    now = center(ring)
    assert now == pytest.approx((x + 80 * scale, y + 40 * scale), abs=2)
    page.mouse.up()
    page.mouse.move(x, y)  # let go: it stays
    assert center(ring) == now
    start = np.array([shown_start(page)]).ravel()
    np.testing.assert_allclose(start, [-1, 0.5], atol=0.03)
    assert_numbers(page, Descent("valley", start=start, steps=5))
    page.mouse.click(x + 160 * scale, y)
    np.testing.assert_allclose(shown_start(page), [0, 1], atol=0.03)
    page.mouse.move(*center(ring))
    page.mouse.down()
    page.mouse.move(-500, -500)  # out of the picture: it stays inside
    page.mouse.up()
    assert shown_start(page) == [-3.5, 2.5]


def shown_start(page):
    return [float(page.get_by_label(f"start {w}").input_value()) for w in ("w₁", "w₂")]


def test_everything_is_done_by_key(saved):
    page = saved(Descent("valley", start=(2, 1), eta=0.19, steps=3, order="both"))
    handle = page.locator(".descent [role=application]")
    handle.focus()
    for key in ["ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"]:
        page.keyboard.press(key)
    expect(handle).to_have_attribute("aria-label", "Start: w1 = 1.81, w2 = 1.09. The arrow keys move it.")
    assert_numbers(page, Descent("valley", start=(1.81, 1.09), eta=0.19, steps=3, order="both"))
    page.get_by_role("slider", name="η").press("ArrowRight")
    page.get_by_role("slider", name="α").press("ArrowRight")
    page.get_by_role("slider", name="noise").press("ArrowRight")
    page.get_by_role("button", name="Step").press("Enter")
    state = {"start": (1.81, 1.09), "eta": 0.195, "momentum": 0.01, "noise": 0.1, "steps": 4, "order": "both"}
    assert_numbers(page, Descent("valley", **state))
    page.get_by_role("button", name="Other noise").press("Enter")
    assert_numbers(page, Descent("valley", **state, seed=2))
    page.get_by_label("the weights move").select_option("one by one")
    assert_numbers(page, Descent("valley", **state | {"order": "sequential"}, seed=2))
    page.get_by_text("The start in numbers").press("Enter")
    page.get_by_label("start w₂").fill("-1.2345")
    page.keyboard.press("Tab")
    assert_numbers(page, Descent("valley", **state | {"order": "sequential", "start": (1.81, -1.2345)}, seed=2))
    page.get_by_label("start w₁").fill("99")  # beyond the picture: as far as it goes
    page.keyboard.press("Tab")
    assert shown_start(page) == [3.5, -1.2345]
    page.get_by_role("button", name="Reset").press("Enter")
    expect(page.locator(".descent tbody tr")).to_have_count(1)
    page.get_by_role("combobox", name="landscape").select_option(
        "saddle"
    )  # comes with a start and a learning rate of its own
    piece = Descent("saddle", momentum=0.01, noise=0.1, seed=2, steps=0, order="sequential")
    assert_numbers(page, piece)
    expect(page.get_by_role("slider", name="η")).to_have_attribute("aria-valuetext", str(piece.eta))
    expect(page.get_by_role("status")).to_contain_text("One by one: at the start")


def test_it_runs_stops_and_runs_to_its_end(saved):
    page = saved(Descent("valley", eta=0.3, steps=0))
    run, steps = page.get_by_role("button", name="Run"), page.get_by_role("slider", name="steps")
    run.click()
    expect(steps).not_to_have_value("0")
    page.get_by_role("button", name="Pause").click()
    here = steps.input_value()
    page.wait_for_timeout(300)
    assert steps.input_value() == here
    run.click()
    expect(page.locator(".words")).to_contain_text("diverged")
    expect(run).to_be_visible()  # it stops by itself
    piece = Descent("valley", eta=0.3, steps=int(steps.input_value()))
    assert_numbers(page, piece)
    assert f"After {len(piece.paths()['simultaneous']) - 1} steps a weight is" in page.locator(".words").inner_text()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"eta": 0.19}, "η is above 1/L, below the bound: in the steepest direction it overshoots, less each time."),
        ({"eta": 0.1}, "η is 1/L: in the steepest direction one step is enough."),
        ({"eta": 0.05}, "η is below 1/L: no step overshoots."),
        ({"eta": 0.2}, "η is at the bound"),
        ({"eta": 0.21}, "L = 10; the bound on η, for steps at once, is 2 / L = 0.2. η is above the bound"),
        ({"eta": 0.21, "momentum": 0.5}, "2 (1 + α) / L = 0.3. η is below the bound: the descent nears the minimum."),
        ({"eta": 0.19, "noise": 1}, "but the noise never lets it rest"),
        ({"eta": 0.21, "order": "both"}, "both ways take the same steps"),
        ({"eta": 0}, "With η = 0 nothing moves."),
    ],
)
def test_it_says_where_the_learning_rate_stands(saved, state, words):
    expect(saved(Descent("valley", **state)).locator(".words")).to_contain_text(words)


def test_it_keeps_the_bound_to_itself_where_it_is_to_be_found(saved):
    page = saved(Descent("bowl", eta=1.1, bound=False))
    expect(page.locator(".words")).to_contain_text("η is above the bound: almost every start diverges.")
    for said in (page.locator(".descent").inner_text(), page.locator(".descent").inner_html()):
        assert "2 / L" not in said and "L = 2" not in said


def test_what_it_counts_is_so(saved):
    piece = Descent("valley", start=(2, 1.2), eta=0.21, steps=12)
    path = piece.paths()["simultaneous"]
    uphill = sum(piece.error(b) > piece.error(a) for a, b in pairwise(path))
    past = sum((b * [1, 10]) @ (b - a) > 0 for a, b in pairwise(path))
    expect(saved(piece).locator(".words")).to_contain_text(f"line: {past} of 12; uphill: {uphill} of 12.")
    assert past and uphill
    expect(saved(Descent("minima", steps=1)).locator(".words")).to_contain_text("after 1 step: ")


@pytest.mark.parametrize("surface", SURFACES)
def test_all_sliders_at_their_ends(saved, surface):
    page = saved(Descent(surface, order="both"))
    for ends in (["max"] * 4, ["max", "min", "min", "max"], ["min", "max", "max", "max"], ["max", "max", "max", "min"]):
        for name, end in zip(("η", "α", "noise", "steps"), ends, strict=True):
            set_slider(page, name, page.get_by_role("slider", name=name).get_attribute(end))
        most = SURFACES[surface]["eta"][1]
        piece = Descent(
            surface,
            eta=most if ends[0] == "max" else 0,
            momentum=0.99 if ends[1] == "max" else 0,
            noise=3 if ends[2] == "max" else 0,
            steps=100 if ends[3] == "max" else 0,
            order="both",
        )
        assert_numbers(page, piece)
        said = page.locator(".descent").evaluate("piece => piece.outerHTML")
        assert "NaN" not in said and "Infinity" not in said and "undefined" not in said


def test_it_answers_at_once(saved):
    page = saved(Descent("tilted", order="both", steps=100, noise=1))
    taken = page.evaluate(
        """() => {
            const surface = document.querySelector("select");
            const eta = document.querySelector("input[type=range]");
            const handle = document.querySelector("[role=application]");
            const acts = {
                slide: k => { eta.value = 0.1 + k / 100; eta.dispatchEvent(new Event("input")); },
                move: () => handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true })),
                choose: k => {
                    surface.selectedIndex = k % surface.options.length;
                    surface.dispatchEvent(new Event("change"));
                },
            };
            const timed = act => Array.from({ length: 12 }, (_, k) => {
                const start = performance.now();
                act(k);
                document.body.getBoundingClientRect();
                return performance.now() - start;
            });
            return Object.fromEntries(Object.entries(acts).map(([name, act]) => [name, timed(act)]));
        }"""
    )
    medians = {name: statistics.median(times) for name, times in taken.items()}
    assert max(medians.values()) < 100, medians


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_page_is_read_on_a_narrow_screen(saved, scheme):
    page = saved(Descent("tilted", order="both"), viewport={"width": 390, "height": 800}, color_scheme=scheme)
    page.locator(".descent details").last.evaluate("details => (details.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_stands_in_the_lesson(page, open_lesson):
    lesson = open_lesson(LESSON)
    lesson.run("import numpy as np")
    lesson.run('Descent("bowl"')
    lesson.wait_until_idle()
    piece = lesson.output('Descent("bowl"')
    expect(piece.locator(".descent")).to_be_visible()
    assert_numbers(page, Descent("bowl", eta=0.9))
    set_slider(page, "η", 0.4)
    page.locator(".descent .start").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".descent .start")).to_have_attribute(
        "aria-label", "Start: w1 = -1.9, w2 = 1.5. The arrow keys move it."
    )
    assert_numbers(page, Descent("bowl", eta=0.4, start=(-1.9, 1.5)))
    lesson.wait_until_told()
    lesson.rewrite("points = [3.0]", "print(_.eta, _.start, _.paths(1)['simultaneous'][1])")
    moved = Descent("bowl", eta=0.4, start=(-1.9, 1.5))
    told = f"{moved.eta} {moved.start} {moved.paths(1)['simultaneous'][1]}"
    expect(lesson.output("print(_.eta")).to_contain_text(told)  # Python has the state of the page
