"""TOML: ``"dL/dw1" = -0.0084``, in one table or several."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from symbp.marking.key import AnswerKey
from symbp.marking.readers.base import Entry, Reader, heading


def _entries(text: str, _: AnswerKey) -> Iterator[Entry]:
    try:
        content = tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        message = f"not valid TOML: {error}"
        raise ValueError(message) from None
    yield from _flat(content, {}, 0)


DEEPEST = 20


def _flat(table: Mapping[str, Any], under: Mapping[str, int], depth: int, above: str = "") -> Iterator[Entry]:
    if depth > DEEPEST:
        message = f"tables more than {DEEPEST} deep"
        raise ValueError(message)
    for name, value in table.items():
        if isinstance(value, dict):
            # [round.2] is a table "2" in a table "round".
            found = heading(f"{above} {name}".replace("_", " ").replace("-", " ")) or heading(name.replace("_", " "))
            yield from _flat(value, {**under, found[0]: found[1]} if found else under, depth + 1, name)
        else:
            yield Entry(name, str(value), 0, under.get("round", 0), under.get("sample", 0))


TOML = Reader("toml", (".toml",), _entries)
