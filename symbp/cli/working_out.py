"""Commands that work an assignment out: its derivation, its table, its document, its proof."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Annotated

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
    Set,
    Significant,
    Spec,
    names,
    pairs,
    rounding_of,
    say,
)
from symbp.errors import SymbpError


@app.command("list")
def list_() -> None:
    """The bundled assignments."""
    names = symbp.bundled()
    width = max(map(len, names))
    for name in names:
        print(f"{name.ljust(width)}  {symbp.load_any(name).title}")


@app.command()
def solve(
    spec: Spec,
    to: Annotated[str, typer.Option(help="Formats, with commas: md, tex, pdf, html, docx, ipynb.")] = "md,tex,pdf",
    out: Annotated[Path | None, typer.Option(help="Folder; by default one named after the assignment.")] = None,
    engine: Annotated[str, typer.Option(help="What makes the PDF: typst, pdflatex, lualatex, xelatex.")] = "typst",
    decimals: Decimals = None,
    significant: Significant = None,
    mode: Mode = None,
    carry: Carry = None,
    notation: Annotated[str | None, typer.Option(help=NOTATION_HELP)] = None,
    changes: Set = None,
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Write the worked solution; of a wide network in matrices."""
    assignment = (
        symbp.varied(spec, pairs(changes, "--set"), most_lines) if changes else symbp.load_any(spec, most_lines)
    )
    rounding = rounding_of(assignment, decimals, significant, mode, carry)
    formats = names(to, "--to", "format, such as md or pdf")
    for path in symbp.solve(assignment, formats, out, engine=engine, rounding=rounding, notation=notation):
        print(path)
    say(assignment, most_lines)


@app.command()
def derive(
    spec: Annotated[
        str | None, typer.Argument(metavar="[SPEC]", help="An assignment; with --general none is needed.")
    ] = None,
    of: Annotated[str | None, typer.Option(help="One line and what it depends on, such as w1 or dL/dw1.")] = None,
    expand: Annotated[bool, typer.Option("--expand", help="With --of: written out in the givens alone.")] = False,
    form: Annotated[
        str, typer.Option("--format", help="text, latex or json; with --general numpy or torch too.")
    ] = "text",
    notation: Annotated[str | None, typer.Option(help=NOTATION_HELP)] = None,
    general: Annotated[
        bool, typer.Option("--general", help="The formulas of the general layer, in indices and matrices.")
    ] = False,
    samples: Annotated[str, typer.Option(help="With --general: samples are columns or rows.")] = "columns",
    activation: Annotated[str, typer.Option(help="Without SPEC: of the hidden layers.")] = "sigmoid",
    output_activation: Annotated[
        str, typer.Option(help="Without SPEC: by default the one that the loss is made for.")
    ] = "",
    loss: Annotated[str, typer.Option(help="Without SPEC: name of a loss.")] = "squared-error",
    depth: Annotated[int, typer.Option(help="Without SPEC: layers behind the inputs.")] = 2,
    bias: Annotated[str, typer.Option(help="Without SPEC: none, unit, layer or fixed.")] = "unit",
    batch: Annotated[bool, typer.Option("--batch", help="Without SPEC: the mean over a batch of samples.")] = False,
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Print the derivation, line by line, or that of the general layer."""
    if spec is None and not general:
        message = "derive: expected an assignment, or --general"
        raise SymbpError(message)
    if spec is None:
        from symbp.render.general import formats

        net = symbp.architecture(activation, loss, depth, output_activation=output_activation, bias=bias, batch=batch)
        # The textbook of these letters subtracts its thresholds.
        net = dataclasses.replace(net, bias_sign=-1) if notation == "zhou" else net
        print(formats.write(net, notation or "z-a", form, samples))
        return
    from symbp.render import derivations

    if general and of is not None:
        message = "derive: expected --general or --of, not both"
        raise SymbpError(message)
    assignment = symbp.load_any(spec, most_lines)
    asked = derivations.Asked(form, notation or assignment.notation, of, samples, expand=expand, general=general)
    print(derivations.write(assignment, asked))


@app.command()
def table(
    spec: Spec,
    decimals: Decimals = None,
    significant: Significant = None,
    mode: Mode = None,
    carry: Carry = None,
    digits: Annotated[int, typer.Option(help="Digits of the proven values.", min=1, max=1000)] = 10,
    form: Annotated[str, typer.Option("--format", help="text, csv, md, json or xlsx.")] = "text",
    entries: Annotated[
        list[str] | None, typer.Option("--entry", help="Of a wide network: an entry to show, such as w2[7,41].")
    ] = None,
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Print the hand-calculation table; of a wide network its matrices, by shape, norm and chosen entries."""
    from symbp.render import table_formats

    assignment = symbp.load_any(spec, most_lines)
    if form == "xlsx":
        from symbp.exporting import exported

        # Refused where the network is worked out in matrices.
        policy = rounding_of(assignment, decimals, significant, mode, carry)
        (content,) = exported(dataclasses.replace(assignment, rounding=policy), "xlsx").values()
        sys.stdout.buffer.write(content)
        return
    if not isinstance(assignment, symbp.Assignment):
        from symbp.render.dense import tables

        sys.stdout.write(tables.write(symbp.dense_table(assignment, entries or ()), form))
        say(assignment, most_lines)
        return
    rounding = rounding_of(assignment, decimals, significant, mode, carry)
    if entries:
        message = "--entry shows entries of matrices, and this network is worked out line by line (see --most-lines)"
        raise SymbpError(message)
    rows = symbp.table(symbp.derive(assignment), assignment, digits=digits, rounding=rounding, most_lines=most_lines)
    sys.stdout.write(table_formats.write(rows, form))
    say(assignment, most_lines)


@app.command()
def verify(
    spec: Annotated[str | None, typer.Argument(metavar="SPEC", help="A bundled assignment or a TOML file.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All bundled assignments.")] = False,
    form: Annotated[str, typer.Option("--format", help="text, md or json.")] = "text",
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Try every proof obligation; exit 1 if one fails."""
    from symbp.render import report_formats

    if (spec is None) != everything:
        message = "verify: expected an assignment or --all"
        raise SymbpError(message)
    reports = []
    for name in symbp.bundled() if spec is None else (spec,):
        if everything and sys.stderr.isatty():
            print(f"{name} …", file=sys.stderr)
        assignment = symbp.load_any(name, most_lines)
        if isinstance(assignment, symbp.Assignment):
            reports.append(symbp.verify(assignment))
        else:
            reports.append(symbp.verify_dense(assignment))
    sys.stdout.write(report_formats.write(reports, form))
    if not all(report.holds for report in reports):
        raise typer.Exit(1)
