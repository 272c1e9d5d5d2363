"""Programs of wide networks, read as programs of a small one: sizes such as 784 are replaced by those of the small one.

What a line of such a program computes is the same formula at every width, so a network of 784-30-10 is compared as
one of 5-4-3: the assignment says for which sizes its layers stand.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Mapping, Sequence

_SHAPE = re.compile(r"\([\d, ]+\)")
_NUMBER = re.compile(r"\d+")
_LEAST_COUNT = 1_000
"""Whole numbers from here on that are no size of a layer are numbers of samples."""
_RESHAPED = frozenset({"reshape", "view"})
_COUNTS = ("batch", "sample")
"""Parts of names of numbers of samples."""
_OTHER_NUMBERS = ("epoch", "iter", "seed", "every", "step", "print")
"""Parts of names of whole numbers that are neither sizes nor numbers of samples."""
_MOST_ROUNDS = 3


def stand_ins(sizes: Sequence[int], stands_for: Sequence[int]) -> dict[int, int]:
    """The size that is read in the place of each size of a program.

    >>> stand_ins([5, 4, 2], [784, 30, 2])
    {784: 5, 30: 4}
    """
    return {wide: small for small, wide in zip(sizes, stands_for, strict=True) if wide != small}


def in_wide(message: str, sizes: Sequence[int], stands_for: Sequence[int]) -> str:
    """A message about shapes with the sizes that the program has.

    >>> in_wide("a product of the shapes (4, 5) and (2, 5)", [5, 4], [784, 30])
    'a product of the shapes (30, 784) and (2, 784)'
    """
    wide = dict(zip(map(str, sizes), map(str, stands_for), strict=True))
    return _SHAPE.sub(lambda shape: _NUMBER.sub(lambda found: wide.get(found[0], found[0]), shape[0]), message)


def narrow(tree: ast.Module, small: Mapping[int, int], samples: int) -> ast.Module:
    r"""Replace the sizes of layers, and the numbers of samples, in a program.

    Args:
        tree: a listing, which is changed.
        small: the size to be read in the place of each, as of :func:`stand_ins`.
        samples: how many samples there are in the place of a batch.

    >>> tree = ast.parse("n = 28; X = X.reshape(60000, n*n); W = randn(10, 784); batch_size = 64; epochs = 10")
    >>> print(ast.unparse(narrow(tree, {784: 5, 10: 3}, 2)).replace("\n", "; "))
    n = 28; X = X.reshape(-1, 5); W = randn(3, 5); batch_size = 2; epochs = 10
    """
    return ast.fix_missing_locations(_Narrowing(tree, small, samples).visit(tree)) if small else tree


class _Narrowing(ast.NodeTransformer):
    def __init__(self, tree: ast.Module, small: Mapping[int, int], samples: int) -> None:
        self.small = small
        self.samples = samples
        self.known: dict[str, int] = {}
        for _ in range(_MOST_ROUNDS):
            for node in ast.walk(tree):
                match node:
                    case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
                        number = self._number(value)
                        if number is not None:
                            self.known.setdefault(name, number)

    def _number(self, node: ast.expr) -> int | None:
        """The whole number that an expression is: one that is written, a name of one, a product of them."""
        match node:
            case ast.Constant(value=int() as value) if not isinstance(value, bool):
                return value
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self.known.get(name)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                one, other = self._number(left), self._number(right)
                return None if one is None or other is None else one * other
        return None

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A size in the place of a size."""
        size = self.small.get(node.value) if type(node.value) is int else None
        return node if size is None else ast.copy_location(ast.Constant(size), node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """A product of whole numbers may be a size; a power, a remainder and a divisor are none."""
        size = self.small.get(self._number(node) or 0)
        if size is not None:
            return ast.copy_location(ast.Constant(size), node)
        if isinstance(node.op, ast.Pow | ast.Mod):
            return node
        node.left = self.visit(node.left)
        if not (isinstance(node.op, ast.Div | ast.FloorDiv) and isinstance(node.right, ast.Constant)):
            node.right = self.visit(node.right)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """A number under its name."""
        node.value = self._named([target.id for target in node.targets if isinstance(target, ast.Name)], node.value)
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        """A number that a call gives to a parameter."""
        node.value = self._named([node.arg or ""], node.value)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        """The numbers that parameters have unless others are given."""
        owners = node.args[len(node.args) - len(node.defaults) :]
        node.defaults = [self._named([owner.arg], each) for owner, each in zip(owners, node.defaults, strict=True)]
        return node

    def _named(self, names: Sequence[str], value: ast.expr) -> ast.expr:
        if isinstance(value, ast.Constant) and type(value.value) is int:
            if _has_part(names, _COUNTS):
                return ast.copy_location(ast.Constant(self.samples), value)
            if _has_part(names, _OTHER_NUMBERS):
                return value
        visited = self.visit(value)
        return visited if isinstance(visited, ast.expr) else value

    def visit_For(self, node: ast.For) -> ast.AST:
        """How often a loop over epochs goes round is no size."""
        if isinstance(node.target, ast.Name) and _has_part([node.target.id], _OTHER_NUMBERS):
            node.body = [self.visit(statement) for statement in node.body]
            return node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A number of samples in a shape is whatever the others leave."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _RESHAPED:
            tuples = [each.elts for each in node.args if isinstance(each, ast.Tuple)]
            for part in (*node.args, *itertools.chain.from_iterable(tuples)):
                if isinstance(part, ast.Constant) and type(part.value) is int and part.value >= _LEAST_COUNT:
                    part.value = -1
        return node


def _has_part(names: Sequence[str], parts: Sequence[str]) -> bool:
    return any(part in name.lower() for name in names for part in parts)
