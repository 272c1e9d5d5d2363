"""A Jupyter notebook: one cell a section, the picture inside."""

import json
import re

from symbp.render import programs
from symbp.render.document import Document
from symbp.render.formats.base import Format


def _files(document: Document, engine: str) -> dict[str, bytes]:
    svg = programs.data_address("image/svg+xml", document.svg.encode())
    # The width is for pandoc; Jupyter would print it.
    text = re.sub(r"\{width=\d+%\}", "", document.markdown(svg), count=1)
    sections = [section.strip() for section in re.split(r"\n(?=## )", text)]
    notebook = {
        "cells": [
            {"cell_type": "markdown", "id": f"section-{i}", "metadata": {}, "source": section.splitlines(keepends=True)}
            for i, section in enumerate(sections)
        ],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {"solution.ipynb": (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()}


NOTEBOOK = Format(name="ipynb", title="Jupyter notebook", files=_files)
