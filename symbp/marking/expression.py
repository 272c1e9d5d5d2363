"""A student's formula as a bounded tree: what the readers make and the judges evaluate.

It is our own and not SymPy's: nothing is folded, simplified or sorted on the way, and its size is
bounded while it is built, so that a hostile formula costs no more than its length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from symbp.errors import at_most
from symbp.limits import LARGEST_POWER, MOST_FORMULA_NODES
from symbp.steps import symbol
from symbp.values.arithmetic import Arithmetic

FUNCTIONS = frozenset({"exp", "log", "erf", "tanh", "cosh", "sinh", "sin", "cos", "abs", "sign"})


class ExpressionError(ValueError):
    """A formula that cannot be taken: a sentence, and how many characters stand before the place."""

    def __init__(self, message: str, place: int = 0) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """One node.

    Attributes:
        op: number, name, add, multiply, power, call, max or cases.
        args: a Fraction and the unit of its last place; a name; nodes; a node and a whole number;
            the function and a node; for cases the comparison and left, right, then, otherwise.
        size: how many nodes the tree has, a shared one counted each time.
    """

    op: str
    args: tuple[Any, ...]
    size: int = 1

    def __add__(self, other: Expression) -> Expression:
        return _node("add", self, other)

    def __sub__(self, other: Expression) -> Expression:
        return _node("add", self, -other)

    def __mul__(self, other: Expression) -> Expression:
        return _node("multiply", self, other)

    def __truediv__(self, other: Expression) -> Expression:
        if other.op == "number" and other.args[0] == 0:
            message = "a division by 0"
            raise ExpressionError(message)
        return _node("multiply", self, Expression("power", (other, -1), other.size + 1))

    def __neg__(self) -> Expression:
        return _node("multiply", number(-1), self)

    def __pow__(self, other: Expression) -> Expression:
        return power(self, other)


def _node(op: str, left: Expression, right: Expression) -> Expression:
    size = left.size + right.size + 1
    at_most(size, MOST_FORMULA_NODES, "a formula of more than {} operations", ExpressionError)
    return Expression(op, (left, right), size)


def number(value: Fraction | int, unit: Fraction | int = 0) -> Expression:
    """A constant; the unit of its last place is 0 where it is meant exactly.

    >>> number(2).args
    (Fraction(2, 1), Fraction(0, 1))
    """
    return Expression("number", (Fraction(value), Fraction(unit)))


PI = number(Fraction("3.14159265358979323846264338327950288419716939937510582097494459"))
"""The ratio of a circle's circumference to its diameter, to more figures than anybody compares."""


def name(line: str) -> Expression:
    """A quantity of the assignment."""
    return Expression("name", (line,))


def call(function: str, argument: Expression) -> Expression:
    """A function of one argument: exp, log, erf, tanh, cosh, sinh, abs, sign, sqrt, sigmoid, relu, softplus.

    >>> to_sympy(call("sigmoid", name("in_h1")))
    1/(1 + exp(-in_h1))
    """
    if function in FUNCTIONS:
        return Expression("call", (function, argument), argument.size + 1)
    return _COMPOSED[function](argument)


def _node_of(op: str, *args: Expression) -> Expression:
    return Expression(op, args, sum(arg.size for arg in args) + 1)


_COMPOSED = {
    "sqrt": lambda x: call("exp", call("log", x) / number(2)),
    "sigmoid": lambda x: number(1) / (number(1) + call("exp", -x)),
    "softplus": lambda x: call("log", number(1) + call("exp", x)),
    "relu": lambda x: _node_of("max", number(0), x),
}

KNOWN_FUNCTIONS = FUNCTIONS | _COMPOSED.keys()


def largest(left: Expression, right: Expression) -> Expression:
    """The larger of two."""
    return _node_of("max", left, right)


def chosen(left: Expression, comparison: str, right: Expression, then: Expression, otherwise: Expression) -> Expression:
    """``then if left > right else otherwise``; the comparison is >, <, >= or <=."""
    parts = (left, right, then, otherwise)
    return Expression("cases", (comparison, *parts), sum(part.size for part in parts) + 1)


