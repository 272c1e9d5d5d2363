"""Question 1: two programs, one calculation, unless one of them has a mistake in it."""

from symbp.findings import Finding, listed, number
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, Trial, apart, bound, grid, shown

MISTAKE = "gradient-for-weight"


def _answer(study: Study) -> Answer:
    right, numpy = study.usual, study.judged("NumPy, by matrices")
    single = study.trial("32-bit numbers, as torch has them", precision="single")
    steps = [study.step, 5 * study.step, 10 * study.step]
    wrong = [study.trial(f"wrong gradients, step {number(step)}", step=step, mistake=MISTAKE) for step in steps]
    trials = [Trial("derived lines", right.losses, right.findings, right.run), numpy, single]
    trials += [each for each in wrong if each.losses]
    doubles, singles = apart(right.losses, numpy.losses), apart(right.losses, single.losses)
    statement = (
        f"The derived lines and NumPy's matrices are one calculation: in {study.rounds} rounds no loss differs by as much as "
        f"{bound(doubles)} of its size. With 32-bit numbers, as torch has them by default, the same lines differ by less than "
        f"{bound(singles)}: that is rounding, and no other gradient."
    )
    tables = [("Losses before the update of a round", study.table(trials, "program"))]
    findings: list[tuple[str, Finding]] = []
    if wrong[0].run is not None and right.run is not None and right.run.rounds and wrong[0].run.rounds:
        ours, theirs = right.run.rounds[0].gradients, wrong[0].run.rounds[0].gradients
        bad = [name for name in ours if abs(ours[name] - theirs[name]) > 1e-12 * max(abs(ours[name]), 1e-12)]
        turned = [name for name in bad if ours[name] * theirs[name] < 0]
        rows = [(f"∂L/∂{name}", number(ours[name], 8), number(theirs[name], 8)) for name in ours]
        tables.append(
            ("Gradients of the first pass", grid(("gradient", "derived", "gradient for weight"), "lrr", rows))
        )
        statement += (
            " A program that takes the next layer's weight gradients for delta times weight is another calculation: "
        )
        if bad:
            statement += f"its gradients of {listed(bad)} are wrong"
            statement += f", those of {listed(turned)} even in their sign." if turned else "."
        else:
            statement += "only at this start its gradients happen to be right."
        statement += f" At the same step it has the loss {shown(wrong[0].last)} after {study.rounds} rounds, against {shown(right.last)}."
        larger = [f"{shown(each.last)} with {number(step)}" for each, step in zip(wrong[1:], steps[1:], strict=True)]
        if wrong[1].last < right.last < wrong[0].last:
            statement += f" At larger steps it looks better ({', '.join(larger)}), which is the step's doing."
        else:
            statement += f" At larger steps: {', '.join(larger)}."
    return Answer(
        statement, tuple(tables), study.chart("The same network by several programs", trials), tuple(findings)
    )


PROGRAMS = Question("programs", 1, "Two programs compared", _answer)
