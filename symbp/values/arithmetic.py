"""The protocol of an arithmetic, and how a formula becomes calls to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol

import sympy as sp

from symbp.errors import DerivationError
from symbp.formula.maximum import Maximum
from symbp.steps import Step

V = Any
"""A value of an arithmetic: each has its own type."""


class UndecidedError(Exception):
    """At this precision a comparison or a rounding cannot be decided: try again with more."""


class Arithmetic(Protocol):
    """The operations that formulas consist of."""

    def number(self, value: Fraction) -> V:
        """A rational constant."""

    def add(self, terms: Sequence[V]) -> V:
        """A sum."""

    def multiply(self, left: V, right: V) -> V:
        """A product."""

    def power(self, base: V, exponent: int) -> V:
        """An integer power, negative ones included."""

    def call(self, function: str, argument: V) -> V:
        """exp, log, sqrt, erf, tanh, cosh, sinh, sin, cos, abs or sign; pi is the argument times that number."""

    def compare(self, left: V, right: V) -> int:
        """-1, 0 or 1; UndecidedError if that is not certain."""

    def is_zero(self, value: V) -> bool:
        """Whether the value is certainly and exactly 0."""

    def choose(self, branches: Sequence[Branch]) -> V:
        """The value of the first branch whose condition holds."""

    def line(self, step: Step, value: V) -> V:
        """The value that later lines work with once a line has been calculated."""


Branch = tuple[Callable[[int], bool] | None, Callable[[], tuple[V, V]], Callable[[], V]]
"""Test of a comparison's sign (None: always), the two sides, the value."""

Program = Callable[[Arithmetic, Mapping[str, V]], V]


def first_that_holds(arithmetic: Arithmetic, branches: Sequence[Branch]) -> V:
    """The usual ``choose``: conditions are decided one after the other."""
    for test, sides, value in branches:
        if test is None or test(arithmetic.compare(*sides())):
            return value()
    message = "cases without an 'otherwise'"
    raise DerivationError(message)


@lru_cache(maxsize=1 << 16)
def program(expr: sp.Basic) -> Program:
    """The formula as a function of an arithmetic and the values of its names."""
    for kind, build in _BUILD.items():
        if isinstance(expr, kind):
            return build(expr)
    message = f"no way to evaluate {type(expr).__name__}"
    raise DerivationError(message)


def _number(expr: sp.Rational) -> Program:
    value = Fraction(int(expr.p), int(expr.q))
    return lambda arithmetic, names: arithmetic.number(value)


def _symbol(expr: sp.Symbol) -> Program:
    name = expr.name
    return lambda arithmetic, names: names[name]


def _add(expr: sp.Add) -> Program:
    terms = [program(term) for term in expr.args]
    return lambda arithmetic, names: arithmetic.add([term(arithmetic, names) for term in terms])


def _multiply(expr: sp.Mul) -> Program:
    """A product, the simple factors first: an exact 0 ends it, so that 0·ln 0 is 0.

    That is the convention of cross-entropy, where a target of 0 switches its term off.
    """
    factors = [program(f) for f in sorted(expr.args, key=lambda f: (not f.is_Atom, not f.is_Add))]

    def run(arithmetic: Arithmetic, names: Mapping[str, V]) -> V:
        """The product; once it is certainly 0, no further factor is evaluated."""
        product = factors[0](arithmetic, names)
        for factor in factors[1:]:
            if arithmetic.is_zero(product):
                return product
            product = arithmetic.multiply(product, factor(arithmetic, names))
        return product

    return run


def _power(expr: sp.Pow) -> Program:
    base = program(expr.base)
    if expr.exp.is_Integer:
        exponent = int(expr.exp)
        return lambda arithmetic, names: arithmetic.power(base(arithmetic, names), exponent)
    if expr.exp == sp.Rational(1, 2):
        return lambda arithmetic, names: arithmetic.call("sqrt", base(arithmetic, names))
    if expr.exp == sp.Rational(-1, 2):
        return lambda arithmetic, names: arithmetic.power(arithmetic.call("sqrt", base(arithmetic, names)), -1)
    # SymPy writes exp(13/10*log(a)) as a**(13/10): the logarithm is taken back.
    ratio = program(expr.exp)

    def run(arithmetic: Arithmetic, names: Mapping[str, V]) -> V:
        """exp(ratio·log(base)), for an exponent that is no whole number."""
        logarithm = arithmetic.call("log", base(arithmetic, names))
        return arithmetic.call("exp", arithmetic.multiply(ratio(arithmetic, names), logarithm))

    return run


def _call(function: str) -> Callable[[sp.Function], Program]:
    def build(expr: sp.Function) -> Program:
        """The program of a call of one argument."""
        argument = program(expr.args[0])
        return lambda arithmetic, names: arithmetic.call(function, argument(arithmetic, names))

    return build


_TESTS: Mapping[type, Callable[[int], bool]] = {
    sp.Gt: lambda sign: sign > 0,
    sp.Ge: lambda sign: sign >= 0,
    sp.Lt: lambda sign: sign < 0,
    sp.Le: lambda sign: sign <= 0,
    sp.Eq: lambda sign: sign == 0,
    sp.Ne: lambda sign: sign != 0,
}


def _piecewise(expr: sp.Piecewise) -> Program:
    rows = []
    pieces: Any = expr.args
    for value, condition in pieces:
        always = condition == sp.true
        sides = (program(sp.Integer(0)),) * 2 if always else (program(condition.lhs), program(condition.rhs))
        rows.append((None if always else _TESTS[type(condition)], sides, program(value)))

    def run(arithmetic: Arithmetic, names: Mapping[str, V]) -> V:
        """The value of the branch that the arithmetic chooses."""

        def branch_of(row: Any) -> Branch:
            """The row with its sides and its value to be evaluated when they are needed."""
            test, (left, right), value = row
            return (
                test,
                lambda: (left(arithmetic, names), right(arithmetic, names)),
                lambda: value(arithmetic, names),
            )

        return arithmetic.choose([branch_of(row) for row in rows])

    return run


def _maximum(expr: Maximum) -> Program:
    programs = [program(argument) for argument in expr.args]

    def run(arithmetic: Arithmetic, names: Mapping[str, V]) -> V:
        """The largest of all arguments."""
        largest, *others = (each(arithmetic, names) for each in programs)
        for other in others:
            largest = _larger(arithmetic, largest, other)
        return largest

    return run


def _larger(arithmetic: Arithmetic, left: V, right: V) -> V:
    return arithmetic.choose(
        [(_TESTS[sp.Ge], lambda: (left, right), lambda: left), (None, lambda: (left, right), lambda: right)]
    )


def _e(_: sp.Expr) -> Program:
    # SymPy writes exp(1) as the constant E.
    return lambda arithmetic, names: arithmetic.call("exp", arithmetic.number(Fraction(1)))


def _pi(_: sp.Expr) -> Program:
    return lambda arithmetic, names: arithmetic.call("pi", arithmetic.number(Fraction(1)))


_BUILD: Mapping[type, Callable[..., Program]] = {
    type(sp.E): _e,
    type(sp.pi): _pi,
    sp.Symbol: _symbol,
    sp.Rational: _number,
    sp.Add: _add,
    sp.Mul: _multiply,
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
    sp.Piecewise: _piecewise,
    Maximum: _maximum,
}
