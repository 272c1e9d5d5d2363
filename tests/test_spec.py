"""Reading assignments: what is right is exact, what is wrong is named."""

import tomllib
from fractions import Fraction
from importlib import resources

import pytest
from conftest import HERE

from symbp.errors import SpecError
from symbp.page.words import plain
from symbp.spec import bundled, load, parse
from symbp.spec.numbers import read_number

GOOD = (
    (resources.files("symbp") / "assignments" / "nndl3.toml")
    .read_text("utf-8")
    .replace("iterations = [1, 10, 100, 1000]\n", "")
)
CASES = tomllib.loads((HERE / "cases" / "bad_specs.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_fault_is_named_with_its_place(case):
    text = case.get("text")
    if text is None:
        old, new = case["replace"]
        assert old in GOOD
        text = GOOD.replace(old, new, 1)
    with pytest.raises(SpecError) as caught:
        parse(text)
    assert str(caught.value).startswith(case["message"])
    assert "\n" not in str(caught.value)


def test_numbers_keep_their_digits():
    numbers = load("mazur").numbers
    assert numbers["w2"].text == "0.20"
    assert numbers["w2"].value == Fraction(1, 5)
    assert load("relu-batch").numbers["w11"].value == Fraction(-2, 3)


@pytest.mark.parametrize(
    ("written", "text", "value"),
    [
        ("0.35", "0.35", "7/20"),
        ("+.5", "0.5", "1/2"),
        ("\N{MINUS SIGN}1.20", "-1.20", "-6/5"),
        ("1.2e-3", "1.2e-3", "3/2500"),
        ("5e0", "5", "5"),
        ("-91/16", "-91/16", "-91/16"),
        (7, "7", "7"),
    ],
)
def test_a_number_is_exact(written, text, value):
    number = read_number(written)
    assert number.text == text
    assert number.value == Fraction(value)


@pytest.mark.parametrize(
    "written", ["", "-", ".", "e5", "0x10", "1_000", "1,5", "١", "1e", "1e99999", "9" * 999, 0.5, None, True, [1]]
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(SpecError):
        read_number(written)


@pytest.mark.parametrize("spec", ["nndl9", "no/such/file.toml", "", "a" * 5000, "nul\0", "/"])
def test_a_missing_assignment_offers_the_nearest(spec):
    with pytest.raises(SpecError):
        load(spec)


def test_the_nearest_bundled_name_is_offered():
    with pytest.raises(SpecError, match="'nndl4' is neither a file nor a bundled assignment. Did you mean 'nndl3'?"):
        load("nndl4")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"\0" * 100,
        b"x = " + b"[" * 100_000,
        b"a = " + b"9" * 5000,
        b"#" * 9_000_000,
        b"[network]\n" * 3,
    ],
    ids=["not text", "NUL", "brackets", "digits", "large", "a table twice"],
)
def test_a_hostile_file_is_answered_in_one_sentence(tmp_path, content):
    path = tmp_path / "spec.toml"
    path.write_bytes(content)
    with pytest.raises(SpecError) as caught:
        load(path)
    assert len(str(caught.value)) < 400


def test_numberings():
    def weights(numbering, layers="[2, 2, 2]"):
        text = GOOD.replace('"by-source"', f'"{numbering}"').replace("[2, 2, 2]", layers)
        return {c.name: f"{c.source.name}{c.target.name}" for c in parse(text).network.connections}

    assert weights("by-source")["w2"] == "x1h2"
    assert weights("by-target")["w2"] == "x2h1"
    assert weights("matrix")["w1_21"] == "x1h2"
    assert load("linear-2-3-2-1").network.weights[0] == "w1_11"


def test_matrices_stand_as_rows_of_targets():
    matrices = "weights = [[[0.2, 0.5], [-0.4, 0.6]], [[0.1, -0.3], [-0.5, 0.8]]]"
    text = GOOD.replace("weights = [0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8]", matrices)
    assert parse(text).parameters == load("nndl3").parameters


def test_random_parameters_come_from_their_seed():
    text = GOOD.replace("weights = [0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8]", "random = {seed = 1, decimals = 3}")
    first, again = parse(text).parameters, parse(text).parameters
    assert first == again
    assert [number.text for number in first.values()][:3] == ["-0.732", "0.695", "0.528"]
    assert all(-1 <= number.value <= 1 for number in first.values())


def test_a_target_out_of_reach_comes_with_the_loss_that_remains():
    assert plain(load("nndl3").warnings) == [
        "Target out of reach: y2 = -0.07 (unit o2, sigmoid, 0 to 1). The loss cannot go below 0.00245.",
    ]
    assert "0.0049" in plain(load("nndl3-sum").warnings)[0]
    assert load("nndl3-tanh").warnings == ()


def test_a_sigmoid_in_front_of_a_softmax_is_warned_of():
    first, second = plain(load("nndl3-cross-entropy").warnings)
    assert "squashed twice" in first
    assert "their sum is 0.16" in second
    assert load("nndl3-class").warnings == ()


def test_a_cross_entropy_on_outputs_that_are_no_distribution_is_warned_of():
    text = GOOD.replace("half-squared-error", "cross-entropy").replace("[[0.23, -0.07]]", "[[0.25, 0.75]]")
    assert "need not sum to 1" in plain(parse(text).warnings)[0]
    assert not parse(text.replace('activation = "sigmoid"', 'activation = ["sigmoid", "softmax"]')).warnings


def test_a_step_uphill_is_warned_of():
    up, still = (
        plain(parse(GOOD.replace("learning_rate = 1", f"learning_rate = {rate}")).warnings)[-1] for rate in ("-1", "0")
    )
    assert up.startswith("The learning rate is negative")
    assert still.startswith("The learning rate is zero")


def test_of_many_targets_out_of_reach_the_first_are_named():
    data = GOOD.replace("x = [[0.5, 0.3]]", "x = [[0.5, 0.3], [0.5, 0.3], [0.5, 0.3]]")
    (warning,) = plain(parse(data.replace("[[0.23, -0.07]]", "[[2, -3], [4, -5], [6, -7]]")).warnings)
    assert warning.startswith("Targets out of reach: y1[1] = 2 (unit o1, sigmoid, 0 to 1); y2[1] = -3 (")
    assert "; and others. The loss" in warning


def test_deep_networks_are_numbered_as_matrices():
    deep = GOOD.replace("[2, 2, 2]", "[2, 2, 2, 1]").replace('numbering = "by-source"\n', "")
    deep = deep.replace("[0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8]", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]")
    deep = deep.replace("y = [[0.23, -0.07]]", "y = [[0.23]]")
    matrix = deep.replace("layers =", 'numbering = "matrix"\nlayers =')
    assert parse(deep).parameters == parse(matrix).parameters
    assert parse(deep).parameters["w1_12"].text == "2"


def test_one_output_stands_for_two_classes():
    text = GOOD.replace("[2, 2, 2]", "[2, 2, 1]").replace("y = [[0.23, -0.07]]", "classes = [0]")
    text = text.replace("half-squared-error", "binary-cross-entropy")
    text = text.replace("weights = [0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8]", "fill = 1")
    assert parse(text).numbers["y1"].text == "0"
    assert parse(text.replace("classes = [0]", "classes = [1]")).numbers["y1"].text == "1"


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "[rounding]\ndecimals = 0x" + "F" * 6000,
        "[network]\nlayers = [2, 0x" + "F" * 6000 + "]\nactivation = 'tanh'",
        "title = 0x" + "F" * 6000,
        "[training]\n" + ".".join("a" * 2000) + " = 1",
        ".".join("a" * 20000) + " = 1",
        "[data]\nx = " + "{a=" * 300 + "1" + "}" * 300,
    ],
    ids=["decimals", "layers", "title", "dotted", "dotted wide", "inline"],
)
def test_sizes_that_python_itself_refuses_are_one_sentence(text):
    with pytest.raises(SpecError) as caught:
        parse(text)
    assert len(str(caught.value)) < 300


def test_an_authors_words_are_one_line_of_plain_text():
    text = "notes = ['a\\u0000b\\nc']\n".replace("'", '"') + GOOD
    assert parse(text).notes == ("a b c",)


def test_all_bundled_assignments_are_there():
    assert {"nndl3", "nndl3-bias", "nndl3-relu", "nndl3-relu-o2", "nndl3-tanh", "nndl3-sum", "nndl3-mean"} <= set(
        bundled(wide=False)
    )
    assert {"nndl3-cross-entropy", "nndl3-zero", "linear-2-3-2-1", "linear-2-3-2-1-bias", "line", "relu-batch"} <= set(
        bundled(wide=False)
    )
