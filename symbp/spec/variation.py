"""An assignment with some of its entries changed: what an experiment varies."""

from __future__ import annotations

import functools
import json
import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from symbp.errors import SpecError, SymbpError, did_you_mean
from symbp.limits import MOST_WRITTEN_OUT
from symbp.registry import by_name
from symbp.renamed import KEYS, current
from symbp.spec.assignment import Assignment
from symbp.spec.dense import ArrayAssignment
from symbp.spec.numbers import NumberText
from symbp.spec.reader import load, load_edited, parse_edited

Changes = Mapping[str, Any]
"""Key of the file, ``training.learning_rate``, or a short one, ``learning_rate`` -> value as TOML has it."""

SHORT = {
    "learning_rate": "training.learning_rate",
    "optimizer": "training.optimizer",
    "batch_size": "training.batch_size",
    "activation": "network.activation",
    "bias": "network.bias",
    "loss": "loss.name",
    "seed": "parameters.random.seed",
    "fill": "parameters.fill",
}
_RESETTING = ("loss.name", "network.activation", "training.optimizer", "parameters.random.seed", "parameters.fill")
_TABLES = ("network", "loss", "data", "parameters", "training", "rounding", "marking", "document", "variants")
_LONGEST = 400
_MOST_VALUES = 10_000
_RANGE = re.compile(r"(-?\d{1,9})\.\.(-?\d{1,9})")


def varied(spec: str | Path, changes: Changes, most_lines: int = MOST_WRITTEN_OUT) -> Assignment | ArrayAssignment:
    """The assignment of a file, or a bundled one, with other entries in it.

    A new activation or loss leaves the options of the old one behind; ``seed`` and ``fill`` give all
    parameters new values, fixed biases excepted.

    Args:
        spec: a file, or a bundled assignment by its name.
        changes: what is changed; None takes an entry away. An activation, a loss or an optimizer is named, or stands
            there itself.
        most_lines: from how many lines on it is worked out in matrices.

    Raises:
        SpecError: a key that no assignment has, or a value that does not fit.

    >>> a = varied("nndl3", {"loss": "softmax-cross-entropy", "seed": 3})
    >>> a.loss.name, a.parameters["w1"].text
    ('softmax-cross-entropy', '-0.53')
    """
    changes = {current(key, KEYS): value for key, value in by_name(changes).items()}
    fixed = _fixed(spec) if any(full_key(key).startswith("parameters.") for key in changes) else {}

    assignment = load_edited(spec, functools.partial(_edit, changes, fixed), most_lines)
    return replace(assignment, source=_options(assignment.source, changes))


def varied_text(text: str, name: str, changes: Changes) -> Assignment:
    """The same of the text of a file.

    Raises:
        SpecError: as of :func:`varied`.
    """
    return parse_edited(text, name, functools.partial(_edit, changes, {}))


def _edit(changes: Changes, fixed: Mapping[str, str], raw: dict[str, object]) -> None:
    # What leaves other entries behind goes first: the order in which changes are named is no matter.
    for key in sorted(changes, key=lambda key: full_key(key) not in _RESETTING):
        _put(raw, full_key(key), changes[key], fixed)


def _options(source: str, changes: Changes) -> str:
    """The words for a variation on a command line; empty where a command cannot say it."""
    options = []
    for key, value in sorted(changes.items()):
        text = _value_text(value)
        if text is None:
            return ""
        options.append(f" --set {shlex.quote(f'{key}={text}')}")
    return source + "".join(options)


def _value_text(value: object) -> str | None:
    """A value as ``read_value`` reads it again, or None."""
    try:
        in_full = json.dumps(value, ensure_ascii=False, default=str)
        for text in (value, in_full) if isinstance(value, str) else (in_full, str(value)):
            again = read_value(text)
            if again == value and isinstance(again, str) == isinstance(value, str):
                return text
    except (SymbpError, TypeError, ValueError):
        return None
    return None


