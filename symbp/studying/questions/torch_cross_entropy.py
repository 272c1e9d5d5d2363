"""Below question 5: what CrossEntropyLoss of PyTorch computes, its gradient, and what it is called with."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symbp.findings import number
from symbp.formula import layout
from symbp.page.model import Block, Code, Equation, Equations, Paragraph, Part, TableBlock, line
from symbp.page.words import phrase
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.programs import torch_installed
from symbp.studying.study import QuestionAnswer, Study, grid


@dataclass(frozen=True)
class _Call:
    """A call, with the loss and its gradient by the formula, and by torch where it is there."""

    name: Part
    loss: float
    gradient: tuple[float, ...]
    asked: tuple[float, tuple[float, ...]] | None


def _answer(study: Study) -> QuestionAnswer | None:
    run = study.usual.run
    sample = study.base.samples[0]
    if run is None or not run.iterations or len(sample.y) < 2:
        return None
    outputs = [float(each) for each in run.iterations[0].outputs[0].values()]
    targets = [float(each.value) for each in sample.y]
    largest = max(range(len(targets)), key=targets.__getitem__)
    one = [float(k == largest) for k in range(len(targets))]
    calls = [
        _call(phrase("outputs, targets as they are"), outputs, targets),
        _call(phrase("outputs, largest target as the class"), outputs, one),
        _call(phrase("softmax of the outputs, largest target as the class"), outputs, one, twice=True),
    ]
    return QuestionAnswer(
        short=(),
        statement=tuple(_statement(calls, targets)),
        tables=(_table(calls),),
        before=tuple(_formula()),
    )


def _softmax(logits: Sequence[float]) -> list[float]:
    powers = [math.exp(each - max(logits)) for each in logits]
    return [each / sum(powers) for each in powers]


def _call(name: Part, outputs: Sequence[float], targets: Sequence[float], *, twice: bool = False) -> _Call:
    """The loss and its gradient by the outputs; twice with a softmax of them before the call."""
    logits = _softmax(outputs) if twice else outputs
    parts = _softmax(logits)
    loss = -sum(target * math.log(part) for target, part in zip(targets, parts, strict=True))
    gradient = [part * sum(targets) - target for target, part in zip(targets, parts, strict=True)]
    if twice:
        # Back through the softmax before the call: p_i (g_i - Σ g_j p_j).
        mean = sum(each * part for each, part in zip(gradient, logits, strict=True))
        gradient = [part * (each - mean) for each, part in zip(gradient, logits, strict=True)]
    return _Call(name, loss, tuple(gradient), _torch_values(outputs, targets, twice) if torch_installed() else None)


def _torch_values(outputs: Sequence[float], targets: Sequence[float], twice: bool) -> tuple[float, tuple[float, ...]]:
    """The loss and its gradient by torch."""
    import torch

    given = torch.tensor([outputs], dtype=torch.float64, requires_grad=True)
    logits = torch.softmax(given, dim=1) if twice else given
    loss = torch.nn.CrossEntropyLoss()(logits, torch.tensor([targets], dtype=torch.float64))
    loss.backward()
    assert given.grad is not None
    return loss.item(), tuple(given.grad[0].tolist())


def _formula() -> Iterator[Block]:
    yield Paragraph(
        line(
            phrase(
                "%(name)s takes logits: it applies the softmax by itself, and takes the mean over the samples. The target "
                "of a sample is a class, counted from 0, or a probability for each class. For one sample with the outputs "
                "$o_k$ and the targets $y_k$ it is:",
                name=Code("torch.nn.CrossEntropyLoss"),
            )
        )
    )
    rows = (
        (r"p_k", r"= \frac{e^{o_k}}{\sum_j e^{o_j}}"),
        (r"\mathrm{CE}", r"= -\sum_k y_k \ln p_k"),
        (r"\frac{\partial \mathrm{CE}}{\partial o_k}", r"= p_k \sum_j y_j - y_k"),
    )
    yield Equations(tuple(Equation(layout.read(left), layout.read(right)) for left, right in rows))


def _table(calls: Sequence[_Call]) -> TableBlock:
    asked = all(call.asked for call in calls)
    heads = [phrase("called with"), phrase("by the formula"), phrase("by PyTorch"), phrase("gradient by the formula")]
    heads += [phrase("gradient by PyTorch")]
    rows = []
    for call in calls:
        ours, theirs = (call.loss, call.gradient), call.asked or (call.loss, call.gradient)
        cells = [number(ours[0]), number(theirs[0]), _vector(ours[1]), _vector(theirs[1])]
        rows.append((call.name, *(cells if asked else cells[::2])))
    kept = heads if asked else [heads[0], heads[1], heads[3]]
    caption = phrase("The cross-entropy of the outputs of the first iteration, in the ways in which it is called")
    return grid(kept, "l" + "r" * (len(kept) - 1), rows, caption)


def _vector(numbers: Sequence[float]) -> str:
    return f"({', '.join(number(each) for each in numbers)})"


def _statement(calls: Sequence[_Call], targets: Sequence[float]) -> Iterator[Part]:
    if not all(call.asked for call in calls):
        yield phrase("PyTorch has not been asked, because torch is not installed.")
    elif all(_agrees(call) for call in calls):
        yield phrase("PyTorch has the loss and the gradient of the formula each time.")
    whole = sum(targets)
    if abs(whole - 1) > 1e-9 or min(targets) < 0:
        yield phrase(
            "The targets %(targets)s have the sum %(whole)s, and a distribution has the sum 1: PyTorch calculates with them "
            "all the same, and does not warn.",
            targets=_vector(targets),
            whole=number(whole),
        )
    once, twice = calls[1], calls[2]
    yield phrase(
        "Who applies the softmax before the call applies it twice: the loss is %(twice)s in place of %(once)s, and the "
        "largest entry of its gradient %(small)s in place of %(large)s.",
        twice=number(twice.loss),
        once=number(once.loss),
        small=number(max(map(abs, twice.gradient))),
        large=number(max(map(abs, once.gradient))),
    )


def _agrees(call: _Call) -> bool:
    assert call.asked is not None
    pairs = zip((call.loss, *call.gradient), (call.asked[0], *call.asked[1]), strict=True)
    return all(abs(ours - theirs) <= 1e-12 * max(1.0, abs(ours)) for ours, theirs in pairs)


TORCH_CROSS_ENTROPY = Question(
    name="torch-cross-entropy",
    number=5,
    part=1,
    title=words("What `torch.nn.CrossEntropyLoss` computes"),
    answer=_answer,
)
