"""The 2-2-2 example drawn: the network with every number found so far, and its error as a curve.

The place of each quantity is written down once, in pixels from the upper left corner; what stands there, what is
framed and which edges are broad is read off the Trace.
"""

import re
from functools import lru_cache

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, PathPatch, Rectangle
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from nnlib.plots.figure import (
    BLUE,
    BLUE_PALE,
    BLUE_TEXT,
    GREY,
    GREY_PALE,
    INK,
    LIT,
    ORANGE_LIGHT,
    ORANGE_TEXT,
    RED,
    RED_LIGHT,
    RED_PALE,
    RED_TEXT,
    AccessibleFigure,
)  # fmt: skip
from nnlib.trace import Quantity, evaluate, latex_number, number, symbol

INKS = [BLUE, BLUE_TEXT, ORANGE_TEXT, RED, RED_TEXT, INK, GREY]
DRAWING_COLORS = [to_rgb(c) for c in ("white", BLUE_PALE, RED_PALE, GREY_PALE, LIT, ORANGE_LIGHT, RED_LIGHT, *INKS)]
DRAWING_COLORS += [tuple((1 + c) / 2 for c in to_rgb(ink)) for ink in INKS]  # for smooth edges on white

WIDTH, HEIGHT = 900, 492
COLUMN = {"i": 46, "h": 344, "o": 662, "E": 832}
HEADINGS = {"i": "inputs", "h": "hidden layer", "o": "output layer", "E": "error"}
ROW = {"1": 117, "2": 299}
MIDDLE, CAPTION = 208, 399

NODES = {  # name: (x, y, width, height)
    **{f"i{k}": (COLUMN["i"], y, 72, 46) for k, y in ROW.items()},
    **{f"{layer}{k}": (COLUMN[layer], y, 116, 66) for layer in "ho" for k, y in ROW.items()},
    **{f"bias{k}": (COLUMN[layer], MIDDLE, 26, 26) for k, layer in (("1", "h"), ("2", "o"))},
    **{f"E_{k}": (COLUMN["E"], y, 116, 36) for k, y in (("o1", ROW["1"]), ("o2", ROW["2"]), ("total", MIDDLE))},
}
EDGES = {  # (sender, receiver): the quantity that acts along the edge
    ("i1", "h1"): "w1", ("i2", "h1"): "w2", ("i1", "h2"): "w3", ("i2", "h2"): "w4",
    ("h1", "o1"): "w5", ("h2", "o1"): "w6", ("h1", "o2"): "w7", ("h2", "o2"): "w8",
    ("bias1", "h1"): "b1", ("bias1", "h2"): "b1", ("bias2", "o1"): "b2", ("bias2", "o2"): "b2",
    ("o1", "E_o1"): "target_o1", ("o2", "E_o2"): "target_o2",
    ("E_o1", "E_total"): "E_total", ("E_o2", "E_total"): "E_total",
}  # fmt: skip


def _ends(sender: str, receiver: str) -> tuple[float, float, float, float]:
    (x1, y1, w1, h1), (x2, y2, w2, h2) = NODES[sender], NODES[receiver]
    if x1 == x2:  # within a column edges run down or up, else to the right
        down = 1 if y2 > y1 else -1
        return x1, y1 + down * h1 / 2, x2, y2 - down * h2 / 2
    return x1 + w1 / 2, y1, x2 - w2 / 2, y2


