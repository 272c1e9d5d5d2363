"""Questions of the report: the record of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symbp.studying.study import QuestionAnswer, Study


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the exercise, or a topic that belongs to one.

    Attributes:
        name: key.
        number: the question.
        title: what is asked, in a few words.
        answer: the study -> its answer, every figure of it worked out; None where it cannot be asked.
        part: 0 for the question itself; a topic has its place among those below it.
    """

    name: str
    number: int
    title: str
    answer: Callable[[Study], QuestionAnswer | None]
    part: int = 0

    def of(self, study: Study) -> QuestionAnswer | None:
        """Its answer, worked out when it is first asked for."""
        return study.once(self.name, self.answer)
