"""The text of a program searched for its network: numbers, pairs of sizes, names, all read off its syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symbp.limits import MOST_LISTED_NUMBERS, MOST_SYNTAX_NODES

LARGEST_SIZE = 5_000
_WRAPPERS = frozenset({"array", "asarray", "tensor", "Tensor", "FloatTensor", "LongTensor", "matrix", "float32", "mat"})
_PASSED_OVER = frozenset({"T", "t", "transpose"})
_NUMBERED = re.compile(r"([A-Za-z]+?)_?(\d{1,3})")

Rows = tuple[tuple[str, ...], ...]
"""Numbers as text, row by row."""


@dataclass
class Hints:
    """Signs of the network that a program shows.

    Attributes:
        arrays: name -> its numbers, where they are written out; a list of numbers is one row.
        flat: names of arrays that were one list of numbers.
        scalars: name -> number.
        sequences: lists and arguments of whole numbers that may be the sizes of the layers, in their order.
        pairs: pairs of whole numbers that may be the shape of a matrix of weights, in their order.
        integers: other whole numbers that may be a size.
        words: every name and attribute.
        functions: the functions and classes that the program defines.
        array_biases: whether biases are arrays of a number for each unit.
        moved_biases: whether biases get new values from their old ones.
    """

    arrays: dict[str, Rows] = field(default_factory=dict)
    flat: set[str] = field(default_factory=set)
    scalars: dict[str, str] = field(default_factory=dict)
    sequences: list[tuple[int, ...]] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    integers: list[int] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    array_biases: bool = False
    moved_biases: bool = False

    def has(self, *parts: str) -> bool:
        """Whether one of the words has one of these in it."""
        return any(part in word.lower() for word in self.words for part in parts)

    def numbered(self, *stems: str) -> list[tuple[str, str]]:
        """The scalars of these stems with a number behind, such as w1 and w2, in the order of the numbers."""
        known = [(match, text) for name, text in self.scalars.items() if (match := _NUMBERED.fullmatch(name))]
        own = [(int(match[2]), match.group(), text) for match, text in known if match[1].lower() in stems]
        return [(name, text) for _, name, text in sorted(own)]


def scan(tree: ast.Module) -> Hints:
    """Read the hints off a syntax tree; nothing is run.

    >>> hints = scan(ast.parse("X = np.array([[0, 1], [1, 0.5]]); n_h = 3; W = np.random.rand(2, n_h); w1 = .5"))
    >>> hints.arrays["X"], hints.pairs, hints.scalars["w1"]
    ((('0', '1'), ('1', '0.5')), [(2, 3)], '0.5')
    """
    nodes = [node for node, _ in zip(_in_order(tree), range(MOST_SYNTAX_NODES), strict=False)]
    hints = Hints()
    sizes = _sizes(nodes)
    hints.functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in nodes:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                hints.words.add(name)
            case ast.Assign(targets=[target], value=value):
                _stored(hints, target, value)
                hints.array_biases |= _is_bias(target) and _is_long(value, sizes)
                hints.moved_biases |= _is_bias(target) and _word(target) in map(_word, ast.walk(value))
            case ast.AugAssign(target=target):
                # In a loop over a dictionary all that is in it is moved.
                hints.moved_biases |= _is_bias(target) or (isinstance(target, ast.Subscript) and not _word(target))
            case ast.Dict(keys=keys, values=values):
                entries = [(_key(key), value) for key, value in zip(keys, values, strict=True)]
                hints.words.update(key for key, _ in entries)
                hints.array_biases |= any(
                    is_called(key, "b", "bias") and _is_long(value, sizes) for key, value in entries
                )
            case ast.Subscript(slice=ast.Constant(value=str() as name)):
                hints.words.add(name)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                _stored(hints, target, value)
        if isinstance(node, ast.FunctionDef):
            for argument, default in zip(reversed(node.args.args), reversed(node.args.defaults), strict=False):
                _stored(hints, ast.Name(id=argument.arg), default)
        if isinstance(node, ast.Call):
            _call_sizes(hints, node, sizes)
        elif isinstance(node, ast.List | ast.Tuple):
            _listed(hints, node.elts, sizes)
        elif isinstance(node, ast.Constant) and (size := _size(node, {})) is not None:
            hints.integers.append(size)
    return hints


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes, as they stand in the text."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(ast.iter_child_nodes(current))))


def _sizes(nodes: Sequence[ast.AST]) -> dict[str, int]:
    """The names of whole numbers: stored, given as defaults or as keywords, or handed to a parameter."""
    known: dict[str, int] = {}
    parameters: dict[str, list[ast.arg]] = {}
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            inits = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
            parameters.update((node.name, init.args.args[1:]) for init in inits)
        elif isinstance(node, ast.FunctionDef):
            parameters.setdefault(node.name, node.args.args)
    # What a call hands on may have a name that is stored later: a size handed on twice is enough.
    for _ in range(2):
        for name, node in _named(nodes, parameters):
            size = _size(node, known)
            if size is not None:
                known.setdefault(name, size)
    return known


def _named(nodes: Sequence[ast.AST], parameters: Mapping[str, Sequence[ast.arg]]) -> Iterator[tuple[str, ast.expr]]:
    """The values that get a name, by an assignment, a default, a keyword, or a place in a call."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
                yield name, value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                yield from (
                    (each.id, part) for each, part in zip(names, values, strict=False) if isinstance(each, ast.Name)
                )
            case ast.keyword(arg=str(name), value=value):
                yield name, value
            case ast.FunctionDef(args=arguments):
                defaults = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
                yield from ((argument.arg, default) for argument, default in defaults)
            case ast.Call(func=ast.Name(id=owner), args=values) if owner in parameters:
                yield from ((each.arg, part) for each, part in zip(parameters[owner], values, strict=False))


