"""The general formulas as a page: in indices, each step with its rule, and in matrices."""

from __future__ import annotations

from collections.abc import Mapping

from symbp.formula.layout import row
from symbp.formula.scripts import latex
from symbp.general.derivation import General
from symbp.general.matrix.lines import matrix_form
from symbp.general.matrix.reading import Samples
from symbp.notation import notations
from symbp.page.model import Block, Code, Line, Page, Paragraph, Section
from symbp.page.views import Records, View, register
from symbp.page.words import Style, say
from symbp.registry import choice
from symbp.solving.general.blocks import index_sections, index_sentence, matrix_sections, matrix_sentence
from symbp.solving.general.index_form import LineGroup, ShownLine, groups
from symbp.solving.general.matrix_form import ShownMatrix, shown_matrices

_USUAL = "z-a"


def page(general: General, notation: str = _USUAL, samples: str = "columns") -> Page:
    """The general derivation.

    Args:
        general: the lines.
        notation: the letters, such as z-a.
        samples: columns or rows, in the matrix form.

    Raises:
        UnknownNameError: there is no such notation or way of storing samples.

    >>> from symbp.general import derive_general
    >>> found = page(derive_general("nndl3-bias"))
    >>> found["general-forward-1"].body[0].rows[0].text
    'z(1)[j] = sum_i w(1)[j,i]*x[i] + b(1)[j]'
    """
    stored, chosen = _stored(samples), notations.pick(notation)
    index: tuple[Block, ...] = (
        Paragraph((index_sentence(general.architecture, chosen, ""),)),
        *index_sections(general, chosen),
    )
    given = matrix_form(general, stored).given
    shapes: list[Line] = [(Code(f"{name} {rows}×{columns}"),) for name, (rows, columns) in given.items()]
    about = [say("general.given_matrices", matrices=shapes)]
    about += [say("general.stored_transposed")] if stored is Samples.ROWS else []
    matrix: tuple[Block, ...] = (
        Paragraph((matrix_sentence(general.architecture, chosen),)),
        *(Paragraph((each,)) for each in about),
        *matrix_sections(general, chosen, stored, recognized=True),
    )
    return Page(
        (say("general.title"),),
        (
            Section("index_form", (say("general.index_form"),), index),
            Section("matrix_form", (say("general.matrix_form", samples=stored),), matrix),
        ),
    )


def _stored(samples: str) -> Samples:
    return Samples(choice(Samples, samples, "way of storing samples"))


def data(general: General, notation: str = _USUAL, samples: str = "columns") -> Mapping[str, object]:
    """The general derivation for JSON."""
    stored, chosen = _stored(samples), notations.pick(notation)
    return {
        "sections": [_section(group) for group in groups(general, chosen)],
        "matrices": [_matrix(line) for line in shown_matrices(general, stored, chosen, every=True)],
        "samples": str(stored),
    }


def _section(group: LineGroup) -> dict[str, object]:
    return {"heading": Style().text((group.heading,)), "lines": [_line(line) for line in group.lines]}


def _line(line: ShownLine) -> dict[str, object]:
    stages = [{"text": stage.text, "latex": stage.latex, "rule": Style().text(stage.why)} for stage in line.stages]
    return {"key": line.key, "left": line.left_text, "left_latex": latex.write(line.left), "stages": stages}


def _matrix(matrix: ShownMatrix) -> dict[str, object]:
    return {
        "key": matrix.key,
        "name": matrix.name,
        "latex": latex.write(row(matrix.left, matrix.right)),
        "text": matrix.text,
        "shape": list(matrix.shape),
        "patterns": [Style().text((pattern,)) for pattern in matrix.patterns],
    }


def records(general: General, notation: str = _USUAL, samples: str = "columns") -> Records:
    """The general derivation for CSV, a step a row, then the matrices."""
    stored, chosen = _stored(samples), notations.pick(notation)
    rows: list[tuple[str, ...]] = [
        (group.id, line.left_text, stage.text, Style().text(stage.why))
        for group in groups(general, chosen)
        for line in group.lines
        for stage in line.stages
    ]
    rows += [("matrices", *line.text.split(" = ", 1), "") for line in shown_matrices(general, stored, chosen)]
    return ("section", "left", "right", "rule"), rows


register(General, View(lambda _: "general", page, data, records))
