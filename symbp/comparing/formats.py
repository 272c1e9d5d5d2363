"""A comparison as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from symbp.comparing import Comparison
from symbp.discover import pick
from symbp.findings import as_markdown, as_rows, as_text

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Writer:
    name: str
    write: Callable[[Comparison], str]


def write(comparison: Comparison, form: str) -> str:
    """The comparison in a format: text, md or json.

    Raises:
        UnknownNameError: there is no such format.
    """
    return pick(_WRITERS, form, "format").write(comparison)


def _text(comparison: Comparison) -> str:
    return f"{comparison.first} and {comparison.second}:\n{as_text(comparison.findings)}"


def _markdown(comparison: Comparison) -> str:
    return f"# {comparison.first} and {comparison.second}\n\n{as_markdown(comparison.findings)}"


def _json(comparison: Comparison) -> str:
    content = {
        "format_version": FORMAT_VERSION,
        "first": comparison.first,
        "second": comparison.second,
        "same": comparison.same,
        "findings": as_rows(comparison.findings),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


_WRITERS: Mapping[str, _Writer] = {
    writer.name: writer for writer in (_Writer("text", _text), _Writer("md", _markdown), _Writer("json", _json))
}
