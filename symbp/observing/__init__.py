"""Observations: what a run shows, each by a rule of its own, with the figures that support it."""

from __future__ import annotations

from symbp.findings import Finding
from symbp.observing.evidence import Evidence
from symbp.observing.page import Observed
from symbp.observing.rules import rules
from symbp.training import Run

__all__ = ["Evidence", "Finding", "Observed", "observe"]


def observe(run: Run) -> tuple[Finding, ...]:
    """Everything that the rules find in a run.

    Look at enough iterations (``train(…, watch=…)``): what happens between them is not seen.

    >>> from symbp import train
    >>> [finding.rule for finding in observe(train("nndl3", 100, watch=100))]
    ['out-of-reach', 'hidden-by-rounding', 'hidden-by-rounding']
    """
    evidence = Evidence(run)
    return tuple(finding for rule in rules.values() for finding in rule.look(evidence))
