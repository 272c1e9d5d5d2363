"""A line's name and what it is about: the one grammar of names."""

import ast
import pathlib

import hypothesis.strategies as st
import pytest
from hypothesis import given

import symbp
from symbp import bundled, derive, load
from symbp.errors import SymbpError
from symbp.quantity import Quantity, gradient_of
from symbp.steps import Kind

PACKAGE = pathlib.Path(symbp.__file__).parent


def _derivations(name):
    assignment = load(name)
    yield derive(assignment)
    try:
        yield derive(assignment, iterations=3)
    except SymbpError:
        assert assignment.learning_rate is None


@pytest.mark.parametrize("name", bundled(wide=False))
def test_every_name_is_read_and_written_back(name):
    for derivation in _derivations(name):
        for step in derivation:
            quantity = step.quantity
            assert str(quantity) == step.name
            assert quantity.of_sample == (step.place.sample or 0)
            assert (quantity.of is not None) == (step.of is not None and step.wrt is not None)
            if quantity.is_gradient:
                assert step.kind in (Kind.ADJOINT, Kind.GRADIENT)


@pytest.mark.parametrize("name", ["nndl3", "relu-batch", "lstm-cell"])
def test_the_same_an_iteration_earlier_is_a_line(name):
    derivation = derive(load(name), iterations=3)
    for step in derivation:
        if step.quantity.iteration > 1:
            assert str(step.quantity.before) in derivation


_WORDS = st.from_regex(r"[a-zA-Z]{1,3}[0-9]{0,2}(_[a-z][0-9]{0,2})?", fullmatch=True).filter(lambda w: w != "d")
_PLAIN = st.builds(Quantity, _WORDS, st.booleans(), st.integers(0, 30), st.just(1))


@given(_PLAIN, _PLAIN, st.integers(1, 40))
def test_any_quantity_is_what_its_name_says(one, other, iteration):
    assert Quantity.named(str(one.at(iteration))) == one.at(iteration)
    derivative = Quantity(of=one, wrt=other).at(iteration)
    assert Quantity.named(str(derivative)) == derivative
    assert derivative.about("q").subject == "q"


@given(st.text(max_size=60))
def test_any_text_has_a_quantity(text):
    assert isinstance(str(Quantity.named(text)), str)
    assert Quantity.named(gradient_of(text)).is_gradient


def test_no_other_file_takes_a_name_apart():
    """Marks of a name are cut off in one place only; where a name of the user's is refused they may be looked for."""
    cuts = {"partition", "rpartition", "split", "removeprefix", "removesuffix", "endswith", "replace"}
    marks = ("@", "_new", "dL/", "dL[", "in_", "out_", "din_", "dout_")
    refusing = {"spec/wiring.py", "spec/formulas.py"}
    # A student's name has its iteration behind an @ too; the general formulas have a letter for -delta.
    other = {("marking/names.py", "@1"), ("general/letters.py", "dL/dz"), ("solving/general/index_form.py", "dL/dz")}
    found = set()
    for path in PACKAGE.rglob("*.py"):
        where = path.relative_to(PACKAGE).as_posix()
        if where == "quantity.py" or where in refusing or where.startswith("contract/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in cuts:
                first = node.args[0] if node.args else None
                text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
                if text.startswith(marks) and (where, text) not in other:
                    found.add((where, node.lineno, text))
    assert found == set()
