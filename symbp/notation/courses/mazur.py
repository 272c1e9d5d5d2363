"""Mazur, A step by step backpropagation example (2015): net, out and E_total."""

from symbp.notation.courses.base import Notation

MAZUR = Notation(
    "mazur",
    "Mazur, A step by step backpropagation example (2015)",
    pre="net",
    act="out",
    loss="E_total",
    target="target",
    new="+",
)
