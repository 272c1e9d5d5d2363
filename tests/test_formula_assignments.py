"""Assignments that are given by formulas: read, derived, judged by torch and by differences, written, marked, run."""

from __future__ import annotations

import contextlib
import importlib.util
import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from symbp import bundled, check_text, derive, export, load, parse, table, verify
from symbp.errors import FormulaError, SpecError, SymbpError
from symbp.formulas.evaluation import numeric
from symbp.formulas.grammar import read
from symbp.formulas.operations import OPERATIONS
from symbp.page.formats import write
from symbp.solving.sheet import Worksheet
from symbp.solving.solution import Solution
from symbp.steps import entry_names

PRODUCT = '[formulas]\nlines = ["q = x + y", "f = q*z"]\noutput = "f"\n[data]\nx = -2\ny = 5\nz = -4\n'
NEURON = """
[formulas]
lines = ["z = w0*x0 + w1*x1 + w2", "f = sigmoid(z)"]
output = "f"
[data]
x0 = -1
x1 = -2
[parameters]
w0 = 2
w1 = -3
w2 = -3
[training]
learning_rate = "0.1"
"""
RECURRENT = """
[formulas]
lines = ["h1 = tanh(W*x1 + U*h0)", "h2 = tanh(W*x2 + U*h1)", "E = (h2 - y)**2/2"]
output = "E"
[data]
x1 = "0.5"
x2 = "-1"
h0 = 0
y = "0.3"
[parameters]
W = "0.7"
U = "0.4"
"""
ATTENTION = """
[formulas]
lines = ["Q = X @ A", "K = X @ B", "S = softmax(Q @ K.T / sqrt(2))", "O = S @ X", "f = sum(O*Y)"]
output = "f"
[data]
X = [["0.5", "-0.2"], ["0.1", "0.8"]]
Y = [[1, 0], ["0.5", -1]]
[parameters]
A = [["0.3", "0.1"], ["-0.4", "0.6"]]
B = [["0.2", "0.5"], ["0.7", "-0.1"]]
"""
ALL = {"product": PRODUCT, "neuron": NEURON, "recurrent": RECURRENT, "attention": ATTENTION}
EACH = pytest.mark.parametrize("name", sorted(ALL))


def solved(text):
    assignment = parse(text, "exercise")
    return Solution.of(table(derive(assignment), assignment))


# -- derived ------------------------------------------------------------------------------------


def test_the_circuit_of_every_course():
    worked = solved(PRODUCT).table
    assert {name: worked[f"dL/d{name}"].rounded for name in ("x", "y", "z", "q")} == {
        "x": "-4.0000",
        "y": "-4.0000",
        "z": "3.0000",
        "q": "-4.0000",
    }


def test_a_weight_that_is_used_twice_gets_both_terms():
    lines = derive(parse(RECURRENT))
    assert lines.formula("dL/dW") == "dL/dh2*dh2/dW + dL/dh1*dh1/dW"
    assert lines.formula("dh2/dW") == "(1 - h2**2)*x2"


@EACH
def test_every_obligation_holds(name):
    report = verify(parse(ALL[name]))
    assert report.holds
    assert {"lines", "diff", "numpy", "differences", "digits", "calculator"} == {c.rule for c in report.checks}


def test_what_a_softmax_or_a_ramp_is_taken_of_has_a_line_of_its_own():
    text = """
[formulas]
lines = ["h = relu(W @ x)", "p = softmax(V @ h)", "L = -log(p[1])"]
output = "L"
[data]
x = [1, 2]
[parameters]
W = [["0.1", "0.2"], ["0.3", "-0.1"]]
V = [["0.5", "-0.5"], ["0.25", "0.75"]]
"""
    lines = derive(parse(text))
    assert lines.formula("in_p1") == "V11*h1 + V12*h2"
    assert (lines.formula("dp1/din_p1"), lines.formula("dp1/din_p2")) == ("p1*(1 - p1)", "-p1*p2")
    assert "1 if in_h1 > 0" in lines.formula("dh1/din_h1")
    # The page says what was typed, and a name of one's own is never taken.
    assert "in_p" not in write(solved(text), "text").decode().partition("Inputs")[0]
    taken = derive(parse(text.replace("x = [1, 2]", "x = [1, 2]\nin_p = 3").replace("-log(p[1])", "-in_p*log(p[1])")))
    assert "in_p1" not in taken
    assert verify(parse(text)).holds


