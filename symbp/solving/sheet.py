"""The worksheet of an assignment: the page of its solution with gaps, and the key with the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from symbp.errors import SpecError, SymbpError, did_you_mean
from symbp.formula import typeset
from symbp.formulas.lines import Formulas
from symbp.general import architecture_of, general
from symbp.limits import HIGHEST_SPACE
from symbp.page.authors import below_title
from symbp.page.model import AnswerSpace, Gap, Line, Maths, Page, Paragraph, Section, TableBlock, line
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
from symbp.steps import Derivation, Kind, Step

_NARROW, _WIDE = 12, 26
_NAME, _NUMBER, _POINTS = 28, 12, 4


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
        space: centimetres of room to calculate in below each question; the key has none.
    """

    solution: Solution
    asked: Asked = Asked.VALUES
    hint: Hint = Hint.NONE
    key: bool = False
    space: float = 0.0

    @classmethod
    def of(
        cls, solution: Solution, gaps: str = "values", hint: str = "none", *, key: bool = False, space: float = 0.0
    ) -> Worksheet:
        """The worksheet of a solution.

        Args:
            solution: of a network that is written out.
            gaps: values, formulas, steps or all.
            hint: none, rule, formula or numbers.
            key: whether the gaps are filled in.
            space: centimetres of room to calculate in below each question.

        Raises:
            UnknownNameError: there are no such gaps, or no such hint.
            SymbpError: there is no such height on a page.
        """
        if not 0 <= space <= HIGHEST_SPACE:
            message = f"{space:g} cm of room below a question; expected 0 to {HIGHEST_SPACE}"
            raise SymbpError(message)
        return cls(solution, Asked(choice(Asked, gaps, "kind of gaps")), Hint(choice(Hint, hint, "hint")), key, space)

    @property
    def name(self) -> str:
        """The name of its file."""
        return "key" if self.key else "worksheet"


def points_of(points: Fraction) -> Line:
    """Points as they are told: as a decimal where they have one.

    >>> points_of(Fraction(5, 2)), points_of(Fraction(1, 3))
    ((Text(text='2.5'),), (Text(text='1/3'),))
    """
    whole, exact = points.denominator == 1, 1000 % points.denominator == 0
    return line(f"{float(points):g}" if exact and not whole else str(points))


def check_points(derivation: Derivation, points: Mapping[str, Fraction]) -> None:
    """Refuse points for what is neither a line nor a kind of line.

    Raises:
        SpecError: there is such a name.
    """
    known = {*map(str, Kind), *(step.name for step in derivation)} if points else set()
    for name in points:
        if name not in known:
            message = f"marking.points: '{name}' is neither a line nor a kind of line. {did_you_mean(name, known)}"
            raise SpecError(message)


