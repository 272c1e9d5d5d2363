"""The derivation as code, formulas, spreadsheets and drawings."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

import symbp
from symbp.cli.again import kept
from symbp.cli.app import app
from symbp.cli.options import (
    NOTATION_HELP,
    Carry,
    Decimals,
    Mode,
    MostLines,
    Out,
    Significant,
    Spec,
    names,
    rounding_of,
    say,
)
from symbp.limits import MOST_PRINTED_LINES


@app.command()
@kept
def export(
    spec: Spec,
    to: Annotated[str, typer.Option(help="Targets, with commas, such as python,c,xlsx; `symbp targets` lists them.")],
    out: Out = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
    decimals: Decimals = None,
    significant: Significant = None,
    mode: Mode = None,
    carry: Carry = None,
    notation: Annotated[str | None, typer.Option(help=NOTATION_HELP)] = None,
    most_lines: MostLines = MOST_PRINTED_LINES,
) -> None:
    """Write the derivation as code, formulas, a spreadsheet or drawings."""
    assignment = symbp.load(spec, most_lines)
    policy = rounding_of(assignment, decimals, significant, mode, carry)
    assignment = dataclasses.replace(assignment, rounding=policy, notation=notation or assignment.notation)
    for path in symbp.export(assignment, names(to, "--to", "target, such as python or xlsx"), out, force=force):
        print(path)
    say(assignment, most_lines)
