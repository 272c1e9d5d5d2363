"""A run kept on the way: killed or interrupted, it goes on from where it was, and ends with the same figures."""

from __future__ import annotations

import hashlib
import io
import lzma
import time
import tokenize
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symbp.files import check_writable, write_all
from symbp.training.compiled import Descent, State

CHECKPOINT_SECONDS = 2.0
"""A run is kept not more often than this."""
_FILE = "run.part.npz"
_UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    RuntimeError,
    MemoryError,
    ArithmeticError,
    SyntaxError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
"""Exceptions of reading a file that somebody else has written, or that was cut off."""


@dataclass(slots=True)
class Progress:
    """How far a run has come.

    Attributes:
        state: what the last whole stretch of iterations has left.
        losses: of the iterations until there.
        before: what was carried into each iteration that was looked at.
    """

    state: State
    losses: list[Any] = field(default_factory=list)
    before: list[State] = field(default_factory=list)


class Checkpoint:
    """The file that keeps a run while it lasts.

    Args:
        folder: where it is.
        descent: the compiled run.
        settings: what else decides its figures.
        wanted: the iterations that are looked at; the last one ends it.

    Raises:
        OutputError: the folder cannot be written, or its disk has no room.
    """

    def __init__(self, folder: Path, descent: Descent, settings: str, wanted: Sequence[int]) -> None:
        self.folder, self.made, self.wanted, self.iterations = folder, descent, wanted, wanted[-1]
        self._size = sum(int(np.size(part)) for part in descent.start)
        check_writable(folder, self._largest() + 1_000_000)
        numbers = b"".join(np.asarray(part).tobytes() for part in (*descent.start, *_flat(descent.order.batches)))
        shapes = [np.shape(part) for batch in descent.order.batches for part in batch]
        bounds = [len(batch) for batch in descent.order.batches]
        described = f"{descent.text}\n{descent.fixed}\n{settings}, {list(wanted)}\n{descent.order.seed}\n"
        self.key = hashlib.sha256(f"{described}{shapes}{bounds}\n".encode() + numbers).hexdigest()
        self.last = time.monotonic()

    def load(self) -> Progress | None:
        """The kept state of this very run; None if there is none, or none that could be part of it."""
        path = self.folder / _FILE
        try:
            with zipfile.ZipFile(path) as packed:
                # Nothing is unpacked that is larger than a run of so many iterations can be.
                if sum(part.file_size for part in packed.infolist()) > self._largest():
                    return None
            with np.load(path, allow_pickle=False) as arrays:
                if str(arrays["key"]) != self.key:
                    return None
                return self._checked(arrays["state"], arrays["losses"], arrays["before"])
        except _UNREADABLE:
            return None

    def _largest(self) -> int:
        return 100_000 + 16 * (self.iterations + (len(self.wanted) + 1) * self._size)

    def _checked(self, state: Any, losses: Any, before: Any) -> Progress | None:
        """A progress, if the arrays have the types and shapes of one, and are of one length of run."""
        kind = np.asarray(self.made.start[0]).dtype
        fits = state.shape == (self._size,) and losses.ndim == 1 and before.ndim == 2
        fits = fits and state.dtype == before.dtype == kind and losses.dtype.kind == "f"
        done = len(losses)
        fits = fits and done <= self.iterations and before.shape == (sum(at <= done for at in self.wanted), self._size)
        if not fits or not all(np.isfinite(array).all() for array in (state, losses, before)):
            return None
        return Progress(self._state(state), losses.tolist(), [self._state(row) for row in before])

    def save(self, progress: Progress, *, now: bool = False) -> None:
        """Keep the run, unless it has just been kept."""
        if not now and time.monotonic() - self.last < CHECKPOINT_SECONDS:
            return
        buffer = io.BytesIO()
        rows = [self._row(state) for state in progress.before]
        np.savez(
            buffer,
            key=np.array(self.key),
            state=self._row(progress.state),
            losses=np.array(progress.losses),
            before=np.array(rows).reshape(len(rows), len(self._row(progress.state))),
        )
        write_all(self.folder, {_FILE: buffer.getvalue()})
        self.last = time.monotonic()

    def finished(self) -> None:
        """The run has ended: nothing is left to go on with."""
        (self.folder / _FILE).unlink(missing_ok=True)

    def _row(self, state: State) -> NDArray[np.float64]:
        return np.concatenate([np.asarray(part).ravel() for part in state])

    def _state(self, row: Any) -> State:
        """Numbers as they were before they were kept: of the same type and shape."""
        parts, place = [], 0
        for start in self.made.start:
            size = int(np.size(start))
            cut = row[place : place + size]
            parts.append(cut.reshape(start.shape) if np.ndim(start) else type(start)(cut[0]))
            place += size
        return tuple(parts)


def _flat(batches: Iterable[Iterable[object]]) -> Iterator[NDArray[np.float64]]:
    """The arrays of batches; a batch in lines is one array."""
    for batch in batches:
        yield from (np.asarray(part) for part in batch)
