"""The meanings of the names on one sheet: those of the assignment, the sheet's numbering, and the student's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import sympy as sp

from symbp.marking.aliases import INTO, OUT_OF
from symbp.marking.entry import LONGEST_CELL, Entry
from symbp.marking.expression import Expression, ExpressionError, name as named, number, to_sympy
from symbp.marking.families import read_rows
from symbp.marking.formulas import read_formula
from symbp.marking.names import Meaning
from symbp.marking.numbering import inferred
from symbp.marking.reading.naming import belongs_to, described, names_in
from symbp.marking.readings import Why
from symbp.marking.sheet import Sheet, label_of, printable
from symbp.marking.spelling import normalized
from symbp.marking.written import WrittenNumber, read_written
from symbp.reading.general import is_general
from symbp.reading.statements import is_prose, top_level
from symbp.steps import Kind

MOST_OWN_LINES = 150
_ONE_NAME = re.compile(r"[^\W\d][\w{}^\[\]'+/∂]{0,30}")
_JOINED = re.compile(r"[*·×/]|\\cdot|\\times|\\frac|^\s*+[-−\d(]")


class SheetNames:
    """The meanings of the names of one sheet.

    Args:
        sheet: the sheet; quantities that are products of others are added to its ``own_lines``.
        entries: all entries of the sheet, in their order.
        turned: kinds of lines whose names mean their negatives on this sheet: target − output.
    """

    def __init__(self, sheet: Sheet, entries: Sequence[Entry], turned: frozenset[Kind] = frozenset()) -> None:
        self.key = sheet.key
        self.sheet = sheet
        self.turned = turned
        self.own: dict[str, Expression] = {}
        self.taken: dict[str, Meaning] = {}
        self.waiting: dict[str, tuple[Entry, Entry]] = {}
        self.exact = frozenset(self.key.names.key(step.name) for step in self.key.derivation)
        letters = {entry.name.strip() for entry in entries if len(entry.name.strip()) == 1}
        free = (letter for letter in letters if letter.islower() and letter not in self.key.derivation)
        self.cased = {letter for letter in free if letter.upper() in letters}
        self._define(entries)
        self.numbering = inferred(self.key, list(self._names_and_numbers(entries)))

    def _define(self, entries: Sequence[Entry]) -> None:
        """Take the sheet at its word: "let z1 be the net input of h1", or ``z1 = net_h1``."""
        said: dict[str, set[Meaning]] = {}
        for entry in entries:
            meaning = self._definition(entry)
            if meaning is not None:
                said.setdefault(self.place(entry.name), set()).add(meaning)
        for place, meanings in said.items():
            # A name that is defined twice is none of one quantity.
            if len(meanings) == 1 and place not in self.exact:
                self.taken[place] = self._as_turned(tuple(meanings))[0]

    def _definition(self, entry: Entry) -> Meaning | None:
        """The quantity that an entry says its name stands for; None where it defines nothing."""
        ways: Sequence[str] = entry.defines
        if not ways and _ONE_NAME.fullmatch(entry.name.strip()) and not entry.meanings and entry.formula is None:
            first = next((member.strip() for _, member in top_level(entry.value[:LONGEST_CELL])), "")
            unknown = _ONE_NAME.fullmatch(first) and not self.key.names.meanings(
                entry.name, entry.iteration, entry.sample
            )
            ways = (first,) if unknown and "=" in f"{entry.name} = {entry.value}" and not first.isdigit() else ()
        meanings = next(filter(None, (self.key.names.meanings(way, entry.iteration, entry.sample) for way in ways)), ())
        return meanings[0] if meanings else None

    def _names_and_numbers(self, entries: Sequence[Entry]) -> Iterator[tuple[list[str], WrittenNumber | None]]:
        """The possible names of each entry, and its number."""
        for entry in entries:
            if (
                entry.meanings
                or entry.defines
                or self.place(entry.name) in self.taken
                or entry.formula is not None
                or len(entry.name) > LONGEST_CELL
                or len(entry.value) > LONGEST_CELL
                or is_general(entry.value, self.key.constants)
            ):
                continue
            *_, (_, last) = top_level(entry.value)
            if read_rows(last) is not None:
                continue
            yield list(names_in(entry.name)), read_written(last.strip(" .;,"))

    def named(self, entry: Entry) -> Entry:
        """The entry with the name that stands in the words before its sign, or that these words describe."""
        if entry.meanings or entry.formula is not None or not (entry.name or entry.label):
            return entry
        whole, *tails = list(names_in(entry.name))
        if self._is_known(whole, entry):
            return entry if whole == entry.name else replace(entry, name=whole)
        strong = [
            tail for tail in tails if entry.name[: len(entry.name) - len(tail)].rstrip(" *`").endswith((":", "："))
        ]
        above = () if is_prose(entry.name) else self._described(entry.label)
        if not entry.name:
            above = (*names_in(entry.label), *above)
        for name in (*strong, *self._described(entry.name), *tails, *above):
            if self._is_known(name, entry):
                return replace(entry, name=name)
        last = entry.name.split()[-1] if entry.name.split() else ""
        own = re.fullmatch(r"[^\W\d]\w*+'?", last) is not None and not self.meanings(last, entry)
        return replace(entry, name=last) if own else entry

    def _described(self, text: str) -> tuple[str, ...]:
        """Names for what words describe; none where they speak of two units, as "Loss of o to h1"."""
        if text.rstrip().endswith(("|", ")")):
            # A formula stands before the sign, and words before that: "the loss is a line beyond |o - y| = 1".
            return ()
        units = [word for word in belongs_to(text) if self.key.names.meanings(f"net_{word}")]
        return described(text) if len(units) < 2 else ()

    def _is_known(self, name: str, entry: Entry) -> bool:
        """Whether a name means something on this sheet: a quantity, an array of them, a product of known ones."""
        if self.place(name) in self.own or self.meanings(name, entry):
            return True
        if self.key.families.rows(name, entry.iteration, entry.sample) is not None:
            return True
        return _JOINED.search(name) is not None and bool(self.left(replace(entry, name=name))[0])

    def meanings(self, word: str, entry: Entry) -> tuple[Meaning, ...]:
        """The meanings of a name on this sheet, the likeliest first."""
        place = self.place(word)
        if place in self.taken:
            return (self.taken[place],)
        if word.strip() in self.cased:
            # The sheet has a capital of it as well: e beside E is not the loss.
            return ()
        sample = entry.sample or _sample_of(entry.name)
        own = self.numbering.own_name(word) if self.numbering is not None else ""
        ways = (own, word) if self.numbering is not None and self.numbering.first else (word, own)
        meanings = next((m for way in ways if way and (m := self.key.names.meanings(way, entry.iteration, sample))), ())
        rows = None if meanings else self.key.families.rows(word, entry.iteration, entry.sample)
        if rows is not None and len(rows) == 1 and len(rows[0]) == 1:
            meanings = (Meaning(rows[0][0]),)
        return self._as_turned(meanings or self._derivative_by_own(normalized(word)), word)

    def why(self, written: Entry, named: Entry) -> Why:
        """The reason for which an entry, as it was written, was taken for what it was."""
        if written.defines:
            return Why.SAID
        if written.meanings:
            return Why.PLACE
        if self.place(named.name) in self.taken:
            return Why.FORMULA
        if self.place(named.name) in self.own:
            return Why.OWN
        sample = named.sample or _sample_of(named.name)
        if self.key.names.meanings(named.name, named.iteration, sample):
            return Why.NAME if named.name == written.name else Why.WORDS
        by_number = self.numbering.own_name(named.name) if self.numbering is not None else ""
        known = bool(by_number) and bool(self.key.names.meanings(by_number, named.iteration, sample))
        rows = self.key.families.rows(named.name, named.iteration, named.sample)
        return Why.NUMBERING if known else Why.NAME if rows is not None else Why.PRODUCT

    def _as_turned(self, meanings: tuple[Meaning, ...], word: str = "") -> tuple[Meaning, ...]:
        """The meanings on a sheet whose deltas have the other sign; a derivative written as one has its own."""
        if "/" in normalized(word) and not self.key.assignment.marking.target_minus_output:
            return meanings
        return tuple(Meaning(m.line, -m.scale) if self._is_turned(m.line) else m for m in meanings)

    def _is_turned(self, line: str) -> bool:
        step = self.key.step(line) if self.turned else None
        return step is not None and step.kind in self.turned

    def label(self, meaning: Meaning) -> str:
        """The name of a quantity in a report; a turned one by the name that the sheet has for it."""
        scale = -meaning.scale if self._is_turned(meaning.line) else meaning.scale
        return label_of(Meaning(meaning.line, scale))

    def called(self, meaning: Meaning, entry: Entry) -> str:
        """The sheet's own name for what is a multiple of a line, as a delta of the other sign; "" for a line itself."""
        itself = meaning.scale == 1 and not self._is_turned(meaning.line)
        return "" if itself or entry.meanings else printable(entry.name.strip())

    def place(self, word: str) -> str:
        """The key of a name of the student's own; a small letter has one of its own beside its capital."""
        letter = word.strip()
        return f"small {letter}" if letter in self.cased else self.key.names.key(word)

    def _derivative_by_own(self, plain: str) -> tuple[Meaning, ...]:
        """``dh2_raw`` is the derivative by what h2_raw has been found to be."""
        if not self.taken:
            return ()
        for head in (*INTO, *OUT_OF):
            own = self.taken.get(plain.removeprefix(head)) if plain.startswith(head) else None
            step = self.key.derivation.derivative("L", own.line) if own is not None else None
            if step is not None:
                return (Meaning(step.name),)
        return ()

    def left(self, entry: Entry) -> tuple[tuple[Meaning, ...], str]:
        """The meaning of the left side, and its name."""
        meanings = self._as_turned(entry.meanings) or self.meanings(entry.name, entry)
        if meanings:
            # A delta of the other sign in a listing is called as the line is.
            return meanings, entry.name if entry.meanings and entry.meanings[0].scale < 0 else ""
        try:
            left = read_formula(entry.name, lambda word: self._factor(word, entry), split=False)
            expr = to_sympy(left)
        except ExpressionError:
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
            raise ExpressionError(message)
        if twin is None:
            twin = str(rest)
            self.sheet.own_lines[twin] = rest
        return (Meaning(twin, scale),), entry.name

    def _factor(self, word: str, entry: Entry) -> Expression | None:
        """A word of a product on the left; a word that people use in sentences is none."""
        return None if self.key.names.is_weak(word) else self.known(word, entry)

    def known(self, word: str, entry: Entry) -> Expression | None:
        """The meaning of a name in a formula: a line, its negative, or a formula of the sheet's own."""
        own = self.own.get(self.place(word))
        if own is not None:
            self.waiting.pop(self.place(word), None)
            return own
        meanings = self.meanings(word, entry)
        if not meanings:
            return None
        # Where a name has two meanings, a product of other quantities has the first.
        meaning = meanings[0]
        return named(meaning.line) if meaning.scale == 1 else number(meaning.scale) * named(meaning.line)


def _sample_of(name: str) -> int:
    """The sample that a name speaks of: (o1 - y1)/2 on the right of dL/din_o1[1] is of the first."""
    if "[" not in name:
        return 0
    tags = set(re.findall(r"\[(\d{1,3})\]", name[:LONGEST_CELL]))
    return int(tags.pop()) if len(tags) == 1 else 0
