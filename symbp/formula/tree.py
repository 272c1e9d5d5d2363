"""The presentation tree: what stands where in a printed formula.

``arrange`` turns a SymPy expression into the tree, in the order given for its names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from symbp.errors import DerivationError
from symbp.formula.maximum import Maximum
from symbp.formula.roots import gathered, number_parts, number_text


@dataclass(frozen=True, slots=True)
class Leaf:
    """A name."""

    name: str


@dataclass(frozen=True, slots=True)
class Partial:
    """A partial derivative of one name by another that is not a line of its own."""

    of: str
    wrt: str


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it is to be read: ``0.2500``, ``-91/16``, ``1.2e-7``."""

    text: str

    @property
    def value(self) -> Fraction:
        """The number that the text means."""
        return Fraction(self.text)

    @property
    def negative(self) -> bool:
        """Whether the text begins with a minus sign."""
        return self.text.startswith("-")


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus the operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms in taught order; a term to be subtracted is a Negative."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Factors in taught order."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """Numerator over denominator."""

    above: Node
    below: Node


@dataclass(frozen=True, slots=True)
class Power:
    """Base to an exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the field: exp, log, sqrt, erf, tanh, cosh, sinh, abs, sign, max; pi has no argument."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A comparison, with the operator as Python writes it."""

    left: Node
    operator: str
    right: Node


