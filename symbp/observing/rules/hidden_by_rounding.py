"""Figures that rounding makes 0, or makes the same, though they are not."""

from collections.abc import Iterator

from symbp.findings import Finding, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence

PRINTED = (1, 2)
"""Decimals to which programs like to print."""


def _look(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    if not run.losses:
        return
    last = run.losses[-1]
    for decimals in PRINTED:
        shown = f"{last:.{decimals}f}"
        if last and float(shown) == 0:
            text = f"Printed with {decimals} decimal{'s' * (decimals > 1)}, the loss of round {len(run.losses)} is {shown}; it is {number(last)}."
            yield Finding("hidden-by-rounding", text, ((f"loss in round {len(run.losses)}", number(last)),))
            break
    if evidence.rounds:
        each = evidence.rounds[-1]
        zeros = [
            name for name, value in each.gradients.items() if _is_number(value) and value and float(f"{value:.2f}") == 0
        ]
        if zeros:
            largest = max(zeros, key=lambda name: abs(each.gradients[name]))
            text = f"Printed with 2 decimals, {len(zeros)} of {len(each.gradients)} gradients of round {each.number} are 0.0 or -0.0, and none of them is 0."
            figure = (f"largest of them, dL/d{largest}", number(each.gradients[largest]))
            yield Finding("hidden-by-rounding", text, (figure,))


def _is_number(value: object) -> bool:
    return isinstance(value, float)


HIDDEN_BY_ROUNDING = Rule("hidden-by-rounding", "differences that rounding hides", _look, rank=60)
