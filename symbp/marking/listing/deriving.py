"""The derivatives of a formula of a listing, as torch and jax find them: backwards, each node once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from symbp.limits import MOST_DERIVED
from symbp.marking.expression import PI, Expression, call, chosen, number, walk

_LARGE = 9
"""The size that a part counts for in a derivative: every part is shared, and calculated once."""
_ONE, _NOTHING = number(1), number(0)

Adjoints = dict[str, Expression]


def derivatives(value: Expression, inside: Callable[[str], Expression | None], order: Callable[[str], int]) -> Adjoints:
    """The derivative of a formula by every name that it depends on.

    Args:
        value: the formula.
        inside: the formula of a name; None for one that depends on nothing.
        order: where a name stands in the calculation.

    >>> from symbp.marking.expression import name, to_sympy
    >>> found = derivatives(name("z") * name("z"), lambda line: name("w") * name("x") if line == "z" else None, len)
    >>> to_sympy(found["w"])
    2*x*z
    """
    found: Adjoints = {}
    _add_all(found, value, _ONE)
    open_ = set(found)
    for _ in range(MOST_DERIVED):
        if not open_:
            break
        line = max(open_, key=order)
        open_.discard(line)
        formula = inside(line)
        if formula is not None:
            before = set(found)
            _add_all(found, formula, found[line])
            open_ |= found.keys() - before
    return found


def _add_all(found: Adjoints, value: Expression, seed: Expression) -> None:
    """Add to the derivatives by names what one formula gives."""
    nodes = list(walk(value))
    adjoints: dict[int, Expression] = {id(value): seed}
    for node in reversed(nodes):
        own = adjoints.get(id(node))
        if own is None:
            continue
        if node.op == "name":
            line = node.args[0]
            found[line] = own if line not in found else _plus(found[line], own)
            continue
        for part, share in _shares(node, own):
            held = adjoints.get(id(part))
            adjoints[id(part)] = share if held is None else _plus(held, share)


def _shares(node: Expression, own: Expression) -> Iterator[tuple[Expression, Expression]]:
    """The parts of a node with their shares of its derivative."""
    match node.op, node.args:
        case "add", (left, right):
            yield left, own
            yield right, own
        case "multiply", (left, right):
            yield left, _times(own, right)
            yield right, _times(own, left)
        case "power", (base, exponent):
            slope = base if exponent == 2 else _light(Expression("power", (base, exponent - 1)))
            yield base, _times(own, _times(number(exponent), slope))
        case "call", (function, part):
            yield part, _times(own, _slope(function, part, node))
        case "max", (left, right):
            yield left, _light(chosen(left, ">=", right, own, _NOTHING))
            yield right, _light(chosen(right, ">", left, own, _NOTHING))
        case "cases", (comparison, left, right, then, otherwise):
            yield then, _light(chosen(left, comparison, right, own, _NOTHING))
            yield otherwise, _light(chosen(left, comparison, right, _NOTHING, own))


def _slope(function: str, part: Expression, node: Expression) -> Expression:
    """The derivative of a function at a place; ``node`` is its value there."""
    match function:
        case "exp":
            return node
        case "log":
            return _light(Expression("power", (part, -1)))
        case "erf":
            return _light(number(2) / call("sqrt", PI) * call("exp", -(part * part)))
        case "tanh":
            return _light(_ONE - _times(node, node))
        case "cosh" | "sinh":
            return _light(call({"cosh": "sinh", "sinh": "cosh"}[function], part))
        case "sin":
            return _light(call("cos", part))
        case "cos":
            return _light(-call("sin", part))
        case "abs":
            return _light(call("sign", part))
    return _NOTHING


def _plus(left: Expression, right: Expression) -> Expression:
    return _light(left + right)


def _times(left: Expression, right: Expression) -> Expression:
    if _is(left, 0) or _is(right, 0):
        return _NOTHING
    return right if _is(left, 1) else left if _is(right, 1) else _light(left * right)


def _is(node: Expression, value: int) -> bool:
    return node.op == "number" and node.args[0] == Fraction(value)


def _light(node: Expression) -> Expression:
    return Expression(node.op, node.args, min(node.size, _LARGE))
