"""A report in its formats: Markdown with its pictures beside it, PDF, HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from symbp.discover import pick
from symbp.files import write_all
from symbp.page import programs

_PICTURE = re.compile(r"\]\(([\w-]+\.svg)\)")


@dataclass(frozen=True)
class _Text:
    """The text of a report, and its pictures by file name."""

    markdown: str
    pictures: Mapping[str, str]

    def embedded(self) -> str:
        """The text with its pictures inside."""

        def inside(found: re.Match[str]) -> str:
            return f"]({programs.data_address('image/svg+xml', self.pictures[found[1]].encode())})"

        return _PICTURE.sub(inside, self.markdown)


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    files: Callable[[_Text, str], Mapping[str, bytes]]


def _md(made: _Text, name: str) -> Mapping[str, bytes]:
    # The width is for pandoc; other readers of Markdown would print it.
    text = re.sub(r"\{width=\d+%\}", "", made.markdown)
    return {f"{name}.md": text.encode(), **{file: svg.encode() for file, svg in made.pictures.items()}}


def _pdf(made: _Text, name: str) -> Mapping[str, bytes]:
    source = programs.pandoc(made.markdown, "typst", "--template", programs.template("solution.typ"))
    return {f"{name}.pdf": programs.typst(source.decode(), made.pictures)}


def _html(made: _Text, name: str) -> Mapping[str, bytes]:
    options = ("--mathml", "--template", programs.template("solution.html"))
    return {f"{name}.html": programs.pandoc(made.embedded(), "html5", *options)}


FORMATS = {each.name: each for each in (_Format("md", _md), _Format("pdf", _pdf), _Format("html", _html))}


def check(to: Iterable[str]) -> None:
    """Whether all of these are formats.

    Raises:
        UnknownNameError: one of them is none.
    """
    for form in to:
        pick(FORMATS, form, "format")


def publish(
    markdown: str,
    pictures: Mapping[str, str],
    folder: Path,
    name: str = "report",
    to: Iterable[str] = ("md", "pdf", "html"),
) -> list[Path]:
    """Write a report.

    Args:
        markdown: its text; a picture stands under its file name.
        pictures: SVG by file name.
        folder: where it is written.
        name: of the files.
        to: formats.

    Raises:
        UnknownNameError: there is no such format.
        MissingProgramError: a format needs something that is not installed.
        OutputError: the folder cannot be written.
    """
    made = _Text(markdown, pictures)
    contents: dict[str, bytes] = {}
    for form in dict.fromkeys(to):
        contents |= pick(FORMATS, form, "format").files(made, name)
    return write_all(folder, contents)
