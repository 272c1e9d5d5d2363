"""Sentences that say what a letter stands for: "let z1 be the net input of h1", "设z1为h1的净输入"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from symbp.reading.languages import words

LONGEST_DEFINITION = 400
"""A longer line is no definition."""
MOST_DEFINITIONS = 8
"""How many definitions a line may hold."""

_WORD = r"\\?[A-Za-z\u0370-\u03ff][A-Za-z0-9\u0370-\u03ff_^{}\[\]₀-₉⁰-⁹']{0,20}"
_JOINS = "|".join(
    (r"[,，、&/]", *(rf"\b{re.escape(word)}\b" for word in sorted(words("joins")) if len(word) < 4 and word.isascii()))
)
_NAMES = rf"{_WORD}(?:\s?(?:{_JOINS}|和|und|与|および|와|과)\s?{_WORD}){{0,3}}"
_ENDS_IN_NAMES = re.compile(rf"(?<![A-Za-z0-9_\\])(?P<names>{_NAMES})[\s$]*\Z")
_BEGINS_WITH_NAMES = re.compile(rf"[\s$]*(?P<names>{_NAMES})(?![A-Za-z0-9_])")
_IN_NAMES = re.compile(_WORD)


def _as_pattern(phrases: frozenset[str]) -> str:
    """The phrases, the longest first; those of a script with spaces are no parts of words."""
    ordered = sorted(phrases, key=lambda word: (-len(word), word))
    return "|".join(rf"\b{re.escape(p)}\b" if ord(p[0]) < 0x1100 else re.escape(p) for p in ordered)


_BETWEEN = re.compile(rf"[=:：]|{_as_pattern(words('defines') | words('equals'))}", re.IGNORECASE)
_BEFORE = re.compile(_as_pattern(words("lets")), re.IGNORECASE)
_ENDS = re.compile(r"[=:：;；。≈(（]|\.(?:\s|$)|, (?=\D)")
_PARTS = re.compile(r"[=:：;；。.，,]")
_LONGEST_LIST = 80
_SPEAKS = re.compile(r"[^\W\d_]{2} [^\W\d]|[\u1100-\uffdc]")
"""Words side by side, without which nothing is defined."""
_AND = frozenset({"y", "e"})
"""Words that join sentences, and are letters of formulas elsewhere."""


@dataclass(frozen=True, slots=True)
class Definition:
    """Names and the words for what they stand for.

    Attributes:
        names: the names, in their order.
        what: the words.
    """

    names: tuple[str, ...]
    what: str


def definitions(line: str) -> Iterator[Definition]:
    """The definitions that a line may hold; a reader that knows the quantities takes those that speak of one.

    >>> next(definitions("Let $z_1$ denote the net input of h1."))
    Definition(names=('z_1',), what='denote the net input of h1')
    >>> next(definitions("z1表示h1的净输入。"))
    Definition(names=('z1',), what='h1的净输入')
    >>> list(definitions("in_h1 = 0.25"))
    []
    """
    if len(line) > LONGEST_DEFINITION or _SPEAKS.search(line) is None:
        return
    text = line.replace("$", " ")
    signs = [sign for sign in _BETWEEN.finditer(text) if any(map(str.isalpha, text[sign.end() :]))][:MOST_DEFINITIONS]
    # What is said of one name ends where the next one begins.
    lets = list(_BEFORE.finditer(text))
    ends = [*(_last_name(text, sign) for sign in signs), *(let.start() for let in lets)]
    for match in lets:
        names = _BEGINS_WITH_NAMES.match(text, match.end())
        if names is not None:
            yield from _definition(names.group("names"), _words_before_next(text, names.end(), ends), told=True)
    for sign in signs:
        before = text[max(0, sign.start() - _LONGEST_LIST) : sign.start()]
        names = _ENDS_IN_NAMES.search(before)
        if names is not None:
            yield from _definition(names.group("names"), _words_before_next(text, sign.end(), ends))
        names = _BEGINS_WITH_NAMES.match(text, sign.end())
        if names is not None and sign.group() not in "=:：":
            yield from _definition(names.group("names"), _PARTS.split(before)[-1])


def _last_name(text: str, sign: re.Match[str]) -> int:
    """Where the name begins that stands before a sign; -1 where none does."""
    start = max(0, sign.start() - _LONGEST_LIST)
    names = _ENDS_IN_NAMES.search(text[start : sign.start()])
    last = None if names is None else list(_IN_NAMES.finditer(names.group("names")))[-1]
    return -1 if names is None or last is None or not _is_name(last.group()) else start + names.start() + last.start()


def _words_before_next(text: str, start: int, ends: list[int]) -> str:
    """The words from a place up to the name that is defined next."""
    return text[start : min((end for end in ends if end > start), default=len(text))]


def _is_name(word: str) -> bool:
    """Whether a word is a letter with its marks, and no word of a sentence."""
    return len(word) == 1 or word[0] == "\\" or not (word.isascii() and word.isalpha())


def _definition(names: str, what: str, *, told: bool = False) -> Iterator[Definition]:
    several = tuple(name for name in _IN_NAMES.findall(names) if _is_name(name) or told)
    joins = words("joins")
    several = tuple(name for name in several if name.lower() not in joins | words("fillers"))
    end = _ENDS.search(what)
    if end is not None and not (len(several) > 1 and end.group().startswith(",")):
        what = what[: end.start()]
    said = what.split()
    what = " ".join(said[:-1] if said and said[-1].lower() in joins | _AND else said)
    if several and any(map(str.isalpha, what)):
        yield Definition(several, what)
        if len(several) > 1:
            yield Definition(several[-1:], what)
