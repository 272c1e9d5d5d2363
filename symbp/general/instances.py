"""Instances: what a general line says about a unit of a concrete network.

The general lines are trusted because every line of a concrete derivation is an instance of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from symbp.errors import DerivationError
from symbp.general.architectures import architecture_of
from symbp.general.derivation import General, general
from symbp.general.lines import GeneralLine
from symbp.general.symbols import LOSS, SAMPLES, SHARED_BIAS, SIZE_OF, STEP, I, J, K, S
from symbp.quantity import gradient_of
from symbp.spec.assignment import Assignment, Unit
from symbp.steps import Derivation, Kind, Role, Step, symbol


class Instances:
    """The general lines of an assignment, put into the names of its units.

    >>> from symbp.pipeline import derive
    >>> from symbp.spec import load
    >>> instances = Instances(load("nndl3"), derive("nndl3"))
    >>> instances.instantiate("dL/dw", layer=1, unit=1, source=2)
    dL/din_h1*x2
    >>> instances.instantiate("dL/dbefore", layer=2, source=1)
    dL/din_o1*w5 + dL/din_o2*w6
    """

    def __init__(self, assignment: Assignment, derivation: Derivation, lines: General | None = None) -> None:
        self.assignment = assignment
        self.derivation = derivation
        self.network = assignment.network
        self.general = lines or general(architecture_of(assignment))
        self.weights = {(c.target.name, c.source.name): c.name for c in self.network.connections}

    def instantiate(
        self, key: str, *, layer: int = 0, unit: int = 0, source: int = 0, sample: int = 0, other: int = 0
    ) -> sp.Expr:
        """A general line for one unit.

        Args:
            key: which line: pre, act, part, loss, total, dL/dL, dL/da, slope, dL/dz, dL/dw, dL/db,
                dL/dbefore.
            layer: of the line, counted from 1; 0 where it has none, as in the following.
            unit: j, in that layer.
            source: i, in the layer before.
            sample: s.
            other: for a slope, the unit whose output is differentiated; ``unit`` is that of the
                pre-activation.
        """
        at = {J: unit, I: source, K: other, S: sample}
        indices = {index: sp.Integer(number) for index, number in at.items() if number}
        expr = self._core(key, layer, unit, other)
        return self._named(expr.xreplace(indices), layer)

    def _core(self, key: str, layer: int, unit: int, other: int) -> sp.Expr:
        objective = self.general.objective
        fixed = {
            "part": objective.part,
            "loss": objective.loss,
            "total": objective.total,
            "dL/dL": objective.by_sample,
            "dL/da": objective.by_output,
        }
        line = fixed[key] if key in fixed else self._of_layer(key, layer, unit, other)
        if line is None:
            message = f"there is no general line {key}"
            raise DerivationError(message)
        return line.core

    def _of_layer(self, key: str, number: int, unit: int, other: int) -> GeneralLine | None:
        layer = self.general.layer(number)
        name = self.network.layers[number][(other or unit) - 1].activation if unit else ""
        if key in ("act", "slope"):
            return layer.for_function(layer.acts if key == "act" else layer.slopes, name)
        lines: dict[str, GeneralLine | None] = {
            "pre": layer.pre,
            "dL/dz": layer.delta,
            "dL/dw": layer.weight,
            "dL/db": layer.bias,
            "dL/dbefore": layer.before,
        }
        return lines[key]

    # -- names ------------------------------------------------------------------------------

    def _named(self, expr: sp.Expr, layer: int) -> sp.Expr:
        """Sums written out, indices replaced by the names of units."""
        number = layer or len(self.network.layers) - 1
        size = {"n_this": len(self.network.layers[number]), "n_before": len(self.network.layers[number - 1])}
        size["N"] = len(self.assignment.samples)
        return self._written_out(expr, size, number).xreplace({SAMPLES: sp.Integer(size["N"])})

    def _written_out(self, expr: sp.Basic, size: dict[str, int], layer: int) -> Any:
        if isinstance(expr, sp.Sum):
            total: Any = expr
            index, _, high = total.limits[-1]
            inner = total.function if len(total.limits) == 1 else sp.Sum(total.function, *total.limits[:-1])
            terms = (inner.xreplace({index: sp.Integer(i)}) for i in range(1, size[str(high)] + 1))
            return sp.Add(*(self._written_out(term, size, layer) for term in terms))
        if isinstance(expr, sp.Indexed):
            return self._name(str(expr.base), [int(index) for index in expr.indices], layer)
        if expr in (SHARED_BIAS, LOSS, STEP):
            link = self.network.bias_of.get(self.network.layers[layer][0].name)
            return symbol(link.name) if expr == SHARED_BIAS and link else symbol(str(expr))
        if expr in SIZE_OF.values() and str(expr) != "N":
            return sp.Integer(size[str(expr)])
        return expr.func(*(self._written_out(part, size, layer) for part in expr.args)) if expr.args else expr

    def _name(self, base: str, indices: list[int], layer: int) -> sp.Expr:
        """The name of an indexed quantity of a layer; what is not connected is 0, what has no line its formula."""
        layers = self.network.layers
        units = layers[layer - 1] if base == "before" else layers[layer]
        if base in ("L", "dL/dL"):
            name = f"{base}[{indices[0]}]"
        elif base == "w":
            edge = self.weights.get((units[indices[0] - 1].name, layers[layer - 1][indices[1] - 1].name))
            return sp.Integer(0) if edge is None else symbol(edge)
        elif base == "b":
            link = self.network.bias_of.get(units[indices[0] - 1].name)
            return sp.Integer(0) if link is None else symbol(link.name)
        else:
            name = self._of_units(base, [units[i - 1] for i in indices[: 2 if "slope" in base else 1]], indices)
        return symbol(name) if name in self.derivation else self._formula(base, indices, layer)

    def _of_units(self, base: str, units: list[Unit], indices: list[int]) -> str:
        sample = indices[len(units)] if len(indices) > len(units) else 1
        name = units[0].name
        sampled = self.assignment.sampled
        targets = self.network.targets
        spelt = {
            "before": lambda: sampled(name if units[0].layer == 0 else f"out_{name}", sample),
            "z": lambda: sampled(f"in_{name}", sample),
            "a": lambda: sampled(f"out_{name}", sample),
            "y": lambda: sampled(targets[units[0].index - 1], sample),
            "p": lambda: sampled(f"{self.assignment.loss.function.link}_{name}", sample),
            "dL/da": lambda: gradient_of(sampled(f"out_{name}", sample)),
            "dL/dz": lambda: gradient_of(sampled(f"in_{name}", sample)),
            "slope": lambda: f"d{sampled(f'out_{name}', sample)}/d{sampled(f'in_{units[-1].name}', sample)}",
        }
        return spelt[base]()

    def _formula(self, base: str, indices: list[int], layer: int) -> sp.Expr:
        """A derivative that is 1 has no line of its own: what stands for it is its formula."""
        if base == "dL/dL":
            return self.instantiate("dL/dL", sample=indices[0])
        sample = indices[1] if len(indices) > 1 else 1
        return self.instantiate(base, layer=layer, unit=indices[0], sample=sample)

    # -- lines ------------------------------------------------------------------------------

    def of(self, step: Step) -> sp.Expr | None:
        """The instance of the general formulas for a concrete line; None where there is none.

        A parameter that stands at several places has the sum over its places.
        """
        place = step.place
        layer, unit, sample = place.layer or 0, place.unit or 0, place.sample or 1
        match step.kind:
            case Kind.GIVEN:
                return None
            case Kind.PRE:
                return self.instantiate("pre", layer=layer, unit=unit, sample=sample)
            case Kind.ACT:
                return self.instantiate("act", layer=layer, unit=unit, sample=sample)
            case Kind.LOSS if unit:
                return self.instantiate("part", unit=unit, sample=sample)
            case Kind.LOSS:
                whole = step.name == "L" and len(self.assignment.samples) > 1
                return self.instantiate("total") if whole else self.instantiate("loss", sample=sample)
            case Kind.SLOPE:
                return self.instantiate("slope", layer=layer, unit=place.source or 0, other=unit, sample=sample)
            case Kind.ADJOINT:
                return self._adjoint(step)
            case Kind.GRADIENT:
                return sp.Add(*self._uses(str(step.wrt)))
            case Kind.UPDATE:
                return symbol(str(step.of)) - STEP * symbol(gradient_of(str(step.of)))

    def _adjoint(self, step: Step) -> sp.Expr:
        place = step.place
        layer, unit, sample = place.layer, place.unit or 0, place.sample or 1
        if layer is None:
            return self.instantiate("dL/dL", sample=sample)
        if self.derivation[str(step.wrt)].kind is Kind.PRE:
            return self.instantiate("dL/dz", layer=layer, unit=unit, sample=sample)
        if layer == len(self.network.layers) - 1:
            return self.instantiate("dL/da", unit=unit, sample=sample)
        return self.instantiate("dL/dbefore", layer=layer + 1, source=unit, sample=sample)

    def _uses(self, name: str) -> Iterator[sp.Expr]:
        if self.derivation[name].why == Role.WEIGHT:
            for c in self.network.connections:
                if c.name == name:
                    yield self.instantiate("dL/dw", layer=c.target.layer, unit=c.target.index, source=c.source.index)
            return
        whole = {
            layer for layer in range(1, len(self.network.layers)) if self.general.layer(layer).kind.bias == "layer"
        }
        for link in self.network.biases:
            if link.name == name and (link.unit.layer not in whole or link.unit.index == 1):
                yield self.instantiate("dL/db", layer=link.unit.layer, unit=link.unit.index)

    def differing(self, steps: Iterable[Step] | None = None) -> list[str]:
        """Of these lines, or of all, those that are no instance of a general line; none, or there is a fault."""
        names = []
        for step in self.derivation if steps is None else steps:
            expected = self.of(step)
            if expected is not None and expected != step.expr and not _equal(expected, step.expr):
                names.append(step.name)
        return names


def _equal(ours: Any, theirs: Any) -> bool:
    """Whether two formulas with the same cases agree in each of them, multiplied out."""
    choices = (sorted(expr.atoms(sp.Piecewise), key=lambda choice: str(choice.args[0][1])) for expr in (ours, theirs))
    conditions = [[[c for _, c in choice.args] for choice in each] for each in choices]
    if conditions[0] != conditions[1]:
        return False
    cases = max((len(each) for each in conditions[0]), default=1)
    return all(sp.expand(_case(ours, i) - _case(theirs, i)) == 0 for i in range(cases))


def _case(expr: sp.Basic, number: int) -> Any:
    """One case of all choices, with signs in one way of writing: sign(y - a) is -sign(a - y)."""
    chosen = expr.replace(sp.Piecewise, lambda *branches: branches[min(number, len(branches) - 1)][0])
    return chosen.replace(
        sp.sign, lambda inner: -sp.sign(-inner) if inner.could_extract_minus_sign() else sp.sign(inner)
    )
