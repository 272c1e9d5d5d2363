"""Objects whose page has charts: the charts as figures of the page, and as files of their own."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from symbp import charts
from symbp.charts import Chart, Curve
from symbp.page.formats import files as written, formats
from symbp.page.model import Figure, Part, Words, line
from symbp.page.words import Style, say


def losses_chart(
    title: Part | str,
    curves: Iterable[tuple[Part | str, Sequence[float]]],
    level: tuple[float, Part | str] | None = None,
) -> Chart:
    """The losses of runs over the iterations, on a logarithmic scale where all of them are positive."""
    drawn = tuple(Curve(line(label), range(1, len(losses) + 1), losses) for label, losses in curves)
    finite = [loss for curve in drawn for loss in curve.y if math.isfinite(loss)]
    positive = bool(finite) and min(finite) > 0
    longest = max((len(curve.y) for curve in drawn), default=0)
    firsts = (abs(curve.y[0]) for curve in drawn if curve.y and math.isfinite(curve.y[0]))
    first = max(firsts, default=0.0) or 1.0
    # A run that explodes, or comes down to the last bit, must not hide all the others.
    ends = (first * 1e-12, first * 1e3) if positive else (-100 * first, 100 * first)
    words = line(title), line(say("charts.iteration")), line(say("charts.loss"))
    marked = None if level is None else (level[0], line(level[1]))
    return Chart(*words, drawn, log_x=longest > 50, log_y=positive, level=marked, ends=ends)


def figures(name: str, drawn: Mapping[str, Chart], width: int = 90) -> Iterator[Figure]:
    """The charts as figures, each drawn when it is asked for; none where nothing is installed that draws.

    Args:
        name: the names of their files begin with it.
        drawn: by what they show.
        width: of each, in percent of the text.
    """
    if not charts.installed():
        return
    for what, chart in drawn.items():
        yield Figure(f"{name}-{what}", _later(chart), chart.title, width=width)


def _later(chart: Chart) -> Callable[[Words], str]:
    """A function that draws a chart when it is asked for, and only once; its title is the caption of the figure."""
    bare = replace(chart, title=())
    return functools.cache(lambda words: charts.draw(bare, "svg", words).decode())


def check(to: Iterable[str]) -> None:
    """Make sure that all of these are formats of a page or of charts, before a long work.

    Raises:
        UnknownNameError: one of them is none.
        MissingProgramError: what draws charts is not installed.
    """
    charts.check(to, formats)


def files(
    subject: object,
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
    contents: dict[str, bytes] = {}
    words = (style or Style()).text
    for format in dict.fromkeys(to):
        if charts.is_chart(format, formats):
            contents |= {
                f"{name}-{what}.{format}": charts.draw(chart, format, words) for what, chart in drawn().items()
            }
        else:
            contents |= written(subject, [format], style)
    return contents
