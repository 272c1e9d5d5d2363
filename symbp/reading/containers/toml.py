"""TOML: ``"dL/dw1" = -0.0084``, in one table or several."""

import tomllib
from collections.abc import Iterator, Mapping

from symbp.errors import at_most
from symbp.limits import DEEPEST_TABLES
from symbp.reading.containers.base import Container
from symbp.reading.headings import heading
from symbp.reading.model import Statement


def _blocks(text: str) -> Iterator[Statement]:
    try:
        content = tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        message = f"not valid TOML: {error}"
        raise ValueError(message) from None
    yield from _flat(content, {}, 0)


def _flat(table: Mapping[str, object], under: Mapping[str, int], depth: int, above: str = "") -> Iterator[Statement]:
    at_most(depth, DEEPEST_TABLES, "tables more than {} deep", ValueError)
    for name, value in table.items():
        if isinstance(value, dict):
            # [round.2] is a table "2" in a table "round".
            title = heading(f"{above} {name}".replace("_", " ").replace("-", " ")) or heading(name.replace("_", " "))
            yield from _flat(value, {**under, title[0]: title[1]} if title else under, depth + 1, name)
        else:
            yield Statement(name, str(value), iteration=under.get("iteration", 0), sample=under.get("sample", 0))


TOML = Container("toml", (".toml",), _blocks)
