"""Calculating with formulas in the place of numbers: single ones, and arrays by NumPy's rules."""

from __future__ import annotations

import ast
import functools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from symbp.limits import MOST_PROGRAM_DIGITS
from symbp.marking.expression import PI, Expression, call, largest, names_of, number, power
from symbp.marking.listing.constants import irrational
from symbp.marking.listing.values import (
    FRESH,
    Array,
    Condition,
    Fresh,
    Library,
    NotUnderstoodError,
    Shape,
    Unknown,
    formula,
    is_scalar,
)

_LARGEST = 10**MOST_PROGRAM_DIGITS
_HIGHEST_POWER = 64


def exact(constant: float) -> object:
    """A constant as it was typed: the shortest decimal of a float is what stood there.

    >>> exact(0.1), exact(3)
    (Fraction(1, 10), 3)
    """
    if isinstance(constant, int):
        return bounded(constant)
    text = repr(constant)
    if len(text) > MOST_PROGRAM_DIGITS or text.strip("-") in ("inf", "nan"):
        message = f"a number of more than {MOST_PROGRAM_DIGITS} digits"
        raise NotUnderstoodError(message)
    return irrational(text) or bounded(Fraction(Decimal(text)))


def bounded(value: Any) -> object:
    """A number, if it is not too long."""
    whole = isinstance(value, int)
    if abs(value if whole else value.numerator) > _LARGEST or (not whole and value.denominator > _LARGEST):
        message = f"a number of more than {MOST_PROGRAM_DIGITS} digits"
        raise NotUnderstoodError(message)
    return value


def _plus(a: Expression, b: Expression) -> Expression:
    return b if _is(a, 0) else a if _is(b, 0) else a + b


def _minus(a: Expression, b: Expression) -> Expression:
    return a if _is(b, 0) else -b if _is(a, 0) else a - b


def _times(a: Expression, b: Expression) -> Expression:
    if _is(a, 0) or _is(b, 0):
        return number(0)
    return b if _is(a, 1) else a if _is(b, 1) else a * b


def _quotient(a: Expression, b: Expression) -> Expression:
    return a if _is(b, 1) else a / b


def _is(node: Expression, value: int) -> bool:
    return node.op == "number" and node.args[0] == value


def _of_numbers(op: type[ast.operator], a: Any, b: Any) -> object:
    """A calculation with known numbers; None if the formula has to stand."""
    if op is ast.Pow:
        if isinstance(b, int) and abs(b) <= _HIGHEST_POWER and not (a == 0 and b < 0):
            bits = max(Fraction(a).numerator.bit_length(), Fraction(a).denominator.bit_length()) * abs(b)
            return bounded(a**b if b >= 0 else Fraction(a) ** b) if bits < 1000 else None
        return None
    if op in (ast.Div, ast.FloorDiv, ast.Mod) and b == 0:
        message = "a division by 0"
        raise NotUnderstoodError(message)
    return bounded(Fraction(a) / b) if op is ast.Div else bounded(_NUMERIC[op](a, b)) if op in _NUMERIC else None


_NUMERIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_FORMULAS: dict[type[ast.operator], Callable[[Expression, Expression], Expression]] = {
    ast.Add: _plus,
    ast.Sub: _minus,
    ast.Mult: _times,
    ast.Div: _quotient,
    ast.Pow: power,
}


def scalar(op: type[ast.operator], a: object, b: object) -> object:
    """Two numbers joined by an operator."""
    for side in (a, b):
        if isinstance(side, Unknown):
            return side
    if isinstance(a, Fresh) or isinstance(b, Fresh):
        return _with_random(a, b)
    if isinstance(a, int | Fraction) and isinstance(b, int | Fraction):
        found = _of_numbers(op, a, b)
        if found is not None:
            return found
    if isinstance(a, Condition | bool) and isinstance(b, Condition | bool) and op in (ast.BitAnd, ast.BitOr):
        return logical(a, b, both=op is ast.BitAnd)
    if op not in _FORMULAS:
        message = "this operator is not understood"
        raise NotUnderstoodError(message)
    return _FORMULAS[op](formula(a), formula(b))


def _with_random(a: object, b: object) -> object:
    """A random number that is scaled or shifted is another random number."""
    known = all(isinstance(side, int | Fraction | Fresh) or not names_of(formula(side)) for side in (a, b))
    return FRESH if known else Unknown("a random number in a calculation", outside=True)


