"""A layout as one line of Unicode text, for a terminal."""

from __future__ import annotations

import unicodedata

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

LOW = dict(zip("0123456789aehijklmnoprstuvxβγρφχ+−=(),", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₊₋₌₍₎,", strict=True))
"""Signs that stand low."""
HIGH = dict(zip("0123456789abcdefghijklmnoprstuvwxyz+−=()⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁺⁻⁼⁽⁾ᵀ", strict=True))
"""Signs that stand high."""


def write(layout: Layout) -> str:
    """The line of a layout.

    >>> write(Scripts(Name("out"), Scripts(Name("h"), Unsigned("1"))))
    'outₕ₁'
    >>> b = MathRow((Name("b"), Operator("+", True), Name("c")))
    >>> write(MathRow((Fraction(Name("a"), b), Operator("=", True), Scripts(Name("e"), high=Name("Z")))))
    'a/(b + c) = e^Z'
    """
    match layout:
        case MathRow(parts):
            return _row(parts)
        case Scripts():
            return _scripts(layout.merged)
        case Fraction(above, below):
            return f"{_bound(above)}/{_bound(below, below=True)}"
        case Root(inside):
            return f"√({write(inside)})"
        case Fenced(left, inside, right):
            return f"{left}{write(inside)}{right}"
        case Under(inside, _):
            return write(inside)
        case Accent(base, mark):
            return unicodedata.normalize("NFC", write(base) + mark)
        case BracedRows(rows):
            return "{" + "; ".join(f"{write(value)} {write(when).strip()}" for value, when in rows) + "}"
        case Operator(text) | Large(text, _):
            return "Σ" if text == "∑" else text
        case Space(width):
            return "" if not width else " " if width < 18 else "  "
        case Name(text):
            return text.replace("'", "′")
        case Upright(text) | Bold(text) | FunctionName(text) | Unsigned(text) | TextRun(text):
            return text


def _row(parts: tuple[Layout, ...]) -> str:
    out = ""
    for i, part in enumerate(parts):
        text = write(part)
        if isinstance(part, Operator) and part.apart:
            text = f"{text} " if text in (",", ";") else f" {text} "
        elif (_has_bar(part) and out[-1:].isalnum()) or (i and is_sum_sign(parts[i - 1])):
            text = f" {text}"
        out += text.lstrip(" ") if out.endswith(" ") or not out else text
    return out


def _has_bar(part: Layout) -> bool:
    return isinstance(part, Fraction)


def _bound(part: Layout, *, below: bool = False) -> str:
    """Above or below a bar: in brackets where a sum stands there, and below it also a product."""
    inner = parts_of(part)
    sums = any(
        isinstance(sign, Operator) and (sign.apart or (i and sign.text in "+−·")) for i, sign in enumerate(inner)
    )
    several = below and any(isinstance(each, Space) and each.width for each in inner)
    barred = any(map(_has_bar, inner)) or (below and inner[:1] == (Operator("−"),))
    return f"({write(part)})" if sums or several or barred else write(part)


def _scripts(layout: Scripts) -> str:
    base, low, high = layout.base, layout.low, layout.high
    text = write(base)
    if isinstance(base, Fraction | Under) or (isinstance(base, MathRow) and len(base.parts) > 1):
        text = f"({text})"
    below = "" if low is None else _small(_flat(low), LOW, "_")
    above = "" if high is None else write(high) if _has_scripts(high) else _flat(high)
    # A number of a layer stands before what is low; a word, an exponent and a sample behind it.
    layer, above = _layer(above)
    sample = above if above.startswith("[") and above.endswith("]") else ""
    return text + _small(layer, HIGH, "^") + below + (sample or _small(above, HIGH, "^"))


def _has_scripts(layout: Layout) -> bool:
    return any(isinstance(part, Scripts) for part in parts_of(layout))


def _layer(high: str) -> tuple[str, str]:
    layer, closing, rest = high.partition(")")
    return (f"{layer})", rest.lstrip(", ")) if high.startswith("(") and closing else ("", high)


def _flat(script: Layout) -> str:
    """A script in one row without spaces."""
    match script:
        case Scripts(base, low, high):
            return "".join(_flat(part) for part in (base, high, low) if part is not None)
        case MathRow(parts):
            return "".join(map(_flat, parts))
        case _:
            return write(script).strip()


def _small(text: str, signs: dict[str, str], mark: str) -> str:
    """The text low or high, in signs that are so of their own where there are any."""
    if all(sign in signs for sign in text):
        return "".join(signs[sign] for sign in text)
    return f"{mark}{text}" if text.isalnum() else f"{mark}({text})"
