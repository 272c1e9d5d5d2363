"""Markdown: lines and formulas as in a plain text, and tables; a heading "Round 2" holds for what is below it."""

from symbp.marking.readers.base import Reader
from symbp.marking.reading.document import entries_of_text

MARKDOWN = Reader("md", (".md", ".markdown"), entries_of_text)
