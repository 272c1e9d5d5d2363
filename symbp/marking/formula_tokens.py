r"""The words of a formula told apart: numbers, names, functions and signs, typed or in LaTeX.

Which word is a name depends on the assignment, so that this is asked for each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from fractions import Fraction

from lark import Token

from symbp.formula.scripts.unicode import HIGH
from symbp.limits import DEEPEST_BRACKETS, MOST_WRITTEN_DIGITS
from symbp.marking.expression import PI, Expression, ExpressionError, call, number, power
from symbp.marking.reading.cases import on_one_line

_FUNCTION_WORDS = {
    "exp": "exp", "ln": "log", "log": "log", "erf": "erf",
    "tanh": "tanh", "cosh": "cosh", "sinh": "sinh", "sin": "sin", "cos": "cos",
    "abs": "abs", "sign": "sign", "sgn": "sign",
    "sqrt": "sqrt", "sigmoid": "sigmoid", "sigma": "sigmoid", "σ": "sigmoid", "sig": "sigmoid",
    "logistic": "sigmoid", "relu": "relu", "softplus": "softplus", "√": "sqrt",
}  # fmt: skip

SLOPES = {"sigmoid": lambda x: call("sigmoid", x) * (number(1) - call("sigmoid", x)),
           "tanh": lambda x: number(1) - power(call("tanh", x), number(2))}  # fmt: skip

_HIGH = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻½¼"
_SUB = rf"(?:_\{{(?:[^{{}}]++|\{{[^{{}}]*+\}})*+\}}|_?+[^\W_{_HIGH}]++(?:_[^\W_{_HIGH}]++)*+)"
_MARK = r"(?:\^\{?+\s*+(?:\(\d++\)\s*+,\s*+new|new|neu|\+|\(\d++\)|\[\d++\])\s*+\}?+|'++|\[\d++\]|@\d++)"
_WORD = rf"[^\W\d_{_HIGH}]++(?:{_MARK})*+(?:{_SUB}){{0,3}}+(?:{_MARK})*+"
_D = r"(?:d|∂|𝜕)"
_TOKENS = re.compile(
    "|".join(
        [
            r"(?P<HIGH>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]++)",
            r"(?P<HALF>[½¼])",
            rf"(?P<DERIVATIVE>{_D}\s*+{_WORD}\s*+/\s*+{_D}\s*+_?+{_WORD})",
            r"(?P<NUMBER>(?:\d++(?:[.,]\d++)?+|\.\d++)(?:[eE][+-]?\d{1,4}(?![\w.]))?)",
            rf"(?P<NAME>√|(?:[∂∇]\s?)?{_WORD})",
            r"(?P<POWER>\*\*|\^)",
            r"(?P<TIMES>[*·×⋅∙∗⊙])",
            r"(?P<OVER>[/÷∕])",
            r"(?P<PLUS>[+\N{FULLWIDTH PLUS SIGN}])",
            r"(?P<MINUS>[-\N{MINUS SIGN}\N{EN DASH}])",
            r"(?P<OPEN>[(\[{])",
            r"(?P<CLOSE>[)\]}])",
            r"(?P<BAR>\|)",
            r"(?P<COMMA>[,;])",
            r"(?P<COMPARE>>=|<=|[<>≥≤])",
            r"(?P<COMMAND>\\[A-Za-z]++)",
            r"(?P<SPACE>[\s~$&]++|\\[,;!: ])",
        ]
    )
)
_POWER_NEXT = re.compile(r"\s*+(?:\^|\*\*)")
_EULER_HIGH = re.compile(rf"e([{''.join(HIGH.values())}⁻]++)")
_OPERANDS = ("NUMBER", "NAME", "CLOSE", "BAR_CLOSE")
_OPERAND_NEXT = re.compile(r"\s++[\w(\\]|\d")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_HALVES = {"½": Fraction(1, 2), "¼": Fraction(1, 4)}
_SIZES = {f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r")}
_SKIPPED = {"left", "right", "displaystyle", "quad", "qquad", "limits"} | _SIZES
_SIGNS = {"cdot": "TIMES", "times": "TIMES", "ast": "TIMES", "odot": "TIMES", "div": "OVER"}
# w5(t) and w5(old) in an update are the value before it.
_BEFORE = re.compile(r"(?<=[\w}])\((?:[tkn]|old)\)|(?<=[\w}])\^\((?:[tkn]|old)\)|(?<=\w)_\{?old\}?")
_HATTED = re.compile(r"\\(?:wide)?hat\s*+\{?+\s*+([A-Za-z])\s*+\}?+")
_WRAPPED = re.compile(r"\\(?:mathit|mathrm|text|textit|textrm|operatorname|mathbf|boldsymbol|mathbb)\s*+\{([^{}]*+)\}")
_PARTIALS = re.compile(
    r"\\[dt]?frac\s*+\{\s*+(?:\\partial|d|∂)\s*+(?P<of>[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+)\}"
    r"\s*+\{\s*+(?:\\partial|d|∂)\s*+(?P<by>[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+)\}"
)
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "lambda": "λ",
    "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "phi": "φ", "omega": "ω",
    "partial": "∂", "nabla": "∇", "Delta": "Δ",
}  # fmt: skip
_SHORT_FRACTION = re.compile(r"\\[dt]?frac\s*+(\d)\s*+(\d)")
_GREEK_COMMAND = re.compile(rf"\\({'|'.join(_GREEK)})(?![A-Za-z])")

Resolve = Callable[[str], "Expression | None"]


def tokens(written: str, resolve: Resolve, *, split: bool) -> Iterator[Token]:
    """The words of a formula, in their order, as the tokens of its grammar.

    Args:
        written: typed or LaTeX.
        resolve: a name -> what it stands for, None if it is unknown.
        split: whether a word that is not known may be several known ones side by side, as ``w5h1``.

    Raises:
        ExpressionError: a word is not known, or the formula is beyond the limits.
    """
    text = _plain_latex(written)
    bars_of_fractions = _over(text)
    place = depth = 0
    bars: list[int] = []
    last = ""
    while place < len(text):
        match = _TOKENS.match(text, place)
        if match is None:
            message = f"'{text[place]}' is not understood"
            raise ExpressionError(message, min(place, len(written) - 1))
        kind, value = str(match.lastgroup), match.group()
        if value == "x" and last in _OPERANDS and _OPERAND_NEXT.match(text, match.end()) and resolve(value) is None:
            read: list[Token] | None = [Token("TIMES", value)]
        elif value.strip() == "e" and _POWER_NEXT.match(text, match.end()) and _is_no_quantity(resolve("e")):
            read = [Token("NAME", call("exp", number(1)))]
        elif (high := _EULER_HIGH.match(text, place)) and _is_no_quantity(resolve("e")):
            match = high
            inner = tokens(unicodedata.normalize("NFKC", high.group(1)), resolve, split=split)
            read = [Token("NAME", call("exp", number(1))), Token("POWER", "^"), Token("OPEN", "("), *inner]
            read.append(Token("CLOSE", ")"))
        else:
            read = _token(kind, value, place, resolve, last, bars)
        if read is None:
            # The longest word is not known: a shorter reading of the same letters may be.
            match, read = _shorter(text, place, resolve, split=split)
        for token in (*read, *(Token(kind, value) for kind in bars_of_fractions.get(place, ()))):
            if token.type == last == "NUMBER":
                message = "two numbers side by side"
                raise ExpressionError(message, place)
            token.start_pos = place
            depth += {"OPEN": 1, "BAR_OPEN": 1, "CLOSE": -1, "BAR_CLOSE": -1}.get(token.type, 0)
            if depth > DEEPEST_BRACKETS:
                message = f"brackets more than {DEEPEST_BRACKETS} deep"
                raise ExpressionError(message, place)
            last = token.type
            yield token
        place = match.end()


def _over(text: str) -> dict[int, tuple[str, ...]]:
    r"""The brackets and the stroke that ``{a \over b}`` is read with, by the place behind whose token they stand."""
    brackets: dict[int, tuple[str, ...]] = {}
    opened: list[int] = []
    divided: dict[int, int] = {}
    for place, letter in enumerate(text):
        if letter == "{":
            opened.append(place)
        elif letter == "}" and opened:
            start = opened.pop()
            if start in divided:
                brackets |= {start: ("OPEN",), divided[start]: ("CLOSE", "OVER", "OPEN"), place: ("CLOSE",)}
        elif opened and text.startswith(r"\over", place) and not text[place + 5 : place + 6].isalpha():
            divided.setdefault(opened[-1], place)
    return brackets


def _is_no_quantity(meant: Expression | None) -> bool:
    """Whether e is Euler's number: nothing of the assignment or the student has the name, but for the loss."""
    return meant is None or (meant.op == "name" and meant.args[0].startswith("L"))


