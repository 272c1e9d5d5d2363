"""Numbers at the edge: saturated, cancelling, huge, exactly at a kink. Nothing may crash or be called wrong."""

import json
import subprocess
import sys

import pytest
from pages import said
from terminal import run

from symbp import parse, table, verify
from symbp.pipeline import derive

SPEC = """
[network]
layers = {layers}
activation = {activation}
[loss]
name = "{loss}"
[data]
x = {x}
{y}
[parameters]
{parameters}
[rounding]
{rounding}
"""
RELU = '["sigmoid", "relu"]'
CASES = {
    "exp(1)": {"layers": "[1, 1, 1]", "activation": RELU, "x": "[[1]]", "parameters": "w1 = -1\nw2 = 1"},
    "exp(1) in softmax": {"layers": "[1, 2]", "activation": '"softmax"', "loss": "cross-entropy", "y": "classes = [0]", "parameters": "w1 = 1\nw2 = 0"},
    "exp(1) under a logarithm": {"loss": "binary-cross-entropy", "parameters": "w1 = -1"},
    "confident softmax": {"layers": "[1, 2]", "activation": '"softmax"', "loss": "cross-entropy", "y": "classes = [0]", "parameters": "w1 = 10\nw2 = -10"},
    "confident sigmoid": {"loss": "binary-cross-entropy", "y": "y = [[1]]", "parameters": "w1 = 12"},
    "probability 0, target 0": {"activation": '"relu"', "loss": "binary-cross-entropy", "y": "y = [[0]]", "parameters": "w1 = 0"},
    "probability 1, target 1": {"activation": '"identity"', "loss": "binary-cross-entropy", "y": "y = [[1]]", "parameters": "w1 = 1"},
    "logits of a thousand": {"layers": "[1, 2]", "activation": '"softmax"', "loss": "cross-entropy", "y": "classes = [0]", "parameters": "w1 = 1000\nw2 = -1000"},
    "near a kink of relu": {"activation": '"relu"', "parameters": "w1 = 0.000001"},
    "near a kink of the loss": {"activation": '"identity"', "loss": "absolute-error", "parameters": "w1 = 0.3000001"},
    "at the edge of a logarithm": {"activation": '"identity"', "loss": "binary-cross-entropy", "y": "y = [[1]]", "parameters": "w1 = 1e-5", "rounding": "significant = 4"},
    "cancellation in floats": {"layers": "[2, 1]", "activation": '"identity"', "x": "[[1e8, 1]]"},
    "a sign lost to underflow": {"loss": "absolute-error", "y": "y = [[0]]", "parameters": "w1 = -800"},
    "saturated, carried exact": {"parameters": "w1 = 40", "rounding": 'significant = 4\ncarry = "exact"'},
    "saturated tanh": {"activation": '"tanh"', "parameters": "w1 = 40", "rounding": 'significant = 4\ncarry = "exact"'},
    "saturated for ever": {"parameters": "w1 = -1e6"},
    "as large as may be": {"x": "[[1e300]]", "parameters": "fill = 0.1"},
    "beyond floats": {"activation": '"identity"', "x": "[[1e200]]", "parameters": "w1 = 1e200"},
    "thirty layers": {"layers": str([1] * 30), "parameters": "fill = 0.5"},
    "a tie among equal logits": {"layers": "[1, 32]", "activation": '"softmax"', "loss": "cross-entropy", "y": "classes = [0]", "parameters": "fill = 0.5", "rounding": "decimals = 4"},
    "irrational numbers that cancel": {"layers": "[1, 2, 1]", "activation": RELU, "parameters": "w1 = 0.3\nw2 = 0.3\nw3 = 1\nw4 = -1"},
    "the same, carried exact": {"layers": "[1, 2, 1]", "activation": RELU, "parameters": "w1 = 0.3\nw2 = 0.3\nw3 = 1\nw4 = -1", "rounding": 'carry = "exact"'},
    "0/0 switched off": {"layers": "[1, 2]", "activation": '"relu"', "loss": "cross-entropy", "y": "y = [[0, 1]]", "parameters": "w1 = -1\nw2 = 0.5"},
    "a large target": {"activation": '"identity"', "x": "[[7]]", "y": "y = [[12345]]", "parameters": "w1 = 3"},
}  # fmt: skip
USUAL = {
    "layers": "[1, 1]",
    "activation": '"sigmoid"',
    "loss": "squared-error",
    "x": "[[1]]",
    "y": None,
    "parameters": "fill = 1",
    "rounding": "",
}


def spec(case):
    filled = USUAL | CASES[case]
    outputs = json.loads(filled["layers"])[-1]
    return SPEC.format(**filled | {"y": filled["y"] or f"y = [{[0.3] * outputs}]"})


@pytest.mark.long
@pytest.mark.parametrize("case", CASES)
def test_extreme_numbers_are_calculated_and_proven_or_left_open(case):
    report = verify(parse(spec(case)))
    assert report.holds, [said(check) for check in report.checks if check.holds is False]


def test_a_value_that_only_cancellation_makes_zero_is_found():
    assignment = parse(spec("irrational numbers that cancel"))
    row = table(derive(assignment), assignment)["in_o1"]
    assert (row.value, row.exact, row.certified) == ("0", "0", True)


@pytest.mark.long
def test_json_has_no_infinity(tmp_path):
    path = tmp_path / "spec.toml"
    path.write_text(spec("beyond floats"))
    out = run("table", path, "--format", "json").stdout
    assert json.loads(out, parse_constant=pytest.fail)["rows"][-1]["numpy"] is None


@pytest.mark.long
def test_the_same_bytes_in_another_process(tmp_path):
    made = []
    for seed in ("1", "2"):
        command = [
            sys.executable,
            "-m",
            "symbp",
            "solve",
            "nndl3-class",
            "--to",
            "md,tex",
            "--out",
            str(tmp_path / seed),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={"PYTHONHASHSEED": seed, "PATH": ""})
        made.append({path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()})
    assert made[0] == made[1]
