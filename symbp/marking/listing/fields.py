"""The attributes of a dataclass."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from symbp.marking.listing.values import Function, Instance, Unknown

if TYPE_CHECKING:
    from symbp.marking.listing.running import Following


def fields(run: Following, owner: Instance, given: Sequence[object], named: dict[str, object]) -> None:
    """Give an object of a dataclass its attributes: what is given, else the defaults."""
    rest = list(given)
    for key, default in owner.kind.find("__fields__"):
        call = default if isinstance(default, ast.Call) and word_of(default) == "field" else None
        options = {} if call is None else {keyword.arg: keyword.value for keyword in call.keywords}
        if key in named:
            value = named[key]
        elif rest and not _is_false(options.get("init")):
            value = rest.pop(0)
        elif "default_factory" in options:
            value = run.call(run.value(options["default_factory"]), [], {})
        else:
            chosen = options.get("default") if call is not None else default
            value = Unknown("a field that is not given") if chosen is None else run.value(chosen)
        owner.values[key] = run.recorder.stored(run.slot(key, (owner, key)), value)
    after = owner.kind.find("__post_init__")
    if isinstance(after, Function):
        run.followed(after, [owner], {})


def word_of(node: ast.expr) -> str:
    """The last word of a name, called or not."""
    inner = node.func if isinstance(node, ast.Call) else node
    return str(getattr(inner, "id", getattr(inner, "attr", "")))


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False
