"""A search to play with: choose a way of searching and how many trials it has had, and see where it looked."""

from ipywidgets import HTML, HBox, IntSlider, ToggleButtons

from nnlib.plots.search import search_map
from nnlib.widgets import Piece, image


def search_player(searches, labels=("eta", "hidden")) -> Piece:
    """Buttons for the searches and a slider for the trials, over `search_map`; returns the widget.

    searches: from names to trials (n, 3), as `search_map` takes them, all of one length. Where there is no kernel, the
    still picture has all trials of the last one.
    """
    names = list(searches)
    most = len(searches[names[0]])
    choice = ToggleButtons(options=names, value=names[-1], style={"button_width": "110px"})
    slider = IntSlider(value=most, min=1, max=most, description="trials", layout={"width": "420px"})
    picture = HTML()

    def show(_=None):
        picture.value = image(search_map(searches[choice.value], choice.value, slider.value, labels))

    choice.observe(show, names="value")
    slider.observe(show, names="value")
    show()
    return Piece([HBox([choice, slider]), picture], still=search_map(searches[names[-1]], names[-1], labels=labels))
