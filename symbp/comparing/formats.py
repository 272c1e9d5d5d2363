"""A comparison as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from symbp.comparing import Comparison
from symbp.discover import pick
from symbp.findings import as_markdown, as_rows, as_text

FORMAT_VERSION = 1


def write(comparison: Comparison, form: str) -> str:
    """The comparison in a format: text, md or json.

    Raises:
        UnknownNameError: there is no such format.
    """
    return pick(_WRITERS, form, "format")(comparison)


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


_WRITERS: Mapping[str, Callable[[Comparison], str]] = {"text": _text, "md": _markdown, "json": _json}
