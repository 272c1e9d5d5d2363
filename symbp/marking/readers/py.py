"""A Python listing: the student's functions, read and never run."""

from symbp.marking.listing import read_listing
from symbp.marking.readers.base import Reader

PYTHON = Reader("py", (".py",), read_listing)
