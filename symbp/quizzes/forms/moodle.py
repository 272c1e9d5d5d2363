"""Moodle XML: a numerical question a line, with a message for each wrong number that is known.

Source: Moodle's documentation, "Moodle XML format", "Numerical question type".
"""

from collections.abc import Mapping

from symbp.quizzes.forms.base import QuizForm, QuizWriter, plain


def _files(writer: QuizWriter) -> Mapping[str, str]:
    return {f"{writer.name}-moodle.xml": writer.filled("moodle.xml", plain=plain)}


MOODLE = QuizForm("moodle", "Moodle XML, a question a line", _files)
