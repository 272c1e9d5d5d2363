"""The grammar of formulas: a text becomes a tree, which nothing but this module makes.

    formula = term (("+" | "-") term)*
    term    = sign (("*" | "/" | "@") sign)*
    sign    = "-" sign | power
    power   = entry (("**" | "^") sign)?
    entry   = atom (".T" | "[" slices "]")*
    atom    = number | name | name "(" arguments ")" | "(" formula ")"
    argument = formula ((">" | "<" | ">=" | "<=") formula)? | "axis" "=" number

Its depth and its length are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from symbp.errors import FormulaError, at_most
from symbp.limits import DEEPEST_FORMULA, LONGEST_FORMULA, MOST_OPERATIONS

_FORMULA_TOKEN = re.compile(r"\s*(?:(\d{1,60}(?:\.\d{0,60})?(?:[eE][-+]?\d{1,3})?)|([^\W\d]\w{0,60})|(\*\*|>=|<=|\S))")


@dataclass(frozen=True, slots=True)
class FormulaNode:
    """A node.

    Attributes:
        op: ``number``, ``name``, ``call``, ``index``, ``transpose``, ``negative``, ``axis``, or a sign: + - * / @ ** >
            < >= <=.
        text: the number, the name, or the function.
        args: of a sign or a function; what is indexed or turned.
        slices: of an index: for each axis a first and a last place, counted from 1, both included; 0 for an end that
            is not named; for a single place the last is None.
    """

    op: str
    text: str = ""
    args: tuple[FormulaNode, ...] = ()
    slices: tuple[tuple[int, int | None], ...] = ()

    def names(self) -> Iterator[str]:
        """The names in it, each as often as it stands there."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.op == "name":
                yield node.text
            waiting += reversed(node.args)


def read(text: str) -> FormulaNode:
    """The tree of a formula.

    Raises:
        FormulaError: it is none; the sentence names the place.

    >>> read("W @ x + b").op, sorted(read("W @ x + b").names())
    ('+', ['W', 'b', 'x'])
    >>> read("2 x")
    Traceback (most recent call last):
    ...
    symbp.errors.FormulaError: at character 3: expected a sign such as * or the end, got 'x'
    """
    at_most(len(text), LONGEST_FORMULA, "a formula of more than {} letters", FormulaError)
    return _Reader(text).whole()


class _Reader:
    """Reads from left to right, with one sign of foresight."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.place = self.operations = 0
        self.number = self.name = self.sign = ""
        self.next()

    def next(self) -> None:
        """Go on to the next token."""
        self.operations += bool(self.sign)
        at_most(
            self.operations,
            MOST_OPERATIONS,
            "a formula of more than {} signs; write parts of it as lines of their own",
            FormulaError,
        )
        match = _FORMULA_TOKEN.match(self.text, self.at)
        self.number, self.name, self.sign = (part or "" for part in match.groups()) if match else ("", "", "")
        self.place = match.end() - len(self.number or self.name or self.sign) if match else len(self.text)
        self.at = match.end() if match else len(self.text)

    def fail(self, expected: str) -> FormulaError:
        """The error at this place."""
        got = self.number or self.name or self.sign
        token = f"'{got}'" if got else "the end"
        return FormulaError(f"at character {self.place + 1}: expected {expected}, got {token}")

    def take(self, sign: str) -> None:
        """Take a sign that has to be there."""
        if self.sign != sign:
            raise self.fail(f"'{sign}'")
        self.next()

    def whole(self) -> FormulaNode:
        """The formula, and nothing behind it."""
        formula = self.sum()
        if self.number or self.name or self.sign.strip():
            raise self.fail("a sign such as * or the end")
        return formula

    def sum(self) -> FormulaNode:
        """Terms with + and - between them."""
        self.depth += 1
        at_most(self.depth, DEEPEST_FORMULA, "a formula nested more than {} deep", FormulaError)
        node = self.product()
        while self.sign in ("+", "-"):
            sign = self.sign
            self.next()
            node = FormulaNode(sign, args=(node, self.product()))
        self.depth -= 1
        return node

    def product(self) -> FormulaNode:
        """Factors with *, / and @ between them."""
        node = self.signed()
        while self.sign in ("*", "/", "@"):
            sign = self.sign
            self.next()
            node = FormulaNode(sign, args=(node, self.signed()))
        return node

    def signed(self) -> FormulaNode:
        """A factor, which may have signs before it."""
        count = 0
        while self.sign in ("-", "+"):
            count += self.sign == "-"
            self.next()
        node = self.power()
        return FormulaNode("negative", args=(node,)) if count % 2 else node

    def power(self) -> FormulaNode:
        """An entry, which may have an exponent."""
        base = self.entry()
        if self.sign not in ("**", "^"):
            return base
        self.next()
        self.depth += 1
        at_most(self.depth, DEEPEST_FORMULA, "a formula nested more than {} deep", FormulaError)
        node = FormulaNode("**", args=(base, self.signed()))
        self.depth -= 1
        return node

    def entry(self) -> FormulaNode:
        """An atom, which may be turned over or indexed."""
        node = self.atom()
        while self.sign in (".", "["):
            if self.sign == ".":
                self.next()
                if self.name != "T":
                    raise self.fail("'T'")
                self.next()
                node = FormulaNode("transpose", args=(node,))
            else:
                self.next()
                node = FormulaNode("index", args=(node,), slices=tuple(self.slices()))
        return node

    def slices(self) -> Iterator[tuple[int, int | None]]:
        """Places and ranges of places, up to the bracket."""
        while True:
            first = self.whole_number() if self.number else None
            if self.sign == ":":
                self.next()
                yield first or 0, self.whole_number() if self.number else 0
            elif first is None:
                raise self.fail("a place such as 1, or a range such as 1:3")
            else:
                yield first, None
            if self.sign != ",":
                break
            self.next()
        self.take("]")

    def whole_number(self) -> int:
        """A place, counted from 1."""
        if not self.number.isdecimal() or len(self.number) > 6 or int(self.number) < 1:
            raise self.fail("a whole number from 1")
        number = int(self.number)
        self.next()
        return number

    def argument(self) -> FormulaNode:
        """A formula, a comparison of two, or the axis along which a function works."""
        node = self.sum()
        if self.sign in (">", "<", ">=", "<="):
            sign = self.sign
            self.next()
            return FormulaNode(sign, args=(node, self.sum()))
        if self.sign == "=" and node == FormulaNode("name", "axis"):
            self.next()
            if self.number not in ("0", "1"):
                raise self.fail("0 or 1")
            node = FormulaNode("axis", self.number)
            self.next()
        return node

    def atom(self) -> FormulaNode:
        """A number, a name, a function of something, or a formula in brackets."""
        if self.number:
            node = FormulaNode("number", self.number)
            self.next()
            return node
        if self.name:
            name = self.name
            self.next()
            if self.sign != "(":
                return FormulaNode("name", name)
            self.next()
            args = [self.argument()]
            while self.sign == ",":
                self.next()
                args.append(self.argument())
            self.take(")")
            return FormulaNode("call", name, tuple(args))
        if self.sign == "(":
            self.next()
            node = self.sum()
            self.take(")")
            return node
        raise self.fail("a number, a name or '('")
