"""The command line. Each command is a few lines over the public names.

Exit codes: 0 done and right, 1 a proof has failed, 2 something could not be read or written.
Nothing heavy is imported before a command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import dataclasses
import gc
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import symbp
from symbp.errors import SymbpError

if TYPE_CHECKING:
    from symbp import Assignment, Dense, Rounding

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Spec = Annotated[str, typer.Argument(metavar="SPEC", help="A bundled assignment (see `symbp list`) or a TOML file.")]
Decimals = Annotated[int | None, typer.Option(help="Round to this many decimals.", min=0, max=60)]
Significant = Annotated[int | None, typer.Option(help="Round to this many significant figures.", min=1, max=60)]

NOTATION_HELP = "Letters: in-out, z-a or zhou (the α, β, γ, θ of Zhou's Machine Learning)."
MOST_LINES = 8_000
LONGEST_SENTENCE = 800
MostLines = Annotated[int, typer.Option(help="From how many lines on a network is worked out in matrices.", min=0)]


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


@app.callback(invoke_without_command=True)
def version(
    context: typer.Context,
    show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Backpropagation by hand: derived, calculated, proven, written out."""
    if show:
        print(f"symbp {symbp.__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)


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
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Write the worked solution; of a wide network in matrices."""
    assignment = symbp.load_any(spec, most_lines)
    rounding = _rounding(assignment, decimals, significant, mode, carry)
    formats = [name.strip() for name in to.split(",") if name.strip()]
    if not formats:
        message = "--to: expected at least one format, such as md or pdf"
        raise SymbpError(message)
    for path in symbp.solve(assignment, formats, out, engine=engine, rounding=rounding, notation=notation):
        print(path)
    _say(assignment, most_lines)


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
    form: Annotated[str, typer.Option("--format", help="text, csv, md or json.")] = "text",
    entries: Annotated[
        list[str] | None, typer.Option("--entry", help="Of a wide network: an entry to show, such as w2[7,41].")
    ] = None,
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Print the hand-calculation table; of a wide network its matrices, by shape, norm and chosen entries."""
    from symbp.render import table_formats

    assignment = symbp.load_any(spec, most_lines)
    if not isinstance(assignment, symbp.Assignment):
        from symbp.render.dense import tables

        sys.stdout.write(tables.write(symbp.dense_table(assignment, entries or ()), form))
        _say(assignment, most_lines)
        return
    rounding = _rounding(assignment, decimals, significant, mode, carry)
    if entries:
        message = "--entry shows entries of matrices, and this network is worked out line by line (see --most-lines)"
        raise SymbpError(message)
    rows = symbp.table(symbp.derive(assignment), assignment, digits=digits, rounding=rounding, most_lines=most_lines)
    sys.stdout.write(table_formats.write(rows, form))
    _say(assignment, most_lines)


@app.command()
def check(
    spec: Spec,
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS", help="txt, tex, csv, json, toml, md, xlsx or py.")],
    form: Annotated[str, typer.Option("--format", help="text, md, html or json.")] = "text",
    share: Annotated[float, typer.Option(help="What a line counts for that follows from a slip.", min=0, max=1)] = 1.0,
    weight: Annotated[list[str] | None, typer.Option(help="What lines count for: gradient=2, or dL/dw1=3.")] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Count gradients and updates not handed in as missing.")
    ] = False,
    hide: Annotated[bool, typer.Option("--hide-answers", help="Leave the right values out.")] = False,
) -> None:
    """Mark a student's numbers, formulas or listing, and name the mistakes; exit 1 if something is wrong."""
    from fractions import Fraction

    from symbp.marking import reports

    weights = _weights(weight or [])
    marking = symbp.check(spec, answers, share=Fraction(str(share)), weights=weights, complete=complete)
    sys.stdout.write(reports.write(marking, form, hide=hide))
    if not marking.all_right:
        # Nothing that could be marked: the sheet has not been read.
        raise typer.Exit(1 if marking.marks else 2)


