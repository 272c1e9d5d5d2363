"""Readers of network files: the record of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from symbp.importing.model import Model


@dataclass(frozen=True, slots=True)
class ModelReader:
    """A kind of network file.

    Attributes:
        name: key.
        suffixes: how its files end.
        read: a file -> the model. It raises SpecError for what it does not support, by name, and
            MissingProgramError where a library is not installed.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Model]
