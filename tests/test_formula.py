"""Formulas in taught order, as text and as LaTeX, and back."""

import pytest
import sympy as sp
from latex_reader import read

from symbp.formula import calculator, layout, plain, typeset
from symbp.formula.scripts import latex
from symbp.formula.substitution import substitute
from symbp.formula.tree import Call, Chosen, Numeral, Partial, Relation, arrange

NAMES = "eta d1 d2 s w1 w2 b x1 x2 z a p1 p2 y1 y2".split()
eta, d1, d2, s, w1, w2, b, x1, x2, z, a, p1, p2, y1, y2 = (sp.Symbol(name, real=True) for name in NAMES)


def order(name):
    return (NAMES.index(name),)


def text(expr):
    return plain.write(arrange(expr, order))


def tex(expr):
    return set_as(arrange(expr, order))


def set_as(node, name=str):
    """The LaTeX of a formula whose names have that LaTeX."""
    return latex.write(typeset.write(node, lambda each: layout.read(name(each))))


@pytest.mark.parametrize(
    ("expr", "expected", "why"),
    [
        (b + x2 * w2 + x1 * w1, "w1*x1 + w2*x2 + b", "weights before inputs, the bias last"),
        (w1 * x1 - b, "w1*x1 - b", "a threshold is subtracted"),
        (-y1 + a, "a - y1", "no minus sign opens a sum that something else can open"),
        (1 - a, "1 - a", "a number opens"),
        (w1 - eta * d1, "w1 - eta*d1", "the update as it is taught"),
        (w1 * d1 + w2 * d2, "d1*w1 + d2*w2", "the delta before the weight"),
        (2 * a - 2 * y1, "2*(a - y1)", "a common factor stands outside"),
        ((p1 - y1) ** 2 / 2 + (p2 - y2) ** 2 / 2, "1/2*((p1 - y1)**2 + (p2 - y2)**2)", "half outside"),
        (-y1 * sp.log(p1) - y2 * sp.log(p2), "-(log(p1)*y1 + log(p2)*y2)", "the sign of all terms outside"),
        (1 / (1 + sp.exp(-z)), "1/(1 + exp(-z))", "the sigmoid"),
        (sp.exp(z) / (sp.exp(z) + sp.exp(a)), "exp(z)/(exp(z) + exp(a))", "softmax"),
        (-y1 / a, "-y1/a", "a negative quotient"),
        (a * (1 - a), "a*(1 - a)", "name before bracket"),
        ((2 * a - 2 * y1) * s, "2*s*(a - y1)", "the 2 belongs to the product"),
        (1 - a**2, "1 - a**2", "tanh's slope"),
        (sp.Piecewise((z, z > 0), (0, True)), "max(0, z)", "ReLU"),
        (sp.Piecewise((1, z > 0), (0, True)), "1 if z > 0 else 0", "its slope"),
        (sp.Abs(a - y1), "abs(a - y1)", "absolute error"),
        (sp.Rational(2, 3) * a, "2/3*a", "a fraction in front"),
        (-a * w1, "-w1*a", "a negative product"),
    ],
)
def test_text_is_in_taught_order(expr, expected, why):
    assert text(expr) == expected, why


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (1 / (1 + sp.exp(-z)), r"\frac{1}{1 + e^{-z}}"),
        (w1 * x1 + b, r"w1\,x1 + b"),
        (sp.log(1 + sp.exp(z)), r"\ln\left(1 + e^{z}\right)"),
        (sp.Piecewise((z, z > 0), (z / 2, sp.Eq(z, 0)), (0, True)), r"\max(0, z)"),
        (
            sp.Piecewise((1, z > 0), (0, True)),
            r"\begin{cases} 1 & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}",
        ),
        (sp.Abs(a), r"\left| a \right|"),
        (sp.sign(a), r"\operatorname{sign}(a)"),
    ],
)
def test_latex(expr, expected):
    assert tex(expr) == expected


def test_numbers_are_put_in_with_brackets_where_they_are_negative():
    numbers = {"w1": "-0.4", "x1": "0.5", "w2": "0.6", "x2": "-0.3", "z": "-0.02", "b": "1/3"}
    filled = substitute(arrange(w1 * x1 + w2 * x2 + b, order), numbers.__getitem__)
    assert plain.write(filled) == "(-0.4)*0.5 + 0.6*(-0.3) + 1/3"
    assert plain.write(substitute(arrange(sp.exp(-z), order), numbers.__getitem__)) == "exp(0.02)"
    assert set_as(substitute(arrange(w1 * b, order), numbers.__getitem__)) == r"(-0.4) \cdot \frac{1}{3}"


