"""Misconceptions: a rewrite of one line of the right derivation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import sympy as sp

from symbp.page.model import Phrase
from symbp.page.words import phrase
from symbp.spec.assignment import Assignment
from symbp.steps import TRAINED, Derivation, Kind, Role, Step, names_in, symbol


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which a line can go wrong.

    Attributes:
        expr: the formula that was used in place of the right one.
        what: how that is said behind "with": "the updated w5 and w6".
    """

    expr: sp.Expr
    what: Phrase


@dataclass(frozen=True, slots=True)
class Example:
    """A sheet of answers to a bundled assignment."""

    assignment: str
    sheet: str


def of_program(
    changes: Mapping[str, str], assignment: str = "nndl3-bias", slope: str = "a*(1 - a)", *, torch: bool = False
) -> Example:
    """A program that is right but for some changes, as a sheet.

    Args:
        changes: what is replaced by what.
        assignment: its name.
        slope: the derivative of the activation, by its output.
        torch: whether it is one of PyTorch, without biases.
    """
    file = Path(__file__).with_name("program_torch.txt" if torch else "program_numpy.txt")
    text = file.read_text("utf-8").replace("SLOPE", slope)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return Example(assignment, f"```python\n{text}```\n")


Rewrite = Callable[[Step, sp.Expr, "RewriteContext"], Iterator[Variant]]
"""A line, its formula, and what it stands in -> the ways in which it goes wrong."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """Something that is believed and not so.

    Attributes:
        name: key.
        title: in a few words.
        message: for the learner: what was done, and what should be.
        remark: for the teacher: where it comes from, or how it can be shown.
        rewrite: a line, its formula and the lesson -> the ways in which this misconception changes
            the formula, the plainest first; none where it does not apply.
        caught: sheets in which it must be named.
        spared: sheets in which it must not.
        rank: the lower, the likelier where two explain the same numbers.
        everywhere: whether who believes it does so in every line of the kind, so that a neighbouring
            line that is right speaks against it; False for a slip at one place.
    """

    name: str
    title: str
    message: str
    remark: str
    rewrite: Rewrite
    caught: tuple[Example, ...]
    spared: tuple[Example, ...]
    rank: int = 50
    everywhere: bool = True


class RewriteContext:
    """The derivation that a line stands in, as far as a rewrite may ask about it."""

    def __init__(self, assignment: Assignment, derivation: Derivation) -> None:
        self.assignment = assignment
        self.derivation = derivation

    def used(self, step: Step, *kinds: Kind | Role) -> list[Step]:
        """The lines and givens of these kinds or roles that a line uses, in taught order."""
        lines = [self.derivation[name] for name in step.uses if name in self.derivation]
        chosen = [other for other in lines if other.kind in kinds or other.why in kinds]
        return sorted(chosen, key=lambda other: self.derivation.position(other.name))

    def weights(self, step: Step) -> list[Step]:
        """The weights that a line uses; in a later iteration, as they have been updated."""
        used = self.used(step, Role.WEIGHT, Kind.UPDATE)
        return [] if step.kind is Kind.UPDATE else [each for each in used if each.place.source is not None]

    def biases(self, step: Step) -> list[Step]:
        """The biases that a line uses."""
        used = self.used(step, Role.BIAS, Role.FIXED, Kind.UPDATE)
        return [] if step.kind is Kind.UPDATE else [each for each in used if each.place.source is None]

    def signals(self, step: Step) -> list[Step]:
        """The inputs and outputs of units that a line uses."""
        return self.used(step, Role.INPUT, Kind.ACT)

    def deltas(self, step: Step) -> list[Step]:
        """The adjoints that a line uses."""
        return self.used(step, Kind.ADJOINT)

    @cached_property
    def _families(self) -> Mapping[object, list[Step]]:
        families: dict[object, list[Step]] = {}
        for step in self.derivation:
            families.setdefault(_family(step), []).append(step)
        return families

    def peers(self, step: Step) -> list[Step]:
        """The lines of the same kind in the same layer, sample and iteration, without the line itself."""
        return [other for other in self._families[_family(step)] if other.name != step.name]

    def update_of(self, parameter: Step) -> Step | None:
        """The line that updates a parameter."""
        return self._updates.get(parameter.name)

    def gradient_of(self, parameter: Step) -> Step | None:
        """The gradient that the update of a parameter uses."""
        update = self._updates.get(parameter.name)
        if update is None:
            return self.derivation.derivative("L", parameter.name)
        return next(iter(self.used(update, Kind.GRADIENT)), None)

    @cached_property
    def _updates(self) -> Mapping[str, Step]:
        updates = {}
        for update in self.derivation.of_kind(Kind.UPDATE):
            for name in update.uses:
                step = self.derivation[name]
                if step.why in TRAINED or step.kind is Kind.UPDATE:
                    updates[name] = update
        return updates

    def pre_of(self, act: Step) -> Step | None:
        """The pre-activation of an output."""
        return next((each for each in self.used(act, Kind.PRE) if each.place.unit == act.place.unit), None)

    def formula(self, expr: sp.Expr) -> str:
        """A part of a line as text, in taught order."""
        from symbp.formula import plain

        return plain.write(self.derivation.arranged(expr), str)


def _family(step: Step) -> object:
    role = step.why if step.kind is Kind.GIVEN else ""
    what = step.name.partition("_")[0] if step.kind in (Kind.ADJOINT, Kind.SLOPE) else ""
    has_source = step.place.source is None
    return (step.kind, role, what, has_source, step.place.layer, step.place.sample, step.quantity.iteration)


def put(expr: sp.Expr, changes: Mapping[str, object]) -> sp.Expr:
    """The formula with other things in the place of names.

    >>> put(symbol("w5") * symbol("h"), {"w5": symbol("w6")})
    h*w6
    """
    return expr.xreplace({symbol(name): new for name, new in changes.items()})


def unchanged(step: Step, expr: sp.Expr, lesson: RewriteContext) -> Iterator[Variant]:
    """The rewrite of a mistake that only a program shows: no line of its own goes wrong with it."""
    return iter(())


def addends(expr: sp.Expr) -> tuple[sp.Expr, ...]:
    """The terms of a sum; the formula itself where it is none."""
    return sp.Add.make_args(expr)


def instead(new: str | list[str], old: str | list[str]) -> Phrase:
    """How it is said that one name was used where another belongs."""
    return phrase("%(new)s in place of %(old)s", new=new, old=old)


def of_output_error(step: Step) -> bool:
    """Whether a line is the derivative of the loss by an output."""
    return step.kind is Kind.ADJOINT and step.why == "derivative of the loss" and step.place.unit is not None


def into_unit(step: Step) -> bool:
    """Whether a line is the delta of a unit: ∂L/∂in."""
    return step.kind is Kind.ADJOINT and "/din_" in step.name


__all__ = [
    "Example",
    "Kind",
    "Misconception",
    "Rewrite",
    "RewriteContext",
    "Role",
    "Step",
    "Variant",
    "addends",
    "instead",
    "into_unit",
    "names_in",
    "of_output_error",
    "of_program",
    "put",
    "symbol",
    "unchanged",
]
