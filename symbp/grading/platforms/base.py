"""The record of a learning platform's archive: whose file is which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is.

    Attributes:
        student: the key by which the platform tells students apart.
        name: what a person calls them.
        late: whether the platform says that it was handed in late.
    """

    student: str
    name: str
    late: bool = False


def _no_names(text: str) -> Mapping[str, str]:  # noqa: ARG001 - most platforms have no such file
    return {}


@dataclass(frozen=True, slots=True)
class Platform:
    """How a platform names the files of its archive.

    Attributes:
        name: its key.
        title: the platform's own name.
        owner: the path of a file in the archive -> whose it is; None where no file of this platform is called so.
        index: the name of a file that says who the students are; empty where there is none.
        names: the text of that file -> key of a student to name.
    """

    name: str
    title: str
    owner: Callable[[str], Owner | None]
    index: str = ""
    names: Callable[[str], Mapping[str, str]] = _no_names
