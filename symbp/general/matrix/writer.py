r"""Matrix formulas on a page and in text.

In text the signs are those of NumPy: ``@`` multiplies matrices, ``*`` entries, ``.T`` transposes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from symbp.formula.layout import (
    Bold,
    Fenced,
    Fraction,
    FunctionName,
    Layout,
    MathRow,
    Name,
    Operator,
    Root,
    Scripts,
    Space,
    TextRun,
    row,
)
from symbp.formula.plain import Plain
from symbp.formula.tree import Leaf, Node, Numeral
from symbp.formula.typeset import Typeset, listed
from symbp.formula.writer import ATOM, ENTRYWISE, POWER, PRODUCT, Branches
from symbp.general.matrix.nodes import (
    AxisSum,
    Divided,
    Filled,
    Hadamard,
    MatrixProduct,
    Repeated,
    StableCall,
    Transposed,
    is_scalar,
)


@dataclass(frozen=True)
class MatrixText(Plain):
    """Writes in text.

    >>> MatrixText().write(MatrixProduct(Transposed(Leaf("W2")), Leaf("D2")))
    'W2.T @ D2'
    """

    name: Callable[[str], str] = str

    times = " * "
    over = " / "

    def other(self, node: Any) -> tuple[str, int]:
        bound = self.bound
        match node:
            case Transposed(matrix):
                return f"{bound(matrix, ATOM)}.T", ATOM
            case MatrixProduct(left, right):
                return f"{bound(left, PRODUCT)} @ {bound(right, POWER)}", PRODUCT
            case Hadamard(factors):
                return self.product(factors), PRODUCT
            case Divided(above, below):
                return self.quotient(above, below)
            case Repeated(vector):
                return self.tree(vector)
            case StableCall(function, arguments):
                return self.call(function, arguments)
            case Filled(filled, rows, columns):
                return f"full({rows}, {columns}, {self.write(filled)})", ATOM
            case AxisSum(matrix):
                return f"{_SUMS[node.over_rows, node.over_columns]}({self.write(matrix)})", ATOM
        return super().other(node)


_SUMS = {(True, True): "sum", (True, False): "column_sums", (False, True): "row_sums"}

_ONES = Bold("1")
_ONES_ROW = Scripts(_ONES, high=Operator("⊤"))
_THIN = Space(3)


@dataclass(frozen=True)
class Matrices(Typeset):
    r"""Writes for a page; ``transposed`` spells the transpose of a matrix, if that is not just marked.

    >>> from symbp.formula.scripts import latex
    >>> latex.write(Matrices().write(Hadamard((Leaf("D"), Leaf("A")))))
    'D \\circ A'
    """

    name: Callable[[str], Layout] = Name
    transposed: Callable[[str], Layout] | None = None

    def bracketed(self, inner: Layout) -> Layout:
        """A formula in brackets that keep their size."""
        return Fenced("(", inner, ")")

    def leaf(self, name: str) -> tuple[Layout, int]:
        """The name of a matrix, which its own signs hold together."""
        return self.name(name), ATOM

    def number(self, node: Numeral) -> tuple[Layout, int]:
        """A number, which is never bracketed."""
        return super().number(node)[0], ATOM

    def product(self, factors: tuple[Node, ...]) -> Layout:
        """Factors side by side; numbers have a dot between them."""
        numbers = all(isinstance(factor, Numeral) for factor in factors)
        between = Operator("·", apart=True) if numbers else _THIN
        return _between([self.bound(factor, PRODUCT) for factor in factors], between)

    def quotient(self, above: Node, below: Node) -> tuple[Layout, int]:
        """A number stands as a fraction before the matrix that it divides."""
        if is_scalar(above):
            return Fraction(self.write(above), self.write(below)), ATOM
        return row(Fraction(self.write(Numeral("1")), self.write(below)), _THIN, self.bound(above, PRODUCT)), PRODUCT

    def power(self, base: Node, exponent: Node) -> tuple[Layout, int]:
        """A power entry by entry, marked by a ring before the exponent."""
        return Scripts(
            MathRow((self.bound(base, ATOM),)), high=row(Operator("∘"), Space(0), self.write(exponent))
        ), POWER

    def call(self, function: str, arguments: tuple[Node, ...]) -> tuple[Layout, int]:
        inside = listed([self.write(argument) for argument in arguments])
        if function == "abs":
            return Fenced("|", inside, "|"), ATOM
        if function == "pi":
            return Name("π"), ATOM
        if function == "sqrt":
            return Root(inside), ATOM
        unknown = function in ("f", "f'")
        called = Name(function) if unknown else FunctionName({"log": "ln"}.get(function, function))
        return row(called, self.bracketed(inside)), ATOM

    def cases(self, branches: Branches) -> tuple[Layout, int]:
        return self.rows(branches, TextRun("where "), TextRun("elsewhere")), ATOM

    def other(self, node: Any) -> tuple[Layout, int]:
        bound = self.bound
        match node:
            case Transposed(Leaf(name)) if self.transposed is not None:
                return self.transposed(name), ATOM
            case Transposed(matrix):
                return Scripts(braced_base(bound(matrix, ATOM)), high=Operator("⊤")), POWER
            case MatrixProduct(left, right):
                return row(bound(left, PRODUCT), Space(18), bound(right, POWER)), PRODUCT
            case Hadamard(factors):
                return _between([bound(factor, POWER) for factor in factors], Operator("∘", apart=True)), ENTRYWISE
            case Divided(above, below):
                return row(bound(above, POWER), Operator("⊘", apart=True), bound(below, POWER)), ENTRYWISE
            case Repeated(vector, as_columns):
                inner = bound(vector, POWER)
                return row(inner, _THIN, _ONES_ROW) if as_columns else row(_ONES, _THIN, inner), PRODUCT
            case Filled(filled):
                ones = row(_ONES, _THIN, _ONES_ROW)
                return ones if filled == Numeral("1") else row(bound(filled, PRODUCT), _THIN, ones), PRODUCT
            case AxisSum(matrix, rows, columns):
                before: list[Layout] = [_ONES_ROW, _THIN] if rows else []
                behind: list[Layout] = [_THIN, _ONES] if columns else []
                return row(*before, bound(matrix, PRODUCT), *behind), PRODUCT
        return super().other(node)


def braced_base(base: Layout) -> Layout:
    """A base in braces; the layout of one with an index or an exponent has them of its own."""
    return base if isinstance(base, Scripts | MathRow) else MathRow((base,))


def _between(parts: list[Layout], sign: Layout) -> Layout:
    return row(*[each for part in parts for each in (sign, part)][1:])
