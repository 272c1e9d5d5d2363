"""Question 2: the activation as another program has it in place of the formula."""

from dataclasses import replace

import numpy as np

from symbp.findings import listed
from symbp.page.model import line
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study
from symbp.studying.trial import apart, bound


def _answer(study: Study) -> Answer:
    own, library = study.usual, study.judged("NumPy, by a function of its own")
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
    trials = [replace(own, label="the formula written out"), library]
    difference = apart(own.losses, library.losses)
    one = f"{listed(names)} is one function" if len(names) == 1 else f"{listed(names)} are functions"
    statement = f"Nothing changes, and nothing should: {one}, whoever writes {'it' if len(names) == 1 else 'them'} down, and the derivative is the same line. "
    if difference < 1e-9:
        statement += f"In {len(own.losses)} rounds the losses differ by less than {bound(difference)} of their size, which is the rounding of 64-bit numbers."
    else:
        statement += (
            "In this run the losses part all the same: it magnifies the last bit, in which any two codings differ."
        )
    statement += " A comparison of the two is a test of the formula, and says nothing about training."
    if distances:
        statement += (
            f" The slope of that function is that of its values: central differences agree to {bound(max(distances))}."
        )
    table = study.table(trials, "activation")
    return Answer(line(statement), (table,), study.chart("One function under two names", trials))


LIBRARY_FUNCTION = Question("library-function", 2, "The activation function of a library", _answer)
