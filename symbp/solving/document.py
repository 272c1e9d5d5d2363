"""The document of a solution: the sections of its size, or those that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from symbp.dense.table import DenseTable
from symbp.errors import UnknownNameError, did_you_mean
from symbp.page.authors import below_title
from symbp.page.model import Block, Page, Paragraph, Section
from symbp.page.views import View, register
from symbp.page.words import say
from symbp.solving.brief import Brief
from symbp.solving.runnable import checked
from symbp.solving.solution import Solution, data, records
from symbp.spec.assignment import Size
from symbp.tables import Table


def page(solution: Solution, sections: Sequence[str] | None = None) -> Page:
    """The document of a solution.

    Args:
        solution: what has been worked out.
        sections: names of its sections in their order; those that were asked for by name come first. None for all.

    Raises:
        UnknownNameError: a section that was asked for by name does not exist.
    """
    builders = _builders(solution)
    unknown = next((name for name in solution.document.sections if name not in builders), None)
    if unknown is not None:
        message = f"sections: no section '{unknown[:60]}' in this document. {did_you_mean(unknown, builders)}"
        raise UnknownNameError(message)
    order = solution.document.sections or (tuple(builders) if sections is None else sections)
    # These two say what stands in the others: which signs there are, and how many.
    last = sorted(builders, key=lambda name: name in ("given", "checks"))
    contents = {name: builders[name]() for name in last if name in order}
    body: Iterable[Block] = (section for name in order if (section := contents.get(name)) is not None)
    title = (say("solution.title", title=solution.assignment.title),)
    made_by = Paragraph((say("solution.made_by", command=solution.command),))
    numbered = solution.document.show is Size.FULL or isinstance(solution.worked, DenseTable)
    chosen = solution.document
    about = below_title(chosen.course, chosen.author, chosen.date)
    if isinstance(solution.worked, Table) and solution.table.assignment.formulas is None:
        body = checked(solution, body)
    return Page(title, (*body, made_by), solution.command, "solution", numbered, about, chosen.author)


def _builders(solution: Solution) -> Mapping[str, Callable[[], Section | None]]:
    if isinstance(solution.worked, DenseTable):
        from symbp.solving.matrices import InMatrices

        return InMatrices(solution, solution.worked).builders
    if solution.table.assignment.formulas is not None:
        from symbp.solving.circuit import OfFormulas

        return OfFormulas(solution, solution.table.assignment.formulas).builders
    if solution.document.show is Size.FULL:
        from symbp.solving.full import Full

        return Full(solution).builders
    return Brief(solution).builders


def _order(solution: Solution) -> str:
    """The block that lists the sections."""
    if isinstance(solution.worked, Table) and solution.worked.assignment.formulas is not None:
        return "solution.formulas"
    return f"solution.{Size.FULL if isinstance(solution.worked, DenseTable) else solution.document.show}"


register(Solution, View(lambda _: "solution", page, data, records, _order))
