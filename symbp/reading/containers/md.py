"""Markdown: lines and formulas as in a plain text, tables, fences, and mathematics between dollar signs."""

from symbp.reading.containers.base import Container
from symbp.reading.lines import blocks_of_text

MARKDOWN = Container("md", (".md", ".markdown", ".mkd", ".qmd", ".rmd"), blocks_of_text)