def _size(node: ast.AST, known: Mapping[str, int]) -> int | None:
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool) and 1 <= value <= LARGEST_SIZE:
            return int(value)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return known.get(name)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            # The pixels of a picture, 28*28.
            one, other = _size(left, known), _size(right, known)
            return one * other if one and other and one * other <= LARGEST_SIZE else None
    return None


def _call_sizes(hints: Hints, node: ast.Call, known: Mapping[str, int]) -> None:
    """The whole numbers that a call has: two are a shape, more are sizes."""
    sizes = [_size(argument, known) for argument in node.args]
    sizes += [_size(word.value, known) for word in node.keywords]
    numbers = [size for size in sizes if size is not None]
    if len(sizes) >= 2 and sizes[0] is not None and sizes[1] is not None:
        hints.pairs.append((sizes[0], sizes[1]))
    if len(numbers) >= 3:
        hints.sequences.append(tuple(numbers))
    for word in node.keywords:
        if word.arg is not None:
            _stored(hints, ast.Name(id=word.arg), word.value)
    lists = [argument for argument in node.args if isinstance(argument, ast.List | ast.Tuple) and argument.elts]
    own = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if len(lists) == 2 and own in hints.functions and all(_array(each) is not None for each in lists):
        # As in train([0.05, 0.1], [0.01, 0.99]).
        for name, each in zip(("x", "y"), lists, strict=True):
            _stored(hints, ast.Name(id=name), each)


def _listed(hints: Hints, entries: Sequence[ast.expr], known: Mapping[str, int]) -> None:
    sizes = [_size(entry, known) for entry in entries]
    numbers = tuple(size for size in sizes if size is not None)
    if len(numbers) == len(sizes) == 2:
        hints.pairs.append((numbers[0], numbers[1]))
    if len(numbers) == len(sizes) >= 2:
        hints.sequences.append(numbers)


