"""The whole exercise answered, as a page: in short, the worked solution, a section a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from symbp.findings import Finding, data as findings_data
from symbp.page.charted import figures
from symbp.page.model import Block, Items, Line, Page, Paragraph, Phrase, Section, line
from symbp.page.views import Records, View, register
from symbp.page.words import Style, say
from symbp.render import solution
from symbp.render.solution import Solution
from symbp.studying.base import Question
from symbp.studying.study import Answer


@dataclass(frozen=True)
class Exercise:
    """An exercise that has been answered.

    Attributes:
        solution: its worked solution.
        rounds: how many rounds each run has.
        answers: the questions with their answers.
        command: what has made it.
    """

    solution: Solution
    rounds: int
    answers: tuple[tuple[Question, Answer], ...]
    command: str = ""


def page(exercise: Exercise) -> Page:
    """The report."""
    solved = [block for block in solution.page(exercise.solution).body if isinstance(block, Section)]
    short = [
        Paragraph(
            (
                say("studying.short", number=question.number, title=Phrase(question.title)),
                *line(" "),
                *_spaced(answer.statement),
            )
        )
        for question, answer in exercise.answers
    ]
    body: list[Block] = []
    if exercise.command:
        body.append(Paragraph((say("solution.made_by", command=exercise.command),)))
    body.append(Section("short", (say("studying.in_short"),), tuple(short)))
    body += solved
    body += [_question(question, answer) for question, answer in exercise.answers]
    title = (say("studying.title", title=exercise.solution.assignment.title),)
    return Page(title, tuple(body), command=exercise.command)


def _question(question: Question, answer: Answer) -> Section:
    heading = (say("studying.question", number=question.number, title=Phrase(question.title)),)
    return Section(f"question-{question.number}", heading, tuple(_answer(question, answer)))


def _answer(question: Question, answer: Answer) -> Iterator[Block]:
    yield from answer.tables
    if answer.chart is not None:
        yield from figures("question", {str(question.number): answer.chart})
    if answer.findings:
        yield Paragraph((say("studying.observed"),))
        yield Items(tuple(_observed(run, found) for run, found in answer.findings))
    yield Paragraph((say("studying.follows"), *line(" "), *_spaced(answer.statement)))


def _observed(run: str, found: Finding) -> Line:
    figures_: list[Line] = [
        (say("findings.figure", name=line(name), value=line(value)),) for name, value in found.figures
    ]
    return (say("studying.finding", run=run, statement=found.said, proven=found.proven, figures=_joined(figures_)),)


def _joined(parts: list[Line]) -> Line:
    """Parts with semicolons between them."""
    return tuple(piece for i, part in enumerate(parts) for piece in (*line("; " if i else ""), *part))


def _spaced(sentences: Line) -> Line:
    """Sentences with spaces between them."""
    return tuple(piece for i, part in enumerate(sentences) for piece in (*line(" " if i else ""), part))


# -- for programs -------------------------------------------------------------------------------


def data(exercise: Exercise) -> dict[str, Any]:
    """The answers for JSON, with the data of the worked solution."""
    text = Style().text
    return {
        "assignment": exercise.solution.assignment.name,
        "rounds": exercise.rounds,
        "questions": [
            {
                "question": question.name,
                "number": question.number,
                "title": question.title,
                "statement": text(_spaced(answer.statement)),
                "tables": [
                    {
                        "caption": text(table.caption),
                        "heads": [text(head) for head in table.heads],
                        "rows": [[text(cell) for cell in row] for row in table.rows],
                    }
                    for table in answer.tables
                ],
                "observed": [{"run": run, **findings_data([found])[0]} for run, found in answer.findings],
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
