"""Expressions as nested lists: ``["mul", "w1", "x1"]``.

A name is a string, a number is ``["number", "1/2"]``, everything else is a list of an operation and
its operands. Reading builds SymPy's objects one by one from a closed list of operations: nothing in
a record is ever parsed or run as code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from symbp.errors import SpecError, at_most, did_you_mean
from symbp.formula.maximum import Maximum
from symbp.limits import DEEPEST_RECORD, LONGEST_RECORD_NAME, MOST_RECORD_DIGITS, MOST_RECORD_PARTS
from symbp.steps import symbol

# SymPy works out what it can while it builds: powers and functions of numbers, absolute values,
# comparisons. What takes it long, and stands in no derivation, is refused before it is built.
_LARGEST_EXPONENT = 64
_LONGEST_OPERAND = 10**60
_MOST_COMPARED = 60
_MOST_UNDER_BARS = 200
_MOST_BRANCHES = 20
_NUMBER = re.compile(r"-?\d{1,1000}(/\d{1,1000})?", re.ASCII)

_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "add": sp.Add,
    "mul": sp.Mul,
    "pow": sp.Pow,
    "exp": sp.exp,
    "log": sp.log,
    "erf": sp.erf,
    "tanh": sp.tanh,
    "cosh": sp.cosh,
    "sinh": sp.sinh,
    "sin": sp.sin,
    "cos": sp.cos,
    "max": Maximum,
    "abs": sp.Abs,
    "sign": sp.sign,
}
_RELATIONS: Mapping[str, Callable[..., Any]] = {
    ">": sp.Gt,
    ">=": sp.Ge,
    "<": sp.Lt,
    "<=": sp.Le,
    "==": sp.Eq,
    "!=": sp.Ne,
}
_NAMES = {function: name for name, function in _FUNCTIONS.items()}

SCHEMA = {
    "description": "a name, or a list of an operation and its operands",
    "oneOf": [
        {"type": "string", "description": "a name of a line", "maxLength": LONGEST_RECORD_NAME},
        {"const": ["pi"], "description": "the number π"},
        {
            "type": "array",
            "description": "a number, exact",
            "prefixItems": [{"const": "number"}, {"type": "string", "pattern": "^-?[0-9]+(/[0-9]+)?$"}],
            "minItems": 2,
            "maxItems": 2,
        },
        {
            "type": "array",
            "description": "a sum, product, power (base, exponent) or function (one operand)",
            "prefixItems": [{"enum": list(_FUNCTIONS)}],
            "items": {"$ref": "#/$defs/Expression"},
            "minItems": 2,
        },
        {
            "type": "array",
            "description": "pairs of a value and a condition, the first that holds; true holds always",
            "prefixItems": [{"const": "cases"}],
            "items": {
                "type": "array",
                "prefixItems": [{"$ref": "#/$defs/Expression"}, {"$ref": "#/$defs/Condition"}],
                "minItems": 2,
                "maxItems": 2,
            },
            "minItems": 2,
        },
    ],
}
CONDITION_SCHEMA = {
    "oneOf": [
        {"const": True},
        {
            "type": "array",
            "prefixItems": [
                {"enum": list(_RELATIONS)},
                {"$ref": "#/$defs/Expression"},
                {"$ref": "#/$defs/Expression"},
            ],
            "minItems": 3,
            "maxItems": 3,
        },
    ]
}


def packed(expr: Any) -> object:
    """The expression as nested lists.

    >>> packed(symbol("w1") / 2 + symbol("b"))
    ['add', 'b', ['mul', ['number', '1/2'], 'w1']]
    """
    if expr.is_Symbol:
        return expr.name
    if expr.is_Rational:
        return ["number", str(expr)]
    if expr is sp.pi:
        return ["pi"]
    if expr is sp.E:
        return ["exp", ["number", "1"]]
    if isinstance(expr, sp.Piecewise):
        branches: Any = expr.args
        return ["cases", *([packed(value), _packed_condition(when)] for value, when in branches)]
    operands = [packed(operand) for operand in expr.args]
    # SymPy's order of a sum depends on the names alone, and so does that of the record.
    return [_NAMES[expr.func], *operands]


def _packed_condition(condition: Any) -> object:
    return True if condition == sp.true else [condition.rel_op, packed(condition.lhs), packed(condition.rhs)]


def unpacked(nested: object) -> sp.Expr:
    """The expression of nested lists.

    Raises:
        SpecError: they are none, or too many or too deep.

    >>> unpacked(["mul", ["number", "1/2"], "w1"])
    w1/2
    """
    at_most(size(nested), MOST_RECORD_PARTS, "an expression has more than {} parts", SpecError)
    at_most(
        _digits(nested),
        MOST_RECORD_DIGITS,
        "the numbers of an expression have more than {} digits, powers worked out",
        SpecError,
    )
    try:
        expr = _built(nested, 0)
        defined = not expr.has(sp.zoo, sp.nan, sp.I, sp.oo, -sp.oo)
        # What cannot be written again is no expression of a derivation: an Or of two conditions, say.
        packed(expr)
    except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        if isinstance(error, SpecError):
            raise
        expr, defined = sp.nan, False
    if not defined:
        message = f"an expression has no real value, or none that could be written: {excerpt(nested)}"
        raise SpecError(message)
    return expr


def excerpt(nested: object) -> str:
    """The beginning of what was written, as a message may repeat it."""
    return ascii(nested)[:60]


def size(nested: object) -> int:
    """How many parts there are in nested lists."""
    waiting, count = [nested], 0
    while waiting:
        part = waiting.pop()
        count += 1
        if isinstance(part, list):
            waiting.extend(part)
    return count


def _digits(nested: object, depth: int = 0) -> int:
    """How many digits SymPy may come to handle when it adds and multiplies the numbers of an expression."""
    match nested:
        case ["number", str(text)]:
            return len(text)
        case ["pow", base, ["number", str(text)]] if depth <= DEEPEST_RECORD and _NUMBER.fullmatch(text):
            exponent = int(text.lstrip("-").partition("/")[0][:4])
            return _digits(base, depth + 1) * max(1, min(exponent, _LARGEST_EXPONENT))
        case ["pow", base, exponent] if depth <= DEEPEST_RECORD:
            return _digits(base, depth + 1) * _LARGEST_EXPONENT + _digits(exponent, depth + 1)
        case list() if depth <= DEEPEST_RECORD:
            return sum(_digits(part, depth + 1) for part in nested)
    return 0


def _built(nested: object, depth: int) -> sp.Expr:
    at_most(depth, DEEPEST_RECORD, "an expression is nested deeper than {}", SpecError)
    match nested:
        case str() if _is_name(nested):
            return symbol(nested)
        case ["number", str(text)] if _NUMBER.fullmatch(text) and not re.search(r"/0+$", text):
            return sp.Rational(text)
        case ["cases", *branches] if 0 < len(branches) <= _MOST_BRANCHES:
            return sp.Piecewise(*(_branch(branch, depth + 1) for branch in branches))
        case ["pow", base, exponent]:
            return _power(_built(base, depth + 1), _built(exponent, depth + 1))
        case ["add" | "mul" as operation, *operands] if operands:
            return _FUNCTIONS[operation](*(_built(operand, depth + 1) for operand in operands))
        case ["abs" | "sign" as operation, operand] if size(operand) <= _MOST_UNDER_BARS:
            return _FUNCTIONS[operation](_operand(_built(operand, depth + 1)))
        case ["max", *operands] if len(operands) > 1:
            return Maximum(*(_built(operand, depth + 1) for operand in operands))
        case ["pi"]:
            return sp.pi
        case ["exp" | "log" | "erf" | "tanh" | "cosh" | "sinh" | "sin" | "cos" as operation, operand]:
            return _FUNCTIONS[operation](_operand(_built(operand, depth + 1)))
        case [str(operation), *_] if operation not in (*_FUNCTIONS, "number", "cases"):
            message = (
                f"unknown operation '{operation[:60]}'. {did_you_mean(operation, [*_FUNCTIONS, 'number', 'cases'])}"
            )
            raise SpecError(message)
    message = f'expected an expression such as ["mul", "w1", "x1"], got {excerpt(nested)}'
    raise SpecError(message)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_RECORD_NAME and text.isprintable()


def _branch(nested: object, depth: int) -> tuple[object, object]:
    match nested:
        case [value, True]:
            return _built(value, depth), sp.true
        case [value, [str(operator), left, right]] if operator in _RELATIONS:
            # SymPy looks into the sides of a comparison for an answer: long ones would take it long.
            if size(left) + size(right) <= _MOST_COMPARED:
                return _built(value, depth), _RELATIONS[operator](_built(left, depth), _built(right, depth))
    message = f'expected a value and a condition such as [">", "z", ["number", "0"]], got {excerpt(nested)}'
    raise SpecError(message)


def _power(base: object, exponent: Any) -> sp.Expr:
    """A power, to a small exponent."""
    if exponent.is_number:
        small = exponent.is_Rational and max(abs(exponent.p), exponent.q) <= _LARGEST_EXPONENT
        if not small or (base == 0 and exponent < 0):
            message = f"a power has an exponent beyond {_LARGEST_EXPONENT}, or is one of 0"
            raise SpecError(message)
    return sp.Pow(_operand(base), exponent)


def _operand(expr: Any) -> object:
    """The argument of a function: if it has no names in it, then a fraction that is not too long."""
    short = expr.is_Rational and max(abs(expr.p), expr.q) < _LONGEST_OPERAND
    if expr.is_number and not short and expr is not sp.pi:
        message = f"a function of numbers alone: expected a fraction of at most 60 digits, got {str(expr)[:60]}"
        raise SpecError(message)
    return expr
