"""Contents that are kept between runs, in a folder of the user's own that may be deleted at any time.

The folder is the system's for such things, or the one that the variable ``SYMBP_CACHE`` of the environment names;
with ``SYMBP_CACHE=off`` nothing is kept and nothing is read.

What is kept has a key that stands for everything it depends on: it is never out of date, only no longer asked for.
A file that was cut off or changed is taken for none.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sys

from symbp.limits import LARGEST_CACHE, LARGEST_KEPT

LOOKED_FOR = "symbp.looked_for"
"""The event of Python's audit hooks (PEP 578) by which a run says what it depends on."""

_DIGEST = hashlib.sha256().digest_size


def folder() -> str | None:
    """Where contents are kept; None where they are not."""
    chosen = os.environ.get("SYMBP_CACHE", "").strip()
    if chosen:
        return None if chosen.casefold() == "off" else os.path.abspath(os.path.expanduser(chosen))
    from platformdirs import user_cache_dir

    return user_cache_dir("symbp", appauthor=False)


def key(*parts: object) -> str:
    """The name of a content: another one wherever anything that it depends on is another one.

    Args:
        parts: what it depends on; texts, numbers, bytes, and tuples of them.

    >>> key("solve", ("nndl3",)) == key("solve", ("nndl3",)), key("solve", "nndl3") == key("solven", "ndl3")
    (True, False)
    """
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def get(name: str) -> bytes | None:
    """The content that is kept under a key, if there is one; it then counts as used just now."""
    place = folder()
    if place is None:
        return None
    path = os.path.join(place, name)
    try:
        with open(path, "rb") as file:
            # Only this user's: what others left in a folder that they can write is not trusted.
            if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
                return None
            held = file.read(LARGEST_KEPT + _DIGEST + 1)
        os.utime(path)
    except OSError:
        return None
    digest, content = held[:_DIGEST], held[_DIGEST:]
    return content if hashlib.sha256(name.encode() + content).digest() == digest else None


def put(name: str, content: bytes) -> None:
    """Keep a content under a key; a disk that is full or a folder that cannot be written is no error."""
    place = folder()
    if place is None or len(content) > LARGEST_KEPT:
        return
    aside = os.path.join(place, f".{os.getpid()}-{name}")
    with contextlib.suppress(OSError):
        os.makedirs(place, mode=0o700, exist_ok=True)
        try:
            with open(aside, "wb") as file:
                file.write(hashlib.sha256(name.encode() + content).digest() + content)
            os.replace(aside, os.path.join(place, name))
        except OSError:
            os.unlink(aside)
            raise
        _make_room(place)


def _make_room(place: str) -> None:
    """Delete what has not been used for the longest time, until the rest is no larger than the limit."""
    with os.scandir(place) as entries:
        files = sorted((entry.stat().st_mtime_ns, entry.stat().st_size, entry.path) for entry in entries)
    total = 0
    for _, size, path in reversed(files):
        total += size
        if total > LARGEST_CACHE:
            os.unlink(path)


def looked_for(path: str | os.PathLike[str]) -> None:
    """Say that a result depends on a file, whether it is there or not; a file that is opened says so by itself."""
    sys.audit(LOOKED_FOR, os.fspath(path))


@functools.cache
def code() -> str:
    """The program that is running: this package with its templates, Python, and whatever packages are installed."""
    from symbp.version import __version__

    here = os.getcwd()
    # A package that is installed, removed or updated changes the folder that it lies in.
    folders = [path for path in sys.path if path not in ("", here) and os.path.isdir(path)]
    installed = [(path, os.stat(path).st_mtime_ns) for path in folders]
    return key(__version__, sys.version, installed, sorted(_stamps(program())))


def program() -> list[str]:
    """The folders of this package: its code and, where they lie beside it, its templates."""
    here = os.path.dirname(os.path.abspath(__file__))
    return [path for path in (here, os.path.join(os.path.dirname(here), "templates")) if os.path.isdir(path)]


def _stamps(folders: list[str]) -> list[tuple[str, int, int]]:
    """Path, time and size of each file below the folders."""
    stamps = []
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        folders.append(entry.path)
                else:
                    stat = entry.stat()
                    stamps.append((entry.path, stat.st_mtime_ns, stat.st_size))
    return stamps
