"""The material of a question: runs of the assignment and of its variations, each made once."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from symbp import oracle
from symbp.charts import Chart
from symbp.errors import SymbpError
from symbp.findings import Finding, number
from symbp.numpy_reference import problem
from symbp.observing.rules import remarks
from symbp.page.charted import losses_chart
from symbp.page.model import Block, Code, Line, Part, Phrase, TableBlock, line
from symbp.page.words import Style, phrase, say
from symbp.spec import Assignment, load, varied
from symbp.spec.warnings import out_of_reach
from symbp.studying.runs import RUN_FIGURES, ObservedRun, StudyRun, loss_words
from symbp.training import train


@dataclass(frozen=True)
class QuestionAnswer:
    """The answer to a question.

    Attributes:
        short: what it comes to, in a sentence or two.
        statement: what follows, a sentence a part.
        tables: with their captions.
        chart: the figure.
        findings: observations, each with the run that it belongs to.
        before: what stands before the tables: what is asked about, and programs.
        after: what stands behind the statement.
        lesson: what to take along from it, with the figures that it rests on; None where nothing was found.
    """

    short: Line
    statement: Line
    tables: tuple[TableBlock, ...] = ()
    chart: Chart | None = None
    findings: tuple[tuple[Part | str, Finding], ...] = ()
    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    lesson: Part | None = None


class Study:
    """The assignment and its variations.

    Args:
        spec: a bundled assignment or a file.
        iterations: how many iterations each run has.

    Raises:
        SymbpError: it has no step, or its updates use a part of the samples.
    """

    def __init__(self, spec: str, iterations: int = 1_000) -> None:
        self.spec, self.iterations = spec, iterations
        self.base: Assignment = load(spec, arrays=False)
        lacks = (
            (self.base.learning_rate is None, "training.learning_rate is missing"),
            (bool(self.base.later), "training.batch_size takes a part of the samples"),
            (not self.base.optimizer.plain, f"training.optimizer is {self.base.optimizer.name}"),
            (not self.base.network.targets, f"the loss '{self.base.loss.name}' has no targets"),
        )
        wrong = [text for missing, text in lacks if missing]
        if wrong:
            message = f"{spec}: the questions are about gradient descent on all samples, towards targets; "
            raise SymbpError(message + " and ".join(wrong))
        assert self.base.learning_rate is not None
        self.step: Fraction = self.base.learning_rate.value
        self.shown = (*(at for at in (1, 10, 100, 1_000, 10_000) if at < iterations), iterations)
        self._trials: dict[str, StudyRun] = {}
        self._answers: dict[str, QuestionAnswer | None] = {}

    @property
    def floor(self) -> float | None:
        """The loss that the targets of the assignment do not allow to undercut; None if there is none."""
        reach = out_of_reach(self.base)
        return None if reach is None else float(reach.floor)

    def once(self, name: str, answer: Callable[[Study], QuestionAnswer | None]) -> QuestionAnswer | None:
        """The answer of a question; another one may build on it."""
        if name not in self._answers:
            self._answers[name] = answer(self)
        return self._answers[name]

    def trial(self, label: Part | str, changes: Mapping[str, object] | None = None, **options: object) -> StudyRun:
        """A run of the assignment with some entries changed; a refusal is a result too."""
        key = repr((sorted((changes or {}).items(), key=str), sorted(options.items())))
        if key not in self._trials:
            self._trials[key] = self._trial(label, changes or {}, options)
        return replace(self._trials[key], label=label)

    def _trial(self, label: Part | str, changes: Mapping[str, object], options: Mapping[str, Any]) -> StudyRun:
        iterations = options.get("iterations", self.iterations)
        rest = {key: value for key, value in options.items() if key != "iterations"}
        try:
            run = train(varied(self.spec, changes), iterations, watch=min(iterations, 5_000), **rest)
        except SymbpError as error:
            return StudyRun(label, refused=str(error))
        return StudyRun(label, run.losses, ObservedRun(run))

    @functools.cached_property
    def usual(self) -> StudyRun:
        """The assignment as it is."""
        return self.trial(phrase("as given"))

    def judged(self, label: Part | str) -> StudyRun:
        """The run by NumPy's matrix code, which shares nothing with the derived lines."""
        losses, setting = [], problem(self.base)
        trained = np.array([name in self.base.trained for name in self.base.parameters])
        with np.errstate(all="ignore"):
            for _ in range(self.iterations):
                result = oracle.run(setting)
                losses.append(float(result.loss))
                moved = np.where(trained, result.gradient, 0.0)
                setting = replace(setting, parameters=setting.parameters - float(self.step) * moved)
        return StudyRun(label, tuple(losses))

    # -- tables and figures ----------------------------------------------------------------

    def table(self, trials: Iterable[StudyRun], first: Part, caption: Part | None = None) -> TableBlock:
        """The losses at the iterations that are shown, and remarks."""
        rows = []
        for each in trials:
            figures = each.figures
            losses = [
                loss_words(each.losses[at - 1], figures.get(at, RUN_FIGURES)) if at <= len(each.losses) else "–"
                for at in self.shown
            ]
            rows.append((each.label, *losses, line(each.refused) or remarks(each.findings, _PASSED_OVER)))
        iterations = (say("studying.iteration", number=at) for at in self.shown)
        heads = (first, *iterations, say("studying.remarks"))
        aligns = "l" + "r" * len(self.shown) + "l"
        return grid(heads, aligns, rows, caption or say("studying.losses"))

    def chart(self, title: Part, trials: Iterable[StudyRun]) -> Chart:
        """The losses of the trials over the iterations, with their lower bound where all of them have it."""
        drawn = [(each.label, each.losses) for each in trials if each.losses]
        positive = all(loss > 0 for _, losses in drawn for loss in losses if math.isfinite(loss))
        if self.floor is None or not positive or self.floor <= 0:
            return losses_chart(title, drawn)
        return losses_chart(title, drawn, (self.floor, say("charts.floor", floor=number(self.floor))))


