"""An assignment and the figures of somebody else's run: where they part, and by which factor."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from symbp.comparing.scales import choices
from symbp.errors import SymbpError
from symbp.findings import Finding, number
from symbp.limits import LARGEST_RUN, LAST_RUN_ITERATION, LONGEST_QUANTITY, MOST_FIGURES
from symbp.marking import check_text
from symbp.marking.mistakes import Mistake
from symbp.page.model import Code, Part
from symbp.page.words import Key, plain, say
from symbp.quantity import Quantity, gradient_of, updated_name
from symbp.spec import Assignment
from symbp.training import Run, train

SINGLE_PRECISION_NOISE = 2e-6
"""How far figures of 32-bit numbers are from those of a longer calculation, as a share of their size."""
MOST_BELOW = 64
"""The largest denominator of a factor that is taken for one."""
_NUMBER = re.compile(r"[+-]?([0-9]++\.?+[0-9]*+|\.[0-9]++)([eE][+-]?[0-9]{1,4})?")
TERMS = 0.05
"""The size of the terms that a figure is taken to be made of, where it is smaller itself."""

Figures = Mapping[tuple[int, str], "PrintedFigure"]
"""Iteration and quantity -> what is said of it."""


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure as it was printed: its value, and half a unit of its last place."""

    value: float
    slack: float = 0.0

    @classmethod
    def read(cls, text: str) -> PrintedFigure:
        """A figure in a text.

        >>> PrintedFigure.read("0.1108")
        PrintedFigure(value=0.1108, slack=5e-05)
        """
        if not _NUMBER.fullmatch(text):
            raise ValueError(text)
        value = float(text)
        mantissa, _, exponent = text.lower().partition("e")
        places = len(mantissa.partition(".")[2])
        power = (int(exponent) if exponent else 0) - places
        return cls(value, 0.5 * 10.0**power if abs(power) < 300 else 0.0)


def is_run(path: Path) -> bool:
    """Whether a file holds a run: iteration, quantity and value, or what `symbp train` writes as JSON."""
    try:
        with path.open("rb") as file:
            head = file.read(4_000).decode("utf-8-sig", "replace")
    except OSError:
        return False
    table = head.lstrip().lower().startswith(("iteration,quantity,value", "round,quantity,value"))
    return table or '"kept"' in head or '"losses"' in head


def read(path: Path) -> Figures:
    """The figures of a run.

    Raises:
        SymbpError: the file holds none, or too many.
    """
    try:
        if path.stat().st_size > LARGEST_RUN:
            message = f"{path.name}: larger than {LARGEST_RUN // 1_000_000} MB; expected the figures of a run"
            raise SymbpError(message)
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name}: cannot be read: {getattr(error, 'strerror', None) or 'no text in UTF-8'}"
        raise SymbpError(message) from None
    rows = _from_json(path, text) if path.suffix.lower() == ".json" else _from_csv(path, text)
    figures: dict[tuple[int, str], PrintedFigure] = {}
    for place, iteration, quantity, value in rows:
        if len(figures) >= MOST_FIGURES:
            message = f"{path.name}: more than {MOST_FIGURES} figures"
            raise SymbpError(message)
        try:
            at, figure = (
                (int(iteration) if iteration.isascii() and iteration.isdigit() else 0),
                PrintedFigure.read(value),
            )
        except (ValueError, OverflowError):
            at, figure = 0, PrintedFigure(math.nan)
        if (
            not 1 <= at <= LAST_RUN_ITERATION
            or not math.isfinite(figure.value)
            or len(quantity) > LONGEST_QUANTITY
            or not quantity.isprintable()
        ):
            message = f"{path.name}, {place}: expected an iteration from 1, a quantity and a number, got "
            raise SymbpError(message + ascii(f"{iteration},{quantity},{value}")[:80])
        if figures.setdefault((at, quantity), figure) != figure:
            message = f"{path.name}, {place}: {quantity} of iteration {at} is there twice, with two values"
            raise SymbpError(message)
    if not figures:
        message = f"{path.name}: no figures in it; expected rows of iteration, quantity, value"
        raise SymbpError(message)
    return figures


