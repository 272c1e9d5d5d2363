"""Documents are read as people write them: our own in every format, and those that a generator makes from facts."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import time

import pytest
from documents import LANGUAGES, LAYOUTS, facts, written
from hypothesis import given, settings, strategies as st

from symbp import bundled, derive, load, solve, table, write
from symbp.contract.nets import assignments
from symbp.errors import PrecisionError
from symbp.marking import check, check_text
from symbp.marking.answers import AnswersError, parse_sheet
from symbp.marking.judge import Verdict
from symbp.reading.containers import containers, pdf
from symbp.reading.containers.html import _Tree
from symbp.reading.containers.json import schema
from symbp.reading.general import is_general
from symbp.reading.languages import Sense, languages, roles_in, words
from symbp.reading.lines import blocks_of_text
from symbp.reading.markup import Element, latex, rows
from symbp.reading.model import Display, Grid, Listing, Title
from symbp.reading.statements import statements
from symbp.spec import parse

OWN = ("md", "text", "html", "tex", "typ", "pdf", "docx", "ipynb", "csv", "json")
"""The formats that a solution can be read back from."""


def read_back(assignment, form, tmp_path):
    path = next(path for path in solve(assignment, [form], tmp_path) if path.suffix not in (".svg", ".png"))
    return check(assignment, path)


def complete(assignment, marking):
    """Every line of the calculation is on the sheet, all is right and all could be read."""
    # What is given may stand in the drawing alone.
    lines = {row.name for row in table(derive(assignment), assignment).rows if row.formula}
    wrong = [(mark.line, mark.given, mark.at) for mark in marking.marks if not mark.verdict.startswith("right")]
    assert not wrong
    assert not [(fault.entry.line, fault.entry.name, fault.message) for fault in marking.faults]
    assert lines <= {mark.line for mark in marking.marks}


@pytest.mark.long
@pytest.mark.parametrize("form", OWN)
@pytest.mark.parametrize("name", ["nndl3", "relu-batch", "logistic-l2", "circuit-max"])
def test_our_own_solution_is_all_right(name, form, tmp_path):
    assignment = load(name)
    complete(assignment, read_back(assignment, form, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("form", OWN)
@pytest.mark.parametrize("name", bundled(wide=False))
def test_every_solution_of_ours_is_all_right(name, form, tmp_path):
    assignment = load(name)
    complete(assignment, read_back(assignment, form, tmp_path))


@pytest.mark.long
def test_a_slip_in_our_own_solution_is_found(tmp_path):
    assignment = load("nndl3")
    path = solve(assignment, ["md"], tmp_path)[0]
    text = path.read_text()
    assert text.count("= 0.2469$") == 1
    path.write_text(text.replace("= 0.2469$", "= 0.2649$"))
    marking = check(assignment, path)
    assert marking.first is not None
    assert marking.first.line == "dL/dout_o1"


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_read_in_every_language(layout, language):
    """A right sheet is all right, every number; a slip in it is found."""
    assignment = load("mazur")
    right = facts(assignment)
    form, text = written(right, layout, language)
    marking = check_text(assignment, text, form)
    assert not [(fault.entry.name, fault.entry.value, fault.message) for fault in marking.faults]
    assert not [(mark.line, mark.given) for mark in marking.marks if not mark.verdict.startswith("right")]
    assert {mark.line for mark in marking.marks if not mark.formula} >= set(right)
    slip = "dL/dw5"
    form, text = written({**right, slip: "0.0812"}, layout, language)
    assert slip in {mark.line for mark in check_text(assignment, text, form).marks if mark.verdict == "wrong"}


@pytest.mark.slow
@settings(max_examples=15, derandomize=True)
@given(drawn=assignments(), form=st.sampled_from(["md", "html", "tex", "text", "typ", "ipynb", "docx"]))
def test_random_networks_are_read_back(drawn, form, tmp_path_factory):
    assignment = parse(drawn[0])
    with contextlib.suppress(PrecisionError):
        complete(assignment, read_back(assignment, form, tmp_path_factory.mktemp("own")))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("## Round 2", [Title("Round 2", 1)]),
        ("Round 2\n-------", [Title("Round 2", 1)]),
        ("$$\na = 1 \\\\\nb = 2\n$$", [Display("a = 1", 2), Display("b = 2", 3)]),
        (r"\begin{align*} a &= 1 \\ &= 2 \end{align*}", [Display("a &= 1", 1), Display("&= 2", 1)]),
        ("w | new\n--|--\nw1 | 0.5", [Grid((("w", "new"), ("w1", "0.5")), (1, 3))]),
        ("| w | abs |\n|--|--|\n| w1 | \\|x\\| |", [Grid((("w", "abs"), ("w1", "|x|")), (1, 3))]),
        ("unit   net\nh1    0.25\nh2   -0.02", [Grid((("unit", "net"), ("h1", "0.25"), ("h2", "-0.02")), (1, 2, 3))]),
        (
            r"\begin{tabular}{lr} w & new \\ \hline w1 & 0.5 \end{tabular}",
            [Grid((("w", "new"), ("w1", "0.5")), (1, 1))],
        ),
        ("```python\nimport numpy\n```", [Listing("\nimport numpy", 1)]),
    ],
)
def test_a_text_falls_into_blocks(text, blocks):
    assert list(blocks_of_text(text)) == blocks


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a = 1, b = 2", [("a", "1"), ("b", "2")]),
        ("net_h = 0.2 → out_h = 0.5498", [("net_h", "0.2"), ("out_h", "0.5498")]),
        ("net_h = 0.2 so out_h = 0.5498", [("net_h", "0.2"), ("out_h", "0.5498")]),
        ("w2 ← 0.9 - 0.1 = 0.8", [("w2", "0.9 - 0.1 = 0.8")]),
        ("w2 := 0.8", [("w2", "0.8")]),
        ("dw1 = f(a = 1)", [("dw1", "f(a = 1)")]),
        ("out_h1 0.5622", [("out_h1", "0.5622")]),
        ("the loss is 0.2984", [("the loss", "0.2984")]),
        ("η = 0.5. All parameters are updated at once", [("η", "0.5")]),
        ("All values agree with those of a program to 10⁻⁶", []),
        ("Hidden layer 1", []),
        ("Rounding: every result is rounded to 4 decimals", []),
        ("Activations: $h_1$", []),
        ("Z1 = W1 @ X          2×1", [("Z1", "W1 @ X")]),
        ("only the term $k = j$ is left", []),
    ],
)
def test_a_line_holds_statements(line, expected):
    assert [(each.name, each.value) for each in statements(line, 1)] == expected


def test_an_escaped_underscore_is_one_in_latex():
    marking = check_text(load("lstm-cell"), "f~=~sigmoid(w\\_f*x~+~u\\_f*h0~+~b\\_f)", "tex")
    assert [(mark.line, mark.verdict) for mark in marking.marks] == [("f", "right")]


@pytest.mark.parametrize(
    "reason",
    [
        "(since -1 < 0)",
        "(since (-0.2) * 0.5 < 1)",
        "(since |0.13| < 3)",
        r"(\text{since } \left| 0.3 - (-0.5) \right| \le 1)",
    ],
)
def test_a_reason_in_brackets_ends_no_chain(reason):
    marking = check_text(load("mazur"), f"dL/dw5 = 0.74137*0.18682*0.59327 {reason} = 0.0822", "plain")
    assert not marking.faults
    assert [(mark.line, mark.given, mark.verdict) for mark in marking.marks] == [("dL/dw5", "0.0822", "right")]


@pytest.mark.parametrize("value", [r"2 (\operatorname{sign}(\mathit{Out} - Y) ∘ A)", "2 ((P ∘ A) - Y)", "2 (P ∘ A)"])
def test_a_number_before_a_product_of_arrays_is_no_value(value):
    sheet = parse_sheet(rf"$$\delta_{{o_1}} = {value}$$ w_1 = 0.15", load("mazur"), "md")
    assert [answer.line for answer in sheet.answers if answer.number is not None] in ([], ["w1"])


def test_a_sum_of_error_terms_that_is_always_zero_is_right():
    """The error terms of a softmax with cross-entropy add up to 0: no digits of the sum are known, but that it is 0."""
    text = """
        [network]
        layers = [2, 3]
        activation = "softmax"
        bias = "layer"
        [loss]
        name = "cross-entropy"
        [data]
        x = [["1.2", "-0.3"]]
        y = [["0.2", "0.3", "0.5"]]
        [parameters]
        weights = ["1.3", "-1.2", "-0.1", "-1.1", "-0.1", "1.1"]
        biases = ["0.0"]
        """
    marking = check_text(
        parse(text), "dL/db1 = dL/din_o1 + dL/din_o2 + dL/din_o3\ndL/db1 = dL/din_o1 + dL/din_o2", "plain"
    )
    assert [mark.verdict for mark in marking.marks] == ["right", "wrong"]


def test_a_sum_of_functions_goes_on_in_the_next_line():
    text = "L = ln(cosh(0.5)) + ln(cosh(0.2))\n  + ln(cosh(0.3)) = 0.1841\n+ out_h1 = 0.59"
    entries = [(each.name, each.value) for each in parse_sheet(text, load("mazur"), "plain").entries]
    assert entries == [("L", "ln(cosh(0.5)) + ln(cosh(0.2)) + ln(cosh(0.3)) = 0.1841"), ("out_h1", "0.59")]


def test_a_product_of_whole_layers_is_not_cut_at_the_space_between_them():
    """A reason may stand in upright letters behind a space; a quantity with a raised layer is none."""
    text = r"$$\frac{\partial L}{\partial w_5} = \delta_{o_1} \quad \mathit{out}_{h_1}$$"
    marking = check_text(load("mazur"), text, "md")
    assert [(mark.line, mark.verdict) for mark in marking.marks] == [("dL/dw5", "right")]


def test_a_formula_of_the_theory_is_no_answer_and_no_fault():
    text = r"$$E = \frac{1}{2} \sum_k (t_k - o_k)^2$$" + "\nσ(x) = 1/(1 + e^(-x))\nfor N = 4 samples\nout_h1 = 0.5622"
    sheet = parse_sheet(text, load("nndl3"), "md")
    assert [answer.line for answer in sheet.answers] == ["out_h1"]
    assert not sheet.faults
    assert len(sheet.general) == 3
    assert not is_general("dL/dw9")
    assert check_text("nndl3", "dL/dw9 = (o1 - y1)*h1").faults


def test_cases_are_formulas():
    for text in (
        (
            r"\frac{\partial out_{h_1}}{\partial in_{h_1}} = "
            r"\begin{cases} 1 & \text{if } in_{h_1} > 0 \\ 0 & \text{else} \end{cases}"
        ),
        "dout_h1/din_h1 = {1 if in_h1 > 0; 0 otherwise} = 1",
    ):
        marking = check_text("nndl3-relu", text)
        assert marking.all_right
        assert marking.marks[0].formula
    wrong = check_text("nndl3-relu", r"dout_h1/din_h1 = \begin{cases} 0 & in_{h1} > 0 \\ 1 & \text{else} \end{cases}")
    assert [str(mark.verdict) for mark in wrong.marks] == ["wrong"]


def tree(text):
    made = _Tree()
    made.feed(text)
    return made.root


def test_mathematics_of_a_page_is_latex():
    first = "<mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mn>1</mn></mtd></mtr>"
    second = "<mtr><mtd></mtd><mtd><mo>=</mo><mn>2</mn></mtd></mtr>"
    assert rows(tree(f"<math><mtable>{first}{second}</mtable></math>").elements[0]) == ["a = 1", "= 2"]
    layer = "<msubsup><mi>h</mi><mn>1</mn><mrow><mo>(</mo><mn>2</mn><mo>)</mo></mrow></msubsup>"
    assert latex(tree(layer).elements[0]) == "h^{(2)}_{1}"
    letters = [Element("r", {}, [Element("t", {}, [letter])]) for letter in "net"]
    assert latex(Element("oMath", {}, letters)) == r"\mathit{net}"


def test_words_of_every_language_are_found():
    assert len(languages) >= 9
    for name, language in languages.items():
        assert set(language.roles) == set(Sense), name
        for role, phrases in language.roles.items():
            assert all(phrase == phrase.lower() for phrase in phrases), (name, role)
            assert all(role in roles_in(phrase)[0] for phrase in phrases), (name, role)
    assert {"und", "así", "et", "因此"} <= words("joins")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="apt-get install poppler-utils")
@pytest.mark.long
def test_the_text_of_a_pdf_is_read(tmp_path):
    typst = pytest.importorskip("typst")
    (tmp_path / "sheet.typ").write_text("= Forward\n\nin_h1 = 0.25\n\nout_h1 = 0.5622\n".replace("_", r"\_"))
    typst.compile(tmp_path / "sheet.typ", output=tmp_path / "sheet.pdf")
    assert [mark.line for mark in check("nndl3", tmp_path / "sheet.pdf").marks] == ["in_h1", "out_h1"]


@pytest.mark.long
@pytest.mark.parametrize("form", [name for name, each in containers.items() if not each.binary and name != "py"])
def test_a_page_of_100_kilobytes_takes_a_second(form):
    line = {
        "csv": "dw1,-0.0084\n",
        "json": "",
        "toml": "",
        "html": "<p>in<sub>h1</sub> = 0.25</p>\n",
    }.get(form, "We get $in_{h1} = w_1 x_1 + w_3 x_2 = 0.25$ here.\n")
    text = line * (100_000 // max(1, len(line))) if line else '{"in_h1": "0.25' + " " * 100_000 + '"}'
    begun = time.process_time()
    with contextlib.suppress(ValueError):
        list(containers[form].blocks(text))
    assert time.process_time() - begun < 3


def test_nothing_of_a_page_is_run():
    page = "<script>document.write('dw1 = 1')</script><style>dw1 = 1</style><p onclick='dw1 = 1'>out_h1 = 0.5622</p>"
    assert [mark.line for mark in check_text("nndl3", page, "html").marks] == ["out_h1"]
    assert not re.search("script", str(check_text("nndl3", page, "html").faults))


# What a sheet is handed in as.


def test_the_pages_of_a_folder_are_one_sheet(tmp_path):
    (tmp_path / "page10.md").write_text("$$out_{h_1} = 0.5622$$")
    (tmp_path / "page9.txt").write_text("net = w1*x1 + w3*x2\nin_h1 = net = 0.25\n")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    for sheet in (tmp_path, [tmp_path / "page9.txt", tmp_path / "page10.md"]):
        marking = check("nndl3", sheet)
        assert marking.all_right
        assert {mark.line for mark in marking.marks} == {"in_h1", "out_h1"}
    (tmp_path / "page11.md").write_text("dL/dw9 = 1")
    assert check("nndl3", tmp_path).faults[0].entry.file == "page11.md"


def test_a_folder_without_a_page_says_so(tmp_path):
    with pytest.raises(AnswersError, match="holds no page of answers"):
        check("nndl3", tmp_path)


def test_what_somebody_transcribed_comes_in_by_a_door_of_its_own():
    rows = [
        {"name": "in_h1", "value": 0.25, "line": 3, "confidence": 0.99},
        {"text": "out_h1 = 0.5622 and in_h2 = -0.02", "line": 4, "confidence": 0.4},
    ]
    content = {"format": "symbp-statements", "format_version": 1, "statements": rows}
    marking = check_text("nndl3", json.dumps(content), "json")
    assert marking.all_right
    assert [mark.at for mark in marking.marks] == [3, 4, 4]
    assert [remark.partition(" was")[0] for remark in marking.remarks] == ["line 4: out_h1", "line 4: in_h2"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"format_version": 2, "statements": []}, "version 2; expected 1"),
        ({"statements": {}}, "a list of at most"),
        ({"statements": [{"name": "a"}]}, 'statement 1: "name" and "value"'),
        ({"statements": [{"text": "a = 1", "confidence": 2}]}, 'statement 1: "confidence" from 0 to 1'),
        ({"statements": [{"text": "a = 1", "confidence": "1/0"}]}, 'statement 1: "confidence" from 0 to 1'),
    ],
)
def test_statements_that_are_none_are_refused_with_their_number(content, message):
    with pytest.raises(AnswersError, match=re.escape(message)):
        check_text("nndl3", json.dumps({"format": "symbp-statements", **content}), "json")


def test_the_schema_of_statements_says_what_is_read():
    jsonschema = pytest.importorskip("jsonschema", reason="pip install jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema())
    right = {"format": "symbp-statements", "statements": [{"name": "a", "value": "1"}, {"text": "b = 2", "line": 2}]}
    jsonschema.validate(right, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": "symbp-statements", "statements": [{"name": "a"}]}, schema())


def test_each_reading_has_its_reason():
    text = "The output of h1 is 0.5622\nin_h1 = 0.25\nE = \\frac12 \\sum_k e_k^2\nq = w2*x1 + w4*x2 = -0.02\ndL/dw9 = 1"
    marking = check_text("nndl3", text, "md")
    reasons = {reading.lines: str(reading.why) for reading in marking.readings if reading.lines}
    assert reasons == {("out_h1",): "words", ("in_h1",): "name", ("in_h2",): "formula"}
    assert [str(reading.why) for reading in marking.readings if not reading.lines] == ["general", "unread"]
    shown = write(marking, "text", explain=True).decode()
    assert "the words before the sign" in shown
    assert shown.startswith("nndl3: 3 of 4 numbers and 1 of 1 formulas were read.\n")
    assert json.loads(write(marking, "json", explain=True))["readings"][0]["taken_for"] == ["out_h1"]


@pytest.mark.parametrize(
    "said",
    [
        "Let $q_1$ be the net input of h1, and let $r_1$ be the output of h1.",
        "Let q1 and q2 be the net inputs of h1 and h2; r1 denotes the output of h1.",
        "where q1 is the net input of h1 and r1 is the output of h1:",
        "We write q1 for the net input of h1, and r1 for the output of h1.",
        "The net input of h1 is called q1. The output of h1 is called r1.",
        "Sei q1 die Nettoeingabe von h1 und sei r1 die Ausgabe von h1.",
        "q1 bezeichnet die Nettoeingabe von h1, r1 bezeichnet die Ausgabe von h1.",
        "设q1为h1的净输入，r1为h1的输出。",
        "记h1的净输入为q1，记h1的输出为r1。",
        "Soit q1 la somme pondérée de h1, soit r1 la sortie de h1.",
        "Sea q1 la suma ponderada de h1 y sea r1 la salida de h1.",
        "q1をh1の総入力とする。\nr1をh1の出力とする。",
        "q1은 h1의 순입력이다.\nr1은 h1의 출력이다.",
        "- q1: net input of h1\n- r1: output of h1",
        "q1 = net_h1\nr1 = out_h1",
    ],
)
def test_a_sheet_says_what_its_letters_stand_for(said):
    marking = check_text("nndl3", f"{said}\n\n$q_1 = 0.2500$\n\n$r_1 = 0.5688$", "md")
    assert [(mark.line, str(mark.verdict)) for mark in marking.marks] == [("in_h1", "right"), ("out_h1", "wrong")]
    assert marking.numbers == (2, 2)


@pytest.mark.parametrize(
    "said",
    [
        "h1 is the sum of its inputs, o1 is an output, and x1 is the input to h1",
        "w1 is the weight from x1 to h1; e is the error, and the loss is called L",
        "Let h1 be the unit whose output is 0.5622",
    ],
)
def test_what_defines_nothing_changes_no_name(said):
    marking = check_text("nndl3", f"{said}\nh1 = 0.5622\nx1 = 0.5\nin_h1 = 0.25", "md")
    assert {mark.line: str(mark.verdict) for mark in marking.marks}["out_h1"] == "right"
    assert all(str(mark.verdict) == "right" for mark in marking.marks)


def test_what_remains_open_is_asked_for_in_lines_that_are_enough():
    """The lines that the report asks for, added to the sheet, have the rest of it read."""
    text = "out_h1 = 0.5622\nmy sum = 0.2500\nzap = 0.56218\nbend = 0.56"
    marking = check_text("nndl3", text)
    assert marking.numbers == (1, 4)
    asked = json.loads(write(marking, "json"))["open"]
    assert asked["zap"] == ["out_h1"]
    assert asked["bend"] == []
    shown = write(marking, "text").decode()
    assert "zap = out_h1" in shown
    assert "bend = …" in shown
    again = check_text("nndl3", "zap = out_h1\nbend = out_h1\n" + text)
    assert again.numbers == (3, 4)
    assert all(mark.line == "out_h1" for mark in again.marks)


def test_a_numbering_of_its_own_is_said():
    text = "\n".join(
        f"a^{{[{layer}]}}_{unit} = {number}"
        for layer, unit, number in ((1, 1, "0.593270"), (1, 2, "0.596884"), (2, 1, "0.751365"), (2, 2, "0.772928"))
    )
    marking = check_text("mazur", text)
    assert marking.all_right
    assert {mark.line for mark in marking.marks} == {"out_h1", "out_h2", "out_o1", "out_o2"}
    assert any("is taken to be out_h1" in remark for remark in marking.remarks)


def test_a_slip_is_not_read_as_another_numbering():
    """A wrong gradient that is right for another weight is wrong."""
    right = facts(load("mazur"))
    marking = check_text("mazur", f"dL/dw5 = {right['dL/dw6']}\ndL/dw6 = {right['dL/dw5']}")
    assert [(mark.line, str(mark.verdict)) for mark in marking.marks] == [("dL/dw5", "wrong"), ("dL/dw6", "wrong")]


FROM_0 = """
[network]
units = [["x0", "x1"], ["h0", "h1"], ["y0", "y1"]]
connections = [["W1_00", "x0", "h0"], ["W1_10", "x1", "h0"], ["W1_01", "x0", "h1"], ["W1_11", "x1", "h1"],
  ["W2_00", "h0", "y0"], ["W2_10", "h1", "y0"], ["W2_01", "h0", "y1"], ["W2_11", "h1", "y1"]]
