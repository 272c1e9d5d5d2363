"""Answers from a generator: no right number or formula is called wrong, no wrong formula is right without a remark."""

import numpy as np
import pytest
import sympy as sp
from generated import POLICIES, SPELLINGS, differs, equivalent, seeded, text_of, worked, wrong

from symbp import bundled, derive, load
from symbp.errors import SymbpError
from symbp.formula.maximum import Maximum
from symbp.marking import Verdict, check_text
from symbp.marking.judge import GOOD
from symbp.steps import Kind, symbol

ALL = bundled(wide=False)
FINE = {*GOOD, Verdict.CANNOT_TELL}


def not_fine(assignment, name, policy, spelling):
    """How many right numbers a sheet has, and those that are called wrong."""
    assignment, numbers = assignment
    text = "\n".join(f"{line} = {SPELLINGS[spelling](number)}" for line, number in numbers)
    marking = check_text(assignment, text)
    assert not marking.faults, marking.faults[0]
    return len(numbers), [(name, policy, spelling, m) for m in marking.marks if m.verdict not in FINE]


def numbers_of(names, policies, spellings):
    """The number of right numbers that were tried, and what is called wrong of them."""
    total, bad = 0, []
    for name in names:
        for i, policy in enumerate(policies):
            try:
                made = worked(name, policy)
            except SymbpError:
                # With so few figures a line is not defined.
                continue
            for spelling in spellings[i % len(spellings) :: 4] if len(spellings) > 4 else spellings:
                count, found = not_fine(made, name, policy, spelling)
                total, bad = total + count, bad + found
    return total, bad


@pytest.mark.long
@pytest.mark.parametrize("name", ["nndl3-bias", "mazur", "nndl3-class", "relu-batch", "logistic"])
def test_right_numbers_are_never_wrong(name):
    total, bad = numbers_of([name], POLICIES[::11], sorted(SPELLINGS))
    assert not bad, (len(bad), bad[:3])
    assert total > 100


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_right_numbers_in_all_precisions_are_never_wrong(name):
    total, bad = numbers_of([name], POLICIES, sorted(SPELLINGS))
    assert not bad, (len(bad), bad[:3])
    assert total > 1000


def formulas_of(name, count, make):
    """Pairs of a line and a formula that was made of its own."""
    derivation = derive(load(name))
    source = seeded(name, make.__name__)
    steps = [step for step in derivation if step.expr is not None and not step.expr.is_number]
    for _ in range(count):
        step = source.choice(steps)
        expr = make(derivation, step, source)
        if expr is not None and expr.count_ops() < 200 and expr.free_symbols:
            yield derivation, step, expr


def right_formulas(name, count):
    verdicts = []
    for derivation, step, expr in formulas_of(name, count, equivalent):
        text = text_of(derivation, expr)
        marking = check_text(ASSIGNMENTS[name], f"{step.name} = {text}")
        verdicts += [(step.name, text, mark) for mark in marking.marks if mark.formula]
    return verdicts


ASSIGNMENTS = {name: load(name) for name in ALL}


@pytest.mark.long
@pytest.mark.parametrize("name", ["nndl3", "nndl3-class", "nndl3-relu", "logistic"])
def test_equivalent_formulas_are_right(name):
    marks = right_formulas(name, 60)
    assert len(marks) > 30
    assert [mark for mark in marks if mark[2].verdict not in FINE] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_very_many_equivalent_formulas_are_right(name):
    marks = right_formulas(name, 540)
    assert len(marks) > 300
    assert [mark for mark in marks if mark[2].verdict not in FINE] == []


def wrong_formulas(name, count):
    source = seeded(name)
    for derivation, step, expr in formulas_of(name, count, wrong):
        if differs(derivation, expr, step.expr, source):
            text = text_of(derivation, expr)
            for mark in check_text(ASSIGNMENTS[name], f"{step.name} = {text}").marks:
                if mark.formula:
                    yield step.name, text, mark


@pytest.mark.long
@pytest.mark.parametrize("name", ["nndl3", "mazur", "nndl3-class", "xor-mean"])
def test_wrong_formulas_are_not_right_without_a_remark(name):
    marks = list(wrong_formulas(name, 60))
    assert len(marks) > 20
    assert [each for each in marks if each[2].verdict in GOOD and not each[2].remark] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_very_many_wrong_formulas_are_not_right_without_a_remark(name):
    marks = list(wrong_formulas(name, 265))
    assert len(marks) > 80
    assert [each for each in marks if each[2].verdict in GOOD and not each[2].remark] == []


def _is_root(part):
    """Whether a part is a number such as the root of 2, which torch takes of tensors only."""
    return part.is_Pow and part.is_number and not part.is_Rational


def in_single_precision(name, number, modules):
    """The lines as a program has them that calculates with 32 bits."""
    assignment = ASSIGNMENTS[name]
    derivation = derive(assignment)
    values = {n: number(float(value.value)) for n, value in assignment.numbers.items()}
    for step in derivation:
        if step.expr is not None:
            names = sorted(step.uses)
            expr = step.expr.replace(Maximum, sp.Max).replace(_is_root, lambda root: sp.Float(str(sp.N(root, 20))))
            function = sp.lambdify([symbol(n) for n in names], expr, modules=modules, cse=False)
            values[step.name] = number(function(*(values[n] for n in names)))
    return [
        (step.name, values[step.name]) for step in derivation if step.expr is not None and step.kind is not Kind.SLOPE
    ]


PRINTS = {
    "item": lambda x: repr(float(x)),
    "numpy": lambda x: str(np.float32(x)),
    "ten decimals": lambda x: f"{float(x):.10f}",
    "four decimals": lambda x: f"{float(x):.4f}",
}


@pytest.mark.long
@pytest.mark.parametrize("form", PRINTS)
@pytest.mark.parametrize("name", ALL)
def test_single_precision_is_right(name, form):
    if "relu" in name:
        pytest.skip("a Piecewise is no function of NumPy scalars; torch judges it")
    lines = in_single_precision(name, np.float32, "numpy")
    text = "\n".join(f"{line} = {PRINTS[form](value)}" for line, value in lines)
    marking = check_text(ASSIGNMENTS[name], text)
    assert [mark for mark in marking.marks if mark.verdict not in FINE] == []


@pytest.mark.slow
@pytest.mark.parametrize("form", PRINTS)
@pytest.mark.parametrize("name", ALL)
def test_what_torch_prints_in_single_precision_is_right(name, form):
    torch = pytest.importorskip("torch", reason="pip install torch")
    lines = in_single_precision(name, lambda x: torch.as_tensor(x, dtype=torch.float32), "torch")
    text = "\n".join(f"{line} = {PRINTS[form](value.item())}" for line, value in lines)
    marking = check_text(ASSIGNMENTS[name], text)
    assert [mark for mark in marking.marks if mark.verdict not in FINE] == []
