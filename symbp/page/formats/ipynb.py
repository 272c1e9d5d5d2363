"""A Jupyter notebook: one cell a section, the pictures inside."""

import json
from collections.abc import Mapping

from symbp.page.formats.base import Format
from symbp.page.formats.md import Markdown
from symbp.page.programs import data_address
from symbp.page.views import Document


def _files(document: Document) -> Mapping[str, bytes]:
    page = document.page
    writer = Markdown(
        document.style, lambda figure: data_address("image/svg+xml", figure.svg(document.style.text).encode())
    )
    cells = writer.cells(page)
    notebook = {
        "cells": [
            {"cell_type": "markdown", "id": f"section-{i}", "metadata": {}, "source": cell.strip().splitlines(True)}
            for i, cell in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {f"{document.name}.ipynb": (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()}


NOTEBOOK = Format(name="ipynb", title="Jupyter notebook", files=_files)
