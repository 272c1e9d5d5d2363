"""Conditions, comparisons and attributes of values: what needs no frame."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from typing import Any

from symbp.errors import at_most
from symbp.limits import MOST_ITEMS
from symbp.marking.expression import Expression, names_of
from symbp.marking.listing.arithmetic import compared, negative
from symbp.marking.listing.library import FUNCTIONS
from symbp.marking.listing.values import (
    Array,
    Class,
    Condition,
    Function,
    Instance,
    Library,
    Native,
    NotUnderstoodError,
    Unknown,
    is_scalar,
    weight,
)


def unary(op: ast.unaryop, value: object) -> object:
    """A value behind a sign, not, or ~."""
    match op:
        case ast.USub():
            return negative(value)
        case ast.Not():
            known = truth(value)
            return not known if isinstance(known, bool) else inverse(known)
        case ast.Invert():
            if isinstance(value, Array):
                return Array(value.shape, [inverse(entry) for entry in value.entries])
            return inverse(value)
        case _:
            return value


def compared_once(left: object, op: ast.cmpop, right: object) -> object:
    """One comparison, of numbers or of anything else."""
    for side in (left, right):
        if isinstance(side, Unknown):
            return side
        if weight(side) > MOST_ITEMS:
            message = "a comparison of very long lists"
            raise NotUnderstoodError(message)
    match op:
        case ast.Is() | ast.IsNot():
            return (left is right) is isinstance(op, ast.Is)
        case ast.In() | ast.NotIn():
            held = list(right) if isinstance(right, list | tuple | dict | str | range) else None
            if held is not None and isinstance(left, Instance):
                return any(item is left for item in held) is isinstance(op, ast.In)
            if held is None or not isinstance(left, str | int | Fraction | tuple | None):
                return Unknown("whether something is in a list")
            return (left in held) is isinstance(op, ast.In)
        case ast.Eq() | ast.NotEq() if not (numeric(left) and numeric(right)):
            same = left == right if type(left) is type(right) else False
            return same is isinstance(op, ast.Eq)
    if isinstance(left, str) or isinstance(right, str) or left is None or right is None:
        message = "a comparison of things that are no numbers"
        raise NotUnderstoodError(message)
    return compared(type(op), left, right)


def truth(value: object) -> object:
    """The truth of a condition: True or False, a condition on formulas, or unknown."""
    match value:
        case bool() | Condition() | Unknown():
            return value
        case None:
            return False
        case int() | Fraction():
            return value != 0
        case str() | list() | tuple() | dict() | range():
            return len(value) > 0
        case Array() if len(value.cells) == 1:
            return truth(value.entries[0])
        case Function() | Class() | Instance() | Library() | Native() | Expression():
            # A formula is 0 at most by chance.
            return True
        case _:
            return Unknown("whether a formula is 0")


def inverse(value: object) -> object:
    """The opposite of a condition."""
    match value:
        case bool():
            return not value
        case Condition():
            return value.negated()
        case Unknown():
            return value
        case _:
            return Unknown("a condition that is not known")


def has_formulas(value: object) -> bool:
    """Whether a value depends on the assignment."""
    if isinstance(value, Array):
        return any(has_formulas(entry) for entry in value.entries)
    return isinstance(value, Expression) and bool(names_of(value))


def numeric(value: object) -> bool:
    """Whether a value is a number or an array."""
    return isinstance(value, Array) or is_scalar(value)


def of_array(array: Array, attr: str) -> object:
    """An attribute of an array."""
    match attr:
        case "T" | "mT" | "H":
            return array.transposed()
        case "shape":
            return array.shape
        case "ndim":
            return len(array.shape)
        case "size":
            return len(array.cells)
        case "data" | "values" | "real":
            return array
        case "dtype" | "device" | "requires_grad":
            return Unknown("the type of an array")
        case "flat":
            return array.reshaped((-1,))
        case _ if attr in FUNCTIONS or attr.removesuffix("_") in FUNCTIONS:
            return Native(attr, lambda *given, **named: FUNCTIONS[attr](array, *given, **named))
    message = f"'.{attr}' is not followed here"
    raise NotUnderstoodError(message)


def key_of(value: object) -> object:
    """A value as the key of a dictionary."""
    if isinstance(value, str | int | Fraction | None | bool):
        return value
    if isinstance(value, tuple):
        return tuple(key_of(part) for part in value)
    message = "a key that is not known"
    raise NotUnderstoodError(message)


def whole(value: object) -> Any:
    """A bound of a slice."""
    if isinstance(value, Unknown):
        raise NotUnderstoodError(value.reason, outside=value.outside)
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


def short(values: Any) -> Any:
    """A list, if it is not too long."""
    at_most(len(values), MOST_ITEMS, "a list of more than {} items", NotUnderstoodError)
    return values


TEXT = "a text that is put together"
_PLACE = re.compile(r"%[sdi]|\{\d?\}")


def text_of(value: object) -> object:
    """A value as a text; unknown unless it is a text or a whole number."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | None) else Unknown(TEXT)


def formatted(pattern: str, value: object) -> object:
    """A text with values in its places, as ``"W%d" % 1`` or ``"W{}".format(1)``; unknown unless they are simple.

    >>> formatted("W%d", 1), formatted("{}{}", ("b", 2))
    ('W1', 'b2')
    """
    parts = value if isinstance(value, tuple) else (value,)
    texts = [text for part in parts if isinstance(text := text_of(part), str)]
    places = _PLACE.findall(pattern)
    if not len(places) == len(texts) == len(parts):
        return Unknown(TEXT)
    if any(place not in ("{}", f"{{{at}}}") and place[0] == "{" for at, place in enumerate(places)):
        return Unknown(TEXT)
    rest = iter(texts)
    whole_text: object = short(_PLACE.sub(lambda _: next(rest), pattern))
    return whole_text