@app.command()
def lint(
    spec: Spec,
    suggest: Annotated[bool, typer.Option("--suggest", help="Look for nearby numbers that show more.")] = False,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Say which mistakes the numbers of an assignment cannot show or cannot tell apart."""
    from symbp.marking import lint as linting, lint_reports

    assignment = symbp.load(spec)
    found = linting.lint(assignment)
    if suggest and sys.stderr.isatty():
        print("looking for numbers …", file=sys.stderr)
    suggestion = linting.suggest(assignment) if suggest else None
    if suggest and suggestion is None and not found.clean:
        print("note: no nearby numbers with as many places show more", file=sys.stderr)
    sys.stdout.write(lint_reports.write(found, suggestion, form))


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


@app.command()
def export(
    spec: Spec,
    to: Annotated[str, typer.Option(help="Targets, with commas, such as python,c,xlsx; `symbp targets` lists them.")],
    out: Annotated[Path | None, typer.Option(help="Folder; by default one named after the assignment.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")] = False,
    most_lines: MostLines = MOST_LINES,
) -> None:
    """Write the derivation as code, formulas, a spreadsheet or drawings."""
    assignment = symbp.load_any(spec, most_lines)
    targets = [name.strip() for name in to.split(",") if name.strip()]
    if not targets:
        message = "--to: expected at least one target, such as python or xlsx"
        raise SymbpError(message)
    for path in symbp.export(assignment, targets, out, force=force):
        print(path)
    _say(assignment, most_lines)


@app.command()
def targets() -> None:
    """The targets of `symbp export`."""
    from symbp.exporting.targets import targets as known

    width = max(map(len, known()))
    for name, target in known().items():
        print(f"{name.ljust(width)}  {target.title}")


@app.command("import")
def import_(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A PyTorch state_dict (.pt) or an ONNX file (.onnx).")],
    out: Annotated[Path | None, typer.Option(help="Folder; by default the current one.")] = None,
    activation: Annotated[str, typer.Option(help="Of the hidden layers, where the file does not say.")] = "relu",
    output_activation: Annotated[
        str, typer.Option(help="Of the outputs; by default the one that the loss is made for.")
    ] = "",
    loss: Annotated[str, typer.Option(help="Name of a loss.")] = "squared-error",
    samples: Annotated[int, typer.Option(help="How many samples are drawn as data.", min=1)] = 1,
) -> None:
    """Make an assignment of a trained network; no code in the file is ever run."""
    from symbp.importing import import_model

    chosen: dict[str, Any] = {"activation": activation, "output_activation": output_activation, "loss": loss}
    for path in import_model(model, out, samples=samples, **chosen):
        print(path)


class SchemaChoice(StrEnum):
    """What a schema is printed of."""

    assignment = "assignment"
    derivation = "derivation"


@app.command()
def schema(
    of: Annotated[SchemaChoice, typer.Option(help="An assignment file, or what `export --to json` writes.")] = (
        SchemaChoice.assignment
    ),
) -> None:
    """Print the JSON schema of an assignment file, or of an exported derivation."""
    import json

    if of is SchemaChoice.assignment:
        from symbp.spec.reader import schema as printed
    else:
        from symbp.exporting.record.file import schema as printed
    print(json.dumps(printed(), indent=2))


def _weights(written: list[str]) -> dict[str, Any]:
    """What lines count for, from ``name=number``."""
    from symbp.spec.numbers import read_number

    found = {}
    for entry in written:
        name, _, number = entry.rpartition("=")
        if not name:
            message = f"--weight: expected a line or a kind and a number, such as gradient=2, got '{entry}'"
            raise SymbpError(message)
        value = read_number(number).value
        if value < 0:
            message = f"--weight: expected a number from 0, got '{entry}'"
            raise SymbpError(message)
        found[name] = value
    return found


def _say(assignment: Assignment | Dense, most_lines: int = MOST_LINES) -> None:
    """What is unusual about an assignment, beside the output and not in it."""
    if most_lines == 0 and isinstance(assignment, symbp.Assignment):
        why = "units of a layer differ, or connections are missing or shared"
        print(f"note: worked out line by line, for {why}: there is no form in arrays", file=sys.stderr)
    for warning in assignment.warnings:
        print(f"note: {warning}", file=sys.stderr)


def _rounding(
    assignment: Assignment | Dense,
    decimals: int | None,
    significant: int | None,
    mode: ModeChoice | None,
    carry: CarryChoice | None,
) -> Rounding:
    """The assignment's policy with what the command line says in its place."""
    from dataclasses import replace

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


def main() -> None:
    """Run the command line; every error is one sentence on the error stream."""
    # One short run makes many long-lived SymPy objects: looking through them again and again for
    # garbage takes a twentieth of the time and finds none.
    gc.set_threshold(200_000, 20, 20)
    try:
        app(standalone_mode=True)
    except SymbpError as error:
        # What a user wrote is quoted in it: no line break and no control character gets through.
        sentence = "".join(letter if letter.isprintable() else " " for letter in str(error))
        shown = sentence if len(sentence) <= LONGEST_SENTENCE else sentence[:LONGEST_SENTENCE] + "…"
        print(f"symbp: {shown}", file=sys.stderr)
        raise SystemExit(2) from None
    except (OverflowError, MemoryError):
        print("symbp: a number or an array is too large for this machine", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does.
        sys.stderr.close()
        raise SystemExit(0) from None
    except OSError as error:
        print(f"symbp: the output cannot be written: {error.strerror or error}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        # Nor is there anything to find when the run ends.
        gc.freeze()
