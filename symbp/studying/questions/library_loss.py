"""Question 4: the library's mean of squares in place of half the sum."""

from symbp.comparing.scales import Factor, factor
from symbp.findings import Finding, Standing, number
from symbp.page.model import line
from symbp.page.words import Style, say
from symbp.spec import Assignment, varied
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study
from symbp.studying.trial import Trial, bound, shown

HALF = {"loss": "half-squared-error"}
KINDS = {
    "the mean over outputs and samples (MSELoss)": {"loss": "mean-squared-error", "loss.batch": "mean"},
    "the sum over the outputs": {"loss": "sum-squared-error"},
}


def _answer(study: Study) -> Answer:
    half = study.trial("half the sum over the outputs", HALF)
    trials = [half, *(study.trial(label, changes) for label, changes in KINDS.items())]
    findings, parts = (
        [],
        ["The library's squared error has no ½, and that changes the scale of what is printed and of the step."],
    )
    for (label, changes), trial in zip(KINDS.items(), trials[1:], strict=True):
        if trial is not trials[1] and trial.losses and trial.losses == trials[1].losses:
            parts.append(f"{label[0].upper()}{label[1:]} is the same run here.")
            continue
        first, second = varied(study.spec, HALF), varied(study.spec, changes)
        assert isinstance(first, Assignment)
        assert isinstance(second, Assignment)
        made = factor(first, second.loss)
        if made is not None and half.losses and trial.losses:
            findings.append((label, _finding(study, label, trial, made)))
            parts.append(_sentence(study, label, trial, half, made))
    table = study.table(trials, "loss", say("studying.losses_each_scale"))
    chart = study.chart("The squared error put together in three ways, each on its own scale", trials)
    return Answer(line(" ".join(parts)), (table,), chart, tuple(findings))


def _sentence(study: Study, label: str, trial: Trial, half: Trial, made: Factor) -> str:
    name = label[0].upper() + label[1:]
    if made.value == 1:
        return f"{name} is half the sum here ({Style().text((made.said,))}): it is the same run."
    scaled = trial.last * float(made.value)
    said = f"{name} has gradients {1 / made.value} times as large, so that the step {number(study.step)} counts as {number(study.step / made.value)}."
    if not (trial.good and half.good):
        return f"{said} Not both of the runs reach round {study.rounds}."
    said += f" It ends at {shown(trial.last)}, which is {shown(scaled)} on the scale of half the sum"
    if shown(scaled) == shown(half.last):
        return f"{said}, as half the sum does itself."
    verdict = "nearer to the targets than" if scaled < half.last else "farther from the targets than"
    return (
        f"{said}: its outputs are {verdict} those of half the sum, with {shown(half.last)}"
        f"{', though the number that is printed is larger' if scaled < half.last < trial.last else ''}."
    )


def _finding(study: Study, label: str, trial: Trial, made: Factor) -> Finding:
    """That it is the path of half the sum at another step."""
    effective = study.step / made.value
    twin = study.trial("the same path", HALF, step=effective)
    scale = float(made.value)
    distance = max((abs(a - scale * b) for a, b in zip(twin.losses, trial.losses, strict=False)), default=0.0)
    text = (
        f"The gradients of half the sum are {made.value} times those of {label}: {Style().text((made.said,))}. With the step {number(study.step)} it takes the path of half the sum with the step "
        f"{number(effective)}: on one scale the losses differ by less than {bound(distance)}."
    )
    figure = (f"loss on the scale of half the sum, round {study.rounds}", shown(trial.last * scale))
    return Finding("effective-step", text, (figure,), standing=Standing.PROVEN)


LIBRARY_LOSS = Question("library-loss", 4, "The squared error of a library", _answer)
