"""A unit that is dead: its slope is 0 for every sample from some iteration on, and the weights into it no longer move."""

from collections.abc import Iterator

from symbp.findings import Finding, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence
from symbp.page.model import Code, Part, Phrase
from symbp.page.words import phrase
from symbp.registry import words
from symbp.spec.assignment import Assignment, Unit


def _look(evidence: Evidence) -> Iterator[Finding]:
    assignment, iterations = evidence.assignment, evidence.iterations
    if assignment is None or len(iterations) < 2 or assignment.later:
        return
    for layer in assignment.network.layers[1:]:
        for unit in layer:
            first = _dead_from(evidence, unit)
            if first is not None:
                yield _finding(evidence, assignment, unit, first)


def _dead_from(evidence: Evidence, unit: Unit) -> int | None:
    """The position of the first iteration that was looked at from which the unit is dead to the end."""
    low = unit.function.low
    if low is None or not unit.function.elementwise or unit.options.get("slope_at_zero", 1) != 0:
        return None
    name, bottom, first = f"out_{unit.name}", float(low), None
    for i in range(len(evidence.iterations) - 1, -1, -1):
        each = evidence.iterations[i]
        if any(
            {**hidden, **outputs}[name] != bottom for hidden, outputs in zip(each.hidden, each.outputs, strict=True)
        ):
            break
        first = i
    # One iteration is no rest of a run.
    return first if first is not None and first < len(evidence.iterations) - 1 else None


def _finding(evidence: Evidence, assignment: Assignment, unit: Unit, first: int) -> Finding:
    iterations = evidence.iterations
    exact = first == 0 or iterations[first].number == iterations[first - 1].number + 1
    begun = iterations[first].number
    since = phrase("from iteration %(begun)s on", begun=begun)
    if not exact:
        before_it = iterations[first - 1].number
        since = phrase("from an iteration between %(before)s and %(begun)s on", before=before_it, begun=begun)
    into = [c.name for c in assignment.network.incoming[unit.name]]
    into += [assignment.network.bias_of[unit.name].name] if unit.name in assignment.network.bias_of else []
    frozen = [
        name
        for name in into
        if name in iterations[0].parameters and len({each.parameters[name] for each in iterations[first:]}) == 1
    ]
    figures: list[tuple[Part | str, Part | str]] = [
        (Phrase("unit"), Code(unit.name)),
        (Phrase("dead from iteration"), str(begun)),
        *((Code(name), number(iterations[-1].parameters[name])) for name in frozen),
    ]
    if first:
        before = iterations[first - 1]
        value = max({**h, **o}[f"out_{unit.name}"] for h, o in zip(before.hidden, before.outputs, strict=True))
        head = phrase("%(name)s in iteration %(at)s, at most", name=Code(f"out_{unit.name}"), at=before.number)
        figures.insert(1, (head, number(value)))
    said = _statement(Code(unit.name), since, frozen)
    if unit in assignment.network.outputs:
        said = phrase("%(said)s The output is then 0 whatever the target.", said=said)
    return Finding("dead-unit", said, tuple(figures))


def _statement(unit: Part, since: Phrase, frozen: list[str]) -> Phrase:
    """That it is dead, and what that means for the weights into it."""
    codes = [Code(name) for name in frozen]
    if not frozen:
        return phrase(
            "Unit %(unit)s is dead %(since)s: its output and its derivative are 0 for every sample.",
            unit=unit,
            since=since,
        )
    if len(frozen) == 1:
        return phrase(
            "Unit %(unit)s is dead %(since)s: its output and its derivative are 0 for every sample, and %(frozen)s no "
            "longer moves.",
            unit=unit,
            since=since,
            frozen=codes,
        )
    return phrase(
        "Unit %(unit)s is dead %(since)s: its output and its derivative are 0 for every sample, and %(frozen)s no "
        "longer move.",
        unit=unit,
        since=since,
        frozen=codes,
    )


DEAD_UNIT = Rule(
    name="dead-unit",
    title=words("a unit that is dead"),
    look=_look,
    remarks={"dead-unit": phrase("dead unit")},
    rank=22,
)
