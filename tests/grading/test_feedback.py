"""What a student hands in runs in nobody's browser: not in the feedback, not in formgrader, not in the report."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from playwright.sync_api import sync_playwright
from small_lesson import code, lesson

from grading import classes, executors, report
from grading.gradebook import Course

ROOT = Path(__file__).resolve().parents[2]
NAME = "90-small"
SCRIPT = "<script>gotcha()</script>"
HTML = [
    SCRIPT,
    "<img src=x onerror=gotcha()>",
    "<svg onload=gotcha()><script>gotcha()</script></svg>",
    "<a href='javascript:gotcha()'>a link</a>",
    "<a href=' JaVa\tScript:gotcha()'>another</a>",
    "<a href='data:text/html,<script>gotcha()</script>'>a third</a>",
    "<iframe srcdoc='<script>parent.gotcha()</script>'></iframe>",
    "<object data='javascript:gotcha()'></object><embed src='javascript:gotcha()'>",
    "<form action='javascript:gotcha()'><button>press</button><input autofocus onfocus=gotcha()></form>",
    "<style>body { display: none }</style>",
    "<p style='position: fixed; top: 0; background: url(javascript:gotcha())'>styled</p>",
    "<math><mtext><table><mglyph><style><img src=x onerror=gotcha()>",
    "<noscript><p title='</noscript><img src=x onerror=gotcha()>'>",
    "<details open ontoggle=gotcha()>more</details>",
    "<span class='full-credit' id='check-average'>full credit</span>",
    "<img src='https://example.org/who-looks.png'>",
]
MARKDOWN = [
    *HTML,
    "[a link](javascript:gotcha())",
    "![a figure](javascript:gotcha())",
    f"$x$ {SCRIPT}",
    f"```{SCRIPT}\n{SCRIPT}\n```",
    f"# {SCRIPT}",
]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload='gotcha()'>{SCRIPT}</svg>"
# What a cell displays, by type, and what it says about it.
DISPLAYED = [
    *(({"text/html": html}, {}) for html in HTML),
    ({"text/html": SCRIPT}, {"text/html": {"isolated": True}}),
    ({"text/markdown": SCRIPT}, {}),
    ({"text/latex": SCRIPT}, {}),
    ({"text/plain": SCRIPT}, {}),
    ({"text/vnd.mermaid": SCRIPT}, {}),
    ({"application/javascript": "gotcha()"}, {}),
    ({"application/vnd.jupyter.widget-view+json": {"model_id": SCRIPT}}, {}),
    ({"image/svg+xml": SVG}, {}),
    ({"image/png": f"'>{SCRIPT}"}, {}),
    ({"image/png": PIXEL}, {"width": "1 onload=gotcha()"}),
    ({"image/png": PIXEL}, {"image/png": {"width": "1 onload=gotcha()", "alt": f"'>{SCRIPT}"}}),
    ({"image/png": PIXEL}, {"filenames": {"image/png": f"'>{SCRIPT}"}}),
]
OUTPUTS = [f"print({SCRIPT!r})", f"raise ValueError({SCRIPT!r})", f"import sys; print({SCRIPT!r}, file=sys.stderr)"]
HARMLESS_HTML = (
    f'<img src="data:image/png;base64,{PIXEL}" alt="a figure" style="width: 560px; max-width: 100%">'
    '<table><tr><th scope="row">rate</th><td style="text-align: left">0.5</td></tr></table>'
)
HARMLESS_MARKDOWN = """# A heading

$a < b$ and **bold**, [a page](https://example.org)

| x | y |
|---|---|
| 1 | 2 |

<details><summary>more</summary>a sentence</details>

```python
x = 1 < 2
```
"""


def shows(data, metadata):
    return code(f"from IPython.display import display\ndisplay({data!r}, metadata={metadata!r}, raw=True)")


def markdown(source):
    return {"cell_type": "markdown", "source": source, "metadata": {}}


HARMLESS = [
    shows({"text/html": HARMLESS_HTML}, {}),
    shows({"image/png": PIXEL}, {}),
    markdown(HARMLESS_MARKDOWN),
]
HOSTILE = [
    *(shows(data, metadata) for data, metadata in DISPLAYED),
    *map(code, OUTPUTS),
    *map(markdown, MARKDOWN),
    {"cell_type": "raw", "source": SCRIPT, "metadata": {"raw_mimetype": "text/html"}},
]


def submission(cells):
    """The small lesson with a wrong answer, and with cells of the student's own."""
    nb = lesson(average="def average(numbers):\n    return sum(numbers)")
    nb["cells"] += [{"id": f"own-{k}", **cell} for k, cell in enumerate(cells)]
    return nb


def marked_course(root, students):
    """A course folder in which the small lesson of these students is marked."""
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "solutions" / NAME).mkdir(parents=True)
    (root / "solutions" / NAME / "small.ipynb").write_text(json.dumps(lesson()))
    course = Course(root)
    for student, (file, nb) in students.items():
        course.place("submitted", student, NAME).mkdir(parents=True)
        (course.place("submitted", student, NAME) / file).write_text(json.dumps(nb))
    with executors.executor_of(1, None) as executor:
        assert classes.grade(course, NAME, executor, told=lambda record: None) == {"graded": len(students)}
    return course


