"""Bishop, Pattern Recognition and Machine Learning (2006), sections 5.1 and 5.3: a for net inputs, z and t."""

from symbp.notation.courses.base import Indexing, Notation

BISHOP = Notation(
    "bishop",
    "Bishop, Pattern Recognition and Machine Learning (2006), section 5.3",
    pre="a",
    act="z",
    loss="E",
    indexing=Indexing("({})"),
    target="t",
)
