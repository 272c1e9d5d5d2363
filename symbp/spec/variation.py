"""An assignment with some of its entries changed: what an experiment varies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symbp.errors import SpecError, did_you_mean
from symbp.spec.assignment import Assignment
from symbp.spec.build_dense import MOST_WRITTEN_OUT
from symbp.spec.dense import Dense
from symbp.spec.numbers import NumberText
from symbp.spec.reader import load_edited

Changes = Mapping[str, Any]
"""Key of the file, ``training.step``, or a short one, ``step`` -> value as TOML has it."""

SHORT = {
    "step": "training.step",
    "optimizer": "training.optimizer",
    "batch_size": "training.batch_size",
    "activation": "network.activation",
    "bias": "network.bias",
    "loss": "loss.name",
    "seed": "parameters.random.seed",
    "fill": "parameters.fill",
}
_TABLES = ("network", "loss", "data", "parameters", "training", "rounding")
_LONGEST = 400


def varied(spec: str | Path, changes: Changes, most_lines: int = MOST_WRITTEN_OUT) -> Assignment | Dense:
    """The assignment of a file, or a bundled one, with other entries in it.

    A new activation or loss leaves the options of the old one behind; ``seed`` and ``fill`` give all
    parameters new values, fixed biases excepted.

    Args:
        spec: a file, or a bundled assignment by its name.
        changes: what is changed.
        most_lines: from how many lines on it is worked out in matrices.

    Raises:
        SpecError: a key that no assignment has, or a value that does not fit.

    >>> a = varied("nndl3", {"loss": "softmax-cross-entropy", "seed": 3})
    >>> a.loss.name, a.parameters["w1"].text
    ('softmax-cross-entropy', '-0.53')
    """

    def edit(raw: dict[str, Any]) -> None:
        for key, value in changes.items():
            _put(raw, full_key(key), value)

    return load_edited(spec, edit, most_lines)


def full_key(key: str) -> str:
    """The key of the file that a short one stands for.

    Raises:
        SpecError: there is none.
    """
    full = SHORT.get(key, key)
    if full.partition(".")[0] not in _TABLES or "." not in full:
        message = f"'{key[:60]}' is no key of an assignment. {did_you_mean(key, [*SHORT, *_TABLES])}"
        raise SpecError(f"{message} A key of a table has a point: loss.outputs, network.bias")
    return full


def _put(raw: dict[str, Any], key: str, value: Any) -> None:
    *tables, last = key.split(".")
    if tables[0] == "parameters":
        _reset_parameters(raw, last)
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
    place[last] = value


def _reset_parameters(raw: dict[str, Any], last: str) -> None:
    """Make room for values of all parameters at once; a recipe that is there keeps what is not changed."""
    old = raw.get("parameters", {})
    if not isinstance(old, dict) or last not in ("seed", "fill"):
        return
    network = raw.get("network", {})
    fixed = isinstance(network, dict) and network.get("bias") == "fixed"
    kept = {name: value for name, value in old.items() if fixed and name not in ("weights", "fill", "random", "file")}
    recipe = old.get("random")
    raw["parameters"] = kept | ({"random": dict(recipe)} if isinstance(recipe, dict) and last == "seed" else {})


def read_value(written: str) -> Any:
    """A value as TOML has it; what is none is a word.

    Raises:
        SpecError: it is too long.

    >>> read_value("3"), read_value("relu"), read_value('["sigmoid", "relu"]')
    (3, 'relu', ['sigmoid', 'relu'])
    """
    if len(written) > _LONGEST or any(not letter.isprintable() for letter in written):
        message = f"a value of at most {_LONGEST} printable characters was expected, got '{ascii(written)[:40]}'"
        raise SpecError(message)
    try:
        found = tomllib.loads(f"value = {written}", parse_float=NumberText)
    except (ValueError, RecursionError):
        return written.strip()
    return found["value"] if set(found) == {"value"} else written.strip()
