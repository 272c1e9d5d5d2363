r"""Matrix formulas in LaTeX and in text.

In text the signs are those of NumPy: ``@`` multiplies matrices, ``*`` entries, ``.T`` transposes.
"""

from __future__ import annotations

import abc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from symbp.formula.latex import number
from symbp.formula.tree import Call, Cases, Leaf, Negative, Number, Power, Product, Quotient, Relation, Sum
from symbp.general.matrix.nodes import (
    Divided,
    Filled,
    Hadamard,
    MatrixProduct,
    Repeated,
    StableCall,
    Totals,
    Transposed,
    is_scalar,
)

_SUM, _ENTRYWISE, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4, 5
ATOM = _ATOM
"""How tightly what is indivisible binds."""

Name = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Writer(abc.ABC):
    """A way to write; ``name`` spells a matrix."""

    name: Name = str

    def write(self, node: Any) -> str:
        """The formula of a tree."""
        return self._tree(node)[0]

    def _bound(self, node: Any, level: int) -> str:
        """A part of a formula, in brackets where it binds less than that."""
        text, binding = self._tree(node)
        return text if binding >= level else self._bracketed(text)

    def _bracketed(self, text: str) -> str:
        return f"({text})"

    @abc.abstractmethod
    def _tree(self, node: Any) -> tuple[str, int]:
        """The formula, and how tightly its outermost operation binds."""


@dataclass(frozen=True, slots=True)
class Text(_Writer):
    """Writes in text.

    >>> Text().write(MatrixProduct(Transposed(Leaf("W2")), Leaf("D2")))
    'W2.T @ D2'
    """

    def _tree(self, node: Any) -> tuple[str, int]:
        bound = self._bound
        match node:
            case Leaf(name):
                return self.name(name), _ATOM
            case Number(text):
                return text, _PRODUCT if "/" in text else _ATOM
            case Transposed(matrix):
                return f"{bound(matrix, _ATOM)}.T", _ATOM
            case MatrixProduct(left, right):
                return f"{bound(left, _PRODUCT)} @ {bound(right, _POWER)}", _PRODUCT
            case Hadamard(factors) | Product(factors):
                return " * ".join(
                    bound(factor, _PRODUCT if i == 0 else _POWER) for i, factor in enumerate(factors)
                ), _PRODUCT
            case Divided(above, below) | Quotient(above, below):
                return f"{bound(above, _PRODUCT)} / {bound(below, _POWER)}", _PRODUCT
            case Repeated(vector):
                return self._tree(vector)
            case Filled(filled, rows, columns):
                return f"full({rows}, {columns}, {self.write(filled)})", _ATOM
            case Totals(matrix):
                return f"{_SUMS[node.over_rows, node.over_columns]}({self.write(matrix)})", _ATOM
            case Negative(operand):
                return f"-{bound(operand, _PRODUCT)}", _SUM
            case Sum(terms):
                return _signed(terms, bound), _SUM
            case Power(base, exponent):
                return f"{bound(base, _ATOM)}**{bound(exponent, _ATOM)}", _POWER
            case Call(function, arguments) | StableCall(function, arguments):
                return f"{function}({', '.join(map(self.write, arguments))})", _ATOM
            case Relation(left, operator, right):
                return f"{self.write(left)} {operator} {self.write(right)}", 0
            case Cases(branches):
                parts = [f"{self.write(v)} if {self.write(when)}" if when else self.write(v) for v, when in branches]
                return " else ".join(parts), 0
        message = f"no way to write {type(node).__name__}"
        raise TypeError(message)


_SUMS = {(True, True): "sum", (True, False): "column_sums", (False, True): "row_sums"}


def _signed(terms: tuple[Any, ...], bound: Callable[[Any, int], str], level: int = _PRODUCT) -> str:
    out = ""
    for i, term in enumerate(terms):
        minus = isinstance(term, Negative)
        body = bound(term.operand if isinstance(term, Negative) else term, level)
        out += (("-" if minus else "") if i == 0 else " - " if minus else " + ") + body
    return out


