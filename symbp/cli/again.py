"""A command that is run again says and writes what it did before, at once.

A run depends on its arguments, on the program, on the terminal and on the files that it reads. All of them are in
the key or are compared before anything is said again. A run that starts other programs, reads a pipe or ends with an
error is not kept. Nothing heavy is imported here: the answer is there before SymPy would be.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import io
import json
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, ParamSpec, TextIO, TypedDict

from symbp import cache

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

P = ParamSpec("P")

_SEEN = ("LANG", "LANGUAGE", "LC_", "TERM", "COLORTERM", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR")
"""How the variables begin that what is printed may depend on; those of symbp and Python are seen too."""

_UNKEPT = ("subprocess.", "os.fork", "os.exec", "os.posix_spawn", "os.system", "socket.", "webbrowser.")
"""How the events begin after which a result depends on more than can be compared."""

_OF_THE_SYSTEM = ("/proc/", "/sys/", "/dev/null", "/dev/urandom")

_KEY: list[str] = []
"""The key of this run, where what it does may be kept."""


class _Run(TypedDict):
    """The outcome of a run: files with their digests, contents by folder and name, chunks by stream, the exit code."""

    read: list[tuple[str, str | None]]
    written: dict[str, dict[str, str]]
    said: list[tuple[str, str]]
    code: int


def replayed() -> int | None:
    """Say and write again what the same command did before.

    Returns:
        Its exit code; None where nothing is kept of it, or something that it read has changed.
    """
    if cache.folder() is None or "-" in sys.argv:
        return None
    name = _key()
    held = cache.get(name)
    if held is not None:
        with contextlib.suppress(ValueError, KeyError, TypeError, OSError, zlib.error):
            run: _Run = json.loads(zlib.decompress(held))
            if all(_digest(path) == digest for path, digest in run["read"]):
                return _again(run)
    _KEY[:] = [name]
    return None


def _again(run: _Run) -> int:
    if run["written"]:
        from pathlib import Path

        from symbp.files import write_all

        for folder, contents in run["written"].items():
            write_all(Path(folder), {name: base64.b64decode(content) for name, content in contents.items()})
    for stream, content in run["said"]:
        whole = sys.stdout if stream == "out" else sys.stderr
        whole.buffer.write(base64.b64decode(content))
        whole.flush()
    return int(run["code"])


def _key() -> str:
    """The key of this run: its arguments, the program, the folder and the terminal."""
    seen = (*_SEEN, "SYMBP_", "PYTHON")
    variables = sorted((name, value) for name, value in os.environ.items() if name.startswith(seen))
    terminal = [(stream.isatty(), stream.encoding) for stream in (sys.stdout, sys.stderr)]
    size = tuple(os.get_terminal_size(sys.stdout.fileno())) if sys.stdout.isatty() else ()
    files = [os.path.isfile(word) for word in sys.argv[1:]]
    return cache.key(cache.code(), sys.argv[1:], files, os.getcwd(), variables, terminal, size)


def _digest(path: str) -> str | None:
    """A digest of what a file holds, or of the names in a folder; None if there is nothing."""
    try:
        if os.path.isdir(path):
            return cache.key(sorted(os.listdir(path)))
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def kept(command: Callable[P, None]) -> Callable[P, None]:
    """A command whose outcome is kept: the same arguments and files give the same again."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        """The command, and a record of it if it ends well."""
        from typer import Exit

        if not _KEY:
            command(*args, **kwargs)
            return
        code = 0
        with _recorded() as record:
            try:
                command(*args, **kwargs)
            except Exit as end:
                code = end.exit_code
                raise
            finally:
                ended = sys.exc_info()[0]
                if ended in (None, Exit) and code in (0, 1):
                    record.keep(_KEY[0], code)

    return run


class _Record:
    """All that a run reads, writes and says."""

    def __init__(self) -> None:
        self.begun = time.time_ns()
        self.listening = True
        self.pure = True
        self.read: dict[str, None] = {}
        self.written: dict[str, None] = {}
        self.said: list[tuple[str, bytes]] = []
        folders = (*cache.program(), sys.prefix, sys.base_prefix, cache.folder() or sys.prefix)
        self.own = (*(os.path.realpath(folder) + os.sep for folder in folders), *_OF_THE_SYSTEM)

    def hear(self, event: str, args: tuple[object, ...]) -> None:
        """Take note of an event of Python's audit hooks (PEP 578)."""
        if not self.listening:
            return
        if event == "open":
            self._opened(*args)  # type: ignore[arg-type]
        elif event in ("os.listdir", "os.scandir", cache.LOOKED_FOR):
            self._note(self.read, args[0] or ".")
        elif event == "os.rename":
            self._note(self.written, args[1])
        elif event.startswith(_UNKEPT):
            self.pure = False

    def _opened(self, path: object, mode: str | None, flags: int) -> None:
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or set(mode or "") & set("wax+")
        self._note(self.written if writes else self.read, path)
        if not writes and isinstance(path, str) and path.endswith(".pyc"):
            # Byte code of a package that is worked on: what it was compiled from may be newer another time.
            folder, name = os.path.split(os.path.dirname(path))[0], os.path.basename(path).partition(".")[0]
            self._note(self.read, os.path.join(folder, f"{name}.py"))

    def _note(self, names: dict[str, None], path: object) -> None:
        if isinstance(path, str | bytes | os.PathLike):
            names.setdefault(os.path.abspath(os.fsdecode(path)))

    def keep(self, name: str, code: int) -> None:
        """Keep the run, if what it did depends on nothing but what can be compared."""
        self.listening = False
        paths = [path for path in self.read if path not in self.written and not self._is_own(path)]
        if not self.pure or any(self._changed(path) for path in paths):
            return
        written: dict[str, dict[str, str]] = {}
        for path in self.written:
            if os.path.isfile(path) and not self._is_own(path):
                with open(path, "rb") as file:
                    content = base64.b64encode(file.read()).decode()
                written.setdefault(os.path.dirname(path), {})[os.path.basename(path)] = content
        said = [(stream, base64.b64encode(content).decode()) for stream, content in self.said]
        run: _Run = {"read": [(path, _digest(path)) for path in paths], "written": written, "said": said, "code": code}
        cache.put(name, zlib.compress(json.dumps(run).encode(), 1))

    def _is_own(self, path: str) -> bool:
        return path in sys.path or os.path.realpath(path).startswith(self.own)

    def _changed(self, path: str) -> bool:
        """Whether a file may no longer be as it was read, or is none: a pipe, a device."""
        if not os.path.exists(path) or os.path.isdir(path):
            return False
        return not os.path.isfile(path) or os.stat(path).st_mtime_ns >= self.begun


