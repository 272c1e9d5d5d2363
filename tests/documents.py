"""Sheets as people write them, made from facts: the right numbers in many layouts and languages.

A fact is the name of a line and its number as text. Layouts know nothing of the reader: each is a way of writing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from symbp import derive, table
from symbp.reading.languages import Sense, languages
from symbp.spec.assignment import Assignment
from symbp.steps import Kind

Facts = Mapping[str, str]
LANGUAGES = tuple(languages)
_WRITTEN = (Kind.PRE, Kind.ACT, Kind.ADJOINT, Kind.GRADIENT, Kind.UPDATE)
_ROLES = {"in_": Sense.NET, "out_": Sense.OUT, "dL/din_": Sense.DELTA, "dL/dw": Sense.GRADIENT, "dL/db": Sense.GRADIENT}


def facts(assignment: Assignment) -> dict[str, str]:
    """The right numbers of net inputs, outputs, deltas, gradients and new weights."""
    derivation = derive(assignment)
    kept = {}
    for row in table(derivation, assignment).rows:
        of_weights = row.name.startswith(("dL/dw", "w"))
        if derivation[row.name].kind in _WRITTEN and (of_weights or row.name.startswith(("in_", "out_", "dL/din_"))):
            kept[row.name] = str(row.rounded)
    return kept


def tex(name: str) -> str:
    """A name in LaTeX."""
    if name.startswith("dL/din_"):
        return rf"\delta_{{{name.removeprefix('dL/din_')}}}"
    if name.startswith("dL/d"):
        return rf"\frac{{\partial E}}{{\partial {tex(name.removeprefix('dL/d'))}}}"
    if name.endswith("_new"):
        return f"{tex(name.removesuffix('_new'))}^{{+}}"
    if name.startswith(("in_", "out_")):
        word, _, unit = name.partition("_")
        return rf"\mathit{{{'net' if word == 'in' else word}}}_{{{unit}}}"
    return f"{name[0]}_{{{name[1:]}}}"


def described(name: str, language: str) -> str:
    """What a line is called in the words of a language, with its own name behind them."""
    role = next((role for head, role in _ROLES.items() if name.startswith(head)), Sense.NEW)
    return f"{languages[language].roles[role][0].capitalize()} ({name})"


def _plain(sheet: Facts, language: str) -> str:
    joins = languages[language].joins[0]
    pairs = [f"{name} = {number}" for name, number in sheet.items()]
    return "\n".join(f" {joins} ".join(pairs[at : at + 2]) for at in range(0, len(pairs), 2))


def _display(sheet: Facts, language: str) -> str:
    role = languages[language].roles[Sense.OUT][0]
    return f"# {role}\n\n" + "\n\n".join(f"$$ {tex(name)} \\approx {number} $$" for name, number in sheet.items())


def _align(sheet: Facts, language: str) -> str:
    rows = " \\\\\n".join(f"{tex(name)} &= {number}" for name, number in sheet.items())
    text = languages[language].iteration[0]
    return (
        "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n"
        f"\\section{{{text}}}\n\\begin{{align*}}\n{rows}\n\\end{{align*}}\n\\end{{document}}\n"
    )


def _labelled(sheet: Facts, language: str) -> str:
    lines = (f"- {described(name, language)}: {name} = {number}" for name, number in sheet.items())
    return "\n".join(lines).replace(" (", " ").replace("):", ":")


def _prose(sheet: Facts, language: str) -> str:
    """Sentences with mathematics inside."""
    role = {name: described(name, language).partition(" (")[0] for name in sheet}
    return "\n\n".join(f"{role[name]}: ${tex(name)} = {number}$." for name, number in sheet.items())


def _table(sheet: Facts, language: str) -> str:
    words = languages[language]
    head = f"| {words.names[0]} | {words.values[0]} |\n|---|---|\n"
    return head + "\n".join(f"| ${tex(name)}$ | {number} |" for name, number in sheet.items())


def _page(sheet: Facts, language: str) -> str:
    """A web page, with letters set low and tables of units."""
    words = languages[language]
    units = [name.removeprefix("in_") for name in sheet if name.startswith("in_")]
    columns = {"in_": Sense.NET, "out_": Sense.OUT, "dL/din_": Sense.DELTA}
    head = "".join(f"<th>{words.roles[role][0]}</th>" for role in columns.values())
    body = "".join(
        f"<tr><td>{unit[0]}<sub>{unit[1:]}</sub></td>"
        + "".join(f"<td>{sheet[c + unit]}</td>" for c in columns)
        + "</tr>"
        for unit in units
    )
    rest = "".join(
        f"<p><math><mrow>{_mathml(name)}<mo>=</mo><mn>{number}</mn></mrow></math></p>"
        for name, number in sheet.items()
        if not name.startswith(tuple(columns))
    )
    return f"<html><body><table><tr><th></th>{head}</tr>{body}</table>{rest}</body></html>"


def _mathml(name: str) -> str:
    if name.startswith("dL/d"):
        below = _mathml(name.removeprefix("dL/d"))
        return f"<mfrac><mrow><mi>∂</mi><mi>E</mi></mrow><mrow><mi>∂</mi>{below}</mrow></mfrac>"
    base = f"<mi>{name[0]}</mi><mn>{name[1:].removesuffix('_new')}</mn>"
    return f"<msubsup>{base}<mo>+</mo></msubsup>" if name.endswith("_new") else f"<msub>{base}</msub>"


def _notebook(sheet: Facts, language: str) -> str:
    cells = [{"cell_type": "markdown", "source": [line + "\n"]} for line in _labelled(sheet, language).splitlines()]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


def _rst(sheet: Facts, language: str) -> str:
    title = languages[language].roles[Sense.GRADIENT][0]
    body = "\n\n".join(f".. math::\n\n   {tex(name)} = {number}" for name, number in sheet.items())
    return f"{title}\n{'=' * 2 * len(title)}\n\n{body}\n"


def _adoc(sheet: Facts, language: str) -> str:
    title = languages[language].roles[Sense.GRADIENT][0]
    return f"= {title}\n\n" + "\n\n".join(f"latexmath:[{tex(name)} = {number}]" for name, number in sheet.items())


def _csv(sheet: Facts, language: str) -> str:
    words = languages[language]
    rows = (f"{name},{number}" for name, number in sheet.items())
    return f"{words.names[0]},{words.values[0]}\n" + "\n".join(rows) + "\n"


LAYOUTS: Mapping[str, tuple[str, Callable[[Facts, str], str]]] = {
    "two on a line": ("plain", _plain),
    "displays": ("md", _display),
    "article": ("tex", _align),
    "labels": ("md", _labelled),
    "prose": ("md", _prose),
    "table": ("md", _table),
    "web page": ("html", _page),
    "notebook": ("ipynb", _notebook),
    "reStructuredText": ("rst", _rst),
    "AsciiDoc": ("adoc", _adoc),
    "spreadsheet": ("csv", _csv),
}


def written(sheet: Facts, layout: str, language: str) -> tuple[str, str]:
    """The form and the text of a sheet in a layout and a language."""
    form, write = LAYOUTS[layout]
    return form, write(sheet, language)


def every(sheet: Facts) -> Iterator[tuple[str, str, str, str]]:
    """All documents of a sheet: layout, language, form and text."""
    for layout in LAYOUTS:
        for language in LANGUAGES:
            yield layout, language, *written(sheet, layout, language)
