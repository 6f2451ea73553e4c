"""The stepper's state, without a browser."""

import pytest
import traitlets

from nnlib import Trace
from nnlib.trace import LINES
from nnlib.widgets.stepper import Stepper


def test_its_state_is_a_trace():
    piece = Stepper(Trace(i1=0.2), step="E_total")
    assert piece.trace.values == Trace(i1=0.2).values
    piece.given = piece.given | {"w5": -1}
    assert piece.trace["w5"].value == -1 and set(piece.state()) == {"given", "lines", "step", "symbols", "updates"}
    assert [line["name"] for line in piece.lines] == list(LINES)


def test_it_stands_still_as_the_figure_of_the_trace(tmp_path):
    piece = Stepper()
    data, _ = piece._repr_mimebundle_()
    assert data["text/plain"] == Trace().figure().alt and data["text/html"].startswith("<img")
    piece.save(tmp_path / "page.html")
    assert "0.291027774" in (tmp_path / "page.html").read_text(encoding="utf-8"), "the alt text, where no script runs"


@pytest.mark.parametrize("state", [{"step": 3}, {"given": {"i1": "a"}}])
def test_what_is_no_state_is_told(state):
    with pytest.raises(traitlets.TraitError):
        Stepper().set_trait(*next(iter(state.items())))
