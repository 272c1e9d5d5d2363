"""A derivation as aligned formulas."""

from __future__ import annotations

from symbp.notation import notation
from symbp.render.equations import equation
from symbp.steps import Derivation

MOST_LINES = 150
"""More formulas than these in one block make a notebook slow."""


def bundle(derivation: Derivation) -> dict[str, str]:
    r"""Text, and LaTeX with the lines below one another.

    >>> from symbp import derive
    >>> print(bundle(derive("nndl3"))["text/latex"].splitlines()[2])
    \mathit{in}_{h_1} &= w_1\,x_1 + w_3\,x_2 \\
    """
    names = notation("in-out").latex(derivation)
    lines = [step for step in derivation if step.expr is not None]
    rows = []
    for step in lines[:MOST_LINES]:
        rows += equation(names[step.name], [derivation.arranged(step.expr)], names.__getitem__)  # type: ignore[arg-type]
    if len(lines) > MOST_LINES:
        rows.append(rf"&\text{{and {len(lines) - MOST_LINES} lines more}}")
    body = " \\\\\n".join(rows)
    return {"text/plain": str(derivation), "text/latex": f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"}
