"""Comparisons: where two calculations first differ, in which term, and by which factor.

Of two assignments the lines are compared, and then the runs; of an assignment and somebody else's
figures (a run stored by a program, a run of torch, a student's sheet or listing) the figures.
"""

from __future__ import annotations

from pathlib import Path

from symbp.comparing import assignments, figures, page, sheets
from symbp.comparing.result import Comparison
from symbp.comparing.torch_run import torch_figures
from symbp.errors import SymbpError
from symbp.registry import pick
from symbp.renamed import renamed_arguments
from symbp.spec import ArrayAssignment, Assignment, in_lines, is_bundled
from symbp.training.precision import PRECISIONS

__all__ = ["Comparison", "compare", "page"]

TORCH = "torch"
_RUNS = (".json", ".csv")
_NOISE = {"double": 1e-9, "single": 10 * figures.SINGLE_PRECISION_NOISE}
"""Gradients in 32-bit numbers may be small differences of large terms."""


@renamed_arguments("rounds")
def compare(
    first: Assignment | ArrayAssignment | str | Path,
    second: Assignment | ArrayAssignment | str | Path,
    iterations: int = 1_000,
    precision: str = "double",
) -> Comparison:
    """Compare two calculations.

    Args:
        first: an assignment.
        second: an assignment; ``"torch"``, which then calculates the same by its autograd; a run as CSV
            or JSON (as ``symbp train`` writes them: iteration, quantity, value); a sheet or a listing.
        iterations: how many iterations are run.
        precision: of runs, ``"double"`` or ``"single"``.

    Raises:
        SymbpError: one of them cannot be read, or has no step where a run needs one.

    >>> [finding.text for finding in compare("xor-sum", "xor-mean", 10).findings][1]
    'The loss and every gradient of xor-sum are 2 times those of xor-mean: N·M/2 for N = 4 samples and M = 1 output.'
    """
    pick(PRECISIONS, precision, "precision")
    first = in_lines(first)
    if isinstance(second, Assignment | ArrayAssignment):
        return Comparison(first.name, second.name, assignments.compared(first, in_lines(second), iterations))
    name = str(second)
    if name == TORCH:
        theirs = torch_figures(first, iterations, precision)
        return Comparison(first.name, "torch", figures.compared(first, theirs, "torch", precision, _NOISE[precision]))
    path = Path(second)
    if not is_bundled(name) and path.suffix.lower() in _RUNS and figures.is_run(path):
        findings = figures.compared(first, figures.read(path), path.name, precision)
        return Comparison(first.name, path.name, findings)
    if is_bundled(name) or path.suffix.lower() == ".toml":
        return compare(first, in_lines(second), iterations, precision)
    if not path.is_file():
        message = f"'{name[:200]}' is neither a bundled assignment nor a file nor 'torch'"
        raise SymbpError(message)
    return sheets.compared(first, path)
