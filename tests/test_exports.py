"""Exported formulas, records and drawings: read back, set, or looked through."""

import importlib.util
import itertools
import json
import math
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import replace

import pytest
import sympy as sp
from hypothesis import given, reject, settings
from latex_reader import read
from pages import NETWORKS, TRAINED

from symbp import derive, export, load, load_derivation, parse
from symbp.code.heading import printable
from symbp.code.names import identifier, identifiers
from symbp.contract.nets import assignments
from symbp.drawing.graph import HEIGHT
from symbp.errors import OutputError, PrecisionError, SpecError, SymbpError, UnknownNameError
from symbp.exporting import exported
from symbp.exporting.drawing.pictures import computed
from symbp.exporting.origin import ExportContext
from symbp.exporting.record.file import read_derivation, record, schema
from symbp.exporting.targets import targets
from symbp.formula import plain
from symbp.formula.maximum import Maximum
from symbp.notation import notations
from symbp.numpy_reference import numpy_values
from symbp.steps import symbol

NAMES = TRAINED
PANDOC = pytest.mark.skipif(
    not (importlib.util.find_spec("pypandoc") and importlib.util.find_spec("typst")),
    reason="pip install 'symbp[docx]' for this",
)
WITHOUT_GOLDEN = {"pdf", "xlsx", "typst", "mathml", "numpy-matrix", "torch-matrix"}


def text(name, target, ending=""):
    """The text of the file that ends so."""
    (content,) = (c for file, c in exported(load(name), target).items() if file.endswith(ending))
    return content.decode()


@pytest.mark.parametrize("target", [name for name in targets if name not in WITHOUT_GOLDEN])
def test_golden_exports(target, golden):
    for file, content in exported(load("nndl3-bias"), target).items():
        golden(f"exports/{file}", content.decode())


# -- formulas ------------------------------------------------------------------------------


def expanded(tex):
    """The rows of a LaTeX export with its macros written out."""
    macros: dict[str, str] = {}
    # A macro uses only those before it.
    for name, written in re.findall(r"\\newcommand\{(\\q\w+)\}\{(.*)\}", tex):
        macros[name] = re.sub(r"\\q[A-Za-z]+", lambda found: macros[found[0]], written)
    body = tex.split(r"\begin{document}")[1]
    return re.sub(r"(\\q[A-Za-z]+)\{\}", lambda found: macros[found[1]], body)


@pytest.mark.parametrize("name", NAMES)
def test_latex_with_its_macros_is_the_latex_of_the_lines(name):
    tex, markdown = expanded(text(name, "latex")), text(name, "markdown")
    rows = re.findall(r"^.*&.*$", markdown, re.MULTILINE)
    assert len(rows) >= len(derive(name))
    for row in rows:
        assert row in tex


def test_a_macro_that_is_changed_changes_every_formula():
    tex = text("nndl3", "latex").replace(r"\newcommand{\qwOne}{w_1}", r"\newcommand{\qwOne}{v_{11}}")
    assert r"\frac{\partial L}{\partial v_{11}}" in expanded(tex)
    assert "w_1" not in re.sub(r"w_1\d|\\newcommand.*", "", expanded(tex)).replace(r"w^{\mathrm{new}}_1", "")


@pytest.mark.long
@pytest.mark.parametrize("name", ["nndl3", "nndl3-class", "xor-mean"])
def test_every_formula_of_the_record_is_read_back_from_its_latex(name):
    derivation = derive(name)
    values = numpy_values(load(name))
    latex = notations.pick(load(name).notation).latex(derivation)
    names = sorted(latex, key=lambda name: -len(latex[name]))
    numbers = {sp.Symbol(f"x_{{{i}}}", real=True): values[name] for i, name in enumerate(names)}
    for line in json.loads(text(name, "json"))["lines"]:
        # What is chosen by cases is read back in test_solving.
        if "latex" in line and r"\begin{cases}" not in line["latex"]:
            left, _, right = line["latex"].partition(" = ")
            assert left == latex[line["name"]]
            for i, each in enumerate(names):
                right = right.replace(latex[each], f"x_{{{i}}}")
            assert float(read(right).subs(numbers)) == pytest.approx(values[line["name"]], rel=1e-9, abs=1e-12)


