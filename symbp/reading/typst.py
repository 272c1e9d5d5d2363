r"""The mathematics of Typst as LaTeX: ``frac(a, b)``, ``italic("out")_(h_1)``, ``a/b``, ``cases``, ``mat``, ``lr``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from symbp.errors import at_most
from symbp.limits import DEEPEST_TYPST, LONGEST_TYPST

_TOKENS = re.compile(
    r'(?P<text>"(?:[^"\\]|\\.)*+")|(?P<row>\\(?=\s|\Z))|\\(?P<escaped>.)|#(?P<code>\w++(?:\.\w++)*+)'
    r"|(?P<sign>->|=>|<-|:=|<=|>=|!=)|(?P<number>\d++(?:\.\d++)?+)"
    r"|(?P<word>[^\W\d_]{2,}\d*+(?:\.[a-z]++)*+)|(?P<letter>[^\W\d_]'*+)|(?P<space>\s++)|(?P<other>.)",
    re.DOTALL,
)
_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota",
    "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau",
    "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Sigma",
    "Phi", "Psi", "Omega", "nabla", "partial", "times", "approx", "sum", "dots",
    "top", "infinity",
)  # fmt: skip
_WORDS: Mapping[str, str] = {
    **{name: rf"\{name} " for name in _GREEK},
    **dict.fromkeys(("thin", "med", "thick"), " "),
    **dict.fromkeys(("quad", "wide"), r"\quad "),
    **dict.fromkeys(("dot", "dot.op", "dot.c"), r"\cdot "),
    **dict.fromkeys(("arrow", "arrow.r", "arrow.r.long"), r"\to "),
    **dict.fromkeys(("diff", "partial"), r"\partial "),
    "arrow.l": r"\leftarrow ",
    "gradient": r"\nabla ",
    "minus": "-",
    "plus": "+",
    "eq": "=",
    "prime": "'",
    "product": r"\prod ",
}
_SIGNS = {"->": r"\to ", "=>": r"\Rightarrow ", "<-": r"\leftarrow ", "−": "-", "·": r"\cdot ", "×": r"\times "}
_FUNCTIONS = frozenset(["exp", "ln", "log", "max", "min", "erf", "tanh", "sin", "cos", "sinh", "cosh"])
_HATS = {"hat": "hat", "macron": "bar", "tilde": "tilde", "overline": "bar"}
_PLAIN = frozenset({"lr", "display", "inline", "limits", "scripts", "cal", "bb", "serif", "mid", "abs", "norm"})
_INSIDE = re.compile(r"(?<=[\[(]) | (?=[\])])")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def latex(source: str) -> str:
    r"""A formula of Typst, without its dollar signs, as LaTeX.

    >>> latex('italic("out")_(h_1) = frac(1, 1 + e^(-z_1)) = 0.5622')
    '\\mathit{out}_{h_{1}} = \\frac{1}{1 + e^{-z_{1}}} = 0.5622'
    >>> latex("(partial E)/(partial w_5) approx delta_(o 1) dot h_1")
    '\\frac{\\partial  E}{\\partial  w_{5}} \\approx  \\delta_{o 1} \\cdot  h_{1}'
    """
    at_most(len(source), LONGEST_TYPST, "a formula of more than {} characters", ValueError)
    tokens = [_Token(match.lastgroup or "", match.group(match.lastgroup or 0)) for match in _TOKENS.finditer(source)]
    return _Formula(tokens).row("")


class _Formula:
    """A formula on its way from tokens to LaTeX."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def _next(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "")

    def _is(self, *texts: str) -> bool:
        token = self._next()
        return token.kind == "other" and token.text in texts

    def row(self, ends: str) -> str:
        """The parts before one of some signs, which is not taken."""
        self.depth += 1
        at_most(self.depth, DEEPEST_TYPST, "a formula with brackets more than {} deep", ValueError)
        pieces: list[str] = []
        while self._next().kind != "end" and not (ends and self._is(*ends)):
            if self._is("/") and pieces and pieces[-1].strip():
                self.at += 1
                self._skip_spaces()
                pieces[-1] = rf"\frac{{{_bare(pieces[-1])}}}{{{_bare(self._scripted())}}}"
            elif self._next().kind == "space":
                pieces.append("\n" if "\n" in self._next().text else " ")
                self.at += 1
                # A stroke binds what stands around it, with spaces or without.
                if self._is("/") and len(pieces) > 1:
                    pieces.pop()
            else:
                pieces.append(self._scripted())
        self.depth -= 1
        return "".join(pieces)

    def _skip_spaces(self) -> None:
        while self._next().kind == "space":
            self.at += 1

    def _scripted(self) -> str:
        """An atom with what stands low and high behind it."""
        base = self._atom()
        scripts: dict[str, str] = {}
        while self._is("_", "^"):
            mark = self._next().text
            self.at += 1
            self._skip_spaces()
            scripts[mark] = _INSIDE.sub("", _bare(self._atom()))
        high = scripts.get("^", "")
        # The number of a layer stands before that of a unit, as people write it.
        order = "^_" if high.lstrip("(").startswith("[") or (high.startswith("(") and high.endswith(")")) else "_^"
        marks = "".join(f"{mark}{{{scripts[mark]}}}" for mark in order if mark in scripts)
        return base.rstrip() + marks if marks else base

    def _atom(self) -> str:
        token = self._next()
        self.at += 1
        match token.kind:
            case "text":
                return rf"\text{{{_unquoted(token.text)}}}"
            case "row":
                return r"\\"
            case "word":
                return self._word(token.text)
            case "code":
                if self._is("("):
                    self._arguments()
                return ""
            case "escaped":
                return _escaped(token.text)
            case "sign" | "letter" | "number":
                return _SIGNS.get(token.text, token.text)
        if token.kind == "other" and token.text in _CLOSING:
            inner = self.row(_CLOSING[token.text] + ";")
            while self._is(";"):
                self.at += 1
                inner += "; " + self.row(_CLOSING[token.text] + ";")
            closed = self._is(_CLOSING[token.text])
            self.at += closed
            return f"{_escaped(token.text)}{inner}{_escaped(_CLOSING[token.text]) if closed else ''}"
        return _SIGNS.get(token.text, _escaped(token.text))

    def _word(self, word: str) -> str:
        if not self._is("("):
            known = _WORDS.get(word) or (rf"\{word} " if word in _FUNCTIONS else None)
            return word if known is None else known
        rows, named = self._arguments()
        first = rows[0] if rows else []
        if word in _CALLS:
            return _CALLS[word](first)
        if word in _HATS:
            return rf"\{_HATS[word]}{{{', '.join(first)}}}"
        if word in _PLAIN:
            return ", ".join(first)
        if word in ("mat", "vec"):
            rows = [[cell] for cell in first] if word == "vec" else rows
            return rf"\begin{{pmatrix}}{_matrix(rows)}\end{{pmatrix}}"
        if word == "attach":
            low, high = (rf"{mark}{{{named[key]}}}" if key in named else "" for mark, key in (("_", "b"), ("^", "t")))
            return f"{{{first[0] if first else ''}}}{low}{high}"
        return f"{_WORDS.get(word) or (chr(92) + word if word in _FUNCTIONS else word)}({', '.join(first)})"

    def _arguments(self) -> tuple[list[list[str]], dict[str, str]]:
        """The arguments of a function by rows, which semicolons end, and those with a name."""
        self.at += 1
        rows: list[list[str]] = [[]]
        named: dict[str, str] = {}
        while self._next().kind != "end":
            key = self._named()
            text = self.row(",;)").strip()
            if key:
                named[key] = text
            elif text or self._is(","):
                rows[-1].append(text)
            if self._is(";"):
                rows.append([])
            closed = self._is(")")
            self.at += 1
            if closed:
                break
        return [row for row in rows if row], named

    def _named(self) -> str:
        """The name of an argument, ``size:``; "" where it has none."""
        self._skip_spaces()
        token, following = self._next(), self.tokens[self.at + 1 : self.at + 2]
        if token.kind in ("word", "letter") and following and following[0].text == ":":
            self.at += 2
            return token.text
        return ""


