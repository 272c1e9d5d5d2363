"""The presentation tree as one line of text that Python and a calculator both read."""

from __future__ import annotations

from collections.abc import Callable

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


def write(node: Node, name: Callable[[str], str] = str) -> str:
    """The formula in text; ``name`` says how a name is spelt.

    >>> write(Sum((Leaf("w5"), Negative(Product((Leaf("eta"), Leaf("dL/dw5")))))))
    'w5 - eta*dL/dw5'
    >>> write(Product((Number("0.5"), Number("-0.3"))))
    '0.5*(-0.3)'
    """

    def text(child: Node) -> str:
        return write(child, name)

    def bound(child: Node, level: int) -> str:
        return text(child) if binding(child) >= level else f"({text(child)})"

    match node:
        case Leaf(leaf):
            return name(leaf)
        case Partial(of, wrt):
            return f"d{name(of)}/d{name(wrt)}"
        case Number(number):
            return number
        case Negative(operand):
            return f"-{bound(operand, 2)}"
        case Total(index, _, term):
            return f"sum_{name(index)} {bound(term, 2)}"
        case Sum(terms):
            return _sum(terms, bound)
        case Product(factors):
            # A sum over an index reaches to the end of its product: there it needs no brackets.
            last = len(factors) - 1
            return "*".join(
                bound(factor, 3 if i and not (i == last and isinstance(factor, Total)) else 2)
                for i, factor in enumerate(factors)
            )
        case Quotient(above, below):
            return f"{bound(above, 2)}/{bound(below, 3)}"
        case Power(base, exponent):
            return f"{bound(base, 4)}**{bound(exponent, 4)}"
        case Call(function, arguments):
            return f"{function}({', '.join(text(argument) for argument in arguments)})"
        case Relation(left, operator, right):
            return f"{text(left)} {operator} {text(right)}"
        case Cases(branches):
            parts = [text(value) + (f" if {text(when)} else " if when else "") for value, when in branches]
            return "".join(parts)
        case Chosen(value, because):
            return f"{text(value)} ({', '.join(text(reason) for reason in because)})"


def _sum(terms: tuple[Node, ...], bound: Callable[[Node, int], str]) -> str:
    out = ""
    for i, term in enumerate(terms):
        subtracted = isinstance(term, Negative)
        # A choice binds less than a sum: as a term it needs brackets, the first one too.
        first = i == 0 and not isinstance(term, Cases)
        body = bound(term.operand, 2) if isinstance(term, Negative) else bound(term, 1 if first else 2)
        sign = ("-" if subtracted else "") if i == 0 else (" - " if subtracted else " + ")
        out += sign + body
    return out
