"""The boundary that is learned, on a page of a recorded run and in the lesson: what it shows is what nnlib computes."""

import re
import statistics

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib.widgets.boundary import Boundary

LESSON = "09-decision-boundaries/decision-boundaries.ipynb"
PIECE = 'Boundary("moons"'


def after(epochs, *arguments, **settings):
    """The piece as Python trains it, so many epochs on."""
    piece = Boundary(*arguments, **settings)
    for _ in range(epochs):
        piece.step()
    return piece


def told(piece):
    """What the status line says of it."""
    right = np.count_nonzero(piece._run.answers == piece._run.labels)
    return f"epoch {piece.epoch}: loss {float(f'{piece.loss:.3g}'):g}, {right} of 200 right ({right / 2:g}%)"


def status(page):
    return page.locator(".boundary .status")


def set_slider(page, name, to):
    page.get_by_role("slider", name=name).evaluate(
        "(slider, to) => { slider.value = to; slider.dispatchEvent(new Event('input', { bubbles: true })); }", to
    )


def colors(page, places, piece):
    """The colours (k, 3) of the large field at places (k, 2)."""
    left, right, low, high = piece.plane
    shares = np.column_stack([(places[:, 0] - left) / (right - left), (high - places[:, 1]) / (high - low)])
    return np.array(
        page.locator(".plane canvas").evaluate(
            """(canvas, shares) => shares.map(([x, y]) => [...canvas.getContext("2d").getImageData(
                   Math.round(x * (canvas.width - 1)), Math.round(y * (canvas.height - 1)), 1, 1).data].slice(0, 3))""",
            shares.tolist(),
        ),
        float,
    )


def some_places(piece):
    left, right, low, high = piece.plane
    return np.random.default_rng(0).uniform([left, low], [right, high], (300, 2))


def test_every_epoch_is_the_one_that_nnlib_trains(saved):
    settings = {"data": "circles", "hidden": (3, 2), "activation": "relu", "eta": 0.1}
    page, piece = saved(Boundary(**settings).record(20)), Boundary(**settings)
    step = page.get_by_role("button", name="Step")
    for _ in range(20):
        expect(status(page)).to_have_text(told(piece))
        expect(page.locator(".dot.wrong")).to_have_count(round(200 * (1 - piece.accuracy)))
        step.click()
        piece.step()
    expect(status(page)).to_have_text(told(piece))
    expect(step).to_be_disabled()
    expect(page.get_by_role("img", name=re.compile("after 20$"))).to_be_visible()
    page.get_by_role("button", name="Start again").click()
    expect(status(page)).to_have_text(told(Boundary(**settings)))


@pytest.mark.parametrize("data", ["moons", "spirals"])
def test_the_plane_has_the_colour_of_the_answer(saved, data):
    page, piece = saved(Boundary(data, (6,)).record(40)), after(40, data, (6,))
    page.get_by_role("checkbox").uncheck()
    set_slider(page, "epoch", 99)
    expect(status(page)).to_have_text(told(piece))
    places = some_places(piece)
    y = piece.network.predict(places)[:, 0]
    sure = np.abs(y - 0.5) > 0.3
    red, _, blue = colors(page, places, piece)[sure].T
    assert sure.sum() > 100
    np.testing.assert_array_equal(blue > red, y[sure] > 0.5)


def test_a_hidden_neuron_can_be_looked_at_by_key(saved):
    page, piece = saved(Boundary(hidden=(4, 2)).record(40)), after(40, hidden=(4, 2))
    page.get_by_role("checkbox").uncheck()
    page.get_by_role("slider", name="epoch").focus()
    page.keyboard.press("End")
    weights = np.concatenate([layer.W.ravel() for layer in piece.network.layers])
    expect(page.locator(".net line.negative")).to_have_count(int(np.count_nonzero(weights < 0)))
    widths = page.locator(".net line").evaluate_all("lines => lines.map(line => +line.getAttribute('stroke-width'))")
    np.testing.assert_array_equal(np.argsort(widths), np.argsort(np.abs(weights)))  # the thicker, the larger
    unit = page.get_by_role("button", name="Show layer 1, neuron 3 large")
    unit.focus()
    page.keyboard.press("Enter")
    expect(unit).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".caption")).to_contain_text("Layer 1, neuron 3")
    expect(page.locator(".dot.wrong")).to_have_count(0)
    places = some_places(piece)
    piece.network.predict(places)
    layer = piece.network.layers[0]
    clear = np.abs(layer.Z[:, 2]) > 0.8  # not under the line
    a, shown = layer.A[clear, 2], colors(page, places, piece)[clear]
    shares = (255 - shown[:, 0]) / 255 / 0.75  # the paper is white, and blue has no red
    assert np.abs(shares - (a + 1) / 2).max() < 0.1 and np.ptp(a) > 1.5
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Show output large")).to_have_attribute("aria-pressed", "true")


def test_a_recorded_run_plays_to_its_end_and_can_be_paused(saved):
    page, end = saved(Boundary(hidden=(2,)).record(30)), told(after(30, hidden=(2,)))
    play = page.locator(".play")
    play.focus()
    page.keyboard.press("Space")
    expect(play).to_have_text("❚❚ Pause")
    expect(page.locator('.boundary:not([data-epoch="0"])')).to_be_visible()
    page.keyboard.press("Space")
    expect(play).to_have_text("▶ Play")
    paused = status(page).text_content()
    assert 0 < int(re.match(r"epoch (\d+)", paused)[1]) < 30
    page.wait_for_timeout(300)
    expect(status(page)).to_have_text(paused)
    expect(page.get_by_role("status")).to_have_text(paused)  # read out once it rests
    page.keyboard.press("Space")
    expect(status(page)).to_have_text(end)
    expect(play).to_have_text("▶ Play")
    slider = page.get_by_role("slider", name="epoch")
    assert slider.get_attribute("aria-valuetext") == "30"
    slider.focus()
    page.keyboard.press("Home")
    expect(status(page)).to_have_text(told(Boundary(hidden=(2,))))


