"""A document: the view of a solution with its picture, ready for any format."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symbp.notation import Spelling, notation, spell
from symbp.proof import report
from symbp.render.picture import RADIUS, Picture, picture
from symbp.render.view import Solution, solution
from symbp.tables import Table
from symbp.templating import fill

if TYPE_CHECKING:
    from symbp.dense.table import DenseTable
    from symbp.render.dense.view import DenseSolution


@dataclass(frozen=True)
class Document:
    """What the formats write from; texts are made when they are first asked for.

    Attributes:
        view: everything that is said, as strings.
        picture: the drawn network.
    """

    view: Solution | DenseSolution
    picture: Picture

    @classmethod
    def of(cls, worked: Table, letters: str | None = None) -> Document:
        """The document of a table, checked on the way; ``letters`` names a notation."""
        chosen = notation(letters or worked.assignment.notation)

        def name(given: str) -> Spelling:
            return (chosen.spelling(worked.derivation[given]) if chosen.layers else None) or spell(given)

        return cls(solution(worked, report(worked), letters), picture(worked.assignment, name))

    @classmethod
    def of_dense(cls, table: DenseTable, letters: str | None = None) -> Document:
        """The document of a network in matrices, checked on the way."""
        from symbp.dense.proof import report as dense_report
        from symbp.render.dense.picture import dense_picture
        from symbp.render.dense.view import dense_solution

        return cls(dense_solution(table, dense_report(table), letters), dense_picture(table.dense))

    @functools.cached_property
    def svg(self) -> str:
        """The network as SVG."""
        return fill("network.svg", p=self.picture, radius=RADIUS)

    def markdown(self, picture: str = "network.svg") -> str:
        """The solution as Markdown, the picture under the given address."""
        # A wider drawing takes more of the page, so that its labels can be read.
        share = max(80, min(100, round(self.picture.width / 8.25)))
        return fill("solution.md", s=self.view, picture=picture, share=share)

    @functools.cached_property
    def latex(self) -> str:
        """The solution as a LaTeX document, the picture drawn by TikZ."""
        return fill("solution.tex", s=self.view, p=self.picture)
