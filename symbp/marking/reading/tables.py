"""Tables of answers: a row for each quantity, unit or weight, and columns of values.

A head says what stands below it: "value", "round 2", "net", "gradient", "new value", or a quantity by its own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symbp.marking.names import Names, normalized
from symbp.marking.readers.base import Entry, counted, heading

MOST_COLUMNS = 50
"""How many columns of a table are looked at."""

MOST_ROWS = 10_000
MOST_HEADS = 100
"""How many rows a table may have, and how many of them may be heads."""

VALUE_HEADS = frozenset({"formula", "value", "answer", "result", "number", "rounded", "by hand", "given"})
NAME_HEADS = frozenset(
    {"name", "quantity", "line", "what", "symbol", "weight", "unit", "neuron", "node", "parameter", "bias", "variable"}
)
_FORMS = {
    "net_{}": ("net", "z", "in", "sum", "net input", "pre-activation", "weighted sum", "input", "s"),
    "out_{}": ("out", "a", "output", "activation", "h"),
    "grad_{}": ("gradient", "grad", "dl/dw", "de/dw", "dl/db", "dw", "partial derivative", "g"),
    "delta_{}": ("delta", "error term", "dl/dz", "dl/dnet", "dl/din"),
    "slope_{}": ("slope", "derivative", "f'", "activation derivative"),
    "change_{}": ("step", "change", "changew", "deltaw", "update"),
    "err_{}": ("error", "err", "difference"),
    "{}_new": ("new", "new value", "new weight", "updated", "updated value", "updated weight", "after", "wnew"),
}
_FORM_OF = {word: form for form, words in _FORMS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values.

    Attributes:
        at: its number, from 0.
        form: how the name of a row becomes the name of the quantity.
        round: the round that it is about; 0 where nothing is said.
        sample: the sample that it is about.
    """

    at: int
    form: str = "{}"
    round: int = 0
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table hold, and where the name, the round and the sample of a row stand."""

    columns: tuple[Column, ...]
    name: int = 0
    round: int = -1
    sample: int = -1


_UNHEADED = Layout((Column(1),))


def rows_of_table(rows: Iterable[tuple[int, list[str]]], names: Names) -> Iterator[Entry]:
    """The answers in the rows of a table, each with the number of its line.

    Args:
        rows: number and cells of each row.
        names: what a name means.

    Raises:
        ValueError: the table is too long to be a sheet of answers.

    >>> from symbp import derive, load
    >>> a = load("nndl3")
    >>> rows = [(1, ["unit", "net", "out"]), (3, ["h1", "0.2500", "0.5622"])]
    >>> [(e.name, e.value) for e in rows_of_table(rows, Names(a, derive(a)))]
    [('net_h1', '0.2500'), ('out_h1', '0.5622')]
    """
    layout, heads = _UNHEADED, 0
    for place, (number, all_cells) in enumerate(rows):
        cells = all_cells[:MOST_COLUMNS]
        found = _layout(cells, names, first=place == 0)
        if found is not None:
            layout, heads = found, heads + 1
        if place >= MOST_ROWS or heads > MOST_HEADS:
            message = f"a table of more than {MOST_ROWS} rows, or {MOST_HEADS} rows of heads"
            raise ValueError(message)
        if found is not None:
            continue
        if place > 0 or any(letter.isdigit() for cell in cells[1:] for letter in cell):
            yield from _entries_of_row(cells, number, layout)


def _entries_of_row(cells: list[str], number: int, layout: Layout) -> Iterator[Entry]:
    name = cells[layout.name] if layout.name < len(cells) else ""
    for column in layout.columns:
        if column.at < len(cells) and cells[column.at] and (name or "{}" not in column.form):
            rounds = column.round or _count(cells, layout.round)
            samples = column.sample or _count(cells, layout.sample)
            yield Entry(column.form.replace("{}", name), cells[column.at], number, rounds, samples)


def _layout(cells: list[str], names: Names, *, first: bool) -> Layout | None:
    """What the heads of a table say; None for a row that holds no heads."""
    heads = [" ".join(cell.lower().split()) for cell in cells]
    counters = {"round": -1, "sample": -1}
    columns, named = [], -1
    for at, head in enumerate(heads):
        tag = heading(head)
        if head in counters or head in ("iteration", "epoch"):
            counters["sample" if head == "sample" else "round"] = at
        elif head in NAME_HEADS and named < 0:
            named = at
        elif tag is not None:
            columns.append(Column(at, round=tag[1]) if tag[0] == "round" else Column(at, sample=tag[1]))
        elif head in VALUE_HEADS:
            columns.append(Column(at))
        elif normalized(head) in _FORM_OF or head in _FORM_OF:
            columns.append(Column(at, _FORM_OF.get(head) or _FORM_OF[normalized(head)]))
        elif max(counters.values()) >= 0 and names.meanings(cells[at]):
            columns.append(Column(at, cells[at].replace("{", "").replace("}", "")))
    known = named >= 0 or (heads and heads[0] == "") or max(counters.values()) >= 0
    if not columns or not (known or first) or any(_is_number(head) for head in heads):
        return None
    return Layout(tuple(columns), max(named, 0), counters["round"], counters["sample"])


def _is_number(head: str) -> bool:
    return head.lstrip("-+−").replace(".", "", 1).replace(",", "", 1).isdigit()


def _count(cells: list[str], column: int) -> int:
    return counted(cells[column]) if 0 <= column < len(cells) else 0