@pytest.mark.parametrize("hidden", [(), (8, 8, 8)])
@pytest.mark.parametrize("activation", ["linear", "relu", "tanh"])
def test_the_largest_steps_are_told_as_what_they_are(saved, activation, hidden):
    piece = after(12, "xor", hidden, activation, 100)
    page = saved(Boundary("xor", hidden, activation, 100).record(12))
    set_slider(page, "epoch", 99)
    expect(status(page)).to_contain_text(f"epoch {piece.epoch}: ")
    trouble = page.locator(".trouble")
    if piece.diverged:
        expect(status(page)).to_contain_text("loss nan, no answers")
        expect(page.locator(".dot.wrong")).to_have_count(0)
        expect(trouble).to_contain_text("It has diverged")
        expect(trouble).not_to_contain_text("η")  # which cannot be chosen here
    elif piece.loss > piece._run.losses[0]:
        expect(trouble).to_contain_text("The loss is larger")
    else:
        expect(trouble).to_have_text("")
    assert piece.diverged == (activation == "linear" and hidden != ())
    drawn = page.locator(".boundary svg").evaluate_all("drawings => drawings.map(d => d.innerHTML).join('')")
    assert "NaN" not in drawn and "Infinity" not in drawn


def test_it_answers_at_once(saved):
    page = saved(Boundary("spirals", (8, 8, 8)).record(60))
    taken = page.evaluate(
        """async () => {
            const root = document.querySelector(".boundary");
            const [step] = [...root.querySelectorAll("button")].filter(b => b.textContent === "Step");
            const taken = [];
            for (let k = 0; k < 15; k++) {
                const start = performance.now(), before = root.dataset.epoch;
                step.click();
                while (root.dataset.epoch === before) await new Promise(requestAnimationFrame);
                taken.push(performance.now() - start);
            }
            return taken;
        }"""
    )
    print(f"a step takes {statistics.median(taken):.0f} ms")
    assert statistics.median(taken) < 100


def test_its_page_is_read_on_a_narrow_screen_and_follows_the_theme(saved):
    page = saved(Boundary(hidden=(8, 8, 8)).record(3), viewport={"width": 390, "height": 800}, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    piece = Boundary(hidden=(8, 8, 8))
    places = some_places(piece)
    assert np.median(colors(page, places, piece)) < 128
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(200)
    assert np.median(colors(page, places, piece)) > 128


def test_it_learns_in_the_lesson(page, open_lesson):
    lesson = open_lesson(LESSON)
    lesson.run("from nnlib.widgets.boundary import")
    lesson.run(PIECE)
    lesson.wait_until_idle()
    piece = lesson.output(PIECE)
    expect(status(piece)).to_have_text(told(after(0, hidden=(4, 2), eta=0.2)))
    for epoch in (1, 2):
        piece.get_by_role("button", name="Step").click()
        expect(status(piece)).to_have_text(told(after(epoch, hidden=(4, 2), eta=0.2)))

    # other settings, by key and by hand
    piece.get_by_label("data").select_option("circles")
    piece.get_by_label("hidden layers").select_option("1")
    piece.get_by_label("neurons in hidden layer 1").select_option("3")
    piece.get_by_label("activation").select_option("sigmoid")
    slider = piece.get_by_role("slider", name="η")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "0.5"
    chosen = {"data": "circles", "hidden": (3,), "activation": "sigmoid", "eta": 0.5}
    expect(piece.locator(".unit")).to_have_count(4)
    expect(status(piece)).to_have_text(told(after(0, **chosen)))

    # it plays, and the kernel is free for other cells meanwhile
    piece.locator(".play").click()
    expect(piece.locator(".boundary")).to_have_attribute("data-epoch", re.compile(r"^\d\d+$"))
    lesson.run("print(moons_X.shape")
    expect(lesson.output("print(moons_X.shape")).to_contain_text("(1000, 2) (1000,)")
    expect(piece.locator(".play")).to_have_text("❚❚ Pause")
    piece.locator(".play").click()
    expect(piece.locator(".play")).to_have_text("▶ Play")
    page.wait_for_timeout(1000)  # an epoch may still be on its way
    epochs = int(piece.locator(".boundary").get_attribute("data-epoch"))
    assert epochs >= 10
    expect(status(piece)).to_have_text(told(after(epochs, **chosen)))
    page.wait_for_timeout(300)
    assert int(piece.locator(".boundary").get_attribute("data-epoch")) == epochs

    # steps that are far too large
    piece.get_by_label("activation").select_option("linear")
    slider.focus()
    page.keyboard.press("End")
    piece.locator(".play").click()
    expect(piece.locator(".trouble")).to_contain_text("It has diverged")
    expect(piece.locator(".play")).to_be_disabled()
    slider.press("ArrowLeft")
    expect(status(piece)).to_contain_text("epoch 0: ")
    expect(piece.locator(".play")).to_be_enabled()
    piece.get_by_role("button", name="Step").click()
    expect(status(piece)).to_contain_text("epoch 1: ")
    piece.get_by_role("button", name="Start again").click()
    expect(status(piece)).to_contain_text("epoch 0: ")