def _fixed(spec: str | Path) -> dict[str, str]:
    """The fixed biases of an assignment in lines: they are given, and stay."""
    base = load(spec)
    if not isinstance(base, Assignment):
        return {}
    names = {link.name for link in base.network.biases if not link.trained}
    return {name: number.text for name, number in base.parameters.items() if name in names}


def full_key(key: str) -> str:
    """The key of the file that a short one stands for.

    Raises:
        SpecError: there is none.
    """
    key = current(key, KEYS)
    full = SHORT.get(key, key)
    if full.partition(".")[0] not in _TABLES or "." not in full:
        message = f"'{key[:60]}' is no key of an assignment. {did_you_mean(key, sorted({*SHORT, *_TABLES}))}"
        raise SpecError(f"{message} Any key of a file can be given with its table: loss.outputs, training.options.mu")
    return full


def _put(raw: dict[str, Any], key: str, value: object, fixed: Mapping[str, str]) -> None:
    *tables, last = key.split(".")
    if tables[0] == "parameters":
        _reset_parameters(raw, last, fixed)
    elif key == "loss.name":
        raw["loss"] = {name: kept for name, kept in raw.get("loss", {}).items() if name == "batch"}
    elif key == "network.activation" and isinstance(raw.get("network"), dict):
        raw["network"].pop("options", None)
    elif key == "training.optimizer" and isinstance(raw.get("training"), dict):
        raw["training"].pop("options", None)
    place = raw
    for table in tables:
        place = place.setdefault(table, {})
        if not isinstance(place, dict):
            message = f"{key}: '{table}' is no table"
            raise SpecError(message)
    if value is None:
        place.pop(last, None)
    else:
        place[last] = value


def _reset_parameters(raw: dict[str, object], last: str, fixed: Mapping[str, str]) -> None:
    """Make room for values of all parameters at once; a recipe that is there keeps what is not changed."""
    old = raw.get("parameters", {})
    if isinstance(old, dict) and last in ("seed", "fill"):
        recipe = old.get("random")
        raw["parameters"] = {
            **fixed,
            **({"random": dict(recipe)} if isinstance(recipe, dict) and last == "seed" else {}),
        }


def read_value(text: str) -> object:
    """A value as TOML has it; what is none is a word.

    Raises:
        SpecError: it is too long.

    >>> read_value("3"), read_value("relu"), read_value('["sigmoid", "relu"]')
    (3, 'relu', ['sigmoid', 'relu'])
    """
    if len(text) > _LONGEST or any(not letter.isprintable() for letter in text):
        message = f"a value of at most {_LONGEST} printable characters was expected, got '{ascii(text)[:40]}'"
        raise SpecError(message)
    try:
        table = tomllib.loads(f"value = {text}", parse_float=NumberText)
    except (ValueError, RecursionError):
        return text.strip()
    return table["value"] if set(table) == {"value"} else text.strip()


def read_values(text: str) -> tuple[object, ...]:
    """Values with commas between them, or a range of whole numbers; brackets keep a list together.

    Raises:
        SpecError: there is none, or a range of too many.

    >>> read_values("0.1, 1, 5"), read_values("1..4"), read_values('relu,["sigmoid", "relu"]')
    (('0.1', 1, 5), (1, 2, 3, 4), ('relu', ['sigmoid', 'relu']))
    """
    whole = _RANGE.fullmatch(text.strip())
    if whole:
        low, high = int(whole[1]), int(whole[2])
        if not low <= high < low + _MOST_VALUES:
            message = f"a range of at most {_MOST_VALUES} numbers was expected, such as 1..10, got '{text[:40]}'"
            raise SpecError(message)
        return tuple(range(low, high + 1))
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    values = tuple(read_value(part) for part in parts if part.strip())
    if not values or len(values) > _MOST_VALUES:
        message = f"1 to {_MOST_VALUES} values with commas between them were expected, got '{text[:40]}'"
        raise SpecError(message)
    return values
