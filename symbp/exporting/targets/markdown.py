"""Markdown with LaTeX mathematics, as GitHub, Jupyter and pandoc read it."""

from symbp.exporting.formulas.documents import markdown
from symbp.exporting.origin import Origin
from symbp.exporting.targets.base import Target


def _files(origin: Origin) -> dict[str, bytes]:
    return {f"{origin.word}_formulas.md": markdown(origin).encode()}


MARKDOWN = Target(name="markdown", title="Markdown: formulas between dollar signs", files=_files)
