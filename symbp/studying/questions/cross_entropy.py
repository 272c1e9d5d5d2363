"""Question 5: cross-entropy in place of the squared error."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from symbp.page.model import Part
from symbp.page.words import phrase
from symbp.registry import words
from symbp.spec.numbers import Number
from symbp.studying.base import Question
from symbp.studying.runs import StudyRun, loss_words
from symbp.studying.study import QuestionAnswer, Study, chosen


def _answer(study: Study) -> QuestionAnswer:
    trials: list[StudyRun] = []
    for label, changes in _kinds(study):
        # Where the outputs are logits already, or the targets a class, several of these are one run.
        trial = study.trial(label, changes)
        if not trial.losses or trial.losses not in [each.losses for each in trials]:
            trials.append(trial)
    ran = [each for each in trials if each.losses]
    said = list(_statement(study, trials, ran))
    return QuestionAnswer(
        short=tuple(said[:1]),
        statement=tuple(said[1:]),
        tables=(study.table(trials, phrase("cross-entropy")),),
        chart=study.chart(phrase("The cross-entropy"), trials),
        findings=chosen(ran, "unbounded-loss", "squashed-twice"),
        lesson=_lesson(ran),
    )


def _lesson(ran: list[StudyRun]) -> Part | None:
    least = min((min(each.losses) for each in ran if each.good and not each.sensitive), default=0.0)
    if least >= 0:
        return None
    return phrase(
        "A loss is chosen for the targets: with targets that are no distribution the cross-entropy falls to %(least)s, and a "
        "smaller number is no better network.",
        least=loss_words(least),
    )


def _statement(study: Study, trials: list[StudyRun], ran: list[StudyRun]) -> Iterator[Part]:
    if any(each.finding("unbounded-loss") for each in ran):
        if any(min(each.losses) < 0 for each in ran):
            yield phrase(
                "Cross-entropy compares probability distributions, and these targets are none: it measures no distance "
                "from them, and its negative values say just that, and nothing about classification."
            )
        else:
            yield phrase(
                "Cross-entropy compares probability distributions, and these targets are none: it measures no distance "
                "from them."
            )
    if any(each.finding("squashed-twice") for each in ran):
        yield phrase(
            "The loss applies softmax, or the sigmoid, by itself: an activation that squashes the outputs before it "
            "only limits how certain the network can become."
        )
    yield phrase("After %(count)s iterations: %(ends)s.", count=study.iterations, ends=[_end(each) for each in trials])


def _kinds(study: Study) -> Iterator[tuple[Part, dict[str, Any]]]:
    """The ways in which it may be used here; of a single output the softmax would be 1."""
    layers = study.base.network.layers[1:]
    bare = [[unit.activation for unit in layer] for layer in layers[:-1]] + [["identity"] * len(layers[-1])]
    if len(layers[-1]) == 1:
        logits = {"loss": "binary-cross-entropy-with-logits"}
        yield phrase("binary cross-entropy of the output"), {"loss": "binary-cross-entropy"}
        yield (
            phrase("binary cross-entropy of the output as a logit, without activation"),
            {**logits, "activation": bare},
        )
        yield phrase("binary cross-entropy with logits, of the output behind its activation"), logits
        return
    loss = {"loss": "softmax-cross-entropy"}
    yield phrase("of the outputs behind their activations"), loss
    yield phrase("of the outputs as logits, without activation"), {**loss, "activation": bare}
    if study.base.samples[0].y:
        largest = [max(range(len(sample.y)), key=_size(sample.y)) for sample in study.base.samples]
        classes = [[int(k == wanted) for k in range(len(layers[-1]))] for wanted in largest]
        wanted = {"data.y": classes, "data.classes": None}
        yield phrase("of logits, with the largest target as the class"), {**loss, "activation": bare, **wanted}


def _size(targets: Sequence[Number]) -> Callable[[int], Fraction]:
    return lambda k: targets[k].value


def _end(trial: StudyRun) -> Part:
    if not trial.losses:
        return phrase("%(run)s: it cannot be used", run=trial.label)
    if not trial.good:
        return phrase("%(run)s: the run ends early", run=trial.label)
    first, last = loss_words(trial.losses[0]), loss_words(trial.last)
    return phrase("%(run)s, from %(first)s to %(last)s", run=trial.label, first=first, last=last)


CROSS_ENTROPY = Question(
    name="cross-entropy", number=5, title=words("Cross-entropy in place of the squared error"), answer=_answer
)
