"""Octave and MATLAB: a class of static functions in one file."""

from symbp.code.languages.base import Language, Running

_WORDS = """
break case catch classdef continue do else elseif end end_try_catch end_unwind_protect endclassdef endenumeration
endevents endfor endfunction endif endmethods endparfor endproperties endswitch endwhile enumeration events for
function global if methods otherwise parfor persistent properties return switch try until unwind_protect
unwind_protect_cleanup while spmd ans pi e i j Inf NaN NA eps exp log log1p sqrt erf tanh sin cos abs sign max zeros
size numel fprintf
"""

OCTAVE = Language(
    name="octave",
    title="Octave and MATLAB",
    spoken="Octave",
    template="export/octave.m.txt",
    file="{}_net.m",
    running=Running(
        (("octave-cli", "--no-init-file", "--no-history", "{file}"),),
        needs="octave-cli",
        install="apt-get install octave",
        driver=("every.m", "printf('== {file}\\n'); {word}.main();\n"),
    ),
    comment="%",
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
        "max": "max({1}, 0)",
        "largest": "max({0}, {1})",
        "softplus": "softplus({0})",
    },
    power="{0}^{1}",
    relations={"!=": "~="},
    choice="choose({1}, {0}, {2})",
    whole=True,
    reserved=frozenset(_WORDS.split()),
)
