"""What a student sees and does in JupyterLab: open a lesson, run it, fail a check, put it right, validate."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import nncheck
from nnlib import Trace

WELCOME = "00-welcome/welcome.ipynb"
BACKPROP = "05-backprop-by-hand/backprop-by-hand.ipynb"
SOLUTIONS = Path(__file__).parents[2] / "solutions"
LESSONS = sorted(str(path.relative_to(SOLUTIONS)) for path in SOLUTIONS.glob("*/*.ipynb"))
OTHERS = [path for path in LESSONS if path not in (WELCOME, BACKPROP)]
EXERCISES = nncheck.exercises("05")

ANSWER = "net_h1 = ...net_h2 = ..."  # as the browser reads it, lines follow each other without a space
CHECK = 'check("05/net_h1", net_h1)'


def assert_nothing_in_the_way(page):
    page.wait_for_load_state("networkidle")  # all that Lab asked its server for at the start has come, or failed
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)


def test_lab_starts_on_the_welcome_lesson(page, lab):
    page.goto(lab.url)
    expect(page.locator(".jp-RenderedMarkdown h1")).to_have_text(re.compile("Welcome"))
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    assert_nothing_in_the_way(page)


def test_lesson_opens_with_every_formula_typeset(page, open_lesson, folder):
    open_lesson(BACKPROP)
    cells = json.loads((folder / "course" / BACKPROP).read_text(encoding="utf-8"))["cells"]
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    formulas = re.findall(r"\$\$.+?\$\$|\$.+?\$", "\n".join(prose), re.DOTALL)
    expect(page.locator(".jp-RenderedMarkdown")).to_have_count(len(prose))
    expect(page.locator(".jp-RenderedMarkdown mjx-container")).to_have_count(len(formulas))
    expect(page.locator("mjx-merror, [data-mjx-error]")).to_have_count(0)
    expect(page.locator(".jp-RenderedMarkdown", has_text=re.compile(r"\$|\\[a-z]"))).to_have_count(0)
    assert_nothing_in_the_way(page)


def test_blank_lesson_runs_up_to_its_first_check(open_lesson):
    notebook = open_lesson(BACKPROP)
    notebook.run_all()
    expect(notebook.output(CHECK)).to_contain_text("net_h1 is not written yet")
    notebook.wait_until_idle()
    texts = notebook.texts()
    (here,) = (k for k, (code, _) in enumerate(texts) if CHECK in code)
    assert not re.search(r"Traceback|site-packages|nncheck/", texts[here][1])
    assert [output for _, output in texts[:here] if "Error" in output] == []
    assert [(code, output) for code, output in texts[here + 1 :] if output] == []


def test_wrong_answer_is_named_and_the_right_one_passes(open_lesson):
    notebook = open_lesson(BACKPROP)
    notebook.run("import numpy as np")
    notebook.run("globals().update(given")
    notebook.rewrite(ANSWER, "net_h1 = w1 * i1 + w3 * i2 + b1")
    notebook.run(CHECK)
    expect(notebook.output(CHECK)).to_contain_text("w3 leads to h2. Into h1 come w1 (from i1) and w2 (from i2).")
    expect(notebook.output(CHECK)).to_contain_text("What came in: net_h1 = 0.3825")
    notebook.rewrite("net_h1 = w1 * i1 + w3", "net_h1 = w1 * i1 + w2 * i2 + b1")
    notebook.run(CHECK)
    expect(notebook.output(CHECK)).to_have_text("✓ 05/net_h1")


def test_number_typed_in_is_told_to_become_a_formula(open_lesson):
    notebook = open_lesson(BACKPROP)
    notebook.run("import numpy as np")
    notebook.run("globals().update(given")
    notebook.rewrite(ANSWER, "net_h1 = 0.3775")
    notebook.run(CHECK)
    expect(notebook.output(CHECK)).to_contain_text("net_h1 is the right number. Now write it with the names")


def test_solved_lesson_passes_shows_its_figures_and_moves_its_widgets(open_lesson):
    notebook = open_lesson(BACKPROP, solved=True)
    notebook.run_all()
    core = sum(exercise.core for exercise in EXERCISES)
    expect(notebook.output('progress("05")')).to_contain_text(f"{core} of {core} core exercises done")
    texts = notebook.texts()
    checks = [output for code, output in texts if code.startswith(("check(", "score("))]
    assert checks == [f"✓ {exercise.id}\n" for exercise in EXERCISES]
    drawing = [code for code, _ in texts if ".figure(" in code or code.startswith("plots.")]
    assert drawing
    for code in drawing:
        assert_picture_is_whole(notebook.output(code).locator("img"))

    curve = notebook.output("weight_slider(")
    for key, w5 in [("ArrowRight", 0.5), ("Home", -12), ("End", 6)]:
        notebook.wait_until_idle()  # a hand is slower than the kernel
        curve.get_by_role("slider").press(key)
        error = re.escape(f"w5 = {w5:.2f} it is {Trace(w5=w5)['E_total'].value:.6f}")
        expect(curve.locator("img")).to_have_attribute("alt", re.compile(error))
        assert_picture_is_whole(curve.locator("img"))


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path[:2])
def test_every_solved_lesson_runs_to_its_end(open_lesson, path):
    notebook = open_lesson(path, solved=True)
    notebook.run_all()
    asked = nncheck.exercises(path[:2])
    core = sum(exercise.core for exercise in asked)
    last = notebook.output(f'progress("{path[:2]}")').last
    expect(last).to_contain_text(f"{core} of {core} core exercises done")
    notebook.wait_until_idle()
    texts = notebook.texts()
    checks = [output.partition("\n")[0] for code, output in texts if code.startswith(("check(", "score("))]
    assert checks == [f"✓ {exercise.id}" for exercise in asked]
    assert [output for _, output in texts if "Error" in output and "Traceback" in output] == []
    pictures = notebook.page.locator(".jp-OutputArea-output img")
    assert pictures.count() >= 5
    for k in range(pictures.count()):
        assert_picture_is_whole(pictures.nth(k))


def assert_picture_is_whole(image):
    """It was decoded, is shown in its own shape and inside its cell, and says in words what it shows."""
    measured = None
    for _ in range(50):  # a widget draws a picture again when the kernel echoes its value: then measure the new one
        measured = measured or image.evaluate(
            """image => image.isConnected && image.complete && [
                   image.width / image.height, image.naturalWidth / image.naturalHeight,
                   image.closest(".jp-OutputArea-output").getBoundingClientRect().right
                   - image.getBoundingClientRect().right]"""
        )
    shown, drawn, room = measured
    assert shown == pytest.approx(drawn, rel=0.01)
    assert room >= 0
    assert image.get_attribute("alt") not in (None, "", "Image")  # "Image" is what Lab puts where nothing is said


def test_validate_lists_what_fails(open_lesson):
    dialog = open_lesson(BACKPROP).validate()
    for exercise in EXERCISES:
        expect(dialog).to_contain_text(f"✗ {exercise.id}: ")
    expect(dialog).not_to_contain_text(re.compile("Traceback|site-packages|nncheck/"))


def test_validate_passes_a_solved_lesson(open_lesson):
    dialog = open_lesson(BACKPROP, solved=True).validate()
    expect(dialog).to_contain_text("Success! Your notebook passes all the tests.")


def test_welcome_is_solved_by_typing_the_average(open_lesson):
    notebook = open_lesson(WELCOME)
    notebook.run("from nncheck import check")
    notebook.rewrite("def average(numbers)", "def average(numbers):\n    return sum(numbers) / len(numbers)")
    notebook.run("check(")
    expect(notebook.output("check(")).to_have_text("✓ 00/average")