def _unquoted(text: str) -> str:
    return text[1:-1].replace(r"\"", '"').replace(r"\\", "\\")


def _escaped(sign: str) -> str:
    return f"\\{sign}" if sign in "{}%" else sign


def _bare(text: str) -> str:
    """A text without the brackets around it, which Typst takes away in fractions, indices and powers."""
    text = text.strip()
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1]


def _matrix(rows: Sequence[Sequence[str]]) -> str:
    return r" \\ ".join(" & ".join(cells) for cells in rows)


def _font(command: str) -> Callable[[Sequence[str]], str]:
    def written(arguments: Sequence[str]) -> str:
        """The text in the font that a command of LaTeX has for it."""
        return rf"\{command}{{{_without_quotes(', '.join(arguments))}}}"

    return written


def _without_quotes(inner: str) -> str:
    begin = r"\text{"
    return inner[len(begin) : -1] if inner.startswith(begin) and inner.endswith("}") else inner


def _cases(rows: Sequence[str]) -> str:
    """The cases of a function; what stands between the marks of columns is one cell."""
    cells = [[cell.strip() for cell in row.split("&") if cell.strip()] for row in rows]
    return rf"\begin{{cases}}{_matrix(cells)}\end{{cases}}"


_CALLS: Mapping[str, Callable[[Sequence[str]], str]] = {
    "frac": lambda parts: rf"\frac{{{parts[0] if parts else ''}}}{{{parts[1] if len(parts) > 1 else ''}}}",
    "sqrt": lambda parts: rf"\sqrt{{{', '.join(parts)}}}",
    "italic": _font("mathit"),
    "upright": _font("mathrm"),
    "bold": _font("mathbf"),
    "text": _font("text"),
    "op": _font("operatorname"),
    "underbrace": lambda parts: rf"\underbrace{{{parts[0] if parts else ''}}}_{{{', '.join(parts[1:])}}}",
    "cases": _cases,
    # A sign of another class than it has by itself, as the comma within a number.
    "class": lambda parts: _without_quotes("".join(parts[1:2])),
}
