"""The marking of a student's sheet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import symbp
from symbp.cli.again import kept
from symbp.cli.app import app
from symbp.cli.options import Format, Language, ShowLines, Spec, Templates, Variant, show, variant_of
from symbp.cli.programs import found_in, program_text
from symbp.cli.weights import FollowCredit, Weight, read_weights
from symbp.errors import SymbpError


@app.command()
@kept
def check(
    spec: Spec,
    answers: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[ANSWERS]...",
            help="Files that make up one sheet, a folder of its pages, or - for text; "
            "none if SPEC is a program, whose network is then found in it.",
        ),
    ] = None,
    format: Format = "text",
    follow_credit: FollowCredit = 1.0,
    weight: Weight = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Count gradients and updates not handed in as missing.")
    ] = False,
    hide: Annotated[bool, typer.Option("--hide-answers", help="Leave the right values out.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain-reading", help="Say what each statement was taken for, and why.")
    ] = False,
    show_lines: ShowLines = False,
    templates: Templates = None,
    language: Language = None,
    variant: Variant = None,
) -> None:
    """Mark a student's numbers, formulas or listing, and name the mistakes; exit 1 if something is wrong."""
    from fractions import Fraction

    from symbp.marking import check_text
    from symbp.spec import in_lines
    from symbp.spec.standing_in import in_lines_for

    if not answers:
        base, answers = found_in(Path(spec)).assignment, [Path(spec)]
    else:
        base = in_lines_for(spec, answers)
    assignment = in_lines(variant_of(base, variant or _variant_on(answers, base)))
    weights = read_weights(weight or [])
    credit = Fraction(str(follow_credit))
    if answers == [Path("-")]:
        marking = check_text(assignment, _standard_input(), follow_credit=credit, weights=weights, complete=complete)
    else:
        marking = symbp.check(assignment, answers, follow_credit=credit, weights=weights, complete=complete)
    # What is for the teacher stays on the teacher's terminal: a document may be given to the student.
    show(
        marking,
        format,
        templates,
        language or assignment.document.language,
        hide=hide,
        teacher=format == "text",
        explain=explain,
        program=program_text(answers) if show_lines else "",
    )
    if not marking.all_right:
        # Nothing that could be marked: the sheet has not been read.
        raise typer.Exit(1 if marking.marks else 2)


def _variant_on(answers: list[Path], assignment: symbp.Assignment) -> str | None:
    """The variant that a sheet says it is of, whatever form it has."""
    if answers == [Path("-")]:
        return None
    from symbp.marking.answers import words_of
    from symbp.reading.codes import code_on

    return code_on(words_of(answers), assignment.title or assignment.name) or None


def _standard_input() -> str:
    """The text that is piped in, as far as it is read."""
    from symbp.limits import LARGEST_SHEET

    try:
        return sys.stdin.buffer.read(LARGEST_SHEET).decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "standard input: not text in UTF-8"
        raise SymbpError(message) from None
