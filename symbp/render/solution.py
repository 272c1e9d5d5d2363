"""The worked solution: the page of a network that has been worked out and checked, in lines or in matrices."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from symbp.dense.proof import report as matrix_report
from symbp.dense.table import DenseTable
from symbp.drawing.figure import figure
from symbp.formula.layout import Layout, Sign, Space, row
from symbp.formula.tree import Number
from symbp.formula.typeset import number
from symbp.general import architecture_of, general
from symbp.general.derivation import General
from symbp.notation import Notation, Spelling, notation, spell
from symbp.page.equations import ABOUT, EQUAL, MOST_ROWS, Halves, aligned, equation, maths
from symbp.page.model import (
    Block,
    Items,
    Line,
    Maths,
    Note,
    Page,
    Paragraph,
    Section,
    Table as Grid,
    Text,
    Tone,
    line,
)
from symbp.page.views import Records, View, register
from symbp.page.words import say
from symbp.proof import Report, report
from symbp.render import matrices
from symbp.render.conventions import conventions, matrix_conventions
from symbp.render.general.blocks import index_sections, index_sentence, matrix_sections, matrix_sentence
from symbp.render.proof import data as proof_data
from symbp.render.summary import gradients_at_a_glance
from symbp.render.table import data as table_data, matrix_data, matrix_records, records as table_records
from symbp.render.working import Working
from symbp.spec import Dense, bundled, load, load_dense
from symbp.spec.assignment import Assignment
from symbp.spec.build_dense import MOST_WRITTEN_OUT
from symbp.steps import Kind, Role
from symbp.tables import Table


@dataclass(frozen=True)
class Solution:
    """A network that has been worked out and checked.

    Attributes:
        worked: its numbers, in lines or in matrices.
        report: how they were checked.
        letters: a notation in place of the assignment's; empty for that.
    """

    worked: Table | DenseTable
    report: Report
    letters: str = ""

    @classmethod
    def of(cls, worked: Table | DenseTable, letters: str | None = None) -> Solution:
        """The solution of a table, checked on the way; ``letters`` names a notation."""
        proof = matrix_report(worked) if isinstance(worked, DenseTable) else report(worked)
        return cls(worked, proof, letters or "")

    @property
    def assignment(self) -> Assignment | Dense:
        """What has been worked out."""
        return self.worked.dense if isinstance(self.worked, DenseTable) else self.worked.assignment

    @property
    def notation(self) -> Notation:
        """The letters that it is written in."""
        return notation(self.letters or self.assignment.notation)


def page(solution: Solution) -> Page:
    """The document of a solution."""
    worked = solution.worked
    body = _in_matrices(solution, worked) if isinstance(worked, DenseTable) else _in_lines(solution, worked)
    command = _command(solution)
    made_by = Paragraph((say("solution.made_by", command=command),))
    title = (say("solution.title", title=solution.assignment.title),)
    return Page(title, (made_by, *body), command=command, kind="solution")


def _in_lines(solution: Solution, worked: Table) -> Iterator[Section]:
    working = Working(worked, solution.notation)
    derivation = worked.derivation
    yield _given(solution, (_data(worked), _parameters(working)), conventions_of(solution))
    forward = derivation.of_kind(Kind.PRE, Kind.ACT)
    yield _section("forward", *working.by_layer("forward", forward))
    yield _section("loss", *working.equations(derivation.of_kind(Kind.LOSS)))
    yield _section("backward", Paragraph((say("solution.why_backward"),)), *_backward(working, solution))
    yield _general(general(architecture_of(worked.assignment)), solution.notation)
    update = working.equations(derivation.of_kind(Kind.UPDATE))
    if update:
        yield _section("update", *update)
    yield _section("summary", *gradients_at_a_glance(working))
    count = working.signs.count
    signs = say("solution.signs_counted", equal=count[EQUAL], about=count[ABOUT])
    yield _checks(solution, (signs,))


def _in_matrices(solution: Solution, worked: DenseTable) -> Iterator[Section]:
    lines, letters = worked.form.general, solution.notation
    yield _given(solution, (matrices.layers(worked.dense),), matrix_conventions(worked.dense))
    yield _general(lines, letters, Paragraph((say("solution.too_wide"),)))
    update = matrices.updates(worked, letters)
    if update:
        yield _section("update", *update)
    yield _section("summary", *matrices.summary(worked, letters))
    yield _checks(solution)


def conventions_of(solution: Solution) -> Iterator[Line]:
    """The conventions of a solution in lines."""
    worked = solution.worked
    assert isinstance(worked, Table)
    return conventions(worked.assignment, worked.rounding, solution.notation)


# -- sections -----------------------------------------------------------------------------------


def _section(id_: str, *body: Block) -> Section:
    """A section; the block of its name has its heading."""
    return Section(id_, (say(f"solution.{id_}"),), body)


def _given(solution: Solution, tables: Sequence[Block], said: Iterator[Line]) -> Section:
    assignment = solution.assignment
    notes = (Note(((Text(note),),), Tone.AUTHOR) for note in assignment.notes)
    warnings = (Note(((warning,),), Tone.REMARK, (say("common.note"),)) for warning in assignment.warnings)
    drawn = figure(assignment, functools.partial(_spelled, solution))
    return _section("given", *notes, drawn, *tables, Items(tuple(said)), *warnings)


def _spelled(solution: Solution, name: str) -> Spelling:
    """The parts of a name in the drawing, in letters of its layer where the notation has such."""
    worked = solution.worked
    if isinstance(worked, Table) and solution.notation.layers:
        return solution.notation.spelling(worked.derivation[name]) or spell(name)
    return spell(name)


def _data(worked: Table) -> Grid:
    samples = worked.assignment.samples
    several = len(samples) > 1
    inputs = worked.derivation.givens(Role.INPUT, Role.TARGET)
    names = [step.name.partition("[")[0] for step in inputs if (step.place.sample or 1) == 1]
    heads: list[Line] = [(say("solution.sample"),)] if several else []
    heads += [(Maths(spell(name).layout),) for name in names]
    rows = [
        (*((line(str(s)),) if several else ()), *((Maths(number(each.text)),) for each in (*sample.x, *sample.y)))
        for s, sample in enumerate(samples, start=1)
    ]
    return Grid(tuple(heads), "r" * len(heads), tuple(rows), (say("solution.data"),))


def _parameters(working: Working) -> Grid:
    assignment = working.assignment
    units = {unit.name: spell(unit.name).layout for layer in assignment.network.layers for unit in layer}
    edges: dict[str, list[Layout]] = {}
    for c in assignment.network.connections:
        edges.setdefault(c.name, []).append(row(units[c.source.name], Sign("→", apart=True), units[c.target.name]))
    for link in assignment.network.biases:
        edges.setdefault(link.name, []).append(units[link.unit.name])
    rows = tuple(
        ((working.maths(name),), (Maths(_apart(edges[name])),), (Maths(number(value.text)),))
        for name, value in assignment.parameters.items()
    )
    heads = ((say("solution.parameter"),), (say("solution.connects"),), (say("solution.value"),))
    return Grid(heads, "llr", rows, (say("solution.parameters"),))


def _apart(formulas: Sequence[Layout]) -> Layout:
    """Formulas behind one another, with commas and room between them."""
    comma = Sign(","), Space(5)
    return row(*[part for formula in formulas for part in (*comma, formula)][len(comma) :])


def _backward(working: Working, solution: Solution) -> Iterator[Section]:
    derivation, own_letters = working.derivation, solution.notation.layers
    slopes = working.by_layer("slopes", derivation.of_kind(Kind.SLOPE))
    yield _section("slopes", Paragraph((say("solution.slopes_meaning"),)), *slopes)
    adjoints = [step for step in derivation.of_kind(Kind.ADJOINT) if step.place.layer != 0]
    delta = None if own_letters else maths(r"\delta")
    yield _section(
        "deltas",
        Paragraph((say("solution.deltas_meaning", delta=delta),)),
        *working.equations([step for step in adjoints if step.place.layer is None]),
        *working.by_layer("deltas", [step for step in adjoints if step.place.layer is not None]),
        *_turned(working),
    )
    for id_, role in (("weight_gradients", Role.WEIGHT), ("bias_gradients", Role.BIAS)):
        steps = [derivation[f"dL/d{given.name}"] for given in derivation.givens(role)]
        meaning = (Paragraph((say("solution.gradient_sign"),)),) if role is Role.WEIGHT else ()
        if steps:
            yield _section(id_, *meaning, *map(working.gradient, steps))
    inputs = [derivation[name] for g in derivation.givens(Role.INPUT) if (name := f"dL/d{g.name}") in derivation]
    if inputs:
        yield _section("input_gradients", *(aligned(working.line(step)) for step in inputs))


def _turned(working: Working) -> Iterator[Section]:
    """The error terms as target − output, the negatives of the derivatives, where the course has them so."""
    if not working.assignment.marking.target_minus_output:
        return
    adjoints = working.derivation.of_kind(Kind.ADJOINT)
    deltas = [step for step in adjoints if str(step.wrt).startswith("in_") and step.place.layer]
    rows: list[Halves] = []
    for step in deltas:
        result = working.result(step.name)
        opposite = result.text.removeprefix("-") if result.negative or not result.value else f"-{result.text}"
        rows += equation(row(Sign("−"), working.name(step.name)), [Number(opposite)], working.name)
    blocks = (aligned(rows[i : i + MOST_ROWS]) for i in range(0, len(rows), MOST_ROWS))
    yield _section("turned", Paragraph((say("solution.turned_meaning"),)), *blocks)


def _general(lines: General, letters: Notation, *before: Block) -> Section:
    index: tuple[Block, ...] = (
        Paragraph((index_sentence(lines.architecture, letters, "network" if before else "lines"),)),
        *index_sections(lines, letters),
    )
    matrix: tuple[Block, ...] = (
        Paragraph((matrix_sentence(lines.architecture, letters),)),
        *matrix_sections(lines, letters),
    )
    return _section("general", *before, _section("index_form", *index), _section("matrix_form", *matrix))


def _checks(solution: Solution, more: Line = ()) -> Section:
    items = [check.said for check in solution.report.checks]
    return _section("checks", Items((*items, more) if more else tuple(items)))


# -- what makes it ------------------------------------------------------------------------------


def _command(solution: Solution) -> str:
    """The command that makes this document."""
    changed: list[str] = []
    if isinstance(solution.worked, Table):
        asked, policy = asdict(solution.assignment.rounding), asdict(solution.worked.rounding)
        changed = [f" --{key} {value}" for key, value in policy.items() if value not in (None, asked[key])]
    changed += [f" --notation {solution.letters}"] if solution.letters else []
    return made_by(solution.assignment, "".join(changed))


def made_by(assignment: Assignment | Dense, options: str = "") -> str:
    """What makes a worked solution: a command, or Python where the assignment was made or changed there.

    >>> from symbp.spec import load, varied
    >>> made_by(varied("nndl3", {"loss": "huber"}), " --decimals 3")
    'symbp solve nndl3 --set loss=huber --decimals 3'
    """
    source = assignment.source
    if source in bundled():
        again = load_dense(source) if isinstance(assignment, Dense) else load(source)
        if not _alike(assignment, again):
            return f"symbp.solve(…): {source}, changed in Python"
    if not source:
        return f"symbp.solve(…): {assignment.name}, made in Python"
    return f"symbp solve {source}{_form(assignment)}{options}"


def _alike(one: object, other: object) -> bool:
    """Whether two assignments, or two parts of them, are the same; arrays are compared entry by entry."""
    if type(one) is not type(other):
        return False
    if is_dataclass(one) and not isinstance(one, type):
        return all(_alike(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return one == other


def _form(assignment: Assignment | Dense) -> str:
    """The option that gives matrices where lines would be written out."""
    if not isinstance(assignment, Dense):
        return ""
    sizes, count = assignment.sizes, assignment.x.shape[1]
    lines = 4 * sum(sizes) * count + 2 * sum(a * b for a, b in pairwise(sizes))
    return "" if lines > MOST_WRITTEN_OUT else " --most-lines 0"


def data(solution: Solution) -> dict[str, Any]:
    """The solution for JSON: its numbers and how they were checked."""
    worked = solution.worked
    numbers = matrix_data(worked) if isinstance(worked, DenseTable) else table_data(worked)
    return {"command": _command(solution), **numbers, "proof": proof_data(solution.report)}


def records(solution: Solution) -> Records:
    """The solution for CSV: its numbers."""
    worked = solution.worked
    return matrix_records(worked) if isinstance(worked, DenseTable) else table_records(worked)


register(Solution, View(lambda _: "solution", page, data, records))