def test_a_frozen_parameter_has_no_gradient_and_one_without_use_has_0():
    made = derive(parse(NEURON.replace('output = "f"', 'output = "f"\nfrozen = ["w2"]')))
    assert "dL/dw2" not in made
    assert "w2_new" not in made
    unused = derive(parse(NEURON.replace("[parameters]", "[parameters]\nw9 = 1")))
    assert unused["dL/dw9"].expr == 0


# -- judged from outside ------------------------------------------------------------------------

_ENTRYWISE = ("exp", "tanh", "sigmoid", "softplus", "relu", "abs", "square", "sin", "cos")


class Graph:
    """A random graph of formulas, written as an assignment and as a program for torch."""

    def __init__(self, seed):
        self.source = random.Random(seed)  # noqa: S311 - the same graphs each time
        self.shapes, self.values = {}, {}
        self.lines, self.program = [], []
        size, other = self.source.randint(1, 3), self.source.randint(1, 3)
        shapes = {"a": (), "c": (), "u": (size,), "v": (size,), "M": (other, size), "N": (size, size)}
        for name, shape in shapes.items():
            self.shapes[name] = shape
            numbers = [f"{self.source.randint(-15, 15) or 7}/10" for _ in range(math.prod(shape))]
            self.values[name] = np.array(numbers, dtype=object).reshape(shape)
        made = [f"t{number}" for number in range(self.source.randint(2, 6))]
        for name in made:
            formula, code, shape = self._node(self.source.choice)
            self._line(name, formula, code, shape)
        code = " + ".join(f"{name}.sum()" for name in made)
        self._line("out", " + ".join(f"sum({name})" for name in made), code, ())

    def _line(self, name, formula, code, shape):
        self.shapes[name] = shape
        self.lines.append(f"{name} = {formula}")
        self.program.append((name, code))

    def _node(self, pick):
        """A formula, the same for torch, and its shape."""
        known = list(self.shapes)
        one = pick(known)
        shape = self.shapes[one]
        other = pick([each for each in known if self.shapes[each] == shape])
        matrix = pick([each for each in known if len(self.shapes[each]) == 2])
        vectors = [each for each in known if len(self.shapes[each]) == 1]
        left, right = pick(vectors), pick(vectors)
        size = self.shapes[left][0]
        place = self.source.randint(1, size)
        function = pick(_ENTRYWISE)
        rows, columns = self.shapes[matrix]
        fitting = [each for each in vectors if self.shapes[each] == (columns,)]
        product = f"{matrix} @ {pick(fitting)}" if fitting else f"{matrix}.T"
        return pick(
            [
                (f"{function}({one}/2)", f"{function}({one}/2)", shape),
                (f"{one} - 3*a", f"{one} - 3*a", shape),
                (f"-{one} + {other}", f"-{one} + {other}", shape),
                (f"{one}*{other}", f"{one}*{other}", shape),
                (product, product, (rows,) if fitting else (columns, rows)),
                (f"softmax({left})", f"torch.softmax({left}, -1)", (size,)),
                (f"max({one}, {other} + 1/7)", f"torch.maximum({one}, {other} + 1/7)", shape),
                (f"{one}**3", f"{one}**3", shape),
                (f"mean({one})", f"{one}.mean()", ()),
                (f"{left}[{place}]", f"{left}[{place - 1}]", ()),
                (f"{left}[{place}:]", f"{left}[{place - 1}:]", (size - place + 1,)),
                (f"concat({left}, {right})", f"torch.cat([{left}, {right}])", (size + self.shapes[right][0],)),
                (f"dot({left}, {left})/2", f"({left}*{left}).sum()/2", ()),
                *self._choices(one, other, shape),
                *self._windows(left, right, matrix),
            ]
        )

    def _choices(self, one, other, shape):
        """Cases; of entries that are equally large the first counts, in torch as here."""
        return [
            (f"where({one} > 1/3, 2*{one}, {other}*a)", f"torch.where({one} > 1/3, 2*{one}, {other}*a)", shape),
            (f"where({one} <= {other}, c, {one})", f"torch.where({one} <= {other}, c, {one})", shape),
        ]

    def _windows(self, left, right, matrix):
        """Along an axis, and in windows that slide."""
        (size,), (width,) = self.shapes[left], self.shapes[right]
        rows, columns = self.shapes[matrix]
        found = [
            (f"sum({matrix}, axis=0)", f"{matrix}.sum(0)", (columns,)),
            (f"mean({matrix}, axis=1)", f"{matrix}.mean(1)", (rows,)),
            (f"max({left})", f"{left}.max(0)[0]", ()),
            (f"outer({left}, {right})", f"torch.outer({left}, {right})", (size, width)),
            (f"mean_pool({left}, 1)", left, (size,)),
        ]
        if size >= 2:
            code = f"torch.nn.functional.max_pool1d({left}[None, None], 2, 1)[0, 0]"
            found.append((f"max_pool({left}, 2, 1)", code, (size - 1,)))
        if size >= width:
            code = f"torch.nn.functional.conv1d({left}[None, None], {right}[None, None])[0, 0]"
            found.append((f"conv({left}, {right})", code, (size - width + 1,)))
        if rows == 2 == columns:
            code = "torch.nn.functional.conv2d({0}[None, None], {1}[None, None], stride={2}, padding=1)[0, 0]"
            found.append((f"conv({matrix}, {matrix}, 2, 1)", code.format(matrix, matrix, 2), (2, 2)))
        return found

    @property
    def text(self):
        """The assignment."""
        given_ = "\n".join(f"{name} = {_written(array)}" for name, array in self.values.items())
        lines = ", ".join(f'"{line}"' for line in self.lines)
        return f'[formulas]\nlines = [{lines}]\noutput = "out"\n[parameters]\n{given_}\n'


