"""Export targets: the record of each."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from symbp.code.heading import heading
from symbp.code.languages.base import Language, decimal
from symbp.code.matrices import code
from symbp.code.source import source_text
from symbp.exporting.origin import ExportContext
from symbp.files import archive
from symbp.general import architecture_of, general
from symbp.templating import fill


@dataclass(frozen=True, slots=True)
class Target:
    """A way to write a derivation for use elsewhere.

    Attributes:
        name: key, as written after ``--to``.
        title: how a sentence calls it.
        files: assignment with everything derived from it -> contents by file name.
        wide: whether it can write a network in matrices, too wide to be written line by line.
        language: of a program, how formulas are written.
        descends: whether it updates parameters by itself, which it does by plain gradient descent.
    """

    name: str
    title: str
    files: Callable[[ExportContext], Mapping[str, bytes]]
    wide: bool = False
    language: Language | None = None
    descends: bool = False


def program_target(language: Language) -> Target:
    """The target that prints the lines as a program in a language."""

    def files(origin: ExportContext) -> dict[str, bytes]:
        """The program, under the name of the assignment."""
        text = source_text(origin.program, language, language.template)
        return {language.file.format(origin.word): text.encode()}

    return Target(name=language.name, title=language.title, files=files, language=language, descends=True)


def matrix_target(name: str, title: str, library: str, file: str) -> Target:
    """A target that prints the matrix form as a program; the numbers stand in a file beside it."""
    files = functools.partial(_matrix_files, library, file)
    return Target(name=name, title=title, files=files, wide=True, descends=True)


def _matrix_files(library: str, file: str, origin: ExportContext) -> dict[str, bytes]:
    """The program, and the archive of the arrays that it reads."""
    dense = origin.dense
    data = f"{origin.word}.npz"
    text = fill(
        "export/matrices.py.txt",
        head=heading(dense),
        program=code(general(architecture_of(origin.asked)), library),
        data=data,
        step=None if dense.learning_rate is None else decimal(dense.learning_rate.value),
        torch=library == "torch",
    )
    return {file.format(origin.word): text.encode(), data: archive(dense.arrays)}
