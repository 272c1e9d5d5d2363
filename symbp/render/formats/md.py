"""Markdown with LaTeX mathematics, as GitHub, Jupyter and pandoc read it; the picture beside it."""

from symbp.render.formats.base import Format

MARKDOWN = Format(
    name="md",
    title="Markdown",
    files=lambda document, engine: {
        "solution.md": f"<!-- {document.view.command} --to md -->\n{document.markdown()}".encode(),
        "network.svg": document.svg.encode(),
    },
)
