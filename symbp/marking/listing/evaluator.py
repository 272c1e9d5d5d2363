"""The value of an expression in a listing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from symbp.errors import at_most
from symbp.limits import MOST_ITEMS
from symbp.marking.expression import ExpressionError, name
from symbp.marking.listing.arithmetic import (
    CONSTANTS,
    chosen_by,
    combined,
    exact,
    logical,
)
from symbp.marking.listing.builtins import BUILTINS, LIBRARIES, items_of
from symbp.marking.listing.indexing import selected
from symbp.marking.listing.library import FUNCTIONS
from symbp.marking.listing.plain import (
    TEXT,
    compared_once,
    formatted,
    has_formulas,
    key_of,
    short,
    text_of,
    truth,
    unary,
    whole,
)
from symbp.marking.listing.running import UNEXPECTED, Following
from symbp.marking.listing.starts import meets_formulas, settle_random
from symbp.marking.listing.torch import is_built
from symbp.marking.listing.values import (
    FRESH,
    Array,
    Frame,
    Instance,
    Library,
    Native,
    NotUnderstoodError,
    Unknown,
    is_scalar,
)
from symbp.steps import Kind

_METHODS: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}


class Evaluator(Following):
    """Expressions, in the frames of the functions that are being followed."""

    def value(self, node: ast.expr) -> Any:
        """The value of an expression; unknown, with the reason, where it is not understood."""
        self.pay()
        try:
            return self._value(node)
        except NotUnderstoodError as error:
            return Unknown(str(error), node.lineno, outside=error.outside)
        except ExpressionError as error:
            return Unknown(str(error), node.lineno)
        except UNEXPECTED:
            return Unknown("something that is not understood", node.lineno)

    def _value(self, node: ast.expr) -> object:
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
                return tuple(self.items(parts))
            case ast.List(elts=parts):
                return self.items(parts)
            case ast.Dict():
                return self._dictionary(node)
            case ast.BinOp(left=left, op=op, right=right):
                sides = self.value(left), self.value(right)
                if any(side is FRESH for side in sides) and any(map(has_formulas, sides)) and settle_random(self):
                    sides = self.value(left), self.value(right)
                return self.operated(type(op), *sides)
            case ast.BoolOp(op=op, values=parts):
                return self._joined(parts, both=isinstance(op, ast.And))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._compared(self.value(left), ops, [self.value(other) for other in others])
            case ast.Call():
                return self.called(node)
            case ast.Subscript(value=inner, slice=index):
                return self.picked(self.value(inner), self.index(index))
            case ast.Attribute(value=inner, attr=attr):
                return self.attribute(self.value(inner), attr)
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
                return self._stored_by_key({key_of(key): item for key, item in pairs})
            case ast.NamedExpr(target=ast.Name(id=key), value=value):
                self.frame.values[key] = self.value(value)
                return self.frame.values[key]
            case ast.Starred(value=value):
                return self.value(value)
            case ast.Slice(lower=lower, upper=upper, step=step):
                return slice(*(None if part is None else whole(self.value(part)) for part in (lower, upper, step)))
            case ast.JoinedStr(values=parts):
                return self._text(parts)
            case _:
                return self._rarer(node)

    def _rarer(self, node: ast.expr) -> object:
        """The value of an expression that few listings have."""
        match node:
            case ast.FormattedValue(value=value, format_spec=None):
                return text_of(self.value(value))
            case ast.Yield(value=value):
                self.frame.yielded.append(None if value is None else self.value(value))
            case ast.YieldFrom(value=value):
                self.frame.yielded += items_of(self.value(value))
            case ast.UnaryOp(op=op, operand=operand):
                value = self.value(operand)
                if isinstance(op, ast.USub) and isinstance(value, Instance) and value.kind.find("__neg__") is not None:
                    return self.call(value.kind.find("__neg__"), [value], {})
                return unary(op, value)
            case _:
                message = f"'{type(node).__name__}' is not followed"
                raise NotUnderstoodError(message)
        return None

    # Names.

    def look_up(self, key: str) -> object:
        """The value of a name; a quantity of the assignment, if the listing has not set it."""
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
            step = self.recorder.key.step(meanings[0].line)
            if step is not None and step.kind is not Kind.GIVEN:
                self.set_in_time(key)
            line = name(meanings[0].line)
            return line if meanings[0].scale == 1 else combined(ast.Mult, meanings[0].scale, line)
        if key in BUILTINS:
            return Native(key, BUILTINS[key])
        if key in FUNCTIONS or key in CONSTANTS or is_built(key):
            return Library(key)
        self.set_in_time(key)
        message = f"'{key}' is not known here"
        raise NotUnderstoodError(message)

    def really(self, holder: object, key: object, value: object) -> object:
        """The value really calculated for a name, where the line that was meant stands in its place."""
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

    # Operators.

    def operated(self, op: type[ast.operator], left: object, right: object) -> object:
        """Two values joined by an operator; lists and texts as Python joins them."""
        left, right = self.drawn(left, right)
        for side in (left, right):
            if isinstance(side, Unknown) and not isinstance(left, Array) and not isinstance(right, Array):
                return side
        plain = (list, tuple, str)
        if op is ast.Add and isinstance(left, plain) and type(left) is type(right):
            joined: Any = left + right  # type: ignore[operator]
            return short(joined)
        if op is ast.Mult:
            for parts, count in ((left, right), (right, left)):
                if isinstance(parts, plain) and isinstance(count, int):
                    at_most(len(parts) * max(count, 0), MOST_ITEMS, "a list of more than {} items", NotUnderstoodError)
                    return parts * count
        if op is ast.Mod and isinstance(left, str):
            return formatted(left, right)
        special = self._special(op, left, right)
        if special is not None:
            return special
        self.pay(left, right)
        return combined(op, left, right)

    def _text(self, parts: Sequence[ast.expr]) -> object:
        found = [self.value(part) for part in parts]
        return short("".join(found)) if all(isinstance(part, str) for part in found) else Unknown(TEXT)

    def _special(self, op: type[ast.operator], left: object, right: object) -> object:
        """The result of an operator that a class of the listing has a method for; None if none has."""
        word = _METHODS.get(op, "")
        for owner, other, method in ((left, right, f"__{word}__"), (right, left, f"__r{word}__")):
            if isinstance(owner, Instance) and owner.kind.find(method) is not None:
                return self.call(owner.kind.find(method), [owner, other], {})
        return None

    def _joined(self, parts: Sequence[ast.expr], *, both: bool) -> object:
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

    def _compared(self, left: object, ops: Sequence[ast.cmpop], others: Sequence[object]) -> object:
        found: Any = True
        for op, right in zip(ops, others, strict=True):
            one = compared_once(left, op, right)
            found = one if found is True else logical(found, one, both=True)
            left = right
        return found

    def _either(self, test: ast.expr, body: ast.expr, orelse: ast.expr) -> object:
        condition = self.value(test)
        known = truth(condition)
        if isinstance(known, bool):
            return self.value(body if known else orelse)
        if isinstance(known, Unknown):
            return known
        return chosen_by(known, self.value(body), self.value(orelse))

    # Collections.

    def items(self, parts: Sequence[ast.expr]) -> list[object]:
        """The values of several expressions, lists with a star taken apart."""
        found: list[Any] = []
        for part in parts:
            value = self.value(part)
            found += items_of(value) if isinstance(part, ast.Starred) else [value]
        return short(found)

    def _dictionary(self, node: ast.Dict) -> dict[object, object]:
        found: dict[Any, Any] = {}
        for key, part in zip(node.keys, node.values, strict=True):
            value = self.value(part)
            if key is None:
                if isinstance(value, dict):
                    found |= value
                continue
            place = key_of(self.value(key))
            found[place] = self.recorder.stored(
                self.slot(place if isinstance(place, str) else "", (id(found), place)), value
            )
        return found

    def _stored_by_key(self, found: dict[object, object]) -> dict[object, object]:
        """A dictionary with its entries as the lines that they are."""
        for key, item in found.items():
            if not has_formulas(item):
                # Zeros under the name of weights are their speeds as well.
                continue
            slot = self.slot(key if isinstance(key, str) else "", (id(found), key))
            found[key] = self.recorder.stored(slot, item)
        return found

    def _comprehended(self, generators: Sequence[ast.comprehension], item: Callable[[], object]) -> list[Any]:
        self.frames.append(Frame(within=self.frame))
        try:
            found: list[Any] = []
            self._generated(list(generators), item, found)
            return found
        finally:
            self.frames.pop()

    def _generated(self, generators: list[ast.comprehension], item: Callable[[], object], found: list[object]) -> None:
        if not generators:
            found.append(item())
            short(found)
            return
        first, rest = generators[0], generators[1:]
        for each in self.turns(first.iter, self.value(first.iter)):
            self.bind(first.target, each)
            tests = [truth(self.value(test)) for test in first.ifs]
            if any(not isinstance(test, bool) for test in tests):
                message = "a list whose length depends on the values"
                raise NotUnderstoodError(message)
            if all(tests):
                self._generated(rest, item, found)

    def turns(self, node: ast.expr, held: object) -> list[object]:
        """The items that a loop runs over, random numbers beside formulas as the parameters that they stand for."""
        items = items_of(held)
        if items and meets_formulas(items[0]) and settle_random(self):
            return items_of(self.value(node))
        return items

    def bind(self, target: ast.expr, value: object) -> None:
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

    def index(self, node: ast.expr) -> object:
        """An index: a number, a slice, several of them, or a key."""
        if isinstance(node, ast.Tuple):
            return tuple(self.index(part) for part in node.elts)
        value = self.value(node)
        if isinstance(value, Unknown):
            raise NotUnderstoodError(value.reason, outside=value.outside)
        if isinstance(value, Array) and not value.shape:
            value = value.entries[0]
        return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value

    def picked(self, held: object, index: object) -> object:
        """An entry of an array, a list or a dictionary."""
        match held:
            case Unknown():
                return held
            case Array():
                return selected(held, index)
            case dict():
                place = key_of(index)
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
                return Unknown("something of a library", outside=True)
            case _ if is_scalar(held) and index in ((), 0):
                return held
        message = "an entry of something that is not a list"
        raise NotUnderstoodError(message)
