"""The proof."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import symbp
from symbp.cli.app import app
from symbp.cli.options import Format, MostLines, assignment_names, show
from symbp.errors import SymbpError
from symbp.limits import MOST_PRINTED_LINES


@app.command()
def verify(
    spec: Annotated[
        str | None,
        typer.Argument(metavar="SPEC", help="A bundled assignment or a TOML file.", autocompletion=assignment_names),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All bundled assignments.")] = False,
    format: Format = "text",
    most_lines: MostLines = MOST_PRINTED_LINES,
) -> None:
    """Try every proof obligation; exit 1 if one fails."""
    from symbp.solving.proof import Verification

    if (spec is None) != everything:
        message = "verify: expected an assignment or --all"
        raise SymbpError(message)
    reports = []
    for name in symbp.bundled() if spec is None else (spec,):
        if everything and sys.stderr.isatty():
            print(f"{name} …", file=sys.stderr)
        assignment = symbp.load(name, most_lines)
        if isinstance(assignment, symbp.Assignment):
            reports.append(symbp.verify(assignment))
        else:
            reports.append(symbp.verify_dense(assignment))
    show(Verification(tuple(reports), f"symbp verify --all --format {format}") if everything else reports[0], format)
    if not all(report.holds for report in reports):
        raise typer.Exit(1)
