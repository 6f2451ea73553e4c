"""What the website holds that nobody writes: lessons with figures and without answers, playthings, launch buttons.

A Sphinx extension. A lesson's page is the notebook of course/, as a student opens it; where a cell neither asks nor
answers, its output comes from solutions/. MathJax and the playthings are served from the site itself.
"""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import nbformat

from nnlib import Network
from nnlib.widgets.digits import DigitPad
from nnlib.widgets.stepper import Stepper

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
DIGITS = DOCS / "digits.npz"
MATHJAX = ["tex-chtml.js", "output/chtml/fonts"]  # what a page loads; the package holds ten times as much
JUDGES = re.compile(r"\b(check|score|solution|progress)\(")
ANCHOR = re.compile(r"(\]\([^()\s]*#)([^()\s]+)\)")
MATH, FORMULA = re.compile(r"\$([^$<>]+)\$"), r"\\(\1\\)"
OUTSIDE = re.compile(r"\[([^\[\]]+)\]\(\.\./([^()\s]+)\)")
BRIEF = re.compile(r"git@([\w.-]+):(.+)")  # a remote by ssh, as git abbreviates it
# Known hosts: where each shows a file of a branch, and who opens a notebook of it.
FILES = {"github.com": "blob", "gitlab.com": "-/blob", "codeberg.org": "src/branch", "bitbucket.org": "src"}
LAUNCHERS = {
    "github.com": {"binderhub_url": "https://mybinder.org", "colab_url": "https://colab.research.google.com"},
    "gitlab.com": {"binderhub_url": "https://mybinder.org"},
}


def setup(app):
    app.connect("builder-inited", write_lessons)
    app.connect("source-read", links)
    app.connect("source-read", cell_for_colab)
    app.connect("autodoc-process-docstring", prose)
    app.connect("html-page-context", title_once)
    app.connect("build-finished", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


# ---- lessons


def write_lessons(app):
    """Make docs/course/ anew; it has the folders of course/, so that links between lessons lead somewhere."""
    shutil.rmtree(DOCS / "course", ignore_errors=True)
    for path in sorted(ROOT.glob("course/*/*.ipynb")):
        page = DOCS / path.relative_to(ROOT)
        page.parent.mkdir(parents=True)
        released, written = (
            nbformat.read(ROOT / tree / path.parts[-2] / path.name, 4) for tree in ("course", "solutions")
        )
        nbformat.write(with_figures(released, written), page)


def with_figures(released, written):
    """The released notebook with the outputs of those cells of the written one that are open, and the same in both."""
    outputs = {cell.id: (cell.source, cell.outputs) for cell in written.cells if is_open(cell)}
    for cell in released.cells:
        if cell.cell_type == "markdown":  # JupyterLab keeps a heading's capitals in its anchor, Sphinx does not
            cell.source = ANCHOR.sub(lambda link: f"{link[1]}{link[2].lower()})", cell.source)
        if cell.cell_type == "code":  # somebody may have worked in course/ already
            cell.outputs, cell.execution_count = [], None
        source, found = outputs.get(cell.id, (None, []))
        if is_open(cell) and cell.source == source:
            cell.outputs = found
            for output in found:
                data = output.get("data", {})
                # A widget has no kernel here: its still figure stands in its place.
                data.pop("application/vnd.jupyter.widget-view+json", None)
                if "$" in (html := data.get("text/html", "")):  # JupyterLab typesets it; here MathJax is to be told
                    data["text/html"] = f'<div class="tex2jax_process">{MATH.sub(FORMULA, html)}</div>'
    return released


def is_open(cell):
    """Whether a cell's output may be shown: it is neither an answer nor a check, and judges no answer."""
    if cell.cell_type != "code" or JUDGES.search(cell.source):
        return False
    mark = cell.metadata.get("nbgrader", {})
    return not (mark.get("solution") or mark.get("grade"))


# ---- links


def links(app, name, source):
    """Lead the links of a guide to where they lead from docs/: to a lesson's page, or to a file in the repository."""
    if "/" not in name:
        source[0] = OUTSIDE.sub(lambda link: leading(link[1], link[2]), source[0])


def leading(text, path):
    """A link to a path of the repository, as text alone where nobody knows how its host addresses a file."""
    if path.startswith("course/") and path.partition("#")[0].endswith(".ipynb"):
        return f"[{text}]({path})"
    files = FILES.get(host(repository()))
    return f"[{text}]({repository()}/{files}/{branch()}/{path})" if files else text


def cell_for_colab(app, name, source):
    """Put the repository's address, where it has one, into the cell for Colab, whose Python is IPython's."""
    if name == "colab":
        cell = source[0].replace("```python\n", "```ipython3\n")
        source[0] = cell.replace("ADDRESS", repository() or "ADDRESS")


def title_once(app, name, template, context, doctree):
    """The front page is called what the site is called; its title does not say so twice."""
    if name == app.config.root_doc:
        context["docstitle"] = ""


# ---- docstrings


def prose(app, what, name, thing, options, lines):
    """Docstrings are written to be read as they are: indented lines stay as they stand, and a | is a |."""
    made, before = [], ""
    for line in lines:
        block = line.startswith("    ")
        if block and not before.startswith("    "):
            made += ["::", ""]
        made.append(line if block else line.replace("|", r"\|"))
        before = line or before
    lines[:] = made


# ---- the repository


def repository():
    """The repository's address in a browser, as git's remote `origin` has it, or "" where there is none."""
    asked = subprocess.run(["git", "config", "remote.origin.url"], cwd=ROOT, capture_output=True, text=True)
    return address(asked.stdout.strip())


def branch():
    """The branch that the remote shows first."""
    asked = subprocess.run(
        ["git", "symbolic-ref", "--short", "refs/remotes/origin/HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    return asked.stdout.strip().removeprefix("origin/") or "main"


def address(remote):
    """The address in a browser of a remote: of any by https, without a password; by ssh, of one on a known host."""
    parts = urlsplit(BRIEF.sub(r"ssh://git@\1/\2", remote))
    path = parts.path.strip("/").removesuffix(".git")
    if parts.scheme == "https":
        return f"https://{parts.netloc.rpartition('@')[2]}/{path}"
    return f"https://{parts.hostname}/{path}" if parts.scheme == "ssh" and parts.hostname in FILES else ""


def launchers(repository):
    """The services that open a lesson of it; Binder's link takes no group within a group of GitLab."""
    return LAUNCHERS.get(host(repository), {}) if repository.count("/") == 4 else {}


def host(repository):
    return urlsplit(repository).hostname


# ---- files beside the pages


def add_files(app, exception):
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    static = Path(find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"
    for name in MATHJAX:
        copy(static / name, site / "_static" / "mathjax" / name)
    copy(ROOT / "course", site / "_sources" / "course")  # what Download hands out: the lesson as it is released
    (site / "playthings").mkdir(exist_ok=True)
    Stepper().save(site / "playthings" / "stepper.html")
    DigitPad(Network.load(DIGITS)).save(site / "playthings" / "digits.html")


def copy(source, target):
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
