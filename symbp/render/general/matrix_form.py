"""The matrix form for a document: what stands in indices, what was recognized in it, the matrices with their shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symbp.formula.tree import Leaf
from symbp.general.derivation import General
from symbp.general.matrix.lines import MatrixForm, MatrixLine, Size, matrix_form
from symbp.general.matrix.nodes import Divided, Hadamard, MatrixProduct, Totals, Transposed
from symbp.general.matrix.reading import Samples
from symbp.general.matrix.writer import Latex, Text
from symbp.notation import Notation
from symbp.page.equations import maths
from symbp.page.model import Maths, Sentence
from symbp.page.words import say

_NAME = re.compile(r"(d?[A-Za-z])(\d*)(_new)?")


@dataclass(frozen=True, slots=True)
class ShownMatrix:
    """A line in matrices, in LaTeX with the shape under each matrix, and in text.

    ``patterns`` says what was recognized in the index form.
    """

    key: str
    name: str
    latex: str
    text: str
    shape: tuple[Size, Size]
    patterns: tuple[Sentence, ...]


def shown_matrices(
    general: General, samples: Samples, notation: Notation, *, every: bool = False
) -> Iterator[ShownMatrix]:
    """The matrix form, one line for all layers that share it.

    Args:
        general: the index form.
        samples: as columns or as rows.
        notation: the letters.
        every: each layer by itself.

    >>> from symbp.general import architecture, general
    >>> from symbp.notation import NOTATIONS
    >>> net = general(architecture("sigmoid", "squared-error", batch=True))
    >>> next(shown_matrices(net, Samples.ROWS, NOTATIONS["z-a"])).text
    'Z1 = X @ W1 + b1'
    """
    form = matrix_form(general, samples)
    architecture = general.architecture
    runs = {last: (first, last) for first, last in architecture.runs}
    for line in form.lines:
        own = _layer_of(line, architecture.depth)
        run = (own, own) if every else runs.get(own)
        # Of layers with the same formulas the last one stands for all.
        if run is not None:
            yield _shown(line, form, _Names(notation, form, run))


def _layer_of(line: MatrixLine, depth: int) -> int:
    match = _NAME.fullmatch(line.name)
    return int(match.group(2) or depth) if match else depth


def _shown(line: MatrixLine, form: MatrixForm, names: _Names) -> ShownMatrix:
    shaped = Latex(names.shaped, names.shaped_transpose)
    left = names.shaped(line.name)
    text = Text(names.text)
    return ShownMatrix(
        line.key,
        names.text(line.name),
        f"{left} &= {shaped.write(line.node)}",
        f"{names.text(line.name)} = {text.write(line.node)}",
        names.sizes(line.name),
        tuple(patterns(line, lambda name: maths(names.latex(name)))),
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """How matrices are called: layer numbers, or l where a line stands for several layers."""

    notation: Notation
    form: MatrixForm
    run: tuple[int, int]

    def _mark(self, number: str) -> str:
        first, last = self.run
        if first == last or not number:
            return number
        by = int(number) - last
        return f"l{by:+d}" if by else "l"

    def sizes(self, name: str) -> tuple[Size, Size]:
        """Rows and columns of a matrix; the sizes of layers that a line stands for together are left open."""
        first, last = self.run
        shape = self.form.shape(name)
        match = _NAME.fullmatch(name)
        if first == last or match is None or shape == (1, 1):
            return shape
        depth = self.form.general.architecture.depth
        layer = 0 if name == "X" else int(match.group(2) or depth)
        kind = match.group(1)[-1]
        axes: tuple[int | None, int | None] = (layer, layer - 1) if kind == "W" else (layer, None)
        axes = axes if self.form.samples is Samples.COLUMNS else axes[::-1]
        rows, columns = (
            size if axis is None else f"n_{self._mark(str(axis))}" for axis, size in zip(axes, shape, strict=True)
        )
        return rows, columns

    def text(self, name: str) -> str:
        """A matrix in text: ``W[l]`` for the layers that a line stands for together."""
        match = _NAME.fullmatch(name)
        if match is None or self.run[0] == self.run[1]:
            return name
        mark = self._mark(match.group(2))
        return f"{match.group(1)}{'[' + mark + ']' if mark else ''}{match.group(3) or ''}"

    def latex(self, name: str) -> str:
        """A matrix in LaTeX."""
        return latex_name(name, self.notation, self._mark)

    def shaped(self, name: str) -> str:
        """A matrix in LaTeX, with its shape below it; a number has none."""
        return _over_shape(self.latex(name), self.sizes(name))

    def shaped_transpose(self, name: str) -> str:
        """The transpose of a matrix in LaTeX, with its own shape below it, so that the shapes of factors meet."""
        rows, columns = self.sizes(name)
        latex = self.latex(name)
        # One superscript, not one upon another.
        turned = rf"{latex[:-1]}\,\top}}" if latex.endswith(")}") else rf"{{{latex}}}^{{\top}}"
        return _over_shape(turned, (columns, rows))


def _over_shape(latex: str, shape: tuple[Size, Size]) -> str:
    if shape == (1, 1):
        return latex
    return rf"\underbrace{{{latex}}}_{{{_size(shape[0])} \times {_size(shape[1])}}}"


def latex_name(name: str, notation: Notation, mark: Callable[[str], str] = str, *, inline: bool = False) -> str:
    r"""The LaTeX of a matrix's name; ``mark`` says what stands for the number of a layer.

    ``inline`` writes derivatives in a row of text, without a fraction.

    >>> from symbp.notation import NOTATIONS
    >>> latex_name("D2", NOTATIONS["z-a"]), latex_name("W1_new", NOTATIONS["z-a"])
    ('\\Delta^{(2)}', 'W^{(1),\\mathrm{new}}')
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return r"\eta" if name == "eta" else _size(name)
    base, number = match.group(1), mark(match.group(2))
    if base.startswith("d"):
        above, below = rf"\partial {notation.loss}", rf"\partial {latex_name(name[1:], notation, mark)}"
        return f"{above}/{below}" if inline else rf"\frac{{{above}}}{{{below}}}"
    letter = _letters(notation).get(base, base)
    high = ",".join([*([f"({number})"] if number else []), *([r"\mathrm{new}"] if match.group(3) else [])])
    return f"{letter}^{{{high}}}" if high else letter


