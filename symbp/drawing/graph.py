"""The computation graph: a box for each given and each forward line, with its value and its gradient.

Boxes stand in columns, each behind all that it is computed from; within a column they stand near what
they are connected with.

Source: columns by the longest path and places by barycentres, as in Sugiyama, Tagawa & Toda,
Methods for visual understanding of hierarchical system structures (1981).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from symbp.drawing.colours import COLOURS
from symbp.drawing.network import pieces, shortened
from symbp.errors import SymbpError
from symbp.escape import xml
from symbp.formula.layout import Layout, Operator, row
from symbp.formula.scripts import latex
from symbp.formula.typeset import number, partial
from symbp.limits import MOST_BOXES
from symbp.notation import Spelling, notations, spell
from symbp.page.model import Figure
from symbp.page.words import say
from symbp.spec.assignment import Assignment
from symbp.steps import Derivation, Kind, Role, Step
from symbp.tables import Table
from symbp.templating import fill
from symbp.values import HandValue

HEIGHT = 42.0
_GAP_X, _GAP_Y = 74.0, 16.0
_MARGIN = 14.0
_GLYPH = 6.9
_SWEEPS = 12
_WIDEST = 1_400.0
_PIXELS = 8.25
"""So many pixels of a drawing's width are one percent of a page's, so that its labels can be read."""


@dataclass(frozen=True, slots=True)
class BoxLine:
    """A line of a box at a place: its pieces for a drawing program, and in LaTeX and Unicode."""

    x: float
    y: float
    parts: list[tuple[str, str]]
    latex: str
    unicode: str
    anchor: str = "middle"

    @property
    def html(self) -> str:
        """The pieces as Graphviz reads them."""
        return html(self.parts)


@dataclass(frozen=True, slots=True)
class Box:
    """A line of the derivation.

    Attributes:
        key: a word for programs: ``n1``, ``n2``, ….
        name: of the line.
        kind: of the line; of a given, what it is for.
        x, y, width: middle and width.
        value, gradient: what stands in it; no gradient where the loss has none by it.
    """

    key: str
    name: str
    kind: str
    x: float
    y: float
    width: float
    value: BoxLine
    gradient: BoxLine | None

    @property
    def colour(self) -> str:
        """The colour that fills it."""
        return COLOURS[self.kind]

    @property
    def word(self) -> str:
        """Its kind as one word, for styles."""
        return self.kind.split()[-1]

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y - HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Graph:
    """A drawn computation graph; an edge leads from what is used to what it is used for."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    edges: tuple[tuple[Box, Box], ...]


_TAGS = {"base": "<i>{}</i>", "low": "<sub>{}</sub>", "high": "<sup>{}</sup>", "plain": "{}"}


def html(parts: list[tuple[str, str]]) -> str:
    """Pieces of a name and words as HTML.

    >>> html([("w", "base"), ("1", "low"), (" = 2", "plain")])
    '<i>w</i><sub>1</sub> = 2'
    """
    return "".join(_TAGS[style].format(xml(text)) for text, style in parts)


@dataclass(frozen=True)
class _Source:
    """An assignment to be drawn, its lines, and their values by hand."""

    assignment: Assignment
    derivation: Derivation
    hand: Mapping[str, HandValue]


def graph(assignment: Assignment, derivation: Derivation, hand: Mapping[str, HandValue]) -> Graph:
    """The computation graph of an assignment.

    Args:
        assignment: what is calculated.
        derivation: its lines.
        hand: their values by hand.

    Raises:
        SymbpError: it has more boxes than anybody would look at.

    >>> from symbp import derive, load, table
    >>> worked = table(derive("nndl3"), load("nndl3"))
    >>> made = graph(worked.assignment, worked.derivation, worked.hand)
    >>> len(made.boxes), len(made.edges), made.boxes[0].value.unicode, made.boxes[-1].gradient.unicode
    (21, 24, 'x₁ = 0.5', '∂L/∂L = 1')
    """
    origin = _Source(assignment, derivation, hand)
    steps = [step for step in derivation if _is_drawn(step)]
    if len(steps) > MOST_BOXES:
        message = f"{assignment.name}: a computation graph of {len(steps)} boxes is unreadable; at most {MOST_BOXES}"
        raise SymbpError(message)
    columns = _ordered(_columns(steps), steps)
    texts = {step.name: _texts(step, origin) for step in steps}
    boxes = _placed(columns, steps, texts)
    edges = tuple(
        (boxes[name], boxes[step.name]) for step in steps for name in sorted(step.uses, key=list(boxes).index)
    )
    width = max(box.right for box in boxes.values()) + _MARGIN
    height = max(box.y for box in boxes.values()) + HEIGHT / 2 + _MARGIN
    return Graph(width, height, tuple(boxes.values()), edges)


def svg(drawn: Graph) -> str:
    """The graph as SVG."""
    return fill("graph.svg", g=drawn, height=HEIGHT)


def graph_figure(worked: Table) -> Figure | None:
    """The graph as a figure of a page; None where it has more boxes than a page can show."""
    drawing = graph(worked.assignment, worked.derivation, worked.hand)
    if drawing.width > _WIDEST:
        return None
    width = max(45, min(100, round(drawing.width / _PIXELS)))
    return Figure("graph", svg(drawing), (say("solution.graph"),), width=width)


def _is_drawn(step: Step) -> bool:
    if step.kind is Kind.GIVEN:
        return step.why != Role.LEARNING_RATE
    return step.kind in (Kind.PRE, Kind.ACT, Kind.LOSS)


