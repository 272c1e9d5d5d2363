"""CSV: a question a row, for everything that takes a table."""

import csv
import io
from collections.abc import Mapping

from symbp.quizzes.forms.base import QuizForm, QuizWriter, plain


def _files(writer: QuizWriter) -> Mapping[str, str]:
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    out.writerow(("line", "question", "answer", "tolerance", "points", "wrong numbers"))
    for each in writer.quiz.questions:
        wrong = "; ".join(f"{other.text} ({other.mistake})" for other in each.wrong)
        out.writerow((each.line, writer.text(each.prompt), each.text, plain(each.tolerance), plain(each.points), wrong))
    return {f"{writer.name}-quiz.csv": buffer.getvalue()}


CSV = QuizForm("csv", "CSV, a question a row", _files)
