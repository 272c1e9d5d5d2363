"""The hand-calculation table: one row a line."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import sympy as sp

from symbp.display import Displayed
from symbp.errors import PrecisionError, SymbpError
from symbp.formula import plain
from symbp.formula.calculator import WORKING_DIGITS, work_out
from symbp.formula.substitution import substitute
from symbp.formula.tree import Node
from symbp.limits import MOST_WRITTEN_OUT
from symbp.numpy_reference import numpy_values
from symbp.pipeline import givens as pipeline_givens, iterations_of, numbers
from symbp.spec import ArrayAssignment, in_lines
from symbp.spec.assignment import Assignment, Carry, Rounding
from symbp.spec.numbers import Number
from symbp.steps import Derivation, Step
from symbp.values import HandValue, Proven, by_hand, closed_forms, proven_digits
from symbp.values.exact import rational_lines
from symbp.values.rounding import Figures, rounded

GUARD_FIGURES = (*range(1, 13), 16, 24, 40, 80, 160, 320)
"""How many more figures than the policy's a formula shows, tried one after the other."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line with its numbers.

    Attributes:
        name, kind, layer, unit, sample: which line it is.
        formula: right-hand side; empty for a given.
        substituted: the same with numbers put in; worked out, it gives ``rounded``.
        exact: rational or short closed form, else None.
        value: to the digits asked for; each one proven if ``certified``.
        rounded: by hand, under the rounding policy; a given as it was written.
        numpy: what NumPy has.
        drift: by how many units of the last place rounding on the way has moved the result.
        tie: the value is so near a tie that hand and machine may round differently.
    """

    name: str
    kind: str
    layer: int | None
    unit: int | None
    sample: int | None
    formula: str
    substituted: str
    exact: str | None
    value: str
    certified: bool
    rounded: str
    numpy: float
    drift: int
    tie: bool


@dataclass(frozen=True)
class Table(Displayed):
    """All rows, and the policy they were made under.

    ``numbers`` puts numbers into any formula that belongs to a line, as its row does.
    """

    assignment: Assignment
    derivation: Derivation
    rounding: Rounding
    rows: tuple[Row, ...]
    hand: Mapping[str, HandValue]
    proven: Mapping[str, Proven]

    def __repr__(self) -> str:
        return f"<Table of {self.assignment.name}, {len(self.rows)} rows>"

    def __getitem__(self, name: str) -> Row:
        """The row of that name."""
        return self.rows[self.derivation.position(self.derivation[name].name)]

    def shown(self, name: str, more: int = 0) -> str:
        """A name's number as it is put into formulas, ``more`` figures finer than the policy's."""
        if name in self.numbers:
            number = self.numbers[name]
            return (
                number.text if not is_long(number.text) else rounded(number.value, Figures.of(self.rounding, more)).text
            )
        if not more or self.rounding.carry is Carry.ROUNDED:
            return self.hand[name].text
        return _finer(self.hand[name], Figures.of(self.rounding, more))

    def substitute(self, name: str) -> Node:
        """The formula of a line with numbers at its leaves, which work out to its result."""
        expr = self.derivation[name].expr
        assert expr is not None
        return self.numbers_in(self.derivation.arranged(expr), name)

    def numbers_in(self, formula: Node, name: str) -> Node:
        """A formula of a line with numbers, as few figures as give the line's result on a calculator.

        Lines that are carried on exact would otherwise print figures that do not add up: 0.0616·0.5622
        in place of what was really multiplied. So would givens that are too long to be copied.
        """
        guarded = self._long_givens or self.rounding.carry is Carry.EXACT
        return self._filled(formula, name, self.shown, guarded=guarded)

    def printed_in(self, formula: Node, name: str) -> Node:
        """A formula of a line with the numbers that a document has printed, which may miss the line's result.

        A line enters as its own result was written down, and never with a figure more; a given that is
        too long to be copied with as few figures as give the result.
        """

        def printed(used: str, more: int) -> str:
            """A name's number in this formula, finer only if it is a line's own."""
            return self.shown(used, more if used in self.numbers else 0)

        return self._filled(formula, name, printed, guarded=self._long_givens)

    def _filled(self, formula: Node, name: str, number_of: Callable[[str, int], str], *, guarded: bool) -> Node:
        figures, result = Figures.of(self.rounding), self.hand[name]
        shortest = substitute(formula, lambda used: number_of(used, 0))
        for more in (0, *GUARD_FIGURES) if guarded else ():
            filled = substitute(formula, functools.partial(_swapped, number_of, more)) if more else shortest
            if _works_out(filled, figures, result, WORKING_DIGITS + more):
                return filled
        return shortest

    @functools.cached_property
    def _long_givens(self) -> bool:
        """Whether formulas show some of the givens with fewer figures than are worked with."""
        return any(is_long(number.text) for number in self.numbers.values())

    @functools.cached_property
    def numbers(self) -> Mapping[str, Number]:
        """The numbers that are given, with the data of later iterations where they have their own."""
        return numbers(self.assignment, iterations_of(self.derivation))


def _finer(hand: HandValue, figures: Figures) -> str:
    """A carried-on exact value to some more figures; without trailing zeros if that is all of it."""
    middle = (hand.low + hand.high) / 2
    fine = rounded(middle, figures)
    if hand.low == hand.high == fine.value:
        return hand.text if hand.rounded.value == fine.value else fine.text.rstrip("0")
    return fine.text


LONGEST_GIVEN = 12
"""From how many digits on a given number is not copied into formulas whole."""


def is_long(text: str) -> bool:
    """Whether a given number has more digits than anybody copies.

    >>> is_long("-0.4"), is_long("-0.005293981172144413")
    (False, True)
    """
    return sum(letter.isdigit() for letter in text) > LONGEST_GIVEN


def _works_out(filled: Node, figures: Figures, result: HandValue, digits: int) -> bool:
    try:
        return rounded(Fraction(work_out(filled, digits)), figures).value == result.rounded.value
    except (PrecisionError, OverflowError):
        # A calculator has no number there either.
        return False


def _swapped(number_of: Callable[[str, int], str], more: int, name: str) -> str:
    return number_of(name, more)


def table(
    derivation: Derivation,
    assignment: Assignment | ArrayAssignment,
    *,
    digits: int = 10,
    rounding: Rounding | None = None,
    most_lines: int = MOST_WRITTEN_OUT,
) -> Table:
    """The hand-calculation table of a derivation.

    Args:
        derivation: the lines.
        assignment: the numbers.
        digits: how many significant digits the proven value has.
        rounding: a policy in place of the assignment's.
        most_lines: how many lines may be written out.

    Raises:
        PrecisionError: a line is not defined at these numbers.
        SymbpError: there are more lines than anybody would read.

    >>> from symbp import derive, load
    >>> a = load("nndl3")
    >>> row = table(derive(a), a)["dL/dw1"]
    >>> row.substituted, row.rounded, row.value
    ('(-0.0168)*0.5', '-0.0084', '-0.008421480462')
    """
    assignment = in_lines(assignment)
    if len(derivation) > max(most_lines, MOST_WRITTEN_OUT):
        message = f"{assignment.name}: {len(derivation)} lines are too many to write out; at most {most_lines}"
        raise SymbpError(message)
    policy = rounding or assignment.rounding
    iterations = iterations_of(derivation)
    givens = pipeline_givens(assignment, iterations)
    hand = by_hand(derivation, givens, policy)
    proven = proven_digits(derivation, givens, digits, lambda: rational_lines(derivation, givens))
    bare = Table(assignment, derivation, policy, (), hand, proven)
    closed, machine = closed_forms(derivation, givens), numpy_values(assignment, iterations)
    rows = tuple(_row(bare, step, closed[step.name], machine[step.name]) for step in derivation)
    return replace(bare, rows=rows)


def _row(bare: Table, step: Step, exact: sp.Expr | None, machine: float) -> Row:
    """The row of a line, from a table that has its numbers; ``machine`` is its value in floats."""
    name, given = step.name, step.expr is None
    hand, proven = bare.hand, bare.proven[name]
    return Row(
        name=name,
        kind=str(step.kind),
        layer=step.place.layer,
        unit=step.place.unit,
        sample=step.place.sample,
        formula=bare.derivation.formula(name),
        substituted="" if given else plain.write(bare.substitute(name)),
        exact=None if exact is None else plain.write(bare.derivation.arranged(exact)),
        value=proven.text,
        certified=proven.certified,
        rounded=bare.numbers[name].text if given else bare.shown(name),
        numpy=machine,
        drift=0 if given else drift(hand[name], proven, bare.rounding),
        tie=not given and hand[name].tie,
    )


def drift(hand: HandValue, proven: Proven, policy: Rounding) -> int:
    """By how many units of the last place rounding on the way has moved a result."""
    truth = rounded((proven.low + proven.high) / 2, Figures.of(policy))
    # A 0 by hand has no first figure, and so no unit of its own.
    unit = truth.unit if hand.rounded.value == 0 else max(truth.unit, hand.rounded.unit)
    return int(rounded((hand.rounded.value - truth.value) / unit, Figures(decimals=0)).value)
