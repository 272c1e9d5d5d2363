"""The catalogues of the languages: what is to be translated, and the files brought up to date.

python tests/catalogues.py          # adds what is new to every catalogue, drops what is gone
python tests/catalogues.py it       # begins a catalogue
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LOCALE = REPOSITORY / "templates" / "locale"
TRANSLATED = frozenset(
    "activations assignment common conventions derivation drawing findings formula formulas general lint losses marking"
    " misconceptions notation optimizers proof solution table warnings".split()
)
"""Rooms and pages of what is handed out and handed back; reports on runs, studies and classes are in English."""
PLACEHOLDER = re.compile(r"%\(\w+\)s")

_OPTIONS = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
    "newstyle_gettext": "true",
    "trimmed": "true",
}
_PHRASES = {"phrase": None, "Phrase": None, "words": None, "TextRun": None, "Upright": None, "raised": None}


@functools.cache
def messages():
    """What babel finds, as a translator runs it: file, and the message with its plural."""
    from babel.messages import extract

    found = []
    for method, place, pattern, options, keywords in (
        ("jinja2", "templates", "**.jinja", _OPTIONS, extract.DEFAULT_KEYWORDS),
        ("jinja2", "templates", "words.toml", _OPTIONS, extract.DEFAULT_KEYWORDS),
        ("python", "symbp", "**.py", {}, _PHRASES),
    ):
        where = extract.extract_from_dir(
            str(REPOSITORY / place), [(pattern, method)], {pattern: options}, keywords, strip_comment_tags=True
        )
        for file, _, message, _, _ in where:
            whole = message if isinstance(message, tuple) else (message,)
            # Words within a formula have their spaces around them.
            found.append((f"{place}/{file}", tuple(each.strip() for each in whole) if method == "python" else whole))
    return tuple(found)


def to_translate():
    """The messages of the documents that are written in other languages, each once, with the files that have it."""
    found = {}
    for file, message in messages():
        place, room, *within = Path(file).with_suffix("").parts
        # The reader of sheets has tables of words of its own.
        if (within[-1] if place == "templates" else room) in TRANSLATED and "reading" not in within and any(message):
            found.setdefault(message, {})[file] = None
    return found


def catalogue(language):
    """The catalogue of a language as it stands; empty where there is none."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    path = file_of(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def file_of(language):
    return LOCALE / language / "LC_MESSAGES" / "symbp.po"


def languages():
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def update(language):
    """Write the catalogue of a language with every message, in the order of the files."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    old = catalogue(language)
    new = Catalog(
        locale=language,
        header_comment="# The words of symbp's documents. A sentence that is changed in English is translated again.",
        fuzzy=False,
    )
    # What says nothing is not written.
    new.project = new.version = new.msgid_bugs_address = new.last_translator = new.language_team = ""
    for message, files in to_translate().items():
        known = old.get(message[0])
        several = len(message) > 1
        said = known.string if known and isinstance(known.string, tuple) == several else ""
        new.add(message if several else message[0], said, locations=[(file, None) for file in sorted(files)])
    # The same messages are the same bytes.
    new.creation_date = new.revision_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    file_of(language).parent.mkdir(parents=True, exist_ok=True)
    with file_of(language).open("wb") as file:
        write_po(file, new, width=120, include_lineno=False, sort_by_file=True)


if __name__ == "__main__":
    for each in sys.argv[1:] or languages():
        update(each)
