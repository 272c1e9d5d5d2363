"""Moodle XML with one question: a table with a gap a line (Cloze).

Source: Moodle's documentation, "Embedded Answers (Cloze) question type".
"""

from collections.abc import Mapping

from symbp.quizzes.forms.base import QuizForm, QuizWriter, plain

_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in '}#~/"\\'})


def _files(writer: QuizWriter) -> Mapping[str, str]:
    return {f"{writer.name}-cloze.xml": writer.filled("cloze.xml", plain=plain, special=_special)}


def _special(text: str) -> str:
    r"""Text within a gap, where some signs have a meaning.

    >>> print(_special("1/2 ~ {x}"))
    1\/2 \~ {x\}
    """
    return text.translate(_SPECIAL)


CLOZE = QuizForm("cloze", "Moodle XML, one question with a gap a line", _files)
