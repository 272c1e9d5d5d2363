"""The assignment: what is asked, after everything in it has been checked."""

from __future__ import annotations

import copyreg
import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

import sympy as sp

from symbp.activations import Activation, activations
from symbp.display import Displayed
from symbp.formulas.lines import Formulas
from symbp.losses import Loss, losses
from symbp.optimizers import Optimizer, optimizers
from symbp.page.model import Sentence
from symbp.renamed import ASSIGNMENT, renamed_fields
from symbp.spec.numbers import Number, read_number
from symbp.templating import LANGUAGE


def _read_only(options: dict[str, object]) -> MappingProxyType[str, object]:
    return MappingProxyType(options)


# An assignment goes to other processes, and Python does not pickle read-only mappings by itself.
copyreg.pickle(MappingProxyType, lambda options: (_read_only, (dict(options),)))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. ``layer`` counts from 0 (inputs), ``index`` from 1."""

    name: str
    layer: int
    index: int
    activation: str = ""
    options: Mapping[str, sp.Rational] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def function(self) -> Activation:
        """The activation function."""
        return activations[self.activation]


@dataclass(frozen=True, slots=True)
class Connection:
    """A weight on its way from a unit to a unit of the next layer; a shared weight has several."""

    name: str
    source: Unit
    target: Unit


@dataclass(frozen=True, slots=True)
class BiasLink:
    """A bias at a unit; a shared bias has several."""

    name: str
    unit: Unit
    trained: bool = True


@dataclass(frozen=True)
class Network:
    """Who is connected to whom, and by what name.

    ``stands_for`` are the sizes of the layers of the wide network whose programs this small one is compared with.
    """

    layers: tuple[tuple[Unit, ...], ...]
    connections: tuple[Connection, ...]
    biases: tuple[BiasLink, ...]
    bias_sign: int
    targets: tuple[str, ...]
    stands_for: tuple[int, ...] = ()

    @property
    def inputs(self) -> tuple[Unit, ...]:
        """Layer 0."""
        return self.layers[0]

    @property
    def outputs(self) -> tuple[Unit, ...]:
        """The last layer."""
        return self.layers[-1]

    @functools.cached_property
    def weights(self) -> tuple[str, ...]:
        """The names of the weights, each once, in numbering order."""
        return tuple(dict.fromkeys(connection.name for connection in self.connections))

    @functools.cached_property
    def bias_names(self) -> tuple[str, ...]:
        """The names of the biases, each once, layer by layer."""
        return tuple(dict.fromkeys(link.name for link in self.biases))

    @functools.cached_property
    def incoming(self) -> Mapping[str, tuple[Connection, ...]]:
        """The connections that end at each unit, in the order of the units that they leave."""
        groups: dict[str, list[Connection]] = {unit.name: [] for layer in self.layers[1:] for unit in layer}
        for connection in self.connections:
            groups[connection.target.name].append(connection)
        return {
            name: tuple(sorted(group, key=lambda connection: connection.source.index)) for name, group in groups.items()
        }

    @functools.cached_property
    def bias_of(self) -> Mapping[str, BiasLink]:
        """The bias at each unit that has one, by the unit's name."""
        return {link.unit.name: link for link in self.biases}


class Outputs(StrEnum):
    """How the shares of the outputs make the loss of a sample."""

    HALF_SUM = "half-sum"
    SUM = "sum"
    MEAN = "mean"


class Batch(StrEnum):
    """How the losses of the samples make the loss."""

    MEAN = "mean"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class LossChoice:
    """Which loss, and how it is put together."""

    name: str
    outputs: Outputs
    batch: Batch
    options: Mapping[str, sp.Rational] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def function(self) -> Loss:
        """The loss function."""
        return losses[self.name]

    def scale(self, outputs: int) -> sp.Rational:
        """The factor of the sum over that many outputs."""
        return {
            Outputs.HALF_SUM: sp.Rational(1, 2),
            Outputs.SUM: sp.Integer(1),
            Outputs.MEAN: sp.Rational(1, outputs),
        }[self.outputs]


