"""The website, built once as `make docs` builds it: what it shows, what it keeps to itself, and how it is read."""

import functools
import http.server
import os
import pkgutil
import re
import runpy
import subprocess
import sys
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import nncheck
import nnlib
from nnlib import Network, accuracy, datasets

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))
import pages as made  # noqa: E402

LESSONS = sorted(path.relative_to(ROOT) for path in ROOT.glob("course/*/*.ipynb"))
LESSON = "course/05-backprop-by-hand/backprop-by-hand.html"
GUIDE = "slips.html"
ADDRESS = "https://github.com/nobody/networks"

every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
each_kind_of_page = pytest.mark.parametrize("name", ["index.html", LESSON, GUIDE])


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The folder of the website, of a repository that is on GitHub."""
    folder = tmp_path_factory.mktemp("docs")
    remote = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "remote.origin.url", "GIT_CONFIG_VALUE_0": ADDRESS + ".git"}
    build = subprocess.run(
        [sys.executable, "-m", "sphinx", "-M", "html", DOCS, folder, "-W", "--keep-going"],
        env=os.environ | remote,
        capture_output=True,
        text=True,
    )
    assert build.returncode == 0, build.stderr
    return folder / "html"


def test_make_builds_it_as_it_is_built_here():
    assert "-m sphinx -M html docs docs/_build -W --keep-going" in (ROOT / "Makefile").read_text(encoding="utf-8")


# ---- HTML as it is written


class Page(HTMLParser):
    """What a page links to, what it loads, the places that can be linked to, and its text."""

    def __init__(self, file):
        super().__init__()
        self.links, self.loaded, self.places, self.texts = [], [], set(), []
        self.feed(file.read_text(encoding="utf-8"))
        self.text = "".join(self.texts)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.places |= {attributes.get("id"), attributes.get("name")} - {None}
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        if tag == "link" and {"stylesheet", "icon", "preload"} & set(attributes.get("rel", "").split()):
            self.loaded.append(attributes["href"])
        if attributes.get("src"):
            self.loaded.append(attributes["src"])

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def html(site):
    """All pages by their path in the site; what the theme keeps in _static/ is none."""
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return {name: Page(site / name) for name in names if not name.startswith("_static/")}


def test_every_link_leads_somewhere(site, html):
    broken, followed = [], 0
    for name, page in html.items():
        for link in page.links + page.loaded:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = os.path.normpath(Path(name).parent / unquote(parts.path)) if parts.path else name
            there = (site / target).is_file()
            if not there or (parts.fragment and unquote(parts.fragment) not in html[target].places):
                broken.append(f"{name}: {link}")
            followed += 1
    assert broken == []
    assert followed > 1000


def test_no_page_loads_from_elsewhere(html):
    elsewhere = {link for page in html.values() for link in page.loaded if urlsplit(link).scheme not in ("", "data")}
    assert elsewhere == set()


def test_the_front_page_shows_what_a_check_really_says():
    with pytest.raises(AssertionError) as failure:
        nncheck.check("05/E_total", 0.596742218)
    assert str(failure.value) in (DOCS / "index.md").read_text(encoding="utf-8")


def test_a_title_says_the_name_of_the_site_once(opened):
    assert opened("index.html").title() == "Neural networks by hand"
    assert opened(GUIDE).title().endswith(" — Neural networks by hand")


def test_all_that_is_public_is_described(html):
    # What plots and the library share among themselves stays inside.
    shared = {"nnlib.arguments", "nnlib.plots.axes", "nnlib.plots.layers"}
    modules = {module.name for module in pkgutil.walk_packages(nnlib.__path__, "nnlib.")} - shared
    places = set().union(*(page.places for name, page in html.items() if name.startswith("api/")))
    assert {f"module-{name}" for name in modules} <= places
    assert {f"nncheck.{name}" for name in nncheck.__all__} <= places
    assert {"nnlib.network.Network.save", "nnlib.widgets.weight_slider", "nnlib.trace.Trace"} <= places


# ---- lessons


@functools.cache
def notebook(path):
    return nbformat.read(ROOT / path, 4)


def in_solutions(lesson):
    return Path("solutions", *lesson.parts[1:])


def role(cell, name):
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get(name)


def said(cell):
    """The lines that a cell has printed or shown."""
    for output in cell.get("outputs", []):
        yield from (output.get("text") or output.get("data", {}).get("text/plain", "")).splitlines()


def squeezed(text):
    """Without spaces, and without the backticks that a page shows as another font."""
    return re.sub(r"[\s`]+", "", text)


@every_lesson
def test_a_lesson_shows_no_answer(html, lesson):
    released, written = notebook(lesson), notebook(in_solutions(lesson))
    open_to_all = "\n".join(cell.source for cell in released.cells)
    open_to_all += "\n".join(line for cell in written.cells if made.is_open(cell) for line in said(cell))
    hidden = []
    for cell in written.cells:
        if role(cell, "solution"):
            answer = re.search(r"### BEGIN SOLUTION\n(.*)### END SOLUTION", cell.source, re.DOTALL)
            hidden += answer[1].splitlines()
        if role(cell, "grade"):
            hidden += re.search(r"### BEGIN HIDDEN TESTS\n(.*)### END HIDDEN TESTS", cell.source, re.DOTALL)[
                1
            ].splitlines()
        if role(cell, "solution") or role(cell, "grade") or made.JUDGES.search(cell.source):
            hidden += said(cell)
    hidden = {squeezed(line) for line in hidden} - {""}
    hidden = {line for line in hidden if line not in squeezed(open_to_all)}
    assert len(hidden) >= 3
    shown = squeezed(html[lesson.with_suffix(".html").as_posix()].text)
    assert [line for line in hidden if line in shown] == []
    assert "BEGINSOLUTION" not in shown
    assert "HIDDENTESTS" not in shown


@every_lesson
def test_a_lesson_shows_its_figures(html, lesson):
    figures = [
        line
        for cell in notebook(in_solutions(lesson)).cells
        for output in cell.get("outputs", [])
        for line in re.findall(r"src=.data:image/png", output.get("data", {}).get("text/html", ""))
    ]
    page = html[lesson.with_suffix(".html").as_posix()]
    assert sum(link.startswith("data:image/png") for link in page.loaded) == len(figures)
    assert figures or lesson.stem == "welcome"


def test_only_open_cells_show_what_came_out():
    def cell(id, source, **mark):
        output = nbformat.v4.new_output("stream", name="stdout", text=id)
        metadata = {"nbgrader": mark} if mark else {}
        return nbformat.v4.new_code_cell(source, id=id, outputs=[output], metadata=metadata)

    def lesson(changed):
        cells = [
            cell("open", "print(1)"),
            cell("given", "print(2)", locked=True),
            cell("changed", changed),
            cell("answer", "x = 1", solution=True),
            cell("checked", "check('a', x)", grade=True),
            cell("aside", "progress('01')"),
        ]
        return nbformat.v4.new_notebook(cells=cells)

    released = lesson("print(3)")
    for new in released.cells:
        new.outputs = []
    shown = made.with_figures(released, lesson("print(4)"))
    assert [out.text for new in shown.cells for out in new.outputs] == ["open", "given"]


# ---- the repository


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/nobody/networks.git", ADDRESS),
        ("https://github.com/nobody/networks", ADDRESS),
        ("git@github.com:nobody/networks.git", ADDRESS),
        ("ssh://git@github.com/nobody/networks/", ADDRESS),
        ("https://name:password@gitlab.com/group/nobody/networks.git", "https://gitlab.com/group/nobody/networks"),
        ("git@codeberg.org:nobody/networks.git", "https://codeberg.org/nobody/networks"),
        ("https://example.org:8443/nobody/networks.git", "https://example.org:8443/nobody/networks"),
        ("git@example.org:nobody/networks.git", ""),  # whether a browser finds it there, nobody knows
        ("/srv/git/networks", ""),
        ("", ""),
    ],
)
def test_the_address_comes_from_the_remote(remote, address):
    assert made.address(remote) == address


@pytest.mark.parametrize(
    ("repository", "services"),
    [
        (ADDRESS, {"binderhub_url", "colab_url"}),
        ("https://gitlab.com/nobody/networks", {"binderhub_url"}),
        ("https://gitlab.com/group/nobody/networks", set()),
        ("https://codeberg.org/nobody/networks", set()),
        ("", set()),
    ],
)
def test_the_repository_is_linked_and_lessons_are_launched_where_that_works(monkeypatch, repository, services):
    monkeypatch.setattr(made, "repository", lambda: repository)
    options = runpy.run_path(str(DOCS / "conf.py"))["html_theme_options"]
    assert [link["url"] for link in options.get("icon_links", [])] == ([repository] if repository else [])
    assert set(options.get("launch_buttons", {})) - {"notebook_interface"} == services


def test_every_page_links_the_repository(html):
    assert [name for name, page in html.items() if "/" not in name and ADDRESS not in page.links] == []


@every_lesson
def test_a_lesson_is_launched_and_downloaded(site, html, lesson):
    name = lesson.with_suffix(".html")
    links = html[name.as_posix()].links
    (binder,) = [link for link in links if link.startswith("https://mybinder.org/v2/gh/nobody/networks/")]
    assert parse_qs(urlsplit(binder).query)["urlpath"] == [f"lab/tree/{lesson.as_posix()}"]
    (colab,) = [link for link in links if link.startswith("https://colab.research.google.com/")]
    assert re.fullmatch(rf"/github/nobody/networks/blob/[\w.-]+/{re.escape(lesson.as_posix())}", urlsplit(colab).path)
    (file,) = [site / name.parent / link for link in links if link.startswith("../../_sources/")]
    assert file.read_bytes() == (ROOT / lesson).read_bytes()


def test_the_cell_for_colab_has_the_address(html):
    assert ADDRESS in html["colab.html"].text
    assert "ADDRESS" not in html["colab.html"].text


def test_links_out_of_docs_lead_to_lessons_and_files(monkeypatch):
    source = ["[a](../course/01-neuron/neuron.ipynb#b) [c](../Makefile) [d](slips.md)"]
    monkeypatch.setattr(made, "repository", lambda: ADDRESS)
    monkeypatch.setattr(made, "branch", lambda: "main")
    made.links(None, "students", there := source.copy())
    assert there == [f"[a](course/01-neuron/neuron.ipynb#b) [c]({ADDRESS}/blob/main/Makefile) [d](slips.md)"]
    monkeypatch.setattr(made, "repository", lambda: "https://gitlab.com/nobody/networks")
    made.links(None, "students", there := source.copy())
    assert "[c](https://gitlab.com/nobody/networks/-/blob/main/Makefile)" in there[0]
    monkeypatch.setattr(made, "repository", lambda: "https://example.org/nobody/networks")
    made.links(None, "students", there := source.copy())
    assert there == ["[a](course/01-neuron/neuron.ipynb#b) c [d](slips.md)"]
    monkeypatch.setattr(made, "repository", lambda: "")
    made.links(None, "students", source)
    assert source == ["[a](course/01-neuron/neuron.ipynb#b) c [d](slips.md)"]


# ---- the network on the front page


def test_the_network_reads_digits():
    network, mnist = Network.load(made.DIGITS), datasets.mnist()
    assert [layer.W.shape for layer in network.layers[:-1]] == [(16, 784), (16, 16), (10, 16)]
    outputs = network.predict(mnist.test_images.reshape(-1, 784) / 255)
    assert accuracy(outputs, datasets.one_hot(mnist.test_labels, 10)) >= 0.96
    assert made.DIGITS.stat().st_size < 60_000


# ---- in a browser


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(site):
    """Where the site is served, on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=site)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def opened(chromium, address):
    """Open pages of the site; asking for another host, a missing file or an error in a page fails the test."""
    contexts, troubles = [], []

    def opened(name, width=1280, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"error in the page: {error}"))
        page.on("response", lambda answer: answer.status >= 400 and troubles.append(f"{answer.status}: {answer.url}"))
        page.on("request", lambda request: asked(request.url))
        page.goto(name if "://" in name else address + name)
        page.evaluate("() => window.MathJax?.startup.promise")
        return page

    def asked(url):
        if not url.startswith((address, "data:", "blob:", "file:")):
            troubles.append(f"asks for {url}")

    yield opened
    assert troubles == []
    for context in contexts:
        context.close()


