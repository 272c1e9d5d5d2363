"""The parts of a formula as it stands on a page, as presentation MathML has them.

A part of a formula that stands in braces by itself, ``{X}``, is a :class:`MathRow` of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier, set in italics: a letter, or several that are one word; primes may stand behind it."""

    letters: str


@dataclass(frozen=True, slots=True)
class Upright:
    """A word that is no quantity: ``new``."""

    text: str


@dataclass(frozen=True, slots=True)
class Bold:
    """A letter or figure in bold type: the column of ones."""

    text: str


@dataclass(frozen=True, slots=True)
class FunctionName:
    """The name of a function: ``ln``, ``max``, ``sign``."""

    name: str


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A number without its sign: ``0.2500``."""

    text: str


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator, a relation, a bracket or a comma, as Unicode has it.

    Attributes:
        text: one sign; minus is U+2212.
        apart: with spaces around it (a comma: behind it), as between the terms of a sum.
    """

    text: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Large:
    """A bracket of a size that does not follow what it encloses, which may go on in the next row."""

    bracket: str
    size: float = 1.8


@dataclass(frozen=True, slots=True)
class Space:
    """A space, in eighteenths of an em; one of width 0 only parts two words of the source."""

    width: int


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words of a sentence, with the spaces at their ends."""

    text: str


@dataclass(frozen=True, slots=True)
class MathRow:
    """Parts beside one another."""

    parts: tuple[Layout, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """One part above another, with a bar between them."""

    above: Layout
    below: Layout


@dataclass(frozen=True, slots=True)
class Scripts:
    """Indices and exponents; at the sign of a sum, its limits.

    A power of a name with an index is an exponent at the name with its index: they stand above one another.
    """

    base: Layout
    low: Layout | None = None
    high: Layout | None = None

    @property
    def is_power(self) -> bool:
        """Whether it is a power of what has an index alone."""
        base = self.base
        return self.low is None and isinstance(base, Scripts) and base.high is None and not base.is_power

    @property
    def merged(self) -> Scripts:
        """Index and exponent at the same base."""
        return Scripts(self.base.base, self.base.low, self.high) if self.is_power else self  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Root:
    """A square root."""

    inside: Layout


@dataclass(frozen=True, slots=True)
class Fenced:
    """Between two brackets as high as what they enclose."""

    left: str
    inside: Layout
    right: str


@dataclass(frozen=True, slots=True)
class Under:
    """A brace below a part, and a note below the brace."""

    inside: Layout
    note: Layout


@dataclass(frozen=True, slots=True)
class Accent:
    """A mark above a letter; the mark is a combining character of Unicode."""

    base: Layout
    mark: str = "\N{COMBINING CIRCUMFLEX ACCENT}"


@dataclass(frozen=True, slots=True)
class BracedRows:
    """Rows behind a brace, each with what it gives and when."""

    rows: tuple[tuple[Layout, Layout], ...]


Layout: TypeAlias = (
    Name
    | Upright
    | Bold
    | FunctionName
    | Unsigned
    | Operator
    | Large
    | Space
    | TextRun
    | MathRow
    | Fraction
    | Scripts
    | Root
    | Fenced
    | Under
    | Accent
    | BracedRows
)


def row(*parts: Layout) -> Layout:
    """Parts in one row; a row among them is opened, and a row of one part is that part.

    >>> row(Name("a"), MathRow((Operator("+"), Name("b"))))
    MathRow(parts=(Name(letters='a'), Operator(text='+', apart=False), Name(letters='b')))
    """
    flat = tuple(inner for part in parts for inner in parts_of(part))
    return flat[0] if len(flat) == 1 else MathRow(flat)


def parts_of(layout: Layout) -> tuple[Layout, ...]:
    """The parts that stand beside one another: those of a row, or the layout itself."""
    return layout.parts if isinstance(layout, MathRow) else (layout,)


def braced(layout: Layout) -> Layout:
    """A layout in braces, where LaTeX could do without around a single character."""
    return MathRow((layout,)) if isinstance(layout, Name | Unsigned | Operator) else layout


def characters(text: str) -> Layout:
    """Plain text sign by sign, its figures as numbers: ``(l-1)``, ``2.5``.

    >>> characters("l-1")
    MathRow(parts=(Name(letters='l'), Operator(text='−', apart=False), Unsigned(text='1')))
    """
    parts: list[Layout] = []
    for sign in text.replace("-", "−"):
        if isinstance(parts[-1] if parts else None, Unsigned) and (sign.isdecimal() or sign == "."):
            parts[-1] = Unsigned(f"{parts[-1].text}{sign}")  # type: ignore[union-attr]
        else:
            parts.append(Unsigned(sign) if sign.isdecimal() else Name(sign) if sign.isalpha() else Operator(sign))
    return row(*parts)


def is_tall(layout: Layout) -> bool:
    """Whether brackets around it should be higher than a letter: it has a fraction, cases or an exponent."""
    match layout:
        case Fraction() | BracedRows():
            return True
        case Scripts(base, low, high):
            return high is not None or is_tall(base) or (low is not None and is_tall(low))
        case MathRow(parts):
            return any(map(is_tall, parts))
        case Fenced(_, inside, _) | Root(inside) | Accent(inside, _):
            return is_tall(inside)
        case Under(inside, note):
            return is_tall(inside) or is_tall(note)
        case _:
            return False


def is_sum_sign(layout: Layout) -> bool:
    """Whether it is the sign of a sum, with or without its limits.

    >>> is_sum_sign(Scripts(Operator("∑"), Name("k")))
    True
    """
    base = layout.base if isinstance(layout, Scripts) else layout
    return base in (Operator("∑"), Operator("∏"))


def stand_apart(left: Layout, right: Layout) -> bool:
    """Whether two parts of a row stand apart without a :class:`Space` between them."""
    if isinstance(left, Operator) and (left.apart or left.text == "∂"):
        return True
    if isinstance(right, Operator) and right.apart and right.text not in (",", ";"):
        return True
    return is_sum_sign(left) or (isinstance(left, Space) and left.width > 3)
