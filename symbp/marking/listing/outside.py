"""Data that a listing takes from outside and goes through sample by sample, or batch by batch."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING

from symbp.limits import MOST_ARRAY_CELLS
from symbp.marking.listing.shapes import shape_of
from symbp.marking.listing.values import FRESH, Array, Unknown

if TYPE_CHECKING:
    from symbp.marking.listing.givens import Givens

_OF_BATCHES = ("loader", "batches", "batch_iter", "iterator")


def turns(givens: Givens, target: ast.expr, iterated: ast.expr) -> list[object]:
    """The items of a loop over data from outside; none where its names speak of no inputs with their targets.

    Args:
        givens: of the assignment.
        target: the names of the loop, ``x, y`` or ``i, (x, y)``.
        iterated: what it goes over: batches, as of a loader, or else samples.
    """
    kinds = _kinds(givens, target)
    if kinds is None or not all(givens.layers.all_rows(kind) for kind in kinds.values()):
        return []
    if in_batches(iterated):
        return [_item(target, {word: givens.batch(kind) for word, kind in kinds.items()}, 0)]
    samples = [{word: givens.sample(kind, at) for word, kind in kinds.items()} for at in range(givens.samples)]
    return [_item(target, parts, at) for at, parts in enumerate(samples)]


def in_batches(node: ast.expr) -> bool:
    """Whether a loop over this goes from batch to batch, and not from sample to sample.

    >>> in_batches(ast.parse("enumerate(train_loader)").body[0].value), in_batches(ast.parse("batch").body[0].value)
    (True, False)
    """
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute)]
    words = [part.id if isinstance(part, ast.Name) else part.attr for part in names]
    return any(part in word.lower() for word in words for part in _OF_BATCHES)


def _kinds(givens: Givens, target: ast.expr) -> dict[str, str] | None:
    """The name of the inputs and that of the targets, which stand beside each other; None where there are none."""
    for pair in _pairs(target):
        kinds = [givens.data_kind(word) for word in pair]
        if "y" in kinds and kinds.count("y") == 1:
            at = kinds.index("y")
            return {pair[at]: "y", pair[1 - at]: "x"}
    return None


def _pairs(target: ast.expr) -> Iterator[tuple[str, str]]:
    for node in ast.walk(target):
        match node:
            case ast.Tuple(elts=[ast.Name(id=one), ast.Name(id=other)]):
                yield one, other


def _item(target: ast.expr, parts: dict[str, object], at: int) -> object:
    match target:
        case ast.Tuple(elts=inner):
            return tuple(_item(each, parts, at) for each in inner)
        case ast.Name(id=word):
            return parts.get(word, at)
    return at


CHOICES = frozenset({"choice", "randint", "randrange", "integers"})
"""Functions that choose samples at random."""


def chosen(word: str, given: Sequence[object], named: Mapping[str, object], at: int) -> object:
    """The samples that a random choice stands for: in their order, one after the other.

    Args:
        word: one of :data:`CHOICES`.
        given: its arguments.
        named: those that are given by name.
        at: how often a single one has been chosen before.

    >>> chosen("choice", [5, 2], {}, 0).entries, chosen("randint", [0, 5], {}, 6)
    ([0, 1], 1)
    """
    several = word == "choice"
    names = ("a", "size") if several else ("low", "high", "size")
    found = {**dict(zip(names, given, strict=False)), **named}
    size = found.get("size")
    if several:
        whole = found.get("a")
        items = list(range(whole)) if isinstance(whole, int) else whole
        items = items.rows() if isinstance(items, Array) else items
    else:
        low, high = found.get("low"), found.get("high")
        low, high = (0, low) if high is None else (low, high)
        if isinstance(low, int) and low < 0:
            return FRESH if size is None else Array.filled(shape_of(size), FRESH)
        items = list(range(low, high)) if isinstance(low, int) and isinstance(high, int) else None
    if not isinstance(items, list | range) or not items or isinstance(size, Unknown):
        return Unknown("an index that depends on the values", outside=isinstance(items or size, Unknown))
    if size is None:
        return items[at % len(items)]
    shape = shape_of(size)
    return Array.of([items[i % len(items)] for i in range(min(prod(shape), MOST_ARRAY_CELLS))]).reshaped(shape)
