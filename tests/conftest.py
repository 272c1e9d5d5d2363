"""Options, profiles and small tools that several tests share."""

from __future__ import annotations

import difflib
import gc
import importlib.util
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from symbp import bundled

# What a reader has to survive and what has been exported is read by tests and never imported.
collect_ignore = ["hostile", "golden", "benchmarks"]
if importlib.util.find_spec("griffe") is None:
    collect_ignore.append("docs/doctests.py")

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
settings.register_profile("quick", settings.get_profile("dev"), max_examples=5)
# What a test sees was worked out by the code under test, and not before.
os.environ["SYMBP_CACHE"] = "off"

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

# What holds for every bundled assignment is tried with these in the quick tier: each shows something else.
FEW = {"nndl3-bias", "nndl3-cross-entropy", "relu-batch", "softmax-squared-error"}
LONGEST = 1.0
"""Seconds: a test of the quick tier that takes longer should be marked long."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="accept the golden files as they are made now")
    parser.addoption("--slow", action="store_true", help="run the tests marked slow too")
    parser.addoption("--quick", action="store_true", help="leave out what is marked long, and most examples")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--quick"):
        settings.load_profile("quick")


def pytest_collection_finish() -> None:
    # What has been imported stays: it is not looked through for garbage again and again.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    counts: Counter[tuple[Path, str]] = Counter()
    for item in items:
        thin = item.get_closest_marker("thin")
        if thin is not None:
            test = (item.path, item.name.partition("[")[0])
            if counts[test] % thin.args[0]:
                item.add_marker("slow")
            counts[test] += 1
    if config.getoption("--quick"):
        left_out = [item for item in items if not _quick(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _quick(item)]
    if config.getoption("--slow"):
        return
    skip = pytest.mark.skip(reason="slow: runs with --slow, as .ci/run does")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


def _quick(item: pytest.Item) -> bool:
    """Whether a test belongs to the quick tier: not marked, and about one of a few assignments if it is about one."""
    if "long" in item.keywords or "slow" in item.keywords:
        return False
    about = {value for value in _parameters(item) if isinstance(value, str)} & set(bundled())
    return not about or bool(about & FEW)


def _parameters(item: pytest.Item) -> Iterable[object]:
    return item.callspec.params.values() if hasattr(item, "callspec") else ()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("--quick"):
        return
    for report in terminalreporter.getreports("passed"):
        if report.when == "call" and report.duration > LONGEST:
            terminalreporter.write_line(f"{report.nodeid} took {report.duration:.1f} s: mark it long")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a golden file; --update-golden accepts it."""

    def compare(name: str, made: str) -> None:
        """Fail where the text is not that of the file, with the lines that differ."""
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
def facts() -> Callable[[str], Any]:
    """The facts of a file in tests/facts."""
    return lambda name: json.loads((HERE / "facts" / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window, for all tests of a run."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="pip install 'symbp[test]'")
    program, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not (program and driver):
        pytest.skip("no Chromium with its driver: apt-get install chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for each in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(each)
    running = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield running
    running.quit()
