"""The notebook of reports/: written here, executed, and kept with what its cells have shown.

    python tests/reports/notebook.py

remakes reports/notebook.ipynb. The same code gives the same bytes: no times, no random ids.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

REPORT = Path(__file__).resolve().parents[2] / "reports" / "notebook.ipynb"

CELLS = [
    """# symbp in a notebook

Objects show themselves: a network as a drawing, a derivation as formulas, a table as a table, a marked sheet in colour.
Made and executed by `python tests/reports/notebook.py`.""",
    """import symbp

assignment = symbp.load("nndl3")
assignment""",
    "The derivation: each line in names of lines before it.",
    """derivation = symbp.derive(assignment)
derivation""",
    "The hand calculation: numbers put in, the exact value where it is short, proven digits, the figure by hand.",
    "symbp.table(derivation, assignment)",
    "How it was checked, by judges that share nothing with it.",
    "symbp.verify(assignment)",
    "The same for any layer.",
    "symbp.derive_general(assignment)",
    """A student's numbers. The last one takes the gradients of $w_5$ and $w_6$ for the deltas times these weights: that
is found from the number alone.""",
    '''symbp.check_text(assignment, """
in_h1 = 0.25
out_h1 = 0.5622
out_o1 = 0.4769
out_o2 = 0.5287
dL/dw5 = 0.0346
dL/dw6 = 0.0839
dL/dw1 = 0.0146
""")''',
    "A wide network is worked out in matrices.",
    """symbp.dense_table(symbp.load("relu-1000-100-10", arrays=True))""",
    "And all of it can be taken elsewhere.",
    """for path in symbp.export(assignment, ["c", "numpy", "xlsx", "svg"], "exported", force=True):
    print(path.name)""",
]


def notebook() -> str:
    """The executed notebook, as JSON."""
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for i, source in enumerate(CELLS):
        kind = nbformat.v4.new_code_cell if i % 2 else nbformat.v4.new_markdown_cell
        cell = kind(source)
        cell["id"] = f"cell-{i}"
        made.cells.append(cell)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(made, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    for cell in made.cells:
        cell.metadata.pop("execution", None)
    made.metadata.pop("language_info", None)
    nbformat.validate(made)
    return nbformat.writes(made, version=4) + "\n"


if __name__ == "__main__":
    REPORT.write_text(notebook(), "utf-8")
    sys.stdout.write(f"{REPORT}\n")
