"""The assignment as a program that a student would hand in, and what it prints when it is run."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from symbp.code.languages import languages
from symbp.code.program import Program
from symbp.code.source import source_text

MOST_SHOWN_PARAMETERS = 12
"""How many parameters a table of what was printed has room for."""
LIMIT = 600
"""Seconds after which a program is given up."""


def torch_installed() -> bool:
    """Whether there is a torch to ask."""
    return importlib.util.find_spec("torch") is not None


def source(program: Program, form: str, iterations: int, printed: Sequence[int], marks: Mapping[str, str]) -> str:
    """A program.

    Args:
        program: its lines.
        form: ``numpy``, a run with the derived lines backward; ``torch``, a run where autograd goes backward; or
            ``module``, a module of torch with the derived lines backward, and what autograd does with its gradients.
        iterations: how many there are.
        printed: those whose loss is printed.
        marks: comments behind lines, by the name of the line.
    """
    spoken = replace(languages["numpy" if form == "numpy" else "torch"], constant="{0}")
    behind = [f"  # {marks[line.name]}" if line.name in marks else "" for line in program.lines]
    text = source_text(
        program, spoken, f"studying/{form}.py.txt", iterations=iterations, at=[str(at) for at in printed], behind=behind
    )
    return text.strip()


def prints(text: str) -> dict[tuple[int, str], float]:
    """The figures that a program prints: (iteration, name) -> number.

    Raises:
        subprocess.CalledProcessError: it does not run to its end.
    """
    done = subprocess.run(
        [sys.executable, "-I", "-"], input=text, capture_output=True, text=True, check=True, timeout=LIMIT
    )
    figures: dict[tuple[int, str], float] = {}
    at = 0
    for printed in done.stdout.splitlines():
        name, _, value = printed.partition(" = ")
        if value:
            figures[at, name] = float(value)
        else:
            at = int(printed.split()[-1])
    return figures
