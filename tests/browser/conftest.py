"""A JupyterLab started as `make lab` starts it, and Chromium to use it as a student does: by menus, keys and eye."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60  # for whatever Lab or a kernel is asked to do, as other tests may keep the cores busy
expect.set_options(timeout=1000 * SECONDS)

# All that lives long is of this module: Playwright's event loop would be in the way of tests that run their own.


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder like the one that `make lab` is called in, with course/ made anew from solutions/."""
    folder = tmp_path_factory.mktemp("folder")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    release = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "*", "--force", "--no-db"],
        cwd=folder,
        env=os.environ | settings_of_nobody(folder),
        capture_output=True,
        text=True,
    )
    assert release.returncode == 0, release.stderr
    shutil.copytree(folder / "course", folder / "released")  # as it was before a test wrote into it
    return folder


def settings_of_nobody(folder: Path) -> dict[str, str]:
    """Where Jupyter and IPython keep what is the user's: here neither read nor changed."""
    names = [
        "IPYTHONDIR",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
    ]
    return {name: str(folder / "settings" / name) for name in names}


@dataclass
class Lab:
    """A running JupyterLab."""

    url: str
    token: str

    def ask(self, method: str, path: str):
        """Ask the server's own interface, and return what it answers."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.url + path, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.loads(answer.read() or "null")

    def end_kernels(self):
        for session in self.ask("GET", "/api/sessions"):
            self.ask("DELETE", f"/api/sessions/{session['id']}")


@pytest.fixture(scope="module")
def lab(folder):
    """JupyterLab in that folder, with the start page that the Makefile gives it."""
    (start_page,) = re.findall(r"--LabApp\.default_url=\S+", (ROOT / "Makefile").read_text(encoding="utf-8"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab = Lab(f"http://127.0.0.1:{port}", secrets.token_hex())
    arguments = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0", start_page]
    if sys.platform != "win32" and os.geteuid() == 0:
        arguments.append("--allow-root")
    environment = os.environ | settings_of_nobody(folder) | {"JUPYTER_TOKEN": lab.token}
    log = folder / "lab.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *arguments],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + SECONDS
        while not answers(lab):
            assert server.poll() is None, f"JupyterLab has ended:\n{log.read_text(encoding='utf-8')}"
            assert time.monotonic() < deadline, f"JupyterLab does not answer:\n{log.read_text(encoding='utf-8')}"
            time.sleep(0.1)
        yield lab
    finally:
        server.terminate()  # it ends its kernels before itself
        server.wait(SECONDS)


def answers(lab: Lab) -> bool:
    try:
        return bool(lab.ask("GET", "/api/status"))
    except urllib.error.URLError:
        return False


@pytest.fixture(scope="module")
def browser(lab, chromium):
    """A window of a small laptop, signed in. All pages share its cache: Lab is large."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(1000 * SECONDS)
    context.request.get(f"{lab.url}/login?token={lab.token}")
    return context


@pytest.fixture
def saved(chromium, tmp_path):
    """Open the page that a plaything saves, from disk, with the network off; options as of a browser's context."""
    opened, troubles = [], []

    def saved(plaything, **options) -> Page:
        file = tmp_path / "page.html"
        plaything.save(file)
        context = chromium.new_context(**{"viewport": {"width": 1000, "height": 900}} | options, offline=True)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(1000 * SECONDS)
        page.on("pageerror", lambda error: troubles.append(f"error in the page: {error}"))
        page.on("console", lambda message: message.type == "error" and troubles.append(f"console: {message.text}"))
        page.on("request", lambda request: None if request.url == file.as_uri() else asked(request.url))
        page.goto(file.as_uri())
        return page

    def asked(url):
        if urlsplit(url).scheme not in ("data", "blob"):
            troubles.append(f"asks for {url}")

    yield saved
    for context in opened:
        context.close()
    assert troubles == []


