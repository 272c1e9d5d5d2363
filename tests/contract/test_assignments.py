"""Every bundled assignment loads, is proven, and is kept as golden files."""

from importlib import resources

import pytest
from symbp.render.document import Document
from symbp.render.table_formats import write

from symbp import bundled, dense_table, derive, load, load_dense, table
from symbp.formula import latex
from symbp.page.equations import WIDTH
from symbp.proof import report
from symbp.render.dense import tables

ALL = pytest.mark.parametrize("name", bundled(wide=False))


@pytest.fixture(scope="module")
def worked():
    made = {}

    def get(name):
        if name not in made:
            assignment = load(name)
            made[name] = table(derive(assignment), assignment)
        return made[name]

    return get


@pytest.mark.long
@ALL
def test_every_obligation_holds(name, worked):
    for check in report(worked(name)).checks:
        assert check.holds is not False, check.sentence
        if check.id != "diff":
            assert check.holds, check.sentence


@ALL
def test_golden_derivation(name, worked, golden):
    golden(f"{name}/derivation.txt", str(worked(name).derivation) + "\n")


@ALL
def test_golden_table(name, worked, golden):
    golden(f"{name}/table.csv", write(worked(name), "csv"))


@ALL
def test_golden_documents(name, worked, golden):
    document = Document.of(worked(name))
    golden(f"{name}/solution.md", document.markdown())
    golden(f"{name}/solution.tex", document.latex)
    golden(f"{name}/network.svg", document.svg)


@pytest.mark.parametrize("name", bundled(wide=True))
def test_golden_documents_of_wide_networks(name, golden):
    worked = dense_table(load_dense(name))
    document = Document.of_dense(worked)
    golden(f"{name}/solution.md", document.markdown())
    golden(f"{name}/solution.tex", document.latex)
    golden(f"{name}/network.svg", document.svg)
    golden(f"{name}/table.txt", tables.write(worked, "text"))


@pytest.mark.long
@ALL
def test_the_document_says_what_has_to_be_said(name, worked):
    view = Document.of(worked(name)).view
    assert any("Rounding" in sentence for sentence in view.conventions)
    assert len(view.gradients) + len(view.biases) == len(view.summary.rows)
    rows = [row for block in (*view.forward, *view.gradients, *view.deltas) for row in block.rows]
    assert max(latex.looks(row) for row in rows) <= WIDTH + 4


@pytest.mark.parametrize("name", bundled())
def test_the_file_explains_itself(name):
    text = (resources.files("symbp") / "assignments" / f"{name}.toml").read_text("utf-8")
    assert text.startswith("# ")
    assert "title = " in text