activation = "sigmoid"
targets = ["t0", "t1"]
[loss]
name = "half-squared-error"
[data]
x = [["0.3", "0.8"]]
y = [["1", "0"]]
[parameters]
W1_00 = "0.1"
W1_10 = "0.25"
W1_01 = "-0.3"
W1_11 = "0.45"
W2_00 = "0.5"
W2_10 = "-0.65"
W2_01 = "0.7"
W2_11 = "0.85"
[training]
learning_rate = "0.5"
[rounding]
decimals = 5
"""


def _one_more(name, *, weights):
    name = re.sub(r"(?<=[xhyt])[01]\b", lambda match: str(int(match.group()) + 1), name)
    pair = re.compile(r"(?<=_)([01])([01])")
    return pair.sub(lambda m: f"{int(m[1]) + 1}{int(m[2]) + 1}", name) if weights else name


@pytest.mark.parametrize("weights", [False, True])
def test_a_sheet_may_count_from_1_what_the_assignment_counts_from_0(weights):
    assignment = parse(FROM_0)
    rows = [row for row in table(derive(assignment), assignment).rows if row.formula]
    lines = [f"{_one_more(row.name, weights=weights)} = {row.rounded}" for row in rows]
    marking = check_text(assignment, "\n".join(lines))
    assert marking.all_right
    assert {mark.line for mark in marking.marks} == {row.name for row in rows}
    slip = ["out_y2 = 0.98765" if line.startswith("out_y2") else line for line in lines]
    assert check_text(assignment, "\n".join(slip)).first.line == "out_y1"
    # Two names exchanged are slips, and no other numbering.
    own = "\n".join(f"{row.name} = {row.rounded}" for row in rows)
    exchanged = own.replace("out_h0 =", "out_h? =").replace("out_h1 =", "out_h0 =").replace("out_h? =", "out_h1 =")
    assert check_text(assignment, exchanged).first.line == "out_h0"


TYPST_SHEET = """
= Homework
#set text(size: 11pt)
Given $x_1 = 0.5$, $x_2 = 0.3$. // w_1 = 7
$ "net"_(h 1) = w_1 x_1 + w_3 x_2 = 0.2 dot 0.5 + 0.5 dot 0.3 = 0.25 $
$ "out"_(h_1) &= 1/(1 + e^(-"net"_(h_1))) \\
  &approx 0.5622 $
