"""The network of a program that nobody has said anything about: found, and written as an assignment.

Sizes, data and starting values are read off the program's text; what they leave open is tried, and the network is
taken whose updates the program is proven to make. Nothing is run.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from symbp.errors import SpecError, SymbpError
from symbp.finding.candidates import Candidate, others, starts
from symbp.finding.scan import scan
from symbp.finding.writing import assignment_text
from symbp.marking.listing import Fit, fit, tree_of
from symbp.page.model import Sentence
from symbp.page.words import say
from symbp.spec import Assignment, parse

__all__ = ["Candidate", "Found", "find_assignment"]

MOST_CANDIDATES = 24
_MOST_LOOKED_AT = 3
LEAST_RECOGNISED = 0.1


@dataclass(frozen=True)
class Found:
    """The network that was found in a program.

    Attributes:
        text: its assignment, as a file says it.
        assignment: the same, read.
        proven: whether the program makes exactly its updates.
        taken: what was taken from the program, and what was drawn, in sentences.
    """

    text: str
    assignment: Assignment
    proven: bool
    taken: tuple[Sentence, ...]


def find_assignment(program: str, title: str = "program") -> Found:
    r"""Find the network in a program.

    Args:
        program: Python, or a notebook.
        title: what it is called.

    Raises:
        SpecError: it is no Python, or no network is found in it.

    >>> program = "x1 = 0.5\nw1 = 0.8\ny1 = 1\no = 1/(1 + exp(-w1*x1))\nw1 = w1 - 0.1*(o - y1)*o*(1 - o)*x1"
    >>> found = find_assignment(program)
    >>> found.proven, [len(layer) for layer in found.assignment.network.layers]
    (True, [1, 1])
    """
    try:
        tree, _ = tree_of(program)
    except ValueError as error:
        raise SpecError(str(error)) from None
    search = _Search(program, title)
    hints = scan(tree)
    first = starts(hints)
    best = search.best(first)
    if best is not None and search.fits[best].recognised < LEAST_RECOGNISED:
        # Nothing of it was followed: data or weights lie in another way.
        quick, search.quickly, search.fits = search.fits, False, {}
        again = search.best(first[:_MOST_LOOKED_AT])
        best, search.fits = (again, search.fits) if again is not None else (best, quick)
    if best is None:
        message = "no network is found in it: expected sizes as in np.random.randn(2, 3), or numbers w1, x1, y1"
        raise SpecError(message)
    for group in others(hints, best):
        if search.fits[best].whole:
            break
        best = search.best([best, *group]) or best
    return search.result(search.looked_at(best))


class _Search:
    def __init__(self, program: str, title: str) -> None:
        self.program = program
        self.title = title
        self.quickly = True
        self.fits: dict[Candidate, Fit] = {}

    def best(self, candidates: list[Candidate]) -> Candidate | None:
        """The candidate that the program fits best; the first of those that it fits whole."""
        for candidate in candidates:
            if candidate not in self.fits and len(self.fits) < MOST_CANDIDATES:
                self._try(candidate, quickly=self.quickly)
            if candidate in self.fits and self.fits[candidate].whole:
                return candidate
        return max((c for c in candidates if c in self.fits), key=lambda c: self.fits[c], default=None)

    def _try(self, candidate: Candidate, *, quickly: bool) -> None:
        """Fit one candidate; not at all where it is no assignment, or the program grows beyond limits with it."""
        with contextlib.suppress(SymbpError, ValueError):
            assignment = parse(assignment_text(candidate, self.title), self.title)
            self.fits[candidate] = fit(self.program, assignment, quickly=quickly)

    def looked_at(self, best: Candidate) -> Candidate:
        """The best candidate once the few best have been looked at in every layout of what is not shown."""
        few = sorted(self.fits, key=lambda candidate: self.fits[candidate], reverse=True)[:_MOST_LOOKED_AT]
        for candidate in (best, *few) if self.quickly and not self.fits[best].whole else ():
            self._try(candidate, quickly=False)
            if self.fits[candidate].whole:
                return candidate
        return max((best, *few), key=lambda candidate: self.fits[candidate])

    def result(self, candidate: Candidate) -> Found:
        """The network, with sentences on what was taken from where."""
        text = assignment_text(candidate, self.title)
        whole = self.fits[candidate].updates
        shown = candidate.stands_for or candidate.sizes
        taken = [
            say("finding.network", sizes=list(map(str, shown)), activations=candidate.activations),
            *([say("finding.narrowed", sizes=list(map(str, candidate.sizes)))] if candidate.stands_for else []),
            say("finding.data", shown=bool(candidate.x), samples=len(candidate.x)),
            say("finding.weights", shown=bool(candidate.weights)),
            say("finding.fit", whole=whole),
        ]
        return Found(text, parse(text, self.title), whole, tuple(taken))
