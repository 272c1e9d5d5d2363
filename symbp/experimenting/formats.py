"""An experiment as a table in text, Markdown, CSV or JSON, and as a figure."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from symbp import charts
from symbp.discover import pick
from symbp.experimenting.cells import Result
from symbp.experimenting.grid import Experiment
from symbp.findings import as_markdown, as_rows, as_text, number
from symbp.terminal import written

FORMAT_VERSION = 1


def write(made: Experiment, form: str) -> str:
    """The experiment in a format: text, md, csv or json.

    Raises:
        UnknownNameError: there is no such format.
    """
    return pick(_WRITERS, form, "format")(made)


def check(to: Iterable[str]) -> None:
    """Whether all of these are formats, asked before a long work.

    Raises:
        UnknownNameError: one of them is none.
        MissingProgramError: what draws charts is not installed.
    """
    charts.check(to, _WRITERS)


def files(made: Experiment, to: Iterable[str], name: str) -> dict[str, bytes]:
    """The experiment as files: its table, and its figure."""
    found: dict[str, bytes] = {}
    for form in dict.fromkeys(to):
        if charts.is_chart(form, _WRITERS):
            found[f"{name}-losses.{form}"] = charts.draw(made.chart, form)
        else:
            found[f"{name}-table.{'txt' if form == 'text' else form}"] = write(made, form).encode()
    return found


def heads(made: Experiment) -> list[str]:
    """The heads of the table."""
    return [*(axis.key for axis in made.axes), *(f"round {at}" for at in made.chosen), "remarks"]


def rows(made: Experiment) -> list[list[str]]:
    """The rows of the table, one a cell."""
    return [
        [*(value for _, value in each.changes), *(_loss(each, at) for at in made.chosen), _remarks(each)]
        for each in made.results
    ]


def _loss(each: Result, at: int) -> str:
    loss = each.losses.get(at)
    return "" if loss is None else number(loss) if math.isfinite(loss) else "not finite"


def _remarks(each: Result) -> str:
    if each.refused:
        return f"refused: {each.refused}"
    said = dict.fromkeys(found.rule for found in each.findings if found.rule != "hidden-by-rounding")
    return ", ".join(said)


def _text(made: Experiment) -> str:
    def show(console: Console) -> None:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for i, head in enumerate(heads(made)):
            table.add_column(
                head, justify="right" if head.startswith("round") else "left", no_wrap=i < len(heads(made)) - 1
            )
        for row in rows(made):
            table.add_row(*row)
        console.print(f"{made.spec}: the loss in {made.rounds} rounds")
        console.print(table)

    return written(show) + as_text(made.findings)


def _markdown(made: Experiment) -> str:
    marks = ["--:" if head.startswith("round") else ":--" for head in heads(made)]
    lines = [f"# {made.spec}: the loss in {made.rounds} rounds", "", _row(heads(made)), _row(marks)]
    lines += [_row(row) for row in rows(made)]
    return "\n".join(lines) + f"\n\n{as_markdown(made.findings)}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _csv(made: Experiment) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(heads(made))
    for each in made.results:
        losses = [repr(each.losses[at]) if at in each.losses else "" for at in made.chosen]
        writer.writerow([*(value for _, value in each.changes), *losses, _remarks(each)])
    return buffer.getvalue()


def _json(made: Experiment) -> str:
    def finite(value: float) -> float | None:
        return value if math.isfinite(value) else None

    content = {
        "format_version": FORMAT_VERSION,
        "assignment": made.spec,
        "axes": [asdict(axis) for axis in made.axes],
        "rounds": made.rounds,
        "results": [
            {
                "changes": dict(each.changes),
                "rounds": each.rounds,
                "losses": {str(at): finite(loss) for at, loss in each.losses.items()},
                "curve": [[at, finite(loss)] for at, loss in each.points],
                "stopped": each.stopped or None,
                "refused": each.refused or None,
                "findings": as_rows(each.findings),
            }
            for each in made.results
        ],
        "findings": as_rows(made.findings),
    }
    return json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n"


_WRITERS: Mapping[str, Callable[[Experiment], str]] = {"text": _text, "md": _markdown, "csv": _csv, "json": _json}
