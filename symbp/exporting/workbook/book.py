"""The workbook: a sheet of the calculation, one of the training iterations, and a chart of the loss."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from symbp.code.heading import heading
from symbp.drawing.colours import COLOURS
from symbp.errors import MissingProgramError, SymbpError
from symbp.exporting.origin import ExportContext
from symbp.exporting.workbook.formulas import cell_names, formula, rounding_formula
from symbp.limits import MOST_WORKBOOK_LINES
from symbp.numpy_reference import numpy_values
from symbp.quantity import updated_name
from symbp.spec.assignment import Assignment, Carry, Mode, Rounding
from symbp.spec.numbers import Number
from symbp.steps import Derivation, Kind, Role, Step
from symbp.values.hand import is_share

ITERATIONS = 100
_MOST_CELLS = 200_000

_FIRST_ROW = 8
_CALCULATION, _ITERATIONS = "Calculation", "Iterations"


def workbook(origin: ExportContext) -> bytes:
    """The workbook of an assignment.

    Raises:
        MissingProgramError: XlsxWriter is not installed.
        SymbpError: there are too many lines, or one is too long for a cell.
    """
    try:
        import xlsxwriter
    except ImportError:
        message = "writing a spreadsheet needs XlsxWriter: pip install 'symbp[xlsx]'"
        raise MissingProgramError(message) from None
    if len(origin.derivation) > MOST_WORKBOOK_LINES:
        many = f"{len(origin.derivation)} lines are too many for a spreadsheet; at most {MOST_WORKBOOK_LINES}"
        message = f"{origin.asked.name}: {many}"
        raise SymbpError(message)
    buffer = io.BytesIO()
    # Strings stay strings: a title that begins with = is no formula.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(buffer, options)
    # The same bytes each time: a workbook says when it was made.
    book.set_properties({"title": origin.assignment.title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    _Writer(book, origin).write()
    book.close()
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _Look:
    """The formats of the cells of one kind of line."""

    text: Any
    number: Any
    rounded: Any
    behind: Any


class _Writer:
    def __init__(self, book: Any, origin: ExportContext) -> None:
        self.book, self.origin = book, origin
        self.assignment: Assignment = origin.assignment
        self.derivation: Derivation = origin.derivation
        self.policy: Rounding = origin.assignment.rounding
        self.names = cell_names(step.name for step in self.derivation)
        # Arranged once: the same formula stands in every iteration.
        self.trees = {s.name: self.derivation.arranged(s.expr) for s in self.derivation if s.expr is not None}
        figures = self.policy.decimals
        digits = "General" if figures is None else "0" if figures == 0 else "0." + "0" * min(figures, 30)
        self.looks = {
            kind: _Look(
                book.add_format({"bg_color": COLOURS[kind]}),
                book.add_format({"bg_color": COLOURS[kind], "num_format": "General"}),
                book.add_format({"bg_color": COLOURS[kind], "num_format": digits}),
                book.add_format({"bg_color": COLOURS[kind], "indent": 1}),
            )
            for kind in Kind
        }
        self.bold = book.add_format({"bold": True, "bottom": 1})
        self.right = book.add_format({"bold": True, "bottom": 1, "align": "right"})
        self.chosen = book.add_format({"bg_color": COLOURS[Kind.GIVEN], "align": "left"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.small = book.add_format({"font_color": "#555555"})

    def write(self) -> None:
        """Add the sheet of the calculation and, if all iterations have the same lines, the sheet of the iterations."""
        sheet = self.book.add_worksheet(_CALCULATION)
        self._calculation(sheet)
        if self.assignment.learning_rate is not None and self._even():
            self._iterations(self.book.add_worksheet(_ITERATIONS), sheet)

    def _even(self) -> bool:
        """Whether all iterations have the same lines: the last batch may be a smaller one."""
        return len({len(batch) for batch in (self.assignment.samples, *self.assignment.later)}) == 1

    # -- the calculation -------------------------------------------------------------------

    def _calculation(self, sheet: Any) -> None:
        source_line, _, title, layers, loss, *_ = heading(self.assignment)
        sheet.write_string(0, 0, title, self.title)
        for row, text in enumerate((source_line, f"{layers} {loss}"), start=1):
            sheet.write_string(row, 0, text, self.small)
        said = "Change a yellow number, and everything that depends on it follows."
        if self.assignment.learning_rate is not None and not self._even():
            said += " There is no sheet of iterations: the last batch has fewer samples than the others."
        sheet.write_string(3, 0, said, self.small)
        self._policy(sheet)
        for column, head in enumerate(("name", "what it is", "formula", "calculated", "rounded", "carried on as")):
            sheet.write_string(_FIRST_ROW - 2, column, head, self.right if column in (3, 4) else self.bold)
        for row, step in enumerate(self.derivation, start=_FIRST_ROW - 1):
            self._line(sheet, row, step)
        widest = max(len(self.derivation.formula(step.name)) for step in self.derivation)
        for column, width in enumerate((18, 26, min(max(widest, 12), 70), 16, 12, 16)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(_FIRST_ROW - 1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _policy(self, sheet: Any) -> None:
        policy = self.policy
        word = "decimals" if policy.decimals is not None else "figures"
        ties = "ties to the even figure" if policy.mode is Mode.HALF_EVEN else "ties away from zero"
        carried = "on with the rounded numbers" if policy.carry is Carry.ROUNDED else "on with the unrounded numbers"
        sheet.write_string(4, 0, word, self.bold)
        sheet.write_number(4, 1, policy.significant if policy.decimals is None else policy.decimals, self.chosen)
        sheet.write_string(4, 2, f"rounded to so many {word}, {ties}; lines go {carried}", self.small)
        self.book.define_name(word, f"={_CALCULATION}!$B$5")

    def _line(self, sheet: Any, row: int, step: Step) -> None:
        look, name = self.looks[step.kind], self.names[step.name]
        sheet.write_string(row, 0, step.name, look.text)
        sheet.write_string(row, 1, _description(step), look.text)
        sheet.write_string(row, 2, self.derivation.formula(step.name), look.text)
        used = "E" if step.expr is not None and self.policy.carry is Carry.ROUNDED else "D"
        self.book.define_name(name, f"={_CALCULATION}!${used}${row + 1}")
        if step.expr is None:
            sheet.write_number(row, 3, float(self.assignment.numbers[step.name].value), look.number)
            sheet.write_blank(row, 4, None, look.text)
        else:
            hand = self.origin.hand[step.name]
            exact = float((hand.low + hand.high) / 2)
            sheet.write_formula(
                row, 3, formula(step.name, self.trees[step.name], self.names.__getitem__), look.number, exact
            )
            figures = "decimals" if self.policy.decimals is not None else "figures"
            # The fraction of a mean is divided by, not rounded.
            rounded = f"=D{row + 1}" if is_share(step) else rounding_formula(f"D{row + 1}", self.policy, figures)
            sheet.write_formula(row, 4, rounded, look.rounded, float(hand.rounded.value))
        sheet.write_string(row, 5, name, look.behind)

    # -- the iterations ------------------------------------------------------------------------

    def _iterations(self, sheet: Any, calculation: object) -> None:
        batches = len(self.assignment.later) + 1
        samples = self.derivation.givens(Role.INPUT, Role.TARGET) if batches > 1 else ()
        trained = self.derivation.givens(Role.WEIGHT, Role.BIAS)
        lines = [step for step in self.derivation if step.expr is not None and step.name != "L"]
        columns = [self.derivation["L"], *samples, *trained, *lines]
        place = {step.name: column for column, step in enumerate(columns, start=1)}
        iterations = max(2, min(ITERATIONS, _MOST_CELLS // len(columns)))
        sheet.write_string(0, 0, "iteration", self.bold)
        for step in columns:
            sheet.write_string(0, place[step.name], step.name, self.right)
        current: Assignment | None = self.assignment
        for row in range(1, iterations + 1):
            current = current and replace(current, samples=self.assignment.batch(row))
            # Behind the iteration in which a value leaves the range of binary numbers there are none.
            values = numpy_values(current) if current is not None else {}
            sheet.write_number(row, 0, row)
            for step in columns:
                self._cell(sheet, row, step, place, values.get(step.name, float("nan")), batches)
            current = current and _after(current, values)
        sheet.set_column(0, 0, 7)
        sheet.set_column(1, len(columns), 13)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.repeat_columns(0, 1)
        self._chart(calculation, iterations)

    def _cell(self, sheet: Any, row: int, step: Step, place: Mapping[str, int], value: float, batches: int) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        def cell(name: str) -> str:
            """The cell in which a quantity stands: of this row for what each iteration has, else of the calculation."""
            return xl_rowcol_to_cell(row, place[name], col_abs=True) if name in place else self.names[name]

        look, at = self.looks[step.kind], (row, place[step.name])
        if step.expr is not None:
            content = formula(step.name, self.trees[step.name], cell)
        elif row == 1:
            content = f"={self.names[step.name]}"
        elif step.why in (Role.INPUT, Role.TARGET) and row <= batches:
            # Each batch stands once, where it is first used.
            sheet.write_number(*at, value, look.number)
            return
        elif step.why in (Role.INPUT, Role.TARGET):
            content = f"={xl_rowcol_to_cell(row - batches, place[step.name], col_abs=True)}"
        else:
            content = f"={xl_rowcol_to_cell(row - 1, place[f'{step.name}_new'], col_abs=True)}"
        sheet.write_formula(*at, content, look.number, value if math.isfinite(value) else "#NUM!")

    def _chart(self, sheet: Any, iterations: int) -> None:
        chart = self.book.add_chart({"type": "scatter", "subtype": "straight"})
        chart.add_series(
            {
                "name": "loss",
                "categories": [_ITERATIONS, 1, 0, iterations, 0],
                "values": [_ITERATIONS, 1, 1, iterations, 1],
                "line": {"color": "#B3261E", "width": 1.75},
            }
        )
        chart.set_title({"name": "Loss by iteration (not rounded)", "name_font": {"size": 12, "bold": False}})
        chart.set_x_axis({"name": "iteration", "min": 0, "max": iterations, "major_gridlines": {"visible": False}})
        chart.set_y_axis({"name": "L", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
        chart.set_legend({"none": True})
        chart.set_size({"width": 560, "height": 320})
        sheet.insert_chart(_FIRST_ROW - 1, 7, chart)


_WORDS = {
    Kind.PRE: "pre-activation",
    Kind.ACT: "output",
    Kind.SLOPE: "local slope",
    Kind.ADJOINT: "derivative of the loss",
}


def _description(step: Step) -> str:
    """A line in words."""
    what = _WORDS.get(step.kind, str(step.kind))
    return what if step.kind is Kind.SLOPE or step.why == what else f"{what}, {step.why}"


def _after(assignment: Assignment, values: Mapping[str, float]) -> Assignment | None:
    """The assignment after an iteration, as NumPy has it, fixed parameters as they were; None if it has diverged."""
    if not all(math.isfinite(value) for value in values.values()):
        return None
    fixed = {link.name for link in assignment.network.biases if not link.trained}
    updated = {name: values[updated_name(name, 1)] for name in assignment.parameters if name not in fixed}
    parameters = {
        name: number if name in fixed else Number(repr(updated[name]), Fraction(updated[name]))
        for name, number in assignment.parameters.items()
    }
    return replace(assignment, parameters=parameters)
