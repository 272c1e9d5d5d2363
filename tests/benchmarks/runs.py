"""Training of wide nets: rounds of `symbp.train` against those of torch's autograd and SGD, on one thread."""

from __future__ import annotations

import subprocess
import sys

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


def wide() -> list[tuple[str, str, str, bool]]:
    """A round of training of the wide nets, against torch."""
    promised = "at least as fast"
    done = subprocess.run([sys.executable, "-c", WIDE], capture_output=True, text=True, check=False)
    if done.returncode:
        return [("a round of training of wide nets, against torch", promised, "torch is not installed", True)]
    rows = []
    for name, line in zip(NAMES, done.stdout.splitlines(), strict=True):
        ours, theirs = map(float, line.split())
        shown = f"{ours / theirs:.2f} ({ours * 1e3:.2f} ms against {theirs * 1e3:.2f} ms)"
        what = f"a round of training {name}, one thread: `symbp.train` against torch"
        print(what, shown, flush=True)
        rows.append((what, promised, shown, ours <= theirs))
    return rows


if __name__ == "__main__":
    raise SystemExit(not all(kept for *_, kept in wide()))