def worked_out(formula: str, names: Mapping[str, str], values: Mapping[str, float]) -> float:
    """A formula in Unicode with numbers for its names, worked out by Python."""
    for number, spelt in enumerate(sorted(names, key=len, reverse=True)):
        formula = formula.replace(spelt, f"«{number}»")
    ordered = sorted(names, key=len, reverse=True)
    code = re.sub(r"«(\d+)»", lambda found: f"({values[names[ordered[int(found[1])]]]!r})", formula)
    code = re.sub(r"\|(.*?)\|", r"abs(\1)", code).replace("²", "**2").replace("·", "*").replace("\N{MINUS SIGN}", "-")
    code = code.replace("ln(", "log(").replace("≥", ">=").replace("≤", "<=")
    code = re.sub(r"if ([^=]*) = ", r"if \1 == ", code)
    functions = {
        "exp": math.exp,
        "log": math.log,
        "tanh": math.tanh,
        "max": max,
        "abs": abs,
        "sign": lambda z: (z > 0) - (z < 0),
    }
    return eval(code, {"__builtins__": {}}, functions)  # noqa: S307 - our own formula, in a test


@pytest.mark.parametrize("name", NETWORKS)
def test_unicode_formulas_are_read_back(name):
    assignment, derivation = load(name), derive(name)
    values = numpy_values(assignment)
    spelt = {unicode: name for name, unicode in notations.pick(assignment.notation).unicode(derivation).items()}
    assert len(spelt) == len(derivation)
    read = 0
    for line in text(name, "unicode").splitlines():
        left, sign, right = line.strip().partition(" = ")
        if sign and left in spelt:
            wanted = values[spelt[left]]
            assert worked_out(right, spelt, values) == pytest.approx(wanted, rel=1e-9, abs=1e-12), line
            read += 1
    assert read == len(derivation)


@pytest.mark.parametrize("name", NAMES)
def test_srepr_is_the_expression(name):
    derivation = derive(name)
    lines = [line for line in text(name, "srepr").splitlines() if " = " in line and not line.startswith("#")]
    assert len(lines) == sum(step.expr is not None for step in derivation)
    for line in lines:
        left, _, right = line.partition(" = ")
        assert eval(right, vars(sp)) == derivation[left].expr.replace(Maximum, sp.Max)  # noqa: S307 - SymPy's own text, in a test


