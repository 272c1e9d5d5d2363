"""Other names of a line, as textbooks and students have them: ``net_h1``, ``a1``, ``δ_o1``, ``ŷ``, ``w5+``."""

from __future__ import annotations

from collections.abc import Iterator

from symbp.formulas.lines import Formulas
from symbp.quantity import Quantity
from symbp.spec.assignment import Assignment, Unit
from symbp.steps import Kind, Role, Step

_LOSSES = ("l", "e", "etotal", "j", "c", "loss", "error", "ltotal")
PARTIALS = [f"d{loss}{stroke}d" for loss in _LOSSES for stroke in ("/", "")]
_RATES = ("lr", "learningrate", "alpha", "step", "rate", "stepsize", "η")
_GRADIENT = ("d", "grad", "g", "gradient", *PARTIALS)
# What begins with a bare d may be the derivative by the output or by the sum: it means the one that fits.
OUT_OF = (*PARTIALS, *(f"{by}{word}" for by in PARTIALS for word in ("a", "out", "h")), "dout", "da", "d")
INTO = ("delta", *(f"{by}{word}" for by in PARTIALS for word in ("net", "z", "in")), "dnet", "dz", "din", "d")


def aliases(assignment: Assignment, step: Step, quantity: Quantity) -> Iterator[str]:
    """Other names of a line, without its sample and iteration.

    Args:
        assignment: what its units are called.
        step: the line.
        quantity: what the line is about, under the name that its parameter has here.
    """
    if assignment.formulas is not None:
        yield from _of_formulas(assignment.formulas, step, quantity)
        return
    unit, subject = quantity.unit, quantity.subject
    by = quantity.wrt or quantity
    last = step.place.layer == len(assignment.network.layers) - 1
    match step.kind:
        case Kind.PRE:
            yield from (f"{word}{unit}" for word in ("net", "z", "in", "s", "sum", "a_in", "z_in", "y_in"))
        case Kind.ACT:
            yield from (f"{word}{unit}" for word in ("out", "a", "", "act"))
            if last:
                outputs = assignment.network.outputs
                yield from (["yhat", "ŷ", "output", "ypred"] if len(outputs) == 1 else [])
                yield from (f"{word}{_number(outputs, step)}" for word in ("yhat", "y^", "ŷ"))
        case Kind.LOSS if step.place.unit is None:
            yield from ("loss", "e", "error", "etotal", "j", "cost", "c", "mse", "ltotal")
        case Kind.LOSS:
            yield from (f"{word}{unit}" for word in ("p", "prob", "softmax", "yhat"))
            yield f"yhat{_number(assignment.network.outputs, step)}"
        case Kind.GRADIENT:
            yield from (f"{word}{subject}" for word in _GRADIENT)
            yield from (f"{subject}grad", f"{subject}.grad")
        case Kind.ADJOINT if by.letter == "in":
            yield from (f"{word}{by.unit}" for word in INTO)
            if last and len(assignment.network.outputs) == 1:
                yield from ("delta", "deltao", "deltaout", "deltaoutput")
        case Kind.ADJOINT:
            yield from (f"{word}{by.unit}" for word in (OUT_OF if by.letter == "out" else ()))
            if last and step.place.unit:
                single = len(assignment.network.outputs) == 1
                yield from (f"{head}yhat{_number(assignment.network.outputs, step)}" for head in PARTIALS)
                yield from (f"{head}{word}" for head in PARTIALS for word in ("yhat", "ŷ", "ypred", "output") if single)
        case Kind.SLOPE:
            yield from _slopes(assignment, step, quantity)
        case Kind.UPDATE:
            yield from _updated(quantity)
        case Kind.GIVEN if step.why == Role.TARGET and step.place.unit:
            unit = assignment.network.outputs[step.place.unit - 1].name
            number = _number(assignment.network.outputs, step)
            if len(assignment.network.outputs) == 1:
                yield from (word for word in ("t", "target", "label", "y") if word != unit)
            yield from (f"{word}{each}" for word in ("t", "target", "label", "y") for each in (unit, number))
        case Kind.GIVEN if step.why == Role.INPUT:
            yield from (f"{word}{step.place.unit}" for word in ("x", "i", "input"))
        case Kind.GIVEN if step.why == Role.LEARNING_RATE:
            yield from _RATES
        case _:
            return


def _of_formulas(formulas: Formulas, step: Step, quantity: Quantity) -> Iterator[str]:
    """Other names where every quantity has one of its own: of derivatives, of updates, of the rate."""
    match step.kind:
        case Kind.LOSS:
            yield from (formulas.output, "loss")
        case Kind.GRADIENT | Kind.ADJOINT:
            by = quantity.subject
            yield from (f"d{formulas.output}/d{by}", f"d{formulas.output}d{by}", f"d{by}", f"grad{by}", f"{by}.grad")
        case Kind.UPDATE:
            yield from _updated(quantity)
        case Kind.GIVEN if step.why == Role.LEARNING_RATE:
            yield from _RATES
        case _:
            return


def _updated(quantity: Quantity) -> Iterator[str]:
    """Names of a new value."""
    of = quantity.word
    yield from (f"{of}{tail}" for tail in ("new", "+", "'", "updated", "neu", "*"))
    yield from (f"{head}{of}" for head in ("new", "updated"))


def _slopes(assignment: Assignment, step: Step, quantity: Quantity) -> Iterator[str]:
    """Names of the derivative of an output by a net input: by its own, or, as with softmax, by that of another unit."""
    above, below = ("" if part is None else part.unit for part in (quantity.of, quantity.wrt))
    outputs = [unit.name for unit in assignment.network.outputs]
    outs = [f"{word}{above}" for word in ("out", "a", "")]
    if above in outputs and step.place.layer == len(assignment.network.layers) - 1:
        outs += [f"yhat{_number(assignment.network.outputs, step)}", *(["yhat"] if len(outputs) == 1 else [])]
    yield from (f"d{out}/d{net}{below}" for out in outs for net in ("net", "z", "in", "s"))
    if above == below:
        yield from (f"slope{above}", f"out{above}'", f"f'{above}", f"{above}'", f"σ'{above}", f"actprime{above}")


def _number(units: tuple[Unit, ...], step: Step) -> str:
    """The number of a unit in its layer: the one in its name, where all have one, or its place from 1."""
    place = step.place.unit or 1
    digits = [unit.name[len(unit.name.rstrip("0123456789")) :] for unit in units]
    return digits[place - 1] if len(units) > 1 and all(digits) and len(set(digits)) == len(digits) else str(place)
