"""A variant of an assignment for each student."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from symbp.cli.app import app
from symbp.cli.options import Language, Out, Spec, Templates, names


@app.command()
def variants(
    spec: Spec,
    roster: Annotated[
        Path | None, typer.Argument(help="CSV of the students; or say with --count how many.", dir_okay=False)
    ] = None,
    count: Annotated[int, typer.Option(help="How many variants, where there is no table of students.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Of the course: another seed gives other numbers.", min=0)] = 0,
    to: Annotated[str, typer.Option(help="Formats, with commas, such as pdf, md, html or csv.")] = "pdf",
    out: Out = None,
    gaps: Annotated[str, typer.Option(help="What has a gap: values, formulas, steps or all.")] = "values",
    hint: Annotated[str, typer.Option(help="Help before a gap: none, rule, formula or numbers.")] = "none",
    space: Annotated[float, typer.Option(help="Centimetres of room to calculate in below each question.")] = 0.0,
    jobs: Annotated[int, typer.Option(help="How many processes; -1 for all cores.", min=-1)] = 1,
    templates: Templates = None,
    language: Language = None,
) -> None:
    """Write a worksheet with its own numbers for each student, and its key."""
    from symbp.spec import in_lines
    from symbp.variants import students_of, write_variants
    from symbp.variants.sheets import SheetOptions

    assignment = in_lines(spec)
    students = students_of(roster, count)
    formats = tuple(names(to, "--to", "format, such as pdf or md"))
    options = SheetOptions(formats, gaps, hint, str(templates or ""), language or "", space)

    def report_progress(student: str) -> None:
        """Name a student whose sheets are written, where they are in nobody's output."""
        print(student, file=sys.stderr)

    folder = out if out is not None else Path(f"{assignment.name}-variants")
    for path in write_variants(assignment, students, folder, seed, options, jobs or 1, report_progress):
        print(path)
