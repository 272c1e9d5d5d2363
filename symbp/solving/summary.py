"""All gradients at a glance: formula, number by hand, true value, rounding error, old and new value."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symbp.formula import typeset
from symbp.formula.layout import Operator, row as beside, width
from symbp.formula.tree import Sum
from symbp.page.equations import maths
from symbp.page.model import Block, Line, Maths, Paragraph, TableBlock
from symbp.page.words import say
from symbp.quantity import updated_name
from symbp.solving.working import Working, formula_of
from symbp.steps import Kind, Step
from symbp.tables import is_long
from symbp.values.rounding import Figures, rounded

_WIDEST = 30


def gradients_at_a_glance(working: Working) -> Iterator[Block]:
    """The table of gradients, what its columns mean, and which values lie near a tie."""
    updated = working.assignment.learning_rate is not None
    heads = [(say("solution.gradient_head"),), (say("solution.formula_head"),), (say("solution.by_hand_head"),)]
    heads += [(say("solution.true_head"),), (say("solution.error_head"),)]
    heads += [(say("solution.old_head"),), (say("solution.new_head"),)] if updated else []
    order = {given.name: i for i, given in enumerate(working.derivation.givens())}
    steps = sorted(working.derivation.of_kind(Kind.GRADIENT), key=lambda step: order[str(step.wrt)])
    yield TableBlock(
        tuple(heads), "llrrc" + "rr" * updated, tuple(_row(working, step, updated=updated) for step in steps)
    )
    yield Paragraph((say("solution.rounding_error"),))
    ties = [working.maths(row.name) for row in working.worked.rows if row.tie]
    if ties:
        yield Paragraph((say("solution.ties", names=ties),))


def _row(working: Working, step: Step, *, updated: bool) -> tuple[Line, ...]:
    row, wrt = working.worked[step.name], str(step.wrt)
    cells: list[Line] = [
        (Maths(beside(Operator("∂"), working.name("L"), Operator("/"), Operator("∂"), working.name(wrt))),),
        _formula(working, step),
        _result(working, step.name),
        (Maths(typeset.number(true_value(working, step.name))),),
        (maths(f"{row.drift:+d}" if row.drift else "0"),),
    ]
    if updated:
        old = working.assignment.numbers[wrt].text
        layout = typeset.number(f"{shortened(old)}…" if is_long(old) else old)
        cells += [(Maths(layout),), _result(working, updated_name(wrt, 1))]
    return tuple(cells)


def true_value(working: Working, name: str) -> str:
    """The value of a line: a short fraction, or seven figures that are proven."""
    exact = working.worked[name].exact
    if exact is not None and len(exact) <= 12 and exact.lstrip("-").replace("/", "").isdigit():
        return exact
    return shortened(working.worked.proven[name].text)


def _formula(working: Working, step: Step) -> Line:
    """The formula, or its first term where it is too wide for a column."""
    formula = working.derivation.arranged(formula_of(step))
    layout = typeset.write(formula, working.name)
    if width(layout) <= _WIDEST:
        return (Maths(layout),)
    if isinstance(formula, Sum):
        first = typeset.write(Sum(formula.terms[:1]), working.name)
        return (Maths(beside(first, Operator("+", apart=True), Operator("⋯"))),)
    return ()


def _result(working: Working, name: str) -> Line:
    return (Maths(typeset.number(working.worked.hand[name].text)),)


def shortened(text: str) -> str:
    """Seven figures of a longer proven text."""
    return rounded(Fraction(text), Figures(significant=7)).text
