"""A chain as it is written behind a name: formula = formula with numbers = result."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from symbp.errors import PrecisionError
from symbp.marking.expression import Expression, ExpressionError, evaluate, names_of, walk
from symbp.marking.written import Worked, WrittenNumber, read_written
from symbp.page.model import Code, Line
from symbp.page.words import say
from symbp.reading.general import is_general
from symbp.reading.statements import top_level
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import Balls, bounds, working_precision
from symbp.values.interval import Intervals, interval
from symbp.values.rounding import Figures, rounded

# A number, and behind it what belongs to nobody: "(x = 0.5 here)", "[output]", "<- chain rule", "rounded".
_TENS = r"(?:\s*+(?:[*·×x]|\\cdot|\\times)\s*+10(?:\s*+(?:\^|\*\*)\s*+[{(]?+[-+−]?+\d{1,3}[)}]?+|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]++))?+"
_REMARK = re.compile(
    rf"\s*+(?P<number>[-+−–]?+\s*+[\d.,]++(?:[eE][-+]?+\d{{1,3}})?+{_TENS})(?:\s|\\[,;:! ])++"
    # "2 (\operatorname{sign}(…" and "2 ((P ∘ …" are products.
    r"(?=[(\[{]\s*+(?![(\[{]|\\(?!text))(?![^∘⊙⊤]*+[∘⊙⊤])|[<←%\"'/]|[A-Za-z]{3}|\\q?quad|\\(?:text|math(?:rm|it)))"
)
# The same where it might be read as a product: "0.6217 [output]".
_SAID = re.compile(r"(?P<number>[-+−–]?+[\d.,]++)\s++[(\[][A-Za-z]{3}[A-Za-z ]*+[)\]]")
_ABOUT = re.compile(r"\s*+(?:approx(?:imately)?+\.?+|about|around|roughly|circa|ca\.?+|etwa|rund)\s++(?=[-+−.\d])")
_WORDS_BEHIND = re.compile(
    r"(?:\\q?quad\b|(?<!\s)\s\s)\s*+(?=\\(?:text|mathrm|mathit)\s*+\{(?![^{}]{0,40}\}\s*+[_^])|[A-Za-z]{3})"
)
# What a reason in brackets begins with, and what stands in it: (since z > 0).
_REASON = re.compile(r"\s?+(?:\\(?:text|mathrm|mathit)\s?+\{)?+[^\W\d_]{2,20}[\s}]")
_COMPARES = re.compile(r"[<>≤≥]|\\[lg](?:e|t|eq)?+(?![A-Za-z])")
_LONGEST_REASON = 300
_AND_SO_ON = re.compile(r"(?<=\d)\s?(?:\\[lc]?dots\b|…|\.\.\.)")
_BITS = 128

Read = Callable[[str], Expression]


@dataclass(frozen=True, slots=True)
class Chain:
    """The members of a chain that was written behind a name.

    Attributes:
        formulas: the members with names in them, as they were written.
        result: the last number, with the calculations before it; None where there is none.
        text: the last number as it was written.
        contradiction: which member does not give the next one; empty where all do.
        unread: why a formula before the number is not understood, for each such one.
    """

    formulas: tuple[tuple[str, Expression], ...]
    result: WrittenNumber | None
    text: str = ""
    contradiction: Line = ()
    unread: tuple[ExpressionError, ...] = ()


def read_chain(value: str, read: Read, given: frozenset[Fraction], figures: Figures) -> Chain:
    """The members of a chain.

    Args:
        value: what was written.
        read: a member -> the formula that it is; FormulaError where it is none.
        given: sizes of the assignment's numbers, which are exact.
        figures: the policy, for numbers that are whole.

    Raises:
        FormulaError: the last member is neither a number nor a formula, or none is a number and one is no formula.

    >>> from symbp.page.words import plain
    >>> from symbp.marking.formulas import read_formula
    >>> read = lambda member: read_formula(member, lambda word: None)
    >>> chain = read_chain("0.5*(1-0.6212)^2 = 0.5*0.1435 = 0.0781", read, frozenset(), Figures(4))
    >>> chain.text, plain(chain.contradiction)
    ('0.0781', ['0.5*0.1435 is 0.071750, not 0.0781'])
    """
    # Emphasis around a number is no part of it.
    value = value.strip(" *`") if value[:1] in " *`" else value
    formulas: list[tuple[str, Expression]] = []
    numbers: list[WrittenNumber | Worked] = []
    unread: list[ExpressionError] = []
    pieces = [(place, piece) for place, piece in top_level(value) if piece.strip()]
    for n, (place, piece) in enumerate(pieces, start=1):
        try:
            member = _member(piece, place, read, given)
        except ExpressionError as error:
            if n == len(pieces):
                raise
            if not is_general(piece):
                unread.append(error)
            continue
        if isinstance(member, Expression):
            formulas.append((piece.strip(), member))
        else:
            numbers.append(member)
    if not numbers:
        if unread:
            raise unread[0]
        return Chain(tuple(formulas), None)
    steps = enumerate(itertools.pairwise(numbers))
    broken = next((i for i, (one, other) in steps if not _gives(one, other, figures)), -1)
    contradiction = _contradiction(numbers[broken], numbers[broken + 1]) if broken >= 0 else ()
    last = numbers[-1]
    worked = tuple(each for each in numbers[:-1] if isinstance(each, Worked))
    result = WrittenNumber(last.text, last.value, last.high - last.low, (last,)) if isinstance(last, Worked) else last
    if isinstance(last, WrittenNumber):
        before = sum(isinstance(each, Worked) for each in numbers[: broken + 1]) - 1 if broken >= 0 else -1
        result = replace(last, worked=worked, broken=before)
    return Chain(tuple(formulas), result, last.text, contradiction, tuple(unread))


def _member(piece: str, place: int, read: Read, given: frozenset[Fraction]) -> WrittenNumber | Worked | Expression:
    """One member of a chain; words far behind it are left out where it is not understood with them."""
    try:
        return _as_it_stands(piece, place, read, given)
    except ExpressionError:
        words = _WORDS_BEHIND.search(piece, 1)
        said = _reason(piece) if words is None else words.start()
        if not piece[:said].strip():
            raise
        return _as_it_stands(piece[:said], place, read, given)


def _reason(piece: str) -> int:
    """Where a reason in brackets begins, behind which nothing stands; 0 where there is none."""
    end = len(piece.rstrip()) - 1
    if end < 0 or piece[end] != ")":
        return 0
    depth = 0
    for start in range(end, max(0, end - _LONGEST_REASON), -1):
        depth += (piece[start] == ")") - (piece[start] == "(")
        if depth == 0:
            inner = piece[start + 1 : end]
            return start if _REASON.match(inner) and _COMPARES.search(inner) else 0
    return 0


def _as_it_stands(
    piece: str, place: int, read: Read, given: frozenset[Fraction]
) -> WrittenNumber | Worked | Expression:
    about = _ABOUT.match(piece)
    if about is not None:
        place, piece = place + about.end(), piece[about.end() :]
    text = _AND_SO_ON.sub("", piece.strip())
    quantity = read_written(text)
    said = _SAID.fullmatch(text)
    if quantity is None and said is not None:
        quantity = read_written(said.group("number"))
    if quantity is not None:
        return quantity
    try:
        formula = read(piece)
        return formula if names_of(formula) else _worked(text, formula, given)
    except ExpressionError as error:
        remark = _REMARK.match(piece)
        quantity = None if remark is None else read_written(remark.group("number"))
        if quantity is not None:
            return quantity
        if not re.search(r"[^\W\d]|[(*/^]", text):
            message, where = "a number was expected", _first_odd(text)
            raise ExpressionError(message, place + where) from None
        raise ExpressionError(str(error), place + error.place) from None


def _worked(written: str, formula: Expression, given: frozenset[Fraction]) -> Worked:
    """The bounds of a calculation with numbers only."""
    units = [Fraction(0)]
    finest = min((part.args[1] for part in walk(formula) if part.op == "number" and part.args[1]), default=Fraction(0))

    def literal(value: Fraction, unit: Fraction) -> object:
        """The numbers that a written one stands for: itself, or all that round to it."""
        # 0.5 beside 0.1435 is one half, and no rounded number.
        if abs(value) in given or unit == 0 or (unit > finest and (value * 8).denominator == 1):
            return interval((value, value))
        units.append(unit)
        return interval((value - unit / 2, value + unit / 2))

    with working_precision(_BITS):
        try:
            low, high = bounds(evaluate(formula, Intervals(), {}, literal))
            value = bounds(evaluate(formula, Balls(), {}))
        except (UndecidedError, ValueError, ZeroDivisionError, PrecisionError, OverflowError, KeyError) as error:
            message = "this cannot be calculated"
            raise ExpressionError(message) from error
    return Worked(written, low, high, (value[0] + value[1]) / 2, max(units))


def _gives(one: WrittenNumber | Worked, other: WrittenNumber | Worked, figures: Figures) -> bool:
    """Whether a member is the next one, each to its own digits."""
    low, high = _ends(one, figures)
    lowest, highest = _ends(other, figures)
    return low <= highest and lowest <= high


def _ends(member: WrittenNumber | Worked, figures: Figures) -> tuple[Fraction, Fraction]:
    if isinstance(member, Worked):
        return member.low, member.high
    unit = member.unit or (Fraction(10) ** -figures.places(member.value) if member.value.denominator == 1 else 0)
    return member.value - unit, member.value + unit


def _contradiction(one: WrittenNumber | Worked, other: WrittenNumber | Worked) -> Line:
    places = max(other.places, 0) + 2 if isinstance(other, WrittenNumber) else 6
    value = Code(rounded(one.value, Figures(decimals=places)).text)
    return (say("marking.contradiction", one=Code(one.text), value=value, other=Code(other.text)),)


def _first_odd(value: str) -> int:
    """Where a value stops looking like a number."""
    return next((n for n in range(len(value), 0, -1) if read_written(value[:n]) is not None), 0)
