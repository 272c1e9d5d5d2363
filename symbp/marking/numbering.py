r"""How a sheet numbers units and weights: ``a^{[1]}_2``, ``W^{(2)}_{21}``, ``z_3`` counted through the net, ``w_{13}``.

The assignment has names for its units and weights; a sheet may have numbers in their place. Which numbering it has is
told by the sheet as a whole: the one under which most of its numbers are right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from symbp.marking.judge import fits, is_near
from symbp.marking.key import AnswerKey
from symbp.marking.letters import BIAS_HEADS, KINDS, LAYER, TARGETS, UNIT_HEADS, WEIGHT_HEADS, LetterNumbers, letters_of
from symbp.marking.names import Meaning
from symbp.marking.written import WrittenNumber
from symbp.spec.assignment import Network

_ENOUGH = 3
"""How many numbers more have to be right for a name of the assignment's own to be read otherwise."""

NumberedName = Callable[[LetterNumbers], "str | None"]
"""A way of numbering: the own name of what a place means; None where it means nothing."""

Statements = Sequence[tuple[Sequence[str], WrittenNumber | None]]
"""The possible names of each statement, and its number."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How a sheet numbers units and weights.

    Attributes:
        units, weights: how each is called.
        inputs: the names of the input units, which have no other quantity than their value.
        first: whether numbers are read so even where the assignment has such a name itself.
        shifted: stems of names that the assignment counts from 0 and the sheet from 1; empty where it does not.
    """

    units: NumberedName
    weights: NumberedName
    inputs: frozenset[str] = frozenset()
    first: bool = False
    shifted: frozenset[str] = frozenset()

    def own_name(self, written: str) -> str:
        """A written name with the assignment's names in the place of numbers; "" where a number means nothing."""
        if self.shifted:
            return _counted_from_0(written, self.shifted) or ""
        letters, behind = letters_of(written)
        pieces: list[str] = []
        for letter in letters:
            own = self._own(letter.place) if letter.read else None
            if own is None:
                return ""
            pieces += (letter.before, letter.by, own, letter.said)
        return "".join(pieces) + behind if letters else ""

    def _own(self, place: LetterNumbers) -> str | None:
        if place.head in WEIGHT_HEADS or place.head in BIAS_HEADS:
            parameter = self.weights(place)
            if parameter is not None or place.head not in UNIT_HEADS:
                return parameter
        unit = self.units(place)
        if unit is None or (place.head == "x" and unit not in self.inputs):
            return None
        if unit in self.inputs and place.head not in ("x", "i", "a", "out", "o", "h"):
            return None
        return unit if unit in self.inputs else f"{KINDS.get(place.head, place.head)}_{unit}"


