"""The worksheet of an assignment, and its key."""

from __future__ import annotations

from typing import Annotated

import typer

import symbp
from symbp.cli.again import kept
from symbp.cli.app import app
from symbp.cli.options import NOTATION_HELP, Language, Out, Set, Spec, Templates, Variant, names, pairs, variant_of


@app.command()
@kept
def worksheet(
    spec: Spec,
    to: Annotated[
        str, typer.Option(help="Formats, with commas: pdf, md, tex, html, docx; xlsx or csv to be filled in.")
    ] = "pdf",
    out: Out = None,
    gaps: Annotated[str, typer.Option(help="What has a gap: values, formulas, steps or all.")] = "values",
    hint: Annotated[str, typer.Option(help="Help before a gap: none, rule, formula or numbers.")] = "none",
    key: Annotated[bool, typer.Option("--key", help="Fill the gaps in.")] = False,
    space: Annotated[float, typer.Option(help="Centimetres of room to calculate in below each question.")] = 0.0,
    engine: Annotated[str, typer.Option(help="What makes the PDF: typst, pdflatex, lualatex, xelatex.")] = "typst",
    notation: Annotated[str | None, typer.Option(help=NOTATION_HELP)] = None,
    changes: Set = None,
    templates: Templates = None,
    language: Language = None,
    variant: Variant = None,
) -> None:
    """Write a sheet with gaps to be filled in, or its key."""
    assignment = symbp.varied(spec, pairs(changes, "--set")) if changes else symbp.load(spec)
    assignment = variant_of(assignment, variant)
    formats = names(to, "--to", "format, such as pdf or csv")
    options = {"gaps": gaps, "hint": hint, "key": key, "engine": engine, "notation": notation, "templates": templates}
    options |= {"language": language, "space": space}
    for path in symbp.worksheet(assignment, formats, out, **options):  # type: ignore[arg-type]
        print(path)
