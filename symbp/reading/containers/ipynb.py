"""A Jupyter notebook: its text and what its cells print; its code is a program of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator

from symbp.limits import MOST_NOTEBOOK_CELLS
from symbp.reading.containers.base import Container
from symbp.reading.containers.md import blocks_of_markdown
from symbp.reading.lines import blocks_of_text
from symbp.reading.model import Block, Listing

CHECKS = "symbp-check"
"""The tag of the cells of our own notebooks that check what stands above them, and are no answers."""


def _blocks(text: str) -> Iterator[Block]:
    try:
        book = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"not a notebook: {error}"
        raise ValueError(message) from None
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(cells, list):
        message = 'not a notebook: an object with "cells" was expected'
        raise ValueError(message)  # noqa: TRY004 (what a file holds, and no argument's type)
    programs = []
    for cell in cells[:MOST_NOTEBOOK_CELLS]:
        if not isinstance(cell, dict):
            continue
        source = _joined(cell.get("source"))
        metadata = cell.get("metadata")
        if isinstance(metadata, dict) and metadata.get("tags") == [CHECKS]:
            continue
        if cell.get("cell_type") == "code":
            programs.append(source)
            for printed in _printed(cell.get("outputs")):
                yield from blocks_of_text(printed)
        elif cell.get("cell_type") in ("markdown", "raw"):
            yield from blocks_of_markdown(source)
    if any(map(str.strip, programs)):
        yield Listing("\n".join(programs))


def _joined(lines: object) -> str:
    return "".join(map(str, lines)) if isinstance(lines, list) else lines if isinstance(lines, str) else ""


def _printed(outputs: object) -> Iterator[str]:
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        if output.get("output_type") == "stream":
            yield _joined(output.get("text"))
        data = output.get("data")
        if isinstance(data, dict):
            yield _joined(data.get("text/plain"))


NOTEBOOK = Container("ipynb", (".ipynb",), _blocks)
