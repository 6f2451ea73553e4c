"""Backpropagation one quantity a step: the 2-2-2 example forward, backward and updated, with numbers of your own."""

import ast

import traitlets
from latex2mathml.converter import convert

from nnlib.trace import LINES, Trace, needs, symbol
from nnlib.widgets.plaything import Plaything

SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.USub: "-"}


class Stepper(Plaything, module="stepper"):
    """The example of a Trace, forward and backward, one quantity at a time; its numbers can be changed.

    trace: the numbers to start from. step: the name of the last quantity found, `"given"` for none. The state is in
    `given`, `step` and `updates`; `trace` is the example as it stands now.
    """

    title = "Backpropagation, one quantity a step"

    given = traitlets.Dict(value_trait=traitlets.CFloat(), key_trait=traitlets.Unicode()).tag(sync=True)
    step = traitlets.Unicode("given").tag(sync=True)
    updates = traitlets.Int(0).tag(sync=True)
    lines = traitlets.List().tag(sync=True)
    symbols = traitlets.Dict().tag(sync=True)

    def __init__(self, trace: Trace | None = None, step: str = "given"):
        trace = trace or Trace()
        names = [*trace.given, *LINES]
        super().__init__(
            given=trace.given, step=step, lines=_lines(trace), symbols={name: _mathml(symbol(name)) for name in names}
        )

    @property
    def trace(self) -> Trace:
        """The example with the numbers that it has now."""
        return Trace(**self.given)

    def still(self):
        return self.trace.figure()


def _lines(trace: Trace) -> list[dict]:
    """What is computed, in order: name, pass, formula as a tree and in words, and the names that it uses."""
    lists = {
        name: [item.id for item in tree.elts] for name, (_, tree, _) in LINES.items() if isinstance(tree, ast.List)
    }
    return [
        {
            "name": name,
            "phase": phase,
            "tree": _tree(tree),
            "needs": needs(name),
            "spoken": trace[name].expression,
            "items": {used: lists[used] for used in needs(name) if used in lists},
        }
        for name, (phase, tree, _) in LINES.items()
    ]


def _tree(node: ast.expr):
    """A formula as lists: a number, ["name", name], ["at", name, place], or an operation and what it works on."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return ["name", name]
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=place)):
            return ["at", name, place]
        case ast.List(elts=items):
            return ["list", *map(_tree, items)]
        case ast.Call(args=[argument]):
            return ["sigmoid", _tree(argument)]
        case ast.UnaryOp(op=op, operand=operand):
            return [SIGNS[type(op)], _tree(operand)]
        case ast.BinOp(left=left, op=op, right=right):
            return [SIGNS[type(op)], _tree(left), _tree(right)]
    raise NotImplementedError(ast.dump(node))  # a formula uses what is not translated here yet


def _mathml(latex: str) -> str:
    """A symbol in MathML, which a browser sets by itself, without the <math> around it."""
    return convert(latex).partition(">")[2].removesuffix("</math>")
