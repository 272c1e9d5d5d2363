"""Commands that train."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import symbp
from symbp.cli.app import app
from symbp.cli.options import Spec, names
from symbp.errors import SymbpError

Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="An entry of the assignment to change, such as optimizer=adam or network.bias=unit."),
]


@app.command()
def train(
    spec: Spec,
    rounds: Annotated[int, typer.Option(help="How many rounds of descent.", min=1)] = 1_000,
    step: Annotated[
        str | None, typer.Option(help="The learning rate, such as 0.5, in place of the assignment's.")
    ] = None,
    changes: Set = None,
    keep: Annotated[
        str,
        typer.Option(help="Rounds to show, with commas; by default the assignment's own. The first and last always."),
    ] = "",
    mistake: Annotated[
        str | None,
        typer.Option("--with-mistake", help="A misconception put into the lines, such as gradient-for-weight."),
    ] = None,
    precision: Annotated[str, typer.Option(help="double (64 bits) or single (32 bits, as torch has it).")] = "double",
    shuffle: Annotated[
        int | None, typer.Option(help="Seed of a new order of the samples in every epoch.", min=0)
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text, csv or json.")] = "text",
    out: Annotated[Path | None, typer.Option(help="Folder for files; interrupted, the run goes on from there.")] = None,
    to: Annotated[str, typer.Option(help="With --out: text, csv, json, svg, pdf, with commas.")] = "json,csv,svg",
) -> None:
    """Train by gradient descent or another optimizer, and show chosen rounds."""
    from symbp.spec.numbers import read_number
    from symbp.training import formats
    from symbp.training.pictures import WATCHED

    kinds = names(to, "--to", "format, such as json or svg")
    formats.check(kinds)
    rate = None if step is None else read_number(step).value
    assignment = symbp.varied(spec, pairs(changes or [], "--set"))
    run = symbp.train(
        assignment,
        rounds,
        step=rate,
        keep=_rounds(keep),
        mistake=mistake,
        precision=precision,
        shuffle=shuffle,
        watch=WATCHED if out is not None else 0,
        store=out,
        progress=_progress if sys.stderr.isatty() else None,
    )
    if out is None:
        sys.stdout.write(formats.write(run, form))
    else:
        for path in formats.save(run, out, kinds):
            print(path)
    if run.stopped and (form != "text" or out is not None):
        print(f"note: {run.stopped}", file=sys.stderr)


@app.command()
def compare(
    spec: Spec,
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="An assignment, torch, a run (csv, json), a sheet or a listing (py).")
    ],
    rounds: Annotated[int, typer.Option(help="How many rounds are run.", min=1)] = 1_000,
    precision: Annotated[str, typer.Option(help="double or single.")] = "double",
    form: Annotated[str, typer.Option("--format", help="text, md or json.")] = "text",
) -> None:
    """Say where two calculations first differ, in which term, and by which factor."""
    from symbp.comparing import formats

    sys.stdout.write(formats.write(symbp.compare(spec, other, rounds, precision), form))


@app.command()
def experiment(
    spec: Spec,
    vary: Annotated[
        list[str] | None,
        typer.Option(help="An entry and its values: step=0.01,1,5; seed=1..10; loss=…; activation=…; any key."),
    ] = None,
    changes: Set = None,
    rounds: Annotated[int, typer.Option(help="How many rounds each run has.", min=1)] = 1_000,
    precision: Annotated[str, typer.Option(help="double or single.")] = "double",
    jobs: Annotated[int | None, typer.Option(help="Processes; by default all cores where that pays.")] = None,
    backend: Annotated[str | None, typer.Option(help="Of joblib: loky, threading, dask, ray.")] = None,
    form: Annotated[str, typer.Option("--format", help="text, md, csv or json.")] = "text",
    out: Annotated[Path | None, typer.Option(help="Folder for files; interrupted, it goes on from there.")] = None,
    to: Annotated[
        str | None,
        typer.Option(help="With --out: text, md, csv, json, svg, pdf (csv,json,svg); with --report: md, pdf, html."),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Answer the whole exercise: derivation, numbers, nine questions.")
    ] = False,
) -> None:
    """Run an assignment with some of its entries varied, every combination; by default the steps 0.01 to 500."""
    if report:
        _report(spec, out, to or "md,pdf,html", rounds, varied=bool(vary or changes))
        return
    from symbp.experimenting import Axis, formats
    from symbp.files import write_all
    from symbp.spec.variation import read_values

    kinds = names(to or "csv,json,svg", "--to", "format, such as csv or svg")
    formats.check(kinds)
    axes = [Axis(key, (value,)) for key, value in pairs(changes or [], "--set").items()]
    axes += [Axis(key, read_values(written)) for key, written in _split(vary or ["step=0.01,1,3,5,10,100,500"])]
    made = symbp.experiment(
        spec,
        axes,
        rounds,
        jobs=jobs,
        backend=backend,
        store=out,
        progress=_cells if sys.stderr.isatty() else None,
        precision=precision,
    )
    if out is None:
        sys.stdout.write(formats.write(made, form))
        return
    for path in write_all(out, formats.files(made, kinds, symbp.load_any(spec).name)):
        print(path)


def _report(spec: str, out: Path | None, to: str, rounds: int, *, varied: bool) -> None:
    from symbp.studying import report

    if varied:
        message = "--report varies the assignment by its own questions: expected no --vary and no --set"
        raise SymbpError(message)
    folder = out if out is not None else Path(f"{symbp.load(spec).name}-report")
    told = _cells if sys.stderr.isatty() else None
    for path in report(spec, folder, names(to, "--to", "format: md, pdf or html"), rounds, told):
        print(path)


def _split(written: list[str]) -> list[tuple[str, str]]:
    """Key and values, of ``key=values``."""
    found = []
    for pair in written:
        key, equals, rest = pair.partition("=")
        if not equals or not rest.strip():
            message = f"--vary: expected a key and its values, such as step=0.1,1,5, got '{pair[:60]}'"
            raise SymbpError(message)
        found.append((key.strip(), rest))
    return found


def _cells(done: int, count: int) -> None:
    print(f"\r{done} of {count} …", end="\n" if done == count else "", file=sys.stderr, flush=True)


def pairs(written: list[str], option: str) -> dict[str, Any]:
    """Keys with their values, of ``key=value``.

    Raises:
        SymbpError: an equals sign is missing, or there is no such key.
    """
    from symbp.spec.variation import full_key, read_value

    found = {}
    for pair in written:
        key, equals, value = pair.partition("=")
        if not equals or not value.strip():
            message = f"{option}: expected a key and a value, such as optimizer=adam, got '{pair[:60]}'"
            raise SymbpError(message)
        full_key(key.strip())
        found[key.strip()] = read_value(value)
    return found


def _rounds(written: str) -> list[int]:
    words = [word.strip() for word in written.split(",") if word.strip()]
    wrong = next((word for word in words if not (word.isascii() and word.isdecimal() and len(word) < 10)), None)
    if wrong is not None:
        message = f"--keep: expected whole numbers with commas, such as 1,10,100, got '{wrong[:40]}'"
        raise SymbpError(message)
    return [int(word) for word in words]


def _progress(done: int) -> None:
    print(f"\r{done} rounds …", end="", file=sys.stderr, flush=True)
