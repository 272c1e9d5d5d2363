"""Options that several commands share, and what they mean."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import symbp
from symbp.errors import SymbpError

if TYPE_CHECKING:
    from symbp import Assignment, Dense, Rounding

Spec = Annotated[str, typer.Argument(metavar="SPEC", help="A bundled assignment (see `symbp list`) or a TOML file.")]
Decimals = Annotated[int | None, typer.Option(help="Round to this many decimals.", min=0, max=60)]
Significant = Annotated[int | None, typer.Option(help="Round to this many significant figures.", min=1, max=60)]

Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="An entry of the assignment to change, such as optimizer=adam or network.bias=unit."),
]

NOTATION_HELP = "Letters: in-out, z-a or zhou (the α, β, γ, θ of Zhou's Machine Learning)."
MOST_LINES = 8_000
MostLines = Annotated[int, typer.Option(help="From how many lines on a network is worked out in matrices.", min=0)]


Form = Annotated[
    str,
    typer.Option(
        "--format",
        help="text, md, html, tex, latex (to be pasted), typ, pdf, docx, ipynb, csv or json.",
        metavar="FORMAT",
    ),
]
Templates = Annotated[
    Path | None,
    typer.Option(help="Folder of templates of your own, looked at before those of symbp.", file_okay=False),
]


class CarryChoice(StrEnum):
    """What the next line works with."""

    rounded = "rounded"
    exact = "exact"


class ModeChoice(StrEnum):
    """What a tie does."""

    half_up = "half-up"
    half_even = "half-even"


Carry = Annotated[CarryChoice | None, typer.Option(help="Carry lines on rounded, or exact and only shown rounded.")]
Mode = Annotated[ModeChoice | None, typer.Option(help="How ties are rounded.")]


def show(subject: Any, form: str, templates: Path | None = None, **options: Any) -> None:
    """Print an object in a format.

    Raises:
        UnknownNameError: there is no such format.
        SymbpError: it is no text, and would go to a terminal.
    """
    from symbp.page.formats import formats

    content = symbp.write(subject, form, symbp.Style.of(templates), terminal=True, **options)
    if formats()[form].text:
        sys.stdout.write(content.decode())
        return
    if sys.stdout.isatty():
        message = (
            f"{formats()[form].title} is nothing to be read on a terminal: write it into a file, as in > FILE.{form}"
        )
        raise SymbpError(message)
    sys.stdout.buffer.write(content)


def names(written: str, option: str, examples: str) -> list[str]:
    """Names with commas between them.

    Raises:
        SymbpError: there is none.
    """
    found = [name.strip() for name in written.split(",") if name.strip()]
    if not found:
        message = f"{option}: expected at least one {examples}"
        raise SymbpError(message)
    return found


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


def say(assignment: Assignment | Dense, most_lines: int = MOST_LINES) -> None:
    """What is unusual about an assignment, beside the output and not in it."""
    from symbp.page.words import plain

    if most_lines == 0 and isinstance(assignment, symbp.Assignment):
        why = "units of a layer differ, or connections are missing or shared"
        print(f"note: worked out line by line, for {why}: there is no form in arrays", file=sys.stderr)
    for warning in plain(assignment.warnings):
        print(f"note: {warning}", file=sys.stderr)


def rounding_of(
    assignment: Assignment | Dense,
    decimals: int | None,
    significant: int | None,
    mode: ModeChoice | None,
    carry: CarryChoice | None,
) -> Rounding:
    """The assignment's policy with what the command line says in its place."""
    from symbp.spec.assignment import Carry as CarryPolicy, Mode as ModePolicy

    if decimals is not None and significant is not None:
        message = "expected --decimals or --significant, not both"
        raise SymbpError(message)
    changed: dict[str, Any] = {}
    if decimals is not None or significant is not None:
        changed |= {"decimals": decimals, "significant": significant}
    if mode is not None:
        changed["mode"] = ModePolicy(mode.value)
    if carry is not None:
        changed["carry"] = CarryPolicy(carry.value)
    return replace(assignment.rounding, **changed)
