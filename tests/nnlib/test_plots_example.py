"""Figures of the 2-2-2 example: every step can be drawn, says in words what it shows, and stays small."""

import io
import re

import pytest
from PIL import Image

from nnlib import Trace, plots
from nnlib.trace import LINES
from nnlib.widgets import weight_slider

ODD = Trace(i1=-12.5, w3=1e-5, w6=-123.4, eta=0.01)


@pytest.mark.parametrize("trace", [Trace(), ODD], ids=["published", "odd"])
@pytest.mark.parametrize("name", ["given", *LINES])
def test_every_step_is_drawn(trace, name):
    figure = trace.figure(upto=name)
    image = figure.png()
    assert Image.open(io.BytesIO(image)).size == (2 * plots.WIDTH, 2 * plots.HEIGHT)
    assert len(image) < 80_000
    if name != "given":
        assert figure.alt.startswith(f"{name} = {trace[name].expression} = ")


def test_a_figure_shows_once_with_its_text():
    data, metadata = Trace().figure(upto="E_total")._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"]
    assert "0.298371109" in data["text/plain"]
    assert re.search(r'<img src="data:image/png;base64,[^"]+" alt="E_total = ', data["text/html"])


def test_the_error_against_a_weight_says_where_it_stands():
    figure = plots.error_against(Trace(), "w5")
    assert "At w5 = 0.40 it is 0.298371, its slope 0.0822." in figure.alt
    assert len(figure.png()) < 80_000
    with pytest.raises(KeyError, match="no given number called 'w9'"):
        plots.error_against(Trace(), "w9")


def test_the_error_curve_ends_where_training_ends():
    figure = plots.error_curve(Trace(), updates=100)
    assert figure.alt.endswith(f"to {Trace().after(100)['E_total'].value:.1e} after 100.")
    assert len(figure.png()) < 80_000


def test_the_weight_slider_moves_the_dot():
    slider, picture = weight_slider(Trace(), "w5").children
    slider.value = slider.min
    assert "At w5 = -12.00" in picture.value
    slider.value = slider.max
    assert "At w5 = 6.00" in picture.value
