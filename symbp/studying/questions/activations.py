"""Question 3: other activation functions, on all units and on some."""

from collections.abc import Iterator

from symbp.page.model import Code, Part
from symbp.page.words import phrase
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.runs import SMALLEST_LOSS, StudyRun, loss_words
from symbp.studying.study import QuestionAnswer, Study, chosen, names


def _answer(study: Study) -> QuestionAnswer:
    layers = study.base.network.layers[1:]
    now = [[unit.activation for unit in layer] for layer in layers]

    def everywhere(name: str) -> list[list[str]]:
        """The activation in every unit, layer by layer."""
        return [[name] * len(layer) for layer in layers]

    relu = everywhere("relu")
    variants: list[tuple[Part, object]] = [
        (phrase("ReLU on all units"), relu),
        (phrase("ReLU on the hidden units"), [*relu[:-1], now[-1]]),
        (phrase("ReLU on the output units"), [*now[:-1], relu[-1]]),
    ]
    for k, unit in enumerate(layers[-1]) if len(layers[-1]) > 1 else ():
        alone = [*now[:-1], [*now[-1][:k], "relu", *now[-1][k + 1 :]]]
        variants.append((phrase("ReLU on %(unit)s alone", unit=Code(unit.name)), alone))
    with_relu = [study.trial(label, {"activation": wanted}) for label, wanted in variants]
    others = [
        study.trial(phrase("%(function)s on all units", function=name), {"activation": everywhere(name)})
        for name in ("tanh", "softplus")
    ]
    trials = [study.usual, *with_relu, *others]
    return QuestionAnswer(
        short=(_short(study, with_relu),),
        statement=tuple(_statement(study, with_relu, others)),
        tables=(study.table(trials, phrase("activation")),),
        chart=study.chart(phrase("The loss with other activation functions"), trials),
        findings=chosen([each for each in trials if each.losses], "dead-unit", "zero-gradients"),
        lesson=_lesson(with_relu),
    )


def _lesson(with_relu: list[StudyRun]) -> Part | None:
    good = [each for each in with_relu if each.good]
    if not any(_dead(each) for each in good):
        return None
    return phrase(
        "An activation function is chosen for a place in a network: with ReLU %(count)s of %(all)s runs end with a dead unit, "
        "and the last loss is anything from %(least)s to %(most)s.",
        count=sum(bool(_dead(each)) for each in good),
        all=len(good),
        least=loss_words(min(each.last for each in good)),
        most=loss_words(max(each.last for each in good)),
    )


def _short(study: Study, with_relu: list[StudyRun]) -> Part:
    good = [each for each in with_relu if each.good]
    if not good:
        return phrase("With ReLU no run goes through all iterations.")
    best, worst = min(good, key=lambda each: each.last), max(good, key=lambda each: each.last)
    return phrase(
        "What ReLU does depends on where it stands: after %(count)s iterations the loss is between %(best)s (%(where)s) "
        "and %(worst)s (%(there)s), against %(usual)s as given.",
        count=study.iterations,
        best=loss_words(best.last),
        where=best.label,
        worst=loss_words(worst.last),
        there=worst.label,
        usual=loss_words(study.usual.last),
    )


def _statement(study: Study, with_relu: list[StudyRun], others: list[StudyRun]) -> Iterator[Part]:
    ends = [
        phrase("%(loss)s with %(run)s", loss=loss_words(each.last), run=each.label) for each in with_relu if each.losses
    ]
    yield phrase(
        "After %(count)s iterations the loss is %(ends)s; as given it is %(usual)s.",
        count=study.iterations,
        ends=ends,
        usual=loss_words(study.usual.last),
    )
    dead = [(each.label, _dead(each)) for each in with_relu if each.finding("dead-unit")]
    if dead:
        told_ = [phrase("%(units)s with %(run)s", units=names(units), run=label) for label, units in dead]
        yield phrase("Units that are dead at the end: %(units)s.", units=told_)
    outputs = {unit.name for unit in study.base.network.outputs}
    nearest = study.base.loss.function.least_at_target
    if nearest and any(outputs & set(units) for _, units in dead):
        yield phrase("A dead output unit is 0 whatever its weights: its loss is what 0 leaves to the target.")
    reaching = [each.label for each in others if each.good and nearest and abs(each.last) < SMALLEST_LOSS]
    if reaching:
        yield phrase("With %(runs)s every target is within reach, and the loss tends to 0.", runs=reaching)


def _dead(trial: StudyRun) -> list[str]:
    """The units that are dead at the end of a run."""
    return [dict(finding.told)["unit"] for finding in trial.findings if finding.rule == "dead-unit"]


ACTIVATIONS = Question(name="activations", number=3, title=words("ReLU as the activation function"), answer=_answer)
