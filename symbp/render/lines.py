"""A derivation as text, as LaTeX, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from symbp.discover import pick
from symbp.errors import SymbpError, UnknownNameError, did_you_mean
from symbp.formula import latex, plain
from symbp.notation import notation as notation_named
from symbp.passes import expanded
from symbp.render.equations import equation
from symbp.steps import Derivation, Step

FORMAT_VERSION = 1


def write(derivation: Derivation, letters: str, form: str, of: str | None = None, *, expand: bool = False) -> str:
    """The lines of a derivation.

    Args:
        derivation: the lines.
        letters: notation for LaTeX.
        form: text, latex or json.
        of: only this line (a parameter stands for its gradient) and those it depends on.
        expand: with ``of``, that line alone, written out in the givens.

    Raises:
        UnknownNameError: there is no such line, notation or format.

    >>> from symbp import derive
    >>> print(write(derive("nndl3"), "in-out", "text", "out_h1", expand=True))
    out_h1 := 1/(1 + exp(-(w1*x1 + w3*x2)))
    """
    writer = pick(_WRITERS, form, "format")
    steps = derivation.steps
    if expand and of is None:
        message = "--expand writes one line out: expected --of with its name"
        raise SymbpError(message)
    if of is not None:
        name = line_named(derivation, of)
        if expand:
            formula = derivation.arranged(expanded(derivation, name))
            if form == "latex":
                names = notation_named(letters).latex(derivation)
                return "\n".join(equation(names[name], [formula], names.__getitem__))
            if form == "json":
                content = {"format_version": FORMAT_VERSION, "name": name, "formula": plain.write(formula)}
                return json.dumps(content, indent=1, ensure_ascii=False)
            return f"{name} := {plain.write(formula)}"
        steps = tuple(step for step in derivation if step.name in _needed(derivation, name))
    return writer(derivation, steps, letters)


def line_named(derivation: Derivation, name: str) -> str:
    """The line that a person means: a parameter or an input stands for its gradient.

    >>> from symbp import derive
    >>> line_named(derive("nndl3"), "w1")
    'dL/dw1'
    """
    if f"dL/d{name}" in derivation and derivation[name].expr is None:
        return f"dL/d{name}"
    if name not in derivation:
        message = f"no line '{name}'. {did_you_mean(name, [step.name for step in derivation])}"
        raise UnknownNameError(message)
    return name


def _needed(derivation: Derivation, name: str) -> set[str]:
    needed = {name}
    for step in reversed(derivation.steps):
        if step.name in needed:
            needed |= step.uses
    return needed


def _text(derivation: Derivation, steps: tuple[Step, ...], letters: str) -> str:
    chosen = {step.name for step in steps}
    rows = str(derivation).splitlines()
    return "\n".join(row for row, step in zip(rows, derivation, strict=True) if step.name in chosen)


def _latex(derivation: Derivation, steps: tuple[Step, ...], letters: str) -> str:
    names: Mapping[str, str] = notation_named(letters).latex(derivation)
    rows = [
        row
        for step in steps
        if step.expr is not None
        for row in equation(names[step.name], [derivation.arranged(step.expr)], names.__getitem__)
    ]
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"


def _json(derivation: Derivation, steps: tuple[Step, ...], letters: str) -> str:
    names = notation_named(letters).latex(derivation)
    rows = [
        {
            "name": step.name,
            "kind": str(step.kind),
            "why": str(step.why),
            "layer": step.place.layer,
            "unit": step.place.unit,
            "source": step.place.source,
            "sample": step.place.sample,
            "formula": derivation.formula(step.name),
            "latex": names[step.name],
            "latex_formula": ""
            if step.expr is None
            else latex.write(derivation.arranged(step.expr), names.__getitem__),
        }
        for step in steps
    ]
    return json.dumps({"format_version": FORMAT_VERSION, "lines": rows}, indent=1, ensure_ascii=False)


_WRITERS: Mapping[str, Callable[[Derivation, tuple[Step, ...], str], str]] = {
    "text": _text,
    "latex": _latex,
    "json": _json,
}
