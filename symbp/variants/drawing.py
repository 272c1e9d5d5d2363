"""The numbers of a variant: drawn from a seed and a name, and drawn again until they work out well."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from symbp.errors import SymbpError
from symbp.limits import MOST_TRIES
from symbp.losses.base import Targets
from symbp.reading.codes import code_of
from symbp.remember import remembered
from symbp.spec import Assignment, load
from symbp.spec.assignment import Range, Sample, VariantRules
from symbp.spec.numbers import Number, read_number
from symbp.spec.variation import Changes, varied_text
from symbp.spec.warnings import with_warnings
from symbp.steps import Derivation
from symbp.variants.vetting import Vetting


def variant(
    assignment: Assignment | str | Path, student: str, seed: int = 0, vetting: Vetting | None = None
) -> Assignment:
    """The assignment with the numbers of one student.

    Args:
        assignment: line by line, or its name or file; its table ``[variants]`` says what varies.
        student: a name or a number; the same one has the same numbers for ever.
        seed: of the course.
        vetting: of the same assignment, to be used again.

    Raises:
        SymbpError: no numbers within the ranges work out.

    >>> variant("nndl3", "anna").title
    'NNDL assignment 3 (0/anna)'
    """
    base = assignment if isinstance(assignment, Assignment) else load(assignment, arrays=False)
    assert isinstance(base, Assignment)
    code = code_of(student, seed)
    like, base = base, _structured(base, code)
    vetting = vetting if vetting is not None and vetting.base is base else vetting_of(base)
    reasons: Counter[str] = Counter()
    for attempt in range(MOST_TRIES):
        candidate = _numbered(base, _Draws(f"{code}\n{attempt}"), like)
        reason = vetting.fault(candidate)
        if not reason:
            title, source = f"{like.title or like.name} ({code})", f"{like.source} --variant {code}"
            return with_warnings(replace(candidate, title=title, source=source, variant=code, warnings=()))
        reasons[reason] += 1
    most, count = reasons.most_common(1)[0]
    message = f"no variant of {base.name} for {student} in {MOST_TRIES} draws; {count} of them had {most}."
    raise SymbpError(f"{message} Expected wider ranges, or more decimals, in [variants]")


@remembered(16)
def vetting_of(assignment: Assignment) -> Vetting:
    """The vetting of an assignment, prepared once for all its variants."""
    return Vetting(assignment)


def lines_of(assignment: Assignment, student: str, seed: int) -> Derivation:
    """The lines of a student's variant, whatever its numbers are."""
    return vetting_of(_structured(assignment, code_of(student, seed))).derivation


def _structured(base: Assignment, code: str) -> Assignment:
    """The assignment with the activations and the layers of a student, where its rules name several."""
    rules, draws = base.variants, _Draws(f"{code}\nstructure")
    changes: dict[str, object] = {}
    if rules.activations:
        changes["activation"] = rules.activations[draws.below(len(rules.activations))]
    if rules.layers:
        # The parameters are drawn in any case: there are others than the file has.
        changes |= {"network.layers": rules.layers[draws.below(len(rules.layers))], "fill": 1}
    return _varied(rules.text, base.name, changes) if changes else base


@remembered(16)
def _varied(text: str, name: str, changes: Changes) -> Assignment:
    return varied_text(text, name, changes)


@dataclass
class _Draws:
    """Numbers that depend on a text alone: digests, so that no library can change them."""

    text: str
    count: int = 0

    def below(self, most: int) -> int:
        """A whole number from 0 to below ``most``."""
        self.count += 1
        digest = hashlib.sha256(f"symbp variant 1\n{self.text}\n{self.count}".encode()).digest()
        return int.from_bytes(digest) % most


