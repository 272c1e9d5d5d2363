r"""Statements in a text: one line of it may hold several, and one statement may go over several lines.

A statement is a name, a sign, and what it is worth: ``dw1 = -0.0084``, ``out_h1: 0.5622``,
``w2 ← 0.9 - 0.5*dw2 = 0.92``. What stands around it is left out: a label before it ("Gradient of w1:"), a bullet,
headings, sentences without a sign. Signs in brackets belong to remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from symbp.marking.key import AnswerKey
from symbp.marking.readers.base import Entry, heading
from symbp.marking.reading.tables import rows_of_table

_COMMANDS = {
    **dict.fromkeys((r"\leftarrow", r"\gets", r"\coloneqq"), "assigned"),
    **dict.fromkeys((r"\approx", r"\doteq", r"\simeq", r"\cong", r"\thickapprox"), "equal"),
    **dict.fromkeys((r"\to", r"\rightarrow", r"\Rightarrow", r"\implies", r"\longrightarrow"), "onwards"),
    **dict.fromkeys((r"\quad", r"\qquad", r"\\"), "apart"),
}
"""Commands of LaTeX that are signs."""
_TOKEN = re.compile(
    r"(?P<bracket>[()\[\]{}])|(?P<command>\\(?:[A-Za-z]++|\\))|(?P<none><=|>=|==|!=|≤|≥|(?<=\d),(?=\d))"
    r"|(?P<assigned>:=|←|<-)|(?P<onwards>->|=>|[→⇒⟹])|(?P<equal>[=≈≐≃≅＝~])|(?P<colon>[:：])"
    r"|(?P<apart>[;,，；]|\s(?:and|so|thus|hence|then|und|also)(?=\s))"
)
_SIGNS = frozenset({"assigned", "onwards", "equal", "colon", "apart"})
_CONTINUES = re.compile(r"(?:[=≈≐≃≅＝→⇒⟹](?!=)|->|=>|\\(?:approx|doteq|simeq|cong|to|rightarrow|Rightarrow|implies)\b)")
_LONGEST_NAME = 120

_BULLET = re.compile(r"(?:[-*+•]\s++|\d{1,2}[.)]\s++|>\s*+)")
_WRAPPER = re.compile(r"\\(?:begin|end)\{[a-z*]{1,20}\}(?:\{[^{}]{0,40}\})?|\\[\[\]()]|\$|&")
_FENCE = re.compile(r"\s*+(?:```|~~~|\.\. |:label:|:nowrap:)")
_RULE = re.compile(r":?-+:?|")
_COMMENT = re.compile(r"(?:^|\s)#")
_NUMBERED = re.compile(r"\(?+(?:[A-Za-z]|[ivx]{2,4}|\d{1,2})[.)]\s++(?:\(?+[A-Za-z][.)]\s++)?+")
_TIMES = re.compile(r"[*·×]|\\cdot|\\times")
_PUNCTUATION = " \t;,.。"


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign in a line: where it begins and ends, and what it does.

    Attributes:
        start, end: the characters that it takes.
        what: equal, assigned, colon, onwards or apart.
    """

    start: int
    end: int
    what: str


def entries_of_text(text: str, key: AnswerKey) -> Iterator[Entry]:
    """The statements of a text and the rows of the tables in it, in order; a heading holds for what is below it."""
    under = {"round": 0, "sample": 0}
    rows: list[tuple[int, list[str]]] = []
    last: Entry | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        if raw.lstrip().startswith("|"):
            cells = [cell.strip().strip("`$*") for cell in raw.strip().strip("|").split("|")]
            if not all(_RULE.fullmatch(cell) for cell in cells):
                rows.append((number, cells))
            continue
        if last is not None and (more := _continued(raw)):
            last = replace(last, value=f"{last.value} {more}")
            continue
        if last is not None:
            yield last
            last = None
        yield from _below(rows_of_table(rows, key.names), under)
        rows = []
        found = heading(raw)
        if found is not None:
            # A new round begins with no sample yet.
            under = {**under, found[0]: found[1]} if found[0] == "sample" else {"round": found[1], "sample": 0}
            continue
        for entry in _below(statements(raw, number, key), under):
            if last is not None:
                yield last
            last = entry
    if last is not None:
        yield last
    yield from _below(rows_of_table(rows, key.names), under)


def _below(entries: Iterator[Entry], under: dict[str, int]) -> Iterator[Entry]:
    for entry in entries:
        yield replace(entry, round=entry.round or under["round"], sample=entry.sample or under["sample"])


def _continued(raw: str) -> str:
    """What a line adds to the statement before it: it begins with a sign."""
    line = _plain(raw)
    return line if _CONTINUES.match(line) else ""


def _plain(raw: str) -> str:
    """A line without bullets, remarks behind a hash, and the wrapping of LaTeX and Markdown."""
    if _FENCE.match(raw):
        return ""
    comment = _COMMENT.search(raw)
    if comment is not None:
        raw = raw[: comment.start()]
    line = _WRAPPER.sub(" ", raw).replace("{,}", ",").strip()
    bullet = _BULLET.match(line)
    if bullet is not None:
        line = line[bullet.end() :].strip()
    return line.removesuffix("\\\\").strip()


