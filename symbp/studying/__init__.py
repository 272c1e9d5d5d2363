"""The whole exercise answered: derivation, numbers, and the questions about programs, each with its runs."""

from symbp.studying.page import Exercise
from symbp.studying.report import answered, report

__all__ = ["Exercise", "answered", "report"]
