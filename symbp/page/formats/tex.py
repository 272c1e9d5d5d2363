"""LaTeX: one file that pdflatex, lualatex and xelatex can set."""

from __future__ import annotations

from collections.abc import Mapping

from symbp import escape
from symbp.formula.layout import Layout, width
from symbp.formula.scripts import latex
from symbp.page import programs
from symbp.page.formats.base import Format, PageWriter, rows
from symbp.page.model import Equations, Figure, Gap, Items, Line, Maths, Note, Page, Section, Status, TableBlock
from symbp.page.views import Document
from symbp.page.words import Style, say

_LEVELS = ("section", "subsection", "subsubsection*", "paragraph*")
_PAGE = 96
"""How many characters of footnote size fit on a line."""
_SMALL = 84
"""How many characters of the columns of a table fit on a line of small type."""

_COLOURS = {Status.GOOD: "symbpgood", Status.FAIR: "symbpfair", Status.BAD: "symbpbad", Status.OPEN: "symbpopen"}


class Latex(PageWriter):
    """Writes the body of a LaTeX document."""

    def text(self, text: str) -> str:
        return escape.tex(text)

    def maths(self, layout: Layout) -> str:
        return f"${latex.write(layout)}$"

    def code(self, text: str) -> str:
        return rf"\texttt{{{escape.tex(text)}}}"

    def strong(self, text: str, *, gently: bool) -> str:
        return rf"\emph{{{text}}}" if gently else rf"\textbf{{{text}}}"

    def verdict(self, text: str, status: Status) -> str:
        return rf"\textcolor{{{_COLOURS[status]}}}{{{text}}}"

    def gap(self, gap: Gap) -> str:
        return rf"\gap{{{gap.number}}}{{{gap.width}}}" if gap.number else rf"\underline{{\hspace{{{gap.width}ex}}}}"

    def heading(self, level: int, text: str, id_: str) -> str:  # noqa: ARG002 - nothing refers to it
        return f"\\{_LEVELS[min(level, len(_LEVELS)) - 1]}{{{text}}}\n\n"

    def paragraph(self, text: str) -> str:
        return f"{text}\n\n"

    def body(self, page: Page) -> str:
        """All blocks of a page; of a sheet the sections behind the first one are questions."""
        if not page.exam:
            return super().body(page)
        given = next((i for i, block in enumerate(page.body, start=1) if isinstance(block, Section)), 0)
        asked = "".join(self._question(block) for block in page.body[given:] if isinstance(block, Section))
        return f"{self.blocks(page.body[:given], 1)}\\begin{{questions}}\n{asked}\\end{{questions}}\n"

    def _question(self, section: Section) -> str:
        whole, slash, half = section.points.partition("/2")
        # The class adds points up as whole and half ones.
        points = f"{int(whole) // 2}\\half" if slash and not half else section.points
        worth = f"[{points}]" if points and "/" not in points else ""
        head = f"\\filbreak\n\\titledquestion{{{self.line(section.heading)}}}{worth}\\leavevmode\\par\\nobreak\n"
        return head + self.blocks(section.body, 2)

    def equations(self, block: Equations) -> str:
        aligned = latex.aligned(rows(self.style, block))
        aligned[-1] += rf" \tag{{{block.number}}}" if block.number else ""
        return "\\begin{align*}\n" + " \\\\\n".join(aligned) + "\n\\end{align*}\n\n"

    def table(self, table: TableBlock) -> str:
        """A table over as many pages as it needs, small if it has many columns."""
        caption = rf"\caption*{{{self.line(table.caption)}}} \\" + "\n" if table.caption else ""
        rows = "".join(f"{' & '.join(map(self.line, row))} \\\\\n" for row in table.rows)
        size = "footnotesize\\setlength{\\tabcolsep}{3.5pt}" if self._columns(table) > _SMALL else "small"
        return (
            f"{{\\{size}\n\\begin{{longtable}}{{{self._aligns(table)}}}\n{caption}\\toprule\n"
            f"{' & '.join(map(self.line, table.heads))} \\\\\n"
            f"\\midrule\n\\endhead\n\\bottomrule\n\\endlastfoot\n{rows}\\end{{longtable}}}}\n\n"
        )

    def _aligns(self, table: TableBlock) -> str:
        """How the columns are aligned; where they are too wide for the page, the wide ones are paragraphs."""
        widths = self._widths(table)
        room = _PAGE - 2 * len(widths)
        if sum(widths) <= room:
            return table.aligns
        wide = [i for i, each in enumerate(widths) if each >= min(_PAGE / 4, max(widths))]
        rest = max(room - sum(each for i, each in enumerate(widths) if i not in wide), _PAGE / 3)
        out = ""
        for i, (align, each) in enumerate(zip(table.aligns, widths, strict=True)):
            share = rest * each / sum(widths[k] for k in wide) / _PAGE
            out += rf">{{\raggedright\arraybackslash}}p{{{share:.2f}\linewidth}}" if i in wide else align
        return out

    def _columns(self, table: TableBlock) -> float:
        """About how many characters wide the columns are together."""
        return sum(self._widths(table))

    def _widths(self, table: TableBlock) -> list[float]:
        return [max(map(self._width, column)) for column in zip(table.heads, *table.rows, strict=True)]

    def _width(self, parts: Line) -> float:
        return sum(
            part.width + 1
            if isinstance(part, Gap)
            else width(part.layout)
            if isinstance(part, Maths)
            else len(self.style.text((part,)))
            for part in self.style.line(parts)
        )

    def figure(self, figure: Figure) -> str:
        """A drawing in TikZ, or the file of it; no wider than the page."""
        # No wider than the page.
        drawn = figure.in_tikz(self.style.text) or rf"\includegraphics{{{figure.name}.pdf}}"
        return (
            "\\begin{center}\n"
            "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n"
            f"{drawn.rstrip()}\n}}\n\\end{{center}}\n\n"
        )

    def items(self, items: Items) -> str:
        out = ["\\begin{itemize}"]
        for i, item in enumerate(items.items):
            out.append(f"\\item {self.line(item)}")
            below = items.below[i] if items.below else ()
            if below:
                out += ["\\begin{itemize}", *(f"\\item {self.line(each)}" for each in below), "\\end{itemize}"]
        return "\n".join([*out, "\\end{itemize}"]) + "\n\n"

    def note(self, note: Note) -> str:
        """A note, indented on both sides."""
        lead = rf"\textbf{{{self.line(note.heading)}}} " if note.heading else ""
        body = "\n\n".join(map(self.line, note.lines))
        return f"\\begin{{quote}}{lead}{body}\\end{{quote}}\n\n"

    def listing(self, text: str) -> str:
        lines = [escape.tex(line).replace(" ", "~") for line in text.splitlines()]
        return "\\begin{quote}\\ttfamily " + " \\\\\n".join(lines) + "\\end{quote}\n\n"

    def space(self, centimetres: float) -> str:
        """A box of that height, which is kept at the head of a page too."""
        # A box is kept at the head of a page, where a mere space is dropped.
        return f"\\noindent\\rule{{0pt}}{{{centimetres:g}cm}}\\par\n\n"


def source(page: Page, style: Style) -> str:
    """The whole document."""
    writer = Latex(style)
    return style.page(
        "page.tex",
        title=writer.line(page.title),
        about=writer.line(page.about),
        body=writer.body(page),
        command=page.command,
        language=style.language,
        numbered=page.numbered,
        exam=page.exam,
        points=[writer.line((say("common.points", count=count),)) for count in (1, 2)] if page.exam else [],
    )


def _files(document: Document) -> Mapping[str, bytes]:
    page = document.page
    pictures = {
        f"{figure.name}.pdf": programs.picture(figure.svg(document.style.text), "pdf")
        for figure in page.figures()
        if not figure.tikz
    }
    return {f"{document.name}.tex": source(page, document.style).encode(), **pictures}


LATEX = Format(name="tex", title="LaTeX", files=_files)
