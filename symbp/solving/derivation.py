"""A derivation as a page: its lines as aligned equations, all of them or those that one depends on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from symbp.errors import SymbpError, UnknownNameError, did_you_mean
from symbp.formula import plain, typeset
from symbp.formula.layout import Layout, TextRun
from symbp.formula.scripts import latex
from symbp.formula.tree import Node
from symbp.notation import notations
from symbp.page.equations import equation
from symbp.page.model import Equation, Equations, Page
from symbp.page.views import Records, View, register
from symbp.page.words import say
from symbp.passes import expanded
from symbp.quantity import gradient_of
from symbp.spec.assignment import Assignment
from symbp.steps import Derivation, Step

_USUAL = "in-out"
_MOST_ROWS = 40
"""How many lines stand in one block."""


def line_named(derivation: Derivation, name: str) -> str:
    """The line that a person means: a parameter or an input stands for its gradient.

    Raises:
        UnknownNameError: there is no such line.

    >>> from symbp import derive
    >>> line_named(derive("nndl3"), "w1")
    'dL/dw1'
    """
    if gradient_of(name) in derivation and derivation[name].expr is None:
        return gradient_of(name)
    if name not in derivation:
        message = f"no line '{name}'. {did_you_mean(name, [step.name for step in derivation])}"
        raise UnknownNameError(message)
    return name


_ENTRY = re.compile(r"(?:dL/d)?([wWb])(\d{1,9})\[(\d{1,9})(?:,(\d{1,9}))?\]")


def parameter_at(assignment: Assignment, text: str) -> str:
    """The name of a parameter that is asked for by its place; any other text as it is.

    ``w2[1,2]`` is the weight to unit 1 of layer 2 from unit 2.

    >>> from symbp.spec import load
    >>> parameter_at(load("nndl3"), "w2[1,2]"), parameter_at(load("nndl3"), "out_h1")
    ('w7', 'out_h1')
    """
    match = _ENTRY.fullmatch(text.replace(" ", ""))
    if match is None:
        return text
    letter, layer, target, source = match.group(1), int(match.group(2)), int(match.group(3)), int(match.group(4) or 0)
    if letter == "b":
        names = {(link.unit.layer, link.unit.index, 0): link.name for link in assignment.network.biases}
    else:
        names = {(c.target.layer, c.target.index, c.source.index): c.name for c in assignment.network.connections}
    return names.get((layer, target, source), text)


def page(derivation: Derivation, notation: str = _USUAL, of: str | None = None, *, expand: bool = False) -> Page:
    """The lines of a derivation.

    Args:
        derivation: the lines.
        notation: the letters of the formulas.
        of: only this line (a parameter stands for its gradient) and those it depends on.
        expand: with ``of``, that line alone, written out in the givens.

    Raises:
        UnknownNameError: there is no such line or notation.
        SymbpError: ``expand`` without ``of``.

    >>> from symbp import derive
    >>> page(derive("nndl3"), of="out_h1", expand=True).body[0].rows[0].text
    'out_h1 := 1/(1 + exp(-(w1*x1 + w3*x2)))'
    """
    names = notations.pick(notation).layouts(derivation)
    if expand:
        name, formula = _expanded(derivation, of)
        rows = list(_rows(names, name, formula, f"{name} := {plain.write(formula)}"))
    else:
        texts = dict(zip((step.name for step in derivation), str(derivation).splitlines(), strict=True))
        rows = []
        for step in _chosen(derivation, of):
            if step.expr is None:
                rows.append(Equation(names[step.name], TextRun(f" {step.why}"), texts[step.name]))
            else:
                rows += _rows(names, step.name, derivation.arranged(step.expr), texts[step.name])
    blocks = (Equations(tuple(rows[i : i + _MOST_ROWS])) for i in range(0, len(rows), _MOST_ROWS))
    return Page((say("derivation.title"),), tuple(blocks))


def data(
    derivation: Derivation, notation: str = _USUAL, of: str | None = None, *, expand: bool = False
) -> dict[str, object]:
    """The lines for JSON."""
    names = notations.pick(notation).layouts(derivation)
    if expand:
        name, formula = _expanded(derivation, of)
        return {"name": name, "formula": plain.write(formula)}
    return {"lines": [_line(derivation, step, names) for step in _chosen(derivation, of)]}


def records(derivation: Derivation, notation: str = _USUAL, of: str | None = None, *, expand: bool = False) -> Records:
    """The lines for CSV."""
    if expand:
        name, formula = _expanded(derivation, of)
        return ("name", "formula"), [(name, plain.write(formula))]
    names = notations.pick(notation).layouts(derivation)
    rows = [_line(derivation, step, names) for step in _chosen(derivation, of)]
    return tuple(rows[0]), [tuple(row.values()) for row in rows]


def _chosen(derivation: Derivation, of: str | None) -> Iterator[Step]:
    """The lines that are asked for, with those that they depend on."""
    if of is None:
        yield from derivation
        return
    chosen = needed(derivation, [line_named(derivation, of)])
    yield from (step for step in derivation if step.name in chosen)


def needed(derivation: Derivation, names: Iterable[str]) -> set[str]:
    """Lines with all that they depend on.

    >>> from symbp import derive
    >>> "out_h2" in needed(derive("nndl3"), ["in_h1"]), "x1" in needed(derive("nndl3"), ["in_h1"])
    (False, True)
    """
    lines = set(names)
    for step in reversed(derivation.steps):
        if step.name in lines:
            lines |= step.uses
    return lines


def _expanded(derivation: Derivation, of: str | None) -> tuple[str, Node]:
    if of is None:
        message = "--expand writes one line out: expected --of with its name"
        raise SymbpError(message)
    name = line_named(derivation, of)
    return name, derivation.arranged(expanded(derivation, name))


def _rows(names: Mapping[str, Layout], name: str, formula: Node, text: str) -> Iterator[Equation]:
    """A line in rows that fit on a page; as text it is one."""
    for i, (left, right) in enumerate(equation(names[name], [formula], names.__getitem__)):
        yield Equation(left, right, "" if i else text)


def _line(derivation: Derivation, step: Step, names: Mapping[str, Layout]) -> dict[str, object]:
    arranged = None if step.expr is None else derivation.arranged(step.expr)
    return {
        "name": step.name,
        "kind": str(step.kind),
        "why": str(step.why),
        "layer": step.place.layer,
        "unit": step.place.unit,
        "source": step.place.source,
        "sample": step.place.sample,
        "formula": derivation.formula(step.name),
        "latex": latex.write(names[step.name]),
        "latex_formula": "" if arranged is None else latex.write(typeset.write(arranged, names.__getitem__)),
    }


register(Derivation, View(lambda _: "derivation", page, data, records))