def _written(array):
    return "[" + ", ".join(map(_written, array)) + "]" if np.ndim(array) else f'"{array}"'


def by_torch(graph):
    import torch

    scope = {
        "torch": torch,
        "exp": torch.exp,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "softplus": torch.nn.functional.softplus,
        "relu": torch.relu,
        "abs": torch.abs,
        "square": torch.square,
        "sin": torch.sin,
        "cos": torch.cos,
    }
    given_ = {}
    for name, array in graph.values.items():
        numbers = np.vectorize(lambda text: float(Fraction(text)), otypes=[float])(array)
        given_[name] = scope[name] = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    for name, code in graph.program:
        scope[name] = eval(code, scope)  # noqa: S307 - our own text
    scope["out"].backward()
    found = {"L": scope["out"].item()}
    for name, tensor in given_.items():
        slopes = np.zeros(tensor.shape) if tensor.grad is None else tensor.grad.numpy()
        found |= dict(zip((f"dL/d{e}" for e in entry_names(name, tuple(tensor.shape))), slopes.ravel(), strict=True))
    return found


def judged(seed):
    graph = Graph(seed)
    worked = table(derive(parse(graph.text)), parse(graph.text), most_lines=2_000)
    for name, value in by_torch(graph).items():
        proven = float((worked.proven[name].low + worked.proven[name].high) / 2)
        assert math.isclose(proven, value, rel_tol=1e-11, abs_tol=1e-11 * max(1, abs(value))), (
            seed,
            name,
            proven,
            value,
        )
        assert math.isclose(worked[name].numpy, value, rel_tol=1e-11, abs_tol=1e-11), (seed, name)


needs_torch = pytest.mark.skipif(not importlib.util.find_spec("torch"), reason="needs torch: pip install torch")


