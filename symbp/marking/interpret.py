"""From entries to answers: what each name means on this sheet, and what was written for it.

Names may be the student's own and used further down: one that is a line by its formula takes that
line over. A parameter that is given a new value by a calculation is its update.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

import sympy as sp

from symbp.marking.aliases import INTO, OUT_OF
from symbp.marking.compare import pairs, same
from symbp.marking.expression import Expression, FormulaError, constant, name as named, names_of, number, to_sympy
from symbp.marking.families import placed, read_rows
from symbp.marking.formulas import read_formula
from symbp.marking.judge import span, within
from symbp.marking.key import AnswerKey
from symbp.marking.names import WEAK, Meaning, normalized
from symbp.marking.quantity import Quantity, read_quantity
from symbp.marking.readers import Entry
from symbp.marking.reading.chains import Chain, read_chain
from symbp.marking.sheet import Answer, Fault, Sheet, as_written, label_of
from symbp.page.model import Code, Part
from symbp.page.words import say
from symbp.steps import CARRIED, Kind

LONGEST_CELL = 2_000
MOST_OWN_LINES = 150
MOST_OWN_NAMES = 100
"""How many names of a sheet are looked up by their formula."""


class Interpreter:
    """One sheet on its way from entries to answers.

    Args:
        key: the answer key.
        entries: all entries of the sheet, in their order.
        turned: kinds of lines whose names mean their negatives on this sheet: target − output.
    """

    def __init__(self, key: AnswerKey, entries: Sequence[Entry], turned: frozenset[Kind] = frozenset()) -> None:
        self.key = key
        self.turned = turned
        self.sheet = Sheet(key, entries=tuple(entries))
        self.own: dict[str, Expression] = {}
        self.taken: dict[str, Meaning] = {}
        self.waiting: dict[str, Entry] = {}
        self.given = frozenset(abs(value) for value in key.givens.values())
        self.updates = {step.of: step.name for step in key.derivation.of_kind(Kind.UPDATE) if step.of is not None}
        letters = {entry.name.strip() for entry in entries if len(entry.name.strip()) == 1}
        self.cased = {letter for letter in letters if letter.islower() and letter.upper() in letters}
        self.looked_up = 0

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
        if entry.formula is None and self._array(entry):
            return
        meanings, label = self._left(entry)
        if entry.formula is not None:
            self._formula(entry, entry.value, entry.formula, meanings, label)
        elif not meanings:
            self._own_name(entry)
        elif not entry.value:
            self.sheet.faults.append(Fault(entry, "the value is missing"))
        else:
            self._chain(entry, meanings, label)

    # Names.

    def meanings(self, word: str, entry: Entry) -> tuple[Meaning, ...]:
        """What a name means on this sheet, the likeliest first."""
        place = self._place(word)
        if place in self.taken:
            return (self.taken[place],)
        if word.strip() in self.cased:
            # The sheet has a capital of it as well: e beside E is not the loss.
            return ()
        found = self.key.names.meanings(word, entry.round, entry.sample or _sample_of(entry.name))
        rows = None if found else self.key.families.rows(word, entry.round, entry.sample)
        if rows is not None and len(rows) == 1 and len(rows[0]) == 1:
            found = (Meaning(rows[0][0]),)
        return self._as_turned(found or self._derivative_by_own(normalized(word)))

    def _as_turned(self, meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
        """The meanings on a sheet whose deltas have the other sign."""
        return tuple(Meaning(m.line, -m.scale) if self._is_turned(m.line) else m for m in meanings)

    def _is_turned(self, line: str) -> bool:
        step = self.key.step(line) if self.turned else None
        return step is not None and step.kind in self.turned

    def _label(self, meaning: Meaning) -> str:
        """What a report calls a quantity; a turned one by the name that the sheet has for it."""
        scale = -meaning.scale if self._is_turned(meaning.line) else meaning.scale
        return label_of(Meaning(meaning.line, scale))

    def _place(self, word: str) -> str:
        """The key of a name of the student's own; a small letter has one of its own beside its capital."""
        letter = word.strip()
        return f"small {letter}" if letter in self.cased else normalized(word)

    def _derivative_by_own(self, plain: str) -> tuple[Meaning, ...]:
        """``dh2_raw`` is the derivative by what h2_raw has been found to be."""
        for head in (*INTO, *OUT_OF):
            own = self.taken.get(plain.removeprefix(head)) if plain.startswith(head) else None
            step = self.key.derivation.derivative("L", own.line) if own is not None else None
            if step is not None:
                return (Meaning(step.name),)
        return ()

    def _left(self, entry: Entry) -> tuple[tuple[Meaning, ...], str]:
        """What the left side means, and what it is called."""
        meanings = self._as_turned(entry.meanings) or self.meanings(entry.name, entry)
        if meanings:
            return meanings, ""
        try:
            left = read_formula(entry.name, lambda word: self._factor(word, entry), split=False)
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

    def _factor(self, word: str, entry: Entry) -> Expression | None:
        """A word of a product on the left; a word that people use in sentences is none."""
        return None if normalized(word) in WEAK else self._known(word, entry)

    def _known(self, word: str, entry: Entry) -> Expression | None:
        own = self.own.get(self._place(word))
        if own is not None:
            self.waiting.pop(self._place(word), None)
            return own
        meanings = self.meanings(word, entry)
        if not meanings:
            return None
        # Where a name has two meanings, a product of other quantities has the first.
        meaning = meanings[0]
        return named(meaning.line) if meaning.scale == 1 else number(meaning.scale) * named(meaning.line)

    def _own_name(self, entry: Entry) -> None:
        """A name that the assignment does not know: the student's own, if it is a formula and used later."""
        formula = None
        if entry.value and re.fullmatch(r"[^\W\d]\w*+", entry.name.strip()):
            chain = self._read(entry)
            formula = chain.formulas[0][1] if chain is not None and chain.formulas else None
        if formula is not None:
            self._take(entry, formula)
        elif not self._sum_beside(entry):
            self._unknown(entry)

    def _take(self, entry: Entry, formula: Expression) -> None:
        """Remember a name of the student's own: for a line that it is, or for its formula."""
        place = self._place(entry.name)
        meaning = self._line_of(formula)
        if meaning is None:
            self.own[place] = formula
            self.waiting[place] = entry
            return
        self.taken[place] = meaning
        self._chain(entry, (meaning,), "")

    def _line_of(self, formula: Expression) -> Meaning | None:
        """The line that a formula is, for all values; None if it is none."""
        self.looked_up += 1
        if self.looked_up > MOST_OWN_NAMES or formula.op == "name":
            return None
        steps = [step.name for step in self.key.derivation if step.kind is not Kind.GIVEN]
        for line in (*steps, *self.key.names.helpers):
            for scale in (Fraction(1), Fraction(-1)):
                if same(pairs(self.key.points, line, scale, formula)):
                    return Meaning(line, scale)
        return None

    def _sum_beside(self, entry: Entry) -> bool:
        """A calculation with numbers only on the left, as ``e^(-0.2) = 0.8187``: checked, and nothing to be marked."""
        if not re.search(r"\d", entry.name) or not re.search(r"[-+*/^(]", entry.name):
            return False
        chain = self._read(replace(entry, value=f"{entry.name} = {entry.value}"))
        if chain is None or chain.formulas or chain.result is None:
            return False
        self._note(entry, *chain.contradiction)
        return True

    # Values.

    def _array(self, entry: Entry) -> bool:
        """A vector or a matrix of a layer: one answer for each entry."""
        rows = self.key.families.rows(entry.name, entry.round, entry.sample)
        written = None if rows is None else read_rows(entry.value.rpartition("=")[2])
        if rows is None or written is None:
            return False
        ways = placed(rows, written)
        if not ways:
            shape = " and ".join(str(len(row)) for row in written)
            expected = f"{len(rows)} times {len(rows[0])}" if len(rows) > 1 else f"{len(rows[0])}"
            self.sheet.faults.append(Fault(entry, f"{expected} entries were expected, and these are {shape}"))
            return True
        best = max(ways, key=lambda way: sum(self._is_right(line, text) for line, text in way))
        for line, text in best:
            self.entry(replace(entry, name=line, value=text, meanings=(Meaning(line),)))
        return True

    def _is_right(self, line: str, text: str) -> bool:
        quantity = read_quantity(text)
        return quantity is not None and self._fits(quantity, Meaning(line))

    def _read(self, entry: Entry) -> Chain | None:
        """The chain of an entry; None where a part of it is not understood."""
        try:
            return read_chain(entry.value, lambda word: self._known(word, entry), self.given, self.key.figures)
        except FormulaError:
            return None

    def _chain(self, entry: Entry, meanings: tuple[Meaning, ...], label: str) -> None:
        """Of a chain, formula = numbers = result: the formulas count, and the last number."""
        chain = read_chain(entry.value, lambda word: self._known(word, entry), self.given, self.key.figures)
        update = self._update(entry, meanings, chain)
        if update is not None:
            meanings, label = (update,), ""
        for written, formula in chain.formulas:
            self._formula(entry, written, formula, meanings, label)
        if chain.result is not None:
            self._number(entry, chain, meanings, label)

    def _update(self, entry: Entry, meanings: tuple[Meaning, ...], chain: Chain) -> Meaning | None:
        """The update, where a parameter is given a new value under its old name; None where it is not."""
        line = meanings[0].line
        step = self.key.step(line)
        update = self.updates.get(line)
        new = step is not None and step.kind is Kind.UPDATE and normalized(entry.name) in map(normalized, (line,))
        if step is None or update is None or new or (step.kind is Kind.GIVEN and step.why not in CARRIED):
            return None
        meaning = Meaning(update)
        if any(line in names_of(f) or self._of_lines(f) for _, f in chain.formulas) or entry.assigned:
            return meaning
        if chain.result is None or self._fits(chain.result, Meaning(line)):
            calculated = chain.result is not None and len(chain.result.worked) > 0
            return meaning if calculated and chain.result is not None and self._fits(chain.result, meaning) else None
        if chain.result.worked:
            return meaning
        # A number alone is the new one, if gradients stand above it.
        above = (self.key.step(answer.line) for answer in self.sheet.answers)
        return meaning if any(each is not None and each.kind is Kind.GRADIENT for each in above) else None

    def _of_lines(self, formula: Expression) -> bool:
        steps = [self.key.step(each) for each in names_of(formula)]
        return any(step is None or step.kind is not Kind.GIVEN for step in steps)

    def _number(self, entry: Entry, chain: Chain, meanings: tuple[Meaning, ...], label: str) -> None:
        quantity = chain.result
        assert quantity is not None
        fitting = [m for m in meanings if self._fits(quantity, m)] if len(meanings) > 1 else meanings
        chosen = fitting[0] if fitting else self._of_its_sign(quantity, meanings)
        if fitting and chosen != meanings[0]:
            # A name means one thing on one sheet.
            self.taken[self._place(entry.name)] = chosen
        self.sheet.answers.append(
            Answer(
                label or self._label(chosen),
                chain.text,
                chosen.line,
                chosen.scale,
                number=quantity.divided(chosen.scale),
                at=entry.line,
                others=() if fitting else tuple(m for m in meanings if m != chosen),
                notes=chain.contradiction,
            )
        )

    def _of_its_sign(self, quantity: Quantity, meanings: tuple[Meaning, ...]) -> Meaning:
        """Of meanings that are negatives of each other the one that has the number's sign."""
        first = meanings[0]
        if first.line in self.key.lines and Meaning(first.line, -first.scale) in meanings:
            true = self.key.truth[first.line]
            if (true < 0 and quantity.value * first.scale > 0) or (true > 0 and quantity.value * first.scale < 0):
                return Meaning(first.line, -first.scale)
        return first

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
        weak = normalized(entry.name) in WEAK and not entry.meanings
        if len(known) > 1 or weak:
            fitting = [m for m in known if same(pairs(self.key.points, m.line, m.scale, formula))]
            if weak and not fitting:
                # A single letter, or "error", that is not the loss is the student's own.
                fitting = self._loss_with_numbers(known, formula)
            if weak and not fitting:
                self.own[normalized(entry.name)] = formula
                return
            chosen = fitting[0] if fitting else known[0]
            if fitting and chosen != meanings[0]:
                self.taken[self._place(entry.name)] = chosen
        self.sheet.answers.append(
            Answer(label or self._label(chosen), written, chosen.line, chosen.scale, formula=formula, at=entry.line)
        )

    def _loss_with_numbers(self, known: list[Meaning], formula: Expression) -> list[Meaning]:
        """The meanings that a formula has at the assignment's own data."""
        points = self.key.points_at(data=False, near=False)
        return [m for m in known if same(pairs(points, m.line, m.scale, formula))]

    def _set_again(self, entry: Entry, name: str, formula: Expression) -> None:
        """A listing may run with other numbers than the assignment: worth saying, and no mistake."""
        value, right = constant(formula), self.key.givens[name]
        if value is not None and value != right:
            said = {"name": Code(name), "written": as_written(entry.value), "right": Code(str(right))}
            self._note(entry, say("marking.other_number", **said))

    def _note(self, entry: Entry, *said: Part) -> None:
        self.sheet.notes += [say("marking.at_line", at=entry.line, said=each) for each in said]


def interpreted(entries: Iterable[Entry], key: AnswerKey, turned: frozenset[Kind] = frozenset()) -> Sheet:
    """The sheet that the entries are; ``turned`` are kinds of lines whose names mean their negatives."""
    entries = list(entries)
    interpreter = Interpreter(key, entries, turned)
    for entry in entries:
        try:
            interpreter.entry(entry)
        except FormulaError as error:
            interpreter.sheet.faults.append(Fault(entry, str(error), error.place))
    return interpreter.finished()


def _sample_of(name: str) -> int:
    """The sample that a name speaks of: (o1 - y1)/2 on the right of dL/din_o1[1] is of the first."""
    tags = set(re.findall(r"\[(\d{1,3})\]", name[:LONGEST_CELL]))
    return int(tags.pop()) if len(tags) == 1 else 0


def _says_nothing(formula: Expression, meanings: tuple[Meaning, ...]) -> bool:
    return formula.op == "name" and formula.args[0] == meanings[0].line
