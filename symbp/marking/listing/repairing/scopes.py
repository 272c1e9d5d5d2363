"""The scope of a statement of a listing: the variables and the functions around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from symbp.marking.listing.hoisting import is_holder
from symbp.marking.listing.storing import loading

MOST_ATOMS = 26
MOST_FUNCTIONS = 8
MOST_KEYS = 24
MOST_SLOPES = 16
LONGEST_SLOPE = 8
_ELEMENTWISE = frozenset(("tanh", "sigmoid", "expit", "relu", "logistic"))
_DERIVING = {
    "torch": ("sigmoid", "tanh", "relu"),
    "jax": ("nn.sigmoid", "nn.relu"),
    "jax.numpy": ("tanh",),
    "autograd.numpy": ("tanh",),
}


@dataclass(frozen=True, slots=True, eq=False)
class Unary:
    """A function of one array that a listing calls, with what else it is given: ``nonlin(x, deriv=True)``."""

    func: ast.expr
    args: tuple[ast.expr, ...]
    keywords: tuple[ast.keyword, ...]

    def of(self, argument: ast.expr) -> ast.Call:
        """A call of it."""
        return ast.Call(self.func, [argument, *self.args], [*self.keywords])


@dataclass(slots=True, eq=False)
class Scope:
    """The names of a function of a listing, or of the module.

    Attributes:
        atoms: variables, attributes and entries that are read in it.
        functions: functions of one array that are called anywhere.
        slopes: calls of such functions that stand in it, and with other arguments.
        counts: numbers by which something may be divided.
        keys: words under which values are kept in dictionaries.
        modules: names of what is imported.
    """

    atoms: list[ast.expr] = field(default_factory=list)
    functions: list[Unary] = field(default_factory=list)
    slopes: list[ast.expr] = field(default_factory=list)
    counts: tuple[int, ...] = (2,)
    keys: tuple[str, ...] = ()
    modules: frozenset[str] = frozenset()

    def is_function(self, call: ast.Call) -> bool:
        """Whether a call is one of a function of one array."""
        own = ast.dump(call.func)
        return any(ast.dump(each.func) == own for each in self.functions)


class Scopes:
    """The scopes of a listing.

    Args:
        tree: the listing.
        samples: how many samples the assignment has.
    """

    def __init__(self, tree: ast.Module, samples: int) -> None:
        self.tree = tree
        self.modules = frozenset(_imported(tree))
        self.counts = tuple(dict.fromkeys(n for n in (samples, 2) if n > 1))
        self.functions = [*_unary(tree, self.modules), *_of_libraries(tree)][:MOST_FUNCTIONS]
        self.keys = tuple(dict.fromkeys(_keys(tree)))[:MOST_KEYS]
        self.homes: dict[int, ast.AST] = {}
        self.owners: dict[int, ast.ClassDef] = {}
        self.known: dict[int, list[ast.expr]] = {}
        self._take(tree, tree, None)

    def _take(self, node: ast.AST, home: ast.AST, owner: ast.ClassDef | None) -> None:
        stack: list[tuple[ast.AST, ast.AST, ast.ClassDef | None]] = [(node, home, owner)]
        while stack:
            node, home, owner = stack.pop()
            if isinstance(node, ast.stmt):
                self.homes[id(node)] = home
            inner = node if isinstance(node, ast.FunctionDef) else home
            kind = node if isinstance(node, ast.ClassDef) else owner
            if kind is not None and isinstance(node, ast.FunctionDef):
                self.owners[id(node)] = kind
            stack += [(child, inner, kind) for child in ast.iter_child_nodes(node)]

    def of(self, statement: ast.stmt) -> Scope:
        """The scope of a statement: what stands nearest to it first."""
        home = self.homes.get(id(statement), self.tree)
        if id(home) not in self.known:
            places = [home]
            if id(home) in self.owners:
                places.append(self.owners[id(home)])
            self.known[id(home)] = [atom for at, place in enumerate(places) for atom in self._atoms(place, own=at == 0)]
        near = sorted(self.known[id(home)], key=lambda atom: abs(atom.lineno - statement.lineno))
        atoms: dict[str, ast.expr] = {}
        for atom in near:
            atoms.setdefault(ast.dump(atom), atom)
        chosen = list(atoms.values())[:MOST_ATOMS]
        slopes: list[ast.expr] = [f.of(a) for f in self.functions for a in chosen[:MOST_SLOPES]]
        return Scope(chosen, self.functions, slopes[: 4 * MOST_SLOPES], self.counts, self.keys, self.modules)

    def _atoms(self, place: ast.AST, *, own: bool) -> Iterator[ast.expr]:
        """The variables of a function; of the class that it is in the attributes alone."""
        callees = {id(node.func) for node in ast.walk(place) if isinstance(node, ast.Call)}
        scope = Scope(modules=self.modules)
        stack: list[ast.AST] = [place]
        while stack:
            node = stack.pop()
            if node is not place and isinstance(node, ast.FunctionDef | ast.ClassDef) and own:
                continue
            if isinstance(node, ast.expr) and id(node) not in callees and is_atom(node, scope):
                loaded = loading(node)
                if own or not isinstance(loaded, ast.Name):
                    yield loaded
            stack += ast.iter_child_nodes(node)


def is_atom(node: ast.expr, scope: Scope) -> bool:
    """Whether an expression is a variable, an attribute of one, or an entry of one."""
    match node:
        case ast.Name(id=word):
            return word not in scope.modules and word not in ("self", "_", "True", "False") and not is_holder(word)
        case ast.Attribute(attr="T" | "shape" | "size"):
            return False
        case ast.Attribute(value=ast.Name(id=word)):
            return word not in scope.modules
        case ast.Attribute(value=inner):
            return not isinstance(inner, ast.Call) and is_atom(inner, scope)
        case ast.Subscript(value=inner, slice=index):
            return is_atom(inner, scope) and not isinstance(index, ast.Compare)
    return False


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name


def _simple(tree: ast.Module) -> frozenset[str]:
    """The functions of a listing that calculate a value and change nothing, nor call what does."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    others = {node.name for node in functions if not _is_simple(node)}
    for _ in functions:
        more = {node.name for node in functions if node.name not in others and not others.isdisjoint(_calls(node))}
        if not more:
            break
        others |= more
    return frozenset(node.name for node in functions if node.name not in others)


