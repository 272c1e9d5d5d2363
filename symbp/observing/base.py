"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symbp.findings import Finding
from symbp.observing.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that may be found in a run.

    Attributes:
        name: key.
        title: in a few words.
        look: evidence -> what is found, the most important first; nothing where it does not apply.
        rank: the lower, the earlier it is said.
    """

    name: str
    title: str
    look: Callable[[Evidence], Iterator[Finding]]
    rank: int = 50
