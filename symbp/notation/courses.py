"""A course's own way of writing the quantities of a network; the lines themselves keep their plain names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from symbp.discover import pick
from symbp.errors import SymbpError
from symbp.formula.layout import Fenced, Layout, Sign, row
from symbp.formula.scripts import latex
from symbp.formula.typeset import partial
from symbp.notation.spelling import Spelling, letter, spell
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
    lambda pre, sign, bias: Fenced("(", row(pre, Sign(sign.replace("-", "−"), apart=True), bias), ")"),
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
    """

    name: str
    title: str
    pre: str
    act: str
    part: str = "p"
    loss: str = "L"
    layers: tuple[LayerLetters, ...] = ()
    sizes: tuple[str, ...] = ()

    def letter(self, quantity: str) -> Layout:
        """The letters of ``pre``, ``act`` or ``part``.

        >>> NOTATIONS["in-out"].letter("act")
        Name(letters='out')
        """
        return letter(getattr(self, quantity))

    def fits(self, depth: int) -> None:
        """Whether there are letters for so many layers behind the inputs.

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
        letters = {Kind.PRE: self.pre, Kind.ACT: self.act}.get(step.kind, self.part)
        match step.kind:
            case Kind.GIVEN:
                return spell(step.name)
            case Kind.UPDATE:
                return spell(step.name) if step.of is None else spell(step.of).raised("new")
            case Kind.LOSS if step.place.unit is None:
                return replace(spell(step.name), base=self.loss)
            case Kind.PRE | Kind.ACT | Kind.LOSS:
                unit, _, sample = step.name.partition("_")[2].rstrip("]").partition("[")
                spelling = Spelling(letters, spell(unit))
                return spelling.raised(f"[{sample}]") if sample else spelling
            case _:
                return None

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
            return spelling.raised("new")
        return spelling.raised(f"[{place.sample}]") if place.sample else spelling

    def layouts(self, derivation: Derivation) -> Mapping[str, Layout]:
        """How every name of a derivation stands on a page.

        ∂L/∂in is the delta of a unit; every other derivative is written as one.

        >>> from symbp.network import forward
        >>> from symbp.spec import load
        >>> NOTATIONS["in-out"].layouts(forward(load("nndl3")))["L"]
        Name(letters='L')
        """
        return self._names(derivation, _PAGE)

    def latex(self, derivation: Derivation) -> Mapping[str, str]:
        r"""The LaTeX of every name of a derivation.

        >>> from symbp.network import forward
        >>> from symbp.spec import load
        >>> NOTATIONS["in-out"].latex(forward(load("nndl3")))["out_h1"]
        '\\mathit{out}_{h_1}'
        """
        return {name: latex.write(layout) for name, layout in self.layouts(derivation).items()}

    def unicode(self, derivation: Derivation) -> Mapping[str, str]:
        """The same in Unicode.

        >>> from symbp import derive
        >>> names = NOTATIONS["in-out"].unicode(derive("nndl3"))
        >>> names["dL/dw1"], names["dL/din_h1"], names["dout_o1/din_o1"]
        ('∂L/∂w₁', 'δₕ₁', '∂outₒ₁/∂inₒ₁')
        """
        return self._names(derivation, _UNICODE)

    def _names(self, derivation: Derivation, script: _Script[T]) -> Mapping[str, T]:
        self.fits(max((step.place.layer or 0 for step in derivation), default=0))
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
            if step.kind is Kind.ADJOINT and derivation[wrt].kind is Kind.PRE:
                out[step.name] = script.name(self._delta(derivation[wrt]))
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

    def _delta(self, pre: Step) -> Spelling:
        spelling = self.spelling(pre)
        assert spelling is not None
        return replace(spelling, base="δ")


NOTATIONS: Mapping[str, Notation] = {
    notation.name: notation
    for notation in (
        Notation("in-out", "in and out", pre="in", act="out"),
        Notation("z-a", "z and a", pre="z", act="a"),
        Notation(
            "zhou",
            "Zhou, Machine Learning (2016), section 5.3",
            pre="α",
            act="b",
            loss="E",
            layers=(
                LayerLetters(pre="α", act="b", weight="v", bias="γ", delta="e", unit="h"),
                LayerLetters(pre="β", act="ŷ", weight="w", bias="θ", delta="g", unit="j"),
            ),
            sizes=("d", "q", "l"),
        ),
    )
}


def notation(name: str) -> Notation:
    """The notation of that name.

    Raises:
        UnknownNameError: there is none.
    """
    return pick(NOTATIONS, name, "notation")
