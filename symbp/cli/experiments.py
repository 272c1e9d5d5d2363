"""Commands that train."""

import sys
from typing import Annotated

import typer

import symbp
from symbp.cli.app import app
from symbp.cli.options import Spec
from symbp.errors import SymbpError


@app.command()
def train(
    spec: Spec,
    rounds: Annotated[int, typer.Option(help="How many rounds of gradient descent.", min=1)] = 1_000,
    step: Annotated[
        str | None, typer.Option(help="The learning rate, such as 0.5, in place of the assignment's.")
    ] = None,
    keep: Annotated[
        str,
        typer.Option(help="Rounds to show, with commas; by default the assignment's own. The first and last always."),
    ] = "",
    mistake: Annotated[
        str | None,
        typer.Option("--with-mistake", help="A misconception put into the lines, such as gradient-for-weight."),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, csv or json.")] = "text",
) -> None:
    """Train by gradient descent, and show chosen rounds."""
    from symbp.spec.numbers import read_number
    from symbp.training import formats

    rate = None if step is None else read_number(step).value
    told = _progress if sys.stderr.isatty() else None
    run = symbp.train(spec, rounds, step=rate, keep=_rounds(keep), mistake=mistake, progress=told)
    sys.stdout.write(formats.write(run, form))
    if run.stopped and form != "text":
        print(f"note: {run.stopped}", file=sys.stderr)


def _rounds(written: str) -> list[int]:
    words = [word.strip() for word in written.split(",") if word.strip()]
    wrong = next((word for word in words if not (word.isascii() and word.isdecimal() and len(word) < 10)), None)
    if wrong is not None:
        message = f"--keep: expected whole numbers with commas, such as 1,10,100, got '{wrong[:40]}'"
        raise SymbpError(message)
    return [int(word) for word in words]


def _progress(done: int) -> None:
    print(f"\r{done} rounds …", end="", file=sys.stderr, flush=True)
