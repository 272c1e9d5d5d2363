"""Question 1: two programs, one calculation, unless one of them has a mistake in it."""

from dataclasses import replace

from symbp.findings import listed, number
from symbp.page.model import line
from symbp.studying.base import Question
from symbp.studying.study import Answer, Study, grid
from symbp.studying.trial import apart, bound, shown

MISTAKE = "gradient-for-weight"


def _answer(study: Study) -> Answer:
    right, numpy = study.usual, study.judged("NumPy, by matrices")
    single = study.trial("32-bit numbers, as torch has them", precision="single")
    steps = [study.step, 5 * study.step, 10 * study.step]
    wrong = [study.trial(f"wrong gradients, step {number(step)}", step=step, mistake=MISTAKE) for step in steps]
    trials = [replace(right, label="derived lines"), numpy, single]
    trials += [each for each in wrong if each.losses]
    doubles, singles = apart(right.losses, numpy.losses), apart(right.losses, single.losses)
    early = "" if right.good or right.run is None else f"As it is given, {right.run.stopped}. "
    statement = f"{early}The derived lines and NumPy's matrices are one calculation: "
    if doubles < 1e-9:
        statement += f"in {len(right.losses)} rounds no loss differs by as much as {bound(doubles)} of its size. "
        if singles < 1e-2:
            statement += f"With 32-bit numbers, as torch has them by default, the losses differ by less than {bound(singles)}, which is rounding."
        else:
            statement += "With 32-bit numbers, as torch has them by default, the rounding adds up to another run."
    else:
        statement += (
            "their first losses agree, and later ones part because this run magnifies the rounding of its last bit."
        )
    tables = [study.table(trials, "program")]
    if wrong[0].run is not None and right.run is not None and right.run.rounds and wrong[0].run.rounds:
        ours, theirs = right.run.rounds[0].gradients, wrong[0].run.rounds[0].gradients
        bad = [name for name in ours if abs(ours[name] - theirs[name]) > 1e-12 * max(abs(ours[name]), 1e-12)]
        turned = [name for name in bad if ours[name] * theirs[name] < 0]
        rows = [(f"∂L/∂{name}", number(ours[name], 8), number(theirs[name], 8)) for name in ours]
        tables.append(grid(("gradient", "derived", "gradient for weight"), "lrr", rows, "Gradients of the first pass"))
        statement += (
            " A program that takes the next layer's weight gradients for delta times weight is another calculation: "
        )
        if bad:
            statement += f"its gradients of {listed(bad)} are wrong"
            statement += f", those of {listed(turned)} even in their sign." if turned else "."
        else:
            statement += "only at this start its gradients happen to be right."
        statement += f" At the same step its last loss is {shown(wrong[0].last)}, against {shown(right.last)}."
        larger = [f"{shown(each.last)} with {number(step)}" for each, step in zip(wrong[1:], steps[1:], strict=True)]
        if max(wrong[1].last, wrong[2].last) < right.last < wrong[0].last:
            statement += f" At larger steps it looks better ({', '.join(larger)}), which is the step's doing."
        else:
            statement += f" At larger steps: {', '.join(larger)}."
    return Answer(line(statement), tuple(tables), study.chart("The same network by several programs", trials))


PROGRAMS = Question("programs", 1, "Two programs compared", _answer)
