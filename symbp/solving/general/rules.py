"""The names of the rules of the general derivation, in the letters of the notation."""

from __future__ import annotations

from collections.abc import Mapping

from symbp.general.letters import Letters
from symbp.general.lines import GeneralLine
from symbp.page.model import Line, Maths
from symbp.page.words import say

_RULES: Mapping[str, str] = {
    "chain": "general.chain",
    "chain-parts": "general.chain_parts",
    "differentiate": "general.differentiated",
    "elementwise": "general.elementwise",
    "outputs": "general.in_outputs",
    "delta-before": "general.only_before",
    "delta": "general.only",
    "substitute-derivative": "general.derivative_substituted",
    "multiply": "general.multiplied_out",
    "term-by-term": "general.term_by_term",
    "substitute-loss": "general.loss_substituted",
    "cancel": "general.cancelled",
    "recursion": "general.summed_over_next",
    "substitute-gradient": "general.gradient_substituted",
    "mean-over-samples": "general.mean_over_samples",
    "sum-over-samples": "general.sum_over_samples",
}
"""Which sentence says a rule; definitions have none."""


def rule(key: str, line: GeneralLine, letters: Letters) -> Line:
    r"""The name of a rule, with its letters as mathematics; empty for a definition.

    >>> from symbp.general import architecture, general
    >>> from symbp.notation import notations
    >>> from symbp.page.words import Style
    >>> net = architecture("tanh", "squared-error")
    >>> Style().text(rule("delta", general(net).layer(1).weight, Letters(notations["z-a"], net, 1, 1)))
    'only k = j is left'
    """
    if key not in _RULES:
        return ()
    sample = ",s" if letters.architecture.batch else ""
    names = {
        "k": "r" if line.key in ("slope", "part_slope") else "k",
        "j": "j",
        "m": "m",
        "i": "i",
        "p": f"p[k{sample}]",
        "own": f"z_alone[k{sample}]",
    }
    return (say(_RULES[key], **{slot: Maths(letters.layout(name)) for slot, name in names.items()}),)
