"""A named mistake, as a report shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was done in place of the right thing.

    Attributes:
        id: key of the misconception or slip; two with a plus between them for a pair.
        title: in a few words.
        message: for the learner.
        remark: for the teacher.
        line: where it was made, which may be a line that was not written down.
        counterfactual: what the line in question is with it.
        also: other mistakes, id and title, that explain the same numbers as well.
        tell: a line that would tell the first two apart, and what each makes of it.
        slip: whether it is a slip of the pen: its counterfactual shows the right figures.
        what: what was used, and where.
    """

    id: str
    title: str
    message: str
    remark: str
    line: str
    counterfactual: str
    also: tuple[tuple[str, str], ...] = ()
    tell: tuple[str, ...] = ()
    slip: bool = False
    what: str = ""

    def counterfactual_for(self, *, hide: bool) -> str:
        """What the line is with the mistake; nothing where that would show what is to be hidden."""
        if not hide:
            return self.counterfactual
        return "" if self.slip else f"With {self.what}, the line is the one that you have."