def _labels() -> dict[str, tuple[float, float, float]]:
    """Where each quantity is written: name -> (x, y, width of the room there)."""
    labels = {"eta": (COLUMN["i"], ROW["2"] + 69, 84), "E_total": (COLUMN["E"], MIDDLE, 108)}
    for k, y in ROW.items():
        outward = -1 if k == "1" else 1  # what finds no room between the two rows stands above or below them
        labels |= {f"i{k}": (COLUMN["i"], y, 62), f"E_o{k}": (COLUMN["E"], y, 108)}
        labels[f"target_o{k}"] = (COLUMN["E"], y + outward * 33, 124)
        for layer in "ho":
            x, outside = COLUMN[layer], y + outward * 63
            labels |= {f"net_{layer}{k}": (x, y + 1, 100), f"out_{layer}{k}": (x, y + 19, 100)}
            labels |= {f"dE_dout_{layer}{k}": (x, outside - 18, 160), f"dout_dnet_{layer}{k}": (x, outside, 160)}
            labels[f"delta_{layer}{k}"] = (x, outside + 18, 160)
        x, y = COLUMN["h"] + 156, y + outward * 63  # what comes back to a hidden neuron, along each of two edges
        labels |= {f"dE_o1_dout_h{k}": (x, y - 18, 140), f"dE_o2_dout_h{k}": (x, y, 140)}
    for edge, name in EDGES.items():
        x1, y1, x2, y2 = _ends(*edge)
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        if name.startswith("w") and y1 == y2:  # the weight on its edge, the gradient above or below
            labels |= {name: (x - 3, y, 182), f"dE_d{name}": (x - 3, y + (19 if y > MIDDLE else -19), 190)}
        elif name.startswith("w"):  # two edges cross: the weight before the crossing, the gradient behind it
            dx, dy = 0.24 * (x2 - x1), 0.24 * (y2 - y1)
            labels |= {name: (x - dx, y - dy, 92), f"dE_d{name}": (x + dx, y + dy, 92)}
    for name, layer in (("b1", "h"), ("b2", "o")):
        labels |= {name: (COLUMN[layer] - 60, MIDDLE, 84), f"dE_d{name}": (COLUMN[layer] + 60, MIDDLE, 84)}
    x, y, room = labels["dE_dw5"]
    return labels | {"dnet_dw5": (x, y - 19, room)}


LABELS = _labels()


def draw_trace(trace, names: list[str]) -> AccessibleFigure:
    """The 2-2-2 network with the given numbers of a Trace and the quantities in `names`, in computing order.

    The last one is the current one: framed where it stands, what it is computed from on yellow, the edges that it
    uses broad, its formula underneath. Returns a figure with alt text.
    """
    current = trace[names[-1]] if names else None
    figure = AccessibleFigure(WIDTH, HEIGHT, _alt_text(trace, current), DRAWING_COLORS)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.set_axis_off()

    framed, needed, edges = _in_use(current) if current else (set(), set(), set())
    for edge in EDGES:
        _draw_edge(axes, edge, edge in edges)
    for node in NODES:
        _draw_node(axes, node)
    for column, heading in HEADINGS.items():
        axes.text(COLUMN[column], 13, heading, color=GREY, size=12, ha="center", va="center")
    axes.text(COLUMN["i"], ROW["2"] + 50, "learning rate", color=GREY, size=12, ha="center", va="center")
    written = {name: [trace[name].symbol] for name in ("E_o1", "E_o2", "E_total")}  # stand there from the beginning
    for name in [*trace.given, *names]:
        if not isinstance(trace.values[name], list):
            written[_place(name)] = _formula(trace, name)
    for place, formula in written.items():
        _draw_label(axes, place, formula, place in framed, place in needed)
    _draw_caption(axes, current)
    return figure


def _place(name: str) -> str:
    """The key in LABELS: what is known after the update stands where the old value stood."""
    return "E_total" if name == "E_after" else re.sub("_(new|after)$", "", name)


def _in_use(current: Quantity) -> tuple[set, set, set]:
    """What to point at: the labels of the quantity, the labels of what it is computed from, the edges it uses."""
    framed = {_place(name) for name in (current.needs if isinstance(current.value, list) else [current.name])}
    needed = {_place(name) for name in current.needs}
    if current.name.startswith("net_"):
        edges = {edge for edge in EDGES if edge[1] in current.name}
        needed |= {EDGES[edge] for edge in edges}
    else:
        touched = {re.sub("^d(E|net)_d", "", place) for place in framed | needed}  # a gradient uses its weight's edge
        edges = {edge for edge, name in EDGES.items() if name in touched}
    return framed, needed, edges


def _formula(trace, name: str) -> list[str]:
    """What is written in the drawing, as LaTeX: in two parts, for where there is no room for it in one line."""
    q = trace[name]
    value = latex_number(f"{q.value:.4g}")
    if name.endswith("_new"):
        return ["".join(_formula(trace, _place(name))), rf"\to {{{value}}}"]
    symbol = re.sub(r"\\frac\{(.*)\}\{(\\partial.*)\}", r"\1 / \2", q.symbol)  # a slope in one line
    symbol = symbol.replace(r"\partial E_{total}", r"\partial E")
    if name.startswith(("net", "out")):
        symbol = re.sub(r"_\{..\}", "", symbol)  # the neuron has its name on it
    return [symbol, f"= {value}"]


