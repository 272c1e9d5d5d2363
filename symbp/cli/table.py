"""The table of the calculation by hand."""

from __future__ import annotations

import dataclasses
import sys
from typing import Annotated

import typer

import symbp
from symbp.cli.again import kept
from symbp.cli.app import app
from symbp.cli.options import Carry, Decimals, Format, Mode, MostLines, Significant, Spec, rounding_of, say, show
from symbp.errors import SymbpError
from symbp.limits import MOST_PRINTED_LINES


@app.command()
@kept
def table(
    spec: Spec,
    decimals: Decimals = None,
    significant: Significant = None,
    mode: Mode = None,
    carry: Carry = None,
    digits: Annotated[int, typer.Option(help="Digits of the proven values.", min=1, max=1000)] = 10,
    format: Format = "text",
    entries: Annotated[
        list[str] | None, typer.Option("--entry", help="Of a wide network: an entry to show, such as w2[7,41].")
    ] = None,
    most_lines: MostLines = MOST_PRINTED_LINES,
) -> None:
    """Print the hand-calculation table; of a wide network its matrices, by shape, norm and chosen entries."""
    assignment = symbp.load(spec, most_lines)
    if format == "xlsx":
        from symbp.exporting import exported

        # Refused where the network is worked out in matrices.
        policy = rounding_of(assignment, decimals, significant, mode, carry)
        (content,) = exported(dataclasses.replace(assignment, rounding=policy), "xlsx").values()
        sys.stdout.buffer.write(content)
        return
    if not isinstance(assignment, symbp.Assignment):
        show(symbp.dense_table(assignment, entries or ()), format)
        say(assignment, most_lines)
        return
    rounding = rounding_of(assignment, decimals, significant, mode, carry)
    if entries:
        message = "--entry shows entries of matrices, and this network is worked out line by line (see --most-lines)"
        raise SymbpError(message)
    rows = symbp.table(symbp.derive(assignment), assignment, digits=digits, rounding=rounding, most_lines=most_lines)
    show(rows, format)
    say(assignment, most_lines)
