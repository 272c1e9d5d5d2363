"""Ng, Neural Networks and Deep Learning (deeplearning.ai): layers in square brackets, dW for a gradient."""

from symbp.notation.courses.base import Indexing, Notation

NG = Notation(
    "ng",
    "Ng, Neural Networks and Deep Learning (2017)",
    pre="z",
    act="a",
    indexing=Indexing("[{}]", weight="W"),
    delta="",
    prefix="d",
    sample="({})",
)
