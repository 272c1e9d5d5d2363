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
from symbp.limits import MOST_PRINTED_LINES

if TYPE_CHECKING:
    from symbp import ArrayAssignment, Assignment, Rounding


def assignment_names(incomplete: str) -> list[str]:
    """The bundled assignments that begin so: what a shell offers; where there is none it offers files."""
    return [name for name in symbp.bundled() if name.startswith(incomplete)]


def _format_names(incomplete: str) -> list[str]:
    """The formats that begin so."""
    from symbp.page.formats import formats

    return [name for name in formats if name.startswith(incomplete)]


Spec = Annotated[
    str,
    typer.Argument(
        metavar="SPEC",
        help="A bundled assignment (see `symbp list`) or a TOML file.",
        autocompletion=assignment_names,
    ),
]
Decimals = Annotated[int | None, typer.Option(help="Round to this many decimals.", min=0, max=60)]
Significant = Annotated[int | None, typer.Option(help="Round to this many significant figures.", min=1, max=60)]

Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="An entry of the assignment to change, such as optimizer=adam or network.bias=unit."),
]

NOTATION_HELP = "Letters of a course: in-out, z-a, mazur, ng, nielsen, bishop, han-kamber or zhou."
ShowLines = Annotated[bool, typer.Option("--show-lines", help="Show a program with what was found in its margin.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Folder; by default one named after the assignment.")]
RunOut = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder for files; interrupted, the run goes on from there.")
]
MostLines = Annotated[int, typer.Option(help="From how many lines on a network is worked out in matrices.", min=0)]


Format = Annotated[
    str,
    typer.Option(
        "--format",
        help="text, md, html, tex, latex (to be pasted), typ, pdf, docx, ipynb, xlsx, csv or json.",
        metavar="FORMAT",
        autocompletion=_format_names,
    ),
]
Templates = Annotated[
    Path | None,
    typer.Option(help="Folder of templates of your own, looked at before those of symbp.", file_okay=False),
]
Language = Annotated[
    str | None,
    typer.Option(help="Language of the document, such as de or zh; by default the assignment's.", metavar="LANGUAGE"),
]


Variant = Annotated[
    str | None,
    typer.Option(help="The numbers of one student, as `symbp variants` gives them: SEED/STUDENT.", metavar="VARIANT"),
]


def variant_of(assignment: Assignment | ArrayAssignment, code: str | None) -> Assignment | ArrayAssignment:
    """The assignment with the numbers of a student, where one is named.

    Raises:
        SymbpError: it is in matrices, or no numbers work out.
    """
    if code is None:
        return assignment
    from symbp.spec import in_lines
    from symbp.variants import variant

    seed, slash, student = code.partition("/")
    if not slash or not seed.isdecimal() or len(seed) > 9:
        message = f"--variant: expected a seed and a student, such as 7/anna, got '{code[:60]}'"
        raise SymbpError(message)
    return variant(in_lines(assignment), student, int(seed))


class CarryChoice(StrEnum):
    """The value that the next line works with."""

    rounded = "rounded"
    exact = "exact"


class ModeChoice(StrEnum):
    """How a tie is rounded."""

    half_up = "half-up"
    half_even = "half-even"


Carry = Annotated[CarryChoice | None, typer.Option(help="Carry lines on rounded, or exact and only shown rounded.")]
Mode = Annotated[ModeChoice | None, typer.Option(help="How ties are rounded.")]


def show(
    subject: object, format: str, templates: Path | None = None, language: str | None = None, **options: object
) -> None:
    """Print an object in a format.

    Raises:
        UnknownNameError: there is no such format or language.
        SymbpError: it is no text, and would go to a terminal.
    """
    from symbp.page.formats import formats

    content = symbp.write(subject, format, symbp.Style.of(templates, language), terminal=True, **options)
    if formats[format].text:
        sys.stdout.write(content.decode())
        return
    if sys.stdout.isatty():
        message = (
            f"{formats[format].title} is nothing to be read on a terminal: write it into a file, as in > FILE.{format}"
        )
        raise SymbpError(message)
    sys.stdout.buffer.write(content)


def counted(done: int, count: int) -> None:
    """Say how much of a long work is done."""
    print(f"\r{done} of {count} …", end="\n" if done == count else "", file=sys.stderr, flush=True)


def names(text: str, option: str, examples: str) -> list[str]:
    """Names with commas between them.

    Raises:
        SymbpError: there is none.
    """
    entries = [name.strip() for name in text.split(",") if name.strip()]
    if not entries:
        message = f"{option}: expected at least one {examples}"
        raise SymbpError(message)
    return entries


def pairs(entries: list[str], option: str) -> dict[str, object]:
    """Keys with their values, of ``key=value``.

    Raises:
        SymbpError: an equals sign is missing, or there is no such key.
    """
    from symbp.spec.variation import full_key, read_value

    values = {}
    for pair in entries:
        key, equals, value = pair.partition("=")
        if not equals or not value.strip():
            message = f"{option}: expected a key and a value, such as optimizer=adam, got '{pair[:60]}'"
            raise SymbpError(message)
        full_key(key.strip())
        values[key.strip()] = read_value(value)
    return values


def say(assignment: Assignment | ArrayAssignment, most_lines: int = MOST_PRINTED_LINES) -> None:
    """Say what is unusual about an assignment, on the error stream."""
    from symbp.page.words import plain

    if most_lines == 0 and isinstance(assignment, symbp.Assignment):
        why = "units of a layer differ, or connections are missing or shared"
        print(f"note: worked out line by line, for {why}: there is no form in arrays", file=sys.stderr)
    for warning in plain(assignment.warnings):
        print(f"note: {warning}", file=sys.stderr)


def rounding_of(
    assignment: Assignment | ArrayAssignment,
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
