r"""Sentences: named blocks of the templates in ``templates/pages``, one a sentence.

Code says which block, and gives it typed values; the words stand in the template. In a block, what
stands between dollar signs is LaTeX mathematics, ``**strong**``, ``*emphasis*`` and `` `code` `` are as in
Markdown, and a backslash takes a sign as it is. A value is none of that, whatever is in it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import jinja2

from symbp.errors import TemplateError, UnknownNameError, did_you_mean
from symbp.formula import layout
from symbp.formula.layout import Layout
from symbp.formula.layout.localize import localized
from symbp.formula.scripts import latex
from symbp.page.model import Badge, Code, Day, Line, Maths, Part, Phrase, Sentence, Strong, Text
from symbp.templating import LANGUAGE, date_in, decimal_mark, environment, languages, lineage

_BEGIN, _END = "\ue000", "\ue001"
"""The marks around a value in a rendered block: letters that nobody types."""
_SPACE_BEFORE = re.compile(r" (?=[,;:.!?](?: |$))")
_WHITE = re.compile(r"[ \t\r\n]+")
"""What a line of a template may be broken at: not the spaces that a language has within a word."""
_FULL_WIDTH = "[\u3000-\u9fff\uff00-\uffef]"
_BETWEEN_FULL = re.compile(rf"(?<={_FULL_WIDTH}) (?={_FULL_WIDTH})")
"""A space between two signs of a script that has none."""
_DECIMAL = re.compile(r"[-\u2212]?[0-9]{1,400}\.[0-9]{1,400}\u2026?(?:e[-+]?[0-9]{1,9})?")
_PARTS = get_args(Part)
_MOST_LISTED = 8


def say(at: str, /, **values: object) -> Sentence:
    """A sentence of a template.

    Args:
        at: template and block, such as ``solution.forward``.
        values: text, whole numbers, parts of a line, lines, or lists of these; ``None`` for what is not there.

    >>> Style().text((say("common.listed", items=["w1", "w2", "w3"], more=0),))
    'w1, w2 and w3'
    """
    return Sentence(at, MappingProxyType(values))


def plain(sentences: Iterable[Part]) -> list[str]:
    """Sentences as plain text, each by itself: what JSON has of them.

    >>> plain([say("common.note"), Phrase("the mean over the samples")])
    ['Note.', 'the mean over the samples']
    """
    return [Style().text((sentence,)) for sentence in sentences]


def phrase(text: str, /, **values: object) -> Phrase:
    """Words that belong to one thing, with the values that they are about.

    Args:
        text: in the language of the package, with ``%(name)s`` for a value.
        values: as of :func:`say`; a list is told as a, b and c.

    >>> Style().text((phrase("Of %(units)s %(count)s %% are dead.", units=["h1", "h2"], count=50),))
    'Of h1 and h2 50 % are dead.'
    """
    return Phrase(text, values=tuple(values.items()))


class Key(str):
    """A word that a block compares with something, and never prints."""

    __slots__ = ()


class _Value:
    """A value in a template: a mark in its place, to be found again in what has been rendered."""

    __slots__ = ("line", "marks")

    def __init__(self, line: Line, marks: list[Line]) -> None:
        self.line, self.marks = line, marks

    def __str__(self) -> str:
        self.marks.append(self.line)
        return f"{_BEGIN}{len(self.marks) - 1}{_END}"

    def __bool__(self) -> bool:
        return bool(self.line)


@dataclass(frozen=True)
class Style:
    """Whose words and whose layout.

    Attributes:
        folders: templates of a user's own, looked at before those of the package.
        language: of the sentences.
    """

    folders: tuple[Path, ...] = ()
    language: str = LANGUAGE

    @classmethod
    def of(cls, folder: str | Path | None, language: str | None = None) -> Style:
        """The style with the templates of a folder, in a language.

        Raises:
            TemplateError: there is no such folder.
            UnknownNameError: there are no sentences in that language.
        """
        if folder is not None and not Path(folder).is_dir():
            message = f"'{Path(folder)}' is no folder of templates"
            raise TemplateError(message)
        folders = () if folder is None else (Path(folder).resolve(),)
        if language is not None and language != LANGUAGE and language not in (known := languages(folders)):
            message = f"no documents in the language '{language[:60]}'. {did_you_mean(language, known)}"
            raise UnknownNameError(message)
        return cls(folders, language or LANGUAGE)

    @functools.cached_property
    def environment(self) -> jinja2.Environment:
        """Where the sentences come from."""
        return environment(self.folders, self.language, sentences=True)

    @functools.cached_property
    def decimal_mark(self) -> str:
        """The sign between the whole and the rest of a number."""
        return decimal_mark(self.language)

    def formula(self, layout: Layout) -> Layout:
        """A formula in the language: its words, and its numbers.

        >>> from symbp.formula.scripts import latex
        >>> latex.write(Style(language="de").formula(layout.read("0.25")))
        '0{,}25'
        """
        if self.language == LANGUAGE and not self.folders:
            return layout
        return localized(layout, self.decimal_mark, self.translated)

    def line(self, parts: Iterable[Part]) -> Line:
        """The parts of a line with every sentence in words.

        Raises:
            TemplateError: a template of a user's own cannot be used.
        """
        said = tuple(self._parts(parts))
        return said if self.language == LANGUAGE else tuple(_closed_up(said))

    def _parts(self, parts: Iterable[Part]) -> Iterator[Part]:
        for part in parts:
            match part:
                case Sentence(at, values):
                    yield from self.line(self._sentence(at, values))
                case Phrase(text, begins, values):
                    words = self.translated(text)
                    words = words[:1].upper() + words[1:] if begins else words
                    yield from self.line(self._filled(words, dict(values))) if values else _read(words, [], text)
                case Day(date):
                    yield Text(date_in(self.language, date))
                case Strong(inner, gently):
                    yield Strong(self.line(inner), gently)
                case Badge(inner, status):
                    yield Badge(self.line(inner), status)
                case Maths(formula):
                    yield Maths(self.formula(formula))
                case Text(text) | Code(text) if self.decimal_mark != "." and _DECIMAL.fullmatch(text):
                    yield replace(part, text=text.replace(".", self.decimal_mark))
                case _:
                    yield part

    def text(self, parts: Iterable[Part]) -> str:
        """A line as plain text in Unicode."""
        from symbp.formula.scripts import unicode

        out = ""
        for part in self.line(parts):
            match part:
                case Text(text) | Code(text):
                    out += text
                case Maths(formula):
                    out += unicode.write(formula)
                case Strong(inner) | Badge(inner):
                    out += self.text(inner)
                case _:
                    out += "____"
        return out

    def names(self, at: str) -> list[str] | None:
        """The words of a block that is a list of names, such as the order of the sections; None without the block."""
        template, block = at.split(".")
        if block not in _blocks(self, template):
            return None
        return self._rendered(at, {}).split()

    def page(self, template: str, **values: object) -> str:
        """The text of a template that lays out a whole page."""
        with _told(template):
            return environment(self.folders, self.language).get_template(template).render(**values)

    def translated(self, text: str) -> str:
        """Words in the language, with the spaces at their ends."""
        translate: Callable[[str], str] = self.environment.globals["translated"]  # type: ignore[assignment]
        bare = text.strip(" ")
        return text.replace(bare, translate(bare)) if bare else text

    def _filled(self, text: str, values: Mapping[str, object]) -> Line:
        """A translated phrase with its values; nothing in them is markup."""
        marks: list[Line] = []
        told = {name: _value(value, marks) for name, value in values.items()}
        told = {name: self._listed(value) if isinstance(value, list) else value for name, value in told.items()}
        try:
            filled = text % told
        except (KeyError, TypeError, ValueError) as error:
            message = f"'{text[:60]}' cannot be filled: {error}"
            raise TemplateError(message) from None
        return _read(filled, marks, text[:60])

    def _sentence(self, at: str, values: Mapping[str, object]) -> Line:
        marks: list[Line] = []
        rendered = self._rendered(at, {name: _value(value, marks) for name, value in values.items()})
        return _read(_BETWEEN_FULL.sub("", _SPACE_BEFORE.sub("", _WHITE.sub(" ", rendered).strip(" "))), marks, at)

    def _rendered(self, at: str, values: Mapping[str, object]) -> str:
        template, block = at.split(".")
        blocks = _blocks(self, template)
        if block not in blocks:
            message = f"the template 'pages/{template}.jinja' has no block '{block}'"
            raise TemplateError(message)
        used = self.environment.get_template(f"pages/{template}.jinja")
        context = used.new_context({**values, "listed": self._listed})
        context.blocks = {name: list(stack) for name, stack in blocks.items()}
        with _told(f"pages/{template}.jinja"):
            return "".join(blocks[block][0](context))

    def _listed(self, items: list[object], most: int = _MOST_LISTED) -> str:
        """Items in a sentence: a, b and c; of many the first few, and how many more there are."""
        more = len(items) - most + 1 if len(items) > most else 0
        return self._rendered("common.listed", {"items": items[: len(items) - more], "more": more}).strip()


class _Values(list[Any]):
    """Values in a template; printed as they are, they have commas between them."""

    def __str__(self) -> str:
        return ", ".join(map(str, self))


def _closed_up(parts: Line) -> Iterator[Part]:
    """The parts without the spaces between sentences of a script that has none."""
    for before, part, after in zip((None, *parts), parts, (*parts[1:], None), strict=False):
        between = part == Text(" ") and isinstance(before, Text) and isinstance(after, Text)
        if not (between and _BETWEEN_FULL.search(f"{before.text[-1:]} {after.text[:1]}")):  # type: ignore[union-attr]
            yield part


def _value(value: object, marks: list[Line]) -> object:
    """A value as a template sees it: what could be read as markup becomes a mark."""
    if value is None or isinstance(value, bool | int | StrEnum | Key):
        return value
    if isinstance(value, str):
        return _Value((Text(value),) if value else (), marks)
    if isinstance(value, list):
        return _Values(_value(each, marks) for each in value)
    if isinstance(value, _PARTS):
        return _Value((value,), marks)
    assert isinstance(value, tuple), value
    return _Value(value, marks)


@functools.cache
def _blocks(style: Style, template: str) -> Mapping[str, list[Any]]:
    """The blocks of a template, each followed by those that it stands in place of."""
    blocks: dict[str, list[object]] = {}
    for each in lineage(style.environment, f"pages/{template}.jinja"):
        for name, block in each.blocks.items():
            blocks.setdefault(name, []).append(block)
    return blocks


class _told:  # noqa: N801 - a context manager
    """Turns a fault of a template into an error that says it in a sentence."""

    def __init__(self, template: str) -> None:
        self.template = template

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, jinja2.TemplateSyntaxError):
            message = f"the template '{error.name or self.template}', line {error.lineno}: {error.message}"
            raise TemplateError(message) from None
        if isinstance(error, jinja2.TemplateError | TypeError | ArithmeticError):
            message = f"the template '{self.template}' cannot be filled: {error}"
            raise TemplateError(message) from None


# -- the markup of a sentence --------------------------------------------------------------------


def _read(text: str, marks: list[Line], at: str) -> Line:
    """The parts of a rendered block."""
    parts, end = _Reader(text, marks, at).read("")
    assert end == len(text)
    return parts


class _Reader:
    """Reads a rendered block from left to right; each sign is looked at once."""

    def __init__(self, text: str, marks: list[Line], at: str) -> None:
        self.text, self.marks, self.where = text, marks, at
        self.position = 0

    def read(self, until: str) -> tuple[Line, int]:
        """The parts up to a closing mark."""
        out: list[Part] = []
        plain = ""
        while self.position < len(self.text):
            if until and self.text.startswith(until, self.position):
                self.position += len(until)
                break
            sign = self.text[self.position]
            if sign == "\\":
                plain += self.text[self.position + 1 : self.position + 2]
                self.position += 2
                continue
            if sign not in f"$*`{_BEGIN}":
                plain += sign
                self.position += 1
                continue
            if plain:
                out.append(Text(plain))
                plain = ""
            out += self._marked(sign)
        else:
            if until:
                message = f"the block '{self.where}': '{until}' is not closed"
                raise TemplateError(message)
        if plain:
            out.append(Text(plain))
        return tuple(out), self.position

    def _marked(self, sign: str) -> Line:
        if sign == _BEGIN:
            return self.marks[int(self._until(_END))]
        if sign == "$":
            return (Maths(layout.read(self._in_mathematics(self._until("$")))),)
        if sign == "`":
            return (Code(self._in_code(self._until("`"))),)
        mark = "**" if self.text.startswith("**", self.position) else "*"
        self.position += len(mark)
        return (Strong(self.read(mark)[0], gently=mark == "*"),)

    def _until(self, closing: str) -> str:
        """The text between a mark and the next closing one."""
        start = self.position + 1
        end = self.text.find(closing, start)
        if end < 0:
            message = f"the block '{self.where}': '{closing}' is not closed"
            raise TemplateError(message)
        self.position = end + 1
        return self.text[start:end]

    def _in_mathematics(self, text: str) -> str:
        """Formulas among the values stand in a formula as their LaTeX; other values as words."""

        def latex_of(part: Part) -> str:
            """A part within a formula: its LaTeX, or its text."""
            if isinstance(part, Maths):
                return latex.write(part.layout)
            inner = part.text if isinstance(part, Text) else ""
            return inner if inner.isalnum() else rf"\text{{{''.join(x for x in inner if x not in '{}$')}}}"

        return self._filled(text, lambda line: f"{{{''.join(map(latex_of, line))}}}")

    def _in_code(self, text: str) -> str:
        return self._filled(text, Style().text)

    def _filled(self, text: str, writer: Any) -> str:
        out = ""
        for i, piece in enumerate(text.split(_BEGIN)):
            number, _, rest = piece.partition(_END)
            out += piece if i == 0 else writer(self.marks[int(number)]) + rest
        return out
