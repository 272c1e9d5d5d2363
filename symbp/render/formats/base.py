"""What an output format is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from symbp.render.document import Document


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a document.

    Attributes:
        name: key, as written after ``--to``.
        title: how a sentence calls it.
        files: document, engine -> contents by file name. The engine matters to PDF alone.
    """

    name: str
    title: str
    files: Callable[[Document, str], Mapping[str, bytes]]
