"""Views of objects: page, data and records, by the type of the object.

The room that owns a type registers its view. Formats, the command line and Jupyter look objects up
here, so that every object has every format.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from symbp.display import LATER
from symbp.errors import SymbpError
from symbp.page.model import Page
from symbp.page.words import Style

FORMAT_VERSION = 3
"""Of every JSON that symbp writes."""

Records = tuple[Sequence[str], Iterable[Sequence[object]]]
"""A title a column, and rows: what a spreadsheet takes."""


@dataclass(frozen=True, slots=True)
class View:
    """How objects of a type are seen.

    Attributes:
        name: object -> the name of its file, without an ending.
        page: object, options -> the document.
        data: object, options -> what JSON says, without its version.
        records: object, options -> what CSV says.
        order: object -> the block of a template that lists the sections of its document, for a document that
            comes in several sizes; ``page`` is then given their names as ``sections``.
    """

    name: Callable[[Any], str]
    page: Callable[..., Page]
    data: Callable[..., Mapping[str, Any]]
    records: Callable[..., Records]
    order: Callable[..., str] | None = None


@dataclass(frozen=True)
class Document:
    """An object that is to be written.

    Attributes:
        subject: the object.
        view: how objects of its type are seen.
        style: whose words and layout.
        engine: what makes a PDF: typst, or a TeX that is installed.
        terminal: whether it is printed for a person, in the width and colours of the terminal.
        options: of the view, such as ``hide``.
    """

    subject: Any
    view: View
    style: Style = field(default_factory=Style)
    engine: str = "typst"
    terminal: bool = False
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """The name of its file, without an ending."""
        return self.view.name(self.subject)

    @functools.cached_property
    def page(self) -> Page:
        """The page, its sections in the order that the template has."""
        if self.view.order is not None:
            sections = self.style.names(self.view.order(self.subject))
            return self.view.page(self.subject, sections=sections, **self.options)
        page = self.view.page(self.subject, **self.options)
        order = self.style.names(f"{page.kind}.sections") if page.kind else None
        return page if order is None else page.arranged(order)

    @property
    def data(self) -> Mapping[str, object]:
        """The data for JSON."""
        return {"format_version": FORMAT_VERSION, **self.view.data(self.subject, **self.options)}

    @property
    def records(self) -> Records:
        """The records for CSV."""
        return self.view.records(self.subject, **self.options)


_VIEWS: dict[type, View] = {}


def register(kind: type, view: View) -> None:
    """Say how objects of a type are seen."""
    _VIEWS[kind] = view


def _view_of(kind: type) -> View | None:
    return next((_VIEWS[each] for each in kind.__mro__ if each in _VIEWS), None)


def document(subject: object, style: Style | None = None, **options: Any) -> Document:
    """An object, ready to be written.

    Args:
        subject: an object of a registered type.
        style: whose words and layout.
        options: ``engine`` and ``terminal`` of the :class:`Document`, and those of the view.

    Raises:
        SymbpError: nobody has said how objects of its type are seen.
    """
    view = _view_of(type(subject))
    if view is None:
        for registration in LATER:
            registration()
        view = _view_of(type(subject))
    if view is None:
        message = f"a {type(subject).__name__} has no page; known: {', '.join(sorted(k.__name__ for k in _VIEWS))}"
        raise SymbpError(message)
    own = {key: options.pop(key) for key in ("engine", "terminal") if key in options}
    return Document(subject, view, style or Style(), options=MappingProxyType(options), **own)
