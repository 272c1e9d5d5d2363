"""Question 4: the library's mean of squares in place of half the sum."""

from collections.abc import Iterator

from symbp.comparing.scales import Factor, factor
from symbp.findings import Finding, Standing, number
from symbp.page.model import Part
from symbp.page.words import phrase, say
from symbp.registry import words
from symbp.spec import Assignment, varied
from symbp.studying.base import Question
from symbp.studying.runs import StudyRun, bound, loss_text, loss_words, power
from symbp.studying.study import QuestionAnswer, Study, begun

HALF = {"loss": "half-squared-error"}
KINDS = (
    (
        phrase("the mean over outputs and samples (MSELoss)"),
        {"loss": "mean-squared-error", "loss.batch": "mean"},
    ),
    (phrase("the sum over the outputs"), {"loss": "sum-squared-error"}),
)


def _answer(study: Study) -> QuestionAnswer:
    half = study.trial(phrase("half the sum over the outputs"), HALF)
    trials = [half, *(study.trial(label, changes) for label, changes in KINDS)]
    findings: list[tuple[Part | str, Finding]] = []
    parts: list[Part] = []
    for (label, changes), trial in zip(KINDS, trials[1:], strict=True):
        if trial is not trials[1] and trial.losses and trial.losses == trials[1].losses:
            parts.append(phrase("%(loss)s is the same run here.", loss=begun(label)))
            continue
        first, second = varied(study.spec, HALF), varied(study.spec, changes)
        assert isinstance(first, Assignment)
        assert isinstance(second, Assignment)
        ratio = factor(first, second.loss)
        if ratio is not None and half.losses and trial.losses:
            findings.append((label, _finding(study, label, trial, ratio)))
            parts += _sentences(study, label, trial, half, ratio)
    title = phrase("The squared error in three ways, each on its own scale")
    return QuestionAnswer(
        short=(
            phrase(
                "The squared error of a library has no factor ½. That changes the scale of the loss that is printed, and "
                "with it the effective learning rate; it does not change what is learned."
            ),
        ),
        statement=tuple(parts),
        tables=(study.table(trials, phrase("loss"), say("studying.losses_each_scale")),),
        chart=study.chart(title, trials),
        findings=tuple(findings),
        lesson=_lesson(half, trials[-1]),
    )


def _lesson(half: StudyRun, other: StudyRun) -> Part | None:
    if not (half.good and other.good) or loss_text(half.last) == loss_text(other.last):
        return None
    return phrase(
        "Two losses are compared on one scale, or not at all: %(one)s and %(other)s are printed by runs of which one is only "
        "the other with another learning rate.",
        one=loss_words(half.last),
        other=loss_words(other.last),
    )


def _sentences(study: Study, label: Part, trial: StudyRun, half: StudyRun, ratio: Factor) -> Iterator[Part]:
    loss = begun(label)
    if ratio.value == 1:
        yield phrase("%(loss)s is half the sum here (%(origin)s): it is the same run.", loss=loss, origin=ratio.said)
        return
    yield phrase(
        "%(loss)s has gradients %(factor)s times as large, so that the learning rate %(rate)s acts as %(effective)s.",
        loss=loss,
        factor=str(1 / ratio.value),
        rate=number(study.step),
        effective=number(study.step / ratio.value),
    )
    if not (trial.good and half.good):
        yield phrase("Not both of the runs reach iteration %(count)s.", count=study.iterations)
        return
    scaled = trial.last * float(ratio.value)
    ends = {"last": loss_words(trial.last), "scaled": loss_words(scaled), "half": loss_words(half.last)}
    if loss_text(scaled) == loss_text(half.last):
        yield phrase(
            "It ends at %(last)s, which is %(scaled)s on the scale of half the sum, as half the sum does.", **ends
        )
    elif scaled < half.last < trial.last:
        yield phrase(
            "It ends at %(last)s, which is %(scaled)s on the scale of half the sum: its outputs are nearer to the "
            "targets than those of half the sum, with %(half)s, though the number that is printed is larger.",
            **ends,
        )
    elif scaled < half.last:
        yield phrase(
            "It ends at %(last)s, which is %(scaled)s on the scale of half the sum: its outputs are nearer to the "
            "targets than those of half the sum, with %(half)s.",
            **ends,
        )
    else:
        yield phrase(
            "It ends at %(last)s, which is %(scaled)s on the scale of half the sum: its outputs are farther from the "
            "targets than those of half the sum, with %(half)s.",
            **ends,
        )


def _finding(study: Study, label: Part, trial: StudyRun, ratio: Factor) -> Finding:
    """That it takes the path of half the sum with another learning rate."""
    effective = study.step / ratio.value
    twin = study.trial(phrase("the same path"), HALF, learning_rate=effective)
    scale = float(ratio.value)
    distance = max((abs(a - scale * b) for a, b in zip(twin.losses, trial.losses, strict=False)), default=0.0)
    text = phrase(
        "The gradients of half the sum are %(factor)s times those of %(loss)s: %(origin)s. With the learning rate "
        "%(rate)s it takes the path of half the sum with the learning rate %(effective)s: on one scale the losses "
        "differ by less than %(bound)s.",
        factor=str(ratio.value),
        loss=label,
        origin=ratio.said,
        rate=number(study.step),
        effective=number(effective),
        bound=power(bound(distance)),
    )
    name = phrase("loss on the scale of half the sum, iteration %(count)s", count=study.iterations)
    return Finding("effective-step", text, ((name, loss_words(trial.last * scale)),), standing=Standing.PROVEN)


LIBRARY_LOSS = Question(name="library-loss", number=4, title=words("The squared error of a library"), answer=_answer)
