"""The derivation, line by line or of the general layer."""

from __future__ import annotations

import dataclasses
import sys
from typing import Annotated

import typer

import symbp
from symbp.cli.again import kept
from symbp.cli.app import app
from symbp.cli.options import NOTATION_HELP, Format, MostLines, assignment_names, show
from symbp.errors import SymbpError
from symbp.limits import MOST_PRINTED_LINES
from symbp.registry import choice


@app.command()
@kept
def derive(
    spec: Annotated[
        str | None,
        typer.Argument(
            metavar="[SPEC]",
            help="An assignment; with --general none is needed.",
            autocompletion=assignment_names,
        ),
    ] = None,
    of: Annotated[str | None, typer.Option(help="One line and what it depends on, such as w1 or dL/dw1.")] = None,
    expand: Annotated[bool, typer.Option("--expand", help="With --of: written out in the givens alone.")] = False,
    format: Format = "text",
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
    most_lines: MostLines = MOST_PRINTED_LINES,
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
        _show_general(net, notation or "z-a", format, samples)
        return
    assignment = symbp.load(spec, most_lines)
    notation = notation or assignment.notation
    if general or (of is None and isinstance(assignment, symbp.ArrayAssignment)):
        _show_general(symbp.architecture_of(assignment), notation, format, samples)
    elif isinstance(assignment, symbp.ArrayAssignment):
        from symbp.dense import entry
        from symbp.solving.dense.entries import WrittenOut

        table = symbp.dense_table(assignment)
        show(WrittenOut(table, entry(table, of or ""), notation), format)
    else:
        from symbp.solving.derivation import parameter_at

        asked = None if of is None else parameter_at(assignment, of)
        show(symbp.derive(assignment), format, notation=notation, of=asked, expand=expand)


def _show_general(net: symbp.Architecture, notation: str, format: str, samples: str) -> None:
    """The formulas of the general layer, or a program of them."""
    from symbp.code.matrices import LIBRARIES, code
    from symbp.general import general
    from symbp.general.matrix.reading import Samples

    if format in LIBRARIES:
        stored = Samples(choice(Samples, samples, "way of storing samples"))
        sys.stdout.write(code(general(net), format, stored))
    else:
        show(general(net), format, notation=notation, samples=samples)
