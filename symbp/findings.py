"""What is found out about a calculation: a statement, and the figures that it rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from symbp.page.model import Line, Part, line


class Standing(StrEnum):
    """What stands behind a finding."""

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
    figures: tuple[tuple[str, str], ...] = ()
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
    def how(self) -> str:
        """``proven`` or ``measured``."""
        return "proven" if self.proven else "measured"


def number(value: Any, figures: int = 6) -> str:
    """A number in a sentence; what is exact keeps all its digits if they are few.

    >>> number(0.00245), number(1 / 3), number(12345678.9), number(-4.2e-9), number(0)
    ('0.00245', '0.333333', '1.23457e+07', '-4.2e-09', '0')
    """
    value = float(value) if isinstance(value, Fraction) else value
    if not math.isfinite(value):
        return "not finite"
    return f"{float(value):.{figures}g}".replace("-0", "0") if value == 0 else f"{float(value):.{figures}g}"


def listed(words: list[str], most: int = 8) -> str:
    """Words in a sentence.

    >>> listed(["w1", "w2", "w3"])
    'w1, w2 and w3'
    """
    if not words:
        return "none"
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def as_text(findings: Sequence[Finding]) -> str:
    """Findings as plain text, their figures below each."""
    out = []
    for found in findings:
        out.append(f"- {found.statement} ({found.how})")
        out += [f"    {name}: {value}" for name, value in found.figures]
    return "".join(f"{line}\n" for line in out)


def as_markdown(findings: Sequence[Finding]) -> str:
    """Findings as a list of Markdown; nothing in them is read as markup."""
    out = []
    for found in findings:
        figures = "; ".join(f"{name}: {value}" for name, value in found.figures)
        out.append(f"- {_escaped(found.statement)} *({found.how})*" + (f" — {_escaped(figures)}" if figures else ""))
    return "".join(f"{line}\n" for line in out)


def as_rows(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings for JSON."""
    return [
        {"rule": f.rule, "statement": f.statement, "figures": dict(f.figures), "proven": f.proven} for f in findings
    ]


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|$~^])", r"\\\1", text)
