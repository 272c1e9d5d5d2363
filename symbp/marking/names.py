"""Names as students write them: ``dw1``, ``∂L/∂w_1``, ``grad w1`` all mean one line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import sympy as sp

from symbp.errors import LONGEST_WORD, nearest
from symbp.marking.aliases import aliases
from symbp.marking.course_names import course_names
from symbp.marking.spelling import by_layer_last, by_time, normalized, spelled
from symbp.quantity import Quantity, gradient_of, updated_name
from symbp.spec.assignment import Assignment, Batch
from symbp.steps import CARRIED, TRAINED, Derivation, Kind, Role, Step, names_in, symbol

WEAK = frozenset({"c", "e", "j", "error", "err", "cost"})
"""Names of the loss that people use for other things too."""
_MOST_REMEMBERED = 10_000
_LONGEST_WEIGHT = 60
_LIKE = 0.6
"""How much of a name has to be the same for it to be one that was misspelt: output is not like out_h1."""
_TAG = re.compile(r"\[\d+\]|@\d+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a name: so many times a line.

    ``delta_o1[2]`` of a course that works each sample by itself is N times the line ``dL/din_o1[2]``
    of a mean over N samples.
    """

    line: str
    scale: Fraction = Fraction(1)

    def __hash__(self) -> int:
        # Names are looked up by the hundred thousand, and the hash of a fraction takes long.
        return hash(self.line)


