"""Remarks on what a listing does otherwise than the assignment without a mistake: a factor, a decay, the other sign."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from symbp.marking.entry import Entry
from symbp.page.model import Sentence
from symbp.page.words import say
from symbp.quantity import Quantity
from symbp.spec.assignment import Batch
from symbp.steps import Kind, Role

if TYPE_CHECKING:
    from symbp.marking.listing.recorder import Recorder
    from symbp.marking.listing.records import Record

_TURNED = (Kind.ADJOINT, Kind.GRADIENT)


def remarks(recorder: Recorder) -> Iterator[Entry]:
    """Remarks on a listing whose updates are the assignment's, but for conventions."""
    factors = {line: pair for line, pair in recorder.factors.items() if Quantity.named(line).iteration == 1}
    steps = [slot.node.lineno for slot in recorder.sink_slots.values()]
    at = min(steps, default=0)
    factor = next((factor for factor, _ in factors.values() if factor != 1), Fraction(1))
    if factor != 1:
        yield _remark(at, _of_factor(recorder, factor))
    decay = max((decay for _, decay in factors.values()), default=Fraction(0))
    if decay:
        yield _remark(at, say("marking.decays", taken=str(float(decay))))
    turned = [r for r in recorder.records if r.right and r.meaning.scale < 0 and _is_derivative(recorder, r)]
    if turned:
        yield _remark(turned[0].entry.line, say("marking.target_minus_output"))
    if recorder.later_otherwise:
        yield _remark(recorder.later_otherwise, say("marking.another_optimizer"))


def _remark(at: int, said: Sentence) -> Entry:
    return Entry("", "", at, note=said)


def _is_derivative(recorder: Recorder, record: Record) -> bool:
    step = recorder.key.step(record.meaning.line)
    return step is None or step.kind in _TURNED


def _of_factor(recorder: Recorder, factor: Fraction) -> Sentence:
    """How it is said that every step is so many times the assignment's."""
    assignment = recorder.key.assignment
    samples = len(assignment.samples)
    lines = [r.meaning.line for r in recorder.records if r.right and r.meaning.scale == 1]
    plain = any((s := recorder.key.step(line)) is not None and s.kind is Kind.GRADIENT for line in lines)
    times = factor in recorder.multiples
    said = {"factor": str(factor), "rate": "", "others": ""}
    rates = recorder.key.derivation.givens(Role.LEARNING_RATE)
    if rates:
        rate = recorder.key.givens[rates[0].name]
        said |= {"rate": f"{float(rate):g}", "others": f"{float(rate * factor):g}"}
    if plain and not times:
        return say("marking.another_rate", **said)
    if samples > 1 and factor == samples and assignment.loss.batch is Batch.MEAN:
        return say("marking.sum_for_mean", **said)
    if samples > 1 and factor * samples == 1 and assignment.loss.batch is not Batch.MEAN:
        return say("marking.mean_for_sum", **said)
    return say("marking.times_gradient" if times else "marking.times_step", **said)
