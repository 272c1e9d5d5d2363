"""A reader for the LaTeX that symbp writes, made for the tests: it shares nothing with the writer.

It reads as a student would: products of things that stand side by side, a function applied to the
bracket behind it. Names must have been replaced by ``x_{n}`` before.
"""

from __future__ import annotations

import re

import sympy as sp

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>x_\{\d+\}|e(?=\^))|(?P<command>\\(?:[A-Za-z]+|,))|(?P<mark>[-+(){}^|,=<>&]))"
)
_IGNORED = {r"\left", r"\right", r"\Bigl", r"\Bigr", r"\,", r"\quad"}


def read(text: str) -> sp.Expr:
    """The expression of a formula; two-branch cases become a Piecewise."""
    return _Reader(re.sub(r"\\operatorname\{(sign|erf)\}", r"\\\1 ", text)).formula()


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        position = 0
        text = text.strip()
        while position < len(text):
            if text.startswith(r"\\", position):
                self.tokens.append(r"\\")
                position += 2
                continue
            match = _TOKEN.match(text, position)
            assert match, f"cannot read {text[position:]!r}"
            token = match.group().strip()
            if token not in _IGNORED:
                self.tokens.append(token)
            position = match.end()
            while position < len(text) and text[position] == " ":
                position += 1
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        assert expected is None or token == expected, f"{expected} expected, {token} found in {self.tokens}"
        self.at += 1
        return token

    def formula(self) -> sp.Expr:
        value = self.sum()
        assert not self.peek(), self.tokens[self.at :]
        return value

    def sum(self) -> sp.Expr:
        sign = -1 if self.peek() == "-" and self.take() else 1
        total = sign * self.product()
        while self.peek() in ("+", "-"):
            sign = -1 if self.take() == "-" else 1
            total += sign * self.product()
        return total

    def product(self) -> sp.Expr:
        value = self.power()
        while True:
            if self.peek() == r"\cdot":
                self.take()
                value *= self.power()
            elif (
                re.match(r"\d|x_|\(|\\frac|\\ln|\\tanh|\\[cs]\w+h|\\sign|\\max|\\sqrt|\\erf|\\pi$|\|$|e$", self.peek())
                and self.peek() != "|"
            ):
                value *= self.power()
            else:
                return value

    def power(self) -> sp.Expr:
        base = self.atom()
        if self.peek() == "^":
            self.take()
            return base ** self.group()
        return base

    def group(self) -> sp.Expr:
        if self.peek() != "{":
            return self.atom()
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def bracket(self) -> sp.Expr:
        self.take("(")
        value = self.sum()
        self.take(")")
        return value

    def atom(self) -> sp.Expr:
        token = self.peek()
        if token == "(":
            return self.bracket()
        self.take()
        if token[0].isdigit():
            return sp.Rational(token)
        if token == "e":
            self.take("^")
            return sp.exp(self.group())
        if token.startswith("x_"):
            return sp.Symbol(token, real=True)
        if token == "|":
            value = self.sum()
            self.take("|")
            return sp.Abs(value)
        if token == r"\frac":
            above, below = self.group(), self.group()
            return above / below
        if token == r"\max":
            self.take("(")
            arguments = [self.sum()]
            while self.peek() == ",":
                self.take(",")
                arguments.append(self.sum())
            self.take(")")
            return sp.Max(*arguments)
        if token == r"\sqrt":
            return sp.sqrt(self.group())
        if token == r"\pi":
            return sp.pi
        functions = {
            r"\ln": sp.log,
            r"\erf": sp.erf,
            r"\tanh": sp.tanh,
            r"\cosh": sp.cosh,
            r"\sinh": sp.sinh,
            r"\sin": sp.sin,
            r"\cos": sp.cos,
            r"\sign": sp.sign,
        }
        return functions[token](self.bracket())
