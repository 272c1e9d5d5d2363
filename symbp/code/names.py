"""Names of lines as identifiers of a language: valid, unique, and free of its reserved words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable

from symbp.notation import word as spelt

# What is not closed goes on to the end of the text.
_MARK = re.compile(r"<<(?:[^>]|>(?!>))*+>?+>?+|<%(?:[^%]|%(?!>))*+%?+>?+|<#(?:[^#]|#(?!>))*+#?+>?+")


def identifier(name: str) -> str:
    """The name in ASCII letters, digits and underscores.

    >>> identifier("dL/dθ1"), identifier("in_h1@2"), identifier("größe"), identifier("3d")
    ('dL_dtheta1', 'in_h1_2', 'grosse', '_3d')
    """
    out = "".join(_latin(letter) for letter in name)
    out = re.sub(r"\W", "_", out.strip("[]"), flags=re.ASCII)
    return out if out[:1].isalpha() or out.startswith("_") else f"_{out}"


def _latin(letter: str) -> str:
    """A letter as Latin ones: of Greek its name, of others the base, else its number."""
    word = spelt(letter)
    small = spelt(letter.lower())
    if word == letter and small != letter.lower():
        word = small.capitalize()
    word = "ss" if word == "ß" else word
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode() or f"u{ord(letter):x}"


def words(template: str) -> frozenset[str]:
    """The words that a template writes itself: no quantity may take one of them.

    >>> sorted(words("double << name >>(x) { return x; }"))
    ['double', 'return', 'x']
    """
    return frozenset(re.findall(r"[^\W\d]\w*", _MARK.sub(" ", template)))


def identifiers(
    names: Iterable[str],
    taken: Collection[str],
    *,
    case: bool = True,
    spell: Callable[[str], str] = identifier,
) -> dict[str, str]:
    """An identifier for each name; a second one of a spelling gets underscores behind it.

    Args:
        names: the names, the most important first.
        taken: reserved words, and what the rest of the program uses.
        case: whether the language tells capitals from small letters.
        spell: how a single name is spelt.

    >>> identifiers(["lambda", "λ", "w1"], {"lambda"})
    {'lambda': 'lambda_', 'λ': 'lambda__', 'w1': 'w1'}
    >>> identifiers(["W1", "w1"], (), case=False)
    {'W1': 'W1', 'w1': 'w1_'}
    """

    def folded(word: str) -> str:
        """The word as the language compares it."""
        return word if case else word.casefold()

    used = {folded(word) for word in taken}
    spellings = {}
    for name in names:
        assert name not in spellings, name
        spelt = spell(name)
        while folded(spelt) in used:
            spelt += "_"
        used.add(folded(spelt))
        spellings[name] = spelt
    return spellings
