"""The programs of ``tests/programs``: what each is, its assignment, and the bugs that are planted into it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from symbp import load
from symbp.spec import Assignment, parse

FOLDER = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class Bug:
    """One change to a right program.

    Attributes:
        old: the text that is replaced, which stands in one line.
        new: what stands there instead.
        names: ids, or parts of ids, of mistakes any of which names it.
    """

    old: str
    new: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Program:
    """A right program of the corpus."""

    file: str
    net: str
    remark: str
    bugs: tuple[Bug, ...]

    @property
    def text(self) -> str:
        return (FOLDER / self.file).read_text("utf-8")

    def with_bug(self, bug: Bug) -> tuple[str, int]:
        """The program with the bug, and the line of the bug."""
        notebook = self.file.endswith(".ipynb.txt")
        old, new = (json.dumps(part)[1:-1] if notebook else part for part in (bug.old, bug.new))
        assert old in self.text, (self.file, bug.old)
        text = self.text.replace(old, new, 1)
        if notebook:
            from symbp.marking.listing.source import python_of

            lines = python_of(self.text).splitlines(), python_of(text).splitlines()
            return text, next(i for i, (a, b) in enumerate(zip(*lines, strict=True), 1) if a != b)
        return text, self.text[: self.text.index(old)].count("\n") + 1


def _index() -> dict:
    return tomllib.loads((FOLDER / "index.toml").read_text("utf-8"))


@cache
def programs() -> tuple[Program, ...]:
    """All programs, in the order of the index."""
    return tuple(
        Program(
            entry["file"],
            entry.get("net") or entry["assignment"],
            entry.get("remark", ""),
            tuple(Bug(old, new, tuple(filter(None, names.split("|")))) for old, new, names in entry["bugs"]),
        )
        for entry in _index()["programs"]
    )


@cache
def assignment(net: str) -> Assignment:
    """The assignment of a program: a bundled one, or one with irregular weights that the index describes."""
    known = _index()["nets"].get(net)
    if known is None:
        return load(net)
    layers, count = known["layers"], 0

    def number() -> float:
        nonlocal count
        count += 1
        return round(((count * 37) % 83 - 40) / 50 + 0.01 * (count % 3), 2) or 0.17

    weights = [[[number() for _ in range(a)] for _ in range(b)] for a, b in pairwise(layers)]
    biased = known.get("bias", "none") == "unit"
    biases = [[number() / 2 for _ in range(b)] for b in layers[1:]]
    targets = f"classes = {known['classes']}" if "classes" in known else f"y = {known['y']}"
    return parse(
        "\n".join(
            [
                "[network]",
                f"layers = {layers}",
                f"activation = {json.dumps(known.get('activation', 'sigmoid'))}",
                f'bias = "{known.get("bias", "none")}"',
                'numbering = "matrix"',
                "[loss]",
                f'name = "{known.get("loss", "half-squared-error")}"',
                *([f'batch = "{known.get("batch", "sum")}"'] if len(known["x"]) > 1 else []),
                "[data]",
                f"x = {known['x']}",
                targets,
                "[parameters]",
                f"weights = {weights}",
                *([f"biases = {biases}"] if biased else []),
                "[training]",
                f"learning_rate = {known['learning_rate']}",
                *([f"batch_size = {known['batch_size']}"] if "batch_size" in known else []),
            ]
        ),
        net,
    )
