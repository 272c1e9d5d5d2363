"""The questions of the exercise, one file each.

To add one, add a file that holds one :class:`~symbp.studying.base.Question`, named after it; the contract tests
cover it from then on. A package of one's own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.registry import Registry
from symbp.studying.base import Question

__all__ = ["Question", "questions"]

questions = Registry("symbp.questions", "question", Question, __name__, order=lambda each: (each.number, each.part))
"""All questions by name, in their order, each with its topics behind it."""
