"""About how wide a formula is when set."""

from __future__ import annotations

from collections.abc import Mapping

from symbp.formula.layout.model import (
    Accent,
    Bold,
    BracedRows,
    Fenced,
    Fraction,
    FunctionName,
    Large,
    Layout,
    MathRow,
    Name,
    Operator,
    Root,
    Scripts,
    Space,
    TextRun,
    Under,
    Unsigned,
    Upright,
)

_SCRIPT = 0.65
_FRACTION_MARGIN = 0.5
_SPACES: Mapping[int, float] = {0: 0.0, 3: 0.35, 18: 2.0}
_CASES = 6.0
# Widths that differ from a figure's: relations and operations stand apart.
_SIGNS: Mapping[str, float] = {
    "": 0.0,
    **dict.fromkeys("=+−><·≤≈∑", 1.9),
    **dict.fromkeys(".,", 0.55),
    **dict.fromkeys("()[]", 0.8),
}
_FUNCTIONS = {
    "ln": 2.6,
    "max": 2.6,
    "erf": 2.0,
    "tanh": 2.6,
    "cosh": 2.6,
    "sinh": 2.6,
    "sin": 2.0,
    "cos": 2.0,
    "exp": 1.0,
    "log": 1.0,
    "min": 1.0,
}


def width(layout: Layout) -> float:
    """About how many characters wide a formula is: scripts are small, fractions stand high.

    >>> one, e = Unsigned("1"), Name("e")
    >>> width(Fraction(one, MathRow((one, Operator("+"), e)))), width(Scripts(Name("w"), Unsigned("1")))
    (4.4, 1.65)
    """
    return round(_width(layout), 2)


def _width(layout: Layout) -> float:
    """The same; only groups are rounded."""
    match layout:
        case MathRow(parts):
            return sum(map(_width, parts), 0.0)
        case Scripts(base, low, high):
            return _width(base) + sum(_SCRIPT * width(script) for script in (high, low) if script is not None)
        case Fraction(above, below):
            return max(width(above), width(below)) + _FRACTION_MARGIN
        case Fenced(left, inside, right):
            return _SIGNS.get(left, 1.0) + _width(inside) + _SIGNS.get(right, 1.0)
        case Under(inside, note):
            return 1.0 + width(inside) + _SCRIPT * width(note)
        case Root(inside) | Accent(inside, _):
            return 1.0 + width(inside)
        case BracedRows(rows):
            return 2 * _CASES + len(rows) - 1 + sum(_width(value) + _width(when) for value, when in rows)
        case _:
            return _letters(layout)


def _letters(layout: Layout) -> float:
    match layout:
        case Operator(text) | Large(text, _):
            return _SIGNS.get(text, 1.0)
        case Space(wide):
            return _SPACES.get(wide, 1.0)
        case Unsigned(text):
            return sum(_SIGNS.get(figure, 1.0) for figure in text)
        case FunctionName(name):
            return _FUNCTIONS.get(name, float(len(name)))
        case Bold(text):
            return 1.0 + len(text)
        case Name(text) | Upright(text) | TextRun(text):
            return sum(_SIGNS.get(letter, 1.0) for letter in text if letter != " ")
    return 0.0
