"""The value of an expression in a listing."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from symbp.marking.expression import Expression, FormulaError, name
from symbp.marking.listing.arithmetic import (
    CONSTANTS,
    chosen_by,
    combined,
    compared,
    exact,
    logical,
    negative,
)
from symbp.marking.listing.builtins import BUILTINS, LIBRARIES, items_of, method_of
from symbp.marking.listing.indexing import selected
from symbp.marking.listing.library import FUNCTIONS, IGNORED
from symbp.marking.listing.recorder import Recorder, Slot
from symbp.marking.listing.torch import built, gradient, is_built
from symbp.marking.listing.values import (
    FRESH,
    Array,
    Class,
    Condition,
    Frame,
    Function,
    Instance,
    Library,
    Native,
    NotUnderstoodError,
    Unknown,
    is_scalar,
    weight,
)

MOST_STEPS = 40_000
MOST_ITEMS = 4_000


class TooLongError(Exception):
    """The listing has been followed far enough."""


class Evaluator(ABC):
    """Expressions, in the frames of the functions that are being followed.

    Args:
        recorder: takes down what names stand for.
    """

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.module = Frame()
        self.frames = [self.module]
        self.steps = 0
        self.statement_node: ast.stmt = ast.Pass(lineno=1, end_lineno=1, col_offset=0, end_col_offset=0)
        self.used: set[Any] = set()
        self.raw: dict[Any, tuple[Any, Any]] = {}
        self.raw_key: str | None = None

    @abstractmethod
    def followed(self, function: Function, given: Sequence[Any], named: dict[str, Any]) -> Any:
        """What a function of the student's returns."""

    @abstractmethod
    def new(self, kind: Class, given: Sequence[Any], named: dict[str, Any]) -> Any:
        """A new object of a class."""

    @property
    def frame(self) -> Frame:
        """The names of the function that is being followed."""
        return self.frames[-1]

    def value(self, node: ast.expr) -> Any:
        """The value of an expression; unknown, with the reason, where it is not understood."""
        self.pay()
        try:
            return self._value(node)
        except (NotUnderstoodError, FormulaError) as error:
            return Unknown(str(error), node.lineno)

    def _value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=bool() | None | str() as constant):
                return constant
            case ast.Constant(value=int() | float() as constant):
                return exact(constant)
            case ast.Constant(value=constant) if constant is Ellipsis:
                return constant
            case ast.Name(id=key):
                return self.look_up(key)
            case ast.Tuple(elts=parts):
                return tuple(self._items(parts))
            case ast.List(elts=parts):
                return self._items(parts)
            case ast.Dict():
                return self._dictionary(node)
            case ast.BinOp(left=left, op=op, right=right):
                return self.operated(type(op), self.value(left), self.value(right))
            case ast.UnaryOp(op=op, operand=operand):
                return self._unary(op, self.value(operand))
            case ast.BoolOp(op=op, values=parts):
                return self._joined(parts, both=isinstance(op, ast.And))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._compared(self.value(left), ops, [self.value(other) for other in others])
            case ast.Call():
                return self._call(node)
            case ast.Subscript(value=inner, slice=index):
                return self.picked(self.value(inner), self.index(index))
            case ast.Attribute(value=inner, attr=attr):
                return self.attribute(self.value(inner), attr, node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._either(test, body, orelse)
            case ast.Lambda(args=args, body=body):
                wrapped = ast.copy_location(ast.Return(value=body), node)
                return self.function("<lambda>", args, [wrapped])
            case ast.ListComp(elt=elt, generators=generators) | ast.GeneratorExp(elt=elt, generators=generators):
                return self._comprehended(generators, lambda: self.value(elt))
            case ast.SetComp(elt=elt, generators=generators):
                return self._comprehended(generators, lambda: self.value(elt))
            case ast.DictComp(key=key_node, value=value, generators=generators):
                pairs = self._comprehended(generators, lambda: (self.value(key_node), self.value(value)))
                return {_key(key): item for key, item in pairs}
            case ast.NamedExpr(target=ast.Name(id=key), value=value):
                self.frame.values[key] = self.value(value)
                return self.frame.values[key]
            case ast.Starred(value=value):
                return self.value(value)
            case ast.Slice(lower=lower, upper=upper, step=step):
                return slice(*(None if part is None else _whole(self.value(part)) for part in (lower, upper, step)))
            case ast.JoinedStr():
                return Unknown("a text that is put together")
            case _:
                message = f"'{type(node).__name__}' is not followed"
                raise NotUnderstoodError(message)

    # Names.

    def look_up(self, key: str) -> Any:
        """What a name stands for; a quantity of the assignment, if the listing has not set it."""
        holder = self.frame.holder(key)
        if holder is not None:
            self.recorder.read.add((holder, key))
            value = holder.values[key]
            if key == self.raw_key:
                return self.really(holder, key, value)
            return value
        if key == "__name__":
            return "__main__"
        if key in LIBRARIES:
            return Library(LIBRARIES[key])
        meanings = self.recorder.key.names.meanings(key)
        if meanings:
            line = name(meanings[0].line)
            return line if meanings[0].scale == 1 else combined(ast.Mult, meanings[0].scale, line)
        if key in BUILTINS:
            return Native(key, BUILTINS[key])
        if key in FUNCTIONS or key in CONSTANTS or is_built(key):
            return Library(key)
        message = f"'{key}' is not known here"
        raise NotUnderstoodError(message)

    def really(self, holder: Any, key: Any, value: Any) -> Any:
        """What was really calculated for a name, where the line that was meant stands in its place."""
        kept = self.raw.get((holder, key))
        if kept is None:
            return value
        raw, assumed = kept
        if isinstance(value, Array) and isinstance(raw, Array):
            same = len(value.cells) == len(assumed) and all(
                one is other for one, other in zip(value.entries, assumed, strict=True)
            )
            return raw if same else value
        return raw if value is assumed else value

    def attribute(self, owner: Any, attr: str, node: ast.AST | None = None) -> Any:
        """An attribute of a value."""
        match owner:
            case Unknown():
                return owner
            case Library():
                path = f"{owner.path}.{attr}"
                return CONSTANTS[attr] if attr in CONSTANTS and owner.path in ("numpy", "math") else Library(path)
            case Instance():
                return self._member(owner, attr)
            case Class():
                found = owner.find(attr)
                if found is None:
                    message = f"'{owner.name}' has no '{attr}'"
                    raise NotUnderstoodError(message)
                return found
            case Array() | Expression() if attr == "grad":
                return gradient(owner, self.recorder)
            case Array():
                return _of_array(owner, attr)
            case Function() if attr == "__name__":
                return owner.name
            case _ if is_scalar(owner) and attr in ("data", "real", "T"):
                return owner
            case _ if is_scalar(owner) and attr == "shape":
                return ()
            case _:
                found = method_of(owner, attr, self)
                if found is None:
                    message = f"'.{attr}' is not followed here"
                    raise NotUnderstoodError(message)
                return found

    def _member(self, owner: Instance, attr: str) -> Any:
        if attr in owner.values:
            self.recorder.read.add((owner, attr))
            value = owner.values[attr]
            return self.really(owner, attr, value) if self.raw_key == f".{attr}" else value
        found = owner.kind.find(attr)
        if isinstance(found, Function) and found.home is not None:
            bound = Function(
                found.name,
                found.args,
                found.body,
                found.defaults,
                found.keyword_defaults,
                found.frame,
                owner,
                found.home,
            )
            return self.call(bound, [], {}) if attr in owner.kind.properties() else bound
        if found is not None:
            return found
        inherited = is_built(owner.kind) or any(not isinstance(base, Class) for base in owner.kind.bases)
        if inherited:
            return Native(attr, lambda *_, **__: [] if attr == "parameters" else None)
        message = f"'{owner.kind.name}' has no '{attr}'"
        raise NotUnderstoodError(message)

    # Operators.

    def operated(self, op: type[ast.operator], left: Any, right: Any) -> Any:
        """Two values joined by an operator; lists and texts as Python joins them."""
        left, right = self._drawn(left, right)
        for side in (left, right):
            if isinstance(side, Unknown) and not isinstance(left, Array) and not isinstance(right, Array):
                return side
        plain = (list, tuple, str)
        if op is ast.Add and isinstance(left, plain) and type(left) is type(right):
            return _short(left + right)
        if op is ast.Mult:
            for parts, count in ((left, right), (right, left)):
                if isinstance(parts, plain) and isinstance(count, int):
                    if len(parts) * max(count, 0) > MOST_ITEMS:
                        message = f"a list of more than {MOST_ITEMS} items"
                        raise NotUnderstoodError(message)
                    return parts * count
        if op is ast.Mod and isinstance(left, str):
            return Unknown("a text that is put together")
        self.pay(left, right)
        return combined(op, left, right)

    def _drawn(self, *values: Any) -> list[Any]:
        """The same values, arrays of random numbers as the parameters that they stand for once they meet formulas."""
        if any(_has_formulas(value) for value in values):
            for value in values:
                if isinstance(value, Array) and value.cells and all(entry is FRESH for entry in value.entries):
                    self.recorder.stored(self.slot("", id(value)), value)
        return list(values)

    def pay(self, *values: Any) -> None:
        """Count a step, and what calculating with arrays or lists costs."""
        self.steps += 1 + sum(
            len(value.cells if isinstance(value, Array) else value) // 8
            for value in values
            if isinstance(value, Array | list | tuple)
        )
        if self.steps > MOST_STEPS:
            raise TooLongError

    def _unary(self, op: ast.unaryop, value: Any) -> Any:
        match op:
            case ast.USub():
                return negative(value)
            case ast.Not():
                known = truth(value)
                return not known if isinstance(known, bool) else _inverse(known)
            case ast.Invert():
                if isinstance(value, Array):
                    return Array(value.shape, [_inverse(entry) for entry in value.entries])
                return _inverse(value)
            case _:
                return value

    def _joined(self, parts: Sequence[ast.expr], *, both: bool) -> Any:
        found: Any = both
        for part in parts:
            value = self.value(part)
            known = truth(value)
            if isinstance(known, bool):
                if known is not both:
                    return value if isinstance(found, bool) else logical(found, known, both=both)
                if isinstance(found, bool):
                    found = value if part is parts[-1] else found
                continue
            if isinstance(known, Unknown):
                return known
            found = logical(found, known, both=both) if not isinstance(found, bool) else known
        return found

    def _compared(self, left: Any, ops: Sequence[ast.cmpop], others: Sequence[Any]) -> Any:
        found: Any = True
        for op, right in zip(ops, others, strict=True):
            one = self._compared_once(left, op, right)
            found = one if found is True else logical(found, one, both=True)
            left = right
        return found

    def _compared_once(self, left: Any, op: ast.cmpop, right: Any) -> Any:
        for side in (left, right):
            if isinstance(side, Unknown):
                return side
            if weight(side) > MOST_ITEMS:
                message = "a comparison of very long lists"
                raise NotUnderstoodError(message)
        match op:
            case ast.Is() | ast.IsNot():
                return (left is right) is isinstance(op, ast.Is)
            case ast.In() | ast.NotIn():
                held = list(right) if isinstance(right, list | tuple | dict | str | range) else None
                if held is None or not isinstance(left, str | int | Fraction | tuple | None):
                    return Unknown("whether something is in a list")
                return (left in held) is isinstance(op, ast.In)
            case ast.Eq() | ast.NotEq() if not (_numeric(left) and _numeric(right)):
                same = left == right if type(left) is type(right) else False
                return same is isinstance(op, ast.Eq)
        if isinstance(left, str) or isinstance(right, str) or left is None or right is None:
            message = "a comparison of things that are no numbers"
            raise NotUnderstoodError(message)
        return compared(type(op), left, right)

    def _either(self, test: ast.expr, body: ast.expr, orelse: ast.expr) -> Any:
        condition = self.value(test)
        known = truth(condition)
        if isinstance(known, bool):
            return self.value(body if known else orelse)
        if isinstance(known, Unknown):
            return known
        return chosen_by(known, self.value(body), self.value(orelse))

    # Collections.

    def _items(self, parts: Sequence[ast.expr]) -> list[Any]:
        found: list[Any] = []
        for part in parts:
            value = self.value(part)
            found += items_of(value) if isinstance(part, ast.Starred) else [value]
        return _short(found)

    def _dictionary(self, node: ast.Dict) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, part in zip(node.keys, node.values, strict=True):
            value = self.value(part)
            if key is None:
                if isinstance(value, dict):
                    found |= value
                continue
            place = _key(self.value(key))
            found[place] = self.recorder.stored(
                self.slot(place if isinstance(place, str) else "", (id(found), place)), value
            )
        return found

    def slot(self, written: str, owner: Any, *, again: bool = False) -> Slot:
        """A place of the statement that is being followed."""
        return Slot(written, owner, self.statement_node, again)

    def _comprehended(self, generators: Sequence[ast.comprehension], item: Callable[[], Any]) -> list[Any]:
        self.frames.append(Frame(within=self.frame))
        try:
            found: list[Any] = []
            self._generated(list(generators), item, found)
            return found
        finally:
            self.frames.pop()

    def _generated(self, generators: list[ast.comprehension], item: Callable[[], Any], found: list[Any]) -> None:
        if not generators:
            found.append(item())
            _short(found)
            return
        first, rest = generators[0], generators[1:]
        for each in items_of(self.value(first.iter)):
            self.bind(first.target, each)
            tests = [truth(self.value(test)) for test in first.ifs]
            if any(not isinstance(test, bool) for test in tests):
                message = "a list whose length depends on the values"
                raise NotUnderstoodError(message)
            if all(tests):
                self._generated(rest, item, found)

    def bind(self, target: ast.expr, value: Any) -> None:
        """Give names to the parts of a value, as a loop does."""
        match target:
            case ast.Name(id=key):
                self.frame.values[key] = value
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                items = [value] * len(parts) if isinstance(value, Unknown) else items_of(value)
                if len(items) != len(parts):
                    message = f"{len(parts)} names for {len(items)} values"
                    raise NotUnderstoodError(message)
                for part, item in zip(parts, items, strict=True):
                    self.bind(part, item)

    def index(self, node: ast.expr) -> Any:
        """An index: a number, a slice, several of them, or a key."""
        if isinstance(node, ast.Tuple):
            return tuple(self.index(part) for part in node.elts)
        value = self.value(node)
        if isinstance(value, Unknown):
            raise NotUnderstoodError(value.reason)
        if isinstance(value, Array) and not value.shape:
            value = value.entries[0]
        return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value

    def picked(self, held: Any, index: Any) -> Any:
        """An entry of an array, a list or a dictionary."""
        match held:
            case Unknown():
                return held
            case Array():
                return selected(held, index)
            case dict():
                place = _key(index)
                if place not in held:
                    message = f"nothing is stored under '{place}'"
                    raise NotUnderstoodError(message)
                self.recorder.read.add((id(held), place))
                value = held[place]
                return self.really(id(held), place, value) if self.raw_key == f"[{place}]" else value
            case list() | tuple() | str() | range() if isinstance(index, slice):
                return held[index]
            case list() | tuple() | str() | range() if isinstance(index, int):
                if not -len(held) <= index < len(held):
                    message = f"entry {index} of {len(held)}"
                    raise NotUnderstoodError(message)
                return held[index]
            case list() | tuple() if isinstance(index, tuple):
                return selected(Array.of(held), index)
            case Instance() if (method := held.kind.find("__getitem__")) is not None:
                return self.call(method, [held, index], {})
            case Library():
                return Unknown("something of a library")
            case _ if is_scalar(held) and index in ((), 0):
                return held
        message = "an entry of something that is not a list"
        raise NotUnderstoodError(message)

    # Calls.

    def function(self, word: str, args: ast.arguments, body: Sequence[ast.stmt], home: Class | None = None) -> Function:
        """A function that is defined here."""
        defaults = tuple(self.value(default) for default in args.defaults)
        keywords = tuple(None if default is None else self.value(default) for default in args.kw_defaults)
        return Function(word, args, body, defaults, keywords, self.frame, home=home)

    def _call(self, node: ast.Call) -> Any:
        match node.func:
            case ast.Name(id=key) if (
                self.frame.holder(key) is None and key in BUILTINS and key not in ("sum", "max", "min")
            ):
                function: Any = Native(key, BUILTINS[key])
            case ast.Name(id=key) if self.frame.holder(key) is None and key in (BUILTINS | FUNCTIONS):
                function = Native(key, BUILTINS[key]) if key in BUILTINS else Library(key)
            case ast.Name(id=key) if self.frame.holder(key) is None and key not in LIBRARIES and not is_built(key):
                return Unknown(f"'{key}' is not a function that is understood", node.lineno, outside=True)
            case ast.Attribute(value=inner, attr=attr):
                owner = self.value(inner)
                if isinstance(owner, Array) or is_scalar(owner):
                    return self.method(owner, attr, *self._arguments(node))
                function = self.attribute(owner, attr, node)
            case func:
                function = self.value(func)
        given, named = self._arguments(node)
        return self.call(function, given, named)

    def _arguments(self, node: ast.Call) -> tuple[list[Any], dict[str, Any]]:
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict):
                named |= {key: item for key, item in value.items() if isinstance(key, str)}
        return self._items(node.args), named

    def call(self, function: Any, given: Sequence[Any], named: dict[str, Any]) -> Any:
        """What calling something gives."""
        match function:
            case Function():
                return self.followed(function, given, named)
            case Class():
                return self.new(function, given, named)
            case Native(name=word, call=run):
                return self._run(
                    word, run, [self, *given] if word in BUILTINS and run is BUILTINS[word] else given, named
                )
            case Library():
                return self.library(function, given, named)
            case Instance():
                method = next(
                    (m for word in ("__call__", "forward") if (m := function.kind.find(word)) is not None), None
                )
                if method is not None:
                    return self.call(method, [function, *given], named)
            case Unknown():
                return Unknown(function.reason, function.line, outside=True)
        message = "a call of something that is no function"
        raise NotUnderstoodError(message)

    def library(self, function: Library, given: Sequence[Any], named: dict[str, Any]) -> Any:
        """What a function of a library gives."""
        word = function.word
        if is_built(word):
            return built(word, given, named, self)
        if word in ("default_rng", "RandomState", "Generator", "PRNGKey", "Random"):
            return Library("numpy.random")
        if word in ("seed", "manual_seed", "set_printoptions", "shuffle", "use", "no_grad", "seterr", "errstate"):
            return None
        if word == "vectorize" and given:
            return given[0]
        if word not in FUNCTIONS:
            return Unknown(f"'{word}' is not a function that is understood", outside=True)
        if word in ("vander", "sum") and given and isinstance(given[0], list) and not given[0]:
            return 0
        return self._of_library(word, given, named)

    def _of_library(self, word: str, given: Sequence[Any], named: dict[str, Any]) -> Any:
        target = named.get("out")
        kept = {key: value for key, value in named.items() if key not in IGNORED and key != "out"}
        for value in (*given, *kept.values()):
            if isinstance(value, Unknown) and word not in ("array", "asarray", "tensor"):
                return value
        self._drawn(*given)
        self.pay(*given)
        result = self._run(word, FUNCTIONS[word], given, kept)
        if isinstance(target, Array):
            self.changed(target, result)
            return target
        return result

    def _run(self, word: str, run: Callable[..., Any], given: Sequence[Any], named: dict[str, Any]) -> Any:
        try:
            return run(*given, **named)
        except (TypeError, AttributeError, ValueError, IndexError, KeyError):
            message = f"'{word}' with these arguments is not understood"
            raise NotUnderstoodError(message) from None

    def method(self, owner: Any, word: str, given: Sequence[Any], named: dict[str, Any]) -> Any:
        """What a method of an array gives; one that ends in an underscore changes the array."""
        if word == "backward":
            return self.recorder.differentiated(owner)
        if word in ("item", "tolist") and isinstance(owner, Array) and word == "tolist":
            return owner.nested()
        if word in ("zero_", "zero_grad", "retain_grad", "register_hook"):
            if word == "zero_" and isinstance(owner, Array):
                owner.fill([0] * len(owner.cells))
            return owner
        if word == "size" and isinstance(owner, Array):
            return owner.shape[given[0]] if given else owner.shape
        if word == "dim" and isinstance(owner, Array):
            return len(owner.shape)
        if word == "fill" and isinstance(owner, Array):
            owner.fill(list(given) * len(owner.cells))
            return None
        plain = word.removesuffix("_") if word not in FUNCTIONS else word
        if plain not in FUNCTIONS:
            if isinstance(owner, Array) and not given and not named:
                return Unknown(f"'.{word}' is not followed")
            message = f"'{word}' is not a function that is understood"
            raise NotUnderstoodError(message)
        if plain in ("normal", "uniform", "random", "fill", "copy", "add", "sub") and plain != word:
            alpha = named.pop("alpha", 1)
            given = [*given[:-1], combined(ast.Mult, alpha, given[-1])] if given and alpha != 1 else given
        result = given[0] if word == "copy_" and given else self._of_library(plain, [owner, *given], named)
        if plain != word and isinstance(owner, Array):
            self.changed(owner, result)
            return owner
        return result

    @abstractmethod
    def changed(self, array: Array, value: Any) -> None:
        """Write other numbers into an array."""