@pytest.mark.long
@needs_torch
@pytest.mark.parametrize("part", range(4))
def test_random_graphs_agree_with_autograd(part):
    for seed in range(10 * part, 10 * part + 10):
        judged(seed)


@pytest.mark.slow
@needs_torch
@pytest.mark.parametrize("part", range(10))
def test_five_hundred_random_graphs_agree_with_autograd(part):
    for seed in range(40 + 46 * part, 40 + 46 * part + 46):
        judged(seed)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_function_has_numpys_value_and_the_slope_of_differences(name):
    operation = OPERATIONS[name]
    args = {
        "where": "p > q, p*q, q**2",
        "max_pool": "concat(p, q), 2, 1",
        "mean_pool": "concat(p, q), 2",
    }.get(name) or ", ".join(["p", "q"][: max(operation.least, min(2, operation.most))])
    text = f'[formulas]\nlines = ["r = {name}({args})", "f = sum(r*r)"]\noutput = "f"\n[parameters]\n'
    report = verify(parse(text + 'p = ["0.3", "0.7"]\nq = ["0.9", "0.2"]\n'))
    assert report.holds


# -- written, marked, run -----------------------------------------------------------------------


@EACH
def test_documents_say_what_was_calculated_and_are_read_back_as_right(name):
    solution = solved(ALL[name])
    text = write(solution, "md").decode()
    assert f"# {solution.assignment.title}: worked solution" in text
    marking = check_text(solution.assignment, text, "md")
    assert [(mark.line, mark.given) for mark in marking.marks if str(mark.verdict) == "wrong"] == []
    assert len(marking.marks) >= len([row for row in solution.table.rows if row.formula])
    for format in ("html", "tex", "typ", "json", "csv"):
        assert write(solution, format)
    assert write(Worksheet.of(solution), "md")
    assert write(Worksheet.of(solution, "all", "numbers", key=True), "md")


@EACH
def test_our_own_numbers_are_right_and_a_planted_slip_is_found(name):
    solution = solved(ALL[name])
    rows = [(row.name, row.rounded) for row in solution.table.rows if row.formula]
    sheet = "\n".join(f"{line} = {number}" for line, number in rows)
    assert check_text(solution.assignment, sheet).score == 1
    line, number = rows[len(rows) // 2]
    wrong = sheet.replace(f"{line} = {number}", f"{line} = {float(number) + 0.5}")
    assert check_text(solution.assignment, wrong).first.line == line


def test_the_output_goes_by_its_own_name():
    assignment = parse(NEURON)
    assert check_text(assignment, "df/dw0 = -0.1966\nf = 0.7311").score == 1
    assert "\\frac{\\partial f}{\\partial w_0}" in write(solved(NEURON), "md").decode()


def test_vectors_and_matrices_are_read_as_they_are_written():
    assignment = parse(ATTENTION)
    worked = table(derive(assignment), assignment)
    rows = [[worked[f"dL/dA{i}{j}"].rounded for j in (1, 2)] for i in (1, 2)]
    sheet = f"df/dA = [[{', '.join(rows[0])}], [{', '.join(rows[1])}]]\nQ = [[1, 2], [3, 4]]"
    verdicts = {mark.line: str(mark.verdict) for mark in check_text(assignment, sheet).marks}
    assert {verdicts[f"dL/dA{i}{j}"] for i in (1, 2) for j in (1, 2)} <= {"right", "right-rounded", "follows"}
    assert verdicts["Q11"] == "wrong"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("z = dot(w, x) + b", True),
        ("z = sum(w*x) + b", True),
        ("z = dot(w, x) - b", False),
        ("J = l + lambda/2*sum(w**2)", True),
        ("J = l + λ/2*sum(w**2)", True),
        ("J = l + lambda*sum(w**2)", False),
        ("p = 1/(1 + e⁻ᶻ)", True),
        ("p = 1/(1 + eᶻ)", False),
    ],
)
def test_formulas_of_vectors_are_checked(written, right):
    (mark,) = check_text("logistic-l2", written).marks
    assert (mark.line, mark.verdict.startswith("right")) == (
        {"J": "L"}.get(written[0], written[0]),
        right,
    )


