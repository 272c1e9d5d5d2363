"""Registries: the things of one kind (activations, formats, misconceptions, …), from wherever they come.

There are three ways in, and none of them edits a list:

* a file in the package's folder of the kind, which holds one record, named after it;
* an entry point of an installed package, in the group of the kind::

      [project.entry-points."symbp.activations"]
      elu = "my_package.elu"

  It is named after the record; its value is the record, or the module that holds one;
* ``symbp.register(ELU)`` in Python, and simply ``ELU`` where a name could stand.

A record is imported when it is asked for. Installed packages are asked only for a name that symbp does
not have itself, or for all names.

Source: Python Packaging User Guide, "Entry points specification".
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any, Generic, TypeVar

from symbp.errors import LONGEST_WORD, PluginError, UnknownNameError, did_you_mean

T = TypeVar("T")

OF: dict[type, Registry[Any]] = {}
"""The registry of each type of record, once its room has been imported."""


@dataclass(frozen=True, slots=True)
class Source(Generic[T]):
    """Where a thing comes from.

    Attributes:
        whose: what an error says of it.
        load: gives the thing.
    """

    whose: str
    load: Callable[[], T]


class Registry(Mapping[str, T]):
    """All things of one kind by name.

    Args:
        group: of entry points, and what the kind is called in the plural: ``"symbp.activations"``.
        kind: what a sentence calls one of them.
        record: their type.
        package: the folder of the package's own; it holds one record a file, beside ``base``.
        order: what they are sorted by, where not by name.
        below: a registry of other things each of which gives one of these, and how.

    >>> from symbp.activations import activations
    >>> sorted(activations)[:2], activations["relu"].title
    (['elu', 'gelu'], 'ReLU')
    >>> activations.pick("sigmod")
    Traceback (most recent call last):
    ...
    symbp.errors.UnknownNameError: unknown activation 'sigmod'. Did you mean 'sigmoid'? Known: ...
    """

    def __init__(
        self,
        group: str,
        kind: str,
        record: type[T],
        package: str,
        *,
        order: Callable[[T], Any] | None = None,
        below: tuple[Mapping[str, object], Callable[[Any], T]] | None = None,
    ) -> None:
        self.group, self.kind, self.record, self.package = group, kind, record, package
        self._order, self._below = order, below
        self._things: dict[str, T] = {}
        self._registered: set[str] = set()
        OF.setdefault(record, self)

    def __getitem__(self, name: str) -> T:
        if name not in self._things:
            source = self._own.get(name) or self._from_below(name) or self._plugged.get(name)
            if source is None:
                raise KeyError(name)
            self._things[name] = source.load()
        return self._things[name]

    def __contains__(self, name: object) -> bool:
        return name in self._things or name in self._own or name in self._names()

    def __iter__(self) -> Iterator[str]:
        order = self._order
        names = sorted(self._names())
        return iter(names if order is None else sorted(names, key=lambda name: order(self[name])))

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> set[str]:
        below = self._below[0] if self._below else ()
        return {*self._own, *below, *self._registered, *self._plugged}

    @property
    def outside(self) -> tuple[str, ...]:
        """The names of those that installed packages and Python brought; the package's own are not among them."""
        below = self._below[0].outside if self._below and isinstance(self._below[0], Registry) else ()
        return tuple(sorted({*below, *self._registered, *self._plugged}))

    def pick(self, asked: str | T) -> T:
        """The record of that name; a record that stands where a name could is registered and given back.

        Raises:
            UnknownNameError: nothing has it; the error offers the nearest name.
            PluginError: what has it cannot be loaded, or two have it.
        """
        if isinstance(asked, self.record):
            return self.register(asked)
        return self[choice(self, str(asked), self.kind)]

    def register(self, thing: T, *, replace: bool = False) -> T:
        """Add a thing, to be found by its name from now on.

        Args:
            thing: the thing.
            replace: whether it takes the place of one of its name that was registered before.

        Raises:
            PluginError: something else has its name.
        """
        name = self.name_of(thing)
        if name in self and self[name] != thing and not (replace and name in self._registered):
            raise PluginError(_clash(self.kind, name, self._whose(name), "symbp.register"))
        if name not in self or name in self._registered:
            self._things[name] = thing
            self._registered.add(name)
        return self[name]

    def name_of(self, thing: Any) -> str:
        """The key of a thing."""
        return str(thing.name)

    def found(self, name: str, held: object, whose: str) -> T:
        """The thing of that name which a file or an entry point holds.

        Raises:
            PluginError: it is of another type or has another name, or a module holds none or several.
        """
        things = [held] if isinstance(held, self.record) else []
        if isinstance(held, ModuleType):
            things = [value for value in vars(held).values() if isinstance(value, self.record)]
        if len(things) != 1:
            amount = f"{len(things)} of them" if isinstance(held, ModuleType) else f"{type(held).__name__} instead"
            raise PluginError(f"{whose}: expected one {self.record.__name__}, found {amount}")
        if self.name_of(things[0]) != name:
            raise PluginError(f"{whose}: it is called '{self.name_of(things[0])}'; expected '{name}', as that says")
        return things[0]

    def _whose(self, name: str) -> str:
        if name in self._registered:
            return "symbp.register"
        source = self._own.get(name) or self._from_below(name) or self._plugged[name]
        return source.whose

    def own(self) -> Mapping[str, Source[T]]:
        """The package's own things."""
        modules = (info.name for info in pkgutil.iter_modules(importlib.import_module(self.package).__path__))
        return {module.replace("_", "-"): self._of_file(module) for module in modules if module != "base"}

    def _of_file(self, module: str) -> Source[T]:
        whose, name = f"{self.package}.{module}", module.replace("_", "-")
        return Source(f"symbp ({whose})", lambda: self.found(name, importlib.import_module(whose), whose))

    @cached_property
    def _own(self) -> Mapping[str, Source[T]]:
        return self.own()

    def _from_below(self, name: str) -> Source[T] | None:
        if self._below is None or name not in self._below[0]:
            return None
        things, make = self._below
        whose = things._whose(name) if isinstance(things, Registry) else "symbp"  # noqa: SLF001 - the same class
        return Source(whose, lambda: make(things[name]))

    @cached_property
    def _plugged(self) -> Mapping[str, Source[T]]:
        """The records of installed packages.

        Raises:
            PluginError: two have the same name.
        """
        from importlib.metadata import entry_points

        plugins: dict[str, Source[T]] = {}
        for point in entry_points(group=self.group):
            source, name = self._of_entry_point(point), point.name
            other = self._own.get(name) or self._from_below(name) or plugins.get(name)
            theirs = "symbp.register" if name in self._registered else other.whose if other else source.whose
            if theirs != source.whose:
                raise PluginError(_clash(self.kind, name, theirs, source.whose))
            plugins[name] = source
        return plugins

    def _of_entry_point(self, point: Any) -> Source[T]:
        package = f"{point.dist.name} {point.dist.version}" if point.dist else "an installed package"
        whose = f'{package} (entry point {self.group}: {point.name} = "{point.value}")'

        def load() -> T:
            """Import the thing that the entry point names.

            Raises:
                PluginError: the import fails, or gives something else.
            """
            try:
                held = point.load()
            except Exception as error:
                reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
                raise PluginError(f"{whose} cannot be loaded: {reason}") from error
            return self.found(point.name, held, whose)

        return Source(whose, load)


