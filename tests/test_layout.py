"""Layouts of formulas: what is read from LaTeX, and how it is written again in each format."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from symbp.errors import FormulaError
from symbp.formula.layout import (
    Accent,
    Bold,
    BracedRows,
    Fenced,
    Fraction,
    FunctionName,
    Large,
    Layout,
    MathRow,
    Name,
    Operator,
    Root,
    Scripts,
    Space,
    TextRun,
    Under,
    Unsigned,
    Upright,
    read,
    row,
)
from symbp.formula.scripts import latex, mathml, typst, unicode

GOLDEN = Path(__file__).parent / "golden"


def formulas() -> list[str]:
    """Every formula of the golden documents; of a row of an aligned block both halves."""
    found: dict[str, None] = {}
    for path in sorted(GOLDEN.rglob("*.md")):
        blocks = path.read_text(encoding="utf-8").split("$$")
        for i, block in enumerate(blocks):
            if i % 2:
                found.update(dict.fromkeys(_halves(block)))
            else:
                found.update(dict.fromkeys(text for text in block.split("$")[1::2]))
    for path in sorted((GOLDEN / "general").glob("*.tex")):
        for block in path.read_text(encoding="utf-8").split(r"\begin{align*}")[1:]:
            found.update(dict.fromkeys(_halves(block.partition(r"\end{align*}")[0])))
    return list(found)


def _halves(block: str) -> list[str]:
    """The formulas of an aligned block: what stands before and behind the first ampersand of a row."""
    body = re.sub(r"\\(?:begin|end)\{aligned\}|\\tag\{\d+\}", "", block)
    halves = (half for line in body.split("\n") for half in line.removesuffix(r"\\").split("&", 1))
    return [half.strip() for half in halves if half.strip()]


FORMULAS = formulas()


def test_the_golden_documents_hold_formulas_of_all_kinds() -> None:
    assert len(FORMULAS) > 2000


def test_what_is_read_is_written_again() -> None:
    other = {text: latex.write(read(text)) for text in FORMULAS}
    assert {text: again for text, again in other.items() if text != again} == {}


def typeset(sources: list[str]) -> bytes:
    """One page of Typst with these formulas."""
    compile_ = pytest.importorskip("typst").compile
    page = "#set page(width: 30cm, height: auto)\n" + "\n\n".join(f"$ {source} $" for source in sources)
    return compile_(page.encode())


@pytest.mark.long
def test_typst_sets_every_formula() -> None:
    assert typeset([typst.write(read(text)) for text in FORMULAS])


def test_mathml_is_xml() -> None:
    for text in FORMULAS:
        ET.fromstring(mathml.write(read(text), display=True))  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("text", "typst_source", "line"),
    [
        (r"\mathit{out}_{h_1}", 'italic("out")_(h_(1))', "outₕ₁"),
        (r"\frac{\partial L}{\partial \mathit{in}_{h_1}}", 'frac(∂ L, ∂ italic("in")_(h_(1)))', "∂L/∂inₕ₁"),
        (r"w^{\mathrm{new}}_5", 'w_(5)^(upright("new"))', "w₅ⁿᵉʷ"),
        (r"w^{(1)}_{21}", r"w_(21)^(\( 1 \))", "w⁽¹⁾₂₁"),
        (r"x^{[2]}_1", r"x_(1)^(\[ 2 \])", "x₁[2]"),
        (r"\sum_{i=1}^{n} x_i", "∑_(i = 1)^(n) x_(i)", "Σᵢ₌₁ⁿ xᵢ"),
        (r"\left(a + b\right)^{2}", r"lr(\( a + b \))^(2)", "(a + b)²"),
        (r"\max(0, z)", r"max \( 0 \, z \)", "max(0, z)"),
        (r"f'^{(2)}_{j}", r"f'_(j)^(\( 2 \))", "f′⁽²⁾ⱼ"),
        (r"{X}^{\top}", "X^(⊤)", "Xᵀ"),
        (r"-0.5 \cdot (-0.3)", r"− 0.5 · \( − 0.3 \)", "−0.5 · (−0.3)"),
        (r"x \mathit{out}", 'italic("x")italic("out")', "xout"),
        (r"e^{-z^{(1)}_k}", r"e^(− z_(k)^(\( 1 \)))", "e^(−z⁽¹⁾ₖ)"),
        (r"\mathit{out}_{h_1}^{2}", 'italic("out")_(h_(1))^(2)', "outₕ₁²"),
        (r"\hat{y}_j", "hat(y)_(j)", "ŷⱼ"),
    ],
)
def test_a_formula_in_typst_and_in_a_line(text: str, typst_source: str, line: str) -> None:
    assert typst.write(read(text)) == typst_source
    assert unicode.write(read(text)) == line


def test_a_minus_before_a_number_has_no_space_behind_it() -> None:
    written = mathml.write(read(r"a - (-0.3)"))
    assert written.count('<mo form="prefix">−</mo>') == 1
    assert "<mo>−</mo>" in written


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"\fraq{1}{2}", "Did you mean 'frac'?"),
        (r"\frac{1}", "has no '{' where one belongs"),
        (r"\left(x", r"has no '\\right'"),
        ("{x", "has no '}'"),
        ("x}", "closes or parts nothing"),
        ("a & b", "closes or parts nothing"),
        ("x_1_2", "two indices"),
        ("x^", "an exponent of nothing"),
        (r"\text{x", "not closed"),
        ("a € b", "'€', which is no sign"),
        ("{" * 101 + "}" * 101, "more than 100 deep"),
        ("\\", "not known"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(message)):
        read(text)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=6)
ATOMS = st.one_of(
    st.sampled_from("abxyLαδηωΔ").map(Name),
    st.sampled_from(["out", "in", "f'", "Out"]).map(Name),
    st.sampled_from(["0.25", "1", "12"]).map(Unsigned),
    st.builds(Operator, st.sampled_from("+−=·×∘⊘≤≥≠≈→,/<>|:;"), st.booleans()),
    st.sampled_from("()[]∂∑…⋯⊤").map(Operator),
    st.sampled_from(["new", "a_b", '"#$']).map(Upright),
    st.just(Bold("1")),
    st.sampled_from(["ln", "max", "sign"]).map(FunctionName),
    st.sampled_from([0, 3, 5, 18, 36]).map(Space),
    WORDS.map(TextRun),
    st.sampled_from([Large("("), Large(")"), Large("[", 1.2)]),
)


def _composed(inner: st.SearchStrategy[Layout]) -> st.SearchStrategy[Layout]:
    return st.one_of(
        st.lists(inner, max_size=4).map(lambda parts: MathRow(tuple(parts))),
        st.builds(Fraction, inner, inner),
        st.builds(Scripts, inner, inner, st.none() | inner),
        st.builds(Root, inner),
        st.builds(Fenced, st.sampled_from(["(", "|", "[", ""]), inner, st.sampled_from([")", "|", "]", ""])),
        st.builds(Under, inner, inner),
        st.builds(Accent, st.sampled_from("xy").map(Name)),
        st.builds(BracedRows, st.lists(st.tuples(inner, inner), min_size=1, max_size=3).map(tuple)),
    )


LAYOUTS = st.recursive(ATOMS, _composed, max_leaves=12)


@given(LAYOUTS)
def test_latex_that_is_written_is_read_as_the_same_formula(layout: Layout) -> None:
    written = latex.write(layout)
    once = read(written)
    again = latex.write(once)
    assert read(again) == once
    assert _seen(unicode.write(once)) == _seen(unicode.write(row(layout)))


def _seen(line: str) -> list[str]:
    """What stands there, however it is grouped."""
    letters = unicodedata.normalize("NFKC", line)
    return sorted(sign for sign in letters if not sign.isspace() and sign not in "()^_")


@given(LAYOUTS)
def test_mathml_of_any_layout_is_xml(layout: Layout) -> None:
    ET.fromstring(mathml.write(layout))  # noqa: S314 - our own


@pytest.mark.long
@settings(max_examples=20, deadline=None)
@given(st.lists(LAYOUTS, min_size=10, max_size=40))
def test_typst_sets_any_layout(layouts: list[Layout]) -> None:
    assert typeset([typst.write(layout) for layout in layouts])
