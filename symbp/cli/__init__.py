"""The command line. Each command is a file, and a few lines over the public names.

Exit codes: 0 done and right, 1 a proof has failed, 2 something could not be read or written.
Nothing heavy is imported before a command runs, so that ``--help`` answers at once.
"""

from importlib import import_module

from symbp.cli.app import app, main

__all__ = ["app", "main"]

COMMANDS = (
    *("list", "solve", "worksheet", "derive", "table", "verify", "check", "lint", "variants"),
    *("mark", "quiz", "train", "compare", "experiment", "export", "targets", "import_", "schema", "serve"),
)
"""The commands in the order of --help, each in the file of its name."""

for _command in COMMANDS:
    import_module(f"symbp.cli.{_command}")
