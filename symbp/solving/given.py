"""The givens: the drawing, the numbers, the conventions."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from symbp.drawing.figure import figure
from symbp.drawing.network import picture
from symbp.formula.layout import Layout, Operator, Space, row
from symbp.formula.typeset import number
from symbp.notation import Spelling, spell
from symbp.page.authors import with_formulas
from symbp.page.model import Block, Figure, Items, Line, Maths, Note, Section, TableBlock as Grid, Tone, line
from symbp.page.words import say
from symbp.remember import remembered
from symbp.solving.solution import Solution
from symbp.solving.working import Working
from symbp.spec.assignment import Assignment
from symbp.steps import Role
from symbp.tables import Table, is_long


def section(solution: Solution, tables: Sequence[Block], said: Iterable[Line]) -> Section:
    """The section, with these tables and these conventions."""
    assignment = solution.assignment
    notes = (Note((with_formulas(note),), Tone.AUTHOR) for note in assignment.notes)
    warnings = (Note(((warning,),), Tone.REMARK, (say("common.note"),)) for warning in assignment.warnings)
    drawn = _drawing(solution)
    return Section("given", (say("solution.given"),), (*notes, drawn, *tables, Items(tuple(said)), *warnings))


@remembered(2)
def _drawing(solution: Solution) -> Figure:
    """The drawing, which a sheet and its key share."""
    return figure(solution.assignment, functools.partial(_spelled, solution))


def _spelled(solution: Solution, name: str) -> Spelling:
    """The parts of a name in the drawing, in letters of its layer where the notation has such."""
    worked = solution.worked
    if isinstance(worked, Table):
        return solution.notation.spelling(worked.derivation[name]) or spell(name)
    return spell(name)


def data(working: Working) -> Grid:
    """Inputs and targets, a sample a row."""
    worked = working.worked
    samples = worked.assignment.samples
    several = len(samples) > 1
    inputs = worked.derivation.givens(Role.INPUT, Role.TARGET)
    names = [step for step in inputs if (step.place.sample or 1) == 1]
    heads: list[Line] = [(say("solution.sample"),)] if several else []
    heads += [(Maths(_without_sample(working.notation.spelling(step) or spell(step.name))),) for step in names]
    rows = [
        (*((line(str(s)),) if several else ()), *((Maths(number(each.text)),) for each in (*sample.x, *sample.y)))
        for s, sample in enumerate(samples, start=1)
    ]
    return Grid(tuple(heads), "r" * len(heads), tuple(rows), (say("solution.data"),))


def _without_sample(spelling: Spelling) -> Layout:
    return replace(spelling, high=()).layout


def parameters(working: Working) -> Grid:
    """The parameters, what they connect, and their values."""
    assignment = working.assignment
    units = {unit.name: spell(unit.name).layout for layer in assignment.network.layers for unit in layer}
    edges: dict[str, list[Layout]] = {}
    for c in assignment.network.connections:
        edges.setdefault(c.name, []).append(row(units[c.source.name], Operator("→", apart=True), units[c.target.name]))
    for link in assignment.network.biases:
        edges.setdefault(link.name, []).append(units[link.unit.name])
    rows = tuple(
        ((working.maths(name),), (Maths(_apart(edges[name])),), (Maths(number(value.text)),))
        for name, value in assignment.parameters.items()
    )
    heads = ((say("solution.parameter"),), (say("solution.connects"),), (say("solution.value"),))
    return Grid(heads, "llr", rows, (say("solution.parameters"),))


def undrawn(working: Working) -> Iterator[Grid]:
    """The tables of the numbers that the drawing does not have."""
    if len(working.assignment.samples) > 1:
        yield data(working)
    if not all_drawn(working.assignment):
        yield parameters(working)


@remembered(2)
def all_drawn(assignment: Assignment) -> bool:
    """Whether the drawing has every number: one sample, and a label at every connection.

    >>> from symbp.spec import load
    >>> all_drawn(load("nndl3")), all_drawn(load("xor-mean"))
    (True, False)
    """
    drawn = picture(assignment)
    numbers = [*assignment.parameters.values(), *assignment.data.values()]
    return (
        len(assignment.samples) == 1
        and len(drawn.edges) == len(assignment.network.connections)
        and all(edge.label for edge in drawn.edges)
        and drawn.readable
        and not any(is_long(number.text) for number in numbers)
    )


def _apart(formulas: Sequence[Layout]) -> Layout:
    """Formulas behind one another, with commas and room between them."""
    comma = Operator(","), Space(5)
    return row(*[part for formula in formulas for part in (*comma, formula)][len(comma) :])
