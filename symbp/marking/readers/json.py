"""JSON: an object of names and values, or a list of objects with ``name`` and ``value``."""

import json
from collections.abc import Iterator
from typing import Any

from symbp.marking.key import AnswerKey
from symbp.marking.readers.base import Entry, Reader, counted


def _entries(text: str, _: AnswerKey) -> Iterator[Entry]:
    try:
        # Numbers stay the text that they are: 0.10 is not 0.1.
        content = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        message = f"not valid JSON: {error}"
        raise ValueError(message) from None
    rows: Any = content.get("rows", content.get("answers", content)) if isinstance(content, dict) else content
    if isinstance(rows, dict):
        rows = [{"name": name, "value": value} for name, value in rows.items()]
    if not isinstance(rows, list) or not all(isinstance(row, dict) and {"name", "value"} <= row.keys() for row in rows):
        message = 'expected {"dL/dw1": -0.0084, …} or [{"name": …, "value": …}, …]'
        raise ValueError(message)
    for row in rows:
        yield Entry(str(row["name"]), str(row["value"]), 0, counted(row.get("round")), counted(row.get("sample")))


JSON = Reader("json", (".json",), _entries)
