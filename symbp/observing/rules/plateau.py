"""A plateau: a long stretch in which the loss hardly falls, with more to gain behind it."""

from collections.abc import Iterator

from symbp.findings import Finding, number
from symbp.observing.base import Rule
from symbp.observing.evidence import Evidence
from symbp.page.words import phrase
from symbp.registry import words
from symbp.spec.warnings import out_of_reach

SHARE, FALL = 8, 0.02
"""A stretch of at least one in so many iterations in which the loss loses less than this share."""
ARRIVED = 1e-12
"""A loss that has come down to this share of the first is where it was meant to go."""
STILL = 0.1
"""Per cent: a loss that falls by less is stuck, while a slower and slower fall to a small loss is no plateau."""


def _look(evidence: Evidence) -> Iterator[Finding]:
    losses = evidence.run.losses
    stretch = _longest(losses)
    if stretch is None or _at_its_floor(evidence, losses[stretch[1]]):
        return
    first, last = stretch
    if losses[last] < ARRIVED * losses[0]:
        return
    behind, fall = losses[-1] < losses[last] / 2, 100 * (1 - losses[last] / losses[first])
    stuck = last == len(losses) - 1 and (fall < STILL or losses[last] > losses[0] / 2)
    if not behind and not stuck:
        return
    text = (
        phrase(
            "from iteration %(first)s to %(last)s the loss falls by only %(fall)s %%",
            **_ends(stretch),
            fall=f"{fall:.2g}",
        )
        if fall
        else phrase("from iteration %(first)s to %(last)s the loss does not change", **_ends(stretch))
    )
    more = f"{100 * (1 - losses[-1] / losses[last]):.2g}"
    text = (
        phrase(
            "A plateau: %(stretch)s, and from there to iteration %(end)s by %(more)s %%.",
            stretch=text,
            end=len(losses),
            more=more,
        )
        if behind
        else phrase("A plateau: %(stretch)s.", stretch=text)
    )
    figures = tuple(
        (phrase("loss in iteration %(at)s", at=i + 1), number(losses[i]))
        for i in dict.fromkeys((first, last, len(losses) - 1))
    )
    yield Finding("plateau", text, figures)


def _ends(stretch: tuple[int, int]) -> dict[str, int]:
    return {"first": stretch[0] + 1, "last": stretch[1] + 1}


def _at_its_floor(evidence: Evidence, loss: float) -> bool:
    """Whether the targets allow no loss that is much smaller: the run has arrived."""
    reach = None if evidence.assignment is None else out_of_reach(evidence.assignment)
    return reach is not None and loss < (1 + 2 * FALL) * float(reach.floor)


def _longest(losses: tuple[float, ...]) -> tuple[int, int] | None:
    """The longest stretch, if it is long enough; the loss falls in it and is above 0."""
    least = len(losses) // SHARE
    if len(losses) < 50 or not min(losses) > 0:
        return None
    best, first = None, 0
    for last in range(len(losses)):
        # What has fallen too much since ``first`` cannot be in one stretch with what follows.
        while losses[last] < (1 - FALL) * losses[first]:
            first += 1
        if losses[last] > losses[first]:
            first = last
        if last - first >= least and (best is None or last - first > best[1] - best[0]):
            best = (first, last)
    return best


PLATEAU = Rule(
    name="plateau",
    title=words("a plateau of the loss"),
    look=_look,
    remarks={"plateau": phrase("plateau")},
    rank=50,
)
