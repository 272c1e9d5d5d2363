"""LaTeX: one file that pdflatex, lualatex and xelatex can set."""

from symbp.render.formats.base import Format

LATEX = Format(
    name="tex",
    title="LaTeX",
    files=lambda document, engine: {"solution.tex": document.latex.encode()},
)
