"""TOML: ``"dL/dw1" = -0.0084``, in one table or several."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from symbp.marking.readers.base import Entry, Reader


def _entries(text: str) -> Iterator[Entry]:
    try:
        content = tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        message = f"not valid TOML: {error}"
        raise ValueError(message) from None
    yield from _flat(content)


def _flat(table: Mapping[str, Any]) -> Iterator[Entry]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield Entry(name, str(value))


TOML = Reader("toml", (".toml",), _entries)