def _draw_edge(axes, edge: tuple[str, str], in_use: bool):
    x1, y1, x2, y2 = _ends(*edge)
    thin, broad = (ORANGE_TEXT, ORANGE_LIGHT) if EDGES[edge].startswith(("w", "b")) else (GREY, RED_LIGHT)
    if in_use:
        axes.plot((x1, x2), (y1, y2), color=broad, linewidth=7, solid_capstyle="butt", zorder=0.5)
    arrow = {"arrowstyle": "-|>", "mutation_scale": 11, "shrinkA": 0, "shrinkB": 0, "linewidth": 1.3}
    axes.add_artist(FancyArrowPatch((x1, y1), (x2, y2), color=thin, zorder=1, **arrow))


def _draw_node(axes, node: str):
    x, y, width, height = NODES[node]
    if node.startswith("bias"):
        axes.add_artist(Circle((x, y), width / 2, facecolor="white", edgecolor=GREY, linewidth=1.5, zorder=2))
        axes.text(x, y, "1", color=INK, size=12, ha="center", va="center_baseline", zorder=3)
        return
    fill, line, corner = (RED_PALE, RED, 4) if node.startswith("E") else (BLUE_PALE, BLUE, 24 if node[0] in "ho" else 8)
    box = FancyBboxPatch((x - width / 2, y - height / 2), width, height, f"round,pad=0,rounding_size={corner}")
    box.set(facecolor=fill, edgecolor=line, linewidth=1.5, zorder=2)
    axes.add_artist(box)
    if node[0] in "ho":
        axes.text(x, y - 19, node, color=BLUE_TEXT, size=13, weight="bold", ha="center", va="center", zorder=3)


def _draw_label(axes, place: str, formula: list[str], framed: bool, needed: bool):
    x, y, room = LABELS[place]
    kinds = {("i", "net", "out"): BLUE_TEXT, ("w", "b"): ORANGE_TEXT, ("target", "eta"): INK, ("d", "E"): RED_TEXT}
    color = next(color for starts, color in kinds.items() if place.startswith(starts))
    width, height = _write_math(axes, x, y, formula, color, room, 12)
    in_node = place.startswith(("i", "net", "out", "E"))
    if framed or needed or not in_node:  # outside the nodes, white keeps the edges off the text
        box = FancyBboxPatch((x - width / 2 - 4, y - height / 2), width + 8, height, "round,pad=0,rounding_size=2")
        box.set(facecolor=LIT if framed or needed else "white", zorder=2.5)
        box.set(edgecolor=color, linewidth=1.8 if framed else 0)
        axes.add_artist(box)


def _write_math(axes, x: float, y: float, parts: list[str], color: str, room: float, size: float):
    """Write a formula around a place, smaller or in two lines where there is little room; return width and height."""
    lines = [_glyphs(" ".join(parts), size)]
    if lines[0][1] > room and room < 100:  # places as narrow as that are two lines high
        lines = [_glyphs(part, size) for part in parts]
    widest, step = max(width for _, width in lines), 1.3 * size
    scale = min(1, room / widest)
    for i, (outlines, width) in enumerate(lines):
        baseline = y + (i - (len(lines) - 1) / 2) * step + 0.36 * size * scale  # digits are 0.73 of the size high
        to_page = Affine2D().translate(-width / 2, 0).scale(scale, -scale).translate(x, round(2 * baseline) / 2)
        axes.add_artist(PathPatch(outlines, transform=to_page + axes.transData, facecolor=color, linewidth=0, zorder=3))
    return scale * widest, len(lines) * step + 2


@lru_cache(maxsize=1000)
def _glyphs(latex: str, size: float) -> tuple[TextPath, float]:
    """The outlines of a formula and its width: 10 ms to find, and from step to step nearly all stay the same."""
    outlines = TextPath((0, 0), f"${latex}$", size=size)
    return outlines, outlines.vertices[:, 0].max()


def _value(q: Quantity) -> str:
    return f"({', '.join(map(number, q.value))})" if isinstance(q.value, list) else number(q.value)


