"""The chain rule over its paths, in partial derivatives, before any slope is put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symbp.formula.tree import Node, Partial, Product, Sum
from symbp.steps import Derivation, Kind

MOST_PATHS = 6
"""From how many paths on the derivative by a pre-activation is not followed any further."""


@dataclass(frozen=True)
class Paths:
    """Which forward lines use a name, among those that the loss depends on."""

    users: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, derivation: Derivation) -> Paths:
        """The paths of a derivation, as its backward pass takes them."""
        users: dict[str, list[str]] = {"L": []}
        for step in reversed(derivation.of_kind(Kind.PRE, Kind.ACT, Kind.LOSS)):
            if step.name in users:
                for name in step.slopes or step.uses:
                    users.setdefault(name, []).append(step.name)
        order = derivation.position
        return cls({name: tuple(sorted(lines, key=order)) for name, lines in users.items()})

    def count(self, name: str) -> int:
        """Over how many paths a name reaches the loss."""
        return 1 if name == "L" else sum(self.count(user) for user in self.users[name])

    def chain(self, name: str) -> Node:
        r"""∂L/∂name as a sum over paths of products of partial derivatives.

        Common factors stand outside: (∂L/∂o₁ ∂o₁/∂h + ∂L/∂o₂ ∂o₂/∂h) ∂h/∂w. Where there are more
        than MOST_PATHS, they are followed as far as the derivatives by the pre-activations.
        """
        return self._chain(name, follow=self.count(name) <= MOST_PATHS)

    def _chain(self, name: str, *, follow: bool) -> Node:
        terms: list[Node] = []
        for user in self.users[name]:
            here = Partial(user, name)
            if user == "L":
                terms.append(here)
                continue
            before = self._chain(user, follow=True) if follow else Partial("L", user)
            factors = before.factors if isinstance(before, Product) else (before,)
            terms.append(Product((*factors, here)))
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))
