"""The focal loss and the Kullback-Leibler divergence: targets of 0, the focusing parameter, and torch's figures."""

import pytest

from symbp import derive, parse, table, verify
from symbp.errors import SpecError
from symbp.marking import Verdict, check_text

TEXT = """
[network]
layers = [2, 2, 3]
activation = ["tanh", "{last}"]
[loss]
name = "{loss}"
{options}
[data]
x = [[0.5, -1]]
y = [[0.7, 0.3, 0]]
[parameters]
weights = [0.1, 0.3, -0.4, 0.2, 0.6, -0.5, 0.1, 0.2, 0.3, 0.4]
"""
DIVERGENCE = parse(TEXT.format(last="softmax", loss="kl-divergence", options=""), name="divergence")
FOCAL = TEXT.replace("[0.7, 0.3, 0]", "[1, 0, 0]")


def focal(gamma):
    return parse(FOCAL.format(last="sigmoid", loss="focal", options=f"options = {{gamma = {gamma}}}"), name="focal")


def loss(assignment):
    return float(table(derive(assignment), assignment)["L"].value)


@pytest.mark.long
def test_a_target_of_0_adds_nothing_and_every_line_is_proven():
    assert verify(DIVERGENCE).holds
    torch = pytest.importorskip("torch", reason="torch is not installed")
    rows = table(derive(DIVERGENCE), DIVERGENCE)
    out = torch.tensor([float(rows[f"out_o{k}"].value) for k in (1, 2, 3)], dtype=torch.float64)
    judged = torch.nn.KLDivLoss(reduction="sum")(out.log(), torch.tensor([0.7, 0.3, 0.0], dtype=torch.float64))
    assert loss(DIVERGENCE) == pytest.approx(judged.item(), rel=1e-9)


@pytest.mark.long
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("L = y1*ln(y1/out_o1) + y2*ln(y2/out_o2) + y3*ln(y3/out_o3)", Verdict.RIGHT),
        ("dL/dout_o1 = -y1/out_o1", Verdict.RIGHT),
        ("dL/din_o1 = out_o1 - y1", Verdict.RIGHT),
        ("L = -y1*ln(out_o1) - y2*ln(out_o2) - y3*ln(out_o3)", Verdict.WRONG),
        ("L = out_o1*ln(out_o1/y1) + out_o2*ln(out_o2/y2) + out_o3*ln(out_o3/y3)", Verdict.WRONG),
    ],
)
def test_sheets_of_the_divergence(line, verdict):
    assert check_text(DIVERGENCE, line).marks[0].verdict is verdict


@pytest.mark.long
def test_the_focusing_parameter():
    plain = parse(FOCAL.format(last="sigmoid", loss="binary-cross-entropy", options=""), name="plain")
    assert loss(plain) > loss(focal(1.5)) > loss(focal(2)) > loss(focal(5))
    assert verify(focal(1.5)).holds
    with pytest.raises(SpecError, match="gamma"):
        parse(FOCAL.format(last="sigmoid", loss="focal", options="options = {gama = 2}"), name="misspelt")


@pytest.mark.long
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (" + ".join(f"-y{k}*(1 - o{k})^2*ln(o{k}) - (1 - y{k})*o{k}^2*ln(1 - o{k})" for k in (1, 2, 3)), Verdict.RIGHT),
        (" + ".join(f"-y{k}*(1 - o{k})*ln(o{k}) - (1 - y{k})*o{k}*ln(1 - o{k})" for k in (1, 2, 3)), Verdict.WRONG),
        (" + ".join(f"-y{k}*ln(o{k}) - (1 - y{k})*ln(1 - o{k})" for k in (1, 2, 3)), Verdict.WRONG),
    ],
)
def test_sheets_of_the_focal_loss(line, verdict):
    assert check_text(focal(2), f"L = {line}".replace(" + -", " - ")).marks[0].verdict is verdict
