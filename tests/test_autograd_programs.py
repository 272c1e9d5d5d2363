"""Programs whose gradients torch or jax derives: modules, losses, optimizers, and functions of functions."""

import pytest

from symbp import load
from symbp.marking import Verdict, check_text
from symbp.marking.key import answer_key
from symbp.steps import Kind

NET = """\
[network]
layers = [2, 3, 1]
activation = ["tanh", "sigmoid"]
bias = "unit"
numbering = "matrix"
[loss]
name = "half-squared-error"
batch = "mean"
[data]
x = [[0.4, -0.7], [0.1, 0.9]]
y = [[0.35], [0.2]]
[parameters]
weights = [[[0.3, -0.2], [0.5, 0.1], [-0.4, 0.7]], [[0.2, -0.6, 0.9]]]
biases = [[0.1, -0.3, 0.2], [0.4]]
[training]
learning_rate = 0.5
"""

MODULE = """\
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X = torch.tensor([[0.4, -0.7], [0.1, 0.9]])
y = torch.tensor([[0.35], [0.2]])

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 3), nn.Linear(3, 1)])

    def forward(self, x):
        hidden = torch.tanh(self.layers[0](x))
        return torch.sigmoid(self.layers[1](hidden))

model = Net()
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(100):
    for inputs, targets in DataLoader(TensorDataset(X, y), batch_size=2):
        loss = criterion(model(inputs), targets) / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
"""

GIVEN = """\
import torch
import torch.nn as nn
from collections import OrderedDict
net = nn.Sequential(OrderedDict([("hidden", nn.Linear(2, 3)), ("act", nn.Tanh()), ("out", nn.Linear(3, 1))]))
net.load_state_dict({
    "hidden.weight": torch.tensor([[0.3, -0.2], [0.5, 0.1], [-0.4, 0.7]]),
    "hidden.bias": torch.tensor([0.1, -0.3, 0.2]),
    "out.weight": torch.tensor([[0.2, -0.6, 0.9]]),
    "out.bias": torch.tensor([0.4]),
})
x = torch.tensor([[0.4, -0.7], [0.1, 0.9]])
t = torch.tensor([[0.35], [0.2]])
sgd = torch.optim.SGD(net.parameters(), 0.5, momentum=0.9)
for _ in range(3):
    net.zero_grad()
    e = ((torch.sigmoid(net(x)) - t) ** 2).mean() / 2
    e.backward()
    sgd.step()
"""

COPIED = """\
import torch
hidden, output = torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)
with torch.no_grad():
    hidden.weight.copy_(torch.tensor([[0.3, -0.2], [0.5, 0.1], [-0.4, 0.7]]))
    hidden.bias.copy_(torch.tensor([0.1, -0.3, 0.2]))
    output.weight = torch.nn.Parameter(torch.tensor([[0.2, -0.6, 0.9]]))
    output.bias.data = torch.tensor([0.4])
x = torch.tensor([[0.4, -0.7], [0.1, 0.9]])
t = torch.tensor([[0.35], [0.2]])
o = output(hidden(x).tanh()).sigmoid()
E = 0.5*torch.nn.functional.mse_loss(o, t)
E.backward()
with torch.no_grad():
    for p in [*hidden.parameters(), *output.parameters()]:
        p.sub_(0.5*p.grad)
"""

JAX = """\
import jax
import jax.numpy as jnp

params = {"W1": jax.random.normal(jax.random.PRNGKey(0), (2, 3)), "b1": jnp.zeros(3),
          "W2": jax.random.normal(jax.random.PRNGKey(1), (3, 1)), "b2": jnp.zeros(1)}
X = jnp.array([[0.4, -0.7], [0.1, 0.9]])
Y = jnp.array([[0.35], [0.2]])

def loss(params, x, y):
    h = jnp.tanh(x @ params["W1"] + params["b1"])
    p = jax.nn.sigmoid(h @ params["W2"] + params["b2"])
    return jnp.sum((p - y)**2) / (2 * x.shape[0])

step = jax.jit(jax.value_and_grad(loss))
for i in range(100):
    value, grads = step(params, X, Y)
    params = {key: params[key] - 0.5 * grads[key] for key in params}
"""


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    path = tmp_path_factory.mktemp("net") / "net.toml"
    path.write_text(NET)
    return load(path)


def judged(assignment, program):
    marked = check_text(assignment, program, "py")
    return marked, [mark for mark in marked.marks if mark.verdict is Verdict.WRONG]


@pytest.mark.parametrize("program", [MODULE, GIVEN, COPIED, JAX], ids=["module", "given", "copied", "jax"])
def test_a_right_program_is_right(assignment, program):
    marked, wrong = judged(assignment, program)
    assert not wrong
    assert not marked.faults
    updates = {step.name for step in answer_key(assignment).derivation.of_kind(Kind.UPDATE)}
    assert updates <= {mark.line for mark in marked.marks}


@pytest.mark.parametrize(
    ("program", "old", "new", "place", "name"),
    [
        pytest.param(MODULE, "torch.tanh(self", "torch.sigmoid(self", "hidden = ", "another-activation", id="tanh"),
        pytest.param(MODULE, "optimizer.zero_grad()", "pass", "pass", "gradients-not-zeroed", id="zero"),
        pytest.param(COPIED, "p.sub_(0.5", "p.add_(0.5", "p.add_", None, id="sign"),
        pytest.param(JAX, "- 0.5 * grads", "+ 0.5 * grads", "params = ", "sign", id="ascent"),
        pytest.param(JAX, "jax.nn.sigmoid(h @", "jnp.tanh(h @", "p = ", "another-activation", id="output"),
    ],
)
def test_a_bug_is_found(assignment, program, old, new, place, name):
    assert program.count(old) == 1
    changed = program.replace(old, new)
    _, wrong = judged(assignment, changed)
    assert wrong
    assert all(changed.splitlines()[mark.at - 1].strip().startswith(place) for mark in wrong)
    if name is not None:
        assert any(mark.mistake is not None and name in mark.mistake.id for mark in wrong)


def test_another_scale_of_the_loss_is_a_remark(assignment):
    marked, wrong = judged(assignment, MODULE.replace("targets) / 2", "targets)"))
    assert not wrong
    assert any("2" in str(note) for note in marked.notes)


@pytest.mark.parametrize("name", ["L", "E", "loss", "cost"])
def test_a_derived_loss_has_one_verdict_whatever_it_is_called(assignment, name):
    """The formula that is written out is the loss; the scale of a library's loss is the library's."""
    program = MODULE.replace("loss", name)
    written = program.replace("criterion(model(inputs), targets) / 2", "((model(inputs) - targets)**2).mean()")
    assert written != program
    assert [mark.line for mark in judged(assignment, written)[1]] == ["L"]
    assert not judged(assignment, program.replace("targets) / 2", "targets)"))[1]
    assert not judged(assignment, program)[1]


@pytest.mark.parametrize("name", ["E", "error"])
def test_a_loss_that_jax_derives_has_the_verdict_of_one_that_torch_derives(assignment, name):
    formula = "jnp.sum((p - y)**2) / (2 * x.shape[0])"
    assert formula in JAX
    right = JAX.replace(f"    return {formula}", f"    {name} = {formula}\n    return {name}")
    assert not judged(assignment, right)[1]
    assert [mark.line for mark in judged(assignment, right.replace("(2 * x.shape[0])", "x.shape[0]"))[1]] == ["L"]
