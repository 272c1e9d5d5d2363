"""The drawn network: where units, edges and labels stand. Templates turn it into SVG and TikZ."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from symbp.formula import typeset
from symbp.formula.layout import Operator, row
from symbp.formula.layout.localize import localized
from symbp.formula.scripts import latex
from symbp.limits import MOST_DRAWN_UNITS, MOST_LABELS
from symbp.notation import Spelling, spell
from symbp.page.model import Text, Words
from symbp.page.words import Style, phrase
from symbp.spec.assignment import Assignment, Network, Unit
from symbp.tables import is_long

RADIUS = 20.0
COLUMN = 230.0
ROW = 96.0
MARGIN_X = 100.0
MARGIN_Y = 22.0
_GLYPH = 7.4
_LINE = 17.0
_TIP = 7.0


UNIT_COLOURS = {"input": "#eaf1fb", "hidden": "#eaf6ea", "output": "#fdf0e4"}

Places = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Some words at a place.

    Attributes:
        x, y: the place.
        spelling: the name; None for none.
        number: what it equals; empty for nothing.
        anchor: the part of the words that is at the place.
        units: how many units a row of dots stands for; 0 for what is no such row.
        words: in whose words it is drawn; None for those of the package.
    """

    x: float
    y: float
    spelling: Spelling | None
    number: str
    anchor: str = "middle"
    units: int = 0
    words: Words | None = None

    @property
    def short(self) -> str:
        """The number as it is drawn: of a long one the first figures."""
        if self.units:
            return (self.words or Style().text)((phrase("⋮ %(count)s units", count=self.units),))
        return self.words((Text(shortened(self.number)),)) if self.words else shortened(self.number)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The pieces for a drawing program: (text, "base", "low", "high" or "plain")."""
        out = [] if self.spelling is None else pieces(self.spelling)
        if self.short:
            text = self.short.replace("-", "\N{MINUS SIGN}")
            out.append((f" = {text}" if self.spelling is not None else text, "plain"))
        return out

    @property
    def latex(self) -> str:
        """The same in LaTeX."""
        sides = [] if self.spelling is None else [self.spelling.layout]
        sides += [typeset.number(shortened(self.number))] if self.number else []
        formula = row(*[part for side in sides for part in (Operator("=", apart=True), side)][1:])
        return latex.write(localized(formula, self.words((Text("0.5"),)).strip("05"), str) if self.words else formula)

    @property
    def tex(self) -> str:
        """The same for a LaTeX text: a name or a number is mathematics, other words are not."""
        return self.short.replace("⋮", r"$\vdots$") if self.units else f"${self.latex}$"

    @property
    def width(self) -> float:
        """About how wide it is when drawn."""
        return sum(_GLYPH * len(text) * (0.72 if style in ("low", "high") else 1.0) for text, style in self.parts)


def shortened(number: str) -> str:
    """A number as it is drawn: of a long one the first figures.

    >>> shortened("-0.005293981172144413"), shortened("0.35")
    ('-0.005…', '0.35')
    """
    mantissa, exponential, exponent = number.partition("e")
    head, point, tail = mantissa.partition(".")
    return f"{head}{point}{tail[:3]}…{exponential}{exponent}" if is_long(number) and tail else number


def pieces(spelling: Spelling) -> list[tuple[str, str]]:
    """A name in pieces for a drawing program: what stands on the line, low and high."""
    low = spelling.low_text
    out = [(spelling.base, "base")]
    if spelling.high:
        out.append((",".join(spelling.high), "high"))
    if low:
        out.append((low, "low"))
    return out


@dataclass(frozen=True, slots=True)
class Circle:
    """A unit; ``role`` is input, hidden or output."""

    x: float
    y: float
    role: str
    label: PlacedText

    @property
    def colour(self) -> str:
        """The colour that fills it."""
        return UNIT_COLOURS[self.role]


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection between two units, from rim to rim, its label if there is room, and whether it stands out."""

    x1: float
    y1: float
    x2: float
    y2: float
    label: PlacedText | None
    lit: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn network; ``dim``: what does not stand out is drawn pale."""

    width: float
    height: float
    circles: tuple[Circle, ...]
    edges: tuple[Edge, ...]
    texts: tuple[PlacedText, ...]
    dim: bool = False

    def localized(self, words: Words) -> Picture:
        """The same picture with its numbers and words as a language has them."""

        def text(each: PlacedText) -> PlacedText:
            """A text whose words are said so."""
            return replace(each, words=words)

        return replace(
            self,
            edges=tuple(replace(edge, label=edge.label and text(edge.label)) for edge in self.edges),
            texts=tuple(map(text, self.texts)),
        )

    @property
    def readable(self) -> bool:
        """Whether no label of an edge lies on a unit, on a text, on another label or on the tip of an arrow."""
        taken = [*(_box(circle) for circle in self.circles), *(_text_box(text) for text in self.texts)]
        taken += [(edge.x2 - _TIP, edge.y2 - _TIP, edge.x2, edge.y2 + _TIP) for edge in self.edges]
        boxes = [_text_box(edge.label) for edge in self.edges if edge.label]
        # Boxes have a margin around what is drawn: at the sides margins may overlap.
        drawn = [(x1 + 3, y1 - 1, x2 - 3, y2 + 1) for x1, y1, x2, y2 in boxes]
        pairs = (*itertools.combinations(drawn, 2), *itertools.product(drawn, taken))
        return not any(_overlap(a, b) for a, b in pairs)


def picture(assignment: Assignment, name: Callable[[str], Spelling] = spell) -> Picture:
    """The network of an assignment with its numbers, as far as they can be read.

    ``name`` gives the parts of the names of parameters and targets.

    Layers of more than MOST_DRAWN_UNITS units are drawn shortened; the weights are written on the edges
    if there are at most MOST_LABELS of them.
    """
    tries = (_drawn(assignment, name, scale) for scale in SCALES)
    # The first without overlaps; if there is none, the one with the most room.
    drawn = next((each for each in tries if each.readable), None) or _drawn(assignment, name, SCALES[-1])
    texts = drawn.texts
    # What stands beside the first and the last layer may be longer than the margin.
    left = min([0.0, *(_text_box(text)[0] for text in texts)])
    right = max([drawn.width, *(_text_box(text)[2] for text in texts)])
    return _shifted(replace(drawn, width=right - left), -left)


def _drawn(assignment: Assignment, name: Callable[[str], Spelling], scale: float) -> Picture:
    """The picture with units so far apart."""
    drawn = layout(assignment.network, scale)
    texts = (*_beside(assignment, drawn.places, name), *_bias_texts(assignment, drawn.places, name), *drawn.texts)
    taken = [*(_box(circle) for circle in drawn.circles), *(_text_box(text) for text in texts)]
    return Picture(drawn.width, drawn.height, drawn.circles, _edges(assignment, name, drawn.places, taken), texts)


def _shifted(drawn: Picture, x: float) -> Picture:
    """The same picture, further to the right."""
    if not x:
        return drawn

    def text(each: PlacedText) -> PlacedText:
        """A text further to the right."""
        return replace(each, x=each.x + x)

    return Picture(
        drawn.width,
        drawn.height,
        tuple(replace(circle, x=circle.x + x, label=text(circle.label)) for circle in drawn.circles),
        tuple(
            replace(edge, x1=edge.x1 + x, x2=edge.x2 + x, label=edge.label and text(edge.label)) for edge in drawn.edges
        ),
        tuple(map(text, drawn.texts)),
    )


@dataclass(frozen=True, slots=True)
class NetworkLayout:
    """Where the units of a network stand; ``texts`` are names too long for a circle, and how many units a layer has."""

    width: float
    height: float
    places: Places
    circles: tuple[Circle, ...]
    texts: tuple[PlacedText, ...]


SCALES = (1.0, 1.25, 1.5, 1.8, 2.2)
"""How far units are moved apart, until no label covers another."""


def layout(network: Network, scale: float = 1.0) -> NetworkLayout:
    """Columns of units, long ones shortened."""
    column, row = COLUMN * scale, ROW * scale**0.5
    layers = [_shortened(layer) for layer in network.layers]
    tallest = max(len(layer) for layer in layers)
    named = [unit for layer in layers for unit in layer if not _fits(unit)]
    top = _LINE if named else 0.0
    height = 2 * MARGIN_Y + (tallest - 1) * row + 2 * RADIUS + top
    width = 2 * MARGIN_X + (len(layers) - 1) * column
    places = {
        unit.name: (MARGIN_X + i * column, (height + top) / 2 + (k - (len(layer) - 1) / 2) * row)
        for i, layer in enumerate(layers)
        for k, unit in enumerate(layer)
    }
    circles = tuple(
        Circle(
            *places[unit.name],
            _role(unit, network),
            PlacedText(*places[unit.name], spell(unit.name) if _fits(unit) else None, ""),
        )
        for layer in layers
        for unit in layer
    )
    above = (
        PlacedText(places[unit.name][0], places[unit.name][1] - RADIUS - 11, spell(unit.name), "") for unit in named
    )
    return NetworkLayout(width, height, places, circles, (*above, *_dots(network, layers, places)))


def _fits(unit: Unit) -> bool:
    """Whether the name has room in a circle."""
    return PlacedText(0, 0, spell(unit.name), "").width <= 2 * RADIUS - 4


def _shortened(layer: tuple[Unit, ...]) -> tuple[Unit, ...]:
    return layer if len(layer) <= MOST_DRAWN_UNITS else (*layer[:3], layer[-1])


def _role(unit: Unit, network: Network) -> str:
    if unit.layer == 0:
        return "input"
    return "output" if unit.layer == len(network.layers) - 1 else "hidden"


def _beside(assignment: Assignment, places: Places, spelt: Callable[[str], Spelling]) -> Iterable[PlacedText]:
    """Inputs at the left and targets at the right, where there is one sample."""
    if len(assignment.samples) != 1:
        return
    sample, network = assignment.samples[0], assignment.network
    for unit, number in zip(network.inputs, sample.x, strict=True):
        if unit.name in places:
            x, y = places[unit.name]
            yield PlacedText(x - RADIUS - 8, y, None, number.text, "end")
    for unit, name, number in zip(network.outputs, network.targets, sample.y, strict=False):
        if unit.name in places:
            x, y = places[unit.name]
            yield PlacedText(x + RADIUS + 8, y, spelt(name), number.text, "start")


def _bias_texts(assignment: Assignment, places: Places, spelt: Callable[[str], Spelling]) -> Iterable[PlacedText]:
    for link in assignment.network.biases:
        if link.unit.name in places:
            x, y = places[link.unit.name]
            number = assignment.parameters[link.name].text
            yield PlacedText(x, y + RADIUS + 12, spelt(link.name), number)


def _dots(network: Network, parts: Sequence[Sequence[Unit]], places: Places) -> Iterable[PlacedText]:
    for layer, part in zip(network.layers, parts, strict=True):
        if len(part) < len(layer):
            above, below = places[part[-2].name], places[part[-1].name]
            yield PlacedText(above[0], (above[1] + below[1]) / 2, None, "", units=len(layer))


Box = tuple[float, float, float, float]


def _box(circle: Circle) -> Box:
    r = RADIUS + 2
    return (circle.x - r, circle.y - r, circle.x + r, circle.y + r)


def _text_box(text: PlacedText) -> Box:
    left = {"middle": text.width / 2, "end": text.width, "start": 0.0}[text.anchor]
    return (text.x - left - 4, text.y - _LINE / 2, text.x - left + text.width + 4, text.y + _LINE / 2)


def _edges(
    assignment: Assignment, spelt: Callable[[str], Spelling], places: Places, taken: Sequence[Box]
) -> tuple[Edge, ...]:
    drawn = [c for c in assignment.network.connections if c.source.name in places and c.target.name in places]
    lines = [rim_to_rim(places[c.source.name], places[c.target.name]) for c in drawn]
    labelled = len(assignment.network.connections) <= MOST_LABELS and len(drawn) == len(assignment.network.connections)
    edges = []
    for connection, line in zip(drawn, lines, strict=True):
        label = None
        if labelled:
            number = assignment.parameters[connection.name].text
            label = _label(line, spelt(connection.name), number, taken, lines)
            taken = [*taken, _text_box(label)]
        edges.append(Edge(*line, label))
    return tuple(edges)


Line = tuple[float, float, float, float]


def rim_to_rim(start: tuple[float, float], end: tuple[float, float]) -> Line:
    """The line between two circles, from the rim of one to just before the rim of the other."""
    (x1, y1), (x2, y2) = start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    return (x1 + ux * RADIUS, y1 + uy * RADIUS, x2 - ux * (RADIUS + 2), y2 - uy * (RADIUS + 2))


def _label(line: Line, name: Spelling, number: str, taken: Sequence[Box], lines: Sequence[Line]) -> PlacedText:
    """The label on its edge, where it covers the least of what is drawn already."""
    x1, y1, x2, y2 = line
    # The middle if it is free, else towards the source, where an edge is alone.
    places = [0.5, 0.3, 0.7, 0.36, 0.64, 0.24, 0.76, 0.42, 0.58, 0.18, 0.82]
    tries = [PlacedText(x1 + t * (x2 - x1), y1 + t * (y2 - y1), name, number) for t in places]

    def cost(text: PlacedText) -> float:
        """How bad a place is: what a text covers of others, and each line that crosses it."""
        box = _text_box(text)
        over = sum(_overlap(box, other) for other in taken)
        crossed = sum(_crosses(box, other) for other in lines if other != line)
        return 3 * over + 60 * crossed

    return min(tries, key=cost)


def _overlap(a: Box, b: Box) -> float:
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return across * down if across > 0 and down > 0 else 0.0


def _crosses(box: Box, line: Line) -> bool:
    """Whether a line runs through a box, by points along it."""
    x1, y1, x2, y2 = line
    if max(x1, x2) < box[0] or min(x1, x2) > box[2] or max(y1, y2) < box[1] or min(y1, y2) > box[3]:
        return False
    points = ((x1 + i / 40 * (x2 - x1), y1 + i / 40 * (y2 - y1)) for i in range(41))
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in points)
