"""Two assignments: their lines, their numbers, their losses, and the paths of their runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import sympy as sp

from symbp.comparing.scales import Factor, factor
from symbp.errors import SymbpError
from symbp.findings import Finding, Standing, number
from symbp.formula import plain
from symbp.limits import MOST_COMPARED
from symbp.network import forward
from symbp.observing import observe
from symbp.page.model import Code, Part, Sentence
from symbp.page.words import say
from symbp.passes import renamed, renamed_units
from symbp.pipeline import derive
from symbp.spec import Assignment
from symbp.spec.assignment import Network
from symbp.steps import Derivation, Kind, Role, Step
from symbp.training import Run, train

_SCALING = ("sgd", "momentum", "nesterov")
"""Optimizers whose updates are proportional to the gradient: a factor in the loss is one in the step."""


def compared(first: Assignment, second: Assignment, iterations: int) -> tuple[Finding, ...]:
    """The differences between two assignments."""
    return tuple(_Pair(first, second, iterations).findings())


class _Pair:
    def __init__(self, first: Assignment, second: Assignment, iterations: int) -> None:
        self.first, self.second, self.iterations = first, second, iterations
        self.names = first.name, second.name if second.name != first.name else f"{second.name} (second)"
        self.both = {"first": self.names[0], "second": self.names[1]}

    def findings(self) -> Iterator[Finding]:
        """The differences, the most important first."""
        a, b = self.names
        if self.first.later or self.second.later:
            message = f"{a} and {b}: updates by batches are not compared line by line; take training.batch_size away"
            raise SymbpError(message)
        match = matched(self.first, self.second)
        if match is None:
            shapes = ["-".join(str(len(layer)) for layer in each.network.layers) for each in (self.first, self.second)]
            text = say("comparing.wiring", **self.both, first_shape=shapes[0], second_shape=shapes[1])
            yield Finding("wiring", text, standing=Standing.PROVEN)
            return
        mine, theirs = derive(self.first), derive(self.second)
        theirs = renamed(theirs, renamed_units(theirs, match))
        scaled = factor(self.first, self.second.loss)
        differing = _differing(mine, theirs)
        numbers = list(_numbers(self.first, self.second, match))
        if not differing and not numbers:
            yield from self._same()
            return
        if differing:
            yield self._first_difference(mine, theirs, differing)
        else:
            text = say("comparing.same_lines", **self.both, count=len(mine))
            yield Finding("lines", text, standing=Standing.PROVEN)
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
        name = differing[0]
        figures: list[tuple[Part, Part | str]] = [
            (
                say("comparing.within", name=Code(name), who=who),
                Code(lines.formula(name)) if name in lines else say("comparing.no_such_line"),
            )
            for who, lines in zip(self.names, (mine, theirs), strict=True)
        ]
        figures += _term_by_term(mine, theirs, name, self.names)
        text = say("comparing.first_line", line=Code(name), count=len(differing), lines=_codes(differing))
        return Finding("first-difference", text, tuple(figures), standing=Standing.PROVEN)

    def _factor(self, scaled: Factor, *, at_equal: bool) -> Finding:
        text = say("comparing.factor", **self.both, at_equal=at_equal, factor=str(scaled.value), origin=scaled.said)
        figures = ((say("comparing.factor_head"), str(scaled.value)), (say("comparing.in_n_and_m"), scaled.formula))
        return Finding("factor", text, figures, standing=Standing.PROVEN)

    def _numbers(self, numbers: list[tuple[str, str, str]]) -> Finding:
        text = say("comparing.numbers", count=len(numbers), names=_codes([name for name, _, _ in numbers]))
        figures = tuple((Code(name), self._in_both(one, other)) for name, one, other in numbers[:8])
        return Finding("numbers", text, figures, standing=Standing.PROVEN)

    def _in_both(self, one: str, other: str) -> Sentence:
        return say("comparing.in_both", **self.both, one=one, other=other)

    def _same_trained(self, match: Mapping[str, str]) -> bool:
        return {match.get(name, name) for name in self.second.trained} == set(self.first.trained)

    # -- runs -------------------------------------------------------------------------------

    def _run(self, assignment: Assignment, step: Fraction | None = None) -> Run:
        watch = self.iterations if self.iterations <= MOST_COMPARED else 200
        return train(assignment, self.iterations, learning_rate=step, watch=watch)

    def _same(self) -> Iterator[Finding]:
        if self.first.learning_rate is None:
            text = say("comparing.same_run", **self.both, iterations=0, equal=True)
            yield Finding("same-run", text, standing=Standing.PROVEN)
            return
        one, other = self._run(self.first), self._run(self.second)
        iterations = len(one.losses)
        text = say("comparing.same_run", **self.both, iterations=iterations, equal=one.losses == other.losses)
        figures: tuple[tuple[Part, Part], ...] = ()
        if one.losses and other.losses:
            losses = [number(run.losses[-1]) for run in (one, other)]
            figures = ((say("comparing.loss_at", iteration=iterations), say("comparing.pair", items=losses)),)
        yield Finding("same-run", text, figures, standing=Standing.PROVEN)

    def _paths(self, match: Mapping[str, str], scaled: Factor | None, *, same_start: bool) -> Iterator[Finding]:
        if self.first.learning_rate is None or self.second.learning_rate is None:
            return
        one, other = self._run(self.first), self._run(self.second)
        rule = self.first.optimizer
        if scaled is not None and same_start and rule == self.second.optimizer and rule.name in _SCALING:
            yield self._path(one, other, match, scaled)
        yield self._ends(one, other, scaled)
        yield from self._only_one(one, other)

    def _path(self, one: Run, other: Run, match: Mapping[str, str], scaled: Factor) -> Finding:
        """The finding whether both updates are the same once the factor of the gradients is taken into account."""
        rates = {"rate": number(one.learning_rate), "other": number(other.learning_rate)}
        # w - η_b g_b with g_b = g_a / c is w - (η_b / c) g_a.
        effective = other.learning_rate / scaled.value
        if effective == one.learning_rate:
            apart = max(
                (
                    abs(x.parameters[match.get(name, name)] - value)
                    for x, y in zip(one.iterations, other.iterations, strict=False)
                    for name, value in y.parameters.items()
                ),
                default=0.0,
            )
            head = say("comparing.largest_difference", iterations=len(one.losses))
            text = say("comparing.same_path", **rates)
            return Finding("same-path", text, ((head, number(apart, 2)),), standing=Standing.PROVEN)
        text = say(
            "comparing.effective_rate",
            **self.both,
            effective=number(effective),
            rate=number(one.learning_rate),
            needed=number(one.learning_rate * scaled.value),
        )
        figures: list[tuple[Part, Part | str]] = [(say("comparing.rate"), self._in_both(*rates.values()))]
        twin = self._run(self.first, effective)
        if twin.losses and other.losses and len(twin.losses) == len(other.losses):
            apart = max(abs(x - y * float(scaled.value)) for x, y in zip(twin.losses, other.losses, strict=True))
            figures.append((say("comparing.losses_then", iterations=len(twin.losses)), number(apart, 2)))
        return Finding("effective-step", text, tuple(figures), standing=Standing.PROVEN)

    def _ends(self, one: Run, other: Run, scaled: Factor | None) -> Finding:
        a, b = self.names
        first, second = (
            say(
                "comparing.last_loss",
                who=who,
                loss=number(run.losses[-1]) if run.losses else None,
                iteration=len(run.losses),
                early=bool(run.stopped),
            )
            for who, run in ((a, one), (b, other))
        )
        text = say("comparing.last_losses", first=first, second=second)
        figures: list[tuple[Part, str]] = []
        if scaled is not None and scaled.value != 1 and other.losses:
            figures.append((say("comparing.on_scale", **self.both), number(other.losses[-1] * float(scaled.value))))
        if (
            one.iterations
            and other.iterations
            and set(one.iterations[-1].outputs[0]) == set(other.iterations[-1].outputs[0])
        ):
            for who, run in ((a, one), (b, other)):
                values = ", ".join(f"{n} = {number(v)}" for n, v in run.iterations[-1].outputs[0].items())
                head = say("comparing.outputs", who=who, first_sample=len(run.iterations[-1].outputs) > 1)
                figures.append((head, values))
        return Finding("last-losses", text, tuple(figures))

    def _only_one(self, one: Run, other: Run) -> Iterator[Finding]:
        """Observations in one run that are not in the other."""
        mine, theirs = observe(one), observe(other)
        for who, own, others in ((self.names[0], mine, theirs), (self.names[1], theirs, mine)):
            known = {finding.rule for finding in others}
            for finding in own:
                if finding.rule not in known:
                    text = say("comparing.only_in", who=who, statement=finding.said)
                    yield Finding(finding.rule, text, finding.figures, finding.standing)


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


def _codes(names: list[str]) -> list[Code]:
    return [Code(name) for name in names]


def _term_by_term(
    mine: Derivation, theirs: Derivation, name: str, names: tuple[str, str]
) -> Iterator[tuple[Part, Part]]:
    """In which terms a line differs: by which factor, or which one only one of them has."""
    if name not in mine or name not in theirs:
        return
    ours, other = (_coefficients(lines[name].expr) for lines in (mine, theirs))
    ratios = {part: coefficient / other[part] for part, coefficient in ours.items() if part in other}
    if len(set(ratios.values())) == 1 and set(ours) == set(other):
        times = say("comparing.times", factor=str(next(iter(ratios.values()))))
        yield say("comparing.every_term", first=names[0], second=names[1]), times
        return
    for own, rest, lines, who in ((ours, other, mine, names[0]), (other, ours, theirs, names[1])):
        alone = [plain.write(lines.arranged(part * c)) for part, c in own.items() if rest.get(part) != c]
        # A line that has nothing in common with the other is no matter of a term.
        if alone and len(alone) < len(own):
            yield say("comparing.only_terms", who=who), say("comparing.terms", items=_codes(alone))


def _coefficients(expr: sp.Expr | None) -> dict[sp.Expr, sp.Expr]:
    """The terms of a line, each with the number before it."""
    pairs = [term.as_coeff_Mul() for term in sp.Add.make_args(expr if expr is not None else sp.Integer(0))]
    return {part: coefficient for coefficient, part in pairs}


def _differing(mine: Derivation, theirs: Derivation) -> list[str]:
    """The lines, in the order of the lesson, that the two write differently."""

    def same(step: Step) -> bool:
        """Whether a line stands in both assignments, with one formula."""
        return step.name in theirs and theirs[step.name].expr == step.expr

    names = [step.name for step in mine if step.kind is not Kind.GIVEN and not same(step)]
    return names + [step.name for step in theirs if step.kind is not Kind.GIVEN and step.name not in mine]


def _same_forward(first: Assignment, second: Assignment, match: Mapping[str, str]) -> bool:
    """Whether all lines before the loss are the same."""
    mine, theirs = forward(first), forward(second)
    theirs = renamed(theirs, renamed_units(theirs, match))
    kinds = (Kind.PRE, Kind.ACT)
    return [(s.name, s.expr) for s in mine.of_kind(*kinds)] == [(s.name, s.expr) for s in theirs.of_kind(*kinds)]


def _numbers(first: Assignment, second: Assignment, match: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The givens of both that have different values: name, one, other."""
    theirs = {}
    lines = forward(second)
    names = renamed_units(lines, match)
    for step in lines.givens():
        theirs[names[step.name]] = second.numbers[step.name]
    roles = {step.name: step.why for step in forward(first).givens()}
    for name, value in first.numbers.items():
        if roles.get(name) != Role.STATE and name in theirs and theirs[name].value != value.value:
            yield name, value.text, theirs[name].text
