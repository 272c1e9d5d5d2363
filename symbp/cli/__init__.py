"""The command line. Each command is a few lines over the public names.

Exit codes: 0 done and right, 1 a proof has failed, 2 something could not be read or written.
Nothing heavy is imported before a command runs, so that ``--help`` answers at once.
"""

from symbp.cli.app import app, main

# isort: off
# The order of the commands in --help.
from symbp.cli import working_out
from symbp.cli import students
from symbp.cli import experiments
from symbp.cli import grids
from symbp.cli import elsewhere

__all__ = ["app", "elsewhere", "experiments", "grids", "main", "students", "working_out"]
