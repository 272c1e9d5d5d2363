"""A single gradient of a wide network, written out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from symbp.dense.entries import Entry
from symbp.dense.table import DenseTable
from symbp.formula import latex
from symbp.general.letters import Letters
from symbp.general.symbols import S
from symbp.notation import Notation, notation
from symbp.page.equations import ABOUT, EQUAL, maths
from symbp.page.model import Equation, Equations, Page
from symbp.page.views import Records, View, register
from symbp.page.words import say
from symbp.render.general.index_form import pre, shown
from symbp.render.table import number
from symbp.values.rounding import Figures, rounded

MOST_TERMS = 3
"""How many samples' terms are written out at the beginning of a sum; the last one closes it."""


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """A single gradient of a table, to be written out in a notation."""

    table: DenseTable
    entry: Entry
    letters: str


def _written(table: DenseTable, found: Entry, notation: Notation, *, tex: bool) -> Iterator[tuple[str, str]]:
    """Each line: what it gives, and its formula."""
    architecture = table.form.general.architecture
    for each in found.lines:
        letters = Letters(notation, architecture, each.layer, each.layer)
        line = pre(each.line, letters) if each.line.key == "pre" else shown(each.line, letters)
        (stage,) = line.stages
        yield (line.left, stage.latex) if tex else (line.left_text, stage.text)


def _terms(found: Entry) -> tuple[list[str], str]:
    """The numbers of the sum: the first terms and the last, and what they come to."""
    single = len(found.factors) == 1 == len(found.factors[0])
    terms = ["·".join(number(f) if single else _bracketed(f) for f in factors) for factors in found.factors]
    chosen = terms if len(terms) <= MOST_TERMS + 1 else [*terms[:MOST_TERMS], "…", terms[-1]]
    return chosen, number(found.value)


def _sign(found: Entry) -> str:
    """The sign before the value: = where the figures shown, worked out as they stand, round to it to six figures.

    Of a sum that is shown with dots, all terms are taken with the figures that they would be shown with.
    """
    total = sum(
        (math.prod((Fraction(number(factor)) for factor in factors), start=Fraction(1)) for factors in found.factors),
        start=Fraction(0),
    )
    six = Figures(significant=6)
    return "=" if rounded(total, six).value == rounded(Fraction(number(found.value)), six).value else "≈"


def _added(terms: list[str]) -> str:
    return " + ".join(terms).replace("+ -", "- ")


def _tex(term: str) -> str:
    """The numbers of a term in LaTeX, with their powers of ten."""
    if term == "…":
        return r"\cdots"
    factors = (factor.strip("()") for factor in term.split("·"))
    return r" \cdot ".join(f"({latex.number(f)})" if f.startswith("-") else latex.number(f) for f in factors)


def _bracketed(value: float) -> str:
    text = number(value)
    return f"({text})" if text.startswith("-") else text


def _expanded(table: DenseTable, found: Entry, notation: Notation, *, tex: bool) -> list[str]:
    """The sum over the samples, with its first terms and its last one in letters."""
    first = found.lines[0]
    sums = first.line.result.atoms(sp.Sum)
    if len(sums) != 1:
        return []
    count = len(found.factors)
    (total,) = sums
    letters = Letters(notation, table.form.general.architecture, first.layer, first.layer)
    term = first.line.result.xreplace({total: total.function})
    numbers = list(range(1, count + 1)) if count <= MOST_TERMS + 1 else [*range(1, MOST_TERMS + 1), count]
    written = [letters.write(term.xreplace({S: sp.Integer(s)}), tex=tex) for s in numbers]
    return written if count <= MOST_TERMS + 1 else [*written[:-1], r"\cdots" if tex else "…", written[-1]]


def _text_rows(table: DenseTable, found: Entry, notation: Notation) -> list[str]:
    """The entry as lines of text, one a row of :func:`latex_rows`."""
    rows = list(_written(table, found, notation, tex=False))
    left, formula = rows[0]
    out = [f"{left} = {formula}"]
    terms = _expanded(table, found, notation, tex=False)
    out += [f"  = {_added(terms)}"] if terms else []
    numbers, value = _terms(found)
    out += [f"  = {' + '.join(numbers)}"] if numbers != [value] else []
    out.append(f"  {_sign(found)} {value}")
    return out + [f"{left} = {formula}" for left, formula in rows[1:]]


def latex_rows(table: DenseTable, found: Entry, notation: Notation) -> list[str]:
    """The entry as rows of an aligned block."""
    rows = list(_written(table, found, notation, tex=True))
    left, formula = rows[0]
    out = [f"{left} &= {formula}"]
    terms = _expanded(table, found, notation, tex=True)
    out += [f"&= {_added(terms)}"] if terms else []
    terms, value = _terms(found)
    numbers = [_tex(term) for term in terms]
    out += [f"&= {' + '.join(numbers)}"] if terms != [value] else []
    out.append(f"&{EQUAL if _sign(found) == '=' else ABOUT} {latex.number(value)}")
    out += [f"{left} &= {formula}" for left, formula in rows[1:]]
    return out


def page(shown: WrittenOut) -> Page:
    """The entry as a page.

    >>> from symbp.dense import dense_table, entry
    >>> from symbp.spec import load_dense
    >>> table = dense_table(load_dense("nndl3"))
    >>> page(WrittenOut(table, entry(table, "w2[2,1]"), "z-a")).body[0].rows[0].text
    'dL/dw(2)[2,1] = delta(2)[2]*a(1)[1]'
    """
    letters = notation(shown.letters)
    texts = _text_rows(shown.table, shown.entry, letters)
    rows = []
    for row, text in zip(latex_rows(shown.table, shown.entry, letters), texts, strict=True):
        left, _, right = row.partition("&")
        rows.append(Equation(maths(left).layout, maths(right).layout, text))
    return Page((say("derivation.entry_title"),), (Equations(tuple(rows)),))


def data(shown: WrittenOut) -> dict[str, Any]:
    """The entry for JSON."""
    found = shown.entry
    text, tex = (list(_written(shown.table, found, notation(shown.letters), tex=each)) for each in (False, True))
    return {
        "name": f"dL/d{found.parameter.name}[{found.parameter.row},{found.parameter.column}]",
        "value": found.value,
        "lines": [
            {"left": a[0], "formula": a[1], "left_latex": b[0], "latex": b[1]} for a, b in zip(text, tex, strict=True)
        ],
        "factors": found.factors,
    }


def records(shown: WrittenOut) -> Records:
    """The entry for CSV."""
    return ("left", "formula"), list(_written(shown.table, shown.entry, notation(shown.letters), tex=False))


register(WrittenOut, View(lambda shown: f"{shown.table.dense.name}-entry", page, data, records))
