"""The small changes to one statement of a listing that may make it right."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass

from symbp.marking.listing.repairing.scopes import Scope, is_atom

MOST_EDITS = 600
MOST_REPLACEMENTS = 12
PRODUCTS = frozenset(("dot", "matmul", "mm", "outer", "multiply", "bmm", "mv"))
REDUCTIONS = frozenset(("sum", "mean", "average"))


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One change: a part of a statement becomes another.

    Attributes:
        kind: what sort of change.
        rank: the lower, the likelier.
        statement: where.
        holder: the node that has the part, with the field and the place in it.
        old: the part as it was written.
        new: what stands in its place.
        part: what was put in, taken out, or exchanged for it: its value says what was mistaken for what.
        was: what it was exchanged for, where that is not the whole old part.
    """

    kind: str
    rank: int
    statement: ast.stmt
    holder: ast.AST
    field: str
    at: int
    old: ast.AST
    new: ast.AST
    part: ast.AST
    was: ast.AST | None = None

    @property
    def count(self) -> int:
        """The number that something is multiplied with or divided by."""
        number = getattr(self.new, "right", None)
        return number.value if isinstance(number, ast.Constant) and isinstance(number.value, int) else 0

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The listing with the change."""
        self._put(self.new)
        try:
            yield
        finally:
            self._put(self.old)

    @contextmanager
    def taken_back(self) -> Iterator[None]:
        """The listing without the change, while it is applied."""
        self._put(self.old)
        try:
            yield
        finally:
            self._put(self.new)

    def _put(self, node: ast.AST) -> None:
        if self.at < 0:
            setattr(self.holder, self.field, node)
        else:
            getattr(self.holder, self.field)[self.at] = node


@dataclass(frozen=True, slots=True)
class _Place:
    holder: ast.AST
    field: str
    at: int
    node: ast.expr
    mask: bool = False
    factor: bool = False


def root_of(statement: ast.stmt) -> ast.expr | None:
    """The expression of a statement that makes its value."""
    match statement:
        case ast.Assign(value=value) | ast.AugAssign(value=value) | ast.Return(value=ast.expr() as value):
            return value
        case ast.AnnAssign(value=ast.expr() as value):
            return value
        case ast.Expr(value=ast.Call(args=[*_, value])):
            return value
    return None


def is_masked(statement: ast.stmt) -> bool:
    """Whether a statement writes where a comparison holds."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return any(isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Compare) for target in targets)


def is_written(statement: ast.stmt) -> bool:
    """Whether a statement writes numbers of its own into an array, or does nothing."""
    if isinstance(statement, ast.Pass):
        return True
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return any(isinstance(t, ast.Subscript) for t in targets) and isinstance(root_of(statement), ast.Constant)


def _root_place(statement: ast.stmt) -> _Place | None:
    root = root_of(statement)
    if root is None:
        return None
    if isinstance(statement, ast.Expr):
        call = statement.value
        assert isinstance(call, ast.Call)
        return _Place(call, "args", len(call.args) - 1, root, factor=True)
    return _Place(statement, "value", -1, root, factor=True)


def _places(statement: ast.stmt) -> Iterator[_Place]:
    """The parts of a statement's value, the whole before what it consists of."""
    first = _root_place(statement)
    if isinstance(statement, ast.Assign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Compare):
                yield from _inside(_Place(target, "slice", -1, target.slice, mask=True))
    if isinstance(statement, ast.For):
        first = _Place(statement, "iter", -1, statement.iter)
    if first is not None:
        yield from _inside(first)


