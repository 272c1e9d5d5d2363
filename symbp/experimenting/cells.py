"""One cell of a grid: a variation of the assignment, its run, and what is kept of it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from symbp.errors import SymbpError
from symbp.files import write_all
from symbp.findings import Finding
from symbp.observing import observe
from symbp.spec import varied
from symbp.training.runs import spread, train
from symbp.version import __version__

MOST_POINTS = 400
MOST_WATCHED = 2_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What is run.

    Attributes:
        spec: the assignment, as a command line names it.
        changes: key and value of each entry that is changed.
        rounds: how many rounds.
        chosen: rounds whose losses are shown.
        options: further arguments of ``train``.
    """

    spec: str
    changes: tuple[tuple[str, Any], ...]
    rounds: int
    chosen: tuple[int, ...]
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def label(self) -> str:
        """What the cell is called in tables and legends.

        >>> Cell("nndl3", (("step", 3), ("loss", "huber")), 10, ()).label
        'step 3, loss huber'
        """
        return ", ".join(f"{key} {shown(value)}" for key, value in self.changes) or self.spec

    @property
    def key(self) -> str:
        """What tells the cell from every other; the assignment's text is part of it."""
        path = Path(self.spec)
        text = path.read_text("utf-8", "replace") if path.suffix and path.is_file() else self.spec
        described = json.dumps([__version__, text, asdict(self)], default=str, sort_keys=True)
        return hashlib.sha256(described.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Result:
    """What is kept of a cell.

    Attributes:
        label: what it is called.
        changes: what was changed, key and value as text.
        losses: of the chosen rounds, by round; those that the run has reached.
        rounds: how many rounds there were.
        points: rounds and losses of the curve.
        stopped: why it ended early.
        findings: what was observed.
        refused: why there is no run at all.
    """

    label: str
    changes: tuple[tuple[str, str], ...]
    losses: Mapping[int, float]
    rounds: int
    points: tuple[tuple[int, float], ...]
    stopped: str = ""
    findings: tuple[Finding, ...] = ()
    refused: str = ""

    @property
    def last(self) -> float:
        """The last loss; no number if there is none."""
        return self.points[-1][1] if self.points else math.nan


def shown(value: Any) -> str:
    """A value of an assignment in a label."""
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return str(value)


def result(cell: Cell, store: Path | None) -> Result:
    """The result of a cell: from where it was kept, or of a run."""
    if store is not None:
        kept = _kept(store / f"{cell.key}.json")
        if kept is not None:
            return kept
    made = _made(cell)
    if store is not None:
        content = json.dumps(_packed(made), ensure_ascii=False, indent=1).encode()
        write_all(store, {f"{cell.key}.json": content})
    return made


def _made(cell: Cell) -> Result:
    changes = tuple((key, shown(value)) for key, value in cell.changes)
    try:
        assignment = varied(cell.spec, dict(cell.changes))
        run = train(assignment, cell.rounds, watch=min(cell.rounds, MOST_WATCHED), **dict(cell.options))
    except SymbpError as error:
        return Result(cell.label, changes, {}, 0, (), refused=str(error))
    places = sorted(spread(cell.rounds, MOST_POINTS) | set(cell.chosen))
    points = tuple((at, run.losses[at - 1]) for at in places if at <= len(run.losses))
    losses = {at: run.losses[at - 1] for at in cell.chosen if at <= len(run.losses)}
    return Result(cell.label, changes, losses, len(run.losses), points, run.stopped, observe(run))


def _packed(made: Result) -> dict[str, Any]:
    """As JSON has it: numbers that are not finite as text."""
    content = asdict(made)
    content["losses"] = [[at, repr(loss)] for at, loss in made.losses.items()]
    content["points"] = [[at, repr(loss)] for at, loss in made.points]
    return content


def _kept(path: Path) -> Result | None:
    try:
        content = json.loads(path.read_text("utf-8"))
        findings = tuple(
            Finding(f["rule"], f["statement"], tuple((n, v) for n, v in f["figures"]), f["proven"])
            for f in content["findings"]
        )
        return Result(
            label=content["label"],
            changes=tuple((key, value) for key, value in content["changes"]),
            losses={int(at): float(loss) for at, loss in content["losses"]},
            rounds=int(content["rounds"]),
            points=tuple((int(at), float(loss)) for at, loss in content["points"]),
            stopped=content["stopped"],
            findings=findings,
            refused=content["refused"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
