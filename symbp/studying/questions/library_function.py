"""Question 2: the activation from a library in place of the formula."""

import numpy as np

from symbp.findings import listed
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, Trial, apart, bound


def _answer(study: Study) -> Answer:
    own, library = study.usual, study.judged("the library's function")
    names = sorted({unit.activation for layer in study.base.network.layers[1:] for unit in layer})
    places = np.linspace(-8, 8, 4001)[None, :]
    distances = []
    for layer in study.base.network.layers[1:]:
        for unit in layer[:1]:
            options = {key: float(value) for key, value in unit.options.items()}
            values = unit.function.values(places, options)
            slopes = unit.function.pullback(places, values, np.ones_like(places), options)
            h = 1e-6
            numeric = (unit.function.values(places + h, options) - unit.function.values(places - h, options)) / (2 * h)
            if not unit.function.couples:
                distances.append(float(np.abs(slopes - numeric)[np.abs(places) > 1e-3].max()))
    trials = [Trial("the formula written out", own.losses, own.findings, own.run), library]
    difference = apart(own.losses, library.losses)
    statement = (
        f"Nothing changes, and nothing should: {listed(names)} is one function, whoever writes it down, and its derivative is the same "
        f"line. In {study.rounds} rounds the losses differ by less than {bound(difference)} of their size, which is the rounding of "
        "64-bit numbers. A comparison of the two is a test of the formula, and says nothing about training."
    )
    if distances:
        statement += f" The slope of the library's function is that of its values: central differences agree to {bound(max(distances))}."
    table = ("Losses before the update of a round", study.table(trials, "activation"))
    return Answer(statement, (table,), study.chart("One function under two names", trials))


LIBRARY_FUNCTION = Question("library-function", 2, "The activation function of a library", _answer)