def _columns(steps: Sequence[Step]) -> dict[str, int]:
    """Each line behind all that it uses; a given just before the first line that uses it."""
    column = {step.name: 0 for step in steps}
    for step in steps:
        if step.uses:
            column[step.name] = 1 + max(column[name] for name in step.uses)
    for step in steps:
        if step.kind is Kind.GIVEN:
            users = [column[other.name] for other in steps if step.name in other.uses]
            column[step.name] = min(users, default=1) - 1
    return column


def _ordered(column: Mapping[str, int], steps: Sequence[Step]) -> list[list[str]]:
    """The names of each column, from top to bottom: near what they are connected with."""
    columns: list[list[str]] = [[] for _ in range(max(column.values()) + 1)]
    for step in steps:
        columns[column[step.name]].append(step.name)
    neighbours: dict[str, list[str]] = {step.name: [] for step in steps}
    for step in steps:
        for name in sorted(step.uses):
            neighbours[name].append(step.name)
            neighbours[step.name].append(name)
    calculated = [step.name for step in steps if step.kind is not Kind.GIVEN]
    for sweep in range(_SWEEPS):
        places = {name: _height(i, names) for names in columns for i, name in enumerate(names)}
        for names in columns if sweep % 2 == 0 else reversed(columns):
            names[:] = _in_turn(sorted(names, key=_barycentre(places, neighbours)), calculated)
            places |= {name: _height(i, names) for i, name in enumerate(names)}
    return columns


def _in_turn(names: Sequence[str], calculated: Sequence[str]) -> list[str]:
    """The same places; lines that are calculated take theirs in the order of the derivation."""
    turn = iter(name for name in calculated if name in names)
    return [next(turn) if name in calculated else name for name in names]


def _height(index: int, names: Sequence[str]) -> float:
    """A place in a column, whose middle is 0."""
    return index - (len(names) - 1) / 2


def _barycentre(places: Mapping[str, float], neighbours: Mapping[str, list[str]]) -> Callable[[str], float]:
    def middle(name: str) -> float:
        """The mean place of the neighbours; its own where there are none."""
        near = neighbours[name]
        return sum(places[other] for other in near) / len(near) if near else places[name]

    return middle


def _placed(
    columns: Sequence[Sequence[str]], steps: Sequence[Step], texts: Mapping[str, tuple[BoxLine, BoxLine | None]]
) -> dict[str, Box]:
    widths = [max(_wide(texts[name]) for name in names) for names in columns]
    tallest = max(map(len, columns))
    middle = _MARGIN + (tallest * (HEIGHT + _GAP_Y) - _GAP_Y) / 2
    kinds = {step.name: str(step.why if step.kind is Kind.GIVEN else step.kind) for step in steps}
    boxes: dict[str, Box] = {}
    left = _MARGIN
    for names, width in zip(columns, widths, strict=True):
        for i, name in enumerate(names):
            x, y = left + width / 2, middle + _height(i, names) * (HEIGHT + _GAP_Y)
            value, gradient = texts[name]
            value = replace(value, x=x, y=y - (8 if gradient else 0))
            gradient = gradient and replace(gradient, x=x, y=y + 10)
            boxes[name] = Box("", name, kinds[name], x, y, width, value, gradient)
        left += width + _GAP_X
    # In the order of the lines, so that keys and files do not depend on the layout.
    return {step.name: replace(boxes[step.name], key=f"n{i}") for i, step in enumerate(steps, start=1)}


def _wide(texts: tuple[BoxLine, BoxLine | None]) -> float:
    lines = [text for text in texts if text is not None]
    return 16 + max(sum(len(t) * _GLYPH * (0.75 if s in ("low", "high") else 1) for t, s in w.parts) for w in lines)


def _texts(step: Step, origin: _Source) -> tuple[BoxLine, BoxLine | None]:
    spelling = _spelling(step, origin)
    parts, layout, unicode = pieces(spelling), spelling.layout, spelling.unicode
    sign, threshold = notations.pick(origin.assignment.notation).threshold(step, origin.derivation)
    if threshold is not None:
        operator = sign.replace("-", "\N{MINUS SIGN}")
        parts = [*parts, (f" {operator} ", "plain"), *pieces(threshold)]
        layout = row(layout, Operator(operator, apart=True), threshold.layout)
        unicode = f"{unicode} {operator} {threshold.unicode}"
    value = _equals(parts, layout, unicode, _number(step.name, origin))
    slope = _gradient(step, origin.derivation, origin)
    if slope is None:
        return value, None
    loss = _spelling(origin.derivation["L"], origin)
    parts = [("∂", "plain"), *pieces(loss), ("/∂", "plain"), *pieces(spelling)]
    layout = partial(loss.layout, spelling.layout)
    return value, _equals(parts, layout, f"∂{loss.unicode}/∂{spelling.unicode}", slope)


def _spelling(step: Step, origin: _Source) -> Spelling:
    return notations.pick(origin.assignment.notation).spelling(step) or spell(step.name)


def _equals(parts: list[tuple[str, str]], layout: Layout, unicode: str, value: str) -> BoxLine:
    text = value.replace("-", "\N{MINUS SIGN}")
    return BoxLine(
        0,
        0,
        [*parts, (f" = {text}", "plain")],
        latex.write(row(layout, Operator("=", apart=True), number(value))),
        f"{unicode} = {text}",
    )


def _number(name: str, origin: _Source) -> str:
    given = origin.assignment.numbers.get(name)
    return origin.hand[name].text if given is None else shortened(given.text)


def _gradient(step: Step, derivation: Derivation, origin: _Source) -> str | None:
    """The number of ∂L/∂line; None where it is not asked for, as by inputs and targets."""
    line = derivation.derivative("L", step.name)
    if line is not None:
        return origin.hand[line.name].text
    # A derivative of 1 is no line of its own.
    return "1" if step.kind is Kind.LOSS else None
