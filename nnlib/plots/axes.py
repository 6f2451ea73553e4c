"""What the plots share: where they draw, and how their letters look."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.transforms import ScaledTranslation

from nnlib.arguments import whole
from nnlib.plots.figure import GREY, GREY_LIGHT, AccessibleFigure


def axes_for(ax, width, height, colors=128, **options):
    """The Axes handed over; where that is None, the only one of a new figure. ValueError for anything else."""
    if ax is None:
        return AccessibleFigure(width, height, colors=colors, layout="constrained").add_subplot(**options)
    if not isinstance(ax, Axes):
        raise ValueError(f"ax is a {type(ax).__name__}, one matplotlib Axes is expected")
    return ax


def image_grid(count, columns, size, above, right=0):
    """A figure of `count` places for images, `size` pixels wide and high, `columns` in a row: a list of Axes.

    Over each is room for a text of `above` pixels, and at the right of all there are `right` pixels.
    Raises ValueError for columns that are not a whole number of 1 or more.
    """
    columns = min(whole("columns", columns, 1), count)
    rows, gap = -(-count // columns), 8
    width, height = columns * (size + gap) + gap + right, rows * (size + above + gap) + gap
    figure = AccessibleFigure(width, height)
    axes = []
    for row, column in (divmod(k, columns) for k in range(count)):
        left, bottom = gap + column * (size + gap), height - (row + 1) * (size + above + gap)
        ax = figure.add_axes((left / width, bottom / height, size / width, size / height), xticks=[], yticks=[])
        ax.spines[:].set_color(GREY)
        axes.append(ax)
    return axes


def plain(ax):
    """The look of all curves: a pale grid behind them, no frame around them, letters of a readable size."""
    ax.grid(color=GREY_LIGHT, linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    readable(ax)


def readable(ax):
    """Letters that can be read at the back of the room."""
    ax.tick_params(labelsize=11)
    for axis in (ax.xaxis, ax.yaxis):
        axis.label.set_size(12)


def legend_below(ax, handles):
    """A legend under the label of the x axis, where it covers no curve."""
    below = ax.transAxes + ScaledTranslation(0, -44 / 72, ax.figure.dpi_scale_trans)
    place = {"loc": "upper center", "bbox_to_anchor": (0.5, 0), "bbox_transform": below, "borderaxespad": 0}
    ax.legend(handles=handles, fontsize=11, ncols=4, columnspacing=1.2, frameon=False, **place)


def text_on(color):
    """Black or white, whichever stands out more from this colour: at least 4.5:1, whatever the colour."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    luminance = np.dot([0.2126, 0.7152, 0.0722], linear)
    return "black" if luminance > 0.179 else "white"
