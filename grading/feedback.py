"""What a student hands in runs in nobody's browser: neither on the feedback page nor on formgrader's.

Both show what a student wrote and what the student's code made. Text, tables, formulas and figures pass. Whatever would
run, ask for something or look like one of nbgrader's own buttons stands there as text. The list on top of a feedback
page names the exercises. nbgrader_config.py puts all of this in.
"""

import re
from html import escape

import bleach
from bleach.css_sanitizer import CSSSanitizer
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbgrader.utils import is_grade

from grading.paper import checks_of

TAGS = (
    "a b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p "
    "pre progress s small span strong sub summary sup table tbody td tfoot th thead tr u ul"
)
ATTRIBUTES = "alt aria-label colspan height max open rowspan scope style title value width"
COLOURED = re.compile(r"highlight( hl-\w+)?|\w{1,3}")  # the classes of coloured code, and of nothing else
FIGURE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,")
STYLES = ["background-color", "color", "font-weight", "max-width", "text-align", "vertical-align", "width"]
SHOWN = ["text/html", "text/markdown", "text/latex", "text/plain", "image/png", "image/jpeg", "image/svg+xml"]


def harmless_attribute(tag, name, value):
    """Whether an attribute of a student's HTML may stay."""
    match tag, name:
        case "img", "src":
            return bool(FIGURE.match(value))
        case "a", "href":
            return not value.lower().strip().startswith("data:")
        case _, "class":
            return bool(COLOURED.fullmatch(value))
    return name in ATTRIBUTES.split()


def harmless(html):
    """HTML in which nothing can happen; what had to go is shown as text."""
    protocols, styles = [*bleach.ALLOWED_PROTOCOLS, "data"], CSSSanitizer(STYLES)
    return bleach.clean(html, TAGS.split(), harmless_attribute, protocols, css_sanitizer=styles)


def harmless_markdown(source):
    """Markdown as HTML in which nothing can happen."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return harmless(MarkdownWithMath(renderer=renderer).render(source))


class HarmlessOutputs(Preprocessor):
    """Of what cells have shown, keep what can do nothing."""

    enabled = True

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data = {kind: output.data[kind] for kind in SHOWN if kind in output.data} or {"text/plain": ""}
                if "text/html" in output.data:
                    output.data["text/html"] = harmless(output.data["text/html"])
                output.metadata = {}  # it ends up in the page as attributes, and a figure's are in its HTML
        return cell, resources


class FeedbackPage(HTMLExporter):
    """nbgrader's page, that names the exercises in the list on top, where it says "Test cell" of each."""

    def from_notebook_node(self, nb, resources=None, **options):
        html, resources = super().from_notebook_node(nb, resources, **options)
        for cell in nb.cells:
            checks = checks_of(cell) if cell.cell_type == "code" and is_grade(cell) else None
            if checks:
                link = f'<a href="#{cell.metadata.nbgrader.grade_id}">'
                names = ", ".join(dict.fromkeys(check.id for check in checks))
                # Once: the list stands above whatever a student has written.
                html = html.replace(f"{link}Test cell</a>", f"{link}{escape(names)}</a>", 1)
        return html, resources