def test_a_formula_of_a_whole_vector_is_a_formula_of_each_entry():
    assignment = parse(ATTENTION)
    right = {
        mark.line: mark.verdict.startswith("right")
        for mark in check_text(assignment, "S = softmax(Q @ K.T / sqrt(2))").marks
    }
    wrong = {
        mark.line: mark.verdict.startswith("right")
        for mark in check_text(assignment, "S = softmax(K @ Q.T / sqrt(2))").marks
    }
    assert set(right) == set(wrong) == {"S11", "S12", "S21", "S22"}
    assert all(right.values())
    assert not wrong["S12"]


def test_capitals_tell_two_quantities_apart():
    text = """
[formulas]
lines = ["W = w**2", "e = W*x", "E = e**2"]
output = "E"
[data]
x = "2"
[parameters]
w = "3"
"""
    made = check_text(parse(text), "W = 9\ne = 18\nE = 324\ndE/dW = 72\ndE/dw = 432\nw = 3")
    assert [(mark.line, mark.verdict) for mark in made.marks] == [
        (line, "right") for line in ("w", "W", "e", "L", "dL/dW", "dL/dw")
    ]
    # A single letter that the assignment defines is no name of the student's own.
    assert [mark.verdict for mark in check_text(parse(text), "e = W + x").marks] == ["wrong"]


@pytest.mark.parametrize("name", [name for name in bundled(wide=False) if load(name).formulas is not None])
def test_sheets_with_names_of_networks_end_in_a_sentence(name):
    words = (
        "w1_new = 0.1",
        "delta_o1 = 0.2",
        "net h1 = 0.3",
        "z1 = 1",
        "dL/dW1 = [[1, 2]]",
        "Gradient of w5: 0.1",
        "h = 2",
    )
    sheet = "\n".join((*words, "The error signal of the output is 0.1", "iteration 2", "w1 = 3", "x_0 = 1", "δ₁ = 0.1"))
    for text in (sheet, *sheet.splitlines()):
        with contextlib.suppress(SymbpError):
            check_text(name, text)
    for container in ("md", "csv", "py"):
        with contextlib.suppress(SymbpError):
            check_text(name, "a,b\nw1,0.1\n" if container == "csv" else "w1 = 0.1\nz = w1*2\n", container)


@EACH
def test_programs_give_the_same_numbers(name, tmp_path, capsys):
    assignment = parse(ALL[name], "exercise")
    (path,) = export(assignment, "python", tmp_path)
    exec(compile(path.read_text(), str(path), "exec"), {"__name__": "__main__"})  # noqa: S102 - our own text
    printed = dict(line.split(" = ") for line in capsys.readouterr().out.splitlines() if " = " in line)
    worked = table(derive(assignment), assignment)
    assert math.isclose(float(printed["L"]), worked["L"].numpy, rel_tol=1e-12)
    for label, value in printed.items():
        assert math.isclose(float(value), worked[label].numpy, rel_tol=1e-12, abs_tol=1e-15), label


