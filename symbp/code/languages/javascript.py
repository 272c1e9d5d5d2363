"""JavaScript: a module for browsers and Node."""

from symbp.code.languages.base import Language, Running

_WORDS = """
arguments await break case catch class const continue debugger default delete do else enum eval export extends false
finally for function if implements import in instanceof interface let new null package private protected public return
static super switch this throw true try typeof undefined var void while with yield async of NaN Infinity globalThis
"""

JAVASCRIPT = Language(
    name="javascript",
    title="JavaScript",
    spoken="JavaScript",
    template="export/javascript.mjs.txt",
    file="{}.mjs",
    running=Running((("node", "{file}"),), needs="node", install="Node.js"),
    comment="//",
    functions={
        "exp": "Math.exp({0})",
        "log": "Math.log({0})",
        "sqrt": "Math.sqrt({0})",
        "erf": "erf({0})",
        "pi": "Math.PI",
        "tanh": "Math.tanh({0})",
        "sin": "Math.sin({0})",
        "cos": "Math.cos({0})",
        "abs": "Math.abs({0})",
        "sign": "Math.sign({0})",
        "max": "Math.max({1}, 0)",
        "largest": "Math.max({0}, {1})",
        "softplus": "softplus({0})",
    },
    power="Math.pow({0}, {1})",
    choice="{1} ? {0} : {2}",
    whole=True,
    reserved=frozenset(_WORDS.split()),
)
