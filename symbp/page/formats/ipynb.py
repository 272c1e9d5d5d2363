"""A Jupyter notebook: one cell a section with one that checks it, the pictures inside."""

import json
from collections.abc import Mapping

from symbp.page.formats.base import Format
from symbp.page.formats.md import Markdown
from symbp.page.programs import data_address
from symbp.page.views import Document

CHECKS = "symbp-check"
"""The tag of the cells that check those above them."""


def _cell(kind: str, id_: str, text: str, metadata: dict[str, list[str]]) -> dict[str, object]:
    return {"cell_type": kind, "id": id_, "metadata": metadata, "source": text.splitlines(True)}


def _files(document: Document) -> Mapping[str, bytes]:
    page = document.page
    writer = Markdown(
        document.style, lambda figure: data_address("image/svg+xml", figure.svg(document.style.text).encode())
    )
    cells: list[dict[str, object]] = []
    for i, (text, code) in enumerate(writer.cells(page)):
        cells.append(_cell("markdown", f"section-{i}", text.strip(), {}))
        if code:
            cells.append(
                _cell("code", f"check-{i}", code, {"tags": [CHECKS]}) | {"execution_count": None, "outputs": []}
            )
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {f"{document.name}.ipynb": (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()}


NOTEBOOK = Format(name="ipynb", title="Jupyter notebook", files=_files)