def _from_csv(path: Path, text: str) -> Iterator[tuple[str, str, str, str]]:
    try:
        for at, row in enumerate(csv.reader(io.StringIO(text)), start=1):
            if at == 1 or not row:
                continue
            if len(row) != 3:
                message = f"{path.name}, row {at}: expected iteration, quantity, value, got {len(row)} columns"
                raise SymbpError(message)
            yield f"row {at}", row[0].strip(), row[1].strip(), row[2].strip()
    except csv.Error as error:
        message = f"{path.name}: not CSV: {error}"
        raise SymbpError(message) from None


def _from_json(path: Path, text: str) -> Iterator[tuple[str, str, str, str]]:
    try:
        content = json.loads(text, parse_float=str, parse_int=str)
        for i, loss in enumerate(content["losses"], start=1):
            if loss is not None:
                yield f"loss {i}", str(i), "L", str(loss)
        for each in content.get("kept", []):
            at = str(each["iteration"] if "iteration" in each else each["round"])
            rows = [("", each.get("gradients", {}), "dL/d{}"), ("", each.get("parameters_after", {}), "{}_new")]
            many = len(each.get("outputs", [])) > 1
            for s, outputs in enumerate(each.get("outputs", []), start=1):
                rows.append((f"[{s}]" if many else "", outputs, "{}"))
            for tag, values, form in rows:
                for name, value in values.items():
                    if isinstance(value, str):
                        yield f"iteration {at}", at, form.format(name) + tag, value
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"{path.name}: no run in it; expected what `symbp train --format json` writes"
        raise SymbpError(message) from None


def compared(
    assignment: Assignment, theirs: Figures, who: str, precision: str = "double", noise: float = SINGLE_PRECISION_NOISE
) -> tuple[Finding, ...]:
    """Statements of the figures about a run; ``noise`` is how far rounding may take them, as a share of their size."""
    iterations = sorted({at for at, _ in theirs})
    run = train(assignment, iterations[-1], keep=iterations, precision=precision)
    if run.stopped:
        # From there on neither has figures that could be compared.
        theirs = {(at, name): figure for (at, name), figure in theirs.items() if at < len(run.losses)}
        if not theirs:
            message = f"{assignment.name}: {plain([run.why_stopped])[0]}, before the first of the figures of {who}"
            raise SymbpError(message)
    ours = figures_of(run)
    return tuple(_Difference(assignment, run, ours, theirs, who, noise).findings())


def figures_of(run: Run) -> dict[tuple[int, str], PrintedFigure]:
    """The figures of our own run."""
    figures = {(i, "L"): PrintedFigure(loss) for i, loss in enumerate(run.losses, start=1)}
    for each in run.iterations:
        many = len(each.outputs) > 1
        for s, (hidden, outputs) in enumerate(zip(each.hidden, each.outputs, strict=True), start=1):
            tag = f"[{s}]" if many else ""
            figures |= {(each.number, f"{name}{tag}"): PrintedFigure(v) for name, v in {**hidden, **outputs}.items()}
        figures |= {(each.number, gradient_of(name)): PrintedFigure(v) for name, v in each.gradients.items()}
        figures |= {(each.number, updated_name(name, 1)): PrintedFigure(v) for name, v in each.parameters.items()}
    return figures


