"""Formats, one file each; every format writes every page.

To add one, add a file that holds one :class:`~symbp.page.formats.base.Format`, named after it; the contract tests
cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from collections.abc import Iterable

from symbp.page.formats.base import Format, PageWriter
from symbp.page.views import document
from symbp.page.words import Style
from symbp.registry import Registry
from symbp.renamed import renamed_arguments

__all__ = ["Format", "PageWriter", "Style", "bundle", "files", "formats", "write"]


formats = Registry("symbp.formats", "format", Format, __name__)
"""All formats by name."""


@renamed_arguments("form", "letters")
def write(subject: object, format: str | Format = "text", style: Style | None = None, **options: object) -> bytes:
    """An object in a format; pictures that the format keeps in files of their own are left out.

    Args:
        subject: a table, a marking, a run, a proof report, …
        format: the format, or its name.
        style: whose words and layout.
        options: see :func:`symbp.page.views.document`.

    Raises:
        UnknownNameError: there is no such format.
        MissingProgramError: the format needs something that is not installed.
        TemplateError: a template of a user's own cannot be used.
    """
    chosen = formats.pick(format)
    return next(iter(chosen.files(document(subject, style, **options)).values()))


def files(
    subject: object, to: Iterable[str | Format], style: Style | None = None, **options: object
) -> dict[str, bytes]:
    """An object in several formats, by file name.

    Raises:
        UnknownNameError: there is no such format.
        MissingProgramError: a format needs something that is not installed.
        TemplateError: a template of a user's own cannot be used.
    """
    chosen = [formats.pick(name) for name in dict.fromkeys(to)]
    contents: dict[str, bytes] = {}
    whole = document(subject, style, **options)
    for form in chosen:
        contents |= form.files(whole)
    return contents


def bundle(subject: object) -> dict[str, str]:
    """The page of an object for Jupyter, by MIME type."""
    from symbp.page.formats import html

    whole = document(subject)
    return {"text/plain": write(subject).decode(), "text/html": html.fragment(whole.page, whole.style)}
