"""Classes of students for tests: what each has handed in, and what is to be found in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import symbp
from symbp import derive, table
from symbp.marking.key import BITS, answer_key
from symbp.marking.lint import lint, worked
from symbp.marking.repertoire import repertoire
from symbp.misconceptions import misconceptions
from symbp.spec.assignment import Assignment
from symbp.values.balls import working_precision

FORMS = ("txt", "md", "csv", "html", "json")


@dataclass(frozen=True)
class Student:
    """A student of a made-up class.

    Attributes:
        name: of the sheet's file, without its ending.
        form: the ending.
        content: of the file.
        mistake: the key of the mistake that was put in; "" for none.
        shows: whether the numbers can show it, by itself.
        fate: right, wrong, blank or unreadable.
    """

    name: str
    form: str
    content: bytes
    mistake: str = ""
    shows: bool = True
    fate: str = "right"


def students(assignment: Assignment, count: int, seed: int = 1) -> Iterator[Student]:
    """A class: right sheets, each mistake that an exercise can have, empty, unreadable and hostile ones."""
    source = random.Random(seed)  # noqa: S311 - the same class each time
    key = answer_key(assignment)
    believed = sorted((name, lines) for name, (lines, _) in repertoire(key).believed.items())
    alike = {title for group in lint(assignment).alike for title in group} | set(lint(assignment).blind)
    right = [(row.name, row.rounded) for row in table(derive(assignment), assignment).rows if row.formula]
    for i in range(count):
        name, form = f"student{i:03d}", FORMS[i % len(FORMS)]
        if i % 20 == 19:
            odd = ((b"", "blank"), (b"\xff\xfe\x00\x81", "unreadable"), (b"PK\x03\x04 no archive", "unreadable"))
            content, fate = odd[i // 20 % len(odd)]
            yield Student(name, "xlsx" if content.startswith(b"PK") else "txt", content, fate=fate)
        elif i % 3 == 0:
            yield Student(name, form, written(form, right))
        else:
            mistake, lines = believed[(i + source.randrange(3)) % len(believed)]
            with working_precision(BITS):
                sheet = worked(key, lines)
            rows = [(line, number.text) for line, number in sheet.items()]
            shows = misconceptions[mistake].title not in alike
            yield Student(name, form, written(form, rows or right), mistake if rows else "", shows, "wrong")


def written(form: str, rows: list[tuple[str, str]]) -> bytes:
    """A sheet in a form."""
    if form == "html":
        cells = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
        return f"<html><body><table>{cells}</table></body></html>".encode()
    if form == "csv":
        return "\n".join(["name,value", *(f"{name},{value}" for name, value in rows)]).encode()
    if form == "json":
        return ("{" + ",".join(f'"{name}": "{value}"' for name, value in rows) + "}").encode()
    if form == "md":
        return "\n".join(f"- ${name} = {value}$" for name, value in rows).encode()
    return "\n".join(f"{name} = {value}" for name, value in rows).encode()


def assignment(name: str = "mazur") -> Assignment:
    """A bundled assignment, written out."""
    return symbp.load(name, arrays=False)
