"""The program: its version, and how it ends when something cannot be done."""

from __future__ import annotations

import contextlib
import functools
import gc
import io
import sys
import warnings
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import symbp
from symbp.errors import SymbpError
from symbp.renamed import OPTIONS, RenamedWarning, current

LONGEST_SENTENCE = 800


class _Group(TyperGroup):
    """The commands; an old name of an option goes on being read."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command with its arguments, options under their names of today."""
        name, command, rest = super().resolve_command(ctx, args)
        known = {option for parameter in command.params for option in parameter.opts} if command else set()
        return name, command, [_renamed(word, known) for word in rest]


def _renamed(word: str, known: set[str]) -> str:
    option, equals, value = word.partition("=")
    return current(option, OPTIONS) + equals + value if OPTIONS.get(option) in known else word


app = typer.Typer(cls=_Group, pretty_exceptions_enable=False, rich_markup_mode=None)


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


@functools.cache
def _note(message: str) -> None:
    """Say something beside the output, once."""
    print(f"note: {message}", file=sys.stderr)


def main() -> None:
    """Run the command line; every error is one sentence on the error stream."""
    # One short run makes many long-lived SymPy objects: looking through them again and again for
    # garbage takes a twentieth of the time and finds none.
    gc.set_threshold(200_000, 20, 20)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without Unicode shows \u2202 for ∂, as Python's error stream does.
        sys.stdout.reconfigure(errors="backslashreplace")
    usual = warnings.showwarning
    warnings.showwarning = lambda message, category, *rest: (
        _note(str(message)) if issubclass(category, RenamedWarning) else usual(message, category, *rest)
    )
    try:
        app(standalone_mode=True)
    except SymbpError as error:
        # What a user wrote is quoted in it: no line break and no control character gets through.
        sentence = "".join(letter if letter.isprintable() else " " for letter in str(error))
        if len(sentence) > LONGEST_SENTENCE:
            sentence = sentence[:LONGEST_SENTENCE] + "…"
        print(f"symbp: {sentence}", file=sys.stderr)
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
