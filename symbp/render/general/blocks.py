"""The general formulas as sections of a page: in indices, each step with its rule, and in matrices."""

from __future__ import annotations

from collections.abc import Iterator

from symbp.formula.layout import Scripts, characters
from symbp.general.architectures import Architecture
from symbp.general.derivation import General
from symbp.general.matrix.lines import Size
from symbp.general.matrix.reading import Samples
from symbp.notation import Notation
from symbp.page.equations import MOST_ROWS
from symbp.page.model import Equation, Equations, Maths, Section, Sentence, Text
from symbp.page.words import Key, say
from symbp.render.general.index_form import groups
from symbp.render.general.matrix_form import ShownMatrix, shown_matrices

_MOST_MATRICES = 8
"""How many lines in matrices stand together: with their shapes below they are high."""
_WIDEST_TEXT = 60


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


def matrix_sections(
    general: General, notation: Notation, samples: Samples = Samples.COLUMNS, *, recognized: bool = False
) -> Iterator[Section]:
    """The matrix form, forward and backward, with the shape below each matrix.

    Args:
        general: the index form.
        notation: the letters.
        samples: as columns or as rows.
        recognized: whether each line says what was recognized in its index form.
    """
    found = list(shown_matrices(general, samples, notation))
    cut = next(i for i, line in enumerate(found) if line.key == "loss") + 1
    width = min(max(len(line.text) for line in found), _WIDEST_TEXT)
    for id_, at, lines in (
        ("matrices-forward", "general.matrices_forward", found[:cut]),
        ("matrices-backward", "general.matrices_backward", found[cut:]),
    ):
        rows = [_equation(line, width, recognized=recognized) for line in lines]
        blocks = (Equations(tuple(rows[i : i + _MOST_MATRICES])) for i in range(0, len(rows), _MOST_MATRICES))
        yield Section(id_, (say(at),), tuple(blocks))


def _equation(line: ShownMatrix, width: int, *, recognized: bool) -> Equation:
    """A line in matrices; as text with the shape of its result behind it."""
    rows, columns = map(_size, line.shape)
    why = tuple(part for pattern in line.patterns for part in (Text("; "), pattern))[1:] if recognized else ()
    text = f"{line.text.ljust(width)}  {rows}×{columns}"
    return Equation(line.left, line.right, text, why)


def _size(size: Size) -> str:
    """A size in text: n_(l-1) is that of the layer before."""
    text = str(size)
    return f"n_({text[2:]})" if text.startswith("n_") and not text[2:].isalnum() else text


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
        act=Maths(Scripts(notation.letter("act"), high=characters("(0)"))),
        layers=bool(notation.layers),
        whole=architecture.whole,
        mixed=any(kind.function is None for kind in architecture.layers),
    )
