"""Objects whose page has charts: the charts as figures of the page, and as files of their own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from symbp import charts
from symbp.charts import Chart
from symbp.page.formats import files as written, formats
from symbp.page.model import Figure, line
from symbp.page.words import Style


def figures(name: str, drawn: Mapping[str, Chart]) -> Iterator[Figure]:
    """The charts as figures, each drawn when it is asked for; none where nothing is installed that draws.

    Args:
        name: the names of their files begin with it.
        drawn: by what they show.
    """
    if not charts.installed():
        return
    for what, chart in drawn.items():
        yield Figure(f"{name}-{what}", _later(chart), line(chart.title))


def _later(chart: Chart) -> Callable[[], str]:
    """What draws a chart when it is asked for, and only once."""
    return functools.cache(lambda: charts.draw(chart, "svg").decode())


def check(to: Iterable[str]) -> None:
    """Whether all of these are formats of a page or of charts, asked before a long work.

    Raises:
        UnknownNameError: one of them is none.
        MissingProgramError: what draws charts is not installed.
    """
    charts.check(to, formats())


def files(
    subject: Any,
    to: Iterable[str],
    name: str,
    drawn: Callable[[], Mapping[str, Chart]],
    style: Style | None = None,
) -> dict[str, bytes]:
    """An object in several formats; ``svg`` and ``pdf`` are its charts, each a file.

    Args:
        subject: the object.
        to: formats of a page, ``svg``, ``pdf``.
        name: the names of the files of charts begin with it.
        drawn: what makes the charts, if they are asked for.
        style: whose words and layout.

    Raises:
        UnknownNameError: there is no such format.
        MissingProgramError: something that is needed is not installed.
    """
    made: dict[str, bytes] = {}
    for form in dict.fromkeys(to):
        if charts.is_chart(form, formats()):
            made |= {f"{name}-{what}.{form}": charts.draw(chart, form) for what, chart in drawn().items()}
        else:
            made |= written(subject, [form], style)
    return made
