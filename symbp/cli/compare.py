"""Where two calculations first differ."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import symbp
from symbp.cli.app import app
from symbp.cli.options import Format, ShowLines, Spec, Templates, show
from symbp.cli.programs import program_text


@app.command()
def compare(
    spec: Spec,
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="An assignment, torch, a run (csv, json), a sheet or a listing (py).")
    ],
    iterations: Annotated[int, typer.Option(help="How many iterations are run.", min=1)] = 1_000,
    precision: Annotated[str, typer.Option(help="double or single.")] = "double",
    show_lines: ShowLines = False,
    format: Format = "text",
    templates: Templates = None,
) -> None:
    """Say where two calculations first differ, in which term, and by which factor."""
    program = program_text([Path(other)]) if show_lines else ""
    show(symbp.compare(spec, other, iterations, precision), format, templates, program=program)
