"""symbp: backpropagation by hand, derived and proven.

>>> import symbp
>>> assignment = symbp.load("nndl3")
>>> derivation = symbp.derive(assignment)
>>> derivation.formula("dL/dw1")
'dL/din_h1*x1'
>>> symbp.table(derivation, assignment)["dL/dw1"].rounded
'-0.0084'
"""

from __future__ import annotations

import importlib
from functools import partial
from typing import TYPE_CHECKING, Any

from symbp.display import LATER, SHOWN_BY
from symbp.renamed import NAMES, current
from symbp.version import __version__

if TYPE_CHECKING:
    from symbp.comparing import Comparison, compare
    from symbp.dense import DenseTable, dense_table, verify_dense
    from symbp.errors import SymbpError
    from symbp.experimenting import Axis, Experiment, experiment
    from symbp.exporting import export, load_derivation, read_derivation
    from symbp.findings import Finding
    from symbp.general import Architecture, General, architecture, architecture_of, derive_general
    from symbp.marking import Marking, Verdict, check, check_text
    from symbp.observing import observe
    from symbp.page.formats import Style, write
    from symbp.pipeline import derive
    from symbp.proof import Report, verify
    from symbp.registries import register
    from symbp.solving import solve, worksheet
    from symbp.spec import ArrayAssignment, Assignment, Rounding, bundled, load, parse, varied
    from symbp.steps import Derivation, Kind, Place, Step
    from symbp.tables import Row, Table, table
    from symbp.training import Iteration, Run, train
    from symbp.values import evaluate

_HOME = {
    "derive": "symbp.pipeline",
    "SymbpError": "symbp.errors",
    **dict.fromkeys(("export", "load_derivation", "read_derivation"), "symbp.exporting"),
    "solve": "symbp.solving",
    "worksheet": "symbp.solving",
    **dict.fromkeys(
        ("Assignment", "ArrayAssignment", "Rounding", "bundled", "load", "parse", "varied"),
        "symbp.spec",
    ),
    **dict.fromkeys(("DenseTable", "dense_table", "verify_dense"), "symbp.dense"),
    **dict.fromkeys(("Architecture", "General", "architecture", "architecture_of", "derive_general"), "symbp.general"),
    **dict.fromkeys(("Derivation", "Kind", "Place", "Step"), "symbp.steps"),
    **dict.fromkeys(("Row", "Table", "table"), "symbp.tables"),
    **dict.fromkeys(("Comparison", "compare"), "symbp.comparing"),
    **dict.fromkeys(("Axis", "Experiment", "experiment"), "symbp.experimenting"),
    "Finding": "symbp.findings",
    "observe": "symbp.observing",
    **dict.fromkeys(("Iteration", "Run", "train"), "symbp.training"),
    **dict.fromkeys(("Style", "write"), "symbp.page.formats"),
    "evaluate": "symbp.values",
    "register": "symbp.registries",
    **dict.fromkeys(("ClassMarking", "mark"), "symbp.grading"),
    **dict.fromkeys(("Quiz", "quiz", "write_quiz"), "symbp.quizzes"),
    **dict.fromkeys(("Marking", "Verdict", "check", "check_text"), "symbp.marking"),
    **dict.fromkeys(("Report", "verify"), "symbp.proof"),
}

__all__ = [
    "Architecture",
    "ArrayAssignment",
    "Assignment",
    "Axis",
    "ClassMarking",
    "Comparison",
    "DenseTable",
    "Derivation",
    "Experiment",
    "Finding",
    "General",
    "Iteration",
    "Kind",
    "Marking",
    "Place",
    "Quiz",
    "Report",
    "Rounding",
    "Row",
    "Run",
    "Step",
    "Style",
    "SymbpError",
    "Table",
    "Verdict",
    "__version__",
    "architecture",
    "architecture_of",
    "bundled",
    "check",
    "check_text",
    "compare",
    "dense_table",
    "derive",
    "derive_general",
    "evaluate",
    "experiment",
    "export",
    "load",
    "load_derivation",
    "mark",
    "observe",
    "parse",
    "quiz",
    "read_derivation",
    "register",
    "solve",
    "table",
    "train",
    "varied",
    "verify",
    "verify_dense",
    "worksheet",
    "write",
    "write_quiz",
]


def _views() -> None:
    from symbp.solving import views  # noqa: F401 - to import it is to register them


def _bundle(subject: object) -> dict[str, str]:
    from symbp.page.formats import bundle

    return bundle(subject)


LATER.append(_views)
SHOWN_BY.append(_bundle)


def __getattr__(name: str) -> Any:
    # Public names are imported when they are first used: `symbp --help` must not wait for SymPy.
    if name in NAMES:
        # What stands in brackets are arguments that the new one has for it.
        new, _, arguments = current(name, NAMES).partition("(")
        value = getattr(importlib.import_module(_HOME[new]), new)
        return partial(value, arrays=True) if arguments else value
    if name not in _HOME:
        message = f"module 'symbp' has no attribute '{name}'"
        raise AttributeError(message)
    module = importlib.import_module(_HOME[name])
    value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