_NAME_AND_NUMBER = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]++)(\d?_)?(\{?)(\d{1,2})(?!\d)")
_PARAMETERS = ("W_", "w_", "b_")
"""The parameters that a sheet numbers behind a low line, of a layer or not: w_12, W1_12."""


def _counted_from_0(written: str, stems: frozenset[str]) -> str | None:
    """A name with every number behind one of these stems one less; None where there is none, "" where one is 0."""
    if len(written) > 120:
        return None
    counted = 0

    def one_less(match: re.Match[str]) -> str:
        """The match with its number one less, if its stem is among these; each is counted."""
        nonlocal counted
        word, mark, digits = match.group(1), match.group(2) or "", match.group(4)
        ways = {word, word.removeprefix("d")}
        unit = mark in ("", "_") and bool(ways & stems)
        parameter = bool(mark) and bool({f"{way}_" for way in ways} & stems)
        if not (unit or parameter):
            return match.group()
        counted += 1
        return match.group()[: -len(digits)] + "".join(str(int(digit) - 1) for digit in digits)

    name = _NAME_AND_NUMBER.sub(one_less, written)
    if not counted:
        return None
    return "" if "-1" in name and "-1" not in written else name


def shifts(network: Network) -> Iterator[frozenset[str]]:
    """The stems of names that a sheet may count from 1 where the assignment counts from 0: units; parameters too."""
    stems = set()
    for layer in network.layers:
        names = [unit.name for unit in layer]
        # What is given by formulas has no units.
        stem = names[0].removesuffix("0") if names else ""
        if names != [f"{stem}{number}" for number in range(len(names))] or not stem.isalpha():
            return
        stems.add(stem)
    yield from (frozenset(stems), frozenset((*stems, *_PARAMETERS)))


def unit_numberings(network: Network) -> Iterator[NumberedName]:
    """The ways in which people number units, the likeliest first."""
    layers = [[unit.name for unit in layer] for layer in network.layers]
    computed = [name for layer in layers[1:] for name in layer]
    every = [name for layer in layers for name in layer]
    for first_layer in (0, 1):
        for first in (1, 0):
            yield partial(_layered, layers, first_layer, first)
    for names in (computed, every):
        for first in (1, 0):
            yield partial(_counted, names, layers[-1], first)
    hidden = [name for layer in layers[1:-1] for name in layer]
    kinds = {"h": hidden, "a": hidden, "x": layers[0], "i": layers[0]}
    yield partial(_by_kind, kinds | dict.fromkeys(("o", "y", "yhat", "t"), layers[-1]))


def _at(names: Sequence[str], place: int) -> str | None:
    return names[place] if 0 <= place < len(names) else None


def _layered(
    layers: Sequence[Sequence[str]],
    first_layer: int,
    first: int,
    place: LetterNumbers,
) -> str | None:
    """a^{[1]}_2, z_{21}: the unit of that number in the layer of that number."""
    layer, index = place.layer, place.numbers
    if layer < 0 and len(place.pair) == 2:
        # z_{21}: the second layer's first unit.
        layer, index = place.pair[0], place.pair[1:]
    elif (
        layer < 0
        and len(index) == 1
        and len(layers) > index[0] - first_layer >= 0
        and len(layers[index[0] - first_layer]) == 1
    ):
        # Of a layer with one unit the number of the layer is enough.
        layer, index = index[0], ()
    if layer < 0 and place.head in TARGETS:
        return _at(layers[-1], index[0] - first) if len(index) == 1 else None
    names = layers[layer - first_layer] if 0 <= layer - first_layer < len(layers) else []
    if layer < 0 and place.head == "x":
        names = layers[0]
    if layer < 0 and place.head in ("yhat", "y", "o"):
        names = layers[-1]
    return _at(names, index[0] - first if index else 0) if len(index) == 1 or len(names) == 1 else None


def _counted(
    names: Sequence[str],
    outputs: Sequence[str],
    first: int,
    place: LetterNumbers,
) -> str | None:
    """z_3: units counted through the net; targets are counted over the outputs."""
    if place.layer >= 0:
        return None
    if place.head in TARGETS:
        return _at(outputs, place.numbers[0] - first) if len(place.index) == 1 else None
    return (
        _at(names, place.numbers[0] - first) if len(place.index) == 1 else names[-1] if place.head == "yhat" else None
    )


def _by_kind(
    kinds: Mapping[str, Sequence[str]],
    place: LetterNumbers,
) -> str | None:
    """h1, h2 for hidden units, y1 or o1 for outputs, x1 or i1 for inputs, whatever their own names are."""
    names = kinds.get(place.head, ())
    if not place.index:
        return names[0] if len(names) == 1 else None
    return _at(names, place.numbers[0] - 1) if place.layer < 0 and len(place.index) == 1 else None


def weight_numberings(network: Network) -> Iterator[NumberedName]:
    """The ways in which people number weights and biases, the likeliest first."""
    layers = [[unit.name for unit in layer] for layer in network.layers]
    by_ends = {(c.source.name, c.target.name): c.name for c in network.connections}
    biases = {unit: bias.name for unit, bias in network.bias_of.items()}
    every = [name for layer in layers for name in layer]
    computed = [name for layer in layers[1:] for name in layer]
    for first_layer in (1, 0):
        for target_first in (True, False):
            for first in (1, 0):
                yield partial(_layered_weights, layers, by_ends, biases, first_layer, first, target_first=target_first)
    for target_first in (False, True):
        for first in (1, 0):
            yield partial(_joined, every, by_ends, biases, first, target_first=target_first)
    into = [c.name for unit in computed for c in network.incoming[unit]]
    out_of = [c.name for unit in every for c in network.connections if c.source.name == unit]
    own = list(dict.fromkeys(biases[unit] for unit in computed if unit in biases))
    for names in (into, out_of):
        for first in (1, 0):
            yield partial(_running, names, own, first)


def _layered_weights(
    layers: Sequence[Sequence[str]],
    by_ends: Mapping[tuple[str, str], str],
    biases: Mapping[str, str],
    first_layer: int,
    first: int,
    place: LetterNumbers,
    *,
    target_first: bool,
) -> str | None:
    """W^{(2)}_{21}: the weight between units of these numbers, into the layer of that number."""
    numbers, layer = place.pair, place.layer
    if layer < 0 and len(place.index) == 2 and len(place.index[1]) == 2:
        # W1_11, and W_{1,11}
        layer, numbers = place.numbers[0], tuple(map(int, place.index[1]))
    layer += 1 - first_layer
    if not 1 <= layer < len(layers):
        return None
    if place.head in BIAS_HEADS and len(place.index) <= 1 and len(numbers) <= 1:
        unit = _at(layers[layer], numbers[0] - first if numbers else 0)
        return biases.get(unit) if unit and (numbers or len({biases.get(u) for u in layers[layer]}) == 1) else None
    if not numbers and len(layers[layer]) == len(layers[layer - 1]) == 1:
        numbers = (first, first)
    if len(numbers) == 1 and 1 in (len(layers[layer]), len(layers[layer - 1])):
        # One unit on one side: one number tells the other.
        numbers = (first, *numbers) if (len(layers[layer]) == 1) == target_first else (*numbers, first)
    if len(numbers) != 2:
        return None
    target, source = numbers if target_first else numbers[::-1]
    ends = _at(layers[layer - 1], source - first), _at(layers[layer], target - first)
    return by_ends.get(ends) if None not in ends else None  # type: ignore[arg-type]


def _joined(
    every: Sequence[str],
    by_ends: Mapping[tuple[str, str], str],
    biases: Mapping[str, str],
    first: int,
    place: LetterNumbers,
    *,
    target_first: bool,
) -> str | None:
    """w_{13}: from the first unit to the third, inputs counted too."""
    numbers = place.pair
    if place.layer >= 0:
        return None
    if place.head in BIAS_HEADS and len(numbers) == 1:
        unit = _at(every, numbers[0] - first)
        return biases.get(unit) if unit else None
    if len(numbers) != 2:
        return None
    source, target = numbers[::-1] if target_first else numbers
    ends = _at(every, source - first), _at(every, target - first)
    return by_ends.get(ends) if None not in ends else None  # type: ignore[arg-type]


def _running(
    names: Sequence[str],
    own: Sequence[str],
    first: int,
    place: LetterNumbers,
) -> str | None:
    """w_1, w_2, … through the net: all that lead to a unit, or all that leave one, together; b_1, b_2, … too."""
    if place.layer >= 0 or len(place.index) != 1:
        return None
    return _at(own if place.head in ("b", "bias") else names, place.numbers[0] - first)


def _none(place: LetterNumbers) -> str | None:  # noqa: ARG001 - knows no number
    return None


def inferred(key: AnswerKey, statements: Statements) -> Numbering | None:
    """The numbering under which most of a sheet is right; None where it has no numbers in the place of names.

    Args:
        key: what is right.
        statements: what may be the name of each statement, and its number.
    """
    network = key.assignment.network
    inputs = frozenset(unit.name for unit in network.inputs)
    unknown = [(names, number) for names, number in statements if not any(map(key.names.meanings, names))]
    if unknown and (numbering_from_one := _from_one(key, unknown, statements)):
        return numbering_from_one
    for open_ in (unknown, statements):
        if not open_ or (open_ is statements and (len(unknown) == len(statements) or not _is_amiss(key, statements))):
            continue
        units = _best(key, open_, [Numbering(way, _none, inputs) for way in unit_numberings(network)])
        weights = _best(key, open_, [Numbering(_none, way) for way in weight_numberings(network)])
        numbering = Numbering(
            units.units if units else _none, weights.weights if weights else _none, inputs, open_ is statements
        )
        if (units or weights) and (open_ is unknown or _is_better(key, numbering, statements)):
            return replace(numbering, first=_is_better(key, numbering, statements))
    return None


def _first_meanings(key: AnswerKey, names: Iterable[str]) -> tuple[Meaning, ...]:
    """The meanings of the first of these names that has any."""
    return next(filter(None, map(key.names.meanings, names)), ())


def _from_one(key: AnswerKey, unknown: Statements, statements: Statements) -> Numbering | None:
    """The sheet counts from 1 what the assignment counts from 0; None where it does not.

    It has names beyond the last one, which are right one less, and no name with a 0: slips do not give these.
    """

    def agreeing(numbering: Numbering | None, some: Statements) -> int:
        """How many statements have a number that one of their meanings has."""
        score = 0
        for names, number in some:
            ways = [way for name in names for way in (numbering.own_name(name) if numbering else "", name) if way]
            meanings = _first_meanings(key, ways)
            score += number is not None and any(fits(key, number, meaning) for meaning in meanings)
        return score

    best, most = None, agreeing(None, statements)
    for counted in shifts(key.assignment.network):
        numbering = Numbering(_none, _none, first=True, shifted=counted)
        if any(_counted_from_0(name, counted) == "" for names, _ in statements for name in names[-1:]):
            continue
        score = agreeing(numbering, statements)
        if score > most and agreeing(numbering, unknown) >= _ENOUGH:
            best, most = numbering, score
    return best


def _is_amiss(key: AnswerKey, statements: Statements) -> bool:
    """Whether enough numbers are wrong under the assignment's own names for another reading to be looked for."""
    wrong = 0
    for names, number in statements:
        meanings = _first_meanings(key, names)
        if number is None or not meanings or any(fits(key, number, meaning) for meaning in meanings):
            continue
        # What rounding on the way has led to is no sign of another name.
        if not any(is_near(key, number, meaning) for meaning in meanings):
            wrong += _ENOUGH if any(LAYER.search(name) for name in names) else 1
        if wrong >= _ENOUGH:
            return True
    return False


def _is_better(key: AnswerKey, numbering: Numbering, statements: Statements) -> bool:
    """Whether what a numbering is about is right under it, and wrong under the assignment's own names.

    A name that is the assignment's own to the letter, as w5, is read otherwise only on evidence that slips do not
    give: for three numbers more, and nearly all. One with the number of a layer, as ``W^{[2]}_{11}`` beside W2_11, is
    read as most of the sheet is.
    """
    about = own = numbered = layered = 0  # of the names that may be read either way
    for names, number in statements:
        other = _first_meanings(key, map(numbering.own_name, names))
        meanings = _first_meanings(key, names)
        if number is None or not other or not meanings or meanings == other:
            continue
        about += 1
        layered += any(LAYER.search(name) is not None for name in names)
        own += any(fits(key, number, meaning) for meaning in meanings)
        numbered += any(fits(key, number, meaning) for meaning in other)
    if layered == about:
        return numbered > own and 2 * numbered > about
    return numbered >= own + _ENOUGH and 4 * own <= about and 10 * numbered >= 9 * about


def _best(key: AnswerKey, statements: Statements, numberings: Sequence[Numbering]) -> Numbering | None:
    best, most = None, (0, 0)
    for numbering in numberings:
        right = known = 0
        for names, number in statements:
            meanings = _first_meanings(key, map(numbering.own_name, names))
            known += bool(meanings)
            right += number is not None and any(fits(key, number, meaning) for meaning in meanings)
        if (right, known) > most:
            best, most = numbering, (right, known)
    return best
