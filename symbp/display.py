"""How objects show themselves in Jupyter.

A derivation lies far below the room that has its page, and imports go down only. So the package itself,
above all rooms, leaves here what registers these pages and what writes them; both are called when an
object is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

LATER: list[Callable[[], object]] = []
"""Functions that register pages of objects that lie below the rooms of their pages."""

SHOWN_BY: list[Callable[[Any], Mapping[str, str]]] = []
"""Functions that write the page of an object, by MIME type; the last one does."""


class Displayed:
    """An object with Jupyter's display method: its page as text and as HTML."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002 - Jupyter's signature
        """The page by MIME type; Jupyter picks the one that it can show best."""
        return dict(SHOWN_BY[-1](self))

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_()["text/html"]
