"""The marking of a whole class."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import symbp
from symbp.cli.app import app, interruptible
from symbp.cli.options import Language, Spec, Templates, counted, names, show
from symbp.cli.weights import FollowCredit, Weight, read_points, read_weights

HandedIn = Annotated[
    Path,
    typer.Argument(
        metavar="HANDED_IN",
        help="A folder with a file or a folder a student; a zip archive of Moodle, Canvas or Gradescope; "
        "a CSV or xlsx table with a row a student.",
    ),
]
Overrides = Annotated[
    Path | None,
    typer.Option(help="CSV with student, line, verdict, points, remark; overrides.csv in --out if it is there."),
]


@app.command()
def mark(
    spec: Spec,
    handed_in: HandedIn,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder for scores, pages and report; interrupted, it goes on from there."),
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Processes; by default all cores where that pays.")] = None,
    backend: Annotated[str | None, typer.Option(help="Of joblib: loky, threading, dask, ray.")] = None,
    feedback: Annotated[str, typer.Option(help="Pages for the students: html, pdf, md, … or none.")] = "html",
    hide: Annotated[bool, typer.Option("--hide-answers", help="Leave the right values out of them.")] = False,
    overrides: Overrides = None,
    variants: Annotated[
        Path | None, typer.Option(help="variants.csv of `symbp variants`, where every student has their own numbers.")
    ] = None,
    points: Annotated[str, typer.Option(help="What a whole sheet is worth.")] = "100",
    late_credit: Annotated[float, typer.Option(help="What a late sheet counts for.", min=0, max=1)] = 1.0,
    follow_credit: FollowCredit = 1.0,
    weight: Weight = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Count gradients and updates not handed in as missing.")
    ] = False,
    templates: Templates = None,
    language: Language = None,
) -> None:
    """Mark a whole class: scores, a page for each student, and a report on what was hard."""
    from fractions import Fraction

    from symbp.grading import Policy
    from symbp.grading.course import REPORT, SCORES
    from symbp.grading.sheets import FEEDBACK

    policy = Policy(
        points=read_points(points),
        follow_credit=Fraction(str(follow_credit)),
        weights=read_weights(weight or []),
        complete=complete,
        late_credit=Fraction(str(late_credit)),
        feedback=() if feedback == "none" else tuple(names(feedback, "--feedback", "format, such as html or pdf")),
        hide=hide,
        templates=templates,
        language=language or "",
    )
    with interruptible():
        marking = symbp.mark(
            spec,
            handed_in,
            out,
            policy=policy,
            overrides=overrides,
            variants=variants,
            jobs=jobs,
            backend=backend,
            progress=counted if sys.stderr.isatty() else None,
        )
    show(marking, "text", templates, language)
    for place in (marking.folder / name for name in (SCORES, f"{REPORT}.html", f"{REPORT}.pdf", FEEDBACK)):
        if place.exists():
            print(place)