@each_kind_of_page
def test_a_page_asks_no_other_host_and_sets_its_formulas(opened, name):
    page = opened(name)
    formulas = page.locator("main .math")
    assert page.locator("main .math mjx-container").count() == formulas.count()
    assert page.locator("mjx-merror").count() == 0
    if name == LESSON:
        assert formulas.count() > 50


TOO_WIDE = "boxes => boxes.filter(b => b.scrollWidth > b.clientWidth).map(b => b.textContent)"


def test_formulas_and_given_numbers_are_whole(opened):
    page = opened(LESSON)
    assert page.locator("mjx-container, .cell_output .text_html").evaluate_all(TOO_WIDE) == []
    page = opened(LESSON, 390)
    assert page.locator("p mjx-container, div.math mjx-container").evaluate_all(TOO_WIDE) == []


def test_the_playthings_are_alive_and_whole(opened):
    for width in (390, 1280):
        page = opened("index.html", width)
        stepper, digits = (page.frame_locator(f".plaything-frame.{name}") for name in ("stepper", "digits"))
        stepper.get_by_role("button", name="Forward").click()
        expect(stepper.locator(".formula")).to_contain_text("0.3775")
        expect(digits.locator("body")).to_contain_text("it is a 7")
        stepper.get_by_role("slider", name="found up to").press("End")
        expect(stepper.locator("tbody tr").last).to_be_visible()
        for frame in page.frames[1:]:
            frame.wait_for_function("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("width", [390, 768, 1024, 1280])
def test_the_playthings_are_whole_also_from_disk(opened, site, width):
    page = opened((site / "index.html").as_uri(), width)
    for frame, shown in zip(page.frames[1:], (".formula", "canvas"), strict=True):
        expect(frame.locator(shown).first).to_be_visible()
        assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
@pytest.mark.parametrize("name", ["index.html", LESSON, GUIDE, "playthings/stepper.html", "playthings/digits.html"])
def test_everybody_can_read_it(chromium, address, name, scheme, width):
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 720})
    page = context.new_page()
    page.goto(address + name)
    page.evaluate("() => window.MathJax?.startup.promise")
    found = Axe().run(page).response["violations"]
    context.close()
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in grave] == []


def test_no_page_moves_sideways_on_a_telephone(opened, address, html):
    page, wide = opened("index.html", 390), {}
    for name in html:
        page.goto(address + name)
        page.evaluate("() => window.MathJax?.startup.promise")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 390:
            wide[name] = width
    assert wide == {}
