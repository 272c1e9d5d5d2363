"""Gradescope: an autograder, which marks what a student has uploaded with symbp and names the mistakes.

Source: Gradescope's documentation, "Autograder Specifications": ``setup.sh``, ``run_autograder``, and
``results.json`` with a score and an output for each test.
"""

from collections.abc import Mapping

from symbp.errors import SymbpError
from symbp.quizzes.forms.base import QuizForm, QuizWriter, plain, zipped
from symbp.version import __version__


def _files(writer: QuizWriter) -> Mapping[str, bytes]:
    if not writer.file:
        message = "gradescope: an autograder needs the file of the assignment; expected its name, or a bundled one"
        raise SymbpError(message)
    weights = {question.line: plain(question.points) for question in writer.quiz.questions}
    parts = {
        "setup.sh": writer.filled("gradescope-setup.sh", version=__version__),
        "run_autograder": writer.filled("gradescope-run.sh"),
        "grade.py": writer.filled("gradescope-grade.txt", weights=weights),
        "exercise.toml": writer.file,
    }
    return {f"{writer.name}-gradescope.zip": zipped(parts)}


GRADESCOPE_QUIZ = QuizForm("gradescope", "Gradescope, an autograder", _files)
