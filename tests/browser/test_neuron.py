"""The neuron, on its own page and in its lessons: every number it shows is nnlib's."""

import io
import re
import statistics

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from nnlib.activations import ACTIVATIONS
from nnlib.perceptron import perceptron
from nnlib.trace import number
from nnlib.widgets.neuron import Neuron

LESSON = "01-neuron/neuron.ipynb"
LOW, HIGH = -0.25, 1.25  # of both axes of the plane
SLIDERS = ("weight w₁", "weight w₂", "bias b")


def written(value):
    return number(value).replace("-", "−")


def set_slider(page, name, to):
    page.get_by_role("slider", name=name).evaluate(
        """(slider, to) => { slider.value = to; for (const kind of ["input", "change"])
               slider.dispatchEvent(new Event(kind, { bubbles: true })); }""",
        to,
    )


def set_all(page, w, b):
    for name, to in zip(SLIDERS, (*w, b), strict=True):
        set_slider(page, name, to)


def assert_numbers(page, w, b, activation, x, samples):
    """The sum, the output and the score on the screen are those that nnlib computes."""
    z = float(np.dot(w, x) + b)
    expect(page.locator(".neuron b.z")).to_have_text(written(z))
    expect(page.locator(".neuron b.a")).to_have_text(written(float(ACTIVATIONS[activation](z))))
    terms = page.locator(".sum p").nth(1).text_content().strip("= ").replace("−", "-")  # 1 · 0.5 + (-2) · 1 + 0
    factors = [float(part.strip(" ()")) for term in terms.split("+") for part in term.split("·")]
    assert factors == pytest.approx([w[0], x[0], w[1], x[1], b], abs=1e-9)
    X, targets = samples
    good = perceptron(X, w, b) == targets
    expect(page.locator(".score")).to_contain_text(f"{good.sum()} of {len(X)} right")
    shown = page.locator(".plane .sample").evaluate_all(
        "marks => marks.map(mark => [mark.firstChild.tagName, mark.querySelector('.ring') === null])"
    )
    assert shown == [["rect" if t > 0 else "circle", bool(g)] for t, g in zip(targets, good, strict=True)]


def place(page, x):
    """Where a point of the plane is on the screen."""
    frame = page.locator(".plane .frame").bounding_box()
    share = (np.array(x) - LOW) / (HIGH - LOW)
    return frame["x"] + share[0] * frame["width"], frame["y"] + (1 - share[1]) * frame["height"]


def test_each_activation_is_that_of_nnlib(saved):
    page = saved(Neuron())
    grid = np.unique(np.r_[np.linspace(-40, 40, 1601), -1e-9, 1e-9, -800, 800, -0.5, 0.5, -1])
    module = Neuron._esm.replace("export default", "const plaything =")
    answers = page.evaluate(
        """([module, grid]) => {
            const activations = new Function(`${module}; return ACTIVATIONS;`)();
            return Object.fromEntries(Object.entries(activations).map(([name, f]) => [name, grid.map(f)]));
        }""",
        [module, grid.tolist()],
    )
    assert list(answers) == list(ACTIVATIONS)
    for name, values in answers.items():
        np.testing.assert_allclose(values, ACTIVATIONS[name](grid), rtol=1e-12, atol=1e-12, err_msg=name)
    options = (
        page.get_by_role("combobox", name="activation")
        .locator("option")
        .evaluate_all("options => options.map(o => o.value)")
    )
    assert options == list(ACTIVATIONS)


@pytest.mark.parametrize("problem", ["XOR", "loans"])
def test_its_numbers_are_those_of_nnlib_at_the_ends_of_every_slider(saved, problem):
    page, samples = saved(Neuron(problem)), Neuron(problem).samples
    for w, b in [((1, 1), 0), ((-4, -4), -4), ((4, 4), 4), ((-4, 4), 0), ((0, 0), 0), ((0, 0), -4), ((0.125, 0), 4)]:
        set_all(page, w, b)
        for activation in ACTIVATIONS:
            page.get_by_role("combobox", name="activation").select_option(activation)
            assert_numbers(page, w, b, activation, (1, 1), samples)
            assert not re.search("NaN|undefined|Infinity", page.locator(".neuron").evaluate("piece => piece.outerHTML"))


