"""From entries to answers: what each name means on this sheet, and what was written for it.

Names may be the student's own and used further down: one that is a line by its formula takes that
line over. A parameter that is given a new value by a calculation is its update.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from symbp.limits import LONGEST_STATED_NAME
from symbp.marking.arrays import Arrays
from symbp.marking.compare import pairs, same
from symbp.marking.entry import LONGEST_CELL, Entry
from symbp.marking.expression import Expression, ExpressionError, constant, names_of
from symbp.marking.formulas import read_formula
from symbp.marking.judge import fits, fitting
from symbp.marking.key import AnswerKey
from symbp.marking.names import Meaning
from symbp.marking.reading.chains import Chain, Read, read_chain
from symbp.marking.readings import Reading, Why
from symbp.marking.sheet import Answer, Fault, Sheet, as_written
from symbp.marking.sheet_names import SheetNames
from symbp.marking.spelling import normalized
from symbp.marking.unknown import lines_for, nearest_name
from symbp.marking.written import WrittenNumber, read_written
from symbp.page.model import Code, Part
from symbp.page.words import say
from symbp.reading.general import has_number, is_general, multiplies_matrices, of_matrices
from symbp.reading.languages import words as words_for
from symbp.reading.statements import is_prose, top_level
from symbp.steps import CARRIED, Kind

_WHOLE = re.compile(r"\s*+\d{1,4}(?![\d.,]{0,40}\d)")
MOST_NAMED_LINES = 4
MOST_NEAREST = 50
"""For how many names that are not understood the nearest reading is looked for."""
SURE = Fraction(4, 5)
"""Below this confidence a transcribed statement is worth comparing with the page."""
MOST_OWN_NAMES = 100
"""How many names of a sheet are looked up by their formula."""


class SheetInterpreter:
    """One sheet on its way from entries to answers.

    Args:
        key: the answer key.
        entries: all entries of the sheet, in their order.
        turned: kinds of lines whose names mean their negatives on this sheet: target − output.
    """

    def __init__(self, key: AnswerKey, entries: Sequence[Entry], turned: frozenset[Kind] = frozenset()) -> None:
        self.key = key
        self.sheet = Sheet(key, entries=tuple(entries))
        self.names = SheetNames(self.sheet, entries, turned)
        self.arrays = Arrays(key)
        self.given = frozenset(abs(value) for value in key.givens.values())
        self.updates = {step.of: step.name for step in key.derivation.of_kind(Kind.UPDATE) if step.of is not None}
        self.looked_up = 0
        self.named = Entry("", "")
        self.in_matrices = key.assignment.formulas is None and any(
            entry.formula is None and multiplies_matrices(entry.value) for entry in entries
        )

    def read(self, entry: Entry) -> None:
        """Understand one entry, or say why it cannot be, and what it was taken for."""
        sheet, self.named = self.sheet, entry
        if entry.defines:
            meaning = self.names.taken.get(self.names.place(entry.name))
            if meaning is not None:
                sheet.readings.append(Reading(entry, (meaning.line,), Why.SAID))
            return
        if "/" in entry.value and entry.name.strip().lower() in words_for("variant"):
            return
        answers, faults, general = len(sheet.answers), len(sheet.faults), len(sheet.general)
        try:
            self.entry(entry)
        except ExpressionError as error:
            if is_general(f"{entry.name} = {entry.value}", self.key.constants):
                sheet.general.append(entry)
            else:
                sheet.faults.append(Fault(entry, str(error), error.place))
        lines = tuple(dict.fromkeys(answer.line for answer in sheet.answers[answers:]))
        why = Why.GENERAL if len(sheet.general) > general else Why.UNREAD if len(sheet.faults) > faults else Why.OWN
        if lines:
            why = self.names.why(entry, self.named)
        sheet.readings.append(Reading(entry, lines, why))

    def finished(self) -> Sheet:
        """The sheet; names of the student's own that were never used again are no quantities at all."""
        for entry, written in self.names.waiting.values():
            self._unknown(entry, written)
        by_number = {
            r.entry.name.strip(): r.lines[0] for r in self.sheet.readings if r.why is Why.NUMBERING and r.lines
        }
        if by_number:
            taken = [say("marking.taken", name=as_written(name), line=Code(line)) for name, line in by_number.items()]
            self.sheet.notes.append(
                say("marking.by_numbering", taken=taken[:MOST_NAMED_LINES], more=len(taken) > MOST_NAMED_LINES)
            )
        for entry in self.sheet.entries:
            if entry.confidence < SURE:
                self._note(
                    entry, say("marking.unsure", name=as_written(entry.name), confidence=str(float(entry.confidence)))
                )
        return self.sheet

    def _unknown(self, entry: Entry, written: Entry) -> None:
        """Say that nothing has a name, and quote the whole of it as it was written."""
        if entry.name and self._is_general(entry):
            self.sheet.general.append(entry)
            return
        said, near = say("marking.nameless"), ""
        if entry.name:
            near = nearest_name(self.key, entry.name, written.name)
            name = written.name if len(written.name) <= LONGEST_STATED_NAME else entry.name
            entry = replace(entry, name=name.strip())
            said = say("marking.no_such_name", name=entry.name, near=near)
        nearest = lines_for(self.key, entry, near) if len(self.sheet.faults) < MOST_NEAREST else ()
        self.sheet.faults.append(Fault(entry, said, in_name=True, nearest=nearest))

    def _is_general(self, entry: Entry) -> bool:
        """Whether an entry is a formula of the theory, or said in passing, as "for N = 4 samples"."""
        last = entry.name.rpartition(" ")[2]
        if is_prose(entry.name) or (len(last) == 1 and _WHOLE.match(entry.value)):
            return True
        if is_general(f"{entry.name} = {entry.value}", self.key.constants):
            return True
        if entry.formula is not None or has_number(entry.value) or self._read(entry) is not None:
            return False
        *_, (_, last) = top_level(entry.value)
        return read_written(last.strip(" .;,")) is None

    def entry(self, entry: Entry) -> None:
        """Understand one entry."""
        if len(entry.name) > LONGEST_CELL or len(entry.value) > LONGEST_CELL:
            short = Entry(entry.name[:40], entry.value[:40], entry.line)
            self.sheet.faults.append(Fault(short, say("marking.too_long", most=LONGEST_CELL)))
            return
        if entry.note is not None:
            self._note(entry, entry.note)
            return
        if entry.fault:
            self.sheet.faults.append(Fault(entry, entry.fault))
            return
        if self.in_matrices and entry.formula is None and of_matrices(f"{entry.name} = {entry.value}"):
            self.sheet.general.append(entry)
            return
        original, entry = entry, self.names.named(entry)
        if entry.formula is None and self._array(entry):
            return
        meanings, label = self.names.left(entry)
        if not meanings and not self._is_own(entry):
            entry = original
        self.named = entry
        if entry.formula is not None:
            self._formula(entry, entry.value, entry.formula, meanings, label)
        elif not meanings:
            self._own_name(entry, original)
        elif not entry.value:
            self.sheet.faults.append(Fault(entry, say("marking.value_missing")))
        else:
            self._chain(entry, meanings, label)

    # Names of the student's own.

    def _is_own(self, entry: Entry) -> bool:
        """Whether a name can be one of the student's own: a word with a formula behind it."""
        return re.fullmatch(r"[^\W\d]\w*+", entry.name.strip()) is not None

    def _own_name(self, entry: Entry, written: Entry) -> None:
        """A name that the assignment does not know: the student's own, if it is a formula and used later."""
        formula = None
        if entry.value and re.fullmatch(r"[^\W\d]\w*+", entry.name.strip()):
            chain = self._read(entry)
            formula = chain.formulas[0][1] if chain is not None and chain.formulas else None
        if formula is not None:
            self._take(entry, written, formula)
        elif not self._sum_beside(entry):
            self._unknown(entry, written)

    def _take(self, entry: Entry, written: Entry, formula: Expression) -> None:
        """Remember a name of the student's own: for a line that it is, or for its formula."""
        place = self.names.place(entry.name)
        meaning = self._line_of(formula)
        if meaning is None:
            self.names.own[place] = formula
            self.names.waiting[place] = (entry, written)
            return
        self.names.taken[place] = meaning
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
        if chain is None or chain.formulas or chain.unread or chain.result is None:
            return False
        self._note(entry, *chain.contradiction)
        return True

    # Values.

    def _array(self, entry: Entry) -> bool:
        """A vector or a matrix, in numbers or as a formula: one answer for each entry."""
        spread = self.arrays.spread(entry)
        if isinstance(spread, Fault):
            self.sheet.faults.append(spread)
        else:
            for each in spread:
                self.entry(each)
        return isinstance(spread, Fault) or bool(spread)

    def _reader(self, entry: Entry) -> Read:
        """How a member of the entry's chain is read: as a student's formula, or as one of whole arrays."""

        def formula_of(written: str) -> Expression:
            """The formula of a text, or the only one that a formula of arrays comes to."""
            try:
                return read_formula(written, lambda word: self.names.known(word, entry))
            except ExpressionError:
                formulas = self.arrays.formulas(written)
                if len(formulas) != 1:
                    raise
                return formulas[0]

        return formula_of

    def _read(self, entry: Entry) -> Chain | None:
        """The chain of an entry; None where a part of it is not understood."""
        try:
            return read_chain(entry.value, self._reader(entry), self.given, self.key.figures)
        except ExpressionError:
            return None

    def _chain(self, entry: Entry, meanings: tuple[Meaning, ...], label: str) -> None:
        """Of a chain, formula = numbers = result: the formulas count, and the last number."""
        chain = read_chain(entry.value, self._reader(entry), self.given, self.key.figures)
        update = self._update(entry, meanings, chain)
        if update is not None:
            meanings, label = (update,), ""
        for text, formula in chain.formulas:
            self._formula(entry, text, formula, meanings, label)
        if chain.result is not None:
            self._number(entry, chain, meanings, label)
        self.sheet.faults += [Fault(entry, str(error), error.place, in_formula=True) for error in chain.unread]

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
        if chain.result is None or fits(self.key, chain.result, Meaning(line)):
            calculated = chain.result is not None and len(chain.result.worked) > 0
            return (
                meaning if calculated and chain.result is not None and fits(self.key, chain.result, meaning) else None
            )
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
        right_for = fitting(self.key, quantity, meanings)
        chosen = right_for[0] if right_for else self._of_its_sign(quantity, meanings)
        if right_for and chosen != meanings[0]:
            # A name means one thing on one sheet.
            self.names.taken[self.names.place(entry.name)] = chosen
        self.sheet.answers.append(
            Answer(
                label or self.names.label(chosen),
                chain.text,
                chosen.line,
                chosen.scale,
                number=quantity.divided(chosen.scale),
                at=entry.line,
                others=() if right_for else tuple(m for m in meanings if m != chosen),
                notes=chain.contradiction,
                called=self.names.called(chosen, entry),
            )
        )

    def _of_its_sign(self, quantity: WrittenNumber, meanings: tuple[Meaning, ...]) -> Meaning:
        """Of meanings that are negatives of each other the one that has the number's sign."""
        first = meanings[0]
        if first.line in self.key.lines and Meaning(first.line, -first.scale) in meanings:
            true = self.key.truth[first.line]
            if (true < 0 and quantity.value * first.scale > 0) or (true > 0 and quantity.value * first.scale < 0):
                return Meaning(first.line, -first.scale)
        return first

    def _formula(
        self, entry: Entry, written: str, formula: Expression, meanings: tuple[Meaning, ...], label: str
    ) -> None:
        if not meanings:
            self._unknown(entry, entry)
            return
        known = [m for m in meanings if m.line in self.key.lines]
        step = self.key.step(meanings[0].line)
        if step is not None and step.kind is Kind.GIVEN:
            if names_of(formula):
                # What is given has no formula: the name is the student's own, as t1 may be.
                self.names.own[normalized(entry.name)] = formula
            else:
                self._set_again(entry, step.name, formula)
            return
        if not known or _says_nothing(formula, meanings):
            return
        chosen = known[0]
        weak = self.key.names.is_weak(entry.name) and not entry.meanings
        if len(known) > 1 or weak:
            equal = [m for m in known if same(pairs(self.key.points, m.line, m.scale, formula))]
            equal = equal or self._with_numbers(known, formula)
            if weak and not equal:
                # A single letter, or "error", that is not the loss is the student's own.
                self.names.own[normalized(entry.name)] = formula
                return
            chosen = equal[0] if equal else known[0]
            if equal and chosen != meanings[0]:
                self.names.taken[self.names.place(entry.name)] = chosen
        self.sheet.answers.append(
            Answer(
                label or self.names.label(chosen),
                written,
                chosen.line,
                chosen.scale,
                formula=formula,
                at=entry.line,
                repair=entry.repair,
                called=self.names.called(chosen, entry),
            )
        )

    def _with_numbers(self, known: list[Meaning], formula: Expression) -> list[Meaning]:
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
    interpreter = SheetInterpreter(key, entries, turned)
    for entry in entries:
        interpreter.read(entry)
    return interpreter.finished()


def _says_nothing(formula: Expression, meanings: tuple[Meaning, ...]) -> bool:
    return formula.op == "name" and formula.args[0] == meanings[0].line
