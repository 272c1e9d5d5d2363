"""Python, with nothing but its own mathematics."""

import builtins
import keyword

from symbp.code.language import Language

PYTHON_WORDS = frozenset({*keyword.kwlist, *dir(builtins)})

PYTHON = Language(
    name="python",
    title="plain Python",
    spoken="Python",
    template="export/python.py.txt",
    file="{}.py",
    comment="#",
    functions={
        "exp": "exp({0})",
        "log": "math.log({0})",
        "sqrt": "math.sqrt({0})",
        "tanh": "math.tanh({0})",
        "abs": "abs({0})",
        "sign": "sign({0})",
        "max": "max({1}, 0.0)",
        "largest": "max({0}, {1})",
        "softplus": "softplus({0})",
    },
    power="{0}**{1}",
    choice="{0} if {1} else {2}",
    whole=True,
    reserved=PYTHON_WORDS,
)
