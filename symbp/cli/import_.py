"""A trained network as an assignment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from symbp.cli.app import app
from symbp.cli.programs import found_in
from symbp.files import PROGRAMS


@app.command("import")
def import_(
    model: Annotated[
        Path,
        typer.Argument(
            metavar="MODEL", help="A PyTorch state_dict (.pt), an ONNX file (.onnx), or a program (.py, .ipynb)."
        ),
    ],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder; by default the current one.")] = None,
    activation: Annotated[str, typer.Option(help="Of the hidden layers, where the file does not say.")] = "relu",
    output_activation: Annotated[
        str, typer.Option(help="Of the outputs; by default the one that the loss is made for.")
    ] = "",
    loss: Annotated[str, typer.Option(help="Name of a loss.")] = "squared-error",
    samples: Annotated[int, typer.Option(help="How many samples are drawn as data.", min=1)] = 1,
) -> None:
    """Make an assignment of a trained network, or of a program that trains one; no code in the file is ever run."""
    if model.suffix.lower() in PROGRAMS:
        from symbp.files import write_all

        found = found_in(model)
        for path in write_all(out or Path(), {f"{model.stem}.toml": found.text.encode()}):
            print(path)
        return
    from symbp.importing import import_model

    chosen: dict[str, str] = {"activation": activation, "output_activation": output_activation, "loss": loss}
    for path in import_model(model, out, samples=samples, **chosen):
        print(path)
