"""An extension of mkdocstrings: doctests become blocks of code, and Sphinx's roles plain names."""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":\w+:`[~.]?(?:[\w.]+\.)?(\w+)`")


class Doctests(griffe.Extension):
    """Changes docstrings before they are read."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """A docstring of anything."""
        if obj.docstring:
            obj.docstring.value = as_markdown(obj.docstring.value)


def as_markdown(text: str) -> str:
    """A docstring with its examples fenced.

    >>> as_markdown("Adds, as :func:`sum.add` does.\\n\\n>>> 1 + 1\\n2").splitlines()
    ['Adds, as `add` does.', '', '```pycon', '>>> 1 + 1', '2', '```']
    """
    paragraphs = _ROLE.sub(r"`\1`", text).split("\n\n")
    return "\n\n".join(f"```pycon\n{each}\n```" if each.startswith(">>> ") else each for each in paragraphs)
