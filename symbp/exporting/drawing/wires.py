"""The network as units and edges with labels, for programs that place them themselves."""

from __future__ import annotations

from dataclasses import dataclass

from symbp.drawing.graph import html
from symbp.drawing.network import UNIT_COLOURS, pieces, shortened
from symbp.exporting.origin import ExportContext
from symbp.notation import Spelling, notations, spell


@dataclass(frozen=True, slots=True)
class Label:
    """A name and what it equals, or one of them."""

    name: Spelling | None
    number: str = ""

    @property
    def unicode(self) -> str:
        """In Unicode."""
        return " = ".join(part for part in (self.name.unicode if self.name else "", self.number) if part)

    @property
    def html(self) -> str:
        """As Graphviz reads it."""
        return " = ".join(part for part in (html(pieces(self.name)) if self.name else "", self.number) if part)


@dataclass(frozen=True, slots=True)
class Dot:
    """A unit: a word for programs, its label, what belongs to it (number, bias, target), and its role."""

    key: str
    label: Label
    notes: tuple[Label, ...]
    role: str

    @property
    def colour(self) -> str:
        """The colour of its role."""
        return UNIT_COLOURS[self.role]


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection and its weight."""

    start: str
    end: str
    label: Label


def spelling(origin: ExportContext, name: str) -> Spelling:
    """The parts of the name of a given, in the assignment's notation."""
    chosen = notations.pick(origin.assignment.notation)
    own = chosen.spelling(origin.derivation[name]) if name in origin.derivation else None
    return own or spell(name)


def units(origin: ExportContext) -> list[list[Dot]]:
    """The units of each layer."""
    network, last = origin.assignment.network, len(origin.assignment.network.layers) - 1
    single = origin.assignment.samples[0] if len(origin.assignment.samples) == 1 else None
    notes: dict[str, list[Label]] = {unit.name: [] for layer in network.layers for unit in layer}
    if single is not None:
        for unit, number in zip(network.inputs, single.x, strict=True):
            notes[unit.name].append(Label(None, _label(number.text)))
    for link in network.biases:
        notes[link.unit.name].append(_equals(origin, link.name))
    if single is not None:
        for unit, target, number in zip(network.outputs, network.targets, single.y, strict=False):
            notes[unit.name].append(Label(spelling(origin, target), _label(number.text)))
    return [
        [
            Dot(
                key=f"u{number}_{unit.index}",
                label=Label(spell(unit.name)),
                notes=tuple(notes[unit.name]),
                role="input" if number == 0 else "output" if number == last else "hidden",
            )
            for unit in layer
        ]
        for number, layer in enumerate(network.layers)
    ]


def wires(origin: ExportContext) -> list[Wire]:
    """The connections."""
    return [
        Wire(
            f"u{connection.source.layer}_{connection.source.index}",
            f"u{connection.target.layer}_{connection.target.index}",
            _equals(origin, connection.name),
        )
        for connection in origin.assignment.network.connections
    ]


def _equals(origin: ExportContext, name: str) -> Label:
    return Label(spelling(origin, name), _label(origin.assignment.parameters[name].text))


def _label(text: str) -> str:
    return shortened(text).replace("-", "\N{MINUS SIGN}")