def logical(a: object, b: object, *, both: bool) -> object:
    """Two conditions joined by and, or by or."""
    for one, other in ((a, b), (b, a)):
        if isinstance(one, bool):
            return other if one is both else one
    one, other = (formula(side) for side in (a, b))
    joined = one * other if both else one + other - one * other
    return Condition(joined, ">", number(0))


def negative(value: object) -> object:
    """The same with the other sign."""
    return each(lambda a: scalar(ast.Mult, -1, a), value)


def each(function: Callable[..., object], *values: object) -> object:
    """A function of numbers entry by entry, by NumPy's rules: shapes are matched from the last axis on.

    >>> column, row = Array((2, 1), [1, 2]), Array((2,), [3, 4])
    >>> each(lambda a, b: a + b, column, row).nested()
    [[4, 5], [5, 6]]
    """
    arrays = [as_array(value) for value in values]
    if not any(array.shape or isinstance(value, Array) for array, value in zip(arrays, values, strict=True)):
        return function(*(array.entries[0] for array in arrays))
    try:
        shape = joint_shape([array.shape for array in arrays])
    except NotUnderstoodError as error:
        if any(isinstance(array.store[0], Fresh) for array in arrays if array.store):
            # Data made up by the listing, of another number than the assignment's.
            return Unknown(str(error), outside=True)
        raise
    columns = [spread(array, shape).entries for array in arrays]
    return Array(shape, [function(*entries) for entries in zip(*columns, strict=True)])


def as_array(value: object) -> Array:
    """An array; of lists and numbers a new one."""
    if isinstance(value, Array):
        return value
    if isinstance(value, Library) and value.word in CONSTANTS:
        return Array((), [CONSTANTS[value.word]])
    if isinstance(value, Unknown) or is_scalar(value):
        return Array((), [value])
    return Array.of(value)


INFINITE = Unknown("infinity")
CONSTANTS: Mapping[str, Any] = {"inf": INFINITE, "e": call("exp", number(1)), "pi": PI}


def joint_shape(shapes: Iterable[Shape]) -> Shape:
    """The shape to which shapes are broadcast."""
    shapes = list(shapes)
    found = []
    for places in zip(
        *((1,) * (max(map(len, shapes)) - len(shape)) + shape for shape in shapes),
        strict=True,
    ):
        lengths = set(places) - {1}
        if len(lengths) > 1:
            text = " and ".join(str(shape) for shape in dict.fromkeys(shapes))
            message = f"arrays of the shapes {text} do not fit together"
            raise NotUnderstoodError(message)
        found.append(lengths.pop() if lengths else 1)
    return tuple(found)


def spread(array: Array, shape: Shape) -> Array:
    """A view in which what has length 1 is repeated."""
    if array.shape == shape:
        return array
    own = (1,) * (len(shape) - len(array.shape)) + array.shape
    if prod(shape) > 4 * 5_000:
        message = "an array of too many entries"
        raise NotUnderstoodError(message)
    steps = [prod(own[axis + 1 :]) if own[axis] > 1 else 0 for axis in range(len(own))]
    cells = [
        array.cells[sum(i * step for i, step in zip(index, steps, strict=True))]
        for index in product(*(range(length) for length in shape))
    ]
    return array.view(shape, cells)


def combined(op: type[ast.operator], left: object, right: object) -> object:
    """Two values joined by an operator."""
    if op is ast.MatMult:
        return matrix_product(left, right)
    return each(lambda a, b: scalar(op, a, b), left, right)


_COMPARED: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Gt: (">", operator.gt),
    ast.Lt: ("<", operator.lt),
    ast.GtE: (">=", operator.ge),
    ast.LtE: ("<=", operator.le),
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
}


def compared(op: type[ast.cmpop], left: object, right: object) -> object:
    """A comparison of numbers or arrays: known where they are, else a condition."""
    return each(functools.partial(_comparison, op), left, right)


def _comparison(op: type[ast.cmpop], a: object, b: object) -> object:
    """The comparison of two entries: a truth value, a condition, or unknown."""
    for side in (a, b):
        if isinstance(side, Unknown):
            return side
    sign, decide = _COMPARED[op]
    if isinstance(a, int | Fraction) and isinstance(b, int | Fraction):
        return decide(a, b)
    if sign in ("==", "!="):
        return Unknown("whether two formulas are equal")
    return Condition(formula(a), sign, formula(b))


