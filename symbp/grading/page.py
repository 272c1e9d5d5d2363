"""A marked class as a page: how the scores lie, what cost points, which mistakes, whose sheets look alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import islice

from symbp.charts import Chart, Curve
from symbp.grading.course import ClassMarking
from symbp.grading.feedback import worth
from symbp.grading.record import SheetStatus
from symbp.grading.summary import Summary
from symbp.marking.feedback import decimal
from symbp.marking.lint import Lint, lint
from symbp.marking.sheet import as_written
from symbp.page.charted import figures
from symbp.page.model import Block, Code, Items, Line, Page, Paragraph, Phrase, Section, Sentence, TableBlock, line
from symbp.page.views import Records, View, register
from symbp.page.words import Key, say

_MOST_LINES, _MOST_MISTAKES, _MOST_AT, _MOST_NAMES, _MOST_ROWS = 12, 30, 4, 12, 60


def page(marking: ClassMarking) -> Page:
    """The document about a class, for the teacher.

    It says whose mistakes they are: nothing for the students.
    """
    summary = marking.summary
    sections = [
        _section("scores", [Paragraph((_result(marking, summary),)), _distribution(summary), *_drawn(marking)]),
        _section("lines", list(_lines(marking, summary))),
        _section("mistakes", list(_mistakes(summary))),
        _section("follow-ups", list(_follow_ups(marking, summary))),
        _section("unnamed", list(_unnamed(summary))),
        _section("similar", list(_similar(summary))),
        _section("moved", list(_rescored(marking, summary))),
        _section("unread", list(_unread(marking, summary))),
        _section("exercise", list(_exercise(lint(marking.assignment)))),
    ]
    title = (say("grading.title", assignment=marking.assignment.title or marking.assignment.name),)
    return Page(title, tuple(each for each in sections if each.body), kind="grading", numbered=False)


def _section(name: str, body: list[Block]) -> Section:
    return Section(name, (say("grading.section", name=Key(name)),), tuple(body))


def _result(marking: ClassMarking, summary: Summary) -> Sentence:
    low, middle, high = (worth(each * marking.policy.points) for each in summary.quartiles)
    return say(
        "grading.result",
        students=summary.students,
        blank=summary.statuses[SheetStatus.BLANK],
        unreadable=summary.statuses[SheetStatus.UNREADABLE],
        late=summary.late,
        mean=worth(summary.mean * marking.policy.points),
        of=worth(marking.policy.points),
        low=low,
        middle=middle,
        high=high,
    )


def _distribution(summary: Summary) -> TableBlock:
    rows = tuple(
        (line(f"{10 * i}–{10 * i + 10}\u00a0%"), line(str(count)), line("█" * _share(count, summary.students)))
        for i, count in enumerate(summary.distribution)
    )
    return TableBlock(_heads("score", "students", "share"), "lrl", rows)


def _share(count: int, whole: int) -> int:
    return -(-12 * count // whole) if whole else 0


def _drawn(marking: ClassMarking) -> Iterator[Block]:
    return figures(f"{marking.assignment.name}-scores", charts(marking), width=65)


def charts(marking: ClassMarking) -> Mapping[str, Chart]:
    """The charts by what they show: how many students have at least a score."""
    scores = Counter(marking.summary.scores)
    if len(scores) < 2:
        return {}
    # Steps: the share falls where scores lie, and stays as it is between them.
    across, share, left = [0.0], [100.0], marking.summary.students
    for score in sorted(scores):
        across += [float(score * marking.policy.points)] * 2
        share += [share[-1], 100 * (left := left - scores[score]) / marking.summary.students]
    curve = Curve(line(say("grading.at_least")), across, share)
    words = (line(say("grading.chart")), line(say("grading.points_head")), line(say("grading.percent")))
    return {"scores": Chart(*words, (curve,))}


def _lines(marking: ClassMarking, summary: Summary) -> Iterator[Block]:
    rows = []
    for name, each in islice(summary.hardest(), _MOST_LINES):
        counts = (
            each.verdicts["right"] + each.verdicts["right-rounded"],
            each.verdicts["follows"],
            each.verdicts["wrong"],
        )
        rows.append(
            (line(as_written(name)), *(line(str(n)) for n in counts), line(worth(each.lost * marking.policy.points)))
        )
    if rows:
        yield Paragraph((say("grading.lines"),))
        yield TableBlock(_heads("line", "right", "follows", "wrong", "lost"), "lrrrr", tuple(rows))


def _mistakes(summary: Summary) -> Iterator[Block]:
    rows = []
    for _, each in islice(summary.frequent(), _MOST_MISTAKES):
        lines = say(
            "grading.names", names=[as_written(name) for name, _ in each.lines.most_common(4)], more=len(each.lines) > 4
        )
        title: Line = (Phrase(each.title, begins=True),)
        rows.append((title, line(str(len(each.students))), (_names(each.students),), (lines,)))
    if rows:
        yield Paragraph((say("grading.mistakes"),))
        yield TableBlock(_heads("mistake", "students", "whose", "at"), "lrll", tuple(rows))


def _follow_ups(marking: ClassMarking, summary: Summary) -> Iterator[Block]:
    rows = [
        (
            (Phrase(summary.mistakes[each.mistake].title, begins=True),),
            (Code(f"symbp worksheet {each.source}"),),
            line(as_written(each.line)),
            line(each.right),
            line(each.wrong),
        )
        for each in marking.follow_ups
    ]
    if rows:
        yield Paragraph((say("grading.follow_ups"),))
        yield TableBlock(_heads("mistake", "exercise", "line", "right_value", "with_mistake"), "lllrr", tuple(rows))


def _unnamed(summary: Summary) -> Iterator[Block]:
    rows = [
        (line(as_written(name)), line(as_written(number)), line(str(len(whose))), (_names(whose),))
        for name, number, whose in summary.unnamed[:_MOST_ROWS]
    ]
    if rows:
        yield Paragraph((say("grading.unnamed"),))
        yield TableBlock(_heads("line", "number", "students", "whose"), "lrrl", tuple(rows))


def _similar(summary: Summary) -> Iterator[Block]:
    items: list[Line] = [
        (
            say(
                "grading.similar_sheets",
                names=list(each.students),
                numbers=[Code(f"{name} = {number}") for name, number in each.numbers[:6]],
                count=len(each.numbers),
            ),
        )
        for each in summary.similar[:_MOST_ROWS]
    ]
    if items:
        yield Paragraph((say("grading.similar"),))
        yield Items(tuple(items))


def _rescored(marking: ClassMarking, summary: Summary) -> Iterator[Block]:
    points = marking.policy.points
    rows = [
        (line(name), line(worth(before * points)), line(worth(now * points)))
        for name, before, now in summary.moved[:_MOST_ROWS]
    ]
    if rows:
        yield Paragraph((say("grading.moved", count=len(summary.moved)),))
        yield TableBlock(_heads("student", "before", "now"), "lrr", tuple(rows))


def _unread(marking: ClassMarking, summary: Summary) -> Iterator[Block]:
    items: list[Line] = [
        (say("grading.unread", name=name, reason=reason, count=count),)
        for name, reason, count in summary.unread[:_MOST_ROWS]
    ]
    items += [(say("grading.no_such_line", name=name, lines=lines),) for name, lines in summary.notes[:_MOST_ROWS]]
    items += [(say("grading.stranger", name=name),) for name in marking.strangers[:_MOST_ROWS]]
    more = len(summary.unread) - _MOST_ROWS
    if more > 0:
        items.append((say("grading.more", count=more),))
    if items:
        yield Items(tuple(items))


def _exercise(report: Lint) -> Iterator[Block]:
    """The mistakes that the numbers of the exercise cannot show, so that nobody could be told of them."""
    items: list[Line] = [(say("lint.blind", title=Phrase(title)),) for title in report.blind]
    items += [(say("lint.alike", titles=[*map(Phrase, group)]),) for group in report.alike]
    if items:
        yield Paragraph((say("grading.exercise"),))
        yield Items(tuple(items))


def _names(names: list[str]) -> Sentence:
    return say("grading.names", names=names[:_MOST_NAMES], more=len(names) > _MOST_NAMES)


def _heads(*names: str) -> tuple[Line, ...]:
    return tuple((say("grading.head", name=Key(name)),) for name in names)


# -- for programs -------------------------------------------------------------------------------


def records(marking: ClassMarking) -> Records:
    """A row a student."""
    points = marking.policy.points
    heads = ("student", "name", "status", "late", "score", "points", "read", "of", "mistakes")
    return heads, (
        (
            each.student,
            each.name,
            str(each.status),
            each.late,
            decimal(each.score),
            decimal(each.score * points),
            each.read,
            each.of,
            "; ".join(mistake.ids for mistake in each.mistakes),
        )
        for each in marking.records()
    )


def data(marking: ClassMarking) -> dict[str, object]:
    """The class for JSON."""
    summary = marking.summary
    return {
        "assignment": marking.assignment.name,
        "students": summary.students,
        "statuses": {str(status): summary.statuses[status] for status in SheetStatus},
        "points": float(marking.policy.points),
        "mean": float(summary.mean),
        "quartiles": [float(each) for each in summary.quartiles],
        "distribution": summary.distribution,
        "lines": {name: {**each.verdicts, "lost": float(each.lost)} for name, each in summary.lines.items()},
        "mistakes": {
            id_: {"title": each.title, "students": each.students, "lines": dict(each.lines)}
            for id_, each in summary.frequent()
        },
        "follow_ups": [asdict(each) for each in marking.follow_ups],
        "unnamed": [{"line": name, "number": number, "students": whose} for name, number, whose in summary.unnamed],
        "similar": [{"students": list(s.students), "numbers": [list(n) for n in s.numbers]} for s in summary.similar],
        "moved": [{"student": n, "before": float(b), "now": float(now)} for n, b, now in summary.moved],
    }


register(ClassMarking, View(lambda made: f"{made.assignment.name}-class", page, data, records))
