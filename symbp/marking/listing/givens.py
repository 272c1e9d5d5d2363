"""Numbers of a listing that are the assignment's: literal ones, random ones, and what is read from a file."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from symbp.limits import MOST_ARRAY_CELLS
from symbp.marking.expression import Expression, name
from symbp.marking.listing.layers import Group, Layers, Rows
from symbp.marking.listing.values import FRESH, Array, Instance, NotUnderstoodError, weight
from symbp.marking.spelling import normalized
from symbp.steps import Kind, Role

_PLAIN = frozenset({Fraction(value) for value in (-1, 0, 1, 2, 10, Fraction(1, 2))})
_NUMBERED = re.compile(r"(w|b)(\d{1,3})")
_MOST_ARRAYS = 2_000
_WORDS = re.compile(r"[A-Z]?[a-z]+\d*|[A-Z]+\d*(?![a-z])")
_INPUTS = frozenset(("x", "xs", "input", "inputs", "features", "feature", "patterns", "images", "pixels", "points"))
_INPUTS |= {"image", "img", "imgs", "pixel"}
_INPUTS |= {"samples", "examples", "questions", "observations", "predictors"}
_TARGETS = frozenset(("y", "ys", "t", "target", "targets", "label", "labels", "outputs", "expected", "desired"))
_TARGETS |= {"answers", "truth", "truths", "solutions", "responses", "outcomes", "wanted", "marks"}
_OTHER_DATA = frozenset(("test", "val", "valid", "validation", "dev", "pred", "hat", "orig", "hot", "size", "w", "b"))
_OTHER_DATA |= {"layer", "shape", "new", "delta", "error", "hidden", "grad", "n", "num", "d", "path", "file", "list"}
"""Words that make a name one of other things than the data of the training."""
_TARGET_WORDS = ("t", "y", "target", "label", "true", "wanted", "desired", "expected", "d")


@dataclass(frozen=True, slots=True)
class Way:
    """How lies what a listing does not show, because it is random or comes from outside.

    Attributes:
        turned: which of several layouts random weights have: one bit turns those of a square layer, the
            other moves the biases in them.
        columns: whether data have a column for each sample.
        flat: whether the targets are one row of numbers: those of the classes, or of a single output.
    """

    turned: int = 0
    columns: bool = False
    flat: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """How a listing uses its names.

    Attributes:
        zero: stems of names that are counted from 0.
        moved: names from which something is taken off: they are parameters, whatever they are called.
    """

    zero: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()


class Givens:
    """The givens of an assignment, found again in the numbers of a listing.

    Args:
        layers: the groups of the assignment.
        way: how lies what is random or comes from outside.
        naming: how the listing uses its names.
    """

    def __init__(self, layers: Layers, way: Way, naming: Naming) -> None:
        self.layers = layers
        self.key = layers.key
        self.way = way
        self.variants = 1
        self.outside = False
        self.taken: dict[Group, str] = {}
        self.naming = naming
        self._last: tuple[Group, tuple[int, ...]] | None = None
        self.units: set[tuple[int, int]] = set()
        self._arrays: dict[Hashable, Sequence[str] | None] = {}

    def number(self, written: str, value: Fraction) -> Expression | None:
        """The given that a number under this name is; None if it is a number of the student's own."""
        meanings = self.key.names.meanings(written)
        step = self.key.step(meanings[0].line) if meanings else None
        if step is not None and step.kind is Kind.GIVEN:
            if step.why == Role.TARGET and self.key.givens[step.name] != value:
                return None
            # Other numbers than the assignment's are said, and the formulas go on with the quantity.
            return name(step.name)
        biases = self.key.assignment.network.bias_names
        if len(biases) == 1 and written.lower() in ("b", "bias", "intercept"):
            return name(biases[0])
        equal = [s for s in self.key.derivation.givens() if self.key.givens[s.name] == value]
        targets = [s for s in equal if s.why == Role.TARGET]
        word = normalized(written)
        if targets and step is not None and step.place.layer == len(self.key.assignment.network.layers) - 1:
            own = [s for s in targets if s.place.unit == step.place.unit]
            return name((own or targets)[0].name)
        if targets and word.strip("0123456789o").startswith(_TARGET_WORDS):
            return name(targets[0].name)
        rates = [s for s in equal if s.why == Role.LEARNING_RATE]
        if rates and any(part in word for part in ("rate", "lr", "eta", "alpha", "step")):
            return name(rates[0].name)
        # A whole number is a size or a count as well.
        return (
            name(equal[0].name) if len(equal) == 1 and value.denominator > 1 and value not in _PLAIN and word else None
        )

    def array(self, written: str, values: Array) -> list[Expression] | None:
        """The givens that an array of numbers holds, entry by entry; None if they are the student's own."""
        asked = (self.layers, written, values.shape, tuple(values.entries))
        if asked not in self._arrays:
            if len(self._arrays) >= _MOST_ARRAYS:
                self._arrays.clear()
            self._arrays[asked] = self._lines_of(written, values)
        lines = self._arrays[asked]
        return None if lines is None else [name(line) for line in lines]

    def _lines_of(self, written: str, values: Array) -> Sequence[str] | None:
        numbers = [Fraction(value) for value in values.entries]
        if len(values.shape) > 2 and 1 in values.shape:
            # A list of rows or of columns, one a sample.
            values = values.reshaped((values.shape[0], -1))
        for lines in self._layouts(written, values):
            known = [self.key.givens.get(line) for line in lines]
            if known == numbers or (len(known) == len(numbers) and all(map(_prints, known, numbers))):
                return lines
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
        """All weights one behind the other, in the order in which they are numbered, or those of a layer."""
        if sum(length != 1 for length in values.shape) > 1:
            return
        for group in self.layers.groups("w"):
            rows = self.layers.rows(group)
            yield tuple(line for row in rows for line in row)
            yield tuple(line for column in zip(*rows, strict=True) for line in column)
        network = self.key.assignment.network
        yield network.weights
        yield network.bias_names
        yield (*network.weights, *network.bias_names)

    def parameters(self, written: str, shape: tuple[int, ...]) -> list[Expression] | None:
        """The weights or biases that an array of random numbers stands for, by its name, or by shape and order."""
        named = [g for g in self.layers.named(written) if g.kind in ("w", "b")]
        kinds = ("b",) if written.lower().startswith("b") else ("w",) if len(named) > 1 else ("w", "b")
        free = [g for g in self.layers.groups(*kinds) if g not in self.taken]
        free += [g for g in self.layers.groups("w", "b") if g not in self.taken and g.kind not in kinds]
        if not named and prod(shape) == 1 and len(self.layers.groups("w", "b")) == 2:
            # The slope and the intercept of a line, in either order.
            self._choose(2)
            free = free[::-1] if self.way.turned % 2 else free
        own = [g for g in named if len(named) == 1 and self.taken.get(g, written) == written]
        beside = [] if named else self._beside(shape)
        for group in [*own, *beside, *free]:
            fitting = [list(dict.fromkeys(self.layers.layouts(group, rows, shape))) for rows, _ in self._rows(group)]
            fitting = [layouts for layouts in fitting if layouts]
            if fitting:
                self._choose(4 if len(fitting) > 1 else len(fitting[0]))
                self.taken[group] = written
                self._last = (group, shape) if group.kind == "w" else None
                layouts = fitting[(self.way.turned // 2) % len(fitting)]
                return [name(line) for line in layouts[self.way.turned % len(layouts)]]
        return self._of_unit(shape)

    def _beside(self, shape: tuple[int, ...]) -> list[Group]:
        """The biases of the layer whose weights came last, where a row or a column of this shape belongs to them.

        Behind a matrix of 2 by 3 with a column for each of 3 units, a row of 3 is no matrix of the next layer.
        """
        if self._last is None:
            return []
        weights, taken = self._last
        rows, bias = self.layers.rows(weights), Group("b", weights.layer)
        units, into = len(rows), len(rows[0])
        fits = (shape == (1, units) and taken == (into, units)) or (shape == (units, 1) and taken == (units, into))
        return [bias] if fits and bias in self.layers.groups("b") and bias not in self.taken else []

    def neuron(self, written: str, parts: Sequence[object]) -> None:
        """Give the random numbers in objects of a class, one each, what they stand for: weights into a unit, a bias."""
        held = [part for part in parts if isinstance(part, Instance)]
        keys = [next((key for key, value in part.values.items() if value is FRESH), "") for part in held]
        if not written or len(held) < len(parts) or not all(keys):
            return
        lines = self._of_unit((len(held),))
        if len(held) == 1 and written.lower().startswith("b"):
            layer, unit = max(self.units, default=(0, 0))
            biases = self.layers.rows(Group("b", layer))
            lines = [name(biases[0][unit])] if biases and unit < len(biases[0]) else None
        for part, key, line in zip(held, keys, lines or [], strict=False):
            part.values[key] = line

    def _choose(self, ways: int) -> None:
        """Remember that there are so many ways."""
        self.variants = max(self.variants, ways)

    def _of_unit(self, shape: tuple[int, ...]) -> list[Expression] | None:
        """The weights into the next unit that has none yet, with its bias behind them or, turned, in front."""
        if len(shape) != 1:
            return None
        for group in self.layers.groups("w"):
            if group in self.taken:
                continue
            rows, biases = self.layers.rows(group), self.layers.rows(Group("b", group.layer))
            for unit, row in enumerate(rows):
                bias = biases[0][unit : unit + 1] if biases and len(biases[0]) == len(rows) else ()
                whole = (*bias, *row) if self.way.turned // 2 else (*row, *bias)
                lines = row if shape == (len(row),) else whole if shape == (len(whole),) else None
                if (group.layer, unit) in self.units or lines is None:
                    continue
                self._choose(1 if lines is row else 4)
                self.units.add((group.layer, unit))
                return [name(line) for line in lines]
        return None

    def random_data(self, written: str, shape: tuple[int, ...]) -> Array | None:
        """The data that an array of random numbers stands for, by its name."""
        return self.from_outside(written) if self.data_kind(written) is not None and len(shape) == 2 else None

    def data_kind(self, written: str) -> str | None:
        """The kind of data that a name speaks of: ``x``, the inputs, ``y``, the targets; None for neither."""
        words = {word.lower().rstrip("0123456789") for word in _WORDS.findall(written)}
        if words & _OTHER_DATA:
            return None
        kinds = [kind for kind, known in (("x", _INPUTS), ("y", _TARGETS)) if words & known]
        return kinds[0] if len(kinds) == 1 else None

    def numbered(self, written: str) -> Expression | None:
        """The weight or bias that a single random number is by its number: w3 is the third; None for another name."""
        match = _NUMBERED.fullmatch(normalized(written))
        if match is None:
            return None
        network = self.key.assignment.network
        lines: Sequence[str] = network.bias_names
        if match.group(1) == "w":
            self._choose(2)
            layers = [self.layers.rows(group) for group in self.layers.groups("w")]
            columns = [zip(*rows, strict=True) if self.way.turned % 2 else rows for rows in layers]
            lines = [line for rows in columns for row in rows for line in row]
        number = int(match.group(2))
        return name(lines[number - 1]) if 1 <= number <= len(lines) else None

    def differing(self, written: str, values: Array) -> list[str] | None:
        """The parameters that an array of other numbers than the assignment's is meant to be."""
        groups = [g for g in self.layers.named(written, values.shape) if g.kind in ("w", "b")]
        if not groups and written in self.naming.moved and len(values.shape) == 2:
            # What is moved by steps is a parameter, whatever it is called.
            parameters = self.parameters(written, values.shape)
            return None if parameters is None else [str(parameter.args[0]) for parameter in parameters]
        if len(groups) != 1:
            return None
        layouts = list(self.layers.layouts(groups[0], self.layers.rows(groups[0]), values.shape))
        if len(set(layouts)) > 1:
            self._choose(len(layouts))
        return list(layouts[self.way.turned % len(layouts)]) if layouts else None

    def from_outside(self, written: str) -> Any:
        """The value of a name of the assignment where a listing reads it from somewhere; None if it is none.

        Arrays have a row for each sample, and weights a column for each unit that they lead to.
        """
        meanings = self.key.names.meanings(written)
        if meanings:
            return name(meanings[0].line) if meanings[0].scale == 1 else None
        kind = self.data_kind(written)
        if kind is not None:
            return self.batch(kind) if self.layers.all_rows(kind) else None
        for group in self.layers.named(written):
            rows = self.layers.all_rows(group.kind) if group.kind in ("x", "y") else self.layers.rows(group)
            if not rows or (len(self.layers.named(written)) > 1 and group.kind not in ("x", "y")):
                continue
            if group.kind in ("x", "y"):
                return self._data(group, rows)
            height, width = len(rows), len(rows[0])
            if group.kind in ("w", "dw"):
                self._choose(2 if height > 1 else 1)
                rows = rows if self.way.turned % 2 else tuple(zip(*rows, strict=True))
                height, width = len(rows), len(rows[0])
            return Array((height, width), [name(line) for row in rows for line in row])
        return None

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return len(self.layers.all_rows("x"))

    def batch(self, kind: str) -> Array:
        """The inputs or the targets of all samples, as they come from outside."""
        return self._data(Group(kind, 0 if kind == "x" else self.layers.depth), self.layers.all_rows(kind))

    def sample(self, kind: str, at: int) -> object:
        """The inputs or the targets of one sample, as they come from outside: numbers in a row or in a column."""
        row = self.layers.all_rows(kind)[at]
        self.outside = True
        flat = self._flat_targets((row,)) if kind == "y" and self.way.flat else None
        if flat is not None:
            return flat.entries[0]
        return Array((len(row), 1) if self.way.columns else (len(row),), [name(line) for line in row])

    def of_wide(self, written: str) -> Array | None:
        """The data of a wide network, whatever numbers the program has under a name for data; None for another."""
        if not self.key.assignment.network.stands_for or self.data_kind(written) is None:
            return None
        data = self.from_outside(written)
        return data if isinstance(data, Array) else None

    def _data(self, group: Group, rows: Rows) -> Array:
        """Inputs or targets that come from outside, in the way in which they are taken to lie."""
        self.outside = True
        if group.kind == "y" and self.way.flat:
            flat = self._flat_targets(rows)
            if flat is not None:
                return flat
        if self.way.columns:
            rows = tuple(zip(*rows, strict=True))
        return Array((len(rows), len(rows[0])), [name(line) for row in rows for line in row])

    def _flat_targets(self, rows: Rows) -> Array | None:
        """The targets of all samples in one row: of one output, or the numbers of the classes."""
        if len(rows[0]) == 1:
            return Array((len(rows),), [name(row[0]) for row in rows])
        numbers = [[self.key.givens[line] for line in row] for row in rows]
        if any(sorted(row) != [0] * (len(row) - 1) + [1] for row in numbers):
            return None
        return Array((len(rows),), [row.index(Fraction(1)) for row in numbers])


def _prints(given: Fraction | None, number: Fraction) -> bool:
    """Whether a number is a given one to double precision, in which a program prints 1/3 as 0.3333333333333333."""
    return given is not None and (given == number or abs(Fraction(given) - number) * 2**52 <= abs(number))


def regular(values: object) -> Array | None:
    """A list of numbers or formulas, or of lists of them, as an array; None if it holds anything else."""
    if weight(values) > MOST_ARRAY_CELLS:
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
