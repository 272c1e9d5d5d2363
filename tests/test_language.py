"""Formulas of any shape, as every language writes them, are worked out by that language to what the tree means."""

import json
import math
import operator
import shutil
import subprocess
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings, strategies as st

from symbp.exporting.targets import targets
from symbp.formula.tree import Call, Cases, Leaf, Negative, Numeral, Power, Product, Quotient, Relation, Sum

VALUES = {"a": 1.5, "b": -2.25, "c": 0.75}
RELATIONS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq}


def grown(trees):
    pairs = st.tuples(trees, trees)
    relation = st.builds(Relation, trees, st.sampled_from(list(RELATIONS)), trees)
    return st.one_of(
        trees.map(Negative),
        st.lists(trees, min_size=2, max_size=3).map(lambda terms: Sum(tuple(terms))),
        st.lists(trees, min_size=2, max_size=3).map(lambda factors: Product(tuple(factors))),
        pairs.map(lambda pair: Quotient(*pair)),
        st.builds(Power, trees, st.sampled_from([Numeral("2"), Numeral("3")])),
        trees.map(lambda tree: Call("abs", (tree,))),
        trees.map(lambda tree: Call("max", (Numeral("0"), tree))),
        trees.map(lambda tree: Call("sign", (tree,))),
        st.tuples(trees, relation, trees).map(lambda each: Cases(((each[0], each[1]), (each[2], None)))),
    )


LEAVES = st.one_of(
    st.sampled_from("abc").map(Leaf), st.sampled_from(["1", "2", "3", "1/2", "1/3", "-2", "-1/4", "-5/7"]).map(Numeral)
)
TREES = st.recursive(LEAVES, grown, max_leaves=10)


def worth(tree):
    """What a tree means."""
    match tree:
        case Leaf(name):
            return VALUES[name]
        case Numeral():
            return float(Fraction(tree.text))
        case Negative(operand):
            return -worth(operand)
        case Sum(terms):
            return math.fsum(worth(term) for term in terms)
        case Product(factors):
            return math.prod(worth(factor) for factor in factors)
        case Quotient(above, below):
            return worth(above) / worth(below)
        case Power(base, exponent):
            return worth(base) ** int(exponent.text)
        case Call("abs", (argument,)):
            return abs(worth(argument))
        case Call("max", (_, argument)):
            return max(worth(argument), 0.0)
        case Call("sign", (argument,)):
            return float((worth(argument) > 0) - (worth(argument) < 0))
        case Cases(((value, when), (other, _))):
            return worth(value if holds(when) else other)
    raise TypeError(tree)


def holds(relation):
    return RELATIONS[relation.operator](worth(relation.left), worth(relation.right))


def settled(tree):
    """Whether the value is defined, and hangs on no comparison or sign that the last bit could turn."""
    try:
        value = worth(tree)
    except (ZeroDivisionError, OverflowError):
        return False
    return math.isfinite(value) and abs(value) < 1e12 and all(map(clear, parts(tree)))


def clear(part):
    match part:
        case Relation(left, _, right):
            return abs(worth(left) - worth(right)) > 1e-6
        case Call("sign" | "max", arguments):
            return abs(worth(arguments[-1])) > 1e-6
        case Quotient(_, below):
            return abs(worth(below)) > 1e-6
    return True


def parts(tree):
    yield tree
    for name in getattr(tree, "__dataclass_fields__", ()):
        value = getattr(tree, name)
        for child in value if isinstance(value, tuple) else (value,):
            for each in child if isinstance(child, tuple) else (child,):
                yield from parts(each) if hasattr(each, "__dataclass_fields__") else ()


def _sign(z):
    return (z > 0) - (z < 0)


def python(formulas, _):
    return [float(eval(text, {"sign": _sign, **VALUES})) for text in formulas]  # noqa: S307 - our own


def numpy(formulas, _):
    import numpy as np

    arrays = {name: np.array([value]) for name, value in VALUES.items()}
    return [float(np.broadcast_to(eval(text, {"np": np, **arrays}), 1)[0]) for text in formulas]  # noqa: S307


def _run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[:2000]
    return [float(line) for line in done.stdout.split()]


def c(formulas, folder):
    given = "".join(f"static const double {name} = {value};\n" for name, value in VALUES.items())
    lines = "".join(f'    printf("%.17g\\n", (double)({text}));\n' for text in formulas)
    (folder / "f.c").write_text(
        f"#include <math.h>\n#include <stdio.h>\n{given}int main(void)\n{{\n{lines}    return 0;\n}}\n"
    )
    _run(["cc", "-std=c99", "-O0", "f.c", "-o", "f", "-lm"], folder)
    return _run(["./f"], folder)


def javascript(formulas, folder):
    given = "".join(f"const {name} = {value};\n" for name, value in VALUES.items())
    (folder / "f.mjs").write_text(given + "".join(f"console.log({text});\n" for text in formulas))
    return _run(["node", "f.mjs"], folder)


def octave(formulas, folder):
    given = "1;\nfunction v = choose(c, a, b)\n  if c\n    v = a;\n  else\n    v = b;\n  end\nend\n"
    given += "".join(f"{name} = {value};\n" for name, value in VALUES.items())
    (folder / "f.m").write_text(given + "".join(f"printf('%.17g\\n', {text});\n" for text in formulas))
    return _run(["octave-cli", "--no-init-file", "f.m"], folder)


def rust(formulas, folder):
    given = "".join(f"    let {name}: f64 = {json.dumps(value)};\n" for name, value in VALUES.items())
    helpers = "fn positive(z: f64) -> f64 { if z < 0.0 { 0.0 } else { z } }\n"
    helpers += "fn sign(z: f64) -> f64 { if z == 0.0 { 0.0 } else { f64::signum(z) } }\n"
    lines = "".join(f'    let v: f64 = {text};\n    println!("{{:?}}", v);\n' for text in formulas)
    (folder / "f.rs").write_text(f"#![allow(unused)]\n{helpers}fn main() {{\n{given}{lines}}}\n")
    _run(["rustc", "-C", "opt-level=0", "f.rs", "-o", "f_rs"], folder)
    return _run(["./f_rs"], folder)


@pytest.mark.long
@pytest.mark.parametrize(
    ("target", "run", "program"),
    [
        ("python", python, None),
        ("numpy", numpy, None),
        ("c", c, "cc"),
        ("javascript", javascript, "node"),
        ("octave", octave, "octave-cli"),
        ("rust", rust, "rustc"),
    ],
)
def test_a_formula_of_any_shape_is_worked_out_as_it_is_meant(target, run, program, tmp_path_factory):
    if program and not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    language = targets[target].language

    # Not shrunk: each try starts a compiler.
    @settings(max_examples=2, phases=[Phase.generate])
    @given(st.lists(TREES.filter(settled), min_size=100, max_size=100))
    def check(trees):
        found = run([language.write(tree, str) for tree in trees], tmp_path_factory.mktemp(target))
        for tree, value in zip(trees, found, strict=True):
            wanted = worth(tree)
            # Sums that cancel lose figures of their terms, not of themselves.
            assert abs(value - wanted) <= 1e-9 * max(1, abs(wanted)), (language.write(tree, str), value, wanted)

    check()
