"""Forms in which learning platforms take questions, one file each.

To add one, add a file that holds one :class:`~symbp.quizzes.forms.base.QuizForm`, named after it. A package of one's
own has an entry point (:mod:`symbp.registry`).
"""

from __future__ import annotations

from symbp.quizzes.forms.base import QuizForm, QuizWriter
from symbp.registry import Registry

__all__ = ["QuizForm", "QuizWriter", "quiz_forms"]

quiz_forms = Registry("symbp.quiz_forms", "form of a quiz", QuizForm, __name__)
"""All forms by name."""
