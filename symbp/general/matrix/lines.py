"""The lines of a whole network in matrices: one forward and one backward pass, as many lines as there are layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

import sympy as sp

from symbp.activations import activations
from symbp.formula.tree import Call, Leaf, Numeral, Quotient
from symbp.general.architectures import Bias
from symbp.general.derivation import General
from symbp.general.lines import GeneralLine
from symbp.general.matrix.nodes import Filled, drawn_together, is_scalar
from symbp.general.matrix.reading import Axes, Samples, read
from symbp.general.symbols import BASES, SAMPLES, THIS, I, J, S, numbers_before
from symbp.stable import STABLE, StableForm, stable

T = TypeVar("T")
Size = int | str
"""A number of units or samples, or its letter where it is left open."""


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """One line in matrices.

    Attributes:
        name: Z1, A1, P, L, dA2, D2 (for δ), dW2, db2, W2_new, ….
        key: the general line that it was read off.
        layer: which layer it belongs to.
        node: the formula, over names of earlier lines and of X, Y, W1, b1, eta.
        shape: rows and columns.
        source: the index form.
    """

    name: str
    key: str
    layer: int
    node: Any
    shape: tuple[Size, Size]
    source: sp.Expr


@dataclass(frozen=True, slots=True)
class MatrixForm:
    """All lines, and the shapes of what they begin with."""

    general: General
    samples: Samples
    lines: tuple[MatrixLine, ...]
    given: dict[str, tuple[Size, Size]]

    def shape(self, name: str) -> tuple[Size, Size]:
        """Rows and columns of a name; what is no matrix is a number."""
        return self.given.get(name) or next((line.shape for line in self.lines if line.name == name), (1, 1))

    def line(self, name: str) -> MatrixLine:
        """The line of that name."""
        return next(line for line in self.lines if line.name == name)


def matrix_form(general: General, samples: Samples = Samples.COLUMNS, *, stable: bool = False) -> MatrixForm:
    """Read the matrix form of every line off its index form.

    Args:
        general: the index form.
        samples: as columns or as rows.
        stable: for numbers: every formula in its numerically stable form (:mod:`symbp.stable`).

    >>> from symbp.general import architecture, general
    >>> form = matrix_form(general(architecture("sigmoid", "squared-error", batch=True)))
    >>> [line.name for line in form.lines][:5], form.shape("dW1")
    (['Z1', 'A1', 'Z2', 'A2', 'L'], ('n_1', 'n_0'))
    """
    reader = _Form(general, samples, stable=stable)
    return MatrixForm(general, samples, tuple(reader.lines()), reader.given())


class _Form:
    def __init__(self, general: General, samples: Samples, *, stable: bool) -> None:
        self.stable = stable
        self.general = general
        self.samples = samples
        self.architecture = general.architecture
        self.depth = self.architecture.depth

    # -- sizes and names --------------------------------------------------------------------

    def size(self, layer: int) -> Size:
        """Units of a layer."""
        return self.architecture.sizes[layer] if self.architecture.sizes else f"n_{layer}"

    @property
    def count(self) -> Size:
        """How many samples there are."""
        return self.architecture.samples or "N"

    def turned(self, rows: T, columns: T) -> tuple[T, T]:
        """Rows and columns as they are stored: exchanged where samples are rows."""
        return (rows, columns) if self.samples is Samples.COLUMNS else (columns, rows)

    def given(self) -> dict[str, tuple[Size, Size]]:
        """The shapes of X, Y and the parameters."""
        sizes = {"X": self.turned(self.size(0), self.count), "Y": self.turned(self.size(self.depth), self.count)}
        for number, kind in enumerate(self.architecture.layers, start=1):
            sizes[f"W{number}"] = self.turned(self.size(number), self.size(number - 1))
            if kind.bias is not Bias.NONE:
                sizes[f"b{number}"] = (1, 1) if kind.bias is Bias.LAYER else self.turned(self.size(number), 1)
        return sizes

    def _global(self, layer: int) -> Callable[[str], object]:
        names = {
            "w": f"W{layer}",
            "b": f"b{layer}",
            "b_shared": f"b{layer}",
            "before": _out(layer - 1),
            "z": f"Z{layer}",
            "a": _out(layer),
            "y": "Y",
            "p": "P",
            "fprime": f"F{layer}",
            "dL/da": f"dA{layer}",
            "dL/dz": f"D{layer}",
            "dL/dw": f"dW{layer}",
            "dL/db": f"db{layer}",
            "n_this": self.size(layer),
            "N": self.count,
            "eta": "eta",
        }
        return lambda name: names[name]

    # -- lines ------------------------------------------------------------------------------

    def lines(self) -> Iterator[MatrixLine]:
        """Forward to the loss, then backward from the last layer to the first."""
        s = S if self.architecture.batch else None
        o, last = self.general.objective, self.depth
        for number in range(1, last + 1):
            layer = self.general.layer(number)
            yield self._line(f"Z{number}", layer.pre, number, (J, s))
            yield from self._acts(number, s)
        if o.part is not None:
            yield self._line("P", o.part, last, (J, s))
        yield self._loss()
        if o.combined is not None or self._is_identity(last):
            delta = o.combined or o.by_output
            yield self._line(f"D{last}", delta, last, (J, s))
        else:
            yield self._line(f"dA{last}", o.by_output, last, (J, s))
            yield self._line(f"D{last}", self.general.layer(last).delta, last, (J, s))
        yield from self._parameters(last)
        for number in range(last - 1, 0, -1):
            yield self._line(f"dA{number}", self.general.layer(number + 1).before, number + 1, (I, s))
            yield self._line(f"D{number}", self.general.layer(number).delta, number, (J, s))
            yield from self._parameters(number)

    def _acts(self, number: int, s: sp.Symbol | None) -> Iterator[MatrixLine]:
        """The outputs of a layer; where its units differ, f stands for the activation of each row's unit."""
        acts = self.general.layer(number).acts
        if len(acts) == 1:
            yield self._line(_out(number), acts[0], number, (J, s))
            return
        shape, before = self.turned(self.size(number), self.count), Leaf(f"Z{number}")
        for name, function in ((_out(number), "f"), (f"F{number}", "f'")):
            yield MatrixLine(name, "act", number, Call(function, (before,)), shape, acts[0].result)

    def _is_identity(self, number: int) -> bool:
        function = self.architecture.layers[number - 1].function
        return function is not None and function.name == "identity"

    def _parameters(self, number: int) -> Iterator[MatrixLine]:
        layer = self.general.layer(number)
        yield self._line(f"dW{number}", layer.weight, number, (J, I))
        if layer.bias is not None:
            yield self._line(
                f"db{number}", layer.bias, number, (J, None) if layer.kind.bias is Bias.UNIT else (None, None)
            )

    def _loss(self) -> MatrixLine:
        """The loss of all samples: their losses put into their sum."""
        o = self.general.objective
        if o.total is None:
            return self._line("L", o.loss, self.depth, (None, None), expr=numbers_before(o.loss.core))
        each: Any = o.loss.core
        outside, inner = each.as_independent(sp.Sum, as_Add=False)
        # 1/n and 1/2 stand before both sums.
        factor = outside * (sp.Integer(1) / SAMPLES if o.by_sample is not None else sp.Integer(1))
        number, share = inner.function.as_coeff_Mul()
        whole = factor * number * sp.Sum(share, *inner.limits, (S, 1, SAMPLES))
        line = GeneralLine("loss", o.total.left, (), whole)
        return self._line("L", line, self.depth, (None, None), expr=whole)

    def _form(self, quantity: Any, layer: int) -> tuple[StableForm, object] | None:
        """The form that outputs a, or the helper values p of the loss, have by name, and its argument."""
        base = str(quantity.base) if isinstance(quantity, sp.Indexed) else ""
        function = self.architecture.layers[layer - 1].function
        own = {"a": "" if function is None else function.name, "p": self.architecture.loss.function.link}.get(base)
        form = activations[own].stable if own else ""
        return (STABLE[form], BASES["z" if base == "a" else "a"][quantity.indices]) if form else None

    def _for_numbers(self, line: GeneralLine, expr: sp.Expr, layer: int) -> sp.Expr:
        """The formula of a line in its stable form."""
        own = self._form(line.left, layer) if line.key in ("act", "part") else None
        if own is not None and own[0].value is not None:
            return own[0].value(own[1])
        return stable(expr, lambda quantity: self._form(quantity, layer))

    def _line(self, name: str, line: GeneralLine, layer: int, axes: Axes, *, expr: Any = None) -> MatrixLine:
        source = line.result if expr is None else expr
        by_sample = self.general.objective.by_sample
        if by_sample is not None:
            # ∂L/∂L_s is the same number for every sample: it is put in.
            source = source.xreplace({by_sample.left: by_sample.result})
        # A mean over one is no mean: 1/1 is left out.
        single = {1 / size: sp.Integer(1) for size, n in ((THIS, self.size(layer)), (SAMPLES, self.count)) if n == 1}
        source = source.xreplace(single)
        formula = self._for_numbers(line, source, layer) if self.stable else source
        node = read(formula, self.turned(*axes), self.samples)
        lengths = {J: self.size(layer), I: self.size(layer - 1), S: self.count, None: 1}
        rows, columns = self.turned(*(lengths[axis] for axis in axes))
        if is_scalar(node) and name != "L":
            node = Filled(node, rows, columns)
        node = _renamed(node, self._global(layer))
        return MatrixLine(name, line.key, layer, node, (rows, columns), source)


def _out(layer: int) -> str:
    return f"A{layer}" if layer else "X"


def _renamed(node: object, names: Callable[[str], Any]) -> object:
    """The tree with other names at its leaves; a size that is known becomes a number."""
    if isinstance(node, Leaf):
        name = names(node.name)
        return Numeral(str(name)) if isinstance(name, int) else Leaf(name)
    if isinstance(node, tuple):
        return tuple(_renamed(each, names) for each in node)
    if is_dataclass(node) and not isinstance(node, type):
        made = replace(node, **{field.name: _renamed(getattr(node, field.name), names) for field in fields(node)})
        return drawn_together(made) if isinstance(made, Quotient) else made
    return node
