"""A layout in words, as it is read aloud: the text in place of a formula for those who cannot see it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

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
    is_sum_sign,
    parts_of,
)

Words: TypeAlias = Callable[[str], str]
"""The translation of words."""
_THIN = Space(3)
"""The space between two factors."""
_BRACKETS = tuple(map(Operator, "()[]{}"))


class Voice:
    r"""Reads formulas aloud in a language.

    Args:
        words: the translation of words.

    >>> from symbp.formula.layout import read
    >>> Voice(str).formula(read(r"\frac{\partial L}{\partial w_5} = \delta_{o_1} \cdot 0.5"))
    'partial L by partial w sub 5 equals delta sub o sub 1 times 0.5'
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self.signs, self.functions, self.marks = _signs(words), _functions(words), _marks(words)

    def formula(self, layout: Layout) -> str:
        """A formula in words."""
        return " ".join(self._spoken(layout).replace(" ,", ",").split())

    def rows(self, halves: Iterable[Sequence[Layout]]) -> str:
        """Aligned rows in words; one that defines something stands behind a semicolon.

        >>> from symbp.formula.layout import read
        >>> Voice(str).rows([(read("a"), read("= b")), (read(""), read("= 2")), (read("c"), read("= 3"))])
        'a equals b equals 2; c equals 3'
        """
        out = ""
        for left, right in halves:
            between = "; " if out and parts_of(left) else " "
            out += f"{between}{self.formula(left)} {self.formula(right)}"
        return " ".join(out.replace(" ;", ";").split())

    def _spoken(self, layout: Layout) -> str:
        words = self.words
        match layout:
            case MathRow(parts):
                return self._row(parts)
            case Scripts():
                return self._scripts(layout.merged, power=layout.is_power or layout.low is None)
            case Fraction(above, below):
                return self._fraction(above, below)
            case Root(inside):
                whole = words("square root of %(inside)s, end of root")
                whole = words("square root of %(inside)s") if _is_single(inside) else whole
                return whole % {"inside": self.formula(inside)}
            case Fenced("|", inside, "|"):
                return words("absolute value of %(inside)s, end of value") % {"inside": self.formula(inside)}
            case Fenced(left, inside, right):
                return " ".join((self._sign(left), self._spoken(inside), self._sign(right)))
            case Under(inside, note):
                told = {"inside": self.formula(inside), "note": self.formula(note)}
                return words("%(inside)s, above a brace: %(note)s,") % told
            case Accent(base, mark):
                return f"{self._spoken(base)} {self.marks[mark]}"
            case BracedRows(branches):
                told_rows = "; ".join(f"{self.formula(value)} {self.formula(when)}" for value, when in branches)
                return words("cases: %(rows)s; end of cases") % {"rows": told_rows}
            case _:
                return self._letters(layout)

    def _letters(self, layout: Layout) -> str:
        match layout:
            case Name(text):
                bare = text.rstrip("'")
                return " ".join((_letter(bare), *[self.signs["'"]] * (len(text) - len(bare))))
            case Upright(text) | Bold(text) | Unsigned(text) | TextRun(text):
                return text
            case FunctionName(text):
                return self.functions.get(text, text)
            case Operator(text) | Large(text, _):
                return self._sign(text)
            case _:
                return ""

    def _sign(self, text: str) -> str:
        return self.signs.get(text, text)

    def _row(self, parts: tuple[Layout, ...]) -> str:
        out = []
        parts = tuple(_without_brackets(parts))
        for i, part in enumerate(parts):
            if part == _THIN and 0 < i < len(parts) - 1 and _is_factor(parts[i - 1]) and _is_factor(parts[i + 1]):
                out.append(self.signs["·"])
            out.append(self._spoken(part))
        return " ".join(out)

    def _fraction(self, above: Layout, below: Layout) -> str:
        of, wrt = (_differentiated(half) for half in (above, below))
        if of is not None and wrt is not None:
            told = {"of": self.formula(of), "wrt": self.formula(wrt)}
            return self.words("partial %(of)s by partial %(wrt)s") % told
        told = {"above": self.formula(above), "below": self.formula(below)}
        if _is_single(above) and _is_single(below):
            return self.words("%(above)s over %(below)s") % told
        return self.words("fraction %(above)s over %(below)s, end of fraction") % told

    def _scripts(self, layout: Scripts, *, power: bool) -> str:
        base, low, high = layout.base, layout.low, layout.high
        if is_sum_sign(base):
            return self._total(base, low, high)
        said = self._spoken(base)
        if low is not None and parts_of(low):
            said = self.words("%(base)s sub %(index)s") % {"base": said, "index": self.formula(low)}
        return said if high is None or not parts_of(high) else self._raised(said, high, power=power)

    def _total(self, sign: Layout, low: Layout | None, high: Layout | None) -> str:
        """The sign of a sum or a product with its limits."""
        kind = self.words("sum") if sign == Operator("∑") else self.words("product")
        told = {"sum": kind, "low": self.formula(low or MathRow(())), "high": self.formula(high or MathRow(()))}
        if low is not None and high is not None:
            return self.words("%(sum)s from %(low)s to %(high)s of") % told
        return self.words("%(sum)s over %(low)s of") % told

    def _raised(self, said: str, high: Layout, *, power: bool) -> str:
        """A base with what stands high: an exponent, or what says which quantity it is, as the number of a layer."""
        words, parts = self.words, parts_of(high)
        if parts == (Operator("⊤"),) or all(isinstance(part, Upright | TextRun) for part in parts):
            return f"{said} {self.formula(high)}"
        if power and parts == (Unsigned("2"),):
            return words("%(base)s squared") % {"base": said}
        if not power or (isinstance(parts[0], Operator) and (len(parts) == 1 or parts[0].text in "([{")):
            bare = MathRow(tuple(part for part in parts if part not in _BRACKETS))
            return words("%(base)s superscript %(high)s") % {"base": said, "high": self.formula(bare)}
        whole = words("%(base)s to the power %(high)s, end of power")
        whole = words("%(base)s to the power %(high)s") if _is_single(high) else whole
        return whole % {"base": said, "high": self.formula(high)}


