"""One line of a program."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from symbp.formula import plain
from symbp.formula.tree import Call, Cases, Leaf, Node
from symbp.steps import Derivation


@dataclass(frozen=True)
class ProgramLine:
    """A name, the formula that gives its value, and what a comment says about it."""

    name: str
    formula: Node
    why: str
    text: str

    @classmethod
    def of(cls, derivation: Derivation, name: str) -> ProgramLine:
        """A line of a derivation."""
        step = derivation[name]
        assert step.expr is not None
        formula = derivation.arranged(step.expr)
        return cls(name, formula, step.why, plain.write(formula))

    @functools.cached_property
    def uses(self) -> frozenset[str]:
        """The names in the formula."""
        return frozenset(node.name for node in parts(self.formula) if isinstance(node, Leaf))

    @functools.cached_property
    def functions(self) -> frozenset[str]:
        """The functions that the formula calls; ``choose`` for a choice by cases."""
        nodes = list(parts(self.formula))
        chosen = {"choose"} if any(isinstance(node, Cases) for node in nodes) else set()
        return frozenset(chosen | {node.function for node in nodes if isinstance(node, Call)})


def parts(node: object) -> Iterator[Any]:
    """A formula and every formula in it."""
    if isinstance(node, tuple):
        for child in node:
            yield from parts(child)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from parts(getattr(node, field.name))


def rewritten(node: object, change: Callable[[object], object]) -> Any:
    """The formula with ``change`` made in every part of it, from the innermost outwards."""
    if isinstance(node, tuple):
        return tuple(rewritten(child, change) for child in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    inner = {field.name: rewritten(getattr(node, field.name), change) for field in fields(node)}
    return change(replace(node, **inner))
