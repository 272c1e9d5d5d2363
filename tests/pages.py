"""What the tests ask of pages: their text, what a finding says, how many signs a solution has counted."""

from typing import Any

import symbp
from symbp.findings import Finding
from symbp.page.model import Page
from symbp.page.words import Style
from symbp.solving import Solution
from symbp.spec.assignment import DocumentChoice, Size


def written(subject: object, form: str = "text", **options: Any) -> str:
    """An object in a format, as text."""
    return symbp.write(subject, form, **options).decode()


def said(finding: Finding) -> str:
    """The statement of a finding as plain text."""
    return Style().text(finding.said)


def signs(page: Page) -> int:
    """How many signs between numbers the page of a solution says that it has."""
    checks: Any = page["checks"].body[0]
    (counted,) = checks.items[-1]
    return int(counted.values["equal"] + counted.values["about"])


def solved(name: str, notation: str | None = None, most_lines: int = 8_000, show: Size = Size.STANDARD) -> Solution:
    """The worked solution of a bundled assignment, in lines or in matrices."""
    assignment = symbp.load(name, most_lines)
    if isinstance(assignment, symbp.ArrayAssignment):
        return Solution.of(symbp.dense_table(assignment), notation)
    return Solution.of(symbp.table(symbp.derive(assignment), assignment), notation, DocumentChoice(show=show))


NETWORKS = [name for name in symbp.bundled(wide=False) if symbp.load(name, arrays=False).formulas is None]
"""The bundled assignments that are networks and written out in lines; others are given by formulas."""
TRAINED = [name for name in symbp.bundled(wide=False) if symbp.load(name, arrays=False).parameters]
"""Those that have parameters, and so programs that train them."""
