"""Figures that rounding makes 0, or makes the same, though they are not."""

from collections.abc import Iterator

from symbp.findings import Finding, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence
from symbp.page.model import Code
from symbp.page.words import phrase
from symbp.quantity import gradient_of
from symbp.registry import words

PRINTED = (1, 2)
"""Decimals to which programs like to print."""


def _look(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    if not run.losses:
        return
    last = run.losses[-1]
    for decimals in PRINTED:
        digits = f"{last:.{decimals}f}"
        if last and float(digits) == 0:
            values = {"at": len(run.losses), "shown": digits, "value": number(last)}
            text = (
                phrase("Printed with 1 decimal, the loss of iteration %(at)s is %(shown)s; it is %(value)s.", **values)
                if decimals == 1
                else phrase(
                    "Printed with 2 decimals, the loss of iteration %(at)s is %(shown)s; it is %(value)s.", **values
                )
            )
            head = phrase("loss in iteration %(at)s", at=len(run.losses))
            yield Finding("hidden-by-rounding", text, ((head, number(last)),))
            break
    if evidence.iterations:
        each = evidence.iterations[-1]
        zeros = [
            name for name, value in each.gradients.items() if _is_number(value) and value and float(f"{value:.2f}") == 0
        ]
        if zeros:
            largest = max(zeros, key=lambda name: abs(each.gradients[name]))
            text = phrase(
                "Printed with 2 decimals, %(count)s of %(all)s gradients of iteration %(at)s are 0.0 or -0.0, and none "
                "of them is 0.",
                count=len(zeros),
                all=len(each.gradients),
                at=each.number,
            )
            head = phrase("largest of them, %(name)s", name=Code(gradient_of(largest)))
            figure = (head, number(each.gradients[largest]))
            yield Finding("hidden-by-rounding", text, (figure,))


def _is_number(value: object) -> bool:
    return isinstance(value, float)


HIDDEN_BY_ROUNDING = Rule(
    name="hidden-by-rounding",
    title=words("differences that rounding hides"),
    look=_look,
    rank=60,
)
