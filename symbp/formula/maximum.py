"""The largest of several quantities, with a derivative that says where it is 1 and where 0."""

from __future__ import annotations

import sympy as sp


class Maximum(sp.Function):
    """The largest of its arguments.

    SymPy's own ``Max`` looks for a decision among its arguments whenever one is made, and its derivative
    is made of step functions, which have no value where two are equally large. Here the first of those
    that are equally large counts, as in torch's ``max_pool2d``.

    >>> a, b, c = sp.symbols("a b c", real=True)
    >>> sp.diff(Maximum(a, b, c), b)
    Piecewise((0, a >= b), (1, b >= c), (0, True))
    """

    is_real = True

    @classmethod
    def eval(cls, *arguments: sp.Expr) -> sp.Expr | None:
        """The largest of numbers; nothing is decided about names."""
        return max(arguments) if all(argument.is_Number for argument in arguments) else None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivative by one of the arguments, counted from 1."""
        own = self.args[argindex - 1]
        before, after = self.args[: argindex - 1], self.args[argindex:]
        branches: list[tuple[sp.Basic, sp.Basic]] = []
        if before:
            branches.append((sp.Integer(0), sp.Ge(_largest(before), own)))
        if after:
            branches.append((sp.Integer(1), sp.Ge(own, _largest(after))))
        return sp.Piecewise(*branches, (sp.Integer(0 if after else 1), True))


def _largest(arguments: tuple[sp.Basic, ...]) -> sp.Basic:
    return Maximum(*arguments) if len(arguments) > 1 else arguments[0]
