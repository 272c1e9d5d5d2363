"""Numbers in a formula that stand for quantities: ``0.4769*(1 - 0.4769)`` is ``out_o1*(1 - out_o1)``.

A constant is meant exactly, unless it is the value of something: a number of the assignment, or
what a line or a part of one comes to, to the number's own last place. Which of them is meant is
then decided by the formula: with the name in that place it must be the line for all values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, product

import flint

from symbp.marking.expression import Expression, name, number, replaced, walk
from symbp.marking.judge import span, within
from symbp.marking.key import AnswerKey
from symbp.marking.key_lines import needed_by
from symbp.marking.written import WrittenNumber

MOST_SUBSTITUTIONS = 400
"""How many readings of one formula are compared."""
MOST_FOR_ONE = 6
"""How many quantities one number may stand for."""
MOST_NUMBERS = 12
"""How many numbers of one formula are looked at."""
_MOST_REMEMBERED = 1_000

Literal = tuple[Fraction, Fraction]


class Substitutes:
    """The names that the numbers in the formulas of one sheet may stand for.

    Args:
        key: the answer key.
        written: the numbers that the sheet has for a line.
    """

    def __init__(self, key: AnswerKey, written: Mapping[str, frozenset[Fraction]]) -> None:
        self.key = key
        self.written = written

    def of(self, line: str, formula: Expression) -> Iterator[Expression]:
        """The formula with names in the place of numbers, in every way that the values allow."""
        literals: dict[Literal, list[Expression]] = {}
        for part in walk(formula):
            if part.op == "number" and part.args[0] != 0:
                literals.setdefault(part.args, []).append(part)
        if not literals or len(literals) > MOST_NUMBERS:
            return
        near = self._near_to(line)
        choices = {literal: self._candidates(literal, near) for literal in literals}
        # One number may be two quantities, 0.5 the step and an input: each place by itself, if there are few.
        places = [(part, choices[literal]) for literal, parts in literals.items() for part in parts]
        ways = 1
        for _, candidates in places:
            ways *= len(candidates) + 1
        if ways <= MOST_SUBSTITUTIONS:
            groups = [([part], candidates) for part, candidates in places]
        else:
            groups = [(parts, choices[literal]) for literal, parts in literals.items()]
        groups = [(parts, candidates) for parts, candidates in groups if candidates]
        for chosen in islice(product(*([*candidates, None] for _, candidates in groups)), MOST_SUBSTITUTIONS):
            swaps = {
                id(part): by for (parts, _), by in zip(groups, chosen, strict=True) if by is not None for part in parts
            }
            if swaps:
                yield replaced(formula, swaps)

    def _near_to(self, line: str) -> list[str]:
        """The quantities that a line is made of, the nearest first, then all others."""
        key = self.key
        first = list(needed_by((line,), key.everything))
        return list(dict.fromkeys((*first, *key.everything)))

    def _candidates(self, literal: Literal, near: list[str]) -> list[Expression]:
        known = _standing_for(self.key, literal)
        signs = ((each, self._sign(each, literal[0], known)) for each in near)
        expressions = (name(each) if sign > 0 else number(-1) * name(each) for each, sign in signs if sign)
        return list(islice(expressions, MOST_FOR_ONE))

    def _sign(self, each: str, value: Fraction, known: Mapping[str, int]) -> int:
        """1 where the number may be the quantity, -1 where it may be the negated one, else 0."""
        numbers = self.written.get(each, ()) if each not in self.key.givens else ()
        return 1 if value in numbers else -1 if -value in numbers else known.get(each, 0)


def _standing_for(key: AnswerKey, literal: Literal) -> Mapping[str, int]:
    """The quantities that a number may be, whatever else is written: 1, or -1 for the negated one."""
    if literal not in key.literals:
        if len(key.literals) >= _MOST_REMEMBERED:
            key.literals.clear()
        signs = ((each, _sign_of(key, each, *literal)) for each in key.everything)
        key.literals[literal] = {each: sign for each, sign in signs if sign}
    return key.literals[literal]


def _sign_of(key: AnswerKey, each: str, value: Fraction, unit: Fraction) -> int:
    given = key.givens.get(each)
    if given is not None:
        return (value == given) - (value == -given and given != 0)
    expr, reach = key.everything[each].expr, key.reach.get(each)
    if reach is None or expr is None or expr.is_number:
        return 0
    return 1 if _written_for(value, unit, reach) else -1 if _written_for(-value, unit, reach) else 0


def _written_for(value: Fraction, unit: Fraction, reach: object) -> bool:
    """Whether a number may be what was written for a value: exactly, rounded or cut to its last place."""
    if not isinstance(reach, flint.fmpq):
        return within(span(WrittenNumber("", value, unit), half=False), reach)
    exact = Fraction(int(reach.p), int(reach.q))
    return exact == value or abs(exact - value) <= unit / 2 or 0 <= (exact - value) * (1 if value > 0 else -1) < unit
