"""The worked solution of an assignment."""

from __future__ import annotations

from typing import Annotated

import typer

import symbp
from symbp.cli.again import kept
from symbp.cli.app import app
from symbp.cli.options import (
    NOTATION_HELP,
    Carry,
    Decimals,
    Language,
    Mode,
    MostLines,
    Out,
    Set,
    Significant,
    Spec,
    Templates,
    Variant,
    names,
    pairs,
    rounding_of,
    say,
    variant_of,
)
from symbp.limits import MOST_PRINTED_LINES


@app.command()
@kept
def solve(
    spec: Spec,
    to: Annotated[
        str, typer.Option(help="Formats, with commas: md, tex, pdf, html, docx, ipynb, typ, text, xlsx, csv, json.")
    ] = "md,tex,pdf",
    out: Out = None,
    engine: Annotated[str, typer.Option(help="What makes the PDF: typst, pdflatex, lualatex, xelatex.")] = "typst",
    decimals: Decimals = None,
    significant: Significant = None,
    mode: Mode = None,
    carry: Carry = None,
    notation: Annotated[str | None, typer.Option(help=NOTATION_HELP)] = None,
    changes: Set = None,
    templates: Templates = None,
    language: Language = None,
    variant: Variant = None,
    size: Annotated[str | None, typer.Option("--show", help="How much is shown: short, standard or full.")] = None,
    sections: Annotated[
        str | None, typer.Option(help="Sections with commas, in their order, such as given,forward,gradients.")
    ] = None,
    of: Annotated[
        str | None, typer.Option(help="Gradients with commas, such as dL/dw5: only what they need is shown.")
    ] = None,
    iterations: Annotated[int | None, typer.Option(help="How many updates are worked out.", min=1, max=20)] = None,
    most_lines: MostLines = MOST_PRINTED_LINES,
) -> None:
    """Write the worked solution; of a wide network in matrices."""
    assignment = symbp.varied(spec, pairs(changes, "--set"), most_lines) if changes else symbp.load(spec, most_lines)
    assignment = variant_of(assignment, variant)
    rounding = rounding_of(assignment, decimals, significant, mode, carry)
    formats = names(to, "--to", "format, such as md or pdf")
    options = {"engine": engine, "rounding": rounding, "notation": notation, "templates": templates}
    options |= {
        "show": size,
        "sections": names(sections, "--sections", "section") if sections else (),
        "of": names(of, "--of", "gradient, such as dL/dw5") if of else (),
        "iterations": iterations,
        "language": language,
    }
    for path in symbp.solve(assignment, formats, out, **options):  # type: ignore[arg-type]
        print(path)
    say(assignment, most_lines)