@pytest.mark.parametrize(("w", "b"), [((1, 1), -1.5), ((1.5, -2), 0.25), ((-0.5, 0), 0.25), ((0, 3), -1)])
def test_the_line_is_where_the_sum_is_0_and_the_arrow_is_the_weights(saved, w, b):
    page = saved(Neuron(w=w, b=b))
    ends, arrow, frame = page.locator(".plane").evaluate(
        """plane => {
            const numbers = (element, names) => names.map(name => +element.getAttribute(name));
            const path = plane.querySelector(".arrow path:last-of-type").getAttribute("d").match(/-?[\\d.e-]+/g);
            return [numbers(plane.querySelector(".border"), ["x1", "y1", "x2", "y2"]), path.slice(0, 4).map(Number),
                    numbers(plane.querySelector(".frame"), ["x", "y", "width"])];
        }"""
    )

    def inputs(point):
        share = (np.array(point) - frame[:2]) / frame[2]
        return np.array([LOW + share[0] * (HIGH - LOW), HIGH - share[1] * (HIGH - LOW)])

    for end in (inputs(ends[:2]), inputs(ends[2:])):
        assert end @ w + b == pytest.approx(0, abs=1e-9)
        assert np.isclose(np.abs(end - 0.5), 0.75).any()  # on the edge of the plane
    direction = inputs(arrow[2:]) - inputs(arrow[:2])
    assert direction / np.linalg.norm(direction) == pytest.approx(np.array(w) / np.linalg.norm(w), abs=1e-6)


@pytest.mark.parametrize("activation", ["sign", "sigmoid", "relu", "swish"])
def test_the_plane_is_the_bluer_the_larger_the_output(saved, activation):
    piece = Neuron(w=(2, -1), b=-0.5, activation=activation)
    page = saved(piece)
    stops = page.locator(".plane stop").evaluate_all(
        """stops => stops.map(stop => [stop.dataset.z, stop.getAttribute("offset"),
               stop.getAttribute("style").match(/([\\d.]+)%/)[1]].map(Number))"""
    )
    z, offset, blue = np.transpose(stops)
    corners = np.array([[p, q] for p in (LOW, HIGH) for q in (LOW, HIGH)])
    sums = corners @ piece.w + piece.b
    np.testing.assert_allclose(z, sums.min() + offset * np.ptp(sums), atol=1e-9)
    axis = ACTIVATIONS[activation](np.linspace(-4, 4, 401))
    share = (ACTIVATIONS[activation](z) - axis.min()) / np.ptp(axis)
    np.testing.assert_allclose(blue, 42 * share, atol=0.01)
    screen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    low, high = (screen.getpixel(place(page, x)) for x in ((-0.24, 1.24), (1.24, -0.24)))
    assert high[0] < low[0] and high[0] < high[2]  # what is bluer has less red


