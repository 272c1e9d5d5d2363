"""Every target of exports keeps these promises."""

import functools
import json
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from symbp import bundled, derive, load, parse, table
from symbp.code.languages import languages
from symbp.contract import things
from symbp.contract.nets import assignments
from symbp.contract.running import differences, printed, runner
from symbp.exporting import exported
from symbp.exporting.targets import targets
from symbp.notation import spell
from symbp.numpy_reference import numpy_values
from symbp.spec.assignment import Carry

pytestmark = pytest.mark.long

SMALL = [name for name in bundled(wide=False) if 0 < len(load(name).parameters) < 200]
PROGRAMS = list(things(languages))


def asked(assignment):
    """The names that a program prints."""
    derivation = derive(assignment)
    gradients = [step.name for step in derivation if step.kind == "gradient"]
    inputs = {step.name for step in derivation.givens("input")}
    gradients += [step.name for step in derivation if step.of == "L" and step.wrt in inputs]
    updates = [step.name for step in derivation if step.kind == "update"]
    return ["L", *gradients, *updates]


@functools.cache
def proven(name):
    """The proven numbers of a bundled assignment."""
    assignment = load(name)
    rows = table(derive(assignment), assignment, digits=17)
    assert all(rows[each].certified for each in asked(assignment))
    return {each: float(rows[each].value) for each in asked(assignment)}


def written(target, cases, folder):
    """The files of some assignments, in a folder."""
    files = []
    for case in cases:
        for name, content in exported(case, target).items():
            (folder / name).write_bytes(content)
            files.append(folder / name)
    return files


_ALLOWED = re.compile(r"[A-Za-z][A-Za-z0-9]*+(?:_[A-Za-z0-9]++)*+")


@pytest.mark.parametrize("target", PROGRAMS)
def test_programs_print_the_proven_numbers_of_every_bundled_assignment(target, tmp_path):
    """Compiled or interpreted, a program prints the digits that the table proves."""
    run = runner(target)
    files = written(target, map(load, SMALL), tmp_path)
    found = printed(run(files, tmp_path))
    for name, file in zip(SMALL, files, strict=True):
        assert not differences(found[file.stem], proven(name)), name


# Names that mean something in one language or another, or in the templates.
WORDS = "lambda fn class end exp int self np max θ Σ E let double inputs loss W1 type auto eval i pi None gradients"


@st.composite
def named(draw):
    """A random network whose units are called by such words."""
    text, sizes = draw(assignments())
    words = iter(draw(st.permutations(WORDS.split())))
    units = [[next(words) for _ in range(size)] for size in sizes]
    return re.sub(r"layers = .*", f"units = {json.dumps(units, ensure_ascii=False)}", text)


@pytest.mark.parametrize("target", PROGRAMS)
def test_programs_of_random_networks_give_what_numpy_gives(target, tmp_path_factory, request):
    """A program of a random network prints the numbers of the NumPy reference."""
    run = runner(target)
    slow = request.config.getoption("--slow", default=False)

    @settings(max_examples=2 if slow else 1, deadline=None)
    @given(st.lists(named(), min_size=12, max_size=12))
    def check(texts):
        """Twelve networks at once: a compiler takes longer to begin than to translate."""
        folder = tmp_path_factory.mktemp(target)
        cases = [parse(text, name=f"net{i}") for i, text in enumerate(texts)]
        files = written(target, cases, folder)
        found = printed(run(files, folder))
        for case, file in zip(cases, files, strict=True):
            wanted = numpy_values(case)
            defined = {name: wanted[name] for name in asked(case)}
            if all(map(math.isfinite, defined.values())):
                assert not differences(found[file.stem], defined)

    check()


