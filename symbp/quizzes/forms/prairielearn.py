"""PrairieLearn: a question folder with the answers fixed.

Source: PrairieLearn's documentation, "QuizQuestion configuration", "pl-number-input element".
"""

import json
import uuid
from collections.abc import Mapping

from symbp.quizzes.forms.base import QuizForm, QuizWriter, plain


def _files(writer: QuizWriter) -> Mapping[str, str]:
    # The same assignment has the same number each time.
    number = uuid.uuid5(uuid.NAMESPACE_URL, f"symbp {writer.name} {[q.line for q in writer.quiz.questions]}")
    info = {
        "uuid": str(number),
        "title": writer.text(writer.quiz.title),
        "topic": "Backpropagation",
        "tags": ["symbp"],
        "type": "v3",
        "singleVariant": True,
    }
    folder = f"{writer.name}-prairielearn"
    return {
        f"{folder}/info.json": json.dumps(info, ensure_ascii=False, indent=2) + "\n",
        f"{folder}/question.html": writer.filled("prairielearn.html", plain=plain),
    }


PRAIRIELEARN = QuizForm("prairielearn", "PrairieLearn, a question folder", _files)
