"""The targets of exports."""

from __future__ import annotations

from symbp.cli.again import kept
from symbp.cli.app import app


@app.command()
@kept
def targets() -> None:
    """The targets of `symbp export`."""
    from symbp.exporting.targets import targets as known

    width = max(map(len, known))
    for name, target in known.items():
        print(f"{name.ljust(width)}  {target.title}")
