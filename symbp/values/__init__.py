"""The numbers: four arithmetics over the same lines.

========  ==========================================================================
exact     rationals and short closed forms such as 1/(1 + exp(-1/4))
balls     midpoint and proven radius (Arb); as many digits as asked for, each proven
hand      decimals or significant figures, rounded line by line as by hand
interval  bounds for all values that honest rounding can reach
========  ==========================================================================

:func:`evaluate` walks the lines once; an arithmetic says what a number is and what happens to it
at the end of a line.
"""

from symbp.values.balls import Balls, Proven, proven_digits
from symbp.values.evaluation import Values, evaluate
from symbp.values.exact import Exact, closed_forms
from symbp.values.hand import HandValue, by_hand
from symbp.values.interval import Intervals, reachable

__all__ = [
    "Balls",
    "Exact",
    "HandValue",
    "Intervals",
    "Proven",
    "Values",
    "by_hand",
    "closed_forms",
    "evaluate",
    "proven_digits",
    "reachable",
]
