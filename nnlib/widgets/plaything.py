"""Playthings: pieces of a lesson that answer the hand, in JupyterLab and, without Python, on a page of their own.

A plaything is a class here, which holds its state, and a JavaScript module in web/, which shows it. In JupyterLab both
share the state, and Python answers with the numbers of nnlib; a page that was saved carries the state it was saved in.
"""

import base64
import json
from html import escape
from pathlib import Path
from string import Template

import anywidget

from nnlib.plots import AccessibleFigure

WEB = Path(__file__).parent / "web"


def text(name: str) -> str:
    """A file of web/."""
    return (WEB / name).read_text(encoding="utf-8")


class Plaything(anywidget.AnyWidget):
    """A widget over a module of web/, with a still figure where there is nothing to move it.

    A subclass is named with its module, `class Stepper(Plaything, module="stepper")`, has a `title`, and draws `still`.
    Its own traits tagged `sync=True` are its state.
    """

    title = ""

    def __init_subclass__(cls, module: str | None = None, **options):
        if module:  # not where a widget is given traits of its own: that makes a subclass too
            cls._esm = text("common.js") + text(f"{module}.js")
            cls._css = text("common.css") + text(f"{module}.css")
        super().__init_subclass__(**options)

    def still(self) -> AccessibleFigure:
        """The figure that stands in its place where no widget is shown; its alt text says what it shows."""
        raise NotImplementedError

    def state(self) -> dict:
        """The values of its own traits, those that its module reads."""
        own = set(self.trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names())
        return {name: getattr(self, name) for name in sorted(own) if not name.startswith("_")}

    def save(self, path) -> None:
        """Write a page that works without Python, without a server and without a network."""
        page = Template(text("page.html")).substitute(
            title=escape(self.title),
            alt=escape(self.still().alt),
            css=self._css,
            module=str(self._esm).replace("export default", "const plaything =").replace("</script", "<\\/script"),
            state=json.dumps(self.state(), default=_base64, ensure_ascii=False).replace("<", "\\u003c"),
        )
        Path(path).write_text(page, encoding="utf-8")

    def _repr_mimebundle_(self, **kwargs):
        data, *metadata = super()._repr_mimebundle_(**kwargs) or ({},)
        still = self.still()
        return (data | {"text/html": still.html(), "text/plain": still.alt}, *metadata)


def _base64(value):
    return {"base64": base64.b64encode(bytes(value)).decode("ascii")}
