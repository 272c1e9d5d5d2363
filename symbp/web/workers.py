"""Processes that answer calls, each with a limit of memory and of time.

What a call does is bounded by symbp's own limits. These hold where they should fail: a process that takes too long is
ended, one that takes too much memory ends itself, and another one takes its place.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import queue
import tempfile
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection

MEMORY = 2_000_000_000
"""Bytes that a process may take."""
REQUEST_SECONDS = 30.0
"""The time that a call may take."""


class Worker:
    """One process that answers calls one after the other."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.here, there = context.Pipe()
        self.process = context.Process(target=_answers, args=(there,), daemon=True)
        self.process.start()
        there.close()

    def call(self, name: str, request: Mapping[str, object], seconds: float) -> Mapping[str, object] | None:
        """The result; None if it took too long, or too much memory: the process is of no use then."""
        try:
            # As text: what is nested too deeply for a pickle is not too deep for the check of a request.
            self.here.send_bytes(json.dumps([name, request]).encode())
            if self.here.poll(seconds):
                answer: Mapping[str, object] = json.loads(self.here.recv_bytes())
                return answer
        except RecursionError:
            return {"error": "the request is nested too deeply"}
        except (EOFError, OSError, ValueError):
            pass
        self.end()
        return None

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.here.close()


def _answers(there: Connection) -> None:
    """Answer until nobody asks any more, in an empty folder: what a file names as beside it is not there."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        from symbp.web.contract import answer

        with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
            while True:
                name, request = json.loads(there.recv_bytes())
                there.send_bytes(json.dumps(answer(name, request)).encode())


class Workers:
    """Several processes; who asks waits until one is free.

    Args:
        count: how many.
        seconds: the time that a call may take.
    """

    def __init__(self, count: int, seconds: float = REQUEST_SECONDS) -> None:
        self.seconds = seconds
        self._free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._all: list[Worker] = []
        self._lock = threading.Lock()
        for _ in range(count):
            self._add()

    def _add(self) -> None:
        worker = Worker()
        with self._lock:
            self._all.append(worker)
        self._free.put(worker)

    def call(self, name: str, request: Mapping[str, object]) -> Mapping[str, object]:
        """The result of a call; what takes too long is an ``error``."""
        worker = self._free.get()
        answer = worker.call(name, request, self.seconds)
        if answer is not None:
            self._free.put(worker)
            return answer
        with self._lock:
            self._all.remove(worker)
        self._add()
        return {"error": f"it took more than {self.seconds:g} seconds, or more memory than there is for it"}

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            for worker in self._all:
                worker.end()
            self._all.clear()
