"""The worksheet of an assignment: the page of its solution with gaps, and the key with the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from symbp.formula import typeset
from symbp.formulas.lines import Formulas
from symbp.general import architecture_of, general
from symbp.page.model import Gap, Line, Maths, Page, Paragraph, Part, Section, TableBlock, line
from symbp.page.views import Records, View, register
from symbp.page.words import say
from symbp.registry import choice
from symbp.solving import given
from symbp.solving.cells import by_parameter, by_unit, named, result, unit_cells, unit_heads
from symbp.solving.circuit import OfFormulas
from symbp.solving.conventions import brief_conventions
from symbp.solving.general.blocks import results
from symbp.solving.members import settled
from symbp.solving.sections import section
from symbp.solving.solution import Solution
from symbp.solving.working import Working, formula_of
from symbp.steps import Kind, Step

_NARROW, _WIDE = 12, 26
_NAME, _NUMBER = 40, 16


class Asked(StrEnum):
    """The parts of a line that have a gap."""

    VALUES = "values"
    FORMULAS = "formulas"
    STEPS = "steps"
    ALL = "all"


class Hint(StrEnum):
    """The help before a gap."""

    NONE = "none"
    RULE = "rule"
    FORMULA = "formula"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Worksheet:
    """A sheet to be filled in.

    Attributes:
        solution: what has been worked out.
        asked: which parts of a line have a gap: its value; its formula or the values substituted as well; or all.
        hint: what help stands before a gap: nothing, the general rule, the formula of the line, or its numbers.
        key: whether the gaps are filled in.
    """

    solution: Solution
    asked: Asked = Asked.VALUES
    hint: Hint = Hint.NONE
    key: bool = False

    @classmethod
    def of(cls, solution: Solution, gaps: str = "values", hint: str = "none", *, key: bool = False) -> Worksheet:
        """The worksheet of a solution.

        Args:
            solution: of a network that is written out.
            gaps: values, formulas, steps or all.
            hint: none, rule, formula or numbers.
            key: whether the gaps are filled in.

        Raises:
            UnknownNameError: there are no such gaps, or no such hint.
        """
        return cls(solution, Asked(choice(Asked, gaps, "kind of gaps")), Hint(choice(Hint, hint, "hint")), key)

    @property
    def name(self) -> str:
        """The name of its file."""
        return "key" if self.key else "worksheet"


class _Sheet:
    """Builds the page, and counts its gaps in the order in which they are read."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.sheet, self.solution = worksheet, worksheet.solution
        self.working = Working(self.solution.table, self.solution.notation)
        self.derivation, self.assignment = self.working.derivation, self.working.assignment
        self.asked: list[Step] = []
        self.gaps = 0

    def sections(self) -> Iterator[Section]:
        """The sections in their order."""
        if self.assignment.formulas is not None:
            yield from self._of_formulas(self.assignment.formulas)
            return
        rounding = self.working.worked.rounding
        said = brief_conventions(self.assignment, rounding, self.solution.notation, about=False)
        yield given.section(self.solution, tuple(given.undrawn(self.working)), said)
        yield self._section("forward", ("pre", "act"), self._forward())
        yield section("loss", self._rows(self.derivation.of_kind(Kind.LOSS)))
        backward = [step for step in self.derivation.of_kind(Kind.ADJOINT) if step.place.layer != 0]
        deltas = [step for step in backward if self.derivation[str(step.wrt)].kind is Kind.PRE]
        yield self._section("deltas", ("dL/dz", "combined", "recursion"), self._rows(deltas))
        yield self._section("gradients", ("dL/dw", "dL/db"), self._gradients())

    def _of_formulas(self, formulas: Formulas) -> Iterator[Section]:
        """The sections where there is no network."""
        parts = OfFormulas(self.solution, formulas)
        yield parts.given()
        yield section("forward", self._rows(self.derivation.of_kind(Kind.PRE, Kind.ACT, Kind.LOSS)))
        yield section("backward", self._rows(self.derivation.of_kind(Kind.SLOPE, Kind.ADJOINT)))
        if self.derivation.of_kind(Kind.GRADIENT):
            yield section("gradients", self._gradients())

    def _section(self, name: str, keys: Sequence[str], table: TableBlock) -> Section:
        part = "forward" if name == "forward" else "backward"
        if self.sheet.hint is not Hint.RULE:
            return section(name, table)
        rules = results(general(architecture_of(self.assignment)), self.solution.notation, part, keys)
        return section(name, rules, table)

    # -- tables ------------------------------------------------------------------------------

    def _forward(self) -> TableBlock:
        """A unit a row, its net input and its activation beside one another."""
        heads, align = unit_heads(self.working)
        heads += ((say("solution.net_input_head"),), (say("solution.activation_head"),))
        rows = tuple(
            (*unit_cells(self.working, sample, own[0]), *map(self._cell, own))
            for (sample, _, _), own in by_unit(self.derivation.of_kind(Kind.PRE, Kind.ACT)).items()
        )
        return TableBlock(heads, f"{align}ll", rows)

    def _rows(self, steps: Iterable[Step]) -> TableBlock:
        """A line a row."""
        heads = ((say("solution.quantity_head"),), (say("solution.value_head"),))
        rows = tuple((named(self.working, step), self._cell(step)) for step in steps)
        return TableBlock(heads, "ll", rows)

    def _gradients(self) -> TableBlock:
        """A parameter a row: its gradient, and its new value where the update is a subtraction."""
        new = {str(step.of): step for step in self.derivation.of_kind(Kind.UPDATE)}
        updated = bool(new) and self.assignment.optimizer.plain
        rows = []
        for step in by_parameter(self.working, self.derivation.of_kind(Kind.GRADIENT)):
            cells = (self.working.maths(str(step.wrt)),), self._cell(step)
            rows.append((*cells, self._cell(new[str(step.wrt)])) if updated else cells)
        heads = ["parameter_head", "gradient_head"] + ["new_head"] * updated
        return TableBlock(tuple((say(f"solution.{head}"),) for head in heads), "ll" + "l" * updated, tuple(rows))

    # -- a cell ------------------------------------------------------------------------------

    def _cell(self, step: Step) -> Line:
        """The help before a gap, and the gap; filled in on the key."""
        self.asked.append(step)
        formula = self.derivation.arranged(formula_of(step))
        numbers = settled(self.working.worked.printed_in(formula, step.name))
        asked, hint = self.sheet.asked, self.sheet.hint
        sides: list[Line] = []
        for gap, shown, node in (
            (asked in (Asked.FORMULAS, Asked.ALL), hint is Hint.FORMULA, formula),
            (asked in (Asked.STEPS, Asked.ALL), hint is Hint.NUMBERS, numbers),
        ):
            if gap or shown:
                written: Line = (Maths(typeset.write(node, self.working.name)),)
                sides.append(self._slot(written, _WIDE) if gap else written)
        sides.append(self._slot(result(self.working, step.name), _NARROW))
        return tuple(part for i, side in enumerate(sides) for part in (*line(" = " if i else ""), *side))

    def _slot(self, filled: Line, width: int) -> Line:
        self.gaps += 1
        return filled if self.sheet.key else (Gap(self.gaps, width),)


def page(worksheet: Worksheet) -> Page:
    """The sheet, or its key."""
    sheet = _Sheet(worksheet)
    body = tuple(sheet.sections())
    title = (say("solution.key" if worksheet.key else "solution.worksheet", title=worksheet.solution.assignment.title),)
    names: tuple[Part, ...] = (say("solution.student_name", name=Gap(0, _NAME), number=Gap(0, _NUMBER)),)
    head = () if worksheet.key else (Paragraph(names),)
    return Page(title, (*head, *body), kind="solution", numbered=False)


def records(worksheet: Worksheet) -> Records:
    """The lines that are asked for, each with room for its value: a file to be filled in and read back."""
    sheet = _Sheet(worksheet)
    tuple(sheet.sections())
    hand = sheet.working.worked.hand
    return ("name", "value"), [(step.name, hand[step.name].text if worksheet.key else "") for step in sheet.asked]


def data(worksheet: Worksheet) -> Mapping[str, object]:
    """The lines that are asked for, for JSON."""
    heads, rows = records(worksheet)
    return {
        "assignment": worksheet.solution.assignment.name,
        "rows": [dict(zip(heads, row, strict=True)) for row in rows],
    }


register(Worksheet, View(lambda worksheet: worksheet.name, page, data, records))
