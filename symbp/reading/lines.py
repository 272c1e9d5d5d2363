r"""Text line by line to blocks: headings, tables, fences, displayed mathematics, and running text.

Sheets are seldom proper Markdown or LaTeX: ``w_1 * x_1 + w_2 * x_2`` would be in italics. So the marks that people
use in either are known here together, and nothing else is a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from symbp.reading.model import Block, Display, Grid, Listing, Prose, Title

MOST_ROWS_OF_DISPLAY = 400
_PROGRAMS = frozenset({"python", "py", "python3", "ipython", "ipython3", "pycon"})
_FENCE = re.compile(r"\s*+(`{3,}+|~{3,}+)\s*+\{?\.?([\w-]*+)")
_TITLE = re.compile(r"\s{0,3}(#{1,6}|={1,5})\s++(\S.*)")
_UNDERLINE = re.compile(r"\s{0,3}(={3,}+|-{3,}+|~{3,}+|\^{3,}+)\s*+")
_OF_RULES = frozenset(" \t|+:=-")
_BEGIN = re.compile(
    r"\\begin\{(equation|align|aligned|alignat|gather|gathered|multline|eqnarray|split|displaymath|math|flalign|tabular|array|longtable)"
    r"(\*?)\}"
)
_TABLES = frozenset({"tabular", "longtable"})
_ARGUMENTS = re.compile(r"(?:\s*+(?:\[[^\]]{0,40}\]|\{[^{}]{0,80}(?:\{[^{}]{0,80}\}[^{}]{0,80}){0,40}\}))*+")
_MARKS_OF_TABLES = re.compile(
    r"\\(?:label|tag)\*?\{[^{}]{0,80}\}|\\(?:nonumber|notag|hline|toprule|midrule|bottomrule|displaystyle|endhead|endfirsthead|endfoot|endlastfoot)\b"
)
_DECIMAL_COMMA = re.compile(r"(?<=[0-9])\{,\}(?=[0-9])")
"""A comma that LaTeX sets without room behind it."""
_GAP = re.compile(r"\t|\s{2,}")
_SIGN = re.compile(r"[=≈:←→]|<-|->")
_SENTENCE = re.compile(r"[^\W\d_][^|\\$`~\s]*+(?: [^|\\$`~\s]++)*+")
"""A line of words and formulas with no mark of a table, a fence or LaTeX in it."""
_STATES = re.compile(r"[=≈:←]|<-")


@dataclass(slots=True)
class _Lines:
    """The lines of a text, and which one is next."""

    lines: list[str]
    at: int = 0
    before: list[Block] = field(default_factory=list)

    @property
    def current(self) -> str:
        """The line that is next."""
        return self.lines[self.at]

    def taken_until(self, ends: re.Pattern[str], first: str) -> tuple[list[tuple[int, str]], str]:
        """Lines up to the one in which a mark ends what has begun, and what stands behind the mark."""
        rows: list[tuple[int, str]] = []
        text, at = first, self.at
        while True:
            match = ends.search(text)
            if match is not None:
                rows.append((at + 1, text[: match.start()]))
                return rows, text[match.end() :]
            rows.append((at + 1, text))
            at += 1
            if at >= len(self.lines) or len(rows) > MOST_ROWS_OF_DISPLAY:
                return rows, ""
            text = self.lines[at]
            self.at = at


def blocks_of_text(text: str) -> Iterator[Block]:
    r"""The blocks of a text.

    >>> list(blocks_of_text("# Round 2\n$$a = 1$$\n| w | new |\n|---|---|\n| w1 | 0.5 |"))[:2]
    [Title(text='Round 2', at=1), Display(text='a = 1', at=2)]
    >>> list(blocks_of_text("# Round 2\n$$a = 1$$\n| w | new |\n|---|---|\n| w1 | 0.5 |"))[2].rows
    (('w', 'new'), ('w1', '0.5'))
    """
    lines = _Lines(_DECIMAL_COMMA.sub(",", text).splitlines())
    while lines.at < len(lines.lines):
        sentence = _SENTENCE.fullmatch(lines.current) is not None
        for read in (_heading,) if sentence else (_fence, _display, _environment, _table, _columns, _heading):
            blocks = read(lines)
            if blocks is not None:
                yield from blocks
                break
        else:
            if lines.current.strip():
                yield Prose(lines.current.strip(), lines.at + 1)
        lines.at += 1


def _fence(lines: _Lines) -> list[Block] | None:
    match = _FENCE.match(lines.current)
    if match is None:
        return None
    start = lines.at + 1
    end = next((i for i in range(start, len(lines.lines)) if lines.lines[i].strip().startswith(match.group(1))), None)
    if end is None:
        return []
    inner = lines.lines[start:end]
    lines.at = end
    if match.group(2).lower() in _PROGRAMS and any(
        re.match(r"\s*+(?:import|from|def|class|print|for)\b", line) for line in inner
    ):
        return [Listing("\n" * start + "\n".join(inner), start)]
    return [_shifted(block, start) for block in blocks_of_text("\n".join(inner).replace("```", ""))]


def _shifted(block: Block, by: int) -> Block:
    from dataclasses import replace

    at = tuple(n + by for n in block.at) if isinstance(block, Grid) else block.at + by
    return replace(block, at=at)  # type: ignore[arg-type]


_DISPLAY_ENDS = {"$$": re.compile(r"\$\$"), r"\[": re.compile(r"\\\]")}


def _display(lines: _Lines) -> list[Block] | None:
    text = lines.current.strip()
    mark = text[:2]
    if mark not in _DISPLAY_ENDS:
        return None
    rows, rest = lines.taken_until(_DISPLAY_ENDS[mark], text[2:])
    blocks: list[Block] = list(_rows(rows))
    if rest.strip(" .,;"):
        blocks.append(Prose(rest.strip(), lines.at + 1))
    return blocks


def _environment(lines: _Lines) -> list[Block] | None:
    match = _BEGIN.search(lines.current)
    if match is None:
        return None
    before, name, at = lines.current[: match.start()].strip(" $"), match.group(1), lines.at + 1
    first = lines.current[match.end() :]
    if name not in _TABLES and before.rstrip("{(").endswith("="):
        return None
    arguments = _ARGUMENTS.match(first) if name in _TABLES or name in ("array", "alignat") else None
    first = first[arguments.end() :] if arguments is not None else first
    rows, rest = lines.taken_until(re.compile(re.escape(f"\\end{{{name}{match.group(2)}}}")), first)
    blocks: list[Block] = [Prose(before, at)] if before else []
    blocks += [_tabular(rows)] if name in _TABLES else list(_rows(rows))
    if rest.strip(" $.,;"):
        blocks.append(Prose(rest.strip(" $"), lines.at + 1))
    return blocks


def _rows(lines: Sequence[tuple[int, str]]) -> Iterator[Display]:
    """The rows of displayed mathematics, which double backslashes end; those of a matrix in it do not."""
    text, starts = "", []
    for at, line in lines:
        starts.append((len(text), at))
        text += _MARKS_OF_TABLES.sub(" ", line) + "\n"
    for start, row in split_rows(text):
        inner = re.sub(r"\\(?:begin|end)\{(?:aligned|split|gathered|align|alignedat|equation)\*?\}", " ", row)
        if inner.strip(" \n&"):
            lead = len(row) - len(row.lstrip())
            at = next((at for begins, at in reversed(starts) if begins <= start + lead), starts[0][1])
            yield Display(" ".join(inner.split()), at)


def split_rows(text: str) -> Iterator[tuple[int, str]]:
    r"""The rows of a text between double backslashes that stand in no braces and in no matrix, each with its place.

    >>> [row for _, row in split_rows(r"a = \begin{pmatrix}1\\2\end{pmatrix} \\ b = 3")]
    ['a = \\begin{pmatrix}1\\\\2\\end{pmatrix} ', ' b = 3']
    """
    depth = start = place = 0
    while place < len(text):
        if text.startswith(r"\begin{", place) and re.match(
            r"\\begin\{\w?(?:matrix|array|smallmatrix|cases)", text[place : place + 30]
        ):
            depth += 1
        elif text.startswith(r"\end{", place) and re.match(
            r"\\end\{\w?(?:matrix|array|smallmatrix|cases)", text[place : place + 30]
        ):
            depth -= 1
        elif text.startswith("\\\\", place):
            if depth <= 0:
                yield start, text[start:place]
                start = place + 2
            place += 1
        elif text[place] == "\\":
            place += 1
        elif text[place] in "{}":
            depth += 1 if text[place] == "{" else -1
        place += 1
    yield start, text[start:]


def _tabular(lines: Sequence[tuple[int, str]]) -> Grid:
    rows, places = [], []
    text, starts = "", []
    for at, line in lines:
        starts.append((len(text), at))
        text += (
            re.sub(r"\\c(?:mid)?(?:line|rule)(?:\([lr]{1,2}\))?\{[^{}]{0,20}\}", " ", _MARKS_OF_TABLES.sub(" ", line))
            + "\n"
        )
    for start, row in split_rows(text):
        cells = tuple(_cell(cell) for cell in re.split(r"(?<!\\)&", row))
        if any(cells):
            rows.append(cells)
            lead = len(row) - len(row.lstrip())
            places.append(next(at for begins, at in reversed(starts) if begins <= start + lead))
    return Grid(tuple(rows), tuple(places))


def _cell(text: str) -> str:
    """The text of a cell, without marks of fonts."""
    plain = text.strip()
    inner = plain.strip("`*")
    plain = inner or plain
    if plain.startswith("__") and plain.endswith("__"):
        plain = plain[2:-2]
    return plain.replace("$", "").strip()


def _table(lines: _Lines) -> list[Block] | None:
    """A table with bars between its cells."""
    if not _is_row(lines.current) and not (
        lines.current.strip().startswith("+-") and lines.current.strip().endswith("+")
    ):
        return None
    rows: list[tuple[str, ...]] = []
    places = []
    at = lines.at
    while at < len(lines.lines) and (
        _is_row(lines.lines[at]) or (rows and _is_rule(lines.lines[at])) or at == lines.at
    ):
        raw = lines.lines[at].strip()
        if not _is_rule(raw):
            rows.append(tuple(_cell(cell) for cell in _cells(raw)))
            places.append(at + 1)
        at += 1
    if not rows:
        return None
    if len(rows) == 1 and not lines.current.strip().startswith("|"):
        return None
    lines.at = at - 1
    return [Grid(tuple(rows), tuple(places))]


def _cells(raw: str) -> list[str]:
    inner = raw.removeprefix("|").removesuffix("|")
    return [cell.replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _is_rule(raw: str) -> bool:
    """Whether a line only divides others."""
    return ("-" in raw or "=" in raw) and _OF_RULES.issuperset(raw)


def _is_row(raw: str) -> bool:
    text = raw.strip()
    if text.startswith("|"):
        # |x| = 2 is a formula.
        return text.count("|") > 2 or (text.count("|") == 2 and text.endswith("|"))
    return text.count("|") > 0 and " | " in text and not _SIGN.search(text)


def _columns(lines: _Lines) -> list[Block] | None:
    """A table that only spaces make: at least two rows of as many cells, and no sign in them."""
    rows: list[tuple[str, ...]] = []
    places = []
    for at in range(lines.at, len(lines.lines)):
        raw = lines.lines[at]
        if rows and _is_rule(raw):
            continue
        cells = tuple(cell.strip() for cell in _GAP.split(raw.strip()) if cell.strip())
        if len(cells) < 2 or (rows and len(cells) != len(rows[0])):
            break
        # Below heads, what leads to a number may stand before it in its cell.
        if _STATES.search(cells[0] if rows else raw):
            break
        rows.append(cells)
        places.append(at + 1)
    numbers = sum(cell[0] in "-−+.(0123456789" for row in rows[1:] for cell in row[1:])
    if len(rows) < 2 or numbers * 2 < sum(len(row) - 1 for row in rows[1:]) or any(c[0].isdigit() for c in rows[0][1:]):
        return None
    lines.at = places[-1] - 1
    return [Grid(tuple(rows), tuple(places))]


def _heading(lines: _Lines) -> list[Block] | None:
    match = _TITLE.fullmatch(lines.current)
    if match is not None and not _SIGN.search(match.group(2).rstrip(": ").rstrip("= ")):
        return [Title(match.group(2).strip(" #=*"), lines.at + 1)]
    below = lines.lines[lines.at + 1] if lines.at + 1 < len(lines.lines) else ""
    if _UNDERLINE.fullmatch(below) and lines.current.strip() and not _SIGN.search(lines.current):
        lines.at += 1
        return [Title(lines.lines[lines.at - 1].strip(), lines.at)]
    return [] if _is_rule(lines.current) else None
