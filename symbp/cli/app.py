"""The program: its version, and how it ends when something cannot be done."""

from __future__ import annotations

import contextlib
import gc
import io
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

import symbp
from symbp.errors import SymbpError

LONGEST_SENTENCE = 800

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def version(
    context: typer.Context,
    show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    outside: Annotated[
        bool,
        typer.Option("--allow-outside-data", help="Read array files outside of an assignment's folder too."),
    ] = False,
) -> None:
    """Backpropagation by hand: derived, calculated, proven, written out."""
    if show:
        print(f"symbp {symbp.__version__}")
        raise typer.Exit
    if outside:
        from symbp.spec.arrays import outside_data

        context.with_resource(outside_data())
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Around a long work that Ctrl-C may end: what the interruption says is told, with the usual exit code."""
    try:
        yield
    except KeyboardInterrupt as error:
        print(f"\nsymbp: {error.args[0] if error.args else 'interrupted'}", file=sys.stderr)
        raise SystemExit(130) from None


def main() -> None:
    """Run the command line; every error is one sentence on the error stream."""
    # One short run makes many long-lived SymPy objects: looking through them again and again for
    # garbage takes a twentieth of the time and finds none.
    gc.set_threshold(200_000, 20, 20)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without Unicode shows \u2202 for ∂, as Python's error stream does.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app(standalone_mode=True)
    except SymbpError as error:
        # What a user wrote is quoted in it: no line break and no control character gets through.
        sentence = "".join(letter if letter.isprintable() else " " for letter in str(error))
        shown = sentence if len(sentence) <= LONGEST_SENTENCE else sentence[:LONGEST_SENTENCE] + "…"
        print(f"symbp: {shown}", file=sys.stderr)
        raise SystemExit(2) from None
    except (OverflowError, MemoryError):
        print("symbp: a number or an array is too large for this machine", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does.
        sys.stderr.close()
        raise SystemExit(0) from None
    except OSError as error:
        print(f"symbp: the output cannot be written: {error.strerror or error}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        # Nor is there anything to find when the run ends.
        gc.freeze()
