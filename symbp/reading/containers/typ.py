"""Typst: its formulas as LaTeX, its tables as tables, the content of its functions as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from symbp.errors import at_most
from symbp.limits import DEEPEST_TYPST, LONGEST_TYPST, MOST_TABLE_COLUMNS
from symbp.reading.containers.base import Container
from symbp.reading.lines import blocks_of_text
from symbp.reading.model import Block
from symbp.reading.typst import latex

_COMMENT = re.compile(r"(?<!:)//[^\n]*+")
_STATEMENT = re.compile(r"#(?:let|set|show|import|include)\b")
_CALL = re.compile(r"#?(?P<name>[A-Za-z][\w-]{0,40}+(?:\.[a-z]{1,20}+){0,3}+)(?=[(\[])")
_STRING = re.compile(r'"(?:[^"\\]|\\.){0,20000}+"')
_MATHS = re.compile(rf"\$(?:[^$\\]|\\.){{0,{LONGEST_TYPST}}}+\$", re.DOTALL)
_RAW = re.compile(r"(`{3,}+)[a-z]*+|`[^`\n]*+`")
_NAMED = re.compile(r"\s{0,40}+([a-z][\w-]{0,40}+)\s{0,9}+:")
_TABLES = frozenset({"table", "grid", "grid-of"})
_ASIDE = frozenset({"caption", "alt"})
_NUMBER = re.compile(r"\d{1,2}")


@dataclass(slots=True)
class _Call:
    """The arguments of a function: cells in their order, strings, and the number of columns."""

    cells: list[str] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    columns: int = 0
    tables: list[str] = field(default_factory=list)


class _Source:
    """A Typst document on its way to lines of text with LaTeX in them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.closed = True

    def _string(self) -> re.Match[str] | None:
        """The string that begins here; behind one that is not closed there is none."""
        string = _STRING.match(self.text, self.at) if self.closed else None
        self.closed = string is not None
        return string

    def content(self, end: str) -> str:
        """The text up to a closing bracket, which is taken too; the whole document without one."""
        self.depth += 1
        at_most(self.depth, DEEPEST_TYPST, "brackets more than {} deep", ValueError)
        pieces: list[str] = []
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == end:
                self.at += 1
                break
            pieces.append(self._piece(letter))
        self.depth -= 1
        return "".join(pieces)

    def _piece(self, letter: str) -> str:
        start = self.at
        if letter == "$" and (maths := _MATHS.match(self.text, start)):
            self.at = maths.end()
            return _formula(maths.group()[1:-1])
        if letter == "`" and (raw := _RAW.match(self.text, start)):
            self.at = raw.end()
            return raw.group().strip("`") if raw.group(1) is None else raw.group(1)
        if letter == "#":
            if _STATEMENT.match(self.text, start):
                return self._without_statement()
            if call := _CALL.match(self.text, start):
                self.at = call.end()
                return self._called(call.group("name"), start)
        if letter == "[":
            self.at += 1
            return f"[{self.content(']')}]"
        self.at += 1 + (letter == "\\")
        return self.text[start + 1 : self.at] if letter == "\\" else "" if letter == "*" else letter

    def _without_statement(self) -> str:
        """Skip a definition or a rule: to the end of its line, or of its brackets."""
        depth, start = 0, self.at
        while self.at < len(self.text):
            letter = self.text[self.at]
            string = self._string() if letter == '"' else None
            self.at = string.end() if string is not None else self.at + 1
            depth += (letter in "([{") - (letter in ")]}")
            if letter == "\n" and depth <= 0:
                break
        return "\n" * self.text.count("\n", start, self.at)

    def _called(self, name: str, start: int) -> str:
        """The text that a function shows: a table, a string, or what stands in its square brackets."""
        call = _Call()
        if self.text[self.at] == "(":
            self.at += 1
            self._arguments(call)
        parts = [*call.tables]
        if name in _TABLES:
            parts.append(_table(call))
        elif name in ("raw", "text", "strong", "emph", "link"):
            parts += call.strings[-1:]
        if name not in _TABLES and not call.tables:
            parts += call.cells
        while self.text[self.at : self.at + 1] == "[":
            self.at += 1
            parts.append(self.content("]"))
        self.at += self.text[self.at : self.at + 1] == ";"
        said = "".join(parts)
        # What follows stands on the same line of the text as in the file.
        return said + "\n" * (self.text.count("\n", start, self.at) - said.count("\n"))

    def _arguments(self, call: _Call, *, aside: bool = False) -> None:
        """Read arguments up to the closing bracket; those that stand beside a table, as its caption, are no cells."""
        self.depth += 1
        at_most(self.depth, DEEPEST_TYPST, "brackets more than {} deep", ValueError)
        key = ""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == ")":
                self.at += 1
                break
            if named := _NAMED.match(self.text, self.at):
                key, self.at = named.group(1), named.end()
                continue
            key = self._argument(call, key, aside=aside)
        self.depth -= 1

    def _argument(self, call: _Call, key: str, *, aside: bool) -> str:
        """Read one part of an argument; the name of the argument that the next part belongs to."""
        letter, start = self.text[self.at], self.at
        beside = aside or key in _ASIDE
        if letter == "[":
            self.at += 1
            cell = self.content("]")
            call.cells += [] if beside else [cell]
        elif letter == '"' and (string := self._string()):
            self.at = string.end()
            call.strings.append(string.group()[1:-1].replace(r"\"", '"').replace(r"\\", "\\").replace(r"\n", "\n"))
        elif letter == "$" and (maths := _MATHS.match(self.text, start)):
            self.at = maths.end()
            call.cells += [] if beside else [_formula(maths.group()[1:-1])]
        elif (inner := _CALL.match(self.text, start)) and self.text[inner.end()] == "(" and inner.group("name"):
            self._inner(call, inner, beside=beside)
        elif letter == "(":
            self.at += 1
            end = self.text.find(")", start)
            if key in ("columns", "align") and call.columns == 0:
                call.columns = len([part for part in self.text[start + 1 : end][:300].split(",") if part.strip()])
            self._arguments(call, aside=beside)
        elif key == "columns" and (number := _NUMBER.match(self.text, start)):
            self.at = number.end()
            call.columns = int(number.group())
        else:
            self.at += 1
            return "" if letter == "," else key
        return key

    def _inner(self, call: _Call, inner: re.Match[str], *, beside: bool) -> None:
        """A function among the arguments of another: a table in a figure, the head of a table."""
        self.at = inner.end() + 1
        name = inner.group("name")
        own = _Call()
        self._arguments(own, aside=beside)
        if name in _TABLES:
            call.tables.append(_table(own))
        else:
            call.cells += own.cells
            call.tables += own.tables
            call.strings += own.strings


def _formula(source: str) -> str:
    """A formula between dollar signs; one with spaces beside them stands by itself."""
    text = latex(source)
    return f"$${text}$$" if source[:1].isspace() and source[-1:].isspace() else f"${text.strip()}$"


def _table(call: _Call) -> str:
    columns = min(call.columns, MOST_TABLE_COLUMNS)
    if not columns:
        return " ".join(call.cells)
    cells = [" ".join(cell.replace("|", r"\|").split()) for cell in call.cells]
    rows = (cells[at : at + columns] for at in range(0, len(cells), columns))
    return "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _blocks(text: str) -> Iterator[Block]:
    yield from blocks_of_text(_Source(_COMMENT.sub("", _without_blocks(text))).content(""))


def _without_blocks(text: str) -> str:
    """A text without what stands between the marks of a comment; its lines go on being counted."""
    pieces, start = [], 0
    while (begin := text.find("/*", start)) >= 0 and (end := text.find("*/", begin + 2)) >= 0:
        pieces += [text[start:begin], "\n" * text.count("\n", begin, end)]
        start = end + 2
    return "".join(pieces) + text[start:]


TYPST = Container("typ", (".typ",), _blocks)
