"""From the forward lines to all lines: slopes, adjoints, gradients, updates.

The reverse sweep knows nothing of networks. For every name it sums, over the lines that use the
name, the adjoint of the line times the line's partial derivative by the name::

    dL/dname := Σ_lines dL/dline * ∂line/∂name

SymPy differentiates one line at a time, never a composed expression: composed gradients grow
exponentially with depth, the list grows by one line for each name.

Source: the chain rule over a computational graph as in Goodfellow, Bengio & Courville,
Deep Learning (2016), section 6.5; adjoint as in Griewank & Walther, Evaluating Derivatives (2008).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import sympy as sp

from symbp.errors import DerivationError
from symbp.optimizers import Optimizer, optimizers
from symbp.passes import inlined
from symbp.quantity import Quantity, gradient_of
from symbp.steps import TRAINED, Derivation, Kind, Place, Role, Step, names_in, symbol
from symbp.substitution import product, total, with_names
from symbp.symmetry import mirrored


def extend(forward: Derivation, *, input_gradients: bool = False, optimizer: str = "sgd") -> Derivation:
    """The forward lines with the whole backward pass behind them.

    Args:
        forward: givens and forward lines; the last line is the loss ``L``.
        input_gradients: whether to derive ∂L/∂x for the inputs too.
        optimizer: how parameters are updated, where there is a step.

    Raises:
        DerivationError: a slope that was offered is not the derivative.

    >>> from symbp.network import forward
    >>> from symbp.spec import load
    >>> d = extend(forward(load("nndl3")))
    >>> d.formula("dL/dout_h1"), d.formula("dL/dw1"), d.formula("w1_new")
    ('dL/din_o1*w5 + dL/din_o2*w6', 'dL/din_h1*x1', 'w1 - eta*dL/dw1')
    """
    wanted = {Role.INPUT, *TRAINED} if input_gradients else TRAINED
    return forward.extended((*_Sweep(forward, wanted).lines(), *_updates(forward, optimizers[optimizer])))


def _updates(forward: Derivation, optimizer: Optimizer) -> Iterator[Step]:
    """The lines of the optimizer: what is shared once, then those of each parameter."""
    if not forward.givens(Role.LEARNING_RATE):
        return
    for line in optimizer.shared_lines(symbol):
        yield Step(line.name, line.expr, Kind.UPDATE, of=Quantity.named(line.name).word, why=line.why)
    letters: dict[str, sp.Symbol] = {}
    lines = optimizer.lines(lambda short: letters.setdefault(short, symbol(short)))
    for given in forward.givens(*TRAINED):
        names = {letter: symbol(optimizer.long_name(short, given.name)) for short, letter in letters.items()}
        for line in lines:
            name = optimizer.long_name(line.name, given.name)
            of = Quantity.named(name).word if Quantity.named(name).updated else None
            yield Step(name, with_names(line.expr, names), Kind.UPDATE, given.place, of=of, why=line.why)


class _Sweep:
    """One reverse sweep: which names are reached from L, and in which order they are taken.

    A name is ready when all lines that use it have their adjoint; of those that are ready the one
    taught first is taken: the last layer before the first, deltas before gradients.
    """

    def __init__(self, forward: Derivation, wanted: frozenset[Role] | set[Role]) -> None:
        self.forward = forward
        self.wanted = wanted
        self.partials = {step.name: _partials(step, forward) for step in self._behind_the_loss()}
        self.uses = Counter(name for row in self.partials.values() for name in row)
        self.pending = Counter(self.uses)
        self.by_loss = {name for line, row in self.partials.items() if forward[line].kind is Kind.LOSS for name in row}
        self.terms: dict[str, list[sp.Expr]] = {"L": [sp.Integer(1)]}
        self.last = max((step.place.sample or 0 for step in forward), default=0) + 1

    def _behind_the_loss(self) -> list[Step]:
        reached = {"L"}
        steps = []
        for step in reversed(self.forward.steps):
            if step.expr is not None and step.name in reached:
                reached |= _operands(step)
                steps.append(step)
        return steps

    def lines(self) -> Iterator[Step]:
        """Slopes, adjoints and gradients, in the order of the lesson."""
        ready = [(self._turn(self.forward["L"]), "L")]
        while ready:
            _, name = heapq.heappop(ready)
            step = self.forward[name]
            adjoint = total(self.terms.pop(name))
            if adjoint != 1 or step.kind is Kind.GIVEN:
                line = self._line(step, adjoint)
                yield line
                adjoint = symbol(line.name)
            for operand, partial in self.partials.get(name, {}).items():
                if not self._is_wanted(operand):
                    continue
                factor = partial
                if step.kind is Kind.ACT:
                    slope = _slope(step, operand, partial, self.forward[operand].place)
                    yield slope
                    factor = symbol(slope.name)
                self.terms.setdefault(operand, []).append(product(adjoint, factor))
                self.pending[operand] -= 1
                if self.pending[operand] == 0:
                    heapq.heappush(ready, (self._turn(self.forward[operand]), operand))
        # The loss does not depend on a given that nothing uses.
        for step in self.forward.givens(*self.wanted):
            if step.name not in self.uses:
                yield self._line(step, sp.Integer(0))

    def _is_wanted(self, name: str) -> bool:
        step = self.forward[name]
        return step.kind is not Kind.GIVEN or step.why in self.wanted

    def _line(self, step: Step, adjoint: sp.Expr) -> Step:
        trained = step.why in TRAINED
        if self.uses[step.name] > 1:
            why = "sum over uses" if trained else "sum over paths"
        elif self.uses[step.name] == 0:
            why = "no path"
        else:
            why = "derivative of the loss" if step.name in self.by_loss else "chain rule"
        kind = Kind.GRADIENT if trained else Kind.ADJOINT
        return Step(gradient_of(step.name), adjoint, kind, step.place, of="L", wrt=step.name, why=why)

    def _turn(self, step: Step) -> tuple[int, ...]:
        place, position = step.place, self.forward.position(step.name)
        if step.kind is Kind.GIVEN and step.why in TRAINED:
            return (self.last if place.sample is None and self.last > 1 else 0, -(place.layer or 0), 1, position)
        layer = 10**6 if place.layer is None else place.layer
        return (place.sample or 0, -layer, 0, place.unit or 0, step.kind is not Kind.ACT, position)


def _slope(step: Step, operand: str, partial: sp.Expr, place: Place) -> Step:
    return Step(
        name=f"d{step.name}/d{operand}",
        expr=partial,
        kind=Kind.SLOPE,
        place=Place(step.place.layer, step.place.unit, place.unit, step.place.sample),
        of=step.name,
        wrt=operand,
        why="slope",
    )


def _operands(step: Step) -> frozenset[str]:
    return frozenset(step.slopes) or step.uses


def _partials(step: Step, forward: Derivation) -> Mapping[str, sp.Expr]:
    """∂line/∂operand for each operand, differentiated by SymPy.

    A sum is differentiated term by term: a unit with 784 inputs would otherwise cost 784² terms.
    """
    if step.slopes:
        return _offered(step, forward)
    assert step.expr is not None
    return _termwise(step.expr, forward)


def _termwise(expr: sp.Expr, forward: Derivation) -> Mapping[str, sp.Expr]:
    rows: dict[str, list[Any]] = {}
    for term in sp.Add.make_args(expr):
        operands = [symbol(name) for name in sorted(names_in(term), key=forward.position)]
        letters = _letters(len(operands))
        pattern = with_names(term, dict(zip(operands, letters, strict=True)))
        names = dict(zip(letters, operands, strict=True))
        for operand, partial in zip(operands, _differentiated(pattern, letters), strict=True):
            rows.setdefault(operand.name, []).append(with_names(partial, names))
    return {name: total(terms) for name, terms in rows.items()}


@lru_cache(maxsize=1024)
def _differentiated(pattern: sp.Expr, letters: tuple[sp.Symbol, ...]) -> tuple[sp.Expr, ...]:
    """The partial derivatives of a term whose names have been replaced by letters.

    All terms w*x of a network are one pattern: SymPy's ``diff`` is called once for it and not once
    for each connection, which makes the sweep of a 784-30-10 network four times faster.
    """
    return tuple(sp.diff(pattern, letter) for letter in letters)


@lru_cache(maxsize=256)
def _letters(count: int) -> tuple[sp.Symbol, ...]:
    return tuple(symbol(f"z{i}") for i in range(count))


def _offered(step: Step, forward: Derivation) -> Mapping[str, sp.Expr]:
    """The offered slopes, each proven, or the mirror image of one that has been.

    One proof is enough for any two units of a softmax: to exchange two logits changes nothing but their names.
    """
    for group in mirrored(step, forward):
        _prove(step, group[0], forward)
    return step.slopes


def _prove(step: Step, wrt: str, forward: Derivation) -> None:
    """Make sure that the offered slope is the derivative of the line."""
    stop = frozenset(step.slopes)
    offered = step.slopes[wrt]
    assert step.expr is not None
    if len(stop) >= _MANY and _by_chain_rule(step, wrt, forward):
        return
    composed = inlined(step.expr, forward, stop)
    claimed = inlined(offered, forward, stop)
    # The variable has the first letter even where it occurs in neither: its slope is then 0.
    names = [symbol(name) for name in names_in(composed) | names_in(claimed) | {wrt}]
    # The proof is about the function, not the unit: names in the same part get the same letters,
    # so that it is made once for all outputs of a softmax and not once for each.
    uses = [Counter(part for part in sp.preorder_traversal(expr) if part.is_Symbol) for expr in (composed, claimed)]
    names.sort(key=lambda s: (s.name != wrt, -uses[0][s], -uses[1][s], s.name))
    letters = dict(zip(names, _letters(len(names)), strict=True))
    if not is_derivative(claimed.xreplace(letters), composed.xreplace(letters), symbol("z0")):
        message = f"'{offered}' is offered as the slope of '{step.name}' by '{wrt}', but it is not"
        raise DerivationError(message)


_MANY = 8
"""From how many units on a slope is first tried by the chain rule over the lines that it goes through."""


def _by_chain_rule(step: Step, wrt: str, forward: Derivation) -> bool:
    """Whether the chain rule over the lines between, and over the sums below fraction lines, shows an offered slope.

    What is nothing once it has been expanded is 0; nothing is said where something is left.
    """
    stop, by = frozenset(step.slopes), symbol(wrt)
    assert step.expr is not None
    partials = _termwise(step.expr, forward) if any(name not in stop for name in step.uses) else {}
    between = {name: forward[name].expr for name in {*step.uses, *names_in(step.slopes[wrt])} - stop}
    lines: dict[str, Any] = {name: expr for name, expr in between.items() if expr is not None}
    if any(forward[used].expr is not None for expr in lines.values() for used in names_in(expr) - stop):
        return False
    lines[step.name] = step.expr
    sums: dict[object, object] = {}
    for name, expr in lines.items():
        denominators = {part.base for part in expr.atoms(sp.Pow) if part.base.is_Add and part.exp.is_negative}
        sums |= {part: sp.Dummy(positive=True) for part in denominators - sums.keys()}
        lines[name] = expr.xreplace(sums)
    slope_of = {dummy: sp.diff(part, by) for part, dummy in sums.items()}

    def slope(expr: sp.Expr) -> sp.Expr:
        """∂expr/∂wrt, the sums being functions of it."""
        names = expr.free_symbols
        return sp.Add(sp.diff(expr, by), *(sp.diff(expr, d) * s for d, s in slope_of.items() if d in names))

    own = lines.pop(step.name)
    through = [partials[name] * slope(expr) for name, expr in lines.items() if name in partials]
    total = sp.Add(*through, partials.get(wrt, 0)) if partials else slope(own)
    formulas = {symbol(name): expr for name, expr in {**lines, step.name: own}.items()}
    difference = (total - step.slopes[wrt]).xreplace(formulas).replace(sp.exp, _as_unknown)
    return bool(sp.expand(difference) == 0)


@lru_cache(maxsize=1024)
def is_derivative(claimed: sp.Expr, function: sp.Expr, by: sp.Symbol) -> bool:
    """Whether ``claimed`` is ∂function/∂by, proven algebraically.

    Exponentials are taken as independent unknowns, which turns the difference into a rational
    function; that is zero exactly if its numerator expands to nothing.

    >>> z = symbol("z")
    >>> a = 1/(1 + sp.exp(-z))
    >>> is_derivative(a*(1 - a), a, z), is_derivative(a*(1 + a), a, z)
    (True, False)
    """
    derivative = sp.diff(sp.expand_log(function, force=True), by)
    difference = (derivative - claimed).replace(sp.exp, _as_unknown)
    numerator, _ = sp.fraction(sp.together(difference))
    return bool(sp.expand(numerator) == 0)


def _as_unknown(argument: sp.Expr) -> sp.Expr:
    coefficient, rest = argument.as_coeff_Mul()
    return sp.Symbol(f"exp({rest})", positive=True) ** coefficient
