"""Network files, one kind a file.

To add one, add a file that holds one :class:`~symbp.importing.readers.base.ModelReader`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbp import discover
from symbp.importing.readers.base import ModelReader

__all__ = ["ModelReader", "readers"]


@cache
def readers() -> Mapping[str, ModelReader]:
    """All readers by name.

    >>> sorted(readers())
    ['onnx', 'pytorch']
    """
    return discover.registry("symbp.importing.readers", ModelReader)
