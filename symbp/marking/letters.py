r"""The numbers behind the letters of a name: ``a^{[1]}_2`` is an a of layer 1 with the number 2."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from symbp.marking.spelling import fractions

_LONGEST = 120
UNIT_HEADS = ("delta", "yhat", "target", "label", "net", "out", "act", "err", "in", *"δzashoyvuixteφσ")
TARGETS = ("target", "label", "t")
KINDS = {
    **dict.fromkeys(("z", "s", "in", "v", "u", "i"), "net"),
    **dict.fromkeys(("yhat", "a", "h", "o", "y", "act"), "out"),
}
"""The words for what letters stand for."""

WEIGHT_HEADS = ("weight", "theta", "θ", "w", "v")
BIAS_HEADS = ("bias", "theta", "θ", "b")
_HEADS = "|".join(sorted({*UNIT_HEADS, *WEIGHT_HEADS, *BIAS_HEADS}, key=len, reverse=True))
_MARK = r"(?:_\{[^{}]{0,30}\}|\^\{[^{}]{0,30}\}|\^?[\[(]\d{1,2}[\])]|\^\d|_[A-Za-z]?\d{1,4}|\d{1,4})"
_BASE = re.compile(
    rf"(?<![A-Za-zα-ω])(?P<by>∂|d|Δ|grad_?|∇_?)?(?P<head>{_HEADS})(?P<marks>{_MARK}*+)(?![A-Za-z])", re.IGNORECASE
)
_GREEK = ("delta", "theta", "Delta", "sigma", "nabla", "phi")
_LETTERS = {rf"\{name}": letter for name, letter in zip(_GREEK, "δθΔσ∇φ", strict=True)}
LAYER = re.compile(r"\^?\{?[\[(](\d{1,2})[\])]|\^\{?(\d)\}?")
_OTHER = re.compile(r"(?!new|neu|old)[A-Za-z]{1,3}\d")
_BY_LETTER = re.compile(r"_\{?[ijklmn]\b")
_INDEX = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class LetterNumbers:
    """The numbers behind a letter.

    Attributes:
        head: the letter or word, written small.
        layer: the number that stands high, in brackets; -1 where none does.
        index: the numbers that stand low, as they were written.
    """

    head: str
    layer: int
    index: tuple[str, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers that stand low."""
        return tuple(map(int, self.index))

    @property
    def pair(self) -> tuple[int, ...]:
        """The same, where two digits side by side are two numbers: 11 is 1 and 1."""
        digits = self.index[0] if len(self.index) == 1 and len(self.index[0]) == 2 else self.index
        return tuple(map(int, digits))


@lru_cache(4096)
def _prepared(written: str) -> str:
    r"""A name as one line: ``∂L/∂W^{[2]}_{11}`` for what LaTeX has as a fraction."""
    text = fractions(unicodedata.normalize("NFKC", written))
    text = re.sub(
        r"\\(?:wide)?hat ?\{? ?(\w) ?\}?|(\w)\N{COMBINING CIRCUMFLEX ACCENT}",
        lambda m: f"{m.group(1) or m.group(2)}hat",
        text,
    )
    text = text.replace(r"\partial", "∂").replace("𝜕", "∂").replace("ŷ", "yhat").replace("ʸ̂", "yhat")
    for command, letter in _LETTERS.items():
        text = text.replace(command, letter)
    text = re.sub(r"\\(?:text|mathrm|mathit|mathbf|boldsymbol|operatorname)\s*\{([^{}]{0,20})\}", r"\1", text)
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True, slots=True)
class Named:
    """A letter with numbers in a name: the text before it, what it is derived by, its numbers, and a modifier."""

    before: str
    by: str
    place: LetterNumbers
    said: str
    read: bool


@lru_cache(4096)
def letters_of(written: str) -> tuple[tuple[Named, ...], str]:
    """The letters with numbers of a name, and the text behind the last; none where the name is too long."""
    if len(written) > _LONGEST:
        return (), ""
    text = _prepared(written)
    letters: list[Named] = []
    start = 0
    for match in _BASE.finditer(text):
        head, marks = match.group("head"), match.group("marks")
        if not marks and head.lower() != "yhat":
            continue
        place, said = _place(head, marks)
        read = _OTHER.search(marks) is None and (bool(place.index) or _BY_LETTER.search(marks) is None)
        modifier = f"_{said}" if said == "new" else said
        letters.append(Named(text[start : match.start()], match.group("by") or "", place, modifier, read))
        start = match.end()
    return tuple(letters), text[start:]


def _place(head: str, marks: str) -> tuple[LetterNumbers, str]:
    """The numbers that the marks behind a letter give, and the marks that say something else, as ``new`` does."""
    layer = LAYER.search(marks)
    rest = marks if layer is None else marks[: layer.start()] + marks[layer.end() :]
    index = tuple(_INDEX.findall(rest))
    said = re.search(r"new|neu|old|\+", rest)
    number = -1 if layer is None else int(layer.group(1) or layer.group(2))
    return LetterNumbers(head.lower(), number, index), said.group() if said else ""
