"""Curves as vector graphics: the same curves, the same bytes."""

from __future__ import annotations

import importlib.util
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symbp.errors import MissingProgramError
from symbp.registry import choice

KINDS = ("svg", "pdf")
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31")
"""Told apart by all eyes (Okabe & Ito, Color Universal Design, 2008); behind them lines are dashed."""
_DASHES = ("-", "--", ":", "-.")
_MOST_POINTS = 2_000
_LARGEST = 1e100
_MOST_NAMED = 16
_LETTERS_ACROSS = 110


Words = Any
"""The words of a label: text, or what whoever asks for the drawing can read as text, such as a line of a page."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve.

    Attributes:
        label: what the legend calls it.
        x, y: its points; where y is no number there is a gap.
    """

    label: Words
    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves over an axis.

    Attributes:
        title, across, up: words above, along the x axis, along the y axis.
        curves: at least one.
        log_x, log_y: whether an axis is logarithmic; values that have no logarithm are left out.
        level: a height marked by a line, with its label, such as a floor.
        ends: what the y axis shows at most; what lies beyond is left out.
    """

    title: Words
    across: Words
    up: Words
    curves: tuple[Curve, ...]
    log_x: bool = False
    log_y: bool = False
    level: tuple[float, Words] | None = None
    ends: tuple[float, float] | None = None


def installed() -> bool:
    """Whether charts can be drawn."""
    return importlib.util.find_spec("matplotlib") is not None


def ready() -> None:
    """Make sure that charts can be drawn.

    Raises:
        MissingProgramError: matplotlib is not installed.
    """
    if not installed():
        message = "matplotlib is not installed. Install it with: pip install 'symbp[plot]'"
        raise MissingProgramError(message)


def is_chart(format: str, texts: Iterable[str]) -> bool:
    """Whether a format is one of charts, and not one of these texts.

    Raises:
        UnknownNameError: it is none of both.

    >>> is_chart("svg", ["json"]), is_chart("json", ["json"])
    (True, False)
    """
    return choice((*texts, *KINDS), format, "format") in KINDS


def check(to: Iterable[str], texts: Iterable[str]) -> None:
    """Make sure that all of these are formats, before a long work.

    Raises:
        UnknownNameError: one of them is none.
        MissingProgramError: what draws charts is not installed.
    """
    known = tuple(texts)
    # Every one is looked at: a chart that comes first must not hide a word that is no format.
    kinds = [is_chart(format, known) for format in to]
    if any(kinds):
        ready()


def draw(chart: Chart, kind: str, words: Callable[[Words], str] = str) -> bytes:
    """The chart as ``svg`` or ``pdf``.

    Args:
        chart: what is drawn.
        kind: ``svg`` or ``pdf``.
        words: makes text of what its labels say.

    Raises:
        MissingProgramError: matplotlib is not installed.

    >>> draw(Chart("a line", "x", "y", (Curve("y = x", [0, 1], [0, 1]),)), "svg")[:5]
    b'<?xml'
    """
    ready()
    chart = _in_words(chart, words)
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {"svg.hashsalt": "symbp", "svg.fonttype": "path", "font.size": 9, "axes.formatter.useoffset": False}
    with mpl.rc_context():
        # Whatever a machine has been set up to: the same chart everywhere.
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        named = len(chart.curves) + (chart.level is not None)
        rows, columns = _legend(chart) if 1 < named <= _MOST_NAMED else (0, 0)
        figure = Figure(figsize=(6.4, 3.4 + 0.2 * rows), layout="constrained")
        _fill(figure.add_subplot(), chart)
        if rows:
            figure.legend(loc="outside lower center", ncols=columns, frameon=False, fontsize=8)
        buffer = io.BytesIO()
        dated = {"Date": None} if kind == "svg" else {"CreationDate": None}
        figure.savefig(buffer, format=kind, metadata=dated)
    return buffer.getvalue()


def _in_words(chart: Chart, words: Callable[[Words], str]) -> Chart:
    """The chart with text in it, of which no mathematics of matplotlib's is read."""

    def text(said: Words) -> str:
        """The words as text in which a dollar sign is a dollar sign."""
        return words(said).replace("$", r"\$")

    return replace(
        chart,
        title=text(chart.title),
        across=text(chart.across),
        up=text(chart.up),
        curves=tuple(replace(curve, label=text(curve.label)) for curve in chart.curves),
        level=None if chart.level is None else (chart.level[0], text(chart.level[1])),
    )


def _legend(chart: Chart) -> tuple[int, int]:
    """Rows and columns of the legend below the axes: as many columns as the longest label leaves room for."""
    labels = [curve.label for curve in chart.curves] + ([chart.level[1]] if chart.level is not None else [])
    columns = max(1, min(4, len(labels), _LETTERS_ACROSS // (max(map(len, labels)) + 8)))
    return math.ceil(len(labels) / columns), columns


def _fill(axes: Any, chart: Chart) -> None:
    for i, curve in enumerate(chart.curves):
        places = _thinned(len(curve.x), log=chart.log_x)
        x, y = [curve.x[p] for p in places], [curve.y[p] for p in places]
        low, high = chart.ends or (-_LARGEST, _LARGEST)
        y = [value if low <= value <= high and (value > 0 or not chart.log_y) else math.nan for value in y]
        colour, dash = _COLOURS[i % len(_COLOURS)], _DASHES[i // len(_COLOURS) % len(_DASHES)]
        marker = "o" if len(x) < 2 else ""
        axes.plot(x, y, color=colour, linestyle=dash, marker=marker, linewidth=1.4, label=curve.label)
    if chart.level is not None:
        height, label = chart.level
        axes.axhline(height, color="#777777", linewidth=0.9, linestyle=(0, (1, 1)), label=label)
    axes.set_xscale("log" if chart.log_x else "linear")
    axes.set_yscale("log" if chart.log_y else "linear")
    axes.set_title(chart.title, fontsize=10)
    axes.set_xlabel(chart.across)
    axes.set_ylabel(chart.up)
    axes.grid(visible=True, color="#DDDDDD", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def _thinned(count: int, *, log: bool) -> list[int]:
    """Which points are drawn: all of them, or as many as an eye can tell apart."""
    if count <= _MOST_POINTS:
        return list(range(count))
    last = count - 1
    even = {round(last * i / _MOST_POINTS) for i in range(_MOST_POINTS + 1)}
    ratios = (
        {round(math.exp(math.log(count) * i / _MOST_POINTS)) - 1 for i in range(_MOST_POINTS + 1)} if log else set()
    )
    return sorted(even | ratios | {0, last})