class _Sheet:
    """Builds the page, and counts its gaps in the order in which they are read."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.sheet, self.solution = worksheet, worksheet.solution
        self.working = Working(self.solution.table, self.solution.notation)
        self.derivation, self.assignment = self.working.derivation, self.working.assignment
        self.asked: list[Step] = []
        self.gaps = 0
        self.rules = self.assignment.marking
        check_points(self.derivation, self.rules.points)

    @property
    def points(self) -> Fraction:
        """The points of all lines that are asked for."""
        return sum(map(self._worth, self.asked), Fraction(0))

    def _worth(self, step: Step) -> Fraction:
        return self.rules.worth(step.name, step.kind)

    def _worths(self, *steps: Step) -> tuple[Line, ...]:
        """The cell of the points of a row; none where the assignment gives none."""
        return (points_of(sum(map(self._worth, steps), Fraction(0))),) if self.rules.points else ()

    def _heads(self, *names: str) -> tuple[Line, ...]:
        """The heads of columns, the last that of the points, where there are any."""
        return tuple((say(f"solution.{name}"),) for name in (*names, *["points_head"] * bool(self.rules.points)))

    def questions(self) -> Iterator[Section]:
        """The sections with what they are worth, where the assignment says that."""
        asked = 0
        for part in self.sections():
            worth = sum(map(self._worth, self.asked[asked:]), Fraction(0)) if self.rules.points else Fraction(0)
            room = (AnswerSpace(self.sheet.space),) if self.sheet.space and not self.sheet.key else ()
            below = room if len(self.asked) > asked else ()
            asked = len(self.asked)
            yield replace(part, body=(*part.body, *below), points=str(worth) if worth else "")

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
        heads += self._heads("net_input_head", "activation_head")
        rows = tuple(
            (*unit_cells(self.working, sample, own[0]), *map(self._cell, own), *self._worths(*own))
            for (sample, _, _), own in by_unit(self.derivation.of_kind(Kind.PRE, Kind.ACT)).items()
        )
        return TableBlock(heads, f"{align}ll{self._align}", rows)

    @property
    def _align(self) -> str:
        return "r" * bool(self.rules.points)

    def _rows(self, steps: Iterable[Step]) -> TableBlock:
        """A line a row."""
        heads = self._heads("quantity_head", "value_head")
        rows = tuple((named(self.working, step), self._cell(step), *self._worths(step)) for step in steps)
        return TableBlock(heads, f"ll{self._align}", rows)

    def _gradients(self) -> TableBlock:
        """A parameter a row: its gradient, and its new value where the update is a subtraction."""
        new = {str(step.of): step for step in self.derivation.of_kind(Kind.UPDATE)}
        updated = bool(new) and self.assignment.optimizer.plain
        rows = []
        for step in by_parameter(self.working, self.derivation.of_kind(Kind.GRADIENT)):
            own = [step, new[str(step.wrt)]] if updated else [step]
            rows.append(((self.working.maths(str(step.wrt)),), *map(self._cell, own), *self._worths(*own)))
        heads = self._heads("parameter_head", "gradient_head", *["new_head"] * updated)
        return TableBlock(heads, f"ll{'l' * updated}{self._align}", tuple(rows))

    # -- a cell ------------------------------------------------------------------------------

    def _cell(self, step: Step) -> Line:
        """The help before a gap, and the gap; filled in on the key."""
        self.asked.append(step)
        formula = self.derivation.arranged(formula_of(step))
        numbers = settled(self.working.worked.printed_in(formula, step.name))
        asked, hint = self.sheet.asked, self.sheet.hint
        sides: list[Line] = []
        for gap, hinted, node in (
            (asked in (Asked.FORMULAS, Asked.ALL), hint is Hint.FORMULA, formula),
            (asked in (Asked.STEPS, Asked.ALL), hint is Hint.NUMBERS, numbers),
        ):
            if gap or hinted:
                content: Line = (Maths(typeset.write(node, self.working.name)),)
                sides.append(self._slot(step, content, _WIDE) if gap else content)
        sides.append(self._slot(step, result(self.working, step.name), _NARROW))
        # A sign of equality stays with the gap behind it.
        signs = [" =\N{NO-BREAK SPACE}" if isinstance(side[0], Gap) else " = " for side in sides]
        signs[0] = ""
        return tuple(part for sign, side in zip(signs, sides, strict=True) for part in (*line(sign), *side))

    def _slot(self, step: Step, filled: Line, width: int) -> Line:
        self.gaps += 1
        return filled if self.sheet.key else (Gap(self.gaps, width, step.name),)


def page(worksheet: Worksheet) -> Page:
    """The sheet, or its key."""
    sheet = _Sheet(worksheet)
    body = tuple(sheet.questions())
    title = (say("solution.key" if worksheet.key else "solution.worksheet", title=worksheet.solution.assignment.title),)
    asked = sheet.points if sheet.rules.points else None
    total = None if asked is None else points_of(asked)
    names = say("solution.student_name", name=Gap(0, _NAME), number=Gap(0, _NUMBER), points=Gap(0, _POINTS), of=total)
    told = (say("solution.points_in_all", of=total),) if worksheet.key and total is not None else ()
    head = told if worksheet.key else (names,)
    chosen = worksheet.solution.assignment.document
    about = below_title(chosen.course, chosen.author, chosen.date)
    first = (Paragraph(head),) if head else ()
    return Page(title, (*first, *body), kind="solution", numbered=False, about=about, author=chosen.author, exam=True)


def records(worksheet: Worksheet) -> Records:
    """The lines that are asked for, each with room for its value: a file to be filled in and read back."""
    sheet = _Sheet(worksheet)
    tuple(sheet.sections())
    hand = sheet.working.worked.hand
    rows = [(step.name, hand[step.name].text if worksheet.key else "") for step in sheet.asked]
    code = sheet.assignment.variant
    return ("name", "value"), [*([("variant", code)] if code else []), *rows]


def data(worksheet: Worksheet) -> Mapping[str, object]:
    """The lines that are asked for, for JSON."""
    heads, rows = records(worksheet)
    return {
        "assignment": worksheet.solution.assignment.name,
        "rows": [dict(zip(heads, row, strict=True)) for row in rows],
    }


register(Worksheet, View(lambda worksheet: worksheet.name, page, data, records))
