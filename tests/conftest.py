"""Options, profiles and small tools that several tests share."""

from __future__ import annotations

import difflib
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# What a reader has to survive and what has been exported is read by tests and never imported.
collect_ignore = ["hostile", "golden"]

HERE = Path(__file__).parent
REPOSITORY = HERE.parent

# Derandomized: the same examples in every run. `.ci/run` asks for more of them.
settings.register_profile("dev", max_examples=20, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "ci",
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="accept the golden files as they are made now")
    parser.addoption("--slow", action="store_true", help="run the tests marked slow too")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--slow"):
        return
    skip = pytest.mark.skip(reason="slow: runs with --slow, as .ci/run does")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture
def golden(request):
    """Compare a text with a golden file; --update-golden accepts it."""

    def compare(name: str, made: str) -> None:
        path = HERE / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made, "utf-8")
            return
        kept = path.read_text("utf-8") if path.exists() else ""
        if kept != made:
            diff = difflib.unified_diff(kept.splitlines(), made.splitlines(), "golden", "made now", lineterm="", n=2)
            shown = "\n".join(list(diff)[:60])
            pytest.fail(f"{name} has changed:\n{shown}\nTo accept it: pytest --update-golden")

    return compare


@pytest.fixture(scope="session")
def facts():
    """The facts of a file in tests/facts."""
    return lambda name: json.loads((HERE / "facts" / f"{name}.json").read_text("utf-8"))
