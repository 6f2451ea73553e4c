r"""The 2-2-2 example: one step of learning, with every number on the table.

Two inputs, two hidden neurons, two outputs. Eight weights join them, each layer shares one bias, every neuron uses
the sigmoid. The network sees the inputs (0.05, 0.10), should have answered (0.01, 0.99), and learns once: forward to
the outputs, the error, backward to the gradients, and one step downhill for each weight.

    i1 ──w1──▶ h1 ──w5──▶ o1 ──▶ E_o1
       ╲w3  ╱     ╲w7  ╱            ╲
        ╲  ╱       ╲  ╱              E_total
        ╱  ╲       ╱  ╲             ╱
       ╱w2  ╲     ╱w6  ╲           ╱
    i2 ──w4──▶ h2 ──w8──▶ o2 ──▶ E_o2

The step is written down once, in PASSES, as one would on paper: a line a quantity, in the order in which they can be
found. All else is read off those lines: the values, what depends on what, the formulas, the table, the figure.

The numbers are those of Matt Mazur's "A Step by Step Backpropagation Example" (2015).
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from nnlib.activations import sigmoid

GIVEN = {
    "i1": 0.05, "i2": 0.10,
    "target_o1": 0.01, "target_o2": 0.99,
    "w1": 0.15, "w2": 0.20, "w3": 0.25, "w4": 0.30,
    "w5": 0.40, "w6": 0.45, "w7": 0.50, "w8": 0.55,
    "b1": 0.35, "b2": 0.60,
    "eta": 0.5,
}  # fmt: skip

PASSES = {
    "forward": """
        net_h1 = w1 * i1 + w2 * i2 + b1
        net_h2 = w3 * i1 + w4 * i2 + b1
        out_h1 = sigmoid(net_h1)
        out_h2 = sigmoid(net_h2)
        net_o1 = w5 * out_h1 + w6 * out_h2 + b2
        net_o2 = w7 * out_h1 + w8 * out_h2 + b2
        out_o1 = sigmoid(net_o1)
        out_o2 = sigmoid(net_o2)
    """,
    "error": """
        E_o1 = 1 / 2 * (target_o1 - out_o1) ** 2
        E_o2 = 1 / 2 * (target_o2 - out_o2) ** 2
        E_total = E_o1 + E_o2
    """,
    "backward to the outputs": """
        dE_dout_o1 = -(target_o1 - out_o1)
        dE_dout_o2 = -(target_o2 - out_o2)
        dout_dnet_o1 = out_o1 * (1 - out_o1)
        dout_dnet_o2 = out_o2 * (1 - out_o2)
        dnet_dw5 = out_h1
        delta_o1 = dE_dout_o1 * dout_dnet_o1
        delta_o2 = dE_dout_o2 * dout_dnet_o2
        dE_dw5 = dE_dout_o1 * dout_dnet_o1 * dnet_dw5
        dE_dw6 = delta_o1 * out_h2
        dE_dw7 = delta_o2 * out_h1
        dE_dw8 = delta_o2 * out_h2
        dE_db2 = delta_o1 + delta_o2
    """,
    "new output weights": """
        w5_new = w5 - eta * dE_dw5
        w6_new = w6 - eta * dE_dw6
        w7_new = w7 - eta * dE_dw7
        w8_new = w8 - eta * dE_dw8
        output_weights_new = [w5_new, w6_new, w7_new, w8_new]
    """,
    "backward to the hidden layer": """
        dE_o1_dout_h1 = delta_o1 * w5
        dE_o2_dout_h1 = delta_o2 * w7
        dE_dout_h1 = dE_o1_dout_h1 + dE_o2_dout_h1
        dE_o1_dout_h2 = delta_o1 * w6
        dE_o2_dout_h2 = delta_o2 * w8
        dE_dout_h2 = dE_o1_dout_h2 + dE_o2_dout_h2
        dout_dnet_h1 = out_h1 * (1 - out_h1)
        dout_dnet_h2 = out_h2 * (1 - out_h2)
        delta_h1 = dE_dout_h1 * dout_dnet_h1
        delta_h2 = dE_dout_h2 * dout_dnet_h2
        dE_dw1 = dE_dout_h1 * dout_dnet_h1 * i1
        dE_dw2 = delta_h1 * i2
        dE_dw3 = delta_h2 * i1
        dE_dw4 = delta_h2 * i2
        dE_db1 = delta_h1 + delta_h2
    """,
    "new hidden weights": """
        w1_new = w1 - eta * dE_dw1
        w2_new = w2 - eta * dE_dw2
        w3_new = w3 - eta * dE_dw3
        w4_new = w4 - eta * dE_dw4
        hidden_weights_new = [w1_new, w2_new, w3_new, w4_new]
    """,
    "forward again": """
        net_h1_after = hidden_weights_new[0] * i1 + hidden_weights_new[1] * i2 + b1
        net_h2_after = hidden_weights_new[2] * i1 + hidden_weights_new[3] * i2 + b1
        out_h1_after = sigmoid(net_h1_after)
        out_h2_after = sigmoid(net_h2_after)
        net_o1_after = output_weights_new[0] * out_h1_after + output_weights_new[1] * out_h2_after + b2
        net_o2_after = output_weights_new[2] * out_h1_after + output_weights_new[3] * out_h2_after + b2
        out_o1_after = sigmoid(net_o1_after)
        out_o2_after = sigmoid(net_o2_after)
        E_o1_after = 1 / 2 * (target_o1 - out_o1_after) ** 2
        E_o2_after = 1 / 2 * (target_o2 - out_o2_after) ** 2
        E_after = E_o1_after + E_o2_after
    """,
}


@dataclass(frozen=True)
class Quantity:
    """One named quantity of the example.

    name: as in Python, `"net_h1"`. symbol, formula, formula_with_numbers: LaTeX without dollars. expression: the
    formula in Python. value: a float, or a list of four for the two groups of new weights. needs: the names it is
    computed from. phase: the pass it belongs to, a key of PASSES, or `"given"`.
    """

    name: str
    symbol: str
    expression: str
    formula: str
    formula_with_numbers: str
    value: float | list[float]
    needs: tuple[str, ...]
    phase: str


class Trace:
    """The 2-2-2 example, from the inputs to the error after one update.

    Any of the given numbers can be replaced by name: `Trace(i1=0.2, eta=0.1)`. Iterating yields the quantities
    in computing order; `trace["E_total"]` is one of them; `trace.values` maps every name to its value.
    Raises TypeError for a name that is not given in the example or a value that is not a number.

    >>> round(Trace()["E_total"].value, 9)
    0.298371109
    """

    def __init__(self, **given: float):
        for name, value in given.items():
            if name not in GIVEN:
                raise TypeError(f"Trace: there is no given number called {name!r}; there are {', '.join(GIVEN)}")
            try:
                given[name] = float(value)
            except (TypeError, ValueError):
                raise TypeError(f"Trace: {name} is {value!r}, a number is expected") from None
        self.given = GIVEN | given
        self.values = evaluate(self.given)

    def __getitem__(self, name: str) -> Quantity:
        """The quantity of this name; KeyError where there is none."""
        if name in self.given:
            text = number(self.given[name])
            return Quantity(name, symbol(name), name, symbol(name), text, self.given[name], (), "given")
        if name not in LINES:
            raise KeyError(f"the 2-2-2 example has no quantity called {name!r}")
        phase, tree, _ = LINES[name]
        return Quantity(
            name=name,
            symbol=symbol(name),
            expression=ast.unparse(tree),
            formula=_latex(tree, _written_as_symbol),
            formula_with_numbers=_latex(tree, self._written_as_number),
            value=self.values[name],
            needs=needs(name),
            phase=phase,
        )

    def __iter__(self) -> Iterator[Quantity]:
        return (self[name] for name in LINES)

    def _written_as_number(self, name: str, place: int | None = None) -> str:
        value = self.values[name] if place is None else self.values[name][place]
        return latex_number(number(value))

    def after(self, updates: int) -> "Trace":
        """The same example after so many updates of all eight weights at once, the biases fixed.

        Raises ValueError where `updates` is not a whole number of 0 or more.
        """
        if updates != int(updates) or updates < 0:
            raise ValueError(f"after: updates is {updates!r}, a whole number of 0 or more is expected")
        given, values = dict(self.given), self.values
        for _ in range(int(updates)):
            given |= {f"w{k}": values[f"w{k}_new"] for k in range(1, 9)}
            values = evaluate(given)
        return Trace(**given)

    def table(self, upto: str | None = None) -> "Table":
        """The quantities as a table, up to and including the one named; the whole step without a name.

        Shows as a table in a notebook and as text elsewhere. Raises KeyError for an unknown name.
        """
        return Table([self[name] for name in _names_upto(upto)])

    def figure(self, upto: str | None = None):
        """The network drawn with every quantity found so far, up to and including the one named.

        `upto="given"` draws the numbers one starts from. Returns a matplotlib Figure with alt text.
        Raises KeyError for an unknown name.
        """
        from nnlib.plots import draw_trace  # matplotlib is needed by those who draw, and by no one else

        return draw_trace(self, [] if upto == "given" else _names_upto(upto))


def _names_upto(name: str | None) -> list[str]:
    names = list(LINES)
    if name is None:
        return names
    if name not in LINES:
        raise KeyError(f"the 2-2-2 example has no quantity called {name!r}")
    return names[: names.index(name) + 1]


def evaluate(
    given: Mapping[str, float],
    own: Mapping[str, float | list[float]] | None = None,
    instead: Mapping[str, str] | None = None,
) -> dict[str, float | list[float]]:
    """Every value of the example, in computing order, from the given numbers.

    `own` puts values in the place of computed ones, as if they had been found so; all that follows uses them.
    `instead` puts other formulas in the place of the written ones: `{"E_o1": "(target_o1 - out_o1) ** 2"}`.
    A formula can use what stands above it and the given numbers.
    """
    own, instead = own or {}, instead or {}
    values: dict = {"sigmoid": _sigmoid_of_number, **given}
    for name, (_, _, code) in LINES.items():
        if name in own:
            values[name] = own[name]
        else:
            values[name] = eval(_compiled(instead[name]) if name in instead else code, {"__builtins__": {}}, values)
    del values["sigmoid"]
    return values


def needs(name: str) -> tuple[str, ...]:
    """The names that the formula of this quantity uses, in the order in which it uses them."""
    tree = LINES[name][1]
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id != "sigmoid"]
    return tuple(dict.fromkeys(node.id for node in sorted(names, key=lambda node: node.col_offset)))


def _sigmoid_of_number(z: float) -> float:
    return float(sigmoid(z))


@cache
def _compiled(expression: str):
    return compile(expression, "<the 2-2-2 example>", "eval")


def _read_passes() -> dict:
    """name -> (phase, syntax tree of the formula, its code), in computing order."""
    lines = {}
    for phase, text in PASSES.items():
        for line in text.split("\n"):
            if line.strip():
                name, expression = line.strip().split(" = ")
                lines[name] = (phase, ast.parse(expression, mode="eval").body, _compiled(expression))
    return lines


LINES = _read_passes()


class Table:
    """Quantities in rows: name, formula in symbols and in numbers, value. Rich in a notebook, text elsewhere."""

    def __init__(self, quantities: list[Quantity]):
        self.quantities = quantities

    def __repr__(self):
        width = max((len(q.name) for q in self.quantities), default=0)
        return "\n".join(f"{q.name:<{width}}  {_shown(q.value)}" for q in self.quantities)

    def _repr_html_(self):
        rows, phase, left = [], None, 'style="text-align: left"'
        for q in self.quantities:
            if q.phase != phase:
                phase = q.phase
                rows.append(f'<tr><th colspan="3" scope="colgroup" {left}>{phase}</th></tr>')
            formula = f"${q.symbol} = {q.formula}$"
            if q.formula_with_numbers != _shown(q.value):
                formula += f"<br>$= {q.formula_with_numbers}$"
            cells = f"<td {left}><code>{q.name}</code></td><td {left}>{formula}</td><td>{_shown(q.value)}</td>"
            rows.append(f"<tr>{cells}</tr>")
        head = f'<th scope="col" {left}>name</th><th scope="col" {left}>formula</th><th scope="col">value</th>'
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _shown(value: float | list[float]) -> str:
    return "(" + ", ".join(map(number, value)) + ")" if isinstance(value, list) else number(value)


# --- how a quantity is written -------------------------------------------------------------------------------------


def number(value: float) -> str:
    """A value with the nine decimals of the lectures, without trailing zeros; small ones with nine digits."""
    if value != 0 and abs(value) < 1e-4:
        return f"{value:.8e}"
    return f"{value:.9f}".rstrip("0").rstrip(".")


def latex_number(text: str) -> str:
    """A number in LaTeX: `3.5e-05` becomes a power of ten."""
    return re.sub(r"e\+?(-?)0*(\d+)", r" \\cdot 10^{\1\2}", text)


def symbol(name: str) -> str:
    r"""The LaTeX symbol of a name, without dollars.

    >>> symbol("dE_dw5")
    '\\frac{\\partial E_{total}}{\\partial w_{5}}'
    """
    if name == "eta":
        return r"\eta"
    if name == "dnet_dw5":
        return rf"\frac{{\partial {symbol('net_o1')}}}{{\partial {symbol('w5')}}}"
    if slope := re.fullmatch(r"d(E(?:_o\d)?|out)_d(\w+)", name):
        top, bottom = slope.groups()
        neuron = bottom.partition("_")[2]
        top = {"E": "E_total", "out": f"out_{neuron}"}.get(top, top)
        return rf"\frac{{\partial {symbol(top)}}}{{\partial {symbol(bottom)}}}"
    if group := re.fullmatch(r"(output|hidden)_weights_new", name):
        return r"(w_{5}^{+} \ldots w_{8}^{+})" if group[1] == "output" else r"(w_{1}^{+} \ldots w_{4}^{+})"
    base, updated = re.fullmatch(r"(.*?)(_new|_after)?", name).groups()
    if base == "E":  # E_after is the total error
        base = "E_total"
    letter, index = re.fullmatch(r"([A-Za-z]+?)_?((?:[ho]?\d)|total)", base).groups()
    letter = {"delta": r"\delta", "E": "E", "w": "w", "b": "b", "i": "i"}.get(letter, rf"\mathrm{{{letter}}}")
    return f"{letter}_{{{index}}}" + ("^{+}" if updated else "")


def _written_as_symbol(name: str, place: int | None = None) -> str:
    """The symbol of a name; with a place, of what stands there: output_weights_new[0] is w5_new."""
    return symbol(name if place is None else LINES[name][1].elts[place].id)


_PRECEDENCE = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.USub: 2, ast.Pow: 4}


def _latex(node: ast.expr, write) -> str:
    """A formula in LaTeX; `write(name)`, `write(name, place)` say what stands for a name: its symbol or its value."""

    def inner(child, least):
        text = _latex(child, write)
        op = getattr(child, "op", None)
        brackets = (op is not None and _PRECEDENCE[type(op)] < least) or text.startswith("-")
        return f"({text})" if brackets else text

    match node:
        case ast.Name(id=name):
            return write(name)
        case ast.Constant(value=value):
            return str(value)
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=place)):
            return write(name, place)
        case ast.List(elts=items):
            return "(" + ", ".join(_latex(item, write) for item in items) + ")"
        case ast.Call(args=[argument]):
            return rf"\sigma({_latex(argument, write)})"
        case ast.UnaryOp(operand=operand):
            return "-" + inner(operand, 2)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return rf"\frac{{{_latex(left, write)}}}{{{_latex(right, write)}}}"
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"{inner(left, 5)}^{{{_latex(right, write)}}}"
        case ast.BinOp(left=left, op=op, right=right):
            rank = _PRECEDENCE[type(op)]
            sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: r"\cdot"}[type(op)]
            return f"{inner(left, rank)} {sign} {inner(right, rank + isinstance(op, ast.Sub))}"
    raise NotImplementedError(ast.dump(node))  # a formula above uses what is not translated here yet
