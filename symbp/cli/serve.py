"""The page in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from symbp.cli.app import app, interruptible
from symbp.errors import MissingProgramError


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address; anything but this machine opens it to others.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port.", min=1, max=65_535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that calculate.", min=1, max=64)] = 2,
) -> None:
    """Show exercises, solutions and marked answers in the browser, on this machine."""
    try:
        from symbp.web.server import serve as run
    except ImportError:
        message = "the page needs starlette and uvicorn. Install them with: pip install 'symbp[web]'"
        raise MissingProgramError(message) from None
    print(f"http://{host}:{port}/ (Ctrl-C ends it)")
    with interruptible():
        run(host, port, workers)
