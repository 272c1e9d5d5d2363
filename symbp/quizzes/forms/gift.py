"""GIFT: questions as plain text, for Moodle and others.

Source: Moodle's documentation, "GIFT format".
"""

from collections.abc import Mapping

from symbp.quizzes.forms.base import QuizForm, QuizWriter, plain
from symbp.quizzes.quiz import Quiz

_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "~=#{}:\\"} | {"\n": " "})


def _files(writer: QuizWriter) -> Mapping[str, str]:
    return {f"{writer.name}.gift": writer.filled("gift.txt", plain=plain, special=_special)}


def _special(text: str) -> str:
    r"""Text in which no sign has a meaning.

    >>> print(_special("{x: ~}"))
    \{x\: \~\}
    """
    return text.translate(_SPECIAL)


def _remarks(quiz: Quiz) -> list[str]:
    if all(question.points == 1 for question in quiz.questions):
        return []
    return ["GIFT does not say what a question is worth: set the points where it is imported"]


GIFT = QuizForm("gift", "GIFT, for Moodle and others", _files, _remarks)
