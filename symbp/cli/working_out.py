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
    Form,
    Mode,
    MostLines,
    Set,
    Significant,
    Spec,
    Templates,
    names,
    pairs,
    rounding_of,
    say,
    show,
)
from symbp.discover import choice
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
    to: Annotated[
        str, typer.Option(help="Formats, with commas: md, tex, pdf, html, docx, ipynb, typ, text, csv, json.")
    ] = "md,tex,pdf",
    out: Annotated[Path | None, typer.Option(help="Folder; by default one named after the assignment.")] = None,
    engine: Annotated[str, typer.Option(help="What makes the PDF: typst, pdflatex, lualatex, xelatex.")] = "typst",
    decimals: Decimals = None,
    significant: Significant = None,
    mode: Mode = None,
    carry: Carry = None,
    notation: Annotated[str | None, typer.Option(help=NOTATION_HELP)] = None,
    changes: Set = None,
    templates: Templates = None,
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Write the worked solution; of a wide network in matrices."""
    assignment = (
        symbp.varied(spec, pairs(changes, "--set"), most_lines) if changes else symbp.load_any(spec, most_lines)
    )
    rounding = rounding_of(assignment, decimals, significant, mode, carry)
    formats = names(to, "--to", "format, such as md or pdf")
    options = {"engine": engine, "rounding": rounding, "notation": notation, "templates": templates}
    for path in symbp.solve(assignment, formats, out, **options):  # type: ignore[arg-type]
        print(path)
    say(assignment, most_lines)


@app.command()
def derive(
    spec: Annotated[
        str | None, typer.Argument(metavar="[SPEC]", help="An assignment; with --general none is needed.")
    ] = None,
    of: Annotated[str | None, typer.Option(help="One line and what it depends on, such as w1 or dL/dw1.")] = None,
    expand: Annotated[bool, typer.Option("--expand", help="With --of: written out in the givens alone.")] = False,
    form: Form = "text",
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
    if general and of is not None:
        message = "derive: expected --general or --of, not both"
        raise SymbpError(message)
    if spec is None:
        net = symbp.architecture(activation, loss, depth, output_activation=output_activation, bias=bias, batch=batch)
        # The textbook of these letters subtracts its thresholds.
        net = dataclasses.replace(net, bias_sign=-1) if notation == "zhou" else net
        _show_general(net, notation or "z-a", form, samples)
        return
    assignment = symbp.load_any(spec, most_lines)
    letters = notation or assignment.notation
    if general or (of is None and isinstance(assignment, symbp.Dense)):
        _show_general(symbp.architecture_of(assignment), letters, form, samples)
    elif isinstance(assignment, symbp.Dense):
        from symbp.dense import entry
        from symbp.render.dense.entries import WrittenOut

        table = symbp.dense_table(assignment)
        show(WrittenOut(table, entry(table, of or ""), letters), form)
    else:
        from symbp.render.derivation import parameter_at

        asked = None if of is None else parameter_at(assignment, of)
        show(symbp.derive(assignment), form, letters=letters, of=asked, expand=expand)


def _show_general(net: symbp.Architecture, letters: str, form: str, samples: str) -> None:
    """The formulas of the general layer, or a program of them."""
    from symbp.code.matrices import LIBRARIES, code
    from symbp.general import general
    from symbp.general.matrix.reading import Samples

    if form in LIBRARIES:
        stored = Samples(choice(Samples, samples, "way of storing samples"))
        sys.stdout.write(code(general(net), form, stored))
    else:
        show(general(net), form, letters=letters, samples=samples)


@app.command()
def table(
    spec: Spec,
    decimals: Decimals = None,
    significant: Significant = None,
    mode: Mode = None,
    carry: Carry = None,
    digits: Annotated[int, typer.Option(help="Digits of the proven values.", min=1, max=1000)] = 10,
    form: Form = "text",
    entries: Annotated[
        list[str] | None, typer.Option("--entry", help="Of a wide network: an entry to show, such as w2[7,41].")
    ] = None,
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Print the hand-calculation table; of a wide network its matrices, by shape, norm and chosen entries."""
    assignment = symbp.load_any(spec, most_lines)
    if form == "xlsx":
        from symbp.exporting import exported

        # Refused where the network is worked out in matrices.
        policy = rounding_of(assignment, decimals, significant, mode, carry)
        (content,) = exported(dataclasses.replace(assignment, rounding=policy), "xlsx").values()
        sys.stdout.buffer.write(content)
        return
    if not isinstance(assignment, symbp.Assignment):
        show(symbp.dense_table(assignment, entries or ()), form)
        say(assignment, most_lines)
        return
    rounding = rounding_of(assignment, decimals, significant, mode, carry)
    if entries:
        message = "--entry shows entries of matrices, and this network is worked out line by line (see --most-lines)"
        raise SymbpError(message)
    rows = symbp.table(symbp.derive(assignment), assignment, digits=digits, rounding=rounding, most_lines=most_lines)
    show(rows, form)
    say(assignment, most_lines)


@app.command()
def verify(
    spec: Annotated[str | None, typer.Argument(metavar="SPEC", help="A bundled assignment or a TOML file.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All bundled assignments.")] = False,
    form: Form = "text",
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Try every proof obligation; exit 1 if one fails."""
    from symbp.render.proof import Verification

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
    show(Verification(tuple(reports), f"symbp verify --all --format {form}") if everything else reports[0], form)
    if not all(report.holds for report in reports):
        raise typer.Exit(1)