class Names:
    """The lines of a derivation, and what people calculate beside them, by every name.

    A spelling that two lines may have stands for both of them: the reader takes the one that what
    was written is right for.
    """

    def __init__(self, assignment: Assignment, derivation: Derivation) -> None:
        self.assignment = assignment
        self.derivation = derivation
        self._remembered: dict[tuple[str, int, int], tuple[Meaning, ...]] = {}

    def meanings(self, written: str, iteration: int = 0, sample: int = 0) -> tuple[Meaning, ...]:
        """The meanings that a written name can have, the likeliest first.

        Args:
            written: the name.
            iteration: the iteration of training that it stands under; 0 where it says so itself.
            sample: the sample that it stands under.
        """
        asked = (written, iteration, sample)
        meanings = self._remembered.get(asked)
        if meanings is None:
            short = len(written) < _LONGEST_WEIGHT
            # w_{12}^{(2)} has the letters of the course's w^{(1)}_{22}, and is no other than w^{(2)}_{12}.
            own = normalized(written) in self._as_the_course_writes and "_" in written.partition("^")[2]
            other = by_layer_last(written) if short and not own else ""
            meanings = self._meanings_of(other, iteration, sample) if other else ()
            meanings = meanings or self._meanings_of(written, iteration, sample)
            if not meanings and short and (timed := by_time(written)) != written:
                meanings = self._meanings_of(timed, iteration, sample)
            if len(self._remembered) < _MOST_REMEMBERED and len(written) < 60:
                self._remembered[asked] = meanings
        return meanings

    def key(self, written: str) -> str:
        """A name without what people write differently; with its capitals where these tell two lines apart."""
        plain = normalized(written)
        if plain not in self._cased:
            return plain
        kept = spelled(written)
        return kept if kept in self._cased[plain] else plain

    @cached_property
    def _cased(self) -> Mapping[str, frozenset[str]]:
        """The spellings of lines that only their capitals tell apart, by what they have in common."""
        spellings: dict[str, set[str]] = {}
        for step in self.derivation:
            # A network has names of one kind only; formulas have those that their author gave.
            others = () if self.assignment.formulas is None else aliases(self.assignment, step, step.quantity.plain)
            for name in (step.name, *others):
                spellings.setdefault(normalized(name), set()).add(spelled(name))
        return {plain: frozenset(each) for plain, each in spellings.items() if len(each) > 1}

    def is_weak(self, written: str) -> bool:
        """Whether a name is one of the loss that people use for other things too."""
        return self.assignment.formulas is None and normalized(written) in WEAK

    def _meanings_of(self, written: str, iteration: int, sample: int) -> tuple[Meaning, ...]:
        key = self.key(written)
        if not key or len(key) > 200:
            return ()
        if self.assignment.online and "@" not in key and (online := _TAG.search(key)):
            # One update a sample: the second sample is the second iteration.
            number = int(online.group()[1:-1])
            key = key.replace(online.group(), f"@{number}" if number > 1 else "")
        key = key.removesuffix("@1")
        timed = Quantity.named(key)
        if timed.iteration > 1 and timed.word in self._parameters:
            return (Meaning(self._begins_with(self._parameters[timed.word], timed.iteration)),)
        where = f"[{sample}]" if sample and not self.assignment.online else ""
        iteration = sample if sample and self.assignment.online else iteration
        later = f"@{iteration}" if iteration > 1 else ""
        constant = (
            next((meant for tags in (where, "") if (meant := self._meanings.get(key + tags))), ()) if later else ()
        )
        if constant and self._stays(constant[0].line, later):
            return constant
        for tags in dict.fromkeys((where + later, later, where, "")):
            meant = self._meanings.get(key + tags, ())
            if meant and later and not tags.endswith(later):
                # In a later iteration a parameter is what the iteration before has made of it.
                meant = tuple(Meaning(self._begins_with(m.line, iteration), m.scale) for m in meant)
            if meant:
                # Below the heading of a sample may stand what belongs to all of them: a gradient, the loss.
                whole = self._meanings.get(key + later, ()) if tags == where + later and where else ()
                return tuple(dict.fromkeys((*meant, *whole)))
        return ()

    def _stays(self, line: str, later: str) -> bool:
        """Whether a line is given, and the same in every iteration."""
        if line not in self.derivation:
            return False
        step = self.derivation[line]
        return step.kind is Kind.GIVEN and step.why not in CARRIED and f"{line}{later}" not in self.derivation

    @cached_property
    def _parameters(self) -> Mapping[str, str]:
        return {normalized(step.name): step.name for step in self.derivation.givens(*TRAINED)}

    def _begins_with(self, line: str, iteration: int) -> str:
        if line not in self.derivation or self.derivation[line].why not in CARRIED:
            return line
        return updated_name(line, iteration - 1)

    def line(self, written: str) -> str | None:
        """The likeliest line of a written name; None if there is none.

        >>> from symbp import derive, load
        >>> a = load("nndl3")
        >>> Names(a, derive(a)).line("∂E/∂w_1")
        'dL/dw1'
        """
        meant = self.meanings(written)
        return meant[0].line if meant else None

    def nearest(self, written: str) -> str:
        """The line that is spelt most like a name; "" where none is near.

        >>> from symbp import derive, load
        >>> a = load("nndl3")
        >>> Names(a, derive(a)).nearest("ot_h1"), Names(a, derive(a)).nearest("output")
        ('out_h1', '')
        """
        names = sorted(step.name for step in self.derivation if step.expr is not None)
        lines = {normalized(name): name for name in names}
        return lines.get(nearest(normalized(written[:LONGEST_WORD]), lines, _LIKE), "")

    @cached_property
    def helpers(self) -> Mapping[str, sp.Expr]:
        """Quantities calculated beside the lines: errors, steps, shares of the loss, gradients of a sample."""
        helpers: dict[str, sp.Expr] = {}
        for step in self.derivation:
            quantity, where = step.quantity, step.quantity.where
            if step.kind is Kind.ACT and step.place.layer == len(self.assignment.network.layers) - 1:
                target = self._target(step)
                if target is not None:
                    helpers[f"err_{quantity.unit}{where}"] = symbol(step.name) - target
            if step.kind is Kind.PRE:
                helpers.update(_local(step))
            if step.kind is Kind.UPDATE:
                helpers.update(self._step(step))
            if step.kind is Kind.LOSS and quantity.word == "L":
                helpers.update(self._shares(step, where))
            if step.kind is Kind.GRADIENT and len(self.assignment.samples) > 1:
                helpers.update(_of_samples(step))
        return helpers

    def _step(self, step: Step) -> Iterator[tuple[str, sp.Expr]]:
        """By how much an update moves a parameter."""
        gradient = next((name for name in step.uses if Quantity.named(name).is_gradient), None)
        if self.assignment.optimizer.plain and gradient is not None:
            yield f"step_{step.quantity.word}{step.quantity.where}", symbol("eta") * symbol(gradient)

    def _target(self, step: Step) -> sp.Symbol | None:
        """The target of an output, that of its own iteration where each has others."""
        place, iteration = step.place, step.quantity.iteration
        targets = [
            given
            for given in self.derivation.givens(Role.TARGET)
            if (given.place.unit, given.place.sample) == (place.unit, place.sample)
        ]
        own = [given for given in targets if given.quantity.iteration == iteration]
        return next((symbol(given.name) for given in (*own, *targets)), None)

    def _shares(self, step: Step, where: str) -> Iterator[tuple[str, sp.Expr]]:
        """Each output's share of the loss of a sample, where it is a sum of them."""
        outputs = [unit.name for unit in self.assignment.network.outputs]
        terms: dict[str, list[sp.Expr]] = {name: [] for name in outputs}
        expanded = sp.expand_mul(step.expr)
        for term in sp.Add.make_args(expanded):
            about = {name for name in outputs if {f"out_{name}{where}", *self._parts(name, where)} & names_in(term)}
            if len(about) != 1:
                return
            terms[about.pop()].append(term)
        if len(outputs) > 1:
            yield from ((f"L_{name}{where}", sp.Add(*parts)) for name, parts in terms.items())

    def _parts(self, unit: str, where: str) -> set[str]:
        part = self.assignment.loss.function.link
        return {f"{part}_{unit}{where}"} if part else set()

    @cached_property
    def _meanings(self) -> Mapping[str, tuple[Meaning, ...]]:
        by_alias: dict[str, dict[Meaning, None]] = {}
        exact = {self.key(step.name): (Meaning(step.name),) for step in self.derivation}
        for alias, meaning in (*self._line_aliases(), *self._helper_aliases()):
            by_alias.setdefault(alias, {})[meaning] = None
        known = {key: tuple(meanings) for key, meanings in by_alias.items()} | exact
        # What the course calls so comes first.
        return known | {
            key: tuple(dict.fromkeys((own, *known.get(key, ())))) for key, own in self._as_the_course_writes.items()
        }

    @cached_property
    def _as_the_course_writes(self) -> Mapping[str, Meaning]:
        """The lines by their names in the notation of the assignment; of two lines of one name none."""
        by_name: dict[str, dict[Meaning, None]] = {}
        for name, line, sign in course_names(self.assignment.notation, self.derivation):
            iteration = Quantity.named(line).iteration
            key = self.key(name) + (f"@{iteration}" if iteration > 1 else "")
            by_name.setdefault(key, {})[Meaning(line, Fraction(sign))] = None
        return {name: next(iter(meanings)) for name, meanings in by_name.items() if len(meanings) == 1}

    def _line_aliases(self) -> Iterator[tuple[str, Meaning]]:
        others = self._of_parameters
        for step in self.derivation:
            quantity, where = step.quantity.plain, step.quantity.where
            for alias in aliases(self.assignment, step, quantity):
                yield self.key(alias) + where, Meaning(step.name)
            named = step.kind in (Kind.GRADIENT, Kind.UPDATE, Kind.GIVEN)
            for other in others.get(quantity.subject, ()) if named else ():
                about = quantity.about(other)
                for alias in (*aliases(self.assignment, step, about), str(about)):
                    yield normalized(alias) + where, Meaning(step.name)

    @cached_property
    def _of_parameters(self) -> Mapping[str, tuple[str, ...]]:
        """Other names of parameters: what each is, and what it belongs to: w_x1h1, w_h1x1, weight_w1, bias_h1."""
        network = self.assignment.network
        kinds = {Role.WEIGHT: "weight", Role.BIAS: "bias", Role.FIXED: "bias"}
        given = [step for step in self.derivation.givens() if step.why in kinds]
        names = {step.name: {f"{kinds[Role(step.why)]}_{step.name}": None} for step in given}
        for each in network.connections:
            ends = (f"w_{each.source.name}{each.target.name}", f"w_{each.target.name}{each.source.name}")
            names.setdefault(each.name, {}).update(dict.fromkeys(ends))
        for unit, link in network.bias_of.items():
            names.setdefault(link.name, {})[f"bias_{unit}"] = None
        at_outputs = {network.bias_of[unit.name].name for unit in network.outputs if unit.name in network.bias_of}
        for word, biases in (("bias_output", at_outputs), ("bias", {*network.bias_names})):
            for bias in biases if len(biases) == 1 else ():
                names.setdefault(bias, {})[word] = None
        return {parameter: tuple(others) for parameter, others in names.items()}

    def _helper_aliases(self) -> Iterator[tuple[str, Meaning]]:
        mean = self.assignment.loss.batch is Batch.MEAN
        count = Fraction(len(self.assignment.samples) if mean else 1)
        for name in self.helpers:
            quantity = Quantity.named(name)
            where, unit = quantity.where, normalized(quantity.unit)
            if quantity.of and quantity.wrt and quantity.of.letter == "in":
                below = quantity.wrt.unit if quantity.wrt.letter == "out" else quantity.wrt.word
                for head in ("dnet", "dz", "din"):
                    for end in sorted({quantity.wrt.word, below, f"a{below}"}):
                        yield normalized(f"{head}{quantity.of.unit}/d{end}") + where, Meaning(name)
            elif quantity.letter == "err":
                delta = gradient_of(str(replace(quantity, word=f"in_{quantity.unit}")))
                for alias in ("err", "error", "e", "diff"):
                    # In some books the error of a unit is its delta, with target - output.
                    for line, sign in itertools.product((name, delta), (1, -1)):
                        yield f"{alias}{unit}{where}", Meaning(line, Fraction(sign))
            elif quantity.letter == "step":
                gradient = gradient_of(str(replace(quantity, word=quantity.unit)))
                for alias in ("step", "change", "lrd", "etad", "delta"):
                    # Where the rate is a factor of the update, what is added is the gradient without it.
                    for line, sign in itertools.product((name, gradient), (1, -1)):
                        yield f"{alias}{unit}{where}", Meaning(line, Fraction(sign))
            elif quantity.letter == "L":
                yield normalized(name), Meaning(name)
                units = [each.name for each in self.assignment.network.outputs]
                for of in (unit, str(units.index(quantity.unit) + 1)):
                    yield from (
                        (f"{alias}{of}{where}", Meaning(name)) for alias in ("e", "error", "loss", "j", "cost", "l")
                    )
            elif quantity.is_share:
                parameter = normalized(quantity.subject)
                yield normalized(name), Meaning(name, count)
                yield from ((f"{word}{parameter}{where}", Meaning(name, count)) for word in ("d", "dl/d", "grad"))
        for step in self.derivation.of_kind(Kind.ADJOINT):
            quantity = step.quantity
            if step.place.sample and quantity.subject != "L":
                meaning = Meaning(step.name, count)
                yield normalized(gradient_of(str(quantity.wrt), step.place.sample)), meaning
                for alias in aliases(self.assignment, step, quantity.plain) if count != 1 else ():
                    yield normalized(alias) + quantity.where, meaning


