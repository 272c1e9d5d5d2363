"""All commands, in the order of ``symbp --help``, each in the file of its name."""

from importlib import import_module

from symbp.cli.app import app, main

__all__ = ["app", "main"]

COMMANDS = (
    *("list", "solve", "worksheet", "derive", "table", "verify", "check", "lint", "variants"),
    *("mark", "quiz", "train", "compare", "experiment", "export", "targets", "import_", "schema", "serve"),
)
for _command in COMMANDS:
    import_module(f"symbp.cli.{_command}")
