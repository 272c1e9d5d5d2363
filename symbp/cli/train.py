"""Training, and what is observed in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import symbp
from symbp.cli.app import app, interruptible
from symbp.cli.options import Format, RunOut, Set, Spec, Templates, names, pairs, show
from symbp.errors import SymbpError

if TYPE_CHECKING:
    from symbp.observing import Observed


@app.command()
def train(
    spec: Spec,
    iterations: Annotated[int, typer.Option(help="How many iterations of descent.", min=1)] = 1_000,
    learning_rate: Annotated[str | None, typer.Option(help="Such as 0.5, in place of the assignment's.")] = None,
    changes: Set = None,
    keep: Annotated[
        str,
        typer.Option(
            help="Iterations to show, with commas; by default the assignment's own. The first and last always."
        ),
    ] = "",
    mistake: Annotated[
        str | None,
        typer.Option("--with-mistake", help="A misconception put into the lines, such as gradient-for-weight."),
    ] = None,
    precision: Annotated[str, typer.Option(help="double (64 bits) or single (32 bits, as torch has it).")] = "double",
    shuffle: Annotated[
        int | None, typer.Option(help="Seed of a new order of the samples in every epoch.", min=0)
    ] = None,
    format: Format = "text",
    templates: Templates = None,
    out: RunOut = None,
    to: Annotated[
        str, typer.Option(help="With --out: formats, with commas; svg and pdf are the charts.")
    ] = "text,json,csv,svg",
) -> None:
    """Train by gradient descent or another optimizer; show chosen iterations, and what is observed."""
    from symbp.page import charted
    from symbp.page.formats import formats
    from symbp.spec.numbers import read_number

    kinds = names(to, "--to", "format, such as json or svg")
    if out is not None:
        charted.check(kinds)
    formats.pick(format)
    rate = None if learning_rate is None else read_number(learning_rate).value
    assignment = symbp.varied(spec, pairs(changes or [], "--set"))
    with interruptible():
        run = symbp.train(
            assignment,
            iterations,
            learning_rate=rate,
            keep=_iterations(keep),
            mistake=mistake,
            precision=precision,
            shuffle=shuffle,
            watch=_watched(assignment, iterations, charts=out is not None),
            store=out,
            progress=_progress if sys.stderr.isatty() else None,
        )
    if sys.stderr.isatty():
        # What follows does not begin behind the last word of progress.
        print(end="\r", file=sys.stderr, flush=True)
    if out is None:
        show(_observed(run), format, templates)
    else:
        _write(run, out, kinds, templates)
    if run.stopped and (format != "text" or out is not None):
        print(f"note: {symbp.page.words.plain([run.why_stopped])[0]}", file=sys.stderr)


def _observed(run: symbp.Run) -> Observed:
    """A run with what is observed in it."""
    from symbp.observing import Observed

    return Observed(run, symbp.observe(run))


def _write(run: symbp.Run, out: Path, kinds: list[str], templates: Path | None) -> None:
    """Write a run and its charts into a folder."""
    from symbp.files import write_all
    from symbp.page import charted
    from symbp.training.pictures import charts

    style = symbp.Style.of(templates)
    for path in write_all(out, charted.files(_observed(run), kinds, run.assignment.name, lambda: charts(run), style)):
        print(path)


def _watched(assignment: object, iterations: int, *, charts: bool) -> int:
    """How many iterations are looked at beside the chosen ones; in matrices only for charts."""
    from symbp.training.pictures import EVERY, WATCHED_FOR_PICTURES

    if isinstance(assignment, symbp.ArrayAssignment):
        return min(iterations, 20) if charts else 0
    return iterations if iterations <= EVERY else WATCHED_FOR_PICTURES


def _iterations(text: str) -> list[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    wrong = next((word for word in words if not (word.isascii() and word.isdecimal() and len(word) < 10)), None)
    if wrong is not None:
        message = f"--keep: expected whole numbers with commas, such as 1,10,100, got '{wrong[:40]}'"
        raise SymbpError(message)
    return [int(word) for word in words]


def _progress(done: int) -> None:
    print(f"\r{done} iterations … ", end="", file=sys.stderr, flush=True)
