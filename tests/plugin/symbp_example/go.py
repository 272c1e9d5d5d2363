"""Go: one file, a program of its own."""

from pathlib import Path

from symbp.code.languages import Language
from symbp.code.languages.base import Running

_WORDS = """
break case chan const continue default defer else fallthrough for func go goto if import interface map package range
return select struct switch type var any append bool byte cap clear close comparable complex complex64 complex128 copy
delete error false float32 float64 imag init int int8 int16 int32 int64 iota len main make max min new nil panic print
println real recover rune string true uint uint8 uint16 uint32 uint64 uintptr fmt math
"""

GO = Language(
    name="go",
    title="Go",
    spoken="Go",
    template=str(Path(__file__).with_name("go.txt")),
    file="{}.go",
    running=Running((("go", "run", "{file}"),), needs="go", install="https://go.dev/doc/install"),
    comment="//",
    functions={
        "exp": "math.Exp({0})",
        "log": "math.Log({0})",
        "tanh": "math.Tanh({0})",
        "abs": "math.Abs({0})",
        "sign": "sign({0})",
        "max": "math.Max({1}, 0.0)",
        "largest": "math.Max({0}, {1})",
        "softplus": "softplus({0})",
    },
    power="math.Pow({0}, {1})",
    choice="choose({1}, {0}, {2})",
    reserved=frozenset(_WORDS.split()),
)
