"""A pocket calculator for printed documents, made for the tests: it shares nothing with symbp.

It finds the chains of equations in Markdown or LaTeX, works out every member that consists of numbers,
with fractions where it can and with 80 digits where it cannot, and says where a sign is not true.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias

import mpmath

DIGITS = 80
_BLOCK = re.compile(r"\\begin\{(aligned|align\*)\}(.*?)\\end\{\1\}", re.DOTALL)
_INLINE = re.compile(r"\$([^$]+)\$")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S")
_IGNORED = {r"\left", r"\right", r"\Bigl", r"\Bigr", r"\,"}
_FUNCTIONS = {
    r"\ln": mpmath.log,
    r"\tanh": mpmath.tanh,
    r"\sqrt": mpmath.sqrt,
    r"\sin": mpmath.sin,
    r"\cos": mpmath.cos,
    r"\cosh": mpmath.cosh,
    r"\sinh": mpmath.sinh,
}
_SIGNS = ("=", r"\approx")

Number: TypeAlias = Fraction | mpmath.mpf
"""A fraction where the calculation has been exact so far, else a long number."""


class NoNumberError(Exception):
    """Something is not made of numbers alone."""


def chains(document: str) -> list[list[tuple[str, str]]]:
    """All chains of a document, in displays and in the cells of tables: lists of (sign before it, member)."""
    equations: list[list[tuple[str, str]]] = []
    for block in _BLOCK.finditer(document):
        for row in _rows(block.group(2)):
            left, _, rest = row.partition("&")
            if rest.startswith(r"\quad"):
                sign, member = equations[-1].pop()
                rest = sign + member + rest.removeprefix(r"\quad")
            if left.strip():
                equations.append([])
            equations[-1].extend(_members(rest))
    for row in document.splitlines():
        if row.startswith("|") or row.endswith(r" \\"):
            for cell in _INLINE.findall(row):
                members = _members(f"= {cell}")
                equations.append([("", members[0][1]), *members[1:]])
    return equations


def _rows(block: str) -> list[str]:
    """Rows end with two backslashes and a line break: within cases there is none."""
    block = re.sub(r" \\tag\{\d+\}", "", block)
    return [row for row in re.split(r"\\\\\n", block.strip("\n")) if row.strip()]


def _members(text: str) -> list[tuple[str, str]]:
    out: list[list[str]] = []
    depth = 0
    for token in re.findall(r"\\[A-Za-z]+|\\.|.", text):
        depth += {"{": 1, "(": 1, r"\begin": 1, "}": -1, ")": -1, r"\end": -1}.get(token, 0)
        if token in _SIGNS and depth == 0:
            out.append([token, ""])
        elif out:
            out[-1][1] += token
    return [(sign, member) for sign, member in out]


def faults(document: str, **policy: Any) -> tuple[list[str], int]:
    """What does not hold between two numbers of a document, and how many signs were looked at.

    ``=`` must stand where both round to the same number, ``≈`` where they do not.
    """
    wrong, looked = [], 0
    for chain in chains(document):
        for (_, left), (sign, right) in pairwise(chain):
            try:
                a, b = (rounded(value(member), **policy) for member in (left, right))
            except NoNumberError:
                continue
            looked += 1
            if (a == b) != (sign == "="):
                wrong.append(f"{left.strip()} {sign} {right.strip()}: {a} and {b}")
    return wrong, looked


def rounded(
    number: Number, decimals: int | None = None, significant: int | None = None, mode: str = "half-up"
) -> Fraction:
    """A number rounded, exactly."""
    exact = number if isinstance(number, Fraction) else _fraction(number)
    if exact == 0:
        return Fraction(0)
    places = decimals
    if places is None:
        assert significant is not None, "decimals or significant figures"
        size = 0
        while abs(exact) >= Fraction(10) ** (size + 1):
            size += 1
        while abs(exact) < Fraction(10) ** size:
            size -= 1
        places = significant - 1 - size
    scaled = abs(exact) * Fraction(10) ** places
    whole, rest = divmod(scaled, 1)
    half = Fraction(1, 2)
    up = rest > half or (rest == half and (mode == "half-up" or whole % 2 == 1))
    return (whole + up) / Fraction(10) ** places * (-1 if exact < 0 else 1)


def _fraction(number: mpmath.mpf) -> Fraction:
    sign, mantissa, exponent, _ = number._mpf_
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** exponent


def value(member: str) -> Number:
    """What a member is worth: a Fraction, or a long mpmath number.

    Raises:
        NoNumberError: there are letters in it, or it has no value.
    """
    text = member.partition(r" \; (\text{since ")[0]
    with mpmath.workdps(DIGITS):
        try:
            return _Calculator([token for token in _TOKEN.findall(text) if token not in _IGNORED]).all()
        except (ZeroDivisionError, ValueError, IndexError) as error:
            raise NoNumberError(member) from error


class _Calculator:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        if expected is not None and token != expected:
            raise NoNumberError(token)
        self.at += 1
        return token

    def all(self) -> Number:
        total = self.sum()
        if self.peek():
            raise NoNumberError(self.peek())
        return total

    def sum(self) -> Number:
        total = -self.after("-") if self.peek() == "-" else self.product()
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            total = _both(total, sign * self.product(), lambda a, b: a + b)
        return total

    def after(self, sign: str) -> Number:
        self.take(sign)
        return self.product()

    def product(self) -> Number:
        result = self.power()
        while self.peek() and self.peek() not in "+-),}|":
            if self.peek() == r"\cdot":
                self.take()
            result = _both(result, self.power(), lambda a, b: a * b)
        return result

    def power(self) -> Number:
        base = self.atom()
        if self.peek() != "^":
            return base
        self.take()
        exponent = self.group()
        whole = isinstance(exponent, Fraction) and exponent.denominator == 1
        return base ** int(exponent) if whole else mpmath.power(_long(base), _long(exponent))

    def group(self) -> Number:
        if self.peek() != "{":
            return self.atom()
        self.take()
        exponent = self.sum()
        self.take("}")
        return exponent

    def brackets(self) -> list[Number]:
        self.take("(")
        members = [self.sum()]
        while self.peek() == ",":
            self.take()
            members.append(self.sum())
        self.take(")")
        return members

    def atom(self) -> Number:
        token = self.peek()
        if token == "(":
            return self.brackets()[0]
        self.take()
        if token[:1].isdigit():
            return Fraction(token)
        if token == r"\pi":
            return +mpmath.pi
        if token == "e":
            self.take("^")
            return mpmath.exp(_long(self.group()))
        if token == r"\frac":
            above, below = self.group(), self.group()
            return _both(above, below, lambda a, b: a / b)
        if token == "|":
            inner = self.sum()
            self.take("|")
            return abs(inner)
        if token == r"\max":
            return max(self.brackets())
        if token == r"\operatorname":
            self.take("{")
            if self.peek() == "e":
                for part in "erf}":
                    self.take(part)
                return mpmath.erf(_long(self.brackets()[0]))
            for part in "sign}":
                self.take(part)
            inner = self.brackets()[0]
            return Fraction((inner > 0) - (inner < 0))
        if token in _FUNCTIONS:
            result = _FUNCTIONS[token](_long(self.group() if token == r"\sqrt" else self.brackets()[0]))
            if isinstance(result, mpmath.mpc) or not mpmath.isfinite(result):
                raise NoNumberError(token)
            return result
        raise NoNumberError(token)


def _long(number: Number) -> mpmath.mpf:
    return mpmath.mpf(number.numerator) / number.denominator if isinstance(number, Fraction) else number


def _both(left: Number, right: Number, operation: Callable[[Any, Any], Any]) -> Number:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return operation(left, right)
    return operation(_long(left), _long(right))
