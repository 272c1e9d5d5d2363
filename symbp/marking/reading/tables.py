"""Tables of answers: a row for each quantity, unit, weight or sample, and columns of values; or the other way round.

A head says what stands below it: "value", "round 2", "net", "Gradient", "新权重", or a quantity by its own name.
Where it may mean several things, it means the one that most of its column is right for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symbp.errors import at_most
from symbp.limits import MOST_TABLE_COLUMNS, MOST_TABLE_ROWS
from symbp.marking.entry import Entry
from symbp.marking.judge import fits
from symbp.marking.key import AnswerKey
from symbp.marking.reading.naming import FORMS, described
from symbp.marking.spelling import normalized
from symbp.marking.written import read_written
from symbp.reading.headings import counted, heading
from symbp.reading.languages import roles_in, words
from symbp.reading.model import Grid
from symbp.reading.statements import in_latex
from symbp.steps import Kind

MOST_HEAD_ROWS = 100
"""How many rows of a table may be heads."""

_SYMBOLS = {
    "net_{}": ("net", "z", "in", "s", "v", "net_h", "net_o", "netj"),
    "out_{}": ("out", "a", "h", "o", "φ(v)", "σ(z)", "f(net)", "outj"),
    "grad_{}": ("dl/dw", "de/dw", "dl/db", "dw", "g", "grad", "dj/dw", "dc/dw", "dl/dθ", "gradw"),
    "delta_{}": ("delta", "dl/dz", "dl/dnet", "dl/din", "de/dnet", "de/dz"),
    "dL/dout_{}": ("dl/da", "de/dout", "dl/dout", "dl/dh", "de/do"),
    "slope_{}": (
        "f'",
        "f'(net)",
        "σ'(z)",
        "φ'(v)",
        "da/dz",
        "dout/dnet",
        "dout/din",
        "da/dnet",
        "da/din",
        "g'(z)",
        "f'(z)",
    ),
    "step_{}": ("changew", "deltaw", "ηg", "ηgrad", "change"),
    "err_{}": ("err", "e", "error"),
    "{}_new": ("wnew", "w+", "w'", "w(t+1)", "w*", "neww", "bnew"),
    "{}": ("w", "wold", "w(t)", "oldw", "b"),
}
_FORM_OF = {normalized(word): form for form, symbols in _SYMBOLS.items() for word in symbols}


_ENSURED = re.compile(r"\\ensuremath\{([^{}]{0,40})\}")
_ARROW = re.compile(r"\\(?:to|rightarrow|longrightarrow)\b")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values.

    Attributes:
        at: its number, from 0.
        forms: how the name of a row becomes the name of the quantity: for each thing that the head may mean the ways
            in which it is called; the likeliest first.
        iteration: the iteration that it is about; 0 where nothing is said.
        sample: the sample that it is about.
        plain: whether it holds values of what the rows are named after, and not of something that belongs to it.
    """

    at: int
    forms: tuple[tuple[str, ...], ...] = (("{}",),)
    iteration: int = 0
    sample: int = 0
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table, and where the name, the iteration and the sample of a row stand."""

    columns: tuple[Column, ...]
    name: int = 0
    iteration: int = -1
    sample: int = -1
    counted: bool = False


_UNHEADED = Layout((Column(1, plain=True),))


def entries_of_table(grid: Grid, key: AnswerKey) -> Iterator[Entry]:
    """The answers in a table, each with the number of its line.

    Raises:
        ValueError: the table is too long to be a sheet of answers.

    >>> from symbp import load
    >>> from symbp.marking.key import answer_key
    >>> grid = Grid((("unit", "net", "out"), ("h1", "0.2500", "0.5622")), (1, 3))
    >>> [(e.name, e.value) for e in entries_of_table(grid, answer_key(load("nndl3")))]
    [('net_h1', '0.2500'), ('out_h1', '0.5622')]
    """
    at_most(len(grid.rows), MOST_TABLE_ROWS, "a table of more than {} rows", ValueError)
    heads = 0
    part: list[tuple[int, Sequence[str]]] = []
    layout = _UNHEADED
    for place, (at, cells) in enumerate(zip(grid.at, _turned(grid, key), strict=True)):
        new_layout = _layout(cells, key, first=place == 0)
        if new_layout is None:
            part.append((at, cells[:MOST_TABLE_COLUMNS]))
            continue
        heads += 1
        at_most(heads, MOST_HEAD_ROWS, "a table with more than {} rows of heads", ValueError)
        yield from _part(part, layout, key, headed=heads > 1)
        layout, part = new_layout, []
    yield from _part(part, layout, key, headed=heads > 0)


def _turned(grid: Grid, key: AnswerKey) -> Sequence[Sequence[str]]:
    """The rows of a table, or its columns where its heads are units and its rows say what stands in them."""
    first, *rest = grid.rows
    if len(rest) < 1 or len(first) < 2 or len({len(row) for row in grid.rows}) > 1:
        return grid.rows
    heads = [head for head in first[1:] if head]
    if not heads or not all(key.names.meanings(head) for head in heads):
        return grid.rows
    said = [_forms(row[0]) for row in rest]
    if sum(bool(forms) and "{}" in forms[0][0] for forms in said) * 2 <= len(said) or len(grid.rows) != len(grid.at):
        return grid.rows
    columns = [tuple(column) for column in zip(*grid.rows, strict=True)]
    # A table that is turned has as many rows as it had columns: places are those of its own rows, repeated.
    return columns if len(columns) == len(grid.rows) else _padded(columns, len(grid.rows))


def _padded(rows: list[tuple[str, ...]], count: int) -> list[tuple[str, ...]]:
    return rows[:count] + [()] * (count - len(rows)) if len(rows) <= count else rows


def _part(
    rows: Sequence[tuple[int, Sequence[str]]], layout: Layout, key: AnswerKey, *, headed: bool
) -> Iterator[Entry]:
    """The answers in rows that stand below the same heads."""
    forms = {column.at: _best_form(column, rows, layout, key) for column in layout.columns}
    for place, (at, cells) in enumerate(rows):
        if not headed and place == 0 and not any(letter.isdigit() for cell in cells[1:] for letter in cell):
            continue
        for column in layout.columns:
            name = _name(cells, layout, column, key)
            form = forms[column.at]
            if column.at < len(cells) and cells[column.at] and (name or "{}" not in form):
                iterations = column.iteration or _count(cells, layout.iteration)
                samples = column.sample or _count(cells, layout.sample) or (place + 1 if layout.counted else 0)
                yield Entry(form.replace("{}", name), in_latex(cells[column.at]), at, iterations, samples)


def _name(cells: Sequence[str], layout: Layout, column: Column, key: AnswerKey) -> str:
    """The name of what a cell is about: a row named after a gradient holds the old value of the parameter too."""
    name = cells[layout.name] if 0 <= layout.name < len(cells) else ""
    if column.plain or not name:
        return name
    meanings = key.names.meanings(name)
    step = key.step(meanings[0].line) if meanings else None
    return step.wrt if step is not None and step.kind is Kind.GRADIENT and step.wrt else name


def _best_form(column: Column, rows: Sequence[tuple[int, Sequence[str]]], layout: Layout, key: AnswerKey) -> str:
    """The form under which most numbers of a column are right; the first of several that are as good."""
    names = [_name(cells, layout, column, key) for _, cells in rows[:50] if layout.name < len(cells)]
    forms = [
        max(ways, key=lambda form: sum(bool(key.names.meanings(form.replace("{}", name))) for name in names))
        for ways in column.forms
    ]
    if len(forms) < 2:
        return forms[0]
    scores = [0] * len(forms)
    for _, cells in rows[:50]:
        if max(column.at, layout.name) >= len(cells):
            continue
        quantity = read_written(cells[column.at])
        if quantity is None:
            continue
        name = _name(cells, layout, column, key)
        for i, form in enumerate(forms):
            meanings = key.names.meanings(form.replace("{}", name))
            scores[i] += any(fits(key, quantity, meaning) for meaning in meanings)
    return forms[scores.index(max(scores))]


def _forms(head: str) -> tuple[tuple[str, ...], ...]:
    """The meanings of a head, as forms of names; none where the head says nothing."""
    head = _ARROW.sub("→", _ENSURED.sub(r"\1", head))
    plain = " ".join(head.lower().split())
    if normalized(head) in _FORM_OF:
        return ((_FORM_OF[normalized(head)],),)
    roles, rest = roles_in(plain)
    if roles and normalized(rest) in _FORM_OF:
        return ((_FORM_OF[normalized(rest)],),)
    left = "".join(letter for letter in rest if letter.isalnum())
    if not roles or (left and not all(word in words("fillers") for word in rest.split())):
        return ()
    forms = tuple(dict.fromkeys(FORMS[role] for role in roles if role in FORMS))
    # "old → new": the value that stands last is that of the last word.
    return forms[::-1] if "→" in head else forms


def _layout(cells: Sequence[str], key: AnswerKey, *, first: bool) -> Layout | None:
    """The layout that the heads of a table give; None for a row that holds no heads."""
    if any(_is_number(cell) for cell in cells):
        return None
    counters = {"iteration": -1, "sample": -1}
    columns: list[Column] = []
    named, own = -1, 0
    for at, cell in enumerate(cells[:MOST_TABLE_COLUMNS]):
        head = " ".join(cell.lower().split())
        tag = heading(head)
        if head in words("sample") and counters["sample"] < 0 and head not in words("names"):
            counters["sample"] = at
        elif head in words("iteration") and counters["iteration"] < 0:
            counters["iteration"] = at
        elif named < 0 and head and words("names") >= ({head} & words("names") or {*head.replace("/", " ").split()}):
            named = at
        elif tag is not None:
            of, number = tag
            is_iteration = of == "iteration"
            columns.append(Column(at, iteration=number * is_iteration, sample=number * (not is_iteration), plain=True))
        elif head in words("values"):
            columns.append(Column(at, plain=True))
        elif column := _column(cell, at, key, first=first):
            columns.append(column)
            own += "{}" not in column.forms[0][0]
    columns = list(_with_members(columns))
    rows = own > (len(cells) > 1) and named < 0 and max(counters.values()) < 0
    known = named >= 0 or (cells and cells[0] == "") or max(counters.values()) >= 0 or rows
    if not columns or not (known or first):
        return None
    several = rows and len(key.assignment.samples) > 1
    return Layout(tuple(columns), -1 if rows else max(named, 0), counters["iteration"], counters["sample"], several)


def _with_members(columns: Sequence[Column]) -> Iterator[Column]:
    """Formulas or values in a column before that of a quantity lead to it, unless they fit the rows better."""
    for i, column in enumerate(columns):
        following = next((each for each in columns[i + 1 :] if not each.plain and "{}" in each.forms[0][0]), None)
        if column.plain and not column.iteration + column.sample and following is not None:
            yield replace(column, forms=(*following.forms, ("{}",)), plain=False)
        else:
            yield column


def _column(cell: str, at: int, key: AnswerKey, *, first: bool) -> Column | None:
    owned = tuple(name for name in described(cell) if _is_known(name, key) and any(map(str.isalnum, roles_in(cell)[1])))
    if normalized(cell) not in _FORM_OF and owned:
        return Column(at, tuple((name,) for name in owned))
    forms = _forms(cell)
    if forms:
        return Column(at, forms)
    if at == 0 and first and not _is_known(cell, key):
        return None
    names = (cell, *described(cell))
    known_names = tuple(name.replace("{", "").replace("}", "") for name in names if _is_known(name, key))
    return Column(at, tuple((name,) for name in known_names)) if known_names else None


def _is_known(name: str, key: AnswerKey) -> bool:
    """Whether a head is the name of a quantity, by itself or of each sample."""
    return bool(key.names.meanings(name) or key.names.meanings(name, 0, 1))


def _is_number(head: str) -> bool:
    """Whether a cell is a number, or a calculation that comes to one."""
    return read_written(head.rpartition("=")[2].strip("$ ")) is not None


def _count(cells: Sequence[str], column: int) -> int:
    return counted(cells[column]) if 0 <= column < len(cells) else 0
