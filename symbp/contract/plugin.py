"""A plug-in of pytest: with ``--symbp-contract`` it tests what installed packages have brought to symbp."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbp import contract

_FOLDER = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option."""
    about = "test what installed packages have brought to symbp: activations, losses, languages, misconceptions, …"
    parser.getgroup("symbp").addoption("--symbp-contract", action="store_true", help=about)


def pytest_configure(config: pytest.Config) -> None:
    """Add the contract to what is collected.

    Raises:
        UsageError: no package has brought anything.
    """
    config.addinivalue_line("markers", "long: takes part of a second or more")
    config.addinivalue_line("markers", "slow: takes longer than a coffee")
    if not config.getoption("--symbp-contract"):
        return
    from hypothesis import settings

    from symbp.registries import registries

    settings.register_profile("symbp", max_examples=20, deadline=None, derandomize=True, database=None)
    settings.load_profile("symbp")

    if not any(registry.outside for registry in registries().values()):
        groups = ", ".join(registries())
        raise pytest.UsageError(f"no installed package has an entry point in any of: {groups}")
    contract.ONLY_OUTSIDE.append(True)
    if str(_FOLDER) not in config.args:
        config.args.append(str(_FOLDER))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what there is nothing for, such as losses where a package has brought none."""
    if config.getoption("--symbp-contract"):
        left_out = [item for item in items if _FOLDER in item.path.parents and _of_nothing(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _of_nothing(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("skip")
    return marker is not None and str(marker.kwargs.get("reason", "")).startswith("got empty parameter set")