_TESTS: dict[str, Callable[[int], bool]] = {
    ">": lambda sign: sign > 0,
    "<": lambda sign: sign < 0,
    ">=": lambda sign: sign >= 0,
    "<=": lambda sign: sign <= 0,
}


def power(base: Expression, exponent: Expression) -> Expression:
    """A power, its size estimated before anything is calculated.

    Raises:
        FormulaError: the exponent is too large.
    """
    ratio = constant(exponent)
    if ratio is None and not names_of(exponent):
        message = f"an exponent beyond {LARGEST_POWER}"
        raise ExpressionError(message)
    if ratio is None or ratio.denominator != 1:
        return call("exp", exponent * call("log", base))
    at_most(abs(ratio), LARGEST_POWER, "an exponent beyond {}", ExpressionError)
    if constant(base) == 0 and ratio < 0:
        message = "a division by 0"
        raise ExpressionError(message)
    return Expression("power", (base, int(ratio)), base.size + 1)


def constant(node: Expression) -> Fraction | None:
    """The value of a small constant, such as -1 or 1/2; None for anything else."""
    if node.size > 8:
        return None
    if node.op == "number":
        return node.args[0]
    values = [constant(arg) for arg in node.args if isinstance(arg, Expression)]
    if any(value is None for value in values) or node.op not in ("add", "multiply", "power"):
        return None
    left = values[0]
    assert left is not None
    if node.op == "power":
        return None if abs(node.args[1]) > 2 or left == 0 else left ** node.args[1]
    right = values[1]
    assert right is not None
    return left + right if node.op == "add" else left * right


def walk(node: Expression) -> Iterator[Expression]:
    """Every node once, what it consists of before it."""
    return iter(_in_order(node))


