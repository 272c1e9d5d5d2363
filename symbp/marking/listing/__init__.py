"""A student's Python, read and never run: its assignments become named lines.

A small abstract interpreter walks the syntax tree with formulas in the place of numbers: arrays
have NumPy's shapes and identity, functions and classes are followed where they are called. A value
that equals a line of the derivation is that line from then on, whatever it is called and in whatever
layout it lies; a value that equals none is judged by what its name says, and the listing goes on
with the line that was meant, so that each line is judged by itself.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from symbp.errors import at_most
from symbp.limits import LONGEST_PROGRAM, MOST_PROGRAM_LINES
from symbp.marking.entry import Entry
from symbp.marking.key import AnswerKey, answer_key
from symbp.marking.listing.givens import Naming, Way
from symbp.marking.listing.hoisting import hoist
from symbp.marking.listing.interpreter import Interpreter
from symbp.marking.listing.locating import Locating
from symbp.marking.listing.narrowing import narrow, stand_ins
from symbp.marking.listing.recorder import MOST_RECORDED_LINES, Recorder
from symbp.marking.listing.remarks import remarks
from symbp.marking.listing.repairing.entries import entries_of
from symbp.marking.listing.repairing.repair import Repairing
from symbp.marking.listing.repairing.several import repairs
from symbp.marking.listing.source import python_of
from symbp.spec import Assignment

MOST_BATCHES = 4
MOST_VARIANTS = 4
MOST_LOCATED = 3
LEAST_RIGHT = 0.3
MOST_FAULTS = 3


def read_listing(text: str, key: AnswerKey) -> list[Entry]:
    """The assignments of a listing that are about quantities of the assignment.

    Raises:
        ValueError: the text is not Python, or too long.

    >>> from symbp import load
    >>> from symbp.marking.key import answer_key
    >>> entries = read_listing("d_w5 = (out_o1 - y1)*out_o1*(1 - out_o1)*out_h1", answer_key(load("nndl3")))
    >>> entries[0].name, entries[0].line
    ('dL/dw5', 1)
    """
    tree, text = tree_of(text)
    _narrow(tree, key)
    hoist(tree)
    key = _with_batches(key)
    found: list[Recorder] = []
    plain = _followed(tree, text, key, Way(), by_value=True)
    for way in _ways(plain):
        recorder = plain if way == Way() else _followed(tree, text, key, way, by_value=True)
        if recorder.all_updated and recorder.added_up[0]:
            follow = partial(_followed, tree, text, key, way, by_value=True)
            repair = Repairing(tree, recorder, follow).repair()
            if repair is not None:
                return entries_of([repair], recorder)
        if recorder.all_updated and recorder.summed:
            follow = partial(_followed, tree, text, key, way, by_value=True)
            repair = Repairing(tree, recorder, follow, mean=True).repair()
            if repair is not None:
                return entries_of([repair], recorder)
        if recorder.all_updated:
            return recorder.without_mean() or [*recorder.right_entries(), *remarks(recorder)]
        found.append(recorder)
    best = max(found, key=lambda recorder: (recorder.updated_once, recorder.recognised))
    if best.outcomes:
        follow = partial(_followed, tree, text, key, best.givens.way, by_value=True)
        in_turn = repairs(tree, best, follow)
        if in_turn:
            return [*entries_of(in_turn, best), *remarks(in_turn[-1].right)]
    for recorder in sorted(found, key=lambda each: -each.recognised)[:MOST_LOCATED]:
        if recorder.updated_once:
            wrong = Locating(recorder).entries()
            if wrong:
                return [*recorder.right_entries(), *wrong]
    if any(recorder.updated_once for recorder in found):
        # What is wrong with the updates is not known: nothing is said to be but gradients beside right ones.
        best = max(found, key=lambda recorder: recorder.recognised)
        named = _followed(tree, text, key, best.givens.way) if best.share_of_right > LEAST_RIGHT else None
        wrong = named.wrong_gradients() if named is not None else []
        return [*best.right_entries(), *wrong] if wrong else best.right_entries(told=True)
    first = _followed(tree, text, key, Way())
    if first.recognised == 0 and len(first.faults) >= MOST_FAULTS:
        # A listing that was not followed: its names say nothing.
        return first.right_entries() + list(first.faults.values())
    if first.givens.variants == 1 or first.without_a_mistake():
        return first.entries()
    # Random weights of a square layer may lie either way: as the program fits the assignment better.
    second = _followed(tree, text, key, Way(turned=1))
    return max((first, second), key=lambda recorder: recorder.recognised).entries()


@dataclass(frozen=True, order=True, slots=True)
class Fit:
    """How well a listing fits an assignment; the better fit is the greater one.

    Attributes:
        updates: whether its first iteration makes every update of the assignment, up to a factor of the gradients.
        followed: whether it has an update of every parameter.
        last: how many of the updates of the last layer are right, on which those before depend.
        right: how many of the updates are right.
        plain: whether that factor is 1.
        recognised: how many of the lines it has, of those that there are.
    """

    updates: bool
    followed: bool
    last: int
    right: int
    plain: bool
    recognised: float

    @property
    def whole(self) -> bool:
        """Whether every update is made, with a factor of 1."""
        return self.updates and self.plain


def fit(text: str, assignment: Assignment, *, quickly: bool = False) -> Fit:
    """How well a listing fits an assignment, by values alone.

    Args:
        text: the listing.
        assignment: what it may be about.
        quickly: whether only the likeliest layout is tried of what the listing does not show, for one iteration.

    Raises:
        ValueError: the text is not Python, or too long.

    >>> from symbp import load
    >>> fit("z = w1*x1 + w2*x2", load("logistic")).updates
    False
    """
    tree, text = tree_of(text)
    key = _with_batches(answer_key(assignment))
    _narrow(tree, key)
    plain = _followed(tree, text, key, Way(), by_value=True, once=quickly)
    best = _fit(plain)
    for way in () if quickly or best.whole else _ways(plain)[1:]:
        best = max(best, _fit(_followed(tree, text, key, way, by_value=True)))
    return best


def _fit(recorder: Recorder) -> Fit:
    factors = {recorder.factors[line][0] for line in recorder.outcomes_of_first if line in recorder.factors}
    right = [line for line in recorder.outcomes_of_first if recorder.outcomes[line]]
    lines, depth = len(recorder.key.derivation), len(recorder.key.assignment.network.layers) - 1
    last = sum(recorder.key.derivation[line].place.layer == depth for line in right)
    share = recorder.recognised / lines
    return Fit(recorder.all_updated, recorder.updated_once, last, len(right), factors <= {1}, share)


def _ways(plain: Recorder) -> list[Way]:
    """The ways in which what is not shown in a listing may lie, the likeliest first, which has been followed."""
    turns = range(min(plain.givens.variants, MOST_VARIANTS))
    lies = [(False, False), (False, True), (True, False), (True, True)] if plain.givens.outside else [(False, False)]
    return [Way(turned, columns, flat) for columns, flat in lies for turned in turns]


def tree_of(text: str) -> tuple[ast.Module, str]:
    """The syntax tree of a listing, and its Python: of a notebook the code, of Python 2 what Python 3 reads.

    Raises:
        ValueError: the text is not Python, or too long.
    """
    at_most(len(text), LONGEST_PROGRAM, "a listing of more than {} characters", ValueError)
    at_most(text.count("\n"), MOST_PROGRAM_LINES, "a listing of more than {} lines", ValueError)
    text = python_of(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text), text
    except SyntaxError as error:
        message = f"not Python: line {error.lineno}: {error.msg}"
        raise ValueError(message) from None
    except (ValueError, RecursionError, MemoryError):
        message = "not Python: nested too deeply, or with characters that Python does not know"
        raise ValueError(message) from None


def _with_batches(key: AnswerKey) -> AnswerKey:
    """The key with an iteration for each batch, as far as that is not too much."""
    later = len(key.assignment.later)
    if later and key.assignment.learning_rate is not None and len(key.derivation) * (later + 1) <= MOST_RECORDED_LINES:
        return answer_key(key.assignment, min(later + 1, MOST_BATCHES))
    return key


def _narrow(tree: ast.Module, key: AnswerKey) -> None:
    """Put the sizes of the network into a program of the wide one that it stands for."""
    network = key.assignment.network
    if network.stands_for:
        small = stand_ins([len(layer) for layer in network.layers], network.stands_for)
        narrow(tree, small, len(key.assignment.samples))


def _followed(
    tree: ast.Module, text: str, key: AnswerKey, way: Way, *, by_value: bool = False, once: bool = False
) -> Recorder:
    naming = Naming(frozenset(_counted_from_zero(tree)), frozenset(_moved(tree)))
    recorder = Recorder(key, text.splitlines(), naming, way, by_value=by_value, once=once)
    try:
        Interpreter(recorder).whole(tree)
    except RecursionError:
        message = "a listing nested too deeply"
        raise ValueError(message) from None
    return recorder


def _moved(tree: ast.Module) -> Iterator[str]:
    """The names from which a listing takes something off: ``W -= lr * dW``, ``W = W - lr * dW``."""
    for node in ast.walk(tree):
        match node:
            case ast.AugAssign(target=ast.Name(id=written) | ast.Attribute(attr=written), op=ast.Sub()):
                yield written
            case ast.Assign(targets=[ast.Name(id=written)], value=ast.BinOp(left=ast.Name(id=same), op=ast.Sub())) if (
                written == same
            ):
                yield written
            case ast.Assign(
                targets=[ast.Attribute(attr=written)], value=ast.BinOp(left=ast.Attribute(attr=same), op=ast.Sub())
            ) if written == same:
                yield written


_FIRST = re.compile(r"([A-Za-z_]+?)0")


def _counted_from_zero(tree: ast.Module) -> Iterator[str]:
    """The stems of names of which a listing has one with 0: h0 and h1 are the first and the second."""
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for written in stored:
        match = _FIRST.fullmatch(written)
        if match is not None and f"{match.group(1)}1" in stored:
            yield match.group(1)
