"""A formula in a language: the words in it, and the sign within its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symbp.formula.layout.model import (
    Accent,
    BracedRows,
    Fenced,
    Fraction,
    Layout,
    MathRow,
    Operator,
    Root,
    Scripts,
    TextRun,
    Under,
    Unsigned,
    Upright,
)


def localized(layout: Layout, mark: str, words: Callable[[str], str]) -> Layout:
    r"""A formula with its numbers and words as a language has them.

    Commas that stand beside numbers with a decimal comma become semicolons.

    Args:
        layout: the formula.
        mark: the decimal mark.
        words: the translation of words.

    >>> from symbp.formula.layout import read
    >>> from symbp.formula.scripts import unicode
    >>> unicode.write(localized(read(r"\max(0, 0.5)"), ",", str))
    'max(0; 0,5)'
    """

    def change(part: Layout) -> Layout:
        """The part with the decimal mark and the words of the language."""
        match part:
            case Unsigned(text):
                return Unsigned(text.replace(".", mark))
            case TextRun(text):
                return TextRun(words(text))
            case Upright(text):
                return Upright(words(text))
            case MathRow(parts) if any(isinstance(each, Unsigned) and "," in each.text for each in parts):
                return MathRow(tuple(_semicolon(each) for each in parts))
        return part

    return rebuilt(layout, change)


def _semicolon(part: Layout) -> Layout:
    return Operator(";", part.apart) if isinstance(part, Operator) and part.text == "," else part


def rebuilt(layout: Layout, change: Callable[[Layout], Layout]) -> Layout:
    """A formula with each of its parts changed, the inner ones first."""

    def inner(part: Layout) -> Layout:
        """A part within the part, rebuilt."""
        return rebuilt(part, change)

    match layout:
        case MathRow(parts):
            return change(MathRow(tuple(map(inner, parts))))
        case Fraction(above, below):
            return change(Fraction(inner(above), inner(below)))
        case Scripts(base, low, high):
            return change(Scripts(inner(base), low and inner(low), high and inner(high)))
        case Root(inside) | Fenced(_, inside, _):
            return change(replace(layout, inside=inner(inside)))
        case Under(inside, note):
            return change(Under(inner(inside), inner(note)))
        case Accent(base, _):
            return change(replace(layout, base=inner(base)))
        case BracedRows(rows):
            return change(BracedRows(tuple((inner(value), inner(when)) for value, when in rows)))
    return change(layout)
