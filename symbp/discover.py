"""A folder of one-thing-a-file modules becomes a registry.

To add an activation, a loss or a format is to add one file that holds one record; nothing else
is edited. The record's ``name`` is its key.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol, TypeVar

from symbp.errors import LONGEST_WORD, DerivationError, UnknownNameError, did_you_mean


class Named(Protocol):
    """A record that can be registered."""

    @property
    def name(self) -> str:
        """The key under which the record is found."""


T = TypeVar("T", bound=Named)
V = TypeVar("V")


def registry(package: str, record: type[T]) -> Mapping[str, T]:
    """All records of the given type, one a module of the package, by name.

    Args:
        package: dotted name of the folder, e.g. ``"symbp.activations"``.
        record: the type that each module holds exactly one instance of.

    Raises:
        DerivationError: a module holds none or several, or two share a name.

    >>> from symbp.activations.base import Activation
    >>> sorted(registry("symbp.activations", Activation))[:2]
    ['identity', 'leaky-relu']
    """
    found: dict[str, T] = {}
    folder = importlib.import_module(package)
    for info in pkgutil.iter_modules(folder.__path__):
        if info.name == "base" or info.ispkg:
            continue
        module = importlib.import_module(f"{package}.{info.name}")
        records = [value for value in vars(module).values() if isinstance(value, record)]
        if len(records) != 1:
            message = f"{package}.{info.name} holds {len(records)} records of {record.__name__}, expected 1"
            raise DerivationError(message)
        if records[0].name in found:
            message = f"{package}: two modules are named '{records[0].name}'"
            raise DerivationError(message)
        found[records[0].name] = records[0]
    return MappingProxyType(found)


def choice(names: Iterable[str], name: str, what: str) -> str:
    """The name, if it is one of those; else an error that offers the nearest one.

    >>> choice(["rows", "columns"], "row", "order")
    Traceback (most recent call last):
    ...
    symbp.errors.UnknownNameError: unknown order 'row'. Did you mean 'rows'? Known: columns, rows.
    """
    known = list(names)
    if name in known:
        return name
    message = f"unknown {what} '{name[:LONGEST_WORD]}'. {did_you_mean(name, known)}"
    raise UnknownNameError(message)


def pick(records: Mapping[str, V], name: str, what: str) -> V:
    """What has that name, or an error that offers the nearest one.

    >>> pick({}, "sigmod", "activation")
    Traceback (most recent call last):
    ...
    symbp.errors.UnknownNameError: unknown activation 'sigmod'. There are none.
    """
    return records[choice(records, name, what)]
