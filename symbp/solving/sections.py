"""Sections that every size of a solution has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symbp.formula.layout import Operator, row
from symbp.formula.tree import Numeral
from symbp.page.equations import MOST_EQUATION_ROWS, Halves, aligned, equation
from symbp.page.model import Block, Items, Line, Paragraph, Section
from symbp.page.words import say
from symbp.solving.solution import Solution
from symbp.solving.working import Working
from symbp.steps import Kind


def section(id_: str, *body: Block) -> Section:
    """A section; the block of its name has its heading."""
    return Section(id_, (say(f"solution.{id_}"),), body)


def checks(solution: Solution, more: Line = ()) -> Section:
    """How the solution was checked."""
    items = [check.said for check in solution.report.checks]
    return section("checks", Items((*items, more) if more else tuple(items)))


def turned(working: Working) -> Iterator[Section]:
    """The error terms as target − output, the negatives of the derivatives, where the course has them so."""
    error = working.notation.error
    if not (error or working.assignment.marking.target_minus_output):
        return
    adjoints = working.derivation.of_kind(Kind.ADJOINT)
    deltas = [step for step in adjoints if working.derivation[str(step.wrt)].kind is Kind.PRE and step.place.layer]
    rows: list[Halves] = []
    for step in deltas:
        wrt = working.derivation[str(step.wrt)]
        result = working.result(step.name)
        opposite = result.text.removeprefix("-") if result.negative or not result.value else f"-{result.text}"
        negative = row(Operator("−"), working.name(step.name))
        if error:
            named = replace(spelled, base=error).layout if (spelled := working.notation.spelling(wrt)) else negative
            negative = row(named, Operator("=", apart=True), negative)
        rows += equation(negative, [Numeral(opposite)], working.name)
    blocks = (aligned(rows[i : i + MOST_EQUATION_ROWS]) for i in range(0, len(rows), MOST_EQUATION_ROWS))
    yield section("turned", Paragraph((say("solution.turned_meaning"),)), *blocks)
