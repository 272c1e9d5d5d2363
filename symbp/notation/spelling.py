"""The parts of a name, and how they stand on a page, in Unicode and as a word."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from symbp.formula.layout import Accent, Layout, Name, Operator, Scripts, Upright, characters, row
from symbp.formula.layout.signs import GREEK
from symbp.formula.scripts import latex, unicode
from symbp.quantity import Quantity

_HATS = {"mhat": "m\u0302", "vhat": "v\u0302"}
"""Means of an optimizer, as its paper writes them."""
_WORDS = {greek: name for name, greek in GREEK.items()} | {"ŷ": "yhat"}


def word(letters: str) -> str:
    """Letters as a word of text.

    >>> word("α"), word("out")
    ('alpha', 'out')
    """
    return _WORDS.get(letters, letters)


def letter(letters: str) -> Layout:
    """Letters as one name of mathematics; behind a stroke they stand low; with other signs among them, sign by sign.

    >>> letter("out"), letter("ŷ")
    (Name(letters='out'), Accent(base=Name(letters='y'), mark='̂'))
    """
    if "_" in letters:
        base, _, low = letters.partition("_")
        return Scripts(letter(base), letter(low))
    if letters == "ŷ" or letters in _HATS.values():
        return Accent(Name("y" if letters == "ŷ" else letters[0]))
    return Name(letters) if letters.rstrip("'").isalpha() else characters(letters)


@dataclass(frozen=True, slots=True)
class Spelling:
    r"""A name in parts: letters, what stands low behind them, what stands high.

    >>> spell("w1_21").latex, spell("b_h1").latex, spell("theta4").latex
    ('w^{(1)}_{21}', 'b_{h_1}', '\\theta_4')
    """

    base: str
    low: Spelling | str = ""
    high: tuple[str, ...] = ()

    @property
    def layout(self) -> Layout:
        """The name as it stands on a page."""
        base = letter(self.base)
        low = self.low.layout if isinstance(self.low, Spelling) else characters(self.low) if self.low else None
        marks = [Upright(mark) if mark.isalpha() and len(mark) > 1 else characters(mark) for mark in self.high]
        high = row(*[part for mark in marks for part in (Operator(","), mark)][1:]) if marks else None
        return base if low is None and high is None else Scripts(base, low, high)

    @property
    def latex(self) -> str:
        """The name in LaTeX."""
        return latex.write(self.layout)

    @property
    def unicode(self) -> str:
        """The name in Unicode, low and high where there are signs for it.

        >>> spell("w1_21").unicode, spell("b_h1").unicode, spell("w1").raised("new").unicode
        ('w⁽¹⁾₂₁', 'bₕ₁', 'w₁ⁿᵉʷ')
        >>> spell("x1[2]").unicode, spell("w_start").unicode, spell("c_bias").unicode
        ('x₁[2]', 'wₛₜₐᵣₜ', 'c_bias')
        >>> spell("observed_rain_share").unicode
        'observed_rain_share'
        """
        low = self.low_text
        small = low.translate(_LOW) if all(sign in unicode.LOW for sign in low) else f"_{low}"
        # A number of a layer stands before what is low; a word and a sample behind it.
        high = "".join(mark.translate(_HIGH) for mark in self.high if mark.startswith("("))
        behind = (mark if mark.startswith("[") else mark.translate(_HIGH) for mark in self.high if mark[0] != "(")
        return self.base + high + (small if low else "") + "".join(behind)

    @property
    def low_text(self) -> str:
        """A subscript in one row."""
        low = self.low
        if isinstance(low, str):
            return low
        behind = f"_{low.low_text}" if low.low_text[:1].isalpha() else low.low_text
        return low.base + "".join(low.high) + behind

    def raised(self, mark: str) -> Spelling:
        """The same name with one more thing high behind it."""
        return replace(self, high=(*self.high, mark))


_LOW = str.maketrans(unicode.LOW)
_HIGH = str.maketrans(unicode.HIGH)

_NAME = re.compile(r"([^\W\d_]*)(\d*)((?:_[^\W_]+)*)")


_ANY_NAME = re.compile(r"([^\W\d_]*)([^_]*)((?:_[^\W_]+)*)")


def spell(name: str) -> Spelling:
    """The parts of a name of a unit, a parameter or a number of the data."""
    quantity = Quantity.named(name)
    plain, sample = str(quantity.plain), quantity.sample
    # Letters, then figures, then words behind underscores; of anything else the letters come first.
    match = _NAME.fullmatch(plain) or _ANY_NAME.fullmatch(plain)
    letters, digits, rest = match.groups() if match else (plain, "", "")
    base, behind = {**GREEK, **_HATS}.get(letters, letters), rest.removeprefix("_")
    if not base:
        spelling = Spelling(plain.replace("_", ","))
    elif base == "β" and behind == "t":
        # A power of a share of Adam: beta1_t.
        spelling = Spelling(base, digits, (behind,))
    elif digits and behind:
        spelling = Spelling(base, behind.replace("_", ","), (f"({digits})",))
    elif behind:
        spelling = Spelling(base, spell(behind) if not behind[0].isdigit() else behind.replace("_", ","))
    else:
        spelling = Spelling(base, digits)
    return spelling.raised(f"[{sample}]") if sample else spelling
