"""Zhou, Machine Learning (2016), section 5.3: letters of their own for the hidden layer and the outputs."""

from symbp.notation.courses.base import LayerLetters, Notation

ZHOU = Notation(
    "zhou",
    "Zhou, Machine Learning (2016), section 5.3",
    pre="α",
    act="b",
    loss="E",
    layers=(
        LayerLetters(pre="α", act="b", weight="v", bias="γ", delta="e", unit="h"),
        LayerLetters(pre="β", act="ŷ", weight="w", bias="θ", delta="g", unit="j"),
    ),
    sizes=("d", "q", "l"),
)