def _plain_latex(written: str) -> str:
    """The same text, as long as it was, without LaTeX's fonts and with ∂ in place of a fraction of them."""
    text = _BEFORE.sub(lambda m: " " * len(m.group()), on_one_line(written))
    text = _HATTED.sub(lambda m: f"{m.group(1)}hat".rjust(len(m.group())), text)
    text = _WRAPPED.sub(lambda m: m.group(1).rjust(len(m.group())), text)
    text = _SHORT_FRACTION.sub(lambda m: f"({m.group(1)}/{m.group(2)})".rjust(len(m.group())), text)
    text = _GREEK_COMMAND.sub(lambda m: _GREEK[m.group(1)].rjust(len(m.group())), text)
    return _PARTIALS.sub(lambda m: f"∂{m.group('of').strip()}/∂{m.group('by').strip()}".ljust(len(m.group())), text)


def _token(kind: str, value: str, place: int, resolve: Resolve, last: str, bars: list[int]) -> list[Token] | None:
    match kind:
        case "SPACE":
            return []
        case "NUMBER":
            return [Token("NUMBER", _number(value, place))]
        case "HALF":
            return [Token("NUMBER", number(_HALVES[value]))]
        case "HIGH":
            exponent = number(int(value.translate(_SUPERSCRIPT)))
            return [Token("POWER", "^"), Token("NUMBER", exponent)]
        case "BAR":
            operand = last in _OPERANDS
            if operand and bars:
                bars.pop()
                return [Token("BAR_CLOSE", value)]
            bars.append(place)
            return [Token("BAR_OPEN", value)]
        case "COMMAND":
            return _command(value, place)
        case "NAME" | "DERIVATIVE":
            return _word(value, resolve)
        case _:
            return [Token(kind, value)]


