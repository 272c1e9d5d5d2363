"""Below question 7: where random starts come from, and how the losses are distributed that they end with."""

import math
import statistics
from collections.abc import Iterator, Mapping
from typing import Any

from symbp.charts import Chart, Curve
from symbp.findings import number
from symbp.page.model import Part, TableBlock, line
from symbp.page.words import phrase
from symbp.registry import words
from symbp.spec import Assignment
from symbp.studying.base import Question
from symbp.studying.runs import StudyRun, loss_words
from symbp.studying.study import QuestionAnswer, Study, grid

SEEDS = range(1, 21)
RECIPES: tuple[tuple[Part, float, Mapping[str, Any]], ...] = (
    (phrase("uniform from −0.1 to 0.1"), 0.1 / 3**0.5, {"low": "-0.1", "high": "0.1", "decimals": 4}),
    (phrase("uniform from −1 to 1"), 1 / 3**0.5, {}),
    (phrase("normal, standard deviation 1"), 1.0, {"distribution": "normal", "scale": 1}),
    (phrase("uniform from −5 to 5"), 5 / 3**0.5, {"low": "-5", "high": "5"}),
)


def _answer(study: Study) -> QuestionAnswer | None:
    groups = [[_trial(study, seed, recipe) for seed in SEEDS] for _, _, recipe in RECIPES]
    return QuestionAnswer(
        short=(),
        statement=tuple(_statement(study, groups)),
        tables=(_weights(groups), _losses(groups)),
        chart=_chart(groups),
    )


def _trial(study: Study, seed: int, recipe: Mapping[str, object]) -> StudyRun:
    changes = {"seed": seed, **{f"parameters.random.{key}": value for key, value in recipe.items()}}
    return study.trial(phrase("seed %(seed)s", seed=seed), changes)


def _ends(trials: list[StudyRun]) -> list[float]:
    return sorted(each.last for each in trials if each.good and math.isfinite(each.last))


def _weights(groups: list[list[StudyRun]]) -> TableBlock:
    """The numbers that were drawn, against the distribution that it was drawn from."""
    rows = []
    for (label, deviation, _), trials in zip(RECIPES, groups, strict=True):
        runs = [each.run for each in trials if each.run is not None]
        assignments = [run.assignment for run in runs if isinstance(run.assignment, Assignment)]
        drawn = [float(each.parameters[name].value) for each in assignments for name in each.trained]
        rows.append(
            (
                label,
                str(len(drawn)),
                number(statistics.fmean(drawn), 3),
                number(statistics.pstdev(drawn), 3),
                number(deviation, 3),
                number(max(map(abs, drawn)), 3),
            )
        )
    heads = (
        phrase("distribution"),
        phrase("drawn"),
        phrase("their mean"),
        phrase("their standard deviation"),
        phrase("that of the distribution"),
        phrase("largest size"),
    )
    return grid(heads, "lrrrrr", rows, phrase("The initial weights of %(count)s starts", count=len(SEEDS)))


def _losses(groups: list[list[StudyRun]]) -> TableBlock:
    rows = []
    for (label, _, _), trials in zip(RECIPES, groups, strict=True):
        ends = _ends(trials)
        quartiles = statistics.quantiles(ends, n=4, method="inclusive") if len(ends) > 1 else [math.nan] * 3
        least, most = (ends[0], ends[-1]) if ends else (math.nan, math.nan)
        rows.append((label, str(len(ends)), *(loss_words(each) for each in (least, *quartiles, most))))
    heads = (
        phrase("distribution"),
        phrase("runs to the end"),
        phrase("smallest"),
        phrase("lower quartile"),
        phrase("median"),
        phrase("upper quartile"),
        phrase("largest"),
    )
    return grid(heads, "l" + "r" * 6, rows, phrase("The losses that they end with"))


def _chart(groups: list[list[StudyRun]]) -> Chart:
    """For each distribution, which share of the starts ends with a loss of at most that."""
    curves = []
    for (label, _, _), trials in zip(RECIPES, groups, strict=True):
        ends = _ends(trials)
        across = [end for end in ends for _ in (0, 1)]
        up = [share / len(ends) for i in range(len(ends)) for share in (i, i + 1)]
        curves.append(Curve(line(label), across, up))
    every = [end for curve in curves for end in curve.x]
    wide = bool(every) and min(every) > 0 and max(every) > 10 * min(every)
    return Chart(
        line(phrase("Which share of the starts ends with at most this loss")),
        line(phrase("loss after the last iteration")),
        line(phrase("share of the starts")),
        tuple(curves),
        log_x=wide,
    )


def _statement(study: Study, groups: list[list[StudyRun]]) -> Iterator[Part]:
    medians = [statistics.median(ends) for ends in map(_ends, groups) if ends]
    if len(medians) < len(RECIPES):
        return
    best, worst = (medians.index(pick(medians)) for pick in (min, max))
    yield phrase(
        "After %(count)s iterations the median loss is smallest with weights that are %(best)s (%(least)s), and largest with "
        "those that are %(worst)s (%(most)s).",
        count=study.iterations,
        best=RECIPES[best][0],
        least=loss_words(medians[best]),
        worst=RECIPES[worst][0],
        most=loss_words(medians[worst]),
    )
    spreads = [ends[-1] - ends[0] for ends in map(_ends, groups)]
    widest = spreads.index(max(spreads))
    yield phrase(
        "The ends lie farthest apart with weights that are %(widest)s: from %(first)s to %(last)s.",
        widest=RECIPES[widest][0],
        first=loss_words(_ends(groups[widest])[0]),
        last=loss_words(_ends(groups[widest])[-1]),
    )


DISTRIBUTION = Question(
    name="distribution",
    number=7,
    part=1,
    title=words("The distribution of the starts, and of their ends"),
    answer=_answer,
)
