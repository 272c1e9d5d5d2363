"""Question 7: random initial weights."""

import statistics
from collections.abc import Iterator

from symbp.findings import Finding
from symbp.page.model import Part, TableBlock
from symbp.page.words import phrase
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.runs import SMALLEST_LOSS, StudyRun, loss_text, loss_words
from symbp.studying.study import QuestionAnswer, Study, chosen, grid

SEEDS = range(1, 21)


def _answer(study: Study) -> QuestionAnswer:
    trials = [study.trial(phrase("seed %(seed)s", seed=seed), {"seed": seed}) for seed in SEEDS]
    good = [each for each in trials if each.good]
    explosion = _explosion(study)
    tables = [_spread(study, good)] if good else []
    findings: tuple[tuple[Part | str, Finding], ...] = ()
    if explosion is not None:
        loud, others = explosion
        caption = phrase(
            "ReLU on all units, cross-entropy, twice the learning rate: some runs that diverge, and some others"
        )
        tables.append(study.table([*loud[:3], *others[:2]], phrase("start"), caption))
        findings = chosen(loud[:1], "unbounded-loss")
    said = [*_descents(study, trials, good), *_exploded(explosion)]
    return QuestionAnswer(
        short=tuple(said[:2]) or (phrase("With one iteration every start is where it began."),),
        statement=tuple(said[2:]),
        tables=tuple(tables),
        chart=study.chart(phrase("Random initial weights"), [study.usual, *trials[:8]]),
        findings=findings,
        lesson=_lesson(good),
    )


def _lesson(good: list[StudyRun]) -> Part | None:
    ends = sorted(each.last for each in good)
    if len(ends) < len(SEEDS) or loss_text(ends[0]) == loss_text(ends[-1]):
        return None
    return phrase(
        "One start is one sample: the last losses of %(count)s starts lie between %(least)s and %(most)s, so that a "
        "difference of this size between two methods says nothing.",
        count=len(ends),
        least=loss_words(ends[0]),
        most=loss_words(ends[-1]),
    )


def _descents(study: Study, trials: list[StudyRun], good: list[StudyRun]) -> Iterator[Part]:
    if study.iterations > 1:
        down = sum(each.last < each.losses[0] for each in good)
        values = {"count": down, "all": len(SEEDS), "first": SEEDS[0], "last": SEEDS[-1]}
        if down == len(SEEDS):
            yield phrase("All %(all)s random starts (seeds %(first)s to %(last)s) descend.", **values)
        else:
            yield phrase("%(count)s of %(all)s random starts (seeds %(first)s to %(last)s) descend.", **values)
    if good:
        yield _compared(study, sorted(each.last for each in good))
    if len(good) < len(trials):
        yield phrase("%(count)s end early, at values beyond the range of numbers.", count=len(trials) - len(good))


def _exploded(explosion: tuple[list[StudyRun], list[StudyRun]] | None) -> Iterator[Part]:
    if explosion is None:
        return
    loud, others = explosion
    yield phrase(
        "With ReLU on all units and the cross-entropy of these targets, which has no lower bound, the loss of %(count)s "
        "of %(all)s starts falls without end: that is gradient descent at work, and no failure to converge.",
        count=len(loud),
        all=len(SEEDS),
    )
    still = sum(each.finding("plateau") is not None for each in others)
    if still and still == len(others):
        yield phrase("The other %(count)s do not move.", count=still)
    elif still:
        yield phrase("Of the others %(count)s do not move.", count=still)


def _spread(study: Study, good: list[StudyRun]) -> TableBlock:
    rows = []
    for at in study.shown:
        losses = sorted(each.losses[at - 1] for each in good)
        usual = loss_words(study.usual.losses[at - 1]) if at <= len(study.usual.losses) else "–"
        rows.append(
            (str(at), loss_words(losses[0]), loss_words(statistics.median(losses)), loss_words(losses[-1]), usual)
        )
    heads = (
        phrase("iteration"),
        phrase("smallest"),
        phrase("median"),
        phrase("largest"),
        phrase("given weights"),
    )
    return grid(heads, "rrrrr", rows, phrase("Losses of the random starts that go through all iterations"))


def _compared(study: Study, ends: list[float]) -> Part:
    """Where they end, and where the given weights do among them."""
    values = {"count": study.iterations, "least": loss_words(ends[0]), "most": loss_words(ends[-1])}
    if loss_text(ends[0]) == loss_text(ends[-1]):
        return phrase("After %(count)s iterations their losses are all %(least)s.", **values)
    if not study.usual.good or abs(study.usual.last) < SMALLEST_LOSS:
        return phrase("After %(count)s iterations their losses are between %(least)s and %(most)s.", **values)
    better = sum(end < study.usual.last and loss_text(end) != loss_text(study.usual.last) for end in ends)
    return phrase(
        "After %(count)s iterations their losses are between %(least)s and %(most)s, %(better)s of them below the "
        "%(usual)s of the given weights.",
        better=better,
        usual=loss_words(study.usual.last),
        **values,
    )


def _explosion(study: Study) -> tuple[list[StudyRun], list[StudyRun]] | None:
    """ReLU everywhere with the cross-entropy, at twice the learning rate: the seeds that diverge, and the others."""
    changes = {"activation": "relu", "loss": "softmax-cross-entropy"}
    trials = [
        study.trial(phrase("seed %(seed)s", seed=seed), {**changes, "seed": seed}, learning_rate=2 * study.step)
        for seed in SEEDS
    ]
    ran = [each for each in trials if each.losses]
    unbounded = ran[0].finding("unbounded-loss") if ran else None
    if unbounded is None or "no lower bound" not in unbounded.text:
        return None
    loud = [each for each in ran if min(each.losses) < -1e3]
    return (loud, [each for each in ran if each not in loud]) if loud else None


RANDOM_START = Question(name="random-start", number=7, title=words("Random initial weights"), answer=_answer)
