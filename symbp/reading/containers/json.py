"""JSON: an object of names and values, a list of objects, or statements that somebody has transcribed.

The last is the door for handwriting and photographs: a person, a program for recognizing characters, or a language
model writes down what stands on the page, with the place of each statement and how sure it is.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symbp.limits import MOST_JSON_ROWS
from symbp.reading.containers.base import Container
from symbp.reading.headings import counted
from symbp.reading.model import Statement
from symbp.reading.statements import statements

FORMAT = "symbp-statements"
ANSWERS_VERSION = 1
_PLACE = {"type": "integer", "minimum": 0}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Statements on a sheet of answers",
    "description": "What stands on a sheet, transcribed: each statement with its place and how sure its reading is.",
    "type": "object",
    "required": ["format", "statements"],
    "properties": {
        "format": {"const": FORMAT},
        "format_version": {"const": ANSWERS_VERSION},
        "statements": {
            "type": "array",
            "maxItems": MOST_JSON_ROWS,
            "items": {
                "type": "object",
                "anyOf": [{"required": ["name", "value"]}, {"required": ["text"]}],
                "properties": {
                    "name": {"type": "string", "description": "What the quantity is called, as it was written."},
                    "value": {
                        "type": ["string", "number"],
                        "description": "A number, a formula, or a chain of them; a string keeps the digits.",
                    },
                    "text": {"type": "string", "description": "A whole line, in place of name and value."},
                    "line": _PLACE | {"description": "The line on the sheet, counted from 1."},
                    "iteration": _PLACE | {"description": "Which update of the weights it belongs to; 0: not said."},
                    "sample": _PLACE | {"description": "Which sample it belongs to; 0: not said."},
                    "confidence": {
                        "type": "number",
                        "minimum": 0,
                        "maximum": 1,
                        "description": "How sure the transcription is; 1 if it is not given.",
                    },
                },
            },
        },
    },
}
"""The JSON schema of statements."""


def schema() -> dict[str, object]:
    """The JSON schema of transcribed statements.

    >>> schema()["required"]
    ['format', 'statements']
    """
    return SCHEMA


def _blocks(text: str) -> Iterator[Statement]:
    try:
        # Numbers stay the text that they are: 0.10 is not 0.1.
        content = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        message = f"not valid JSON: {error}"
        raise ValueError(message) from None
    if isinstance(content, dict) and content.get("format") == FORMAT:
        yield from _transcribed(content)
        return
    rows: Any = content.get("rows", content.get("answers", content)) if isinstance(content, dict) else content
    if isinstance(rows, dict):
        rows = [{"name": name, "value": value} for name, value in rows.items()]
    if not isinstance(rows, list) or not all(isinstance(row, dict) and {"name", "value"} <= row.keys() for row in rows):
        message = 'expected {"dL/dw1": -0.0084, …} or [{"name": …, "value": …}, …]'
        raise ValueError(message)
    for row in rows:
        yield _statement(row)


def _transcribed(content: dict[str, object]) -> Iterator[Statement]:
    version, rows = content.get("format_version", "1"), content.get("statements")
    if str(version) != str(ANSWERS_VERSION):
        message = f"statements of version {str(version)[:20]}; expected {ANSWERS_VERSION}"
        raise ValueError(message)
    if not isinstance(rows, list) or len(rows) > MOST_JSON_ROWS:
        message = f'"statements": a list of at most {MOST_JSON_ROWS} was expected'
        raise ValueError(message)
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not ({"name", "value"} <= row.keys() or "text" in row):
            message = f'statement {number}: "name" and "value", or "text", were expected'
            raise ValueError(message)
        confidence = _confidence(row.get("confidence", "1"), number)
        if "text" not in row:
            yield replace(_statement(row), confidence=confidence)
            continue
        for each in statements(str(row["text"]), counted(row.get("line"))):
            iteration, sample = counted(row.get("iteration")), counted(row.get("sample"))
            yield replace(each, iteration=iteration, sample=sample, confidence=confidence)


def _statement(row: dict[str, object]) -> Statement:
    iteration = counted(row.get("iteration", row.get("round")))
    return Statement(
        str(row["name"]),
        str(row["value"]),
        counted(row.get("line")),
        iteration=iteration,
        sample=counted(row.get("sample")),
    )


def _confidence(written: object, number: int) -> Fraction:
    try:
        value = Fraction(str(written)[:20])
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 <= value <= 1:
        message = f'statement {number}: "confidence" from 0 to 1 was expected, not {str(written)[:20]!r}'
        raise ValueError(message)
    return value


JSON = Container("json", (".json",), _blocks)
