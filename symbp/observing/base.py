"""Rules of observation: the record of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from symbp.findings import Finding
from symbp.observing.evidence import Evidence
from symbp.page.model import Phrase


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that may be found in a run.

    Attributes:
        name: key.
        title: in a few words.
        look: evidence -> what is found, the most important first; nothing where it does not apply.
        remarks: what a table remarks on each kind of finding, in a word or two.
        rank: the lower, the earlier it is said.
    """

    name: str
    title: str
    look: Callable[[Evidence], Iterator[Finding]]
    remarks: Mapping[str, Phrase] = field(default_factory=dict)
    rank: int = 50
