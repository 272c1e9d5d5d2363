"""A function at many arguments, in other processes where that pays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from symbp.errors import SymbpError

A = TypeVar("A")
R = TypeVar("R")

WORTH_IT = 3.0
"""Seconds that all of it has to take: other processes begin with an import of SymPy."""


def results(
    function: Callable[[A], R], arguments: Sequence[A], jobs: int | None = None, backend: str | None = None
) -> Iterator[R]:
    """The results in the order of the arguments; in other processes if the first one shows that it is worth it.

    Args:
        function: one that can be sent to a process.
        arguments: what it is called with.
        jobs: how many processes; by default all cores where that pays. Where joblib has been configured
            (``joblib.parallel_config``), as for a Dask or Ray cluster, it decides.
        backend: of joblib, such as ``"threading"`` or ``"dask"``.

    Raises:
        SymbpError: joblib cannot run it so.

    >>> list(results(abs, [-1, -2]))
    [1, 2]
    """
    import joblib

    active, configured = joblib.parallel.get_active_backend()
    if jobs == 0:
        message = "jobs: expected a number of processes, or -1 for all cores, got 0"
        raise SymbpError(message)
    told = (
        backend is not None or jobs is not None or configured not in (None, 1) or type(active).__name__ != "LokyBackend"
    )
    begun = time.perf_counter()
    first = 0 if told else 1
    yield from map(function, arguments[:first])
    taken = (time.perf_counter() - begun) * (len(arguments) - first)
    rest = arguments[first:]
    if jobs == 1 or (not told and taken < WORTH_IT):
        yield from map(function, rest)
        return
    where = {} if backend is None else {"backend": backend}
    count = jobs if jobs is not None else None if configured not in (None, 1) else -1
    try:
        parallel = joblib.Parallel(n_jobs=count, return_as="generator", **where)
    except (ValueError, ImportError) as error:
        message = f"joblib cannot run this with jobs {jobs} and backend {backend}: {str(error).splitlines()[0]}"
        raise SymbpError(message) from None
    yield from parallel(joblib.delayed(function)(argument) for argument in rest)