@pytest.fixture
def page(browser, lab, folder, tmp_path):
    """A page; whatever goes wrong in it unseen fails the test. (A screenshot of a failure is put into tmp_path.)"""
    page = browser.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(f"error in the page: {error}"))
    page.on("console", lambda message: message.type == "error" and troubles.append(f"console: {message.text}"))
    page.on("response", lambda answer: answer.status >= 400 and troubles.append(f"{answer.status}: {answer.url}"))
    page.on("request", lambda request: is_elsewhere(request.url) and troubles.append(f"asks for {request.url}"))
    yield page
    page.close()
    lab.end_kernels()
    # The next test finds each lesson as it was handed out.
    shutil.copytree(folder / "released", folder / "course", dirs_exist_ok=True)
    assert troubles == []


def is_elsewhere(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where a test fails, keep what was on the screen, and say where."""
    report = yield
    if call.when == "call" and report.failed and "page" in item.funcargs:
        file = item.funcargs["tmp_path"] / "screen.png"
        item.funcargs["page"].screenshot(path=file)
        report.sections.append(("Screenshot", str(file)))
    return report


# ---- a lesson on the screen


class Notebook:
    """A notebook open in JupyterLab. A cell is known by a piece of its code."""

    def __init__(self, page: Page):
        self.page = page
        self.toolbar = page.locator(".jp-NotebookPanel-toolbar")
        self.cells = page.locator(".jp-Notebook .jp-CodeCell")

    def cell(self, code: str) -> Locator:
        return self.cells.filter(has=self.page.locator(".jp-InputArea-editor", has_text=code))

    def output(self, code: str) -> Locator:
        return self.cell(code).locator(".jp-Cell-outputArea")

    def run(self, code: str):
        self.cell(code).locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")

    def rewrite(self, code: str, text: str):
        """Put other text into a cell, and run it."""
        self.cell(code).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Shift+Enter")

    def run_all(self):
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def wait_until_idle(self):
        """Wait until the kernel has done what it was asked to do."""
        expect(self.toolbar.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle")

    def wait_until_told(self):
        """Wait until what a widget has to tell Python has arrived there: one change after another, as each is taken."""
        self.page.wait_for_timeout(500)
        self.wait_until_idle()

    def validate(self) -> Locator:
        """Press Validate; the dialog that comes of it."""
        self.toolbar.get_by_text("Validate", exact=True).click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_contain_text("Validation Results")
        return dialog

    def texts(self) -> list[tuple[str, str]]:
        """The code of each cell and the text of its output, in order, of all cells whether on the screen or not."""
        return self.cells.evaluate_all(
            """cells => cells.map(cell => [".jp-InputArea-editor", ".jp-Cell-outputArea"].map(
                   part => cell.querySelector(part).textContent))"""
        )


@pytest.fixture
def open_lesson(page, lab, folder):
    """Open a notebook of course/ by its path in there, and wait until its kernel is ready for a student."""

    def open_lesson(path: str, *, solved: bool = False) -> Notebook:
        if solved:
            write_answers(folder / "course" / path, folder / "solutions" / path)
        page.goto(f"{lab.url}/lab/tree/course/{path}?reset")  # reset: without what the last test had open
        notebook = Notebook(page)
        expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
        return notebook

    return open_lesson


def write_answers(released: Path, written: Path):
    """Put the answers of the lesson as it was written into the cells that were emptied for the release."""
    answers = {name: cell["source"] for name, cell in graded(json.loads(written.read_text(encoding="utf-8")))}
    notebook = json.loads(released.read_text(encoding="utf-8"))
    for name, cell in graded(notebook):
        if cell["metadata"]["nbgrader"]["solution"]:
            cell["source"] = [line for line in answers[name] if "### " not in line]
    released.write_text(json.dumps(notebook), encoding="utf-8")


def graded(notebook: dict):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            yield cell["metadata"]["nbgrader"]["grade_id"], cell
