"""The digit pad, on its own page and in the lesson: what it draws, computes and says is what nnlib computes."""

import statistics

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import ACTIVATIONS, Dense, GradientDescent, Network, Softmax, datasets, fit
from nnlib.datasets import one_hot
from nnlib.plots.digit_network import rows
from nnlib.widgets.digits import PAD, DigitPad, centred, pushed

LESSON = "10-digits/digits.ipynb"
THREE = [(8, 7), (11, 5), (16, 5), (18, 8), (17, 11), (13, 13), (18, 15), (19, 19), (16, 22), (11, 22), (8, 20)]


@pytest.fixture(scope="module")
def mnist():
    return datasets.mnist()


@pytest.fixture(scope="module")
def network(mnist):
    """784-16-16-10, trained for an instant."""
    rng = np.random.default_rng(0)
    layers = [Dense(784, 16, "relu", "he", rng, np.float32), Dense(16, 16, "relu", "he", rng, np.float32)]
    net = Network([*layers, Dense(16, 10, rng=rng, dtype=np.float32), Softmax()], "categorical_cross_entropy")
    X, Y = rows(mnist.train_images[:20_000]), one_hot(mnist.train_labels[:20_000], 10, np.float32)
    fit(net, X, Y, 3, 50, GradientDescent(0.1), rng=1)
    return net


def outputs_of(page, images):
    """What the page answers to images (m, 784)."""
    return np.array(
        page.evaluate("images => images.map(image => document.getElementById('plaything').plaything.outputs(image))",
                      images.tolist())
    )  # fmt: skip


def image_of(page):
    """The image that the network gets on the page."""
    return np.array(page.evaluate("document.querySelector('.digits').parentElement.plaything.image()")).reshape(28, 28)


def ink_of(page):
    """What is on the pad, (140, 140) in bytes, read from its canvas."""
    return np.array(
        page.evaluate(
            """n => Array.from(document.querySelector(".pad canvas").getContext("2d").getImageData(0, 0, n, n).data)
                        .filter((_, k) => k % 4 === 0)""",
            PAD,
        ),
        np.uint8,
    ).reshape(PAD, PAD)


def draw(page, *strokes):
    """Draw lines through points (x, y) from 0 to 28 with the mouse."""
    box = page.locator(".pad canvas").bounding_box()
    for points in strokes:
        at = [(box["x"] + x / 28 * box["width"], box["y"] + y / 28 * box["height"]) for x, y in points]
        page.mouse.move(*at[0])
        page.mouse.down()
        for point in at[1:]:
            page.mouse.move(*point, steps=3)
        page.mouse.up()


def clear(page):
    page.get_by_role("button", name="Clear the pad").click()


def assert_shows(page, pad, image):
    """Image, activations, bars and answer on the page are those that nnlib has for this image."""
    np.testing.assert_allclose(image_of(page), image, atol=1e-9)
    outputs = pad.network.predict(image.reshape(1, 784))[0]
    assert page.locator(".bar text:last-child").all_text_contents() == [f"{v:.3f}" for v in outputs]
    widths = page.locator(".bar rect").evaluate_all("bars => bars.map(bar => bar.width.baseVal.value)")
    np.testing.assert_allclose(widths, 72 * outputs, atol=0.01)
    answer = outputs.argmax()
    expect(page.locator(".read")).to_have_text(f"read as {answer} how sure: {outputs[answer]:.3f}")
    expect(page.locator(".bar.answer")).to_have_attribute("data-digit", str(answer))
    x, hidden = image.reshape(1, 784), []
    for layer in pad.network.layers[:-2]:
        x = layer.forward(x)
        hidden.extend(x[0])
    titles = page.locator(".hidden title").all_text_contents()
    np.testing.assert_allclose([float(title) for title in titles], hidden, atol=1e-8)


def test_its_outputs_are_those_of_nnlib(saved, network, mnist):
    pad, X = DigitPad(network), rows(mnist.test_images[:1000])
    found = outputs_of(saved(pad), X)
    assert np.abs(found - pad.network.predict(X)).max() < 1e-12
    assert np.abs(found - network.predict(X)).max() < 1e-5  # in float32, six or seven digits
    assert np.ptp(found.argmax(axis=1)) == 9


@pytest.mark.parametrize("hidden", list(ACTIVATIONS))
def test_every_activation_of_nnlib_is_computed(saved, hidden, mnist):
    net = Network([Dense(784, 30, hidden, rng=1), Dense(30, 10, "sigmoid", rng=2)], "binary_cross_entropy")
    X = rows(mnist.test_images[:20])
    assert np.abs(outputs_of(saved(DigitPad(net)), X) - net.predict(X)).max() < 1e-6