def chosen_by(mask: object, then: object, otherwise: object) -> Any:
    """``then`` where the mask holds, else ``otherwise``."""
    return each(_choice, mask, then, otherwise)


def _choice(condition: object, yes: object, no: object) -> object:
    """One entry of the two, or the cases of a formula if the condition is one."""
    if yes is no or no is INFINITE:
        # A guard against an overflow is no part of the formula.
        return yes
    if yes is INFINITE:
        return no
    match condition:
        case Condition():
            for side in (yes, no):
                if isinstance(side, Unknown):
                    return side
            return condition.choose(formula(yes), formula(no))
        case int() | Fraction():
            return yes if condition else no
        case Expression():
            return Condition(condition * condition, ">", number(0)).choose(formula(yes), formula(no))
        case _:
            return condition if isinstance(condition, Unknown) else Unknown("a condition that is not known")


def matrix_product(left: object, right: object) -> object:
    """The matrix product of NumPy: of matrices, or of vectors as a row on the left and a column on the right."""
    a, b = as_array(left), as_array(right)
    if not a.shape or not b.shape:
        return combined(ast.Mult, left, right)
    if len(a.shape) > 2 or len(b.shape) > 2:
        message = "a product of arrays with more than two axes"
        raise NotUnderstoodError(message)
    rows, columns = (1, *a.shape)[-2], 1 if len(b.shape) == 1 else b.shape[1]
    inner = a.shape[-1]
    if inner != b.shape[0]:
        message = f"a product of the shapes {a.shape} and {b.shape}"
        raise NotUnderstoodError(message)
    x, y = a.entries, b.entries
    if rows * columns * inner > 40_000:
        message = "a product of too many entries"
        raise NotUnderstoodError(message)
    found = [
        total(scalar(ast.Mult, x[i * inner + k], y[k * columns + j]) for k in range(inner))
        for i in range(rows)
        for j in range(columns)
    ]
    shape = (*a.shape[:-1], *b.shape[1:])
    return found[0] if not shape else Array(shape, found)


def total(parts: Iterable[object]) -> object:
    """The sum of numbers."""
    found: Any = 0
    for part in parts:
        found = scalar(ast.Add, found, part)
    return found


def larger(a: object, b: object) -> object:
    """The larger of two numbers."""
    for side in (a, b):
        if isinstance(side, Unknown):
            return side
    if isinstance(a, int | Fraction) and isinstance(b, int | Fraction):
        return max(a, b)
    return largest(formula(a), formula(b))


def smaller(a: object, b: object) -> object:
    """The smaller of two numbers."""
    return scalar(ast.Mult, -1, larger(scalar(ast.Mult, -1, a), scalar(ast.Mult, -1, b)))


def reduced(
    values: object,
    join: Callable[[Sequence[object]], object],
    axis: object = None,
    keepdims: object = False,
) -> object:
    """An array with the entries along an axis, or all of them, joined to one."""
    array = as_array(values)
    if axis is None:
        found = join(array.entries)
        return Array((1,) * len(array.shape), [found]) if keepdims is True else found
    axes = sorted({_axis(each_, array) for each_ in (axis if isinstance(axis, tuple | list) else (axis,))})
    kept = [i for i in range(len(array.shape)) if i not in axes]
    ordered = array.transposed([*kept, *axes]) if array.shape else array
    size = prod(array.shape[i] for i in axes)
    entries = ordered.entries
    joined = [join(entries[i : i + size]) for i in range(0, len(entries), max(size, 1))]
    if keepdims is True:
        return Array(tuple(1 if i in axes else length for i, length in enumerate(array.shape)), joined)
    shape = tuple(array.shape[i] for i in kept)
    return joined[0] if not shape else Array(shape, joined)


def _axis(axis: object, array: Array) -> int:
    if not isinstance(axis, int) or not -len(array.shape) <= axis < len(array.shape):
        message = "an axis that the array does not have"
        raise NotUnderstoodError(message)
    return axis % len(array.shape)


def mean(parts: Sequence[object]) -> object:
    """The mean of numbers."""
    return scalar(ast.Div, total(parts), max(len(parts), 1))


def of_function(word: str) -> Callable[[object], object]:
    """A function of one number, entry by entry."""

    def apply(a: object) -> object:
        """The function of one entry."""
        if isinstance(a, Unknown):
            return a
        if isinstance(a, Fresh):
            return FRESH
        if word == "abs" and isinstance(a, int | Fraction):
            return abs(a)
        return call(word, formula(a))

    return lambda x: each(apply, x)
