"""A layout in MathML, as browsers set it."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Sequence

from symbp.formula.layout.model import (
    Accent,
    Bold,
    BracedRows,
    Fenced,
    Fraction,
    FunctionName,
    Large,
    Layout,
    MathRow,
    Name,
    Operator,
    Root,
    Scripts,
    Space,
    TextRun,
    Under,
    Unsigned,
    Upright,
    is_sum_sign,
    parts_of,
)

_NO_BREAK = "\u00a0"
_MARKS = {"\u0302": "^", "\u0304": "¯", "\u0303": "~", "\u0307": "˙"}
_STYLES = {"italic": "MATHEMATICAL ITALIC", "bold": "MATHEMATICAL BOLD"}


def write(layout: Layout, *, display: bool = False) -> str:
    """The ``math`` element of a layout; ``display`` sets it in a line of its own.

    >>> write(MathRow((Name("x"), Operator("<"), Unsigned("1"))))
    '<math><mrow><mi>x</mi><mo>&lt;</mo><mn>1</mn></mrow></math>'
    """
    attribute = ' display="block"' if display else ""
    return f"<math{attribute}>{_markup(layout)}</math>"


def aligned(rows: Sequence[tuple[Layout, Layout]], source: str = "") -> str:
    """Rows below one another, aligned between their two halves, as one ``math`` element.

    Args:
        rows: left and right halves.
        source: the same in LaTeX, which the element keeps for who copies it.

    >>> aligned([(Name("a"), Unsigned("1"))]).count("<mtd")
    2
    """
    body = "".join(f"<mtr>{_cell(left, 'right')}{_cell(right)}</mtr>" for left, right in rows)
    table = f'<mtable displaystyle="true" columnalign="right left">{body}</mtable>'
    if source:
        note = f'<annotation encoding="application/x-tex">{html.escape(source)}</annotation>'
        table = f"<semantics>{table}{note}</semantics>"
    return f'<math display="block">{table}</math>'


def _markup(layout: Layout) -> str:
    match layout:
        case MathRow(parts):
            return f"<mrow>{_row(parts)}</mrow>"
        case Scripts():
            return _scripts(layout.merged)
        case Fraction(above, below):
            return f"<mfrac>{_markup(above)}{_markup(below)}</mfrac>"
        case Root(inside):
            return f"<msqrt>{_markup(inside)}</msqrt>"
        case Fenced(left, inside, right):
            return f"<mrow>{_fence(left, 'prefix')}{_markup(inside)}{_fence(right, 'postfix')}</mrow>"
        case Under(inside, note):
            brace = '<mo stretchy="true">⏟</mo>'
            return f"<munder><munder>{_markup(inside)}{brace}</munder>{_markup(note)}</munder>"
        case Accent(base, mark):
            return f'<mover accent="true">{_markup(base)}<mo stretchy="false">{_MARKS[mark]}</mo></mover>'
        case BracedRows(rows):
            lines = "".join(f"<mtr>{_cell(value)}{_cell(when)}</mtr>" for value, when in rows)
            return f"<mrow>{_fence('{', 'prefix')}<mtable>{lines}</mtable></mrow>"
        case _:
            return _letters(layout)


def _letters(layout: Layout) -> str:
    match layout:
        case Name(letters):
            bare = letters.rstrip("'")
            # A browser slants one letter of its own accord; of a word, the slanted letters have to be asked for.
            text = bare if len(bare) == 1 else _styled(bare, "italic")
            return f"<mi>{html.escape(text)}{'′' * (len(letters) - len(bare))}</mi>"
        case Upright(text) | FunctionName(text):
            return f'<mi mathvariant="normal">{html.escape(text)}</mi>'
        case Bold(text):
            return f'<mi mathvariant="normal">{html.escape(_styled(text, "bold"))}</mi>'
        case Unsigned(text):
            return f"<mn>{html.escape(text)}</mn>"
        case TextRun(text):
            inner = text.strip(" ")
            ends = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" ")) if inner else 0
            return f"<mtext>{_NO_BREAK * ends[0]}{html.escape(inner)}{_NO_BREAK * ends[1]}</mtext>"
        case Space(width):
            return f'<mspace width="{width / 18:.4f}em"/>' if width else ""
        case Large(bracket, size):
            return f'<mo stretchy="true" minsize="{size}em" maxsize="{size}em">{html.escape(bracket)}</mo>'
        case Operator(text):
            return _sign(text)
        case _:
            message = f"no way to write {type(layout).__name__}"
            raise TypeError(message)


def _sign(text: str, form: str = "") -> str:
    if text in "⊤∞…⋯⋮∂":
        return f"<mi>{text}</mi>"
    attribute = ' stretchy="false"' if text in "()[]{}|" else f' form="{form}"' if form else ""
    return f"<mo{attribute}>{html.escape(text)}</mo>"


def _fence(bracket: str, form: str) -> str:
    return f'<mo stretchy="true" form="{form}">{html.escape(bracket)}</mo>' if bracket else ""


def _cell(layout: Layout, side: str = "left") -> str:
    # Browsers know no columnalign.
    return f'<mtd style="text-align: {side}">{_markup(layout)}</mtd>'


def _row(parts: tuple[Layout, ...]) -> str:
    parts = tuple(part for part in parts if part != Space(0))
    out = ""
    for i, part in enumerate(parts):
        out += _sign(part.text, _form(parts, i)) if isinstance(part, Operator) else _markup(part)
        if isinstance(part, FunctionName) and i + 1 < len(parts):
            out += "<mo>\u2061</mo>"
    return out


def _form(parts: tuple[Layout, ...], i: int) -> str:
    """How an operator of a row stands where a browser cannot tell: before its number, or between two."""
    part = parts[i]
    assert isinstance(part, Operator)
    if i == 0 and part.apart and len(parts) > 1:
        return "infix"
    opens = i == 0 or (isinstance(parts[i - 1], Operator | Large) and not _ends(parts[i - 1]))
    return "prefix" if part.text in "+−±" and opens else ""


def _ends(part: Layout) -> bool:
    """Whether a sign ends something that a minus can be subtracted from."""
    text = part.text if isinstance(part, Operator) else part.bracket if isinstance(part, Large) else ""
    return text in ")]}⊤∞…⋯|"


def _scripts(layout: Scripts) -> str:
    base, low, high = layout.base, layout.low, layout.high
    limits = is_sum_sign(base)
    inner = _markup(base) if parts_of(base) else "<mrow></mrow>"
    if low is None and high is None:
        return inner
    names = ("munder", "mover", "munderover") if limits else ("msub", "msup", "msubsup")
    which = 2 if low is not None and high is not None else 0 if low is not None else 1
    scripts = "".join(_markup(script) for script in (low, high) if script is not None)
    return f"<{names[which]}>{inner}{scripts}</{names[which]}>"


def _styled(text: str, style: str) -> str:
    """The same letters in the style of mathematics, which have code points of their own."""
    return "".join(_code_point(letter, _STYLES[style]) for letter in text)


def _code_point(letter: str, style: str) -> str:
    if letter == "h" and style == "MATHEMATICAL ITALIC":
        return "ℎ"
    kind = "DIGIT" if letter.isdecimal() else "CAPITAL" if letter.isupper() else "SMALL"
    name = unicodedata.name(letter, "").rpartition(" ")[2]
    try:
        return unicodedata.lookup(f"{style} {kind} {name}")
    except KeyError:
        return letter