def test_a_point_is_picked_by_pointer_and_by_key(saved):
    piece = Neuron(w=(1.5, -2), b=0.25, activation="sigmoid")
    page = saved(piece)
    known = (piece.w, piece.b, "sigmoid")  # what does not change here
    page.mouse.click(*place(page, (0.4, 0.7)))
    assert_numbers(page, *known, (0.4, 0.7), piece.samples)
    expect(page.locator(".verdict")).to_have_text("z is below 0 here.")
    page.mouse.move(*place(page, (0.4, 0.7)))
    page.mouse.down()
    page.mouse.move(*place(page, (0.6, 0.3)), steps=4)
    assert_numbers(page, *known, (0.6, 0.3), piece.samples)
    page.mouse.move(*place(page, (0.98, 0.03)))  # near a sample: that is meant
    page.mouse.up()
    assert_numbers(page, *known, (1, 0), piece.samples)
    expect(page.locator(".verdict")).to_have_text("This circle has the target −1; z is above 0: wrong ✗")
    page.mouse.move(*place(page, (0.3, 0.3)))  # the button is up
    assert_numbers(page, *known, (1, 0), piece.samples)
    plane = page.get_by_role("application")
    plane.focus()
    for key, x in [("ArrowLeft", (0.95, 0)), ("ArrowUp", (0.95, 0.05)), ("Shift+ArrowRight", (1.2, 0.05)),
                   ("Shift+ArrowRight", (1.25, 0.05)), ("Shift+ArrowDown", (1.25, -0.2)), ("PageDown", (0, 0)),
                   ("PageDown", (0, 1)), ("PageUp", (0, 0)), ("PageUp", (1, 1))]:  # fmt: skip
        page.keyboard.press(key)
        assert_numbers(page, *known, x, piece.samples)
    z = piece.z
    expect(page.get_by_role("status")).to_have_text(
        f"point (1, 1): z = {number(z)}, a = {number(float(ACTIVATIONS['sigmoid'](z)))}"
    )
    page.keyboard.press("Tab")
    expect(plane).not_to_be_focused()


def test_and_is_found_by_key_alone(saved):
    page = saved(Neuron("AND", w=(1, 1), b=0))
    expect(page.locator(".score")).to_have_text("2 of 4 right")
    page.get_by_role("slider", name="bias b").focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    assert_numbers(page, (1, 1), -1.5, "sign", (1, 1), Neuron("AND").samples)
    expect(page.locator(".score")).to_have_text("4 of 4 right ✓")
    expect(page.get_by_role("status")).to_have_text("w1 = 1, w2 = 1, b = -1.5: 4 of 4 right")
    page.get_by_role("combobox", name="points").focus()
    page.keyboard.press("ArrowDown")
    assert_numbers(page, (1, 1), -1.5, "sign", (1, 1), Neuron("OR").samples)
    page.get_by_role("combobox", name="activation").focus()
    page.keyboard.press("ArrowDown")
    assert_numbers(page, (1, 1), -1.5, "piecewise_linear", (1, 1), Neuron("OR").samples)


def test_a_sum_of_exactly_0_counts_as_not_above(saved):
    page = saved(Neuron("AND", w=(0.875, 0.125), b=-1))
    assert_numbers(page, (0.875, 0.125), -1, "sign", (1, 1), Neuron("AND").samples)
    expect(page.locator(".verdict")).to_have_text(
        "This square has the target +1; z is 0, which is not above 0: wrong ✗"
    )


def test_xor_is_told_to_have_no_line_after_some_tries(saved):
    page = saved(Neuron("XOR"))
    note = page.locator(".note").first
    for tries, b in enumerate([-0.5, -0.25, -0.75, -1, -1.25, -1.5, -1.75], start=1):
        set_slider(page, "bias b", b)
        set_slider(page, "bias b", b)  # the same again is no other try
        expect(note).not_to_contain_text("No straight line"), tries
    set_slider(page, "bias b", 2)
    expect(note).to_contain_text("8 settings on XOR, with 3 of 4 right at best. No straight line gets all four right")
    expect(page.get_by_role("status")).to_contain_text("No straight line gets all four right")
    set_slider(page, "bias b", -2)
    expect(note).to_contain_text("9 settings")
    page.get_by_role("combobox", name="points").select_option("AND")
    expect(note).not_to_contain_text("No straight line")


@pytest.mark.parametrize(
    ("w", "b", "told"),
    [
        ((0, 0), 1, "Both weights are 0"),
        ((1, 1), 4, "z is above 0 everywhere"),
        ((1, 1), -4, "z is nowhere above 0"),
        ((1, 1), -1, "On the line z is 0"),
    ],
)
def test_where_the_line_is_not_in_the_picture_it_says_so(saved, w, b, told):
    page = saved(Neuron(w=w, b=b))
    expect(page.locator(".note").first).to_contain_text(told)
    if told.startswith("On"):
        expect(page.locator(".border")).to_be_visible()
        expect(page.locator(".arrow path")).to_have_count(2)
    else:
        expect(page.locator(".border")).to_be_hidden()
        expect(page.locator(".arrow path")).to_have_count(0)


