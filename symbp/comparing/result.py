"""The result of a comparison."""

from __future__ import annotations

from dataclasses import dataclass

from symbp.findings import Finding
from symbp.marking import Marking


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two calculations compared.

    Attributes:
        first, second: what they are called.
        findings: the most important first.
        marking: the marks of a sheet or a listing; None for anything else.
    """

    first: str
    second: str
    findings: tuple[Finding, ...]
    marking: Marking | None = None

    @property
    def same(self) -> bool:
        """Whether no difference was found."""
        return all(finding.rule in ("same-run", "agreement") for finding in self.findings)
