"""The presentation tree as one line of text: that Python and a calculator both read, or in Unicode's signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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


def _call(function: str, arguments: list[str]) -> str:
    return f"{function}({', '.join(arguments)})"


@dataclass(frozen=True, slots=True)
class Signs:
    """How the signs of a formula are written.

    Attributes:
        minus, times, total: minus, times, and the sum over an index.
        partial: what a derivative begins with.
        power: base, exponent -> text.
        call: function, arguments -> text.
        relations: what differs from Python's signs.
    """

    minus: str = "-"
    times: str = "*"
    total: str = "sum_"
    partial: str = "d"
    power: Callable[[str, str], str] = "{}**{}".format
    call: Callable[[str, list[str]], str] = _call
    relations: Mapping[str, str] = field(default_factory=dict)


PYTHON = Signs()

_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _power(base: str, exponent: str) -> str:
    return base + (exponent.translate(_POWERS) if exponent.isdecimal() else f"^{exponent}")


def _spoken(function: str, arguments: list[str]) -> str:
    if function == "abs":
        return f"|{arguments[0]}|"
    return f"{'ln' if function == 'log' else function}({', '.join(arguments)})"


UNICODE = Signs(
    minus="\N{MINUS SIGN}",
    times="·",
    total="Σ_",
    partial="∂",
    power=_power,
    call=_spoken,
    relations={">=": "≥", "<=": "≤", "==": "=", "!=": "≠"},
)


def write(node: Node, name: Callable[[str], str] = str, signs: Signs = PYTHON) -> str:
    """The formula in text.

    Args:
        node: the formula.
        name: how a name is spelt.
        signs: how signs are written.

    >>> write(Sum((Leaf("w5"), Negative(Product((Leaf("eta"), Leaf("dL/dw5")))))))
    'w5 - eta*dL/dw5'
    >>> write(Product((Number("0.5"), Number("-0.3"))))
    '0.5*(-0.3)'
    """

    def text(child: Node) -> str:
        return write(child, name, signs)

    def bound(child: Node, level: int) -> str:
        return text(child) if binding(child) >= level else f"({text(child)})"

    match node:
        case Leaf(leaf):
            return name(leaf)
        case Partial(of, wrt):
            return f"{signs.partial}{name(of)}/{signs.partial}{name(wrt)}"
        case Number(number):
            return number.replace("-", signs.minus)
        case Negative(operand):
            return f"{signs.minus}{bound(operand, 2)}"
        case Total(index, _, term):
            return f"{signs.total}{name(index)} {bound(term, 2)}"
        case Sum(terms):
            return _sum(terms, bound, signs.minus)
        case Product(factors):
            # A sum over an index reaches to the end of its product: there it needs no brackets.
            last = len(factors) - 1
            return signs.times.join(
                bound(factor, 3 if i and not (i == last and isinstance(factor, Total)) else 2)
                for i, factor in enumerate(factors)
            )
        case Quotient(above, below):
            return f"{bound(above, 2)}/{bound(below, 3)}"
        case Power(base, exponent):
            return signs.power(bound(base, 4), bound(exponent, 4))
        case Call(function, arguments):
            return signs.call(function, [text(argument) for argument in arguments])
        case Relation(left, operator, right):
            return f"{text(left)} {signs.relations.get(operator, operator)} {text(right)}"
        case Cases(branches):
            parts = [text(value) + (f" if {text(when)} else " if when else "") for value, when in branches]
            return "".join(parts)
        case Chosen(value, because):
            return f"{text(value)} ({', '.join(text(reason) for reason in because)})"


def _sum(terms: tuple[Node, ...], bound: Callable[[Node, int], str], minus: str) -> str:
    out = ""
    for i, term in enumerate(terms):
        subtracted = isinstance(term, Negative)
        # A choice binds less than a sum: as a term it needs brackets, the first one too.
        first = i == 0 and not isinstance(term, Cases)
        body = bound(term.operand, 2) if isinstance(term, Negative) else bound(term, 1 if first else 2)
        sign = (minus if subtracted else "") if i == 0 else (f" {minus} " if subtracted else " + ")
        out += sign + body
    return out
