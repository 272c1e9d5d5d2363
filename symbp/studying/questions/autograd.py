"""Below question 9: autograd, its graph, gradients that add up, no_grad, and a module with the derived backward pass."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from symbp import oracle
from symbp.code.program import program
from symbp.exporting.drawing.pictures import graph_svg
from symbp.exporting.origin import ExportContext
from symbp.findings import number
from symbp.numpy_reference import problem
from symbp.page.model import Block, Code, Figure, Paragraph, Part, Preformatted, TableBlock, line
from symbp.page.words import phrase
from symbp.pipeline import derive
from symbp.quantity import gradient_of
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.programs import MOST_SHOWN_PARAMETERS, prints, source, torch_installed
from symbp.studying.runs import StudyRun, bound, loss_words, power
from symbp.studying.study import QuestionAnswer, Study, grid

MOST_READABLE_BOXES = 60
"""Lines of a derivation whose graph can be read on a page."""

Prints = Mapping[tuple[int, str], float]


def _answer(study: Study) -> QuestionAnswer | None:
    text = source(program(study.base), "module", 1, (), {})
    printed = prints(text) if torch_installed() else {}
    run = study.usual.run
    if run is None or not run.iterations:
        return None
    derived = {name: float(value) for name, value in run.iterations[0].gradients.items()}
    return QuestionAnswer(
        short=(),
        statement=tuple(_statement(study, derived, printed)),
        tables=(_table(derived, printed),) if printed and len(derived) <= MOST_SHOWN_PARAMETERS else (),
        before=(*_graph(study), *_module(text)),
    )


def _graph(study: Study) -> Iterator[Block]:
    yield Paragraph(
        line(
            phrase(
                "While the forward pass is calculated, autograd takes down which tensor was made of which: that is the "
                "graph. %(backward)s walks it from the loss to the tensors that have %(flag)s, multiplies by one local "
                "derivative an edge, and adds up where several paths meet: the lines of the backward pass above.",
                backward=Code("backward()"),
                flag=Code("requires_grad=True"),
            )
        )
    )
    if len(derive(study.base)) <= MOST_READABLE_BOXES and len(study.base.samples) == 1:
        caption = phrase("The graph of the loss, with values and gradients of the first iteration")
        yield Figure("graph", graph_svg(ExportContext(study.base)), line(caption), width=100)


def _module(text: str) -> Iterator[Block]:
    rows = text[text.index("class Loss") :].splitlines()
    ahead = next(i for i, row in enumerate(rows) if "def forward(ctx" in row) + 1
    behind = next(i for i, row in enumerate(rows) if row.strip().startswith("gradients = "))
    left_out = phrase("the %(count)s lines of the program in NumPy", count=behind - ahead)
    yield Paragraph(
        line(
            phrase(
                "A backward pass of one's own takes the place of the graph: what the forward pass has to say about its "
                "derivative is saved, and multiplied by what comes from above. In this module, the place that is left out has "
                "%(lines)s, forward and backward:",
                lines=left_out,
            )
        )
    )
    yield Preformatted("\n".join((*rows[:ahead], "        ...", *rows[behind:])))


def _table(derived: Mapping[str, float], printed: Prints) -> TableBlock:
    rows: list[tuple[Part | str, ...]] = [
        (
            Code(gradient_of(name)),
            number(value),
            *(number(printed[0, f"dL/d{name}, {when}"]) for when in ("once", "twice", "zeroed")),
        )
        for name, value in derived.items()
    ]
    heads = (
        phrase("gradient"),
        phrase("derived"),
        phrase("after one backward pass"),
        phrase("after a second one"),
        phrase("zeroed, and one more"),
    )
    return grid(heads, "lrrrr", rows, phrase("What the module leaves in the gradients of its parameters"))


def _statement(study: Study, derived: Mapping[str, float], printed: Prints) -> Iterator[Part]:
    if not printed:
        yield phrase("The module has not been run, because torch is not installed.")
    else:
        yield from _figures(derived, printed)
    kept = _never_zeroed(study)
    if study.iterations > 1 and study.usual.good and not study.usual.sensitive:
        yield phrase(
            "A program that never zeroes descends along the sum of all gradients so far: after %(count)s iterations its loss "
            "is %(kept)s, against %(usual)s.",
            count=study.iterations,
            kept=loss_words(kept.last, 3),
            usual=loss_words(study.usual.last),
        )


def _figures(derived: Mapping[str, float], printed: Prints) -> Iterator[Part]:
    """The figures that the module has printed."""
    times = {"once": 1.0, "twice": 2.0, "zeroed": 1.0}
    distance = max(
        abs(printed[0, f"dL/d{name}, {when}"] - factor * value) / max(1.0, abs(value))
        for name, value in derived.items()
        for when, factor in times.items()
    )
    if distance < 1e-9:
        yield phrase(
            "Gradients add up: a second backward pass leaves twice the derivative, and only what is zeroed between two of "
            "them leaves the derivative itself, to %(bound)s.",
            bound=power(bound(distance)),
        )
    if printed[0, "graph outside"] and not printed[0, "graph inside"]:
        yield phrase(
            "Within %(name)s no graph is made: the loss that is calculated there cannot be differentiated.",
            name=Code("torch.no_grad()"),
        )
    if printed[0, "update refused"]:
        yield phrase("An update stands within it because outside PyTorch refuses to change such a parameter in place.")
    if printed[0, "gradcheck"]:
        yield phrase(
            "The module with the derived backward pass stands the test of %(name)s, which compares it with differences of "
            "the loss.",
            name=Code("torch.autograd.gradcheck"),
        )


def _never_zeroed(study: Study) -> StudyRun:
    """The run of a program whose gradients add up from iteration to iteration."""
    losses, setting = [], problem(study.base)
    trained = np.array([name in study.base.trained for name in study.base.parameters])
    kept = np.zeros_like(setting.parameters)
    with np.errstate(all="ignore"):
        for _ in range(study.iterations):
            result = oracle.run(setting)
            losses.append(float(result.loss))
            kept += np.where(trained, result.gradient, 0.0)
            setting = replace(setting, parameters=setting.parameters - float(study.step) * kept)
    return StudyRun(phrase("never zeroed"), tuple(losses))


AUTOGRAD = Question(
    name="autograd",
    number=9,
    part=1,
    title=words("Autograd, and a module with the derived backward pass"),
    answer=_answer,
)