def _number(value: str, place: int) -> object:
    mantissa, _, exponent = value.replace(",", ".").lower().partition("e")
    if len(mantissa) > MOST_WRITTEN_DIGITS or abs(int(exponent or 0)) > 300:
        message = f"a number of more than {MOST_WRITTEN_DIGITS} digits, or beyond 1e300"
        raise ExpressionError(message, place)
    decimals = mantissa.partition(".")[2]
    shift = Fraction(10) ** int(exponent or 0)
    unit = shift / 10 ** len(decimals) if decimals or exponent else 0
    return number(Fraction(mantissa) * shift, unit)


def _command(value: str, place: int) -> list[Token]:
    word = value[1:]
    if word in _SKIPPED:
        return []
    if word in ("frac", "dfrac", "tfrac"):
        return [Token("FRACTION", value)]
    if word in _SIGNS:
        return [Token(_SIGNS[word], value)]
    if word == "over":
        return []
    if word in _FUNCTION_WORDS:
        return [Token("FUNCTION", _FUNCTION_WORDS[word])]
    if word == "max":
        return [Token("MAX", word)]
    if word in ("lvert", "rvert", "vert", "mid"):
        return [Token("BAR_OPEN" if word[0] == "l" else "BAR_CLOSE", value)]
    message = f"'{value}' is not understood"
    raise ExpressionError(message, place)


def _word(value: str, resolve: Resolve) -> list[Token] | None:
    meant = resolve(value)
    if meant is not None:
        return [Token("NAME", meant)]
    word = value.strip().lower()
    if word in ("pi", "π"):
        return [Token("NAME", PI)]
    if word.endswith("'") and _FUNCTION_WORDS.get(word[:-1]) in SLOPES:
        return [Token("FUNCTION", f"{_FUNCTION_WORDS[word[:-1]]}'")]
    if word in _FUNCTION_WORDS:
        return [Token("FUNCTION", _FUNCTION_WORDS[word])]
    if word in ("max", "if", "else"):
        return [Token(word.upper(), word)]
    return None


_WHOLE = re.compile(_WORD)
_LONGEST_WORD = 40


def _shorter(text: str, place: int, resolve: Resolve, *, split: bool) -> tuple[re.Match[str], list[Token]]:
    """A word that is several known words side by side, such as ``w5h1`` or ``2x``."""
    whole = _WHOLE.match(text, place, place + _LONGEST_WORD)
    if whole is not None and split:
        for end in range(whole.end() - 1, place, -1):
            piece = text[place:end]
            tail = text[end : end + 1]
            if piece == "e" or piece[-1] == "_" or tail in ("_", "'") or (piece[-1].isdigit() and tail.isdigit()):
                continue
            read = _word(piece, resolve)
            if read is not None and read[0].type != "TIMES":
                match = re.compile(re.escape(piece)).match(text, place)
                assert match is not None
                return match, read
    word = (whole.group() if whole else text[place]).strip()
    message = f"'{word}' is not known"
    raise ExpressionError(message, place)
