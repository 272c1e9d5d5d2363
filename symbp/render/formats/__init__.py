"""Output formats, one file each.

To add one, add a file that holds one :class:`~symbp.render.formats.base.Format` and, where it has
a layout of its own, a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.render.formats.base import Format

__all__ = ["Format", "formats"]


@cache
def formats() -> Mapping[str, Format]:
    """All formats by name.

    >>> list(formats())
    ['docx', 'html', 'ipynb', 'md', 'pdf', 'tex']
    """
    return discover.registry("symbp.render.formats", Format)
