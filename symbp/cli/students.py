"""Commands about students' work."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import symbp
from symbp.cli.app import app
from symbp.cli.options import Spec
from symbp.errors import SymbpError


@app.command()
def check(
    spec: Spec,
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS", help="txt, tex, csv, json, toml, md, xlsx or py.")],
    form: Annotated[str, typer.Option("--format", help="text, md, html or json.")] = "text",
    share: Annotated[float, typer.Option(help="What a line counts for that follows from a slip.", min=0, max=1)] = 1.0,
    weight: Annotated[list[str] | None, typer.Option(help="What lines count for: gradient=2, or dL/dw1=3.")] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Count gradients and updates not handed in as missing.")
    ] = False,
    hide: Annotated[bool, typer.Option("--hide-answers", help="Leave the right values out.")] = False,
) -> None:
    """Mark a student's numbers, formulas or listing, and name the mistakes; exit 1 if something is wrong."""
    from fractions import Fraction

    from symbp.marking import reports

    weights = _weights(weight or [])
    marking = symbp.check(spec, answers, share=Fraction(str(share)), weights=weights, complete=complete)
    sys.stdout.write(reports.write(marking, form, hide=hide))
    if not marking.all_right:
        # Nothing that could be marked: the sheet has not been read.
        raise typer.Exit(1 if marking.marks else 2)


@app.command()
def lint(
    spec: Spec,
    suggest: Annotated[bool, typer.Option("--suggest", help="Look for nearby numbers that show more.")] = False,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Say which mistakes the numbers of an assignment cannot show or cannot tell apart."""
    from symbp.marking import lint as linting, lint_reports

    assignment = symbp.load(spec)
    found = linting.lint(assignment)
    if suggest and sys.stderr.isatty():
        print("looking for numbers …", file=sys.stderr)
    suggestion = linting.suggest(assignment) if suggest else None
    if suggest and suggestion is None and not found.clean:
        print("note: no nearby numbers with as many places show more", file=sys.stderr)
    sys.stdout.write(lint_reports.write(found, suggestion, form))


def _weights(written: list[str]) -> dict[str, Any]:
    """What lines count for, from ``name=number``."""
    from symbp.spec.numbers import read_number

    found = {}
    for entry in written:
        name, _, number = entry.rpartition("=")
        if not name:
            message = f"--weight: expected a line or a kind and a number, such as gradient=2, got '{entry}'"
            raise SymbpError(message)
        value = read_number(number).value
        if value < 0:
            message = f"--weight: expected a number from 0, got '{entry}'"
            raise SymbpError(message)
        found[name] = value
    return found
