"""A PDF: the text that is attached to it, where that says what its pages show; or else what pdftotext lays out."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from symbp.errors import MissingProgramError
from symbp.limits import LONGEST_TEXT, MOST_ATTACHED
from symbp.reading.containers.base import Container
from symbp.reading.lines import blocks_of_text
from symbp.reading.model import Block

PDF_SECONDS = 30
MOST_STRAY_NUMBERS = 200
"""How many numbers a page may have that the attached text has with more digits."""
_ATTACHED = re.compile(rb"/EmbeddedFile\b[^\0>]{0,200}/text#2Fmarkdown[^\0]{0,200}?stream\r?\n")
_SECTION = re.compile(r"^\s{0,9}\d{1,2}(?:\.\d{1,2})+(?=\s+[^\W\d])", re.MULTILINE)
_WHOLE = re.compile(r"\d++")
_DECIMAL = re.compile(r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,6}+|\d++)\.\d++")


def _blocks(content: bytes) -> Iterator[Block]:
    if not content.startswith(b"%PDF"):
        message = "not a PDF"
        raise ValueError(message)
    text = _text(content)
    # Formulas lose on a page which number stands above which: our own documents have their text with them.
    yield from blocks_of_text(next((each for each in _attached(content) if _says_the_same(each, text)), text))


def _text(content: bytes) -> str:
    """The text of the pages, laid out as on them."""
    program = shutil.which("pdftotext")
    if program is None:
        message = "reading a PDF needs pdftotext: apt-get install poppler-utils"
        raise MissingProgramError(message)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the file comes through a pipe
            [program, "-layout", "-enc", "UTF-8", "-", "-"],
            input=content,
            capture_output=True,
            timeout=PDF_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        message = "not a readable PDF"
        raise ValueError(message) from None
    return done.stdout.decode("utf-8", "replace").replace("\f", "\n")


def _attached(content: bytes) -> Iterator[str]:
    """The Markdown files that are attached to a PDF, each up to the length that a sheet may have."""
    for number, match in enumerate(_ATTACHED.finditer(content)):
        if number == MOST_ATTACHED:
            return
        reader = zlib.decompressobj()
        try:
            text = reader.decompress(memoryview(content)[match.end() :], LONGEST_TEXT)
            yield text.decode()
        except (zlib.error, UnicodeDecodeError):
            continue


def _says_the_same(attached: str, text: str) -> bool:
    """Whether the numbers of an attached text are those of the pages.

    What somebody has changed on a page, or attached to other pages, is told by a number that only one of them has.
    A power stands beside its base on a page, 0.24² as 0.242, and a picture has fewer digits.
    """
    pattern = _DECIMAL if _DECIMAL.search(attached) else _WHOLE
    numbers = Counter(pattern.findall(attached))
    on_pages = Counter(
        number[:-1] if number not in numbers and number[:-1] in numbers else number
        for number in pattern.findall(_SECTION.sub("", unicodedata.normalize("NFKC", text)))
    )
    others = on_pages.keys() - numbers.keys()
    rounded = pattern is _WHOLE or all(any(_is_rounded(other, number) for number in numbers) for other in others)
    return bool(numbers) and numbers <= on_pages and len(others) <= MOST_STRAY_NUMBERS and rounded


def _is_rounded(coarse: str, number: str) -> bool:
    """Whether a number is another one with fewer digits, cut or rounded."""
    places = len(coarse.partition(".")[2])
    apart = abs(Fraction(coarse.replace(",", "")) - Fraction(number.replace(",", "")))
    return len(number) > len(coarse) and (number.startswith(coarse) or 2 * apart * 10**places <= 1)


PDF = Container("pdf", (".pdf",), _blocks, binary=True)
