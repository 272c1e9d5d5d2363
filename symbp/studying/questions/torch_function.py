"""Below question 2: what the library's activation function computes, its derivative, and where it is safer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symbp.findings import number
from symbp.formula import layout
from symbp.page.model import Block, Code, Equation, Equations, Maths, Paragraph, Part, TableBlock, line
from symbp.page.words import phrase
from symbp.registry import words
from symbp.spec.assignment import Unit
from symbp.studying.base import Question
from symbp.studying.programs import torch_installed
from symbp.studying.study import QuestionAnswer, Study, grid


@dataclass(frozen=True)
class _Known:
    """A function that torch has: its name there, the formula, the derivative, and the formula as one writes it out."""

    name: str
    formula: str
    slope: str
    written: Callable[[Any], Any]


KNOWN: Mapping[str, _Known] = {
    "sigmoid": _Known("torch.sigmoid", r"= \frac{1}{1 + e^{-z}}", r"= a\,(1 - a)", lambda z: 1 / (1 + np.exp(-z))),
    "tanh": _Known(
        "torch.tanh",
        r"= \frac{e^z - e^{-z}}{e^z + e^{-z}}",
        r"= 1 - a^2",
        lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    ),
    "relu": _Known(
        "torch.relu", r"= \max(0, z)", r"= 1 \text{ where } z > 0,\; 0 \text{ elsewhere}", lambda z: np.maximum(0, z)
    ),
}
PLACES = (-20, -5, -1, 0, 1, 5, 20)
PRINTED_FIGURES = 4
"""Figures of 32-bit numbers that every library has alike."""


def _answer(study: Study) -> QuestionAnswer | None:
    units = {unit.activation: unit for layer in study.base.network.layers[1:] for unit in layer}
    known = [unit for name, unit in units.items() if name in KNOWN]
    if not known:
        return None
    unit = known[0]
    asked = _Asked(unit)
    return QuestionAnswer(
        short=(),
        statement=tuple(_statement(unit, asked)),
        tables=(_table(unit, asked),),
        before=tuple(_formula(unit)),
    )


class _Asked:
    """The function at some places in 32-bit numbers: written out, and by torch, with its derivative by autograd."""

    def __init__(self, unit: Unit) -> None:
        places = np.array(PLACES, dtype=np.float32)
        with np.errstate(all="ignore"):
            self.written = [float(KNOWN[unit.activation].written(each)) for each in places]
        exact = np.array(PLACES, dtype=np.float64)[None, :]
        options = {key: float(value) for key, value in unit.options.items()}
        values = unit.function.forward(exact, options)
        self.derived = unit.function.vjp(exact, values, np.ones_like(exact), options)[0].tolist()
        self.torch: tuple[list[float], list[float]] | None = None
        if torch_installed():
            import torch

            there = torch.tensor(PLACES, dtype=torch.float32, requires_grad=True)
            named: Callable[[Any], Any] = getattr(torch, KNOWN[unit.activation].name.rpartition(".")[2])
            result = named(there)
            result.sum().backward()
            assert there.grad is not None
            self.torch = result.tolist(), there.grad.tolist()


def _formula(unit: Unit) -> Iterator[Block]:
    name = KNOWN[unit.activation].name
    yield Paragraph(
        line(
            phrase(
                "%(name)s works on every number of a tensor by itself, and autograd knows its derivative:",
                name=Code(name),
            )
        )
    )
    known = KNOWN[unit.activation]
    value, slope = layout.read(known.formula), layout.read(known.slope)
    rows = (Equation(layout.read("a"), value), Equation(layout.read(r"\frac{\partial a}{\partial z}"), slope))
    yield Equations(rows)


def _table(unit: Unit, asked: _Asked) -> TableBlock:
    name = Code(KNOWN[unit.activation].name)
    heads: list[Part | str] = [
        Maths(layout.read("z")),
        phrase("formula, 32-bit numbers"),
        phrase("derivative, derived"),
    ]
    columns = [asked.written, asked.derived]
    if asked.torch is not None:
        heads += [name, phrase("derivative by autograd")]
        columns += asked.torch
    rows = [(str(place), *(number(column[i], PRINTED_FIGURES) for column in columns)) for i, place in enumerate(PLACES)]
    return grid(heads, "r" * len(heads), rows, phrase("What %(name)s computes", name=name))


def _statement(unit: Unit, asked: _Asked) -> Iterator[Part]:
    name = Code(KNOWN[unit.activation].name)
    if asked.torch is None:
        yield phrase("%(name)s has not been asked, because torch is not installed.", name=name)
        return
    values, slopes = asked.torch
    if all(abs(ours - theirs) <= 1e-5 * abs(theirs) for ours, theirs in zip(asked.written, values, strict=True)):
        yield phrase("%(name)s is the formula, to the last figure that is shown.", name=name)
    gone = [
        (place, slope)
        for place, slope, theirs in zip(PLACES, asked.derived, slopes, strict=True)
        if slope > 0 and theirs == 0
    ]
    if gone:
        yield phrase(
            "Autograd's derivative is the derived one, except at %(places)s: there the activation has been rounded to 1, "
            "so that nothing is left of $1 - a$. It should be %(slope)s.",
            places=[str(place) for place, _ in gone],
            slope=number(gone[0][1], PRINTED_FIGURES),
        )
    else:
        yield phrase("Autograd's derivative is the derived one at all these places.")
    if unit.activation != "relu":
        yield phrase(
            "At 5 the derivative is down to %(slope)s, against %(most)s at 0: there a unit learns slowly, whoever has "
            "written the function.",
            slope=number(asked.derived[PLACES.index(5)], PRINTED_FIGURES),
            most=number(asked.derived[PLACES.index(0)], PRINTED_FIGURES),
        )


TORCH_FUNCTION = Question(
    name="torch-function", number=2, part=1, title=words("What `torch.sigmoid` and its like compute"), answer=_answer
)
