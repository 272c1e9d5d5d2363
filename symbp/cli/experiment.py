"""The command that varies an assignment."""

import sys
from pathlib import Path
from typing import Annotated

import typer

import symbp
from symbp.cli.app import app, interruptible
from symbp.cli.options import Format, RunOut, Set, Spec, Templates, counted, names, pairs, show
from symbp.errors import SymbpError


@app.command()
def experiment(
    spec: Spec,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            help="An entry and its values: learning_rate=0.01,1,5; seed=1..10; loss=…; activation=…; any key."
        ),
    ] = None,
    changes: Set = None,
    iterations: Annotated[int, typer.Option(help="How many iterations each run has.", min=1)] = 1_000,
    precision: Annotated[str, typer.Option(help="double or single.")] = "double",
    jobs: Annotated[int | None, typer.Option(help="Processes; by default all cores where that pays.")] = None,
    backend: Annotated[str | None, typer.Option(help="Of joblib: loky, threading, dask, ray.")] = None,
    format: Format = "text",
    templates: Templates = None,
    out: RunOut = None,
    to: Annotated[
        str | None,
        typer.Option(
            help="With --out: formats (csv,json,svg); svg and pdf are the charts. With --report: formats (md,pdf,html)."
        ),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Answer the whole exercise: derivation, numbers, nine questions.")
    ] = False,
) -> None:
    """Run every combination of some entries of an assignment; by default the learning rates 0.01 to 500."""
    if report:
        if precision != "double" or jobs is not None or backend is not None or format != "text":
            message = "--report makes its own runs: expected no --precision, --jobs, --backend or --format"
            raise SymbpError(message)
        _report(spec, out, to or "md,pdf,html", iterations, templates, varied=bool(vary or changes))
        return
    from symbp.experimenting import Axis
    from symbp.experimenting.page import charts
    from symbp.files import write_all
    from symbp.page import charted
    from symbp.page.formats import formats
    from symbp.spec.variation import read_values

    kinds = names(to or "csv,json,svg", "--to", "format, such as csv or svg")
    if out is not None:
        charted.check(kinds)
    formats.pick(format)
    axes = [Axis(key, (value,)) for key, value in pairs(changes or [], "--set").items()]
    axes += [Axis(key, read_values(values)) for key, values in _split(vary or [])]
    told = counted if sys.stderr.isatty() else None
    with interruptible():
        grid = symbp.experiment(
            spec, axes, iterations, jobs=jobs, backend=backend, store=out, progress=told, precision=precision
        )
    if out is None:
        show(grid, format, templates)
        return
    for path in write_all(out, charted.files(grid, kinds, grid.name, lambda: charts(grid), symbp.Style.of(templates))):
        print(path)


def _report(spec: str, out: Path | None, to: str, iterations: int, templates: Path | None, *, varied: bool) -> None:
    from symbp.studying import report

    if varied:
        message = "--report varies the assignment by its own questions: expected no --vary and no --set"
        raise SymbpError(message)
    folder = out if out is not None else Path(f"{symbp.load(spec).name}-report")
    told = counted if sys.stderr.isatty() else None
    for path in report(spec, folder, names(to, "--to", "format, such as md or pdf"), iterations, told, templates):
        print(path)


def _split(entries: list[str]) -> list[tuple[str, str]]:
    """Key and values, of ``key=values``."""
    axes = []
    for pair in entries:
        key, equals, rest = pair.partition("=")
        if not equals or not rest.strip():
            message = f"--vary: expected a key and its values, such as learning_rate=0.1,1,5, got '{pair[:60]}'"
            raise SymbpError(message)
        axes.append((key.strip(), rest))
    return axes
