"""Question 3: other activation functions, on all units and on some."""

from typing import Any

from symbp.findings import listed
from symbp.page.model import line
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, chosen
from symbp.studying.trial import NOISE, Trial, shown


def _answer(study: Study) -> Answer:
    layers = study.base.network.layers[1:]
    now = [[unit.activation for unit in layer] for layer in layers]

    def everywhere(name: str) -> list[list[str]]:
        return [[name] * len(layer) for layer in layers]

    relu = everywhere("relu")
    variants: list[tuple[str, Any]] = [
        ("ReLU on all units", relu),
        ("ReLU on hidden units", [*relu[:-1], now[-1]]),
        ("ReLU on the outputs", [*now[:-1], relu[-1]]),
    ]
    for k, unit in enumerate(layers[-1]) if len(layers[-1]) > 1 else ():
        variants.append((f"ReLU on {unit.name} alone", [*now[:-1], [*now[-1][:k], "relu", *now[-1][k + 1 :]]]))
    with_relu = [study.trial(label, {"activation": wanted}) for label, wanted in variants]
    others = [study.trial(f"{name} on all units", {"activation": everywhere(name)}) for name in ("tanh", "softplus")]
    trials = [study.usual, *with_relu, *others]
    ran = [each for each in trials if each.losses]
    table = study.table(trials, "activation")
    findings = chosen(ran, "dead-unit", "zero-gradients")
    return Answer(
        line(_statement(study, with_relu, others)),
        (table,),
        study.chart("Other activation functions", trials),
        findings,
    )


def _statement(study: Study, with_relu: list[Trial], others: list[Trial]) -> str:
    ends = [f"{shown(each.last)} with {each.label}" for each in with_relu if each.losses]
    parts = [
        f"It matters where ReLU stands: after {study.rounds} rounds the loss is {listed(ends)}; {shown(study.usual.last)} as given."
    ]
    dead = {each.label: _dead(each) for each in with_relu if each.found("dead-unit")}
    if dead:
        said = "; ".join(f"{listed(units)} with {label}" for label, units in dead.items())
        parts.append(f"Units that are dead at the end: {said}.")
    outputs = {unit.name for unit in study.base.network.outputs}
    if study.base.loss.function.least_at_target and any(outputs & set(units) for units in dead.values()):
        parts.append(
            "A dead output is 0 whatever its weights: its loss is as small as 0 happens to be near to the target."
        )
    reaching = [
        each.label
        for each in others
        if each.good and study.base.loss.function.least_at_target and abs(each.last) < NOISE
    ]
    if reaching:
        parts.append(f"With {listed(reaching)} all targets are within reach, and the loss goes to 0.")
    return " ".join(parts)


def _dead(trial: Trial) -> list[str]:
    """The units that are dead at the end of a run."""
    return [dict(found.told)["unit"] for found in trial.findings if found.rule == "dead-unit"]


ACTIVATIONS = Question("activations", 3, "ReLU in place of the activation", _answer)
