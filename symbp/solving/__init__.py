"""Worked solutions and the other pages of what the core makes: derivations, tables, proofs, general formulas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from symbp.files import write_all
from symbp.limits import MOST_WRITTEN_OUT
from symbp.notation import Notation
from symbp.page.formats import Format, files, formats
from symbp.page.words import Style
from symbp.pipeline import derive
from symbp.registry import by_name
from symbp.solving.solution import Solution, document_choice
from symbp.spec import ArrayAssignment, Assignment, Rounding, load
from symbp.tables import table as worked_out

__all__ = ["Solution", "solve", "worksheet"]


def solve(
    assignment: Assignment | ArrayAssignment | str | Path,
    to: Sequence[str | Format] | str | Format = ("md", "tex", "pdf"),
    out: str | Path | None = None,
    *,
    engine: str = "typst",
    rounding: Rounding | None = None,
    notation: str | Notation | None = None,
    most_lines: int = MOST_WRITTEN_OUT,
    templates: str | Path | None = None,
    show: str | None = None,
    sections: Sequence[str] = (),
    of: Sequence[str] | str = (),
    iterations: int | None = None,
    language: str | None = None,
) -> list[Path]:
    """Write the worked solution of an assignment.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        to: formats, such as md, tex, pdf, html, docx, ipynb; one alone may be a string.
        out: folder; by default one named after the assignment.
        engine: what makes the PDF: typst, or pdflatex, lualatex, xelatex by latexmk.
        rounding: a policy in place of the assignment's.
        notation: letters in place of the assignment's, such as z-a or ng.
        most_lines: from how many lines on a network is worked out in matrices.
        templates: a folder of templates of your own; by default the one that the assignment names.
        show: how much of the working: short, standard or full; by default what the assignment says.
        sections: names of the sections to be written, in this order; by default those of the size.
        of: the gradients that are asked for, such as dL/dw5 or w5: only what they need is written.
        iterations: how many updates are worked out; by default what the assignment says.
        language: of the document, such as de; by default the assignment's.

    Returns:
        The files, in the order of the formats.

    Raises:
        SpecError: the assignment cannot be read.
        UnknownNameError: there is no such format or language.
        MissingProgramError: a format needs something that is not installed.
        TemplateError: a template of your own cannot be used.
        OutputError: the folder cannot be written, or a program has failed.
    """
    names = [to] if isinstance(to, str | Format) else list(to)
    for name in names:
        formats.pick(name)
    if not isinstance(assignment, Assignment | ArrayAssignment):
        assignment = load(assignment, most_lines)
    notation_name = by_name(notation)
    asked = (of,) if isinstance(of, str) else tuple(of)
    choice = document_choice(assignment, show, tuple(sections), asked, iterations, language)
    style = Style.of(templates or choice.templates or None, choice.language)
    if isinstance(assignment, ArrayAssignment):
        from symbp.dense.table import dense_table

        solution = Solution.of(dense_table(assignment), notation_name, choice)
    else:
        solution = Solution.of(worked_out(derive(assignment), assignment, rounding=rounding), notation_name, choice)
    contents = files(solution, names, style, engine=engine)
    return write_all(Path(out) if out is not None else Path(assignment.name), contents)


def worksheet(
    assignment: Assignment | ArrayAssignment | str | Path,
    to: Sequence[str | Format] | str | Format = ("pdf",),
    out: str | Path | None = None,
    *,
    gaps: str = "values",
    hint: str = "none",
    key: bool = False,
    space: float = 0.0,
    engine: str = "typst",
    notation: str | Notation | None = None,
    templates: str | Path | None = None,
    language: str | None = None,
) -> list[Path]:
    """Write a sheet to be filled in, or its key.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        to: formats, such as pdf, md, tex, html, docx, or csv for a file to be filled in; one alone may be a string.
        out: folder; by default one named after the assignment.
        gaps: which parts of a line have a gap: values, formulas, steps (the values substituted) or all.
        hint: the help before a gap: none, rule (the general formula), formula (that of the line) or numbers.
        key: fill the gaps in.
        space: centimetres of room to calculate in below each question; the key has none.
        engine: what makes the PDF.
        notation: letters in place of the assignment's.
        templates: a folder of templates of your own.
        language: of the sheet, such as de; by default the assignment's.

    Returns:
        The files, in the order of the formats.

    Raises:
        SpecError: the assignment cannot be read.
        SymbpError: the network is too wide to be worked out by hand.
        UnknownNameError: there is no such format, language, kind of gaps or hint.
        OutputError: the folder cannot be written.
    """
    from symbp.solving.sheet import Worksheet

    names = [to] if isinstance(to, str | Format) else list(to)
    for name in names:
        formats.pick(name)
    if not isinstance(assignment, Assignment | ArrayAssignment):
        assignment = load(assignment)
    solution = Solution.of(worked_out(derive(assignment), assignment), by_name(notation))
    sheet = Worksheet.of(solution, gaps, hint, key=key, space=space)
    style = Style.of(templates or assignment.document.templates or None, language or assignment.document.language)
    contents = files(sheet, names, style, engine=engine)
    return write_all(Path(out) if out is not None else Path(assignment.name), contents)