@dataclass(frozen=True, slots=True)
class OptimizerChoice:
    """How parameters are updated, and with which options."""

    name: str = "sgd"
    options: Mapping[str, Number] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def rule(self) -> Optimizer:
        """The optimizer."""
        return optimizers[self.name]

    @property
    def plain(self) -> bool:
        """Whether it is gradient descent."""
        return self.rule.plain

    def givens(self, trained: Iterable[str]) -> dict[str, Number]:
        """The givens of an update by the names of the lines: options, and the states at the start."""
        rule = self.rule
        givens = dict(self.options) | {name: read_number(text) for name, text in rule.shared.items()}
        for parameter in trained:
            for state, text in rule.states.items():
                givens[rule.long_name(state, parameter)] = read_number(text)
        return givens


PLAIN = OptimizerChoice()
"""Gradient descent."""


class Mode(StrEnum):
    """The direction in which a value exactly between two roundings goes."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"


class Carry(StrEnum):
    """The value that the next line works with."""

    ROUNDED = "rounded"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Rounding:
    """The rounding policy: exactly one of ``decimals`` and ``significant`` is set."""

    decimals: int | None = 4
    significant: int | None = None
    mode: Mode = Mode.HALF_UP
    carry: Carry = Carry.ROUNDED


@dataclass(frozen=True, slots=True)
class MarkingRules:
    """The demands on a student's answers.

    Attributes:
        figures: how many figures they have, decimals or significant ones as the rounding policy counts; None: as
            many as the policy has.
        target_minus_output: whether the course writes its deltas as target − output and adds the step.
        coarse: what a right answer with fewer digits counts for, from 0 to 1.
        points: what a line is worth, by its name or its kind; 1 where nothing is said.
    """

    figures: int | None = None
    target_minus_output: bool = False
    coarse: Fraction = Fraction(1)
    points: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))

    def worth(self, line: str, kind: str) -> Fraction:
        """The points of a line."""
        return self.points.get(line, self.points.get(kind, Fraction(1)))


class Size(StrEnum):
    """How much of the working a document shows."""

    SHORT = "short"
    STANDARD = "standard"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class DocumentChoice:
    """How the documents of an assignment look.

    Attributes:
        templates: folder of templates looked at before those of symbp; empty for none.
        show: how much of the working is shown.
        sections: which sections, in this order; empty for those of the size.
        of: the gradients that are asked for, such as dL/dw5: only what they need is shown; empty for all.
        iterations: how many updates are worked out.
        language: of its documents.
        course, author, date: below the title; empty for none. A date is written as the language does, text as it is.
    """

    templates: str = ""
    show: Size = Size.STANDARD
    sections: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    iterations: int = 1
    language: str = LANGUAGE
    course: str = ""
    author: str = ""
    date: str | dt.date = ""


Range = tuple[Fraction, Fraction]
"""The least and the greatest number."""
VARYING = ("weights", "biases", "inputs", "targets")
"""The kinds of numbers that a variant may have of its own."""


@dataclass(frozen=True, slots=True)
class VariantRules:
    """The numbers that differ from student to student.

    Attributes:
        vary: kinds of numbers, of ``VARYING``.
        decimals: of a drawn number; None: as many as the numbers of the assignment have.
        ranges: by kind; by default as far from 0 as the numbers of the assignment.
        activations: what may stand for ``network.activation``; empty for that of the assignment.
        layers: what may stand for ``network.layers``; empty for those of the assignment.
        text: of the assignment file, where there are such, which other networks are made of.
    """

    vary: tuple[str, ...] = VARYING[:3]
    decimals: int | None = None
    ranges: Mapping[str, Range] = field(default_factory=lambda: MappingProxyType({}))
    activations: tuple[str | list[str | list[str]], ...] = ()
    layers: tuple[list[int], ...] = ()
    text: str = ""


AS_USUAL = DocumentChoice()
"""The templates of symbp, in the standard size."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Inputs and targets of one example; the targets are empty where the loss needs none."""

    x: tuple[Number, ...]
    y: tuple[Number, ...]


