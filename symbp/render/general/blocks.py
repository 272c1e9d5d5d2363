"""The general formulas as sections of a page: in indices, each step with its rule, and in matrices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symbp.general.architectures import Architecture
from symbp.general.derivation import General
from symbp.general.matrix.reading import Samples
from symbp.notation import Notation
from symbp.page.equations import MOST_ROWS, maths
from symbp.page.model import Equation, Equations, Section, Sentence
from symbp.page.words import Key, say
from symbp.render.general.index_form import groups
from symbp.render.general.matrix_form import ShownMatrix, shown_matrices

_MOST_MATRICES = 8
"""How many lines in matrices stand together: with their shapes below they are high."""


def index_sections(general: General, notation: Notation) -> Iterator[Section]:
    """The index form, a section a group; a line is never torn apart between its steps."""
    for group in groups(general, notation):
        blocks: list[Equations] = []
        rows: list[Equation] = []
        for line in group.lines:
            more = list(line.equations())
            if rows and len(rows) + len(more) > MOST_ROWS:
                blocks.append(Equations(tuple(rows)))
                rows = []
            rows += more
        yield Section(f"general-{group.id}", (group.heading,), (*blocks, Equations(tuple(rows))))


def matrix_sections(general: General, notation: Notation, samples: Samples = Samples.COLUMNS) -> Iterator[Section]:
    """The matrix form, forward and backward, with the shape below each matrix."""
    found = list(shown_matrices(general, samples, notation))
    cut = next(i for i, line in enumerate(found) if line.key == "loss") + 1
    yield Section("matrices-forward", (say("general.matrices_forward"),), _matrices(found[:cut]))
    yield Section("matrices-backward", (say("general.matrices_backward"),), _matrices(found[cut:]))


def _matrices(lines: Sequence[ShownMatrix]) -> tuple[Equations, ...]:
    return tuple(
        Equations(tuple(matrix_equation(line) for line in lines[start : start + _MOST_MATRICES]))
        for start in range(0, len(lines), _MOST_MATRICES)
    )


def matrix_equation(line: ShownMatrix) -> Equation:
    """A line in matrices."""
    left, _, right = line.latex.partition("&")
    return Equation(maths(left).layout, maths(right).layout, line.text)


def index_sentence(architecture: Architecture, notation: Notation, instances: str = "lines") -> Sentence:
    """What the indices are, and what the Kronecker delta does.

    Args:
        architecture: of the network.
        notation: its letters.
        instances: what the formulas are said to cover: ``lines`` above, the ``network``, or nothing.
    """
    return say("general.indices", instances=Key(instances), layers=bool(notation.layers), batch=architecture.batch)


def matrix_sentence(architecture: Architecture, notation: Notation) -> Sentence:
    """How matrices are written."""
    return say(
        "general.matrices",
        batch=architecture.batch,
        several=any(last > first for first, last in architecture.runs),
        act=maths(f"{notation.latex_letter('act')}^{{(0)}}"),
        layers=bool(notation.layers),
        whole=architecture.whole,
        mixed=any(kind.function is None for kind in architecture.layers),
    )
