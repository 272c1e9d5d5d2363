"""Question 6: other steps, and more rounds."""

from fractions import Fraction

from symbp.findings import listed, number
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, Trial, chosen, shown

FACTORS = ("1/100", "1", "3", "5", "10", "100", "500")


def _answer(study: Study) -> Answer:
    steps = [Fraction(each) * study.step for each in FACTORS]
    trials = [study.trial(f"step {number(step)}", step=step) for step in steps]
    ran = [each for each in trials if each.losses]
    falling = [each for each in ran if not each.found("divergence") and not (each.run and each.run.stopped)]
    best = {at: _best(ran, at) for at in study.shown[1:]}
    names = list(dict.fromkeys(trial.label for trial in best.values()))
    if len(names) == 1:
        parts = [
            f"Of these steps {names[0]} has the smallest loss, after {listed([str(at) for at in best])} rounds alike."
        ]
    else:
        parts = [
            f"Which step is best depends on when one looks: {', '.join(f'after {at} rounds {trial.label}' for at, trial in best.items())}."
        ]
    if len(falling) < len(ran):
        others = [each.label for each in ran if each not in falling]
        parts.append(f"With {listed(others)} the loss does not fall in every round.")
    stuck = [each for each in ran if _stuck(each, min(e.last for e in ran))]
    if stuck:
        said = ", ".join(
            f"{each.label} at {shown(each.last)}{', saturated' * bool(each.found('saturation'))}" for each in stuck
        )
        parts.append(f"Where the second half of the run changes nothing: {said}.")
    if study.floor is not None:
        nearest = min(ran, key=lambda each: each.last)
        parts.append(
            f"No run reaches an optimum: the loss has the floor {number(study.floor)}, and after {study.rounds} rounds the nearest is {number(nearest.last - study.floor, 1)} above it, "
            f"that of step {number(study.step)} {number(study.usual.last - study.floor, 3)}."
        )
    parts.append(_patience(study, trials))
    table = ("Losses before the update of a round", study.table(trials, "step"))
    findings = chosen(ran, "divergence", "largest-step", "saturation", "plateau")
    return Answer(" ".join(parts), (table,), study.chart("Steps", trials), findings)


def _stuck(trial: Trial, least: float) -> bool:
    """Whether the second half of a run has changed nothing, though others have come much farther."""
    half = trial.losses[len(trial.losses) // 2]
    return (
        trial.last > 2 * abs(least)
        and trial.last > 1e-3 * trial.losses[0]
        and abs(half - trial.last) < 1e-3 * trial.last
    )


def _best(trials: list[Trial], at: int) -> Trial:
    """The trial with the smallest loss in a round."""
    return min(trials, key=lambda each: each.losses[at - 1] if at <= len(each.losses) else float("inf"))


def _patience(study: Study, trials: list[Trial]) -> str:
    """How many rounds each step takes to where the usual one ends."""
    goal = study.usual.last
    taken = []
    for each in trials:
        at = next((i for i, loss in enumerate(each.losses, start=1) if loss <= goal), None)
        taken.append(f"{each.label} {f'in round {at}' if at else 'not at all'}")
    return f"The loss that step {number(study.step)} has in round {study.rounds} is reached by {', '.join(taken)}."


STEPS = Question("steps", 6, "Other steps, more rounds", _answer)
