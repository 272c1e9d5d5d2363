"""The whole exercise answered: derivation, numbers, and the questions about programs, each with its runs."""

from symbp.studying.report import report

__all__ = ["report"]