class _Difference:
    def __init__(
        self, assignment: Assignment, run: Run, ours: Figures, theirs: Figures, who: str, noise: float
    ) -> None:
        self.assignment, self.run, self.ours, self.theirs = assignment, run, ours, theirs
        self.who, self.noise = who, noise
        self.order = {"L": 1} | {gradient_of(name): 2 for name in assignment.parameters}
        self.order |= {updated_name(name, 1): 3 for name in assignment.parameters}

    def findings(self) -> Iterator[Finding]:
        """Where the figures part, and what explains it."""
        known = [place for place in self.theirs if place in self.ours]
        foreign = sorted({name for at, name in self.theirs if (at, name) not in self.ours})
        if not known:
            message = f"{self.who}: none of its quantities belongs to {self.assignment.name}: {', '.join(foreign[:6])}"
            raise SymbpError(message)
        known.sort(key=lambda place: (place[0], self.order.get(place[1], 0)))
        differing = [place for place in known if not self._agree(place)]
        iterations = sorted({at for at, _ in known})
        where = say("comparing.figures_of", figures=len(known), iterations=len(iterations))
        ours = {"ours": self.assignment.name}
        if foreign:
            yield Finding("foreign", say("comparing.foreign", **ours, names=[Code(name) for name in foreign]))
        if not differing:
            apart = max(self._apart(place) for place in known)
            text = say("comparing.all_agree", **ours, figures=where)
            yield Finding("agreement", text, ((say("comparing.relative_difference"), number(apart, 2)),))
            return
        yield self._first(differing, where)
        yield from self._mistake(differing[0][0])
        yield from self._factors(iterations[0])
        yield from self._step(iterations)

    def _agree(self, place: tuple[int, str]) -> bool:
        mine, theirs = self.ours[place].value, self.theirs[place]
        # Rounding adds up from one iteration to the next.
        noise = self.noise * (1 + place[0] / 10)
        return abs(mine - theirs.value) <= theirs.slack + noise * max(abs(mine), self._size(place))

    def _size(self, place: tuple[int, str]) -> float:
        """The size of the terms of a figure: near 0 it is the difference of numbers that are not small."""
        first = abs(self.run.losses[0])
        return TERMS if place[1] != "L" else max(1e-3 * first if math.isfinite(first) else 0.0, 1e-30)

    def _apart(self, place: tuple[int, str]) -> float:
        mine, theirs = self.ours[place].value, self.theirs[place].value
        return abs(mine - theirs) / max(abs(mine), self._size(place))

    def _first(self, differing: Sequence[tuple[int, str]], where: Part) -> Finding:
        at, name = differing[0]
        mine, theirs = self.ours[at, name].value, self.theirs[at, name].value
        times = number(theirs / mine, 6) if mine else None
        text = say(
            "comparing.first_figure", count=len(differing), figures=where, name=Code(name), iteration=at, times=times
        )
        rows = tuple(
            (
                say("comparing.place", name=Code(n), iteration=k),
                say(
                    "comparing.against",
                    theirs=number(self.theirs[k, n].value),
                    ours=self.assignment.name,
                    value=number(self.ours[k, n].value),
                ),
            )
            for k, n in differing[:4]
        )
        return Finding("first-difference", text, rows)

    def _mistake(self, at: int) -> Iterator[Finding]:
        """The misconception that the figures of the first iteration show, if any: they are marked as a sheet of answers is."""
        if at != 1 or len(self.assignment.samples) > 1:
            return
        names = [name for iteration, name in self.theirs if iteration == 1 and (1, name) in self.ours]
        sheet = "\n".join(
            f"{name} = {self.theirs[1, name].value!r}" for name in names if not Quantity.named(name).updated
        )
        first = check_text(self.assignment, sheet).first if sheet else None
        if first is not None and first.mistake is not None:
            yield Finding("mistake", mistaken(first.mistake, first.line))

    def _factors(self, first: int) -> Iterator[Finding]:
        gradient, loss = self._ratio(first, "dL/d"), self._ratio(first, "L")
        if gradient is not None and gradient != 1:
            named = choices(self.assignment, gradient)
            text = say(
                "comparing.every_gradient",
                iteration=first,
                theirs=self.who,
                ours=self.assignment.name,
                factor=str(gradient),
                outputs=Key(named[0][0].outputs) if named else None,
                batch=Key(named[0][0].batch) if named else None,
                origin=named[0][1].said if named else None,
            )
            yield Finding("factor", text, ((say("comparing.factor_head"), str(gradient)),))
        if gradient is not None and loss is not None and loss != gradient:
            text = say(
                "comparing.reported",
                theirs=self.who,
                ours=self.assignment.name,
                loss=str(loss),
                gradients=str(gradient),
            )
            heads = say("comparing.loss_head"), say("comparing.gradients_head")
            yield Finding("reported-loss", text, ((heads[0], str(loss)), (heads[1], str(gradient))))
        elif loss is None and gradient is not None:
            yield from self._no_multiple(gradient)

    def _no_multiple(self, gradient: Fraction) -> Iterator[Finding]:
        """A reported quantity that is no multiple of the loss, although the gradients are those of one."""
        rows = [
            (at, f.value, self.ours[at, "L"].value)
            for (at, name), f in sorted(self.theirs.items())
            if name == "L" and (at, "L") in self.ours
        ]
        ratios = [theirs / mine for _, theirs, mine in rows if mine]
        if len(ratios) < 2 or max(ratios) - min(ratios) <= 1e-3 * max(map(abs, ratios)):
            return
        negative = sum(theirs < 0 for _, theirs, _ in rows)
        text = say(
            "comparing.no_multiple",
            theirs=self.who,
            gradients=str(gradient),
            negative=negative,
            iterations=len(rows),
        )
        figures = tuple(
            (say("comparing.iteration", number=at), say("comparing.reported_here", theirs=number(t), ours=number(m)))
            for at, t, m in rows[:4]
        )
        yield Finding("reported-loss", text, figures)

    def _ratio(self, at: int, head: str) -> Fraction | None:
        """The constant by which all figures of a kind are larger; None if there is none."""
        low, high, count = -math.inf, math.inf, 0
        for (iteration, name), theirs in self.theirs.items():
            mine = self.ours.get((at, name))
            if iteration != at or mine is None or not (name == head or (head != "L" and name.startswith(head))):
                continue
            slack = theirs.slack + 2 * SINGLE_PRECISION_NOISE * abs(theirs.value)
            if abs(mine.value) <= slack:
                continue
            ends = sorted(((theirs.value - slack) / mine.value, (theirs.value + slack) / mine.value))
            low, high, count = max(low, ends[0]), min(high, ends[1]), count + 1
        if not (low <= high and math.isfinite(low) and math.isfinite(high)) or (count < 2 and head != "L"):
            return None
        return simplest(low, high, MOST_BELOW)

    def _step(self, iterations: list[int]) -> Iterator[Finding]:
        """The step that the updated parameters of the first iteration give away."""
        if iterations[0] != 1:
            return
        low, high = -math.inf, math.inf
        for name, start in self.assignment.parameters.items():
            after, gradient = self.theirs.get((1, updated_name(name, 1))), self.theirs.get((1, gradient_of(name)))
            if after is None or gradient is None or abs(gradient.value) < 4 * gradient.slack or not gradient.value:
                continue
            moved = float(start.value) - after.value
            slack = after.slack + SINGLE_PRECISION_NOISE * abs(after.value)
            edges = [
                m / g
                for m in (moved - slack, moved + slack)
                for g in (gradient.value - gradient.slack, gradient.value + gradient.slack)
            ]
            low, high = max(low, min(edges)), min(high, max(edges))
        if not (math.isfinite(low) and low <= high) or self.run.assignment.optimizer.name != "sgd":
            return
        step = simplest(low, high)
        if step is not None and step != self.run.learning_rate:
            text = say(
                "comparing.takes_rate",
                theirs=self.who,
                rate=str(step),
                ours=self.assignment.name,
                own=number(self.run.learning_rate),
            )
            between = say("comparing.between", low=number(low), high=number(high))
            yield Finding("step", text, ((say("comparing.rate"), between),))


def mistaken(mistake: Mistake, name: str = "") -> Part:
    """A misconception as a finding, with its explanation."""
    return say("comparing.mistake", title=mistake.heading, line=name or None, message=mistake.explanation)


def simplest(low: float, high: float, most: int = 1000) -> Fraction | None:
    """The fraction with the smallest denominator, up to a largest one, in an interval.

    >>> simplest(0.3333, 0.33334), simplest(1.99999, 2.00001), simplest(0.123451, 0.123452)
    (Fraction(1, 3), Fraction(2, 1), None)
    """
    for below in range(1, most + 1):
        above = math.ceil(low * below)
        if above <= high * below:
            return Fraction(above, below)
    return None