$ (partial E)/(partial w_5) = delta_(o_1) "out"_(h_1) = 0.0346 $
- $w_1^"new" = w_1 - eta (partial L)/(partial w_1) = 0.2084$
#table(columns: 3, [*unit*], [*net*], [*out*],
  [$h_2$], [$-0.02$], [$0.4950$], $o_1$, $-0.0923$, $0.4769$)
#figure(table(columns: (auto, auto), table.header([weight], [gradient]), [w6], [0.0839]), caption: [w7 = 9])
$ delta_o = mat(0.0616; 0.1492) $ /* w_2 = 8 */
"""


def test_typst_is_read_as_people_write_it():
    marking = check_text("nndl3", TYPST_SHEET, "typ")
    assert marking.all_right
    lines = {mark.line for mark in marking.marks if not mark.formula}
    assert lines == {
        *("x1", "x2", "in_h1", "out_h1", "dL/dw5", "w1_new", "in_h2", "out_h2", "in_o1", "out_o1", "dL/dw6"),
        *("dL/din_o1", "dL/din_o2"),
    }
    assert {mark.line for mark in marking.marks if mark.formula} == {"in_h1", "out_h1", "dL/dw5", "w1_new"}
    wrong = check_text("nndl3", TYPST_SHEET.replace("approx 0.5622", "approx 0.5688"), "typ")
    assert (wrong.first.line, wrong.first.at) == ("out_h1", 6)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_text_attached_to_a_pdf_is_read_only_where_its_pages_say_the_same(tmp_path):
    """Another number on the pages, or another text beside them: then what the pages show is read."""
    path = next(path for path in solve(load("nndl3"), ["pdf"], tmp_path) if path.suffix == ".pdf")
    content = path.read_bytes()
    [attached] = pdf._attached(content)
    shown = pdf._text(content)
    assert pdf._says_the_same(attached, shown)
    assert not pdf._says_the_same(attached, shown.replace("0.0346", "0.0364", 1))
    assert not pdf._says_the_same(attached.replace("0.0346", "0.0364", 1), shown)
    assert not pdf._says_the_same("dw5 = 0.0346", shown)


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("The error signal of the output is -0.0616", "dL/din_o1"),
        ("delta of the output = -0.0616", "dL/din_o1"),
        ("Error term of the output: -0.0616", "dL/din_o1"),
        ("The output is 0.6", "out_o1"),
        ("ln out_o1 = -0.5", "ln out_o1"),
        ("Loss: **0.0837**", "L"),
        ("net input of h1: `0.21`", "in_h1"),
    ],
)
def test_what_something_belongs_to_is_not_what_it_is(sentence, line):
    assignment = parse("""
