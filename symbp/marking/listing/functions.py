"""Calculating with formulas in the place of numbers: single ones, and lists item by item."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from symbp.marking.expression import Expression, call, largest, names_of, number, power

MOST_DIGITS = 60
MOST_VALUES = 400


class NotUnderstoodError(Exception):
    """A construct that is not followed: what, as a sentence."""


def bounded(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lists within lists, as long as they are not too many."""
    stack: list[Any] = list(values)
    count = 0
    while stack:
        count += 1
        if count > MOST_VALUES:
            message = f"more than {MOST_VALUES} values in a list"
            raise NotUnderstoodError(message)
        value = stack.pop()
        if isinstance(value, tuple):
            stack.extend(value)
    return values


def exact(constant: float) -> Fraction:
    """A constant as it was typed: the shortest decimal of a float is what stood there."""
    text = repr(constant)
    if len(text) > MOST_DIGITS or text.strip("-") in ("inf", "nan"):
        message = f"a number of more than {MOST_DIGITS} digits"
        raise NotUnderstoodError(message)
    return Fraction(Decimal(text))


def whole(value: Any) -> int:
    """A constant as an index."""
    if isinstance(value, Expression) and value.op == "number" and value.args[0].denominator == 1:
        return int(value.args[0])
    if isinstance(value, Expression) and value.op == "multiply" and not names_of(value):
        return -whole(value.args[1])
    message = "an index that is not a plain whole number"
    raise NotUnderstoodError(message)


def shape(value: Expression) -> Any:
    """A formula by its text, to see whether two are the same."""
    return (value.op, *(shape(arg) if isinstance(arg, Expression) else str(arg) for arg in value.args))


def each(function: Callable[..., Any], *values: Any) -> Any:
    """Item by item, a single value with every item."""
    lengths = {len(value) for value in values if isinstance(value, tuple)}
    if not lengths:
        if not all(isinstance(value, Expression) for value in values):
            message = "a calculation with something that is no number"
            raise NotUnderstoodError(message)
        return function(*values)
    if len(lengths) > 1 and (spread := _spread(values, lengths)) is not None:
        return each(function, *spread)
    if len(lengths) > 1:
        message = f"lists of {' and '.join(map(str, sorted(lengths)))} entries"
        raise NotUnderstoodError(message)
    return tuple(
        each(function, *(value[i] if isinstance(value, tuple) else value for value in values))
        for i in range(lengths.pop())
    )


def _spread(values: tuple[Any, ...], lengths: set[int]) -> tuple[Any, ...] | None:
    """NumPy's rule for shapes: what has length 1 is repeated."""
    if 1 not in lengths or len(lengths) != 2:
        return None
    most = max(lengths)
    return tuple(value * most if isinstance(value, tuple) and len(value) == 1 else value for value in values)


def combined(op: ast.operator, left: Any, right: Any) -> Any:
    """Two values joined by an operator."""
    match op:
        case ast.Add():
            return each(lambda a, b: a + b, left, right)
        case ast.Sub():
            return each(lambda a, b: a - b, left, right)
        case ast.Mult():
            return each(lambda a, b: a * b, left, right)
        case ast.Div():
            return each(lambda a, b: a / b, left, right)
        case ast.Pow():
            return each(power, left, right)
        case ast.MatMult():
            return product(left, right)
        case _:
            message = "this operator is not understood"
            raise NotUnderstoodError(message)


def _total(values: Any, *_: Any) -> Expression:
    parts = list(flat(values))
    if not parts:
        return number(0)
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def flat(values: Any) -> Iterator[Expression]:
    """All formulas of an array, row by row."""
    if isinstance(values, tuple):
        for value in values:
            yield from flat(value)
    elif isinstance(values, Expression):
        yield values
    else:
        message = "a calculation with something that is no number"
        raise NotUnderstoodError(message)


def _mean(values: Any) -> Expression:
    return _total(values) / number(max(len(list(flat(values))), 1))


def transposed(values: Any) -> Any:
    """Rows for columns; a single row stays as it is."""
    if isinstance(values, tuple) and values and all(isinstance(row, tuple) for row in values):
        if len({len(row) for row in values}) > 1:
            message = "rows of different lengths"
            raise NotUnderstoodError(message)
        return tuple(zip(*values, strict=True))
    return values


def product(left: Any, right: Any) -> Any:
    """The matrix product, as NumPy takes it: of rows and columns, or of single rows."""
    if not isinstance(left, tuple) or not isinstance(right, tuple):
        return each(lambda a, b: a * b, left, right)
    rows = isinstance(left[0], tuple)
    columns = isinstance(right[0], tuple)
    if rows:
        return bounded(tuple(product(row, right) for row in left))
    if columns:
        return bounded(tuple(product(left, column) for column in transposed(right)))
    if len(left) != len(right):
        message = f"a product of {len(left)} with {len(right)} entries"
        raise NotUnderstoodError(message)
    return _total(each(lambda a, b: a * b, left, right))


def outer(left: Any, right: Any) -> Any:
    """Every entry of the one times every entry of the other."""
    return bounded(tuple(tuple(a * b for b in flat(right)) for a in flat(left)))


def _of(function: str) -> Callable[[Any], Any]:
    return lambda x: each(lambda value: call(function, value), x)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{word: _of(word) for word in ("exp", "log", "tanh", "sigmoid", "relu", "softplus", "sqrt", "abs", "sign")},
    **dict.fromkeys(("absolute", "fabs"), _of("abs")),
    "ln": _of("log"),
    "square": lambda x: each(lambda value: power(value, number(2)), x),
    "pow": lambda x, y: each(power, x, y),
    "power": lambda x, y: each(power, x, y),
    "maximum": lambda x, y: each(largest, x, y),
    "max": lambda x, y: each(largest, x, y),
    "sum": _total,
    "mean": _mean,
    "dot": product,
    "matmul": product,
    "outer": outer,
    "transpose": transposed,
    "multiply": lambda x, y: each(lambda a, b: a * b, x, y),
    "add": lambda x, y: each(lambda a, b: a + b, x, y),
    "subtract": lambda x, y: each(lambda a, b: a - b, x, y),
    "divide": lambda x, y: each(lambda a, b: a / b, x, y),
    "negative": lambda x: each(lambda a: -a, x),
}
