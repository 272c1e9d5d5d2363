"""A Python listing: the student's functions, read and never run."""

from collections.abc import Iterator

from symbp.reading.containers.base import Container
from symbp.reading.model import Listing


def _blocks(text: str) -> Iterator[Listing]:
    yield Listing(text)


PYTHON = Container("py", (".py",), _blocks)
