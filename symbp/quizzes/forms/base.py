"""The record of a form in which a platform takes questions, and what the files of all of them need."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from symbp.code.names import identifier
from symbp.page.formats.html import Html
from symbp.page.model import Line
from symbp.page.words import Style
from symbp.quizzes.quiz import Quiz, QuizQuestion
from symbp.templating import fill


@dataclass(frozen=True)
class QuizWriter:
    """Writes the parts of a quiz as text or HTML, in somebody's words.

    Attributes:
        quiz: the questions.
        style: whose words.
        file: the text of the assignment's file; "" where it came from none.
    """

    quiz: Quiz
    style: Style
    file: str = ""

    @property
    def name(self) -> str:
        """The name of the assignment, in letters that every platform takes."""
        return identifier(self.quiz.assignment.name)

    def text(self, line: Line) -> str:
        """A line as plain text."""
        return self.style.text(line)

    def html(self, line: Line) -> str:
        """A line as HTML, its formulas as MathML."""
        return Html(self.style).line(line)

    def literal(self, text: str) -> str:
        """A text as a literal of Python."""
        return repr(text)

    @cached_property
    def intro(self) -> str:
        """The numbers that are given, as HTML."""
        return Html(self.style).blocks(self.quiz.intro, 1)

    def id(self, question: QuizQuestion) -> str:
        """A name for a question that is unique and of plain letters."""
        return f"q{self.quiz.questions.index(question) + 1}"

    def filled(self, template: str, **values: object) -> str:
        """A template of quizzes with the quiz in it."""
        return fill(f"quizzes/{template}", quiz=self.quiz, writer=self, **values)


@dataclass(frozen=True, slots=True)
class QuizForm:
    """A form in which a platform takes questions.

    Attributes:
        name: its key.
        title: what it is, and who takes it.
        files: the quiz -> contents by name.
        remarks: the quiz -> what a teacher should know before it is taken there.
    """

    name: str
    title: str
    files: Callable[[QuizWriter], Mapping[str, str | bytes]]
    remarks: Callable[[Quiz], list[str]] = lambda quiz: []  # noqa: ARG005


def plain(value: Fraction) -> str:
    """A number as platforms take it: a decimal without a power of ten, exactly.

    >>> plain(Fraction(-1, 5000)), plain(Fraction(3))
    ('-0.0002', '3')
    """
    sign, value = "-" if value < 0 else "", abs(value)
    places = 0
    while value.denominator != 1 and places < _MOST_PLACES:
        value, places = value * 10, places + 1
    digits = str(round(value)).rjust(places + 1, "0")
    return f"{sign}{digits[: len(digits) - places]}{'.' * bool(places)}{digits[len(digits) - places :]}"


_MOST_PLACES = 2_000


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """An archive of files, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
