"""One answer as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symbp.marking.expression import Expression
from symbp.marking.names import Meaning
from symbp.page.model import Sentence

LONGEST_CELL = 5_000
"""How many characters a name or a value may have."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a listing that takes a mistake back.

    Attributes:
        mistake: the key of the mistake.
        after: the statement with the change.
        whole: whether the listing is right with it; else it has other mistakes.
    """

    mistake: str
    after: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as it was written.

    Attributes:
        name: what it is said to be.
        value: what it is said to be worth: a number, a formula, or a chain of them.
        line: where it stands in the file, counted from 1; 0 where a form has no lines.
        iteration: the iteration of training that it stands under; 0 if nothing is said.
        sample: the sample that it stands under.
        formula: the value where the reader has understood it already, as that of a listing has.
        fault: why the value cannot be understood, where the reader knows already.
        meanings: what the name stands for, where the reader knows better than its spelling tells.
        assigned: whether the name is given a new value, as by an arrow.
        label: words that stand before it.
        file: the name of the page that it stands on, where a sheet has several.
        defines: what the name stands for, where the entry is a sentence that says so: names of it, the likeliest first.
        repair: the change of a listing that takes a mistake back, where that is how it was found.
        note: what is worth saying of a place and no answer.
        confidence: how sure whoever transcribed it was, from 0 to 1.
    """

    name: str
    value: str
    line: int = 0
    iteration: int = 0
    sample: int = 0
    formula: Expression | None = None
    fault: str = ""
    meanings: tuple[Meaning, ...] = ()
    assigned: bool = False
    label: str = ""
    file: str = ""
    defines: tuple[str, ...] = ()
    confidence: Fraction = Fraction(1)
    note: Sentence | None = None
    repair: Change | None = None