def test_a_digit_is_drawn_by_mouse_and_read(saved, network):
    pad = DigitPad(network)
    page = saved(pad)
    assert_shows(page, pad, pad.image)
    expect(page.locator(".more")).to_contain_text("✓ it is a 7")
    clear(page)
    assert_shows(page, pad, np.zeros((28, 28)))
    expect(page.locator(".more")).to_contain_text("The pad is empty")
    for strokes in ([THREE], [[(14, 3), (13, 25)]], [[(3, 3), (3, 9)], [(8, 3), (8, 26)]], [[(20, 20)]]):
        clear(page)
        draw(page, *strokes)
        ink = ink_of(page)
        for x, y in strokes[-1]:
            assert ink[int(5 * y), int(5 * x)] == 255
        assert_shows(page, pad, centred(ink))
    expect(page.locator(".more")).not_to_contain_text("it is a")


def test_what_happens_during_a_stroke_takes_nothing_from_it(saved, network):
    pad = DigitPad(network)
    page = saved(pad)
    clear(page)
    box = page.locator(".pad").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 180, steps=5)
    page.get_by_role("slider", name="to the right").fill("2")
    page.mouse.move(box["x"] + 180, box["y"] + 60, steps=5)
    page.mouse.up()
    ink = ink_of(page)
    assert ink[70, 70] == ink[70, 104] == 255
    assert_shows(page, pad, pushed(centred(ink), 2, 0, 0))


def test_a_three_drawn_by_mouse_is_read_as_a_three(saved, network):
    page = saved(DigitPad(network))
    clear(page)
    draw(page, THREE)
    expect(page.locator(".read strong")).to_have_text("3")
    expect(page.get_by_role("status")).to_contain_text("read as 3, ")


def test_it_is_used_by_keys_alone(saved, network):
    pad = DigitPad(network)
    page = saved(pad)
    page.keyboard.press("Tab")
    expect(page.get_by_role("application", name="Drawing pad")).to_be_focused()
    expect(page.locator(".pen")).to_be_visible()
    page.keyboard.press("Delete")
    assert not ink_of(page).any()
    for key in ["ArrowUp"] * 10:
        page.keyboard.press(key)
    assert not ink_of(page).any()  # the pen is up
    for key in [" ", *["ArrowDown"] * 20]:
        page.keyboard.press(key)
    ink = ink_of(page)
    y, x = np.nonzero(ink > 128)
    assert (y.min(), y.max(), x.min(), x.max()) == (70 - 40 - 6, 70 + 40 + 5, 64, 75)
    assert_shows(page, pad, centred(ink))
    expect(page.get_by_role("status")).to_contain_text("pen down at 14, 22 of 28; read as")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowLeft")
    np.testing.assert_array_equal(ink_of(page), ink)
    page.keyboard.press(" ")
    page.keyboard.down("ArrowLeft")
    page.keyboard.down("ArrowUp")
    page.keyboard.up("ArrowUp")
    page.keyboard.up("ArrowLeft")
    y, x = np.nonzero(ink_of(page) - ink)
    assert x.min() == 70 - 4 - 4 - 4 - 6  # both at once go aslant
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Clear the pad")).to_be_focused()
    page.keyboard.press("Enter")
    assert not ink_of(page).any()


def test_it_starts_from_a_test_image_that_can_be_pushed_and_drawn_on(saved, network, mnist):
    pad = DigitPad(network)
    page = saved(pad)
    for _ in range(4):
        page.get_by_role("button", name="Other test images").click()
    page.get_by_role("button", name="test image 42, a 4").click()
    digit = mnist.test_images[42] / 255
    assert_shows(page, pad, digit)
    read = pad.network.predict(digit.reshape(1, 784)).argmax()
    expect(page.locator(".more")).to_contain_text(f"{'✓' if read == 4 else '✗'} it is a 4")
    for right, down, noise in ((8, -8, 0), (-8, 8, 0), (4, 0, 0.35), (0, 0, 1)):
        for name, to in (("to the right", right), ("down", down), ("noise", noise)):
            page.get_by_role("slider", name=name, exact=True).fill(str(to))
        assert_shows(page, pad, pushed(digit, right, down, noise))
    page.get_by_role("slider", name="noise").fill("0")
    draw(page, [(9, 4), (17, 4)])
    assert_shows(page, pad, centred(ink_of(page)))
    expect(page.locator(".more")).not_to_contain_text("it is a")
    page.get_by_role("button", name="Other test images").click()
    expect(page.get_by_role("button", name="test image 0, a 7")).to_be_visible()


def test_the_lines_are_the_largest_products(saved, network):
    pad = DigitPad(network)
    page = saved(pad)
    first, second, last, _ = pad.network.layers
    a = first.forward(pad.image.reshape(1, 784))
    strongest = []
    for received in (second.W * a, last.W * second.forward(a)):
        few = sorted(received.ravel(), key=abs, reverse=True)[:24]
        strongest += [v for v in few if abs(v) >= 0.25 * abs(few[0])]
    for kind, count in (("raises", sum(v > 0 for v in strongest)), ("lowers", sum(v < 0 for v in strongest))):
        expect(page.locator(f".network .{kind}:not([style*=none])")).to_have_count(int(count) + 1)  # one explains


