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
from symbp.findings import Finding, Standing
from symbp.limits import LARGEST_CELL, MOST_POINTS, MOST_WATCHED
from symbp.observing import observe
from symbp.observing.rules import rules
from symbp.spec import varied
from symbp.training.runs import spread, train
from symbp.version import __version__

OTHER_RULES = ("largest-step", "rising-loss")
"""Findings of a rule under other names than its own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of an experiment.

    Attributes:
        spec: the assignment, as a command line names it.
        changes: key and value of each entry that is changed.
        iterations: how many iterations.
        chosen: iterations whose losses are shown.
        options: further arguments of ``train``.
        named: the keys that tell the cells of a grid apart; the others are the same in all of them.
        mark: of the assignment as it was read, with every number of its array files.
    """

    spec: str
    changes: tuple[tuple[str, Any], ...]
    iterations: int
    chosen: tuple[int, ...]
    options: tuple[tuple[str, Any], ...] = ()
    mark: str = ""
    named: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name of the cell in tables and legends.

        >>> Cell("nndl3", (("learning_rate", 3), ("loss", "huber")), 10, ()).label
        'learning rate 3, loss huber'
        """
        told = [(key, value) for key, value in self.changes if not self.named or key in self.named]
        return ", ".join(f"{key.replace('_', ' ')} {label_of(value)}" for key, value in told) or self.spec

    @property
    def key(self) -> str:
        """A key that no other cell has."""
        described = json.dumps([__version__, asdict(self)], default=str, sort_keys=True)
        return hashlib.sha256(described.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class CellResult:
    """The results of a cell that are kept.

    Attributes:
        label: what it is called.
        changes: what was changed, key and value as text.
        losses: of the chosen iterations, by iteration; those that the run has reached.
        iterations: how many iterations there were.
        points: iterations and losses of the curve.
        digest: of all losses, to the last bit.
        stopped: the iteration in which it ended early; 0 if it did not.
        findings: what was observed.
        refused: why there is no run at all.
    """

    label: str
    changes: tuple[tuple[str, str], ...]
    losses: Mapping[int, float]
    iterations: int
    points: tuple[tuple[int, float], ...]
    digest: str = ""
    stopped: int = 0
    findings: tuple[Finding, ...] = ()
    refused: str = ""

    @property
    def last(self) -> float:
        """The last loss; no number if there is none."""
        return self.points[-1][1] if self.points else math.nan


def label_of(value: object) -> str:
    """A value of an assignment in a label."""
    if isinstance(value, list):
        return f"[{', '.join(map(label_of, value))}]"
    return "".join(letter if letter.isprintable() else " " for letter in str(value))


def result(cell: Cell, store: Path | None) -> CellResult:
    """The result of a cell: from where it was kept, or of a run."""
    if store is not None:
        kept = _kept_result(store / f"{cell.key}.json", cell)
        if kept is not None:
            return kept
    outcome = _outcome(cell)
    if store is not None:
        content = json.dumps(_packed(outcome), ensure_ascii=False, indent=1).encode()
        write_all(store, {f"{cell.key}.json": content})
    return outcome


def _outcome(cell: Cell) -> CellResult:
    changes = tuple((key, label_of(value)) for key, value in cell.changes)
    try:
        assignment = varied(cell.spec, dict(cell.changes))
        run = train(assignment, cell.iterations, watch=min(cell.iterations, MOST_WATCHED), **dict(cell.options))
    except SymbpError as error:
        return CellResult(cell.label, changes, {}, 0, (), refused=str(error))
    places = sorted(spread(cell.iterations, MOST_POINTS) | set(cell.chosen))
    points = tuple((at, run.losses[at - 1]) for at in places if at <= len(run.losses))
    losses = {at: run.losses[at - 1] for at in cell.chosen if at <= len(run.losses)}
    digest = hashlib.sha256(repr(run.losses).encode()).hexdigest()
    return CellResult(cell.label, changes, losses, len(run.losses), points, digest, run.stopped, _plain(observe(run)))


def _plain(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings in plain text: they are sent between processes, and kept in files."""
    return tuple(Finding(finding.rule, finding.text, finding.told, finding.standing) for finding in findings)


def _packed(outcome: CellResult) -> dict[str, object]:
    """As JSON has it: numbers that are not finite as text."""
    content = asdict(outcome)
    content["losses"] = [[at, repr(loss)] for at, loss in outcome.losses.items()]
    content["points"] = [[at, repr(loss)] for at, loss in outcome.points]
    return content


def _kept_result(path: Path, cell: Cell) -> CellResult | None:
    """The kept result of a cell; None if there is none, or one that cannot be of this cell."""
    try:
        if path.stat().st_size > LARGEST_CELL:
            return None
        content = json.loads(path.read_text("utf-8"))
        changes = tuple((str(key), str(value)) for key, value in content["changes"])
        if (content["label"], changes) != (cell.label, tuple((key, label_of(value)) for key, value in cell.changes)):
            return None
        findings = tuple(
            Finding(
                str(f["rule"]),
                str(f["statement"]),
                tuple((str(n), str(v)) for n, v in f["figures"]),
                Standing(f["standing"]),
            )
            for f in content["findings"]
        )
        if (
            not {finding.rule for finding in findings} <= {*rules, *OTHER_RULES}
            or not 0 <= content["iterations"] <= cell.iterations
        ):
            return None
        return CellResult(
            label=cell.label,
            changes=changes,
            losses={int(at): float(loss) for at, loss in content["losses"]},
            iterations=int(content["iterations"]),
            points=tuple((int(at), float(loss)) for at, loss in content["points"]),
            digest=str(content["digest"]),
            stopped=int(content["stopped"]),
            findings=findings,
            refused=str(content["refused"]),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None
