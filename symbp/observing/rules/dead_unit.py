"""A unit that is dead: its slope is 0 for every sample from some round on, and the weights into it no longer move."""

from collections.abc import Iterator

from symbp.findings import Finding, listed, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence
from symbp.spec.assignment import Assignment, Unit


def _look(evidence: Evidence) -> Iterator[Finding]:
    assignment, rounds = evidence.assignment, evidence.rounds
    if assignment is None or len(rounds) < 2 or assignment.later:
        return
    for layer in assignment.network.layers[1:]:
        for unit in layer:
            first = _dead_from(evidence, unit)
            if first is not None:
                yield _finding(evidence, assignment, unit, first)


def _dead_from(evidence: Evidence, unit: Unit) -> int | None:
    """The position of the first round that was looked at from which the unit is dead to the end."""
    low = unit.function.low
    if low is None or unit.function.couples or unit.options.get("slope_at_zero", 1) != 0:
        return None
    name, bottom, first = f"out_{unit.name}", float(low), None
    for i in range(len(evidence.rounds) - 1, -1, -1):
        each = evidence.rounds[i]
        if any(
            {**hidden, **outputs}[name] != bottom for hidden, outputs in zip(each.hidden, each.outputs, strict=True)
        ):
            break
        first = i
    # One round is no rest of a run.
    return first if first is not None and first < len(evidence.rounds) - 1 else None


def _finding(evidence: Evidence, assignment: Assignment, unit: Unit, first: int) -> Finding:
    rounds = evidence.rounds
    exact = first == 0 or rounds[first].number == rounds[first - 1].number + 1
    begun = rounds[first].number
    said = f"from round {begun} on" if exact else f"from a round between {rounds[first - 1].number} and {begun} on"
    into = [c.name for c in assignment.network.incoming[unit.name]]
    into += [assignment.network.bias_of[unit.name].name] if unit.name in assignment.network.bias_of else []
    frozen = [
        name
        for name in into
        if name in rounds[0].parameters and len({each.parameters[name] for each in rounds[first:]}) == 1
    ]
    text = f"Unit {unit.name} is dead {said}: its output and its slope are 0 for every sample"
    text += f", and {listed(frozen)} no longer move{'s' if len(frozen) == 1 else ''}." if frozen else "."
    output = unit in assignment.network.outputs
    text += " The output is then 0 whatever the target." if output else ""
    figures = [
        ("unit", unit.name),
        ("dead from round", str(begun)),
        *((name, number(rounds[-1].parameters[name])) for name in frozen),
    ]
    if first:
        before = rounds[first - 1]
        value = max({**h, **o}[f"out_{unit.name}"] for h, o in zip(before.hidden, before.outputs, strict=True))
        figures.insert(1, (f"out_{unit.name} in round {before.number}, at most", number(value)))
    return Finding("dead-unit", text, tuple(figures))


DEAD_UNIT = Rule("dead-unit", "a unit that is dead", _look, rank=22)
