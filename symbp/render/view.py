"""The view of a solution: everything a document says, as finished strings for the templates.

A formula is LaTeX, a sentence is plain text with LaTeX between dollar signs, and what a user wrote
is plain text; each format escapes the last two in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction

import sympy as sp

from symbp.formula import latex
from symbp.formula.tree import Chosen, Node, Number, Sum
from symbp.general import architecture_of, general
from symbp.notation import notation, spell
from symbp.passes import inlined
from symbp.proof import Report
from symbp.render.blocks import MOST_ROWS, Block, Grid
from symbp.render.chain import MOST_PATHS, Paths
from symbp.render.equations import WIDTH, equation
from symbp.render.general.blocks import general_blocks, index_sentence, matrix_blocks, matrix_sentence
from symbp.render.members import ABOUT, EQUAL, Member, Signs, settled
from symbp.render.sentences import conventions, made_by
from symbp.steps import Kind, Role, Step
from symbp.tables import Table, is_long
from symbp.values.rounding import Figures, rounded


@dataclass(frozen=True)
class Solution:
    """A worked solution. Sections are in the order in which they are read.

    ``equal`` and ``about`` say how often = and ≈ stand between two numbers.
    """

    command: str
    title: str
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    conventions: tuple[str, ...]
    data: Grid
    parameters: Grid
    forward: tuple[Block, ...]
    loss: tuple[Block, ...]
    slopes: tuple[Block, ...]
    deltas: tuple[Block, ...]
    turned: tuple[Block, ...]
    gradients: tuple[Block, ...]
    biases: tuple[Block, ...]
    inputs: tuple[Block, ...]
    general_sentence: str
    general: tuple[Block, ...]
    matrix_sentence: str
    matrices: tuple[Block, ...]
    update: tuple[Block, ...]
    summary: Grid
    remarks: tuple[str, ...]
    checks: tuple[str, ...]
    equal: int
    about: int
    skeleton: str = "skeleton"
    caption: str = "The network with its numbers"


def solution(worked: Table, report: Report, letters: str | None = None) -> Solution:
    """The view of a table that has been worked out and checked.

    Args:
        worked: the table.
        report: its proof.
        letters: a notation in place of the assignment's.
    """
    return _View(worked, letters).solution(report)


class _View:
    def __init__(self, worked: Table, letters: str | None) -> None:
        self.letters = letters
        self.worked = worked
        self.assignment = worked.assignment
        self.derivation = worked.derivation
        self.notation = notation(letters or worked.assignment.notation)
        self.latex = self.notation.latex(worked.derivation)
        self.paths = Paths.of(worked.derivation)
        self.signs = Signs(Figures.of(worked.rounding))

    def solution(self, report: Report) -> Solution:
        weights, biases = self._of_role(Role.WEIGHT), self._of_role(Role.BIAS)
        lines = general(architecture_of(self.assignment))
        said = Solution(
            command=self._command(),
            title=self.assignment.title,
            notes=self.assignment.notes,
            warnings=self.assignment.warnings,
            conventions=tuple(conventions(self.assignment, self.worked.rounding, self.notation)),
            data=self._data(),
            parameters=self._parameters(),
            forward=tuple(self._forward()),
            loss=tuple(self._loss()),
            slopes=tuple(self._slopes()),
            deltas=tuple(self._deltas()),
            turned=tuple(self._turned()),
            gradients=tuple(self._gradient(step) for step in weights),
            biases=tuple(self._gradient(step) for step in biases),
            inputs=tuple(self._input_gradients()),
            general_sentence=index_sentence(lines.architecture, self.notation),
            general=tuple(general_blocks(lines, self.notation)),
            matrix_sentence=matrix_sentence(lines.architecture, self.notation),
            matrices=tuple(matrix_blocks(lines, self.notation)),
            update=tuple(self._update()),
            summary=self._summary(),
            remarks=tuple(self._remarks()),
            checks=tuple(check.sentence for check in report.checks),
            equal=0,
            about=0,
        )
        # Only now have all signs been put.
        return replace(said, equal=self.signs.count[EQUAL], about=self.signs.count[ABOUT])

    def name(self, name: str) -> str:
        """The LaTeX of a name."""
        return self.latex[name]

    def _command(self) -> str:
        """The command that makes this document."""
        asked, policy = asdict(self.assignment.rounding), asdict(self.worked.rounding)
        changed = [f" --{key} {value}" for key, value in policy.items() if value not in (None, asked[key])]
        changed += [f" --notation {self.letters}"] if self.letters else []
        return made_by(self.assignment, "".join(changed))

    # -- what is given ---------------------------------------------------------------------

    def _data(self) -> Grid:
        inputs = self.derivation.givens(Role.INPUT, Role.TARGET)
        several = len(self.assignment.samples) > 1
        names = [step.name.partition("[")[0] for step in inputs if (step.place.sample or 1) == 1]
        heads = (*(("sample",) if several else ()), *(f"${spell(name).latex}$" for name in names))
        rows = []
        for s, sample in enumerate(self.assignment.samples, start=1):
            numbers = [f"${latex.number(number.text)}$" for number in (*sample.x, *sample.y)]
            rows.append((*((str(s),) if several else ()), *numbers))
        return Grid(tuple(heads), "r" * len(heads), tuple(rows))

    def _parameters(self) -> Grid:
        units = {unit.name: spell(unit.name).latex for layer in self.assignment.network.layers for unit in layer}
        edges: dict[str, list[str]] = {}
        for c in self.assignment.network.connections:
            edges.setdefault(c.name, []).append(rf"{units[c.source.name]} \to {units[c.target.name]}")
        for link in self.assignment.network.biases:
            edges.setdefault(link.name, []).append(units[link.unit.name])
        rows = [
            (f"${self.name(name)}$", "$" + r",\; ".join(edges[name]) + "$", f"${latex.number(number.text)}$")
            for name, number in self.assignment.parameters.items()
        ]
        return Grid(("parameter", "where", "value"), "llr", tuple(rows))

    # -- lines ------------------------------------------------------------------------------

    def _line(self, step: Step) -> list[str]:
        """Name = formula = numbers = result."""
        formula = self.derivation.arranged(_formula(step))
        sides = [formula, settled(self.worked.printed_in(formula, step.name)), self._result(step.name)]
        decided = sides[1]
        if isinstance(decided, Chosen) and decided.value == sides[2]:
            # The case has decided and nothing is left to calculate.
            del sides[2]
        return equation(self.name(step.name), self._members(sides), self.name)

    def _members(self, sides: Sequence[Node]) -> list[Member]:
        """The sides that are shown, none of them twice, with the signs between them."""
        return self.signs.between(_without_repeats(sides, self.name))

    def _result(self, name: str) -> Number:
        return Number(self.worked.hand[name].text)

    def _shown(self, name: str) -> str:
        return latex.write(self._result(name), self.name)

    def _by_layer(self, steps: Sequence[Step]) -> Iterator[tuple[str, list[Step]]]:
        """Lines of one sample and layer together, with the heading of their place."""
        several, deep = len(self.assignment.samples) > 1, len(self.assignment.network.layers) > 3
        last = len(self.assignment.network.layers) - 1
        groups: dict[tuple[int | None, int | None], list[Step]] = {}
        for step in steps:
            groups.setdefault((step.place.sample, step.place.layer), []).append(step)
        for (sample, layer), lines in groups.items():
            where = "output layer" if layer == last else f"hidden layer{f' {layer}' if deep else ''}"
            yield f"Sample {sample}: {where}" if several else where.capitalize(), lines

    def _blocks(self, heading: str, steps: Sequence[Step]) -> Iterator[Block]:
        """Lines as blocks that fit on a page, none of them torn apart between its rows."""
        rows: list[str] = []
        for step in steps:
            line = self._line(step)
            if rows and len(rows) + len(line) > MOST_ROWS:
                yield Block(tuple(rows), heading)
                rows, heading = [], ""
            rows += line
        if rows:
            yield Block(tuple(rows), heading)

    def _forward(self) -> Iterator[Block]:
        for heading, steps in self._by_layer(self.derivation.of_kind(Kind.PRE, Kind.ACT)):
            yield from self._blocks(heading, steps)

    def _loss(self) -> Iterator[Block]:
        yield from self._blocks("", self.derivation.of_kind(Kind.LOSS))

    # -- backward ---------------------------------------------------------------------------

    def _slopes(self) -> Iterator[Block]:
        for heading, steps in self._by_layer(self.derivation.of_kind(Kind.SLOPE)):
            yield from self._blocks(heading, steps)

    def _deltas(self) -> Iterator[Block]:
        """∂L/∂out and δ of each unit, the last layer first."""
        adjoints = [step for step in self.derivation.of_kind(Kind.ADJOINT) if step.place.layer != 0]
        yield from self._blocks("", [step for step in adjoints if step.place.layer is None])
        for heading, steps in self._by_layer([step for step in adjoints if step.place.layer is not None]):
            yield from self._blocks(heading, steps)

    def _turned(self) -> Iterator[Block]:
        """The deltas as target − output, the negatives of the derivatives, where the course has them so."""
        if not self.assignment.marking.target_minus_output:
            return
        deltas = [s for s in self.derivation.of_kind(Kind.ADJOINT) if str(s.wrt).startswith("in_") and s.place.layer]
        rows = []
        for step in deltas:
            result = self._result(step.name)
            opposite = result.text.removeprefix("-") if result.negative or not result.value else f"-{result.text}"
            rows += equation(f"-{self.name(step.name)}", [Number(opposite)], self.name)
        yield from (Block(tuple(rows[i : i + MOST_ROWS])) for i in range(0, len(rows), MOST_ROWS))

    def _of_role(self, role: Role) -> list[Step]:
        return [self.derivation[f"dL/d{given.name}"] for given in self.derivation.givens(role)]

    def _gradient(self, step: Step) -> Block:
        """Chain rule over its paths, then slopes, then numbers, then the result."""
        wrt = str(step.wrt)
        users = self.paths.users[wrt]
        stages = self._stages(step) if len(users) == 1 else [_formula(step)]
        arranged = [self.derivation.arranged(stage) for stage in stages]
        numbers = [settled(self.worked.printed_in(formula, step.name)) for formula in arranged]
        members = self._members([self.paths.chain(wrt), arranged[0], *numbers, self._result(step.name)])
        left = latex.partial(self.name("L"), self.name(wrt))
        rows: list[str] = []
        for i, member in enumerate(members):
            # Chain rule and slopes stand in lines of their own; numbers follow one another.
            rows.extend(equation("" if i else left, [member], self.name) if i < 3 else [])
            if i >= 3:
                rows = _continued(rows, f"{member.sign} {latex.write(member.side, self.name)}")
        return Block(tuple(rows), f"Gradient of ${self.name(wrt)}$", self._reaches(wrt))

    def _stages(self, step: Step) -> list[sp.Expr]:
        """The gradient in ever fewer factors: slopes and deltas put in, slopes as lines, delta as a line."""
        derivation, expr = self.derivation, _formula(step)
        unit = self.paths.users[str(step.wrt)][0]
        delta = f"dL/d{unit}"
        if delta not in derivation:
            return [expr]
        slopes = [line for line in derivation.of_kind(Kind.SLOPE) if line.wrt == unit]
        # A slope that is a case stays a name: its branches have been shown among the local slopes.
        own = {delta, *(line.name for line in slopes if not _formula(line).has(sp.Piecewise))}
        own |= {f"dL/d{line.of}" for line in slopes}
        everything = {line.name for line in derivation}
        stages = [inlined(expr, derivation, everything - own), inlined(expr, derivation, everything - {delta}), expr]
        return [stage for i, stage in enumerate(stages) if stage not in stages[:i]]

    def _reaches(self, name: str) -> str:
        """Over which units a parameter reaches the loss."""
        lines = [self.derivation[user] for user in self.paths.users[name]]
        if self.derivation[name].why not in (Role.WEIGHT, Role.BIAS):
            return ""
        units = list(dict.fromkeys(self._unit(line) for line in lines))
        samples = len({line.place.sample for line in lines})
        text = f"${self.name(name)}$ reaches the loss through {_listed(units)}"
        squashed = {self._unit(self.derivation[user]) for user in self.paths.users[lines[0].name]}
        if len(units) == 1 and len(squashed) > 1:
            text += f", whose activation feeds all of {_listed(sorted(squashed))}"
        line = lines[0]
        following = self.paths.users.get(line.name.replace("in_", "out_", 1), ())
        targets = [self.derivation[user] for user in following if self.derivation[user].kind is Kind.PRE]
        if len(units) == 1 and targets:
            text += f", and from there over {_listed([self._unit(target) for target in targets])}"
        if samples > 1:
            text += f", in each of the {samples} samples"
        paths = self.paths.count(name)
        if paths > MOST_PATHS:
            text += f". These are {paths} paths; they are followed to the deltas above, which hold the rest"
        return text + "."

    def _unit(self, line: Step) -> str:
        layer = self.assignment.network.layers[line.place.layer or 0]
        return f"${spell(layer[(line.place.unit or 1) - 1].name).latex}$"

    def _input_gradients(self) -> Iterator[Block]:
        for given in self.derivation.givens(Role.INPUT):
            if f"dL/d{given.name}" in self.derivation:
                yield Block(tuple(self._line(self.derivation[f"dL/d{given.name}"])))

    # -- update and summary -----------------------------------------------------------------

    def _update(self) -> Iterator[Block]:
        yield from self._blocks("", self.derivation.of_kind(Kind.UPDATE))

    def _summary(self) -> Grid:
        updated = self.assignment.step is not None
        heads = ["gradient", "formula", "by hand", "exact or proven", "drift"]
        heads += ["old value", "new value"] if updated else []
        order = {given.name: i for i, given in enumerate(self.derivation.givens())}
        steps = sorted(self.derivation.of_kind(Kind.GRADIENT), key=lambda step: order[str(step.wrt)])
        rows = tuple(self._summary_row(step, updated=updated) for step in steps)
        return Grid(tuple(heads), "llrrc" + "rr" * updated, rows)

    def _summary_row(self, step: Step, *, updated: bool) -> tuple[str, ...]:
        row = self.worked[step.name]
        wrt = str(step.wrt)
        formula = self.derivation.arranged(_formula(step))
        shown = latex.write(formula, self.name)
        if latex.looks(shown) > 30:
            shown = latex.write(Sum(formula.terms[:1]), self.name) + r" + \cdots" if isinstance(formula, Sum) else ""
        short_exact = (
            row.exact is not None and len(row.exact) <= 12 and row.exact.lstrip("-").replace("/", "").isdigit()
        )
        proven = row.exact if short_exact and row.exact is not None else _shortened(self.worked.proven[step.name].text)
        cells = [
            rf"$\partial {self.name('L')}/\partial {self.name(wrt)}$",
            f"${shown}$",
            f"${self._shown(step.name)}$",
        ]
        cells += [f"${latex.number(proven)}$", f"{row.drift:+d}" if row.drift else "0"]
        if updated:
            old = self.assignment.numbers[wrt].text
            shown_old = latex.number(_shortened(old)) + r"\ldots" if is_long(old) else latex.number(old)
            cells += [f"${shown_old}$", f"${self._shown(f'{wrt}_new')}$"]
        return tuple(cells)

    def _remarks(self) -> Iterator[str]:
        yield (
            "Drift says by how many units of its last place rounding on the way has moved a gradient away from "
            "the correct rounding of its true value."
        )
        ties = [f"${self.name(row.name)}$" for row in self.worked.rows if row.tie]
        if ties:
            yield (f"So near a rounding tie that a calculator or a program may round the other way: {_listed(ties)}.")


def _formula(step: Step) -> sp.Expr:
    """The formula of a line that is not given."""
    assert step.expr is not None
    return step.expr


def _shortened(text: str) -> str:
    """Seven figures of a longer proven text."""
    return rounded(Fraction(text), Figures(significant=7)).text


def _without_repeats(sides: Sequence[Node], name: Callable[[str], str]) -> list[Node]:
    out: list[Node] = []
    seen = None
    for side in sides:
        text = latex.write(side, name)
        if text != seen:
            out.append(side)
        seen = text
    return out


def _continued(rows: list[str], text: str) -> list[str]:
    if latex.looks(rows[-1]) + latex.looks(text) <= WIDTH - 10:
        return [*rows[:-1], f"{rows[-1]} {text}"]
    return [*rows, f"&{text}"]


def _listed(items: list[str]) -> str:
    if len(items) > 6:
        items = [*items[:3], f"… ({len(items)} in all)"]
        return ", ".join(items)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