def test_a_network_out_of_all_bounds_has_no_answer(saved):
    wild = Network([Dense(784, 16, "relu", rng=0), Dense(16, 10, rng=1), Softmax()], "categorical_cross_entropy")
    wild.layers[0].W *= 1e200
    wild.layers[1].W *= 1e200
    page = saved(DigitPad(wild))
    expect(page.locator(".read")).to_have_text("no answer: the numbers overflow")
    expect(page.locator(".bar.answer")).to_have_count(0)
    assert "nan" not in page.locator(".bar rect").first.get_attribute("width").lower()
    clear(page)
    expect(page.locator(".read")).to_contain_text("read as 0")  # all biases are 0


@pytest.mark.parametrize("widths", [(), (192, 30, 16)])
def test_other_widths_fit_into_the_drawing(saved, widths):
    layers = [Dense(a, b, "relu", "he", rng=b) for a, b in zip((784, *widths), widths, strict=False)]
    last = Dense(widths[-1] if widths else 784, 10, rng=1)
    page = saved(DigitPad(Network([*layers, last, Softmax()], "categorical_cross_entropy")))
    outside = page.locator(".network").evaluate(
        """drawing => [...drawing.querySelectorAll("circle, text")].filter(part => {
               const [inner, outer] = [part.getBBox(), drawing.viewBox.baseVal];
               return inner.x < 0 || inner.x + inner.width > outer.width || inner.y + inner.height > outer.height;
           }).length"""
    )
    assert outside == 0
    expect(page.locator(".network circle.fill")).to_have_count(sum(widths) + 10)


def test_it_answers_at_once(saved, network):
    page = saved(DigitPad(network))
    box = page.locator(".pad").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    strokes, keys, slides = page.evaluate(
        """() => {
            const pad = document.querySelector(".pad");
            const box = pad.getBoundingClientRect();
            const taken = (event) => Array.from({ length: 25 }, (_, k) => {
                const [to, sent] = event(k);
                const start = performance.now();
                to.dispatchEvent(sent);
                document.body.getBoundingClientRect();
                return performance.now() - start;
            });
            const move = (k) => [pad, new PointerEvent("pointermove",
                { clientX: box.left + 40 + 7 * k, clientY: box.top + 40 + 5 * k, bubbles: true })];
            const strokes = taken(move);
            pad.dispatchEvent(new PointerEvent("lostpointercapture"));
            const press = (name) => new KeyboardEvent("keydown", { key: name, bubbles: true });
            pad.dispatchEvent(press(" "));
            const keys = taken((k) => [pad, press(k % 2 ? "ArrowLeft" : "ArrowUp")]);
            const noise = document.querySelectorAll(".slider input")[2];
            const slides = taken((k) => {
                noise.value = k / 25;
                return [noise, new Event("input", { bubbles: true })];
            });
            return [strokes, keys, slides];
        }"""
    )
    page.mouse.up()
    assert ink_of(page)[44 * 140 // 240 :, 120:].any()  # it was drawn
    for taken in (strokes, keys, slides):
        assert statistics.median(taken) < 100
    print([round(statistics.median(taken), 1) for taken in (strokes, keys, slides)])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_page_is_read_on_a_narrow_screen(saved, network, scheme):
    page = saved(DigitPad(network), viewport={"width": 390, "height": 800}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_stands_in_the_lesson(page, open_lesson):
    lesson = open_lesson(LESSON, solved=True)
    lesson.run("import numpy as np")
    lesson.run("mnist = datasets.mnist()")
    lesson.run("def sixteen(seed)")
    lesson.rewrite("DigitPad(net)", "net = sixteen(0)\npad = DigitPad(net)\npad")
    lesson.wait_until_idle()
    piece = lesson.output("pad = DigitPad(net)")
    expect(piece.locator(".digits")).to_be_visible()
    piece.locator(".digits").scroll_into_view_if_needed()
    clear(page)
    draw(page, THREE)
    piece.locator(".pad").focus()
    for key in [" ", "ArrowRight", "ArrowRight", "ArrowDown"]:  # the notebook leaves these keys to the pad
        page.keyboard.press(key)
    piece.get_by_role("slider", name="to the right").fill("3")
    image, shown = image_of(page), page.locator(".bar text:last-child").all_text_contents()
    np.testing.assert_allclose(image, pushed(centred(ink_of(page)), 3, 0, 0), atol=1e-9)
    ask = "print(*(f'{v:.3f}' for v in pad.outputs), repr(float(pad.image.ravel() @ np.arange(784))))"
    lesson.wait_until_told()
    lesson.rewrite("small = np.array", ask)
    lesson.wait_until_idle()
    *outputs, sum_ = lesson.output("pad.outputs").inner_text().split()
    assert outputs == shown
    assert float(sum_) == pytest.approx(image.ravel() @ np.arange(784))
    lesson.wait_until_told()
    lesson.rewrite("pad.outputs", "pad.draw(mnist.test_images[1], 2); pad.right = 0")
    expect(page.locator(".more")).to_contain_text("it is a 2")
    np.testing.assert_allclose(image_of(page), datasets.mnist().test_images[1] / 255, atol=1e-9)
