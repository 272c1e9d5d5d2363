r"""The presentation tree as LaTeX mathematics.

Only commands that pandoc can turn into Typst, MathML and Word equations are used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from symbp.formula.tree import (
    Call,
    Cases,
    Chosen,
    Leaf,
    Negative,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Total,
    binding,
)

_RELATION = {">": ">", ">=": r"\ge", "<": "<", "<=": r"\le", "==": "=", "!=": r"\ne"}
_FUNCTION = {"log": r"\ln", "tanh": r"\tanh", "sign": r"\operatorname{sign}", "max": r"\max"}


def write(node: Node, name: Callable[[str], str]) -> str:
    r"""The formula in LaTeX; ``name`` gives the LaTeX of a name.

    >>> write(Quotient(Number("1"), Sum((Number("1"), Call("exp", (Negative(Leaf("z")),))))), str)
    '\\frac{1}{1 + e^{-z}}'
    >>> write(Product((Number("0.5"), Number("-0.3"))), str)
    '0.5 \\cdot (-0.3)'
    """

    def text(child: Node) -> str:
        return write(child, name)

    def bound(child: Node, level: int) -> str:
        return text(child) if _binding(child) >= level else _brackets(text(child))

    match node:
        case Leaf(leaf):
            return name(leaf)
        case Partial(of, wrt):
            return partial(name(of), name(wrt))
        case Number(number_text):
            return number(number_text)
        case Negative(operand):
            return f"-{bound(operand, 2)}"
        case Total(index, high, term):
            return rf"\sum_{{{name(index)}=1}}^{{{name(high)}}} {bound(term, 2)}"
        case Sum(terms):
            return "".join(_signed(term, i, bound) for i, term in enumerate(terms))
        case Product(factors):
            return _product(factors, bound)
        case Quotient(above, below):
            outside, above = _without_fractions(above, name)
            return "".join(outside) + rf"\frac{{{text(above)}}}{{{text(below)}}}"
        case Power(base, exponent):
            # A name that has a superscript already, or is a fraction, cannot take another one without brackets.
            raised = isinstance(base, Leaf) and ("^" in text(base) or text(base).startswith(r"\frac"))
            return f"{_brackets(text(base)) if raised else bound(base, 4)}^{{{text(exponent)}}}"
        case Call("exp", (argument,)):
            return f"e^{{{text(argument)}}}"
        case Call("sqrt", (argument,)):
            return rf"\sqrt{{{text(argument)}}}"
        case Call("abs", (argument,)):
            return rf"\left| {text(argument)} \right|"
        case Call(function, arguments):
            return _FUNCTION[function] + _brackets(", ".join(text(argument) for argument in arguments))
        case Relation(left, operator, right):
            return f"{text(left)} {_RELATION[operator]} {text(right)}"
        case Cases(branches):
            rows = [
                rf"{text(value)} & " + (rf"\text{{if }} {text(when)}" if when else r"\text{otherwise}")
                for value, when in branches
            ]
            return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
        case Chosen(value, because):
            reasons = ", ".join(text(reason) for reason in because)
            return rf"{text(value)} \quad \text{{since }} {reasons}"


def _without_fractions(above: Node, name: Callable[[str], str]) -> tuple[list[str], Node]:
    """Derivatives in a numerator stand before the fraction: no fraction within a fraction."""
    factors = above.factors if isinstance(above, Product) else (above,)
    tall = [factor for factor in factors if isinstance(factor, Leaf) and r"\frac" in name(factor.name)]
    rest = tuple(factor for factor in factors if factor not in tall)
    if not tall:
        return [], above
    left = Number("1") if not rest else rest[0] if len(rest) == 1 else Product(rest)
    return [write(factor, name) + r"\," for factor in tall], left


def partial(of: str, wrt: str) -> str:
    r"""∂of/∂wrt from the LaTeX of both.

    >>> partial("L", "w_1")
    '\\frac{\\partial L}{\\partial w_1}'
    """
    return rf"\frac{{\partial {of}}}{{\partial {wrt}}}"


def number(text: str) -> str:
    r"""A number: fractions stand as such, powers of ten are written out.

    >>> number("-91/16"), number("1.2e-7"), number("0.2500")
    ('-\\frac{91}{16}', '1.2 \\cdot 10^{-7}', '0.2500')
    """
    if "/" in text:
        sign = "-" if text.startswith("-") else ""
        above, below = text.lstrip("-").split("/")
        return rf"{sign}\frac{{{above}}}{{{below}}}"
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else text


def _binding(node: Node) -> int:
    # A fraction needs no brackets inside a product: its bar already groups.
    if isinstance(node, Quotient) or (isinstance(node, Number) and "/" in node.text and not node.negative):
        return 3
    return binding(node)


def _brackets(text: str) -> str:
    tall = r"\frac" in text or r"\begin" in text or "^" in text
    return rf"\left({text}\right)" if tall else f"({text})"


def _signed(term: Node, position: int, bound: Callable[[Node, int], str]) -> str:
    if isinstance(term, Negative):
        return f"{' ' if position else ''}-{' ' if position else ''}{bound(term.operand, 2)}"
    return f" + {bound(term, 2)}" if position else bound(term, 1)


def _product(factors: tuple[Node, ...], bound: Callable[[Node, int], str]) -> str:
    out = bound(factors[0], 2)
    for before, factor in pairwise(factors):
        # A sum over an index reaches to the end of its product: there it needs no brackets.
        reaches = isinstance(factor, Total) and factor is factors[-1]
        out += _times(before, factor) + bound(factor, 2 if reaches else 3)
    return out


def _times(before: Node, after: Node) -> str:
    """What stands between two factors: a dot where figures would run together."""
    if isinstance(before, Number) and isinstance(after, Leaf | Sum | Power) and "." not in before.text:
        return r"\,"
    if isinstance(after, Total):
        return r"\,"
    if _has_figures(before) or _has_figures(after):
        return r" \cdot "
    return r"\,"


def _has_figures(node: Node) -> bool:
    match node:
        case Number() | Call("exp", _):
            return True
        case Power(base, _):
            return _has_figures(base)
        case Quotient(above, below):
            return _has_figures(above) or _has_figures(below)
        case Sum(terms):
            return any(_has_figures(term) for term in terms[1:]) and _has_figures(terms[0])
        case Negative(operand):
            return _has_figures(operand)
        case _:
            return False


def lines(node: Node, name: Callable[[str], str], width: float) -> list[str]:
    """The formula broken at the plus and minus signs of its outermost sum.

    Args:
        node: the formula.
        name: the LaTeX of a name.
        width: how many characters wide a line may look (see :func:`looks`).

    Returns:
        One string a line; the second and later ones begin with their sign.
    """
    whole = write(node, name)
    if looks(whole) <= width or not isinstance(node, Sum | Product):
        return [whole]
    if isinstance(node, Product):
        return _broken_product(node, name, width)
    out: list[str] = []
    for i, term in enumerate(node.terms):
        sign, inner = ("-", term.operand) if isinstance(term, Negative) else ("+", term)
        pieces = _broken_product(inner, name, width) if isinstance(inner, Product) else [write(inner, name)]
        if i or sign == "-":
            pieces[0] = f"{sign} {pieces[0]}"
        if out and len(pieces) == 1 and looks(out[-1]) + looks(pieces[0]) + 2 <= width:
            out[-1] += f" {pieces[0]}"
        else:
            out += pieces
    return out


def _broken_product(node: Product, name: Callable[[str], str], width: float) -> list[str]:
    r"""A product whose first factor is a long sum: the bracket is carried over several lines.

    ``\bigl( … \bigr)`` in place of ``\left … \right``, which cannot span a line break.
    """
    first, whole = node.factors[0], write(node, name)
    if not isinstance(first, Sum) or looks(whole) <= width:
        return [whole]
    tail = write(replace(node, factors=(Number("1"), *node.factors[1:])), name)
    tail = re.sub(r"^1(\\,| \\cdot )", "", tail)
    inner = lines(first, name, width)
    if len(inner) == 1:
        inner = lines(first, name, max(width - looks(tail), 30))
    if len(inner) == 1:
        return [whole]
    inner[0] = r"\Bigl(" + inner[0]
    inner[-1] += r"\Bigr)"
    times = r" \cdot " if tail[:1].isdigit() else r"\,"
    if looks(inner[-1]) + looks(tail) + 1 > width:
        return [*inner, r"\cdot " + tail]
    inner[-1] += times + tail
    return inner


_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\s]")
NAME_BEGINS, NAME_ENDS = "\ue000", "\ue001"
"""Marks that a name may stand between, to be found again; they take no width."""
_UNSEEN = frozenset(
    (
        NAME_BEGINS,
        NAME_ENDS,
        r"\mathit",
        r"\mathrm",
        r"\text",
        r"\operatorname",
        r"\left",
        r"\right",
        r"\Bigl",
        r"\Bigr",
        "&",
    )
)
_SCRIPT = 0.65
# Widths that differ from a figure's: relations and operations stand apart, a fraction has a margin.
_WIDTHS = {
    **dict.fromkeys(_UNSEEN, 0.0),
    r"\,": 0.35,
    r"\quad": 2.0,
    **dict.fromkeys(("=", "+", "-", ">", "<", r"\cdot", r"\le", r"\approx", r"\sum"), 1.9),
    **dict.fromkeys((r"\ln", r"\max", r"\tanh"), 2.6),
    **dict.fromkeys((".", ","), 0.55),
    **dict.fromkeys("()[]", 0.8),
}
_FRACTION_MARGIN = 0.5


def looks(latex: str) -> float:
    r"""About how many characters wide a formula is when set: scripts are small, fractions stand high.

    >>> looks(r"a + b = 0.5"), looks(r"\frac{1}{1 + e}"), looks("w_1")
    (8.35, 4.4, 1.65)
    """
    return _Measure(_TOKEN.findall(latex)).run()


class _Measure:
    """Reads LaTeX token by token and adds up widths."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def run(self) -> float:
        width = 0.0
        while self.at < len(self.tokens) and self.tokens[self.at] != "}":
            width += self._one()
        return round(width, 2)

    def _one(self) -> float:
        token = self.tokens[self.at]
        self.at += 1
        if token == r"\frac":
            return max(self._group(), self._group()) + _FRACTION_MARGIN
        if token in "_^":
            return _SCRIPT * self._group()
        if token == "{":
            self.at -= 1
            return self._group()
        return _WIDTHS.get(token, 1.0)

    def _group(self) -> float:
        if self.tokens[self.at] != "{":
            return self._one()
        self.at += 1
        width = self.run()
        self.at += 1
        return width
