"""What a student hands in: from a file to numbers and formulas for the lines of the derivation."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import sympy as sp

from symbp.discover import pick
from symbp.errors import SymbpError
from symbp.marking.compare import UNDEFINED, pairs, same
from symbp.marking.expression import (
    Expression,
    FormulaError,
    constant,
    evaluate,
    name as named,
    names_of,
    number,
    to_sympy,
)
from symbp.marking.formulas import read_formula
from symbp.marking.judge import span, within
from symbp.marking.key import BITS, AnswerKey, answer_key
from symbp.marking.names import WEAK, Meaning, normalized
from symbp.marking.quantity import Quantity, read_quantity
from symbp.marking.readers import Entry, Reader, readers
from symbp.marking.sheet import Answer, Fault, Sheet, label_of
from symbp.spec.assignment import Assignment
from symbp.steps import Kind
from symbp.values.balls import bounds, working_precision
from symbp.values.interval import Intervals, interval

LARGEST_FILE = 1_000_000
MOST_ENTRIES = 1_000
LONGEST_CELL = 2_000
MOST_ROUNDS = 20
MOST_OWN_LINES = 150


class AnswersError(SymbpError, ValueError):
    """The answers cannot be read at all: whoever handed them in has to change the file."""


def read_sheet(path: str | Path, assignment: Assignment) -> Sheet:
    """The answers in a file; its form is told by its ending.

    Raises:
        AnswersError: no such file, too large, not text, or not of its form.
    """
    path = Path(path)
    form = next((name for name, reader in readers().items() if path.suffix.lower() in reader.suffixes), "plain")
    try:
        if path.stat().st_size > LARGEST_FILE:
            message = f"{path}: larger than {LARGEST_FILE // 1_000_000} MB; expected a sheet of answers"
            raise AnswersError(message)
        content = path.read_bytes() if readers()[form].binary else path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path}: not text in UTF-8"
        raise AnswersError(message) from None
    except (OSError, ValueError) as error:
        message = f"'{path}' cannot be read: {getattr(error, 'strerror', None) or error}"
        raise AnswersError(message) from None
    try:
        return parse_sheet(content, assignment, form)
    except AnswersError as error:
        message = f"{path}: {error}"
        raise AnswersError(message) from None


def parse_sheet(content: str | bytes, assignment: Assignment, form: str = "plain") -> Sheet:
    """The answers in a text of the given form.

    Raises:
        AnswersError: the text is not of that form.
        UnknownNameError: there is no such form.

    >>> from symbp import load
    >>> parse_sheet("dw1 = -0.0084", load("nndl3")).answers[0].line
    'dL/dw1'
    """
    reader = pick(readers(), form, "form of answers")
    entries = _entries(reader, content, answer_key(assignment))
    rounds = max([1, *(_round_of(entry, assignment) for entry in entries)])
    if rounds > MOST_ROUNDS or (rounds > 1 and assignment.step is None):
        message = f"round {rounds} is spoken of; " + (
            f"at most {MOST_ROUNDS} are followed" if rounds > MOST_ROUNDS else "without training.step there is only one"
        )
        raise AnswersError(message)
    reading = _Reading(answer_key(assignment, rounds))
    with working_precision(BITS):
        for entry in entries:
            try:
                reading.entry(entry)
            except FormulaError as error:
                reading.sheet.faults.append(Fault(entry, str(error), error.place))
    sheet = reading.finished()
    if not (sheet.answers or sheet.faults or sheet.remarks):
        message = "nothing in it is an answer; expected lines such as dL/dw1 = -0.0084"
        raise AnswersError(message)
    return sheet


def _entries(reader: Reader, content: str | bytes, key: AnswerKey) -> list[Entry]:
    try:
        entries = [_printable(entry) for entry in islice(reader.entries(content, key), MOST_ENTRIES + 1)]
    except ValueError as error:
        raise AnswersError(str(error)[:300]) from None
    if len(entries) > MOST_ENTRIES:
        message = f"more than {MOST_ENTRIES} answers"
        raise AnswersError(message)
    return entries


def _printable(entry: Entry) -> Entry:
    """What was written without control characters: a report shows it again."""
    if entry.name.isprintable() and entry.value.isprintable() and entry.fault.isprintable():
        return entry
    return replace(entry, name=_spaced(entry.name), value=_spaced(entry.value), fault=_spaced(entry.fault))


def _spaced(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


_TAG = re.compile(r"@(\d{1,6})(?!\d)")


def _round_of(entry: Entry, assignment: Assignment) -> int:
    found = [entry.round, *(int(tag) for tag in _TAG.findall(entry.name[:LONGEST_CELL]))]
    if assignment.online:
        found += [entry.sample, *(int(tag) for tag in re.findall(r"\[(\d{1,3})\]", entry.name[:LONGEST_CELL]))]
    return max(found)


def _sample_of(name: str) -> int:
    """The sample that a name speaks of: (o1 - y1)/2 on the right of dL/din_o1[1] is of the first."""
    tags = set(re.findall(r"\[(\d{1,3})\]", name[:LONGEST_CELL]))
    return int(tags.pop()) if len(tags) == 1 else 0


_CHAIN = re.compile(r"\\approx|\\doteq|\\to\b|(?<![<>])[=≈≐→]")


class _Reading:
    """One sheet on its way from entries to answers: names may be the student's own and used further down."""

    def __init__(self, key: AnswerKey) -> None:
        self.key = key
        self.sheet = Sheet(key)
        self.own: dict[str, Expression] = {}
        self.waiting: dict[str, Entry] = {}
        self.given = frozenset(abs(value) for value in key.givens.values())

    def finished(self) -> Sheet:
        """The sheet; names of the student's own that were never used again are no quantities at all."""
        for entry in self.waiting.values():
            self._unknown(entry)
        return self.sheet

    def _unknown(self, entry: Entry) -> None:
        message = f"no quantity is called '{entry.name}'. {self.key.names.hint(entry.name)}".rstrip()
        if not entry.name:
            message = "a name is missing before it"
        self.sheet.faults.append(Fault(entry, message, in_name=True))

    def entry(self, entry: Entry) -> None:
        """Understand one entry."""
        if len(entry.name) > LONGEST_CELL or len(entry.value) > LONGEST_CELL:
            short = Entry(entry.name[:40], entry.value[:40], entry.line)
            self.sheet.faults.append(Fault(short, f"longer than {LONGEST_CELL} characters"))
            return
        if entry.fault:
            self.sheet.faults.append(Fault(entry, entry.fault))
            return
        meanings, label = self._left(entry)
        if entry.formula is not None:
            self._formula(entry, entry.value, entry.formula, meanings, label)
            return
        if not meanings:
            self._own_name(entry)
            return
        if not entry.value:
            self.sheet.faults.append(Fault(entry, "the value is missing"))
            return
        self._chain(entry, meanings, label)

    def _left(self, entry: Entry) -> tuple[tuple[Meaning, ...], str]:
        """What the left side means, and what it is called."""
        meanings = entry.meanings or self.key.names.meanings(entry.name, entry.round, entry.sample)
        if meanings:
            return meanings, ""
        try:
            left = read_formula(entry.name, lambda word: self._known(word, entry))
            expr = to_sympy(left)
        except FormulaError:
            return (), ""
        coefficient, rest = expr.as_coeff_Mul()
        if rest.is_number or not isinstance(coefficient, sp.Rational):
            return (), ""
        scale = Fraction(int(coefficient.p), int(coefficient.q))
        if isinstance(rest, sp.Symbol) and scale == 1:
            # A name with something behind it, as w5(1): not the quantity itself.
            return (), ""
        if isinstance(rest, sp.Symbol):
            return (Meaning(rest.name, scale),), entry.name
        twin = next((name for name, line in self.key.lines.items() if line.expr == rest), None)
        if twin is None and len(self.sheet.own_lines) >= MOST_OWN_LINES:
            message = f"more than {MOST_OWN_LINES} quantities beside those of the assignment"
            raise FormulaError(message)
        if twin is None:
            twin = str(rest)
            self.sheet.own_lines[twin] = rest
        return (Meaning(twin, scale),), entry.name

    def _known(self, word: str, entry: Entry) -> Expression | None:
        own = self.own.get(normalized(word))
        if own is not None:
            self.waiting.pop(normalized(word), None)
            return own
        sample = entry.sample or _sample_of(entry.name)
        meanings = self.key.names.meanings(word, entry.round, sample)
        if not meanings:
            return None
        # Where a name has two meanings, a product of other quantities has the first.
        meaning = meanings[0]
        return named(meaning.line) if meaning.scale == 1 else number(meaning.scale) * named(meaning.line)

    def _own_name(self, entry: Entry) -> None:
        """A name that the assignment does not know: the student's own, if it is a formula and used later."""
        if re.fullmatch(r"\w+", entry.name) and entry.value:
            try:
                formula = read_formula(entry.value, lambda word: self._known(word, entry))
            except FormulaError:
                formula = None
            if formula is not None and names_of(formula):
                self.own[normalized(entry.name)] = formula
                self.waiting[normalized(entry.name)] = entry
                return
        self._unknown(entry)

    def _chain(self, entry: Entry, meanings: tuple[Meaning, ...], label: str) -> None:
        """Of a chain, formula = numbers = result: the formulas count, and the last number."""
        last: tuple[str, Quantity] | None = None
        worked: Quantity | None = None
        place = 0
        for piece in _CHAIN.split(entry.value):
            at = entry.value.index(piece, place)
            place = at + len(piece)
            written = piece.strip()
            if not written:
                continue
            quantity = read_quantity(written)
            if quantity is None:
                try:
                    formula = read_formula(piece, lambda word: self._known(word, entry))
                except FormulaError as error:
                    if not re.search(r"[^\W\d]|[(*/^]", written):
                        message, where = "a number was expected", _first_odd(written)
                        raise FormulaError(message, at + where) from None
                    raise FormulaError(str(error), at + error.place) from None
                if names_of(formula):
                    self._formula(entry, written, formula, meanings, label)
                    continue
                quantity = worked = _calculated(written, formula, self.given)
            last = written, quantity
        if last is not None:
            text, result = last
            if worked is not None and worked is not result:
                result = replace(result, worked=worked.value)
            self._number(entry, text, result, meanings, label)

    def _number(
        self, entry: Entry, written: str, quantity: Quantity, meanings: tuple[Meaning, ...], label: str
    ) -> None:
        fitting = [m for m in meanings if self._fits(quantity, m)] if len(meanings) > 1 else meanings
        chosen = fitting[0] if fitting else meanings[0]
        self.sheet.answers.append(
            Answer(
                label or label_of(chosen),
                written,
                chosen.line,
                chosen.scale,
                number=quantity.divided(chosen.scale),
                at=entry.line,
                others=() if fitting else meanings[1:],
            )
        )

    def _fits(self, quantity: Quantity, meaning: Meaning) -> bool:
        if meaning.line not in self.key.lines:
            return True
        return within(span(quantity.divided(meaning.scale), half=True), self.key.truth[meaning.line])

    def _formula(
        self, entry: Entry, written: str, formula: Expression, meanings: tuple[Meaning, ...], label: str
    ) -> None:
        if not meanings:
            self._unknown(entry)
            return
        known = [m for m in meanings if m.line in self.key.lines]
        step = self.key.step(meanings[0].line)
        if step is not None and step.kind is Kind.GIVEN:
            if names_of(formula):
                # What is given has no formula: the name is the student's own, as t1 may be.
                self.own[normalized(entry.name)] = formula
            else:
                self._set_again(entry, step.name, formula)
            return
        if not known or _says_nothing(formula, meanings):
            return
        chosen = known[0]
        weak = normalized(entry.name) in WEAK
        if len(known) > 1 or weak:
            fitting = [m for m in known if same(pairs(self.key.points, m.line, m.scale, formula))]
            chosen = fitting[0] if fitting else known[0]
            if weak and not fitting:
                # A single letter, or "error", that is not the loss is the student's own.
                self.own[normalized(entry.name)] = formula
                return
        self.sheet.answers.append(
            Answer(label or label_of(chosen), written, chosen.line, chosen.scale, formula=formula, at=entry.line)
        )

    def _set_again(self, entry: Entry, name: str, formula: Expression) -> None:
        """A listing may run with other numbers than the assignment: worth saying, and no mistake."""
        value, right = constant(formula), self.key.givens[name]
        if value is not None and value != right:
            where = f"line {entry.line}: " if entry.line else ""
            self.sheet.remarks.append(f"{where}{name} is {entry.value}; the assignment has {right}")


def _says_nothing(formula: Expression, meanings: tuple[Meaning, ...]) -> bool:
    return formula.op == "name" and formula.args[0] == meanings[0].line


def _calculated(written: str, formula: Expression, given: frozenset[Fraction]) -> Quantity:
    """What a calculation with numbers only comes to, each number taken to its last place."""
    with working_precision(128):
        try:
            value = evaluate(formula, Intervals(), {}, lambda value, unit: _literal(value, unit, given))
            low, high = bounds(value)
        except UNDEFINED as error:
            message = "this cannot be calculated"
            raise FormulaError(message) from error
    return Quantity(written, (low + high) / 2, high - low)


def _literal(value: Fraction, unit: Fraction, given: frozenset[Fraction]) -> Any:
    """A number that was put in: exact if it is one of the assignment, else taken to its last place."""
    return interval((value, value) if abs(value) in given else (value - unit / 2, value + unit / 2))


def _first_odd(value: str) -> int:
    """Where a value stops looking like a number."""
    return next((n for n in range(len(value), 0, -1) if read_quantity(value[:n]) is not None), 0)
