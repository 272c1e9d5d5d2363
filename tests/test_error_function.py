"""The error function and π: GELU's formulas on sheets, in programs, on a calculator, and in a record."""

from fractions import Fraction

import pytest
import sympy as sp

from symbp import parse
from symbp.activations import activations
from symbp.errors import SpecError
from symbp.exporting.record.expressions import packed, unpacked
from symbp.formula.calculator import work_out
from symbp.formula.tree import Call, Numeral
from symbp.importing.readers.pytorch import from_sequential
from symbp.marking import Verdict, check_text
from symbp.steps import symbol
from symbp.values.arithmetic import program
from symbp.values.exact import Exact

NET = parse(
    """
[network]
layers = [2, 2, 1]
activation = ["gelu", "gelu-tanh"]
[loss]
name = "squared-error"
[data]
x = [[0.5, -1]]
y = [[1]]
[parameters]
weights = [0.1, 0.3, -0.4, 0.2, 0.6, -0.5]
""",
    name="gelu",
)
z, a = "in_h1", "out_h1"
RIGHT = [
    f"{a} = {z}/2*(1 + erf({z}/sqrt(2)))",
    f"{a} = 0.5*{z} + 0.5*{z}*erf({z}/√2)",
    rf"{a} = \frac{{{z}}}{{2}}\left(1+\operatorname{{erf}}\left(\frac{{{z}}}{{\sqrt 2}}\right)\right)",
    f"dout_h1/din_h1 = (1 + erf({z}/sqrt(2)))/2 + {z}*exp(-{z}^2/2)/sqrt(2*pi)",
    f"dout_h1/din_h1 = (1 + erf({z}/sqrt(2)))/2 + {z}*exp(-{z}^2/2)/√(2π)",
    "out_o1 = in_o1/2*(1 + tanh(sqrt(2/pi)*(in_o1 + 0.044715*in_o1^3)))",
]
WRONG = [
    f"{a} = {z}/2*(1 + erf({z}))",
    f"dout_h1/din_h1 = (1 + erf({z}/sqrt(2)))/2",
    f"dout_h1/din_h1 = (1 + erf({z}/sqrt(2)))/2 + {z}*exp(-{z}^2/2)/sqrt(pi)",
    "out_o1 = in_o1/2*(1 + erf(in_o1/sqrt(2)))",
]
PROGRAM = """
import torch, torch.nn as nn
W1 = torch.tensor([[0.1, -0.4], [0.3, 0.2]], requires_grad=True)
W2 = torch.tensor([[0.6, -0.5]], requires_grad=True)
x = torch.tensor([0.5, -1.0])
h = nn.GELU()(W1 @ x)
o = nn.functional.gelu(W2 @ h, approximate="tanh")
"""
OWN = """
import math
w5, w6 = 0.6, -0.5
h1, h2 = 0.25, 0.125
in_o1 = w5*h1 + w6*h2
out_o1 = 0.5*in_o1*(1 + math.tanh({root}*(in_o1 + 0.044715*in_o1**3)))
"""


@pytest.mark.long
@pytest.mark.parametrize("line", RIGHT)
def test_a_formula_with_the_error_function_is_right(line):
    marking = check_text(NET, line)
    assert marking.all_right, (marking.marks, marking.faults)


@pytest.mark.long
@pytest.mark.parametrize("line", WRONG)
def test_another_one_is_wrong(line):
    assert check_text(NET, line).marks[0].verdict is Verdict.WRONG


@pytest.mark.long
def test_a_quantity_may_be_called_pi():
    text = """
[network]
units = [["x"], ["o"]]
connections = [["pi", "x", "o"]]
activation = "identity"
[loss]
name = "squared-error"
[data]
x = [[0.5]]
y = [[1]]
[parameters]
pi = 0.25
"""
    assert check_text(parse(text, name="named"), "in_o = pi*x").all_right


@pytest.mark.long
def test_programs_have_torchs_two_forms():
    said = {mark.line: mark.verdict for mark in check_text(NET, PROGRAM, "py").marks}
    assert said == dict.fromkeys(("out_h1", "out_h2", "out_o1"), Verdict.RIGHT)
    other = check_text(NET, PROGRAM.replace(', approximate="tanh"', ""), "py").marks
    assert "out_o1" not in {mark.line for mark in other if mark.verdict is Verdict.RIGHT}


@pytest.mark.long
@pytest.mark.parametrize(
    ("root", "verdict"),
    [
        ("math.sqrt(2/math.pi)", Verdict.RIGHT),
        ("0.7978845608028654", Verdict.RIGHT),
        ("0.7978845608", Verdict.RIGHT),
        ("0.7978845708", Verdict.WRONG),
        ("math.sqrt(math.pi/2)", Verdict.WRONG),
    ],
)
def test_a_root_may_be_typed_as_its_figures(root, verdict):
    marks = check_text(NET, OWN.format(root=root), "py").marks
    assert {mark.line: mark.verdict for mark in marks}["out_o1"] is verdict


def test_torch_modules_are_imported():
    nn = pytest.importorskip("torch", reason="torch is not installed").nn
    model = from_sequential(nn.Sequential(nn.Linear(2, 2), nn.GELU(), nn.Linear(2, 1), nn.GELU(approximate="tanh")))
    assert [layer.activation for layer in model.layers] == ["gelu", "gelu-tanh"]


@pytest.mark.parametrize("name", ["gelu", "gelu-tanh"])
def test_a_record_has_the_formula_and_gives_it_back(name):
    expr = activations[name].expression(symbol("z"), lambda term: term, {})
    for each in (expr, sp.diff(expr, symbol("z"))):
        assert unpacked(packed(each)) == each
    with pytest.raises(SpecError):
        unpacked(["pi", "z"])


def test_a_calculator_and_the_closed_forms_know_it():
    assert abs(float(work_out(Call("erf", (Numeral("0.5"),)))) - 0.5204998778130465) < 1e-16
    assert str(work_out(Call("pi", ())))[:40] == "3.14159265358979323846264338327950288419"
    assert program(sp.erf(symbol("z")) + sp.pi)(Exact(), {"z": Exact().number(Fraction(1, 2))}) == sp.erf("1/2") + sp.pi
