"""The matrix form for a document: what stands in indices, what was recognized in it, the matrices with their shapes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import sympy as sp

from symbp.formula.layout import (
    Layout,
    Name,
    Operator,
    Scripts,
    Space,
    Under,
    Upright,
    braced,
    characters,
    parts_of,
    row,
)
from symbp.formula.tree import Leaf
from symbp.formula.typeset import partial
from symbp.general.derivation import General
from symbp.general.matrix.lines import MatrixForm, MatrixLine, Size, matrix_form
from symbp.general.matrix.nodes import AxisSum, Divided, Hadamard, MatrixProduct, Transposed
from symbp.general.matrix.reading import Samples
from symbp.general.matrix.writer import Matrices, MatrixText, braced_base
from symbp.notation import Notation, letter
from symbp.page.model import Maths, Sentence
from symbp.page.words import say

_NAME = re.compile(r"(d?[A-Za-z])(\d*)(_new)?")


@dataclass(frozen=True, slots=True)
class ShownMatrix:
    """A line in matrices, on a page with the shape under each matrix, and in text.

    ``patterns`` says what was recognized in the index form.
    """

    key: str
    name: str
    left: Layout
    right: Layout
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
    >>> from symbp.notation import notations
    >>> net = general(architecture("sigmoid", "squared-error", batch=True))
    >>> next(shown_matrices(net, Samples.ROWS, notations["z-a"])).text
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
            yield _shown_matrix(line, form, _Names(notation, form, run))


def _layer_of(line: MatrixLine, depth: int) -> int:
    match = _NAME.fullmatch(line.name)
    return int(match.group(2) or depth) if match else depth


def _shown_matrix(line: MatrixLine, form: MatrixForm, names: _Names) -> ShownMatrix:
    shaped = Matrices(names.shaped, names.shaped_transpose)
    text = MatrixText(names.text)
    return ShownMatrix(
        line.key,
        names.text(line.name),
        names.shaped(line.name),
        row(Operator("=", apart=True), shaped.write(line.node)),
        f"{names.text(line.name)} = {text.write(line.node)}",
        names.sizes(line.name),
        tuple(patterns(line, lambda name: Maths(names.layout(name)))),
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

    def layout(self, name: str) -> Layout:
        """A matrix on a page."""
        return matrix_name(name, self.notation, self._mark)

    def shaped(self, name: str) -> Layout:
        """A matrix with its shape below it; a number has none."""
        return _over_shape(self.layout(name), self.sizes(name))

    def shaped_transpose(self, name: str) -> Layout:
        """The transpose of a matrix, with its own shape below it, so that the shapes of factors meet."""
        rows, columns = self.sizes(name)
        layout = self.layout(name)
        turned: Layout = Scripts(braced_base(layout), high=Operator("⊤"))
        if isinstance(layout, Scripts) and layout.high is not None and parts_of(layout.high)[-1] == Operator(")"):
            # One superscript, not one upon another.
            turned = replace(layout, high=row(layout.high, Space(3), Operator("⊤")))
        return _over_shape(turned, (columns, rows))


def _over_shape(layout: Layout, shape: tuple[Size, Size]) -> Layout:
    if shape == (1, 1):
        return layout
    return Under(layout, row(_size(shape[0]), Operator("×", apart=True), _size(shape[1])))


def matrix_name(name: str, notation: Notation, mark: Callable[[str], str] = str, *, inline: bool = False) -> Layout:
    r"""A matrix's name on a page; ``mark`` says what stands for the number of a layer.

    ``inline`` writes derivatives in a row of text, without a fraction.

    >>> from symbp.formula.scripts import latex
    >>> from symbp.notation import notations
    >>> [latex.write(matrix_name(name, notations["z-a"])) for name in ("D2", "W1_new")]
    ['\\Delta^{(2)}', 'W^{(1),\\mathrm{new}}']
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return Name("η") if name == "eta" else _size(name)
    base, number = match.group(1), mark(match.group(2))
    if base.startswith("d"):
        loss, by = letter(notation.loss), matrix_name(name[1:], notation, mark)
        return row(Operator("∂"), loss, Operator("/"), Operator("∂"), by) if inline else partial(loss, by)
    symbol = letter(_letters(notation).get(base, base))
    marks = [*[characters(f"({number})")] * bool(number), *[Upright("new")] * bool(match.group(3))]
    return (
        Scripts(symbol, high=row(*[part for each in marks for part in (Operator(","), each)][1:])) if marks else symbol
    )


def _letters(notation: Notation) -> Mapping[str, str]:
    own = {"D": "Δ", "L": notation.loss, "F": "F'"}
    if notation.pre.isascii() and len(notation.pre) > 1:
        own |= {"Z": notation.pre.capitalize(), "A": notation.act.capitalize()}
    return own


def _size(size: Size) -> Layout:
    if isinstance(size, str) and size.startswith("n_"):
        return Scripts(Name("n"), braced(characters(size[2:])))
    return characters(str(size))


def patterns(line: MatrixLine, name: Callable[[str], Maths]) -> Iterator[Sentence]:
    """Patterns that were recognized in the index form of a line, each once."""
    sentences: dict[tuple[str, str], Sentence] = {}

    def add_sentence(at: str, matrix: str = "") -> None:
        """Add a sentence on a pattern, once for each matrix."""
        sentences.setdefault((at, matrix), say(at, name=name(matrix) if matrix else None))

    for part in _parts(line.node):
        match part:
            case MatrixProduct(_, Transposed()) | MatrixProduct(Transposed(), _) if not line.source.has(sp.Sum):
                add_sentence("general.outer_product")
            case MatrixProduct(Transposed(Leaf(left)), _):
                add_sentence("general.transposed_left", left)
            case MatrixProduct(_, Transposed(Leaf(right))):
                add_sentence("general.transposed_right", right)
            case MatrixProduct():
                add_sentence("general.product")
            case Hadamard() | Divided():
                add_sentence("general.entrywise")
            case AxisSum(_, True, False):
                add_sentence("general.column_sums")
            case AxisSum(_, False, True):
                add_sentence("general.row_sums")
    yield from sentences.values()


def _parts(node: object) -> Iterator[object]:
    yield node
    for field in getattr(node, "__dataclass_fields__", ()):
        value = getattr(node, field)
        for child in value if isinstance(value, tuple) else (value,):
            if hasattr(child, "__dataclass_fields__"):
                yield from _parts(child)
