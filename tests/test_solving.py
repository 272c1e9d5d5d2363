"""Worked solutions: what is rendered reads back, fits the page, and is written whole or not at all."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import sympy as sp
from latex_reader import read
from pages import NETWORKS, solved, written

import symbp
from symbp import bundled, derive, load, parse, solve, table
from symbp.activations import activations
from symbp.drawing.network import picture
from symbp.errors import MissingProgramError, OutputError, PrecisionError, SymbpError, UnknownNameError
from symbp.files import write_all
from symbp.formula import typeset
from symbp.formula.layout import Name, read as layout
from symbp.formula.maximum import Maximum
from symbp.formula.scripts import latex
from symbp.formula.tree import Chosen, Partial
from symbp.notation import notations
from symbp.page import programs
from symbp.page.formats import files
from symbp.page.words import plain
from symbp.solving import Solution
from symbp.solving.chain import Paths
from symbp.spec import Rounding
from symbp.spec.assignment import DocumentChoice, Size
from symbp.steps import Kind


def same(back, expr, index):
    names = {sp.Symbol(tex, real=True): sp.Symbol(name, real=True) for name, tex in index.items()}
    difference = back.xreplace(names) - expr
    point = {s: sp.Rational(13 + 5 * i, 89 + 2 * i) for i, s in enumerate(sorted(expr.free_symbols, key=str))}
    return abs(sp.N(difference.subs(point), 30)) < 1e-24


@pytest.mark.parametrize("name", bundled(wide=False))
def test_every_rendered_formula_reads_back_as_the_line_it_came_from(name):
    derivation = derive(name)
    index = {step.name: f"x_{{{i}}}" for i, step in enumerate(derivation)}
    for step in derivation:
        if step.expr is None:
            continue
        text = latex.write(typeset.write(derivation.arranged(step.expr), lambda each: layout(index[each])))
        if r"\begin{cases}" in text:
            branches = re.findall(r"(?:cases\} |\\\\ )(.*?) & ", text)
            values = [value for value, _ in step.expr.args]
            assert len(branches) == len(values)
            assert all(same(read(branch), value, index) for branch, value in zip(branches, values, strict=True))
        else:
            assert same(read(text), step.expr.replace(Maximum, sp.Max), index), (step.name, text)


@pytest.mark.parametrize("name", bundled(wide=False))
def test_every_line_with_numbers_reads_back_as_its_result(name):
    assignment = load(name)
    worked = table(derive(assignment), assignment)
    for step in worked.derivation:
        if step.expr is None:
            continue
        filled = worked.substitute(step.name)
        text = latex.write(typeset.write(filled.value if isinstance(filled, Chosen) else filled, Name))
        hand = worked.hand[step.name]
        difference = sp.N(read(text) - sp.Rational(str(hand.rounded.value)), 40)
        assert abs(difference) <= sp.Rational(str(hand.rounded.unit)) / 2 + sp.Rational(1, 10**35)


@pytest.mark.parametrize("notation", list(notations))
@pytest.mark.parametrize("name", bundled(wide=False))
def test_no_two_names_look_the_same(name, notation):
    if notations[notation].layers and name in NETWORKS and len(load(name).network.layers) != 3:
        with pytest.raises(SymbpError, match="has letters for 1 hidden layer"):
            notations[notation].latex(derive(name))
        return
    spelt = notations[notation].latex(derive(name))
    assert len(set(spelt.values())) == len(spelt)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_chain_rule_over_its_paths_is_the_gradient(name):
    """Each path's partials, multiplied and summed, are the value of the gradient's line."""
    assignment = load(name)
    worked = table(derive(assignment), assignment)
    derivation, paths = worked.derivation, Paths.of(worked.derivation)

    def worth(node):
        match node:
            case Partial(of, wrt):
                slope = derivation.derivative(of, wrt)
                if slope is not None:
                    return worked[slope.name].numpy
                # An edge of the network, or the loss by its output: differentiated here.
                whole = derivation[of].slopes.get(wrt, sp.diff(derivation[of].expr, sp.Symbol(wrt, real=True)))
                return float(whole.subs({s: worked[str(s)].numpy for s in whole.free_symbols}))
        parts = [worth(part) for part in (node.terms if hasattr(node, "terms") else node.factors)]
        return sum(parts) if hasattr(node, "terms") else sp.prod(parts)

    for step in derivation.of_kind(Kind.GRADIENT):
        assert float(worth(paths.chain(step.wrt))) == pytest.approx(worked[step.name].numpy, rel=1e-9, abs=1e-12)


@pytest.mark.long
def test_labels_of_the_drawing_do_not_cover_each_other():
    for name in bundled(wide=False):
        drawn = picture(load(name))
        boxes = []
        for text in [*(e.label for e in drawn.edges if e.label), *drawn.texts]:
            left = {"middle": text.width / 2, "end": text.width, "start": 0}[text.anchor]
            boxes.append((text.x - left, text.y - 7, text.x - left + text.width, text.y + 7))
        for i, a in enumerate(boxes):
            assert a[0] >= 0
            assert a[2] <= drawn.width
            for b in boxes[:i]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], name


@pytest.mark.long
def test_solve_writes_what_was_asked_for(tmp_path):
    made = solve("nndl3", ["md", "tex"], tmp_path / "out")
    assert [path.name for path in made] == [
        "solution.md",
        "network.svg",
        "paths-w5.svg",
        "paths-w1.svg",
        "solution.tex",
    ]
    assert (tmp_path / "out" / "solution.md").read_text().splitlines()[1] == "# NNDL assignment 3: worked solution"
    first = [path.read_bytes() for path in made]
    assert [path.read_bytes() for path in solve("nndl3", ["md", "tex"], tmp_path / "out")] == first
    assert not list((tmp_path / "out").glob(".symbp*"))


def test_an_unknown_format_is_answered_before_anything_is_written(tmp_path):
    with pytest.raises(UnknownNameError, match="unknown format 'pfd'. Did you mean 'pdf'?"):
        solve("nndl3", ["md", "pfd"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_a_missing_program_is_reported_with_the_line_that_installs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(programs.shutil, "which", lambda *_, **__: None)
    with pytest.raises(MissingProgramError, match=r"pip install 'symbp\[docx\]'"):
        solve("nndl3", ["md", "docx"], tmp_path / "out")
    with pytest.raises(MissingProgramError, match="latexmk is not installed; the engine 'typst' needs no TeX"):
        solve("nndl3", ["pdf"], tmp_path / "out", engine="pdflatex")
    assert not (tmp_path / "out").exists()


def test_an_unknown_engine_is_named(tmp_path):
    with pytest.raises(OutputError, match="unknown engine 'pdftex'. Did you mean 'pdflatex'?"):
        solve("nndl3", ["pdf"], tmp_path, engine="pdftex")


def test_files_are_written_all_or_none(tmp_path, monkeypatch):
    write_all(tmp_path, {"a": b"old", "b": b"old"})
    real, calls = Path.chmod, []

    def full(self, mode):
        calls.append(self)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(self, mode)

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_all(tmp_path, {"a": b"new", "b": b"new"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_folder_in_the_way_of_a_file_is_seen_before_anything_is_written(tmp_path):
    (tmp_path / "solution.tex").mkdir()
    with pytest.raises(OutputError, match="there is a folder of that name"):
        solve("nndl3", ["md", "tex"], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["solution.tex"]


def test_the_command_on_a_sheet_makes_that_sheet(tmp_path):
    made = solve("nndl3", ["md"], tmp_path, rounding=Rounding(decimals=3), notation="z-a")[0]
    assert made.read_text().startswith("<!-- symbp solve nndl3 --decimals 3 --notation z-a --to md -->")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        solve("nndl3", ["md"], tmp_path / "file" / "out")


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("pdflatex"), reason="TeX is not installed: apt-get install texlive-latex-extra latexmk"
)
@pytest.mark.parametrize("name", [*bundled(), "nndl3-bias zhou", "xor-mean z-a"])
def test_tex_sets_every_solution_without_an_overfull_line(name, tmp_path):
    name, _, notation = name.partition(" ")
    # With its pictures: the graph of formulas stands in a file of its own.
    for file, content in files(solved(name, notation or None), ["tex"]).items():
        (tmp_path / file).write_bytes(content)
    for _ in range(2):
        subprocess.run(
            ["pdflatex", "-no-shell-escape", "-interaction=batchmode", "solution.tex"],
            cwd=tmp_path,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    log = (tmp_path / "solution.log").read_text(errors="replace")
    assert not re.findall(r"Overfull.*|LaTeX Warning.*", log)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("latexmk"), reason="latexmk is not installed: apt-get install latexmk")
def test_latexmk_makes_a_pdf_and_refuses_what_it_must(tmp_path):
    made = solve("nndl3", ["pdf"], tmp_path, engine="pdflatex")
    assert made[0].read_bytes().startswith(b"%PDF")
    with pytest.raises(OutputError, match="latexmk has failed"):
        programs.latexmk(
            r"\documentclass{article}\begin{document}\immediate\write18{touch x}\input{/etc/passwd}\end{document}",
            "pdflatex",
        )


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed: apt-get install poppler-utils")
def test_the_pdf_has_the_words_and_the_numbers(tmp_path):
    pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    solve("nndl3", ["pdf"], tmp_path)
    text = subprocess.run(
        ["pdftotext", tmp_path / "solution.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    for word in (
        "NNDL assignment 3: worked solution",
        "How this was checked",
        "0.5622",
        "0.2097",
        "0.0084",
        "cannot go below 0.00245",
    ):
        assert word in text.replace("\N{MINUS SIGN}", "-")


def test_the_public_names_exist():
    for name in symbp.__all__:
        assert getattr(symbp, name) is not None
    assert set(symbp.__all__) <= set(dir(symbp))
    with pytest.raises(AttributeError):
        symbp.nothing  # noqa: B018


OUTPUTS_ONLY = """
[network]
layers = [2, {outputs}]
activation = "identity"
[loss]
name = "hinge"
[data]
x = [["0.5", "0.3"]]
y = [{targets}]
[parameters]
weights = [{weights}]
"""


def sized(assignment, show="standard"):
    worked = table(derive(assignment), assignment)
    return written(Solution.of(worked, None, DocumentChoice(show=Size(show))), "md")


@pytest.mark.parametrize("show", ["standard", "full"])
@pytest.mark.parametrize("outputs", [1, 2])
def test_a_network_without_hidden_units_has_nothing_said_of_them(outputs, show):
    weights = ["0.2", "-0.4", "0.5", "0.6"][: 2 * outputs]
    assignment = parse(OUTPUTS_ONLY.format(outputs=outputs, targets=[1, -1][:outputs], weights=", ".join(weights)))
    page = sized(assignment, show)
    assert "idden" not in page
    assert ("The output unit uses" if outputs == 1 else "Every output unit uses") in page
    assert "idden unit" in sized(load("nndl3"), show)
    if outputs == 2:
        assert "(1 - 1 \\cdot 0.2500) + (1 - (-1) \\cdot (-0.0200))" in page


def test_numbers_before_a_matrix_are_drawn_together():
    """A mean of squares has one number before the matrix: 2/4 is 1/2, and 2/2 is none."""
    assert r"&= \frac{1}{2}\,\left(\left(\underbrace" in sized(load("xor-mean"))
    for name in ("xor-mean", "nndl3-mean"):
        assert r"\,2\," not in sized(load(name))


def test_the_slope_of_elu_has_no_factor_of_1():
    one, two = (plain([activations["elu"].remark({"scale": sp.Integer(scale)})])[0] for scale in (1, 2))
    assert "slope exp(z)" in one
    assert "slope 2 exp(z)" in two


def test_a_new_loss_that_is_not_defined_by_hand_does_not_keep_the_solution_back(tmp_path):
    text = """
network = {layers = [2, 2], activation = "elu", bias = "none"}
loss = {name = "softmax-cross-entropy", outputs = "half-sum"}
data = {x = [[0, 0], [0, 0.1], [0, 0]], y = [[0.1, 0.1], [0.1, 0.2], [0.1, 0.1]]}
parameters = {weights = [0, 0, 0, 0]}
training = {optimizer = "rmsprop", learning_rate = 0.1}
rounding = {decimals = 4, carry = "rounded"}
"""
    assignment = parse(text, "net")
    (path, *_) = [each for each in solve(assignment, ["md"], tmp_path) if each.suffix == ".md"]
    assert "the new loss cannot be given" in path.read_text("utf-8")
    with pytest.raises(PrecisionError, match="not defined at these numbers"):
        solve(assignment, ["md"], tmp_path, iterations=2)