class _Copy(io.BufferedIOBase):
    """A stream that takes down what goes through it."""

    def __init__(self, name: str, stream: IO[bytes], said: list[tuple[str, bytes]]) -> None:
        self.name, self._stream, self._said = name, stream, said

    def write(self, content: ReadableBuffer) -> int:
        """Write, and take down."""
        self._said.append((self.name, bytes(content)))
        return self._stream.write(content)

    def flush(self) -> None:
        """Hand on what was held back."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The number of the stream that is copied."""
        return self._stream.fileno()

    def writable(self) -> bool:
        """True."""
        return True


@contextlib.contextmanager
def _recorded() -> Iterator[_Record]:
    record = _Record()
    streams = sys.stdout, sys.stderr

    def through(name: str, stream: TextIO) -> io.TextIOWrapper:
        """The stream with a record of what goes through it."""
        stream.flush()
        copy = _Copy(name, stream.buffer, record.said)
        return io.TextIOWrapper(
            copy, stream.encoding, stream.errors, line_buffering=bool(stream.line_buffering), write_through=True
        )

    sys.stdout, sys.stderr = through("out", streams[0]), through("err", streams[1])
    # A hook cannot be taken away again; when the run ends it no longer listens.
    sys.addaudithook(record.hear)
    try:
        yield record
    finally:
        record.listening = False
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdout, sys.stderr = streams