[network]
layers = [2, 1, 1]
activation = "sigmoid"
[loss]
name = "squared-error"
[data]
x = [["0.5", "0.2"]]
y = [["1"]]
[parameters]
weights = ["0.1", "0.2", "0.3"]
""")
    (mark,) = check_text(assignment, sentence).marks
    assert mark.line == line


BIASES = """
[network]
layers = [2, 2, 1]
activation = "sigmoid"
bias = "unit"
[loss]
name = "half-squared-error"
[data]
x = [["0.5", "0.2"]]
y = [["1"]]
[parameters]
weights = ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"]
biases = ["0.1", "0.2", "-0.11"]
[training]
learning_rate = 1
"""


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("bias of output: -0.11", "b_o1"),
        ("bias of the output unit = -0.11", "b_o1"),
        ("output bias: -0.11", "b_o1"),
        ("the bias of h1 is 0.1", "b_h1"),
        ("bias b_h2 = 0.2", "b_h2"),
        ("new bias of h1 = 0.1", "b_h1_new"),
        ("gradient of the bias of the output: -0.1", "dL/db_o1"),
        ("derivative of the loss with respect to the bias of h1 = 0.1", "dL/db_h1"),
        ("gradient of w1: 0.1", "dL/dw1"),
        ("weight w1 = 0.1", "w1"),
        ("gradient of the weight w5 = 0.1", "dL/dw5"),
        ("Gradient des Gewichts w5 = 0.1", "dL/dw5"),
        ("Bias von h1: 0.1", "b_h1"),
        ("sesgo de h1: 0.1", "b_h1"),
        ("o1的偏置 = -0.11", "b_o1"),
    ],
)
def test_parameters_are_known_by_what_they_belong_to(sentence, line):
    (mark,) = check_text(parse(BIASES), sentence).marks
    assert mark.line == line


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("bias of output: -0.11", "bias of output"),
        ("net of the bias of gate = 0.3", "net of the bias of gate"),
        ("d w = 0.5", "d w"),
        ("we get my thing = 0.5", "we get my thing"),
    ],
)
def test_what_is_not_known_is_quoted_whole(sentence, name):
    (fault,) = check_text("nndl3-bias", sentence).faults
    assert f"no quantity is called '{name}'" in fault.message
    assert fault.open_name == name


@pytest.mark.parametrize(
    ("sentence", "near", "offered"),
    [
        ("bias of output: 0.1", "b_o1", ()),
        ("ot_h1 = 0.5", "out_h1", ("out_h1",)),
        ("dL/dw9 = 1", "dL/dw1", ()),
        ("output = 0.7", "", ()),
        ("signal of h1 = 0.3", "", ()),
        ("lam = 0.5", "", ()),
        ("unit = 0.2", "", ()),
    ],
)
def test_only_what_is_near_is_offered(sentence, near, offered):
    (fault,) = check_text("nndl3-bias", sentence).faults
    assert (f"Did you mean '{near}'" in fault.message) == bool(near)
    assert near or "Did you" not in fault.message
    assert fault.nearest == offered


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("h = (0.5622, 0.4950)", ("out_h1", "out_h2")),
        ("hidden = [0.5622 0.4950]", ("out_h1", "out_h2")),
        ("o = (0.4769, 0.5287)", ("out_o1", "out_o2")),
        ("ŷ = [0.4769, 0.5287]", ("out_o1", "out_o2")),
        ("y_hat = [0.4769, 0.5287]", ("out_o1", "out_o2")),
        ("outputs = [0.4769; 0.5287]", ("out_o1", "out_o2")),
        ("x = (0.5, 0.3)", ("x1", "x2")),
        ("y = (0.23, -0.07)", ("y1", "y2")),
        # Some books have t for the target and y for what the network says.
        ("y = (0.4769, 0.5287)", ("out_o1", "out_o2")),
        ("t = (0.23, -0.07)", ("y1", "y2")),
    ],
)
def test_a_layer_or_the_data_may_stand_as_a_vector(statement, lines):
    marking = check_text("nndl3", statement)
    assert marking.all_right
    assert tuple(mark.line for mark in marking.marks) == lines


def test_a_wrong_entry_of_a_vector_is_wrong():
    marking = check_text("nndl3", "h = (0.5622, 0.5950)\ny = (0.23, 0.07)")
    assert sorted(mark.line for mark in marking.marks if mark.verdict is Verdict.WRONG) == ["out_h2", "y2"]


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("The gradient of w5 is 0.05, the net input of h1 is 0.25.", {"dL/dw5": "0.05", "in_h1": "0.25"}),
        ("The net input of h1 is 0.25. The gradient of w5 is 0.05.", {"in_h1": "0.25", "dL/dw5": "0.05"}),
        ("The output of h1 is 0.5622 and the loss is 0.2097", {"out_h1": "0.5622", "L": "0.2097"}),
        ("The output of h1 is 0.5622; dL/dw5 = 0.05", {"out_h1": "0.5622", "dL/dw5": "0.05"}),
        ("Die Ausgabe von h1 ist 0,5622, der Gesamtfehler beträgt 0,2097.", {"out_h1": "0,5622", "L": "0,2097"}),
        ("Le gradient de w5 vaut 0,05, et la perte est 0,2097.", {"dL/dw5": "0,05", "L": "0,2097"}),
        ("El gradiente de w5 es 0,05 y el error total es 0,2097", {"dL/dw5": "0,05", "L": "0,2097"}),
        # Whose output or gradient is meant stands in the part before: nothing is guessed.
        ("The net input of h1 is 0.25, its output 0.5622.", {"in_h1": "0.25"}),
        ("The gradient of w5 is 0.05 and that of w6 is 0.06.", {"dL/dw5": "0.05"}),
    ],
)
def test_a_sentence_may_state_several_numbers(sentence, read):
    marking = check_text("nndl3", sentence)
    assert {mark.line: mark.given for mark in marking.marks} == read
