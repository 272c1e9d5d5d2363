"""Units that can be exchanged without changing any line, and that begin with equal weights: they stay equal for ever."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from symbp.findings import Finding, Standing, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence
from symbp.page.model import Code, Part, Phrase
from symbp.page.words import phrase
from symbp.passes import renamed_units
from symbp.quantity import gradient_of
from symbp.registry import words
from symbp.spec.assignment import Assignment, Unit
from symbp.steps import Derivation, symbol


def _look(evidence: Evidence) -> Iterator[Finding]:
    assignment = evidence.assignment
    if assignment is None or assignment.later:
        return
    order = {name: i for i, name in enumerate(assignment.parameters)}
    trained = set(evidence.run.parameters)
    for layer in assignment.network.layers[1:-1]:
        pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for one, other in combinations(layer, 2):
            exchange = _exchange(assignment, one, other)
            if exchange is None or not _equal_at_start(assignment, exchange):
                continue
            if _maps_onto_itself(evidence.derivation, exchange):
                known = [(a, b) for a, b in exchange.items() if a in trained and b in trained and order[a] < order[b]]
                pairs[one.name, other.name] = known
        for group in _groups(list(pairs)):
            own = [pair for units, parameters in pairs.items() if units[0] in group for pair in parameters]
            if own:
                yield _finding(evidence, group, own, len(layer))


def _finding(evidence: Evidence, group: list[str], pairs: list[tuple[str, str]], size: int) -> Finding:
    after = evidence.run.parameters
    values = {"units": [Code(name) for name in group], "count": len(evidence.derivation)}
    text = (
        phrase(
            "Exchanging %(units)s turns each of the %(count)s lines into a line of the list, and their parameters are "
            "equal at the start: so are their gradients, and with them the parameters of every later iteration. The "
            "layer acts as one unit.",
            **values,
        )
        if len(group) == size
        else phrase(
            "Exchanging %(units)s turns each of the %(count)s lines into a line of the list, and their parameters are "
            "equal at the start: so are their gradients, and with them the parameters of every later iteration. They "
            "act as one unit.",
            **values,
        )
    )
    lines = evidence.derivation
    figures: list[tuple[Part, Part | str]] = [
        (phrase("line of %(name)s", name=Code(gradient_of(name))), Code(lines.formula(gradient_of(name))))
        for name in pairs[0]
    ]
    groups = _groups(pairs)
    figures += [(_equal(names), number(after[names[0]])) for names in groups[:8]]
    apart = max((abs(after[names[0]] - after[name]) for names in groups for name in names), default=0.0)
    head = phrase("largest difference after iteration %(at)s", at=len(evidence.run.losses))
    figures.append((head, number(apart, 2)))
    return Finding("symmetry", text, tuple(figures), standing=Standing.PROVEN)


def _equal(names: list[str]) -> Phrase:
    """Names that have one value."""
    first, *others = names
    return phrase("%(one)s = %(other)s", one=Code(first), other=_equal(others) if others[1:] else Code(others[0]))


def _groups(pairs: list[tuple[str, str]]) -> list[list[str]]:
    """Groups of equal parameters, pair by pair."""
    groups: list[list[str]] = []
    for one, other in pairs:
        touched = [group for group in groups if one in group or other in group]
        merged = list(dict.fromkeys([name for group in touched for name in group] + [one, other]))
        groups = [group for group in groups if group not in touched] + [merged]
    return groups


def _exchange(assignment: Assignment, one: Unit, other: Unit) -> Mapping[str, str] | None:
    """The names that change places with two units of a layer; None where one has a connection that the other lacks."""
    network = assignment.network
    if (one.activation, dict(one.options)) != (other.activation, dict(other.options)):
        return None
    ends = {(c.source.name, c.target.name): c.name for c in network.connections}
    partners = {one.name: other.name, other.name: one.name}
    for (source, target), name in ends.items():
        turned = ends.get((partners.get(source, source), partners.get(target, target)))
        if turned is None:
            return None
        if turned != name:
            if partners.get(name, turned) != turned:
                return None
            partners[name] = turned
    biases = [network.bias_of.get(unit.name) for unit in (one, other)]
    if (biases[0] is None) != (biases[1] is None):
        return None
    if biases[0] is not None and biases[1] is not None and biases[0].name != biases[1].name:
        partners |= {biases[0].name: biases[1].name, biases[1].name: biases[0].name}
    return partners


def _equal_at_start(assignment: Assignment, exchange: Mapping[str, str]) -> bool:
    values = assignment.parameters
    return all(values[a].value == values[b].value for a, b in exchange.items() if a in values)


def _maps_onto_itself(derivation: Derivation, exchange: Mapping[str, str]) -> bool:
    """Whether every line, with its names exchanged, is the line of the exchanged name."""
    turned = renamed_units(derivation, exchange)
    if any(name not in derivation for name in turned.values()):
        return False
    symbols = {symbol(a): symbol(b) for a, b in turned.items() if a != b}
    return all(
        step.expr is None or step.expr.xreplace(symbols) == derivation[turned[step.name]].expr for step in derivation
    )


SYMMETRY = Rule(
    name="symmetry",
    title=words("equal units that stay equal"),
    look=_look,
    remarks={"symmetry": phrase("equal units")},
    rank=20,
)