def _letters(notation: Notation) -> Mapping[str, str]:
    own = {"D": r"\Delta", "L": notation.loss, "F": "F'"}
    if notation.pre.isascii() and len(notation.pre) > 1:
        own |= {"Z": rf"\mathit{{{notation.pre.capitalize()}}}", "A": rf"\mathit{{{notation.act.capitalize()}}}"}
    return own


def _size(size: Size) -> str:
    return f"n_{{{size[2:]}}}" if isinstance(size, str) and size.startswith("n_") else str(size)


def patterns(line: MatrixLine, name: Callable[[str], Maths]) -> Iterator[Sentence]:
    """What was recognized in the index form of a line, each thing once."""
    found: dict[tuple[str, str], Sentence] = {}

    def seen(at: str, matrix: str = "") -> None:
        found.setdefault((at, matrix), say(at, name=name(matrix) if matrix else None))

    for part in _parts(line.node):
        match part:
            case MatrixProduct(_, Transposed()) | MatrixProduct(Transposed(), _) if not line.source.has(sp.Sum):
                seen("general.outer_product")
            case MatrixProduct(Transposed(Leaf(left)), _):
                seen("general.transposed_left", left)
            case MatrixProduct(_, Transposed(Leaf(right))):
                seen("general.transposed_right", right)
            case MatrixProduct():
                seen("general.product")
            case Hadamard() | Divided():
                seen("general.entrywise")
            case Totals(_, True, False):
                seen("general.column_sums")
            case Totals(_, False, True):
                seen("general.row_sums")
    yield from found.values()


def _parts(node: Any) -> Iterator[Any]:
    yield node
    for field in getattr(node, "__dataclass_fields__", ()):
        value = getattr(node, field)
        for child in value if isinstance(value, tuple) else (value,):
            if hasattr(child, "__dataclass_fields__"):
                yield from _parts(child)
