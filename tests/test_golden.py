"""What is made of every bundled assignment is kept as golden files."""

import functools

import pytest
from pages import NETWORKS, written

from symbp import bundled, dense_table, derive, load, table
from symbp.formula.layout import width
from symbp.page.equations import EQUATION_WIDTH
from symbp.page.formats import files, formats
from symbp.page.model import Equations, TableBlock
from symbp.page.views import document
from symbp.solving import Solution
from symbp.spec.assignment import DocumentChoice, Size

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


@pytest.fixture(scope="module")
def solution(worked):
    """The document of an assignment, ready to be written in any format."""
    return functools.cache(
        lambda name, size=Size.STANDARD: document(Solution.of(worked(name), choice=DocumentChoice(show=size)))
    )


@ALL
def test_golden_derivation(name, worked, golden):
    golden(f"{name}/derivation.txt", str(worked(name).derivation) + "\n")


@ALL
def test_golden_table(name, worked, golden):
    golden(f"{name}/table.csv", written(worked(name), "csv"))


@pytest.mark.parametrize("size", ["short", "full"])
@pytest.mark.parametrize("name", ["nndl3", "mazur", "nndl3-class", "linear-2-3-2-1-bias"])
def test_golden_documents_of_other_sizes(name, size, solution, golden):
    golden(f"{name}/{size}.md", formats["md"].files(solution(name, Size(size)))["solution.md"].decode())


@ALL
def test_golden_documents(name, solution, golden):
    made = formats["md"].files(solution(name)) | formats["tex"].files(solution(name))
    for file in ("solution.md", "solution.tex", *(["network.svg"] if name in NETWORKS else [])):
        golden(f"{name}/{file}", made[file].decode())


@pytest.mark.parametrize("name", bundled(wide=True))
def test_golden_documents_of_wide_networks(name, golden):
    worked = dense_table(load(name, arrays=True))
    made = files(Solution.of(worked), ["md", "tex"])
    for file in ("solution.md", "solution.tex", "network.svg"):
        golden(f"{name}/{file}", made[file].decode())
    golden(f"{name}/table.txt", written(worked))


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_the_document_says_what_has_to_be_said(name, solution):
    assert "Rounding: every result" in formats["md"].files(solution(name))["solution.md"].decode()
    made = solution(name, Size.FULL).page
    (summary,) = (block for block in made["summary"].body if isinstance(block, TableBlock))
    gradients = [section for section in made.sections() if section.id.startswith("gradient-")]
    assert len(gradients) == len(summary.rows)
    blocks = [block for block in made.blocks() if isinstance(block, Equations)]
    own = [row for block in blocks for row in block.rows if not row.why]
    assert max(width(row.left) + width(row.right) for row in own) <= EQUATION_WIDTH + 4
