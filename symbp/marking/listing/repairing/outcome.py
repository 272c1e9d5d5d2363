"""The updates that a listing comes to, as it is and with other values in some places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from symbp.marking.expression import Expression
from symbp.marking.listing.book import Book, Values
from symbp.quantity import Quantity

_LARGEST_DECAY = Fraction(1, 10)


class Outcome:
    """The updates of the first iteration of a listing, and what they come to with other values in some places.

    Args:
        book: of the first iteration.
        sinks: the formula of each update.
        copies: formulas that are others under an identity of their own.
        wanted: how many times the step all have to take; 0 where that does not matter as long as it is the same.
    """

    def __init__(
        self,
        book: Book,
        sinks: Mapping[str, Expression],
        copies: Mapping[int, tuple[Expression, Expression]],
        *,
        wanted: int = 0,
    ) -> None:
        self.wanted = wanted
        self.book = book
        self.sinks = sinks
        self.copies = copies
        self.olds = {place: new for place, (new, _) in copies.items()}
        self.fed_back: dict[tuple[int, ...], bool] = {}
        self.orders = {line: self._order(value) for line, value in sinks.items()}
        self.parts = {line: {id(part) for part in order} for line, order in self.orders.items()}
        self.factors = {line: self._factor(line, book.page.values(value)) for line, value in sinks.items()}

    def _inside(self, node: Expression) -> list[Expression]:
        copied = self.copies.get(id(node))
        return [copied[1]] if copied else [arg for arg in node.args if isinstance(arg, Expression)]

    def _order(self, value: Expression) -> list[Expression]:
        """Everything that a formula was made of, before what is made of it."""
        found: dict[int, Expression] = {}
        stack = [(value, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                found[id(node)] = node
            elif id(node) not in found:
                stack.append((node, True))
                stack += [(part, False) for part in self._inside(node)]
        return list(found.values())

    def _changed(self, line: str, overrides: Mapping[int, Values]) -> Values:
        """The values of an update with others in the place of some of its parts."""
        return self._with(self.sinks[line], self.orders[line], overrides)

    def _with(self, value: Expression, order: Sequence[Expression], overrides: Mapping[int, Values]) -> Values:
        page, known = self.book.page, dict(overrides)
        page.values(value)
        with np.errstate(all="ignore"):
            for node in order:
                if id(node) in known:
                    continue
                copied = self.copies.get(id(node))
                if copied is not None:
                    if id(copied[1]) in known:
                        known[id(node)] = known[id(copied[1])]
                elif any(isinstance(arg, Expression) and id(arg) in known for arg in node.args):
                    known[id(node)] = page.value(node, known)
        return known[id(value)] if id(value) in known else page.values(value)

    def _factor(self, line: str, values: Values) -> Fraction | None:
        """How many times the assignment's step an update takes; 0 where there is none to take; None if it is wrong."""
        old = Quantity.named(line).word
        true = self.book.at(line)
        if np.allclose(self.book.at(old), true, rtol=1e-12, atol=1e-14):
            return Fraction(0) if np.allclose(values, true, rtol=1e-9, atol=1e-12) else None
        found = self.book.step_of(values, old, line)
        return None if found is None or found[1] > _LARGEST_DECAY else found[0]

    def wrong(self) -> set[str]:
        """The updates that are not those of the assignment, nor so many times as most of them."""
        known = [factor for factor in self.factors.values() if factor]
        most = max(known, key=known.count, default=Fraction(1))
        if self.wanted or (1 in known and (most != 2 or len(self.book.key.assignment.samples) == 2)):
            # Of several factors that of the assignment is no mistake: a division too many hits one layer after
            # another. Only the 2 of a square is a convention.
            most = Fraction(1)
        return {line for line, factor in self.factors.items() if factor is None or factor not in (0, most)}

    def slices(self, tags: Mapping[int, int]) -> dict[str, set[int]]:
        """The statements that each update was made by."""
        return {line: {tags[part] for part in parts if part in tags} for line, parts in self.parts.items()}

    def _is_fed_back(self, overrides: Mapping[int, Expression]) -> bool:
        """Whether what a statement makes goes into what it makes later."""
        places = tuple(overrides)
        if places not in self.fed_back:
            last = self.olds.get(places[-1])
            inside = set() if last is None else {id(part) for part in self._order(last)} - {places[-1]}
            self.fed_back[places] = not inside.isdisjoint(places)
        return self.fed_back[places]

    def _values(self, overrides: Mapping[int, Expression]) -> dict[int, Values]:
        """The values of formulas that stand in the place of others."""
        values: dict[int, Values] = {}
        dependent = self._is_fed_back(overrides)
        for place, new in overrides.items():
            values[place] = self.book.page.values(new)
            if dependent and values:
                values[place] = self._with(new, self._order(new), values)
        return values

    def mended(self, overrides: Mapping[int, Expression]) -> tuple[set[str], Fraction | None]:
        """The wrong updates that other formulas make right, and how many times the step these take.

        None are, where a right one becomes wrong.
        """
        wrong, values = self.wrong(), self._values(overrides)
        right = {factor for line, factor in self.factors.items() if line not in wrong and factor}
        now: dict[str, Fraction] = {}
        for line in sorted(self.sinks, key=lambda line: line not in wrong):
            if self.parts[line].isdisjoint(overrides):
                continue
            if line not in wrong and not now:
                break
            factor = self._factor(line, self._changed(line, values))
            if line in wrong and factor is not None and (not right or factor in right):
                now[line] = factor
            elif line not in wrong and factor != self.factors[line]:
                return set(), None
        factors = {factor for factor in now.values() if factor}
        return ({*now}, max(factors)) if len(factors) == 1 else (set(), None)

    def factor(self, overrides: Mapping[int, Expression]) -> Fraction | None:
        """How many times the assignment's steps all updates take with other formulas in the place of some."""
        values = self._values(overrides)
        factors: set[Fraction] = set()
        order = sorted(self.sinks, key=lambda line: self.factors[line] is not None)
        for line in order:
            if self.parts[line].isdisjoint(overrides):
                factor = self.factors[line]
            else:
                factor = self._factor(line, self._changed(line, values))
            if factor is None:
                return None
            factors.add(factor)
            if len(factors - {0}) > 1:
                return None
        return max(factors, default=None)
