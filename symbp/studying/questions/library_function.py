"""Question 2: the activation function of a library in place of the formula."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from symbp.page.model import Part
from symbp.page.words import phrase
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.runs import apart, bound, power
from symbp.studying.study import QuestionAnswer, Study


def _answer(study: Study) -> QuestionAnswer:
    own = replace(study.usual, label=phrase("the formula written out"))
    library = study.judged(phrase("NumPy, by a function of its own"))
    difference = apart(own.losses, library.losses)
    said = list(_statement(study, len(own.losses), difference))
    trials = [own, library]
    return QuestionAnswer(
        short=(said[0],),
        statement=tuple(said[1:]),
        tables=(study.table(trials, phrase("activation")),),
        chart=study.chart(phrase("One function in two programs"), trials),
        lesson=phrase(
            "A function of a library saves lines, and keeps the range of the numbers; what is calculated stays the same, "
            "here to %(bound)s in %(count)s iterations.",
            bound=power(bound(difference)),
            count=len(own.losses),
        )
        if difference < 1e-9
        else None,
    )


def _statement(study: Study, iterations: int, difference: float) -> Iterator[Part]:
    functions = sorted({unit.activation for layer in study.base.network.layers[1:] for unit in layer})
    if len(functions) == 1:
        yield phrase(
            "Nothing changes, and nothing should: %(name)s is one function, whoever has written it, and its derivative "
            "is the same line.",
            name=functions[0],
        )
    else:
        yield phrase(
            "Nothing changes, and nothing should: %(names)s are the same functions, whoever has written them, and "
            "their derivatives are the same lines.",
            names=functions,
        )
    if difference < 1e-9:
        yield phrase(
            "In %(count)s iterations the losses differ by less than %(bound)s of their size, which is the rounding of "
            "64-bit numbers.",
            count=iterations,
            bound=power(bound(difference)),
        )
    else:
        yield phrase(
            "In this run the losses part all the same: it magnifies the last bit, in which any two programs differ."
        )
    yield phrase("A comparison of the two tests the formula, and says nothing about training.")
    distances = list(_distances(study))
    if distances:
        yield phrase(
            "The derivative of the library's function is that of its values: central differences agree to %(bound)s.",
            bound=power(bound(max(distances))),
        )


def _distances(study: Study) -> Iterator[float]:
    """How far the derivative of each layer's function is from central differences of its values."""
    places, h = np.linspace(-8, 8, 4001)[None, :], 1e-6
    for layer in study.base.network.layers[1:]:
        unit = layer[0]
        if not unit.function.elementwise:
            continue
        options = {key: float(value) for key, value in unit.options.items()}
        values = unit.function.forward(places, options)
        slopes = unit.function.vjp(places, values, np.ones_like(places), options)
        numeric = (unit.function.forward(places + h, options) - unit.function.forward(places - h, options)) / (2 * h)
        yield float(np.abs(slopes - numeric)[np.abs(places) > 1e-3].max())


LIBRARY_FUNCTION = Question(
    name="library-function", number=2, title=words("The activation function of a library"), answer=_answer
)
