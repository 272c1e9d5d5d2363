"""The conventions of an assignment: everything that one has to know to get the same digits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from symbp.formula.layout import Layout, Name, Operator, Scripts, braced, characters, row
from symbp.formula.typeset import number
from symbp.losses.base import Targets
from symbp.notation import Notation, letter, spell
from symbp.page.model import Line, Maths, Phrase, Sentence, joined, line
from symbp.page.words import Key, say
from symbp.spec.assignment import Assignment, Outputs, Rounding, Unit
from symbp.spec.dense import ArrayAssignment
from symbp.tables import is_long


def conventions(assignment: Assignment, rounding: Rounding, notation: Notation) -> Iterator[Line]:
    """The conventions of a network in lines."""
    yield from _units(assignment)
    yield _biases(assignment)
    yield from _loss(assignment, single=len(assignment.network.outputs) == 1)
    if len(assignment.samples) > 1:
        yield _samples(assignment, len(assignment.samples), marked=True)
    yield line(rounding_policy(rounding), " ", say("conventions.signs"))
    if any(is_long(number.text) for number in assignment.numbers.values()):
        yield (say("conventions.long_givens"),)
    yield _letters_by_layer(notation) if notation.layers else _letters(assignment, notation)
    yield from training_conventions(assignment)


def brief_conventions(assignment: Assignment, rounding: Rounding, notation: Notation, *, about: bool) -> Iterator[Line]:
    """The conventions of a short document; ``about`` says whether the sign ≈ stands in it."""
    if assignment.formulas is not None:
        yield line(rounding_policy(rounding), *((" ", say("conventions.signs")) if about else ()))
        yield from training_conventions(assignment)
        return
    yield (*joined(*(part for said in (*_units(assignment), _biases(assignment)) for part in said)),)
    yield from _loss(assignment, single=len(assignment.network.outputs) == 1)
    if len(assignment.samples) > 1:
        yield _samples(assignment, len(assignment.samples), marked=True)
    yield line(rounding_policy(rounding), *((" ", say("conventions.signs")) if about else ()))
    if any(is_long(number.text) for number in assignment.numbers.values()):
        yield (say("conventions.long_givens"),)
    yield _letters_by_layer(notation) if notation.layers else _letters(assignment, notation)
    yield from training_conventions(assignment)


def matrix_conventions(dense: ArrayAssignment) -> Iterator[Line]:
    """The conventions of a network in matrices."""
    yield from _loss(dense, single=False)
    yield from _remarks(layer.function.remark(layer.options) for layer in dense.layers)
    count, whole = dense.x.shape[1], dense.samples
    if count < whole:
        yield (say("conventions.part_of_samples", count=count, whole=whole, batch=dense.loss.batch),)
    elif count > 1:
        yield _samples(dense, count, marked=False)
    if dense.loss.function.targets is Targets.DISTRIBUTION and set(np.unique(dense.y)) <= {0.0, 1.0}:
        yield (say("conventions.classes"),)
    kinds = {layer.bias for layer in dense.layers} - {"none"}
    if kinds:
        yield (say("conventions.matrix_biases", kind=Key(kinds.pop()), subtracted=dense.bias_sign < 0),)
    yield (say("conventions.binary"),)
    yield from training_conventions(dense, unwritten=True)


def rounding_policy(rounding: Rounding) -> Sentence:
    """The rounding policy as a sentence."""
    return say(
        "conventions.rounding",
        decimals=rounding.decimals,
        significant=rounding.significant,
        mode=rounding.mode,
        carry=rounding.carry,
    )


def _units(assignment: Assignment) -> Iterator[Line]:
    layers = assignment.network.layers[1:]
    kinds = {unit.activation for layer in layers for unit in layer}
    if len(kinds) == 1:
        one = Phrase(layers[0][0].function.title)
        yield (say("conventions.activation", activation=one, hidden=len(layers) > 1, outputs=len(layers[-1])),)
    else:
        groups = [group for layer in layers for group in _groups(layer)]
        yield (say("conventions.activations", groups=[_group(group) for group in groups]),)
    yield from _remarks(unit.function.remark(unit.options) for layer in layers for unit in layer)


def _remarks(remarks: Iterable[Phrase | None]) -> Iterator[Line]:
    """Each of the remarks once."""
    return ((remark,) for remark in dict.fromkeys(remarks) if remark is not None)


def _group(group: Sequence[Unit]) -> Sentence:
    units = [Maths(spell(unit.name).layout) for unit in group]
    return say("conventions.activation_group", units=units, activation=Phrase(group[0].function.title))


def _groups(layer: Sequence[Unit]) -> list[list[Unit]]:
    groups: dict[str, list[Unit]] = {}
    for unit in layer:
        groups.setdefault(unit.activation, []).append(unit)
    return list(groups.values())


def _biases(assignment: Assignment) -> Line:
    network = assignment.network
    if not network.biases:
        return (say("conventions.no_biases"),)
    shared = len(network.bias_names) < len(network.biases)
    trained = network.biases[0].trained
    return (say("conventions.biases", shared=shared, subtracted=network.bias_sign < 0, trained=trained),)


def _loss(assignment: Assignment | ArrayAssignment, *, single: bool) -> Iterator[Line]:
    choice = assignment.loss
    alone = single and choice.outputs is not Outputs.HALF_SUM
    yield (say("conventions.loss", loss=Phrase(choice.function.title), outputs=choice.outputs, single=alone),)
    yield from _remarks([choice.function.remark(choice.options)])


def _samples(assignment: Assignment | ArrayAssignment, count: int, *, marked: bool) -> Line:
    return (say("conventions.samples", count=count, batch=assignment.loss.batch, marked=marked),)


def _letters_by_layer(notation: Notation) -> Line:
    first, second = notation.layers
    values: dict[str, object] = {"book": notation.title}
    for number_, layer, weight in ((1, first, f"i{first.unit}"), (2, second, f"{first.unit}{second.unit}")):
        for key, letters in (("pre", layer.pre), ("act", layer.act), ("bias", layer.bias)):
            values[f"{key}{number_}"] = Maths(Scripts(letter(letters), Name(layer.unit)))
        values[f"weight{number_}"] = Maths(Scripts(letter(layer.weight), characters(weight)))
    return (say("conventions.letters_by_layer", **values),)


def _letters(assignment: Assignment, notation: Notation) -> Line:
    low, by = Name("u"), notation.indexing
    high = None if by is None else braced(characters(by.mark("l")))
    pre, act = (Scripts(notation.letter(quantity), low, high) for quantity in ("pre", "act"))
    helper = Scripts(notation.letter("part"), low)
    derivative = row(Operator("∂"), letter(notation.loss), Operator("/"), Operator("∂"), pre)
    term = Scripts(letter(notation.delta or f"{notation.prefix}{notation.pre}"), low, high)
    if notation.error:
        term, derivative = Scripts(letter(notation.error), low), row(Operator("−"), derivative)
    part = assignment.loss.function.link
    return (
        say(
            "conventions.letters",
            pre=Maths(pre),
            act=Maths(act),
            delta=Maths(_equal(term, derivative)),
            book=notation.title if by is not None else None,
            weight=None if by is None else Maths(Scripts(letter(by.weight), characters("uv"), high)),
            layer=None if by is None else str(by.first),
            part=Maths(helper) if part else None,
            part_of=Phrase(part) if part else None,
        ),
    )


def _equal(left: Layout, right: Layout) -> Layout:
    return row(left, Operator("=", apart=True), right)


def training_conventions(assignment: Assignment | ArrayAssignment, *, unwritten: bool = False) -> Iterator[Line]:
    """The learning rate and the optimizer; nothing where no update is asked for."""
    if assignment.learning_rate is None:
        return
    yield (say("conventions.learning_rate", eta=Maths(_equal(Name("η"), number(assignment.learning_rate.text)))),)
    choice = assignment.optimizer
    if not choice.plain:
        options: list[Maths] = [
            Maths(_equal(spell(name).layout, number(value.text))) for name, value in choice.options.items()
        ]
        yield (
            say(
                "conventions.optimizer",
                optimizer=Phrase(choice.rule.title),
                options=[] if unwritten else options,
                unwritten=unwritten,
                remark=Phrase(choice.rule.remark),
            ),
        )
