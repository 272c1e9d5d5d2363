"""Question 5: cross-entropy in place of the squared error."""

from typing import Any

from symbp.page.model import line
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, chosen
from symbp.studying.trial import Trial, shown


def _answer(study: Study) -> Answer:
    trials = [study.trial(label, changes) for label, changes in _kinds(study).items()]
    # Where the outputs are bare already, or the targets a class, several of these are one run.
    trials = [
        each for i, each in enumerate(trials) if not each.losses or each.losses not in [e.losses for e in trials[:i]]
    ]
    ran = [each for each in trials if each.losses]
    parts = [f"After {study.rounds} rounds: {'; '.join(_end(each) for each in trials)}."]
    if any(each.found("unbounded-loss") for each in ran):
        parts.append("With targets that are no probability distribution it measures no distance to them.")
        if any(min(each.losses) < 0 for each in ran):
            parts.append("That it becomes negative says this, and nothing about classification.")
    if any(each.found("squashed-twice") for each in ran):
        parts.append(
            "The loss applies softmax, or the sigmoid, by itself: squashing the outputs before it only caps how sure the network may become."
        )
    table = study.table(trials, "cross-entropy")
    findings = chosen(ran, "unbounded-loss", "squashed-twice")
    return Answer(line(" ".join(parts)), (table,), study.chart("Cross-entropy", trials), findings)


def _kinds(study: Study) -> dict[str, dict[str, Any]]:
    """The ways in which it may be used here; of a single output the softmax would be 1."""
    layers = study.base.network.layers[1:]
    bare = [[unit.activation for unit in layer] for layer in layers[:-1]] + [["identity"] * len(layers[-1])]
    if len(layers[-1]) == 1:
        return {
            "binary cross-entropy on the output as it is": {"loss": "binary-cross-entropy"},
            "binary cross-entropy on the bare output (logit)": {
                "loss": "binary-cross-entropy-with-logits",
                "activation": bare,
            },
            "binary cross-entropy with logits on the output as it is": {"loss": "binary-cross-entropy-with-logits"},
        }
    loss = {"loss": "softmax-cross-entropy"}
    kinds: dict[str, dict[str, Any]] = {
        "on the outputs as they are": loss,
        "on bare outputs (logits)": {**loss, "activation": bare},
    }
    if study.base.samples[0].y:
        largest = [max(range(len(sample.y)), key=_size(sample.y)) for sample in study.base.samples]
        classes = [[int(k == wanted) for k in range(len(layers[-1]))] for wanted in largest]
        wanted = {"data.y": classes, "data.classes": None}
        kinds["the largest target as the class, bare outputs"] = {**loss, "activation": bare, **wanted}
    return kinds


def _size(targets: Any) -> Any:
    return lambda k: targets[k].value


def _end(trial: Trial) -> str:
    if not trial.losses:
        return f"{trial.label} it cannot be used"
    if not trial.good:
        return f"{trial.label} the run ends early"
    return f"{trial.label} {shown(trial.last)}, from {shown(trial.losses[0])} at first"


CROSS_ENTROPY = Question("cross-entropy", 5, "Cross-entropy in place of the squared error", _answer)
