"""What an assignment may hold, at the edge of it."""

import pytest

from symbp import derive, parse
from symbp.errors import SpecError
from symbp.spec.numbers import read_number

NET = """
[network]
layers = {layers}
activation = "identity"
[loss]
name = "{loss}"
[data]
x = {x}
{y}
[parameters]
fill = 1
"""


def net(layers=(1, 1), loss="half-squared-error", x="[[1]]", y="y = [[0]]"):
    return NET.format(layers=list(layers), loss=loss, x=x, y=y)


@pytest.mark.parametrize("text", ["1e300", "-1e-300", "1E+0300"])
def test_exponents_as_far_as_they_are_read(text):
    assert read_number(text).value != 0


@pytest.mark.parametrize("text", ["1e301", "1e-301", "-2e9999", "-2e-9999"])
def test_exponents_beyond_that_are_refused(text):
    with pytest.raises(SpecError, match="has an exponent beyond 300"):
        read_number(text)


@pytest.mark.parametrize("text", ["1/0", "-1/00", "3 / 000"])
def test_a_fraction_over_zero_is_refused(text):
    with pytest.raises(SpecError, match="divides by zero"):
        read_number(text)


@pytest.mark.parametrize("value", [True, False, 0.5, None, [1]])
def test_what_is_neither_a_whole_number_nor_text_is_no_number(value):
    with pytest.raises(SpecError, match="expected a number, got"):
        read_number(value)


def test_there_are_as_many_targets_as_inputs():
    with pytest.raises(SpecError, match="data: 1 rows in x, but 2 in y"):
        parse(net(y="y = [[0], [1]]"))
    with pytest.raises(SpecError, match="data: 2 rows in x, but 1 in y"):
        parse(net(x="[[0], [1]]"))


@pytest.mark.parametrize(("x", "y"), [("[[1, 2]]", "y = [[0]]"), ("[[1]]", "y = [[0, 1]]")])
def test_a_row_is_as_wide_as_its_layer(x, y):
    with pytest.raises(SpecError, match=r"row 1: 2 numbers for 1 (in|out)puts"):
        parse(net(x=x, y=y))


@pytest.mark.long
def test_samples_count_towards_what_can_be_handled():
    rows = ", ".join(["[1]"] * 30_001)
    assert len(parse(net(x="[[1], [2]]", y="y = [[0], [1]]")).samples) == 2
    with pytest.raises(SpecError, match="30001 samples make about 2040"):
        parse(net([1, *[1] * 16], x=f"[{rows}]", y=f"y = [{rows}]"))


def test_an_output_that_is_differentiated_itself_has_no_target():
    assignment = parse(net(loss="output", y=""))
    assert assignment.network.targets == ()
    assert derive(assignment).formula("L") == "out_o1"
