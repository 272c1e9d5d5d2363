"""Names that have changed: an old one goes on being read, with a note that says the new one."""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "step": "learning_rate",
        "training.step": "training.learning_rate",
        "training.rounds": "training.iterations",
    }
)
"""Keys of an assignment: old -> new. A key without a table is short for one with it."""

OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "--step": "--learning-rate",
        "--rounds": "--iterations",
        "--share": "--follow-credit",
    }
)
"""Options of the command line: old -> new, in commands that have the new one."""


NAMES: Mapping[str, str] = MappingProxyType(
    {
        "Dense": "ArrayAssignment",
        "load_any": "load",
        "load_dense": "load(…, arrays=True)",
    }
)
"""Python names of ``symbp``: old -> new."""


ACTIVATION: Mapping[str, str] = MappingProxyType({"values": "forward", "pullback": "vjp", "couples": "not elementwise"})
LOSS: Mapping[str, str] = MappingProxyType({"share": "term", "part": "link", "partner": "default_output_activation"})
"""What the records of activations and losses have: old -> new; "not" is before what says the opposite."""


ARGUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "share": "follow_credit",
        "form": "format",
        "letters": "notation",
        "step": "learning_rate",
        "rounds": "iterations",
    }
)
"""Arguments of Python functions: old -> new."""


RUN: Mapping[str, str] = MappingProxyType({"step": "learning_rate", "rounds": "iterations"})
ASSIGNMENT: Mapping[str, str] = MappingProxyType({"step": "learning_rate"})
"""What a run and an assignment have: old -> new."""


MODULES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "symbp.activations.base": {"Total": "LayerSum"},
        "symbp.optimizers.base": {"Line": "UpdateLine"},
        "symbp.page.formats.base": {"Writer": "PageWriter"},
        "symbp.page.model": {"Listing": "Preformatted", "Table": "TableBlock", "Verdict": "Badge"},
        "symbp.training": {"Round": "Iteration"},
        "symbp.spec": {"Dense": "ArrayAssignment", "load_any": "load"},
    }
)
"""Names in the modules that a package with things of its own imports: old -> new."""


class RenamedWarning(FutureWarning):
    """An old name has been used; the message says the new one."""


def current(name: str, table: Mapping[str, str]) -> str:
    """The name of today; where it is another one, a note says so.

    Args:
        name: as it was written.
        table: the names that have changed, old -> new.

    >>> current("loss", KEYS)
    'loss'
    """
    if name not in table:
        return name
    warnings.warn(f"'{name}' is called '{table[name]}' now", RenamedWarning, stacklevel=2)
    return table[name]


def renamed_fields(table: Mapping[str, str]) -> Callable[[type[T]], type[T]]:
    """A decorator of records that are still made with the old names of their fields, and have them to read.

    Args:
        table: fields that have changed, old -> new, with "not" before one that says the opposite.

    >>> from dataclasses import dataclass
    >>> @renamed_fields({"couples": "not alone"})
    ... @dataclass(frozen=True)
    ... class Unit:
    ...     alone: bool
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     Unit(couples=True), Unit(alone=True).couples
    (Unit(alone=False), False)
    """

    def decorate(record: type[T]) -> type[T]:
        """The record with properties for the old names."""
        make: Callable[..., None] = record.__init__

        @functools.wraps(make)
        def init(self: T, *args: object, **values: object) -> None:
            """Make the record from old names and new ones."""
            make(self, *args, **dict(_as_today(*item, table) for item in values.items()))

        record.__init__ = init  # type: ignore[assignment]
        for name in table:
            setattr(record, name, property(functools.partial(_by_old_name, name=name, table=table)))
        return record

    return decorate


def _as_today(name: str, value: object, table: Mapping[str, str]) -> tuple[str, object]:
    opposite, new = _field(current(name, table))
    return new, (not value if opposite else value)


def _by_old_name(record: object, name: str, table: Mapping[str, str]) -> object:
    opposite, new = _field(current(name, table))
    return not getattr(record, new) if opposite else getattr(record, new)


def _field(new: str) -> tuple[bool, str]:
    return new.startswith("not "), new.removeprefix("not ")


def renamed_arguments(*names: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A decorator of functions that still take old names of their arguments.

    Args:
        names: the old names.

    >>> @renamed_arguments("share")
    ... def half(follow_credit: int) -> float:
    ...     return follow_credit / 2
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     half(share=3)
    1.5
    """
    table = {name: ARGUMENTS[name] for name in names}

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        """The function with the old names of its arguments too."""

        @functools.wraps(function)
        def wrapper(*args: P.args, **values: P.kwargs) -> T:
            """Call it by the new names."""
            today: dict[str, object] = {current(name, table): value for name, value in values.items()}
            return function(*args, **today)  # type: ignore[arg-type]

        return wrapper

    return decorate


def renamed_names(module: str) -> Callable[[str], object]:
    """A ``__getattr__`` for a module: its old names give what they are called now.

    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     from symbp.optimizers.base import Line
    >>> Line.__name__
    'UpdateLine'
    """

    def by_old_name(name: str) -> object:
        """The thing that had this name.

        Raises:
            AttributeError: none had.
        """
        if name not in MODULES[module]:
            message = f"module '{module}' has no attribute '{name}'"
            raise AttributeError(message)
        return getattr(sys.modules[module], current(name, MODULES[module]))

    return by_old_name
