"""Questions of an assignment as files that learning platforms take."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from symbp.files import write_all
from symbp.page.words import Style
from symbp.quizzes.forms import QuizForm, QuizWriter, quiz_forms
from symbp.quizzes.quiz import ASKED, Quiz, QuizQuestion, quiz
from symbp.spec import ArrayAssignment, Assignment, load
from symbp.spec.reader import text_of

__all__ = ["ASKED", "Quiz", "QuizForm", "QuizQuestion", "quiz", "quiz_forms", "write_quiz"]


def write_quiz(
    assignment: Assignment | ArrayAssignment | str | Path,
    to: Sequence[str | QuizForm] = ("moodle",),
    out: str | Path | None = None,
    *,
    ask: Sequence[str] = ASKED,
    points: Fraction = Fraction(1),
    templates: str | Path | None = None,
) -> list[Path]:
    """Write the questions of an assignment for learning platforms.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        to: forms, such as moodle, gift, qti.
        out: folder; by default one named after the assignment.
        ask: parts of the calculation (forward, loss, deltas, gradients, updates), or single lines.
        points: what a question is worth.
        templates: a folder of templates of one's own.

    Returns:
        The files.

    Raises:
        UnknownNameError: there is no such form, or nothing of that name could be asked.
        OutputError: the folder cannot be written.
    """
    exercise = load(assignment) if isinstance(assignment, str | Path) else assignment
    forms = [quiz_forms.pick(name) for name in to]
    file = text_of(assignment) if isinstance(assignment, str | Path) else ""
    writer = QuizWriter(quiz(exercise, ask, points), Style.of(templates), file)
    contents = {
        name: content.encode() if isinstance(content, str) else content
        for form in forms
        for name, content in form.files(writer).items()
    }
    return write_all(Path(out) if out is not None else Path(exercise.name), contents)
