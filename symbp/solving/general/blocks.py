"""The general formulas as sections of a page: in indices, each step with its rule, and in matrices."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from symbp.formula.layout import Operator, Scripts, Space, characters, row, width
from symbp.general.architectures import Architecture
from symbp.general.derivation import General
from symbp.general.matrix.lines import Size
from symbp.general.matrix.reading import Samples
from symbp.notation import Notation
from symbp.page.equations import MOST_EQUATION_ROWS
from symbp.page.model import Block, Equation, Equations, Maths, Paragraph, Section, Sentence, Text
from symbp.page.words import Key, say
from symbp.solving.general.index_form import ShownLine, groups
from symbp.solving.general.matrix_form import ShownMatrix, shown_matrices

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
            if rows and len(rows) + len(more) > MOST_EQUATION_ROWS:
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
    matrices = list(shown_matrices(general, samples, notation))
    cut = next(i for i, line in enumerate(matrices) if line.key == "loss") + 1
    width = min(max(len(line.text) for line in matrices), _WIDEST_TEXT)
    for id_, at, lines in (
        ("matrices-forward", "general.matrices_forward", matrices[:cut]),
        ("matrices-backward", "general.matrices_backward", matrices[cut:]),
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
    """The sentence about the indices and the Kronecker delta.

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


def general_section(lines: General, letters: Notation, *before: Block) -> Section:
    """The formulas of the general layer, in indices and in matrices, behind what is said before."""
    index: tuple[Block, ...] = (
        Paragraph((index_sentence(lines.architecture, letters, "network" if before else "lines"),)),
        *index_sections(lines, letters),
    )
    matrix: tuple[Block, ...] = (
        Paragraph((matrix_sentence(lines.architecture, letters),)),
        *matrix_sections(lines, letters),
    )
    return Section(
        "general",
        (say("solution.general"),),
        (
            *before,
            Section("index_form", (say("solution.index_form"),), index),
            Section("matrix_form", (say("solution.matrix_form"),), matrix),
        ),
    )


def results(general: General, notation: Notation, part: str, keys: Collection[str]) -> Equations:
    """The results of the general derivation alone, without their steps.

    Args:
        general: the derivation.
        notation: its letters.
        part: ``forward`` or ``backward``.
        keys: which lines; the error term is that of the loss put together (``combined``) where there is one.
    """
    chosen: list[list[ShownLine]] = []
    for group in groups(general, notation):
        if not group.id.startswith(part):
            continue
        known = {line.key for line in group.lines}
        left_out = {"dL/dz"} if known & {"combined", "recursion"} else set()
        chosen.append([line for line in group.lines if line.key in keys and line.key not in left_out])
    together = tuple(_packed([line for lines in chosen for line in lines]))
    return Equations(together if len(together) == 1 else tuple(each for lines in chosen for each in _packed(lines)))


def _packed(lines: Sequence[ShownLine]) -> Iterator[Equation]:
    """The results of lines beside one another where there is room."""
    before: Equation | None = None
    for line in lines:
        stage = line.stages[-1]
        right, text = row(Operator("=", apart=True), stage.layout), f"{line.left_text} = {stage.text}"
        if before is None:
            before = Equation(line.left, right, text)
        elif width(row(before.left, before.right, line.left, right)) < _WIDEST_TEXT:
            before = Equation(before.left, row(before.right, Space(36), line.left, right), f"{before.text}    {text}")
        else:
            yield before
            before = Equation(line.left, right, text)
    if before is not None:
        yield before


def matrix_results(general: General, notation: Notation) -> Equations:
    """The lines in matrices, backward, with their shapes."""
    lines = list(shown_matrices(general, Samples.COLUMNS, notation))
    cut = next(i for i, line in enumerate(lines) if line.key == "loss") + 1
    return Equations(tuple(Equation(line.left, line.right, line.text) for line in lines[cut:] if line.key != "update"))
