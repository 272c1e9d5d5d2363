"""The submissions of a class: from a folder, an archive or a table to one submission a student.

Nothing is unpacked onto a disk. A submission says where its pages are; they are read when it is marked.
"""

from __future__ import annotations

import functools
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from symbp.errors import SymbpError
from symbp.grading.platforms import Owner, Platform, platforms
from symbp.grading.tables import TABLES, rows_of
from symbp.limits import LARGEST_INDEX, LARGEST_SHEET, MOST_SUBMISSIONS, MOST_SUBMITTED_FILES
from symbp.marking.answers import AnswersError, natural

_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError)
_PASSED_OVER = ("__MACOSX", "Thumbs.db", "desktop.ini")
_PAGE_OF_SHEET = re.compile(
    r"(.{1,200}?)[-_ .](?:page|part|sheet|p|seite|blatt|hoja|feuille|页)[-_ .]?\d{1,4}", re.IGNORECASE
)


class HandedInError(SymbpError, ValueError):
    """A folder, an archive or a table cannot be read as the submissions of a class."""


@dataclass(frozen=True, slots=True)
class Submission:
    """The pages or the answers of one student.

    Attributes:
        student: the key by which students are told apart, and which names their files.
        name: what a person calls them.
        source: the folder or archive that the pages are in.
        pages: their paths in it, in the order in which they are read.
        text: the answers themselves, where they were a row of a table.
        late: whether it was handed in late.
    """

    student: str
    name: str
    source: Path
    pages: tuple[str, ...] = ()
    text: str = ""
    late: bool = False

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of each page.

        Raises:
            AnswersError: a page cannot be read, or is larger than any sheet.
        """
        if self.text:
            yield "answers.txt", self.text.encode()
        for page in self.pages:
            yield PurePosixPath(page).name, content_of(self.source, page, LARGEST_SHEET)


def submissions(path: str | Path, is_quantity: Callable[[str], bool] = bool) -> list[Submission]:
    """Everything that a class has handed in, in the order of the students' keys.

    Args:
        path: a folder with a file or a folder a student, a zip archive of one or of a learning platform, or a
            table (CSV, xlsx) with a row a student.
        is_quantity: whether the head of a column is the name of something that the assignment has.

    Raises:
        HandedInError: there is no such thing, or nothing is in it, or more than any class hands in.
    """
    path = Path(path)
    if path.is_file() and path.suffix.lower() in TABLES:
        sheets = [Submission(row.student, row.name, path, text=row.text) for row in rows_of(path, is_quantity)]
    elif path.is_dir() or (path.is_file() and zipfile.is_zipfile(path)):
        sheets = list(_of_files(path))
    else:
        kind = "is none of these" if path.exists() else "does not exist"
        message = (
            f"'{path}' {kind}; expected a folder of sheets, a zip archive, or a table (csv, xlsx) with a row a student"
        )
        raise HandedInError(message)
    if not sheets:
        message = f"'{path}' holds nothing that was handed in; expected a file or a folder a student"
        raise HandedInError(message)
    if len(sheets) > MOST_SUBMISSIONS:
        message = f"'{path}' holds {len(sheets)} submissions; at most {MOST_SUBMISSIONS} are marked at once"
        raise HandedInError(message)
    return sorted(sheets, key=lambda each: natural(each.student))


def _of_files(path: Path) -> Iterator[Submission]:
    paths = _bare(_paths(path), path)
    platform, owners = _platform(paths)
    names = _names(platform, paths, path)
    files: dict[str, list[str]] = {}
    known: dict[str, Owner] = {}
    for whole, owner in owners.items():
        files.setdefault(owner.student, []).append(whole)
        before = known.setdefault(owner.student, owner)
        known[owner.student] = replace(before, late=before.late or owner.late)
    for student, pages in files.items():
        owner = known[student]
        name = legible(names.get(student, owner.name))
        yield Submission(legible(student), name, path, tuple(sorted(pages, key=natural)), late=owner.late)


def legible(text: str) -> str:
    r"""A name without control characters and halves of characters, which no file and no page can have.

    >>> legible("Jos\udce9\x00 B")
    'Jos? B'
    """
    whole = text.encode(errors="replace").decode()
    return " ".join("".join(letter if letter.isprintable() else " " for letter in whole).split()) or "?"


def _platform(paths: dict[str, str]) -> tuple[Platform | None, dict[str, Owner]]:
    """The platform whose names all files bear, and the owner of each; a plain folder where there is none."""
    for platform in platforms.values():
        owners = {
            whole: platform.owner(bare) for bare, whole in paths.items() if not platform.index or bare != platform.index
        }
        if owners and all(owners.values()):
            return platform, {whole: owner for whole, owner in owners.items() if owner is not None}
    return None, _plain(paths)


def _plain(paths: dict[str, str]) -> dict[str, Owner]:
    """Whose files they are in a plain folder: a folder is a student, and so is the name of a file beside them.

    Several files are of one student where their names differ in a word such as ``page 2`` alone, or in their endings.
    """
    owners = {}
    for bare, whole in paths.items():
        folder, _, _ = bare.partition("/")
        page = _PAGE_OF_SHEET.fullmatch(PurePosixPath(folder).stem)
        student = folder if "/" in bare else page[1] if page else PurePosixPath(folder).stem
        owners[whole] = Owner(student, student)
    return owners


def _names(platform: Platform | None, paths: dict[str, str], path: Path) -> dict[str, str]:
    """The names of the students, where a file of the archive has them."""
    if platform is None or platform.index not in paths:
        return {}
    content = content_of(path, paths[platform.index], LARGEST_INDEX)
    return dict(platform.names(content.decode("utf-8", "replace")))


def _paths(path: Path) -> list[str]:
    """All files that somebody has handed in, hidden ones and those of an operating system left out."""
    try:
        paths = list(
            _in_folder(path) if path.is_dir() else (i.filename for i in _opened(path).infolist() if not i.is_dir())
        )
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        message = f"'{path}' cannot be read: {getattr(error, 'strerror', None) or type(error).__name__}"
        raise HandedInError(message) from None
    if len(paths) > MOST_SUBMITTED_FILES:
        message = f"'{path}' holds more than {MOST_SUBMITTED_FILES} files"
        raise HandedInError(message)
    return sorted(each for each in paths if not _hidden(each))


def _in_folder(folder: Path) -> Iterator[str]:
    for count, each in enumerate(folder.rglob("*")):
        if count > MOST_SUBMITTED_FILES:
            return
        # A link could lead anywhere on the disk.
        if each.is_file() and not each.is_symlink():
            yield each.relative_to(folder).as_posix()


def _in_archive(archive: Path) -> Iterator[str]:
    return (entry.filename for entry in _opened(archive).infolist() if not entry.is_dir())


def _hidden(path: str) -> bool:
    return any(part.startswith((".", "~$")) or part in _PASSED_OVER for part in path.split("/"))


def _bare(paths: Iterable[str], source: Path) -> dict[str, str]:
    """The paths without the folder that an archive has everything in, each with the whole one."""
    paths = list(paths)
    tops = {path.partition("/")[0] for path in paths}
    wrapped = source.is_file() and len(tops) == 1 and all("/" in path for path in paths)
    deep = wrapped and (tops == {source.stem} or all(path.count("/") > 1 for path in paths if "metadata" not in path))
    # A name that begins at the root of a disk begins at that of the archive.
    return {(path.partition("/")[2] if deep else path).lstrip("/"): path for path in paths}


def _opened(path: Path) -> zipfile.ZipFile:
    """The archive, opened once as long as it is the same file."""
    state = path.stat()
    return _archive(path, (state.st_ino, state.st_size, state.st_mtime_ns))


@functools.lru_cache(maxsize=2)
def _archive(path: Path, state: tuple[int, ...]) -> zipfile.ZipFile:  # noqa: ARG001 - by which it is kept
    return zipfile.ZipFile(path)


def content_of(source: Path, page: str, largest: int) -> bytes:
    """The content of one file of a folder or an archive.

    Raises:
        AnswersError: it cannot be read, or is larger than that.
    """
    try:
        if source.is_dir():
            with (source / page).open("rb") as file:
                content = file.read(largest + 1)
        else:
            with _opened(source).open(page) as file:
                content = file.read(largest + 1)
    except (*_DAMAGES, OSError, KeyError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        message = f"{page}: it cannot be read: {getattr(error, 'strerror', None) or type(error).__name__}"
        raise AnswersError(message) from None
    if len(content) > largest:
        message = f"{page}: larger than {largest // 1_000_000} MB; expected a sheet of answers"
        raise AnswersError(message)
    return content
