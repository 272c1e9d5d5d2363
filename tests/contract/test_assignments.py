"""Every bundled assignment loads, is proven, and is kept as golden files."""

from importlib import resources

import pytest
from pages import said, written

from symbp import bundled, dense_table, derive, load, load_dense, table
from symbp.formula.layout import width
from symbp.page.equations import WIDTH
from symbp.page.formats import files
from symbp.page.model import Equations, Table
from symbp.proof import report
from symbp.render import Solution
from symbp.render.solution import page

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
        assert check.holds is not False, said(check)
        if check.rule != "diff":
            assert check.holds, said(check)


@ALL
def test_golden_derivation(name, worked, golden):
    golden(f"{name}/derivation.txt", str(worked(name).derivation) + "\n")


@ALL
def test_golden_table(name, worked, golden):
    golden(f"{name}/table.csv", written(worked(name), "csv"))


@ALL
def test_golden_documents(name, worked, golden):
    made = files(Solution.of(worked(name)), ["md", "tex"])
    for file in ("solution.md", "solution.tex", "network.svg"):
        golden(f"{name}/{file}", made[file].decode())


@pytest.mark.parametrize("name", bundled(wide=True))
def test_golden_documents_of_wide_networks(name, golden):
    worked = dense_table(load_dense(name))
    made = files(Solution.of(worked), ["md", "tex"])
    for file in ("solution.md", "solution.tex", "network.svg"):
        golden(f"{name}/{file}", made[file].decode())
    golden(f"{name}/table.txt", written(worked))


@pytest.mark.long
@ALL
def test_the_document_says_what_has_to_be_said(name, worked):
    made = page(Solution.of(worked(name)))
    assert "Rounding: every result" in written(Solution.of(worked(name)), "md")
    (summary,) = (block for block in made["summary"].body if isinstance(block, Table))
    gradients = [section for section in made.sections() if section.id.startswith("gradient-")]
    assert len(gradients) == len(summary.rows)
    blocks = [block for block in made.blocks() if isinstance(block, Equations)]
    own = [row for block in blocks for row in block.rows if not row.why]
    assert max(width(row.left) + width(row.right) for row in own) <= WIDTH + 4


@pytest.mark.parametrize("name", bundled())
def test_the_file_explains_itself(name):
    text = (resources.files("symbp") / "assignments" / f"{name}.toml").read_text("utf-8")
    assert text.startswith("# ")
    assert "title = " in text