@pytest.mark.parametrize("name", NAMES)
def test_the_module_of_sympy_has_the_same_lines_and_numbers(name, tmp_path):
    path = tmp_path / "lines.py"
    path.write_text(text(name, "sympy"), "utf-8")
    spec = importlib.util.spec_from_file_location("lines", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    derivation, values = derive(name), numpy_values(load(name))
    expected = {step.name: step.expr.replace(Maximum, sp.Max) for step in derivation if step.expr is not None}
    made = {line.name: formula for line, formula in module.LINES.items()}
    assert made.keys() == expected.keys()
    # A minus may stand within a sum or before it.
    assert all(made[line] == expr or sp.expand(made[line] - expr) == 0 for line, expr in expected.items())
    assert all(load(name).numbers[given.name].rational == number for given, number in module.GIVEN.items())
    for line, value in module.values(20).items():
        assert float(value) == pytest.approx(values[line.name], rel=1e-11, abs=1e-14)
    gradient = next(step.name for step in derivation if step.kind == "gradient")
    out = module.written_out(symbol(gradient))
    assert {name.name for name in out.free_symbols} <= set(load(name).numbers)


@pytest.mark.long
@PANDOC
@pytest.mark.parametrize("name", ["nndl3-bias", "nndl3-class", "relu-batch"])
def test_typst_and_mathml_hold_every_line(name):
    import typst

    source = text(name, "typst")
    lines = len(derive(name))
    assert source.count("&=") >= lines
    assert typst.compile(source.encode(), format="pdf").startswith(b"%PDF")
    page = text(name, "mathml")
    tree = ET.fromstring(re.sub(r"<!doctype html>|<meta[^>]*>|<br>", "", page))  # noqa: S314 - our own
    boxes = tree.findall(".//div")
    assert [box.get("id") for box in boxes] == [
        formula.name
        for formula in sorted(derive(name), key=lambda step: [box.get("id") for box in boxes].index(step.name))
    ]
    shown = {box.get("id"): "".join(box.itertext()) for box in boxes}
    # The text of an element ends in its LaTeX source: each box has that of its own line.
    latex = notations.pick(load(name).notation).latex(derive(name))
    assert all(f"{latex[line]} &=" in words for line, words in shown.items())
    assert len(boxes) == lines


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("target", ["latex", "tikz"])
def test_tex_sets_it_without_a_warning(name, target, tmp_path):
    for file, content in exported(load(name), target).items():
        (tmp_path / file).write_bytes(content)
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", file]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout[-2000:]
        assert "Overfull" not in done.stdout
        assert "Warning" not in done.stdout


# -- the record ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_record_loads_back_into_the_same_derivation(name, tmp_path):
    (path,) = export(name, "json", tmp_path)
    assert load_derivation(path) == derive(name)


@pytest.mark.long
@settings(max_examples=10)
@given(assignments())
def test_the_record_of_a_random_network_loads_back(case):
    try:
        origin = ExportContext(parse(case[0]))
        written = record(origin)
    except PrecisionError:
        # A square and an exponential may leave no logarithm a value in four decimals.
        reject()
    assert read_derivation(written) == origin.derivation


@pytest.mark.long
def test_a_record_fits_its_schema():
    """A reader of the schema alone, as far as it is used here, takes our record and refuses a changed one."""
    made = schema()

    def fits(value, rule):
        if "$ref" in rule:
            return fits(value, made["$defs"][rule["$ref"].rpartition("/")[2]])
        if "oneOf" in rule or "anyOf" in rule:
            return any(fits(value, each) for each in rule.get("oneOf", rule.get("anyOf")))
        if "const" in rule:
            return value == rule["const"]
        if "enum" in rule:
            return value in rule["enum"]
        kinds = {"string": str, "integer": int, "null": type(None), "object": dict, "array": list}
        if "type" in rule and not isinstance(value, kinds[rule["type"]]):
            return False
        if isinstance(value, list):
            first = rule.get("prefixItems", [])
            pairs = itertools.zip_longest(first, value[: len(first)])
            rest = value[len(first) :]
            return all(fits(item, each) for each, item in pairs) and all(
                fits(item, rule.get("items", {})) for item in rest
            )
        if isinstance(value, dict) and "properties" in rule:
            known = rule["properties"]
            return set(rule.get("required", ())) <= set(value) <= set(known) and all(
                fits(v, known[k]) for k, v in value.items()
            )
        return not (isinstance(value, str) and "pattern" in rule and not re.search(rule["pattern"], value))

    for name in ("nndl3-bias", "nndl3-class", "relu-batch"):
        written = json.loads(text(name, "json"))
        assert fits(written, made)
        written["lines"][-1]["expression"] = ["eval", "w1"]
        assert not fits(written, made)


LINE = '{"name": "w", "kind": "given", "why": "weight"}'
HEAD = '{"format": "symbp derivation", "format_version": 1, "lines": [LINES]}'


def deep(operation, count):
    return f'["{operation}", ' * count + '"w"' + "]" * count


BAD_RECORDS = [
    ("", "not valid JSON"),
    ("[]", 'not the record of a derivation that `symbp export --to json` writes: its key "format"'),
    ('{"format": "symbp derivation", "format_version": 9}', "format_version 9 is not known; expected 1"),
    (HEAD.replace("LINES", '{"name": "w", "kind": "gven"}'), "lines.0.kind: "),
    (HEAD.replace("LINES", LINE.replace("why", "wy")), "lines.0.wy: unknown key. Did you mean 'why'?"),
    (HEAD.replace("LINES", LINE.replace('"weight"', '"wait"')), "line 'w': "),
    (HEAD.replace("LINES", f"{LINE}, {LINE}"), "'w' is defined twice"),
    (
        HEAD.replace("LINES", '{"name": "a", "kind": "pre", "expression": "w"}'),
        "'a' uses ['w'] before they are defined",
    ),
    (HEAD.replace("LINES", '{"name": "a", "kind": "pre"}'), "'a' is a pre without a formula"),
    (HEAD.replace("LINES", LINE.replace('"w"', '"a\\u001b[31m"')), "lines.0.name: "),
    (HEAD.replace("LINES", LINE.replace('"w"', '"\\ud800"')), "lines.0.name: "),
    (HEAD.replace("LINES", LINE.replace('"why"', '"k\\n"')), r"lines.0.k\n: unknown key"),
    (HEAD.replace("LINES", LINE[:-1] + ', "slopes": {"v": "w"}}'), "slopes by or in ['v'], which are no lines"),
    (HEAD.replace("LINES", LINE).replace("1,", "true,"), "format_version True is not known"),
]
BAD_EXPRESSIONS = [
    ('["mull", "w", "w"]', "unknown operation 'mull'. Did you mean 'mul'?"),
    ('["number", "1/0"]', "expected an expression such as"),
    ('["number", 1]', "expected an expression such as"),
    ('["exp"]', "expected an expression such as"),
    ("7", "expected an expression such as"),
    ('["__import__(\'os\')", "w"]', "unknown operation"),
    ('["pow", ["number", "9"], ["number", "99999999"]]', "exponent beyond 64"),
    ('["pow", ["mul", ["number", "3"], "w"], ["number", "99999999999"]]', "exponent beyond 64"),
    ('["pow", ["number", "0"], ["number", "-1"]]', "or is one of 0"),
    ('["pow", ["number", "' + "7" * 900 + '"], ["number", "1/2"]]', "a function of numbers alone"),
    ('["exp", ["mul", ["number", "99999999999"], ["log", ["number", "3"]]]]', "a function of numbers alone"),
    ('["log", ["log", ["log", ["number", "7"]]]]', "a function of numbers alone"),
    ('["log", ["number", "-1"]]', "no real value"),
    ('["log", ["number", "0"]]', "no real value"),
    ('["abs", ["mul"' + ', ["add", "w", ["number", "1"]]' * 300 + "]]", "expected an expression such as"),
    ('["cases"' + ', ["w", [">", "w", ["number", "1"]]]' * 300 + "]", "expected an expression such as"),
    (
        '["cases", ["w", [">", "w", ["number", "1"]]], ["w", ["<", "w", ["number", "-1"]]], [["number", "0"], true]]',
        "written",
    ),
    ('["cases", ["w", [">", ["log", ["number", "-1"]], ["number", "0"]]], ["w", true]]', "no real value"),
    (deep("exp", 80), "nested deeper than 60"),
    (deep("exp", 5000), "not valid JSON"),
    ('["add"' + ', ["mul", "w", "w"]' * 15_000 + "]", "more than 50000 parts"),
    ('["cases", ["w", ["=", "w", "w"]]]', "expected a value and a condition"),
    ('["cases"]', "expected an expression such as"),
]


@pytest.mark.parametrize(("written", "message"), BAD_RECORDS)
def test_a_bad_record_is_refused_in_one_sentence(written, message):
    with pytest.raises(SpecError, match=re.escape(message)):
        read_derivation(written)


@pytest.mark.parametrize(("expression", "message"), BAD_EXPRESSIONS, ids=range(len(BAD_EXPRESSIONS)))
def test_a_bad_expression_is_refused_in_one_sentence(expression, message):
    line = f'{{"name": "a", "kind": "pre", "expression": {expression}}}'
    with pytest.raises(SpecError, match=re.escape(message)):
        read_derivation(HEAD.replace("LINES", f"{LINE}, {line}"))


def test_files_that_are_no_record(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b"\xff\xfe")
    for file, message in ((path, "not text in UTF-8"), (tmp_path, "cannot be read"), ("no\0", "cannot be read")):
        with pytest.raises(SpecError, match=message):
            load_derivation(file)


# -- drawings ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_computation_graph_has_a_box_for_each_line_and_boxes_keep_apart(name):
    derivation, drawn = derive(name), computed(ExportContext(load(name)))
    forward = [
        s for s in derivation if s.kind in ("pre", "act", "loss") or (s.kind == "given" and s.why != "learning rate")
    ]
    assert [box.name for box in drawn.boxes] == [step.name for step in forward]
    assert len(drawn.edges) == sum(len(step.uses) for step in forward)
    for start, end in drawn.edges:
        assert start.right < end.left
    for a, b in itertools.combinations(drawn.boxes, 2):
        assert a.right < b.left or b.right < a.left or abs(a.y - b.y) > HEIGHT
    for box in drawn.boxes:
        gradient = derivation.derivative("L", box.name)
        assert (box.gradient is not None) == (gradient is not None or derivation[box.name].kind == "loss")


@pytest.mark.long
@pytest.mark.parametrize("name", ["xor-sum", "mazur"])
def test_lines_of_a_column_stand_in_the_order_of_the_derivation(name):
    columns: dict[float, list[tuple[float, int]]] = {}
    for number, box in enumerate(computed(ExportContext(load(name))).boxes):
        if derive(name)[box.name].expr is not None:
            columns.setdefault(box.x, []).append((box.y, number))
    assert all(column == sorted(column) for column in columns.values())
    assert max(map(len, columns.values())) > 1


def test_a_box_shows_the_value_and_the_gradient():
    boxes = {box.name: box for box in computed(ExportContext(load("nndl3"))).boxes}
    assert boxes["w1"].value.unicode == "w₁ = 0.2"
    assert boxes["w1"].gradient.unicode == "∂L/∂w₁ = −0.0084"
    assert boxes["out_o1"].value.latex == r"\mathit{out}_{o_1} = 0.4769"
    assert boxes["x1"].gradient is None


@pytest.mark.parametrize("name", ["nndl3-bias", "xor-sum", "mazur"])
def test_drawings_are_well_formed(name):
    for drawing in ("network", "graph"):
        svg = ET.fromstring(text(name, "svg", f"{drawing}.svg"))  # noqa: S314 - our own
        assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assignment = load(name)
    assert text(name, "svg", "graph.svg").count("<rect") == len(computed(ExportContext(assignment)).boxes) + 1
    for drawing in ("network", "graph"):
        mermaid = text(name, "mermaid", f"{drawing}.mmd")
        # Mermaid takes no comment without words.
        assert "%%\n" not in mermaid
        known = set(re.findall(r"^  (\w+)[\[(]", mermaid, re.MULTILINE))
        ends = re.findall(r"^  (\w+) -->(?:\|\"[^\"]*\"\|)? (\w+)$", mermaid, re.MULTILINE)
        assert {end for pair in ends for end in pair} <= known
    assert len(ends) == len(computed(ExportContext(assignment)).edges)


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed (apt-get install graphviz)")
@pytest.mark.parametrize("name", ["nndl3-bias", "xor-sum"])
def test_graphviz_draws_it(name):
    for file, content in exported(load(name), "dot").items():
        done = subprocess.run(["dot", "-Tsvg"], input=content, capture_output=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, b""), file
        drawn = ET.fromstring(done.stdout)  # noqa: S314 - Graphviz's
        edges = [g for g in drawn.iter("{http://www.w3.org/2000/svg}g") if g.get("class") == "edge"]
        connections = len(load(name).network.connections)
        assert len(edges) == (connections if "network" in file else len(computed(ExportContext(load(name))).edges))


@PANDOC
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed: apt-get install poppler-utils")
def test_drawings_as_pdf_have_their_numbers():
    for file, content in exported(load("nndl3"), "pdf").items():
        words = subprocess.run(["pdftotext", "-", "-"], input=content, check=True, capture_output=True).stdout.decode()
        assert "−0.4" in words.replace("- ", "−"), file
        assert ("0.5622" in words) == ("graph" in file)


def test_a_graph_that_nobody_could_read_is_refused():
    layers = "layers = [8, 12, 12, 2]"
    spec = f'[network]\n{layers}\nactivation = "tanh"\n[loss]\nname = "squared-error"\n[data]\n'
    spec += f"x = [{[1] * 8}]\ny = [[1, 1]]\n[parameters]\nrandom = {{seed = 1}}\n"
    with pytest.raises(SymbpError, match="a computation graph of 3.. boxes is unreadable; at most 200"):
        exported(parse(spec), "svg")


# -- Julia, which Debian does not have -----------------------------------------------------


@pytest.mark.parametrize("name", NETWORKS)
def test_julia_is_grammatical_and_its_lines_are_right(name):
    """Judged by its grammar where Julia is not installed; Python works out the lines, which read alike."""
    tree_sitter = pytest.importorskip("tree_sitter", reason="pip install tree-sitter tree-sitter-julia for this")
    grammar = pytest.importorskip("tree_sitter_julia", reason="pip install tree-sitter tree-sitter-julia for this")
    source = text(name, "julia")
    tree = tree_sitter.Parser(tree_sitter.Language(grammar.language())).parse(source.encode())
    assert not tree.root_node.has_error
    body = source.split("function sample_gradients")[1].split("    return ")[0]
    functions = {"exp": math.exp, "log": math.log, "log1p": math.log1p, "tanh": math.tanh, "max": max, "abs": abs}
    functions |= {"ifelse": lambda when, value, other: value if when else other}
    functions["sign"] = lambda z: (z > 0) - (z < 0)
    for own, formula in re.findall(r"^(\w+)\(z\) = (.*)$", source, re.MULTILINE):
        functions.setdefault(own, lambda z, formula=formula: eval(formula, {"__builtins__": {}}, functions | {"z": z}))  # noqa: S307 - our own
    assignment = load(name)
    numbers = {key: float(number.value) for key, number in assignment.numbers.items()}
    single = replace(assignment, samples=assignment.samples[:1])
    known = {**functions, **{identifier(key.replace("[1]", "")): value for key, value in numbers.items()}}
    for line in body.splitlines():
        found = re.fullmatch(r"    (\w+) = (.*) # (\S+) = .*", line)
        if found:
            known[found[1]] = eval(found[2].replace("^", "**"), {"__builtins__": {}}, known)  # noqa: S307 - our own
    values = numpy_values(single)
    for each in derive(single):
        if each.kind == "gradient":
            assert known[identifier(each.name)] == pytest.approx(values[each.name], rel=1e-12, abs=1e-15)


# -- words of an author --------------------------------------------------------------------


TITLES = [
    'coding: utf-7 +AAo-import os; os.system("echo PWNED")+AAo-',
    "Encoding: one-hot",
    'a ---> b *\\/ */ %{ #= ]]> """ {{x}} <% y %> << z >> ????// \\\\',
    "%%{init: {'theme': 'forest'}}%%",
]


@pytest.mark.long
@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_a_comment_in_every_program(title, tmp_path):
    case = replace(load("nndl3"), title=title)
    for target, known in targets.items():
        if known.language or target == "sympy":
            ((file, content),) = exported(case, target).items()
            if file.endswith(".py"):
                (tmp_path / file).write_bytes(content)
                compile(content, file, "exec")
                assert b"PWNED" not in content.split(b"\n", 2)[0] + content.split(b"\n", 2)[1]
    for file, content in exported(case, "mermaid").items():
        assert b"%%{" not in content, file
        assert b"{{" not in content.split(b"flowchart")[0]
    if shutil.which("cc"):
        (content,) = exported(case, "c").values()
        command = ["cc", "-std=c99", "-Wall", "-Werror", "-x", "c", "-fsyntax-only", "-"]
        subprocess.run(command, input=content, check=True, capture_output=True)
    assert "-->" not in exported(case, "markdown")["nndl3_formulas.md"].decode().splitlines()[0][4:-4]


@pytest.mark.parametrize("text", ["--->", "????//", "a\\", "\u2028x", "a -- b"])
def test_what_could_end_a_comment_does_not_survive(text):
    made = printable(text)
    assert not re.search(r"--|\?\?|\\|[^\x20-\x7e]", made)
    assert printable(made) == made


def test_names_of_helper_lines_are_no_names_of_an_assignment():
    """A weight may be called exp_in_o1, as a helper line of the softmax would be."""
    spec = """
[network]
units = [["a"], ["h"], ["o1", "o2"]]
connections = [["w", "a", "h"], ["exp_in_o1", "h", "o1"], ["largest_in_o1", "h", "o2"]]
activation = ["tanh", "softmax"]
[loss]
name = "cross-entropy"
[data]
x = [[0.5]]
y = [[0.3, 0.7]]
[parameters]
w = 0.5
exp_in_o1 = 0.25
largest_in_o1 = -0.7
"""
    case = parse(spec)
    scope: dict[str, object] = {"__name__": "program"}
    exec(exported(case, "python")["assignment.py"].decode(), scope)  # noqa: S102 - our own program
    _, gradients = scope["loss_and_gradients"](scope["PARAMETERS"], scope["INPUTS"], scope["TARGETS"])
    values = numpy_values(case)
    assert gradients == pytest.approx(
        [values["dL/dw"], values["dL/dexp_in_o1"], values["dL/dlargest_in_o1"]], rel=1e-12
    )


def test_commands_of_latex_are_not_taken():
    spec = text("nndl3", "latex")
    assert r"\newcommand{\qwOne}" in spec
    connections = [["uad", "x", "h"], ["bezier", "h", "o"]]
    case = parse(
        f'[network]\nunits = [["x"], ["h"], ["o"]]\nconnections = {json.dumps(connections)}\nactivation = "tanh"\n'
        '[loss]\nname = "squared-error"\n[data]\nx = [[1]]\ny = [[1]]\n[parameters]\nuad = 1\nbezier = 2\n'
    )
    made = exported(case, "latex")["assignment_formulas.tex"].decode()
    commands = re.findall(r"\\newcommand\{(\\\w+)\}", made)
    assert len(commands) == len(set(commands))
    assert not {r"\quad", r"\qbezier"} & set(commands)


# -- names, files, refusals ----------------------------------------------------------------


def test_identifiers_of_two_names_never_meet():
    names = ["in_h1", "in_h1[2]", "in_h1_2", "θ1", "theta1", "dL/dw1", "dL_dw1", "class", "ŷ1", "W1", "w1"]
    found = identifiers(names, {"class"})
    assert len(set(found.values())) == len(names)
    assert all(spelt.isidentifier() and spelt.isascii() for spelt in found.values())


def test_files_that_exist_stay_unless_forced(tmp_path):
    (path,) = export("nndl3", "c", tmp_path)
    path.write_text("mine")
    with pytest.raises(OutputError, match=r"nndl3\.h' exists; expected a new file, or --force"):
        export("nndl3", ["python", "c"], tmp_path)
    assert path.read_text() == "mine"
    assert not (tmp_path / "nndl3.py").exists()
    export("nndl3", ["python", "c"], tmp_path, force=True)
    assert path.read_text().startswith("// Made by symbp")


def test_an_unknown_target_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown target 'jvascript'. Did you mean 'javascript'?"):
        exported(load("nndl3"), "jvascript")


def test_what_a_target_cannot_express_is_refused_by_name():
    with pytest.raises(
        SymbpError, match="'rust' writes line by line, and fizzbuzz is worked out in matrices; .*numpy-matrix"
    ):
        exported(load("fizzbuzz"), "rust")
    with pytest.raises(SymbpError, match="numpy-matrix: layer 2 has units that differ"):
        exported(load("nndl3-relu-o2"), "numpy-matrix")


def test_a_number_beyond_binary_numbers_is_refused():
    huge = parse(
        '[network]\nlayers = [1, 1]\nactivation = "identity"\n[loss]\nname = "squared-error"\n'
        "[data]\nx = [[1e300]]\ny = [[1]]\n[parameters]\nweights = [1]\n"
    )
    assert "1e+300" in exported(huge, "c")["assignment.h"].decode()
    with pytest.raises(SymbpError, match="beyond 1e308"):
        exported(parse_with_power(), "c")


def parse_with_power():
    """A number that is written out, and larger than any binary number."""
    digits = "9" * 190
    return parse(
        '[network]\nlayers = [1, 1]\nactivation = "identity"\n[loss]\nname = "squared-error"\n'
        f"[data]\nx = [[{digits}e299]]\ny = [[1]]\n[parameters]\nweights = [1]\n"
    )


@pytest.mark.long
@pytest.mark.parametrize("target", ["numpy-matrix", "torch-matrix"])
def test_programs_in_matrices_give_the_step_of_the_assignment(target, tmp_path):
    if target == "torch-matrix":
        pytest.importorskip("torch", reason="torch is not installed")
    for file, content in exported(load("nndl3-bias"), target).items():
        (tmp_path / file).write_bytes(content)
    (program,) = tmp_path.glob("*.py")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True)
    printed = dict(line.rsplit(" = ", 1) for line in done.stdout.splitlines())
    values = numpy_values(load("nndl3-bias"))
    assert float(printed["L"]) == pytest.approx(values["L"], rel=1e-12)
    for name, members in {"W1": ["w1", "w2", "w3", "w4"], "b2": ["b_o1", "b_o2"]}.items():
        for key, names in (
            (f"norm of d{name}, ", [f"dL/d{m}" for m in members]),
            (f"norm of {name}_new, ", [f"{m}_new" for m in members]),
        ):
            (found,) = (float(value) for said, value in printed.items() if said.startswith(key))
            assert found == pytest.approx(math.hypot(*(values[each] for each in names)), rel=1e-12)