def _inside(place: _Place) -> Iterator[_Place]:
    yield place
    node, mask = place.node, place.mask or isinstance(place.node, ast.Compare)
    product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult | ast.Div)
    product = product or (isinstance(node, ast.Call) and word_of(node) in PRODUCTS | REDUCTIONS)
    product = product or isinstance(node, ast.ListComp | ast.GeneratorExp | ast.List | ast.Tuple)
    for field, value in ast.iter_fields(node):
        if isinstance(node, ast.Call) and field == "func":
            if isinstance(value, ast.Attribute) and not isinstance(value.value, ast.Name):
                yield from _inside(_Place(value, "value", -1, value.value, mask))
            elif isinstance(value, ast.Attribute):
                yield _Place(value, "value", -1, value.value, mask, product)
            continue
        for at, part in enumerate(value) if isinstance(value, list) else ((-1, value),):
            if isinstance(part, ast.expr):
                yield from _inside(_Place(node, field, at, part, mask, product))
            elif isinstance(part, ast.keyword):
                yield from _inside(_Place(part, "value", -1, part.value, mask))
            elif isinstance(part, ast.comprehension):
                yield from _inside(_Place(part, "iter", -1, part.iter, mask))


def word_of(call: ast.Call) -> str:
    """The name of the function that is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def edits_of(statement: ast.stmt, scope: Scope) -> list[Edit]:
    """The changes to a statement's value, the likeliest first."""
    found: list[Edit] = []
    if isinstance(statement, ast.Return) and statement.value is not None:
        for new in _slopes_by_hand(scope):
            located = ast.copy_location(new, statement.value)
            found.append(Edit("function", 3, statement, statement, "value", -1, statement.value, located, new))
    for place in _places(statement):
        for kind, rank, new, part in _changes(place, scope):
            if part is not place.node and any(inner is place.node for inner in ast.walk(part)):
                # It would stand in itself.
                continue
            located = ast.copy_location(new, place.node)
            edit = Edit(kind, rank, statement, place.holder, place.field, place.at, place.node, located, part)
            found.append(edit)
        if place.factor and isinstance(place.node, ast.BinOp | ast.Call):
            for new, part, was in _everywhere(place.node, scope):
                located = ast.copy_location(new, place.node)
                holder, field = place.holder, place.field
                found.append(Edit("other", 4, statement, holder, field, place.at, place.node, located, part, was))
        if len(found) > 4 * MOST_EDITS:
            break
    for edit in found:
        ast.fix_missing_locations(edit.new)
    return sorted(found, key=lambda edit: edit.rank)[:MOST_EDITS]


def _everywhere(node: ast.expr, scope: Scope) -> Iterator[tuple[ast.expr, ast.expr, ast.expr]]:
    """A formula with another variable wherever it has one that stands in it twice, as in ``z*(1 - z)`` for ``a``."""
    parts = [part for part in ast.walk(node) if isinstance(part, ast.expr) and is_atom(part, scope)]
    texts = [ast.dump(part) for part in parts]
    twice = {text: part for text, part in zip(texts, parts, strict=True) if texts.count(text) == 2}
    for text, was in list(twice.items())[:2]:
        for other in scope.atoms[:MOST_REPLACEMENTS]:
            if ast.dump(other) != text:
                new = _Exchanged(text, other).visit(deepcopy(node))
                yield new, other, was


class _Exchanged(ast.NodeTransformer):
    """Another variable wherever one stands."""

    def __init__(self, text: str, other: ast.expr) -> None:
        self.text, self.other = text, other

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """The node, or the other variable."""
        if isinstance(node, ast.expr) and ast.dump(node) == self.text:
            return self.other
        return super().generic_visit(node)


def _slopes_by_hand(scope: Scope) -> Iterator[ast.expr]:
    """The derivatives of activations, written out."""
    one = ast.Constant(1)
    for atom in scope.atoms[:4]:
        for value in (atom, *(function.of(atom) for function in scope.functions[:3])):
            yield ast.BinOp(value, ast.Mult(), ast.BinOp(one, ast.Sub(), value))
            yield ast.BinOp(one, ast.Sub(), ast.BinOp(value, ast.Pow(), ast.Constant(2)))
        yield ast.Compare(atom, [ast.Gt()], [ast.Constant(0)])


Change = tuple[str, int, ast.expr, ast.AST]


