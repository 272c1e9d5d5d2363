"""The bundled assignments."""

from __future__ import annotations

import symbp
from symbp.cli.app import app


@app.command("list")
def list_() -> None:
    """The bundled assignments."""
    names = symbp.bundled()
    width = max(map(len, names))
    for name in names:
        print(f"{name.ljust(width)}  {symbp.load(name).title}")