def test_cases_are_decided_by_the_numbers():
    slope = arrange(sp.Piecewise((1, z > 0), (0, True)), order)
    assert substitute(slope, lambda _: "0.25") == Chosen(Numeral("1"), (Relation(Numeral("0.25"), ">", Numeral("0")),))
    assert plain.write(substitute(slope, lambda _: "0.00")) == "0 (0.00 <= 0)"
    huber = sp.Piecewise(((a - y1) ** 2 / 2, sp.Abs(a - y1) <= 1), (sp.Abs(a - y1) - sp.Rational(1, 2), True))
    filled = substitute(arrange(huber, order), {"a": "3", "y1": "1"}.__getitem__)
    assert plain.write(filled) == "abs(3 - 1) - 1/2 (abs(3 - 1) > 1)"
    assert calculator.work_out(filled) == sp.Rational(3, 2)


def test_a_partial_that_is_no_line_is_written_as_one():
    assert set_as(Partial("in", "w")) == r"\frac{\partial in}{\partial w}"
    assert plain.write(Partial("in", "w")) == "din/dw"


def test_a_name_with_a_superscript_is_bracketed_before_it_is_squared():
    square = arrange(1 - a**2, order)
    assert set_as(square, lambda _: r"\mathit{out}^{[1]}_{h_1}") == r"1 - \left(\mathit{out}^{[1]}_{h_1}\right)^{2}"


def test_no_fraction_stands_within_a_fraction():
    quotient = arrange(d1 * y1 / a, order)
    spelt = {"d1": r"\frac{\partial L}{\partial o}"}
    assert set_as(quotient, lambda name: spelt.get(name, name)) == r"\frac{\partial L}{\partial o}\,\frac{y1}{a}"


def test_a_long_sum_is_broken_at_its_signs_and_nowhere_else():
    terms = sum(sp.Symbol(f"w{i}") * sp.Symbol(f"x{i}") for i in range(1, 12)) - b
    node = arrange(terms, lambda name: (NAMES.index(name) if name == "b" else 0, int(name[1:] or 99)))
    broken = typeset.lines(node, layout.read, 20)
    rows = [latex.write(each) for each in broken]
    assert len(rows) > 3
    assert all(layout.width(row) <= 22 for row in broken)
    assert all(row.startswith(("+", "-")) for row in rows[1:])
    assert "".join(rows).replace(" ", "") == set_as(node).replace(" ", "")


def test_the_calculator_knows_every_function():
    for function, argument, expected in [
        ("log", "2", "0.69315"),
        ("tanh", "0.5", "0.46212"),
        ("abs", "-3", "3"),
        ("sign", "-3", "-1"),
        ("max", "7", "7"),
    ]:
        arguments = (Numeral("0"), Numeral(argument)) if function == "max" else (Numeral(argument),)
        assert abs(float(calculator.work_out(Call(function, arguments))) - float(expected)) < 1e-5


@pytest.mark.parametrize(
    "expr",
    [
        1 / (1 + sp.exp(-z)),
        (a - y1) ** 2 / 2 + (b - y2) ** 2 / 2,
        -y1 * sp.log(p1) - (1 - y1) * sp.log(1 - p1),
        p1 * (y1 + y2) - y1,
        sp.exp(z) / (sp.exp(z) + sp.exp(a)),
        sp.log(1 + sp.exp(z)) - y1 * z,
        (d1 * w1 + d2 * w2) * a * (1 - a) * x1,
        -y1 / a + (1 - y1) / (1 - a),
        sp.Rational(-2, 3) * (a - y1) * s,
        sp.Abs(a - y1) - sp.Rational(1, 2),
        sp.sign(a - y1) * s,
    ],
)
def test_what_is_printed_reads_back(expr):
    index = {name: f"x_{{{i}}}" for i, name in enumerate(NAMES)}
    back = read(set_as(arrange(expr, order), index.__getitem__))
    back = back.xreplace({sp.Symbol(index[name], real=True): sp.Symbol(name, real=True) for name in NAMES})
    point = {
        symbol: sp.Rational(17 + 7 * i, 101 + 3 * i) for i, symbol in enumerate(sorted(expr.free_symbols, key=str))
    }
    assert abs(sp.N((back - expr).subs(point), 30)) < 1e-25
