"""Question 8: all initial weights 0."""

from collections.abc import Iterator
from itertools import pairwise

from symbp.page.model import Part
from symbp.page.words import phrase
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.runs import StudyRun, loss_text, loss_words
from symbp.studying.study import QuestionAnswer, Study, begun, chosen


def _answer(study: Study) -> QuestionAnswer:
    # The softmax of a single output is 1.
    entropy = "softmax-cross-entropy" if len(study.base.network.outputs) > 1 else "binary-cross-entropy-with-logits"
    trials = [
        study.trial(phrase("zeros"), {"fill": 0}),
        study.trial(phrase("zeros, cross-entropy"), {"fill": 0, "loss": entropy}),
        study.trial(phrase("zeros, ReLU on all units"), {"fill": 0, "activation": "relu"}),
        study.usual,
    ]
    said = [*_symmetry(study, trials[0]), *_vanishing(trials), *_courses(study, trials)]
    return QuestionAnswer(
        short=(said[0],),
        statement=tuple(said[1:]),
        tables=(study.table(trials, phrase("start")),),
        chart=study.chart(phrase("All initial weights 0"), trials),
        findings=chosen([each for each in trials if each.losses], "symmetry", "zero-gradients"),
        lesson=_lesson(study, trials[0]),
    )


def _lesson(study: Study, zeros: StudyRun) -> Part | None:
    if zeros.finding("symmetry") is None:
        return None
    return phrase(
        "Weights have to begin unequal: units that begin equal are one unit after %(count)s iterations too, and no learning "
        "rate parts them.",
        count=study.iterations,
    )


def _symmetry(study: Study, zeros: StudyRun) -> Iterator[Part]:
    equal = zeros.finding("symmetry")
    if equal is None or zeros.run is None:
        return
    yield phrase(
        "Units that begin equal stay equal: exchanging them changes no line, so that together they act as one unit, "
        "whatever the number of iterations."
    )
    pairs = [
        phrase("%(names)s (%(value)s)", names=name, value=value)
        for (name, value), (text, _) in zip(equal.figures, equal.told, strict=True)
        if " = " in text
    ]
    yield phrase("After %(count)s iterations %(pairs)s.", count=study.iterations, pairs=pairs)


def _vanishing(trials: list[StudyRun]) -> Iterator[Part]:
    vanishing, dead = (trials[i].finding("zero-gradients") for i in (0, 2))
    if vanishing is not None:
        yield from vanishing.said
    if dead is not None and dead.text.startswith("All gradients") and len(set(trials[2].losses)) == 1:
        yield phrase("With ReLU on all units every gradient is 0, and no weight ever moves.")


def _courses(study: Study, trials: list[StudyRun]) -> Iterator[Part]:
    for each in trials[:2]:
        if each.losses:
            yield _course(each)
    if trials[0].good and study.usual.good:
        yield phrase("The given weights end at %(loss)s.", loss=loss_words(study.usual.last))


def _course(trial: StudyRun) -> Part:
    values = {"run": begun(trial.label), "first": loss_words(trial.losses[0]), "last": loss_words(trial.last)}
    if {loss_text(loss) for loss in trial.losses} == {loss_text(trial.losses[0])}:
        return phrase("%(run)s: the loss stays at %(first)s.", **values)
    if all(b <= a for a, b in pairwise(trial.losses)):
        return phrase("%(run)s: the loss falls in every iteration, from %(first)s to %(last)s.", **values)
    return phrase("%(run)s: the loss does not fall in every iteration, from %(first)s to %(last)s.", **values)


ZERO_START = Question(name="zero-start", number=8, title=words("All initial weights 0"), answer=_answer)
