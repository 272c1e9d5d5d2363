"""What ``symbp derive`` prints: lines, general formulas, or one entry of a wide network."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symbp.dense import dense_table, entry
from symbp.general import architecture_of
from symbp.notation import notation
from symbp.pipeline import derive
from symbp.render import lines
from symbp.render.dense import entries
from symbp.render.general import formats
from symbp.spec import Assignment, Dense

_ENTRY = re.compile(r"(?:dL/d)?([wWb])(\d{1,9})\[(\d{1,9})(?:,(\d{1,9}))?\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants to see.

    Attributes:
        form: text, latex or json; numpy or torch for the general formulas.
        letters: notation.
        of: one line or entry, or None.
        samples: columns or rows, in the matrix form.
        expand: the line written out in the givens.
        general: the general formulas of an assignment that could be written out.
    """

    form: str
    letters: str
    of: str | None = None
    samples: str = "columns"
    expand: bool = False
    general: bool = False


def write(assignment: Assignment | Dense, asked: Asked) -> str:
    """The derivation, in what form the size of the network allows.

    Raises:
        UnknownNameError: there is no such line, entry, notation or format.

    >>> from symbp.spec import load
    >>> "dL/dw7" in write(load("nndl3"), Asked("text", "in-out", of="w2[1,2]")).splitlines()[-1]
    True
    """
    if isinstance(assignment, Dense) and asked.of is not None:
        table = dense_table(assignment)
        return entries.write(table, entry(table, asked.of), notation(asked.letters), asked.form)
    if isinstance(assignment, Dense) or asked.general:
        return formats.write(architecture_of(assignment), asked.letters, asked.form, asked.samples)
    of = asked.of if asked.of is None else _line(assignment, asked.of)
    return lines.write(derive(assignment), asked.letters, asked.form, of, expand=asked.expand)


def _line(assignment: Assignment, written: str) -> str:
    """The name of a parameter that is asked for by its place, ``w2[1,2]``: the weight to unit 1 from unit 2."""
    match = _ENTRY.fullmatch(written.replace(" ", ""))
    if match is None:
        return written
    letter, layer, target, source = match.group(1), int(match.group(2)), int(match.group(3)), int(match.group(4) or 0)
    if letter == "b":
        names = {(link.unit.layer, link.unit.index, 0): link.name for link in assignment.network.biases}
    else:
        names = {(c.target.layer, c.target.index, c.source.index): c.name for c in assignment.network.connections}
    return names.get((layer, target, source), written)
