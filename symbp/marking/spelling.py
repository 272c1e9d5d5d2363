"""Spellings of names, without what people write differently: spaces, braces, fonts, Greek, the sign for ∂."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from symbp.formula.layout.signs import GREEK

_COMMAND = re.compile(r"\\(?:partial|mathit|mathrm|mathbf|boldsymbol|bm|vec|text|frac|left|right|operatorname|,|;|!| )")
_DROPPED = re.compile(r"[\s_{}()$\\:^,`]")
_BOLD = re.compile(r"^\*++([^*]*+)\*++$")
_HATTED = re.compile(r"\\(?:wide)?hat\s*+\{?+\s*+(\w++)\s*+\}?+")
_HAT = re.compile(r"(\w)\N{COMBINING CIRCUMFLEX ACCENT}")
# W_{X1-H1}: the units that a weight joins.
_ENDS = re.compile(r"(?<=\w)(?:\s*+(?:->|→|\\to\b|\\rightarrow\b)\s*+|-)(?=[A-Za-z]\w*+\})")
_LAYER_HIGH = re.compile(
    r"(?P<letter>[A-Za-z])_?\{?(?P<ends>\d{2})\}?\^\{?[(\[](?P<layer>\d)[)\]]\}?"
    r"|(?P<letter_>[A-Za-z])\^\{?[(\[](?P<layer_>\d)[)\]]\}?_\{?(?P<ends_>\d{2})\}?"
)
_AFTER = re.compile(r"(?<=[\w}])\^?+\{?+\((?:[tkn]\s?+\+\s?+1|new)\)\}?+")
_BEFORE = re.compile(r"(?<=[\w}])(?:\^?+\{?+\((?:[tkn]|old)\)\}?+|\^\{?+old\}?+|_\{?+old\}?+)")
_MOST_FRACTIONS = 8
_GREEK = {letter: word for word, letter in GREEK.items()} | {"∇": "grad", "Δ": "change"}
# The loss of a sample, dL[2], keeps its number: it is another quantity than dL.
_HIGH_TAG = re.compile(r"(?<!^dl)(?<!^l)(\[\d+\]|@\d+)")
_HIGH_NEW = re.compile(r"^([a-z]+\d*)new(\d\w*|[a-z]\d+)$")


@lru_cache(maxsize=1 << 15)
def normalized(name: str) -> str:
    r"""A name without what people write differently: spaces, underscores, braces, the sign for ∂.

    >>> normalized("∂L/∂w_1"), normalized(r"\frac{\partial L}{\partial w_1}"), normalized("dL / dw1")
    ('dl/dw1', 'dl/dw1', 'dl/dw1')
    """
    text = spelled(name).lower()
    # Where a sample stands high, it stands before what is low: in^[1]_h1 is in_h1[1].
    tags = "".join(dict.fromkeys(_HIGH_TAG.findall(text)))
    return _HIGH_NEW.sub(r"\1\2new", _HIGH_TAG.sub("", text)) + tags


def spelled(name: str) -> str:
    r"""The same with its capitals, as it has to be where W and w are two quantities.

    >>> spelled(r"\frac{\partial J}{\partial W_1}")
    'dJ/dW1'
    """
    text = _BOLD.sub(r"\1", unicodedata.normalize("NFKC", name).strip())
    text = _HAT.sub(r"\1hat", _HATTED.sub(r"\1hat", fractions(text)))
    text = _ENDS.sub("", text)
    text = text.replace(r"\partial", "d").replace("∂", "d").replace("𝜕", "d").replace(r"\delta", "delta")
    text = text.replace(r"\Delta", "change")
    text = _COMMAND.sub("", text)
    text = "".join(_GREEK.get(letter, letter) for letter in text)
    return _DROPPED.sub("", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def fractions(text: str) -> str:
    r"""A text with ``a/b`` in the place of LaTeX's fractions.

    >>> fractions(r"\frac{\partial E}{\partial w_{1}}")
    '\\partial E/\\partial w_{1}'
    """
    for _ in range(_MOST_FRACTIONS):
        start = text.find("frac")
        begin = start - 1 if text[start - 1 : start] == "\\" else start - 2
        if start < 1 or text[begin : begin + 1] != "\\":
            break
        above, middle = _group(text, start + len("frac"))
        below, end = _group(text, middle)
        text = f"{text[:begin]}{above}/{below}{text[end:]}" if below else text[:begin] + text[start + len("frac") :]
    return text


def _group(text: str, place: int) -> tuple[str, int]:
    """The content of the braces that begin at a place, and where they end; "" where there are none."""
    place += len(text) - place - len(text[place:].lstrip())
    if text[place : place + 1] != "{":
        return "", place
    depth = 0
    for end in range(place, len(text)):
        depth += (text[end] == "{") - (text[end] == "}")
        if depth == 0:
            return text[place + 1 : end], end + 1
    return "", place


def by_layer_last(written: str) -> str:
    """A weight whose layer stands high, written as the file does: the layer first; "" for another name.

    >>> by_layer_last("dL/dw_{12}^{(2)}"), by_layer_last("w_{1}")
    ('dL/dw2_12', '')
    """
    match = _LAYER_HIGH.search(written)
    if match is None:
        return ""
    letter, ends, layer = (match.group(part) or match.group(f"{part}_") for part in ("letter", "ends", "layer"))
    return f"{written[: match.start()]}{letter}{layer}_{ends}{written[match.end() :]}"


def by_time(written: str) -> str:
    """A name with "new" in the place of a time of the update, and without one of before it.

    >>> by_time("w5(t+1)"), by_time("w5(t)"), by_time("w46(old)")
    ('w5new', 'w5', 'w46')
    """
    return _BEFORE.sub("", _AFTER.sub("new", written))