def formgraders_exporter(root):
    """What makes formgrader's pages, when JupyterLab is started in the course folder."""
    with contextlib.chdir(root):
        formgrader = FormgradeExtension()
        formgrader.root_dir = str(root)
        formgrader.initialize([])
        server = SimpleNamespace(settings={})
        formgrader.init_tornado_settings(server)
    return server.settings["nbgrader_exporter"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages of two students, one of them hostile: what generate_feedback wrote, and what formgrader shows."""
    root = tmp_path_factory.mktemp("course")
    cells = {"honest": HARMLESS, "hostile": HARMLESS + HOSTILE}
    course = marked_course(root, {student: ("small.ipynb", submission(own)) for student, own in cells.items()})
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_feedback", NAME],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    exporter = formgraders_exporter(root)
    found = {}
    for student in ("honest", "hostile"):
        marked = course.place("autograded", student, NAME) / "small.ipynb"
        shown, _ = exporter.from_filename(str(marked), resources={"index": 0, "total": 2})
        (root / "feedback" / student / NAME / "formgrader.html").write_text(shown, encoding="utf-8")
        for page in ("small", "formgrader"):
            found[page, student] = root / "feedback" / student / NAME / f"{page}.html"
    return found


LOOK = """() => {
    const all = [...document.querySelectorAll("*")], attributes = all.flatMap(element => [...element.attributes])
    return {
        ran: window.ran,
        text: document.body.innerText,
        tags: all.map(element => element.localName),
        handlers: attributes.filter(a => a.name.startsWith("on")).map(a => a.value),
        protocols: [...document.links].map(link => link.protocol),
        sources: all.map(element => element.getAttribute("src") || "").filter(src => !src.startsWith("data:image/")),
        alt: [...document.images].filter(image => image.naturalWidth > 0).map(image => image.alt),
        styles: attributes.filter(a => a.name == "style").map(a => a.value),
        ids: all.map(element => element.id),
        classes: all.flatMap(element => [...element.classList]),
    }
}"""


@pytest.fixture(scope="module")
def seen(pages):
    """What Chromium makes of each page."""
    if (chromium := shutil.which("chromium")) is None:
        pytest.skip("chromium is not here")
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(offline=True)
        context.add_init_script("window.ran = 0; window.gotcha = () => { window.ran += 1 }")
        for place, file in pages.items():
            page = context.new_page()
            page.goto(file.as_uri())
            found[place] = page.evaluate(LOOK)
        browser.close()
    return found


both_pages = pytest.mark.parametrize("page", ["small", "formgrader"], ids=["feedback", "formgrader"])


@both_pages
def test_nothing_of_a_submission_runs(seen, page):
    honest, hostile = seen[page, "honest"], seen[page, "hostile"]
    assert hostile["ran"] == 0
    assert hostile["handlers"] == honest["handlers"]
    assert set(hostile["protocols"]) <= set(honest["protocols"]), "no link runs anything"
    assert set(hostile["sources"]) == set(honest["sources"]), "nothing is asked for"
    for tag in ("script", "style", "iframe", "object", "embed", "form", "input", "button", "meta", "svg", "math"):
        assert hostile["tags"].count(tag) == honest["tags"].count(tag)


@both_pages
def test_nothing_of_a_submission_looks_like_nbgraders_own(seen, page):
    honest, hostile = seen[page, "honest"], seen[page, "hostile"]
    assert set(hostile["styles"]) - {""} == set(honest["styles"])
    for name in ("full-credit", "check-average"):
        assert hostile["classes"].count(name) == honest["classes"].count(name)
        assert hostile["ids"].count(name) == honest["ids"].count(name)


@both_pages
def test_what_had_to_go_is_there_to_be_read(seen, page):
    assert seen[page, "hostile"]["text"].count("<script>gotcha()</script>") > 10


@both_pages
def test_figures_tables_and_messages_stay(seen, page):
    for student in ("honest", "hostile"):
        found = seen[page, student]
        assert "a figure" in found["alt"] and len(found["alt"]) >= 2
        assert "max-width: 100%" in " ".join(found["styles"])
        assert {"th", "td", "strong", "details", "summary", "h1"} <= set(found["tags"])
        assert {"highlight", "kn"} <= set(found["classes"]), "code is coloured"
        for words in ("A heading", "$a < b$", "rate", "✗ 00/average: "):
            assert words in found["text"]


def test_the_list_on_top_names_the_exercises(pages):
    for student in ("honest", "hostile"):
        page = pages["small", student].read_text(encoding="utf-8")
        top = page[page.index('<div id="toc">') :].partition("</div>")[0]
        links = re.findall(r'<a href="#(.*?)">(.*?)</a> \(Score: (.*?) /', top)
        assert links == [("check-average", "00/average", "0.0"), ("check-weighted_sum", "01/weighted_sum", "1.0")]


def test_the_report_shows_names_as_text(tmp_path):
    name = "<img src=x onerror=gotcha()>"
    course = marked_course(tmp_path, {name: (f"{name}.ipynb", submission([markdown(SCRIPT), code(SCRIPT)]))})
    page = report.write(course, NAME, names=True).read_text(encoding="utf-8")
    assert "&lt;img src=x onerror=gotcha()&gt;" in page
    assert "<img" not in page and "<script" not in page
