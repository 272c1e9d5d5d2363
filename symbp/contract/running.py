"""Exported programs, run: what each prints. All files of a language run in one process where they can."""

from __future__ import annotations

import importlib.util
import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from symbp.code.languages import languages
from symbp.code.languages.base import Running

_SLOT = re.compile(r"\{(file|word|WORD|i|python)\}")


def runner(language: str) -> Callable[[list[Path], Path], str]:
    """A function that runs programs of a language in a folder, and gives their output.

    The test that asks for it skips where the language is not installed, or cannot be run at all.
    """
    how = languages[language].running
    if how is None:
        pytest.skip(f"{language} does not say how its programs are run")
    of_python = how.commands[0][0] == "{python}"
    if how.needs and not (importlib.util.find_spec(how.needs) if of_python else shutil.which(how.needs)):
        pytest.skip(f"{how.needs} is not installed ({how.install})")

    def run(files: list[Path], folder: Path) -> str:
        """The output of these programs, each behind a line with its name."""
        if how.driver is None:
            return "".join(f"== {file}\n{_run(how, file, folder)}" for file in files)
        name, text = how.driver
        driver = folder / name
        driver.write_text(_driver(text, files), "utf-8")
        return _run(how, driver, folder)

    return run


def _run(how: Running, file: Path, folder: Path) -> str:
    out = ""
    for command in how.commands:
        words = [_filled(word, file) for word in command]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, f"{' '.join(words)[:200]}\n{done.stderr[:3000]}"
        assert not done.stderr, done.stderr[:3000]
        out = done.stdout
    return out


def _driver(text: str, files: Iterable[Path]) -> str:
    """The program that runs several: lines with slots, one behind the other, stand in it once a file."""
    out = []
    for repeated, lines in itertools.groupby(text.splitlines(keepends=True), key=lambda line: bool(_SLOT.search(line))):
        block = "".join(lines)
        out += [_filled(block, file, i) for i, file in enumerate(files)] if repeated else [block]
    return "".join(out)


def _filled(text: str, file: Path, i: int = 0) -> str:
    values = {"file": str(file), "word": file.stem, "WORD": file.stem.upper(), "i": str(i), "python": sys.executable}
    return _SLOT.sub(lambda slot: values[slot[1]], text)


def printed(output: str) -> dict[str, dict[str, float]]:
    """The numbers that each program has printed: file stem -> name -> number."""
    found: dict[str, dict[str, float]] = {}
    values: dict[str, float] = {}
    for line in output.splitlines():
        if line.startswith("== "):
            values = found.setdefault(Path(line[3:]).stem, {})
        elif line.strip():
            name, _, value = line.partition(" = ")
            values[name] = float(value)
    return found


def differences(found: dict[str, float], wanted: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Where the numbers are not those that are wanted, to 1e-12 of them."""
    assert found.keys() == wanted.keys()
    return {
        name: (found[name], wanted[name])
        for name in wanted
        if not abs(found[name] - wanted[name]) <= 1e-12 * max(1e-3, abs(wanted[name]))
    }
