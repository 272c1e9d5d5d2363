"""What a question is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symbp.studying.study import Answer, Study


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the exercise.

    Attributes:
        name: key.
        number: its place.
        title: what is asked, in a few words.
        answer: the study -> its answer, every figure of it worked out.
    """

    name: str
    number: int
    title: str
    answer: Callable[[Study], Answer]
