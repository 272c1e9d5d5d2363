"""Below question 3: what is said for ReLU, each reason with the figures that bear it."""

import statistics
from collections.abc import Iterator, Mapping

import numpy as np

from symbp import oracle
from symbp.activations import activations
from symbp.activations.base import Activation
from symbp.findings import number
from symbp.formula.tree import operations
from symbp.page.model import Part, TableBlock
from symbp.page.words import phrase
from symbp.pipeline import derive
from symbp.registry import words
from symbp.spec import Assignment, varied
from symbp.steps import Kind
from symbp.studying.base import Question
from symbp.studying.study import QuestionAnswer, Study, grid, names

PAIR = ("sigmoid", "relu")
DEPTHS = (1, 2, 4, 8)
LAYER_WIDTH = 16
STARTS = range(1, 21)


def _answer(study: Study) -> QuestionAnswer | None:
    deep = {name: _shares(activations[name]) for name in PAIR}
    costs = {name: _cost(study, name) for name in PAIR}
    return QuestionAnswer(
        short=(),
        statement=tuple(_statement(study, costs, deep)),
        tables=(_single(costs), _layers(deep)),
    )


def _cost(study: Study, name: str) -> int:
    """Operations for an activation and its derivative, as the derived lines have them."""
    layers = study.base.network.layers[1:]
    variant = varied(study.spec, {"activation": [[name] * len(layer) for layer in layers]})
    assert isinstance(variant, Assignment)
    derivation = derive(variant)
    unit = next(step for step in derivation.of_kind(Kind.ACT))
    slope = next(step for step in derivation.of_kind(Kind.SLOPE) if step.place.unit == unit.place.unit)
    return sum(operations(derivation.arranged(step.expr)) for step in (unit, slope) if step.expr is not None)


def _slopes(function: Activation, places: tuple[float, ...]) -> list[float]:
    z = np.array(places)[None, :]
    options = {key: float(value) for key, value in function.options.items()}
    return list(function.vjp(z, function.forward(z, options), np.ones_like(z), options)[0])


def _shares(function: Activation) -> list[float]:
    """By depth, the gradient of the first layer's weights over that of the last one's: norms, the median of the starts."""
    options = {key: float(value) for key, value in function.options.items()}
    part = oracle.ActivationRows(
        np.arange(LAYER_WIDTH),
        lambda z: function.forward(z, options),
        lambda z, a, upstream: function.vjp(z, a, upstream, options),
    )
    medians = []
    for depth in DEPTHS:
        shares = []
        for seed in STARTS:
            drawn = np.random.RandomState(seed)
            weights = drawn.normal(0.0, (2 / LAYER_WIDTH) ** 0.5, (depth + 1) * LAYER_WIDTH**2)
            places = np.arange(len(weights)).reshape(depth + 1, LAYER_WIDTH, LAYER_WIDTH)
            none = np.full(LAYER_WIDTH, oracle.ABSENT)
            problem = oracle.Problem(
                weights,
                [oracle.LayerIndices(where, none, 1, [part]) for where in places],
                drawn.normal(size=(LAYER_WIDTH, 1)),
                drawn.normal(size=(LAYER_WIDTH, 1)),
                lambda a, y: ((a - y) ** 2).sum(axis=0) / 2,
                lambda a, y: a - y,
                1.0,
            )
            gradient = oracle.run(problem).gradient
            first, last = (float(np.linalg.norm(gradient[places[i]])) for i in (0, -1))
            shares.append(first / last)
        medians.append(statistics.median(shares))
    return medians


def _single(costs: Mapping[str, int]) -> TableBlock:
    """The cost of one unit, and the derivative that it passes on."""
    places = (0.0, 2.0, 5.0, 10.0)
    slopes = {name: _slopes(activations[name], places) for name in PAIR}
    labels = [phrase("derivative at %(place)s", place=number(place)) for place in places]
    columns = [[str(costs[name]), *(number(slope, 4) for slope in slopes[name])] for name in PAIR]
    rows = zip([phrase("operations for a value and its derivative"), *labels], *columns, strict=True)
    heads = (phrase("of one unit"), phrase("sigmoid"), phrase("ReLU"))
    return grid(heads, "lrr", rows, phrase("What a unit costs, and what it passes back"))


def _layers(deep: Mapping[str, list[float]]) -> TableBlock:
    rows = [(str(depth), *(number(deep[name][i], 3) for name in PAIR)) for i, depth in enumerate(DEPTHS)]
    caption = phrase(
        "Norm of the gradient of the first layer's weights over that of the last layer's: networks of %(width)s units a "
        "layer, weights normal with variance 2/%(width)s, the median of %(count)s starts",
        width=LAYER_WIDTH,
        count=len(STARTS),
    )
    return grid((phrase("hidden layers"), phrase("sigmoid"), phrase("ReLU")), "rrr", rows, caption)


def _statement(study: Study, costs: Mapping[str, int], deep: Mapping[str, list[float]]) -> Iterator[Part]:
    yield phrase(
        "*It costs less:* %(relu)s operations in place of %(sigmoid)s for a value and its derivative, and no exponential "
        "among them.",
        relu=costs["relu"],
        sigmoid=costs["sigmoid"],
    )
    yield phrase(
        "*It does not saturate above 0:* its derivative there is 1 however large the net input, while that of the sigmoid "
        "is at most ¼. Through %(depth)s hidden layers the first layer's gradient is %(sigmoid)s of the last one's with "
        "the sigmoid, and %(relu)s with ReLU.",
        depth=DEPTHS[-1],
        sigmoid=number(deep["sigmoid"][-1], 3),
        relu=number(deep["relu"][-1], 3),
    )
    trial = study.trial(phrase("ReLU on all units"), {"activation": _everywhere(study)})
    run = trial.run
    if run is None or not run.iterations:
        return
    last = run.iterations[-1]
    units = [unit.name for layer in study.base.network.layers[1:] for unit in layer]
    off = [
        name
        for name in units
        if all({**h, **o}[f"out_{name}"] == 0 for h, o in zip(last.hidden, last.outputs, strict=True))
    ]
    if off:
        yield phrase(
            "*It switches units off:* here %(off)s of %(count)s units are 0 at the end (%(names)s). In a large network that "
            "leaves fewer terms to calculate; in this small one it is the price of ReLU, for a unit that is 0 for every "
            "sample has the gradient 0 and does not come back.",
            off=len(off),
            count=len(units),
            names=names(off),
        )
    else:
        yield phrase("*It switches units off:* here none of the %(count)s units is 0 at the end.", count=len(units))


def _everywhere(study: Study) -> list[list[str]]:
    return [["relu"] * len(layer) for layer in study.base.network.layers[1:]]


REASONS_FOR_RELU = Question(
    name="reasons-for-relu", number=3, part=1, title=words("Reasons for ReLU, and what bears them"), answer=_answer
)
