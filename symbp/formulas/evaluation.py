"""Formulas on arrays: with SymPy's expressions as their entries, or with complex numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
import sympy as sp

from symbp.errors import FormulaError, at_most, did_you_mean
from symbp.formulas.grammar import FormulaNode
from symbp.formulas.operations import COMPARISONS, OPERATIONS, OTHER_NAMES, Inequality, Operation
from symbp.formulas.windows import Array
from symbp.limits import LARGEST_FORMULA_POWER, MOST_CONSTANT_BITS, MOST_FORMULA_ENTRIES


def symbolic(formula: FormulaNode, known: Mapping[str, Array]) -> Array:
    """The entries of a formula as SymPy's expressions.

    Raises:
        FormulaError: a name is not known, or shapes do not meet.
    """
    return _Evaluation(known, symbolic=True).value(formula)


def operation_of(formula: FormulaNode) -> Operation | None:
    """The function that a formula ends with; None where it ends with a sign."""
    return OPERATIONS.get(OTHER_NAMES.get(formula.text, formula.text)) if formula.op == "call" else None


def numeric(formula: FormulaNode, known: Mapping[str, Array]) -> Array:
    """The entries of a formula as complex numbers."""
    with np.errstate(all="ignore"):
        return _Evaluation(known, symbolic=False).value(formula)


def shape_of(array: Array) -> str:
    """The shape of an array as a sentence says it.

    >>> shape_of(np.zeros((2, 3))), shape_of(np.zeros(4)), shape_of(np.float64(1))
    ('2 × 3', 'a vector of 4', 'a number')
    """
    shape = np.shape(array)
    return " × ".join(map(str, shape)) if len(shape) > 1 else f"a vector of {shape[0]}" if shape else "a number"


class _Evaluation:
    def __init__(self, known: Mapping[str, Array], *, symbolic: bool) -> None:
        self.known, self.symbolic = known, symbolic

    def value(self, formula: FormulaNode) -> Array:
        """The array of a node."""
        array = self._computed(formula)
        if np.size(array) > MOST_FORMULA_ENTRIES:
            message = f"an array of {np.size(array)} entries; at most {MOST_FORMULA_ENTRIES} are written out"
            raise FormulaError(message)
        return np.asarray(array, dtype=object if self.symbolic else complex)

    def _computed(self, formula: FormulaNode) -> Array:
        match formula.op:
            case "axis":
                message = "axis= stands behind the one array that a function works on"
                raise FormulaError(message)
            case sign if sign in COMPARISONS:
                message = f"'{sign}' stands only in where(a {sign} b, c, d)"
                raise FormulaError(message)
            case "number":
                exact = Fraction(formula.text)
                return sp.Rational(exact.numerator, exact.denominator) if self.symbolic else complex(exact)
            case "name":
                if formula.text not in self.known:
                    message = f"'{formula.text}' is not known here. {did_you_mean(formula.text, self.known)}"
                    raise FormulaError(message)
                return self.known[formula.text]
            case "call":
                return self._call(formula)
        args = [self.value(each) for each in formula.args]
        match formula.op:
            case "negative":
                return -args[0]
            case "transpose":
                return args[0].T
            case "index":
                return self._indexed(args[0], formula)
            case "**":
                return self._power(args[0], args[1], formula.args[1])
        return self._joined(formula.op, *args)

    def _call(self, formula: FormulaNode) -> Array:
        name = OTHER_NAMES.get(formula.text, formula.text)
        operation = OPERATIONS.get(name)
        if operation is None:
            message = f"'{formula.text}' is no function. {did_you_mean(formula.text, OPERATIONS)}"
            raise FormulaError(message)
        plain = [each for each in formula.args if each.op != "axis"]
        axis = int(formula.args[-1].text) if formula.args[-1].op == "axis" else None
        if not operation.least <= len(plain) <= operation.most:
            most = "" if operation.least == operation.most else f" to {operation.most}"
            message = f"{name}: {_counted(len(plain), 'argument')}; it takes {operation.least}{most}"
            raise FormulaError(message)
        if name == "where" and plain[0].op not in COMPARISONS:
            message = "where: expected a comparison such as z > 0 first"
            raise FormulaError(message)
        args = [self._argument(each, name) for each in plain]
        function = operation.symbolic if self.symbolic else operation.numeric
        if len(plain) == len(formula.args):
            return self._tried(name, function, *args)
        if axis is None or not operation.axes or len(args) > 1 or axis >= np.ndim(args[0]):
            message = f"{name}: no axis {axis} in {' and '.join(map(shape_of, args))}"
            raise FormulaError(message)
        return self._along(axis, name, function, args[0])

    def _along(self, axis: int, name: str, function: Callable[..., Array], array: Array) -> Array:
        rows = np.moveaxis(array, axis, -1)
        values = [self._tried(name, function, rows[place]) for place in np.ndindex(rows.shape[:-1])]
        return np.array([np.asarray(each).item() for each in values], dtype=object).reshape(rows.shape[:-1])

    def _argument(self, formula: FormulaNode, function: str) -> Array:
        """An array, or for where() the comparison."""
        if formula.op in COMPARISONS and function == "where":
            left, right = map(self.value, formula.args)
            return Inequality(left, formula.op, right)
        return self.value(formula)

    def _tried(self, what: str, function: Callable[..., Array], *args: Array) -> Array:
        try:
            return function(*args)
        except FormulaError:
            raise
        except ValueError:
            shapes = " and ".join(shape_of(arg) for arg in args)
            message = f"{what}: the shapes do not meet: {shapes}"
            raise FormulaError(message) from None
        except ZeroDivisionError:
            message = f"{what}: a division by 0"
            raise FormulaError(message) from None

    def _joined(self, sign: str, left: Array, right: Array) -> Array:
        if sign == "@":
            return self._tried("@", _matrix_product, left, right)
        functions: Mapping[str, Callable[..., Array]] = {
            "+": np.add,
            "-": np.subtract,
            "*": np.multiply,
            "/": np.true_divide,
        }
        if sign == "/" and any(entry == 0 for entry in np.ravel(right)):
            message = "/: a division by 0"
            raise FormulaError(message)
        return self._tried(sign, functions[sign], left, right)

    def _power(self, base: Array, exponent: Array, node: FormulaNode) -> Array:
        if np.ndim(exponent) or any(True for _ in node.names()):
            message = "**: expected a number as the exponent"
            raise FormulaError(message)
        value = exponent.item()
        at_most(abs(value), LARGEST_FORMULA_POWER, "**: an exponent beyond {}", FormulaError)
        size = sum(int(e.p).bit_length() + int(e.q).bit_length() for e in np.ravel(base) if isinstance(e, sp.Rational))
        if size * abs(value) > MOST_CONSTANT_BITS:
            message = "**: a number of thousands of digits"
            raise FormulaError(message)
        return base**value

    def _indexed(self, array: Array, formula: FormulaNode) -> Array:
        if len(formula.slices) > array.ndim:
            message = f"[]: {_counted(len(formula.slices), 'place')} in {shape_of(array)}"
            raise FormulaError(message)
        chosen: list[int | slice] = []
        for size, each in zip(array.shape, formula.slices, strict=False):
            first, last = each[0] or 1, each[0] if each[1] is None else each[1] or size
            if not first <= last <= size:
                message = f"[]: place {max(first, last)} in {shape_of(array)}; places count from 1"
                raise FormulaError(message)
            chosen.append(first - 1 if each[1] is None else slice(first - 1, last))
        return array[tuple(chosen)]


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"


def _matrix_product(left: Array, right: Array) -> Array:
    if not (left.ndim and right.ndim):
        raise ValueError
    return left @ right