NAMES = """
title = '''No end */ \\'''
[network]
units = [["lambda", "double"], ["class", "θ", "fn"], ["end", "exp"]]
connections = [["int", "lambda", "class"], ["np", "double", "class"], ["math", "lambda", "θ"], ["i", "double", "θ"],
  ["self", "lambda", "fn"], ["W1", "double", "fn"], ["w11", "class", "end"], ["function", "θ", "end"],
  ["pi", "fn", "end"],  ["gradients", "class", "exp"], ["inputs", "θ", "exp"], ["Θ", "fn", "exp"]]
biases = [["β", "class"], ["loss", "θ"], ["let", "fn"], ["nan", "end"], ["parameters", "exp"]]
activation = ["tanh", "softmax"]
bias = "unit"
targets = ["y0", "j1"]
[loss]
name = "cross-entropy"
[data]
x = [[0.5, -0.3], [0.1, 0.2]]
y = [[1, 0], [0.25, 0.75]]
[parameters]
"""
NUMBERS = ["int", "np", "math", "i", "self", "W1", "w11", "function", "pi", "gradients", "inputs", "Θ"]
NUMBERS += ["β", "loss", "let", "nan", "parameters"]
HOSTILE = NAMES + "".join(f'"{name}" = {i / 10 - 0.8:.1f}\n' for i, name in enumerate(NUMBERS))


@pytest.mark.parametrize("target", PROGRAMS)
def test_names_that_mean_something_in_a_language_are_quantities_here(target, tmp_path):
    """Units called `int` or `class` are renamed where the language keeps the word for itself."""
    run = runner(target)
    case = parse(HOSTILE + "[training]\nlearning_rate = 0.5\n", name="int")
    (file,) = written(target, [case], tmp_path)
    wanted = numpy_values(case)
    assert not differences(printed(run([file], tmp_path))[file.stem], {name: wanted[name] for name in asked(case)})


@pytest.mark.parametrize("target", PROGRAMS)
def test_every_reserved_word_can_be_the_name_of_a_quantity(target, tmp_path):
    """A network with a unit for each reserved word of the language runs."""
    run = runner(target)
    refused = ("in_", "out_", "softmax_", "sigmoid_", "L", "eta")
    words = [
        w for w in sorted(targets[target].language.reserved) if _ALLOWED.fullmatch(w) and not w.startswith(refused)
    ]
    # Two names of one spelling on a sheet, such as e1 and e_1, are no names of one assignment.
    words = list({spell(word).latex: word for word in words if len(word) < 20}.values())
    weights = "".join(f'"w{i}" = 0.1\n' for i in range(1, len(words) + 1))
    text = f"""
[network]
units = [{json.dumps(words)}, ["unit"]]
activation = "tanh"
[loss]
name = "squared-error"
[data]
x = [{[0.5] * len(words)}]
y = [[1]]
[parameters]
{weights}"""
    case = parse(text, name="words")
    (file,) = written(target, [case], tmp_path)
    wanted = numpy_values(case)
    assert not differences(printed(run([file], tmp_path))[file.stem], {name: wanted[name] for name in asked(case)})


@pytest.mark.parametrize("target", things(targets))
def test_the_same_assignment_has_the_same_bytes(target):
    """Exporting an assignment twice gives the same files."""
    assignment = load("nndl3-bias")
    assert exported(assignment, target) == exported(assignment, target)


@pytest.mark.parametrize("target", PROGRAMS)
def test_each_line_says_its_formula_and_the_program_says_its_source(target):
    """A program has every formula as a comment, and the name and title of the assignment."""
    (text,) = (content.decode() for content in exported(load("nndl3"), target).values())
    for line in derive("nndl3"):
        if line.expr is not None:
            assert f"{line.name} = {derive('nndl3').formula(line.name)}" in text
    assert "from 'nndl3'" in text
    assert "NNDL assignment 3" in text


