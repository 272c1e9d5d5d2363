"""Python's own functions, and the methods of lists, dictionaries and texts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce as folded
from typing import TYPE_CHECKING, Any

from symbp.limits import MOST_ITEMS
from symbp.marking.expression import Expression
from symbp.marking.listing.arithmetic import INFINITE, larger, smaller
from symbp.marking.listing.library import FUNCTIONS
from symbp.marking.listing.plain import TEXT, formatted, key_of, text_of
from symbp.marking.listing.values import (
    Array,
    Class,
    Condition,
    Frame,
    Instance,
    Native,
    NotUnderstoodError,
    Unknown,
    is_scalar,
    weight,
)

if TYPE_CHECKING:
    from symbp.marking.listing.evaluator import Evaluator


LIBRARIES: Mapping[str, str] = {
    "np": "numpy",
    "numpy": "numpy",
    "jnp": "numpy",
    "jax": "jax",
    "anp": "numpy",
    "math": "math",
    "cmath": "math",
    "random": "random",
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "optim": "torch.optim",
    "tf": "tensorflow",
    "plt": "matplotlib.pyplot",
    "pd": "pandas",
    "sys": "sys",
    "os": "os",
    "time": "time",
}
"""Libraries by the names that they usually have, imported or not."""


def items_of(value: object) -> list[Any]:
    """The values that a loop over a value goes through.

    Raises:
        NotUnderstoodError: that is not known, or too much.
    """
    match value:
        case Unknown():
            raise NotUnderstoodError(value.reason, outside=value.outside)
        case list() | tuple() | range() | dict() | str():
            if len(value) > MOST_ITEMS:
                value = value[:MOST_ITEMS] if not isinstance(value, dict) else value
            return list(value)
        case Array():
            return value.rows()
        case _:
            message = "a loop over something that is no list"
            raise NotUnderstoodError(message)


def _sum(_: Evaluator, values: object, start: object = 0) -> object:
    found = start
    for item in items_of(values):
        found = _.operated(ast.Add, found, item)
    return found


def _extreme(join: Callable[[object, object], object]) -> Callable[..., object]:
    def extreme(_: Evaluator, *values: object, key: object = None, default: object = None) -> object:
        """The largest or smallest of the numbers, or of the items of one list."""
        items = items_of(values[0]) if len(values) == 1 else list(values)
        if key is not None or not items or not all(is_scalar(i) or isinstance(i, Array | Unknown) for i in items):
            return Unknown("the largest of things that are no numbers") if items else default
        single = [i.entries[0] if isinstance(i, Array) and len(i.cells) == 1 else i for i in items]
        return folded(join, single)

    return extreme


def _int(_: Evaluator, value: object = 0, *__: object) -> object:
    if isinstance(value, str):
        return (
            int(value) if value.strip().lstrip("-").isdigit() and len(value) < 20 else Unknown("a number out of a text")
        )
    return int(value) if isinstance(value, int | Fraction) else value


def _float(_: Evaluator, value: object = 0) -> object:
    if isinstance(value, str):
        return INFINITE if value.strip("+-").lower() in ("inf", "infinity") else Unknown("a number out of a text")
    if isinstance(value, Array) and len(value.cells) == 1:
        return value.entries[0]
    return int(value) if isinstance(value, bool) else value


def _range(_: Evaluator, *bounds: Any) -> object:
    whole = [int(b) if isinstance(b, Fraction) and b.denominator == 1 else b for b in bounds]
    for bound in whole:
        if isinstance(bound, Unknown):
            raise NotUnderstoodError(bound.reason, outside=bound.outside)
    if not 1 <= len(whole) <= 3 or any(not isinstance(b, int) for b in whole) or 0 in whole[2:]:
        message = "a range without bounds, or with a step of 0"
        raise NotUnderstoodError(message)
    return range(*whole)


def _len(run: Evaluator, value: Any) -> object:
    if isinstance(value, Array):
        return value.shape[0]
    if isinstance(value, Unknown):
        # What comes from outside has an item for each sample.
        return run.recorder.givens.samples if value.outside else value
    return len(value)


def _is_instance(_: Evaluator, value: object, kinds: object) -> object:
    if isinstance(kinds, Class):
        return isinstance(value, Instance) and _below(value.kind, kinds)
    if isinstance(value, Unknown):
        return value
    several = kinds if isinstance(kinds, tuple) else (kinds,)
    words = {getattr(kind, "word", getattr(kind, "name", "")) for kind in several}
    known: dict[str, Any] = {"list": list, "tuple": tuple, "dict": dict, "str": str, "int": int}
    known["float"] = (Fraction, Expression)
    return any(isinstance(value, known[word]) for word in words if word in known) or (
        isinstance(value, Array) and bool(words & {"ndarray", "Tensor"})
    )


def _below(kind: Class, other: Class) -> bool:
    return kind is other or any(isinstance(base, Class) and _below(base, other) for base in kind.bases)


def _list(_: Evaluator, values: object = ()) -> object:
    return items_of(values)


def _zip(_: Evaluator, *values: object, **__: object) -> object:
    return [tuple(group) for group in zip(*map(items_of, values), strict=False)]


def _map(run: Evaluator, function: object, *values: object) -> object:
    return [run.call(function, list(group), {}) for group in zip(*map(items_of, values), strict=False)]


def _filter(run: Evaluator, function: object, values: object) -> object:
    kept = [(item, run.call(function, [item], {})) for item in items_of(values)]
    if not all(isinstance(test, bool) for _, test in kept):
        return Unknown("a list whose length depends on the values")
    return [item for item, test in kept if test]


def _reduce(run: Evaluator, function: object, values: object, *start: object) -> object:
    return folded(lambda a, b: run.call(function, [a, b], {}), items_of(values), *start)


def _sorted(_: Evaluator, values: object, **named: object) -> object:
    items = items_of(values)
    if named.get("key") is not None or not all(isinstance(item, str) for item in items):
        return (
            items
            if all(isinstance(i, int | Fraction) for i in items) and items == sorted(items)
            else Unknown("a sorted list")
        )
    return sorted(items, reverse=named.get("reverse") is True)


def _dict(_: Evaluator, *pairs: object, **named: object) -> object:
    found = dict(pairs[0]) if pairs and isinstance(pairs[0], dict) else {}
    if pairs and not isinstance(pairs[0], dict):
        found = {key_of(key): value for key, value in map(items_of, items_of(pairs[0]))}
    return found | named


def _attribute(run: Evaluator, owner: object, word: Any, *default: object) -> object:
    try:
        return run.attribute(owner, word)
    except NotUnderstoodError:
        if default:
            return default[0]
        raise


def _set_attribute(run: Evaluator, owner: object, word: object, value: object) -> None:
    if isinstance(owner, Instance) and isinstance(word, str):
        before = owner.values.get(word)
        owner.values[word] = run.recorder.stored(run.slot(word, (owner, word)), value, before)


def _super(run: Evaluator, *_: object) -> object:
    """The class above: its methods, with the same object."""
    frame: Frame | None = run.frame
    while frame is not None and "self" not in frame.values:
        frame = frame.within
    owner = frame.values.get("self") if frame is not None else None
    home = run.homes[-1] if run.homes else None
    if not isinstance(owner, Instance) or home is None:
        return Unknown("the class above")
    return Instance(Class("super", home.bases, {}), owner.values)


def _all(_: Evaluator, values: object) -> object:
    items = items_of(values)
    return (
        all(items) if all(isinstance(item, bool | int) for item in items) else Unknown("a condition that is not known")
    )


def _any(_: Evaluator, values: object) -> object:
    items = items_of(values)
    return (
        any(items) if all(isinstance(item, bool | int) for item in items) else Unknown("a condition that is not known")
    )


def _nothing(*_: object, **__: object) -> None:
    return None


def _text(*_: object, **__: object) -> object:
    return Unknown(TEXT)


BUILTINS: dict[str, Callable[..., Any]] = {
    "abs": lambda _, x: FUNCTIONS["abs"](x),
    "all": _all,
    "any": _any,
    "bool": lambda _, x=False: (
        x if isinstance(x, bool | Condition) else bool(x) if isinstance(x, int) else Unknown("a truth")
    ),
    "dict": _dict,
    "enumerate": lambda _, x, start=0: [(i + start, item) for i, item in enumerate(items_of(x))],
    "filter": _filter,
    "float": _float,
    "getattr": _attribute,
    "hasattr": lambda _, owner, word: (
        isinstance(owner, Instance) and (word in owner.values or owner.kind.find(word) is not None)
    ),
    "input": lambda *_: Unknown("what somebody types in", outside=True),
    "int": _int,
    "isinstance": _is_instance,
    "len": _len,
    "list": _list,
    "map": _map,
    "max": _extreme(larger),
    "min": _extreme(smaller),
    "open": lambda *_, **__: Unknown("what stands in a file", outside=True),
    "pow": lambda _, x, y: FUNCTIONS["pow"](x, y),
    "print": _nothing,
    "range": _range,
    "xrange": _range,
    "reduce": _reduce,
    "repr": _text,
    "reversed": lambda _, x: items_of(x)[::-1],
    "round": lambda _, x, *__: x,
    "set": lambda _, x=(): list(dict.fromkeys(items_of(x))),
    "setattr": _set_attribute,
    "sorted": _sorted,
    "str": lambda _, value="": text_of(value),
    "sum": _sum,
    "super": _super,
    "tuple": lambda _, x=(): tuple(items_of(x)),
    "type": lambda *_: Unknown("the type of a value"),
    "zip": _zip,
}


def method_of(owner: object, word: str, run: Evaluator) -> Native | None:
    """A method of a list, a dictionary or a text; None if it has none of that name that is followed."""
    methods: Mapping[str, Callable[..., Any]] = {}
    match owner:
        case list():
            methods = _of_list(owner, run)
        case dict():
            methods = _of_dict(owner)
        case tuple():
            methods = {}
        case str() if word in ("lower", "upper", "strip", "startswith", "endswith"):
            methods = {word: getattr(owner, word)}
        case str():
            methods = {word: _text, "format": lambda *given: formatted(owner, given), "join": _text}
    return Native(word, methods[word]) if word in methods else None


def _of_list(values: list[object], run: Evaluator) -> Mapping[str, Callable[..., object]]:
    def item_value(value: object) -> object:
        """An item that is put into the list: it may be a line."""
        return run.recorder.stored(run.slot("", (id(values), "item")), value)

    def limited(change: Callable[..., object]) -> Callable[..., object]:
        """The method, which refuses to let a list grow beyond the limit."""

        def change_within_limit(*given: object) -> object:
            """Call the method.

            Raises:
                NotUnderstoodError: the list is full.
            """
            if len(values) >= MOST_ITEMS:
                message = f"a list of more than {MOST_ITEMS} items"
                raise NotUnderstoodError(message)
            return change(*given)

        return change_within_limit

    return {
        "append": limited(lambda item: values.append(item_value(item))),
        "add": limited(lambda item: None if any(each is item for each in values) else values.append(item)),
        "extend": limited(lambda more: values.extend(items_of(more)[:MOST_ITEMS])),
        "insert": limited(lambda at, item: values.insert(at, item_value(item))),
        "pop": values.pop,
        "reverse": values.reverse,
        "clear": values.clear,
        "copy": values.copy,
        "index": lambda item: values.index(item) if weight(values) < MOST_ITEMS else _spoiled(values),
        "remove": lambda _: _spoiled(values),
        "sort": lambda **_: _spoiled(values),
    }


def _spoiled(values: list[object]) -> None:
    values[:] = [Unknown("a list that was sorted")] * len(values)


def _of_dict(values: dict[object, object]) -> Mapping[str, Callable[..., object]]:
    def update(other: object = None, **named: object) -> None:
        """Take over the items of another dictionary, and those given by name."""
        values.update(other if isinstance(other, dict) else {})
        values.update(named)

    return {
        "items": lambda: list(values.items()),
        "keys": lambda: list(values),
        "values": lambda: list(values.values()),
        "get": lambda key, default=None: values.get(key, default),
        "pop": values.pop,
        "setdefault": values.setdefault,
        "update": update,
        "copy": values.copy,
    }


def options(run: Evaluator) -> Instance:
    """A parser of the command line: what is not given there has its default."""
    values = Instance(Class("options", (), {}))

    def add(*words: object, **named: Any) -> None:
        """Keep the default of an option under the name that the parsed arguments have for it."""
        texts = [word for word in words if isinstance(word, str)]
        key = named.get("dest") or (texts[-1].strip("-").replace("-", "_") if texts else "")
        flag = named.get("action") == "store_true"
        default = False if flag else named.get("default", Unknown("an argument of the command line"))
        values.values[key] = run.recorder.stored(run.slot(key, (values, key)), default)

    ignored = Native("parser", lambda *_, **__: None)
    known: dict[str, Any] = {
        "add_argument": Native("add_argument", add),
        "parse_args": Native("parse_args", lambda *_, **__: values),
        "parse_known_args": Native("parse_known_args", lambda *_, **__: (values, [])),
        "set_defaults": ignored,
        "print_help": ignored,
    }
    return Instance(Class("ArgumentParser", (), {}), known)