def _changes(place: _Place, scope: Scope) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.Compare) and place.field == "slice":
        return
    match node:
        case ast.BinOp():
            yield from _of_operator(node)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield "sign", 1, operand, node
        case ast.Call():
            yield from _of_call(node, scope)
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield from (("number", 5, ast.Constant(new), node) for new in (1, 2, value + 1, value - 1) if new != value)
        case ast.Slice():
            yield from (("slice", 3, new, node) for new in _slices(node))
    if is_atom(node, scope):
        yield from _of_atom(place, scope)
    elif isinstance(node, ast.BinOp) and isinstance(place.holder, ast.Assign | ast.Return):
        yield from (("wrap", 3, function.of(node), node) for function in scope.functions)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        row = ast.Name("row_", ast.Load())
        column = ast.comprehension(ast.Name("row_", ast.Store()), node.value, [], 0)
        yield "transpose", 2, ast.ListComp(ast.Subscript(row, node.slice, ast.Load()), [column]), node
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose", 1, node.value, node.value
    elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
        yield "transpose", 2, ast.Attribute(node, "T", ast.Load()), node
    if place.factor:
        yield from _with_factor(place, scope)


def _of_operator(node: ast.BinOp) -> Iterator[Change]:
    left, op, right = node.left, node.op, node.right
    match op:
        case ast.Sub():
            yield "sign", 1, ast.BinOp(right, op, left), node
            yield "sign", 1, ast.BinOp(left, ast.Add(), right), right
            yield "other", 3, left, left
        case ast.Add():
            yield "sign", 1, ast.BinOp(left, ast.Sub(), right), right
            yield "drop", 5, left, right
            yield "drop", 5, right, left
        case ast.Mult() | ast.Div():
            yield "drop", 3, left, right
            if isinstance(op, ast.Mult):
                yield "drop", 3, right, left
            other = ast.Div() if isinstance(op, ast.Mult) else ast.Mult()
            yield "division", 4, ast.BinOp(left, other, right), right
        case ast.MatMult():
            yield "swap", 2, ast.BinOp(right, op, left), left
            turned = [ast.Attribute(side, "T", ast.Load()) for side in (left, right)]
            yield "swap", 3, ast.BinOp(turned[1], op, left), left
            yield "swap", 3, ast.BinOp(right, op, turned[0]), left
        case ast.Pow():
            yield "power", 4, left, node


def _of_call(node: ast.Call, scope: Scope) -> Iterator[Change]:
    word = word_of(node)
    if word in PRODUCTS and len(node.args) == 2:
        first, second = node.args
        yield "swap", 2, ast.Call(node.func, [second, first], node.keywords), first
    if word in REDUCTIONS:
        yield from _of_reduction(node, word)
    if word == "einsum" and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
        for text in _letters(node.args[0].value):
            yield "swap", 1, ast.Call(node.func, [ast.Constant(text), *node.args[1:]], []), node.args[-1]
    if len(node.args) == 1 or (node.args and scope.is_function(node)):
        yield "unwrap", 2, node.args[0], node
        for other in scope.functions:
            if ast.dump(other.func) != ast.dump(node.func) or len(node.args) != 1 or node.keywords:
                yield "function", 2, other.of(node.args[0]), node
        if len(node.args) > 1 or node.keywords:
            yield "function", 2, ast.Call(node.func, node.args[:1], []), node


def _of_reduction(node: ast.Call, word: str) -> Iterator[Change]:
    method = isinstance(node.func, ast.Attribute) and not node.args
    others = [k for k in node.keywords if k.arg not in ("axis", "dim", "keepdims", "keepdim")]
    given = node.args[:1]
    for axis in (0, 1):
        for keep in (True, False):
            keywords = [*others, ast.keyword("axis", ast.Constant(axis))]
            keywords += [ast.keyword("keepdims", ast.Constant(True))] if keep else []
            yield "axis", 2, ast.Call(node.func, given, keywords), node
    other = "mean" if word == "sum" else "sum"
    if isinstance(node.func, ast.Attribute) and (method or node.args):
        func = ast.Attribute(node.func.value, other, ast.Load())
        yield "factor", 3, ast.Call(func, node.args, node.keywords), node


