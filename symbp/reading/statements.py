r"""Statements in a line of text: one line may hold several.

A statement is a name, a sign and a worth: ``dw1 = -0.0084``, ``out_h1: 0.5622``, ``w2 ← 0.9 - 0.5*dw2 = 0.92``.
What stands around it is left out: a label before it ("Gradient of w1:"), a bullet, sentences without a sign. Signs
in brackets belong to remarks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from symbp.limits import LONGEST_STATED_NAME
from symbp.reading.languages import words
from symbp.reading.model import Statement
from symbp.reading.spoken import PUNCTUATION, is_like_a_name, is_spoken, says_a_number, without_join, without_verb

_COMMANDS = {
    **dict.fromkeys((r"\leftarrow", r"\gets", r"\coloneqq"), "assigned"),
    **dict.fromkeys((r"\approx", r"\doteq", r"\simeq", r"\cong", r"\thickapprox"), "equal"),
    **dict.fromkeys((r"\to", r"\rightarrow", r"\Rightarrow", r"\implies", r"\longrightarrow"), "onwards"),
    **dict.fromkeys((r"\quad", r"\qquad", r"\\"), "apart"),
}
"""Commands of LaTeX that are signs."""
_SIGNS = frozenset({"assigned", "onwards", "equal", "colon", "apart"})
_INDICES = frozenset("ijklmn")
_LIST = re.compile(r"\d{1,3}(?:(?:, ?|\.\.\.?|, ?…, ?|,\\s?\\[lc]?dots, ?)(?:\d{1,3}|[a-zA-Z]))++")
"""Numbers that an index runs over: 1, 2, or 1, …, n."""
_MOST_WORDS = 5
"""Of how many words a name may be that no sign or verb divides from its number."""
_WORTH = re.compile(r"(?<![A-Za-z_{\d.,])[-−+–]?\d|[*·×/+−^(]")
"""A worth behind a colon: a number by itself, or a calculation."""
_NARROW = str.maketrans({"（": " (", "）": ") "})
_APOSTROPHES = str.maketrans("", "", "'’")
_POINTS = ".,;:，。；：、（）()"
_TWO = re.compile("[\u3041-\u30ff\u3400-\u9fff]{2}")
"""What a word is in a script that has no spaces, roughly."""
_WIDE = re.compile(r"(?<=[\w)\]}])\s{3,}(?=[\w(])")
_ONLY_SIGNS = frozenset({"=", r"\approx", "≈", r"\to", r"\rightarrow", "→", ""})
_CONTINUES = re.compile(r"(?:[=≈≐≃≅＝→⇒⟹](?!=)|->|=>|\\(?:approx|doteq|simeq|cong|to|rightarrow|Rightarrow|implies)\b)")
_LONGEST_REMEMBERED = 200
_FUNCTION = re.compile(r"\b(?:exp|ln|log|erf|tanh|cosh|sinh|sqrt|abs|sign|max)(?=[(|])")
_LEAD = re.compile(r"(?:\s|\{\}|\\q?quad\b)*+")
_OPERATES = re.compile(r"[-+−*·×/]|\\(?:cdot|times|left|Bigl|Biggl|bigl)\b")

_BULLET = re.compile(r"(?:[-*+•]\s++|\d{1,2}[.)]\s++|>\s*+)")
_WRAPPER = re.compile(r"\\\[|\\\]|\\\(|\\\)|\$\$?")
_DROPPED = re.compile(
    r"\\(?:displaystyle|textstyle|nonumber|notag|noindent|item)\b|\\(?:label|tag)\{[^{}]{0,80}\}"
    r"|(?<!\\)\\[,;:!> ]|<!--[^<>]*+>"
)
_DIRECTIVE = re.compile(r"\s*+(?:\.\. |:label:|:nowrap:)")
_COMMENT = re.compile(r"(?:^|\s)#")
_MATHS = re.compile(r"\$\$?([^$]++)\$\$?|\\\(((?:[^\\]|\\(?![()]))*+)\\\)|\\\[((?:[^\\]|\\(?![\[\]]))*+)\\\]")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"
_SMALL = re.compile(rf"[{_RAISED}]++|[₀-₉ₐ-ₜᵢᵣᵤᵥⱼ₍₎]++")
_MATRIX = re.compile(r"\\(begin|end)\{(?:\w?matrix|array|smallmatrix|cases|bsmallmatrix)\*?\}")


_JOINS = sorted(words("joins"), key=lambda word: (-len(word), word))
_SPACED = "|".join(re.escape(word) for word in _JOINS if word.isascii() or ord(word[0]) < 0x2E80)
_DENSE = "|".join(re.escape(word) for word in _JOINS if ord(word[0]) >= 0x2E80)
_TOKENS = re.compile(
    r"(?P<bracket>[()\[\]{}（）])|(?P<command>\\(?:[A-Za-z]++|\\))|(?P<none><=|>=|==|!=|≤|≥|(?<=\d),(?=\d))"
    r"|(?P<assigned>:=|←|<-)|(?P<onwards>->|=>|[→⇒⟹])|(?P<equal>[=≈≐≃≅＝~])|(?P<colon>[:：])"
    rf"|(?P<apart>[;,，；。]|(?<=\d)\.(?=\s)|\s(?:{_SPACED})(?=\s)|(?:{_DENSE}))",
    re.IGNORECASE,
)
"""The signs, with the words of all languages that stand between two statements."""


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


def signs(line: str) -> Sequence[Sign]:
    """The signs of a line outside of brackets and matrices, in order; a line is asked for them several times."""
    return _remembered_signs(line) if len(line) <= _LONGEST_REMEMBERED else tuple(_signs(line))


@lru_cache(4096)
def _remembered_signs(line: str) -> Sequence[Sign]:
    return tuple(_signs(line))


def _signs(line: str) -> Iterator[Sign]:
    depth = 0
    matrices = [match.span() for match in _MATRIX.finditer(line)]
    inside = _inside(line, matrices)
    for token in _TOKENS.finditer(line):
        what = str(token.lastgroup)
        if inside and any(start <= token.start() < end for start, end in inside):
            continue
        if what == "bracket":
            depth = depth + 1 if token.group() in "([{（" else max(0, depth - 1)
        elif what == "command":
            what = _COMMANDS.get(token.group(), "")
        if depth == 0 and what in _SIGNS:
            yield Sign(token.start(), token.end(), what)


def _inside(line: str, matrices: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """From where to where matrices stand in a line."""
    starts = [start for start, _ in matrices if line.startswith(r"\begin", start)]
    ends = [end for start, end in matrices if line.startswith(r"\end", start)]
    return list(zip(starts, ends, strict=False))


def top_level(text: str) -> Iterator[tuple[int, str]]:
    """The members of a chain, with the place of each: split at signs of equality outside of brackets.

    >>> list(top_level("0.5*(1 - 0.2)^2 = 0.32 (x = 1 here)"))
    [(0, '0.5*(1 - 0.2)^2 '), (17, ' 0.32 (x = 1 here)')]
    """
    start = 0
    for sign in signs(text):
        if sign.what in ("equal", "onwards"):
            yield start, text[start : sign.start]
            start = sign.end
    yield start, text[start:]


def continued(raw: str, *, display: bool = False) -> str:
    r"""The text that a line adds to the statement before it, where it begins with a sign; "" where it does not.

    Args:
        raw: the line.
        display: whether it is a row of displayed mathematics, which may begin with an operator too.

    >>> continued("= 0.25"), continued("- 0.25"), continued(r"&\quad + w_2 x_2", display=True)
    ('= 0.25', '', '+ w_2 x_2')
    """
    if raw[:1].isalpha():
        return ""
    if display or _goes_on(raw.strip()):
        line = plain(raw, bullets=False)
        lead = _LEAD.match(line)
        line = line[lead.end() :] if lead is not None else line
        return line if _CONTINUES.match(line) or _OPERATES.match(line) else ""
    line = plain(raw)
    return line if _CONTINUES.match(line) else ""


def _goes_on(line: str) -> bool:
    """Whether a line of text goes on with a sum: it begins with an operator that is no bullet before a statement."""
    if line[:1] not in "+−·×" or line[1:2] not in " (":
        return False
    first = next((sign for sign in signs(line) if sign.what in ("equal", "assigned", "colon")), None)
    return first is None or not any(map(str.isalpha, _FUNCTION.sub("", line[: first.start])))


def _as_scripts(match: re.Match[str]) -> str:
    """Low or high letters of Unicode with a number in brackets among them, in LaTeX: h₍₂₎₁ is unit 1 of layer 2."""
    text = unicodedata.normalize("NFKC", match.group())
    if match.group()[0] in _RAISED:
        return f"^{{{text}}}" if "(" in text else match.group()
    if "(" not in text:
        return match.group()
    before, _, rest = text.partition("(")
    layer, _, unit = rest.partition(")")
    return f"_{{{before}^{{({layer})}}_{{{unit}}}}}" if unit else f"_{{{before}^{{({layer})}}}}"


def in_latex(text: str) -> str:
    """A text with low and high letters of Unicode in LaTeX, where a number in brackets is among them.

    >>> in_latex("δₕ₍₂₎₁ x₁")
    'δ_{h^{(2)}_{1}} x₁'
    """
    return _SMALL.sub(_as_scripts, text)


def is_remark(display: str) -> bool:
    r"""Whether displayed mathematics states nothing: words beside the rows around it.

    >>> is_remark(r"&\qquad (\text{chain rule})"), is_remark(r"= \delta x"), is_remark("0.5")
    (True, False, False)
    """
    return not any(map(str.isdigit, display)) and all(sign.what == "apart" for sign in signs(display))


def plain(raw: str, *, bullets: bool = True) -> str:
    """A line without bullets, remarks behind a hash, and the wrapping of LaTeX and Markdown."""
    if _DIRECTIVE.match(raw):
        return ""
    raw = in_latex(raw)
    comment = _COMMENT.search(raw)
    if comment is not None:
        raw = raw[: comment.start()]
    line = _DROPPED.sub(" ", _WRAPPER.sub(" ", raw)).translate(_NARROW)
    line = line.replace("{,}", ",").replace(r"\%", "%").strip()
    if "&" in line:
        line = _without_marks_of_columns(line).strip()
    bullet = _BULLET.match(line) if bullets else None
    if bullet is not None:
        line = line[bullet.end() :].strip()
    return line.removesuffix("\\\\").strip()


def _without_marks_of_columns(line: str) -> str:
    """A line without the signs & of an alignment; those of a matrix stay."""
    pieces, start = [], 0
    for begin, end in _inside(line, [match.span() for match in _MATRIX.finditer(line)]):
        pieces += [line[start:begin].replace("&", " "), line[begin:end]]
        start = end
    return "".join(pieces) + line[start:].replace("&", " ")


_EQUATION_NUMBER = re.compile(r"(?:^\s*+|\s{3})\(\d{1,3}\)$")
"""The number of an equation, alone or at the end of its line."""


def statements(raw: str, at: int) -> Iterator[Statement]:
    """The statements of one line of text.

    >>> [(s.name, s.value) for s in statements("net_h1 = 0.5*0.2 + 0.15 = 0.25 → out_h1 = 0.5622", 1)]
    [('net_h1', '0.5*0.2 + 0.15 = 0.25'), ('out_h1', '0.5622')]
    >>> [(s.label, s.name, s.value) for s in statements("The output of h1 is therefore $out_{h1} = 0.56$.", 1)]
    [('The output of h1 is therefore', 'out_{h1}', '0.56')]
    """
    for label, line in _sentences(_EQUATION_NUMBER.sub("", _without_remark(raw))):
        for piece in _pieces(line):
            statement = _statement(piece, at, label)
            if statement is not None:
                yield statement


def _without_remark(raw: str) -> str:
    """A line without what stands far behind its value, where that states nothing: ``Z1 = W1 X         2x1``."""
    first = next((sign for sign in signs(raw) if sign.what in ("equal", "assigned")), None)
    gap = _WIDE.search(raw, first.end) if first is not None else None
    if gap is None or any(sign.what in _SIGNS - {"apart"} for sign in signs(raw[gap.end() :])):
        return raw
    return raw[: gap.start()]


def _sentences(raw: str) -> Iterator[tuple[str, str]]:
    """The parts of a line that may hold statements, each with the words before it.

    Mathematics that states something by itself stands alone; where a sign stands outside of it, the line is one text.
    """
    formulas: list[tuple[str, str]] = []
    start = 0
    for match in _MATHS.finditer(raw):
        inner = next(group for group in match.groups() if group is not None)
        if inner.strip() in _ONLY_SIGNS:
            continue
        formulas.append((raw[start : match.start()], inner))
        start = match.end()
    rest = raw[start:]
    if any("=" in inner or r"\approx" in inner or "≈" in inner for _, inner in formulas):
        outside = " ".join([*(before for before, _ in formulas), rest])
        if not any(sign.what in ("equal", "assigned") for sign in signs(outside)):
            yield from _formulas(formulas)
            return
    yield "", plain(raw)


def _formulas(formulas: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for before, inner in formulas:
        text = plain(inner)
        if joined and (_CONTINUES.match(text) or not any(sign.what == "equal" for sign in signs(joined[-1][1]))):
            label, last = joined.pop()
            joined.append((f"{label} {before}", text) if not _CONTINUES.match(text) else (label, f"{last} {text}"))
            if not _CONTINUES.match(text):
                joined[-1] = (f"{label} {last} {before}".strip(), text)
        else:
            joined.append((plain(before), text))
    yield from (
        (label, text) for label, text in joined if any(s.what in ("equal", "assigned", "onwards") for s in signs(text))
    )


def _pieces(line: str) -> Iterator[str]:
    """The parts of a line that are statements by themselves: behind each separator a name and a sign."""
    line_signs = list(signs(line))
    start = 0
    for i, sign in enumerate(line_signs):
        if sign.what not in ("apart", "onwards"):
            continue
        spoken = sign.what == "apart" and is_spoken(line[start : sign.start])
        begins = spoken and line[sign.end :].strip()[:1].isalpha()
        if begins or (line[sign.start] in ".。" and is_spoken(line[sign.end : _next_apart(line_signs, i, len(line))])):
            yield line[start : sign.start]
            start = sign.end
            continue
        following = next((s for s in line_signs[i + 1 :] if s.what != "apart"), None)
        if following is None or following.what not in ("equal", "assigned", "colon"):
            continue
        said = spoken or any(s.what in ("equal", "assigned", "colon") for s in line_signs[:i] if s.start >= start)
        if said and is_like_a_name(line[sign.end : following.start]):
            yield line[start : sign.start]
            start = sign.end
    end = next(
        (s.start for s in line_signs if s.start >= start and line[s.start] in ".。" and is_prose(line[s.end :])), None
    )
    yield line[start:end]


def _next_apart(line_signs: Sequence[Sign], i: int, end: int) -> int:
    """Where the next sign stands that keeps two statements apart; the end of the line if there is none."""
    return next((sign.start for sign in line_signs[i + 1 :] if sign.what == "apart"), end)


def _statement(piece: str, at: int, label: str) -> Statement | None:
    """One statement; None for a heading, a sentence, or nothing."""
    line = without_join(piece.strip(PUNCTUATION))
    line_signs = [sign for sign in signs(line) if sign.what != "apart"]
    sign = next((s for s in line_signs if s.what in ("equal", "assigned", "onwards")), None)
    colon = next((s for s in line_signs if s.what == "colon"), None)
    if sign is None and colon is None:
        return _without_sign(line, at, label)
    if sign is None or (
        colon is not None and colon.start < sign.start and _is_calculation(line[colon.end : sign.start])
    ):
        sign = colon
    assert sign is not None
    name, value = line[: sign.start].strip(), line[sign.end :].strip()
    counts = name[-1:] in _INDICES and not name[-2:-1].isalnum() and _LIST.fullmatch(value) is not None
    if (
        counts
        or {name, value} <= _INDICES
        or (sign is colon and not (_WORTH.search(value) and any(map(str.isdigit, value))))
        or (sign is colon and value[:1].isalpha() and len(name.split()) > _MOST_WORDS)
        or all(is_prose(member) for _, member in top_level(value))
    ):
        # A heading, or a sentence with a sign in it.
        return None
    return Statement(name, value, at, label=label, assigned=sign.what == "assigned")


def is_prose(text: str) -> bool:
    """Whether a text is words and no value: it begins with one, and most of it is words.

    >>> is_prose("every result is rounded to 4 decimals"), is_prose("approx. 0.56 after the sigmoid"), is_prose("")
    (True, False, False)
    >>> is_prose("每个结果都保留 4 位小数"), is_prose("激活后约为 0.56")
    (True, False)
    """
    said = _TWO.sub(r" \g<0> ", text).split()
    if said and said[0].lower() in words("about"):
        said = said[1:]
    said = [word.strip(_POINTS).translate(_APOSTROPHES) for word in said]
    plain_words = [word for word in said if len(word) > 1 and word.isalpha()]
    return len(plain_words) > 2 and len(plain_words) * 2 > len(said) and said[0].isalpha()


def _is_calculation(text: str) -> bool:
    """Whether a text between a colon and a sign is the first member of a chain, and no name: it has no letter."""
    return not any(letter.isalpha() for letter in text)


def _without_sign(line: str, at: int, label: str) -> Statement | None:
    """``out_h1 0.5622``, "the loss is 0.2984": a name and a number with a space or a word between them.

    A bare number has lost its name.
    """
    words_before, _, value = line.rpartition(" ")
    name = without_verb(words_before)
    said = name.split()
    counted = len(said) > 1 and value.isdigit() and len(value) < 3  # "Hidden layer 1"
    long = name == words_before and (len(said) > _MOST_WORDS or said[-1:] == ["to"] or counted)
    named = 0 < len(name) <= LONGEST_STATED_NAME and not long and not says_a_number(said)
    if named and value[:1] in "-−+.0123456789" and value[-1:].isdigit():
        return Statement(name, value, at, label=label)
    if line and not any(letter.isalpha() for letter in line) and any(letter.isdigit() for letter in line):
        return Statement("", line, at, label=label)
    return None
