"""The code of a variant, SEED/STUDENT: what names it in commands, and how it is found on a sheet."""

from __future__ import annotations

import re

from symbp.errors import SymbpError
from symbp.reading.languages import words as words_for

_LONGEST_NAME = 100
_MOST_READ = 200_000

_VARIANT_OPTION = re.compile(r"--variant[ =]([0-9]{1,9}/[^\s/:*?\"'<>|$`;&(),\\]{1,100})")
_WORDS = "|".join(sorted(words_for("variant")))
# Variant 1/2 may be the first of two: a word is a student only if it has a letter.
_VARIANT_SAID = re.compile(
    rf"\b(?:{_WORDS})[ ]{{0,2}}(?:is|ist|est|es)?[ :：#=]{{0,3}}"
    r"([0-9]{1,9}/[^\W\d_][^\s/:*?\"'<>|$`;&(),\\]{0,100})",
    re.IGNORECASE,
)
# In a form the word has a cell of its own, and the code the next one.
_VARIANT_IN_CELLS = re.compile(
    rf"^(?:{_WORDS})\n([0-9]{{1,9}}/[^\s/:*?\"'<>|$`;&(),\\]{{1,100}})$", re.IGNORECASE | re.MULTILINE
)


def code_of(student: str, seed: int) -> str:
    """The name of a variant on a page and in a command: seed and student.

    Raises:
        SymbpError: a name that no file can have.
    """
    name = "-".join(student.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable() or set(name) & set("/\\:*?\"'<>|$`;&"):
        message = f"'{student[:60]}' cannot name a variant: expected letters, digits, spaces and hyphens"
        raise SymbpError(message)
    return f"{seed}/{name}"


def code_on(sheet: str, title: str) -> str:
    """The code of the variant that a sheet says it is of; empty for none.

    It stands behind the title of the assignment, in the command that has made the sheet, or behind the word variant.

    Args:
        sheet: its text; only the beginning of a long one is looked through.
        title: of the assignment.

    >>> code_on("# Assignment 3 (7/anna): worksheet", "Assignment 3"), code_on("My variant is 7/anna.", "Assignment 3")
    ('7/anna', '7/anna')
    """
    text = sheet[:_MOST_READ].replace("\\", "")
    behind = text.partition(f"{title} (")[2][: _LONGEST_NAME + 12].partition(")")[0]
    seed, slash, student = behind.partition("/")
    if slash and seed.isdecimal() and student and student.isprintable():
        return behind
    named = _VARIANT_OPTION.search(text) or _VARIANT_SAID.search(text) or _VARIANT_IN_CELLS.search(text)
    return named.group(1).rstrip(".") if named else ""
