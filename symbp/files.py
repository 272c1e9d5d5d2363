"""Files are written aside and moved into place, all of them or none; archives have the same bytes each time.

Of two processes that write the same files the last one wins, and neither notices the other.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from symbp.errors import OutputError

PROGRAMS = (".py", ".ipynb")
"""How the names of files with programs end."""


def write_all(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write every content under its name; nothing half-written is ever in place.

    Raises:
        OutputError: the folder cannot be made or written.
    """
    aside: list[tuple[Path, Path]] = []
    _refuse_file(folder)
    taken = next((name for name in contents if (folder / name).is_dir()), None)
    if taken is not None:
        message = f"'{folder / taken}' cannot be written: there is a folder of that name"
        raise OutputError(message)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=(folder / name).parent, prefix=".symbp-")
            aside.append((Path(temporary), folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).chmod(0o666 & ~_umask())
        for temporary_path, target in aside:
            temporary_path.replace(target)
    except OSError as error:
        for temporary_path, _ in aside:
            with contextlib.suppress(OSError):
                temporary_path.unlink(missing_ok=True)
        message = f"'{folder}' cannot be written: {error.strerror or error}"
        raise OutputError(message) from None
    return [target for _, target in aside]


def check_writable(folder: Path, size: int) -> None:
    """Make sure before a long work that its result can be written.

    Args:
        folder: where it will be written; it is made.
        size: how many bytes at least.

    Raises:
        OutputError: the folder cannot be made or written, or its disk has no room.
    """
    try:
        free = shutil.disk_usage(_existing(folder)).free
        if free < size:
            message = f"'{folder}' cannot be written: its disk has {free} bytes left, and {size} are needed"
            raise OutputError(message)
        _refuse_file(folder)
        folder.mkdir(parents=True, exist_ok=True)
        # Under a name of its own: another process may be trying the same folder.
        with tempfile.TemporaryFile(dir=folder, prefix=".symbp-") as trial:
            trial.write(b"\0" * min(size, 65_536))
    except OSError as error:
        message = f"'{folder}' cannot be written: {error.strerror or error}"
        raise OutputError(message) from None


def _refuse_file(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        message = f"'{folder}' cannot be written: it is a file, and a folder was expected"
        raise OutputError(message)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def archive(arrays: Mapping[str, object]) -> bytes:
    """NumPy arrays as an ``.npz`` file, the same bytes each time."""
    import numpy as np

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            zipped.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
