"""Han, Kamber and Pei, Data Mining (2012), section 9.2: I, O, T and Err, which is target − output and is added."""

from symbp.notation.courses.base import Notation

HAN_KAMBER = Notation(
    "han-kamber",
    "Han, Kamber and Pei, Data Mining (2012), section 9.2",
    pre="I",
    act="O",
    loss="E",
    target="T",
    delta="",
    error="Err",
)
