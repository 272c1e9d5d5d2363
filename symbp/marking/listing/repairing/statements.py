"""Changes of whole statements: the sign of an update, one that comes too early, one that is missing."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from symbp.marking.listing.repairing.edits import Edit, blocks_of


def statement_edits(tree: ast.Module) -> Iterator[Edit]:
    """The changes, the likeliest first within each statement."""
    for holder, field, block in blocks_of(tree):
        for at, statement in enumerate(block):
            for kind, rank, new in _changes(statement):
                located = ast.fix_missing_locations(ast.copy_location(new, statement))
                yield Edit(kind, rank, statement, holder, field, at, statement, located, statement)
            later = [s for s in block[at + 1 :] if isinstance(s, ast.Assign | ast.AugAssign | ast.Expr)]
            movable = isinstance(statement, ast.Assign | ast.AugAssign) and not _is_used(statement, later)
            if movable and later and holder is not tree:
                moved = [*block[:at], *block[at + 1 :], statement]
                yield _of_block("late", 3, statement, holder, field, block, moved)
            if isinstance(statement, ast.Pass):
                yield from _missing(tree, statement, holder, field, at)
        if block and isinstance(holder, ast.For | ast.While | ast.FunctionDef):
            for new in _zeroing(tree):
                yield _of_block("zero", 4, block[-1], holder, field, block, [*block, new])


def moved_later(tree: ast.AST, early: Collection[int]) -> Iterator[Edit]:
    """Statements, by their ids, at the end of their block: updates that come before the old values are read."""
    for holder, field, block in blocks_of(tree):
        first = next((statement for statement in block if id(statement) in early), None)
        if first is not None:
            rest = [statement for statement in block if id(statement) not in early]
            moved = [*rest, *(statement for statement in block if id(statement) in early)]
            yield _of_block("late", 3, first, holder, field, block, moved)


def _is_used(statement: ast.Assign | ast.AugAssign, later: Sequence[ast.stmt]) -> bool:
    """Whether statements need what one makes anew; not whether they read what it changes."""
    if isinstance(statement, ast.AugAssign):
        return False
    made = {part.id for target in statement.targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    own = {part.id for part in ast.walk(statement.value) if isinstance(part, ast.Name)}
    read = {part.id for each in later for part in ast.walk(each) if isinstance(part, ast.Name)}
    return bool((made - own) & read)


def _of_block(kind: str, rank: int, statement: ast.stmt, holder: ast.AST, field: str, old: object, new: object) -> Edit:
    return Edit(kind, rank, statement, holder, field, -1, old, new, statement)  # type: ignore[arg-type]


def _changes(statement: ast.stmt) -> Iterator[tuple[str, int, ast.stmt]]:
    match statement:
        case ast.AugAssign(target=target, op=op, value=value):
            if isinstance(op, ast.Add | ast.Sub):
                other = ast.Sub() if isinstance(op, ast.Add) else ast.Add()
                yield "sign", 1, ast.AugAssign(target, other, value)
            yield "adds", 5, ast.Assign([target], value)
            yield "twice", 4, ast.Pass()
        case ast.Assign(targets=[ast.Name() | ast.Attribute() | ast.Subscript() as target], value=value):
            yield "adds", 4, ast.AugAssign(target, ast.Add(), value)
            yield "adds", 5, ast.AugAssign(target, ast.Sub(), value)
            yield "twice", 5, ast.Pass()


def _missing(tree: ast.Module, statement: ast.stmt, holder: ast.AST, field: str, at: int) -> Iterator[Edit]:
    """Statements that may stand where there is nothing: gradients set to 0, or a division by a number."""
    for new in _zeroing(tree):
        yield Edit("zero", 2, statement, holder, field, at, statement, new, statement)
    divisors = {
        ast.dump(node.right): node.right
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and isinstance(node.right, ast.Name)
    }
    block = getattr(holder, field)
    names = [t for s in block[max(0, at - 4) : at] if isinstance(s, ast.Assign) for t in s.targets]
    names += [s.target for s in block[max(0, at - 4) : at] if isinstance(s, ast.AugAssign)]
    for target in reversed(names):
        name = target.value if isinstance(target, ast.Subscript) else target
        if isinstance(name, ast.Name):
            for divisor in [*divisors.values()][:3]:
                new = ast.AugAssign(ast.Name(name.id, ast.Store()), ast.Div(), divisor)
                ast.fix_missing_locations(ast.copy_location(new, statement))
                yield Edit("factor", 3, statement, holder, field, at, statement, new, statement)


def _zeroing(tree: ast.Module) -> list[ast.stmt]:
    """The statements that set gradients to 0, for everything whose gradient a listing reads."""
    calls: dict[str, ast.stmt] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "grad" and isinstance(node.value, ast.Name):
            call = ast.parse(f"{node.value.id}.grad.zero_()").body[0]
            calls.setdefault(node.value.id, call)
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as optimizer, attr="step"), args=[]):
                holder = ast.unparse(optimizer)
                calls[holder] = ast.parse(f"{holder}.zero_grad()").body[0]
    return list(calls.values())