def truth(value: Any) -> Any:
    """Whether a condition holds: True or False, a condition on formulas, or unknown."""
    match value:
        case bool() | Condition() | Unknown():
            return value
        case None:
            return False
        case int() | Fraction():
            return value != 0
        case str() | list() | tuple() | dict() | range():
            return len(value) > 0
        case Array() if len(value.cells) == 1:
            return truth(value.entries[0])
        case Function() | Class() | Instance() | Library() | Native():
            return True
        case _:
            return Unknown("whether a formula is 0")


def _inverse(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case Condition():
            return value.negated()
        case Unknown():
            return value
        case _:
            return Unknown("a condition that is not known")


def _has_formulas(value: Any) -> bool:
    if isinstance(value, Array):
        return any(isinstance(entry, Expression) for entry in value.entries)
    return isinstance(value, Expression)


def _numeric(value: Any) -> bool:
    return isinstance(value, Array) or is_scalar(value)


def _of_array(array: Array, attr: str) -> Any:
    match attr:
        case "T" | "mT" | "H":
            return array.transposed()
        case "shape":
            return array.shape
        case "ndim":
            return len(array.shape)
        case "size":
            return len(array.cells)
        case "data" | "values" | "real":
            return array
        case "flat":
            return array.reshaped((-1,))
        case _ if attr in FUNCTIONS or attr.removesuffix("_") in FUNCTIONS:
            return Native(attr, lambda *given, **named: FUNCTIONS[attr](array, *given, **named))
    message = f"'.{attr}' is not followed here"
    raise NotUnderstoodError(message)


def _key(value: Any) -> Any:
    if isinstance(value, str | int | Fraction | None | bool):
        return value
    if isinstance(value, tuple):
        return tuple(_key(part) for part in value)
    message = "a key that is not known"
    raise NotUnderstoodError(message)


def _whole(value: Any) -> Any:
    if isinstance(value, Unknown):
        raise NotUnderstoodError(value.reason)
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


def _short(values: Any) -> Any:
    if len(values) > MOST_ITEMS:
        message = f"a list of more than {MOST_ITEMS} items"
        raise NotUnderstoodError(message)
    return values
