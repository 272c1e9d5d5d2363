"""A single gradient of a wide network, written out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import sympy as sp

from symbp.dense.entries import GradientEntry
from symbp.dense.table import DenseTable
from symbp.formula import typeset
from symbp.formula.layout import Layout, Operator, parts_of, row
from symbp.formula.scripts import latex
from symbp.general.letters import Letters
from symbp.general.symbols import S
from symbp.notation import notations
from symbp.page.equations import EQUAL, Halves
from symbp.page.model import Equation, Equations, Page
from symbp.page.views import Records, View, register
from symbp.page.words import say
from symbp.solving.general.index_form import ShownLine, line_equation, pre
from symbp.solving.table import number
from symbp.values.rounding import Figures, rounded

T = TypeVar("T")

MOST_TERMS = 3
"""How many samples' terms are written out at the beginning of a sum; the last one closes it."""


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """A single gradient of a table, to be written out in a notation."""

    table: DenseTable
    entry: GradientEntry
    notation: str


def _lines(entry: WrittenOut) -> list[ShownLine]:
    """The quantity of each line, and its formula."""
    architecture = entry.table.form.general.architecture
    out = []
    for each in entry.entry.lines:
        letters = Letters(notations.pick(entry.notation), architecture, each.layer, each.layer)
        out.append(pre(each.line, letters) if each.line.key == "pre" else line_equation(each.line, letters))
    return out


def _some(terms: Sequence[T], dots: T) -> list[T]:
    """The terms of a sum that are written out: the first ones and the last."""
    return list(terms) if len(terms) <= MOST_TERMS + 1 else [*terms[:MOST_TERMS], dots, terms[-1]]


def _terms(entry: GradientEntry) -> list[str]:
    """The terms of the sum in numbers."""
    single = len(entry.factors) == 1 == len(entry.factors[0])
    return ["·".join(number(f) if single else _bracketed(f) for f in factors) for factors in entry.factors]


def _sign(entry: GradientEntry) -> str:
    """The sign before the value: = where the figures shown, worked out as they stand, round to it to six figures.

    Of a sum that is shown with dots, all terms are taken with the figures that they would be shown with.
    """
    total = sum(
        (math.prod((Fraction(number(factor)) for factor in factors), start=Fraction(1)) for factors in entry.factors),
        start=Fraction(0),
    )
    six = Figures(significant=6)
    return "=" if rounded(total, six).value == rounded(Fraction(number(entry.value)), six).value else "≈"


def _bracketed(value: float) -> str:
    text = number(value)
    return f"({text})" if text.startswith("-") else text


def _expanded(entry: WrittenOut) -> list[tuple[str, Layout]]:
    """The sum over the samples, with its first terms and its last one in letters, each in text and on a page."""
    first = entry.entry.lines[0]
    sums = first.line.result.atoms(sp.Sum)
    if len(sums) != 1:
        return []
    (total,) = sums
    letters = Letters(notations.pick(entry.notation), entry.table.form.general.architecture, first.layer, first.layer)
    term = first.line.result.xreplace({total: total.function})
    numbers = _some(range(1, len(entry.entry.factors) + 1), 0)
    terms = (term.xreplace({S: sp.Integer(s)}) for s in numbers)
    return [
        (letters.written(each), letters.typeset(each)) if s else ("…", DOTS)
        for s, each in zip(numbers, terms, strict=True)
    ]


def _text_rows(entry: WrittenOut) -> list[str]:
    """The entry as lines of text, one a row of :func:`entry_rows`."""
    lines, value = _lines(entry), number(entry.entry.value)
    out = [f"{lines[0].left_text} = {lines[0].stages[0].text}"]
    terms = [text for text, _ in _expanded(entry)]
    out += [f"  = {' + '.join(terms).replace('+ -', '- ')}"] if terms else []
    numbers = _some(_terms(entry.entry), "…")
    out += [f"  = {' + '.join(numbers)}"] if numbers != [value] else []
    out.append(f"  {_sign(entry.entry)} {value}")
    return out + [f"{line.left_text} = {line.stages[0].text}" for line in lines[1:]]


def entry_rows(entry: WrittenOut) -> list[Halves]:
    """The entry as aligned rows."""
    lines, value = _lines(entry), number(entry.entry.value)
    rows = [(line.left, _equal(line.stages[0].layout)) for line in lines]
    out = rows[:1]
    terms = [layout for _, layout in _expanded(entry)]
    out += [(row(), _equal(_added(terms)))] if terms else []
    numbers = _some(_terms(entry.entry), "…")
    out += [(row(), _equal(_added([_term(term) for term in numbers])))] if numbers != [value] else []
    out.append((row(), row(Operator(_sign(entry.entry), apart=True), typeset.number(value))))
    return out + rows[1:]


DOTS = Operator("⋯")


def _equal(layout: Layout) -> Layout:
    return row(Operator(EQUAL, apart=True), layout)


def _term(term: str) -> Layout:
    """The numbers of a term, with their powers of ten."""
    if term == "…":
        return DOTS
    out: list[Layout] = []
    for factor in (factor.strip("()") for factor in term.split("·")):
        layout = typeset.number(factor)
        out += [
            Operator("·", apart=True),
            row(Operator("("), layout, Operator(")")) if factor.startswith("-") else layout,
        ]
    return row(*out[1:])


def _added(terms: Sequence[Layout]) -> Layout:
    out: list[Layout] = []
    for i, term in enumerate(terms):
        first, *rest = parts_of(term)
        negative = first == Operator("−")
        out += [Operator("−" if negative else "+", apart=True), *(rest if negative else [term])] if i else [term]
    return row(*out)


def page(written_out: WrittenOut) -> Page:
    """The entry as a page.

    >>> from symbp.dense import dense_table, entry
    >>> from symbp.spec import load
    >>> table = dense_table(load("nndl3", arrays=True))
    >>> page(WrittenOut(table, entry(table, "w2[2,1]"), "z-a")).body[0].rows[0].text
    'dL/dw(2)[2,1] = delta(2)[2]*a(1)[1]'
    """
    rows = zip(entry_rows(written_out), _text_rows(written_out), strict=True)
    return Page((say("derivation.entry_title"),), (Equations(tuple(Equation(*halves, text) for halves, text in rows)),))


def data(written_out: WrittenOut) -> dict[str, object]:
    """The entry for JSON."""
    entry = written_out.entry
    return {
        "name": f"dL/d{entry.parameter.name}[{entry.parameter.row},{entry.parameter.column}]",
        "value": entry.value,
        "lines": [
            {
                "left": line.left_text,
                "formula": line.stages[0].text,
                "left_latex": latex.write(line.left),
                "latex": line.stages[0].latex,
            }
            for line in _lines(written_out)
        ],
        "factors": entry.factors,
    }


def records(written_out: WrittenOut) -> Records:
    """The entry for CSV."""
    return ("left", "formula"), [(line.left_text, line.stages[0].text) for line in _lines(written_out)]


register(WrittenOut, View(lambda shown: f"{shown.table.dense.name}-entry", page, data, records))
