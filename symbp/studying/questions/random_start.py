"""Question 7: random initial weights."""

import statistics

from symbp.findings import Finding
from symbp.studying.base import Question
from symbp.studying.study import NOISE, Answer, Study, Trial, chosen, grid, shown

SEEDS = range(1, 21)


def _answer(study: Study) -> Answer:
    trials = [study.trial(f"seed {seed}", {"seed": seed}) for seed in SEEDS]
    ran = [each for each in trials if each.losses and not (each.run and each.run.stopped)]
    ends = sorted(each.last for each in ran)
    down = sum(each.last < each.losses[0] for each in ran)
    better = sum(end < study.usual.last for end in ends)
    rows = []
    for at in study.shown:
        losses = sorted(each.losses[at - 1] for each in ran)
        rows.append(
            (
                str(at),
                shown(losses[0]),
                shown(statistics.median(losses)),
                shown(losses[-1]),
                shown(study.usual.losses[at - 1]),
            )
        )
    spread = grid(("round", "smallest", "median", "largest", "given weights"), "rrrrr", rows)
    away = sum(bool(each.found("plateau")) for each in ran)
    statement = (
        f"{f'All {len(ran)}' if down == len(SEEDS) else f'{down} of {len(SEEDS)}'} random starts (seeds {SEEDS[0]} to {SEEDS[-1]}, weights between -1 and 1) descend: after {study.rounds} rounds their losses "
        f"{_between(ends)}{f', {better} of them below the {shown(study.usual.last)} of the given weights' if study.usual.last > NOISE else ''}."
    )
    statement += f" {away} of them meet a plateau." if away else ""
    explosion = _explosion(study)
    findings: list[tuple[str, Finding]] = []
    tables = [("Losses of the random starts", spread)]
    drawn = [study.usual, *trials[:8]]
    if explosion is not None:
        loud, dead = explosion
        statement += (
            f" A run that explodes is no matter of its start: with ReLU on all units and the cross-entropy of these targets the loss has no lower bound, and "
            f"{len(loud)} of {len(loud) + len(dead)} seeds run down it without end, while the others are dead."
        )
        tables.append(("ReLU on all units, cross-entropy, double step", study.table([*loud[:3], *dead[:2]], "start")))
        findings += chosen([*loud[:1]], "unbounded-loss")
    return Answer(statement, tuple(tables), study.chart("Random starts", drawn), tuple(findings))


def _between(ends: list[float]) -> str:
    if shown(ends[0]) == shown(ends[-1]):
        return f"are all {shown(ends[0])}"
    return f"lie between {shown(ends[0])} and {shown(ends[-1])}"


def _explosion(study: Study) -> tuple[list[Trial], list[Trial]] | None:
    """ReLU everywhere with the cross-entropy, at the doubled step: the seeds that explode, and the others."""
    changes = {"activation": "relu", "loss": "softmax-cross-entropy"}
    trials = [study.trial(f"seed {seed}", {**changes, "seed": seed}, step=2 * study.step) for seed in SEEDS]
    ran = [each for each in trials if each.losses]
    loud = [each for each in ran if min(each.losses) < -1e3 or (each.run is not None and each.run.stopped)]
    return (loud, [each for each in ran if each not in loud]) if loud and ran[0].found("unbounded-loss") else None


RANDOM_START = Question("random-start", 7, "Random initial weights", _answer)
