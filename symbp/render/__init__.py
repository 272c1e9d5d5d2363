"""Worked solutions: from a table to documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from symbp.discover import pick
from symbp.pipeline import derive
from symbp.render.document import Document
from symbp.render.files import write_all
from symbp.render.formats import formats
from symbp.spec import Assignment, Rounding, load
from symbp.tables import table

__all__ = ["solve"]


def solve(
    assignment: Assignment | str | Path,
    to: Sequence[str] = ("md", "tex", "pdf"),
    out: str | Path | None = None,
    *,
    engine: str = "typst",
    rounding: Rounding | None = None,
    notation: str | None = None,
) -> list[Path]:
    """Write the worked solution of an assignment.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        to: formats: md, tex, pdf, html, docx, ipynb.
        out: folder; by default one named after the assignment.
        engine: what makes the PDF: typst, or pdflatex, lualatex, xelatex by latexmk.
        rounding: a policy in place of the assignment's.
        notation: letters in place of the assignment's: in-out or z-a.

    Returns:
        The files, in the order of the formats.

    Raises:
        SpecError: the assignment cannot be read.
        UnknownNameError: there is no such format.
        MissingProgramError: a format needs something that is not installed.
        OutputError: the folder cannot be written, or a program has failed.
    """
    chosen = [pick(formats(), name, "format") for name in dict.fromkeys(to)]
    if not isinstance(assignment, Assignment):
        assignment = load(assignment)
    document = Document.of(table(derive(assignment), assignment, rounding=rounding), notation)
    contents: dict[str, bytes] = {}
    for form in chosen:
        contents |= form.files(document, engine)
    return write_all(Path(out) if out is not None else Path(assignment.name), contents)
