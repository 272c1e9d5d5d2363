"""The questions of an assignment for a learning platform: a number each, its tolerance, and the wrong numbers known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from symbp.errors import UnknownNameError, did_you_mean
from symbp.marking.key import BITS, AnswerKey, answer_key
from symbp.marking.lint import worked
from symbp.marking.repertoire import repertoire
from symbp.misconceptions import misconceptions
from symbp.notation import notations
from symbp.page.model import Block, Items, Line, Phrase
from symbp.page.words import Key, say
from symbp.pipeline import derive
from symbp.solving.circuit import tables
from symbp.solving.conventions import brief_conventions
from symbp.solving.given import data, parameters
from symbp.solving.working import Working
from symbp.spec import ArrayAssignment, Assignment, in_lines
from symbp.steps import Kind, Step
from symbp.tables import table
from symbp.values.arithmetic import UndecidedError
from symbp.values.balls import bounds, working_precision
from symbp.values.rounding import Figures, Rounded, rounded

MOST_WRONG = 8
"""Wrong numbers of one question that have a message of their own."""
ASKED = ("loss", "gradients", "updates")
_KINDS = {
    "forward": (Kind.PRE, Kind.ACT),
    "loss": (Kind.LOSS,),
    "deltas": (Kind.ADJOINT,),
    "gradients": (Kind.GRADIENT,),
    "updates": (Kind.UPDATE,),
}


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A number that a known mistake leads to.

    Attributes:
        text: the number, rounded as the answers are.
        value: the same.
        mistake: the key of the mistake.
        message: what is said to whoever gives it.
    """

    text: str
    value: Fraction
    mistake: str
    message: Line


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A number that is asked for.

    Attributes:
        line: the line of the calculation.
        prompt: what is asked.
        name: the quantity, as it stands in a text with gaps.
        text: the answer by hand, rounded as the assignment says.
        value: the same.
        tolerance: how far an answer may lie from it: as far as rounding under the policy can lead, and half a unit
            of the last place.
        points: what it is worth.
        wrong: numbers of known mistakes, none within the tolerance of another or of the answer.
    """

    line: str
    prompt: Line
    name: Line
    text: str
    value: Fraction
    tolerance: Fraction
    points: Fraction
    wrong: tuple[WrongAnswer, ...] = ()


@dataclass(frozen=True)
class Quiz:
    """The questions of an assignment.

    Attributes:
        assignment: what is worked on.
        title: of the whole.
        intro: the numbers that are given, and the conventions.
        questions: in the order of the calculation.
    """

    assignment: Assignment
    title: Line
    intro: tuple[Block, ...]
    questions: tuple[QuizQuestion, ...]

    @property
    def points(self) -> Fraction:
        """The points of all questions."""
        return sum((question.points for question in self.questions), Fraction(0))


def quiz(
    assignment: Assignment | ArrayAssignment,
    ask: Sequence[str] = ASKED,
    points: Fraction = Fraction(1),
) -> Quiz:
    """The questions of an assignment.

    Args:
        assignment: what is worked on.
        ask: parts of the calculation (forward, loss, deltas, gradients, updates), or single lines.
        points: what a question is worth.

    Raises:
        UnknownNameError: there is no such part, and no such line.

    >>> from symbp.spec import load
    >>> made = quiz(load("nndl3"), ["dL/dw1"])
    >>> [(each.line, each.text, str(each.tolerance)) for each in made.questions]
    [('dL/dw1', '-0.0084', '17/100000')]
    """
    assignment = in_lines(assignment)
    notation = notations.pick(assignment.notation)
    working = Working(table(derive(assignment), assignment), notation)
    key = answer_key(assignment)
    steps = [step for step in working.derivation if step.expr is not None and _is_asked(step, ask, working)]
    with working_precision(BITS):
        beliefs = [
            (name, sheet) for name, (lines, _) in repertoire(key).believed.items() if (sheet := worked(key, lines))
        ]
        questions = tuple(_question(key, working, step, points, beliefs) for step in steps)
    said = brief_conventions(assignment, working.worked.rounding, notation, about=False)
    formulas = assignment.formulas
    given = tables(assignment, formulas) if formulas is not None else (data(working), parameters(working))
    intro = (*given, Items(tuple(said)))
    return Quiz(assignment, (say("quizzes.title", title=assignment.title),), intro, questions)


def _is_asked(step: Step, ask: Sequence[str], working: Working) -> bool:
    for part in ask:
        if part not in _KINDS and part not in working.derivation:
            known = [*_KINDS, *(each.name for each in working.derivation if each.expr is not None)]
            message = f"nothing is called '{part}' that could be asked. {did_you_mean(part, known)}"
            raise UnknownNameError(message)
    return step.name in ask or any(step.kind in _KINDS.get(part, ()) for part in ask)


def _question(
    key: AnswerKey, working: Working, step: Step, points: Fraction, beliefs: Sequence[tuple[str, dict[str, Rounded]]]
) -> QuizQuestion:
    hand = working.worked.hand[step.name].rounded
    tolerance = _tolerance(key, step.name, hand)
    policy = working.worked.rounding
    prompt = say(
        "quizzes.prompt",
        quantity=working.maths(step.name),
        decimals=policy.decimals,
        significant=policy.significant,
        kind=Key(step.kind),
    )
    wrong = tuple(islice(_wrong(step.name, hand.value, tolerance, beliefs), MOST_WRONG))
    return QuizQuestion(
        step.name, (prompt,), (working.maths(step.name),), hand.text, hand.value, tolerance, points, wrong
    )


def _tolerance(key: AnswerKey, name: str, hand: Rounded) -> Fraction:
    """How far an honest answer may lie from the answer by hand, to two figures and upwards."""
    half = hand.unit / 2
    reach = key.reach[name]
    try:
        low, high = bounds(reach) if reach is not None else (hand.value, hand.value)
    except UndecidedError:
        low = high = hand.value
    apart = max(hand.value - low, high - hand.value, half) + half
    place = rounded(apart, Figures(significant=2)).unit
    return math.ceil(apart / place) * place


def _wrong(
    name: str, right: Fraction, tolerance: Fraction, beliefs: Sequence[tuple[str, dict[str, Rounded]]]
) -> Iterator[WrongAnswer]:
    taken = [right]
    for mistake, sheet in beliefs:
        number = sheet.get(name)
        if number is not None and all(abs(number.value - other) > 2 * tolerance for other in taken):
            taken.append(number.value)
            known = misconceptions[mistake]
            yield WrongAnswer(number.text, number.value, mistake, (Phrase(known.message),))