@pytest.mark.parametrize(("activation", "jumps"), [("sign", True), ("heaviside", True), ("tanh", False)])
def test_the_curve_has_a_gap_where_it_jumps(saved, activation, jumps):
    page = saved(Neuron(activation=activation))
    assert page.locator("path.curve").get_attribute("d").count("M") == (3 if jumps else 1)
    expect(page.locator(".alone")).to_have_count(1 if jumps else 0)


def test_it_answers_at_once(saved):
    page = saved(Neuron("loans", activation="swish"))
    taken = page.evaluate(
        """() => {
            const timed = act => {
                const start = performance.now();
                act();
                document.body.getBoundingClientRect();
                return performance.now() - start;
            };
            const slider = document.querySelector("input[type=range]");
            const plane = document.querySelector(".plane");
            const moved = k => () => { slider.value = k / 8 - 2; slider.dispatchEvent(new Event("input")); };
            const pressed = () => plane.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
            const twenty = act => Array.from({ length: 20 }, (_, k) => timed(act(k)));
            return [twenty(moved), twenty(() => pressed)];
        }"""
    )
    assert [statistics.median(times) < 100 for times in taken] == [True, True]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_page_is_read_on_a_narrow_screen(saved, scheme):
    page = saved(Neuron("loans", activation="softplus"), viewport={"width": 390, "height": 800}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_lets_go_of_what_it_listened_to(saved):
    page = saved(Neuron())
    module = Neuron._esm.replace("export default", "const plaything =")
    left = page.evaluate(
        """([module, state]) => {
            const told = [];
            const model = {
                get: name => state[name],
                set: (name, value) => { state[name] = value; },
                save_changes() {},
                on: (event, f) => told.push([event, f]),
                off: (event, f) => told.splice(told.findIndex(([e, g]) => e === event && g === f), 1),
            };
            const plaything = new Function(`${module}; return plaything;`)();
            const take_down = plaything.render({ model, el: document.createElement("div") });
            const before = told.length;
            take_down();
            return [before, told.length];
        }""",
        [module, Neuron().state()],
    )
    assert left[0] >= 5 and left[1] == 0


def test_it_stands_in_the_lesson(page, open_lesson):
    lesson = open_lesson(LESSON)
    lesson.run("import numpy as np")
    lesson.rewrite('Neuron("AND"', 'piece = Neuron("AND", w=(1, 1), b=0)\npiece')
    lesson.wait_until_idle()
    output = lesson.output("piece = Neuron(")
    expect(output.locator(".neuron")).to_be_visible()
    assert_numbers(page, (1, 1), 0, "sign", (1, 1), Neuron("AND").samples)
    output.get_by_role("combobox", name="points").select_option("loans")
    output.get_by_role("combobox", name="activation").select_option("tanh")
    set_all(page, (1.5, -2), 0.25)
    plane, chosen = output.get_by_role("application"), lesson.page.locator(".jp-Notebook .jp-mod-selected")
    plane.press("Shift+ArrowLeft")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):  # elsewhere Lab goes from cell to cell by these
        plane.press(key)
        expect(chosen.filter(has=page.locator(".neuron"))).to_have_count(1)
    assert_numbers(page, (1.5, -2), 0.25, "tanh", (0.75, 0.95), Neuron("loans").samples)
    lesson.wait_until_told()
    lesson.rewrite("two_neurons().figure", "print(piece.right, piece.z, piece.a)\npiece.w = [2, -3]")
    here = Neuron("loans", w=(1.5, -2), b=0.25, activation="tanh")
    here.x = [0.75, 0.95]
    expect(lesson.output("print(piece.right")).to_contain_text(f"{here.right} {here.z} {here.a}")
    assert_numbers(page, (2, -3), 0.25, "tanh", (0.75, 0.95), here.samples)
