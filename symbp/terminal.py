"""Text for the terminal: in its width and its colours, where there is one."""

from __future__ import annotations

import io
from collections.abc import Callable

from rich.console import Console


def console_text(write: Callable[[Console], None], narrowest: int = 0, *, terminal: bool = True) -> str:
    r"""The output of ``write``, without spaces at the ends of lines.

    Args:
        write: prints on the console that it is given.
        narrowest: the least width; a file or a pipe has no edge to fold at.
        terminal: whether it may be for a terminal; else it has neither width nor colours.

    >>> console_text(lambda console: console.print("out_h1 = 0.5622"))
    'out_h1 = 0.5622\n'
    """
    # In a notebook rich would show the text itself, beside what the object shows.
    buffer, screen = io.StringIO(), Console(force_jupyter=False)
    tty = terminal and screen.is_terminal
    width = max(screen.width, narrowest) if tty else 10_000
    write(Console(file=buffer, width=width, force_terminal=tty, force_jupyter=False, highlight=False, markup=False))
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())