def _letters(text: str) -> Iterator[str]:
    """The subscripts of a sum with the letters of one operand in the other order."""
    before, arrow, after = text.replace(" ", "").partition("->")
    parts = [*before.split(","), after]
    for at, part in enumerate(parts):
        if len(part) == 2:
            turned = [*parts[:at], part[::-1], *parts[at + 1 :]]
            yield ",".join(turned[:-1]) + arrow + turned[-1]


def _slices(node: ast.Slice) -> Iterator[ast.expr]:
    one, last = ast.Constant(1), ast.UnaryOp(ast.USub(), ast.Constant(1))
    for lower, upper in ((one, None), (None, last), (one, last), (None, None)):
        yield ast.Slice(lower, upper, node.step)


def _of_atom(place: _Place, scope: Scope) -> Iterator[Change]:
    node = place.node
    own = ast.dump(node)
    for other in scope.atoms:
        if ast.dump(other) != own:
            yield "mask" if place.mask else "other", 1 if place.mask else 2, other, other
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        for key in scope.keys:
            if key != node.slice.value:
                entry = ast.Subscript(node.value, ast.Constant(key), ast.Load())
                yield "mask" if place.mask else "other", 2, entry, entry
    if place.mask:
        return
    for function in scope.functions:
        yield "wrap", 3, function.of(node), node
    square = ast.BinOp(node, ast.Pow(), ast.Constant(2))
    yield "power", 4, square, node
    # tanh itself in the place of its derivative.
    yield "function", 4, ast.BinOp(ast.Constant(1), ast.Sub(), square), node


def _with_factor(place: _Place, scope: Scope) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.Tuple | ast.List | ast.Constant | ast.Dict | ast.ListComp):
        return
    for slope in scope.slopes:
        yield "times", 3, ast.BinOp(node, ast.Mult(), slope), slope
    for atom in scope.atoms:
        one, two = ast.Constant(1), ast.Constant(2)
        square = ast.BinOp(atom, ast.Pow(), two)
        sigmoid = ast.BinOp(atom, ast.Mult(), ast.BinOp(one, ast.Sub(), atom))
        yield "times", 5, ast.BinOp(node, ast.Mult(), atom), atom
        yield "slope", 4, ast.BinOp(node, ast.Mult(), sigmoid), atom
        yield "slope", 4, ast.BinOp(node, ast.Mult(), ast.BinOp(one, ast.Sub(), square)), atom
        yield "slope", 4, ast.BinOp(node, ast.Mult(), ast.Compare(atom, [ast.Gt()], [ast.Constant(0)])), atom
        yield "half", 4, ast.BinOp(node, ast.Mult(), ast.BinOp(one, ast.Sub(), atom)), atom
        yield "plus", 6, ast.BinOp(node, ast.Add(), atom), atom
    if isinstance(place.holder, ast.ListComp):
        # A sum that goes on with a loop variable which is not used otherwise.
        for word in _unused(place.holder):
            other = ast.Name(word, ast.Load())
            yield "plus", 2, ast.BinOp(other, ast.Add(), node), other
    update = isinstance(place.holder, ast.AugAssign)
    yield "sign", 1 if update else 2, ast.UnaryOp(ast.USub(), node), node
    for count in scope.counts:
        yield "factor", 3, ast.BinOp(node, ast.Div(), ast.Constant(count)), node
        yield "factor", 3, ast.BinOp(node, ast.Mult(), ast.Constant(count)), node


def _unused(node: ast.ListComp) -> list[str]:
    """The variables of a list's loops that do not stand in what it is made of."""
    used = {part.id for part in ast.walk(node.elt) if isinstance(part, ast.Name)}
    bound = [part.id for loop in node.generators for part in ast.walk(loop.target) if isinstance(part, ast.Name)]
    return [word for word in bound if word not in used and word != "_"]


def blocks_of(tree: ast.AST) -> Iterator[tuple[ast.AST, str, Sequence[ast.stmt]]]:
    """The lists of statements in a listing, each with the node and the field that has it."""
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield node, field, block
