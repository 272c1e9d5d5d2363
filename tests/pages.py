"""What the tests ask of pages: their text, what a finding says, how many signs a solution has counted."""

import symbp
from symbp.page.words import Style
from symbp.render import Solution


def written(subject, form="text", **options):
    """An object in a format, as text."""
    return symbp.write(subject, form, **options).decode()


def said(finding):
    """The statement of a finding as plain text."""
    return Style().text(finding.said)


def signs(solution):
    """How many signs between numbers a solution says that it has."""
    from symbp.render.solution import page

    (counted,) = page(solution)["checks"].body[0].items[-1]
    return counted.values["equal"] + counted.values["about"]


def solved(name, letters=None, most_lines=8_000):
    """The worked solution of a bundled assignment, in lines or in matrices."""
    assignment = symbp.load_any(name, most_lines)
    if isinstance(assignment, symbp.Dense):
        return Solution.of(symbp.dense_table(assignment), letters)
    return Solution.of(symbp.table(symbp.derive(assignment), assignment), letters)