def _clash(kind: str, name: str, first: str, second: str) -> str:
    return f"two things are the {kind} '{name}': that of {first}, and that of {second}; one of them needs another name"


def words(text: str) -> str:
    """Words of one registered thing, as they are: what is written so, a translator's tool finds.

    >>> words("a sign turned")
    'a sign turned'
    """
    return text


def by_name(value: object) -> Any:
    """A value in which names stand for things: what is of a registered kind is registered under its name.

    Raises:
        PluginError: something else has its name.

    >>> from symbp.activations import activations
    >>> by_name({"activation": ["tanh", activations["relu"]]})
    {'activation': ['tanh', 'relu']}
    """
    if isinstance(value, Mapping):
        return {key: by_name(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [by_name(inner) for inner in value]
    registry = next((OF[kind] for kind in type(value).__mro__ if kind in OF), None)
    return value if registry is None else registry.name_of(registry.pick(value))


def choice(names: Iterable[str], name: str, what: str) -> str:
    """The name, if it is one of those; else an error that offers the nearest one.

    >>> choice(["rows", "columns"], "row", "order")
    Traceback (most recent call last):
    ...
    symbp.errors.UnknownNameError: unknown order 'row'. Did you mean 'rows'? Known: columns, rows.
    """
    if isinstance(names, Registry) and name in names:
        return name
    known = list(names)
    if name in known:
        return name
    message = f"unknown {what} '{name[:LONGEST_WORD]}'. {did_you_mean(name, known)}"
    raise UnknownNameError(message)


def pick(records: Mapping[str, T], name: str, what: str) -> T:
    """The entry of that name in a table that nobody adds to, or an error that offers the nearest one.

    >>> pick({}, "sigmod", "activation")
    Traceback (most recent call last):
    ...
    symbp.errors.UnknownNameError: unknown activation 'sigmod'. There are none.
    """
    return records[choice(records, name, what)]
