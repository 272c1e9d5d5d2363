"""What each rule of the general derivation is called at its step, in the letters of the notation."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symbp.general.letters import Letters
from symbp.general.lines import GeneralLine

_RULES: Mapping[str, str] = {
    "chain": "chain rule",
    "chain-parts": "chain rule, by way of {p}",
    "differentiate": "differentiated",
    "elementwise": "depends on {own} alone",
    "outputs": "in terms of the outputs",
    "delta-before": "only {m} = {i} is left",
    "delta": "only {k} = {j} is left",
    "slope": "slope put in",
    "multiply": "multiplied out",
    "term by term": "term by term",
    "loss put in": "loss put in",
    "cancel": "cancelled",
    "recursion": "summed over the next layer",
    "gradient": "gradient put in",
    "mean over samples": "mean over the samples",
    "sum over samples": "sum over the samples",
}


def rule(key: str, line: GeneralLine, letters: Letters, *, tex: bool) -> str:
    r"""The name of a rule; in LaTeX with its letters as mathematics. Definitions have none.

    >>> from symbp.general import architecture, general
    >>> from symbp.notation import NOTATIONS
    >>> net = architecture("tanh", "squared-error")
    >>> letters = Letters(NOTATIONS["z-a"], net, 1, 1)
    >>> line = general(net).layer(1).weight
    >>> rule("delta", line, letters, tex=True)
    '\\text{only }k = j\\text{ is left}'
    """
    template = _RULES.get(key, "")
    inner = "r" if line.key in ("slope", "part_slope") else "k"
    names = {"k": inner, "j": "j", "m": "m", "i": "i"}
    spelt = {slot: (letters.latex if tex else letters.text)(name) for slot, name in names.items()}
    sample = ",s" if letters.architecture.batch else ""
    quantities = {"p": f"p[k{sample}]", "own": f"z_alone[k{sample}]"}
    spelt |= {slot: (letters.latex if tex else letters.text)(name) for slot, name in quantities.items()}
    if not tex:
        return template.format(**spelt)
    pieces = re.split(r"\{(\w+)\}", template)
    return "".join(spelt[piece] if i % 2 else _words(piece) for i, piece in enumerate(pieces))


def _words(piece: str) -> str:
    """Words as text; an equals sign between two letters stays mathematics."""
    return piece if piece.strip() in ("", "=") else rf"\text{{{piece}}}"
