"""The figure of the course: the same colours everywhere, and a text for those who do not see it.

Colours mean one thing: activations are blue, weights and biases orange (negative ones purple where the sign matters),
errors and deltas red, what is right green. No colour stands alone: a dash, a marker or a sign says the same.

A figure here is made without pyplot: pyplot keeps a list of its figures and shows them at the end of a cell,
so a figure that is also the last expression of the cell would be shown twice.
"""

import base64
import io
from html import escape

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from PIL import Image

# Okabe and Ito's colours, which stay apart for colour-blind readers. Their orange, red and green are too light for text
# on white, so text and thin lines take the darker shades, at least 4.5:1 on every background used here.
BLUE, BLUE_TEXT, BLUE_PALE = "#0072B2", "#00629B", "#E5F1F9"
ORANGE, ORANGE_TEXT, ORANGE_LIGHT = "#E69F00", "#A05A00", "#F0C463"
RED, RED_TEXT, RED_LIGHT, RED_PALE = "#D55E00", "#B02418", "#E89A61", "#FCEDE6"
PURPLE, GREEN, GREEN_TEXT = "#542788", "#009E73", "#00735A"
INK, GREY, GREY_LIGHT, GREY_PALE, LIT = "#222222", "#595959", "#DDDDDD", "#F5F5F5", "#FFF3C4"

ACTIVATION_MAP = LinearSegmentedColormap.from_list("activation", ["white", BLUE], N=12)
ERROR_MAP = LinearSegmentedColormap.from_list("error", ["white", "#E8907C"])


def palette(colormap, *colors):
    """RGB triples for `AccessibleFigure(colors=...)`: 12 steps of a map, colours, and half of each for smooth edges."""
    # With steps so small that some are nearly white, Pillow would take one of those for the white of the page.
    steps, full = [colormap(share)[:3] for share in np.linspace(0, 1, 12)], [to_rgb(color) for color in colors]
    return steps + full + [tuple((1 + c) / 2 for c in color) for color in full]


class AccessibleFigure(Figure):
    """A white matplotlib figure, `width` by `height` pixels as shown, with `alt`: what it shows, in words.

    A point is a pixel on the page; the image is twice as fine, to be sharp on any screen. Without an `alt`, the figure
    says what the `alt` of each of its Axes says. `colors` keeps the file to a quarter of its size: so many colours, or
    these alone (RGB triples from 0 to 1); None keeps all. Other `options` are those of matplotlib's Figure.
    """

    def __init__(self, width: int, height: int, alt: str | None = None, colors: list | int | None = 128, **options):
        super().__init__(figsize=(width / 72, height / 72), dpi=144, facecolor="white", **options)
        FigureCanvasAgg(self)
        self.shown_size = {"width": width, "height": height}
        self.alt, self.colors = alt, colors

    @property
    def alt(self) -> str:
        """What the figure shows, in words."""
        if self._alt is not None:
            return self._alt
        parts = [(ax.get_title(), ax.alt) for ax in self.axes if hasattr(ax, "alt")]
        return " ".join(alt if alt.startswith(title) else f"{title}: {alt}" for title, alt in parts)

    @alt.setter
    def alt(self, text: str | None):
        self._alt = text

    def png(self) -> bytes:
        """The figure as a PNG image."""
        self.canvas.draw()
        image, file = Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB"), io.BytesIO()
        if isinstance(self.colors, int):
            image = with_few_colors(image, self.colors)
        elif self.colors:
            palette = Image.new("P", (1, 1))
            palette.putpalette(np.rint(255 * np.array(self.colors)).astype(np.uint8).tobytes())
            image = image.quantize(palette=palette, dither=Image.Dither.NONE)
        image.save(file, "PNG", compress_level=8)
        return file.getvalue()

    def html(self) -> str:
        """The figure as an `<img>` with its alt text, no wider than the page."""
        return self._html(base64.b64encode(self.png()).decode())

    def _html(self, image: str) -> str:
        style = f"width: {self.shown_size['width']}px; max-width: 100%"
        return f'<img src="data:image/png;base64,{image}" alt="{escape(self.alt)}" style="{style}">'

    def _repr_mimebundle_(self, include=None, exclude=None):
        # JupyterLab shows the HTML, which alone can carry the alt text there; what shows no HTML takes the PNG.
        image = base64.b64encode(self.png()).decode()  # drawn once: that is what takes the time
        data = {"text/html": self._html(image), "image/png": image, "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, **self.shown_size}}

    def _ipython_display_(self):
        # Once a notebook has imported pyplot, IPython draws every Figure its own way, cropped to another shape than
        # the width and height above say; it asks this method first.
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)


def with_few_colors(image, n):
    """An RGB image in the n of its colours that most pixels have; other pixels take the nearest of these.

    Pillow's own methods mix colours, so that a thin blue line becomes teal; here each keeps its meaning.
    """
    codes = np.asarray(image, dtype=np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    flat = codes.ravel()
    starts = np.flatnonzero(np.append(True, flat[1:] != flat[:-1]))  # of runs of one colour: most of a figure is paper
    lengths = np.diff(np.append(starts, flat.size))
    found, where = np.unique(flat[starts], return_inverse=True)
    counts = np.bincount(where, lengths)
    rgb = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.int32)
    kept = rgb[np.argsort(-counts, kind="stable")[:n]]
    nearest = np.array([((kept - color) ** 2).sum(axis=1).argmin() for color in rgb], dtype=np.uint8)
    few = Image.fromarray(np.repeat(nearest[where], lengths).reshape(codes.shape))
    few.putpalette(kept.astype(np.uint8).tobytes())
    return few


def subplots(rows, columns, width, height, **options):
    """A figure with room for several plots: an AccessibleFigure and an array of Axes, to hand to the plots as `ax`.

    `width` and `height` in pixels; `options` are those of matplotlib's `Figure.subplots`, for a descent_surface
    `subplot_kw={"projection": "3d"}`. The figure says what its Axes say, in order; to one that you draw in yourself,
    give a text: `ax.alt = "..."`.
    """
    figure = AccessibleFigure(width, height, layout="constrained")
    return figure, figure.subplots(rows, columns, **options)
