"""The words that stand around formulas, one file a language.

To add a language, add a file that holds one :class:`~symbp.reading.languages.base.Language`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache, lru_cache
from itertools import chain

from symbp.reading.languages.base import Sense, SheetLanguage

__all__ = ["Sense", "SheetLanguage", "language_of", "languages", "roles_in", "words"]

_LONGEST = 60
_LONGEST_TEXT = 200


def _languages() -> Iterator[SheetLanguage]:
    for module in pkgutil.iter_modules(__path__):
        things = vars(importlib.import_module(f"{__name__}.{module.name}")).values()
        yield from (thing for thing in things if isinstance(thing, SheetLanguage))


languages: Mapping[str, SheetLanguage] = {language.name: language for language in _languages()}
"""All languages by their codes. A sheet is read in all of them at once; the words are put together on import."""


@cache
def words(of: str) -> frozenset[str]:
    """The words of all languages for one thing, which is a field of :class:`Language`.

    >>> "muestra" in words("sample")
    True
    """
    return frozenset(word for language in languages.values() for word in getattr(language, of))


@cache
def _roles() -> Mapping[str, tuple[Sense, ...]]:
    by_phrase: dict[str, dict[Sense, None]] = {}
    for language in languages.values():
        for role, phrases in language.roles.items():
            for phrase in phrases:
                by_phrase.setdefault(phrase, {})[role] = None
    return {phrase: tuple(roles) for phrase, roles in by_phrase.items()}


@lru_cache(2048)
def roles_in(text: str) -> tuple[tuple[Sense, ...], str]:
    """The roles of a quantity that the words of a text name, and the text without these words.

    >>> roles_in("Gradient of w5"), roles_in("w5的梯度")
    (((<Sense.GRADIENT: 'gradient'>,), ' w5'), ((<Sense.GRADIENT: 'gradient'>,), 'w5 '))
    >>> roles_in("Neuer Wert von w5")
    ((<Sense.NEW: 'new value'>,), ' von w5')
    """
    low = text[:_LONGEST_TEXT].lower().replace("’", "'")
    if len(low) != len(text):
        low = text.lower() if len(text.lower()) == len(text) else ""
    roles: dict[Sense, None] = {}
    kept: list[str] = []
    place = 0
    while place < len(low):
        phrase = next(_phrases_at(low, place), "")
        if phrase:
            roles.update(dict.fromkeys(_roles()[phrase]))
            kept.append(" ")
        else:
            kept.append(text[place])
        place += len(phrase) or 1
    return tuple(roles), "".join(kept)


def is_again(text: str) -> bool:
    """Whether words say of a quantity that it is calculated again, with the updated weights.

    >>> is_again("The new total error"), is_again("更新后的误差"), is_again("renewed error"), is_again("E_total")
    (True, True, False, False)
    """
    low = text[:_LONGEST_TEXT].lower()
    return any(_stands_in(phrase, low) for phrase in words("again"))


def _stands_in(phrase: str, text: str) -> bool:
    place = text.find(phrase)
    end = place + len(phrase)
    inner = text[max(0, place - 1) : place] + text[end : end + 1]
    return place >= 0 and not (_is_spaced(phrase[0]) and any(map(_is_spaced, inner)))


def _phrases_at(text: str, place: int) -> Iterator[str]:
    """The phrases that begin at a place, the longest first; a word with spaces around it is no part of another."""
    spaced = _is_spaced(text[place])
    if spaced and place and _is_spaced(text[place - 1]):
        return
    for end in range(min(len(text), place + _LONGEST), place, -1):
        phrase = text[place:end]
        cut = _is_spaced(phrase[-1]) and end < len(text) and (_is_spaced(text[end]) or text[end] == "_")
        if not cut and phrase in _roles():
            yield phrase


def _is_spaced(letter: str) -> bool:
    """Whether a letter belongs to a script that has spaces between its words."""
    return letter.isalnum() and ord(letter) < 0x2E80


_MOST_LOOKED_AT = 20_000
_WORD = re.compile(r"(?<!\w)[^\W\d_]++(?!\w)")


def language_of(text: str, fewest: int = 2) -> str:
    """The language that a sheet is written in, as far as its words tell; empty for one with formulas alone.

    Args:
        text: of the sheet; only the beginning of a long one is looked at. Names such as out_h1 are no words.
        fewest: how many words it takes that no other language has.

    >>> language_of("Der Gradient von w5 ist 0.08, also ist das neue Gewicht 0.36"), language_of("dL/dw5 = 0.08")
    ('de', '')
    >>> language_of("The gradient of w5 is 0.08 and the new weight 0.36"), language_of("w5的梯度为0.08，新的权重")
    ('en', 'zh')
    """
    low = text[:_MOST_LOOKED_AT].lower()
    said = set(_WORD.findall(low))
    counts: dict[str, int] = {}
    for name, own in _vocabularies().items():
        others = frozenset().union(*(words_ for other, words_ in _vocabularies().items() if other != name))
        known = {word for word in own - others if word in said or (not _is_spaced(word[0]) and word in low)}
        counts[name] = len(known)
    best, second = sorted(counts, key=lambda name: -counts[name])[:2]
    return best if counts[best] >= fewest and counts[best] > counts[second] else ""


@cache
def _vocabularies() -> Mapping[str, frozenset[str]]:
    """The single words of each language; of a script without spaces the phrases."""
    vocabularies = {}
    for language in languages.values():
        held = (value for part in fields(language) if part.name != "name" for value in [getattr(language, part.name)])
        phrases = [p for value in held for p in (chain(*value.values()) if isinstance(value, Mapping) else value)]
        spaced = {
            word for phrase in phrases if _is_spaced(phrase[0]) for word in _WORD.findall(phrase) if len(word) > 1
        }
        vocabularies[language.name] = frozenset(spaced | {p for p in phrases if not _is_spaced(p[0]) and len(p) > 1})
    return vocabularies