@renamed_fields(ASSIGNMENT)
@dataclass(frozen=True)
class Assignment(Displayed):
    """One exercise, complete and consistent.

    Attributes:
        name: short name, for files.
        source: what stands for it on a command line: a bundled name, or a file, and what is changed in it;
            empty where it was made in Python.
        title: as written by its author; plain text.
        notes: paragraphs by its author; plain text.
        learning_rate: None if no update is asked for.
        iterations: at which iterations of a training run figures are asked for.
        input_gradients: whether ∂L/∂x is asked for too.
        warnings: what is unusual and has to be said on the sheet.
        later: the batches of samples after the first, which is ``samples``; empty where each
            update uses all samples.
        optimizer: how parameters are updated.
        marking: what is asked of a student's answers.
        document: how its documents look.
        variants: what differs from student to student.
        formulas: what is calculated, where that is no network: its inputs are then the data.
        variant: the code of the variant that this is, such as 7/anna; empty for the assignment itself.
    """

    name: str
    source: str
    title: str
    notes: tuple[str, ...]
    network: Network
    loss: LossChoice
    samples: tuple[Sample, ...]
    parameters: Mapping[str, Number]
    learning_rate: Number | None
    iterations: tuple[int, ...]
    input_gradients: bool
    rounding: Rounding
    notation: str
    warnings: tuple[Sentence, ...] = ()
    later: tuple[tuple[Sample, ...], ...] = ()
    optimizer: OptimizerChoice = PLAIN
    marking: MarkingRules = MarkingRules()
    document: DocumentChoice = AS_USUAL
    variants: VariantRules = VariantRules()
    formulas: Formulas | None = None
    variant: str = ""

    def batch(self, iteration: int) -> tuple[Sample, ...]:
        """The samples of an iteration of training, which counts from 1: all of them, or one batch after the other."""
        batches = (self.samples, *self.later)
        return batches[(iteration - 1) % len(batches)]

    @property
    def online(self) -> bool:
        """Whether every update uses a single sample: the second sample is then the second iteration."""
        return bool(self.later) and all(len(batch) == 1 for batch in (self.samples, *self.later))

    def sampled(self, name: str, sample: int) -> str:
        """The name of a quantity of one sample: ``in_h1``, or ``in_h1[2]`` where there are several.

        ``sample`` counts from 1.
        """
        return name if len(self.samples) == 1 else f"{name}[{sample}]"

    @property
    def trained(self) -> tuple[str, ...]:
        """The names of the parameters that are updated."""
        fixed = {link.name for link in self.network.biases if not link.trained}
        fixed |= self.formulas.frozen if self.formulas is not None else set()
        return tuple(name for name in self.parameters if name not in fixed)

    @functools.cached_property
    def data(self) -> Mapping[str, Number]:
        """The inputs and targets by the names of their lines."""
        data: dict[str, Number] = {}
        for s, sample in enumerate(self.samples, start=1):
            for unit, number in zip(self.network.inputs, sample.x, strict=True):
                data[self.sampled(unit.name, s)] = number
            for target, number in zip(self.network.targets, sample.y, strict=False):
                data[self.sampled(target, s)] = number
        return data

    @functools.cached_property
    def numbers(self) -> Mapping[str, Number]:
        """Every given by the name of its line: inputs, targets, parameters, ``eta``, what the optimizer is given."""
        numbers = {**self.data, **self.parameters}
        if self.learning_rate is not None:
            numbers |= {"eta": self.learning_rate, **self.optimizer.givens(self.trained)}
        return numbers
