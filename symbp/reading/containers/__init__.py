"""Forms in which sheets are handed in, one file each.

To add one, add a file that holds one :class:`~symbp.reading.containers.base.Container`, named after it; the contract
tests cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from pathlib import Path

from symbp.reading.containers.base import Container
from symbp.registry import Registry

__all__ = ["Container", "containers", "of_file"]

containers = Registry("symbp.readers", "form of answers", Container, __name__)
"""All containers by name."""


def of_file(path: Path) -> Container:
    """The container of a file by the ending of its name; plain text where none has it.

    >>> of_file(Path("sheet.htm")).name, of_file(Path("sheet")).name
    ('html', 'plain')
    """
    ending = path.suffix.lower()
    # Most are named after their ending, and then no other is imported.
    likely = containers.get(ending.removeprefix(".")) if ending else None
    if likely is not None and ending in likely.suffixes:
        return likely
    return next((each for each in containers.values() if ending in each.suffixes), containers["plain"])
