"""Numbers in the place of names, and cases decided by the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from symbp.errors import DerivationError
from symbp.formula.tree import (
    Call,
    Cases,
    Chosen,
    Leaf,
    Negative,
    Node,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
)


def substitute(node: Node, numbers: Callable[[str], str]) -> Node:
    """The same formula with a number for every name; cases are decided by the numbers.

    >>> substitute(Call("exp", (Negative(Leaf("z")),)), {"z": "-0.02"}.__getitem__)
    Call(function='exp', arguments=(Numeral(text='0.02'),))
    """

    def inner(child: Node) -> Node:
        """A child of the node, with its values substituted."""
        return substitute(child, numbers)

    match node:
        case Leaf(name):
            return Numeral(numbers(name))
        case Negative(operand):
            return Negative(inner(operand))
        case Sum(terms):
            return Sum(tuple(inner(term) for term in terms))
        case Product(factors):
            return Product(tuple(inner(factor) for factor in factors))
        case Quotient(above, below):
            return Quotient(inner(above), inner(below))
        case Power(base, exponent):
            return Power(inner(base), inner(exponent))
        case Call(function, arguments):
            # exp(-(-0.02)) is read, and typed, as exp(0.02).
            return Call(function, tuple(_bare(inner(argument)) for argument in arguments))
        case Relation(left, operator, right):
            return Relation(inner(left), operator, inner(right))
        case Cases(branches):
            return _decided(tuple((inner(value), when and inner(when)) for value, when in branches))
        case _:
            return node


def _bare(node: Node) -> Node:
    if isinstance(node, Negative) and isinstance(node.operand, Numeral) and node.operand.negative:
        return Numeral(node.operand.text[1:])
    return node


def _decided(branches: tuple[tuple[Node, Node | None], ...]) -> Chosen:
    refused: list[Relation] = []
    for value, condition in branches:
        if condition is None:
            return Chosen(value, tuple(refused))
        assert isinstance(condition, Relation)
        if _holds(condition):
            return Chosen(value, (condition,))
        refused.append(Relation(condition.left, _OPPOSITE[condition.operator], condition.right))
    message = "cases without an 'otherwise'"
    raise DerivationError(message)


_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}


def _holds(relation: Relation) -> bool:
    left, right = _worth(relation.left), _worth(relation.right)
    sign = (left > right) - (left < right)
    allowed = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0), "==": (0,), "!=": (-1, 1)}
    return sign in allowed[relation.operator]


def _worth(node: Node) -> Fraction:
    """The exact number that a side of a comparison has; comparisons hold rational operations only."""
    match node:
        case Numeral():
            return node.value
        case Negative(operand):
            return -_worth(operand)
        case Sum(terms):
            return sum((_worth(term) for term in terms), Fraction(0))
        case Product(factors):
            return math.prod(map(_worth, factors), start=Fraction(1))
        case Call("abs", (argument,)):
            return abs(_worth(argument))
        case Call("largest", arguments):
            return max(map(_worth, arguments))
        case _:
            message = f"a comparison holds {type(node).__name__}"
            raise DerivationError(message)
