"""The rules by which runs are observed, one file each.

To add one, add a file that holds one :class:`~symbp.observing.base.Rule`, named after it; the contract tests
cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from collections.abc import Iterable

from symbp.findings import Finding
from symbp.observing.base import Rule
from symbp.page.model import Line, Phrase, joined
from symbp.registry import Registry

__all__ = ["Rule", "rules"]

rules = Registry("symbp.observations", "observation", Rule, __name__, order=lambda record: (record.rank, record.name))
"""All rules by name, in the order in which they are said."""


def remarks(findings: Iterable[Finding], leave_out: Iterable[str] = ()) -> Line:
    """The remarks of a table on findings, each kind once.

    >>> remarks([Finding("plateau", ""), Finding("plateau", "")])
    (Phrase(text='plateau', begins=False, values=()),)
    """
    known: dict[str, Phrase] = {}
    for rule in rules.values():
        known |= rule.remarks
    said = dict.fromkeys(finding.rule for finding in findings)
    return joined(*(known[kind] for kind in said if kind in known and kind not in leave_out), between=", ")