def _local(step: Step) -> Iterator[tuple[str, sp.Expr]]:
    """The derivatives that the chain rule is taught with: ∂in_o1/∂w5 is out_h1, and ∂in_o1/∂out_h1 is w5."""
    quantity = step.quantity

    def by(operand: sp.Symbol) -> str:
        """The name of the derivative by an operand."""
        wrt = Quantity(Quantity.named(operand.name).word, sample=quantity.sample)
        return str(Quantity(iteration=quantity.iteration, of=Quantity(quantity.word), wrt=wrt))

    for term in sp.Add.make_args(step.expr or sp.Integer(0)):
        if isinstance(term, sp.Symbol):
            yield by(term), sp.Integer(1)
        factors = [factor for factor in term.args if isinstance(factor, sp.Symbol)]
        if len(factors) == 2:
            for one, other in (factors, reversed(factors)):
                yield by(one), symbol(other.name)


def _of_samples(step: Step) -> Iterator[tuple[str, sp.Expr]]:
    """The part of one sample in a gradient; times the number of samples, for a mean, its own gradient."""
    shares: dict[int, list[sp.Expr]] = {}
    for term in sp.Add.make_args(step.expr or sp.Integer(0)):
        samples = {sample for used in names_in(term) if (sample := Quantity.named(used).of_sample)}
        if len(samples) != 1:
            return
        shares.setdefault(samples.pop(), []).append(term)
    for sample, terms in shares.items():
        yield gradient_of(str(step.quantity.wrt), sample), sp.Add(*terms)