@dataclass(frozen=True, slots=True)
class Cases:
    """Value and condition, first match wins; the last condition is None: otherwise."""

    branches: tuple[tuple[Node, Relation | None], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The branch that the numbers decided for, and the comparisons that decided."""

    value: Node
    because: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class IndexedSum:
    """The sum of a term over an index, from 1 to ``high``."""

    index: str
    high: str
    term: Node


Node = (
    IndexedSum
    | Leaf
    | Partial
    | Numeral
    | Negative
    | Sum
    | Product
    | Quotient
    | Power
    | Call
    | Relation
    | Cases
    | Chosen
)

Order = Callable[[str], tuple[int, ...]]
"""Name -> place in the lesson: (kind of factor, later layers first, position)."""


def operations(node: Node) -> int:
    """How many operations a formula takes as it is printed: +, -, times, divided by, powers and functions.

    A sign in front counts as one; of cases the longest branch and all comparisons are taken.

    >>> w, x, b = Leaf("w"), Leaf("x"), Leaf("b")
    >>> operations(Sum((Product((w, x)), b))), operations(Sum((w, Negative(Product((x, b))))))
    (2, 2)
    """
    match node:
        case Sum(terms):
            # A term that is subtracted costs the minus, which stands in place of the plus.
            bare = [term.operand if i and isinstance(term, Negative) else term for i, term in enumerate(terms)]
            return len(terms) - 1 + sum(map(operations, bare))
        case Product(factors):
            return len(factors) - 1 + sum(map(operations, factors))
        case Negative(operand):
            return 1 + operations(operand)
        case Quotient(left, right) | Power(left, right):
            return 1 + operations(left) + operations(right)
        case Call(_, arguments):
            return 1 + sum(map(operations, arguments))
        case Relation(left, _, right):
            return 1 + operations(left) + operations(right)
        case Cases(branches):
            compared = sum(operations(when) for _, when in branches if when is not None)
            return compared + max(operations(value) for value, _ in branches)
        case Numeral(text):
            return int("/" in text)
        case _:
            return 0


def arrange(expr: sp.Basic, order: Order) -> Node:
    """The presentation tree of an expression.

    >>> w, x, b = sp.symbols("w x b")
    >>> arrange(b + x*w, lambda name: ("wxb".index(name),))
    Sum(terms=(Product(factors=(Leaf(name='w'), Leaf(name='x'))), Leaf(name='b')))
    """
    for kind, build in _BUILD.items():
        if isinstance(expr, kind):
            return build(expr, order)
    message = f"no way to print {type(expr).__name__}"
    raise DerivationError(message)


def _number(expr: sp.Rational, order: Order) -> Node:
    return Numeral(str(expr))


def _symbol(expr: sp.Symbol, order: Order) -> Node:
    return Leaf(expr.name)


def _sum(expr: sp.Add, order: Order) -> Node:
    addends: Any = expr.args
    sizes = {abs(term.as_coeff_Mul()[0]) for term in addends}
    if len(sizes) == 1 and sizes != {sp.Integer(1)}:
        # One factor common to all terms stands outside: 2(a - y), half of a sum of squares.
        (size,) = sizes
        return _times(size, arrange(sp.Add(*(term / size for term in addends)), order), expr)
    terms = sorted(addends, key=lambda term: _term_key(term, order))
    if all(_is_negative(term) for term in terms):
        return Negative(Sum(tuple(arrange(-term, order) for term in terms)))
    # A sum does not open with a minus sign where another term could open it: out - y, w - eta*g.
    first = next(i for i, term in enumerate(terms) if not _is_negative(term))
    terms.insert(0, terms.pop(first))
    return Sum(tuple(Negative(arrange(-t, order)) if _is_negative(t) else arrange(t, order) for t in terms))


def _is_negative(term: sp.Expr) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _term_key(term: sp.Expr, order: Order) -> tuple[object, ...]:
    if term.is_Number:
        return (0,)
    if isinstance(term, sp.Sum):
        # Of terms, that with the weights comes first; only as a factor does a sum stand last.
        return (1, min(order(indexed_name(part))[-1] for part in term.atoms(sp.Indexed, sp.KroneckerDelta)))
    factors = sp.Mul.make_args(term)
    keys = sorted(_factor_key(factor, order)[0] for factor in factors if not factor.is_Number)
    return (1, *[key[-1] for key in keys])


def _factor_key(factor: Any, order: Order) -> tuple[tuple[int, ...], int, str]:
    if factor.is_Symbol:
        return (order(factor.name), 0, factor.name)
    if factor.has(sp.Indexed, sp.KroneckerDelta):
        return _indexed_key(factor, order)
    names = sorted(order(symbol.name) for symbol in factor.free_symbols)
    lowest = names[0] if names else (-1,)
    return (lowest, 1, _text(factor))


_text = lru_cache(maxsize=1 << 14)(str)
"""SymPy's own text, which only tells factors apart that are alike in all else."""

_LAST = (10**6,)


def _indexed_key(factor: sp.Expr, order: Order) -> tuple[tuple[int, ...], int, str]:
    """As for names; a sum over an index stands behind the other factors."""
    parts = factor.atoms(sp.Indexed, sp.KroneckerDelta)
    names = sorted(order(indexed_name(part)) for part in parts)
    plain = isinstance(factor, sp.Indexed | sp.KroneckerDelta)
    return (_LAST if isinstance(factor, sp.Sum) else names[0], 0 if plain else 1, _text(factor))


def _product(expr: sp.Mul, order: Order) -> Node:
    coefficient, rest = expr.as_coeff_Mul()
    unsorted = []
    factor: Any
    for factor in sp.Mul.make_args(rest):
        sizes = {abs(term.as_coeff_Mul()[0]) for term in factor.args} if factor.is_Add else set()
        # 2(a - y) times another factor: the 2 belongs to the product, not into the bracket.
        content = sizes.pop() if len(sizes) == 1 else sp.Integer(1)
        coefficient *= content
        unsorted.append(sp.Add(*(term / content for term in factor.args)) if content != 1 else factor)
    coefficient, unsorted, under = gathered(coefficient, unsorted)
    factors = sorted(unsorted, key=lambda factor: _factor_key(factor, order))
    above = [arrange(factor, order) for factor in factors if not _is_divisor(factor)]
    below = [arrange(1 / factor, order) for factor in factors if _is_divisor(factor)]
    if under != 1:
        divides = under.as_numer_denom()[0] == 1
        (below if divides else above).insert(0, Call("sqrt", (arrange(1 / under if divides else under, order),)))
    if not below:
        return _times(coefficient, _joined(above), expr)
    high, low = number_parts(abs(coefficient), expr)
    above = above if high == "1" else [Numeral(high), *above]
    below = below if low == "1" else [Numeral(low), *below]
    quotient = Quotient(_joined(above), _joined(below))
    return Negative(quotient) if coefficient < 0 else quotient


def _is_divisor(factor: sp.Basic) -> bool:
    return isinstance(factor, sp.Pow) and bool(factor.exp.is_number and factor.exp.is_negative)


def _joined(factors: list[Node]) -> Node:
    if not factors:
        return Numeral("1")
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _times(coefficient: sp.Rational, node: Node, of: sp.Expr) -> Node:
    """Coefficient times node, the sign outside: -2(a - b) is minus a product."""
    size = abs(coefficient)
    if size != 1:
        inner = node.factors if isinstance(node, Product) else (node,)
        node = Product((Numeral(number_text(size, of)), *inner))
    return Negative(node) if coefficient < 0 else node


def _power(expr: sp.Pow, order: Order) -> Node:
    if _is_divisor(expr):
        return Quotient(Numeral("1"), arrange(1 / expr, order))
    if expr.exp == sp.Rational(1, 2):
        return Call("sqrt", (arrange(expr.base, order),))
    return Power(arrange(expr.base, order), arrange(expr.exp, order))


def _cases(expr: sp.Piecewise, order: Order) -> Node:
    zero = _as_maximum(expr)
    if zero is not None:
        return Call("max", (Numeral("0"), arrange(zero, order)))
    branches: list[tuple[Node, Relation | None]] = []
    pieces: Any = expr.args
    for value, condition in pieces:
        compared = None if condition == sp.true else _relation(condition, order)
        branches.append((arrange(value, order), compared))
    return Cases(tuple(branches))


def _as_maximum(expr: sp.Piecewise) -> sp.Expr | None:
    """The z of a piecewise that is max(0, z), however its value at 0 is written."""
    branches: Any = expr.args
    first, condition = branches[0]
    middle, last = branches[1:-1], branches[-1][0]
    halfway = all(isinstance(when, sp.Eq) and value == first / 2 for value, when in middle)
    positive = isinstance(condition, sp.Gt | sp.Ge) and condition.lhs == first and condition.rhs == 0
    return first if positive and halfway and last == 0 else None


def _relation(expr: Any, order: Order) -> Relation:
    return Relation(arrange(expr.lhs, order), expr.rel_op, arrange(expr.rhs, order))


def _call(function: str) -> Callable[[sp.Basic, Order], Node]:
    def build(expr: sp.Basic, order: Order) -> Node:
        """The call, with its arguments in order."""
        return Call(function, tuple(arrange(argument, order) for argument in expr.args))

    return build


def _total(expr: Any, order: Order) -> Node:
    term = arrange(expr.function, order)
    for index, _, high in expr.limits:
        term = IndexedSum(str(index), str(high), term)
    return term


def _indexed(expr: sp.Expr, order: Order) -> Node:
    """A quantity with indices is one name: ``w[j,i]``."""
    return Leaf(indexed_name(expr))


def indexed_name(expr: Any) -> str:
    """The name of an indexed quantity or of a Kronecker delta, ``w[j,i]``.

    >>> indexed_name(sp.IndexedBase("w")[sp.Symbol("j"), 3])
    'w[j,3]'
    """
    base, indices = ("delta", expr.args) if isinstance(expr, sp.KroneckerDelta) else (expr.base, expr.indices)
    return f"{base}[{','.join(map(str, indices))}]"


def _derivative(expr: Any, order: Order) -> Node:
    return Partial(
        *(indexed_name(part) if hasattr(part, "indices") else str(part) for part in (expr.expr, *expr.variables))
    )


_BUILD: Mapping[type, Callable[..., Node]] = {
    type(sp.E): lambda *_: Call("exp", (Numeral("1"),)),
    type(sp.pi): lambda *_: Call("pi", ()),
    sp.Sum: _total,
    sp.Indexed: _indexed,
    sp.KroneckerDelta: _indexed,
    sp.Derivative: _derivative,
    sp.Rational: _number,
    sp.Symbol: _symbol,
    sp.Add: _sum,
    sp.Mul: _product,
    sp.exp: _call("exp"),
    sp.Pow: _power,
    sp.log: _call("log"),
    sp.erf: _call("erf"),
    sp.tanh: _call("tanh"),
    sp.cosh: _call("cosh"),
    sp.sinh: _call("sinh"),
    sp.sin: _call("sin"),
    sp.cos: _call("cos"),
    sp.Abs: _call("abs"),
    sp.sign: _call("sign"),
    sp.Piecewise: _cases,
    Maximum: _call("largest"),
}