def _draw_caption(axes, q: Quantity | None):
    axes.add_artist(Rectangle((0, CAPTION), WIDTH, HEIGHT - CAPTION, facecolor=GREY_PALE))
    axes.text(10, CAPTION + 14, q.phase if q else "given", color=GREY, size=12, va="center")
    if q is None:
        sentence = "The numbers to start from. All else is found from them, step by step."
        axes.text(WIDTH / 2, (CAPTION + HEIGHT) / 2, sentence, color=INK, size=14, ha="center", va="center")
    else:
        numbers, value = q.formula_with_numbers, latex_number(_value(q))
        lines = f"{q.symbol} = {q.formula}", f"= {numbers}" if numbers == value else f"= {numbers} = {value}"
        for y, line in zip((CAPTION + 28, CAPTION + 68), lines, strict=True):
            latex = line.replace(r"\frac", r"\dfrac").replace(", -", ", {-}")  # full-size fractions; signs, not minus
            _write_math(axes, WIDTH / 2, y, [latex], INK, room=WIDTH - 40, size=14)


def _alt_text(trace, current: Quantity | None) -> str:
    network = "2-2-2 network (inputs i1, i2; hidden neurons h1, h2; outputs o1, o2; errors E_o1, E_o2, E_total)"
    if current is None:
        given = ", ".join(f"{name} = {number(value)}" for name, value in trace.given.items())
        return f"The {network} with the numbers one starts from: {given}."
    found = f"{current.name} = {current.expression} = {_value(current)} ({current.phase})"
    return f"{found}. It is marked in a drawing of the {network} with the given numbers and all found up to here."


WEIGHT_RANGE = -12, 6  # wide enough to see the error level off on both sides


def error_against(trace, name: str) -> AccessibleFigure:
    """The total error of the 2-2-2 example against one of its given numbers, with the tangent where that stands now.

    `name` is the given number, such as `"w5"`. Returns a figure with alt text. Raises KeyError for an unknown name.
    """
    if name not in trace.given:
        raise KeyError(f"the 2-2-2 example has no given number called {name!r}")
    here, error = trace.given[name], trace.values["E_total"]

    def error_at(value: float) -> float:
        return evaluate(trace.given | {name: value})["E_total"]

    values = np.linspace(*WEIGHT_RANGE, 91)
    slope = (error_at(here + 1e-6) - error_at(here - 1e-6)) / 2e-6
    letter = f"${symbol(name)}$"
    alt = f"Curve of the total error against {name}. At {name} = {here:.2f} it is {error:.6f}, its slope {slope:.4f}."
    figure = AccessibleFigure(640, 280, alt, colors=None)
    axes = figure.add_subplot(xlabel=letter, ylabel="total error E", xlim=WEIGHT_RANGE)
    errors = [error_at(value) for value in values]
    axes.plot(values, errors, color=RED, linewidth=2.5)
    axes.set_ylim(0, 1.2 * max(errors))
    axes.axline((here, error), slope=slope, color=GREY, linewidth=1.2, linestyle="--")
    axes.plot(here, error, "o", color=ORANGE_TEXT, markersize=9, zorder=3)
    axes.set_title(f"{letter} = {here:.2f}     E = {error:.6f}     slope {slope:.4f}".replace("-", "−"), fontsize=12)
    axes.grid(color="#DDDDDD", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    figure.set_layout_engine("constrained")
    return figure


def error_curve(trace, updates: int) -> AccessibleFigure:
    """The total error of the 2-2-2 example against the number of updates, both on logarithmic axes.

    Returns a figure with alt text. `updates` is the number of the last one.
    """
    numbers = sorted({round(10**exponent) for exponent in np.linspace(0, np.log10(updates), 41)})
    errors, done = [], 0
    learned = trace
    for n in numbers:
        learned, done = learned.after(n - done), n
        errors.append(learned.values["E_total"])
    start = trace.values["E_total"]
    alt = (
        f"Curve of the total error against the number of updates, on logarithmic axes: from {start:.3f} before the "
        f"first update to {errors[-1]:.1e} after {updates:,}."
    )
    figure = AccessibleFigure(640, 300, alt, colors=None)
    axes = figure.add_subplot(xscale="log", yscale="log", xlabel="updates", ylabel="total error E")
    axes.axhline(start, color=GREY, linewidth=1, linestyle="--")
    axes.text(updates, start * 1.08, "before the first update", color=GREY, ha="right", va="bottom")
    axes.plot(numbers, errors, color=RED, linewidth=2.5)
    axes.grid(color="#DDDDDD", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    figure.set_layout_engine("constrained")
    return figure
