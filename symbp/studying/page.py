"""The whole exercise answered, as a page: in short, the worked solution, a section a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symbp.findings import Finding, data as findings_data
from symbp.formula import layout, typeset
from symbp.notation import spell
from symbp.page.charted import figures
from symbp.page.model import Block, Code, Items, Line, Maths, Page, Paragraph, Part, Phrase, Section, Text, joined, line
from symbp.page.replacing import replaced
from symbp.page.views import Records, View, register
from symbp.page.words import Style, say
from symbp.solving import document
from symbp.solving.solution import Solution
from symbp.studying.base import Question
from symbp.studying.study import QuestionAnswer
from symbp.tables import Table


@dataclass(frozen=True)
class Exercise:
    """An exercise that has been answered.

    Attributes:
        solution: its worked solution.
        iterations: how many iterations each run has.
        answers: the questions with their answers.
        command: what has made it.
    """

    solution: Solution
    iterations: int
    answers: tuple[tuple[Question, QuestionAnswer], ...]
    command: str = ""


def page(exercise: Exercise) -> Page:
    """The report."""
    solved = [block for block in document.page(exercise.solution).body if isinstance(block, Section)]
    short = tuple(
        (say("studying.short", number=question.number, said=joined(*answer.short)),)
        for question, answer in exercise.answers
        if not question.part
    )
    body: list[Block] = []
    if exercise.command:
        body.append(Paragraph((say("solution.made_by", command=exercise.command),)))
    body.append(Section("short", (say("studying.in_short"),), (Items(short),)))
    body.append(Section("solution", (say("studying.solution"),), tuple(solved)))
    questions = tuple(_question(exercise, *asked) for asked in exercise.answers if not asked[0].part)
    body.append(Section("questions", (say("studying.questions"),), questions))
    title = (say("studying.title", title=exercise.solution.assignment.title),)
    return replaced(Page(title, tuple(body), command=exercise.command, numbered=False), _spelling(exercise))


def _spelling(exercise: Exercise) -> Callable[[object], object]:
    """Names of lines and units as formulas, for they stand among formulas."""
    table = exercise.solution.worked
    assert isinstance(table, Table)
    lines = table.derivation
    spelled = dict(exercise.solution.notation.layouts(lines))
    spelled |= {unit.name: spell(unit.name).layout for layer in table.assignment.network.layers for unit in layer}
    for step in lines:
        if step.wrt is not None and step.of is not None:
            # Among words and in tables a derivative stands in a row, without a fraction.
            above, below = (layout.row(layout.Operator("∂"), spelled[name]) for name in (step.of, step.wrt))
            spelled[step.name] = layout.row(above, layout.Operator("/"), below)
    for step in lines:
        if step.expr is not None:
            formula = typeset.write(lines.arranged(step.expr), spelled.__getitem__)
            spelled.setdefault(lines.formula(step.name), formula)
    return lambda part: Maths(spelled[part.text]) if isinstance(part, Code) and part.text in spelled else part


def _question(exercise: Exercise, question: Question, answer: QuestionAnswer) -> Section:
    heading = (say("studying.question", number=question.number, title=Phrase(question.title)),)
    topics = tuple(
        Section(f"question-{each.number}-{each.part}", (Phrase(each.title),), tuple(_answer(each, reply)))
        for each, reply in exercise.answers
        if each.part and each.number == question.number
    )
    return Section(f"question-{question.number}", heading, (*_answer(question, answer), *topics))


def _answer(question: Question, answer: QuestionAnswer) -> Iterator[Block]:
    yield from answer.before
    yield from answer.tables
    if answer.chart is not None:
        place = f"{question.number}-{question.part}" if question.part else str(question.number)
        yield from figures("question", {place: answer.chart})
    if answer.findings:
        yield Paragraph((say("studying.observed"),))
        yield Items(tuple(_observed(run, finding) for run, finding in answer.findings))
    said = (*answer.short, *answer.statement)
    if said:
        yield Paragraph((say("studying.follows"), Text(" "), *joined(*said)))
    yield from answer.after


def _observed(run: Part | str, finding: Finding) -> Line:
    figures_ = (say("findings.figure", name=line(name), value=line(value)) for name, value in finding.figures)
    said = joined(*figures_, between="; ")
    return (say("studying.finding", run=run, statement=finding.said, proven=finding.proven, figures=said),)


# -- for programs -------------------------------------------------------------------------------


def data(exercise: Exercise) -> dict[str, object]:
    """The answers for JSON, with the data of the worked solution."""
    text = Style().text
    return {
        "assignment": exercise.solution.assignment.name,
        "iterations": exercise.iterations,
        "questions": [
            {
                "question": question.name,
                "number": question.number,
                "part": question.part,
                "title": question.title,
                "statement": text(joined(*answer.short, *answer.statement)),
                "tables": [
                    {
                        "caption": text(table.caption),
                        "heads": [text(head) for head in table.heads],
                        "rows": [[text(cell) for cell in row] for row in table.rows],
                    }
                    for table in answer.tables
                ],
                "observed": [
                    {"run": text(line(run)), **findings_data([finding])[0]} for run, finding in answer.findings
                ],
            }
            for question, answer in exercise.answers
        ],
    }


def records(exercise: Exercise) -> Records:
    """The tables of the answers for CSV, a cell a row."""
    text = Style().text
    return ("question", "table", "row", "column", "value"), (
        (question.name, text(table.caption), text(row[0]), text(head), text(cell))
        for question, answer in exercise.answers
        for table in answer.tables
        for row in table.rows
        for head, cell in zip(table.heads[1:], row[1:], strict=True)
    )


register(Exercise, View(lambda _: "report", page, data, records))
