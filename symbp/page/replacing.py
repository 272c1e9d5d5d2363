"""Parts of a page replaced wherever they stand: in lines, tables and notes, and among the values of sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from symbp.page.model import Page, Phrase, Preformatted, Sentence

Change = Callable[[Any], Any]
"""A part -> what stands in its place; itself where nothing does."""


def replaced(page: Page, change: Change) -> Page:
    """The page with other parts in place of some.

    >>> from symbp.page.model import Code, Page, Paragraph, Text, line
    >>> upper = lambda part: Text(part.text.upper()) if isinstance(part, Code) else part
    >>> replaced(Page((), (Paragraph(line("the weight ", Code("w1"))),)), upper).body[0].parts[1]
    Text(text='W1')
    """
    return replace(page, body=_within(page.body, change))


def _within(value: object, change: Change) -> Any:
    """A value with every part in it changed; what holds no parts stays as it is."""
    if isinstance(value, tuple | list):
        return type(value)(_within(each, change) for each in value)
    if isinstance(value, Sentence):
        return Sentence(value.at, MappingProxyType({k: _within(v, change) for k, v in value.values.items()}))
    if isinstance(value, Phrase):
        return replace(value, values=tuple((k, _within(v, change)) for k, v in value.values))
    changed = change(value)
    if changed is not value or isinstance(value, Preformatted) or type(value).__module__ != Page.__module__:
        return changed
    inner = {f.name: getattr(value, f.name) for f in fields(value)}
    return replace(value, **{name: _within(v, change) for name, v in inner.items() if isinstance(v, tuple)})
