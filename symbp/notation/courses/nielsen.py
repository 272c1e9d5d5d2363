"""Nielsen, Neural Networks and Deep Learning (2015), chapter 2: the inputs are layer 1, the cost is C."""

from symbp.notation.courses.base import Indexing, Notation

NIELSEN = Notation(
    "nielsen",
    "Nielsen, Neural Networks and Deep Learning (2015), chapter 2",
    pre="z",
    act="a",
    loss="C",
    indexing=Indexing("{}", first=2),
)
