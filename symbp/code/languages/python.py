"""Python, with nothing but its own mathematics."""

import builtins
import keyword

from symbp.code.languages.base import Language, Running

PYTHON_WORDS = frozenset({*keyword.kwlist, *dir(builtins)})

# A warning of any library is a fault of the program.
RUNNING = Running(
    (("{python}", "-W", "error", "{file}"),),
    driver=("every.py", 'import runpy\nprint("== {file}")\nrunpy.run_path("{file}", run_name="__main__")\n'),
)

PYTHON = Language(
    name="python",
    title="plain Python",
    spoken="Python",
    template="export/python.py.txt",
    file="{}.py",
    running=RUNNING,
    comment="#",
    functions={
        "exp": "exp({0})",
        "log": "math.log({0})",
        "sqrt": "math.sqrt({0})",
        "erf": "math.erf({0})",
        "pi": "math.pi",
        "tanh": "math.tanh({0})",
        "cosh": "math.cosh({0})",
        "sinh": "math.sinh({0})",
        "sin": "math.sin({0})",
        "cos": "math.cos({0})",
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