def _letter(text: str) -> str:
    """A letter by its name where voices have none for its sign.

    >>> _letter("η"), _letter("out"), _letter("Δ")
    ('eta', 'out', 'Delta')
    """
    name = unicodedata.name(text, "") if len(text) == 1 else ""
    if not name.startswith("GREEK"):
        return text
    word = name.rpartition(" ")[2]
    return word.capitalize() if "CAPITAL" in name else word.lower()


def _without_brackets(parts: tuple[Layout, ...]) -> Iterator[Layout]:
    """The parts of a row; a negative number among them needs no brackets where it is heard."""
    around = Operator("("), Operator("−"), Operator(")")
    for i, part in enumerate(parts):
        after = parts[i + 1 : i + 4]
        opens = (part, *after[:1], *after[2:]) == around and isinstance(after[1], Unsigned)
        closes = isinstance(parts[i - 1], Unsigned) and (*parts[max(i - 3, 0) : i - 1], part) == around
        if not (opens or closes):
            yield part


def _is_factor(part: Layout) -> bool:
    """Whether a thin space beside it stands for a product."""
    match part:
        case Operator(text):
            return text in "()[]"
        case Space() | TextRun():
            return False
        case _:
            return not is_sum_sign(part)


def _differentiated(half: Layout) -> Layout | None:
    """The quantity behind the sign of a partial derivative, alone."""
    parts = parts_of(half)
    return parts[1] if len(parts) == 2 and parts[0] == Operator("∂") else None


def _is_single(layout: Layout) -> bool:
    """Whether it is heard as one thing, and needs no word for its end."""
    parts = [part for part in parts_of(layout) if not isinstance(part, Space)]
    return len(parts) == 1 and not isinstance(parts[0], Fraction | Root | BracedRows | Under)


def _functions(words: Words) -> Mapping[str, str]:
    return {
        "ln": words("natural logarithm of"),
        "log": words("logarithm of"),
        "max": words("maximum of"),
        "min": words("minimum of"),
        "exp": words("exponential function of"),
        "erf": words("error function of"),
        "tanh": words("hyperbolic tangent of"),
        "cosh": words("hyperbolic cosine of"),
        "sinh": words("hyperbolic sine of"),
        "sign": words("sign of"),
    }


def _marks(words: Words) -> Mapping[str, str]:
    return {"\u0302": words("hat"), "\u0304": words("bar"), "\u0303": words("tilde"), "\u0307": words("dot")}


def _signs(words: Words) -> Mapping[str, str]:
    return {
        "+": words("plus"),
        "−": words("minus"),
        "±": words("plus or minus"),
        "·": words("times"),
        "×": words("times"),
        "∘": words("times entry by entry"),
        "⊙": words("times entry by entry"),
        "⊘": words("divided entry by entry by"),
        "/": words("divided by"),
        "=": words("equals"),
        "≈": words("is about"),
        "≡": words("is identical to"),
        "≠": words("is not equal to"),
        "<": words("is less than"),
        ">": words("is greater than"),
        "≤": words("is at most"),
        "≥": words("is at least"),
        "∈": words("in"),
        "→": words("to"),
        "↦": words("is mapped to"),
        "∂": words("partial"),
        "∇": words("gradient of"),
        "∑": words("sum of"),
        "∏": words("product of"),
        "∞": words("infinity"),
        "⊤": words("transposed"),
        "'": words("prime"),
        "…": words("and so on"),
        "⋯": words("and so on"),
        "⋮": words("and so on"),
        "|": words("bar"),
        "(": words("open bracket"),
        ")": words("close bracket"),
        "[": words("open square bracket"),
        "]": words("close square bracket"),
        "{": words("open brace"),
        "}": words("close brace"),
        "": "",
    }
