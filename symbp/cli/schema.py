"""The schemas of files."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from symbp.cli.again import kept
from symbp.cli.app import app


class SchemaChoice(StrEnum):
    """Things that a schema is printed of."""

    assignment = "assignment"
    derivation = "derivation"
    statements = "statements"


@app.command()
@kept
def schema(
    of: Annotated[
        SchemaChoice, typer.Option(help="An assignment file, an exported derivation, or transcribed statements.")
    ] = (SchemaChoice.assignment),
) -> None:
    """Print the JSON schema of an assignment file, an exported derivation, or transcribed statements."""
    if of is SchemaChoice.assignment:
        from symbp.spec.reader import schema as printed
    elif of is SchemaChoice.derivation:
        from symbp.exporting.record.file import schema as printed
    else:
        from symbp.reading.containers.json import schema as printed
    print(json.dumps(printed(), indent=2))
