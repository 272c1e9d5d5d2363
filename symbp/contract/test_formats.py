"""Every format keeps these promises."""

import importlib.util
import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest

from symbp import derive, load, table
from symbp.contract import things
from symbp.page import views
from symbp.page.formats import formats
from symbp.solving import Solution

pytestmark = pytest.mark.long

PANDOC = importlib.util.find_spec("pypandoc") and importlib.util.find_spec("typst")
ALL = pytest.mark.parametrize(
    "form",
    [
        pytest.param(
            form,
            marks=()
            if name not in ("docx", "pdf") or PANDOC
            else pytest.mark.skip(reason="pip install 'symbp[docx]' for this"),
        )
        for name, form in things(formats).items()
    ],
    ids=things(formats),
)
# What an author may write to do harm, and what of it must never reach a document as markup.
HOSTILE = r"""</title><script>alert(1)</script> \input{/etc/passwd} \write18{ls} $x$ `code` ![p](file:///etc/passwd) """
HOSTILE += r"""#read("/etc/passwd") #import "@preview/x:1.0.0" ${title}$ """
HOSTILE += r"""<% raise %> {{7*7}} ```{=html} :::{.x} [a](javascript:1) ::: hidden \end{document}"""


def document(title="A title"):
    """The worked solution of a small network, with a title and a note of somebody's choice."""
    assignment = load("nndl3-bias")
    assignment = replace(assignment, title=title, notes=(title, "- a note"))
    return views.document(Solution.of(table(derive(assignment), assignment)))


@pytest.fixture(scope="module")
def plain():
    """A document in which nothing is out of the ordinary."""
    return document()


@pytest.fixture(scope="module")
def hostile():
    """A document whose title and note are markup of every format."""
    return document(HOSTILE)


@ALL
def test_the_same_document_has_the_same_bytes(form, plain):
    """Writing a document twice gives the same files; in an archive, the same members."""
    first, second = form.files(plain), form.files(plain)
    if form.name == "docx":
        # Zip members carry a time; what is in them is the same.
        first, second = ({n: _members(c) for n, c in each.items()} for each in (first, second))
    assert first == second


def _pdf_text(content):
    """The words of a PDF; its bytes are compressed and would show nothing."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed: apt-get install poppler-utils")
    return subprocess.run(["pdftotext", "-", "-"], input=content, check=True, capture_output=True).stdout.decode()


def _members(content):
    """The files in an archive, but for the one with the time of writing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


@ALL
def test_the_files_are_named_after_the_format(form, plain):
    """The first file is `solution`, with the format's name for an ending."""
    first = next(iter(form.files(plain)))
    assert first == {"text": "solution.txt", "latex": "solution-body.tex"}.get(form.name, f"solution.{form.name}")


@ALL
def test_an_authors_words_do_no_harm(form, hostile):
    """The words of an author stand on the page as words: they run nothing and read no file."""
    made = next(iter(form.files(hostile).values()))
    if form.name in ("csv", "json", "xlsx"):
        return  # numbers, and no author's words
    if form.name == "pdf":
        text = _pdf_text(made)
        assert "root:" not in text
        assert "alert(1)" in text  # it is there, as the words that it is
        return
    if form.name == "docx":
        made = _members(made)["word/document.xml"]
    text = made.decode()
    assert "root:" not in text
    assert "hidden" in text
    if form.name == "html":
        assert "<script" not in text
        assert not re.search(r"(href|src)=\"(?!data:|#)", text)
    if form.name == "tex":
        assert r"\input{" not in text
        assert r"\write18" not in text
        assert text.count(r"\end{document}") == 1
    if form.name == "md":
        assert "<script>" not in text.replace(r"\<", "")
    if form.name == "ipynb":
        cells = json.loads(text)["cells"]
        assert not any(
            word in "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" for word in HOSTILE.split()
        )
        assert "<script>" not in "".join("".join(cell["source"]) for cell in cells).replace(r"\<", "")


@ALL
def test_the_words_are_all_there(form, plain):
    """Every heading of the document is in the file."""
    made = next(iter(form.files(plain).values()))
    if form.name in ("csv", "json", "xlsx"):
        return  # numbers, and no headings
    if form.name == "docx":
        made = _members(made)["word/document.xml"]
    if form.name == "pdf":
        assert made.startswith(b"%PDF")
        assert len(made) > 20_000
        return
    for heading in ("What is given", "Forward pass", "Error terms", "Gradients and update", "How this was checked"):
        assert heading in made.decode()
