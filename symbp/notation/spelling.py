"""The parts of a name, and how they are written in LaTeX, Unicode, HTML and as a word."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
]
_LOWER = "αβγδεζηθικλμνξοπρστυφχψω"
_LETTERS = dict(zip(_GREEK, _LOWER, strict=True))
_COMMANDS = {letter: rf"\{name}" for name, letter in _LETTERS.items()}
_COMMANDS |= {
    letter.upper(): rf"\{name.capitalize()}"
    for name, letter in _LETTERS.items()
    if name in {"gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega"}
}
_COMMANDS["ο"] = "o"
_COMMANDS["ς"] = r"\varsigma"
# Capitals that look like Latin ones have no command of their own.
_COMMANDS |= {
    greek: rf"\mathrm{{{latin}}}"
    for greek, latin in zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)
    if greek not in _COMMANDS
}
_COMMANDS["ŷ"] = r"\hat{y}"
_HATS = {"mhat": "m\u0302", "vhat": "v\u0302"}
"""Means of an optimizer, as its paper writes them."""
_WORDS = {letter: name for name, letter in _LETTERS.items()} | {"ŷ": "yhat"}


def letters(text: str, *, tex: bool) -> str:
    r"""Letters in LaTeX, or as a word of text.

    >>> letters("ŷ", tex=True), letters("α", tex=False)
    ('\\hat{y}', 'alpha')
    """
    return latex_letters(text) if tex else _WORDS.get(text, text)


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
    def latex(self) -> str:
        """The name in LaTeX."""
        low = self.low.latex if isinstance(self.low, Spelling) else self.low
        high = ",".join(self.high)
        return latex_letters(self.base) + _script("^", high) + _script("_", low)

    @property
    def unicode(self) -> str:
        r"""The name in Unicode, low and high where there are signs for it.

        >>> spell("w1_21").unicode, spell("b_h1").unicode, spell("w1").raised(r"\mathrm{new}").unicode
        ('w⁽¹⁾₂₁', 'bₕ₁', 'w₁ⁿᵉʷ')
        >>> spell("x1[2]").unicode, spell("w_start").unicode, spell("c_bias").unicode
        ('x₁[2]', 'wₛₜₐᵣₜ', 'c_bias')
        >>> spell("observed_rain_share").unicode
        'observed_rain_share'
        """
        low = self.low_text
        small = low.translate(_LOW) if all(letter in _LOW_SIGNS for letter in low) else f"_{low}"
        marks = [mark.removeprefix(r"\mathrm{").removesuffix("}") for mark in self.high]
        # A number of a layer stands before what is low; a word and a sample behind it.
        high = "".join(mark.translate(_HIGH) for mark in marks if mark.startswith("("))
        behind = "".join(mark if mark.startswith("[") else mark.translate(_HIGH) for mark in marks if mark[0] != "(")
        return self.base + high + (small if low else "") + behind

    @property
    def html(self) -> str:
        """The name in HTML.

        >>> spell("w1_21").html
        '<i>w</i><sup>(1)</sup><sub>21</sub>'
        """
        marks = [mark.removeprefix(r"\mathrm{").removesuffix("}") for mark in self.high]
        high = f"<sup>{','.join(marks)}</sup>" if marks else ""
        return f"<i>{self.base}</i>{high}" + (f"<sub>{self.low_text}</sub>" if self.low_text else "")

    @property
    def low_text(self) -> str:
        """What stands low, in one row."""
        low = self.low
        if isinstance(low, str):
            return low
        behind = f"_{low.low_text}" if low.low_text[:1].isalpha() else low.low_text
        return low.base + "".join(low.high) + behind

    def raised(self, mark: str) -> Spelling:
        """The same name with one more thing high behind it."""
        return replace(self, high=(*self.high, mark))


_LOW_SIGNS = dict(zip("0123456789aehijklmnoprstuvx,()", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ,₍₎", strict=True))
_LOW = str.maketrans(_LOW_SIGNS)
_HIGH = str.maketrans("0123456789()new", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ⁿᵉʷ")


def _script(mark: str, text: str) -> str:
    return "" if not text else f"{mark}{text}" if len(text) == 1 else f"{mark}{{{text}}}"


def latex_letters(letters: str) -> str:
    r"""Letters as one name of mathematics.

    >>> latex_letters("out"), latex_letters("α")
    ('\\mathit{out}', '\\alpha')
    """
    if letters in _HATS.values():
        return rf"\hat{{{letters[0]}}}"
    if len(letters) == 1 or not letters.isalpha():
        return "".join(
            f"{_COMMANDS[x]} " if x in _COMMANDS and len(letters) > 1 else _COMMANDS.get(x, x) for x in letters
        )
    return rf"\mathit{{{''.join(_COMMANDS.get(letter, letter) for letter in letters)}}}"


_NAME = re.compile(r"([^\W\d_]*)(\d*)((?:_[^\W_]+)*)")


_ANY_NAME = re.compile(r"([^\W\d_]*)([^_]*)((?:_[^\W_]+)*)")


def spell(name: str) -> Spelling:
    """The parts of a name of a unit, a parameter or a number of the data."""
    plain, _, sample = name.rstrip("]").partition("[")
    # Letters, then figures, then words behind underscores; of anything else the letters come first.
    match = _NAME.fullmatch(plain) or _ANY_NAME.fullmatch(plain)
    letters, digits, rest = match.groups() if match else (plain, "", "")
    base, behind = (_LETTERS | _HATS).get(letters, letters), rest.removeprefix("_")
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
