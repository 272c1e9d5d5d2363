"""What a question works with: runs of the assignment and of its variations, each made once."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from symbp import oracle
from symbp.charts import Chart, losses_chart
from symbp.errors import SymbpError
from symbp.findings import Finding, number
from symbp.floats import problem
from symbp.page.model import Line, Part, Table, line
from symbp.page.words import say
from symbp.spec import Assignment, load, varied
from symbp.spec.sanity import out_of_reach
from symbp.studying.trial import FIGURES, Looked, Trial, shown
from symbp.training import train


@dataclass(frozen=True)
class Answer:
    """The answer to a question.

    Attributes:
        statement: what follows, a sentence a part.
        tables: with their captions.
        chart: the figure.
        findings: observations, each with the run that it belongs to.
    """

    statement: Line
    tables: tuple[Table, ...] = ()
    chart: Chart | None = None
    findings: tuple[tuple[str, Finding], ...] = ()


class Study:
    """The assignment and its variations.

    Args:
        spec: a bundled assignment or a file.
        rounds: how many rounds each run has.

    Raises:
        SymbpError: it has no step, or its updates use a part of the samples.
    """

    def __init__(self, spec: str, rounds: int = 1_000) -> None:
        self.spec, self.rounds = spec, rounds
        self.base: Assignment = load(spec)
        lacks = (
            (self.base.step is None, "training.step is missing"),
            (bool(self.base.later), "training.batch_size takes a part of the samples"),
            (not self.base.optimizer.plain, f"training.optimizer is {self.base.optimizer.name}"),
            (not self.base.network.targets, f"the loss '{self.base.loss.name}' has no targets"),
        )
        wrong = [text for missing, text in lacks if missing]
        if wrong:
            message = f"{spec}: the questions are about gradient descent on all samples, towards targets; "
            raise SymbpError(message + " and ".join(wrong))
        assert self.base.step is not None
        self.step: Fraction = self.base.step.value
        self.shown = (*(at for at in (1, 10, 100, 1_000, 10_000) if at < rounds), rounds)
        self._trials: dict[str, Trial] = {}

    @property
    def floor(self) -> float | None:
        """The loss that the targets of the assignment do not allow to undercut; None if there is none."""
        reach = out_of_reach(self.base)
        return None if reach is None else float(reach.floor)

    def trial(self, label: str, changes: Mapping[str, Any] | None = None, **options: Any) -> Trial:
        """A run of the assignment with some entries changed; a refusal is a result too."""
        key = repr((sorted((changes or {}).items(), key=str), sorted(options.items())))
        if key not in self._trials:
            self._trials[key] = self._made(label, changes or {}, options)
        return replace(self._trials[key], label=label)

    def _made(self, label: str, changes: Mapping[str, Any], options: Mapping[str, Any]) -> Trial:
        rounds = options.get("rounds", self.rounds)
        rest = {key: value for key, value in options.items() if key != "rounds"}
        try:
            run = train(varied(self.spec, changes), rounds, watch=min(rounds, 5_000), **rest)
        except SymbpError as error:
            return Trial(label, refused=str(error))
        return Trial(label, run.losses, Looked(run))

    @functools.cached_property
    def usual(self) -> Trial:
        """The assignment as it is."""
        return self.trial("as given")

    def judged(self, label: str) -> Trial:
        """The run by NumPy's matrix code, which shares nothing with the derived lines."""
        losses, setting = [], problem(self.base)
        trained = np.array([name in self.base.trained for name in self.base.parameters])
        with np.errstate(all="ignore"):
            for _ in range(self.rounds):
                result = oracle.run(setting)
                losses.append(float(result.loss))
                moved = np.where(trained, result.gradient, 0.0)
                setting = replace(setting, parameters=setting.parameters - float(self.step) * moved)
        return Trial(label, tuple(losses))

    # -- tables and figures ----------------------------------------------------------------

    def table(self, trials: Iterable[Trial], first: Part | str = "run", caption: Part | None = None) -> Table:
        """The losses at the rounds that are shown, and the outputs at the end."""
        rows = []
        for each in trials:
            figures = each.figures
            losses = [
                shown(each.losses[at - 1], figures.get(at, FIGURES)) if at <= len(each.losses) else "–"
                for at in self.shown
            ]
            rows.append((each.label, *losses, each.refused or _ended(each)))
        iterations = (say("studying.iteration", number=at) for at in self.shown)
        heads = (first, *iterations, say("studying.remarks"))
        aligns = "l" + "r" * len(self.shown) + "l"
        return grid(heads, aligns, rows, caption or say("studying.losses"))

    def chart(self, title: str, trials: Iterable[Trial]) -> Chart:
        """The losses of the trials over the rounds, with the floor where all of them have it."""
        drawn = {each.label: each.losses for each in trials if each.losses}
        positive = all(loss > 0 for losses in drawn.values() for loss in losses if math.isfinite(loss))
        level = None if self.floor is None or not positive else (self.floor, f"floor {number(self.floor)}")
        return losses_chart(title, drawn, level if level and level[0] > 0 else None)


_SAID = {
    "dead-unit": "dead unit",
    "saturation": "saturated",
    "plateau": "plateau",
    "symmetry": "equal units",
    "zero-gradients": "zero gradients",
    "squashed-twice": "squashed twice",
    "unbounded-loss": "targets no distribution",
}


def _ended(trial: Trial) -> str:
    """What a row says in its remarks."""
    said = dict.fromkeys(_SAID[found.rule] for found in trial.findings if found.rule in _SAID)
    ended = ["diverged"] if trial.run is not None and trial.run.stopped else []
    rising = ["rises at times"] if trial.found("rising-loss") else []
    return ", ".join([*ended, *rising, *said])


def grid(
    heads: Iterable[Part | str], aligns: str, rows: Iterable[Iterable[Part | str]], caption: Part | str = ""
) -> Table:
    """A table with one part a cell."""
    return Table(tuple(map(line, heads)), aligns, tuple(tuple(map(line, row)) for row in rows), line(caption))


ALWAYS = ("unbounded-loss", "squashed-twice", "zero-gradients")
"""Rules whose findings hold whatever the rounds are."""


def chosen(trials: Iterable[Trial], *rules: str) -> tuple[tuple[str, Finding], ...]:
    """The observations of some rules, each with its run; what several runs share is said once."""
    seen: dict[str, tuple[str, Finding]] = {}
    for each in trials:
        if each.sensitive:
            text = "The run magnifies the last bit of its start: its losses are given with the figures that do not depend on it, and other figures not at all."
            seen.setdefault(each.label, (each.label, Finding("sensitive", text)))
        for found in (
            each.findings if not each.sensitive else [f for f in each.findings if f.proven and f.rule in ALWAYS]
        ):
            if found.rule in rules:
                seen.setdefault(found.text, (each.label, found))
    return tuple(seen.values())
