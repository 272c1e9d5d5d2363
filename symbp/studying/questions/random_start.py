"""Question 7: random initial weights."""

import statistics

from symbp.findings import Finding
from symbp.page.model import Table, line
from symbp.page.words import phrase
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, chosen, grid
from symbp.studying.trial import NOISE, Trial, shown

SEEDS = range(1, 21)


def _answer(study: Study) -> Answer:
    trials = [study.trial(f"seed {seed}", {"seed": seed}) for seed in SEEDS]
    good = [each for each in trials if each.good]
    down = sum(each.last < each.losses[0] for each in good)
    statement = (
        f"{f'All {down}' if down == len(SEEDS) else f'{down} of {len(SEEDS)}'} random starts (seeds {SEEDS[0]} to {SEEDS[-1]}) descend."
        if study.rounds > 1
        else ""
    )
    if len(good) < len(trials):
        statement += f" {len(trials) - len(good)} end early, at values beyond all numbers."
    tables = []
    if good:
        tables.append(_spread(study, good))
        statement += f" After {study.rounds} rounds {_compared(study, sorted(each.last for each in good))}"
    findings: list[tuple[str, Finding]] = []
    explosion = _explosion(study)
    if explosion is not None:
        loud, others = explosion
        statement += (
            f" With ReLU on all units and the cross-entropy of these targets, which has no lower bound, {len(loud)} of {len(SEEDS)} starts run down without end: "
            "that is descent at work, and no failure to converge."
        )
        still = sum(each.found("plateau") is not None for each in others)
        if still:
            statement += (
                f" The other {still} stand still." if still == len(others) else f" Of the others {still} stand still."
            )
        caption = phrase(
            "ReLU on all units, cross-entropy, twice the learning rate: some that run away, and some others"
        )
        tables.append(study.table([*loud[:3], *others[:2]], "start", caption))
        findings += chosen(loud[:1], "unbounded-loss")
    drawn = [study.usual, *trials[:8]]
    return Answer(line(statement), tuple(tables), study.chart("Random starts", drawn), tuple(findings))


def _spread(study: Study, good: list[Trial]) -> Table:
    rows = []
    for at in study.shown:
        losses = sorted(each.losses[at - 1] for each in good)
        usual = shown(study.usual.losses[at - 1]) if at <= len(study.usual.losses) else "–"
        rows.append((str(at), shown(losses[0]), shown(statistics.median(losses)), shown(losses[-1]), usual))
    caption = "Losses of the random starts that go through all rounds"
    return grid(("round", "smallest", "median", "largest", "given weights"), "rrrrr", rows, caption)


def _compared(study: Study, ends: list[float]) -> str:
    """Where they end, and where the given weights do among them."""
    if shown(ends[0]) == shown(ends[-1]):
        return f"their losses are all {shown(ends[0])}."
    said = f"their losses lie between {shown(ends[0])} and {shown(ends[-1])}"
    if not study.usual.good or abs(study.usual.last) < NOISE:
        return f"{said}."
    better = sum(end < study.usual.last and shown(end) != shown(study.usual.last) for end in ends)
    return f"{said}, {better} of them below the {shown(study.usual.last)} of the given weights."


def _explosion(study: Study) -> tuple[list[Trial], list[Trial]] | None:
    """ReLU everywhere with the cross-entropy, at the doubled step: the seeds that explode, and the others."""
    changes = {"activation": "relu", "loss": "softmax-cross-entropy"}
    trials = [study.trial(f"seed {seed}", {**changes, "seed": seed}, step=2 * study.step) for seed in SEEDS]
    ran = [each for each in trials if each.losses]
    unbounded = ran[0].found("unbounded-loss") if ran else None
    if unbounded is None or "no lower bound" not in unbounded.text:
        return None
    loud = [each for each in ran if min(each.losses) < -1e3]
    return (loud, [each for each in ran if each not in loud]) if loud else None


RANDOM_START = Question("random-start", 7, "Random initial weights", _answer)
