"""Formats, one file each; every format writes every page.

To add one, add a file that holds one :class:`~symbp.page.formats.base.Format`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from symbp import discover
from symbp.page.formats.base import Format, Writer
from symbp.page.views import document
from symbp.page.words import Style

__all__ = ["Format", "Style", "Writer", "bundle", "files", "formats", "write"]


@cache
def formats() -> Mapping[str, Format]:
    """All formats by name.

    >>> list(formats())
    ['csv', 'docx', 'html', 'ipynb', 'json', 'latex', 'md', 'pdf', 'tex', 'text', 'typ']
    """
    return discover.registry("symbp.page.formats", Format)


def write(subject: Any, form: str = "text", style: Style | None = None, **options: Any) -> bytes:
    """An object in a format; pictures that the format keeps in files of their own are left out.

    Args:
        subject: a table, a marking, a run, a proof report, …
        form: the format.
        style: whose words and layout.
        options: see :func:`symbp.page.views.document`.

    Raises:
        UnknownNameError: there is no such format.
        MissingProgramError: the format needs something that is not installed.
        TemplateError: a template of a user's own cannot be used.
    """
    chosen = discover.pick(formats(), form, "format")
    return next(iter(chosen.files(document(subject, style, **options)).values()))


def files(subject: Any, to: Iterable[str], style: Style | None = None, **options: Any) -> dict[str, bytes]:
    """An object in several formats, by file name.

    Raises:
        UnknownNameError: there is no such format.
        MissingProgramError: a format needs something that is not installed.
        TemplateError: a template of a user's own cannot be used.
    """
    chosen = [discover.pick(formats(), name, "format") for name in dict.fromkeys(to)]
    contents: dict[str, bytes] = {}
    made = document(subject, style, **options)
    for form in chosen:
        contents |= form.files(made)
    return contents


def bundle(subject: Any) -> dict[str, str]:
    """What Jupyter shows of an object, by MIME type."""
    from symbp.page.formats import html

    made = document(subject)
    return {"text/plain": write(subject).decode(), "text/html": html.fragment(made.page, made.style)}
