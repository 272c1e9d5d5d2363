"""Numbers of a listing that are the assignment's: literal ones, random ones, and what is read from a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from symbp.marking.expression import Expression, name
from symbp.marking.listing.layers import Group, Layers, Rows
from symbp.marking.listing.values import FRESH, MOST_CELLS, Array, NotUnderstoodError, weight
from symbp.marking.names import normalized
from symbp.steps import Kind, Role

_PLAIN = frozenset({Fraction(value) for value in (-1, 0, 1, 2, 10, Fraction(1, 2))})
_NUMBERED = re.compile(r"(w|b)(\d{1,3})")
_TARGET_WORDS = ("t", "y", "target", "label", "true", "wanted", "desired", "expected", "d")


class Givens:
    """What is given in an assignment, found again in the numbers of a listing.

    Args:
        layers: the groups of the assignment.
        turned: whether random weights of a square layer have a row for each unit that they lead to.
    """

    def __init__(self, layers: Layers, *, turned: bool = False) -> None:
        self.layers = layers
        self.key = layers.key
        self.turned = turned
        self.ambiguous = False
        self.taken: set[Group] = set()

    def number(self, written: str, value: Fraction) -> Expression | None:
        """The given that a number under this name is; None if it is a number of the student's own."""
        meanings = self.key.names.meanings(written)
        step = self.key.step(meanings[0].line) if meanings else None
        if step is not None and step.kind is Kind.GIVEN:
            if step.why == Role.TARGET and self.key.givens[step.name] != value:
                return None
            # Other numbers than the assignment's are said, and the formulas go on with the quantity.
            return name(step.name)
        equal = [s for s in self.key.derivation.givens() if self.key.givens[s.name] == value]
        targets = [s for s in equal if s.why == Role.TARGET]
        word = normalized(written)
        if targets and step is not None and step.place.layer == len(self.key.assignment.network.layers) - 1:
            own = [s for s in targets if s.place.unit == step.place.unit]
            return name((own or targets)[0].name)
        if targets and word.strip("0123456789o").startswith(_TARGET_WORDS):
            return name(targets[0].name)
        rates = [s for s in equal if s.why == Role.STEP]
        if rates and any(part in word for part in ("rate", "lr", "eta", "alpha", "step")):
            return name(rates[0].name)
        return name(equal[0].name) if len(equal) == 1 and value not in _PLAIN and word else None

    def array(self, written: str, values: Array) -> list[Expression] | None:
        """The givens that an array of numbers holds, entry by entry; None if they are the student's own."""
        numbers = [Fraction(value) for value in values.entries]
        for lines in self._layouts(written, values):
            if [self.key.givens.get(line) for line in lines] == numbers:
                return [name(line) for line in lines]
        return None

    def _layouts(self, written: str, values: Array) -> Iterator[Sequence[str]]:
        named = self.layers.named(written, None)
        numbers = {Fraction(value) for value in values.entries}
        trivial = len(values.cells) < 2 or len(numbers) == 1
        groups = self.layers.groups("x", "y", "w", "b")
        for group in sorted(groups, key=lambda g: g not in named):
            if trivial and group not in named and (len(values.cells) < 2 or numbers <= {0, 1}):
                continue
            for rows, sample in self._rows(group):
                yield from self.layers.layouts(group, rows, values.shape, sample)
        if not trivial:
            yield from self._flat(values)

    def _rows(self, group: Group) -> Iterator[tuple[Rows, int]]:
        rows = self.layers.all_rows(group.kind) if group.kind in ("x", "y") else self.layers.rows(group)
        yield rows, 0
        if group.kind in ("x", "y"):
            yield from (((row,), 0) for row in rows)
            return
        biases = self.layers.rows(Group("b", group.layer))
        if group.kind == "w" and biases and len(biases[0]) == len(rows):
            # The biases may stand in the same matrix, in front or behind.
            yield tuple((bias, *row) for bias, row in zip(biases[0], rows, strict=True)), 0
            yield tuple((*row, bias) for bias, row in zip(biases[0], rows, strict=True)), 0

    def _flat(self, values: Array) -> Iterator[Sequence[str]]:
        """All weights one behind the other, in the order in which they are numbered."""
        if sum(length != 1 for length in values.shape) > 1:
            return
        network = self.key.assignment.network
        yield network.weights
        yield network.bias_names
        yield (*network.weights, *network.bias_names)

    def parameters(self, written: str, shape: tuple[int, ...]) -> list[Expression] | None:
        """The weights or biases that an array of random numbers stands for, by its name, or by shape and order."""
        named = [g for g in self.layers.named(written) if g.kind in ("w", "b")]
        kinds = ("b",) if written.lower().startswith("b") else ("w",) if len(named) > 1 else ("w", "b")
        free = [g for g in self.layers.groups(*kinds) if g not in self.taken]
        for group in [*(g for g in named if len(named) == 1), *free]:
            for rows, _ in self._rows(group):
                layouts = list(self.layers.layouts(group, rows, shape))
                if not layouts:
                    continue
                if len(layouts) > 1 and len(set(layouts)) > 1:
                    self.ambiguous = True
                self.taken.add(group)
                return [name(line) for line in layouts[-1 if self.turned else 0]]
        return None

    def numbered(self, written: str) -> Expression | None:
        """The weight or bias that a single random number is by its number: w3 is the third; None for another name."""
        match = _NUMBERED.fullmatch(normalized(written))
        if match is None:
            return None
        network = self.key.assignment.network
        lines: Sequence[str] = network.bias_names
        if match.group(1) == "w":
            self.ambiguous = True
            layers = [self.layers.rows(group) for group in self.layers.groups("w")]
            columns = [zip(*rows, strict=True) if self.turned else rows for rows in layers]
            lines = [line for rows in columns for row in rows for line in row]
        number = int(match.group(2))
        return name(lines[number - 1]) if 1 <= number <= len(lines) else None

    def differing(self, written: str, values: Array) -> list[str] | None:
        """The parameters that an array of other numbers than the assignment's is meant to be."""
        groups = [g for g in self.layers.named(written, values.shape) if g.kind in ("w", "b")]
        if len(groups) != 1:
            return None
        layouts = list(self.layers.layouts(groups[0], self.layers.rows(groups[0]), values.shape))
        if len(set(layouts)) > 1:
            self.ambiguous = True
        return list(layouts[-1 if self.turned else 0]) if layouts else None

    def from_outside(self, written: str) -> Any:
        """What a name of the assignment stands for where a listing reads it from somewhere; None if it is none.

        Arrays have a row for each sample, and weights a column for each unit that they lead to.
        """
        meanings = self.key.names.meanings(written)
        if meanings:
            return name(meanings[0].line) if meanings[0].scale == 1 else None
        for group in self.layers.named(written):
            rows = self.layers.all_rows(group.kind) if group.kind in ("x", "y") else self.layers.rows(group)
            if not rows or (len(self.layers.named(written)) > 1 and group.kind not in ("x", "y")):
                continue
            height, width = len(rows), len(rows[0])
            if group.kind in ("w", "dw"):
                self.ambiguous = self.ambiguous or height > 1
                rows = rows if self.turned else tuple(zip(*rows, strict=True))
                height, width = len(rows), len(rows[0])
            return Array((height, width), [name(line) for row in rows for line in row])
        return None


def regular(values: Any) -> Array | None:
    """A list of numbers or formulas, or of lists of them, as an array; None if it holds anything else."""
    if weight(values) > MOST_CELLS:
        return None
    stack = [values]
    while stack:
        value = stack.pop()
        if isinstance(value, list | tuple):
            stack += value
        elif not isinstance(value, int | Fraction | Expression) and value is not FRESH:
            return None
    try:
        return Array.of(values)
    except NotUnderstoodError:
        return None
