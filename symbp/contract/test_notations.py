"""Every notation tells the names of an assignment apart, on a page and in Unicode."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from symbp import architecture, bundled, derive, derive_general, load, parse, write
from symbp.contract import things
from symbp.contract.nets import assignments
from symbp.errors import SymbpError
from symbp.notation import notations
from symbp.steps import Kind

ALL = things(notations)
SMALL = [name for name in bundled(wide=False) if len(load(name).parameters) < 60]


def names(notation, derivation):
    """The names of the lines in Unicode, where the notation has letters for the network."""
    depth = max((step.place.layer or 0 for step in derivation), default=0)
    units = any(step.place.unit for step in derivation)
    if not notation.layers or not units or len(notation.layers) == depth:
        return notation.unicode(derivation)
    with pytest.raises(SymbpError, match="has letters for"):
        notation.unicode(derivation)
    return None


def told_apart(notation, derivation):
    """Fail where two lines of a derivation are written alike, or a bracket is left open."""
    spelt = names(notation, derivation)
    if spelt is None:
        return
    written = notation.latex(derivation)
    assert set(spelt) == set(written) == {step.name for step in derivation}
    # A derivative by a pre-activation with a threshold beside it is one by the threshold, but for the sign.
    own = [step.name for step in derivation if step.kind in (Kind.GIVEN, Kind.PRE, Kind.ACT, Kind.UPDATE)]
    assert len({spelt[name] for name in own}) == len({written[name] for name in own}) == len(own)
    for text in written.values():
        assert text.count("{") == text.count("}")
        assert text.isascii() or all(letter.isalpha() for letter in text if not letter.isascii())


@pytest.mark.parametrize("name", ALL)
def test_a_record_is_complete(name):
    """It has a title, four different letters, and sizes of layers that are as many as it names layers."""
    notation = ALL[name]
    assert notation.title
    assert notation.pre
    assert notation.act
    assert len({notation.pre, notation.act, notation.part, notation.loss}) == 4
    assert len({*notation.sizes}) == len(notation.sizes)
    assert not notation.layers or len(notation.sizes) == len(notation.layers) + 1


@pytest.mark.long
@pytest.mark.parametrize("assignment", SMALL)
@pytest.mark.parametrize("name", ALL)
def test_no_two_lines_of_an_assignment_have_one_name(name, assignment):
    """The lines of every small bundled assignment are told apart."""
    told_apart(ALL[name], derive(assignment))


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25, deadline=None)
@given(case=assignments())
def test_no_two_lines_of_a_random_network_have_one_name(name, case):
    """The lines of random networks are told apart too, whatever their units are called."""
    told_apart(ALL[name], derive(parse(case[0])))


@pytest.mark.parametrize("name", ALL)
def test_the_general_layer_is_written_in_it(name):
    """The general derivation is another text in each notation."""
    lines = derive_general(architecture("sigmoid", "squared-error"))
    texts = {each: write(lines, "text", notation=each).decode() for each in {name, *notations}}
    assert len(set(texts.values())) == len(texts)
