"""Which mistakes the numbers of an assignment cannot show."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated

import typer

import symbp
from symbp.cli.again import kept
from symbp.cli.app import app
from symbp.cli.options import Format, Language, Spec, Templates, show


@app.command()
@kept
def lint(
    spec: Spec,
    suggest: Annotated[bool, typer.Option("--suggest", help="Look for nearby numbers that show more.")] = False,
    format: Format = "text",
    templates: Templates = None,
    language: Language = None,
) -> None:
    """Say which mistakes the numbers of an assignment cannot show or cannot tell apart."""
    from symbp.marking import lint as linting

    assignment = symbp.load(spec, arrays=False)
    report = linting.lint(assignment)
    if suggest:
        if sys.stderr.isatty():
            print("looking for numbers …", file=sys.stderr)
        report = replace(report, suggestion=linting.suggest(assignment))
        if report.suggestion is None and not report.clean:
            print("note: no nearby numbers with as many places show more", file=sys.stderr)
    show(report, format, templates, language)
