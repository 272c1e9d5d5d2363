"""Notations: the record of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from symbp.errors import SymbpError
from symbp.formula.layout import Fenced, Layout, Operator, row
from symbp.formula.scripts import latex
from symbp.formula.typeset import partial
from symbp.notation.spelling import Spelling, letter, spell
from symbp.quantity import Quantity
from symbp.registry import words
from symbp.steps import Derivation, Kind, Role, Step, symbol


@dataclass(frozen=True, slots=True)
class LayerLetters:
    """The letters that a notation keeps for one layer.

    Attributes:
        pre, act, weight, bias: of the layer's quantities; ``pre`` is without the threshold.
        delta: what the course propagates back: -∂E/∂pre.
        unit: the index of a unit of the layer.
    """

    pre: str
    act: str
    weight: str
    bias: str
    delta: str
    unit: str


@dataclass(frozen=True, slots=True)
class Indexing:
    """Layers and units by their numbers: weights have two indices, and the number of their layer stands high.

    Attributes:
        layer: the number of a layer as it stands high, with {} in its place.
        first: the number of the first layer behind the inputs.
        weight, bias: the letters.
    """

    layer: str = "({})"
    first: int = 1
    weight: str = "w"
    bias: str = "b"

    def mark(self, layer: int | str, by: int = 0) -> str:
        """The mark of a layer, which is a number, or a letter and how much is added to it.

        >>> Indexing("[{}]").mark(2), Indexing("{}", first=2).mark(2), Indexing().mark("l", -1)
        ('[2]', '3', '(l-1)')
        """
        label = layer + by + self.first - 1 if isinstance(layer, int) else f"{layer}{by:+d}" if by else layer
        return self.layer.format(label)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Script(Generic[T]):
    """How names, derivatives and a pre-activation with its threshold are written: on a page or in Unicode."""

    name: Callable[[Spelling], T]
    partial: Callable[[T, T], T]
    threshold: Callable[[T, str, T], T]


_PAGE: _Script[Layout] = _Script(
    lambda spelling: spelling.layout,
    partial,
    lambda pre, sign, bias: Fenced("(", row(pre, Operator(sign.replace("-", "−"), apart=True), bias), ")"),
)
_UNICODE: _Script[str] = _Script(lambda spelling: spelling.unicode, "∂{}/∂{}".format, "({} {} {})".format)


@dataclass(frozen=True, slots=True)
class Notation:
    """How a course writes the quantities of a network.

    Attributes:
        name: key.
        title: how a sentence calls it.
        pre, act, part: letters of pre-activations, outputs and the loss's helper lines.
        loss: letter of the loss.
        layers: letters that differ from layer to layer; empty where a layer is marked by its
            number. Weights then have the index of the unit that they leave first, and a threshold
            stands apart from the pre-activation.
        sizes: letters of the sizes of the layers, the inputs first.
        indexing: how layers and units are numbered; None for the names of the assignment.
        target: letter of the targets.
        delta: letter of an error term; empty where it is written as a derivative.
        error: letter of the error term as a negative derivative, target − output, which is then added; empty where
            the course has no such.
        prefix: what stands before a letter in place of ∂L/∂: dW; empty for nothing.
        new: what stands high behind a value after an update.
        sample: the number of a sample as it stands high, with {} in its place.
    """

    name: str
    title: str
    pre: str
    act: str
    part: str = "p"
    loss: str = "L"
    layers: tuple[LayerLetters, ...] = ()
    sizes: tuple[str, ...] = ()
    indexing: Indexing | None = None
    target: str = "y"
    delta: str = "δ"
    error: str = ""
    prefix: str = ""
    new: str = words("new")
    sample: str = "[{}]"

    def letter(self, quantity: str) -> Layout:
        """The letters of ``pre``, ``act`` or ``part``.

        >>> from symbp.notation import notations
        >>> notations["in-out"].letter("act")
        Name(letters='out')
        """
        return letter(getattr(self, quantity))

    @property
    def error_term(self) -> Layout:
        """An error term without an index, as the heads of tables have it."""
        if self.delta or self.prefix:
            return letter(self.delta or f"{self.prefix}{self.pre}")
        return row(Operator("∂"), letter(self.loss), Operator("/"), Operator("∂"), letter(self.pre))

    def fits(self, depth: int) -> None:
        """Make sure that there are letters for so many layers behind the inputs.

        Raises:
            SymbpError: there are letters for fewer or more.
        """
        if self.layers and len(self.layers) != depth:
            message = f"the notation {self.name} has letters for {len(self.layers) - 1} hidden layer and the outputs"
            raise SymbpError(f"{message}; this network has {depth - 1} hidden layer{'s' * (depth != 2)}")

    def spelling(self, step: Step) -> Spelling | None:
        """The parts of a line's name; None for a derivative, which is written with other names."""
        if self.layers and step.place.layer and step.place.unit:
            return self._own_spelling(step, self.layers[step.place.layer - 1])
        if self.indexing is not None and step.place.unit is not None:
            spelling = self._indexed(step, self.indexing)
            if spelling is not None:
                return spelling
        letters = {Kind.PRE: self.pre, Kind.ACT: self.act}.get(step.kind, self.part)
        match step.kind:
            case Kind.GIVEN if step.why == Role.TARGET:
                spelling = self._sampled(spell(step.quantity.word), step)
                return replace(spelling, base=self.target) if spelling.base == "y" else spelling
            case Kind.GIVEN:
                return self._sampled(spell(step.quantity.word), step)
            case Kind.UPDATE:
                return spell(step.name) if step.of is None else spell(Quantity.named(step.of).word).raised(self.new)
            case Kind.LOSS if step.of is not None:
                return spell(step.of)
            case Kind.LOSS if step.place.unit is None:
                return self._sampled(replace(spell(step.quantity.word), base=self.loss), step)
            case Kind.PRE | Kind.ACT if step.place.unit is None:
                # A line of a formula goes by its own name.
                return self._sampled(spell(step.quantity.word), step)
            case Kind.PRE | Kind.ACT | Kind.LOSS:
                return self._sampled(Spelling(letters, spell(step.quantity.unit)), step)
            case _:
                return None

    def _sampled(self, spelling: Spelling, step: Step) -> Spelling:
        """The name with the number of its sample, where it has one."""
        sample = step.quantity.sample
        return spelling.raised(self.sample.format(sample)) if sample else spelling

    def _indexed(self, step: Step, by: Indexing) -> Spelling | None:
        """The parts of a name by the numbers of its layer and units; None for what goes by its own name."""
        place = step.place
        given = {Role.WEIGHT: by.weight, Role.BIAS: by.bias, Role.FIXED: by.bias}
        if step.kind is Kind.UPDATE and step.of is not None:
            base: str | None = by.weight if place.source else by.bias
        elif step.kind is Kind.GIVEN:
            base = given.get(step.why)  # type: ignore[call-overload]
        else:
            base = {Kind.PRE: self.pre, Kind.ACT: self.act}.get(step.kind)
        if base is None or not place.layer:
            return None
        indices = [str(index) for index in (place.unit, place.source) if index]
        low = "".join(indices) if all(len(index) == 1 for index in indices) else ",".join(indices)
        # Layer and sample stand high beside one another, without a comma.
        mark = by.mark(place.layer) + (self.sample.format(place.sample) if place.sample and "[" in step.name else "")
        spelling = Spelling(base, low, (mark,))
        return spelling.raised(self.new) if step.kind is Kind.UPDATE else spelling

    def _own_spelling(self, step: Step, own: LayerLetters) -> Spelling | None:
        """The parts of a name in the letters of its layer; of a weight the unit that it leaves comes first."""
        place = step.place
        letters: dict[str, str] = {
            Role.WEIGHT: own.weight,
            Role.BIAS: own.bias,
            Role.FIXED: own.bias,
            Role.TARGET: "y",
            Kind.PRE: own.pre,
            Kind.ACT: own.act,
            Kind.LOSS: self.part,
        }
        if step.kind is Kind.UPDATE:
            letters[Kind.UPDATE] = own.weight if place.source else own.bias
        letter = letters.get(step.why if step.kind is Kind.GIVEN else step.kind)
        if letter is None:
            return None
        indices = [str(index) for index in (place.source, place.unit) if index]
        spelling = Spelling(letter, "".join(indices) if all(len(i) == 1 for i in indices) else ",".join(indices))
        if step.kind is Kind.UPDATE:
            return spelling.raised(self.new)
        return spelling.raised(f"[{place.sample}]") if place.sample else spelling

    def layouts(self, derivation: Derivation) -> Mapping[str, Layout]:
        """How every name of a derivation stands on a page.

        ∂L/∂in is the delta of a unit; every other derivative is written as one.

        >>> from symbp.network import forward
        >>> from symbp.notation import notations
        >>> from symbp.spec import load
        >>> notations["in-out"].layouts(forward(load("nndl3")))["L"]
        Name(letters='L')
        """
        return self._names(derivation, _PAGE)

    def latex(self, derivation: Derivation) -> Mapping[str, str]:
        r"""The LaTeX of every name of a derivation.

        >>> from symbp.network import forward
        >>> from symbp.notation import notations
        >>> from symbp.spec import load
        >>> notations["in-out"].latex(forward(load("nndl3")))["out_h1"]
        '\\mathit{out}_{h_1}'
        """
        return {name: latex.write(layout) for name, layout in self.layouts(derivation).items()}

    def unicode(self, derivation: Derivation) -> Mapping[str, str]:
        """The same in Unicode.

        >>> from symbp import derive
        >>> from symbp.notation import notations
        >>> names = notations["in-out"].unicode(derive("nndl3"))
        >>> names["dL/dw1"], names["dL/din_h1"], names["dout_o1/din_o1"]
        ('∂L/∂w₁', 'δₕ₁', '∂outₒ₁/∂inₒ₁')
        """
        return self._names(derivation, _UNICODE)

    def _names(self, derivation: Derivation, script: _Script[T]) -> Mapping[str, T]:
        if any(step.place.unit for step in derivation):
            self.fits(max(step.place.layer or 0 for step in derivation))
        out: dict[str, T] = {}
        # What a derivative is taken by: the pre-activation without the threshold that stands beside it.
        bare: dict[str, T] = {}
        for step in derivation:
            spelling = self.spelling(step)
            if spelling is not None:
                out[step.name] = bare[step.name] = script.name(spelling)
                sign, threshold = self.threshold(step, derivation)
                if threshold is not None:
                    out[step.name] = script.threshold(script.name(spelling), sign, script.name(threshold))
                continue
            of, wrt = str(step.of), str(step.wrt)
            if self.layers:
                out[step.name] = bare[step.name] = script.partial(bare[of], bare[wrt])
                continue
            taken = self.spelling(derivation[wrt])
            of_unit = derivation[wrt].kind is Kind.PRE and derivation[wrt].place.unit is not None
            if self.delta and step.kind is Kind.ADJOINT and of_unit:
                assert taken is not None
                out[step.name] = script.name(replace(taken, base=self.delta))
            elif self.prefix and derivation[of].kind is Kind.LOSS and taken is not None:
                out[step.name] = script.name(replace(taken, base=f"{self.prefix}{taken.base}"))
            else:
                out[step.name] = script.partial(out[of], out[wrt])
        return out

    def threshold(self, step: Step, derivation: Derivation) -> tuple[str, Spelling | None]:
        """The sign and the bias that stand behind the letter of a pre-activation, where letters go by layers."""
        if not self.layers:
            return "", None
        if step.kind is not Kind.PRE or step.expr is None:
            return "", None
        for name in step.uses:
            if derivation[name].why in (Role.BIAS, Role.FIXED):
                spelling = self.spelling(derivation[name])
                added = step.expr.coeff(symbol(name)) > 0
                return "+" if added else "-", spelling
        return "", None
