"""Programs that are handed in: their text, and the network that is found in one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from symbp.errors import SpecError, SymbpError
from symbp.files import PROGRAMS

if TYPE_CHECKING:
    from symbp.finding import Found

_MOST_READ = 200_000


def program_text(files: Sequence[Path]) -> str:
    """The program in a file: of a notebook its code.

    Raises:
        SymbpError: it is not one file.
    """
    from symbp.marking.listing.source import python_of

    if len(files) != 1 or not files[0].is_file():
        message = "--show-lines shows one program, and needs its file"
        raise SymbpError(message)
    with files[0].open("rb") as file:
        return python_of(file.read(_MOST_READ).decode("utf-8", "replace"))


def found_in(program: Path) -> Found:
    """The network that is found in a program; what was taken for it is said beside.

    Raises:
        SpecError: there is no such file, it is no Python, or no network is found in it.
    """
    from symbp.finding import find_assignment
    from symbp.page.words import plain

    if program.suffix.lower() not in PROGRAMS or not program.is_file():
        message = f"'{program}' alone is no sheet: expected SPEC ANSWERS..., or a program in Python (.py or .ipynb)"
        raise SpecError(message)
    try:
        found = find_assignment(program_text([program]), program.stem)
    except SpecError as error:
        message = f"{program}: {error}"
        raise SpecError(message) from None
    for each in plain(found.taken):
        print(f"note: {each}", file=sys.stderr)
    return found
