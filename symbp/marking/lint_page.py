"""The mistakes that an assignment's numbers cannot show, as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symbp.display import Displayed
from symbp.misconceptions import misconceptions
from symbp.page.model import Block, Code, Items, Line, Page, Paragraph, Phrase
from symbp.page.views import Records, View, register
from symbp.page.words import say


@dataclass(frozen=True, slots=True)
class Lint(Displayed):
    """The mistakes that an assignment cannot show at its precision.

    Attributes:
        assignment: its name.
        blind: beliefs that leave every gradient and update as it is, by their titles.
        alike: groups of beliefs that give the same gradients and updates.
        hidden: for each mistake the lines in which it does not change what is written.
        checked: how many beliefs apply to this assignment.
        suggestion: nearby numbers that show more, where they were looked for and found.
    """

    assignment: str
    blind: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]
    hidden: Mapping[str, tuple[str, ...]]
    checked: int
    suggestion: Suggestion | None = None

    @property
    def clean(self) -> bool:
        """Whether every belief shows, and each in its own way."""
        return not self.blind and not self.alike


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Nearby numbers that show more.

    Attributes:
        changes: given, its text, and the text to put in its place.
        lint: what is left with them.
    """

    changes: tuple[tuple[str, str, str], ...]
    lint: Lint


def page(lint: Lint) -> Page:
    """The document: mistakes that do not show or look alike, and numbers that show more."""
    body: list[Block] = [Paragraph((say("lint.checked", assignment=lint.assignment, checked=lint.checked),))]
    if lint.clean:
        body.append(Paragraph((say("lint.clean"),)))
    body += _items(_confused(lint))
    if lint.hidden:
        body.append(Paragraph((say("lint.hidden"),)))
        hidden = ((Phrase(misconceptions[name].title, begins=True), lines) for name, lines in lint.hidden.items())
        body += _items([(say("lint.hidden_at", title=title, lines=[*map(Code, lines)]),) for title, lines in hidden])
    if lint.suggestion is not None:
        body += _suggested(lint.suggestion)
    return Page((say("lint.title", assignment=lint.assignment),), tuple(body), kind="lint")


def _suggested(suggestion: Suggestion) -> Iterator[Block]:
    yield Paragraph((say("lint.suggestion"),))
    yield from _items([(say("lint.change", name=Code(n), old=old, new=new),) for n, old, new in suggestion.changes])
    rest = _confused(suggestion.lint)
    yield Paragraph((say("lint.left", clean=not rest),))
    yield from _items(rest)


def _confused(lint: Lint) -> list[Line]:
    blind: list[Line] = [(say("lint.blind", title=Phrase(title)),) for title in lint.blind]
    return blind + [(say("lint.alike", titles=[*map(Phrase, group)]),) for group in lint.alike]


def _items(lines: list[Line]) -> Iterator[Items]:
    if lines:
        yield Items(tuple(lines))


def data(lint: Lint) -> dict[str, object]:
    """The same for JSON."""
    suggestion = lint.suggestion
    return {
        "assignment": lint.assignment,
        "checked": lint.checked,
        "blind": list(lint.blind),
        "alike": [list(group) for group in lint.alike],
        "hidden": {name: list(lines) for name, lines in lint.hidden.items()},
        "suggestion": None
        if suggestion is None
        else {
            "changes": [{"name": name, "old": old, "new": new} for name, old, new in suggestion.changes],
            "blind": list(suggestion.lint.blind),
            "alike": [list(group) for group in suggestion.lint.alike],
        },
    }


def records(lint: Lint) -> Records:
    """The same for CSV: a row a mistake that does not show, or not at a line; those alike have one number."""
    rows: list[tuple[object, ...]] = [("blind", None, title, None) for title in lint.blind]
    rows += [("alike", i, title, None) for i, group in enumerate(lint.alike, start=1) for title in group]
    rows += [
        ("hidden", None, misconceptions[name].title, line) for name, lines in lint.hidden.items() for line in lines
    ]
    return ("finding", "group", "mistake", "line"), rows


register(Lint, View(lambda lint: f"{lint.assignment}-lint", page, data, records))
