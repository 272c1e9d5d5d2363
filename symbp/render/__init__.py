"""Worked solutions and the other pages of what the core makes: derivations, tables, proofs, general formulas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from symbp.discover import pick
from symbp.files import write_all
from symbp.page.formats import files, formats
from symbp.page.words import Style
from symbp.pipeline import derive
from symbp.render.solution import Solution
from symbp.spec import Assignment, Dense, Rounding, load_any
from symbp.spec.build_dense import MOST_WRITTEN_OUT
from symbp.tables import table

__all__ = ["Solution", "solve"]


def solve(
    assignment: Assignment | Dense | str | Path,
    to: Sequence[str] | str = ("md", "tex", "pdf"),
    out: str | Path | None = None,
    *,
    engine: str = "typst",
    rounding: Rounding | None = None,
    notation: str | None = None,
    most_lines: int = MOST_WRITTEN_OUT,
    templates: str | Path | None = None,
) -> list[Path]:
    """Write the worked solution of an assignment.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        to: formats, such as md, tex, pdf, html, docx, ipynb; one alone may be a string.
        out: folder; by default one named after the assignment.
        engine: what makes the PDF: typst, or pdflatex, lualatex, xelatex by latexmk.
        rounding: a policy in place of the assignment's.
        notation: letters in place of the assignment's: in-out, z-a or zhou.
        most_lines: from how many lines on a network is worked out in matrices.
        templates: a folder of templates of your own, looked at before those of symbp; by default the one that
            the assignment names.

    Returns:
        The files, in the order of the formats.

    Raises:
        SpecError: the assignment cannot be read.
        UnknownNameError: there is no such format.
        MissingProgramError: a format needs something that is not installed.
        TemplateError: a template of your own cannot be used.
        OutputError: the folder cannot be written, or a program has failed.
    """
    names = [to] if isinstance(to, str) else list(to)
    for name in names:
        pick(formats(), name, "format")
    if not isinstance(assignment, Assignment | Dense):
        assignment = load_any(assignment, most_lines)
    style = Style.of(templates or assignment.templates or None)
    if isinstance(assignment, Dense):
        from symbp.dense.table import dense_table

        solution = Solution.of(dense_table(assignment), notation)
    else:
        solution = Solution.of(table(derive(assignment), assignment, rounding=rounding), notation)
    contents = files(solution, names, style, engine=engine)
    return write_all(Path(out) if out is not None else Path(assignment.name), contents)
