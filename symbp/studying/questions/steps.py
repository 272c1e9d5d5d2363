"""Question 6: other steps, and more rounds."""

from fractions import Fraction

from symbp.findings import listed, number
from symbp.page.model import line
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, chosen
from symbp.studying.trial import NOISE, Trial, shown

FACTORS = ("1/100", "1", "3", "5", "10", "100", "500")


def _answer(study: Study) -> Answer:
    steps = [Fraction(each) * study.step for each in FACTORS]
    trials = [study.trial(f"step {number(step)}", step=step) for step in steps]
    ran = [each for each in trials if each.losses]
    parts = [_best_by_round(study, ran)] if study.rounds > 1 else []
    ended = [each.label for each in ran if not each.good]
    rising = [each.label for each in ran if each.good and each.found("rising-loss")]
    parts += [f"With {listed(ended)} the run ends early, at values beyond all numbers."] if ended else []
    parts += [f"With {listed(rising)} the loss does not fall in every round."] if rising else []
    good = [each for each in ran if each.good]
    stuck = [each for each in good if _stuck(each, min(e.last for e in good))]
    if stuck:
        said = ", ".join(
            f"{each.label} at {shown(each.last)}{', saturated' * bool(each.found('saturation'))}" for each in stuck
        )
        parts.append(f"Where the second half of the run changes nothing: {said}.")
    parts += [_above_the_floor(study, good), _patience(study, trials)]
    table = study.table(trials, "step")
    findings = chosen(ran, "divergence", "rising-loss", "largest-step", "saturation", "plateau")
    return Answer(line(" ".join(part for part in parts if part)), (table,), study.chart("Steps", trials), findings)


def _best_by_round(study: Study, trials: list[Trial]) -> str:
    best: dict[int, list[str]] = {}
    for at in study.shown[1:]:
        there = [each for each in trials if at <= len(each.losses) and each.losses[at - 1] == each.losses[at - 1]]
        least = min((each.losses[at - 1] for each in there), default=0.0)
        # What is printed alike is not ranked.
        best[at] = [each.label for each in there if shown(each.losses[at - 1], 4) == shown(least, 4)]
    best = {at: labels for at, labels in best.items() if labels}
    names = {tuple(labels) for labels in best.values()}
    if not names:
        return ""
    if len(names) == 1:
        return f"Of these steps {listed(next(iter(best.values())))} has the smallest loss, after {listed([str(at) for at in best])} rounds."
    said = ", ".join(f"after {at} rounds {listed(labels)}" for at, labels in best.items())
    return f"Which step is best depends on when one looks: {said}."


def _above_the_floor(study: Study, trials: list[Trial]) -> str:
    """How near the runs come to the loss that the targets leave."""
    sure = [each for each in trials if not each.sensitive]
    if study.floor is None or not sure:
        return ""
    nearest = min(sure, key=lambda each: each.last)
    if abs(nearest.last - study.floor) < 1e-9 * max(study.floor, NOISE):
        return f"The loss has the floor {number(study.floor)}, and with {nearest.label} it is reached."
    usual = next((each for each in trials if each.losses == study.usual.losses), nearest)
    near = {each.label: each.last - study.floor for each in (nearest, usual)}
    above = [f"{number(height, 3)} with {label}" for label, height in near.items()]
    return f"No run arrives: the loss has the floor {number(study.floor)}, and after {study.rounds} rounds it is above it by {' and '.join(above)}."


def _patience(study: Study, trials: list[Trial]) -> str:
    """How many rounds each other step takes to where the usual one ends."""
    goal = study.usual.last
    if not study.usual.good or goal >= study.usual.losses[0] or abs(goal) < NOISE:
        return ""
    taken = []
    for each in trials:
        if each.losses != study.usual.losses:
            at = next((i for i, loss in enumerate(each.losses, start=1) if loss <= goal), None)
            taken.append(f"{each.label} {f'in round {at}' if at else 'not at all'}")
    return f"The loss that step {number(study.step)} has in round {study.rounds} is reached by {', '.join(taken)}."


def _stuck(trial: Trial, least: float) -> bool:
    """Whether the second half of a run has changed nothing, though others have come much farther."""
    half = trial.losses[len(trial.losses) // 2]
    return (
        trial.last > 2 * abs(least)
        and trial.last > 1e-3 * trial.losses[0]
        and abs(half - trial.last) < 1e-3 * trial.last
    )


STEPS = Question("steps", 6, "Other steps, more rounds", _answer)
