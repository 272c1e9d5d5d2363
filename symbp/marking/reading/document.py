"""From the blocks of a document to entries; a heading holds for what stands below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from symbp.limits import MOST_BLOCKS
from symbp.marking.entry import Entry
from symbp.marking.key import AnswerKey
from symbp.marking.reading.naming import defined
from symbp.marking.reading.tables import entries_of_table
from symbp.reading.definitions import definitions
from symbp.reading.headings import heading
from symbp.reading.model import Block, Display, Grid, Listing, Prose, Statement, Title
from symbp.reading.statements import continued, is_remark, plain, statements


@dataclass(slots=True)
class _Place:
    """Where in a document a reader is: the iteration and the sample that headings have named, and the last words."""

    iteration: int = 0
    sample: int = 0
    words: str = ""

    def heading(self, text: str) -> bool:
        """Take a heading that names an iteration or a sample; False for any other text."""
        title = heading(text)
        if title is None:
            return False
        what, number = title
        # A new iteration begins with no sample yet.
        self.iteration, self.sample = (self.iteration, number) if what == "sample" else (number, 0)
        return True

    def below(self, entry: Entry) -> Entry:
        """An entry with what the headings above it say."""
        if not (self.iteration or self.sample):
            return entry
        return replace(entry, iteration=entry.iteration or self.iteration, sample=entry.sample or self.sample)


def entries_of(blocks: Iterable[Block], key: AnswerKey) -> Iterator[Entry]:
    """The entries of a document, in order.

    Args:
        blocks: of the document.
        key: what its names may mean.

    Raises:
        ValueError: a listing or a table in it is none, or too large.
    """
    place = _Place()
    last: Entry | None = None
    for block in islice(blocks, MOST_BLOCKS):
        display = isinstance(block, Display)
        more = continued(block.text, display=display) if isinstance(block, Prose | Display) else ""
        if last is not None and more:
            last = replace(last, value=f"{last.value} {more}")
            continue
        if isinstance(block, Display) and is_remark(block.text):
            continue
        if last is not None:
            yield last
            last = None
        for entry in _entries(block, place, key):
            if last is not None:
                yield last
            last = entry
    if last is not None:
        yield last


def _entries(block: Block, place: _Place, key: AnswerKey) -> Iterator[Entry]:
    match block:
        case Title(text) | Prose(text) if place.heading(text):
            place.words = ""
        case Title(text):
            place.words = text
        case Prose(text, at) | Display(text, at):
            if isinstance(block, Prose):
                yield from _defined(text, at)
            said = list(statements(f"${text}$" if isinstance(block, Display) else text, at))
            yield from (place.below(_entry(each, place.words)) for each in said)
            place.words = "" if said else plain(text)
        case Grid():
            yield from map(place.below, entries_of_table(block, key))
        case Listing(text):
            # The interpreter of programs is large, and most sheets are none.
            from symbp.marking.listing import read_listing

            yield from read_listing(text, key)
        case Statement():
            yield place.below(_entry(block, ""))


def _defined(text: str, at: int) -> Iterator[Entry]:
    """The definitions of a sentence, for names that are about to be used."""
    by_name = {name: (ways, d.what) for d in definitions(text) for name, ways in defined(d)}
    yield from (Entry(name, what, at, defines=ways) for name, (ways, what) in by_name.items())


def _entry(statement: Statement, above: str) -> Entry:
    """A statement as an entry; words that stand above it are its label where it has none of its own."""
    return Entry(
        statement.name,
        statement.value,
        statement.at,
        statement.iteration,
        statement.sample,
        assigned=statement.assigned,
        label=statement.label or above,
        confidence=statement.confidence,
    )
