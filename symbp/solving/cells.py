"""Tables of a solution: a unit, a line or a parameter a row, with numbers and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symbp.formula import typeset
from symbp.formula.layout import Fraction, Layout, Operator, row, width
from symbp.formula.tree import Chosen
from symbp.notation import spell
from symbp.page.equations import with_sign
from symbp.page.model import Line, Maths, TableBlock, line
from symbp.page.words import say
from symbp.solving.members import settled
from symbp.solving.summary import shortened
from symbp.solving.working import Working, formula_of
from symbp.steps import Kind, Step
from symbp.tables import is_long

_WIDEST_TABLE = 103
"""About how many characters the columns of a table may have together."""


def calculation(working: Working, step: Step) -> Line:
    """Numbers = result; only the number where nothing is left to calculate."""
    numbers = settled(working.worked.printed_in(working.derivation.arranged(formula_of(step)), step.name))
    result = working.result(step.name)
    alone = numbers == result or (isinstance(numbers, Chosen) and numbers.value == result)
    first, *rest = working.signs.between([numbers] if alone else [numbers, result])
    members = (with_sign(member, working.name) for member in rest)
    return (Maths(row(typeset.write(first.side, working.name), *members)),)


def result(working: Working, name: str) -> Line:
    """The number of a line by hand."""
    return (Maths(typeset.number(working.worked.hand[name].text)),)


def lines(working: Working, steps: Iterable[Step]) -> TableBlock:
    """A line of the calculation a row: what fits always."""
    heads = ((say("solution.quantity_head"),), (say("solution.values_head"),))
    return TableBlock(heads, "ll", tuple((named(working, step), calculation(working, step)) for step in steps))


def named(working: Working, step: Step) -> Line:
    """The name of a line; a derivative that has no letter of its own without a fraction."""
    if step.kind in (Kind.ADJOINT, Kind.SLOPE, Kind.GRADIENT) and isinstance(working.name(step.name), Fraction):
        return _inline(working.name(str(step.of)), working.name(str(step.wrt)))
    return (working.maths(step.name),)


def forward(working: Working, steps: Iterable[Step]) -> TableBlock:
    """Net input and activation, a unit a row."""
    heads, align = unit_heads(working)
    rows = []
    for (sample, _, _), own in by_unit(steps).items():
        before = [step for step in own if step.kind is Kind.PRE]
        behind = [step for step in own if step.kind is Kind.ACT]
        for pre, act in zip(before, behind, strict=True):
            rows.append((*unit_cells(working, sample, pre), calculation(working, pre), result(working, act.name)))
    heads += ((say("solution.net_input_head"),), (say("solution.activation_head"),))
    return TableBlock(heads, f"{align}lr", tuple(rows))


def deltas(working: Working, steps: Sequence[Step]) -> TableBlock:
    """By unit the derivative by its activation, that of the activation, and the error term; else line by line."""
    heads, align = unit_heads(working)
    counted = dict(working.signs.count)
    loss, pre, act = working.name("L"), working.notation.letter("pre"), working.notation.letter("act")
    delta = (say("solution.delta_head", delta=Maths(working.notation.error_term)),)
    rows = []
    for (sample, _, _), own in by_unit(steps).items():
        of_unit = {step.kind: step for step in own if step.kind is Kind.SLOPE}
        adjoints = [step for step in own if step.kind is Kind.ADJOINT]
        if len(own) != _LINES_OF_A_UNIT or len(of_unit) != 1 or len(adjoints) != 2:
            break
        columns = (calculation(working, step) for step in (adjoints[0], of_unit[Kind.SLOPE], adjoints[1]))
        rows.append((*unit_cells(working, sample, own[0]), *columns))
    else:
        table = TableBlock((*heads, _inline(loss, act), _inline(act, pre), delta), f"{align}lll", tuple(rows))
        if not _wide(table):
            return table
    # The signs of a table that is not shown do not count.
    working.signs.count.update(counted)
    return lines(working, steps)


def _inline(of: Layout, wrt: Layout) -> Line:
    """A derivative in a row of text, without a fraction."""
    return (Maths(row(Operator("∂"), of, Operator("/"), Operator("∂"), wrt)),)


_LINES_OF_A_UNIT = 3
"""The derivative by its activation, that of its activation, its error term."""


def gradients(working: Working, steps: Sequence[Step]) -> TableBlock:
    """Every gradient with its formula and numbers, and the new value where the update is a subtraction."""
    updated = working.assignment.learning_rate is not None and working.assignment.optimizer.plain
    heads = ["solution.parameter_head", "solution.formula_head", "solution.values_head", "solution.gradient_head"]
    new = {str(step.of): step.name for step in working.derivation.of_kind(Kind.UPDATE)}
    rows = []
    for step in by_parameter(working, steps):
        name = str(step.wrt)
        numbers = settled(working.worked.printed_in(working.derivation.arranged(formula_of(step)), step.name))
        formula, values = (
            (Maths(typeset.write(node, working.name)),)
            for node in (working.derivation.arranged(formula_of(step)), numbers)
        )
        cells = [(working.maths(name),), formula, values, result(working, step.name)]
        rows.append((*cells, _old_and_new(working, name, new[name])) if updated else tuple(cells))
    heads += ["solution.update_head"] * updated
    return TableBlock(tuple((say(head),) for head in heads), "lllr" + "l" * updated, tuple(rows))


def by_parameter(working: Working, steps: Iterable[Step]) -> list[Step]:
    """Gradients in the order of their parameters."""
    derivation = working.derivation

    def numbering(step: Step) -> int:
        """The place of the update that the derivative leads to."""
        return derivation.position(derivation.updated(derivation[str(step.wrt)]).name)

    return sorted(steps, key=numbering)


def _old_and_new(working: Working, old: str, new: str) -> Line:
    given = working.assignment.numbers.get(old)
    text = working.worked.hand[old].text if given is None else given.text
    before = typeset.number(f"{shortened(text)}…" if is_long(text) else text)
    return (Maths(row(before, Operator("→", apart=True), typeset.number(working.worked.hand[new].text))),)


def _wide(table: TableBlock) -> bool:
    """Whether the columns of a table are together too wide for a page."""
    return sum(max(map(_width, column)) + 3 for column in zip(*table.rows, strict=True)) > _WIDEST_TABLE


def _width(cell: Line) -> float:
    return max((width(part.layout) for part in cell if isinstance(part, Maths)), default=4)


def by_unit(steps: Iterable[Step]) -> dict[tuple[int | None, int | None, int | None], list[Step]]:
    """Lines by sample, layer and unit, in their order."""
    groups: dict[tuple[int | None, int | None, int | None], list[Step]] = {}
    for step in steps:
        groups.setdefault((step.place.sample, step.place.layer, step.place.unit), []).append(step)
    return groups


def unit_heads(working: Working) -> tuple[tuple[Line, ...], str]:
    """The heads above the cells that name a unit, and how these are aligned."""
    several = len(working.assignment.samples) > 1
    sample: tuple[Line, ...] = ((say("solution.sample_head"),),) if several else ()
    return (*sample, (say("solution.unit_head"),)), "rl" if several else "l"


def unit_cells(working: Working, sample: int | None, step: Step) -> tuple[Line, ...]:
    """The sample, where there are several, and the unit that a line belongs to."""
    name: Line = (Maths(spell(working.unit(step)).layout),)
    return (line(str(sample)), name) if len(working.assignment.samples) > 1 else (name,)
