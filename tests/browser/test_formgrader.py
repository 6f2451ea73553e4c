"""Formgrader in a browser: its button marks a submission in the sandbox, and its pages show what came of it."""

import json
import shutil

import pytest
from playwright.sync_api import expect

from grading.gradebook import Course

LESSON = "00-welcome"
HOSTILE = "import os\nos._exit(0)"
SCRIPT = "<script>document.title = 'taken over'</script>"


@pytest.fixture
def handed_in(folder):
    """Two submissions to the welcome lesson: ann's is solved, eve's ends its Python and has a script in its text."""
    for student in ("ann", "eve"):
        place = folder / "submitted" / student / LESSON
        place.mkdir(parents=True)
        notebook = json.loads((folder / "solutions" / LESSON / "welcome.ipynb").read_text(encoding="utf-8"))
        if student == "eve":
            notebook["cells"].insert(0, {"id": "script", "cell_type": "markdown", "source": SCRIPT, "metadata": {}})
            for cell in notebook["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("solution"):
                    cell["source"] = HOSTILE
        (place / "welcome.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    Course(folder).remember(LESSON)  # formgrader lists submissions to lessons that its gradebook knows
    yield
    for kind in ("submitted", "autograded"):
        shutil.rmtree(folder / kind, ignore_errors=True)
    (folder / "gradebook.db").unlink()


def test_the_button_marks_in_the_sandbox(browser, lab, handed_in):
    page = browser.new_page()  # formgrader's own pages ask for MathJax elsewhere
    page.route("https://**/*", lambda route: route.abort())
    for student in ("ann", "eve"):
        page.goto(f"{lab.url}/formgrader/manage_submissions/{LESSON}")
        row = page.locator("tr", has=page.locator(".student-id", has_text=student))
        row.locator(".autograde a").click()
        expect(page.locator(".modal-title")).to_have_text("Success")
        page.goto(f"{lab.url}/formgrader/manage_submissions/{LESSON}")
        expect(row.locator(".status")).to_contain_text("graded")
        expect(row.locator(".score")).to_have_text("1 / 1" if student == "ann" else "0 / 1")
    page.goto(f"{lab.url}/formgrader/gradebook/{LESSON}/welcome")
    page.locator("a", has_text="Submission #").first.click()
    expect(page.locator(".nbgrader_cell").first).to_be_visible()
    assert page.title() != "taken over"
    page.close()
