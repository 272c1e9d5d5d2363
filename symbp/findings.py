"""Findings about a calculation: a statement, and the figures that it rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from symbp.page.model import Items, Line, Part, line
from symbp.page.words import Style, say


class Standing(StrEnum):
    """How a finding is known."""

    PROVEN = "proven"
    MEASURED = "measured"
    FAILED = "failed"
    OPEN = "open"
    KINK = "kink"


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement about a calculation, and what stands behind it.

    Attributes:
        rule: which rule or obligation has found it.
        statement: in one or two sentences.
        figures: what it rests on, quantity and value.
        standing: proven, by derivation or by a judge; measured in a run; failed; left open, as not tried or
            undecided; or undecided at a kink, where there is no derivative to compare with.
    """

    rule: str
    statement: Part | str
    figures: tuple[tuple[Part | str, Part | str], ...] = ()
    standing: Standing = Standing.MEASURED

    @property
    def holds(self) -> bool | None:
        """Whether it holds; None where that was left open."""
        return {Standing.FAILED: False, Standing.OPEN: None, Standing.KINK: None}.get(self.standing, True)

    @property
    def proven(self) -> bool:
        """Whether it holds by derivation, or by a judge; else it was measured, failed or left open."""
        return self.standing is Standing.PROVEN

    @property
    def said(self) -> Line:
        """The statement in a line."""
        return line(self.statement)

    @property
    def text(self) -> str:
        """The statement as plain text, in the language of the package."""
        return Style().text(self.said)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """The figures as plain text."""
        return tuple((Style().text(line(name)), Style().text(line(value))) for name, value in self.figures)

    @property
    def how(self) -> str:
        """``proven`` or ``measured``."""
        return "proven" if self.proven else "measured"


def number(value: float | Fraction, figures: int = 6) -> str:
    """A number in a sentence; what is exact keeps all its digits if they are few.

    >>> number(0.00245), number(1 / 3), number(12345678.9), number(-4.2e-9), number(0)
    ('0.00245', '0.333333', '1.23457e+07', '-4.2e-09', '0')
    """
    value = float(value) if isinstance(value, Fraction) else value
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    return f"{float(value):.{figures}g}".replace("-0", "0") if value == 0 else f"{float(value):.{figures}g}"


def items(findings: Sequence[Finding]) -> Items:
    """Findings as a list of a page, the figures of each below it.

    >>> [Style().text(each) for each in items([Finding("floor", "It stays above 1.", (("loss", "2"),))]).items]
    ['It stays above 1. (measured)']
    """
    return Items(
        tuple((say("findings.found", statement=finding.said, proven=finding.proven),) for finding in findings),
        tuple(
            tuple((say("findings.figure", name=line(name), value=line(value)),) for name, value in finding.figures)
            for finding in findings
        ),
    )


def data(findings: Sequence[Finding]) -> list[dict[str, object]]:
    """Findings for JSON."""
    return [
        {"rule": finding.rule, "statement": finding.text, "figures": dict(finding.told), "proven": finding.proven}
        for finding in findings
    ]


HEADS = ("rule", "statement", "standing", "quantity", "value")
"""The columns of findings in CSV."""


def records(findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    """Findings for CSV, a figure a row; one without figures has a row too."""
    return [
        (finding.rule, finding.text, finding.how, *figure)
        for finding in findings
        for figure in (finding.told or (("", ""),))
    ]
