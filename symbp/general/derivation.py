"""The whole general derivation: one set of lines for each kind of layer, and the loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from symbp.display import Displayed
from symbp.general.architectures import Architecture, architecture_of
from symbp.general.layer import GeneralLayer, general_layer
from symbp.general.lines import GeneralLine
from symbp.general.objective import Objective, objective
from symbp.remember import remembered
from symbp.spec import ArrayAssignment, Assignment, load


@dataclass(frozen=True, slots=True)
class General(Displayed):
    """The general lines of an architecture. Their number grows with the kinds of layers, never with the width."""

    architecture: Architecture
    layers: tuple[GeneralLayer, ...]
    objective: Objective

    def layer(self, number: int) -> GeneralLayer:
        """The lines of a layer, which counts from 1."""
        return self.layers[number - 1]

    def lines(self) -> Iterator[GeneralLine]:
        """Every line once."""
        o = self.objective
        yield from (
            each for each in (o.part, o.part_slope, o.loss, o.total, o.by_sample, o.by_output, o.combined) if each
        )
        for layer in {id(layer): layer for layer in self.layers}.values():
            yield from (layer.pre, *layer.acts, *layer.slopes, layer.delta, layer.weight)
            yield from (*([layer.bias] if layer.bias else []), layer.before)
            yield from (*([layer.recursion] if layer.recursion else []), *layer.updates)


def derive_general(about: Architecture | Assignment | ArrayAssignment | str | Path) -> General:
    """The general lines of an assignment (or of a bundled one by name, or of a file), or of an architecture.

    Raises:
        SpecError: the assignment cannot be read.

    >>> derive_general("nndl3").layer(1).before.result
    Sum(dL/dz[k]*w[k, i], (k, 1, n_this))
    """
    if isinstance(about, str | Path):
        about = load(about)
    return general(about if isinstance(about, Architecture) else architecture_of(about))


@remembered(64)
def general(architecture: Architecture) -> General:
    """Derive the general lines of an architecture.

    >>> from symbp.general.architectures import architecture
    >>> g = general(architecture("sigmoid", "squared-error", depth=3))
    >>> g.objective.by_output.result, g.layer(1).weight.result
    (a[j] - y[j], before[i]*dL/dz[j])
    """
    layers = []
    kinds: list[GeneralLayer] = []
    for kind in architecture.layers:
        known = next((layer for layer in kinds if layer.kind == kind), None)
        if known is None:
            known = general_layer(kind, architecture.bias_sign, batch=architecture.batch, updates=architecture.updates)
            kinds.append(known)
        layers.append(known)
    return General(architecture, tuple(layers), objective(architecture, layers[-1]))
