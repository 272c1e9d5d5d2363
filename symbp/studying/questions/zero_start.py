"""Question 8: all initial weights 0."""

from itertools import pairwise

from symbp.findings import listed
from symbp.page.model import line
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, chosen
from symbp.studying.trial import Trial, shown


def _answer(study: Study) -> Answer:
    # The softmax of a single output is 1.
    entropy = "softmax-cross-entropy" if len(study.base.network.outputs) > 1 else "binary-cross-entropy-with-logits"
    trials = [
        study.trial("zeros", {"fill": 0}),
        study.trial("zeros, cross-entropy", {"fill": 0, "loss": entropy}),
        study.trial("zeros, ReLU on all units", {"fill": 0, "activation": "relu"}),
        study.usual,
    ]
    ran = [each for each in trials if each.losses]
    zeros = trials[0]
    parts = []
    if zeros.found("symmetry") is not None and zeros.run is not None:
        equal = dict(zeros.found("symmetry").told)  # type: ignore[union-attr]
        pairs = [f"{names} ({value})" for names, value in equal.items() if " = " in names]
        parts.append(
            f"Units that begin equal stay equal: exchanging them changes no line, so that they act as one unit for ever. After {study.rounds} rounds {listed(pairs)}."
        )
    vanishing = zeros.found("zero-gradients")
    if vanishing is not None:
        parts.append(vanishing.text)
    dead = trials[2].found("zero-gradients")
    if dead is not None and dead.text.startswith("All gradients") and len(set(trials[2].losses)) == 1:
        parts.append("With ReLU on all units every gradient is 0, and nothing ever moves.")
    told = [each for each in trials[:2] if each.losses]
    parts += [f"{each.label[0].upper()}{each.label[1:]}: the loss {_course(each)}." for each in told]
    if zeros.good and study.usual.good:
        parts.append(f"The given weights end at {shown(study.usual.last)}.")
    table = study.table(trials, "start")
    findings = chosen(ran, "symmetry", "zero-gradients")
    return Answer(line(" ".join(parts)), (table,), study.chart("All weights zero", trials), findings)


def _course(trial: Trial) -> str:
    first, last = trial.losses[0], trial.last
    if {shown(loss) for loss in trial.losses} == {shown(first)}:
        return f"stays at {shown(first)}"
    falls = all(b <= a for a, b in pairwise(trial.losses))
    return (
        f"{'falls in every round' if falls else 'does not fall in every round'}, from {shown(first)} to {shown(last)}"
    )


ZERO_START = Question("zero-start", 8, "All initial weights zero", _answer)
