r"""Formulas as students write them, typed or in LaTeX: ``(o1-y1)*o1*(1-o1)*h1``, ``\frac{a}{2}``, ``2x``.

The words are told apart here, what stands between them is a LALR grammar of lark. Nothing is
evaluated; length, depth, digits and exponents are bounded.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedToken, VisitError
from lark.lexer import Lexer

from symbp.errors import at_most
from symbp.limits import LONGEST_WRITTEN_FORMULA
from symbp.marking.expression import (
    KNOWN_FUNCTIONS,
    Expression,
    ExpressionError,
    call,
    chosen,
    largest,
    power,
)
from symbp.marking.formula_tokens import SLOPES, Resolve, tokens

_GRAMMAR = r"""
%declare IF ELSE COMPARE NUMBER NAME FUNCTION FRACTION MAX
%declare OPEN CLOSE BAR_OPEN BAR_CLOSE COMMA PLUS MINUS TIMES OVER POWER
start: whole
?whole: sum | sum IF sum COMPARE sum ELSE whole -> cases
?sum: product | sum PLUS product -> add | sum MINUS product -> subtract
?product: signed | product TIMES signed -> multiply | product OVER signed -> divide | product tight -> multiply_tight
?signed: tight | MINUS signed -> negative | PLUS signed -> positive
?tight: atom | atom POWER exponent -> raise_
?exponent: atom | MINUS exponent -> negative | PLUS exponent -> positive | atom POWER exponent -> raise_
?atom: NUMBER -> constant | NAME -> quantity | OPEN whole CLOSE -> inner | BAR_OPEN sum BAR_CLOSE -> size
     | FUNCTION argument -> apply | FUNCTION POWER atom argument -> apply_power
     | FRACTION argument argument -> fraction | MAX OPEN sum (COMMA sum)+ CLOSE -> maximum
?argument: atom
"""

_COMPARISONS = {">": ">", "<": "<", ">=": ">=", "<=": "<=", "≥": ">=", "≤": "<="}


class _Words(Lexer):
    """The tokens are made before lark sees them: which word is a name depends on the assignment."""

    def __init__(self, _: object) -> None:
        pass

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        """The tokens, as they come."""
        yield from data


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer=_Words)


def read_formula(written: str, resolve: Resolve, *, split: bool = True) -> Expression:
    r"""The formula that a text means.

    Args:
        written: typed or LaTeX.
        resolve: a name -> what it stands for, None if it is unknown.
        split: whether a word that is not known may be several known ones side by side, as ``w5h1``.

    Raises:
        FormulaError: it is none, or beyond the limits.

    >>> from symbp.marking.expression import name, to_sympy
    >>> known = lambda word: name(word) if word in ("o1", "y1", "h1", "x") else None
    >>> to_sympy(read_formula("(o1-y1)*o1(1-o1)*h1", known))
    h1*o1*(1 - o1)*(o1 - y1)
    >>> to_sympy(read_formula(r"\frac{1}{2}\left(o_1 - y_1\right)^2 + 2x", lambda w: known(w.replace("_", ""))))
    2*x + (o1 - y1)**2/2
    """
    at_most(len(written), LONGEST_WRITTEN_FORMULA, "longer than {} characters", ExpressionError)
    words = list(tokens(written, resolve, split=split))
    if not words:
        message = "the formula is missing"
        raise ExpressionError(message)
    try:
        tree = _parser().parse(words)
        return _Build().transform(tree)
    except UnexpectedToken as error:
        place = len(written) if error.token.type == "$END" else error.token.start_pos or 0
        what = "the end" if error.token.type == "$END" else f"'{error.token.value}'"
        message = f"{what} was not expected here"
        raise ExpressionError(message, place) from None
    except VisitError as error:
        if isinstance(error.orig_exc, ExpressionError):
            raise error.orig_exc from None
        raise
    except (LarkError, RecursionError):
        message = "not a formula"
        raise ExpressionError(message) from None


class _Build(Transformer):  # type: ignore[type-arg]
    """From lark's tree to ours."""

    def start(self, items: list[Any]) -> Expression:
        """The whole formula."""
        return items[0]

    def cases(self, items: list[Any]) -> Expression:
        """A choice of two: this if one side is above or below the other, otherwise that."""
        then, _, left, comparison, right, _, otherwise = items
        return chosen(left, _COMPARISONS[str(comparison)], right, then, otherwise)

    def constant(self, items: list[Any]) -> Expression:
        """The number or quantity that a token carries."""
        return items[0].value

    quantity = constant

    def inner(self, items: list[Any]) -> Expression:
        """A sum in brackets."""
        return items[1]

    def size(self, items: list[Any]) -> Expression:
        """The absolute value between bars."""
        return call("abs", items[1])

    def add(self, items: list[Any]) -> Expression:
        """A sum."""
        return items[0] + items[2]

    def subtract(self, items: list[Any]) -> Expression:
        """A difference."""
        return items[0] - items[2]

    def multiply(self, items: list[Any]) -> Expression:
        """A product."""
        return items[0] * items[2]

    def multiply_tight(self, items: list[Any]) -> Expression:
        """A product without a sign."""
        return items[0] * items[1]

    def divide(self, items: list[Any]) -> Expression:
        """A quotient."""
        return items[0] / items[2]

    def negative(self, items: list[Any]) -> Expression:
        """The opposite of a term."""
        return -items[1]

    def positive(self, items: list[Any]) -> Expression:
        """A term whose sign says nothing."""
        return items[1]

    def raise_(self, items: list[Any]) -> Expression:
        """A power; e to the power of something is exp of it."""
        base = items[0]
        # e^x is exp(x), whatever x is.
        if base.op == "call" and base.args[0] == "exp" and base.args[1].op == "number" and base.args[1].args[0] == 1:
            return call("exp", items[2])
        return power(base, items[2])

    def apply(self, items: list[Any]) -> Expression:
        """A function of its argument."""
        return _applied(str(items[0]), items[1])

    def apply_power(self, items: list[Any]) -> Expression:
        """A function with an exponent at its name, as in sin^2 x."""
        return power(_applied(str(items[0]), items[3]), items[2])

    def fraction(self, items: list[Any]) -> Expression:
        """A fraction of LaTeX."""
        return items[1] / items[2]

    def maximum(self, items: list[Any]) -> Expression:
        """The largest of two or more."""
        return functools.reduce(largest, items[2::2])


def _applied(function: str, argument: Expression) -> Expression:
    if function.endswith("'"):
        return SLOPES[function[:-1]](argument)
    assert function in KNOWN_FUNCTIONS
    return call(function, argument)