def test_a_program_says_where_binary_numbers_may_fall_off_a_kink():
    spec = """
[network]
layers = [3, 1, 1]
activation = ["relu", "identity"]
[loss]
name = "squared-error"
[data]
x = [[1, 1, 1]]
y = [[1]]
[parameters]
weights = [{}, 2]
"""
    sentence = "dout_h1/din_h1 sits exactly on a kink here"
    assert sentence in exported(parse(spec.format("0.1, 0.2, -0.3")), "c")["assignment.h"].decode()
    # In binary numbers too these add up to 0; and those do not sit on the kink.
    for weights in ("0.25, 0.5, -0.75", "0.1, 0.2, -0.4"):
        assert "kink" not in exported(parse(spec.format(weights)), "c")["assignment.h"].decode()


def test_no_targets_are_refused():
    with pytest.raises(SymbpError, match="expected at least one target; known: c, dot, "):
        exported(load("nndl3"), [])


def test_unicode_signs():
    tree = derive("nndl3").arranged(derive("nndl3")["L"].expr)
    assert plain.write(tree, str, plain.UNICODE) == "1/2·((out_o1 − y1)² + (out_o2 − y2)²)"


@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler")
def test_a_fixed_bias_that_nothing_uses_is_not_written():
    """A softmax of one unit is 1, whatever its bias."""
    case = parse("""
[network]
layers = [1, 1]
activation = "softmax"
bias = "fixed"
[loss]
name = "squared-error"
[data]
x = [["1"]]
y = [["0.5"]]
[parameters]
weights = ["0.5"]
biases = ["0.25"]
""")
    (content,) = exported(case, "c").values()
    assert b"fixed bias" not in content
    command = ["cc", "-std=c99", "-Wall", "-Werror", "-x", "c", "-fsyntax-only", "-"]
    subprocess.run(command, input=content, check=True, capture_output=True)
