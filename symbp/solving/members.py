"""The members of a chain of equations: which are shown, and whether = or ≈ stands between two numbers.

Between two numbers ``=`` says that both are the same number once they are rounded as the policy says.
That is decided on the printed figures themselves, by fractions and balls.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symbp.errors import DerivationError, PrecisionError
from symbp.formula.tree import (
    Call,
    Chosen,
    Negative,
    Node,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
)
from symbp.page.equations import ABOUT, EQUAL, Member
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import Ball, Balls, bounds, working_precision
from symbp.values.rounding import Figures, rounded

_LEAST_BITS, _MOST_BITS = 96, 6144


@dataclass
class MemberSigns:
    """Puts signs between members, and counts those that stand between two numbers."""

    figures: Figures
    count: dict[str, int] = field(default_factory=lambda: {EQUAL: 0, ABOUT: 0})

    def between(self, sides: Sequence[Node]) -> list[Member]:
        """The members that are shown, each with its sign; the last side is the result.

        A member with numbers is left out where it is no number (a logarithm of 0), or is another one
        than the result by more than a unit of the last place and more than a hundredth.

        >>> from symbp.formula.tree import Leaf, Numeral, Product
        >>> signs = MemberSigns(Figures(decimals=4))
        >>> sides = [Leaf("d"), Product((Numeral("0.5986"), Numeral("0.2492"))), Numeral("0.1492"), Numeral("0.1493")]
        >>> [member.sign for member in signs.between(sides)], signs.count
        (['=', '=', '=', '≈'], {'=': 1, '≈': 1})
        """
        kept = [side for side in sides[:-1] if not is_numeric(side) or self._is_near(side, sides[-1])]
        members: list[Member] = []
        for side in (*kept, sides[-1]):
            sign = EQUAL
            if members and is_numeric(side) and is_numeric(members[-1].side):
                sign = EQUAL if same(members[-1].side, side, self.figures) else ABOUT
                self.count[sign] += 1
            members.append(Member(sign, side))
        return members

    def _is_near(self, side: Node, result: Node) -> bool:
        if not isinstance(result, Numeral):
            return True
        if same(side, result, self.figures):
            return True
        # A case that the printed figures decide in another way than the number that is worked with.
        if isinstance(side, Chosen):
            return False
        value = _rounding(side, self.figures)
        unit = rounded(result.value, self.figures).unit
        return value is not None and abs(value - result.value) <= max(unit, abs(result.value) / 100)


def settled(node: Node) -> Node:
    """A formula of numbers with the reasons for all its cases at its end, where they stand in nobody's way.

    >>> from symbp.formula.tree import Relation
    >>> case = Chosen(Numeral("1"), (Relation(Numeral("2"), ">", Numeral("0")),))
    >>> settled(Sum((case, Numeral("3")))) == Chosen(Sum((Numeral("1"), Numeral("3"))), case.because)
    True
    """
    reasons: list[Relation] = []

    value = _bare(node, reasons)
    return Chosen(value, tuple(dict.fromkeys(reasons))) if reasons else node


def _bare(node: Node, reasons: list[Relation]) -> Node:
    """The node without the reasons for its cases, which are added to ``reasons``."""
    bare = functools.partial(_bare, reasons=reasons)
    match node:
        case Chosen(value, because):
            reasons.extend(because)
            return bare(value)
        case Negative(operand):
            return Negative(bare(operand))
        case Sum(terms):
            return Sum(tuple(map(bare, terms)))
        case Product(factors):
            return Product(tuple(map(bare, factors)))
        case Quotient(above, below):
            return Quotient(bare(above), bare(below))
        case Power(base, exponent):
            return Power(bare(base), bare(exponent))
        case Call(function, arguments):
            return Call(function, tuple(map(bare, arguments)))
        case _:
            return node


def is_numeric(node: Node) -> bool:
    """Whether a formula has numbers alone, so that a calculator can work it out.

    >>> from symbp.formula.tree import Leaf
    >>> is_numeric(Negative(Numeral("2"))), is_numeric(Negative(Leaf("w")))
    (True, False)
    """
    match node:
        case Numeral():
            return True
        case Negative(operand):
            return is_numeric(operand)
        case Sum(parts) | Product(parts) | Call(_, parts):
            return all(map(is_numeric, parts))
        case Quotient(left, right) | Power(left, right):
            return is_numeric(left) and is_numeric(right)
        case Chosen(value, _):
            return is_numeric(value)
        case _:
            return False


def same(left: Node, right: Node, figures: Figures) -> bool:
    """Whether two formulas of numbers are one number, each worked out as printed and rounded once.

    >>> product = Product((Numeral("-0.0684"), Numeral("0.2461"), Numeral("0.3")))
    >>> same(product, Numeral("-0.0050"), Figures(decimals=4)), same(product, Numeral("-0.0051"), Figures(decimals=4))
    (True, False)
    """
    value = _rounding(left, figures)
    return value is not None and value == _rounding(right, figures)


def _rounding(node: Node, figures: Figures) -> Fraction | None:
    """The number that a formula rounds to; None where it has no value, or where no precision decides."""
    bits = _LEAST_BITS
    while bits <= _MOST_BITS:
        try:
            with working_precision(bits):
                low, high = bounds(_worth(node, Balls()))
        except UndecidedError:
            bits *= 2
            continue
        except (PrecisionError, ZeroDivisionError, ValueError, OverflowError):
            return None
        below = rounded(low, figures).value
        if below == rounded(high, figures).value:
            return below
        bits *= 2
    return None


def _worth(node: Node, balls: Balls) -> Ball:
    match node:
        case Numeral():
            return balls.number(node.value)
        case Negative(operand):
            return -_worth(operand, balls)
        case Sum(terms):
            return balls.add([_worth(term, balls) for term in terms])
        case Product(factors):
            product = _worth(factors[0], balls)
            for factor in factors[1:]:
                product = balls.multiply(product, _worth(factor, balls))
            return product
        case Quotient(above, below):
            return balls.multiply(_worth(above, balls), balls.power(_worth(below, balls), -1))
        case Power(base, Numeral() as exponent) if exponent.value.denominator == 1:
            return balls.power(_worth(base, balls), int(exponent.value))
        case Power(base, exponent):
            return balls.call("exp", balls.multiply(_worth(exponent, balls), balls.call("log", _worth(base, balls))))
        case Call("max" | "largest", arguments):
            return _largest([_worth(argument, balls) for argument in arguments], balls)
        case Call("pi", ()):
            return balls.call("pi", balls.number(Fraction(1)))
        case Call(function, (argument,)):
            return balls.call(function, _worth(argument, balls))
        case Chosen(value, _):
            return _worth(value, balls)
    message = f"{type(node).__name__} has no value of its own"
    raise DerivationError(message)


def _largest(values: list[Ball], balls: Balls) -> Ball:
    largest = values[0]
    for value in values[1:]:
        largest = value if balls.compare(value, largest) > 0 else largest
    return largest