@pytest.mark.parametrize("target", PROGRAMS)
def test_far_exponents_stay_in_range(target, tmp_path):
    """Exponents beyond 709 leave the range of binary numbers; the loss does not."""
    run = runner(target)
    text = """
[network]
layers = [1, 2, 2]
activation = ["softplus", "{last}"]
[loss]
name = "{loss}"
[data]
x = [[1]]
y = [[0.25, 0.75]]
[parameters]
weights = [1000, 999, {first}, 0, 0, {first}]
"""
    kinds = [
        ("softmax", "cross-entropy", 1),
        ("identity", "softmax-cross-entropy", 1),
        ("sigmoid", "squared-error", -1),
    ]
    cases = [parse(text.format(last=a, loss=b, first=c), name=f"far{i}") for i, (a, b, c) in enumerate(kinds)]
    files = written(target, cases, tmp_path)
    found = printed(run(files, tmp_path))
    # The outputs see 1000 and 999, whose softmax is that of 1 and 0; or their negatives, whose sigmoid is 0.
    crossed = 0.75 + math.log1p(math.exp(-1))
    wanted = [crossed, crossed, (0.25**2 + 0.75**2) / 2]
    assert [found[file.stem]["L"] for file in files] == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("target", PROGRAMS)
def test_logits_far_from_zero_and_outputs_that_are_one_number(target, tmp_path):
    """ln of a sigmoid that is 1 to the last bit, and a softmax over a single unit, which is 1."""
    run = runner(target)
    text = """
[network]
layers = [1, {count}]
activation = "{activation}"
[loss]
name = "{loss}"
[data]
x = [[1]]
y = [{y}]
[parameters]
weights = {weights}
"""
    kinds = [
        (1, "identity", "binary-cross-entropy-with-logits", [0.25], [z]) for z in (-800, -40, -36, 30, 36, 37, 40, 800)
    ]
    kinds += [(1, "softmax", "cross-entropy", [1], [2]), (1, "identity", "softmax-cross-entropy", [1], [2])]
    kinds += [(1, "leaky-relu", "huber", [0.25], [-2]), (1, "sigmoid", "binary-cross-entropy", [0.25], [30])]
    names = ("count", "activation", "loss", "y", "weights")
    cases = [parse(text.format(**dict(zip(names, each, strict=True))), name=f"far{i}") for i, each in enumerate(kinds)]
    files = written(target, cases, tmp_path)
    found = printed(run(files, tmp_path))
    for case, file in zip(cases, files, strict=True):
        # So near 0 and 1 that only exact lines can be carried on.
        exact = replace(case.rounding, decimals=60, carry=Carry.EXACT)
        rows = table(derive(case), case, digits=17, rounding=exact)
        assert not differences(found[file.stem], {name: float(rows[name].value) for name in asked(case)}), case


@pytest.mark.parametrize("target", PROGRAMS)
def test_the_error_function_has_all_its_figures(target, tmp_path):
    """GELU near 0 and far out: languages without an error function go from a series to a continued fraction."""
    run = runner(target)
    text = """
[network]
layers = [1, 1, 1]
activation = ["gelu", "gelu-tanh"]
[loss]
name = "squared-error"
[data]
x = [[1]]
y = [[0.25]]
[parameters]
weights = [{z}, 0.5]
[training]
learning_rate = 0.5
"""
    places = (0, 0.3, -1.7, 2.8, 2.9, -3.5, 6, 8.6, -9)
    cases = [parse(text.format(z=z), name=f"gelu{i}") for i, z in enumerate(places)]
    files = written(target, cases, tmp_path)
    found = printed(run(files, tmp_path))
    for case, file in zip(cases, files, strict=True):
        exact = replace(case.rounding, decimals=60, carry=Carry.EXACT)
        rows = table(derive(case), case, digits=17, rounding=exact)
        assert not differences(found[file.stem], {name: float(rows[name].value) for name in asked(case)}), case


@pytest.mark.parametrize("target", PROGRAMS)
def test_derivatives_by_inputs_are_printed_where_they_are_asked_for(target, tmp_path):
    """With `input_gradients`, dL/dx of every input and sample is printed too, and has NumPy's value."""
    run = runner(target)
    cases = [replace(load(name), input_gradients=True) for name in ("nndl3-bias", "xor-mean", "xor-sum")]
    files = written(target, cases, tmp_path)
    found = printed(run(files, tmp_path))
    for case, file in zip(cases, files, strict=True):
        values = numpy_values(case)
        names = asked(case)
        assert sum(name.startswith("dL/dx") for name in names) == 2 * len(case.samples)
        assert not differences(found[file.stem], {name: values[name] for name in names})
