"""Julia: a module."""

from symbp.code.languages.base import Language, Running

_WORDS = """
baremodule begin break catch const continue do else elseif end export false finally for function global if import let
local macro module quote return struct true try using while abstract mutable primitive type where in isa im pi e
Inf NaN missing nothing eval include max min exp log log1p sqrt tanh sin cos abs sign ifelse zeros length zip println
abspath
"""

JULIA = Language(
    name="julia",
    title="Julia",
    spoken="Julia",
    template="export/julia.jl.txt",
    file="{}.jl",
    running=Running((("julia", "--startup-file=no", "{file}"),), needs="julia", install="Julia"),
    comment="#",
    functions={
        "exp": "exp({0})",
        "log": "log({0})",
        "sqrt": "sqrt({0})",
        "erf": "erf({0})",
        "pi": "pi",
        "tanh": "tanh({0})",
        "sin": "sin({0})",
        "cos": "cos({0})",
        "abs": "abs({0})",
        "sign": "sign({0})",
        "max": "max({1}, 0.0)",
        "largest": "max({0}, {1})",
        "softplus": "softplus({0})",
    },
    power="{0}^{1}",
    choice="ifelse({1}, {0}, {2})",
    whole=True,
    reserved=frozenset(_WORDS.split()),
)
