"""Commands that take an assignment elsewhere, or bring one from elsewhere."""

from __future__ import annotations

import dataclasses
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

import symbp
from symbp.cli.app import app
from symbp.cli.options import (
    MOST_LINES,
    NOTATION_HELP,
    Carry,
    Decimals,
    Mode,
    MostLines,
    Significant,
    Spec,
    names,
    rounding_of,
    say,
)


@app.command()
def export(
    spec: Spec,
    to: Annotated[str, typer.Option(help="Targets, with commas, such as python,c,xlsx; `symbp targets` lists them.")],
    out: Annotated[Path | None, typer.Option(help="Folder; by default one named after the assignment.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
    decimals: Decimals = None,
    significant: Significant = None,
    mode: Mode = None,
    carry: Carry = None,
    notation: Annotated[str | None, typer.Option(help=NOTATION_HELP)] = None,
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Write the derivation as code, formulas, a spreadsheet or drawings."""
    assignment = symbp.load_any(spec, most_lines)
    policy = rounding_of(assignment, decimals, significant, mode, carry)
    assignment = dataclasses.replace(assignment, rounding=policy, notation=notation or assignment.notation)
    for path in symbp.export(assignment, names(to, "--to", "target, such as python or xlsx"), out, force=force):
        print(path)
    say(assignment, most_lines)


@app.command()
def targets() -> None:
    """The targets of `symbp export`."""
    from symbp.exporting.targets import targets as known

    width = max(map(len, known()))
    for name, target in known().items():
        print(f"{name.ljust(width)}  {target.title}")


@app.command("import")
def import_(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A PyTorch state_dict (.pt) or an ONNX file (.onnx).")],
    out: Annotated[Path | None, typer.Option(help="Folder; by default the current one.")] = None,
    activation: Annotated[str, typer.Option(help="Of the hidden layers, where the file does not say.")] = "relu",
    output_activation: Annotated[
        str, typer.Option(help="Of the outputs; by default the one that the loss is made for.")
    ] = "",
    loss: Annotated[str, typer.Option(help="Name of a loss.")] = "squared-error",
    samples: Annotated[int, typer.Option(help="How many samples are drawn as data.", min=1)] = 1,
) -> None:
    """Make an assignment of a trained network; no code in the file is ever run."""
    from symbp.importing import import_model

    chosen: dict[str, Any] = {"activation": activation, "output_activation": output_activation, "loss": loss}
    for path in import_model(model, out, samples=samples, **chosen):
        print(path)


class SchemaChoice(StrEnum):
    """What a schema is printed of."""

    assignment = "assignment"
    derivation = "derivation"


@app.command()
def schema(
    of: Annotated[SchemaChoice, typer.Option(help="An assignment file, or what `export --to json` writes.")] = (
        SchemaChoice.assignment
    ),
) -> None:
    """Print the JSON schema of an assignment file, or of an exported derivation."""
    if of is SchemaChoice.assignment:
        from symbp.spec.reader import schema as printed
    else:
        from symbp.exporting.record.file import schema as printed
    print(json.dumps(printed(), indent=2))
