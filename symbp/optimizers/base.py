"""Optimizers: the lines that make a new parameter of an old one and its gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from symbp.quantity import Quantity, gradient_of
from symbp.renamed import renamed_names

Quantities = Callable[[str], Any]
"""The quantities of an update by their short names: w, g (its gradient), eta, options, states, lines."""

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """A line of an update.

    Attributes:
        name: short: ``w_new``, ``v_new`` for the state v, any other for a helper.
        expr: in the quantities.
        why: the caption.
    """

    name: str
    expr: Any
    why: str


@dataclass(frozen=True, slots=True)
class Optimizer:
    """A rule of update: what SymPy writes out, and an independent NumPy twin.

    Attributes:
        name: key, as written in an assignment.
        title: how a sentence calls it.
        lines: quantities -> the lines for one parameter, the last of them ``w_new``.
        values: NumPy: numbers or arrays by short name -> those of the lines. Written by hand, so that
            it can judge the lines.
        source: where the rule and its conventions are taken from.
        options: names of the options with their usual values.
        states: what is carried from one iteration to the next for each parameter, with its value at the start.
        shared: what is carried from one iteration to the next once for all parameters, in the same way.
        shared_lines: quantities -> the lines of what is shared.
        remark: the rule as a sentence for a sheet; mathematics between dollar signs.
        in_torch: torch, parameters, step, options -> the optimizer of torch that has the same rule.
    """

    name: str
    title: str
    lines: Callable[[Quantities], tuple[UpdateLine, ...]]
    values: Callable[[Values], Values]
    source: str
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    states: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shared: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shared_lines: Callable[[Quantities], tuple[UpdateLine, ...]] = lambda _: ()
    remark: str = ""
    in_torch: Callable[[Any, list[Any], float, Values], Any] | None = None

    @property
    def plain(self) -> bool:
        """Whether it is gradient descent, which carries nothing from one iteration to the next."""
        return self.name == "sgd"

    def long_name(self, short: str, parameter: str) -> str:
        """The name of a quantity in a derivation.

        >>> from symbp.optimizers import optimizers
        >>> [optimizers["adam"].long_name(short, "w1") for short in ("w_new", "m", "m_new", "mhat", "beta1_t_new")]
        ['w1_new', 'm_w1', 'm_w1_new', 'mhat_w1', 'beta1_t_new']
        """
        quantity = Quantity.named(short)
        of = quantity.word
        if of in self.options or of in self.shared or short == "eta":
            return short
        if of == "g":
            return gradient_of(parameter)
        return str(quantity.about(parameter if of == "w" else f"{of}_{parameter}"))

    def names(self, parameter: str) -> Iterator[str]:
        """The names that it adds to a derivation for a parameter, or shares among all."""
        for short in (*self.options, *self.shared, *self.states):
            yield self.long_name(short, parameter)
        for line in self.lines(_nothing):
            yield self.long_name(line.name, parameter)


def _nothing(name: str) -> object:
    """A symbol: the lines are asked for their names alone."""
    import sympy as sp

    return sp.Symbol(name, positive=True)


if not TYPE_CHECKING:
    __getattr__ = renamed_names(__name__)
