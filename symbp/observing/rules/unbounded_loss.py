"""Cross-entropy with targets that are no distribution: a loss that measures no distance, and may have no lower bound."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import sympy as sp

from symbp.findings import Finding, Standing, number
from symbp.losses.base import Targets
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence, movable
from symbp.page.model import Code, Part, Phrase
from symbp.page.words import phrase
from symbp.registry import words
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
    total, least = sum(targets), min(targets)
    listing = ", ".join(n.text for n in wrong[0].y)
    which = phrase("The targets (%(targets)s)", targets=listing)
    if len(every) > 1:
        which = phrase(
            "The targets of %(count)s of %(all)s samples, such as (%(targets)s),",
            count=len(wrong),
            all=len(every),
            targets=listing,
        )
    said = phrase(
        "%(targets)s are no probability distribution: their sum is %(sum)s.", targets=which, sum=number(total)
    )
    if least < 0:
        said = phrase(
            "%(targets)s are no probability distribution: their sum is %(sum)s, and %(least)s is negative.",
            targets=which,
            sum=number(total),
            least=number(least),
        )
    figures: list[tuple[Part, str]] = [(Phrase("sum of the targets"), number(total))]
    free = movable(assignment) and all(unit.function.elementwise for unit in assignment.network.outputs)
    lower = _lower(assignment, wrong[0]) if free else None
    if lower is not None:
        text, rows = lower
        said, figures = phrase("%(first)s %(second)s", first=said, second=text), [*figures, *rows]
    if evidence.run.losses:
        head = phrase("loss in iteration %(at)s", at=len(evidence.run.losses))
        figures.append((head, number(evidence.run.losses[-1])))
    yield Finding("unbounded-loss", said, tuple(figures), standing=Standing.PROVEN)


def _lower(assignment: Assignment, sample: Sample) -> tuple[Phrase, list[tuple[Part, str]]] | None:
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
            values = {"output": Code(f"out_{unit.name}"), "factor": number(float(upwards))}
            return phrase(
                "As %(output)s grows, the loss goes as %(factor)s·%(output)s: it has no lower bound.", **values
            ), []
        if unit.function.low is None and downwards < 0:
            values = {"output": Code(f"out_{unit.name}"), "factor": number(float(-downwards))}
            return phrase(
                "As %(output)s falls, the loss goes as %(factor)s·%(output)s: it has no lower bound.", **values
            ), []
    corner = _corner(assignment, targets)
    if corner is None:
        return None
    text = phrase(
        "Only the range of the outputs bounds it: its infimum over them is %(infimum)s, towards the outputs "
        "(%(outputs)s); it is no distance from the targets.",
        infimum=number(corner[0]),
        outputs=", ".join(map(str, corner[1])),
    )
    return text, [(Phrase("infimum"), number(corner[0]))]


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


UNBOUNDED_LOSS = Rule(
    name="unbounded-loss",
    title=words("cross-entropy targets that are no distribution"),
    look=_look,
    remarks={"unbounded-loss": phrase("targets no distribution")},
    rank=11,
)
