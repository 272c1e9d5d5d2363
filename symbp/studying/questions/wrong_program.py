"""Below question 1: a program with the gradients of weights where error terms times weights belong, its lines marked."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from symbp.code.program import Program, program
from symbp.errors import SymbpError
from symbp.findings import number
from symbp.marking import check
from symbp.marking.judge import GOOD
from symbp.page.model import Block, Code, Paragraph, Part, Phrase, Preformatted, TableBlock, line
from symbp.page.words import Style, phrase
from symbp.quantity import gradient_of
from symbp.registry import words
from symbp.studying.base import Question
from symbp.studying.programs import source
from symbp.studying.runs import StudyRun, loss_words
from symbp.studying.study import QuestionAnswer, Study, grid, names
from symbp.training.mistakes import believed

MISTAKE = "gradient-for-weight"
LARGER = (1, 5, 10)
"""Factors of the learning rate of the wrong program."""


def _answer(study: Study) -> QuestionAnswer | None:
    try:
        code = program(study.base, lambda one, lines: believed(one, lines, MISTAKE))
    except SymbpError:
        return None
    wrong = [
        study.trial(
            phrase("wrong gradients, learning rate %(rate)s", rate=number(rate)), learning_rate=rate, mistake=MISTAKE
        )
        for rate in (times * study.step for times in LARGER)
    ]
    right = study.trial(phrase("right gradients, learning rate %(rate)s", rate=number(study.step)))
    if not (right.run and right.run.iterations and wrong[0].run and wrong[0].run.iterations):
        return None
    ours, theirs = right.run.iterations[0].gradients, wrong[0].run.iterations[0].gradients
    trials = [right, *(each for each in wrong if each.losses)]
    return QuestionAnswer(
        short=tuple(_mistaken(ours, theirs)),
        statement=tuple(_larger(study, right, wrong)),
        tables=(_gradients(ours, theirs), study.table(trials, phrase("program"))),
        chart=study.chart(phrase("Right and wrong gradients"), trials),
        before=tuple(_listing(study, code)),
        lesson=_lesson(ours, theirs, wrong[0]),
    )


def _marked(study: Study, code: Program) -> set[str]:
    """The lines that the marker finds wrong in the program."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.py"
        path.write_text(source(code, "numpy", 1, (), {}), "utf-8")
        return {mark.line for mark in check(study.base, path).marks if mark.verdict not in GOOD and mark.mistake}


def _listing(study: Study, code: Program) -> Iterator[Block]:
    right = program(study.base)
    should = {line.name: row.partition(" = ")[2] for line, row in zip(right.lines, _rows(study, right), strict=True)}
    note = Style().text((phrase("wrong: should be"),))
    marks = {name: f"{note} {should[name]}" for name in _marked(study, code) if name in should}
    rows = _rows(study, code, marks)
    yield Paragraph(
        line(
            phrase(
                "Programs that are handed out with exercises of this kind often go back to a hidden layer with the "
                "gradients of the weights behind it. The way back then reads as follows; the marker of this package was "
                "given the program, and the lines that it calls wrong are marked."
            )
        )
    )
    yield Preformatted("\n".join(rows[[line.name for line in code.lines].index("L") + 1 :]))


def _rows(study: Study, code: Program, marks: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """The lines of an iteration as the program has them."""
    text = source(code, "numpy", study.iterations, study.shown, marks)
    rows = [row.strip() for row in text.splitlines() if row.startswith("    ") and "return" not in row]
    return rows[: len(code.lines)]


def _gradients(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> TableBlock:
    rows = [(Code(gradient_of(name)), number(ours[name], 8), number(theirs[name], 8)) for name in ours]
    heads = (phrase("gradient"), phrase("derived"), phrase("in the wrong program"))
    return grid(heads, "lrr", rows, phrase("Gradients of the first iteration"))


def _apart(ours: Mapping[str, Any], theirs: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """The gradients that are wrong, and those of another sign."""
    bad = [name for name in ours if abs(ours[name] - theirs[name]) > 1e-12 * max(abs(ours[name]), 1e-12)]
    return bad, [name for name in bad if ours[name] * theirs[name] < 0]


def _mistaken(ours: Mapping[str, object], theirs: Mapping[str, object]) -> Iterator[Part]:
    bad, turned = _apart(ours, theirs)
    values = {"bad": names(bad), "turned": names(turned)}
    if turned:
        yield phrase(
            "A program that takes the gradients of the next layer's weights where error terms times weights belong is "
            "another calculation: its gradients of %(bad)s are wrong, those of %(turned)s even in their sign.",
            **values,
        )
    elif bad:
        yield phrase(
            "A program that takes the gradients of the next layer's weights where error terms times weights belong is "
            "another calculation: its gradients of %(bad)s are wrong.",
            **values,
        )
    else:
        yield phrase(
            "A program that takes the gradients of the next layer's weights where error terms times weights belong is "
            "another calculation; only for these initial weights its gradients happen to be right."
        )


def _larger(study: Study, right: StudyRun, wrong: list[StudyRun]) -> Iterator[Part]:
    yield phrase(
        "With the same learning rate its last loss is %(theirs)s, against %(ours)s.",
        theirs=loss_words(wrong[0].last),
        ours=loss_words(right.last),
    )
    larger = [
        phrase("%(loss)s with %(rate)s", loss=loss_words(each.last), rate=number(times * study.step))
        for each, times in zip(wrong[1:], LARGER[1:], strict=True)
    ]
    if max(wrong[1].last, wrong[2].last) < right.last < wrong[0].last:
        yield phrase(
            "With larger learning rates it looks better (%(larger)s): that is the learning rate, not the program.",
            larger=larger,
        )
    else:
        yield phrase("With larger learning rates: %(larger)s.", larger=larger)


def _lesson(ours: Mapping[str, object], theirs: Mapping[str, object], wrong: StudyRun) -> Phrase | None:
    bad, _ = _apart(ours, theirs)
    if not bad or not wrong.good or not wrong.last < wrong.losses[0]:
        return None
    return phrase(
        "A loss that falls proves nothing about the gradients: in the wrong program it falls too, from %(first)s to "
        "%(last)s, with wrong gradients of %(bad)s. It is the gradients that have to be compared.",
        first=loss_words(wrong.losses[0]),
        last=loss_words(wrong.last),
        bad=names(bad),
    )


WRONG_PROGRAM = Question(
    name="wrong-program", number=1, part=1, title=words("A program with wrong lines"), answer=_answer
)
