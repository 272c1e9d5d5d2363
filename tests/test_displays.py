"""What objects show of themselves in Jupyter, and the notebook that shows it."""

import importlib.util
import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from conftest import REPOSITORY

import symbp
from symbp.marking import check_text

SHEET = "out_o1 = 0.4769\nout_o2 = 0.5287\ndL/dw5 = 0.0346\ndL/dw6 = 0.0839\ndL/dw1 = 0.0146\n"


@pytest.fixture(scope="module")
def objects():
    assignment = symbp.load("nndl3")
    derivation = symbp.derive(assignment)
    return {
        "assignment": assignment,
        "derivation": derivation,
        "table": symbp.table(derivation, assignment),
        "report": symbp.verify(assignment),
        "general": symbp.derive_general(assignment),
        "marking": check_text(assignment, SHEET),
        "matrices": symbp.dense_table(symbp.load("nndl3", arrays=True)),
    }


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("assignment", ["NNDL assignment 3", "data:image/svg+xml"]),
        ("derivation", ["<mtable", "<mfrac>"]),
        ("table", ["<code>dL/dw1</code>", ">-0.0084<", ">-0.008421480462<"]),
        ("report", ["nndl3: all hold", "<mn>10</mn>"]),
        ("general", ["<mi>δ</mi>", ">Loss<"]),
        ("marking", ["mistake", "good", "deltas times the weights", "<style>"]),
        ("matrices", ["<code>dW1</code>", ">2×2<"]),
    ],
)
def test_objects_show_themselves(objects, name, words):
    shown = objects[name]._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/html"}
    for word in words:
        assert word in shown["text/html"]
    assert objects[name]._repr_html_() == shown["text/html"]


def test_html_is_well_formed_and_an_authors_words_are_words(objects):
    hostile = replace(objects["assignment"], title="<script>alert(1)</script>")
    table = symbp.table(objects["derivation"], hostile)
    for each in (hostile, table, objects["report"], objects["marking"], objects["matrices"]):
        html = each._repr_html_()
        assert "<script" not in html
        ET.fromstring(f"<div>{html.replace('&#8203;', '')}</div>")  # noqa: S314 - our own


@pytest.mark.long
def test_the_notebook_shows_what_its_cells_show_now():
    for needed in ("nbclient", "ipykernel"):
        if not importlib.util.find_spec(needed):
            pytest.skip(f"{needed} is not installed (pip install 'symbp[test]')")
    if not importlib.util.find_spec("xlsxwriter"):
        pytest.skip("XlsxWriter is not installed (pip install 'symbp[xlsx]')")
    from reports.notebook import REPORT, notebook

    made = notebook()
    cells = json.loads(made)["cells"]
    # One output a cell, and none of them an error: nothing prints beside what an object shows.
    assert all(len(cell["outputs"]) == 1 for cell in cells if cell["cell_type"] == "code")
    assert {output["output_type"] for cell in cells for output in cell.get("outputs", ())} == {
        "execute_result",
        "stream",
    }
    kept = REPORT.read_text("utf-8")
    assert made == kept, "reports/notebook.ipynb has changed; to accept it: python tests/reports/notebook.py"


def test_the_report_is_in_the_repository():
    assert (REPOSITORY / "reports" / "notebook.ipynb").is_file()
