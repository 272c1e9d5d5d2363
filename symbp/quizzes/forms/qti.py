"""QTI 1.2 in a zip, as Canvas takes it.

Source: IMS Question & Test Interoperability, ASI XML Binding Specification 1.2; Canvas' own item type
``numerical_question``.
"""

from collections.abc import Mapping
from fractions import Fraction

from symbp.quizzes.forms.base import QuizForm, QuizWriter, plain, zipped
from symbp.quizzes.quiz import Quiz

SMALLEST = Fraction(1, 10_000)
"""Canvas keeps four places of an answer: a smaller one is taken for 0."""


def _files(writer: QuizWriter) -> Mapping[str, bytes]:
    name = writer.name
    parts = {
        "imsmanifest.xml": writer.filled("qti-manifest.xml"),
        f"{name}/{name}.xml": writer.filled("qti.xml", plain=plain),
        f"{name}/assessment_meta.xml": writer.filled("qti-canvas.xml", plain=plain),
    }
    return {f"{name}-qti.zip": zipped(parts)}


def _remarks(quiz: Quiz) -> list[str]:
    small = [each.line for each in quiz.questions if abs(each.value) < SMALLEST]
    return [f"Canvas takes numbers below 0.0001 for 0: {', '.join(small)}"] if small else []


QTI = QuizForm("qti", "QTI 1.2, a zip for Canvas", _files, _remarks)
