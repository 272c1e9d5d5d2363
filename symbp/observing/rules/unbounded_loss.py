"""Cross-entropy with targets that are no distribution: a loss that measures no distance, and may have no lower bound."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import sympy as sp

from symbp.findings import Finding, Standing, number
from symbp.losses.base import Targets
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence, movable
from symbp.spec.assignment import Assignment, Sample
from symbp.steps import symbol
from symbp.values.arithmetic import UndecidedError, program
from symbp.values.balls import Balls, bounds, working_precision


def _look(evidence: Evidence) -> Iterator[Finding]:
    assignment = evidence.assignment
    if assignment is None or assignment.loss.function.targets is not Targets.DISTRIBUTION:
        return
    every = [sample for batch in (assignment.samples, *assignment.later) for sample in batch]
    wrong = [sample for sample in every if sum(n.value for n in sample.y) != 1 or min(n.value for n in sample.y) < 0]
    if not wrong:
        return
    targets = [number_.value for number_ in wrong[0].y]
    total, which = sum(targets), "" if len(every) == 1 else f" of {len(wrong)} of {len(every)} samples, such as"
    said = f"The targets{which} ({', '.join(n.text for n in wrong[0].y)}) are no probability distribution: their sum is {number(total)}"
    said += "." if min(targets) >= 0 else f", and {number(min(targets))} is negative."
    figures = [("sum of the targets", number(total))]
    free = movable(assignment) and not any(unit.function.couples for unit in assignment.network.outputs)
    lower = _lower(assignment, wrong[0]) if free else None
    if lower is not None:
        text, rows = lower
        said, figures = f"{said} {text}", [*figures, *rows]
    if evidence.run.losses:
        figures.append((f"loss in round {len(evidence.run.losses)}", number(evidence.run.losses[-1])))
    yield Finding("unbounded-loss", said, tuple(figures), standing=Standing.PROVEN)


def _lower(assignment: Assignment, sample: Sample) -> tuple[str, list[tuple[str, str]]] | None:
    """How low the softmax cross-entropy of logits can go."""
    if assignment.loss.function.logits != "softmax":
        return None
    scale = assignment.loss.scale(len(sample.y))
    targets = [scale * number_.rational for number_ in sample.y]
    total = sum(targets, sp.Integer(0))
    units = assignment.network.outputs
    for unit, target in zip(units, targets, strict=True):
        # Along o_k → ∞ the loss is (Σt - t_k)·o_k and a constant; along o_k → -∞ it is -t_k·o_k.
        upwards, downwards = total - target, target
        if unit.function.high is None and upwards < 0:
            return (
                f"As out_{unit.name} grows, the loss goes as {number(float(upwards))}·out_{unit.name}: it has no lower bound.",
                [],
            )
        if unit.function.low is None and downwards < 0:
            text = f"As out_{unit.name} falls, the loss goes as {number(float(-downwards))}·out_{unit.name}: it has no lower bound."
            return text, []
    corner = _corner(assignment, targets)
    if corner is None:
        return None
    text = (
        f"Only the range of the outputs bounds it: its infimum over them is {number(corner[0])}, "
        f"towards the outputs ({', '.join(map(str, corner[1]))}); it is no distance from the targets."
    )
    return text, [("infimum", number(corner[0]))]


def _corner(assignment: Assignment, targets: Sequence[sp.Rational]) -> tuple[Fraction, list[sp.Rational]] | None:
    """The corner of the outputs' ranges where the loss is least, if each of its slopes keeps its sign in all of them."""
    units = assignment.network.outputs
    if any(None in (unit.function.low, unit.function.high) for unit in units):
        return None
    lows, highs = ([getattr(unit.function, end) for unit in units] for end in ("low", "high"))
    total = sum(targets, sp.Integer(0))
    where = []
    for k, target in enumerate(targets):
        # ∂L/∂o_k = Σt·p_k - t_k, and p_k lies between its values at two corners.
        ends = [total * _softmax(lows, highs, k, upper=upper) - target for upper in (False, True)]
        try:
            signs = {_sign(end) for end in ends}
        except UndecidedError:
            return None
        if len(signs) != 1:
            return None
        where.append(lows[k] if signs == {1} else highs[k])
    outs = [symbol(f"o{k}") for k in range(len(where))]
    loss = -sp.Add(*(t * (o - sp.log(sp.Add(*map(sp.exp, outs)))) for t, o in zip(targets, outs, strict=True)))
    with working_precision(96):
        balls = Balls()
        names = {o.name: balls.number(Fraction(int(w.p), int(w.q))) for o, w in zip(outs, where, strict=True)}
        low, high = bounds(program(loss)(balls, names))
    return (low + high) / 2, where


def _softmax(lows: Sequence[sp.Rational], highs: Sequence[sp.Rational], k: int, *, upper: bool) -> sp.Expr:
    own, others = (highs[k], lows) if upper else (lows[k], highs)
    return sp.exp(own) / (sp.exp(own) + sp.Add(*(sp.exp(o) for i, o in enumerate(others) if i != k)))


def _sign(value: sp.Expr) -> int:
    with working_precision(96):
        balls = Balls()
        return balls.compare(program(value)(balls, {}), balls.number(Fraction(0)))


UNBOUNDED_LOSS = Rule("unbounded-loss", "cross-entropy targets that are no distribution", _look, rank=11)
