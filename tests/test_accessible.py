"""Documents for those who cannot see them: formulas in words, PDF/UA-1, pages in a browser without a violation."""

import functools
import io
import itertools

import pytest
from pages import solved, written
from test_layout import FORMULAS

import symbp
from symbp.errors import OutputError
from symbp.formula.layout import read
from symbp.formula.scripts.speech import Voice
from symbp.page import programs
from symbp.page.formats import files
from symbp.page.words import Style
from symbp.solving.sheet import Worksheet
from symbp.spec.assignment import Size


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (r"\frac{\partial L}{\partial w_5} = \delta_{o_1}\,\mathit{out}_{h_1}",
         "partial L by partial w sub 5 equals delta sub o sub 1 times out sub h sub 1"),
        (r"\frac{1}{2}", "1 over 2"),
        (r"\frac{1}{1 + e^{-z}}", "fraction 1 over 1 plus e to the power minus z, end of power, end of fraction"),
        (r"a^{3}_1", "a sub 1 superscript 3"),
        (r"\mathit{out}_{h_1}^{2}", "out sub h sub 1 squared"),
        (r"w^{\mathrm{new}}_5 = 0.5 - 0.1 \cdot (-0.25)", "w sub 5 new equals 0.5 minus 0.1 times minus 0.25"),
        (r"A^{(1)\,\top}", "A superscript 1 transposed"),
        (r"\sum_{i=1}^{n} x_i", "sum from i equals 1 to n of x sub i"),
        (r"\sqrt{x}", "square root of x"),
        (r"\sqrt{x + 1}", "square root of x plus 1, end of root"),
        (r"f'(z)", "f prime open bracket z close bracket"),
        (r"\hat{y}", "y hat"),
        (r"\max(0, z) \ge 0", "maximum of open bracket 0, z close bracket is at least 0"),
    ],
)  # fmt: skip
def test_a_formula_in_words(formula, words):
    assert Voice(str).formula(read(formula)) == words


def test_every_formula_of_the_documents_has_words_and_no_sign():
    """None is passed over, and none is told by a sign that a voice may not know."""
    for formula in FORMULAS:
        said = Voice(str).formula(read(formula))
        assert said or not read(formula), formula
        assert all(sign.isalnum() or sign in " .,;:-%'?/" for sign in said), (formula, said)


# -- PDF ------------------------------------------------------------------------------------------


def elements(pdf):
    """The elements of a PDF's structure in the order in which they are read."""
    import pikepdf

    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += reversed(list(node))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                waiting.append(node.K)


def opened(content):
    pikepdf = pytest.importorskip("pikepdf", reason="pip install 'symbp[test]'")
    return pikepdf.open(io.BytesIO(content))


@functools.cache
def pdf(name, size, language, sheet=""):
    pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    subject = solved(name, show=Size(size))
    if sheet:
        subject = Worksheet.of(subject, "all", "rule", key=sheet == "key")
    try:
        return next(iter(files(subject, ["pdf"], Style(language=language)).values()))
    except symbp.errors.MissingProgramError as error:
        pytest.skip(str(error))


DOCUMENTS = [
    ("nndl3", "standard", "en", ""),
    ("nndl3", "full", "en", ""),
    ("nndl3-class", "standard", "de", ""),
    ("mazur", "short", "zh", ""),
    ("xor-mean", "standard", "fr", ""),
    ("circuit-neuron", "standard", "es", ""),
    ("relu-1000-100-10", "standard", "en", ""),
    ("nndl3", "standard", "de", "worksheet"),
    ("nndl3", "standard", "en", "key"),
]


@pytest.mark.long
@pytest.mark.parametrize("document", DOCUMENTS, ids="-".join)
def test_a_pdf_can_be_read_aloud(document):
    made = opened(pdf(*document))
    assert str(made.Root.Lang) == document[2]
    assert bool(made.Root.MarkInfo.Marked)
    with made.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]
    found = list(elements(made))
    kinds = [str(element.S) for element in found]
    assert kinds.count("/Formula") > 10
    for element in found:
        if element.S in ("/Formula", "/Figure"):
            assert str(element.get("/Alt", "")).strip(), element.S
    levels = [int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


@pytest.mark.long
def test_the_words_are_those_of_the_language():
    told = " | ".join(
        str(each.Alt) for each in elements(opened(pdf("nndl3-class", "standard", "de"))) if "/Alt" in each
    )
    assert "d L nach d w Index" in told
    assert "0,5" in told
    for word in (" by ", " equals ", " times ", " sub "):
        assert word not in told


@pytest.mark.long
def test_a_picture_of_somebody_elses_template_needs_no_description(tmp_path):
    pytest.importorskip("typst", reason="pip install 'symbp[pdf]'")
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    own = '<% extends "symbp/page.typ" %><% block head %>#image("logo.svg")<% endblock %>'
    (tmp_path / "page.typ").write_text(own)
    made = next(iter(files(solved("nndl3"), ["pdf"], Style.of(tmp_path)).values()))
    with opened(made).open_metadata() as metadata:
        assert "pdfuaid:part" not in metadata
    with pytest.raises(OutputError, match="missing alt text"):
        programs.typst('#image("logo.svg")', {"logo.svg": (tmp_path / "logo.svg").read_bytes()})
    with pytest.raises(OutputError, match="unclosed"):
        programs.typst('#image("logo.svg"', {}, foreign=True)


# -- HTML -----------------------------------------------------------------------------------------


def pages():
    yield from ((f"{name}-{size}", solved(name, show=size)) for name in ("nndl3", "nndl3-class") for size in Size)
    yield "worksheet", Worksheet.of(solved("nndl3"), "all", "rule")
    yield "key", Worksheet.of(solved("nndl3"), "all", "rule", key=True)
    yield "circuit", solved("circuit-neuron")
    yield "matrices", solved("relu-1000-100-10")


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, subject in pages():
        for language in ("en", "de"):
            path = folder / f"{name}-{language}.html"
            path.write_text(written(subject, "html", style=Style(language=language)), "utf-8")
    return sorted(folder.iterdir())


@pytest.mark.slow
def test_pages_have_no_violation_of_the_rules_of_axe(browser, addresses):
    """At the width of a desk, and of a telephone, where tables and formulas can be scrolled."""
    axe = pytest.importorskip("axe_selenium_python", reason="pip install 'symbp[test]'")
    for path in addresses:
        browser.get(path.as_uri())
        checker = axe.Axe(browser)
        checker.inject()
        found = checker.run()["violations"]
        assert [(path.name, each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


_BEYOND = """
const room = document.documentElement.clientWidth;
const scrolls = e => { for (; e; e = e.parentElement) {
  const look = getComputedStyle(e).overflowX;
  if (look === "auto" || look === "scroll") return true; } return false; };
const found = [...document.querySelectorAll("main *")].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && (box.right > room + 1 || box.left < -1) && !scrolls(e); });
const over = [...document.querySelectorAll("td, th")].filter(e => e.scrollWidth > e.clientWidth + 1);
const hidden = [...document.querySelectorAll("main *")].filter(e =>
  getComputedStyle(e).overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1);
return [document.documentElement.scrollWidth - room,
  [...found, ...over, ...hidden].slice(0, 3).map(e => e.outerHTML.slice(0, 150))];
"""


@pytest.mark.slow
def test_on_a_telephone_nothing_is_cut_off(browser, addresses):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    )
    for path in addresses:
        browser.get(path.as_uri())
        assert (path.name, *browser.execute_script(_BEYOND)) == (path.name, 0, [])
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
