"""Numbers that are stated in words: "the loss is 0.2984"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from symbp.limits import LONGEST_STATED_NAME
from symbp.reading.languages import roles_in, words

PUNCTUATION = " \t;,.。、；，"
"""Signs that stand around a statement and are no part of it."""


def is_spoken(text: str) -> bool:
    """Whether a text says what a number is, with a verb in the place of a sign.

    >>> is_spoken("The gradient of w5 is 0.05"), is_spoken("its output 0.56"), is_spoken("layer 2")
    (True, False, False)
    """
    words_before, _, value = without_join(text.strip(PUNCTUATION)).rpartition(" ")
    name = without_verb(words_before)
    if not is_like_a_name(name) or not value[-1:].isdigit() or value[0] not in "-−+.0123456789":
        return False
    if name == words_before or any(map(str.isdigit, name)):
        return name != words_before
    # "The loss is 0.2097" names a quantity; "the sum of the targets is 1" is said about the exercise.
    roles, rest = roles_in(name)
    return bool(roles) and {word.lower() for word in rest.split()} <= words("fillers")


def is_like_a_name(text: str) -> bool:
    """Whether a text can be what something is called: it begins with a letter, or with a sign or a number before one.

    >>> is_like_a_name(" dE/dw5 "), is_like_a_name("0.5*0.3"), is_like_a_name("0.5*w1")
    (True, False, True)
    """
    name = text.strip()
    if not name or len(name) > LONGEST_STATED_NAME:
        return False
    return (
        name[0].isalpha()
        or name[0] in "∂∇\\"
        or (name[0] in "-−(0123456789" and any(letter.isalpha() for letter in name))
    )


def without_join(piece: str) -> str:
    """A piece without a word before it that joins it to the one before."""
    first, space, rest = piece.partition(" ")
    return rest.strip() if space and first.lower() in words("joins") else piece


def says_a_number(said: Sequence[str]) -> bool:
    """Whether words have a verb with a number behind it among them: they are a statement, and no name."""
    verbs = words("equals") | words("about")
    return any(word.lower() in verbs and number[:1].isdigit() for word, number in pairwise(said))


def without_verb(name: str) -> str:
    """A name without the verb behind it.

    >>> without_verb("The gradient of w5 is"), without_verb("out_h1")
    ('The gradient of w5', 'out_h1')
    """
    for word in sorted((*words("about"), *words("equals")), key=len, reverse=True):
        if name.lower().endswith(f" {word}"):
            name = name[: -len(word) - 1].strip()
    return name
