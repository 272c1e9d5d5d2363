"""The questions of an assignment for learning platforms."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import symbp
from symbp.cli.again import kept
from symbp.cli.app import app
from symbp.cli.options import Out, Set, Spec, Templates, names, pairs
from symbp.cli.weights import read_points


@app.command()
@kept
def quiz(
    spec: Spec,
    to: Annotated[
        str,
        typer.Option(
            help="Forms, with commas: moodle, cloze, gift, qti, qti2, gradescope, prairielearn, notebook, csv."
        ),
    ] = "moodle",
    out: Out = None,
    ask: Annotated[
        str, typer.Option(help="Parts: forward, loss, deltas, gradients, updates; or lines, such as dL/dw1.")
    ] = "loss,gradients,updates",
    points: Annotated[str, typer.Option(help="What a question is worth.")] = "1",
    changes: Set = None,
    templates: Templates = None,
) -> None:
    """Write the questions of an assignment as a file that a learning platform takes."""
    from symbp.quizzes import quiz_forms, write_quiz
    from symbp.quizzes.quiz import quiz as questions

    assignment = symbp.varied(spec, pairs(changes, "--set")) if changes else symbp.load(spec)
    forms = names(to, "--to", "form, such as moodle or gift")
    parts = names(ask, "--ask", "part, such as gradients")
    worth = read_points(points)
    for path in write_quiz(assignment, forms, out, ask=parts, points=worth, templates=templates):
        print(path)
    for form in forms:
        for remark in quiz_forms[form].remarks(questions(assignment, parts, worth)):
            print(f"note: {remark}", file=sys.stderr)
