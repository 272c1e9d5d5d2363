"""The working of lines: name = formula = numbers = result, in equations that fit on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import sympy as sp

from symbp.formula import typeset
from symbp.formula.layout import Layout, row, width
from symbp.formula.tree import Chosen, Node, Numeral
from symbp.losses.base import Targets
from symbp.notation import Notation, spell
from symbp.page.equations import EQUATION_WIDTH, MOST_EQUATION_ROWS, Halves, Member, aligned, equation, with_sign
from symbp.page.model import Block, Equations, Maths, Paragraph, Section
from symbp.page.words import say
from symbp.passes import inlined
from symbp.quantity import gradient_of
from symbp.solving.chain import MOST_PATHS, Paths
from symbp.solving.members import MemberSigns, settled
from symbp.steps import Kind, Role, Step, symbol
from symbp.tables import Table
from symbp.values.rounding import Figures


class Working:
    """Writes the lines of a table, and counts the signs that it puts between numbers."""

    def __init__(self, worked: Table, notation: Notation) -> None:
        self.worked = worked
        self.assignment = worked.assignment
        self.derivation = worked.derivation
        self.notation = notation
        self.layouts = notation.layouts(worked.derivation)
        self.paths = Paths.of(worked.derivation)
        self.signs = MemberSigns(Figures.of(worked.rounding))

    def name(self, name: str) -> Layout:
        """A name on a page."""
        return self.layouts[name]

    def maths(self, name: str) -> Maths:
        """A name in a sentence."""
        return Maths(self.layouts[name])

    # -- one line ---------------------------------------------------------------------------

    def line(self, step: Step) -> list[Halves]:
        """Name = formula = numbers = result."""
        formula = self.derivation.arranged(formula_of(step))
        sides = [formula, settled(self.worked.printed_in(formula, step.name)), self.result(step.name)]
        decided = sides[1]
        if isinstance(decided, Chosen) and decided.value == sides[2]:
            # The case has decided and nothing is left to calculate.
            del sides[2]
        return equation(self.name(step.name), self.members(sides), self.name)

    def members(self, sides: Sequence[Node]) -> list[Member]:
        """The sides that are shown, none of them twice, with the signs between them."""
        return self.signs.between(_without_repeats(sides, self.name))

    def result(self, name: str) -> Numeral:
        """The value of a line by hand."""
        return Numeral(self.worked.hand[name].text)

    # -- many lines -------------------------------------------------------------------------

    def equations(self, steps: Sequence[Step]) -> list[Equations]:
        """Lines as blocks that fit on a page, none of them torn apart between its rows."""
        blocks: list[Equations] = []
        rows: list[Halves] = []
        for step in steps:
            line = self.line(step)
            if rows and len(rows) + len(line) > MOST_EQUATION_ROWS:
                blocks.append(aligned(rows))
                rows = []
            rows += line
        return [*blocks, aligned(rows)] if rows else blocks

    def by_layer(self, id_: str, steps: Sequence[Step]) -> Iterator[Section]:
        """Lines of one sample and layer together, under the heading of their place."""
        several, deep = len(self.assignment.samples) > 1, len(self.assignment.network.layers) > 3
        last = len(self.assignment.network.layers) - 1
        groups: dict[tuple[int | None, int | None], list[Step]] = {}
        for step in steps:
            groups.setdefault((step.place.sample, step.place.layer), []).append(step)
        for (sample, layer), lines in groups.items():
            which = sample if several else None
            heading = (
                say("solution.output_layer", sample=which)
                if layer == last
                else say("solution.hidden_layer", sample=which, number=layer if deep else None)
            )
            yield Section(f"{id_}-{layer}" + (f"-{sample}" if several else ""), (heading,), (*self.equations(lines),))

    # -- gradients --------------------------------------------------------------------------

    def gradient(self, step: Step) -> Section:
        """Chain rule over its paths, then with the derivatives of the activations, then numbers, then the result."""
        wrt = str(step.wrt)
        users = self.paths.users[wrt]
        stages = self._stages(step) if len(users) == 1 else [formula_of(step)]
        arranged = [self.derivation.arranged(stage) for stage in stages]
        numbers = [settled(self.worked.printed_in(formula, step.name)) for formula in arranged]
        members = self.members([self.paths.chain(wrt), arranged[0], *numbers, self.result(step.name)])
        left = typeset.partial(self.name("L"), self.name(wrt))
        rows: list[Halves] = []
        for i, member in enumerate(members):
            # The chain rule and the formula stand in lines of their own; numbers follow one another.
            rows.extend(equation(row() if i else left, [member], self.name) if i < 3 else [])
            if i >= 3:
                rows = _continued(rows, with_sign(member, self.name))
        heading = (say("solution.gradient_of", name=self.maths(wrt)),)
        return Section(f"gradient-{wrt}", heading, (*self._reaches(wrt), aligned(rows)))

    def _stages(self, step: Step) -> list[sp.Expr]:
        """The gradient in ever fewer factors: all substituted, derivatives as lines, the error term as a line."""
        derivation, expr = self.derivation, formula_of(step)
        unit = self.paths.users[str(step.wrt)][0]
        delta = gradient_of(unit)
        if delta not in derivation:
            return [expr]
        slopes = [line for line in derivation.of_kind(Kind.SLOPE) if line.wrt == unit]
        # A derivative that is a case stays a name: its branches have been shown with the other derivatives.
        own = {delta, *(line.name for line in slopes if not formula_of(line).has(sp.Piecewise))}
        own |= {gradient_of(str(line.of)) for line in slopes}
        everything = {line.name for line in derivation}
        sample = step.place.sample
        expr = self.with_whole_targets(expr, sample)
        stages = [
            self.with_whole_targets(inlined(expr, derivation, everything - own), sample),
            self.with_whole_targets(inlined(expr, derivation, everything - {delta}), sample),
            expr,
        ]
        return [stage for i, stage in enumerate(stages) if stage not in stages[:i]]

    def with_whole_targets(self, expr: sp.Expr, sample: int | None) -> sp.Expr:
        """A formula with Σy = 1, where the targets of the sample are a distribution: that is checked.

        >>> from symbp import derive, load, table
        >>> from symbp.notation import notations
        >>> a = load("nndl3-class")
        >>> working = Working(table(derive(a), a), notations["in-out"])
        >>> line = working.derivation["dL/dout_o1"]
        >>> line.expr, working.with_whole_targets(line.expr, None)
        (softmax_o1*(y1 + y2) - y1, softmax_o1 - y1)
        """
        if self.assignment.loss.function.targets is not Targets.DISTRIBUTION:
            return expr
        targets = [line.name for line in self.derivation.givens(Role.TARGET) if line.place.sample == sample]
        if sum((self.assignment.numbers[name].value for name in targets), Fraction(0)) != 1:
            return expr
        return expr.xreplace({sp.Add(*map(symbol, targets)): sp.Integer(1)})

    def _reaches(self, name: str) -> tuple[Block, ...]:
        """Through which units a parameter reaches the loss."""
        if self.derivation[name].why not in (Role.WEIGHT, Role.BIAS):
            return ()
        lines = [self.derivation[user] for user in self.paths.users[name]]
        units = list(dict.fromkeys(self.unit(line) for line in lines))
        samples = len({line.place.sample for line in lines})
        feeds = sorted({self.unit(self.derivation[user]) for user in self.paths.users[lines[0].name]})
        single = len(units) == 1
        following = self.paths.users.get(str(lines[0].quantity.about(f"out_{lines[0].quantity.unit}")), ())
        onward = [self.derivation[user] for user in following if self.derivation[user].kind is Kind.PRE]
        paths = self.paths.count(name)
        sentence = say(
            "solution.reaches",
            name=self.maths(name),
            units=_spelt(units),
            feeds=_spelt(feeds) if single and len(feeds) > 1 else None,
            targets=_spelt([self.unit(line) for line in onward]) if single and onward else None,
            samples=samples,
            paths=paths if paths > MOST_PATHS else None,
        )
        return (Paragraph((sentence,)),)

    def unit(self, line: Step) -> str:
        """The name of the unit that a line belongs to."""
        layer = self.assignment.network.layers[line.place.layer or 0]
        return layer[(line.place.unit or 1) - 1].name


def formula_of(step: Step) -> sp.Expr:
    """The formula of a line that is not given."""
    assert step.expr is not None
    return step.expr


def _spelt(units: Sequence[str]) -> list[Maths]:
    return [Maths(spell(unit).layout) for unit in units]


def _without_repeats(sides: Sequence[Node], name: Callable[[str], Layout]) -> list[Node]:
    out: list[Node] = []
    seen = None
    for side in sides:
        layout = typeset.write(side, name)
        if layout != seen:
            out.append(side)
        seen = layout
    return out


def _continued(rows: list[Halves], side: Layout) -> list[Halves]:
    left, right = rows[-1]
    if width(row(left, right)) + width(side) <= EQUATION_WIDTH - 10:
        return [*rows[:-1], (left, row(right, side))]
    return [*rows, (row(), side)]
