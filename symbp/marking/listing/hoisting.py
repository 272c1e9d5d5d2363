"""A dictionary or a tuple that is written out, entry by entry: each entry is a statement of its own, at its own line.

``return {"dW1": x.T @ d1, "dW2": h.T @ d2}`` is followed as ``entries["dW1"] = x.T @ d1``,
``entries["dW2"] = h.T @ d2`` and ``return entries``, so that what is wrong with an entry is found
there, as behind any other assignment.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_BLOCKS = ("body", "orelse", "finalbody")
_HOLDER = "entries of {}"
_GIVEN = (ast.Constant, ast.Lambda, ast.Dict, ast.List)
_NAMED = (*_GIVEN, ast.Name, ast.Attribute, ast.Subscript)


def hoist(tree: ast.Module) -> ast.Module:
    """Put the entries of dictionaries and returned tuples in front of the statements that they stand in.

    Args:
        tree: a listing, which is changed.

    >>> print(ast.unparse(hoist(ast.parse("g = {'w': 2*x, 'b': y}"))))
    entries of 1 = {}
    entries of 1['w'] = 2 * x
    entries of 1['b'] = y
    g = entries of 1
    """
    for node in list(ast.walk(tree)):
        for field in _BLOCKS:
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, [each for statement in block for each in _spread(statement)])
    return tree


def is_holder(word: str) -> bool:
    """Whether a name is none of the listing's, but holds entries that were put in front of a statement."""
    return " " in word


def entry_of(statement: ast.AST) -> ast.Assign | None:
    """A statement that is an entry of a dictionary or a tuple of the listing; None for another."""
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=word))]) if is_holder(word):
            return statement
    return None


def _spread(statement: ast.stmt) -> Iterator[ast.stmt]:
    parts = _entries(statement)
    if not parts:
        yield statement
        return
    value = statement.value  # type: ignore[attr-defined]
    holder = ast.copy_location(ast.Name(_HOLDER.format(value.lineno), ast.Load()), value)
    yield _assigned(ast.Name(holder.id, ast.Store()), ast.copy_location(ast.Dict([], []), value))
    for key, part in parts:
        yield _assigned(ast.Subscript(holder, key, ast.Store()), part)
    if isinstance(value, ast.Tuple):
        taken: list[ast.expr] = [ast.copy_location(ast.Subscript(holder, key, ast.Load()), part) for key, part in parts]
        statement.value = ast.copy_location(ast.Tuple(taken, ast.Load()), value)  # type: ignore[attr-defined]
    else:
        statement.value = holder  # type: ignore[attr-defined]
    yield statement


def _assigned(target: ast.expr, value: ast.expr) -> ast.stmt:
    return ast.copy_location(ast.Assign([ast.copy_location(target, value)], value), value)


def _entries(statement: ast.stmt) -> list[tuple[ast.expr, ast.expr]]:
    """The entries of what a statement writes out, with their keys; none where nothing is calculated in it."""
    match statement:
        case (
            ast.Return(value=ast.Dict() as value)
            | ast.Assign(targets=[ast.Name() | ast.Attribute()], value=ast.Dict() as value)
        ):
            pairs = [(key, part) for key, part in zip(value.keys, value.values, strict=True) if key is not None]
            named = all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key, _ in pairs)
            whole = named and len(pairs) == len(value.keys)
            return pairs if whole and not all(isinstance(part, _GIVEN) for _, part in pairs) else []
        case ast.Return(value=ast.Tuple(elts=parts)):
            if all(isinstance(part, _NAMED) for part in parts) or any(isinstance(part, ast.Starred) for part in parts):
                return []
            return [(ast.copy_location(ast.Constant(at), part), part) for at, part in enumerate(parts)]
    return []