@lru_cache(maxsize=256)
def _in_order(node: Expression) -> tuple[Expression, ...]:
    # A formula is calculated at many points: its order is found once.
    nodes: dict[int, Expression] = {}
    stack = [(node, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            nodes[id(current)] = current
        elif id(current) not in nodes:
            stack.append((current, True))
            stack.extend((arg, False) for arg in reversed(current.args) if isinstance(arg, Expression))
    return tuple(nodes.values())


def operations(node: Expression) -> int:
    """How many nodes a formula has, a shared one counted once: what evaluating it costs.

    >>> twice = name("x") + name("x")
    >>> (twice * twice).size, operations(twice * twice)
    (7, 4)
    """
    return len(_in_order(node))


def names_of(node: Expression) -> frozenset[str]:
    """The quantities in a formula."""
    return frozenset(part.args[0] for part in walk(node) if part.op == "name")


def replaced(node: Expression, swaps: Mapping[int, Expression]) -> Expression:
    """The formula with other nodes in the place of some, which are found by their identity.

    >>> two = number(2)
    >>> to_sympy(replaced(two * name("x"), {id(two): name("w")}))
    w*x
    """
    new_parts: dict[int, Expression] = {}
    for part in walk(node):
        if id(part) in swaps:
            new_parts[id(part)] = swaps[id(part)]
            continue
        args = tuple(new_parts[id(arg)] if isinstance(arg, Expression) else arg for arg in part.args)
        kept = all(new is old for new, old in zip(args, part.args, strict=True))
        new_parts[id(part)] = part if kept else Expression(part.op, args, part.size)
    return new_parts[id(node)]


def evaluate(node: Expression, arithmetic: Arithmetic, values: Mapping[str, object], literal: Any = None) -> Any:
    """The value of a formula.

    Args:
        node: the formula.
        arithmetic: what a number is.
        values: the value of each name.
        literal: what a written number stands for, value and unit -> value; as it is by default.

    >>> from symbp.values import Exact
    >>> evaluate(power(number(3), number(2)) * name("x"), Exact(), {"x": Exact().number(Fraction(2))})
    18
    """
    results: dict[int, object] = {}
    for part in walk(node):
        args = part.args
        match part.op:
            case "number":
                value = arithmetic.number(args[0]) if literal is None else literal(args[0], args[1])
            case "name":
                value = values[args[0]]
            case "add" | "multiply":
                value = _joined(arithmetic, part.op, results[id(args[0])], results[id(args[1])])
            case _ if any(results.get(id(arg)) is _LOG_OF_0 for arg in args):
                break
            case "power":
                value = arithmetic.power(results[id(args[0])], args[1])
            case "call":
                inner = results[id(args[1])]
                of_0 = args[0] == "log" and arithmetic.is_zero(inner)
                value = _LOG_OF_0 if of_0 else arithmetic.call(args[0], inner)
            case "max":
                left, right = (results[id(arg)] for arg in args)
                value = _picked(arithmetic, ">=", left, right, left, right)
            case _:
                value = _picked(arithmetic, args[0], *(results[id(arg)] for arg in args[1:]))
        results[id(part)] = value
    if results.get(id(node), _LOG_OF_0) is _LOG_OF_0:
        message = "the logarithm of 0"
        raise ValueError(message)
    return results[id(node)]


_LOG_OF_0 = object()
"""No number; but 0 times it is 0, as in the entropies of textbooks."""


def _joined(arithmetic: Arithmetic, op: str, left: object, right: object) -> object:
    """The sum or the product of two values, of which either may be the logarithm of 0."""
    if op == "multiply" and (left is _LOG_OF_0 or right is _LOG_OF_0):
        known = [value for value in (left, right) if value is not _LOG_OF_0]
        return next(filter(arithmetic.is_zero, known), _LOG_OF_0)
    if left is _LOG_OF_0 or right is _LOG_OF_0:
        return _LOG_OF_0
    if op == "add":
        return arithmetic.add([left, right])
    zero = left if arithmetic.is_zero(left) else right if arithmetic.is_zero(right) else None
    return arithmetic.multiply(left, right) if zero is None else zero


def _picked(
    arithmetic: Arithmetic, comparison: str, left: object, right: object, then: object, otherwise: object
) -> object:
    sides = (left, right)
    return arithmetic.choose(
        [(_TESTS[comparison], lambda: sides, lambda: then), (None, lambda: sides, lambda: otherwise)]
    )


LARGEST_FOR_SYMPY = 60


def to_sympy(node: Expression) -> sp.Expr:
    """A small formula for comparison with the lines of a derivation.

    Raises:
        FormulaError: it is not so small that SymPy has nothing to fold.
    """
    calls = [part for part in walk(node) if part.op == "call"]
    nested = any(inner.op == "call" for outer in calls for inner in walk(outer.args[1]))
    powers = [part for part in walk(node) if part.op == "power"]
    large = len(powers) > 4 or any(abs(part.args[1]) > 4 for part in powers)
    large = large or any(part.op in ("cases", "max") for part in walk(node))
    if node.size > LARGEST_FOR_SYMPY or nested or large:
        message = "a formula as simple as w5*h1 was expected on the left"
        raise ExpressionError(message)
    expressions: dict[int, Any] = {}
    for part in walk(node):
        inner = [expressions[id(arg)] for arg in part.args if isinstance(arg, Expression)]
        match part.op:
            case "number":
                value: object = sp.Rational(part.args[0].numerator, part.args[0].denominator)
            case "name":
                value = symbol(part.args[0])
            case "add":
                value = sp.Add(*inner)
            case "multiply":
                value = sp.Mul(*inner)
            case "power":
                value = sp.Pow(inner[0], part.args[1])
            case _:
                value = _SYMPY[part.args[0]](inner[0])
        expressions[id(part)] = value
    result = expressions[id(node)]
    if result.has(sp.zoo, sp.nan, sp.I):
        message = "not defined"
        raise ExpressionError(message)
    return result


_SYMPY = {
    "exp": sp.exp,
    "log": sp.log,
    "erf": sp.erf,
    "tanh": sp.tanh,
    "cosh": sp.cosh,
    "sinh": sp.sinh,
    "sin": sp.sin,
    "cos": sp.cos,
    "abs": sp.Abs,
    "sign": sp.sign,
}
