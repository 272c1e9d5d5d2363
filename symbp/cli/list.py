"""The bundled assignments."""

from __future__ import annotations

from symbp.cli.again import kept
from symbp.cli.app import app


@app.command("list")
@kept
def list_() -> None:
    """The bundled assignments."""
    from symbp.assignments import assignments, title_of

    width = max(map(len, assignments))
    for name in assignments:
        print(f"{name.ljust(width)}  {title_of(name)}")
