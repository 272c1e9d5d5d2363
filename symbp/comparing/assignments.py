"""Two assignments: their lines, their numbers, their losses, and the paths of their runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import sympy as sp

from symbp.comparing.scales import Factor, factor
from symbp.errors import SymbpError
from symbp.findings import Finding, Standing, listed, number
from symbp.formula import plain
from symbp.network import forward
from symbp.observing import observe
from symbp.passes import called, renamed
from symbp.pipeline import derive
from symbp.spec import Assignment
from symbp.spec.assignment import Network
from symbp.steps import Derivation, Kind, Role, Step
from symbp.training import Run, train

MOST_WATCHED = 20_000
_SCALING = ("sgd", "momentum", "nesterov")
"""Optimizers whose updates are proportional to the gradient: a factor in the loss is one in the step."""


def compared(first: Assignment, second: Assignment, rounds: int) -> tuple[Finding, ...]:
    """What differs between two assignments."""
    return tuple(_Pair(first, second, rounds).findings())


class _Pair:
    def __init__(self, first: Assignment, second: Assignment, rounds: int) -> None:
        self.first, self.second, self.rounds = first, second, rounds
        self.names = first.name, second.name if second.name != first.name else f"{second.name} (second)"

    def findings(self) -> Iterator[Finding]:
        """What differs, the most important first."""
        a, b = self.names
        if self.first.later or self.second.later:
            message = f"{a} and {b}: updates by batches are not compared line by line; take training.batch_size away"
            raise SymbpError(message)
        match = matched(self.first, self.second)
        if match is None:
            shapes = ["-".join(str(len(layer)) for layer in each.network.layers) for each in (self.first, self.second)]
            text = f"The networks are wired differently, or share their weights differently ({a}: {shapes[0]}, {b}: {shapes[1]}): they are not compared line by line."
            yield Finding("wiring", text, standing=Standing.PROVEN)
            return
        mine, theirs = derive(self.first), derive(self.second)
        theirs = renamed(theirs, called(theirs, match))
        scaled = factor(self.first, self.second.loss)
        differing = _differing(mine, theirs)
        numbers = list(_numbers(self.first, self.second, match))
        if not differing and not numbers:
            yield from self._same()
            return
        if differing:
            yield self._first_difference(mine, theirs, differing)
        else:
            yield Finding("lines", f"All {len(mine)} lines are the same in {a} and {b}.", standing=Standing.PROVEN)
        loss_only = differing and _same_forward(self.first, self.second, match)
        moved = {name for name, _, _ in numbers} - {"eta"}
        same_data = not moved - set(self.first.parameters)
        if loss_only and same_data and scaled is not None and scaled.value != 1:
            yield self._factor(scaled, at_equal=bool(moved))
        if numbers:
            yield self._numbers(numbers)
        yield from self._paths(
            match,
            scaled if (loss_only or not differing) and same_data else None,
            same_start=not moved and self._same_trained(match),
        )

    def _first_difference(self, mine: Derivation, theirs: Derivation, differing: list[str]) -> Finding:
        a, b = self.names
        name = differing[0]
        figures = tuple(
            (f"{name} in {who}", lines.formula(name) if name in lines else "no such line")
            for who, lines in ((a, mine), (b, theirs))
        )
        figures += tuple(_term_by_term(mine, theirs, name, self.names))
        count = len(differing)
        text = f"The first line that differs is {name}; "
        text += "it is the only one." if count == 1 else f"{count} lines differ in all: {listed(differing)}."
        return Finding("first-difference", text, figures, standing=Standing.PROVEN)

    def _factor(self, scaled: Factor, *, at_equal: bool) -> Finding:
        a, b = self.names
        text = f"{'At equal parameters the' if at_equal else 'The'} loss and every gradient of {a} are {scaled.value} times those of {b}: {scaled.sentence}."
        return Finding(
            "factor", text, (("factor", str(scaled.value)), ("in N and M", scaled.formula)), standing=Standing.PROVEN
        )

    def _numbers(self, numbers: list[tuple[str, str, str]]) -> Finding:
        a, b = self.names
        text = f"{'One number differs' if len(numbers) == 1 else f'{len(numbers)} numbers differ'}: {listed([n for n, _, _ in numbers])}."
        return Finding(
            "numbers",
            text,
            tuple((n, f"{one} in {a}, {other} in {b}") for n, one, other in numbers[:8]),
            standing=Standing.PROVEN,
        )

    def _same_trained(self, match: Mapping[str, str]) -> bool:
        return {match.get(name, name) for name in self.second.trained} == set(self.first.trained)

    # -- runs -------------------------------------------------------------------------------

    def _run(self, assignment: Assignment, step: Fraction | None = None) -> Run:
        watch = self.rounds if self.rounds <= MOST_WATCHED else 200
        return train(assignment, self.rounds, step=step, watch=watch)

    def _same(self) -> Iterator[Finding]:
        a, b = self.names
        text = f"{a} and {b} have the same lines and the same numbers: they are one run under two names"
        if self.first.step is None:
            yield Finding("same-run", f"{text}.", standing=Standing.PROVEN)
            return
        one, other = self._run(self.first), self._run(self.second)
        equal = one.losses == other.losses
        text += f"; {'every' if equal else 'not every'} loss of {len(one.losses)} rounds is equal to the last bit."
        figure = (f"loss in round {len(one.losses)}", f"{number(one.losses[-1])} and {number(other.losses[-1])}")
        yield Finding("same-run", text, (figure,) if one.losses and other.losses else (), standing=Standing.PROVEN)

    def _paths(self, match: Mapping[str, str], scaled: Factor | None, *, same_start: bool) -> Iterator[Finding]:
        if self.first.step is None or self.second.step is None:
            return
        one, other = self._run(self.first), self._run(self.second)
        rule = self.first.optimizer
        if scaled is not None and same_start and rule == self.second.optimizer and rule.name in _SCALING:
            yield self._path(one, other, match, scaled)
        yield self._ends(one, other, scaled)
        yield from self._only_one(one, other)

    def _path(self, one: Run, other: Run, match: Mapping[str, str], scaled: Factor) -> Finding:
        """Whether both steps are the same step once the factor of the gradients is taken into account."""
        a, b = self.names
        # w - η_b g_b with g_b = g_a / c is w - (η_b / c) g_a.
        effective = other.step / scaled.value
        if effective == one.step:
            apart = max(
                (
                    abs(x.parameters[match.get(name, name)] - value)
                    for x, y in zip(one.rounds, other.rounds, strict=False)
                    for name, value in y.parameters.items()
                ),
                default=0.0,
            )
            text = (
                f"With the steps {number(one.step)} and {number(other.step)} both take the same path: in exact arithmetic all "
                f"parameters are equal in every round."
            )
            figure = (f"largest difference of a parameter in {len(one.losses)} rounds", number(apart, 2))
            return Finding("same-path", text, (figure,), standing=Standing.PROVEN)
        text = (
            f"{b} moves as {a} would with the step {number(effective)}, not {number(one.step)}; it would take the path of "
            f"{a} with the step {number(one.step * scaled.value)}."
        )
        figures = [("step", f"{number(one.step)} in {a}, {number(other.step)} in {b}")]
        twin = self._run(self.first, effective)
        if twin.losses and other.losses and len(twin.losses) == len(other.losses):
            apart = max(abs(x - y * float(scaled.value)) for x, y in zip(twin.losses, other.losses, strict=True))
            figures.append(
                (f"difference of the losses then, on one scale, in {len(twin.losses)} rounds", number(apart, 2))
            )
        return Finding("effective-step", text, tuple(figures), standing=Standing.PROVEN)

    def _ends(self, one: Run, other: Run, scaled: Factor | None) -> Finding:
        a, b = self.names
        parts = []
        for who, run in ((a, one), (b, other)):
            last = f"{number(run.losses[-1])} in round {len(run.losses)}" if run.losses else "no loss at all"
            parts.append(f"{who} {last}{', where it ends early' if run.stopped else ''}")
        text = f"The last losses: {parts[0]}; {parts[1]}."
        figures = []
        if scaled is not None and scaled.value != 1 and other.losses:
            figures.append((f"{b} on the scale of {a}", number(other.losses[-1] * float(scaled.value))))
        if one.rounds and other.rounds and set(one.rounds[-1].outputs[0]) == set(other.rounds[-1].outputs[0]):
            for who, run in ((a, one), (b, other)):
                values = ", ".join(f"{n} = {number(v)}" for n, v in run.rounds[-1].outputs[0].items())
                figures.append(
                    (f"outputs of {who}" + (", first sample" if len(run.rounds[-1].outputs) > 1 else ""), values)
                )
        return Finding("last-losses", text, tuple(figures))

    def _only_one(self, one: Run, other: Run) -> Iterator[Finding]:
        """What is observed in one run and not in the other."""
        mine, theirs = observe(one), observe(other)
        for who, own, others in ((self.names[0], mine, theirs), (self.names[1], theirs, mine)):
            known = {found.rule for found in others}
            for found in own:
                if found.rule not in known:
                    yield Finding(found.rule, f"Only in {who}: {found.statement}", found.figures, found.standing)


def matched(first: Assignment, second: Assignment) -> Mapping[str, str] | None:
    """The names that units, parameters and data of the second have in the first; None where the wiring differs.

    >>> from symbp.spec import load
    >>> matched(load("nndl3"), load("mazur"))["w3"], matched(load("nndl3"), load("xor-sum"))
    ('w2', None)
    """
    mine, theirs = first.network, second.network
    if [len(layer) for layer in mine.layers] != [len(layer) for layer in theirs.layers]:
        return None
    names: dict[str, str] = {}
    for units, others in zip(mine.layers, theirs.layers, strict=True):
        names |= {b.name: a.name for a, b in zip(units, others, strict=True)}
    names |= dict(zip(theirs.targets, mine.targets, strict=False))
    if set(_edges(mine)) != set(_edges(theirs)):
        return None
    for ours, other in ((_edges(mine), _edges(theirs)), (_biases(mine), _biases(theirs))):
        for place, name in other.items():
            if place in ours and names.setdefault(name, ours[place]) != ours[place]:
                return None
    # A bias that only the second has keeps its name, unless the first calls something else so.
    for name in second.parameters:
        if name not in names:
            names[name] = f"{name} (second)" if name in names.values() or name in first.parameters else name
    return names if len(set(names.values())) == len(names) else None


def _edges(network: Network) -> dict[tuple[int, ...], str]:
    return {(c.source.layer, c.source.index, c.target.index): c.name for c in network.connections}


def _biases(network: Network) -> dict[tuple[int, ...], str]:
    return {(link.unit.layer, link.unit.index): link.name for link in network.biases}


def _term_by_term(mine: Derivation, theirs: Derivation, name: str, names: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """In which terms a line differs: by which factor, or which one only one of them has."""
    if name not in mine or name not in theirs:
        return
    ours, other = (_coefficients(lines[name].expr) for lines in (mine, theirs))
    ratios = {part: coefficient / other[part] for part, coefficient in ours.items() if part in other}
    if len(set(ratios.values())) == 1 and set(ours) == set(other):
        yield f"every term in {names[0]}, against {names[1]}", f"{next(iter(ratios.values()))} times"
        return
    for own, rest, lines, who in ((ours, other, mine, names[0]), (other, ours, theirs, names[1])):
        alone = [plain.write(lines.arranged(part * c)) for part, c in own.items() if rest.get(part) != c]
        # A line that has nothing in common with the other is no matter of a term.
        if alone and len(alone) < len(own):
            yield f"only in {who}", listed(alone, 4)


def _coefficients(expr: sp.Expr | None) -> dict[sp.Expr, sp.Expr]:
    """The terms of a line, each with the number before it."""
    pairs = [term.as_coeff_Mul() for term in sp.Add.make_args(expr if expr is not None else sp.Integer(0))]
    return {part: coefficient for coefficient, part in pairs}


def _differing(mine: Derivation, theirs: Derivation) -> list[str]:
    """The lines, in the order of the lesson, that the two write differently."""

    def same(step: Step) -> bool:
        return step.name in theirs and theirs[step.name].expr == step.expr

    found = [step.name for step in mine if step.kind is not Kind.GIVEN and not same(step)]
    return found + [step.name for step in theirs if step.kind is not Kind.GIVEN and step.name not in mine]


def _same_forward(first: Assignment, second: Assignment, match: Mapping[str, str]) -> bool:
    """Whether all lines before the loss are the same."""
    mine, theirs = forward(first), forward(second)
    theirs = renamed(theirs, called(theirs, match))
    kinds = (Kind.PRE, Kind.ACT)
    return [(s.name, s.expr) for s in mine.of_kind(*kinds)] == [(s.name, s.expr) for s in theirs.of_kind(*kinds)]


def _numbers(first: Assignment, second: Assignment, match: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The givens of both that have different values: name, one, other."""
    theirs = {}
    lines = forward(second)
    names = called(lines, match)
    for step in lines.givens():
        theirs[names[step.name]] = second.numbers[step.name]
    roles = {step.name: step.why for step in forward(first).givens()}
    for name, value in first.numbers.items():
        if roles.get(name) != Role.STATE and name in theirs and theirs[name].value != value.value:
            yield name, value.text, theirs[name].text
