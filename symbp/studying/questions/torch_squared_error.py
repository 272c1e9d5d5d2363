"""Below question 4: what MSELoss of PyTorch computes, in each of the ways in which it is called."""

from collections.abc import Iterator, Sequence
from typing import Any

from symbp.findings import number
from symbp.formula import layout
from symbp.page.model import Block, Code, Equation, Equations, Paragraph, Part, TableBlock, line
from symbp.page.words import phrase
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.programs import torch_installed
from symbp.studying.study import QuestionAnswer, Study, grid

Rows = Sequence[Sequence[float]]


def _answer(study: Study) -> QuestionAnswer | None:
    run = study.usual.run
    targets: Rows = [[float(target.value) for target in sample.y] for sample in study.base.samples]
    if run is None or not run.iterations or not all(targets):
        return None
    outputs: Rows = [list(each.values()) for each in run.iterations[0].outputs]
    squares = [
        (output - target) ** 2
        for ours, wanted in zip(outputs, targets, strict=True)
        for output, target in zip(ours, wanted, strict=True)
    ]
    total, count = sum(squares), len(squares)
    ways: list[tuple[Part, float, object]] = [
        (Code("MSELoss()"), total / count, lambda torch, o, y: torch.nn.MSELoss()(o, y)),
        (Code('MSELoss(reduction="sum")'), total, lambda torch, o, y: torch.nn.MSELoss(reduction="sum")(o, y)),
        (
            phrase("%(call)s of each output, added", call=Code("MSELoss()")),
            total / len(outputs),
            lambda torch, o, y: sum(torch.nn.MSELoss()(o[:, k], y[:, k]) for k in range(o.shape[1])),
        ),
        (phrase("half the sum, written out"), total / 2, lambda _, o, y: ((o - y) ** 2).sum() / 2),
    ]
    asked = _torch_values(outputs, targets, ways) if torch_installed() else None
    return QuestionAnswer(
        short=(),
        statement=tuple(_statement(count, len(outputs), asked, ways)),
        tables=(_table(ways, total, asked),),
        before=tuple(_formula()),
    )


def _torch_values(outputs: Rows, targets: Rows, ways: Sequence[tuple[Part, float, Any]]) -> list[float]:
    """Torch's values for each of the ways."""
    import torch

    o, y = (torch.tensor(rows, dtype=torch.float64) for rows in (outputs, targets))
    return [float(call(torch, o, y)) for _, _, call in ways]


def _formula() -> Iterator[Block]:
    yield Paragraph(
        line(
            phrase(
                "%(name)s is a class: what it makes is called with outputs and targets, both tensors of one shape, and "
                "gives the mean of the squares over all $n$ outputs of all $N$ samples. Neither ½ nor a sum over the "
                "outputs is in it:",
                name=Code("torch.nn.MSELoss"),
            )
        )
    )
    mean = r"= \frac{1}{N\,n} \sum_{s=1}^{N} \sum_{k=1}^{n} (o_{k,s} - y_{k,s})^2"
    slope = r"= \frac{2}{N\,n} (o_{k,s} - y_{k,s})"
    left = layout.read(r"\frac{\partial \mathrm{MSE}}{\partial o_{k,s}}")
    yield Equations((Equation(layout.read(r"\mathrm{MSE}"), layout.read(mean)), Equation(left, layout.read(slope))))


def _table(ways: Sequence[tuple[Part, float, object]], total: float, asked: Sequence[float] | None) -> TableBlock:
    heads = [
        phrase("call"),
        phrase("by the formula"),
        phrase("by PyTorch"),
        phrase("gradients, in those of half the sum"),
    ]
    rows = [
        (name, number(value), *([number(asked[i])] if asked else []), number(2 * value / total, 6))
        for i, (name, value, _) in enumerate(ways)
    ]
    kept = heads if asked else [*heads[:2], heads[3]]
    caption = phrase("The squared error of the first iteration, in the ways in which it is called")
    return grid(kept, "l" + "r" * (len(kept) - 1), rows, caption)


def _statement(
    count: int, samples: int, asked: Sequence[float] | None, ways: Sequence[tuple[Part, float, object]]
) -> Iterator[Part]:
    if asked is None:
        yield phrase("PyTorch has not been asked, because torch is not installed.")
    elif all(
        abs(ours - value) <= 1e-12 * max(1.0, abs(value)) for ours, (_, value, _) in zip(asked, ways, strict=True)
    ):
        yield phrase("PyTorch has the value of the formula in each of the ways.")
    if count == 2 and samples == 1:
        yield phrase(
            "With one sample and two outputs the mean happens to be half the sum: only here may one be taken for the "
            "other. Called for each output by itself, it is the sum, twice as large."
        )
    else:
        yield phrase(
            "The mean over %(count)s squares is %(factor)s of half their sum, and so is every gradient: the same learning "
            "rate is another step.",
            count=count,
            factor=number(2 / count),
        )


TORCH_SQUARED_ERROR = Question(
    name="torch-squared-error", number=4, part=1, title=words("What `torch.nn.MSELoss` computes"), answer=_answer
)
