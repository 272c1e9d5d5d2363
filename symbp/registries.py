"""All registries, and how to add to them from Python."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, TypeVar

from symbp.errors import UnknownNameError
from symbp.registry import OF, Registry

T = TypeVar("T")

_HOMES = {
    "symbp.activations": "activations",
    "symbp.assignments": "assignments",
    "symbp.code.languages": "languages",
    "symbp.exporting.targets": "targets",
    "symbp.grading.platforms": "platforms",
    "symbp.importing.readers": "readers",
    "symbp.losses": "losses",
    "symbp.marking.slips": "slips",
    "symbp.misconceptions": "misconceptions",
    "symbp.notation": "notations",
    "symbp.observing.rules": "rules",
    "symbp.optimizers": "optimizers",
    "symbp.page.formats": "formats",
    "symbp.quizzes.forms": "quiz_forms",
    "symbp.reading.containers": "containers",
    "symbp.studying.questions": "questions",
}


def registries() -> dict[str, Registry[Any]]:
    """All registries by the group of their entry points.

    >>> sorted(registries())[:3]
    ['symbp.activations', 'symbp.assignments', 'symbp.formats']
    """
    members = (getattr(importlib.import_module(home), name) for home, name in _HOMES.items())
    return {registry.group: registry for registry in members}


def register(thing: T, *, replace: bool = False) -> T:
    """Add an activation, a loss, a misconception, … to those that symbp has; its type says what it is.

    From then on it is found by its name wherever those of the package are: in assignment files, on lists,
    as the nearest right word of an error. Where a name could stand in Python it may stand itself, and needs
    no registering.

    Args:
        thing: the record; of an assignment the file.
        replace: whether it takes the place of one of its name that was registered before, as when a cell of
            a notebook is run again.

    Returns:
        The thing.

    Raises:
        PluginError: something else has its name.
        UnknownNameError: it is nothing that symbp has a registry of.

    >>> from symbp.activations import activations
    >>> register(activations["relu"]).title
    'ReLU'
    """
    if not any(isinstance(thing, kind) for kind in OF):
        registries()
    for kind, registry in OF.items():
        if isinstance(thing, kind):
            return registry.register(thing, replace=replace)
    kinds = ", ".join(sorted("a file" if kind is Path else kind.__name__ for kind in OF))
    message = f"a {type(thing).__name__} cannot be registered; expected one of: {kinds}"
    raise UnknownNameError(message)
