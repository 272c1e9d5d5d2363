"""Marking a whole class: from what was handed in to scores, pages for the students, and a report."""

from __future__ import annotations

from symbp.grading import page  # noqa: F401 - to import it is to register the page of a class
from symbp.grading.course import ClassMarking, mark
from symbp.grading.policy import Policy

__all__ = ["ClassMarking", "Policy", "mark"]