_PASSED_OVER = ("out-of-reach", "largest-step")
"""Observations that every row would have, or that are no property of a run."""


def grid(
    heads: Iterable[Part | str], aligns: str, rows: Iterable[Iterable[Line | Part | str]], caption: Part | str = ""
) -> TableBlock:
    """A table with a part, a line or a text a cell."""
    cells = (tuple(cell if isinstance(cell, tuple) else line(cell) for cell in row) for row in rows)
    return TableBlock(tuple(map(line, heads)), aligns, tuple(cells), line(caption))


ALWAYS = ("unbounded-loss", "squashed-twice", "zero-gradients")
"""Rules whose findings hold whatever the iterations are."""


def names(of: Iterable[str]) -> list[Part]:
    """Names of lines, parameters or units, to be told among words; the report has them as formulas."""
    return [Code(name) for name in of]


def begun(label: Part | str) -> Part | str:
    """A label that begins a sentence."""
    return replace(label, begins=True) if isinstance(label, Phrase) else label


Observed = tuple[tuple[Part | str, Finding], ...]
"""Observations, each with the run that it belongs to."""


def chosen(trials: Iterable[StudyRun], *rules: str) -> Observed:
    """The observations of some rules, each with its run; what several runs share is said once."""
    seen: dict[str, tuple[Part | str, Finding]] = {}
    for each in trials:
        findings: Iterable[Finding] = each.findings
        if each.sensitive:
            findings = [finding for finding in findings if finding.proven and finding.rule in ALWAYS]
            seen[Style().text(line(each.label))] = (each.label, Finding("sensitive", say("studying.sensitive")))
        for finding in findings:
            if finding.rule in rules:
                seen.setdefault(finding.text, (each.label, finding))
    return tuple(seen.values())
