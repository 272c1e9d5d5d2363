"""Question 6: other learning rates, and more iterations."""

from collections.abc import Iterator
from fractions import Fraction

from symbp.findings import number
from symbp.formula import layout
from symbp.page.model import Maths, Part
from symbp.page.words import phrase
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.runs import SMALLEST_LOSS, StudyRun, loss_text, loss_words
from symbp.studying.study import QuestionAnswer, Study, chosen

FACTORS = ("1/100", "1", "3", "5", "10", "100", "500")


def _answer(study: Study) -> QuestionAnswer:
    rates = [Fraction(each) * study.step for each in FACTORS]
    trials = [study.trial(_label(rate), learning_rate=rate) for rate in rates]
    ran = [each for each in trials if each.losses]
    good = [each for each in ran if each.good]
    best = [*_best_by_iteration(study, ran)] if study.iterations > 1 else []
    said = [*best, *_odd(ran, good), *_above_the_bound(study, good), *_patience(study, trials)]
    return QuestionAnswer(
        short=tuple(said[:2]),
        statement=tuple(said[2:]),
        tables=(study.table(trials, phrase("learning rate")),),
        chart=study.chart(phrase("The loss with other learning rates"), trials),
        findings=chosen(ran, "divergence", "rising-loss", "largest-step", "saturation", "plateau"),
        lesson=_lesson(study, trials),
    )


def _lesson(study: Study, trials: list[StudyRun]) -> Part | None:
    """The smallest number of iterations in which another learning rate comes to where the usual one ends."""
    goal = study.usual.last
    sooner = [
        (next(i for i, loss in enumerate(each.losses, start=1) if loss <= goal), each)
        for each in trials
        if study.usual.good and goal < study.usual.losses[0] and any(loss <= goal for loss in each.losses[:-1])
    ]
    if not sooner:
        return None
    at, first = min(sooner, key=lambda each: each[0])
    return phrase(
        "Learning rate and number of iterations belong together: %(rate)s is in iteration %(at)s where the usual run is in "
        "iteration %(count)s.",
        rate=first.label,
        at=at,
        count=study.iterations,
    )


def _label(rate: Fraction) -> Part:
    return Maths(layout.read(rf"\eta = {number(rate)}"))


def _best_by_iteration(study: Study, trials: list[StudyRun]) -> Iterator[Part]:
    best: dict[int, list[Part | str]] = {}
    for at in study.shown[1:]:
        there = [each for each in trials if at <= len(each.losses) and each.losses[at - 1] == each.losses[at - 1]]
        least = min((each.losses[at - 1] for each in there), default=0.0)
        # What is printed alike is not ranked.
        best[at] = [each.label for each in there if loss_text(each.losses[at - 1], 4) == loss_text(least, 4)]
    best = {at: labels for at, labels in best.items() if labels}
    if not best:
        return
    if len({tuple(labels) for labels in best.values()}) == 1:
        yield phrase(
            "Of these learning rates %(best)s has the smallest loss, after %(when)s iterations.",
            best=next(iter(best.values())),
            when=list(best),
        )
    else:
        told_ = [phrase("after %(at)s iterations %(best)s", at=at, best=labels) for at, labels in best.items()]
        yield phrase("Which learning rate is best depends on when one looks: %(best)s.", best=told_)


def _odd(ran: list[StudyRun], good: list[StudyRun]) -> Iterator[Part]:
    """The runs that end early, rise, or come to a standstill."""
    ended = [each.label for each in ran if not each.good]
    rising = [each.label for each in good if each.finding("rising-loss")]
    if ended:
        yield phrase("With %(rates)s the run ends early, at values beyond the range of numbers.", rates=ended)
    if rising:
        yield phrase("With %(rates)s the loss does not fall in every iteration.", rates=rising)
    stuck = [each for each in good if _stuck(each, min(e.last for e in good))]
    if stuck:
        runs = [
            phrase("%(rate)s at %(loss)s, saturated", rate=each.label, loss=loss_words(each.last))
            if each.finding("saturation")
            else phrase("%(rate)s at %(loss)s", rate=each.label, loss=loss_words(each.last))
            for each in stuck
        ]
        yield phrase("Where the second half of the run changes nothing: %(runs)s.", runs=runs)


def _above_the_bound(study: Study, trials: list[StudyRun]) -> Iterator[Part]:
    """How near the runs come to the loss that the targets leave."""
    sure = [each for each in trials if not each.sensitive]
    if study.floor is None or not sure:
        return
    nearest = min(sure, key=lambda each: each.last)
    if abs(nearest.last - study.floor) < 1e-9 * max(study.floor, SMALLEST_LOSS):
        yield phrase(
            "The loss has the lower bound %(bound)s, and with %(rate)s it is reached.",
            bound=number(study.floor),
            rate=nearest.label,
        )
        return
    usual = next((each for each in trials if each.losses == study.usual.losses), nearest)
    above = [
        phrase("%(height)s with %(rate)s", height=number(each.last - study.floor, 3), rate=each.label)
        for each in ([nearest] if usual is nearest else [nearest, usual])
    ]
    yield phrase(
        "No run arrives: the loss has the lower bound %(bound)s, and after %(count)s iterations it is above it by "
        "%(above)s.",
        bound=number(study.floor),
        count=study.iterations,
        above=above,
    )


def _patience(study: Study, trials: list[StudyRun]) -> Iterator[Part]:
    """How many iterations each other learning rate takes to where the usual one ends."""
    goal = study.usual.last
    if not study.usual.good or goal >= study.usual.losses[0] or abs(goal) < SMALLEST_LOSS:
        return
    taken = []
    for each in trials:
        if each.losses != study.usual.losses:
            at = next((i for i, loss in enumerate(each.losses, start=1) if loss <= goal), None)
            if at is None:
                taken.append(phrase("with %(rate)s not at all", rate=each.label))
            else:
                taken.append(phrase("with %(rate)s in iteration %(at)s", rate=each.label, at=at))
    yield phrase(
        "The loss that the learning rate %(rate)s has in iteration %(count)s is reached %(taken)s.",
        rate=number(study.step),
        count=study.iterations,
        taken=taken,
    )


def _stuck(trial: StudyRun, least: float) -> bool:
    """Whether the second half of a run has changed nothing, though others have come much farther."""
    half = trial.losses[len(trial.losses) // 2]
    return (
        trial.last > 2 * abs(least)
        and trial.last > 1e-3 * trial.losses[0]
        and abs(half - trial.last) < 1e-3 * trial.last
    )


LEARNING_RATES = Question(
    name="learning-rates", number=6, title=words("Other learning rates, more iterations"), answer=_answer
)
