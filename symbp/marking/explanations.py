"""How a wrong number may have come about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symbp.marking.key_lines import KeyLine
from symbp.marking.slips import Slip
from symbp.misconceptions import Misconception
from symbp.page.model import Phrase


@dataclass(frozen=True, slots=True)
class Explanation:
    """One way in which a number may have come about.

    Attributes:
        names: the misconception or slip; two for a pair.
        titles: in a few words.
        messages: for the learner.
        remarks: for the teacher.
        line: where it was made.
        what: what was used there.
        value: what the line in question is then.
        overrides: the lines as they were calculated.
        rank: the lower, the likelier.
        doubtful: whether a neighbouring line that is right speaks against it.
        concept: whether it is a misconception and no slip of the pen.
    """

    names: tuple[str, ...]
    titles: tuple[str, ...]
    messages: tuple[str, ...]
    remarks: tuple[str, ...]
    line: str
    what: Phrase
    value: Any
    overrides: Mapping[str, KeyLine]
    rank: int
    doubtful: bool = False
    concept: bool = False

    @property
    def id(self) -> str:
        """The key of the mistake, or of both."""
        return "+".join(self.names)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The findings about one wrong line.

    Attributes:
        best: the explanation that accounts for most with least.
        also: others that do as well.
        tell: a line that would tell them apart, with what each says of it.
    """

    best: Explanation
    also: tuple[Explanation, ...] = ()
    tell: tuple[str, ...] = ()


def explanation_by(
    mistakes: Sequence[Misconception | Slip], line: str, what: Phrase, value: object, overrides: Mapping[str, KeyLine]
) -> Explanation:
    """The explanation of a number by one mistake, or by two.

    Args:
        mistakes: one or two.
        line: where the first was made.
        what: what was used there.
        value: what the line in question is then.
        overrides: the lines as they were calculated.
    """
    return Explanation(
        tuple(m.name for m in mistakes),
        tuple(m.title for m in mistakes),
        tuple(m.message for m in mistakes),
        tuple(m.remark for m in mistakes),
        line,
        what,
        value,
        overrides,
        sum(m.rank for m in mistakes),
        concept=isinstance(mistakes[0], Misconception),
    )