# -- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"q = x + y"', '"q = x + k"', "line 1: 'k' is not known here"),
        ('"q = x + y"', '"q = x + f"', "line 1: 'f' is used before it is made, in line 2"),
        ('"q = x + y"', '"q = x + q"', "line 1: 'q' is used before it is made, by itself"),
        ('"q = x + y"', '"x = x + y"', "line 1: 'x' is there already"),
        ('"q = x + y"', '"q = x +"', "line 1: at character 4: expected a number"),
        ('"q = x + y"', '"x + y"', "line 1: expected a name"),
        ('"q = x + y"', '"q = sine(x)"', "line 1: 'sine' is no function"),
        ('"q = x + y"', '"q = x @ y"', "line 1: @: the shapes do not meet: a number and a number"),
        ('"q = x + y"', '"q = x / 0"', "line 1: /: a division by 0"),
        ('"q = x + y"', '"q = x ** z"', "expected a number as the exponent"),
        ('output = "f"', 'output = "g"', "no line makes 'g'"),
        ('output = "f"', 'output = "f"\nfrozen = ["x"]', "'x' is no parameter"),
        ("z = -4", "z = [1, 2]", "'f' is a vector of 2; expected a number"),
        ("z = -4", "z = [[1, 2], [3]]", "rows are of one length"),
        ("z = -4", 'z = "four"', "data.z: 'four' is not a number"),
        ("z = -4", "eta = -4", "'eta' has a meaning of its own"),
        ("z = -4", "z = -4\nq2 = 1\n[parameters]\nq = [1, 2]", "there already"),
        ('lines = ["q', 'line = ["q', "unknown key 'line'"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(old, new, says):
    assert old in PRODUCT
    with pytest.raises(SpecError, match=says.replace("+", r"\+").replace("*", r"\*").replace("[", r"\[")):
        parse(PRODUCT.replace(old, new))


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("max(v*sqrt(v))", "give it a line of its own"),
        ("sum(v, axis=1)", "sum: no axis 1 in a vector of 3"),
        ("sum(v > 1)", "'>' stands only in where"),
        ("where(a, v, v)", "where: expected a comparison such as z > 0 first"),
        ("max_pool(v)", "max_pool: 1 argument; it takes 2 to 3"),
        ("sum(axis=0)", "sum: 0 arguments; it takes 1"),
        ("tanh(v, axis=0)", "tanh: no axis 0"),
        ("sum(max_pool(v, 4))", "max_pool: the shapes do not meet"),
        ("sum(max_pool(v, a/3))", "expected a whole number from 1"),
        ("sum(conv(v, v, 0))", "expected a whole number from 1"),
        ("sum(outer(v, a))", "outer: the shapes do not meet"),
        ("max(relu(a), a)", "give it a line of its own"),
        ("max(a, exp(a))", "give it a line of its own"),
        ("((((9**64)**64)**64)**64)*a", "thousands of digits"),
        ("softmax(a)", "the shapes do not meet: a number"),
    ],
)
def test_what_would_be_too_much_in_one_line_is_refused(formula, says):
    text = f'[formulas]\nlines = ["f = {formula}"]\noutput = "f"\n[parameters]\na = 2\nv = [1, 2, 3]\n'
    with pytest.raises(SpecError, match=says):
        parse(text)


@pytest.mark.parametrize("formula", ["sqrt(sum(u**2))", "sqrt(a*a*b)", "max(a, b)*relu(a - b)", "abs(a)*sqrt(b)"])
def test_roots_of_squares_and_cases_are_proven(formula):
    given_ = 'a = "-3"\nb = 2\nu = ["-3"]'
    assert verify(parse(f'[formulas]\nlines = ["f = {formula}"]\noutput = "f"\n[parameters]\n{given_}\n')).holds


def test_entries_and_names_are_told_apart():
    with pytest.raises(SpecError, match="two things are called 'x1'"):
        parse('[formulas]\nlines = ["f = sum(x) + x1"]\noutput = "f"\n[data]\nx = [1, 2]\nx1 = 3\n')


@given(st.text(alphabet="xyW01.+-*/@^()[],:T 'σ<>=\n", max_size=60))
def test_no_text_raises_anything_but_our_own_error(text):
    known = {"x": np.array([1.0, 2.0]), "y": np.array(3.0), "W": np.ones((2, 2))}
    with contextlib.suppress(FormulaError):
        numeric(read(text), known)


@pytest.mark.parametrize("text", ["(" * 5_000, "-" * 1_900 + "x", "x" + ".T" * 900, "x**" * 600 + "2", "9" * 1_000])
def test_a_hostile_formula_is_refused_at_once(text):
    with pytest.raises((FormulaError, SymbpError)):
        numeric(read(text), {"x": np.array(2.0), "y": np.array(1.0)} if "(" in text else {})
