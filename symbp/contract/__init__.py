"""The contract of everything that is registered, as tests; who writes a plug-in runs them on his own.

With the package installed, or on the path with its entry points, in its folder::

    pytest --symbp-contract

tests what installed packages have brought to symbp, and nothing else. The tests of symbp run the same files
over everything there is.
"""

from __future__ import annotations

from typing import Any

from symbp.registry import Registry

ONLY_OUTSIDE: list[bool] = []
"""Not empty where only what installed packages bring is tested."""


def things(*registries: Registry[Any]) -> dict[str, Any]:
    """The things that are tested, by name.

    >>> from symbp.optimizers import optimizers
    >>> sorted(things(optimizers))[:3]
    ['adam', 'adamw', 'momentum']
    """
    names = [(registry, name) for registry in registries for name in (registry.outside if ONLY_OUTSIDE else registry)]
    return {name: registry[name] for registry, name in names}