def statements(raw: str, number: int, key: AnswerKey) -> Iterator[Entry]:
    """The statements of one line.

    >>> from symbp import load
    >>> from symbp.marking.key import answer_key
    >>> key = answer_key(load("nndl3"))
    >>> [(e.name, e.value) for e in statements("net_h1 = 0.5*0.2 + 0.15 = 0.25 → out_h1 = 0.5622", 1, key)]
    [('net_h1', '0.5*0.2 + 0.15 = 0.25'), ('out_h1', '0.5622')]
    >>> [(e.name, e.value) for e in statements("Gradient of w1: dw1 = -0.0084", 1, key)]
    [('dw1', '-0.0084')]
    """
    line = _plain(raw)
    for piece in _pieces(line, key):
        entry = _statement(piece, number, key)
        if entry is not None:
            yield entry


def _pieces(line: str, key: AnswerKey) -> Iterator[str]:
    """The parts of a line that are statements by themselves: behind each separator a name and a sign."""
    signs = list(_signs(line))
    start = 0
    for i, sign in enumerate(signs):
        if sign.what not in ("apart", "onwards"):
            continue
        following = next((s for s in signs[i + 1 :] if s.what != "apart"), None)
        if following is None or following.what not in ("equal", "assigned", "colon"):
            continue
        if any(s.what in ("equal", "assigned", "colon") for s in signs[:i] if s.start >= start) and _is_name(
            line[sign.end : following.start], key
        ):
            yield line[start : sign.start]
            start = sign.end
    yield line[start:]


def _is_name(text: str, key: AnswerKey) -> bool:
    """Whether a text names something: a quantity of the assignment, or one word of the student's own."""
    name = text.strip()
    if not name or len(name) > _LONGEST_NAME:
        return False
    if key.names.meanings(_unlabelled(name, key)):
        return True
    factors = [factor.strip() for factor in _TIMES.split(name)]
    if len(factors) > 1 and all(key.names.meanings(factor) for factor in factors):
        return True
    return name.replace("_", "").isalnum() and not name[0].isdigit()


def _statement(piece: str, number: int, key: AnswerKey) -> Entry | None:
    """One statement; None for a heading, a sentence, or nothing."""
    line = piece.strip(_PUNCTUATION)
    signs = [sign for sign in _signs(line) if sign.what != "apart"]
    sign = next((s for s in signs if s.what in ("equal", "assigned", "onwards")), None)
    colon = next((s for s in signs if s.what == "colon"), None)
    if colon is not None and _colon_is_sign(line, colon, sign, key):
        sign = colon
    if sign is None:
        return _without_sign(line, number, key)
    name, value = line[: sign.start].strip(), line[sign.end :].strip()
    if sign is colon and not any(letter.isdigit() for letter in value):
        # A heading, or a sentence behind a colon.
        return None
    if len(name) <= _LONGEST_NAME:
        name = _unlabelled(name, key)
    return Entry(name, value, number, assigned=sign.what == "assigned")


def _colon_is_sign(line: str, colon: Sign, sign: Sign | None, key: AnswerKey) -> bool:
    """Whether a colon stands for "is": behind a quantity, and not behind a label of another one."""
    if sign is None:
        return True
    if colon.start > sign.start:
        return False
    before, between = line[: colon.start], line[colon.end : sign.start]
    named = bool(key.names.meanings(_unlabelled(between.strip(), key)))
    return not named and bool(key.names.meanings(_unlabelled(before.strip(), key)))


def _without_sign(line: str, number: int, key: AnswerKey) -> Entry | None:
    """``out_h1 0.5622``: a name and a number side by side; a bare number has lost its name."""
    name, _, value = line.rpartition(" ")
    if name and value[:1] in "-−+.0123456789" and key.names.meanings(name):
        return Entry(name, value, number)
    if line and not any(letter.isalpha() for letter in line) and any(letter.isdigit() for letter in line):
        return Entry("", line, number)
    return None


def _unlabelled(name: str, key: AnswerKey) -> str:
    """A name without the label before it: "(a) dL/dw5", "Output layer - delta: delta_o"."""
    if not name or len(name) > _LONGEST_NAME:
        return name
    number = _NUMBERED.match(name)
    if number is not None and key.names.meanings(name[number.end() :]):
        return name[number.end() :]
    if key.names.meanings(name):
        return name
    for place, letter in enumerate(name):
        said = letter in ":：" or (letter in ",，" and name[:place].replace(" ", "").isalpha())
        if said and (tail := name[place + 1 :].strip()) and key.names.meanings(tail):
            return tail
    label, colon, tail = name.rpartition(":")
    return tail.strip() if colon and label and tail.strip() else name


def _signs(line: str) -> Iterator[Sign]:
    """The signs of a line outside of brackets, in order."""
    depth = 0
    for token in _TOKEN.finditer(line):
        what = str(token.lastgroup)
        if what == "bracket":
            depth = depth + 1 if token.group() in "([{" else max(0, depth - 1)
        elif what == "command":
            what = _COMMANDS.get(token.group(), "")
        if depth == 0 and what in _SIGNS:
            yield Sign(token.start(), token.end(), what)


def top_level(text: str) -> Iterator[tuple[int, str]]:
    """The members of a chain, with the place of each: split at signs of equality outside of brackets.

    >>> list(top_level("0.5*(1 - 0.2)^2 = 0.32 (x = 1 here)"))
    [(0, '0.5*(1 - 0.2)^2 '), (17, ' 0.32 (x = 1 here)')]
    """
    start = 0
    for sign in _signs(text):
        if sign.what in ("equal", "onwards"):
            yield start, text[start : sign.start]
            start = sign.end
    yield start, text[start:]
