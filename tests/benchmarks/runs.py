"""Training of wide nets: rounds of `symbp.train` against those of torch's autograd and SGD, on one thread."""

from __future__ import annotations

import os
import subprocess
import sys

from measuring import ONE_THREAD, Row, duration, failed

WIDE = """
import os
os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
import itertools, statistics, time
import torch
from symbp import load
from symbp.training.descent import descent
from symbp.training.precision import PRECISIONS
torch.set_num_threads(1)
ROUNDS = 100


def relu_net(kind):
    dense = load("relu-1000-100-10", arrays=True)
    x, y = (torch.tensor(array.T.copy(), dtype=kind) for array in (dense.x, dense.y))
    weights = [torch.tensor(array, dtype=kind, requires_grad=True) for array in dense.weights]
    optimizer = torch.optim.SGD(weights, lr=1e-6)
    def one():
        loss = ((torch.relu(x @ weights[0].T) @ weights[1].T - y) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()
    return dense, 1e-6, one


def fizzbuzz(kind):
    dense = load("fizzbuzz", arrays=True)
    model = torch.nn.Sequential(torch.nn.Linear(10, 100), torch.nn.ReLU(), torch.nn.Linear(100, 4)).to(kind)
    pairs = [(dense.x, dense.y), *dense.later]
    tensors = [(torch.tensor(x.T.copy(), dtype=kind), torch.tensor(y.argmax(axis=0))) for x, y in pairs]
    batches = itertools.cycle(tensors)
    optimizer, criterion = torch.optim.SGD(model.parameters(), lr=0.05), torch.nn.CrossEntropyLoss()
    def one():
        x, classes = next(batches)
        loss = criterion(model(x), classes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()
    return dense, 0.05, one


for net in (relu_net, fizzbuzz):
    for name, kind in (("single", torch.float32), ("double", torch.float64)):
        dense, step, one = net(kind)
        made, precision = descent(dense, PRECISIONS[name]), PRECISIONS[name]
        ours, theirs, state, done = [], [], made.start, 0
        for _ in range(15):
            begun = time.perf_counter()
            for _ in range(ROUNDS):
                one()
            theirs.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            state = made.descend(state, made.order.batches, done, ROUNDS, precision.number(step), [])
            ours.append(time.perf_counter() - begun)
            done += ROUNDS
        print(statistics.median(ours) / ROUNDS, statistics.median(theirs) / ROUNDS)
"""
NAMES = (
    "1000-100-10, 64 samples, 32 bits",
    "1000-100-10, 64 samples, 64 bits",
    "FizzBuzz, 128 samples, 32 bits",
    "FizzBuzz, 128 samples, 64 bits",
)
PEER = "torch, one thread"


def wide() -> list[Row]:
    """An iteration of training of the wide nets, against torch."""
    done = subprocess.run([sys.executable, "-c", WIDE], capture_output=True, text=True, check=False)
    if done.returncode:
        return [
            failed("an iteration of training of wide nets", PEER, "≤ 1", "torch is not installed: pip install torch")
        ]
    return [
        _row(f"an iteration of training {name}", PEER, line, 1)
        for name, line in zip(NAMES, done.stdout.splitlines(), strict=True)
    ]


PASSES = """
import statistics, time, types
import numpy as np, torch
from symbp import architecture_of, load
from symbp.general import general
from symbp.code.matrices import code
torch.set_num_threads(1)
dense = load("relu-1000-100-10", arrays=True)
made = types.ModuleType("gradients")
exec(code(general(architecture_of(dense))), made.__dict__)
arrays = {name: array.astype(np.float32) for name, array in dense.arrays.items()}
x, y, w1, w2 = (torch.tensor(np.ascontiguousarray(arrays[name].T)) for name in ("X", "Y", "W1", "W2"))
w1.requires_grad_(), w2.requires_grad_()
def theirs():
    w1.grad = w2.grad = None
    (torch.relu(x @ w1) @ w2 - y).pow(2).sum().backward()
def ours():
    made.loss_and_gradients(**arrays)
ratios = []
for _ in range(40):
    times = []
    for call in (ours, theirs):
        begun = time.perf_counter()
        for _ in range(20):
            call()
        times.append(time.perf_counter() - begun)
    ratios.append((times[0] / times[1], *times))
print(*(statistics.median(column) for column in zip(*ratios)))
"""


def matrices() -> list[Row]:
    """A forward and backward pass of the wide net in 32-bit numbers."""
    work = "a forward and backward pass of 1000-100-10, 64 samples, 32 bits: our program"
    done = subprocess.run(
        [sys.executable, "-c", PASSES], capture_output=True, text=True, check=False, env={**os.environ, **ONE_THREAD}
    )
    if done.returncode:
        return [failed(work, PEER, "≤ 1.1", "torch is not installed: pip install torch")]
    return [_row(work, PEER, done.stdout, 1.1)]


PRODUCTS = """
import statistics, tempfile, time
from pathlib import Path
from symbp import load
from symbp.training.descent import descent
from symbp.training.precision import PRECISIONS
ROUNDS = 200
file = Path(tempfile.mkdtemp(), "wide.toml")
file.write_text('''
network = {layers = [784, 30, 10], activation = "sigmoid", bias = "unit"}
loss = {name = "sum-squared-error", batch = "mean"}
data = {x = {seed = 1, samples = 10}, y = {seed = 2, samples = 10}}
parameters = {random = {seed = 3}}
training = {learning_rate = 1}
''')
for dense in (load(file, arrays=True), load("fizzbuzz", arrays=True)):
    made, precision = descent(dense, PRECISIONS["double"]), PRECISIONS["double"]
    x, weights = dense.x, dense.weights
    hidden, out = weights[0] @ x, weights[1] @ (weights[0] @ x)
    def products():
        weights[1] @ (weights[0] @ x)
        out @ hidden.T
        weights[1].T @ out
        hidden @ x.T
    ours, theirs, state, done = [], [], made.start, 0
    for _ in range(15):
        begun = time.perf_counter()
        for _ in range(ROUNDS):
            products()
        theirs.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        state = made.descend(state, made.order.batches, done, ROUNDS, precision.number(1e-3), [])
        ours.append(time.perf_counter() - begun)
        done += ROUNDS
    print(statistics.median(ours) / ROUNDS, statistics.median(theirs) / ROUNDS)
"""


def products() -> list[Row]:
    """An iteration of training against its matrix products alone: what no program can do without."""
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTS], capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD}
    )
    names = ("784-30-10, batches of 10", "FizzBuzz, batches of 128")
    return [
        _row(f"an iteration of training {name}, 64 bits", "its matrix products alone, one thread", line, 1.5)
        for name, line in zip(names, done.stdout.splitlines(), strict=True)
    ]


def _row(work: str, peer: str, line: str, most: float) -> Row:
    """A row of a line with the seconds of both behind each other, a ratio before them or not."""
    ours, theirs = map(float, line.split()[-2:])
    shown = f"{ours / theirs:.2f} ({duration(ours)} against {duration(theirs)})"
    print(work, shown, flush=True)
    return Row(work, peer, shown, f"≤ {most:g}", ours / theirs <= most)
