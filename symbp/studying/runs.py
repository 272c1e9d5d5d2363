"""A run that a question looks at, and how many of its figures may be told."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from symbp.findings import Finding, number
from symbp.formula import layout
from symbp.observing import observe
from symbp.page.model import Maths, Part, line
from symbp.page.words import Style, phrase
from symbp.spec import Assignment
from symbp.training import Run, train

RUN_FIGURES = 6
SENSITIVE = 1e-8
"""A relative difference of losses above this shows in six figures sooner or later."""


class ObservedRun:
    """A run that is looked at; what is found is worked out when it is first asked for.

    Args:
        run: the run.
    """

    def __init__(self, run: Run) -> None:
        self.run = run

    @functools.cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The observations in it."""
        return observe(self.run)

    @functools.cached_property
    def figures(self) -> Mapping[int, int]:
        """Iteration -> figures of its loss that a start differing in its last bit leaves: rounding decides the rest."""
        run = self.run
        if not run.losses or run.mistake or not isinstance(run.assignment, Assignment):
            return {}
        moved = {
            name: replace(value, value=value.value * (1 + Fraction(1, 2**51)))
            for name, value in run.assignment.parameters.items()
        }
        other = train(replace(run.assignment, parameters=moved), len(run.losses), precision=run.precision)
        figures = {}
        for at in (1, 10, 100, 1_000, 10_000, len(run.losses)):
            if at <= min(len(run.losses), len(other.losses)):
                one, two = run.losses[at - 1], other.losses[at - 1]
                distance = abs(one - two) / abs(one) if math.isfinite(one) and abs(one) > SMALLEST_LOSS else 0.0
                left = (
                    max(1, min(RUN_FIGURES, math.floor(-math.log10(2 * distance))))
                    if distance > SENSITIVE
                    else RUN_FIGURES
                )
                figures[at] = left
        return figures


@dataclass(frozen=True)
class StudyRun:
    """A run that a question looks at.

    Attributes:
        label: what tables and legends call it.
        losses: of its iterations.
        looked: the run, where it is one of ours.
        refused: why there is none.
    """

    label: Part | str
    losses: tuple[float, ...] = ()
    looked: ObservedRun | None = None
    refused: str = ""

    @property
    def run(self) -> Run | None:
        """The run, where it is one of ours."""
        return None if self.looked is None else self.looked.run

    @property
    def last(self) -> float:
        """The last loss; no number if there is none."""
        return self.losses[-1] if self.losses else math.nan

    @property
    def good(self) -> bool:
        """Whether it went through all its iterations."""
        return bool(self.losses) and not (self.run is not None and self.run.stopped)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The observations in it."""
        return () if self.looked is None else self.looked.findings

    def finding(self, rule: str) -> Finding | None:
        """The first observation of a rule in it."""
        return next((each for each in self.findings if each.rule == rule), None)

    @property
    def figures(self) -> Mapping[int, int]:
        """How many figures of a loss are certain, by iteration."""
        return {} if self.looked is None else self.looked.figures

    @property
    def sensitive(self) -> bool:
        """Whether rounding decides figures that would be shown."""
        return any(figures < RUN_FIGURES for figures in self.figures.values())


def loss_text(loss: float, figures: int = RUN_FIGURES) -> str:
    """A loss in a table or a sentence; what is smaller than rounding could leave is not told from 0.

    >>> loss_text(0.0031851990), loss_text(7.7e-34)
    ('0.0031852', 'below 10⁻²⁰')
    """
    return Style().text(line(loss_words(loss, figures)))


def loss_words(loss: float, figures: int = RUN_FIGURES) -> Part | str:
    """The same in the words of a page."""
    if 0 < abs(loss) < SMALLEST_LOSS:
        return phrase("below %(bound)s", bound=power(f"{SMALLEST_LOSS:.0e}"))
    return number(loss, figures) if math.isfinite(loss) else phrase("no finite value")


SMALLEST_LOSS = 1e-20


def power(text: str) -> Part | str:
    """A number with an exponent as a page has it.

    >>> [Style().text(line(power(text))) for text in ("1e-12", "2e-06", "0.5")]
    ['10⁻¹²', '2 · 10⁻⁶', '0.5']
    """
    digits, e, exponent = text.partition("e")
    if not e:
        return text
    times = "" if digits == "1" else rf"{digits} \cdot "
    return Maths(layout.read(rf"{times}10^{{{int(exponent)}}}"))


def bound(difference: float) -> str:
    """A power of ten that a difference stays below on every machine, not only on this one.

    >>> bound(1.1e-15), bound(8e-7), bound(0.2), bound(7.0)
    ('1e-12', '2e-06', '1', '10')
    """
    if not difference < math.inf:
        return "any bound"
    large = (10.0**power for power in range(309))
    return next(f"{each:.0e}" if each < 1 else f"{each:g}" for each in (*_BOUNDS, *large) if difference < each)


_BOUNDS = (1e-12, 1e-9, 2e-6, 1e-4, 1e-2)


def apart(one: Sequence[float], other: Sequence[float]) -> float:
    """The largest relative difference of two series of losses, while these are more than rounding leaves of the first."""
    least = 1e-10 * abs(one[0]) if one else 0.0
    pairs = zip(one, other, strict=False)
    return max((abs(a - b) / max(abs(a), abs(b), least, 1e-300) for a, b in pairs if a != b), default=0.0)