def _calls(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _keys(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        keys = node.keys if isinstance(node, ast.Dict) else [node.slice] if isinstance(node, ast.Subscript) else []
        yield from (key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def _of_libraries(tree: ast.Module) -> Iterator[Unary]:
    """The activations that a listing might call, of the libraries that derive by themselves."""
    for node in ast.walk(tree):
        for alias in node.names if isinstance(node, ast.Import) else ():
            for word in _DERIVING.get(alias.name, ()):
                found: ast.expr = ast.Name((alias.asname or alias.name).partition(".")[0], ast.Load())
                for part in word.split("."):
                    found = ast.Attribute(found, part, ast.Load())
                yield Unary(found, (), ())


def _is_simple(function: ast.FunctionDef) -> bool:
    """Whether a function calculates a value from its first argument and does nothing else."""
    parts = list(ast.walk(function))
    args = [arg.arg for arg in function.args.args if arg.arg != "self"]
    required = len(args) - len(function.args.defaults)
    stores = any(isinstance(part, ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Store) for part in parts)
    loops = any(isinstance(part, ast.For | ast.While | ast.Global | ast.Nonlocal | ast.Yield) for part in parts)
    returns = any(isinstance(part, ast.Return) and part.value is not None for part in parts)
    statements = sum(isinstance(part, ast.stmt) for part in parts)
    return required == 1 and returns and not stores and not loops and statements <= LONGEST_SLOPE


def _unary(tree: ast.Module, modules: frozenset[str]) -> Iterator[Unary]:
    """The functions of one array that are called, each with its other arguments where these are constants."""
    seen = set()
    simple = _simple(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        func = node.func
        word = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        if word not in _ELEMENTWISE and word not in simple:
            continue
        owner = func.value if isinstance(func, ast.Attribute) else None
        if owner is not None and not (isinstance(owner, ast.Name) and (owner.id in modules or owner.id == "self")):
            continue
        others, keywords = node.args[1:], node.keywords
        constant = all(isinstance(part, ast.Constant) for part in (*others, *(k.value for k in keywords)))
        if not constant or len(others) > 1 or len(keywords) > 1 or isinstance(node.args[0], ast.Constant | ast.List):
            continue
        found = Unary(func, tuple(others), tuple(keywords))
        key = ast.dump(found.of(ast.Constant(0)))
        if key not in seen:
            seen.add(key)
            yield found
    for node in tree.body:
        # A function that is defined and never called may be the one that is missing.
        if isinstance(node, ast.FunctionDef) and node.name in simple and not node.name.startswith("_"):
            found = Unary(ast.Name(node.name, ast.Load()), (), ())
            key = ast.dump(found.of(ast.Constant(0)))
            if key not in seen:
                seen.add(key)
                yield found