def is_called(name: str, letter: str, word: str) -> bool:
    """Whether a name is a letter with or without a number, or has a word in it.

    >>> is_called("b_2", "b", "bias"), is_called("biases", "b", "bias"), is_called("batch", "b", "bias")
    (True, True, False)
    """
    plain = name.lower().replace("_", "").rstrip("0123456789")
    return plain == letter or word in plain


def _key(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_bias(target: ast.expr) -> bool:
    return is_called(_word(target), "b", "bias")


def _word(node: ast.AST) -> str:
    """The name, the attribute or the key that a place has; "" for anything else."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str() as name)):
            return name
    return ""


def _is_long(value: ast.expr, known: Mapping[str, int]) -> bool:
    """Whether a call in a value makes an array of more than one number."""
    calls = [node for node in ast.walk(value) if isinstance(node, ast.Call)]
    shapes = [
        part for call in calls for each in call.args for part in (each.elts if isinstance(each, ast.Tuple) else [each])
    ]
    return any((_size(part, known) or 1) > 1 for part in shapes)


def _stored(hints: Hints, target: ast.expr, value: ast.expr) -> None:
    match target:
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(targets):
                for each, part in zip(targets, value.elts, strict=True):
                    _stored(hints, each, part)
            return
        case ast.Name(id=name) | ast.Attribute(attr=name):
            pass
        case _:
            return
    number = _number(value)
    if number is not None:
        hints.scalars.setdefault(name, number)
        return
    rows, turned = _unwrapped(value)
    array = None if rows is None else _array(rows)
    if array is None:
        return
    if rows is not None and not isinstance(rows.elts[0], ast.List | ast.Tuple):
        hints.flat.add(name)
    hints.arrays.setdefault(name, tuple(zip(*array, strict=True)) if turned else array)


def _unwrapped(node: ast.expr) -> tuple[ast.List | ast.Tuple | None, bool]:
    """The list within calls such as np.array, and whether it is transposed."""
    turned = False
    for _ in range(8):
        match node:
            case ast.List() | ast.Tuple():
                return (node if node.elts else None), turned
            case ast.Attribute(value=inner, attr=name) if name in _PASSED_OVER:
                node, turned = inner, not turned
            case ast.Call(func=ast.Attribute(value=inner, attr=name), args=[]) if name in _PASSED_OVER:
                node, turned = inner, not turned
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[inner, *_]) if name in _WRAPPERS:
                node = inner
            case ast.Call(func=ast.Attribute(value=ast.expr() as inner, attr="reshape" | "astype" | "float")):
                node = inner
            case _:
                return None, False
    return None, False


def _array(node: ast.List | ast.Tuple) -> Rows | None:
    """The numbers of a list, or of a list of lists of one length."""
    if len(node.elts) > MOST_LISTED_NUMBERS:
        return None
    if not isinstance(node.elts[0], ast.List | ast.Tuple):
        numbers = [_number(entry) for entry in node.elts]
        return (tuple(text for text in numbers if text is not None),) if None not in numbers else None
    rows: list[tuple[str, ...]] = []
    for row in node.elts:
        if not isinstance(row, ast.List | ast.Tuple):
            return None
        numbers = [_number(entry) for entry in row.elts]
        if None in numbers or len(numbers) != len(rows[0] if rows else numbers):
            return None
        rows.append(tuple(text for text in numbers if text is not None))
    return tuple(rows) if rows[0] else None


def _number(node: ast.AST) -> str | None:
    """A number as its text: 0.5, -1, 1/3."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            text = str(value)
            # Neither inf nor nan.
            return text if len(text) < 40 and "n" not in text else None
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as inner):
            positive = _number(inner)
            return None if positive is None else f"-{positive}"
        case ast.BinOp(left=ast.Constant(value=int(a)), op=ast.Div(), right=ast.Constant(value=int(b))) if b:
            ratio = Fraction(a, b)
            return f"{ratio.numerator}/{ratio.denominator}" if max(abs(a), abs(b)) < 10**9 else None
    return None
