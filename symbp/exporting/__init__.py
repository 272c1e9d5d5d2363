"""Exports: a derivation as code, formulas, spreadsheets and drawings for use elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from symbp.code.languages import Language
from symbp.errors import OutputError, SymbpError
from symbp.exporting.origin import ExportContext
from symbp.exporting.record.file import load_derivation, read_derivation
from symbp.exporting.targets import Target, targets
from symbp.files import write_all
from symbp.limits import MOST_WRITTEN_OUT
from symbp.registry import by_name
from symbp.spec import ArrayAssignment, Assignment, load

__all__ = ["export", "exported", "load_derivation", "read_derivation"]


def export(
    assignment: Assignment | ArrayAssignment | str | Path,
    to: Sequence[str | Target | Language] | str | Target | Language,
    out: str | Path | None = None,
    *,
    force: bool = False,
    most_lines: int = MOST_WRITTEN_OUT,
) -> list[Path]:
    """Write an assignment's derivation for use elsewhere.

    Args:
        assignment: an assignment, the name of a bundled one, or a file.
        to: targets, such as ``"c"`` or ``["python", "xlsx"]``.
        out: folder; by default one named after the assignment.
        force: whether files that exist may be overwritten.
        most_lines: from how many lines on a network is taken in matrices.

    Returns:
        The files, in the order of the targets.

    Raises:
        SpecError: the assignment cannot be read.
        UnknownNameError: there is no such target.
        SymbpError: a target cannot express something that the assignment has.
        OutputError: a file exists, or the folder cannot be written.
    """
    if not isinstance(assignment, Assignment | ArrayAssignment):
        assignment = load(assignment, most_lines)
    contents = exported(assignment, to)
    folder = Path(out) if out is not None else Path(assignment.name)
    there = next((name for name in contents if (folder / name).exists()), None)
    if there is not None and not force:
        message = f"'{folder / there}' exists; expected a new file, or --force (force=True) to overwrite it"
        raise OutputError(message)
    return write_all(folder, contents)


def exported(
    assignment: Assignment | ArrayAssignment, to: Sequence[str | Target | Language] | str | Target | Language
) -> dict[str, bytes]:
    """The files of :func:`export`, contents by name.

    >>> from symbp.spec import load
    >>> list(exported(load("nndl3-bias"), "c"))
    ['nndl3_bias.h']
    """
    chosen = [
        targets.pick(name) for name in dict.fromkeys(by_name([to] if isinstance(to, str | Target | Language) else to))
    ]
    if not chosen:
        message = f"expected at least one target; known: {', '.join(targets)}"
        raise SymbpError(message)
    origin = ExportContext(assignment)
    contents: dict[str, bytes] = {}
    for target in chosen:
        _refuse(target, assignment)
        try:
            contents |= target.files(origin)
        except SymbpError as error:
            error.args = (f"{target.name}: {error}",)
            raise
        except OverflowError:
            message = f"{target.name}: a number is beyond 1e308, which is too large for it"
            raise SymbpError(message) from None
    return contents


def _refuse(target: Target, assignment: Assignment | ArrayAssignment) -> None:
    if isinstance(assignment, ArrayAssignment) and not target.wide:
        able = ", ".join(other.name for other in targets.values() if other.wide)
        message = f"the target '{target.name}' writes line by line, and {assignment.name} is worked out in matrices; "
        raise SymbpError(message + f"targets for it: {able}")
    if target.descends and not assignment.optimizer.plain:
        able = ", ".join(other.name for other in targets.values() if not other.descends)
        message = f"the target '{target.name}' updates by plain gradient descent, and {assignment.name} by "
        raise SymbpError(f"{message}{assignment.optimizer.rule.title}; targets that show its lines: {able}")
