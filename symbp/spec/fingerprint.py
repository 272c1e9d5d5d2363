"""A mark of everything that an assignment says, by which results that were kept are known to be of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import fields

from symbp.spec.assignment import Assignment
from symbp.spec.dense import ArrayAssignment


def fingerprint(assignment: Assignment | ArrayAssignment) -> str:
    """A mark that two assignments have in common only if they say the same.

    >>> from symbp.spec import load
    >>> fingerprint(load("nndl3")) == fingerprint(load("nndl3")) != fingerprint(load("mazur"))
    True
    """
    digest = hashlib.sha256()
    for field in fields(assignment):
        for part in _parts(getattr(assignment, field.name)):
            digest.update(part.tobytes() if hasattr(part, "tobytes") else repr(part).encode())
    return digest.hexdigest()


def _parts(value: object) -> Iterator[object]:
    """Tuples opened up: an array in one would be shortened in its text."""
    if isinstance(value, tuple):
        for part in value:
            yield from _parts(part)
    else:
        yield value
