"""Commands about students' work."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

import symbp
from symbp.cli.app import app
from symbp.cli.options import Form, Spec, Templates, show
from symbp.errors import SymbpError


@app.command()
def check(
    spec: Spec,
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS", help="txt, tex, csv, json, toml, md, xlsx or py.")],
    form: Form = "text",
    share: Annotated[float, typer.Option(help="What a line counts for that follows from a slip.", min=0, max=1)] = 1.0,
    weight: Annotated[list[str] | None, typer.Option(help="What lines count for: gradient=2, or dL/dw1=3.")] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Count gradients and updates not handed in as missing.")
    ] = False,
    hide: Annotated[bool, typer.Option("--hide-answers", help="Leave the right values out.")] = False,
    templates: Templates = None,
) -> None:
    """Mark a student's numbers, formulas or listing, and name the mistakes; exit 1 if something is wrong."""
    from fractions import Fraction

    weights = _weights(weight or [])
    marking = symbp.check(spec, answers, share=Fraction(str(share)), weights=weights, complete=complete)
    # What is for the teacher stays on the teacher's terminal: a document may be given to the student.
    show(marking, form, templates, hide=hide, teacher=form == "text")
    if not marking.all_right:
        # Nothing that could be marked: the sheet has not been read.
        raise typer.Exit(1 if marking.marks else 2)


@app.command()
def lint(
    spec: Spec,
    suggest: Annotated[bool, typer.Option("--suggest", help="Look for nearby numbers that show more.")] = False,
    form: Form = "text",
    templates: Templates = None,
) -> None:
    """Say which mistakes the numbers of an assignment cannot show or cannot tell apart."""
    from symbp.marking import lint as linting

    assignment = symbp.load(spec)
    found = linting.lint(assignment)
    if suggest:
        if sys.stderr.isatty():
            print("looking for numbers …", file=sys.stderr)
        found = replace(found, suggestion=linting.suggest(assignment))
        if found.suggestion is None and not found.clean:
            print("note: no nearby numbers with as many places show more", file=sys.stderr)
    show(found, form, templates)


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