def _numbered(base: Assignment, draws: _Draws, like: Assignment) -> Assignment:
    """The assignment with drawn numbers, which are like those of the one that the teacher wrote."""
    rules = base.variants
    parameters, models = dict(base.parameters), _kinds(like)
    for kind, names in _kinds(base).items():
        numbers = [like.parameters[name] for name in models[kind]]
        if (kind in rules.vary or rules.layers) and names and (rules.layers or not _fixed(rules, kind, numbers)):
            draw = _drawer(rules, kind, numbers, draws)
            parameters |= {name: draw() for name in names}
    batches = [base.samples, *base.later]
    every = [sample for batch in batches for sample in batch]
    given = {"inputs": [x for sample in every for x in sample.x], "targets": [y for sample in every for y in sample.y]}
    free = base.loss.function.targets is Targets.NUMBERS
    drawers = {
        kind: _drawer(rules, kind, numbers, draws)
        for kind, numbers in given.items()
        if kind in rules.vary and numbers and (free or kind == "inputs") and not _fixed(rules, kind, numbers)
    }
    if base.formulas is not None:
        # The data of formulas may be targets, shares or masks: nobody says what they may be.
        drawers = {}

    def new_sample(sample: Sample) -> Sample:
        """A sample with new inputs and targets, where they are drawn."""
        return Sample(
            tuple(drawers["inputs"]() for _ in sample.x) if "inputs" in drawers else sample.x,
            tuple(drawers["targets"]() for _ in sample.y) if "targets" in drawers else sample.y,
        )

    first, *later = [tuple(map(new_sample, batch)) for batch in batches]
    return replace(base, parameters=parameters, samples=first, later=tuple(later))


def _kinds(assignment: Assignment) -> dict[str, list[str]]:
    """The names of the weights, and of the biases that are trained."""
    network, fixed = assignment.network, assignment.parameters.keys() - set(assignment.trained)
    weights = [name for name in assignment.parameters if name in network.weights]
    biases = [name for name in assignment.parameters if name not in network.weights and name not in fixed]
    return {"weights": weights, "biases": biases}


def _fixed(rules: VariantRules, kind: str, numbers: list[Number]) -> bool:
    """Whether numbers are false and true, and mean no more or less than that."""
    return kind not in rules.ranges and all(number.value in (0, 1) for number in numbers)


def _drawer(rules: VariantRules, kind: str, numbers: list[Number], draws: _Draws) -> Callable[[], Number]:
    """A function that draws a number of a kind, never 0."""
    decimals = rules.decimals if rules.decimals is not None else max(1, *map(_decimals, numbers))
    low, high = rules.ranges.get(kind) or _range(kind, [number.value for number in numbers])
    unit = Fraction(1, 10**decimals)
    first, last = -(-low // unit), high // unit
    values = [k for k in range(int(first), int(last) + 1) if k] if last - first < _MOST_VALUES else []
    if not values:
        message = f"variants.{kind}: no number of {decimals} decimals but 0 lies from {low} to {high}"
        raise SymbpError(message)
    return lambda: _number(values[draws.below(len(values))], decimals)


_MOST_VALUES = 100_000


def _range(kind: str, values: list[Fraction]) -> Range:
    """The range of the numbers of an assignment: weights and biases on both sides of 0."""
    largest = max(map(abs, values)) or Fraction(1)
    low = min(values)
    return (-largest, largest) if kind in ("weights", "biases") or low < 0 else (min(low, largest / 5), largest)


def _decimals(number: Number) -> int:
    """How many decimals a number is written with; at most three, where it was drawn by a program."""
    return min(3, len(number.text.partition("e")[0].partition(".")[2]))


def _number(units: int, decimals: int) -> Number:
    sign, digits = "-" * (units < 0), str(abs(units)).zfill(decimals + 1)
    text = f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"
    return read_number(text.rstrip("0").rstrip(".") if decimals else text)


def numbers_of(assignment: Assignment) -> Mapping[str, str]:
    """The numbers of a variant by the names of their lines, as they are written."""
    return {name: number.text for name, number in assignment.numbers.items()}