@dataclass(frozen=True, slots=True)
class Latex(_Writer):
    r"""Writes in LaTeX; ``transposed`` spells the transpose of a matrix, if that is not just marked.

    >>> Latex().write(Hadamard((Leaf("D"), Leaf("A"))))
    'D \\circ A'
    """

    transposed: Name | None = None

    def _bracketed(self, text: str) -> str:
        return rf"\left({text}\right)"

    def _tree(self, node: Any) -> tuple[str, int]:
        bound = self._bound
        match node:
            case Leaf(name):
                return self.name(name), _ATOM
            case Number(text):
                return number(text), _ATOM
            case Transposed(Leaf(name)) if self.transposed is not None:
                return self.transposed(name), _ATOM
            case Transposed(matrix):
                return rf"{{{bound(matrix, _ATOM)}}}^{{\top}}", _POWER
            case MatrixProduct(left, right):
                return rf"{bound(left, _PRODUCT)}\quad {bound(right, _POWER)}", _PRODUCT
            case Hadamard(factors):
                return r" \circ ".join(bound(factor, _POWER) for factor in factors), _ENTRYWISE
            case Product(factors):
                dot = r" \cdot " if all(isinstance(factor, Number) for factor in factors) else r"\,"
                return dot.join(bound(factor, _PRODUCT) for factor in factors), _PRODUCT
            case Divided(above, below):
                return rf"{bound(above, _POWER)} \oslash {bound(below, _POWER)}", _ENTRYWISE
            case Quotient(above, below):
                return self._quotient(above, below)
            case Repeated(vector, as_columns):
                inner = bound(vector, _POWER)
                return (rf"{inner}\,\mathbf{{1}}^{{\top}}" if as_columns else rf"\mathbf{{1}}\,{inner}"), _PRODUCT
            case Filled(filled):
                ones = r"\mathbf{1}\,\mathbf{1}^{\top}"
                return (ones if filled == Number("1") else rf"{bound(filled, _PRODUCT)}\,{ones}"), _PRODUCT
            case Totals(matrix, rows, columns):
                inner = bound(matrix, _PRODUCT)
                return (r"\mathbf{1}^{\top}" * rows) + (r"\," * rows) + inner + (r"\,\mathbf{1}" * columns), _PRODUCT
            case Negative(operand):
                return f"-{bound(operand, _ENTRYWISE)}", _SUM
            case Sum(terms):
                return _signed(terms, bound, _ENTRYWISE), _SUM
            case _:
                return self._function(node)

    def _quotient(self, above: Any, below: Any) -> tuple[str, int]:
        """A number stands as a fraction before the matrix that it divides."""
        if is_scalar(above):
            return rf"\frac{{{self.write(above)}}}{{{self.write(below)}}}", _ATOM
        return rf"\frac{{1}}{{{self.write(below)}}}\,{self._bound(above, _PRODUCT)}", _PRODUCT

    def _function(self, node: Any) -> tuple[str, int]:
        match node:
            case Power(base, exponent):
                return rf"{{{self._bound(base, _ATOM)}}}^{{\circ {self.write(exponent)}}}", _POWER
            case Call("abs", (argument,)):
                return rf"\left|{self.write(argument)}\right|", _ATOM
            case Call(function, arguments):
                listed = ", ".join(map(self.write, arguments))
                return rf"{_FUNCTIONS[function]}\left({listed}\right)", _ATOM
            case Relation(left, operator, right):
                return f"{self.write(left)} {_RELATIONS[operator]} {self.write(right)}", 0
            case Cases(branches):
                rows = [
                    rf"{self.write(value)} & "
                    + (rf"\text{{where }} {self.write(when)}" if when else r"\text{elsewhere}")
                    for value, when in branches
                ]
                return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", _ATOM
        message = f"no way to write {type(node).__name__}"
        raise TypeError(message)


_FUNCTIONS = {
    "exp": r"\exp",
    "log": r"\ln",
    "tanh": r"\tanh",
    "sign": r"\operatorname{sign}",
    "max": r"\max",
    "f": "f",
    "f'": "f'",
}
_RELATIONS = {">": ">", ">=": r"\ge", "<": "<", "<=": r"\le", "==": "=", "!=": r"\ne"}
