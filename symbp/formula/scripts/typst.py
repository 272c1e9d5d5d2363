r"""A layout in the mathematics of Typst, to stand between ``$ … $``.

Signs are escaped, words stand in quotes, and a space parts what would be one word of Typst.
"""

from __future__ import annotations

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
    parts_of,
)
from symbp.formula.layout.signs import FUNCTIONS

_SPACES = {0: "", 3: "thin", 4: "med", 5: "thick", 18: "quad", 36: "wide"}
_ACCENTS = {"\u0302": "hat", "\u0304": "macron", "\u0303": "tilde", "\u0307": "dot"}
_FUNCTIONS = frozenset(FUNCTIONS)
_AS_THEY_ARE = "+=<>"
_DECIMAL_COMMA = 'class("normal", ",")'


def write(layout: Layout) -> str:
    r"""The source of a layout.

    >>> write(MathRow((Scripts(Name("out"), MathRow((Name("h"),))), Operator("−", True), Unsigned("0.5"))))
    'italic("out")_(h) − 0.5'
    >>> write(TextRun('if "x" \\ '))
    '"if \\"x\\" \\\\ "'
    """
    match layout:
        case MathRow(parts):
            return _row(parts)
        case Scripts():
            return _scripts(layout.merged)
        case Fraction(above, below):
            return f"frac({_argument(above)}, {_argument(below)})"
        case Root(inside):
            return f"sqrt({_argument(inside)})"
        case Fenced(left, inside, right):
            return f"lr({_escaped(left)} {_argument(inside)} {_escaped(right)})"
        case Under(inside, note):
            return f"underbrace({_argument(inside)}, {_argument(note)})"
        case Accent(base, mark):
            return f"{_ACCENTS[mark]}({_argument(base)})"
        case BracedRows(rows):
            # Two columns from the left: of each pair of columns Typst sets the first against the right.
            return f"cases({', '.join(f'& {_argument(value)} quad && {_argument(when)}' for value, when in rows)})"
        case _:
            return _letters(layout)


def _argument(layout: Layout) -> str:
    """The argument of a function of Typst, which is never empty."""
    return write(layout) or '""'


def _letters(layout: Layout) -> str:
    match layout:
        case Name(letters):
            bare = letters.rstrip("'")
            primes = letters[len(bare) :]
            return (bare if len(bare) == 1 else f"italic({_quoted(bare)})") + primes
        case Unsigned(text):
            return text.replace(",", _DECIMAL_COMMA)
        case Operator(text):
            return _escaped(text)
        case Space(width):
            return _SPACES.get(width, f"#h({width / 18:.4f}em)")
        case TextRun(text):
            return _quoted(text)
        case Upright(text):
            return f"upright({_quoted(text)})"
        case Bold(text):
            return f"upright(bold({_quoted(text)}))"
        case FunctionName(function):
            return function if function in _FUNCTIONS else f"op({_quoted(function)})"
        case Large(bracket, size):
            return f"lr(size: #{size}em, {_escaped(bracket)})"
        case _:
            message = f"no way to write {type(layout).__name__}"
            raise TypeError(message)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


def _escaped(sign: str) -> str:
    return f"\\{sign}" if sign.isascii() and sign not in _AS_THEY_ARE else sign


def _is_text(part: Layout) -> bool:
    """Whether Typst would set the space that stands beside it in the source."""
    match part:
        case TextRun():
            return True
        case Name(text) | Upright(text) | Bold(text):
            return len(text) > 1
        case MathRow(parts):
            return any(map(_is_text, parts))
        case _:
            return False


def _row(parts: tuple[Layout, ...]) -> str:
    parts = tuple(part for part in parts if part != Space(0))
    out = ""
    for i, part in enumerate(parts):
        text = write(part)
        before = parts[i - 1] if i else Space(0)
        if not i or not text:
            out += text
        elif _is_text(part) or _is_text(before):
            # A letter that would run into the word behind it stands in quotes, too.
            if isinstance(before, Name) and len(before.letters) == 1 and not text.startswith('"'):
                style = "upright" if before.letters in "ΓΔΘΛΞΠΣΥΦΨΩ" else "italic"
                out = f"{out.removesuffix(before.letters)}{style}({_quoted(before.letters)})"
            elif isinstance(before, FunctionName | Space):
                out += " "
            out += text
        else:
            out += f" {text}"
    return out


def _scripts(layout: Scripts) -> str:
    base, low, high = layout.base, layout.low, layout.high
    text = write(base)
    if len(parts_of(base)) != 1 or isinstance(base, Scripts | Space) or not text:
        named = [f"b: {_argument(low)}"] if low is not None else []
        named += [f"t: {_argument(high)}"] if high is not None else []
        return f"attach({', '.join([_argument(base), *named])})"
    out = text
    out += f"_({_argument(low)})" if low is not None else ""
    return out + (f"^({_argument(high)})" if high is not None else "")
